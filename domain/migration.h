// A case that goes over to another version of its procedure.
#ifndef DRIEHOEK_DOMAIN_MIGRATION_H_
#define DRIEHOEK_DOMAIN_MIGRATION_H_

#include <optional>

#include "absl/time/civil_time.h"
#include "base/ids.h"
#include "domain/case.h"
#include "domain/happened.h"

namespace driehoek {

// The case after it was migrated.
void Migrate(const Happened& happened, Case& state);

// Whether this day lies before the version that now asks what was created at
// this position was followed: what fell due under an earlier version got its
// outcome then (migrate_case.cc), and nobody could know of the rest.
bool IsBeforeMigration(const Case& of_case, Position created_by,
                       absl::CivilDay due_on);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_MIGRATION_H_
