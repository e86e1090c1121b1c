// What every command has in common: who asks, for whom, on what, on which day.
#include "domain/decide.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/rejections.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::UnorderedElementsAre;
using v1::HoldTrainerCheckUp;
using v1::NotifyProgrammeManager;
using v1::PlanTriangularMeeting;
using v1::RuleDecoupling;

constexpr char kInCase[] = R"pb(case_id: "case-1")pb";
constexpr char kPlan[] =
    R"pb(case_id: "case-1"
         planned_on { year: 2026 month: 9 day: 21 })pb";

Scenario Met() {
  return Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice)
      .As(v1::ROLE_TEACHER);
}

TEST(Decide, RefusesNothingAsked) {
  Scenario().As(v1::ROLE_TEACHER).WhenAll({}).ThenRefused("NO_COMMAND");
  Scenario()
      .As(v1::ROLE_TEACHER)
      .WhenAll({v1::Command()})
      .ThenRefused("NO_COMMAND");
}

TEST(Decide, RefusesAPersonWhoIsNotKnown_G11) {
  Met()
      .As(v1::ROLE_TEACHER, "nobody")
      .When<HoldTrainerCheckUp>(kInCase)
      .ThenRefused("ACTOR_UNKNOWN");
}

TEST(Decide, RefusesARoleThatIsNotHeldThatDay_G11) {
  Met()
      .As(v1::ROLE_DEPUTY_HEAD, kTeacher)
      .When<HoldTrainerCheckUp>(kInCase)
      .ThenRefused("ROLE_NOT_HELD")
      .As(v1::ROLE_TEACHER, kStranger)
      .When<HoldTrainerCheckUp>(kInCase)
      .ThenRefused("ROLE_NOT_HELD")
      .As(v1::ROLE_TEACHER)
      .Today(2026, 2, 28)  // The day before the roles of this world.
      .When<HoldTrainerCheckUp>(kInCase)
      .ThenRefused("ROLE_NOT_HELD");
}

TEST(Decide, LetsNobodyPretendToBeTheServer_G11) {
  Met()
      .As(v1::ROLE_SYSTEM, kAdministrator)
      .When<HoldTrainerCheckUp>(kInCase)
      .ThenRefused("ACTOR_UNKNOWN");
}

TEST(Decide, LetsTheServerDoNothingInACase_G11) {
  Met()
      .As(v1::ROLE_SYSTEM)
      .When<HoldTrainerCheckUp>(kInCase)
      .ThenRefused("CASE_NOT_FOUND");
}

TEST(Decide, FindsNoCaseThatOneMayNotKnowOf_G11) {
  Met()
      .When<HoldTrainerCheckUp>(R"pb(case_id: "case-9")pb")
      .ThenRefused("CASE_NOT_FOUND")
      .As(v1::ROLE_TEACHER, kOtherTeacher)
      .When<HoldTrainerCheckUp>(kInCase)
      .ThenRefused("CASE_NOT_FOUND")
      .As(v1::ROLE_YEAR_ASSISTANT, kOtherYearAssistant)
      .When<HoldTrainerCheckUp>(kInCase)
      .ThenRefused("CASE_NOT_FOUND")
      .As(v1::ROLE_RESIDENT, kOtherResident)
      .When<PlanTriangularMeeting>(kPlan)
      .ThenRefused("CASE_NOT_FOUND")
      .As(v1::ROLE_TRAINER, kNewTrainer)
      .When<PlanTriangularMeeting>(kPlan)
      .ThenRefused("CASE_NOT_FOUND")
      .As(v1::ROLE_AUDITOR)
      .When<PlanTriangularMeeting>(kPlan)
      .ThenRefused("CASE_NOT_FOUND");
}

TEST(Decide, LetsAPartyPlan_G11) {
  Met()
      .As(v1::ROLE_RESIDENT)
      .When<PlanTriangularMeeting>(kPlan)
      .ThenDone()
      .As(v1::ROLE_TRAINER)
      .When<PlanTriangularMeeting>(kPlan)
      .ThenDone();
}

TEST(Decide, LetsNobodyWhomTheProcedureLetsNot_G11) {
  Met()
      .As(v1::ROLE_RESIDENT)
      .When<HoldTrainerCheckUp>(kInCase)
      .ThenRefused("NOT_COMPETENT", {.rule = "G-11", .section = "§5.3.2"});
}

TEST(Decide, AsksTheProcedureWhoIsCompetent_G11) {
  Scenario()
      .UnderUtrechtWith([](v1::Procedure& procedure) {
        for (v1::Competence& competence : *procedure.mutable_competences()) {
          if (competence.command() == "rule_decoupling") {
            competence.clear_roles();
            competence.add_roles(v1::ROLE_PROGRAMME_MANAGER);
          }
        }
      })
      .Given(kCaseOpened, kDecouplingAdvised, kDiscussedWithDeputyHead)
      .As(v1::ROLE_DEPUTY_HEAD)
      .When<RuleDecoupling>(R"pb(case_id: "case-1" ruling: RULING_DECOUPLE)pb")
      .ThenRefused("NOT_COMPETENT", {.rule = "G-11"})
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<RuleDecoupling>(R"pb(case_id: "case-1" ruling: RULING_DECOUPLE)pb")
      .ThenDone();
}

TEST(Decide, HidesACaseFromWhomTheProcedureShowsNone) {
  Scenario()
      .UnderUtrechtWith([](v1::Procedure& procedure) {
        v1::SightRule& rule = *procedure.add_sights();
        rule.set_subject(v1::SIGHT_SUBJECT_CASES);
        for (const v1::Role role : {v1::ROLE_TEACHER, v1::ROLE_HEAD}) {
          v1::RoleSight& by = *rule.add_by();
          by.set_role(role);
          by.set_degree(v1::SIGHT_DEGREE_ALL);
        }
      })
      .Given(kCaseOpened, kMeetingHeldWithoutDecoupling)
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<PlanTriangularMeeting>(kPlan)
      .ThenRefused("CASE_NOT_FOUND")
      .As(v1::ROLE_TEACHER)
      .When<PlanTriangularMeeting>(kPlan)
      .ThenDone()
      .As(v1::ROLE_RESIDENT)
      .When<PlanTriangularMeeting>(kPlan)
      .ThenDone();
}

TEST(Decide, TakesStaffRightsFromAPartyToTheCase_A55) {
  Met()
      .Given(AlsoTeaches(kTrainer))
      .As(v1::ROLE_TEACHER, kTrainer)
      .When<HoldTrainerCheckUp>(kInCase)
      .ThenRefused("CASE_NOT_FOUND");
}

TEST(Decide, TakesStaffRightsFromATrainerInThePractice_A55) {
  // Of the duo, on another placement of the practice.
  Met()
      .Given(AlsoTeaches(kSecondTrainer))
      .As(v1::ROLE_TEACHER, kSecondTrainer)
      .When<HoldTrainerCheckUp>(kInCase)
      .ThenRefused("CASE_NOT_FOUND");
}

TEST(Decide, TakesStaffRightsFromACandidate_A55) {
  Met()
      .Given(AlsoTeaches(kNewTrainer))
      .As(v1::ROLE_TEACHER, kNewTrainer)
      .When<HoldTrainerCheckUp>(kInCase)
      .ThenDone()
      .Given(R"pb(candidate_proposed {
                    case_id: "case-1"
                    candidacy_id: "candidacy-1"
                    candidate_id: "trainer-3"
                    practice_id: "practice-2"
                    on { year: 2026 month: 9 day: 14 }
                  })pb")
      .When<HoldTrainerCheckUp>(kInCase)
      .ThenRefused("CASE_NOT_FOUND");
}

TEST(Decide, LetsStaffRecordForAParty_A54) {
  Met()
      .OnBehalfOf(kResident, v1::ROLE_RESIDENT, v1::CHANNEL_PHONE)
      .When<PlanTriangularMeeting>(kPlan)
      .ThenDone()
      .OnBehalfOf(kTrainer, v1::ROLE_TRAINER, v1::CHANNEL_MAIL)
      .When<PlanTriangularMeeting>(kPlan)
      .ThenDone()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .OnBehalfOf(kResident, v1::ROLE_RESIDENT, v1::CHANNEL_PAPER)
      .When<PlanTriangularMeeting>(kPlan)
      .ThenDone();
}

TEST(Decide, JudgesTheOneRepresented_A54) {
  // A teacher may hold the call; the resident may not, whoever records it.
  Met()
      .OnBehalfOf(kResident, v1::ROLE_RESIDENT)
      .When<HoldTrainerCheckUp>(kInCase)
      .ThenRefused("NOT_COMPETENT", {.rule = "G-11"});
}

TEST(Decide, LetsOnlyStaffRecordForAnother_A54) {
  for (const v1::Role role :
       {v1::ROLE_TRAINER, v1::ROLE_POLICY_OFFICER, v1::ROLE_AUDITOR,
        v1::ROLE_ADMINISTRATOR, v1::ROLE_SYSTEM}) {
    SCOPED_TRACE(v1::Role_Name(role));
    Met()
        .As(role)
        .OnBehalfOf(kResident, v1::ROLE_RESIDENT)
        .When<PlanTriangularMeeting>(kPlan)
        .ThenRefused("MAY_NOT_ACT_FOR_OTHERS", {.rule = "A-54"});
  }
}

TEST(Decide, LetsStaffRecordOnlyWhereTheyBelong_A54) {
  Met()
      .As(v1::ROLE_TEACHER, kOtherTeacher)
      .OnBehalfOf(kResident, v1::ROLE_RESIDENT)
      .When<PlanTriangularMeeting>(kPlan)
      .ThenRefused("CASE_NOT_FOUND");
}

TEST(Decide, RepresentsOnlyAResidentOrTrainer_A54) {
  Met()
      .OnBehalfOf(kDeputyHead, v1::ROLE_DEPUTY_HEAD)
      .When<PlanTriangularMeeting>(kPlan)
      .ThenRefused("REPRESENTED_MALFORMED", {.rule = "A-54"})
      .OnBehalfOf(kTeacher, v1::ROLE_RESIDENT)
      .When<PlanTriangularMeeting>(kPlan)
      .ThenRefused("REPRESENTED_MALFORMED", {.rule = "A-54"})
      .OnBehalfOf(kResident, v1::ROLE_TRAINER)
      .When<PlanTriangularMeeting>(kPlan)
      .ThenRefused("REPRESENTED_UNKNOWN", {.rule = "A-54"})
      .OnBehalfOf("nobody", v1::ROLE_RESIDENT)
      .When<PlanTriangularMeeting>(kPlan)
      .ThenRefused("REPRESENTED_UNKNOWN", {.rule = "A-54"})
      .OnBehalfOf(kOtherResident, v1::ROLE_RESIDENT)
      .When<PlanTriangularMeeting>(kPlan)
      .ThenRefused("REPRESENTED_NOT_CONCERNED", {.rule = "A-54"});
}

TEST(Decide, AsksHowItCameIn_A54) {
  Met()
      .OnBehalfOf(kResident, v1::ROLE_RESIDENT, v1::CHANNEL_UNSPECIFIED)
      .When<PlanTriangularMeeting>(kPlan)
      .ThenRefused("REPRESENTED_MALFORMED", {.rule = "A-54"})
      .OnBehalfOf("", v1::ROLE_UNSPECIFIED, v1::CHANNEL_MAIL)
      .When<PlanTriangularMeeting>(kPlan)
      .ThenRefused("REPRESENTED_MALFORMED", {.rule = "A-54"});
}

TEST(Decide, KeepsTheDirectoryForTheKeeperInPerson_A54) {
  Scenario()
      .Given(AlsoTeaches(kAdministrator))
      .As(v1::ROLE_TEACHER, kAdministrator)
      .OnBehalfOf(kResident, v1::ROLE_RESIDENT)
      .When<v1::RegisterPractice>(R"pb(reference: "a" name: "Praktijk A")pb")
      .ThenRefused("NOT_COMPETENT", {.rule = "G-11"});
}

TEST(Decide, RefusesADayThatIsToCome_AS6) {
  Met()
      .When<HoldTrainerCheckUp>(
          absl::StrCat(kInCase, " on { year: 2026 month: 9 day: 15 }"))
      .ThenRefused("DATE_IN_FUTURE")
      .When<HoldTrainerCheckUp>(
          absl::StrCat(kInCase, " on { year: 2026 month: 9 day: 14 }"))
      .ThenDone();
}

TEST(Decide, RefusesADayThatDoesNotExistOrIsLongGone_AS6) {
  Met()
      .When<NotifyProgrammeManager>(
          absl::StrCat(kInCase, " on { year: 2026 month: 2 day: 29 }"))
      .ThenRefused("DATE_MALFORMED")
      .When<NotifyProgrammeManager>(
          absl::StrCat(kInCase, " on { year: 2026 month: 2 day: 28 }"))
      .ThenRefused("BEFORE_PLACEMENT")
      .When<NotifyProgrammeManager>(
          absl::StrCat(kInCase, " on { year: 2026 month: 3 day: 1 }"))
      .ThenDone();
}

TEST(Decide, TakesTodayInAmsterdamWhenNoDayIsSaid_AS1) {
  Met()
      .Today(2026, 9, 18)
      .When<NotifyProgrammeManager>(kInCase)
      .ThenEvents(R"pb(programme_manager_notified {
                         on { year: 2026 month: 9 day: 18 }
                       })pb");
}

TEST(Decide, RefusesIdsThatAreNoIds) {
  Met()
      .When<HoldTrainerCheckUp>(R"pb(case_id: "Case 1")pb")
      .ThenRefused("ID_MALFORMED")
      .When<HoldTrainerCheckUp>("")
      .ThenRefused("FIELD_MISSING");
}

TEST(Decide, BoundsTheEventsOfACase) {
  Scenario()
      .Given(kCaseOpened)
      .GivenTimes(9'998, kProgrammeManagerNotified)
      .As(v1::ROLE_TEACHER)
      .When<NotifyProgrammeManager>(kInCase)
      .ThenDone()
      .When<NotifyProgrammeManager>(kInCase)
      .ThenRefused("CASE_TOO_LONG");
}

TEST(Decide, IsAllOrNothingAndSaysWhichCommandWasRefused) {
  Scenario scenario =
      Met()
          .WhenAll({Scenario::CommandOf<NotifyProgrammeManager>(kInCase),
                    Scenario::CommandOf<RuleDecoupling>(
                        R"pb(case_id: "case-1" ruling: RULING_DECOUPLE)pb")})
          .ThenRefused("NOT_COMPETENT", {.rule = "G-11"});
  EXPECT_EQ(CommandOf(scenario.decided().status()), 1u);
  EXPECT_EQ(scenario.CaseAfter().notified_on, std::nullopt);
}

TEST(Decide, LetsALaterCommandSeeAnEarlierOne) {
  Met()
      .Given(AlsoTeaches(kTrainer))
      .As(v1::ROLE_TEACHER)
      .WhenAll({Scenario::CommandOf<v1::HoldTriangularMeeting>(
                    R"pb(case_id: "case-1"
                         outcome: MEETING_OUTCOME_NO_DECOUPLING)pb"),
                Scenario::CommandOf<v1::SubmitReport>(
                    R"pb(case_id: "case-1"
                         report: "D-1"
                         parts { key: "perspective_resident" value: "x" }
                         parts { key: "perspective_trainer" value: "x" }
                         parts { key: "attention_points" value: "x" })pb"),
                Scenario::CommandOf<v1::ResolveWithoutDecoupling>(kInCase)})
      .ThenEvents(R"pb(triangular_meeting_held {})pb",
                  R"pb(report_submitted {})pb",
                  R"pb(resolved_without_decoupling {})pb");
}

TEST(Decide, AnswersTheSameToTheSame) {
  const auto decide =
      [] {
        return Scenario()
            .As(v1::ROLE_TEACHER)
            .When<v1::HoldTriangularMeeting>(
                R"pb(placement_id: "placement-1"
                     outcome: MEETING_OUTCOME_FOLLOW_UP)pb");
      };
  const Scenario once = decide();
  const Scenario again = decide();
  ASSERT_TRUE(once.decided().ok());
  ASSERT_TRUE(again.decided().ok());
  EXPECT_EQ(once.decided()->front().id, again.decided()->front().id);
  EXPECT_EQ(once.decided()->front().case_id, again.decided()->front().case_id);
}

TEST(Needs, NamesTheActorsAndWhatEachCommandLooksAt) {
  v1::Actor actor;
  actor.set_person_id(kTeacher);
  actor.set_on_behalf_of(kResident);
  const IdSupply ids("secret", "request");
  EXPECT_THAT(
      Needs({Scenario::CommandOf<v1::HoldTriangularMeeting>(
                 R"pb(placement_id: "placement-1" teacher_ids: "teacher-2")pb"),
             Scenario::CommandOf<HoldTrainerCheckUp>(kInCase),
             Scenario::CommandOf<NotifyProgrammeManager>(kInCase)},
            actor, kInstitute, ids, SamePeople()),
      UnorderedElementsAre(
          Tag{TagKind::kPerson, kTeacher}, Tag{TagKind::kTrainer, kTeacher},
          Tag{TagKind::kPerson, kResident}, Tag{TagKind::kTrainer, kResident},
          Tag{TagKind::kPerson, kSecondTeacher},
          Tag{TagKind::kTrainer, kSecondTeacher},
          Tag{TagKind::kPlacement, kPlacement},
          Tag{TagKind::kInstitute, kInstitute}, Tag{TagKind::kCase, kCase}));
}

TEST(Needs, NamesEveryRecordOfAPersonAndOfATrainer) {
  SamePeople same_people;
  same_people.Merge(kNewTrainer, kStranger);
  v1::Actor actor;
  actor.set_person_id(kStranger);
  const IdSupply ids("secret", "request");
  EXPECT_THAT(Needs({Scenario::CommandOf<v1::ConfirmPairing>(
                        R"pb(case_id: "case-1" trainer_id: "trainer-3")pb")},
                    actor, kInstitute, ids, same_people),
              UnorderedElementsAre(Tag{TagKind::kPerson, kStranger},
                                   Tag{TagKind::kPerson, kNewTrainer},
                                   Tag{TagKind::kTrainer, kStranger},
                                   Tag{TagKind::kTrainer, kNewTrainer},
                                   Tag{TagKind::kCase, kCase}));
}

// A command that a procedure says nothing of could never be given.
TEST(Competence, IsSaidForEveryCommandOfACase_G11) {
  const std::set<std::string> of_the_institute = {
      "publish_procedure", "register_person", "grant_role", "end_role",
      "register_group", "register_practice", "register_placement",
      "set_calendar_day", "record_outcome", "merge_persons", "unmerge_persons",
      "register_cohort", "invite_to_sign_in", "link_account", "unlink_account",
      "block_sign_in", "unblock_sign_in",
      // What the law says of privacy, no procedure changes.
      "add_statement", "erase_content", "place_legal_hold", "lift_legal_hold",
      "mask_passage", "unmask_passage", "make_privacy_request",
      "extend_privacy_request", "answer_privacy_request",
      // Whoever hands the report in, and whose e-portfolio it is.
      "attach_file", "choose_new_trainer_sight",
      // Nor who may open a case in an emergency.
      "open_emergency_access"};
  const std::shared_ptr<const Procedure> utrecht = Utrecht();
  for (int i = 0; i < v1::Command::descriptor()->field_count(); ++i) {
    const std::string& name = v1::Command::descriptor()->field(i)->name();
    EXPECT_EQ(utrecht->FindCompetence(name) != nullptr,
              of_the_institute.count(name) == 0)
        << name;
  }
}

TEST(Rejection, SaysItInBothLanguagesWithReasonRuleAndSection) {
  const absl::Status status = rejection::NotDiscussedYet("G-1", "§5.1");
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), "NOT_DISCUSSED_YET");
  EXPECT_EQ(RuleOf(status), "G-1");
  EXPECT_EQ(SectionOf(status), "§5.1");
  EXPECT_EQ(DutchOf(status),
            "Dit is nog niet besproken met het plaatsvervangend hoofd.");
  EXPECT_EQ(std::string(status.message()),
            "It was not discussed with the deputy head yet.");
  EXPECT_EQ(CommandOf(status), std::nullopt);
  EXPECT_EQ(CommandOf(AtCommand(status, 3)), 3u);
  EXPECT_EQ(RuleOf(AtCommand(status, 3)), "G-1");
}

TEST(Rejection, IsNotReadIntoAnotherStatus) {
  const absl::Status status = absl::InternalError("broken");
  EXPECT_EQ(ReasonOf(status), "");
  EXPECT_EQ(RuleOf(status), "");
  EXPECT_EQ(DutchOf(status), "broken");
  EXPECT_EQ(AtCommand(status, 1), status);
}

}  // namespace
}  // namespace driehoek
