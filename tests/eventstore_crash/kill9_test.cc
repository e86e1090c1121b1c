// A writing process is killed with SIGKILL at any moment; another process,
// which lives on, kept what was acknowledged.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "eventstore/rocksdb_event_store.h"
#include "gtest/gtest.h"
#include "tests/eventstore_crash/log_history.h"
#include "tests/kit/effort.h"
#include "tests/kit/faults_directory.h"

namespace driehoek {
namespace {

// Starts the writer on `directory`, kills it `later` than it has said `lines`
// lines of what it does, and returns all that it said.
std::string WriteUntilKilled(const std::string& directory, uint64_t seed,
                             uint64_t lines, absl::Duration later, bool early) {
  int ends[2];
  EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  std::vector<std::string> words = {DRIEHOEK_APPEND_UNTIL_KILLED, directory,
                                    absl::StrCat(seed)};
  if (early) words.push_back("early");
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t writer = 0;
  EXPECT_EQ(posix_spawn(&writer, arguments[0], &actions, nullptr,
                        arguments.data(), environ),
            0);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::string said;
  uint64_t seen = 0;
  bool killed = false;
  char bytes[4096];
  ssize_t got = 0;
  // What it said before it died is read to the end.
  while ((got = read(ends[0], bytes, sizeof(bytes))) > 0) {
    said.append(bytes, static_cast<size_t>(got));
    seen += static_cast<uint64_t>(std::count(bytes, bytes + got, '\n'));
    if (!killed && seen >= lines) {
      // Turning round, since a wake-up comes later than a commit takes.
      const absl::Time moment = absl::Now() + later;
      while (absl::Now() < moment) {
      }
      kill(writer, SIGKILL);
      killed = true;
    }
  }
  close(ends[0]);
  int status = 0;
  waitpid(writer, &status, 0);
  EXPECT_TRUE(killed && WIFSIGNALED(status)) << "the writer ended by itself";
  return said;
}

struct KillReport {
  uint64_t kills = 0;
  uint64_t acknowledged = 0;
  uint64_t kept_unknown = 0;
  std::map<Verdict, uint64_t> verdicts;
  std::string example;
  absl::Duration slowest_start;

  uint64_t NotWhole() const {
    const auto whole = verdicts.find(Verdict::kWhole);
    return kills - (whole == verdicts.end() ? 0 : whole->second);
  }
};

// With `early` the writer acknowledges too soon, and the first time that this
// is noticed is enough.
KillReport KillRepeatedly(uint64_t kills, bool early) {
  constexpr uint64_t kKillsPerLog = 10;
  KillReport report;
  const uint64_t first_seed = FromEnvironment("DRIEHOEK_TEST_SEED", 1);
  std::unique_ptr<TemporaryDirectory> directory;
  LogHistory history;
  while (report.kills < kills) {
    const uint64_t seed = first_seed + report.kills;
    std::mt19937_64 random(seed);
    if (report.kills % kKillsPerLog == 0) {
      directory = std::make_unique<TemporaryDirectory>();
      history = LogHistory();
    }
    const std::string path = absl::StrCat(directory->path(), "/log");
    ++report.kills;
    const Position before = history.acknowledged;
    const uint64_t lines = 1 + random() % 400;
    // Within one commit, or a few commits later.
    const absl::Duration later =
        absl::Microseconds(random() % (random() % 2 == 0 ? 500 : 5000));
    AddLines(WriteUntilKilled(path, seed, lines, later, early), history);
    report.acknowledged += history.acknowledged - before;

    RocksDbOptions options;
    options.directory = path;
    options.min_free_bytes = 0;
    const absl::Time start = absl::Now();
    const absl::StatusOr<std::unique_ptr<EventStore>> store =
        OpenRocksDbEventStore(options);
    report.slowest_start = std::max(report.slowest_start, absl::Now() - start);
    const Judgement judgement = Judge(store, history);
    ++report.verdicts[judgement.verdict];
    if (judgement.verdict == Verdict::kWhole) {
      if (judgement.head > history.acknowledged) ++report.kept_unknown;
      history.ContinueFrom(judgement.head);
    } else {
      if (report.example.empty()) {
        report.example =
            absl::StrCat("DRIEHOEK_TEST_SEED=", seed, ": ",
                         ToString(judgement.verdict), ", ", judgement.why);
      }
      if (early || !store.ok()) break;
      history.ContinueFrom(
          std::min((*store)->head(), Position{history.events.size()}));
    }
  }
  std::cout << report.kills << " kills, " << report.acknowledged
            << " events acknowledged, " << report.kept_unknown
            << " batches of unknown outcome kept, " << report.NotWhole()
            << " logs not whole, slowest start " << report.slowest_start
            << std::endl;
  return report;
}

TEST(Kill9, LosesAndHalvesNothingAcknowledged) {
  const KillReport report = KillRepeatedly(Effort(50), false);
  EXPECT_EQ(report.NotWhole(), 0u) << report.example;
  EXPECT_GT(report.acknowledged, report.kills);
}

TEST(Kill9, IsNoticedWhenTheWriterAcknowledgesTooEarly) {
  // About one kill in four comes between the two.
  const KillReport report = KillRepeatedly(100, true);
  EXPECT_GT(report.NotWhole(), 0u);
}

}  // namespace
}  // namespace driehoek
