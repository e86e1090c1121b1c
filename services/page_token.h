// Where a page of events, newest first, ended: the token of the next one.
#ifndef DRIEHOEK_SERVICES_PAGE_TOKEN_H_
#define DRIEHOEK_SERVICES_PAGE_TOKEN_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "base/ids.h"

namespace driehoek {

// The position that the previous page ended with; nothing for the first page.
// InvalidArgument: no page gave this token. (None ends with the first event of
// a log: nothing comes after that.)
absl::StatusOr<std::optional<Position>> EndOfPreviousPage(
    const std::string& page_token);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_PAGE_TOKEN_H_
