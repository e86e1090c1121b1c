#include "base/tag.h"

#include <cstddef>
#include <set>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

TEST(Tag, IsComparedAndHashedByKindAndId) {
  const Tag resident = {TagKind::kResident, "a"};
  const Tag trainer = {TagKind::kTrainer, "a"};
  EXPECT_NE(resident, trainer);
  EXPECT_LT(resident, trainer);
  const absl::flat_hash_set<Tag> tags = {resident, trainer, resident};
  EXPECT_EQ(tags.size(), 2u);
}

TEST(Tag, IsWrittenWithTheNameOfItsKind) {
  EXPECT_EQ(ToString({TagKind::kCase, "5ybx"}), "case:5ybx");
  EXPECT_EQ(ToString({TagKind::kInstitute, "i"}), "institute:i");
}

TEST(Tag, HasAnotherNameForEachKind) {
  std::set<std::string> names;
  for (int kind = 1; kind <= static_cast<int>(TagKind::kLast); ++kind) {
    names.insert(ToString({static_cast<TagKind>(kind), ""}));
  }
  EXPECT_EQ(names.size(), static_cast<size_t>(TagKind::kLast));
  EXPECT_FALSE(names.contains("unknown:"));
}

// Stored in every log: a number is never given to another kind.
static_assert(static_cast<int>(TagKind::kInstitute) == 1);
static_assert(static_cast<int>(TagKind::kCase) == 10);
static_assert(static_cast<int>(TagKind::kDocument) == 11);
static_assert(static_cast<int>(TagKind::kAccount) == 12);

}  // namespace
}  // namespace driehoek
