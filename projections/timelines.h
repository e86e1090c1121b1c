// What happened in each case, event by event.
#ifndef DRIEHOEK_PROJECTIONS_TIMELINES_H_
#define DRIEHOEK_PROJECTIONS_TIMELINES_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "projections/rows.h"
#include "projections/view.h"
#include "projections/views.h"

namespace driehoek {

// Whether the timeline tells of such an event: of all but reminders, which
// would bury the facts. They are in the history.
bool IsOnTimeline(const v1::Event& event);

// An event of a case, for people; a correction says what it is of.
v1::TimelineEntry TimelineEntryOf(const RecordedEvent& event,
                                  const CaseOfEvent& of_case);

// The entry at `position` of what was corrected, as it reads now: on the other
// day, or struck, and what stood there first (S-44). Nothing when the case has
// no such event.
std::optional<v1::TimelineEntry> CorrectedEntryOf(Position position,
                                                  const CaseOfEvent& of_case);

absl::Status ApplyToTimelines(const RecordedEvent& event,
                              const CaseOfEvent* of_case, RowEditor& rows);

// As Views::GetTimeline, by id only; empty when there is no such case.
absl::StatusOr<Page<v1::TimelineEntry>> ReadTimeline(
    const RowSnapshot& snapshot, const std::string& case_id, size_t page_size,
    const std::string& page_token);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_TIMELINES_H_
