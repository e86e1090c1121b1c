// What is owed outside cases: T-27 of a cohort, T-28 about a procedure.
#include "domain/standings.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "domain/dates.h"
#include "domain/due_dates.h"
#include "domain/reminders.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

absl::CivilDay Day(int year, int month, int day) {
  return absl::CivilDay(year, month, day);
}

// Announced on 1 March 2026.
std::string Cohort(const std::string& starts_on) {
  return absl::StrCat(
      "cohort_registered { cohort_id: 'cohort-1' reference: '2026-1' "
      "training_year: 1 starts_on { ",
      starts_on, " } ends_on { year: 2027 month: 8 day: 31 } }");
}
constexpr char kFirstOfSeptember[] = "year: 2026 month: 9 day: 1";

constexpr char kReceipt[] = R"pb(
  procedure_handed_out {
    cohort_id: "cohort-1"
    procedure_key: "utrecht-ontkoppeling"
    on { year: 2026 month: 8 day: 27 }
    teacher_ids: "teacher-1"
  })pb";
constexpr char kToAll[] = R"pb(
  procedure_handed_out {
    cohort_id: "cohort-1"
    procedure_key: "utrecht-ontkoppeling"
    on { year: 2026 month: 8 day: 28 }
    all: true
  })pb";
constexpr char kReviewed[] = R"pb(
  procedure_reviewed {
    procedure_key: "utrecht-ontkoppeling"
    on { year: 2026 month: 9 day: 14 }
    result: REVIEW_RESULT_UNCHANGED
  })pb";

// Published on 1 March 2026.
std::string Published(const std::string& text = TextOf(kUtrechtFile)) {
  return absl::StrCat(
      "procedure_published { key: 'utrecht-ontkoppeling' version: '2023-03' "
      "in_force_from { year: 2023 month: 3 day: 1 } textproto: \"",
      absl::CEscape(text), "\" }");
}

Catalogue UtrechtAlone() {
  Catalogue catalogue;
  EXPECT_TRUE(catalogue.Add(Utrecht()).ok());
  return catalogue;
}

// With a version of September 2026 in which both rows have other terms.
Catalogue UtrechtAndANewVersion() {
  Catalogue catalogue = UtrechtAlone();
  v1::Procedure data = Utrecht()->data();
  data.set_version("2026-09");
  *data.mutable_in_force_from() = ToProto(Day(2026, 9, 1));
  for (v1::Obligation& row : *data.mutable_obligations()) {
    if (row.key() == "T-27") row.mutable_bounds(0)->set_weeks(1);
    if (row.key() == "T-28") row.mutable_bounds(0)->set_months(6);
  }
  EXPECT_TRUE(catalogue.Add(std::make_shared<const Procedure>(data)).ok());
  return catalogue;
}

std::vector<v1::Due> OfCohort(Scenario& scenario,
                              const Catalogue& catalogue = UtrechtAlone()) {
  return DueDatesOutsideCases(
      catalogue, scenario.After<CohortState>(TagKind::kCohort, "cohort-1"));
}

std::vector<v1::Due> OfProcedure(Scenario& scenario,
                                 const Catalogue& catalogue = UtrechtAlone()) {
  return DueDatesOutsideCases(
      catalogue, scenario.After<ProcedureState>(TagKind::kProcedure,
                                                "utrecht-ontkoppeling"));
}

// Of the first of September.
std::string PastTargetOf(const v1::ObligationRef& row) {
  return absl::StrCat(
      "past_target_recorded { obligation { cohort_id: 'cohort-1' key: '",
      row.key(), "' created_by: ", row.created_by(),
      " } due_on { year: 2026 month: 9 day: 1 } }");
}

TEST(DueDatesOutsideCases, AskForTheProcedureOnTheFirstDayOfTheYear_T27) {
  Scenario scenario = Scenario().Given(Cohort(kFirstOfSeptember));
  const std::vector<v1::Due> dues = OfCohort(scenario);
  ASSERT_THAT(dues, SizeIs(1));
  const v1::Due& due = dues.front();
  EXPECT_EQ(due.obligation().key(), "T-27");
  EXPECT_EQ(due.obligation().cohort_id(), "cohort-1");
  EXPECT_EQ(due.obligation().case_id(), "");
  EXPECT_EQ(due.case_number(), "");
  EXPECT_EQ(due.subject(), "jaar 1, gestart op 1 september 2026");
  EXPECT_EQ(due.status(), v1::DUE_STATUS_OPEN);
  EXPECT_EQ(FromProto(due.due_on()), Day(2026, 9, 1));
  EXPECT_EQ(due.owner().role(), v1::ROLE_YEAR_ASSISTANT);
  EXPECT_EQ(due.owner().scope().training_year(), 1);
  EXPECT_EQ(due.escalation().role(), v1::ROLE_PROGRAMME_MANAGER);
  EXPECT_EQ(due.escalation().scope().training_year(), 1);
  EXPECT_FALSE(due.before_take_over());
  EXPECT_EQ(FallsDueAt(due), StartOf(Day(2026, 9, 2)));
  EXPECT_EQ(OutcomeOf(due).outcome(), v1::OUTCOME_KIND_PAST_TARGET);
  EXPECT_EQ(DueKey(due.obligation()),
            absl::StrCat("cohort:cohort-1/T-27/", due.obligation().created_by(),
                         "/"));
}

TEST(DueDatesOutsideCases, RemindTheYearAssistantOnThatDay_T27) {
  Scenario scenario = Scenario().Given(Cohort(kFirstOfSeptember));
  const v1::Due due = OfCohort(scenario).front();
  EXPECT_EQ(due.next().kind(), v1::OUTCOME_KIND_REMINDER);
  EXPECT_EQ(DayOf(NextInstantOf(due).value_or(absl::InfiniteFuture())),
            Day(2026, 9, 1));
}

TEST(DueDatesOutsideCases, AreFulfilledByTheTickForAll_T27) {
  Scenario scenario = Scenario().Given(Cohort(kFirstOfSeptember), kReceipt);
  EXPECT_EQ(OfCohort(scenario).front().status(), v1::DUE_STATUS_OPEN)
      << "one teacher has it";
  scenario = Scenario().Given(Cohort(kFirstOfSeptember), kReceipt, kToAll);
  const v1::Due due = OfCohort(scenario).front();
  EXPECT_EQ(due.status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(due.timeliness(), v1::TIMELINESS_IN_TIME)
      << "before the first day, too";
  EXPECT_EQ(FromProto(due.fulfilled_on()), Day(2026, 8, 28));
  const auto& cohort =
      scenario.After<CohortState>(TagKind::kCohort, "cohort-1");
  ASSERT_THAT(cohort.receipts, SizeIs(2));
  EXPECT_NE(cohort.FindReceipt("teacher-1"), nullptr);
  EXPECT_NE(cohort.FindReceipt(""), nullptr);
  EXPECT_EQ(cohort.FindReceipt("teacher-2"), nullptr);
}

TEST(DueDatesOutsideCases, MoveWithTheFirstDay_A33) {
  Scenario scenario = Scenario().Given(Cohort(kFirstOfSeptember),
                                       Cohort("year: 2026 month: 9 day: 15"));
  const std::vector<v1::Due> dues = OfCohort(scenario);
  ASSERT_THAT(dues, SizeIs(1)) << "it is the same training year";
  EXPECT_EQ(FromProto(dues[0].due_on()), Day(2026, 9, 15));
  EXPECT_EQ(dues[0].subject(), "jaar 1, gestart op 15 september 2026");
}

TEST(DueDatesOutsideCases, GiveNoAlarmOfBeforeTheyWereEntered_T27) {
  Scenario scenario = Scenario().Given(Cohort("year: 2024 month: 9 day: 1"));
  const v1::Due due = OfCohort(scenario).front();
  EXPECT_TRUE(due.before_take_over());
  EXPECT_EQ(FallsDueAt(due), std::nullopt);
  EXPECT_FALSE(due.has_next()) << "nor a reminder";
  EXPECT_EQ(due.status(), v1::DUE_STATUS_OPEN);
  EXPECT_EQ(TimelinessOn(due, Day(2026, 9, 14)), v1::TIMELINESS_PAST_TARGET);
  // Entered on the day itself, it counts.
  scenario = Scenario().Given(Cohort("year: 2026 month: 3 day: 1"));
  EXPECT_FALSE(OfCohort(scenario).front().before_take_over());
}

TEST(DueDatesOutsideCases, KnowWhatWasRecordedOfThem_T27) {
  Scenario before = Scenario().Given(Cohort(kFirstOfSeptember));
  const v1::ObligationRef row = OfCohort(before).front().obligation();
  Scenario scenario =
      Scenario().Given(Cohort(kFirstOfSeptember), PastTargetOf(row));
  const v1::Due due = OfCohort(scenario).front();
  EXPECT_TRUE(due.past_target_recorded());
  EXPECT_EQ(FallsDueAt(due), std::nullopt);
}

TEST(DueDatesOutsideCases, KeepWhatWasRecordedWhenTheFirstDayComesBack_A33) {
  Scenario before = Scenario().Given(Cohort(kFirstOfSeptember));
  const v1::ObligationRef row = OfCohort(before).front().obligation();
  Scenario scenario = Scenario().Given(
      Cohort(kFirstOfSeptember), PastTargetOf(row),
      Cohort("year: 2026 month: 9 day: 15"), Cohort(kFirstOfSeptember));
  const v1::Due due = OfCohort(scenario).front();
  EXPECT_TRUE(due.past_target_recorded());
  EXPECT_FALSE(due.before_take_over());
}

TEST(DueDatesOutsideCases, GiveNoAlarmByAVersionThatWasPublishedLater_A34) {
  Scenario scenario = Scenario().Given(Cohort(kFirstOfSeptember));
  Catalogue catalogue = UtrechtAlone();
  ASSERT_TRUE(
      catalogue
          .Add(UtrechtAndANewVersion().all().back(), StartOf(Day(2026, 9, 20)))
          .ok());
  const v1::Due due = OfCohort(scenario, catalogue).front();
  EXPECT_EQ(FromProto(due.due_on()), Day(2026, 9, 8));
  EXPECT_TRUE(due.before_take_over());
  EXPECT_FALSE(due.has_next());
}

TEST(DueDatesOutsideCases, KeepAnOutcomeOfWhatIsNoLongerAsked_A34) {
  Scenario before = Scenario().Given(Cohort(kFirstOfSeptember));
  const v1::ObligationRef row = OfCohort(before).front().obligation();
  Scenario scenario =
      Scenario().Given(Cohort(kFirstOfSeptember), PastTargetOf(row));
  v1::Procedure data = Utrecht()->data();
  data.set_version("2026-09");
  *data.mutable_in_force_from() = ToProto(Day(2026, 9, 1));
  auto& rows = *data.mutable_obligations();
  rows.erase(std::remove_if(
                 rows.begin(), rows.end(),
                 [](const v1::Obligation& one) { return one.key() == "T-27"; }),
             rows.end());
  Catalogue catalogue = UtrechtAlone();
  ASSERT_TRUE(catalogue.Add(std::make_shared<const Procedure>(data)).ok());
  const std::vector<v1::Due> dues = OfCohort(scenario, catalogue);
  ASSERT_THAT(dues, SizeIs(1));
  EXPECT_EQ(dues[0].status(), v1::DUE_STATUS_LAPSED);
  EXPECT_TRUE(dues[0].past_target_recorded());
  EXPECT_EQ(dues[0].title(), Utrecht()->FindObligation("T-27")->title());
  EXPECT_FALSE(dues[0].has_next());
}

TEST(DueDatesOutsideCases, AreNoneBeforeThereIsAProcedure_A33) {
  Scenario scenario = Scenario().Given(Cohort("year: 2022 month: 9 day: 1"));
  EXPECT_THAT(OfCohort(scenario), IsEmpty());
}

TEST(DueDatesOutsideCases, FollowTheVersionInForceOnTheFirstDay_T27) {
  Scenario scenario = Scenario().Given(Cohort(kFirstOfSeptember));
  EXPECT_EQ(
      FromProto(OfCohort(scenario, UtrechtAndANewVersion()).front().due_on()),
      Day(2026, 9, 8));
  scenario = Scenario().Given(Cohort("year: 2026 month: 8 day: 31"));
  EXPECT_EQ(
      FromProto(OfCohort(scenario, UtrechtAndANewVersion()).front().due_on()),
      Day(2026, 8, 31));
}

TEST(DueDatesOutsideCases, AskForAnEvaluationEveryYear_A34) {
  Scenario scenario = Scenario().Given(Published());
  const std::vector<v1::Due> dues = OfProcedure(scenario);
  ASSERT_THAT(dues, SizeIs(1));
  const v1::Due& due = dues.front();
  EXPECT_EQ(due.obligation().key(), "T-28");
  EXPECT_EQ(due.obligation().procedure_key(), "utrecht-ontkoppeling");
  EXPECT_EQ(due.subject(), "Procedure ontkoppeling");
  EXPECT_EQ(FromProto(due.created_on()), Day(2023, 3, 31));
  EXPECT_EQ(FromProto(due.due_on()), Day(2024, 3, 31));
  EXPECT_EQ(due.owner().role(), v1::ROLE_POLICY_OFFICER);
  EXPECT_EQ(due.escalation().role(), v1::ROLE_DEPUTY_HEAD);
  EXPECT_EQ(due.status(), v1::DUE_STATUS_OPEN);
  EXPECT_TRUE(due.before_take_over());
  EXPECT_EQ(FallsDueAt(due), std::nullopt);
}

TEST(DueDatesOutsideCases, BeginAnewWithEachEvaluation_T28) {
  Scenario scenario = Scenario().Given(Published(), kReviewed);
  const std::vector<v1::Due> dues = OfProcedure(scenario);
  ASSERT_THAT(dues, SizeIs(2));
  EXPECT_EQ(dues[0].status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(FromProto(dues[0].fulfilled_on()), Day(2026, 9, 14));
  EXPECT_EQ(dues[0].timeliness(), v1::TIMELINESS_PAST_TARGET);
  EXPECT_EQ(dues[1].status(), v1::DUE_STATUS_OPEN);
  EXPECT_EQ(FromProto(dues[1].due_on()), Day(2027, 9, 14));
  EXPECT_FALSE(dues[1].before_take_over());
  EXPECT_EQ(FallsDueAt(dues[1]), StartOf(Day(2027, 9, 15)));
}

TEST(DueDatesOutsideCases, AreNotFulfilledByAnEarlierEvaluation_T28) {
  Scenario scenario =
      Scenario().Given(Published(), kReviewed,
                       R"pb(procedure_reviewed {
                              procedure_key: "utrecht-ontkoppeling"
                              on { year: 2025 month: 4 day: 1 }
                              result: REVIEW_RESULT_UNCHANGED
                            })pb");
  const std::vector<v1::Due> dues = OfProcedure(scenario);
  ASSERT_THAT(dues, SizeIs(3));
  EXPECT_EQ(FromProto(dues[0].fulfilled_on()), Day(2025, 4, 1))
      << "by the first after it";
  EXPECT_EQ(dues[1].status(), v1::DUE_STATUS_OPEN) << "the latest";
  EXPECT_EQ(FromProto(dues[2].fulfilled_on()), Day(2026, 9, 14));
}

TEST(DueDatesOutsideCases, TakeAVersionForAnEvaluationOfItsDay_A34) {
  const std::string said = "\nreviewed_on { year: 2023 month: 3 day: 31 }\n";
  const std::string silent =
      absl::StrReplaceAll(TextOf(kUtrechtFile), {{said, "\n"}});
  ASSERT_NE(silent, TextOf(kUtrechtFile));
  // Without a day of its own: from the day it came into force.
  Scenario scenario = Scenario().Given(Published(silent));
  EXPECT_EQ(FromProto(OfProcedure(scenario).front().created_on()),
            Day(2023, 3, 1));
  // And no later than it was published.
  const std::string ahead = absl::StrReplaceAll(
      silent, {{"in_force_from { year: 2023 month: 3 day: 1 }",
                "in_force_from { year: 2027 month: 1 day: 1 }"}});
  ASSERT_NE(ahead, silent);
  scenario = Scenario().Given(Published(ahead));
  EXPECT_EQ(FromProto(OfProcedure(scenario).front().created_on()),
            Day(2026, 3, 1));
  // A version that says the day of a known evaluation is of that one.
  scenario = Scenario().Given(Published(), Published());
  EXPECT_THAT(OfProcedure(scenario), SizeIs(1));
}

TEST(DueDatesOutsideCases, FollowTheVersionInForceOnTheDayOfEvaluation_T28) {
  Scenario scenario = Scenario().Given(Published(), kReviewed);
  const std::vector<v1::Due> dues =
      OfProcedure(scenario, UtrechtAndANewVersion());
  ASSERT_THAT(dues, SizeIs(2));
  EXPECT_EQ(FromProto(dues[0].due_on()), Day(2024, 3, 31));
  EXPECT_EQ(FromProto(dues[1].due_on()), Day(2027, 3, 14));
}

TEST(SubjectKeyOf, NamesAndFindsASubject) {
  for (const Tag& subject :
       {Tag{TagKind::kCase, "case-1"}, Tag{TagKind::kCohort, "cohort-1"},
        Tag{TagKind::kProcedure, "utrecht-ontkoppeling"}}) {
    EXPECT_TRUE(IsOfSubject(subject.kind));
    EXPECT_EQ(SubjectIn(SubjectKeyOf(subject)), subject);
  }
  EXPECT_EQ(SubjectKeyOf(Tag{TagKind::kCase, "case-1"}), "case-1");
  EXPECT_FALSE(IsOfSubject(TagKind::kPlacement));
}

}  // namespace
}  // namespace driehoek
