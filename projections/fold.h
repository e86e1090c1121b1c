// Histories folded from the log.
#ifndef DRIEHOEK_PROJECTIONS_FOLD_H_
#define DRIEHOEK_PROJECTIONS_FOLD_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "base/tag.h"
#include "domain/case.h"
#include "domain/histories.h"
#include "eventstore/event_store.h"

namespace driehoek {

Happened HappenedOf(const RecordedEvent& event);

// A history as it was at `until`.
absl::StatusOr<State> FoldHistory(const EventStore& store, const Tag& tag,
                                  Position until);

// The case as it was at `until`; one that does not exist when it did not.
absl::StatusOr<Case> FoldCase(const EventStore& store,
                              const std::string& case_id, Position until);

// A subject's history, and what lies in the rows because of it.
struct FoldedSubject {
  State history;
  // Keys, and a hash of what lies under each.
  std::vector<std::pair<std::string, uint64_t>> written;
};

// Subjects that are warm: each as of the last event taken. Used by one thread.
class FoldedSubjects {
 public:
  explicit FoldedSubjects(size_t limit_bytes) : limit_bytes_(limit_bytes) {}

  // Null when it is not here. Stays where it is until Trim.
  FoldedSubject* Find(const Tag& subject);
  // Adds one that is not here.
  FoldedSubject& Add(const Tag& subject, FoldedSubject folded);
  // To be called when one has changed.
  void Weigh(const Tag& subject);
  // Lets go of the longest unused until the limit holds.
  void Trim();

 private:
  struct Entry {
    Tag subject;
    FoldedSubject folded;
    size_t bytes;
  };
  using Entries = std::list<Entry>;

  const size_t limit_bytes_;
  size_t bytes_ = 0;
  Entries entries_;  // The last used first.
  absl::flat_hash_map<Tag, Entries::iterator> by_tag_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_FOLD_H_
