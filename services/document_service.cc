// The documents of a case, for whoever may know of them.
#include <grpcpp/support/server_callback.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "domain/access.h"
#include "driehoek/v1/file_service.grpc.pb.h"
#include "services/all_services.h"
#include "services/call.h"
#include "services/document_text.h"
#include "services/refusals.h"

namespace driehoek {
namespace {

using Documents = google::protobuf::RepeatedPtrField<v1::CaseDocument>;

// Those of which the caller may know. The new trainer is shown documents of a
// case that is otherwise not there.
absl::StatusOr<Documents> DocumentsOf(const Served& served,
                                      const Caller& caller,
                                      const std::string& case_id) {
  absl::StatusOr<v1::Case> found = served.views.GetCase(case_id);
  if (absl::IsNotFound(found.status())) return NoSuchCase();
  RETURN_IF_ERROR(found.status());
  const Viewing viewing = ViewingOf(caller, SurroundingsOf(*found));
  if (viewing.viewer == v1::VIEWER_UNSPECIFIED) return NoSuchCase();
  KeepSeenDocuments(viewing, *found->mutable_documents());
  return std::move(*found->mutable_documents());
}

class DocumentService final : public v1::DocumentService::CallbackService {
 public:
  explicit DocumentService(const Served& served) : served_(served) {}

  grpc::ServerUnaryReactor* ListDocuments(
      grpc::CallbackServerContext* context,
      const v1::ListDocumentsRequest* request,
      v1::ListDocumentsResponse* response) override {
    return AnswerRead(served_, context, request->min_position(),
                      [=, this](const Caller& caller) -> absl::Status {
                        ASSIGN_OR_RETURN(
                            *response->mutable_documents(),
                            DocumentsOf(served_, caller, request->case_id()));
                        return absl::OkStatus();
                      });
  }

  grpc::ServerUnaryReactor* GetDocument(
      grpc::CallbackServerContext* context,
      const v1::GetDocumentRequest* request,
      v1::GetDocumentResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [=, this](const Caller& caller) -> absl::Status {
          ASSIGN_OR_RETURN(const Documents documents,
                           DocumentsOf(served_, caller, request->case_id()));
          const auto known = absl::c_find_if(
              documents, [request](const v1::CaseDocument& document) {
                return document.document_id() == request->document_id();
              });
          if (known == documents.end() ||
              known->sight() != v1::SIGHT_LEVEL_READ) {
            return NotFound("Dit document", "This document");
          }
          ASSIGN_OR_RETURN(v1::Document document,
                           ReadDocument(served_, known->document_id()));
          document.set_title(known->title());
          *document.mutable_submitted_on() = known->submitted_on();
          // What is left of the parts is what the caller reads.
          KeepParts({known->part_keys().begin(), known->part_keys().end()},
                    document);
          *response->mutable_document() = std::move(document);
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
