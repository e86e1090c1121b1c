#include "domain/competence.h"

#include <algorithm>
#include <initializer_list>

#include "google/protobuf/descriptor.h"

namespace driehoek {
namespace {

v1::Competence Of(std::initializer_list<v1::Role> roles) {
  v1::Competence competence;
  for (const v1::Role role : roles) competence.add_roles(role);
  return competence;
}

// The candidate answers without being a party to the case.
bool IsOpenToCandidates(v1::Command::KindCase kind) {
  return kind == v1::Command::kStateCandidateSuitability ||
         kind == v1::Command::kHoldIntroductionMeeting ||
         kind == v1::Command::kGivePairingAnswer ||
         kind == v1::Command::kStartNewPlacement;
}

}  // namespace

v1::Competence CompetenceFor(v1::Command::KindCase kind,
                             const Procedure* procedure) {
  switch (kind) {
    case v1::Command::kPublishProcedure:
      return Of(
          {v1::ROLE_POLICY_OFFICER, v1::ROLE_ADMINISTRATOR, v1::ROLE_SYSTEM});
    case v1::Command::kRegisterPerson:
    case v1::Command::kGrantRole:
    case v1::Command::kEndRole:
    case v1::Command::kRegisterGroup:
    case v1::Command::kRegisterPractice:
    case v1::Command::kRegisterPlacement:
    case v1::Command::kRegisterCohort:
    case v1::Command::kSetCalendarDay:
    case v1::Command::kMergePersons:
    case v1::Command::kUnmergePersons:
    // The server too: who starts it invites the first administrator.
    case v1::Command::kInviteToSignIn:
    case v1::Command::kUnlinkAccount:
    case v1::Command::kBlockSignIn:
    case v1::Command::kUnblockSignIn:
      return Of({v1::ROLE_ADMINISTRATOR, v1::ROLE_SYSTEM});
    case v1::Command::kLinkAccount:
    case v1::Command::kRecordOutcome:
      return Of({v1::ROLE_SYSTEM});
    // It is of the report.
    case v1::Command::kAttachFile:
      return CompetenceFor(v1::Command::kSubmitReport, procedure);
    // It is of his or her e-portfolio.
    case v1::Command::kChooseNewTrainerSight:
      return Of({v1::ROLE_RESIDENT});
    // What the law gives whom a report is about, no procedure takes (art. 16).
    case v1::Command::kAddStatement:
      return Of({v1::ROLE_RESIDENT, v1::ROLE_TRAINER});
    // Whoever there are data of; of another, those who answer it.
    case v1::Command::kMakePrivacyRequest:
      return Of({v1::ROLE_RESIDENT, v1::ROLE_TRAINER, v1::ROLE_TEACHER,
                 v1::ROLE_YEAR_ASSISTANT, v1::ROLE_PROGRAMME_MANAGER,
                 v1::ROLE_TRAINER_MANAGER, v1::ROLE_TRAINER_MANAGER_ASSISTANT,
                 v1::ROLE_DEPUTY_HEAD, v1::ROLE_HEAD, v1::ROLE_POLICY_OFFICER,
                 v1::ROLE_ADMINISTRATOR, v1::ROLE_AUDITOR});
    case v1::Command::kExtendPrivacyRequest:
    case v1::Command::kAnswerPrivacyRequest:
    case v1::Command::kMaskPassage:
    case v1::Command::kUnmaskPassage:
    case v1::Command::kEraseContent:
    case v1::Command::kPlaceLegalHold:
    case v1::Command::kLiftLegalHold:
      return Of({v1::ROLE_DEPUTY_HEAD, v1::ROLE_HEAD});
    case v1::Command::kOpenEmergencyAccess:
      return Of({v1::ROLE_TEACHER, v1::ROLE_YEAR_ASSISTANT,
                 v1::ROLE_PROGRAMME_MANAGER, v1::ROLE_TRAINER_MANAGER,
                 v1::ROLE_TRAINER_MANAGER_ASSISTANT, v1::ROLE_DEPUTY_HEAD,
                 v1::ROLE_HEAD});
    default: {
      const google::protobuf::FieldDescriptor* const field =
          v1::Command::descriptor()->FindFieldByNumber(kind);
      const v1::Competence* const named =
          procedure != nullptr && field != nullptr
              ? procedure->FindCompetence(field->name())
              : nullptr;
      return named != nullptr ? *named : v1::Competence();
    }
  }
}

bool IsCompetent(v1::Role role, const v1::Competence& competence) {
  return std::find(competence.roles().begin(), competence.roles().end(),
                   role) != competence.roles().end();
}

bool IsOpenTo(const Caller& caller, v1::Command::KindCase kind,
              const Surroundings& surroundings) {
  return IsConcerned(caller, surroundings) ||
         (IsOpenToCandidates(kind) && IsCandidate(caller, surroundings));
}

bool IsAskedOf(const Caller& caller, v1::Command::KindCase kind,
               const Surroundings& surroundings) {
  if (caller.role != v1::ROLE_TRAINER || !IsOpenToCandidates(kind)) return true;
  return kind == v1::Command::kStartNewPlacement
             ? IsNewTrainer(caller, surroundings)
             : IsCandidate(caller, surroundings);
}

}  // namespace driehoek
