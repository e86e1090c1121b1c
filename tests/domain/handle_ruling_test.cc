#include "gtest/gtest.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

Scenario NotRuled() {
  return Scenario().Given(kCaseOpened, kMeetingHeldWithAdvice,
                          kReportWithAdvice, kProgrammeManagerNotified,
                          kDiscussedWithDeputyHead);
}

TEST(CommunicateDecision, RecordsThatAllPartiesWereTold_S12) {
  AfterTheRuling()
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .Today(2026, 9, 15)
      .When<v1::CommunicateDecision>(R"pb(case_id: "case-1")pb")
      .ThenEvents(R"pb(decision_communicated {
                         case_id: "case-1"
                         on { year: 2026 month: 9 day: 15 }
                       })pb")
      .ThenTagged(0, {{TagKind::kCase, kCase}});
}

TEST(CommunicateDecision, TellsARulingToContinueAsWell_S12) {
  NotRuled()
      .Given(R"pb(decoupling_ruled {
                    case_id: "case-1"
                    ruling: RULING_CONTINUE
                    on { year: 2026 month: 9 day: 14 }
                  })pb")
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .Today(2026, 9, 14)
      .When<v1::CommunicateDecision>(R"pb(case_id: "case-1")pb")
      .ThenDone();
}

TEST(CommunicateDecision, TellsARulingToDecoupleAfterAnEarlierOneWasTold_S12) {
  NotRuled()
      .Given(R"pb(decoupling_ruled {
                    case_id: "case-1"
                    ruling: RULING_CONTINUE
                    on { year: 2026 month: 9 day: 14 }
                  })pb",
             R"pb(decision_communicated {
                    case_id: "case-1"
                    on { year: 2026 month: 9 day: 14 }
                  })pb",
             kRuledToDecouple)
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .Today(2026, 9, 14)
      .When<v1::CommunicateDecision>(R"pb(case_id: "case-1")pb")
      .ThenDone();
}

TEST(CommunicateDecision, IsRefusedBeforeTheRuling_S12) {
  NotRuled()
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<v1::CommunicateDecision>(R"pb(case_id: "case-1")pb")
      .ThenRefused("NOT_RULED_YET", {.rule = "S-11"});
  AfterTheRuling()
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .Today(2026, 9, 15)
      .When<v1::CommunicateDecision>(
          R"pb(case_id: "case-1"
               on { year: 2026 month: 9 day: 13 })pb")
      .ThenRefused("DATE_OUT_OF_ORDER");
}

TEST(CommunicateDecision, IsRefusedTheSecondTime_S12) {
  AfterTheRuling()
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<v1::CommunicateDecision>(R"pb(case_id: "case-1")pb")
      .ThenDone()
      .When<v1::CommunicateDecision>(R"pb(case_id: "case-1")pb")
      .ThenRefused("ALREADY_DONE");
}

TEST(CommunicateDecision, IsNotForTheYearAssistant_G11) {
  AfterTheRuling()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::CommunicateDecision>(R"pb(case_id: "case-1")pb")
      .ThenRefused("NOT_COMPETENT", {.section = "§5.2"});
}

TEST(ProcessAdministratively, TicksAStepOfTheChecklist_S13) {
  AfterTheRuling()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .Today(2026, 9, 15)
      .When<v1::ProcessAdministratively>(
          R"pb(case_id: "case-1" item: CHECKLIST_ITEM_DECOUPLING_MAIL_SENT)pb")
      .ThenEvents(R"pb(administratively_processed {
                         case_id: "case-1"
                         item: CHECKLIST_ITEM_DECOUPLING_MAIL_SENT
                         on { year: 2026 month: 9 day: 15 }
                       })pb")
      .When<v1::ProcessAdministratively>(
          R"pb(case_id: "case-1" item: CHECKLIST_ITEM_TRAJECTORY_REGISTERED)pb")
      .ThenDone()
      .When<v1::ProcessAdministratively>(
          R"pb(case_id: "case-1" item: CHECKLIST_ITEM_DECOUPLING_MAIL_SENT)pb")
      .ThenRefused("CHECKLIST_ITEM_DONE", {.rule = "S-13"});
}

TEST(ProcessAdministratively, IsRefusedWithoutAStepThatItKnows_S13) {
  AfterTheRuling()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::ProcessAdministratively>(R"pb(case_id: "case-1")pb")
      .ThenRefused("FIELD_MISSING");
}

TEST(ProcessAdministratively, IsRefusedBeforeTheRuling_S13) {
  NotRuled()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::ProcessAdministratively>(
          R"pb(case_id: "case-1" item: CHECKLIST_ITEM_DECOUPLING_MAIL_SENT)pb")
      .ThenRefused("NOT_DECOUPLED");
}

TEST(ProcessAdministratively, RegistersAPairingOnlyOnceItIsConfirmed_S13) {
  AfterTheRuling()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .Today(2026, 9, 25)
      .When<v1::ProcessAdministratively>(
          R"pb(case_id: "case-1" item: CHECKLIST_ITEM_PAIRING_REGISTERED)pb")
      .ThenRefused("PAIRING_NOT_CONFIRMED")
      .Given(kPairingConfirmed)
      .When<v1::ProcessAdministratively>(
          R"pb(case_id: "case-1" item: CHECKLIST_ITEM_PAIRING_REGISTERED)pb")
      .ThenDone();
}

TEST(PlanManagerContact, PlansAnAppointmentThatLiesAhead_S14) {
  AfterTheRuling()
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .Today(2026, 9, 15)
      .When<v1::PlanManagerContact>(
          R"pb(case_id: "case-1"
               planned_on { year: 2026 month: 10 day: 20 })pb")
      .ThenEvents(R"pb(manager_contact_planned {
                         case_id: "case-1"
                         trainer_id: "trainer-1"
                         on { year: 2026 month: 9 day: 15 }
                         planned_on { year: 2026 month: 10 day: 20 }
                       })pb");
}

TEST(PlanManagerContact, CanBePlannedAnew_S14) {
  AfterTheRuling()
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .Today(2026, 9, 15)
      .When<v1::PlanManagerContact>(
          R"pb(case_id: "case-1"
               planned_on { year: 2026 month: 10 day: 20 })pb")
      .ThenDone()
      .When<v1::PlanManagerContact>(
          R"pb(case_id: "case-1"
               planned_on { year: 2026 month: 10 day: 22 })pb")
      .ThenDone();
}

TEST(PlanManagerContact, IsRefusedInThePastWithoutADayAndBeforeTheRuling_S14) {
  AfterTheRuling()
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .Today(2026, 9, 15)
      .When<v1::PlanManagerContact>(
          R"pb(case_id: "case-1"
               planned_on { year: 2026 month: 9 day: 14 })pb")
      .ThenRefused("DATE_IN_PAST")
      .When<v1::PlanManagerContact>(R"pb(case_id: "case-1")pb")
      .ThenRefused("DATE_MALFORMED");
  NotRuled()
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .Today(2026, 9, 15)
      .When<v1::PlanManagerContact>(
          R"pb(case_id: "case-1"
               planned_on { year: 2026 month: 10 day: 20 })pb")
      .ThenRefused("NOT_DECOUPLED");
}

TEST(SendRemainingYearInfo, RecordsThatItWasSentOnce_S24) {
  AfterTheRuling()
      .Given(kPairingConfirmed)
      .As(v1::ROLE_YEAR_ASSISTANT)
      .Today(2026, 9, 25)
      .When<v1::SendRemainingYearInfo>(R"pb(case_id: "case-1")pb")
      .ThenEvents(R"pb(remaining_year_info_sent {
                         case_id: "case-1"
                         on { year: 2026 month: 9 day: 25 }
                       })pb")
      .When<v1::SendRemainingYearInfo>(R"pb(case_id: "case-1")pb")
      .ThenRefused("ALREADY_DONE");
}

TEST(SendRemainingYearInfo, IsRefusedBeforeThePairing_S24) {
  AfterTheRuling()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::SendRemainingYearInfo>(R"pb(case_id: "case-1")pb")
      .ThenRefused("PAIRING_NOT_CONFIRMED", {.rule = "S-23"});
  AfterTheRuling()
      .Given(kPairingConfirmed)
      .As(v1::ROLE_YEAR_ASSISTANT)
      .Today(2026, 9, 25)
      .When<v1::SendRemainingYearInfo>(
          R"pb(case_id: "case-1"
               on { year: 2026 month: 9 day: 19 })pb")
      .ThenRefused("DATE_OUT_OF_ORDER");
}

}  // namespace
}  // namespace driehoek
