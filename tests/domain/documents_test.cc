#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/access.h"
#include "domain/reports.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::AddStatement;
using v1::ChooseNewTrainerSight;
using v1::GiveReaction;
using v1::ReleaseAttentionPoints;
using v1::SeeDocument;

constexpr char kDocument9[] =
    R"pb(case_id: "case-1" document_id: "document-9")pb";
constexpr char kDocument7[] =
    R"pb(case_id: "case-1" document_id: "document-7")pb";
constexpr char kAttentionPoints[] = R"pb(
  report_submitted {
    case_id: "case-1"
    document_id: "document-9"
    report: "D-9"
    about_id: "evaluation-2"
    on { year: 2026 month: 9 day: 18 }
    part_keys: "attention_points"
    trainer_id: "trainer-1"
  })pb";
constexpr char kEvaluationReport[] = R"pb(
  report_submitted {
    case_id: "case-1"
    document_id: "document-7"
    report: "D-7"
    about_id: "evaluation-1"
    on { year: 2026 month: 9 day: 18 }
    part_keys: [
      "role_of_resident",
      "learning_points",
      "agreements",
      "attention_points_trainer"
    ]
  })pb";

Scenario WithDocuments() {
  return AfterTheRuling(kPairingConfirmed, kAttentionPoints, kEvaluationReport);
}

// How the new trainer sees a document.
v1::SightLevel SeenByNewTrainer(const Case& state,
                                const std::string& document_id) {
  const SubmittedReport& document = *state.FindReport(document_id);
  const v1::Report& report = *UtrechtProcedure().FindReport(document.report);
  return SightOf(
      Viewing{.viewer = v1::VIEWER_NEW_TRAINER, .person_id = kNewTrainer},
      report.author(), document.trainer_id, SightsOf(report, document, state));
}

// The parts of a document that the new trainer reads without the whole.
std::vector<std::string> PartsForNewTrainer(const Case& state,
                                            const std::string& document_id) {
  const SubmittedReport& document = *state.FindReport(document_id);
  std::vector<std::string> parts;
  for (const v1::ReportPart& part :
       UtrechtProcedure().FindReport(document.report)->parts()) {
    if (!SightsOf(part, document).empty()) parts.push_back(part.key());
  }
  return parts;
}

TEST(SeeDocument, IsRecordedOnce_A12) {
  WithDocuments()
      .As(v1::ROLE_RESIDENT)
      .When<SeeDocument>(kDocument9)
      .ThenEvents(R"pb(document_seen {
                         case_id: "case-1"
                         document_id: "document-9"
                         on { year: 2026 month: 9 day: 20 }
                       })pb")
      .When<SeeDocument>(kDocument9)
      .ThenRefused("ALREADY_SEEN", {.rule = "A-12"});
}

TEST(SeeDocument, IsOfWhatTheResidentMayRead_A12) {
  WithDocuments()
      .Given(R"pb(report_submitted {
                    case_id: "case-1"
                    document_id: "document-8"
                    report: "D-8"
                    on { year: 2026 month: 9 day: 18 }
                    trainer_id: "trainer-1"
                  })pb")
      .As(v1::ROLE_RESIDENT)
      .When<SeeDocument>(R"pb(case_id: "case-1" document_id: "document-8")pb")
      .ThenRefused("DOCUMENT_NOT_FOUND")
      .When<SeeDocument>(R"pb(case_id: "case-1" document_id: "document-99")pb")
      .ThenRefused("DOCUMENT_NOT_FOUND")
      .When<SeeDocument>(
          absl::StrCat(kDocument9, " on { year: 2026 month: 9 day: 17 }"))
      .ThenRefused("DATE_OUT_OF_ORDER")
      .As(v1::ROLE_TEACHER)
      .When<SeeDocument>(kDocument9)
      .ThenRefused("NOT_COMPETENT", {.section = "§5.3.2"});
}

TEST(ReleaseAttentionPoints, FollowsAfterTheResidentHasSeenThem_A12) {
  Scenario scenario = WithDocuments()
                          .As(v1::ROLE_TRAINER_MANAGER)
                          .When<ReleaseAttentionPoints>(kDocument9)
                          .ThenRefused("NOT_SEEN_BY_RESIDENT", {.rule = "A-12"})
                          .As(v1::ROLE_RESIDENT)
                          .When<SeeDocument>(kDocument9)
                          .ThenDone();
  EXPECT_EQ(SeenByNewTrainer(scenario.CaseAfter(), "document-9"),
            v1::SIGHT_LEVEL_UNSPECIFIED);
  Scenario released =
      std::move(scenario)
          .As(v1::ROLE_TRAINER_MANAGER)
          .When<ReleaseAttentionPoints>(
              absl::StrCat(kDocument9, " on { year: 2026 month: 9 day: 19 }"))
          .ThenRefused("DATE_OUT_OF_ORDER")
          .When<ReleaseAttentionPoints>(kDocument9)
          .ThenEvents(R"pb(attention_points_released {
                             case_id: "case-1"
                             document_id: "document-9"
                             trainer_id: "trainer-3"
                             on { year: 2026 month: 9 day: 20 }
                           })pb")
          .When<ReleaseAttentionPoints>(kDocument9)
          .ThenRefused("ALREADY_RELEASED", {.rule = "A-12"});
  EXPECT_EQ(SeenByNewTrainer(released.CaseAfter(), "document-9"),
            v1::SIGHT_LEVEL_READ);
}

TEST(ReleaseAttentionPoints, GoesToAConfirmedTrainerAndIsOfThisReport_D9) {
  AfterTheRuling(kAttentionPoints, kEvaluationReport)
      .As(v1::ROLE_RESIDENT)
      .When<SeeDocument>(kDocument9)
      .ThenDone()
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<ReleaseAttentionPoints>(kDocument9)
      .ThenRefused("PAIRING_NOT_CONFIRMED", {.rule = "S-23"})
      .When<ReleaseAttentionPoints>(kDocument7)
      .ThenRefused("DOES_NOT_GO_ALONG", {.rule = "D-7"})
      .When<ReleaseAttentionPoints>(R"pb(case_id: "case-1"
                                         document_id: "document-99")pb")
      .ThenRefused("DOCUMENT_NOT_FOUND")
      .As(v1::ROLE_TEACHER)
      .When<ReleaseAttentionPoints>(kDocument9)
      .ThenRefused("NOT_COMPETENT");
}

TEST(ReleaseAttentionPoints, AreNotForAnotherTrainerThanItWentTo_A12) {
  Scenario scenario = WithDocuments()
                          .As(v1::ROLE_RESIDENT)
                          .When<SeeDocument>(kDocument9)
                          .ThenDone()
                          .As(v1::ROLE_TRAINER_MANAGER)
                          .When<ReleaseAttentionPoints>(kDocument9)
                          .ThenDone();
  Case other_pairing = scenario.CaseAfter();
  NewPlacement placement = other_pairing.new_placement.value_or(NewPlacement{});
  ASSERT_EQ(placement.trainer_id, kNewTrainer);
  placement.trainer_id = "trainer-4";
  other_pairing.new_placement = placement;
  EXPECT_EQ(SeenByNewTrainer(other_pairing, "document-9"),
            v1::SIGHT_LEVEL_UNSPECIFIED);
}

TEST(LearningPointsAndAgreements, AreForTheNewTrainerOnceTheResidentSaw_D7a) {
  Scenario scenario = WithDocuments();
  EXPECT_THAT(PartsForNewTrainer(scenario.CaseAfter(), "document-7"),
              IsEmpty());
  Scenario seen = std::move(scenario)
                      .As(v1::ROLE_RESIDENT)
                      .When<SeeDocument>(kDocument7)
                      .ThenDone();
  EXPECT_THAT(PartsForNewTrainer(seen.CaseAfter(), "document-7"),
              ElementsAre("learning_points", "agreements"));
  EXPECT_EQ(SeenByNewTrainer(seen.CaseAfter(), "document-7"),
            v1::SIGHT_LEVEL_UNSPECIFIED)
      << "and not the report (P-3)";
}

constexpr char kReaction[] = R"pb(case_id: "case-1"
                                  document_id: "document-7"
                                  reaction: "Verzonnen: zo zie ik het.")pb";

constexpr char kAboutResident[] = R"pb(
  report_submitted {
    case_id: "case-1"
    document_id: "document-10"
    report: "D-10"
    about_id: "evaluation-2"
    on { year: 2026 month: 9 day: 18 }
    part_keys: "about_resident"
    trainer_id: "trainer-1"
  })pb";
constexpr char kOpen10[] =
    R"pb(case_id: "case-1" document_id: "document-10" opened: true)pb";
constexpr char kClose10[] =
    R"pb(case_id: "case-1" document_id: "document-10")pb";

TEST(ChooseNewTrainerSight, LetsTheNewTrainerReadItForAsLongAsIsChosen_A11) {
  Scenario scenario =
      AfterTheRuling(kPairingConfirmed, kAboutResident).As(v1::ROLE_RESIDENT);
  EXPECT_EQ(SeenByNewTrainer(scenario.CaseAfter(), "document-10"),
            v1::SIGHT_LEVEL_UNSPECIFIED);
  scenario.GoOn()
      .When<ChooseNewTrainerSight>(kOpen10)
      .ThenEvents(R"pb(new_trainer_sight_chosen {
                         case_id: "case-1"
                         document_id: "document-10"
                         trainer_id: "trainer-3"
                         opened: true
                         on { year: 2026 month: 9 day: 20 }
                       })pb")
      .ThenTagged(
          0, {{TagKind::kCase, kCase}, {TagKind::kDocument, "document-10"}});
  EXPECT_EQ(SeenByNewTrainer(scenario.CaseAfter(), "document-10"),
            v1::SIGHT_LEVEL_READ);
  scenario.GoOn()
      .When<ChooseNewTrainerSight>(kOpen10)
      .ThenRefused("SAME_CHOICE")
      .When<ChooseNewTrainerSight>(kClose10)
      .ThenEvents(R"pb(new_trainer_sight_chosen {
                         trainer_id: "trainer-3"
                         opened: false
                       })pb");
  EXPECT_EQ(SeenByNewTrainer(scenario.CaseAfter(), "document-10"),
            v1::SIGHT_LEVEL_UNSPECIFIED);
  scenario.GoOn().When<ChooseNewTrainerSight>(kClose10).ThenRefused(
      "SAME_CHOICE");
}

TEST(ChooseNewTrainerSight, IsOfOneTrainerAndEndsWithThatPairing_A11) {
  Scenario scenario = AfterTheRuling(kPairingConfirmed, kAboutResident, R"pb(
    new_trainer_sight_chosen {
      case_id: "case-1"
      document_id: "document-10"
      trainer_id: "trainer-9"
      opened: true
      on { year: 2026 month: 9 day: 20 }
    })pb");
  EXPECT_EQ(SeenByNewTrainer(scenario.CaseAfter(), "document-10"),
            v1::SIGHT_LEVEL_UNSPECIFIED);
}

// Also when the same trainer is confirmed again.
TEST(ChooseNewTrainerSight, IsMadeAnewAfterAPairingThatCameToNothing_A11) {
  const auto opened_and = [](const auto&... then) {
    return AfterTheRuling(R"pb(
                            candidate_proposed {
                              case_id: "case-1"
                              candidacy_id: "candidacy-1"
                              candidate_id: "trainer-3"
                              on { year: 2026 month: 9 day: 12 }
                            })pb",
                          kPairingConfirmed, kAboutResident, R"pb(
                            new_trainer_sight_chosen {
                              case_id: "case-1"
                              document_id: "document-10"
                              trainer_id: "trainer-3"
                              opened: true
                              on { year: 2026 month: 9 day: 20 }
                            })pb",
                          then...)
        .CaseAfter();
  };
  EXPECT_EQ(SeenByNewTrainer(opened_and(), "document-10"),
            v1::SIGHT_LEVEL_READ);
  EXPECT_EQ(SeenByNewTrainer(opened_and(R"pb(
                                          pairing_answer_given {
                                            case_id: "case-1"
                                            candidacy_id: "candidacy-1"
                                            answered_by: ROLE_RESIDENT
                                            on { year: 2026 month: 9 day: 20 }
                                          })pb",
                                        kPairingConfirmed),
                             "document-10"),
            v1::SIGHT_LEVEL_UNSPECIFIED);
}

TEST(ChooseNewTrainerSight, IsTheResidentsAloneAndAnOwnAct_A11) {
  AfterTheRuling(kPairingConfirmed, kAboutResident)
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<ChooseNewTrainerSight>(kOpen10)
      .ThenRefused("NOT_COMPETENT")
      .As(v1::ROLE_TEACHER)
      .OnBehalfOf("resident-1", v1::ROLE_RESIDENT)
      .When<ChooseNewTrainerSight>(kOpen10)
      .ThenRefused("OWN_ACT_NEEDED");
}

TEST(ChooseNewTrainerSight, IsOnlyOfReportsThatTheProcedureLetsBeOpened_A11) {
  AfterTheRuling(kPairingConfirmed, kEvaluationReport)
      .As(v1::ROLE_RESIDENT)
      .When<ChooseNewTrainerSight>(absl::StrCat(kDocument7, " opened: true"))
      .ThenRefused("NOT_TO_BE_OPENED", {.rule = "D-7"})
      .When<ChooseNewTrainerSight>(R"pb(case_id: "case-1"
                                        document_id: "nothing"
                                        opened: true)pb")
      .ThenRefused("DOCUMENT_NOT_FOUND");
}

TEST(ChooseNewTrainerSight, WaitsForThePairing_A11) {
  AfterTheRuling(kAboutResident)
      .As(v1::ROLE_RESIDENT)
      .When<ChooseNewTrainerSight>(kOpen10)
      .ThenRefused("PAIRING_NOT_CONFIRMED");
}

TEST(ChooseNewTrainerSight, IsOfTheReflectionReportOnlyWhileItIsKept_A11) {
  constexpr char kReflected[] = R"pb(
    report_submitted {
      case_id: "case-1"
      document_id: "document-6"
      report: "D-6"
      on { year: 2026 month: 9 day: 18 }
      part_keys: "own_role"
    })pb";
  constexpr char kOpen6[] =
      R"pb(case_id: "case-1" document_id: "document-6" opened: true)pb";
  Scenario scenario =
      AfterTheRuling(kPairingConfirmed, kReflected).As(v1::ROLE_RESIDENT);
  scenario.GoOn()
      .When<ChooseNewTrainerSight>(kOpen6)
      .ThenRefused("NOT_IN_PORTFOLIO")
      .When<v1::ChooseReflectionPlace>(
          R"pb(case_id: "case-1" in_portfolio: true)pb")
      .ThenDone()
      .When<ChooseNewTrainerSight>(kOpen6)
      .ThenDone();
  EXPECT_EQ(SeenByNewTrainer(scenario.CaseAfter(), "document-6"),
            v1::SIGHT_LEVEL_READ);
  // Taken out of the e-portfolio, it is closed as well, and stays so.
  for (const char* const place :
       {R"pb(case_id: "case-1" in_portfolio: false)pb",
        R"pb(case_id: "case-1" in_portfolio: true)pb"}) {
    scenario.GoOn().When<v1::ChooseReflectionPlace>(place).ThenDone();
    EXPECT_EQ(SeenByNewTrainer(scenario.CaseAfter(), "document-6"),
              v1::SIGHT_LEVEL_UNSPECIFIED);
  }
}

TEST(GiveReaction, IsPutBesideTheReportBeforeItIsFiled_P5) {
  WithDocuments()
      .As(v1::ROLE_RESIDENT)
      .When<GiveReaction>(kReaction)
      .ThenEvents(R"pb(reaction_given {
                         case_id: "case-1"
                         document_id: "document-7"
                         on { year: 2026 month: 9 day: 20 }
                         given_by: ROLE_RESIDENT
                         reaction: "Verzonnen: zo zie ik het."
                       })pb")
      .When<GiveReaction>(kReaction)
      .ThenRefused("ALREADY_REACTED")
      .As(v1::ROLE_TRAINER)
      .When<GiveReaction>(kReaction)
      .ThenEvents(R"pb(reaction_given { given_by: ROLE_TRAINER })pb")
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::ArchiveDocument>(R"pb(case_id: "case-1"
                                      document_id: "document-7"
                                      place: "OD")pb")
      .ThenDone();
  WithDocuments()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::ArchiveDocument>(R"pb(case_id: "case-1"
                                      document_id: "document-7"
                                      place: "OD")pb")
      .ThenDone()
      .As(v1::ROLE_RESIDENT)
      .When<GiveReaction>(kReaction)
      .ThenRefused("ALREADY_FILED");
}

TEST(GiveReaction, IsOfWhomItIsAbout_P6) {
  WithDocuments()
      .As(v1::ROLE_RESIDENT)
      .When<GiveReaction>(kDocument7)
      .ThenRefused("REASON_MISSING")
      .When<GiveReaction>(
          absl::StrCat(kDocument7, " reaction: '", std::string(4001, 'x'), "'"))
      .ThenRefused("TEXT_TOO_LONG")
      .When<GiveReaction>(
          absl::StrCat(kReaction, " on { year: 2026 month: 9 day: 17 }"))
      .ThenRefused("DATE_OUT_OF_ORDER")
      .As(v1::ROLE_TEACHER)
      .When<GiveReaction>(kReaction)
      .ThenRefused("NOT_COMPETENT")
      .As(v1::ROLE_TRAINER)
      .When<GiveReaction>(absl::StrCat(kDocument9, " reaction: 'Verzonnen.'"))
      .ThenRefused("OWN_REPORT");
}

TEST(GiveReaction, IsNotOfTheOtherTrainerOfADuo_A23) {
  Scenario()
      .Given(kDuoCaseOpened, kMeetingHeldWithAdvice, kDiscussedWithDeputyHead,
             kRuledToDecouple,
             R"pb(report_submitted {
                    case_id: "case-1"
                    document_id: "document-11"
                    report: "D-11"
                    on { year: 2026 month: 9 day: 18 }
                    trainer_id: "trainer-2"
                  })pb")
      .Today(2026, 9, 20)
      .As(v1::ROLE_TRAINER, kTrainer)
      .When<GiveReaction>(R"pb(case_id: "case-1"
                               document_id: "document-11"
                               reaction: "Verzonnen.")pb")
      .ThenRefused("DOCUMENT_NOT_FOUND")
      .As(v1::ROLE_TRAINER, kSecondTrainer)
      .When<GiveReaction>(R"pb(case_id: "case-1"
                               document_id: "document-11"
                               reaction: "Verzonnen.")pb")
      .ThenDone();
}

// A mail or letter that someone writes: about the ruling, and the pairing.
TEST(SubmitReport, KeepsTheMailAndTheInformationInTheCaseFile_D5) {
  AfterTheRuling()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::SubmitReport>(
          R"pb(case_id: "case-1"
               report: "D-5"
               parts { key: "message" value: "Verzonnen." })pb")
      .ThenDone()
      .When<v1::ArchiveDocument>(R"pb(case_id: "case-1"
                                      report: "D-5"
                                      place: "ZD")pb")
      .ThenEvents(R"pb(document_archived { owner_id: "case-1" })pb");
}

TEST(SubmitReport, TellsOfTheRestOfTheYearOnceThereIsAPairing_D16) {
  constexpr char kInformation[] =
      R"pb(case_id: "case-1"
           report: "D-16"
           parts { key: "information" value: "Verzonnen." })pb";
  AfterTheRuling()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::SubmitReport>(kInformation)
      .ThenRefused("NOTHING_TO_REPORT_ON", {.rule = "D-16"});
  AfterTheRuling(kPairingConfirmed)
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::SubmitReport>(kInformation)
      .ThenDone()
      .When<v1::SubmitReport>(R"pb(case_id: "case-1" report: "D-16")pb")
      .ThenRefused("REPORT_ALREADY_SUBMITTED");
}

TEST(UnarchiveDocument, WithoutAPlaceTakesItBackEverywhereAtOnce_D7) {
  WithDocuments()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::ArchiveDocument>(R"pb(case_id: "case-1"
                                      document_id: "document-7"
                                      place: "EP")pb")
      .ThenDone()
      .When<v1::ArchiveDocument>(R"pb(case_id: "case-1"
                                      document_id: "document-7"
                                      place: "OD")pb")
      .ThenDone()
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::UnarchiveDocument>(
          absl::StrCat(kDocument7, " reason: 'Verzonnen.'"))
      .ThenRefused("MAY_NOT_FILE_THERE", {.rule = "D-7"})
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::UnarchiveDocument>(
          absl::StrCat(kDocument7, " reason: 'Verzonnen.'"))
      .ThenEvents(
          R"pb(document_unarchived { place: "EP" owner_id: "resident-1" })pb",
          R"pb(document_unarchived { place: "OD" owner_id: "trainer-1" })pb")
      .When<v1::UnarchiveDocument>(
          absl::StrCat(kDocument7, " reason: 'Verzonnen.'"))
      .ThenRefused("NOT_THERE");
}

constexpr char kStatement[] =
    R"pb(case_id: "case-1"
         document_id: "document-7"
         statement: "Verzonnen: zo was het niet.")pb";

TEST(AddStatement, IsPutBesideAReportThatWasFiledToo) {
  WithDocuments()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::ArchiveDocument>(R"pb(case_id: "case-1"
                                      document_id: "document-7"
                                      place: "OD")pb")
      .ThenDone()
      .As(v1::ROLE_RESIDENT)
      .When<AddStatement>(kStatement)
      .ThenEvents(R"pb(statement_added {
                         case_id: "case-1"
                         document_id: "document-7"
                         on { year: 2026 month: 9 day: 20 }
                         given_by: ROLE_RESIDENT
                         statement: "Verzonnen: zo was het niet."
                       })pb")
      .ThenTagged(
          0, {{TagKind::kCase, kCase}, {TagKind::kDocument, "document-7"}});
}

TEST(AddStatement, IsOfWhomTheReportIsAboutAndNotOfItsAuthor) {
  WithDocuments()
      .As(v1::ROLE_TEACHER)
      .When<AddStatement>(kStatement)
      .ThenRefused("NOT_COMPETENT")
      .As(v1::ROLE_TRAINER)
      .When<AddStatement>(absl::StrCat(kDocument9, " statement: 'x'"))
      .ThenRefused("OWN_REPORT")
      .As(v1::ROLE_RESIDENT)
      .When<AddStatement>(kDocument7)
      .ThenRefused("REASON_MISSING")
      .When<AddStatement>(absl::StrCat(kDocument7, " statement: '",
                                       std::string(4001, 'x'), "'"))
      .ThenRefused("TEXT_TOO_LONG")
      .When<AddStatement>(
          absl::StrCat(kStatement, " on { year: 2026 month: 9 day: 17 }"))
      .ThenRefused("DATE_OUT_OF_ORDER")
      .When<AddStatement>(absl::StrCat(kStatement, " document_id: 'nothing'"))
      .ThenRefused("DOCUMENT_NOT_FOUND");
}

TEST(AddStatement, IsPutTenTimesAtMost) {
  Scenario scenario = WithDocuments().As(v1::ROLE_RESIDENT);
  for (int i = 0; i < 10; ++i) {
    scenario.GoOn().When<AddStatement>(kStatement).ThenDone();
  }
  scenario.GoOn()
      .When<AddStatement>(kStatement)
      .ThenRefused("TOO_MANY_STATEMENTS")
      // Each has the own ten.
      .As(v1::ROLE_TRAINER)
      .When<AddStatement>(kStatement)
      .ThenDone();
}

}  // namespace
}  // namespace driehoek
