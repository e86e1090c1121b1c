// Who is the same person, so that the views need not look for it in the log at
// every start.
#ifndef DRIEHOEK_PROJECTIONS_MERGED_H_
#define DRIEHOEK_PROJECTIONS_MERGED_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "domain/same_people.h"
#include "projections/rows.h"
#include "projections/view.h"

namespace driehoek {

absl::Status ApplyToMerged(const RecordedEvent& event,
                           const CaseOfEvent* of_case, RowEditor& rows);

absl::StatusOr<SamePeople> ReadMerged(const RowSnapshot& snapshot);

// The two records that the event merges or unmerges; none for another event.
std::vector<std::string> RecordsIn(const v1::Event& event);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_MERGED_H_
