#ifndef DRIEHOEK_EVENTSTORE_ROCKSDB_READER_H_
#define DRIEHOEK_EVENTSTORE_ROCKSDB_READER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "base/sha256.h"
#include "eventstore/event_store.h"
#include "eventstore/log_db.h"
#include "rocksdb/snapshot.h"
#include "sealing/keyring.h"

namespace driehoek {

// The log as it was after one commit. Shared by the readers that started then.
struct PublishedHead {
  Position position = 0;
  Hash32 root{};
  std::shared_ptr<const rocksdb::Snapshot> snapshot;
};

// Which log is read, and with which keys.
struct LogNamed {
  std::string log_id;
  const Keyring* keyring = nullptr;  // Null: not sealed. Borrowed.
};

// `query` is well-formed. `log` and `named` outlive the reader.
absl::StatusOr<std::unique_ptr<EventReader>> NewRocksDbReader(
    const LogDb& log, const LogNamed& named, const Query& query,
    const ReadOptions& options, std::shared_ptr<const PublishedHead> head);

// The event at `position`, checked against its hashes; DataLoss when it is not
// there.
absl::StatusOr<RecordedEvent> ReadEvent(const LogDb& log, const LogNamed& named,
                                        Position position);

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_ROCKSDB_READER_H_
