// Which histories an event belongs to. The only place that says so.
#ifndef DRIEHOEK_DOMAIN_TAGS_H_
#define DRIEHOEK_DOMAIN_TAGS_H_

#include <string>
#include <vector>

#include "base/tag.h"
#include "domain/case.h"
#include "driehoek/v1/event.pb.h"

namespace driehoek {

// The histories of an event, at most twelve. `before` is the case as it was,
// for an event of a case other than its opening; else it is not looked at.
std::vector<Tag> TagsOf(const v1::Event& event, const Case& before,
                        const std::string& institute_id);

// The history that an obligation is of: a case, a cohort or a procedure.
Tag SubjectOf(const v1::ObligationRef& obligation);

// The case that an event is of; empty for an event that is of none.
std::string CaseIdOf(const v1::Event& event);

// The document that an event is about; empty for an event that is about none.
std::string DocumentIdOf(const v1::Event& event);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_TAGS_H_
