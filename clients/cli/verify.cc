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
  const absl::StatusOr<LogReport> verified = VerifyLog(options, progress);
  if (absl::IsFailedPrecondition(verified.status())) {
    return absl::FailedPreconditionError(
        absl::StrCat("Dit logboek kan nu niet worden nagerekend. Is het in "
                     "gebruik, stop dan "
                     "de server of geef verify zonder map. (",
                     verified.status().message(), ")"));
  }
  RETURN_IF_ERROR(verified.status());
  const LogReport& report = *verified;
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
