// The documents of a case, for whoever may know of them.
#include <grpcpp/support/server_callback.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "domain/access.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/file_service.grpc.pb.h"
#include "procedures/catalogue.h"
#include "services/all_services.h"
#include "services/attachments.h"
#include "services/call.h"
#include "services/looks.h"
#include "services/open_document.h"
#include "services/refusals.h"

namespace driehoek {
namespace {

// Who may file a report pulls it back from a wrong file, and has to know who
// has read it by then. So have those who go through histories.
bool MayListOpenings(const Served& served, const Caller& caller,
                     const v1::Case& of_case,
                     const v1::CaseDocument& document) {
  if (MayReadHistory(caller, of_case)) return true;
  const std::shared_ptr<const Procedure> procedure =
      served.writer.catalogue()->Find(of_case.procedure());
  const v1::Report* const report =
      procedure == nullptr ? nullptr : procedure->FindReport(document.report());
  return report != nullptr && MaySeeCase(caller, of_case) &&
         absl::c_any_of(report->filings(), [&](const v1::Filing& filing) {
           return absl::c_linear_search(filing.by(), caller.role);
         });
}

class DocumentService final : public v1::DocumentService::CallbackService {
 public:
  explicit DocumentService(const Served& served) : served_(served) {}

  grpc::ServerUnaryReactor* ListDocuments(
      grpc::CallbackServerContext* context,
      const v1::ListDocumentsRequest* request,
      v1::ListDocumentsResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [=, this](const Caller& caller) -> absl::Status {
          ASSIGN_OR_RETURN(v1::Case found,
                           CaseWithSeen(served_, caller, request->case_id()));
          response->mutable_documents()->Swap(found.mutable_documents());
          return absl::OkStatus();
        },
        request->case_id());
  }

  grpc::ServerUnaryReactor* GetDocument(
      grpc::CallbackServerContext* context,
      const v1::GetDocumentRequest* request,
      v1::GetDocumentResponse* response) override {
    return AnswerLook(
        served_, context, request->min_position(),
        AskedFor(v1::LOOK_KIND_DOCUMENT, request->case_id(),
                 request->document_id(), /*call=*/""),
        [=, this](const Caller& caller, v1::Looked& looked) -> absl::Status {
          ASSIGN_OR_RETURN(*response->mutable_document(),
                           OpenInCase(served_, caller, request->case_id(),
                                      request->document_id(), looked));
          return absl::OkStatus();
        });
  }

  grpc::ServerReadReactor<v1::UploadFileRequest>* UploadFile(
      grpc::CallbackServerContext* context,
      v1::UploadFileResponse* response) override {
    return TakeUpload(served_, context, response);
  }

  grpc::ServerWriteReactor<v1::ReadAttachmentResponse>* ReadAttachment(
      grpc::CallbackServerContext* context,
      const v1::ReadAttachmentRequest* request) override {
    return GiveAttachment(served_, context, *request);
  }

  grpc::ServerUnaryReactor* ListOpenings(
      grpc::CallbackServerContext* context,
      const v1::ListOpeningsRequest* request,
      v1::ListOpeningsResponse* response) override {
    return AnswerLook(
        served_, context, 0, AskedFor(v1::LOOK_KIND_LOOKS, request->case_id()),
        [=, this](const Caller& caller, v1::Looked& looked) -> absl::Status {
          ASSIGN_OR_RETURN(const size_t size,
                           PageSizeOf(request->page_size(), 100, 1000));
          ASSIGN_OR_RETURN(const v1::Case found,
                           CaseWithSeen(served_, caller, request->case_id()));
          const v1::CaseDocument* const known =
              FindSeen(found, request->document_id());
          if (known == nullptr ||
              !MayListOpenings(served_, caller, found, *known)) {
            return NotFound("Dit document", "This document");
          }
          ASSIGN_OR_RETURN(
              Page<v1::Opening> page,
              served_.access_log.OpeningsOf(known->document_id(), size,
                                            request->page_token()));
          for (v1::Opening& opening : page.rows) {
            *response->add_openings() = std::move(opening);
          }
          response->set_next_page_token(page.next_page_token);
          SetCase(found, looked);
          return absl::OkStatus();
        });
  }

 private:
  const Served& served_;
};

}  // namespace

std::unique_ptr<grpc::Service> NewDocumentService(const Served& served) {
  return std::make_unique<DocumentService>(served);
}

}  // namespace driehoek
