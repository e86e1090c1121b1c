#include "projections/standings.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "domain/dates.h"
#include "domain/standings.h"
#include "domain/subject.h"
#include "projections/case_row.h"
#include "projections/keys.h"
#include "projections/merged_scan.h"

namespace driehoek {
namespace {

// By subject.
constexpr absl::string_view kRows = "standings/of/";
// In the order in which they are listed: procedures, cohorts, then requests.
constexpr absl::string_view kList = "standings/list/";
constexpr absl::string_view kProcedures = "0/";
constexpr absl::string_view kCohorts = "1/";
constexpr absl::string_view kRequests = "2/";

Tag SubjectOf(const v1::Standing& row) {
  if (!row.cohort_id().empty()) return {TagKind::kCohort, row.cohort_id()};
  if (!row.privacy_request_id().empty()) {
    return {TagKind::kPrivacyRequest, row.privacy_request_id()};
  }
  return {TagKind::kProcedure, row.procedure_key()};
}

std::string KeyOf(const Tag& subject) {
  return absl::StrCat(kRows, SubjectKeyOf(subject));
}

std::string PlaceInList(const v1::Standing& row) {
  if (!row.cohort_id().empty()) {
    return absl::StrCat(kList, kCohorts,
                        NewestFirst(FromProto(row.starts_on())), "/",
                        row.cohort_id());
  }
  if (!row.privacy_request_id().empty()) {
    return absl::StrCat(kList, kRequests, NewestFirst(FromProto(row.made_on())),
                        "/", row.privacy_request_id());
  }
  return absl::StrCat(kList, kProcedures, row.procedure_key());
}

v1::Standing RowOf(const Subject& subject, std::vector<v1::Due> dues) {
  v1::Standing row;
  row.set_name(subject.name);
  row.set_position(subject.last_position);
  std::sort(dues.begin(), dues.end(), [](const v1::Due& a, const v1::Due& b) {
    return UrgencyOf(a) < UrgencyOf(b);
  });
  for (v1::Due& due : dues) *row.add_obligations() = std::move(due);
  return row;
}

// Which version is followed rests on the day, so on all that was published.
std::vector<v1::Due> DuesByDay(const Published& published,
                               const Subject& subject) {
  std::vector<v1::Due> dues =
      DueDatesOutsideCases(published.catalogue, subject);
  for (v1::Due& due : dues) {
    due.set_source_position(
        std::max<Position>(due.source_position(), published.position));
  }
  return dues;
}

}  // namespace

v1::Standing StandingRowOf(const Published& published,
                           const CohortState& cohort) {
  v1::Standing row = RowOf(cohort, DuesByDay(published, cohort));
  row.set_cohort_id(cohort.id);
  row.set_reference(cohort.reference);
  row.set_training_year(cohort.training_year);
  *row.mutable_starts_on() = ToProto(cohort.starts_on);
  *row.mutable_ends_on() = ToProto(cohort.ends_on);
  // Those of one day as they came.
  std::multimap<absl::CivilDay, std::string> receipts;
  for (const CohortState::Receipt& got : cohort.receipts) {
    receipts.emplace(got.on, got.teacher_id);
  }
  for (const auto& [on, teacher_id] : receipts) {
    v1::Receipt& receipt = *row.add_receipts();
    receipt.set_teacher_id(teacher_id);
    *receipt.mutable_on() = ToProto(on);
  }
  return row;
}

v1::Standing StandingRowOf(const Published& published,
                           const ProcedureState& procedure) {
  v1::Standing row =
      RowOf(procedure, DueDatesOutsideCases(published.catalogue, procedure));
  row.set_procedure_key(procedure.id);
  return row;
}

v1::Standing StandingRowOf(const Published& published,
                           const PrivacyRequestState& request) {
  v1::Standing row = RowOf(request, DuesByDay(published, request));
  row.set_privacy_request_id(request.id);
  row.set_person_id(request.person_id);
  row.set_right(request.right);
  *row.mutable_made_on() = ToProto(request.made_on);
  if (request.extended_on.has_value()) {
    *row.mutable_extended_on() = ToProto(*request.extended_on);
  }
  if (request.answered_on.has_value()) {
    *row.mutable_answered_on() = ToProto(*request.answered_on);
  }
  row.set_answer(request.answer);
  return row;
}

void AddStandingRows(const v1::Standing& row, RowSet& rows) {
  const Tag subject = SubjectOf(row);
  rows[KeyOf(subject)] = row.SerializeAsString();
  rows[PlaceInList(row)] = SubjectKeyOf(subject);
}

absl::StatusOr<v1::Standing> ReadStanding(const RowSnapshot& snapshot,
                                          const Tag& subject) {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   snapshot.Get(KeyOf(subject)));
  if (!bytes.has_value()) return absl::NotFoundError("no such thing");
  return ParseRow<v1::Standing>(*bytes);
}

absl::StatusOr<Page<v1::Standing>> ReadStandings(
    const RowSnapshot& snapshot,
    const std::function<bool(const v1::Standing&)>& wanted, size_t page_size,
    const std::string& page_token) {
  ASSIGN_OR_RETURN(const std::string after, RestOfPageToken(page_token));
  Page<v1::Standing> page;
  MergedScan scan(snapshot, {std::string(kList)}, after);
  std::string last;
  for (; scan.valid(); scan.Next()) {
    ASSIGN_OR_RETURN(v1::Standing row,
                     ReadStanding(snapshot, SubjectIn(scan.value())));
    if (!wanted(row)) continue;
    if (page.rows.size() == BoundedPageSize(page_size)) {
      page.next_page_token = PageTokenOf(last);
      break;
    }
    last = std::string(scan.rest());
    page.rows.push_back(std::move(row));
  }
  RETURN_IF_ERROR(scan.status());
  return page;
}

absl::StatusOr<std::vector<Tag>> ReadThoseByDay(const RowSnapshot& snapshot) {
  std::vector<Tag> subjects;
  const std::unique_ptr<RowScan> scan = snapshot.Scan(
      absl::StrCat(kList, kCohorts), EndOf(absl::StrCat(kList, kRequests)));
  for (; scan->valid(); scan->Next()) {
    subjects.push_back(SubjectIn(scan->value()));
  }
  RETURN_IF_ERROR(scan->status());
  return subjects;
}

}  // namespace driehoek
