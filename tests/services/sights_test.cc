// Who sees what, as an institute has it otherwise than the rules propose
// (§3.2): without code, and at once.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"
#include "tests/services/case_fixture.h"

namespace driehoek {
namespace {

using ::testing::HasSubstr;

// The procedure of Utrecht as it could be since August.
std::string WithSights(const std::string& sights) {
  return absl::StrReplaceAll(
      TextOf(kUtrechtFile),
      {{"version: \"2023-03\"", absl::StrCat("version: \"2026-08\"\n", sights)},
       {"in_force_from { year: 2023 month: 3 day: 1 }",
        "in_force_from { year: 2026 month: 8 day: 1 }"}});
}

class SightsTest : public CaseTest {
 protected:
  void SetUp() override {
    CaseTest::SetUp();
    case_id_ = OpenCase(1);
    CaseNow(case_id_);  // The views have come so far.
  }

  // Empty: the case is shown.
  std::string CaseFor(const std::string& person, const std::string& role) {
    v1::GetCaseRequest request;
    request.set_case_id(case_id_);
    v1::GetCaseResponse response;
    return ReasonOf(
        cases_->GetCase(As(person, role).get(), request, &response));
  }
  std::string HistoryFor(const std::string& person, const std::string& role) {
    v1::GetHistoryRequest request;
    request.set_case_id(case_id_);
    return ReasonOf(ReadOne(*audit_, &v1::AuditService::Stub::GetHistory,
                            As(person, role), request));
  }
};

TEST_F(SightsTest, OfHistoriesAreAsTheProcedureSays) {
  EXPECT_EQ(HistoryFor("plv", "ROLE_DEPUTY_HEAD"), "");
  EXPECT_NE(HistoryFor("jaar", "ROLE_YEAR_ASSISTANT"), "");
  FollowProcedure(WithSights(R"(
      sights { subject: SIGHT_SUBJECT_HISTORIES section: "§5"
        by { role: ROLE_YEAR_ASSISTANT degree: SIGHT_DEGREE_ALL } })"));
  EXPECT_NE(HistoryFor("plv", "ROLE_DEPUTY_HEAD"), "");
  EXPECT_EQ(HistoryFor("jaar", "ROLE_YEAR_ASSISTANT"), "");
}

TEST_F(SightsTest, OfCasesAreAsTheProcedureSays) {
  EXPECT_EQ(CaseFor("assistent", "ROLE_TRAINER_MANAGER_ASSISTANT"), "");
  const std::string others = R"(
        by { role: ROLE_HEAD degree: SIGHT_DEGREE_ALL }
        by { role: ROLE_DEPUTY_HEAD degree: SIGHT_DEGREE_ALL }
        by { role: ROLE_PROGRAMME_MANAGER degree: SIGHT_DEGREE_ALL }
        by { role: ROLE_TRAINER_MANAGER degree: SIGHT_DEGREE_ALL }
        by { role: ROLE_YEAR_ASSISTANT degree: SIGHT_DEGREE_ALL })";
  const std::string rule = absl::StrCat(
      "sights { subject: SIGHT_SUBJECT_CASES section: '§3'", others);
  // Teachers have work in it.
  v1::PublishProcedureRequest request;
  request.set_request_id("publish-without-teachers");
  request.set_textproto(WithSights(rule + " }"));
  v1::PublishProcedureResponse response;
  const grpc::Status refused = procedures_->PublishProcedure(
      AsAdministrator().get(), request, &response);
  EXPECT_THAT(refused.error_details(), HasSubstr("ROLE_TEACHER doet of ziet"));

  // As have assistants of trainer managers, until their work is a manager's.
  FollowProcedure(absl::StrReplaceAll(
      WithSights(rule +
                 " by { role: ROLE_TEACHER degree: SIGHT_DEGREE_ALL } }"),
      {{"role: ROLE_TRAINER_MANAGER_ASSISTANT scope",
        "role: ROLE_TRAINER_MANAGER scope"}}));
  EXPECT_EQ(CaseFor("docent", "ROLE_TEACHER"), "");
  EXPECT_EQ(CaseFor("assistent", "ROLE_TRAINER_MANAGER_ASSISTANT"),
            "NOT_FOUND");
  // Nor does anyone act in what is not there for him or her.
  v1::SubmitResponse submitted;
  EXPECT_EQ(ReasonOf(Submit(As("assistent", "ROLE_TRAINER_MANAGER_ASSISTANT"),
                            "contact",
                            absl::StrCat(R"(hold_manager_contact { case_id: ")",
                                         case_id_, R"(" })"),
                            &submitted)),
            "CASE_NOT_FOUND");
}

}  // namespace
}  // namespace driehoek
