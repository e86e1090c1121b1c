#include "domain/waiting.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/dates.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

constexpr char kSentAway[] = R"pb(
  resident_sent_away {
    case_id: "case-1"
    trainer_id: "trainer-1"
    on { year: 2026 month: 9 day: 9 }
  })pb";
constexpr char kReturned[] = R"pb(
  resident_returned {
    case_id: "case-1"
    on { year: 2026 month: 9 day: 15 }
  })pb";
constexpr char kSupervised[] = R"pb(
  stay_in_old_practice_assessed {
    case_id: "case-1"
    on { year: 2026 month: 9 day: 18 }
    stays: true
    supervisor_id: "trainer-2"
    supervised_from { year: 2026 month: 9 day: 21 }
  })pb";

// "2026-09-21..2026-10-12", with nothing behind the dots while it lasts.
std::vector<std::string> PeriodsOf(const Case& of_case) {
  std::vector<std::string> periods;
  for (const WaitingPeriod& period : WaitingOf(of_case)) {
    periods.push_back(
        absl::StrCat(IsoDay(period.from), "..",
                     period.until.has_value() ? IsoDay(*period.until) : ""));
  }
  return periods;
}

std::vector<std::string> PeriodsAfter(Scenario scenario) {
  return PeriodsOf(scenario.CaseAfter());
}

// The one row of this key.
v1::Due RowAfter(Scenario scenario, const std::string& key) {
  std::vector<v1::Due> found;
  for (const v1::Due& due :
       DueDatesOf(UtrechtProcedure(), scenario.CaseAfter())) {
    if (due.obligation().key() == key) found.push_back(due);
  }
  EXPECT_EQ(found.size(), 1U) << key;
  return found.empty() ? v1::Due() : found.front();
}

int RowsAfter(Scenario scenario, const std::string& key) {
  int rows = 0;
  for (const v1::Due& due :
       DueDatesOf(UtrechtProcedure(), scenario.CaseAfter())) {
    rows += due.obligation().key() == key ? 1 : 0;
  }
  return rows;
}

TEST(Waiting, LastsFromTheDecouplingToTheStartWithTheNewTrainer_S16) {
  EXPECT_THAT(PeriodsAfter(AfterTheRuling()),
              testing::ElementsAre("2026-09-21.."));
  EXPECT_THAT(
      PeriodsAfter(AfterTheRuling(kCandidateProposed, kPairingConfirmed)),
      testing::ElementsAre("2026-09-21.."));
  EXPECT_THAT(PeriodsAfter(AfterTheRuling(kCandidateProposed, kPairingConfirmed,
                                          kNewPlacementStarted)),
              testing::ElementsAre("2026-09-21..2026-10-12"));
}

TEST(Waiting, IsNoneWithoutARulingAndWithAnotherRuling_S16) {
  EXPECT_THAT(
      PeriodsAfter(Scenario().Given(kCaseOpened, kMeetingHeldWithAdvice)),
      testing::IsEmpty());
  EXPECT_THAT(PeriodsAfter(Scenario().Given(kCaseOpened, R"pb(
                decoupling_ruled {
                  case_id: "case-1"
                  ruling: RULING_CONTINUE
                  on { year: 2026 month: 9 day: 14 }
                })pb")),
              testing::IsEmpty());
}

TEST(Waiting, BeginsBeforeTheDecouplingWhenTheResidentWasSentAway_AS8) {
  EXPECT_THAT(PeriodsAfter(AfterTheRuling(kSentAway)),
              testing::ElementsAre("2026-09-09.."));
  EXPECT_THAT(PeriodsAfter(AfterTheRuling(R"pb(
                resident_stays_away {
                  case_id: "case-1"
                  away_id: "away-1"
                  on { year: 2026 month: 9 day: 10 }
                })pb")),
              testing::ElementsAre("2026-09-10.."));
}

TEST(Waiting, EndsWithTheReturnAndBeginsAgainWithTheDecoupling_S16) {
  EXPECT_THAT(PeriodsAfter(AfterTheRuling(kSentAway, kReturned)),
              testing::ElementsAre("2026-09-09..2026-09-15", "2026-09-21.."));
}

TEST(Waiting, StandsStillUnderATrainerWhoSupervises_A26) {
  EXPECT_THAT(PeriodsAfter(AfterTheRuling(kSupervised)), testing::IsEmpty());
  // Merely being there does not count.
  EXPECT_THAT(PeriodsAfter(AfterTheRuling(R"pb(
                stay_in_old_practice_assessed {
                  case_id: "case-1"
                  on { year: 2026 month: 9 day: 18 }
                  stays: true
                })pb")),
              testing::ElementsAre("2026-09-21.."));
  EXPECT_THAT(PeriodsAfter(AfterTheRuling(R"pb(
                stay_in_old_practice_assessed {
                  case_id: "case-1"
                  on { year: 2026 month: 9 day: 18 }
                  supervisor_id: "trainer-2"
                  supervised_from { year: 2026 month: 9 day: 28 }
                  supervised_until { year: 2026 month: 10 day: 4 }
                })pb")),
              testing::ElementsAre("2026-09-21..2026-09-28", "2026-10-05.."));
}

TEST(Waiting, GoesOnFromTheDayOfAnAssessmentWithoutASupervisor_A26) {
  EXPECT_THAT(PeriodsAfter(AfterTheRuling(kSupervised, R"pb(
                stay_in_old_practice_assessed {
                  case_id: "case-1"
                  on { year: 2026 month: 10 day: 1 }
                })pb")),
              testing::ElementsAre("2026-10-01.."));
}

TEST(Waiting, IsOverWhenTheCaseIsClosed_S16) {
  EXPECT_THAT(PeriodsAfter(AfterTheRuling(R"pb(
                case_closed {
                  case_id: "case-1"
                  placement_id: "placement-1"
                  result: CASE_RESULT_WITHDRAWN
                  on { year: 2026 month: 10 day: 1 }
                })pb")),
              testing::ElementsAre("2026-09-21..2026-10-01"));
}

TEST(Waiting, CanChangeInThePastAndKeepsItsTask_S16) {
  const v1::Due before = RowAfter(AfterTheRuling(), "T-19");
  // The sending away is recorded after the ruling.
  const v1::Due after = RowAfter(AfterTheRuling(kSentAway), "T-19");
  EXPECT_EQ(IsoDay(FromProto(before.due_on())), "2026-10-05");
  EXPECT_EQ(IsoDay(FromProto(after.due_on())), "2026-09-23");
  EXPECT_EQ(after.obligation().created_by(), before.obligation().created_by());
}

TEST(Waiting, GivesEachTimeATaskOfItsOwn_T19) {
  Scenario scenario = AfterTheRuling(kSentAway, kReturned);
  std::vector<Position> created_by;
  for (const v1::Due& due :
       DueDatesOf(UtrechtProcedure(), scenario.CaseAfter())) {
    if (due.obligation().key() == "T-19") {
      created_by.push_back(due.obligation().created_by());
    }
  }
  ASSERT_EQ(created_by.size(), 2U);
  EXPECT_NE(created_by[0], created_by[1]);
}

TEST(Waiting, AsksForAFillOnTheFifteenthDay_S17) {
  const v1::Due due = RowAfter(AfterTheRuling(), "T-19");
  EXPECT_EQ(due.obligation_class(), v1::OBLIGATION_CLASS_THRESHOLD);
  EXPECT_EQ(IsoDay(FromProto(due.due_on())), "2026-10-05");
  EXPECT_EQ(due.owner().role(), v1::ROLE_PROGRAMME_MANAGER);
  EXPECT_EQ(due.escalation().role(), v1::ROLE_DEPUTY_HEAD);
  EXPECT_EQ(due.status(), v1::DUE_STATUS_OPEN);
}

TEST(Waiting, IsLongOnTheFifteenthDayAndNotOnTheFourteenth_A27) {
  const Day w0(2026, 9, 21);
  EXPECT_EQ(LongWaitingFrom(UtrechtProcedure(), w0), Day(2026, 10, 5));
  EXPECT_EQ(WarnOfWaitingFrom(UtrechtProcedure(), w0), Day(2026, 9, 30));
  const auto ended = [&](Day until) {
    WaitingPeriod period;
    period.from = w0;
    period.until = until;
    return WasLong(UtrechtProcedure(), period);
  };
  EXPECT_FALSE(ended(Day(2026, 10, 5)));  // Fourteen days without a trainer.
  EXPECT_TRUE(ended(Day(2026, 10, 6)));
}

TEST(Waiting, AsksAfterwardsWhatCountsOnlyWhenItWasLong_T20) {
  EXPECT_EQ(
      RowsAfter(AfterTheRuling(kCandidateProposed, kPairingConfirmed), "T-20"),
      0);
  EXPECT_EQ(RowsAfter(AfterTheRuling(kCandidateProposed, kPairingConfirmed,
                                     kNewPlacementStarted),
                      "T-20"),
            1);
  EXPECT_EQ(RowsAfter(AfterTheRuling(kCandidateProposed, kPairingConfirmed,
                                     R"pb(new_placement_started {
                                            case_id: "case-1"
                                            new_placement_id: "placement-9"
                                            on { year: 2026 month: 10 day: 5 }
                                          })pb"),
                      "T-20"),
            0);
}

TEST(Waiting, IsMeasuredUntilItEnded_T22) {
  EXPECT_EQ(RowAfter(AfterTheRuling(), "T-22").status(), v1::DUE_STATUS_OPEN);
  const v1::Due ended =
      RowAfter(AfterTheRuling(kCandidateProposed, kPairingConfirmed,
                              kNewPlacementStarted),
               "T-22");
  EXPECT_EQ(ended.status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(IsoDay(FromProto(ended.fulfilled_on())), "2026-10-12");
  EXPECT_FALSE(ended.has_due_on());
}

TEST(Waiting, SaysHowManyDaysItLasts_T22) {
  v1::Due due = RowAfter(AfterTheRuling(), "T-19");
  const v1::Explanation told =
      Explain(UtrechtProcedure(), due, Day(2026, 9, 30));
  EXPECT_THAT(told.sentences(),
              testing::Contains("Vandaag is dag 10 zonder opleider."));
}

TEST(Waiting, CountsItsWorkingDaysBesideItsDays_T22) {
  v1::WaitingTime waiting;
  *waiting.mutable_started_on() = ToProto(Day(2026, 9, 21));
  CountDays(Day(2026, 9, 20), waiting);
  EXPECT_EQ(waiting.days(), 0);
  CountDays(Day(2026, 9, 21), waiting);
  EXPECT_EQ(waiting.days(), 1);
  EXPECT_EQ(waiting.working_days(), 1);
  CountDays(Day(2026, 10, 4), waiting);
  EXPECT_EQ(waiting.days(), 14);
  EXPECT_EQ(waiting.working_days(), 10);
  *waiting.mutable_ended_on() = ToProto(Day(2026, 9, 28));
  CountDays(Day(2026, 10, 4), waiting);
  EXPECT_EQ(waiting.days(), 7);
  EXPECT_EQ(waiting.working_days(), 5);
}

TEST(Waiting, IsLongWhenTheProcedureOfTheInstituteSaysSo_A27) {
  EXPECT_EQ(LongWaitingFrom(*OtherInstitute(), Day(2026, 9, 21)),
            Day(2026, 10, 21));
}

TEST(Waiting, IsNeverLongWhereTheProcedureSaysNothingOfIt_A27) {
  EXPECT_EQ(LongWaitingFrom(ProcedureOf("key: 'k'"), Day(2026, 9, 21)),
            std::nullopt);
}

}  // namespace
}  // namespace driehoek
