// absl::Status at the edge: the only place that knows both.
#ifndef DRIEHOEK_SERVICES_STATUS_H_
#define DRIEHOEK_SERVICES_STATUS_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace driehoek {

// With the payloads as the details of a google.rpc.Status. The message of an
// error that is no refusal stays inside: the caller learns that it happened.
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_STATUS_H_
