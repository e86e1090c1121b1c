// The Dutch days on which a term does not end (Algemene termijnenwet art. 2 and
// 3), for procedures that shift to the next working day (AS-5).
#ifndef DRIEHOEK_BASE_HOLIDAYS_H_
#define DRIEHOEK_BASE_HOLIDAYS_H_

#include "absl/time/civil_time.h"

namespace driehoek {

// Easter Sunday of a year of the Gregorian calendar.
absl::CivilDay EasterSunday(absl::civil_year_t year);

// Whether the days that royal decrees put on a par with holidays are known here
// for that year: 2023 to 2028. They are made for three years at a time, and
// added to holidays.cc by hand.
bool HasDecrees(absl::civil_year_t year);

// Whether `day` is a holiday that the law recognises for terms, Good Friday and
// the days that royal decrees put on a par included. In a year without
// HasDecrees only the holidays themselves count: say so to whom it concerns.
bool IsHoliday(absl::CivilDay day);

// Whether `day` is neither a Saturday, a Sunday nor a holiday.
bool IsWorkingDay(absl::CivilDay day);

// `day` itself when it is a working day, else the first one after it.
absl::CivilDay WorkingDayFrom(absl::CivilDay day);

}  // namespace driehoek

#endif  // DRIEHOEK_BASE_HOLIDAYS_H_
