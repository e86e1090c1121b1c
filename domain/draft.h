// The histories as they are in the middle of a decision: as they were, and what
// was decided so far.
#ifndef DRIEHOEK_DOMAIN_DRAFT_H_
#define DRIEHOEK_DOMAIN_DRAFT_H_

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "absl/container/flat_hash_map.h"
#include "base/tag.h"
#include "domain/decide.h"
#include "domain/histories.h"
#include "domain/same_people.h"
#include "procedures/catalogue.h"

namespace driehoek {

// Borrows the histories and the context. What Get gives is valid until the next
// Add.
class Draft {
 public:
  Draft(const Histories& before, const Context& context)
      : before_(before),
        context_(context),
        next_position_(context.next_position) {}

  template <typename T>
  const T& Get(TagKind kind, const std::string& id) const {
    if (const auto changed = changed_.find(Tag{kind, id});
        changed != changed_.end()) {
      if (const T* const state = std::get_if<T>(changed->second.get())) {
        return *state;
      }
    }
    return before_.Get<T>(kind, id);
  }

  const Catalogue& catalogue() const {
    return catalogue_.has_value() ? *catalogue_ : context_.catalogue;
  }

  const SamePeople& same_people() const {
    return same_people_.has_value() ? *same_people_ : context_.same_people;
  }

  // Takes in an event at the next position.
  void Add(const TaggedEvent& event);

 private:
  State* Change(const Tag& tag);

  const Histories& before_;
  const Context& context_;
  Position next_position_;
  // Pointers, since a map that grows moves what is in it.
  absl::flat_hash_map<Tag, std::unique_ptr<State>> changed_;
  std::optional<Catalogue> catalogue_;
  std::optional<SamePeople> same_people_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_DRAFT_H_
