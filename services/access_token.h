// Access tokens: signed words of an issuer about who asks (RFC 9068, checked
// as RFC 8725 says). Pure: keys and time come in.
#ifndef DRIEHOEK_SERVICES_ACCESS_TOKEN_H_
#define DRIEHOEK_SERVICES_ACCESS_TOKEN_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/token_keys.h"

namespace driehoek {

inline constexpr size_t kMaxTokenBytes = 8 << 10;

// What a token must be to count here.
struct TokenRules {
  // Exactly this.
  std::string issuer;
  // One of these must be among those that it is for.
  std::vector<std::string> audiences;
  // To one of these clients it must have been given (RFC 9068, `client_id`); to
  // whichever when empty.
  std::vector<std::string> clients = {};
  // In one of these ways the holder must have proved who he or she is (`acr`),
  // such as with a second factor; in whichever when empty.
  std::vector<std::string> authentication_classes = {};
  // How far the clock of the issuer may differ from ours.
  absl::Duration leeway = absl::Seconds(60);
  // From when it was given until it expires.
  absl::Duration longest_life = absl::Hours(24);
};

// A token as it was sent. Nothing that it says is believed yet.
struct SentToken {
  std::string key_id;     // Of the key with which it says to be signed.
  std::string algorithm;  // With which it says so.
  std::string signed_part;
  std::string signature;
  std::string claims;  // JSON, not parsed yet.
};

// Who asks, by the word of an issuer. The two together are the identity, and
// never a mail address.
struct TokenHolder {
  std::string issuer;
  std::string subject;
  absl::Time expires_at;
  // When and how the holder last proved who he or she is, where that is said.
  std::optional<absl::Time> authenticated_at = std::nullopt;
  std::string authentication_class = "";
};

// UNAUTHENTICATED/TOKEN_MALFORMED: it is no signed access token of at most
// kMaxTokenBytes; what it says beside its key, type and algorithm about how it
// is to be checked (jku, x5u, jwk) is not looked at.
absl::StatusOr<SentToken> ReadToken(absl::string_view token);

// UNAUTHENTICATED with TOKEN_SIGNATURE_WRONG, TOKEN_OF_OTHER_ISSUER,
// TOKEN_FOR_OTHERS, TOKEN_OF_OTHER_CLIENT, TOKEN_TOO_WEAK, TOKEN_EXPIRED,
// TOKEN_NOT_VALID_YET, TOKEN_LIVES_TOO_LONG or TOKEN_MALFORMED (a claim that is
// missing or of another kind).
absl::StatusOr<TokenHolder> CheckToken(const SentToken& token,
                                       const TokenKey& key,
                                       const TokenRules& rules, absl::Time now);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_ACCESS_TOKEN_H_
