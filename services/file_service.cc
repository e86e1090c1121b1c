// The resident's e-portfolio and the trainer's dossier.
#include <grpcpp/support/server_callback.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/hash/hash.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "base/tag.h"
#include "domain/access.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/file_service.grpc.pb.h"
#include "projections/as_of.h"
#include "projections/keys.h"
#include "projections/merged_scan.h"
#include "services/all_services.h"
#include "services/call.h"
#include "services/file_kinds.h"
#include "services/looks.h"
#include "services/open_document.h"
#include "services/refusals.h"
#include "services/seen_page.h"
#include "services/stream_reactor.h"

namespace driehoek {
namespace {

template <typename Response>
void Fill(Entries page, Response& response) {
  for (v1::FileEntry& entry : page.rows) {
    *response.add_entries() = std::move(entry);
  }
}

// What the caller sees of the file, as it lies there or lay at `until`.
template <typename Kind>
absl::StatusOr<Entries> SeenEntries(const Caller& caller, const Served& served,
                                    const std::string& owner,
                                    std::optional<Position> until, size_t size,
                                    const std::string& page_token) {
  return SeenPage<v1::FileEntry>(
      size, page_token,
      [&](size_t at_once, const std::string& token) {
        return until.has_value()
                   ? Kind::AsOf(served, owner, *until, kAllAtOnce, token)
                   : Kind::Now(served, owner, at_once, token);
      },
      [&](const v1::FileEntry& entry) {
        return Sees(caller, served, v1::SIGHT_LEVEL_METADATA, entry);
      },
      [](const v1::FileEntry& last) {
        return PageTokenOf(OrderedPosition(last.position()));
      });
}

template <typename Kind, typename Request>
absl::StatusOr<Entries> PageAsked(const Caller& caller, const Served& served,
                                  const Request& request,
                                  const std::string& owner) {
  ASSIGN_OR_RETURN(const size_t size,
                   PageSizeOf(request.page_size(), 100, 1000));
  std::optional<Position> until;
  if (request.has_as_of()) {
    ASSIGN_OR_RETURN(const Moment moment, MomentOf(served, request.as_of()));
    until = moment.position;
  }
  return SeenEntries<Kind>(caller, served, owner, until, size,
                           request.page_token());
}

template <typename Kind, typename Request, typename Response>
grpc::ServerUnaryReactor* AnswerFile(const Served& served,
                                     grpc::CallbackServerContext* context,
                                     const Request* request,
                                     const std::string& owner,
                                     Response* response) {
  return AnswerLook(served, context, request->min_position(),
                    AskedOf<Kind>(owner, Kind::kLook),
                    [&served, request, &owner, response](
                        const Caller& caller, v1::Looked&) -> absl::Status {
                      RETURN_IF_ERROR(Kind::Check(caller, owner));
                      ASSIGN_OR_RETURN(
                          Entries page,
                          PageAsked<Kind>(caller, served, *request, owner));
                      response->set_next_page_token(page.next_page_token);
                      Fill(std::move(page), *response);
                      return absl::OkStatus();
                    });
}

template <typename Kind, typename Request, typename Response>
grpc::ServerUnaryReactor* AnswerDocument(const Served& served,
                                         grpc::CallbackServerContext* context,
                                         const Request* request,
                                         const std::string& owner,
                                         Response* response) {
  return AnswerLook(
      served, context, request->min_position(),
      AskedOf<Kind>(owner, v1::LOOK_KIND_DOCUMENT, request->document_id()),
      [&served, request, &owner, response](const Caller& caller,
                                           v1::Looked& looked) -> absl::Status {
        ASSIGN_OR_RETURN(*response->mutable_document(),
                         OpenInFile<Kind>(served, caller, owner,
                                          request->document_id(), looked));
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
    if (!part_of_.has_value()) {
      size_t content = 0;
      RETURN_IF_ERROR(VisitFile<Kind>(
          caller, served_, owner_, v1::SIGHT_LEVEL_METADATA,
          [&content](const v1::FileEntry& entry) {
            content = absl::HashOf(content, entry.SerializeAsString());
            return true;
          }));
      if (sent_ == content) return std::nullopt;
      sent_ = content;
      part_of_ = "";
    }
    ASSIGN_OR_RETURN(
        Entries page,
        SeenEntries<Kind>(caller, served_, owner_, /*until=*/std::nullopt,
                          kEntriesAMessage, *part_of_));
    Response response;
    response.set_more(!page.next_page_token.empty());
    part_of_ =
        response.more() ? std::optional(page.next_page_token) : std::nullopt;
    Fill(std::move(page), response);
    return response;
  }

  bool Wants(const Projector::Touched& touched) const override {
    return absl::c_any_of(served_.views.same_people()->AllOf(owner_),
                          [&touched](const std::string& record) {
                            return Kind::Touches(touched, record);
                          });
  }

 private:
  const Served& served_;
  const std::string owner_;
  std::optional<size_t> sent_;          // What was sent last, hashed.
  std::optional<std::string> part_of_;  // Where what is being sent goes on.
};

template <typename Kind, typename Response>
grpc::ServerWriteReactor<Response>* WatchFile(
    const Served& served, grpc::CallbackServerContext* context,
    const std::string& owner) {
  return PulledStream<Response>::AnswerLook(
      served, context, AskedOf<Kind>(owner, Kind::kLook),
      [&served, owner](const Caller& caller, v1::Looked&)
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
