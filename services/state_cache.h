// Folded histories that are warm: always as of the last event taken. Belongs to
// one thread.
#ifndef DRIEHOEK_SERVICES_STATE_CACHE_H_
#define DRIEHOEK_SERVICES_STATE_CACHE_H_

#include <cstddef>
#include <list>

#include "absl/container/flat_hash_map.h"
#include "base/tag.h"
#include "domain/histories.h"
#include "eventstore/event_store.h"

namespace driehoek {

class StateCache {
 public:
  // Trim keeps at most about `bytes`.
  explicit StateCache(size_t bytes) : limit_(bytes) {}

  // Null when it is not here. What was found last goes last. The state stays
  // where it is until Trim or Clear.
  const State* Find(const Tag& tag);
  // Adds a state that has every event up to the last one taken. Replaces.
  void Put(const Tag& tag, State state);
  // The next event of the log: into the states of its histories.
  void Take(const RecordedEvent& event);
  // Lets go of the longest unused until the limit holds.
  void Trim();
  void Clear();

  size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    Tag tag;
    State state;
    size_t bytes;
  };
  using Entries = std::list<Entry>;

  const size_t limit_;
  size_t bytes_ = 0;
  Entries entries_;  // The last used first.
  absl::flat_hash_map<Tag, Entries::iterator> by_tag_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_STATE_CACHE_H_
