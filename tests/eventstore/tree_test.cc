#include "eventstore/tree.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

std::string Hex(const Hash32& hash) {
  return absl::BytesToHexString(BytesOf(hash));
}

// The leaves and roots with which implementations of Certificate Transparency
// test themselves.
TEST(MerkleFrontier, HasTheRootsOfCertificateTransparency) {
  const std::vector<std::string> leaves = {"",
                                           "00",
                                           "10",
                                           "2021",
                                           "3031",
                                           "40414243",
                                           "5051525354555657",
                                           "606162636465666768696a6b6c6d6e6f"};
  const std::vector<std::string> roots = {
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  MerkleFrontier tree;
  EXPECT_EQ(tree.Root(), Sha256({}));
  for (size_t i = 0; i < leaves.size(); ++i) {
    tree.Append(LeafHash(absl::HexStringToBytes(leaves[i])));
    EXPECT_EQ(tree.size(), i + 1);
    EXPECT_EQ(Hex(tree.Root()), roots[i]) << "of " << i + 1;
  }
}

// RFC 9162 §2.1.1, as it is written there.
Hash32 RootByDefinition(const std::vector<Hash32>& leaves, size_t begin,
                        size_t end) {
  if (end - begin == 1) return leaves[begin];
  size_t left = 1;
  while (left * 2 < end - begin) left *= 2;
  const Hash32 first = RootByDefinition(leaves, begin, begin + left);
  const Hash32 second = RootByDefinition(leaves, begin + left, end);
  return Sha256({absl::string_view("\1", 1), BytesOf(first), BytesOf(second)});
}

TEST(MerkleFrontier, AgreesWithTheDefinitionAtEverySize) {
  std::vector<Hash32> leaves;
  MerkleFrontier tree;
  for (int i = 0; i < 130; ++i) {
    leaves.push_back(LeafHash(std::to_string(i)));
    tree.Append(leaves.back());
    ASSERT_EQ(tree.Root(), RootByDefinition(leaves, 0, leaves.size()))
        << "of " << leaves.size();
  }
}

TEST(MerkleFrontier, GoesOnFromItsEncoding) {
  MerkleFrontier tree;
  for (int i = 0; i < 40; ++i) {
    auto decoded = MerkleFrontier::Decode(tree.Encode());
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(decoded->Root(), tree.Root());
    tree.Append(LeafHash("x"));
    decoded->Append(LeafHash("x"));
    EXPECT_EQ(decoded->Encode(), tree.Encode());
  }
  const std::string bytes = tree.Encode();
  EXPECT_FALSE(MerkleFrontier::Decode(bytes + "x").ok());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(MerkleFrontier::Decode(bytes.substr(0, size)).ok());
  }
}

}  // namespace
}  // namespace driehoek
