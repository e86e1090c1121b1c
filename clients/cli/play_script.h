// A script of `driehoek play`: read, checked, and made into requests.
#ifndef DRIEHOEK_CLIENTS_CLI_PLAY_SCRIPT_H_
#define DRIEHOEK_CLIENTS_CLI_PLAY_SCRIPT_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "driehoek/v1/play.pb.h"

namespace driehoek::cli {

// A script whose form is good: every step has a moment, later than the one
// before, and only steps with an actor ask for something.
struct PlayScript {
  v1::Play play;
  // One for each step.
  std::vector<absl::Time> moments;
  // The folder of the file; `publish` is named from there.
  std::string folder;
};

// UsageError with line and column, or the number of the step.
absl::StatusOr<PlayScript> ParsePlayScript(absl::string_view text,
                                           const std::string& path);

// The request id of a step: the same for the same title, number and request,
// whatever is expected of it. Hex.
std::string RequestIdOf(const v1::Play& play, int step);

// From "@kind:reference" to an id.
using LookUpId = std::function<absl::StatusOr<std::string>(
    const std::string& kind, const std::string& reference)>;

// Puts ids in `command` for "@kind:reference" and for the names in `kept`
// ("$name"). UsageError for a name that nothing was kept under.
absl::Status FillIn(const std::map<std::string, std::string>& kept,
                    const LookUpId& look_up, v1::Command& command);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_PLAY_SCRIPT_H_
