#include "services/engine.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "automations/deadline_watch.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "base/tag.h"
#include "eventstore/event_store.h"
#include "projections/projector.h"
#include "sealing/sealed_files.h"
#include "services/founding.h"
#include "services/writer.h"

namespace driehoek {
namespace {

// More than any catching up needs; beyond it something goes round in circles.
constexpr int kMaxStepsUntilIdle = 10'000'000;

// Whether an event attached it. Of a case that was erased there is none any
// more.
absl::StatusOr<bool> IsAttached(const EventStore& log, const FileName& name) {
  const Tag of_case{TagKind::kCase, name.owner};
  ASSIGN_OR_RETURN(
      const std::unique_ptr<EventReader> reader,
      log.Read(Query::AnyOf({{{EventType::kFileAttached}, {of_case}}}), {}));
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded,
                     reader->Next());
    if (!recorded.has_value()) return false;
    if (recorded->event.file_attached().file_id() == name.id) return true;
  }
}

}  // namespace

Engine::Engine(std::unique_ptr<EventStore> store, const Clock& clock)
    : store_(std::move(store)), clock_(clock) {}

Engine::~Engine() = default;

absl::StatusOr<std::unique_ptr<Engine>> Engine::Create(
    EngineOptions options, std::unique_ptr<EventStore> store,
    const Clock& clock) {
  std::unique_ptr<Engine> engine(new Engine(std::move(store), clock));
  EventStore& log = *engine->store_;
  RETURN_IF_ERROR(FoundIfNew(options.founding_if_new, log, clock.Now()));
  ASSIGN_OR_RETURN(
      engine->files_,
      SealedFiles::Open(std::move(options.files), [&log](const FileName& name) {
        return IsAttached(log, name);
      }));
  options.writer.files = engine->files_.get();
  ASSIGN_OR_RETURN(engine->writer_,
                   Writer::Create(std::move(options.writer), log, clock));
  ASSIGN_OR_RETURN(engine->projector_,
                   Projector::Open(std::move(options.projector), log));
  engine->watch_ = NewDeadlineWatch(std::move(options.watch), clock,
                                    *engine->projector_, *engine->writer_);
  return engine;
}

absl::StatusOr<bool> Engine::Step() {
  ASSIGN_OR_RETURN(const bool wrote, writer_->Step());
  // All of them before the next commit, so that they share its sync.
  bool loaded = false;
  while (writer_->LoadStep()) loaded = true;
  const bool answered = writer_->AnswerStep();
  const Position before = projector_->position();
  ASSIGN_OR_RETURN(const bool more, projector_->Step());
  const bool projected = more || projector_->position() != before;
  projector_->Expire(clock_.Monotonic());
  // Only on rows that are up to date: it would ask for what is already moved.
  bool watched = false;
  if (projector_->position() == before && before == store_->head()) {
    ASSIGN_OR_RETURN(const DeadlineWatch::Progress progress, watch_->Step());
    watched = !progress.idle && progress.doubt == ClockDoubt::kNone;
  }
  return wrote || loaded || answered || projected || watched;
}

absl::Status Engine::RunUntilIdle() {
  for (int step = 0; step < kMaxStepsUntilIdle; ++step) {
    ASSIGN_OR_RETURN(const bool busy, Step());
    if (!busy) return absl::OkStatus();
  }
  return absl::InternalError(
      absl::StrCat("still busy after ", kMaxStepsUntilIdle, " steps"));
}

}  // namespace driehoek
