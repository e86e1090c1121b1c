#include "gtest/gtest.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using v1::RuleDecoupling;

constexpr char kDecouple[] = R"pb(case_id: "case-1" ruling: RULING_DECOUPLE)pb";

Scenario Discussed() {
  return Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice, kReportWithAdvice,
             kDecouplingAdvised, kProgrammeManagerNotified,
             kDiscussedWithDeputyHead)
      .As(v1::ROLE_DEPUTY_HEAD);
}

TEST(RuleDecoupling, SaysWhenThePairingEnds_D4) {
  Discussed()
      .When<RuleDecoupling>(
          R"pb(case_id: "case-1"
               ruling: RULING_DECOUPLE
               on { year: 2026 month: 9 day: 14 }
               effective_on { year: 2026 month: 9 day: 21 })pb")
      .ThenEvents(R"pb(decoupling_ruled {
                         case_id: "case-1"
                         ruling: RULING_DECOUPLE
                         on { year: 2026 month: 9 day: 14 }
                         effective_on { year: 2026 month: 9 day: 21 }
                       })pb")
      .ThenTagged(0, {{TagKind::kCase, kCase},
                      {TagKind::kResident, kResident},
                      {TagKind::kTrainer, kTrainer}});
}

TEST(RuleDecoupling, TakesEffectOnItsOwnDayUnlessSaid_S11) {
  Discussed()
      .Today(2026, 9, 16)
      .When<RuleDecoupling>(kDecouple)
      .ThenEvents(R"pb(decoupling_ruled {
                         on { year: 2026 month: 9 day: 16 }
                         effective_on { year: 2026 month: 9 day: 16 }
                       })pb");
}

TEST(RuleDecoupling, IsRefusedBeforeTheDiscussion_G1) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice, kProgrammeManagerNotified)
      .As(v1::ROLE_DEPUTY_HEAD)
      .When<RuleDecoupling>(kDecouple)
      .ThenRefused("NOT_DISCUSSED_YET", {.rule = "G-1", .section = "§5.1"});
}

TEST(RuleDecoupling, IsRefusedWithAnEffectiveDateBeforeTheDiscussion_G1) {
  Discussed()
      .When<RuleDecoupling>(
          R"pb(case_id: "case-1"
               ruling: RULING_DECOUPLE
               effective_on { year: 2026 month: 9 day: 13 })pb")
      .ThenRefused("EFFECTIVE_BEFORE_DISCUSSION", {.rule = "G-1"});
}

TEST(RuleDecoupling, IsRefusedWithADayBeforeTheDiscussion_G1) {
  Discussed()
      .When<RuleDecoupling>(
          R"pb(case_id: "case-1"
               ruling: RULING_DECOUPLE
               on { year: 2026 month: 9 day: 13 }
               effective_on { year: 2026 month: 9 day: 14 })pb")
      .ThenRefused("RULED_BEFORE_DISCUSSION", {.rule = "G-1"});
}

TEST(RuleDecoupling, NeedsNoDiscussionWhereTheProcedureAsksNone_G1) {
  Scenario()
      .UnderUtrechtWith([](v1::Procedure& procedure) {
        procedure.mutable_guards()->erase(procedure.guards().begin());
      })
      .Given(kCaseOpened, kMeetingHeldWithAdvice, kDecouplingAdvised)
      .As(v1::ROLE_DEPUTY_HEAD)
      .When<RuleDecoupling>(kDecouple)
      .ThenDone();
}

TEST(RuleDecoupling, CannotTakeEffectBeforeThePlacement_AS7) {
  Scenario()
      .UnderUtrechtWith(
          [](v1::Procedure& procedure) { procedure.clear_guards(); })
      .Given(kCaseOpened)
      .As(v1::ROLE_DEPUTY_HEAD)
      .When<RuleDecoupling>(
          R"pb(case_id: "case-1"
               ruling: RULING_DECOUPLE
               effective_on { year: 2026 month: 2 day: 28 })pb")
      .ThenRefused("BEFORE_PLACEMENT");
}

TEST(RuleDecoupling, IsOfTheHeadToo_G11) {
  Discussed().As(v1::ROLE_HEAD).When<RuleDecoupling>(kDecouple).ThenDone();
}

TEST(RuleDecoupling, IsRefusedForAnyOtherRole_G11) {
  for (const v1::Role role :
       {v1::ROLE_TEACHER, v1::ROLE_YEAR_ASSISTANT, v1::ROLE_PROGRAMME_MANAGER,
        v1::ROLE_TRAINER_MANAGER, v1::ROLE_RESIDENT, v1::ROLE_TRAINER}) {
    SCOPED_TRACE(v1::Role_Name(role));
    Discussed().As(role).When<RuleDecoupling>(kDecouple).ThenRefused(
        "NOT_COMPETENT", {.rule = "G-11", .section = "§4"});
  }
}

TEST(RuleDecoupling, IsRefusedTwice_S11) {
  Discussed()
      .Given(kRuledToDecouple)
      .When<RuleDecoupling>(kDecouple)
      .ThenRefused("ALREADY_RULED");
}

TEST(RuleDecoupling, MayReturnTheCaseWithAReason_B3) {
  Discussed()
      .When<RuleDecoupling>(R"pb(case_id: "case-1" ruling: RULING_RETURN)pb")
      .ThenRefused("REASON_MISSING")
      .When<RuleDecoupling>(R"pb(case_id: "case-1"
                                 ruling: RULING_RETURN
                                 motivation: " \n ")pb")
      .ThenRefused("REASON_MISSING")
      .When<RuleDecoupling>(
          R"pb(case_id: "case-1"
               ruling: RULING_RETURN
               motivation: "Verzonnen: hoor de aios nog.")pb")
      .ThenEvents(R"pb(decoupling_ruled {
                         ruling: RULING_RETURN
                         motivation: "Verzonnen: hoor de aios nog."
                       })pb");
}

TEST(RuleDecoupling, AsksForAnotherDiscussionAfterAReturn_G1) {
  Discussed()
      .Given(kRuledToReturn)
      .When<RuleDecoupling>(kDecouple)
      .ThenRefused("NOT_DISCUSSED_YET", {.rule = "G-1"})
      .Given(kDiscussedWithDeputyHead)
      .When<RuleDecoupling>(kDecouple)
      .ThenDone();
}

TEST(RuleDecoupling, NamesAnEffectiveDayOnlyToDecouple_S11) {
  Discussed()
      .When<RuleDecoupling>(
          R"pb(case_id: "case-1"
               ruling: RULING_CONTINUE
               effective_on { year: 2026 month: 9 day: 21 })pb")
      .ThenRefused("FIELD_NOT_EXPECTED")
      .When<RuleDecoupling>(R"pb(case_id: "case-1" ruling: RULING_CONTINUE)pb")
      .ThenEvents(R"pb(decoupling_ruled { ruling: RULING_CONTINUE })pb");
}

TEST(RuleDecoupling, SaysWhatIsRuled_S11) {
  Discussed()
      .When<RuleDecoupling>(R"pb(case_id: "case-1")pb")
      .ThenRefused("FIELD_MISSING")
      .When<RuleDecoupling>(
          R"pb(case_id: "case-1"
               ruling: RULING_DECOUPLE
               effective_on { year: 2026 month: 2 day: 30 })pb")
      .ThenRefused("DATE_MALFORMED");
}

TEST(RuleDecoupling, BlocksEveryTrainerOfThePlacement_G2) {
  Scenario scenario = Discussed().Given(kRuledToDecouple);
  EXPECT_TRUE(
      scenario.After<TrainerState>(TagKind::kTrainer, kTrainer).blocked());
}

TEST(RuleDecoupling, KeepsTheTrainerFromANewResidentUntilTheContact_T14) {
  constexpr char kNext[] = R"pb(reference: "stage-next"
                                resident_id: "resident-3"
                                trainer_ids: "trainer-1"
                                practice_id: "practice-1"
                                group_id: "group-1"
                                training_year: 1
                                starts_on { year: 2027 month: 3 day: 1 }
                                ends_on { year: 2028 month: 2 day: 29 })pb";
  Discussed()
      .As(v1::ROLE_ADMINISTRATOR)
      .When<v1::RegisterPlacement>(kNext)
      .ThenDone();
  Discussed()
      .When<RuleDecoupling>(kDecouple)
      .ThenDone()
      .As(v1::ROLE_ADMINISTRATOR)
      .When<v1::RegisterPlacement>(kNext)
      .ThenRefused("TRAINER_NOT_AVAILABLE", {.rule = "G-2"})
      // The appointment lifts nothing, nor does its day.
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::PlanManagerContact>(
          R"pb(case_id: "case-1"
               planned_on { year: 2026 month: 10 day: 14 })pb")
      .ThenDone()
      .Today(2026, 10, 15)
      .As(v1::ROLE_ADMINISTRATOR)
      .When<v1::RegisterPlacement>(kNext)
      .ThenRefused("TRAINER_NOT_AVAILABLE", {.rule = "G-2"})
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::HoldManagerContact>(R"pb(case_id: "case-1")pb")
      .ThenDone()
      .As(v1::ROLE_ADMINISTRATOR)
      .When<v1::RegisterPlacement>(kNext)
      .ThenDone();
}

TEST(RuleDecoupling, IsRefusedWithoutAnAdviceOfTheTeachers_B3) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithFollowUp, kProgrammeManagerNotified,
             kDiscussedWithDeputyHead)
      .As(v1::ROLE_DEPUTY_HEAD)
      .When<RuleDecoupling>(kDecouple)
      .ThenRefused("NOT_ADVISED", {.rule = "B-3"})
      .When<RuleDecoupling>(R"pb(case_id: "case-1" ruling: RULING_CONTINUE)pb")
      .ThenDone();
}

TEST(RuleDecoupling, FollowsAMeetingThatDoesNotFit_A51) {
  Scenario()
      .Given(kCaseOpened, kMeetingNotFitting, kProgrammeManagerNotified,
             kDiscussedWithDeputyHead)
      .As(v1::ROLE_DEPUTY_HEAD)
      .When<RuleDecoupling>(kDecouple)
      .ThenEvents(R"pb(decoupling_ruled { ruling: RULING_DECOUPLE })pb");
}

// Another deviation says nothing of the meeting.
TEST(RuleDecoupling, RestsOnNoOtherDeviation_A51) {
  Scenario()
      .Given(kCaseOpened,
             R"pb(deviation_recorded {
                    case_id: "case-1"
                    deviation: DEVIATION_KIND_WAIVE
                    on { year: 2026 month: 9 day: 10 }
                  })pb",
             kProgrammeManagerNotified, kDiscussedWithDeputyHead)
      .As(v1::ROLE_DEPUTY_HEAD)
      .When<RuleDecoupling>(kDecouple)
      .ThenRefused("NOT_ADVISED", {.rule = "B-3"});
}

TEST(RuleDecoupling, ReturnsTheCaseForANewNoticeAndANewDiscussion_B3) {
  Discussed()
      .Given(kRuledToReturn)
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .Today(2026, 9, 21)
      .When<v1::DiscussWithDeputyHead>(R"pb(case_id: "case-1")pb")
      .ThenRefused("PROGRAMME_MANAGER_NOT_NOTIFIED", {.rule = "S-8"})
      .As(v1::ROLE_TEACHER)
      .When<v1::NotifyProgrammeManager>(R"pb(case_id: "case-1")pb")
      .ThenDone()
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<v1::DiscussWithDeputyHead>(R"pb(case_id: "case-1")pb")
      .ThenDone()
      .As(v1::ROLE_DEPUTY_HEAD)
      .When<RuleDecoupling>(kDecouple)
      .ThenEvents(R"pb(decoupling_ruled {
                         ruling: RULING_DECOUPLE
                         effective_on { year: 2026 month: 9 day: 21 }
                       })pb");
}

TEST(RuleDecoupling, ReturnsTheCaseAlsoForANewMeeting_B3) {
  Scenario scenario =
      Discussed()
          .Given(kRuledToReturn)
          .As(v1::ROLE_TEACHER)
          .Today(2026, 9, 21)
          .When<v1::HoldTriangularMeeting>(
              R"pb(case_id: "case-1" outcome: MEETING_OUTCOME_NO_DECOUPLING)pb")
          .ThenDone()
          .When<v1::SubmitReport>(
              R"pb(case_id: "case-1"
                   report: "D-1"
                   parts { key: "perspective_resident" value: "Verzonnen." }
                   parts { key: "perspective_trainer" value: "Verzonnen." }
                   parts { key: "attention_points" value: "Verzonnen." })pb")
          .ThenDone()
          .When<v1::ResolveWithoutDecoupling>(R"pb(case_id: "case-1")pb")
          .ThenDone();
  EXPECT_TRUE(scenario.CaseAfter().resolved);
}

TEST(RuleDecoupling, LetsTheCaseGoOnWhichAsksForANewAdvice_B3) {
  Discussed()
      .Given(kRuledToContinue)
      .As(v1::ROLE_TEACHER)
      .Today(2026, 9, 21)
      .When<v1::NotifyProgrammeManager>(R"pb(case_id: "case-1")pb")
      .ThenDone()
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<v1::DiscussWithDeputyHead>(R"pb(case_id: "case-1")pb")
      .ThenRefused("NOT_ADVISED", {.rule = "B-3"})
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldTriangularMeeting>(
          R"pb(case_id: "case-1" outcome: MEETING_OUTCOME_ADVICE_TO_DECOUPLE)pb")
      .ThenDone()
      .When<v1::SubmitReport>(
          R"pb(case_id: "case-1"
               report: "D-1"
               parts { key: "perspective_resident" value: "Verzonnen." }
               parts { key: "perspective_trainer" value: "Verzonnen." }
               parts { key: "advice" value: "Verzonnen." })pb")
      .ThenDone()
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<v1::DiscussWithDeputyHead>(R"pb(case_id: "case-1")pb")
      .ThenDone();
}

TEST(RuleDecoupling, LetsTheCaseGoOnUntilItIsResolvedWithAttentionPoints_S6) {
  Scenario scenario =
      Discussed()
          .Given(kRuledToContinue)
          .As(v1::ROLE_TEACHER)
          .Today(2026, 9, 21)
          .When<v1::ResolveWithoutDecoupling>(R"pb(case_id: "case-1")pb")
          .ThenRefused("MEETING_FOUND_OTHERWISE", {.rule = "S-6"})
          .When<v1::HoldTriangularMeeting>(
              R"pb(case_id: "case-1" outcome: MEETING_OUTCOME_NO_DECOUPLING)pb")
          .ThenDone()
          .When<v1::ResolveWithoutDecoupling>(R"pb(case_id: "case-1")pb")
          .ThenRefused("ATTENTION_POINTS_MISSING", {.rule = "G-6"})
          .When<v1::SubmitReport>(
              R"pb(case_id: "case-1"
                   report: "D-1"
                   parts { key: "perspective_resident" value: "Verzonnen." }
                   parts { key: "perspective_trainer" value: "Verzonnen." }
                   parts { key: "attention_points" value: "Verzonnen." })pb")
          .ThenDone()
          .When<v1::ResolveWithoutDecoupling>(R"pb(case_id: "case-1")pb")
          .ThenDone()
          .When<v1::CloseCase>(R"pb(case_id: "case-1"
                                    result: CASE_RESULT_RESOLVED)pb")
          .ThenEvents(R"pb(case_closed { result: CASE_RESULT_RESOLVED })pb");
  EXPECT_TRUE(scenario.CaseAfter().closed());
}

}  // namespace
}  // namespace driehoek
