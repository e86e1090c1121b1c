#include <grpcpp/support/server_callback.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "base/tag.h"
#include "driehoek/v1/audit_service.grpc.pb.h"
#include "services/all_services.h"
#include "services/call.h"
#include "services/case_reading.h"
#include "services/looked_cases.h"
#include "services/looks.h"
#include "services/refusals.h"
#include "services/stream_reactor.h"

namespace driehoek {
namespace {

v1::GetHistoryResponse ResponseOf(RecordedEvent recorded,
                                  const CaseReading& reading) {
  v1::GetHistoryResponse response;
  const Envelope& envelope = recorded.envelope;
  const Tag of_case{TagKind::kCase, reading.case_id()};
  response.set_position(envelope.position);
  response.set_leaf_hash(std::string(BytesOf(recorded.envelope_hash)));
  for (const TagLink& link : envelope.links) {
    if (link.tag == of_case) response.set_sequence(link.sequence);
  }
  if (!reading.MaySee(recorded)) return response;
  reading.LeaveOutUnread(recorded);
  response.set_event_id(envelope.event_id);
  response.set_recorded_at_micros(absl::ToUnixMicros(envelope.recorded_at));
  *response.mutable_actor() = envelope.actor;
  response.set_procedure_version(envelope.procedure_version);
  *response.mutable_event() = std::move(recorded.event);
  return response;
}

class HistorySource final : public StreamSource<v1::GetHistoryResponse> {
 public:
  HistorySource(std::unique_ptr<EventReader> reader, CaseReading reading)
      : reader_(std::move(reader)), reading_(std::move(reading)) {}

  absl::StatusOr<std::optional<v1::GetHistoryResponse>> Next(
      const Caller&) override {
    ASSIGN_OR_RETURN(std::optional<RecordedEvent> recorded, reader_->Next());
    if (!recorded) return std::nullopt;
    return ResponseOf(*std::move(recorded), reading_);
  }

  bool ended() const override { return true; }
  bool Wants(const Projector::Touched&) const override { return false; }

 private:
  const std::unique_ptr<EventReader> reader_;
  const CaseReading reading_;
};

class AuditService final : public v1::AuditService::CallbackService {
 public:
  explicit AuditService(const Served& served) : served_(served) {}

  grpc::ServerWriteReactor<v1::GetHistoryResponse>* GetHistory(
      grpc::CallbackServerContext* context,
      const v1::GetHistoryRequest* request) override {
    return PulledStream<v1::GetHistoryResponse>::AnswerLook(
        served_, context, AskedFor(v1::LOOK_KIND_HISTORY, request->case_id()),
        [this, asked = *request](const Caller& caller, v1::Looked& looked)
            -> absl::StatusOr<
                std::unique_ptr<StreamSource<v1::GetHistoryResponse>>> {
          if (!MayReadHistories(caller)) return NotForThisRole();
          ASSIGN_OR_RETURN(const v1::Case found,
                           CaseWithHistory(caller, asked.case_id()));
          SetCase(found, looked);
          ASSIGN_OR_RETURN(CaseReading reading,
                           CaseReading::Of(served_, caller, found.case_id()));
          ReadOptions options;
          options.after = asked.after();
          if (asked.until() != 0) options.until = asked.until();
          ASSIGN_OR_RETURN(
              std::unique_ptr<EventReader> reader,
              served_.store.Read(
                  Query::AnyOf({{{}, {{TagKind::kCase, reading.case_id()}}}}),
                  options));
          return std::make_unique<HistorySource>(std::move(reader),
                                                 std::move(reading));
        });
  }

  grpc::ServerUnaryReactor* ListLooks(
      grpc::CallbackServerContext* context, const v1::ListLooksRequest* request,
      v1::ListLooksResponse* response) override {
    return AnswerLook(
        served_, context, 0, AskedFor(v1::LOOK_KIND_LOOKS, request->case_id()),
        [=, this](const Caller& caller, v1::Looked& looked) -> absl::Status {
          ASSIGN_OR_RETURN(const size_t size,
                           PageSizeOf(request->page_size(), 100, 1000));
          ASSIGN_OR_RETURN(const LooksAsked asked,
                           WhoseLooks(*request, caller, looked));
          LookedCases cases(served_.views);
          const auto sees = [&](const v1::Look& look) -> absl::StatusOr<bool> {
            ASSIGN_OR_RETURN(const v1::Case* const of_case,
                             cases.Find(look.looked().case_id()));
            // Of a case that was erased nobody but an auditor is told what it
            // would take the case to know.
            const bool is_erased =
                of_case == nullptr && !look.looked().case_id().empty();
            const v1::Case nothing;
            return MayKnowOfLook(caller,
                                 is_erased && caller.role != v1::ROLE_AUDITOR
                                     ? &nothing
                                     : of_case,
                                 look.by(), look.looked());
          };
          ASSIGN_OR_RETURN(Page<v1::Look> page,
                           served_.access_log.LooksOf(
                               asked, size, request->page_token(), sees));
          for (v1::Look& look : page.rows) {
            ASSIGN_OR_RETURN(const v1::Case* const of_case,
                             cases.Find(look.looked().case_id()));
            LeaveOutWho(caller, look);
            if (of_case != nullptr) look.set_case_number(of_case->number());
            *response->add_looks() = std::move(look);
          }
          response->set_next_page_token(page.next_page_token);
          return absl::OkStatus();
        });
  }

 private:
  // A case whose history the caller may read; else NotFound.
  absl::StatusOr<v1::Case> CaseWithHistory(const Caller& caller,
                                           const std::string& case_id) const {
    return CaseIf(served_, case_id, [&caller](const Surroundings& people) {
      return MayReadHistory(caller, people);
    });
  }

  // What is asked for, as far as the caller may ask it; sets in `looked` whose
  // that is.
  absl::StatusOr<LooksAsked> WhoseLooks(const v1::ListLooksRequest& request,
                                        const Caller& caller,
                                        v1::Looked& looked) const {
    const int asked = (request.person_id().empty() ? 0 : 1) +
                      (request.by_person_id().empty() ? 0 : 1) +
                      (request.case_id().empty() ? 0 : 1) +
                      (request.refused() ? 1 : 0);
    if (asked > 1) {
      return Malformed("person_id", "vraag één ding tegelijk",
                       "ask one thing at a time");
    }
    const auto records = [this](const std::string& person_id) {
      return served_.views.same_people()->AllOf(person_id);
    };
    if (asked == 0 || caller.Is(request.person_id())) {
      if (caller.role == v1::ROLE_RESIDENT) {
        looked.set_resident_id(caller.person_id);
      } else if (caller.role == v1::ROLE_TRAINER) {
        looked.add_trainer_ids(caller.person_id);
      } else {
        return NotForThisRole();
      }
      return LooksAsked{.of_people = records(caller.person_id)};
    }
    if (caller.role != v1::ROLE_AUDITOR) return NotForThisRole();
    if (request.refused()) return LooksAsked{.refused = true};
    for (const auto& [field, id] :
         {std::pair("person_id", &request.person_id()),
          std::pair("by_person_id", &request.by_person_id())}) {
      if (!id->empty() && !IsWellFormedId(*id)) {
        return Malformed(field, "dit is geen id", "this is no id");
      }
    }
    if (!request.case_id().empty()) {
      ASSIGN_OR_RETURN(const v1::Case found,
                       CaseWithHistory(caller, request.case_id()));
      SetCase(found, looked);
      // What was refused was asked for by either.
      return LooksAsked{.case_ids = {found.case_id(), found.number()}};
    }
    if (!request.by_person_id().empty()) {
      looked.set_person_id(request.by_person_id());
      return LooksAsked{.by_people = records(request.by_person_id())};
    }
    looked.set_resident_id(request.person_id());
    looked.set_person_id(request.person_id());
    return LooksAsked{.of_people = records(request.person_id())};
  }

  const Served& served_;
};

}  // namespace

std::unique_ptr<grpc::Service> NewAuditService(const Served& served) {
  return std::make_unique<AuditService>(served);
}

}  // namespace driehoek
