#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using v1::EndRole;
using v1::GrantRole;

Scenario Keeper() { return Scenario().As(v1::ROLE_ADMINISTRATOR); }

constexpr char kGrant[] =
    R"pb(reference: "rol-1"
         person_id: "stranger-1"
         role: ROLE_TEACHER
         scope { group_id: "group-1" }
         from { year: 2026 month: 9 day: 20 }
         until { year: 2027 month: 9 day: 19 })pb";

std::string Granting(const char* role, const char* scope) {
  return absl::StrCat("person_id: 'stranger-1' role: ", role, " scope { ",
                      scope, " } from { year: 2026 month: 9 day: 1 }");
}

TEST(GrantRole, GivesARoleInAScopeAndPeriod_G11) {
  Keeper()
      .When<GrantRole>(kGrant)
      .ThenEvents(R"pb(role_granted {
                         reference: "rol-1"
                         person_id: "stranger-1"
                         role: ROLE_TEACHER
                         scope { group_id: "group-1" }
                         from { year: 2026 month: 9 day: 20 }
                         until { year: 2027 month: 9 day: 19 }
                       })pb")
      .ThenTagged(0, {{TagKind::kPerson, kStranger}});
}

TEST(GrantRole, AgainChangesNothingAndOtherwiseIsRefused_G11) {
  Keeper()
      .When<GrantRole>(kGrant)
      .ThenDone()
      .When<GrantRole>(kGrant)
      .ThenNothing()
      .When<GrantRole>(absl::StrCat(kGrant, " scope { group_id: 'group-2' }"))
      .ThenRefused("GRANT_DIFFERS");
}

TEST(GrantRole, AgainChangesNothingAfterTheRoleEnded_G11) {
  Scenario scenario = Keeper().When<GrantRole>(kGrant);
  ASSERT_TRUE(scenario.decided().ok());
  const std::string id = scenario.decided()->front().id;
  std::move(scenario)
      .When<EndRole>(absl::StrCat("grant_id: '", id,
                                  "' person_id: 'stranger-1' "
                                  "until { year: 2026 month: 12 day: 31 }"))
      .ThenDone()
      .When<GrantRole>(kGrant)
      .ThenNothing();
}

TEST(GrantRole, AsItIsNowChangesNothingEither_G11) {
  Scenario scenario = Keeper().When<GrantRole>(kGrant);
  ASSERT_TRUE(scenario.decided().ok());
  const std::string id = scenario.decided()->front().id;
  std::move(scenario)
      .When<EndRole>(absl::StrCat("grant_id: '", id,
                                  "' person_id: 'stranger-1' "
                                  "until { year: 2026 month: 12 day: 31 }"))
      .ThenDone()
      .When<GrantRole>(
          absl::StrCat(kGrant, " until { year: 2026 month: 12 day: 31 }"))
      .ThenNothing()
      .When<GrantRole>(
          absl::StrCat(kGrant, " until { year: 2026 month: 12 day: 30 }"))
      .ThenRefused("GRANT_DIFFERS");
}

TEST(GrantRole, ByTheIdOfAGrantWithoutAReferenceIsThatGrant_G11) {
  const std::string grant = Granting("ROLE_DEPUTY_HEAD", "");
  Scenario scenario = Keeper().When<GrantRole>(grant);
  ASSERT_TRUE(scenario.decided().ok());
  const std::string id = scenario.decided()->front().id;
  std::move(scenario)
      .When<GrantRole>(absl::StrCat(grant, " reference: '", id, "'"))
      .ThenNothing()
      .When<GrantRole>(
          absl::StrCat(Granting("ROLE_HEAD", ""), " reference: '", id, "'"))
      .ThenRefused("GRANT_DIFFERS");
}

TEST(GrantRole, WithoutAReferenceIsANewOneEachTime_G11) {
  const std::string grant = Granting("ROLE_DEPUTY_HEAD", "");
  Keeper()
      .When<GrantRole>(grant)
      .ThenEvents(R"pb(role_granted { role: ROLE_DEPUTY_HEAD })pb")
      .When<GrantRole>(grant)
      .ThenEvents(R"pb(role_granted { role: ROLE_DEPUTY_HEAD })pb");
}

TEST(GrantRole, FitsTheScopeToTheRole_G11) {
  const auto granted = [](const char* role, const char* scope) {
    Scenario scenario = Keeper().When<GrantRole>(Granting(role, scope));
    return scenario.decided().ok();
  };
  EXPECT_TRUE(granted("ROLE_TEACHER", "group_id: 'group-1'"));
  EXPECT_FALSE(granted("ROLE_TEACHER", ""));
  EXPECT_FALSE(granted("ROLE_TEACHER", "training_year: 1"));
  EXPECT_TRUE(granted("ROLE_YEAR_ASSISTANT", "training_year: 3"));
  EXPECT_TRUE(granted("ROLE_YEAR_ASSISTANT", ""));
  EXPECT_FALSE(granted("ROLE_YEAR_ASSISTANT", "training_year: 4"));
  EXPECT_FALSE(granted("ROLE_PROGRAMME_MANAGER", "group_id: 'group-1'"));
  EXPECT_TRUE(granted("ROLE_TRAINER", "placement_id: 'placement-1'"));
  EXPECT_TRUE(granted("ROLE_RESIDENT", ""));
  EXPECT_FALSE(granted("ROLE_RESIDENT", "group_id: 'group-1'"));
  EXPECT_FALSE(granted("ROLE_HEAD", "training_year: 1"));
  EXPECT_FALSE(granted("ROLE_TEACHER", "group_id: 'group-1' training_year: 1"));
}

TEST(GrantRole, IsRefusedForWhatIsNotKnown_G11) {
  Keeper()
      .When<GrantRole>(Granting("ROLE_TEACHER", "group_id: 'group-9'"))
      .ThenRefused("GROUP_NOT_FOUND")
      .When<GrantRole>(Granting("ROLE_TRAINER", "placement_id: 'placement-9'"))
      .ThenRefused("PLACEMENT_NOT_FOUND")
      .When<GrantRole>(
          absl::StrCat(Granting("ROLE_HEAD", ""), " person_id: 'nobody'"))
      .ThenRefused("PERSON_NOT_FOUND")
      .When<GrantRole>(absl::StrCat(Granting("ROLE_HEAD", ""),
                                    " until { year: 2026 month: 8 day: 31 }"))
      .ThenRefused("PERIOD_MALFORMED")
      .When<GrantRole>(R"pb(person_id: "stranger-1" role: ROLE_HEAD)pb")
      .ThenRefused("DATE_MALFORMED");
}

TEST(GrantRole, NeverMakesAnyoneTheServer_G11) {
  Keeper()
      .When<GrantRole>(Granting("ROLE_SYSTEM", ""))
      .ThenRefused("ROLE_CANNOT_BE_GRANTED")
      .When<GrantRole>(Granting("ROLE_UNSPECIFIED", ""))
      .ThenRefused("ROLE_CANNOT_BE_GRANTED");
}

constexpr char kEnd[] =
    R"pb(grant_id: "grant-teacher-1"
         person_id: "teacher-1"
         until { year: 2026 month: 9 day: 30 })pb";

TEST(EndRole, NamesTheLastDay_G11) {
  Keeper()
      .When<EndRole>(kEnd)
      .ThenEvents(R"pb(role_ended {
                         grant_id: "grant-teacher-1"
                         person_id: "teacher-1"
                         until { year: 2026 month: 9 day: 30 }
                       })pb")
      .ThenTagged(0, {{TagKind::kPerson, kTeacher}})
      .When<EndRole>(kEnd)
      .ThenNothing()
      .When<EndRole>(
          absl::StrCat(kEnd, " until { year: 2026 month: 10 day: 1 }"))
      .ThenRefused("ROLE_ENDED_EARLIER")
      .When<EndRole>(
          absl::StrCat(kEnd, " until { year: 2026 month: 9 day: 20 }"))
      .ThenDone();
}

TEST(EndRole, IsRefusedForAGrantThatIsNotThere_G11) {
  Keeper()
      .When<EndRole>(absl::StrCat(kEnd, " person_id: 'teacher-2'"))
      .ThenRefused("GRANT_NOT_FOUND")
      .When<EndRole>(
          absl::StrCat(kEnd, " until { year: 2026 month: 2 day: 28 }"))
      .ThenRefused("PERIOD_MALFORMED");
}

TEST(EndRole, CountsToItsLastDayAndNotAfter_G11) {
  const char* const check_up = R"pb(case_id: "case-1")pb";
  Keeper()
      .Given(kCaseOpened, kMeetingHeldWithFollowUp)
      .When<EndRole>(kEnd)
      .ThenDone()
      .As(v1::ROLE_TEACHER)
      .Today(2026, 9, 30)
      .When<v1::HoldTrainerCheckUp>(check_up)
      .ThenDone()
      .Today(2026, 10, 1)
      .When<v1::HoldTrainerCheckUp>(check_up)
      .ThenRefused("ROLE_NOT_HELD");
}

constexpr char kAudit[] = R"pb(person_id: "stranger-1"
                               role: ROLE_AUDITOR
                               from { year: 2026 month: 9 day: 1 }
                               until { year: 2026 month: 12 day: 31 }
                               purpose: "Onderzoek naar de termijnen.")pb";

TEST(GrantRole, OpensAnAuditWithAPurposeAndAnEnd) {
  Keeper().When<GrantRole>(kAudit).ThenEvents(
      R"pb(role_granted {
             role: ROLE_AUDITOR
             until { year: 2026 month: 12 day: 31 }
             purpose: "Onderzoek naar de termijnen."
           })pb");
  Keeper()
      .When<GrantRole>(absl::StrCat(kAudit, " purpose: ''"))
      .ThenRefused("REASON_MISSING")
      .When<GrantRole>(R"pb(person_id: "stranger-1"
                            role: ROLE_AUDITOR
                            from { year: 2026 month: 9 day: 1 }
                            purpose: "Onderzoek.")pb")
      .ThenRefused("FIELD_MISSING")
      .When<GrantRole>(
          absl::StrCat(kAudit, " until { year: 2027 month: 9 day: 2 }"))
      .ThenRefused("AUDIT_TOO_LONG")
      .When<GrantRole>(
          absl::StrCat(kAudit, " until { year: 2027 month: 9 day: 1 }"))
      .ThenDone();
}

// Who is ill, or has no say in a case (A-55).
TEST(GrantRole, SaysWhomSomeoneStandsInFor_A55) {
  Keeper()
      .When<GrantRole>(absl::StrCat(kGrant, " replaced_id: 'teacher-1'"))
      .ThenEvents(R"pb(role_granted {
                         person_id: "stranger-1"
                         replaced_id: "teacher-1"
                       })pb")
      .ThenTagged(0, {{TagKind::kPerson, kStranger}});
  Keeper()
      .When<GrantRole>(kGrant)
      .ThenDone()
      .When<GrantRole>(absl::StrCat(kGrant, " replaced_id: 'teacher-1'"))
      .ThenRefused("GRANT_DIFFERS");
  Keeper()
      .When<GrantRole>(absl::StrCat(kGrant, " replaced_id: 'stranger-1'"))
      .ThenRefused("FIELD_NOT_EXPECTED")
      .When<GrantRole>(absl::StrCat(kGrant, " replaced_id: 'nobody-1'"))
      .ThenRefused("PERSON_NOT_FOUND")
      .When<GrantRole>(absl::StrCat(kGrant, " replaced_id: 'Wie?'"))
      .ThenRefused("ID_MALFORMED")
      .When<GrantRole>(absl::StrCat(kAudit, " replaced_id: 'teacher-1'"))
      .ThenRefused("FIELD_NOT_EXPECTED");
}

TEST(GrantRole, HasAPurposeForAnAuditAlone) {
  Keeper()
      .When<GrantRole>(absl::StrCat(kAudit, " role: ROLE_POLICY_OFFICER"))
      .ThenRefused("FIELD_NOT_EXPECTED");
}

}  // namespace
}  // namespace driehoek
