#include "services/keys.h"

#include <filesystem>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "eventstore/rocksdb_event_store.h"
#include "sealing/root_key.h"
#include "sealing/token_root_key.h"

namespace driehoek {
namespace {

namespace fs = std::filesystem;

// Where symbolic links lead to.
std::string Resolved(const std::string& path) {
  std::error_code error;
  const fs::path resolved = fs::weakly_canonical(path, error);
  return error ? path : resolved.string();
}

absl::Status Refused(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("--root-key: ", why));
}

absl::Status InDutch(const absl::Status& why, const std::string& root_key) {
  absl::string_view dutch;
  switch (why.code()) {
    case absl::StatusCode::kFailedPrecondition:
      dutch = absl::StrContains(why.message(), "in use")
                  ? "de sleutels zijn in gebruik door een andere driehoekd"
                  : "dit is niet de hoofdsleutel waarmee deze gegevens zijn "
                    "versleuteld; er is niets veranderd";
      break;
    case absl::StatusCode::kDataLoss:
      dutch =
          "de sleutels van deze gegevens ontbreken of zijn beschadigd; er is "
          "niets veranderd. Zet de map keys terug uit een reservekopie";
      break;
    default:
      dutch = "de sleutels kunnen niet worden geopend";
  }
  return absl::Status(why.code(), absl::StrCat(root_key, ": ", dutch, ". (",
                                               why.message(), ")"));
}

// False: there is no log yet. InvalidArgument: there is one in clear.
absl::StatusOr<bool> HoldsSealedLog(const std::string& data_dir) {
  const absl::StatusOr<std::optional<bool>> sealed = LogIsSealed(data_dir);
  // Opening the log says what is wrong there.
  if (!sealed.ok() || !sealed->has_value()) return !sealed.ok();
  if (**sealed) return true;
  return absl::InvalidArgumentError(absl::StrCat(
      data_dir,
      " is gemaakt om te proberen, door een oudere driehoekd die niets "
      "versleutelde, en wordt niet geopend. Neem een nieuwe map"));
}

}  // namespace

absl::StatusOr<std::string> FindRootKey(const KeySettings& settings) {
  ASSIGN_OR_RETURN(const bool holds_a_log, HoldsSealedLog(settings.data_dir));
  absl::string_view directory = settings.data_dir;
  while (directory.size() > 1 && absl::ConsumeSuffix(&directory, "/")) {
  }
  if (settings.root_key.empty()) {
    if (!settings.try_out) {
      return Refused(
          "noem het bestand met de hoofdsleutel. Een nieuwe maak je zo: (umask "
          "077; openssl rand -hex 32 > BESTAND), buiten de map met gegevens. "
          "Bewaar er een kopie van op een andere plaats: zonder deze sleutel "
          "is niets meer te lezen");
    }
    const std::string beside =
        absl::StrCat(Resolved(std::string(directory)), ".hoofdsleutel");
    std::error_code error;
    if (!holds_a_log && !fs::exists(beside, error)) {
      RETURN_IF_ERROR(MakeRootKeyFile(beside));
    }
    return beside;
  }
  if (IsTokenUri(settings.root_key)) return settings.root_key;
  if (absl::StartsWith(Resolved(settings.root_key),
                       absl::StrCat(Resolved(std::string(directory)), "/"))) {
    return Refused(absl::StrCat(
        settings.root_key,
        " ligt in de map met gegevens; de hoofdsleutel hoort daarbuiten"));
  }
  return settings.root_key;
}

absl::StatusOr<std::unique_ptr<Keyring>> OpenKeys(const KeySettings& settings) {
  ASSIGN_OR_RETURN(const std::string where, FindRootKey(settings));
  ASSIGN_OR_RETURN(std::unique_ptr<RootKey> root, IsTokenUri(where)
                                                      ? OpenTokenRootKey(where)
                                                      : ReadRootKey(where));
  std::error_code error;
  fs::create_directories(settings.data_dir, error);
  if (const absl::Status room =
          CheckRoomToOpen(settings.data_dir, settings.min_free_bytes);
      !room.ok()) {
    return absl::Status(
        room.code(),
        absl::StrCat("de schijf is te vol om te beginnen; maak ruimte. (",
                     room.message(), ")"));
  }
  KeyringOptions options;
  options.directory = absl::StrCat(settings.data_dir, "/keys");
  options.root = std::move(root);
  ASSIGN_OR_RETURN(const bool holds_a_log, HoldsSealedLog(settings.data_dir));
  options.may_make = !holds_a_log;
  absl::StatusOr<std::unique_ptr<Keyring>> keyring =
      Keyring::Open(std::move(options));
  if (!keyring.ok()) return InDutch(keyring.status(), where);
  return keyring;
}

}  // namespace driehoek
