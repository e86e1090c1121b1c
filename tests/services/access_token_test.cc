// Whom a token lets in, and the many that it does not (RFC 8725, RFC 9068).
#include "services/access_token.h"

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/sha256.h"
#include "domain/rejections.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/local_issuer.h"
#include "services/strict_json.h"
#include "services/token_checker.h"
#include "services/token_keys.h"
#include "tests/services/token_forge.h"

namespace driehoek {
namespace {

using Json = nlohmann::json;

constexpr char kIssuer[] = "https://login.voorbeeld.example";
constexpr char kAudience[] = "https://driehoek.voorbeeld.example";

absl::Time Now() {
  return StartOf(absl::CivilDay(2026, 11, 28)) + absl::Hours(10);
}
int64_t SecondsFromNow(absl::Duration later) {
  return absl::ToUnixSeconds(Now() + later);
}

// What the issuer publishes: a key of each kind.
const std::vector<ForgedKey>& Keys() {
  static const auto* const keys = new std::vector<ForgedKey>{
      ForgedKey::Rsa("rsa-1", 2048), ForgedKey::Ec("ec-1", "P-256"),
      ForgedKey::Ed25519("ed-1")};
  return *keys;
}
// Not published.
const ForgedKey& AttackersKey() {
  static const auto* const key =
      new ForgedKey(ForgedKey::Ec("attacker", "P-256"));
  return *key;
}
// Published, but no good for tokens.
const ForgedKey& P384() {
  static const auto* const key =
      new ForgedKey(ForgedKey::Ec("p384-1", "P-384"));
  return *key;
}
const ForgedKey& ShortRsa() {
  static const auto* const key = new ForgedKey(ForgedKey::Rsa("short-1", 1024));
  return *key;
}

TokenKeys Published() {
  Json keys = Json::array({P384().Jwk(), ShortRsa().Jwk()});
  for (const ForgedKey& key : Keys()) keys.push_back(key.Jwk());
  return TokenKeys::Parse(Json{{"keys", keys}}.dump()).value();
}

TokenRules Rules() {
  return {.issuer = kIssuer, .audiences = {"other-name", kAudience}};
}

absl::StatusOr<TokenHolder> Check(const std::string& token) {
  static auto* const checker = new TokenChecker(Rules(), Published());
  return checker->Check(token, Now());
}

Json HeaderOf(const ForgedKey& key) {
  return {{"alg", key.algorithm()}, {"typ", "at+jwt"}, {"kid", key.key_id()}};
}
Json GoodClaims() {
  return {{"iss", kIssuer},
          {"aud", kAudience},
          {"sub", "docent-p"},
          {"client_id", "driehoek-web"},
          {"iat", SecondsFromNow(-absl::Minutes(5))},
          {"exp", SecondsFromNow(absl::Minutes(55))}};
}
std::string GoodToken(const ForgedKey& key) {
  return TokenOf(HeaderOf(key).dump(), GoodClaims().dump(), key);
}

struct Hostile {
  std::string name;
  std::string token;
  std::string reason;
};

// Hostile tokens with one key, each a good one with one thing wrong.
class HostileTokens {
 public:
  explicit HostileTokens(const ForgedKey& key) : key_(key) {}

  std::vector<Hostile> All() && {
    AddShapes();
    AddSignatures();
    AddAlgorithms();
    AddHeaders();
    AddClaims();
    return std::move(all_);
  }

 private:
  void Add(const std::string& name, std::string token,
           const std::string& reason) {
    all_.push_back(
        {absl::StrCat(key_.algorithm(), ": ", name), std::move(token), reason});
  }

  // With this header, and well signed.
  void AddWholeHeader(const std::string& name, const std::string& header,
                      const std::string& reason = "TOKEN_MALFORMED") {
    Add(name, TokenOf(header, GoodClaims().dump(), key_), reason);
  }
  void AddHeader(const std::string& name, const char* field, const Json& value,
                 const std::string& reason = "TOKEN_MALFORMED") {
    Json header = HeaderOf(key_);
    header[field] = value;
    AddWholeHeader(name, header.dump(), reason);
  }

  // With these claims, and well signed.
  void AddClaims(const std::string& name, const std::string& claims,
                 const std::string& reason = "TOKEN_MALFORMED") {
    Add(name, TokenOf(HeaderOf(key_).dump(), claims, key_), reason);
  }
  void AddClaim(const std::string& name, const char* claim, const Json& value,
                const std::string& reason = "TOKEN_MALFORMED") {
    Json claims = GoodClaims();
    claims[claim] = value;
    AddClaims(name, claims.dump(), reason);
  }
  void AddWithoutClaim(const char* claim) {
    Json claims = GoodClaims();
    claims.erase(claim);
    AddClaims(absl::StrCat("without ", claim), claims.dump());
  }

  void AddShapes() {
    const std::string good = GoodToken(key_);
    const size_t first = good.find('.');
    const size_t second = good.rfind('.');
    const std::string header = good.substr(0, first);
    const std::string claims = good.substr(first + 1, second - first - 1);
    const std::string signature = good.substr(second + 1);
    const auto add = [this](const std::string& name, std::string token) {
      Add(name, std::move(token), "TOKEN_MALFORMED");
    };
    add("one dot", ".");
    add("two dots", "..");
    add("one part", header);
    add("two parts", absl::StrCat(header, ".", claims));
    add("four parts", absl::StrCat(good, ".", signature));
    add("five parts, as when encrypted",
        absl::StrCat(header, ".", claims, ".", signature, ".", claims, ".",
                     signature));
    add("no header", absl::StrCat(".", claims, ".", signature));
    Add("header twice", absl::StrCat(header, ".", header, ".", claims),
        "TOKEN_SIGNATURE_WRONG");
    add("a blank before", absl::StrCat(" ", good));
    add("a line end behind", absl::StrCat(good, "\n"));
    add("a blank in the claims",
        absl::StrCat(header, ".", claims.substr(0, 8), " ", claims.substr(8),
                     ".", signature));
    add("padding behind the header",
        absl::StrCat(header, "=.", claims, ".", signature));
    add("padding behind the claims",
        absl::StrCat(header, ".", claims, "=.", signature));
    add("padding behind the signature", absl::StrCat(good, "=="));
    add("an alphabet of other base64",
        absl::StrCat(header, ".", claims, ".+/+/", signature.substr(5)));
    add("a zero byte", good + std::string(1, '\0'));
    add("letters beyond ASCII", absl::StrCat(good, "\xc3\xa9"));
    add("in JSON, not compact", Json{{"protected", header},
                                     {"payload", claims},
                                     {"signature", signature}}
                                    .dump());
    add("too large", absl::StrCat(good, std::string(kMaxTokenBytes, 'A')));
    add("with the name of the scheme", absl::StrCat("Bearer ", good));
    // 64 and 256 bytes leave four bits over, of which only zeros are written.
    std::string loose = good;
    loose.back() =
        loose.back() == 'A' ? 'B' : static_cast<char>(loose.back() + 1);
    add("loose last bits", loose);
  }

  void AddSignatures() {
    const std::string header = HeaderOf(key_).dump();
    const std::string claims = GoodClaims().dump();
    const std::string signature = key_.Signature(SignedPart(header, claims));
    const auto add = [&](const std::string& name, const std::string& wrong) {
      Add(name, TokenOf(header, claims, wrong), "TOKEN_SIGNATURE_WRONG");
    };
    add("no signature", "");
    add("a byte too few", signature.substr(0, signature.size() - 1));
    add("a byte too many", signature + 'x');
    add("a zero before", std::string(1, '\0') + signature);
    add("all zeros", std::string(signature.size(), '\0'));
    add("all ones", std::string(signature.size(), '\xff'));
    add("the halves exchanged", signature.substr(signature.size() / 2) +
                                    signature.substr(0, signature.size() / 2));
    add("its first half zeros", std::string(signature.size() / 2, '\0') +
                                    signature.substr(signature.size() / 2));
    add("its second half zeros", signature.substr(0, signature.size() / 2) +
                                     std::string(signature.size() / 2, '\0'));
    add("a hash for a signature",
        std::string(BytesOf(Sha256({SignedPart(header, claims)}))));
    add("of other claims", key_.Signature(SignedPart(header, "{}")));
    add("of the claims alone", key_.Signature(claims));
    add("of an attacker", AttackersKey().Signature(SignedPart(header, claims)));
    if (key_.algorithm() == "ES256") {
      add("in DER", key_.Signature(SignedPart(header, claims), true));
    }
    for (size_t bit = 0; bit < 8; ++bit) {
      std::string wrong = signature;
      char& turned = wrong[bit * wrong.size() / 8];
      turned = static_cast<char>(turned ^ (1 << bit));
      add(absl::StrCat("bit ", bit, " turned"), wrong);
    }
    // What was signed is changed afterwards.
    const auto change = [&](const std::string& name, const char* claim,
                            const Json& value) {
      Json changed = GoodClaims();
      changed[claim] = value;
      Add(absl::StrCat("changed afterwards: ", name),
          TokenOf(header, changed.dump(), signature), "TOKEN_SIGNATURE_WRONG");
    };
    change("who", "sub", "plv");
    change("until when", "exp", SecondsFromNow(absl::Hours(2)));
    change("a claim more", "admin", true);
  }

  void AddAlgorithms() {
    // Never chosen by the token: what the key is for is what counts.
    for (const char* const algorithm :
         {"none",  "None",  "NONE",    "nOnE",    "",      "HS256",
          "HS384", "HS512", "RS384",   "RS512",   "PS256", "PS384",
          "ES384", "ES512", "ES256K",  "Ed25519", "Ed448", "rs256",
          "es256", "eddsa", "A256GCM", "dir"}) {
      Json header = HeaderOf(key_);
      header["alg"] = algorithm;
      const std::string name = absl::StrCat("algorithm '", algorithm, "'");
      AddWholeHeader(name, header.dump(), "TOKEN_SIGNATURE_WRONG");
      Add(absl::StrCat(name, " without signature"),
          TokenOf(header.dump(), GoodClaims().dump(), ""),
          "TOKEN_SIGNATURE_WRONG");
    }
    for (const ForgedKey& other : Keys()) {
      if (other.algorithm() == key_.algorithm()) continue;
      Json header = HeaderOf(key_);
      header["alg"] = other.algorithm();
      Add(absl::StrCat("signed by ", other.key_id(), " in its name"),
          TokenOf(header.dump(), GoodClaims().dump(), other),
          "TOKEN_SIGNATURE_WRONG");
      header["alg"] = key_.algorithm();
      header["kid"] = other.key_id();
      Add(absl::StrCat("signed in the name of ", other.key_id()),
          TokenOf(header.dump(), GoodClaims().dump(), key_),
          "TOKEN_SIGNATURE_WRONG");
    }
    // What everybody knows as a secret.
    Json header = HeaderOf(key_);
    header["alg"] = "HS256";
    const std::string signed_part =
        SignedPart(header.dump(), GoodClaims().dump());
    for (const std::string& secret :
         {key_.Pem(), key_.Jwk().dump(), key_.key_id(), std::string()}) {
      Add(absl::StrCat("HS256 with ", secret.size(), " public bytes"),
          TokenOf(header.dump(), GoodClaims().dump(),
                  BytesOf(HmacSha256(secret, {signed_part}))),
          "TOKEN_SIGNATURE_WRONG");
    }
  }

  void AddHeaders() {
    for (const char* const field : {"alg", "typ", "kid"}) {
      Json header = HeaderOf(key_);
      header.erase(field);
      AddWholeHeader(absl::StrCat("without ", field), header.dump());
      for (const Json& value :
           {Json(), Json(7), Json(true), Json::array({"at+jwt"}),
            Json{{"kid", "rsa-1"}}}) {
        AddHeader(absl::StrCat(field, " is ", value.dump()), field, value);
      }
    }
    for (const char* const type :
         {"JWT", "jwt", "", "at", "at+jwt ", "application/jwt", "id+jwt",
          "dpop+jwt", "text/at+jwt", "at+jwtx"}) {
      AddHeader(absl::StrCat("type '", type, "'"), "typ", type);
    }
    for (const Json& critical :
         {Json::array(), Json::array({"exp"}), Json::array({"b64"}),
          Json::array({"http://example.com/unknown"}), Json("exp"), Json()}) {
      AddHeader(absl::StrCat("critical ", critical.dump()), "crit", critical);
    }
    for (const char* const name :
         {"unknown", "RSA-1", "rsa-1 ", "../../../../dev/null", "/dev/null",
          "x' OR '1'='1", "https://attacker.example/key"}) {
      AddHeader(absl::StrCat("key '", name, "'"), "kid", name,
                "TOKEN_KEY_UNKNOWN");
    }
    AddHeader("key without a name", "kid", "");
    AddHeader("key with a long name", "kid", std::string(257, 'k'));
    // Published, and not for this.
    AddHeader("key of 1,024 bits", "kid", ShortRsa().key_id(),
              "TOKEN_KEY_UNKNOWN");
    AddHeader("key on another curve", "kid", P384().key_id(),
              "TOKEN_KEY_UNKNOWN");
    // A key that the token brings along.
    for (const char* const field : {"jwk", "jku", "x5u", "x5c"}) {
      Json header = HeaderOf(key_);
      header[field] = std::string(field) == "jwk"
                          ? AttackersKey().Jwk()
                          : Json("https://attacker.example/keys");
      Add(absl::StrCat("brings ", field),
          TokenOf(header.dump(), GoodClaims().dump(), AttackersKey()),
          "TOKEN_SIGNATURE_WRONG");
      header["kid"] = AttackersKey().key_id();
      header["alg"] = AttackersKey().algorithm();
      Add(absl::StrCat("brings ", field, " and names it"),
          TokenOf(header.dump(), GoodClaims().dump(), AttackersKey()),
          "TOKEN_KEY_UNKNOWN");
    }
    const std::string good = HeaderOf(key_).dump();
    const std::string open = good.substr(0, good.size() - 1);
    AddWholeHeader("algorithm twice", absl::StrCat(open, R"(,"alg":")",
                                                   key_.algorithm(), R"("})"));
    AddWholeHeader("algorithm twice, once by its letters",
                   absl::StrCat(open, R"(,"\u0061lg":"none"})"));
    AddWholeHeader("key twice", absl::StrCat(open, R"(,"kid":"rsa-1"})"));
    AddWholeHeader("a name twice inside",
                   absl::StrCat(open, R"(,"jwk":{"kty":"EC","kty":"RSA"}})"));
    AddNotObjects(
        [this](const std::string& name, const std::string& text) {
          AddWholeHeader(absl::StrCat("header ", name), text);
        },
        good);
  }

  // Texts that are no object of ours, though one is in them.
  static void AddNotObjects(
      const std::function<void(const std::string& name,
                               const std::string& text)>& add,
      const std::string& good) {
    add("empty", "");
    add("a list", absl::StrCat("[", good, "]"));
    add("a text", Json(good).dump());
    add("null", "null");
    add("cut off", good.substr(0, good.size() - 1));
    add("with something behind", good + "{}");
    add("with a comma too many",
        absl::StrCat(good.substr(0, good.size() - 1), ",}"));
    add("with a comment", absl::StrCat("/* */", good));
    add("in single quotes", absl::StrReplaceAll(good, {{"\"", "'"}}));
    add("not in UTF-8",
        absl::StrCat(good.substr(0, good.size() - 1), ",\"x\":\"\xff\"}"));
    add("with a zero byte in a name",
        absl::StrCat(good.substr(0, good.size() - 1), ",\"x",
                     absl::string_view("\0", 1), "\":1}"));
    add("with no number",
        absl::StrCat(good.substr(0, good.size() - 1), ",\"x\":NaN}"));
    add("too deep", absl::StrCat(good.substr(0, good.size() - 1),
                                 ",\"x\":", std::string(40, '['),
                                 std::string(40, ']'), "}"));
    std::string deep = "1";
    for (int level = 0; level < 8; ++level) {
      deep = absl::StrCat("{\"x\":", deep, "}");
    }
    add("deep objects",
        absl::StrCat(good.substr(0, good.size() - 1), ",\"x\":", deep, "}"));
  }

  void AddClaims() {
    for (const char* const claim : {"iss", "aud", "sub", "exp", "iat"}) {
      AddWithoutClaim(claim);
      for (const Json& value : {Json(), Json(true), Json{{"a", 1}}}) {
        AddClaim(absl::StrCat(claim, " is ", value.dump()), claim, value);
      }
    }
    for (const char* const issuer :
         {"", "https://login.voorbeeld.example/", "login.voorbeeld.example",
          "http://login.voorbeeld.example", "https://LOGIN.voorbeeld.example",
          "https://login.voorbeeld.example.attacker.example",
          "https://attacker.example", " https://login.voorbeeld.example"}) {
      AddClaim(absl::StrCat("issuer '", issuer, "'"), "iss", issuer,
               "TOKEN_OF_OTHER_ISSUER");
    }
    AddClaim("issuer with a zero byte", "iss",
             std::string(kIssuer) + std::string(1, '\0'),
             "TOKEN_OF_OTHER_ISSUER");
    AddClaim("issuers", "iss", Json::array({kIssuer}));
    for (const Json& audience :
         {Json(""), Json("https://driehoek.voorbeeld.example/"),
          Json("https://DRIEHOEK.voorbeeld.example"), Json("driehoek"),
          Json("*"), Json::array(), Json::array({"another"}),
          Json::array({"another", "and another"})}) {
      AddClaim(absl::StrCat("audience ", audience.dump()), "aud", audience,
               "TOKEN_FOR_OTHERS");
    }
    AddClaim("audience with a number", "aud", Json::array({kAudience, 7}));
    AddClaim("audiences within", "aud",
             Json::array({Json::array({kAudience})}));
    for (const Json& subject : {Json(""), Json(7), Json::array({"docent-p"}),
                                Json(std::string(256, 's'))}) {
      AddClaim(absl::StrCat("subject ", subject.dump().substr(0, 20)), "sub",
               subject);
    }
    AddTimes();
    const std::string good = GoodClaims().dump();
    const std::string open = good.substr(0, good.size() - 1);
    for (const char* const claim : {"iss", "aud", "sub", "exp", "iat"}) {
      AddClaims(absl::StrCat(claim, " twice"),
                absl::StrCat(open, ",\"", claim,
                             "\":", GoodClaims()[claim].dump(), "}"));
    }
    AddNotObjects(
        [this](const std::string& name, const std::string& text) {
          AddClaims(absl::StrCat("claims ", name), text);
        },
        good);
  }

  void AddTimes() {
    for (const char* const claim : {"exp", "iat", "nbf", "auth_time"}) {
      for (const Json& value :
           {Json("soon"), Json(absl::StrCat(SecondsFromNow(absl::Hours(1)))),
            Json(-1), Json(1e300), Json(253402300800), Json::array({1})}) {
        AddClaim(absl::StrCat(claim, " is ", value.dump()), claim, value);
      }
    }
    AddClaims(
        "exp beyond all numbers",
        absl::StrReplaceAll(
            GoodClaims().dump(),
            {{absl::StrCat(SecondsFromNow(absl::Minutes(55))), "1e999"}}));
    AddClaim("expired", "exp", SecondsFromNow(-absl::Minutes(2)),
             "TOKEN_EXPIRED");
    AddClaim("expired a leeway ago", "exp", SecondsFromNow(-absl::Seconds(60)),
             "TOKEN_EXPIRED");
    AddClaim("expired long ago", "exp", 0, "TOKEN_EXPIRED");
    AddClaim("given tomorrow", "iat", SecondsFromNow(absl::Hours(24)),
             "TOKEN_NOT_VALID_YET");
    AddClaim("given in 61 seconds", "iat", SecondsFromNow(absl::Seconds(61)),
             "TOKEN_NOT_VALID_YET");
    AddClaim("valid from tomorrow", "nbf", SecondsFromNow(absl::Hours(24)),
             "TOKEN_NOT_VALID_YET");
    AddClaim("valid in 61 seconds", "nbf", SecondsFromNow(absl::Seconds(61)),
             "TOKEN_NOT_VALID_YET");
    AddClaim("good for a day and more", "exp", SecondsFromNow(absl::Hours(24)),
             "TOKEN_LIVES_TOO_LONG");
    AddClaim("good for ten years", "exp", SecondsFromNow(absl::Hours(87600)),
             "TOKEN_LIVES_TOO_LONG");
  }

  const ForgedKey& key_;
  std::vector<Hostile> all_;
};

TEST(AccessToken, LetsInTheHolderOfOneThatEachKindOfKeySigned) {
  for (const ForgedKey& key : Keys()) {
    SCOPED_TRACE(key.algorithm());
    const absl::StatusOr<TokenHolder> holder = Check(GoodToken(key));
    ASSERT_TRUE(holder.ok()) << holder.status();
    EXPECT_EQ(holder->issuer, kIssuer);
    EXPECT_EQ(holder->subject, "docent-p");
    EXPECT_EQ(holder->expires_at, Now() + absl::Minutes(55));
    EXPECT_EQ(holder->authenticated_at, std::nullopt);
  }
}

// What may differ, so that the refusals below are of what may not.
TEST(AccessToken, LetsInWhatTheStandardLeavesFree) {
  const ForgedKey& key = Keys().front();
  const auto with = [&key](const char* claim, const Json& value) {
    Json claims = GoodClaims();
    claims[claim] = value;
    return Check(TokenOf(HeaderOf(key).dump(), claims.dump(), key)).status();
  };
  EXPECT_TRUE(with("aud", Json::array({"another", kAudience})).ok());
  EXPECT_TRUE(with("aud", "other-name").ok());
  EXPECT_TRUE(with("exp", SecondsFromNow(-absl::Seconds(59))).ok()) << "leeway";
  EXPECT_TRUE(with("iat", SecondsFromNow(absl::Seconds(60))).ok()) << "leeway";
  EXPECT_TRUE(with("nbf", SecondsFromNow(absl::Seconds(60))).ok()) << "leeway";
  EXPECT_TRUE(with("nbf", 0).ok());
  EXPECT_TRUE(
      with("exp", static_cast<double>(SecondsFromNow(absl::Hours(1))) + 0.5)
          .ok());
  EXPECT_TRUE(with("sub", std::string(255, 's')).ok());
  EXPECT_TRUE(with("scope", "openid email").ok());
  EXPECT_TRUE(with("authorization_details", Json{{"a", {{"b", 1}}}}).ok());
  for (const char* const type :
       {"AT+JWT", "application/at+jwt", "Application/AT+JWT"}) {
    Json header = HeaderOf(key);
    header["typ"] = type;
    EXPECT_TRUE(Check(TokenOf(header.dump(), GoodClaims().dump(), key)).ok())
        << type;
  }
}

TEST(AccessToken, TellsWhenAndHowItsHolderSignedIn) {
  const ForgedKey& key = Keys().front();
  Json claims = GoodClaims();
  claims["auth_time"] = SecondsFromNow(-absl::Minutes(6));
  claims["acr"] = "https://refeds.org/profile/mfa";
  const absl::StatusOr<TokenHolder> holder =
      Check(TokenOf(HeaderOf(key).dump(), claims.dump(), key));
  ASSERT_TRUE(holder.ok()) << holder.status();
  EXPECT_EQ(holder->authenticated_at, Now() - absl::Minutes(6));
  EXPECT_EQ(holder->authentication_class, "https://refeds.org/profile/mfa");
}

// A token that a website got counts for that website, and not for whoever asks
// in its place.
TEST(AccessToken, MustBeGivenToAClientThatIsAllowed) {
  const ForgedKey& key = Keys().front();
  TokenRules rules = Rules();
  rules.clients = {"driehoek-cli", "driehoek-web"};
  TokenChecker checker(rules, Published());
  EXPECT_TRUE(checker.Check(GoodToken(key), Now()).ok());
  for (const Json& client : {Json("other"), Json(""), Json(7), Json(nullptr),
                             Json({"driehoek-web"})}) {
    Json claims = GoodClaims();
    claims["client_id"] = client;
    EXPECT_EQ(
        ReasonOf(
            checker
                .Check(TokenOf(HeaderOf(key).dump(), claims.dump(), key), Now())
                .status()),
        "TOKEN_OF_OTHER_CLIENT")
        << client;
  }
  Json claims = GoodClaims();
  claims.erase("client_id");
  const std::string without = TokenOf(HeaderOf(key).dump(), claims.dump(), key);
  EXPECT_EQ(ReasonOf(checker.Check(without, Now()).status()),
            "TOKEN_OF_OTHER_CLIENT");
  EXPECT_TRUE(Check(without).ok()) << "where no client is named";
}

TEST(AccessToken, MustBeOfWhoSignedInStronglyEnough) {
  const ForgedKey& key = Keys().front();
  constexpr char kSecondFactor[] = "https://refeds.org/profile/mfa";
  TokenRules rules = Rules();
  rules.authentication_classes = {kSecondFactor};
  TokenChecker checker(rules, Published());
  const auto check = [&](const Json& acr) {
    Json claims = GoodClaims();
    if (!acr.is_null()) claims["acr"] = acr;
    return checker
        .Check(TokenOf(HeaderOf(key).dump(), claims.dump(), key), Now())
        .status();
  };
  EXPECT_TRUE(check(kSecondFactor).ok());
  for (const Json& acr :
       {Json(nullptr), Json("0"), Json("https://refeds.org/profile/sfa"),
        Json(Json::array({kSecondFactor}))}) {
    EXPECT_EQ(ReasonOf(check(acr)), "TOKEN_TOO_WEAK") << acr;
  }
}

TEST(AccessToken, RefusesHostileOnes) {
  size_t refused = 0;
  for (const ForgedKey& key : Keys()) {
    std::set<std::string> names;
    for (const Hostile& hostile : HostileTokens(key).All()) {
      SCOPED_TRACE(hostile.name);
      EXPECT_TRUE(names.insert(hostile.name).second) << "said twice";
      EXPECT_NE(hostile.token, GoodToken(key));
      const absl::Status status = Check(hostile.token).status();
      EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
      EXPECT_EQ(ReasonOf(status), hostile.reason);
      if (!status.ok()) ++refused;
    }
  }
  EXPECT_GE(refused, 200u);
  RecordProperty("hostile_tokens", static_cast<int>(refused));
}

// A refusal never repeats what was sent: it ends in logs.
TEST(AccessToken, RefusesWithoutSayingWhatTheTokenSaid) {
  for (const ForgedKey& key : Keys()) {
    for (const Hostile& hostile : HostileTokens(key).All()) {
      const std::string said(Check(hostile.token).status().message());
      EXPECT_THAT(said, testing::Not(testing::HasSubstr("docent-p")));
      EXPECT_THAT(said, testing::Not(testing::HasSubstr(key.key_id())));
    }
  }
}

Json SetOf(const Json& key) { return {{"keys", Json::array({key})}}; }

TEST(TokenKeys, LeavesOutWhatNoTokenMayBeSignedWith) {
  const Json rsa = Keys()[0].Jwk();
  const Json ec = Keys()[1].Jwk();
  const Json ed = Keys()[2].Jwk();
  const auto taken = [](Json key, const char* field, const Json& value) {
    key[field] = value;
    return TokenKeys::Parse(SetOf(key).dump()).value().size();
  };
  const auto without = [](Json key, const char* field) {
    key.erase(field);
    return TokenKeys::Parse(SetOf(key).dump()).value().size();
  };
  for (const Json& good : {rsa, ec, ed}) {
    SCOPED_TRACE(good.dump());
    EXPECT_EQ(taken(good, "x5t", "whatever"), 1u);
    EXPECT_EQ(taken(good, "key_ops", Json::array({"verify"})), 1u);
    EXPECT_EQ(without(good, "alg"), 1u) << "its kind says what it is for";
    EXPECT_EQ(without(good, "use"), 1u);
    EXPECT_EQ(without(good, "kid"), 0u);
    EXPECT_EQ(without(good, "kty"), 0u);
    EXPECT_EQ(taken(good, "kid", ""), 0u);
    EXPECT_EQ(taken(good, "kid", 7), 0u);
    EXPECT_EQ(taken(good, "kid", std::string(257, 'k')), 0u);
    EXPECT_EQ(taken(good, "use", "enc"), 0u);
    EXPECT_EQ(taken(good, "use", 7), 0u);
    EXPECT_EQ(taken(good, "key_ops", Json::array({"encrypt"})), 0u);
    EXPECT_EQ(taken(good, "key_ops", "verify"), 0u);
    EXPECT_EQ(taken(good, "alg", "HS256"), 0u);
    EXPECT_EQ(taken(good, "alg", "none"), 0u);
    EXPECT_EQ(taken(good, "alg", "RSA-OAEP"), 0u);
    EXPECT_EQ(taken(good, "kty", "oct"), 0u);
    EXPECT_EQ(taken(good, "d", "AAAA"), 0u) << "a private key";
  }
  EXPECT_EQ(taken(rsa, "alg", "PS256"), 0u);
  EXPECT_EQ(taken(rsa, "alg", "RS512"), 0u);
  EXPECT_EQ(taken(rsa, "e", "AQ"), 0u) << "1";
  EXPECT_EQ(taken(rsa, "e", "Ag"), 0u) << "even";
  EXPECT_EQ(taken(rsa, "e", std::string(400, 'B')), 0u) << "too large";
  EXPECT_EQ(taken(rsa, "n", "AQAB"), 0u) << "too short";
  EXPECT_EQ(taken(rsa, "n", std::string(4000, 'B')), 0u) << "too large";
  EXPECT_EQ(taken(rsa, "n", "not base64"), 0u);
  EXPECT_EQ(without(rsa, "n"), 0u);
  EXPECT_EQ(without(rsa, "e"), 0u);
  EXPECT_EQ(taken(ec, "crv", "P-384"), 0u);
  EXPECT_EQ(taken(ec, "crv", "secp256k1"), 0u);
  EXPECT_EQ(taken(ec, "x", ec["y"]), 0u) << "not on the curve";
  EXPECT_EQ(taken(ec, "y", "AAAA"), 0u);
  EXPECT_EQ(without(ec, "y"), 0u);
  EXPECT_EQ(taken(ed, "crv", "X25519"), 0u);
  EXPECT_EQ(taken(ed, "x", "AAAA"), 0u);
  EXPECT_EQ(TokenKeys::Parse(SetOf(ShortRsa().Jwk()).dump()).value().size(),
            0u);
}

TEST(TokenKeys, LeavesOutKeysThatShareAName) {
  Json other = Keys()[1].Jwk();
  other["kid"] = Keys()[0].key_id();
  const Json keys =
      Json::array({Keys()[0].Jwk(), other, Keys()[2].Jwk(), other});
  const TokenKeys parsed =
      TokenKeys::Parse(Json{{"keys", keys}}.dump()).value();
  EXPECT_EQ(parsed.size(), 1u);
  EXPECT_EQ(parsed.Find(Keys()[0].key_id()), nullptr);
  EXPECT_NE(parsed.Find(Keys()[2].key_id()), nullptr);
}

TEST(TokenKeys, RefusesADocumentThatIsNone) {
  const auto refused = [](const std::string& document) {
    return TokenKeys::Parse(document).status().code() ==
           absl::StatusCode::kInvalidArgument;
  };
  EXPECT_TRUE(refused(""));
  EXPECT_TRUE(refused("<html>"));
  EXPECT_TRUE(refused("[]"));
  EXPECT_TRUE(refused("{}"));
  EXPECT_TRUE(refused(R"({"keys":{}})"));
  EXPECT_TRUE(refused(R"({"keys":[],"keys":[]})"));
  EXPECT_TRUE(refused(
      absl::StrCat(R"({"keys":[],"x":")",
                   std::string(TokenKeys::kMaxDocumentBytes, 'x'), "\"}")));
  Json many = Json::array();
  for (size_t i = 0; i <= TokenKeys::kMaxKeys; ++i) many.push_back(Json());
  EXPECT_TRUE(refused(Json{{"keys", many}}.dump()));
  EXPECT_FALSE(refused(R"({"keys":[1,"a",null,{}]})")) << "of other kinds";
}

TEST(TokenChecker, RemembersATokenUntilItExpires) {
  TokenChecker checker(Rules(), Published());
  const std::string token = GoodToken(Keys()[0]);
  EXPECT_TRUE(checker.Check(token, Now()).ok());
  EXPECT_EQ(checker.size(), 1u);
  EXPECT_TRUE(checker.Check(token, Now() + absl::Minutes(55)).ok()) << "leeway";
  EXPECT_EQ(checker.size(), 1u);
  EXPECT_EQ(ReasonOf(checker.Check(token, Now() + absl::Minutes(56)).status()),
            "TOKEN_EXPIRED");
}

TEST(TokenChecker, ForgetsWhatAKeySignedThatIsNoLongerPublished) {
  TokenChecker checker(Rules(), Published());
  const std::string token = GoodToken(Keys()[0]);
  ASSERT_TRUE(checker.Check(token, Now()).ok());
  checker.Replace(TokenKeys::Parse(SetOf(Keys()[1].Jwk()).dump()).value());
  EXPECT_EQ(ReasonOf(checker.Check(token, Now()).status()),
            "TOKEN_KEY_UNKNOWN");
  EXPECT_TRUE(checker.Check(GoodToken(Keys()[1]), Now()).ok());
}

TEST(TokenChecker, RemembersNoMoreThanItMay) {
  TokenChecker checker(Rules(), Published(), /*remembered=*/2);
  for (int round = 0; round < 3; ++round) {
    for (const ForgedKey& key : Keys()) {
      EXPECT_TRUE(checker.Check(GoodToken(key), Now()).ok());
      EXPECT_FALSE(checker.Check("x.y.z", Now()).ok());
      EXPECT_LE(checker.size(), 2u);
    }
  }
  EXPECT_EQ(checker.size(), 2u);
}

TEST(LocalIssuer, SignsTokensThatItsPublishedKeyVerifies) {
  const LocalIssuer issuer;
  const TokenRules rules = {.issuer = LocalIssuer::kIssuer,
                            .audiences = {LocalIssuer::kAudience}};
  TokenChecker checker(rules, TokenKeys::Parse(issuer.key_set()).value());
  const std::string token =
      issuer.TokenFor("docent-p", Now(), absl::Minutes(10));
  EXPECT_EQ(checker.Check(token, Now()).value().subject, "docent-p");
  EXPECT_EQ(ReasonOf(checker.Check(token, Now() + absl::Minutes(12)).status()),
            "TOKEN_EXPIRED");

  const LocalIssuer another;
  EXPECT_EQ(ReasonOf(checker
                         .Check(another.TokenFor("docent-p", Now(),
                                                 absl::Minutes(10)),
                                Now())
                         .status()),
            "TOKEN_KEY_UNKNOWN")
      << "of a server that was started again";
}

}  // namespace
}  // namespace driehoek
