// Who is signed in at which server: kept in a file that only this user reads,
// so that a line need not say it.
#ifndef DRIEHOEK_CLIENTS_CLI_LOGINS_H_
#define DRIEHOEK_CLIENTS_CLI_LOGINS_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace driehoek::cli {

struct Login {
  std::string person;
  std::string role;  // "ROLE_TEACHER"; empty: the only one.
  std::string access_token;
  // Of a provider: when the token ends, and how to get another one there; empty
  // where it cannot be got without signing in again.
  absl::Time expires_at = absl::InfiniteFuture();
  std::string refresh_token = {};
  std::string issuer = {};
  std::string client_id = {};
};

// Nothing when nobody is. UsageError when the file is no such file, or when
// others on this machine can read it.
absl::StatusOr<std::optional<Login>> FindLogin(const std::string& server);

// Instead of who was. UsageError when it cannot be kept.
absl::Status KeepLogin(const std::string& server, const Login& login);

// While it is there, no other `driehoek` renews a login: a provider that gives
// each token to renew with once would take the second for a thief.
class LoginsLock {
 public:
  // Waits. UsageError when there is no place to keep logins.
  static absl::StatusOr<std::unique_ptr<LoginsLock>> Take();
  ~LoginsLock();
  LoginsLock(const LoginsLock&) = delete;
  LoginsLock& operator=(const LoginsLock&) = delete;

 private:
  explicit LoginsLock(int file) : file_(file) {}
  const int file_;
};

// Whether anybody was.
absl::StatusOr<bool> ForgetLogin(const std::string& server);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_LOGINS_H_
