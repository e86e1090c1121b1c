#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using v1::SubmitReport;

constexpr char kPerspectives[] =
    R"pb(case_id: "case-1"
         report: "D-1"
         parts { key: "perspective_resident" value: "Verzonnen." }
         parts { key: "perspective_trainer" value: "Niet verkregen." })pb";

std::string With(const char* part) {
  return absl::StrCat(kPerspectives, " parts { key: '", part,
                      "' value: 'Verzonnen.' }");
}

TEST(SubmitReport, HoldsBothPerspectivesAndTheAdvice_K1) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice)
      .As(v1::ROLE_TEACHER)
      .When<SubmitReport>(With("advice"))
      .ThenEvents(
          R"pb(report_submitted {
                 case_id: "case-1"
                 report: "D-1"
                 about_id: "meeting-1"
                 on { year: 2026 month: 9 day: 14 }
                 part_keys: [
                   "perspective_resident",
                   "perspective_trainer",
                   "advice"
                 ]
                 parts { key: "perspective_resident" value: "Verzonnen." }
                 parts { key: "perspective_trainer" value: "Niet verkregen." }
                 parts { key: "advice" value: "Verzonnen." }
               })pb",
          R"pb(decoupling_advised {
                 case_id: "case-1"
                 meeting_id: "meeting-1"
                 on { year: 2026 month: 9 day: 14 }
               })pb");
}

TEST(SubmitReport, BelongsToTheCaseAndTheDocument_S4) {
  Scenario scenario = Scenario()
                          .Given(kCaseOpened, kMeetingHeldWithAdvice)
                          .As(v1::ROLE_TEACHER)
                          .When<SubmitReport>(With("advice"));
  ASSERT_TRUE(scenario.decided().ok());
  const std::string document = scenario.decided()->front().id;
  std::move(scenario)
      .ThenTagged(0, {{TagKind::kCase, kCase}, {TagKind::kDocument, document}})
      .ThenTagged(1, {{TagKind::kCase, kCase}});
}

TEST(SubmitReport, IsRefusedWithoutTheAdviceThatWasGiven_D3) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice)
      .As(v1::ROLE_TEACHER)
      .When<SubmitReport>(kPerspectives)
      .ThenRefused("REPORT_PART_MISSING", {.rule = "D-1", .section = "§5.1"});
}

TEST(SubmitReport, IsRefusedWithoutAttentionPointsWhenNoDecouplingIsNeeded_D2) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithoutDecoupling)
      .As(v1::ROLE_TEACHER)
      .When<SubmitReport>(kPerspectives)
      .ThenRefused("REPORT_PART_MISSING", {.rule = "G-6", .section = "§5.1"})
      .When<SubmitReport>(With("attention_points"))
      .ThenEvents(R"pb(report_submitted {
                         part_keys: [
                           "perspective_resident",
                           "perspective_trainer",
                           "attention_points"
                         ]
                       })pb");
}

TEST(SubmitReport, IsRefusedWithoutAPerspective_K1) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithFollowUp)
      .As(v1::ROLE_TEACHER)
      .When<SubmitReport>(
          R"pb(case_id: "case-1"
               report: "D-1"
               parts { key: "perspective_resident" value: "Verzonnen." })pb")
      .ThenRefused("REPORT_PART_MISSING", {.rule = "D-1"})
      .When<SubmitReport>(
          R"pb(case_id: "case-1"
               report: "D-1"
               parts { key: "perspective_resident" value: "Verzonnen." }
               parts { key: "perspective_trainer" value: " \n" })pb")
      .ThenRefused("REPORT_PART_MISSING", {.rule = "D-1"});
}

TEST(SubmitReport, AdvisesNothingAfterAFollowUp_S7) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithFollowUp)
      .As(v1::ROLE_TEACHER)
      .When<SubmitReport>(With("advice"))
      .ThenEvents(R"pb(report_submitted { report: "D-1" })pb");
}

TEST(SubmitReport, MayHoldAPartThatIsNotNeeded_D1) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithFollowUp)
      .As(v1::ROLE_TEACHER)
      .When<SubmitReport>(With("follow_up"))
      .ThenDone();
}

TEST(SubmitReport, IsRefusedWithAPartItDoesNotHave_D1) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithFollowUp)
      .As(v1::ROLE_TEACHER)
      .When<SubmitReport>(With("diagnosis"))
      .ThenRefused("REPORT_PART_UNKNOWN");
}

TEST(SubmitReport, IsRefusedForAReportTheProcedureDoesNotKnow_D1) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithFollowUp)
      .As(v1::ROLE_TEACHER)
      .When<SubmitReport>(R"pb(case_id: "case-1" report: "D-99")pb")
      .ThenRefused("REPORT_UNKNOWN");
}

TEST(SubmitReport, IsRefusedForWhoeverIsNotTheAuthor_D1) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithFollowUp)
      .As(v1::ROLE_TRAINER)
      .When<SubmitReport>(kPerspectives)
      .ThenRefused("NOT_THE_AUTHOR", {.rule = "D-1", .section = "§5.1"});
}

TEST(SubmitReport, IsRefusedBeforeThereWasAMeeting_D1) {
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_TEACHER)
      .When<SubmitReport>(kPerspectives)
      .ThenRefused("NOTHING_TO_REPORT_ON", {.rule = "D-1"})
      .Given(kMeetingHeldWithFollowUp)
      .When<SubmitReport>(absl::StrCat(kPerspectives, " about_id: 'meeting-9'"))
      .ThenRefused("NOTHING_TO_REPORT_ON", {.rule = "D-1"});
}

TEST(SubmitReport, IsRefusedWithADayBeforeTheMeeting_S4) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithFollowUp)
      .As(v1::ROLE_TEACHER)
      .When<SubmitReport>(
          absl::StrCat(kPerspectives, " on { year: 2026 month: 9 day: 6 }"))
      .ThenRefused("DATE_OUT_OF_ORDER");
}

TEST(SubmitReport, CountsTheDayItWasSent_S4) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithFollowUp)
      .As(v1::ROLE_TEACHER)
      .Today(2026, 9, 20)
      .When<SubmitReport>(
          absl::StrCat(kPerspectives, " on { year: 2026 month: 9 day: 14 }"))
      .ThenEvents(
          R"pb(report_submitted { on { year: 2026 month: 9 day: 14 } })pb");
}

TEST(SubmitReport, IsRefusedTwiceAboutTheSame_D1) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithFollowUp)
      .As(v1::ROLE_TEACHER)
      .When<SubmitReport>(kPerspectives)
      .ThenDone()
      .When<SubmitReport>(kPerspectives)
      .ThenRefused("REPORT_ALREADY_SUBMITTED", {.rule = "D-1"})
      .When<v1::HoldTriangularMeeting>(
          R"pb(case_id: "case-1" outcome: MEETING_OUTCOME_FOLLOW_UP)pb")
      .ThenDone()
      .When<SubmitReport>(kPerspectives)
      .ThenDone();
}

TEST(SubmitReport, MayComeAgainAfterWhatItIsAboutHappenedAgain_D1) {
  // A notice has no id of its own, as a meeting has.
  Scenario()
      .UnderUtrechtWith([](v1::Procedure& procedure) {
        procedure.mutable_reports(0)->set_about(
            v1::FACT_KIND_PROGRAMME_MANAGER_NOTIFIED);
      })
      .Given(kCaseOpened, kProgrammeManagerNotified)
      .As(v1::ROLE_TEACHER)
      .When<SubmitReport>(kPerspectives)
      .ThenDone()
      .When<SubmitReport>(kPerspectives)
      .ThenRefused("REPORT_ALREADY_SUBMITTED", {.rule = "D-1"})
      .Given(kProgrammeManagerNotified)
      .When<SubmitReport>(kPerspectives)
      .ThenDone();
}

TEST(SubmitReport, IsRefusedAbove256KiB_S4) {
  v1::Command command = Scenario::CommandOf<SubmitReport>(kPerspectives);
  auto& parts = *command.mutable_submit_report()->mutable_parts();
  parts["perspective_trainer"] = "x";
  parts["perspective_resident"] = std::string(256 * 1024 - 1, 'x');
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithFollowUp)
      .As(v1::ROLE_TEACHER)
      .WhenAll({command})
      .ThenDone();
  parts["perspective_trainer"] = "xx";
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithFollowUp)
      .As(v1::ROLE_TEACHER)
      .WhenAll({command})
      .ThenRefused("REPORT_TOO_LARGE");
}

TEST(SubmitReport, NeedsWhatTheInstituteAsks_D1) {
  Scenario()
      .Under(OtherInstitute())
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldTriangularMeeting>(
          R"pb(placement_id: "placement-1"
               outcome: MEETING_OUTCOME_ADVICE_TO_DECOUPLE)pb")
      .ThenDone();
  // Under another institute's procedure another report is asked.
  const std::string opened = absl::StrCat(
      "case_opened { case_id: 'case-1' number: '2026-001' "
      "placement_id: 'placement-1' resident_id: 'resident-1' "
      "trainer_ids: 'trainer-1' group_id: 'group-1' training_year: 1 "
      "placement_starts_on { year: 2026 month: 3 day: 1 } "
      "placement_ends_on { year: 2027 month: 2 day: 28 } "
      "on { year: 2026 month: 9 day: 7 } procedure_key: '",
      OtherInstitute()->data().key(), "' procedure_version: '",
      OtherInstitute()->data().version(), "' }");
  Scenario()
      .Under(OtherInstitute())
      .Given(opened, kMeetingHeldWithAdvice)
      .As(v1::ROLE_TEACHER)
      .When<SubmitReport>(With("advice"))
      .ThenRefused("REPORT_UNKNOWN")
      .When<SubmitReport>(
          R"pb(case_id: "case-1"
               report: "V-1"
               parts { key: "summary" value: "Verzonnen." })pb")
      .ThenRefused("REPORT_PART_MISSING", {.rule = "V-1"})
      .When<SubmitReport>(
          R"pb(case_id: "case-1"
               report: "V-1"
               parts { key: "summary" value: "Verzonnen." }
               parts { key: "reasons" value: "Verzonnen." })pb")
      .ThenEvents(R"pb(report_submitted { report: "V-1" })pb",
                  R"pb(decoupling_advised {})pb");
}

}  // namespace
}  // namespace driehoek
