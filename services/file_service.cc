// The resident's e-portfolio and the trainer's dossier.
#include <grpcpp/support/server_callback.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "base/tag.h"
#include "domain/access.h"
#include "driehoek/v1/file_service.grpc.pb.h"
#include "projections/as_of.h"
#include "services/all_services.h"
#include "services/call.h"
#include "services/refusals.h"
#include "services/stream_reactor.h"

namespace driehoek {
namespace {

using Entries = std::vector<v1::FileEntry>;

// The two kinds of file differ in whose they are, and in nothing else.
struct Portfolio {
  static absl::Status Check(const Caller& caller, const std::string& owner) {
    return MaySeeResidentFile(caller, owner)
               ? absl::OkStatus()
               : NotFound("Dit e-portfolio", "This e-portfolio");
  }
  static absl::StatusOr<Entries> Now(const Served& served,
                                     const std::string& owner) {
    return served.views.GetPortfolio(owner);
  }
  static absl::StatusOr<Entries> AsOf(const Served& served,
                                      const std::string& owner,
                                      Position until) {
    return PortfolioAsOf(served.store, *served.writer.catalogue(), owner,
                         until);
  }
  static bool Touches(const Projector::Touched& touched,
                      const std::string& owner) {
    return absl::c_linear_search(touched.resident_ids, owner);
  }
};

struct Dossier {
  static absl::Status Check(const Caller& caller, const std::string& owner) {
    return MaySeeTrainerFile(caller, owner)
               ? absl::OkStatus()
               : NotFound("Dit dossier", "This dossier");
  }
  static absl::StatusOr<Entries> Now(const Served& served,
                                     const std::string& owner) {
    return served.views.GetDossier(owner);
  }
  static absl::StatusOr<Entries> AsOf(const Served& served,
                                      const std::string& owner,
                                      Position until) {
    return DossierAsOf(served.store, *served.writer.catalogue(), owner, until);
  }
  static bool Touches(const Projector::Touched& touched,
                      const std::string& owner) {
    return absl::c_linear_search(touched.trainer_ids, owner);
  }
};

// Of a file its owner gets all; staff get what came of cases that they may see.
// Nobody else comes as far as this.
Entries SeenBy(const Caller& caller, const Served& served, Entries entries) {
  if (!IsStaff(caller.role)) return entries;
  std::erase_if(entries, [&](const v1::FileEntry& entry) {
    return !FindCase(served, caller, entry.case_id()).ok();
  });
  return entries;
}

template <typename Response>
void Fill(Entries entries, Response& response) {
  for (v1::FileEntry& entry : entries) {
    *response.add_entries() = std::move(entry);
  }
}

template <typename Kind, typename Request, typename Response>
grpc::ServerUnaryReactor* AnswerFile(const Served& served,
                                     grpc::CallbackServerContext* context,
                                     const Request* request,
                                     const std::string& owner,
                                     Response* response) {
  return AnswerRead(served, context, request->min_position(),
                    [&served, request, &owner,
                     response](const Caller& caller) -> absl::Status {
                      RETURN_IF_ERROR(Kind::Check(caller, owner));
                      absl::StatusOr<Entries> entries;
                      if (request->has_as_of()) {
                        ASSIGN_OR_RETURN(const Moment moment,
                                         MomentOf(served, request->as_of()));
                        entries = Kind::AsOf(served, owner, moment.position);
                      } else {
                        entries = Kind::Now(served, owner);
                      }
                      RETURN_IF_ERROR(entries.status());
                      Fill(SeenBy(caller, served, *std::move(entries)),
                           *response);
                      return absl::OkStatus();
                    });
}

// The words of a document, which no view holds: read from the log.
absl::StatusOr<v1::Document> DocumentOf(const Served& served,
                                        const v1::FileEntry& entry) {
  ASSIGN_OR_RETURN(
      const std::unique_ptr<EventReader> reader,
      served.store.Read(
          Query::AnyOf({{{EventType::kReportSubmitted},
                         {{TagKind::kDocument, entry.document_id()}}}}),
          {}));
  ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded, reader->Next());
  if (!recorded) return NotFound("Dit document", "This document");
  const v1::ReportSubmitted& report = recorded->event.report_submitted();
  v1::Document document;
  document.set_document_id(report.document_id());
  document.set_case_id(report.case_id());
  document.set_report(report.report());
  document.set_title(entry.title());
  *document.mutable_submitted_on() = report.on();
  *document.mutable_author() = recorded->envelope.actor;
  *document.mutable_parts() = report.parts();
  *document.mutable_part_keys() = report.part_keys();
  return document;
}

template <typename Kind, typename Request, typename Response>
grpc::ServerUnaryReactor* AnswerDocument(const Served& served,
                                         grpc::CallbackServerContext* context,
                                         const Request* request,
                                         const std::string& owner,
                                         Response* response) {
  return AnswerRead(
      served, context, request->min_position(),
      [&served, request, &owner,
       response](const Caller& caller) -> absl::Status {
        RETURN_IF_ERROR(Kind::Check(caller, owner));
        ASSIGN_OR_RETURN(Entries in_file, Kind::Now(served, owner));
        const Entries entries = SeenBy(caller, served, std::move(in_file));
        const auto entry =
            absl::c_find_if(entries, [request](const v1::FileEntry& row) {
              return row.document_id() == request->document_id();
            });
        // Only what lies in the file can be read through it.
        if (entry == entries.end()) {
          return NotFound("Dit document", "This document");
        }
        ASSIGN_OR_RETURN(*response->mutable_document(),
                         DocumentOf(served, *entry));
        return absl::OkStatus();
      });
}

template <typename Kind, typename Response>
class FileSource final : public StreamSource<Response> {
 public:
  FileSource(const Served& served, std::string owner)
      : served_(served), owner_(std::move(owner)) {}

  absl::StatusOr<std::optional<Response>> Next(const Caller& caller) override {
    RETURN_IF_ERROR(Kind::Check(caller, owner_));
    ASSIGN_OR_RETURN(Entries entries, Kind::Now(served_, owner_));
    Response response;
    Fill(SeenBy(caller, served_, std::move(entries)), response);
    std::string bytes = response.SerializeAsString();
    if (sent_ == bytes) return std::nullopt;
    sent_ = std::move(bytes);
    return response;
  }

  bool Wants(const Projector::Touched& touched) const override {
    return Kind::Touches(touched, owner_);
  }

 private:
  const Served& served_;
  const std::string owner_;
  std::optional<std::string> sent_;
};

template <typename Kind, typename Response>
grpc::ServerWriteReactor<Response>* WatchFile(
    const Served& served, grpc::CallbackServerContext* context,
    const std::string& owner) {
  return PulledStream<Response>::Answer(
      served, context,
      [&served, owner](const Caller& caller)
          -> absl::StatusOr<std::unique_ptr<StreamSource<Response>>> {
        RETURN_IF_ERROR(Kind::Check(caller, owner));
        return std::make_unique<FileSource<Kind, Response>>(served, owner);
      });
}

class PortfolioService final : public v1::PortfolioService::CallbackService {
 public:
  explicit PortfolioService(const Served& served) : served_(served) {}

  grpc::ServerUnaryReactor* GetPortfolio(
      grpc::CallbackServerContext* context,
      const v1::GetPortfolioRequest* request,
      v1::GetPortfolioResponse* response) override {
    return AnswerFile<Portfolio>(served_, context, request,
                                 request->resident_id(), response);
  }

  grpc::ServerUnaryReactor* GetPortfolioDocument(
      grpc::CallbackServerContext* context,
      const v1::GetPortfolioDocumentRequest* request,
      v1::GetPortfolioDocumentResponse* response) override {
    return AnswerDocument<Portfolio>(served_, context, request,
                                     request->resident_id(), response);
  }

  grpc::ServerWriteReactor<v1::WatchPortfolioResponse>* WatchPortfolio(
      grpc::CallbackServerContext* context,
      const v1::WatchPortfolioRequest* request) override {
    return WatchFile<Portfolio, v1::WatchPortfolioResponse>(
        served_, context, request->resident_id());
  }

 private:
  const Served& served_;
};

class DossierService final : public v1::DossierService::CallbackService {
 public:
  explicit DossierService(const Served& served) : served_(served) {}

  grpc::ServerUnaryReactor* GetDossier(
      grpc::CallbackServerContext* context,
      const v1::GetDossierRequest* request,
      v1::GetDossierResponse* response) override {
    return AnswerFile<Dossier>(served_, context, request, request->trainer_id(),
                               response);
  }

  grpc::ServerUnaryReactor* GetDossierDocument(
      grpc::CallbackServerContext* context,
      const v1::GetDossierDocumentRequest* request,
      v1::GetDossierDocumentResponse* response) override {
    return AnswerDocument<Dossier>(served_, context, request,
                                   request->trainer_id(), response);
  }

  grpc::ServerWriteReactor<v1::WatchDossierResponse>* WatchDossier(
      grpc::CallbackServerContext* context,
      const v1::WatchDossierRequest* request) override {
    return WatchFile<Dossier, v1::WatchDossierResponse>(served_, context,
                                                        request->trainer_id());
  }

 private:
  const Served& served_;
};

}  // namespace

std::unique_ptr<grpc::Service> NewPortfolioService(const Served& served) {
  return std::make_unique<PortfolioService>(served);
}

std::unique_ptr<grpc::Service> NewDossierService(const Served& served) {
  return std::make_unique<DossierService>(served);
}

}  // namespace driehoek
