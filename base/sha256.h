// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104), by OpenSSL.
#ifndef DRIEHOEK_BASE_SHA256_H_
#define DRIEHOEK_BASE_SHA256_H_

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace driehoek {

using Hash32 = std::array<uint8_t, 32>;

// The hash of the concatenation of `parts`.
Hash32 Sha256(std::initializer_list<absl::string_view> parts);

// The hash of what comes in bit by bit. Add nothing after Finish.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;

  void Add(absl::string_view bytes);
  Hash32 Finish();

 private:
  struct Context;
  const std::unique_ptr<Context> context_;
};

// The authentication code of the concatenation of `parts` under `key`.
Hash32 HmacSha256(absl::string_view key,
                  std::initializer_list<absl::string_view> parts);

// The 32 bytes as a view, for hashing and storing. Borrows `hash`.
absl::string_view BytesOf(const Hash32& hash);

// Cryptographically strong random bytes. Stops the process when the operating
// system gives none: nothing may go on with predictable ones.
std::string RandomBytes(size_t count);

}  // namespace driehoek

#endif  // DRIEHOEK_BASE_SHA256_H_
