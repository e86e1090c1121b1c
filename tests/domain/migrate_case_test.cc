// A case that follows another version of its procedure (A-32).
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/due_dates.h"
#include "domain/migration.h"
#include "domain/rejections.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"
#include "tests/kit/procedures.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::CorrectFact;
using v1::HoldTrainerCheckUp;
using v1::MigrateCase;
using v1::SubmitReport;

constexpr char kMigrate[] = R"pb(case_id: "case-1"
                                 version: "2026-09"
                                 reason: "Verzonnen: die past beter.")pb";
constexpr char kMigrateBack[] = R"pb(case_id: "case-1"
                                     version: "2023-03"
                                     reason: "Verzonnen: toch niet.")pb";
constexpr char kInCase[] = R"pb(case_id: "case-1")pb";
constexpr char kMigrated[] = R"pb(
  case_migrated {
    case_id: "case-1"
    on { year: 2026 month: 9 day: 14 }
    from: "utrecht-ontkoppeling@2023-03"
    to: "utrecht-ontkoppeling@2026-09"
    reason: "Verzonnen: die past beter."
  })pb";
constexpr char kCheckedUp[] = R"pb(
  trainer_check_up_held {
    case_id: "case-1"
    meeting_id: "meeting-1"
    on { year: 2026 month: 9 day: 14 }
    trainer_id: "trainer-1"
  })pb";
// Sent before the first version says it is late, registered after.
constexpr char kReportInTime[] = R"pb(
  case_id: "case-1"
  report: "D-1"
  on { year: 2026 month: 9 day: 13 }
  parts { key: "perspective_resident" value: "a" }
  parts { key: "perspective_trainer" value: "b" }
  parts { key: "advice" value: "c" })pb";

std::string SentOn(int day) {
  return absl::StrCat(
      "report_submitted { case_id: 'case-1' document_id: 'document-1' report: "
      "'D-1' about_id: 'meeting-1' part_keys: 'perspective_resident' on { "
      "year: 2026 month: 9 day: ",
      day, " } }");
}

std::string Struck(Position position) {
  return absl::StrCat(
      "fact_corrected { case_id: 'case-1' struck: true reason: 'Verzonnen.' on "
      "{ year: 2026 month: 9 day: 20 } corrects: ",
      position, " }");
}

using Change = std::function<void(v1::Procedure&)>;

std::shared_ptr<const Procedure> Next(const Change& change) {
  v1::Procedure data = Utrecht()->data();
  data.set_version("2026-09");
  *data.mutable_in_force_from() = v1::Date();
  data.mutable_in_force_from()->set_year(2026);
  data.mutable_in_force_from()->set_month(9);
  data.mutable_in_force_from()->set_day(10);
  change(data);
  return std::make_shared<const Procedure>(data);
}

void Without(const std::string& key, v1::Procedure& procedure) {
  auto& obligations = *procedure.mutable_obligations();
  obligations.erase(std::remove_if(obligations.begin(), obligations.end(),
                                   [&](const v1::Obligation& one) {
                                     return one.key() == key;
                                   }),
                    obligations.end());
}

// T-01 is due so many days after the meeting of 7 September.
Change DueAfterDays(int days) {
  return [days](v1::Procedure& procedure) {
    for (v1::Obligation& one : *procedure.mutable_obligations()) {
      if (one.key() != "T-01") continue;
      one.mutable_bounds(0)->clear_weeks();
      one.mutable_bounds(0)->set_days(days);
    }
  };
}

struct Told {
  std::shared_ptr<const Procedure> next;
  Scenario scenario;

  std::vector<v1::Due> Rows(const std::string& key) {
    const Case& of_case = scenario.CaseAfter();
    const Procedure& procedure =
        of_case.procedure == next->name() ? *next : UtrechtProcedure();
    std::vector<v1::Due> rows = DueDatesOf(procedure, of_case);
    std::erase_if(rows, [&](const v1::Due& due) {
      return due.obligation().key() != key;
    });
    return rows;
  }
  v1::Due Row(const std::string& key) {
    std::vector<v1::Due> rows = Rows(key);
    EXPECT_THAT(rows, SizeIs(1));
    return rows.empty() ? v1::Due() : rows.front();
  }
  // What the watch records of the row of that key.
  void Watch(const std::string& key) {
    v1::Command command;
    *command.mutable_record_outcome() = OutcomeOf(Row(key));
    std::move(scenario)
        .As(v1::ROLE_SYSTEM)
        .WhenAll({command})
        .ThenDone()
        .As(v1::ROLE_PROGRAMME_MANAGER);
  }
};

// A meeting on 7 September 2026, after which T-01 and T-05 are due on the 14th.
Told Met(const Change& change) {
  std::shared_ptr<const Procedure> next = Next(change);
  return {next, Scenario()
                    .UnderBoth(Utrecht(), next)
                    .Given(kCaseOpened, kMeetingHeldWithAdvice)
                    .As(v1::ROLE_PROGRAMME_MANAGER)
                    .Today(2026, 9, 14)};
}

TEST(MigrateCase, LetsWhatExistsInBothGoOn_A32) {
  Told told = Met(DueAfterDays(14));
  const v1::Due before = told.Row("T-01");
  std::move(told.scenario)
      .When<MigrateCase>(kMigrate)
      .ThenEvents(kMigrated)
      .ThenTagged(0, {{TagKind::kCase, kCase}});
  const v1::Due after = told.Row("T-01");
  EXPECT_EQ(DueKey(after.obligation()), DueKey(before.obligation()));
  EXPECT_EQ(before.due_on().day(), 14);
  EXPECT_EQ(after.due_on().day(), 21);
  EXPECT_EQ(told.scenario.CaseAfter().procedure,
            "utrecht-ontkoppeling@2026-09");
  EXPECT_THAT(told.scenario.CaseAfter().lapsed, IsEmpty());
}

TEST(MigrateCase, LetsLapseWhatTheOtherVersionDoesNotAsk_A32) {
  Told told = Met([](v1::Procedure& next) { Without("T-05", next); });
  std::move(told.scenario)
      .When<MigrateCase>(kMigrate)
      .ThenEvents(absl::StrCat(kMigrated, R"pb(
        case_migrated {
          lapsed {
            obligation { case_id: "case-1" key: "T-05" trainer_id: "trainer-1" }
            obligation_class: OBLIGATION_CLASS_TARGET
            section: "§5.3.2"
            created_on { year: 2026 month: 9 day: 7 }
            owner {
              role: ROLE_TEACHER
              scope { group_id: "group-1" }
            }
          }
        })pb"));
  const v1::Due row = told.Row("T-05");
  EXPECT_EQ(row.status(), v1::DUE_STATUS_LAPSED);
  EXPECT_EQ(row.title(), UtrechtProcedure().FindObligation("T-05")->title());
  EXPECT_FALSE(FallsDueAt(row).has_value());
  EXPECT_EQ(told.Row("T-01").status(), v1::DUE_STATUS_OPEN);
  EXPECT_THAT(Explain(*told.next, row, Day(2026, 9, 20)).sentences(),
              Contains(testing::HasSubstr("Een eerdere versie")));
}

TEST(MigrateCase, LetsNoBreachDisappearWithItsRow_A32) {
  Told told = Met([](v1::Procedure& next) { Without("T-01", next); });
  std::move(told.scenario).Today(2026, 9, 20);
  told.Watch("T-01");
  std::move(told.scenario)
      .Given(kCheckedUp)
      .When<MigrateCase>(kMigrate)
      .ThenDone()
      .As(v1::ROLE_TEACHER)
      .When<SubmitReport>(kReportInTime)
      .ThenEvents("report_submitted { report: 'D-1' }",
                  "decoupling_advised {}");
  const v1::Due row = told.Row("T-01");
  EXPECT_EQ(row.status(), v1::DUE_STATUS_LAPSED);
  EXPECT_EQ(row.breach(), v1::BREACH_STATE_RECORDED);
  EXPECT_EQ(row.breach_due_on().day(), 14);
}

TEST(MigrateCase, WithdrawsNoBreachByTheDayItMoves_A32) {
  Told told = Met(DueAfterDays(28));
  std::move(told.scenario).Today(2026, 9, 20);
  told.Watch("T-01");
  std::move(told.scenario)
      .Given(kCheckedUp)
      .When<MigrateCase>(kMigrate)
      .ThenEvents(absl::StrCat(kMigrated, "case_migrated { on { day: 20 } }"))
      .When<v1::NotifyProgrammeManager>(kInCase)
      .ThenRefused("NOT_COMPETENT")
      .As(v1::ROLE_TEACHER)
      .When<v1::PlanTriangularMeeting>(
          R"pb(case_id: "case-1"
               planned_on { year: 2026 month: 9 day: 25 })pb")
      .ThenEvents("triangular_meeting_planned {}");
  EXPECT_EQ(told.Row("T-01").breach(), v1::BREACH_STATE_RECORDED);
  EXPECT_EQ(told.Row("T-01").due_on().month(), 10);
  // What shows that it was in time withdraws it still (AS-6).
  std::move(told.scenario)
      .When<SubmitReport>(kReportInTime)
      .ThenEvents("report_submitted { report: 'D-1' }", "decoupling_advised {}",
                  R"pb(
                    breach_withdrawn {
                      obligation { key: "T-01" }
                      reason: WITHDRAWAL_REASON_REGISTERED_LATER
                    })pb");
}

TEST(MigrateCase, LeavesABreachToACorrection_S44) {
  Told told = Met(DueAfterDays(28));
  std::move(told.scenario).Today(2026, 9, 20);
  told.Watch("T-01");
  std::move(told.scenario).Given(kCheckedUp).When<MigrateCase>(kMigrate);
  const Position meeting = told.scenario.CaseAfter().past[1]->position;
  std::move(told.scenario)
      .ThenDone()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<CorrectFact>(absl::StrCat(
          "case_id: 'case-1' reason: 'Verzonnen.' corrects: ", meeting,
          " happened_on { year: 2026 month: 9 day: 12 }"))
      .ThenEvents("fact_corrected {}", R"pb(
                    breach_withdrawn {
                      obligation { key: "T-01" }
                      due_on { day: 14 }
                      reason: WITHDRAWAL_REASON_CORRECTED
                    })pb",
                  // By the version of then it was a week after the meeting.
                  R"pb(breach_recorded {
                         obligation { key: "T-01" }
                         due_on { day: 19 }
                         owner { role: ROLE_TEACHER }
                       })pb");
  // The case reads as it did: the other version, and what lapsed.
  EXPECT_EQ(told.scenario.CaseAfter().procedure, told.next->name());
}

TEST(MigrateCase, LeavesABreachThatWouldNotHaveBeenToACorrection_S44) {
  Told told = Met(DueAfterDays(28));
  std::move(told.scenario).Today(2026, 9, 20);
  told.Watch("T-01");
  std::move(told.scenario).Given(kCheckedUp).When<MigrateCase>(kMigrate);
  const Position meeting = told.scenario.CaseAfter().past[1]->position;
  std::move(told.scenario)
      .ThenDone()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<CorrectFact>(absl::StrCat(
          "case_id: 'case-1' reason: 'Verzonnen.' corrects: ", meeting,
          " happened_on { year: 2026 month: 9 day: 14 }"))
      // It would have been due on the 21st, after the migration.
      .ThenEvents("fact_corrected {}",
                  "breach_withdrawn { due_on { day: 14 } }");
}

TEST(MigrateCase, KeepsABreachWhenWhatWasDoneIsCorrected_S44) {
  Told told = Met(DueAfterDays(28));
  std::move(told.scenario).Today(2026, 9, 20);
  told.Watch("T-01");
  std::move(told.scenario).Given(kCheckedUp, SentOn(16));
  const Position sent = told.scenario.CaseAfter().last_position;
  std::move(told.scenario).When<MigrateCase>(kMigrate).ThenDone();
  EXPECT_EQ(told.Row("T-01").timeliness(), v1::TIMELINESS_IN_TIME)
      << "by the version of now";
  std::move(told.scenario)
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<CorrectFact>(absl::StrCat(
          "case_id: 'case-1' reason: 'Verzonnen.' struck: true corrects: ",
          sent))
      .ThenEvents("fact_corrected {}");
  EXPECT_EQ(told.Row("T-01").breach(), v1::BREACH_STATE_RECORDED);
}

TEST(MigrateCase, WatchesWhatWasInTimeAndOpensAgain_A32) {
  Told told = Met([](v1::Procedure&) {});
  std::move(told.scenario).Today(2026, 9, 20).Given(SentOn(11));
  const Position sent = told.scenario.CaseAfter().last_position;
  std::move(told.scenario).When<MigrateCase>(kMigrate).ThenDone();
  ASSERT_EQ(told.Row("T-01").status(), v1::DUE_STATUS_FULFILLED);
  std::move(told.scenario).Given(Struck(sent));
  const v1::Due row = told.Row("T-01");
  EXPECT_EQ(row.status(), v1::DUE_STATUS_OPEN);
  EXPECT_FALSE(row.before_take_over());
  EXPECT_TRUE(FallsDueAt(row).has_value()) << "both versions ask it by then";
}

TEST(MigrateCase, DoesNotWatchADayThatIsNewsWhenItOpensAgain_A32) {
  Told told = Met(DueAfterDays(2));
  std::move(told.scenario).Given(SentOn(11));
  const Position sent = told.scenario.CaseAfter().last_position;
  std::move(told.scenario)
      .When<MigrateCase>(kMigrate)
      .ThenDone()
      .Given(Struck(sent));
  EXPECT_EQ(told.Row("T-01").status(), v1::DUE_STATUS_OPEN);
  EXPECT_TRUE(told.Row("T-01").before_take_over());
  EXPECT_FALSE(FallsDueAt(told.Row("T-01")).has_value());
  // Nor by a next version with the same day.
  std::shared_ptr<const Procedure> third = Next([](v1::Procedure& next) {
    DueAfterDays(2)(next);
    next.set_version("2026-10");
  });
  std::move(told.scenario)
      .UnderBoth(told.next, third)
      .When<MigrateCase>(R"pb(case_id: "case-1"
                              version: "2026-10"
                              reason: "Verzonnen.")pb")
      .ThenDone();
  const std::vector<v1::Due> rows =
      DueDatesOf(*third, told.scenario.CaseAfter());
  const v1::Due* const row = FindRow(rows, told.Row("T-01").obligation());
  ASSERT_NE(row, nullptr);
  EXPECT_TRUE(row->before_take_over());
}

TEST(MigrateCase, RecordsFirstWhatFellDueUnderTheFormerVersion_A32) {
  Told told = Met([](v1::Procedure& next) { Without("T-01", next); });
  std::move(told.scenario)
      .Today(2026, 9, 20)
      .When<MigrateCase>(kMigrate)
      .ThenEvents(R"pb(breach_recorded {
                         obligation { key: "T-01" }
                         due_on { year: 2026 month: 9 day: 14 }
                       })pb",
                  R"pb(past_target_recorded { obligation { key: "T-05" } })pb",
                  "case_migrated { on { day: 20 } }");
  EXPECT_EQ(told.Row("T-01").breach(), v1::BREACH_STATE_RECORDED);
  EXPECT_TRUE(told.Row("T-05").past_target_recorded());
}

TEST(MigrateCase, BreachesNothingThatNobodyCouldKnow_A32) {
  Told told = Met(DueAfterDays(2));  // The 9th; today is the 14th.
  std::move(told.scenario).When<MigrateCase>(kMigrate).ThenDone();
  const v1::Due row = told.Row("T-01");
  EXPECT_EQ(row.due_on().day(), 9);
  EXPECT_TRUE(row.before_take_over());
  EXPECT_FALSE(FallsDueAt(row).has_value());
  EXPECT_TRUE(FallsDueAt(told.Row("T-05")).has_value());
  // What begins after it is watched.
  std::move(told.scenario).Given(R"pb(triangular_meeting_held {
                                        case_id: "case-1"
                                        meeting_id: "meeting-2"
                                        on { year: 2026 month: 9 day: 10 }
                                        outcome: MEETING_OUTCOME_FOLLOW_UP
                                      })pb");
  const std::vector<v1::Due> rows = told.Rows("T-01");
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_TRUE(FallsDueAt(rows[1]).has_value());
}

TEST(MigrateCase, LetsLaterCommandsFollowTheOtherVersion_A32) {
  Told told = Met([](v1::Procedure& next) {
    for (v1::Competence& one : *next.mutable_competences()) {
      if (one.command() == "hold_trainer_check_up") {
        one.set_roles(0, v1::ROLE_PROGRAMME_MANAGER);
      }
    }
  });
  std::move(told.scenario)
      .When<HoldTrainerCheckUp>(kInCase)
      .ThenRefused("NOT_COMPETENT")
      .When<MigrateCase>(kMigrate)
      .ThenDone()
      .When<HoldTrainerCheckUp>(kInCase)
      .ThenDone();
  EXPECT_EQ(told.scenario.decided()->front().procedure, told.next->name());
}

TEST(MigrateCase, BringsBackWhatLapsedWhenItGoesBack_A32) {
  Told told = Met([](v1::Procedure& next) { Without("T-05", next); });
  std::move(told.scenario)
      .When<MigrateCase>(kMigrate)
      .ThenDone()
      .When<MigrateCase>(kMigrateBack)
      .ThenEvents(R"pb(case_migrated {
                         from: "utrecht-ontkoppeling@2026-09"
                         to: "utrecht-ontkoppeling@2023-03"
                       })pb");
  EXPECT_EQ(told.Row("T-05").status(), v1::DUE_STATUS_OPEN);
  std::move(told.scenario).When<MigrateCase>(kMigrate).ThenDone();
  EXPECT_EQ(told.Row("T-05").status(), v1::DUE_STATUS_LAPSED);
  EXPECT_THAT(told.scenario.CaseAfter().lapsed, SizeIs(1));
}

TEST(MigrateCase, ForgetsWhatNeverBegan_S44) {
  Told told = Met([](v1::Procedure& next) { Without("T-05", next); });
  std::move(told.scenario).When<MigrateCase>(kMigrate);
  const Position meeting = told.scenario.CaseAfter().past[1]->position;
  std::move(told.scenario)
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<CorrectFact>(
          absl::StrCat("case_id: 'case-1' reason: 'Verzonnen.' struck: true "
                       "corrects: ",
                       meeting))
      .ThenDone();
  EXPECT_THAT(told.Rows("T-05"), IsEmpty());
}

TEST(MigrateCase, IsRefusedToAVersionThatIsNotThere_A32) {
  Told told = Met([](v1::Procedure&) {});
  std::move(told.scenario)
      .When<MigrateCase>(R"pb(case_id: "case-1"
                              version: "2031-01"
                              reason: "Verzonnen.")pb")
      .ThenRefused("VERSION_NOT_FOUND")
      .When<MigrateCase>(R"pb(case_id: "case-1"
                              version: "2023-03"
                              reason: "Verzonnen.")pb")
      .ThenRefused("SAME_VERSION", {.rule = "A-32"})
      .When<MigrateCase>(R"pb(case_id: "case-1" reason: "Verzonnen.")pb")
      .ThenRefused("FIELD_MISSING");
}

TEST(MigrateCase, IsRefusedToAnotherProcedure_A32) {
  std::shared_ptr<const Procedure> other = OtherInstitute();
  Scenario()
      .UnderBoth(Utrecht(), other)
      .Given(kCaseOpened)
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<MigrateCase>(absl::StrCat("case_id: 'case-1' reason: 'Verzonnen.' ",
                                      "version: '", other->data().version(),
                                      "'"))
      .ThenRefused("VERSION_NOT_FOUND")
      .When<MigrateCase>(R"pb(case_id: "case-1" reason: "Verzonnen.")pb")
      .ThenRefused("NO_OTHER_VERSION", {.rule = "A-32"});
}

TEST(MigrateCase, IsRefusedWithoutPlaceForAReport_A32) {
  const auto without_report = [](v1::Procedure& next) {
    next.mutable_reports()->DeleteSubrange(0, 1);
  };
  ASSERT_EQ(Utrecht()->data().reports(0).key(), "D-1");
  Told told = Met(without_report);
  std::move(told.scenario)
      .Given(kReportWithAdvice)
      .When<MigrateCase>(kMigrate)
      .ThenRefused("REPORT_NOT_IN_VERSION", {.rule = "A-32"});
  Told without_place = Met(
      [](v1::Procedure& next) { next.mutable_places()->DeleteSubrange(0, 1); });
  ASSERT_EQ(Utrecht()->data().places(0).key(), "EP");
  std::move(without_place.scenario)
      .Given(kReportWithAdvice, R"pb(document_archived {
                                       case_id: "case-1"
                                       document_id: "document-1"
                                       place: "EP"
                                       owner_id: "resident-1"
                                       on { year: 2026 month: 9 day: 11 }
                                     })pb")
      .When<MigrateCase>(kMigrate)
      .ThenRefused("REPORT_NOT_IN_VERSION");
}

TEST(MigrateCase, IsRefusedWithoutAReason_A32) {
  Told told = Met([](v1::Procedure&) {});
  std::move(told.scenario)
      .When<MigrateCase>(R"pb(case_id: "case-1" version: "2026-09")pb")
      .ThenRefused("REASON_MISSING");
}

TEST(MigrateCase, IsForTheManagerAndTheHeads_A32) {
  Told told = Met([](v1::Procedure&) {});
  std::move(told.scenario)
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<MigrateCase>(kMigrate)
      .ThenRefused("NOT_COMPETENT", {.rule = "G-11"})
      .As(v1::ROLE_POLICY_OFFICER)
      .When<MigrateCase>(kMigrate)
      .ThenRefused("CASE_NOT_FOUND")
      .As(v1::ROLE_HEAD)
      .When<MigrateCase>(kMigrate)
      .ThenDone()
      .As(v1::ROLE_DEPUTY_HEAD)
      .When<MigrateCase>(kMigrateBack)
      .ThenDone();
}

TEST(MigrateCase, IsRefusedOnceTheCaseIsClosed_A32) {
  Told told = Met([](v1::Procedure&) {});
  std::move(told.scenario)
      .Given(R"pb(case_closed {
                    case_id: "case-1"
                    placement_id: "placement-1"
                    result: CASE_RESULT_WITHDRAWN
                    on { year: 2026 month: 9 day: 14 }
                  })pb")
      .When<MigrateCase>(kMigrate)
      .ThenRefused("CASE_CLOSED");
}

TEST(MigrateCase, IsOfferedWhereThereIsAnotherVersion_A32) {
  Told told = Met([](v1::Procedure&) {});
  std::vector<std::string> fields;
  for (const Action& action : told.scenario.Actions()) {
    if (!action.command.has_migrate_case()) continue;
    EXPECT_TRUE(action.verdict.ok()) << action.verdict;
    fields = action.fields_needed;
  }
  EXPECT_THAT(fields, testing::UnorderedElementsAre("version", "reason"));
  Scenario alone = Scenario().Given(kCaseOpened).As(v1::ROLE_PROGRAMME_MANAGER);
  for (const Action& action : alone.Actions()) {
    if (!action.command.has_migrate_case()) continue;
    EXPECT_EQ(ReasonOf(action.verdict), "NO_OTHER_VERSION");
  }
}

}  // namespace
}  // namespace driehoek
