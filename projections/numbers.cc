#include "projections/numbers.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "base/status_macros.h"
#include "domain/statistics.h"
#include "domain/waiting.h"

namespace driehoek {
namespace {

// The numbers of a case that nobody owed or decided: of the decoupling itself.
constexpr v1::Role kOfNobody = v1::ROLE_UNSPECIFIED;

// Of all numbers of a year.
std::string YearPrefix(int year) { return absl::StrCat("numbers/", year, "/"); }

// Of those of one role.
std::string RolePrefix(int year, v1::Role role) {
  return absl::StrCat(YearPrefix(year), static_cast<int>(role), "/");
}

// The cases of which someone is a party or a candidate, and that count
// somewhere: to him or her they do not.
std::string PartyPrefix(const std::string& person_id) {
  return absl::StrCat("numbers/party/", person_id, "/");
}

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

  void AddRows(RowSet& rows) const {
    for (const auto& [of, numbers] : by_year_and_role_) {
      rows[absl::StrCat(RolePrefix(of.first, of.second), state_.training_year,
                        "/", state_.group_id, "/", state_.id)] =
          numbers.SerializeAsString();
    }
    if (by_year_and_role_.empty()) return;
    AddParty(state_.resident_id, rows);
    for (const std::string& trainer : state_.trainer_ids) {
      AddParty(trainer, rows);
    }
    for (const Candidate& candidate : state_.candidates) {
      AddParty(candidate.trainer_id, rows);
    }
  }

 private:
  void AddParty(const std::string& person_id, RowSet& rows) const {
    rows[PartyPrefix(person_id) + state_.id] = "";
  }

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

// What a row's key says of it.
struct Of {
  v1::Role role;
  std::string group_id;
  int training_year;
  std::string case_id;
};

absl::StatusOr<Of> OfKey(absl::string_view rest) {
  const std::vector<std::string> words = absl::StrSplit(rest, '/');
  int role = 0;
  Of of;
  if (words.size() != 4 || !absl::SimpleAtoi(words[0], &role) ||
      !absl::SimpleAtoi(words[1], &of.training_year)) {
    return absl::DataLossError("a key of the views is damaged");
  }
  of.role = static_cast<v1::Role>(role);
  of.group_id = words[2];
  of.case_id = words[3];
  return of;
}

// In which the caller is party, under whichever record.
absl::StatusOr<std::set<std::string>> CasesOfParty(const RowSnapshot& snapshot,
                                                   const Caller& caller) {
  std::vector<std::string> records = caller.other_ids;
  records.push_back(caller.person_id);
  std::set<std::string> cases;
  for (const std::string& record : records) {
    const std::string prefix = PartyPrefix(record);
    const std::unique_ptr<RowScan> scan = snapshot.Scan(prefix, EndOf(prefix));
    for (; scan->valid(); scan->Next()) {
      cases.emplace(scan->key().substr(prefix.size()));
    }
    RETURN_IF_ERROR(scan->status());
  }
  return cases;
}

// Calls `count` with every row of the year that counts for the caller.
absl::Status EachThatCounts(
    const RowSnapshot& snapshot, const Caller& caller, int year,
    const std::function<void(const v1::CaseNumbers&)>& count) {
  ASSIGN_OR_RETURN(const std::set<std::string> own,
                   CasesOfParty(snapshot, caller));
  const std::string prefix = YearPrefix(year);
  const std::unique_ptr<RowScan> scan = snapshot.Scan(prefix, EndOf(prefix));
  for (; scan->valid(); scan->Next()) {
    ASSIGN_OR_RETURN(const Of of, OfKey(scan->key().substr(prefix.size())));
    if (!CountsFor(caller, of.role, of.group_id, of.training_year) ||
        own.contains(of.case_id)) {
      continue;
    }
    ASSIGN_OR_RETURN(const v1::CaseNumbers numbers,
                     ParseRow<v1::CaseNumbers>(std::string(scan->value())));
    count(numbers);
  }
  return scan->status();
}

template <typename Key, typename Row>
std::vector<Row> RowsIn(std::map<Key, Row> by_key) {
  std::vector<Row> rows;
  rows.reserve(by_key.size());
  for (auto& [key, row] : by_key) rows.push_back(std::move(row));
  return rows;
}

}  // namespace

void AddNumberRows(const CaseSeen& seen, RowSet& rows) {
  Spread spread(seen.state);
  for (const RecordedOutcome& outcome : seen.state.outcomes) {
    const bool counts = outcome.kind == v1::OUTCOME_KIND_BREACH ||
                        outcome.kind == v1::OUTCOME_KIND_PAST_TARGET;
    if (counts && !IsOfContactAgreement(seen.state, outcome.obligation)) {
      AddOutcome(outcome, spread);
    }
  }
  for (const Deviation& deviation : seen.state.deviations) {
    if (!IsOfContactAgreement(seen.state, deviation.obligation)) {
      AddDeviation(deviation, spread);
    }
  }
  AddDecoupling(seen.procedure, seen.state, spread);
  spread.AddRows(rows);
}

absl::StatusOr<std::vector<v1::ObligationNumbers>> ReadOutcomeCounts(
    const RowSnapshot& snapshot, const Caller& caller, int year) {
  std::map<std::pair<std::string, v1::Role>, v1::ObligationNumbers> counts;
  RETURN_IF_ERROR(EachThatCounts(
      snapshot, caller, year, [&](const v1::CaseNumbers& numbers) {
        for (const v1::ObligationNumbers& row : numbers.obligations()) {
          v1::ObligationNumbers& sum = counts[{row.key(), row.role()}];
          sum.set_key(row.key());
          sum.set_year(year);
          sum.set_role(row.role());
          sum.set_breaches(sum.breaches() + row.breaches());
          sum.set_registered_later(sum.registered_later() +
                                   row.registered_later());
          sum.set_withdrawn(sum.withdrawn() + row.withdrawn());
          sum.set_past_targets(sum.past_targets() + row.past_targets());
        }
      }));
  return RowsIn(std::move(counts));
}

absl::StatusOr<std::vector<v1::DeviationNumbers>> ReadDeviationCounts(
    const RowSnapshot& snapshot, const Caller& caller, int year) {
  std::map<std::tuple<std::string, v1::DeviationReason, v1::DeviationKind>,
           v1::DeviationNumbers>
      counts;
  RETURN_IF_ERROR(EachThatCounts(
      snapshot, caller, year, [&](const v1::CaseNumbers& numbers) {
        for (const v1::DeviationNumbers& row : numbers.deviations()) {
          v1::DeviationNumbers& sum =
              counts[{row.key(), row.why(), row.deviation()}];
          const int count = sum.count() + row.count();
          sum = row;
          sum.set_count(count);
        }
      }));
  return RowsIn(std::move(counts));
}

absl::StatusOr<std::vector<v1::YearStatistics>> ReadStatistics(
    const RowSnapshot& snapshot, int from_year, int until_year) {
  std::vector<v1::YearStatistics> statistics;
  for (int year = from_year; year <= until_year; ++year) {
    YearTally tally;
    const std::string prefix = RolePrefix(year, kOfNobody);
    const std::unique_ptr<RowScan> scan = snapshot.Scan(prefix, EndOf(prefix));
    for (; scan->valid(); scan->Next()) {
      ASSIGN_OR_RETURN(const v1::CaseNumbers numbers,
                       ParseRow<v1::CaseNumbers>(std::string(scan->value())));
      tally.Add(numbers);
    }
    RETURN_IF_ERROR(scan->status());
    for (v1::YearStatistics& row : tally.Tell(year)) {
      statistics.push_back(std::move(row));
    }
  }
  return statistics;
}

}  // namespace driehoek
