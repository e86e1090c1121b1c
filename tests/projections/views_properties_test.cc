// What holds for the views whatever comes in which order, and whenever the
// process ends.
#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "projections/rows_home.h"
#include "tests/kit/properties.h"
#include "tests/projections/projector_fixture.h"
#include "tests/projections/written_log.h"

namespace driehoek {
namespace {

// Two cases of which the events come in any order between each other, none
// earlier than recorded before.
class TwoStories {
 public:
  // Tells the next event of either; false at the end of both.
  bool TellOne(WrittenLog& log) {
    const size_t story = DrawIndex(2);
    const size_t other = 1 - story;
    return Tell(story, log) || Tell(other, log);
  }

 private:
  bool Tell(size_t story, WrittenLog& log) {
    const std::vector<Told>& events = DecouplingStory();
    if (told_[story] == events.size()) return false;
    const Told& next = events[told_[story]++];
    const int number = static_cast<int>(story) + 1;
    day_ = std::max(day_, next.day);
    log.Add(TenOn(day_), {EventIn(number, next.event)});
    return true;
  }

  std::array<size_t, 2> told_ = {0, 0};
  int day_ = 0;
};

TEST(Views, AreWhatReplayMakesOfTheLogHoweverTheyWereFolded) {
  int restarts = 0;
  Holds(25, [&] {
    WrittenLog log;
    TwoStories stories;
    const std::unique_ptr<Rows> rows = NewMemoryRows();
    const ProjectorOptions options = {
        .directory = "",
        .case_cache_bytes = DrawWhether() ? size_t{0} : size_t{1} << 20,
        .events_per_step = DrawIndex(9) + 1};
    auto projector = OpenOn(*rows, log.store(), options);
    for (bool more = true; more;) {
      for (int events = DrawNumber(1, 20); events > 0 && more; --events) {
        more = stories.TellOne(log);
      }
      if (DrawWhether()) {
        CatchUp(*projector);
      } else {
        RC_ASSERT(projector->Step().ok());
      }
      if (DrawNumber(1, 3) == 1) {
        ++restarts;
        projector.reset();
        projector = OpenOn(*rows, log.store(), options);
      }
    }
    CatchUp(*projector);
    projector.reset();
    RC_ASSERT(AllRows(*rows) == RowsFromNothing(log.store()));
  });
  EXPECT_GT(restarts, 0);
}

TEST(Views, AreWhatReplayMakesOfTheLogWheneverTheyWereMadeAnew) {
  int restarts = 0;
  int rebuilt = 0;
  int grown_while_rebuilt = 0;
  Holds(25, [&] {
    WrittenLog log;
    TwoStories stories;
    const RowsDirectory directory;
    const std::string views = directory.path() + "/views";
    const auto open = [&] {
      return *Projector::Open(
          {.directory = views, .events_per_step = DrawIndex(9) + 1},
          log.store());
    };
    std::unique_ptr<Projector> projector = open();
    std::shared_ptr<const RebuildReport> report;
    Position asked_at = 0;
    for (bool more = true; more;) {
      for (int events = DrawNumber(1, 20); events > 0 && more; --events) {
        more = stories.TellOne(log);
      }
      for (int steps = DrawNumber(1, 8); steps > 0; --steps) {
        RC_ASSERT(projector->Step().ok());
      }
      if (report != nullptr && report->Now().outcome.has_value()) {
        RC_ASSERT(report->Now().outcome->ok());
        RC_ASSERT(**report->Now().outcome == 0u);
        ++rebuilt;
        if (report->Now().position > asked_at) ++grown_while_rebuilt;
        report = nullptr;
      }
      if (report == nullptr && DrawNumber(1, 3) == 1) {
        report = *projector->StartRebuild();
        asked_at = log.store().head();
      }
      if (DrawNumber(1, 6) == 1) {
        ++restarts;
        report = nullptr;
        projector.reset();
        projector = open();
      }
    }
    CatchUp(*projector);
    projector.reset();
    RC_ASSERT(AllRows(**NewDirectoryHome(views, 0)->OpenLive()) ==
              RowsFromNothing(log.store()));
  });
  EXPECT_GT(restarts, 0);
  EXPECT_GT(rebuilt, 0) << "no rebuild came to its end";
  EXPECT_GT(grown_while_rebuilt, 0) << "nothing came during a rebuild";
}

}  // namespace
}  // namespace driehoek
