// What the log on disk promises beside the contract: what stays after closing,
// what is refused when opening, and what verification finds.
#include "eventstore/rocksdb_event_store.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "eventstore/beacon.h"
#include "eventstore/event_store.h"
#include "eventstore/failure_latch.h"
#include "eventstore/log_db.h"
#include "eventstore/rocksdb_layout.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/env.h"
#include "rocksdb/write_batch.h"
#include "tests/eventstore/store_fixture.h"

namespace driehoek {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RocksDbEventStoreTest : public ::testing::Test {
 protected:
  RocksDbOptions Options() const {
    RocksDbOptions options;
    options.directory = directory_.path();
    options.identity_if_new = FixtureIdentity();
    options.min_free_bytes = 0;
    return options;
  }

  // The store, which must open.
  std::unique_ptr<EventStore> Open() {
    auto store = OpenRocksDbEventStore(Options());
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }
  absl::Status OpenError() { return OpenRocksDbEventStore(Options()).status(); }

  // Appends `count` events of one case, each in a batch of its own.
  void Append(EventStore& store, int count) {
    for (int i = 0; i < count; ++i) {
      const auto batch = store.Begin(FixtureStart());
      const std::string name = absl::StrCat("r-", store.head());
      ASSERT_TRUE(
          batch
              ->Add(Request(name, {{Opened(name),
                                    {CaseTag("c-1"),
                                     PersonTag(absl::StrCat("p-", i % 3))}}}))
              .ok());
      ASSERT_TRUE(batch->Commit().ok());
    }
  }

  // A log of `count` events, closed.
  void MakeLog(int count) {
    const auto store = Open();
    ASSERT_NE(store, nullptr);
    Append(*store, count);
  }

  // Changes the closed log behind its back.
  void Tamper(Family family, const std::string& key, const std::string* value) {
    FailureLatch failures(nullptr);
    const auto log = LogDb::Open(*rocksdb::Env::Default(), Path("log"),
                                 LogDbMode::kNormal, &failures);
    ASSERT_TRUE(log.ok()) << log.status();
    rocksdb::WriteBatch writes;
    if (value == nullptr) {
      writes.Delete((*log)->Handle(family), key);
    } else {
      writes.Put((*log)->Handle(family), key, *value);
    }
    ASSERT_TRUE((*log)->db().Write(DurableWrite(), &writes).ok());
  }
  std::string Stored(Family family, const std::string& key) {
    FailureLatch failures(nullptr);
    const auto log = LogDb::Open(*rocksdb::Env::Default(), Path("log"),
                                 LogDbMode::kNormal, &failures);
    const auto stored = (*log)->Get(family, key);
    EXPECT_TRUE(stored.ok()) << stored.status();
    return stored.ok() ? stored->value_or("") : "";
  }

  std::string Path(const std::string& name) const {
    return directory_.path() + "/" + name;
  }

  LogReport Verify() {
    const auto report = VerifyLog(Options(), nullptr);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.value_or(LogReport());
  }
  std::string Problems() {
    std::string all;
    for (const LogProblem& problem : Verify().problems) {
      absl::StrAppend(&all, problem.position, ": ", problem.what, "\n");
    }
    return all;
  }

  const ScratchDirectory directory_;
};

Query CaseQuery() { return Query::AnyOf({{{}, {CaseTag("c-1")}}}); }

TEST_F(RocksDbEventStoreTest, KeepsEverythingWhenClosed) {
  MakeLog(5);
  TreeHead before;
  {
    const auto store = Open();
    ASSERT_NE(store, nullptr);
    EXPECT_EQ(store->head(), 5u);
    before = store->tree_head();
    Append(*store, 2);
  }
  const auto store = Open();
  ASSERT_NE(store, nullptr);
  EXPECT_EQ(store->head(), 7u);
  EXPECT_NE(store->tree_head().root, before.root);
  EXPECT_EQ(store->identity().log_id, FixtureIdentity().log_id);
  EXPECT_EQ(store->identity().id_secret, FixtureIdentity().id_secret);
  EXPECT_THAT(DrainEvents(**store->Read(CaseQuery(), {})), SizeIs(7));
  const auto batch = store->Begin(FixtureStart());
  const auto retry = batch->Add(
      Request("r-3", {{Opened("r-3"), {CaseTag("c-1"), PersonTag("p-0")}}}));
  EXPECT_TRUE(std::get<Appended>(*retry).repeated);
  EXPECT_EQ(std::get<Appended>(*retry).first, 4u);
}

TEST_F(RocksDbEventStoreTest, MakesAnIdentityOfItsOwnWhenNoneIsGiven) {
  RocksDbOptions options = Options();
  options.identity_if_new = {};
  const auto store = OpenRocksDbEventStore(options);
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ((*store)->identity().log_id.size(), 32u);
  EXPECT_EQ((*store)->identity().id_secret.size(), 32u);
}

TEST_F(RocksDbEventStoreTest, IsOpenedByOneAtATime) {
  const auto store = Open();
  EXPECT_EQ(OpenError().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(VerifyLog(Options(), nullptr).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(RocksDbEventStoreTest, KeepsToTheClockItWasMadeOn) {
  MakeLog(1);
  RocksDbOptions options = Options();
  options.manual_clock = true;
  EXPECT_EQ(OpenRocksDbEventStore(options).status().code(),
            absl::StatusCode::kFailedPrecondition);
  options.directory = Path("manual");
  ASSERT_TRUE(OpenRocksDbEventStore(options).ok());
  ASSERT_TRUE(OpenRocksDbEventStore(options).ok());
  options.manual_clock = false;
  EXPECT_EQ(OpenRocksDbEventStore(options).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(RocksDbEventStoreTest, RefusesAnUnknownFormatByName) {
  MakeLog(1);
  std::ofstream(Path("FORMAT")) << "driehoek log, format 2\nlog: x\n";
  const absl::Status refused = OpenError();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(refused.message(), HasSubstr("format 2"));
}

TEST_F(RocksDbEventStoreTest, RefusesAMissingFormatWhenThereAreEvents) {
  MakeLog(3);
  fs::remove(Path("FORMAT"));
  EXPECT_EQ(OpenError().code(), absl::StatusCode::kDataLoss);
}

TEST_F(RocksDbEventStoreTest, FinishesALogThatWasNeverFinished) {
  MakeLog(0);
  fs::remove(Path("FORMAT"));
  const auto store = Open();
  ASSERT_NE(store, nullptr);
  Append(*store, 2);
  EXPECT_EQ(store->head(), 2u);
}

TEST_F(RocksDbEventStoreTest, RefusesEventsOfANewerRelease) {
  MakeLog(2);
  const std::string newer = EncodeTypes({1, 30, 5000});
  Tamper(Family::kMeta, std::string(kTypesKey), &newer);
  const absl::Status refused = OpenError();
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(refused.message(), HasSubstr("5000"));
}

TEST_F(RocksDbEventStoreTest, RefusesToWriteBeforeTheDiskIsFull) {
  RocksDbOptions options = Options();
  uint64_t free_bytes = 0;
  ASSERT_TRUE(rocksdb::Env::Default()
                  ->GetFreeSpace(directory_.path(), &free_bytes)
                  .ok());
  options.min_free_bytes = free_bytes * 4;
  const auto store = OpenRocksDbEventStore(options);
  ASSERT_TRUE(store.ok()) << store.status();
  const auto batch = (*store)->Begin(FixtureStart());
  ASSERT_TRUE(batch->Add(Request("r", {{Opened("a"), {CaseTag("c-1")}}})).ok());
  EXPECT_EQ(batch->Commit().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ((*store)->head(), 0u);
  options.min_free_bytes = free_bytes * 16;
  options.directory = Path("other");
  EXPECT_EQ(OpenRocksDbEventStore(options).status().code(),
            absl::StatusCode::kResourceExhausted);
}

// --- The beacon --------------------------------------------------------------

TEST_F(RocksDbEventStoreTest, RefusesALogThatFellBehindItsBeacon) {
  MakeLog(3);
  fs::copy(Path("log"), Path("old"));
  {
    const auto store = Open();
    Append(*store, 1);
  }
  fs::remove_all(Path("log"));
  fs::rename(Path("old"), Path("log"));
  const absl::Status refused = OpenError();
  EXPECT_EQ(refused.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(refused.message(), HasSubstr("driehoek verify"));
}

TEST_F(RocksDbEventStoreTest, RefusesABeaconOfOtherEvents) {
  MakeLog(3);
  const auto beacon = Beacon::Open(*rocksdb::Env::Default(), Path("beacon"),
                                   FixtureIdentity().log_id);
  ASSERT_TRUE(beacon.ok());
  BeaconMark mark = (*beacon)->mark();
  EXPECT_EQ(mark.position, 3u);
  mark.root[0] ^= 1;
  ASSERT_TRUE((*beacon)->Write(mark).ok());
  EXPECT_EQ(OpenError().code(), absl::StatusCode::kDataLoss);
}

TEST_F(RocksDbEventStoreTest, RefusesAMissingOrForeignBeacon) {
  MakeLog(3);
  ASSERT_TRUE(Beacon::Create(*rocksdb::Env::Default(), Path("beacon"),
                             "another log", {})
                  .ok());
  EXPECT_EQ(OpenError().code(), absl::StatusCode::kDataLoss);
  fs::remove(Path("beacon"));
  EXPECT_EQ(OpenError().code(), absl::StatusCode::kDataLoss);
}

TEST_F(RocksDbEventStoreTest, LightsTheBeaconAtEachCommit) {
  const auto store = Open();
  for (int i = 1; i <= 5; ++i) {
    Append(*store, 1);
    const auto beacon = Beacon::Open(*rocksdb::Env::Default(), Path("beacon"),
                                     FixtureIdentity().log_id);
    ASSERT_TRUE(beacon.ok());
    EXPECT_EQ((*beacon)->mark().position, store->head());
    EXPECT_EQ((*beacon)->mark().root, store->tree_head().root);
  }
}

TEST_F(RocksDbEventStoreTest, SurvivesTheLossOfOneSlotOfTheBeacon) {
  MakeLog(3);
  for (const int slot : {0, 1}) {
    std::fstream file(Path("beacon"),
                      std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(slot * static_cast<int>(kBeaconSlotBytes) + 40);
    file.write("XXXX", 4);
    file.close();
    const auto store = Open();
    ASSERT_NE(store, nullptr);
    EXPECT_EQ(store->head(), 3u);
  }
}

TEST_F(RocksDbEventStoreTest, RefusesAManifestThatIsNotWhatItWas) {
  MakeLog(3);
  for (const fs::directory_entry& file : fs::directory_iterator(Path("log"))) {
    if (!absl::StartsWith(file.path().filename().string(), "MANIFEST-")) {
      continue;
    }
    fs::resize_file(file.path(), file.file_size() - 1);
  }
  const absl::Status refused = OpenError();
  EXPECT_EQ(refused.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(refused.message(), HasSubstr("MANIFEST"));
}

// --- A torn end --------------------------------------------------------------

// Puts an unacknowledged, half-written record at the end of the write-ahead
// log, as a power failure can: zeros where a record should be.
void TearEnd(const std::string& folder) {
  fs::path newest;
  for (const fs::directory_entry& file : fs::directory_iterator(folder)) {
    if (file.path().extension() == ".log" &&
        (newest.empty() || file.path() > newest) && file.file_size() > 0) {
      newest = file.path();
    }
  }
  ASSERT_FALSE(newest.empty());
  std::ofstream out(newest, std::ios::app | std::ios::binary);
  out << std::string("\x12\x34\x56\x78\x20\x00\x01", 7) << std::string(32, 'x');
}

// The MANIFEST that CURRENT names.
fs::path ManifestIn(const std::string& folder) {
  std::ifstream current(fs::path(folder) / "CURRENT");
  std::string name;
  std::getline(current, name);
  return fs::path(folder) / name;
}

// The same at the end of the MANIFEST.
void TearManifest(const std::string& folder) {
  std::ofstream out(ManifestIn(folder), std::ios::app | std::ios::binary);
  out << std::string("\x12\x34\x56\x78\x20\x00\x01", 7) << std::string(32, 'x');
}

class TornEnd : public RocksDbEventStoreTest,
                public ::testing::WithParamInterface<
                    std::vector<void (*)(const std::string&)>> {};

TEST_P(TornEnd, IsSetAsideWhenNothingAcknowledgedIsInIt) {
  MakeLog(3);
  for (const auto tear : GetParam()) tear(Path("log"));
  std::vector<Salvage> told;
  RocksDbOptions options = Options();
  options.on_salvage = [&](const Salvage& salvage) { told.push_back(salvage); };
  {
    const auto store = OpenRocksDbEventStore(options);
    ASSERT_TRUE(store.ok()) << store.status();
    EXPECT_EQ((*store)->head(), 3u);
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(told[0].from, "log");
    EXPECT_EQ(told[0].to, "log-2");
    EXPECT_EQ(told[0].head, 3u);
    EXPECT_EQ(told[0].guarded_to, 3u);
    EXPECT_THAT(told[0].why, HasSubstr("Corruption"));
    Append(**store, 2);
  }
  EXPECT_TRUE(fs::exists(Path("log")));
  {
    const auto store = OpenRocksDbEventStore(options);
    ASSERT_TRUE(store.ok()) << store.status();
    EXPECT_EQ((*store)->head(), 5u);
  }
  EXPECT_THAT(told, SizeIs(1));
  EXPECT_EQ(Problems(), "");
}

INSTANTIATE_TEST_SUITE_P(Each, TornEnd,
                         ::testing::Values(std::vector{TearEnd},
                                           std::vector{TearManifest},
                                           std::vector{TearEnd, TearManifest}));

TEST_F(RocksDbEventStoreTest, SetsATornLogAsideThatWasNeverFinished) {
  MakeLog(0);
  // These come last, each when what is before it is durable.
  fs::remove(Path("FORMAT"));
  TearManifest(Path("log"));
  EXPECT_EQ(OpenError().code(), absl::StatusCode::kDataLoss);
  fs::remove(Path("beacon"));
  std::vector<Salvage> told;
  RocksDbOptions options = Options();
  options.on_salvage = [&](const Salvage& salvage) { told.push_back(salvage); };
  {
    const auto store = OpenRocksDbEventStore(options);
    ASSERT_TRUE(store.ok()) << store.status();
    EXPECT_EQ((*store)->identity().log_id, FixtureIdentity().log_id);
    Append(**store, 2);
  }
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].from, "log");
  EXPECT_EQ(told[0].to, "log-2");
  EXPECT_EQ(told[0].head, 0u);
  EXPECT_EQ(Open()->head(), 2u);
  EXPECT_EQ(Problems(), "");
}

TEST_F(RocksDbEventStoreTest, RefusesATornManifestWithAcknowledgedEventsInIt) {
  MakeLog(20);
  {
    // Moves the events from the write-ahead log to tables that only the end of
    // the MANIFEST knows of.
    FailureLatch failures(nullptr);
    const auto log = LogDb::Open(*rocksdb::Env::Default(), Path("log"),
                                 LogDbMode::kNormal, &failures);
    ASSERT_TRUE(log.ok()) << log.status();
    std::vector<rocksdb::ColumnFamilyHandle*> families;
    families.reserve(kFamilies);
    for (int i = 0; i < kFamilies; ++i) {
      families.push_back((*log)->Handle(static_cast<Family>(i)));
    }
    ASSERT_TRUE((*log)->db().Flush(rocksdb::FlushOptions(), families).ok());
  }
  const fs::path manifest = ManifestIn(Path("log"));
  std::fstream file(manifest, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(fs::file_size(manifest)) - 4);
  file.write("XXXX", 4);
  file.close();
  const absl::Status refused = OpenError();
  EXPECT_EQ(refused.code(), absl::StatusCode::kDataLoss);
  // What RocksDB says, and why its whole part does not do.
  EXPECT_THAT(refused.message(), HasSubstr("Corruption"));
  EXPECT_THAT(refused.message(), HasSubstr("was acknowledged"));
}

TEST_F(RocksDbEventStoreTest, RefusesATornEndWithAcknowledgedEventsInIt) {
  MakeLog(20);
  for (const fs::directory_entry& file : fs::directory_iterator(Path("log"))) {
    if (file.path().extension() != ".log" || file.file_size() == 0) continue;
    std::fstream log(file.path(),
                     std::ios::in | std::ios::out | std::ios::binary);
    log.seekp(static_cast<std::streamoff>(file.file_size() / 2));
    log.write("DAMAGE", 6);
  }
  EXPECT_EQ(OpenError().code(), absl::StatusCode::kDataLoss);
}

TEST_F(RocksDbEventStoreTest, RefusesAShortenedWriteAheadLog) {
  MakeLog(20);
  for (const fs::directory_entry& file : fs::directory_iterator(Path("log"))) {
    if (file.path().extension() != ".log" || file.file_size() == 0) continue;
    fs::resize_file(file.path(), file.file_size() / 2);
  }
  const absl::Status refused = OpenError();
  EXPECT_EQ(refused.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(refused.message(), HasSubstr("was acknowledged"));
}

// --- Verified reads and verification -----------------------------------------

TEST_F(RocksDbEventStoreTest, VerifiesWhatIsWhole) {
  MakeLog(50);
  const LogReport report = Verify();
  EXPECT_THAT(report.problems, IsEmpty()) << Problems();
  EXPECT_EQ(report.head, 50u);
  EXPECT_EQ(report.tags, 4u);
  const auto store = Open();
  EXPECT_EQ(report.root, store->tree_head().root);
}

TEST_F(RocksDbEventStoreTest, CannotVerifyWhatIsNotThere) {
  RocksDbOptions options = Options();
  options.directory = Path("nowhere");
  EXPECT_EQ(VerifyLog(options, nullptr).status().code(),
            absl::StatusCode::kNotFound);
}

struct Damage {
  std::string name;
  Family family;
  std::string key;
  bool removed;  // Else its last byte is flipped.
  std::string reported;
  // What a reader of the case makes of it.
  bool read_fails;
};

void PrintTo(const Damage& damage, std::ostream* out) { *out << damage.name; }

class DamagedLog : public RocksDbEventStoreTest,
                   public ::testing::WithParamInterface<Damage> {};

TEST_P(DamagedLog, IsNamedByVerificationAndNeverReadShort) {
  // Enough for the damage to lie before what is checked when opening.
  MakeLog(100);
  const Damage& damage = GetParam();
  if (damage.removed) {
    Tamper(damage.family, damage.key, nullptr);
  } else {
    std::string value = Stored(damage.family, damage.key);
    value.back() = static_cast<char>(value.back() ^ 1);
    Tamper(damage.family, damage.key, &value);
  }
  EXPECT_THAT(Problems(), HasSubstr(damage.reported));

  const auto store = OpenRocksDbEventStore(Options());
  if (!store.ok()) {
    EXPECT_EQ(store.status().code(), absl::StatusCode::kDataLoss);
    return;
  }
  const auto read = [&](bool backwards) {
    ReadOptions options;
    options.backwards = backwards;
    const auto reader = (*store)->Read(CaseQuery(), options);
    EXPECT_TRUE(reader.ok());
    int count = 0;
    while (true) {
      const auto next = (*reader)->Next();
      if (!next.ok()) {
        EXPECT_EQ((*reader)->Next().status(), next.status());
        return next.status();
      }
      if (!*next) break;
      ++count;
    }
    EXPECT_EQ(count, 100);
    return absl::OkStatus();
  };
  for (const bool backwards : {false, true}) {
    EXPECT_EQ(read(backwards).code(), damage.read_fails
                                          ? absl::StatusCode::kDataLoss
                                          : absl::StatusCode::kOk);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Each, DamagedLog,
    ::testing::Values(
        Damage{"EnvelopeGone", Family::kEnvelopes, PositionKey(9), true,
               "9: the events up to 9 are missing", true},
        Damage{"EnvelopeChanged", Family::kEnvelopes, PositionKey(9), false,
               "10: the chain of case:c-1 does not lead to it", true},
        Damage{"BodyGone", Family::kBodies, PositionKey(9), true,
               "9: its body is missing", true},
        Damage{"BodyChanged", Family::kBodies, PositionKey(9), false,
               "9: the body of event 9 is not what its envelope says", true},
        // The case is the second tag that got a number, after the person.
        Damage{"IndexEntryGone", Family::kIndex, IndexKey(2, 9), true,
               "the index of ", true},
        Damage{"IndexEntryChanged", Family::kIndex, IndexKey(2, 9), false,
               "the index of ", true},
        Damage{"LastIndexEntryGone", Family::kIndex, IndexKey(2, 100), true,
               "the index of ", true},
        Damage{"FirstIndexEntryGone", Family::kIndex, IndexKey(2, 1), true,
               "the index of ", true},
        Damage{"RootChanged", Family::kTree, PositionKey(9), false,
               "9: the tree up to it has another root", false},
        Damage{"HeadOfTagChanged", Family::kMeta, TagKey(PersonTag("p-1")),
               false, "the row of person:p-1 is not about its last event",
               false},
        Damage{"RequestGone", Family::kMeta, RequestKey("r-8"), true,
               "9: its request id does not lead to it", false},
        Damage{"HeadGone", Family::kMeta, std::string(kHeadKey), true,
               "the log has lost its head", true}),
    [](const auto& damage) { return damage.param.name; });

}  // namespace
}  // namespace driehoek
