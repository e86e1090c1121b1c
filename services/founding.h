// The first events of a log: an institute, and someone to let others in.
#ifndef DRIEHOEK_SERVICES_FOUNDING_H_
#define DRIEHOEK_SERVICES_FOUNDING_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "eventstore/event_store.h"

namespace driehoek {

struct Founding {
  std::string institute_name;           // 1 to 200 characters.
  std::string administrator_reference;  // 1 to 64 of [A-Za-z0-9._-].
  std::string administrator_name;       // 1 to 200 characters.
};

// Founds the institute when the log is empty, at `now`; does nothing otherwise.
// InvalidArgument when the founding says too little; errors of the store.
absl::Status FoundIfNew(const Founding& founding, EventStore& store,
                        absl::Time now);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_FOUNDING_H_
