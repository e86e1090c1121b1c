#include "domain/decide.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "domain/access.h"
#include "domain/competence.h"
#include "domain/corrections.h"
#include "domain/draft.h"
#include "domain/due_dates.h"
#include "domain/migration.h"
#include "domain/people.h"
#include "domain/rejections.h"
#include "domain/rules.h"
#include "domain/situation.h"
#include "domain/tags.h"
#include "domain/take_over_case.h"
#include "google/protobuf/util/message_differencer.h"

namespace driehoek {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr int kMaxEventsOfCase = 10'000;

// Decides commands one by one, each after what the earlier ones did.
class Decider {
 public:
  // `alone`: there will be no second command.
  Decider(const Histories& histories, const Context& context, bool alone)
      : context_(context), draft_(histories, context), alone_(alone) {}

  // Once for all commands: whether the actor is who it says, and may speak for
  // whom it speaks.
  absl::Status CheckActor();

  absl::StatusOr<Decision> Decide(const v1::Command& asked);

 private:
  absl::Status CheckRepresented();

  // One line a command.
  Answer Dispatch(const v1::Command& command);

  // The checks that commands of one sort have in common, then the rule.
  template <typename C>
  Answer AsServer(const C& command);
  template <typename C>
  Answer InDirectory(const C& command);
  template <typename C>
  Answer OnPlacement(const C& command);
  template <typename C>
  Answer OnGroup(const C& command);
  template <typename C>
  Answer OnCohort(const C& command);
  template <typename C>
  Answer OnProcedure(const C& command);
  template <typename C>
  Answer OutsideCases(const C& command, const Subject& subject,
                      absl::CivilDay followed_on);
  template <typename C>
  Answer OnCase(const C& command);
  template <typename C>
  Answer OnCaseOrPlacement(const C& command);
  template <typename C>
  Answer OnContent(const C& command);
  Answer InEmergency(const v1::OpenEmergencyAccess& command);
  template <typename C>
  Answer OnPrivacyRequest(const C& command);

  template <typename C>
  absl::StatusOr<absl::CivilDay> DayOfCommand(const C& command) const;
  template <typename C>
  absl::StatusOr<absl::CivilDay> DayItBegan(const C& command,
                                            absl::CivilDay on) const;
  template <typename C>
  bool RegistersThePast(const C& command) const;
  Surroundings ForActing(Surroundings surroundings) const;
  absl::Status CheckConcerned(const Surroundings& surroundings,
                              const absl::Status& not_found) const;
  absl::Status CheckCompetent(const Procedure* procedure) const;
  Situation SituationOf(const Case& of_case,
                        std::shared_ptr<const Procedure> procedure,
                        absl::CivilDay on) const;
  std::string RoleName(v1::Role role) const;

  Decision Take(Ruled ruled);
  // That of the command; empty when it is of none.
  const PrivacyRequestState& RequestNow() const;
  void WithdrawBreaches(const std::vector<v1::BreachWithdrawn>& but_not,
                        Decision& decision);
  std::vector<v1::Due> DuesOf(const std::string& case_id) const;
  DuesByVersion DuesByVersionOf(const std::string& case_id) const;
  void Append(v1::Event event, Decision& decision);

  const Context& context_;
  Draft draft_;
  Caller actor_;
  Caller acting_;  // The person represented, else the actor.
  const bool alone_;
  const Case no_case_;
  // Of the command in hand.
  v1::Command::KindCase kind_ = v1::Command::KIND_NOT_SET;
  std::string case_id_;
  std::string privacy_request_id_;
  std::string procedure_;  // That was followed: "key@version".
  bool in_draft_ = true;   // Whether anything will look at what it does.
  // The case that an earlier command of the submission took over, as it stood
  // on that day; empty: none.
  std::string taken_over_;
  absl::CivilDay taken_over_on_;
};

absl::Status Decider::CheckActor() {
  const v1::Actor& actor = context_.actor;
  if (actor.role() == v1::ROLE_SYSTEM) {
    if (!actor.person_id().empty()) return rejection::ActorUnknown();
    if (!actor.on_behalf_of().empty()) return rejection::MayNotActForOthers();
    acting_.role = actor_.role = v1::ROLE_SYSTEM;
    return absl::OkStatus();
  }
  const PersonState person = PersonOf(actor.person_id(), draft_);
  if (!person.exists()) return rejection::ActorUnknown();
  if (person.sign_in_blocked) return rejection::SignInIsBlocked();
  actor_ = CallerOf(actor.person_id(), actor.role(), context_.today, draft_);
  if (actor_.grants.empty()) {
    return rejection::RoleNotHeld(RoleName(actor.role()));
  }
  return CheckRepresented();
}

absl::Status Decider::CheckRepresented() {
  const v1::Actor& claimed = context_.actor;
  if (claimed.on_behalf_of().empty()) {
    if (claimed.on_behalf_of_role() != v1::ROLE_UNSPECIFIED ||
        claimed.channel() != v1::CHANNEL_UNSPECIFIED) {
      return rejection::RepresentedMalformed();
    }
    acting_ = actor_;
    return absl::OkStatus();
  }
  if (!IsStaff(actor_.role)) return rejection::MayNotActForOthers();
  if (actor_.Is(claimed.on_behalf_of()) ||
      claimed.channel() == v1::CHANNEL_UNSPECIFIED ||
      !v1::Channel_IsValid(claimed.channel()) ||
      (claimed.on_behalf_of_role() != v1::ROLE_RESIDENT &&
       claimed.on_behalf_of_role() != v1::ROLE_TRAINER)) {
    return rejection::RepresentedMalformed();
  }
  acting_ = CallerOf(claimed.on_behalf_of(), claimed.on_behalf_of_role(),
                     context_.today, draft_);
  return acting_.grants.empty() ? rejection::RepresentedUnknown()
                                : absl::OkStatus();
}

absl::StatusOr<Decision> Decider::Decide(const v1::Command& asked) {
  kind_ = asked.kind_case();
  case_id_.clear();
  privacy_request_id_.clear();
  procedure_.clear();
  ASSIGN_OR_RETURN(
      Ruled ruled,
      Dispatch(taken_over_.empty() ? asked
                                   : InTakenOverCase(asked, taken_over_)));
  return Take(std::move(ruled));
}

Answer Decider::Dispatch(const v1::Command& command) {
  switch (command.kind_case()) {  // No default: a new command does not compile.
    case v1::Command::kPublishProcedure:
      return InDirectory(command.publish_procedure());
    case v1::Command::kRegisterPerson:
      return InDirectory(command.register_person());
    case v1::Command::kGrantRole:
      return InDirectory(command.grant_role());
    case v1::Command::kEndRole:
      return InDirectory(command.end_role());
    case v1::Command::kRegisterGroup:
      return InDirectory(command.register_group());
    case v1::Command::kRegisterPractice:
      return InDirectory(command.register_practice());
    case v1::Command::kRegisterPlacement:
      return InDirectory(command.register_placement());
    case v1::Command::kSetCalendarDay:
      return InDirectory(command.set_calendar_day());
    case v1::Command::kMergePersons:
      return InDirectory(command.merge_persons());
    case v1::Command::kUnmergePersons:
      return InDirectory(command.unmerge_persons());
    case v1::Command::kInviteToSignIn:
      return InDirectory(command.invite_to_sign_in());
    case v1::Command::kLinkAccount:
      return AsServer(command.link_account());
    case v1::Command::kUnlinkAccount:
      return InDirectory(command.unlink_account());
    case v1::Command::kBlockSignIn:
      return InDirectory(command.block_sign_in());
    case v1::Command::kUnblockSignIn:
      return InDirectory(command.unblock_sign_in());
    case v1::Command::kSignalDiscontent:
      return OnPlacement(command.signal_discontent());
    case v1::Command::kClarifyPerspectives:
      return OnGroup(command.clarify_perspectives());
    case v1::Command::kPlanTriangularMeeting:
      return OnCaseOrPlacement(command.plan_triangular_meeting());
    case v1::Command::kHoldTriangularMeeting:
      return OnCaseOrPlacement(command.hold_triangular_meeting());
    case v1::Command::kHoldTrainerCheckUp:
      return OnCase(command.hold_trainer_check_up());
    case v1::Command::kResolveWithoutDecoupling:
      return OnCase(command.resolve_without_decoupling());
    case v1::Command::kNotifyProgrammeManager:
      return OnCaseOrPlacement(command.notify_programme_manager());
    case v1::Command::kAnnouncePossibleDecoupling:
      return OnCase(command.announce_possible_decoupling());
    case v1::Command::kDiscussWithDeputyHead:
      return OnCase(command.discuss_with_deputy_head());
    case v1::Command::kRuleDecoupling:
      return OnCase(command.rule_decoupling());
    case v1::Command::kCommunicateDecision:
      return OnCase(command.communicate_decision());
    case v1::Command::kProcessAdministratively:
      return OnCase(command.process_administratively());
    case v1::Command::kPlanManagerContact:
      return OnCase(command.plan_manager_contact());
    case v1::Command::kProposeCandidate:
      return OnCase(command.propose_candidate());
    case v1::Command::kStateCandidateSuitability:
      return OnCase(command.state_candidate_suitability());
    case v1::Command::kHoldIntroductionMeeting:
      return OnCase(command.hold_introduction_meeting());
    case v1::Command::kGivePairingAnswer:
      return OnCase(command.give_pairing_answer());
    case v1::Command::kConfirmPairing:
      return OnCase(command.confirm_pairing());
    case v1::Command::kMoveNewPlacementStart:
      return OnCase(command.move_new_placement_start());
    case v1::Command::kSendRemainingYearInfo:
      return OnCase(command.send_remaining_year_info());
    case v1::Command::kStartNewPlacement:
      return OnCase(command.start_new_placement());
    case v1::Command::kHoldResidentEvaluation:
      return OnCase(command.hold_resident_evaluation());
    case v1::Command::kHoldTrainerEvaluation:
      return OnCase(command.hold_trainer_evaluation());
    case v1::Command::kHoldManagerContact:
      return OnCase(command.hold_manager_contact());
    case v1::Command::kHoldNewPlacementEvaluation:
      return OnCase(command.hold_new_placement_evaluation());
    case v1::Command::kCloseCase:
      return OnCase(command.close_case());
    case v1::Command::kSubmitReport:
      return OnCase(command.submit_report());
    case v1::Command::kArchiveDocument:
      return OnCase(command.archive_document());
    case v1::Command::kUnarchiveDocument:
      return OnCase(command.unarchive_document());
    case v1::Command::kLinkSignal:
      return OnCase(command.link_signal());
    case v1::Command::kStartContactAgreement:
      return OnCaseOrPlacement(command.start_contact_agreement());
    case v1::Command::kMakeContactCall:
      return OnCase(command.make_contact_call());
    case v1::Command::kSendResidentAway:
      return OnCaseOrPlacement(command.send_resident_away());
    case v1::Command::kStayAway:
      return OnCase(command.stay_away());
    case v1::Command::kConsultOnStayingAway:
      return OnCase(command.consult_on_staying_away());
    case v1::Command::kReturnResident:
      return OnCase(command.return_resident());
    case v1::Command::kEngageIntermediary:
      return OnCase(command.engage_intermediary());
    case v1::Command::kAssessStayInOldPractice:
      return OnCase(command.assess_stay_in_old_practice());
    case v1::Command::kDecideWaitingFill:
      return OnCase(command.decide_waiting_fill());
    case v1::Command::kCreditWaitingTime:
      return OnCase(command.credit_waiting_time());
    case v1::Command::kSettleWaitingTime:
      return OnCase(command.settle_waiting_time());
    case v1::Command::kMotivateExtension:
      return OnCase(command.motivate_extension());
    case v1::Command::kDecideExtension:
      return OnCase(command.decide_extension());
    case v1::Command::kBriefCandidate:
      return OnCase(command.brief_candidate());
    case v1::Command::kPlanEvaluation:
      return OnCase(command.plan_evaluation());
    case v1::Command::kDiscussReflection:
      return OnCase(command.discuss_reflection());
    case v1::Command::kInviteToTrainerReturnDay:
      return OnCase(command.invite_to_trainer_return_day());
    case v1::Command::kReportOnTrainerReturnDay:
      return OnCase(command.report_on_trainer_return_day());
    case v1::Command::kNoteAftercare:
      return OnCase(command.note_aftercare());
    case v1::Command::kDecideRematching:
      return OnCase(command.decide_rematching());
    case v1::Command::kChooseReflectionPlace:
      return OnCase(command.choose_reflection_place());
    case v1::Command::kWithdrawReflection:
      return OnCase(command.withdraw_reflection());
    case v1::Command::kSeeDocument:
      return OnCase(command.see_document());
    case v1::Command::kReleaseAttentionPoints:
      return OnCase(command.release_attention_points());
    case v1::Command::kGiveReaction:
      return OnCase(command.give_reaction());
    case v1::Command::kAddStatement:
      return OnCase(command.add_statement());
    case v1::Command::kAttachFile:
      return OnCase(command.attach_file());
    case v1::Command::kChooseNewTrainerSight:
      return OnCase(command.choose_new_trainer_sight());
    case v1::Command::kRecordDeviation:
      return OnCase(command.record_deviation());
    case v1::Command::kResumeObligation:
      return OnCase(command.resume_obligation());
    case v1::Command::kCorrectFact:
      return OnCase(command.correct_fact());
    case v1::Command::kHandOverCase:
      return OnCase(command.hand_over_case());
    case v1::Command::kMigrateCase:
      return OnCase(command.migrate_case());
    case v1::Command::kTakeOverCase:
      return OnPlacement(command.take_over_case());
    case v1::Command::kRecordOutcome:
      return AsServer(command.record_outcome());
    case v1::Command::kRegisterCohort:
      return InDirectory(command.register_cohort());
    case v1::Command::kHandOutProcedure:
      return OnCohort(command.hand_out_procedure());
    case v1::Command::kReviewProcedure:
      return OnProcedure(command.review_procedure());
    case v1::Command::kEraseContent:
      return OnContent(command.erase_content());
    case v1::Command::kPlaceLegalHold:
      return OnContent(command.place_legal_hold());
    case v1::Command::kLiftLegalHold:
      return OnContent(command.lift_legal_hold());
    case v1::Command::kOpenEmergencyAccess:
      return InEmergency(command.open_emergency_access());
    case v1::Command::kMakePrivacyRequest:
      return OnPrivacyRequest(command.make_privacy_request());
    case v1::Command::kExtendPrivacyRequest:
      return OnPrivacyRequest(command.extend_privacy_request());
    case v1::Command::kAnswerPrivacyRequest:
      return OnPrivacyRequest(command.answer_privacy_request());
    case v1::Command::kMaskPassage:
      return OnPrivacyRequest(command.mask_passage());
    case v1::Command::kUnmaskPassage:
      return OnPrivacyRequest(command.unmask_passage());
    case v1::Command::KIND_NOT_SET:
      break;
  }
  return rejection::NoCommand();
}

// The block on a trainer lasts until the contact (G-2), so that must be
// possible still when the case was closed without it; and what is owed of it is
// a report, which must find its place, and be seen and reacted to. Which part
// of the waiting time counts may be decided late, and is settled at the end of
// the training (T-20, T-21). The resident may choose anew at any time (A-20).
bool IsOpenAfterClosing(v1::Command::KindCase kind) {
  return kind == v1::Command::kHoldManagerContact ||
         kind == v1::Command::kCreditWaitingTime ||
         kind == v1::Command::kSettleWaitingTime ||
         kind == v1::Command::kSubmitReport ||
         kind == v1::Command::kArchiveDocument ||
         kind == v1::Command::kUnarchiveDocument ||
         kind == v1::Command::kChooseReflectionPlace ||
         kind == v1::Command::kWithdrawReflection ||
         kind == v1::Command::kSeeDocument ||
         kind == v1::Command::kReleaseAttentionPoints ||
         kind == v1::Command::kGiveReaction ||
         kind == v1::Command::kAddStatement ||
         kind == v1::Command::kAttachFile ||
         kind == v1::Command::kChooseNewTrainerSight;
}

absl::Status ProcedureGone() {
  return absl::InternalError("a case follows a procedure that is not there");
}

bool HasLiveBreach(const Subject& state) {
  return std::any_of(state.outcomes.begin(), state.outcomes.end(),
                     [](const RecordedOutcome& outcome) {
                       return outcome.kind == v1::OUTCOME_KIND_BREACH &&
                              !outcome.withdrawn.has_value();
                     });
}

template <typename C>
Answer Decider::InDirectory(const C& command) {
  RETURN_IF_ERROR(CheckCompetent(nullptr));
  return driehoek::Decide(
      command,
      SituationOf(no_case_, draft_.catalogue().InForceOn(context_.today),
                  context_.today));
}

template <typename C>
Answer Decider::OnPlacement(const C& command) {
  RETURN_IF_ERROR(CheckId(command.placement_id(), "placement_id"));
  const PlacementState& placement =
      draft_.Get<PlacementState>(TagKind::kPlacement, command.placement_id());
  if (!placement.exists()) return rejection::PlacementNotFound();
  RETURN_IF_ERROR(CheckConcerned(SurroundingsOf(placement),
                                 rejection::PlacementNotFound()));
  ASSIGN_OR_RETURN(const absl::CivilDay on, DayOfCommand(command));
  ASSIGN_OR_RETURN(const absl::CivilDay began_on, DayItBegan(command, on));
  if (began_on < placement.starts_on) {
    return rejection::BeforePlacement(began_on, placement.starts_on);
  }
  std::shared_ptr<const Procedure> procedure =
      draft_.catalogue().InForceOn(began_on);
  if (procedure == nullptr) return rejection::ProcedureNotInForce(began_on);
  RETURN_IF_ERROR(CheckCompetent(procedure.get()));
  return driehoek::Decide(command,
                          SituationOf(no_case_, std::move(procedure), on));
}

template <typename C>
Answer Decider::OnGroup(const C& command) {
  RETURN_IF_ERROR(CheckId(command.group_id(), "group_id"));
  const GroupState& group =
      draft_.Get<GroupState>(TagKind::kGroup, command.group_id());
  if (!group.exists() || !HoldsFor(actor_, group.id, group.training_year, "")) {
    return rejection::GroupNotFound();
  }
  if (!context_.actor.on_behalf_of().empty()) {
    return rejection::RepresentedNotConcerned();
  }
  ASSIGN_OR_RETURN(const absl::CivilDay on, DayOfCommand(command));
  std::shared_ptr<const Procedure> procedure = draft_.catalogue().InForceOn(on);
  if (procedure == nullptr) return rejection::ProcedureNotInForce(on);
  RETURN_IF_ERROR(CheckCompetent(procedure.get()));
  return driehoek::Decide(command,
                          SituationOf(no_case_, std::move(procedure), on));
}

template <typename C>
Answer Decider::OnCohort(const C& command) {
  RETURN_IF_ERROR(CheckId(command.cohort_id(), "cohort_id"));
  const CohortState& cohort =
      draft_.Get<CohortState>(TagKind::kCohort, command.cohort_id());
  if (!cohort.exists() || !HoldsFor(actor_, "", cohort.training_year, "")) {
    return rejection::CohortNotFound();
  }
  return OutsideCases(command, cohort, cohort.starts_on);
}

template <typename C>
Answer Decider::OnProcedure(const C& command) {
  RETURN_IF_ERROR(CheckId(command.procedure_key(), "procedure_key"));
  const ProcedureState& procedure =
      draft_.Get<ProcedureState>(TagKind::kProcedure, command.procedure_key());
  if (!procedure.exists() || !HoldsFor(actor_, "", 0, "")) {
    return rejection::ProcedureNotFound();
  }
  return OutsideCases(command, procedure, context_.today);
}

template <typename C>
Answer Decider::OutsideCases(const C& command, const Subject& subject,
                             absl::CivilDay followed_on) {
  if (!context_.actor.on_behalf_of().empty()) {
    return rejection::RepresentedNotConcerned();
  }
  ASSIGN_OR_RETURN(const absl::CivilDay on, DayOfCommand(command));
  std::shared_ptr<const Procedure> procedure =
      FollowedOn(draft_.catalogue(), subject.tag(), followed_on);
  if (procedure == nullptr) return rejection::ProcedureNotInForce(followed_on);
  RETURN_IF_ERROR(CheckCompetent(procedure.get()));
  procedure_ = procedure->name();
  return driehoek::Decide(command,
                          SituationOf(no_case_, std::move(procedure), on));
}

template <typename C>
Answer Decider::OnCase(const C& command) {
  RETURN_IF_ERROR(CheckId(command.case_id(), "case_id"));
  const Case& state = draft_.Get<Case>(TagKind::kCase, command.case_id());
  if (!state.exists()) return rejection::CaseNotFound();
  std::shared_ptr<const Procedure> procedure =
      draft_.catalogue().Find(state.procedure);
  if (procedure == nullptr) return ProcedureGone();
  absl::Status concerned =
      CheckConcerned(SurroundingsNowOf(state), rejection::CaseNotFound());
  if (!concerned.ok() && !state.former_scopes.empty()) {
    concerned =
        CheckConcerned(SurroundingsOf(state, *procedure, context_.calendar),
                       rejection::CaseNotFound());
  }
  RETURN_IF_ERROR(concerned);
  const bool taking_over = RegistersThePast(command);
  if (!taking_over) {
    RETURN_IF_ERROR(CheckCompetent(procedure.get()));
    // Nor is it said whether there is one.
    if (!IsAskedOf(acting_, kind_, ForActing(SurroundingsNowOf(state)))) {
      return rejection::CandidacyNotFound();
    }
  }
  if (state.closed() && !IsOpenAfterClosing(kind_)) {
    return rejection::CaseClosed(state.number);
  }
  if (state.events >= kMaxEventsOfCase) {
    return rejection::CaseTooLong(state.number);
  }
  ASSIGN_OR_RETURN(const absl::CivilDay on, DayOfCommand(command));
  if (on < state.placement_starts_on) {
    return rejection::BeforePlacement(on, state.placement_starts_on);
  }
  case_id_ = state.id;
  procedure_ = state.procedure;
  Situation situation = SituationOf(state, std::move(procedure), on);
  situation.taking_over = taking_over;
  return driehoek::Decide(command, situation);
}

template <typename C>
Answer Decider::OnCaseOrPlacement(const C& command) {
  if (command.case_id().empty() == command.placement_id().empty()) {
    return rejection::CaseOrPlacement();
  }
  return command.placement_id().empty() ? OnCase(command)
                                        : OnPlacement(command);
}

// What is kept of a case or a person, whether or not the case is closed. Nobody
// decides on that for another.
template <typename C>
Answer Decider::OnContent(const C& command) {
  if (!context_.actor.on_behalf_of().empty()) {
    return rejection::RepresentedNotConcerned();
  }
  RETURN_IF_ERROR(CheckCompetent(nullptr));
  ASSIGN_OR_RETURN(const absl::CivilDay on, DayOfCommand(command));
  if constexpr (requires { command.scope(); }) {
    const bool known = command.scope() == v1::ERASURE_SCOPE_DOCUMENT ||
                       command.scope() == v1::ERASURE_SCOPE_CASE ||
                       command.scope() == v1::ERASURE_SCOPE_PERSON;
    if (!known) return rejection::FieldMissing("scope");
    if (command.scope() != v1::ERASURE_SCOPE_PERSON &&
        command.case_id().empty()) {
      return rejection::FieldMissing("case_id");
    }
  } else if constexpr (requires { command.person_id(); }) {
    if (command.case_id().empty() == command.person_id().empty()) {
      return rejection::CaseOrPerson();
    }
  }
  if constexpr (requires { command.case_id(); }) {
    if (!command.case_id().empty()) {
      RETURN_IF_ERROR(CheckId(command.case_id(), "case_id"));
      const Case& state = draft_.Get<Case>(TagKind::kCase, command.case_id());
      if (!state.exists()) return rejection::CaseNotFound();
      RETURN_IF_ERROR(
          CheckConcerned(SurroundingsNowOf(state), rejection::CaseNotFound()));
      std::shared_ptr<const Procedure> procedure =
          draft_.catalogue().Find(state.procedure);
      if (procedure == nullptr) return ProcedureGone();
      case_id_ = state.id;
      procedure_ = state.procedure;
      return driehoek::Decide(command,
                              SituationOf(state, std::move(procedure), on));
    }
  }
  return driehoek::Decide(
      command, SituationOf(no_case_, draft_.catalogue().InForceOn(on), on));
}

// Nobody asks or answers for another; what came by post or by phone is
// registered by those who answer.
template <typename C>
Answer Decider::OnPrivacyRequest(const C& command) {
  if (!context_.actor.on_behalf_of().empty()) {
    return rejection::RepresentedNotConcerned();
  }
  RETURN_IF_ERROR(CheckCompetent(nullptr));
  if constexpr (requires { command.privacy_request_id(); }) {
    RETURN_IF_ERROR(
        CheckId(command.privacy_request_id(), "privacy_request_id"));
    privacy_request_id_ = command.privacy_request_id();
  }
  ASSIGN_OR_RETURN(const absl::CivilDay on, DayOfCommand(command));
  return driehoek::Decide(
      command,
      SituationOf(no_case_, draft_.catalogue().InForceOn(context_.today), on));
}

// Who may not see the case is whom this is for.
Answer Decider::InEmergency(const v1::OpenEmergencyAccess& command) {
  if (!context_.actor.on_behalf_of().empty()) {
    return rejection::RepresentedNotConcerned();
  }
  RETURN_IF_ERROR(CheckCompetent(nullptr));
  RETURN_IF_ERROR(CheckId(command.case_id(), "case_id"));
  const Case& state = draft_.Get<Case>(TagKind::kCase, command.case_id());
  if (!state.exists()) return rejection::CaseNotFound();
  std::shared_ptr<const Procedure> procedure =
      draft_.catalogue().Find(state.procedure);
  if (procedure == nullptr) return ProcedureGone();
  if (state.events >= kMaxEventsOfCase) {
    return rejection::CaseTooLong(state.number);
  }
  case_id_ = state.id;
  procedure_ = state.procedure;
  return driehoek::Decide(
      command, SituationOf(state, std::move(procedure), context_.today));
}

// What nobody asks but the server itself.
template <typename C>
Answer Decider::AsServer(const C& command) {
  RETURN_IF_ERROR(CheckCompetent(nullptr));
  if constexpr (requires { command.obligation(); }) {
    case_id_ = command.obligation().case_id();
  }
  return driehoek::Decide(command,
                          SituationOf(no_case_, nullptr, context_.today));
}

template <typename C>
absl::StatusOr<absl::CivilDay> Decider::DayOfCommand(const C& command) const {
  if constexpr (requires { command.on(); }) {
    if (command.has_on()) {
      RETURN_IF_ERROR(CheckDay(command.on(), "on"));
      const absl::CivilDay on = FromProto(command.on());
      if (on > context_.today) return rejection::DateInFuture(on);
      return on;
    }
  }
  return context_.today;
}

// The day that decides which version of the procedure a case follows, when the
// command opens one.
template <typename C>
absl::StatusOr<absl::CivilDay> Decider::DayItBegan(const C& command,
                                                   absl::CivilDay on) const {
  if constexpr (requires { command.began_on(); }) {
    RETURN_IF_ERROR(CheckDay(command.began_on(), "began_on"));
    const absl::CivilDay began_on = FromProto(command.began_on());
    if (on < began_on) {
      return rejection::OutOfOrder(on, began_on, "de dag waarop de zaak begon",
                                   "the day on which the case began");
    }
    return began_on;
  }
  return on;
}

// Whether it tells of the time before the case was taken over, in the
// submission that takes it over. There whoever takes it over registers for the
// competent people; nowhere else.
template <typename C>
bool Decider::RegistersThePast(const C& command) const {
  if (taken_over_.empty() || command.case_id() != taken_over_ ||
      !IsPastFact(kind_)) {
    return false;
  }
  const absl::StatusOr<absl::CivilDay> on = DayOfCommand(command);
  return on.ok() && *on <= taken_over_on_;
}

// A candidate who said no sees the case no more, and minds change until the
// start: then staff record it.
Surroundings Decider::ForActing(Surroundings surroundings) const {
  if (!context_.actor.on_behalf_of().empty()) {
    surroundings.open_candidate_ids = surroundings.candidate_ids;
  }
  return surroundings;
}

// What someone may not know of is not found.
absl::Status Decider::CheckConcerned(const Surroundings& surroundings,
                                     const absl::Status& not_found) const {
  if (!IsOpenTo(actor_, kind_, surroundings)) return not_found;
  if (!IsOpenTo(acting_, kind_, ForActing(surroundings))) {
    return rejection::RepresentedNotConcerned();
  }
  return absl::OkStatus();
}

// `procedure`: null for what is of the directory or the server.
absl::Status Decider::CheckCompetent(const Procedure* procedure) const {
  const v1::Competence competence = CompetenceFor(kind_, procedure);
  if (IsCompetent(acting_.role, competence)) return absl::OkStatus();
  return rejection::NotCompetent(procedure != nullptr
                                     ? procedure->RoleName(acting_.role)
                                     : RoleName(acting_.role),
                                 competence.section());
}

Situation Decider::SituationOf(const Case& of_case,
                               std::shared_ptr<const Procedure> procedure,
                               absl::CivilDay on) const {
  return {.context = context_,
          .draft = draft_,
          .of_case = of_case,
          .procedure = std::move(procedure),
          .acting = {acting_.person_id, acting_.role},
          .on = on};
}

std::string Decider::RoleName(v1::Role role) const {
  const std::shared_ptr<const Procedure> procedure =
      draft_.catalogue().InForceOn(context_.today);
  return procedure != nullptr ? procedure->RoleName(role) : v1::Role_Name(role);
}

Decision Decider::Take(Ruled ruled) {
  Decision decision;
  decision.id = std::move(ruled.id);
  decision.warnings = std::move(ruled.warnings);
  decision.case_id =
      ruled.case_id.empty() ? std::move(case_id_) : std::move(ruled.case_id);
  const Case& was = draft_.Get<Case>(TagKind::kCase, decision.case_id);
  decision.case_number = was.number;
  // A migration moves due dates, and shows nothing to have been in time (A-32).
  const bool may_withdraw = kind_ != v1::Command::kRecordOutcome &&
                            kind_ != v1::Command::kMigrateCase &&
                            HasLiveBreach(was);
  const bool corrects = kind_ == v1::Command::kCorrectFact;
  const bool of_late_request =
      kind_ != v1::Command::kRecordOutcome && HasLiveBreach(RequestNow());
  in_draft_ = may_withdraw || of_late_request || corrects || !alone_;
  const DuesByVersion before =
      corrects ? DuesByVersionOf(decision.case_id) : DuesByVersion();
  // Nor does what comes after it, of what the migration moved.
  std::vector<v1::BreachWithdrawn> moved;
  if (may_withdraw && was.migrated.has_value()) {
    moved = WithdrawalsOf(was, DuesOf(decision.case_id));
  }
  for (v1::Event& event : ruled.events) {
    if (event.has_case_taken_over()) {
      taken_over_ = event.case_taken_over().case_id();
      taken_over_on_ = FromProto(event.case_taken_over().on());
    }
    if (event.has_case_opened()) {
      decision.case_number = event.case_opened().number();
      procedure_ = absl::StrCat(event.case_opened().procedure_key(), "@",
                                event.case_opened().procedure_version());
    }
    Append(std::move(event), decision);
  }
  if (corrects) {
    const Case& after = draft_.Get<Case>(TagKind::kCase, decision.case_id);
    for (v1::Event& event : OutcomesOfCorrection(
             after, before, DuesByVersionOf(decision.case_id))) {
      Append(std::move(event), decision);
    }
  } else if (may_withdraw) {
    WithdrawBreaches(moved, decision);
  } else if (of_late_request) {
    const PrivacyRequestState& request = RequestNow();
    for (const v1::BreachWithdrawn& withdrawn : WithdrawalsOf(
             request, DueDatesOutsideCases(draft_.catalogue(), request))) {
      v1::Event event;
      *event.mutable_breach_withdrawn() = withdrawn;
      Append(std::move(event), decision);
    }
  }
  decision.procedure = procedure_;
  return decision;
}

const PrivacyRequestState& Decider::RequestNow() const {
  return draft_.Get<PrivacyRequestState>(TagKind::kPrivacyRequest,
                                         privacy_request_id_);
}

// What was registered now may show that a breach never was one, or that the
// due date is a later one (AS-6). Not what would be withdrawn without it.
void Decider::WithdrawBreaches(const std::vector<v1::BreachWithdrawn>& but_not,
                               Decision& decision) {
  const Case& state = draft_.Get<Case>(TagKind::kCase, decision.case_id);
  for (const v1::BreachWithdrawn& withdrawn :
       WithdrawalsOf(state, DuesOf(decision.case_id))) {
    const bool left = std::any_of(
        but_not.begin(), but_not.end(), [&](const v1::BreachWithdrawn& one) {
          return MessageDifferencer::Equals(one, withdrawn);
        });
    if (left) continue;
    v1::Event event;
    *event.mutable_breach_withdrawn() = withdrawn;
    Append(std::move(event), decision);
  }
}

std::vector<v1::Due> Decider::DuesOf(const std::string& case_id) const {
  const Case& state = draft_.Get<Case>(TagKind::kCase, case_id);
  const std::shared_ptr<const Procedure> procedure =
      draft_.catalogue().Find(state.procedure);
  return procedure != nullptr ? DueDatesOf(*procedure, state, context_.calendar)
                              : std::vector<v1::Due>();
}

DuesByVersion Decider::DuesByVersionOf(const std::string& case_id) const {
  const Case& state = draft_.Get<Case>(TagKind::kCase, case_id);
  DuesByVersion dues;
  dues[state.procedure] = DuesOf(case_id);
  for (const RecordedOutcome& outcome : state.outcomes) {
    if (outcome.withdrawn.has_value()) continue;
    const std::string version = FollowedAt(state, outcome.position).version;
    if (dues.contains(version)) continue;
    Case as_then = state;
    as_then.migrated.reset();
    const std::shared_ptr<const Procedure> procedure =
        draft_.catalogue().Find(version);
    dues[version] = procedure != nullptr
                        ? DueDatesOf(*procedure, as_then, context_.calendar)
                        : std::vector<v1::Due>();
  }
  return dues;
}

void Decider::Append(v1::Event event, Decision& decision) {
  TaggedEvent& tagged = decision.events.emplace_back();
  tagged.event = std::move(event);
  const std::string case_id = CaseIdOf(tagged.event);
  tagged.tags = TagsOf(tagged.event, draft_.Get<Case>(TagKind::kCase, case_id),
                       context_.institute_id);
  if (in_draft_) draft_.Add(tagged);
}

// Outcomes rest on one case, cohort or procedure as it was at one position, and
// on nothing that was decided beside them.
absl::Status CheckOutcomes(const std::vector<v1::Command>& commands) {
  const auto is_outcome = [](const v1::Command& command) {
    return command.has_record_outcome();
  };
  if (std::none_of(commands.begin(), commands.end(), is_outcome)) {
    return absl::OkStatus();
  }
  const Tag subject = SubjectOf(commands.front().record_outcome().obligation());
  const bool of_one = std::all_of(
      commands.begin(), commands.end(), [&](const v1::Command& command) {
        return is_outcome(command) &&
               SubjectOf(command.record_outcome().obligation()) == subject;
      });
  return of_one ? absl::OkStatus() : rejection::OutcomesMixed();
}

// What comes with an erasure would be sealed with what is destroyed; and what
// was refused with an emergency would tell of a case without a trace.
absl::Status CheckAlone(const std::vector<v1::Command>& commands) {
  const bool has_one =
      std::any_of(commands.begin(), commands.end(), [](const auto& command) {
        return command.has_erase_content() ||
               command.has_open_emergency_access();
      });
  return has_one && commands.size() > 1 ? rejection::GivenAlone()
                                        : absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<Decision>> Decide(
    const std::vector<v1::Command>& commands, const Histories& histories,
    const Context& context) {
  if (commands.empty()) return rejection::NoCommand();
  RETURN_IF_ERROR(CheckOutcomes(commands));
  RETURN_IF_ERROR(CheckAlone(commands));
  Decider decider(histories, context, commands.size() == 1);
  RETURN_IF_ERROR(decider.CheckActor());
  std::vector<Decision> decisions;
  decisions.reserve(commands.size());
  for (const v1::Command& command : commands) {
    absl::StatusOr<Decision> decision = decider.Decide(command);
    if (!decision.ok()) {
      return commands.size() == 1
                 ? decision.status()
                 : AtCommand(decision.status(), decisions.size());
    }
    decisions.push_back(*std::move(decision));
  }
  return decisions;
}

std::optional<DerivedAt> OutcomeDerivedAt(
    const std::vector<v1::Command>& commands) {
  std::optional<DerivedAt> earliest;
  for (const v1::Command& command : commands) {
    if (!command.has_record_outcome()) continue;
    const v1::RecordOutcome& outcome = command.record_outcome();
    if (!earliest.has_value()) {
      earliest = DerivedAt{.subject = outcome.source_position(),
                           .calendar = std::nullopt};
    }
    earliest->subject = std::min(earliest->subject, outcome.source_position());
    if (outcome.has_calendar_position()) {
      earliest->calendar =
          std::min(earliest->calendar.value_or(outcome.calendar_position()),
                   outcome.calendar_position());
    }
  }
  return earliest;
}

}  // namespace driehoek
