#include "clients/cli/table.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace driehoek::cli {
namespace {

constexpr absl::string_view kGap = "  ";
constexpr size_t kNarrowest = 10;

// The length of the UTF-8 character at the start of `text`; 0 when it is none.
size_t CharacterLength(absl::string_view text) {
  const auto byte = [text](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t first = byte(0);
  size_t length = 0;
  if (first < 0x80) {
    length = 1;
  } else if (first >= 0xC2 && first < 0xE0) {
    length = 2;
  } else if (first >= 0xE0 && first < 0xF0) {
    length = 3;
  } else if (first >= 0xF0 && first < 0xF5) {
    length = 4;
  }
  if (length == 0 || length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  return length;
}

bool IsCombining(absl::string_view character) {
  if (character.size() != 2) return false;
  const auto first = static_cast<uint8_t>(character[0]);
  const auto second = static_cast<uint8_t>(character[1]);
  return first == 0xCC || (first == 0xCD && second <= 0xAF);  // U+0300-036F
}

bool IsControl(absl::string_view character) {
  const auto first = static_cast<uint8_t>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  // C1, the marks that turn the direction of writing, and line separators.
  const auto second = static_cast<uint8_t>(character[1]);
  if (character.size() == 2) return first == 0xC2 && second < 0xA0;
  if (character.size() != 3 || first != 0xE2) return false;
  const auto third = static_cast<uint8_t>(character[2]);
  if (second == 0x80) {
    return (third >= 0x8B && third <= 0x8F) || (third >= 0xA8 && third <= 0xAE);
  }
  return second == 0x81 && third >= 0xA6 && third <= 0xA9;
}

// As much of `text` as fits in `width` columns, at least one character.
absl::string_view FittingPrefix(absl::string_view text, size_t width) {
  size_t end = 0;
  size_t columns = 0;
  while (end < text.size()) {
    const size_t length =
        std::max<size_t>(1, CharacterLength(text.substr(end)));
    const size_t needs = IsCombining(text.substr(end, length)) ? 0 : 1;
    if (end > 0 && columns + needs > width) break;
    columns += needs;
    end += length;
  }
  return text.substr(0, end);
}

void WrapParagraph(absl::string_view paragraph, size_t width,
                   std::vector<std::string>& lines) {
  std::string line;
  for (absl::string_view word :
       absl::StrSplit(paragraph, ' ', absl::SkipEmpty())) {
    if (!line.empty() && DisplayWidth(line) + 1 + DisplayWidth(word) <= width) {
      absl::StrAppend(&line, " ", word);
      continue;
    }
    if (!line.empty()) lines.push_back(std::move(line));
    while (DisplayWidth(word) > width) {
      const absl::string_view part = FittingPrefix(word, width);
      lines.emplace_back(part);
      word.remove_prefix(part.size());
    }
    line = std::string(word);
  }
  lines.push_back(std::move(line));
}

std::string Repeated(absl::string_view character, size_t times) {
  std::string result;
  for (size_t i = 0; i < times; ++i) absl::StrAppend(&result, character);
  return result;
}

}  // namespace

size_t DisplayWidth(absl::string_view text) {
  size_t columns = 0;
  while (!text.empty()) {
    const size_t length = std::max<size_t>(1, CharacterLength(text));
    if (!IsCombining(text.substr(0, length))) ++columns;
    text.remove_prefix(length);
  }
  return columns;
}

std::string Printable(absl::string_view text, bool keep_lines) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    const absl::string_view character =
        text.substr(0, std::max<size_t>(1, length));
    if (length == 0) {
      result += '?';
    } else if (keep_lines && character == "\n") {
      result += '\n';
    } else if (IsControl(character)) {
      result += ' ';
    } else {
      absl::StrAppend(&result, character);
    }
    text.remove_prefix(character.size());
  }
  return result;
}

size_t LongestWord(absl::string_view text) {
  size_t longest = 0;
  for (const absl::string_view word : absl::StrSplit(text, ' ')) {
    longest = std::max(longest, DisplayWidth(word));
  }
  return longest;
}

std::vector<std::string> Wrap(absl::string_view text, size_t width) {
  std::vector<std::string> lines;
  for (absl::string_view paragraph : absl::StrSplit(text, '\n')) {
    WrapParagraph(paragraph, std::max<size_t>(1, width), lines);
  }
  return lines;
}

std::string PadTo(absl::string_view text, size_t width) {
  const size_t taken = DisplayWidth(text);
  return absl::StrCat(text,
                      std::string(taken < width ? width - taken : 0, ' '));
}

Table::Table(std::vector<std::string> headings)
    : headings_(std::move(headings)) {}

void Table::Add(std::vector<std::string> cells) {
  cells.resize(headings_.size());
  for (std::string& cell : cells) cell = Printable(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::Render(size_t width) const {
  std::vector<size_t> widths;
  std::vector<size_t> words;  // The longest word of each column.
  for (size_t i = 0; i < headings_.size(); ++i) {
    size_t widest = DisplayWidth(headings_[i]);
    size_t word = LongestWord(headings_[i]);
    for (const auto& row : rows_) {
      widest = std::max(widest, DisplayWidth(row[i]));
      word = std::max(word, LongestWord(row[i]));
    }
    widths.push_back(widest);
    words.push_back(word);
  }
  // The widest column gives way first, so that the short ones stay whole; words
  // are cut only when breaking at blanks is not enough.
  size_t total = std::accumulate(widths.begin(), widths.end(),
                                 kGap.size() * (widths.size() - 1));
  const auto narrow = [&](const std::vector<size_t>& least) {
    while (total > width) {
      size_t* widest = nullptr;
      for (size_t i = 0; i < widths.size(); ++i) {
        if (widths[i] > least[i] &&
            (widest == nullptr || widths[i] > *widest)) {
          widest = &widths[i];
        }
      }
      if (widest == nullptr) return;
      --*widest;
      --total;
    }
  };
  narrow(words);
  narrow(std::vector<size_t>(widths.size(), kNarrowest));
  std::string result;
  const auto append_line = [&](const std::vector<std::string>& cells) {
    std::vector<std::vector<std::string>> wrapped;
    size_t height = 1;
    for (size_t i = 0; i < cells.size(); ++i) {
      wrapped.push_back(Wrap(cells[i], widths[i]));
      height = std::max(height, wrapped.back().size());
    }
    for (size_t line = 0; line < height; ++line) {
      std::string text;
      for (size_t i = 0; i < wrapped.size(); ++i) {
        const std::string part =
            line < wrapped[i].size() ? wrapped[i][line] : "";
        absl::StrAppend(&text, i == 0 ? "" : kGap, PadTo(part, widths[i]));
      }
      absl::StripTrailingAsciiWhitespace(&text);
      absl::StrAppend(&result, text, "\n");
    }
  };
  append_line(headings_);
  std::vector<std::string> rules;
  rules.reserve(widths.size());
  for (const size_t column : widths) rules.push_back(Repeated("─", column));
  append_line(rules);
  for (const auto& row : rows_) append_line(row);
  return result;
}

}  // namespace driehoek::cli
