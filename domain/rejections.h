// Each refusal is one function: status code, machine-readable reason, rule,
// section, and a sentence in Dutch and English. Nothing else makes a refusal.
//
// A rejection is an absl::Status with two payloads, as google.rpc has them:
// ErrorInfo (reason; domain "driehoek"; metadata "rule" and "section" where
// there is one) and LocalizedMessage ("nl"). The status message is the English
// one.
#ifndef DRIEHOEK_DOMAIN_REJECTIONS_H_
#define DRIEHOEK_DOMAIN_REJECTIONS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace driehoek {

inline constexpr char kErrorInfoUrl[] =
    "type.googleapis.com/google.rpc.ErrorInfo";
inline constexpr char kLocalizedMessageUrl[] =
    "type.googleapis.com/google.rpc.LocalizedMessage";

// How a refusal is put together; for the functions below.
struct Refusal {
  absl::StatusCode code;
  absl::string_view reason;   // "EFFECTIVE_BEFORE_DISCUSSION"
  absl::string_view rule;     // "G-1", or empty.
  absl::string_view section;  // "§5.1", or empty.
  std::string dutch;
  std::string english;
};
absl::Status Refuse(const Refusal& refusal);

// The machine-readable reason of a rejection; empty for another status.
std::string ReasonOf(const absl::Status& status);
// The rule of a rejection; empty when it has none.
std::string RuleOf(const absl::Status& status);
// The Dutch sentence of a rejection; the status message for another status.
std::string DutchOf(const absl::Status& status);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_REJECTIONS_H_
