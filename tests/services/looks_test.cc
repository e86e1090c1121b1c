// Who looked at what: every look is recorded before its answer goes out, and
// whom it concerns can see so (context V-3).
#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "absl/time/time.h"
#include "driehoek/v1/admin_service.grpc.pb.h"
#include "driehoek/v1/file_service.grpc.pb.h"
#include "driehoek/v1/privacy_service.grpc.pb.h"
#include "eventstore/memory_event_store.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/services/breaking_store.h"
#include "tests/services/case_fixture.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class LooksTest : public CaseTest {
 protected:
  void SetUp() override {
    ServerOptions options;
    recorded_ = NewMemoryEventStore(Voorbeeldstad::Identity());
    options.access_log = std::make_unique<BreakingStore>(recorded_, breaking_);
    StartFilled(std::move(options));
    GrantAuditor();
    GrantStranger();
    OpenFullCase();
    // The views have all of it; a list is no look.
    v1::ListCasesRequest all;
    all.set_min_position(position_);
    v1::ListCasesResponse response;
    ASSERT_TRUE(cases_->ListCases(AsTeacher().get(), all, &response).ok());
  }
  void TearDown() override { server_.reset(); }

  grpc::Status GetCase(const std::string& person, const std::string& role,
                       const std::string& case_id) {
    v1::GetCaseRequest request;
    request.set_case_id(case_id);
    request.set_min_position(position_);
    v1::GetCaseResponse response;
    return cases_->GetCase(As(person, role).get(), request, &response);
  }

  grpc::Status List(const std::string& person, const std::string& role,
                    const v1::ListLooksRequest& request,
                    v1::ListLooksResponse* response) {
    return audit_->ListLooks(As(person, role).get(), request, response);
  }
  // As an auditor gets them, newest first, without those of auditors.
  std::vector<v1::Look> LooksAtTheCase() {
    v1::ListLooksRequest request;
    request.set_case_id(case_id_);
    v1::ListLooksResponse response;
    const grpc::Status status = List("fg", "ROLE_AUDITOR", request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    std::vector<v1::Look> looks;
    for (const v1::Look& look : response.looks()) {
      if (look.by().role() != v1::ROLE_AUDITOR) looks.push_back(look);
    }
    return looks;
  }
  // What someone gets of the own files, newest first.
  std::vector<v1::Look> OwnLooks(const std::string& person,
                                 const std::string& role) {
    v1::ListLooksResponse response;
    const grpc::Status status = List(person, role, {}, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return {response.looks().begin(), response.looks().end()};
  }

  Breaking breaking_;
  std::shared_ptr<EventStore> recorded_;  // The access log.
};

TEST_F(LooksTest, TellWhomItConcernsWhenInWhichRoleAndWhatForAndNotWho) {
  ASSERT_TRUE(GetCase("docent", "ROLE_TEACHER", case_id_).ok());
  for (const auto& [person, role] : {std::pair("aios-1", "ROLE_RESIDENT"),
                                     std::pair("opleider-1", "ROLE_TRAINER")}) {
    const std::vector<v1::Look> looks = OwnLooks(person, role);
    ASSERT_FALSE(looks.empty()) << person;
    // Whoever asks who looked has looked too, and last.
    const v1::Look& look = looks.back();
    EXPECT_EQ(look.looked().kind(), v1::LOOK_KIND_CASE);
    EXPECT_EQ(look.looked().purpose(), v1::PURPOSE_GUIDANCE);
    EXPECT_EQ(look.looked().case_id(), case_id_);
    EXPECT_EQ(look.by().role(), v1::ROLE_TEACHER);
    EXPECT_EQ(look.by().person_id(), "");
    EXPECT_EQ(look.looked().from(), "");
    EXPECT_EQ(look.at_micros(), absl::ToUnixMicros(clock_.Now()));
    EXPECT_FALSE(look.case_number().empty());
  }
  EXPECT_THAT(OwnLooks("aios-2", "ROLE_RESIDENT"), IsEmpty());
}

TEST_F(LooksTest, TellAnAuditorWhoItWasAndFromWhere) {
  ASSERT_TRUE(GetCase("docent", "ROLE_TEACHER", case_id_).ok());
  const std::vector<v1::Look> looks = LooksAtTheCase();
  ASSERT_THAT(looks, SizeIs(1));
  EXPECT_EQ(looks[0].by().person_id(), Voorbeeldstad::Id("person", "docent"));
  EXPECT_EQ(looks[0].looked().from(), "ipv4:127.0.0.1");

  v1::ListLooksRequest request;
  request.set_by_person_id(Voorbeeldstad::Id("person", "docent"));
  v1::ListLooksResponse response;
  ASSERT_TRUE(List("fg", "ROLE_AUDITOR", request, &response).ok());
  EXPECT_THAT(response.looks(), SizeIs(1));
  request.Clear();
  request.set_person_id(Voorbeeldstad::Id("person", "aios-1"));
  ASSERT_TRUE(List("fg", "ROLE_AUDITOR", request, &response).ok());
  EXPECT_EQ(response.looks().rbegin()->by().person_id(),
            Voorbeeldstad::Id("person", "docent"));
  // That the auditor asked is seen as well.
  EXPECT_EQ(OwnLooks("aios-1", "ROLE_RESIDENT")[0].looked().purpose(),
            v1::PURPOSE_AUDIT);
}

TEST_F(LooksTest, OfWhatIsRefusedAreRecordedAndTellTheCallerNothing) {
  const grpc::Status hidden = GetCase("elders", "ROLE_TEACHER", case_id_);
  const grpc::Status missing =
      GetCase("elders", "ROLE_TEACHER", "0123456789abcdefghjkmnpqrs");
  EXPECT_EQ(hidden.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(hidden.error_message(), missing.error_message());
  EXPECT_EQ(hidden.error_details(), missing.error_details());

  EXPECT_THAT(OwnLooks("aios-1", "ROLE_RESIDENT"), IsEmpty())
      << "nothing was seen";
  const std::vector<v1::Look> looks = LooksAtTheCase();
  ASSERT_THAT(looks, SizeIs(1));
  EXPECT_EQ(looks[0].looked().refused(), ReasonOf(hidden));
  EXPECT_EQ(looks[0].looked().resident_id(), "")
      << "of what was not shown it is not looked up whose it is";
  EXPECT_EQ(looks[0].by().person_id(), Voorbeeldstad::Id("person", "elders"));
}

TEST_F(LooksTest, AtACaseByItsNumberAreFoundToo) {
  const std::string number = CaseNow(case_id_).number();
  EXPECT_EQ(GetCase("elders", "ROLE_TEACHER", number).error_code(),
            grpc::StatusCode::NOT_FOUND);
  std::vector<v1::Look> looks = LooksAtTheCase();
  looks.erase(std::remove_if(looks.begin(), looks.end(),
                             [](const v1::Look& look) {
                               return look.looked().refused().empty();
                             }),
              looks.end());
  ASSERT_THAT(looks, SizeIs(1));
  EXPECT_EQ(looks[0].by().person_id(), Voorbeeldstad::Id("person", "elders"));
}

TEST_F(LooksTest, OfACaseThatIsNotThereAreRefusedInTheSameWords) {
  v1::GetTimelineRequest request;
  v1::GetTimelineResponse response;
  request.set_case_id(case_id_);
  const grpc::Status hidden = cases_->GetTimeline(
      As("elders", "ROLE_TEACHER").get(), request, &response);
  request.set_case_id("0123456789abcdefghjkmnpqrs");
  const grpc::Status missing = cases_->GetTimeline(
      As("elders", "ROLE_TEACHER").get(), request, &response);
  EXPECT_EQ(hidden.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(missing.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(hidden.error_details(), missing.error_details());
}

TEST_F(LooksTest, AtADocumentAreToldToWhoKnowsOfIt_A21) {
  v1::GetDocumentRequest request;
  request.set_case_id(case_id_);
  request.set_document_id(document_id_);
  v1::GetDocumentResponse response;
  ASSERT_TRUE(
      documents_->GetDocument(AsTeacher().get(), request, &response).ok());
  const std::vector<v1::Look> looks = OwnLooks("opleider-1", "ROLE_TRAINER");
  ASSERT_FALSE(looks.empty());
  EXPECT_EQ(looks.back().looked().document_id(), document_id_)
      << "a report of the meeting is there for the trainer";
}

TEST_F(LooksTest, OfWhatWasAskedOfAnEarlierTimeAreNotRefusedToWhoMaySeeIt) {
  v1::GetCaseRequest request;
  request.set_case_id(case_id_);
  request.mutable_as_of()->set_position(1);
  v1::GetCaseResponse response;
  EXPECT_EQ(ReasonOf(cases_->GetCase(AsTeacher().get(), request, &response)),
            "NOT_YET_THEN");
  for (const v1::Look& look : LooksAtTheCase()) {
    EXPECT_EQ(look.looked().refused(), "");
  }
}

TEST_F(LooksTest, OfAnIdThatIsNoneAreRefusedByItsName) {
  v1::ListLooksRequest request;
  request.set_person_id("geen id!");
  v1::ListLooksResponse response;
  const grpc::Status status = List("fg", "ROLE_AUDITOR", request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  v1::GetPortfolioRequest portfolio;
  portfolio.set_resident_id("geen id!");
  v1::GetPortfolioResponse entries;
  EXPECT_EQ(portfolios_->GetPortfolio(AsTeacher().get(), portfolio, &entries)
                .error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST_F(LooksTest, AreNotForOthers) {
  v1::ListLooksResponse response;
  for (const auto& [person, role] :
       {std::pair("docent", "ROLE_TEACHER"),
        std::pair("jaar", "ROLE_YEAR_ASSISTANT"),
        std::pair("beheer", "ROLE_ADMINISTRATOR")}) {
    EXPECT_EQ(List(person, role, {}, &response).error_code(),
              grpc::StatusCode::PERMISSION_DENIED)
        << person;
  }
  v1::ListLooksRequest request;
  request.set_person_id(Voorbeeldstad::Id("person", "aios-2"));
  EXPECT_EQ(List("aios-1", "ROLE_RESIDENT", request, &response).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  request.Clear();
  request.set_case_id(case_id_);
  EXPECT_EQ(List("aios-1", "ROLE_RESIDENT", request, &response).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  request.set_person_id(Voorbeeldstad::Id("person", "aios-1"));
  EXPECT_EQ(List("fg", "ROLE_AUDITOR", request, &response).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT)
      << "two things at once";
}

TEST_F(LooksTest, ComeNewestFirstPageByPage) {
  for (int i = 0; i < 5; ++i) {
    clock_.Advance(absl::Minutes(1));
    ASSERT_TRUE(GetCase("docent", "ROLE_TEACHER", case_id_).ok());
  }
  v1::ListLooksRequest request;
  request.set_by_person_id(Voorbeeldstad::Id("person", "docent"));
  request.set_page_size(2);
  std::vector<int64_t> moments;
  std::vector<int> sizes;
  do {
    v1::ListLooksResponse page;
    ASSERT_TRUE(List("fg", "ROLE_AUDITOR", request, &page).ok());
    sizes.push_back(page.looks_size());
    for (const v1::Look& look : page.looks()) {
      moments.push_back(look.at_micros());
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(sizes, ElementsAre(2, 2, 1));
  EXPECT_TRUE(std::is_sorted(moments.rbegin(), moments.rend()));
  request.set_page_token("verzonnen");
  v1::ListLooksResponse page;
  EXPECT_EQ(List("fg", "ROLE_AUDITOR", request, &page).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(LooksTest, AreNotPossibleWhileTheyCannotBeRecorded) {
  breaking_.full = true;
  const grpc::Status refused = GetCase("docent", "ROLE_TEACHER", case_id_);
  EXPECT_EQ(ReasonOf(refused), "LOOK_NOT_RECORDED");
  v1::WatchCaseRequest request;
  request.set_case_id(case_id_);
  EXPECT_EQ(ReasonOf(ReadOne(*cases_, &v1::CaseService::Stub::WatchCase,
                             AsTeacher(), request)),
            "LOOK_NOT_RECORDED");
  EXPECT_EQ(ReasonOf(GetCase("elders", "ROLE_TEACHER", case_id_)),
            "LOOK_NOT_RECORDED")
      << "what is refused is recorded as well";
  v1::ListCasesResponse list;
  EXPECT_TRUE(cases_->ListCases(AsTeacher().get(), {}, &list).ok())
      << "a list is not recorded";
  breaking_.full = false;
  EXPECT_TRUE(GetCase("docent", "ROLE_TEACHER", case_id_).ok());
}

// A method that is not in either list is a new one: decide what it is.
class EveryMethod : public LooksTest {
 protected:
  template <typename Stub, typename Request, typename Response>
  static grpc::Status Ask(Stub& stub,
                          grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                       const Request&,
                                                       Response*),
                          const std::string& person, const std::string& role,
                          const Request& request) {
    Response response;
    return (stub.*method)(As(person, role).get(), request, &response);
  }

  // A call that shows something about the resident or the trainer of placement
  // 1, to who may see it; and someone who may not.
  struct Looking {
    std::pair<std::string, std::string> who;  // Person and role.
    std::pair<std::string, std::string> stranger;
    v1::LookKind kind;
    std::function<grpc::Status(const std::string&, const std::string&)> call;

    grpc::Status Look() const { return call(who.first, who.second); }
    grpc::Status LookAsStranger() const {
      return call(stranger.first, stranger.second);
    }
  };

  template <typename Stub, typename Method, typename Request>
  static auto By(Stub& stub, Method method, const Request& request) {
    return [&stub, method, request](const std::string& person,
                                    const std::string& role) {
      return Ask(stub, method, person, role, request);
    };
  }
  template <typename Stub, typename Method, typename Request>
  static auto Streamed(Stub& stub, Method method, const Request& request) {
    return [&stub, method, request](const std::string& person,
                                    const std::string& role) {
      return ReadOne(stub, method, As(person, role), request);
    };
  }
  template <typename Request>
  Request OfCase(Request request) const {
    request.set_case_id(case_id_);
    return request;
  }
  template <typename Request>
  Request OfDocument(Request request) const {
    request.set_document_id(document_id_);
    return request;
  }
  template <typename Request>
  static Request OfResident(Request request) {
    request.set_resident_id(Voorbeeldstad::Id("person", "aios-1"));
    return request;
  }
  template <typename Request>
  static Request OfTrainer(Request request) {
    request.set_trainer_id(Voorbeeldstad::Id("person", "opleider-1"));
    return request;
  }

  // Once.
  v1::GetPrivacyRequestRequest AskedByResident() {
    if (asked_.privacy_request_id().empty()) {
      const v1::SubmitResponse done =
          Do("aios-1", "ROLE_RESIDENT",
             "make_privacy_request { right: PRIVACY_RIGHT_ACCESS }");
      asked_.set_privacy_request_id(done.ids(0));
      asked_.set_min_position(done.position());
    }
    return asked_;
  }

  v1::GetPackageRequest PackageOfResident() {
    v1::GetPackageRequest request;
    request.set_privacy_request_id(AskedByResident().privacy_request_id());
    request.set_min_position(asked_.min_position());
    return request;
  }

  std::map<std::string, Looking> Calls() {
    using Cases = v1::CaseService::Stub;
    using Portfolios = v1::PortfolioService::Stub;
    using Dossiers = v1::DossierService::Stub;
    using Documents = v1::DocumentService::Stub;
    using Audit = v1::AuditService::Stub;
    using Privacy = v1::PrivacyService::Stub;
    const std::pair<std::string, std::string> teacher = {"docent",
                                                         "ROLE_TEACHER"};
    const std::pair<std::string, std::string> elsewhere = {"elders",
                                                           "ROLE_TEACHER"};
    const std::pair<std::string, std::string> resident = {"aios-1",
                                                          "ROLE_RESIDENT"};
    const std::pair<std::string, std::string> other_resident = {
        "aios-2", "ROLE_RESIDENT"};
    const std::pair<std::string, std::string> trainer = {"opleider-1",
                                                         "ROLE_TRAINER"};
    const std::pair<std::string, std::string> other_trainer = {"opleider-2",
                                                               "ROLE_TRAINER"};
    const std::pair<std::string, std::string> head = {"plv",
                                                      "ROLE_DEPUTY_HEAD"};
    v1::GetWordsRequest words = OfCase(v1::GetWordsRequest());
    words.set_position(words_at_);
    auto attachment = OfDocument(OfCase(v1::ReadAttachmentRequest()));
    attachment.set_file_id(file_id_);
    v1::ExportRequest people;
    people.set_kind(v1::EXPORT_KIND_PEOPLE);
    return {
        {"CaseService.GetCase",
         {teacher, elsewhere, v1::LOOK_KIND_CASE,
          By(*cases_, &Cases::GetCase, OfCase(v1::GetCaseRequest()))}},
        {"CaseService.GetTimeline",
         {teacher, elsewhere, v1::LOOK_KIND_TIMELINE,
          By(*cases_, &Cases::GetTimeline, OfCase(v1::GetTimelineRequest()))}},
        {"CaseService.GetWords",
         {teacher, elsewhere, v1::LOOK_KIND_WORDS,
          By(*cases_, &Cases::GetWords, words)}},
        {"CaseService.WatchCase",
         {teacher, elsewhere, v1::LOOK_KIND_CASE,
          Streamed(*cases_, &Cases::WatchCase,
                   OfCase(v1::WatchCaseRequest()))}},
        {"PortfolioService.GetPortfolio",
         {resident, other_resident, v1::LOOK_KIND_PORTFOLIO,
          By(*portfolios_, &Portfolios::GetPortfolio,
             OfResident(v1::GetPortfolioRequest()))}},
        {"PortfolioService.GetPortfolioDocument",
         {resident, other_resident, v1::LOOK_KIND_DOCUMENT,
          By(*portfolios_, &Portfolios::GetPortfolioDocument,
             OfDocument(OfResident(v1::GetPortfolioDocumentRequest())))}},
        {"PortfolioService.WatchPortfolio",
         {resident, other_resident, v1::LOOK_KIND_PORTFOLIO,
          Streamed(*portfolios_, &Portfolios::WatchPortfolio,
                   OfResident(v1::WatchPortfolioRequest()))}},
        {"DossierService.GetDossier",
         {trainer, other_trainer, v1::LOOK_KIND_DOSSIER,
          By(*dossiers_, &Dossiers::GetDossier,
             OfTrainer(v1::GetDossierRequest()))}},
        {"DossierService.GetDossierDocument",
         {trainer, other_trainer, v1::LOOK_KIND_DOCUMENT,
          By(*dossiers_, &Dossiers::GetDossierDocument,
             OfDocument(OfTrainer(v1::GetDossierDocumentRequest())))}},
        {"DossierService.WatchDossier",
         {trainer, other_trainer, v1::LOOK_KIND_DOSSIER,
          Streamed(*dossiers_, &Dossiers::WatchDossier,
                   OfTrainer(v1::WatchDossierRequest()))}},
        {"DocumentService.GetDocument",
         {teacher, elsewhere, v1::LOOK_KIND_DOCUMENT,
          By(*documents_, &Documents::GetDocument,
             OfDocument(OfCase(v1::GetDocumentRequest())))}},
        {"DocumentService.ReadAttachment",
         {teacher, elsewhere, v1::LOOK_KIND_DOCUMENT,
          Streamed(*documents_, &Documents::ReadAttachment, attachment)}},
        {"DocumentService.ListOpenings",
         {{"jaar", "ROLE_YEAR_ASSISTANT"},
          elsewhere,
          v1::LOOK_KIND_LOOKS,
          By(*documents_, &Documents::ListOpenings,
             OfDocument(OfCase(v1::ListOpeningsRequest())))}},
        {"AuditService.GetHistory",
         {head, elsewhere, v1::LOOK_KIND_HISTORY,
          Streamed(*audit_, &Audit::GetHistory,
                   OfCase(v1::GetHistoryRequest()))}},
        {"AuditService.ListLooks",
         {{"fg", "ROLE_AUDITOR"},
          elsewhere,
          v1::LOOK_KIND_LOOKS,
          By(*audit_, &Audit::ListLooks, OfCase(v1::ListLooksRequest()))}},
        {"DirectoryService.Export",
         {{"beheer", "ROLE_ADMINISTRATOR"},
          elsewhere,
          v1::LOOK_KIND_DIRECTORY,
          Streamed(*directory_, &v1::DirectoryService::Stub::Export, people)}},
        // A teacher elsewhere gets those of the own group: nobody is refused
        // but for the role.
        {"CaseService.ListSignals",
         {teacher,
          {"beheer", "ROLE_TEACHER"},
          v1::LOOK_KIND_WORDS,
          By(*cases_, &Cases::ListSignals, v1::ListSignalsRequest())}},
        {"PrivacyService.ListErasures",
         {head, elsewhere, v1::LOOK_KIND_WORDS,
          By(*privacy_, &Privacy::ListErasures, v1::ListErasuresRequest())}},
        {"PrivacyService.GetPrivacyRequest",
         {head, elsewhere, v1::LOOK_KIND_WORDS,
          By(*privacy_, &Privacy::GetPrivacyRequest, AskedByResident())}},
        {"PrivacyService.GetPackage",
         {head, elsewhere, v1::LOOK_KIND_PACKAGE,
          Streamed(*privacy_, &Privacy::GetPackage, PackageOfResident())}},
        {"PrivacyService.ListLegalHolds",
         {head, elsewhere, v1::LOOK_KIND_WORDS,
          By(*privacy_, &Privacy::ListLegalHolds,
             v1::ListLegalHoldsRequest())}},
    };
  }

  v1::GetPrivacyRequestRequest asked_;

  // The newest look of this person, as it was recorded, whoever is told of it.
  v1::Look NewestOf(const std::string& person) {
    ReadOptions options;
    options.backwards = true;
    options.limit = 1;
    const auto reader = recorded_->Read(
        Query::AnyOf(
            {{{EventType::kLooked},
              {{TagKind::kPerson, Voorbeeldstad::Id("person", person)}}}}),
        options);
    EXPECT_TRUE(reader.ok()) << reader.status();
    const auto newest = (*reader)->Next();
    EXPECT_TRUE(newest.ok()) << newest.status();
    v1::Look look;
    if (!newest->has_value()) return look;
    *look.mutable_by() = (*newest)->envelope.actor;
    *look.mutable_looked() = (*newest)->event.looked();
    return look;
  }

  // What changes something, what shows nothing of anyone, and what lists ids,
  // names, dates and states.
  static std::set<std::string> Others() {
    return {"AdminService.VerifyLog",
            "AdminService.GetStatus",
            "AdminService.GetClock",
            "AdminService.ConfirmClock",
            "AdminService.RebuildViews",
            "AdminService.AdvanceClock",
            "CaseService.Submit",
            "CaseService.ListCases",
            "CaseService.ListActions",
            "DirectoryService.LookUp",
            "DirectoryService.ListPeople",
            "DirectoryService.ListGroups",
            "DirectoryService.ListPractices",
            "DirectoryService.ListPlacements",
            "DirectoryService.Import",
            "DirectoryService.ListCalendarDays",
            "DirectoryService.ListUnavailableTrainers",
            "DocumentService.ListDocuments",
            "DocumentService.UploadFile",
            "OverviewService.ListWaiting",
            "OverviewService.CountOutcomes",
            "OverviewService.CountDeviations",
            "OverviewService.GetStatistics",
            "PrivacyService.ListRetained",
            "ProcedureService.ListProcedures",
            "ProcedureService.GetProcedure",
            "ProcedureService.ValidateProcedure",
            "ProcedureService.CompareProcedures",
            "ProcedureService.PublishProcedure",
            "SignInService.SignInToTryOut",
            "SignInService.GetProvider",
            "SignInService.AcceptInvitation",
            "SignInService.GetSignIn",
            "WorkService.ListObligations",
            "WorkService.Explain",
            "WorkService.Forecast",
            "WorkService.ListStandings",
            "WorkService.WatchAlerts"};
  }
};

TEST_F(EveryMethod, IsRecordedOrShowsNothingThatNeedsToBe) {
  std::set<std::string> decided = Others();
  for (const auto& [name, call] : Calls()) {
    EXPECT_TRUE(decided.insert(name).second) << name << " is in both";
  }
  EXPECT_EQ(decided, MethodsOfTheContract());
}

TEST_F(EveryMethod, ThatShowsSomethingOfSomeoneIsRecorded) {
  for (const auto& [name, call] : Calls()) {
    const int before = breaking_.commits;
    const grpc::Status status = call.Look();
    EXPECT_TRUE(status.ok()) << name << ": " << status.error_message();
    EXPECT_EQ(breaking_.commits, before + 1) << name;
    if (call.who.first == "fg") continue;  // Asking is itself the newest look.
    const v1::Look look = NewestOf(call.who.first);
    EXPECT_EQ(look.looked().kind(), call.kind) << name;
    EXPECT_EQ(look.looked().refused(), "") << name;
    EXPECT_NE(look.looked().purpose(), v1::PURPOSE_UNSPECIFIED) << name;
    EXPECT_EQ(v1::Role_Name(look.by().role()), call.who.second) << name;
    // Whose it is.
    if (name.starts_with("PortfolioService.")) {
      EXPECT_EQ(look.looked().resident_id(),
                Voorbeeldstad::Id("person", "aios-1"))
          << name;
    } else if (name.starts_with("DossierService.")) {
      EXPECT_THAT(look.looked().trainer_ids(),
                  ElementsAre(Voorbeeldstad::Id("person", "opleider-1")))
          << name;
    } else if ((name.starts_with("CaseService.") &&
                name != "CaseService.ListSignals") ||
               name.starts_with("DocumentService.") ||
               name == "AuditService.GetHistory") {
      EXPECT_EQ(look.looked().case_id(), case_id_) << name;
      EXPECT_EQ(look.looked().resident_id(),
                Voorbeeldstad::Id("person", "aios-1"))
          << name;
      EXPECT_THAT(look.looked().trainer_ids(),
                  ElementsAre(Voorbeeldstad::Id("person", "opleider-1")))
          << name;
    }
    // Which view: where the kind does not tell, the call does.
    if (call.kind == v1::LOOK_KIND_WORDS ||
        call.kind == v1::LOOK_KIND_DIRECTORY ||
        call.kind == v1::LOOK_KIND_LOOKS) {
      EXPECT_EQ(look.looked().call(), name.substr(name.find('.') + 1));
    }
    EXPECT_EQ(look.looked().position() != 0, name == "CaseService.GetWords")
        << name;
    EXPECT_EQ(look.looked().list(),
              name == "DirectoryService.Export" ? "EXPORT_KIND_PEOPLE" : "")
        << name;
    if (call.kind == v1::LOOK_KIND_DOCUMENT) {
      EXPECT_EQ(look.looked().document_id(), document_id_) << name;
    }
  }
}

TEST_F(EveryMethod, ThatIsRefusedIsRecordedAsSuchWithWhatWasAskedFor) {
  for (const auto& [name, call] : Calls()) {
    const int before = breaking_.commits;
    EXPECT_FALSE(call.LookAsStranger().ok()) << name;
    EXPECT_EQ(breaking_.commits, before + 1) << name;
    const v1::Looked looked = NewestOf(call.stranger.first).looked();
    EXPECT_EQ(looked.kind(), call.kind) << name;
    EXPECT_NE(looked.refused(), "") << name;
    EXPECT_EQ(looked.purpose(), v1::PURPOSE_UNSPECIFIED) << name;
    EXPECT_EQ(looked.place(), "") << name;
    if (call.kind == v1::LOOK_KIND_DOCUMENT) {
      EXPECT_EQ(looked.document_id(), document_id_) << name;
    }
    if (call.stranger.second == "ROLE_RESIDENT") {
      EXPECT_EQ(looked.resident_id(), Voorbeeldstad::Id("person", "aios-1"))
          << name;
    } else if (call.stranger.second == "ROLE_TRAINER") {
      EXPECT_THAT(looked.trainer_ids(),
                  ElementsAre(Voorbeeldstad::Id("person", "opleider-1")))
          << name;
    } else if (call.kind != v1::LOOK_KIND_DIRECTORY &&
               name != "CaseService.ListSignals" &&
               !name.starts_with("PrivacyService.")) {  // Of no one case.
      EXPECT_EQ(looked.case_id(), case_id_) << name;
    }
  }
  EXPECT_THAT(OwnLooks("aios-1", "ROLE_RESIDENT"), IsEmpty());
}

// What shows nothing of anyone, and is refused because of who asks.
class RefusedCalls : public EveryMethod {
 protected:
  // The newest look of the person, who was refused just now.
  v1::Look RefusedTo(const std::string& person, const grpc::Status& status,
                     const std::string& reason) {
    EXPECT_EQ(ReasonOf(status), reason) << status.error_message();
    v1::Look look = NewestOf(person);
    EXPECT_EQ(look.looked().refused(), reason);
    EXPECT_EQ(look.looked().from(), "ipv4:127.0.0.1");
    EXPECT_EQ(look.looked().purpose(), v1::PURPOSE_UNSPECIFIED);
    return look;
  }

  // Several in one, with "$0" for the case.
  grpc::Status Command(const std::string& person, const std::string& role,
                       const std::vector<std::string>& commands,
                       const std::string& on_behalf_of = "") {
    v1::SubmitRequest request;
    request.set_request_id(absl::StrCat("do-", ++requests_));
    for (const std::string& command : commands) {
      EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
          absl::Substitute(command, case_id_), request.add_commands()));
    }
    if (!on_behalf_of.empty()) {
      request.mutable_on_behalf_of()->set_person_id(on_behalf_of);
      request.mutable_on_behalf_of()->set_role(v1::ROLE_HEAD);
    }
    v1::SubmitResponse response;
    return cases_->Submit(As(person, role).get(), request, &response);
  }

  static constexpr char kRule[] =
      R"(rule_decoupling { case_id: "$0" ruling: RULING_DECOUPLE })";
  static constexpr char kResolve[] =
      R"(resolve_without_decoupling { case_id: "$0" })";
};

TEST_F(RefusedCalls, InARoleThatIsNotHeldAreRecordedWithWhatWasAskedFor) {
  v1::Look look =
      RefusedTo("beheer",
                By(*cases_, &v1::CaseService::Stub::ListCases,
                   v1::ListCasesRequest())("beheer", "ROLE_TEACHER"),
                "ROLE_NOT_GRANTED");
  EXPECT_EQ(look.by().role(), v1::ROLE_TEACHER);
  EXPECT_EQ(look.looked().kind(), v1::LOOK_KIND_OTHER);
  EXPECT_EQ(look.looked().call(), "ListCases");
  look =
      RefusedTo("beheer",
                Streamed(*cases_, &v1::CaseService::Stub::WatchCase,
                         OfCase(v1::WatchCaseRequest()))("beheer", "ROLE_HEAD"),
                "ROLE_NOT_GRANTED");
  EXPECT_EQ(look.by().role(), v1::ROLE_HEAD);
  EXPECT_EQ(look.looked().kind(), v1::LOOK_KIND_CASE);
  EXPECT_EQ(look.looked().case_id(), case_id_);
}

TEST_F(RefusedCalls, OfWhoeverIsBlockedAreRecordedWithWhatWasAskedFor) {
  Do("beheer", "ROLE_ADMINISTRATOR",
     R"(block_sign_in { person_id: "@person:elders" })");
  for (const char* const role : {"ROLE_TEACHER", ""}) {
    const v1::Look look = RefusedTo("elders", GetCase("elders", role, case_id_),
                                    "SIGN_IN_BLOCKED");
    EXPECT_EQ(look.looked().kind(), v1::LOOK_KIND_CASE);
    EXPECT_EQ(look.looked().case_id(), case_id_);
  }
  const v1::Looked looked =
      RefusedTo("elders", Command("elders", "ROLE_TEACHER", {kRule}),
                "SIGN_IN_BLOCKED")
          .looked();
  EXPECT_EQ(looked.call(), "Submit");
  EXPECT_EQ(looked.case_id(), case_id_);
  EXPECT_THAT(looked.commands(), ElementsAre("rule_decoupling"));
}

TEST_F(RefusedCalls, OfACommandAreRecordedWithWhatItWasAndWithNothingOfIt) {
  v1::Looked looked =
      RefusedTo("elders", Command("elders", "ROLE_TEACHER", {kResolve}),
                "CASE_NOT_FOUND")
          .looked();
  EXPECT_EQ(looked.kind(), v1::LOOK_KIND_OTHER);
  EXPECT_EQ(looked.call(), "Submit");
  EXPECT_EQ(looked.case_id(), case_id_);
  EXPECT_THAT(looked.commands(), ElementsAre("resolve_without_decoupling"));
  looked = RefusedTo("docent", Command("docent", "ROLE_TEACHER", {kRule}),
                     "NOT_COMPETENT")
               .looked();
  EXPECT_THAT(looked.commands(), ElementsAre("rule_decoupling"));
}

TEST_F(RefusedCalls, OfSeveralCommandsAreRecordedInTheCaseOfTheRefusedOne) {
  const std::string signal =
      absl::StrCat(R"(signal_discontent { note: "Verzonnen." placement_id: ")",
                   Voorbeeldstad::Id("placement", "stage-1"), R"(" })");
  const v1::Looked looked =
      RefusedTo("docent", Command("docent", "ROLE_TEACHER", {signal, kRule}),
                "NOT_COMPETENT")
          .looked();
  EXPECT_EQ(looked.case_id(), case_id_);
  EXPECT_THAT(looked.commands(), ElementsAre("rule_decoupling"));
}

TEST_F(RefusedCalls, AreNotThoseThatAreMistakes) {
  const int before = breaking_.commits;
  EXPECT_EQ(ReasonOf(Command("docent", "ROLE_TEACHER",
                             {R"(hold_trainer_check_up { case_id: "$0"
                                   meeting_id: "fout" })"})),
            "MEETING_NOT_FOUND");
  EXPECT_EQ(breaking_.commits, before);
}

// That there is one is for its author alone, and who tries to take back what is
// not there has or had one.
TEST_F(RefusedCalls, TellNobodyOfAReflection_A21) {
  const int before = breaking_.commits;
  EXPECT_EQ(ReasonOf(Command("aios-1", "ROLE_RESIDENT",
                             {R"(withdraw_reflection { case_id: "$0"
                                   document_id: "weg" })"})),
            "DOCUMENT_NOT_FOUND");
  EXPECT_EQ(breaking_.commits, before);
  const v1::Looked looked =
      RefusedTo("docent",
                Command("docent", "ROLE_TEACHER",
                        {R"(withdraw_reflection { case_id: "$0"
                              document_id: "weg" })"}),
                "NOT_COMPETENT")
          .looked();
  EXPECT_THAT(looked.commands(), IsEmpty());
}

TEST_F(RefusedCalls, TellNobodyOfASignal_S1) {
  const int before = breaking_.commits;
  EXPECT_EQ(ReasonOf(Command(
                "docent", "ROLE_TEACHER",
                {absl::StrCat(R"(link_signal { case_id: "$0"
                                   signal_id: "fout" group_id: ")",
                              Voorbeeldstad::Id("group", "groep"), R"(" })")})),
            "SIGNAL_NOT_FOUND");
  EXPECT_EQ(breaking_.commits, before);
  const v1::Looked looked =
      RefusedTo("aios-1",
                Command("aios-1", "ROLE_RESIDENT",
                        {R"(signal_discontent { note: "Verzonnen." })"},
                        Voorbeeldstad::Id("person", "aios-2")),
                "MAY_NOT_ACT_FOR_OTHERS")
          .looked();
  EXPECT_THAT(looked.commands(), IsEmpty());
}

// Of all that is not named, only a signal is of a placement or of a group.
TEST_F(RefusedCalls, TellNobodyOfASignalByWhatIsNotThereForIt_S1) {
  const int before = breaking_.commits;
  EXPECT_EQ(
      ReasonOf(Command(
          "elders", "ROLE_TEACHER",
          {absl::StrCat(R"(signal_discontent { note: "Verzonnen."
                                   placement_id: ")",
                        Voorbeeldstad::Id("placement", "stage-2"), R"(" })")})),
      "PLACEMENT_NOT_FOUND");
  EXPECT_EQ(ReasonOf(Command(
                "elders", "ROLE_TEACHER",
                {absl::StrCat(R"(clarify_perspectives {
                                   signal_id: "fout" group_id: ")",
                              Voorbeeldstad::Id("group", "groep"), R"(" })")})),
            "GROUP_NOT_FOUND");
  EXPECT_EQ(breaking_.commits, before);
}

TEST_F(RefusedCalls, OfWhatIsThereForOthersAreRecorded) {
  EXPECT_EQ(RefusedTo("elders",
                      Command("elders", "ROLE_TEACHER",
                              {absl::StrCat(
                                  R"(hold_triangular_meeting {
                                       outcome: MEETING_OUTCOME_FOLLOW_UP
                                       placement_id: ")",
                                  Voorbeeldstad::Id("placement", "stage-2"),
                                  R"(" })")}),
                      "PLACEMENT_NOT_FOUND")
                .looked()
                .call(),
            "Submit");
}

// Of someone's e-portfolio too: the author may have taken it back.
TEST_F(RefusedCalls, AtADocumentInAFileTellAnAuditorNothing_A21) {
  v1::GetPortfolioDocumentRequest request =
      OfResident(v1::GetPortfolioDocumentRequest());
  request.set_document_id("abcdefghijklmnopqrst");
  EXPECT_EQ(Ask(*portfolios_, &v1::PortfolioService::Stub::GetPortfolioDocument,
                "aios-1", "ROLE_RESIDENT", request)
                .error_code(),
            grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(NewestOf("aios-1").looked().refused(), "NOT_FOUND");
  v1::ListLooksRequest all;
  all.set_refused(true);
  v1::ListLooksResponse told;
  ASSERT_TRUE(List("fg", "ROLE_AUDITOR", all, &told).ok());
  EXPECT_THAT(told.looks(), IsEmpty());
  // In a role that is not held: that tells of no document.
  EXPECT_EQ(ReasonOf(Ask(*portfolios_,
                         &v1::PortfolioService::Stub::GetPortfolioDocument,
                         "aios-1", "ROLE_HEAD", request)),
            "ROLE_NOT_GRANTED");
  ASSERT_TRUE(List("fg", "ROLE_AUDITOR", all, &told).ok());
  EXPECT_THAT(told.looks(), SizeIs(1));
}

// What is no id and no number of a case stays out of what lies in clear.
TEST_F(RefusedCalls, AreRecordedWithoutANameThatWasTyped) {
  for (const char* const typed :
       {"jansen", "de-jong", "0612345678", "2026-x"}) {
    const v1::Looked looked =
        RefusedTo("docent", GetCase("docent", "ROLE_TEACHER", typed),
                  "NOT_FOUND")
            .looked();
    EXPECT_EQ(looked.case_id(), "") << typed;
  }
  EXPECT_EQ(RefusedTo("docent", GetCase("docent", "ROLE_TEACHER", "2026-999"),
                      "NOT_FOUND")
                .looked()
                .case_id(),
            "2026-999");
}

TEST_F(RefusedCalls, OnBehalfOfSomeoneAreRecordedWithWhomThatIs) {
  const v1::Look look =
      RefusedTo("aios-1",
                Command("aios-1", "ROLE_RESIDENT", {kRule},
                        Voorbeeldstad::Id("person", "aios-2")),
                "MAY_NOT_ACT_FOR_OTHERS");
  EXPECT_EQ(look.by().on_behalf_of(), Voorbeeldstad::Id("person", "aios-2"));
}

TEST_F(RefusedCalls, OnBehalfOfAnotherAreRecordedWithoutWhatWasTyped) {
  for (const std::string& typed :
       {std::string("Mevrouw Elders"), std::string(1000, 'x')}) {
    const v1::Look look =
        RefusedTo("aios-1", Command("aios-1", "ROLE_RESIDENT", {kRule}, typed),
                  "MAY_NOT_ACT_FOR_OTHERS");
    EXPECT_EQ(look.by().on_behalf_of(), "");
  }
}

TEST_F(RefusedCalls, OfAListAStreamAndAnUploadAreRecorded) {
  v1::Looked looked =
      RefusedTo("docent",
                Ask(*privacy_, &v1::PrivacyService::Stub::ListRetained,
                    "docent", "ROLE_TEACHER", v1::ListRetainedRequest()),
                "NOT_FOR_THIS_ROLE")
          .looked();
  EXPECT_EQ(looked.call(), "ListRetained");
  looked = RefusedTo("elders",
                     Ask(*cases_, &v1::CaseService::Stub::ListActions, "elders",
                         "ROLE_TEACHER", OfCase(v1::ListActionsRequest())),
                     "NOT_FOUND")
               .looked();
  EXPECT_EQ(looked.call(), "ListActions");
  EXPECT_EQ(looked.case_id(), case_id_);
  looked = RefusedTo("docent",
                     Streamed(*admin_, &v1::AdminService::Stub::VerifyLog,
                              v1::VerifyLogRequest())("docent", "ROLE_TEACHER"),
                     "NOT_FOR_THIS_ROLE")
               .looked();
  EXPECT_EQ(looked.call(), "VerifyLog");
  looked = RefusedTo("docent",
                     Ask(*admin_, &v1::AdminService::Stub::AdvanceClock,
                         "docent", "ROLE_TEACHER", v1::AdvanceClockRequest()),
                     "NOT_FOR_THIS_ROLE")
               .looked();
  EXPECT_EQ(looked.call(), "AdvanceClock");
  const auto context = As("elders", "ROLE_TEACHER");
  v1::UploadFileResponse uploaded;
  const auto upload = documents_->UploadFile(context.get(), &uploaded);
  v1::UploadFileRequest file;
  file.mutable_file()->set_case_id(case_id_);
  file.mutable_file()->set_name("verslag.pdf");
  upload->Write(file);
  upload->WritesDone();
  looked = RefusedTo("elders", upload->Finish(), "NOT_FOUND").looked();
  EXPECT_EQ(looked.call(), "UploadFile");
  EXPECT_EQ(looked.case_id(), case_id_);
}

TEST_F(RefusedCalls, AreToldToAuditorsAndNotToTheParties) {
  EXPECT_FALSE(Command("elders", "ROLE_TEACHER", {kResolve}).ok());
  EXPECT_THAT(OwnLooks("aios-1", "ROLE_RESIDENT"), IsEmpty());
  EXPECT_THAT(OwnLooks("opleider-1", "ROLE_TRAINER"), IsEmpty());
  EXPECT_THAT(LooksAtTheCase(), SizeIs(1));
}

TEST_F(RefusedCalls, AreListedTogetherForAuditorsAlone) {
  EXPECT_FALSE(Command("elders", "ROLE_TEACHER", {kResolve}).ok());
  EXPECT_FALSE(GetCase("beheer", "ROLE_HEAD", case_id_).ok());
  EXPECT_TRUE(GetCase("docent", "ROLE_TEACHER", case_id_).ok());
  EXPECT_FALSE(GetCase("elders", "ROLE_TEACHER", case_id_).ok());
  v1::ListLooksRequest request;
  request.set_refused(true);
  request.set_page_size(2);
  std::vector<std::string> reasons;
  do {
    v1::ListLooksResponse page;
    ASSERT_TRUE(List("fg", "ROLE_AUDITOR", request, &page).ok());
    for (const v1::Look& look : page.looks()) {
      reasons.push_back(look.looked().refused());
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(reasons,
              ElementsAre("NOT_FOUND", "ROLE_NOT_GRANTED", "CASE_NOT_FOUND"));
  v1::ListLooksResponse none;
  EXPECT_EQ(ReasonOf(List("docent", "ROLE_TEACHER", request, &none)),
            "NOT_FOR_THIS_ROLE");
  request.set_case_id(case_id_);
  EXPECT_EQ(List("fg", "ROLE_AUDITOR", request, &none).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(RefusedCalls, AreNotAnsweredWhileTheyCannotBeRecorded) {
  breaking_.full = true;
  EXPECT_EQ(ReasonOf(Command("docent", "ROLE_TEACHER", {kRule})),
            "LOOK_NOT_RECORDED");
  EXPECT_EQ(ReasonOf(GetCase("beheer", "ROLE_TEACHER", case_id_)),
            "LOOK_NOT_RECORDED");
}

TEST_F(EveryMethod, AnswersNothingWhileItCannotBeRecorded) {
  breaking_.full = true;
  for (const auto& [name, call] : Calls()) {
    EXPECT_EQ(ReasonOf(call.Look()), "LOOK_NOT_RECORDED") << name;
  }
}

}  // namespace
}  // namespace driehoek
