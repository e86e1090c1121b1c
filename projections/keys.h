// Keys of rows: words divided by '/', of which the order of the bytes is the
// order of what they say. Ids hold no '/'.
#ifndef DRIEHOEK_PROJECTIONS_KEYS_H_
#define DRIEHOEK_PROJECTIONS_KEYS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "driehoek/v1/types.pb.h"

namespace driehoek {

// Sixteen hexadecimal digits.
std::string OrderedPosition(Position position);
// DataLoss when it is none.
absl::StatusOr<Position> PositionOf(const std::string& ordered);
// Sixteen hexadecimal digits; before 1970 too.
std::string OrderedInstant(absl::Time instant);
absl::Time InstantOf(const std::string& ordered);
// A place in the log, and when what is there was recorded: in a key both of the
// above with a '/' between them.
struct LogPlace {
  Position position;
  absl::Time recorded_at;
};
std::string OrderedPlace(const LogPlace& at);
// DataLoss when it is none.
absl::StatusOr<LogPlace> LogPlaceOf(absl::string_view ordered);
// "20260914", for years 1900 to 2199.
std::string OrderedDay(absl::CivilDay day);
// Eight digits, of which a later day comes first.
std::string NewestFirst(absl::CivilDay day);

bool IsInstituteWide(const v1::Scope& scope);
// "institute", "group:..." and so on.
std::string ScopeWord(const v1::Scope& scope);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_KEYS_H_
