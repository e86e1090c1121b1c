#include "eventstore/event_store.h"

#include <algorithm>
#include <string>
#include <vector>

namespace driehoek {
namespace {

bool MatchesItem(const QueryItem& item, EventType type,
                 const std::vector<Tag>& tags) {
  const bool right_type =
      item.types.empty() ||
      std::find(item.types.begin(), item.types.end(), type) != item.types.end();
  return right_type &&
         std::all_of(item.tags.begin(), item.tags.end(), [&](const Tag& tag) {
           return std::binary_search(tags.begin(), tags.end(), tag);
         });
}

}  // namespace

bool Matches(const Query& query, EventType type, const std::vector<Tag>& tags) {
  return query.matches_all() ||
         std::any_of(query.items().begin(), query.items().end(),
                     [&](const QueryItem& item) {
                       return MatchesItem(item, type, tags);
                     });
}

const std::string& RecordedEvent::tag(TagKind kind) const {
  static const auto* const none = new std::string;
  for (const TagLink& link : envelope.links) {
    if (link.tag.kind == kind) return link.tag.id;
  }
  return *none;
}

}  // namespace driehoek
