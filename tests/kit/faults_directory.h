#ifndef DRIEHOEK_TESTS_KIT_FAULTS_DIRECTORY_H_
#define DRIEHOEK_TESTS_KIT_FAULTS_DIRECTORY_H_

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/fatal.h"

namespace driehoek {

enum class Medium {
  kDisk,
  // Where a sync costs nothing, if the machine has it.
  kMemory,
};

// A new directory, gone again with the object (but not when another process
// than its maker ends).
class TemporaryDirectory {
 public:
  explicit TemporaryDirectory(Medium medium = Medium::kDisk)
      : maker_(getpid()) {
    const std::filesystem::path memory = "/dev/shm";
    const bool in_memory =
        medium == Medium::kMemory && std::filesystem::exists(memory);
    std::string pattern =
        ((in_memory ? memory : std::filesystem::temp_directory_path()) /
         "driehoek-XXXXXX")
            .string();
    if (mkdtemp(pattern.data()) == nullptr) Fatal("mkdtemp");
    path_ = pattern;
  }
  ~TemporaryDirectory() {
    if (getpid() != maker_) return;
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  const pid_t maker_;
  std::string path_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_KIT_FAULTS_DIRECTORY_H_
