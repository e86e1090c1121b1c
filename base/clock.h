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

  // False when the machine itself does not know whether Now() is right.
  virtual bool Synchronized() const = 0;
};

// What the kernel says of its clock; unknown where it may not be asked.
enum class KernelClock { kSynchronized, kUnsynchronized, kUnknown };
// From what adjtimex(2) answered: -1 for a refusal, and its status word.
KernelClock KernelClockOf(int answer, int status);

class SystemClock : public Clock {
 public:
  absl::Time Now() const override;
  absl::Duration Monotonic() const override;
  // Asks the kernel, which hears of it from NTP or PTP; true when it may not be
  // asked.
  bool Synchronized() const override;
};

// Stands still until told to move: for tests, demos and simulation.
class ManualClock : public Clock {
 public:
  explicit ManualClock(absl::Time start);

  absl::Time Now() const override;
  absl::Duration Monotonic() const override;
  bool Synchronized() const override;

  // Moves both times on by `duration`, which is not negative.
  void Advance(absl::Duration duration);
  // Moves both times on to `to`; does nothing when that is in the past.
  void AdvanceTo(absl::Time to);
  // Moves the time of day alone, as an operator or NTP does.
  void Jump(absl::Time to);
  // At first it is.
  void SetSynchronized(bool synchronized);

 private:
  mutable Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
  absl::Duration monotonic_ ABSL_GUARDED_BY(mutex_);
  bool synchronized_ ABSL_GUARDED_BY(mutex_) = true;
};

}  // namespace driehoek

#endif  // DRIEHOEK_BASE_CLOCK_H_
