// The judge of all fault tests sees each kind of difference.
#include "tests/eventstore_crash/log_history.h"

#include <memory>
#include <random>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "eventstore/memory_event_store.h"
#include "gtest/gtest.h"
#include "tests/kit/effort.h"

namespace driehoek {
namespace {

constexpr absl::string_view kSecret = "0123456789abcdef0123456789abcdef";

class AJudge : public ::testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i < 3; ++i) Append(true);
  }

  void Append(bool acknowledged) {
    const std::unique_ptr<AppendBatch> batch =
        store_->Begin(absl::FromUnixSeconds(1800000000));
    for (int i = 0; i < 3; ++i) {
      ASSERT_TRUE(batch->Add(RandomRequest(random_, ++number_)).ok());
    }
    history_.Attempt(*batch);
    lines_ += AttemptLines(*batch);
    ASSERT_TRUE(batch->Commit().ok());
    if (acknowledged) {
      history_.Acknowledge();
      lines_ += kAcknowledgedLine;
    }
  }

  Verdict verdict() const { return Judge(*store_, history_).verdict; }

  std::mt19937_64 random_{FromEnvironment("DRIEHOEK_TEST_SEED", 1)};
  uint64_t number_ = 0;
  const std::unique_ptr<EventStore> store_ = NewMemoryEventStore(
      {absl::StrCat(std::string(32, 'a')), std::string(kSecret)});
  LogHistory history_;
  std::string lines_;
};

TEST_F(AJudge, FindsALogWhole) {
  const Judgement judgement = Judge(*store_, history_);
  EXPECT_EQ(judgement.verdict, Verdict::kWhole) << judgement.why;
  EXPECT_EQ(judgement.head, store_->head());
}

TEST_F(AJudge, FindsALogWholeWithABatchThatWasNeverAnswered) {
  Append(false);
  EXPECT_LT(history_.acknowledged, store_->head());
  EXPECT_EQ(verdict(), Verdict::kWhole);
}

TEST_F(AJudge, MissesWhatWasAcknowledged) {
  history_.events.push_back(history_.events.back());
  history_.batch_ends.push_back(history_.events.size());
  history_.Acknowledge();
  EXPECT_EQ(verdict(), Verdict::kLost);
}

TEST_F(AJudge, SeesHalfABatch) {
  history_.acknowledged = 0;
  history_.events.push_back(history_.events.back());
  history_.batch_ends.back() += 1;
  EXPECT_EQ(verdict(), Verdict::kHalf);
}

TEST_F(AJudge, SeesAnotherEvent) {
  history_.events[1].hash[0] ^= 1;
  EXPECT_EQ(verdict(), Verdict::kAltered);
}

TEST_F(AJudge, SeesMoreThanWasAppended) {
  history_.ContinueFrom(history_.batch_ends[1]);
  EXPECT_EQ(verdict(), Verdict::kAltered);
}

TEST_F(AJudge, SeesAnEventMissingFromATag) {
  history_.events[1].tags.push_back({TagKind::kGroup, "group-1"});
  EXPECT_EQ(verdict(), Verdict::kBadIndex);
}

TEST_F(AJudge, TellsARefusalFromALoss) {
  const absl::StatusOr<std::unique_ptr<EventStore>> refused =
      absl::DataLossError("said so");
  EXPECT_EQ(Judge(refused, history_).verdict, Verdict::kRefused);
}

TEST_F(AJudge, ReadsBackWhatWasWrittenInLines) {
  Append(false);
  // The writer died in the middle of a line.
  lines_ += "event 0123456789abcdef 2:x";
  LogHistory read;
  AddLines(lines_, read);
  EXPECT_EQ(read.acknowledged, history_.acknowledged);
  EXPECT_EQ(read.batch_ends, history_.batch_ends);
  EXPECT_EQ(Judge(*store_, read).verdict, Verdict::kWhole);
}

}  // namespace
}  // namespace driehoek
