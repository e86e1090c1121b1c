// Who owes and who watches what: the obligations of all cases, cohorts and
// procedures by role and scope, most urgent first. The obligations themselves
// lie in the row of what they are of.
#ifndef DRIEHOEK_PROJECTIONS_WORK_LIST_H_
#define DRIEHOEK_PROJECTIONS_WORK_LIST_H_

#include "absl/status/statusor.h"
#include "projections/rows.h"
#include "projections/view.h"
#include "projections/views.h"

namespace driehoek {

void AddWorkRows(const SubjectSeen& seen, RowSet& rows);

// As Views::ListObligations.
absl::StatusOr<Page<v1::Due>> ReadObligations(const RowSnapshot& snapshot,
                                              const WorkListQuery& query);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_WORK_LIST_H_
