#ifndef DRIEHOEK_EVENTSTORE_LOG_SALVAGE_H_
#define DRIEHOEK_EVENTSTORE_LOG_SALVAGE_H_

#include <string>

#include "absl/status/statusor.h"
#include "eventstore/beacon.h"
#include "eventstore/log_directory.h"
#include "rocksdb/env.h"

namespace driehoek {

// For a log that RocksDB refuses to open because the end of its write-ahead log
// is torn, as a power failure can leave it. Works on a copy in a new folder:
// RocksDB stops at the damage, and the copy is accepted only when it reaches
// the beacon, so that nothing acknowledged is lost. Then FORMAT names the new
// folder. Returns the new format; DataLoss when the copy is not good enough.
absl::StatusOr<LogFormat> SalvageLog(rocksdb::Env& env,
                                     const LogDirectory& directory,
                                     const LogFormat& format,
                                     const BeaconMark& beacon);

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_LOG_SALVAGE_H_
