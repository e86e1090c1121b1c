// Reading what the command line names.
#ifndef DRIEHOEK_CLIENTS_CLI_FILES_H_
#define DRIEHOEK_CLIENTS_CLI_FILES_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace driehoek::cli {

// The whole file; "-" is the standard input. UsageError when it cannot be read
// or is larger than `limit` bytes.
absl::StatusOr<std::string> ReadWholeFile(const std::string& path,
                                          uint64_t limit);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_FILES_H_
