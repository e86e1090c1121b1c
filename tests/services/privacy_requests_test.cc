// What people ask about their own data, over the wire: who sees it, who owes
// the answer and by when (context V-2).
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "base/civil.h"
#include "domain/dates.h"
#include "driehoek/v1/privacy_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/server_fixture.h"

namespace driehoek {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Property;
using ::testing::SizeIs;

class PrivacyRequestsTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    // On 7 September 2026.
    request_id_ = Give("aios-1", "ROLE_RESIDENT",
                       "make_privacy_request { right: PRIVACY_RIGHT_ACCESS "
                       "about: 'Alles van mij.' }")
                      .ids(0);
  }

  // "$0" in a command names the request.
  v1::SubmitResponse Give(const std::string& person, const std::string& role,
                          const std::string& command) {
    return ServerTest::Do(
        As(person, role),
        absl::Substitute(
            command, absl::StrCat("privacy_request_id: '", request_id_, "'")));
  }

  std::vector<v1::Standing> SeenBy(const std::string& person,
                                   const std::string& role,
                                   bool requests = true) {
    v1::ListStandingsRequest request;
    request.set_privacy_requests(requests);
    request.set_min_position(position_);
    v1::ListStandingsResponse response;
    const grpc::Status status =
        work_->ListStandings(As(person, role).get(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return {response.standings().begin(), response.standings().end()};
  }

  grpc::Status Get(const std::string& person, const std::string& role,
                   v1::GetPrivacyRequestResponse* response) {
    v1::GetPrivacyRequestRequest request;
    request.set_privacy_request_id(request_id_);
    request.set_min_position(position_);
    return privacy_->GetPrivacyRequest(As(person, role).get(), request,
                                       response);
  }

  // "AVG-1 BREACH", of all alerts.
  std::vector<std::string> Heard(const std::string& person,
                                 const std::string& role) {
    v1::WatchAlertsRequest request;
    request.set_until_caught_up(true);
    const auto context = As(person, role);
    const auto reader = work_->WatchAlerts(context.get(), request);
    std::vector<std::string> heard;
    v1::WatchAlertsResponse response;
    while (reader->Read(&response)) {
      if (!response.has_alert()) continue;
      heard.push_back(
          absl::StrCat(response.alert().obligation().key(), " ",
                       v1::OutcomeKind_Name(response.alert().outcome())
                           .substr(sizeof("OUTCOME_KIND_") - 1)));
    }
    EXPECT_TRUE(reader->Finish().ok());
    return heard;
  }

  std::string request_id_;
};

TEST_F(PrivacyRequestsTest, AreSeenByWhoAskedAndWhoAnswers) {
  for (const auto& [person, role] : {std::pair("aios-1", "ROLE_RESIDENT"),
                                     std::pair("plv", "ROLE_DEPUTY_HEAD")}) {
    const std::vector<v1::Standing> seen = SeenBy(person, role);
    ASSERT_THAT(seen, SizeIs(1)) << person;
    EXPECT_EQ(seen[0].privacy_request_id(), request_id_);
    EXPECT_EQ(seen[0].name(), "verzoek om inzage van 7 september 2026");
    ASSERT_THAT(seen[0].obligations(), SizeIs(1));
    EXPECT_EQ(FromProto(seen[0].obligations(0).due_on()),
              absl::CivilDay(2026, 10, 7));
    v1::GetPrivacyRequestResponse got;
    const grpc::Status status = Get(person, role, &got);
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(got.about(), "Alles van mij.");
    EXPECT_EQ(got.asked_by().role(), v1::ROLE_RESIDENT);
  }
  EXPECT_THAT(SeenBy("plv", "ROLE_DEPUTY_HEAD", /*requests=*/false),
              Each(Property(&v1::Standing::privacy_request_id, IsEmpty())));
}

TEST_F(PrivacyRequestsTest, AreNotThereForOthers) {
  for (const auto& [person, role] : {std::pair("aios-2", "ROLE_RESIDENT"),
                                     std::pair("docent", "ROLE_TEACHER"),
                                     std::pair("jaar", "ROLE_YEAR_ASSISTANT"),
                                     std::pair("opleider-1", "ROLE_TRAINER")}) {
    EXPECT_THAT(SeenBy(person, role), IsEmpty()) << person;
    v1::GetPrivacyRequestResponse got;
    EXPECT_EQ(Get(person, role, &got).error_code(), grpc::StatusCode::NOT_FOUND)
        << person;
  }
}

TEST_F(PrivacyRequestsTest, AreInTheWorkListOfWhoAnswersAndExplained) {
  v1::ListObligationsRequest list;
  list.set_min_position(position_);
  v1::ListObligationsResponse work;
  ASSERT_TRUE(
      work_->ListObligations(As("plv", "ROLE_DEPUTY_HEAD").get(), list, &work)
          .ok());
  std::vector<std::string> keys;
  for (const v1::Due& due : work.obligations()) {
    keys.push_back(due.obligation().key());
  }
  EXPECT_THAT(keys, Contains("AVG-1"));
  v1::ExplainRequest asked;
  asked.set_privacy_request_id(request_id_);
  asked.set_key("AVG-1");
  v1::ExplainResponse why;
  const grpc::Status status =
      work_->Explain(As("aios-1", "ROLE_RESIDENT").get(), asked, &why);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_THAT(why.explanation().ShortDebugString(), HasSubstr("AVG, art. 12"));
}

TEST_F(PrivacyRequestsTest, RaiseAnAlarmWhenTheAnswerIsLate) {
  AdvanceTo(StartOf(absl::CivilDay(2026, 10, 8)));
  EXPECT_THAT(Heard("plv", "ROLE_DEPUTY_HEAD"), Contains("AVG-1 BREACH"));
  EXPECT_THAT(Heard("aios-2", "ROLE_RESIDENT"), IsEmpty());
  EXPECT_THAT(Heard("docent", "ROLE_TEACHER"), IsEmpty());
}

TEST_F(PrivacyRequestsTest, RaiseNoneWhenTheyWereAnsweredOrExtended) {
  Give("plv", "ROLE_DEPUTY_HEAD",
       "extend_privacy_request { $0 reason: 'Het is veel.' }");
  AdvanceTo(StartOf(absl::CivilDay(2026, 10, 8)));
  EXPECT_THAT(Heard("plv", "ROLE_DEPUTY_HEAD"), Not(Contains("AVG-1 BREACH")));
  Give("plv", "ROLE_DEPUTY_HEAD",
       "answer_privacy_request { $0 answer: PRIVACY_ANSWER_REFUSED "
       "argument: 'Daarom.' }");
  AdvanceTo(StartOf(absl::CivilDay(2026, 12, 31)));
  EXPECT_THAT(Heard("plv", "ROLE_DEPUTY_HEAD"), Not(Contains("AVG-2 BREACH")));
  v1::GetPrivacyRequestResponse got;
  ASSERT_TRUE(Get("aios-1", "ROLE_RESIDENT", &got).ok());
  EXPECT_EQ(got.extended_because(), "Het is veel.");
  EXPECT_EQ(got.argument(), "Daarom.");
  EXPECT_EQ(got.standing().answer(), v1::PRIVACY_ANSWER_REFUSED);
}

}  // namespace
}  // namespace driehoek
