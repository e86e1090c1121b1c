#include "tests/fuzz/token_target.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "base/fatal.h"
#include "services/access_token.h"
#include "services/token_checker.h"
#include "services/token_keys.h"
#include "tests/services/token_forge.h"

namespace driehoek {
namespace {

using Json = nlohmann::json;

constexpr char kIssuer[] = "https://login.voorbeeld.example";
constexpr char kAudience[] = "https://driehoek.voorbeeld.example";
constexpr char kToken = 't';
constexpr char kSigned = 's';
constexpr char kKeys = 'k';

absl::Time Now() { return absl::FromUnixSeconds(1'795'860'000); }

const ForgedKey& Key() {
  static const auto* const key = new ForgedKey(ForgedKey::Ed25519("ed-1"));
  return *key;
}

Json KeySet() { return {{"keys", Json::array({Key().Jwk()})}}; }

Json GoodHeader() {
  return {{"alg", "EdDSA"}, {"typ", "at+jwt"}, {"kid", "ed-1"}};
}
Json GoodClaims() {
  const int64_t now = absl::ToUnixSeconds(Now());
  return {{"iss", kIssuer},    {"aud", Json::array({"other", kAudience})},
          {"sub", "docent-p"}, {"client_id", "driehoek-web"},
          {"iat", now - 300},  {"exp", now + 3300}};
}
std::string GoodToken() {
  return TokenOf(GoodHeader().dump(), GoodClaims().dump(), Key());
}

// Without the checks that a token needs: the last of two members counts.
Json Lenient(absl::string_view text) {
  return Json::parse(text, nullptr, /*allow_exceptions=*/false);
}

bool Says(const Json& object, const char* name, const Json& value) {
  return object.is_object() && object.contains(name) && object[name] == value;
}

bool IsForUs(const Json& claims) {
  if (!claims.contains("aud")) return false;
  const Json& audience = claims["aud"];
  if (audience.is_string()) return audience == kAudience;
  return audience.is_array() &&
         std::any_of(audience.begin(), audience.end(),
                     [](const Json& one) { return one == kAudience; });
}

bool CountsNow(const Json& claims) {
  if (!claims.contains("exp") || !claims["exp"].is_number()) return false;
  if (!claims.contains("iat") || !claims["iat"].is_number()) return false;
  const double now = static_cast<double>(absl::ToUnixSeconds(Now()));
  constexpr double kLeeway = 60;
  constexpr double kDay = 24 * 3600;
  return claims["exp"].get<double>() + kLeeway > now &&
         claims["iat"].get<double>() - kLeeway <= now &&
         claims["exp"].get<double>() - claims["iat"].get<double>() <= kDay &&
         (!claims.contains("nbf") ||
          (claims["nbf"].is_number() &&
           claims["nbf"].get<double>() - kLeeway <= now));
}

// Why a token with these should not have been taken; empty when it should.
std::string WhyNot(absl::string_view header_text,
                   absl::string_view claims_text) {
  const Json header = Lenient(header_text);
  const Json claims = Lenient(claims_text);
  if (!header.is_object() || !claims.is_object()) return "no objects";
  if (!Says(header, "alg", "EdDSA")) return "another algorithm";
  if (!Says(header, "kid", "ed-1")) return "another key";
  if (header.contains("crit")) return "critical extensions";
  if (!header.contains("typ") || !header["typ"].is_string() ||
      (!absl::EqualsIgnoreCase(header["typ"].get<std::string>(), "at+jwt") &&
       !absl::EqualsIgnoreCase(header["typ"].get<std::string>(),
                               "application/at+jwt"))) {
    return "no access token";
  }
  if (!Says(claims, "iss", kIssuer)) return "another issuer";
  if (!claims.contains("sub") || !claims["sub"].is_string() ||
      claims["sub"].get<std::string>().empty()) {
    return "nobody";
  }
  if (!IsForUs(claims)) return "for others";
  if (!CountsNow(claims)) return "at another time";
  return "";
}

bool Takes(absl::string_view token) {
  static auto* const checker =
      new TokenChecker(TokenRules{.issuer = kIssuer, .audiences = {kAudience}},
                       TokenKeys::Parse(KeySet().dump()).value());
  return checker->Check(token, Now()).ok();
}

bool TryBareToken(absl::string_view token) {
  if (!Takes(token)) return false;
  // Ed25519 gives one signature for one text: nobody but we made another.
  static const auto* const good = new std::string(GoodToken());
  if (token != *good) Fatal("a token was taken that nobody signed");
  return true;
}

bool TrySigned(absl::string_view input) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(input, absl::MaxSplits('\n', 1));
  if (!Takes(TokenOf(parts.first, parts.second, Key()))) return false;
  const std::string why = WhyNot(parts.first, parts.second);
  if (!why.empty()) Fatal(absl::StrCat("a token was taken with ", why));
  return true;
}

void TryKeys(absl::string_view document) {
  const absl::StatusOr<TokenKeys> keys = TokenKeys::Parse(document);
  if (keys.ok() && keys->size() > TokenKeys::kMaxKeys) {
    Fatal("more keys than may be");
  }
}

}  // namespace

bool TryToken(absl::string_view input) {
  if (input.empty()) return false;
  const absl::string_view rest = input.substr(1);
  switch (input.front()) {
    case kToken:
      return TryBareToken(rest);
    case kSigned:
      return TrySigned(rest);
    case kKeys:
      TryKeys(rest);
      return false;
    default:
      return false;
  }
}

std::vector<std::string> GoodTokenInputs() {
  return {absl::StrCat(std::string(1, kToken), GoodToken()),
          absl::StrCat(std::string(1, kSigned), GoodHeader().dump(), "\n",
                       GoodClaims().dump()),
          absl::StrCat(std::string(1, kKeys), KeySet().dump())};
}

}  // namespace driehoek
