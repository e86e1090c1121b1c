#include "services/page_token.h"

#include "absl/strings/numbers.h"
#include "domain/rejections.h"

namespace driehoek {

absl::StatusOr<std::optional<Position>> EndOfPreviousPage(
    const std::string& page_token) {
  if (page_token.empty()) return std::nullopt;
  Position end = 0;
  if (!absl::SimpleAtoi(page_token, &end) || end < 2) {
    return rejection::PageTokenUnknown();
  }
  return end;
}

}  // namespace driehoek
