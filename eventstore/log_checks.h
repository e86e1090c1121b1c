// What must hold before a log is served. Each answers DataLoss, saying what is
// missing, unless it says otherwise.
#ifndef DRIEHOEK_EVENTSTORE_LOG_CHECKS_H_
#define DRIEHOEK_EVENTSTORE_LOG_CHECKS_H_

#include <string>

#include "absl/status/status.h"
#include "base/ids.h"
#include "eventstore/beacon.h"
#include "eventstore/log_db.h"
#include "eventstore/rocksdb_layout.h"
#include "eventstore/rocksdb_reader.h"

namespace driehoek {

// The log reaches at least to the beacon, and is the one the beacon was lit
// for.
absl::Status CheckReaches(const LogDb& log, const HeadRow& head,
                          const BeaconMark& beacon);

// Every position up to `head` has an envelope, as far as the files tell without
// being read through.
absl::Status CheckNoGaps(const LogDb& log, Position head);

// The newest events are whole and end at `head`.
absl::Status CheckNewestEvents(const LogDb& log, const LogNamed& named,
                               Position head);

// Unimplemented: the log holds events that this program does not know.
absl::Status CheckTypesKnown(const LogDb& log);

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_LOG_CHECKS_H_
