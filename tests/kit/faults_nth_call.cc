#include "tests/kit/faults_nth_call.h"

#include <utility>

namespace driehoek {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

namespace {

class FailingSequentialFile : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  FailingSequentialFile(std::unique_ptr<rocksdb::FSSequentialFile> target,
                        std::string path, FaultPlan& plan)
      : FSSequentialFileOwnerWrapper(std::move(target)),
        path_(std::move(path)),
        plan_(plan) {}

  IOStatus Read(size_t n, const IOOptions& options, Slice* result,
                char* scratch, IODebugContext* debug) override {
    if (plan_.Fails(FileCall::kRead)) return plan_.Error(path_);
    return FSSequentialFileOwnerWrapper::Read(n, options, result, scratch,
                                              debug);
  }

 private:
  const std::string path_;
  FaultPlan& plan_;
};

class FailingRandomAccessFile : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  FailingRandomAccessFile(std::unique_ptr<rocksdb::FSRandomAccessFile> target,
                          std::string path, FaultPlan& plan)
      : FSRandomAccessFileOwnerWrapper(std::move(target)),
        path_(std::move(path)),
        plan_(plan) {}

  IOStatus Read(uint64_t offset, size_t n, const IOOptions& options,
                Slice* result, char* scratch,
                IODebugContext* debug) const override {
    if (plan_.Fails(FileCall::kRead)) return plan_.Error(path_);
    return FSRandomAccessFileOwnerWrapper::Read(offset, n, options, result,
                                                scratch, debug);
  }
  IOStatus MultiRead(rocksdb::FSReadRequest* requests, size_t count,
                     const IOOptions& options, IODebugContext* debug) override {
    if (plan_.Fails(FileCall::kRead)) return plan_.Error(path_);
    return FSRandomAccessFileOwnerWrapper::MultiRead(requests, count, options,
                                                     debug);
  }

 private:
  const std::string path_;
  FaultPlan& plan_;
};

class FailingWritableFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FailingWritableFile(std::unique_ptr<rocksdb::FSWritableFile> target,
                      std::string path, FaultPlan& plan)
      : FSWritableFileOwnerWrapper(std::move(target)),
        path_(std::move(path)),
        plan_(plan) {}

  IOStatus Append(const Slice& data, const IOOptions& options,
                  IODebugContext* debug) override {
    if (!plan_.Fails(FileCall::kWrite)) {
      return FSWritableFileOwnerWrapper::Append(data, options, debug);
    }
    if (plan_.failure() == Failure::kTornOnce) {
      FSWritableFileOwnerWrapper::Append(Slice(data.data(), data.size() / 2),
                                         options, debug)
          .PermitUncheckedError();
    }
    return plan_.Error(path_);
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    if (plan_.Fails(FileCall::kSync)) return plan_.Error(path_);
    return FSWritableFileOwnerWrapper::Sync(options, debug);
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    if (plan_.Fails(FileCall::kSync)) return plan_.Error(path_);
    return FSWritableFileOwnerWrapper::Fsync(options, debug);
  }
  // Room ahead of the data is a matter of speed, and in memory a slow one.
  void PrepareWrite(size_t, size_t, const IOOptions&,
                    IODebugContext*) override {}

 private:
  const std::string path_;
  FaultPlan& plan_;
};

class FailingRandomRWFile : public rocksdb::FSRandomRWFileOwnerWrapper {
 public:
  FailingRandomRWFile(std::unique_ptr<rocksdb::FSRandomRWFile> target,
                      std::string path, FaultPlan& plan)
      : FSRandomRWFileOwnerWrapper(std::move(target)),
        path_(std::move(path)),
        plan_(plan) {}

  IOStatus Write(uint64_t offset, const Slice& data, const IOOptions& options,
                 IODebugContext* debug) override {
    if (!plan_.Fails(FileCall::kWrite)) {
      return FSRandomRWFileOwnerWrapper::Write(offset, data, options, debug);
    }
    if (plan_.failure() == Failure::kTornOnce) {
      FSRandomRWFileOwnerWrapper::Write(
          offset, Slice(data.data(), data.size() / 2), options, debug)
          .PermitUncheckedError();
    }
    return plan_.Error(path_);
  }
  IOStatus Read(uint64_t offset, size_t n, const IOOptions& options,
                Slice* result, char* scratch,
                IODebugContext* debug) const override {
    if (plan_.Fails(FileCall::kRead)) return plan_.Error(path_);
    return FSRandomRWFileOwnerWrapper::Read(offset, n, options, result, scratch,
                                            debug);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    if (plan_.Fails(FileCall::kSync)) return plan_.Error(path_);
    return FSRandomRWFileOwnerWrapper::Sync(options, debug);
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    if (plan_.Fails(FileCall::kSync)) return plan_.Error(path_);
    return FSRandomRWFileOwnerWrapper::Fsync(options, debug);
  }

 private:
  const std::string path_;
  FaultPlan& plan_;
};

class FailingDirectory : public rocksdb::FSDirectoryWrapper {
 public:
  FailingDirectory(std::unique_ptr<rocksdb::FSDirectory> target,
                   std::string path, FaultPlan& plan)
      : FSDirectoryWrapper(std::move(target)),
        path_(std::move(path)),
        plan_(plan) {}

  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    if (plan_.Fails(FileCall::kDirectorySync)) return plan_.Error(path_);
    return FSDirectoryWrapper::Fsync(options, debug);
  }
  IOStatus FsyncWithDirOptions(
      const IOOptions& options, IODebugContext* debug,
      const rocksdb::DirFsyncOptions& directory_options) override {
    if (plan_.Fails(FileCall::kDirectorySync)) return plan_.Error(path_);
    return FSDirectoryWrapper::FsyncWithDirOptions(options, debug,
                                                   directory_options);
  }

 private:
  const std::string path_;
  FaultPlan& plan_;
};

class FailingFileSystem : public rocksdb::FileSystemWrapper {
 public:
  FailingFileSystem(const std::shared_ptr<rocksdb::FileSystem>& target,
                    FaultPlan& plan)
      : FileSystemWrapper(target), plan_(plan) {}

  const char* Name() const override { return "FailingFileSystem"; }

  IOStatus NewSequentialFile(const std::string& path,
                             const FileOptions& options,
                             std::unique_ptr<rocksdb::FSSequentialFile>* result,
                             IODebugContext* debug) override {
    return Open<FailingSequentialFile>(
        FileCall::kOpen, path, result,
        FileSystemWrapper::NewSequentialFile(path, options, result, debug));
  }
  IOStatus NewRandomAccessFile(
      const std::string& path, const FileOptions& options,
      std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
      IODebugContext* debug) override {
    return Open<FailingRandomAccessFile>(
        FileCall::kOpen, path, result,
        FileSystemWrapper::NewRandomAccessFile(path, options, result, debug));
  }
  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext* debug) override {
    // Before it is made: a creation that fails leaves nothing.
    if (plan_.Fails(FileCall::kCreate)) return plan_.Error(path);
    return Wrap<FailingWritableFile>(
        path, result,
        FileSystemWrapper::NewWritableFile(path, options, result, debug));
  }
  IOStatus ReopenWritableFile(const std::string& path,
                              const FileOptions& options,
                              std::unique_ptr<rocksdb::FSWritableFile>* result,
                              IODebugContext* debug) override {
    if (plan_.Fails(FileCall::kCreate)) return plan_.Error(path);
    return Wrap<FailingWritableFile>(
        path, result,
        FileSystemWrapper::ReopenWritableFile(path, options, result, debug));
  }
  IOStatus NewRandomRWFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                           IODebugContext* debug) override {
    if (plan_.Fails(FileCall::kCreate)) return plan_.Error(path);
    return Wrap<FailingRandomRWFile>(
        path, result,
        FileSystemWrapper::NewRandomRWFile(path, options, result, debug));
  }
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* result,
                        IODebugContext* debug) override {
    return Wrap<FailingDirectory>(
        path, result,
        FileSystemWrapper::NewDirectory(path, options, result, debug));
  }
  IOStatus RenameFile(const std::string& from, const std::string& to,
                      const IOOptions& options,
                      IODebugContext* debug) override {
    if (plan_.Fails(FileCall::kRename)) return plan_.Error(to);
    return FileSystemWrapper::RenameFile(from, to, options, debug);
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                      IODebugContext* debug) override {
    if (plan_.Fails(FileCall::kDelete)) return plan_.Error(path);
    return FileSystemWrapper::DeleteFile(path, options, debug);
  }

 private:
  template <typename Failing, typename Result>
  IOStatus Open(FileCall call, const std::string& path, Result* result,
                const IOStatus& status) {
    if (status.ok() && plan_.Fails(call)) {
      result->reset();
      return plan_.Error(path);
    }
    return Wrap<Failing>(path, result, status);
  }
  template <typename Failing, typename Result>
  IOStatus Wrap(const std::string& path, Result* result,
                const IOStatus& status) {
    if (status.ok()) {
      *result = std::make_unique<Failing>(std::move(*result), path, plan_);
    }
    return status;
  }

  FaultPlan& plan_;
};

}  // namespace

const char* ToString(FileCall call) {
  switch (call) {
    case FileCall::kWrite:
      return "write";
    case FileCall::kSync:
      return "sync";
    case FileCall::kDirectorySync:
      return "directory sync";
    case FileCall::kCreate:
      return "create";
    case FileCall::kOpen:
      return "open";
    case FileCall::kRead:
      return "read";
    case FileCall::kRename:
      return "rename";
    case FileCall::kDelete:
      return "delete";
  }
  return "";
}

const char* ToString(Failure failure) {
  switch (failure) {
    case Failure::kIoErrorOnce:
      return "EIO once";
    case Failure::kIoErrorFromThenOn:
      return "EIO from then on";
    case Failure::kNoSpaceFromThenOn:
      return "ENOSPC from then on";
    case Failure::kTornOnce:
      return "torn";
  }
  return "";
}

const std::vector<Failure>& FailuresOf(FileCall call) {
  static const auto* const of_writes = new std::vector<Failure>{
      Failure::kIoErrorOnce, Failure::kNoSpaceFromThenOn, Failure::kTornOnce};
  static const auto* const of_syncs = new std::vector<Failure>{
      Failure::kIoErrorOnce, Failure::kIoErrorFromThenOn};
  static const auto* const of_creations = new std::vector<Failure>{
      Failure::kIoErrorOnce, Failure::kNoSpaceFromThenOn};
  static const auto* const of_others =
      new std::vector<Failure>{Failure::kIoErrorOnce};
  switch (call) {
    case FileCall::kWrite:
      return *of_writes;
    case FileCall::kSync:
      return *of_syncs;
    case FileCall::kCreate:
      return *of_creations;
    case FileCall::kDirectorySync:
    case FileCall::kOpen:
    case FileCall::kRead:
    case FileCall::kRename:
    case FileCall::kDelete:
      break;
  }
  return *of_others;
}

bool FaultPlan::Fails(FileCall call) {
  const uint64_t number = ++counts_[Index(call)];
  if (call != call_ || nth_ == 0 || number < nth_) return false;
  const bool lasts = failure_ == Failure::kIoErrorFromThenOn ||
                     failure_ == Failure::kNoSpaceFromThenOn;
  if (number > nth_ && !lasts) return false;
  happened_ = true;
  return true;
}

IOStatus FaultPlan::Error(const std::string& path) const {
  return failure_ == Failure::kNoSpaceFromThenOn
             ? IOStatus::NoSpace("No space left on device", path)
             : IOStatus::IOError("Input/output error", path);
}

std::shared_ptr<rocksdb::FileSystem> NewFailingFileSystem(
    const std::shared_ptr<rocksdb::FileSystem>& target, FaultPlan& plan) {
  return std::make_shared<FailingFileSystem>(target, plan);
}

}  // namespace driehoek
