#include "domain/case.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/corrections.h"
#include "domain/dates.h"
#include "domain/facts.h"
#include "domain/hand_over.h"
#include "domain/migration.h"
#include "domain/reminders.h"
#include "domain/waiting.h"

namespace driehoek {
namespace {

template <typename T>
std::vector<T> AsVector(const google::protobuf::RepeatedPtrField<T>& repeated) {
  return {repeated.begin(), repeated.end()};
}

void Open(Case& state, const v1::CaseOpened& opened) {
  state.id = opened.case_id();
  state.number = opened.number();
  state.placement_id = opened.placement_id();
  state.resident_id = opened.resident_id();
  state.trainer_ids = AsVector(opened.trainer_ids());
  state.practice_id = opened.practice_id();
  state.group_id = opened.group_id();
  state.training_year = opened.training_year();
  state.placement_starts_on = FromProto(opened.placement_starts_on());
  state.placement_ends_on = FromProto(opened.placement_ends_on());
  state.procedure =
      absl::StrCat(opened.procedure_key(), "@", opened.procedure_version());
  state.opened_on = FromProto(opened.on());
}

Meeting& MeetingWithId(Case& state, const std::string& meeting_id) {
  for (Meeting& meeting : state.meetings) {
    if (meeting.id == meeting_id) return meeting;
  }
  Meeting& meeting = state.meetings.emplace_back();
  meeting.id = meeting_id;
  return meeting;
}

Candidate* CandidateWithId(Case& state, const std::string& candidacy_id) {
  for (Candidate& candidate : state.candidates) {
    if (candidate.candidacy_id == candidacy_id) return &candidate;
  }
  return nullptr;
}

SubmittedReport* ReportWithId(Case& state, const std::string& document_id) {
  for (SubmittedReport& report : state.reports) {
    if (report.document_id == document_id) return &report;
  }
  return nullptr;
}

void Rule(Case& state, const Happened& happened) {
  const v1::DecouplingRuled& ruled = happened.event.decoupling_ruled();
  state.ruling = RulingGiven{.ruling = ruled.ruling(),
                             .on = FromProto(ruled.on()),
                             .effective_on = {},
                             .position = happened.position};
  if (ruled.ruling() == v1::RULING_DECOUPLE) {
    state.ruling->effective_on = FromProto(ruled.effective_on());
    return;
  }
  state.discussed_on.reset();
  state.notified_on.reset();
  if (ruled.ruling() == v1::RULING_CONTINUE) {
    state.advised_on.reset();
    state.meeting_not_fitting = false;
  }
}

void Consult(Case& state, const v1::StayingAwayConsulted& consulted) {
  const absl::CivilDay on = FromProto(consulted.on());
  for (Absence& absence : state.absences) {
    if (absence.away_id != consulted.away_id()) continue;
    absence.consulted_on = std::min(on, absence.consulted_on.value_or(on));
  }
}

void Return(Case& state, absl::CivilDay on, Position position) {
  for (Absence& absence : state.absences) {
    if (absence.back_on.has_value()) continue;
    absence.back_on = on;
    absence.back_position = position;
  }
}

void Answer(Case& state, const v1::PairingAnswerGiven& answer) {
  Candidate* const candidate = CandidateWithId(state, answer.candidacy_id());
  if (candidate == nullptr) return;
  (answer.answered_by() == v1::ROLE_RESIDENT ? candidate->resident_accepts
                                             : candidate->trainer_accepts) =
      answer.accepts();
  // Minds change until the start: then there is no pairing any more.
  if (!answer.accepts() && state.new_placement.has_value() &&
      !state.new_placement->started &&
      state.new_placement->trainer_id == candidate->trainer_id) {
    state.new_placement.reset();
    // A report was opened to the trainer of this pairing, not of a next one.
    for (SubmittedReport& report : state.reports) report.opened_to.clear();
  }
}

void Confirm(Case& state, const v1::PairingConfirmed& confirmed) {
  const Candidate* const candidate =
      CandidateWithId(state, confirmed.candidacy_id());
  state.new_placement = NewPlacement{
      .placement_id = confirmed.new_placement_id(),
      .trainer_id = confirmed.trainer_id(),
      .practice_id = candidate != nullptr ? candidate->practice_id : "",
      .starts_on = FromProto(confirmed.starts_on()),
      .ends_on = FromProto(confirmed.ends_on())};
  state.new_placement_id = confirmed.new_placement_id();
  // What was opened to another stays closed, also when that one comes back.
  for (SubmittedReport& report : state.reports) {
    if (report.opened_to != confirmed.trainer_id()) report.opened_to.clear();
  }
  // Another pairing is registered anew.
  std::erase(state.checklist_done, v1::CHECKLIST_ITEM_PAIRING_REGISTERED);
}

// It replaces what was assessed before, from its first day on.
void AssessStay(Case& state, const Happened& happened) {
  const v1::StayInOldPracticeAssessed& assessed =
      happened.event.stay_in_old_practice_assessed();
  const bool supervised = !assessed.supervisor_id().empty();
  const absl::CivilDay from =
      FromProto(assessed.has_supervised_from() ? assessed.supervised_from()
                                               : assessed.on());
  for (Supervision& supervision : state.supervisions) {
    supervision.until =
        std::min(supervision.until.value_or(from - 1), from - 1);
  }
  std::erase_if(state.supervisions, [](const Supervision& supervision) {
    return *supervision.until < supervision.from;
  });
  if (!supervised) return;
  Supervision& supervision = state.supervisions.emplace_back();
  supervision.from = from;
  supervision.position = happened.position;
  if (assessed.has_supervised_until()) {
    supervision.until = FromProto(assessed.supervised_until());
  }
}

void Submit(Case& state, const Happened& happened) {
  const v1::ReportSubmitted& submitted = happened.event.report_submitted();
  state.reports.push_back({.document_id = submitted.document_id(),
                           .report = submitted.report(),
                           .about = submitted.about_id(),
                           .part_keys = AsVector(submitted.part_keys()),
                           .on = FromProto(submitted.on()),
                           .position = happened.position,
                           .recorded_at = happened.recorded_at,
                           .filed = {},
                           .trainer_id = submitted.trainer_id()});
}

void Archive(Case& state, const Happened& happened) {
  const v1::DocumentArchived& archived = happened.event.document_archived();
  SubmittedReport* const report = ReportWithId(state, archived.document_id());
  if (report == nullptr) return;
  report->filed.push_back({.place = archived.place(),
                           .owner_id = archived.owner_id(),
                           .on = FromProto(archived.on()),
                           .position = happened.position,
                           .recorded_at = happened.recorded_at,
                           .external_location = archived.external_location()});
}

void Unarchive(Case& state, const v1::DocumentUnarchived& unarchived) {
  SubmittedReport* const report = ReportWithId(state, unarchived.document_id());
  if (report == nullptr) return;
  std::erase_if(report->filed, [&](const Filed& filed) {
    return filed.place == unarchived.place() &&
           filed.owner_id == unarchived.owner_id();
  });
}

// What was done, was done: that it was filed goes on fulfilling what was owed.
void EraseReport(const v1::ContentErased& erased, SubmittedReport& report) {
  for (Filed& filed : report.filed) {
    if (erased.place().empty() || erased.place() == filed.place) {
      filed.erased = true;
    }
  }
  if (!erased.document_ids().empty()) {
    report.erased_on = FromProto(erased.on());
  }
  if (erased.scope() == v1::ERASURE_SCOPE_UNSHARED_REPORT) {
    report.withdrawn = true;
  }
}

void Erase(Case& state, const v1::ContentErased& erased) {
  if (erased.scope() == v1::ERASURE_SCOPE_CASE) {
    state = Case();
    state.erased =
        ErasedCase{.id = erased.case_id(), .kept = AsVector(erased.kept())};
  } else if (SubmittedReport* const report =
                 ReportWithId(state, erased.document_id())) {
    EraseReport(erased, *report);
  }
}

void Plan(Case& state, const v1::EvaluationPlanned& planned) {
  if (!state.PlannedId(planned.evaluation(), planned.trainer_id()).empty()) {
    return;  // It was moved.
  }
  state.planned_evaluations.push_back({.kind = planned.evaluation(),
                                       .trainer_id = planned.trainer_id(),
                                       .id = planned.evaluation_id()});
}

void Release(Case& state, const v1::AttentionPointsReleased& released) {
  SubmittedReport* const report = ReportWithId(state, released.document_id());
  if (report == nullptr) return;
  report->released_on = FromProto(released.on());
  report->released_to = released.trainer_id();
}

void Deviate(Case& state, const Happened& happened) {
  const v1::DeviationRecorded& recorded = happened.event.deviation_recorded();
  Deviation& deviation = state.deviations.emplace_back();
  deviation.id = recorded.deviation_id();
  deviation.kind = recorded.deviation();
  deviation.obligation = recorded.obligation();
  if (recorded.has_due_on()) deviation.due_on = FromProto(recorded.due_on());
  deviation.guard = recorded.guard();
  deviation.trainer_id = recorded.trainer_id();
  deviation.why = recorded.why();
  deviation.on = FromProto(recorded.on());
  deviation.decided_by = happened.actor.on_behalf_of().empty()
                             ? happened.actor.role()
                             : happened.actor.on_behalf_of_role();
  if (deviation.kind == v1::DEVIATION_KIND_MEETING_NOT_FITTING) {
    state.meeting_not_fitting = true;
  }
}

void Resume(Case& state, const v1::ObligationResumed& resumed) {
  for (Deviation& deviation : state.deviations) {
    if (deviation.id == resumed.deviation_id()) {
      deviation.resumed_on = FromProto(resumed.on());
    }
  }
}

void Understand(Case& state, const Happened& happened) {
  const v1::Event& event = happened.event;
  switch (event.kind_case()) {  // No default: a new event does not compile.
    case v1::Event::kCaseOpened:
      Open(state, event.case_opened());
      break;
    case v1::Event::kTriangularMeetingPlanned:
      MeetingWithId(state, event.triangular_meeting_planned().meeting_id())
          .planned_on =
          FromProto(event.triangular_meeting_planned().planned_on());
      break;
    case v1::Event::kTriangularMeetingHeld: {
      const v1::TriangularMeetingHeld& held = event.triangular_meeting_held();
      Meeting& meeting = MeetingWithId(state, held.meeting_id());
      meeting.held_on = FromProto(held.on());
      meeting.outcome = held.outcome();
      meeting.talk = !held.absent().empty();
      break;
    }
    case v1::Event::kDecouplingAdvised:
      state.advised_on = FromProto(event.decoupling_advised().on());
      break;
    case v1::Event::kResolvedWithoutDecoupling:
      state.resolved = true;
      break;
    case v1::Event::kProgrammeManagerNotified:
      state.notified_on = FromProto(event.programme_manager_notified().on());
      break;
    case v1::Event::kDiscussedWithDeputyHead:
      state.discussed_on = FromProto(event.discussed_with_deputy_head().on());
      break;
    case v1::Event::kDecouplingRuled:
      Rule(state, happened);
      break;
    case v1::Event::kAdministrativelyProcessed:
      state.checklist_done.push_back(event.administratively_processed().item());
      break;
    case v1::Event::kCandidateProposed:
      state.candidates.push_back(
          {.candidacy_id = event.candidate_proposed().candidacy_id(),
           .trainer_id = event.candidate_proposed().candidate_id(),
           .practice_id = event.candidate_proposed().practice_id(),
           .proposed_on = FromProto(event.candidate_proposed().on()),
           .suitability_on = {},
           .introduction_on = {},
           .resident_accepts = {},
           .trainer_accepts = {}});
      break;
    case v1::Event::kCandidateSuitabilityStated:
      if (Candidate* const candidate = CandidateWithId(
              state, event.candidate_suitability_stated().candidacy_id())) {
        candidate->suitability_on =
            FromProto(event.candidate_suitability_stated().on());
        candidate->suitable = event.candidate_suitability_stated().suitable();
      }
      break;
    case v1::Event::kIntroductionMeetingHeld:
      if (Candidate* const candidate = CandidateWithId(
              state, event.introduction_meeting_held().candidacy_id())) {
        candidate->introduction_on =
            FromProto(event.introduction_meeting_held().on());
      }
      break;
    case v1::Event::kPairingAnswerGiven:
      Answer(state, event.pairing_answer_given());
      break;
    case v1::Event::kPairingConfirmed:
      Confirm(state, event.pairing_confirmed());
      break;
    case v1::Event::kNewPlacementStartMoved:
      if (state.new_placement.has_value()) {
        state.new_placement->starts_on =
            FromProto(event.new_placement_start_moved().starts_on());
      }
      break;
    case v1::Event::kNewPlacementStarted:
      if (state.new_placement.has_value()) {
        state.new_placement->starts_on =
            FromProto(event.new_placement_started().on());
        state.new_placement->started = true;
        state.new_placement->started_position = happened.position;
      }
      Return(state, FromProto(event.new_placement_started().on()),
             happened.position);
      break;
    case v1::Event::kSignalLinked:
      state.linked_signals.push_back(event.signal_linked().signal_id());
      break;
    case v1::Event::kResidentSentAway:
      state.absences.push_back(
          {.away_id = "",
           .trainer_id = event.resident_sent_away().trainer_id(),
           .from = FromProto(event.resident_sent_away().on()),
           .position = happened.position,
           .back_on = {},
           .consulted_on = {}});
      break;
    case v1::Event::kResidentStaysAway: {
      const v1::ResidentStaysAway& away = event.resident_stays_away();
      state.absences.push_back({.away_id = away.away_id(),
                                .trainer_id = "",
                                .from = FromProto(away.on()),
                                .position = happened.position,
                                .back_on = {},
                                .consulted_on = {}});
      if (away.has_consulted_on()) {
        state.absences.back().consulted_on = FromProto(away.consulted_on());
      }
      break;
    }
    case v1::Event::kStayingAwayConsulted:
      Consult(state, event.staying_away_consulted());
      break;
    case v1::Event::kResidentReturned:
      Return(state, FromProto(event.resident_returned().on()),
             happened.position);
      break;
    case v1::Event::kIntermediaryEngaged:
      state.intermediary_on = FromProto(event.intermediary_engaged().on());
      break;
    case v1::Event::kCaseClosed:
      state.closed_on = FromProto(event.case_closed().on());
      state.closed_position = happened.position;
      state.result = event.case_closed().result();
      // What is still owed after it is owed by those who have the case.
      state.former_scopes.clear();
      break;
    case v1::Event::kCaseHandedOver:
      HandOver(event.case_handed_over(), happened.position, state);
      break;
    case v1::Event::kCaseMigrated:
      Migrate(happened, state);
      break;
    case v1::Event::kCaseTakenOver:
      state.taken_over =
          TakenOver{.on = FromProto(event.case_taken_over().on()),
                    .recorded_at = happened.recorded_at};
      break;
    case v1::Event::kReportSubmitted:
      Submit(state, happened);
      break;
    case v1::Event::kDocumentArchived:
      Archive(state, happened);
      break;
    case v1::Event::kDocumentUnarchived:
      Unarchive(state, event.document_unarchived());
      break;
    case v1::Event::kEvaluationPlanned:
      Plan(state, event.evaluation_planned());
      break;
    case v1::Event::kReflectionPlaceChosen:
      if (SubmittedReport* const report = ReportWithId(
              state, event.reflection_place_chosen().document_id())) {
        report->chosen = event.reflection_place_chosen().in_portfolio();
        // Kept again later, it is not open again by that.
        if (report->chosen == false) report->opened_to.clear();
      }
      break;
    case v1::Event::kReflectionWithdrawn:
      if (SubmittedReport* const report =
              ReportWithId(state, event.reflection_withdrawn().document_id())) {
        report->withdrawn = true;
      }
      break;
    case v1::Event::kDocumentSeen:
      if (SubmittedReport* const report =
              ReportWithId(state, event.document_seen().document_id())) {
        report->seen_on = FromProto(event.document_seen().on());
      }
      break;
    case v1::Event::kAttentionPointsReleased:
      Release(state, event.attention_points_released());
      break;
    case v1::Event::kReactionGiven:
      if (SubmittedReport* const report =
              ReportWithId(state, event.reaction_given().document_id())) {
        report->reacted.push_back(happened.actor.on_behalf_of().empty()
                                      ? happened.actor.person_id()
                                      : happened.actor.on_behalf_of());
      }
      break;
    case v1::Event::kNewTrainerSightChosen: {
      const v1::NewTrainerSightChosen& chosen =
          event.new_trainer_sight_chosen();
      if (SubmittedReport* const report =
              ReportWithId(state, chosen.document_id())) {
        report->opened_to = chosen.opened() ? chosen.trainer_id() : "";
      }
      break;
    }
    case v1::Event::kFileAttached:
      if (SubmittedReport* const report =
              ReportWithId(state, event.file_attached().document_id())) {
        report->files.push_back(event.file_attached().file_id());
      }
      break;
    case v1::Event::kStatementAdded:
      if (SubmittedReport* const report =
              ReportWithId(state, event.statement_added().document_id())) {
        report->stated.push_back(happened.actor.on_behalf_of().empty()
                                     ? happened.actor.person_id()
                                     : happened.actor.on_behalf_of());
      }
      break;
    case v1::Event::kContentErased:
      Erase(state, event.content_erased());
      break;
    case v1::Event::kBreachRecorded:
    case v1::Event::kPastTargetRecorded:
    case v1::Event::kReminderRecorded:
    case v1::Event::kEscalationRecorded:
    case v1::Event::kBreachWithdrawn:
      TakeOutcome(state, happened);
      break;
    case v1::Event::kStayInOldPracticeAssessed:
      AssessStay(state, happened);
      break;
    case v1::Event::kExtensionMotivated:
      state.extension_motivated_on =
          FromProto(event.extension_motivated().on());
      break;
    case v1::Event::kExtensionDecided:
      state.extended = event.extension_decided().extended();
      break;
    case v1::Event::kDeviationRecorded:
      Deviate(state, happened);
      break;
    case v1::Event::kObligationResumed:
      Resume(state, event.obligation_resumed());
      break;

    // Known by their facts alone.
    case v1::Event::kTrainerCheckUpHeld:
    case v1::Event::kPossibleDecouplingAnnounced:
    case v1::Event::kDecisionCommunicated:
    case v1::Event::kManagerContactPlanned:
    case v1::Event::kRemainingYearInfoSent:
    case v1::Event::kResidentEvaluationHeld:
    case v1::Event::kTrainerEvaluationHeld:
    case v1::Event::kManagerContactHeld:
    case v1::Event::kNewPlacementEvaluationHeld:

    case v1::Event::kContactAgreementStarted:
    case v1::Event::kContactCallMade:
    case v1::Event::kWaitingFillDecided:
    case v1::Event::kWaitingTimeCredited:
    case v1::Event::kWaitingTimeSettled:
    case v1::Event::kCandidateBriefed:
    case v1::Event::kReflectionDiscussed:
    case v1::Event::kTrainerReturnDayInvited:
    case v1::Event::kTrainerReturnDayReported:
    case v1::Event::kAftercareNoted:
    case v1::Event::kRematchingDecided:
    // Whether it is kept, says the institute; who opened it, the person.
    case v1::Event::kLegalHoldPlaced:
    case v1::Event::kLegalHoldLifted:
    case v1::Event::kEmergencyAccessOpened:
    // Evolve reads the case again.
    case v1::Event::kFactCorrected:

    // Never in the history of a case.
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
    case v1::Event::kDiscontentSignalled:
    case v1::Event::kPerspectivesClarified:
    case v1::Event::kLooked:

    // The case was erased: nothing is left of this event. (One that the log
    // does not know, it refuses to serve.)
    case v1::Event::KIND_NOT_SET:
      break;
  }
}

}  // namespace

void EvolveAsRead(Case& state, const Happened& happened) {
  Understand(state, happened);
  for (Fact& fact : FactsOf(happened, state)) {
    state.facts.push_back(std::move(fact));
  }
  WorkOutWaiting(happened, state);
  if (MovesDueDates(happened.event)) {
    state.dates_moved_at = happened.recorded_at;
  }
  state.last_position = happened.position;
  ++state.events;
}

void Evolve(Case& state, const Happened& happened) {
  // Of a case that was erased its events are empty (body.h).
  if (happened.event.kind_case() == v1::Event::KIND_NOT_SET) {
    state.last_position = happened.position;
    ++state.events;
    return;
  }
  Keep(state, happened);
  if (happened.event.has_fact_corrected()) {
    state = ReadAgain(std::move(state));
  } else {
    EvolveAsRead(state, happened);
  }
}

const Case* CaseIn(const Subject& subject) {
  return subject.tag_kind == TagKind::kCase ? static_cast<const Case*>(&subject)
                                            : nullptr;
}

std::optional<absl::CivilDay> Case::decoupled_on() const {
  if (!ruling.has_value() || ruling->ruling != v1::RULING_DECOUPLE) {
    return std::nullopt;
  }
  return ruling->on;
}

bool Case::consultation_missing() const {
  return std::any_of(
      absences.begin(), absences.end(), [](const Absence& absence) {
        return !absence.sent_away() && !absence.back_on.has_value() &&
               (!absence.consulted_on.has_value() ||
                *absence.consulted_on > absence.from);
      });
}

std::optional<absl::CivilDay> Case::waiting_since() const {
  if (waiting.empty()) return std::nullopt;
  return waiting.back().from;
}

const Meeting* Case::latest_held() const {
  // Of the same day: the one recorded last.
  const Meeting* latest = nullptr;
  for (const Meeting& meeting : meetings) {
    if (meeting.held_on.has_value() && !meeting.talk &&
        (latest == nullptr || meeting.held_on >= latest->held_on)) {
      latest = &meeting;
    }
  }
  return latest;
}

const Meeting* Case::FindMeeting(const std::string& meeting_id) const {
  for (const Meeting& meeting : meetings) {
    if (meeting.id == meeting_id) return &meeting;
  }
  return nullptr;
}

const SubmittedReport* Case::FindReport(const std::string& document_id) const {
  for (const SubmittedReport& report : reports) {
    if (report.document_id == document_id && !report.withdrawn) return &report;
  }
  return nullptr;
}

std::string Case::PlannedId(v1::EvaluationKind kind,
                            const std::string& trainer_id) const {
  for (const PlannedEvaluation& planned : planned_evaluations) {
    if (planned.kind == kind && planned.trainer_id == trainer_id) {
      return planned.id;
    }
  }
  return "";
}

const Candidate* Case::FindCandidate(const std::string& candidacy_id) const {
  if (candidacy_id.empty()) {
    return candidates.empty() ? nullptr : &candidates.back();
  }
  for (const Candidate& candidate : candidates) {
    if (candidate.candidacy_id == candidacy_id) return &candidate;
  }
  return nullptr;
}

bool Case::HasTrainer(const std::string& person_id) const {
  return std::find(trainer_ids.begin(), trainer_ids.end(), person_id) !=
         trainer_ids.end();
}

}  // namespace driehoek
