// Copies of a data directory, each damaged in one way. Whatever opens
// answers in full and unchanged, or an error by name; never something else.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "eventstore/rocksdb_event_store.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"
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

std::string Contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void Store(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

RocksDbOptions OptionsFor(const fs::path& directory, rocksdb::Env& env) {
  RocksDbOptions options;
  options.directory = directory.string();
  options.min_free_bytes = 0;
  options.env = &env;
  return options;
}

// The files that hold something: RocksDB's own messages do not.
std::vector<fs::path> FilesIn(const fs::path& directory) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry :
       fs::recursive_directory_iterator(directory)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || name == "LOCK" ||
        absl::StartsWith(name, "LOG")) {
      continue;
    }
    files.push_back(fs::relative(entry.path(), directory));
  }
  std::sort(files.begin(), files.end());
  return files;
}

enum class End { kClosed, kKilled };

End EndOf(uint64_t number) {
  return number % 2 == 0 ? End::kClosed : End::kKilled;
}

// A log with tables and a write-ahead log that is in use, as a process left it
// that ended well, and as one left it that was killed; and what it looked like
// some time before.
class Original {
 public:
  explicit Original(const std::string& place) : place_(place) {}

  fs::path Directory(End end) const {
    return place_ / (end == End::kClosed ? "closed" : "killed");
  }
  fs::path before() const { return place_ / "before"; }
  const LogHistory& History(End end) const {
    return end == End::kClosed ? closed_ : killed_;
  }

  void Make(uint64_t seed) {
    Append(seed, 30, End::kClosed);
    Append(seed + 1, 15, End::kKilled);
    fs::copy(log(), before(), fs::copy_options::recursive);
    Append(seed + 2, 45, End::kKilled);
    fs::copy(log(), Directory(End::kKilled), fs::copy_options::recursive);
    AddLines(Contents(notes()), killed_);
    Append(seed + 3, 30, End::kClosed);
    fs::copy(log(), Directory(End::kClosed), fs::copy_options::recursive);
    AddLines(Contents(notes()), closed_);
  }

 private:
  fs::path log() const { return place_ / "log"; }
  fs::path notes() const { return place_ / "notes"; }

  // In a process of its own.
  void Append(uint64_t seed, int batches, End end) const {
    const std::string done =
        RunInChild(kPatience, [&] { return AppendAndEnd(seed, batches, end); });
    ASSERT_EQ(done, "done");
  }

  std::string AppendAndEnd(uint64_t seed, int batches, End end) const {
    std::mt19937_64 random(seed);
    static FaultPlan no_faults;  // As long as the store, which may stay open.
    std::unique_ptr<rocksdb::Env> env = NewImpatientEnv(
        NewFailingFileSystem(rocksdb::FileSystem::Default(), no_faults));
    absl::StatusOr<std::unique_ptr<EventStore>> store =
        OpenRocksDbEventStore(OptionsFor(log(), *env));
    if (!store.ok()) return store.status().ToString();
    std::ofstream lines(notes(), std::ios::app);
    for (int i = 0; i < batches; ++i) {
      const std::unique_ptr<AppendBatch> batch =
          (*store)->Begin(absl::FromUnixSeconds(1800000000));
      AppendRequest request = RandomRequest(random, i);
      request.request_id = absl::StrCat(seed, "-", i);
      const absl::StatusOr<AppendAnswer> added = batch->Add(std::move(request));
      if (!added.ok()) return added.status().ToString();
      lines << AttemptLines(*batch) << kAcknowledgedLine << std::flush;
      if (const absl::Status status = batch->Commit(); !status.ok()) {
        return status.ToString();
      }
    }
    if (end == End::kKilled) {
      // The child ends now, as abruptly as by a signal: nothing is closed.
      [[maybe_unused]] const EventStore* const open = store->release();
      [[maybe_unused]] const rocksdb::Env* const in_use = env.release();
    }
    return "done";
  }

  const fs::path place_;
  LogHistory closed_;
  LogHistory killed_;
};

// Damages the copy `directory` of `original` in one way, and says how. Empty
// when that way did not change anything.
std::string Damage(const Original& original, const fs::path& directory,
                   std::mt19937_64& random) {
  const std::vector<fs::path> files = FilesIn(directory);
  const fs::path& name = files[random() % files.size()];
  const fs::path path = directory / name;
  const std::string undamaged = Contents(path);
  std::string bytes = undamaged;
  const size_t size = bytes.size();
  const size_t at = size == 0 ? 0 : random() % size;
  std::string how;
  switch (random() % 10) {
    case 0:
    case 1:
      if (size == 0) return "";
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
      how = "a bit flipped";
      break;
    case 2:
      bytes.resize(at);
      how = "truncated";
      break;
    case 3:
      bytes.resize(size - std::min<size_t>(size, 1 + random() % 600));
      how = "its end cut off";
      break;
    case 4: {
      const size_t length = std::min<size_t>(size - at, 1 + random() % 4096);
      bytes.replace(at, length, length, '\0');
      how = "zeroed in part";
      break;
    }
    case 5: {
      const size_t length = std::min<size_t>(size, 4096);
      bytes.replace(size - length, length, length, '\0');
      how = "its last 4 KiB zeroed";
      break;
    }
    case 6:
      fs::remove(path);
      return absl::StrCat(name.string(), ": missing");
    case 7: {
      const fs::path& other = files[random() % files.size()];
      bytes = Contents(directory / other);
      Store(directory / other, undamaged);
      how = absl::StrCat("swapped with ", other.string());
      break;
    }
    case 8: {
      // One file as it was some time before.
      if (!fs::exists(original.before() / name)) return "";
      bytes = Contents(original.before() / name);
      how = "rolled back";
      break;
    }
    default: {
      // All files but one as they were: a directory put together from two
      // backups.
      const bool only_this = random() % 2 == 0;
      if (only_this || !fs::exists(original.before() / name)) {
        bytes += std::string(1 + random() % 600, 'x');
        how = "something added to its end";
        break;
      }
      fs::remove_all(directory);
      fs::copy(original.before(), directory, fs::copy_options::recursive);
      if (Contents(path) == undamaged) return "";
      Store(path, undamaged);
      return absl::StrCat("all but ", name.string(), ": rolled back");
    }
  }
  if (bytes == undamaged) return "";
  Store(path, bytes);
  return absl::StrCat(name.string(), ": ", how);
}

// Copies one of the two and damages it until something changed. The same for
// the same number.
std::string DamagedCopy(const Original& original, const fs::path& directory,
                        uint64_t seed, uint64_t number) {
  std::mt19937_64 random(seed * 1000003 + number);
  std::string how;
  while (how.empty()) {
    fs::remove_all(directory);
    fs::copy(original.Directory(EndOf(number)), directory,
             fs::copy_options::recursive);
    how = Damage(original, directory, random);
  }
  return how;
}

// What the event store makes of it, and of what, with " | " between.
std::string OpenAndJudge(const fs::path& directory, const LogHistory& history) {
  FaultPlan no_faults;
  const std::unique_ptr<rocksdb::Env> env = NewImpatientEnv(
      NewFailingFileSystem(rocksdb::FileSystem::Default(), no_faults));
  {
    const Judgement judgement =
        Judge(OpenRocksDbEventStore(OptionsFor(directory, *env)), history);
    if (judgement.verdict != Verdict::kWhole) {
      return absl::StrCat(ToString(judgement.verdict), " | ", judgement.why);
    }
  }
  const absl::StatusOr<LogReport> report =
      VerifyLog(OptionsFor(directory, *env), [](Position) {});
  if (!report.ok()) {
    return absl::StrCat("verify refused | ", report.status().ToString());
  }
  if (!report->problems.empty()) {
    return absl::StrCat("verify found it | ", report->problems[0].what);
  }
  return "harmless | ";
}

// Everything that plain RocksDB reads with its default settings, as a hash;
// "refused | " with why when it says that something is wrong.
std::string DumpByPlainRocksDb(const fs::path& directory) {
  const std::string path = (directory / "log").string();
  std::vector<std::string> names;
  rocksdb::DBOptions options;
  rocksdb::Status status =
      rocksdb::DB::ListColumnFamilies(options, path, &names);
  if (!status.ok()) return absl::StrCat("refused | ", status.ToString());
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  descriptors.reserve(names.size());
  for (const std::string& name : names)
    descriptors.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  status = rocksdb::DB::Open(options, path, descriptors, &handles, &opened);
  if (!status.ok()) return absl::StrCat("refused | ", status.ToString());
  const std::unique_ptr<rocksdb::DB> db(opened);
  std::string all;
  for (rocksdb::ColumnFamilyHandle* const handle : handles) {
    const std::unique_ptr<rocksdb::Iterator> rows(
        db->NewIterator(rocksdb::ReadOptions(), handle));
    for (rows->SeekToFirst(); rows->Valid(); rows->Next()) {
      absl::StrAppend(&all, handle->GetName(), rows->key().ToString(),
                      rows->value().ToString());
    }
    if (status.ok()) status = rows->status();
  }
  for (rocksdb::ColumnFamilyHandle* const handle : handles) {
    db->DestroyColumnFamilyHandle(handle);
  }
  if (!status.ok()) return absl::StrCat("detected | ", status.ToString());
  return absl::StrCat("answered ",
                      absl::BytesToHexString(BytesOf(Sha256({all}))));
}

std::string FirstPart(const std::string& outcome) {
  return outcome.substr(0, outcome.find(" | "));
}

void Print(const std::string& title,
           const std::map<std::string, uint64_t>& outcomes) {
  std::cout << title << ":";
  for (const auto& [outcome, count] : outcomes) {
    std::cout << " " << count << " " << outcome << ";";
  }
  std::cout << std::endl;
}

class DamagedDirectory : public ::testing::Test {
 protected:
  void SetUp() override {
    original_.Make(seed_);
    ASSERT_FALSE(HasFatalFailure());
    ASSERT_GT(original_.History(End::kKilled).events.size(), 100u);
  }

  fs::path Copy() const { return fs::path(place_.path()) / "copy"; }

  const uint64_t seed_ = FromEnvironment("DRIEHOEK_TEST_SEED", 1);
  // A file system of the machine's, but one where a sync costs nothing.
  const TemporaryDirectory place_{Medium::kMemory};
  Original original_{place_.path()};
};

TEST_F(DamagedDirectory, IsRefusedDetectedOrHarmlessButNeverSilent) {
  const uint64_t count = Effort(1000);
  std::map<std::string, uint64_t> outcomes;
  RunInChildren(
      count, kPatience,
      [&](uint64_t i) {
        const std::string how = DamagedCopy(original_, Copy(), seed_, i);
        return absl::StrCat(OpenAndJudge(Copy(), original_.History(EndOf(i))),
                            " | ", how);
      },
      [&](uint64_t i, const std::string& outcome) {
        const std::string verdict = FirstPart(outcome);
        ++outcomes[verdict];
        const bool silent = verdict == ToString(Verdict::kLost) ||
                            verdict == ToString(Verdict::kHalf) ||
                            verdict == ToString(Verdict::kAltered) ||
                            verdict == ToString(Verdict::kBadIndex);
        EXPECT_FALSE(silent || verdict == kHung)
            << "DRIEHOEK_TEST_SEED=" << seed_ << ", copy " << i << ": "
            << outcome;
      });
  Print(absl::StrCat(count, " damaged copies"), outcomes);
  // An assertion of RocksDB is a refusal too, but nothing to explain to an
  // operator.
  EXPECT_LE(outcomes[kAborted] * 50, count);
  EXPECT_GT(outcomes["refused"], 0u);
  EXPECT_GT(outcomes["harmless"], 0u);
}

// What the beacon and the chains are for: RocksDB alone answers short.
TEST_F(DamagedDirectory, IsAnsweredShortByPlainRocksDb) {
  std::string whole[2];
  for (const uint64_t i : {0, 1}) {
    whole[i] = RunInChild(kPatience, [&] {
      fs::remove_all(Copy());
      fs::copy(original_.Directory(EndOf(i)), Copy(),
               fs::copy_options::recursive);
      return DumpByPlainRocksDb(Copy());
    });
    ASSERT_TRUE(absl::StartsWith(whole[i], "answered ")) << whole[i];
  }
  std::map<std::string, uint64_t> outcomes;
  RunInChildren(
      300, kPatience,
      [&](uint64_t i) {
        const std::string how = DamagedCopy(original_, Copy(), seed_, i);
        return absl::StrCat(DumpByPlainRocksDb(Copy()), " | ", how);
      },
      [&](uint64_t i, const std::string& outcome) {
        const std::string verdict = FirstPart(outcome);
        if (!absl::StartsWith(verdict, "answered ")) {
          ++outcomes[verdict];
        } else {
          ++outcomes[verdict == whole[i % 2] ? "whole" : "SILENTLY SHORT"];
        }
      });
  Print("300 damaged copies and RocksDB alone", outcomes);
  EXPECT_GT(outcomes["SILENTLY SHORT"], 0u);
}

}  // namespace
}  // namespace driehoek
