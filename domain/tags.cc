#include "domain/tags.h"

#include <algorithm>
#include <utility>

#include "domain/corrections.h"

namespace driehoek {
namespace {

using Tags = std::vector<Tag>;

// Empty ids, such as the person of ROLE_SYSTEM, are no history.
void Add(Tags& tags, TagKind kind, const std::string& id) {
  if (!id.empty()) tags.push_back({kind, id});
}

template <typename T>
void AddParties(Tags& tags, const T& trainer_ids,
                const std::string& resident_id) {
  Add(tags, TagKind::kResident, resident_id);
  for (const std::string& trainer_id : trainer_ids) {
    Add(tags, TagKind::kTrainer, trainer_id);
  }
}

// Of the case alone, and of one thing more.
Tags CaseAnd(const std::string& case_id, TagKind kind, const std::string& id) {
  Tags tags = {{TagKind::kCase, case_id}};
  Add(tags, kind, id);
  return tags;
}

Tags OfFiling(const std::string& case_id, const std::string& document_id,
              const std::string& owner_id, const Case& before) {
  Tags tags = CaseAnd(case_id, TagKind::kDocument, document_id);
  if (owner_id == before.resident_id) {
    Add(tags, TagKind::kResident, owner_id);
  } else if (owner_id != case_id) {
    Add(tags, TagKind::kTrainer, owner_id);
  }
  return tags;
}

// What nobody asked for, since nobody knew of it, is in no list of the
// institute.
Tags OfErasure(const v1::ContentErased& erased,
               const std::string& institute_id) {
  Tags tags;
  if (erased.scope() != v1::ERASURE_SCOPE_UNSHARED_REPORT) {
    Add(tags, TagKind::kInstitute, institute_id);
  }
  Add(tags, TagKind::kCase, erased.case_id());
  Add(tags, TagKind::kDocument, erased.document_id());
  for (const std::string& person_id : erased.person_ids()) {
    Add(tags, TagKind::kPerson, person_id);
  }
  return tags;
}

template <typename T>
Tags OfHold(const T& hold, const std::string& institute_id) {
  Tags tags;
  Add(tags, TagKind::kInstitute, institute_id);
  Add(tags, TagKind::kCase, hold.case_id());
  Add(tags, TagKind::kPerson, hold.person_id());
  return tags;
}

template <typename T>
Tags OfRequest(const T& request) {
  Tags tags;
  Add(tags, TagKind::kPrivacyRequest, request.privacy_request_id());
  Add(tags, TagKind::kPerson, request.person_id());
  return tags;
}

// The text of that field of what happened; empty when it has none.
std::string FieldOf(const v1::Event& event, const char* name) {
  const google::protobuf::FieldDescriptor* const kind =
      v1::Event::descriptor()->FindFieldByNumber(event.kind_case());
  if (kind == nullptr) return "";
  const google::protobuf::FieldDescriptor* const field =
      kind->message_type()->FindFieldByName(name);
  if (field == nullptr) return "";
  const google::protobuf::Message& body =
      event.GetReflection()->GetMessage(event, kind);
  return body.GetReflection()->GetString(body, field);
}

}  // namespace

std::vector<Tag> TagsOf(const v1::Event& event, const Case& before,
                        const std::string& institute_id) {
  Tags tags;
  switch (event.kind_case()) {  // No default: a new event does not compile.
    case v1::Event::kInstituteFounded:
    case v1::Event::kCalendarDaySet:
      Add(tags, TagKind::kInstitute, institute_id);
      return tags;
    case v1::Event::kCohortRegistered:
      Add(tags, TagKind::kInstitute, institute_id);
      Add(tags, TagKind::kCohort, event.cohort_registered().cohort_id());
      return tags;
    case v1::Event::kProcedureHandedOut:
      Add(tags, TagKind::kCohort, event.procedure_handed_out().cohort_id());
      return tags;
    case v1::Event::kProcedureReviewed:
      Add(tags, TagKind::kProcedure,
          event.procedure_reviewed().procedure_key());
      return tags;
    case v1::Event::kPersonsMerged:
      Add(tags, TagKind::kInstitute, institute_id);
      Add(tags, TagKind::kPerson, event.persons_merged().person_id());
      Add(tags, TagKind::kPerson, event.persons_merged().duplicate_id());
      return tags;
    case v1::Event::kPersonsUnmerged:
      Add(tags, TagKind::kInstitute, institute_id);
      Add(tags, TagKind::kPerson, event.persons_unmerged().person_id());
      Add(tags, TagKind::kPerson, event.persons_unmerged().duplicate_id());
      return tags;
    case v1::Event::kProcedurePublished:
      Add(tags, TagKind::kInstitute, institute_id);
      Add(tags, TagKind::kProcedure, event.procedure_published().key());
      return tags;
    case v1::Event::kPersonRegistered:
      Add(tags, TagKind::kPerson, event.person_registered().person_id());
      return tags;
    case v1::Event::kPersonChanged:
      Add(tags, TagKind::kPerson, event.person_changed().person_id());
      return tags;
    case v1::Event::kRoleGranted:
      Add(tags, TagKind::kPerson, event.role_granted().person_id());
      return tags;
    case v1::Event::kRoleEnded:
      Add(tags, TagKind::kPerson, event.role_ended().person_id());
      return tags;
    case v1::Event::kInvitedToSignIn:
      Add(tags, TagKind::kPerson, event.invited_to_sign_in().person_id());
      return tags;
    case v1::Event::kAccountLinked:
      Add(tags, TagKind::kPerson, event.account_linked().person_id());
      Add(tags, TagKind::kAccount, event.account_linked().account_id());
      return tags;
    case v1::Event::kAccountUnlinked:
      Add(tags, TagKind::kPerson, event.account_unlinked().person_id());
      Add(tags, TagKind::kAccount, event.account_unlinked().account_id());
      return tags;
    case v1::Event::kSignInBlocked:
      Add(tags, TagKind::kPerson, event.sign_in_blocked().person_id());
      return tags;
    case v1::Event::kSignInUnblocked:
      Add(tags, TagKind::kPerson, event.sign_in_unblocked().person_id());
      return tags;
    case v1::Event::kGroupRegistered:
      Add(tags, TagKind::kGroup, event.group_registered().group_id());
      return tags;
    case v1::Event::kPracticeRegistered:
      Add(tags, TagKind::kPractice, event.practice_registered().practice_id());
      return tags;
    case v1::Event::kPlacementRegistered: {
      const v1::PlacementRegistered& registered = event.placement_registered();
      Add(tags, TagKind::kPlacement, registered.placement_id());
      AddParties(tags, registered.trainer_ids(), registered.resident_id());
      Add(tags, TagKind::kPractice, registered.practice_id());
      Add(tags, TagKind::kGroup, registered.group_id());
      return tags;
    }
    // Confined (S-1): in no history of a case, resident, trainer or placement.
    case v1::Event::kDiscontentSignalled:
      Add(tags, TagKind::kGroup, event.discontent_signalled().group_id());
      Add(tags, TagKind::kPerson, event.discontent_signalled().signalled_by());
      return tags;
    case v1::Event::kPerspectivesClarified:
      Add(tags, TagKind::kGroup, event.perspectives_clarified().group_id());
      Add(tags, TagKind::kPerson,
          event.perspectives_clarified().signalled_by());
      return tags;

    case v1::Event::kCaseOpened: {
      const v1::CaseOpened& opened = event.case_opened();
      Add(tags, TagKind::kCase, opened.case_id());
      Add(tags, TagKind::kPlacement, opened.placement_id());
      AddParties(tags, opened.trainer_ids(), opened.resident_id());
      Add(tags, TagKind::kGroup, opened.group_id());
      Add(tags, TagKind::kInstitute, institute_id);
      return tags;
    }
    case v1::Event::kDecouplingRuled:
      Add(tags, TagKind::kCase, event.decoupling_ruled().case_id());
      AddParties(tags, before.trainer_ids, before.resident_id);
      return tags;
    case v1::Event::kManagerContactHeld:
      return CaseAnd(event.manager_contact_held().case_id(), TagKind::kTrainer,
                     event.manager_contact_held().trainer_id());
    case v1::Event::kPairingConfirmed:
      return CaseAnd(event.pairing_confirmed().case_id(), TagKind::kTrainer,
                     event.pairing_confirmed().trainer_id());
    case v1::Event::kCaseClosed:
      return CaseAnd(event.case_closed().case_id(), TagKind::kPlacement,
                     event.case_closed().placement_id());
    case v1::Event::kReportSubmitted:
      return CaseAnd(event.report_submitted().case_id(), TagKind::kDocument,
                     event.report_submitted().document_id());
    case v1::Event::kDocumentArchived:
      return OfFiling(event.document_archived().case_id(),
                      event.document_archived().document_id(),
                      event.document_archived().owner_id(), before);
    case v1::Event::kDocumentUnarchived:
      return OfFiling(event.document_unarchived().case_id(),
                      event.document_unarchived().document_id(),
                      event.document_unarchived().owner_id(), before);

    case v1::Event::kReflectionPlaceChosen:
      return CaseAnd(event.reflection_place_chosen().case_id(),
                     TagKind::kDocument,
                     event.reflection_place_chosen().document_id());
    case v1::Event::kReflectionWithdrawn:
      return CaseAnd(event.reflection_withdrawn().case_id(), TagKind::kDocument,
                     event.reflection_withdrawn().document_id());
    case v1::Event::kDocumentSeen:
      return CaseAnd(event.document_seen().case_id(), TagKind::kDocument,
                     event.document_seen().document_id());
    case v1::Event::kAttentionPointsReleased:
      return CaseAnd(event.attention_points_released().case_id(),
                     TagKind::kDocument,
                     event.attention_points_released().document_id());
    case v1::Event::kReactionGiven:
      return CaseAnd(event.reaction_given().case_id(), TagKind::kDocument,
                     event.reaction_given().document_id());
    case v1::Event::kNewTrainerSightChosen:
      return CaseAnd(event.new_trainer_sight_chosen().case_id(),
                     TagKind::kDocument,
                     event.new_trainer_sight_chosen().document_id());
    case v1::Event::kFileAttached:
      return CaseAnd(event.file_attached().case_id(), TagKind::kDocument,
                     event.file_attached().document_id());
    case v1::Event::kStatementAdded:
      return CaseAnd(event.statement_added().case_id(), TagKind::kDocument,
                     event.statement_added().document_id());
    case v1::Event::kContentErased:
      return OfErasure(event.content_erased(), institute_id);
    // What was asked and has no answer keeps the cases of whoever asked.
    case v1::Event::kPrivacyRequestMade:
      tags = OfRequest(event.privacy_request_made());
      Add(tags, TagKind::kInstitute, institute_id);
      return tags;
    case v1::Event::kPrivacyRequestExtended:
      return OfRequest(event.privacy_request_extended());
    case v1::Event::kPrivacyRequestAnswered:
      tags = OfRequest(event.privacy_request_answered());
      Add(tags, TagKind::kInstitute, institute_id);
      return tags;
    case v1::Event::kPassageMasked:
      return OfRequest(event.passage_masked());
    case v1::Event::kPassageUnmasked:
      return OfRequest(event.passage_unmasked());
    case v1::Event::kLegalHoldPlaced:
      return OfHold(event.legal_hold_placed(), institute_id);
    case v1::Event::kLegalHoldLifted:
      return OfHold(event.legal_hold_lifted(), institute_id);
    case v1::Event::kEmergencyAccessOpened:
      return CaseAnd(event.emergency_access_opened().case_id(),
                     TagKind::kPerson,
                     event.emergency_access_opened().person_id());
    case v1::Event::kDeviationRecorded:
      return CaseAnd(event.deviation_recorded().case_id(), TagKind::kTrainer,
                     event.deviation_recorded().trainer_id());

    // In every history that holds what it corrects.
    case v1::Event::kFactCorrected:
      Add(tags, TagKind::kCase, event.fact_corrected().case_id());
      if (const PastEvent* const corrected =
              FindPast(before, event.fact_corrected().corrects());
          corrected != nullptr && !corrected->event.has_fact_corrected()) {
        for (Tag& tag : TagsOf(corrected->event, before, institute_id)) {
          if (std::find(tags.begin(), tags.end(), tag) == tags.end()) {
            tags.push_back(std::move(tag));
          }
        }
      }
      return tags;

    case v1::Event::kTriangularMeetingPlanned:
    case v1::Event::kTriangularMeetingHeld:
    case v1::Event::kTrainerCheckUpHeld:
    case v1::Event::kDecouplingAdvised:
    case v1::Event::kResolvedWithoutDecoupling:
    case v1::Event::kProgrammeManagerNotified:
    case v1::Event::kPossibleDecouplingAnnounced:
    case v1::Event::kDiscussedWithDeputyHead:
    case v1::Event::kDecisionCommunicated:
    case v1::Event::kAdministrativelyProcessed:
    case v1::Event::kManagerContactPlanned:
    case v1::Event::kCandidateProposed:
    case v1::Event::kCandidateSuitabilityStated:
    case v1::Event::kIntroductionMeetingHeld:
    case v1::Event::kPairingAnswerGiven:
    case v1::Event::kNewPlacementStartMoved:
    case v1::Event::kRemainingYearInfoSent:
    case v1::Event::kNewPlacementStarted:
    case v1::Event::kResidentEvaluationHeld:
    case v1::Event::kTrainerEvaluationHeld:
    case v1::Event::kNewPlacementEvaluationHeld:
    case v1::Event::kSignalLinked:
    case v1::Event::kContactAgreementStarted:
    case v1::Event::kContactCallMade:
    case v1::Event::kResidentSentAway:
    case v1::Event::kResidentStaysAway:
    case v1::Event::kStayingAwayConsulted:
    case v1::Event::kResidentReturned:
    case v1::Event::kIntermediaryEngaged:
    case v1::Event::kStayInOldPracticeAssessed:
    case v1::Event::kWaitingFillDecided:
    case v1::Event::kWaitingTimeCredited:
    case v1::Event::kWaitingTimeSettled:
    case v1::Event::kExtensionMotivated:
    case v1::Event::kExtensionDecided:
    case v1::Event::kCandidateBriefed:
    case v1::Event::kEvaluationPlanned:
    case v1::Event::kReflectionDiscussed:
    case v1::Event::kTrainerReturnDayInvited:
    case v1::Event::kTrainerReturnDayReported:
    case v1::Event::kAftercareNoted:
    case v1::Event::kRematchingDecided:
    case v1::Event::kObligationResumed:
    case v1::Event::kCaseHandedOver:
    case v1::Event::kCaseMigrated:
    case v1::Event::kCaseTakenOver:
      Add(tags, TagKind::kCase, CaseIdOf(event));
      return tags;

    case v1::Event::kBreachRecorded:
      return {SubjectOf(event.breach_recorded().obligation())};
    case v1::Event::kPastTargetRecorded:
      return {SubjectOf(event.past_target_recorded().obligation())};
    case v1::Event::kBreachWithdrawn:
      return {SubjectOf(event.breach_withdrawn().obligation())};
    case v1::Event::kReminderRecorded:
      return {SubjectOf(event.reminder_recorded().obligation())};
    case v1::Event::kEscalationRecorded:
      return {SubjectOf(event.escalation_recorded().obligation())};

    // Of the log of accesses: each history of which someone can ask who looked.
    case v1::Event::kLooked: {
      const v1::Looked& looked = event.looked();
      Add(tags, TagKind::kCase, looked.case_id());
      // The others ask what was shown.
      if (!looked.refused().empty()) return tags;
      Add(tags, TagKind::kDocument, looked.document_id());
      AddParties(tags, looked.trainer_ids(), looked.resident_id());
      return tags;
    }

    case v1::Event::KIND_NOT_SET:
      break;
  }
  return tags;
}

Tag SubjectOf(const v1::ObligationRef& obligation) {
  if (!obligation.cohort_id().empty()) {
    return {TagKind::kCohort, obligation.cohort_id()};
  }
  if (!obligation.procedure_key().empty()) {
    return {TagKind::kProcedure, obligation.procedure_key()};
  }
  if (!obligation.privacy_request_id().empty()) {
    return {TagKind::kPrivacyRequest, obligation.privacy_request_id()};
  }
  return {TagKind::kCase, obligation.case_id()};
}

std::string CaseIdOf(const v1::Event& event) {
  switch (event.kind_case()) {
    case v1::Event::kBreachRecorded:
      return event.breach_recorded().obligation().case_id();
    case v1::Event::kPastTargetRecorded:
      return event.past_target_recorded().obligation().case_id();
    case v1::Event::kBreachWithdrawn:
      return event.breach_withdrawn().obligation().case_id();
    case v1::Event::kReminderRecorded:
      return event.reminder_recorded().obligation().case_id();
    case v1::Event::kEscalationRecorded:
      return event.escalation_recorded().obligation().case_id();
    default:
      break;  // Every other event of a case names it in its field `case_id`.
  }
  return FieldOf(event, "case_id");
}

std::string DocumentIdOf(const v1::Event& event) {
  return FieldOf(event, "document_id");
}

}  // namespace driehoek
