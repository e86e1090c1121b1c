// A log for tests of what is read from it: an institute with Utrecht's
// procedure, and cases told event by event. What the commands would refuse is
// not refused here.
#ifndef DRIEHOEK_TESTS_PROJECTIONS_WRITTEN_LOG_H_
#define DRIEHOEK_TESTS_PROJECTIONS_WRITTEN_LOG_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "domain/case.h"
#include "eventstore/event_store.h"
#include "procedures/catalogue.h"

namespace driehoek {

// Day 0 of a story.
inline constexpr absl::CivilDay kMonday(2026, 9, 7);

// An event and the day, after day 0, on which it is recorded.
struct Told {
  int day;
  std::string event;  // Text format; "@5" is the date of day 5, "$" the story.
};

// From the meeting to the restart with a new trainer and the closing: 46 events
// of the case, everything in time. Its ids end in the number of the story.
const std::vector<Told>& DecouplingStory();

class WrittenLog {
 public:
  // In memory, with the institute founded and Utrecht's procedure published.
  WrittenLog();
  // With this text of the procedure.
  explicit WrittenLog(const std::string& procedure);
  // In this new log.
  explicit WrittenLog(std::unique_ptr<EventStore> store);

  EventStore& store() { return *store_; }
  const Catalogue& catalogue() const { return catalogue_; }

  // Appends the events of one request; gives the last position.
  Position Add(absl::Time at, const std::vector<v1::Event>& events);
  // At ten o'clock on this day of story `number`.
  Position Tell(int number, const Told& told);
  Position Tell(int number, const std::vector<Told>& story);
  // Tells `stories` at once: one event of each in turn.
  void TellTogether(int stories, const std::vector<Told>& story);
  // Tells the first `events` of `stories` in few large requests: each story at
  // a stretch, or one event of each in turn.
  void TellAtOnce(int stories, size_t events, bool in_turn);

  // Adds outcomes of one case, cohort or procedure as the writer would: refused
  // when anything came to that after `nothing_after`.
  absl::StatusOr<Appended> AddOutcomes(const std::string& request_id,
                                       absl::Time at,
                                       const std::vector<v1::Event>& outcomes,
                                       Position nothing_after);

 private:
  WrittenLog(std::unique_ptr<EventStore> store, const std::string& procedure);

  std::vector<NewEvent> Tagged(const std::vector<v1::Event>& events);
  void Took(const std::vector<RecordedEvent>& events);

  std::unique_ptr<EventStore> store_;
  Catalogue catalogue_;
  absl::flat_hash_map<std::string, Case> cases_;
  int requests_ = 0;
};

// "case-7"
std::string CaseOf(int number);
// The event that `text` is in story `number`.
v1::Event EventIn(int number, const std::string& text);
// Ten o'clock in Amsterdam on `day` after day 0.
absl::Time TenOn(int day);

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_PROJECTIONS_WRITTEN_LOG_H_
