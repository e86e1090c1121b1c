#include "services/tls.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <functional>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/freeing.h"
#include "base/secret_file.h"
#include "base/status_macros.h"

namespace driehoek {
namespace {

using File = std::unique_ptr<BIO, Freeing<BIO_free>>;
using Certificate = std::unique_ptr<X509, Freeing<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;

absl::Status Refused(const std::string& file, absl::string_view why) {
  ERR_clear_error();
  return absl::InvalidArgumentError(absl::StrCat(file, ": ", why));
}

File Opened(const std::string& file) {
  return File(BIO_new_file(file.c_str(), "r"));
}

absl::StatusOr<Certificate> ReadCertificate(const std::string& file) {
  const File opened = Opened(file);
  if (opened == nullptr) return Refused(file, "dit bestand is niet te lezen");
  Certificate certificate(
      PEM_read_bio_X509(opened.get(), nullptr, nullptr, nullptr));
  if (certificate == nullptr) {
    return Refused(file, "hier staat geen certificaat in (PEM)");
  }
  return certificate;
}

// Nobody is there to give one.
int NoPassword(char* /*buffer*/, int /*size*/, int /*writing*/,
               void* /*context*/) {
  return 0;
}

absl::StatusOr<Key> ReadKey(const std::string& file) {
  RETURN_IF_ERROR(CheckSecretFile(file));
  const File opened = Opened(file);
  if (opened == nullptr) return Refused(file, "dit bestand is niet te lezen");
  Key key(PEM_read_bio_PrivateKey(opened.get(), nullptr, &NoPassword, nullptr));
  if (key == nullptr) {
    return Refused(file, "hier staat geen sleutel zonder wachtwoord in (PEM)");
  }
  return key;
}

absl::StatusOr<absl::Time> TimeOf(const ASN1_TIME* written) {
  std::tm fields{};
  if (ASN1_TIME_to_tm(written, &fields) != 1) {
    return absl::InvalidArgumentError("no time");
  }
  return absl::FromTM(fields, absl::UTCTimeZone());
}

// What a later moment may put right, or a clock that is.
absl::Status NotNow(const std::string& file, absl::string_view why) {
  return absl::FailedPreconditionError(absl::StrCat(file, ": ", why));
}

absl::Status CheckCounts(const std::string& file, const X509* certificate,
                         absl::Time now) {
  const absl::StatusOr<absl::Time> from =
      TimeOf(X509_get0_notBefore(certificate));
  const absl::StatusOr<absl::Time> until =
      TimeOf(X509_get0_notAfter(certificate));
  if (!from.ok() || !until.ok()) {
    return Refused(file, "dit certificaat zegt niet wanneer het geldt");
  }
  if (now < *from) return NotNow(file, "dit certificaat geldt nog niet");
  if (now > *until) return NotNow(file, "dit certificaat is verlopen");
  return absl::OkStatus();
}

// A file with more than one, while one authority takes over from another: one
// that counts is enough.
absl::Status CheckAuthorities(const std::string& file, absl::Time now) {
  const File opened = Opened(file);
  if (opened == nullptr) return Refused(file, "dit bestand is niet te lezen");
  absl::Status first = Refused(file, "hier staat geen certificaat in (PEM)");
  bool any = false;
  while (true) {
    const Certificate authority(
        PEM_read_bio_X509(opened.get(), nullptr, nullptr, nullptr));
    if (authority == nullptr) break;
    const absl::Status counts = CheckCounts(file, authority.get(), now);
    if (counts.ok()) return counts;
    if (!std::exchange(any, true)) first = counts;
  }
  ERR_clear_error();
  return first;
}

// Lets in whoever has a certificate with one of some names; that the
// certificate is sound was checked before.
class OneOf final : public grpc::experimental::ExternalCertificateVerifier {
 public:
  explicit OneOf(std::vector<std::string> names) : names_(std::move(names)) {}

  bool Verify(grpc::experimental::TlsCustomVerificationCheckRequest* request,
              std::function<void(grpc::Status)> /*callback*/,
              grpc::Status* sync_status) override {
    const bool listed =
        HasOne(request->dns_names()) || HasOne(request->uri_names());
    *sync_status = listed ? grpc::Status::OK
                          : grpc::Status(grpc::StatusCode::UNAUTHENTICATED,
                                         "no service that may connect");
    return true;  // It is answered already.
  }
  void Cancel(grpc::experimental::TlsCustomVerificationCheckRequest*
              /*request*/) override {}

 private:
  bool HasOne(const std::vector<grpc::string_ref>& names) const {
    return absl::c_any_of(names, [this](const grpc::string_ref& name) {
      return absl::c_linear_search(names_,
                                   absl::string_view(name.data(), name.size()));
    });
  }

  const std::vector<std::string> names_;
};

}  // namespace

absl::Status CheckTls(const TlsSettings& settings, absl::Time now) {
  if (settings.certificate.empty() || settings.key.empty()) {
    return absl::InvalidArgumentError(
        "voor TLS zijn een certificaat en een sleutel nodig");
  }
  ASSIGN_OR_RETURN(const Certificate certificate,
                   ReadCertificate(settings.certificate));
  RETURN_IF_ERROR(CheckCounts(settings.certificate, certificate.get(), now));
  ASSIGN_OR_RETURN(const Key key, ReadKey(settings.key));
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return Refused(settings.key, absl::StrCat("dit is niet de sleutel van ",
                                              settings.certificate));
  }
  if (settings.client_ca.empty() != settings.client_names.empty()) {
    return absl::InvalidArgumentError(
        "wie van diensten een certificaat wil zien, zegt wie die certificaten "
        "tekent en ook welke diensten mogen verbinden");
  }
  if (settings.client_ca.empty()) return absl::OkStatus();
  return CheckAuthorities(settings.client_ca, now);
}

absl::StatusOr<absl::Time> EndOfCertificate(const std::string& file) {
  ASSIGN_OR_RETURN(const Certificate certificate, ReadCertificate(file));
  const absl::StatusOr<absl::Time> until =
      TimeOf(X509_get0_notAfter(certificate.get()));
  if (until.ok()) return until;
  return Refused(file, "dit certificaat zegt niet wanneer het geldt");
}

std::shared_ptr<grpc::ServerCredentials> CredentialsOf(
    const TlsSettings& settings) {
  using grpc::experimental::FileWatcherCertificateProvider;
  const bool wants_certificates = !settings.client_ca.empty();
  grpc::experimental::TlsServerCredentialsOptions options(
      std::make_shared<FileWatcherCertificateProvider>(
          settings.key, settings.certificate, settings.client_ca,
          static_cast<unsigned int>(absl::ToInt64Seconds(settings.reload))));
  options.watch_identity_key_cert_pairs();
  if (wants_certificates) {
    options.watch_root_certs();
    options.set_cert_request_type(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    options.set_certificate_verifier(
        grpc::experimental::ExternalCertificateVerifier::Create<OneOf>(
            settings.client_names));
  } else {
    options.set_cert_request_type(GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  }
  return grpc::experimental::TlsServerCredentials(options);
}

}  // namespace driehoek
