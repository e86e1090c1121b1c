// `driehoek verify DIR`: is a log that is not in use still what it was?
#ifndef DRIEHOEK_CLIENTS_CLI_VERIFY_H_
#define DRIEHOEK_CLIENTS_CLI_VERIFY_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "driehoek/v1/admin_service.pb.h"

namespace driehoek::cli {

// Re-hashes the log in `directory`, and the log of accesses beside it, in the
// form in which a server answers. Fails when there is no log, or a server has
// it open.
absl::StatusOr<v1::VerifyLogResponse> VerifyDirectory(
    const std::string& directory,
    const std::function<void(uint64_t)>& progress);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_VERIFY_H_
