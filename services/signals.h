// Signals of discontent (S-1). They are in no view, for they are confined: read
// from the histories of the groups and people that may know of them.
#ifndef DRIEHOEK_SERVICES_SIGNALS_H_
#define DRIEHOEK_SERVICES_SIGNALS_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "domain/access.h"
#include "driehoek/v1/view.pb.h"
#include "eventstore/event_store.h"
#include "projections/views.h"

namespace driehoek {

// Who has to do with a placement, by its id.
using PartiesOf = std::function<absl::StatusOr<Surroundings>(
    const std::string& placement_id)>;

// Those the caller may see of what was recorded up to `until`, newest first: at
// most `page_size`, of which a new signal moves none to another page. Where
// very many others lie between, a page may be short though another follows.
// InvalidArgument: a page token that no page gave.
absl::StatusOr<Page<v1::Signal>> ReadSignals(const Caller& caller,
                                             const EventStore& store,
                                             const PartiesOf& parties_of,
                                             Position until, size_t page_size,
                                             const std::string& page_token);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_SIGNALS_H_
