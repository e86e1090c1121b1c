#include <grpcpp/support/server_callback.h>

#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "base/tag.h"
#include "driehoek/v1/audit_service.grpc.pb.h"
#include "services/all_services.h"
#include "services/call.h"
#include "services/case_reading.h"
#include "services/refusals.h"
#include "services/stream_reactor.h"

namespace driehoek {
namespace {

bool IsReaderOfHistories(v1::Role role) {
  return role == v1::ROLE_AUDITOR || role == v1::ROLE_HEAD ||
         role == v1::ROLE_DEPUTY_HEAD;
}

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
    return PulledStream<v1::GetHistoryResponse>::Answer(
        served_, context,
        [this, asked = *request](const Caller& caller)
            -> absl::StatusOr<
                std::unique_ptr<StreamSource<v1::GetHistoryResponse>>> {
          if (!IsReaderOfHistories(caller.role)) return NotForThisRole();
          const absl::StatusOr<v1::Case> found =
              served_.views.GetCase(asked.case_id());
          if (absl::IsNotFound(found.status()) ||
              (found.ok() && !MayReadHistory(caller, *found))) {
            return NoSuchCase();
          }
          RETURN_IF_ERROR(found.status());
          ASSIGN_OR_RETURN(CaseReading reading,
                           CaseReading::Of(served_, caller, found->case_id()));
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

 private:
  const Served& served_;
};

}  // namespace

std::unique_ptr<grpc::Service> NewAuditService(const Served& served) {
  return std::make_unique<AuditService>(served);
}

}  // namespace driehoek
