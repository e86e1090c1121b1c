#include "sealing/keyring.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"
#include "sealing/root_key.h"
#include "tests/eventstore/store_fixture.h"

namespace driehoek {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kOurRoot = 'r';

class KeyringTest : public ::testing::Test {
 protected:
  KeyringTest() { Reopen(); }

  absl::StatusOr<std::unique_ptr<Keyring>> Open(char root = kOurRoot,
                                                bool may_make = false) {
    KeyringOptions options;
    options.directory = path_;
    options.root = NewRootKey(SecretKey(std::string(32, root)));
    options.may_make = may_make;
    return Keyring::Open(std::move(options));
  }

  void Reopen() {
    keyring_.reset();
    auto opened = Open(kOurRoot, !fs::exists(path_ + "/epochs"));
    ASSERT_TRUE(opened.ok()) << opened.status();
    keyring_ = *std::move(opened);
  }

  // The key of `subject`, kept.
  NamedKey Kept(const std::string& subject) {
    const auto key = keyring_->KeyFor(subject);
    EXPECT_TRUE(key.ok()) << key.status();
    EXPECT_TRUE(keyring_->Keep().ok());
    return key.value_or(NamedKey{"", SecretKey::Random()});
  }

  // The bytes of the key of that id; empty when it was destroyed.
  std::string Found(const std::string& id) {
    const auto key = keyring_->Find(id);
    EXPECT_TRUE(key.ok()) << key.status();
    return key.ok() && *key ? std::string((*key)->bytes()) : "";
  }

  const ScratchDirectory directory_;
  const std::string path_ = directory_.path() + "/keys";
  std::unique_ptr<Keyring> keyring_;
};

TEST_F(KeyringTest, GivesASubjectTheSameKeyForEverAndEachItsOwn) {
  const NamedKey first = Kept("case:c-1");
  EXPECT_EQ(Kept("case:c-1").id, first.id);
  EXPECT_NE(Kept("case:c-2").key.bytes(), first.key.bytes());
  Reopen();
  EXPECT_EQ(Kept("case:c-1").id, first.id);
  EXPECT_EQ(Kept("case:c-1").key.bytes(), first.key.bytes());
  EXPECT_EQ(Found(first.id), first.key.bytes());
}

TEST_F(KeyringTest, ForgetsWhatWasNotKept) {
  const auto made = keyring_->KeyFor("case:c-1");
  ASSERT_TRUE(made.ok());
  Reopen();
  EXPECT_TRUE(absl::IsDataLoss(keyring_->Find(made->id).status()));
  EXPECT_NE(Kept("case:c-1").id, made->id);
}

TEST_F(KeyringTest, TellsADestroyedKeyFromOneThatItNeverHad) {
  const NamedKey gone = Kept("document:d-1");
  const NamedKey stays = Kept("document:d-2");
  const auto destroyed =
      keyring_->Destroy({"document:d-1", "document:unknown"});
  ASSERT_TRUE(destroyed.ok()) << destroyed.status();
  EXPECT_THAT(*destroyed, ElementsAre(gone.id));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Found(gone.id), "");
    EXPECT_EQ(Found(stays.id), stays.key.bytes());
    EXPECT_TRUE(absl::IsDataLoss(
        keyring_->Find("00000000000000000000000000000000").status()));
    Reopen();
  }
  EXPECT_NE(Kept("document:d-1").id, gone.id);
  EXPECT_EQ(Found(gone.id), "");
}

TEST_F(KeyringTest, DestroysAKeyThatWasMadeAndNotKeptYet) {
  const auto made = keyring_->KeyFor("case:c-1");
  ASSERT_TRUE(made.ok());
  ASSERT_TRUE(keyring_->Destroy({"case:c-1"}).ok());
  EXPECT_EQ(Found(made->id), "");
}

// What a thief or a backup has of before: all files but the one that is
// overwritten.
TEST_F(KeyringTest, OpensADestroyedKeyInNoOldCopyOfItsRows) {
  const NamedKey gone = Kept("document:d-1");
  keyring_.reset();
  const std::string old = directory_.path() + "/old";
  fs::copy(path_, old);
  Reopen();
  ASSERT_TRUE(keyring_->Destroy({"document:d-1"}).ok());
  keyring_.reset();
  fs::copy(path_ + "/epochs", old + "/epochs",
           fs::copy_options::overwrite_existing);
  fs::remove_all(path_);
  fs::rename(old, path_);
  const auto opened = Open();
  ASSERT_TRUE(opened.ok()) << opened.status();
  const absl::Status refused = (*opened)->Find(gone.id).status();
  EXPECT_TRUE(absl::IsDataLoss(refused)) << refused;
  EXPECT_THAT(refused.message(), HasSubstr("not of one moment"));
}

TEST_F(KeyringTest, GoesOnWhereThePowerFailedBetweenTwoEpochs) {
  const NamedKey stays = Kept("document:d-2");
  Kept("document:d-1");
  ASSERT_TRUE(keyring_->Destroy({"document:d-1"}).ok());
  keyring_.reset();
  // The new file was written, and the old one overwritten.
  fs::rename(path_ + "/epochs", path_ + "/epochs.next");
  std::ofstream(path_ + "/epochs") << std::string(120, '\0');
  Reopen();
  EXPECT_EQ(Found(stays.id), stays.key.bytes());
  EXPECT_FALSE(fs::exists(path_ + "/epochs.next"));
}

TEST_F(KeyringTest, IsRefusedWithAnotherRootKey) {
  Kept("case:c-1");
  keyring_.reset();
  const absl::Status refused = Open('x').status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(refused.message(), HasSubstr("another root key"));
  EXPECT_TRUE(Open().ok());
}

TEST_F(KeyringTest, IsRefusedWhenItIsMissingAndNotMadeAnew) {
  keyring_.reset();
  fs::remove_all(path_);
  EXPECT_TRUE(absl::IsDataLoss(Open().status()));
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(KeyringTest, IsRefusedWhenAnyByteOfItsEpochsChanged) {
  keyring_.reset();
  std::ifstream file(path_ + "/epochs", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  ASSERT_FALSE(bytes.empty());
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    std::ofstream(path_ + "/epochs", std::ios::binary) << changed;
    EXPECT_TRUE(absl::IsDataLoss(Open().status())) << i;
    std::ofstream(path_ + "/epochs", std::ios::binary) << bytes.substr(0, i);
    EXPECT_TRUE(absl::IsDataLoss(Open().status())) << i;
  }
  std::ofstream(path_ + "/epochs", std::ios::binary) << bytes;
  EXPECT_TRUE(Open().ok());
}

// A root key that wraps so many keys, and then no more.
class FailingRootKey : public RootKey {
 public:
  FailingRootKey(std::unique_ptr<RootKey> root, int wraps)
      : root_(std::move(root)), wraps_(wraps) {}

  absl::StatusOr<std::string> Wrap(const SecretKey& key,
                                   absl::string_view context) const override {
    if (wraps_-- <= 0) return absl::UnavailableError("the device is gone");
    return root_->Wrap(key, context);
  }
  absl::StatusOr<SecretKey> Unwrap(absl::string_view wrapped,
                                   absl::string_view context) const override {
    return root_->Unwrap(wrapped, context);
  }

 private:
  const std::unique_ptr<RootKey> root_;
  mutable int wraps_;
};

// Wherever destroying stops, nothing goes on, and the next start finishes it:
// with two epochs in the file, or none of it begun.
TEST_F(KeyringTest, FinishesAtTheNextStartWhatItStoppedIn) {
  for (int wraps = 0; wraps <= 2; ++wraps) {
    SCOPED_TRACE(wraps);
    const NamedKey stays = Kept("document:stays");
    const NamedKey doomed = Kept("document:doomed");
    keyring_.reset();
    {
      KeyringOptions options;
      options.directory = path_;
      options.root = std::make_shared<FailingRootKey>(
          NewRootKey(SecretKey(std::string(32, kOurRoot))), wraps);
      const auto failing = Keyring::Open(std::move(options));
      ASSERT_TRUE(failing.ok()) << failing.status();
      EXPECT_FALSE((*failing)->Destroy({"document:doomed"}).ok());
      (void)(*failing)->KeyFor("case:new");
      EXPECT_FALSE((*failing)->Keep().ok()) << "it goes on";
    }
    Reopen();
    EXPECT_EQ(Found(stays.id), stays.key.bytes());
    // Two keys of epochs are wrapped before anything of a key is changed.
    EXPECT_EQ(Found(doomed.id),
              wraps < 2 ? doomed.key.bytes() : absl::string_view());
    ASSERT_TRUE(keyring_->Destroy({"document:doomed"}).ok());
    EXPECT_EQ(Found(doomed.id), "");
    Reopen();
    EXPECT_EQ(Found(stays.id), stays.key.bytes());
  }
}

// The power failed while the keys were being made: nothing was sealed yet.
TEST_F(KeyringTest, IsMadeAnewWhenItsBeginningWasTorn) {
  keyring_.reset();
  fs::remove(path_ + "/epochs");
  std::ofstream(path_ + "/epochs.next") << "driehoek ep";
  EXPECT_TRUE(absl::IsDataLoss(Open(kOurRoot, false).status()))
      << "something was sealed";
  EXPECT_TRUE(Open(kOurRoot, true).ok());
}

// Who can write the disk gives the words of one to another.
TEST_F(KeyringTest, RefusesAKeyOfAnotherSubject) {
  const NamedKey other = Kept("words of document:d-1");
  Kept("words of document:d-2");
  keyring_.reset();
  {
    rocksdb::DB* opened = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(rocksdb::Options(), path_, &opened).ok());
    const std::unique_ptr<rocksdb::DB> db(opened);
    ASSERT_TRUE(
        db->Put(rocksdb::WriteOptions(), "swords of document:d-2", other.id)
            .ok());
  }
  Reopen();
  EXPECT_TRUE(
      absl::IsDataLoss(keyring_->KeyFor("words of document:d-2").status()));
}

// What RocksDB does not tell is missing, is missed before it matters.
TEST_F(KeyringTest, IsRefusedWhenAKeyIsMissing) {
  const NamedKey lost = Kept("case:c-1");
  Kept("case:c-2");
  keyring_.reset();
  {
    rocksdb::DB* opened = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(rocksdb::Options(), path_, &opened).ok());
    const std::unique_ptr<rocksdb::DB> db(opened);
    ASSERT_TRUE(db->Delete(rocksdb::WriteOptions(), "k" + lost.id).ok());
  }
  const absl::Status refused = Open().status();
  EXPECT_TRUE(absl::IsDataLoss(refused)) << refused;
  EXPECT_THAT(refused.message(), HasSubstr("of 2 keys 1 are there"));
}

TEST_F(KeyringTest, IsOfOneProcess) {
  const absl::Status refused = Open().status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(refused.message(), HasSubstr("in use"));
}

TEST_F(KeyringTest, NamesTheSubjectsOfOneKind) {
  Kept("views 2");
  Kept("case:c-1");
  Kept("views 1");
  const auto subjects = keyring_->SubjectsWith("views ");
  ASSERT_TRUE(subjects.ok());
  EXPECT_THAT(*subjects, ElementsAre("views 1", "views 2"));
  EXPECT_THAT(*keyring_->SubjectsWith("person:"), IsEmpty());
}

TEST_F(KeyringTest, RefusesASubjectThatIsNone) {
  EXPECT_EQ(keyring_->KeyFor("").status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(keyring_->KeyFor(std::string(129, 'x')).status().code(),
            absl::StatusCode::kInvalidArgument);
}

// Two logs are written by two threads, and read by many, while keys go.
TEST_F(KeyringTest, HoldsUnderManyCallers) {
  constexpr int kThreads = 4;
  constexpr int kKeysEach = 20;
  std::vector<std::vector<NamedKey>> kept(kThreads);
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kKeysEach; ++i) {
        kept[t].push_back(Kept(absl::StrCat("case:", t, "-", i)));
        EXPECT_EQ(Found(kept[t].back().id), kept[t].back().key.bytes());
      }
    });
  }
  for (int i = 0; i < 5; ++i) {
    const NamedKey gone = Kept("document:d-1");
    EXPECT_TRUE(keyring_->Destroy({"document:d-1"}).ok());
    EXPECT_EQ(Found(gone.id), "");
  }
  for (std::thread& thread : threads) thread.join();
  Reopen();
  for (const auto& keys : kept) {
    for (const NamedKey& key : keys) EXPECT_EQ(Found(key.id), key.key.bytes());
  }
}

// Whoever reads meanwhile sees one epoch or the next, and never an error.
TEST_F(KeyringTest, FindsEachKeyWhileAllGoToAnotherEpoch) {
  constexpr int kKeys = 500;
  std::vector<NamedKey> keys;
  keys.reserve(kKeys);
  for (int i = 0; i < kKeys; ++i) {
    keys.push_back(*keyring_->KeyFor(absl::StrCat("case:", i)));
  }
  ASSERT_TRUE(keyring_->Keep().ok());
  Reopen();  // Nothing is in memory.
  std::thread reader([&] {
    for (const NamedKey& key : keys) EXPECT_EQ(Found(key.id), key.key.bytes());
  });
  for (int i = 0; i < 10; ++i) {
    Kept("document:d-1");
    EXPECT_TRUE(keyring_->Destroy({"document:d-1"}).ok());
  }
  reader.join();
}

}  // namespace
}  // namespace driehoek
