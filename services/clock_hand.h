// Moves a manual clock on, one instant of the due index at a time, so that
// everything that falls due on the way is found, and reminded of, at its own
// moment.
#ifndef DRIEHOEK_SERVICES_CLOCK_HAND_H_
#define DRIEHOEK_SERVICES_CLOCK_HAND_H_

#include <functional>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "projections/views.h"

namespace driehoek {

// InvalidArgument, in Dutch, when a manual clock may not begin at `start`: it
// is for the years 1990 to 2199.
absl::Status CheckManualStart(absl::Time start);

// Thread-safe.
class ClockHand {
 public:
  // Borrows both. `wake` wakes whoever calls Move.
  ClockHand(ManualClock& clock, const Views& views, std::function<void()> wake);

  // Asks to move on to `to`. `done` is called once: with OK when the clock is
  // there and all is idle, at once with ClockIsBusy, ClockIsAhead, ClockTooFar
  // or what it gave up with.
  void Ask(absl::Time to, const std::function<void(absl::Status)>& done);

  // Called when all is idle at the present time. Moves to the next due instant
  // on the way, or to the end, or says that it is there. Returns whether it
  // moved; errors of the views.
  absl::StatusOr<bool> Move();

  // Answers whoever waits and whoever asks later, since nothing will move any
  // more.
  void GiveUp(const absl::Status& why);

 private:
  struct Journey {
    absl::Time to;
    std::function<void(absl::Status)> done;
  };

  std::optional<Journey> TakeJourney();

  ManualClock& clock_;
  const Views& views_;
  const std::function<void()> wake_;
  Mutex mutex_;
  std::optional<Journey> journey_ ABSL_GUARDED_BY(mutex_);
  absl::Status given_up_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_CLOCK_HAND_H_
