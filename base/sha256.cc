#include "base/sha256.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <initializer_list>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "base/fatal.h"

namespace driehoek {
namespace {

constexpr absl::string_view kNoSha256 = "OpenSSL could not compute SHA-256";

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeMacContext {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

const unsigned char* UnsignedBytes(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// OpenSSL refuses a null key, which an empty string_view may hold.
absl::string_view NeverNull(absl::string_view bytes) {
  return bytes.data() == nullptr ? absl::string_view("") : bytes;
}

// Null when OpenSSL cannot.
EVP_MAC_CTX* NewHmacSha256() {
  static EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  if (hmac == nullptr) return nullptr;
  EVP_MAC_CTX* const context = EVP_MAC_CTX_new(hmac);
  std::string digest = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_end()};
  if (context != nullptr && EVP_MAC_CTX_set_params(context, parameters) != 1) {
    EVP_MAC_CTX_free(context);
    return nullptr;
  }
  return context;
}

}  // namespace

Hash32 Sha256(std::initializer_list<absl::string_view> parts) {
  // Kept per thread: making a context costs more than hashing a short record.
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeDigest> context(
      EVP_MD_CTX_new());
  // Fetched once: EVP_sha256() is looked up again at every use.
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  bool ok = context != nullptr && sha256 != nullptr &&
            EVP_DigestInit_ex(context.get(), sha256, nullptr) == 1;
  for (const absl::string_view part : parts) {
    ok = ok && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  }
  Hash32 hash;
  if (!ok || EVP_DigestFinal_ex(context.get(), hash.data(), nullptr) != 1) {
    Fatal(kNoSha256);
  }
  return hash;
}

struct Sha256Stream::Context {
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> digest{EVP_MD_CTX_new()};
};

Sha256Stream::Sha256Stream() : context_(std::make_unique<Context>()) {
  if (context_->digest == nullptr ||
      EVP_DigestInit_ex(context_->digest.get(), EVP_sha256(), nullptr) != 1) {
    Fatal(kNoSha256);
  }
}

Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::Add(absl::string_view bytes) {
  if (EVP_DigestUpdate(context_->digest.get(), bytes.data(), bytes.size()) !=
      1) {
    Fatal(kNoSha256);
  }
}

Hash32 Sha256Stream::Finish() {
  Hash32 hash;
  if (EVP_DigestFinal_ex(context_->digest.get(), hash.data(), nullptr) != 1) {
    Fatal(kNoSha256);
  }
  return hash;
}

Hash32 HmacSha256(absl::string_view key,
                  std::initializer_list<absl::string_view> parts) {
  // Kept per thread with its digest: looking that up costs more than the rest.
  thread_local const std::unique_ptr<EVP_MAC_CTX, FreeMacContext> context(
      NewHmacSha256());
  bool ok = context != nullptr &&
            EVP_MAC_init(context.get(), UnsignedBytes(NeverNull(key)),
                         key.size(), nullptr) == 1;
  for (const absl::string_view part : parts) {
    ok = ok &&
         EVP_MAC_update(context.get(), UnsignedBytes(part), part.size()) == 1;
  }
  Hash32 code;
  size_t written = 0;
  if (!ok ||
      EVP_MAC_final(context.get(), code.data(), &written, code.size()) != 1) {
    Fatal(kNoSha256);
  }
  return code;
}

absl::string_view BytesOf(const Hash32& hash) {
  return absl::string_view(reinterpret_cast<const char*>(hash.data()),
                           hash.size());
}

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()),
                 static_cast<int>(count)) != 1) {
    Fatal("the operating system gives no random bytes");
  }
  return bytes;
}

}  // namespace driehoek
