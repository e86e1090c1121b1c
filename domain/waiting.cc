#include "domain/waiting.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/holidays.h"
#include "domain/dates.h"
#include "domain/due_dates.h"

namespace driehoek {
namespace {

// Between the warning and the day on which waiting becomes long.
constexpr int kWarnDaysBefore = 5;

bool EndsAfter(const WaitingPeriod& period, absl::CivilDay day) {
  return !period.until.has_value() || *period.until > day;
}

bool Overlap(const WaitingPeriod& a, const WaitingPeriod& b) {
  return EndsAfter(a, b.from) && EndsAfter(b, a.from);
}

// The earlier end of the two.
void EndBy(absl::CivilDay day, Position position, WaitingPeriod& period) {
  if (EndsAfter(period, day)) {
    period.until = day;
    period.ended_by = position;
  }
}

// From the first day without the own trainer until the first with one: of each
// cause, whoever stood in meanwhile.
std::vector<WaitingPeriod> WithoutOwnTrainer(const Case& of_case) {
  std::vector<WaitingPeriod> periods;
  for (const Absence& absence : of_case.absences) {
    WaitingPeriod& period = periods.emplace_back();
    period.from = absence.from;
    period.started_by = absence.position;
    if (absence.back_on.has_value()) {
      EndBy(*absence.back_on, absence.back_position, period);
    }
  }
  if (of_case.ruling.has_value() && of_case.ruling->effective_on.has_value()) {
    WaitingPeriod& period = periods.emplace_back();
    period.from = *of_case.ruling->effective_on;
    period.started_by = of_case.ruling->position;
  }
  for (WaitingPeriod& period : periods) {
    if (of_case.new_placement.has_value() && of_case.new_placement->started) {
      EndBy(of_case.new_placement->starts_on,
            of_case.new_placement->started_position, period);
    }
    if (of_case.closed_on.has_value()) {
      EndBy(*of_case.closed_on, of_case.closed_position, period);
    }
  }
  std::erase_if(periods, [](const WaitingPeriod& period) {
    return period.until.has_value() && *period.until <= period.from;
  });
  return periods;
}

// What overlaps or touches becomes one.
std::vector<WaitingPeriod> Joined(std::vector<WaitingPeriod> periods) {
  std::sort(periods.begin(), periods.end(),
            [](const WaitingPeriod& a, const WaitingPeriod& b) {
              return a.from != b.from ? a.from < b.from
                                      : a.started_by < b.started_by;
            });
  std::vector<WaitingPeriod> joined;
  for (const WaitingPeriod& period : periods) {
    // What ends on the day on which the next begins goes on.
    if (joined.empty() || !EndsAfter(joined.back(), period.from - 1)) {
      joined.push_back(period);
    } else if (const std::optional<absl::CivilDay> end = joined.back().until;
               end.has_value() && EndsAfter(period, *end)) {
      joined.back().until = period.until;
      joined.back().ended_by = period.ended_by;
    }
  }
  return joined;
}

// Without the days on which someone stood in.
std::vector<WaitingPeriod> Without(const Supervision& supervision,
                                   const std::vector<WaitingPeriod>& periods) {
  std::vector<WaitingPeriod> left;
  for (const WaitingPeriod& period : periods) {
    WaitingPeriod before = period;
    EndBy(supervision.from, supervision.position, before);
    if (EndsAfter(before, before.from)) left.push_back(before);
    if (!supervision.until.has_value()) continue;
    WaitingPeriod after = period;
    if (*supervision.until + 1 > after.from) {
      after.from = *supervision.until + 1;
      after.started_by = supervision.position;
    }
    if (EndsAfter(after, after.from)) left.push_back(after);
  }
  return left;
}

// What goes on keeps the name that it had.
void KeepNames(const std::vector<WaitingPeriod>& before,
               Position WaitingPeriod::* name,
               std::vector<WaitingPeriod>& after) {
  const auto named_in = [name](const std::vector<WaitingPeriod>& periods,
                               Position position) {
    return std::any_of(
        periods.begin(), periods.end(),
        [&](const WaitingPeriod& period) { return period.*name == position; });
  };
  std::vector<WaitingPeriod> renamed;
  for (const WaitingPeriod& period : before) {
    if (period.*name != 0 && !named_in(after, period.*name)) {
      renamed.push_back(period);
    }
  }
  for (WaitingPeriod& period : after) {
    if (period.*name == 0 || named_in(before, period.*name)) continue;
    const auto same = std::find_if(
        renamed.begin(), renamed.end(),
        [&](const WaitingPeriod& old) { return Overlap(old, period); });
    if (same == renamed.end()) continue;
    period.*name = (*same).*name;
    renamed.erase(same);
  }
}

bool IsDerived(const Fact& fact) {
  return fact.kind == v1::FACT_KIND_WAITING_STARTED ||
         fact.kind == v1::FACT_KIND_WAITING_ENDED;
}

}  // namespace

std::vector<WaitingPeriod> WaitingOf(const Case& of_case) {
  std::vector<WaitingPeriod> periods = Joined(WithoutOwnTrainer(of_case));
  for (const Supervision& supervision : of_case.supervisions) {
    periods = Without(supervision, periods);
  }
  return periods;
}

void WorkOutWaiting(const Happened& happened, Case& state) {
  std::vector<WaitingPeriod> periods = WaitingOf(state);
  KeepNames(state.waiting, &WaitingPeriod::started_by, periods);
  KeepNames(state.waiting, &WaitingPeriod::ended_by, periods);
  if (periods == state.waiting) return;
  state.waiting = std::move(periods);

  std::vector<Fact> known;
  for (const Fact& fact : state.facts) {
    if (IsDerived(fact)) known.push_back(fact);
  }
  std::erase_if(state.facts, IsDerived);
  const auto add = [&](v1::FactKind kind, absl::CivilDay on,
                       Position position) {
    const auto before =
        std::find_if(known.begin(), known.end(), [&](const Fact& fact) {
          return fact.kind == kind && fact.position == position;
        });
    state.facts.push_back({.kind = kind,
                           .report = "",
                           .about = "",
                           .on = on,
                           .position = position,
                           .recorded_at = before == known.end()
                                              ? happened.recorded_at
                                              : before->recorded_at});
  };
  for (const WaitingPeriod& period : state.waiting) {
    add(v1::FACT_KIND_WAITING_STARTED, period.from, period.started_by);
    if (period.until.has_value()) {
      add(v1::FACT_KIND_WAITING_ENDED, *period.until, period.ended_by);
    }
  }
  // In the order of the log; what one event tells, in that of the vocabulary.
  std::sort(state.facts.begin(), state.facts.end(),
            [](const Fact& a, const Fact& b) {
              return a.position != b.position ? a.position < b.position
                                              : a.kind < b.kind;
            });
}

std::optional<absl::CivilDay> LongWaitingFrom(const Procedure& procedure,
                                              absl::CivilDay w0) {
  std::optional<absl::CivilDay> earliest;
  for (const v1::Obligation& obligation : procedure.data().obligations()) {
    if (obligation.obligation_class() != v1::OBLIGATION_CLASS_THRESHOLD ||
        obligation.created_by().fact() != v1::FACT_KIND_WAITING_STARTED) {
      continue;
    }
    for (const v1::Bound& bound : obligation.bounds()) {
      if (bound.anchor() != v1::ANCHOR_WAITING_START &&
          bound.anchor() != v1::ANCHOR_CREATION) {
        continue;
      }
      const absl::CivilDay day = CountedFrom(w0, bound);
      earliest = std::min(earliest.value_or(day), day);
    }
  }
  return earliest;
}

std::optional<absl::CivilDay> WarnOfWaitingFrom(const Procedure& procedure,
                                                absl::CivilDay w0) {
  const std::optional<absl::CivilDay> long_on = LongWaitingFrom(procedure, w0);
  if (!long_on.has_value()) return std::nullopt;
  return std::max(w0, *long_on - kWarnDaysBefore);
}

bool WasLong(const Procedure& procedure, const WaitingPeriod& period) {
  const std::optional<absl::CivilDay> long_on =
      LongWaitingFrom(procedure, period.from);
  return long_on.has_value() && period.until.has_value() &&
         *period.until > *long_on;
}

const WaitingPeriod* WaitingOn(const Case& of_case, absl::CivilDay day) {
  const auto found =
      std::find_if(of_case.waiting.begin(), of_case.waiting.end(),
                   [day](const WaitingPeriod& period) {
                     return period.from <= day && EndsAfter(period, day);
                   });
  return found == of_case.waiting.end() ? nullptr : &*found;
}

int WorkingDaysBetween(absl::CivilDay from, absl::CivilDay until) {
  int days = 0;
  for (absl::CivilDay day = from; day < until; ++day) {
    if (IsWorkingDay(day)) ++days;
  }
  return days;
}

void CountDays(absl::CivilDay today, v1::WaitingTime& waiting) {
  const absl::CivilDay from = FromProto(waiting.started_on());
  absl::CivilDay until = today + 1;
  if (waiting.has_ended_on()) {
    until = std::min(until, FromProto(waiting.ended_on()));
  }
  until = std::max(until, from);
  waiting.set_days(static_cast<int32_t>(until - from));
  waiting.set_working_days(WorkingDaysBetween(from, until));
}

}  // namespace driehoek
