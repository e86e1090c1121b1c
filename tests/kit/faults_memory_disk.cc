#include "tests/kit/faults_memory_disk.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace driehoek {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

namespace {

constexpr uint64_t kSector = 512;

// One path for one file, however it was written: "/a//b/" is "/a/b".
std::string Normal(const std::string& path) {
  std::string normal;
  for (const char c : path) {
    if (c != '/' || normal.empty() || normal.back() != '/') normal += c;
  }
  if (normal.size() > 1 && normal.back() == '/') normal.pop_back();
  return normal;
}

std::string ParentOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return "";
  return slash == 0 ? "/" : path.substr(0, slash);
}

IOStatus NoSuchFile(const std::string& path) {
  IOStatus status = IOStatus::PathNotFound(path);
  return status;
}

uint64_t Below(std::mt19937_64& random, uint64_t bound) {
  return random() % bound;
}

}  // namespace

// What was written and not yet synced, in order; `cut` sets the size instead.
struct MemoryDisk::File {
  struct Change {
    uint64_t offset;
    std::string bytes;
    bool cut;
  };

  static void Apply(const Change& change, std::string& content) {
    if (change.cut) {
      content.resize(change.offset);
      return;
    }
    const size_t end = change.offset + change.bytes.size();
    if (content.size() < end) content.resize(end);
    std::copy(change.bytes.begin(), change.bytes.end(),
              content.begin() + static_cast<std::ptrdiff_t>(change.offset));
  }

  std::string AfterPowerLoss(std::mt19937_64& random, bool always_torn) const;

  std::string path;  // As it was made, for the watch.
  bool is_directory = false;
  std::string content;
  std::string durable;
  std::vector<Change> unsynced;
};

std::string MemoryDisk::File::AfterPowerLoss(std::mt19937_64& random,
                                             bool always_torn) const {
  if (unsynced.empty()) return durable;
  const uint64_t fate = always_torn ? 15 : Below(random, 40);
  if (fate < 8) return durable;
  if (fate < 14) return content;
  std::string kept = durable;
  if (fate == 14) {
    // The sectors came to the platter in any order, the new length with them.
    kept.resize(content.size());
    for (size_t at = 0; at < content.size(); at += kSector) {
      if (Below(random, 2) == 0) continue;
      const size_t length = std::min<size_t>(kSector, content.size() - at);
      kept.replace(at, length, content, at, length);
    }
    return kept;
  }
  const size_t whole = Below(random, unsynced.size() + 1);
  for (size_t i = 0; i < whole; ++i) Apply(unsynced[i], kept);
  if (whole < unsynced.size() && !unsynced[whole].cut) {
    Change torn = unsynced[whole];
    torn.bytes.resize(Below(random, torn.bytes.size() + 1));
    Apply(torn, kept);
  }
  // The new length was kept, but not the bytes.
  if (fate == 15 && kept.size() < content.size()) kept.resize(content.size());
  return kept;
}

// An open file, in whichever way it was opened.
class MemoryFile : public rocksdb::FSSequentialFile,
                   public rocksdb::FSRandomAccessFile {
 public:
  MemoryFile(MemoryDisk& disk, MemoryDisk::FilePtr file)
      : disk_(disk), file_(std::move(file)) {}

  IOStatus Read(size_t length, const IOOptions& options, Slice* result,
                char* scratch, IODebugContext* debug) override {
    const IOStatus status =
        Read(position_, length, options, result, scratch, debug);
    if (status.ok()) position_ += result->size();
    return status;
  }
  IOStatus Skip(uint64_t length) override {
    position_ += length;
    return IOStatus::OK();
  }
  IOStatus Read(uint64_t offset, size_t length, const IOOptions&, Slice* result,
                char* scratch, IODebugContext*) const override {
    MutexLock lock(disk_.mutex_);
    const std::string& content = file_->content;
    if (offset >= content.size()) {
      *result = Slice(scratch, 0);
      return IOStatus::OK();
    }
    *result = Slice(scratch, content.copy(scratch, length, offset));
    return IOStatus::OK();
  }
  bool use_direct_io() const override { return false; }
  size_t GetRequiredBufferAlignment() const override {
    return rocksdb::kDefaultPageSize;
  }
  IOStatus InvalidateCache(size_t, size_t) override { return IOStatus::OK(); }
  rocksdb::Temperature GetTemperature() const override {
    return rocksdb::Temperature::kUnknown;
  }

  IOStatus Write(uint64_t offset, const Slice& data) {
    return disk_.Write(*file_, offset, data);
  }
  IOStatus Cut(uint64_t size) { return disk_.Cut(*file_, size); }
  IOStatus Sync() { return disk_.Sync(*file_); }
  uint64_t Size() const {
    MutexLock lock(disk_.mutex_);
    return file_->content.size();
  }

 private:
  MemoryDisk& disk_;
  const MemoryDisk::FilePtr file_;
  uint64_t position_ = 0;
};

namespace {

class AppendedFile : public rocksdb::FSWritableFile {
 public:
  explicit AppendedFile(std::unique_ptr<MemoryFile> file)
      : file_(std::move(file)) {}

  using FSWritableFile::Append;
  IOStatus Append(const Slice& data, const IOOptions&,
                  IODebugContext*) override {
    return file_->Write(file_->Size(), data);
  }
  IOStatus Truncate(uint64_t size, const IOOptions&, IODebugContext*) override {
    return size == file_->Size() ? IOStatus::OK() : file_->Cut(size);
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  IOStatus Flush(const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    return file_->Sync();
  }
  bool IsSyncThreadSafe() const override { return true; }
  uint64_t GetFileSize(const IOOptions&, IODebugContext*) override {
    return file_->Size();
  }

 private:
  const std::unique_ptr<MemoryFile> file_;
};

class OverwrittenFile : public rocksdb::FSRandomRWFile {
 public:
  explicit OverwrittenFile(std::unique_ptr<MemoryFile> file)
      : file_(std::move(file)) {}

  IOStatus Write(uint64_t offset, const Slice& data, const IOOptions&,
                 IODebugContext*) override {
    return file_->Write(offset, data);
  }
  IOStatus Read(uint64_t offset, size_t length, const IOOptions& options,
                Slice* result, char* scratch,
                IODebugContext* debug) const override {
    const MemoryFile& file = *file_;
    return file.Read(offset, length, options, result, scratch, debug);
  }
  IOStatus Flush(const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    return file_->Sync();
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }

 private:
  const std::unique_ptr<MemoryFile> file_;
};

struct MemoryLock : public rocksdb::FileLock {
  explicit MemoryLock(std::string locked) : path(std::move(locked)) {}
  const std::string path;
};

}  // namespace

class MemoryDirectory : public rocksdb::FSDirectory {
 public:
  MemoryDirectory(MemoryDisk& disk, std::string path)
      : disk_(disk), path_(std::move(path)) {}

  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    return disk_.SyncDirectory(path_);
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }

 private:
  MemoryDisk& disk_;
  const std::string path_;
};

MemoryDisk::MemoryDisk() = default;
MemoryDisk::~MemoryDisk() = default;

std::shared_ptr<MemoryDisk> MemoryDisk::AfterPowerLoss(std::mt19937_64& random,
                                                       bool always_torn) const {
  auto found = std::make_shared<MemoryDisk>();
  MutexLock lock(mutex_);
  MutexLock lock_found(found->mutex_);
  Names names = durable_names_;
  // A journal keeps the order of such changes, and has come some way.
  const size_t journaled =
      Below(random, 2) == 0 ? 0 : Below(random, unsynced_names_.size() + 1);
  for (size_t i = 0; i < journaled; ++i) {
    const NameChange& change = unsynced_names_[i];
    if (change.file == nullptr) {
      names.erase(change.path);
    } else {
      names[change.path] = change.file;
    }
  }
  std::unordered_map<const File*, FilePtr> copies;  // Two names, one file.
  for (const auto& [path, file] : names) {
    if (!found->HasDirectory(ParentOf(path))) continue;  // Gone with it.
    FilePtr& copy = copies[file.get()];
    if (copy == nullptr) {
      copy = std::make_shared<File>();
      copy->path = path;
      copy->is_directory = file->is_directory;
      copy->durable = file->AfterPowerLoss(random, always_torn);
      copy->content = copy->durable;
    }
    found->names_[path] = copy;
  }
  found->durable_names_ = found->names_;
  return found;
}

void MemoryDisk::BeforeEachChange(
    std::function<void(DiskChange, const std::string&)> watch) {
  watch_ = std::move(watch);
}

void MemoryDisk::IgnoreSyncs() {
  MutexLock lock(mutex_);
  ignores_syncs_ = true;
}

void MemoryDisk::FailSync(uint64_t nth) {
  MutexLock lock(mutex_);
  syncs_until_failure_ = nth;
}

void MemoryDisk::Announce(DiskChange change, const std::string& path) const {
  if (watch_) watch_(change, path);
}

MemoryDisk::FilePtr MemoryDisk::Find(const std::string& path) const {
  MutexLock lock(mutex_);
  const auto found = names_.find(Normal(path));
  if (found == names_.end() || found->second->is_directory) return nullptr;
  return found->second;
}

bool MemoryDisk::HasDirectory(const std::string& normal) const {
  if (normal == "/") return true;
  const auto found = names_.find(normal);
  return found != names_.end() && found->second->is_directory;
}

void MemoryDisk::SetName(const std::string& path, FilePtr file) {
  if (file == nullptr) {
    names_.erase(path);
  } else {
    names_[path] = file;
  }
  unsynced_names_.push_back({path, std::move(file)});
}

IOStatus MemoryDisk::Write(File& file, uint64_t offset, const Slice& data) {
  Announce(DiskChange::kWrite, file.path);
  MutexLock lock(mutex_);
  file.unsynced.push_back({offset, data.ToString(), false});
  File::Apply(file.unsynced.back(), file.content);
  return IOStatus::OK();
}

IOStatus MemoryDisk::Cut(File& file, uint64_t size) {
  Announce(DiskChange::kWrite, file.path);
  MutexLock lock(mutex_);
  file.unsynced.push_back({size, "", true});
  File::Apply(file.unsynced.back(), file.content);
  return IOStatus::OK();
}

IOStatus MemoryDisk::Sync(File& file) {
  Announce(DiskChange::kSync, file.path);
  MutexLock lock(mutex_);
  if (ignores_syncs_) return IOStatus::OK();
  if (syncs_until_failure_ > 0) {
    --syncs_until_failure_;
    if (syncs_until_failure_ == 0) {
      // The page cache still shows the bytes; the platter never gets them.
      file.unsynced.clear();
      return IOStatus::IOError("sync failed", file.path);
    }
  }
  for (const File::Change& change : file.unsynced) {
    File::Apply(change, file.durable);
  }
  file.unsynced.clear();
  return IOStatus::OK();
}

IOStatus MemoryDisk::SyncDirectory(const std::string& path) {
  Announce(DiskChange::kDirectorySync, path);
  MutexLock lock(mutex_);
  if (ignores_syncs_) return IOStatus::OK();
  std::vector<NameChange> others;
  for (NameChange& change : unsynced_names_) {
    if (ParentOf(change.path) != path) {
      others.push_back(std::move(change));
    } else if (change.file == nullptr) {
      durable_names_.erase(change.path);
    } else {
      durable_names_[change.path] = change.file;
    }
  }
  unsynced_names_ = std::move(others);
  return IOStatus::OK();
}

IOStatus MemoryDisk::NewSequentialFile(
    const std::string& path, const FileOptions&,
    std::unique_ptr<rocksdb::FSSequentialFile>* result, IODebugContext*) {
  FilePtr file = Find(path);
  if (file == nullptr) return NoSuchFile(path);
  *result = std::make_unique<MemoryFile>(*this, std::move(file));
  return IOStatus::OK();
}

IOStatus MemoryDisk::NewRandomAccessFile(
    const std::string& path, const FileOptions&,
    std::unique_ptr<rocksdb::FSRandomAccessFile>* result, IODebugContext*) {
  FilePtr file = Find(path);
  if (file == nullptr) return NoSuchFile(path);
  *result = std::make_unique<MemoryFile>(*this, std::move(file));
  return IOStatus::OK();
}

IOStatus MemoryDisk::NewWritableFile(
    const std::string& path, const FileOptions&,
    std::unique_ptr<rocksdb::FSWritableFile>* result, IODebugContext*) {
  Announce(DiskChange::kName, path);
  auto file = std::make_shared<File>();
  file->path = Normal(path);
  {
    MutexLock lock(mutex_);
    if (!HasDirectory(ParentOf(file->path))) return NoSuchFile(path);
    SetName(file->path, file);
  }
  *result = std::make_unique<AppendedFile>(
      std::make_unique<MemoryFile>(*this, std::move(file)));
  return IOStatus::OK();
}

IOStatus MemoryDisk::ReopenWritableFile(
    const std::string& path, const FileOptions& options,
    std::unique_ptr<rocksdb::FSWritableFile>* result, IODebugContext* debug) {
  FilePtr file = Find(path);
  if (file == nullptr) return NewWritableFile(path, options, result, debug);
  *result = std::make_unique<AppendedFile>(
      std::make_unique<MemoryFile>(*this, std::move(file)));
  return IOStatus::OK();
}

IOStatus MemoryDisk::NewRandomRWFile(
    const std::string& path, const FileOptions&,
    std::unique_ptr<rocksdb::FSRandomRWFile>* result, IODebugContext*) {
  FilePtr file = Find(path);
  if (file == nullptr) return NoSuchFile(path);
  *result = std::make_unique<OverwrittenFile>(
      std::make_unique<MemoryFile>(*this, std::move(file)));
  return IOStatus::OK();
}

IOStatus MemoryDisk::NewDirectory(const std::string& path, const IOOptions&,
                                  std::unique_ptr<rocksdb::FSDirectory>* result,
                                  IODebugContext*) {
  {
    MutexLock lock(mutex_);
    if (!HasDirectory(Normal(path))) return NoSuchFile(path);
  }
  *result = std::make_unique<MemoryDirectory>(*this, Normal(path));
  return IOStatus::OK();
}

IOStatus MemoryDisk::FileExists(const std::string& path, const IOOptions&,
                                IODebugContext*) {
  MutexLock lock(mutex_);
  const std::string normal = Normal(path);
  const bool exists = normal == "/" || names_.contains(normal);
  return exists ? IOStatus::OK() : IOStatus::NotFound();
}

IOStatus MemoryDisk::GetChildren(const std::string& path, const IOOptions&,
                                 std::vector<std::string>* result,
                                 IODebugContext*) {
  MutexLock lock(mutex_);
  const std::string parent = Normal(path);
  if (!HasDirectory(parent)) return IOStatus::NotFound(path);
  result->clear();
  for (const auto& [name, file] : names_) {
    if (ParentOf(name) == parent) {
      result->push_back(name.substr(name.rfind('/') + 1));
    }
  }
  return IOStatus::OK();
}

IOStatus MemoryDisk::DeleteFile(const std::string& path, const IOOptions&,
                                IODebugContext*) {
  Announce(DiskChange::kName, path);
  MutexLock lock(mutex_);
  const std::string normal = Normal(path);
  if (!names_.contains(normal)) return NoSuchFile(path);
  SetName(normal, nullptr);
  return IOStatus::OK();
}

IOStatus MemoryDisk::Truncate(const std::string& path, size_t size,
                              const IOOptions&, IODebugContext*) {
  const FilePtr file = Find(path);
  return file == nullptr ? NoSuchFile(path) : Cut(*file, size);
}

IOStatus MemoryDisk::CreateDir(const std::string& path, const IOOptions&,
                               IODebugContext*) {
  Announce(DiskChange::kName, path);
  MutexLock lock(mutex_);
  auto directory = std::make_shared<File>();
  directory->path = Normal(path);
  directory->is_directory = true;
  if (names_.contains(directory->path)) {
    return IOStatus::IOError("File exists", path);
  }
  if (!HasDirectory(ParentOf(directory->path))) return NoSuchFile(path);
  SetName(directory->path, directory);
  return IOStatus::OK();
}

IOStatus MemoryDisk::CreateDirIfMissing(const std::string& path,
                                        const IOOptions& options,
                                        IODebugContext* debug) {
  {
    MutexLock lock(mutex_);
    if (HasDirectory(Normal(path))) return IOStatus::OK();
  }
  return CreateDir(path, options, debug);
}

IOStatus MemoryDisk::DeleteDir(const std::string& path,
                               const IOOptions& options,
                               IODebugContext* debug) {
  return DeleteFile(path, options, debug);
}

IOStatus MemoryDisk::GetFileSize(const std::string& path, const IOOptions&,
                                 uint64_t* size, IODebugContext*) {
  const FilePtr file = Find(path);
  if (file == nullptr) return NoSuchFile(path);
  MutexLock lock(mutex_);
  *size = file->content.size();
  return IOStatus::OK();
}

IOStatus MemoryDisk::GetFileModificationTime(const std::string& path,
                                             const IOOptions&, uint64_t* time,
                                             IODebugContext*) {
  if (Find(path) == nullptr) return NoSuchFile(path);
  *time = 0;
  return IOStatus::OK();
}

IOStatus MemoryDisk::RenameFile(const std::string& from, const std::string& to,
                                const IOOptions&, IODebugContext*) {
  Announce(DiskChange::kName, to);
  MutexLock lock(mutex_);
  const auto found = names_.find(Normal(from));
  if (found == names_.end()) return NoSuchFile(from);
  const FilePtr file = found->second;
  // In this order a half-kept journal leaves both names rather than none.
  SetName(Normal(to), file);
  SetName(Normal(from), nullptr);
  return IOStatus::OK();
}

IOStatus MemoryDisk::LinkFile(const std::string& from, const std::string& to,
                              const IOOptions&, IODebugContext*) {
  Announce(DiskChange::kName, to);
  MutexLock lock(mutex_);
  const auto found = names_.find(Normal(from));
  if (found == names_.end()) return NoSuchFile(from);
  const FilePtr file = found->second;
  SetName(Normal(to), file);
  return IOStatus::OK();
}

IOStatus MemoryDisk::LockFile(const std::string& path, const IOOptions&,
                              rocksdb::FileLock** lock, IODebugContext*) {
  MutexLock held(mutex_);
  const std::string normal = Normal(path);
  if (!locked_.insert(normal).second) {
    return IOStatus::IOError("lock is held", path);
  }
  if (!names_.contains(normal)) {
    auto file = std::make_shared<File>();
    file->path = normal;
    SetName(normal, std::move(file));
  }
  *lock = new MemoryLock(normal);
  return IOStatus::OK();
}

IOStatus MemoryDisk::UnlockFile(rocksdb::FileLock* lock, const IOOptions&,
                                IODebugContext*) {
  const std::unique_ptr<MemoryLock> memory_lock(static_cast<MemoryLock*>(lock));
  MutexLock held(mutex_);
  locked_.erase(memory_lock->path);
  return IOStatus::OK();
}

IOStatus MemoryDisk::GetTestDirectory(const IOOptions&, std::string* path,
                                      IODebugContext*) {
  *path = "/test";
  return IOStatus::OK();
}

IOStatus MemoryDisk::GetAbsolutePath(const std::string& path, const IOOptions&,
                                     std::string* result, IODebugContext*) {
  *result = Normal(path);
  return IOStatus::OK();
}

IOStatus MemoryDisk::GetFreeSpace(const std::string&, const IOOptions&,
                                  uint64_t* free, IODebugContext*) {
  *free = uint64_t{1} << 40;
  return IOStatus::OK();
}

IOStatus MemoryDisk::IsDirectory(const std::string& path, const IOOptions&,
                                 bool* is_directory, IODebugContext*) {
  MutexLock lock(mutex_);
  *is_directory = HasDirectory(Normal(path));
  return IOStatus::OK();
}

}  // namespace driehoek
