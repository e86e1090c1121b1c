// How long the files of a closed case are kept, by the terms of the procedure
// that it follows (context §9). A date that something may be erased from, never
// an erasure: that is someone's decision.
#ifndef DRIEHOEK_DOMAIN_RETENTION_H_
#define DRIEHOEK_DOMAIN_RETENTION_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "driehoek/v1/types.pb.h"
#include "driehoek/v1/view.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

// The last day on which someone holds a role, over all grants of it; nothing
// when one has no end, or there never was one: then a term cannot begin.
std::optional<absl::CivilDay> LastDayIn(v1::Role role,
                                        const std::vector<v1::RoleHeld>& roles);

// Asks for that.
using FindLastDay = std::function<absl::StatusOr<std::optional<absl::CivilDay>>(
    const std::string& person_id, v1::Role role)>;

// The case, what lies of it in the resident's e-portfolio, and what lies of it
// in the dossier of each trainer; those that the procedure has a term for, and
// that hold something. `of_case`: as it lies in the rows, closed. Errors: those
// of `find_last_day`.
absl::StatusOr<std::vector<v1::RetainedFile>> RetainedFilesOf(
    const Procedure& procedure, const v1::Case& of_case, bool held,
    const FindLastDay& find_last_day);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_RETENTION_H_
