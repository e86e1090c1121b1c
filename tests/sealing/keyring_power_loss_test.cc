// The power fails at every moment of a destruction, one after the other: each
// key is there whole or gone for good, and the next start finds out which.
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "sealing/keyring.h"
#include "sealing/root_key.h"
#include "tests/kit/faults_env.h"
#include "tests/kit/faults_memory_disk.h"

namespace driehoek {
namespace {

constexpr char kDirectory[] = "/keys-in-a-test";
constexpr char kGoes[] = "words of document:goes";
constexpr int kOthers = 5;
constexpr int kSeeds = 20;

absl::StatusOr<std::unique_ptr<Keyring>> Open(rocksdb::Env& env,
                                              bool may_make) {
  KeyringOptions options;
  options.directory = kDirectory;
  options.root = NewRootKey(SecretKey(std::string(SecretKey::kBytes, 'r')));
  options.env = &env;
  options.may_make = may_make;
  return Keyring::Open(std::move(options));
}

// The keys of a moment, and the disks that were found after a power failure at
// each change of what came next.
struct Moment {
  std::vector<NamedKey> others;
  NamedKey goes = {"", SecretKey::Random()};
  std::vector<std::shared_ptr<MemoryDisk>> during;
  std::shared_ptr<MemoryDisk> after;
};

// `only_at`: of the changes those of paths that hold this; always torn.
Moment DestroyWhilePowerFails(int seed, const std::string& only_at) {
  Moment moment;
  std::mt19937_64 random(static_cast<uint64_t>(seed));
  const auto disk = std::make_shared<MemoryDisk>();
  const std::unique_ptr<rocksdb::Env> env = NewImpatientEnv(disk);
  auto keyring = Open(*env, /*may_make=*/true);
  EXPECT_TRUE(keyring.ok()) << keyring.status();
  if (!keyring.ok()) return moment;
  const auto key_for = [&](const std::string& subject) {
    const auto key = (*keyring)->KeyFor(subject);
    EXPECT_TRUE(key.ok()) << key.status();
    return key.ok() ? *key : NamedKey{"", SecretKey::Random()};
  };
  for (int i = 0; i < kOthers; ++i) {
    moment.others.push_back(key_for(absl::StrCat("case:", i)));
  }
  moment.goes = key_for(kGoes);
  (*keyring)->Doom(kGoes, "1 event");
  EXPECT_TRUE((*keyring)->Keep().ok());
  disk->BeforeEachChange([&](DiskChange, const std::string& path) {
    if (absl::EndsWith(path, "/LOG")) return;  // Messages, not the keys.
    if (!absl::StrContains(path, only_at)) return;
    moment.during.push_back(disk->AfterPowerLoss(random, !only_at.empty()));
  });
  EXPECT_TRUE((*keyring)->Destroy({kGoes}).ok());
  disk->BeforeEachChange(nullptr);
  moment.after = disk->AfterPowerLoss(random, !only_at.empty());
  return moment;
}

// Whether the key that goes is still there. The others always are.
bool StillThere(const std::shared_ptr<MemoryDisk>& disk, const Moment& moment) {
  const std::unique_ptr<rocksdb::Env> env = NewImpatientEnv(disk);
  auto keyring = Open(*env, /*may_make=*/false);
  EXPECT_TRUE(keyring.ok()) << keyring.status();
  if (!keyring.ok()) return false;
  for (const NamedKey& key : moment.others) {
    const auto found = (*keyring)->Find(key.id);
    EXPECT_TRUE(found.ok()) << found.status();
    EXPECT_TRUE(found.ok() && *found && (*found)->bytes() == key.key.bytes());
  }
  const auto found = (*keyring)->Find(moment.goes.id);
  EXPECT_TRUE(found.ok()) << found.status();
  const bool there = found.ok() && found->has_value();
  if (found.ok() && found->has_value()) {
    EXPECT_EQ((*found)->bytes(), moment.goes.key.bytes());
    const auto doomed = (*keyring)->Doomed();
    EXPECT_TRUE(doomed.ok() && doomed->size() == 1 &&
                doomed->front().subject == kGoes &&
                doomed->front().why == "1 event")
        << "nobody would finish it";
  }
  // What a start does with what is doomed.
  EXPECT_TRUE((*keyring)->Destroy({kGoes}).ok());
  const auto gone = (*keyring)->Find(moment.goes.id);
  EXPECT_TRUE(gone.ok() && !gone->has_value()) << gone.status();
  return there;
}

void ExpectWholeOrGone(const std::string& only_at) {
  int moments = 0;
  int still_there = 0;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const Moment moment = DestroyWhilePowerFails(seed, only_at);
    if (::testing::Test::HasFailure()) return;
    for (size_t i = 0; i < moment.during.size(); ++i) {
      SCOPED_TRACE(absl::StrCat("seed ", seed, ", change ", i));
      still_there += StillThere(moment.during[i], moment) ? 1 : 0;
      ++moments;
    }
    // It was said to be done.
    EXPECT_FALSE(StillThere(moment.after, moment)) << seed;
    if (::testing::Test::HasFailure()) return;
  }
  // Else this shows nothing.
  EXPECT_GT(still_there, 0);
  EXPECT_GT(moments, still_there);
}

TEST(KeyringPowerLoss, LeavesEachKeyWholeOrGoneWheneverItComes) {
  ExpectWholeOrGone("");
}

TEST(KeyringPowerLoss, LeavesEachKeyWholeOrGoneWhileTheEpochsAreTorn) {
  ExpectWholeOrGone("epochs");
}

}  // namespace
}  // namespace driehoek
