#include "tests/kit/certificates.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>

#include "base/fatal.h"
#include "base/freeing.h"

namespace driehoek {
namespace {

constexpr int kVersion3 = 2;

void Must(bool went_well) {
  if (!went_well) Fatal("OpenSSL does not make a certificate");
}

std::shared_ptr<EVP_PKEY> NewKey() {
  EVP_PKEY* const key = EVP_EC_gen("P-256");
  Must(key != nullptr);
  return {key, EVP_PKEY_free};
}

template <typename Write>
std::string Written(const Write& write) {
  const std::unique_ptr<BIO, Freeing<BIO_free>> memory(BIO_new(BIO_s_mem()));
  Must(memory != nullptr && write(memory.get()) == 1);
  char* bytes = nullptr;
  const long count =
      BIO_get_mem_data(memory.get(), &bytes);  // NOLINT: its own.
  return {bytes, static_cast<size_t>(count)};
}

std::string PemOf(X509* certificate) {
  return Written(
      [=](BIO* memory) { return PEM_write_bio_X509(memory, certificate); });
}

std::string PemOf(EVP_PKEY* key) {
  return Written([=](BIO* memory) {
    return PEM_write_bio_PrivateKey(memory, key, nullptr, nullptr, 0, nullptr,
                                    nullptr);
  });
}

void Extend(X509* certificate, int kind, const std::string& value) {
  X509_EXTENSION* const extension =
      X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
  Must(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

void Name(X509_NAME* into, const std::string& name) {
  Must(X509_NAME_add_entry_by_txt(
           into, "CN", MBSTRING_UTF8,
           reinterpret_cast<const unsigned char*>(name.data()),
           static_cast<int>(name.size()), -1, 0) == 1);
}

// Of `name`, not signed yet.
std::shared_ptr<X509> NewCertificate(const std::string& name, EVP_PKEY* key,
                                     absl::Duration from,
                                     absl::Duration until) {
  static std::atomic<int> serial = 1;
  std::shared_ptr<X509> certificate(X509_new(), X509_free);
  X509* const made = certificate.get();
  Must(made != nullptr && X509_set_version(made, kVersion3) == 1 &&
       ASN1_INTEGER_set(X509_get_serialNumber(made), serial++) == 1 &&
       X509_gmtime_adj(X509_getm_notBefore(made), absl::ToInt64Seconds(from)) !=
           nullptr &&
       X509_gmtime_adj(X509_getm_notAfter(made), absl::ToInt64Seconds(until)) !=
           nullptr &&
       X509_set_pubkey(made, key) == 1);
  Name(X509_get_subject_name(made), name);
  return certificate;
}

}  // namespace

CertificateAuthority::CertificateAuthority(const std::string& name)
    : key_(NewKey()),
      certificate_(NewCertificate(name, key_.get(), -absl::Hours(24 * 30),
                                  absl::Hours(24 * 30))) {
  X509* const made = certificate_.get();
  Must(X509_set_issuer_name(made, X509_get_subject_name(made)) == 1);
  Extend(made, NID_basic_constraints, "critical,CA:TRUE");
  Extend(made, NID_key_usage, "critical,keyCertSign");
  Must(X509_sign(made, key_.get(), EVP_sha256()) > 0);
  pem_ = PemOf(made);
}

Pem CertificateAuthority::Issue(const WantedCertificate& wanted) const {
  const std::shared_ptr<EVP_PKEY> key = NewKey();
  const std::shared_ptr<X509> certificate =
      NewCertificate("proef", key.get(), wanted.from, wanted.until);
  X509* const made = certificate.get();
  Must(X509_set_issuer_name(made, X509_get_subject_name(certificate_.get())) ==
       1);
  Extend(made, NID_basic_constraints, "critical,CA:FALSE");
  Extend(made, NID_subject_alt_name, wanted.names);
  Must(X509_sign(made, key_.get(), EVP_sha256()) > 0);
  return {PemOf(made), PemOf(key.get())};
}

}  // namespace driehoek
