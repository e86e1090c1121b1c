// The cases of a person. For the *_service.cc files and what they share.
#ifndef DRIEHOEK_SERVICES_CASES_OF_H_
#define DRIEHOEK_SERVICES_CASES_OF_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "domain/access.h"
#include "driehoek/v1/types.pb.h"
#include "driehoek/v1/view.pb.h"
#include "services/served.h"

namespace driehoek {

// As what someone can be a party to a case.
inline constexpr v1::Role kPartyRoles[] = {v1::ROLE_RESIDENT, v1::ROLE_TRAINER};

// Whoever holds the role: the person of these records, or nobody.
Caller InRole(const Served& served, v1::Role role,
              const std::vector<std::string>& records = {});

// Hands `take` each case in which `party` is that. Errors: those of `take`, and
// of reading.
absl::Status EachCaseOf(
    const Served& served, const Caller& party,
    const std::function<absl::Status(const v1::Case&)>& take);

// HAS_PART_IN_CASE when the caller has a part in a case to which the person is
// a party: then someone else answers what that person asks.
absl::Status CheckNoPartInCasesOf(const Served& served, const Caller& caller,
                                  const std::string& person_id);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_CASES_OF_H_
