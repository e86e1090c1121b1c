// Where the keys of a provider come from, and how long they count.
#include "services/provider.h"

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/clock.h"
#include "base/http.h"
#include "domain/rejections.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/strict_json.h"
#include "services/token_checker.h"
#include "tests/services/token_forge.h"

namespace driehoek {
namespace {

using Json = nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kIssuer[] = "https://login.voorbeeld.example";
constexpr char kDescribed[] =
    "https://login.voorbeeld.example/.well-known/openid-configuration";
constexpr char kKeys[] = "https://login.voorbeeld.example/keys";

const ForgedKey& OldKey() {
  static const auto* const key = new ForgedKey(ForgedKey::Ed25519("old"));
  return *key;
}
const ForgedKey& NewKey() {
  static const auto* const key = new ForgedKey(ForgedKey::Ed25519("new"));
  return *key;
}

// A provider of which the documents are in memory.
class ProviderTest : public ::testing::Test {
 protected:
  ProviderTest() {
    documents_[kDescribed] =
        Json{{"issuer", kIssuer}, {"jwks_uri", kKeys}}.dump();
    Publish({OldKey()});
    ProviderOptions options;
    options.issuer = kIssuer;
    options.get = [this](const std::string& url) { return Get(url); };
    options.on_change = [this](const absl::Status& status) {
      told_.push_back(status.ok());
    };
    options.wake = [this] { ++woken_; };
    provider_ = std::make_unique<Provider>(std::move(options), tokens_, clock_);
  }

  void Publish(const std::vector<ForgedKey>& keys) {
    Json published = Json::array();
    for (const ForgedKey& key : keys) published.push_back(key.Jwk());
    documents_[kKeys] = Json{{"keys", published}}.dump();
  }

  absl::StatusOr<std::string> Get(const std::string& url) {
    asked_.push_back(url);
    const auto found = documents_.find(url);
    if (away_ || found == documents_.end()) {
      return absl::UnavailableError("away");
    }
    return found->second;
  }

  // The reason for which a token of this key is refused; empty: it is not.
  std::string Refused(const ForgedKey& key) {
    const Json header = {
        {"alg", "EdDSA"}, {"typ", "at+jwt"}, {"kid", key.key_id()}};
    const Json claims = {
        {"iss", kIssuer},
        {"aud", "driehoek"},
        {"sub", "s"},
        {"iat", absl::ToUnixSeconds(clock_.Now())},
        {"exp", absl::ToUnixSeconds(clock_.Now() + absl::Minutes(5))}};
    return ReasonOf(
        tokens_.Check(TokenOf(header.dump(), claims.dump(), key), clock_.Now())
            .status());
  }

  ManualClock clock_{StartOf(absl::CivilDay(2026, 11, 28))};
  TokenChecker tokens_{{.issuer = kIssuer, .audiences = {"driehoek"}},
                       TokenKeys()};
  std::map<std::string, std::string> documents_;
  bool away_ = false;
  std::vector<std::string> asked_;
  std::vector<bool> told_;
  int woken_ = 0;
  std::unique_ptr<Provider> provider_;
};

TEST_F(ProviderTest, GivesTheKeysThatItPublishes) {
  EXPECT_EQ(Refused(OldKey()), "TOKEN_KEY_UNKNOWN");
  EXPECT_EQ(provider_->Step(), absl::Minutes(10));
  EXPECT_THAT(asked_, ElementsAre(kDescribed, kKeys));
  EXPECT_EQ(Refused(OldKey()), "");
  EXPECT_EQ(Refused(NewKey()), "TOKEN_KEY_UNKNOWN");
  EXPECT_THAT(told_, IsEmpty());
}

TEST_F(ProviderTest, IsAskedEveryTenMinutesAndNoMore) {
  provider_->Step();
  clock_.Advance(absl::Minutes(9));
  EXPECT_EQ(provider_->Step(), absl::Minutes(1));
  EXPECT_THAT(asked_, SizeIs(2));
  Publish({NewKey()});
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(provider_->Step(), absl::Minutes(10));
  EXPECT_EQ(Refused(OldKey()), "TOKEN_KEY_UNKNOWN") << "no longer published";
  EXPECT_EQ(Refused(NewKey()), "");
}

TEST_F(ProviderTest, IsAskedAtOnceForAKeyThatIsNew) {
  provider_->Step();
  clock_.Advance(absl::Minutes(2));
  Publish({OldKey(), NewKey()});
  std::vector<int> answered;
  EXPECT_TRUE(provider_->AskAnew([&] { answered.push_back(1); }));
  EXPECT_TRUE(provider_->AskAnew([&] { answered.push_back(2); }));
  EXPECT_EQ(woken_, 2);
  EXPECT_THAT(answered, IsEmpty());
  provider_->Step();
  EXPECT_THAT(answered, ElementsAre(1, 2));
  EXPECT_THAT(asked_, SizeIs(4)) << "once for both";
  EXPECT_EQ(Refused(NewKey()), "");
}

TEST_F(ProviderTest, IsNotAskedAgainWithinAMinuteWhateverTokensName) {
  provider_->Step();
  clock_.Advance(absl::Seconds(59));
  const auto never = [] { FAIL() << "nobody was to be answered"; };
  EXPECT_FALSE(provider_->AskAnew(never));
  EXPECT_EQ(provider_->Step(), absl::Minutes(9) + absl::Seconds(1));
  EXPECT_THAT(asked_, SizeIs(2));
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(provider_->AskAnew([] {}));
}

TEST_F(ProviderTest, LetsNoMoreThanAThousandWait) {
  provider_->Step();
  clock_.Advance(absl::Minutes(1));
  int waiting = 0;
  while (provider_->AskAnew([] {})) ASSERT_LE(++waiting, 1000);
  EXPECT_EQ(waiting, 1000);
  provider_->Step();
  clock_.Advance(absl::Minutes(1));
  EXPECT_TRUE(provider_->AskAnew([] {}));
}

TEST_F(ProviderTest, ThatIsAwayIsAskedEveryMinuteWhileItsKeysCountADay) {
  provider_->Step();
  away_ = true;
  clock_.Advance(absl::Minutes(10));
  EXPECT_EQ(provider_->Step(), absl::Minutes(1));
  EXPECT_EQ(Refused(OldKey()), "");
  for (int minute = 11; minute <= 24 * 60; ++minute) {
    clock_.Advance(absl::Minutes(1));
    provider_->Step();
  }
  EXPECT_EQ(Refused(OldKey()), "");
  clock_.Advance(absl::Minutes(1));
  provider_->Step();
  EXPECT_EQ(Refused(OldKey()), "TOKEN_KEY_UNKNOWN") << "nobody is let in";
  EXPECT_THAT(told_, ElementsAre(false)) << "said once";

  away_ = false;
  clock_.Advance(absl::Minutes(1));
  provider_->Step();
  EXPECT_EQ(Refused(OldKey()), "");
  EXPECT_THAT(told_, ElementsAre(false, true));
}

TEST_F(ProviderTest, AnswersWhoWaitsAlsoWhenItIsAway) {
  provider_->Step();
  away_ = true;
  clock_.Advance(absl::Minutes(1));
  bool answered = false;
  EXPECT_TRUE(provider_->AskAnew([&] { answered = true; }));
  provider_->Step();
  EXPECT_TRUE(answered);
}

TEST_F(ProviderTest, AnswersWhoWaitsWhenTheServerStops) {
  provider_->Step();
  clock_.Advance(absl::Minutes(1));
  bool answered = false;
  EXPECT_TRUE(provider_->AskAnew([&] { answered = true; }));
  provider_->CloseWaits();
  EXPECT_TRUE(answered);
  EXPECT_FALSE(provider_->AskAnew([] {}));
}

TEST_F(ProviderTest, IsNotBelievedWhenItsDocumentsAreNotSound) {
  provider_->Step();
  const std::map<std::string, std::string> sound = documents_;
  const auto tried = [this](const std::string& url, const Json& document) {
    documents_[url] = document.dump();
    clock_.Advance(absl::Minutes(10));
    provider_->Step();
    return told_.size() % 2 == 1;  // Whether it was said that it is away.
  };
  for (const Json& wrong :
       {Json(), Json::array(), Json::object(),
        Json{{"issuer", "https://attacker.example"}, {"jwks_uri", kKeys}},
        Json{{"issuer", std::string(kIssuer) + "/"}, {"jwks_uri", kKeys}},
        Json{{"issuer", kIssuer}}, Json{{"issuer", kIssuer}, {"jwks_uri", 7}},
        Json{{"issuer", kIssuer}, {"jwks_uri", "file:///etc/passwd"}},
        Json{{"issuer", kIssuer},
             {"jwks_uri", "http://login.voorbeeld.example/keys"}}}) {
    EXPECT_TRUE(tried(kDescribed, wrong)) << wrong;
    EXPECT_EQ(Refused(OldKey()), "") << "what it published before counts on";
    documents_ = sound;
  }
  for (const Json& wrong :
       {Json(), Json::object(), Json{{"keys", Json::array()}},
        Json{{"keys", Json::array({{{"kty", "oct"}, {"kid", "k"}}})}}}) {
    EXPECT_TRUE(tried(kKeys, wrong)) << wrong;
    EXPECT_EQ(Refused(OldKey()), "");
    documents_ = sound;
  }
  EXPECT_FALSE(tried(kKeys, Json::parse(sound.at(kKeys))));
}

TEST(HttpGet, AsksOverHttpsOrThisMachineItself) {
  for (const char* const url :
       {"https://login.voorbeeld.example", "https://voorbeeld.example:8443/x",
        "http://127.0.0.1:3000", "http://localhost:3000/a", "http://[::1]/"}) {
    EXPECT_TRUE(CheckUrl(url).ok()) << url;
  }
  for (const char* const url :
       {"", "login.voorbeeld.example", "http://login.voorbeeld.example",
        "http://127.0.0.1.attacker.example",
        "http://127.0.0.1@attacker.example",
        "http://localhost.attacker.example", "file:///etc/passwd",
        "ftp://127.0.0.1/", "gopher://127.0.0.1/", "https://", "//x"}) {
    EXPECT_EQ(CheckUrl(url).code(), absl::StatusCode::kInvalidArgument) << url;
    EXPECT_EQ(HttpGet(url).status().code(), absl::StatusCode::kInvalidArgument)
        << url;
  }
}

TEST(HttpGet, SaysThatNobodyAnswers) {
  // Port 1 of this machine: nothing listens there.
  const absl::Status status = HttpGet("http://127.0.0.1:1/keys").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()),
              ::testing::HasSubstr("127.0.0.1:1"));
}

}  // namespace
}  // namespace driehoek
