// What happened in each case, event by event.
#ifndef DRIEHOEK_PROJECTIONS_TIMELINES_H_
#define DRIEHOEK_PROJECTIONS_TIMELINES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "projections/rows.h"
#include "projections/view.h"

namespace driehoek {

// An event of a case, for people. `procedure`: that of the case.
v1::TimelineEntry TimelineEntryOf(const RecordedEvent& event,
                                  const Procedure& procedure);

absl::Status ApplyToTimelines(const RecordedEvent& event,
                              const Procedure* procedure, RowEditor& rows);

// Oldest first; empty when there is no such case.
absl::StatusOr<std::vector<v1::TimelineEntry>> ReadTimeline(
    const RowSnapshot& snapshot, const std::string& case_id);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_TIMELINES_H_
