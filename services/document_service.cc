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
#include "services/call.h"
#include "services/document_text.h"
#include "services/looks.h"
#include "services/refusals.h"

namespace driehoek {
namespace {

// A case with the documents of which someone may know. The new trainer and an
// auditor are shown documents of a case that is otherwise not there.
absl::StatusOr<v1::Case> CaseWithSeen(const Served& served,
                                      const Caller& caller,
                                      const std::string& case_id) {
  absl::StatusOr<v1::Case> found = served.views.GetCase(case_id);
  if (absl::IsNotFound(found.status())) return NoSuchCase();
  RETURN_IF_ERROR(found.status());
  const Viewing reading = ReadingOf(caller, *found);
  if (reading.viewer == v1::VIEWER_UNSPECIFIED) return NoSuchCase();
  KeepSeenDocuments(reading, *found->mutable_documents());
  return found;
}

// Null when it is not among them.
const v1::CaseDocument* Find(const v1::Case& of_case,
                             const std::string& document_id) {
  const auto& documents = of_case.documents();
  const auto known =
      absl::c_find_if(documents, [&](const v1::CaseDocument& document) {
        return document.document_id() == document_id;
      });
  return known == documents.end() ? nullptr : &*known;
}

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
        });
  }

  grpc::ServerUnaryReactor* GetDocument(
      grpc::CallbackServerContext* context,
      const v1::GetDocumentRequest* request,
      v1::GetDocumentResponse* response) override {
    return AnswerLook(
        served_, context, request->min_position(),
        AskedFor(v1::LOOK_KIND_DOCUMENT, request->case_id(),
                 request->document_id()),
        [=, this](const Caller& caller, v1::Looked& looked) -> absl::Status {
          ASSIGN_OR_RETURN(const v1::Case found,
                           CaseWithSeen(served_, caller, request->case_id()));
          const v1::CaseDocument* const known =
              Find(found, request->document_id());
          if (known == nullptr || known->sight() != v1::SIGHT_LEVEL_READ) {
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
          SetCase(found, looked);
          looked.set_document_id(known->document_id());
          looked.set_place("case");
          return absl::OkStatus();
        });
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
              Find(found, request->document_id());
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
