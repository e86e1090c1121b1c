#include "projections/obligation_reader.h"

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "domain/due_dates.h"
#include "projections/cases.h"

namespace driehoek {

absl::StatusOr<const v1::Due*> ObligationReader::Read(
    absl::string_view case_id, absl::string_view due_key) {
  if (last_.case_id() != case_id) {
    ASSIGN_OR_RETURN(last_, ReadCase(snapshot_, std::string(case_id)));
  }
  for (const v1::Due& due : last_.obligations()) {
    if (DueKey(due.obligation()) == due_key) return &due;
  }
  return absl::DataLossError(absl::StrCat(
      "an obligation is in an index and not in its case: ", due_key));
}

}  // namespace driehoek
