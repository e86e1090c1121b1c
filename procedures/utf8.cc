#include "procedures/utf8.h"

#include <algorithm>
#include <cstdint>

namespace driehoek {
namespace {

bool IsContinuation(char byte) {
  return (static_cast<uint8_t>(byte) & 0xC0) == 0x80;
}

// The length of the character that `text` begins with, 0 when it is none.
size_t LengthOfFirst(absl::string_view text) {
  const auto first = static_cast<uint8_t>(text[0]);
  if (first < 0x80) return 1;
  size_t length = 0;
  // The range of the second byte keeps out overlong forms, surrogates and what
  // lies beyond the last character (Unicode, table 3-7).
  uint8_t lowest = 0x80;
  uint8_t highest = 0xBF;
  if (first >= 0xC2 && first <= 0xDF) {
    length = 2;
  } else if (first >= 0xE0 && first <= 0xEF) {
    length = 3;
    if (first == 0xE0) lowest = 0xA0;
    if (first == 0xED) highest = 0x9F;
  } else if (first >= 0xF0 && first <= 0xF4) {
    length = 4;
    if (first == 0xF0) lowest = 0x90;
    if (first == 0xF4) highest = 0x8F;
  }
  if (length == 0 || text.size() < length) return 0;
  const auto second = static_cast<uint8_t>(text[1]);
  if (second < lowest || second > highest) return 0;
  for (size_t i = 2; i < length; ++i) {
    if (!IsContinuation(text[i])) return 0;
  }
  return length;
}

}  // namespace

size_t Utf8Prefix(absl::string_view text) {
  size_t good = 0;
  while (good < text.size()) {
    const size_t length = LengthOfFirst(text.substr(good));
    if (length == 0) break;
    good += length;
  }
  return good;
}

size_t CountCharacters(absl::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(),
                    [](char byte) { return !IsContinuation(byte); }));
}

}  // namespace driehoek
