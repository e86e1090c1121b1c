#include "projections/case_row.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "domain/access.h"
#include "domain/dates.h"
#include "domain/due_dates.h"
#include "domain/hand_over.h"
#include "domain/reports.h"
#include "domain/waiting.h"
#include "projections/keys.h"

namespace driehoek {
namespace {

v1::CasePhase PhaseOf(const Case& state) {
  if (state.closed()) return v1::CASE_PHASE_CLOSED;
  if (state.new_placement.has_value() && state.new_placement->started) {
    return v1::CASE_PHASE_RE_PAIRED;
  }
  if (state.decoupled()) return v1::CASE_PHASE_DECOUPLED;
  // After another ruling the teachers go on with it, until they advise again.
  const bool advised =
      state.advised_on.has_value() &&
      (!state.ruling.has_value() || *state.advised_on > state.ruling->on);
  return advised ? v1::CASE_PHASE_ADVISED : v1::CASE_PHASE_COOPERATION;
}

v1::FilingState FilingOf(const Procedure& procedure, const std::string& place) {
  v1::FilingState filing;
  filing.set_place(place);
  const v1::Place* const found = procedure.FindPlace(place);
  filing.set_place_name(found != nullptr ? found->name() : place);
  return filing;
}

void SetFiled(const Filed& filed, v1::FilingState& filing) {
  *filing.mutable_archived_on() = ToProto(filed.on);
  filing.set_external_location(filed.external_location);
}

void AddSharedPart(const v1::ReportPart& part, const SubmittedReport& submitted,
                   v1::CaseDocument& document) {
  std::vector<v1::Sight> sights = SightsOf(part, submitted);
  if (sights.empty()) return;
  v1::SharedPart& shared = *document.add_shared_parts();
  shared.set_part(part.key());
  for (v1::Sight& sight : sights) *shared.add_seen_by() = std::move(sight);
}

v1::CaseDocument DocumentOf(const Procedure& procedure, const Case& state,
                            const SubmittedReport& submitted) {
  v1::CaseDocument document;
  document.set_trainer_id(submitted.trainer_id);
  document.set_about_id(submitted.about);
  document.set_withdrawn(submitted.withdrawn);
  document.set_chosen(submitted.chosen.value_or(false));
  if (submitted.seen_on.has_value()) {
    *document.mutable_seen_on() = ToProto(*submitted.seen_on);
  }
  if (submitted.released_on.has_value()) {
    *document.mutable_released_on() = ToProto(*submitted.released_on);
  }
  if (submitted.erased_on.has_value()) {
    *document.mutable_erased_on() = ToProto(*submitted.erased_on);
  }
  document.set_document_id(submitted.document_id);
  document.set_report(submitted.report);
  *document.mutable_submitted_on() = ToProto(submitted.on);
  for (const std::string& part : submitted.part_keys) {
    document.add_part_keys(part);
  }
  document.set_attachments(static_cast<int>(submitted.files.size()));
  std::vector<const Filed*> elsewhere;
  elsewhere.reserve(submitted.filed.size());
  for (const Filed& filed : submitted.filed) {
    if (!filed.erased) elsewhere.push_back(&filed);
  }
  if (const v1::Report* const report = procedure.FindReport(submitted.report)) {
    document.set_title(report->title());
    document.set_author(report->author());
    for (v1::Sight& sight : SightsOf(*report, submitted, state)) {
      *document.add_seen_by() = std::move(sight);
    }
    for (const v1::ReportPart& part : report->parts()) {
      AddSharedPart(part, submitted, document);
    }
    for (const v1::Filing& belongs : report->filings()) {
      v1::FilingState& filing = *document.add_filings();
      filing = FilingOf(procedure, belongs.place());
      const auto there = std::find_if(
          elsewhere.begin(), elsewhere.end(),
          [&](const Filed* filed) { return filed->place == belongs.place(); });
      if (there == elsewhere.end()) continue;
      SetFiled(**there, filing);
      elsewhere.erase(there);
    }
  }
  for (const Filed* const filed : elsewhere) {
    v1::FilingState& filing = *document.add_filings();
    filing = FilingOf(procedure, filed->place);
    SetFiled(*filed, filing);
  }
  return document;
}

v1::Candidacy CandidacyOf(const Candidate& candidate, const Case& state) {
  v1::Candidacy candidacy;
  candidacy.set_ended(HasEnded(candidate, state));
  candidacy.set_candidacy_id(candidate.candidacy_id);
  candidacy.set_candidate_id(candidate.trainer_id);
  candidacy.set_practice_id(candidate.practice_id);
  *candidacy.mutable_proposed_on() = ToProto(candidate.proposed_on);
  if (candidate.suitability_on.has_value()) {
    *candidacy.mutable_suitability_on() = ToProto(*candidate.suitability_on);
    candidacy.set_suitable(candidate.suitable);
  }
  if (candidate.introduction_on.has_value()) {
    *candidacy.mutable_introduction_on() = ToProto(*candidate.introduction_on);
  }
  // That someone answered shows, what only once both did, so that neither
  // answer hangs on the other's.
  candidacy.set_resident_answered(candidate.resident_accepts.has_value());
  candidacy.set_trainer_answered(candidate.trainer_accepts.has_value());
  if (candidate.resident_accepts.has_value() &&
      candidate.trainer_accepts.has_value()) {
    candidacy.set_resident_accepts(*candidate.resident_accepts);
    candidacy.set_trainer_accepts(*candidate.trainer_accepts);
  }
  candidacy.set_both_accepted(candidate.resident_accepts.value_or(false) &&
                              candidate.trainer_accepts.value_or(false));
  return candidacy;
}

v1::WaitingTime WaitingTimeOf(const Procedure& procedure,
                              const WaitingPeriod& period) {
  v1::WaitingTime waiting;
  *waiting.mutable_started_on() = ToProto(period.from);
  if (period.until.has_value()) {
    *waiting.mutable_ended_on() = ToProto(*period.until);
  }
  if (const auto day = WarnOfWaitingFrom(procedure, period.from)) {
    *waiting.mutable_warn_on() = ToProto(*day);
  }
  if (const auto day = LongWaitingFrom(procedure, period.from)) {
    *waiting.mutable_long_on() = ToProto(*day);
  }
  return waiting;
}

}  // namespace

std::string UrgencyOf(const v1::Due& due) {
  return absl::StrCat(
      due.has_due_on() ? OrderedDay(FromProto(due.due_on())) : "99999999", "-",
      OrderedDay(FromProto(due.created_on())), "/", DueKey(due.obligation()));
}

v1::Case CaseRowOf(const Procedure& procedure, const Case& state,
                   const Calendar& calendar) {
  v1::Case row;
  row.set_case_id(state.id);
  row.set_number(state.number);
  row.set_placement_id(state.placement_id);
  row.set_resident_id(state.resident_id);
  for (const std::string& trainer : state.trainer_ids) {
    row.add_trainer_ids(trainer);
  }
  row.set_group_id(state.group_id);
  row.set_training_year(state.training_year);
  if (state.taken_over.has_value()) {
    *row.mutable_taken_over_on() = ToProto(state.taken_over->on);
  }
  row.set_procedure(state.procedure);
  row.set_phase(PhaseOf(state));
  *row.mutable_opened_on() = ToProto(state.opened_on);
  if (state.closed_on.has_value()) {
    *row.mutable_closed_on() = ToProto(*state.closed_on);
  }
  row.set_result(state.result);
  // Set for a ruling to decouple only.
  if (state.ruling.has_value() && state.ruling->effective_on.has_value()) {
    *row.mutable_decoupling_effective_on() =
        ToProto(*state.ruling->effective_on);
  }
  if (state.new_placement.has_value()) {
    *row.mutable_new_placement_starts_on() =
        ToProto(state.new_placement->starts_on);
    row.set_new_placement_started(state.new_placement->started);
    row.set_new_trainer_id(state.new_placement->trainer_id);
  }
  std::vector<v1::Due> dues = DueDatesOf(procedure, state, calendar);
  for (v1::Scope& former : FormerScopesOf(state, dues)) {
    *row.add_former_scopes() = std::move(former);
  }
  std::vector<std::pair<std::string, v1::Due*>> by_urgency;
  by_urgency.reserve(dues.size());
  for (v1::Due& due : dues) by_urgency.emplace_back(UrgencyOf(due), &due);
  std::sort(by_urgency.begin(), by_urgency.end());
  row.mutable_obligations()->Reserve(static_cast<int>(dues.size()));
  for (const auto& [urgency, due] : by_urgency) {
    *row.add_obligations() = std::move(*due);
  }
  for (const SubmittedReport& submitted : state.reports) {
    *row.add_documents() = DocumentOf(procedure, state, submitted);
  }
  for (const Candidate& candidate : state.candidates) {
    *row.add_candidacies() = CandidacyOf(candidate, state);
  }
  row.set_consultation_missing(
      state.consultation_missing() &&
      procedure.FindGuard(v1::GUARD_CONSULTATION_BEFORE_STAYING_AWAY) !=
          nullptr);
  row.set_practice_id(state.practice_id);
  row.set_position(state.last_position);
  for (const v1::ChecklistItem item : state.checklist_done) {
    row.add_checklist_done(item);
  }
  for (const WaitingPeriod& period : state.waiting) {
    *row.add_waiting_times() = WaitingTimeOf(procedure, period);
  }
  if (!row.waiting_times().empty()) {
    const v1::WaitingTime& latest = *row.waiting_times().rbegin();
    *row.mutable_waiting_started_on() = latest.started_on();
    if (latest.has_ended_on()) {
      *row.mutable_waiting_ended_on() = latest.ended_on();
    }
  }
  return row;
}

}  // namespace driehoek
