// The directory of a log: what kind it is, and which of its folders is the log.
#ifndef DRIEHOEK_EVENTSTORE_LOG_DIRECTORY_H_
#define DRIEHOEK_EVENTSTORE_LOG_DIRECTORY_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "rocksdb/env.h"

namespace driehoek {

// What the file FORMAT says. It is written last when a log is made: a directory
// without it holds no log, or one that was never finished.
struct LogFormat {
  std::string log_id;
  bool sealed = false;
  bool manual_clock = false;
  std::string folder =
      "log";  // The folder of RocksDB; another after a salvage.
};

// The folder that comes after `folder` when that is damaged: "log", "log-2"...
std::string NextFolder(absl::string_view folder);

class LogDirectory {
 public:
  // `env` outlives it.
  LogDirectory(rocksdb::Env& env, std::string path)
      : env_(env), path_(std::move(path)) {}

  const std::string& path() const { return path_; }
  std::string beacon() const { return path_ + "/beacon"; }
  std::string Folder(const std::string& name) const {
    return path_ + "/" + name;
  }

  // Makes the directory durably when it is not there; its parent is.
  absl::Status Make() const;

  // Nothing when there is no such file. FailedPrecondition: the log is of a
  // format this program does not know. DataLoss: it is not what was written.
  absl::StatusOr<std::optional<LogFormat>> ReadFormat() const;
  // Replaces the file at once, durably.
  absl::Status WriteFormat(const LogFormat& format) const;

  absl::Status Sync() const;

 private:
  rocksdb::Env& env_;
  const std::string path_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_LOG_DIRECTORY_H_
