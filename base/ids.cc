#include "base/ids.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/sha256.h"

namespace driehoek {
namespace {

constexpr size_t kMaxIdLength = 64;
constexpr int kCharactersOfId = 20;

// Fixed-width, so that no two different sequences of parts hash alike.
std::string BigEndian(uint64_t number) {
  std::string bytes(8, '\0');
  for (size_t i = bytes.size(); i-- > 0; number >>= 8) {
    bytes[i] = static_cast<char>(number & 0xFF);
  }
  return bytes;
}

std::string FirstBitsInBase32(const Hash32& hash) {
  constexpr absl::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
  std::string text;
  text.reserve(kCharactersOfId);
  uint32_t bits = 0;
  int count = 0;
  for (const uint8_t byte : hash) {
    bits = (bits << 8) | byte;
    count += 8;
    while (count >= 5) {
      count -= 5;
      text.push_back(kAlphabet[(bits >> count) & 31]);
      if (text.size() == kCharactersOfId) return text;
    }
  }
  return text;
}

}  // namespace

bool IsWellFormedId(absl::string_view value) {
  return !value.empty() && value.size() <= kMaxIdLength &&
         std::all_of(value.begin(), value.end(), [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
         });
}

bool IsMadeId(absl::string_view value) {
  return value.size() == kCharactersOfId &&
         std::all_of(value.begin(), value.end(), [](char c) {
           return absl::ascii_islower(c) || (c >= '2' && c <= '7');
         });
}

IdSupply::IdSupply(absl::string_view secret, absl::string_view request_id)
    : secret_(secret), request_id_(request_id) {}

std::string IdSupply::Next() {
  return FirstBitsInBase32(HmacSha256(
      secret_, {"driehoek/id/request/", BigEndian(next_++), request_id_}));
}

std::string IdSupply::ForReference(absl::string_view kind,
                                   absl::string_view reference) const {
  return FirstBitsInBase32(HmacSha256(
      secret_,
      {"driehoek/id/reference/", BigEndian(kind.size()), kind, reference}));
}

std::string NewUuid7(absl::Time at) {
  std::string bytes = BigEndian(static_cast<uint64_t>(std::max<int64_t>(
                                    0, absl::ToUnixMillis(at))))
                          .substr(2) +
                      RandomBytes(10);
  constexpr unsigned kVersion7 = 0x70;
  constexpr unsigned kVariantRfc9562 = 0x80;
  const auto put_high_bits = [&bytes](size_t at_byte, unsigned keep,
                                      unsigned high) {
    const unsigned low = static_cast<unsigned char>(bytes[at_byte]) & keep;
    bytes[at_byte] = static_cast<char>(low | high);
  };
  put_high_bits(6, 0x0F, kVersion7);
  put_high_bits(8, 0x3F, kVariantRfc9562);

  const std::string hex = absl::BytesToHexString(bytes);
  const absl::string_view digits = hex;
  return absl::StrCat(digits.substr(0, 8), "-", digits.substr(8, 4), "-",
                      digits.substr(12, 4), "-", digits.substr(16, 4), "-",
                      digits.substr(20, 12));
}

}  // namespace driehoek
