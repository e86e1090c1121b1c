// Dates of the contract as civil days, and back.
#ifndef DRIEHOEK_DOMAIN_DATES_H_
#define DRIEHOEK_DOMAIN_DATES_H_

#include <optional>

#include "absl/time/civil_time.h"
#include "driehoek/v1/types.pb.h"

namespace driehoek {

// Whether the three numbers name a day that exists, in 1900 to 2199.
bool IsDay(const v1::Date& date);

// Only for a date for which IsDay holds; events hold no other.
absl::CivilDay FromProto(const v1::Date& date);
v1::Date ToProto(absl::CivilDay day);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_DATES_H_
