// append_until_killed DIRECTORY SEED [early]: appends to the log in DIRECTORY
// until it is killed, and says on standard output what it is about to commit
// and what is acknowledged. With `early` it acknowledges too soon: a planted
// fault that the test must see.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "eventstore/rocksdb_event_store.h"
#include "tests/eventstore_crash/log_history.h"

namespace driehoek {
namespace {

// Past this nobody is going to kill us any more.
constexpr int kMostBatches = 100000;

bool Say(const std::string& lines) {
  size_t said = 0;
  while (said < lines.size()) {
    const ssize_t count =
        write(STDOUT_FILENO, lines.data() + said, lines.size() - said);
    if (count <= 0) return false;
    said += static_cast<size_t>(count);
  }
  return true;
}

int AppendUntilKilled(const std::string& directory, uint64_t seed, bool early) {
  std::mt19937_64 random(seed);
  RocksDbOptions options;
  options.directory = directory;
  options.min_free_bytes = 0;
  absl::StatusOr<std::unique_ptr<EventStore>> store =
      OpenRocksDbEventStore(options);
  if (!store.ok()) {
    std::cerr << store.status() << std::endl;
    return EXIT_FAILURE;
  }
  uint64_t number = 0;
  for (int i = 0; i < kMostBatches; ++i) {
    const std::unique_ptr<AppendBatch> batch = (*store)->Begin(absl::Now());
    const uint64_t count = 1 + random() % 3;
    for (uint64_t j = 0; j < count; ++j) {
      AppendRequest request = RandomRequest(random, ++number);
      request.request_id = absl::StrCat(seed, "-", number);
      const absl::StatusOr<AppendAnswer> added = batch->Add(std::move(request));
      if (!added.ok()) {
        std::cerr << added.status() << std::endl;
        return EXIT_FAILURE;
      }
    }
    if (!Say(AttemptLines(*batch))) return EXIT_SUCCESS;
    if (early && !Say(kAcknowledgedLine)) return EXIT_SUCCESS;
    if (const absl::Status status = batch->Commit(); !status.ok()) {
      std::cerr << status << std::endl;
      return EXIT_FAILURE;
    }
    if (!early && !Say(kAcknowledgedLine)) return EXIT_SUCCESS;
  }
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace driehoek

int main(int argc, char** argv) {
  uint64_t seed = 0;
  if (argc < 3 || !absl::SimpleAtoi(argv[2], &seed)) return EXIT_FAILURE;
  return driehoek::AppendUntilKilled(argv[1], seed, argc > 3);
}
