// What the cases come to in numbers, without a name: for counting breaches and
// deviations, and for the statistics of decouplings. The rows of a case are
// spread over the years that they are about and the roles that owed or decided
// it, so that a question reads the rows of its year only.
//
// Counting is done on reading: one walk through the rows of the year, each read
// and let go. Of a year with 10,000 cases that is some tens of thousands of
// rows of about a hundred bytes, and of statistics one a decoupling, of which
// three numbers are kept.
#ifndef DRIEHOEK_PROJECTIONS_NUMBERS_H_
#define DRIEHOEK_PROJECTIONS_NUMBERS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "domain/access.h"
#include "driehoek/v1/overview_service.pb.h"
#include "driehoek/v1/view.pb.h"
#include "projections/rows.h"
#include "projections/view.h"

namespace driehoek {

// As NumbersOf; and whose case it is.
void AddNumberRows(const CaseSeen& seen, RowSet& rows);
// Of a case that was erased, what counts still.
void AddKeptNumberRows(const ErasedCase& erased, RowSet& rows);

// As Views::CountOutcomes.
absl::StatusOr<std::vector<v1::ObligationNumbers>> ReadOutcomeCounts(
    const RowSnapshot& snapshot, const Caller& caller, int year);
// As Views::CountDeviations.
absl::StatusOr<std::vector<v1::DeviationNumbers>> ReadDeviationCounts(
    const RowSnapshot& snapshot, const Caller& caller, int year);
// As Views::GetStatistics.
absl::StatusOr<std::vector<v1::YearStatistics>> ReadStatistics(
    const RowSnapshot& snapshot, int from_year, int until_year);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_NUMBERS_H_
