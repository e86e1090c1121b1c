// A case that was running already when the institute went live.
#include "domain/take_over_case.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/due_dates.h"
#include "domain/rejections.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"
#include "tests/kit/procedures.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::Field;
using ::testing::Optional;
using ::testing::SizeIs;
using v1::TakeOverCase;

// Began on 1 September 2026; as it stood on the 14th.
constexpr char kTakeOver[] = R"pb(
  placement_id: "placement-1"
  on { year: 2026 month: 9 day: 14 }
  began_on { year: 2026 month: 9 day: 1 })pb";
constexpr char kMeeting[] = R"pb(
  on { year: 2026 month: 9 day: 1 }
  outcome: MEETING_OUTCOME_ADVICE_TO_DECOUPLE
  teacher_ids: "teacher-1")pb";
constexpr char kSubmit[] = R"pb(
  report: "D-1"
  on { year: 2026 month: 9 day: 3 }
  parts { key: "perspective_resident" value: "a" }
  parts { key: "perspective_trainer" value: "b" }
  parts { key: "advice" value: "c" })pb";

std::string On(int day) {
  return absl::StrCat("on { year: 2026 month: 9 day: ", day, " }");
}

template <typename C>
v1::Command Say(const std::string& textproto) {
  return Scenario::CommandOf<C>(textproto);
}

// From the meeting to the ruling, each on its day.
std::vector<v1::Command> ToTheRuling() {
  return {Say<TakeOverCase>(kTakeOver),
          Say<v1::HoldTriangularMeeting>(kMeeting),
          Say<v1::SubmitReport>(kSubmit),
          Say<v1::NotifyProgrammeManager>(On(3)),
          Say<v1::DiscussWithDeputyHead>(On(4)),
          Say<v1::RuleDecoupling>(absl::StrCat(
              On(5), R"pb(ruling: RULING_DECOUPLE
                          effective_on { year: 2026 month: 9 day: 7 })pb"))};
}

// And on to the confirmed pairing.
std::vector<v1::Command> ToThePairing() {
  std::vector<v1::Command> commands = ToTheRuling();
  const std::vector<v1::Command> more = {
      Say<v1::ArchiveDocument>(
          absl::StrCat(On(4), "report: 'D-1' place: 'EP'")),
      Say<v1::CommunicateDecision>(On(5)),
      Say<v1::HoldResidentEvaluation>(On(9)),
      Say<v1::HoldManagerContact>(On(9)),
      Say<v1::SubmitReport>(absl::StrCat(
          On(10), "report: 'D-12' parts { key: 'experience' value: 'a' }")),
      Say<v1::ArchiveDocument>(
          absl::StrCat(On(10), "report: 'D-12' place: 'OD'")),
      Say<v1::ProposeCandidate>(absl::StrCat(
          On(8), "candidate_id: 'trainer-3' practice_id: 'practice-2'")),
      Say<v1::StateCandidateSuitability>(absl::StrCat(On(9), "suitable: true")),
      Say<v1::HoldIntroductionMeeting>(On(10)),
      Say<v1::GivePairingAnswer>(absl::StrCat(On(11), "accepts: true")),
      Say<v1::ConfirmPairing>(absl::StrCat(On(12), R"pb(
        trainer_id: "trainer-3"
        starts_on { year: 2026 month: 9 day: 21 }
        ends_on { year: 2027 month: 2 day: 28 })pb"))};
  commands.insert(commands.end(), more.begin(), more.end());
  return commands;
}

Scenario Assistant() {
  return Scenario().As(v1::ROLE_YEAR_ASSISTANT).Today(2026, 9, 20);
}

std::string CaseIdOf(const Scenario& scenario) {
  return scenario.decided().ok() ? scenario.decided()->front().case_id : "";
}

std::vector<v1::Due> Rows(const Case& of_case, const std::string& key) {
  std::vector<v1::Due> rows = DueDatesOf(UtrechtProcedure(), of_case);
  std::erase_if(
      rows, [&](const v1::Due& due) { return due.obligation().key() != key; });
  return rows;
}

TEST(TakeOverCase, OpensACaseAsItStood) {
  Scenario scenario = Assistant().When<TakeOverCase>(kTakeOver).ThenEvents(
      R"pb(case_opened {
             placement_id: "placement-1"
             number: "2026-001"
             trainer_ids: "trainer-1"
             procedure_version: "2023-03"
             on { year: 2026 month: 9 day: 1 }
           })pb",
      R"pb(case_taken_over { on { year: 2026 month: 9 day: 14 } })pb");
  const std::string case_id = CaseIdOf(scenario);
  const Case& of_case = scenario.After<Case>(TagKind::kCase, case_id);
  EXPECT_THAT(of_case.taken_over,
              Optional(Field(&TakenOver::on, Day(2026, 9, 14))));
}

TEST(TakeOverCase, FollowsTheVersionOfTheDayOnWhichItBegan_A32) {
  v1::Procedure later = Utrecht()->data();
  later.set_version("2026-09");
  later.mutable_in_force_from()->set_year(2026);
  later.mutable_in_force_from()->set_month(9);
  later.mutable_in_force_from()->set_day(5);
  Assistant()
      .UnderBoth(Utrecht(), std::make_shared<const Procedure>(later))
      .When<TakeOverCase>(kTakeOver)
      .ThenEvents("case_opened { procedure_version: '2023-03' }",
                  "case_taken_over {}");
}

TEST(TakeOverCase, LetsWhoeverDoesItRegisterWhatOthersDid) {
  Scenario scenario = Assistant().WhenAll(ToThePairing()).ThenDone();
  const std::string case_id = CaseIdOf(scenario);
  const Case& of_case = scenario.After<Case>(TagKind::kCase, case_id);
  EXPECT_TRUE(of_case.decoupled());
  EXPECT_THAT(of_case.new_placement,
              Optional(Field(&NewPlacement::trainer_id, kNewTrainer)));
  ASSERT_THAT(of_case.reports, SizeIs(2));
  EXPECT_THAT(of_case.reports[0].filed, SizeIs(1));
  EXPECT_THAT(of_case.reports[1].filed, SizeIs(1));
  for (const Decision& decision : *scenario.decided()) {
    EXPECT_EQ(decision.case_id, case_id);
  }
}

TEST(TakeOverCase, GivesNoOutcomeToWhatFellDueBefore) {
  // The report is not in: T-01 was due on the 8th, T-05 as well.
  Scenario scenario =
      Assistant()
          .WhenAll({Say<TakeOverCase>(kTakeOver),
                    Say<v1::HoldTriangularMeeting>(kMeeting),
                    // Due on the very day as of which it was taken over.
                    Say<v1::HoldTriangularMeeting>(absl::StrCat(
                        On(7),
                        "outcome: MEETING_OUTCOME_FOLLOW_UP teacher_ids: "
                        "'teacher-1'"))})
          .ThenDone();
  const std::string case_id = CaseIdOf(scenario);
  const std::vector<v1::Due> rows =
      Rows(scenario.After<Case>(TagKind::kCase, case_id), "T-01");
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].due_on().day(), 8);
  EXPECT_TRUE(rows[0].before_take_over());
  EXPECT_FALSE(FallsDueAt(rows[0]).has_value());
  EXPECT_EQ(rows[1].due_on().day(), 14);
  EXPECT_FALSE(rows[1].before_take_over());
  EXPECT_TRUE(FallsDueAt(rows[1]).has_value());
}

TEST(TakeOverCase, GivesNoneWhenItsDayIsMovedToBefore_S44) {
  Scenario scenario =
      Assistant()
          .WhenAll({Say<TakeOverCase>(kTakeOver),
                    Say<v1::HoldTriangularMeeting>(absl::StrCat(
                        On(10),
                        "outcome: MEETING_OUTCOME_ADVICE_TO_DECOUPLE "
                        "teacher_ids: 'teacher-1'")),
                    Say<v1::SubmitReport>(absl::StrCat(kSubmit, On(12)))})
          .ThenDone();
  const std::string case_id = CaseIdOf(scenario);
  const Position meeting =
      scenario.After<Case>(TagKind::kCase, case_id).past[2]->position;
  // Then the report was late, long before anybody here watched it.
  scenario.GoOn()
      .When<v1::CorrectFact>(absl::StrCat(
          "case_id: '", case_id, "' reason: 'Verzonnen.' corrects: ", meeting,
          " happened_on { year: 2026 month: 9 day: 2 }"))
      .ThenEvents("fact_corrected {}");
  const Case& of_case = scenario.After<Case>(TagKind::kCase, case_id);
  ASSERT_TRUE(of_case.taken_over.has_value());
  const std::vector<v1::Due> rows = Rows(of_case, "T-01");
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_TRUE(rows[0].before_take_over());
  EXPECT_EQ(rows[0].timeliness(), v1::TIMELINESS_LATE);
}

TEST(TakeOverCase, LetsTheRulesJudgeACorrectionAsTheyDidThen_S44) {
  Scenario scenario = Assistant().WhenAll(ToTheRuling()).ThenDone();
  const std::string case_id = CaseIdOf(scenario);
  const Position meeting =
      scenario.After<Case>(TagKind::kCase, case_id).past[2]->position;
  // The report, which somebody else wrote, came on the 3rd.
  std::move(scenario)
      .When<v1::CorrectFact>(absl::StrCat(
          "case_id: '", case_id, "' reason: 'Verzonnen.' corrects: ", meeting,
          " happened_on { year: 2026 month: 9 day: 4 }"))
      .ThenRefused("DATE_OUT_OF_ORDER");
}

TEST(TakeOverCase, LetsNobodyRegisterForOthersLater_G11) {
  Scenario scenario = Assistant().WhenAll(ToTheRuling()).ThenDone();
  const std::string case_id = CaseIdOf(scenario);
  const std::string in_case = absl::StrCat("case_id: '", case_id, "' ");
  std::move(scenario)
      .When<v1::CommunicateDecision>(in_case + On(6))
      .ThenRefused("NOT_COMPETENT", {.rule = "G-11"})
      .WhenAll({Say<v1::ProcessAdministratively>(
                    in_case + "item: CHECKLIST_ITEM_DECOUPLING_MAIL_SENT"),
                Say<v1::CommunicateDecision>(in_case + On(6))})
      .ThenRefused("NOT_COMPETENT")
      .When<v1::CommunicateDecision>(On(6))
      .ThenRefused("FIELD_MISSING");
}

TEST(TakeOverCase, LetsNobodyRegisterForOthersWhatCameAfterTheDay_G11) {
  std::vector<v1::Command> commands = ToTheRuling();
  commands.push_back(Say<v1::CommunicateDecision>(On(15)));
  Assistant().WhenAll(commands).ThenRefused("NOT_COMPETENT", {.rule = "G-11"});
  // Nor in another case.
  commands = ToTheRuling();
  commands.push_back(
      Say<v1::CommunicateDecision>(absl::StrCat(On(6), "case_id: 'case-1'")));
  Assistant()
      .Given(kDuoCaseOpened, kRuledToDecouple)
      .WhenAll(commands)
      .ThenRefused("NOT_COMPETENT");
}

TEST(TakeOverCase, ChoosesNothingForTheResident_G8) {
  const auto refused = [](const v1::Command& command,
                          const std::string& reason) {
    std::vector<v1::Command> commands = ToTheRuling();
    commands.push_back(Say<v1::PlanEvaluation>(absl::StrCat(On(9), R"pb(
      evaluation: EVALUATION_KIND_RESIDENT
      planned_on { year: 2026 month: 9 day: 25 })pb")));
    Assistant().WhenAll(commands).ThenDone();
    commands.push_back(command);
    Assistant().WhenAll(commands).ThenRefused(reason);
  };
  refused(Say<v1::ChooseReflectionPlace>(
              absl::StrCat(On(10), "in_portfolio: true")),
          "NOT_COMPETENT");
  refused(Say<v1::WithdrawReflection>(On(10)), "NOT_COMPETENT");
  refused(Say<v1::SeeDocument>(On(10)), "NOT_COMPETENT");
  refused(Say<v1::GiveReaction>(On(10)), "NOT_COMPETENT");
  refused(Say<v1::SubmitReport>(absl::StrCat(On(10), R"pb(
            report: "D-6"
            parts { key: "how_it_arose" value: "a" }
            parts { key: "own_role" value: "b" }
            parts { key: "learning_points" value: "c" }
            parts { key: "attention_points_trainer" value: "d" })pb")),
          "NOT_THE_AUTHOR");
  refused(Say<v1::ArchiveDocument>(
              absl::StrCat(On(10), "report: 'D-6' place: 'EP'")),
          "AUTHOR_CHOOSES_ALONE");
}

TEST(TakeOverCase, KnowsOfAPairingOnlyThatBothSaidYes_G7) {
  std::vector<v1::Command> commands = ToThePairing();
  for (v1::Command& command : commands) {
    if (command.has_give_pairing_answer()) {
      command.mutable_give_pairing_answer()->set_accepts(false);
    }
  }
  Assistant().WhenAll(commands).ThenRefused("ONLY_BOTH_YES", {.rule = "G-7"});
  for (v1::Command& command : commands) {
    if (command.has_give_pairing_answer()) {
      command.mutable_give_pairing_answer()->set_accepts(true);
      command.mutable_give_pairing_answer()->set_reason("Verzonnen.");
    }
  }
  Assistant().WhenAll(commands).ThenRefused("FIELD_NOT_EXPECTED");
}

TEST(TakeOverCase, TakesATeacherWhoIsOneNow_A22) {
  // Whose role is in the directory since the institute went live.
  std::vector<v1::Command> commands = ToTheRuling();
  commands[1].mutable_hold_triangular_meeting()->set_teacher_ids(0, kStranger);
  constexpr char kSinceThen[] = R"pb(
    role_granted {
      grant_id: "grant-new"
      person_id: "stranger-1"
      role: ROLE_TEACHER
      scope { group_id: "group-1" }
      from { year: 2026 month: 9 day: 15 }
    })pb";
  Assistant().WhenAll(commands).ThenRefused("NOT_A_TEACHER_OF_THE_GROUP");
  Assistant().Given(kSinceThen).WhenAll(commands).ThenDone();
}

TEST(TakeOverCase, IsRefusedOnAPlacementThatIsNotThereOrHasACase_A52) {
  Assistant()
      .When<TakeOverCase>(absl::StrCat(kTakeOver, "placement_id: 'none-1'"))
      .ThenRefused("PLACEMENT_NOT_FOUND")
      .Given(kCaseOpened)
      .When<TakeOverCase>(kTakeOver)
      .ThenRefused("CASE_ALREADY_OPEN", {.rule = "A-52"});
}

TEST(TakeOverCase, IsRefusedOnDaysThatCannotBe) {
  Assistant()
      .When<TakeOverCase>(absl::StrCat(kTakeOver, On(21)))
      .ThenRefused("DATE_IN_FUTURE")
      .When<TakeOverCase>(
          absl::StrCat(kTakeOver, "began_on { year: 2026 month: 9 day: 15 }"))
      .ThenRefused("DATE_OUT_OF_ORDER")
      .When<TakeOverCase>(
          absl::StrCat(kTakeOver, "began_on { year: 2026 month: 2 day: 28 }"))
      .ThenRefused("BEFORE_PLACEMENT")
      .When<TakeOverCase>(R"pb(placement_id: "placement-1")pb")
      .ThenRefused("DATE_MALFORMED");
}

TEST(TakeOverCase, IsRefusedWhereNoProcedureWasInForce_A32) {
  v1::Procedure later = Utrecht()->data();
  later.mutable_in_force_from()->set_year(2026);
  later.mutable_in_force_from()->set_month(9);
  later.mutable_in_force_from()->set_day(5);
  Assistant()
      .Under(std::make_shared<const Procedure>(later))
      .When<TakeOverCase>(kTakeOver)
      .ThenRefused("PROCEDURE_NOT_IN_FORCE");
}

TEST(TakeOverCase, IsForTheAssistantAndTheManagerOfTheYear_G11) {
  Assistant()
      .As(v1::ROLE_TEACHER)
      .When<TakeOverCase>(kTakeOver)
      .ThenRefused("NOT_COMPETENT", {.rule = "G-11", .section = "§4"})
      .As(v1::ROLE_YEAR_ASSISTANT, kOtherYearAssistant)
      .When<TakeOverCase>(kTakeOver)
      .ThenRefused("PLACEMENT_NOT_FOUND")
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .WhenAll(ToThePairing())
      .ThenDone();
}

TEST(TakeOverCase, NamesTheTrainersInScope_A23) {
  Assistant()
      .When<TakeOverCase>(absl::StrCat(
          kTakeOver, "placement_id: 'placement-3' trainer_ids: 'trainer-2'"))
      .ThenEvents("case_opened { trainer_ids: 'trainer-2' }",
                  "case_taken_over {}");
}

}  // namespace
}  // namespace driehoek
