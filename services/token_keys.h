// The public keys with which an issuer signs its tokens (RFC 7517, RFC 7518,
// RFC 8037).
#ifndef DRIEHOEK_SERVICES_TOKEN_KEYS_H_
#define DRIEHOEK_SERVICES_TOKEN_KEYS_H_

#include <openssl/types.h>

#include <cstddef>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace driehoek {

// Of the name of a key, and of how deep the JSON of keys and tokens may be.
inline constexpr size_t kMaxKeyIdBytes = 256;
inline constexpr int kMaxJsonDepth = 8;

// A key, and the one algorithm that it is for: RS256 of at least 2,048 bits,
// ES256 or EdDSA with Ed25519. What a token says of its own algorithm never
// chooses how it is checked (RFC 8725 §3.1). Cheap to copy; thread-safe.
class TokenKey {
 public:
  TokenKey(std::string algorithm, std::shared_ptr<EVP_PKEY> key)
      : algorithm_(std::move(algorithm)), key_(std::move(key)) {}

  // "RS256", "ES256" or "EdDSA".
  const std::string& algorithm() const { return algorithm_; }
  // Whether this is its signature, in the form of RFC 7518, of these bytes.
  bool Verifies(absl::string_view bytes, absl::string_view signature) const;

 private:
  std::string algorithm_;
  std::shared_ptr<EVP_PKEY> key_;
};

// The keys of one issuer, by their names.
class TokenKeys {
 public:
  static constexpr size_t kMaxDocumentBytes = 256 << 10;
  static constexpr size_t kMaxKeys = 64;

  // None.
  TokenKeys() = default;

  // Of a JSON Web Key Set. Keys that are for something else, of another kind,
  // too weak, or without a name are left out, as are all that share a name.
  // InvalidArgument when it is no such document, is too large, or has too many
  // keys.
  static absl::StatusOr<TokenKeys> Parse(absl::string_view document);

  // Null when there is none of that name.
  const TokenKey* Find(const std::string& key_id) const;
  size_t size() const { return keys_.size(); }

 private:
  absl::flat_hash_map<std::string, TokenKey> keys_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_TOKEN_KEYS_H_
