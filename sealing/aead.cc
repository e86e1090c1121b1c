#include "sealing/aead.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <cstring>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/fatal.h"
#include "base/freeing.h"
#include "base/sha256.h"

namespace driehoek {
namespace {

using CipherContext =
    std::unique_ptr<EVP_CIPHER_CTX, Freeing<EVP_CIPHER_CTX_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, Freeing<EVP_KDF_CTX_free>>;

const unsigned char* UnsignedBytes(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* UnsignedBytes(char* bytes) {
  return reinterpret_cast<unsigned char*>(bytes);
}

[[noreturn]] void NoCipher() { Fatal("OpenSSL could not seal with AES-GCM"); }

// Fetched once: a lookup costs more than sealing a short text.
const EVP_CIPHER* Aes256Gcm() {
  static const EVP_CIPHER* const cipher =
      EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  if (cipher == nullptr) NoCipher();
  return cipher;
}

// Kept per thread, with the last key until another comes: making one costs more
// than a short text, and so does emptying it.
EVP_CIPHER_CTX* ContextOfThread() {
  thread_local const CipherContext context(EVP_CIPHER_CTX_new());
  if (context == nullptr) NoCipher();
  return context.get();
}

std::string Seal(const SecretKey& key, absl::string_view nonce,
                 absl::string_view context, absl::string_view text) {
  EVP_CIPHER_CTX* const cipher = ContextOfThread();
  std::string sealed(text.size() + kSealTagBytes, '\0');
  unsigned char* const out = UnsignedBytes(sealed.data());
  int size = 0;
  int last = 0;
  const bool done =
      EVP_EncryptInit_ex2(cipher, Aes256Gcm(), UnsignedBytes(key.bytes()),
                          UnsignedBytes(nonce), nullptr) == 1 &&
      EVP_EncryptUpdate(cipher, nullptr, &size, UnsignedBytes(context),
                        static_cast<int>(context.size())) == 1 &&
      EVP_EncryptUpdate(cipher, out, &size, UnsignedBytes(text),
                        static_cast<int>(text.size())) == 1 &&
      EVP_EncryptFinal_ex(cipher, out + size, &last) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, kSealTagBytes,
                          out + text.size()) == 1;
  if (!done) NoCipher();
  return sealed;
}

absl::StatusOr<std::string> Open(const SecretKey& key, absl::string_view nonce,
                                 absl::string_view context,
                                 absl::string_view sealed) {
  const auto refused = [] {
    return absl::DataLossError(
        "what was sealed does not open: it was changed, or belongs elsewhere");
  };
  if (sealed.size() < kSealTagBytes) return refused();
  const absl::string_view bytes =
      sealed.substr(0, sealed.size() - kSealTagBytes);
  std::array<unsigned char, kSealTagBytes> tag;
  std::memcpy(tag.data(), sealed.data() + bytes.size(), tag.size());
  EVP_CIPHER_CTX* const cipher = ContextOfThread();
  std::string text(bytes.size(), '\0');
  unsigned char* const out = UnsignedBytes(text.data());
  int size = 0;
  int last = 0;
  const bool begun =
      EVP_DecryptInit_ex2(cipher, Aes256Gcm(), UnsignedBytes(key.bytes()),
                          UnsignedBytes(nonce), nullptr) == 1 &&
      EVP_DecryptUpdate(cipher, nullptr, &size, UnsignedBytes(context),
                        static_cast<int>(context.size())) == 1 &&
      EVP_DecryptUpdate(cipher, out, &size, UnsignedBytes(bytes),
                        static_cast<int>(bytes.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, kSealTagBytes,
                          tag.data()) == 1;
  const bool opened =
      begun && EVP_DecryptFinal_ex(cipher, out + size, &last) == 1;
  if (!begun) NoCipher();
  if (!opened) return refused();
  return text;
}

// Random bytes, of which many are asked for at once: asking costs more than
// they do. Each is used once.
std::string FreshNonce() {
  constexpr size_t kNoncesAtOnce = 256;
  thread_local std::string supply;
  if (supply.empty()) supply = RandomBytes(kNoncesAtOnce * kNonceBytes);
  std::string nonce = supply.substr(supply.size() - kNonceBytes);
  supply.resize(supply.size() - kNonceBytes);
  return nonce;
}

// With the digest, which costs most to look up.
EVP_KDF_CTX* NewHkdf() {
  static EVP_KDF* const hkdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  KdfContext context(hkdf == nullptr ? nullptr : EVP_KDF_CTX_new(hkdf));
  std::string digest = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_end()};
  if (context == nullptr ||
      EVP_KDF_CTX_set_params(context.get(), parameters) != 1) {
    return nullptr;
  }
  return context.release();
}

}  // namespace

SecretKey SecretKey::Random() {
  std::string bytes = RandomBytes(kBytes);
  const SecretKey key(bytes);
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return key;
}

SecretKey::SecretKey(absl::string_view bytes) {
  if (bytes.size() != kBytes) Fatal("a key of another size than 32 bytes");
  std::memcpy(bytes_, bytes.data(), kBytes);
}

SecretKey::~SecretKey() { OPENSSL_cleanse(bytes_, kBytes); }

std::string SealOnce(const SecretKey& key, absl::string_view context,
                     absl::string_view text) {
  return Seal(key, std::string(kNonceBytes, '\0'), context, text);
}

absl::StatusOr<std::string> OpenOnce(const SecretKey& key,
                                     absl::string_view context,
                                     absl::string_view sealed) {
  return Open(key, std::string(kNonceBytes, '\0'), context, sealed);
}

std::string SealWithNonce(const SecretKey& key, absl::string_view context,
                          absl::string_view text) {
  const std::string nonce = FreshNonce();
  return absl::StrCat(nonce, Seal(key, nonce, context, text));
}

absl::StatusOr<std::string> OpenWithNonce(const SecretKey& key,
                                          absl::string_view context,
                                          absl::string_view sealed) {
  // Too short for a nonce is too short to open, with whatever nonce.
  if (sealed.size() < kNonceBytes) return OpenOnce(key, context, "");
  return Open(key, sealed.substr(0, kNonceBytes), context,
              sealed.substr(kNonceBytes));
}

DerivedKey Derive(const SecretKey& from, absl::string_view salt,
                  absl::string_view purpose) {
  thread_local const KdfContext context(NewHkdf());
  // OpenSSL takes pointers to what it does not change.
  const auto octets = [](const char* name, absl::string_view bytes) {
    return OSSL_PARAM_construct_octet_string(
        name, const_cast<char*>(bytes.data()), bytes.size());
  };
  const OSSL_PARAM parameters[] = {octets(OSSL_KDF_PARAM_KEY, from.bytes()),
                                   octets(OSSL_KDF_PARAM_SALT, salt),
                                   octets(OSSL_KDF_PARAM_INFO, purpose),
                                   OSSL_PARAM_construct_end()};
  std::array<char, 2 * SecretKey::kBytes> derived;
  if (context == nullptr ||
      EVP_KDF_derive(context.get(), UnsignedBytes(derived.data()),
                     derived.size(), parameters) != 1) {
    Fatal("OpenSSL could not derive a key with HKDF");
  }
  const absl::string_view both(derived.data(), derived.size());
  DerivedKey result{SecretKey(both.substr(0, SecretKey::kBytes)),
                    std::string(both.substr(SecretKey::kBytes))};
  OPENSSL_cleanse(derived.data(), SecretKey::kBytes);
  return result;
}

}  // namespace driehoek
