#include "clients/cli/credentials.h"

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "base/status_macros.h"
#include "base/this_machine.h"
#include "clients/cli/failure.h"
#include "clients/cli/files.h"

namespace driehoek::cli {
namespace {

// All authorities that a machine believes are some 200 KiB.
constexpr uint64_t kMaxFileBytes = 4 << 20;

absl::Status Read(const std::string& file, std::string& text) {
  if (file.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(text, ReadWholeFile(file, kMaxFileBytes));
  return absl::OkStatus();
}

}  // namespace

bool IsHere(const std::string& server) {
  return IsOnThisMachine(server) || absl::StartsWith(server, "localhost:");
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> CredentialsFor(
    const std::string& server, const TlsFiles& files) {
  if (files.certificate.empty() != files.key.empty()) {
    return UsageError(
        "--certificaat en --sleutel horen bij elkaar: geef ze allebei.");
  }
  const bool named = !files.authority.empty() || !files.certificate.empty();
  if (!named && IsHere(server)) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions options;
  RETURN_IF_ERROR(Read(files.authority, options.pem_root_certs));
  RETURN_IF_ERROR(Read(files.certificate, options.pem_cert_chain));
  RETURN_IF_ERROR(Read(files.key, options.pem_private_key));
  return grpc::SslCredentials(options);
}

}  // namespace driehoek::cli
