#include "projections/fold.h"

#include <memory>
#include <optional>

#include "base/status_macros.h"

namespace driehoek {
namespace {

size_t BytesOf(const std::string& case_id, const FoldedCase& folded) {
  size_t bytes = sizeof(FoldedCase) + 2 * case_id.size() +
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

FoldedCase* FoldedCases::Find(const std::string& case_id) {
  const auto found = by_id_.find(case_id);
  if (found == by_id_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return &found->second->folded;
}

FoldedCase& FoldedCases::Add(const std::string& case_id, FoldedCase folded) {
  entries_.push_front({case_id, std::move(folded), 0});
  by_id_[case_id] = entries_.begin();
  return entries_.front().folded;
}

void FoldedCases::Weigh(const std::string& case_id) {
  Entry& entry = *by_id_.at(case_id);
  bytes_ -= entry.bytes;
  entry.bytes = BytesOf(entry.case_id, entry.folded);
  bytes_ += entry.bytes;
}

void FoldedCases::Trim() {
  while (bytes_ > limit_bytes_ && !entries_.empty()) {
    bytes_ -= entries_.back().bytes;
    by_id_.erase(entries_.back().case_id);
    entries_.pop_back();
  }
}

}  // namespace driehoek
