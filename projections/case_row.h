// A case as people see it, worked out from what is known of it.
#ifndef DRIEHOEK_PROJECTIONS_CASE_ROW_H_
#define DRIEHOEK_PROJECTIONS_CASE_ROW_H_

#include <cstddef>
#include <string>

#include "domain/calendar.h"
#include "domain/case.h"
#include "driehoek/v1/view.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

// Pure: the same case gives the same row, whoever asks and when. With its
// obligations (most urgent first) and documents.
v1::Case CaseRowOf(const Procedure& procedure, const Case& state,
                   const Calendar& calendar = {});

// What puts obligations in order, most urgent first: by due date, then those
// without one by creation. Ends in DueKey, after kUrgencyBytes.
std::string UrgencyOf(const v1::Due& due);
inline constexpr size_t kUrgencyBytes = 18;  // "20260914-20260907/"

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_CASE_ROW_H_
