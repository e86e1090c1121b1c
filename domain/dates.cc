#include "domain/dates.h"

namespace driehoek {

bool IsDay(const v1::Date& date) {
  if (date.year() < 1900 || date.year() > 2199) return false;
  if (date.month() < 1 || date.month() > 12) return false;
  if (date.day() < 1 || date.day() > 31) return false;
  // CivilDay carries 31 April over to 1 May.
  return FromProto(date).day() == date.day();
}

absl::CivilDay FromProto(const v1::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

v1::Date ToProto(absl::CivilDay day) {
  v1::Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

}  // namespace driehoek
