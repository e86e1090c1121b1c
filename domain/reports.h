// What rules about reports share: the things that reports are about, and where
// they are filed.
#ifndef DRIEHOEK_DOMAIN_REPORTS_H_
#define DRIEHOEK_DOMAIN_REPORTS_H_

#include <string>

#include "domain/case.h"
#include "driehoek/v1/procedure.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

// The fact that a report of this kind is about: the one of `about`, or the
// latest when that is empty. Null when there is none.
const Fact* FindSubject(const Case& state, const v1::Report& report,
                        const std::string& about);

// Whether a part must be in a report on this meeting (null: on something else).
bool IsNeeded(const v1::ReportPart& part, const Meeting* meeting);

// Whether the report on the latest held meeting holds every part that is needed
// when no decoupling is (G-6). False when there is no such report.
bool HasAttentionPoints(const Case& state, const Procedure& procedure);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_REPORTS_H_
