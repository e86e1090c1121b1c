#include "projections/timelines.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/civil.h"
#include "base/status_macros.h"
#include "domain/access.h"
#include "domain/corrections.h"
#include "domain/dates.h"
#include "domain/deviations.h"
#include "domain/recorded_words.h"
#include "domain/tags.h"
#include "projections/keys.h"
#include "projections/merged_scan.h"
#include "projections/sentences.h"

namespace driehoek {
namespace {

std::string PrefixOf(const std::string& case_id) {
  return absl::StrCat("timelines/", case_id, "/");
}

// Whom it is about alone; empty when it is about no one, or about a document.
std::string TrainerOf(const v1::Event& event, const Case& state) {
  if (event.has_deviation_recorded()) {
    const v1::DeviationRecorded& deviation = event.deviation_recorded();
    return deviation.has_obligation() ? deviation.obligation().trainer_id()
                                      : deviation.trainer_id();
  }
  if (event.has_candidate_briefed()) {
    const Candidate* const candidate =
        state.FindCandidate(event.candidate_briefed().candidacy_id());
    if (candidate != nullptr) return candidate->trainer_id;
  }
  switch (event.kind_case()) {
    case v1::Event::kTrainerCheckUpHeld:
      return event.trainer_check_up_held().trainer_id();
    case v1::Event::kManagerContactPlanned:
      return event.manager_contact_planned().trainer_id();
    case v1::Event::kManagerContactHeld:
      return event.manager_contact_held().trainer_id();
    case v1::Event::kEvaluationPlanned:
      return event.evaluation_planned().trainer_id();
    case v1::Event::kTrainerEvaluationHeld:
      return event.trainer_evaluation_held().trainer_id();
    case v1::Event::kTrainerReturnDayInvited:
      return event.trainer_return_day_invited().trainer_id();
    case v1::Event::kTrainerReturnDayReported:
      return event.trainer_return_day_reported().trainer_id();
    case v1::Event::kPairingConfirmed:
      return event.pairing_confirmed().trainer_id();
    case v1::Event::kRematchingDecided:
      return event.rematching_decided().trainer_id();
    default:
      return "";
  }
}

// The obligation that was late, or from which was deviated; null for others.
const v1::ObligationRef* ObligationOf(const v1::Event& event,
                                      const Case& state) {
  switch (event.kind_case()) {
    case v1::Event::kBreachRecorded:
      return &event.breach_recorded().obligation();
    case v1::Event::kPastTargetRecorded:
      return &event.past_target_recorded().obligation();
    case v1::Event::kBreachWithdrawn:
      return &event.breach_withdrawn().obligation();
    case v1::Event::kReminderRecorded:
      return &event.reminder_recorded().obligation();
    case v1::Event::kEscalationRecorded:
      return &event.escalation_recorded().obligation();
    case v1::Event::kDeviationRecorded:
      return &event.deviation_recorded().obligation();
    case v1::Event::kObligationResumed: {
      const Deviation* const paused =
          FindDeviation(state, event.obligation_resumed().deviation_id());
      return paused != nullptr ? &paused->obligation : nullptr;
    }
    default:
      return nullptr;
  }
}

// Who owed it then; of what lies outside the rows, who decided on it.
v1::Role OwedBy(const v1::Event& event, const v1::Actor& actor,
                const CaseOfEvent& of_case) {
  switch (event.kind_case()) {
    case v1::Event::kBreachRecorded:
      return event.breach_recorded().owner().role();
    case v1::Event::kPastTargetRecorded:
      return event.past_target_recorded().owner().role();
    case v1::Event::kReminderRecorded:
      return event.reminder_recorded().owner().role();
    default:
      break;
  }
  const v1::ObligationRef* const obligation =
      ObligationOf(event, of_case.state);
  if (obligation == nullptr) return v1::ROLE_UNSPECIFIED;
  const auto outcome = std::find_if(
      of_case.state.outcomes.rbegin(), of_case.state.outcomes.rend(),
      [&](const RecordedOutcome& known) {
        return IsSameRow(known.obligation, *obligation);
      });
  if (outcome != of_case.state.outcomes.rend()) return outcome->owner;
  const v1::Obligation* const row =
      of_case.procedure.FindObligation(obligation->key());
  return row != nullptr ? row->owner().role() : actor.role();
}

v1::TimelineEntry EntryOf(const v1::Event& event, Position position,
                          absl::Time recorded_at, const v1::Actor& actor,
                          const CaseOfEvent& of_case) {
  v1::TimelineEntry entry;
  entry.set_position(position);
  *entry.mutable_on() = ToProto(HappenedOn(event).value_or(DayOf(recorded_at)));
  entry.set_recorded_at_micros(absl::ToUnixMicros(recorded_at));
  *entry.mutable_actor() = actor;
  entry.set_event(NameOf(event));
  entry.set_sentence(SentenceOf(event, of_case.procedure));
  entry.set_lane(actor.role());
  entry.set_document_id(DocumentIdOf(event));
  if (event.has_contact_call_made()) {
    entry.set_called(event.contact_call_made().with());
    entry.set_called_trainer_id(event.contact_call_made().trainer_id());
  }
  entry.set_has_words(!WordsIn(event).empty());
  entry.set_trainer_id(TrainerOf(event, of_case.state));
  entry.set_owed_by(OwedBy(event, actor, of_case));
  if (const auto* const obligation = ObligationOf(event, of_case.state)) {
    entry.set_of_contact_agreement(
        IsOfContactAgreement(of_case.state, *obligation));
  }
  return entry;
}

}  // namespace

v1::TimelineEntry TimelineEntryOf(const RecordedEvent& event,
                                  const CaseOfEvent& of_case) {
  v1::TimelineEntry entry =
      EntryOf(event.event, event.position(), event.envelope.recorded_at,
              event.envelope.actor, of_case);
  if (event.event.has_fact_corrected()) {
    if (const PastEvent* const wrong =
            FindPast(of_case.state, event.event.fact_corrected().corrects())) {
      // Who may not see what was wrong, may not see that it was put right.
      const v1::TimelineEntry corrected =
          EntryOf(wrong->event, wrong->position, wrong->recorded_at,
                  wrong->actor, of_case);
      entry.set_document_id(corrected.document_id());
      entry.set_corrected_event(corrected.event());
      entry.set_called(corrected.called());
      entry.set_called_trainer_id(corrected.called_trainer_id());
      entry.set_trainer_id(corrected.trainer_id());
      entry.set_of_contact_agreement(corrected.of_contact_agreement());
      entry.set_owed_by(corrected.owed_by());
      entry.set_sentence(absl::StrCat(entry.sentence(),
                                      " Het gaat om: ", corrected.sentence()));
    }
  }
  return entry;
}

std::optional<v1::TimelineEntry> CorrectedEntryOf(Position position,
                                                  const CaseOfEvent& of_case) {
  const PastEvent* const wrong = FindPast(of_case.state, position);
  if (wrong == nullptr) return std::nullopt;
  v1::Event scratch;
  const v1::Event* const reads =
      Corrections(of_case.state.past).Read(*wrong, scratch);
  v1::TimelineEntry entry =
      EntryOf(reads != nullptr ? *reads : wrong->event, position,
              wrong->recorded_at, wrong->actor, of_case);
  entry.set_has_words(wrong->has_words);
  entry.set_sentence(
      reads == nullptr
          ? absl::StrCat(entry.sentence(), " (Verbeterd: dit is niet gebeurd.)")
          : absl::StrCat(entry.sentence(), " (Verbeterd: eerst stond hier ",
                         WrittenDay(HappenedOn(wrong->event)
                                        .value_or(DayOf(wrong->recorded_at))),
                         ".)"));
  return entry;
}

bool IsOnTimeline(const v1::Event& event) {
  return !event.has_reminder_recorded();
}

absl::Status ApplyToTimelines(const RecordedEvent& event,
                              const CaseOfEvent* of_case, RowEditor& rows) {
  if (of_case == nullptr || !IsOnTimeline(event.event)) return absl::OkStatus();
  const std::string prefix = PrefixOf(event.tag(TagKind::kCase));
  rows.Put(prefix + OrderedPosition(event.position()),
           TimelineEntryOf(event, *of_case).SerializeAsString());
  if (!event.event.has_fact_corrected()) return absl::OkStatus();
  const Position corrected = event.event.fact_corrected().corrects();
  if (const auto entry = CorrectedEntryOf(corrected, *of_case)) {
    rows.Put(prefix + OrderedPosition(corrected), entry->SerializeAsString());
  }
  return absl::OkStatus();
}

absl::StatusOr<Page<v1::TimelineEntry>> ReadTimeline(
    const RowSnapshot& snapshot, const std::string& case_id, size_t page_size,
    const std::string& page_token) {
  return ReadPage<v1::TimelineEntry>(snapshot, PrefixOf(case_id), page_size,
                                     page_token);
}

}  // namespace driehoek
