// Where the reports after a decoupling end, by the commands that write and file
// them.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/due_dates.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using v1::ArchiveDocument;
using v1::SubmitReport;

constexpr char kTheCase[] = R"pb(case_id: "case-1")pb";
constexpr char kContactReport[] =
    R"pb(case_id: "case-1"
         report: "D-12"
         parts { key: "experience" value: "Verzonnen: het was zwaar." })pb";
constexpr char kOfTheResident[] =
    R"pb(case_id: "case-1"
         report: "D-7"
         parts { key: "role_of_resident" value: "Verzonnen." }
         parts { key: "learning_points" value: "Verzonnen." }
         parts { key: "agreements" value: "Verzonnen." }
         parts { key: "attention_points_trainer" value: "Verzonnen." })pb";
constexpr char kAboutTheResident[] =
    R"pb(case_id: "case-1"
         report: "D-10"
         parts { key: "about_resident" value: "Verzonnen." })pb";
constexpr char kAboutTheTrainer[] =
    R"pb(case_id: "case-1"
         report: "D-11"
         parts { key: "role_of_trainer" value: "Verzonnen." })pb";
constexpr char kOfTheTrainer[] =
    R"pb(case_id: "case-1"
         report: "D-8"
         parts { key: "own_role" value: "Verzonnen." }
         parts { key: "learning_points" value: "Verzonnen." })pb";

std::string To(const std::string& place, const std::string& report) {
  return absl::StrCat("case_id: 'case-1' report: '", report, "' place: '",
                      place, "'");
}

v1::Due Row(Scenario& scenario, const std::string& key) {
  for (v1::Due& due : DueDatesOf(UtrechtProcedure(), scenario.CaseAfter())) {
    if (due.obligation().key() == key) return due;
  }
  ADD_FAILURE() << "no row " << key;
  return {};
}

v1::DueStatus StatusOf(Scenario& scenario, const std::string& key) {
  return Row(scenario, key).status();
}

Scenario AfterTheContact() {
  return AfterTheRuling()
      .Today(2026, 10, 20)
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::HoldManagerContact>(kTheCase)
      .ThenDone();
}

Scenario AfterTheTrainerEvaluation() {
  return AfterTheRuling()
      .Today(2026, 10, 12)
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldTrainerEvaluation>(kTheCase)
      .ThenDone();
}

TEST(ArchiveDocument, PutsTheContactReportInTheDossierByTheAssistant_S27) {
  Scenario scenario =
      AfterTheContact().When<SubmitReport>(kContactReport).ThenDone();
  EXPECT_EQ(StatusOf(scenario, "T-15"), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(StatusOf(scenario, "T-16"), v1::DUE_STATUS_OPEN);
  scenario.GoOn()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<ArchiveDocument>(To("OD", "D-12"))
      .ThenRefused("MAY_NOT_FILE_THERE", {.rule = "D-12"})
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<ArchiveDocument>(To("EP", "D-12"))
      .ThenRefused("NOT_FILED_THERE", {.rule = "D-12"})
      .When<ArchiveDocument>(To("OD", "D-12"))
      .ThenEvents(R"pb(document_archived {
                         report: "D-12"
                         place: "OD"
                         owner_id: "trainer-1"
                       })pb");
  EXPECT_EQ(StatusOf(scenario, "T-16"), v1::DUE_STATUS_FULFILLED);
}

TEST(SubmitReport, SaysHowTheDecouplingWasExperienced_K7) {
  AfterTheContact()
      .When<SubmitReport>(R"pb(case_id: "case-1"
                               report: "D-12"
                               parts { key: "experience" value: " " })pb")
      .ThenRefused("REPORT_PART_MISSING", {.rule = "D-12"})
      .As(v1::ROLE_TEACHER)
      .When<SubmitReport>(kContactReport)
      .ThenRefused("NOT_THE_AUTHOR", {.rule = "D-12"})
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<SubmitReport>(kContactReport)
      .ThenEvents(R"pb(report_submitted {
                         report: "D-12"
                         part_keys: "experience"
                         trainer_id: "trainer-1"
                       })pb");
}

TEST(ArchiveDocument, NeedsBothPlacesForTheReportOfTheResident_S28b) {
  Scenario scenario = AfterTheRuling()
                          .Today(2026, 10, 1)
                          .As(v1::ROLE_TEACHER)
                          .When<v1::HoldResidentEvaluation>(kTheCase)
                          .ThenDone()
                          .When<SubmitReport>(kOfTheResident)
                          .ThenDone();
  EXPECT_EQ(Row(scenario, "T-08").owner().role(), v1::ROLE_YEAR_ASSISTANT);
  scenario.GoOn()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<ArchiveDocument>(To("EP", "D-7"))
      .ThenEvents(
          R"pb(document_archived { place: "EP" owner_id: "resident-1" })pb");
  EXPECT_EQ(StatusOf(scenario, "T-08"), v1::DUE_STATUS_OPEN);
  scenario.GoOn()
      .When<ArchiveDocument>(To("OD", "D-7"))
      .ThenEvents(
          R"pb(document_archived { place: "OD" owner_id: "trainer-1" })pb");
  EXPECT_EQ(StatusOf(scenario, "T-08"), v1::DUE_STATUS_FULFILLED);
}

TEST(ArchiveDocument, PutsEachReportOfTheTrainerInItsOwnFile_S31b) {
  Scenario scenario =
      AfterTheTrainerEvaluation()
          .When<SubmitReport>(kAboutTheResident)
          .ThenDone()
          .When<SubmitReport>(kAboutTheTrainer)
          .ThenDone()
          .As(v1::ROLE_TRAINER)
          .When<SubmitReport>(kOfTheTrainer)
          .ThenDone()
          .As(v1::ROLE_YEAR_ASSISTANT)
          .When<ArchiveDocument>(To("OD", "D-10"))
          .ThenRefused("NOT_FILED_THERE", {.rule = "D-10"})
          .When<ArchiveDocument>(To("EP", "D-11"))
          .ThenRefused("NOT_FILED_THERE", {.rule = "D-11"})
          .When<ArchiveDocument>(To("EP", "D-8"))
          .ThenRefused("NOT_FILED_THERE", {.rule = "D-8"})
          .When<ArchiveDocument>(To("EP", "D-10"))
          .ThenEvents(R"pb(document_archived { owner_id: "resident-1" })pb")
          .When<ArchiveDocument>(To("OD", "D-11"))
          .ThenEvents(R"pb(document_archived { owner_id: "trainer-1" })pb");
  EXPECT_EQ(StatusOf(scenario, "T-11"), v1::DUE_STATUS_OPEN);
  scenario.GoOn()
      .When<ArchiveDocument>(To("OD", "D-8"))
      .ThenEvents(R"pb(document_archived { owner_id: "trainer-1" })pb");
  EXPECT_EQ(StatusOf(scenario, "T-11"), v1::DUE_STATUS_FULFILLED);
}

TEST(SubmitReport, SaysOfTheTrainerInAnotherReportThanOfTheResident_K5) {
  Scenario scenario =
      AfterTheTrainerEvaluation()
          .When<SubmitReport>(
              R"pb(case_id: "case-1"
                   report: "D-10"
                   parts { key: "about_resident" value: "Verzonnen." }
                   parts { key: "role_of_trainer" value: "Verzonnen." })pb")
          .ThenRefused("REPORT_PART_UNKNOWN")
          .When<SubmitReport>(kAboutTheResident)
          .ThenDone();
  EXPECT_EQ(StatusOf(scenario, "T-11a"), v1::DUE_STATUS_OPEN);
  scenario.GoOn()
      .When<SubmitReport>(
          R"pb(case_id: "case-1"
               report: "D-11"
               parts { key: "learning_points" value: "Verzonnen." })pb")
      .ThenRefused("REPORT_PART_MISSING", {.rule = "D-11"})
      .When<SubmitReport>(kAboutTheTrainer)
      .ThenDone();
  EXPECT_EQ(StatusOf(scenario, "T-11a"), v1::DUE_STATUS_FULFILLED);
}

TEST(ArchiveDocument, PutsTheEvaluationOfTheNewPlacementInThePortfolio_A13) {
  AfterTheRuling(kPairingConfirmed, kNewPlacementStarted)
      .Today(2026, 12, 14)
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldNewPlacementEvaluation>(kTheCase)
      .ThenDone()
      .When<SubmitReport>(
          R"pb(case_id: "case-1"
               report: "D-13"
               parts { key: "regular_evaluation" value: "Verzonnen." }
               parts { key: "learning_points_check" value: "Verzonnen." })pb")
      .ThenDone()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<ArchiveDocument>(To("OD", "D-13"))
      .ThenRefused("NOT_FILED_THERE", {.rule = "D-13"})
      .When<ArchiveDocument>(To("EP", "D-13"))
      .ThenEvents(
          R"pb(document_archived { place: "EP" owner_id: "resident-1" })pb");
}

}  // namespace
}  // namespace driehoek
