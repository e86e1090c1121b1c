// Sealing bytes under a key: AES-256-GCM (NIST SP 800-38D), with keys derived
// by HKDF-SHA-256 (RFC 5869); both by OpenSSL.
#ifndef DRIEHOEK_SEALING_AEAD_H_
#define DRIEHOEK_SEALING_AEAD_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace driehoek {

// 32 secret bytes, wiped when they go. Never printed.
class SecretKey {
 public:
  static constexpr size_t kBytes = 32;

  static SecretKey Random();
  // Copies `bytes`, of which there are kBytes.
  explicit SecretKey(absl::string_view bytes);
  SecretKey(const SecretKey& other) = default;
  SecretKey& operator=(const SecretKey& other) = default;
  ~SecretKey();

  absl::string_view bytes() const { return {bytes_, kBytes}; }

 private:
  char bytes_[kBytes];
};

// What a sealed text is longer than what was sealed.
inline constexpr size_t kSealTagBytes = 16;
inline constexpr size_t kNonceBytes = 12;

// Seals `text` under a key that seals nothing else, ever: one that was derived
// for it, from a salt or a key of 32 random bytes that is used for this alone.
// `context` is not stored, and must be the same to open it: what it is and
// where it lies.
std::string SealOnce(const SecretKey& key, absl::string_view context,
                     absl::string_view text);
// DataLoss: it is not what was sealed with this key and context.
absl::StatusOr<std::string> OpenOnce(const SecretKey& key,
                                     absl::string_view context,
                                     absl::string_view sealed);

// As above with a random nonce before it, for a key that seals many things. At
// most 2^32 of them (SP 800-38D, 8.3).
std::string SealWithNonce(const SecretKey& key, absl::string_view context,
                          absl::string_view text);
absl::StatusOr<std::string> OpenWithNonce(const SecretKey& key,
                                          absl::string_view context,
                                          absl::string_view sealed);

// A key of which nobody learns another, and a value that only it gives: AES-GCM
// does not commit to its key, so that one text could be made that opens under
// two keys to two things.
struct DerivedKey {
  SecretKey key;
  std::string commitment;  // 32 bytes; tells nothing of the key.
};
DerivedKey Derive(const SecretKey& from, absl::string_view salt,
                  absl::string_view purpose);

}  // namespace driehoek

#endif  // DRIEHOEK_SEALING_AEAD_H_
