// Files that come along with reports.
#ifndef DRIEHOEK_CLIENTS_CLI_ATTACHMENTS_H_
#define DRIEHOEK_CLIENTS_CLI_ATTACHMENTS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/session.h"
#include "driehoek/v1/command.pb.h"

namespace driehoek::cli {

// Puts what the server calls it in the place of the path that a command names
// to attach. UsageError when the file cannot be read or is too large.
// Given again with the same `request_id` it is the same upload.
absl::Status BringInFile(Session& session, const Caller& caller,
                         const std::string& request_id, v1::Command& command);

// "1,2 MB", "340 kB".
std::string SizeWords(uint64_t bytes);

// "PDF".
std::string MediaTypeWord(const std::string& media_type);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_ATTACHMENTS_H_
