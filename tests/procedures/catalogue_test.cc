#include "procedures/catalogue.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::shared_ptr<const Procedure> Version(const std::string& version,
                                         absl::CivilDay from) {
  v1::Procedure data;
  data.set_key("voorbeeld");
  data.set_version(version);
  data.mutable_in_force_from()->set_year(static_cast<int>(from.year()));
  data.mutable_in_force_from()->set_month(from.month());
  data.mutable_in_force_from()->set_day(from.day());
  return std::make_shared<const Procedure>(std::move(data));
}

TEST(Catalogue, FindsAVersionByKeyAndByName) {
  Catalogue catalogue;
  const auto first = Version("1", absl::CivilDay(2023, 3, 1));
  const auto second = Version("2", absl::CivilDay(2024, 3, 1));
  ASSERT_TRUE(catalogue.Add(first).ok());
  ASSERT_TRUE(catalogue.Add(second).ok());
  EXPECT_EQ(catalogue.Find("voorbeeld", "1"), first);
  EXPECT_EQ(catalogue.Find("voorbeeld@2"), second);
  EXPECT_EQ(catalogue.Find("voorbeeld", "3"), nullptr);
  EXPECT_EQ(catalogue.Find("voorbeeld"), nullptr);
  EXPECT_THAT(catalogue.all(), ElementsAre(first, second));
}

TEST(Catalogue, RefusesAVersionThatIsThere) {
  Catalogue catalogue;
  const auto first = Version("1", absl::CivilDay(2023, 3, 1));
  ASSERT_TRUE(catalogue.Add(first).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(
      catalogue.Add(Version("1", absl::CivilDay(2025, 1, 1)))));
  EXPECT_THAT(catalogue.all(), ElementsAre(first));
}

TEST(Catalogue, KnowsWhatIsInForceOnADay_A32) {
  Catalogue catalogue;
  EXPECT_EQ(catalogue.InForceOn(absl::CivilDay(2026, 1, 1)), nullptr);
  const auto later = Version("later", absl::CivilDay(2024, 3, 1));
  const auto earlier = Version("earlier", absl::CivilDay(2023, 3, 1));
  const auto repaired = Version("repaired", absl::CivilDay(2024, 3, 1));
  ASSERT_TRUE(catalogue.Add(later).ok());
  ASSERT_TRUE(catalogue.Add(earlier).ok());
  EXPECT_EQ(catalogue.InForceOn(absl::CivilDay(2023, 2, 28)), nullptr);
  EXPECT_EQ(catalogue.InForceOn(absl::CivilDay(2023, 3, 1)), earlier);
  EXPECT_EQ(catalogue.InForceOn(absl::CivilDay(2024, 2, 29)), earlier);
  EXPECT_EQ(catalogue.InForceOn(absl::CivilDay(2024, 3, 1)), later);
  ASSERT_TRUE(catalogue.Add(repaired).ok());
  EXPECT_EQ(catalogue.InForceOn(absl::CivilDay(2024, 3, 1)), repaired);
}

TEST(Catalogue, KnowsWhatIsInForceOfOneProcedure_A34) {
  Catalogue catalogue;
  const auto later = Version("later", absl::CivilDay(2024, 3, 1));
  const auto earlier = Version("earlier", absl::CivilDay(2023, 3, 1));
  ASSERT_TRUE(catalogue.Add(later).ok());
  ASSERT_TRUE(catalogue.Add(earlier).ok());
  ASSERT_TRUE(catalogue.Add(OtherInstitute()).ok());
  const absl::CivilDay day(2026, 1, 1);
  EXPECT_EQ(catalogue.InForceOn("voorbeeld", day), later);
  EXPECT_EQ(catalogue.InForceOn("voorbeeld", absl::CivilDay(2023, 3, 1)),
            earlier);
  EXPECT_EQ(catalogue.InForceOn("voorbeeld", absl::CivilDay(2023, 2, 28)),
            nullptr);
  EXPECT_EQ(catalogue.First("voorbeeld"), earlier);
  EXPECT_EQ(catalogue.InForceOn("onbekend", day), nullptr);
  EXPECT_EQ(catalogue.First("onbekend"), nullptr);
}

TEST(Catalogue, LeavesAnEarlierCopyAsItWas) {
  Catalogue before;
  ASSERT_TRUE(before.Add(Version("1", absl::CivilDay(2023, 3, 1))).ok());
  Catalogue after = before;
  ASSERT_TRUE(after.Add(Version("2", absl::CivilDay(2024, 3, 1))).ok());
  EXPECT_EQ(before.Find("voorbeeld@2"), nullptr);
  EXPECT_NE(after.Find("voorbeeld@1"), nullptr);
}

TEST(Procedure, FindsWhatItHas) {
  const auto procedure = OtherInstitute();
  EXPECT_EQ(procedure->name(), "voorbeeldstad-uit-elkaar@1.0");
  EXPECT_EQ(procedure->in_force_from(), absl::CivilDay(2025, 9, 1));
  EXPECT_EQ(procedure->FindReport("V-2")->key(), "V-2");
  EXPECT_EQ(procedure->FindPlace("MAP")->external().system(), "Mappenkast");
  EXPECT_EQ(procedure->FindObligation("A-3")->key(), "A-3");
  EXPECT_EQ(procedure->FindGuard(v1::GUARD_BOTH_ANSWERS_YES)->key(), "W-2");
  EXPECT_EQ(procedure->FindCompetence("rule_decoupling")->roles(0),
            v1::ROLE_HEAD);
}

TEST(Procedure, FindsNothingElse) {
  const auto procedure = OtherInstitute();
  EXPECT_EQ(procedure->FindReport("D-1"), nullptr);
  EXPECT_EQ(procedure->FindPlace("EP"), nullptr);
  EXPECT_EQ(procedure->FindObligation("T-01"), nullptr);
  EXPECT_EQ(procedure->FindGuard(v1::GUARD_NO_NEW_RESIDENT_BEFORE_CONTACT),
            nullptr);
  EXPECT_EQ(procedure->FindCompetence("grant_role"), nullptr);
}

TEST(Procedure, NamesARoleAsTheInstituteDoes_A47) {
  EXPECT_EQ(OtherInstitute()->RoleName(v1::ROLE_TEACHER), "groepsbegeleider");
  EXPECT_EQ(Utrecht()->RoleName(v1::ROLE_TEACHER), "docent");
}

TEST(Procedure, NamesARoleInEnglishWhenTheInstituteDoesNot) {
  EXPECT_EQ(OtherInstitute()->RoleName(v1::ROLE_TRAINER_MANAGER_ASSISTANT),
            "trainer manager assistant");
}

TEST(ParseProcedure, EmptiesTheProblemsOfAnEarlierText) {
  std::vector<v1::ProcedureProblem> problems;
  EXPECT_EQ(ParseProcedure("key: 1", &problems), nullptr);
  EXPECT_FALSE(problems.empty());
  EXPECT_NE(ParseProcedure(TextOf(kOtherFile), &problems), nullptr);
  EXPECT_THAT(problems, IsEmpty());
}

}  // namespace
}  // namespace driehoek
