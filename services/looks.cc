#include "services/looks.h"

#include <grpcpp/server_context.h>

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "domain/rejections.h"
#include "services/call.h"
#include "services/refusals.h"
#include "services/status.h"

namespace driehoek {
namespace {

// "ipv4:127.0.0.1:40123" without the port, which says nothing.
std::string AddressOf(const std::string& peer) {
  constexpr size_t kMaxBytes = 100;
  const size_t colon = peer.rfind(':');
  const bool has_port = colon != std::string::npos && colon != peer.find(':');
  return peer.substr(0, has_port ? colon : peer.size()).substr(0, kMaxBytes);
}

// Whether it was refused because of who asks: not found is what someone is told
// who may not know of it. That it was not there yet then is told to who may.
bool IsAboutWhoAsks(const absl::Status& refused) {
  return (absl::IsNotFound(refused) || absl::IsPermissionDenied(refused)) &&
         ReasonOf(refused) != kNotYetThen;
}

// Whether the file is of someone in that case.
bool IsFileIn(const v1::Case& of_case, const v1::Looked& looked) {
  const auto& trainers = of_case.trainer_ids();
  return (!looked.resident_id().empty() &&
          looked.resident_id() == of_case.resident_id()) ||
         std::any_of(looked.trainer_ids().begin(), looked.trainer_ids().end(),
                     [&](const std::string& id) {
                       return std::find(trainers.begin(), trainers.end(), id) !=
                              trainers.end();
                     });
}

// By which opening this is seen; empty: by none. A file shows what comes from
// every case that is open to the caller.
std::string EmergencyOf(const Served& served, const Caller& caller,
                        const v1::Looked& looked) {
  if (!looked.case_id().empty()) return caller.EmergencyFor(looked.case_id());
  for (const v1::EmergencyAccess& emergency : caller.emergencies) {
    const absl::StatusOr<v1::Case> of_case =
        served.views.GetCase(emergency.case_id());
    if (of_case.ok() && IsFileIn(*of_case, looked)) {
      return emergency.emergency_id();
    }
  }
  return "";
}

}  // namespace

v1::Looked AskedFor(v1::LookKind kind, const std::string& case_id,
                    const std::string& document_id) {
  v1::Looked looked;
  looked.set_kind(kind);
  // Anything can be asked for; what is no id is of nothing.
  if (IsWellFormedId(case_id)) looked.set_case_id(case_id);
  if (IsWellFormedId(document_id)) looked.set_document_id(document_id);
  return looked;
}

void SetCase(const v1::Case& of_case, v1::Looked& looked) {
  looked.set_case_id(of_case.case_id());
  looked.set_resident_id(of_case.resident_id());
  *looked.mutable_trainer_ids() = of_case.trainer_ids();
}

void RecordLook(const Served& served, const std::string& peer,
                const Caller& caller, v1::Looked looked,
                const absl::Status& answer,
                std::function<void(const absl::Status&)> then) {
  if (!answer.ok() && !IsAboutWhoAsks(answer)) return then(answer);
  looked.set_from(AddressOf(peer));
  if (answer.ok()) {
    looked.set_emergency_id(EmergencyOf(served, caller, looked));
  }
  if (answer.ok()) {
    looked.set_purpose(PurposeOf(caller, looked));
  } else {
    const std::string reason = ReasonOf(answer);
    looked.set_refused(reason.empty() ? "UNKNOWN" : reason);
  }
  served.access_log.Submit(
      std::move(looked), ActorOf(caller),
      [&served, answer, then = std::move(then)](const absl::Status& recorded) {
        // On the answering thread: whoever writes has other work.
        served.tasks.Add([answer, recorded, then] {
          then(recorded.ok() ? answer : recorded);
        });
      });
}

grpc::ServerUnaryReactor* AnswerLook(
    const Served& served, grpc::CallbackServerContext* context,
    Position min_position, v1::Looked asked,
    std::function<absl::Status(const Caller&, v1::Looked&)> read) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  WithCaller(served, *context, min_position,
             [&served, context, reactor, asked = std::move(asked),
              read = std::move(read)](const absl::StatusOr<Caller>& caller) {
               if (!caller.ok()) {
                 return reactor->Finish(ToGrpcStatus(caller.status()));
               }
               v1::Looked looked = asked;
               const absl::Status answer = read(*caller, looked);
               RecordLook(served, context->peer(), *caller,
                          answer.ok() ? looked : asked, answer,
                          [reactor](const absl::Status& told) {
                            reactor->Finish(ToGrpcStatus(told));
                          });
             });
  return reactor;
}

}  // namespace driehoek
