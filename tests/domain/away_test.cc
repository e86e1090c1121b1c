#include <string>
#include <utility>

#include "domain/due_dates.h"
#include "domain/tags.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using v1::ConsultOnStayingAway;
using v1::ReturnResident;
using v1::SendResidentAway;
using v1::StayAway;

constexpr char kInCase[] = R"pb(case_id: "case-1")pb";
constexpr char kSentAway[] = R"pb(resident_sent_away {
                                    case_id: "case-1"
                                    trainer_id: "trainer-1"
                                    on { year: 2026 month: 9 day: 8 }
                                  })pb";
constexpr char kStaysAway[] = R"pb(resident_stays_away {
                                     case_id: "case-1"
                                     away_id: "away-1"
                                     on { year: 2026 month: 9 day: 8 }
                                   })pb";
constexpr char kStaysAwayConsulted[] =
    R"pb(resident_stays_away {
           case_id: "case-1"
           away_id: "away-1"
           on { year: 2026 month: 9 day: 8 }
           consulted_on { year: 2026 month: 9 day: 8 }
         })pb";

TEST(SendResidentAway, MayBeAtOnceAndOpensACase_S38) {
  Scenario()
      .As(v1::ROLE_TRAINER)
      .When<SendResidentAway>(R"pb(placement_id: "placement-1")pb")
      .ThenEvents(R"pb(case_opened {
                         number: "2026-001"
                         trainer_ids: "trainer-1"
                         on { year: 2026 month: 9 day: 14 }
                       })pb",
                  R"pb(resident_sent_away {
                         trainer_id: "trainer-1"
                         on { year: 2026 month: 9 day: 14 }
                       })pb");
}

TEST(SendResidentAway, IsRecordedByStaffOnBehalfOfTheTrainer_A54) {
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_TEACHER)
      .OnBehalfOf(kTrainer, v1::ROLE_TRAINER)
      .When<SendResidentAway>(kInCase)
      .ThenEvents(R"pb(resident_sent_away { trainer_id: "trainer-1" })pb");
}

TEST(SendResidentAway, IsNotRefusedInAnyPartOfACase_G4) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithoutDecoupling,
             kReportWithAttentionPoints)
      .As(v1::ROLE_TRAINER)
      .When<SendResidentAway>(kInCase)
      .ThenDone();
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice, kProgrammeManagerNotified,
             kDiscussedWithDeputyHead)
      .As(v1::ROLE_TRAINER)
      .When<SendResidentAway>(kInCase)
      .ThenDone();
  Scenario()
      .Given(kCaseOpened, kStaysAway)
      .As(v1::ROLE_TRAINER)
      .When<SendResidentAway>(kInCase)
      .ThenDone();
}

TEST(SendResidentAway, StartsNoClockOfTheDecoupling_G4) {
  Scenario scenario = Scenario().Given(kCaseOpened, kSentAway);
  // Only the waiting time counts from it.
  for (const v1::Due& due :
       DueDatesOf(UtrechtProcedure(), scenario.CaseAfter())) {
    EXPECT_THAT(due.obligation().key(), testing::AnyOf("T-19", "T-22", "T-26"));
  }
  EXPECT_FALSE(scenario.CaseAfter().decoupled());
  EXPECT_FALSE(
      scenario.After<TrainerState>(TagKind::kTrainer, kTrainer).blocked());
}

TEST(SendResidentAway, NeedsNoConsultationWhereStayingAwayDoes_E5) {
  EXPECT_FALSE(Scenario()
                   .Given(kCaseOpened, kSentAway)
                   .CaseAfter()
                   .consultation_missing());
  EXPECT_TRUE(Scenario()
                  .Given(kCaseOpened, kStaysAway)
                  .CaseAfter()
                  .consultation_missing());
}

TEST(SendResidentAway, IsRecordedOnceForEachTime_S38) {
  Scenario()
      .Given(kCaseOpened, kSentAway)
      .As(v1::ROLE_TRAINER)
      .When<SendResidentAway>(kInCase)
      .ThenRefused("ALREADY_AWAY")
      .When<ReturnResident>(kInCase)
      .ThenDone()
      .When<SendResidentAway>(kInCase)
      .ThenDone();
}

TEST(SendResidentAway, IsTheActOfATrainerInScope_A23) {
  Scenario()
      .As(v1::ROLE_TRAINER, kSecondTrainer)
      .When<SendResidentAway>(R"pb(placement_id: "placement-3"
                                   trainer_ids: "trainer-1")pb")
      .ThenRefused("NOT_A_TRAINER_OF_THE_CASE", {.rule = "A-23"})
      .When<SendResidentAway>(R"pb(placement_id: "placement-3"
                                   trainer_id: "trainer-1")pb")
      .ThenRefused("NOT_A_TRAINER_OF_THE_CASE", {.rule = "A-23"})
      .When<SendResidentAway>(R"pb(placement_id: "placement-3")pb")
      .ThenEvents(
          R"pb(case_opened { trainer_ids: [ "trainer-1", "trainer-2" ] })pb",
          R"pb(resident_sent_away { trainer_id: "trainer-2" })pb");
}

TEST(SendResidentAway, IsOverOnceTheResidentStartedElsewhere_S38) {
  AfterTheRuling(kPairingConfirmed, kNewPlacementStarted)
      .As(v1::ROLE_TRAINER)
      .Today(2026, 10, 12)
      .When<SendResidentAway>(kInCase)
      .ThenRefused("ALREADY_STARTED")
      .When<SendResidentAway>(R"pb(case_id: "case-1"
                                   on { year: 2026 month: 10 day: 11 })pb")
      .ThenDone();
}

TEST(StayAway, IsRecordedByTheTeachersOnly_G3) {
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_TEACHER)
      .When<StayAway>(kInCase)
      .ThenEvents(R"pb(resident_stays_away {
                         case_id: "case-1"
                         on { year: 2026 month: 9 day: 14 }
                       })pb")
      .ThenTagged(0, {{TagKind::kCase, kCase}});
  for (const v1::Role role : {v1::ROLE_RESIDENT, v1::ROLE_TRAINER,
                              v1::ROLE_YEAR_ASSISTANT, v1::ROLE_DEPUTY_HEAD}) {
    SCOPED_TRACE(v1::Role_Name(role));
    Scenario()
        .Given(kCaseOpened, kStaysAway)
        .As(role)
        .When<StayAway>(kInCase)
        .ThenRefused("NOT_COMPETENT", {.rule = "G-11", .section = "§5.1"})
        .When<ConsultOnStayingAway>(kInCase)
        .ThenRefused("NOT_COMPETENT", {.rule = "G-11", .section = "§5.1"});
  }
}

TEST(StayAway, MissesAConsultationUntilOneIsRecordedOfTheFirstDay_G3) {
  Scenario scenario = Scenario()
                          .Given(kCaseOpened)
                          .As(v1::ROLE_TEACHER)
                          .When<StayAway>(kInCase)
                          .ThenDone();
  EXPECT_TRUE(scenario.CaseAfter().consultation_missing());
  Scenario consulted =
      std::move(scenario).When<ConsultOnStayingAway>(kInCase).ThenEvents(
          R"pb(staying_away_consulted {
                 case_id: "case-1"
                 on { year: 2026 month: 9 day: 14 }
               })pb");
  EXPECT_FALSE(consulted.CaseAfter().consultation_missing());
  std::move(consulted).When<ConsultOnStayingAway>(kInCase).ThenRefused(
      "ALREADY_DONE");
}

TEST(StayAway, MissesAConsultationThatCameLater_G3) {
  Scenario scenario = Scenario()
                          .Given(kCaseOpened, kStaysAway)
                          .As(v1::ROLE_TEACHER)
                          .When<ConsultOnStayingAway>(
                              R"pb(case_id: "case-1"
                                   on { year: 2026 month: 9 day: 9 })pb")
                          .ThenDone();
  EXPECT_TRUE(scenario.CaseAfter().consultation_missing());
  Scenario found = std::move(scenario)
                       .When<ConsultOnStayingAway>(
                           R"pb(case_id: "case-1"
                                on { year: 2026 month: 9 day: 7 })pb")
                       .ThenDone();
  EXPECT_FALSE(found.CaseAfter().consultation_missing());
}

TEST(StayAway, MissesNothingWhenItWasTalkedOverBefore_S39) {
  Scenario scenario =
      Scenario()
          .Given(kCaseOpened)
          .As(v1::ROLE_TEACHER)
          .When<StayAway>(
              R"pb(case_id: "case-1"
                   on { year: 2026 month: 9 day: 11 }
                   consulted_on { year: 2026 month: 9 day: 12 })pb")
          .ThenRefused("CONSULTED_AFTERWARDS",
                       {.rule = "G-3", .section = "§5.1"})
          .When<StayAway>(
              R"pb(case_id: "case-1"
                   on { year: 2026 month: 9 day: 11 }
                   consulted_on { year: 2026 month: 9 day: 10 })pb")
          .ThenEvents(
              R"pb(resident_stays_away {
                     consulted_on { year: 2026 month: 9 day: 10 }
                   })pb");
  EXPECT_FALSE(scenario.CaseAfter().consultation_missing());
}

TEST(StayAway, IsInNoFileOfTheResidentOrTheTrainer_S39) {
  for (const char* const event : {kStaysAway, kStaysAwayConsulted}) {
    const v1::Event parsed = Scenario::EventOf(event);
    EXPECT_THAT(TagsOf(parsed, Case(), kInstitute),
                ::testing::ElementsAre(Tag{TagKind::kCase, kCase}));
  }
}

TEST(StayAway, IsRefusedForWhoIsAway_S39) {
  for (const char* const away : {kSentAway, kStaysAway}) {
    Scenario()
        .Given(kCaseOpened, away)
        .As(v1::ROLE_TEACHER)
        .When<StayAway>(kInCase)
        .ThenRefused("ALREADY_AWAY")
        .When<ReturnResident>(kInCase)
        .ThenDone()
        .When<StayAway>(kInCase)
        .ThenDone();
  }
}

TEST(ConsultOnStayingAway, IsAboutAnAbsenceThatIsThere_G3) {
  Scenario()
      .Given(kCaseOpened, kSentAway)
      .As(v1::ROLE_TEACHER)
      .When<ConsultOnStayingAway>(kInCase)
      .ThenRefused("ABSENCE_NOT_FOUND");
  Scenario()
      .Given(kCaseOpened, kStaysAway)
      .As(v1::ROLE_TEACHER)
      .When<ConsultOnStayingAway>(R"pb(case_id: "case-1" away_id: "away-9")pb")
      .ThenRefused("ABSENCE_NOT_FOUND")
      .When<ConsultOnStayingAway>(R"pb(case_id: "case-1" away_id: "away-1")pb")
      .ThenEvents(R"pb(staying_away_consulted { away_id: "away-1" })pb");
}

TEST(ReturnResident, EndsTheTimeAway_S38) {
  Scenario scenario = Scenario()
                          .Given(kCaseOpened, kStaysAway, kSentAway)
                          .As(v1::ROLE_TEACHER)
                          .When<ReturnResident>(
                              R"pb(case_id: "case-1"
                                   on { year: 2026 month: 9 day: 7 })pb")
                          .ThenRefused("DATE_OUT_OF_ORDER")
                          .When<ReturnResident>(kInCase)
                          .ThenEvents(R"pb(resident_returned {
                                             case_id: "case-1"
                                             on { year: 2026 month: 9 day: 14 }
                                           })pb");
  for (const Absence& absence : scenario.CaseAfter().absences) {
    EXPECT_EQ(absence.back_on, absl::CivilDay(2026, 9, 14));
  }
  EXPECT_FALSE(scenario.CaseAfter().consultation_missing());
  std::move(scenario).When<ReturnResident>(kInCase).ThenRefused("NOT_AWAY");
}

TEST(ReturnResident, IsNoLongerAskedOnceTheResidentStartedElsewhere_S29) {
  Scenario scenario =
      AfterTheRuling(kSentAway, kPairingConfirmed, kNewPlacementStarted)
          .As(v1::ROLE_TEACHER)
          .Today(2026, 10, 12)
          .When<ReturnResident>(kInCase)
          .ThenRefused("NOT_AWAY");
  EXPECT_EQ(scenario.CaseAfter().absences.front().back_on,
            absl::CivilDay(2026, 10, 12));
}

TEST(EngageIntermediary, IsTheProgrammeManagerInAnyPartOfTheCase_S41) {
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<v1::EngageIntermediary>(kInCase)
      .ThenEvents(R"pb(intermediary_engaged {
                         case_id: "case-1"
                         on { year: 2026 month: 9 day: 14 }
                       })pb")
      .ThenTagged(0, {{TagKind::kCase, kCase}})
      .When<v1::EngageIntermediary>(kInCase)
      .ThenRefused("ALREADY_DONE");
  AfterTheRuling()
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<v1::EngageIntermediary>(kInCase)
      .ThenDone();
}

TEST(EngageIntermediary, IsNotForOthersToDecide_B14) {
  for (const v1::Role role :
       {v1::ROLE_TEACHER, v1::ROLE_RESIDENT, v1::ROLE_DEPUTY_HEAD}) {
    SCOPED_TRACE(v1::Role_Name(role));
    Scenario()
        .Given(kCaseOpened)
        .As(role)
        .When<v1::EngageIntermediary>(kInCase)
        .ThenRefused("NOT_COMPETENT", {.rule = "G-11", .section = "§3"});
  }
}

}  // namespace
}  // namespace driehoek
