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
  // What is said of a text that is not published.
  std::string RefusalOf(const std::string& text) {
    v1::PublishProcedureRequest request;
    request.set_request_id(absl::StrCat("refused-", ++requests_));
    request.set_textproto(text);
    v1::PublishProcedureResponse response;
    return procedures_
        ->PublishProcedure(AsAdministrator().get(), request, &response)
        .error_details();
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
  EXPECT_EQ(HistoryFor("jaar", "ROLE_YEAR_ASSISTANT"), "NOT_FOR_THIS_ROLE");
  FollowProcedure(WithSights(R"(
      sights { subject: SIGHT_SUBJECT_HISTORIES section: "§5"
        by { role: ROLE_AUDITOR degree: SIGHT_DEGREE_ALL }
        by { role: ROLE_YEAR_ASSISTANT degree: SIGHT_DEGREE_ALL } })"));
  EXPECT_EQ(HistoryFor("plv", "ROLE_DEPUTY_HEAD"), "NOT_FOR_THIS_ROLE");
  EXPECT_EQ(HistoryFor("jaar", "ROLE_YEAR_ASSISTANT"), "");
}

TEST_F(SightsTest, OfCasesLeaveOutNobodyWhoHasWorkInThem) {
  const std::string text = WithSights(R"(
      sights { subject: SIGHT_SUBJECT_CASES section: "§3"
        by { role: ROLE_HEAD degree: SIGHT_DEGREE_ALL }
        by { role: ROLE_DEPUTY_HEAD degree: SIGHT_DEGREE_ALL }
        by { role: ROLE_PROGRAMME_MANAGER degree: SIGHT_DEGREE_ALL }
        by { role: ROLE_TRAINER_MANAGER degree: SIGHT_DEGREE_ALL }
        by { role: ROLE_YEAR_ASSISTANT degree: SIGHT_DEGREE_ALL }
        by { role: ROLE_TEACHER degree: SIGHT_DEGREE_ALL } })");
  EXPECT_THAT(
      RefusalOf(text),
      HasSubstr("ROLE_TRAINER_MANAGER_ASSISTANT heeft werk in zaken ("));
  // Nor when it is of an earlier version alone, which open cases follow.
  EXPECT_THAT(
      RefusalOf(absl::StrReplaceAll(
          text, {{"role: ROLE_TRAINER_MANAGER_ASSISTANT scope",
                  "role: ROLE_TRAINER_MANAGER scope"},
                 {"by: ROLE_TRAINER_MANAGER_ASSISTANT }",
                  "by: ROLE_YEAR_ASSISTANT }"}})),
      HasSubstr("naast utrecht-ontkoppeling@2023-03: "
                "ROLE_TRAINER_MANAGER_ASSISTANT heeft werk in zaken ("));
  EXPECT_EQ(CaseFor("assistent", "ROLE_TRAINER_MANAGER_ASSISTANT"), "");
}

}  // namespace
}  // namespace driehoek
