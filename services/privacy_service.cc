#include <grpcpp/support/server_callback.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "base/status_macros.h"
#include "domain/access.h"
#include "domain/dates.h"
#include "domain/erasure.h"
#include "domain/retention.h"
#include "driehoek/v1/privacy_service.grpc.pb.h"
#include "eventstore/event_store.h"
#include "projections/cases.h"
#include "projections/erasures.h"
#include "services/all_services.h"
#include "services/call.h"
#include "services/looks.h"
#include "services/package.h"
#include "services/refusals.h"
#include "services/seen_page.h"
#include "services/stream_reactor.h"

namespace driehoek {
namespace {

class PrivacyService final : public v1::PrivacyService::CallbackService {
 public:
  explicit PrivacyService(const Served& served) : served_(served) {}

  grpc::ServerUnaryReactor* ListErasures(
      grpc::CallbackServerContext* context,
      const v1::ListErasuresRequest* request,
      v1::ListErasuresResponse* response) override {
    return AnswerLook(
        served_, context, request->min_position(),
        AskedFor(v1::LOOK_KIND_WORDS),
        [=, this](const Caller& caller, v1::Looked&) -> absl::Status {
          if (!MaySeeRetention(caller)) return NotForThisRole();
          ASSIGN_OR_RETURN(const size_t size,
                           PageSizeOf(request->page_size(), 100, 1000));
          ASSIGN_OR_RETURN(
              Page<v1::Erasure> page,
              SeenPage<v1::Erasure>(
                  size, request->page_token(),
                  [&](size_t at_once, const std::string& token) {
                    return served_.views.ListErasures(at_once, token);
                  },
                  [&](const v1::Erasure& row) -> absl::StatusOr<bool> {
                    ASSIGN_OR_RETURN(const bool own,
                                     IsOfOwnCase(caller, row.case_id()));
                    return !own;
                  },
                  [](const v1::Erasure& last) {
                    return PageTokenAfter(last);
                  }));
          for (v1::Erasure& erasure : page.rows) {
            // What a report says is in no view.
            erasure.set_copies_gone(
                erasure.scope() == v1::ERASURE_SCOPE_DOCUMENT ||
                erasure.position() <= served_.views.no_copies_until());
            *response->add_erasures() = std::move(erasure);
          }
          response->set_next_page_token(page.next_page_token);
          return absl::OkStatus();
        });
  }

  grpc::ServerUnaryReactor* ListLegalHolds(
      grpc::CallbackServerContext* context,
      const v1::ListLegalHoldsRequest* request,
      v1::ListLegalHoldsResponse* response) override {
    return AnswerLook(
        served_, context, request->min_position(),
        AskedFor(v1::LOOK_KIND_WORDS),
        [=, this](const Caller& caller, v1::Looked&) -> absl::Status {
          if (!MaySeeRetention(caller)) return NotForThisRole();
          ASSIGN_OR_RETURN(const size_t size,
                           PageSizeOf(request->page_size(), 100, 1000));
          ASSIGN_OR_RETURN(
              Page<v1::LegalHold> page,
              SeenPage<v1::LegalHold>(
                  size, request->page_token(),
                  [&](size_t at_once, const std::string& token) {
                    return served_.views.ListLegalHolds(at_once, token);
                  },
                  [&](const v1::LegalHold& row) -> absl::StatusOr<bool> {
                    ASSIGN_OR_RETURN(const bool own,
                                     IsOfOwnCase(caller, row.case_id()));
                    return !own && !caller.Is(row.person_id());
                  },
                  [](const v1::LegalHold& last) {
                    return PageTokenAfter(last);
                  }));
          for (v1::LegalHold& hold : page.rows) {
            *response->add_holds() = std::move(hold);
          }
          response->set_next_page_token(page.next_page_token);
          return absl::OkStatus();
        });
  }

  grpc::ServerUnaryReactor* ListRetained(
      grpc::CallbackServerContext* context,
      const v1::ListRetainedRequest* request,
      v1::ListRetainedResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [=, this](const Caller& caller) -> absl::Status {
          if (!MaySeeRetention(caller)) return NotForThisRole();
          ASSIGN_OR_RETURN(const size_t size,
                           PageSizeOf(request->page_size(), 50, 200));
          std::optional<absl::CivilDay> due_on;
          if (request->has_due_on()) {
            due_on = FromProto(request->due_on());
          }
          *response->mutable_today() = ToProto(TodayOf(served_));
          ASSIGN_OR_RETURN(
              const Page<v1::Case> page,
              SeenPage<v1::Case>(
                  size, request->page_token(),
                  [&](size_t at_once, const std::string& token) {
                    return served_.views.ListClosedCases(at_once, token);
                  },
                  [&](const v1::Case& row) -> absl::StatusOr<bool> {
                    return !HasPartIn(caller, SurroundingsOf(row));
                  },
                  [](const v1::Case& last) { return PageTokenAfter(last); }));
          response->set_next_page_token(page.next_page_token);
          ASSIGN_OR_RETURN(const Institute institute, HoldsNow());
          for (v1::Case row : page.rows) {
            // An own report that is not for the caller is not told of.
            KeepSeenDocuments(ReadingOf(caller, row), *row.mutable_documents());
            ASSIGN_OR_RETURN(std::vector<v1::RetainedFile> files,
                             FilesOf(row, institute));
            for (v1::RetainedFile& file : files) {
              if (due_on.has_value() && file.has_erase_from() &&
                  FromProto(file.erase_from()) > *due_on) {
                continue;
              }
              *response->add_files() = std::move(file);
            }
          }
          return absl::OkStatus();
        });
  }

  grpc::ServerUnaryReactor* GetPrivacyRequest(
      grpc::CallbackServerContext* context,
      const v1::GetPrivacyRequestRequest* request,
      v1::GetPrivacyRequestResponse* response) override {
    return AnswerLook(
        served_, context, request->min_position(),
        AskedFor(v1::LOOK_KIND_WORDS),
        [=, this](const Caller& caller, v1::Looked& looked) -> absl::Status {
          ASSIGN_OR_RETURN(*response->mutable_standing(),
                           FindStanding(served_, caller,
                                        {TagKind::kPrivacyRequest,
                                         request->privacy_request_id()}));
          ShowOn(TodayOf(served_), caller, *response->mutable_standing());
          looked.set_person_id(response->standing().person_id());
          // So that it is in the overview of whoever asked.
          looked.set_resident_id(response->standing().person_id());
          return ReadWords(request->privacy_request_id(), *response);
        });
  }

  grpc::ServerWriteReactor<v1::GetPackageResponse>* GetPackage(
      grpc::CallbackServerContext* context,
      const v1::GetPackageRequest* request) override {
    return PulledStream<v1::GetPackageResponse>::AnswerLook(
        served_, context, AskedFor(v1::LOOK_KIND_PACKAGE),
        [this, asked = *request](const Caller& caller, v1::Looked& looked) {
          return PackageOf(served_, caller, asked, looked);
        },
        request->min_position());
  }

 private:
  // A few events: it was made, extended once, answered once, and reminded of.
  absl::Status ReadWords(const std::string& request_id,
                         v1::GetPrivacyRequestResponse& response) const {
    ASSIGN_OR_RETURN(
        const std::unique_ptr<EventReader> reader,
        served_.store.Read(
            Query::AnyOf({{{EventType::kPrivacyRequestMade,
                            EventType::kPrivacyRequestExtended,
                            EventType::kPrivacyRequestAnswered},
                           {{TagKind::kPrivacyRequest, request_id}}}}),
            ReadOptions()));
    while (true) {
      ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded,
                       reader->Next());
      if (!recorded.has_value()) return absl::OkStatus();
      const v1::Event& event = recorded->event;
      if (event.has_privacy_request_made()) {
        response.set_about(event.privacy_request_made().about());
        *response.mutable_asked_by() = recorded->envelope.actor;
      } else if (event.has_privacy_request_extended()) {
        response.set_extended_because(
            event.privacy_request_extended().reason());
      } else if (event.has_privacy_request_answered()) {
        response.set_argument(event.privacy_request_answered().argument());
      }
    }
  }

  // Whether the caller is a party to that case, so long as it is there.
  absl::StatusOr<bool> IsOfOwnCase(const Caller& caller,
                                   const std::string& case_id) const {
    if (case_id.empty()) return false;
    const absl::StatusOr<v1::Case> found = served_.views.GetCase(case_id);
    if (absl::IsNotFound(found.status())) return false;
    RETURN_IF_ERROR(found.status());
    return HasPartIn(caller, SurroundingsOf(*found));
  }

  // All that legal holds keep; there are a thousand at most.
  absl::StatusOr<Institute> HoldsNow() const {
    Institute institute;
    std::string page_token;
    do {
      ASSIGN_OR_RETURN(const Page<v1::LegalHold> page,
                       served_.views.ListLegalHolds(1000, page_token));
      for (const v1::LegalHold& hold : page.rows) {
        institute.holds[hold.hold_id()] = {.case_id = hold.case_id(),
                                           .person_id = hold.person_id(),
                                           .on = FromProto(hold.on())};
      }
      page_token = page.next_page_token;
    } while (!page_token.empty());
    return institute;
  }

  absl::StatusOr<std::vector<v1::RetainedFile>> FilesOf(
      const v1::Case& row, const Institute& institute) const {
    const std::shared_ptr<const Procedure> procedure =
        served_.writer.catalogue()->Find(row.procedure());
    if (procedure == nullptr) return std::vector<v1::RetainedFile>();
    return RetainedFilesOf(*procedure, row,
                           IsHeld(institute, row, *served_.views.same_people()),
                           [this](const std::string& person_id, v1::Role role) {
                             return LastDayOf(person_id, role);
                           });
  }

  absl::StatusOr<std::optional<absl::CivilDay>> LastDayOf(
      const std::string& person_id, v1::Role role) const {
    std::vector<v1::RoleHeld> roles;
    for (const std::string& record :
         served_.views.same_people()->AllOf(person_id)) {
      ASSIGN_OR_RETURN(const v1::Person person,
                       served_.views.GetPerson(record));
      roles.insert(roles.end(), person.roles().begin(), person.roles().end());
    }
    return LastDayIn(role, roles);
  }

  const Served& served_;
};

}  // namespace

std::unique_ptr<grpc::Service> NewPrivacyService(const Served& served) {
  return std::make_unique<PrivacyService>(served);
}

}  // namespace driehoek
