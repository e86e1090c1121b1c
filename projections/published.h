// The procedures that were published, so that the views need not look for them
// in the log at every start.
#ifndef DRIEHOEK_PROJECTIONS_PUBLISHED_H_
#define DRIEHOEK_PROJECTIONS_PUBLISHED_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "eventstore/event_store.h"
#include "procedures/catalogue.h"
#include "projections/rows.h"
#include "projections/view.h"

namespace driehoek {

absl::Status ApplyToPublished(const RecordedEvent& event,
                              const CaseOfEvent* of_case, RowEditor& rows);

// All that was published up to some moment.
struct Published {
  Catalogue catalogue;
  Position position = 0;  // Of the latest.
};

// All that was published so far. FailedPrecondition: a text that this program
// does not understand.
absl::StatusOr<Published> ReadPublished(const RowSnapshot& snapshot);

// Adds what the event published, if that is what it did.
absl::Status AddPublished(const RecordedEvent& event, Published& published);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_PUBLISHED_H_
