// Records what fell due undone, and reminds of it: reads the front of the due
// index and asks for an outcome by command, so that there is exactly one,
// whatever else happens at that moment. No thread of its own.
#ifndef DRIEHOEK_AUTOMATIONS_DEADLINE_WATCH_H_
#define DRIEHOEK_AUTOMATIONS_DEADLINE_WATCH_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "domain/command_sink.h"
#include "projections/views.h"

namespace driehoek {

struct DeadlineWatchOptions {
  // Outcomes under way at most (but for those of one case, cohort or procedure,
  // which go together): user commands come between.
  size_t in_flight = 1024;
  // When wall and monotonic time part by more than this in a running process,
  // outcomes are held until ConfirmClock.
  absl::Duration clock_tolerance = absl::Minutes(10);
  // Start also when the clock is not synchronized; else outcomes are held until
  // it is, or until ConfirmClock.
  bool trust_clock = false;
  // Called when an answer came in, on the answering thread: wakes whoever steps
  // the watch. Besides, the watch is stepped whenever rows were touched.
  std::function<void()> wake;
};

// Why outcomes are held.
enum class ClockDoubt {
  kNone,
  // Since the start the machine does not know whether its clock is right. Over
  // when it does.
  kUnsynchronized,
  // Wall and monotonic time parted in a running process. Over by ConfirmClock
  // alone.
  kJumped,
};

class DeadlineWatch {
 public:
  virtual ~DeadlineWatch() = default;

  // What a step found.
  struct Progress {
    // Nothing is under way and nothing has fallen due that can be asked for
    // now. What the writer refused waits until what it is of has moved.
    bool idle = false;
    // Outcomes are held because of the clock.
    ClockDoubt doubt = ClockDoubt::kNone;
    // When to step again at the latest: `wake` and touched rows are other
    // reasons. Infinite when nothing is due ever.
    absl::Time next = absl::InfiniteFuture();
  };
  // Asks for what is to be recorded by now, oldest first. One thread. An error
  // is final: the rows are damaged.
  virtual absl::StatusOr<Progress> Step() = 0;

  // An operator has confirmed the clock. Any thread.
  virtual void ConfirmClock() = 0;
  // Whether and why outcomes are held until then. Any thread.
  virtual ClockDoubt doubt() const = 0;

  // Breaches and passed targets recorded since the start. Any thread.
  virtual uint64_t recorded() const = 0;
  // Reminders and escalations recorded since the start. Any thread.
  virtual uint64_t reminders() const = 0;
};

// Borrows all three. The watch may go before its answers have come.
std::unique_ptr<DeadlineWatch> NewDeadlineWatch(DeadlineWatchOptions options,
                                                const Clock& clock,
                                                const Views& views,
                                                CommandSink& sink);

}  // namespace driehoek

#endif  // DRIEHOEK_AUTOMATIONS_DEADLINE_WATCH_H_
