#include "services/csv_export.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/civil.h"
#include "base/status_macros.h"
#include "domain/dates.h"
#include "services/csv.h"
#include "services/csv_columns.h"
#include "services/refusals.h"
#include "services/unavailable.h"

namespace driehoek {
namespace {

constexpr size_t kRowsAPage = 200;

std::string Header(v1::ExportKind kind) {
  if (kind == v1::EXPORT_KIND_UNAVAILABLE_TRAINERS) {
    return CsvLine({"kenmerk", "naam"});
  }
  std::vector<std::string> names;
  // What can be exported and imported has the same number in both, but for
  // this.
  const v1::ImportKind imported = kind == v1::EXPORT_KIND_COHORTS
                                      ? v1::IMPORT_KIND_COHORTS
                                      : static_cast<v1::ImportKind>(kind);
  for (const std::string& column : *ColumnsOf(imported)) {
    names.push_back(NameOf(column));
  }
  return CsvLine(names);
}

// The institute's own key of what `found` is.
template <typename Row>
absl::StatusOr<std::string> ReferenceOf(const absl::StatusOr<Row>& found) {
  if (absl::IsNotFound(found.status())) {
    return absl::DataLossError("the directory names what it does not hold");
  }
  RETURN_IF_ERROR(found.status());
  return found->reference();
}

std::string DayOrEmpty(const v1::Date& date, bool is_set) {
  return is_set ? IsoDay(FromProto(date)) : "";
}

}  // namespace

absl::StatusOr<std::optional<std::string>> CsvExport::Next() {
  if (!v1::ExportKind_IsValid(kind_) || kind_ == v1::EXPORT_KIND_UNSPECIFIED) {
    return Malformed("kind", "zeg wat het bestand moet bevatten",
                     "says not what the file is to hold");
  }
  if (ended_) return std::nullopt;
  std::string lines;
  if (!begun_) absl::StrAppend(&lines, kByteOrderMark, Header(kind_));
  begun_ = true;
  RETURN_IF_ERROR(AddPage(lines));
  return lines;
}

absl::Status CsvExport::AddPage(std::string& lines) {
  switch (kind_) {
    case v1::EXPORT_KIND_PEOPLE:
      return Take(views_.ListPeople(kRowsAPage, page_token_),
                  [&](const v1::Person& row) { return Add(row, lines); });
    case v1::EXPORT_KIND_ROLES:
      return Take(views_.ListPeople(kRowsAPage, page_token_),
                  [&](const v1::Person& row) { return AddRoles(row, lines); });
    case v1::EXPORT_KIND_GROUPS:
      return Take(views_.ListGroups(kRowsAPage, page_token_),
                  [&](const v1::Group& row) {
                    lines += CsvLine({row.reference(), row.name(),
                                      absl::StrCat(row.training_year())});
                    return absl::OkStatus();
                  });
    case v1::EXPORT_KIND_PRACTICES:
      return Take(views_.ListPractices(kRowsAPage, page_token_),
                  [&](const v1::Practice& row) {
                    lines += CsvLine({row.reference(), row.name()});
                    return absl::OkStatus();
                  });
    case v1::EXPORT_KIND_PLACEMENTS:
      return Take(views_.ListPlacements("", kRowsAPage, page_token_),
                  [&](const v1::Placement& row) { return Add(row, lines); });
    case v1::EXPORT_KIND_CALENDAR:
      return Take(views_.ListCalendarDays({}, kRowsAPage, page_token_),
                  [&](const v1::CalendarDay& row) { return Add(row, lines); });
    case v1::EXPORT_KIND_COHORTS:
      return Take(
          views_.ListStandings(
              [](const v1::Standing& row) { return !row.cohort_id().empty(); },
              kRowsAPage, page_token_),
          [&](const v1::Standing& row) {
            lines +=
                CsvLine({row.reference(), absl::StrCat(row.training_year()),
                         DayOrEmpty(row.starts_on(), true),
                         DayOrEmpty(row.ends_on(), true)});
            return absl::OkStatus();
          });
    default:
      return Take(
          ReadUnavailable(views_, in_force_.get(), kRowsAPage, page_token_),
          [&](const v1::UnavailableTrainer& row) {
            lines += CsvLine({row.reference(), row.name()});
            return absl::OkStatus();
          });
  }
}

template <typename Row, typename AddRow>
absl::Status CsvExport::Take(const absl::StatusOr<Page<Row>>& page,
                             const AddRow& add) {
  RETURN_IF_ERROR(page.status());
  for (const Row& row : page->rows) RETURN_IF_ERROR(add(row));
  page_token_ = page->next_page_token;
  ended_ = page_token_.empty();
  return absl::OkStatus();
}

// Who was erased has no key any more under which anything could be imported.
absl::Status CsvExport::Add(const v1::Person& person,
                            std::string& lines) const {
  if (person.has_erased_on()) return absl::OkStatus();
  lines += CsvLine({person.reference(), person.name(), person.email()});
  return absl::OkStatus();
}

absl::Status CsvExport::AddRoles(const v1::Person& person,
                                 std::string& lines) const {
  if (person.has_erased_on()) return absl::OkStatus();
  for (const v1::RoleHeld& held : person.roles()) {
    const v1::Scope& scope = held.scope();
    std::string group;
    std::string placement;
    std::string replaced;
    if (!scope.group_id().empty()) {
      ASSIGN_OR_RETURN(group, ReferenceOf(views_.GetGroup(scope.group_id())));
    }
    if (!scope.placement_id().empty()) {
      ASSIGN_OR_RETURN(placement,
                       ReferenceOf(views_.GetPlacement(scope.placement_id())));
    }
    if (!held.replaced_id().empty()) {
      ASSIGN_OR_RETURN(replaced,
                       ReferenceOf(views_.GetPerson(held.replaced_id())));
    }
    lines += CsvLine(
        {held.reference().empty() ? held.grant_id() : held.reference(),
         person.reference(), WordFor(held.role(), RoleWords()), group,
         scope.training_year() == 0 ? "" : absl::StrCat(scope.training_year()),
         placement, DayOrEmpty(held.from(), held.has_from()),
         DayOrEmpty(held.until(), held.has_until()), held.purpose(), replaced});
  }
  return absl::OkStatus();
}

absl::Status CsvExport::Add(const v1::Placement& placement,
                            std::string& lines) const {
  ASSIGN_OR_RETURN(const std::string resident,
                   ReferenceOf(views_.GetPerson(placement.resident_id())));
  std::vector<std::string> trainers;
  for (const std::string& trainer_id : placement.trainer_ids()) {
    ASSIGN_OR_RETURN(trainers.emplace_back(),
                     ReferenceOf(views_.GetPerson(trainer_id)));
  }
  if (resident.empty() ||
      std::find(trainers.begin(), trainers.end(), "") != trainers.end()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::string practice,
                   ReferenceOf(views_.GetPractice(placement.practice_id())));
  ASSIGN_OR_RETURN(const std::string group,
                   ReferenceOf(views_.GetGroup(placement.group_id())));
  lines +=
      CsvLine({placement.reference(), resident, absl::StrJoin(trainers, " "),
               practice, group, absl::StrCat(placement.training_year()),
               DayOrEmpty(placement.starts_on(), true),
               DayOrEmpty(placement.ends_on(), true)});
  return absl::OkStatus();
}

absl::Status CsvExport::Add(const v1::CalendarDay& day,
                            std::string& lines) const {
  std::string group;
  if (!day.group_id().empty()) {
    ASSIGN_OR_RETURN(group, ReferenceOf(views_.GetGroup(day.group_id())));
  }
  lines += CsvLine({day.reference(), WordFor(day.day_kind(), DayWords()),
                    DayOrEmpty(day.on(), true), group});
  return absl::OkStatus();
}

}  // namespace driehoek
