// Opening a case in an emergency.
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "domain/access.h"
#include "gtest/gtest.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using v1::OpenEmergencyAccess;

constexpr char kOpen[] = R"pb(case_id: "case-1"
                              reason: "De docent is onbereikbaar.")pb";

Scenario ACase() { return Scenario().Given(kCaseOpened); }

TEST(OpenEmergencyAccess, IsForWhoDoesNotSeeTheCaseAndForAFewHours) {
  Scenario opened = ACase()
                        .Today(2026, 9, 14)
                        .As(v1::ROLE_TEACHER, kOtherTeacher)
                        .When<OpenEmergencyAccess>(kOpen)
                        .ThenEvents(R"pb(emergency_access_opened {
                                           case_id: "case-1"
                                           person_id: "teacher-3"
                                           role: ROLE_TEACHER
                                           on { year: 2026 month: 9 day: 14 }
                                           reason: "De docent is onbereikbaar."
                                         })pb")
                        .ThenTagged(0, {{TagKind::kCase, kCase},
                                        {TagKind::kPerson, kOtherTeacher}});
  // At noon, for four hours unless said.
  EXPECT_EQ(opened.decided()
                ->front()
                .events[0]
                .event.emergency_access_opened()
                .ends_at_micros(),
            absl::ToUnixMicros(StartOf(absl::CivilDay(2026, 9, 14)) +
                               absl::Hours(16)));
}

TEST(OpenEmergencyAccess, LastsADayAtMost) {
  const auto hours = [](int asked) {
    return ACase()
        .As(v1::ROLE_TEACHER, kOtherTeacher)
        .When<OpenEmergencyAccess>(absl::StrCat(kOpen, " hours: ", asked));
  };
  hours(24).ThenDone();
  hours(25).ThenRefused("TOO_MANY_HOURS");
  hours(-1).ThenRefused("TOO_MANY_HOURS");
}

TEST(OpenEmergencyAccess, AsksWhy) {
  ACase()
      .As(v1::ROLE_TEACHER, kOtherTeacher)
      .When<OpenEmergencyAccess>(R"pb(case_id: "case-1")pb")
      .ThenRefused("REASON_MISSING");
}

TEST(OpenEmergencyAccess, IsNotForWhoSeesTheCaseAlready) {
  ACase()
      .As(v1::ROLE_TEACHER)
      .When<OpenEmergencyAccess>(kOpen)
      .ThenRefused("ACCESS_ALREADY");
}

TEST(OpenEmergencyAccess, IsForStaffAlone) {
  for (const v1::Role role :
       {v1::ROLE_RESIDENT, v1::ROLE_TRAINER, v1::ROLE_POLICY_OFFICER,
        v1::ROLE_AUDITOR, v1::ROLE_ADMINISTRATOR}) {
    ACase().As(role).When<OpenEmergencyAccess>(kOpen).ThenRefused(
        "NOT_COMPETENT");
  }
}

TEST(OpenEmergencyAccess, GivesNobodyAStaffRightInTheOwnCase_A55) {
  ACase()
      .Given(R"pb(role_granted {
                    grant_id: "grant-x"
                    person_id: "trainer-1"
                    role: ROLE_TEACHER
                    scope { group_id: "group-2" }
                    from { year: 2026 month: 1 day: 1 }
                  })pb")
      .As(v1::ROLE_TEACHER, kTrainer)
      .When<OpenEmergencyAccess>(kOpen)
      .ThenRefused("CASE_NOT_FOUND");
}

TEST(OpenEmergencyAccess, IsOfACaseThatIsThere) {
  Scenario()
      .As(v1::ROLE_TEACHER, kOtherTeacher)
      .When<OpenEmergencyAccess>(kOpen)
      .ThenRefused("CASE_NOT_FOUND");
}

// To read: nothing is done by it.
TEST(OpenEmergencyAccess, LetsNobodyDoAnything) {
  ACase()
      .As(v1::ROLE_TEACHER, kOtherTeacher)
      .When<OpenEmergencyAccess>(kOpen)
      .ThenDone()
      .When<v1::HoldTriangularMeeting>(
          R"pb(case_id: "case-1" outcome: MEETING_OUTCOME_FOLLOW_UP)pb")
      .ThenRefused("CASE_NOT_FOUND");
}

Caller OtherTeacher() {
  Caller caller{
      .person_id = kOtherTeacher, .role = v1::ROLE_TEACHER, .grants = {}};
  v1::RoleHeld& held = caller.grants.emplace_back();
  held.set_role(v1::ROLE_TEACHER);
  held.mutable_scope()->set_group_id(kOtherGroup);
  return caller;
}

v1::Case Row() {
  v1::Case row;
  row.set_case_id(kCase);
  row.set_group_id(kGroup);
  row.set_training_year(1);
  row.set_resident_id(kResident);
  row.add_trainer_ids(kTrainer);
  return row;
}

TEST(EmergencyAccess, ShowsThatOneCaseAndNoOther) {
  Caller caller = OtherTeacher();
  EXPECT_FALSE(MaySeeCase(caller, Row()));
  caller.emergencies.emplace_back().set_case_id("case-2");
  EXPECT_FALSE(MaySeeCase(caller, Row()));
  caller.emergencies.back().set_case_id(kCase);
  caller.emergencies.back().set_emergency_id("emergency-1");
  EXPECT_TRUE(MaySeeCase(caller, Row()));
  EXPECT_TRUE(IsInEmergency(caller, Row()));
  v1::Looked looked;
  looked.set_case_id(kCase);
  looked.set_emergency_id("emergency-1");
  EXPECT_EQ(PurposeOf(caller, looked), v1::PURPOSE_EMERGENCY);
}

TEST(EmergencyAccess, IsToldToThePartiesAndToAuditors) {
  const auto told = [](const std::string& person, v1::Role role) {
    Caller caller{.person_id = person, .role = role, .grants = {}};
    caller.grants.emplace_back().set_role(role);
    return IsToldOfEmergencies(caller, Row());
  };
  EXPECT_TRUE(told(kResident, v1::ROLE_RESIDENT));
  EXPECT_TRUE(told(kTrainer, v1::ROLE_TRAINER));
  EXPECT_TRUE(told(kAuditor, v1::ROLE_AUDITOR));
  EXPECT_FALSE(told(kOtherResident, v1::ROLE_RESIDENT));
  EXPECT_FALSE(told(kTrainer, v1::ROLE_AUDITOR));
  EXPECT_FALSE(told(kHead, v1::ROLE_HEAD));
}

}  // namespace
}  // namespace driehoek
