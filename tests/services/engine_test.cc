#include "services/engine.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/clock.h"
#include "eventstore/memory_event_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Engine, LetsAWaitLastAsLongWhenTheTimeOfDayIsSet) {
  ManualClock clock(StartOf(absl::CivilDay(2026, 9, 7)));
  EngineOptions options;
  options.founding_if_new = Voorbeeldstad::FoundingIfNew();
  const auto engine =
      Engine::Create(std::move(options),
                     NewMemoryEventStore(Voorbeeldstad::Identity()), clock);
  ASSERT_TRUE(engine.ok()) << engine.status();
  std::vector<absl::Status> answers;
  (*engine)->projector().WhenReached(
      99, clock.Monotonic() + absl::Seconds(10),
      [&](const absl::Status& status) { answers.push_back(status); });
  clock.Jump(clock.Now() + absl::Hours(24));
  ASSERT_TRUE((*engine)->Step().ok());
  EXPECT_THAT(answers, IsEmpty());
  clock.Jump(clock.Now() - absl::Hours(48));
  clock.Advance(absl::Seconds(11));
  ASSERT_TRUE((*engine)->Step().ok());
  ASSERT_THAT(answers, SizeIs(1));
  EXPECT_EQ(answers[0].code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace driehoek
