// The things that break do break, and no more than they say.
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "rocksdb/db.h"
#include "tests/kit/effort.h"
#include "tests/kit/faults_children.h"
#include "tests/kit/faults_env.h"
#include "tests/kit/faults_memory_disk.h"
#include "tests/kit/faults_nth_call.h"

namespace driehoek {
namespace {

constexpr int kTries = 400;

void Write(rocksdb::FileSystem& disk, const std::string& path,
           const std::string& bytes, bool sync) {
  std::unique_ptr<rocksdb::FSWritableFile> file;
  ASSERT_TRUE(disk.NewWritableFile(path, {}, &file, nullptr).ok());
  ASSERT_TRUE(file->Append(bytes, rocksdb::IOOptions(), nullptr).ok());
  if (sync) {
    ASSERT_TRUE(file->Sync(rocksdb::IOOptions(), nullptr).ok());
  }
}

void SyncDirectory(rocksdb::FileSystem& disk, const std::string& path) {
  std::unique_ptr<rocksdb::FSDirectory> directory;
  ASSERT_TRUE(
      disk.NewDirectory(path, rocksdb::IOOptions(), &directory, nullptr).ok());
  ASSERT_TRUE(directory->Fsync(rocksdb::IOOptions(), nullptr).ok());
}

// The content, or "(none)".
std::string Read(rocksdb::FileSystem& disk, const std::string& path) {
  std::unique_ptr<rocksdb::FSRandomAccessFile> file;
  if (!disk.NewRandomAccessFile(path, {}, &file, nullptr).ok()) return "(none)";
  std::string scratch(1 << 16, '\0');
  rocksdb::Slice content;
  EXPECT_TRUE(file->Read(0, scratch.size(), rocksdb::IOOptions(), &content,
                         scratch.data(), nullptr)
                  .ok());
  return content.ToString();
}

// What is found at `path` after power losses, and how often.
std::map<std::string, int> AfterPowerLosses(const MemoryDisk& disk,
                                            const std::string& path) {
  std::mt19937_64 random(FromEnvironment("DRIEHOEK_TEST_SEED", 1));
  std::map<std::string, int> found;
  for (int i = 0; i < kTries; ++i) {
    ++found[Read(*disk.AfterPowerLoss(random), path)];
  }
  return found;
}

class AMemoryDisk : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(disk_.CreateDir("/d", rocksdb::IOOptions(), nullptr).ok());
    SyncDirectory(disk_, "/");
  }

  MemoryDisk disk_;
};

TEST_F(AMemoryDisk, KeepsWhatWasSyncedWithItsName) {
  Write(disk_, "/d/file", "abc", true);
  SyncDirectory(disk_, "/d");
  EXPECT_EQ(AfterPowerLosses(disk_, "/d/file"),
            (std::map<std::string, int>{{"abc", kTries}}));
}

TEST_F(AMemoryDisk, MayLoseAFileWhoseDirectoryWasNotSynced) {
  Write(disk_, "/d/file", "abc", true);
  const std::map<std::string, int> found = AfterPowerLosses(disk_, "/d/file");
  EXPECT_GT(found.at("(none)"), 0);
  EXPECT_GT(found.at("abc"), 0);
}

TEST_F(AMemoryDisk, MayLoseADirectoryThatWasNotSyncedWithAllThatIsInIt) {
  ASSERT_TRUE(disk_.CreateDir("/d/e", rocksdb::IOOptions(), nullptr).ok());
  Write(disk_, "/d/e/file", "abc", true);
  SyncDirectory(disk_, "/d/e");
  EXPECT_GT(AfterPowerLosses(disk_, "/d/e/file").at("(none)"), 0);
  SyncDirectory(disk_, "/d");
  EXPECT_EQ(AfterPowerLosses(disk_, "/d/e/file"),
            (std::map<std::string, int>{{"abc", kTries}}));
}

TEST_F(AMemoryDisk, MayTearWhatWasNotSynced) {
  Write(disk_, "/d/file", "abc", false);
  SyncDirectory(disk_, "/d");
  const std::map<std::string, int> found = AfterPowerLosses(disk_, "/d/file");
  EXPECT_GT(found.at(""), 0);
  EXPECT_GT(found.at("ab"), 0);
  EXPECT_GT(found.at("abc"), 0);
  EXPECT_GT(found.at(std::string(3, '\0')), 0);
}

TEST_F(AMemoryDisk, MayUndoARenameUntilItsDirectoryIsSynced) {
  Write(disk_, "/d/file", "old", true);
  SyncDirectory(disk_, "/d");
  Write(disk_, "/d/new", "new", true);
  ASSERT_TRUE(
      disk_.RenameFile("/d/new", "/d/file", rocksdb::IOOptions(), nullptr)
          .ok());
  const std::map<std::string, int> before = AfterPowerLosses(disk_, "/d/file");
  EXPECT_GT(before.at("old"), 0);
  EXPECT_GT(before.at("new"), 0);
  SyncDirectory(disk_, "/d");
  EXPECT_EQ(AfterPowerLosses(disk_, "/d/file"),
            (std::map<std::string, int>{{"new", kTries}}));
}

TEST_F(AMemoryDisk, ForgetsWhatAFailedSyncShouldHaveKept) {
  Write(disk_, "/d/file", "", true);
  SyncDirectory(disk_, "/d");
  std::unique_ptr<rocksdb::FSWritableFile> file;
  ASSERT_TRUE(disk_.ReopenWritableFile("/d/file", {}, &file, nullptr).ok());
  disk_.FailSync(1);
  ASSERT_TRUE(file->Append("abc", rocksdb::IOOptions(), nullptr).ok());
  EXPECT_FALSE(file->Sync(rocksdb::IOOptions(), nullptr).ok());
  EXPECT_TRUE(file->Sync(rocksdb::IOOptions(), nullptr).ok());
  EXPECT_EQ(Read(disk_, "/d/file"), "abc");
  EXPECT_EQ(AfterPowerLosses(disk_, "/d/file"),
            (std::map<std::string, int>{{"", kTries}}));
}

TEST_F(AMemoryDisk, CarriesARocksDbThatKeepsWhatItSynced) {
  auto disk = std::make_shared<MemoryDisk>();
  ASSERT_TRUE(disk->CreateDir("/db", rocksdb::IOOptions(), nullptr).ok());
  SyncDirectory(*disk, "/");
  std::mt19937_64 random(FromEnvironment("DRIEHOEK_TEST_SEED", 1));
  rocksdb::WriteOptions synced;
  synced.sync = true;
  for (int i = 0; i < 20; ++i) {
    const std::unique_ptr<rocksdb::Env> env = NewImpatientEnv(disk);
    rocksdb::Options options;
    options.env = env.get();
    options.create_if_missing = true;
    rocksdb::DB* opened = nullptr;
    const rocksdb::Status status = rocksdb::DB::Open(options, "/db", &opened);
    ASSERT_TRUE(status.ok()) << status.ToString();
    std::unique_ptr<rocksdb::DB> db(opened);
    for (int key = 0; key < i; ++key) {
      std::string value;
      ASSERT_TRUE(
          db->Get(rocksdb::ReadOptions(), std::to_string(key), &value).ok());
    }
    ASSERT_TRUE(db->Put(synced, std::to_string(i), "value").ok());
    std::shared_ptr<MemoryDisk> found = disk->AfterPowerLoss(random);
    db.reset();
    disk = std::move(found);
  }
}

TEST(AFailingFileSystem, FailsTheNthCallOnly) {
  auto disk = std::make_shared<MemoryDisk>();
  ASSERT_TRUE(disk->CreateDir("/d", rocksdb::IOOptions(), nullptr).ok());
  FaultPlan plan(FileCall::kWrite, 2, Failure::kTornOnce);
  const std::shared_ptr<rocksdb::FileSystem> failing =
      NewFailingFileSystem(disk, plan);
  std::unique_ptr<rocksdb::FSWritableFile> file;
  ASSERT_TRUE(failing->NewWritableFile("/d/file", {}, &file, nullptr).ok());
  EXPECT_TRUE(file->Append("ab", rocksdb::IOOptions(), nullptr).ok());
  EXPECT_FALSE(plan.happened());
  EXPECT_FALSE(file->Append("cd", rocksdb::IOOptions(), nullptr).ok());
  EXPECT_TRUE(plan.happened());
  EXPECT_TRUE(file->Append("ef", rocksdb::IOOptions(), nullptr).ok());
  EXPECT_EQ(Read(*disk, "/d/file"), "abcef");
  EXPECT_EQ(plan.Count(FileCall::kWrite), 3u);
}

TEST(AFailingFileSystem, StaysFullOnceItIs) {
  auto disk = std::make_shared<MemoryDisk>();
  ASSERT_TRUE(disk->CreateDir("/d", rocksdb::IOOptions(), nullptr).ok());
  FaultPlan plan(FileCall::kCreate, 1, Failure::kNoSpaceFromThenOn);
  const std::shared_ptr<rocksdb::FileSystem> failing =
      NewFailingFileSystem(disk, plan);
  std::unique_ptr<rocksdb::FSWritableFile> file;
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(
        failing->NewWritableFile("/d/file", {}, &file, nullptr).IsNoSpace());
  }
}

TEST(AChild, MayAbortOrHangAndTheNextCaseRuns) {
  std::map<uint64_t, std::string> outcomes;
  RunInChildren(
      4, absl::Milliseconds(200),
      [](uint64_t i) -> std::string {
        if (i == 1) std::abort();
        if (i == 2) {
          while (true) pause();
        }
        return "case " + std::to_string(i);
      },
      [&](uint64_t i, const std::string& outcome) { outcomes[i] = outcome; });
  EXPECT_EQ(outcomes,
            (std::map<uint64_t, std::string>{
                {0, "case 0"}, {1, kAborted}, {2, kHung}, {3, "case 3"}}));
}

}  // namespace
}  // namespace driehoek
