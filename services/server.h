// The engine with threads and gRPC around it. The only place that makes
// threads: the writer, a loader, the answerer, the projector, the watch, the
// writer of the access log, who puts away files, and whoever asks the provider;
// gRPC has its own and none of them waits for ours.
#ifndef DRIEHOEK_SERVICES_SERVER_H_
#define DRIEHOEK_SERVICES_SERVER_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "eventstore/event_store.h"
#include "sealing/keyring.h"
#include "services/access_log.h"
#include "services/engine.h"
#include "services/local_issuer.h"
#include "services/provider.h"
#include "services/stream_board.h"
#include "services/tls.h"

namespace driehoek {

struct ServerOptions {
  // Host and port, or `unix:PATH`; port 0 takes a free one. Without TLS on this
  // machine only.
  std::string listen = "127.0.0.1:0";
  std::optional<TlsSettings> tls;
  // Signs tokens for whoever is asked for, to try Driehoek out; nobody can sign
  // in when it is null.
  std::shared_ptr<const LocalIssuer> try_out_issuer;
  // Whose tokens count; without it and the issuer above nobody can sign in, and
  // with both the server does not start.
  std::optional<ProviderSettings> provider;
  // The clock to follow and move, borrowed; the system's own when null.
  ManualClock* manual_clock = nullptr;
  // What to build from; the wakes are the server's own.
  EngineOptions engine;
  StreamLimits streams;
  // Seals what is kept, and outlives it; nothing is sealed when null.
  std::unique_ptr<Keyring> keyring;
  // Where it is kept who opened which document; in memory when null, for a log
  // that is in memory itself.
  std::unique_ptr<EventStore> access_log;
  // For how long it is kept, to the month.
  int months_of_looks = kMonthsOfLooks;
  // How long a read waits for the views to reach min_position: they do within
  // milliseconds.
  absl::Duration longest_wait = absl::Seconds(10);
  // How long Shutdown waits for commands to be answered.
  absl::Duration drain = absl::Seconds(10);
  // Called once, on a thread of the server, when it can go on no longer (the
  // log cannot write, the views are damaged). Someone must then call Shutdown.
  std::function<void(const absl::Status&)> on_failure;
};

// InvalidArgument, in Dutch, when the options do not say soundly who signs in.
absl::Status CheckWhoSignsIn(const ServerOptions& options);

// InvalidArgument, in Dutch, when other machines could listen in or come in
// with these options, or when those of TLS are not sound.
absl::Status CheckListen(const ServerOptions& options);

class Server {
 public:
  // Opens, starts and listens. Takes the store. Errors: InvalidArgument (where
  // to listen), Unavailable (the port is taken), those of Engine::Create.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      ServerOptions options, std::unique_ptr<EventStore> store);

  // As Shutdown.
  virtual ~Server() = default;

  // "127.0.0.1:50051"
  virtual std::string address() const = 0;
  virtual Engine& engine() = 0;

  // Health says NOT_SERVING, no command is taken any more, what waits is
  // answered, streams end, and all threads stop. Does nothing the second time.
  virtual void Shutdown() = 0;
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_SERVER_H_
