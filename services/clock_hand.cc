#include "services/clock_hand.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "base/status_macros.h"
#include "projections/views.h"
#include "services/refusals.h"

namespace driehoek {
namespace {

// The first day of a manual clock, and the first that it never reaches: dates
// beyond them are slips of the pen.
constexpr absl::CivilDay kFirst(1990, 1, 1);
constexpr absl::CivilDay kTooFar(2200, 1, 1);

}  // namespace

absl::Status CheckManualStart(absl::Time start) {
  if (start >= StartOf(kFirst) && start < StartOf(kTooFar)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      "een proefklok begint in een van de jaren 1990 tot en met 2199");
}

ClockHand::ClockHand(ManualClock& clock, const Views& views,
                     std::function<void()> wake)
    : clock_(clock), views_(views), wake_(std::move(wake)) {}

void ClockHand::Ask(absl::Time to,
                    const std::function<void(absl::Status)>& done) {
  absl::Status refused;
  {
    const MutexLock lock(mutex_);
    if (!given_up_.ok()) {
      refused = given_up_;
    } else if (journey_) {
      refused = ClockIsBusy();
    } else if (to < clock_.Now()) {
      refused = ClockIsAhead();
    } else if (to >= StartOf(kTooFar)) {
      refused = ClockTooFar();
    } else {
      journey_ = Journey{to, done};
    }
  }
  if (!refused.ok()) {
    done(refused);
    return;
  }
  wake_();
}

absl::StatusOr<bool> ClockHand::Move() {
  absl::Time to;
  {
    const MutexLock lock(mutex_);
    if (!journey_) return false;
    to = journey_->to;
  }
  const absl::Time now = clock_.Now();
  if (now < to) {
    ASSIGN_OR_RETURN(const std::optional<absl::Time> due,
                     views_.NextDueInstant(now));
    clock_.AdvanceTo(std::min(due.value_or(to), to));
    return true;
  }
  if (std::optional<Journey> journey = TakeJourney()) {
    journey->done(absl::OkStatus());
  }
  return false;
}

void ClockHand::GiveUp(const absl::Status& why) {
  {
    const MutexLock lock(mutex_);
    if (given_up_.ok()) given_up_ = why;
  }
  if (std::optional<Journey> journey = TakeJourney()) journey->done(why);
}

std::optional<ClockHand::Journey> ClockHand::TakeJourney() {
  const MutexLock lock(mutex_);
  return std::exchange(journey_, std::nullopt);
}

}  // namespace driehoek
