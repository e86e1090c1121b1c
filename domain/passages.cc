#include "domain/passages.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>

#include "absl/strings/str_cat.h"

namespace driehoek {
namespace {

// Where each character begins, and where the text ends.
std::vector<size_t> BeginningsOf(absl::string_view text) {
  constexpr unsigned kMarks = 0xC0;
  constexpr unsigned kContinues = 0x80;
  std::vector<size_t> beginnings;
  for (size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & kMarks) != kContinues) {
      beginnings.push_back(i);
    }
  }
  beginnings.push_back(text.size());
  return beginnings;
}

}  // namespace

std::vector<Run> RunsOf(absl::string_view text,
                        const std::vector<Mask>& masks) {
  const std::vector<size_t> beginnings = BeginningsOf(text);
  const int end = static_cast<int>(beginnings.size()) - 1;
  std::set<int> edges = {0, end};
  for (const Mask& mask : masks) {
    edges.insert(std::clamp(mask.from, 0, end));
    edges.insert(std::clamp(mask.until, 0, end));
  }
  std::vector<Run> runs;
  for (auto edge = edges.begin(); std::next(edge) != edges.end(); ++edge) {
    const int from = *edge;
    const int until = *std::next(edge);
    const auto mask =
        std::find_if(masks.begin(), masks.end(), [&](const Mask& one) {
          return one.from <= from && until <= one.until;
        });
    const Mask* const left_out = mask == masks.end() ? nullptr : &*mask;
    const size_t at = beginnings[static_cast<size_t>(from)];
    const absl::string_view piece =
        text.substr(at, beginnings[static_cast<size_t>(until)] - at);
    if (runs.empty() || runs.back().mask != left_out) {
      runs.push_back({.text = "", .mask = left_out});
    }
    absl::StrAppend(&runs.back().text, piece);
  }
  return runs;
}

}  // namespace driehoek
