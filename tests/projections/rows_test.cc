#include "projections/rows.h"

#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/merged_scan.h"
#include "projections/sealed_rows.h"
#include "sealing/aead.h"
#include "tests/projections/rows_fixture.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

enum class RowsKind { kMemory, kRocksDb, kSealed };

class RowsOfEachKind : public ::testing::TestWithParam<RowsKind> {
 protected:
  RowsOfEachKind() { Reopen(); }

  void Reopen() {
    rows_.reset();
    if (GetParam() != RowsKind::kMemory) {
      absl::StatusOr<std::unique_ptr<Rows>> opened =
          OpenRocksDbRows(directory_.path());
      if (!opened.ok()) Fatal(opened.status().ToString());
      rows_ = *std::move(opened);
      if (GetParam() == RowsKind::kSealed) {
        rows_ = NewSealedRows(std::move(rows_), key_);
      }
    } else {
      rows_ = NewMemoryRows();
    }
  }

  void Put(const std::string& key, const std::string& value) {
    RowBatch batch;
    batch.Put(key, value);
    ASSERT_TRUE(rows_->Write(batch).ok());
  }

  RowsDirectory directory_;
  const SecretKey key_ = SecretKey::Random();
  std::unique_ptr<Rows> rows_;
};

INSTANTIATE_TEST_SUITE_P(Rows, RowsOfEachKind,
                         ::testing::Values(RowsKind::kMemory,
                                           RowsKind::kRocksDb,
                                           RowsKind::kSealed),
                         [](const auto& kind) -> std::string {
                           switch (kind.param) {
                             case RowsKind::kMemory:
                               return "Memory";
                             case RowsKind::kRocksDb:
                               return "RocksDb";
                             case RowsKind::kSealed:
                               return "Sealed";
                           }
                           return "";
                         });

TEST_P(RowsOfEachKind, WalkInTheOrderOfTheirKeys) {
  Put("b/2", "two");
  Put("b/1", "one");
  Put("c", "other");
  Put("a", "before");
  std::vector<std::string> keys;
  const std::unique_ptr<RowScan> scan =
      rows_->Snapshot()->Scan("b/", EndOf("b/"));
  for (; scan->valid(); scan->Next()) keys.emplace_back(scan->key());
  EXPECT_TRUE(scan->status().ok());
  EXPECT_THAT(keys, ElementsAre("b/1", "b/2"));
}

TEST_P(RowsOfEachKind, ChangeTogetherAndTheLastChangeCounts) {
  Put("gone", "x");
  RowBatch batch;
  batch.Put("kept", "first");
  batch.Put("kept", "second");
  batch.Delete("gone");
  batch.Put("never", "x");
  batch.Delete("never");
  ASSERT_TRUE(rows_->Write(batch).ok());
  EXPECT_THAT(AllRows(*rows_), ElementsAre(Pair("kept", "second")));
}

TEST_P(RowsOfEachKind, StandStillInASnapshot) {
  Put("a", "old");
  Put("b", "old");
  const std::unique_ptr<RowSnapshot> snapshot = rows_->Snapshot();
  const std::unique_ptr<RowScan> scan = snapshot->Scan("a", "z");
  RowBatch batch;
  batch.Put("a", "new");
  batch.Delete("b");
  ASSERT_TRUE(rows_->Write(batch).ok());
  EXPECT_EQ(snapshot->Get("a").value(), "old");
  EXPECT_EQ(snapshot->Get("b").value(), "old");
  scan->Next();
  ASSERT_TRUE(scan->valid());
  EXPECT_EQ(scan->key(), "b");
  EXPECT_EQ(rows_->Snapshot()->Get("a").value(), "new");
  EXPECT_EQ(rows_->Snapshot()->Get("b").value(), std::nullopt);
}

TEST_P(RowsOfEachKind, CanAllBeThrownAway) {
  Put("a", "x");
  ASSERT_TRUE(rows_->Clear().ok());
  EXPECT_THAT(AllRows(*rows_), IsEmpty());
  Put("b", "y");
  EXPECT_THAT(AllRows(*rows_), ElementsAre(Pair("b", "y")));
}

TEST_P(RowsOfEachKind, MergeSeveralRangesWithoutRepeats) {
  Put("one/a", "1a");
  Put("one/c", "c");
  Put("two/b", "2b");
  Put("two/c", "c");
  Put("three/a", "not asked");
  const std::unique_ptr<RowSnapshot> snapshot = rows_->Snapshot();
  std::vector<std::string> rests;
  for (MergedScan scan(*snapshot, {"one/", "two/"}, ""); scan.valid();
       scan.Next()) {
    rests.emplace_back(scan.rest());
  }
  EXPECT_THAT(rests, ElementsAre("a", "b", "c"));
  MergedScan after(*snapshot, {"one/", "two/"}, "a");
  ASSERT_TRUE(after.valid());
  EXPECT_EQ(after.rest(), "b");
}

TEST_P(RowsOfEachKind, SayWhichRangesThereAre) {
  for (const char* const key :
       {"work/1/a/x", "work/1/a/y", "work/1/ab/x", "work/2/c/x"}) {
    Put(key, "");
  }
  EXPECT_THAT(PrefixesUnder(*rows_->Snapshot(), "work/1/").value(),
              ElementsAre("work/1/a/", "work/1/ab/"));
  EXPECT_THAT(PrefixesUnder(*rows_->Snapshot(), "work/3/").value(), IsEmpty());
}

TEST(RocksDbRows, AreThereAfterReopening) {
  const RowsDirectory directory;
  {
    const auto rows = OpenRocksDbRows(directory.path());
    ASSERT_TRUE(rows.ok()) << rows.status();
    RowBatch batch;
    batch.Put("a", "x");
    ASSERT_TRUE((*rows)->Write(batch).ok());
  }
  const auto rows = OpenRocksDbRows(directory.path());
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_THAT(AllRows(**rows), ElementsAre(Pair("a", "x")));
}

TEST(RocksDbRows, BeginAnewWhenTheyAreDamaged) {
  const RowsDirectory directory;
  {
    const auto rows = OpenRocksDbRows(directory.path());
    ASSERT_TRUE(rows.ok()) << rows.status();
    RowBatch batch;
    batch.Put("a", "x");
    ASSERT_TRUE((*rows)->Write(batch).ok());
  }
  std::ofstream(directory.path() + "/CURRENT") << "nothing of sense";
  const auto rows = OpenRocksDbRows(directory.path());
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_THAT(AllRows(**rows), IsEmpty());
}

TEST(RocksDbRows, AreRefusedWhileInUse) {
  const RowsDirectory directory;
  const auto first = OpenRocksDbRows(directory.path());
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(OpenRocksDbRows(directory.path()).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

// Rows that someone changed, or put in the place of others.
TEST(SealedRows, AreDamagedWhenTheyDoNotOpen) {
  const SecretKey key = SecretKey::Random();
  for (const bool moved : {false, true}) {
    std::unique_ptr<Rows> memory = NewMemoryRows();
    Rows& stored = *memory;
    const std::unique_ptr<Rows> rows = NewSealedRows(std::move(memory), key);
    RowBatch batch;
    batch.Put("a", "x");
    batch.Put("b", "y");
    ASSERT_TRUE(rows->Write(batch).ok());
    std::string value = stored.Snapshot()->Get("b").value().value_or("");
    ASSERT_FALSE(value.empty());
    if (!moved) value.back() = static_cast<char>(value.back() ^ 1);
    RowBatch planted;
    planted.Put(moved ? "a" : "b", value);
    ASSERT_TRUE(stored.Write(planted).ok());
    const std::unique_ptr<RowSnapshot> snapshot = rows->Snapshot();
    EXPECT_TRUE(absl::IsDataLoss(snapshot->Get(moved ? "a" : "b").status()));
    const std::unique_ptr<RowScan> scan = snapshot->Scan("", "z");
    while (scan->valid()) scan->Next();
    EXPECT_TRUE(absl::IsDataLoss(scan->status()));
  }
}

TEST(PageToken, IsRefusedWhenNoPageGaveIt) {
  EXPECT_EQ(RestOfPageToken(PageTokenOf("20260914/case")).value(),
            "20260914/case");
  EXPECT_EQ(RestOfPageToken("").value(), "");
  EXPECT_EQ(RestOfPageToken("!?").status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace driehoek
