// Keeps the views up with the log: reads what is new, works out the rows and
// puts rows and position down in one batch, so that every event counts exactly
// once. No thread of its own.
#ifndef DRIEHOEK_PROJECTIONS_PROJECTOR_H_
#define DRIEHOEK_PROJECTIONS_PROJECTOR_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/event_store.h"
#include "projections/rows.h"
#include "projections/views.h"

namespace driehoek {

struct ProjectorOptions {
  // RocksDB directory of the rows; in memory when empty.
  std::string directory;
  // Folded cases, cohorts and procedures kept in memory, about so many bytes.
  size_t case_cache_bytes = size_t{64} << 20;
  // Events a Step takes at most. More at once is faster when far behind: the
  // rows of a case are worked out once per step.
  size_t events_per_step = 8192;
  // Called when someone waits for a position that the rows have not reached, on
  // the thread of who waits: wakes whoever steps the projector, who may have
  // been taking it easy.
  std::function<void()> wake = nullptr;
  // Makes the rows of this view alone; of all without it. For measuring.
  std::optional<std::string> only_view = std::nullopt;
};

class Projector : public Views {
 public:
  // Opens the rows; throws them away when they were made by another version of
  // a view, of another log, or of a log that has since gone back. Opening never
  // replays: Step does. `store` is borrowed and outlives the projector.
  static absl::StatusOr<std::unique_ptr<Projector>> Open(
      ProjectorOptions options, const EventStore& store);
  // As Open, on these rows instead of those in the directory.
  static absl::StatusOr<std::unique_ptr<Projector>> OpenOn(
      std::unique_ptr<Rows> rows, ProjectorOptions options,
      const EventStore& store);

  // Takes some new events. Returns whether there is more to take. An error is
  // final: the log or the rows are damaged.
  virtual absl::StatusOr<bool> Step() = 0;

  // Calls `listener` with the cases and files touched, after each batch of rows
  // is down, on the stepping thread: it must only wake someone. Set before the
  // first Step.
  struct Touched {
    Position position;
    std::vector<std::string> case_ids;
    std::vector<std::string> resident_ids;
    std::vector<std::string> trainer_ids;
  };
  virtual void OnTouched(std::function<void(const Touched&)> listener) = 0;
};

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_PROJECTOR_H_
