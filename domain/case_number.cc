#include "domain/case_number.h"

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"

namespace driehoek {
namespace {

constexpr size_t kDigitsOfYear = 4;
constexpr size_t kMostDigits = 6;

std::optional<int> NumberIn(absl::string_view digits) {
  int number = 0;
  if (!absl::c_all_of(digits, absl::ascii_isdigit) ||
      !absl::SimpleAtoi(digits, &number)) {
    return std::nullopt;
  }
  return number;
}

}  // namespace

std::string TextOf(const CaseNumber& number) {
  return absl::StrFormat("%04d-%03d", number.year, number.of_year);
}

std::optional<CaseNumber> CaseNumberIn(absl::string_view text) {
  const size_t dash = text.find('-');
  if (dash != kDigitsOfYear || text.size() > dash + 1 + kMostDigits) {
    return std::nullopt;
  }
  const std::optional<int> year = NumberIn(text.substr(0, dash));
  const std::optional<int> of_year = NumberIn(text.substr(dash + 1));
  if (!year.has_value() || !of_year.has_value()) return std::nullopt;
  return CaseNumber{.year = *year, .of_year = *of_year};
}

}  // namespace driehoek
