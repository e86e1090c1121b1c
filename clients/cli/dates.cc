#include "clients/cli/dates.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/civil.h"
#include "clients/cli/failure.h"

namespace driehoek::cli {
namespace {

constexpr std::array<const char*, 12> kMonths = {"jan", "feb", "mrt", "apr",
                                                 "mei", "jun", "jul", "aug",
                                                 "sep", "okt", "nov", "dec"};
// As absl::Weekday counts: Monday first.
constexpr std::array<const char*, 7> kWeekdays = {"ma", "di", "wo", "do",
                                                  "vr", "za", "zo"};

}  // namespace

std::optional<absl::CivilDay> DayIn(const v1::Date& date) {
  if (date.year() == 0) return std::nullopt;
  return absl::CivilDay(date.year(), date.month(), date.day());
}

v1::Date ToDate(absl::CivilDay day) {
  v1::Date date;
  date.set_year(static_cast<int>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

absl::StatusOr<v1::Date> DayOf(const Arguments& arguments,
                               const std::string& option) {
  const absl::StatusOr<absl::CivilDay> day =
      ParseIsoDay(arguments.Value(option));
  if (day.ok()) return ToDate(*day);
  return UsageError(
      absl::StrCat("--", option, ": schrijf een dag als 2026-09-14."));
}

std::string ShortDay(const v1::Date& date) {
  const std::optional<absl::CivilDay> day = DayIn(date);
  if (!day) return "-";
  return absl::StrFormat(
      "%s %d %s %d", kWeekdays[static_cast<size_t>(absl::GetWeekday(*day))],
      day->day(), kMonths[static_cast<size_t>(day->month() - 1)], day->year());
}

std::string LongDay(const v1::Date& date) {
  const std::optional<absl::CivilDay> day = DayIn(date);
  return day ? WrittenDay(*day) : "onbekend";
}

std::string LongMoment(int64_t micros) {
  return WrittenMoment(absl::FromUnixMicros(micros));
}

}  // namespace driehoek::cli
