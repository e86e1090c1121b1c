#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/due_dates.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using v1::DiscussReflection;
using v1::PlanEvaluation;

constexpr char kTheCase[] = R"pb(case_id: "case-1")pb";
constexpr char kWithResident[] =
    R"pb(case_id: "case-1"
         evaluation: EVALUATION_KIND_RESIDENT
         planned_on { year: 2026 month: 10 day: 1 })pb";
constexpr char kWithTrainer[] =
    R"pb(case_id: "case-1"
         evaluation: EVALUATION_KIND_TRAINER
         planned_on { year: 2026 month: 10 day: 12 })pb";
constexpr char kReflection[] =
    R"pb(case_id: "case-1"
         report: "D-8"
         parts { key: "own_role" value: "Verzonnen." }
         parts { key: "learning_points" value: "Verzonnen." })pb";
constexpr char kAttentionPoints[] =
    R"pb(case_id: "case-1"
         report: "D-9"
         parts { key: "attention_points" value: "Verzonnen." })pb";

v1::DueStatus StatusOf(const Case& state, const std::string& key) {
  for (const v1::Due& due : DueDatesOf(UtrechtProcedure(), state)) {
    if (due.obligation().key() == key) return due.status();
  }
  return v1::DUE_STATUS_UNSPECIFIED;
}

TEST(PlanEvaluation, GivesTheEvaluationTheIdThatHoldingItTakes_S28) {
  Scenario scenario =
      AfterTheRuling()
          .As(v1::ROLE_TEACHER)
          .When<PlanEvaluation>(kWithResident)
          .ThenEvents(R"pb(evaluation_planned {
                             case_id: "case-1"
                             evaluation: EVALUATION_KIND_RESIDENT
                             on { year: 2026 month: 9 day: 20 }
                             planned_on { year: 2026 month: 10 day: 1 }
                           })pb")
          .ThenTagged(0, {{TagKind::kCase, kCase}});
  ASSERT_TRUE(scenario.decided().ok());
  const std::string planned = scenario.decided()->front().id;
  EXPECT_FALSE(planned.empty());
  Scenario held =
      std::move(scenario).When<v1::HoldResidentEvaluation>(kTheCase).ThenDone();
  EXPECT_EQ(held.decided()->front().id, planned);
}

TEST(PlanEvaluation, MovesWhatWasPlanned_S31) {
  Scenario scenario = AfterTheRuling()
                          .As(v1::ROLE_TEACHER)
                          .When<PlanEvaluation>(kWithTrainer)
                          .ThenDone();
  const std::string planned = scenario.decided()->front().id;
  Scenario again =
      std::move(scenario)
          .When<PlanEvaluation>(absl::StrCat(
              kWithTrainer, " planned_on { year: 2026 month: 10 day: 14 }"))
          .ThenDone();
  EXPECT_EQ(again.decided()->front().id, planned);
  const Case& state = again.CaseAfter();
  EXPECT_EQ(std::count_if(state.facts.begin(), state.facts.end(),
                          [](const Fact& fact) {
                            return fact.kind ==
                                   v1::FACT_KIND_TRAINER_EVALUATION_PLANNED;
                          }),
            1);
}

TEST(PlanEvaluation, IsRefusedWithoutKindOrWithAPastDay_S28) {
  AfterTheRuling()
      .As(v1::ROLE_TEACHER)
      .When<PlanEvaluation>(kTheCase)
      .ThenRefused("FIELD_MISSING")
      .When<PlanEvaluation>(R"pb(case_id: "case-1"
                                 evaluation: EVALUATION_KIND_RESIDENT)pb")
      .ThenRefused("DATE_MALFORMED")
      .When<PlanEvaluation>(
          R"pb(case_id: "case-1"
               evaluation: EVALUATION_KIND_RESIDENT
               planned_on { year: 2026 month: 9 day: 19 })pb")
      .ThenRefused("DATE_IN_PAST")
      .When<PlanEvaluation>(
          absl::StrCat(kWithResident, " trainer_id: 'trainer-1'"))
      .ThenRefused("FIELD_NOT_EXPECTED");
}

TEST(PlanEvaluation, IsRefusedBeforeTheRulingAndAfterTheTalk_S28) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice)
      .As(v1::ROLE_TEACHER)
      .When<PlanEvaluation>(kWithResident)
      .ThenRefused("NOT_DECOUPLED")
      .When<PlanEvaluation>(kWithTrainer)
      .ThenRefused("NOT_DECOUPLED");
  AfterTheRuling()
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldResidentEvaluation>(kTheCase)
      .ThenDone()
      .When<PlanEvaluation>(kWithResident)
      .ThenRefused("ALREADY_DONE")
      .When<v1::HoldTrainerEvaluation>(kTheCase)
      .ThenDone()
      .When<PlanEvaluation>(kWithTrainer)
      .ThenRefused("ALREADY_DONE");
}

TEST(PlanEvaluation, OfTheNewPlacementNeedsAPairing_S30) {
  constexpr char kInNewPlacement[] =
      R"pb(case_id: "case-1"
           evaluation: EVALUATION_KIND_NEW_PLACEMENT
           planned_on { year: 2026 month: 12 day: 10 })pb";
  AfterTheRuling()
      .As(v1::ROLE_TEACHER)
      .When<PlanEvaluation>(kInNewPlacement)
      .ThenRefused("PAIRING_NOT_CONFIRMED");
  Scenario scenario = AfterTheRuling(kPairingConfirmed, kNewPlacementStarted)
                          .As(v1::ROLE_TEACHER)
                          .Today(2026, 12, 1)
                          .When<PlanEvaluation>(kInNewPlacement)
                          .ThenDone();
  const std::string planned = scenario.decided()->front().id;
  Scenario held = std::move(scenario)
                      .Today(2026, 12, 10)
                      .When<v1::HoldNewPlacementEvaluation>(kTheCase)
                      .ThenDone();
  EXPECT_EQ(held.decided()->front().id, planned);
}

TEST(PlanEvaluation, IsWithEachTrainerOfADuo_A23) {
  Scenario scenario = Scenario()
                          .Given(kDuoCaseOpened, kMeetingHeldWithAdvice,
                                 kDiscussedWithDeputyHead, kRuledToDecouple)
                          .Today(2026, 9, 20)
                          .As(v1::ROLE_TEACHER)
                          .When<PlanEvaluation>(kWithTrainer)
                          .ThenRefused("FIELD_MISSING")
                          .When<PlanEvaluation>(absl::StrCat(
                              kWithTrainer, " trainer_id: 'trainer-1'"))
                          .ThenDone();
  const std::string first = scenario.decided()->front().id;
  Scenario second = std::move(scenario)
                        .When<PlanEvaluation>(absl::StrCat(
                            kWithTrainer, " trainer_id: 'trainer-2'"))
                        .ThenDone();
  EXPECT_NE(second.decided()->front().id, first);
}

// T-10: before the talk, and the reports are about that talk.
TEST(SubmitReport, ComesBeforeTheEvaluationItPrepares_K4) {
  Scenario scenario = AfterTheRuling()
                          .As(v1::ROLE_TEACHER)
                          .When<PlanEvaluation>(kWithTrainer)
                          .ThenDone();
  const std::string evaluation = scenario.decided()->front().id;
  EXPECT_EQ(StatusOf(scenario.CaseAfter(), "T-10"), v1::DUE_STATUS_OPEN);
  Scenario handed_in = std::move(scenario)
                           .As(v1::ROLE_TRAINER)
                           .When<v1::SubmitReport>(kReflection)
                           .ThenEvents(absl::StrCat(
                               "report_submitted { report: 'D-8' about_id: '",
                               evaluation, "' trainer_id: 'trainer-1' }"));
  EXPECT_EQ(StatusOf(handed_in.CaseAfter(), "T-10"), v1::DUE_STATUS_OPEN)
      << "D-9 is still to come";
  Scenario both = std::move(handed_in)
                      .When<v1::SubmitReport>(kAttentionPoints)
                      .ThenDone()
                      .When<v1::SubmitReport>(kReflection)
                      .ThenRefused("REPORT_ALREADY_SUBMITTED");
  EXPECT_EQ(StatusOf(both.CaseAfter(), "T-10"), v1::DUE_STATUS_FULFILLED);
}

TEST(SubmitReport, OfTheTrainerCountsForTheEvaluationHeldLater_T11) {
  Scenario scenario =
      AfterTheRuling()
          .As(v1::ROLE_TEACHER)
          .When<PlanEvaluation>(kWithTrainer)
          .ThenDone()
          .As(v1::ROLE_TRAINER)
          .When<v1::SubmitReport>(kReflection)
          .ThenDone()
          .Today(2026, 10, 12)
          .As(v1::ROLE_TEACHER)
          .When<v1::HoldTrainerEvaluation>(kTheCase)
          .ThenDone()
          .When<v1::SubmitReport>(
              R"pb(case_id: "case-1"
                   report: "D-10"
                   parts { key: "about_resident" value: "Verzonnen." })pb")
          .ThenDone()
          .When<v1::SubmitReport>(
              R"pb(case_id: "case-1"
                   report: "D-11"
                   parts { key: "role_of_trainer" value: "Verzonnen." })pb")
          .ThenDone()
          .As(v1::ROLE_YEAR_ASSISTANT)
          .When<v1::ArchiveDocument>(R"pb(case_id: "case-1"
                                          report: "D-10"
                                          place: "EP")pb")
          .ThenDone()
          .When<v1::ArchiveDocument>(R"pb(case_id: "case-1"
                                          report: "D-11"
                                          place: "OD")pb")
          .ThenDone();
  EXPECT_EQ(StatusOf(scenario.CaseAfter(), "T-11a"), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(StatusOf(scenario.CaseAfter(), "T-11"), v1::DUE_STATUS_OPEN)
      << "D-8 must be in the dossier";
  Scenario filed = std::move(scenario)
                       .When<v1::ArchiveDocument>(R"pb(case_id: "case-1"
                                                       report: "D-8"
                                                       place: "OD")pb")
                       .ThenDone();
  EXPECT_EQ(StatusOf(filed.CaseAfter(), "T-11"), v1::DUE_STATUS_FULFILLED);
}

TEST(SubmitReport, MayAlsoPrepareATalkThatWasNotPlanned_K4) {
  AfterTheRuling()
      .As(v1::ROLE_TRAINER)
      .When<v1::SubmitReport>(kReflection)
      .ThenRefused("NOTHING_TO_REPORT_ON", {.rule = "D-8"})
      .Today(2026, 10, 12)
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldTrainerEvaluation>(kTheCase)
      .ThenDone()
      .As(v1::ROLE_TRAINER)
      .When<v1::SubmitReport>(
          absl::StrCat(kReflection, " on { year: 2026 month: 10 day: 9 }"))
      .ThenDone();
}

TEST(SubmitReport, IsOfEachTrainerOfADuo_D8) {
  Scenario()
      .Given(kDuoCaseOpened, kMeetingHeldWithAdvice, kDiscussedWithDeputyHead,
             kRuledToDecouple)
      .Today(2026, 9, 20)
      .As(v1::ROLE_TEACHER)
      .When<PlanEvaluation>(
          absl::StrCat(kWithTrainer, " trainer_id: 'trainer-1'"))
      .ThenDone()
      .When<PlanEvaluation>(
          absl::StrCat(kWithTrainer, " trainer_id: 'trainer-2'"))
      .ThenDone()
      .As(v1::ROLE_TRAINER, kSecondTrainer)
      .When<v1::SubmitReport>(
          absl::StrCat(kReflection, " trainer_id: 'trainer-1'"))
      .ThenRefused("NOT_A_TRAINER_OF_THE_CASE", {.rule = "A-23"})
      .When<v1::SubmitReport>(kReflection)
      .ThenEvents(
          R"pb(report_submitted { report: "D-8" trainer_id: "trainer-2" })pb")
      .As(v1::ROLE_TRAINER, kTrainer)
      .When<v1::SubmitReport>(kReflection)
      .ThenEvents(
          R"pb(report_submitted { report: "D-8" trainer_id: "trainer-1" })pb")
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::ArchiveDocument>(R"pb(case_id: "case-1"
                                      report: "D-8"
                                      place: "OD")pb")
      .ThenEvents(R"pb(document_archived { owner_id: "trainer-1" })pb");
}

TEST(SubmitReport, NamesTheTrainerWhereTheTeachersWriteOfOne_D11) {
  constexpr char kOnTrainer[] =
      R"pb(case_id: "case-1"
           report: "D-11"
           parts { key: "role_of_trainer" value: "Verzonnen." })pb";
  Scenario()
      .Given(kDuoCaseOpened, kMeetingHeldWithAdvice, kDiscussedWithDeputyHead,
             kRuledToDecouple)
      .Today(2026, 10, 12)
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldTrainerEvaluation>(R"pb(case_id: "case-1"
                                            trainer_id: "trainer-2")pb")
      .ThenDone()
      .When<v1::SubmitReport>(kOnTrainer)
      .ThenRefused("FIELD_MISSING")
      .When<v1::SubmitReport>(
          absl::StrCat(kOnTrainer, " trainer_id: 'trainer-1'"))
      .ThenRefused("NOTHING_TO_REPORT_ON")
      .When<v1::SubmitReport>(
          absl::StrCat(kOnTrainer, " trainer_id: 'trainer-2'"))
      .ThenDone();
}

TEST(SubmitReport, NamesNoTrainerWhereItIsOfTheWholeCase_A23) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithFollowUp)
      .As(v1::ROLE_TEACHER)
      .When<v1::SubmitReport>(
          R"pb(case_id: "case-1"
               report: "D-1"
               trainer_id: "trainer-1"
               parts { key: "perspective_resident" value: "Verzonnen." }
               parts { key: "perspective_trainer" value: "Verzonnen." })pb")
      .ThenRefused("FIELD_NOT_EXPECTED");
}

TEST(DiscussReflection, IsATickThatAsksForNoReport_T07) {
  Scenario scenario = AfterTheRuling()
                          .As(v1::ROLE_TEACHER)
                          .When<DiscussReflection>(kTheCase)
                          .ThenRefused("EVALUATION_NOT_PLANNED")
                          .When<PlanEvaluation>(kWithResident)
                          .ThenDone();
  EXPECT_EQ(StatusOf(scenario.CaseAfter(), "T-07"), v1::DUE_STATUS_OPEN);
  Scenario ticked = std::move(scenario)
                        .When<DiscussReflection>(kTheCase)
                        .ThenEvents(R"pb(reflection_discussed {
                                           case_id: "case-1"
                                           on { year: 2026 month: 9 day: 20 }
                                         })pb")
                        .When<DiscussReflection>(kTheCase)
                        .ThenRefused("ALREADY_DONE");
  EXPECT_EQ(StatusOf(ticked.CaseAfter(), "T-07"), v1::DUE_STATUS_FULFILLED);
}

TEST(DiscussReflection, IsTheTeachers_T07) {
  AfterTheRuling()
      .As(v1::ROLE_RESIDENT)
      .When<DiscussReflection>(kTheCase)
      .ThenRefused("NOT_COMPETENT", {.section = "§5.3.1"});
}

}  // namespace
}  // namespace driehoek
