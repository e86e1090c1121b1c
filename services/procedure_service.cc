#include <grpcpp/support/server_callback.h>

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/tag.h"
#include "domain/dates.h"
#include "driehoek/v1/procedure_service.grpc.pb.h"
#include "procedures/catalogue.h"
#include "procedures/compare.h"
#include "projections/keys.h"
#include "projections/merged_scan.h"
#include "services/all_services.h"
#include "services/call.h"
#include "services/looks.h"
#include "services/refusals.h"
#include "services/status.h"

namespace driehoek {
namespace {

constexpr size_t kMaxTextBytes = 256 << 10;

v1::ProcedureVersion VersionOf(const Procedure& procedure) {
  v1::ProcedureVersion version;
  version.set_key(procedure.data().key());
  version.set_version(procedure.data().version());
  version.set_title(procedure.data().title());
  *version.mutable_in_force_from() = ToProto(procedure.in_force_from());
  return version;
}

// Neither a key nor a version holds a blank.
std::string PlaceInList(const Procedure& procedure) {
  return absl::StrCat(procedure.data().key(), " ",
                      OrderedDay(procedure.in_force_from()), " ",
                      procedure.data().version());
}

absl::Status CheckSize(const std::string& textproto) {
  if (textproto.size() <= kMaxTextBytes) return absl::OkStatus();
  return Malformed("textproto", "hoogstens 256 KiB", "at most 256 KiB");
}

absl::Status Refused(const std::vector<v1::ProcedureProblem>& problems) {
  std::vector<Violation> violations;
  violations.reserve(problems.size());
  for (const v1::ProcedureProblem& problem : problems) {
    violations.push_back({absl::StrCat("regel ", problem.line(), ", kolom ",
                                       problem.column(), ", ", problem.field()),
                          problem.what()});
  }
  return BadInput("BAD_PROCEDURE", "Deze procedure klopt niet.",
                  "This procedure is not right.", violations);
}

// The newest in force, of those with this key.
std::shared_ptr<const Procedure> Newest(const Catalogue& catalogue,
                                        const std::string& key,
                                        absl::CivilDay today) {
  std::shared_ptr<const Procedure> newest;
  for (const std::shared_ptr<const Procedure>& procedure : catalogue.all()) {
    if (procedure->data().key() != key || procedure->in_force_from() > today) {
      continue;
    }
    if (newest == nullptr ||
        procedure->in_force_from() >= newest->in_force_from()) {
      newest = procedure;
    }
  }
  return newest;
}

class ProcedureService final : public v1::ProcedureService::CallbackService {
 public:
  explicit ProcedureService(const Served& served) : served_(served) {}

  grpc::ServerUnaryReactor* ListProcedures(
      grpc::CallbackServerContext* context,
      const v1::ListProceduresRequest* request,
      v1::ListProceduresResponse* response) override {
    return AnswerRead(
        served_, context, 0, [=, this](const Caller&) -> absl::Status {
          ASSIGN_OR_RETURN(const size_t size,
                           PageSizeOf(request->page_size(), 100, 1000));
          ASSIGN_OR_RETURN(const std::string after,
                           RestOfPageToken(request->page_token()));
          std::map<std::string, v1::ProcedureVersion> left;
          for (const auto& procedure : served_.writer.catalogue()->all()) {
            std::string place = PlaceInList(*procedure);
            if (place > after) left[std::move(place)] = VersionOf(*procedure);
          }
          for (auto& [place, version] : left) {
            *response->add_versions() = std::move(version);
            if (static_cast<size_t>(response->versions_size()) < size) continue;
            if (place != left.rbegin()->first) {
              response->set_next_page_token(PageTokenOf(place));
            }
            break;
          }
          return absl::OkStatus();
        });
  }

  grpc::ServerUnaryReactor* GetProcedure(
      grpc::CallbackServerContext* context,
      const v1::GetProcedureRequest* request,
      v1::GetProcedureResponse* response) override {
    return AnswerRead(
        served_, context, 0, [=, this](const Caller&) -> absl::Status {
          ASSIGN_OR_RETURN(const auto procedure,
                           Find(request->key(), request->version()));
          *response->mutable_procedure() = procedure->data();
          ASSIGN_OR_RETURN(*response->mutable_textproto(),
                           TextOf(procedure->data()));
          return absl::OkStatus();
        });
  }

  grpc::ServerUnaryReactor* ValidateProcedure(
      grpc::CallbackServerContext* context,
      const v1::ValidateProcedureRequest* request,
      v1::ValidateProcedureResponse* response) override {
    return AnswerRead(served_, context, 0, [=](const Caller&) -> absl::Status {
      RETURN_IF_ERROR(CheckSize(request->textproto()));
      std::vector<v1::ProcedureProblem> problems;
      ParseProcedure(request->textproto(), &problems);
      for (v1::ProcedureProblem& problem : problems) {
        *response->add_problems() = std::move(problem);
      }
      return absl::OkStatus();
    });
  }

  grpc::ServerUnaryReactor* CompareProcedures(
      grpc::CallbackServerContext* context,
      const v1::CompareProceduresRequest* request,
      v1::CompareProceduresResponse* response) override {
    return AnswerRead(
        served_, context, 0, [=, this](const Caller&) -> absl::Status {
          ASSIGN_OR_RETURN(const auto before,
                           Find(request->key(), request->version()));
          ASSIGN_OR_RETURN(const auto after, OtherOf(*request));
          for (v1::ProcedureDifference& difference :
               driehoek::CompareProcedures(before->data(), after->data())) {
            *response->add_differences() = std::move(difference);
          }
          return absl::OkStatus();
        });
  }

  grpc::ServerUnaryReactor* PublishProcedure(
      grpc::CallbackServerContext* context,
      const v1::PublishProcedureRequest* request,
      v1::PublishProcedureResponse* response) override {
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    const v1::Looked asked = OtherCall();
    WithCaller(served_, *context, 0, asked,
               [=, this](const absl::StatusOr<Caller>& caller) {
                 const absl::Status good =
                     caller.ok() ? Publish(*caller, *context, asked, *request,
                                           response, reactor)
                                 : caller.status();
                 if (!good.ok()) reactor->Finish(ToGrpcStatus(good));
               });
    return reactor;
  }

 private:
  absl::Status Publish(const Caller& caller,
                       const grpc::CallbackServerContext& context,
                       const v1::Looked& asked,
                       const v1::PublishProcedureRequest& request,
                       v1::PublishProcedureResponse* response,
                       grpc::ServerUnaryReactor* reactor) {
    RETURN_IF_ERROR(CheckSize(request.textproto()));
    std::vector<v1::ProcedureProblem> problems;
    const auto procedure = ParseProcedure(request.textproto(), &problems);
    if (procedure == nullptr) return Refused(problems);
    *response->mutable_version() = VersionOf(*procedure);
    Submission submission;
    submission.request_id = request.request_id();
    submission.actor = ActorOf(caller);
    submission.commands.emplace_back()
        .mutable_publish_procedure()
        ->set_textproto(request.textproto());
    served_.writer.Submit(
        std::move(submission),
        [=, &context, this](const absl::StatusOr<v1::SubmitResponse>& answer) {
          if (!answer.ok()) {
            return FinishRefused(served_, context, *reactor, caller, asked,
                                 answer.status());
          }
          response->set_position(answer->position());
          reactor->Finish(grpc::Status::OK);
        });
    return absl::OkStatus();
  }

  // The newest in force when `version` is empty.
  absl::StatusOr<std::shared_ptr<const Procedure>> Find(
      const std::string& key, const std::string& version) const {
    const auto catalogue = served_.writer.catalogue();
    auto procedure = version.empty() ? Newest(*catalogue, key, TodayOf(served_))
                                     : catalogue->Find(key, version);
    if (procedure == nullptr) return NoSuchProcedure();
    return procedure;
  }

  // What to compare with: another version, or a draft.
  absl::StatusOr<std::shared_ptr<const Procedure>> OtherOf(
      const v1::CompareProceduresRequest& request) const {
    if (request.other_version().empty() == request.textproto().empty()) {
      return Malformed("other_version",
                       "noem een andere versie, of geef een tekst; een van "
                       "beide",
                       "name another version or give a text; one of the two");
    }
    if (request.textproto().empty()) {
      return Find(request.key(), request.other_version());
    }
    RETURN_IF_ERROR(CheckSize(request.textproto()));
    std::vector<v1::ProcedureProblem> problems;
    auto draft = ParseProcedure(request.textproto(), &problems);
    if (draft == nullptr) return Refused(problems);
    return draft;
  }

  // As it was published.
  absl::StatusOr<std::string> TextOf(const v1::Procedure& procedure) const {
    ASSIGN_OR_RETURN(
        const std::unique_ptr<EventReader> reader,
        served_.store.Read(
            Query::AnyOf({{{EventType::kProcedurePublished},
                           {{TagKind::kProcedure, procedure.key()}}}}),
            {}));
    while (true) {
      ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded,
                       reader->Next());
      if (!recorded) {
        return absl::DataLossError("a published procedure has no event");
      }
      const v1::ProcedurePublished& published =
          recorded->event.procedure_published();
      if (published.version() == procedure.version()) {
        return published.textproto();
      }
    }
  }

  const Served& served_;
};

}  // namespace

std::unique_ptr<grpc::Service> NewProcedureService(const Served& served) {
  return std::make_unique<ProcedureService>(served);
}

}  // namespace driehoek
