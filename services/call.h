// What every call does alike: who asks, whether the views have reached what the
// caller wants to read, and the answer. For the *_service.cc files only.
#ifndef DRIEHOEK_SERVICES_CALL_H_
#define DRIEHOEK_SERVICES_CALL_H_

#include <grpcpp/support/server_callback.h>

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "base/tag.h"
#include "domain/access.h"
#include "domain/command_sink.h"
#include "driehoek/v1/case_service.pb.h"
#include "services/served.h"

namespace driehoek {

// Until when a call waits for the views: a monotonic time of the machine,
// whatever clock the procedures follow, so that nobody waits longer or shorter
// because the time of day is set.
absl::Duration WaitUntil(const Served& served,
                         const grpc::CallbackServerContext& context);

// Calls `then` once, on the answering thread, when the views have reached
// `position`; with Unavailable (VIEW_BEHIND) when they have not in time.
void WhenViewsReach(const Served& served, absl::Duration wait_until,
                    Position position,
                    std::function<void(const absl::Status&)> then);

// Calls `then` once with whose token a call has, by Identity::HolderOf: at
// once, or on the answering thread when the provider had to be asked for its
// keys anew. The call may be gone by then.
void WithHolder(
    const Served& served, const CallHeaders& headers,
    const std::function<void(const absl::StatusOr<TokenHolder>&)>& then);

// Calls `then` once with the caller, when the views have reached
// `min_position`: at once, or later on the answering thread, when the call may
// be gone. Unavailable with VIEW_BEHIND when that takes too long, and the
// errors of Identity; of someone who is known it is recorded first that he or
// she was refused, and what was asked (looks.h).
void WithCaller(const Served& served,
                const grpc::CallbackServerContext& context,
                Position min_position, const v1::Looked& asked,
                std::function<void(const absl::StatusOr<Caller>&)> then);

// Answers a read: `read` fills the response for the caller. When it refuses
// because of who asks, that is recorded before the answer goes out (looks.h),
// with the case that was asked for and with the call, which is the method that
// this is called in.
grpc::ServerUnaryReactor* AnswerRead(
    const Served& served, grpc::CallbackServerContext* context,
    Position min_position, std::function<absl::Status(const Caller&)> read,
    const std::string& case_id = "", const char* call = __builtin_FUNCTION());

v1::Actor ActorOf(const Caller& caller);

absl::CivilDay TodayOf(const Served& served);

// A position and the day there, which a request's as_of means.
struct Moment {
  Position position;
  absl::CivilDay day;
};
// InvalidArgument: both are set, or neither, or AS_OF_AHEAD.
absl::StatusOr<Moment> MomentOf(const Served& served, const v1::AsOf& as_of);

// Leaves out of a case what this caller may not know of, though he or she may
// see the case: documents that are not shown to him or her, or parts of them,
// and what is owed of a contact agreement (S-37). Once: what is left does not
// tell any more who sees what.
void LeaveOutUnseen(const Served& served, const Caller& caller,
                    v1::Case& of_case);
// As it was at another time, for who has to do with it now.
void LeaveOutUnseen(const Served& served, const Caller& caller,
                    const Surroundings& surroundings, v1::Case& of_case);

// Whether the caller may know of this obligation of a case that he or she may
// see: of the terms of a contact agreement not everyone may (S-37).
// `procedure`: what the case follows; of what a migration let lapse another
// version knows.
bool MaySeeTerm(const Served& served, const Caller& caller,
                const std::string& procedure, const std::string& key);

// A case by id or number, whole, for who `may` know of it, by who has to do
// with it; else the same NotFound as of one that is not there, and the case is
// not read.
absl::StatusOr<v1::Case> CaseIf(
    const Served& served, const std::string& case_id,
    const std::function<bool(const Surroundings&)>& may);

// A case by id or number, when the caller may see it, as he or she may see it;
// else NotFound.
absl::StatusOr<v1::Case> FindCase(const Served& served, const Caller& caller,
                                  const std::string& case_id);

// What is owed of a cohort or about a procedure, when the caller may see it;
// else NotFound.
absl::StatusOr<v1::Standing> FindStanding(const Served& served,
                                          const Caller& caller,
                                          const Tag& subject);

// Sets on a row what comes of the day, as far as the caller may see it.
void ShowOn(absl::CivilDay day, const Caller& caller, v1::Due& due);
void ShowOn(absl::CivilDay day, const Caller& caller, v1::Standing& standing);

// A page size as asked: `otherwise` for 0, at most `most`.
absl::StatusOr<size_t> PageSizeOf(int32_t asked, size_t otherwise, size_t most);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_CALL_H_
