// What goes on after a decoupling: the trainers' return day, aftercare, and how
// the trainer gets a next resident (S-32, S-33, B-7).
#include <string>

#include "base/status_macros.h"
#include "domain/decoupled.h"
#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {

Answer Decide(const v1::InviteToTrainerReturnDay& command,
              const Situation& situation) {
  RETURN_IF_ERROR(CheckDecoupled(situation));
  ASSIGN_OR_RETURN(const std::string trainer_id,
                   TrainerMeant(situation, command.trainer_id()));
  RETURN_IF_ERROR(
      CheckNotDone(situation, v1::FACT_KIND_TRAINER_RETURN_DAY_INVITED,
                   "de uitnodiging voor de opleidersterugkomdag",
                   "the invitation to the trainers' return day", trainer_id));
  Ruled ruled;
  v1::TrainerReturnDayInvited& invited =
      *ruled.events.emplace_back().mutable_trainer_return_day_invited();
  invited.set_case_id(command.case_id());
  invited.set_trainer_id(trainer_id);
  *invited.mutable_on() = ToProto(situation.on);
  return ruled;
}

// Oral, and also without an invitation: what was told was told.
Answer Decide(const v1::ReportOnTrainerReturnDay& command,
              const Situation& situation) {
  RETURN_IF_ERROR(CheckDecoupled(situation));
  ASSIGN_OR_RETURN(const std::string trainer_id,
                   TrainerMeant(situation, command.trainer_id()));
  RETURN_IF_ERROR(
      CheckNotDone(situation, v1::FACT_KIND_TRAINER_RETURN_DAY_REPORTED,
                   "het verslag op de opleidersterugkomdag",
                   "the report on the trainers' return day", trainer_id));
  Ruled ruled;
  v1::TrainerReturnDayReported& reported =
      *ruled.events.emplace_back().mutable_trainer_return_day_reported();
  reported.set_case_id(command.case_id());
  reported.set_trainer_id(trainer_id);
  *reported.mutable_on() = ToProto(situation.on);
  return ruled;
}

// As often as it takes place.
Answer Decide(const v1::NoteAftercare& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckDecoupled(situation));
  Ruled ruled;
  v1::AftercareNoted& noted =
      *ruled.events.emplace_back().mutable_aftercare_noted();
  noted.set_case_id(command.case_id());
  *noted.mutable_on() = ToProto(situation.on);
  return ruled;
}

// Of the trainer only: a decoupled resident is never entered in a round (E-8).
// Entering one is allowed also before the manager's contact; being placed is
// not (G-2).
Answer Decide(const v1::DecideRematching& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckDecoupled(situation));
  v1::FactKind decided_before = v1::FACT_KIND_UNSPECIFIED;
  v1::FactKind the_other = v1::FACT_KIND_UNSPECIFIED;
  switch (command.route()) {
    case v1::REMATCHING_ROUTE_ONE_TO_ONE:
      decided_before = v1::FACT_KIND_REMATCHED_ONE_TO_ONE;
      the_other = v1::FACT_KIND_MATCHING_ROUND_ENTERED;
      break;
    case v1::REMATCHING_ROUTE_NEXT_ROUND:
      decided_before = v1::FACT_KIND_MATCHING_ROUND_ENTERED;
      the_other = v1::FACT_KIND_REMATCHED_ONE_TO_ONE;
      break;
    default:
      return rejection::FieldMissing("route");
  }
  ASSIGN_OR_RETURN(const std::string trainer_id,
                   TrainerMeant(situation, command.trainer_id()));
  const Fact* const same =
      LatestFact(situation.of_case, decided_before, trainer_id);
  const Fact* const other =
      LatestFact(situation.of_case, the_other, trainer_id);
  if (same != nullptr &&
      (other == nullptr || other->position < same->position)) {
    return rejection::SameRoute();
  }
  Ruled ruled;
  v1::RematchingDecided& decided =
      *ruled.events.emplace_back().mutable_rematching_decided();
  decided.set_case_id(command.case_id());
  decided.set_trainer_id(trainer_id);
  *decided.mutable_on() = ToProto(situation.on);
  decided.set_route(command.route());
  return ruled;
}

}  // namespace driehoek
