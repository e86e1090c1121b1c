// Correcting what was recorded: another day, or not at all (S-44).
#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "domain/corrections.h"
#include "domain/dates.h"
#include "domain/due_dates.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"
#include "tests/kit/effort.h"
#include "tests/kit/procedures.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::IsEmpty;
using v1::CorrectFact;
using v1::RecordDeviation;
using v1::SubmitReport;

constexpr char kSubmit[] = R"pb(case_id: "case-1"
                                report: "D-1"
                                parts { key: "perspective_resident" value: "a" }
                                parts { key: "perspective_trainer" value: "b" }
                                parts { key: "advice" value: "c" })pb";

std::string Field(const std::string& name, Day day) {
  return absl::StrCat(" ", name, " { year: ", day.year(),
                      " month: ", day.month(), " day: ", day.day(), " } ");
}

// The position of the latest such event of the case.
Position At(Scenario& scenario, v1::Event::KindCase kind) {
  const Past& past = scenario.CaseAfter().past;
  const auto found = std::find_if(
      past.rbegin(), past.rend(),
      [&](const auto& one) { return one->event.kind_case() == kind; });
  if (found == past.rend()) {
    ADD_FAILURE() << "no such event";
    return 0;
  }
  return (*found)->position;
}

std::string To(Position position, Day day) {
  return absl::StrCat("case_id: 'case-1' reason: 'Verzonnen: vergist.' ",
                      "corrects: ", position, Field("happened_on", day));
}
std::string Strike(Position position) {
  return absl::StrCat("case_id: 'case-1' reason: 'Verzonnen: vergist.' ",
                      "corrects: ", position, " struck: true");
}

Scenario Met() {
  return Scenario()
      .As(v1::ROLE_TEACHER)
      .Given(kCaseOpened, kMeetingHeldWithAdvice);
}

v1::Due Row(Scenario& scenario, const std::string& key) {
  for (v1::Due& due : DueDatesOf(UtrechtProcedure(), scenario.CaseAfter())) {
    if (due.obligation().key() == key) return due;
  }
  ADD_FAILURE() << "no row " << key;
  return {};
}

Day DayIn(const v1::Date& date) {
  return Day(date.year(), date.month(), date.day());
}

void Watch(Scenario& scenario, const std::string& key) {
  v1::Command command;
  *command.mutable_record_outcome() = OutcomeOf(Row(scenario, key));
  scenario.GoOn()
      .As(v1::ROLE_SYSTEM)
      .WhenAll({command})
      .ThenDone()
      .As(v1::ROLE_TEACHER);
}

TEST(CorrectFact, KeepsWhatWasRecordedAndReadsItOnTheOtherDay_S44) {
  Scenario scenario = Met();
  const Position met = At(scenario, v1::Event::kTriangularMeetingHeld);
  scenario.GoOn()
      .When<CorrectFact>(To(met, Day(2026, 9, 4)))
      .ThenEvents(absl::StrCat("fact_corrected { case_id: 'case-1' corrects: ",
                               met, Field("happened_on", Day(2026, 9, 4)),
                               " reason: 'Verzonnen: vergist.'",
                               Field("on", Day(2026, 9, 14)), " }"))
      .ThenTagged(0, {{TagKind::kCase, kCase}});
  const Case& of_case = scenario.CaseAfter();
  EXPECT_EQ(of_case.latest_held()->held_on, Day(2026, 9, 4));
  EXPECT_EQ(of_case.facts.front().on, Day(2026, 9, 4));
  EXPECT_EQ(DayIn(FindPast(of_case, met)->event.triangular_meeting_held().on()),
            Day(2026, 9, 7))
      << "what was recorded stays";
  EXPECT_EQ(of_case.events, 3);
  EXPECT_EQ(of_case.last_position, of_case.past.back()->position);
  EXPECT_EQ(DayIn(Row(scenario, "T-01").due_on()), Day(2026, 9, 11));
}

TEST(CorrectFact, CountsTheLatestOfTwoCorrections_S44) {
  Scenario scenario = Met();
  const Position met = At(scenario, v1::Event::kTriangularMeetingHeld);
  scenario.GoOn()
      .When<CorrectFact>(Strike(met))
      .ThenDone()
      .When<CorrectFact>(Strike(met))
      .ThenRefused("ALREADY_STRUCK", {.rule = "S-44"});
  EXPECT_THAT(scenario.CaseAfter().facts, IsEmpty());
  EXPECT_EQ(scenario.CaseAfter().latest_held(), nullptr);
  scenario.GoOn()
      .When<CorrectFact>(To(met, Day(2026, 9, 3)))
      .ThenDone()
      .When<CorrectFact>(To(met, Day(2026, 9, 3)))
      .ThenRefused("SAME_DAY_ALREADY", {.rule = "S-44"});
  EXPECT_EQ(DayIn(Row(scenario, "T-01").due_on()), Day(2026, 9, 10));
}

TEST(CorrectFact, NeedsAReasonAndOneOfDayAndStruck_S44) {
  Scenario scenario = Met();
  const Position met = At(scenario, v1::Event::kTriangularMeetingHeld);
  std::move(scenario)
      .When<CorrectFact>(To(met, Day(2026, 9, 4)) + "reason: ' '")
      .ThenRefused("REASON_MISSING")
      .When<CorrectFact>(To(met, Day(2026, 9, 4)) + " struck: true")
      .ThenRefused("CORRECTION_MALFORMED")
      .When<CorrectFact>(
          absl::StrCat("case_id: 'case-1' reason: 'x' corrects: ", met))
      .ThenRefused("CORRECTION_MALFORMED")
      .When<CorrectFact>("case_id: 'case-1' reason: 'x' struck: true")
      .ThenRefused("FIELD_MISSING");
}

TEST(CorrectFact, RefusesADayAheadOrBeforeThePlacement_S44) {
  Scenario scenario = Met();
  const Position met = At(scenario, v1::Event::kTriangularMeetingHeld);
  std::move(scenario)
      .When<CorrectFact>(To(met, Day(2026, 9, 15)))
      .ThenRefused("DATE_IN_FUTURE")
      .When<CorrectFact>(To(met, Day(2026, 2, 28)))
      .ThenRefused("BEFORE_PLACEMENT")
      .When<CorrectFact>(To(met, Day(2026, 9, 14)))
      .ThenDone();
}

TEST(CorrectFact, RefusesWhatIsNotOfThisCase_S44) {
  Scenario scenario = Met();
  scenario.GoOn()
      .Given(kOtherCaseOfNewTrainer)
      .When<CorrectFact>(Strike(1))
      .ThenRefused("FACT_NOT_FOUND")
      .When<CorrectFact>(Strike(At(scenario, v1::Event::kCaseOpened) + 2))
      .ThenRefused("FACT_NOT_FOUND")
      .When<CorrectFact>(Strike(1'000'000))
      .ThenRefused("FACT_NOT_FOUND");
}

TEST(CorrectFact, LeavesOpeningsOutcomesAndCorrectionsAsTheyAre_S44) {
  Scenario scenario = Met().Today(2026, 9, 15);
  Watch(scenario, "T-01");
  const Position opened = At(scenario, v1::Event::kCaseOpened);
  const Position breach = At(scenario, v1::Event::kBreachRecorded);
  scenario.GoOn()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<CorrectFact>(Strike(opened))
      .ThenRefused("NOT_CORRECTABLE", {.rule = "S-44"})
      .When<CorrectFact>(Strike(breach))
      .ThenRefused("NOT_CORRECTABLE")
      .When<CorrectFact>(
          To(At(scenario, v1::Event::kTriangularMeetingHeld), Day(2026, 9, 4)))
      .ThenDone();
  scenario.GoOn()
      .When<CorrectFact>(Strike(At(scenario, v1::Event::kFactCorrected)))
      .ThenRefused("NOT_CORRECTABLE");
}

TEST(CorrectFact, IsForTheAuthorsRoleAndTheYearAssistant_S44) {
  Scenario scenario = Met();
  const std::string correction =
      To(At(scenario, v1::Event::kTriangularMeetingHeld), Day(2026, 9, 4));
  std::move(scenario)
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<CorrectFact>(correction)
      .ThenRefused("NOT_YOURS_TO_CORRECT", {.rule = "S-44"})
      .As(v1::ROLE_RESIDENT)
      .When<CorrectFact>(correction)
      .ThenRefused("NOT_COMPETENT", {.rule = "G-11"})
      .As(v1::ROLE_TEACHER, kSecondTeacher)
      .When<CorrectFact>(correction)
      .ThenDone()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<CorrectFact>(correction + Field("happened_on", Day(2026, 9, 3)))
      .ThenDone();
}

TEST(CorrectFact, WithdrawsABreachThatNeverWas_S44) {
  Scenario scenario = Met().Today(2026, 9, 15);
  Watch(scenario, "T-01");
  scenario.GoOn().Today(2026, 9, 16).When<SubmitReport>(kSubmit).ThenDone();
  EXPECT_EQ(Row(scenario, "T-01").breach(), v1::BREACH_STATE_RECORDED);
  // It met a day later than was written down: the report had till the 16th.
  scenario.GoOn()
      .When<CorrectFact>(
          To(At(scenario, v1::Event::kTriangularMeetingHeld), Day(2026, 9, 9)))
      .ThenEvents(R"pb(fact_corrected { case_id: "case-1" })pb",
                  R"pb(breach_withdrawn {
                         obligation { case_id: "case-1" key: "T-01" }
                         due_on { year: 2026 month: 9 day: 14 }
                         reason: WITHDRAWAL_REASON_CORRECTED
                       })pb");
  const v1::Due due = Row(scenario, "T-01");
  EXPECT_EQ(due.breach(), v1::BREACH_STATE_WITHDRAWN);
  EXPECT_EQ(due.withdrawal_reason(), v1::WITHDRAWAL_REASON_CORRECTED);
  EXPECT_EQ(due.timeliness(), v1::TIMELINESS_IN_TIME);
}

TEST(CorrectFact, WithdrawsABreachOfWhatWasNeverAsked_S44) {
  Scenario scenario = Met().Today(2026, 9, 15);
  Watch(scenario, "T-01");
  scenario.GoOn()
      .When<CorrectFact>(
          Strike(At(scenario, v1::Event::kTriangularMeetingHeld)))
      .ThenEvents(R"pb(fact_corrected { struck: true })pb",
                  R"pb(breach_withdrawn {
                         obligation { key: "T-01" }
                         reason: WITHDRAWAL_REASON_CORRECTED
                       })pb");
  EXPECT_THAT(DueDatesOf(UtrechtProcedure(), scenario.CaseAfter()), IsEmpty());
}

TEST(CorrectFact, WithdrawsATargetThatWasNotPassed_S44) {
  Scenario scenario = Met().Today(2026, 9, 15);
  Watch(scenario, "T-05");
  EXPECT_TRUE(Row(scenario, "T-05").past_target_recorded());
  scenario.GoOn()
      .When<CorrectFact>(
          To(At(scenario, v1::Event::kTriangularMeetingHeld), Day(2026, 9, 9)))
      .ThenEvents(R"pb(fact_corrected {})pb",
                  R"pb(breach_withdrawn {
                         obligation { key: "T-05" }
                         due_on { year: 2026 month: 9 day: 14 }
                         reason: WITHDRAWAL_REASON_CORRECTED
                       })pb");
  const v1::Due due = Row(scenario, "T-05");
  EXPECT_FALSE(due.past_target_recorded());
  EXPECT_EQ(FallsDueAt(due), StartOf(Day(2026, 9, 17)));
}

TEST(CorrectFact, LeavesABreachThatStillHolds_S44) {
  Scenario scenario = Met().Today(2026, 9, 15);
  Watch(scenario, "T-01");
  scenario.GoOn()
      .Given(kProgrammeManagerNotified)
      .When<CorrectFact>(To(At(scenario, v1::Event::kProgrammeManagerNotified),
                            Day(2026, 9, 10)))
      .ThenEvents(R"pb(fact_corrected {})pb");
  EXPECT_EQ(Row(scenario, "T-01").breach(), v1::BREACH_STATE_RECORDED);
}

TEST(CorrectFact, PutsWhatIsUndoneBackForTheWatch_S44) {
  Scenario scenario = Met()
                          .Today(2026, 9, 14)
                          .When<SubmitReport>(kSubmit)
                          .ThenDone()
                          .Today(2026, 9, 20);
  EXPECT_EQ(FallsDueAt(Row(scenario, "T-01")), std::nullopt);
  scenario.GoOn()
      .When<CorrectFact>(Strike(At(scenario, v1::Event::kReportSubmitted)))
      .ThenEvents(R"pb(fact_corrected { struck: true })pb",
                  R"pb(fact_corrected { struck: true })pb");
  EXPECT_EQ(scenario.CaseAfter().advised_on, std::nullopt)
      << "the advice was in that report";
  EXPECT_THAT(scenario.CaseAfter().reports, IsEmpty());
  EXPECT_EQ(FallsDueAt(Row(scenario, "T-01")), StartOf(Day(2026, 9, 15)));
}

TEST(CorrectFact, RecordsTheBreachOfWhatWasLateAllTheSame_S44) {
  Scenario scenario = Met()
                          .Today(2026, 9, 14)
                          .When<SubmitReport>(kSubmit)
                          .ThenDone()
                          .Today(2026, 9, 20);
  scenario.GoOn()
      .When<CorrectFact>(
          To(At(scenario, v1::Event::kReportSubmitted), Day(2026, 9, 16)))
      .ThenEvents(R"pb(fact_corrected {})pb", R"pb(fact_corrected {})pb",
                  absl::StrCat("breach_recorded { obligation { key: 'T-01' } ",
                               Field("due_on", Day(2026, 9, 14)),
                               "breached_at_micros: ",
                               absl::ToUnixMicros(StartOf(Day(2026, 9, 15))),
                               " owner { role: ROLE_TEACHER } }"));
  EXPECT_EQ(Row(scenario, "T-01").timeliness(), v1::TIMELINESS_LATE);
  EXPECT_EQ(scenario.CaseAfter().advised_on, Day(2026, 9, 16));
}

TEST(CorrectFact, MovesABreachToTheDayOnWhichItWas_S44) {
  Scenario scenario = Met().Today(2026, 9, 15);
  Watch(scenario, "T-01");
  scenario.GoOn()
      .Today(2026, 9, 16)
      .When<SubmitReport>(kSubmit)
      .When<CorrectFact>(
          To(At(scenario, v1::Event::kTriangularMeetingHeld), Day(2026, 9, 4)))
      .ThenEvents(
          R"pb(fact_corrected {})pb",
          R"pb(breach_withdrawn { due_on { year: 2026 month: 9 day: 14 } })pb",
          R"pb(breach_recorded { due_on { year: 2026 month: 9 day: 11 } })pb");
  EXPECT_EQ(Row(scenario, "T-01").breach(), v1::BREACH_STATE_RECORDED);
  EXPECT_EQ(DayIn(Row(scenario, "T-01").breach_due_on()), Day(2026, 9, 11));
}

TEST(CorrectFact, RefusesADiscussionAfterTheRuling_G1) {
  Scenario scenario = AfterTheRuling().As(v1::ROLE_YEAR_ASSISTANT);
  const Position discussed = At(scenario, v1::Event::kDiscussedWithDeputyHead);
  std::move(scenario)
      .When<CorrectFact>(To(discussed, Day(2026, 9, 15)))
      .ThenRefused("RULED_BEFORE_DISCUSSION", {.rule = "G-1"})
      .When<CorrectFact>(Strike(discussed))
      .ThenRefused("NOT_DISCUSSED_YET", {.rule = "G-1"})
      .When<CorrectFact>(To(discussed, Day(2026, 9, 10)))
      .ThenRefused("DATE_OUT_OF_ORDER")
      .When<CorrectFact>(To(discussed, Day(2026, 9, 12)))
      .ThenDone();
}

TEST(CorrectFact, RefusesARulingBeforeTheDiscussion_G1) {
  Scenario scenario = AfterTheRuling().As(v1::ROLE_YEAR_ASSISTANT);
  const Position ruled = At(scenario, v1::Event::kDecouplingRuled);
  scenario.GoOn()
      .When<CorrectFact>(To(ruled, Day(2026, 9, 13)))
      .ThenRefused("RULED_BEFORE_DISCUSSION", {.rule = "G-1"})
      .When<CorrectFact>(To(ruled, Day(2026, 9, 16)))
      .ThenDone();
  EXPECT_EQ(scenario.CaseAfter().ruling.value_or(RulingGiven()).effective_on,
            Day(2026, 9, 21))
      << "D was said apart";
}

TEST(CorrectFact, LetsARulingThatTookEffectAtOnceGoOnDoingSo_AS7) {
  Scenario scenario =
      Scenario()
          .Given(kCaseOpened, kMeetingHeldWithAdvice, kProgrammeManagerNotified,
                 kDiscussedWithDeputyHead,
                 absl::StrCat(kRuledToDecouple,
                              "decoupling_ruled { effective_on { day: 14 } }"))
          .As(v1::ROLE_YEAR_ASSISTANT)
          .Today(2026, 9, 20);
  scenario.GoOn()
      .When<CorrectFact>(
          To(At(scenario, v1::Event::kDecouplingRuled), Day(2026, 9, 16)))
      .ThenDone();
  EXPECT_EQ(scenario.CaseAfter().ruling.value_or(RulingGiven()).effective_on,
            Day(2026, 9, 16));
  EXPECT_EQ(DayIn(Row(scenario, "T-06").due_on()), Day(2026, 9, 30));
}

TEST(CorrectFact, RefusesToStrikeWhatLaterStepsRestOn_S44) {
  Scenario scenario = AfterTheRuling(kCandidateProposed, kCandidateSuits)
                          .As(v1::ROLE_YEAR_ASSISTANT);
  scenario.GoOn()
      .When<CorrectFact>(Strike(At(scenario, v1::Event::kDecouplingRuled)))
      .ThenRefused("NOT_DECOUPLED", {.rule = "S-11"})
      .When<CorrectFact>(Strike(At(scenario, v1::Event::kCandidateProposed)))
      .ThenRefused("CANDIDACY_NOT_FOUND")
      .When<CorrectFact>(
          Strike(At(scenario, v1::Event::kCandidateSuitabilityStated)))
      .ThenDone()
      .When<CorrectFact>(Strike(At(scenario, v1::Event::kCandidateProposed)))
      .ThenDone()
      .When<CorrectFact>(Strike(At(scenario, v1::Event::kDecouplingRuled)))
      .ThenDone()
      .ThenTagged(0, {{TagKind::kCase, kCase},
                      {TagKind::kResident, kResident},
                      {TagKind::kTrainer, kTrainer}});
  EXPECT_FALSE(scenario.CaseAfter().decoupled());
  EXPECT_FALSE(
      scenario.After<TrainerState>(TagKind::kTrainer, kTrainer).blocked())
      << "G-2 goes with the ruling";
}

TEST(CorrectFact, LetsNobodyAnswerForAnother_G7) {
  Scenario scenario =
      AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld,
                     kResidentAccepts, kTrainerAccepts, kPairingConfirmed)
          .As(v1::ROLE_YEAR_ASSISTANT);
  scenario.GoOn()
      .When<CorrectFact>(Strike(At(scenario, v1::Event::kPairingAnswerGiven)))
      .ThenRefused("NOT_TO_BE_STRUCK", {.rule = "S-44"})
      .When<CorrectFact>(
          Strike(At(scenario, v1::Event::kIntroductionMeetingHeld)))
      .ThenRefused("NOT_INTRODUCED_YET", {.rule = "G-7"})
      .When<CorrectFact>(Strike(At(scenario, v1::Event::kPairingConfirmed)))
      .ThenRefused("NOT_TO_BE_STRUCK");
}

TEST(CorrectFact, BlocksTheTrainerAgainWithoutTheContact_G2) {
  // Every trainer of the placement was in that one contact (A-23).
  constexpr char kContact[] = R"pb(manager_contact_held {
                                     case_id: "case-1"
                                     contact_id: "contact-1"
                                     on { year: 2026 month: 9 day: 18 }
                                     trainer_id: "trainer-1"
                                   })pb";
  Scenario scenario =
      AfterTheRuling(
          kContact, absl::StrReplaceAll(kContact, {{"trainer-1", "trainer-2"}}))
          .As(v1::ROLE_YEAR_ASSISTANT);
  EXPECT_FALSE(
      scenario.After<TrainerState>(TagKind::kTrainer, kTrainer).blocked());
  const Position contact = At(scenario, v1::Event::kManagerContactHeld);
  scenario.GoOn()
      .When<CorrectFact>(Strike(contact))
      .ThenEvents(
          absl::StrCat("fact_corrected { corrects: ", contact - 1, " }"),
          absl::StrCat("fact_corrected { corrects: ", contact, " }"));
  EXPECT_TRUE(
      scenario.After<TrainerState>(TagKind::kTrainer, kTrainer).blocked());
  EXPECT_EQ(Row(scenario, "T-12").status(), v1::DUE_STATUS_OPEN);
  scenario.GoOn().When<CorrectFact>(To(contact, Day(2026, 9, 17)));
  EXPECT_FALSE(
      scenario.After<TrainerState>(TagKind::kTrainer, kTrainer).blocked());
}

TEST(CorrectFact, TellsTheDirectoryOfTheRightStart_S44) {
  Scenario scenario =
      AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld,
                     kResidentAccepts, kTrainerAccepts, kPairingConfirmed,
                     kNewPlacementStarted)
          .As(v1::ROLE_YEAR_ASSISTANT)
          .Today(2026, 10, 20);
  const Position started = At(scenario, v1::Event::kNewPlacementStarted);
  scenario.GoOn()
      .When<CorrectFact>(To(started, Day(2026, 10, 14)))
      .ThenEvents(R"pb(fact_corrected {})pb",
                  R"pb(placement_registered {
                         starts_on { year: 2026 month: 10 day: 14 }
                       })pb");
  EXPECT_EQ(DayIn(Row(scenario, "T-18").due_on()), Day(2026, 12, 14));
  std::move(scenario)
      .When<CorrectFact>(To(started, Day(2026, 9, 18)))
      .ThenRefused("DATE_OUT_OF_ORDER");
}

TEST(CorrectFact, AsksThatAReportIsTakenOutOfTheFilesFirst_S44) {
  Scenario scenario = Met().Given(kReportWithAdvice,
                                  R"pb(document_archived {
                                         case_id: "case-1"
                                         document_id: "document-1"
                                         place: "EP"
                                         owner_id: "resident-1"
                                         on { year: 2026 month: 9 day: 11 }
                                         report: "D-1"
                                       })pb");
  scenario.GoOn()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<CorrectFact>(Strike(At(scenario, v1::Event::kReportSubmitted)))
      .ThenRefused("STILL_FILED", {.rule = "S-44"})
      .When<CorrectFact>(Strike(At(scenario, v1::Event::kDocumentArchived)))
      .ThenRefused("NOT_TO_BE_STRUCK")
      .When<CorrectFact>(
          To(At(scenario, v1::Event::kDocumentArchived), Day(2026, 9, 12)))
      .ThenDone();
  EXPECT_EQ(scenario.CaseAfter().reports.front().filed.front().on,
            Day(2026, 9, 12));
}

TEST(CorrectFact, StrikesAReportOnceItIsTakenOutOfTheFiles_S44) {
  Scenario scenario = Met()
                          .Given(kReportWithAdvice)
                          .As(v1::ROLE_YEAR_ASSISTANT)
                          .When<v1::ArchiveDocument>(R"pb(
                            case_id: "case-1"
                            document_id: "document-1"
                            place: "OD"
                          )pb")
                          .ThenDone()
                          .When<v1::UnarchiveDocument>(R"pb(
                            case_id: "case-1"
                            document_id: "document-1"
                            reason: "Verzonnen: het ging over een andere zaak."
                          )pb")
                          .ThenDone();
  EXPECT_EQ(Row(scenario, "T-01").status(), v1::DUE_STATUS_FULFILLED);
  scenario.GoOn()
      .When<CorrectFact>(Strike(At(scenario, v1::Event::kReportSubmitted)))
      .ThenDone();
  EXPECT_TRUE(scenario.CaseAfter().reports.empty());
  EXPECT_EQ(Row(scenario, "T-01").status(), v1::DUE_STATUS_OPEN);
}

TEST(CorrectFact, StrikesADeviationThatWasAMistake_S40) {
  Scenario scenario = Met().When<RecordDeviation>(
      R"pb(case_id: "case-1"
           deviation: DEVIATION_KIND_WAIVE
           obligation: "T-01"
           why: DEVIATION_REASON_OTHER
           argument: "Verzonnen."
           consulted: ROLE_RESIDENT)pb");
  EXPECT_EQ(Row(scenario, "T-01").status(), v1::DUE_STATUS_WAIVED);
  scenario.GoOn()
      .When<CorrectFact>(Strike(At(scenario, v1::Event::kDeviationRecorded)))
      .ThenDone();
  EXPECT_EQ(Row(scenario, "T-01").status(), v1::DUE_STATUS_OPEN);
}

TEST(CorrectFact, IsBoundedInACase_S44) {
  Scenario scenario = Met();
  const Position met = At(scenario, v1::Event::kTriangularMeetingHeld);
  std::move(scenario)
      .GivenTimes(100, absl::StrCat("fact_corrected { case_id: 'case-1' ",
                                    "corrects: ", met,
                                    Field("happened_on", Day(2026, 9, 4)),
                                    Field("on", Day(2026, 9, 14)), " }"))
      .When<CorrectFact>(To(met, Day(2026, 9, 3)))
      .ThenRefused("TOO_MANY_CORRECTIONS", {.rule = "S-44"});
}

TEST(CorrectFact, KeepsNoTextsAndCountsWhatItKeeps_S44) {
  Scenario scenario = Met();
  const size_t before = ApproximateBytes(State(scenario.CaseAfter()));
  scenario.GoOn().When<SubmitReport>(absl::StrReplaceAll(
      kSubmit, {{"\"c\"", absl::StrCat("'", std::string(100'000, 'x'), "'")}}));
  const Case& of_case = scenario.CaseAfter();
  EXPECT_THAT(of_case.past[2]->event.report_submitted().parts(), IsEmpty());
  EXPECT_EQ(of_case.past[2]->event.report_submitted().part_keys_size(), 3);
  const size_t after = ApproximateBytes(State(of_case));
  EXPECT_GT(after, before + 500);
  EXPECT_LT(after, before + 10'000);
}

// The story of a whole decoupling. The same story told at once on the right
// days, and told on wrong ones and corrected in any order, give one case.
class ToldWrong : public ::testing::Test {
 protected:
  struct Told {
    std::string event;
    Day on;
  };

  // Days that may be anything: that the rules would allow them is not asked.
  static std::vector<Told> Story(std::mt19937_64& dice) {
    // Takes effect on a day of its own, which no correction moves.
    const std::string ruled = absl::StrCat(
        kRuledToDecouple,
        "decoupling_ruled { effective_on { year: 2027 month: 3 day: 1 } }");
    std::vector<Told> story;
    for (const std::string& event : std::vector<std::string>{
             kMeetingHeldWithAdvice, kReportWithAdvice,
             kProgrammeManagerNotified, kDiscussedWithDeputyHead, ruled,
             kCandidateProposed, kCandidateSuits, kIntroductionHeld,
             kResidentAccepts, kTrainerAccepts, kPairingConfirmed,
             kNewPlacementStarted}) {
      story.push_back({event, Day(2026, 9, 7) + Roll(dice, 0, 60)});
    }
    return story;
  }

  static int Roll(std::mt19937_64& dice, int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(dice);
  }

  static v1::Event On(const std::string& told, Day day) {
    v1::Event event = Scenario::EventOf(told);
    const auto* const kind =
        v1::Event::descriptor()->FindFieldByNumber(event.kind_case());
    auto* const body = event.GetReflection()->MutableMessage(&event, kind);
    body->GetReflection()
        ->MutableMessage(body, kind->message_type()->FindFieldByName("on"))
        ->CopyFrom(ToProto(day));
    return event;
  }

  static void Happen(Case& state, const v1::Event& event) {
    static const v1::Actor* const actor = new v1::Actor();
    Evolve(state, {.event = event,
                   .actor = *actor,
                   .position = state.last_position + 1,
                   .recorded_at = StartOf(Day(2027, 1, 1))});
  }

  static std::vector<std::string> DuesOf(const Case& state) {
    std::vector<std::string> rows;
    for (v1::Due& due : DueDatesOf(UtrechtProcedure(), state)) {
      due.clear_source_position();
      rows.push_back(due.ShortDebugString());
    }
    return rows;
  }
};

TEST_F(ToldWrong, CorrectedGivesTheSameDueDatesAsToldRightAtOnce_S44) {
  for (const uint64_t seed : Seeds(300)) {
    SCOPED_TRACE(seed);
    std::mt19937_64 dice(seed);
    const std::vector<Told> story = Story(dice);
    Case right;
    Happen(right, Scenario::EventOf(kCaseOpened));
    for (const Told& told : story) Happen(right, On(told.event, told.on));

    Case corrected;
    Happen(corrected, Scenario::EventOf(kCaseOpened));
    std::map<Position, Day> wrong;
    for (const Told& told : story) {
      const bool slip = Roll(dice, 0, 2) == 0;
      Happen(corrected,
             On(told.event, slip ? told.on + Roll(dice, 1, 40) : told.on));
      if (slip) wrong[corrected.last_position] = told.on;
    }
    const size_t slips = wrong.size();
    // What is corrected twice, or struck and brought back, reads as said last.
    while (!wrong.empty()) {
      auto next = wrong.begin();
      std::advance(next, Roll(dice, 0, static_cast<int>(wrong.size()) - 1));
      v1::Event event;
      v1::FactCorrected& correction = *event.mutable_fact_corrected();
      correction.set_case_id(kCase);
      correction.set_corrects(next->first);
      const int how = Roll(dice, 0, 3);
      if (how == 0) {
        correction.set_struck(true);
      } else if (how == 1) {
        *correction.mutable_happened_on() =
            ToProto(next->second + Roll(dice, 1, 9));
      } else {
        *correction.mutable_happened_on() = ToProto(next->second);
        wrong.erase(next);
      }
      Happen(corrected, event);
    }
    EXPECT_EQ(DuesOf(corrected), DuesOf(right)) << slips << " slips";
  }
}

TEST_F(ToldWrong, ABreachLeavesOnlyByAnExplicitWithdrawal_S44) {
  uint64_t breaches = 0;
  uint64_t withdrawals = 0;
  const std::vector<uint64_t> seeds = Seeds(60);
  for (const uint64_t seed : seeds) {
    SCOPED_TRACE(seed);
    std::mt19937_64 dice(seed);
    Scenario scenario = Scenario()
                            .As(v1::ROLE_YEAR_ASSISTANT)
                            .Given(kCaseOpened, kMeetingHeldWithAdvice,
                                   kReportWithAdvice, kProgrammeManagerNotified,
                                   kDiscussedWithDeputyHead, kRuledToDecouple);
    scenario.GoOn().Today(2026, 12, 1);
    std::map<std::string, int> live;  // By obligation and due date.
    const auto take_in = [&] {
      if (!scenario.decided().ok()) return;
      for (const Decision& decision : *scenario.decided()) {
        for (const TaggedEvent& tagged : decision.events) {
          const auto name = [](const auto& outcome) {
            return absl::StrCat(DueKey(outcome.obligation()), " ",
                                outcome.due_on().ShortDebugString());
          };
          if (tagged.event.has_breach_recorded()) {
            ++live[name(tagged.event.breach_recorded())];
            ++breaches;
          }
          if (tagged.event.has_past_target_recorded()) {
            ++live[name(tagged.event.past_target_recorded())];
          }
          if (tagged.event.has_breach_withdrawn()) {
            --live[name(tagged.event.breach_withdrawn())];
            ++withdrawals;
          }
        }
      }
    };
    for (int step = 0; step < 12; ++step) {
      for (const v1::Due& due :
           DueDatesOf(UtrechtProcedure(), scenario.CaseAfter())) {
        if (!FallsDueAt(due).has_value()) continue;
        v1::Command command;
        *command.mutable_record_outcome() = OutcomeOf(due);
        scenario.GoOn().As(v1::ROLE_SYSTEM).WhenAll({command}).ThenDone();
        take_in();
      }
      const Past& past = scenario.CaseAfter().past;
      const Position position =
          past[static_cast<size_t>(
                   Roll(dice, 0, static_cast<int>(past.size()) - 1))]
              ->position;
      scenario.GoOn()
          .As(v1::ROLE_YEAR_ASSISTANT)
          .When<CorrectFact>(
              Roll(dice, 0, 4) == 0
                  ? Strike(position)
                  : To(position, Day(2026, 9, 7) + Roll(dice, 0, 60)));
      take_in();
    }
    std::map<std::string, int> told;
    for (const RecordedOutcome& outcome : scenario.CaseAfter().outcomes) {
      told[absl::StrCat(DueKey(outcome.obligation), " ",
                        ToProto(outcome.due_on).ShortDebugString())] +=
          outcome.withdrawn.has_value() ? 0 : 1;
    }
    for (const auto& [name, count] : live) EXPECT_EQ(told[name], count) << name;
    for (const v1::Due& due :
         DueDatesOf(UtrechtProcedure(), scenario.CaseAfter())) {
      if (due.status() == v1::DUE_STATUS_FULFILLED &&
          due.timeliness() == v1::TIMELINESS_LATE) {
        EXPECT_EQ(due.breach(), v1::BREACH_STATE_RECORDED)
            << due.ShortDebugString();
      }
      if (due.timeliness() == v1::TIMELINESS_IN_TIME) {
        EXPECT_NE(due.breach(), v1::BREACH_STATE_RECORDED)
            << due.ShortDebugString();
      }
    }
  }
  // Else nothing was shown.
  EXPECT_GT(breaches * 6, seeds.size() * 5);
  EXPECT_GT(withdrawals * 3, seeds.size());
}

}  // namespace
}  // namespace driehoek
