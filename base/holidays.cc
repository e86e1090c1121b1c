#include "base/holidays.h"

#include <algorithm>
#include <array>

#include "absl/time/civil_time.h"

namespace driehoek {
namespace {

// Put on a par with holidays by royal decree, three years at a time. With new
// days comes a new last year.
constexpr absl::civil_year_t kFirstDecreed = 2023;
constexpr absl::civil_year_t kLastDecreed = 2028;
constexpr std::array kDecreed = {
    absl::CivilDay(2023, 4, 28), absl::CivilDay(2023, 5, 19),
    absl::CivilDay(2024, 5, 10), absl::CivilDay(2024, 12, 27),
    absl::CivilDay(2025, 5, 30), absl::CivilDay(2026, 1, 2),
    absl::CivilDay(2026, 5, 15), absl::CivilDay(2027, 5, 7),
    absl::CivilDay(2028, 4, 28), absl::CivilDay(2028, 5, 26)};

absl::CivilDay KingsDay(absl::civil_year_t year) {
  const absl::CivilDay birthday(year, 4, 27);
  return absl::GetWeekday(birthday) == absl::Weekday::sunday ? birthday - 1
                                                             : birthday;
}

// Holidays on the same date every year. Liberation day counts for terms every
// year; "once in five years" is about paid leave.
bool HasFixedDate(absl::CivilDay day) {
  return (day.month() == 1 && day.day() == 1) ||
         (day.month() == 5 && day.day() == 5) ||
         (day.month() == 12 && (day.day() == 25 || day.day() == 26));
}

// Good Friday, Easter Monday, Ascension Day, Whit Monday, and the Sundays.
bool MovesWithEaster(absl::CivilDay day) {
  switch (day - EasterSunday(day.year())) {
    case -2:
    case 0:
    case 1:
    case 39:
    case 49:
    case 50:
      return true;
    default:
      return false;
  }
}

}  // namespace

absl::CivilDay EasterSunday(absl::civil_year_t year) {
  // The anonymous Gregorian computus (Meeus, Jones, Butcher).
  const absl::civil_year_t golden = year % 19;
  const absl::civil_year_t century = year / 100;
  const absl::civil_year_t in_century = year % 100;
  const absl::civil_year_t moon_correction = (century + 8) / 25;
  const absl::civil_year_t epact = (19 * golden + century - century / 4 -
                                    (century - moon_correction + 1) / 3 + 15) %
                                   30;
  const absl::civil_year_t weekday =
      (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4) %
      7;
  const absl::civil_year_t late = (golden + 11 * epact + 22 * weekday) / 451;
  const absl::civil_year_t march_days = epact + weekday - 7 * late + 114;
  return absl::CivilDay(year, march_days / 31, march_days % 31 + 1);
}

bool HasDecrees(absl::civil_year_t year) {
  return year >= kFirstDecreed && year <= kLastDecreed;
}

bool IsHoliday(absl::CivilDay day) {
  return HasFixedDate(day) || day == KingsDay(day.year()) ||
         MovesWithEaster(day) ||
         std::binary_search(kDecreed.begin(), kDecreed.end(), day);
}

bool IsWorkingDay(absl::CivilDay day) {
  const absl::Weekday weekday = absl::GetWeekday(day);
  return weekday != absl::Weekday::saturday &&
         weekday != absl::Weekday::sunday && !IsHoliday(day);
}

absl::CivilDay WorkingDayFrom(absl::CivilDay day) {
  while (!IsWorkingDay(day)) ++day;
  return day;
}

}  // namespace driehoek
