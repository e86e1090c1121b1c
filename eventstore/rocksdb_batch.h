#ifndef DRIEHOEK_EVENTSTORE_ROCKSDB_BATCH_H_
#define DRIEHOEK_EVENTSTORE_ROCKSDB_BATCH_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "eventstore/event_store.h"
#include "eventstore/log_db.h"
#include "eventstore/log_writer.h"
#include "sealing/keyring.h"

namespace driehoek {

// With what the bodies of a log are sealed.
struct LogSealing {
  Keyring* keyring = nullptr;  // Null: they are not. Borrowed.
  bool by_month = false;       // RocksDbOptions.keys_by_month.
};

// `published` is called with the new head row after the batch has become
// durable. Everything borrowed outlives the batch.
std::unique_ptr<AppendBatch> NewRocksDbBatch(
    const LogDb& log, LogWriter& writer, const std::string& log_id,
    const LogSealing& sealing, absl::Time now,
    std::function<void(const HeadRow&)> published);

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_ROCKSDB_BATCH_H_
