#include "domain/same_people.h"

#include <algorithm>

namespace driehoek {

void SamePeople::Take(const v1::Event& event) {
  if (event.has_persons_merged()) {
    Merge(event.persons_merged().person_id(),
          event.persons_merged().duplicate_id());
  } else if (event.has_persons_unmerged()) {
    Unmerge(event.persons_unmerged().person_id(),
            event.persons_unmerged().duplicate_id());
  }
}

void SamePeople::Merge(const std::string& person_id,
                       const std::string& duplicate_id) {
  if (AreSame(person_id, duplicate_id) || IsDuplicate(person_id) ||
      IsDuplicate(duplicate_id) || duplicates_.contains(duplicate_id)) {
    return;
  }
  kept_[duplicate_id] = person_id;
  duplicates_[person_id].push_back(duplicate_id);
  ++merges_;
}

void SamePeople::Unmerge(const std::string& person_id,
                         const std::string& duplicate_id) {
  if (!IsDuplicate(duplicate_id) || KeptOf(duplicate_id) != person_id) return;
  kept_.erase(duplicate_id);
  const auto of_person = duplicates_.find(person_id);
  std::erase(of_person->second, duplicate_id);
  if (of_person->second.empty()) duplicates_.erase(of_person);
}

std::string SamePeople::KeptOf(const std::string& id) const {
  const auto kept = kept_.find(id);
  return kept == kept_.end() ? id : kept->second;
}

bool SamePeople::IsDuplicate(const std::string& id) const {
  return kept_.contains(id);
}

std::vector<std::string> SamePeople::AllOf(const std::string& id) const {
  std::vector<std::string> all = {KeptOf(id)};
  const auto duplicates = duplicates_.find(all.front());
  if (duplicates != duplicates_.end()) {
    all.insert(all.end(), duplicates->second.begin(), duplicates->second.end());
  }
  return all;
}

std::vector<std::string> SamePeople::DuplicatesOf(const std::string& id) const {
  const auto duplicates = duplicates_.find(KeptOf(id));
  return duplicates == duplicates_.end() ? std::vector<std::string>()
                                         : duplicates->second;
}

bool SamePeople::AreSame(const std::string& a, const std::string& b) const {
  return a == b || KeptOf(a) == KeptOf(b);
}

std::optional<std::string> SamePeople::FindIn(
    const std::vector<std::string>& ids, const std::string& id) const {
  auto found = std::find(ids.begin(), ids.end(), id);
  if (found == ids.end()) {
    found = std::find_if(ids.begin(), ids.end(), [&](const std::string& other) {
      return AreSame(other, id);
    });
  }
  if (found == ids.end()) return std::nullopt;
  return *found;
}

}  // namespace driehoek
