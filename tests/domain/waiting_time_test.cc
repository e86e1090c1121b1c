#include "domain/due_dates.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

Scenario Started() {
  return AfterTheRuling(kCandidateProposed, kPairingConfirmed,
                        kNewPlacementStarted)
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .Today(2026, 10, 20);
}

constexpr char kCredited[] = R"pb(
  waiting_time_credited {
    case_id: "case-1"
    on { year: 2026 month: 10 day: 19 }
    credit: WAITING_CREDIT_PART
    not_counted_working_days: 5
  })pb";
constexpr char kClosed[] = R"pb(
  case_closed {
    case_id: "case-1"
    placement_id: "placement-1"
    result: CASE_RESULT_RE_PAIRED
    on { year: 2026 month: 10 day: 20 }
  })pb";

v1::Due RowAfter(Scenario& scenario, const std::string& key) {
  for (const v1::Due& due :
       DueDatesOf(UtrechtProcedure(), scenario.CaseAfter())) {
    if (due.obligation().key() == key) return due;
  }
  ADD_FAILURE() << "no " << key;
  return {};
}

TEST(AssessStayInOldPractice, SaysWhoSupervisesMeanwhile_S15) {
  AfterTheRuling()
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<v1::AssessStayInOldPractice>(
          R"pb(case_id: "case-1"
               stays: true
               supervisor_id: "trainer-2"
               supervised_until { year: 2026 month: 10 day: 9 })pb")
      .ThenEvents(R"pb(stay_in_old_practice_assessed {
                         case_id: "case-1"
                         on { year: 2026 month: 9 day: 20 }
                         stays: true
                         supervisor_id: "trainer-2"
                         supervised_from { year: 2026 month: 9 day: 20 }
                         supervised_until { year: 2026 month: 10 day: 9 }
                       })pb");
}

TEST(AssessStayInOldPractice, MayFindThatStayingIsNotPossible_E7) {
  Scenario scenario =
      AfterTheRuling()
          .As(v1::ROLE_TRAINER_MANAGER)
          .When<v1::AssessStayInOldPractice>(R"pb(case_id: "case-1")pb")
          .ThenEvents(R"pb(stay_in_old_practice_assessed {
                             case_id: "case-1"
                             on { year: 2026 month: 9 day: 20 }
                           })pb");
  EXPECT_FALSE(scenario.decided()
                   ->front()
                   .events.front()
                   .event.stay_in_old_practice_assessed()
                   .stays());
}

TEST(AssessStayInOldPractice, IsAskedFirst_B4) {
  Scenario scenario = AfterTheRuling();
  EXPECT_EQ(RowAfter(scenario, "S-15").status(), v1::DUE_STATUS_OPEN);
  scenario.GoOn()
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::AssessStayInOldPractice>(R"pb(case_id: "case-1")pb")
      .ThenDone();
  EXPECT_EQ(RowAfter(scenario, "S-15").status(), v1::DUE_STATUS_FULFILLED);
}

TEST(AssessStayInOldPractice, NeedsARecognisedTrainer_A26) {
  AfterTheRuling()
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<v1::AssessStayInOldPractice>(R"pb(case_id: "case-1"
                                              stays: true
                                              supervisor_id: "teacher-1")pb")
      .ThenRefused("SUPERVISOR_NOT_RECOGNISED", {.rule = "A-26"})
      .When<v1::AssessStayInOldPractice>(R"pb(case_id: "case-1"
                                              stays: true
                                              supervisor_id: "nobody")pb")
      .ThenRefused("SUPERVISOR_NOT_RECOGNISED", {.rule = "A-26"});
}

TEST(AssessStayInOldPractice, TakesDaysWithASupervisorOnlyAndInOrder_S15) {
  AfterTheRuling()
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<v1::AssessStayInOldPractice>(
          R"pb(case_id: "case-1"
               supervised_from { year: 2026 month: 9 day: 21 })pb")
      .ThenRefused("FIELD_NOT_EXPECTED")
      .When<v1::AssessStayInOldPractice>(
          R"pb(case_id: "case-1"
               supervised_until { year: 2026 month: 9 day: 21 })pb")
      .ThenRefused("FIELD_NOT_EXPECTED")
      .When<v1::AssessStayInOldPractice>(
          R"pb(case_id: "case-1"
               supervisor_id: "trainer-2"
               supervised_from { year: 2026 month: 9 day: 21 }
               supervised_until { year: 2026 month: 9 day: 20 })pb")
      .ThenRefused("PERIOD_MALFORMED")
      .When<v1::AssessStayInOldPractice>(
          R"pb(case_id: "case-1"
               supervisor_id: "trainer-2"
               supervised_from { year: 2026 month: 2 day: 20 })pb")
      .ThenRefused("BEFORE_PLACEMENT");
}

TEST(AssessStayInOldPractice, IsRefusedWhenThereIsNothingToBridge_S15) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice)
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<v1::AssessStayInOldPractice>(R"pb(case_id: "case-1")pb")
      .ThenRefused("NOT_DECOUPLED");
  Started()
      .When<v1::AssessStayInOldPractice>(R"pb(case_id: "case-1")pb")
      .ThenRefused("ALREADY_STARTED");
}

TEST(DecideWaitingFill, IsForALongWaitingTime_B8) {
  AfterTheRuling()
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .Today(2026, 10, 4)
      .When<v1::DecideWaitingFill>(R"pb(case_id: "case-1" fill: "Stage.")pb")
      .ThenRefused("WAITING_NOT_LONG", {.rule = "B-8", .section = "§5.2.2"})
      .Today(2026, 10, 5)
      .When<v1::DecideWaitingFill>(R"pb(case_id: "case-1" fill: " ")pb")
      .ThenRefused("REASON_MISSING")
      .When<v1::DecideWaitingFill>(R"pb(case_id: "case-1" fill: "Stage.")pb")
      .ThenEvents(R"pb(waiting_fill_decided {
                         case_id: "case-1"
                         on { year: 2026 month: 10 day: 5 }
                         fill: "Stage."
                       })pb");
}

TEST(DecideWaitingFill, IsWrittenInTheCaseAlone_D14) {
  AfterTheRuling()
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .Today(2026, 10, 5)
      .When<v1::DecideWaitingFill>(R"pb(case_id: "case-1"
                                        fill: "Verzonnen: een stage.")pb")
      .ThenEvents(
          R"pb(waiting_fill_decided { fill: "Verzonnen: een stage." })pb")
      .ThenTagged(0, {{TagKind::kCase, kCase}});
}

TEST(DecideWaitingFill, FulfilsItsTask_T19) {
  Scenario scenario = AfterTheRuling()
                          .As(v1::ROLE_PROGRAMME_MANAGER)
                          .Today(2026, 10, 5)
                          .When<v1::DecideWaitingFill>(R"pb(case_id: "case-1"
                                                            fill: "Stage.")pb")
                          .ThenDone();
  const v1::Due due = RowAfter(scenario, "T-19");
  EXPECT_EQ(due.status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(due.timeliness(), v1::TIMELINESS_IN_TIME);
}

TEST(DecideWaitingFill, IsRefusedOnADayWithoutWaiting_S18) {
  Started()
      .When<v1::DecideWaitingFill>(R"pb(case_id: "case-1" fill: "Stage.")pb")
      .ThenRefused("NOT_WAITING", {.rule = "B-8"});
  // Recorded late, of a day on which it was long.
  Started()
      .When<v1::DecideWaitingFill>(R"pb(case_id: "case-1"
                                        on { year: 2026 month: 10 day: 7 }
                                        fill: "Stage.")pb")
      .ThenDone();
}

TEST(DecideWaitingFill, IsForTheProgrammeManager_G11) {
  AfterTheRuling()
      .As(v1::ROLE_TEACHER)
      .Today(2026, 10, 5)
      .When<v1::DecideWaitingFill>(R"pb(case_id: "case-1" fill: "Stage.")pb")
      .ThenRefused("NOT_COMPETENT", {.rule = "G-11", .section = "§5.2.2"});
}

TEST(CreditWaitingTime, IsDecidedAfterwards_B9) {
  AfterTheRuling()
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .Today(2026, 10, 8)
      .When<v1::CreditWaitingTime>(R"pb(case_id: "case-1"
                                        credit: WAITING_CREDIT_ALL)pb")
      .ThenRefused("STILL_WAITING", {.rule = "B-9", .section = "§5.2.2"});
  Started()
      .When<v1::CreditWaitingTime>(R"pb(case_id: "case-1"
                                        credit: WAITING_CREDIT_ALL)pb")
      .ThenEvents(R"pb(waiting_time_credited {
                         case_id: "case-1"
                         on { year: 2026 month: 10 day: 20 }
                         credit: WAITING_CREDIT_ALL
                       })pb");
}

TEST(CreditWaitingTime, IsRefusedWhenItWasNotLong_B9) {
  AfterTheRuling(kCandidateProposed, kPairingConfirmed,
                 R"pb(new_placement_started {
                        case_id: "case-1"
                        new_placement_id: "placement-9"
                        on { year: 2026 month: 10 day: 5 }
                      })pb")
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .Today(2026, 10, 20)
      .When<v1::CreditWaitingTime>(R"pb(case_id: "case-1"
                                        credit: WAITING_CREDIT_ALL)pb")
      .ThenRefused("WAITING_NOT_LONG", {.rule = "B-9"});
}

TEST(CreditWaitingTime, CountsInWorkingDays_A28) {
  Started()
      .When<v1::CreditWaitingTime>(R"pb(case_id: "case-1")pb")
      .ThenRefused("FIELD_MISSING")
      .When<v1::CreditWaitingTime>(
          R"pb(case_id: "case-1"
               credit: WAITING_CREDIT_ALL
               not_counted_working_days: 1)pb")
      .ThenRefused("FIELD_NOT_EXPECTED")
      .When<v1::CreditWaitingTime>(R"pb(case_id: "case-1"
                                        credit: WAITING_CREDIT_PART)pb")
      .ThenRefused("FIELD_MISSING")
      // From 21 September up to 12 October there are fifteen.
      .When<v1::CreditWaitingTime>(
          R"pb(case_id: "case-1"
               credit: WAITING_CREDIT_NONE
               not_counted_working_days: 16)pb")
      .ThenRefused("MORE_THAN_WAITED")
      .When<v1::CreditWaitingTime>(
          R"pb(case_id: "case-1"
               credit: WAITING_CREDIT_NONE
               not_counted_working_days: -1)pb")
      .ThenRefused("MORE_THAN_WAITED")
      .When<v1::CreditWaitingTime>(
          R"pb(case_id: "case-1"
               credit: WAITING_CREDIT_NONE
               not_counted_working_days: 15)pb")
      .ThenDone();
}

TEST(CreditWaitingTime, IsDecidedOnceForOneWaitingTime_S35) {
  Started()
      .Given(kCredited)
      .When<v1::CreditWaitingTime>(R"pb(case_id: "case-1"
                                        credit: WAITING_CREDIT_ALL)pb")
      .ThenRefused("ALREADY_DONE");
}

TEST(CreditWaitingTime, FulfilsItsTaskAndLeavesTheRestToSettle_T21) {
  Scenario scenario = Started().Given(kCredited);
  EXPECT_EQ(RowAfter(scenario, "T-20").status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(RowAfter(scenario, "T-21").status(), v1::DUE_STATUS_OPEN);
}

TEST(CreditWaitingTime, LeavesNothingToSettleWhenAllCounts_T21) {
  Scenario scenario =
      Started()
          .When<v1::CreditWaitingTime>(R"pb(case_id: "case-1"
                                            credit: WAITING_CREDIT_ALL)pb")
          .ThenDone();
  for (const v1::Due& due :
       DueDatesOf(UtrechtProcedure(), scenario.CaseAfter())) {
    EXPECT_NE(due.obligation().key(), "T-21");
  }
}

TEST(CreditWaitingTime, IsPossibleAfterClosing_T20) {
  Scenario scenario = Started().Given(kClosed);
  EXPECT_EQ(RowAfter(scenario, "T-20").status(), v1::DUE_STATUS_OPEN);
  std::move(scenario)
      .When<v1::CreditWaitingTime>(R"pb(case_id: "case-1"
                                        credit: WAITING_CREDIT_ALL)pb")
      .ThenDone();
}

TEST(SettleWaitingTime, GivesTheCorrectedEndOfTheTraining_S36) {
  Started()
      .Given(kCredited)
      .When<v1::SettleWaitingTime>(
          R"pb(case_id: "case-1"
               training_ends_on { year: 2029 month: 3 day: 7 })pb")
      .ThenEvents(R"pb(waiting_time_settled {
                         case_id: "case-1"
                         on { year: 2026 month: 10 day: 20 }
                         training_ends_on { year: 2029 month: 3 day: 7 }
                       })pb")
      .When<v1::SettleWaitingTime>(
          R"pb(case_id: "case-1"
               training_ends_on { year: 2029 month: 3 day: 7 })pb")
      .ThenRefused("ALREADY_DONE");
}

TEST(SettleWaitingTime, IsPossibleYearsAfterClosing_T21) {
  Scenario scenario = Started().Given(kCredited, kClosed);
  EXPECT_EQ(RowAfter(scenario, "T-21").status(), v1::DUE_STATUS_OPEN);
  scenario.GoOn()
      .Today(2029, 2, 27)
      .When<v1::SettleWaitingTime>(
          R"pb(case_id: "case-1"
               training_ends_on { year: 2029 month: 3 day: 7 })pb")
      .ThenDone();
  EXPECT_EQ(RowAfter(scenario, "T-21").status(), v1::DUE_STATUS_FULFILLED);
}

TEST(SettleWaitingTime, IsRefusedWhenNothingIsLeftAndWithoutADay_S36) {
  Started()
      .When<v1::SettleWaitingTime>(
          R"pb(case_id: "case-1"
               training_ends_on { year: 2029 month: 3 day: 7 })pb")
      .ThenRefused("NOTHING_TO_SETTLE", {.rule = "S-36", .section = "§5.2.2"});
  Started()
      .Given(kCredited)
      .When<v1::SettleWaitingTime>(R"pb(case_id: "case-1")pb")
      .ThenRefused("DATE_MALFORMED")
      .When<v1::SettleWaitingTime>(
          R"pb(case_id: "case-1"
               training_ends_on { year: 2026 month: 10 day: 18 })pb")
      .ThenRefused("DATE_OUT_OF_ORDER");
}

}  // namespace
}  // namespace driehoek
