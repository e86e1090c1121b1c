#include "sealing/sealed_files.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/eventstore/store_fixture.h"

namespace driehoek {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const FileName& Letter() {
  static const auto* const name = new FileName{"case-1", "letter"};
  return *name;
}

// Bytes of which no two pieces are the same.
std::string Content(size_t bytes) {
  std::string content;
  content.reserve(bytes + sizeof(Hash32));
  for (Hash32 hash = Sha256({"content"}); content.size() < bytes;
       hash = Sha256({BytesOf(hash)})) {
    content += std::string(BytesOf(hash));
  }
  content.resize(bytes);
  return content;
}

class SealedFilesTest : public ::testing::Test {
 protected:
  SealedFilesTest() { Open(); }

  // `named`: the files of which the log knows.
  void Open(const std::vector<std::string>& named = {}) {
    SealedFilesOptions options;
    options.directory = path_;
    options.min_free_bytes = 0;
    OpenWith(std::move(options), named);
  }
  void OpenWith(SealedFilesOptions options,
                const std::vector<std::string>& named = {}) {
    auto opened = SealedFiles::Open(
        std::move(options),
        [&named](const FileName& name) -> absl::StatusOr<bool> {
          return std::find(named.begin(), named.end(), name.id) != named.end();
        });
    ASSERT_TRUE(opened.ok()) << opened.status();
    files_ = *std::move(opened);
  }

  SealedFile Write(const FileName& name, const std::string& content,
                   size_t at_once = 100'000) {
    const auto writer = files_->Begin(name);
    EXPECT_TRUE(writer.ok()) << writer.status();
    for (size_t i = 0; i < content.size(); i += at_once) {
      const absl::Status added = (*writer)->Add(content.substr(i, at_once));
      EXPECT_TRUE(added.ok()) << added;
    }
    auto file = (*writer)->Finish();
    EXPECT_TRUE(file.ok()) << file.status();
    return file.value_or(SealedFile{});
  }

  absl::StatusOr<std::string> Read(const SealedFile& file) const {
    auto reader = files_->Read(file);
    if (!reader.ok()) return reader.status();
    std::string content;
    while (true) {
      const auto piece = (*reader)->Next();
      if (!piece.ok()) return piece.status();
      if (!piece->has_value()) return content;
      EXPECT_LE((*piece)->size(), kFilePieceBytes);
      content += **piece;
    }
  }

  std::vector<std::string> OnDisk() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(path_)) {
      names.push_back(entry.path().filename());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  std::string BytesOnDisk(const std::string& name) const {
    std::ifstream file(path_ + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void Overwrite(const std::string& name, const std::string& bytes) const {
    std::ofstream(path_ + "/" + name, std::ios::binary) << bytes;
  }

  const ScratchDirectory directory_;
  const std::string path_ = directory_.path() + "/files";
  std::unique_ptr<SealedFiles> files_;
};

TEST_F(SealedFilesTest, GiveBackWhatCameIn) {
  for (const size_t bytes :
       {size_t{1}, kFilePieceBytes - 1, kFilePieceBytes, kFilePieceBytes + 1,
        3 * kFilePieceBytes, 3 * kFilePieceBytes + 17}) {
    const std::string content = Content(bytes);
    const SealedFile file = Write(Letter(), content);
    EXPECT_EQ(file.bytes, bytes);
    const auto read = Read(file);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_TRUE(*read == content) << bytes;
  }
}

TEST_F(SealedFilesTest, LieThereOnceAndNotInClear) {
  const std::string content = Content(2 * kFilePieceBytes);
  const SealedFile file = Write(Letter(), content);
  EXPECT_TRUE(files_->Keep(Letter()).ok());
  ASSERT_THAT(OnDisk(), ElementsAre("case-1.letter"));
  const std::string bytes = BytesOnDisk("case-1.letter");
  EXPECT_TRUE(Sha256({bytes}) == file.sealed_hash);
  for (size_t i = 0; i + 32 <= content.size(); i += kFilePieceBytes / 4) {
    EXPECT_FALSE(absl::StrContains(bytes, content.substr(i, 32)));
  }
  EXPECT_FALSE(absl::StrContains(bytes, file.key.bytes()));
}

TEST_F(SealedFilesTest, AreSealedEachWithAnotherKey) {
  const SealedFile one = Write(Letter(), "the same");
  const SealedFile other = Write({"case-1", "copy"}, "the same");
  EXPECT_NE(one.key.bytes(), other.key.bytes());
  EXPECT_NE(BytesOnDisk("case-1.letter"), BytesOnDisk("case-1.copy"));
  SealedFile mixed = one;
  mixed.key = other.key;
  EXPECT_TRUE(absl::IsDataLoss(Read(mixed).status()));
}

// Every byte counts, and where it lies.
TEST_F(SealedFilesTest, AreNotReadWhenAnythingOfThemIsChanged) {
  const SealedFile file = Write(Letter(), Content(2 * kFilePieceBytes + 10));
  const std::string whole = BytesOnDisk("case-1.letter");
  const size_t piece = kFilePieceBytes + 48;
  const auto refused = [&](const std::string& bytes) {
    Overwrite("case-1.letter", bytes);
    return absl::IsDataLoss(Read(file).status());
  };
  for (const size_t at :
       {size_t{0}, size_t{40}, piece - 1, piece, 2 * piece, whole.size() - 1}) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    EXPECT_TRUE(refused(bytes)) << at;
  }
  EXPECT_TRUE(refused(whole.substr(0, 2 * piece))) << "the end is missing";
  EXPECT_TRUE(refused(whole.substr(0, whole.size() - 1)));
  EXPECT_TRUE(refused(whole + "x"));
  EXPECT_TRUE(refused(whole.substr(piece, piece) + whole.substr(0, piece) +
                      whole.substr(2 * piece)))
      << "two pieces changed places";
  EXPECT_TRUE(refused(whole.substr(0, piece) + whole.substr(0, piece) +
                      whole.substr(2 * piece)))
      << "one piece twice";
  EXPECT_FALSE(refused(whole));
  EXPECT_TRUE(files_->Check(file).ok());
}

TEST_F(SealedFilesTest, AreCheckedWithoutAKey) {
  SealedFile file = Write(Letter(), Content(2 * kFilePieceBytes + 10));
  file.key = SecretKey::Random();
  EXPECT_TRUE(files_->Check(file).ok());
  std::string bytes = BytesOnDisk("case-1.letter");
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  Overwrite("case-1.letter", bytes);
  EXPECT_TRUE(absl::IsDataLoss(files_->Check(file)));
  Overwrite("case-1.letter", bytes + "x");
  EXPECT_TRUE(absl::IsDataLoss(files_->Check(file)));
  EXPECT_TRUE(files_->Delete(Letter()).ok());
  EXPECT_TRUE(absl::IsDataLoss(files_->Check(file)));
}

TEST_F(SealedFilesTest, AreNotReadUnderAnotherNameOrLength) {
  const SealedFile file = Write(Letter(), Content(kFilePieceBytes + 10));
  Overwrite("case-2.letter", BytesOnDisk("case-1.letter"));
  SealedFile other = file;
  other.name.owner = "case-2";
  EXPECT_TRUE(absl::IsDataLoss(Read(other).status()));
  SealedFile shorter = file;
  shorter.bytes = kFilePieceBytes;
  EXPECT_TRUE(absl::IsDataLoss(Read(shorter).status()));
  SealedFile hashed = file;
  hashed.sealed_hash[0] ^= 1;
  EXPECT_TRUE(absl::IsDataLoss(Read(hashed).status()));
  EXPECT_TRUE(absl::IsDataLoss(
      Read(SealedFile{.name = {"case-1", "nothing"}, .bytes = 1}).status()));
}

TEST_F(SealedFilesTest, AreNoLargerThanTheyMayBe) {
  SealedFilesOptions options;
  options.directory = path_;
  options.most_bytes = 1000;
  options.min_free_bytes = 0;
  OpenWith(std::move(options));
  {
    const auto writer = files_->Begin(Letter());
    ASSERT_TRUE(writer.ok()) << writer.status();
    EXPECT_TRUE((*writer)->Add(Content(1000)).ok());
    EXPECT_TRUE(absl::IsOutOfRange((*writer)->Add("x")));
    EXPECT_TRUE(absl::IsOutOfRange((*writer)->Finish().status()))
        << "what was refused is not kept after all";
  }
  EXPECT_THAT(OnDisk(), IsEmpty());
  EXPECT_EQ(Write(Letter(), Content(1000)).bytes, 1000U);
}

TEST_F(SealedFilesTest, DoNotComeInWhenTheDiskIsNearlyFull) {
  SealedFilesOptions options;
  options.directory = path_;
  options.min_free_bytes = uint64_t{1} << 62;
  OpenWith(std::move(options));
  EXPECT_TRUE(absl::IsResourceExhausted(files_->Begin(Letter()).status()));
  EXPECT_THAT(OnDisk(), IsEmpty());
}

TEST_F(SealedFilesTest, AreNotThereWhenTheyWereNotFinished) {
  {
    const auto writer = files_->Begin(Letter());
    ASSERT_TRUE(writer.ok()) << writer.status();
    EXPECT_TRUE((*writer)->Add(Content(2 * kFilePieceBytes)).ok());
  }
  EXPECT_THAT(OnDisk(), IsEmpty());
}

TEST_F(SealedFilesTest, AreKeptOrForgottenAtTheNextStartAsTheLogSays) {
  const SealedFile attached = Write(Letter(), "attached");
  Write({"case-1", "waiting"}, "waiting");
  const SealedFile kept = Write({"case-2", "kept"}, "kept");
  EXPECT_TRUE(files_->Keep({"case-2", "kept"}).ok());
  Open({"letter"});
  EXPECT_THAT(OnDisk(), ElementsAre("case-1.letter", "case-2.kept"));
  EXPECT_THAT(Read(attached).value_or(""), "attached");
  EXPECT_THAT(Read(kept).value_or(""), "kept");
}

TEST_F(SealedFilesTest, GoOneByOneOrAllOfOneOwner) {
  Write(Letter(), "x");
  Write({"case-1", "photo"}, "x");
  Write({"case-1", "other"}, "x");
  Write({"case-10", "letter"}, "x");
  EXPECT_TRUE(files_->Keep({"case-1", "photo"}).ok());
  EXPECT_TRUE(files_->Delete(Letter()).ok());
  EXPECT_TRUE(files_->Delete(Letter()).ok()) << "it is gone already";
  EXPECT_TRUE(files_->DeleteAllOf("case-1").ok());
  EXPECT_THAT(OnDisk(), ElementsAre("case-10.letter", "case-10.letter.new"));
}

TEST_F(SealedFilesTest, LieInMemoryWithoutADirectory) {
  OpenWith({.min_free_bytes = 0});
  const std::string content = Content(kFilePieceBytes + 1);
  const SealedFile file = Write(Letter(), content);
  EXPECT_TRUE(Read(file).value_or("") == content);
  EXPECT_THAT(OnDisk(), IsEmpty());
}

}  // namespace
}  // namespace driehoek
