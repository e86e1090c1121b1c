#include "clients/cli/logins.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>

#include "absl/cleanup/cleanup.h"
#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "clients/cli/failure.h"
#include "clients/cli/files.h"

namespace driehoek::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// A few hundred servers.
constexpr uint64_t kMaxFile = 4 << 20;
constexpr mode_t kOnlyOwner = 0600;
constexpr mode_t kOthers = 0077;

absl::StatusOr<fs::path> PathOfLogins() {
  const char* const state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state != '\0') {
    return fs::path(state) / "driehoek" / "logins.json";
  }
  const char* const home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') {
    return UsageError(
        "Er is geen plek om te onthouden wie je bent: zet HOME of "
        "XDG_STATE_HOME.");
  }
  return fs::path(home) / ".local" / "state" / "driehoek" / "logins.json";
}

absl::Status NoLogins(const fs::path& path) {
  return UsageError(absl::StrCat(
      path.string(),
      " is niet te lezen als wie er ingelogd is. Verwijder het en log opnieuw "
      "in."));
}

// By server. An empty object when there is no file.
absl::StatusOr<Json> Read(const fs::path& path) {
  struct stat found{};
  if (stat(path.c_str(), &found) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return Json::object();
    return NoLogins(path);
  }
  if ((found.st_mode & kOthers) != 0) {
    return UsageError(
        absl::StrCat(path.string(),
                     " is door anderen te lezen, en er staat in waarmee je "
                     "bent ingelogd. Doe eerst: chmod 600 ",
                     path.string()));
  }
  ASSIGN_OR_RETURN(const std::string text,
                   ReadWholeFile(path.string(), kMaxFile));
  Json logins = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!logins.is_object()) return NoLogins(path);
  return logins;
}

// Whole or not at all, also when two lines do it at once.
absl::Status Write(const fs::path& path, const Json& logins) {
  const absl::Status failed =
      UsageError(absl::StrCat(path.string(), " is niet te schrijven."));
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::string next = absl::StrCat(path.string(), ".XXXXXX");
  const int file = mkostemp(next.data(), O_CLOEXEC);
  if (file < 0) return failed;
  absl::Cleanup remove = [&next] { unlink(next.c_str()); };
  // A name that is no UTF-8 is kept as well as can be.
  const std::string text =
      logins.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  const bool written = fchmod(file, kOnlyOwner) == 0 &&
                       write(file, text.data(), text.size()) ==
                           static_cast<ssize_t>(text.size()) &&
                       fsync(file) == 0;
  if (close(file) != 0 || !written) return failed;
  if (rename(next.c_str(), path.c_str()) != 0) return failed;
  std::move(remove).Cancel();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<LoginsLock>> LoginsLock::Take() {
  ASSIGN_OR_RETURN(const fs::path path, PathOfLogins());
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  const std::string name = path.string() + ".lock";
  const int file = open(name.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, kOnlyOwner);
  if (file < 0) return UsageError(absl::StrCat(name, " is niet te schrijven."));
  while (flock(file, LOCK_EX) != 0 && errno == EINTR) {
  }
  return absl::WrapUnique(new LoginsLock(file));
}

LoginsLock::~LoginsLock() { close(file_); }

absl::StatusOr<std::optional<Login>> FindLogin(const std::string& server) {
  ASSIGN_OR_RETURN(const fs::path path, PathOfLogins());
  ASSIGN_OR_RETURN(const Json logins, Read(path));
  const auto found = logins.find(server);
  if (found == logins.end()) return std::nullopt;
  if (!found->is_object()) return NoLogins(path);
  const auto text = [&found](const char* name) {
    const auto value = found->find(name);
    return value != found->end() && value->is_string()
               ? value->get<std::string>()
               : std::string();
  };
  Login login{.person = text("person"),
              .role = text("role"),
              .access_token = text("access_token")};
  login.refresh_token = text("refresh_token");
  login.issuer = text("issuer");
  login.client_id = text("client_id");
  const auto expires_at = found->find("expires_at");
  if (expires_at != found->end() && expires_at->is_number_integer()) {
    login.expires_at = absl::FromUnixSeconds(expires_at->get<int64_t>());
  }
  return login;
}

absl::Status KeepLogin(const std::string& server, const Login& login) {
  ASSIGN_OR_RETURN(const fs::path path, PathOfLogins());
  ASSIGN_OR_RETURN(Json logins, Read(path));
  logins[server] = {{"person", login.person},
                    {"role", login.role},
                    {"access_token", login.access_token}};
  if (login.expires_at != absl::InfiniteFuture()) {
    logins[server]["expires_at"] = absl::ToUnixSeconds(login.expires_at);
  }
  const auto keep = [&](const char* name, const std::string& value) {
    if (!value.empty()) logins[server][name] = value;
  };
  keep("refresh_token", login.refresh_token);
  keep("issuer", login.issuer);
  keep("client_id", login.client_id);
  return Write(path, logins);
}

absl::StatusOr<bool> ForgetLogin(const std::string& server) {
  ASSIGN_OR_RETURN(const fs::path path, PathOfLogins());
  ASSIGN_OR_RETURN(Json logins, Read(path));
  if (logins.erase(server) == 0) return false;
  RETURN_IF_ERROR(Write(path, logins));
  return true;
}

}  // namespace driehoek::cli
