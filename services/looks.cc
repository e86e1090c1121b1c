#include "services/looks.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/server_context.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "domain/case_number.h"
#include "domain/rejections.h"
#include "services/call.h"
#include "services/refusals.h"
#include "services/status.h"

namespace driehoek {
namespace {

using ::google::protobuf::FieldDescriptor;

// "ipv4:127.0.0.1:40123" without the port, which says nothing.
std::string AddressOf(const std::string& peer) {
  constexpr size_t kMaxBytes = 100;
  const size_t colon = peer.rfind(':');
  const bool has_port = colon != std::string::npos && colon != peer.find(':');
  return peer.substr(0, has_port ? colon : peer.size()).substr(0, kMaxBytes);
}

// Anything can be asked for; what is neither an id nor a number is of no case.
bool MayBeACase(const std::string& text) {
  return IsMadeId(text) || CaseNumberIn(text).has_value();
}

// What is said of what may be there for others. What else a command names and
// is not there, is a mistake, or not to be told of (A-21, S-1).
bool HidesWhatIsThere(const std::string& reason) {
  static const auto* const reasons =
      new std::set<std::string>{kNotFound, kCaseNotFound, kCohortNotFound,
                                kPlacementNotFound, kPrivacyRequestNotFound};
  return reasons->contains(reason);
}

// What tells that there is a report about which its author alone decides
//
bool TellsOfAnOwnReport(const std::string& reason) {
  return reason == kOwnActNeeded || reason == kAuthorChoosesAlone;
}

// Whether it was refused because of who asks: not found is what someone is told
// who may not know of it. That it was not there yet then is told to who may.
bool IsAboutWhoAsks(const v1::Looked& asked, const absl::Status& refused) {
  const std::string reason = ReasonOf(refused);
  if (reason == kSignInBlocked) return true;
  if (asked.kind() != v1::LOOK_KIND_OTHER) {
    return absl::IsPermissionDenied(refused) ||
           (absl::IsNotFound(refused) && reason != kNotYetThen);
  }
  // Of a command that is not named, it would tell that it was about a signal.
  if (reason == kPlacementNotFound && asked.commands().empty()) return false;
  return (absl::IsPermissionDenied(refused) && !TellsOfAnOwnReport(reason)) ||
         (absl::IsNotFound(refused) && HidesWhatIsThere(reason));
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

// Whether the kind of the command tells nothing that is for a few: that there
// is a document of which its author alone may know, or a signal (S-1).
bool MayBeNamed(const FieldDescriptor& kind) {
  static const auto* const telling = new std::set<std::string>{
      "signal_discontent", "clarify_perspectives", "submit_report"};
  const google::protobuf::Descriptor& body = *kind.message_type();
  return body.FindFieldByName("document_id") == nullptr &&
         body.FindFieldByName("signal_id") == nullptr &&
         !telling->contains(kind.name());
}

// The case that a command of that kind names; empty: none.
std::string CaseIn(const v1::Command& command, const FieldDescriptor& kind) {
  const FieldDescriptor* const field =
      kind.message_type()->FindFieldByName("case_id");
  if (field == nullptr) return "";
  const google::protobuf::Message& body =
      command.GetReflection()->GetMessage(command, &kind);
  return body.GetReflection()->GetString(body, field);
}

}  // namespace

v1::Looked AskedFor(v1::LookKind kind, const std::string& case_id,
                    const std::string& document_id, const char* call) {
  v1::Looked looked;
  looked.set_kind(kind);
  if (MayBeACase(case_id)) looked.set_case_id(case_id);
  if (IsMadeId(document_id)) looked.set_document_id(document_id);
  looked.set_call(call);
  return looked;
}

v1::Looked OtherCall(const std::string& case_id, const char* call) {
  return AskedFor(v1::LOOK_KIND_OTHER, case_id, /*document_id=*/"", call);
}

v1::Looked WithCommands(
    v1::Looked asked,
    const google::protobuf::RepeatedPtrField<v1::Command>& commands,
    const absl::Status& refused) {
  const std::optional<size_t> which = CommandOf(refused);
  std::set<std::string> names;
  std::string case_id;
  for (int i = 0; i < commands.size(); ++i) {
    if (which.has_value() && *which != static_cast<size_t>(i)) continue;
    const FieldDescriptor* const kind =
        v1::Command::descriptor()->FindFieldByNumber(commands[i].kind_case());
    if (kind == nullptr) continue;
    if (MayBeNamed(*kind)) names.insert(kind->name());
    if (case_id.empty()) case_id = CaseIn(commands[i], *kind);
  }
  asked.clear_commands();
  for (const std::string& name : names) asked.add_commands(name);
  if (MayBeACase(case_id)) asked.set_case_id(case_id);
  return asked;
}

void SetCase(const v1::Case& of_case, v1::Looked& looked) {
  looked.set_case_id(of_case.case_id());
  looked.set_resident_id(of_case.resident_id());
  *looked.mutable_trainer_ids() = of_case.trainer_ids();
}

namespace {

void Record(const Served& served, const std::string& peer, const v1::Actor& by,
            v1::Looked looked, const absl::Status& answer,
            std::function<void(const absl::Status&)> then) {
  looked.set_from(AddressOf(peer));
  served.access_log.Submit(
      std::move(looked), by,
      [&served, answer, then = std::move(then)](const absl::Status& recorded) {
        // On the answering thread: whoever writes has other work.
        served.tasks.Add([answer, recorded, then] {
          then(recorded.ok() ? answer : recorded);
        });
      });
}

}  // namespace

void RecordRefusal(const Served& served, const std::string& peer,
                   const v1::Actor& by, v1::Looked asked,
                   const absl::Status& refused,
                   std::function<void(const absl::Status&)> then) {
  if (!IsAboutWhoAsks(asked, refused)) return then(refused);
  const std::string reason = ReasonOf(refused);
  asked.set_refused(reason.empty() ? "UNKNOWN" : reason);
  Record(served, peer, by, std::move(asked), refused, std::move(then));
}

void FinishRefused(const Served& served,
                   const grpc::CallbackServerContext& context,
                   grpc::ServerUnaryReactor& reactor, const Caller& caller,
                   v1::Looked asked, const absl::Status& refused) {
  RecordRefusal(served, context.peer(), ActorOf(caller), std::move(asked),
                refused, [&reactor](const absl::Status& told) {
                  reactor.Finish(ToGrpcStatus(told));
                });
}

void RecordLook(const Served& served, const std::string& peer,
                const Caller& caller, v1::Looked looked,
                const absl::Status& answer,
                std::function<void(const absl::Status&)> then) {
  if (!answer.ok()) {
    return RecordRefusal(served, peer, ActorOf(caller), std::move(looked),
                         answer, std::move(then));
  }
  looked.set_emergency_id(EmergencyOf(served, caller, looked));
  looked.set_purpose(PurposeOf(caller, looked));
  Record(served, peer, ActorOf(caller), std::move(looked), answer,
         std::move(then));
}

grpc::ServerUnaryReactor* AnswerLook(
    const Served& served, grpc::CallbackServerContext* context,
    Position min_position, const v1::Looked& asked,
    std::function<absl::Status(const Caller&, v1::Looked&)> read) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  WithCaller(served, *context, min_position, asked,
             [&served, context, reactor, asked,
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
