#include "automations/deadline_watch.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/mutex.h"
#include "base/status_macros.h"
#include "domain/due_dates.h"

namespace driehoek {
namespace {

// When the writer takes nothing at the moment.
constexpr absl::Duration kTryAgainAfter = absl::Seconds(1);
// Refused outcomes that are remembered; others are asked for again.
constexpr size_t kMostRefused = 10000;

// An outcome that was asked for.
struct Asked {
  // Of the row when it was asked.
  Position source_position = 0;
  bool answered = false;
  // The row may be looked at again when the views have passed this.
  Position look_after = 0;
  bool refused = false;
};

// What the answers and the steps share: answers come on other threads, and may
// come when the watch is gone.
struct Shared {
  explicit Shared(std::function<void()> wake_up) : wake(std::move(wake_up)) {}

  const std::function<void()> wake;
  std::atomic<uint64_t> recorded{0};
  Mutex mutex;
  // By key of the due index.
  absl::flat_hash_map<std::string, Asked> asked ABSL_GUARDED_BY(mutex);
  size_t under_way ABSL_GUARDED_BY(mutex) = 0;  // Asked and not answered.
  // The writer took nothing: try again soon.
  bool turned_away ABSL_GUARDED_BY(mutex) = false;
};

bool IsTurnedAway(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status);
}

void TakeAnswer(Shared& shared, const std::string& key, Position views_at,
                const absl::StatusOr<v1::SubmitResponse>& answer) {
  const bool turned_away = IsTurnedAway(answer.status());
  {
    MutexLock lock(shared.mutex);
    --shared.under_way;
    if (turned_away) {
      shared.turned_away = true;
      shared.asked.erase(key);
    } else {
      Asked& asked = shared.asked[key];
      asked.answered = true;
      asked.refused = !answer.ok();
      // A row of which the outcome was recorded may show for a moment longer;
      // one that was refused is old: its case had moved on.
      asked.look_after = answer.ok() && answer->position() > 0
                             ? answer->position() - 1
                             : views_at;
    }
  }
  if (answer.ok() && !answer->repeated_request()) ++shared.recorded;
  if (!turned_away && shared.wake) shared.wake();
}

class WatchOverDeadlines : public DeadlineWatch {
 public:
  WatchOverDeadlines(DeadlineWatchOptions options, const Clock& clock,
                     const Views& views, CommandSink& sink)
      : options_(std::move(options)),
        clock_(clock),
        views_(views),
        sink_(sink),
        shared_(std::make_shared<Shared>(options_.wake)),
        wall_ahead_(WallAhead()) {}

  absl::StatusOr<Progress> Step() override {
    Progress progress;
    progress.held = ClockIsInDoubt();
    if (progress.held) return progress;
    const absl::Time now = clock_.Now();
    ASSIGN_OR_RETURN(const size_t submitted, AskForWhatFellDue(now));
    ASSIGN_OR_RETURN(const std::optional<absl::Time> next,
                     views_.NextDueInstant(now));
    progress.next = next.value_or(absl::InfiniteFuture());
    MutexLock lock(shared_->mutex);
    if (shared_->turned_away) {
      progress.next = std::min(progress.next, now + kTryAgainAfter);
    }
    progress.idle = submitted == 0 && shared_->under_way == 0 &&
                    !shared_->turned_away && !WaitsForViews();
    return progress;
  }

  void ConfirmClock() override {
    MutexLock lock(clock_mutex_);
    wall_ahead_ = WallAhead();
    clock_in_doubt_ = false;
  }

  uint64_t recorded() const override { return shared_->recorded; }

 private:
  absl::Duration WallAhead() const {
    return (clock_.Now() - absl::UnixEpoch()) - clock_.Monotonic();
  }

  bool ClockIsInDoubt() {
    MutexLock lock(clock_mutex_);
    if (absl::AbsDuration(WallAhead() - wall_ahead_) >
        options_.clock_tolerance) {
      clock_in_doubt_ = true;  // Also when it jumps back: that is for people.
    }
    return clock_in_doubt_;
  }

  bool WaitsForViews() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(shared_->mutex) {
    const Position views_at = views_.position();
    return std::any_of(
        shared_->asked.begin(), shared_->asked.end(), [&](const auto& asked) {
          return asked.second.answered && !asked.second.refused &&
                 views_at <= asked.second.look_after;
        });
  }

  // Returns how many were asked.
  absl::StatusOr<size_t> AskForWhatFellDue(absl::Time now) {
    // Before the rows are read: what they show is at least this new.
    const Position views_at = views_.position();
    size_t room = 0;
    absl::flat_hash_map<std::string, Asked> settled;
    {
      MutexLock lock(shared_->mutex);
      shared_->turned_away = false;
      TakeSettled(views_at, settled);
      room =
          options_.in_flight - std::min(options_.in_flight, shared_->under_way);
    }
    if (room == 0) {
      MutexLock lock(shared_->mutex);
      shared_->asked.insert(settled.begin(), settled.end());
      return 0;
    }
    ASSIGN_OR_RETURN(const std::vector<FallenDue> fallen,
                     views_.ListFallenDue(now, room + settled.size(),
                                          [this](const std::string& key) {
                                            MutexLock lock(shared_->mutex);
                                            return shared_->asked.contains(key);
                                          }));
    size_t submitted = 0;
    for (const FallenDue& row : fallen) {
      const auto before = settled.find(row.key);
      if (before != settled.end() &&
          before->second.source_position == row.due.source_position()) {
        HoldUntilViewsMove(row, views_at);
      } else if (submitted < room) {
        Ask(row, views_at);
        ++submitted;
      }
    }
    return submitted;
  }

  // Takes out what was answered and may be looked at again.
  void TakeSettled(Position views_at,
                   absl::flat_hash_map<std::string, Asked>& settled)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(shared_->mutex) {
    for (auto it = shared_->asked.begin(); it != shared_->asked.end();) {
      const auto here = it++;
      if (here->second.answered && views_at > here->second.look_after) {
        settled.insert(*here);
        shared_->asked.erase(here);
      }
    }
  }

  // The answer did not change this row: asking again would not either.
  void HoldUntilViewsMove(const FallenDue& row, Position views_at) {
    MutexLock lock(shared_->mutex);
    if (shared_->asked.size() >= kMostRefused) return;
    shared_->asked[row.key] = {.source_position = row.due.source_position(),
                               .answered = true,
                               .look_after = views_at,
                               .refused = true};
  }

  void Ask(const FallenDue& row, Position views_at) {
    {
      MutexLock lock(shared_->mutex);
      shared_->asked[row.key] = {.source_position = row.due.source_position(),
                                 .answered = false,
                                 .look_after = 0,
                                 .refused = false};
      ++shared_->under_way;
    }
    Submission submission;
    // The same row asks in the same words, whoever asks and how often: the log
    // keeps one.
    submission.request_id =
        absl::StrCat("outcome/", DueKey(row.due.obligation()), "/",
                     row.due.source_position());
    submission.actor.set_role(v1::ROLE_SYSTEM);
    *submission.commands.emplace_back().mutable_record_outcome() =
        OutcomeOf(row.due);
    sink_.Submit(std::move(submission),
                 [shared = shared_, key = row.key,
                  views_at](const absl::StatusOr<v1::SubmitResponse>& answer) {
                   TakeAnswer(*shared, key, views_at, answer);
                 });
  }

  const DeadlineWatchOptions options_;
  const Clock& clock_;
  const Views& views_;
  CommandSink& sink_;
  const std::shared_ptr<Shared> shared_;

  Mutex clock_mutex_;
  // The time of day less the monotonic time, when the clock was last trusted.
  absl::Duration wall_ahead_ ABSL_GUARDED_BY(clock_mutex_);
  bool clock_in_doubt_ ABSL_GUARDED_BY(clock_mutex_) = false;
};

}  // namespace

std::unique_ptr<DeadlineWatch> NewDeadlineWatch(DeadlineWatchOptions options,
                                                const Clock& clock,
                                                const Views& views,
                                                CommandSink& sink) {
  return std::make_unique<WatchOverDeadlines>(std::move(options), clock, views,
                                              sink);
}

}  // namespace driehoek
