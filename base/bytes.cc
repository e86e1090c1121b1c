#include "base/bytes.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

#include "absl/strings/string_view.h"
#include "base/fatal.h"
#include "base/sha256.h"

namespace driehoek {

void ByteWriter::Number(uint64_t number, int width) {
  for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
    bytes_.push_back(static_cast<char>((number >> shift) & 0xFF));
  }
}

void ByteWriter::Short(absl::string_view bytes) {
  // Lengths are checked where requests come in; a wrong one here would write a
  // record that nobody can read.
  if (bytes.size() > std::numeric_limits<uint16_t>::max()) {
    Fatal("a field of the log is longer than its length can say");
  }
  U16(static_cast<uint16_t>(bytes.size()));
  Raw(bytes);
}

void ByteWriter::Long(absl::string_view bytes) {
  if (bytes.size() > std::numeric_limits<uint32_t>::max()) {
    Fatal("a field of the log is longer than its length can say");
  }
  U32(static_cast<uint32_t>(bytes.size()));
  Raw(bytes);
}

absl::string_view ByteReader::Raw(size_t count) {
  if (count > rest_.size()) {
    ran_short_ = true;
    rest_ = absl::string_view();
    return absl::string_view();
  }
  const absl::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

Hash32 ByteReader::Hash() {
  Hash32 hash{};
  const absl::string_view bytes = Raw(hash.size());
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

uint64_t ByteReader::Number(int width) {
  uint64_t number = 0;
  for (const char byte : Raw(static_cast<size_t>(width))) {
    number = number << 8 | static_cast<uint8_t>(byte);
  }
  return number;
}

}  // namespace driehoek
