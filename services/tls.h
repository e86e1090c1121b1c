// TLS of the listener: with which certificate the server shows who it is, and
// which certificates it wants to see of whoever connects.
#ifndef DRIEHOEK_SERVICES_TLS_H_
#define DRIEHOEK_SERVICES_TLS_H_

#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace driehoek {

// Files are in PEM. They are read again when they change, so a new certificate
// needs no restart; put the new ones there at once (a symbolic link to their
// directory that is turned over), or who connects in between is refused.
struct TlsSettings {
  // Of the server, then of the authorities between it and the root.
  std::string certificate;
  // Its private key; for the server and its group alone to read (a group, since
  // those who renew certificates are often another user).
  std::string key;
  // Who sign the certificates of services that may connect. Empty: nobody needs
  // one.
  std::string client_ca;
  // One of these names (SAN, DNS or URI) must stand in such a certificate, as
  // it is written here.
  std::vector<std::string> client_names;
  // How long after a change it counts for new connections, at most; a whole
  // number of seconds, 1 or more. An open one goes on for some twelve hours.
  absl::Duration reload = absl::Seconds(30);
};

// Whether the server can start with them at `now`. In Dutch, with the file.
// InvalidArgument: one that is not there or not in PEM, a key that is not of
// the certificate or that others may use, and callers without an authority or
// the other way round. FailedPrecondition: a certificate that counts no more or
// not yet, which a clock that is put right can mend.
absl::Status CheckTls(const TlsSettings& settings, absl::Time now);

// Until when the certificate in this file counts. InvalidArgument, in Dutch.
absl::StatusOr<absl::Time> EndOfCertificate(const std::string& file);

// TLS 1.2 or 1.3. The settings are sound by CheckTls.
std::shared_ptr<grpc::ServerCredentials> CredentialsOf(
    const TlsSettings& settings);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_TLS_H_
