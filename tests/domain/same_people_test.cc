#include "domain/same_people.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kMerged[] =
    R"pb(persons_merged { person_id: "a" duplicate_id: "b" })pb";
constexpr char kSecondMerged[] =
    R"pb(persons_merged { person_id: "a" duplicate_id: "c" })pb";
constexpr char kUnmerged[] =
    R"pb(persons_unmerged { person_id: "a" duplicate_id: "b" })pb";

TEST(SamePeople, AreEachOneAsLongAsNobodyIsMerged) {
  const SamePeople people;
  EXPECT_EQ(people.KeptOf("b"), "b");
  EXPECT_THAT(people.AllOf("b"), ElementsAre("b"));
  EXPECT_THAT(people.DuplicatesOf("b"), IsEmpty());
  EXPECT_FALSE(people.AreSame("a", "b"));
  EXPECT_TRUE(people.AreSame("b", "b"));
}

TEST(SamePeople, AreKnownByEveryRecordUntilTheyAreUnmerged) {
  SamePeople people;
  people.Take(Scenario::EventOf(kMerged));
  people.Take(Scenario::EventOf(kSecondMerged));
  for (const char* const id : {"a", "b", "c"}) {
    EXPECT_EQ(people.KeptOf(id), "a") << id;
    EXPECT_THAT(people.AllOf(id), ElementsAre("a", "b", "c")) << id;
    EXPECT_THAT(people.DuplicatesOf(id), ElementsAre("b", "c")) << id;
  }
  EXPECT_TRUE(people.AreSame("b", "c"));
  EXPECT_FALSE(people.IsDuplicate("a"));
  EXPECT_TRUE(people.IsDuplicate("b"));
  people.Take(Scenario::EventOf(kUnmerged));
  EXPECT_THAT(people.AllOf("b"), ElementsAre("b"));
  EXPECT_THAT(people.AllOf("a"), ElementsAre("a", "c"));
  EXPECT_FALSE(people.AreSame("b", "c"));
  EXPECT_EQ(people.merges(), 2u);
}

TEST(SamePeople, FindTheVeryIdBeforeAnotherOfThePerson) {
  SamePeople people;
  people.Take(Scenario::EventOf(kMerged));
  EXPECT_EQ(people.FindIn({"a", "b"}, "b"), "b");
  EXPECT_EQ(people.FindIn({"c", "a"}, "b"), "a");
  EXPECT_EQ(people.FindIn({"c"}, "b"), std::nullopt);
}

TEST(SamePeople, AreNeverAChain) {
  SamePeople people;
  people.Merge("a", "b");
  people.Merge("b", "c");  // b is a duplicate.
  people.Merge("d", "b");
  people.Merge("d", "a");  // a has one.
  people.Merge("b", "a");
  EXPECT_THAT(people.AllOf("b"), ElementsAre("a", "b"));
  EXPECT_THAT(people.AllOf("c"), ElementsAre("c"));
  EXPECT_THAT(people.AllOf("d"), ElementsAre("d"));
  people.Unmerge("d", "b");
  EXPECT_TRUE(people.AreSame("a", "b"));
}

}  // namespace
}  // namespace driehoek
