// The cases: each by id and number, and newest first for whom may see it.
#ifndef DRIEHOEK_PROJECTIONS_CASES_H_
#define DRIEHOEK_PROJECTIONS_CASES_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "projections/rows.h"
#include "projections/view.h"
#include "projections/views.h"

namespace driehoek {

void AddCaseRows(const CaseSeen& seen, RowSet& rows);

// As Views::GetCase.
absl::StatusOr<v1::Case> ReadCase(const RowSnapshot& snapshot,
                                  const std::string& id_or_number);
// As Views::GetCaseIf.
absl::StatusOr<v1::Case> ReadCaseIf(
    const RowSnapshot& snapshot, const std::string& id_or_number,
    const std::function<bool(const Surroundings&)>& may);
// As Views::ListCases.
absl::StatusOr<Page<v1::Case>> ReadCases(const RowSnapshot& snapshot,
                                         const Caller& caller, bool open_only,
                                         size_t page_size,
                                         const std::string& page_token);

// As Views::ListClosedCases.
absl::StatusOr<Page<v1::Case>> ReadClosedCases(const RowSnapshot& snapshot,
                                               size_t page_size,
                                               const std::string& page_token);

// The token of the page of either that ends with this row.
std::string PageTokenAfter(const v1::Case& row);

// The id of the case with this id or number. NotFound when there is none.
absl::StatusOr<std::string> ReadCaseId(const RowSnapshot& snapshot,
                                       const std::string& id_or_number);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_CASES_H_
