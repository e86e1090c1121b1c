#include "base/civil.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/fatal.h"

namespace driehoek {
namespace {

constexpr std::array<absl::string_view, 12> kMonths = {
    "januari", "februari", "maart",     "april",   "mei",      "juni",
    "juli",    "augustus", "september", "oktober", "november", "december"};

absl::string_view WrittenWeekday(absl::CivilDay day) {
  switch (absl::GetWeekday(day)) {
    case absl::Weekday::monday:
      return "ma";
    case absl::Weekday::tuesday:
      return "di";
    case absl::Weekday::wednesday:
      return "wo";
    case absl::Weekday::thursday:
      return "do";
    case absl::Weekday::friday:
      return "vr";
    case absl::Weekday::saturday:
      return "za";
    case absl::Weekday::sunday:
      return "zo";
  }
  return "";
}

bool LooksLikeIsoDay(absl::string_view text) {
  if (text.size() != 10) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool hyphen_here = i == 4 || i == 7;
    if (hyphen_here ? text[i] != '-' : !absl::ascii_isdigit(text[i])) {
      return false;
    }
  }
  return true;
}

int DigitsOf(absl::string_view digits) {
  int number = 0;
  return absl::SimpleAtoi(digits, &number) ? number : 0;
}

}  // namespace

absl::TimeZone Amsterdam() {
  static const absl::TimeZone zone = [] {
    absl::TimeZone loaded;
    if (!absl::LoadTimeZone("Europe/Amsterdam", &loaded)) {
      Fatal("no time zone Europe/Amsterdam on this machine: install tzdata");
    }
    return loaded;
  }();
  return zone;
}

absl::CivilDay DayOf(absl::Time instant) {
  return absl::ToCivilDay(instant, Amsterdam());
}

absl::Time StartOf(absl::CivilDay day) {
  return absl::FromCivil(day, Amsterdam());
}

absl::CivilDay AddMonths(absl::CivilDay day, int months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  return absl::CivilDay(month.year(), month.month(),
                        std::min(day.day(), last.day()));
}

absl::StatusOr<absl::CivilDay> ParseIsoDay(absl::string_view text) {
  if (!LooksLikeIsoDay(text)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", text.substr(0, 20), "\" is not a date written as 2026-09-14"));
  }
  const int year = DigitsOf(text.substr(0, 4));
  const int month = DigitsOf(text.substr(5, 2));
  const int day = DigitsOf(text.substr(8, 2));
  if (year < 1900 || year > 2199) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", text, "\" is not in the years 1900 to 2199"));
  }
  const absl::CivilDay parsed(year, month, day);
  // CivilDay normalises 30 February to 2 March; that is not what was meant.
  if (parsed.month() != month || parsed.day() != day) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", text, "\" is a day that does not exist"));
  }
  return parsed;
}

std::string IsoDay(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

std::string WrittenDay(absl::CivilDay day) {
  return absl::StrCat(WrittenWeekday(day), " ", WrittenDate(day));
}

std::string WrittenDate(absl::CivilDay day) {
  return absl::StrCat(day.day(), " ",
                      kMonths[static_cast<size_t>(day.month()) - 1], " ",
                      day.year());
}

std::string WrittenMoment(absl::Time instant) {
  const absl::CivilMinute minute = absl::ToCivilMinute(instant, Amsterdam());
  return absl::StrFormat("%s, %02d:%02d", WrittenDay(absl::CivilDay(minute)),
                         minute.hour(), minute.minute());
}

}  // namespace driehoek
