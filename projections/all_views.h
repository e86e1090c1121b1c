// All that can be seen.
#ifndef DRIEHOEK_PROJECTIONS_ALL_VIEWS_H_
#define DRIEHOEK_PROJECTIONS_ALL_VIEWS_H_

#include <string>
#include <vector>

#include "projections/view.h"

namespace driehoek {

const std::vector<SubjectView>& SubjectViews();
const std::vector<StandingView>& StandingViews();
const std::vector<CaseView>& CaseViews();
const std::vector<EventView>& EventViews();

// "cases 1, work list 1, ...": rows made by other views than these are thrown
// away.
std::string VersionsOfAllViews();

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_ALL_VIEWS_H_
