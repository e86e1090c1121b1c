// A case as people see it, worked out from what is known of it.
#ifndef DRIEHOEK_PROJECTIONS_CASE_ROW_H_
#define DRIEHOEK_PROJECTIONS_CASE_ROW_H_

#include "domain/case.h"
#include "driehoek/v1/view.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

// Pure: the same case gives the same row, whoever asks and when. With its
// obligations (most urgent first) and documents.
v1::Case CaseRowOf(const Procedure& procedure, const Case& state);

// Whether `a` is more urgent than `b`: by due date, then those without one by
// creation.
bool MoreUrgent(const v1::Due& a, const v1::Due& b);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_CASE_ROW_H_
