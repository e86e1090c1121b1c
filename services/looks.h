// Showing something about people: that someone looks is recorded before
// (access_log.h). For the *_service.cc files only.
#ifndef DRIEHOEK_SERVICES_LOOKS_H_
#define DRIEHOEK_SERVICES_LOOKS_H_

#include <google/protobuf/repeated_ptr_field.h>
#include <grpcpp/support/server_callback.h>

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "domain/access.h"
#include "driehoek/v1/command.pb.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/view.pb.h"
#include "services/served.h"

namespace driehoek {

// What is asked for: what is recorded when it is refused. Of what was typed
// only what can be an id or the number of a case: it stays in clear. `call` as
// below; empty where the kind and the ids tell it.
v1::Looked AskedFor(v1::LookKind kind, const std::string& case_id = "",
                    const std::string& document_id = "",
                    const char* call = __builtin_FUNCTION());

// What another call asks for, that shows nothing of anyone. `call`: its name in
// the contract; where this is called in the method of a service, that of the
// method.
v1::Looked OtherCall(const std::string& case_id = "",
                     const char* call = __builtin_FUNCTION());

// With the commands that it holds; when one of them is refused, with that one.
v1::Looked WithCommands(
    v1::Looked asked,
    const google::protobuf::RepeatedPtrField<v1::Command>& commands,
    const absl::Status& refused = absl::OkStatus());

// Of whom it is, now that the caller may see it.
void SetCase(const v1::Case& of_case, v1::Looked& looked);

// Calls `then` once with what to answer to a call that was refused: with
// `refused`, at once when that is not because of who asks, and else on the
// answering thread, when it is durable that `by` asked; with LOOK_NOT_RECORDED
// or QUEUE_FULL when it cannot be. OK is answered at once.
void RecordRefusal(const Served& served, const std::string& peer,
                   const v1::Actor& by, v1::Looked asked,
                   const absl::Status& refused,
                   std::function<void(const absl::Status&)> then);

// Finishes the call with that.
void FinishRefused(const Served& served,
                   const grpc::CallbackServerContext& context,
                   grpc::ServerUnaryReactor& reactor, const Caller& caller,
                   v1::Looked asked, const absl::Status& refused);

// Records what became of asking: `answer` is OK when it may be shown. Calls
// `then` once with what to answer: with `answer`, when that is durable, on the
// answering thread; with LOOK_NOT_RECORDED or QUEUE_FULL when it cannot be; and
// at once when it was refused for another reason than who asks.
void RecordLook(const Served& served, const std::string& peer,
                const Caller& caller, v1::Looked looked,
                const absl::Status& answer,
                std::function<void(const absl::Status&)> then);

// Answers a read: `read` fills the response for the caller, and in `asked` of
// whom that is. The answer goes out when it is recorded.
grpc::ServerUnaryReactor* AnswerLook(
    const Served& served, grpc::CallbackServerContext* context,
    Position min_position, const v1::Looked& asked,
    std::function<absl::Status(const Caller&, v1::Looked&)> read);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_LOOKS_H_
