// JSON from outside, as tokens and key sets have it. The only place that knows
// how it is parsed.
#ifndef DRIEHOEK_SERVICES_STRICT_JSON_H_
#define DRIEHOEK_SERVICES_STRICT_JSON_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace driehoek {

// The object that `text` is. InvalidArgument, without what the text says, when
// it is none, when objects and lists are nested deeper than `max_depth`, or
// when one object says a name twice: two readers could each take another.
absl::StatusOr<nlohmann::json> ParseStrictObject(absl::string_view text,
                                                 int max_depth);

// The string under `name`; nothing when it is not there or is no string.
std::optional<std::string> StringIn(const nlohmann::json& object,
                                    const char* name);

// The bytes that `text` is in base64url without padding (RFC 7515 §2), written
// in the one way there is; nothing for anything else.
std::optional<std::string> FromBase64Url(absl::string_view text);
std::string ToBase64Url(absl::string_view bytes);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_STRICT_JSON_H_
