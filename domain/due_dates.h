// Who owes what by when: a pure function without a clock.
#ifndef DRIEHOEK_DOMAIN_DUE_DATES_H_
#define DRIEHOEK_DOMAIN_DUE_DATES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "domain/calendar.h"
#include "domain/case.h"
#include "driehoek/v1/command.pb.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/view.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

// Every obligation of a subject, by the facts that it can have, in the order of
// the procedure and then of creation, with its arithmetic; of a case, one for
// each trainer in scope where the procedure asks it per trainer.
// `timeliness` is set for fulfilled rows only; for others see TimelinessOn. For
// what is of no case see DueDatesOutsideCases.
//
// What fulfils an obligation is about the same meeting, evaluation or contact
// as what created it; or, where either is about the whole case, happened on or
// after the day from which the obligation counts. The first such fact counts. A
// row lapses when a later fact takes its place (where the procedure says so,
// and for a later version of the same report), or when the case is closed and
// it is not HARD. What a migration let lapse comes last. `calendar`
// holds the days that the institute set; without it what counts from such a day
// waits for it.
//
// It is owed in the group and year that had the case when it was created, or to
// which it was handed over since.
//
// `asked_since`: what is of no case can be asked by a version that was
// published after it began; of a case it is long ago.
std::vector<v1::Due> DueDatesOf(const Procedure& procedure,
                                const Subject& state,
                                const Calendar& calendar = {},
                                absl::Time asked_since = absl::InfinitePast());

// The row of that obligation; null when there is none.
const v1::Due* FindRow(const std::vector<v1::Due>& dues,
                       const v1::ObligationRef& obligation);

// The row of what a later version does not ask any more, as it was named, with
// what was recorded of it.
v1::Due LapsedRowOf(const Subject& state, const v1::LapsedObligation& lapsed);

// The timeliness of a row on reading: of the fulfilment for a fulfilled row, of
// `today` for an open one with a date, else unspecified.
v1::Timeliness TimelinessOn(const v1::Due& due, absl::CivilDay today);

// The instant at which an open, dated row falls due undone: 00:00 in Amsterdam
// on the day after the last good day (AS-4). Nothing for a row that cannot
// (fulfilled, lapsed, paused, waived in time, without a date, of a class
// without outcomes, fallen due before the case was taken over or before it was
// entered), or whose outcome at this due date is recorded already.
std::optional<absl::Time> FallsDueAt(const v1::Due& due);

// Whether something of this class can fall due with an outcome: a breach (HARD)
// or a passed target.
bool HasOutcomes(v1::ObligationClass obligation_class);

// The command of the deadline watch for a row that fell due.
v1::RecordOutcome OutcomeOf(const v1::Due& due);

// The recorded breaches that no longer count, given the obligations as they now
// are: fulfilled in time after all, or the due date moved to later than was
// recorded (AS-6). One BreachWithdrawn each.
std::vector<v1::BreachWithdrawn> WithdrawalsOf(
    const Subject& state, const std::vector<v1::Due>& dues);

// What becomes of the day that `bound` comes to when it is no working day.
v1::Shift ShiftOf(const Procedure& procedure, const v1::Bound& bound);

// The day that `bound` comes to when counted from `anchor`, before any shift:
// months first, with the last day of a shorter month (AS-2, AS-3).
absl::CivilDay CountedFrom(absl::CivilDay anchor, const v1::Bound& bound);

// "case/T-01/17/", "cohort:year/T-27/17/": names a row in keys and tokens.
std::string DueKey(const v1::ObligationRef& obligation);

// Why a row is what it is, in Dutch sentences (rule, section, base date,
// arithmetic, what is missing, what fulfilled it, breach and withdrawal).
// Hidden: not a word of what is or was late, for who may not see that.
enum class Lateness { kShown, kHidden };
v1::Explanation Explain(const Procedure& procedure, const v1::Due& due,
                        absl::CivilDay today,
                        Lateness lateness = Lateness::kShown);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_DUE_DATES_H_
