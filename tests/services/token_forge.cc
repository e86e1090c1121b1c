#include "tests/services/token_forge.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/fatal.h"
#include "base/freeing.h"
#include "services/strict_json.h"

namespace driehoek {
namespace {

// Of both curves; a signature is two numbers of so many bytes.
size_t NumberBytesOf(const std::string& algorithm) {
  return algorithm == "ES384" ? 48 : 32;
}

std::string NumberOf(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) Fatal("no such number");
  std::string bytes(static_cast<size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<uint8_t*>(bytes.data()));
  BN_free(number);
  return bytes;
}

// From the left, to the length that there must be.
std::string Padded(std::string bytes, size_t size) {
  bytes.insert(0, size - bytes.size(), '\0');
  return bytes;
}

std::string RawOf(const std::string& der, size_t number_bytes) {
  const auto* at = reinterpret_cast<const uint8_t*>(der.data());
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> numbers(
      d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())),  // NOLINT
      ECDSA_SIG_free);
  std::string raw(2 * number_bytes, '\0');
  auto* const bytes = reinterpret_cast<uint8_t*>(raw.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(numbers.get()), bytes,
               static_cast<int>(number_bytes));
  BN_bn2binpad(ECDSA_SIG_get0_s(numbers.get()), bytes + number_bytes,
               static_cast<int>(number_bytes));
  return raw;
}

}  // namespace

ForgedKey::ForgedKey(std::string key_id, std::string algorithm, EVP_PKEY* key)
    : key_id_(std::move(key_id)),
      algorithm_(std::move(algorithm)),
      key_(key, EVP_PKEY_free) {
  if (key == nullptr) Fatal("cannot make a key");
}

ForgedKey ForgedKey::Rsa(const std::string& key_id, int bits) {
  return {
      key_id, "RS256",
      EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<size_t>(bits))};
}

ForgedKey ForgedKey::Ec(const std::string& key_id, const char* curve) {
  return {key_id, std::string(curve) == "P-256" ? "ES256" : "ES384",
          EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve)};
}

ForgedKey ForgedKey::Ed25519(const std::string& key_id) {
  return {key_id, "EdDSA", EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")};
}

nlohmann::json ForgedKey::Jwk() const {
  nlohmann::json jwk = {{"kid", key_id_}, {"alg", algorithm_}, {"use", "sig"}};
  if (algorithm_ == "RS256") {
    jwk["kty"] = "RSA";
    jwk["n"] = ToBase64Url(NumberOf(key_.get(), OSSL_PKEY_PARAM_RSA_N));
    jwk["e"] = ToBase64Url(NumberOf(key_.get(), OSSL_PKEY_PARAM_RSA_E));
  } else if (algorithm_ == "EdDSA") {
    std::string bytes(32, '\0');
    size_t size = bytes.size();
    EVP_PKEY_get_raw_public_key(
        key_.get(), reinterpret_cast<uint8_t*>(bytes.data()), &size);
    jwk["kty"] = "OKP";
    jwk["crv"] = "Ed25519";
    jwk["x"] = ToBase64Url(bytes);
  } else {
    const size_t size = NumberBytesOf(algorithm_);
    jwk["kty"] = "EC";
    jwk["crv"] = algorithm_ == "ES384" ? "P-384" : "P-256";
    jwk["x"] = ToBase64Url(
        Padded(NumberOf(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X), size));
    jwk["y"] = ToBase64Url(
        Padded(NumberOf(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y), size));
  }
  return jwk;
}

std::string ForgedKey::Pem() const {
  const std::unique_ptr<BIO, Freeing<BIO_free>> memory(BIO_new(BIO_s_mem()));
  PEM_write_bio_PUBKEY(memory.get(), key_.get());
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);  // NOLINT
  return {text, static_cast<size_t>(size)};
}

std::string ForgedKey::Signature(absl::string_view bytes, bool der) const {
  const std::unique_ptr<EVP_MD_CTX, Freeing<EVP_MD_CTX_free>> context(
      EVP_MD_CTX_new());
  const EVP_MD* const digest =
      algorithm_ == "EdDSA"
          ? nullptr
          : (algorithm_ == "ES384" ? EVP_sha384() : EVP_sha256());
  const auto* const data = reinterpret_cast<const uint8_t*>(bytes.data());
  size_t size = 0;
  if (EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()) !=
          1 ||
      EVP_DigestSign(context.get(), nullptr, &size, data, bytes.size()) != 1) {
    Fatal("cannot sign");
  }
  std::string signature(size, '\0');
  EVP_DigestSign(context.get(), reinterpret_cast<uint8_t*>(signature.data()),
                 &size, data, bytes.size());
  signature.resize(size);
  const bool is_ec = algorithm_ == "ES256" || algorithm_ == "ES384";
  return is_ec && !der ? RawOf(signature, NumberBytesOf(algorithm_))
                       : signature;
}

std::string SignedPart(absl::string_view header, absl::string_view claims) {
  return absl::StrCat(ToBase64Url(header), ".", ToBase64Url(claims));
}

std::string TokenOf(absl::string_view header, absl::string_view claims,
                    absl::string_view signature) {
  return absl::StrCat(SignedPart(header, claims), ".", ToBase64Url(signature));
}

std::string TokenOf(absl::string_view header, absl::string_view claims,
                    const ForgedKey& key) {
  return TokenOf(header, claims, key.Signature(SignedPart(header, claims)));
}

}  // namespace driehoek
