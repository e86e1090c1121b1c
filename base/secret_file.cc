#include "base/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"

namespace driehoek {
namespace {

absl::Status Refused(const std::string& path, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", why));
}

absl::Status CheckRights(const std::string& path, const struct stat& about) {
  if (!S_ISREG(about.st_mode)) {
    return Refused(path, "dit bestand is niet te lezen");
  }
  if ((about.st_mode & (S_IWGRP | S_IRWXO)) != 0) {
    return Refused(path,
                   "anderen kunnen bij deze sleutel; zet zijn rechten op 0600");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckSecretFile(const std::string& path) {
  struct stat about{};
  if (stat(path.c_str(), &about) != 0) {
    return Refused(path, "dit bestand is niet te lezen");
  }
  return CheckRights(path, about);
}

absl::StatusOr<std::string> ReadSecretFile(const std::string& path,
                                           size_t max_bytes) {
  // Not through a stream: that keeps what it read.
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return Refused(path, "dit bestand is niet te lezen");
  const absl::Cleanup closed = [file] { close(file); };
  struct stat about{};
  if (fstat(file, &about) != 0) {
    return Refused(path, "dit bestand is niet te lezen");
  }
  RETURN_IF_ERROR(CheckRights(path, about));
  std::string bytes(max_bytes + 1, '\0');
  size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got = read(file, bytes.data() + size, bytes.size() - size);
    if (got < 0) return Refused(path, "dit bestand is niet te lezen");
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  if (size > max_bytes) return Refused(path, "dit bestand is te lang");
  bytes.resize(size);
  return bytes;
}

}  // namespace driehoek
