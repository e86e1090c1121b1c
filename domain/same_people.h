// Who was recorded more than once, and is one person (PersonsMerged). No
// history changes: whoever compares ids asks here. Folded from the events of
// the institute, and known beside the catalogue wherever something is decided
// or read.
#ifndef DRIEHOEK_DOMAIN_SAME_PEOPLE_H_
#define DRIEHOEK_DOMAIN_SAME_PEOPLE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "driehoek/v1/event.pb.h"

namespace driehoek {

// A value. A person goes on under one id, the kept one; the others are
// duplicates of it. Nobody is both.
class SamePeople {
 public:
  // MergePersons refuses more.
  static constexpr size_t kMostRecords = 4;    // Of one person.
  static constexpr size_t kMostMerges = 1000;  // Ever recorded.

  // What happened; any event but a merge and an unmerge changes nothing.
  void Take(const v1::Event& event);
  // Nothing when one of the two is a duplicate, or the duplicate has one.
  void Merge(const std::string& person_id, const std::string& duplicate_id);
  // Nothing when this is no duplicate of that person.
  void Unmerge(const std::string& person_id, const std::string& duplicate_id);

  // Under which the person goes on; `id` itself when it is no duplicate.
  std::string KeptOf(const std::string& id) const;
  bool IsDuplicate(const std::string& id) const;
  // Every id of the person: the kept one first, then as they were merged.
  std::vector<std::string> AllOf(const std::string& id) const;
  // As AllOf, without the kept one.
  std::vector<std::string> DuplicatesOf(const std::string& id) const;
  bool AreSame(const std::string& a, const std::string& b) const;
  // Which of `ids` is that person: this very id before another of the person;
  // nothing when none is.
  std::optional<std::string> FindIn(const std::vector<std::string>& ids,
                                    const std::string& id) const;

  // How often two records were merged, unmerged since or not.
  size_t merges() const { return merges_; }

 private:
  absl::flat_hash_map<std::string, std::string> kept_;  // By duplicate.
  absl::flat_hash_map<std::string, std::vector<std::string>> duplicates_;
  size_t merges_ = 0;
};

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_SAME_PEOPLE_H_
