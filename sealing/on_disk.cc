#include "sealing/on_disk.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "rocksdb/file_system.h"

namespace driehoek {

absl::Status ToAbsl(const rocksdb::Status& status, absl::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = absl::StrCat(doing, ": ", status.ToString());
  if (status.IsCorruption()) return absl::DataLossError(message);
  if (status.IsNotFound()) return absl::NotFoundError(message);
  if (status.IsNoSpace()) return absl::ResourceExhaustedError(message);
  if (status.IsInvalidArgument()) return absl::InternalError(message);
  return absl::UnavailableError(message);
}

absl::Status SyncDirectory(rocksdb::Env& env, const std::string& path) {
  const std::string doing = absl::StrCat("syncing the directory ", path);
  std::unique_ptr<rocksdb::FSDirectory> directory;
  RETURN_IF_ERROR(ToAbsl(env.GetFileSystem()->NewDirectory(
                             path, rocksdb::IOOptions(), &directory, nullptr),
                         doing));
  return ToAbsl(directory->Fsync(rocksdb::IOOptions(), nullptr), doing);
}

absl::Status MakeDirectory(rocksdb::Env& env, const std::string& path) {
  RETURN_IF_ERROR(ToAbsl(env.CreateDirIfMissing(path),
                         absl::StrCat("making the directory ", path)));
  const size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return SyncDirectory(env, ".");
  return SyncDirectory(env, slash == 0 ? "/" : path.substr(0, slash));
}

absl::Status CheckFreeSpace(rocksdb::Env& env, const std::string& directory,
                            uint64_t min_free_bytes) {
  uint64_t free_bytes = 0;
  const rocksdb::IOStatus asked = env.GetFileSystem()->GetFreeSpace(
      directory, rocksdb::IOOptions(), &free_bytes, nullptr);
  if (!asked.ok() || free_bytes >= min_free_bytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat(
      "the disk of ", directory, " is nearly full: ", free_bytes >> 20,
      " MiB free, at least ", min_free_bytes >> 20, " needed"));
}

}  // namespace driehoek
