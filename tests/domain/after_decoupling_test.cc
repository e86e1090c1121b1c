#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/due_dates.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

constexpr char kTheCase[] = R"pb(case_id: "case-1")pb";
constexpr char kWithTheSecond[] =
    R"pb(case_id: "case-1" trainer_id: "trainer-2")pb";
constexpr char kNextRound[] = R"pb(case_id: "case-1"
                                   route: REMATCHING_ROUTE_NEXT_ROUND)pb";
constexpr char kOneToOne[] = R"pb(case_id: "case-1"
                                  route: REMATCHING_ROUTE_ONE_TO_ONE)pb";

Scenario DuoAfterTheRuling() {
  return Scenario()
      .Given(kDuoCaseOpened, kMeetingHeldWithAdvice, kDiscussedWithDeputyHead,
             kRuledToDecouple)
      .Today(2026, 9, 20);
}

Scenario NotRuled() {
  return Scenario().Given(kCaseOpened, kMeetingHeldWithAdvice);
}

std::vector<v1::DueStatus> StatesOf(const Case& state, const std::string& key) {
  std::vector<v1::DueStatus> states;
  for (const v1::Due& due : DueDatesOf(UtrechtProcedure(), state)) {
    if (due.obligation().key() == key) states.push_back(due.status());
  }
  return states;
}

TEST(InviteToTrainerReturnDay, IsOncePerTrainer_T17) {
  Scenario scenario = DuoAfterTheRuling()
                          .As(v1::ROLE_TEACHER)
                          .When<v1::InviteToTrainerReturnDay>(kTheCase)
                          .ThenRefused("FIELD_MISSING")
                          .When<v1::InviteToTrainerReturnDay>(kWithTheSecond)
                          .ThenEvents(R"pb(trainer_return_day_invited {
                                             case_id: "case-1"
                                             trainer_id: "trainer-2"
                                             on { year: 2026 month: 9 day: 20 }
                                           })pb")
                          .When<v1::InviteToTrainerReturnDay>(kWithTheSecond)
                          .ThenRefused("ALREADY_DONE");
  const std::vector<v1::DueStatus> states =
      StatesOf(scenario.CaseAfter(), "T-17");
  ASSERT_EQ(states.size(), 2U);
  EXPECT_NE(states[0], v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(states[1], v1::DUE_STATUS_FULFILLED);
}

TEST(InviteToTrainerReturnDay, IsRefusedBeforeTheRulingAndForOthers_S32) {
  NotRuled()
      .As(v1::ROLE_TEACHER)
      .When<v1::InviteToTrainerReturnDay>(kTheCase)
      .ThenRefused("NOT_DECOUPLED");
  AfterTheRuling()
      .As(v1::ROLE_TRAINER)
      .When<v1::InviteToTrainerReturnDay>(kTheCase)
      .ThenRefused("NOT_COMPETENT", {.section = "§5.3.2"});
}

TEST(ReportOnTrainerReturnDay, IsOralAndOfTheTrainerWhoActs_K8) {
  DuoAfterTheRuling()
      .As(v1::ROLE_TRAINER, kSecondTrainer)
      .When<v1::ReportOnTrainerReturnDay>(R"pb(case_id: "case-1"
                                               trainer_id: "trainer-1")pb")
      .ThenRefused("NOT_A_TRAINER_OF_THE_CASE", {.rule = "A-23"})
      .When<v1::ReportOnTrainerReturnDay>(kTheCase)
      .ThenEvents(R"pb(trainer_return_day_reported {
                         case_id: "case-1"
                         trainer_id: "trainer-2"
                         on { year: 2026 month: 9 day: 20 }
                       })pb")
      .When<v1::ReportOnTrainerReturnDay>(kTheCase)
      .ThenRefused("ALREADY_DONE");
  NotRuled()
      .As(v1::ROLE_TEACHER)
      .When<v1::ReportOnTrainerReturnDay>(kTheCase)
      .ThenRefused("NOT_DECOUPLED");
}

TEST(NoteAftercare, IsWithoutWordsAndAsOftenAsItTakesPlace_S33) {
  Scenario scenario = AfterTheRuling()
                          .As(v1::ROLE_TEACHER)
                          .When<v1::NoteAftercare>(kTheCase)
                          .ThenEvents(R"pb(aftercare_noted {
                                             case_id: "case-1"
                                             on { year: 2026 month: 9 day: 20 }
                                           })pb")
                          .When<v1::NoteAftercare>(kTheCase)
                          .ThenDone();
  // The line stands as long as the case, and is never late.
  EXPECT_EQ(StatesOf(scenario.CaseAfter(), "T-25"),
            std::vector<v1::DueStatus>{v1::DUE_STATUS_OPEN});
  NotRuled()
      .As(v1::ROLE_TEACHER)
      .When<v1::NoteAftercare>(kTheCase)
      .ThenRefused("NOT_DECOUPLED");
}

TEST(Aftercare, IsNeverLateAndEndsWithTheCase_T25) {
  CaseKit kit;
  kit.Ruled(Day(2026, 9, 14), Day(2026, 9, 21));
  const v1::Due open = RowOf(kit, "T-25");
  EXPECT_FALSE(open.has_due_on());
  EXPECT_FALSE(FallsDueAt(open).has_value());
  EXPECT_EQ(TimelinessOn(open, Day(2030, 1, 1)), v1::TIMELINESS_UNSPECIFIED);
  kit.Closed(Day(2027, 1, 4));
  EXPECT_EQ(RowOf(kit, "T-25").status(), v1::DUE_STATUS_LAPSED);
}

TEST(ReturnDaysOfTheGroup, AreALineAsLongAsTheResidentWaits_T26) {
  CaseKit kit;
  kit.Happened(v1::FACT_KIND_WAITING_STARTED, Day(2026, 9, 21));
  EXPECT_EQ(RowOf(kit, "T-26").status(), v1::DUE_STATUS_OPEN);
  EXPECT_FALSE(FallsDueAt(RowOf(kit, "T-26")).has_value());
  kit.Happened(v1::FACT_KIND_WAITING_ENDED, Day(2026, 10, 12));
  EXPECT_EQ(RowOf(kit, "T-26").status(), v1::DUE_STATUS_LAPSED);
}

TEST(DecideRematching, EntersTheRoundAlsoBeforeTheContact_B7) {
  Scenario scenario = AfterTheRuling()
                          .As(v1::ROLE_TRAINER_MANAGER)
                          .When<v1::DecideRematching>(kNextRound)
                          .ThenEvents(R"pb(rematching_decided {
                                             case_id: "case-1"
                                             trainer_id: "trainer-1"
                                             on { year: 2026 month: 9 day: 20 }
                                             route: REMATCHING_ROUTE_NEXT_ROUND
                                           })pb")
                          .When<v1::DecideRematching>(kNextRound)
                          .ThenRefused("SAME_ROUTE", {.rule = "B-7"});
  EXPECT_EQ(StatesOf(scenario.CaseAfter(), "T-33"),
            std::vector<v1::DueStatus>{v1::DUE_STATUS_FULFILLED});
  // It blocks as before (G-2).
  EXPECT_TRUE(
      scenario.After<TrainerState>(TagKind::kTrainer, kTrainer).blocked());
}

TEST(DecideRematching, OneToOneMakesTheRoundLapse_T33) {
  Scenario scenario = AfterTheRuling()
                          .As(v1::ROLE_TRAINER_MANAGER)
                          .When<v1::DecideRematching>(kOneToOne)
                          .ThenDone();
  EXPECT_EQ(StatesOf(scenario.CaseAfter(), "T-33"),
            std::vector<v1::DueStatus>{v1::DUE_STATUS_LAPSED});
}

TEST(DecideRematching, MayBeDecidedAnew_B7) {
  AfterTheRuling()
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::DecideRematching>(kOneToOne)
      .ThenDone()
      .When<v1::DecideRematching>(kNextRound)
      .ThenDone()
      .When<v1::DecideRematching>(kOneToOne)
      .ThenDone();
}

TEST(DecideRematching, IsOfATrainerAndNeverOfTheResident_E8) {
  AfterTheRuling()
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::DecideRematching>(
          absl::StrCat(kNextRound, " trainer_id: 'resident-1'"))
      .ThenRefused("NOT_A_TRAINER_OF_THE_CASE", {.rule = "A-23"})
      .When<v1::DecideRematching>(kTheCase)
      .ThenRefused("FIELD_MISSING");
  NotRuled()
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::DecideRematching>(kNextRound)
      .ThenRefused("NOT_DECOUPLED");
}

// A row for each trainer: of the triangular meeting, which is with all of them,
// too.
TEST(DueDates, AreOwedForEachTrainerInScope_A23) {
  Scenario scenario =
      DuoAfterTheRuling()
          .As(v1::ROLE_TEACHER)
          .When<v1::HoldTrainerCheckUp>(R"pb(case_id: "case-1"
                                             trainer_id: "trainer-2")pb")
          .ThenDone();
  EXPECT_EQ(StatesOf(scenario.CaseAfter(), "T-05"),
            (std::vector<v1::DueStatus>{v1::DUE_STATUS_OPEN,
                                        v1::DUE_STATUS_FULFILLED}));
  for (const char* const key : {"T-09", "T-12", "T-13", "T-17", "T-33"}) {
    EXPECT_EQ(StatesOf(scenario.CaseAfter(), key).size(), 2U) << key;
  }
  for (const char* const key : {"T-06", "T-30a", "T-30b"}) {
    EXPECT_EQ(StatesOf(scenario.CaseAfter(), key).size(), 1U) << key;
  }
}

}  // namespace
}  // namespace driehoek
