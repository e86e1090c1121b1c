#include "clients/cli/session.h"

#include <google/protobuf/util/json_util.h>
#include <grpcpp/create_channel.h>

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "clients/cli/credentials.h"
#include "clients/cli/device_sign_in.h"
#include "clients/cli/resolve.h"
#include "driehoek/v1/sign_in_service.grpc.pb.h"

namespace driehoek::cli {
namespace {

constexpr char kTokenHeader[] = "authorization";
constexpr char kRoleHeader[] = "x-driehoek-role";
// A token is to count until the answer is there.
constexpr absl::Duration kAlmostOver = absl::Minutes(1);
// A case with 10,000 events, or a log entry of the largest text.
constexpr int kMaxAnswerBytes = 64 << 20;

bool IsAlmostOver(const Login& login) {
  return !login.refresh_token.empty() &&
         login.expires_at < absl::Now() + kAlmostOver;
}

absl::StatusOr<Login> RenewedLogin(const std::string& server) {
  ASSIGN_OR_RETURN(const std::unique_ptr<LoginsLock> lock, LoginsLock::Take());
  ASSIGN_OR_RETURN(std::optional<Login> found, FindLogin(server));
  Login login = std::move(found).value_or(Login());
  if (!IsAlmostOver(login)) return login;  // Another line did it meanwhile.
  absl::StatusOr<Login> renewed = Refreshed(login);
  if (absl::IsUnavailable(renewed.status()) && absl::Now() < login.expires_at) {
    return login;  // It still counts.
  }
  RETURN_IF_ERROR(renewed.status());
  RETURN_IF_ERROR(KeepLogin(server, *renewed));
  return renewed;
}

}  // namespace

Session::Session(Globals globals, std::ostream& out, std::ostream& err)
    : globals_(std::move(globals)), out_(out), err_(err) {}

Session::~Session() = default;

std::string Session::JsonOf(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  return google::protobuf::util::MessageToJsonString(message, &json, options)
                 .ok()
             ? json
             : "";
}

void Session::PrintJson(const google::protobuf::Message& message) {
  const std::string json = JsonOf(message);
  if (!json.empty()) out_ << json << "\n";
}

const std::shared_ptr<grpc::Channel>& Session::channel() {
  if (channel_ == nullptr) {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(kMaxAnswerBytes);
    // What is for this machine stays here, whatever http_proxy says: it may not
    // be encrypted.
    if (IsHere(globals_.server)) {
      arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    }
    channel_ = grpc::CreateCustomChannel(globals_.server, globals_.credentials,
                                         arguments);
  }
  return channel_;
}

absl::StatusOr<std::string> Session::TokenOf(const std::string& person) {
  const auto known = tokens_.find(person);
  if (known != tokens_.end()) return known->second;
  const auto stub = v1::SignInService::NewStub(channel());
  v1::SignInToTryOutRequest request;
  request.set_person(person);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       absl::ToChronoMicroseconds(kCallTime));
  v1::SignInToTryOutResponse response;
  const grpc::Status status =
      stub->SignInToTryOut(&context, request, &response);
  if (!status.ok()) return FromGrpc(status);
  tokens_[person] = response.access_token();
  return response.access_token();
}

absl::StatusOr<v1::GetProviderResponse> Session::Provider() {
  const auto stub = v1::SignInService::NewStub(channel());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       absl::ToChronoMicroseconds(kCallTime));
  v1::GetProviderResponse response;
  const grpc::Status status = stub->GetProvider(&context, {}, &response);
  if (!status.ok()) return FromGrpc(status);
  return response;
}

absl::StatusOr<std::string> Session::SignInToTryOut() {
  return TokenOf(globals_.caller.person);
}

absl::StatusOr<Login> Session::StoredLogin() {
  if (!login_.has_value()) {
    ASSIGN_OR_RETURN(std::optional<Login> found, FindLogin(globals_.server));
    login_ = std::move(found).value_or(Login());
    if (IsAlmostOver(*login_)) {
      ASSIGN_OR_RETURN(login_, RenewedLogin(globals_.server));
    }
  }
  return *login_;
}

absl::Status Session::Prepare(grpc::ClientContext& context,
                              const Caller& caller, absl::Duration time) {
  std::string token;
  std::string role;
  if (caller.person.empty()) {
    ASSIGN_OR_RETURN(const Login login, StoredLogin());
    token = login.access_token;
    role = login.role;
  } else {
    ASSIGN_OR_RETURN(token, TokenOf(caller.person));
  }
  if (caller.role != v1::ROLE_UNSPECIFIED) role = v1::Role_Name(caller.role);
  if (!token.empty()) {
    context.AddMetadata(kTokenHeader, absl::StrCat("Bearer ", token));
  }
  if (!role.empty()) context.AddMetadata(kRoleHeader, role);
  if (time != absl::InfiniteDuration()) {
    context.set_deadline(std::chrono::system_clock::now() +
                         absl::ToChronoMicroseconds(time));
  }
  return absl::OkStatus();
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
