// The latest events, to bring a state that was folded a moment ago up to now.
// Belongs to one thread.
#ifndef DRIEHOEK_SERVICES_EVENT_RING_H_
#define DRIEHOEK_SERVICES_EVENT_RING_H_

#include <cstddef>
#include <deque>

#include "base/ids.h"
#include "base/tag.h"
#include "domain/histories.h"
#include "eventstore/event_store.h"

namespace driehoek {

class EventRing {
 public:
  // Keeps at most `events` events of about `bytes` in all; begins after `last`.
  EventRing(size_t events, size_t bytes, Position last)
      : limit_events_(events), limit_bytes_(bytes), last_(last) {}

  // The event at last() + 1.
  void Take(const RecordedEvent& event);
  // Forgets everything; goes on after `last`.
  void Restart(Position last);

  // Whether everything after `folded_to` is here.
  bool Reaches(Position folded_to) const {
    return folded_to >= last_ || last_ - folded_to <= kept_.size();
  }
  // Takes into `state` what came to `tag` after `folded_to`, which is reached.
  void CatchUp(const Tag& tag, Position folded_to, State& state) const;

  Position last() const { return last_; }

 private:
  struct Kept {
    RecordedEvent event;
    size_t bytes;
  };

  const size_t limit_events_;
  const size_t limit_bytes_;
  Position last_;
  size_t bytes_ = 0;
  std::deque<Kept> kept_;  // Without gaps; the newest is at last_.
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_EVENT_RING_H_
