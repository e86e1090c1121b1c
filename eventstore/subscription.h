#ifndef DRIEHOEK_EVENTSTORE_SUBSCRIPTION_H_
#define DRIEHOEK_EVENTSTORE_SUBSCRIPTION_H_

#include <memory>

#include "absl/status/statusor.h"
#include "eventstore/event_store.h"

namespace driehoek {

// A subscription that reads `store` afresh at each Poll, so that a slow reader
// holds nothing of the store. `store` outlives it. Errors as Read.
absl::StatusOr<std::unique_ptr<Subscription>> NewSubscription(
    const EventStore& store, const Query& query, Position after);

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_SUBSCRIPTION_H_
