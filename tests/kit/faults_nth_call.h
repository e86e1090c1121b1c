// A file system on which the nth call of a kind fails.
#ifndef DRIEHOEK_TESTS_KIT_FAULTS_NTH_CALL_H_
#define DRIEHOEK_TESTS_KIT_FAULTS_NTH_CALL_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rocksdb/file_system.h"

namespace driehoek {

enum class FileCall {
  kWrite,
  kSync,
  kDirectorySync,
  kCreate,  // Of a file, or opening one to write.
  kOpen,    // To read.
  kRead,
  kRename,
  kDelete,
};
inline constexpr std::array kFileCalls = {
    FileCall::kWrite,  FileCall::kSync,  FileCall::kDirectorySync,
    FileCall::kCreate, FileCall::kOpen,  FileCall::kRead,
    FileCall::kRename, FileCall::kDelete};

enum class Failure {
  kIoErrorOnce,
  kIoErrorFromThenOn,
  kNoSpaceFromThenOn,
  kTornOnce,  // Half of it is written, then as kIoErrorOnce.
};

const char* ToString(FileCall call);
const char* ToString(Failure failure);

// Which failures a call of this kind can have.
const std::vector<Failure>& FailuresOf(FileCall call);

// What fails when, and what was called so far. Thread-safe.
class FaultPlan {
 public:
  // Nothing fails; the calls are counted.
  FaultPlan() = default;
  // The `nth` call of this kind fails; 1 is the first.
  FaultPlan(FileCall call, uint64_t nth, Failure failure)
      : call_(call), nth_(nth), failure_(failure) {}

  uint64_t Count(FileCall call) const { return counts_[Index(call)]; }
  bool happened() const { return happened_; }

  // Counts a call. Whether it fails.
  bool Fails(FileCall call);
  Failure failure() const { return failure_; }
  rocksdb::IOStatus Error(const std::string& path) const;

 private:
  static size_t Index(FileCall call) { return static_cast<size_t>(call); }

  const FileCall call_ = FileCall::kWrite;
  const uint64_t nth_ = 0;
  const Failure failure_ = Failure::kIoErrorOnce;
  std::array<std::atomic<uint64_t>, kFileCalls.size()> counts_{};
  std::atomic<bool> happened_ = false;
};

// `target` with the failures of `plan`, which is borrowed.
std::shared_ptr<rocksdb::FileSystem> NewFailingFileSystem(
    const std::shared_ptr<rocksdb::FileSystem>& target, FaultPlan& plan);

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_KIT_FAULTS_NTH_CALL_H_
