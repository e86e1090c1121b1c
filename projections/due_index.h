// What is recorded next: the obligations of which something is to come, by the
// instant of what comes first (Due.next). The watch reads from its front.
#ifndef DRIEHOEK_PROJECTIONS_DUE_INDEX_H_
#define DRIEHOEK_PROJECTIONS_DUE_INDEX_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "projections/rows.h"
#include "projections/view.h"
#include "projections/views.h"

namespace driehoek {

void AddDueIndexRows(const SubjectSeen& seen, RowSet& rows);

// Whether a key is of the due index.
bool IsDueIndexKey(absl::string_view key);

// Remembers where the index begins, so that nobody walks over what was deleted
// at its front, and that an idle watch costs no read. Thread-safe.
class DueFront {
 public:
  // Looks the front up. `size`: how many rows are still to fall due.
  absl::Status Start(const Rows& rows, uint64_t size);
  // To be told of every batch that went down.
  absl::Status Wrote(const Rows& rows, const RowBatch& batch, uint64_t size);

  // The key of the first row; empty when there is none.
  std::string first_key() const;
  std::optional<absl::Time> first_instant() const;
  uint64_t size() const;

 private:
  absl::Status LookFrom(const Rows& rows, const std::string& least,
                        uint64_t size);

  mutable Mutex mutex_;
  // No row lies before it: where the next look begins.
  std::string least_ ABSL_GUARDED_BY(mutex_);
  std::string first_key_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Time> first_instant_ ABSL_GUARDED_BY(mutex_);
  uint64_t size_ ABSL_GUARDED_BY(mutex_) = 0;
};

// As Views::NextDueInstant.
absl::StatusOr<std::optional<absl::Time>> ReadNextDueInstant(
    const RowSnapshot& snapshot, absl::Time now);

// As Views::ListFallenDue; `first_key` of the front.
absl::StatusOr<std::vector<FallenDue>> ReadFallenDue(
    const RowSnapshot& snapshot, const std::string& first_key, absl::Time now,
    size_t limit, const std::function<bool(const std::string& subject)>& skip);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_DUE_INDEX_H_
