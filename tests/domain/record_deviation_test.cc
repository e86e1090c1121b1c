// Departing from the procedure, and going on after a pause.
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/deviations.h"
#include "domain/due_dates.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"
#include "tests/kit/procedures.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using v1::CloseCase;
using v1::RecordDeviation;
using v1::ResumeObligation;
using v1::RuleDecoupling;
using v1::SubmitReport;

constexpr char kArgued[] = R"pb(why: DEVIATION_REASON_AGREED
                                argument: "Verzonnen: in overleg."
                                consulted: ROLE_RESIDENT
                                consulted: ROLE_TRAINER
)pb";

// "2026-09-14" as a field of a command.
std::string Field(const std::string& name, Day day) {
  return absl::StrCat(" ", name, " { year: ", day.year(),
                      " month: ", day.month(), " day: ", day.day(), " } ");
}

std::string Deviate(const std::string& kind, const std::string& rest) {
  return absl::StrCat("case_id: 'case-1' deviation: DEVIATION_KIND_", kind, " ",
                      rest, kArgued);
}

std::string Waive(const std::string& row) {
  return Deviate("WAIVE", absl::StrCat("obligation: '", row, "'"));
}
std::string Pause(const std::string& row) {
  return Deviate("PAUSE", absl::StrCat("obligation: '", row, "'"));
}
std::string Move(const std::string& row, Day day) {
  return Deviate("MOVE",
                 absl::StrCat("obligation: '", row, "'", Field("due_on", day)));
}
std::string Lift(const std::string& guard, const std::string& trainer = "") {
  return Deviate("LIFT_GUARD", absl::StrCat("guard: '", guard,
                                            "' trainer_id: '", trainer, "'"));
}

// T-01 is due on 14 September, T-05 too.
Scenario Met() {
  return Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice)
      .As(v1::ROLE_TEACHER)
      .Today(2026, 9, 10);
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

// Lets the watch record what fell due of that row.
void Watch(Scenario& scenario, const std::string& key) {
  v1::Command command;
  *command.mutable_record_outcome() = OutcomeOf(Row(scenario, key));
  scenario.GoOn()
      .As(v1::ROLE_SYSTEM)
      .WhenAll({command})
      .ThenDone()
      .As(v1::ROLE_TEACHER);
}

std::vector<std::string> Sentences(Scenario& scenario, const std::string& key,
                                   Day today) {
  const v1::Explanation explanation =
      Explain(UtrechtProcedure(), Row(scenario, key), today);
  return {explanation.sentences().begin(), explanation.sentences().end()};
}

TEST(RecordDeviation, KeepsWhatWasDecidedAndWhoWasConsulted_S40) {
  Met()
      .When<RecordDeviation>(Move("T-01", Day(2026, 9, 18)))
      .ThenEvents(R"pb(deviation_recorded {
                         case_id: "case-1"
                         deviation: DEVIATION_KIND_MOVE
                         obligation { case_id: "case-1" key: "T-01" }
                         due_on { year: 2026 month: 9 day: 18 }
                         why: DEVIATION_REASON_AGREED
                         argument: "Verzonnen: in overleg."
                         consulted: [ ROLE_RESIDENT, ROLE_TRAINER ]
                         on { year: 2026 month: 9 day: 10 }
                       })pb")
      .ThenTagged(0, {{TagKind::kCase, kCase}});
}

TEST(RecordDeviation, NeedsAnArgument_G9) {
  Met()
      .When<RecordDeviation>(Waive("T-05") + "argument: ' '")
      .ThenRefused("DEVIATION_NOT_ARGUED", {.rule = "G-9", .section = "§2"})
      .When<RecordDeviation>(absl::StrCat(Waive("T-05"), "argument: '",
                                          std::string(4001, 'x'), "'"))
      .ThenRefused("TEXT_TOO_LONG");
}

TEST(RecordDeviation, NeedsSomeoneWhoWasConsulted_G9) {
  const std::string nobody =
      "case_id: 'case-1' deviation: DEVIATION_KIND_WAIVE obligation: 'T-05' "
      "why: DEVIATION_REASON_AGREED argument: 'Verzonnen.' ";
  Met()
      .When<RecordDeviation>(nobody)
      .ThenRefused("NOBODY_CONSULTED", {.rule = "G-9", .section = "§2"})
      .When<RecordDeviation>(nobody + "consulted: ROLE_SYSTEM")
      .ThenRefused("CONSULTED_MALFORMED")
      .When<RecordDeviation>(nobody + "consulted: [ROLE_TRAINER, ROLE_TRAINER]")
      .ThenRefused("CONSULTED_MALFORMED");
}

TEST(RecordDeviation, AsksNoArgumentWhereTheProcedureDoesNot_G9) {
  Met()
      .UnderUtrechtWith([](v1::Procedure& procedure) {
        auto& guards = *procedure.mutable_guards();
        for (int i = guards.size() - 1; i >= 0; --i) {
          if (guards[i].guard() == v1::GUARD_DEVIATION_ARGUED) {
            guards.DeleteSubrange(i, 1);
          }
        }
      })
      .When<RecordDeviation>(
          R"pb(case_id: "case-1"
               deviation: DEVIATION_KIND_WAIVE
               obligation: "T-05"
               why: DEVIATION_REASON_OTHER)pb")
      .ThenDone();
}

TEST(RecordDeviation, SaysWhyInOneNeutralWord_P7) {
  Met()
      .When<RecordDeviation>(Waive("T-05") +
                             "why: DEVIATION_REASON_UNSPECIFIED")
      .ThenRefused("FIELD_MISSING")
      .When<RecordDeviation>(Waive("T-05") +
                             "why: DEVIATION_REASON_FORCE_MAJEURE")
      .ThenDone();
  Scenario scenario = Met().When<RecordDeviation>(
      Waive("T-05") + "why: DEVIATION_REASON_FORCE_MAJEURE");
  EXPECT_THAT(
      Sentences(scenario, "T-05", Day(2026, 9, 11)),
      Contains("Op do 10 september 2026 is hiervan afgeweken: dit hoeft "
               "niet (overmacht)."));
}

TEST(RecordDeviation, IsOpenToEveryTrainingYear_E3) {
  Scenario()
      .Given(absl::StrCat(kCaseOpened, "case_opened { training_year: 2 }"),
             kMeetingHeldWithAdvice)
      .Today(2026, 9, 10)
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<RecordDeviation>(Waive("T-05"))
      .ThenRefused("CASE_NOT_FOUND")
      .As(v1::ROLE_YEAR_ASSISTANT, kOtherYearAssistant)
      .When<RecordDeviation>(Waive("T-05"))
      .ThenDone();
}

TEST(RecordDeviation, IsRefusedToTheParties_B13) {
  Met()
      .As(v1::ROLE_RESIDENT)
      .When<RecordDeviation>(Waive("T-05"))
      .ThenRefused("NOT_COMPETENT", {.rule = "G-11", .section = "§2"});
}

TEST(RecordDeviation, AsksOnlyTheFieldsOfItsKind_S40) {
  Met()
      .When<RecordDeviation>(Deviate("UNSPECIFIED", ""))
      .ThenRefused("FIELD_MISSING")
      .When<RecordDeviation>(Deviate("WAIVE", ""))
      .ThenRefused("FIELD_MISSING")
      .When<RecordDeviation>(Waive("T-05") + Field("due_on", Day(2026, 10, 1)))
      .ThenRefused("FIELD_NOT_EXPECTED")
      .When<RecordDeviation>(Waive("T-05") + "guard: 'G-2'")
      .ThenRefused("FIELD_NOT_EXPECTED")
      .When<RecordDeviation>(Deviate("MOVE", "obligation: 'T-01'"))
      .ThenRefused("DATE_MALFORMED")
      .When<RecordDeviation>(Deviate("LIFT_GUARD", ""))
      .ThenRefused("FIELD_MISSING")
      .When<RecordDeviation>(Lift("G-2") + "obligation: 'T-01'")
      .ThenRefused("FIELD_NOT_EXPECTED")
      .When<RecordDeviation>(Lift("G-2") + "created_by: 3")
      .ThenRefused("FIELD_NOT_EXPECTED");
}

TEST(RecordDeviation, IsAboutAnObligationThatIsThere_S40) {
  Met()
      .When<RecordDeviation>(Waive("T-99"))
      .ThenRefused("OBLIGATION_UNKNOWN")
      .When<RecordDeviation>(Waive("T-06"))
      .ThenRefused("OBLIGATION_NOT_THERE")
      .When<RecordDeviation>(Waive("T-01") + "created_by: 1")
      .ThenRefused("OBLIGATION_NOT_THERE")
      .Given(kReportWithAdvice)
      .When<RecordDeviation>(Waive("T-01"))
      .ThenRefused("OBLIGATION_DONE", {.rule = "T-01"});
}

TEST(RecordDeviation, IsRefusedForWhatHasLapsed_S40) {
  const std::string later = R"pb(triangular_meeting_held {
                                   case_id: "case-1"
                                   meeting_id: "meeting-2"
                                   on { year: 2026 month: 9 day: 9 }
                                   outcome: MEETING_OUTCOME_ADVICE_TO_DECOUPLE
                                 })pb";
  Scenario scenario = Met().Given(later);
  const Position first = scenario.CaseAfter().facts.front().position;
  std::move(scenario)
      .When<RecordDeviation>(Waive("T-05") +
                             absl::StrCat("created_by: ", first))
      .ThenRefused("OBLIGATION_LAPSED", {.rule = "T-05"})
      .When<RecordDeviation>(Waive("T-05"))
      .ThenDone();
}

TEST(RecordDeviation, IsRefusedBeforeTheObligationBegan_S40) {
  Met()
      .When<RecordDeviation>(Waive("T-05") + Field("on", Day(2026, 9, 6)))
      .ThenRefused("DATE_OUT_OF_ORDER");
}

TEST(RecordDeviation, LetsAStepBeLeftOut_E1) {
  Scenario scenario = Met().When<RecordDeviation>(Waive("T-05")).ThenDone();
  const v1::Due due = Row(scenario, "T-05");
  EXPECT_EQ(due.status(), v1::DUE_STATUS_WAIVED);
  EXPECT_EQ(FallsDueAt(due), std::nullopt);
  EXPECT_EQ(DayIn(due.due_on()), Day(2026, 9, 14)) << "stays visible";
  EXPECT_FALSE(due.has_original_due_on());
  std::move(scenario)
      .When<RecordDeviation>(Waive("T-05"))
      .ThenRefused("OBLIGATION_WAIVED", {.rule = "T-05"})
      .When<RecordDeviation>(Pause("T-05"))
      .ThenRefused("OBLIGATION_WAIVED");
}

TEST(RecordDeviation, NeverCallsWhatWasLeftOutLate_E1) {
  Scenario scenario = Met().When<RecordDeviation>(Waive("T-01"));
  scenario.GoOn()
      .Today(2026, 9, 20)
      .When<SubmitReport>(
          R"pb(case_id: "case-1"
               report: "D-1"
               parts { key: "perspective_resident" value: "a" }
               parts { key: "perspective_trainer" value: "b" }
               parts { key: "advice" value: "c" })pb")
      .ThenDone();
  const v1::Due due = Row(scenario, "T-01");
  EXPECT_EQ(due.status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(due.timeliness(), v1::TIMELINESS_UNSPECIFIED);
}

TEST(RecordDeviation, LetsAWithdrawnCaseCloseWithoutAHardObligation_E1) {
  constexpr char kWithdraw[] = R"pb(case_id: "case-1"
                                    result: CASE_RESULT_WITHDRAWN
                                    reason: "Verzonnen: gestopt.")pb";
  Met()
      .When<CloseCase>(kWithdraw)
      .ThenRefused("OBLIGATION_OPEN")
      .When<RecordDeviation>(Pause("T-01"))
      .When<CloseCase>(kWithdraw)
      .ThenRefused("OBLIGATION_OPEN")
      .When<RecordDeviation>(Waive("T-01"))
      .When<CloseCase>(kWithdraw)
      .ThenDone();
}

TEST(RecordDeviation, MovesTheLastGoodDayAndShowsTheOriginal_B13) {
  Scenario scenario =
      Met().When<RecordDeviation>(Move("T-01", Day(2026, 9, 18))).ThenDone();
  const v1::Due due = Row(scenario, "T-01");
  EXPECT_EQ(due.status(), v1::DUE_STATUS_OPEN);
  EXPECT_EQ(DayIn(due.due_on()), Day(2026, 9, 18));
  EXPECT_EQ(DayIn(due.original_due_on()), Day(2026, 9, 14));
  ASSERT_EQ(due.deviations_size(), 1);
  EXPECT_EQ(due.deviations(0).deviation(), v1::DEVIATION_KIND_MOVE);
  EXPECT_EQ(DayIn(due.deviations(0).on()), Day(2026, 9, 10));
  EXPECT_FALSE(due.deviations(0).after_due_date());
  EXPECT_EQ(FallsDueAt(due), StartOf(Day(2026, 9, 19)));
  const std::vector<std::string> told =
      Sentences(scenario, "T-01", Day(2026, 9, 11));
  EXPECT_THAT(told,
              Contains(HasSubstr("Volgens de procedure is de uiterste dag "
                                 "ma 14 september 2026")));
  EXPECT_THAT(told, Contains("Op do 10 september 2026 is hiervan afgeweken: de "
                             "uiterste dag werd vr 18 september 2026 (in "
                             "overleg)."));
  EXPECT_THAT(told, Contains("De uiterste dag is nu vr 18 september 2026."));
  EXPECT_THAT(told, ::testing::Not(Contains(HasSubstr("Verzonnen"))))
      << "the argument is for those who may read it";
}

TEST(RecordDeviation, MovesOnlyToADayThatHelps_B13) {
  Met()
      .When<RecordDeviation>(Move("T-01", Day(2026, 9, 13)))
      .ThenRefused("EARLIER_THAN_THE_RULE", {.section = "§5.1"})
      .When<RecordDeviation>(Move("T-01", Day(2026, 9, 9)))
      .ThenRefused("DATE_OUT_OF_ORDER")
      .When<RecordDeviation>(Move("T-01", Day(2026, 9, 14)))
      .ThenRefused("SAME_DUE_DATE")
      .When<RecordDeviation>(Move("T-01", Day(2027, 9, 16)))
      .ThenRefused("TOO_FAR_AHEAD")
      .When<RecordDeviation>(Move("T-01", Day(2027, 9, 15)))
      .ThenDone()
      .Given(kProgrammeManagerNotified)
      .Today(2026, 9, 12)
      .When<RecordDeviation>(Move("T-29", Day(2026, 10, 1)))
      .ThenRefused("OBLIGATION_WITHOUT_DAY", {.rule = "T-29"})
      .When<RecordDeviation>(Pause("T-29"))
      .ThenRefused("OBLIGATION_WITHOUT_DAY");
}

TEST(RecordDeviation, StaysWhenTheStartMovesAndShowsBothDays_T06) {
  Scenario scenario = AfterTheRuling().As(v1::ROLE_TEACHER);
  scenario.GoOn()
      .When<RecordDeviation>(Move("T-06", Day(2026, 10, 9)))
      .ThenDone();
  v1::Due due = Row(scenario, "T-06");
  EXPECT_EQ(DayIn(due.due_on()), Day(2026, 10, 9));
  EXPECT_EQ(DayIn(due.original_due_on()), Day(2026, 10, 5));
  scenario.GoOn().Given(kCandidateProposed, kCandidateSuits, kIntroductionHeld,
                        kResidentAccepts, kTrainerAccepts, kPairingConfirmed,
                        R"pb(new_placement_start_moved {
                               case_id: "case-1"
                               on { year: 2026 month: 9 day: 21 }
                               starts_on { year: 2026 month: 10 day: 1 }
                             })pb");
  due = Row(scenario, "T-06");
  EXPECT_EQ(DayIn(due.due_on()), Day(2026, 10, 9));
  EXPECT_EQ(DayIn(due.original_due_on()), Day(2026, 9, 30));
}

TEST(RecordDeviation, ProposesTheMiddleOfAShortPlacement_A25) {
  // The target of two months falls after a placement of three; the middle is
  // before the target, which only this reason may do (E-2).
  Scenario scenario =
      AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld,
                     kResidentAccepts, kTrainerAccepts, kPairingConfirmed,
                     kNewPlacementStarted)
          .As(v1::ROLE_TEACHER)
          .Today(2026, 10, 13);
  const std::string middle = Move("T-18", Day(2026, 11, 27));
  scenario.GoOn()
      .When<RecordDeviation>(middle)
      .ThenRefused("EARLIER_THAN_THE_RULE")
      .When<RecordDeviation>(middle + "why: DEVIATION_REASON_SHORT_PLACEMENT")
      .ThenDone();
  const v1::Due due = Row(scenario, "T-18");
  EXPECT_EQ(DayIn(due.due_on()), Day(2026, 11, 27));
  EXPECT_EQ(DayIn(due.original_due_on()), Day(2026, 12, 12));
}

TEST(RecordDeviation, FillsAStepInDifferentlyInAShortPlacement_E2) {
  Scenario scenario = Met().When<RecordDeviation>(
      Waive("T-05") + "why: DEVIATION_REASON_SHORT_PLACEMENT");
  EXPECT_EQ(Row(scenario, "T-05").deviations(0).why(),
            v1::DEVIATION_REASON_SHORT_PLACEMENT);
}

TEST(RecordDeviation, LetsTheDaysStandStillUntilTheyRunOn_T01) {
  Scenario scenario = Met().When<RecordDeviation>(Pause("T-01")).ThenDone();
  v1::Due due = Row(scenario, "T-01");
  EXPECT_EQ(due.status(), v1::DUE_STATUS_PAUSED);
  EXPECT_FALSE(due.has_due_on());
  EXPECT_EQ(DayIn(due.original_due_on()), Day(2026, 9, 14));
  EXPECT_EQ(FallsDueAt(due), std::nullopt) << "out of the due index";
  EXPECT_THAT(Sentences(scenario, "T-01", Day(2026, 9, 20)),
              Contains("De termijn staat stil."));
  const std::string pause = scenario.CaseAfter().deviations.front().id;
  scenario.GoOn()
      .When<RecordDeviation>(Pause("T-01"))
      .ThenRefused("OBLIGATION_PAUSED")
      .When<RecordDeviation>(Move("T-01", Day(2026, 10, 1)))
      .ThenRefused("OBLIGATION_PAUSED")
      .Today(2026, 9, 24)
      .When<ResumeObligation>(
          absl::StrCat("case_id: 'case-1' deviation_id: '", pause, "'"))
      .ThenEvents(absl::StrCat("obligation_resumed { case_id: 'case-1' "
                               "deviation_id: '",
                               pause,
                               "' on { year: 2026 month: 9 day: 24 } }"));
  due = Row(scenario, "T-01");
  EXPECT_EQ(due.status(), v1::DUE_STATUS_OPEN);
  EXPECT_EQ(DayIn(due.due_on()), Day(2026, 9, 28)) << "four days were left";
  EXPECT_EQ(DayIn(due.original_due_on()), Day(2026, 9, 14));
  EXPECT_EQ(DayIn(due.deviations(0).resumed_on()), Day(2026, 9, 24));
  std::move(scenario)
      .When<ResumeObligation>(
          absl::StrCat("case_id: 'case-1' deviation_id: '", pause, "'"))
      .ThenRefused("NOT_PAUSED", {.rule = "S-40"});
}

TEST(RecordDeviation, CountsWhatIsDoneDuringAPauseAsInTime_T01) {
  Scenario scenario = Met().When<RecordDeviation>(Pause("T-01"));
  scenario.GoOn()
      .Today(2026, 10, 1)
      .When<SubmitReport>(
          R"pb(case_id: "case-1"
               report: "D-1"
               parts { key: "perspective_resident" value: "a" }
               parts { key: "perspective_trainer" value: "b" }
               parts { key: "advice" value: "c" })pb")
      .ThenDone();
  const v1::Due due = Row(scenario, "T-01");
  EXPECT_EQ(due.status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(due.timeliness(), v1::TIMELINESS_IN_TIME);
  EXPECT_EQ(DayIn(due.due_on()), Day(2026, 10, 5));
}

TEST(RecordDeviation, PausesOnlyWhatHasDaysLeft_T01) {
  Met()
      .Today(2026, 9, 15)
      .When<RecordDeviation>(Pause("T-01"))
      .ThenRefused("NO_DAYS_LEFT", {.rule = "T-01"})
      .Today(2026, 9, 14)
      .When<RecordDeviation>(Pause("T-01"))
      .ThenDone();
}

TEST(RecordDeviation, RunsOnToAWorkingDayWhereDaysShift_AS5) {
  Case state;
  const auto paused = [&](Day on, Day resumed_on) {
    state.deviations.push_back({.id = "deviation",
                                .kind = v1::DEVIATION_KIND_PAUSE,
                                .obligation = {},
                                .due_on = {},
                                .guard = "",
                                .trainer_id = "",
                                .why = v1::DEVIATION_REASON_AGREED,
                                .on = on,
                                .resumed_on = resumed_on});
  };
  paused(Day(2026, 9, 10), Day(2026, 9, 15));  // From Monday to Saturday.
  v1::Due due;
  EXPECT_EQ(
      DepartureOf(state, v1::SHIFT_NONE, Day(2026, 9, 14), {}, due).due_on,
      Day(2026, 9, 19));
  EXPECT_EQ(
      DepartureOf(state, v1::SHIFT_NEXT_WORKING_DAY, Day(2026, 9, 14), {}, due)
          .due_on,
      Day(2026, 9, 21));
}

TEST(RecordDeviation, ExplainsAfterTheDayButUndoesNothing_G9) {
  Scenario scenario = Met().Today(2026, 9, 15);
  Watch(scenario, "T-01");
  scenario.GoOn()
      .When<RecordDeviation>(Move("T-01", Day(2026, 9, 21)))
      .ThenEvents(R"pb(deviation_recorded { case_id: "case-1" })pb");
  v1::Due due = Row(scenario, "T-01");
  EXPECT_EQ(DayIn(due.due_on()), Day(2026, 9, 14));
  EXPECT_EQ(due.breach(), v1::BREACH_STATE_RECORDED);
  EXPECT_TRUE(due.deviations(0).after_due_date());
  EXPECT_EQ(DayIn(due.deviations(0).due_on()), Day(2026, 9, 21));
  EXPECT_THAT(Sentences(scenario, "T-01", Day(2026, 9, 16)),
              Contains("Dat was na de uiterste dag. Het verklaart dus iets, "
                       "maar verandert de termijn niet."));
  scenario.GoOn().When<RecordDeviation>(Waive("T-01")).ThenDone();
  due = Row(scenario, "T-01");
  EXPECT_EQ(due.status(), v1::DUE_STATUS_WAIVED);
  EXPECT_EQ(due.breach(), v1::BREACH_STATE_RECORDED);
}

TEST(RecordDeviation, DoesNotKeepTheWatchFromALaterWaivedBreach_G9) {
  // The server was down on the 15th; the waiver came first.
  Scenario scenario =
      Met().Today(2026, 9, 15).When<RecordDeviation>(Waive("T-01")).ThenDone();
  EXPECT_EQ(FallsDueAt(Row(scenario, "T-01")), StartOf(Day(2026, 9, 15)));
  Watch(scenario, "T-01");
  const v1::Due due = Row(scenario, "T-01");
  EXPECT_EQ(due.breach(), v1::BREACH_STATE_RECORDED);
  EXPECT_EQ(FallsDueAt(due), std::nullopt);
}

TEST(RecordDeviation, WithdrawsABreachWhenItWasInTimeButRegisteredLater_AS6) {
  for (const std::string& deviation :
       {Move("T-01", Day(2026, 9, 21)), Waive("T-01"), Pause("T-01")}) {
    Scenario scenario = Met().Today(2026, 9, 16);
    Watch(scenario, "T-01");
    scenario.GoOn()
        .When<RecordDeviation>(deviation + Field("on", Day(2026, 9, 11)))
        .ThenEvents(
            R"pb(deviation_recorded { on { year: 2026 month: 9 day: 11 } })pb",
            R"pb(breach_withdrawn {
                   obligation { key: "T-01" }
                   due_on { year: 2026 month: 9 day: 14 }
                   reason: WITHDRAWAL_REASON_DUE_DATE_MOVED
                 })pb");
    EXPECT_EQ(Row(scenario, "T-01").breach(), v1::BREACH_STATE_WITHDRAWN);
  }
}

TEST(RecordDeviation, NeverLiftsWhatNothingLifts_G1) {
  Met()
      .When<RecordDeviation>(Lift("G-1"))
      .ThenRefused("GUARD_CANNOT_BE_LIFTED", {.rule = "G-1", .section = "§5.1"})
      .When<RecordDeviation>(Lift("G-99"))
      .ThenRefused("GUARD_UNKNOWN");
}

TEST(RecordDeviation, NeverLiftsTheAttentionPoints_G6) {
  Met()
      .When<RecordDeviation>(Lift("G-6"))
      .ThenRefused("GUARD_CANNOT_BE_LIFTED", {.rule = "G-6"});
}

TEST(RecordDeviation, NeverLiftsTheTwoAnswers_G7) {
  Met()
      .When<RecordDeviation>(Lift("G-7"))
      .ThenRefused("GUARD_CANNOT_BE_LIFTED", {.rule = "G-7"});
}

TEST(RecordDeviation, MakesABlockedTrainerAvailableAgain_G2) {
  Scenario scenario = AfterTheRuling().As(v1::ROLE_TRAINER_MANAGER);
  EXPECT_TRUE(
      scenario.After<TrainerState>(TagKind::kTrainer, kTrainer).blocked());
  Scenario lifted = std::move(scenario)
                        .When<RecordDeviation>(Lift("G-2"))
                        .ThenRefused("FIELD_MISSING")
                        .When<RecordDeviation>(Lift("G-2", kNewTrainer))
                        .ThenRefused("TRAINER_NOT_BLOCKED", {.rule = "G-2"})
                        .When<RecordDeviation>(Lift("G-2", kTrainer))
                        .ThenDone()
                        .ThenTagged(0, {{TagKind::kCase, kCase},
                                        {TagKind::kTrainer, kTrainer}});
  EXPECT_FALSE(
      lifted.After<TrainerState>(TagKind::kTrainer, kTrainer).blocked());
  std::move(lifted)
      .When<RecordDeviation>(Lift("G-2", kTrainer))
      .ThenRefused("TRAINER_NOT_BLOCKED");
}

// In another institute the discussion may be skipped, argued.
TEST(RecordDeviation, LiftsAGuardForTheCaseWhereTheProcedureAllows_G9) {
  const auto with_g1_liftable = [](v1::Procedure& procedure) {
    for (v1::GuardRule& guard : *procedure.mutable_guards()) {
      guard.set_deviation_may_lift(guard.key() == "G-1");
    }
  };
  constexpr char kRule[] = R"pb(case_id: "case-1" ruling: RULING_DECOUPLE)pb";
  Met()
      .Given(kDecouplingAdvised)
      .UnderUtrechtWith(with_g1_liftable)
      .As(v1::ROLE_DEPUTY_HEAD)
      .When<RuleDecoupling>(kRule)
      .ThenRefused("NOT_DISCUSSED_YET", {.rule = "G-1"})
      .When<RecordDeviation>(Lift("G-1", kTrainer))
      .ThenRefused("FIELD_NOT_EXPECTED")
      .When<RecordDeviation>(Lift("G-1"))
      .ThenDone()
      .When<RecordDeviation>(Lift("G-1"))
      .ThenRefused("GUARD_ALREADY_LIFTED", {.rule = "G-1"})
      .When<RuleDecoupling>(kRule)
      .ThenDone();
}

TEST(RecordDeviation, SaysThatAMeetingDoesNotFitAndNoMore_A51) {
  constexpr char kFits[] = R"pb(case_id: "case-1"
                                deviation: DEVIATION_KIND_MEETING_NOT_FITTING
                                why: DEVIATION_REASON_MEETING_NOT_FITTING
                                argument: "Verzonnen."
                                consulted: ROLE_RESIDENT)pb";
  Met()
      .When<RecordDeviation>(
          absl::StrCat(kFits, " why: DEVIATION_REASON_OTHER"))
      .ThenRefused("DEVIATION_REASON_DIFFERS")
      .When<RecordDeviation>(kFits)
      .ThenDone()
      .When<RecordDeviation>(kFits)
      .ThenRefused("ALREADY_DEVIATED", {.rule = "A-51"});
  AfterTheRuling()
      .As(v1::ROLE_TEACHER)
      .When<RecordDeviation>(kFits)
      .ThenRefused("ALREADY_RULED");
}

TEST(RecordDeviation, IsBoundedInACase_S40) {
  const std::string lift = R"pb(deviation_recorded {
                                  case_id: "case-1"
                                  deviation_id: "deviation"
                                  deviation: DEVIATION_KIND_WAIVE
                                  on { year: 2026 month: 9 day: 8 }
                                })pb";
  Met()
      .GivenTimes(200, lift)
      .When<RecordDeviation>(Waive("T-05"))
      .ThenRefused("TOO_MANY_DEVIATIONS");
}

TEST(ResumeObligation, NeedsThePauseItEnds_S40) {
  Scenario scenario = Met()
                          .When<ResumeObligation>(
                              R"pb(case_id: "case-1" deviation_id: "none")pb")
                          .ThenRefused("DEVIATION_NOT_FOUND")
                          .When<RecordDeviation>(Waive("T-05"))
                          .ThenDone();
  const std::string waiver = scenario.CaseAfter().deviations.front().id;
  Scenario paused = std::move(scenario)
                        .When<ResumeObligation>(absl::StrCat(
                            "case_id: 'case-1' deviation_id: '", waiver, "'"))
                        .ThenRefused("NOT_PAUSED")
                        .When<RecordDeviation>(Pause("T-01"))
                        .ThenDone();
  const std::string pause = paused.CaseAfter().deviations.back().id;
  std::move(paused)
      .When<ResumeObligation>(absl::StrCat("case_id: 'case-1' deviation_id: '",
                                           pause, "'",
                                           Field("on", Day(2026, 9, 9))))
      .ThenRefused("DATE_OUT_OF_ORDER")
      .Given(kReportWithAdvice)
      .When<ResumeObligation>(
          absl::StrCat("case_id: 'case-1' deviation_id: '", pause, "'"))
      .ThenRefused("NOT_PAUSED");
}

}  // namespace
}  // namespace driehoek
