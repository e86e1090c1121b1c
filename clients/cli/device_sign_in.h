// Signing in at an OpenID Connect provider from a terminal: a person opens an
// address in any browser and types a code (RFC 8628).
#ifndef DRIEHOEK_CLIENTS_CLI_DEVICE_SIGN_IN_H_
#define DRIEHOEK_CLIENTS_CLI_DEVICE_SIGN_IN_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/logins.h"
#include "driehoek/v1/sign_in_service.pb.h"

namespace driehoek::cli {

// What a person has to do, in a browser.
struct ToOpen {
  std::string address;  // Where to type the code.
  std::string code;
  std::string with_code;  // An address that has it; empty: there is none.
};

// Waits until whoever opened it has signed in. UsageError, in Dutch, when the
// provider cannot be asked so, does not let in, or nobody came in time.
absl::StatusOr<Login> SignInAtProvider(
    const v1::GetProviderResponse& provider,
    const std::function<void(const ToOpen&)>& tell);

// Another token, without anybody. UsageError: it is time to sign in again.
absl::StatusOr<Login> Refreshed(const Login& login);

// The provider gives no more tokens on this login (RFC 7009). UsageError, in
// Dutch, when it does not do that.
absl::Status Revoke(const Login& login);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_DEVICE_SIGN_IN_H_
