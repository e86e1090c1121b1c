#include <grpcpp/support/server_callback.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "base/tag.h"
#include "domain/erasure.h"
#include "driehoek/v1/admin_service.grpc.pb.h"
#include "services/all_services.h"
#include "services/call.h"
#include "services/document_text.h"
#include "services/looks.h"
#include "services/refusals.h"
#include "services/status.h"
#include "services/stream_reactor.h"

namespace driehoek {
namespace {

constexpr int kEventsAMessage = 2000;
// Whoever loses all attachments need not read of each.
constexpr size_t kMostProblems = 1000;

absl::Status CheckAdministrator(const Caller& caller) {
  return caller.role == v1::ROLE_ADMINISTRATOR ? absl::OkStatus()
                                               : NotForThisRole();
}

// A log, up to its head of that moment.
struct LogToVerify {
  std::unique_ptr<EventReader> reader;
  TreeHead head;
};

absl::StatusOr<LogToVerify> ToVerify(const EventStore& store) {
  const TreeHead head = store.tree_head();
  ReadOptions options;
  options.until = head.size;
  ASSIGN_OR_RETURN(std::unique_ptr<EventReader> reader,
                   store.Read(Query::All(), options));
  return LogToVerify{std::move(reader), head};
}

// Reads both logs from end to end as a reader does, which checks every chain
// and hash. What needs a log for itself (the tree, the index) `driehoek verify`
// does. Position and root are of the log itself; that of accesses comes after.
class VerifySource final : public StreamSource<v1::VerifyLogResponse> {
 public:
  VerifySource(const Served& served, LogToVerify log, LogToVerify accesses)
      : served_(served), log_(std::move(log)), accesses_(std::move(accesses)) {}

  absl::StatusOr<std::optional<v1::VerifyLogResponse>> Next(
      const Caller&) override {
    if (done_) return std::nullopt;
    v1::VerifyLogResponse response;
    if (!log_read_) {
      log_read_ = ReadPart(*log_.reader, "");
    } else if (ReadPart(*accesses_.reader, "het logboek van inzage, ")) {
      done_ = true;
      response.set_done(true);
      response.set_root(std::string(BytesOf(log_.head.root)));
      for (std::string& problem : problems_) {
        response.add_problems(std::move(problem));
      }
    }
    response.set_position(log_.reader->scanned_to());
    return response;
  }

  bool ended() const override { return done_; }
  bool Wants(const Projector::Touched&) const override { return false; }

 private:
  // Returns whether that was the end.
  bool ReadPart(EventReader& reader, absl::string_view which) {
    for (int i = 0; i < kEventsAMessage; ++i) {
      const absl::StatusOr<std::optional<RecordedEvent>> recorded =
          reader.Next();
      if (recorded.ok() && recorded->has_value()) {
        // A file takes long: between two it can be ended.
        if (CheckFile(**recorded)) return false;
        continue;
      }
      if (!recorded.ok()) {
        problems_.push_back(
            absl::StrCat(which, "na positie ", reader.scanned_to(),
                         ": een gebeurtenis ontbreekt of is veranderd (",
                         recorded.status().message(), ")"));
      }
      return true;
    }
    return false;
  }

  // That what the event attached is there; of what was erased it is not.
  // Returns whether it looked.
  bool CheckFile(const RecordedEvent& recorded) {
    const v1::FileAttached& attached = recorded.event.file_attached();
    if (attached.key().empty() || problems_.size() >= kMostProblems) {
      return false;
    }
    const absl::Status good = served_.files.Check(SealedFileOf(attached));
    if (!good.ok() && !IsErased(attached)) {
      problems_.push_back(absl::StrCat(
          "positie ", recorded.position(),
          ": een bijlage ontbreekt of is veranderd (", good.message(), ")"));
    }
    return true;
  }

  // Since its event was read, or just now: the file goes before the key does.
  bool IsErased(const v1::FileAttached& attached) const {
    const auto reader = served_.store.Read(
        Query::AnyOf(
            {{{EventType::kContentErased, EventType::kReflectionWithdrawn},
              {{TagKind::kCase, attached.case_id()}}}}),
        ReadOptions());
    if (!reader.ok()) return false;
    while (true) {
      const auto recorded = (*reader)->Next();
      if (!recorded.ok() || !recorded->has_value()) return false;
      const Erased erased = ErasedBy((*recorded)->event);
      if (std::find(erased.words.begin(), erased.words.end(),
                    Tag{TagKind::kDocument, attached.document_id()}) !=
          erased.words.end()) {
        return true;
      }
    }
  }

  const Served& served_;
  const LogToVerify log_;
  const LogToVerify accesses_;
  std::vector<std::string> problems_;
  bool log_read_ = false;
  bool done_ = false;
};

// Starts a rebuild of the views and says how far it is. Who stops listening
// does not stop it.
class RebuildSource final : public StreamSource<v1::RebuildViewsResponse> {
 public:
  explicit RebuildSource(const Served& served) : served_(served) {}

  absl::StatusOr<std::optional<v1::RebuildViewsResponse>> Next(
      const Caller&) override {
    if (done_) return std::nullopt;
    if (report_ == nullptr) {
      ASSIGN_OR_RETURN(report_, served_.views.StartRebuild());
    }
    const RebuildReport::Progress progress = report_->Now();
    done_ = progress.outcome.has_value();
    if (!done_ && progress.position == told_) return std::nullopt;
    told_ = progress.position;
    v1::RebuildViewsResponse response;
    response.set_position(progress.position);
    response.set_head(served_.store.head());
    if (!done_) return response;
    if (!progress.outcome->ok()) {
      return absl::IsDataLoss(progress.outcome->status())
                 ? progress.outcome->status()
                 : RebuildFailed();
    }
    response.set_done(true);
    response.set_differing_rows(**progress.outcome);
    return response;
  }

  bool ended() const override { return done_; }
  bool Wants(const Projector::Touched& touched) const override {
    return touched.rebuild;
  }

 private:
  const Served& served_;
  std::shared_ptr<const RebuildReport> report_;
  std::optional<Position> told_;
  bool done_ = false;
};

class AdminService final : public v1::AdminService::CallbackService {
 public:
  explicit AdminService(const Served& served) : served_(served) {}

  grpc::ServerWriteReactor<v1::VerifyLogResponse>* VerifyLog(
      grpc::CallbackServerContext* context,
      const v1::VerifyLogRequest*) override {
    return PulledStream<v1::VerifyLogResponse>::Answer(
        served_, context,
        [this](const Caller& caller)
            -> absl::StatusOr<
                std::unique_ptr<StreamSource<v1::VerifyLogResponse>>> {
          RETURN_IF_ERROR(CheckAdministrator(caller));
          ASSIGN_OR_RETURN(LogToVerify log, ToVerify(served_.store));
          ASSIGN_OR_RETURN(LogToVerify accesses,
                           ToVerify(served_.access_log.store()));
          return std::make_unique<VerifySource>(served_, std::move(log),
                                                std::move(accesses));
        });
  }

  grpc::ServerUnaryReactor* GetStatus(
      grpc::CallbackServerContext* context, const v1::GetStatusRequest*,
      v1::GetStatusResponse* response) override {
    return AnswerRead(
        served_, context, 0, [=, this](const Caller& caller) -> absl::Status {
          RETURN_IF_ERROR(CheckAdministrator(caller));
          response->set_log_id(served_.store.identity().log_id);
          response->set_head(served_.store.head());
          response->set_views_position(served_.views.position());
          response->set_open_due(served_.views.open_due());
          response->set_unsealed(served_.keyring == nullptr);
          response->set_manual_clock(served_.clock_hand != nullptr);
          response->set_institute_name(served_.writer.institute_name());
          response->set_outcomes_held(served_.watch.doubt() !=
                                      ClockDoubt::kNone);
          return absl::OkStatus();
        });
  }

  grpc::ServerUnaryReactor* GetClock(grpc::CallbackServerContext* context,
                                     const v1::GetClockRequest*,
                                     v1::GetClockResponse* response) override {
    return AnswerRead(
        served_, context, 0, [=, this](const Caller& caller) -> absl::Status {
          RETURN_IF_ERROR(CheckAdministrator(caller));
          response->set_now_micros(absl::ToUnixMicros(served_.clock.Now()));
          response->set_manual(served_.clock_hand != nullptr);
          return absl::OkStatus();
        });
  }

  grpc::ServerUnaryReactor* ConfirmClock(
      grpc::CallbackServerContext* context, const v1::ConfirmClockRequest*,
      v1::ConfirmClockResponse* response) override {
    return AnswerRead(
        served_, context, 0, [=, this](const Caller& caller) -> absl::Status {
          RETURN_IF_ERROR(CheckAdministrator(caller));
          served_.watch.ConfirmClock();
          response->set_now_micros(absl::ToUnixMicros(served_.clock.Now()));
          return absl::OkStatus();
        });
  }

  grpc::ServerWriteReactor<v1::RebuildViewsResponse>* RebuildViews(
      grpc::CallbackServerContext* context,
      const v1::RebuildViewsRequest*) override {
    return PulledStream<v1::RebuildViewsResponse>::Answer(
        served_, context,
        [this](const Caller& caller)
            -> absl::StatusOr<
                std::unique_ptr<StreamSource<v1::RebuildViewsResponse>>> {
          RETURN_IF_ERROR(CheckAdministrator(caller));
          return std::make_unique<RebuildSource>(served_);
        });
  }

  grpc::ServerUnaryReactor* AdvanceClock(
      grpc::CallbackServerContext* context,
      const v1::AdvanceClockRequest* request,
      v1::AdvanceClockResponse* response) override {
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    const v1::Looked asked = OtherCall();
    WithCaller(served_, *context, 0, asked,
               [=, this](const absl::StatusOr<Caller>& caller) {
                 if (!caller.ok()) {
                   return reactor->Finish(ToGrpcStatus(caller.status()));
                 }
                 const absl::Status good = CheckAdministrator(*caller);
                 if (good.ok()) return Advance(*request, response, reactor);
                 FinishRefused(served_, *context, *reactor, *caller, asked,
                               good);
               });
    return reactor;
  }

 private:
  void Advance(const v1::AdvanceClockRequest& request,
               v1::AdvanceClockResponse* response,
               grpc::ServerUnaryReactor* reactor) {
    if (served_.clock_hand == nullptr) {
      return reactor->Finish(ToGrpcStatus(ClockIsReal()));
    }
    const uint64_t recorded_before = served_.watch.recorded();
    const uint64_t reminders_before = served_.watch.reminders();
    const auto done = [=, this](const absl::Status& moved) {
      response->set_now_micros(absl::ToUnixMicros(served_.clock.Now()));
      response->set_outcomes(
          static_cast<int32_t>(served_.watch.recorded() - recorded_before));
      response->set_reminders(
          static_cast<int32_t>(served_.watch.reminders() - reminders_before));
      response->set_position(served_.store.head());
      reactor->Finish(ToGrpcStatus(moved));
    };
    served_.clock_hand->Ask(
        absl::FromUnixMicros(request.to_micros()),
        // On the answering thread: whoever moves the clock has other work.
        [this, done](const absl::Status& moved) {
          served_.tasks.Add([done, moved] { done(moved); });
        });
  }

  const Served& served_;
};

}  // namespace

std::unique_ptr<grpc::Service> NewAdminService(const Served& served) {
  return std::make_unique<AdminService>(served);
}

}  // namespace driehoek
