#include "services/event_ring.h"

#include <cstddef>

#include "base/ids.h"
#include "base/tag.h"
#include "domain/happened.h"
#include "domain/histories.h"
#include "eventstore/event_store.h"

namespace driehoek {

void EventRing::Take(const RecordedEvent& event) {
  const size_t bytes = sizeof(Kept) + event.event.SpaceUsedLong();
  kept_.push_back({event, bytes});
  bytes_ += bytes;
  last_ = event.position();
  while (kept_.size() > limit_events_ ||
         (bytes_ > limit_bytes_ && !kept_.empty())) {
    bytes_ -= kept_.front().bytes;
    kept_.pop_front();
  }
}

void EventRing::Restart(Position last) {
  kept_.clear();
  bytes_ = 0;
  last_ = last;
}

void EventRing::CatchUp(const Tag& tag, Position folded_to,
                        State& state) const {
  if (folded_to >= last_) return;
  for (size_t i = kept_.size() - (last_ - folded_to); i < kept_.size(); ++i) {
    const RecordedEvent& event = kept_[i].event;
    for (const TagLink& link : event.envelope.links) {
      if (link.tag != tag) continue;
      Evolve(state, Happened{event.event, event.envelope.actor,
                             event.position(), event.envelope.recorded_at});
    }
  }
}

}  // namespace driehoek
