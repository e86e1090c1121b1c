// A server stream that pulls: it asks its source for the next message when the
// last one was taken, so that a slow reader holds one message and no more. For
// the *_service.cc files only.
#ifndef DRIEHOEK_SERVICES_STREAM_REACTOR_H_
#define DRIEHOEK_SERVICES_STREAM_REACTOR_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "base/status_macros.h"
#include "domain/access.h"
#include "projections/projector.h"
#include "services/call.h"
#include "services/identity.h"
#include "services/looks.h"
#include "services/refusals.h"
#include "services/served.h"
#include "services/status.h"
#include "services/stream_board.h"

namespace driehoek {

// Where the messages of one stream come from. Used by one thread at a time, but
// for Wants.
template <typename Response>
class StreamSource {
 public:
  virtual ~StreamSource() = default;

  // The next message for the caller, with the roles of this moment, or nothing
  // for now. An error ends the stream.
  virtual absl::StatusOr<std::optional<Response>> Next(
      const Caller& caller) = 0;
  // Whether nothing for now is nothing for ever.
  virtual bool ended() const { return false; }
  // Whether a change may bring a next message.
  virtual bool Wants(const Projector::Touched& touched) const = 0;
};

template <typename Response>
class PulledStream final
    : public grpc::ServerWriteReactor<Response>,
      public OpenStream,
      public std::enable_shared_from_this<PulledStream<Response>> {
 public:
  using Source = StreamSource<Response>;
  using MakeSource =
      std::function<absl::StatusOr<std::unique_ptr<Source>>(const Caller&)>;

  // Fills in too of whom the stream shows something.
  using MakeLook = std::function<absl::StatusOr<std::unique_ptr<Source>>(
      const Caller&, v1::Looked&)>;

  // Answers a call with what `make` makes for the caller, once the views have
  // reached `min_position`.
  static grpc::ServerWriteReactor<Response>* Answer(
      const Served& served, grpc::CallbackServerContext* context,
      MakeSource make, Position min_position = 0,
      const char* call = __builtin_FUNCTION()) {
    auto stream = std::make_shared<PulledStream>(served, context);
    stream->self_ = stream;
    const v1::Looked asked = OtherCall("", call);
    WithCaller(served, *context, min_position, asked,
               [stream, asked, peer = context->peer(),
                make = std::move(make)](const absl::StatusOr<Caller>& caller) {
                 stream->Begin(caller, peer, asked, make);
               });
    return stream.get();
  }

  // As Answer, of something about people: nothing is sent before it is recorded
  // that the caller looks (looks.h). Once: a stream lives no longer than its
  // token, which is a day at most.
  static grpc::ServerWriteReactor<Response>* AnswerLook(
      const Served& served, grpc::CallbackServerContext* context,
      const v1::Looked& asked, MakeLook make, Position min_position = 0) {
    auto stream = std::make_shared<PulledStream>(served, context);
    stream->self_ = stream;
    WithCaller(served, *context, min_position, asked,
               [stream, asked, peer = context->peer(),
                make = std::move(make)](const absl::StatusOr<Caller>& caller) {
                 stream->BeginLook(caller, peer, asked, make);
               });
    return stream.get();
  }

  PulledStream(const Served& served, grpc::CallbackServerContext* context)
      : served_(served), headers_(HeadersOf(*context)), context_(context) {}

  bool Wants(const Projector::Touched& touched) const override {
    const MutexLock lock(mutex_);
    return source_ != nullptr && source_->Wants(touched);
  }

  void Pump() override {
    const auto stays = this->shared_from_this();
    while (MayPull()) {
      absl::StatusOr<std::optional<Response>> next = Next();
      const bool ended = next.ok() && !next->has_value() && source_->ended();
      if (Send(std::move(next), ended)) return;
    }
  }

  void End(const absl::Status& why) override {
    const auto stays = this->shared_from_this();
    {
      const MutexLock lock(mutex_);
      if (finished_) return;
      if (!end_) end_ = why;
      if (busy_ || writing_) return;  // Whoever is at it finishes.
      finished_ = true;
    }
    FinishWith(why);
  }

  void BreakOffIfStuck(absl::Duration since) override {
    {
      const MutexLock lock(mutex_);
      if (!writing_ || writing_since_ > since) return;
    }
    const MutexLock lock(context_mutex_);
    if (context_ != nullptr) context_->TryCancel();
  }

  void EndIfExpired(absl::Time now) override {
    {
      const MutexLock lock(mutex_);
      // As long as it is taken for a call.
      if (now < claim_.expires_at + TokenRules().leeway) return;
    }
    End(TokenExpired());
  }

  void OnWriteDone(bool ok) override {
    {
      const MutexLock lock(mutex_);
      writing_ = false;
      if (!ok && !end_) end_ = absl::CancelledError("the client went away");
    }
    Pump();
  }

  void OnCancel() override {
    End(absl::CancelledError("the client went away"));
  }

  void OnDone() override {
    {
      const MutexLock lock(context_mutex_);
      context_ = nullptr;
    }
    served_.streams.Release(this);
    // Frees this, unless someone is just pumping it.
    const auto last = std::move(self_);
  }

 private:
  void Begin(const absl::StatusOr<Caller>& caller, const std::string& peer,
             const v1::Looked& asked, const MakeSource& make) {
    if (!Admit(caller)) return;
    absl::StatusOr<std::unique_ptr<Source>> source = make(*caller);
    if (source.ok()) return SendFrom(*std::move(source));
    RecordRefusal(served_, peer, ActorOf(*caller), asked, source.status(),
                  [stays = this->shared_from_this()](const absl::Status& told) {
                    stays->End(told);
                  });
  }

  void BeginLook(const absl::StatusOr<Caller>& caller, const std::string& peer,
                 const v1::Looked& asked, const MakeLook& make) {
    if (!Admit(caller)) return;
    v1::Looked looked = asked;
    absl::StatusOr<std::unique_ptr<Source>> made = make(*caller, looked);
    const absl::Status verdict = made.status();
    // What is called later is copied, and a source is not.
    auto source = std::make_shared<std::unique_ptr<Source>>(
        verdict.ok() ? *std::move(made) : nullptr);
    RecordLook(
        served_, peer, *caller, verdict.ok() ? looked : asked, verdict,
        [stays = this->shared_from_this(), source](const absl::Status& answer) {
          if (!answer.ok()) return stays->End(answer);
          stays->SendFrom(std::move(*source));
        });
  }

  // Whether there is room for the caller's stream; ends it when there is none,
  // or no caller. Before anything is opened for it.
  bool Admit(const absl::StatusOr<Caller>& caller) {
    absl::StatusOr<Claim> claim =
        caller.ok() ? ClaimNow() : absl::StatusOr<Claim>(caller.status());
    if (!claim.ok()) {
      End(claim.status());
      return false;
    }
    claim->role = caller->role;
    {
      const MutexLock lock(mutex_);
      claim_ = *std::move(claim);
    }
    const absl::Status admitted =
        served_.streams.Admit(caller->person_id, this->shared_from_this());
    if (!admitted.ok()) {
      End(admitted);
      return false;
    }
    // Had it ended before it was let in, OnDone found nothing to let out.
    if (!finished()) return true;
    served_.streams.Release(this);
    return false;
  }

  // Sends what comes from there.
  void SendFrom(std::unique_ptr<Source> source) {
    {
      const MutexLock lock(mutex_);
      source_ = std::move(source);
    }
    Pump();
  }

  absl::StatusOr<Claim> ClaimNow() {
    ASSIGN_OR_RETURN(const TokenHolder holder,
                     served_.identity.HolderOf(headers_));
    return served_.identity.ClaimOf(holder, headers_);
  }

  // Its place is free before the client knows that it ended, and can ask for
  // the next.
  void FinishWith(const absl::Status& why) {
    served_.streams.Release(this);
    this->Finish(ToGrpcStatus(why));
  }

  bool finished() const {
    const MutexLock lock(mutex_);
    return finished_;
  }

  // Who calls is asked anew each time: a role may have ended, and two records
  // may not be one person any more.
  absl::StatusOr<std::optional<Response>> Next() {
    ASSIGN_OR_RETURN(const Caller caller, served_.identity.Check(claim_));
    return source_->Next(caller);
  }

  // Whether the caller of this is the one to ask the source now. Finishes when
  // the end has come.
  bool MayPull() {
    absl::Status end;
    {
      const MutexLock lock(mutex_);
      if (finished_ || writing_) return false;
      if (busy_) {
        again_ = true;
        return false;
      }
      if (!end_) {
        if (source_ == nullptr) return false;
        busy_ = true;
        again_ = false;
        return true;
      }
      finished_ = true;
      end = *end_;
    }
    FinishWith(end);
    return false;
  }

  // Sends what the source gave. Returns whether pulling is over for now.
  bool Send(absl::StatusOr<std::optional<Response>> next, bool ended) {
    {
      const MutexLock lock(mutex_);
      busy_ = false;
      if (!next.ok() && !end_) end_ = next.status();
      if (ended && !end_) end_ = absl::OkStatus();
      if (end_) return false;
      std::optional<Response> message = *std::move(next);
      if (!message.has_value()) return !again_;
      message_ = *std::move(message);
      writing_ = true;
      writing_since_ = served_.real_clock.Monotonic();
    }
    this->StartWrite(&message_);
    return true;
  }

  const Served& served_;
  const CallHeaders headers_;
  Claim claim_;                         // As admitted, in the role of then.
  std::shared_ptr<PulledStream> self_;  // Until OnDone.
  Response message_;                    // While writing_.

  mutable Mutex mutex_;
  // Set once; then used by whoever set busy_.
  std::unique_ptr<Source> source_;
  bool busy_ ABSL_GUARDED_BY(mutex_) = false;   // Someone asks the source.
  bool again_ ABSL_GUARDED_BY(mutex_) = false;  // Woken meanwhile.
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Duration writing_since_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;

  Mutex context_mutex_;
  grpc::CallbackServerContext* context_ ABSL_GUARDED_BY(context_mutex_);
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_STREAM_REACTOR_H_
