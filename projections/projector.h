// Keeps the views up with the log: reads what is new, works out the rows and
// puts rows and position down in one batch, so that every event counts exactly
// once. Makes them all anew, when asked, beside those that are read. No thread
// of its own.
#ifndef DRIEHOEK_PROJECTIONS_PROJECTOR_H_
#define DRIEHOEK_PROJECTIONS_PROJECTOR_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "eventstore/event_store.h"
#include "projections/rebuild_report.h"
#include "projections/rows.h"
#include "projections/views.h"
#include "sealing/keyring.h"

namespace driehoek {

struct ProjectorOptions {
  // RocksDB directory of the rows; in memory when empty. A rebuild takes room
  // beside it (projections/rows_home.h).
  std::string directory;
  // Folded cases, cohorts and procedures kept in memory, about so many bytes.
  size_t case_cache_bytes = size_t{64} << 20;
  // Events a Step takes at most. More at once is faster when far behind: the
  // rows of a case are worked out once per step. So many that most steps of a
  // long replay end at the subjects that are held in memory, and not here.
  size_t events_per_step = 32768;
  // Called when someone waits for a position that the rows have not reached, on
  // the thread of who waits: wakes whoever steps the projector, who may have
  // been taking it easy.
  std::function<void()> wake = nullptr;
  // Makes the rows of this view alone; of all without it. For measuring.
  std::optional<std::string> only_view = std::nullopt;
  // Seals the rows in the directory; borrowed.
  Keyring* keyring = nullptr;
  // Bytes of the disk that a rebuild must leave free.
  uint64_t keep_free_bytes = 0;
  // By which the part of a Step that a rebuild takes is measured, borrowed;
  // without it that is as little as can be.
  const Clock* clock = nullptr;
};

class Projector : public Views {
 public:
  // Opens the rows; throws them away when they were made by another version of
  // a view, of another log, or of a log that has since gone back, and what is
  // left of a rebuild. Opening never replays: Step does. `store` is borrowed
  // and outlives the projector.
  static absl::StatusOr<std::unique_ptr<Projector>> Open(
      ProjectorOptions options, const EventStore& store);
  // As Open, on these rows instead of those in the directory; a rebuild puts
  // rows in memory in their place.
  static absl::StatusOr<std::unique_ptr<Projector>> OpenOn(
      std::unique_ptr<Rows> rows, ProjectorOptions options,
      const EventStore& store);

  // Takes some new events, and then goes on for a moment with a rebuild, if one
  // is under way. Returns whether there is more to do. An error is final: the
  // log or the rows are damaged. (Of a rebuild it is in its report.)
  virtual absl::StatusOr<bool> Step() = 0;

  // Has all rows made anew from the log, beside those that are read, which go
  // on following. When the new ones have come as far, they take their place at
  // once: nobody sees some of both. Any thread. AlreadyExists while one is
  // under way; ResourceExhausted when the disk has no room for both.
  virtual absl::StatusOr<std::shared_ptr<const RebuildReport>>
  StartRebuild() = 0;
  // The latest; null when none was asked for. Any thread.
  virtual std::shared_ptr<const RebuildReport> rebuild() const = 0;

  // Calls `listener` with the cases and files touched, after each batch of rows
  // is down, on the stepping thread: it must only wake someone. Set before the
  // first Step. Of what a rebuild takes nothing is told, but now and then how
  // far it is.
  struct Touched {
    Position position = 0;
    std::vector<std::string> case_ids = {};
    std::vector<std::string> resident_ids = {};
    std::vector<std::string> trainer_ids = {};
    // Of whom a role ended, or who may sign in no more; under which each goes
    // on.
    std::vector<std::string> person_ids = {};
    // A rebuild has come further, or has ended.
    bool rebuild = false;
  };
  virtual void OnTouched(std::function<void(const Touched&)> listener) = 0;
};

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_PROJECTOR_H_
