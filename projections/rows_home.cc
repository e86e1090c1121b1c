#include "projections/rows_home.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "domain/rejections.h"
#include "projections/sealed_rows.h"
#include "rocksdb/env.h"
#include "sealing/on_disk.h"

namespace driehoek {
namespace {

namespace fs = std::filesystem;

absl::Status NoRoom(uint64_t needed, uint64_t free) {
  const std::string mib =
      absl::StrCat(needed >> 20, " MiB (", free >> 20, " MiB");
  return Refuse(
      {.code = absl::StatusCode::kResourceExhausted,
       .reason = "NO_ROOM_FOR_REBUILD",
       .rule = "",
       .section = "",
       .dutch = absl::StrCat("Op de schijf is geen plaats voor de overzichten "
                             "nog eens: daarvoor is nodig ",
                             mib, " vrij)."),
       .english = absl::StrCat("the disk has no room for the views once more: "
                               "that takes ",
                               mib, " free)")});
}

absl::Status FromSystem(const std::error_code& error, absl::string_view doing,
                        const std::string& path) {
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("rows of the views, ", doing, " ",
                                             path, ": ", error.message()));
}

absl::Status RemoveAll(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
  return FromSystem(error, "removing", path);
}

// Files come and go meanwhile: what is gone takes nothing.
uint64_t BytesIn(const std::string& directory) {
  uint64_t bytes = 0;
  std::error_code error;
  for (fs::directory_iterator file(directory, error), end;
       !error && file != end; file.increment(error)) {
    std::error_code gone;
    const uintmax_t size = file->file_size(gone);
    if (!gone) bytes += size;
  }
  return bytes;
}

class MemoryHome : public RowsHome {
 public:
  explicit MemoryHome(std::unique_ptr<Rows> rows) : rows_(std::move(rows)) {}

  absl::StatusOr<std::unique_ptr<Rows>> OpenLive() override {
    return std::move(rows_);
  }
  absl::Status CheckRoom() const override { return absl::OkStatus(); }
  absl::StatusOr<std::unique_ptr<Rows>> OpenBeside() override {
    return NewMemoryRows();
  }
  absl::Status Swap() override { return absl::OkStatus(); }
  void ClearBeside() override {}

 private:
  std::unique_ptr<Rows> rows_;
};

// In the directory of sealed rows: the subject and the id of their key.
constexpr absl::string_view kKeyFile = "/KEY_ID";
constexpr absl::string_view kViewsSubject = "views ";

absl::Status PutFile(const std::string& path, const std::string& text) {
  const rocksdb::Status put = rocksdb::WriteStringToFile(
      rocksdb::Env::Default(), text, path, /*should_sync=*/true);
  if (put.ok()) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("rows of the views, writing ", path, ": ", put.ToString()));
}

// What is in the key file: subject, id. Empty when it is not there or not
// whole.
std::pair<std::string, std::string> ReadKeyFile(const std::string& directory) {
  std::string text;
  const rocksdb::Status read = rocksdb::ReadFileToString(
      rocksdb::Env::Default(), absl::StrCat(directory, kKeyFile), &text);
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  if (!read.ok() || lines.size() != 3 || !lines[2].empty()) return {};
  return {lines[0], lines[1]};
}

class DirectoryHome : public RowsHome {
 public:
  DirectoryHome(const std::string& directory, uint64_t keep_free_bytes,
                Keyring* keyring)
      : keyring_(keyring),
        directory_(directory),
        next_(absl::StrCat(directory, ".next")),
        mark_(absl::StrCat(directory, ".swapped")),
        keep_free_bytes_(keep_free_bytes) {}

  absl::StatusOr<std::unique_ptr<Rows>> OpenLive() override {
    RETURN_IF_ERROR(ChangePlacesBack());
    ASSIGN_OR_RETURN(std::unique_ptr<Rows> rows, Open(directory_));
    // Only now: who holds the live rows may be making these.
    RETURN_IF_ERROR(RemoveAll(next_));
    RETURN_IF_ERROR(DestroyKeysBut(directory_));
    return rows;
  }

  absl::Status CheckRoom() const override {
    const uint64_t bytes = BytesIn(swapped_ ? next_ : directory_);
    std::error_code error;
    const fs::space_info space = fs::space(directory_, error);
    // Where it cannot be asked, writing says so.
    if (error || (space.available >= bytes &&
                  space.available - bytes >= keep_free_bytes_)) {
      return absl::OkStatus();
    }
    return NoRoom(bytes + keep_free_bytes_, space.available);
  }

  absl::StatusOr<std::unique_ptr<Rows>> OpenBeside() override {
    RETURN_IF_ERROR(RemoveAll(beside()));
    return Open(beside());
  }

  absl::Status Swap() override {
    RETURN_IF_ERROR(swapped_ ? RemoveMark() : PutMark());
    swapped_ = !swapped_;
    return absl::OkStatus();
  }

  void ClearBeside() override {
    // What cannot be removed now, the next start removes.
    static_cast<void>(RemoveAll(beside()));
    static_cast<void>(DestroyKeysBut(swapped_ ? next_ : directory_));
  }

 private:
  absl::StatusOr<std::unique_ptr<Rows>> Open(const std::string& directory) {
    ASSIGN_OR_RETURN(std::unique_ptr<Rows> rows, OpenRocksDbRows(directory));
    if (keyring_ == nullptr) return rows;
    const auto [subject, id] = ReadKeyFile(directory);
    if (!id.empty()) {
      const absl::StatusOr<std::optional<SecretKey>> key = keyring_->Find(id);
      if (key.ok() && *key) return NewSealedRows(std::move(rows), **key);
    }
    // New rows, or those of before of which the key is gone.
    RETURN_IF_ERROR(rows->Clear());
    const std::string fresh =
        absl::StrCat(kViewsSubject, absl::BytesToHexString(RandomBytes(8)));
    ASSIGN_OR_RETURN(const NamedKey key, keyring_->KeyFor(fresh));
    RETURN_IF_ERROR(keyring_->Keep());
    RETURN_IF_ERROR(PutFile(absl::StrCat(directory, kKeyFile),
                            absl::StrCat(fresh, "\n", key.id, "\n")));
    return NewSealedRows(std::move(rows), key.key);
  }

  // What was sealed for rows that are no more, is in no old file of them
  // either.
  absl::Status DestroyKeysBut(const std::string& live) const {
    if (keyring_ == nullptr) return absl::OkStatus();
    ASSIGN_OR_RETURN(std::vector<std::string> subjects,
                     keyring_->SubjectsWith(std::string(kViewsSubject)));
    const std::string kept = ReadKeyFile(live).first;
    subjects.erase(std::remove(subjects.begin(), subjects.end(), kept),
                   subjects.end());
    return keyring_->Destroy(subjects).status();
  }

  const std::string& beside() const { return swapped_ ? directory_ : next_; }

  // Whatever was done of this before, the rest follows: the mark goes last.
  absl::Status ChangePlacesBack() const {
    if (!fs::exists(mark_)) return absl::OkStatus();
    if (fs::exists(next_)) {
      RETURN_IF_ERROR(RemoveAll(directory_));
      std::error_code error;
      fs::rename(next_, directory_, error);
      RETURN_IF_ERROR(FromSystem(error, "renaming", next_));
      RETURN_IF_ERROR(SyncParent());
    }
    return RemoveMark();
  }

  absl::Status PutMark() const {
    absl::Status made = PutFile(mark_, "");
    if (made.ok()) made = SyncParent();
    // It may be there all the same.
    if (!made.ok()) static_cast<void>(RemoveAll(mark_));
    return made;
  }

  absl::Status RemoveMark() const {
    std::error_code error;
    fs::remove(mark_, error);
    RETURN_IF_ERROR(FromSystem(error, "removing", mark_));
    return SyncParent();
  }

  absl::Status SyncParent() const {
    const std::string parent = fs::path(directory_).parent_path().string();
    return SyncDirectory(*rocksdb::Env::Default(),
                         parent.empty() ? "." : parent);
  }

  Keyring* const keyring_;  // Null: the rows are not sealed.
  const std::string directory_;
  const std::string next_;
  const std::string mark_;
  const uint64_t keep_free_bytes_;
  std::atomic<bool> swapped_ = false;  // The live rows lie in `next_`.
};

}  // namespace

std::unique_ptr<RowsHome> NewMemoryHome(std::unique_ptr<Rows> rows) {
  return std::make_unique<MemoryHome>(std::move(rows));
}

std::unique_ptr<RowsHome> NewDirectoryHome(const std::string& directory,
                                           uint64_t keep_free_bytes,
                                           Keyring* keyring) {
  return std::make_unique<DirectoryHome>(directory, keep_free_bytes, keyring);
}

}  // namespace driehoek
