#ifndef DRIEHOEK_BASE_STATUS_MACROS_H_
#define DRIEHOEK_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Returns from the enclosing function when `expression` (an absl::Status) is
// not OK.
#define RETURN_IF_ERROR(expression)                                           \
  do {                                                                        \
    if (absl::Status status_of_macro = (expression); !status_of_macro.ok()) { \
      return status_of_macro;                                                 \
    }                                                                         \
  } while (false)

#define DRIEHOEK_CONCAT_INNER(a, b) a##b
#define DRIEHOEK_CONCAT(a, b) DRIEHOEK_CONCAT_INNER(a, b)

#define DRIEHOEK_ASSIGN_OR_RETURN(result, target, expression) \
  auto result = (expression);                                 \
  if (!result.ok()) return std::move(result).status();        \
  target = *std::move(result)

// Evaluates `expression` (an absl::StatusOr), returns its status from the
// enclosing function when it is an error, and assigns its value otherwise.
#define ASSIGN_OR_RETURN(target, expression)                               \
  DRIEHOEK_ASSIGN_OR_RETURN(DRIEHOEK_CONCAT(result_or_, __LINE__), target, \
                            expression)

#endif  // DRIEHOEK_BASE_STATUS_MACROS_H_
