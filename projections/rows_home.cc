#include "projections/rows_home.h"

#include <atomic>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "domain/rejections.h"
#include "eventstore/log_directory.h"
#include "rocksdb/env.h"

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

class DirectoryHome : public RowsHome {
 public:
  DirectoryHome(const std::string& directory, uint64_t keep_free_bytes)
      : directory_(directory),
        next_(absl::StrCat(directory, ".next")),
        mark_(absl::StrCat(directory, ".swapped")),
        keep_free_bytes_(keep_free_bytes) {}

  absl::StatusOr<std::unique_ptr<Rows>> OpenLive() override {
    RETURN_IF_ERROR(ChangePlacesBack());
    ASSIGN_OR_RETURN(std::unique_ptr<Rows> rows, OpenRocksDbRows(directory_));
    // Only now: who holds the live rows may be making these.
    RETURN_IF_ERROR(RemoveAll(next_));
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
    return OpenRocksDbRows(beside());
  }

  absl::Status Swap() override {
    RETURN_IF_ERROR(swapped_ ? RemoveMark() : PutMark());
    swapped_ = !swapped_;
    return absl::OkStatus();
  }

  void ClearBeside() override {
    // What cannot be removed now, the next start removes.
    static_cast<void>(RemoveAll(beside()));
  }

 private:
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
    const rocksdb::Status put = rocksdb::WriteStringToFile(
        rocksdb::Env::Default(), "", mark_, /*should_sync=*/true);
    absl::Status made =
        put.ok()
            ? SyncParent()
            : absl::UnavailableError(absl::StrCat("rows of the views, writing ",
                                                  mark_, ": ", put.ToString()));
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
                                           uint64_t keep_free_bytes) {
  return std::make_unique<DirectoryHome>(directory, keep_free_bytes);
}

}  // namespace driehoek
