#include "clients/cli/play_progress.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "clients/cli/failure.h"
#include "clients/cli/files.h"

namespace driehoek::cli {
namespace {

namespace fs = std::filesystem;

// A hundred scripts of the largest size.
constexpr uint64_t kMaxFile = 128 << 20;
constexpr absl::string_view kNothing = "-";

std::string OrNothing(const std::string& id) {
  return id.empty() ? std::string(kNothing) : id;
}

std::string FromWritten(absl::string_view id) {
  return id == kNothing ? std::string() : std::string(id);
}

}  // namespace

absl::StatusOr<PlayProgress> PlayProgress::Open(const std::string& path) {
  PlayProgress progress(path);
  std::error_code error;
  if (path.empty() || !fs::exists(path, error)) return progress;
  ASSIGN_OR_RETURN(const std::string text, ReadWholeFile(path, kMaxFile));
  const absl::string_view whole =
      absl::string_view(text).substr(0, text.rfind('\n') + 1);
  // Else the next line would be written behind half a one.
  if (whole.size() < text.size()) fs::resize_file(path, whole.size(), error);
  for (const absl::string_view line :
       absl::StrSplit(whole, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> words = absl::StrSplit(line, ' ');
    DoneStep done;
    if (words.size() != 4 || !absl::SimpleAtoi(words[1], &done.position)) {
      return UsageError(absl::StrCat(path, " is geen voortgang van play."));
    }
    done.case_id = FromWritten(words[2]);
    done.id = FromWritten(words[3]);
    progress.steps_[words[0]] = done;
  }
  return progress;
}

std::optional<DoneStep> PlayProgress::Find(
    const std::string& request_id) const {
  const auto found = steps_.find(request_id);
  if (found == steps_.end()) return std::nullopt;
  return found->second;
}

absl::Status PlayProgress::Add(const std::string& request_id,
                               const DoneStep& done) {
  steps_[request_id] = done;
  if (path_.empty()) return absl::OkStatus();
  std::error_code error;
  fs::create_directories(fs::path(path_).parent_path(), error);
  std::ofstream file(path_, std::ios::app | std::ios::binary);
  file << request_id << " " << done.position << " " << OrNothing(done.case_id)
       << " " << OrNothing(done.id) << "\n";
  file.flush();
  if (!file) return UsageError(absl::StrCat(path_, " is niet te schrijven."));
  return absl::OkStatus();
}

std::string UsualProgressFile(absl::string_view log_id) {
  for (const char c : log_id) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '-') {
      return "";
    }
  }
  const char* const state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state != '\0') {
    return absl::StrCat(state, "/driehoek/play-", log_id);
  }
  const char* const home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') return "";
  return absl::StrCat(home, "/.local/state/driehoek/play-", log_id);
}

}  // namespace driehoek::cli
