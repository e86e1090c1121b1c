#include "services/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/resource_quota.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "automations/deadline_watch.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "base/this_machine.h"
#include "eventstore/memory_event_store.h"
#include "services/access_log.h"
#include "services/all_services.h"
#include "services/clock_hand.h"
#include "services/engine.h"
#include "services/identity.h"
#include "services/media_type.h"
#include "services/refusals.h"
#include "services/served.h"
#include "services/stream_board.h"
#include "services/task_queue.h"
#include "services/upload_desk.h"

namespace driehoek {
namespace {

constexpr int kMaxMessageBytes = 4 << 20;
constexpr int kMaxMetadataBytes = 16 << 10;
constexpr int kMaxConcurrentStreams = 256;  // On one connection.
constexpr size_t kGrpcMemoryBytes = size_t{512} << 20;
constexpr int kKeepaliveMillis = 60'000;
constexpr int kMinPingMillis = 20'000;
constexpr int kMaxPingStrikes = 3;
// Who may connect is looked at once a connection: one that is this old says
// goodbye, and gives what is under way a little time.
constexpr int kOldestConnectionMillis = 12 * 3'600'000;
constexpr int kGoodbyeMillis = 60'000;
// Nothing goes over it.
constexpr int kIdleConnectionMillis = 30 * 60'000;
// What has no reason to look again sooner, looks now and then all the same.
constexpr absl::Duration kLongestRest = absl::Minutes(1);
// What is left when all commands are answered: reads under way. A client that
// does nothing does not answer a goodbye either, so it is not waited for long.
constexpr absl::Duration kLastReads = absl::Seconds(1);
// The views follow the log in steps of this length, unless someone waits for
// them: a step of many commits costs little more than one of a single commit.
constexpr absl::Duration kProjectorPause = absl::Milliseconds(5);
constexpr absl::Duration kExpireEvery = absl::Seconds(1);

// Runs down at the pace of real time, also when the wall clock is set back.
class Countdown {
 public:
  explicit Countdown(absl::Duration from_now)
      : end_(clock_.Monotonic() + from_now) {}

  absl::Duration left() const { return end_ - clock_.Monotonic(); }

 private:
  const SystemClock clock_;
  const absl::Duration end_;
};

// A thread that works when woken, and when its rest is over.
class Worker {
 public:
  // `pause`: how long it rests after its work for all nudges.
  explicit Worker(absl::Duration pause = absl::ZeroDuration())
      : pause_(pause) {}

  // Returns how long to rest until the next time, unless woken.
  using Work = std::function<absl::StatusOr<absl::Duration>()>;

  ~Worker() { Stop(); }

  void Start(Work work, std::function<void(const absl::Status&)> fail) {
    thread_ = std::thread([this, work = std::move(work),
                           fail = std::move(fail)] { Run(work, fail); });
  }

  void Wake() {
    {
      const MutexLock lock(mutex_);
      if (std::exchange(woken_, true)) return;
    }
    // Not under the lock, which the woken thread takes first of all.
    changed_.NotifyOne();
  }

  // Wakes too, but lets it rest for the pause first: what comes one after the
  // other is done together.
  void Nudge() {
    {
      const MutexLock lock(mutex_);
      if (std::exchange(nudged_, true) || pausing_) return;
    }
    changed_.NotifyOne();
  }

  void Stop() {
    {
      const MutexLock lock(mutex_);
      stopping_ = true;
      changed_.NotifyOne();
    }
    if (thread_.joinable()) thread_.join();
  }

 private:
  void Run(const Work& work,
           const std::function<void(const absl::Status&)>& fail) {
    absl::Duration rest;
    while (Rest(rest)) {
      const absl::StatusOr<absl::Duration> next = work();
      if (!next.ok()) return fail(next.status());
      rest = std::clamp(*next, absl::ZeroDuration(), kLongestRest);
    }
  }

  // Returns whether to work on.
  bool Rest(absl::Duration rest) {
    const Countdown pause(std::min(rest, pause_));
    const Countdown countdown(rest);
    const MutexLock lock(mutex_);
    pausing_ = true;
    while (!woken_ && !stopping_ && WaitWithin(pause)) {
    }
    pausing_ = false;
    while (!woken_ && !nudged_ && !stopping_ && WaitWithin(countdown)) {
    }
    woken_ = false;
    nudged_ = false;
    return !stopping_;
  }

  // Waits for a change. False, without waiting, when the time is over.
  bool WaitWithin(const Countdown& countdown)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const absl::Duration left = countdown.left();
    if (left <= absl::ZeroDuration()) return false;
    changed_.WaitFor(mutex_, left);
    return true;
  }

  const absl::Duration pause_;

  Mutex mutex_;
  CondVar changed_;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  bool nudged_ ABSL_GUARDED_BY(mutex_) = false;
  bool pausing_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

absl::Duration AtOnceIf(bool more, absl::Duration otherwise) {
  return more ? absl::ZeroDuration() : otherwise;
}

class ServerImpl final : public Server {
 public:
  explicit ServerImpl(ServerOptions options)
      : options_(std::move(options)),
        tasks_([this] { answerer_.Wake(); }),
        file_tasks_([this] { filer_.Wake(); }),
        streams_(options_.streams, tasks_) {}
  ~ServerImpl() override { Shutdown(); }

  absl::Status Start(std::unique_ptr<EventStore> store);

  std::string address() const override { return address_; }
  Engine& engine() override { return *engine_; }
  void Shutdown() override;

 private:
  absl::Status BuildEngine(std::unique_ptr<EventStore> store);
  absl::Status BuildTokens();
  void BuildAccessLog(const Clock& clock);
  void StartWorkers();
  absl::Status Listen();
  absl::StatusOr<absl::Duration> Project();
  absl::StatusOr<absl::Duration> Watch();
  absl::Duration Answer();
  void TellOfClock(ClockDoubt doubt);
  void TellOfRebuild();
  void WaitUntilAnswered();
  void ShowHealth();
  void Fail(const absl::Status& why);

  ServerOptions options_;
  SystemClock system_clock_;
  std::string address_;
  std::atomic<bool> draining_ = false;
  std::atomic<bool> failed_ = false;
  bool shut_down_ = false;

  // Stopped before anything they use goes.
  Worker writer_;
  Worker loader_;
  Worker answerer_;
  Worker projector_{kProjectorPause};
  Worker watch_;
  Worker access_writer_;
  Worker provider_asker_;
  Worker filer_;

  Mutex answered_mutex_;
  CondVar answered_;

  TaskQueue tasks_;
  TaskQueue file_tasks_;
  StreamBoard streams_;
  std::unique_ptr<Engine> engine_;
  // Told last. Of the watching thread, when it runs.
  ClockDoubt told_of_clock_ = ClockDoubt::kNone;
  std::unique_ptr<TokenChecker> tokens_;  // Null: nobody can sign in.
  std::unique_ptr<Provider> provider_;    // Null without one.
  std::unique_ptr<Identity> identity_;
  std::unique_ptr<ClockHand> clock_hand_;
  std::unique_ptr<AccessLog> access_log_;
  std::unique_ptr<UploadDesk> uploads_;
  std::unique_ptr<Served> served_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<grpc::Server> grpc_;

  Mutex health_mutex_;
  // Of grpc_; null until it listens.
  grpc::HealthCheckServiceInterface* health_ ABSL_GUARDED_BY(health_mutex_) =
      nullptr;
};

// The log of the machine is where an operator looks.
void TellOfProvider(const absl::Status& status) {
  if (status.ok()) {
    std::cerr << "De sleutels van de inlogdienst zijn weer op te halen."
              << std::endl;
  } else {
    std::cerr << "LET OP: de sleutels van de inlogdienst zijn niet op te "
                 "halen; dat wordt elke minuut geprobeerd. Wat er al bekend "
                 "is, geldt hoogstens een dag. ("
              << status.message() << ")" << std::endl;
  }
}

absl::Status ServerImpl::Start(std::unique_ptr<EventStore> store) {
  RETURN_IF_ERROR(CheckListen(options_));
  RETURN_IF_ERROR(CheckWhoSignsIn(options_));
  RETURN_IF_ERROR(BuildEngine(std::move(store)));
  TellOfClock(engine_->watch().doubt());
  StartWorkers();
  return Listen();
}

absl::Status ServerImpl::BuildEngine(std::unique_ptr<EventStore> store) {
  // Else it would show when someone brings a file in.
  RETURN_IF_ERROR(MediaTypeOf("%PDF-").status());
  const Clock& clock = options_.manual_clock != nullptr
                           ? static_cast<const Clock&>(*options_.manual_clock)
                           : system_clock_;
  options_.engine.writer.wake_writer = [this] { writer_.Wake(); };
  options_.engine.writer.wake_loader = [this] { loader_.Wake(); };
  options_.engine.writer.wake_answerer = [this] { answerer_.Wake(); };
  options_.engine.projector.wake = [this] { projector_.Wake(); };
  options_.engine.projector.clock = &system_clock_;
  options_.engine.projector.keyring = options_.keyring.get();
  options_.engine.writer.keyring = options_.keyring.get();
  options_.engine.watch.wake = [this] { watch_.Wake(); };
  ASSIGN_OR_RETURN(engine_,
                   Engine::Create(options_.engine, std::move(store), clock));
  engine_->store().OnCommit([this](Position) { projector_.Nudge(); });
  engine_->projector().OnTouched([this](const Projector::Touched& touched) {
    if (touched.rebuild) TellOfRebuild();
    streams_.Touch(touched);
    watch_.Wake();
  });
  RETURN_IF_ERROR(BuildTokens());
  identity_ = std::make_unique<Identity>(
      tokens_.get(), engine_->store(), engine_->projector(),
      [this](absl::CivilDay day) {
        return engine_->writer().catalogue()->InForceOn(day);
      },
      clock, system_clock_);
  if (options_.manual_clock != nullptr) {
    clock_hand_ = std::make_unique<ClockHand>(*options_.manual_clock,
                                              engine_->projector(),
                                              [this] { watch_.Wake(); });
  }
  BuildAccessLog(clock);
  uploads_ = std::make_unique<UploadDesk>(
      engine_->files(), engine_->store().identity().id_secret, system_clock_);
  served_ = std::make_unique<Served>(
      Served{engine_->store(), engine_->writer(), engine_->projector(),
             engine_->watch(), clock, system_clock_, *identity_,
             options_.try_out_issuer.get(),
             options_.provider.has_value() ? &*options_.provider : nullptr,
             provider_.get(), tasks_, file_tasks_, streams_, *access_log_,
             options_.keyring.get(), engine_->files(), *uploads_,
             clock_hand_.get(), options_.longest_wait});
  return absl::OkStatus();
}

absl::Status ServerImpl::BuildTokens() {
  if (options_.try_out_issuer != nullptr) {
    ASSIGN_OR_RETURN(TokenKeys keys,
                     TokenKeys::Parse(options_.try_out_issuer->key_set()));
    tokens_ = std::make_unique<TokenChecker>(
        TokenRules{.issuer = LocalIssuer::kIssuer,
                   .audiences = {LocalIssuer::kAudience}},
        std::move(keys));
  } else if (options_.provider.has_value()) {
    const ProviderSettings& settings = *options_.provider;
    tokens_ = std::make_unique<TokenChecker>(
        TokenRules{.issuer = settings.issuer,
                   .audiences = settings.audiences,
                   .clients = settings.clients,
                   .authentication_classes = settings.authentication_classes},
        TokenKeys());
    ProviderOptions options;
    options.issuer = settings.issuer;
    options.retry = settings.retry;
    options.wake = [this] { provider_asker_.Wake(); };
    options.on_change = TellOfProvider;
    provider_ =
        std::make_unique<Provider>(std::move(options), *tokens_, system_clock_);
  }
  return absl::OkStatus();
}

void ServerImpl::BuildAccessLog(const Clock& clock) {
  if (options_.access_log == nullptr) {
    LogIdentity identity = engine_->store().identity();
    identity.log_id = absl::BytesToHexString(
        BytesOf(Sha256({"access log\n", identity.log_id})).substr(0, 16));
    options_.access_log = NewMemoryEventStore(std::move(identity));
  }
  AccessLogOptions options;
  options.months_kept = options_.months_of_looks;
  options.keyring = options_.keyring.get();
  options.clock_is_sure = [this] {
    return engine_->watch().doubt() == ClockDoubt::kNone;
  };
  options.wake = [this] { access_writer_.Wake(); };
  access_log_ = std::make_unique<AccessLog>(std::move(options),
                                            *options_.access_log, clock);
}

void ServerImpl::StartWorkers() {
  const auto fail = [this](const absl::Status& why) { Fail(why); };
  writer_.Start(
      [this]() -> absl::StatusOr<absl::Duration> {
        ASSIGN_OR_RETURN(const bool wrote, engine_->writer().Step());
        return AtOnceIf(wrote, kLongestRest);
      },
      fail);
  loader_.Start(
      [this] { return AtOnceIf(engine_->writer().LoadStep(), kLongestRest); },
      fail);
  answerer_.Start([this] { return Answer(); }, fail);
  projector_.Start([this] { return Project(); }, fail);
  watch_.Start([this] { return Watch(); }, fail);
  access_writer_.Start(
      [this]() -> absl::StatusOr<absl::Duration> {
        ASSIGN_OR_RETURN(const bool wrote, access_log_->Step());
        return AtOnceIf(wrote, kLongestRest);
      },
      fail);
  filer_.Start([this] { return AtOnceIf(file_tasks_.Step(), kLongestRest); },
               fail);
  if (provider_ != nullptr) {
    provider_asker_.Start([this] { return provider_->Step(); }, fail);
  }
}

absl::StatusOr<absl::Duration> ServerImpl::Project() {
  ASSIGN_OR_RETURN(const bool more, engine_->projector().Step());
  const absl::Duration now = system_clock_.Monotonic();
  engine_->projector().Expire(now);
  streams_.Expire(now, system_clock_.Now());
  return AtOnceIf(more, kExpireEvery);
}

absl::StatusOr<absl::Duration> ServerImpl::Watch() {
  // Looked at first: the watch is idle at this moment only if all that came
  // before is in the views.
  const bool settled =
      engine_->writer().idle() &&
      engine_->projector().position() == engine_->store().head();
  ASSIGN_OR_RETURN(const DeadlineWatch::Progress progress,
                   engine_->watch().Step());
  TellOfClock(progress.doubt);
  if (clock_hand_ != nullptr && settled && progress.idle) {
    ASSIGN_OR_RETURN(const bool moved, clock_hand_->Move());
    if (moved) return absl::ZeroDuration();
  }
  return progress.next - engine_->clock().Now();
}

void ServerImpl::TellOfClock(ClockDoubt doubt) {
  if (doubt == told_of_clock_) return;
  told_of_clock_ = doubt;
  constexpr char kUntilConfirmed[] =
      "Er wordt niets als te laat vastgelegd tot een beheerder de tijd "
      "bevestigt: driehoek klok bevestig";
  switch (doubt) {
    case ClockDoubt::kNone:
      std::cerr << "De klok is weer zeker: wat te laat is, wordt vastgelegd."
                << std::endl;
      break;
    case ClockDoubt::kUnsynchronized:
      std::cerr
          << "LET OP: deze machine weet niet of haar klok gelijk loopt "
             "(adjtimex: STA_UNSYNC; loopt er NTP?). "
          << kUntilConfirmed
          << ", of tot de machine het wel weet. Loopt de klok hier altijd "
             "gelijk, start dan met --trust-clock."
          << std::endl;
      break;
    case ClockDoubt::kJumped:
      std::cerr << "LET OP: de klok versprong. " << kUntilConfirmed << "."
                << std::endl;
      break;
  }
}

// Whoever asked for it may be gone when it ends.
void ServerImpl::TellOfRebuild() {
  const auto outcome = engine_->projector().rebuild()->Now().outcome;
  if (!outcome.has_value()) return;
  if (outcome->ok()) {
    std::cerr << "De overzichten zijn opnieuw gemaakt; " << **outcome
              << (**outcome == 1 ? " rij verschilde." : " rijen verschilden.")
              << std::endl;
  } else {
    std::cerr << "De overzichten zijn niet opnieuw gemaakt; de oude blijven in "
                 "gebruik. ("
              << outcome->status().message() << ")" << std::endl;
  }
}

absl::Duration ServerImpl::Answer() {
  const bool answered = engine_->writer().AnswerStep();
  const bool done = tasks_.Step();
  if (answered || done) {
    const MutexLock lock(answered_mutex_);
    answered_.NotifyAll();
  }
  // The clock moves on only when all is answered.
  if (answered && clock_hand_ != nullptr) watch_.Wake();
  return AtOnceIf(answered || done, kLongestRest);
}

absl::Status ServerImpl::Listen() {
  grpc::EnableDefaultHealthCheckService(true);
  // Each who asks holds a thread, and needs no token: not for strangers.
  if (IsOnThisMachine(options_.listen)) {
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  }
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(options_.listen,
                           options_.tls.has_value()
                               ? CredentialsOf(*options_.tls)
                               : grpc::InsecureServerCredentials(),
                           &port);
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  // A small message that unpacks to a large one would pass the limit above.
  for (const grpc_compression_algorithm packed :
       {GRPC_COMPRESS_DEFLATE, GRPC_COMPRESS_GZIP}) {
    builder.SetCompressionAlgorithmSupportStatus(packed, false);
  }
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                             kMaxConcurrentStreams);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMillis);
  builder.AddChannelArgument(
      GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kMinPingMillis);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, kMaxPingStrikes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS,
                             kOldestConnectionMillis);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS,
                             kGoodbyeMillis);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS,
                             kIdleConnectionMillis);
  // Two servers on one port would each get half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  grpc::ResourceQuota quota("driehoekd");
  quota.Resize(kGrpcMemoryBytes);
  builder.SetResourceQuota(quota);

  for (const auto& make :
       {NewSignInService, NewCaseService, NewWorkService, NewOverviewService,
        NewPortfolioService, NewDossierService, NewDocumentService,
        NewDirectoryService, NewProcedureService, NewAuditService,
        NewPrivacyService, NewAdminService}) {
    services_.push_back(make(*served_));
    builder.RegisterService(services_.back().get());
  }
  grpc_ = builder.BuildAndStart();
  if (grpc_ == nullptr) {
    return absl::UnavailableError(
        absl::StrCat("kan niet luisteren op ", options_.listen));
  }
  address_ = options_.listen;
  if (const size_t colon = address_.rfind(':');
      port > 0 && colon != std::string::npos && !IsUnixSocket(address_)) {
    address_ = absl::StrCat(address_.substr(0, colon), ":", port);
  }
  {
    const MutexLock lock(health_mutex_);
    health_ = grpc_->GetHealthCheckService();
  }
  ShowHealth();  // A worker may have failed before there was a health to tell.
  return absl::OkStatus();
}

void ServerImpl::ShowHealth() {
  const MutexLock lock(health_mutex_);
  if (health_ != nullptr) health_->SetServingStatus(!failed_ && !draining_);
}

void ServerImpl::Fail(const absl::Status& why) {
  if (failed_.exchange(true)) return;
  ShowHealth();
  engine_->writer().Drain();
  // Whoever should have ended these may be the one that failed.
  engine_->projector().CloseWaits(Draining());
  if (clock_hand_ != nullptr) clock_hand_->GiveUp(Draining());
  if (options_.on_failure) options_.on_failure(why);
}

void ServerImpl::WaitUntilAnswered() {
  const Countdown countdown(options_.drain);
  const MutexLock lock(answered_mutex_);
  while (!engine_->writer().idle() || !access_log_->idle()) {
    const absl::Duration left = countdown.left();
    if (left <= absl::ZeroDuration()) return;
    answered_.WaitFor(answered_mutex_, left);
  }
}

void ServerImpl::Shutdown() {
  if (std::exchange(shut_down_, true)) return;
  if (engine_ != nullptr) {
    draining_ = true;
    ShowHealth();
    engine_->writer().Drain();
    if (clock_hand_ != nullptr) clock_hand_->GiveUp(Draining());
    streams_.EndAll(Draining());
    WaitUntilAnswered();
    engine_->projector().CloseWaits(Draining());
    if (provider_ != nullptr) provider_->CloseWaits();
  }
  if (grpc_ != nullptr) {
    grpc_->Shutdown(std::chrono::system_clock::now() +
                    absl::ToChronoNanoseconds(kLastReads));
    grpc_->Wait();
  }
  watch_.Stop();
  projector_.Stop();
  loader_.Stop();
  writer_.Stop();
  access_writer_.Stop();
  provider_asker_.Stop();
  filer_.Stop();
  answerer_.Stop();
}

}  // namespace

absl::Status CheckWhoSignsIn(const ServerOptions& options) {
  if (!options.provider.has_value()) return absl::OkStatus();
  if (options.try_out_issuer != nullptr) {
    return absl::InvalidArgumentError(
        "wie om uit te proberen inlogt als wie hij wil, logt niet ook in bij "
        "een inlogdienst: kies er een");
  }
  return Provider::Check(*options.provider);
}

absl::Status CheckListen(const ServerOptions& options) {
  if (options.tls.has_value()) {
    RETURN_IF_ERROR(CheckTls(*options.tls, SystemClock().Now()));
  }
  if (IsOnThisMachine(options.listen)) return absl::OkStatus();
  if (options.try_out_issuer != nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("waar iedereen inlogt als wie hij wil, luistert de server "
                     "alleen op deze machine (127.0.0.1), niet op ",
                     options.listen));
  }
  if (options.tls.has_value()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("zonder TLS luistert de server alleen op deze machine "
                   "(127.0.0.1), niet op ",
                   options.listen));
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    ServerOptions options, std::unique_ptr<EventStore> store) {
  auto server = std::make_unique<ServerImpl>(std::move(options));
  RETURN_IF_ERROR(server->Start(std::move(store)));
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace driehoek
