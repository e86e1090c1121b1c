#include "domain/retention.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "domain/dates.h"
#include "domain/erasure.h"

namespace driehoek {
namespace {

// What lies in a place whose files are of someone in this way, of this trainer
// when one is given.
std::vector<std::string> DocumentsIn(v1::PlaceOwner owner,
                                     const std::string& trainer_id,
                                     const Procedure& procedure,
                                     const v1::Case& of_case) {
  std::vector<std::string> documents;
  for (const v1::CaseDocument& document : of_case.documents()) {
    if (!trainer_id.empty() && !document.trainer_id().empty() &&
        document.trainer_id() != trainer_id) {
      continue;
    }
    const bool lies_there = std::any_of(
        document.filings().begin(), document.filings().end(),
        [&](const v1::FilingState& filing) {
          const v1::Place* const place = procedure.FindPlace(filing.place());
          return filing.has_archived_on() && place != nullptr &&
                 place->owner() == owner;
        });
    if (lies_there) documents.push_back(document.document_id());
  }
  return documents;
}

// One file at a time.
class Retaining {
 public:
  Retaining(const Procedure& procedure, const v1::Case& of_case, bool held,
            const FindLastDay& find_last_day)
      : procedure_(procedure),
        case_(of_case),
        held_(held),
        find_last_day_(find_last_day) {}

  absl::Status Add(v1::RetainedKind kind, const std::string& person_id,
                   const std::vector<std::string>& documents) {
    const v1::RetentionTerm* const term = TermOf(procedure_, kind);
    if (term == nullptr) return absl::OkStatus();
    v1::RetainedFile& file = files_.emplace_back();
    file.set_kind(kind);
    file.set_case_id(case_.case_id());
    file.set_case_number(case_.number());
    file.set_person_id(person_id);
    file.set_held(held_);
    for (const std::string& document_id : documents) {
      file.add_document_ids(document_id);
    }
    ASSIGN_OR_RETURN(const std::optional<absl::CivilDay> last_day,
                     LastDayOf(*term, person_id));
    if (last_day.has_value()) {
      *file.mutable_erase_from() = ToProto(ErasableFrom(*last_day, *term));
    } else {
      file.add_without_last_day(person_id);
    }
    return absl::OkStatus();
  }

  std::vector<v1::RetainedFile> Take() { return std::move(files_); }

 private:
  absl::StatusOr<std::optional<absl::CivilDay>> LastDayOf(
      const v1::RetentionTerm& term, const std::string& person_id) const {
    switch (term.anchor()) {
      case v1::RETENTION_ANCHOR_TRAINING_ENDED:
        return find_last_day_(case_.resident_id(), v1::ROLE_RESIDENT);
      case v1::RETENTION_ANCHOR_TRAINERSHIP_ENDED:
        return find_last_day_(person_id, v1::ROLE_TRAINER);
      default:
        return std::optional(FromProto(case_.closed_on()));
    }
  }

  const Procedure& procedure_;
  const v1::Case& case_;
  const bool held_;
  const FindLastDay& find_last_day_;
  std::vector<v1::RetainedFile> files_;
};

}  // namespace

std::optional<absl::CivilDay> LastDayIn(
    v1::Role role, const std::vector<v1::RoleHeld>& roles) {
  std::optional<absl::CivilDay> last;
  for (const v1::RoleHeld& held : roles) {
    if (held.role() != role) continue;
    if (!held.has_until()) return std::nullopt;
    const absl::CivilDay until = FromProto(held.until());
    last = std::max(last.value_or(until), until);
  }
  return last;
}

absl::StatusOr<std::vector<v1::RetainedFile>> RetainedFilesOf(
    const Procedure& procedure, const v1::Case& of_case, bool held,
    const FindLastDay& find_last_day) {
  Retaining retaining(procedure, of_case, held, find_last_day);
  RETURN_IF_ERROR(
      retaining.Add(v1::RETAINED_KIND_CASE, of_case.resident_id(), {}));
  const std::vector<std::string> in_portfolio =
      DocumentsIn(v1::PLACE_OWNER_RESIDENT, "", procedure, of_case);
  if (!in_portfolio.empty()) {
    RETURN_IF_ERROR(retaining.Add(v1::RETAINED_KIND_PORTFOLIO,
                                  of_case.resident_id(), in_portfolio));
  }
  for (const std::string& trainer_id : of_case.trainer_ids()) {
    const std::vector<std::string> in_dossier =
        DocumentsIn(v1::PLACE_OWNER_TRAINER, trainer_id, procedure, of_case);
    if (in_dossier.empty()) continue;
    RETURN_IF_ERROR(
        retaining.Add(v1::RETAINED_KIND_DOSSIER, trainer_id, in_dossier));
  }
  return retaining.Take();
}

}  // namespace driehoek
