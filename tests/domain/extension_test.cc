#include "domain/extension.h"

#include <string>

#include "domain/due_dates.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

// A placement from 1 March 2026, in training year 1.
Case DecoupledOn(Day effective_on) {
  return CaseKit().Ruled(effective_on, effective_on).state();
}

constexpr char kMotivated[] = R"pb(
  extension_motivated {
    case_id: "case-1"
    on { year: 2026 month: 9 day: 18 }
  })pb";

// Decoupled with effect from 21 September 2026: in the seventh month.
Scenario Motivated() {
  return AfterTheRuling(kMotivated).As(v1::ROLE_DEPUTY_HEAD);
}

// Decoupled in the fifth month: in the window, before the presumption.
Scenario MotivatedEarlier() {
  return Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice, R"pb(
               decoupling_ruled {
                 case_id: "case-1"
                 ruling: RULING_DECOUPLE
                 on { year: 2026 month: 7 day: 14 }
                 effective_on { year: 2026 month: 7 day: 31 }
               })pb",
             kMotivated)
      .As(v1::ROLE_DEPUTY_HEAD)
      .Today(2026, 9, 20);
}

bool HasRow(const Case& of_case, const std::string& key) {
  for (const v1::Due& due : DueDatesOf(UtrechtProcedure(), of_case)) {
    if (due.obligation().key() == key) return true;
  }
  return false;
}

TEST(ExtensionWindow, LastsFromTheThirdMonthToTheNinth_T23) {
  const auto lies = [](Day effective_on) {
    return LiesWithin(v1::WINDOW_EXTENSION, UtrechtProcedure(),
                      DecoupledOn(effective_on));
  };
  EXPECT_FALSE(lies(Day(2026, 5, 31)));
  EXPECT_TRUE(lies(Day(2026, 6, 1)));
  EXPECT_TRUE(lies(Day(2026, 11, 30)));
  EXPECT_FALSE(lies(Day(2026, 12, 1)));
}

TEST(ExtensionWindow, PresumesAnExtensionFromTheFifthMonthOn_T24) {
  const auto lies = [](Day effective_on) {
    return LiesWithin(v1::WINDOW_PRESUMED_EXTENSION, UtrechtProcedure(),
                      DecoupledOn(effective_on));
  };
  EXPECT_FALSE(lies(Day(2026, 7, 31)));
  EXPECT_TRUE(lies(Day(2026, 8, 1)));
  EXPECT_TRUE(lies(Day(2026, 11, 30)));
  EXPECT_FALSE(lies(Day(2026, 12, 1)));
}

TEST(ExtensionWindow, IsForTheFirstYearAlone_A9) {
  Case of_case = DecoupledOn(Day(2026, 9, 21));
  EXPECT_TRUE(HasRow(of_case, "T-23"));
  EXPECT_TRUE(HasRow(of_case, "T-24"));
  of_case.training_year = 2;
  EXPECT_FALSE(LiesWithin(v1::WINDOW_EXTENSION, UtrechtProcedure(), of_case));
  EXPECT_FALSE(HasRow(of_case, "T-23"));
  of_case.training_year = 3;
  EXPECT_FALSE(LiesWithin(v1::WINDOW_EXTENSION, UtrechtProcedure(), of_case));
}

TEST(ExtensionWindow, IsOffInTheSecondYear_A25) {
  Case of_case = DecoupledOn(Day(2026, 9, 21));
  of_case.training_year = 2;
  EXPECT_FALSE(HasRow(of_case, "T-24"));
}

TEST(ExtensionWindow, AsksForADecisionOnlyWhenTheDecouplingLiesInIt_T23) {
  EXPECT_FALSE(HasRow(DecoupledOn(Day(2026, 5, 31)), "T-23"));
  EXPECT_TRUE(HasRow(DecoupledOn(Day(2026, 6, 1)), "T-23"));
  EXPECT_FALSE(HasRow(DecoupledOn(Day(2026, 6, 1)), "T-24"));
}

TEST(ExtensionWindow, IsTheProceduresOwn_A7) {
  Case third = DecoupledOn(Day(2026, 7, 1));
  third.training_year = 3;
  EXPECT_TRUE(LiesWithin(v1::WINDOW_EXTENSION, *OtherInstitute(), third));
  const Procedure narrow = ProcedureOf(R"pb(
    extension {
      from_months: 3
      until_months: 8
      presumed_from_months: 5
      training_years: 1
    })pb");
  EXPECT_FALSE(
      LiesWithin(v1::WINDOW_EXTENSION, narrow, DecoupledOn(Day(2026, 11, 1))));
  EXPECT_FALSE(LiesWithin(v1::WINDOW_EXTENSION, ProcedureOf("key: 'k'"),
                          DecoupledOn(Day(2026, 9, 1))));
}

TEST(MotivateExtension, IsWrittenByTheProgrammeManager_B10) {
  AfterTheRuling()
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<v1::MotivateExtension>(
          R"pb(case_id: "case-1" motivation: "De aios heeft tijd nodig.")pb")
      .ThenEvents(R"pb(extension_motivated {
                         case_id: "case-1"
                         on { year: 2026 month: 9 day: 20 }
                         motivation: "De aios heeft tijd nodig."
                       })pb")
      .When<v1::MotivateExtension>(R"pb(case_id: "case-1")pb")
      .ThenRefused("REASON_MISSING")
      .As(v1::ROLE_DEPUTY_HEAD)
      .When<v1::MotivateExtension>(R"pb(case_id: "case-1" motivation: "Ja.")pb")
      .ThenRefused("NOT_COMPETENT", {.section = "§5.2.3"});
}

TEST(MotivateExtension, IsRefusedOutsideTheWindowAndBeforeTheRuling_T23) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice)
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<v1::MotivateExtension>(R"pb(case_id: "case-1" motivation: "Ja.")pb")
      .ThenRefused("NOT_DECOUPLED");
  Scenario()
      .Given(kCaseOpened, R"pb(
        decoupling_ruled {
          case_id: "case-1"
          ruling: RULING_DECOUPLE
          on { year: 2026 month: 11 day: 14 }
          effective_on { year: 2026 month: 12 day: 1 }
        })pb")
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .Today(2026, 12, 2)
      .When<v1::MotivateExtension>(R"pb(case_id: "case-1" motivation: "Ja.")pb")
      .ThenRefused("OUTSIDE_EXTENSION_WINDOW",
                   {.rule = "T-23", .section = "§5.2.3"});
}

TEST(DecideExtension, PostponesAndExtends_D17) {
  Scenario scenario =
      Motivated()
          .When<v1::DecideExtension>(
              R"pb(case_id: "case-1"
                   postponed: true
                   postponed_to { year: 2027 month: 2 day: 1 }
                   extended: true
                   extended_by_months: 3)pb")
          .ThenEvents(R"pb(extension_decided {
                             case_id: "case-1"
                             on { year: 2026 month: 9 day: 20 }
                             postponed: true
                             postponed_to { year: 2027 month: 2 day: 1 }
                             extended: true
                             extended_by_months: 3
                           })pb");
  for (const v1::Due& due :
       DueDatesOf(UtrechtProcedure(), scenario.CaseAfter())) {
    if (due.obligation().key() != "T-23" && due.obligation().key() != "T-24") {
      continue;
    }
    EXPECT_EQ(due.status(), v1::DUE_STATUS_FULFILLED);
  }
}

TEST(DecideExtension, IsTakenByTheDeputyHeadOrTheHead_S34) {
  Motivated()
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<v1::DecideExtension>(R"pb(case_id: "case-1"
                                      extended: true
                                      extended_by_months: 3)pb")
      .ThenRefused("NOT_COMPETENT", {.rule = "G-11", .section = "§5.2.3"})
      .As(v1::ROLE_HEAD)
      .When<v1::DecideExtension>(R"pb(case_id: "case-1"
                                      extended: true
                                      extended_by_months: 3)pb")
      .ThenDone()
      .When<v1::DecideExtension>(R"pb(case_id: "case-1"
                                      extended: true
                                      extended_by_months: 3)pb")
      .ThenRefused("ALREADY_DONE");
}

TEST(DecideExtension, NeedsTheWrittenMotivation_B11) {
  AfterTheRuling()
      .As(v1::ROLE_DEPUTY_HEAD)
      .When<v1::DecideExtension>(R"pb(case_id: "case-1"
                                      extended: true
                                      extended_by_months: 3)pb")
      .ThenRefused("EXTENSION_NOT_MOTIVATED",
                   {.rule = "B-11", .section = "§5.2.3"});
  Motivated()
      .When<v1::DecideExtension>(
          R"pb(case_id: "case-1"
               on { year: 2026 month: 9 day: 17 }
               extended: true
               extended_by_months: 3)pb")
      .ThenRefused("DATE_OUT_OF_ORDER");
}

TEST(DecideExtension, NeedsAnArgumentAgainstThePresumption_G10) {
  Motivated()
      .When<v1::DecideExtension>(R"pb(case_id: "case-1")pb")
      .ThenRefused("EXTENSION_NOT_ARGUED",
                   {.rule = "G-10", .section = "§5.2.3"})
      .When<v1::DecideExtension>(R"pb(case_id: "case-1" argument: " \n")pb")
      .ThenRefused("EXTENSION_NOT_ARGUED", {.rule = "G-10"});
  MotivatedEarlier()
      .When<v1::DecideExtension>(R"pb(case_id: "case-1")pb")
      .ThenDone();
}

TEST(DecideExtension, MayRebutThePresumptionWithAnArgument_E9) {
  Motivated()
      .When<v1::DecideExtension>(R"pb(case_id: "case-1"
                                      argument: "Alles is al behaald.")pb")
      .ThenEvents(R"pb(extension_decided {
                         case_id: "case-1"
                         on { year: 2026 month: 9 day: 20 }
                         argument: "Alles is al behaald."
                       })pb");
}

TEST(DecideExtension, AsksForNoArgumentWhereTheGuardIsOff_G10) {
  AfterTheRuling(kMotivated)
      .UnderUtrechtWith([](v1::Procedure& procedure) {
        auto& guards = *procedure.mutable_guards();
        for (int i = guards.size() - 1; i >= 0; --i) {
          if (guards[i].guard() == v1::GUARD_EXTENSION_ARGUED) {
            guards.DeleteSubrange(i, 1);
          }
        }
      })
      .As(v1::ROLE_DEPUTY_HEAD)
      .When<v1::DecideExtension>(R"pb(case_id: "case-1")pb")
      .ThenDone();
}

TEST(DecideExtension, TakesWhatBelongsTogether_S34) {
  Motivated()
      .When<v1::DecideExtension>(R"pb(case_id: "case-1"
                                      extended: true
                                      extended_by_months: 25)pb")
      .ThenRefused("EXTENSION_TOO_LONG")
      .When<v1::DecideExtension>(R"pb(case_id: "case-1" extended: true)pb")
      .ThenRefused("FIELD_MISSING")
      .When<v1::DecideExtension>(
          R"pb(case_id: "case-1" extended_by_months: 3)pb")
      .ThenRefused("FIELD_NOT_EXPECTED")
      .When<v1::DecideExtension>(
          R"pb(case_id: "case-1"
               extended: true
               extended_by_months: 3
               postponed: true)pb")
      .ThenRefused("DATE_MALFORMED")
      .When<v1::DecideExtension>(
          R"pb(case_id: "case-1"
               extended: true
               extended_by_months: 3
               postponed: true
               postponed_to { year: 2026 month: 9 day: 19 })pb")
      .ThenRefused("DATE_OUT_OF_ORDER")
      .When<v1::DecideExtension>(
          R"pb(case_id: "case-1"
               extended: true
               extended_by_months: 3
               postponed_to { year: 2027 month: 2 day: 1 })pb")
      .ThenRefused("FIELD_NOT_EXPECTED");
}

TEST(ShortPlacement, ShowsAnEvaluationThatFallsAfterItsEnd_A25) {
  CaseKit kit;
  kit.Ruled(Day(2026, 9, 14), Day(2026, 9, 21)).Started(Day(2027, 1, 15));
  const v1::Due due = RowOf(kit, "T-18");
  EXPECT_TRUE(due.after_placement_end());
  EXPECT_THAT(Explain(UtrechtProcedure(), due, Day(2027, 1, 20)).sentences(),
              testing::Contains(
                  "Let op: ma 15 maart 2027 valt na het einde van de stage."));
  CaseKit longer;
  longer.Ruled(Day(2026, 9, 14), Day(2026, 9, 21)).Started(Day(2026, 10, 12));
  EXPECT_FALSE(RowOf(longer, "T-18").after_placement_end());
}

}  // namespace
}  // namespace driehoek
