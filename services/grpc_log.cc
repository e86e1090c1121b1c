#include "services/grpc_log.h"

#include <grpc/support/log.h>

#include <iostream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace driehoek {
namespace {

constexpr size_t kMostBytes = 300;  // Of a message.

void Write(gpr_log_func_args* said) {
  // As one write: many threads say something at once.
  std::cerr << absl::StrCat(GrpcLogLine(said->file, said->line, said->message),
                            "\n")
            << std::flush;
}

}  // namespace

std::string GrpcLogLine(absl::string_view file, int line,
                        absl::string_view message) {
  const size_t slash = file.rfind('/');
  if (slash != absl::string_view::npos) file.remove_prefix(slash + 1);
  const bool cut = message.size() > kMostBytes;
  return absl::StrCat("gRPC (", file, ":", line,
                      "): ", absl::CHexEscape(message.substr(0, kMostBytes)),
                      cut ? "..." : "");
}

void TameGrpcLog() { gpr_set_log_function(&Write); }

}  // namespace driehoek
