// Certificates for the tests, made on the spot.
#ifndef DRIEHOEK_TESTS_KIT_CERTIFICATES_H_
#define DRIEHOEK_TESTS_KIT_CERTIFICATES_H_

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "absl/time/time.h"

namespace driehoek {

// In PEM.
struct Pem {
  std::string certificate;
  std::string key;
};

struct WantedCertificate {
  // As OpenSSL writes them: "IP:127.0.0.1,DNS:bff.voorbeeld.example".
  std::string names = "IP:127.0.0.1";
  // From now.
  absl::Duration from = -absl::Hours(1);
  absl::Duration until = absl::Hours(24);
};

// Signs certificates; ends the process when OpenSSL cannot.
class CertificateAuthority {
 public:
  explicit CertificateAuthority(const std::string& name);

  // Its own, in PEM.
  const std::string& certificate() const { return pem_; }
  Pem Issue(const WantedCertificate& wanted) const;

 private:
  std::shared_ptr<EVP_PKEY> key_;
  std::shared_ptr<X509> certificate_;
  std::string pem_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_KIT_CERTIFICATES_H_
