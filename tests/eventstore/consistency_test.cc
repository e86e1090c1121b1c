// The log under many callers at once (T08): every acknowledged append has a
// place, the places follow real time, one of several that expect the same wins,
// and whoever reads sees a beginning of the log.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/mutex.h"
#include "eventstore/event_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/eventstore/store_fixture.h"

namespace driehoek {
namespace {

constexpr int kAppenders = 6;
constexpr int kReaders = 2;
constexpr int kAppendsEach = 120;
constexpr int kCases = 4;

// Commits what several threads hand in: who finds the log idle takes all that
// waits into one batch.
class GroupCommitter {
 public:
  explicit GroupCommitter(EventStore& store) : store_(store) {}

  // Waits until the request is durable, or refused.
  absl::StatusOr<AppendAnswer> Append(AppendRequest request) {
    Waiting waiting{.request = std::move(request)};
    const MutexLock lock(mutex_);
    queue_.push_back(&waiting);
    while (!waiting.done) {
      if (committing_) {
        done_.Wait(mutex_);
        continue;
      }
      committing_ = true;
      std::vector<Waiting*> group(queue_.begin(), queue_.end());
      queue_.clear();
      mutex_.Unlock();
      CommitTogether(group);
      mutex_.Lock();
      for (Waiting* const one : group) one->done = true;
      committing_ = false;
      done_.NotifyAll();
    }
    return std::move(waiting.answer);
  }

 private:
  struct Waiting {
    AppendRequest request;
    absl::StatusOr<AppendAnswer> answer = absl::UnknownError("waits still");
    bool done = false;
  };

  void CommitTogether(const std::vector<Waiting*>& group) {
    const auto batch = store_.Begin(FixtureStart());
    for (Waiting* const one : group) one->answer = batch->Add(one->request);
    if (const absl::Status status = batch->Commit(); !status.ok()) {
      for (Waiting* const one : group) one->answer = status;
    }
  }

  EventStore& store_;
  Mutex mutex_;
  CondVar done_;
  bool committing_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<Waiting*> queue_ ABSL_GUARDED_BY(mutex_);
};

// One acknowledged append, with the moments around it on one common counter.
struct Acknowledged {
  std::string request_id;
  uint64_t began;
  uint64_t ended;
  Position position;
  // The request expected nothing of the case after this.
  std::string of_case;
  Position expected_after;
};

Query OfCase(const std::string& id) {
  return Query::AnyOf({{{}, {CaseTag(id)}}});
}

class ConsistencyTest : public StoreTest {
 protected:
  uint64_t Tick() { return clock_.fetch_add(1); }

  void AppendMany(GroupCommitter& committer, int who,
                  std::vector<Acknowledged>& acknowledged) {
    std::minstd_rand random(static_cast<unsigned>(who) + 1);
    for (int i = 0; i < kAppendsEach; ++i) {
      Acknowledged append;
      append.request_id = absl::StrCat("r-", who, "-", i);
      append.of_case = absl::StrCat("c-", random() % kCases);
      append.expected_after = *store().TagHead(CaseTag(append.of_case));
      AppendRequest request =
          Request(append.request_id,
                  {{Opened(append.request_id), {CaseTag(append.of_case)}}});
      request.condition =
          Condition{OfCase(append.of_case), append.expected_after};
      append.began = Tick();
      auto answer = committer.Append(request);
      ASSERT_TRUE(answer.ok()) << answer.status();
      if (random() % 4 == 0) {
        // As if the answer had been lost.
        const bool refused = std::holds_alternative<ConditionFailed>(*answer);
        answer = committer.Append(request);
        ASSERT_TRUE(answer.ok()) << answer.status();
        ASSERT_EQ(std::holds_alternative<ConditionFailed>(*answer), refused);
      }
      append.ended = Tick();
      if (const auto* const where = std::get_if<Appended>(&*answer)) {
        append.position = where->last;
        acknowledged.push_back(append);
      } else {
        // It was refused for something that really is there.
        const auto& conflicts = std::get<ConditionFailed>(*answer).conflicts;
        ASSERT_FALSE(conflicts.empty());
        ASSERT_GT(conflicts.front(), append.expected_after);
        ASSERT_LE(conflicts.back(), store().head());
      }
    }
  }

  // Reads until told to stop: each read is all of the log up to the head at its
  // start, and heads never go back.
  void ReadWhile(const std::atomic<bool>& going, int who) {
    Position seen = 0;
    const std::string id = absl::StrCat("c-", who % kCases);
    while (going.load()) {
      const Position before = store().head();
      ASSERT_GE(before, seen);
      const Position of_tag = *store().TagHead(CaseTag(id));
      const auto all = *store().Read(Query::All(), {});
      Position count = 0;
      Position last_of_tag = 0;
      while (true) {
        const auto next = all->Next();
        ASSERT_TRUE(next.ok()) << next.status();
        const std::optional<RecordedEvent>& event = *next;
        if (!event.has_value()) break;
        ASSERT_EQ(event->position(), ++count);
        if (event->tag(TagKind::kCase) == id) last_of_tag = count;
      }
      ASSERT_GE(count, before);
      ASSERT_GE(last_of_tag, of_tag);
      ASSERT_LE(count, store().head());
      seen = count;
      for (const RecordedEvent& event :
           DrainEvents(**store().Read(OfCase(id), {}))) {
        ASSERT_EQ(event.tag(TagKind::kCase), id);
      }
    }
  }

  void FollowWhile(const std::atomic<bool>& going,
                   std::vector<Position>& followed) {
    const auto subscription = *store().Subscribe(Query::All(), 0);
    while (true) {
      const bool last_round = !going.load();
      const auto page = subscription->Poll(16);
      ASSERT_TRUE(page.ok()) << page.status();
      for (const RecordedEvent& event : page->events) {
        followed.push_back(event.position());
      }
      ASSERT_LE(page->scanned_to, store().head());
      if (last_round && page->caught_up) return;
    }
  }

 private:
  std::atomic<uint64_t> clock_{0};
};

INSTANTIATE_TEST_SUITE_P(Each, ConsistencyTest,
                         ::testing::Values(StoreKind::kMemory,
                                           StoreKind::kRocksDb,
                                           StoreKind::kSealed),
                         [](const auto& kind) { return NameOf(kind.param); });

TEST_P(ConsistencyTest, HoldsUnderManyCallers) {
  GroupCommitter committer(store());
  std::atomic<bool> going{true};
  std::vector<std::vector<Acknowledged>> by_appender(kAppenders);
  std::vector<Position> followed;
  std::vector<std::thread> appenders;
  appenders.reserve(kAppenders);
  std::vector<std::thread> watchers;
  watchers.reserve(kReaders + 1);
  for (int i = 0; i < kReaders; ++i) {
    watchers.emplace_back([&, i] { ReadWhile(going, i); });
  }
  watchers.emplace_back([&] { FollowWhile(going, followed); });
  for (int i = 0; i < kAppenders; ++i) {
    appenders.emplace_back([&, i] {
      AppendMany(committer, i, by_appender[static_cast<size_t>(i)]);
    });
  }
  for (std::thread& appender : appenders) appender.join();
  going.store(false);
  for (std::thread& watcher : watchers) watcher.join();

  std::vector<Acknowledged> all;
  for (const auto& some : by_appender) {
    all.insert(all.end(), some.begin(), some.end());
  }
  // Every acknowledged append is there once, and nothing else.
  const std::vector<RecordedEvent> events =
      DrainEvents(**store().Read(Query::All(), {}));
  ASSERT_EQ(events.size(), all.size());
  ASSERT_GT(all.size(), static_cast<size_t>(kAppendsEach));
  absl::flat_hash_map<Position, const Acknowledged*> by_position;
  for (const Acknowledged& append : all) {
    ASSERT_TRUE(by_position.emplace(append.position, &append).second);
    ASSERT_EQ(events[append.position - 1].envelope.request_id,
              append.request_id);
  }
  // What ended before something else began lies before it.
  std::sort(all.begin(), all.end(),
            [](const Acknowledged& left, const Acknowledged& right) {
              return left.position < right.position;
            });
  uint64_t latest_begin = 0;
  for (const Acknowledged& append : all) {
    EXPECT_GT(append.ended, latest_begin)
        << append.request_id << " lies after what began when it was over";
    latest_begin = std::max(latest_begin, append.began);
  }
  // Each expected exactly the event of its case that does lie before it: of
  // those that expected the same, one won.
  absl::flat_hash_map<std::string, Position> last_of_case;
  for (const Acknowledged& append : all) {
    EXPECT_EQ(append.expected_after, last_of_case[append.of_case])
        << append.request_id;
    last_of_case[append.of_case] = append.position;
  }
  // The subscriber got everything, once and in order.
  ASSERT_EQ(followed.size(), all.size());
  for (size_t i = 0; i < followed.size(); ++i) EXPECT_EQ(followed[i], i + 1);
}

}  // namespace
}  // namespace driehoek
