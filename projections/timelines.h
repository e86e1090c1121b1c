// What happened in each case, event by event.
#ifndef DRIEHOEK_PROJECTIONS_TIMELINES_H_
#define DRIEHOEK_PROJECTIONS_TIMELINES_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "projections/rows.h"
#include "projections/view.h"
#include "projections/views.h"

namespace driehoek {

// An event of a case, for people. `procedure`: that of the case.
v1::TimelineEntry TimelineEntryOf(const RecordedEvent& event,
                                  const Procedure& procedure);

absl::Status ApplyToTimelines(const RecordedEvent& event,
                              const Procedure* procedure, RowEditor& rows);

// As Views::GetTimeline, by id only; empty when there is no such case.
absl::StatusOr<Page<v1::TimelineEntry>> ReadTimeline(
    const RowSnapshot& snapshot, const std::string& case_id, size_t page_size,
    const std::string& page_token);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_TIMELINES_H_
