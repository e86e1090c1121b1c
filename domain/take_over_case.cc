// Entering a case that was running already when the institute went live.
#include "domain/take_over_case.h"

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "domain/open_case.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Null when it is no text, or filled in.
const FieldDescriptor* EmptyField(const Message& body, const char* name) {
  const FieldDescriptor* const field =
      body.GetDescriptor()->FindFieldByName(name);
  return field != nullptr &&
                 body.GetReflection()->GetString(body, field).empty()
             ? field
             : nullptr;
}

}  // namespace

v1::Command InTakenOverCase(v1::Command command, const std::string& case_id) {
  const FieldDescriptor* const kind =
      v1::Command::descriptor()->FindFieldByNumber(command.kind_case());
  if (kind == nullptr) return command;
  Message& body = *command.GetReflection()->MutableMessage(&command, kind);
  const FieldDescriptor* const field = EmptyField(body, "case_id");
  const bool names_placement =
      body.GetDescriptor()->FindFieldByName("placement_id") != nullptr &&
      EmptyField(body, "placement_id") == nullptr;
  if (field != nullptr && !names_placement) {
    body.GetReflection()->SetString(&body, field, case_id);
  }
  return command;
}

bool IsPastFact(v1::Command::KindCase kind) {
  switch (kind) {
    case v1::Command::kHoldTriangularMeeting:
    case v1::Command::kHoldTrainerCheckUp:
    case v1::Command::kResolveWithoutDecoupling:
    case v1::Command::kNotifyProgrammeManager:
    case v1::Command::kAnnouncePossibleDecoupling:
    case v1::Command::kDiscussWithDeputyHead:
    case v1::Command::kRuleDecoupling:
    case v1::Command::kStartContactAgreement:
    case v1::Command::kMakeContactCall:
    case v1::Command::kSendResidentAway:
    case v1::Command::kStayAway:
    case v1::Command::kConsultOnStayingAway:
    case v1::Command::kReturnResident:
    case v1::Command::kEngageIntermediary:
    case v1::Command::kCommunicateDecision:
    case v1::Command::kProcessAdministratively:
    case v1::Command::kPlanManagerContact:
    case v1::Command::kProposeCandidate:
    case v1::Command::kStateCandidateSuitability:
    case v1::Command::kHoldIntroductionMeeting:
    case v1::Command::kGivePairingAnswer:
    case v1::Command::kConfirmPairing:
    case v1::Command::kMoveNewPlacementStart:
    case v1::Command::kSendRemainingYearInfo:
    case v1::Command::kStartNewPlacement:
    case v1::Command::kAssessStayInOldPractice:
    case v1::Command::kDecideWaitingFill:
    case v1::Command::kCreditWaitingTime:
    case v1::Command::kMotivateExtension:
    case v1::Command::kDecideExtension:
    case v1::Command::kBriefCandidate:
    case v1::Command::kHoldResidentEvaluation:
    case v1::Command::kHoldTrainerEvaluation:
    case v1::Command::kHoldManagerContact:
    case v1::Command::kHoldNewPlacementEvaluation:
    case v1::Command::kPlanEvaluation:
    case v1::Command::kDiscussReflection:
    case v1::Command::kInviteToTrainerReturnDay:
    case v1::Command::kReportOnTrainerReturnDay:
    case v1::Command::kNoteAftercare:
    case v1::Command::kDecideRematching:
    case v1::Command::kSubmitReport:
    case v1::Command::kArchiveDocument:
      return true;
    default:  // Denied unless it is named.
      return false;
  }
}

Answer Decide(const v1::TakeOverCase& command, const Situation& situation) {
  Situation as_it_began = situation;
  as_it_began.on = FromProto(command.began_on());
  ASSIGN_OR_RETURN(
      v1::CaseOpened opened,
      OpenCase(command.placement_id(),
               {command.trainer_ids().begin(), command.trainer_ids().end()},
               as_it_began));
  Ruled ruled;
  ruled.id = ruled.case_id = opened.case_id();
  *ruled.events.emplace_back().mutable_case_opened() = std::move(opened);
  v1::CaseTakenOver& taken_over =
      *ruled.events.emplace_back().mutable_case_taken_over();
  taken_over.set_case_id(ruled.case_id);
  *taken_over.mutable_on() = ToProto(situation.on);
  return ruled;
}

}  // namespace driehoek
