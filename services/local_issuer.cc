#include "services/local_issuer.h"

#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/fatal.h"
#include "base/freeing.h"
#include "base/sha256.h"
#include "services/strict_json.h"

namespace driehoek {
namespace {

constexpr size_t kEd25519Bytes = 32;
constexpr size_t kSignatureBytes = 64;

std::string PublicBytesOf(const EVP_PKEY* key) {
  std::string bytes(kEd25519Bytes, '\0');
  size_t size = bytes.size();
  if (EVP_PKEY_get_raw_public_key(key, reinterpret_cast<uint8_t*>(bytes.data()),
                                  &size) != 1) {
    Fatal("a key without a public half");
  }
  return bytes;
}

}  // namespace

LocalIssuer::LocalIssuer()
    : key_(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), EVP_PKEY_free) {
  if (key_ == nullptr) Fatal("cannot make a key");
  key_id_ = absl::BytesToHexString(
      BytesOf(Sha256({PublicBytesOf(key_.get())})).substr(0, 8));
}

std::string LocalIssuer::key_set() const {
  const nlohmann::json key = {
      {"kty", "OKP"},   {"crv", "Ed25519"},
      {"use", "sig"},   {"alg", "EdDSA"},
      {"kid", key_id_}, {"x", ToBase64Url(PublicBytesOf(key_.get()))}};
  return nlohmann::json{{"keys", {key}}}.dump();
}

std::string LocalIssuer::TokenFor(absl::string_view subject, absl::Time now,
                                  absl::Duration life) const {
  const nlohmann::json header = {
      {"alg", "EdDSA"}, {"typ", "at+jwt"}, {"kid", key_id_}};
  const nlohmann::json claims = {{"iss", kIssuer},
                                 {"aud", kAudience},
                                 {"sub", std::string(subject)},
                                 {"iat", absl::ToUnixSeconds(now)},
                                 {"exp", absl::ToUnixSeconds(now + life)}};
  const std::string signed_part =
      absl::StrCat(ToBase64Url(header.dump()), ".", ToBase64Url(claims.dump()));
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  const std::unique_ptr<EVP_MD_CTX, Freeing<EVP_MD_CTX_free>> context(
      EVP_MD_CTX_new());
  if (context == nullptr ||
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr,
                         key_.get()) != 1 ||
      EVP_DigestSign(context.get(),
                     reinterpret_cast<uint8_t*>(signature.data()), &size,
                     reinterpret_cast<const uint8_t*>(signed_part.data()),
                     signed_part.size()) != 1) {
    Fatal("cannot sign");
  }
  return absl::StrCat(signed_part, ".", ToBase64Url(signature));
}

}  // namespace driehoek
