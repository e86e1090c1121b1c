// Appends to a log on a disk that loses its power at any moment, many times,
// and looks at what is found after each.
#ifndef DRIEHOEK_TESTS_EVENTSTORE_CRASH_POWER_LOSS_DRILL_H_
#define DRIEHOEK_TESTS_EVENTSTORE_CRASH_POWER_LOSS_DRILL_H_

#include <cstdint>
#include <map>
#include <string>

#include "tests/eventstore_crash/log_history.h"

namespace driehoek {

struct DrillOptions {
  uint64_t seed = 1;
  uint64_t losses = 250;
  // A log is left for a new one when it has grown to so many events.
  size_t longest_log = 400;
  // The power fails only when a file whose name holds this is changed, and then
  // often, and tears whatever it can; anywhere when empty.
  std::string only_at;
  // The disk says that it synced, and did not.
  bool disk_ignores_syncs = false;
  // What is written is sealed, and its keys lie on the same disk.
  bool sealed = false;
  // Once in a while a sync fails; what it should have kept is forgotten.
  bool syncs_fail = false;
};

struct DrillReport {
  uint64_t losses = 0;
  uint64_t acknowledged = 0;  // Events, over all logs.
  uint64_t kept_unknown = 0;  // Batches without an answer that were there.
  uint64_t failed_syncs = 0;
  uint64_t salvages = 0;  // Logs whose torn end was set aside.
  std::map<Verdict, uint64_t> verdicts;
  // Where a request that was retried got another answer than the first time.
  uint64_t wrong_retries = 0;
  // The first of each kind of thing that was wrong.
  std::map<std::string, std::string> examples;

  uint64_t Count(Verdict verdict) const;
  // Nothing was lost, halved or altered, no log that only lost its power was
  // called damaged, and at most 1 in 200 refused to open.
  bool Safe() const;
  void Add(const DrillReport& other);
};

std::string ToString(const DrillReport& report);

DrillReport LosePowerRepeatedly(const DrillOptions& options);

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_EVENTSTORE_CRASH_POWER_LOSS_DRILL_H_
