// Projectors on rows that a test keeps.
#ifndef DRIEHOEK_TESTS_PROJECTIONS_PROJECTOR_FIXTURE_H_
#define DRIEHOEK_TESTS_PROJECTIONS_PROJECTOR_FIXTURE_H_

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "projections/projector.h"
#include "tests/projections/rows_fixture.h"
#include "tests/projections/written_log.h"

namespace driehoek {

inline std::unique_ptr<Projector> OpenOn(Rows& rows, const EventStore& store,
                                         ProjectorOptions options = {}) {
  absl::StatusOr<std::unique_ptr<Projector>> projector = Projector::OpenOn(
      std::make_unique<LentRows>(rows), std::move(options), store);
  if (!projector.ok()) Fatal(projector.status().ToString());
  return *std::move(projector);
}

inline void CatchUp(Projector& projector) {
  while (true) {
    const absl::StatusOr<bool> more = projector.Step();
    ASSERT_TRUE(more.ok()) << more.status();
    if (!*more) return;
  }
}

// What the views of this log are, worked out in one go from nothing.
inline std::map<std::string, std::string> RowsFromNothing(
    const EventStore& store) {
  const std::unique_ptr<Rows> rows = NewMemoryRows();
  CatchUp(*OpenOn(*rows, store));
  return AllRows(*rows);
}

// A log and all that can be seen of it.
class SeenLog : public ::testing::Test {
 protected:
  SeenLog() = default;
  // With this text of the procedure.
  explicit SeenLog(const std::string& procedure) : log_(procedure) {}

  // Tells the first `events` of the story, and looks.
  void Tell(int number, size_t events) {
    const std::vector<Told>& story = DecouplingStory();
    log_.Tell(number,
              {story.begin(), story.begin() + static_cast<ptrdiff_t>(events)});
    Look();
  }
  void Add(int day, const std::string& event) {
    log_.Tell(1, Told{day, event});
    Look();
  }
  void Look() { CatchUp(*projector_); }

  const Views& views() const { return *projector_; }

  WrittenLog log_;
  std::unique_ptr<Rows> rows_ = NewMemoryRows();
  std::unique_ptr<Projector> projector_ = OpenOn(*rows_, log_.store());
};

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_PROJECTIONS_PROJECTOR_FIXTURE_H_
