// Who of the staff has work in cases, by what a procedure says, so that they
// must see them.
#ifndef DRIEHOEK_PROCEDURES_CASE_WORK_H_
#define DRIEHOEK_PROCEDURES_CASE_WORK_H_

#include <string>
#include <vector>

#include "driehoek/v1/procedure.pb.h"
#include "driehoek/v1/types.pb.h"

namespace driehoek {

// The roles that can see cases without a part in them: those of staff.
bool MaySeeCasesOfOthers(v1::Role role);

// What is wrong where the sights of one version leave someone without cases who
// has work in them by another, or by the same: which role, and which work. The
// version that is in force today says who sees a case, whichever it follows.
// Empty: nothing, or nothing is said of cases.
std::vector<std::string> LeftWithoutCases(const v1::Procedure& sights,
                                          const v1::Procedure& work);

}  // namespace driehoek

#endif  // DRIEHOEK_PROCEDURES_CASE_WORK_H_
