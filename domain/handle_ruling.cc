// What follows a ruling on paper: telling it, the checklist, the appointment
// with the trainer, the information on the rest of the year.
#include <algorithm>
#include <string>

#include "base/status_macros.h"
#include "domain/decoupled.h"
#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

// Whether that ruling was told already. Facts are in the order of the log, so
// what was told of an earlier ruling lies before it.
bool IsTold(const Case& of_case) {
  const Fact* const ruled = LatestFact(of_case, v1::FACT_KIND_DECOUPLED);
  const Fact* const told =
      LatestFact(of_case, v1::FACT_KIND_DECISION_COMMUNICATED);
  return ruled != nullptr && told != nullptr &&
         told->position > ruled->position;
}

bool IsItem(v1::ChecklistItem item) {
  return item != v1::CHECKLIST_ITEM_UNSPECIFIED &&
         v1::ChecklistItem_IsValid(item);
}

}  // namespace

Answer Decide(const v1::CommunicateDecision& command,
              const Situation& situation) {
  const Case& of_case = situation.of_case;
  if (!of_case.ruling.has_value()) return rejection::NotRuledYet();
  if (IsTold(of_case)) {
    return rejection::AlreadyDone(
        LatestFact(of_case, v1::FACT_KIND_DECISION_COMMUNICATED)->on,
        "het bericht over het besluit", "the message on the ruling");
  }
  RETURN_IF_ERROR(CheckNotBefore(situation.on, of_case.ruling->on,
                                 "het besluit", "the ruling"));
  Ruled ruled;
  v1::DecisionCommunicated& communicated =
      *ruled.events.emplace_back().mutable_decision_communicated();
  communicated.set_case_id(command.case_id());
  *communicated.mutable_on() = ToProto(situation.on);
  return ruled;
}

Answer Decide(const v1::ProcessAdministratively& command,
              const Situation& situation) {
  const Case& of_case = situation.of_case;
  if (!IsItem(command.item())) return rejection::FieldMissing("item");
  RETURN_IF_ERROR(CheckDecoupled(situation));
  if (command.item() == v1::CHECKLIST_ITEM_PAIRING_REGISTERED &&
      !of_case.new_placement.has_value()) {
    return rejection::PairingNotConfirmed();
  }
  if (std::find(of_case.checklist_done.begin(), of_case.checklist_done.end(),
                command.item()) != of_case.checklist_done.end()) {
    return rejection::ChecklistItemDone();
  }
  Ruled ruled;
  v1::AdministrativelyProcessed& processed =
      *ruled.events.emplace_back().mutable_administratively_processed();
  processed.set_case_id(command.case_id());
  processed.set_item(command.item());
  *processed.mutable_on() = ToProto(situation.on);
  return ruled;
}

Answer Decide(const v1::PlanManagerContact& command,
              const Situation& situation) {
  RETURN_IF_ERROR(CheckDecoupled(situation));
  ASSIGN_OR_RETURN(const std::string trainer_id,
                   TrainerMeant(situation, command.trainer_id()));
  RETURN_IF_ERROR(CheckNotDone(situation, v1::FACT_KIND_MANAGER_CONTACT_HELD,
                               "het contact met de opleider",
                               "the contact with the trainer", trainer_id));
  RETURN_IF_ERROR(CheckDay(command.planned_on(), "planned_on"));
  const absl::CivilDay planned_on = FromProto(command.planned_on());
  if (planned_on < situation.context.today) {
    return rejection::DateInPast(planned_on);
  }
  Ruled ruled;
  v1::ManagerContactPlanned& planned =
      *ruled.events.emplace_back().mutable_manager_contact_planned();
  planned.set_case_id(command.case_id());
  planned.set_trainer_id(trainer_id);
  *planned.mutable_on() = ToProto(situation.on);
  *planned.mutable_planned_on() = command.planned_on();
  return ruled;
}

Answer Decide(const v1::SendRemainingYearInfo& command,
              const Situation& situation) {
  const Fact* const confirmed =
      LatestFact(situation.of_case, v1::FACT_KIND_PAIRING_CONFIRMED);
  if (confirmed == nullptr || !situation.of_case.new_placement.has_value()) {
    return rejection::PairingNotConfirmed();
  }
  // Another pairing asks for other information.
  if (const Fact* const sent =
          LatestFact(situation.of_case, v1::FACT_KIND_REMAINING_YEAR_INFO_SENT);
      sent != nullptr && sent->position > confirmed->position) {
    return rejection::AlreadyDone(
        sent->on, "de informatie over de rest van het opleidingsjaar",
        "the information on the rest of the year");
  }
  RETURN_IF_ERROR(CheckNotBefore(situation.on, confirmed->on,
                                 "de bevestiging van de koppeling",
                                 "the confirmation of the pairing"));
  Ruled ruled;
  v1::RemainingYearInfoSent& sent =
      *ruled.events.emplace_back().mutable_remaining_year_info_sent();
  sent.set_case_id(command.case_id());
  *sent.mutable_on() = ToProto(situation.on);
  return ruled;
}

}  // namespace driehoek
