// What gRPC says of its own accord, on standard error. Some of it repeats what
// a stranger sent, before it is known who calls.
#ifndef DRIEHOEK_SERVICES_GRPC_LOG_H_
#define DRIEHOEK_SERVICES_GRPC_LOG_H_

#include <string>

#include "absl/strings/string_view.h"

namespace driehoek {

// One line without an end, of a bounded length, in which no byte steers a
// terminal or begins a line of its own.
std::string GrpcLogLine(absl::string_view file, int line,
                        absl::string_view message);

// From now on gRPC says it so. Once, before gRPC begins.
void TameGrpcLog();

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_GRPC_LOG_H_
