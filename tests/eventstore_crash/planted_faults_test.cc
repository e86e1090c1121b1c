// The drill of power losses catches each fault that it is there for. The store
// here is the same, built with faults that can be switched on.
#include <iostream>

#include "eventstore/planted_fault.h"
#include "gtest/gtest.h"
#include "tests/eventstore_crash/power_loss_drill.h"
#include "tests/kit/effort.h"

namespace driehoek {
namespace {

// Acknowledged events that are gone: not missed by the log when it opened, or
// missed, and then it refused to open. Which of the two depends on whether the
// beacon that was lit last had reached the disk: on timing.
uint64_t Gone(const DrillReport& report) {
  return report.Count(Verdict::kLost) + report.Count(Verdict::kRefused);
}

DrillReport DrillWith(PlantedFault fault) {
  planted_fault = fault;
  DrillOptions options;
  options.seed = FromEnvironment("DRIEHOEK_TEST_SEED", 1);
  options.losses = 100;
  const DrillReport report = LosePowerRepeatedly(options);
  planted_fault = PlantedFault::kNone;
  std::cout << ToString(report) << std::endl;
  return report;
}

TEST(APlantedFault, IsNotSeenWhereThereIsNone) {
  EXPECT_TRUE(DrillWith(PlantedFault::kNone).Safe());
}

TEST(APlantedFault, IsCaughtWhenTheLogDoesNotSync) {
  const DrillReport report = DrillWith(PlantedFault::kNoSync);
  EXPECT_FALSE(report.Safe());
  EXPECT_GT(Gone(report), 5u);
}

TEST(APlantedFault, IsCaughtWhenTheLogAnswersBeforeItWrites) {
  const DrillReport report = DrillWith(PlantedFault::kAnswerBeforeWrite);
  EXPECT_FALSE(report.Safe());
  EXPECT_GT(Gone(report), 5u);
}

TEST(APlantedFault, IsCaughtWhenTheHeadIsPublishedBeforeTheSync) {
  const DrillReport report = DrillWith(PlantedFault::kPublishBeforeSync);
  EXPECT_FALSE(report.Safe());
  EXPECT_GT(report.Count(Verdict::kLost), 0u);
}

TEST(APlantedFault, IsCaughtWhenTheHeadIsOffByOne) {
  const DrillReport report = DrillWith(PlantedFault::kHeadOffByOne);
  EXPECT_FALSE(report.Safe());
}

TEST(APlantedFault, IsCaughtWhenAnIndexEntryIsWrittenWithoutItsEvent) {
  const DrillReport report = DrillWith(PlantedFault::kIndexWithoutEvent);
  EXPECT_FALSE(report.Safe());
}

TEST(APlantedFault, IsCaughtWhenTheBeaconIsAheadOfTheLog) {
  const DrillReport report = DrillWith(PlantedFault::kBeaconAhead);
  EXPECT_FALSE(report.Safe());
  EXPECT_GT(report.Count(Verdict::kRefused) * 200, report.losses);
}

}  // namespace
}  // namespace driehoek
