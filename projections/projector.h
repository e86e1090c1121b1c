// Keeps the views up with the log: reads what is new, works out the rows and
// puts rows and position down in one batch, so that every event counts exactly
// once. No thread of its own.
#ifndef DRIEHOEK_PROJECTIONS_PROJECTOR_H_
#define DRIEHOEK_PROJECTIONS_PROJECTOR_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "eventstore/event_store.h"
#include "procedures/catalogue.h"
#include "projections/views.h"

namespace driehoek {

struct ProjectorOptions {
  // RocksDB directory of the rows; in memory when empty.
  std::string directory;
  // Folded cases kept in memory, in bytes.
  size_t case_cache_bytes = size_t{64} << 20;
  // Events a Step takes at most.
  size_t events_per_step = 1000;
};

class Projector : public Views {
 public:
  // Opens the rows; throws them away when they were made by another version of
  // a view or of another log. `store` is borrowed and outlives the projector.
  static absl::StatusOr<std::unique_ptr<Projector>> Open(
      ProjectorOptions options, const EventStore& store);

  // Takes some new events. Returns whether there is more to take. An error is
  // final: the log or the rows are damaged.
  virtual absl::StatusOr<bool> Step() = 0;

  // Calls `listener` with the cases and files touched, after each batch of rows
  // is down, on the stepping thread: it must only wake someone.
  struct Touched {
    Position position;
    std::vector<std::string> case_ids;
    std::vector<std::string> resident_ids;
    std::vector<std::string> trainer_ids;
  };
  virtual void OnTouched(std::function<void(const Touched&)> listener) = 0;
};

// The case as it was at `until`, with its obligations, by the same code as the
// rows (as_of). NotFound when it did not exist then.
absl::StatusOr<v1::Case> CaseAsOf(const EventStore& store,
                                  const std::string& case_id, Position until);
absl::StatusOr<std::vector<v1::TimelineEntry>> TimelineAsOf(
    const EventStore& store, const std::string& case_id, Position until);
absl::StatusOr<std::vector<v1::FileEntry>> PortfolioAsOf(
    const EventStore& store, const std::string& resident_id, Position until);
absl::StatusOr<std::vector<v1::FileEntry>> DossierAsOf(
    const EventStore& store, const std::string& trainer_id, Position until);
// The last position recorded at or before `instant`; 0 when none. By bisection.
absl::StatusOr<Position> PositionAt(const EventStore& store,
                                    absl::Time instant);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_PROJECTOR_H_
