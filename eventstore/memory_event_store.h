// The twin of the real log, in memory: plain and slow to be obviously right. An
// oracle for the contract tests and the log of the seeded simulation.
#ifndef DRIEHOEK_EVENTSTORE_MEMORY_EVENT_STORE_H_
#define DRIEHOEK_EVENTSTORE_MEMORY_EVENT_STORE_H_

#include <memory>

#include "eventstore/event_store.h"

namespace driehoek {

std::unique_ptr<EventStore> NewMemoryEventStore(LogIdentity identity);

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_MEMORY_EVENT_STORE_H_
