// The histories that a decision looks at, each folded to a state.
#ifndef DRIEHOEK_DOMAIN_HISTORIES_H_
#define DRIEHOEK_DOMAIN_HISTORIES_H_

#include <variant>

#include "absl/container/flat_hash_map.h"
#include "base/tag.h"
#include "domain/case.h"
#include "domain/directory.h"
#include "domain/happened.h"
#include "domain/standings.h"

namespace driehoek {

// The state of one history. monostate: a kind that no decision looks at.
using State =
    std::variant<std::monostate, Institute, PersonState, AccountState,
                 TrainerState, GroupState, PracticeState, PlacementState, Case,
                 CohortState, ProcedureState, PrivacyRequestState>;

// The state of a history without events.
State EmptyState(TagKind kind);

// The state after what happened.
void Evolve(State& state, const Happened& happened);

// About how many bytes of memory a state takes; for bounding caches.
size_t ApproximateBytes(const State& state);

// The states asked for, by tag. Borrows them: they outlive the decision.
class Histories {
 public:
  void Set(const Tag& tag, const State* state) { states_[tag] = state; }

  // Null when it was not set.
  const State* Find(const Tag& tag) const {
    const auto found = states_.find(tag);
    return found == states_.end() ? nullptr : found->second;
  }

  // The state of `tag`; the empty state when it was not set.
  template <typename T>
  const T& Get(TagKind kind, const std::string& id) const {
    static const T* const empty = new T();
    const State* const found = Find(Tag{kind, id});
    const T* const state = found != nullptr ? std::get_if<T>(found) : nullptr;
    return state != nullptr ? *state : *empty;
  }

 private:
  absl::flat_hash_map<Tag, const State*> states_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_HISTORIES_H_
