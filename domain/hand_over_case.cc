// Letting the people of another group or training year go on. Someone
// else in the same role needs no hand-over: what is owed is owed by a role.
#include <string>

#include "base/status_macros.h"
#include "domain/directory.h"
#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {

Answer Decide(const v1::HandOverCase& command, const Situation& situation) {
  const Case& of_case = situation.of_case;
  RETURN_IF_ERROR(CheckId(command.group_id(), "group_id"));
  const GroupState& group =
      situation.draft.Get<GroupState>(TagKind::kGroup, command.group_id());
  if (!group.exists()) return rejection::GroupNotFound();
  if (command.training_year() != 0 &&
      command.training_year() != group.training_year) {
    return rejection::TrainingYearNotOfGroup(group.training_year);
  }
  // The open ones can go along later, to who has the case already.
  const bool takes_along =
      command.with_open() && !of_case.former_scopes.empty();
  if (group.id == of_case.group_id &&
      group.training_year == of_case.training_year && !takes_along) {
    return rejection::NothingHandedOver();
  }
  Ruled ruled;
  ruled.id = of_case.id;
  v1::CaseHandedOver& handed_over =
      *ruled.events.emplace_back().mutable_case_handed_over();
  handed_over.set_case_id(of_case.id);
  *handed_over.mutable_on() = ToProto(situation.on);
  handed_over.set_group_id(group.id);
  handed_over.set_training_year(group.training_year);
  handed_over.set_with_open(command.with_open());
  return ruled;
}

}  // namespace driehoek
