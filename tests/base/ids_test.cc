#include "base/ids.h"

#include <set>
#include <string>
#include <type_traits>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

using ::testing::MatchesRegex;

static_assert(!std::is_convertible_v<CaseId, PersonId>);
static_assert(!std::is_constructible_v<CaseId, PersonId>);

TEST(Id, IsComparedAndHashedByItsValue) {
  EXPECT_EQ(CaseId("a"), CaseId("a"));
  EXPECT_LT(CaseId("a"), CaseId("b"));
  EXPECT_TRUE(CaseId().empty());
  const absl::flat_hash_set<CaseId> ids = {CaseId("a"), CaseId("b"),
                                           CaseId("a")};
  EXPECT_EQ(ids.size(), 2u);
}

TEST(IsWellFormedId, TakesLowerCaseDigitsAndHyphens) {
  EXPECT_TRUE(IsWellFormedId("aios-017"));
  EXPECT_TRUE(IsWellFormedId(std::string(64, 'a')));
  for (const std::string& value :
       {std::string(), std::string(65, 'a'), std::string("Aios"),
        std::string("a b"), std::string("a/b"), std::string("a\0b", 3),
        std::string("\xc3\xa9")}) {
    EXPECT_FALSE(IsWellFormedId(value)) << value;
  }
}

TEST(IdSupply, GivesTheSameIdsAgainForTheSameRequest) {
  IdSupply first("secret", "request-1");
  IdSupply again("secret", "request-1");
  for (int i = 0; i < 10; ++i) EXPECT_EQ(first.Next(), again.Next());
}

TEST(IdSupply, GivesOtherIdsForAnotherRequestOrSecret) {
  std::set<std::string> ids;
  for (const std::string secret : {"secret", "other"}) {
    for (const std::string request : {"request-1", "request-2", ""}) {
      IdSupply supply(secret, request);
      for (int i = 0; i < 100; ++i) ids.insert(supply.Next());
    }
  }
  EXPECT_EQ(ids.size(), 600u);
}

TEST(IdSupply, MakesWellFormedIdsOf20Base32Characters) {
  IdSupply supply("secret", "request-1");
  for (int i = 0; i < 100; ++i) {
    const std::string id = supply.Next();
    EXPECT_EQ(id.size(), 20u);
    EXPECT_EQ(id.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567"),
              std::string::npos);
    EXPECT_TRUE(IsWellFormedId(id));
  }
}

TEST(IdSupply, KeepsItsIdsFromReleaseToRelease) {
  // Stored ids of references must be found again: these never change.
  IdSupply supply("secret", "request-1");
  EXPECT_EQ(supply.ForReference("person", "aios-017"), "zwxzmu2oiofccrk4j762");
  EXPECT_EQ(supply.Next(), "c2o5wuz5gpwga4coo64c");
  EXPECT_EQ(supply.Next(), "wmnxgz5koybmya6fgjie");
}

TEST(IdSupply, NamesAReferenceWhateverTheRequest) {
  IdSupply one("secret", "request-1");
  const IdSupply two("secret", "request-2");
  one.Next();
  EXPECT_EQ(one.ForReference("person", "aios-017"),
            two.ForReference("person", "aios-017"));
}

TEST(IdSupply, TellsKindAndReferenceApart) {
  const IdSupply supply("secret", "request-1");
  EXPECT_NE(supply.ForReference("person", "s1"),
            supply.ForReference("persons", "1"));
  EXPECT_NE(supply.ForReference("person", "1"),
            supply.ForReference("placement", "1"));
}

TEST(NewUuid7, HasTheVersionAndVariantOfRfc9562) {
  const std::string id = NewUuid7(absl::FromUnixMillis(0x0123456789AB));
  EXPECT_THAT(id, MatchesRegex("01234567-89ab-7[0-9a-f][0-9a-f][0-9a-f]-"
                               "[89ab][0-9a-f][0-9a-f][0-9a-f]-[0-9a-f]+"));
  EXPECT_EQ(id.size(), 36u);
}

TEST(NewUuid7, SortsByMillisecond) {
  std::string last;
  for (int64_t ms = 1'789'000'000'000; ms < 1'789'000'001'000; ++ms) {
    const std::string id = NewUuid7(absl::FromUnixMillis(ms));
    EXPECT_LT(last, id);
    last = id;
  }
}

TEST(NewUuid7, DiffersWithinAMillisecond) {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(NewUuid7(absl::UnixEpoch()));
  EXPECT_EQ(ids.size(), 1000u);
}

}  // namespace
}  // namespace driehoek
