// A page of what someone sees of a list that holds more.
#ifndef DRIEHOEK_SERVICES_SEEN_PAGE_H_
#define DRIEHOEK_SERVICES_SEEN_PAGE_H_

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "projections/views.h"

namespace driehoek {

// For `read` that makes all rows each time.
inline constexpr size_t kAllAtOnce = std::numeric_limits<size_t>::max();

// Of rows that are not seen no more are passed over for one page.
inline constexpr size_t kMostPassedOver = 10'000;

// At most `page_size` rows that are seen, and where to go on only if one more
// is: neither the page nor its token tells that there are others (DESIGN §6).
//   read(size, token) -> StatusOr<Page<Row>>
//   sees(row) -> StatusOr<bool>
//   token_of(row) -> string: that of the page which ends with this row.
// Where very many others follow each other, a page is short, or empty, and has
// a next one all the same.
template <typename Row, typename Read, typename Sees, typename TokenOf>
absl::StatusOr<Page<Row>> SeenPage(size_t page_size,
                                   const std::string& page_token,
                                   const Read& read, const Sees& sees,
                                   const TokenOf& token_of) {
  constexpr size_t kAtOnce = 100;
  Page<Row> page;
  std::string next = page_token;
  for (size_t passed_over = 0; passed_over < kMostPassedOver;) {
    ASSIGN_OR_RETURN(Page<Row> all, read(std::max(page_size, kAtOnce), next));
    for (Row& row : all.rows) {
      ASSIGN_OR_RETURN(const bool is_seen, sees(row));
      if (!is_seen) {
        ++passed_over;
        continue;
      }
      if (page.rows.size() == page_size) {
        page.next_page_token = token_of(page.rows.back());
        return page;
      }
      page.rows.push_back(std::move(row));
    }
    next = std::move(all.next_page_token);
    if (next.empty()) return page;
  }
  page.next_page_token = std::move(next);
  return page;
}

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_SEEN_PAGE_H_
