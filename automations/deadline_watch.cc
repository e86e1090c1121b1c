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
#include "domain/reminders.h"
#include "domain/subject.h"

namespace driehoek {
namespace {

// When the writer takes nothing at the moment.
constexpr absl::Duration kTryAgainAfter = absl::Seconds(1);
// How soon it shows that a clock is synchronized at last.
constexpr absl::Duration kAskClockEvery = absl::Minutes(1);
// Subjects of which a refusal is remembered; others are asked for again.
constexpr size_t kMostRefused = 10000;

// The outcomes of a subject (a case, a cohort, a procedure) that were asked
// for.
struct Asked {
  // What the rows rested on when it was asked.
  Position derived_at = 0;
  size_t outcomes = 0;
  // Of those: reminders and escalations.
  size_t reminders = 0;
  bool answered = false;
  bool refused = false;
  // The subject may be looked at again when the views have passed this.
  Position look_after = 0;
};

// What the answers and the steps share: answers come on other threads, and may
// come when the watch is gone.
struct Shared {
  explicit Shared(std::function<void()> wake_up) : wake(std::move(wake_up)) {}

  const std::function<void()> wake;
  std::atomic<uint64_t> recorded{0};
  std::atomic<uint64_t> reminders{0};
  Mutex mutex;
  // By subject.
  absl::flat_hash_map<std::string, Asked> asked ABSL_GUARDED_BY(mutex);
  // Outcomes asked for and not answered.
  size_t under_way ABSL_GUARDED_BY(mutex) = 0;
  // The writer took nothing: try again soon.
  bool turned_away ABSL_GUARDED_BY(mutex) = false;
};

bool IsTurnedAway(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status);
}

void TakeAnswer(Shared& shared, const std::string& subject, Position views_at,
                const absl::StatusOr<v1::SubmitResponse>& answer) {
  const bool turned_away = IsTurnedAway(answer.status());
  {
    MutexLock lock(shared.mutex);
    Asked& asked = shared.asked[subject];
    shared.under_way -= asked.outcomes;
    if (answer.ok() && !answer->repeated_request()) {
      shared.recorded += asked.outcomes - asked.reminders;
      shared.reminders += asked.reminders;
    }
    if (turned_away) {
      shared.turned_away = true;
      shared.asked.erase(subject);
    } else {
      asked.answered = true;
      asked.refused = !answer.ok();
      // What was recorded may show as open for a moment longer; what was
      // refused is old: its subject had moved on.
      asked.look_after = answer.ok() && answer->position() > 0
                             ? answer->position() - 1
                             : views_at;
    }
  }
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
        wall_ahead_(WallAhead()),
        doubt_(options_.trust_clock || clock_.Synchronized()
                   ? ClockDoubt::kNone
                   : ClockDoubt::kUnsynchronized) {}

  absl::StatusOr<Progress> Step() override {
    Progress progress;
    progress.doubt = LookAtClock();
    const absl::Time now = clock_.Now();
    if (progress.doubt != ClockDoubt::kNone) {
      progress.next = now + kAskClockEvery;
      return progress;
    }
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
    {
      MutexLock lock(clock_mutex_);
      TrustClock();
    }
    if (options_.wake) options_.wake();
  }

  ClockDoubt doubt() const override {
    MutexLock lock(clock_mutex_);
    return doubt_;
  }

  uint64_t recorded() const override { return shared_->recorded; }
  uint64_t reminders() const override { return shared_->reminders; }

 private:
  absl::Duration WallAhead() const {
    return (clock_.Now() - absl::UnixEpoch()) - clock_.Monotonic();
  }

  void TrustClock() ABSL_EXCLUSIVE_LOCKS_REQUIRED(clock_mutex_) {
    wall_ahead_ = WallAhead();
    doubt_ = ClockDoubt::kNone;
  }

  ClockDoubt LookAtClock() {
    MutexLock lock(clock_mutex_);
    if (doubt_ == ClockDoubt::kUnsynchronized) {
      // Whatever jump made it right.
      if (clock_.Synchronized()) TrustClock();
    } else if (absl::AbsDuration(WallAhead() - wall_ahead_) >
               options_.clock_tolerance) {
      doubt_ = ClockDoubt::kJumped;  // For good: it is for people.
    }
    return doubt_;
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
    absl::flat_hash_map<std::string, Asked> settled;
    size_t room = 0;
    {
      MutexLock lock(shared_->mutex);
      shared_->turned_away = false;
      room =
          options_.in_flight - std::min(options_.in_flight, shared_->under_way);
      if (room == 0) return 0;
      settled = TakeSettled(views_at);
    }
    size_t limit = room;
    for (const auto& [subject, asked] : settled) limit += asked.outcomes;
    ASSIGN_OR_RETURN(
        const std::vector<FallenDue> fallen,
        views_.ListFallenDue(now, limit, [this](const std::string& subject) {
          MutexLock lock(shared_->mutex);
          return shared_->asked.contains(subject);
        }));
    size_t submitted = 0;
    for (const std::vector<v1::Due>& dues : BySubject(fallen)) {
      const auto before = settled.find(SubjectKeyOf(dues.front().obligation()));
      if (before != settled.end() &&
          before->second.derived_at == DerivedAt(dues)) {
        HoldUntilViewsMove(dues, views_at);
      } else if (submitted < room) {
        Ask(dues, views_at);
        submitted += dues.size();
      }
    }
    return submitted;
  }

  // Takes out what was answered and may be looked at again.
  absl::flat_hash_map<std::string, Asked> TakeSettled(Position views_at)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(shared_->mutex) {
    absl::flat_hash_map<std::string, Asked> settled;
    for (auto it = shared_->asked.begin(); it != shared_->asked.end();) {
      const auto here = it++;
      if (here->second.answered && views_at > here->second.look_after) {
        settled.insert(*here);
        shared_->asked.erase(here);
      }
    }
    return settled;
  }

  // Keeps the order: of the subjects by their first row, and of the rows.
  static std::vector<std::vector<v1::Due>> BySubject(
      const std::vector<FallenDue>& fallen) {
    std::vector<std::vector<v1::Due>> by_subject;
    absl::flat_hash_map<std::string, size_t> places;
    for (const FallenDue& row : fallen) {
      const auto [place, is_new] = places.try_emplace(
          SubjectKeyOf(row.due.obligation()), by_subject.size());
      if (is_new) by_subject.emplace_back();
      by_subject[place->second].push_back(row.due);
    }
    return by_subject;
  }

  // The latest that the rows of a subject rest on: an event of its own, or a
  // day that was set in the calendar. Whatever makes the rows anew is later.
  static Position DerivedAt(const std::vector<v1::Due>& dues) {
    Position latest = 0;
    for (const v1::Due& due : dues) {
      latest = std::max<Position>(
          {latest, due.source_position(), due.calendar_position()});
    }
    return latest;
  }

  static size_t RemindersIn(const std::vector<v1::Due>& dues) {
    return static_cast<size_t>(std::count_if(
        dues.begin(), dues.end(),
        [](const v1::Due& due) { return IsReminder(due.next().kind()); }));
  }

  // The answer did not change this subject: asking again would not either.
  void HoldUntilViewsMove(const std::vector<v1::Due>& dues, Position views_at) {
    MutexLock lock(shared_->mutex);
    if (shared_->asked.size() >= kMostRefused) return;
    shared_->asked[SubjectKeyOf(dues.front().obligation())] = {
        .derived_at = DerivedAt(dues),
        .outcomes = dues.size(),
        .reminders = RemindersIn(dues),
        .answered = true,
        .refused = true,
        .look_after = views_at};
  }

  // All that fell due of a subject at once: each by itself would make the next
  // one old.
  void Ask(const std::vector<v1::Due>& dues, Position views_at) {
    const std::string subject = SubjectKeyOf(dues.front().obligation());
    {
      MutexLock lock(shared_->mutex);
      shared_->asked[subject] = {.derived_at = DerivedAt(dues),
                                 .outcomes = dues.size(),
                                 .reminders = RemindersIn(dues)};
      shared_->under_way += dues.size();
    }
    Submission submission;
    // The rows of a subject at a position have one order, and the first so many
    // are asked for: the same request asks for the same, whoever asks and how
    // often, and the log keeps it once.
    submission.request_id = absl::StrCat("driehoek/outcome/", subject, "/",
                                         DerivedAt(dues), "/", dues.size());
    submission.actor.set_role(v1::ROLE_SYSTEM);
    for (const v1::Due& due : dues) {
      *submission.commands.emplace_back().mutable_record_outcome() =
          CommandOfNext(due);
    }
    sink_.Submit(std::move(submission),
                 [shared = shared_, subject,
                  views_at](const absl::StatusOr<v1::SubmitResponse>& answer) {
                   TakeAnswer(*shared, subject, views_at, answer);
                 });
  }

  const DeadlineWatchOptions options_;
  const Clock& clock_;
  const Views& views_;
  CommandSink& sink_;
  const std::shared_ptr<Shared> shared_;

  mutable Mutex clock_mutex_;
  // The time of day less the monotonic time, when the clock was last trusted.
  absl::Duration wall_ahead_ ABSL_GUARDED_BY(clock_mutex_);
  ClockDoubt doubt_ ABSL_GUARDED_BY(clock_mutex_);
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
