// How fast the views take a log, and what an idle watch costs. Prints, and
// asserts only that the work was done. DRIEHOEK_TEST_SCALE makes it larger.
#include <ctime>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "domain/tags.h"
#include "eventstore/rocksdb_event_store.h"
#include "gtest/gtest.h"
#include "tests/kit/effort.h"
#include "tests/projections/projector_fixture.h"

namespace driehoek {
namespace {

// Of this thread: what the machine does besides counts for nothing.
double ProcessorSeconds() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) +
         static_cast<double>(spent.tv_nsec) * 1e-9;
}

std::unique_ptr<EventStore> OpenLog(const std::string& directory) {
  RocksDbOptions options;
  options.directory = directory;
  absl::StatusOr<std::unique_ptr<EventStore>> store =
      OpenRocksDbEventStore(std::move(options));
  if (!store.ok()) Fatal(store.status().ToString());
  return *std::move(store);
}

void MeasureReplay(const std::string& name, WrittenLog& log,
                   size_t cache_bytes) {
  const RowsDirectory directory;
  const auto projector = Projector::Open({.directory = directory.path(),
                                          .case_cache_bytes = cache_bytes,
                                          .events_per_step = 8192},
                                         log.store());
  ASSERT_TRUE(projector.ok()) << projector.status();
  const double start = ProcessorSeconds();
  CatchUp(**projector);
  const double seconds = ProcessorSeconds() - start;
  const auto events = static_cast<double>(log.store().head());
  std::cout << name << ": " << events << " events, "
            << static_cast<int>(events / seconds)
            << " events a second of processor time\n";
  EXPECT_EQ((*projector)->position(), log.store().head());
  constexpr int kChecks = 1000;
  const double idle = ProcessorSeconds();
  for (int i = 0; i < kChecks; ++i) {
    EXPECT_TRUE(
        (*projector)
            ->ListFallenDue(TenOn(-1), 256, [](const auto&) { return false; })
            .value()
            .empty());
  }
  std::cout << "  an idle look at the due index of " << (*projector)->open_due()
            << ": " << (ProcessorSeconds() - idle) / kChecks * 1e6 << " us\n";
}

TEST(Rate, OfCasesOneAfterTheOther) {
  const RowsDirectory directory;
  WrittenLog log(OpenLog(directory.path()));
  log.TellAtOnce(static_cast<int>(Effort(100)), DecouplingStory().size(),
                 /*in_turn=*/false);
  MeasureReplay("whole cases, one after the other", log, size_t{64} << 20);
}

TEST(Rate, OfCasesAllAtOnce) {
  const RowsDirectory directory;
  WrittenLog log(OpenLog(directory.path()));
  log.TellAtOnce(static_cast<int>(Effort(100)), DecouplingStory().size(),
                 /*in_turn=*/true);
  MeasureReplay("whole cases, in turn", log, size_t{64} << 20);
  MeasureReplay("whole cases, in turn, none in memory", log, 0);
}

TEST(Rate, OfManyShortCases) {
  const RowsDirectory directory;
  WrittenLog log(OpenLog(directory.path()));
  log.TellAtOnce(static_cast<int>(Effort(500)), 2, /*in_turn=*/true);
  MeasureReplay("cases of two events", log, size_t{64} << 20);
}

}  // namespace
}  // namespace driehoek
