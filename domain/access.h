// Who may see what: one pure function over a caller's roles and relations.
#ifndef DRIEHOEK_DOMAIN_ACCESS_H_
#define DRIEHOEK_DOMAIN_ACCESS_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "driehoek/v1/view.pb.h"

namespace driehoek {

// Whoever asks: a person in one role, with the grants that count that day.
struct Caller {
  std::string person_id;
  v1::Role role = v1::ROLE_UNSPECIFIED;
  std::vector<v1::RoleHeld> grants;  // Of `role`, counting on the day.
};

// Whether the caller acts in `role` for this scope: an institute-wide grant, or
// one for the group, the year or the placement.
bool HoldsFor(const Caller& caller, const std::string& group_id,
              int training_year, const std::string& placement_id);

// Whether the caller may know of the case: its parties, the teachers of the
// group, the staff of the year and of the institute.
bool MaySeeCase(const Caller& caller, const v1::Case& of_case);

// Whether the caller may open this report (by its key) of the case: a party, or
// staff that may see the case. The whole matrix of rules §3.2 is the
// procedure's; see docs/adr.
bool MaySeeResidentFile(const Caller& caller, const std::string& resident_id);
bool MaySeeTrainerFile(const Caller& caller, const std::string& trainer_id);

// A signal: the teachers of the group and whoever signalled (S-1).
bool MaySeeSignal(const Caller& caller, const std::string& group_id,
                  const std::string& signalled_by);

// Whether an obligation is the caller's: the role owes it in that scope.
bool Owes(const Caller& caller, const v1::RoleInScope& owner);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_ACCESS_H_
