#include "base/sha256.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

std::string HexOf(const Hash32& hash) {
  return absl::BytesToHexString(BytesOf(hash));
}

TEST(Sha256, GivesTheHashesOfFips180) {
  EXPECT_EQ(HexOf(Sha256({})),
            "e3b0c44298fc1c149afbf4c8996fb924"
            "27ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(HexOf(Sha256({"abc"})),
            "ba7816bf8f01cfea414140de5dae2223"
            "b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, HashesTheConcatenationOfItsParts) {
  EXPECT_EQ(Sha256({"a", "", "bc", absl::string_view()}), Sha256({"abc"}));
  EXPECT_NE(Sha256({"abd"}), Sha256({"abc"}));
}

TEST(HmacSha256, GivesTheCodesOfRfc4231) {
  EXPECT_EQ(HexOf(HmacSha256(std::string(20, '\x0b'), {"Hi ", "There"})),
            "b0344c61d8db38535ca8afceaf0bf12b"
            "881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(HexOf(HmacSha256("Jefe", {"what do ya want for nothing?"})),
            "5bdcc146bf60754e6a042426089575c7"
            "5a003f089d2739839dec58b964ec3843");
}

TEST(HmacSha256, TakesAnEmptyKey) {
  EXPECT_EQ(HexOf(HmacSha256(absl::string_view(), {})),
            "b613679a0814d9ec772f95d778c35fc5"
            "ff1697c493715653c6c712144292c5ad");
}

TEST(RandomBytes, HasTheLengthAskedForAndIsNotRepeated) {
  EXPECT_EQ(RandomBytes(0), "");
  EXPECT_EQ(RandomBytes(32).size(), 32u);
  EXPECT_NE(RandomBytes(32), RandomBytes(32));
}

}  // namespace
}  // namespace driehoek
