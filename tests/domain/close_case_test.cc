#include "gtest/gtest.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using v1::CloseCase;
using v1::ResolveWithoutDecoupling;

constexpr char kInCase[] = R"pb(case_id: "case-1")pb";
constexpr char kCloseResolved[] = R"pb(case_id: "case-1"
                                       result: CASE_RESULT_RESOLVED)pb";
constexpr char kResolved[] = R"pb(resolved_without_decoupling {
                                    case_id: "case-1"
                                    on { year: 2026 month: 9 day: 11 }
                                  })pb";

TEST(ResolveWithoutDecoupling, FollowsAReportWithAttentionPoints_S6) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithoutDecoupling,
             kReportWithAttentionPoints)
      .As(v1::ROLE_TEACHER)
      .When<ResolveWithoutDecoupling>(kInCase)
      .ThenEvents(R"pb(resolved_without_decoupling {
                         case_id: "case-1"
                         on { year: 2026 month: 9 day: 14 }
                       })pb")
      .When<ResolveWithoutDecoupling>(kInCase)
      .ThenRefused("ALREADY_RESOLVED", {.rule = "S-6"});
}

TEST(ResolveWithoutDecoupling, IsRefusedWithoutAttentionPoints_G6) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithoutDecoupling)
      .As(v1::ROLE_TEACHER)
      .When<ResolveWithoutDecoupling>(kInCase)
      .ThenRefused("ATTENTION_POINTS_MISSING",
                   {.rule = "G-6", .section = "§5.1"})
      .Given(kReportWithoutAttentionPoints)
      .When<ResolveWithoutDecoupling>(kInCase)
      .ThenRefused("ATTENTION_POINTS_MISSING", {.rule = "G-6"});
}

TEST(ResolveWithoutDecoupling, RestsOnTheLatestMeeting_S6) {
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_TEACHER)
      .When<ResolveWithoutDecoupling>(kInCase)
      .ThenRefused("NO_MEETING_HELD", {.rule = "S-3"})
      .Given(kMeetingHeldWithAdvice)
      .When<ResolveWithoutDecoupling>(kInCase)
      .ThenRefused("MEETING_FOUND_OTHERWISE", {.rule = "S-6"});
}

TEST(ResolveWithoutDecoupling, AsksTheAttentionPointsOfTheLatestMeeting_G6) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithoutDecoupling,
             kReportWithAttentionPoints,
             R"pb(triangular_meeting_held {
                    case_id: "case-1"
                    meeting_id: "meeting-2"
                    on { year: 2026 month: 9 day: 12 }
                    outcome: MEETING_OUTCOME_NO_DECOUPLING
                  })pb")
      .As(v1::ROLE_TEACHER)
      .When<ResolveWithoutDecoupling>(kInCase)
      .ThenRefused("ATTENTION_POINTS_MISSING", {.rule = "G-6"});
}

TEST(ResolveWithoutDecoupling, IsRefusedBeforeTheMeeting_S6) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithoutDecoupling,
             kReportWithAttentionPoints)
      .As(v1::ROLE_TEACHER)
      .When<ResolveWithoutDecoupling>(
          R"pb(case_id: "case-1"
               on { year: 2026 month: 9 day: 6 })pb")
      .ThenRefused("DATE_OUT_OF_ORDER");
}

TEST(ResolveWithoutDecoupling, IsRefusedOnceItWasRuledToDecouple_S6) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithoutDecoupling,
             kReportWithAttentionPoints, kRuledToDecouple)
      .As(v1::ROLE_TEACHER)
      .When<ResolveWithoutDecoupling>(kInCase)
      .ThenRefused("ALREADY_RULED");
}

TEST(CloseCase, EndsWhatWasResolved_S6) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithoutDecoupling,
             kReportWithAttentionPoints, kResolved)
      .As(v1::ROLE_TEACHER)
      .When<CloseCase>(kCloseResolved)
      .ThenEvents(R"pb(case_closed {
                         case_id: "case-1"
                         placement_id: "placement-1"
                         result: CASE_RESULT_RESOLVED
                         on { year: 2026 month: 9 day: 14 }
                       })pb")
      .ThenTagged(0,
                  {{TagKind::kCase, kCase}, {TagKind::kPlacement, kPlacement}});
}

TEST(CloseCase, IsRefusedWithoutAttentionPoints_G6) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithoutDecoupling,
             kReportWithoutAttentionPoints, kResolved)
      .As(v1::ROLE_TEACHER)
      .When<CloseCase>(kCloseResolved)
      .ThenRefused("ATTENTION_POINTS_MISSING",
                   {.rule = "G-6", .section = "§5.1"});
}

TEST(CloseCase, NeedsNoAttentionPointsWhereTheProcedureAsksNone_G6) {
  Scenario()
      .UnderUtrechtWith(
          [](v1::Procedure& procedure) { procedure.clear_guards(); })
      .Given(kCaseOpened, kMeetingHeldWithoutDecoupling,
             kReportWithoutAttentionPoints, kResolved)
      .As(v1::ROLE_TEACHER)
      .When<CloseCase>(kCloseResolved)
      .ThenDone();
}

TEST(CloseCase, IsRefusedAsResolvedBeforeThatWasConcluded_S6) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithoutDecoupling,
             kReportWithAttentionPoints)
      .As(v1::ROLE_TEACHER)
      .When<CloseCase>(kCloseResolved)
      .ThenRefused("NOT_RESOLVED_YET", {.rule = "S-6"});
}

TEST(CloseCase, IsRefusedWhileSomethingHardIsOpen_T01) {
  const char* const withdraw =
      R"pb(case_id: "case-1"
           result: CASE_RESULT_WITHDRAWN
           reason: "Verzonnen: opleiding beëindigd.")pb";
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithFollowUp)
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<CloseCase>(withdraw)
      .ThenRefused("OBLIGATION_OPEN", {.rule = "T-01", .section = "§5.1"})
      .Given(kReportWithoutAttentionPoints)
      .When<CloseCase>(withdraw)
      .ThenDone();
}

TEST(CloseCase, SaysWhyItWasWithdrawn) {
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<CloseCase>(R"pb(case_id: "case-1" result: CASE_RESULT_WITHDRAWN)pb")
      .ThenRefused("REASON_MISSING")
      .When<CloseCase>(R"pb(case_id: "case-1")pb")
      .ThenRefused("FIELD_MISSING");
}

TEST(CloseCase, IsRefusedAsRePairedBeforeTheNewStart_S29) {
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<CloseCase>(R"pb(case_id: "case-1" result: CASE_RESULT_RE_PAIRED)pb")
      .ThenRefused("NOT_STARTED_YET", {.rule = "S-29"});
}

TEST(CloseCase, EndsWithANewPairing_S29) {
  Scenario()
      .UnderUtrechtWith(
          [](v1::Procedure& procedure) { procedure.clear_obligations(); })
      .Given(kCaseOpened, kDiscussedWithDeputyHead, kRuledToDecouple,
             R"pb(pairing_confirmed {
                    case_id: "case-1"
                    trainer_id: "trainer-3"
                    new_placement_id: "placement-4"
                    on { year: 2026 month: 9 day: 25 }
                    starts_on { year: 2026 month: 10 day: 5 }
                    ends_on { year: 2027 month: 4 day: 4 }
                  })pb",
             R"pb(new_placement_started {
                    case_id: "case-1"
                    new_placement_id: "placement-4"
                    on { year: 2026 month: 10 day: 5 }
                  })pb")
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .Today(2026, 12, 14)
      .When<CloseCase>(R"pb(case_id: "case-1" result: CASE_RESULT_RE_PAIRED)pb")
      .ThenEvents(R"pb(case_closed { result: CASE_RESULT_RE_PAIRED })pb")
      // The block on the trainer can still be lifted.
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::HoldManagerContact>(kInCase)
      .ThenEvents(R"pb(manager_contact_held { trainer_id: "trainer-1" })pb")
      // And its report, which is owed within a term (T-15), finds its place.
      .When<v1::SubmitReport>(R"pb(case_id: "case-1"
                                   report: "D-12"
                                   parts {
                                     key: "experience"
                                     value: "Verzonnen: het was zwaar."
                                   })pb")
      .ThenEvents(R"pb(report_submitted { report: "D-12" })pb")
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::ArchiveDocument>(R"pb(case_id: "case-1"
                                      report: "D-12"
                                      place: "OD")pb")
      .ThenEvents(R"pb(document_archived { report: "D-12" place: "OD" })pb");
}

TEST(CloseCase, IsTheEndOfTheCase_A52) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithoutDecoupling,
             kReportWithAttentionPoints, kResolved)
      .As(v1::ROLE_TEACHER)
      .When<CloseCase>(kCloseResolved)
      .ThenDone()
      .When<CloseCase>(kCloseResolved)
      .ThenRefused("CASE_CLOSED")
      .When<v1::NotifyProgrammeManager>(kInCase)
      .ThenRefused("CASE_CLOSED");
}

}  // namespace
}  // namespace driehoek
