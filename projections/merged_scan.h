// Several ranges of keys read as one, and pages of it.
#ifndef DRIEHOEK_PROJECTIONS_MERGED_SCAN_H_
#define DRIEHOEK_PROJECTIONS_MERGED_SCAN_H_

#include <algorithm>
#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "projections/rows.h"
#include "projections/view.h"
#include "projections/views.h"

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

// Part of the keys under a prefix: what follows the prefix lies after `after`
// and before `end`. Empty is no bound.
struct PartOfKeys {
  std::string after;
  std::string end;
};

// A page of the rows under all of `prefixes`, in the order of what follows the
// prefix; `read` makes a row of what lies there.
template <typename Row, typename Read>
absl::StatusOr<Page<Row>> ReadPageOfAll(const RowSnapshot& snapshot,
                                        const std::set<std::string>& prefixes,
                                        size_t page_size,
                                        const std::string& page_token,
                                        const Read& read,
                                        const PartOfKeys& part = {}) {
  ASSIGN_OR_RETURN(const std::string previous, RestOfPageToken(page_token));
  Page<Row> page;
  MergedScan scan(snapshot, prefixes, std::max(previous, part.after));
  std::string last;
  for (; scan.valid() && (part.end.empty() || scan.rest() < part.end);
       scan.Next()) {
    if (page.rows.size() == BoundedPageSize(page_size)) {
      page.next_page_token = PageTokenOf(last);
      break;
    }
    last = std::string(scan.rest());
    ASSIGN_OR_RETURN(Row row, read(std::string(scan.value())));
    page.rows.push_back(std::move(row));
  }
  RETURN_IF_ERROR(scan.status());
  return page;
}

// As ReadPageOfAll, under one prefix.
template <typename Row, typename Read>
absl::StatusOr<Page<Row>> ReadPage(const RowSnapshot& snapshot,
                                   const std::string& prefix, size_t page_size,
                                   const std::string& page_token,
                                   const Read& read,
                                   const PartOfKeys& part = {}) {
  return ReadPageOfAll<Row>(snapshot, {prefix}, page_size, page_token, read,
                            part);
}

// A page of rows that are messages of type Row themselves.
template <typename Row>
absl::StatusOr<Page<Row>> ReadPage(const RowSnapshot& snapshot,
                                   const std::string& prefix, size_t page_size,
                                   const std::string& page_token,
                                   const PartOfKeys& part = {}) {
  return ReadPage<Row>(snapshot, prefix, page_size, page_token, ParseRow<Row>,
                       part);
}

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_MERGED_SCAN_H_
