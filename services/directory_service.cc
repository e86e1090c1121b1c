#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "domain/access.h"
#include "domain/dates.h"
#include "domain/rejections.h"
#include "driehoek/v1/directory_service.grpc.pb.h"
#include "projections/merged_scan.h"
#include "services/all_services.h"
#include "services/call.h"
#include "services/csv_export.h"
#include "services/csv_import.h"
#include "services/looks.h"
#include "services/refusals.h"
#include "services/seen_page.h"
#include "services/status.h"
#include "services/stream_reactor.h"
#include "services/unavailable.h"

namespace driehoek {
namespace {

constexpr int kMaxLookUps = 1000;
constexpr size_t kMaxChunkBytes = 1 << 20;
constexpr int kMaxImportsAtOnce = 4;

// What the directory knows, looked up once each.
class Known {
 public:
  explicit Known(const Views& views) : views_(views) {}

  // NotFound is an answer; anything else that goes wrong is an error.
  absl::StatusOr<bool> Has(absl::string_view kind, const std::string& id) {
    const auto [found, is_new] =
        seen_.try_emplace(absl::StrCat(kind, ":", id), false);
    if (!is_new) return found->second;
    ASSIGN_OR_RETURN(found->second, Ask(kind, id));
    return found->second;
  }

 private:
  absl::StatusOr<bool> Ask(absl::string_view kind, const std::string& id) {
    if (kind == "person") return Is(views_.GetPerson(id).status());
    if (kind == "placement") return Is(views_.GetPlacement(id).status());
    if (kind == "group") return Is(views_.GetGroup(id).status());
    if (kind == "practice") return Is(views_.GetPractice(id).status());
    if (kind == "cohort") {
      return Is(views_.GetStanding({TagKind::kCohort, id}).status());
    }
    return Malformed("kind",
                     "person, group, practice, placement, cohort of case",
                     "person, group, practice, placement, cohort or case");
  }

  static absl::StatusOr<bool> Is(const absl::Status& found) {
    if (absl::IsNotFound(found)) return false;
    RETURN_IF_ERROR(found);
    return true;
  }

  const Views& views_;
  absl::flat_hash_map<std::string, bool> seen_;
};

// One file on its way in.
class ImportReactor final : public grpc::ServerReadReactor<v1::ImportRequest> {
 public:
  ImportReactor(const Served& served, grpc::CallbackServerContext* context,
                v1::ImportResponse* response, std::atomic<int>& at_once)
      : served_(served),
        context_(context),
        response_(response),
        at_once_(at_once) {
    // Everything known now may be referred to.
    const v1::Looked asked = OtherCall("", "Import");
    WithCaller(served_, *context, served_.store.head(), asked,
               [this, asked](const absl::StatusOr<Caller>& caller) {
                 if (!caller.ok()) return Finish(ToGrpcStatus(caller.status()));
                 Begin(*caller, asked);
               });
  }

  void OnReadDone(bool ok) override {
    if (ok) {
      const absl::Status taken = TakePiece();
      if (!taken.ok()) return Finish(ToGrpcStatus(taken));
      return StartRead(&piece_);
    }
    if (context_->IsCancelled()) {
      return Finish(
          grpc::Status(grpc::StatusCode::CANCELLED, "the client went away"));
    }
    const absl::Status handed_over = HandOver();
    if (!handed_over.ok()) Finish(ToGrpcStatus(handed_over));
  }

  void OnDone() override {
    if (counted_) --at_once_;
    delete this;
  }

 private:
  void Begin(const Caller& caller, const v1::Looked& asked) {
    actor_ = ActorOf(caller);
    if (caller.role != v1::ROLE_ADMINISTRATOR) {
      return RecordRefusal(
          served_, context_->peer(), actor_, asked, NotForThisRole(),
          [this](const absl::Status& told) { Finish(ToGrpcStatus(told)); });
    }
    // Whoever may not, takes no place either.
    counted_ = true;
    if (++at_once_ > kMaxImportsAtOnce) {
      return Finish(ToGrpcStatus(QueueFull()));
    }
    StartRead(&piece_);
  }

  absl::Status TakePiece() {
    if (piece_.chunk().size() > kMaxChunkBytes) {
      return Malformed("chunk", "hoogstens 1 MiB per stuk",
                       "at most 1 MiB a piece");
    }
    if (bytes_.size() + piece_.chunk().size() > kMaxImportBytes) {
      return Malformed("chunk", "het bestand is groter dan 8 MiB",
                       "the file is larger than 8 MiB");
    }
    bytes_ += piece_.chunk();
    piece_.clear_chunk();
    if (is_first_) asked_ = piece_;
    is_first_ = false;
    piece_.Clear();
    return absl::OkStatus();
  }

  absl::Status HandOver() {
    Known known(served_.views);
    absl::Status failed;
    ASSIGN_OR_RETURN(
        Import import,
        ParseImport(asked_.kind(), bytes_,
                    IdSupply(served_.store.identity().id_secret, ""),
                    [&](absl::string_view kind, const std::string& id) {
                      const absl::StatusOr<bool> has = known.Has(kind, id);
                      if (!has.ok()) failed = has.status();
                      return has.ok() && *has;
                    }));
    RETURN_IF_ERROR(failed);
    response_->set_lines(static_cast<int32_t>(import.commands.size()));
    if (import.commands.empty()) {
      response_->set_position(served_.store.head());
      Finish(grpc::Status::OK);
      return absl::OkStatus();
    }
    lines_ = std::move(import.lines);
    served_.writer.Submit(
        {asked_.request_id(), actor_, std::move(import.commands),
         asked_.validate_only()},
        [this](const absl::StatusOr<v1::SubmitResponse>& answer) {
          Finish(ToGrpcStatus(Answer(answer)));
        });
    return absl::OkStatus();
  }

  absl::Status Answer(const absl::StatusOr<v1::SubmitResponse>& answer) {
    if (!answer.ok()) return AtItsLine(answer.status());
    response_->set_changed(answer->events());  // A line makes one at most.
    response_->set_position(answer->position());
    return absl::OkStatus();
  }

  // What the rules refuse, they refuse by command: each is a line.
  absl::Status AtItsLine(const absl::Status& refused) const {
    const std::optional<size_t> command = CommandOf(refused);
    if (!command || *command >= lines_.size()) return refused;
    return BadInput(
        ReasonOf(refused),
        "Er klopt iets niet in dit bestand; er is niets ingelezen.",
        "Something in this file is wrong; nothing was imported.",
        {{absl::StrCat("regel ", lines_[*command]), DutchOf(refused)}});
  }

  const Served& served_;
  grpc::CallbackServerContext* const context_;
  v1::ImportResponse* const response_;
  std::atomic<int>& at_once_;
  bool counted_ = false;  // Among those.
  v1::Actor actor_;
  v1::ImportRequest piece_;
  v1::ImportRequest asked_;  // What the first message said.
  bool is_first_ = true;
  std::string bytes_;
  std::vector<int> lines_;
};

bool SeesDirectory(v1::Role role) {
  return IsStaff(role) || role == v1::ROLE_ADMINISTRATOR;
}

// Residents and trainers learn the name behind an id they hold, and no more.
v1::Person ShownTo(const Caller& caller, v1::Person person) {
  person.clear_emergencies();
  person.clear_practice_ids();
  if (SeesDirectory(caller.role) || caller.Is(person.person_id())) {
    return person;
  }
  v1::Person shown;
  if (person.has_erased_on()) {
    *shown.mutable_erased_on() = person.erased_on();
  }
  shown.set_person_id(person.person_id());
  shown.set_name(person.name());
  return shown;
}

bool MaySeePlacement(const Caller& caller, const v1::Placement& placement) {
  return SeesDirectory(caller.role) || caller.Is(placement.resident_id()) ||
         absl::c_any_of(
             placement.trainer_ids(),
             [&caller](const std::string& id) { return caller.Is(id); });
}

class ExportSource final : public StreamSource<v1::ExportResponse> {
 public:
  explicit ExportSource(CsvExport file) : file_(std::move(file)) {}

  absl::StatusOr<std::optional<v1::ExportResponse>> Next(
      const Caller&) override {
    ASSIGN_OR_RETURN(std::optional<std::string> lines, file_.Next());
    if (!lines.has_value()) return std::nullopt;
    v1::ExportResponse response;
    response.set_chunk(*std::move(lines));
    return response;
  }

  bool ended() const override { return true; }
  bool Wants(const Projector::Touched&) const override { return false; }

 private:
  CsvExport file_;
};

bool MayExport(const Caller& caller, v1::ExportKind kind) {
  return kind == v1::EXPORT_KIND_UNAVAILABLE_TRAINERS
             ? MaySeeUnavailable(caller)
             : caller.role == v1::ROLE_ADMINISTRATOR;
}

class DirectoryService final : public v1::DirectoryService::CallbackService {
 public:
  explicit DirectoryService(const Served& served) : served_(served) {}

  grpc::ServerUnaryReactor* LookUp(grpc::CallbackServerContext* context,
                                   const v1::LookUpRequest* request,
                                   v1::LookUpResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [=, this](const Caller& caller) -> absl::Status {
          if (request->references_size() > kMaxLookUps) {
            return Malformed("references", "hoogstens 1000", "at most 1,000");
          }
          Known known(served_.views);
          const IdSupply ids(served_.store.identity().id_secret, "");
          for (const v1::Reference& reference : request->references()) {
            if (reference.kind() == "case") {
              ASSIGN_OR_RETURN(*response->add_ids(),
                               CaseNumbered(caller, reference.reference()));
              continue;
            }
            const std::string id =
                ids.ForReference(reference.kind(), reference.reference());
            ASSIGN_OR_RETURN(const bool is, known.Has(reference.kind(), id));
            ASSIGN_OR_RETURN(const bool may,
                             MayLookUp(caller, reference.kind(), id));
            response->add_ids(is && may ? id : "");
          }
          return absl::OkStatus();
        });
  }

  grpc::ServerUnaryReactor* ListPeople(
      grpc::CallbackServerContext* context,
      const v1::ListPeopleRequest* request,
      v1::ListPeopleResponse* response) override {
    return AnswerRead(served_, context, request->min_position(),
                      [=, this](const Caller& caller) -> absl::Status {
                        return request->person_ids().empty()
                                   ? ListAll(caller, *request, *response)
                                   : ListSome(caller, *request, *response);
                      });
  }

  grpc::ServerUnaryReactor* ListGroups(
      grpc::CallbackServerContext* context,
      const v1::ListGroupsRequest* request,
      v1::ListGroupsResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [=, this](const Caller&) -> absl::Status {
          ASSIGN_OR_RETURN(const size_t size,
                           PageSizeOf(request->page_size(), 100, 1000));
          ASSIGN_OR_RETURN(
              Page<v1::Group> page,
              served_.views.ListGroups(size, request->page_token()));
          for (v1::Group& row : page.rows) {
            *response->add_groups() = std::move(row);
          }
          response->set_next_page_token(page.next_page_token);
          return absl::OkStatus();
        });
  }

  grpc::ServerUnaryReactor* ListPractices(
      grpc::CallbackServerContext* context,
      const v1::ListPracticesRequest* request,
      v1::ListPracticesResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [=, this](const Caller&) -> absl::Status {
          ASSIGN_OR_RETURN(const size_t size,
                           PageSizeOf(request->page_size(), 100, 1000));
          ASSIGN_OR_RETURN(
              Page<v1::Practice> page,
              served_.views.ListPractices(size, request->page_token()));
          for (v1::Practice& row : page.rows) {
            *response->add_practices() = std::move(row);
          }
          response->set_next_page_token(page.next_page_token);
          return absl::OkStatus();
        });
  }

  grpc::ServerUnaryReactor* ListCalendarDays(
      grpc::CallbackServerContext* context,
      const v1::ListCalendarDaysRequest* request,
      v1::ListCalendarDaysResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [=, this](const Caller&) -> absl::Status {
          ASSIGN_OR_RETURN(const size_t size,
                           PageSizeOf(request->page_size(), 100, 1000));
          ASSIGN_OR_RETURN(const DaysAsked days, DaysOf(*request));
          ASSIGN_OR_RETURN(Page<v1::CalendarDay> page,
                           served_.views.ListCalendarDays(
                               days, size, request->page_token()));
          for (v1::CalendarDay& row : page.rows) {
            *response->add_days() = std::move(row);
          }
          response->set_next_page_token(page.next_page_token);
          return absl::OkStatus();
        });
  }

  grpc::ServerUnaryReactor* ListUnavailableTrainers(
      grpc::CallbackServerContext* context,
      const v1::ListUnavailableTrainersRequest* request,
      v1::ListUnavailableTrainersResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [=, this](const Caller& caller) -> absl::Status {
          if (!MaySeeUnavailable(caller)) return NotForThisRole();
          ASSIGN_OR_RETURN(const size_t size,
                           PageSizeOf(request->page_size(), 100, 1000));
          ASSIGN_OR_RETURN(Page<v1::UnavailableTrainer> page,
                           ReadUnavailable(served_.views, InForce().get(), size,
                                           request->page_token()));
          for (v1::UnavailableTrainer& row : page.rows) {
            *response->add_trainers() = std::move(row);
          }
          response->set_next_page_token(page.next_page_token);
          return absl::OkStatus();
        });
  }

  grpc::ServerWriteReactor<v1::ExportResponse>* Export(
      grpc::CallbackServerContext* context,
      const v1::ExportRequest* request) override {
    v1::Looked asked = AskedFor(v1::LOOK_KIND_DIRECTORY);
    asked.set_list(v1::ExportKind_Name(request->kind()));
    return PulledStream<v1::ExportResponse>::AnswerLook(
        served_, context, asked,
        [this, kind = request->kind()](const Caller& caller,
                                       v1::Looked& /*looked*/)
            -> absl::StatusOr<
                std::unique_ptr<StreamSource<v1::ExportResponse>>> {
          if (!MayExport(caller, kind)) return NotForThisRole();
          return std::make_unique<ExportSource>(
              CsvExport(kind, served_.views, InForce()));
        },
        served_.store.head());
  }

  grpc::ServerUnaryReactor* ListPlacements(
      grpc::CallbackServerContext* context,
      const v1::ListPlacementsRequest* request,
      v1::ListPlacementsResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [=, this](const Caller& caller) -> absl::Status {
          ASSIGN_OR_RETURN(const size_t size,
                           PageSizeOf(request->page_size(), 100, 1000));
          ASSIGN_OR_RETURN(
              Page<v1::Placement> page,
              SeenPage<v1::Placement>(
                  size, request->page_token(),
                  [&](size_t at_once, const std::string& token) {
                    return served_.views.ListPlacements(request->person_id(),
                                                        at_once, token);
                  },
                  [&](const v1::Placement& row) -> absl::StatusOr<bool> {
                    return MaySeePlacement(caller, row);
                  },
                  [](const v1::Placement& last) {
                    return PageTokenOf(last.placement_id());
                  }));
          for (v1::Placement& row : page.rows) {
            RETURN_IF_ERROR(HideCaseUnlessKnownTo(caller, row));
            *response->add_placements() = std::move(row);
          }
          response->set_next_page_token(page.next_page_token);
          return absl::OkStatus();
        });
  }

  grpc::ServerReadReactor<v1::ImportRequest>* Import(
      grpc::CallbackServerContext* context,
      v1::ImportResponse* response) override {
    return new ImportReactor(served_, context, response, imports_at_once_);
  }

 private:
  std::shared_ptr<const Procedure> InForce() const {
    return served_.writer.catalogue()->InForceOn(TodayOf(served_));
  }

  static absl::StatusOr<DaysAsked> DaysOf(
      const v1::ListCalendarDaysRequest& request) {
    DaysAsked days;
    for (const auto& [date, is_set, day] :
         {std::tuple(&request.from(), request.has_from(), &days.from),
          std::tuple(&request.until(), request.has_until(), &days.until)}) {
      if (!is_set) continue;
      if (!IsDay(*date)) {
        return Malformed("from, until", "dit is geen dag", "this is no day");
      }
      *day = FromProto(*date);
    }
    return days;
  }

  // The id of a case by its number; empty when the caller may not know of it.
  absl::StatusOr<std::string> CaseNumbered(const Caller& caller,
                                           const std::string& number) const {
    const absl::StatusOr<v1::Case> found =
        served_.views.GetCaseIf(number, [&caller](const Surroundings& people) {
          return IsConcerned(caller, people) ||
                 MayReadHistory(caller, people) ||
                 IsCandidate(caller, people) || IsNewTrainer(caller, people);
        });
    if (absl::IsNotFound(found.status())) return "";
    RETURN_IF_ERROR(found.status());
    return found->case_id();
  }

  // What someone who does not see the directory may find by a key. Groups and
  // practices are no secret; of other people nothing can be tried.
  absl::StatusOr<bool> MayLookUp(const Caller& caller, absl::string_view kind,
                                 const std::string& id) const {
    if (SeesDirectory(caller.role)) return true;
    // An auditor asks who looked at whom.
    if (kind == "person") {
      return caller.Is(id) || caller.role == v1::ROLE_AUDITOR;
    }
    if (kind == "cohort") return false;
    if (kind != "placement") return true;
    const absl::StatusOr<v1::Placement> placement =
        served_.views.GetPlacement(id);
    if (absl::IsNotFound(placement.status())) return false;
    RETURN_IF_ERROR(placement.status());
    return MaySeePlacement(caller, *placement);
  }

  // Staff see every placement, and not every case.
  absl::Status HideCaseUnlessKnownTo(const Caller& caller,
                                     v1::Placement& placement) const {
    if (placement.open_case_id().empty()) return absl::OkStatus();
    const absl::Status found =
        FindCase(served_, caller, placement.open_case_id()).status();
    if (!absl::IsNotFound(found)) return found;
    placement.clear_open_case_id();
    return absl::OkStatus();
  }

  absl::Status ListAll(const Caller& caller,
                       const v1::ListPeopleRequest& request,
                       v1::ListPeopleResponse& response) const {
    if (!SeesDirectory(caller.role)) return NotForThisRole();
    ASSIGN_OR_RETURN(const size_t size,
                     PageSizeOf(request.page_size(), 100, 1000));
    ASSIGN_OR_RETURN(Page<v1::Person> page,
                     served_.views.ListPeople(size, request.page_token()));
    for (v1::Person& row : page.rows) {
      *response.add_people() = ShownTo(caller, std::move(row));
    }
    response.set_next_page_token(page.next_page_token);
    return absl::OkStatus();
  }

  absl::Status ListSome(const Caller& caller,
                        const v1::ListPeopleRequest& request,
                        v1::ListPeopleResponse& response) const {
    if (request.person_ids_size() > kMaxLookUps) {
      return Malformed("person_ids", "hoogstens 1000", "at most 1,000");
    }
    for (const std::string& id : request.person_ids()) {
      absl::StatusOr<v1::Person> person = served_.views.GetPerson(id);
      if (absl::IsNotFound(person.status())) continue;
      RETURN_IF_ERROR(person.status());
      *response.add_people() = ShownTo(caller, *std::move(person));
    }
    return absl::OkStatus();
  }

  const Served& served_;
  std::atomic<int> imports_at_once_ = 0;
};

}  // namespace

std::unique_ptr<grpc::Service> NewDirectoryService(const Served& served) {
  return std::make_unique<DirectoryService>(served);
}

}  // namespace driehoek
