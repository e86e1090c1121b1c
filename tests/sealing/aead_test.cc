#include "sealing/aead.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

SecretKey KeyOf(char fill) { return SecretKey(std::string(32, fill)); }

// The Galois/Counter Mode of Operation (McGrew, Viega), test case 14.
TEST(Aead, IsAes256GcmAsPublished) {
  EXPECT_EQ(
      absl::BytesToHexString(SealOnce(KeyOf('\0'), "", std::string(16, '\0'))),
      "cea7403d4d606b6e074ec5d3baf39d18"
      "d0d1c8a799996bf0265b98b5d48ab919");
}

// RFC 5869, 2.2 and 2.3, worked out with HMAC alone.
TEST(Aead, DerivesWithHkdf) {
  const SecretKey from = KeyOf('k');
  const Hash32 extracted = HmacSha256("salt", {from.bytes()});
  const Hash32 first =
      HmacSha256(BytesOf(extracted), {"purpose", absl::string_view("\x01", 1)});
  const Hash32 second =
      HmacSha256(BytesOf(extracted),
                 {BytesOf(first), "purpose", absl::string_view("\x02", 1)});
  const DerivedKey derived = Derive(from, "salt", "purpose");
  EXPECT_EQ(derived.key.bytes(), BytesOf(first));
  EXPECT_EQ(derived.commitment, BytesOf(second));
}

TEST(Aead, DerivesAnotherKeyForEachSaltAndPurpose) {
  const DerivedKey one = Derive(KeyOf('k'), "salt", "facts");
  EXPECT_NE(one.key.bytes(), Derive(KeyOf('k'), "salt", "texts").key.bytes());
  EXPECT_NE(one.key.bytes(), Derive(KeyOf('k'), "other", "facts").key.bytes());
  EXPECT_NE(one.commitment, Derive(KeyOf('x'), "salt", "facts").commitment);
}

TEST(Aead, OpensWhatItSealedAndNothingElse) {
  const SecretKey key = KeyOf('k');
  for (const std::string& text :
       {std::string(), std::string("een geheim"), std::string(300000, 'x')}) {
    const std::string sealed = SealWithNonce(key, "hier", text);
    EXPECT_THAT(sealed, SizeIs(text.size() + kNonceBytes + kSealTagBytes));
    const auto opened = OpenWithNonce(key, "hier", sealed);
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(*opened, text);
    EXPECT_TRUE(absl::IsDataLoss(OpenWithNonce(key, "daar", sealed).status()));
    EXPECT_TRUE(
        absl::IsDataLoss(OpenWithNonce(KeyOf('x'), "hier", sealed).status()));
  }
}

TEST(Aead, RefusesEveryChangedOrMissingByte) {
  const SecretKey key = KeyOf('k');
  const std::string sealed = SealWithNonce(key, "hier", "een geheim");
  EXPECT_THAT(sealed, Not(HasSubstr("geheim")));
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_TRUE(absl::IsDataLoss(OpenWithNonce(key, "hier", changed).status()))
        << i;
    EXPECT_TRUE(absl::IsDataLoss(
        OpenWithNonce(key, "hier", sealed.substr(0, i)).status()))
        << i;
  }
}

TEST(Aead, SealsTheSameTextOtherwiseEachTime) {
  EXPECT_NE(SealWithNonce(KeyOf('k'), "hier", "een geheim"),
            SealWithNonce(KeyOf('k'), "hier", "een geheim"));
}

TEST(SecretKeyDeathTest, IsOf32BytesOrNothing) {
  EXPECT_DEATH(SecretKey("short"), "32 bytes");
}

}  // namespace
}  // namespace driehoek
