// The overviews, asked over a socket: who may, of which years, and what is not
// told.
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "absl/time/civil_time.h"
#include "base/civil.h"
#include "driehoek/v1/overview_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/server_fixture.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;

struct Someone {
  const char* person;
  const char* role;
};
// Who may ask for statistics.
constexpr Someone kReaders[] = {
    {"docent", "ROLE_TEACHER"},
    {"jaar", "ROLE_YEAR_ASSISTANT"},
    {"manager", "ROLE_PROGRAMME_MANAGER"},
    {"opleiders", "ROLE_TRAINER_MANAGER"},
    {"assistent", "ROLE_TRAINER_MANAGER_ASSISTANT"},
    {"plv", "ROLE_DEPUTY_HEAD"},
    {"hoofd", "ROLE_HEAD"},
    {"beleid", "ROLE_POLICY_OFFICER"},
    {"auditor", "ROLE_AUDITOR"},
};
constexpr Someone kOthers[] = {
    {"aios-1", "ROLE_RESIDENT"},
    {"opleider-1", "ROLE_TRAINER"},
    {"beheer", "ROLE_ADMINISTRATOR"},
};

// A year at most, and with a purpose.
constexpr char kAnAudit[] = R"(until { year: 2027 month: 2 day: 28 }
                               purpose: "Onderzoek.")";

class OverviewService : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    Register("hoofd", "ROLE_HEAD", "");
    Register("beleid", "ROLE_POLICY_OFFICER", "");
    Register("auditor", "ROLE_AUDITOR", "");
  }

  // Without a triangular meeting, which does not fit (A-51).
  std::string Decouple(const std::string& placement, const std::string& teacher,
                       const std::string& manager) {
    const v1::SubmitResponse opened =
        Do(As(teacher, "ROLE_TEACHER"),
           absl::Substitute(
               R"(notify_programme_manager { placement_id: "@placement:$0" })",
               placement));
    EXPECT_EQ(opened.case_ids_size(), 1);
    if (opened.case_ids().empty()) return "";
    const std::string& case_id = opened.case_ids(0);
    const std::string deviation = absl::Substitute(
        R"(record_deviation {
             case_id: "$0" deviation: DEVIATION_KIND_MEETING_NOT_FITTING
             why: DEVIATION_REASON_MEETING_NOT_FITTING
             argument: "Verzonnen." consulted: ROLE_PROGRAMME_MANAGER })",
        case_id);
    Do(As(teacher, "ROLE_TEACHER"), deviation);
    Do(As(manager, "ROLE_PROGRAMME_MANAGER"),
       absl::Substitute(R"(discuss_with_deputy_head { case_id: "$0" })",
                        case_id));
    Do(As("plv", "ROLE_DEPUTY_HEAD"),
       absl::Substitute(
           R"(rule_decoupling { case_id: "$0" ruling: RULING_DECOUPLE })",
           case_id));
    return case_id;
  }

  void Register(const std::string& person, const std::string& role,
                const std::string& scope) {
    Do(AsAdministrator(),
       absl::Substitute(
           R"(register_person { reference: "$0" name: "Proef $0" })", person));
    Do(AsAdministrator(),
       absl::Substitute(R"(grant_role { reference: "rol-$0"
                                        person_id: "@person:$0"
                                        role: $1 scope { $2 }
                                        from { year: 2026 month: 3 day: 1 }
                                        $3 })",
                        person, role, scope,
                        role == "ROLE_AUDITOR" ? kAnAudit : ""));
  }

  // One more placement: "stage-N" of "aios-N" with "opleider-N".
  void Place(int number, const std::string& group, int training_year) {
    Register(absl::StrCat("aios-", number), "ROLE_RESIDENT", "");
    Register(absl::StrCat("opleider-", number), "ROLE_TRAINER", "");
    Do(AsAdministrator(), absl::Substitute(R"(register_placement {
                             reference: "stage-$0"
                             resident_id: "@person:aios-$0"
                             trainer_ids: "@person:opleider-$0"
                             practice_id: "@practice:praktijk"
                             group_id: "@group:$1"
                             training_year: $2
                             starts_on { year: 2026 month: 3 day: 1 }
                             ends_on { year: 2027 month: 2 day: 28 } })",
                                           number, group, training_year));
  }

  grpc::Status Statistics(const Someone& who, int from, int until,
                          v1::GetStatisticsResponse* response) {
    v1::GetStatisticsRequest request;
    request.set_from_year(from);
    request.set_until_year(until);
    request.set_min_position(position_);
    return overviews_->GetStatistics(As(who.person, who.role).get(), request,
                                     response);
  }
  grpc::Status Waiting(const Someone& who, v1::ListWaitingResponse* response) {
    v1::ListWaitingRequest request;
    request.set_min_position(position_);
    return overviews_->ListWaiting(As(who.person, who.role).get(), request,
                                   response);
  }
  grpc::Status Outcomes(const Someone& who, int year,
                        v1::CountOutcomesResponse* response) {
    v1::CountOutcomesRequest request;
    request.set_year(year);
    request.set_min_position(position_);
    return overviews_->CountOutcomes(As(who.person, who.role).get(), request,
                                     response);
  }
  grpc::Status Deviations(const Someone& who, int year,
                          v1::CountDeviationsResponse* response) {
    v1::CountDeviationsRequest request;
    request.set_year(year);
    request.set_min_position(position_);
    return overviews_->CountDeviations(As(who.person, who.role).get(), request,
                                       response);
  }
};

TEST_F(OverviewService, ShowsWhoWaitsToThoseWhoMaySeeTheCase_T22) {
  const std::string case_id = Decouple("stage-1", "docent", "manager");
  AdvanceTo(StartOf(absl::CivilDay(2026, 9, 21)) + absl::Hours(9));
  for (const Someone& who : kReaders) {
    SCOPED_TRACE(who.role);
    v1::ListWaitingResponse response;
    const grpc::Status status = Waiting(who, &response);
    if (std::string(who.role) == "ROLE_POLICY_OFFICER") {
      EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
      continue;
    }
    ASSERT_TRUE(status.ok()) << status.error_message();
    ASSERT_EQ(response.residents_size(), 1);
    EXPECT_EQ(response.residents(0).case_id(), case_id);
    // From 7 September, and the day itself.
    EXPECT_EQ(response.residents(0).waiting().days(), 15);
    EXPECT_EQ(response.residents(0).waiting().working_days(), 11);
    EXPECT_EQ(response.today().day(), 21);
  }
  for (const Someone& who : kOthers) {
    v1::ListWaitingResponse response;
    const grpc::Status status = Waiting(who, &response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED)
        << who.role;
    EXPECT_EQ(ReasonOf(status), "NOT_FOR_THIS_ROLE");
    EXPECT_EQ(response.residents_size(), 0);
  }
  v1::ListWaitingRequest request;
  request.set_page_size(-1);
  v1::ListWaitingResponse response;
  EXPECT_EQ(
      ReasonOf(overviews_->ListWaiting(AsTeacher().get(), request, &response)),
      "MALFORMED_REQUEST");
}

TEST_F(OverviewService, CountsBreachesByRowAndRole_V8) {
  OpenCase(1);  // T-01 and T-05 fall due undone.
  AdvanceTo(StartOf(absl::CivilDay(2026, 10, 21)) + absl::Hours(9));
  for (const Someone& who : kReaders) {
    SCOPED_TRACE(who.role);
    v1::CountOutcomesResponse response;
    const grpc::Status status = Outcomes(who, 0, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response.year(), 2026);
    const std::string role = who.role;
    if (absl::StrContains(role, "TRAINER_MANAGER")) {
      EXPECT_EQ(response.counts_size(), 0) << "none is theirs";
      continue;
    }
    int breaches = 0;
    for (const v1::ObligationNumbers& row : response.counts()) {
      if (row.key() != "T-01") continue;
      EXPECT_EQ(row.role(), v1::ROLE_TEACHER);
      breaches += row.breaches();
    }
    EXPECT_EQ(breaches, 1);
  }
  for (const Someone& who : kOthers) {
    v1::CountOutcomesResponse response;
    EXPECT_EQ(ReasonOf(Outcomes(who, 0, &response)), "NOT_FOR_THIS_ROLE")
        << who.role;
  }
}

TEST_F(OverviewService, CountsDeviationsByRuleAndReason_E1) {
  Decouple("stage-1", "docent", "manager");
  for (const Someone& who : kReaders) {
    SCOPED_TRACE(who.role);
    v1::CountDeviationsResponse response;
    const grpc::Status status = Deviations(who, 2026, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    const std::string role = who.role;
    if (absl::StrContains(role, "TRAINER_MANAGER")) {
      EXPECT_EQ(response.counts_size(), 0) << "a teacher decided it";
      continue;
    }
    ASSERT_EQ(response.counts_size(), 1);
    EXPECT_EQ(response.counts(0).why(),
              v1::DEVIATION_REASON_MEETING_NOT_FITTING);
    EXPECT_EQ(response.counts(0).count(), 1);
  }
  for (const Someone& who : kOthers) {
    v1::CountDeviationsResponse response;
    EXPECT_EQ(ReasonOf(Deviations(who, 2026, &response)), "NOT_FOR_THIS_ROLE")
        << who.role;
  }
}

TEST_F(OverviewService, CountsNoYearThatIsStillToCome) {
  const Someone head = {"hoofd", "ROLE_HEAD"};
  for (const int year : {2027, 1899, -1}) {
    v1::CountOutcomesResponse outcomes;
    EXPECT_EQ(ReasonOf(Outcomes(head, year, &outcomes)), "MALFORMED_REQUEST");
    v1::CountDeviationsResponse deviations;
    EXPECT_EQ(ReasonOf(Deviations(head, year, &deviations)),
              "MALFORMED_REQUEST");
  }
  v1::CountOutcomesResponse outcomes;
  EXPECT_TRUE(Outcomes(head, 2025, &outcomes).ok());
  EXPECT_EQ(outcomes.counts_size(), 0);
}

TEST_F(OverviewService, TellsNoStatisticsOfFewerThanFive_N12) {
  Decouple("stage-1", "docent", "manager");
  AdvanceTo(StartOf(absl::CivilDay(2027, 1, 1)) + absl::Hours(9));
  for (const Someone& who : kReaders) {
    SCOPED_TRACE(who.role);
    v1::GetStatisticsResponse response;
    const grpc::Status status = Statistics(who, 0, 0, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    ASSERT_EQ(response.years_size(), 8) << "2025 and 2026";
    EXPECT_EQ(response.years(0).year(), 2025);
    EXPECT_FALSE(response.years(0).decouplings().suppressed());
    EXPECT_EQ(response.years(4).year(), 2026);
    EXPECT_EQ(response.years(4).training_year(), 0);
    EXPECT_TRUE(response.years(4).decouplings().suppressed());
    EXPECT_EQ(response.years(4).decouplings().value(), 0);
    EXPECT_TRUE(response.years(5).decouplings().suppressed());
  }
  for (const Someone& who : kOthers) {
    v1::GetStatisticsResponse response;
    const grpc::Status status = Statistics(who, 0, 0, &response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
    EXPECT_EQ(ReasonOf(status), "NOT_FOR_THIS_ROLE") << who.role;
  }
}

TEST_F(OverviewService, HidesASecondYearWhenOneAloneWouldBeGivenAway_N12) {
  // Five in the first training year, one in the second.
  Place(4, "groep", 1);
  Place(5, "groep", 1);
  Do(AsAdministrator(), R"(register_group {
                             reference: "groep-2" name: "Groep 2"
                             training_year: 2 })");
  Register("docent-2", "ROLE_TEACHER", R"(group_id: "@group:groep-2")");
  Register("manager-2", "ROLE_PROGRAMME_MANAGER", "training_year: 2");
  Place(6, "groep-2", 2);
  for (int i = 1; i <= 5; ++i) {
    Decouple(absl::StrCat("stage-", i), "docent", "manager");
  }
  Decouple("stage-6", "docent-2", "manager-2");
  AdvanceTo(StartOf(absl::CivilDay(2027, 1, 1)) + absl::Hours(9));
  v1::GetStatisticsResponse response;
  const grpc::Status status =
      Statistics({"beleid", "ROLE_POLICY_OFFICER"}, 2026, 2026, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.years_size(), 4);
  std::vector<std::string> shown;
  for (const v1::YearStatistics& row : response.years()) {
    shown.push_back(row.decouplings().suppressed()
                        ? "*"
                        : absl::StrCat(row.decouplings().value()));
  }
  EXPECT_THAT(shown, ElementsAre("6", "*", "*", "0"));
}

TEST_F(OverviewService, TellsStatisticsOfWholeYearsThatAreOver_N12) {
  const Someone head = {"hoofd", "ROLE_HEAD"};
  v1::GetStatisticsResponse response;
  // The year that runs, and one to come.
  EXPECT_EQ(ReasonOf(Statistics(head, 2025, 2026, &response)), "YEAR_NOT_OVER");
  EXPECT_EQ(ReasonOf(Statistics(head, 2025, 2040, &response)), "YEAR_NOT_OVER");
  EXPECT_EQ(ReasonOf(Statistics(head, 2024, 2023, &response)),
            "MALFORMED_REQUEST");
  EXPECT_EQ(ReasonOf(Statistics(head, 2014, 2025, &response)),
            "MALFORMED_REQUEST");
  EXPECT_EQ(ReasonOf(Statistics(head, 1899, 1905, &response)),
            "MALFORMED_REQUEST");
  ASSERT_TRUE(Statistics(head, 2015, 2025, &response).ok());
  EXPECT_EQ(response.years_size(), 44);
  response.Clear();
  ASSERT_TRUE(Statistics(head, 0, 2020, &response).ok());
  EXPECT_EQ(response.years(0).year(), 2020) << "from no later than until";
}

}  // namespace
}  // namespace driehoek
