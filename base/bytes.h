// The plain byte layout of everything that is stored: big-endian numbers and
// length-prefixed strings, so that the bytes can be read without this program.
#ifndef DRIEHOEK_BASE_BYTES_H_
#define DRIEHOEK_BASE_BYTES_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "base/sha256.h"

namespace driehoek {

// Appends to a string.
class ByteWriter {
 public:
  void U8(uint8_t number) { Number(number, 1); }
  void U16(uint16_t number) { Number(number, 2); }
  void U32(uint32_t number) { Number(number, 4); }
  void U64(uint64_t number) { Number(number, 8); }
  void Raw(absl::string_view bytes) {
    bytes_.append(bytes.data(), bytes.size());
  }
  void Hash(const Hash32& hash) { Raw(BytesOf(hash)); }
  // With a length of 16 bits before it; at most 65535 bytes.
  void Short(absl::string_view bytes);
  // With a length of 32 bits before it.
  void Long(absl::string_view bytes);

  std::string Take() { return std::move(bytes_); }

 private:
  void Number(uint64_t number, int width);

  std::string bytes_;
};

// Reads what ByteWriter wrote. Running short gives zeros and empty views from
// then on; Finished() tells at the end. Borrows the bytes.
class ByteReader {
 public:
  explicit ByteReader(absl::string_view bytes) : rest_(bytes) {}

  uint8_t U8() { return static_cast<uint8_t>(Number(1)); }
  uint16_t U16() { return static_cast<uint16_t>(Number(2)); }
  uint32_t U32() { return static_cast<uint32_t>(Number(4)); }
  uint64_t U64() { return Number(8); }
  absl::string_view Raw(size_t count);
  Hash32 Hash();
  absl::string_view Short() { return Raw(U16()); }
  absl::string_view Long() { return Raw(U32()); }

  // Everything was there and nothing is left.
  bool Finished() const { return !ran_short_ && rest_.empty(); }

 private:
  uint64_t Number(int width);

  absl::string_view rest_;
  bool ran_short_ = false;
};

}  // namespace driehoek

#endif  // DRIEHOEK_BASE_BYTES_H_
