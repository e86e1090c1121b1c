// The power fails at every moment of a file that comes in, is kept and is
// deleted: what was said to be durable is there whole, and what no event names
// is gone after the next start.
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sealing/sealed_files.h"
#include "tests/kit/faults_env.h"
#include "tests/kit/faults_memory_disk.h"

namespace driehoek {
namespace {

using ::testing::IsEmpty;

constexpr char kDirectory[] = "/files-in-a-test";
constexpr int kSeeds = 30;

absl::StatusOr<std::unique_ptr<SealedFiles>> Open(rocksdb::Env& env,
                                                  bool named) {
  SealedFilesOptions options;
  options.directory = kDirectory;
  options.min_free_bytes = 0;
  options.env = &env;
  return SealedFiles::Open(
      std::move(options),
      [named](const FileName&) -> absl::StatusOr<bool> { return named; });
}

std::string Content() { return std::string(kFilePieceBytes + 100, 'c'); }

absl::StatusOr<std::string> Read(const SealedFiles& files,
                                 const SealedFile& file) {
  auto reader = files.Read(file);
  if (!reader.ok()) return reader.status();
  std::string content;
  while (true) {
    const auto piece = (*reader)->Next();
    if (!piece.ok()) return piece.status();
    if (!piece->has_value()) return content;
    content += **piece;
  }
}

SealedFile BringIn(SealedFiles& files, const std::string& id) {
  const auto writer = files.Begin({"case", id});
  EXPECT_TRUE(writer.ok()) << writer.status();
  if (!writer.ok()) return SealedFile{};
  EXPECT_TRUE((*writer)->Add(Content()).ok());
  auto file = (*writer)->Finish();
  EXPECT_TRUE(file.ok()) << file.status();
  return file.value_or(SealedFile{});
}

// What is found after a power failure at each change of `work`, and one at the
// end of it.
std::vector<std::shared_ptr<MemoryDisk>> DisksAfter(
    MemoryDisk& disk, std::mt19937_64& random,
    const std::function<void()>& work) {
  std::vector<std::shared_ptr<MemoryDisk>> found;
  disk.BeforeEachChange([&](DiskChange, const std::string&) {
    found.push_back(disk.AfterPowerLoss(random));
  });
  work();
  disk.BeforeEachChange(nullptr);
  found.push_back(disk.AfterPowerLoss(random));
  return found;
}

std::vector<std::string> NamesOn(rocksdb::Env& env) {
  std::vector<std::string> names;
  EXPECT_TRUE(env.GetChildren(kDirectory, &names).ok());
  return names;
}

TEST(SealedFilesPowerLoss, LeavesNothingThatNobodyNames) {
  for (int seed = 1; seed <= kSeeds; ++seed) {
    std::mt19937_64 random(static_cast<uint64_t>(seed));
    const auto disk = std::make_shared<MemoryDisk>();
    const std::unique_ptr<rocksdb::Env> env = NewImpatientEnv(disk);
    const auto files = Open(*env, /*named=*/false);
    ASSERT_TRUE(files.ok()) << files.status();
    const auto found =
        DisksAfter(*disk, random, [&] { BringIn(**files, "letter"); });
    ASSERT_GT(found.size(), 5U);
    for (size_t i = 0; i < found.size(); ++i) {
      SCOPED_TRACE(absl::StrCat("seed ", seed, ", change ", i));
      const std::unique_ptr<rocksdb::Env> again = NewImpatientEnv(found[i]);
      const auto reopened = Open(*again, /*named=*/false);
      ASSERT_TRUE(reopened.ok()) << reopened.status();
      EXPECT_THAT(NamesOn(*again), IsEmpty());
    }
  }
}

TEST(SealedFilesPowerLoss, KeepsWhatAnEventNames) {
  for (int seed = 1; seed <= kSeeds; ++seed) {
    std::mt19937_64 random(static_cast<uint64_t>(seed));
    const auto disk = std::make_shared<MemoryDisk>();
    const std::unique_ptr<rocksdb::Env> env = NewImpatientEnv(disk);
    const auto files = Open(*env, /*named=*/false);
    ASSERT_TRUE(files.ok()) << files.status();
    const SealedFile file = BringIn(**files, "letter");
    // Its event is durable from here.
    const auto found = DisksAfter(*disk, random, [&] {
      ASSERT_TRUE((*files)->Keep({"case", "letter"}).ok());
    });
    for (size_t i = 0; i < found.size(); ++i) {
      SCOPED_TRACE(absl::StrCat("seed ", seed, ", change ", i));
      const std::unique_ptr<rocksdb::Env> again = NewImpatientEnv(found[i]);
      const auto reopened = Open(*again, /*named=*/true);
      ASSERT_TRUE(reopened.ok()) << reopened.status();
      const auto read = Read(**reopened, file);
      ASSERT_TRUE(read.ok()) << read.status();
      EXPECT_TRUE(*read == Content());
    }
  }
}

TEST(SealedFilesPowerLoss, LeavesADeletedFileGoneOnceItWasSaidToBe) {
  for (int seed = 1; seed <= kSeeds; ++seed) {
    std::mt19937_64 random(static_cast<uint64_t>(seed));
    const auto disk = std::make_shared<MemoryDisk>();
    const std::unique_ptr<rocksdb::Env> env = NewImpatientEnv(disk);
    const auto files = Open(*env, /*named=*/false);
    ASSERT_TRUE(files.ok()) << files.status();
    for (const char* const id : {"letter", "photo"}) {
      BringIn(**files, id);
      ASSERT_TRUE((*files)->Keep({"case", id}).ok());
    }
    ASSERT_TRUE((*files)->Delete({"case", "letter"}).ok());
    ASSERT_TRUE((*files)->DeleteAllOf("case").ok());
    const std::shared_ptr<MemoryDisk> after = disk->AfterPowerLoss(random);
    const std::unique_ptr<rocksdb::Env> again = NewImpatientEnv(after);
    EXPECT_THAT(NamesOn(*again), IsEmpty()) << seed;
  }
}

}  // namespace
}  // namespace driehoek
