#include "services/provider.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/http.h"
#include "base/status_macros.h"
#include "services/strict_json.h"

namespace driehoek {
namespace {

// Calls wait for it.
constexpr absl::Duration kLongestAsking = absl::Seconds(5);
// Each is a call that waits.
constexpr size_t kMaxWaiting = 1000;

std::string DescriptionOf(const std::string& issuer) {
  return absl::StrCat(absl::StripSuffix(issuer, "/"),
                      "/.well-known/openid-configuration");
}

}  // namespace

Provider::Provider(ProviderOptions options, TokenChecker& tokens,
                   const Clock& clock)
    : options_(std::move(options)), tokens_(tokens), clock_(clock) {}

absl::Status Provider::Check(const ProviderSettings& settings) {
  constexpr size_t kMaxIssuer = 500;  // As in LinkAccount.
  if (!CheckUrl(settings.issuer).ok() || settings.issuer.size() > kMaxIssuer ||
      // OpenID Connect Discovery 1.0 §3; and nothing secret is shown.
      absl::StrContains(settings.issuer, '@') ||
      absl::StrContains(settings.issuer, '?') ||
      absl::StrContains(settings.issuer, '#')) {
    return absl::InvalidArgumentError(
        absl::StrCat("de inlogdienst \"", settings.issuer,
                     "\" is geen adres dat met https:// begint (http:// mag "
                     "alleen op deze machine)"));
  }
  if (settings.audiences.empty()) {
    return absl::InvalidArgumentError(
        "zeg waarvoor de toegangsbewijzen van de inlogdienst bedoeld moeten "
        "zijn");
  }
  return absl::OkStatus();
}

absl::Duration Provider::Step() {
  const absl::Duration now = clock_.Monotonic();
  {
    const MutexLock lock(mutex_);
    if (now < DueAt()) return DueAt() - now;
    asked_at_ = now;
    wanted_ = false;
    fetching_ = true;
  }
  const absl::Status fetched = Fetch();
  std::vector<std::function<void()>> answered;
  absl::Duration next;
  bool too_old = false;
  {
    const MutexLock lock(mutex_);
    fetching_ = false;
    if (fetched.ok()) seen_at_ = now;
    too_old = now - seen_at_ > options_.keep;
    answered.swap(waiting_);
    next = DueAt() - now;
  }
  if (too_old && !keys_.empty()) {
    tokens_.Replace(TokenKeys());
    keys_.clear();
  }
  if (options_.on_change && fetched.ok() != last_.ok()) {
    options_.on_change(fetched);
  }
  last_ = fetched;
  for (const std::function<void()>& done : answered) done();
  return next;
}

absl::Duration Provider::DueAt() const {
  const absl::Duration soonest = asked_at_ + options_.retry;
  return wanted_ ? soonest : std::max(soonest, seen_at_ + options_.refresh);
}

bool Provider::AskAnew(std::function<void()> done) {
  {
    const MutexLock lock(mutex_);
    const bool may_ask = wanted_ || fetching_ ||
                         clock_.Monotonic() - asked_at_ >= options_.retry;
    if (!may_ask || closed_ || waiting_.size() >= kMaxWaiting) return false;
    wanted_ = wanted_ || !fetching_;
    waiting_.push_back(std::move(done));
  }
  if (options_.wake) options_.wake();
  return true;
}

void Provider::CloseWaits() {
  closing_ = true;
  std::vector<std::function<void()>> waiting;
  {
    const MutexLock lock(mutex_);
    closed_ = true;
    waiting.swap(waiting_);
  }
  for (const std::function<void()>& done : waiting) done();
}

absl::Status Provider::Fetch() {
  const auto get = [this](const std::string& url) {
    return options_.get ? options_.get(url)
                        : HttpGet(url, {.bytes = TokenKeys::kMaxDocumentBytes,
                                        .time = kLongestAsking,
                                        .give_up = &closing_});
  };
  ASSIGN_OR_RETURN(const std::string text, get(DescriptionOf(options_.issuer)));
  ASSIGN_OR_RETURN(const nlohmann::json description,
                   ParseStrictObject(text, kMaxJsonDepth));
  // Else another could speak in its name (OpenID Connect Discovery 1.0 §4.3).
  if (StringIn(description, "issuer") != options_.issuer) {
    return absl::InvalidArgumentError(
        "the provider describes another issuer than the one that was asked");
  }
  const std::optional<std::string> keys_at = StringIn(description, "jwks_uri");
  if (!keys_at.has_value()) {
    return absl::InvalidArgumentError("the provider names no place of keys");
  }
  RETURN_IF_ERROR(CheckUrl(*keys_at));
  if (absl::StartsWith(options_.issuer, "https:") &&
      !absl::StartsWith(*keys_at, "https:")) {
    return absl::InvalidArgumentError(
        "the provider names a place of keys that anybody could be");
  }
  ASSIGN_OR_RETURN(const std::string document, get(*keys_at));
  ASSIGN_OR_RETURN(TokenKeys keys, TokenKeys::Parse(document));
  if (keys.size() == 0) {
    return absl::InvalidArgumentError(
        "the provider has no key with which a token may be signed");
  }
  if (document == keys_) return absl::OkStatus();
  tokens_.Replace(std::move(keys));
  keys_ = document;
  return absl::OkStatus();
}

}  // namespace driehoek
