// The days that the institute set, each as it was set, so that the views need
// not look for them in the log at every start; and which cases rest on them.
#ifndef DRIEHOEK_PROJECTIONS_KNOWN_CALENDAR_H_
#define DRIEHOEK_PROJECTIONS_KNOWN_CALENDAR_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "domain/calendar.h"
#include "projections/rows.h"
#include "projections/view.h"

namespace driehoek {

absl::Status ApplyToKnownCalendar(const RecordedEvent& event,
                                  const CaseOfEvent* of_case, RowEditor& rows);

// All that was set so far.
absl::StatusOr<Calendar> ReadKnownCalendar(const RowSnapshot& snapshot);

// One for each kind of day that the case counts from.
void AddOnCalendarRows(const CaseSeen& seen, RowSet& rows);

// The cases whose rows may become others when days are set: `before` and
// `after` are the calendar before and after. Those with something to do that
// counts from such a day, and those that count from a day not before the
// earliest that changed: what is past and done does not make it more.
absl::StatusOr<std::set<std::string>> CasesOnChangedDays(
    const RowSnapshot& snapshot, const Calendar& before,
    const std::vector<v1::CalendarDaySet>& sets);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_KNOWN_CALENDAR_H_
