// Reminders and escalations by the rhythm of the procedure: what is recorded of
// an obligation when its time comes. Pure, and without a clock.
#ifndef DRIEHOEK_DOMAIN_REMINDERS_H_
#define DRIEHOEK_DOMAIN_REMINDERS_H_

#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "domain/happened.h"
#include "domain/subject.h"
#include "driehoek/v1/command.pb.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/view.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

// What is recorded next of a row of this case if nobody acts, in the order of
// time: of each kind (reminder; breach or passed target; escalation) the next
// one that is not recorded yet. No kind waits for another, so that what has
// come while nobody looked is recorded together.
//
// A reminder is for a day: before, on and after the last good day of a HARD
// row; on the day of another one. It is given at the hour of the rhythm, and
// when the day is no working day at that hour of the next one; of those that
// fall together the last remains. The escalation comes some days after, never
// before it is late, and only where the obligation has a role to go to. Neither
// is for what a resident or a trainer owes, nor for what is not open,
// and both are of one due date: another date begins anew.
//
// Nothing is told in arrears. A reminder is skipped when its instant lies
// before `known_since`, when the log knew of the row and its date, or not after
// the latest reminder of that date was recorded; an escalation of before that
// is for the next civil hour.
std::vector<v1::NextOutcome> NextOutcomesOf(const Procedure& procedure,
                                            const Subject& state,
                                            const v1::Due& due,
                                            absl::Time known_since);

// The row when what is next of it is recorded.
void PassNext(v1::Due& due);

// When what is next of a row is to be recorded.
std::optional<absl::Time> NextInstantOf(const v1::Due& due);

// The command of the deadline watch for what is next of a row.
v1::RecordOutcome CommandOfNext(const v1::Due& due);

// Whether it is a reminder or an escalation.
bool IsReminder(v1::OutcomeKind kind);

// Whether an event can give rows of its case another due date, or open a row
// again, otherwise than by creating it.
bool MovesDueDates(const v1::Event& event);

// Keeps of a recorded reminder or escalation what the next one asks for.
void RememberReminder(const Happened& happened, Subject& state);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_REMINDERS_H_
