// How fast the views take whole cases, on this thread alone: told one after the
// other or all at once, warm and cold. Prints, and judges nothing.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/fatal.h"
#include "bench/figures.h"
#include "bench/or_fail.h"
#include "eventstore/rocksdb_event_store.h"
#include "projections/projector.h"
#include "sealing/keyring.h"
#include "sealing/root_key.h"
#include "tests/projections/written_log.h"

namespace driehoek::bench {
namespace {

// Of this thread: what the machine does besides counts for nothing.
double ProcessorSeconds() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) +
         static_cast<double>(spent.tv_nsec) * 1e-9;
}

// What is told, and how.
struct Log {
  std::string name;
  int stories;
  size_t events;  // Of each story.
  bool in_turn;   // One event of each at a time.
};

class Bench {
 public:
  // Sealed or in clear: the difference is what sealing costs a replay.
  Bench(std::string directory, bool sealed)
      : directory_(std::move(directory)), sealed_(sealed) {}

  void Measure(const Log& told) {
    std::filesystem::remove_all(directory_);
    RocksDbOptions options;
    options.directory = directory_ + "/log";
    std::filesystem::create_directories(options.directory);
    std::unique_ptr<Keyring> keyring;
    if (sealed_) {
      KeyringOptions keys;
      keys.directory = directory_ + "/keys";
      keys.root = NewRootKey(SecretKey::Random());
      keys.may_make = true;
      keyring = OrFail(Keyring::Open(std::move(keys)));
      options.keyring = keyring.get();
    }
    WrittenLog log(OrFail(OpenRocksDbEventStore(options)));
    log.TellAtOnce(told.stories, told.events, told.in_turn);
    Replay(told.name, log.store(), keyring.get(), size_t{64} << 20);
    Replay(told.name + ", none in memory", log.store(), keyring.get(), 0);
  }

 private:
  void Replay(const std::string& name, const EventStore& store,
              Keyring* keyring, size_t cache_bytes) {
    ProjectorOptions options;
    options.directory = directory_ + "/views";
    options.keyring = keyring;
    options.case_cache_bytes = cache_bytes;
    std::filesystem::remove_all(options.directory);
    const auto projector = OrFail(Projector::Open(options, store));
    const double start = ProcessorSeconds();
    while (OrFail(projector->Step())) {
    }
    if (projector->position() != store.head()) Fatal("not all was taken");
    figures_.Add(
        name, static_cast<double>(store.head()) / (ProcessorSeconds() - start),
        "events/s");
  }

  const std::string directory_;
  const bool sealed_;
  Figures figures_;
};

}  // namespace
}  // namespace driehoek::bench

int main(int argc, char** argv) {
  CLI::App app("Measures how fast the views take whole cases");
  std::string directory = "build/bench-views";
  int cases = 1000;
  app.add_option("--directory", directory, "emptied first");
  app.add_option("--cases", cases);
  bool in_clear = false;
  app.add_flag("--in-clear", in_clear, "seal nothing, to compare");
  CLI11_PARSE(app, argc, argv);
  driehoek::bench::Bench bench(directory, !in_clear);
  const size_t whole = driehoek::DecouplingStory().size();
  bench.Measure({"whole cases, one after the other", cases, whole, false});
  bench.Measure({"whole cases, in turn", cases, whole, true});
  bench.Measure({"cases of two events", 5 * cases, 2, true});
  return 0;
}
