#ifndef DRIEHOEK_EVENTSTORE_LOG_SALVAGE_H_
#define DRIEHOEK_EVENTSTORE_LOG_SALVAGE_H_

#include <string>

#include "absl/status/statusor.h"
#include "eventstore/beacon.h"
#include "eventstore/log_directory.h"
#include "eventstore/rocksdb_event_store.h"
#include "rocksdb/env.h"

namespace driehoek {

// For a log that RocksDB refuses to open because the end of its write-ahead log
// or its MANIFEST is torn, as a power failure can leave it. Works on a copy in
// a new folder, up to the damage, and accepts it only when it reaches the
// beacon without a gap. Then FORMAT names the new folder. Returns what was
// done, `why` excepted; DataLoss when the copy is not good enough.
absl::StatusOr<Salvage> SalvageLog(rocksdb::Env& env,
                                   const LogDirectory& directory,
                                   const LogFormat& format,
                                   const BeaconMark& beacon);

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_LOG_SALVAGE_H_
