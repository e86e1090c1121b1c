#include "services/csv_columns.h"

#include <string>

#include "absl/container/flat_hash_map.h"

namespace driehoek {

const Columns* ColumnsOf(v1::ImportKind kind) {
  static const auto* const columns =
      new absl::flat_hash_map<v1::ImportKind, Columns>({
          {v1::IMPORT_KIND_PEOPLE, {"kenmerk", "naam", "mail?"}},
          {v1::IMPORT_KIND_ROLES,
           {"kenmerk", "persoon", "rol", "groep?", "jaar?", "stage?", "van",
            "tot?", "doel?", "vervangt?"}},
          {v1::IMPORT_KIND_GROUPS, {"kenmerk", "naam", "jaar"}},
          {v1::IMPORT_KIND_PRACTICES, {"kenmerk", "naam"}},
          {v1::IMPORT_KIND_PLACEMENTS,
           {"kenmerk", "aios", "opleiders", "praktijk", "groep", "jaar", "van",
            "tot"}},
          {v1::IMPORT_KIND_CALENDAR, {"kenmerk", "soort", "datum", "groep?"}},
          {v1::IMPORT_KIND_COHORTS, {"kenmerk", "jaar", "van", "tot"}},
      });
  const auto found = columns->find(kind);
  return found == columns->end() ? nullptr : &found->second;
}

bool IsOptional(absl::string_view column) { return column.back() == '?'; }

std::string NameOf(absl::string_view column) {
  return std::string(
      column.substr(0, column.size() - (IsOptional(column) ? 1 : 0)));
}

const Words<v1::Role>& RoleWords() {
  static const auto* const words = new Words<v1::Role>({
      {"aios", v1::ROLE_RESIDENT},
      {"opleider", v1::ROLE_TRAINER},
      {"docent", v1::ROLE_TEACHER},
      {"jaarassistent", v1::ROLE_YEAR_ASSISTANT},
      {"manager opleiding", v1::ROLE_PROGRAMME_MANAGER},
      {"manager opleiders", v1::ROLE_TRAINER_MANAGER},
      {"assistent manager opleiders", v1::ROLE_TRAINER_MANAGER_ASSISTANT},
      {"plaatsvervangend hoofd", v1::ROLE_DEPUTY_HEAD},
      {"hoofd", v1::ROLE_HEAD},
      {"beleidsmedewerker", v1::ROLE_POLICY_OFFICER},
      {"auditor", v1::ROLE_AUDITOR},
      {"beheerder", v1::ROLE_ADMINISTRATOR},
  });
  return *words;
}

const Words<v1::CalendarDayKind>& DayWords() {
  static const auto* const words = new Words<v1::CalendarDayKind>({
      {"opleidersterugkomdag", v1::CALENDAR_DAY_KIND_TRAINER_RETURN_DAY},
      {"terugkomdag", v1::CALENDAR_DAY_KIND_RESIDENT_RETURN_DAY},
      {"matchingsronde", v1::CALENDAR_DAY_KIND_MATCHING_ROUND},
  });
  return *words;
}

}  // namespace driehoek
