// The power fails at any moment, and everything that was acknowledged or
// could be seen is there afterwards.
#include <cstdint>
#include <iostream>

#include "gtest/gtest.h"
#include "tests/eventstore_crash/power_loss_drill.h"
#include "tests/kit/effort.h"

namespace driehoek {
namespace {

DrillReport DrillOverSeeds(uint64_t seeds, bool syncs_fail) {
  DrillReport total;
  for (const uint64_t seed : Seeds(seeds)) {
    DrillOptions options;
    options.seed = seed;
    options.syncs_fail = syncs_fail;
    const DrillReport report = LosePowerRepeatedly(options);
    EXPECT_TRUE(report.Safe()) << "DRIEHOEK_TEST_SEED=" << seed << "\n"
                               << ToString(report);
    total.Add(report);
  }
  std::cout << ToString(total) << std::endl;
  return total;
}

TEST(PowerLoss, LosesAndHalvesNothingAcknowledged) {
  const DrillReport report = DrillOverSeeds(8, false);
  EXPECT_GT(report.acknowledged, report.losses);
  // Otherwise the power never failed at a moment that matters.
  EXPECT_GT(report.kept_unknown, 0u);
}

TEST(PowerLoss, LosesNothingAcknowledgedWhenASyncFailed) {
  const DrillReport report = DrillOverSeeds(2, true);
  EXPECT_GT(report.failed_syncs, 0u);
}

// What RocksDB writes down about its own files, most of all while a log is
// made, is torn as well as the events.
TEST(PowerLoss, LeavesALogThatOpensWhenTheManifestIsTorn) {
  DrillReport total;
  for (const uint64_t seed : Seeds(2)) {
    DrillOptions options;
    options.seed = seed;
    options.only_at = "MANIFEST-";
    options.longest_log = 10;
    const DrillReport report = LosePowerRepeatedly(options);
    EXPECT_TRUE(report.Safe()) << "DRIEHOEK_TEST_SEED=" << seed << "\n"
                               << ToString(report);
    total.Add(report);
  }
  std::cout << ToString(total) << std::endl;
  EXPECT_EQ(total.Count(Verdict::kRefused), 0u) << ToString(total);
  EXPECT_GT(total.salvages, 0u);
}

// A key is on the disk before what it seals: no event is there that cannot be
// opened.
TEST(PowerLoss, LosesNoKeyOfWhatWasAcknowledged) {
  DrillReport total;
  for (const uint64_t seed : Seeds(4)) {
    DrillOptions options;
    options.seed = seed;
    options.sealed = true;
    const DrillReport report = LosePowerRepeatedly(options);
    EXPECT_TRUE(report.Safe()) << "DRIEHOEK_TEST_SEED=" << seed << "\n"
                               << ToString(report);
    total.Add(report);
  }
  std::cout << ToString(total) << std::endl;
  EXPECT_GT(total.acknowledged, total.losses);
}

// The drill sees what it is for: what a disk loses that does not sync.
TEST(PowerLoss, IsNoticedWhenTheDiskDoesNotSync) {
  DrillOptions options;
  options.losses = 60;
  options.disk_ignores_syncs = true;
  const DrillReport report = LosePowerRepeatedly(options);
  std::cout << ToString(report) << std::endl;
  EXPECT_FALSE(report.Safe());
  EXPECT_GT(report.Count(Verdict::kLost) + report.Count(Verdict::kRefused), 5u);
}

}  // namespace
}  // namespace driehoek
