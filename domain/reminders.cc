#include "domain/reminders.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/time/civil_time.h"
#include "base/civil.h"
#include "base/holidays.h"
#include "domain/dates.h"
#include "domain/due_dates.h"

namespace driehoek {
namespace {

// A case has room for 10,000 events. Reminders and escalations take at most
// this part of it, whatever the rhythm and however often dates move, so that by
// themselves they never fill a case.
constexpr int kMostReminders = 4'000;

bool IsParty(v1::Role role) {
  return role == v1::ROLE_RESIDENT || role == v1::ROLE_TRAINER;
}

// The latest of this kind for the row and its due date; null when none was.
template <typename Reminders>
auto* FindGiven(Reminders& reminders, v1::OutcomeKind kind,
                const v1::ObligationRef& obligation, absl::CivilDay due_on) {
  const auto found = std::find_if(
      reminders.begin(), reminders.end(), [&](const RecordedOutcome& given) {
        return given.kind == kind && given.due_on == due_on &&
               IsSameRow(given.obligation, obligation);
      });
  return found == reminders.end() ? nullptr : &*found;
}

// The distance that the rule sets between a due date and its anchor, before any
// shift; zero for a day that is the anchor itself.
absl::civil_diff_t DistanceOf(const v1::Due& due) {
  for (const v1::BoundWorkedOut& bound : due.bounds()) {
    if (!bound.decides()) continue;
    const absl::CivilDay anchor = FromProto(bound.anchor_on());
    return std::abs(CountedFrom(anchor, bound.bound()) - anchor);
  }
  return 0;
}

// How long the target may be past (AS-11). Beyond the last distance the last
// tolerance goes on.
int ToleranceOf(const v1::Rhythm& rhythm, const v1::Due& due) {
  const absl::civil_diff_t distance = DistanceOf(due);
  int days = 0;
  for (const v1::Tolerance& tolerance : rhythm.target_tolerances()) {
    days = tolerance.days();
    if (distance <= tolerance.up_to_days()) break;
  }
  return days;
}

// The reminders and the escalation of one row.
class Series {
 public:
  Series(const v1::Rhythm& rhythm, const Subject& state, const v1::Due& due,
         absl::Time known_since)
      : rhythm_(rhythm),
        state_(state),
        due_(due),
        due_on_(FromProto(due.due_on())),
        is_hard_(due.obligation_class() == v1::OBLIGATION_CLASS_HARD),
        known_since_(known_since) {}

  std::optional<v1::NextOutcome> NextReminder() {
    given_ = FindGiven(state_.reminders, v1::OUTCOME_KIND_REMINDER,
                       due_.obligation(), due_on_);
    std::optional<v1::NextOutcome> next;
    if (is_hard_ && rhythm_.hard_days_before() > 0) {
      Try(-rhythm_.hard_days_before(), next);
    }
    Try(0, next);
    if (!is_hard_) return next;
    for (int i = 0; i <= rhythm_.hard_repeat_times(); ++i) {
      if (!Try(1 + i * rhythm_.hard_repeat_days(), next)) break;
    }
    return next;
  }

  std::optional<v1::NextOutcome> NextEscalation() const {
    if (!due_.has_escalation() || IsParty(due_.escalation().role()) ||
        FindGiven(state_.reminders, v1::OUTCOME_KIND_ESCALATION,
                  due_.obligation(), due_on_) != nullptr) {
      return std::nullopt;
    }
    const int days = is_hard_ ? rhythm_.hard_escalate_after_days()
                              : ToleranceOf(rhythm_, due_);
    absl::Time at = CivilHourOf(due_on_ + std::max(days, 1));
    if (at < known_since_) {
      const absl::CivilDay day = DayOf(known_since_);
      at = CivilHourOf(day);
      if (at < known_since_) at = CivilHourOf(day + 1);
    }
    return Outcome(v1::OUTCOME_KIND_ESCALATION, at);
  }

 private:
  // On that day, or on the first working day after it.
  absl::Time CivilHourOf(absl::CivilDay day) const {
    day = WorkingDayFrom(day);
    return absl::FromCivil(
        absl::CivilHour(day.year(), day.month(), day.day(), rhythm_.hour()),
        Amsterdam());
  }

  static v1::NextOutcome Outcome(v1::OutcomeKind kind, absl::Time at) {
    v1::NextOutcome outcome;
    outcome.set_kind(kind);
    outcome.set_at_micros(absl::ToUnixMicros(at));
    return outcome;
  }

  // Takes the reminder of this day when it is the next one. Returns whether a
  // later one can still take its place: days are tried in order.
  bool Try(int offset_days, std::optional<v1::NextOutcome>& next) const {
    if (given_ != nullptr && offset_days <= given_->offset_days) return true;
    const absl::Time at = CivilHourOf(due_on_ + offset_days);
    if (at < known_since_ || (given_ != nullptr && at <= given_->recorded_at)) {
      return true;
    }
    if (next.has_value() && absl::FromUnixMicros(next->at_micros()) < at) {
      return false;
    }
    next = Outcome(v1::OUTCOME_KIND_REMINDER, at);
    next->set_offset_days(offset_days);
    return true;
  }

  const v1::Rhythm& rhythm_;
  const Subject& state_;
  const v1::Due& due_;
  const absl::CivilDay due_on_;
  const bool is_hard_;
  const absl::Time known_since_;
  // The latest reminder of this due date.
  const RecordedOutcome* given_ = nullptr;
};

bool IsReminded(const Procedure& procedure, const Subject& state,
                const v1::Due& due) {
  return procedure.data().has_rhythm() && due.status() == v1::DUE_STATUS_OPEN &&
         due.has_due_on() && !due.before_take_over() &&
         HasOutcomes(due.obligation_class()) && !IsParty(due.owner().role()) &&
         state.reminders_given < kMostReminders;
}

}  // namespace

std::vector<v1::NextOutcome> NextOutcomesOf(const Procedure& procedure,
                                            const Subject& state,
                                            const v1::Due& due,
                                            absl::Time known_since) {
  std::vector<v1::NextOutcome> outcomes;
  if (const std::optional<absl::Time> at = FallsDueAt(due)) {
    v1::NextOutcome& outcome = outcomes.emplace_back();
    outcome.set_kind(OutcomeOf(due).outcome());
    outcome.set_at_micros(absl::ToUnixMicros(*at));
  }
  if (!IsReminded(procedure, state, due)) return outcomes;
  Series series(procedure.data().rhythm(), state, due, known_since);
  for (auto& next : {series.NextReminder(), series.NextEscalation()}) {
    if (next.has_value()) outcomes.push_back(*next);
  }
  // At one moment the outcome itself comes first.
  std::sort(outcomes.begin(), outcomes.end(),
            [](const v1::NextOutcome& a, const v1::NextOutcome& b) {
              return std::pair(a.at_micros(), a.kind()) <
                     std::pair(b.at_micros(), b.kind());
            });
  return outcomes;
}

void PassNext(v1::Due& due) {
  if (due.after_next().empty()) {
    due.clear_next();
    return;
  }
  *due.mutable_next() = due.after_next(0);
  due.mutable_after_next()->DeleteSubrange(0, 1);
}

std::optional<absl::Time> NextInstantOf(const v1::Due& due) {
  if (!due.has_next()) return std::nullopt;
  return absl::FromUnixMicros(due.next().at_micros());
}

v1::RecordOutcome CommandOfNext(const v1::Due& due) {
  const v1::NextOutcome& next = due.next();
  if (!IsReminder(next.kind())) return OutcomeOf(due);
  v1::RecordOutcome command;
  *command.mutable_obligation() = due.obligation();
  command.set_outcome(next.kind());
  *command.mutable_due_on() = due.due_on();
  command.set_at_micros(next.at_micros());
  command.set_offset_days(next.offset_days());
  *command.mutable_owner() = next.kind() == v1::OUTCOME_KIND_ESCALATION
                                 ? due.escalation()
                                 : due.owner();
  command.set_source_position(due.source_position());
  if (due.has_calendar_position()) {
    command.set_calendar_position(due.calendar_position());
  }
  return command;
}

bool IsReminder(v1::OutcomeKind kind) {
  return kind == v1::OUTCOME_KIND_REMINDER ||
         kind == v1::OUTCOME_KIND_ESCALATION;
}

bool MovesDueDates(const v1::Event& event) {
  switch (event.kind_case()) {
    // D, N and W0.
    case v1::Event::kDecouplingRuled:
    case v1::Event::kPairingAnswerGiven:
    case v1::Event::kPairingConfirmed:
    case v1::Event::kNewPlacementStartMoved:
    case v1::Event::kNewPlacementStarted:
    case v1::Event::kResidentSentAway:
    case v1::Event::kResidentStaysAway:
    case v1::Event::kResidentReturned:
    case v1::Event::kStayInOldPracticeAssessed:
    // The rules themselves, and departures from them.
    case v1::Event::kDeviationRecorded:
    case v1::Event::kObligationResumed:
    case v1::Event::kCaseMigrated:
    case v1::Event::kCaseTakenOver:
    // What was done is not done any more.
    case v1::Event::kDocumentUnarchived:
      return true;
    default:
      return false;
  }
}

void RememberReminder(const Happened& happened, Subject& state) {
  const v1::Event& event = happened.event;
  RecordedOutcome given{.obligation = {},
                        .kind = v1::OUTCOME_KIND_REMINDER,
                        .due_on = {},
                        .position = happened.position,
                        .withdrawn = {},
                        .recorded_at = happened.recorded_at};
  if (event.has_reminder_recorded()) {
    given.obligation = event.reminder_recorded().obligation();
    given.due_on = FromProto(event.reminder_recorded().due_on());
    given.offset_days = event.reminder_recorded().offset_days();
  } else {
    given.obligation = event.escalation_recorded().obligation();
    given.kind = v1::OUTCOME_KIND_ESCALATION;
    given.due_on = FromProto(event.escalation_recorded().due_on());
  }
  ++state.reminders_given;
  if (RecordedOutcome* const earlier = FindGiven(
          state.reminders, given.kind, given.obligation, given.due_on)) {
    *earlier = std::move(given);
  } else {
    state.reminders.push_back(std::move(given));
  }
}

}  // namespace driehoek
