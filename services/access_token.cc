#include "services/access_token.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "services/refusals.h"
#include "services/strict_json.h"

namespace driehoek {
namespace {

using Json = nlohmann::json;

// OpenID Connect Core §2.
constexpr size_t kMaxSubjectBytes = 255;
// The end of the year 9999, in seconds: no issuer means a later one.
constexpr double kLastSecond = 253402300799;

// RFC 9068 §2.1; of a media type "application/" may be left out (RFC 7515
// §4.1.9).
bool IsAccessToken(const std::optional<std::string>& type) {
  return type.has_value() &&
         (absl::EqualsIgnoreCase(*type, "at+jwt") ||
          absl::EqualsIgnoreCase(*type, "application/at+jwt"));
}

// A NumericDate (RFC 7519 §2); nothing when it is not there. InvalidArgument
// when it is something else.
absl::StatusOr<std::optional<absl::Time>> TimeIn(const Json& claims,
                                                 const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end()) return std::nullopt;
  if (!found->is_number()) return TokenMalformed();
  const double seconds = found->get<double>();
  if (!(seconds >= 0 && seconds <= kLastSecond)) return TokenMalformed();
  return absl::UnixEpoch() + absl::Seconds(seconds);
}

absl::StatusOr<absl::Time> RequiredTimeIn(const Json& claims,
                                          const char* name) {
  ASSIGN_OR_RETURN(const std::optional<absl::Time> time, TimeIn(claims, name));
  if (!time.has_value()) return TokenMalformed();
  return *time;
}

// One audience or a list of them (RFC 7519 §4.1.3).
absl::StatusOr<std::vector<std::string>> AudiencesIn(const Json& claims) {
  const auto found = claims.find("aud");
  if (found == claims.end()) return TokenMalformed();
  if (found->is_string()) {
    return std::vector<std::string>{found->get<std::string>()};
  }
  if (!found->is_array()) return TokenMalformed();
  std::vector<std::string> audiences;
  audiences.reserve(found->size());
  for (const Json& audience : *found) {
    if (!audience.is_string()) return TokenMalformed();
    audiences.push_back(audience.get<std::string>());
  }
  return audiences;
}

bool HaveOneInCommon(const std::vector<std::string>& some,
                     const std::vector<std::string>& others) {
  return std::any_of(
      some.begin(), some.end(), [&others](const std::string& one) {
        return std::find(others.begin(), others.end(), one) != others.end();
      });
}

// Without a list whatever it is, or nothing, will do.
bool IsAmong(const std::vector<std::string>& allowed,
             const std::optional<std::string>& claim) {
  return allowed.empty() ||
         (claim.has_value() &&
          std::find(allowed.begin(), allowed.end(), *claim) != allowed.end());
}

// Returns when it expires.
absl::StatusOr<absl::Time> CheckTimes(const Json& claims,
                                      const TokenRules& rules, absl::Time now) {
  ASSIGN_OR_RETURN(const absl::Time expires_at, RequiredTimeIn(claims, "exp"));
  ASSIGN_OR_RETURN(const absl::Time given_at, RequiredTimeIn(claims, "iat"));
  ASSIGN_OR_RETURN(const std::optional<absl::Time> not_before,
                   TimeIn(claims, "nbf"));
  if (now >= expires_at + rules.leeway) return TokenExpired();
  if (now + rules.leeway < std::max(given_at, not_before.value_or(given_at))) {
    return TokenNotValidYet();
  }
  if (expires_at - given_at > rules.longest_life) return TokenLivesTooLong();
  return expires_at;
}

}  // namespace

absl::StatusOr<SentToken> ReadToken(absl::string_view token) {
  if (token.size() > kMaxTokenBytes) return TokenMalformed();
  const std::vector<absl::string_view> parts = absl::StrSplit(token, '.');
  if (parts.size() != 3) return TokenMalformed();
  std::optional<std::string> header_text = FromBase64Url(parts[0]);
  std::optional<std::string> claims = FromBase64Url(parts[1]);
  std::optional<std::string> signature = FromBase64Url(parts[2]);
  if (!header_text.has_value() || !claims.has_value() ||
      !signature.has_value()) {
    return TokenMalformed();
  }
  const absl::StatusOr<Json> header =
      ParseStrictObject(*header_text, kMaxJsonDepth);
  if (!header.ok() || !IsAccessToken(StringIn(*header, "typ")) ||
      header->contains("crit")) {
    return TokenMalformed();
  }
  std::optional<std::string> key_id = StringIn(*header, "kid");
  std::optional<std::string> algorithm = StringIn(*header, "alg");
  if (!key_id.has_value() || key_id->empty() ||
      key_id->size() > kMaxKeyIdBytes || !algorithm.has_value()) {
    return TokenMalformed();
  }
  const size_t signed_bytes = parts[0].size() + 1 + parts[1].size();
  return SentToken{.key_id = *std::move(key_id),
                   .algorithm = *std::move(algorithm),
                   .signed_part = std::string(token.substr(0, signed_bytes)),
                   .signature = *std::move(signature),
                   .claims = *std::move(claims)};
}

absl::StatusOr<TokenHolder> CheckToken(const SentToken& token,
                                       const TokenKey& key,
                                       const TokenRules& rules,
                                       absl::Time now) {
  if (token.algorithm != key.algorithm() ||
      !key.Verifies(token.signed_part, token.signature)) {
    return TokenSignatureWrong();
  }
  const absl::StatusOr<Json> claims =
      ParseStrictObject(token.claims, kMaxJsonDepth);
  if (!claims.ok()) return TokenMalformed();
  std::optional<std::string> issuer = StringIn(*claims, "iss");
  std::optional<std::string> subject = StringIn(*claims, "sub");
  if (!issuer.has_value() || !subject.has_value() || subject->empty() ||
      subject->size() > kMaxSubjectBytes) {
    return TokenMalformed();
  }
  if (*issuer != rules.issuer) return TokenOfOtherIssuer();
  ASSIGN_OR_RETURN(const std::vector<std::string> audiences,
                   AudiencesIn(*claims));
  if (!HaveOneInCommon(audiences, rules.audiences)) return TokenForOthers();
  if (!IsAmong(rules.clients, StringIn(*claims, "client_id"))) {
    return TokenOfOtherClient();
  }
  if (!IsAmong(rules.authentication_classes, StringIn(*claims, "acr"))) {
    return TokenTooWeak();
  }
  ASSIGN_OR_RETURN(const absl::Time expires_at,
                   CheckTimes(*claims, rules, now));
  ASSIGN_OR_RETURN(const std::optional<absl::Time> authenticated_at,
                   TimeIn(*claims, "auth_time"));
  return TokenHolder{
      .issuer = *std::move(issuer),
      .subject = *std::move(subject),
      .expires_at = expires_at,
      .authenticated_at = authenticated_at,
      .authentication_class = StringIn(*claims, "acr").value_or("")};
}

}  // namespace driehoek
