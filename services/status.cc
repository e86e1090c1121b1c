#include "services/status.h"

#include <iostream>
#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"
#include "domain/rejections.h"
#include "google/rpc/status.pb.h"
#include "services/refusals.h"

namespace driehoek {
namespace {

// A refusal says what it is for people; anything else went wrong inside, is
// told to the operator, and leaves without what it says of the inside.
absl::Status Sayable(const absl::Status& status) {
  if (status.GetPayload(kErrorInfoUrl) || absl::IsCancelled(status)) {
    return status;
  }
  std::cerr << "inner error: " << status << "\n";
  if (absl::IsDataLoss(status)) return LogDamaged();
  if (absl::IsUnavailable(status)) return LogUnreadable();
  return InnerError();
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& from) {
  if (from.ok()) return grpc::Status::OK;
  const absl::Status status = Sayable(from);
  // The codes are the same numbers by design of both.
  const auto code = static_cast<grpc::StatusCode>(status.raw_code());
  google::rpc::Status details;
  details.set_code(status.raw_code());
  details.set_message(std::string(status.message()));
  // In one order, so that the same refusal is the same bytes: Abseil gives them
  // in any order, and what is not there must not differ from what is hidden.
  std::map<std::string, std::string> payloads;
  status.ForEachPayload(
      [&payloads](absl::string_view type, const absl::Cord& payload) {
        payloads[std::string(type)] = std::string(payload);
      });
  for (auto& [type, payload] : payloads) {
    google::protobuf::Any& any = *details.add_details();
    any.set_type_url(type);
    any.set_value(std::move(payload));
  }
  if (details.details().empty()) {
    return grpc::Status(code, details.message());
  }
  return grpc::Status(code, details.message(), details.SerializeAsString());
}

}  // namespace driehoek
