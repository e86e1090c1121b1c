#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/civil.h"
#include "domain/dates.h"
#include "domain/directory.h"
#include "domain/due_dates.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;

constexpr char kTheCase[] = R"pb(case_id: "case-1")pb";

Scenario NotRuled() {
  return Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice, kReportWithAdvice,
             kProgrammeManagerNotified, kDiscussedWithDeputyHead)
      .Today(2026, 9, 20);
}

TEST(HoldResidentEvaluation, RecordsTheTalkOnce_S28) {
  Scenario scenario = AfterTheRuling()
                          .As(v1::ROLE_TEACHER)
                          .When<v1::HoldResidentEvaluation>(kTheCase)
                          .ThenEvents(R"pb(resident_evaluation_held {
                                             case_id: "case-1"
                                             on { year: 2026 month: 9 day: 20 }
                                           })pb")
                          .ThenTagged(0, {{TagKind::kCase, kCase}})
                          .When<v1::HoldResidentEvaluation>(kTheCase)
                          .ThenRefused("ALREADY_DONE");
}

TEST(HoldResidentEvaluation, AnswersWithTheEvaluationThatTheReportIsAbout_S28) {
  const Scenario scenario = AfterTheRuling()
                                .As(v1::ROLE_TEACHER)
                                .When<v1::HoldResidentEvaluation>(kTheCase)
                                .ThenDone();
  ASSERT_TRUE(scenario.decided().ok());
  const Decision& decision = scenario.decided()->front();
  EXPECT_FALSE(decision.id.empty());
  EXPECT_EQ(
      decision.id,
      decision.events[0].event.resident_evaluation_held().evaluation_id());
}

TEST(HoldResidentEvaluation, IsRefusedBeforeTheRuling_S28) {
  NotRuled()
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldResidentEvaluation>(kTheCase)
      .ThenRefused("NOT_DECOUPLED", {.rule = "S-11"});
  AfterTheRuling()
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldResidentEvaluation>(
          R"pb(case_id: "case-1"
               on { year: 2026 month: 9 day: 13 })pb")
      .ThenRefused("DATE_OUT_OF_ORDER");
}

TEST(HoldResidentEvaluation, MayBeBeforeTheDecouplingTakesEffect_A3) {
  AfterTheRuling()
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldResidentEvaluation>(
          R"pb(case_id: "case-1"
               on { year: 2026 month: 9 day: 16 })pb")
      .ThenDone();
}

TEST(HoldResidentEvaluation, MayBeBeforeARulingThatTookEffectEarlier_A4) {
  NotRuled()
      .Given(R"pb(decoupling_ruled {
                    case_id: "case-1"
                    ruling: RULING_DECOUPLE
                    on { year: 2026 month: 9 day: 18 }
                    effective_on { year: 2026 month: 9 day: 14 }
                  })pb")
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldResidentEvaluation>(
          R"pb(case_id: "case-1"
               on { year: 2026 month: 9 day: 13 })pb")
      .ThenRefused("DATE_OUT_OF_ORDER")
      .When<v1::HoldResidentEvaluation>(
          R"pb(case_id: "case-1"
               on { year: 2026 month: 9 day: 16 })pb")
      .ThenDone();
}

TEST(HoldResidentEvaluation, IsTheTeachers_G11) {
  AfterTheRuling()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::HoldResidentEvaluation>(kTheCase)
      .ThenRefused("NOT_COMPETENT", {.section = "§5.3.1"});
}

TEST(HoldTrainerEvaluation, RecordsTheTalkOnce_S31) {
  AfterTheRuling()
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldTrainerEvaluation>(kTheCase)
      .ThenEvents(R"pb(trainer_evaluation_held {
                         case_id: "case-1"
                         on { year: 2026 month: 9 day: 20 }
                         trainer_id: "trainer-1"
                       })pb")
      .When<v1::HoldTrainerEvaluation>(kTheCase)
      .ThenRefused("ALREADY_DONE");
}

TEST(HoldTrainerEvaluation, IsRefusedBeforeTheRuling_S31) {
  NotRuled()
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldTrainerEvaluation>(kTheCase)
      .ThenRefused("NOT_DECOUPLED");
}

TEST(HoldManagerContact, LiftsTheBlock_G2) {
  Scenario scenario = AfterTheRuling().As(v1::ROLE_TRAINER_MANAGER);
  EXPECT_TRUE(
      scenario.After<TrainerState>(TagKind::kTrainer, kTrainer).blocked());
  Scenario after = std::move(scenario)
                       .When<v1::HoldManagerContact>(kTheCase)
                       .ThenEvents(R"pb(manager_contact_held {
                                          case_id: "case-1"
                                          on { year: 2026 month: 9 day: 20 }
                                          trainer_id: "trainer-1"
                                        })pb")
                       .ThenTagged(0, {{TagKind::kCase, kCase},
                                       {TagKind::kTrainer, kTrainer}});
  EXPECT_FALSE(
      after.After<TrainerState>(TagKind::kTrainer, kTrainer).blocked());
}

TEST(HoldManagerContact, MayBeEarlierThanTheTargetAndLiftsTheBlockThen_A30) {
  Scenario scenario = AfterTheRuling()
                          .As(v1::ROLE_TRAINER_MANAGER)
                          .Today(2026, 9, 15)
                          .When<v1::HoldManagerContact>(kTheCase)
                          .ThenDone();
  EXPECT_FALSE(
      scenario.After<TrainerState>(TagKind::kTrainer, kTrainer).blocked());
}

Scenario DuoAfterTheRuling() {
  return Scenario()
      .Given(kDuoCaseOpened, kMeetingHeldWithAdvice, kDiscussedWithDeputyHead,
             kRuledToDecouple)
      .Today(2026, 9, 20);
}

TEST(HoldManagerContact, LiftsTheBlockOfTheTrainerItWasWith_A23) {
  Scenario scenario =
      DuoAfterTheRuling()
          .As(v1::ROLE_TRAINER_MANAGER)
          .When<v1::HoldManagerContact>(R"pb(case_id: "case-1"
                                             trainer_id: "trainer-2")pb")
          .ThenEvents(
              R"pb(manager_contact_held { trainer_id: "trainer-2" })pb");
  EXPECT_TRUE(
      scenario.After<TrainerState>(TagKind::kTrainer, kTrainer).blocked());
  EXPECT_FALSE(scenario.After<TrainerState>(TagKind::kTrainer, kSecondTrainer)
                   .blocked());
  const std::string first = scenario.decided()->front().id;
  Scenario both =
      std::move(scenario)
          .When<v1::HoldManagerContact>(R"pb(case_id: "case-1"
                                             trainer_id: "trainer-2")pb")
          .ThenRefused("ALREADY_DONE")
          .When<v1::HoldManagerContact>(R"pb(case_id: "case-1"
                                             trainer_id: "trainer-1")pb")
          .ThenDone();
  EXPECT_FALSE(both.After<TrainerState>(TagKind::kTrainer, kTrainer).blocked());
  EXPECT_NE(both.decided()->front().id, first) << "a talk with each";
}

TEST(HoldManagerContact, NamesTheTrainerWhereThereAreMoreInScope_A23) {
  DuoAfterTheRuling()
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::HoldManagerContact>(kTheCase)
      .ThenRefused("FIELD_MISSING")
      .When<v1::HoldManagerContact>(R"pb(case_id: "case-1"
                                         trainer_id: "trainer-3")pb")
      .ThenRefused("NOT_A_TRAINER_OF_THE_CASE", {.rule = "A-23"});
}

TEST(HoldManagerContact, AsksForNoWayOfMeeting_E11) {
  // By phone or otherwise: the day is all that is kept.
  AfterTheRuling()
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::HoldManagerContact>(
          R"pb(case_id: "case-1"
               on { year: 2026 month: 9 day: 18 })pb")
      .ThenDone();
}

TEST(PlanManagerContact, IsWithTheTrainerThatIsNamed_A23) {
  DuoAfterTheRuling()
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::PlanManagerContact>(
          R"pb(case_id: "case-1"
               planned_on { year: 2026 month: 10 day: 20 })pb")
      .ThenRefused("FIELD_MISSING")
      .When<v1::PlanManagerContact>(
          R"pb(case_id: "case-1"
               trainer_id: "trainer-3"
               planned_on { year: 2026 month: 10 day: 20 })pb")
      .ThenRefused("NOT_A_TRAINER_OF_THE_CASE")
      .When<v1::PlanManagerContact>(
          R"pb(case_id: "case-1"
               trainer_id: "trainer-2"
               planned_on { year: 2026 month: 10 day: 20 })pb")
      .ThenEvents(R"pb(manager_contact_planned { trainer_id: "trainer-2" })pb");
}

TEST(HoldTrainerEvaluation, IsOncePerTrainer_A23) {
  Scenario scenario =
      DuoAfterTheRuling()
          .As(v1::ROLE_TEACHER)
          .When<v1::HoldTrainerEvaluation>(kTheCase)
          .ThenRefused("FIELD_MISSING")
          .When<v1::HoldTrainerEvaluation>(R"pb(case_id: "case-1"
                                                trainer_id: "trainer-3")pb")
          .ThenRefused("NOT_A_TRAINER_OF_THE_CASE")
          .When<v1::HoldTrainerEvaluation>(R"pb(case_id: "case-1"
                                                trainer_id: "trainer-1")pb")
          .ThenDone()
          .When<v1::HoldTrainerEvaluation>(R"pb(case_id: "case-1"
                                                trainer_id: "trainer-1")pb")
          .ThenRefused("ALREADY_DONE")
          .When<v1::HoldTrainerEvaluation>(R"pb(case_id: "case-1"
                                                trainer_id: "trainer-2")pb")
          .ThenDone();
  std::vector<std::string> rows;
  for (const v1::Due& due :
       DueDatesOf(UtrechtProcedure(), scenario.CaseAfter())) {
    const std::string& key = due.obligation().key();
    if (key != "T-06" && key != "T-09" && key != "T-11" && key != "T-12") {
      continue;
    }
    rows.push_back(absl::StrCat(key, " ", due.obligation().trainer_id(), " ",
                                v1::DueStatus_Name(due.status())));
  }
  EXPECT_THAT(rows, ElementsAre("T-06  DUE_STATUS_OPEN",
                                "T-09 trainer-1 DUE_STATUS_FULFILLED",
                                "T-09 trainer-2 DUE_STATUS_FULFILLED",
                                "T-11 trainer-1 DUE_STATUS_OPEN",
                                "T-11 trainer-2 DUE_STATUS_OPEN",
                                "T-12 trainer-1 DUE_STATUS_OPEN",
                                "T-12 trainer-2 DUE_STATUS_OPEN"));
}

TEST(HoldTrainerCheckUp, IsWithTheTrainerThatIsNamed_T05) {
  DuoAfterTheRuling()
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldTrainerCheckUp>(kTheCase)
      .ThenRefused("FIELD_MISSING")
      .When<v1::HoldTrainerCheckUp>(R"pb(case_id: "case-1"
                                         trainer_id: "trainer-3")pb")
      .ThenRefused("NOT_A_TRAINER_OF_THE_CASE")
      .When<v1::HoldTrainerCheckUp>(R"pb(case_id: "case-1"
                                         trainer_id: "trainer-2")pb")
      .ThenEvents(R"pb(trainer_check_up_held { trainer_id: "trainer-2" })pb");
}

TEST(HoldManagerContact, IsRefusedBeforeTheRulingAndTheSecondTime_S26) {
  NotRuled()
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::HoldManagerContact>(kTheCase)
      .ThenRefused("NOT_DECOUPLED");
  AfterTheRuling()
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::HoldManagerContact>(kTheCase)
      .ThenDone()
      .When<v1::HoldManagerContact>(kTheCase)
      .ThenRefused("ALREADY_DONE");
}

TEST(HoldManagerContact, MeetsItsTargetOnTheLastDayAndAsksForTheReport_T12) {
  Scenario scenario = AfterTheRuling()
                          .As(v1::ROLE_TRAINER_MANAGER)
                          .Today(2026, 10, 21)
                          .When<v1::HoldManagerContact>(kTheCase)
                          .ThenDone();
  std::vector<std::string> rows;
  for (const v1::Due& due :
       DueDatesOf(UtrechtProcedure(), scenario.CaseAfter())) {
    if (due.obligation().key() != "T-12" && due.obligation().key() != "T-15") {
      continue;
    }
    rows.push_back(absl::StrCat(due.obligation().key(), " ",
                                IsoDay(FromProto(due.due_on())), " ",
                                v1::DueStatus_Name(due.status()), " ",
                                v1::Timeliness_Name(due.timeliness())));
  }
  EXPECT_THAT(
      rows,
      ElementsAre("T-12 2026-10-21 DUE_STATUS_FULFILLED TIMELINESS_IN_TIME",
                  "T-15 2026-11-11 DUE_STATUS_OPEN TIMELINESS_UNSPECIFIED"));
}

TEST(HoldNewPlacementEvaluation, RecordsTheTalkOnceAfterTheStart_S30) {
  AfterTheRuling(kPairingConfirmed, kNewPlacementStarted)
      .As(v1::ROLE_TEACHER)
      .Today(2026, 12, 14)
      .When<v1::HoldNewPlacementEvaluation>(
          R"pb(case_id: "case-1"
               on { year: 2026 month: 10 day: 11 })pb")
      .ThenRefused("DATE_OUT_OF_ORDER")
      .When<v1::HoldNewPlacementEvaluation>(kTheCase)
      .ThenEvents(R"pb(new_placement_evaluation_held {
                         case_id: "case-1"
                         on { year: 2026 month: 12 day: 14 }
                       })pb")
      .When<v1::HoldNewPlacementEvaluation>(kTheCase)
      .ThenRefused("ALREADY_DONE");
}

TEST(HoldNewPlacementEvaluation, IsRefusedBeforeTheStart_S30) {
  AfterTheRuling(kPairingConfirmed)
      .As(v1::ROLE_TEACHER)
      .Today(2026, 12, 14)
      .When<v1::HoldNewPlacementEvaluation>(kTheCase)
      .ThenRefused("NOT_STARTED_YET", {.rule = "S-29"});
}

}  // namespace
}  // namespace driehoek
