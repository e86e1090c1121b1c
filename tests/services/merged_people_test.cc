// Someone who was recorded twice, over the wire: one person until the two are
// unmerged, and no event is changed by it.
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/case_fixture.h"

namespace driehoek {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// "nieuw" is known without a role; "aios-1" and "opleider-1" are the parties of
// the first case.
class MergedPeople : public CaseTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    Do(AsAdministrator(),
       R"(register_person { reference: "nieuw" name: "Nina Nieuwproef" })");
    case_id_ = OpenCase(1);
  }

  void Merge(const std::string& kept, const std::string& duplicate) {
    Do(AsAdministrator(), About("merge_persons", kept, duplicate));
  }
  void Unmerge(const std::string& kept, const std::string& duplicate) {
    Do(AsAdministrator(), About("unmerge_persons", kept, duplicate));
  }

  // The numbers of the cases listed; "refused" alone when the call is.
  std::vector<std::string> CasesOf(const std::string& person,
                                   const std::string& role) {
    v1::ListCasesRequest request;
    request.set_min_position(position_);
    v1::ListCasesResponse response;
    if (!cases_->ListCases(As(person, role).get(), request, &response).ok()) {
      return {"refused"};
    }
    std::vector<std::string> numbers;
    for (const v1::Case& row : response.cases()) {
      numbers.push_back(row.number());
    }
    return numbers;
  }
  // How many entries; -1 when it is not shown.
  int EntriesFor(const std::string& caller, const std::string& role,
                 const std::string& owner) {
    v1::GetPortfolioRequest request;
    request.set_resident_id(Voorbeeldstad::Id("person", owner));
    request.set_min_position(position_);
    v1::GetPortfolioResponse response;
    return portfolios_->GetPortfolio(As(caller, role).get(), request, &response)
                   .ok()
               ? response.entries_size()
               : -1;
  }
  int EntriesThen(const std::string& owner, Position then) {
    v1::GetPortfolioRequest request;
    request.set_resident_id(Voorbeeldstad::Id("person", owner));
    request.mutable_as_of()->set_position(then);
    request.set_min_position(position_);
    v1::GetPortfolioResponse response;
    EXPECT_TRUE(
        portfolios_->GetPortfolio(AsTeacher().get(), request, &response).ok());
    return response.entries_size();
  }
  void FileReport() {
    HandInMeetingReport();
    Do("jaar", "ROLE_YEAR_ASSISTANT",
       R"(archive_document { case_id: "$0" report: "D-1" place: "EP" })");
  }

 private:
  static std::string About(const std::string& command, const std::string& kept,
                           const std::string& duplicate) {
    return absl::StrCat(command, R"( { person_id: "@person:)", kept,
                        R"(" duplicate_id: "@person:)", duplicate,
                        R"(" reason: "Verzonnen." })");
  }
};

TEST_F(MergedPeople, SeeTheirOwnCaseUnderBothUntilTheyAreUnmerged) {
  EXPECT_THAT(CasesOf("nieuw", "ROLE_RESIDENT"), ElementsAre("refused"));
  Merge("nieuw", "aios-1");
  EXPECT_THAT(CasesOf("nieuw", "ROLE_RESIDENT"), ElementsAre("2026-001"));
  EXPECT_THAT(CasesOf("aios-1", "ROLE_RESIDENT"), ElementsAre("2026-001"));
  EXPECT_THAT(CasesOf("aios-2", "ROLE_RESIDENT"), IsEmpty());
  Unmerge("nieuw", "aios-1");
  EXPECT_THAT(CasesOf("nieuw", "ROLE_RESIDENT"), ElementsAre("refused"));
  EXPECT_THAT(CasesOf("aios-1", "ROLE_RESIDENT"), ElementsAre("2026-001"));
}

TEST_F(MergedPeople, TryAgainWhatTheySentBeforeTheyWereMerged) {
  const std::string plan =
      absl::StrCat("plan_triangular_meeting { case_id: '", case_id_,
                   "' planned_on { year: 2026 month: 10 day: 1 } }");
  v1::SubmitResponse first;
  ASSERT_TRUE(Submit(AsTeacher(), "once", plan, &first).ok());
  Merge("nieuw", "docent");
  v1::SubmitResponse again;
  const grpc::Status status = Submit(AsTeacher(), "once", plan, &again);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_TRUE(again.repeated_request());
  EXPECT_EQ(again.position(), first.position());
  // It stays another's for another, and for something else.
  v1::SubmitResponse other;
  EXPECT_EQ(Submit(As("jaar", "ROLE_YEAR_ASSISTANT"), "once", plan, &other)
                .error_code(),
            grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(
      Submit(AsTeacher(), "once",
             absl::StrCat("plan_triangular_meeting { case_id: '", case_id_,
                          "' planned_on { year: 2026 month: 10 day: 2 } "
                          "}"),
             &other)
          .error_code(),
      grpc::StatusCode::ALREADY_EXISTS);
}

TEST_F(MergedPeople, AreStillThoseForWhomItWasSentBeforeTheyWereMerged_A54) {
  v1::SubmitRequest request;
  request.set_request_id("once-for");
  request.mutable_on_behalf_of()->set_person_id(
      Voorbeeldstad::Id("person", "aios-1"));
  request.mutable_on_behalf_of()->set_role(v1::ROLE_RESIDENT);
  request.mutable_on_behalf_of()->set_channel(v1::CHANNEL_PHONE);
  *request.add_commands() = Voorbeeldstad::Command(
      R"(signal_discontent { placement_id: "@placement:stage-1" })");
  v1::SubmitResponse first;
  ASSERT_TRUE(cases_->Submit(AsTeacher().get(), request, &first).ok());
  Merge("nieuw", "aios-1");
  v1::SubmitResponse again;
  const grpc::Status status =
      cases_->Submit(AsTeacher().get(), request, &again);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_TRUE(again.repeated_request());
  EXPECT_EQ(again.position(), first.position());
  EXPECT_EQ(again.ids(0), first.ids(0));
  // For another it is not the same.
  request.mutable_on_behalf_of()->set_person_id(
      Voorbeeldstad::Id("person", "aios-2"));
  EXPECT_EQ(ReasonOf(cases_->Submit(AsTeacher().get(), request, &again)),
            "REQUEST_ID_REUSED");
}

TEST_F(MergedPeople, HaveOnePortfolioUnderBothUntilTheyAreUnmerged) {
  FileReport();
  const Position filed = position_;
  EXPECT_EQ(EntriesFor("docent", "ROLE_TEACHER", "nieuw"), 0);
  Merge("nieuw", "aios-1");
  for (const char* const owner : {"nieuw", "aios-1"}) {
    EXPECT_EQ(EntriesFor("docent", "ROLE_TEACHER", owner), 1) << owner;
    EXPECT_EQ(EntriesFor("nieuw", "ROLE_RESIDENT", owner), 1) << owner;
    EXPECT_EQ(EntriesFor("aios-1", "ROLE_RESIDENT", owner), 1) << owner;
    EXPECT_EQ(EntriesFor("aios-2", "ROLE_RESIDENT", owner), -1) << owner;
    EXPECT_EQ(EntriesThen(owner, filed), 1) << owner;
  }
  Unmerge("nieuw", "aios-1");
  EXPECT_EQ(EntriesFor("docent", "ROLE_TEACHER", "nieuw"), 0);
  EXPECT_EQ(EntriesFor("aios-1", "ROLE_RESIDENT", "aios-1"), 1);
  EXPECT_EQ(EntriesFor("aios-1", "ROLE_RESIDENT", "nieuw"), -1);
  EXPECT_EQ(EntriesThen("nieuw", filed), 0);
}

TEST_F(MergedPeople, AreShownTheirPortfolioAgainAsItGrows) {
  FileReport();
  const auto context = AsTeacher();
  v1::WatchPortfolioRequest request;
  request.set_resident_id(Voorbeeldstad::Id("person", "nieuw"));
  const auto reader = portfolios_->WatchPortfolio(context.get(), request);
  v1::WatchPortfolioResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.entries_size(), 0);
  Merge("nieuw", "aios-1");
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.entries_size(), 1);
  Unmerge("nieuw", "aios-1");
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.entries_size(), 0);
  context->TryCancel();
  reader->Finish();
}

TEST_F(MergedPeople, OweTheWorkOfBoth) {
  Merge("nieuw", "docent");
  const auto owed = [&](const std::string& person) {
    v1::ListObligationsRequest request;
    request.set_min_position(position_);
    v1::ListObligationsResponse response;
    EXPECT_TRUE(work_
                    ->ListObligations(As(person, "ROLE_TEACHER").get(), request,
                                      &response)
                    .ok());
    return response.obligations_size();
  };
  EXPECT_GT(owed("docent"), 0);
  EXPECT_EQ(owed("nieuw"), owed("docent"));
  // A party has no staff right in the own case (A-55).
  Merge("nieuw", "aios-1");
  EXPECT_EQ(owed("docent"), 0);
}

TEST_F(MergedPeople, ActUnderTheRecordWithWhichTheyGoOn) {
  Merge("nieuw", "aios-1");
  Do(As("aios-1", "ROLE_RESIDENT"),
     R"(signal_discontent { placement_id: "@placement:stage-1" })");
  const auto signalled_by = [&](std::unique_ptr<grpc::ClientContext> context) {
    v1::ListSignalsResponse response;
    EXPECT_TRUE(cases_->ListSignals(context.get(), {}, &response).ok());
    std::vector<std::string> people;
    for (const v1::Signal& signal : response.signals()) {
      people.push_back(signal.signalled_by());
    }
    return people;
  };
  const std::string kept = Voorbeeldstad::Id("person", "nieuw");
  EXPECT_THAT(signalled_by(AsTeacher()), ElementsAre(kept));
  EXPECT_THAT(signalled_by(As("aios-1", "ROLE_RESIDENT")), ElementsAre(kept));
  // What was done meanwhile stays as it was recorded.
  Unmerge("nieuw", "aios-1");
  EXPECT_THAT(signalled_by(AsTeacher()), ElementsAre(kept));
  EXPECT_THAT(signalled_by(As("aios-1", "ROLE_RESIDENT")), IsEmpty());
}

TEST_F(MergedPeople, SeeTheSignalsOfBoth_S1) {
  Do(As("aios-1", "ROLE_RESIDENT"),
     R"(signal_discontent { placement_id: "@placement:stage-1" })");
  Merge("nieuw", "aios-1");
  v1::ListSignalsResponse response;
  ASSERT_TRUE(
      cases_->ListSignals(As("nieuw", "ROLE_RESIDENT").get(), {}, &response)
          .ok());
  EXPECT_EQ(response.signals_size(), 1);
}

TEST_F(MergedPeople, AreRepresentedUnderTheRecordWithWhichTheyGoOn_A54) {
  Merge("nieuw", "aios-1");
  v1::SubmitRequest request;
  request.set_request_id("for");
  request.mutable_on_behalf_of()->set_person_id(
      Voorbeeldstad::Id("person", "aios-1"));
  request.mutable_on_behalf_of()->set_role(v1::ROLE_RESIDENT);
  request.mutable_on_behalf_of()->set_channel(v1::CHANNEL_PHONE);
  *request.add_commands() = Voorbeeldstad::Command(
      R"(signal_discontent { placement_id: "@placement:stage-1" })");
  v1::SubmitResponse response;
  const grpc::Status status =
      cases_->Submit(AsTeacher().get(), request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  v1::ListSignalsResponse signals;
  ASSERT_TRUE(cases_->ListSignals(AsTeacher().get(), {}, &signals).ok());
  ASSERT_EQ(signals.signals_size(), 1);
  EXPECT_EQ(signals.signals(0).signalled_by(),
            Voorbeeldstad::Id("person", "nieuw"));
}

TEST_F(MergedPeople, MustSayInWhichRoleWhenTheTwoHaveOneEach) {
  Merge("docent", "aios-2");
  auto context = std::make_unique<grpc::ClientContext>();
  SignIn(*context, "docent", "");
  v1::ListCasesResponse response;
  EXPECT_EQ(ReasonOf(cases_->ListCases(context.get(), {}, &response)),
            "NO_IDENTITY");
}

TEST_F(MergedPeople, LoseTheStreamThatWasTheirsTogether) {
  Merge("nieuw", "aios-1");
  v1::WatchCaseRequest request;
  request.set_case_id(case_id_);
  const auto context = As("nieuw", "ROLE_RESIDENT");
  const auto reader = cases_->WatchCase(context.get(), request);
  v1::WatchCaseResponse response;
  ASSERT_TRUE(reader->Read(&response));
  Unmerge("nieuw", "aios-1");
  Do(AsTeacher(),
     absl::StrCat(R"(hold_trainer_check_up { case_id: ")", case_id_, R"(" })"));
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_EQ(ReasonOf(reader->Finish()), "ROLE_NOT_GRANTED");
}

// The other way round too: who signed in as the duplicate goes on as that.
TEST_F(MergedPeople, GoOnAsWhomTheySignedInOnceTheyAreUnmerged) {
  Merge("aios-2", "aios-1");
  v1::WatchCaseRequest request;
  request.set_case_id(case_id_);
  const auto context = As("aios-1", "ROLE_RESIDENT");
  const auto reader = cases_->WatchCase(context.get(), request);
  v1::WatchCaseResponse response;
  ASSERT_TRUE(reader->Read(&response));
  Unmerge("aios-2", "aios-1");
  Do(AsTeacher(),
     absl::StrCat(R"(hold_trainer_check_up { case_id: ")", case_id_, R"(" })"));
  EXPECT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.case_().number(), "2026-001");
  context->TryCancel();
  reader->Finish();
}

TEST_F(MergedPeople, AreNotAvailableUnderBoth_G2) {
  DecoupleWithoutReport();
  const auto unavailable = [&] {
    v1::ListUnavailableTrainersRequest request;
    request.set_min_position(position_);
    v1::ListUnavailableTrainersResponse response;
    EXPECT_TRUE(directory_
                    ->ListUnavailableTrainers(
                        As("opleiders", "ROLE_TRAINER_MANAGER").get(), request,
                        &response)
                    .ok());
    std::vector<std::string> references;
    for (const v1::UnavailableTrainer& trainer : response.trainers()) {
      references.push_back(trainer.reference());
    }
    return references;
  };
  EXPECT_THAT(unavailable(), ElementsAre("opleider-1"));
  Merge("kandidaat-2", "opleider-1");
  EXPECT_THAT(unavailable(), UnorderedElementsAre("opleider-1", "kandidaat-2"));
  EXPECT_THAT(Export(As("opleiders", "ROLE_TRAINER_MANAGER"),
                     v1::EXPORT_KIND_UNAVAILABLE_TRAINERS),
              AllOf(HasSubstr("opleider-1"), HasSubstr("kandidaat-2")));
  v1::SubmitResponse response;
  const std::string placement = absl::StrCat(
      R"(register_placement {
           reference: "stage-9" resident_id: "@person:aios-3"
           trainer_ids: "@person:kandidaat-2"
           practice_id: "@practice:praktijk" group_id: "@group:groep"
           training_year: 1 starts_on {)",
      Written(absl::CivilDay(2026, 10, 1)), "} ends_on {",
      Written(absl::CivilDay(2027, 2, 28)), "} }");
  EXPECT_EQ(ReasonOf(Submit(AsAdministrator(), "place", placement, &response)),
            "TRAINER_NOT_AVAILABLE");
  Unmerge("kandidaat-2", "opleider-1");
  EXPECT_THAT(unavailable(), ElementsAre("opleider-1"));
  EXPECT_TRUE(Submit(AsAdministrator(), "place-2", placement, &response).ok());
}

TEST_F(MergedPeople, StayTwoRecordsInTheDirectory) {
  Merge("nieuw", "aios-1");
  const std::string duplicate = Voorbeeldstad::Id("person", "aios-1");
  const auto merged_into = [&] {
    v1::ListPeopleRequest request;
    request.add_person_ids(duplicate);
    request.set_min_position(position_);
    v1::ListPeopleResponse response;
    EXPECT_TRUE(
        directory_->ListPeople(AsTeacher().get(), request, &response).ok());
    return response.people_size() == 1 ? response.people(0).merged_into()
                                       : "not one";
  };
  EXPECT_EQ(merged_into(), Voorbeeldstad::Id("person", "nieuw"));
  EXPECT_THAT(Export(AsAdministrator(), v1::EXPORT_KIND_PEOPLE),
              AllOf(HasSubstr("\"nieuw\""), HasSubstr("\"aios-1\"")));
  v1::ListPlacementsRequest request;
  request.set_person_id(Voorbeeldstad::Id("person", "nieuw"));
  v1::ListPlacementsResponse placements;
  ASSERT_TRUE(directory_
                  ->ListPlacements(As("nieuw", "ROLE_RESIDENT").get(), request,
                                   &placements)
                  .ok());
  ASSERT_EQ(placements.placements_size(), 1);
  EXPECT_EQ(placements.placements(0).resident_id(), duplicate);
  Unmerge("nieuw", "aios-1");
  EXPECT_EQ(merged_into(), "");
}

TEST_F(MergedPeople, AreOfferedWhatTheyMayDoUnderEither) {
  const auto may_send_away = [&](const std::string& person) {
    v1::ListActionsRequest request;
    request.set_case_id(case_id_);
    request.set_min_position(position_);
    v1::ListActionsResponse response;
    cases_->ListActions(As(person, "ROLE_TRAINER").get(), request, &response);
    for (const v1::Action& action : response.actions()) {
      if (action.command().has_send_resident_away()) return action.allowed();
    }
    return false;
  };
  EXPECT_FALSE(may_send_away("kandidaat-2"));
  Merge("kandidaat-2", "opleider-1");
  EXPECT_TRUE(may_send_away("kandidaat-2"));
  EXPECT_TRUE(may_send_away("opleider-1"));
}

}  // namespace
}  // namespace driehoek
