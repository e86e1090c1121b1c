#ifndef DRIEHOEK_BASE_FATAL_H_
#define DRIEHOEK_BASE_FATAL_H_

#include "absl/strings/string_view.h"

namespace driehoek {

// Writes `message` to standard error and aborts. Only for a machine on which
// nothing can be done right (no time zones, no randomness); everything else
// returns an absl::Status.
[[noreturn]] void Fatal(absl::string_view message);

}  // namespace driehoek

#endif  // DRIEHOEK_BASE_FATAL_H_
