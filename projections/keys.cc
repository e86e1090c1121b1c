#include "projections/keys.h"

#include <cstdint>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"

namespace driehoek {
namespace {

constexpr uint64_t kSign = uint64_t{1} << 63;

int64_t DigitsOf(absl::CivilDay day) {
  return day.year() * 10000 + int64_t{day.month()} * 100 + day.day();
}

}  // namespace

std::string OrderedPosition(Position position) {
  return absl::StrCat(absl::Hex(position, absl::kZeroPad16));
}

absl::StatusOr<Position> PositionOf(const std::string& ordered) {
  Position position = 0;
  if (!absl::SimpleHexAtoi(ordered, &position)) {
    return absl::DataLossError("a key of the views is damaged");
  }
  return position;
}

std::string OrderedInstant(absl::Time instant) {
  // Two's complement with the sign turned over counts upwards all the way.
  const auto micros = static_cast<uint64_t>(absl::ToUnixMicros(instant));
  return absl::StrCat(absl::Hex(micros ^ kSign, absl::kZeroPad16));
}

absl::Time InstantOf(const std::string& ordered) {
  uint64_t micros = 0;
  if (!absl::SimpleHexAtoi(ordered, &micros)) return absl::InfinitePast();
  return absl::FromUnixMicros(static_cast<int64_t>(micros ^ kSign));
}

std::string OrderedPlace(const LogPlace& place) {
  return absl::StrCat(OrderedPosition(place.position), "/",
                      OrderedInstant(place.recorded_at));
}

absl::StatusOr<LogPlace> LogPlaceOf(absl::string_view ordered) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(ordered, absl::MaxSplits('/', 1));
  ASSIGN_OR_RETURN(const Position position, PositionOf(parts.first));
  return LogPlace{.position = position, .recorded_at = InstantOf(parts.second)};
}

std::string OrderedDay(absl::CivilDay day) {
  return absl::StrCat(absl::Dec(DigitsOf(day), absl::kZeroPad8));
}

std::string NewestFirst(absl::CivilDay day) {
  return absl::StrCat(absl::Dec(99999999 - DigitsOf(day), absl::kZeroPad8));
}

bool IsInstituteWide(const v1::Scope& scope) {
  return scope.group_id().empty() && scope.training_year() == 0 &&
         scope.placement_id().empty();
}

std::string ScopeWord(const v1::Scope& scope) {
  if (!scope.group_id().empty()) {
    return absl::StrCat("group:", scope.group_id());
  }
  if (scope.training_year() != 0) {
    return absl::StrCat("year:", scope.training_year());
  }
  if (!scope.placement_id().empty()) {
    return absl::StrCat("placement:", scope.placement_id());
  }
  return "institute";
}

}  // namespace driehoek
