// Which histories a decision looks at, known from the commands alone.
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "base/ids.h"
#include "base/tag.h"
#include "domain/decide.h"
#include "domain/same_people.h"
#include "driehoek/v1/command.pb.h"

namespace driehoek {
namespace {

// Tags in the order in which they were first asked for, each once.
class Wanted {
 public:
  Wanted(const IdSupply& ids, const SamePeople& same_people)
      : ids_(ids), same_people_(same_people) {}

  void Add(TagKind kind, const std::string& id) {
    if (id.empty()) return;
    if (kind != TagKind::kPerson && kind != TagKind::kTrainer) {
      return AddOne(kind, id);
    }
    for (const std::string& record : same_people_.AllOf(id)) {
      AddOne(kind, record);
    }
  }

  // By the institute's own key.
  void AddReferred(TagKind kind, const char* kind_name,
                   const std::string& reference) {
    if (!reference.empty()) Add(kind, ids_.ForReference(kind_name, reference));
  }

  std::vector<Tag> Take() { return std::move(tags_); }

 private:
  // Of what is no id there is no history, and the rules say what is wrong.
  void AddOne(TagKind kind, const std::string& id) {
    if (!IsWellFormedId(id)) return;
    Tag tag{kind, id};
    if (seen_.insert(tag).second) tags_.push_back(std::move(tag));
  }

  const IdSupply& ids_;
  const SamePeople& same_people_;
  absl::flat_hash_set<Tag> seen_;
  std::vector<Tag> tags_;
};

void AddGrant(const v1::GrantRole& command, Wanted& wanted) {
  wanted.Add(TagKind::kPerson, command.person_id());
  wanted.Add(TagKind::kPerson, command.replaced_id());
  wanted.Add(TagKind::kGroup, command.scope().group_id());
  wanted.Add(TagKind::kPlacement, command.scope().placement_id());
}

void AddPlacement(const v1::RegisterPlacement& command, Wanted& wanted) {
  wanted.AddReferred(TagKind::kPlacement, "placement", command.reference());
  wanted.Add(TagKind::kPerson, command.resident_id());
  for (const std::string& trainer_id : command.trainer_ids()) {
    wanted.Add(TagKind::kPerson, trainer_id);
    wanted.Add(TagKind::kTrainer, trainer_id);
  }
  wanted.Add(TagKind::kPractice, command.practice_id());
  wanted.Add(TagKind::kGroup, command.group_id());
}

// All of both: who merges them asks whether they ever had each other as a
// resident, and a later command of the same submission takes them together.
void AddBoth(const v1::MergePersons& command, Wanted& wanted) {
  for (const TagKind kind : {TagKind::kPerson, TagKind::kTrainer}) {
    wanted.Add(kind, command.person_id());
    wanted.Add(kind, command.duplicate_id());
  }
}

// A case, or the placement on which one may be opened: that takes a number.
template <typename C>
void AddCaseOrPlacement(const C& command, const std::string& institute_id,
                        Wanted& wanted) {
  wanted.Add(TagKind::kCase, command.case_id());
  if (command.placement_id().empty()) return;
  wanted.Add(TagKind::kPlacement, command.placement_id());
  wanted.Add(TagKind::kInstitute, institute_id);
}

void AddFor(const v1::Command& command, const std::string& institute_id,
            Wanted& wanted) {
  const auto add_case = [&](const std::string& case_id) {
    wanted.Add(TagKind::kCase, case_id);
  };
  switch (command.kind_case()) {  // No default: a new command does not compile.
    case v1::Command::kPublishProcedure:
      return;  // The catalogue comes with the context.
    case v1::Command::kRegisterPerson:
      return wanted.AddReferred(TagKind::kPerson, "person",
                                command.register_person().reference());
    case v1::Command::kGrantRole:
      return AddGrant(command.grant_role(), wanted);
    case v1::Command::kEndRole:
      return wanted.Add(TagKind::kPerson, command.end_role().person_id());
    case v1::Command::kInviteToSignIn:
      return wanted.Add(TagKind::kPerson,
                        command.invite_to_sign_in().person_id());
    case v1::Command::kLinkAccount:
      wanted.Add(TagKind::kAccount, command.link_account().account_id());
      return wanted.Add(TagKind::kPerson, command.link_account().person_id());
    case v1::Command::kUnlinkAccount:
      return wanted.Add(TagKind::kPerson, command.unlink_account().person_id());
    case v1::Command::kBlockSignIn:
      return wanted.Add(TagKind::kPerson, command.block_sign_in().person_id());
    case v1::Command::kUnblockSignIn:
      return wanted.Add(TagKind::kPerson,
                        command.unblock_sign_in().person_id());
    case v1::Command::kRegisterGroup:
      return wanted.AddReferred(TagKind::kGroup, "group",
                                command.register_group().reference());
    case v1::Command::kRegisterPractice:
      return wanted.AddReferred(TagKind::kPractice, "practice",
                                command.register_practice().reference());
    case v1::Command::kRegisterPlacement:
      return AddPlacement(command.register_placement(), wanted);
    case v1::Command::kSetCalendarDay:
      wanted.Add(TagKind::kInstitute, institute_id);
      return wanted.Add(TagKind::kGroup, command.set_calendar_day().group_id());
    case v1::Command::kSignalDiscontent:
      return wanted.Add(TagKind::kPlacement,
                        command.signal_discontent().placement_id());
    case v1::Command::kClarifyPerspectives:
      return wanted.Add(TagKind::kGroup,
                        command.clarify_perspectives().group_id());
    case v1::Command::kPlanTriangularMeeting:
      return AddCaseOrPlacement(command.plan_triangular_meeting(), institute_id,
                                wanted);
    case v1::Command::kHoldTriangularMeeting:
      for (const std::string& teacher_id :
           command.hold_triangular_meeting().teacher_ids()) {
        wanted.Add(TagKind::kPerson, teacher_id);
        wanted.Add(TagKind::kTrainer, teacher_id);
      }
      return AddCaseOrPlacement(command.hold_triangular_meeting(), institute_id,
                                wanted);
    case v1::Command::kHoldTrainerCheckUp:
      return add_case(command.hold_trainer_check_up().case_id());
    case v1::Command::kResolveWithoutDecoupling:
      return add_case(command.resolve_without_decoupling().case_id());
    case v1::Command::kNotifyProgrammeManager:
      return AddCaseOrPlacement(command.notify_programme_manager(),
                                institute_id, wanted);
    case v1::Command::kAnnouncePossibleDecoupling:
      return add_case(command.announce_possible_decoupling().case_id());
    case v1::Command::kDiscussWithDeputyHead:
      return add_case(command.discuss_with_deputy_head().case_id());
    case v1::Command::kRuleDecoupling:
      return add_case(command.rule_decoupling().case_id());
    case v1::Command::kCommunicateDecision:
      return add_case(command.communicate_decision().case_id());
    case v1::Command::kProcessAdministratively:
      return add_case(command.process_administratively().case_id());
    case v1::Command::kPlanManagerContact:
      return add_case(command.plan_manager_contact().case_id());
    case v1::Command::kProposeCandidate:
      wanted.Add(TagKind::kPerson, command.propose_candidate().candidate_id());
      wanted.Add(TagKind::kPractice, command.propose_candidate().practice_id());
      return add_case(command.propose_candidate().case_id());
    case v1::Command::kStateCandidateSuitability:
      return add_case(command.state_candidate_suitability().case_id());
    case v1::Command::kHoldIntroductionMeeting:
      return add_case(command.hold_introduction_meeting().case_id());
    case v1::Command::kGivePairingAnswer:
      return add_case(command.give_pairing_answer().case_id());
    case v1::Command::kConfirmPairing:
      wanted.Add(TagKind::kTrainer, command.confirm_pairing().trainer_id());
      return add_case(command.confirm_pairing().case_id());
    case v1::Command::kMoveNewPlacementStart:
      return add_case(command.move_new_placement_start().case_id());
    case v1::Command::kSendRemainingYearInfo:
      return add_case(command.send_remaining_year_info().case_id());
    case v1::Command::kStartNewPlacement:
      wanted.Add(TagKind::kTrainer, command.start_new_placement().trainer_id());
      return add_case(command.start_new_placement().case_id());
    case v1::Command::kHoldResidentEvaluation:
      return add_case(command.hold_resident_evaluation().case_id());
    case v1::Command::kHoldTrainerEvaluation:
      return add_case(command.hold_trainer_evaluation().case_id());
    case v1::Command::kHoldManagerContact:
      return add_case(command.hold_manager_contact().case_id());
    case v1::Command::kHoldNewPlacementEvaluation:
      return add_case(command.hold_new_placement_evaluation().case_id());
    case v1::Command::kCloseCase:
      wanted.Add(TagKind::kInstitute, institute_id);
      return add_case(command.close_case().case_id());
    case v1::Command::kSubmitReport:
      return add_case(command.submit_report().case_id());
    case v1::Command::kArchiveDocument:
      return add_case(command.archive_document().case_id());
    case v1::Command::kUnarchiveDocument:
      return add_case(command.unarchive_document().case_id());
    case v1::Command::kLinkSignal:
      wanted.Add(TagKind::kGroup, command.link_signal().group_id());
      return add_case(command.link_signal().case_id());
    case v1::Command::kStartContactAgreement:
      return AddCaseOrPlacement(command.start_contact_agreement(), institute_id,
                                wanted);
    case v1::Command::kMakeContactCall:
      return add_case(command.make_contact_call().case_id());
    case v1::Command::kSendResidentAway:
      return AddCaseOrPlacement(command.send_resident_away(), institute_id,
                                wanted);
    case v1::Command::kStayAway:
      return add_case(command.stay_away().case_id());
    case v1::Command::kConsultOnStayingAway:
      return add_case(command.consult_on_staying_away().case_id());
    case v1::Command::kReturnResident:
      return add_case(command.return_resident().case_id());
    case v1::Command::kEngageIntermediary:
      return add_case(command.engage_intermediary().case_id());
    case v1::Command::kAssessStayInOldPractice:
      wanted.Add(TagKind::kPerson,
                 command.assess_stay_in_old_practice().supervisor_id());
      return add_case(command.assess_stay_in_old_practice().case_id());
    case v1::Command::kDecideWaitingFill:
      return add_case(command.decide_waiting_fill().case_id());
    case v1::Command::kCreditWaitingTime:
      return add_case(command.credit_waiting_time().case_id());
    case v1::Command::kSettleWaitingTime:
      return add_case(command.settle_waiting_time().case_id());
    case v1::Command::kMotivateExtension:
      return add_case(command.motivate_extension().case_id());
    case v1::Command::kDecideExtension:
      return add_case(command.decide_extension().case_id());
    case v1::Command::kBriefCandidate:
      return add_case(command.brief_candidate().case_id());
    case v1::Command::kPlanEvaluation:
      return add_case(command.plan_evaluation().case_id());
    case v1::Command::kDiscussReflection:
      return add_case(command.discuss_reflection().case_id());
    case v1::Command::kInviteToTrainerReturnDay:
      return add_case(command.invite_to_trainer_return_day().case_id());
    case v1::Command::kReportOnTrainerReturnDay:
      return add_case(command.report_on_trainer_return_day().case_id());
    case v1::Command::kNoteAftercare:
      return add_case(command.note_aftercare().case_id());
    case v1::Command::kDecideRematching:
      return add_case(command.decide_rematching().case_id());
    case v1::Command::kChooseReflectionPlace:
      return add_case(command.choose_reflection_place().case_id());
    case v1::Command::kWithdrawReflection:
      return add_case(command.withdraw_reflection().case_id());
    case v1::Command::kSeeDocument:
      return add_case(command.see_document().case_id());
    case v1::Command::kReleaseAttentionPoints:
      return add_case(command.release_attention_points().case_id());
    case v1::Command::kGiveReaction:
      return add_case(command.give_reaction().case_id());
    case v1::Command::kChooseNewTrainerSight:
      return add_case(command.choose_new_trainer_sight().case_id());
    case v1::Command::kAttachFile:
      return add_case(command.attach_file().case_id());
    case v1::Command::kAddStatement:
      return add_case(command.add_statement().case_id());
    case v1::Command::kEraseContent:
      wanted.Add(TagKind::kInstitute, institute_id);
      wanted.Add(TagKind::kPerson, command.erase_content().person_id());
      return add_case(command.erase_content().case_id());
    case v1::Command::kPlaceLegalHold:
      wanted.Add(TagKind::kInstitute, institute_id);
      wanted.Add(TagKind::kPerson, command.place_legal_hold().person_id());
      return add_case(command.place_legal_hold().case_id());
    case v1::Command::kLiftLegalHold:
      return wanted.Add(TagKind::kInstitute, institute_id);
    case v1::Command::kOpenEmergencyAccess:
      return add_case(command.open_emergency_access().case_id());
    case v1::Command::kMakePrivacyRequest:
      return wanted.Add(TagKind::kPerson,
                        command.make_privacy_request().person_id());
    case v1::Command::kExtendPrivacyRequest:
      return wanted.Add(TagKind::kPrivacyRequest,
                        command.extend_privacy_request().privacy_request_id());
    case v1::Command::kAnswerPrivacyRequest:
      return wanted.Add(TagKind::kPrivacyRequest,
                        command.answer_privacy_request().privacy_request_id());
    case v1::Command::kMaskPassage:
      return wanted.Add(TagKind::kPrivacyRequest,
                        command.mask_passage().privacy_request_id());
    case v1::Command::kUnmaskPassage:
      return wanted.Add(TagKind::kPrivacyRequest,
                        command.unmask_passage().privacy_request_id());
    case v1::Command::kRecordDeviation:
      wanted.Add(TagKind::kTrainer, command.record_deviation().trainer_id());
      return add_case(command.record_deviation().case_id());
    case v1::Command::kResumeObligation:
      return add_case(command.resume_obligation().case_id());
    case v1::Command::kCorrectFact:
      return add_case(command.correct_fact().case_id());
    case v1::Command::kRegisterCohort:
      return wanted.AddReferred(TagKind::kCohort, "cohort",
                                command.register_cohort().reference());
    case v1::Command::kHandOutProcedure:
      for (const std::string& teacher_id :
           command.hand_out_procedure().teacher_ids()) {
        wanted.Add(TagKind::kPerson, teacher_id);
      }
      return wanted.Add(TagKind::kCohort,
                        command.hand_out_procedure().cohort_id());
    case v1::Command::kReviewProcedure:
      return wanted.Add(TagKind::kProcedure,
                        command.review_procedure().procedure_key());
    case v1::Command::kHandOverCase:
      wanted.Add(TagKind::kGroup, command.hand_over_case().group_id());
      return add_case(command.hand_over_case().case_id());
    case v1::Command::kMigrateCase:
      return add_case(command.migrate_case().case_id());
    case v1::Command::kTakeOverCase:
      wanted.Add(TagKind::kPlacement, command.take_over_case().placement_id());
      return wanted.Add(TagKind::kInstitute, institute_id);
    case v1::Command::kMergePersons:
      return AddBoth(command.merge_persons(), wanted);
    // Who is the same person comes with the context.
    case v1::Command::kUnmergePersons:
    case v1::Command::kRecordOutcome:  // Rests on OutcomeDerivedAt alone.
    case v1::Command::KIND_NOT_SET:    // Refused.
      return;
  }
}

}  // namespace

std::vector<Tag> Needs(const std::vector<v1::Command>& commands,
                       const v1::Actor& actor, const std::string& institute_id,
                       const IdSupply& ids, const SamePeople& same_people) {
  Wanted wanted(ids, same_people);
  // As a trainer too: of which practice.
  for (const std::string& id : {actor.person_id(), actor.on_behalf_of()}) {
    wanted.Add(TagKind::kPerson, id);
    wanted.Add(TagKind::kTrainer, id);
  }
  for (const v1::Command& command : commands) {
    AddFor(command, institute_id, wanted);
  }
  return wanted.Take();
}

}  // namespace driehoek
