#include "projections/fold.h"

#include <memory>
#include <optional>

#include "base/status_macros.h"

namespace driehoek {
namespace {

size_t BytesOf(const Tag& subject, const FoldedSubject& folded) {
  size_t bytes = sizeof(FoldedSubject) + 2 * subject.id.size() +
                 ApproximateBytes(folded.history);
  for (const auto& [key, hash] : folded.written) {
    bytes += sizeof(folded.written.front()) + key.capacity();
  }
  return bytes;
}

}  // namespace

Happened HappenedOf(const RecordedEvent& event) {
  return {.event = event.event,
          .actor = event.envelope.actor,
          .position = event.position(),
          .recorded_at = event.envelope.recorded_at};
}

absl::StatusOr<State> FoldHistory(const EventStore& store, const Tag& tag,
                                  Position until) {
  ReadOptions options;
  options.until = until;
  ASSIGN_OR_RETURN(
      const std::unique_ptr<EventReader> reader,
      store.Read(Query::AnyOf({{.types = {}, .tags = {tag}}}), options));
  State state = EmptyState(tag.kind);
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<RecordedEvent> event, reader->Next());
    if (!event.has_value()) return state;
    Evolve(state, HappenedOf(*event));
  }
}

absl::StatusOr<Case> FoldCase(const EventStore& store,
                              const std::string& case_id, Position until) {
  ASSIGN_OR_RETURN(State state,
                   FoldHistory(store, {TagKind::kCase, case_id}, until));
  return std::get<Case>(std::move(state));
}

FoldedSubject* FoldedSubjects::Find(const Tag& subject) {
  const auto found = by_tag_.find(subject);
  if (found == by_tag_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return &found->second->folded;
}

FoldedSubject& FoldedSubjects::Add(const Tag& subject, FoldedSubject folded) {
  entries_.push_front({subject, std::move(folded), 0});
  by_tag_[subject] = entries_.begin();
  return entries_.front().folded;
}

void FoldedSubjects::Weigh(const Tag& subject) {
  Entry& entry = *by_tag_.at(subject);
  bytes_ -= entry.bytes;
  entry.bytes = BytesOf(entry.subject, entry.folded);
  bytes_ += entry.bytes;
}

void FoldedSubjects::Trim() {
  while (bytes_ > limit_bytes_ && !entries_.empty()) {
    bytes_ -= entries_.back().bytes;
    by_tag_.erase(entries_.back().subject);
    entries_.pop_back();
  }
}

}  // namespace driehoek
