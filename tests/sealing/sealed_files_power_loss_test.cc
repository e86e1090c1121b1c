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

// The files on a disk, opened by a program that starts.
struct FilesOn {
  FilesOn(std::shared_ptr<MemoryDisk> on, bool named)
      : disk(std::move(on)),
        env(NewImpatientEnv(disk)),
        files(Open(*env, named)) {}

  std::shared_ptr<MemoryDisk> disk;
  std::unique_ptr<rocksdb::Env> env;
  absl::StatusOr<std::unique_ptr<SealedFiles>> files;
};

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
    const FilesOn before(std::make_shared<MemoryDisk>(), /*named=*/false);
    ASSERT_TRUE(before.files.ok()) << before.files.status();
    const auto found = DisksAfter(*before.disk, random,
                                  [&] { BringIn(**before.files, "letter"); });
    ASSERT_GT(found.size(), 5U);
    for (size_t i = 0; i < found.size(); ++i) {
      SCOPED_TRACE(absl::StrCat("seed ", seed, ", change ", i));
      const FilesOn after(found[i], /*named=*/false);
      ASSERT_TRUE(after.files.ok()) << after.files.status();
      EXPECT_THAT(NamesOn(*after.env), IsEmpty());
    }
  }
}

TEST(SealedFilesPowerLoss, KeepsWhatAnEventNames) {
  for (int seed = 1; seed <= kSeeds; ++seed) {
    std::mt19937_64 random(static_cast<uint64_t>(seed));
    const FilesOn before(std::make_shared<MemoryDisk>(), /*named=*/false);
    ASSERT_TRUE(before.files.ok()) << before.files.status();
    const SealedFile file = BringIn(**before.files, "letter");
    // Its event is durable from here.
    const auto found = DisksAfter(*before.disk, random, [&] {
      ASSERT_TRUE((*before.files)->Keep({"case", "letter"}).ok());
    });
    for (size_t i = 0; i < found.size(); ++i) {
      SCOPED_TRACE(absl::StrCat("seed ", seed, ", change ", i));
      const FilesOn after(found[i], /*named=*/true);
      ASSERT_TRUE(after.files.ok()) << after.files.status();
      const auto read = Read(**after.files, file);
      ASSERT_TRUE(read.ok()) << read.status();
      EXPECT_TRUE(*read == Content());
    }
  }
}

TEST(SealedFilesPowerLoss, LeavesADeletedFileGoneOnceItWasSaidToBe) {
  for (int seed = 1; seed <= kSeeds; ++seed) {
    std::mt19937_64 random(static_cast<uint64_t>(seed));
    const FilesOn before(std::make_shared<MemoryDisk>(), /*named=*/false);
    ASSERT_TRUE(before.files.ok()) << before.files.status();
    for (const char* const id : {"letter", "photo"}) {
      BringIn(**before.files, id);
      ASSERT_TRUE((*before.files)->Keep({"case", id}).ok());
    }
    ASSERT_TRUE((*before.files)->Delete({"case", "letter"}).ok());
    ASSERT_TRUE((*before.files)->DeleteAllOf("case").ok());
    const std::unique_ptr<rocksdb::Env> after =
        NewImpatientEnv(before.disk->AfterPowerLoss(random));
    EXPECT_THAT(NamesOn(*after), IsEmpty()) << seed;
  }
}

}  // namespace
}  // namespace driehoek
