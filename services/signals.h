// Signals of discontent (S-1). They are in no view, for they are confined: read
// from the histories of the groups and people that may know of them.
#ifndef DRIEHOEK_SERVICES_SIGNALS_H_
#define DRIEHOEK_SERVICES_SIGNALS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "domain/access.h"
#include "driehoek/v1/view.pb.h"
#include "eventstore/event_store.h"

namespace driehoek {

// Those the caller may see, newest first; at most the newest 10,000.
absl::StatusOr<std::vector<v1::Signal>> SignalsFor(const Caller& caller,
                                                   const EventStore& store);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_SIGNALS_H_
