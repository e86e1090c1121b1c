// The time, passed in wherever it is needed.
#ifndef DRIEHOEK_BASE_CLOCK_H_
#define DRIEHOEK_BASE_CLOCK_H_

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "base/mutex.h"

namespace driehoek {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;

  // The time of day in the world.
  virtual absl::Time Now() const = 0;

  // Time since an arbitrary moment; never goes back, whatever happens to Now().
  virtual absl::Duration Monotonic() const = 0;
};

class SystemClock : public Clock {
 public:
  absl::Time Now() const override;
  absl::Duration Monotonic() const override;
};

// Stands still until told to move: for tests, demos and simulation.
class ManualClock : public Clock {
 public:
  explicit ManualClock(absl::Time start);

  absl::Time Now() const override;
  absl::Duration Monotonic() const override;

  // Moves both times on by `duration`, which is not negative.
  void Advance(absl::Duration duration);
  // Moves both times on to `to`; does nothing when that is in the past.
  void AdvanceTo(absl::Time to);
  // Moves the time of day alone, as an operator or NTP does.
  void Jump(absl::Time to);

 private:
  mutable Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
  absl::Duration monotonic_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace driehoek

#endif  // DRIEHOEK_BASE_CLOCK_H_
