#include "clients/cli/device_sign_in.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/http.h"
#include "base/status_macros.h"
#include "clients/cli/failure.h"

namespace driehoek::cli {
namespace {

using Json = nlohmann::json;

constexpr char kDeviceGrant[] = "urn:ietf:params:oauth:grant-type:device_code";
// RFC 8628 §3.2, §3.5.
constexpr absl::Duration kInterval = absl::Seconds(5);
constexpr absl::Duration kLongestWait = absl::Minutes(30);
constexpr absl::Duration kShortestInterval = absl::Seconds(1);
constexpr absl::Duration kLongestInterval = absl::Minutes(1);

Json ObjectIn(const std::string& text) {
  Json parsed = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  return parsed.is_object() ? parsed : Json::object();
}

std::string TextIn(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>()
                                                     : std::string();
}

absl::Duration SecondsIn(const Json& object, const char* name,
                         absl::Duration otherwise) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer()
             ? absl::Seconds(found->get<int64_t>())
             : otherwise;
}

absl::Status Away(const absl::Status& why) {
  return absl::UnavailableError(
      absl::StrCat(kProviderAway, ". (", why.message(), ")"));
}

absl::StatusOr<Json> Describe(const std::string& issuer) {
  const absl::StatusOr<std::string> text = HttpGet(absl::StrCat(
      absl::StripSuffix(issuer, "/"), "/.well-known/openid-configuration"));
  if (!text.ok()) return Away(text.status());
  Json description = ObjectIn(*text);
  // Else another could speak in its name (OpenID Connect Discovery 1.0 §4.3).
  if (TextIn(description, "issuer") != issuer) {
    return UsageError("De inlogdienst noemt zich anders dan de server zegt.");
  }
  return description;
}

absl::StatusOr<HttpAnswer> Post(const std::string& url, const HttpForm& form) {
  absl::StatusOr<HttpAnswer> answer = HttpPost(url, form);
  if (answer.ok()) return answer;
  return Away(answer.status());
}

// From what a token endpoint gives (RFC 6749 §5.1).
absl::StatusOr<Login> LoginIn(const Json& given, Login login) {
  login.access_token = TextIn(given, "access_token");
  if (login.access_token.empty()) {
    return UsageError("De inlogdienst gaf geen toegangsbewijs.");
  }
  login.expires_at =
      absl::Now() + SecondsIn(given, "expires_in", absl::Minutes(5));
  // The one before goes on counting where no other is given (RFC 6749 §6).
  const std::string refresh_token = TextIn(given, "refresh_token");
  if (!refresh_token.empty()) login.refresh_token = refresh_token;
  return login;
}

struct Asked {
  std::string token_endpoint;
  std::string device_code;
  absl::Duration interval;
  absl::Time until;
};

absl::StatusOr<Login> AwaitToken(const Asked& asked, const Login& login) {
  // The standard knows no other way to wait (RFC 8628 §3.4).
  absl::Duration interval = asked.interval;
  while (absl::Now() < asked.until) {
    absl::SleepFor(std::clamp(interval, kShortestInterval, kLongestInterval));
    const absl::StatusOr<HttpAnswer> answer =
        Post(asked.token_endpoint, {{"grant_type", kDeviceGrant},
                                    {"device_code", asked.device_code},
                                    {"client_id", login.client_id}});
    if (absl::IsUnavailable(answer.status())) {
      interval += kInterval;  // It may be there again (RFC 8628 §3.5).
      continue;
    }
    RETURN_IF_ERROR(answer.status());
    const Json given = ObjectIn(answer->body);
    if (answer->status == 200) return LoginIn(given, login);
    const std::string error = TextIn(given, "error");
    if (error == "slow_down") {
      interval += kInterval;
    } else if (error == "access_denied") {
      return UsageError("De inlogdienst liet je niet toe.");
    } else if (error == "expired_token") {
      break;
    } else if (error != "authorization_pending") {
      return UsageError(absl::StrCat("De inlogdienst begreep dit niet (status ",
                                     answer->status, ")."));
    }
  }
  return UsageError("Er is niet op tijd ingelogd. Probeer het opnieuw.");
}

}  // namespace

absl::StatusOr<Login> SignInAtProvider(
    const v1::GetProviderResponse& provider,
    const std::function<void(const ToOpen&)>& tell) {
  ASSIGN_OR_RETURN(const Json description, Describe(provider.issuer()));
  Asked asked;
  asked.token_endpoint = TextIn(description, "token_endpoint");
  const std::string endpoint =
      TextIn(description, "device_authorization_endpoint");
  if (endpoint.empty() || asked.token_endpoint.empty() ||
      provider.client_id().empty()) {
    return UsageError(
        "Bij deze inlogdienst kan niet vanuit de terminal worden ingelogd.");
  }
  HttpForm form = {{"client_id", provider.client_id()},
                   {"scope", "openid offline_access"}};
  if (provider.audiences_size() > 0) {
    form.emplace_back("resource", provider.audiences(0));
  }
  ASSIGN_OR_RETURN(const HttpAnswer answer, Post(endpoint, form));
  const Json given = ObjectIn(answer.body);
  asked.device_code = TextIn(given, "device_code");
  if (answer.status != 200 || asked.device_code.empty()) {
    return UsageError(absl::StrCat("De inlogdienst begreep dit niet (status ",
                                   answer.status, ")."));
  }
  asked.interval = SecondsIn(given, "interval", kInterval);
  asked.until =
      absl::Now() +
      std::min(SecondsIn(given, "expires_in", kLongestWait), kLongestWait);
  tell({.address = TextIn(given, "verification_uri"),
        .code = TextIn(given, "user_code"),
        .with_code = TextIn(given, "verification_uri_complete")});
  Login login;
  login.issuer = provider.issuer();
  login.client_id = provider.client_id();
  return AwaitToken(asked, login);
}

absl::StatusOr<Login> Refreshed(const Login& login) {
  ASSIGN_OR_RETURN(const Json description, Describe(login.issuer));
  ASSIGN_OR_RETURN(const HttpAnswer answer,
                   Post(TextIn(description, "token_endpoint"),
                        {{"grant_type", "refresh_token"},
                         {"refresh_token", login.refresh_token},
                         {"client_id", login.client_id}}));
  if (answer.status != 200) {
    return UsageError("Je bent niet meer ingelogd: driehoek login");
  }
  return LoginIn(ObjectIn(answer.body), login);
}

absl::Status Revoke(const Login& login) {
  ASSIGN_OR_RETURN(const Json description, Describe(login.issuer));
  const std::string endpoint = TextIn(description, "revocation_endpoint");
  if (endpoint.empty()) {
    return UsageError("De inlogdienst kan een aanmelding niet intrekken.");
  }
  ASSIGN_OR_RETURN(const HttpAnswer answer,
                   Post(endpoint, {{"token", login.refresh_token},
                                   {"token_type_hint", "refresh_token"},
                                   {"client_id", login.client_id}}));
  if (answer.status == 200) return absl::OkStatus();
  return UsageError(absl::StrCat("De inlogdienst begreep dit niet (status ",
                                 answer.status, ")."));
}

}  // namespace driehoek::cli
