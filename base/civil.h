// Civil days of Europe/Amsterdam, in which the procedures count (AS-1).
#ifndef DRIEHOEK_BASE_CIVIL_H_
#define DRIEHOEK_BASE_CIVIL_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace driehoek {

// Europe/Amsterdam. Stops the process when the time zone data is missing.
absl::TimeZone Amsterdam();

// The civil day on which `instant` falls in Amsterdam.
absl::CivilDay DayOf(absl::Time instant);

// 00:00 in Amsterdam on `day`, as an instant: 22:00Z or 23:00Z the day before.
absl::Time StartOf(absl::CivilDay day);

// The same day number `months` later (or earlier, when negative); the last day
// of that month when it has no such day (AS-3).
absl::CivilDay AddMonths(absl::CivilDay day, int months);

// Reads an ISO 8601 calendar date ("2026-09-14"), years 1900 to 2199; a day
// that does not exist is InvalidArgument.
absl::StatusOr<absl::CivilDay> ParseIsoDay(absl::string_view text);

// "2026-09-14"
std::string IsoDay(absl::CivilDay day);

// "ma 14 september 2026": for people, in Dutch.
std::string WrittenDay(absl::CivilDay day);
// "14 september 2026"
std::string WrittenDate(absl::CivilDay day);

// "ma 14 september 2026, 09:30": for people, in Dutch, Amsterdam time.
std::string WrittenMoment(absl::Time instant);

}  // namespace driehoek

#endif  // DRIEHOEK_BASE_CIVIL_H_
