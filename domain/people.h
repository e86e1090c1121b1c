// Who someone is, over every record of the same person (same_people.h).
#ifndef DRIEHOEK_DOMAIN_PEOPLE_H_
#define DRIEHOEK_DOMAIN_PEOPLE_H_

#include <string>

#include "absl/time/civil_time.h"
#include "domain/access.h"
#include "domain/directory.h"
#include "domain/draft.h"

namespace driehoek {

// The record under which the person goes on, with the grants of all; blocked
// when any is.
PersonState PersonOf(const std::string& person_id, const Draft& draft);

// The person in that role on that day.
Caller CallerOf(const std::string& person_id, v1::Role role, absl::CivilDay day,
                const Draft& draft);

// Whether the trainer gets no new resident (G-2), whichever record it is for.
bool IsBlocked(const std::string& trainer_id, const Draft& draft);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_PEOPLE_H_
