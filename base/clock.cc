#include "base/clock.h"

#include <sys/timex.h>

#include <algorithm>
#include <chrono>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/mutex.h"

namespace driehoek {

absl::Time SystemClock::Now() const { return absl::Now(); }

absl::Duration SystemClock::Monotonic() const {
  return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

KernelClock KernelClockOf(int answer, int status) {
  if (answer < 0) return KernelClock::kUnknown;
  return (status & STA_UNSYNC) == 0 ? KernelClock::kSynchronized
                                    : KernelClock::kUnsynchronized;
}

bool SystemClock::Synchronized() const {
  timex asked{};  // Sets nothing.
  const int answer = adjtimex(&asked);
  return KernelClockOf(answer, asked.status) != KernelClock::kUnsynchronized;
}

ManualClock::ManualClock(absl::Time start) : now_(start) {}

absl::Time ManualClock::Now() const {
  const MutexLock lock(mutex_);
  return now_;
}

absl::Duration ManualClock::Monotonic() const {
  const MutexLock lock(mutex_);
  return monotonic_;
}

void ManualClock::Advance(absl::Duration duration) {
  const MutexLock lock(mutex_);
  duration = std::max(duration, absl::ZeroDuration());
  now_ += duration;
  monotonic_ += duration;
}

void ManualClock::AdvanceTo(absl::Time to) {
  const MutexLock lock(mutex_);
  if (to <= now_) return;
  monotonic_ += to - now_;
  now_ = to;
}

void ManualClock::Jump(absl::Time to) {
  const MutexLock lock(mutex_);
  now_ = to;
}

bool ManualClock::Synchronized() const {
  const MutexLock lock(mutex_);
  return synchronized_;
}

void ManualClock::SetSynchronized(bool synchronized) {
  const MutexLock lock(mutex_);
  synchronized_ = synchronized;
}

}  // namespace driehoek
