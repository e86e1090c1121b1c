// A planned evaluation, and what is handed in and talked over for it (S-28,
// S-30, S-31, T-07).
#include <string>

#include "base/status_macros.h"
#include "domain/decoupled.h"
#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

// With which trainer; empty for a talk that is not with one.
absl::StatusOr<std::string> TrainerFor(const v1::PlanEvaluation& command,
                                       const Situation& situation) {
  if (command.evaluation() == v1::EVALUATION_KIND_TRAINER) {
    return TrainerMeant(situation, command.trainer_id());
  }
  if (!command.trainer_id().empty()) {
    return rejection::FieldNotExpected("trainer_id");
  }
  return "";
}

absl::Status CheckCanBePlanned(v1::EvaluationKind evaluation,
                               const std::string& trainer_id,
                               const Situation& situation) {
  switch (evaluation) {
    case v1::EVALUATION_KIND_RESIDENT:
      RETURN_IF_ERROR(CheckDecoupled(situation));
      return CheckNotDone(situation, v1::FACT_KIND_RESIDENT_EVALUATION_HELD,
                          "het evaluatiegesprek met de aios",
                          "the evaluation with the resident");
    case v1::EVALUATION_KIND_TRAINER:
      RETURN_IF_ERROR(CheckDecoupled(situation));
      return CheckNotDone(situation, v1::FACT_KIND_TRAINER_EVALUATION_HELD,
                          "het evaluatiegesprek met de opleider",
                          "the evaluation with the trainer", trainer_id);
    case v1::EVALUATION_KIND_NEW_PLACEMENT:
      if (!situation.of_case.new_placement.has_value()) {
        return rejection::PairingNotConfirmed();
      }
      return CheckNotDone(situation,
                          v1::FACT_KIND_NEW_PLACEMENT_EVALUATION_HELD,
                          "het evaluatiegesprek op de nieuwe plek",
                          "the evaluation in the new placement");
    default:
      return rejection::FieldMissing("evaluation");
  }
}

}  // namespace

Answer Decide(const v1::PlanEvaluation& command, const Situation& situation) {
  ASSIGN_OR_RETURN(const std::string trainer_id,
                   TrainerFor(command, situation));
  RETURN_IF_ERROR(
      CheckCanBePlanned(command.evaluation(), trainer_id, situation));
  RETURN_IF_ERROR(CheckDay(command.planned_on(), "planned_on"));
  const absl::CivilDay planned_on = FromProto(command.planned_on());
  if (planned_on < situation.context.today) {
    return rejection::DateInPast(planned_on);
  }
  Ruled ruled;
  ruled.id = situation.of_case.PlannedId(command.evaluation(), trainer_id);
  if (ruled.id.empty()) ruled.id = situation.context.ids.Next();
  v1::EvaluationPlanned& planned =
      *ruled.events.emplace_back().mutable_evaluation_planned();
  planned.set_case_id(command.case_id());
  planned.set_evaluation(command.evaluation());
  *planned.mutable_on() = ToProto(situation.on);
  *planned.mutable_planned_on() = command.planned_on();
  planned.set_trainer_id(trainer_id);
  planned.set_evaluation_id(ruled.id);
  return ruled;
}

// A tick, whether or not there is a report.
Answer Decide(const v1::DiscussReflection& command,
              const Situation& situation) {
  RETURN_IF_ERROR(CheckDecoupled(situation));
  if (situation.of_case.PlannedId(v1::EVALUATION_KIND_RESIDENT, "").empty()) {
    return rejection::EvaluationNotPlanned();
  }
  RETURN_IF_ERROR(CheckNotDone(situation, v1::FACT_KIND_REFLECTION_DISCUSSED,
                               "de voorbereiding van de aios is besproken",
                               "the resident's preparation was discussed"));
  Ruled ruled;
  v1::ReflectionDiscussed& discussed =
      *ruled.events.emplace_back().mutable_reflection_discussed();
  discussed.set_case_id(command.case_id());
  *discussed.mutable_on() = ToProto(situation.on);
  return ruled;
}

}  // namespace driehoek
