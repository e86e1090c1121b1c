#ifndef DRIEHOEK_EVENTSTORE_TAG_CURSOR_H_
#define DRIEHOEK_EVENTSTORE_TAG_CURSOR_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "eventstore/event_store.h"
#include "eventstore/log_db.h"
#include "eventstore/rocksdb_layout.h"
#include "rocksdb/iterator.h"
#include "rocksdb/slice.h"
#include "rocksdb/snapshot.h"

namespace driehoek {

enum class Direction { kForwards, kBackwards };

// Walks the index of one tag, and notices when entries are missing: events of a
// tag are numbered without gaps, and how many there are is known from its row.
// An iterator of RocksDB may stop early and call it a success.
class TagCursor {
 public:
  // `row` as it is at `snapshot` (null: newest). `log` outlives the cursor.
  TagCursor(const LogDb& log, Tag tag, const TagRow& row,
            const rocksdb::Snapshot* snapshot, Direction direction);

  // To the first entry at or beyond `position`, in the direction. DataLoss when
  // an entry is missing between the ones looked at.
  absl::Status Seek(Position position);
  // To the next one. Not at the end.
  absl::Status Next();

  bool at_end() const { return at_end_; }
  // Of the entry; not at the end.
  Position position() const { return position_; }
  const IndexRow& entry() const { return entry_; }

  const Tag& tag() const { return tag_; }
  const TagRow& row() const { return row_; }

 private:
  bool forwards() const { return direction_ == Direction::kForwards; }
  absl::Status ReadEntry();
  // The sequence at the iterator; 0 when it is past an end.
  absl::StatusOr<uint64_t> SequenceHere() const;
  absl::Status CheckEndOfTag();
  absl::Status CheckNeighbour();
  absl::Status Missing() const;

  const Tag tag_;
  const TagRow row_;
  const Direction direction_;
  const std::string first_key_;
  const std::string end_key_;
  const rocksdb::Slice lower_bound_;
  const rocksdb::Slice upper_bound_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
  bool at_end_ = true;
  Position position_ = 0;
  IndexRow entry_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_TAG_CURSOR_H_
