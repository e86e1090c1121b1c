// A case that goes over to another version of its procedure.
#ifndef DRIEHOEK_DOMAIN_MIGRATION_H_
#define DRIEHOEK_DOMAIN_MIGRATION_H_

#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "base/ids.h"
#include "domain/case.h"
#include "domain/happened.h"
#include "driehoek/v1/types.pb.h"

namespace driehoek {

// The case after it was migrated.
void Migrate(const Happened& happened, Case& state);

// Whether the version that the case was migrated to has this row fall due on a
// day of before, on which the former one had not: nobody could know.
bool IsUnwatchedSinceMigration(const Case& of_case,
                               const v1::ObligationRef& row,
                               absl::CivilDay due_on);

// What the case followed when the event at this position was recorded.
struct Followed {
  std::string version;  // "key@version"
  // The day on which it was migrated to the next; nothing when it was not.
  std::optional<absl::CivilDay> until;
};
Followed FollowedAt(const Case& of_case, Position position);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_MIGRATION_H_
