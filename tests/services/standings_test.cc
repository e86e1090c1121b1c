// What is owed outside cases, over the wire (T-27, T-28).
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/civil.h"
#include "domain/dates.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/server_fixture.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class StandingsOverTheWire : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    Do(AsAdministrator(), R"(register_person { reference: "beleid"
                                               name: "Proef beleid" })");
    Do(AsAdministrator(), R"(grant_role { reference: "rol-beleid"
                               person_id: "@person:beleid"
                               role: ROLE_POLICY_OFFICER
                               from { year: 2026 month: 3 day: 1 } })");
    Do(AsAdministrator(), R"(register_cohort {
                               reference: "2026-1" training_year: 1
                               starts_on { year: 2026 month: 10 day: 1 }
                               ends_on { year: 2027 month: 9 day: 30 } })");
  }

  static std::unique_ptr<grpc::ClientContext> AsAssistant() {
    return As("jaar", "ROLE_YEAR_ASSISTANT");
  }
  static std::unique_ptr<grpc::ClientContext> AsPolicyOfficer() {
    return As("beleid", "ROLE_POLICY_OFFICER");
  }

  std::vector<v1::Standing> SeenBy(
      std::unique_ptr<grpc::ClientContext> context) {
    v1::ListStandingsRequest request;
    request.set_min_position(position_);
    v1::ListStandingsResponse response;
    const grpc::Status status =
        work_->ListStandings(context.get(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return {response.standings().begin(), response.standings().end()};
  }

  // The procedures by key, the cohorts by reference.
  std::vector<std::string> NamesFor(const char* person, const char* role) {
    std::vector<std::string> names;
    for (const v1::Standing& standing : SeenBy(As(person, role))) {
      names.push_back(
          absl::StrCat(standing.procedure_key(), standing.reference()));
    }
    return names;
  }

  // "T-27 PAST_TARGET", of all that this person hears.
  std::vector<std::string> Heard(const char* person, const char* role) {
    v1::WatchAlertsRequest request;
    request.set_until_caught_up(true);
    const auto context = As(person, role);
    const auto reader = work_->WatchAlerts(context.get(), request);
    std::vector<std::string> heard;
    v1::WatchAlertsResponse response;
    while (reader->Read(&response)) {
      if (!response.has_alert()) continue;
      const v1::Alert& alert = response.alert();
      EXPECT_EQ(alert.case_number(), "");
      EXPECT_EQ(alert.subject(), "jaar 1, gestart op 1 oktober 2026");
      EXPECT_NE(alert.title(), "");
      heard.push_back(absl::StrCat(
          alert.obligation().key(), " ",
          absl::StrReplaceAll(v1::OutcomeKind_Name(alert.outcome()),
                              {{"OUTCOME_KIND_", ""}})));
    }
    EXPECT_TRUE(reader->Finish().ok());
    return heard;
  }

  grpc::Status Why(std::unique_ptr<grpc::ClientContext> context,
                   v1::ExplainRequest request, v1::ExplainResponse* response) {
    request.set_min_position(position_);
    return work_->Explain(context.get(), request, response);
  }
};

TEST_F(StandingsOverTheWire, AreForWhoMayKnowOfThem_T27) {
  const std::string procedure = "utrecht-ontkoppeling";
  EXPECT_THAT(NamesFor("jaar", "ROLE_YEAR_ASSISTANT"), ElementsAre("2026-1"));
  EXPECT_THAT(NamesFor("manager", "ROLE_PROGRAMME_MANAGER"),
              ElementsAre("2026-1"));
  EXPECT_THAT(NamesFor("docent", "ROLE_TEACHER"), ElementsAre("2026-1"))
      << "the group is of the first year";
  EXPECT_THAT(NamesFor("plv", "ROLE_DEPUTY_HEAD"),
              ElementsAre(procedure, "2026-1"));
  EXPECT_THAT(NamesFor("beleid", "ROLE_POLICY_OFFICER"),
              ElementsAre(procedure));
  EXPECT_THAT(NamesFor("aios-1", "ROLE_RESIDENT"), IsEmpty());
  EXPECT_THAT(NamesFor("opleider-1", "ROLE_TRAINER"), IsEmpty());
}

TEST_F(StandingsOverTheWire, AreFulfilledByWhoOwesThem_T27) {
  Do(AsAssistant(), R"(hand_out_procedure {
                         cohort_id: "@cohort:2026-1"
                         teacher_ids: "@person:docent" })");
  EXPECT_EQ(SeenBy(AsAssistant())[0].obligations(0).status(),
            v1::DUE_STATUS_OPEN);
  Do(AsAssistant(), R"(hand_out_procedure {
                         cohort_id: "@cohort:2026-1" all: true })");
  const v1::Standing cohort = SeenBy(AsAssistant())[0];
  EXPECT_EQ(cohort.obligations(0).status(), v1::DUE_STATUS_FULFILLED);
  ASSERT_EQ(cohort.receipts_size(), 2);
  EXPECT_EQ(cohort.receipts(0).teacher_id(),
            Voorbeeldstad::Id("person", "docent"));
  EXPECT_EQ(cohort.receipts(1).teacher_id(), "");
  AdvanceTo(StartOf(absl::CivilDay(2026, 11, 1)));
  EXPECT_THAT(Heard("jaar", "ROLE_YEAR_ASSISTANT"), IsEmpty());
}

TEST_F(StandingsOverTheWire, RaiseAnAlarmWhenTheyFallDue_T27) {
  AdvanceTo(StartOf(absl::CivilDay(2026, 10, 8)));
  EXPECT_THAT(
      Heard("jaar", "ROLE_YEAR_ASSISTANT"),
      ElementsAre("T-27 REMINDER", "T-27 PAST_TARGET", "T-27 ESCALATION"));
  EXPECT_THAT(Heard("manager", "ROLE_PROGRAMME_MANAGER"),
              ElementsAre("T-27 PAST_TARGET", "T-27 ESCALATION"));
  EXPECT_THAT(Heard("beleid", "ROLE_POLICY_OFFICER"), IsEmpty())
      << "T-28 was due before this log began";
  EXPECT_THAT(Heard("aios-1", "ROLE_RESIDENT"), IsEmpty());
}

TEST_F(StandingsOverTheWire, AreEvaluatedByThePolicyOfficer_T28) {
  const v1::Standing before = SeenBy(AsPolicyOfficer())[0];
  ASSERT_EQ(before.obligations_size(), 1);
  EXPECT_EQ(FromProto(before.obligations(0).due_on()),
            absl::CivilDay(2024, 3, 31));
  EXPECT_EQ(before.obligations(0).timeliness(), v1::TIMELINESS_PAST_TARGET);
  Do(AsPolicyOfficer(), R"(review_procedure {
                             procedure_key: "utrecht-ontkoppeling"
                             result: REVIEW_RESULT_UNCHANGED })");
  const v1::Standing after = SeenBy(AsPolicyOfficer())[0];
  ASSERT_EQ(after.obligations_size(), 2);
  EXPECT_EQ(after.obligations(0).status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(FromProto(after.obligations(1).due_on()),
            absl::CivilDay(2027, 9, 7));
}

TEST_F(StandingsOverTheWire, AreInTheWorkListAndTheForecast_T27) {
  v1::ListObligationsRequest list;
  list.set_min_position(position_);
  v1::ListObligationsResponse work;
  ASSERT_TRUE(work_->ListObligations(AsAssistant().get(), list, &work).ok());
  ASSERT_EQ(work.obligations_size(), 1);
  EXPECT_EQ(work.obligations(0).obligation().key(), "T-27");
  EXPECT_EQ(work.obligations(0).case_number(), "");
  EXPECT_EQ(work.obligations(0).subject(), "jaar 1, gestart op 1 oktober 2026");

  v1::ForecastRequest forecast;
  *forecast.mutable_until() = ToProto(absl::CivilDay(2026, 10, 1));
  v1::ForecastResponse foreseen;
  ASSERT_TRUE(work_->Forecast(AsAssistant().get(), forecast, &foreseen).ok());
  ASSERT_EQ(foreseen.foreseen_size(), 1);
  EXPECT_EQ(absl::FromUnixMicros(foreseen.foreseen(0).falls_due_at_micros()),
            StartOf(absl::CivilDay(2026, 10, 2)));
}

TEST_F(StandingsOverTheWire, AreExplained_T28) {
  v1::ExplainRequest of_cohort;
  of_cohort.set_cohort_id(Voorbeeldstad::Id("cohort", "2026-1"));
  of_cohort.set_key("T-27");
  v1::ExplainResponse explained;
  ASSERT_TRUE(Why(AsAssistant(), of_cohort, &explained).ok());
  EXPECT_GE(explained.explanation().sentences_size(), 3);
  EXPECT_EQ(explained.explanation().due().subject(),
            "jaar 1, gestart op 1 oktober 2026");
  EXPECT_EQ(Why(AsPolicyOfficer(), of_cohort, &explained).error_code(),
            grpc::StatusCode::NOT_FOUND);

  v1::ExplainRequest of_procedure;
  of_procedure.set_procedure_key("utrecht-ontkoppeling");
  of_procedure.set_key("T-28");
  ASSERT_TRUE(Why(AsPolicyOfficer(), of_procedure, &explained).ok());
  bool said = false;
  for (const std::string& sentence : explained.explanation().sentences()) {
    said |= sentence ==
            "Die dag was al voorbij toen dit hier werd vastgelegd. Er wordt "
            "dus niet vastgelegd dat het te laat is.";
  }
  EXPECT_TRUE(said);
  EXPECT_EQ(Why(AsAssistant(), of_procedure, &explained).error_code(),
            grpc::StatusCode::NOT_FOUND);
  of_procedure.set_key("T-27");
  EXPECT_EQ(Why(AsPolicyOfficer(), of_procedure, &explained).error_code(),
            grpc::StatusCode::NOT_FOUND)
      << "that one is of a cohort";
  of_procedure.set_cohort_id(of_cohort.cohort_id());
  EXPECT_EQ(Why(AsPolicyOfficer(), of_procedure, &explained).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(StandingsOverTheWire, ComeFromAFileAndGoIntoOne_A33) {
  v1::ImportResponse response;
  grpc::Status status = Import(v1::IMPORT_KIND_COHORTS, "cohorts",
                               "kenmerk;jaar;van;tot\n"
                               "2026-1;1;2026-10-01;2027-09-30\n"
                               "2026-2;2;2026-09-01;2027-08-31\n",
                               &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.lines(), 2);
  EXPECT_EQ(response.changed(), 1) << "the first was there";
  position_ = response.position();
  const std::string file = Export(AsAdministrator(), v1::EXPORT_KIND_COHORTS);
  EXPECT_EQ(file,
            "\xEF\xBB\xBF\"kenmerk\";\"jaar\";\"van\";\"tot\"\n"
            "\"2026-1\";\"1\";\"2026-10-01\";\"2027-09-30\"\n"
            "\"2026-2\";\"2\";\"2026-09-01\";\"2027-08-31\"\n");
  status = Import(v1::IMPORT_KIND_COHORTS, "again", file, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.changed(), 0);

  status = Import(v1::IMPORT_KIND_COHORTS, "bad",
                  "kenmerk;jaar;van;tot\n"
                  "2026-3;4;2026-09-01;2027-08-31\n"
                  "2026-4;1;2026-09-01;2026-08-31\n",
                  &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const auto bad = DetailOf<google::rpc::BadRequest>(status);
  ASSERT_EQ(bad.field_violations_size(), 2);
  EXPECT_EQ(bad.field_violations(0).field(), "regel 2, kolom jaar");
  EXPECT_EQ(bad.field_violations(1).field(), "regel 3, kolom tot");
}

TEST_F(StandingsOverTheWire, AreFoundByKeyByWhoSeesTheDirectory_A33) {
  const auto found = [&](std::unique_ptr<grpc::ClientContext> context) {
    v1::LookUpRequest request;
    request.set_min_position(position_);
    request.add_references()->set_kind("cohort");
    request.mutable_references(0)->set_reference("2026-1");
    v1::LookUpResponse response;
    EXPECT_TRUE(directory_->LookUp(context.get(), request, &response).ok());
    return response.ids(0);
  };
  EXPECT_EQ(found(AsAssistant()), Voorbeeldstad::Id("cohort", "2026-1"));
  EXPECT_EQ(found(As("aios-1", "ROLE_RESIDENT")), "");
}

}  // namespace
}  // namespace driehoek
