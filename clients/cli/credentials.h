// How a connection to a server is protected.
#ifndef DRIEHOEK_CLIENTS_CLI_CREDENTIALS_H_
#define DRIEHOEK_CLIENTS_CLI_CREDENTIALS_H_

#include <grpcpp/security/credentials.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace driehoek::cli {

// Files in PEM; each may be empty.
struct TlsFiles {
  // Whom to believe when a server says who it is; the authorities of this
  // machine when empty.
  std::string authority;
  // Of whoever connects, for a server that wants to see one.
  std::string certificate;
  std::string key;
};

// Whether the server is on this machine: then what is said to it need not be
// encrypted.
bool IsHere(const std::string& server);

// TLS, unless the server is here and no files are named. A usage error when one
// cannot be read, or a certificate has no key or a key no certificate.
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> CredentialsFor(
    const std::string& server, const TlsFiles& files);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_CREDENTIALS_H_
