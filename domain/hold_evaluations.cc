// The talks after a decoupling (S-26, S-28, S-30, S-31).
#include <string>

#include "base/status_macros.h"
#include "domain/decoupled.h"
#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

// The talk that was planned, so that what was handed in for it is about it;
// else a new one.
std::string EvaluationId(const Situation& situation, v1::EvaluationKind kind,
                         const std::string& trainer_id = "") {
  std::string planned = situation.of_case.PlannedId(kind, trainer_id);
  return planned.empty() ? situation.context.ids.Next() : planned;
}

}  // namespace

Answer Decide(const v1::HoldResidentEvaluation& command,
              const Situation& situation) {
  RETURN_IF_ERROR(CheckDecoupled(situation));
  RETURN_IF_ERROR(CheckNotDone(
      situation, v1::FACT_KIND_RESIDENT_EVALUATION_HELD,
      "het evaluatiegesprek met de aios", "the evaluation with the resident"));
  Ruled ruled{.events = {},
              .id = EvaluationId(situation, v1::EVALUATION_KIND_RESIDENT),
              .case_id = ""};
  v1::ResidentEvaluationHeld& held =
      *ruled.events.emplace_back().mutable_resident_evaluation_held();
  held.set_case_id(command.case_id());
  held.set_evaluation_id(ruled.id);
  *held.mutable_on() = ToProto(situation.on);
  return ruled;
}

Answer Decide(const v1::HoldTrainerEvaluation& command,
              const Situation& situation) {
  RETURN_IF_ERROR(CheckDecoupled(situation));
  ASSIGN_OR_RETURN(const std::string trainer_id,
                   TrainerMeant(situation, command.trainer_id()));
  RETURN_IF_ERROR(CheckNotDone(situation, v1::FACT_KIND_TRAINER_EVALUATION_HELD,
                               "het evaluatiegesprek met de opleider",
                               "the evaluation with the trainer", trainer_id));
  Ruled ruled{
      .events = {},
      .id = EvaluationId(situation, v1::EVALUATION_KIND_TRAINER, trainer_id),
      .case_id = ""};
  v1::TrainerEvaluationHeld& held =
      *ruled.events.emplace_back().mutable_trainer_evaluation_held();
  held.set_case_id(command.case_id());
  held.set_evaluation_id(ruled.id);
  *held.mutable_on() = ToProto(situation.on);
  held.set_trainer_id(trainer_id);
  return ruled;
}

Answer Decide(const v1::HoldManagerContact& command,
              const Situation& situation) {
  RETURN_IF_ERROR(CheckDecoupled(situation));
  ASSIGN_OR_RETURN(const std::string trainer_id,
                   TrainerMeant(situation, command.trainer_id()));
  RETURN_IF_ERROR(CheckNotDone(situation, v1::FACT_KIND_MANAGER_CONTACT_HELD,
                               "het contact met de opleider",
                               "the contact with the trainer", trainer_id));
  Ruled ruled{.events = {}, .id = situation.context.ids.Next(), .case_id = ""};
  v1::ManagerContactHeld& held =
      *ruled.events.emplace_back().mutable_manager_contact_held();
  held.set_case_id(command.case_id());
  held.set_contact_id(ruled.id);
  *held.mutable_on() = ToProto(situation.on);
  held.set_trainer_id(trainer_id);
  return ruled;
}

Answer Decide(const v1::HoldNewPlacementEvaluation& command,
              const Situation& situation) {
  const Case& of_case = situation.of_case;
  if (!of_case.new_placement.has_value() || !of_case.new_placement->started) {
    return rejection::NotStartedYet();
  }
  RETURN_IF_ERROR(CheckNotBefore(situation.on, of_case.new_placement->starts_on,
                                 "de start op de nieuwe opleidingsplek",
                                 "the start in the new placement"));
  RETURN_IF_ERROR(CheckNotDone(situation,
                               v1::FACT_KIND_NEW_PLACEMENT_EVALUATION_HELD,
                               "het evaluatiegesprek op de nieuwe plek",
                               "the evaluation in the new placement"));
  Ruled ruled{.events = {},
              .id = EvaluationId(situation, v1::EVALUATION_KIND_NEW_PLACEMENT),
              .case_id = ""};
  v1::NewPlacementEvaluationHeld& held =
      *ruled.events.emplace_back().mutable_new_placement_evaluation_held();
  held.set_case_id(command.case_id());
  held.set_evaluation_id(ruled.id);
  *held.mutable_on() = ToProto(situation.on);
  return ruled;
}

}  // namespace driehoek
