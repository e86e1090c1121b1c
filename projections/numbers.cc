#include "projections/numbers.h"

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
#include "base/status_macros.h"
#include "domain/numbers.h"
#include "domain/statistics.h"

namespace driehoek {
namespace {

// Of all numbers of a year.
std::string YearPrefix(int year) { return absl::StrCat("numbers/", year, "/"); }

// Of those of one role.
std::string RolePrefix(int year, v1::Role role) {
  return absl::StrCat(YearPrefix(year), static_cast<int>(role), "/");
}

// The cases that count somewhere and in which someone has a part, by the person
// or the practice: to him or her they do not count.
std::string PartPrefix(const std::string& whose) {
  return absl::StrCat("numbers/party/", whose, "/");
}

std::string PracticeWord(const std::string& practice_id) {
  return absl::StrCat("practice:", practice_id);
}

void AddRow(const v1::KeptNumbers& kept, const std::string& case_id,
            RowSet& rows) {
  rows[absl::StrCat(RolePrefix(kept.year(), kept.role()),
                    kept.numbers().training_year(), "/", kept.group_id(), "/",
                    case_id)] = kept.numbers().SerializeAsString();
}

void AddPart(const std::string& whose, const std::string& case_id,
             RowSet& rows) {
  rows[PartPrefix(whose) + case_id] = "";
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

// In which the caller has a part, under whichever record (A-55: HasPartIn).
absl::StatusOr<std::set<std::string>> CasesOfOwn(const RowSnapshot& snapshot,
                                                 const Caller& caller) {
  std::vector<std::string> all = caller.other_ids;
  all.push_back(caller.person_id);
  for (const std::string& practice_id : caller.practice_ids) {
    all.push_back(PracticeWord(practice_id));
  }
  std::set<std::string> cases;
  for (const std::string& whose : all) {
    const std::string prefix = PartPrefix(whose);
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
                   CasesOfOwn(snapshot, caller));
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
  const Case& state = seen.state;
  const std::vector<v1::KeptNumbers> numbers = NumbersOf(seen.procedure, state);
  if (numbers.empty()) return;
  for (const v1::KeptNumbers& kept : numbers) AddRow(kept, state.id, rows);
  AddPart(state.resident_id, state.id, rows);
  if (!state.practice_id.empty()) {
    AddPart(PracticeWord(state.practice_id), state.id, rows);
  }
  for (const std::string& trainer : state.trainer_ids) {
    AddPart(trainer, state.id, rows);
  }
  for (const Candidate& candidate : state.candidates) {
    AddPart(candidate.trainer_id, state.id, rows);
  }
}

void AddKeptNumberRows(const ErasedCase& erased, RowSet& rows) {
  for (const v1::KeptNumbers& kept : erased.kept) {
    AddRow(kept, erased.id, rows);
  }
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
