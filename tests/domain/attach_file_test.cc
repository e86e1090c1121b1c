#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "domain/access.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using v1::AttachFile;
using v1::SubmitReport;

constexpr char kLetter[] =
    R"pb(case_id: "case-1" document_id: "document-1" upload_id: "letter")pb";
constexpr char kLetterAttached[] = R"pb(
  file_attached {
    case_id: "case-1"
    document_id: "document-1"
    file_id: "letter"
    media_type: "application/pdf"
    size_bytes: 1234
    on { year: 2026 month: 9 day: 14 }
  })pb";
constexpr char kFiled[] = R"pb(
  document_archived {
    case_id: "case-1"
    document_id: "document-1"
    place: "OD"
    owner_id: "trainer-1"
    report: "D-1"
    on { year: 2026 month: 9 day: 11 }
  })pb";

Scenario HandedIn() {
  return Scenario()
      .Given(kCaseOpened, kMeetingHeldWithoutDecoupling,
             kReportWithAttentionPoints)
      .As(v1::ROLE_TEACHER)
      .Uploaded("letter", "case-1");
}

TEST(AttachFile, KeepsOfTheFileWhatItTakesToReadIt_S4) {
  HandedIn().When<AttachFile>(kLetter).ThenEvents(R"pb(
    file_attached {
      case_id: "case-1"
      document_id: "document-1"
      file_id: "letter"
      media_type: "application/pdf"
      size_bytes: 1234
      sealed_hash: "hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh"
      on { year: 2026 month: 9 day: 14 }
      name: "brief.pdf"
      key: "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"
    })pb");
}

TEST(AttachFile, IsOfTheCaseAndTheReport_S4) {
  HandedIn().When<AttachFile>(kLetter).ThenTagged(
      0, {{TagKind::kCase, "case-1"}, {TagKind::kDocument, "document-1"}});
}

TEST(AttachFile, GoesAlongWithTheReportItself_S4) {
  Scenario scenario =
      Scenario()
          .Given(kCaseOpened, kMeetingHeldWithFollowUp)
          .As(v1::ROLE_TEACHER)
          .Uploaded("letter", "case-1")
          .WhenAll(
              {Scenario::CommandOf<SubmitReport>(
                   R"pb(case_id: "case-1"
                        report: "D-1"
                        parts { key: "perspective_resident" value: "a" }
                        parts { key: "perspective_trainer" value: "b" })pb"),
               Scenario::CommandOf<AttachFile>(R"pb(case_id: "case-1"
                                                    report: "D-1"
                                                    upload_id: "letter")pb")})
          .ThenDone();
  const Case& after = scenario.CaseAfter();
  ASSERT_EQ(after.reports.size(), 1U);
  EXPECT_THAT(after.reports[0].files, ElementsAre("letter"));
}

TEST(AttachFile, IsRefusedForAReportThatIsFiled_S5) {
  HandedIn().Given(kFiled).When<AttachFile>(kLetter).ThenRefused(
      "ALREADY_FILED");
}

TEST(AttachFile, IsOfWhoeverMayHandTheReportIn_S4) {
  HandedIn()
      .As(v1::ROLE_TEACHER, kSecondTeacher)
      .When<AttachFile>(kLetter)
      .ThenDone();
  HandedIn()
      .As(v1::ROLE_TRAINER)
      .When<AttachFile>(kLetter)
      .ThenRefused("NOT_THE_AUTHOR");
  HandedIn()
      .As(v1::ROLE_TEACHER, kOtherTeacher)
      .When<AttachFile>(kLetter)
      .ThenRefused("CASE_NOT_FOUND");
  HandedIn()
      .As(v1::ROLE_HEAD)
      .When<AttachFile>(kLetter)
      .ThenRefused("NOT_COMPETENT");
}

TEST(AttachFile, DoesNotTellWhetherThereIsAReflectionReport_A21) {
  const auto of_reflection =
      R"pb(case_id: "case-1" report: "D-6" upload_id: "letter")pb";
  constexpr char kReflected[] = R"pb(
    report_submitted {
      case_id: "case-1"
      document_id: "document-6"
      report: "D-6"
      on { year: 2026 month: 9 day: 11 }
      part_keys: "own_role"
    })pb";
  HandedIn().When<AttachFile>(of_reflection).ThenRefused("DOCUMENT_NOT_FOUND");
  HandedIn()
      .Given(kReflected)
      .When<AttachFile>(of_reflection)
      .ThenRefused("DOCUMENT_NOT_FOUND");
  HandedIn()
      .Given(kReflected)
      .As(v1::ROLE_RESIDENT)
      .When<AttachFile>(of_reflection)
      .ThenDone();
}

TEST(AttachFile, IsOfOneTrainerOfADuoAlone_A23) {
  constexpr char kOfSecond[] = R"pb(
    report_submitted {
      case_id: "case-1"
      document_id: "document-8"
      report: "D-8"
      on { year: 2026 month: 9 day: 11 }
      part_keys: "x"
      trainer_id: "trainer-2"
    })pb";
  constexpr char kToIt[] =
      R"pb(case_id: "case-1" document_id: "document-8" upload_id: "letter")pb";
  const auto duo = [&](absl::string_view trainer) {
    return Scenario()
        .Given(kDuoCaseOpened, kOfSecond)
        .UnderUtrechtWith([](v1::Procedure& procedure) {
          for (v1::Report& report : *procedure.mutable_reports()) {
            if (report.key() == "D-8") report.set_author(v1::ROLE_TRAINER);
          }
        })
        .As(v1::ROLE_TRAINER, trainer)
        .Uploaded("letter", "case-1")
        .When<AttachFile>(kToIt);
  };
  duo("trainer-2").ThenDone();
  duo("trainer-1").ThenRefused("NOT_THE_AUTHOR");
}

TEST(AttachFile, TakesOnlyWhatWasBroughtInForThisCase) {
  HandedIn()
      .When<AttachFile>(R"pb(case_id: "case-1"
                             document_id: "document-1"
                             upload_id: "nothing")pb")
      .ThenRefused("UPLOAD_NOT_FOUND");
  HandedIn()
      .Uploaded("elsewhere", "case-2")
      .When<AttachFile>(
          R"pb(case_id: "case-1"
               document_id: "document-1"
               upload_id: "elsewhere")pb")
      .ThenRefused("UPLOAD_NOT_FOUND");
  HandedIn()
      .When<AttachFile>(R"pb(case_id: "case-1" document_id: "document-1")pb")
      .ThenRefused("FIELD_MISSING");
  HandedIn()
      .When<AttachFile>(R"pb(case_id: "case-1" upload_id: "letter")pb")
      .ThenRefused("FIELD_MISSING");
  HandedIn()
      .When<AttachFile>(R"pb(case_id: "case-1"
                             document_id: "document-9"
                             upload_id: "letter")pb")
      .ThenRefused("DOCUMENT_NOT_FOUND");
}

TEST(AttachFile, HappensOnceToAFile) {
  HandedIn()
      .Given(kLetterAttached)
      .When<AttachFile>(kLetter)
      .ThenRefused("ALREADY_ATTACHED");
  HandedIn()
      .WhenAll({Scenario::CommandOf<AttachFile>(kLetter),
                Scenario::CommandOf<AttachFile>(kLetter)})
      .ThenRefused("ALREADY_ATTACHED");
}

TEST(AttachFile, IsDoneTenTimesAtMostToAReport) {
  Scenario scenario = HandedIn();
  for (int i = 1; i <= 10; ++i) {
    const std::string id = absl::StrCat("file-", i);
    scenario.GoOn()
        .Uploaded(id, "case-1")
        .When<AttachFile>(absl::StrCat(
            "case_id: 'case-1' document_id: 'document-1' upload_id: '", id,
            "'"))
        .ThenDone();
  }
  scenario.GoOn().When<AttachFile>(kLetter).ThenRefused("TOO_MANY_ATTACHMENTS");
}

TEST(AttachFile, IsNotBeforeTheReportWasSent_S4) {
  HandedIn()
      .When<AttachFile>(absl::StrCat(kLetter, R"pb(
        on { year: 2026 month: 9 day: 9 })pb"))
      .ThenRefused("DATE_OUT_OF_ORDER");
}

TEST(AttachFile, IsRefusedForAReportThatWasErased) {
  HandedIn()
      .Given(R"pb(content_erased {
                    scope: ERASURE_SCOPE_DOCUMENT
                    case_id: "case-1"
                    document_id: "document-1"
                    document_ids: "document-1"
                    on { year: 2026 month: 9 day: 12 }
                  })pb")
      .When<AttachFile>(kLetter)
      .ThenRefused("ALREADY_ERASED");
}

TEST(AttachFile, IsPossibleAfterTheCaseWasClosed) {
  HandedIn()
      .Given(R"pb(case_closed {
                    case_id: "case-1"
                    placement_id: "placement-1"
                    result: CASE_RESULT_RESOLVED
                    on { year: 2026 month: 9 day: 12 }
                  })pb")
      .When<AttachFile>(kLetter)
      .ThenDone();
}

// A report that was handed in by mistake goes with what is attached to it.
TEST(AttachFile, LetsTheReportBeStruck_S44) {
  Scenario scenario = HandedIn();
  scenario.GoOn().When<AttachFile>(kLetter).ThenDone();
  const Case& before = scenario.CaseAfter();
  ASSERT_EQ(before.reports.size(), 1U);
  const Position position = before.reports[0].position;
  scenario.GoOn()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::CorrectFact>(absl::StrCat(
          "case_id: 'case-1' struck: true reason: 'Verzonnen.' corrects: ",
          position))
      .ThenDone();
  EXPECT_TRUE(scenario.CaseAfter().reports.empty());
}

TEST(AttachFile, IsListedAmongTheActionsOfItsAuthor) {
  Scenario scenario = HandedIn();
  const std::vector<Action> actions = scenario.Actions();
  const auto attach = std::find_if(
      actions.begin(), actions.end(),
      [](const Action& action) { return action.command.has_attach_file(); });
  ASSERT_NE(attach, actions.end());
  EXPECT_TRUE(attach->verdict.ok()) << attach->verdict;
  EXPECT_THAT(attach->fields_needed, ElementsAre("upload_id"));
}

// What stands beside the whole is not for who reads a part (D-7a).
TEST(Attachments, AreCountedForWhoReadsAllOfTheReport_A11) {
  google::protobuf::RepeatedPtrField<v1::CaseDocument> documents;
  v1::CaseDocument& document = *documents.Add();
  document.set_author(v1::ROLE_TEACHER);
  document.add_part_keys("a");
  document.add_part_keys("b");
  document.set_attachments(2);
  v1::Sight& sight = *document.add_seen_by();
  sight.set_viewer(v1::VIEWER_RESIDENT);
  sight.set_level(v1::SIGHT_LEVEL_READ);
  v1::Sight& metadata = *document.add_seen_by();
  metadata.set_viewer(v1::VIEWER_PROGRAMME_MANAGER);
  metadata.set_level(v1::SIGHT_LEVEL_METADATA);
  v1::SharedPart& part = *document.add_shared_parts();
  part.set_part("b");
  v1::Sight& new_trainer = *part.add_seen_by();
  new_trainer.set_viewer(v1::VIEWER_NEW_TRAINER);
  new_trainer.set_level(v1::SIGHT_LEVEL_READ);
  const auto counted = [&](v1::Viewer viewer) {
    auto seen = documents;
    KeepSeenDocuments({.viewer = viewer, .person_id = "someone"}, seen);
    return seen.empty() ? -1 : seen[0].attachments();
  };
  EXPECT_EQ(counted(v1::VIEWER_RESIDENT), 2);
  EXPECT_EQ(counted(v1::VIEWER_PROGRAMME_MANAGER), 0);
  EXPECT_EQ(counted(v1::VIEWER_NEW_TRAINER), 0);
}

}  // namespace
}  // namespace driehoek
