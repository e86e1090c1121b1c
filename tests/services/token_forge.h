// Signs tokens of every kind, good and bad, as an issuer and as an attacker
// would.
#ifndef DRIEHOEK_TESTS_SERVICES_TOKEN_FORGE_H_
#define DRIEHOEK_TESTS_SERVICES_TOKEN_FORGE_H_

#include <openssl/types.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/string_view.h"

namespace driehoek {

// A key pair with its name.
class ForgedKey {
 public:
  // RSA of so many bits.
  static ForgedKey Rsa(const std::string& key_id, int bits);
  // On "P-256" or "P-384".
  static ForgedKey Ec(const std::string& key_id, const char* curve);
  static ForgedKey Ed25519(const std::string& key_id);

  const std::string& key_id() const { return key_id_; }
  // "RS256", "ES256", "ES384" or "EdDSA".
  const std::string& algorithm() const { return algorithm_; }
  // The public half as a JSON Web Key, with its algorithm.
  nlohmann::json Jwk() const;
  // The public half as PEM: what a confused server would take for a secret.
  std::string Pem() const;
  // In the form of RFC 7518; with `der`, as OpenSSL makes it.
  std::string Signature(absl::string_view bytes, bool der = false) const;

 private:
  ForgedKey(std::string key_id, std::string algorithm, EVP_PKEY* key);

  std::string key_id_;
  std::string algorithm_;
  std::shared_ptr<EVP_PKEY> key_;
};

// "header.claims", from JSON as it is written.
std::string SignedPart(absl::string_view header, absl::string_view claims);
// With that signature.
std::string TokenOf(absl::string_view header, absl::string_view claims,
                    absl::string_view signature);
// With the signature of `key`.
std::string TokenOf(absl::string_view header, absl::string_view claims,
                    const ForgedKey& key);

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_SERVICES_TOKEN_FORGE_H_
