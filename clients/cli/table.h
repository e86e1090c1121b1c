// Text in columns, for a terminal of any width.
#ifndef DRIEHOEK_CLIENTS_CLI_TABLE_H_
#define DRIEHOEK_CLIENTS_CLI_TABLE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace driehoek::cli {

// Columns that UTF-8 `text` takes: one for each character, none for a combining
// mark. Enough for Dutch and the drawing characters used here.
size_t DisplayWidth(absl::string_view text);

// Without control characters, so that no name or report can steer a terminal;
// bytes that are not UTF-8 become "?". Line ends stay when `keep_lines`.
std::string Printable(absl::string_view text, bool keep_lines = false);

// The columns of the longest word.
size_t LongestWord(absl::string_view text);

// Breaks at blanks into lines of at most `width` columns (at least 1); a longer
// word is cut. Line ends in `text` stay.
std::vector<std::string> Wrap(absl::string_view text, size_t width);

// `text` and blanks, together `width` columns; never cut.
std::string PadTo(absl::string_view text, size_t width);

// A heading and rows; cells wrap where the whole would not fit.
class Table {
 public:
  explicit Table(std::vector<std::string> headings);

  // A cell for every heading; missing ones are empty.
  void Add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }

  // At most `width` columns wide, unless even the narrowest columns are wider.
  // Ends in a line end.
  std::string Render(size_t width) const;

 private:
  std::vector<std::string> headings_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_TABLE_H_
