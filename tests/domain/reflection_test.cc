// The resident's own reflection report (D-6).
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/access.h"
#include "domain/reports.h"
#include "domain/tags.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"
#include "tests/kit/procedures.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using v1::ChooseReflectionPlace;
using v1::WithdrawReflection;

constexpr char kTheCase[] = R"pb(case_id: "case-1")pb";
constexpr char kInPortfolio[] = R"pb(case_id: "case-1" in_portfolio: true)pb";
constexpr char kNotInPortfolio[] =
    R"pb(case_id: "case-1" in_portfolio: false)pb";
constexpr char kReflection[] =
    R"pb(case_id: "case-1"
         report: "D-6"
         parts { key: "how_it_arose" value: "Verzonnen." }
         parts { key: "own_role" value: "Verzonnen." }
         parts { key: "learning_points" value: "Verzonnen." }
         parts { key: "attention_points_trainer" value: "Verzonnen." })pb";
constexpr char kPlanned[] = R"pb(
  evaluation_planned {
    case_id: "case-1"
    evaluation: EVALUATION_KIND_RESIDENT
    on { year: 2026 month: 9 day: 15 }
    planned_on { year: 2026 month: 10 day: 1 }
    evaluation_id: "evaluation-1"
  })pb";
constexpr char kReflected[] = R"pb(
  report_submitted {
    case_id: "case-1"
    document_id: "document-6"
    report: "D-6"
    about_id: "evaluation-1"
    on { year: 2026 month: 9 day: 18 }
    part_keys: [
      "how_it_arose",
      "own_role",
      "learning_points",
      "attention_points_trainer"
    ]
  })pb";

Scenario Reflected() { return AfterTheRuling(kPlanned, kReflected); }

v1::SightLevel SeenBy(const Case& state, v1::Viewer viewer) {
  for (const SubmittedReport& document : state.reports) {
    if (document.report != "D-6") continue;
    const v1::Report& report = *UtrechtProcedure().FindReport("D-6");
    return SightOf(Viewing{.viewer = viewer, .person_id = "someone"},
                   report.author(), document.trainer_id,
                   SightsOf(report, document, state));
  }
  return v1::SIGHT_LEVEL_UNSPECIFIED;
}

TEST(SubmitReport, OfTheResidentPreparesTheEvaluation_D6) {
  AfterTheRuling(kPlanned)
      .As(v1::ROLE_RESIDENT)
      .When<v1::SubmitReport>(kReflection)
      .ThenEvents(R"pb(report_submitted {
                         report: "D-6"
                         about_id: "evaluation-1"
                         part_keys: [
                           "how_it_arose",
                           "own_role",
                           "learning_points",
                           "attention_points_trainer"
                         ]
                       })pb")
      .When<v1::SubmitReport>(kReflection)
      .ThenRefused("REPORT_ALREADY_SUBMITTED", {.rule = "D-6"})
      .As(v1::ROLE_TEACHER)
      .When<v1::SubmitReport>(kReflection)
      .ThenRefused("NOT_THE_AUTHOR", {.rule = "D-6", .section = "§5.3.1"});
}

TEST(SubmitReport, OfTheResidentHoldsTheFourPartsOfAReflection_K2) {
  AfterTheRuling(kPlanned)
      .As(v1::ROLE_RESIDENT)
      .When<v1::SubmitReport>(
          R"pb(case_id: "case-1"
               report: "D-6"
               parts { key: "how_it_arose" value: "Verzonnen." }
               parts { key: "own_role" value: "Verzonnen." }
               parts { key: "learning_points" value: "Verzonnen." })pb")
      .ThenRefused("REPORT_PART_MISSING", {.rule = "D-6"});
}

TEST(ChooseReflectionPlace, FilesItByTheChoiceAndTakesItOutByTheOther_B12) {
  Reflected()
      .As(v1::ROLE_RESIDENT)
      .When<ChooseReflectionPlace>(kInPortfolio)
      .ThenEvents(R"pb(reflection_place_chosen {
                         case_id: "case-1"
                         document_id: "document-6"
                         on { year: 2026 month: 9 day: 20 }
                         in_portfolio: true
                       })pb",
                  R"pb(document_archived {
                         case_id: "case-1"
                         document_id: "document-6"
                         place: "EP"
                         owner_id: "resident-1"
                         on { year: 2026 month: 9 day: 20 }
                         report: "D-6"
                       })pb")
      .ThenTagged(1, {{TagKind::kCase, kCase},
                      {TagKind::kDocument, "document-6"},
                      {TagKind::kResident, kResident}})
      .When<ChooseReflectionPlace>(kInPortfolio)
      .ThenRefused("SAME_CHOICE", {.rule = "B-12"})
      .When<ChooseReflectionPlace>(kNotInPortfolio)
      .ThenEvents(
          R"pb(reflection_place_chosen { document_id: "document-6" })pb",
          R"pb(document_unarchived {
                 document_id: "document-6"
                 place: "EP"
                 owner_id: "resident-1"
               })pb")
      .When<ChooseReflectionPlace>(kNotInPortfolio)
      .ThenRefused("SAME_CHOICE");
}

TEST(ChooseReflectionPlace, MayBeChangedBothWaysAndAfterClosing_A20) {
  Reflected()
      .Given(R"pb(case_closed {
                    case_id: "case-1"
                    placement_id: "placement-1"
                    result: CASE_RESULT_WITHDRAWN
                    on { year: 2026 month: 9 day: 19 }
                  })pb")
      .As(v1::ROLE_RESIDENT)
      .When<ChooseReflectionPlace>(kNotInPortfolio)
      .ThenEvents(
          R"pb(reflection_place_chosen { document_id: "document-6" })pb")
      .When<ChooseReflectionPlace>(kInPortfolio)
      .ThenDone()
      .When<ChooseReflectionPlace>(kNotInPortfolio)
      .ThenDone()
      .When<ChooseReflectionPlace>(kInPortfolio)
      .ThenDone();
}

TEST(ChooseReflectionPlace, IsTheResidentsAlone_P1) {
  Reflected()
      .As(v1::ROLE_TEACHER)
      .When<ChooseReflectionPlace>(kInPortfolio)
      .ThenRefused("NOT_COMPETENT", {.section = "§5.3.1"})
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<ChooseReflectionPlace>(kInPortfolio)
      .ThenRefused("NOT_COMPETENT")
      .As(v1::ROLE_TRAINER)
      .When<ChooseReflectionPlace>(kInPortfolio)
      .ThenRefused("NOT_COMPETENT");
}

TEST(ChooseReflectionPlace, IsAnOwnActOrSigned_A54) {
  Reflected()
      .As(v1::ROLE_TEACHER)
      .OnBehalfOf(kResident, v1::ROLE_RESIDENT, v1::CHANNEL_PHONE)
      .When<ChooseReflectionPlace>(kInPortfolio)
      .ThenRefused("OWN_ACT_NEEDED", {.rule = "A-54"})
      .OnBehalfOf(kResident, v1::ROLE_RESIDENT, v1::CHANNEL_MAIL)
      .When<WithdrawReflection>(kTheCase)
      .ThenRefused("OWN_ACT_NEEDED")
      .OnBehalfOf(kResident, v1::ROLE_RESIDENT, v1::CHANNEL_PAPER)
      .When<ChooseReflectionPlace>(kInPortfolio)
      .ThenDone()
      .When<WithdrawReflection>(kTheCase)
      .ThenDone();
}

TEST(ChooseReflectionPlace, FindsNoReportThatIsNotThereAndNoOther_B12) {
  AfterTheRuling(kPlanned)
      .As(v1::ROLE_RESIDENT)
      .When<ChooseReflectionPlace>(kInPortfolio)
      .ThenRefused("DOCUMENT_NOT_FOUND");
  Reflected()
      .As(v1::ROLE_RESIDENT)
      .When<ChooseReflectionPlace>(
          absl::StrCat(kInPortfolio, " document_id: 'document-1'"))
      .ThenRefused("DOCUMENT_NOT_FOUND")
      .When<ChooseReflectionPlace>(
          absl::StrCat(kInPortfolio, " on { year: 2026 month: 9 day: 17 }"))
      .ThenRefused("DATE_OUT_OF_ORDER");
}

// The answer is the same with and without a report.
TEST(ArchiveDocument, IsRefusedWithoutTheResidentsChoice_G8) {
  constexpr char kFile[] = R"pb(case_id: "case-1" report: "D-6" place: "EP")pb";
  AfterTheRuling(kPlanned)
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::ArchiveDocument>(kFile)
      .ThenRefused("AUTHOR_CHOOSES_ALONE",
                   {.rule = "G-8", .section = "§5.3.1"});
  Reflected()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::ArchiveDocument>(kFile)
      .ThenRefused("AUTHOR_CHOOSES_ALONE", {.rule = "G-8", .section = "§5.3.1"})
      .When<v1::ArchiveDocument>(R"pb(case_id: "case-1"
                                      document_id: "document-6"
                                      place: "EP")pb")
      .ThenRefused("AUTHOR_CHOOSES_ALONE", {.rule = "G-8"})
      .As(v1::ROLE_RESIDENT)
      .When<ChooseReflectionPlace>(kInPortfolio)
      .ThenDone()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::UnarchiveDocument>(
          R"pb(case_id: "case-1"
               document_id: "document-6"
               place: "EP"
               reason: "Verzonnen.")pb")
      .ThenRefused("MAY_NOT_FILE_THERE");
}

// Where the e-portfolio is another system, the resident puts it there, and by
// the choice alone.
TEST(ArchiveDocument, ElsewhereFollowsTheChoice_G8) {
  constexpr char kElsewhere[] =
      R"pb(case_id: "case-1"
           report: "D-6"
           place: "EP"
           external_location: "map reflectie")pb";
  Scenario()
      .UnderUtrechtWith([](v1::Procedure& procedure) {
        procedure.mutable_places(0)->mutable_external()->set_system(
            "Verzonnen Portfolio");
        procedure.mutable_places(0)->mutable_external()->set_folder("map");
        for (v1::Competence& competence : *procedure.mutable_competences()) {
          if (competence.command() == "archive_document") {
            competence.add_roles(v1::ROLE_RESIDENT);
          }
        }
      })
      .Given(kCaseOpened, kMeetingHeldWithAdvice, kProgrammeManagerNotified,
             kDiscussedWithDeputyHead, kRuledToDecouple, kPlanned, kReflected)
      .Today(2026, 9, 20)
      .As(v1::ROLE_RESIDENT)
      .When<v1::ArchiveDocument>(kElsewhere)
      .ThenRefused("AUTHOR_CHOOSES_ALONE", {.rule = "G-8"})
      .When<ChooseReflectionPlace>(kInPortfolio)
      .ThenEvents(R"pb(reflection_place_chosen { in_portfolio: true })pb")
      .When<v1::ArchiveDocument>(kElsewhere)
      .ThenEvents(R"pb(document_archived {
                         place: "EP"
                         external_location: "map reflectie"
                       })pb")
      .When<ChooseReflectionPlace>(kNotInPortfolio)
      .ThenEvents(
          R"pb(reflection_place_chosen { document_id: "document-6" })pb",
          R"pb(document_unarchived { place: "EP" })pb");
}

TEST(WithdrawReflection, TakesItOutAndLeavesItToNobody_A21) {
  Scenario scenario =
      Reflected()
          .As(v1::ROLE_RESIDENT)
          .When<ChooseReflectionPlace>(kInPortfolio)
          .ThenDone()
          .When<WithdrawReflection>(kTheCase)
          .ThenEvents(R"pb(document_unarchived {
                             document_id: "document-6"
                             place: "EP"
                           })pb",
                      R"pb(reflection_withdrawn {
                             case_id: "case-1"
                             document_id: "document-6"
                             on { year: 2026 month: 9 day: 20 }
                           })pb")
          .When<WithdrawReflection>(kTheCase)
          .ThenRefused("DOCUMENT_NOT_FOUND")
          .When<ChooseReflectionPlace>(kInPortfolio)
          .ThenRefused("DOCUMENT_NOT_FOUND")
          .When<v1::SeeDocument>(R"pb(case_id: "case-1"
                                      document_id: "document-6")pb")
          .ThenRefused("DOCUMENT_NOT_FOUND");
  const Case& state = scenario.CaseAfter();
  for (const v1::Viewer viewer :
       {v1::VIEWER_TEACHER, v1::VIEWER_TRAINER, v1::VIEWER_YEAR_ASSISTANT,
        v1::VIEWER_PROGRAMME_MANAGER, v1::VIEWER_TRAINER_MANAGER,
        v1::VIEWER_DEPUTY_HEAD, v1::VIEWER_AUDITOR}) {
    EXPECT_EQ(SeenBy(state, viewer), v1::SIGHT_LEVEL_UNSPECIFIED)
        << v1::Viewer_Name(viewer);
  }
  // Nor is anything put right of it, which would lie under its key.
  for (const std::shared_ptr<const PastEvent>& past : state.past) {
    if (DocumentIdOf(past->event) != "document-6") continue;
    Scenario(scenario)
        .As(v1::ROLE_YEAR_ASSISTANT)
        .When<v1::CorrectFact>(
            absl::StrCat("case_id: 'case-1' reason: 'Vergist.' ",
                         "happened_on { year: 2026 month: 9 day: 17 } ",
                         "corrects: ", past->position))
        .ThenRefused("FACT_NOT_FOUND");
  }
  // Another one may be handed in.
  std::move(scenario).When<v1::SubmitReport>(kReflection).ThenDone();
}

TEST(SightsOfReflection, AreOfTheTeachersUntilItIsChosen_D6) {
  Scenario scenario = Reflected();
  EXPECT_EQ(SeenBy(scenario.CaseAfter(), v1::VIEWER_RESIDENT),
            v1::SIGHT_LEVEL_READ);
  EXPECT_EQ(SeenBy(scenario.CaseAfter(), v1::VIEWER_TEACHER),
            v1::SIGHT_LEVEL_READ);
  for (const v1::Viewer viewer :
       {v1::VIEWER_TRAINER, v1::VIEWER_NEW_TRAINER, v1::VIEWER_YEAR_ASSISTANT,
        v1::VIEWER_PROGRAMME_MANAGER, v1::VIEWER_TRAINER_MANAGER,
        v1::VIEWER_DEPUTY_HEAD, v1::VIEWER_AUDITOR}) {
    EXPECT_EQ(SeenBy(scenario.CaseAfter(), viewer), v1::SIGHT_LEVEL_UNSPECIFIED)
        << v1::Viewer_Name(viewer);
  }
  Scenario chosen = std::move(scenario)
                        .As(v1::ROLE_RESIDENT)
                        .When<ChooseReflectionPlace>(kInPortfolio)
                        .ThenDone();
  EXPECT_EQ(SeenBy(chosen.CaseAfter(), v1::VIEWER_YEAR_ASSISTANT),
            v1::SIGHT_LEVEL_READ);
  EXPECT_EQ(SeenBy(chosen.CaseAfter(), v1::VIEWER_TRAINER),
            v1::SIGHT_LEVEL_UNSPECIFIED);
  Scenario back =
      std::move(chosen).When<ChooseReflectionPlace>(kNotInPortfolio).ThenDone();
  EXPECT_EQ(SeenBy(back.CaseAfter(), v1::VIEWER_YEAR_ASSISTANT),
            v1::SIGHT_LEVEL_UNSPECIFIED);
}

// The same mechanism for who it is elsewhere: a trainer, of a duo.
TEST(ChooseReflectionPlace, IsOfWhomTheProcedureSays_B12) {
  const std::string opened = absl::StrCat(
      "case_opened { case_id: 'case-1' number: '2026-001' "
      "placement_id: 'placement-3' resident_id: 'resident-3' "
      "trainer_ids: ['trainer-1', 'trainer-2'] group_id: 'group-1' "
      "training_year: 1 placement_starts_on { year: 2026 month: 3 day: 1 } "
      "placement_ends_on { year: 2027 month: 2 day: 28 } "
      "on { year: 2026 month: 9 day: 7 } procedure_key: '",
      OtherInstitute()->data().key(), "' procedure_version: '",
      OtherInstitute()->data().version(), "' }");
  Scenario()
      .Under(OtherInstitute())
      .Given(opened, kMeetingHeldWithAdvice, kDiscussedWithDeputyHead,
             kRuledToDecouple,
             R"pb(evaluation_planned {
                    case_id: "case-1"
                    evaluation: EVALUATION_KIND_TRAINER
                    on { year: 2026 month: 9 day: 15 }
                    planned_on { year: 2026 month: 10 day: 1 }
                    trainer_id: "trainer-2"
                    evaluation_id: "evaluation-1"
                  })pb")
      .Today(2026, 9, 20)
      .As(v1::ROLE_TRAINER, kSecondTrainer)
      .When<v1::SubmitReport>(
          R"pb(case_id: "case-1"
               report: "V-3"
               parts { key: "look_back" value: "Verzonnen." })pb")
      .ThenDone()
      .As(v1::ROLE_TRAINER, kTrainer)
      .When<ChooseReflectionPlace>(kInPortfolio)
      .ThenRefused("DOCUMENT_NOT_FOUND")
      .As(v1::ROLE_TRAINER, kSecondTrainer)
      .When<ChooseReflectionPlace>(kInPortfolio)
      .ThenEvents(
          R"pb(reflection_place_chosen { in_portfolio: true })pb",
          R"pb(document_archived { place: "DOS" owner_id: "trainer-2" })pb")
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::ArchiveDocument>(R"pb(case_id: "case-1"
                                      report: "V-3"
                                      place: "DOS")pb")
      .ThenRefused("AUTHOR_CHOOSES_ALONE",
                   {.rule = "W-3", .section = "art. 6"});
}

}  // namespace
}  // namespace driehoek
