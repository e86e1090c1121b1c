#ifndef DRIEHOEK_EVENTSTORE_TAG_CACHE_H_
#define DRIEHOEK_EVENTSTORE_TAG_CACHE_H_

#include <list>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "eventstore/event_store.h"
#include "eventstore/rocksdb_layout.h"

namespace driehoek {

// The rows of the tags that were used last, at most `capacity` of them.
class TagCache {
 public:
  explicit TagCache(size_t capacity) : capacity_(capacity) {}

  std::optional<TagRow> Find(const Tag& tag) {
    const auto found = by_tag_.find(tag);
    if (found == by_tag_.end()) return std::nullopt;
    newest_first_.splice(newest_first_.begin(), newest_first_, found->second);
    return found->second->second;
  }

  void Put(const Tag& tag, const TagRow& row) {
    const auto found = by_tag_.find(tag);
    if (found != by_tag_.end()) {
      found->second->second = row;
      newest_first_.splice(newest_first_.begin(), newest_first_, found->second);
      return;
    }
    newest_first_.emplace_front(tag, row);
    by_tag_[tag] = newest_first_.begin();
    if (by_tag_.size() > capacity_) {
      by_tag_.erase(newest_first_.back().first);
      newest_first_.pop_back();
    }
  }

 private:
  using Entries = std::list<std::pair<Tag, TagRow>>;

  const size_t capacity_;
  Entries newest_first_;
  absl::flat_hash_map<Tag, Entries::iterator> by_tag_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_TAG_CACHE_H_
