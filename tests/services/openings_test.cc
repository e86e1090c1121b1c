// Who opened a document, from the opening to the list, over a socket.
#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "driehoek/v1/file_service.grpc.pb.h"
#include "eventstore/memory_event_store.h"
#include "eventstore/rocksdb_event_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/faults_directory.h"
#include "tests/services/breaking_store.h"
#include "tests/services/case_fixture.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class OpeningsTest : public CaseTest {
 protected:
  void Serve(ServerOptions options, std::unique_ptr<EventStore> store) {
    options.manual_clock = &clock_;
    StartServer(std::move(options), std::move(store));
  }

  void SubmitAReport(int placement) {
    case_id_ = OpenCase(placement);
    HandInMeetingReport();
  }
  // A report in both files.
  void FileAReport() {
    SubmitAReport(1);
    FileInBoth();
  }

  using CaseTest::OpenInDossier;
  grpc::Status OpenInDossier() {
    v1::GetDossierDocumentResponse response;
    return OpenInDossier("opleider-1", "ROLE_TRAINER", &response);
  }
  using CaseTest::OpenInPortfolio;
  grpc::Status OpenInPortfolio() {
    v1::GetPortfolioDocumentResponse response;
    return OpenInPortfolio(&response);
  }

  grpc::Status List(const std::string& person, const std::string& role,
                    v1::ListOpeningsResponse* response, int page_size = 0,
                    const std::string& page_token = "") {
    v1::ListOpeningsRequest request;
    request.set_case_id(case_id_);
    request.set_document_id(document_id_);
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return documents_->ListOpenings(As(person, role).get(), request, response);
  }
  // "TRAINER OD", newest first, as the year assistant gets it.
  std::vector<std::string> Openings() {
    v1::ListOpeningsResponse response;
    const grpc::Status status = List("jaar", "ROLE_YEAR_ASSISTANT", &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    std::vector<std::string> openings;
    for (const v1::Opening& opening : response.openings()) {
      openings.push_back(absl::StrCat(
          v1::Role_Name(opening.by().role()).substr(5), " ", opening.place()));
    }
    return openings;
  }
};

// On disk, as driehoekd has it.
class OpeningsOnDisk : public OpeningsTest {
 protected:
  void SetUp() override {
    Begin();
    FillDirectory();
    FileAReport();
  }
  void TearDown() override { server_.reset(); }

  void Begin() {
    std::unique_ptr<EventStore> store = OpenLog("");
    ServerOptions options;
    options.access_log = OpenLog("/access");
    Serve(std::move(options), std::move(store));
  }

  std::unique_ptr<EventStore> OpenLog(const std::string& under) {
    RocksDbOptions options;
    options.directory = directory_.path() + "/data" + under;
    if (under.empty()) options.identity_if_new = Voorbeeldstad::Identity();
    options.manual_clock = true;
    options.min_free_bytes = 0;
    auto store = OpenRocksDbEventStore(options);
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }

  const TemporaryDirectory directory_;
};

TEST_F(OpeningsOnDisk, TellWhoReadAReportThatIsPulledBackEverywhereAtOnce_S5) {
  v1::GetDocumentResponse given;
  ASSERT_TRUE(OpenInCase("docent", "ROLE_TEACHER", &given).ok());
  EXPECT_EQ(given.document().parts().at("attention_points"), "Verzonnen.");
  ASSERT_TRUE(OpenInDossier().ok());
  clock_.Advance(absl::Minutes(5));
  ASSERT_TRUE(OpenInPortfolio().ok());

  Do("jaar", "ROLE_YEAR_ASSISTANT",
     absl::StrCat("unarchive_document { case_id: '$0' document_id: '",
                  document_id_,
                  "' reason: 'Verzonnen: het dossier van een ander.' }"));
  EXPECT_EQ(OpenInDossier().error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(OpenInPortfolio().error_code(), grpc::StatusCode::NOT_FOUND);

  EXPECT_THAT(Openings(),
              ElementsAre("RESIDENT EP", "TRAINER OD", "TEACHER case"));
  v1::ListOpeningsResponse response;
  ASSERT_TRUE(List("jaar", "ROLE_YEAR_ASSISTANT", &response).ok());
  EXPECT_EQ(response.openings(0).by().person_id(),
            Voorbeeldstad::Id("person", "aios-1"));
  EXPECT_EQ(response.openings(0).at_micros(), absl::ToUnixMicros(clock_.Now()));
  EXPECT_LT(response.openings(1).at_micros(), response.openings(0).at_micros());
  EXPECT_EQ(response.next_page_token(), "");
}

TEST_F(OpeningsOnDisk, CallThePartsThatAreReadByTheirTitlesInTheProcedure) {
  const auto titles = UnorderedElementsAre(
      Pair("perspective_resident", "Hoe de aios het ziet (of: niet verkregen)"),
      Pair("perspective_trainer",
           "Hoe de opleider het ziet (of: niet verkregen)"),
      Pair("attention_points", "Aandachtspunten voor de rest van de stage"));
  v1::GetDocumentResponse in_case;
  ASSERT_TRUE(OpenInCase("docent", "ROLE_TEACHER", &in_case).ok());
  EXPECT_THAT(in_case.document().part_titles(), titles);
  v1::GetPortfolioDocumentResponse in_file;
  ASSERT_TRUE(OpenInPortfolio(&in_file).ok());
  EXPECT_THAT(in_file.document().part_titles(), titles);
}

TEST_F(OpeningsOnDisk, AreThereAfterARestart) {
  ASSERT_TRUE(OpenInDossier().ok());
  server_->Shutdown();
  server_.reset();
  Begin();
  // So that the views know the case again.
  CaseNow(case_id_);
  EXPECT_THAT(Openings(), ElementsAre("TRAINER OD"));
  ASSERT_TRUE(OpenInPortfolio().ok());
  EXPECT_THAT(Openings(), ElementsAre("RESIDENT EP", "TRAINER OD"));
}

TEST_F(OpeningsOnDisk, ComeNewestFirstPageByPage) {
  v1::GetDocumentResponse given;
  for (const auto& [person, role] : {std::pair("docent", "ROLE_TEACHER"),
                                     std::pair("aios-1", "ROLE_RESIDENT"),
                                     std::pair("plv", "ROLE_DEPUTY_HEAD")}) {
    ASSERT_TRUE(OpenInCase(person, role, &given).ok());
  }
  std::vector<v1::Role> roles;
  std::string token;
  for (int page = 0; page < 3; ++page) {
    v1::ListOpeningsResponse response;
    ASSERT_TRUE(List("jaar", "ROLE_YEAR_ASSISTANT", &response, 1, token).ok());
    ASSERT_THAT(response.openings(), SizeIs(1));
    roles.push_back(response.openings(0).by().role());
    token = response.next_page_token();
    EXPECT_EQ(token.empty(), page == 2);
  }
  EXPECT_THAT(roles, ElementsAre(v1::ROLE_DEPUTY_HEAD, v1::ROLE_RESIDENT,
                                 v1::ROLE_TEACHER));
  v1::ListOpeningsResponse none;
  EXPECT_EQ(ReasonOf(List("jaar", "ROLE_YEAR_ASSISTANT", &none, 1, "x")),
            "PAGE_TOKEN_UNKNOWN");
}

TEST_F(OpeningsOnDisk, AreListedForWhoFilesItAndWhoJudgesHistoriesAlone) {
  ASSERT_TRUE(OpenInDossier().ok());
  v1::ListOpeningsResponse response;
  EXPECT_TRUE(List("jaar", "ROLE_YEAR_ASSISTANT", &response).ok());
  EXPECT_TRUE(List("plv", "ROLE_DEPUTY_HEAD", &response).ok());
  for (const auto& [person, role] :
       {std::pair("docent", "ROLE_TEACHER"),
        std::pair("aios-1", "ROLE_RESIDENT"),
        std::pair("opleider-1", "ROLE_TRAINER"),
        std::pair("manager", "ROLE_PROGRAMME_MANAGER"),
        std::pair("opleiders", "ROLE_TRAINER_MANAGER"),
        // Who files no report of this kind.
        std::pair("assistent", "ROLE_TRAINER_MANAGER_ASSISTANT"),
        std::pair("aios-2", "ROLE_RESIDENT"),
        std::pair("beheer", "ROLE_ADMINISTRATOR")}) {
    v1::ListOpeningsResponse none;
    const grpc::Status refused = List(person, role, &none);
    EXPECT_EQ(ReasonOf(refused), "NOT_FOUND") << person;
    EXPECT_THAT(none.openings(), SizeIs(0)) << person;
  }
}

// A log of accesses that a test can break.
class OpeningsOnABrokenDisk : public OpeningsTest {
 protected:
  void SetUp() override {
    ServerOptions options;
    options.access_log = std::make_unique<BreakingStore>(
        NewMemoryEventStore(Voorbeeldstad::Identity()), breaking_);
    options.on_failure = [this](const absl::Status& why) {
      failure_.set_value(why);
    };
    Serve(std::move(options), NewMemoryEventStore(Voorbeeldstad::Identity()));
    FillDirectory();
    FileAReport();
  }
  void TearDown() override { server_.reset(); }

  Breaking breaking_;
  std::promise<absl::Status> failure_;
};

TEST_F(OpeningsOnABrokenDisk, AreOfTextsThatWereShownAlone) {
  v1::ListDocumentsRequest request;
  request.set_case_id(case_id_);
  request.set_min_position(position_);
  v1::ListDocumentsResponse listed;
  ASSERT_TRUE(
      documents_->ListDocuments(AsTeacher().get(), request, &listed).ok());
  EXPECT_THAT(listed.documents(), SizeIs(1));
  EXPECT_EQ(breaking_.commits, 0);
  // A look, and no opening.
  CaseNow(case_id_);
  EXPECT_THAT(Openings(), IsEmpty());
  v1::GetDocumentResponse given;
  EXPECT_FALSE(OpenInCase("aios-2", "ROLE_RESIDENT", &given).ok());
  EXPECT_THAT(Openings(), IsEmpty());
  ASSERT_TRUE(OpenInCase("docent", "ROLE_TEACHER", &given).ok());
  EXPECT_THAT(Openings(), ElementsAre("TEACHER case"));
}

TEST_F(OpeningsOnABrokenDisk, AreTheWayToTheTextsThatAHistoryTellsOf) {
  SubmitAReport(2);
  Do("opleider-2", "ROLE_TRAINER",
     absl::StrCat("give_reaction { case_id: '$0' document_id: '", document_id_,
                  "' reaction: 'Verzonnen: anders.' }"));
  GrantAuditor();
  CaseNow(case_id_);
  for (const auto& [person, role] : {std::pair("plv", "ROLE_DEPUTY_HEAD"),
                                     std::pair("fg", "ROLE_AUDITOR")}) {
    v1::GetHistoryRequest request;
    request.set_case_id(case_id_);
    const auto context = As(person, role);
    const auto reader = audit_->GetHistory(context.get(), request);
    int texts = 0;
    v1::GetHistoryResponse event;
    while (reader->Read(&event)) {
      if (event.event().has_report_submitted()) {
        const v1::ReportSubmitted& report = event.event().report_submitted();
        EXPECT_EQ(report.document_id(), document_id_);
        EXPECT_THAT(report.part_keys(), SizeIs(3));
        EXPECT_TRUE(report.parts().empty());
        ++texts;
      } else if (event.event().has_reaction_given()) {
        EXPECT_EQ(event.event().reaction_given().reaction(), "");
        ++texts;
      }
    }
    EXPECT_TRUE(reader->Finish().ok());
    EXPECT_EQ(texts, 2) << person;
  }
  EXPECT_THAT(Openings(), IsEmpty());

  v1::GetDocumentResponse given;
  ASSERT_TRUE(OpenInCase("plv", "ROLE_DEPUTY_HEAD", &given).ok());
  ASSERT_TRUE(OpenInCase("fg", "ROLE_AUDITOR", &given).ok());
  EXPECT_EQ(given.document().parts().at("attention_points"), "Verzonnen.");
  EXPECT_EQ(given.document().reactions(0).reaction(), "Verzonnen: anders.");
  EXPECT_THAT(Openings(), ElementsAre("AUDITOR case", "DEPUTY_HEAD case"));
}

TEST_F(OpeningsOnABrokenDisk, GiveNoTextWhileThereIsNoRoomForThem) {
  breaking_.full = true;
  v1::GetDocumentResponse given;
  const grpc::Status refused = OpenInCase("docent", "ROLE_TEACHER", &given);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(refused), "LOOK_NOT_RECORDED");
  EXPECT_FALSE(given.has_document());
  breaking_.full = false;
  EXPECT_TRUE(OpenInCase("docent", "ROLE_TEACHER", &given).ok());
  EXPECT_THAT(Openings(), ElementsAre("TEACHER case"));
}

TEST_F(OpeningsOnABrokenDisk, GiveNoTextAndEndTheServerWhenAWriteFails) {
  breaking_.broken = true;
  v1::GetDocumentResponse given;
  const grpc::Status refused = OpenInCase("docent", "ROLE_TEACHER", &given);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(refused), "LOOK_NOT_RECORDED");
  EXPECT_FALSE(given.has_document());
  EXPECT_THAT(std::string(failure_.get_future().get().message()),
              HasSubstr("the disk is gone"));
  breaking_.broken = false;
  EXPECT_EQ(ReasonOf(OpenInCase("docent", "ROLE_TEACHER", &given)),
            "LOOK_NOT_RECORDED")
      << "never goes on";
}

}  // namespace
}  // namespace driehoek
