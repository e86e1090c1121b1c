#include "base/clock.h"

#include <sys/timex.h>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'789'000'000);

TEST(ManualClock, StandsStillUntilTold) {
  const ManualClock clock(kStart);
  EXPECT_EQ(clock.Now(), kStart);
  EXPECT_EQ(clock.Now(), kStart);
  EXPECT_EQ(clock.Monotonic(), clock.Monotonic());
}

TEST(ManualClock, AdvancesBothTimes) {
  ManualClock clock(kStart);
  const absl::Duration before = clock.Monotonic();
  clock.Advance(absl::Hours(2));
  EXPECT_EQ(clock.Now(), kStart + absl::Hours(2));
  EXPECT_EQ(clock.Monotonic() - before, absl::Hours(2));
}

TEST(ManualClock, AdvancesToALaterMomentAndIgnoresAnEarlierOne) {
  ManualClock clock(kStart);
  const absl::Duration before = clock.Monotonic();
  clock.AdvanceTo(kStart + absl::Minutes(5));
  clock.AdvanceTo(kStart + absl::Minutes(1));
  EXPECT_EQ(clock.Now(), kStart + absl::Minutes(5));
  EXPECT_EQ(clock.Monotonic() - before, absl::Minutes(5));
}

TEST(ManualClock, JumpsTheTimeOfDayAlone) {
  ManualClock clock(kStart);
  const absl::Duration before = clock.Monotonic();
  clock.Jump(kStart - absl::Hours(24));
  EXPECT_EQ(clock.Now(), kStart - absl::Hours(24));
  EXPECT_EQ(clock.Monotonic(), before);
}

TEST(ManualClock, NeverTurnsTheMonotonicTimeBack) {
  ManualClock clock(kStart);
  const absl::Duration before = clock.Monotonic();
  clock.Advance(-absl::Hours(1));
  EXPECT_GE(clock.Monotonic(), before);
}

TEST(ManualClock, IsSynchronizedUntilToldOtherwise) {
  ManualClock clock(kStart);
  EXPECT_TRUE(clock.Synchronized());
  clock.SetSynchronized(false);
  EXPECT_FALSE(clock.Synchronized());
}

TEST(KernelClock, IsWhatTheKernelSays) {
  EXPECT_EQ(KernelClockOf(TIME_OK, STA_PLL), KernelClock::kSynchronized);
  EXPECT_EQ(KernelClockOf(TIME_INS, STA_INS), KernelClock::kSynchronized);
  EXPECT_EQ(KernelClockOf(TIME_ERROR, STA_UNSYNC | STA_PLL),
            KernelClock::kUnsynchronized);
}

TEST(KernelClock, IsUnknownWhereItMayNotBeAsked) {
  EXPECT_EQ(KernelClockOf(-1, STA_UNSYNC), KernelClock::kUnknown);
}

TEST(SystemClock, TellsTheTimeOfThisMachine) {
  const SystemClock clock;
  const absl::Time before = absl::Now();
  const absl::Time told = clock.Now();
  EXPECT_GE(told, before);
  EXPECT_LE(told, absl::Now());
}

TEST(SystemClock, NeverGoesBack) {
  const SystemClock clock;
  absl::Duration last = clock.Monotonic();
  for (int i = 0; i < 1000; ++i) {
    const absl::Duration now = clock.Monotonic();
    ASSERT_GE(now, last);
    last = now;
  }
}

}  // namespace
}  // namespace driehoek
