// A server in this process and stubs that reach it over a socket, with the
// institute of Voorbeeldstad in it.
#ifndef DRIEHOEK_TESTS_SERVICES_SERVER_FIXTURE_H_
#define DRIEHOEK_TESTS_SERVICES_SERVER_FIXTURE_H_

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/clock.h"
#include "driehoek/v1/admin_service.grpc.pb.h"
#include "driehoek/v1/audit_service.grpc.pb.h"
#include "driehoek/v1/case_service.grpc.pb.h"
#include "driehoek/v1/directory_service.grpc.pb.h"
#include "driehoek/v1/file_service.grpc.pb.h"
#include "driehoek/v1/overview_service.grpc.pb.h"
#include "driehoek/v1/privacy_service.grpc.pb.h"
#include "driehoek/v1/procedure_service.grpc.pb.h"
#include "driehoek/v1/work_service.grpc.pb.h"
#include "eventstore/memory_event_store.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "services/server.h"
#include "tests/services/sign_in.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {

// The detail of type T of a status; the default when there is none.
template <typename T>
T DetailOf(const grpc::Status& status) {
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  T detail;
  for (const google::protobuf::Any& any : details.details()) {
    if (any.Is<T>()) any.UnpackTo(&detail);
  }
  return detail;
}

inline std::string ReasonOf(const grpc::Status& status) {
  return DetailOf<google::rpc::ErrorInfo>(status).reason();
}

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    ServerOptions options;
    options.streams.per_person = 2;
    options.longest_wait = absl::Milliseconds(500);
    StartFilled(std::move(options));
  }

  // By the clock of the test, and with everyone in the directory.
  void StartFilled(ServerOptions options = ServerOptions()) {
    options.manual_clock = &clock_;
    StartServer(std::move(options));
    FillDirectory();
  }

  void StartServer(ServerOptions options,
                   std::unique_ptr<EventStore> store =
                       NewMemoryEventStore(Voorbeeldstad::Identity())) {
    if (!options.provider.has_value()) {
      options.try_out_issuer = IssuerOfTests();
    }
    options.engine.founding_if_new = Voorbeeldstad::FoundingIfNew();
    absl::StatusOr<std::unique_ptr<Server>> server =
        Server::Start(std::move(options), std::move(store));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    channel_ = grpc::CreateChannel(server_->address(),
                                   grpc::InsecureChannelCredentials());
    cases_ = v1::CaseService::NewStub(channel_);
    work_ = v1::WorkService::NewStub(channel_);
    overviews_ = v1::OverviewService::NewStub(channel_);
    portfolios_ = v1::PortfolioService::NewStub(channel_);
    dossiers_ = v1::DossierService::NewStub(channel_);
    documents_ = v1::DocumentService::NewStub(channel_);
    directory_ = v1::DirectoryService::NewStub(channel_);
    procedures_ = v1::ProcedureService::NewStub(channel_);
    audit_ = v1::AuditService::NewStub(channel_);
    privacy_ = v1::PrivacyService::NewStub(channel_);
    admin_ = v1::AdminService::NewStub(channel_);
  }

  // By the front door, but for the number of commands at once.
  void FillDirectory() {
    Submission everything = Voorbeeldstad(3).Everything();
    for (size_t i = 0; i < everything.commands.size(); i += 16) {
      v1::SubmitRequest request;
      request.set_request_id(absl::StrCat("fill-", i));
      for (size_t j = i; j < std::min(i + 16, everything.commands.size());
           ++j) {
        *request.add_commands() = everything.commands[j];
      }
      v1::SubmitResponse response;
      const grpc::Status status = cases_->Submit(
          As("beheer", "ROLE_ADMINISTRATOR").get(), request, &response);
      ASSERT_TRUE(status.ok()) << status.error_message();
      position_ = response.position();
    }
  }

  static std::unique_ptr<grpc::ClientContext> As(const std::string& person,
                                                 const std::string& role) {
    auto context = std::make_unique<grpc::ClientContext>();
    SignIn(*context, person, role);
    context->set_deadline(std::chrono::system_clock::now() +
                          std::chrono::seconds(30));
    return context;
  }
  static std::unique_ptr<grpc::ClientContext> AsTeacher() {
    return As("docent", "ROLE_TEACHER");
  }
  static std::unique_ptr<grpc::ClientContext> AsAdministrator() {
    return As("beheer", "ROLE_ADMINISTRATOR");
  }

  grpc::Status Submit(std::unique_ptr<grpc::ClientContext> context,
                      const std::string& request_id, const std::string& command,
                      v1::SubmitResponse* response) {
    v1::SubmitRequest request;
    request.set_request_id(request_id);
    *request.add_commands() = Voorbeeldstad::Command(command);
    return cases_->Submit(context.get(), request, response);
  }

  // What is not refused; the views can be waited for with `position_`.
  v1::SubmitResponse Do(std::unique_ptr<grpc::ClientContext> context,
                        const std::string& command) {
    v1::SubmitResponse response;
    const grpc::Status status =
        Submit(std::move(context), absl::StrCat("do-", ++requests_), command,
               &response);
    EXPECT_TRUE(status.ok()) << command << ": " << status.error_message();
    position_ = std::max<Position>(position_, response.position());
    return response;
  }

  // "fg", an auditor.
  void GrantAuditor() {
    Do(AsAdministrator(),
       R"(register_person { reference: "fg" name: "F. Gegevens" })");
    Do(AsAdministrator(),
       R"(grant_role { person_id: "@person:fg" role: ROLE_AUDITOR
                       from { year: 2026 month: 9 day: 1 }
                       until { year: 2026 month: 12 day: 31 }
                       purpose: "Onderzoek." })");
  }
  // "elders", a teacher of another group.
  void GrantStranger() {
    Do(AsAdministrator(),
       R"(register_person { reference: "elders" name: "D. Elders" })");
    Do(AsAdministrator(),
       R"(register_group { reference: "groep-elders" name: "Elders"
                           training_year: 2 })");
    Do(AsAdministrator(),
       R"(grant_role { person_id: "@person:elders" role: ROLE_TEACHER
                       scope { group_id: "@group:groep-elders" }
                       from { year: 2026 month: 9 day: 1 } })");
  }

  // A meeting on placement N that day opens a case; returns its id.
  std::string OpenCase(int placement) {
    v1::SubmitResponse response;
    const grpc::Status status =
        Submit(AsTeacher(), absl::StrCat("open-", placement),
               absl::StrCat(R"(hold_triangular_meeting {
                                 placement_id: "@placement:stage-)",
                            placement,
                            R"(" outcome: MEETING_OUTCOME_NO_DECOUPLING })"),
               &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    position_ = response.position();
    return response.case_ids_size() == 1 ? response.case_ids(0) : "";
  }

  v1::Case CaseNow(const std::string& case_id) {
    v1::GetCaseRequest request;
    request.set_case_id(case_id);
    request.set_min_position(position_);
    v1::GetCaseResponse response;
    const grpc::Status status =
        cases_->GetCase(AsTeacher().get(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.case_();
  }

  v1::AdvanceClockResponse AdvanceTo(absl::Time to) {
    v1::AdvanceClockRequest request;
    request.set_to_micros(absl::ToUnixMicros(to));
    v1::AdvanceClockResponse response;
    const grpc::Status status =
        admin_->AdvanceClock(AsAdministrator().get(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    position_ = response.position();
    return response;
  }

  grpc::Status Import(v1::ImportKind kind, const std::string& request_id,
                      const std::string& file, v1::ImportResponse* response,
                      bool validate_only = false) {
    const auto context = AsAdministrator();
    const auto writer = directory_->Import(context.get(), response);
    v1::ImportRequest piece;
    piece.set_kind(kind);
    piece.set_request_id(request_id);
    piece.set_validate_only(validate_only);
    // In two pieces, cut anywhere.
    piece.set_chunk(file.substr(0, file.size() / 2));
    writer->Write(piece);
    piece.Clear();
    piece.set_chunk(file.substr(file.size() / 2));
    writer->Write(piece);
    writer->WritesDone();
    return writer->Finish();
  }

  // Brings a file in, in pieces; gives the id of the upload.
  grpc::Status BringIn(std::unique_ptr<grpc::ClientContext> context,
                       const std::string& case_id, const std::string& name,
                       const std::string& bytes,
                       v1::UploadFileResponse* response) {
    const auto writer = documents_->UploadFile(context.get(), response);
    v1::UploadFileRequest request;
    request.mutable_file()->set_case_id(case_id);
    request.mutable_file()->set_name(name);
    bool taken = writer->Write(request);
    constexpr size_t kPiece = 100'000;
    for (size_t i = 0; taken && i < bytes.size(); i += kPiece) {
      request.set_chunk(bytes.substr(i, kPiece));
      taken = writer->Write(request);
    }
    writer->WritesDone();
    return writer->Finish();
  }

  std::string Export(std::unique_ptr<grpc::ClientContext> context,
                     v1::ExportKind kind) {
    v1::ExportRequest request;
    request.set_kind(kind);
    const auto reader = directory_->Export(context.get(), request);
    std::string file;
    v1::ExportResponse piece;
    while (reader->Read(&piece)) file += piece.chunk();
    const grpc::Status status = reader->Finish();
    EXPECT_TRUE(status.ok()) << status.error_message();
    return file;
  }

  ManualClock clock_{StartOf(absl::CivilDay(2026, 9, 7)) + absl::Hours(9)};
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::CaseService::Stub> cases_;
  std::unique_ptr<v1::WorkService::Stub> work_;
  std::unique_ptr<v1::OverviewService::Stub> overviews_;
  std::unique_ptr<v1::PortfolioService::Stub> portfolios_;
  std::unique_ptr<v1::DossierService::Stub> dossiers_;
  std::unique_ptr<v1::DocumentService::Stub> documents_;
  std::unique_ptr<v1::DirectoryService::Stub> directory_;
  std::unique_ptr<v1::ProcedureService::Stub> procedures_;
  std::unique_ptr<v1::AuditService::Stub> audit_;
  std::unique_ptr<v1::PrivacyService::Stub> privacy_;
  std::unique_ptr<v1::AdminService::Stub> admin_;
  Position position_ = 0;
  int requests_ = 0;
};

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_SERVICES_SERVER_FIXTURE_H_
