// The whole server but for threads and gRPC: log, writer, views and watch, put
// together in order. services/server.cc drives it with threads; a simulation
// drives it with Step alone.
#ifndef DRIEHOEK_SERVICES_ENGINE_H_
#define DRIEHOEK_SERVICES_ENGINE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "automations/deadline_watch.h"
#include "base/clock.h"
#include "eventstore/event_store.h"
#include "projections/projector.h"
#include "sealing/sealed_files.h"
#include "services/founding.h"
#include "services/writer.h"

namespace driehoek {

struct EngineOptions {
  WriterOptions writer;
  ProjectorOptions projector;
  DeadlineWatchOptions watch;
  SealedFilesOptions files;
  Founding founding_if_new;  // For a log without events.
};

class Engine {
 public:
  // Takes the store; borrows the clock. Founds the institute when the log is
  // empty.
  static absl::StatusOr<std::unique_ptr<Engine>> Create(
      EngineOptions options, std::unique_ptr<EventStore> store,
      const Clock& clock);
  ~Engine();

  EventStore& store() { return *store_; }
  Writer& writer() { return *writer_; }
  Projector& projector() { return *projector_; }
  DeadlineWatch& watch() { return *watch_; }
  SealedFiles& files() { return *files_; }
  const Clock& clock() const { return clock_; }

  // One small step of everything, in a fixed order, on the caller's thread.
  // Returns whether anything was done.
  absl::StatusOr<bool> Step();
  // Steps until nothing is left to do at this time of the clock.
  absl::Status RunUntilIdle();

 private:
  Engine(std::unique_ptr<EventStore> store, const Clock& clock);

  std::unique_ptr<EventStore> store_;
  const Clock& clock_;
  std::unique_ptr<SealedFiles> files_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Projector> projector_;
  std::unique_ptr<DeadlineWatch> watch_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_ENGINE_H_
