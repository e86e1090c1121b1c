#include "base/mutex.h"

#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

TEST(Mutex, LetsOneThreadInAtATime) {
  constexpr int kThreads = 4;
  constexpr int kTimes = 10'000;
  Mutex mutex;
  int count = 0;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < kTimes; ++j) {
        const MutexLock lock(mutex);
        ++count;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(count, kThreads * kTimes);
}

TEST(CondVar, WakesTheThreadThatWaits) {
  Mutex mutex;
  CondVar changed;
  int turn = 0;
  std::thread other([&] {
    const MutexLock lock(mutex);
    while (turn != 1) changed.Wait(mutex);
    turn = 2;
    changed.NotifyAll();
  });
  {
    const MutexLock lock(mutex);
    turn = 1;
    changed.NotifyAll();
    while (turn != 2) changed.Wait(mutex);
  }
  other.join();
  EXPECT_EQ(turn, 2);
}

TEST(CondVar, HoldsTheMutexAgainWhenTheTimeHasRunOut) {
  Mutex mutex;
  CondVar changed;
  bool timed_out = false;
  {
    const MutexLock lock(mutex);
    // Spurious wake-ups may come first.
    while (!timed_out)
      timed_out = changed.WaitFor(mutex, absl::Milliseconds(1));
  }
  const MutexLock again(mutex);
  EXPECT_TRUE(timed_out);
}

}  // namespace
}  // namespace driehoek
