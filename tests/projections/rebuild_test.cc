// Views that are made anew beside those that are read.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/rejections.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/projector.h"
#include "projections/rows_difference.h"
#include "projections/rows_home.h"
#include "sealing/keyring.h"
#include "sealing/root_key.h"
#include "tests/projections/projector_fixture.h"
#include "tests/projections/written_log.h"
#include "tests/services/forwarding_store.h"

namespace driehoek {
namespace {

namespace fs = std::filesystem;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

using AllOfThem = std::map<std::string, std::string>;

void Put(Rows& rows, const std::string& key, const std::string& value) {
  RowBatch batch;
  batch.Put(key, value);
  ASSERT_TRUE(rows.Write(batch).ok());
}

std::unique_ptr<Rows> RowsOf(const AllOfThem& all) {
  std::unique_ptr<Rows> rows = NewMemoryRows();
  for (const auto& [key, value] : all) Put(*rows, key, value);
  return rows;
}

TEST(RowsDifference, CountsWhatIsInOneOnlyOrNotTheSame) {
  const auto one = RowsOf({{"a", "1"}, {"b", "1"}, {"c", "1"}, {"e", "1"}});
  const auto other =
      RowsOf({{"b", "1"}, {"c", "2"}, {"d", "1"}, {"e", "1"}, {"f", "1"}});
  for (const size_t at_a_time : {size_t{1}, size_t{2}, size_t{100}}) {
    RowsDifference difference(one->Snapshot(), other->Snapshot());
    while (difference.Compare(at_a_time).value()) {
    }
    EXPECT_EQ(difference.count(), 4u) << "a, c, d and f";
    RowsDifference back(other->Snapshot(), one->Snapshot());
    while (back.Compare(at_a_time).value()) {
    }
    EXPECT_EQ(back.count(), 4u);
  }
}

TEST(RowsDifference, IsOfTheMomentAtWhichItBegan) {
  const auto one = RowsOf({{"a", "1"}});
  const auto other = RowsOf({{"a", "1"}});
  RowsDifference difference(one->Snapshot(), other->Snapshot());
  Put(*one, "b", "1");
  EXPECT_FALSE(difference.Compare(100).value());
  EXPECT_EQ(difference.count(), 0u);
}

// A directory in which rows have a home. What is not done to it is what a crash
// came before.
class RowsHomeTest : public ::testing::Test {
 protected:
  RowsHomeTest() { NewProcess(); }

  void NewProcess() {
    live_.reset();
    beside_.reset();
    home_ = NewDirectoryHome(views_, 0);
    live_ = OrFail(home_->OpenLive());
  }
  void MakeBeside(const std::string& name) {
    beside_.reset();  // Whoever has rows there lets go of them first.
    beside_ = OrFail(home_->OpenBeside());
    EXPECT_THAT(AllRows(*beside_), IsEmpty());
    Put(*beside_, "name", name);
  }
  void Swap() {
    ASSERT_TRUE(home_->Swap().ok());
    live_.swap(beside_);
  }
  void ClearBeside() {
    beside_.reset();
    home_->ClearBeside();
  }
  std::string Name() const { return AllRows(*live_)["name"]; }
  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory_.path())) {
      names.push_back(entry.path().filename());
    }
    return names;
  }

  static std::unique_ptr<Rows> OrFail(
      absl::StatusOr<std::unique_ptr<Rows>> rows) {
    if (!rows.ok()) Fatal(rows.status().ToString());
    return *std::move(rows);
  }

  RowsDirectory directory_;
  const std::string views_ = directory_.path() + "/views";
  std::unique_ptr<RowsHome> home_;
  std::unique_ptr<Rows> live_;
  std::unique_ptr<Rows> beside_;
};

TEST_F(RowsHomeTest, ThrowsAwayWhatIsHalfMade) {
  Put(*live_, "name", "first");
  MakeBeside("half made");
  NewProcess();
  EXPECT_EQ(Name(), "first");
  EXPECT_THAT(Files(), ElementsAre("views"));
}

TEST_F(RowsHomeTest, KeepsWhatWasSwappedWhereverTheProcessEnds) {
  Put(*live_, "name", "first");
  MakeBeside("second");
  Swap();
  Put(*live_, "more", "of the second");
  NewProcess();  // Before the first was thrown away.
  EXPECT_THAT(AllRows(*live_), ElementsAre(Pair("more", "of the second"),
                                           Pair("name", "second")));
  EXPECT_THAT(Files(), ElementsAre("views"));

  MakeBeside("third");
  Swap();
  ClearBeside();
  NewProcess();  // After.
  EXPECT_EQ(Name(), "third");
  EXPECT_THAT(Files(), ElementsAre("views"));
}

TEST_F(RowsHomeTest, SwapsAsOftenAsAskedInOneProcess) {
  for (int round = 1; round <= 4; ++round) {
    SCOPED_TRACE(round);
    MakeBeside(absl::StrCat("round ", round));
    Swap();
    ClearBeside();
    EXPECT_EQ(Name(), absl::StrCat("round ", round));
  }
  MakeBeside("half made");
  NewProcess();
  EXPECT_EQ(Name(), "round 4");
  MakeBeside("round 5");
  Swap();
  MakeBeside("half made, in the place of the first");
  NewProcess();
  EXPECT_EQ(Name(), "round 5");
}

// What the next start does itself may end at any point too.
TEST_F(RowsHomeTest, KeepsWhatWasSwappedWhenItIsPutBackInParts) {
  MakeBeside("second");
  Swap();
  live_.reset();
  beside_.reset();
  // Half of the old rows were removed.
  fs::remove(views_ + "/CURRENT");
  NewProcess();
  EXPECT_EQ(Name(), "second");

  // They were put back, and the mark stayed.
  live_.reset();
  std::ofstream(views_ + ".swapped").close();
  NewProcess();
  EXPECT_EQ(Name(), "second");
  EXPECT_THAT(Files(), ElementsAre("views"));
}

TEST_F(RowsHomeTest, LeavesAsMuchOfTheDiskFreeAsItIsTold) {
  EXPECT_TRUE(home_->CheckRoom().ok());
  live_.reset();
  home_ = NewDirectoryHome(views_, std::numeric_limits<uint64_t>::max());
  const absl::Status room = home_->CheckRoom();
  EXPECT_EQ(room.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(room), "NO_ROOM_FOR_REBUILD");
}

// Steps until the rebuild has ended; how many rows differed.
absl::StatusOr<uint64_t> OutcomeOf(Projector& projector,
                                   const RebuildReport& report) {
  while (true) {
    if (const auto outcome = report.Now().outcome; outcome.has_value()) {
      return *outcome;
    }
    const absl::StatusOr<bool> more = projector.Step();
    if (!more.ok()) return more.status();
    if (!*more && !report.Now().outcome.has_value()) {
      return absl::InternalError("nothing left to do, and yet not done");
    }
  }
}

absl::StatusOr<uint64_t> Rebuild(Projector& projector) {
  const auto report = projector.StartRebuild();
  if (!report.ok()) return report.status();
  return OutcomeOf(projector, **report);
}

// Projectors on a directory, of which the rows can be seen in between.
class RebuildTest : public ::testing::Test {
 protected:
  RebuildTest() { log_.TellTogether(3, DecouplingStory()); }

  void Open(size_t events_per_step = 8192) {
    projector_.reset();
    absl::StatusOr<std::unique_ptr<Projector>> projector = Projector::Open(
        {.directory = views_, .events_per_step = events_per_step},
        log_.store());
    if (!projector.ok()) Fatal(projector.status().ToString());
    projector_ = *std::move(projector);
  }
  // In the directory; ends the projector.
  AllOfThem RowsNow() {
    projector_.reset();
    const auto home = NewDirectoryHome(views_, 0);
    return AllRows(**home->OpenLive());
  }
  // Changes rows behind the projector's back; ends it.
  void Plant(const RowBatch& batch) {
    projector_.reset();
    const auto rows = OpenRocksDbRows(views_);
    ASSERT_TRUE(rows.ok());
    ASSERT_TRUE((*rows)->Write(batch).ok());
  }

  WrittenLog log_;
  RowsDirectory directory_;
  const std::string views_ = directory_.path() + "/views";
  std::unique_ptr<Projector> projector_;
};

TEST_F(RebuildTest, MakesTheSameRowsAndFindsNoDifference) {
  Open();
  CatchUp(*projector_);
  EXPECT_EQ(projector_->rebuild(), nullptr);
  EXPECT_EQ(Rebuild(*projector_).value(), 0u);
  EXPECT_EQ(Rebuild(*projector_).value(), 0u) << "and once more";
  EXPECT_EQ(projector_->rebuild()->Now().position, log_.store().head());
  CatchUp(*projector_);
  EXPECT_EQ(std::distance(fs::directory_iterator(directory_.path()), {}), 1)
      << "what was replaced is gone";
  EXPECT_EQ(RowsNow(), RowsFromNothing(log_.store()));
}

TEST_F(RebuildTest, RepairsAndCountsRowsThatAreWrong) {
  Open();
  CatchUp(*projector_);
  RowBatch wrong;
  wrong.Put("cases/id/case-1", "damaged");
  wrong.Put("work/of nobody", "never");
  wrong.Delete("cases/id/case-2");
  Plant(wrong);
  Open();
  ASSERT_FALSE(projector_->GetCase("case-1").ok());
  EXPECT_EQ(Rebuild(*projector_).value(), 3u);
  EXPECT_EQ(projector_->GetCase("case-1").value().case_id(), "case-1");
  EXPECT_EQ(projector_->GetCase("case-2").value().case_id(), "case-2");
  EXPECT_EQ(RowsNow(), RowsFromNothing(log_.store()));
}

TEST_F(RebuildTest, FindsTheDueIndexThatWasLost) {
  log_.Tell(4, {DecouplingStory()[0], DecouplingStory()[1]});
  Open();
  CatchUp(*projector_);
  const auto next = projector_->NextDueInstant(TenOn(0)).value();
  ASSERT_TRUE(next.has_value());
  const AllOfThem rows = RowsNow();
  RowBatch wrong;
  uint64_t lost = 0;
  for (const auto& [key, value] : rows) {
    if (key.rfind("due/", 0) != 0) continue;
    wrong.Delete(key);
    ++lost;
  }
  ASSERT_GT(lost, 0u);
  Plant(wrong);
  Open();
  ASSERT_EQ(projector_->NextDueInstant(TenOn(0)).value(), std::nullopt);
  EXPECT_EQ(Rebuild(*projector_).value(), lost);
  EXPECT_EQ(projector_->NextDueInstant(TenOn(0)).value(), next);
  EXPECT_EQ(projector_->open_due(), lost);
}

TEST_F(RebuildTest, TakesInWhatComesMeanwhileAndKeepsTheLiveRowsInFront) {
  Open();
  CatchUp(*projector_);
  std::vector<Position> heard;
  std::vector<Position> progress;
  projector_->OnTouched([&](const Projector::Touched& touched) {
    if (touched.rebuild) {
      EXPECT_THAT(touched.case_ids, IsEmpty());
      EXPECT_THAT(touched.resident_ids, IsEmpty());
      EXPECT_THAT(touched.trainer_ids, IsEmpty());
      progress.push_back(touched.position);
    } else {
      EXPECT_THAT(touched.case_ids, Each("case-4"));
      heard.push_back(touched.position);
    }
  });
  const auto report = projector_->StartRebuild();
  ASSERT_TRUE(report.ok()) << report.status();
  std::vector<Position> added;
  int meanwhile = 0;
  for (const Told& one : DecouplingStory()) {
    if (!(*report)->Now().outcome.has_value()) ++meanwhile;
    added.push_back(log_.Tell(4, one));
    ASSERT_TRUE(projector_->Step().ok());
    EXPECT_EQ(projector_->position(), added.back())
        << "the live rows come first";
    EXPECT_TRUE(projector_->GetCase("case-4").ok());
  }
  EXPECT_GT(meanwhile, 3);
  EXPECT_EQ(OutcomeOf(*projector_, **report).value(), 0u);
  EXPECT_EQ(heard, added) << "each event once, and nothing of what is replayed";
  EXPECT_GT(progress.size(), 3u);
  EXPECT_TRUE(std::is_sorted(progress.begin(), progress.end()));
  EXPECT_EQ(progress.back(), (*report)->Now().position);
  EXPECT_EQ(RowsNow(), RowsFromNothing(log_.store()));
}

TEST_F(RebuildTest, ShowsTheOldRowsWholeUntilTheNewOnesAreThere) {
  Open();
  CatchUp(*projector_);
  RowBatch wrong;
  for (const int story : {1, 2, 3}) {
    wrong.Delete("cases/id/" + CaseOf(story));
  }
  Plant(wrong);
  Open();
  const auto report = projector_->StartRebuild();
  ASSERT_TRUE(report.ok());
  int looks = 0;
  while (!(*report)->Now().outcome.has_value()) {
    for (const int story : {1, 2, 3}) {
      ASSERT_FALSE(projector_->GetCase(CaseOf(story)).ok()) << looks;
    }
    ASSERT_TRUE(projector_->Step().ok());
    ++looks;
  }
  EXPECT_GT(looks, 3);
  for (const int story : {1, 2, 3}) {
    EXPECT_TRUE(projector_->GetCase(CaseOf(story)).ok());
  }
}

TEST_F(RebuildTest, LeavesWholeRowsWhereverTheProcessEnds) {
  const AllOfThem expected = RowsFromNothing(log_.store());
  Open();
  CatchUp(*projector_);
  RowBatch wrong;
  wrong.Put("cases/id/case-1", "damaged");
  // Until some steps after the swap.
  int after_the_swap = 0;
  for (int steps = 0; after_the_swap < 3; ++steps) {
    SCOPED_TRACE(steps);
    ASSERT_LT(steps, 1000);
    Plant(wrong);
    Open();
    const auto report = projector_->StartRebuild();
    ASSERT_TRUE(report.ok());
    for (int i = 0; i < steps; ++i) ASSERT_TRUE(projector_->Step().ok());
    const bool swapped = (*report)->Now().outcome.has_value();
    if (swapped) ++after_the_swap;
    AllOfThem rows = RowsNow();
    ASSERT_EQ(rows["cases/id/case-1"] == "damaged", !swapped);
    rows["cases/id/case-1"] = expected.at("cases/id/case-1");
    ASSERT_EQ(rows, expected);
  }
}

TEST_F(RebuildTest, GoesOnWithTheNewRowsAfterARestart) {
  Open();
  CatchUp(*projector_);
  EXPECT_EQ(Rebuild(*projector_).value(), 0u);
  log_.Tell(4, DecouplingStory()[0]);
  CatchUp(*projector_);
  Open();
  EXPECT_EQ(projector_->position(), log_.store().head());
  log_.Tell(4, DecouplingStory()[1]);
  CatchUp(*projector_);
  EXPECT_EQ(RowsNow(), RowsFromNothing(log_.store()));
}

TEST_F(RebuildTest, WaitsUntilTheViewsAreUpToDate) {
  Open(/*events_per_step=*/5);
  EXPECT_EQ(Rebuild(*projector_).value(), 0u);
  EXPECT_EQ(projector_->position(), log_.store().head());
  EXPECT_EQ(RowsNow(), RowsFromNothing(log_.store()));
}

TEST_F(RebuildTest, IsRefusedWhileOneIsUnderWay) {
  Open();
  const auto first = projector_->StartRebuild();
  ASSERT_TRUE(first.ok());
  const absl::Status second = projector_->StartRebuild().status();
  EXPECT_EQ(second.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(second), "REBUILD_UNDER_WAY");
  EXPECT_TRUE(OutcomeOf(*projector_, **first).ok());
  EXPECT_TRUE(projector_->StartRebuild().ok());
}

TEST_F(RebuildTest, IsRefusedWithoutRoomOnTheDisk) {
  const auto projector =
      Projector::Open({.directory = views_,
                       .keep_free_bytes = std::numeric_limits<uint64_t>::max()},
                      log_.store());
  ASSERT_TRUE(projector.ok());
  EXPECT_EQ(ReasonOf((*projector)->StartRebuild().status()),
            "NO_ROOM_FOR_REBUILD");
  EXPECT_EQ((*projector)->rebuild(), nullptr);
}

TEST_F(RebuildTest, WakesWhoSteps) {
  int woken = 0;
  const std::unique_ptr<Rows> rows = NewMemoryRows();
  const auto projector = OpenOn(
      *rows, log_.store(), {.directory = "", .wake = [&woken] { ++woken; }});
  ASSERT_TRUE(projector->StartRebuild().ok());
  EXPECT_EQ(woken, 1);
}

TEST_F(RebuildTest, OfRowsInMemoryPutsOthersInTheirPlace) {
  const std::unique_ptr<Rows> rows = NewMemoryRows();
  const auto projector = OpenOn(*rows, log_.store());
  CatchUp(*projector);
  Put(*rows, "cases/id/case-1", "damaged");
  EXPECT_EQ(Rebuild(*projector).value(), 1u);
  EXPECT_TRUE(projector->GetCase("case-1").ok());
}

// A log of which the first part cannot be read a second time.
class TornStore final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  absl::StatusOr<std::unique_ptr<Subscription>> Subscribe(
      const Query& query, Position after) const override {
    if (torn) return absl::DataLossError("a hash is wrong");
    return ForwardingStore::Subscribe(query, after);
  }
  bool torn = false;
};

TEST_F(RebuildTest, ThatFailsLeavesTheViewsAsTheyAre) {
  // Lends the store, which the log has.
  TornStore store(
      std::shared_ptr<EventStore>(&log_.store(), [](EventStore*) {}));
  absl::StatusOr<std::unique_ptr<Projector>> projector =
      Projector::Open({.directory = views_}, store);
  ASSERT_TRUE(projector.ok());
  CatchUp(**projector);
  store.torn = true;
  EXPECT_EQ(Rebuild(**projector).status().code(), absl::StatusCode::kDataLoss);
  log_.Tell(4, DecouplingStory()[0]);
  CatchUp(**projector);
  EXPECT_TRUE((*projector)->GetCase("case-4").ok());
  EXPECT_FALSE(fs::exists(views_ + ".next"));
  store.torn = false;
  EXPECT_EQ(Rebuild(**projector).value(), 0u) << "and can be asked again";
}

// Sealed views: what they hold is on the disk for as long as they are.
class SealedViews : public RebuildTest {
 protected:
  SealedViews() {
    KeyringOptions options;
    options.directory = directory_.path() + "/keys";
    options.root = NewRootKey(SecretKey::Random());
    options.may_make = true;
    absl::StatusOr<std::unique_ptr<Keyring>> keyring =
        Keyring::Open(std::move(options));
    if (!keyring.ok()) Fatal(keyring.status().ToString());
    keyring_ = *std::move(keyring);
  }

  void OpenSealed() {
    projector_.reset();
    absl::StatusOr<std::unique_ptr<Projector>> projector = Projector::Open(
        {.directory = views_, .keyring = keyring_.get()}, log_.store());
    if (!projector.ok()) Fatal(projector.status().ToString());
    projector_ = *std::move(projector);
    CatchUp(*projector_);
  }

  AllOfThem SealedRowsNow() {
    projector_.reset();
    const auto home = NewDirectoryHome(views_, 0, keyring_.get());
    return AllRows(**home->OpenLive());
  }

  std::vector<std::string> KeysOfViews() {
    return keyring_->SubjectsWith("views ").value();
  }

  std::unique_ptr<Keyring> keyring_;
};

TEST_F(SealedViews, HoldTheSameRows) {
  Open();
  CatchUp(*projector_);
  const AllOfThem in_clear = RowsNow();
  std::filesystem::remove_all(views_);
  OpenSealed();
  EXPECT_EQ(SealedRowsNow(), in_clear);
  EXPECT_EQ(SealedRowsNow(), in_clear);
}

TEST_F(SealedViews, GetAnotherKeyWhenTheyAreMadeAnew) {
  OpenSealed();
  const std::vector<std::string> before = KeysOfViews();
  ASSERT_THAT(before, SizeIs(1));
  const auto report = projector_->StartRebuild();
  ASSERT_TRUE(report.ok()) << report.status();
  CatchUp(*projector_);
  EXPECT_THAT(KeysOfViews(), SizeIs(1));
  EXPECT_NE(KeysOfViews(), before);
  const AllOfThem rebuilt = SealedRowsNow();
  EXPECT_FALSE(rebuilt.empty());
  EXPECT_THAT(KeysOfViews(), SizeIs(1));
}

TEST_F(SealedViews, AreMadeAnewWhenTheirKeyIsGone) {
  OpenSealed();
  const AllOfThem before = SealedRowsNow();
  ASSERT_TRUE(keyring_->Destroy(KeysOfViews()).ok());
  OpenSealed();
  EXPECT_EQ(SealedRowsNow(), before);
}

TEST_F(SealedViews, AreMadeAnewWhenTheyWereInClear) {
  Open();
  CatchUp(*projector_);
  const AllOfThem before = RowsNow();
  OpenSealed();
  EXPECT_EQ(SealedRowsNow(), before);
}

}  // namespace
}  // namespace driehoek
