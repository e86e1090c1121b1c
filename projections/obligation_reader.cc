#include "projections/obligation_reader.h"

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "domain/due_dates.h"
#include "domain/subject.h"
#include "projections/cases.h"
#include "projections/standings.h"

namespace driehoek {

absl::Status ObligationReader::Look(absl::string_view subject) {
  if (last_ == subject) return absl::OkStatus();
  last_.clear();
  const Tag tag = SubjectIn(subject);
  is_case_ = tag.kind == TagKind::kCase;
  if (is_case_) {
    ASSIGN_OR_RETURN(case_, ReadCase(snapshot_, tag.id));
  } else {
    ASSIGN_OR_RETURN(standing_, ReadStanding(snapshot_, tag));
  }
  last_ = std::string(subject);
  return absl::OkStatus();
}

absl::StatusOr<const v1::Due*> ObligationReader::Read(
    absl::string_view subject, absl::string_view due_key) {
  RETURN_IF_ERROR(Look(subject));
  for (const v1::Due& due : obligations()) {
    if (DueKey(due.obligation()) == due_key) return &due;
  }
  return absl::DataLossError(absl::StrCat(
      "an obligation is in an index and not in what it is of: ", due_key));
}

bool ObligationReader::MaySee(const Caller& caller) const {
  return is_case_ ? MaySeeCase(caller, case_)
                  : MaySeeStanding(caller, standing_);
}

}  // namespace driehoek
