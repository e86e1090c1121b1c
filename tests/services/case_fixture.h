// A server with one case that a test is about, and the steps that cases go
// through.
#ifndef DRIEHOEK_TESTS_SERVICES_CASE_FIXTURE_H_
#define DRIEHOEK_TESTS_SERVICES_CASE_FIXTURE_H_

#include <google/protobuf/descriptor.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "driehoek/v1/admin_service.grpc.pb.h"
#include "driehoek/v1/audit_service.grpc.pb.h"
#include "driehoek/v1/case_service.grpc.pb.h"
#include "driehoek/v1/directory_service.grpc.pb.h"
#include "driehoek/v1/file_service.grpc.pb.h"
#include "driehoek/v1/overview_service.grpc.pb.h"
#include "driehoek/v1/privacy_service.grpc.pb.h"
#include "driehoek/v1/procedure_service.grpc.pb.h"
#include "driehoek/v1/sign_in_service.grpc.pb.h"
#include "driehoek/v1/work_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/kit/sample_files.h"
#include "tests/services/server_fixture.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {

// "CaseService.Submit": every method of the contract; or those alone whose
// requests are such.
inline std::set<std::string> MethodsOfTheContract(
    bool (*such)(const google::protobuf::Descriptor& request) = nullptr) {
  std::set<std::string> names;
  for (const google::protobuf::Descriptor* const in :
       {v1::GetStatusRequest::descriptor(), v1::ListLooksRequest::descriptor(),
        v1::GetCaseRequest::descriptor(), v1::LookUpRequest::descriptor(),
        v1::GetDossierRequest::descriptor(),
        v1::ListWaitingRequest::descriptor(),
        v1::GetProcedureRequest::descriptor(),
        v1::GetProviderRequest::descriptor(),
        v1::ListErasuresRequest::descriptor(),
        v1::ExplainRequest::descriptor()}) {
    for (int i = 0; i < in->file()->service_count(); ++i) {
      const google::protobuf::ServiceDescriptor& service =
          *in->file()->service(i);
      for (int j = 0; j < service.method_count(); ++j) {
        const google::protobuf::MethodDescriptor& method = *service.method(j);
        if (such != nullptr && !such(*method.input_type())) continue;
        names.insert(absl::StrCat(service.name(), ".", method.name()));
      }
    }
  }
  return names;
}

class CaseTest : public ServerTest {
 protected:
  static constexpr char kMeetingReport[] =
      R"(submit_report { case_id: "$0" report: "D-1"
           parts { key: "perspective_resident" value: "Verzonnen." }
           parts { key: "perspective_trainer" value: "Verzonnen." }
           parts { key: "attention_points" value: "Verzonnen." } })";
  static constexpr char kMotivation[] = "Verzonnen motivering.";

  using ServerTest::Do;
  // "$0" in a command is the case.
  v1::SubmitResponse Do(const std::string& person, const std::string& role,
                        const std::string& command) {
    return Do(As(person, role), absl::Substitute(command, case_id_));
  }

  // The report of a meeting after which they go on.
  void HandInMeetingReport() {
    document_id_ = Do("docent", "ROLE_TEACHER", kMeetingReport).ids(0);
  }
  // To the report.
  void AttachFile() {
    v1::UploadFileResponse upload;
    const grpc::Status brought =
        BringIn(AsTeacher(), case_id_, "brief.pdf", SamplePdf(), &upload);
    ASSERT_TRUE(brought.ok()) << brought.error_message();
    file_id_ = upload.upload_id();
    Do("docent", "ROLE_TEACHER",
       absl::StrCat(R"(attach_file { case_id: "$0" document_id: ")",
                    document_id_, R"(" upload_id: ")", file_id_, R"(" })"));
  }
  // In the files of both parties.
  void FileInBoth(const std::string& report = "D-1") {
    for (const char* const place : {"EP", "OD"}) {
      Do("jaar", "ROLE_YEAR_ASSISTANT",
         absl::StrCat(R"(archive_document { case_id: "$0" report: ")", report,
                      R"(" place: ")", place, R"(" })"));
    }
  }
  // On placement 1, with a report that has a file and lies in both files, and
  // with a deviation.
  void OpenFullCase() {
    case_id_ = OpenCase(1);
    HandInMeetingReport();
    AttachFile();
    FileInBoth();
    words_at_ = Do("docent", "ROLE_TEACHER",
                   R"(record_deviation { case_id: "$0"
                        deviation: DEVIATION_KIND_WAIVE
                        obligation: "T-05" why: DEVIATION_REASON_AGREED
                        argument: "Verzonnen." consulted: ROLE_TRAINER })")
                    .position();
  }

  // A meeting on placement 1 with the advice to decouple.
  void MeetAndAdvise() {
    case_id_ = Do("docent", "ROLE_TEACHER",
                  R"(hold_triangular_meeting {
                       placement_id: "@placement:stage-1"
                       outcome: MEETING_OUTCOME_ADVICE_TO_DECOUPLE })")
                   .case_ids(0);
  }
  void HandInAdvice() {
    document_id_ = Do("docent", "ROLE_TEACHER",
                      R"(submit_report { case_id: "$0" report: "D-1"
                parts { key: "perspective_resident" value: "Verzonnen: zo." }
                parts { key: "perspective_trainer"
                        value: "Verzonnen: anders." }
                parts { key: "advice" value: "Verzonnen: stoppen." } })")
                       .ids(0);
  }
  void Notify() {
    Do("docent", "ROLE_TEACHER",
       R"(notify_programme_manager { case_id: "$0" })");
  }
  // To decouple, as soon as it was discussed.
  void Rule(const std::string& motivation) {
    Do("manager", "ROLE_PROGRAMME_MANAGER",
       R"(discuss_with_deputy_head { case_id: "$0" })");
    Do("plv", "ROLE_DEPUTY_HEAD",
       absl::StrCat(R"(rule_decoupling { case_id: "$0" ruling: RULING_DECOUPLE
                                         motivation: ")",
                    motivation, R"(" })"));
  }
  // From the meeting to the ruling, all of it today.
  void Decouple(const std::string& motivation = kMotivation) {
    MeetAndAdvise();
    HandInAdvice();
    Notify();
    Rule(motivation);
  }
  // In an open case, after a meeting that did not fit.
  void DecoupleWithoutReport() {
    Notify();
    Do("docent", "ROLE_TEACHER",
       R"(record_deviation { case_id: "$0"
            deviation: DEVIATION_KIND_MEETING_NOT_FITTING
            why: DEVIATION_REASON_MEETING_NOT_FITTING
            argument: "Verzonnen." consulted: ROLE_PROGRAMME_MANAGER })");
    Rule(/*motivation=*/"");
  }

  // The evaluation with the resident, and its report.
  void Evaluate() {
    Do("docent", "ROLE_TEACHER",
       R"(hold_resident_evaluation { case_id: "$0" })");
    document_id_ = Do("docent", "ROLE_TEACHER",
                      R"(submit_report { case_id: "$0" report: "D-7"
              parts { key: "role_of_resident" value: "Verzonnen: een." }
              parts { key: "learning_points" value: "Verzonnen: twee." }
              parts { key: "agreements" value: "Verzonnen: drie." }
              parts { key: "attention_points_trainer"
                      value: "Verzonnen: vier." } })")
                       .ids(0);
  }
  void Propose(const std::string& candidate) {
    Do("opleiders", "ROLE_TRAINER_MANAGER",
       absl::StrCat(R"(propose_candidate { case_id: "$0"
                         candidate_id: "@person:)",
                    candidate, R"(" practice_id: "@practice:praktijk" })"));
  }

  void FollowProcedure(const std::string& text) {
    v1::PublishProcedureRequest request;
    request.set_request_id("publish");
    request.set_textproto(text);
    v1::PublishProcedureResponse response;
    const grpc::Status status = procedures_->PublishProcedure(
        AsAdministrator().get(), request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }

  grpc::Status GetTimeline(const std::string& person, const std::string& role,
                           v1::GetTimelineResponse* response,
                           int page_size = 0) {
    v1::GetTimelineRequest request;
    request.set_case_id(case_id_);
    request.set_min_position(position_);
    request.set_page_size(page_size);
    return cases_->GetTimeline(As(person, role).get(), request, response);
  }
  grpc::Status OpenInCase(const std::string& person, const std::string& role,
                          v1::GetDocumentResponse* response) {
    v1::GetDocumentRequest request;
    request.set_case_id(case_id_);
    request.set_document_id(document_id_);
    request.set_min_position(position_);
    return documents_->GetDocument(As(person, role).get(), request, response);
  }
  // Those of the parties of placement 1.
  grpc::Status OpenInDossier(const std::string& person, const std::string& role,
                             v1::GetDossierDocumentResponse* response) {
    v1::GetDossierDocumentRequest request;
    request.set_trainer_id(Voorbeeldstad::Id("person", "opleider-1"));
    request.set_document_id(document_id_);
    request.set_min_position(position_);
    return dossiers_->GetDossierDocument(As(person, role).get(), request,
                                         response);
  }
  grpc::Status OpenInPortfolio(v1::GetPortfolioDocumentResponse* response) {
    v1::GetPortfolioDocumentRequest request;
    request.set_resident_id(Voorbeeldstad::Id("person", "aios-1"));
    request.set_document_id(document_id_);
    request.set_min_position(position_);
    return portfolios_->GetPortfolioDocument(
        As("aios-1", "ROLE_RESIDENT").get(), request, response);
  }

  // Reads a stream until it gave one message.
  template <typename Stub, typename Request, typename Response>
  static grpc::Status ReadOne(Stub& stub,
                              std::unique_ptr<grpc::ClientReader<Response>> (
                                  Stub::*method)(grpc::ClientContext*,
                                                 const Request&),
                              std::unique_ptr<grpc::ClientContext> context,
                              const Request& request) {
    const auto reader = (stub.*method)(context.get(), request);
    Response response;
    const bool given = reader->Read(&response);
    if (given) context->TryCancel();
    const grpc::Status status = reader->Finish();
    return given ? grpc::Status::OK : status;
  }

  std::string case_id_;
  std::string document_id_;  // The report that was handed in last.
  std::string file_id_;      // Attached to it.
  Position words_at_ = 0;    // Of an event with words.
};

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_SERVICES_CASE_FIXTURE_H_
