#include "projections/rows.h"

#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/merged_scan.h"
#include "tests/projections/rows_fixture.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class RowsOfBothKinds : public ::testing::TestWithParam<bool> {
 protected:
  RowsOfBothKinds() { Reopen(); }

  void Reopen() {
    rows_.reset();
    if (GetParam()) {
      absl::StatusOr<std::unique_ptr<Rows>> opened =
          OpenRocksDbRows(directory_.path());
      if (!opened.ok()) Fatal(opened.status().ToString());
      rows_ = *std::move(opened);
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
  std::unique_ptr<Rows> rows_;
};

INSTANTIATE_TEST_SUITE_P(Rows, RowsOfBothKinds, ::testing::Bool(),
                         [](const auto& kind) {
                           return kind.param ? "RocksDb" : "Memory";
                         });

TEST_P(RowsOfBothKinds, WalkInTheOrderOfTheirKeys) {
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

TEST_P(RowsOfBothKinds, ChangeTogetherAndTheLastChangeCounts) {
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

TEST_P(RowsOfBothKinds, StandStillInASnapshot) {
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

TEST_P(RowsOfBothKinds, CanAllBeThrownAway) {
  Put("a", "x");
  ASSERT_TRUE(rows_->Clear().ok());
  EXPECT_THAT(AllRows(*rows_), IsEmpty());
  Put("b", "y");
  EXPECT_THAT(AllRows(*rows_), ElementsAre(Pair("b", "y")));
}

TEST_P(RowsOfBothKinds, MergeSeveralRangesWithoutRepeats) {
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

TEST_P(RowsOfBothKinds, SayWhichRangesThereAre) {
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

TEST(PageToken, IsRefusedWhenNoPageGaveIt) {
  EXPECT_EQ(RestOfPageToken(PageTokenOf("20260914/case")).value(),
            "20260914/case");
  EXPECT_EQ(RestOfPageToken("").value(), "");
  EXPECT_EQ(RestOfPageToken("!?").status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace driehoek
