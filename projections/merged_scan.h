// Several ranges of keys read as one, and pages of it.
#ifndef DRIEHOEK_PROJECTIONS_MERGED_SCAN_H_
#define DRIEHOEK_PROJECTIONS_MERGED_SCAN_H_

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "projections/rows.h"

namespace driehoek {

// Walks the rows under several prefixes in the order of what follows the
// prefix. What follows more than one prefix comes once. Memory: one block a
// prefix.
class MergedScan {
 public:
  // Begins after `after` (what follows the prefix), or at the front when empty.
  MergedScan(const RowSnapshot& snapshot, const std::set<std::string>& prefixes,
             const std::string& after);

  bool valid() const { return first_ != nullptr; }
  // What follows the prefix of the row here; until Next.
  absl::string_view rest() const;
  absl::string_view value() const;
  void Next();
  absl::Status status() const;

 private:
  struct Stream {
    size_t prefix_size;
    std::unique_ptr<RowScan> scan;
  };

  absl::string_view RestOf(const Stream& stream) const;
  void FindFirst();

  std::vector<Stream> streams_;
  const Stream* first_ = nullptr;
};

// Each prefix that is `prefix`, a word and a '/', and under which rows lie. One
// look a word.
absl::StatusOr<std::set<std::string>> PrefixesUnder(const RowSnapshot& snapshot,
                                                    const std::string& prefix);

// How a page says where the next begins, and back. Empty for empty.
// InvalidArgument: no token that a page gave.
std::string PageTokenOf(absl::string_view rest);
absl::StatusOr<std::string> RestOfPageToken(const std::string& token);

// A page holds at least one row and at most 1000.
size_t BoundedPageSize(size_t wished);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_MERGED_SCAN_H_
