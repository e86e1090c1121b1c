#include "projections/projector.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "domain/rejections.h"
#include "eventstore/memory_event_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/made_from.h"
#include "tests/projections/projector_fixture.h"
#include "tests/projections/written_log.h"

namespace driehoek {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;

using AllOfThem = std::map<std::string, std::string>;

TEST(Projector, MakesTheSameRowsInSmallStepsAsAtOnce) {
  WrittenLog log;
  log.TellTogether(3, DecouplingStory());
  const AllOfThem expected = RowsFromNothing(log.store());
  EXPECT_THAT(expected, Contains(Key("cases/id/case-1")));
  for (const size_t events : {size_t{1}, size_t{2}, size_t{7}}) {
    for (const size_t cache : {size_t{0}, size_t{1} << 20}) {
      const std::unique_ptr<Rows> rows = NewMemoryRows();
      const auto projector = OpenOn(*rows, log.store(),
                                    {.directory = "",
                                     .case_cache_bytes = cache,
                                     .events_per_step = events});
      CatchUp(*projector);
      EXPECT_EQ(projector->position(), log.store().head());
      EXPECT_EQ(AllRows(*rows), expected) << events << " " << cache;
    }
  }
}

TEST(Projector, CountsEachEventOnceWhereverTheProcessEnds) {
  WrittenLog log;
  log.TellTogether(2, DecouplingStory());
  const AllOfThem expected = RowsFromNothing(log.store());
  const RowsDirectory directory;
  Position reached = 0;
  while (reached < log.store().head()) {
    // Every step in a process of its own.
    const auto projector = Projector::Open({.directory = directory.path(),
                                            .case_cache_bytes = 1 << 20,
                                            .events_per_step = 5},
                                           log.store());
    ASSERT_TRUE(projector.ok()) << projector.status();
    ASSERT_EQ((*projector)->position(), reached);
    ASSERT_TRUE((*projector)->Step().ok());
    ASSERT_GT((*projector)->position(), reached);
    reached = (*projector)->position();
  }
  const auto rows = OpenRocksDbRows(directory.path());
  ASSERT_TRUE(rows.ok());
  EXPECT_EQ(AllRows(**rows), expected);
}

// Rows that fail to write now and then, as a full disk does.
class FailingRows : public LentRows {
 public:
  explicit FailingRows(Rows& rows) : LentRows(rows) {}
  absl::Status Write(const RowBatch& batch) override {
    if (fail) return absl::UnavailableError("no room");
    return LentRows::Write(batch);
  }
  bool fail = false;
};

TEST(Projector, EndsForGoodWhenItsRowsCannotBeWritten) {
  WrittenLog log;
  log.Tell(1, DecouplingStory());
  const std::unique_ptr<Rows> rows = NewMemoryRows();
  auto failing = std::make_unique<FailingRows>(*rows);
  FailingRows& disk = *failing;
  const auto projector =
      Projector::OpenOn(std::move(failing),
                        {.directory = "", .events_per_step = 10}, log.store());
  ASSERT_TRUE(projector.ok());
  ASSERT_TRUE((*projector)->Step().ok());
  const AllOfThem before = AllRows(*rows);
  disk.fail = true;
  EXPECT_FALSE((*projector)->Step().ok());
  disk.fail = false;
  EXPECT_FALSE((*projector)->Step().ok());
  EXPECT_EQ((*projector)->position(), Position{10});
  EXPECT_EQ(AllRows(*rows), before);
  // The next process goes on where the rows are.
  const auto next = OpenOn(*rows, log.store());
  EXPECT_EQ(next->position(), Position{10});
  CatchUp(*next);
  EXPECT_EQ(AllRows(*rows), RowsFromNothing(log.store()));
}

TEST(Projector, ThrowsRowsOfAnotherVersionAway) {
  WrittenLog log;
  log.Tell(1, DecouplingStory());
  const std::unique_ptr<Rows> rows = NewMemoryRows();
  CatchUp(*OpenOn(*rows, log.store()));
  absl::StatusOr<MadeFrom> made_from = ReadMadeFrom(*rows->Snapshot());
  ASSERT_TRUE(made_from.ok());
  made_from->versions += "a view of before 1, ";
  RowBatch batch;
  PutMadeFrom(*made_from, batch);
  batch.Put("a view of before/row", "old");
  ASSERT_TRUE(rows->Write(batch).ok());

  const auto projector = OpenOn(*rows, log.store());
  EXPECT_EQ(projector->position(), Position{0});
  CatchUp(*projector);
  EXPECT_EQ(AllRows(*rows), RowsFromNothing(log.store()));
}

TEST(Projector, ThrowsRowsOfAnotherLogAway) {
  WrittenLog log;
  log.Tell(1, DecouplingStory());
  const std::unique_ptr<Rows> rows = NewMemoryRows();
  CatchUp(*OpenOn(*rows, log.store()));
  WrittenLog other(
      NewMemoryEventStore({std::string(32, 'f'), std::string(32, 's')}));
  other.Tell(2, DecouplingStory());
  other.Tell(3, DecouplingStory());
  CatchUp(*OpenOn(*rows, other.store()));
  EXPECT_EQ(AllRows(*rows), RowsFromNothing(other.store()));
}

TEST(Projector, ThrowsRowsAwayThatAreAheadOfARestoredLog) {
  WrittenLog log;
  log.Tell(1, DecouplingStory());
  const std::unique_ptr<Rows> rows = NewMemoryRows();
  CatchUp(*OpenOn(*rows, log.store()));
  WrittenLog restored;  // The same log, as it was before the case.
  ASSERT_EQ(restored.store().identity().log_id, log.store().identity().log_id);
  ASSERT_LT(restored.store().head(), log.store().head());
  CatchUp(*OpenOn(*rows, restored.store()));
  EXPECT_EQ(AllRows(*rows), RowsFromNothing(restored.store()));
}

TEST(Projector, ThrowsRowsAwayOfARestoredLogThatWentOnDifferently) {
  WrittenLog log;
  log.Tell(1, DecouplingStory());
  const std::unique_ptr<Rows> rows = NewMemoryRows();
  CatchUp(*OpenOn(*rows, log.store()));
  WrittenLog restored;
  restored.Tell(2, DecouplingStory());
  restored.Tell(3, DecouplingStory());
  ASSERT_GT(restored.store().head(), log.store().head());
  CatchUp(*OpenOn(*rows, restored.store()));
  EXPECT_EQ(AllRows(*rows), RowsFromNothing(restored.store()));
}

TEST(Projector, ShowsASignalNowhere_S1) {
  WrittenLog log;
  log.Tell(1, DecouplingStory());
  AllOfThem before = RowsFromNothing(log.store());
  log.Add(TenOn(100), {EventIn(1, R"pb(discontent_signalled {
                                         signal_id: "signal-1"
                                         placement_id: "placement-1"
                                         group_id: "group-1"
                                         signalled_by: "resident-1" on @100
                                         note: "Het gaat niet goed."
                                       })pb"),
                       EventIn(1, R"pb(perspectives_clarified {
                                         signal_id: "signal-1"
                                         group_id: "group-1" on @101
                                         resident_heard: true
                                       })pb")});
  AllOfThem after = RowsFromNothing(log.store());
  EXPECT_EQ(before.erase("made-from"), 1u);
  EXPECT_EQ(after.erase("made-from"), 1u);
  EXPECT_EQ(after, before);
}

TEST(Projector, TellsWhichCasesAndFilesWereTouched) {
  WrittenLog log;
  const std::unique_ptr<Rows> rows = NewMemoryRows();
  const auto projector = OpenOn(*rows, log.store());
  std::vector<Projector::Touched> heard;
  projector->OnTouched(
      [&](const Projector::Touched& touched) { heard.push_back(touched); });
  const std::vector<Told>& story = DecouplingStory();
  log.Tell(4, {story.begin(), story.begin() + 5});
  CatchUp(*projector);
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(heard[0].position, log.store().head());
  EXPECT_THAT(heard[0].case_ids, ElementsAre("case-4"));
  EXPECT_THAT(heard[0].resident_ids, IsEmpty());
  log.Tell(4, {story.begin() + 5, story.begin() + 7});
  CatchUp(*projector);
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_THAT(heard[1].resident_ids, ElementsAre("resident-4"));
  EXPECT_THAT(heard[1].trainer_ids, ElementsAre("trainer-4"));
}

class Waiting : public ::testing::Test {
 protected:
  void Wait(Position position, absl::Duration deadline) {
    projector_->WhenReached(position, deadline, [this](absl::Status status) {
      answers_.push_back(std::move(status));
    });
  }

  std::vector<absl::Status> answers_;  // Outlives who gives them.
  WrittenLog log_;
  std::unique_ptr<Rows> rows_ = NewMemoryRows();
  std::unique_ptr<Projector> projector_ = OpenOn(*rows_, log_.store());
};

TEST_F(Waiting, EndsAtOnceForWhatIsThere) {
  CatchUp(*projector_);
  Wait(2, absl::ZeroDuration());
  EXPECT_THAT(answers_, ElementsAre(absl::OkStatus()));
}

TEST_F(Waiting, EndsWhenTheRowsAreDown) {
  CatchUp(*projector_);
  Wait(3, absl::ZeroDuration());
  EXPECT_THAT(answers_, IsEmpty());
  log_.Tell(1, DecouplingStory()[0]);
  EXPECT_THAT(answers_, IsEmpty());
  CatchUp(*projector_);
  EXPECT_THAT(answers_, ElementsAre(absl::OkStatus()));
}

TEST_F(Waiting, WakesWhoStepsUnlessItIsThere) {
  int woken = 0;
  projector_ = OpenOn(*rows_, log_.store(),
                      {.directory = "", .wake = [&woken] { ++woken; }});
  CatchUp(*projector_);
  Wait(2, absl::Hours(1));
  EXPECT_EQ(woken, 0);
  Wait(3, absl::Hours(1));
  EXPECT_EQ(woken, 1);
}

TEST_F(Waiting, EndsAtItsDeadline) {
  Wait(5, absl::ZeroDuration());
  Wait(5, absl::Seconds(2));
  projector_->Expire(absl::ZeroDuration());
  EXPECT_THAT(answers_, IsEmpty());
  projector_->Expire(absl::Seconds(1));
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(answers_[0].code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(answers_[0]), "VIEW_BEHIND");
}

TEST_F(Waiting, IsForAtMostTenThousand) {
  for (int i = 0; i < 10000; ++i) Wait(99, absl::ZeroDuration());
  EXPECT_THAT(answers_, IsEmpty());
  Wait(99, absl::ZeroDuration());
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(answers_[0].code(), absl::StatusCode::kResourceExhausted);
  projector_->Expire(absl::Seconds(1));
  EXPECT_EQ(answers_.size(), 10001u);
}

TEST_F(Waiting, EndsWhenNobodyWillStepAndIsRefusedFromThenOn) {
  const absl::Status why = absl::UnavailableError("the rows are damaged");
  CatchUp(*projector_);
  Wait(99, absl::ZeroDuration());
  projector_->CloseWaits(why);
  EXPECT_THAT(answers_, ElementsAre(why));
  Wait(99, absl::ZeroDuration());
  Wait(2, absl::ZeroDuration());
  EXPECT_THAT(answers_, ElementsAre(why, why, absl::OkStatus()))
      << "what is there is there";
}

TEST_F(Waiting, IsAnsweredWhenTheServerStops) {
  Wait(99, absl::ZeroDuration());
  projector_.reset();
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(answers_[0].code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace driehoek
