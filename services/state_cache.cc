#include "services/state_cache.h"

#include <cstddef>
#include <utility>

#include "base/tag.h"
#include "domain/happened.h"
#include "domain/histories.h"
#include "eventstore/event_store.h"

namespace driehoek {
namespace {

// The list node and the two copies of the tag.
constexpr size_t kEntryOverhead = 256;

size_t BytesOfEntry(const State& state) {
  return kEntryOverhead + ApproximateBytes(state);
}

}  // namespace

const State* StateCache::Find(const Tag& tag) {
  const auto found = by_tag_.find(tag);
  if (found == by_tag_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return &found->second->state;
}

void StateCache::Put(const Tag& tag, State state) {
  const auto found = by_tag_.find(tag);
  if (found != by_tag_.end()) {
    bytes_ -= found->second->bytes;
    entries_.erase(found->second);
  }
  const size_t bytes = BytesOfEntry(state);
  entries_.push_front({tag, std::move(state), bytes});
  by_tag_[tag] = entries_.begin();
  bytes_ += bytes;
}

void StateCache::Take(const RecordedEvent& event) {
  const Envelope& envelope = event.envelope;
  for (const TagLink& link : envelope.links) {
    const auto found = by_tag_.find(link.tag);
    if (found == by_tag_.end()) continue;
    Entry& entry = *found->second;
    Evolve(entry.state, Happened{event.event, envelope.actor, envelope.position,
                                 envelope.recorded_at});
    bytes_ -= entry.bytes;
    entry.bytes = BytesOfEntry(entry.state);
    bytes_ += entry.bytes;
  }
}

void StateCache::Trim() {
  while (bytes_ > limit_ && !entries_.empty()) {
    bytes_ -= entries_.back().bytes;
    by_tag_.erase(entries_.back().tag);
    entries_.pop_back();
  }
}

void StateCache::Clear() {
  by_tag_.clear();
  entries_.clear();
  bytes_ = 0;
}

}  // namespace driehoek
