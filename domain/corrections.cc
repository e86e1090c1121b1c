#include "domain/corrections.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "domain/dates.h"
#include "domain/deviations.h"
#include "domain/due_dates.h"
#include "domain/migration.h"
#include "domain/recorded_words.h"

namespace driehoek {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// About what a message takes in memory beside what is written of it, and how
// much more a written byte takes there.
constexpr size_t kPerPastEvent = 512;
constexpr size_t kPerByte = 3;

const FieldDescriptor* KindOf(const v1::Event& event) {
  return v1::Event::descriptor()->FindFieldByNumber(event.kind_case());
}

// The field `on` of what happened; null when it has none.
const FieldDescriptor* DayField(const v1::Event& event) {
  const FieldDescriptor* const kind = KindOf(event);
  if (kind == nullptr) return nullptr;
  const FieldDescriptor* const on = kind->message_type()->FindFieldByName("on");
  return on != nullptr && on->message_type() == v1::Date::descriptor()
             ? on
             : nullptr;
}

// A ruling that took effect on the day it was given goes on doing so (AS-7).
bool TakesEffectAtOnce(const v1::Event& event) {
  return event.has_decoupling_ruled() &&
         event.decoupling_ruled().has_effective_on() &&
         FromProto(event.decoupling_ruled().effective_on()) ==
             FromProto(event.decoupling_ruled().on());
}

void SetDayOfEvent(const v1::Date& day, v1::Event& event) {
  const FieldDescriptor* const on = DayField(event);
  if (on == nullptr) return;
  if (TakesEffectAtOnce(event)) {
    *event.mutable_decoupling_ruled()->mutable_effective_on() = day;
  }
  Message* const body =
      event.GetReflection()->MutableMessage(&event, KindOf(event));
  body->GetReflection()->MutableMessage(body, on)->CopyFrom(day);
}

bool SameDay(bool has_a, const v1::Date& a, bool has_b, const v1::Date& b) {
  return has_a == has_b && (!has_a || FromProto(a) == FromProto(b));
}

// Whether the correction left the row as it was.
bool Untouched(const v1::Due* before, const v1::Due* after) {
  if (before == nullptr || after == nullptr) return before == after;
  return before->status() == after->status() &&
         before->timeliness() == after->timeliness() &&
         SameDay(before->has_due_on(), before->due_on(), after->has_due_on(),
                 after->due_on());
}

// Whether it fell due undone on that day.
bool FellDue(const v1::Due* due, absl::CivilDay due_on) {
  if (due == nullptr || !due->has_due_on() ||
      FromProto(due->due_on()) != due_on || WaivedInTime(*due)) {
    return false;
  }
  return due->status() != v1::DUE_STATUS_FULFILLED ||
         due->timeliness() != v1::TIMELINESS_IN_TIME;
}

v1::Event EventOf(const v1::RecordOutcome& outcome) {
  v1::Event event;
  const auto tell = [&](auto& told) {
    *told.mutable_obligation() = outcome.obligation();
    *told.mutable_due_on() = outcome.due_on();
    *told.mutable_owner() = outcome.owner();
  };
  if (outcome.outcome() == v1::OUTCOME_KIND_BREACH) {
    tell(*event.mutable_breach_recorded());
    event.mutable_breach_recorded()->set_breached_at_micros(
        outcome.fell_due_at_micros());
  } else {
    tell(*event.mutable_past_target_recorded());
    event.mutable_past_target_recorded()->set_past_at_micros(
        outcome.fell_due_at_micros());
  }
  return event;
}

// Whether it was done, and late.
bool IsLate(const v1::Due& due) {
  return due.status() == v1::DUE_STATUS_FULFILLED && !due.before_take_over() &&
         HasOutcomes(due.obligation_class()) &&
         (due.timeliness() == v1::TIMELINESS_LATE ||
          due.timeliness() == v1::TIMELINESS_PAST_TARGET);
}

bool IsRecorded(const Case& state, const v1::Due& due) {
  return std::any_of(state.outcomes.begin(), state.outcomes.end(),
                     [&](const RecordedOutcome& outcome) {
                       return !outcome.withdrawn.has_value() &&
                              outcome.due_on == FromProto(due.due_on()) &&
                              IsSameRow(outcome.obligation, due.obligation());
                     });
}

}  // namespace

void Keep(Case& state, const Happened& happened) {
  auto kept = std::make_shared<PastEvent>(
      PastEvent{happened.event, happened.actor, happened.position,
                happened.recorded_at, !WordsIn(happened.event).empty()});
  ClearTexts(kept->event);
  state.past_bytes += kPerPastEvent + kPerByte * (kept->event.ByteSizeLong() +
                                                  kept->actor.ByteSizeLong());
  state.past.push_back(std::move(kept));
}

Case ReadAgain(Case state) {
  Case again;
  again.past = std::move(state.past);
  again.past_bytes = state.past_bytes;
  const Corrections corrections(again.past);
  for (const auto& past : again.past) {
    v1::Event corrected;
    if (const v1::Event* const event = corrections.Read(*past, corrected)) {
      EvolveAsRead(again, {.event = *event,
                           .actor = past->actor,
                           .position = past->position,
                           .recorded_at = past->recorded_at});
    }
  }
  // The correction itself may have moved any of them.
  again.dates_moved_at = again.past.back()->recorded_at;
  again.last_position = again.past.back()->position;
  again.events = static_cast<int>(again.past.size());
  return again;
}

const PastEvent* FindPast(const Case& state, Position position) {
  const auto found =
      std::lower_bound(state.past.begin(), state.past.end(), position,
                       [](const std::shared_ptr<const PastEvent>& past,
                          Position wanted) { return past->position < wanted; });
  return found == state.past.end() || (*found)->position != position
             ? nullptr
             : found->get();
}

Corrections::Corrections(const Past& past) {
  for (const auto& one : past) {
    if (one->event.has_fact_corrected()) Add(one->event.fact_corrected());
  }
}

void Corrections::Add(const v1::FactCorrected& correction) {
  by_position_[correction.corrects()] = correction;
}

const v1::Event* Corrections::Read(const PastEvent& past,
                                   v1::Event& corrected) const {
  if (past.event.has_fact_corrected()) return nullptr;
  const auto found = by_position_.find(past.position);
  if (found == by_position_.end()) return &past.event;
  if (found->second.struck()) return nullptr;
  corrected = past.event;
  SetDayOfEvent(found->second.happened_on(), corrected);
  return &corrected;
}

std::optional<absl::CivilDay> DayOfEvent(const v1::Event& event) {
  const FieldDescriptor* const on = DayField(event);
  if (on == nullptr) return std::nullopt;
  const Message& body = event.GetReflection()->GetMessage(event, KindOf(event));
  if (!body.GetReflection()->HasField(body, on)) return std::nullopt;
  v1::Date day;
  day.CopyFrom(body.GetReflection()->GetMessage(body, on));
  if (!IsDay(day)) return std::nullopt;
  return FromProto(day);
}

std::vector<v1::Event> OutcomesOfCorrection(const Case& after,
                                            const DuesByVersion& dues_before,
                                            const DuesByVersion& dues_after) {
  std::vector<v1::Event> events;
  absl::flat_hash_set<std::pair<std::string, absl::CivilDay>> told;
  const auto tell = [&](const v1::Due& due) {
    if (!IsRecorded(after, due) &&
        told.insert({DueKey(due.obligation()), FromProto(due.due_on())})
            .second) {
      events.push_back(EventOf(OutcomeOf(due)));
    }
  };
  for (const RecordedOutcome& outcome : after.outcomes) {
    if (outcome.withdrawn.has_value()) continue;
    const Followed followed = FollowedAt(after, outcome.position);
    const v1::Due* const due =
        FindRow(dues_after.at(followed.version), outcome.obligation);
    if (Untouched(FindRow(dues_before.at(followed.version), outcome.obligation),
                  due) ||
        FellDue(due, outcome.due_on)) {
      continue;
    }
    v1::BreachWithdrawn& withdrawn =
        *events.emplace_back().mutable_breach_withdrawn();
    *withdrawn.mutable_obligation() = outcome.obligation;
    *withdrawn.mutable_due_on() = ToProto(outcome.due_on);
    withdrawn.set_reason(v1::WITHDRAWAL_REASON_CORRECTED);
    // The watch looks at the present version alone.
    if (followed.until.has_value() && due != nullptr &&
        (IsLate(*due) || FallsDueAt(*due).has_value()) &&
        FromProto(due->due_on()) < *followed.until) {
      tell(*due);
    }
  }
  for (const v1::Due& due : dues_after.at(after.procedure)) {
    if (!Untouched(FindRow(dues_before.at(after.procedure), due.obligation()),
                   &due) &&
        IsLate(due)) {
      tell(due);
    }
  }
  return events;
}

}  // namespace driehoek
