#include "domain/numbers.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/civil_time.h"
#include "domain/access.h"
#include "domain/waiting.h"

namespace driehoek {
namespace {

int YearOf(absl::CivilDay day) { return static_cast<int>(day.year()); }

// The numbers of a case by year and role.
class Spread {
 public:
  explicit Spread(const Case& state) : state_(state) {}

  v1::CaseNumbers& At(int year, v1::Role role) {
    v1::CaseNumbers& numbers = by_year_and_role_[{year, role}];
    numbers.set_training_year(state_.training_year);
    return numbers;
  }

  std::vector<v1::KeptNumbers> Take() {
    std::vector<v1::KeptNumbers> all;
    all.reserve(by_year_and_role_.size());
    for (auto& [of, numbers] : by_year_and_role_) {
      v1::KeptNumbers& kept = all.emplace_back();
      kept.set_year(of.first);
      kept.set_role(of.second);
      kept.set_group_id(state_.group_id);
      *kept.mutable_numbers() = std::move(numbers);
    }
    return all;
  }

 private:
  const Case& state_;
  std::map<std::pair<int, v1::Role>, v1::CaseNumbers> by_year_and_role_;
};

void AddOutcome(const RecordedOutcome& outcome, Spread& spread) {
  const int year = YearOf(outcome.due_on);
  auto& rows = *spread.At(year, outcome.owner).mutable_obligations();
  auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& one) {
    return one.key() == outcome.obligation.key();
  });
  v1::ObligationNumbers& numbers = row == rows.end() ? *rows.Add() : *row;
  numbers.set_key(outcome.obligation.key());
  numbers.set_year(year);
  numbers.set_role(outcome.owner);
  if (outcome.withdrawn == v1::WITHDRAWAL_REASON_REGISTERED_LATER) {
    numbers.set_registered_later(numbers.registered_later() + 1);
  } else if (outcome.withdrawn.has_value()) {
    numbers.set_withdrawn(numbers.withdrawn() + 1);
  } else if (outcome.kind == v1::OUTCOME_KIND_BREACH) {
    numbers.set_breaches(numbers.breaches() + 1);
  } else {
    numbers.set_past_targets(numbers.past_targets() + 1);
  }
}

// A triangular meeting that does not fit is neither of a row nor of a guard.
const std::string& KeyOf(const Deviation& deviation) {
  return deviation.kind == v1::DEVIATION_KIND_LIFT_GUARD
             ? deviation.guard
             : deviation.obligation.key();
}

void AddDeviation(const Deviation& deviation, Spread& spread) {
  const int year = YearOf(deviation.on);
  auto& rows = *spread.At(year, deviation.decided_by).mutable_deviations();
  auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& one) {
    return one.key() == KeyOf(deviation) && one.deviation() == deviation.kind &&
           one.why() == deviation.why;
  });
  v1::DeviationNumbers& numbers = row == rows.end() ? *rows.Add() : *row;
  numbers.set_key(KeyOf(deviation));
  numbers.set_year(year);
  numbers.set_deviation(deviation.kind);
  numbers.set_why(deviation.why);
  numbers.set_count(numbers.count() + 1);
}

// The first that was held up to that day; nothing when none was.
std::optional<absl::CivilDay> FirstMeeting(const Case& state,
                                           absl::CivilDay until) {
  std::optional<absl::CivilDay> first;
  for (const Meeting& meeting : state.meetings) {
    if (!meeting.held_on.has_value() || meeting.talk) continue;
    const absl::CivilDay held_on = *meeting.held_on;
    if (held_on <= until) first = std::min(held_on, first.value_or(held_on));
  }
  return first;
}

void AddDecoupling(const Procedure& procedure, const Case& state,
                   Spread& spread) {
  const std::optional<absl::CivilDay> ruled_on = state.decoupled_on();
  const std::optional<absl::CivilDay> decoupled =
      state.ruling.has_value() ? state.ruling->effective_on : std::nullopt;
  if (!ruled_on.has_value() || !decoupled.has_value()) return;
  const absl::CivilDay effective_on = *decoupled;
  v1::CaseNumbers& numbers = spread.At(YearOf(*ruled_on), kOfNobody);
  numbers.set_decoupled_year(YearOf(*ruled_on));
  numbers.set_result(state.result);
  numbers.set_extended(state.extended);
  if (const auto met_on = FirstMeeting(state, effective_on)) {
    numbers.set_meeting_to_decoupling_days(
        static_cast<int32_t>(effective_on - *met_on));
  }
  const bool started =
      state.new_placement.has_value() && state.new_placement->started;
  if (started) {
    numbers.set_decoupling_to_start_days(
        static_cast<int32_t>(state.new_placement->starts_on - effective_on));
  }
  int32_t waited = 0;
  for (const WaitingPeriod& period : state.waiting) {
    if (WasLong(procedure, period)) numbers.set_long_waiting(true);
    if (period.until.has_value()) {
      waited += static_cast<int32_t>(*period.until - period.from);
    }
  }
  // A time between two trainers who stand in says nothing yet.
  if (started || state.closed()) numbers.set_waiting_days(waited);
}

}  // namespace

std::vector<v1::KeptNumbers> NumbersOf(const Procedure& procedure,
                                       const Case& of_case) {
  Spread spread(of_case);
  for (const RecordedOutcome& outcome : of_case.outcomes) {
    const bool counts = outcome.kind == v1::OUTCOME_KIND_BREACH ||
                        outcome.kind == v1::OUTCOME_KIND_PAST_TARGET;
    if (counts && !IsOfContactAgreement(of_case, outcome.obligation)) {
      AddOutcome(outcome, spread);
    }
  }
  for (const Deviation& deviation : of_case.deviations) {
    if (!IsOfContactAgreement(of_case, deviation.obligation)) {
      AddDeviation(deviation, spread);
    }
  }
  AddDecoupling(procedure, of_case, spread);
  return spread.Take();
}

}  // namespace driehoek
