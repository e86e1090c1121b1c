#ifndef DRIEHOEK_EVENTSTORE_FAILURE_LATCH_H_
#define DRIEHOEK_EVENTSTORE_FAILURE_LATCH_H_

#include <functional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "base/mutex.h"

namespace driehoek {

// Remembers the first failure for good and tells it once: after a failed write
// or sync nobody knows what is on the disk, so nothing may go on. Thread-safe.
class FailureLatch {
 public:
  explicit FailureLatch(std::function<void(const absl::Status&)> on_failure)
      : on_failure_(std::move(on_failure)) {}

  void Fail(const absl::Status& status) {
    {
      const MutexLock lock(mutex_);
      if (!first_.ok()) return;
      first_ = status;
    }
    if (on_failure_) on_failure_(status);
  }

  // OK as long as nothing failed.
  absl::Status first() const {
    const MutexLock lock(mutex_);
    return first_;
  }

 private:
  const std::function<void(const absl::Status&)> on_failure_;
  mutable Mutex mutex_;
  absl::Status first_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_FAILURE_LATCH_H_
