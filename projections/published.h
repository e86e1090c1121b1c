// The procedures that were published, so that the views need not look for them
// in the log at every start.
#ifndef DRIEHOEK_PROJECTIONS_PUBLISHED_H_
#define DRIEHOEK_PROJECTIONS_PUBLISHED_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "procedures/catalogue.h"
#include "projections/rows.h"
#include "projections/view.h"

namespace driehoek {

absl::Status ApplyToPublished(const RecordedEvent& event,
                              const CaseOfEvent* of_case, RowEditor& rows);

// All that was published so far. FailedPrecondition: a text that this program
// does not understand.
absl::StatusOr<Catalogue> ReadPublished(const RowSnapshot& snapshot);

// Adds what the event published, if that is what it did.
absl::Status AddPublished(const v1::Event& event, Catalogue& catalogue);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_PUBLISHED_H_
