#include "services/status.h"

#include <iostream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"
#include "google/rpc/status.pb.h"

namespace driehoek {
namespace {

// What went wrong inside says too much about the inside.
bool SaysTooMuch(const absl::Status& status) {
  return absl::IsInternal(status) || absl::IsUnknown(status);
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  // The codes are the same numbers by design of both.
  const auto code = static_cast<grpc::StatusCode>(status.raw_code());
  if (SaysTooMuch(status)) {
    std::cerr << "internal error: " << status << "\n";
    return grpc::Status(code, "internal error");
  }
  google::rpc::Status details;
  details.set_code(status.raw_code());
  details.set_message(std::string(status.message()));
  status.ForEachPayload(
      [&details](absl::string_view type, const absl::Cord& payload) {
        google::protobuf::Any& any = *details.add_details();
        any.set_type_url(std::string(type));
        any.set_value(std::string(payload));
      });
  if (details.details().empty()) {
    return grpc::Status(code, details.message());
  }
  return grpc::Status(code, details.message(), details.SerializeAsString());
}

}  // namespace driehoek
