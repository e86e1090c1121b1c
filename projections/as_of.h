// What was known at a position: the same rows by the same code, folded from the
// log instead of read. Thread-safe; reads the log only.
#ifndef DRIEHOEK_PROJECTIONS_AS_OF_H_
#define DRIEHOEK_PROJECTIONS_AS_OF_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "domain/calendar.h"
#include "driehoek/v1/view.pb.h"
#include "eventstore/event_store.h"
#include "procedures/catalogue.h"
#include "projections/views.h"

namespace driehoek {

// All four: `catalogue` and `calendar` hold at least what was published and set
// up to `until`.

// As Views::GetCase, by id only. NotFound when it did not exist then.
absl::StatusOr<v1::Case> CaseAsOf(const EventStore& store,
                                  const Catalogue& catalogue,
                                  const Calendar& calendar,
                                  const std::string& case_id, Position until);
// As Views::GetTimeline, by id only, with the same page tokens. Each page, here
// and below, takes all of the history: ask for all of it at once.
absl::StatusOr<Page<v1::TimelineEntry>> TimelineAsOf(
    const EventStore& store, const Catalogue& catalogue,
    const std::string& case_id, Position until, size_t page_size,
    const std::string& page_token);
// As Views::GetPortfolio and GetDossier, with the same page tokens. The ids are
// every record of the person.
absl::StatusOr<Page<v1::FileEntry>> PortfolioAsOf(
    const EventStore& store, const Catalogue& catalogue,
    const std::vector<std::string>& resident_ids, Position until,
    size_t page_size, const std::string& page_token);
absl::StatusOr<Page<v1::FileEntry>> DossierAsOf(
    const EventStore& store, const Catalogue& catalogue,
    const std::vector<std::string>& trainer_ids, Position until,
    size_t page_size, const std::string& page_token);

// The last position recorded at or before `instant`; 0 when none. Looks at few
// events, however long the log.
absl::StatusOr<Position> PositionAt(const EventStore& store,
                                    absl::Time instant);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_AS_OF_H_
