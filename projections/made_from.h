// From what the rows were made: which log, up to where, by which views. Lies
// among the rows, in every batch, so that each event counts exactly once.
#ifndef DRIEHOEK_PROJECTIONS_MADE_FROM_H_
#define DRIEHOEK_PROJECTIONS_MADE_FROM_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "base/sha256.h"
#include "eventstore/event_store.h"
#include "projections/rows.h"

namespace driehoek {

// The one row that tells of the rows, and not of the log.
inline constexpr absl::string_view kBegunAtKey = "begun-at";

struct MadeFrom {
  std::string log_id;
  std::string versions;   // VersionsOfAllViews.
  Position position = 0;  // Every event up to here is in the rows.
  Hash32 last_hash{};     // Of the envelope at `position`.
  uint64_t open_due = 0;  // Rows of the forecast.
  // Up to where the log was when they were begun, and what was erased so far
  // had no key any more. Of these rows alone: of the same log others may have
  // been begun later, and so it lies apart (kBegunAtKey).
  Position begun_at = 0;
  // The last event in the rows with which something was erased; 0: none.
  Position erased_at = 0;
};

// Nothing yet when there are no rows.
absl::StatusOr<MadeFrom> ReadMadeFrom(const RowSnapshot& snapshot);
void PutMadeFrom(const MadeFrom& made_from, RowBatch& batch);

// Whether rows made from that are what these views would make of this log: the
// same log, that still has the last event they saw. A log put back from a
// backup may have gone on differently.
absl::StatusOr<bool> IsStillTrue(const MadeFrom& made_from,
                                 const EventStore& store);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_MADE_FROM_H_
