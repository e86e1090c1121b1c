// What is kept and what was erased, and a case that is opened in an emergency,
// over gRPC.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "driehoek/v1/audit_service.grpc.pb.h"
#include "driehoek/v1/file_service.grpc.pb.h"
#include "driehoek/v1/privacy_service.grpc.pb.h"
#include "driehoek/v1/work_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/case_fixture.h"

namespace driehoek {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class PrivacyTest : public CaseTest {
 protected:
  void SetUp() override {
    StartFilled();
    GrantAuditor();
    GrantStranger();
    case_id_ = OpenCase(1);
  }
  void TearDown() override { server_.reset(); }

  grpc::Status Read(const std::string& person, const std::string& role,
                    v1::Case* found = nullptr) {
    v1::GetCaseRequest request;
    request.set_case_id(case_id_);
    request.set_min_position(position_);
    v1::GetCaseResponse response;
    const grpc::Status status =
        cases_->GetCase(As(person, role).get(), request, &response);
    if (found != nullptr) *found = response.case_();
    return status;
  }

  void CloseTheCase() {
    HandInMeetingReport();
    FileInBoth();
    Do("docent", "ROLE_TEACHER",
       "close_case { case_id: '$0' result: CASE_RESULT_WITHDRAWN "
       "reason: 'Verzonnen.' }");
  }

  void OpenInEmergency() {
    // By its number, which the views tell; a list is no look.
    v1::ListCasesRequest all;
    all.set_min_position(position_);
    v1::ListCasesResponse response;
    ASSERT_TRUE(cases_->ListCases(AsTeacher().get(), all, &response).ok());
    Do("elders", "ROLE_TEACHER",
       "open_emergency_access { case_id: '2026-001' hours: 2 "
       "reason: 'De docent is onbereikbaar.' }");
  }

  std::vector<v1::Look> LooksAt(const std::string& person,
                                const std::string& role,
                                const v1::ListLooksRequest& request) {
    v1::ListLooksResponse response;
    const grpc::Status status =
        audit_->ListLooks(As(person, role).get(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return {response.looks().begin(), response.looks().end()};
  }

  std::vector<v1::Alert> EmergencyAlerts(const std::string& person,
                                         const std::string& role) {
    const auto context = As(person, role);
    v1::WatchAlertsRequest request;
    request.set_until_caught_up(true);
    const auto stream = work_->WatchAlerts(context.get(), request);
    std::vector<v1::Alert> alerts;
    v1::WatchAlertsResponse response;
    while (stream->Read(&response)) {
      if (response.alert().has_emergency()) alerts.push_back(response.alert());
    }
    EXPECT_TRUE(stream->Finish().ok());
    return alerts;
  }
};

TEST_F(PrivacyTest, ACaseIsSeenInAnEmergencyForAsLongAsItLasts) {
  EXPECT_EQ(Read("elders", "ROLE_TEACHER").error_code(),
            grpc::StatusCode::NOT_FOUND);
  OpenInEmergency();
  EXPECT_TRUE(Read("elders", "ROLE_TEACHER").ok());
  clock_.Advance(absl::Hours(2));
  EXPECT_EQ(Read("elders", "ROLE_TEACHER").error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST_F(PrivacyTest, AnEmergencyIsToldToThePartiesAndAuditorsAndSeenForEver) {
  OpenInEmergency();
  EXPECT_TRUE(Read("elders", "ROLE_TEACHER").ok());
  for (const auto& [person, role] : {std::pair("aios-1", "ROLE_RESIDENT"),
                                     std::pair("opleider-1", "ROLE_TRAINER"),
                                     std::pair("fg", "ROLE_AUDITOR")}) {
    const std::vector<v1::Alert> alerts = EmergencyAlerts(person, role);
    ASSERT_THAT(alerts, SizeIs(1)) << person;
    EXPECT_EQ(alerts[0].case_number(), "2026-001");
    EXPECT_EQ(alerts[0].emergency().role(), v1::ROLE_TEACHER);
  }
  EXPECT_THAT(EmergencyAlerts("docent", "ROLE_TEACHER"), IsEmpty());
  clock_.Advance(absl::Hours(48));
  // Who looked, and what for, as the resident sees it.
  const std::vector<v1::Look> looks =
      LooksAt("aios-1", "ROLE_RESIDENT", v1::ListLooksRequest());
  ASSERT_FALSE(looks.empty());
  bool found = false;
  for (const v1::Look& look : looks) {
    if (look.looked().purpose() != v1::PURPOSE_EMERGENCY) continue;
    found = true;
    EXPECT_EQ(look.by().role(), v1::ROLE_TEACHER);
    EXPECT_EQ(look.by().person_id(), "");
  }
  EXPECT_TRUE(found);
  v1::GetTimelineRequest request;
  request.set_case_id(case_id_);
  v1::GetTimelineResponse timeline;
  ASSERT_TRUE(
      cases_
          ->GetTimeline(As("aios-1", "ROLE_RESIDENT").get(), request, &timeline)
          .ok());
  int told = 0;
  for (const v1::TimelineEntry& entry : timeline.entries()) {
    if (entry.event() == "emergency_access_opened") ++told;
  }
  EXPECT_EQ(told, 1);
}

TEST_F(PrivacyTest, NothingCanBeDoneInAnEmergency) {
  OpenInEmergency();
  ASSERT_TRUE(Read("elders", "ROLE_TEACHER").ok());
  v1::SubmitResponse response;
  EXPECT_EQ(Submit(As("elders", "ROLE_TEACHER"), "try",
                   absl::StrCat("notify_programme_manager { case_id: '",
                                case_id_, "' }"),
                   &response)
                .error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST_F(PrivacyTest, HeadsAndAuditorsSeeWhatIsKeptAndForHowLong) {
  CloseTheCase();
  v1::ListRetainedRequest request;
  request.set_min_position(position_);
  v1::ListRetainedResponse response;
  ASSERT_TRUE(privacy_
                  ->ListRetained(As("plv", "ROLE_DEPUTY_HEAD").get(), request,
                                 &response)
                  .ok());
  ASSERT_THAT(response.files(), SizeIs(3));
  // Nobody has said when the training ends.
  EXPECT_FALSE(response.files(0).has_erase_from());
  EXPECT_THAT(response.files(0).without_last_day(), SizeIs(1));
  EXPECT_EQ(response.files(0).case_number(), "2026-001");
  Do("plv", "ROLE_DEPUTY_HEAD",
     "place_legal_hold { case_id: '$0' reason: 'Een geschil.' }");
  request.set_min_position(position_);
  ASSERT_TRUE(
      privacy_->ListRetained(As("fg", "ROLE_AUDITOR").get(), request, &response)
          .ok());
  EXPECT_TRUE(response.files(0).held());
  for (const auto& [person, role] :
       {std::pair("docent", "ROLE_TEACHER"),
        std::pair("aios-1", "ROLE_RESIDENT"),
        std::pair("beheer", "ROLE_ADMINISTRATOR")}) {
    EXPECT_EQ(privacy_->ListRetained(As(person, role).get(), request, &response)
                  .error_code(),
              grpc::StatusCode::PERMISSION_DENIED)
        << person;
  }
}

TEST_F(PrivacyTest, AnErasureHasAReceipt) {
  CloseTheCase();
  v1::Case row;
  ASSERT_TRUE(Read("plv", "ROLE_DEPUTY_HEAD", &row).ok());
  ASSERT_THAT(row.documents(), SizeIs(1));
  const std::string document_id = row.documents(0).document_id();
  const std::string erasure_id =
      Do("plv", "ROLE_DEPUTY_HEAD",
         absl::StrCat(
             "erase_content { scope: ERASURE_SCOPE_DOCUMENT case_id: '$0' "
             "document_id: '",
             document_id,
             "' ground: ERASURE_GROUND_UNLAWFUL argument: 'Fout.' }"))
          .ids(0);
  v1::ListErasuresRequest request;
  request.set_min_position(position_);
  v1::ListErasuresResponse response;
  ASSERT_TRUE(
      privacy_->ListErasures(As("fg", "ROLE_AUDITOR").get(), request, &response)
          .ok());
  ASSERT_THAT(response.erasures(), SizeIs(1));
  const v1::Erasure& erasure = response.erasures(0);
  EXPECT_EQ(erasure.erasure_id(), erasure_id);
  EXPECT_EQ(erasure.scope(), v1::ERASURE_SCOPE_DOCUMENT);
  EXPECT_EQ(erasure.case_number(), "2026-001");
  EXPECT_EQ(erasure.documents(), 1);
  EXPECT_EQ(erasure.decided_by().role(), v1::ROLE_DEPUTY_HEAD);
  EXPECT_EQ(erasure.position(), position_);
  EXPECT_EQ(
      privacy_
          ->ListErasures(As("docent", "ROLE_TEACHER").get(), request, &response)
          .error_code(),
      grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(PrivacyTest, AnErasedCaseIsNotFoundByAnyone) {
  CloseTheCase();
  Do("plv", "ROLE_DEPUTY_HEAD",
     "erase_content { scope: ERASURE_SCOPE_CASE case_id: '$0' "
     "ground: ERASURE_GROUND_TERM_OVER argument: 'Voorbij.' }");
  for (const auto& [person, role] : {std::pair("docent", "ROLE_TEACHER"),
                                     std::pair("aios-1", "ROLE_RESIDENT"),
                                     std::pair("plv", "ROLE_DEPUTY_HEAD")}) {
    EXPECT_EQ(Read(person, role).error_code(), grpc::StatusCode::NOT_FOUND)
        << person;
  }
  // Who looked before is told still, of a case that has no number any more.
  const std::vector<v1::Look> looks =
      LooksAt("aios-1", "ROLE_RESIDENT", v1::ListLooksRequest());
  for (const v1::Look& look : looks) EXPECT_EQ(look.case_number(), "");
}

TEST_F(PrivacyTest, AStatementStandsBesideTheReport) {
  CloseTheCase();
  v1::Case row;
  ASSERT_TRUE(Read("aios-1", "ROLE_RESIDENT", &row).ok());
  const std::string document_id = row.documents(0).document_id();
  Do("aios-1", "ROLE_RESIDENT",
     absl::StrCat("add_statement { case_id: '$0' document_id: '", document_id,
                  "' statement: 'Zo was het niet.' }"));
  v1::GetDocumentRequest request;
  request.set_case_id(case_id_);
  request.set_document_id(document_id);
  request.set_min_position(position_);
  v1::GetDocumentResponse response;
  ASSERT_TRUE(
      documents_
          ->GetDocument(As("docent", "ROLE_TEACHER").get(), request, &response)
          .ok());
  ASSERT_THAT(response.document().reactions(), SizeIs(1));
  EXPECT_TRUE(response.document().reactions(0).is_statement());
  EXPECT_EQ(response.document().reactions(0).reaction(), "Zo was het niet.");
}

}  // namespace
}  // namespace driehoek
