#include "projections/erasures.h"

#include <algorithm>
#include <limits>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "projections/keys.h"
#include "projections/merged_scan.h"

namespace driehoek {
namespace {

constexpr char kErasures[] = "erasures/done/";
constexpr char kHolds[] = "erasures/hold/";

std::string NewestFirst(Position position) {
  return OrderedPosition(std::numeric_limits<Position>::max() - position);
}

v1::Erasure ErasureOf(const RecordedEvent& event, const CaseOfEvent* of_case) {
  const v1::ContentErased& erased = event.event.content_erased();
  v1::Erasure row;
  row.set_erasure_id(erased.erasure_id());
  row.set_scope(erased.scope());
  row.set_ground(erased.ground());
  *row.mutable_on() = erased.on();
  *row.mutable_decided_by() = event.envelope.actor;
  row.set_case_number(of_case != nullptr ? of_case->state.number
                                         : erased.case_number());
  row.set_case_id(erased.case_id());
  row.set_document_id(erased.document_id());
  row.set_place(erased.place());
  // Under the first, which is the kept one, the person went on.
  if (!erased.person_ids().empty()) row.set_person_id(erased.person_ids(0));
  row.set_documents(erased.document_ids_size());
  row.set_argument(erased.argument());
  if (of_case != nullptr) {
    const auto report = std::find_if(
        of_case->state.reports.begin(), of_case->state.reports.end(),
        [&](const SubmittedReport& known) {
          return known.document_id == erased.document_id();
        });
    if (report != of_case->state.reports.end()) row.set_report(report->report);
  }
  row.set_position(event.position());
  row.set_recorded_at_micros(absl::ToUnixMicros(event.envelope.recorded_at));
  return row;
}

v1::LegalHold HoldOf(const RecordedEvent& event, const CaseOfEvent* of_case) {
  const v1::LegalHoldPlaced& placed = event.event.legal_hold_placed();
  v1::LegalHold row;
  row.set_hold_id(placed.hold_id());
  row.set_case_id(placed.case_id());
  if (of_case != nullptr) row.set_case_number(of_case->state.number);
  row.set_person_id(placed.person_id());
  *row.mutable_on() = placed.on();
  *row.mutable_placed_by() = event.envelope.actor;
  row.set_reason(placed.reason());
  return row;
}

}  // namespace

absl::Status ApplyToErasures(const RecordedEvent& event,
                             const CaseOfEvent* of_case, RowEditor& rows) {
  if (event.event.has_content_erased() &&
      event.event.content_erased().scope() !=
          v1::ERASURE_SCOPE_UNSHARED_REPORT) {
    rows.Put(absl::StrCat(kErasures, NewestFirst(event.position())),
             ErasureOf(event, of_case).SerializeAsString());
  } else if (event.event.has_legal_hold_placed()) {
    rows.Put(absl::StrCat(kHolds, event.event.legal_hold_placed().hold_id()),
             HoldOf(event, of_case).SerializeAsString());
  } else if (event.event.has_legal_hold_lifted()) {
    rows.Delete(
        absl::StrCat(kHolds, event.event.legal_hold_lifted().hold_id()));
  }
  return absl::OkStatus();
}

bool IsOfErasures(absl::string_view key) {
  return absl::StartsWith(key, "erasures/");
}

absl::StatusOr<Page<v1::Erasure>> ReadErasures(const RowSnapshot& snapshot,
                                               size_t page_size,
                                               const std::string& page_token) {
  return ReadPage<v1::Erasure>(snapshot, kErasures, page_size, page_token);
}

absl::StatusOr<Page<v1::LegalHold>> ReadLegalHolds(
    const RowSnapshot& snapshot, size_t page_size,
    const std::string& page_token) {
  return ReadPage<v1::LegalHold>(snapshot, kHolds, page_size, page_token);
}

std::string PageTokenAfter(const v1::Erasure& row) {
  return PageTokenOf(NewestFirst(row.position()));
}

std::string PageTokenAfter(const v1::LegalHold& row) {
  return PageTokenOf(row.hold_id());
}

}  // namespace driehoek
