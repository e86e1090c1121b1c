// An event with what the log says of it: all that Evolve may look at.
#ifndef DRIEHOEK_DOMAIN_HAPPENED_H_
#define DRIEHOEK_DOMAIN_HAPPENED_H_

#include "absl/time/time.h"
#include "base/ids.h"
#include "driehoek/v1/event.pb.h"

namespace driehoek {

// Borrows the event and the actor.
struct Happened {
  const v1::Event& event;
  const v1::Actor& actor;
  Position position;
  absl::Time recorded_at;
};

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_HAPPENED_H_
