// A disk in memory that knows what a power loss leaves of it.
//
// What is written reaches the platter only by a sync of the file, and what is
// created, renamed or deleted, directories too, only by a sync of the directory
// it is in; until then a power loss may keep it, drop it or tear it. There is a
// root, "/".
#ifndef DRIEHOEK_TESTS_KIT_FAULTS_MEMORY_DISK_H_
#define DRIEHOEK_TESTS_KIT_FAULTS_MEMORY_DISK_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"

namespace driehoek {

enum class DiskChange { kWrite, kSync, kName, kDirectorySync };

// Thread-safe.
class MemoryDisk : public rocksdb::FileSystem {
 public:
  MemoryDisk();
  ~MemoryDisk() override;

  // The disk that is found again when the power fails at this moment. This one
  // goes on as if nothing happened, so that a program can be left to end.
  // `always_torn`: of what was not synced there is always a part, and the rest
  // is zeros.
  std::shared_ptr<MemoryDisk> AfterPowerLoss(std::mt19937_64& random,
                                             bool always_torn = false) const;

  // Calls `watch` before every change, on the thread that makes it. Set while
  // nobody uses the disk.
  void BeforeEachChange(
      std::function<void(DiskChange, const std::string& path)> watch);

  // From now on every sync answers OK and does nothing: a disk that lies.
  void IgnoreSyncs();

  // Lets the `nth` sync of a file from now on fail (1 is the next). As Linux
  // does, what was to be written is then forgotten and later syncs succeed.
  void FailSync(uint64_t nth);

  const char* Name() const override { return "MemoryDisk"; }

  rocksdb::IOStatus NewSequentialFile(
      const std::string& path, const rocksdb::FileOptions& options,
      std::unique_ptr<rocksdb::FSSequentialFile>* result,
      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomAccessFile(
      const std::string& path, const rocksdb::FileOptions& options,
      std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewWritableFile(
      const std::string& path, const rocksdb::FileOptions& options,
      std::unique_ptr<rocksdb::FSWritableFile>* result,
      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(
      const std::string& path, const rocksdb::FileOptions& options,
      std::unique_ptr<rocksdb::FSWritableFile>* result,
      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomRWFile(
      const std::string& path, const rocksdb::FileOptions& options,
      std::unique_ptr<rocksdb::FSRandomRWFile>* result,
      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& path,
                                 const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* result,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus FileExists(const std::string& path,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetChildren(const std::string& path,
                                const rocksdb::IOOptions& options,
                                std::vector<std::string>* result,
                                rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus Truncate(const std::string& path, size_t size,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDir(const std::string& path,
                              const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDirIfMissing(const std::string& path,
                                       const rocksdb::IOOptions& options,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteDir(const std::string& path,
                              const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFileSize(const std::string& path,
                                const rocksdb::IOOptions& options,
                                uint64_t* size,
                                rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFileModificationTime(
      const std::string& path, const rocksdb::IOOptions& options,
      uint64_t* time, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LockFile(const std::string& path,
                             const rocksdb::IOOptions& options,
                             rocksdb::FileLock** lock,
                             rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus UnlockFile(rocksdb::FileLock* lock,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetTestDirectory(const rocksdb::IOOptions& options,
                                     std::string* path,
                                     rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetAbsolutePath(const std::string& path,
                                    const rocksdb::IOOptions& options,
                                    std::string* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFreeSpace(const std::string& path,
                                 const rocksdb::IOOptions& options,
                                 uint64_t* free,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus IsDirectory(const std::string& path,
                                const rocksdb::IOOptions& options,
                                bool* is_directory,
                                rocksdb::IODebugContext* debug) override;

 private:
  friend class MemoryFile;
  friend class MemoryDirectory;

  struct File;
  using FilePtr = std::shared_ptr<File>;
  using Names = std::map<std::string, FilePtr>;
  // A name set to a file, or to none.
  struct NameChange {
    std::string path;
    FilePtr file;
  };

  void Announce(DiskChange change, const std::string& path) const;
  // Nothing when it is not there, or is a directory.
  FilePtr Find(const std::string& path) const;
  bool HasDirectory(const std::string& normal) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void SetName(const std::string& path, FilePtr file)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  rocksdb::IOStatus Write(File& file, uint64_t offset,
                          const rocksdb::Slice& data);
  rocksdb::IOStatus Cut(File& file, uint64_t size);
  rocksdb::IOStatus Sync(File& file);
  rocksdb::IOStatus SyncDirectory(const std::string& path);

  std::function<void(DiskChange, const std::string&)> watch_;

  mutable Mutex mutex_;
  Names names_ ABSL_GUARDED_BY(mutex_);
  Names durable_names_ ABSL_GUARDED_BY(mutex_);
  std::vector<NameChange> unsynced_names_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> locked_ ABSL_GUARDED_BY(mutex_);
  bool ignores_syncs_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t syncs_until_failure_ ABSL_GUARDED_BY(mutex_) = 0;  // 0: never.
};

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_KIT_FAULTS_MEMORY_DISK_H_
