// Who is signed in at which server: kept in a file that only this user reads,
// so that a line need not say it.
#ifndef DRIEHOEK_CLIENTS_CLI_LOGINS_H_
#define DRIEHOEK_CLIENTS_CLI_LOGINS_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace driehoek::cli {

struct Login {
  std::string person;
  std::string role;  // "ROLE_TEACHER"; empty: the only one.
  std::string access_token;
};

// Nothing when nobody is. UsageError when the file is no such file, or when
// others on this machine can read it.
absl::StatusOr<std::optional<Login>> FindLogin(const std::string& server);

// Instead of who was. UsageError when it cannot be kept.
absl::Status KeepLogin(const std::string& server, const Login& login);

// Whether anybody was.
absl::StatusOr<bool> ForgetLogin(const std::string& server);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_LOGINS_H_
