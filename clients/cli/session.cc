#include "clients/cli/session.h"

#include <google/protobuf/util/json_util.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <chrono>

#include "base/status_macros.h"
#include "clients/cli/resolve.h"

namespace driehoek::cli {
namespace {

constexpr char kPersonHeader[] = "x-driehoek-person";
constexpr char kRoleHeader[] = "x-driehoek-role";
// A case with 10,000 events, or a log entry of the largest text.
constexpr int kMaxAnswerBytes = 64 << 20;

}  // namespace

Session::Session(Globals globals, std::ostream& out, std::ostream& err)
    : globals_(std::move(globals)), out_(out), err_(err) {}

Session::~Session() = default;

void Session::PrintJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  if (google::protobuf::util::MessageToJsonString(message, &json, options)
          .ok()) {
    out_ << json << "\n";
  }
}

const std::shared_ptr<grpc::Channel>& Session::channel() {
  if (channel_ == nullptr) {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(kMaxAnswerBytes);
    channel_ = grpc::CreateCustomChannel(
        globals_.server, grpc::InsecureChannelCredentials(), arguments);
  }
  return channel_;
}

void Session::Prepare(grpc::ClientContext& context, const Caller& caller,
                      absl::Duration time) const {
  if (!caller.person.empty()) {
    context.AddMetadata(kPersonHeader, caller.person);
  }
  if (caller.role != v1::ROLE_UNSPECIFIED) {
    context.AddMetadata(kRoleHeader, v1::Role_Name(caller.role));
  }
  if (time != absl::InfiniteDuration()) {
    context.set_deadline(std::chrono::system_clock::now() +
                         absl::ToChronoMicroseconds(time));
  }
}

absl::StatusOr<v1::OnBehalfOf> Session::OnBehalfOfLine() {
  v1::OnBehalfOf result;
  if (globals_.on_behalf_of.person.empty()) return result;
  ASSIGN_OR_RETURN(
      const std::string person_id,
      IdOf(*this, globals_.caller, "person", globals_.on_behalf_of.person));
  result.set_person_id(person_id);
  result.set_role(globals_.on_behalf_of.role);
  result.set_channel(globals_.channel);
  return result;
}

}  // namespace driehoek::cli
