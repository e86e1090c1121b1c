#include "base/secret_file.h"

#include <sys/stat.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"

namespace driehoek {
namespace {

absl::Status Refused(const std::string& path, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", why));
}

}  // namespace

absl::Status CheckSecretFile(const std::string& path) {
  struct stat about{};
  if (stat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) {
    return Refused(path, "dit bestand is niet te lezen");
  }
  if ((about.st_mode & (S_IWGRP | S_IRWXO)) != 0) {
    return Refused(path,
                   "anderen kunnen bij deze sleutel; zet zijn rechten op 0600");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadSecretFile(const std::string& path,
                                           size_t max_bytes) {
  RETURN_IF_ERROR(CheckSecretFile(path));
  std::ifstream file(path, std::ios::binary);
  std::string bytes(max_bytes + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (file.bad() || (!file.eof() && file.fail()) || !file.is_open()) {
    return Refused(path, "dit bestand is niet te lezen");
  }
  const size_t size = static_cast<size_t>(file.gcount());
  if (size > max_bytes) return Refused(path, "dit bestand is te lang");
  bytes.resize(size);
  return bytes;
}

}  // namespace driehoek
