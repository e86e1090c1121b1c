// What went wrong, for people in Dutch and for programs as an exit code.
#ifndef DRIEHOEK_CLIENTS_CLI_FAILURE_H_
#define DRIEHOEK_CLIENTS_CLI_FAILURE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace grpc {
class Status;
}

namespace driehoek::cli {

// The exit codes of `driehoek`; `driehoek --help` names them too.
enum class ExitCode {
  kOk = 0,
  kRefused = 1,      // By a rule, or because the input is not good.
  kUsage = 2,        // The command line is not good.
  kNotFound = 3,     // Not there, or not for this person.
  kUnreachable = 4,  // The server is not there or gives no answer.
  kExpectation = 5,  // `play`: something else came than the script says.
  kDamaged = 6,      // The log does not add up.
  kRepaired = 7,     // The views were wrong, and are right again.
};

// The command line or a file on it cannot be used.
absl::Status UsageError(absl::string_view dutch);
// What a script expects did not come.
absl::Status ExpectationFailed(absl::string_view dutch);

// What was wrong is right again, and must be looked into all the same.
absl::Status Repaired(absl::string_view dutch);

// Keeps the details of a refusal (google.rpc) as payloads.
absl::Status FromGrpc(const grpc::Status& status);

ExitCode ExitCodeOf(const absl::Status& status);

// The machine-readable reason and the rule of a refusal; empty without one.
std::string ReasonOf(const absl::Status& status);

// How the message of an Unavailable begins that is not of the server.
inline constexpr char kProviderAway[] = "De inlogdienst is niet te bereiken";
std::string RuleOf(const absl::Status& status);

// What to tell people, in Dutch, one sentence a line.
std::vector<std::string> SentencesOf(const absl::Status& status);

// The same for programs: {"error": {...}} on one line.
std::string FailureAsJson(const absl::Status& status);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_FAILURE_H_
