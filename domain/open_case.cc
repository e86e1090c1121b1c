#include "domain/open_case.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "domain/case_number.h"

namespace driehoek {
namespace {

// Those named, as the placement names them.
absl::StatusOr<std::vector<std::string>> InScope(
    const PlacementState& placement,
    const std::vector<std::string>& trainer_ids,
    const SamePeople& same_people) {
  if (trainer_ids.empty()) return placement.trainer_ids;
  std::vector<std::string> meant;
  for (const std::string& trainer_id : trainer_ids) {
    RETURN_IF_ERROR(CheckId(trainer_id, "trainer_ids"));
    std::optional<std::string> of_placement =
        same_people.FindIn(placement.trainer_ids, trainer_id);
    if (!of_placement.has_value()) {
      return rejection::NotATrainerOfThePlacement();
    }
    meant.push_back(*std::move(of_placement));
  }
  std::vector<std::string> in_scope;
  for (const std::string& trainer_id : placement.trainer_ids) {
    if (std::find(meant.begin(), meant.end(), trainer_id) != meant.end()) {
      in_scope.push_back(trainer_id);
    }
  }
  if (in_scope.size() != trainer_ids.size()) {
    return rejection::FieldNotExpected("trainer_ids");  // One named twice.
  }
  return in_scope;
}

}  // namespace

absl::StatusOr<v1::CaseOpened> OpenCase(
    const std::string& placement_id,
    const std::vector<std::string>& trainer_ids, const Situation& situation) {
  const PlacementState& placement =
      situation.draft.Get<PlacementState>(TagKind::kPlacement, placement_id);
  if (!placement.open_case_id.empty()) {
    return rejection::CaseAlreadyOpen(placement.open_case_number);
  }
  ASSIGN_OR_RETURN(
      const std::vector<std::string> in_scope,
      InScope(placement, trainer_ids, situation.draft.same_people()));
  const int year = static_cast<int>(situation.context.today.year());
  const Institute& institute = situation.draft.Get<Institute>(
      TagKind::kInstitute, situation.context.institute_id);
  const auto opened_before = institute.cases_opened.find(year);
  const int number = 1 + (opened_before == institute.cases_opened.end()
                              ? 0
                              : opened_before->second);
  v1::CaseOpened opened;
  opened.set_case_id(situation.context.ids.Next());
  opened.set_number(TextOf(CaseNumber{.year = year, .of_year = number}));
  opened.set_placement_id(placement.id);
  opened.set_resident_id(placement.resident_id);
  for (const std::string& trainer_id : in_scope) {
    opened.add_trainer_ids(trainer_id);
  }
  opened.set_practice_id(placement.practice_id);
  opened.set_group_id(placement.group_id);
  opened.set_training_year(placement.training_year);
  *opened.mutable_placement_starts_on() = ToProto(placement.starts_on);
  *opened.mutable_placement_ends_on() = ToProto(placement.ends_on);
  opened.set_procedure_key(situation.procedure->data().key());
  opened.set_procedure_version(situation.procedure->data().version());
  *opened.mutable_on() = ToProto(situation.on);
  return opened;
}

}  // namespace driehoek
