// Civil days as the contract has them, and as people read and write them.
#ifndef DRIEHOEK_CLIENTS_CLI_DATES_H_
#define DRIEHOEK_CLIENTS_CLI_DATES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "clients/cli/command.h"
#include "driehoek/v1/types.pb.h"

namespace driehoek::cli {

// Nothing when the date is not set.
std::optional<absl::CivilDay> DayIn(const v1::Date& date);
v1::Date ToDate(absl::CivilDay day);
// The day given with an option: 2026-09-14. UsageError when it is no day.
absl::StatusOr<v1::Date> DayOf(const Arguments& arguments,
                               const std::string& option);

// "ma 14 sep 2026", for tables; "-" when not set.
std::string ShortDay(const v1::Date& date);
// "ma 14 september 2026", for sentences; "onbekend" when not set.
std::string LongDay(const v1::Date& date);
// "ma 14 september 2026, 09:30", from microseconds since the epoch.
std::string LongMoment(int64_t micros);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_DATES_H_
