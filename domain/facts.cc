#include "domain/facts.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "domain/dates.h"

namespace driehoek {
namespace {

v1::FactKind FactOfItem(v1::ChecklistItem item) {
  switch (item) {
    case v1::CHECKLIST_ITEM_DECOUPLING_MAIL_SENT:
      return v1::FACT_KIND_DECOUPLING_MAIL_SENT;
    case v1::CHECKLIST_ITEM_TRAJECTORY_REGISTERED:
      return v1::FACT_KIND_TRAJECTORY_REGISTERED;
    case v1::CHECKLIST_ITEM_PAIRING_REGISTERED:
      return v1::FACT_KIND_PAIRING_REGISTERED;
    default:  // Open enum: an item of a later version creates nothing.
      return v1::FACT_KIND_UNSPECIFIED;
  }
}

v1::FactKind FactOfCall(const v1::ContactCallMade& call) {
  if (call.with() == v1::ROLE_RESIDENT) {
    return call.reached() ? v1::FACT_KIND_RESIDENT_CALLED
                          : v1::FACT_KIND_RESIDENT_CALL_ATTEMPTED;
  }
  return call.reached() ? v1::FACT_KIND_TRAINER_CALLED
                        : v1::FACT_KIND_TRAINER_CALL_ATTEMPTED;
}

v1::FactKind FactOfPlan(v1::EvaluationKind evaluation) {
  switch (evaluation) {
    case v1::EVALUATION_KIND_RESIDENT:
      return v1::FACT_KIND_RESIDENT_EVALUATION_PLANNED;
    case v1::EVALUATION_KIND_TRAINER:
      return v1::FACT_KIND_TRAINER_EVALUATION_PLANNED;
    default:
      return v1::FACT_KIND_UNSPECIFIED;
  }
}

v1::FactKind FactOfRoute(v1::RematchingRoute route) {
  switch (route) {
    case v1::REMATCHING_ROUTE_ONE_TO_ONE:
      return v1::FACT_KIND_REMATCHED_ONE_TO_ONE;
    case v1::REMATCHING_ROUTE_NEXT_ROUND:
      return v1::FACT_KIND_MATCHING_ROUND_ENTERED;
    default:
      return v1::FACT_KIND_UNSPECIFIED;
  }
}

bool BothAccept(const Candidate* candidate) {
  return candidate != nullptr && candidate->resident_accepts == true &&
         candidate->trainer_accepts == true;
}

bool IsKnown(const Case& state, v1::FactKind kind, const std::string& about) {
  return std::any_of(state.facts.begin(), state.facts.end(),
                     [&](const Fact& fact) {
                       return fact.kind == kind && fact.about == about;
                     });
}

std::optional<Fact> FactOf(const Happened& happened, const Case& after) {
  const v1::Event& event = happened.event;
  const auto fact =
      [&](v1::FactKind kind, const v1::Date& on, const std::string& about = "",
          const std::string& report = "",
          const std::string& trainer_id = "") -> std::optional<Fact> {
    if (kind == v1::FACT_KIND_UNSPECIFIED) return std::nullopt;
    return Fact{.kind = kind,
                .report = report,
                .about = about,
                .on = FromProto(on),
                .position = happened.position,
                .recorded_at = happened.recorded_at,
                .trainer_id = trainer_id};
  };
  switch (event.kind_case()) {  // No default: a new event does not compile.
    case v1::Event::kTriangularMeetingHeld:
      if (!event.triangular_meeting_held().absent().empty()) break;
      return fact(v1::FACT_KIND_TRIANGULAR_MEETING_HELD,
                  event.triangular_meeting_held().on(),
                  event.triangular_meeting_held().meeting_id());
    case v1::Event::kTrainerCheckUpHeld:
      return fact(v1::FACT_KIND_TRAINER_CHECK_UP_HELD,
                  event.trainer_check_up_held().on(),
                  event.trainer_check_up_held().meeting_id(), "",
                  event.trainer_check_up_held().trainer_id());
    case v1::Event::kDecouplingAdvised:
      return fact(v1::FACT_KIND_DECOUPLING_ADVISED,
                  event.decoupling_advised().on());
    case v1::Event::kProgrammeManagerNotified:
      return fact(v1::FACT_KIND_PROGRAMME_MANAGER_NOTIFIED,
                  event.programme_manager_notified().on());
    case v1::Event::kPossibleDecouplingAnnounced:
      return fact(v1::FACT_KIND_POSSIBLE_DECOUPLING_ANNOUNCED,
                  event.possible_decoupling_announced().on());
    case v1::Event::kDiscussedWithDeputyHead:
      return fact(v1::FACT_KIND_DISCUSSED_WITH_DEPUTY_HEAD,
                  event.discussed_with_deputy_head().on());
    case v1::Event::kDecouplingRuled:
      if (event.decoupling_ruled().ruling() != v1::RULING_DECOUPLE) break;
      return fact(v1::FACT_KIND_DECOUPLED, event.decoupling_ruled().on());
    case v1::Event::kDecisionCommunicated:
      return fact(v1::FACT_KIND_DECISION_COMMUNICATED,
                  event.decision_communicated().on());
    case v1::Event::kAdministrativelyProcessed:
      return fact(FactOfItem(event.administratively_processed().item()),
                  event.administratively_processed().on());
    case v1::Event::kManagerContactPlanned:
      return fact(v1::FACT_KIND_MANAGER_CONTACT_PLANNED,
                  event.manager_contact_planned().on(), "", "",
                  event.manager_contact_planned().trainer_id());
    case v1::Event::kCandidateProposed:
      return fact(v1::FACT_KIND_CANDIDATE_PROPOSED,
                  event.candidate_proposed().on());
    case v1::Event::kPairingAnswerGiven:
      if (!BothAccept(after.FindCandidate(
              event.pairing_answer_given().candidacy_id()))) {
        break;
      }
      return fact(v1::FACT_KIND_BOTH_ACCEPTED,
                  event.pairing_answer_given().on());
    case v1::Event::kPairingConfirmed:
      return fact(v1::FACT_KIND_PAIRING_CONFIRMED,
                  event.pairing_confirmed().on());
    case v1::Event::kRemainingYearInfoSent:
      return fact(v1::FACT_KIND_REMAINING_YEAR_INFO_SENT,
                  event.remaining_year_info_sent().on());
    case v1::Event::kNewPlacementStarted:
      return fact(v1::FACT_KIND_NEW_PLACEMENT_STARTED,
                  event.new_placement_started().on());
    case v1::Event::kResidentEvaluationHeld:
      return fact(v1::FACT_KIND_RESIDENT_EVALUATION_HELD,
                  event.resident_evaluation_held().on(),
                  event.resident_evaluation_held().evaluation_id());
    case v1::Event::kTrainerEvaluationHeld:
      return fact(v1::FACT_KIND_TRAINER_EVALUATION_HELD,
                  event.trainer_evaluation_held().on(),
                  event.trainer_evaluation_held().evaluation_id(), "",
                  event.trainer_evaluation_held().trainer_id());
    case v1::Event::kManagerContactHeld:
      return fact(v1::FACT_KIND_MANAGER_CONTACT_HELD,
                  event.manager_contact_held().on(),
                  event.manager_contact_held().contact_id(), "",
                  event.manager_contact_held().trainer_id());
    case v1::Event::kNewPlacementEvaluationHeld:
      return fact(v1::FACT_KIND_NEW_PLACEMENT_EVALUATION_HELD,
                  event.new_placement_evaluation_held().on(),
                  event.new_placement_evaluation_held().evaluation_id());
    case v1::Event::kReportSubmitted:
      return fact(v1::FACT_KIND_REPORT_SUBMITTED, event.report_submitted().on(),
                  event.report_submitted().about_id(),
                  event.report_submitted().report(),
                  event.report_submitted().trainer_id());
    case v1::Event::kEvaluationPlanned: {
      const v1::EvaluationPlanned& planned = event.evaluation_planned();
      const v1::FactKind kind = FactOfPlan(planned.evaluation());
      // Planning it again moves it, and is no other fact.
      if (IsKnown(after, kind, planned.evaluation_id())) break;
      return fact(kind, planned.on(), planned.evaluation_id(), "",
                  planned.trainer_id());
    }
    case v1::Event::kReflectionDiscussed:
      return fact(v1::FACT_KIND_REFLECTION_DISCUSSED,
                  event.reflection_discussed().on());
    case v1::Event::kTrainerReturnDayInvited:
      return fact(v1::FACT_KIND_TRAINER_RETURN_DAY_INVITED,
                  event.trainer_return_day_invited().on(), "", "",
                  event.trainer_return_day_invited().trainer_id());
    case v1::Event::kTrainerReturnDayReported:
      return fact(v1::FACT_KIND_TRAINER_RETURN_DAY_REPORTED,
                  event.trainer_return_day_reported().on(), "", "",
                  event.trainer_return_day_reported().trainer_id());
    case v1::Event::kAftercareNoted:
      return fact(v1::FACT_KIND_AFTERCARE_NOTED, event.aftercare_noted().on());
    case v1::Event::kRematchingDecided:
      return fact(FactOfRoute(event.rematching_decided().route()),
                  event.rematching_decided().on(), "", "",
                  event.rematching_decided().trainer_id());
    case v1::Event::kContactAgreementStarted:
      return fact(v1::FACT_KIND_CONTACT_AGREEMENT_STARTED,
                  event.contact_agreement_started().on(),
                  event.contact_agreement_started().agreement_id());
    case v1::Event::kContactCallMade:
      return fact(FactOfCall(event.contact_call_made()),
                  event.contact_call_made().on(),
                  event.contact_call_made().agreement_id());
    case v1::Event::kResidentSentAway:
      return fact(v1::FACT_KIND_RESIDENT_SENT_AWAY,
                  event.resident_sent_away().on());
    case v1::Event::kResidentStaysAway:
      if (event.resident_stays_away().has_consulted_on()) break;
      return fact(v1::FACT_KIND_RESIDENT_STAYS_AWAY,
                  event.resident_stays_away().on(),
                  event.resident_stays_away().away_id());
    case v1::Event::kStayingAwayConsulted:
      return fact(v1::FACT_KIND_STAYING_AWAY_CONSULTED,
                  event.staying_away_consulted().on(),
                  event.staying_away_consulted().away_id());
    case v1::Event::kStayInOldPracticeAssessed:
      return fact(v1::FACT_KIND_STAY_ASSESSED,
                  event.stay_in_old_practice_assessed().on());
    case v1::Event::kWaitingFillDecided:
      return fact(v1::FACT_KIND_WAITING_FILL_DECIDED,
                  event.waiting_fill_decided().on());
    case v1::Event::kWaitingTimeCredited:
      return fact(v1::FACT_KIND_WAITING_TIME_CREDITED,
                  event.waiting_time_credited().on());
    case v1::Event::kWaitingTimeSettled:
      return fact(v1::FACT_KIND_WAITING_TIME_SETTLED,
                  event.waiting_time_settled().on());
    case v1::Event::kExtensionDecided:
      return fact(v1::FACT_KIND_EXTENSION_DECIDED,
                  event.extension_decided().on());

    case v1::Event::kInstituteFounded:
    case v1::Event::kProcedurePublished:
    case v1::Event::kPersonRegistered:
    case v1::Event::kPersonChanged:
    case v1::Event::kRoleGranted:
    case v1::Event::kRoleEnded:
    case v1::Event::kGroupRegistered:
    case v1::Event::kPracticeRegistered:
    case v1::Event::kPlacementRegistered:
    case v1::Event::kCalendarDaySet:
    case v1::Event::kDiscontentSignalled:
    case v1::Event::kPerspectivesClarified:
    case v1::Event::kCaseOpened:
    case v1::Event::kTriangularMeetingPlanned:
    case v1::Event::kResolvedWithoutDecoupling:
    case v1::Event::kCandidateSuitabilityStated:
    case v1::Event::kIntroductionMeetingHeld:
    case v1::Event::kNewPlacementStartMoved:
    case v1::Event::kCaseClosed:
    case v1::Event::kDocumentArchived:
    case v1::Event::kDocumentUnarchived:
    case v1::Event::kBreachRecorded:
    case v1::Event::kPastTargetRecorded:
    case v1::Event::kBreachWithdrawn:
    case v1::Event::kSignalLinked:
    case v1::Event::kResidentReturned:
    case v1::Event::kIntermediaryEngaged:
    case v1::Event::kExtensionMotivated:
    case v1::Event::kCandidateBriefed:
    case v1::Event::kReflectionPlaceChosen:
    case v1::Event::kReflectionWithdrawn:
    case v1::Event::kDocumentSeen:
    case v1::Event::kAttentionPointsReleased:
    case v1::Event::kReactionGiven:
    case v1::Event::kStatementAdded:
    case v1::Event::kFileAttached:
    case v1::Event::kNewTrainerSightChosen:
    case v1::Event::kContentErased:
    case v1::Event::kLegalHoldPlaced:
    case v1::Event::kLegalHoldLifted:
    case v1::Event::kEmergencyAccessOpened:
    case v1::Event::kReminderRecorded:
    case v1::Event::kEscalationRecorded:
    case v1::Event::kDeviationRecorded:
    case v1::Event::kObligationResumed:
    case v1::Event::kFactCorrected:
    case v1::Event::kCaseHandedOver:
    case v1::Event::kCaseMigrated:
    case v1::Event::kCaseTakenOver:
    case v1::Event::kCohortRegistered:
    case v1::Event::kInvitedToSignIn:
    case v1::Event::kAccountLinked:
    case v1::Event::kAccountUnlinked:
    case v1::Event::kSignInBlocked:
    case v1::Event::kSignInUnblocked:
    case v1::Event::kPersonsMerged:
    case v1::Event::kPersonsUnmerged:
    case v1::Event::kProcedureHandedOut:
    case v1::Event::kProcedureReviewed:
    case v1::Event::kPrivacyRequestMade:
    case v1::Event::kPrivacyRequestExtended:
    case v1::Event::kPrivacyRequestAnswered:
    case v1::Event::kPassageMasked:
    case v1::Event::kPassageUnmasked:
    case v1::Event::kLooked:
    case v1::Event::KIND_NOT_SET:
      break;
  }
  return std::nullopt;
}

}  // namespace

std::vector<Fact> FactsOf(const Happened& happened, const Case& after) {
  std::vector<Fact> facts;
  if (std::optional<Fact> fact = FactOf(happened, after)) {
    facts.push_back(*std::move(fact));
  }
  // A decision on the waiting time that leaves something to settle (T-21).
  if (happened.event.waiting_time_credited().not_counted_working_days() > 0) {
    Fact not_counted = facts.front();
    not_counted.kind = v1::FACT_KIND_WAITING_TIME_NOT_COUNTED;
    facts.push_back(std::move(not_counted));
  }
  return facts;
}

}  // namespace driehoek
