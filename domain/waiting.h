// The time in which no recognised trainer supervises the resident (AS-8, A-26),
// worked out from what happened: nobody records that it began or ended (S-16).
#ifndef DRIEHOEK_DOMAIN_WAITING_H_
#define DRIEHOEK_DOMAIN_WAITING_H_

#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "domain/case.h"
#include "driehoek/v1/view.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

// Every waiting time, oldest first; only the last can be open. The resident
// waits from the day on which he or she was sent or stays away until the
// return, and from D until the start with the new trainer; except on the days
// on which another trainer supervises. When the case is closed the waiting is
// over. Each is named by the events that its days come of.
std::vector<WaitingPeriod> WaitingOf(const Case& of_case);

// Works out state.waiting anew, and the facts that rest on it. What happened
// last may change the past; a waiting time that goes on keeps its name, so that
// what it created stays the same.
void WorkOutWaiting(const Happened& happened, Case& state);

// The first day on which waiting from `w0` on is long, if it lasts: the
// due date of what the procedure asks when waiting has lasted long enough.
// Nothing when the procedure asks nothing then.
std::optional<absl::CivilDay> LongWaitingFrom(const Procedure& procedure,
                                              absl::CivilDay w0);

// The day from which people are warned that it becomes long: the tenth of two
// weeks.
std::optional<absl::CivilDay> WarnOfWaitingFrom(const Procedure& procedure,
                                                absl::CivilDay w0);

// Whether it ended and had become long.
bool WasLong(const Procedure& procedure, const WaitingPeriod& period);

// The waiting time of this day; null when the resident does not wait then.
const WaitingPeriod* WaitingOn(const Case& of_case, absl::CivilDay day);

// Working days from `from` up to and excluding `until`: what counts for the
// national rule of ten a training year.
int WorkingDaysBetween(absl::CivilDay from, absl::CivilDay until);

// Sets the days and working days of a waiting time, up to and including
// `today`.
void CountDays(absl::CivilDay today, v1::WaitingTime& waiting);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_WAITING_H_
