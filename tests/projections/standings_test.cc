// What is owed outside cases, as it is seen (T-27, T-28).
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/civil.h"
#include "domain/dates.h"
#include "domain/subject.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"
#include "tests/projections/projector_fixture.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Tag TheCohort() { return {TagKind::kCohort, "cohort-1"}; }
Tag TheProcedure() { return {TagKind::kProcedure, "utrecht-ontkoppeling"}; }

constexpr char kRegistered[] =
    R"pb(cohort_registered {
           cohort_id: "cohort-1"
           reference: "2026-1"
           training_year: 1 starts_on @30 ends_on @300
         })pb";
constexpr char kToAll[] = R"pb(procedure_handed_out {
                                 cohort_id: "cohort-1"
                                 procedure_key: "utrecht-ontkoppeling" on @29
                                 all: true
                               })pb";

class Standings : public SeenLog {
 protected:
  Standings() : SeenLog(TextOfUtrechtWithoutReminders()) {}

  v1::Standing Of(const Tag& subject) const {
    return views().GetStanding(subject).value();
  }

  // The procedures by key, the cohorts by reference.
  std::vector<std::string> Listed(
      const std::function<bool(const v1::Standing&)>& wanted,
      size_t page_size = 100) const {
    std::vector<std::string> names;
    std::string token;
    do {
      const Page<v1::Standing> page =
          views().ListStandings(wanted, page_size, token).value();
      EXPECT_LE(page.rows.size(), page_size);
      for (const v1::Standing& row : page.rows) {
        names.push_back(absl::StrCat(row.procedure_key(), row.reference()));
      }
      token = page.next_page_token;
    } while (!token.empty());
    return names;
  }

  // "T-27 of cohort:cohort-1"
  std::vector<std::string> WorkOf(v1::Role role, int year) const {
    WorkListQuery query;
    query.caller.person_id = "someone";
    query.caller.role = role;
    v1::RoleHeld& held = query.caller.grants.emplace_back();
    held.set_role(role);
    held.mutable_scope()->set_training_year(year);
    query.today = kMonday;
    std::vector<std::string> rows;
    const Page<v1::Due> page = views().ListObligations(query).value();
    rows.reserve(page.rows.size());
    for (const v1::Due& due : page.rows) {
      rows.push_back(absl::StrCat(due.obligation().key(), " of ",
                                  SubjectKeyOf(due.obligation())));
    }
    return rows;
  }

  // The same with a week more for T-27, in force from 1 September 2026.
  v1::Event NewVersion() const {
    const std::string text = absl::StrReplaceAll(
        TextOfUtrechtWithoutReminders(),
        {{"version: \"2023-03\"", "version: \"2026-09\""},
         {"in_force_from { year: 2023 month: 3 day: 1 }",
          "in_force_from { year: 2026 month: 9 day: 1 }"},
         {"created_by { fact: FACT_KIND_TRAINING_YEAR_STARTED }\n"
          "  bounds { anchor: ANCHOR_CREATION }",
          "created_by { fact: FACT_KIND_TRAINING_YEAR_STARTED }\n"
          "  bounds { anchor: ANCHOR_CREATION weeks: 1 }"}});
    v1::Event event;
    event.mutable_procedure_published()->set_key("utrecht-ontkoppeling");
    event.mutable_procedure_published()->set_version("2026-09");
    event.mutable_procedure_published()->set_textproto(text);
    return event;
  }
};

TEST_F(Standings, ShowACohortWithWhatItOwes_T27) {
  Add(0, kRegistered);
  const v1::Standing row = Of(TheCohort());
  EXPECT_EQ(row.cohort_id(), "cohort-1");
  EXPECT_EQ(row.reference(), "2026-1");
  EXPECT_EQ(row.training_year(), 1);
  EXPECT_EQ(row.name(), "jaar 1, gestart op 7 oktober 2026");
  EXPECT_EQ(FromProto(row.starts_on()), kMonday + 30);
  EXPECT_EQ(FromProto(row.ends_on()), kMonday + 300);
  ASSERT_THAT(row.obligations(), SizeIs(1));
  EXPECT_EQ(FromProto(row.obligations(0).due_on()), kMonday + 30);
  EXPECT_TRUE(absl::IsNotFound(
      views().GetStanding({TagKind::kCohort, "cohort-9"}).status()));
}

TEST_F(Standings, ShowWhoGotTheProcedureByDay_S42) {
  Add(0, kRegistered);
  Add(30, kToAll);
  Add(31, R"pb(procedure_handed_out {
                 cohort_id: "cohort-1"
                 procedure_key: "utrecht-ontkoppeling" on @28
                 teacher_ids: "teacher-1"
               })pb");
  const v1::Standing row = Of(TheCohort());
  ASSERT_THAT(row.receipts(), SizeIs(2));
  EXPECT_EQ(row.receipts(0).teacher_id(), "teacher-1");
  EXPECT_EQ(row.receipts(1).teacher_id(), "");
  EXPECT_EQ(row.obligations(0).status(), v1::DUE_STATUS_FULFILLED);
}

TEST_F(Standings, ShowAProcedureWithItsEvaluations_T28) {
  Look();
  EXPECT_EQ(Of(TheProcedure()).name(), "Procedure ontkoppeling");
  ASSERT_THAT(Of(TheProcedure()).obligations(), SizeIs(1));
  EXPECT_EQ(FromProto(Of(TheProcedure()).obligations(0).due_on()),
            absl::CivilDay(2024, 3, 31));
  Add(5, R"pb(procedure_reviewed {
                procedure_key: "utrecht-ontkoppeling" on @5
                result: REVIEW_RESULT_UNCHANGED
              })pb");
  const v1::Standing row = Of(TheProcedure());
  ASSERT_THAT(row.obligations(), SizeIs(2));
  EXPECT_EQ(row.obligations(0).status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(FromProto(row.obligations(1).due_on()),
            absl::CivilDay(2027, 9, 12));
}

TEST_F(Standings, AreListedProceduresFirstThenTheNewestCohort) {
  Add(0, kRegistered);
  Add(0, R"pb(cohort_registered {
                cohort_id: "cohort-2"
                reference: "2026-2"
                training_year: 2 starts_on @60 ends_on @300
              })pb");
  const auto all = [](const v1::Standing&) { return true; };
  EXPECT_THAT(Listed(all),
              ElementsAre("utrecht-ontkoppeling", "2026-2", "2026-1"));
  EXPECT_THAT(Listed(all, 1),
              ElementsAre("utrecht-ontkoppeling", "2026-2", "2026-1"));
  const auto of_year_1 = [](const v1::Standing& row) {
    return row.training_year() == 1;
  };
  EXPECT_THAT(Listed(of_year_1), ElementsAre("2026-1"));
  // Moved before the other: it has one place only.
  Add(1, R"pb(cohort_registered {
                cohort_id: "cohort-2"
                reference: "2026-2"
                training_year: 2 starts_on @20 ends_on @300
              })pb");
  EXPECT_THAT(Listed(all),
              ElementsAre("utrecht-ontkoppeling", "2026-1", "2026-2"));
}

TEST_F(Standings, AreInTheWorkOfWhoOwesThem_T27) {
  Add(0, kRegistered);
  EXPECT_THAT(WorkOf(v1::ROLE_YEAR_ASSISTANT, 1),
              ElementsAre("T-27 of cohort:cohort-1"));
  EXPECT_THAT(WorkOf(v1::ROLE_YEAR_ASSISTANT, 2), IsEmpty());
  EXPECT_THAT(WorkOf(v1::ROLE_PROGRAMME_MANAGER, 1), IsEmpty());
  Add(30, kToAll);
  EXPECT_THAT(WorkOf(v1::ROLE_YEAR_ASSISTANT, 1), IsEmpty());
}

TEST_F(Standings, FallDueByThemselves_T27) {
  Add(0, kRegistered);
  EXPECT_EQ(views().open_due(), 1u) << "and not T-28, of before this log";
  const auto fallen = [&](absl::Time now, const std::string& skipped) {
    return views()
        .ListFallenDue(
            now, 10,
            [&](const std::string& subject) { return subject == skipped; })
        .value();
  };
  const absl::Time due = StartOf(kMonday + 31);
  EXPECT_THAT(fallen(due - absl::Microseconds(1), ""), IsEmpty());
  ASSERT_THAT(fallen(due, ""), SizeIs(1));
  EXPECT_EQ(fallen(due, "")[0].due.obligation().cohort_id(), "cohort-1");
  EXPECT_THAT(fallen(due, "cohort:cohort-1"), IsEmpty());
}

TEST_F(Standings, AreForeseenByTheStaffOfTheYear_T27) {
  Add(0, kRegistered);
  ForecastQuery query;
  query.caller.person_id = "someone";
  query.caller.role = v1::ROLE_PROGRAMME_MANAGER;
  query.caller.grants.emplace_back().set_role(query.caller.role);
  query.caller.grants[0].mutable_scope()->set_training_year(1);
  query.until = kMonday + 30;
  ASSERT_THAT(views().Forecast(query).value().rows, SizeIs(1));
  EXPECT_EQ(views().Forecast(query).value().rows[0].outcome(),
            v1::OUTCOME_KIND_PAST_TARGET);
  query.caller.grants[0].mutable_scope()->set_training_year(2);
  EXPECT_THAT(views().Forecast(query).value().rows, IsEmpty());
}

TEST_F(Standings, FollowAVersionThatIsPublishedLater_T27) {
  Add(0, kRegistered);
  // Cold: nothing of the cohort is in memory.
  projector_ = OpenOn(*rows_, log_.store());
  const Position published = log_.Add(TenOn(1), {NewVersion()});
  Look();
  const v1::Due due = Of(TheCohort()).obligations(0);
  EXPECT_EQ(FromProto(due.due_on()), kMonday + 37);
  EXPECT_EQ(due.source_position(), published)
      << "an outcome by the earlier version would come too late";
  EXPECT_EQ(AllRows(*rows_), RowsFromNothing(log_.store()));
}

// Context V-2: a request follows the version in force on its day, as a cohort.
TEST_F(Standings, ShowAPrivacyRequestByTheVersionThatIsPublishedLater) {
  Add(0, R"pb(privacy_request_made {
                privacy_request_id: "request-1"
                person_id: "resident-1"
                right: PRIVACY_RIGHT_ACCESS on @0
              })pb");
  const Tag request{TagKind::kPrivacyRequest, "request-1"};
  const v1::Standing row = Of(request);
  EXPECT_EQ(row.person_id(), "resident-1");
  EXPECT_EQ(row.right(), v1::PRIVACY_RIGHT_ACCESS);
  ASSERT_THAT(row.obligations(), SizeIs(1));
  EXPECT_EQ(FromProto(row.obligations(0).due_on()),
            absl::CivilDay(2026, 10, 7));
  projector_ = OpenOn(*rows_, log_.store());
  const Position published = log_.Add(TenOn(1), {NewVersion()});
  Look();
  EXPECT_EQ(Of(request).obligations(0).source_position(), published);
  EXPECT_EQ(AllRows(*rows_), RowsFromNothing(log_.store()));
  Add(2, R"pb(privacy_request_answered {
                privacy_request_id: "request-1"
                person_id: "resident-1"
                answer: PRIVACY_ANSWER_GRANTED on @2
              })pb");
  EXPECT_EQ(Of(request).answer(), v1::PRIVACY_ANSWER_GRANTED);
  EXPECT_EQ(Of(request).obligations(0).status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(AllRows(*rows_), RowsFromNothing(log_.store()));
}

TEST_F(Standings, AreTheSameWhenMadeAnewAfterEverything) {
  Add(0, kRegistered);
  Tell(1, 5);
  log_.Add(TenOn(10), {NewVersion()});
  Look();
  Add(12, kToAll);
  projector_ = OpenOn(*rows_, log_.store());
  Add(13, R"pb(procedure_reviewed {
                 procedure_key: "utrecht-ontkoppeling" on @13
                 result: REVIEW_RESULT_UNCHANGED
               })pb");
  EXPECT_EQ(AllRows(*rows_), RowsFromNothing(log_.store()));
}

}  // namespace
}  // namespace driehoek
