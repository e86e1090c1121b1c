#include "clients/cli/verify.h"

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "eventstore/rocksdb_event_store.h"

namespace driehoek::cli {

absl::StatusOr<v1::VerifyLogResponse> VerifyDirectory(
    const std::string& directory,
    const std::function<void(uint64_t)>& progress) {
  RocksDbOptions options;
  options.directory = directory;
  ASSIGN_OR_RETURN(const LogReport report, VerifyLog(options, progress));
  v1::VerifyLogResponse response;
  response.set_position(report.head);
  response.set_done(true);
  response.set_root(std::string(BytesOf(report.root)));
  for (const LogProblem& problem : report.problems) {
    response.add_problems(
        problem.position == 0
            ? problem.what
            : absl::StrCat("positie ", problem.position, ": ", problem.what));
  }
  return response;
}

}  // namespace driehoek::cli
