#include "services/token_keys.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "base/freeing.h"
#include "base/status_macros.h"
#include "services/strict_json.h"

namespace driehoek {
namespace {

using Json = nlohmann::json;
using PublicKey = std::shared_ptr<EVP_PKEY>;

constexpr int kMinRsaBits = 2048;
// A larger one only costs time.
constexpr int kMaxRsaBits = 8192;
constexpr int kMaxExponentBits = 64;
constexpr size_t kP256Bytes = 32;
constexpr size_t kEd25519Bytes = 32;

using Number = std::unique_ptr<BIGNUM, Freeing<BN_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freeing<OSSL_PARAM_free>>;
using ParamsBuilder =
    std::unique_ptr<OSSL_PARAM_BLD, Freeing<OSSL_PARAM_BLD_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freeing<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freeing<EVP_MD_CTX_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Freeing<ECDSA_SIG_free>>;

const uint8_t* BytesIn(absl::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

Number NumberOf(absl::string_view big_endian) {
  return Number(BN_bin2bn(BytesIn(big_endian),
                          static_cast<int>(big_endian.size()), nullptr));
}

PublicKey Owned(EVP_PKEY* key) { return {key, EVP_PKEY_free}; }

// Null when they are no sound public key of that kind.
PublicKey KeyOf(const char* kind, OSSL_PARAM_BLD* builder) {
  const Params params(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext making(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* made = nullptr;
  if (params == nullptr || making == nullptr ||
      EVP_PKEY_fromdata_init(making.get()) != 1 ||
      EVP_PKEY_fromdata(making.get(), &made, EVP_PKEY_PUBLIC_KEY,
                        params.get()) != 1) {
    return nullptr;
  }
  PublicKey key = Owned(made);
  const KeyContext checking(
      EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  if (checking == nullptr || EVP_PKEY_public_check(checking.get()) != 1) {
    return nullptr;
  }
  return key;
}

// The bytes under `name`, which are in base64url.
std::optional<std::string> BytesUnder(const Json& jwk, const char* name) {
  const std::optional<std::string> text = StringIn(jwk, name);
  return text.has_value() ? FromBase64Url(*text) : std::nullopt;
}

PublicKey RsaKeyOf(const Json& jwk) {
  const std::optional<std::string> modulus = BytesUnder(jwk, "n");
  const std::optional<std::string> exponent = BytesUnder(jwk, "e");
  if (!modulus.has_value() || !exponent.has_value() ||
      modulus->size() > kMaxRsaBits / 8) {
    return nullptr;
  }
  const Number n = NumberOf(*modulus);
  const Number e = NumberOf(*exponent);
  if (BN_num_bits(n.get()) < kMinRsaBits ||
      BN_num_bits(e.get()) > kMaxExponentBits || BN_is_odd(e.get()) == 0 ||
      BN_is_one(e.get()) != 0) {
    return nullptr;
  }
  const ParamsBuilder builder(OSSL_PARAM_BLD_new());
  if (OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) !=
          1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) !=
          1) {
    return nullptr;
  }
  return KeyOf("RSA", builder.get());
}

PublicKey EcKeyOf(const Json& jwk) {
  const std::optional<std::string> x = BytesUnder(jwk, "x");
  const std::optional<std::string> y = BytesUnder(jwk, "y");
  if (StringIn(jwk, "crv") != "P-256" || !x.has_value() || !y.has_value() ||
      x->size() != kP256Bytes || y->size() != kP256Bytes) {
    return nullptr;
  }
  // Not compressed (SEC 1 §2.3.3).
  const std::string point = '\x04' + *x + *y;
  const ParamsBuilder builder(OSSL_PARAM_BLD_new());
  if (OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                      "prime256v1", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                       point.data(), point.size()) != 1) {
    return nullptr;
  }
  return KeyOf("EC", builder.get());
}

PublicKey EdKeyOf(const Json& jwk) {
  const std::optional<std::string> x = BytesUnder(jwk, "x");
  if (StringIn(jwk, "crv") != "Ed25519" || !x.has_value() ||
      x->size() != kEd25519Bytes) {
    return nullptr;
  }
  return Owned(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr,
                                           BytesIn(*x), x->size()));
}

bool IsForSignatures(const Json& jwk) {
  if (jwk.contains("use") && StringIn(jwk, "use") != "sig") return false;
  const auto operations = jwk.find("key_ops");
  if (operations == jwk.end()) return true;
  return operations->is_array() &&
         std::find(operations->begin(), operations->end(), "verify") !=
             operations->end();
}

std::optional<TokenKey> KeyIn(const Json& jwk) {
  struct Kind {
    const char* kty;
    const char* algorithm;
    PublicKey (*key_of)(const Json& jwk);
  };
  static constexpr Kind kKinds[] = {{"RSA", "RS256", RsaKeyOf},
                                    {"EC", "ES256", EcKeyOf},
                                    {"OKP", "EdDSA", EdKeyOf}};
  if (!IsForSignatures(jwk)) return std::nullopt;
  // A private key that was published is anybody's.
  if (jwk.contains("d") || jwk.contains("k")) return std::nullopt;
  const std::optional<std::string> kty = StringIn(jwk, "kty");
  for (const Kind& kind : kKinds) {
    if (kty != kind.kty) continue;
    if (jwk.contains("alg") && StringIn(jwk, "alg") != kind.algorithm) {
      return std::nullopt;
    }
    PublicKey key = kind.key_of(jwk);
    if (key == nullptr) return std::nullopt;
    return TokenKey(kind.algorithm, std::move(key));
  }
  return std::nullopt;
}

// ES256 signatures are two numbers of 32 bytes (RFC 7518 §3.4), and OpenSSL
// takes them in DER. Empty when they are none.
std::string DerOf(absl::string_view signature) {
  if (signature.size() != 2 * kP256Bytes) return "";
  const EcSignature numbers(ECDSA_SIG_new());
  Number r = NumberOf(signature.substr(0, kP256Bytes));
  Number s = NumberOf(signature.substr(kP256Bytes));
  // They belong to the signature from then on.
  if (r == nullptr || s == nullptr ||
      ECDSA_SIG_set0(numbers.get(), r.release(), s.release()) != 1) {
    return "";
  }
  uint8_t* bytes = nullptr;
  const int size = i2d_ECDSA_SIG(numbers.get(), &bytes);
  if (size <= 0) return "";
  std::string der(reinterpret_cast<const char*>(bytes),
                  static_cast<size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

}  // namespace

bool TokenKey::Verifies(absl::string_view bytes,
                        absl::string_view signature) const {
  const std::string in_form =
      algorithm_ == "ES256" ? DerOf(signature) : std::string(signature);
  // Ed25519 hashes as part of signing.
  const EVP_MD* const digest = algorithm_ == "EdDSA" ? nullptr : EVP_sha256();
  const DigestContext context(EVP_MD_CTX_new());
  return context != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr,
                              key_.get()) == 1 &&
         EVP_DigestVerify(context.get(), BytesIn(in_form), in_form.size(),
                          BytesIn(bytes), bytes.size()) == 1;
}

absl::StatusOr<TokenKeys> TokenKeys::Parse(absl::string_view document) {
  if (document.size() > kMaxDocumentBytes) {
    return absl::InvalidArgumentError("a key set that is too large");
  }
  ASSIGN_OR_RETURN(const Json set, ParseStrictObject(document, kMaxJsonDepth));
  const auto keys = set.find("keys");
  if (keys == set.end() || !keys->is_array()) {
    return absl::InvalidArgumentError("a key set without keys");
  }
  if (keys->size() > kMaxKeys) {
    return absl::InvalidArgumentError("a key set with too many keys");
  }
  TokenKeys parsed;
  absl::flat_hash_set<std::string> names;
  for (const Json& jwk : *keys) {
    if (!jwk.is_object()) continue;
    const std::optional<std::string> name = StringIn(jwk, "kid");
    if (!name.has_value() || name->empty() || name->size() > kMaxKeyIdBytes) {
      continue;
    }
    if (!names.insert(*name).second) {
      parsed.keys_.erase(*name);
      continue;
    }
    if (std::optional<TokenKey> key = KeyIn(jwk)) {
      parsed.keys_.emplace(*name, *std::move(key));
    }
  }
  return parsed;
}

const TokenKey* TokenKeys::Find(const std::string& key_id) const {
  const auto found = keys_.find(key_id);
  return found == keys_.end() ? nullptr : &found->second;
}

}  // namespace driehoek
