// One rule for each command. A rule is in the file of its name, or of its small
// family. Called by decide.cc alone, and by a correction, which asks them about
// what was recorded before (correct_fact.cc).
#ifndef DRIEHOEK_DOMAIN_RULES_H_
#define DRIEHOEK_DOMAIN_RULES_H_

#include "domain/situation.h"
#include "driehoek/v1/command.pb.h"

namespace driehoek {

// The institute and its directory.
Answer Decide(const v1::PublishProcedure& command, const Situation& situation);
Answer Decide(const v1::RegisterPerson& command, const Situation& situation);
Answer Decide(const v1::GrantRole& command, const Situation& situation);
Answer Decide(const v1::EndRole& command, const Situation& situation);
Answer Decide(const v1::RegisterGroup& command, const Situation& situation);
Answer Decide(const v1::RegisterPractice& command, const Situation& situation);
Answer Decide(const v1::RegisterPlacement& command, const Situation& situation);
Answer Decide(const v1::SetCalendarDay& command, const Situation& situation);
Answer Decide(const v1::RegisterCohort& command, const Situation& situation);
Answer Decide(const v1::MergePersons& command, const Situation& situation);
Answer Decide(const v1::UnmergePersons& command, const Situation& situation);

// Signing in.
Answer Decide(const v1::InviteToSignIn& command, const Situation& situation);
Answer Decide(const v1::LinkAccount& command, const Situation& situation);
Answer Decide(const v1::UnlinkAccount& command, const Situation& situation);
Answer Decide(const v1::BlockSignIn& command, const Situation& situation);
Answer Decide(const v1::UnblockSignIn& command, const Situation& situation);

// Outside cases.
Answer Decide(const v1::HandOutProcedure& command, const Situation& situation);
Answer Decide(const v1::ReviewProcedure& command, const Situation& situation);

// Before there is a case.
Answer Decide(const v1::SignalDiscontent& command, const Situation& situation);
Answer Decide(const v1::ClarifyPerspectives& command,
              const Situation& situation);

// The time before a decoupling.
Answer Decide(const v1::PlanTriangularMeeting& command,
              const Situation& situation);
Answer Decide(const v1::HoldTriangularMeeting& command,
              const Situation& situation);
Answer Decide(const v1::HoldTrainerCheckUp& command,
              const Situation& situation);
Answer Decide(const v1::ResolveWithoutDecoupling& command,
              const Situation& situation);
Answer Decide(const v1::NotifyProgrammeManager& command,
              const Situation& situation);
Answer Decide(const v1::AnnouncePossibleDecoupling& command,
              const Situation& situation);
Answer Decide(const v1::DiscussWithDeputyHead& command,
              const Situation& situation);
Answer Decide(const v1::RuleDecoupling& command, const Situation& situation);

// The decoupling and the new pairing.
Answer Decide(const v1::CommunicateDecision& command,
              const Situation& situation);
Answer Decide(const v1::ProcessAdministratively& command,
              const Situation& situation);
Answer Decide(const v1::PlanManagerContact& command,
              const Situation& situation);
Answer Decide(const v1::ProposeCandidate& command, const Situation& situation);
Answer Decide(const v1::StateCandidateSuitability& command,
              const Situation& situation);
Answer Decide(const v1::HoldIntroductionMeeting& command,
              const Situation& situation);
Answer Decide(const v1::GivePairingAnswer& command, const Situation& situation);
Answer Decide(const v1::ConfirmPairing& command, const Situation& situation);
Answer Decide(const v1::MoveNewPlacementStart& command,
              const Situation& situation);
Answer Decide(const v1::SendRemainingYearInfo& command,
              const Situation& situation);
Answer Decide(const v1::StartNewPlacement& command, const Situation& situation);

// After the decoupling.
Answer Decide(const v1::HoldResidentEvaluation& command,
              const Situation& situation);
Answer Decide(const v1::HoldTrainerEvaluation& command,
              const Situation& situation);
Answer Decide(const v1::HoldManagerContact& command,
              const Situation& situation);
Answer Decide(const v1::HoldNewPlacementEvaluation& command,
              const Situation& situation);
Answer Decide(const v1::CloseCase& command, const Situation& situation);

// Documents.
Answer Decide(const v1::SubmitReport& command, const Situation& situation);
Answer Decide(const v1::ArchiveDocument& command, const Situation& situation);
Answer Decide(const v1::UnarchiveDocument& command, const Situation& situation);

// The other roads.
Answer Decide(const v1::LinkSignal& command, const Situation& situation);
Answer Decide(const v1::StartContactAgreement& command,
              const Situation& situation);
Answer Decide(const v1::MakeContactCall& command, const Situation& situation);
Answer Decide(const v1::SendResidentAway& command, const Situation& situation);
Answer Decide(const v1::StayAway& command, const Situation& situation);
Answer Decide(const v1::ConsultOnStayingAway& command,
              const Situation& situation);
Answer Decide(const v1::ReturnResident& command, const Situation& situation);
Answer Decide(const v1::EngageIntermediary& command,
              const Situation& situation);
Answer Decide(const v1::AssessStayInOldPractice& command,
              const Situation& situation);
Answer Decide(const v1::DecideWaitingFill& command, const Situation& situation);
Answer Decide(const v1::CreditWaitingTime& command, const Situation& situation);
Answer Decide(const v1::SettleWaitingTime& command, const Situation& situation);
Answer Decide(const v1::MotivateExtension& command, const Situation& situation);
Answer Decide(const v1::DecideExtension& command, const Situation& situation);
Answer Decide(const v1::BriefCandidate& command, const Situation& situation);
Answer Decide(const v1::PlanEvaluation& command, const Situation& situation);
Answer Decide(const v1::DiscussReflection& command, const Situation& situation);
Answer Decide(const v1::InviteToTrainerReturnDay& command,
              const Situation& situation);
Answer Decide(const v1::ReportOnTrainerReturnDay& command,
              const Situation& situation);
Answer Decide(const v1::NoteAftercare& command, const Situation& situation);
Answer Decide(const v1::DecideRematching& command, const Situation& situation);
Answer Decide(const v1::ChooseReflectionPlace& command,
              const Situation& situation);
Answer Decide(const v1::WithdrawReflection& command,
              const Situation& situation);
Answer Decide(const v1::SeeDocument& command, const Situation& situation);
Answer Decide(const v1::ReleaseAttentionPoints& command,
              const Situation& situation);
Answer Decide(const v1::GiveReaction& command, const Situation& situation);
Answer Decide(const v1::AddStatement& command, const Situation& situation);
Answer Decide(const v1::AttachFile& command, const Situation& situation);
Answer Decide(const v1::ChooseNewTrainerSight& command,
              const Situation& situation);
Answer Decide(const v1::RecordDeviation& command, const Situation& situation);
Answer Decide(const v1::ResumeObligation& command, const Situation& situation);
Answer Decide(const v1::CorrectFact& command, const Situation& situation);
Answer Decide(const v1::HandOverCase& command, const Situation& situation);
Answer Decide(const v1::MigrateCase& command, const Situation& situation);
Answer Decide(const v1::TakeOverCase& command, const Situation& situation);

// What is kept, and what not.
Answer Decide(const v1::EraseContent& command, const Situation& situation);
Answer Decide(const v1::PlaceLegalHold& command, const Situation& situation);
Answer Decide(const v1::LiftLegalHold& command, const Situation& situation);
Answer Decide(const v1::OpenEmergencyAccess& command,
              const Situation& situation);
Answer Decide(const v1::MakePrivacyRequest& command,
              const Situation& situation);
Answer Decide(const v1::ExtendPrivacyRequest& command,
              const Situation& situation);
Answer Decide(const v1::AnswerPrivacyRequest& command,
              const Situation& situation);
Answer Decide(const v1::MaskPassage& command, const Situation& situation);
Answer Decide(const v1::UnmaskPassage& command, const Situation& situation);

// Outcomes of deadlines.
Answer Decide(const v1::RecordOutcome& command, const Situation& situation);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_RULES_H_
