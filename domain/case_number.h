// The number by which people call a case: "2026-014", the 14th of its year.
#ifndef DRIEHOEK_DOMAIN_CASE_NUMBER_H_
#define DRIEHOEK_DOMAIN_CASE_NUMBER_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace driehoek {

struct CaseNumber {
  int year = 0;
  int of_year = 0;  // From 1.
};

std::string TextOf(const CaseNumber& number);
// Nothing: the text is no number of a case.
std::optional<CaseNumber> CaseNumberIn(absl::string_view text);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_CASE_NUMBER_H_
