// How far a rebuild of the views is, for who asked for it.
#ifndef DRIEHOEK_PROJECTIONS_REBUILD_REPORT_H_
#define DRIEHOEK_PROJECTIONS_REBUILD_REPORT_H_

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "base/mutex.h"

namespace driehoek {

// Thread-safe.
class RebuildReport {
 public:
  struct Progress {
    // Every event up to here is in the new rows.
    Position position = 0;
    // Once it has ended: how many rows differed from those they replaced; or
    // why nothing was replaced.
    std::optional<absl::StatusOr<uint64_t>> outcome;
  };

  Progress Now() const {
    const MutexLock lock(mutex_);
    return progress_;
  }

  void Reach(Position position) {
    const MutexLock lock(mutex_);
    progress_.position = position;
  }
  void End(absl::StatusOr<uint64_t> outcome) {
    const MutexLock lock(mutex_);
    progress_.outcome = std::move(outcome);
  }

 private:
  mutable Mutex mutex_;
  Progress progress_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_REBUILD_REPORT_H_
