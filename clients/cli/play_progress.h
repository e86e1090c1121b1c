// What a script has done already, kept in a file beside the server's own memory
// of request ids: that reaches back thirty days, a case goes on for months.
#ifndef DRIEHOEK_CLIENTS_CLI_PLAY_PROGRESS_H_
#define DRIEHOEK_CLIENTS_CLI_PLAY_PROGRESS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace driehoek::cli {

// What a done step answered.
struct DoneStep {
  uint64_t position = 0;
  // The first id it made, and the case it was about; may be empty.
  std::string id;
  std::string case_id;
};

class PlayProgress {
 public:
  // Reads `path` when it is there; with an empty path nothing is kept. A last
  // line that was not written whole is left out. UsageError when the file is
  // something else.
  static absl::StatusOr<PlayProgress> Open(const std::string& path);

  // Nothing when the step is not known to be done.
  std::optional<DoneStep> Find(const std::string& request_id) const;
  // Kept at once. UsageError when it cannot be written.
  absl::Status Add(const std::string& request_id, const DoneStep& done);

 private:
  explicit PlayProgress(std::string path) : path_(std::move(path)) {}

  std::string path_;
  std::map<std::string, DoneStep> steps_;
};

// Where the progress on this log is kept unless the line says otherwise; empty
// when the environment names no place for such files.
std::string UsualProgressFile(absl::string_view log_id);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_PLAY_PROGRESS_H_
