#include "projections/waiting_residents.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "base/status_macros.h"
#include "domain/dates.h"
#include "domain/decoupled.h"
#include "domain/waiting.h"
#include "projections/cases.h"
#include "projections/keys.h"
#include "projections/merged_scan.h"

namespace driehoek {
namespace {

constexpr char kPrefix[] = "waiting/";

// Only the last can be open. What begins ahead counts as well.
const WaitingPeriod* OpenTime(const Case& state) {
  return state.waiting.empty() || state.waiting.back().until.has_value()
             ? nullptr
             : &state.waiting.back();
}

bool IsOnTheBoard(const Case& state) {
  if (state.closed() ||
      (state.new_placement.has_value() && state.new_placement->started)) {
    return false;
  }
  return state.decoupled() || OpenTime(state) != nullptr;
}

std::string OrderedOrLast(bool known, const v1::Date& day) {
  return known ? OrderedDay(FromProto(day)) : "99999999";
}

}  // namespace

void AddWaitingRows(const CaseSeen& seen, RowSet& rows) {
  if (!IsOnTheBoard(seen.state)) return;
  v1::WaitingResident row;
  row.set_case_id(seen.row.case_id());
  row.set_case_number(seen.row.number());
  row.set_resident_id(seen.row.resident_id());
  row.set_group_id(seen.row.group_id());
  row.set_training_year(seen.row.training_year());
  if (const WaitingPeriod* const period = OpenTime(seen.state)) {
    *row.mutable_waiting() = *seen.row.waiting_times().rbegin();
    const Fact* const decided =
        LatestFact(seen.state, v1::FACT_KIND_WAITING_FILL_DECIDED);
    row.set_fill_decided(decided != nullptr && decided->on >= period->from);
  }
  if (seen.row.has_decoupling_effective_on()) {
    *row.mutable_decoupling_effective_on() = seen.row.decoupling_effective_on();
  }
  *row.mutable_candidacies() = seen.row.candidacies();
  if (seen.row.has_new_placement_starts_on()) {
    *row.mutable_new_placement_starts_on() = seen.row.new_placement_starts_on();
  }
  rows[absl::StrCat(
      kPrefix, OrderedOrLast(row.has_waiting(), row.waiting().started_on()),
      "-",
      OrderedOrLast(row.has_decoupling_effective_on(),
                    row.decoupling_effective_on()),
      "/", row.case_id())] = row.SerializeAsString();
}

absl::StatusOr<Page<v1::WaitingResident>> ReadWaiting(
    const RowSnapshot& snapshot, const WaitingQuery& query) {
  ASSIGN_OR_RETURN(const std::string after, RestOfPageToken(query.page_token));
  Page<v1::WaitingResident> page;
  MergedScan scan(snapshot, {kPrefix}, after);
  std::string last;
  for (; scan.valid(); scan.Next()) {
    ASSIGN_OR_RETURN(v1::WaitingResident row,
                     ParseRow<v1::WaitingResident>(std::string(scan.value())));
    ASSIGN_OR_RETURN(const v1::Case of_case, ReadCase(snapshot, row.case_id()));
    if (!MaySeeWaiting(query.caller, of_case)) continue;
    // Only one that is seen tells that there is another page.
    if (page.rows.size() == BoundedPageSize(query.page_size)) {
      page.next_page_token = PageTokenOf(last);
      break;
    }
    last = std::string(scan.rest());
    KeepSeenCandidates(query.caller, *row.mutable_candidacies());
    if (row.has_waiting()) {
      if (FromProto(row.waiting().started_on()) > query.today) {
        row.clear_waiting();
      } else {
        CountDays(query.today, *row.mutable_waiting());
      }
    }
    page.rows.push_back(std::move(row));
  }
  RETURN_IF_ERROR(scan.status());
  return page;
}

}  // namespace driehoek
