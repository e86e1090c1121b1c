// Which positions match a query, found in the index without reading events.
#ifndef DRIEHOEK_EVENTSTORE_POSITION_SCAN_H_
#define DRIEHOEK_EVENTSTORE_POSITION_SCAN_H_

#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "eventstore/event_store.h"
#include "eventstore/log_db.h"
#include "eventstore/tag_cursor.h"
#include "rocksdb/snapshot.h"

namespace driehoek {

class PositionScan {
 public:
  virtual ~PositionScan() = default;

  // The next match in the direction of the scan; nothing at the end. DataLoss
  // when the index shows that something is missing.
  virtual absl::StatusOr<std::optional<Position>> Next() = 0;
};

// What a scan looks at: (after, until] of the log as it is at `snapshot`.
struct ScanRange {
  Position after = 0;
  Position until = 0;
  Direction direction = Direction::kForwards;
  const rocksdb::Snapshot* snapshot = nullptr;
};

// `query` is well-formed. `log` and the snapshot outlive the scan.
absl::StatusOr<std::unique_ptr<PositionScan>> NewPositionScan(
    const LogDb& log, const Query& query, const ScanRange& range);

// The row of a tag at `snapshot`; nothing when no event has it.
absl::StatusOr<std::optional<TagRow>> ReadTagRow(
    const LogDb& log, const Tag& tag, const rocksdb::Snapshot* snapshot);

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_POSITION_SCAN_H_
