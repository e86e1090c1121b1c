// Other people go on with a case (A-31).
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/access.h"
#include "domain/due_dates.h"
#include "domain/extension.h"
#include "domain/hand_over.h"
#include "domain/rejections.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::CorrectFact;
using v1::HandOverCase;
using v1::HoldTrainerCheckUp;

constexpr char kSecondYear[] = R"pb(
  group_registered {
    group_id: "group-3"
    reference: "group-3"
    name: "Groep 2C"
    training_year: 2
  })pb";
constexpr char kToSecondYear[] = R"pb(case_id: "case-1" group_id: "group-3")pb";
constexpr char kToSecondYearWithOpen[] =
    R"pb(case_id: "case-1" group_id: "group-3" with_open: true)pb";
constexpr char kToOtherGroup[] = R"pb(case_id: "case-1" group_id: "group-2")pb";
constexpr char kSecondMeeting[] = R"pb(
  triangular_meeting_held {
    case_id: "case-1"
    meeting_id: "meeting-2"
    on { year: 2026 month: 9 day: 20 }
    outcome: MEETING_OUTCOME_FOLLOW_UP
    teacher_ids: "teacher-1"
  })pb";
constexpr char kClosed[] = R"pb(
  case_closed {
    case_id: "case-1"
    placement_id: "placement-1"
    result: CASE_RESULT_WITHDRAWN
    on { year: 2026 month: 9 day: 30 }
  })pb";
constexpr char kCheckUp[] = R"pb(case_id: "case-1")pb";

// "T-01 of meeting-1: group-1, year 1"
std::vector<std::string> OwedIn(const Case& of_case, const std::string& key) {
  std::vector<std::string> rows;
  for (const v1::Due& due : DueDatesOf(UtrechtProcedure(), of_case)) {
    if (due.obligation().key() != key) continue;
    rows.push_back(absl::StrCat(due.owner().scope().group_id(), " and year ",
                                due.watchers(0).scope().training_year()));
  }
  return rows;
}

bool IsConcernedIn(const Case& of_case, const Caller& caller) {
  return IsConcerned(caller, SurroundingsOf(of_case, UtrechtProcedure(), {}));
}

Scenario Met() {
  return Scenario()
      .Given(kSecondYear, kCaseOpened, kMeetingHeldWithFollowUp)
      .As(v1::ROLE_PROGRAMME_MANAGER);
}

TEST(HandOverCase, LetsOthersOweWhatComesAfterIt_A31) {
  Scenario scenario = Met()
                          .When<HandOverCase>(kToSecondYear)
                          .ThenEvents(R"pb(case_handed_over {
                                             case_id: "case-1"
                                             on { year: 2026 month: 9 day: 14 }
                                             group_id: "group-3"
                                             training_year: 2
                                             with_open: false
                                           })pb")
                          .ThenTagged(0, {{TagKind::kCase, kCase}})
                          .Given(kSecondMeeting);
  EXPECT_THAT(OwedIn(scenario.CaseAfter(), "T-01"),
              ElementsAre("group-1 and year 1", "group-3 and year 2"));
  EXPECT_EQ(scenario.CaseAfter().group_id, "group-3");
  EXPECT_EQ(scenario.CaseAfter().training_year, 2);
}

TEST(HandOverCase, TakesTheOpenOnesAlongWhenAsked_A31) {
  Scenario scenario = Met()
                          .When<HandOverCase>(kToSecondYearWithOpen)
                          .ThenDone()
                          .Given(kSecondMeeting);
  EXPECT_THAT(OwedIn(scenario.CaseAfter(), "T-01"),
              ElementsAre("group-3 and year 2", "group-3 and year 2"));
  EXPECT_THAT(scenario.CaseAfter().former_scopes, IsEmpty());
}

TEST(HandOverCase, LeavesTheFormerPeopleInSightOfWhatTheyOwe_A31) {
  Scenario scenario = Met()
                          .When<HandOverCase>(kToOtherGroup)
                          .ThenDone()
                          .As(v1::ROLE_TEACHER)
                          .When<HoldTrainerCheckUp>(kCheckUp)
                          .ThenDone()
                          .As(v1::ROLE_TEACHER, kOtherTeacher)
                          .When<v1::EngageIntermediary>(kCheckUp)
                          .ThenRefused("NOT_COMPETENT");
  const std::vector<v1::Scope> former =
      FormerScopesOf(scenario.CaseAfter(),
                     DueDatesOf(UtrechtProcedure(), scenario.CaseAfter()));
  ASSERT_EQ(former.size(), 1u);  // The year is the same.
  EXPECT_EQ(former[0].group_id(), "group-1");
}

TEST(HandOverCase, TakesThemAlongLater_A31) {
  Scenario scenario = Met()
                          .When<HandOverCase>(kToSecondYear)
                          .ThenDone()
                          .Given(kSecondMeeting)
                          .As(v1::ROLE_YEAR_ASSISTANT, kOtherYearAssistant)
                          .When<HandOverCase>(kToSecondYearWithOpen)
                          .ThenDone()
                          .As(v1::ROLE_TEACHER)
                          .When<HoldTrainerCheckUp>(kCheckUp)
                          .ThenRefused("CASE_NOT_FOUND")
                          .As(v1::ROLE_YEAR_ASSISTANT, kOtherYearAssistant)
                          .When<HandOverCase>(kToSecondYearWithOpen)
                          .ThenRefused("NOTHING_HANDED_OVER");
  EXPECT_THAT(OwedIn(scenario.CaseAfter(), "T-01"),
              ElementsAre("group-3 and year 2", "group-3 and year 2"));
}

TEST(HandOverCase, RemembersEachWhoHadTheCase_A31) {
  Scenario scenario = Met()
                          .When<HandOverCase>(kToOtherGroup)
                          .ThenDone()
                          .Given(kSecondMeeting)
                          .When<HandOverCase>(kToSecondYear)
                          .ThenDone();
  EXPECT_THAT(OwedIn(scenario.CaseAfter(), "T-01"),
              ElementsAre("group-1 and year 1", "group-2 and year 1"));
  const std::vector<v1::Scope> scopes =
      FormerScopesOf(scenario.CaseAfter(),
                     DueDatesOf(UtrechtProcedure(), scenario.CaseAfter()));
  std::vector<std::string> former;
  former.reserve(scopes.size());
  for (const v1::Scope& scope : scopes) {
    former.push_back(absl::StrCat(scope.group_id(), scope.training_year()));
  }
  EXPECT_THAT(former, ElementsAre("group-10", "1", "group-20"));
}

TEST(HandOverCase, EndsTheSightOfTheFormerPeopleWithTheCase_A31) {
  Scenario scenario = Met().When<HandOverCase>(kToSecondYear).ThenDone();
  const Caller former =
      CallerOf(scenario.After<PersonState>(TagKind::kPerson, kTeacher),
               v1::ROLE_TEACHER, Day(2026, 9, 14));
  EXPECT_TRUE(IsConcernedIn(scenario.CaseAfter(), former));
  scenario.GoOn().Given(kClosed);
  EXPECT_FALSE(IsConcernedIn(scenario.CaseAfter(), former));
  EXPECT_THAT(OwedIn(scenario.CaseAfter(), "T-01"),
              ElementsAre("group-3 and year 2"));
}

TEST(HandOverCase, EndsTheSightOfTheFormerPeopleWhenTheyOweNothing_A31) {
  Scenario scenario = Met().When<HandOverCase>(kToSecondYear).ThenDone();
  const Caller former =
      CallerOf(scenario.After<PersonState>(TagKind::kPerson, kTeacher),
               v1::ROLE_TEACHER, Day(2026, 9, 14));
  scenario.GoOn().Given(kReportWithAdvice);
  EXPECT_TRUE(IsConcernedIn(scenario.CaseAfter(), former))
      << "the check-up call is to be made still";
  scenario.GoOn().Given(R"pb(trainer_check_up_held {
                               case_id: "case-1"
                               meeting_id: "meeting-1"
                               on { year: 2026 month: 9 day: 14 }
                               trainer_id: "trainer-1"
                             })pb");
  EXPECT_FALSE(IsConcernedIn(scenario.CaseAfter(), former));
  std::move(scenario)
      .As(v1::ROLE_TEACHER)
      .Today(2026, 9, 14)
      .When<v1::SubmitReport>(R"pb(case_id: "case-1" report: "D-1")pb")
      .ThenRefused("CASE_NOT_FOUND");
}

// The report is there and the trainer was called: filing it is all that is
// left.
TEST(HandOverCase, EndsTheSightOfAGroupThatOwesNothingBeforeThatOfItsYear_A31) {
  Scenario scenario =
      Scenario()
          .Given(kSecondYear, kCaseOpened, kMeetingHeldWithAdvice,
                 kReportWithAdvice, R"pb(trainer_check_up_held {
                                           case_id: "case-1"
                                           meeting_id: "meeting-1"
                                           on { year: 2026 month: 9 day: 11 }
                                           trainer_id: "trainer-1"
                                         })pb")
          .As(v1::ROLE_PROGRAMME_MANAGER)
          .When<HandOverCase>(kToSecondYear)
          .ThenDone();
  const std::vector<v1::Scope> former =
      FormerScopesOf(scenario.CaseAfter(),
                     DueDatesOf(UtrechtProcedure(), scenario.CaseAfter()));
  ASSERT_THAT(former, SizeIs(1));
  EXPECT_EQ(former[0].training_year(), 1);
  EXPECT_EQ(former[0].group_id(), "");
  EXPECT_FALSE(IsConcernedIn(
      scenario.CaseAfter(),
      CallerOf(scenario.After<PersonState>(TagKind::kPerson, kTeacher),
               v1::ROLE_TEACHER, Day(2026, 9, 14))));
}

// The window of T-23 is counted from the placement that the case is about, and
// that is in the year in which it was opened.
TEST(HandOverCase, LeavesTheYearOfThePlacementToTheRules_T23) {
  const auto has = [](const Case& of_case) {
    return LiesWithin(v1::WINDOW_EXTENSION, UtrechtProcedure(), of_case);
  };
  Scenario scenario = Met()
                          .When<HandOverCase>(kToSecondYear)
                          .ThenDone()
                          .Given(kRuledToDecouple);
  EXPECT_EQ(scenario.CaseAfter().training_year, 2);
  EXPECT_TRUE(has(scenario.CaseAfter()));
  EXPECT_THAT(OwedIn(scenario.CaseAfter(), "T-06"),
              ElementsAre("group-3 and year 2"));

  Scenario of_second_year = Scenario().Given(
      kSecondYear,
      absl::StrCat(kCaseOpened, "case_opened { training_year: 2 }"),
      R"pb(case_handed_over {
             case_id: "case-1"
             on { year: 2026 month: 9 day: 7 }
             group_id: "group-1"
             training_year: 1
           })pb",
      kRuledToDecouple);
  EXPECT_EQ(of_second_year.CaseAfter().training_year, 1);
  EXPECT_FALSE(has(of_second_year.CaseAfter()));
}

TEST(HandOverCase, ReadsTheSameAfterACorrection_S44) {
  Scenario scenario = Met()
                          .As(v1::ROLE_PROGRAMME_MANAGER)
                          .When<HandOverCase>(kToSecondYear)
                          .ThenDone();
  const Position meeting = scenario.CaseAfter().past[1]->position;
  scenario.GoOn()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<CorrectFact>(absl::StrCat(
          "case_id: 'case-1' reason: 'Verzonnen.' corrects: ", meeting,
          " happened_on { year: 2026 month: 9 day: 8 }"))
      .ThenDone();
  const Case& after = scenario.CaseAfter();
  EXPECT_EQ(after.group_id, "group-3");
  EXPECT_EQ(after.year_of_placement(), 1);
  EXPECT_THAT(OwedIn(after, "T-01"), ElementsAre("group-1 and year 1"));
}

TEST(HandOverCase, IsRefusedForAGroupThatIsNotThere_A31) {
  Met()
      .When<HandOverCase>(R"pb(case_id: "case-1" group_id: "group-9")pb")
      .ThenRefused("GROUP_NOT_FOUND")
      .When<HandOverCase>(R"pb(case_id: "case-1")pb")
      .ThenRefused("FIELD_MISSING");
}

TEST(HandOverCase, IsRefusedWhenNothingChanges_A31) {
  Met()
      .When<HandOverCase>(R"pb(case_id: "case-1" group_id: "group-1")pb")
      .ThenRefused("NOTHING_HANDED_OVER", {.rule = "A-31"})
      .When<HandOverCase>(R"pb(case_id: "case-1"
                               group_id: "group-1"
                               with_open: true)pb")
      .ThenRefused("NOTHING_HANDED_OVER");
}

TEST(HandOverCase, IsRefusedInAYearThatTheGroupIsNotIn_A31) {
  Met()
      .When<HandOverCase>(R"pb(case_id: "case-1"
                               group_id: "group-3"
                               training_year: 3)pb")
      .ThenRefused("TRAINING_YEAR_NOT_OF_GROUP", {.rule = "A-31"})
      .When<HandOverCase>(R"pb(case_id: "case-1"
                               group_id: "group-3"
                               training_year: 2)pb")
      .ThenDone();
}

TEST(HandOverCase, FollowsAGroupToItsNextYear_A31) {
  Scenario scenario = Met()
                          .Given(R"pb(group_registered {
                                        group_id: "group-1"
                                        reference: "group-1"
                                        name: "Groep 1A"
                                        training_year: 2
                                      })pb")
                          .When<HandOverCase>(R"pb(case_id: "case-1"
                                                   group_id: "group-1")pb")
                          .ThenDone();
  EXPECT_EQ(scenario.CaseAfter().training_year, 2);
}

TEST(HandOverCase, IsRefusedOnceTheCaseIsClosed_A31) {
  Met()
      .Given(kClosed)
      .When<HandOverCase>(kToSecondYear)
      .ThenRefused("CASE_CLOSED");
}

TEST(HandOverCase, IsForThoseWhoGuardTheCourseOfTheCase_A31) {
  Met()
      .As(v1::ROLE_TEACHER)
      .When<HandOverCase>(kToSecondYear)
      .ThenRefused("NOT_COMPETENT", {.rule = "G-11", .section = "§4"})
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<HandOverCase>(kToSecondYear)
      .ThenRefused("NOT_COMPETENT")
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<HandOverCase>(kToOtherGroup)
      .ThenDone()
      .As(v1::ROLE_DEPUTY_HEAD)
      .When<HandOverCase>(kToSecondYear)
      .ThenDone()
      .As(v1::ROLE_HEAD)
      .When<HandOverCase>(kToOtherGroup)
      .ThenDone();
}

TEST(HandOverCase, IsOfferedAmongTheActions_A31) {
  bool offered = false;
  for (const Action& action : Met().Actions()) {
    if (!action.command.has_hand_over_case()) continue;
    offered = true;
    EXPECT_TRUE(action.verdict.ok()) << action.verdict;
    EXPECT_THAT(action.fields_needed, Contains("group_id"));
    EXPECT_THAT(action.fields_needed, Contains("with_open"));
  }
  EXPECT_TRUE(offered);
}

}  // namespace
}  // namespace driehoek
