#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using v1::ArchiveDocument;
using v1::UnarchiveDocument;

constexpr char kToPortfolio[] =
    R"pb(case_id: "case-1" document_id: "document-1" place: "EP")pb";
constexpr char kToDossier[] =
    R"pb(case_id: "case-1" report: "D-1" place: "OD")pb";

Scenario Reported() {
  return Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice, kReportWithAdvice)
      .As(v1::ROLE_YEAR_ASSISTANT);
}

// As it would be in an institute with another e-portfolio.
Scenario ReportedElsewhere() {
  return Scenario()
      .UnderUtrechtWith([](v1::Procedure& procedure) {
        procedure.mutable_places(0)->mutable_external()->set_system(
            "Verzonnen Portfolio");
      })
      .Given(kCaseOpened, kMeetingHeldWithAdvice, kReportWithAdvice)
      .As(v1::ROLE_YEAR_ASSISTANT);
}

TEST(ArchiveDocument, PutsACopyInThePortfolioOfTheResident_S5) {
  Reported()
      .When<ArchiveDocument>(kToPortfolio)
      .ThenEvents(R"pb(document_archived {
                         case_id: "case-1"
                         document_id: "document-1"
                         place: "EP"
                         owner_id: "resident-1"
                         on { year: 2026 month: 9 day: 14 }
                         report: "D-1"
                       })pb")
      .ThenTagged(0, {{TagKind::kCase, kCase},
                      {TagKind::kDocument, kReport},
                      {TagKind::kResident, kResident}});
}

TEST(ArchiveDocument, PutsACopyInTheDossierOfTheTrainer_S5) {
  Reported()
      .When<ArchiveDocument>(kToDossier)
      .ThenEvents(
          R"pb(document_archived { place: "OD" owner_id: "trainer-1" })pb")
      .ThenTagged(0, {{TagKind::kCase, kCase},
                      {TagKind::kDocument, kReport},
                      {TagKind::kTrainer, kTrainer}});
}

TEST(ArchiveDocument, GivesEveryTrainerOfADuoAnOwnCopy_A23) {
  std::string opened = kCaseOpened;
  opened.replace(opened.find("\"trainer-1\""), 11,
                 "[\"trainer-1\", \"trainer-2\"]");
  Scenario()
      .Given(opened, kMeetingHeldWithAdvice, kReportWithAdvice)
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<ArchiveDocument>(kToDossier)
      .ThenEvents(R"pb(document_archived { owner_id: "trainer-1" })pb",
                  R"pb(document_archived { owner_id: "trainer-2" })pb")
      .ThenTagged(1, {{TagKind::kCase, kCase},
                      {TagKind::kDocument, kReport},
                      {TagKind::kTrainer, kSecondTrainer}})
      .When<UnarchiveDocument>(
          R"pb(case_id: "case-1"
               document_id: "document-1"
               place: "OD"
               reason: "Verzonnen: verkeerd verslag.")pb")
      .ThenEvents(R"pb(document_unarchived { owner_id: "trainer-1" })pb",
                  R"pb(document_unarchived { owner_id: "trainer-2" })pb");
}

TEST(ArchiveDocument, IsOfWhoFilesItThere_A15) {
  Reported()
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<ArchiveDocument>(kToPortfolio)
      .ThenRefused("MAY_NOT_FILE_THERE", {.rule = "D-1", .section = "§5.1"})
      .Given(R"pb(report_submitted {
                    case_id: "case-1"
                    document_id: "document-2"
                    report: "D-12"
                    on { year: 2026 month: 9 day: 11 }
                  })pb")
      .When<ArchiveDocument>(R"pb(case_id: "case-1"
                                  document_id: "document-2"
                                  place: "OD")pb")
      .ThenDone();
}

TEST(ArchiveDocument, IsRefusedForATeacher_G11) {
  Reported()
      .As(v1::ROLE_TEACHER)
      .When<ArchiveDocument>(kToPortfolio)
      .ThenRefused("NOT_COMPETENT", {.rule = "G-11"});
}

TEST(ArchiveDocument, IsRefusedTwice_S5) {
  Reported()
      .When<ArchiveDocument>(kToPortfolio)
      .ThenDone()
      .When<ArchiveDocument>(kToPortfolio)
      .ThenRefused("ALREADY_THERE");
}

TEST(ArchiveDocument, IsRefusedWhereTheReportDoesNotBelong_D1) {
  Reported()
      .When<ArchiveDocument>(R"pb(case_id: "case-1"
                                  document_id: "document-1"
                                  place: "ZD")pb")
      .ThenRefused("NOT_FILED_THERE", {.rule = "D-1"})
      .When<ArchiveDocument>(R"pb(case_id: "case-1"
                                  document_id: "document-1"
                                  place: "XX")pb")
      .ThenRefused("NOT_FILED_THERE");
}

TEST(ArchiveDocument, FindsNoDocumentThatIsNotThere_S5) {
  Reported()
      .When<ArchiveDocument>(R"pb(case_id: "case-1"
                                  document_id: "document-9"
                                  place: "EP")pb")
      .ThenRefused("DOCUMENT_NOT_FOUND")
      .When<ArchiveDocument>(
          R"pb(case_id: "case-1" report: "D-7" place: "EP")pb")
      .ThenRefused("DOCUMENT_NOT_FOUND");
}

TEST(ArchiveDocument, IsRefusedBeforeTheReportWasSent_S5) {
  Reported()
      .When<ArchiveDocument>(
          absl::StrCat(kToPortfolio, " on { year: 2026 month: 9 day: 9 }"))
      .ThenRefused("DATE_OUT_OF_ORDER");
}

TEST(ArchiveDocument, CountsElsewhereOnlyWhenSomeoneSaysWhere_A53) {
  ReportedElsewhere()
      .When<ArchiveDocument>(kToPortfolio)
      .ThenRefused("EXTERNAL_LOCATION_MISSING", {.rule = "A-53"})
      .When<ArchiveDocument>(
          absl::StrCat(kToPortfolio, " external_location: 'map gesprekken'"))
      .ThenEvents(R"pb(document_archived {
                         place: "EP"
                         external_location: "map gesprekken"
                       })pb");
}

TEST(ArchiveDocument, NamesNoOtherSystemForWhatIsHeldHere_A53) {
  Reported()
      .When<ArchiveDocument>(
          absl::StrCat(kToPortfolio, " external_location: 'map'"))
      .ThenRefused("EXTERNAL_LOCATION_NOT_ASKED", {.rule = "A-53"});
}

// As an institute would have the resident's own reflection report (B-12).
Scenario ResidentFilesAlone() {
  return Scenario()
      .UnderUtrechtWith([](v1::Procedure& procedure) {
        v1::Filing& filing = *procedure.mutable_reports(0)->mutable_filings(0);
        filing.clear_by();
        filing.add_by(v1::ROLE_RESIDENT);
        for (v1::Competence& competence : *procedure.mutable_competences()) {
          competence.add_roles(v1::ROLE_RESIDENT);
        }
      })
      .Given(kCaseOpened, kMeetingHeldWithAdvice, kReportWithAdvice);
}

TEST(ArchiveDocument, IsTheResidentsOwnChoiceOrSignedOnPaper_A54) {
  ResidentFilesAlone()
      .As(v1::ROLE_RESIDENT)
      .When<ArchiveDocument>(kToPortfolio)
      .ThenDone();
  ResidentFilesAlone()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<ArchiveDocument>(kToPortfolio)
      .ThenRefused("MAY_NOT_FILE_THERE")
      .OnBehalfOf(kResident, v1::ROLE_RESIDENT, v1::CHANNEL_PHONE)
      .When<ArchiveDocument>(kToPortfolio)
      .ThenRefused("OWN_ACT_NEEDED", {.rule = "A-54"})
      .OnBehalfOf(kResident, v1::ROLE_RESIDENT, v1::CHANNEL_PAPER)
      .When<ArchiveDocument>(kToPortfolio)
      .ThenDone();
}

TEST(UnarchiveDocument, TakesItFromWhereItLay_S5) {
  Reported()
      .When<ArchiveDocument>(kToPortfolio)
      .ThenDone()
      .When<UnarchiveDocument>(
          R"pb(case_id: "case-1"
               document_id: "document-1"
               place: "EP"
               reason: "Verzonnen: verkeerd verslag.")pb")
      .ThenEvents(R"pb(document_unarchived {
                         case_id: "case-1"
                         document_id: "document-1"
                         place: "EP"
                         owner_id: "resident-1"
                         reason: "Verzonnen: verkeerd verslag."
                       })pb")
      .ThenTagged(0, {{TagKind::kCase, kCase},
                      {TagKind::kDocument, kReport},
                      {TagKind::kResident, kResident}})
      .When<ArchiveDocument>(kToPortfolio)
      .ThenDone();
}

TEST(UnarchiveDocument, IsRefusedWithoutReasonOrFiling_S5) {
  const char* const no_reason =
      R"pb(case_id: "case-1" document_id: "document-1" place: "EP")pb";
  const std::string reason = absl::StrCat(no_reason, " reason: 'Verzonnen.'");
  Reported()
      .When<UnarchiveDocument>(reason)
      .ThenRefused("NOT_THERE")
      .When<ArchiveDocument>(kToPortfolio)
      .ThenDone()
      .When<UnarchiveDocument>(no_reason)
      .ThenRefused("REASON_MISSING")
      .When<UnarchiveDocument>(
          absl::StrCat(no_reason, " reason: '", std::string(2001, 'x'), "'"))
      .ThenRefused("TEXT_TOO_LONG")
      .When<UnarchiveDocument>(
          absl::StrCat(reason, " on { year: 2026 month: 9 day: 13 }"))
      .ThenRefused("DATE_OUT_OF_ORDER")
      .When<UnarchiveDocument>(
          R"pb(case_id: "case-1"
               document_id: "document-9"
               place: "EP"
               reason: "Verzonnen.")pb")
      .ThenRefused("DOCUMENT_NOT_FOUND");
}

}  // namespace
}  // namespace driehoek
