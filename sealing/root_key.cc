#include "sealing/root_key.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/secret_file.h"
#include "base/status_macros.h"

namespace driehoek {
namespace {

constexpr size_t kDigits = 2 * SecretKey::kBytes;

void Wipe(std::string& secret) {
  OPENSSL_cleanse(secret.data(), secret.size());
}

class FileRootKey : public RootKey {
 public:
  explicit FileRootKey(const SecretKey& key) : key_(key) {}

  absl::StatusOr<std::string> Wrap(const SecretKey& key,
                                   absl::string_view context) const override {
    return SealWithNonce(key_, context, key.bytes());
  }
  absl::StatusOr<SecretKey> Unwrap(absl::string_view wrapped,
                                   absl::string_view context) const override {
    absl::StatusOr<std::string> opened = OpenWithNonce(key_, context, wrapped);
    if (!opened.ok() || opened->size() != SecretKey::kBytes) {
      return absl::FailedPreconditionError("this is another root key");
    }
    const absl::Cleanup wiped = [&opened] { Wipe(*opened); };
    return SecretKey(*opened);
  }

 private:
  const SecretKey key_;
};

}  // namespace

std::unique_ptr<RootKey> NewRootKey(const SecretKey& key) {
  return std::make_unique<FileRootKey>(key);
}

absl::StatusOr<std::unique_ptr<RootKey>> ReadRootKey(const std::string& path) {
  ASSIGN_OR_RETURN(std::string text, ReadSecretFile(path, kDigits + 1));
  const absl::Cleanup wiped = [&text] { Wipe(text); };
  absl::string_view digits = text;
  absl::ConsumeSuffix(&digits, "\n");
  if (digits.size() != kDigits ||
      !std::all_of(digits.begin(), digits.end(), absl::ascii_isxdigit)) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, ": hier staat geen hoofdsleutel in (", kDigits,
        " hexadecimale cijfers, zoals van `openssl rand -hex 32`)"));
  }
  std::string bytes = absl::HexStringToBytes(digits);
  const absl::Cleanup bytes_wiped = [&bytes] { Wipe(bytes); };
  return NewRootKey(SecretKey(bytes));
}

absl::Status MakeRootKeyFile(const std::string& path) {
  const SecretKey key = SecretKey::Random();
  std::string text = absl::StrCat(absl::BytesToHexString(key.bytes()), "\n");
  const absl::Cleanup wiped = [&text] { Wipe(text); };
  // Whole or not at all, and never in the place of another.
  const std::string next = path + ".next";
  unlink(next.c_str());
  const int file = open(next.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC,
                        S_IRUSR | S_IWUSR);
  const bool written = file >= 0 &&
                       write(file, text.data(), text.size()) ==
                           static_cast<ssize_t>(text.size()) &&
                       fsync(file) == 0;
  const bool closed = file >= 0 && close(file) == 0;
  const bool linked =
      written && closed && link(next.c_str(), path.c_str()) == 0;
  unlink(next.c_str());
  if (!linked) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": hier is geen nieuwe hoofdsleutel te schrijven"));
  }
  return absl::OkStatus();
}

}  // namespace driehoek
