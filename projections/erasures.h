// What was erased, and what may not be.
#ifndef DRIEHOEK_PROJECTIONS_ERASURES_H_
#define DRIEHOEK_PROJECTIONS_ERASURES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "projections/rows.h"
#include "projections/view.h"
#include "projections/views.h"

namespace driehoek {

// An own report that went unshared when its case was closed is in no list: of
// that only its author ever knew.
absl::Status ApplyToErasures(const RecordedEvent& event,
                             const CaseOfEvent* of_case, RowEditor& rows);

// Whether a row is of this view.
bool IsOfErasures(absl::string_view key);

// As Views::ListErasures.
absl::StatusOr<Page<v1::Erasure>> ReadErasures(const RowSnapshot& snapshot,
                                               size_t page_size,
                                               const std::string& page_token);
// As Views::ListLegalHolds.
absl::StatusOr<Page<v1::LegalHold>> ReadLegalHolds(
    const RowSnapshot& snapshot, size_t page_size,
    const std::string& page_token);

// The token of the page that ends with this row.
std::string PageTokenAfter(const v1::Erasure& row);
std::string PageTokenAfter(const v1::LegalHold& row);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_ERASURES_H_
