// Every single call to the file system fails once, in each way it can.
// Either nothing is noticed, or the store stops for good and says that the
// outcome is unknown; what was acknowledged is there after a restart.
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "eventstore/rocksdb_event_store.h"
#include "gtest/gtest.h"
#include "tests/eventstore_crash/log_history.h"
#include "tests/kit/effort.h"
#include "tests/kit/faults_children.h"
#include "tests/kit/faults_directory.h"
#include "tests/kit/faults_env.h"
#include "tests/kit/faults_nth_call.h"

namespace driehoek {
namespace {

namespace fs = std::filesystem;

constexpr absl::Duration kPatience = absl::Seconds(60);
// How often the store is opened, and how many batches it then gets.
constexpr int kOpenings = 3;
constexpr int kBatches = 5;

absl::StatusOr<std::unique_ptr<EventStore>> Open(
    const std::string& directory, rocksdb::Env& env,
    std::function<void(const absl::Status&)> on_failure = nullptr) {
  RocksDbOptions options;
  options.directory = directory;
  options.min_free_bytes = 0;
  options.env = &env;
  options.on_failure = std::move(on_failure);
  return OpenRocksDbEventStore(options);
}

// Where a scenario keeps what it promised, in case it does not live to tell.
class Notebook {
 public:
  explicit Notebook(const std::string& path)
      : file_(open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600)) {}
  ~Notebook() { close(file_); }
  Notebook(const Notebook&) = delete;
  Notebook& operator=(const Notebook&) = delete;

  void Write(const std::string& lines) const {
    if (write(file_, lines.data(), lines.size()) !=
        static_cast<ssize_t>(lines.size())) {
      _exit(1);
    }
  }

 private:
  const int file_;
};

// Appends for a while. What it came to, in words; everything that begins with
// "WRONG" is.
std::string Scenario(const std::string& directory, FaultPlan& plan,
                     uint64_t seed) {
  std::mt19937_64 random(seed);
  const Notebook notebook(absl::StrCat(directory, ".notebook"));
  const std::unique_ptr<rocksdb::Env> env = NewImpatientEnv(
      NewFailingFileSystem(rocksdb::FileSystem::Default(), plan));
  uint64_t number = 0;
  std::atomic<int> failures = 0;  // Outlives the store, which may call late.
  for (int opening = 0; opening < kOpenings; ++opening) {
    const absl::StatusOr<std::unique_ptr<EventStore>> store =
        Open(directory, *env, [&](const absl::Status&) { ++failures; });
    if (!store.ok()) {
      return plan.happened() ? "did not open"
                             : absl::StrCat("WRONG: did not open, ",
                                            store.status().ToString());
    }
    for (int i = 0; i < kBatches; ++i) {
      const std::unique_ptr<AppendBatch> batch =
          (*store)->Begin(absl::FromUnixSeconds(1800000000));
      const absl::StatusOr<AppendAnswer> answer =
          batch->Add(RandomRequest(random, ++number));
      if (!answer.ok()) {
        // It could not read what it needs, or has failed for good.
        if (!plan.happened()) {
          return absl::StrCat("WRONG: refused, ", answer.status().ToString());
        }
        return "refused a request";
      }
      notebook.Write(AttemptLines(*batch));
      const absl::Status committed = batch->Commit();
      if (committed.ok()) {
        notebook.Write(kAcknowledgedLine);
        continue;
      }
      if (!plan.happened() || !absl::IsUnavailable(committed)) {
        return absl::StrCat("WRONG: commit says ", committed.ToString());
      }
      if (failures != 1) {
        return absl::StrCat("WRONG: told of ", failures.load(), " failures");
      }
      // It must have failed for good, however well the disk is now.
      const std::unique_ptr<AppendBatch> next =
          (*store)->Begin(absl::FromUnixSeconds(1800000000));
      if (next->Add(RandomRequest(random, ++number)).ok() &&
          next->Commit().ok()) {
        return "WRONG: goes on after a failure";
      }
      return "stopped";
    }
    const uint64_t expected = number;
    uint64_t seen = 0;
    const absl::StatusOr<std::unique_ptr<EventReader>> reader =
        (*store)->Read(Query::All(), {});
    if (!reader.ok()) {
      return plan.happened() ? "refused to read" : "WRONG: does not read";
    }
    std::string request_id;
    while (true) {
      const absl::StatusOr<std::optional<RecordedEvent>> next =
          (*reader)->Next();
      if (!next.ok()) {
        return plan.happened() ? "refused to read" : "WRONG: does not read";
      }
      const std::optional<RecordedEvent>& event = *next;
      if (!event.has_value()) break;
      if (event->envelope.request_id != request_id) ++seen;
      request_id = event->envelope.request_id;
    }
    if (seen != expected) {
      return absl::StrCat("WRONG: read ", seen, " of ", expected);
    }
  }
  return "unaffected";
}

// After a restart on a disk without failures.
std::string CheckAfterRestart(const std::string& directory) {
  std::ifstream notebook(absl::StrCat(directory, ".notebook"));
  std::stringstream lines;
  lines << notebook.rdbuf();
  LogHistory history;
  AddLines(lines.str(), history);
  FaultPlan none;
  const std::unique_ptr<rocksdb::Env> env = NewImpatientEnv(
      NewFailingFileSystem(rocksdb::FileSystem::Default(), none));
  const Judgement judgement = Judge(Open(directory, *env), history);
  if (judgement.verdict == Verdict::kWhole) {
    return judgement.head > history.acknowledged ? "whole, unknown kept"
                                                 : "whole";
  }
  return absl::StrCat("WRONG: ", ToString(judgement.verdict), ", ",
                      judgement.why);
}

struct Fault {
  FileCall call;
  uint64_t nth;
  Failure failure;
};

std::string ToString(const Fault& fault) {
  return absl::StrCat(ToString(fault.call), " ", fault.nth, " ",
                      ToString(fault.failure));
}

// Every call that the scenario makes when nothing fails, with each failure.
std::vector<Fault> EveryFault(const std::string& directory, uint64_t seed) {
  const std::string counts = RunInChild(kPatience, [&] {
    FaultPlan plan;
    std::string line = Scenario(directory, plan, seed);
    for (const FileCall call : kFileCalls) {
      absl::StrAppend(&line, " ", plan.Count(call));
    }
    return line;
  });
  const std::vector<std::string> words = absl::StrSplit(counts, ' ');
  EXPECT_EQ(words[0], "unaffected") << counts;
  std::vector<Fault> faults;
  for (size_t i = 0; i < kFileCalls.size() && i + 1 < words.size(); ++i) {
    uint64_t count = 0;
    EXPECT_TRUE(absl::SimpleAtoi(words[i + 1], &count)) << counts;
    for (uint64_t nth = 1; nth <= count; ++nth) {
      for (const Failure failure : FailuresOf(kFileCalls[i])) {
        faults.push_back({kFileCalls[i], nth, failure});
      }
    }
  }
  return faults;
}

TEST(NthFailure, StopsTheStoreAndLosesNothingAcknowledged) {
  const TemporaryDirectory place(Medium::kMemory);
  uint64_t cases = 0;
  uint64_t aborted = 0;
  std::map<std::string, uint64_t> outcomes;
  for (const uint64_t seed : Seeds(1)) {
    const std::vector<Fault> faults =
        EveryFault(absl::StrCat(place.path(), "/count-", seed), seed);
    ASSERT_GT(faults.size(), 100u);
    const auto directory_of = [&](uint64_t fault) {
      return absl::StrCat(place.path(), "/", seed, "-", fault);
    };
    // Two cases a fault: the failing life, and the next one. They share no
    // memory, for the first may abort.
    RunInChildren(
        2 * faults.size(), kPatience,
        [&](uint64_t i) {
          if (i % 2 == 1) return CheckAfterRestart(directory_of(i / 2));
          const Fault& fault = faults[i / 2];
          FaultPlan plan(fault.call, fault.nth, fault.failure);
          return Scenario(directory_of(i / 2), plan, seed);
        },
        [&](uint64_t i, const std::string& outcome) {
          const bool restarted = i % 2 == 1;
          const bool wrong = absl::StartsWith(outcome, "WRONG") ||
                             outcome == kHung ||
                             (restarted && outcome == kAborted);
          EXPECT_FALSE(wrong)
              << "DRIEHOEK_TEST_SEED=" << seed << ", "
              << ToString(faults[i / 2]) << ": "
              << (restarted ? "after the restart " : "") << outcome;
          ++outcomes[absl::StrCat(restarted ? "then " : "", outcome)];
          if (!restarted) ++cases;
          if (outcome == kAborted) ++aborted;
          if (restarted) {
            fs::remove_all(directory_of(i / 2));
            fs::remove(directory_of(i / 2) + ".notebook");
          }
        });
  }
  // RocksDB's own assertions turn some failures into a crash, which is safe;
  // but the store is to stop by itself in nearly all.
  EXPECT_LE(aborted * 10, cases);
  EXPECT_GT(outcomes["stopped"], 0u);
  std::cout << cases << " failing calls:";
  for (const auto& [outcome, count] : outcomes) {
    std::cout << " " << count << " " << outcome << ";";
  }
  std::cout << std::endl;
}

}  // namespace
}  // namespace driehoek
