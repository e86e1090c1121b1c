#include "domain/draft.h"

#include <utility>
#include <vector>

#include "domain/happened.h"

namespace driehoek {

void Draft::Add(const TaggedEvent& event) {
  const Happened happened{.event = event.event,
                          .actor = context_.actor,
                          .position = next_position_++,
                          .recorded_at = context_.now};
  for (const Tag& tag : event.tags) Evolve(*Change(tag), happened);
  if (event.event.has_persons_merged() || event.event.has_persons_unmerged()) {
    if (!same_people_.has_value()) same_people_ = context_.same_people;
    same_people_->Take(event.event);
  }
  if (event.event.has_procedure_published()) {
    std::vector<v1::ProcedureProblem> problems;
    std::shared_ptr<const Procedure> procedure = ParseProcedure(
        event.event.procedure_published().textproto(), &problems);
    if (!catalogue_.has_value()) catalogue_ = context_.catalogue;
    // A version that is there already was refused before it came here.
    if (procedure != nullptr)
      catalogue_->Add(std::move(procedure)).IgnoreError();
  }
}

State* Draft::Change(const Tag& tag) {
  std::unique_ptr<State>& changed = changed_[tag];
  if (changed == nullptr) {
    const State* const before = before_.Find(tag);
    changed = std::make_unique<State>(before != nullptr ? *before
                                                        : EmptyState(tag.kind));
  }
  return changed.get();
}

}  // namespace driehoek
