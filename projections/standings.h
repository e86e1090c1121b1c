// What is owed outside cases: each cohort and each procedure as people see it.
#ifndef DRIEHOEK_PROJECTIONS_STANDINGS_H_
#define DRIEHOEK_PROJECTIONS_STANDINGS_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/tag.h"
#include "domain/histories.h"
#include "driehoek/v1/view.pb.h"
#include "projections/published.h"
#include "projections/rows.h"
#include "projections/view.h"
#include "projections/views.h"

namespace driehoek {

// The row of a cohort, a procedure or a privacy request, with its obligations
// (most urgent first). Pure. What a cohort and a request owe rests on what was
// published too, and says so in its source position.
v1::Standing StandingRowOf(const Published& published,
                           const CohortState& cohort);
v1::Standing StandingRowOf(const Published& published,
                           const ProcedureState& procedure);
v1::Standing StandingRowOf(const Published& published,
                           const PrivacyRequestState& request);

void AddStandingRows(const v1::Standing& row, RowSet& rows);

// As Views::GetStanding.
absl::StatusOr<v1::Standing> ReadStanding(const RowSnapshot& snapshot,
                                          const Tag& subject);
// As Views::ListStandings.
absl::StatusOr<Page<v1::Standing>> ReadStandings(
    const RowSnapshot& snapshot,
    const std::function<bool(const v1::Standing&)>& wanted, size_t page_size,
    const std::string& page_token);

// All cohorts and privacy requests: those whose rows may become others when
// something is published.
absl::StatusOr<std::vector<Tag>> ReadThoseByDay(const RowSnapshot& snapshot);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_STANDINGS_H_
