// One run of `driehoek`: whom it speaks for, to which server, and where its
// answers go.
#ifndef DRIEHOEK_CLIENTS_CLI_SESSION_H_
#define DRIEHOEK_CLIENTS_CLI_SESSION_H_

#include <google/protobuf/message.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/sync_stream.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cli/failure.h"
#include "clients/cli/logins.h"
#include "driehoek/v1/case_service.pb.h"
#include "driehoek/v1/sign_in_service.pb.h"
#include "driehoek/v1/types.pb.h"

namespace driehoek::cli {

// A person in a role.
struct Caller {
  // The institute's own key, or an id.
  std::string person;
  // Unspecified: the only role that the person has.
  v1::Role role = v1::ROLE_UNSPECIFIED;
};

// The options that every command has.
struct Globals {
  std::string server;
  // For that server (CredentialsFor).
  std::shared_ptr<grpc::ChannelCredentials> credentials;
  Caller caller;
  // As whom; empty person when the caller asks for himself.
  Caller on_behalf_of;
  v1::Channel channel = v1::CHANNEL_UNSPECIFIED;
  bool json = false;
  // Columns of the terminal.
  size_t width = 100;
};

// How long an answer may take before it counts as none.
inline constexpr absl::Duration kCallTime = absl::Seconds(30);

// Not thread-safe. Borrows the streams.
class Session {
 public:
  Session(Globals globals, std::ostream& out, std::ostream& err);
  ~Session();

  const Globals& globals() const { return globals_; }
  bool json() const { return globals_.json; }
  size_t width() const { return globals_.width; }
  // Answers.
  std::ostream& out() { return out_; }
  // Progress and failures.
  std::ostream& err() { return err_; }

  // One message as JSON on one line, with the names of the contract; empty when
  // it cannot be written so.
  static std::string JsonOf(const google::protobuf::Message& message);
  void PrintJson(const google::protobuf::Message& message);

  // One question, one answer; as the caller of the line.
  template <typename Service, typename Request, typename Response>
  absl::StatusOr<Response> Call(
      grpc::Status (Service::*method)(grpc::ClientContext*, const Request&,
                                      Response*),
      const Request& request) {
    return CallAs(globals_.caller, method, request);
  }

  // As someone else.
  template <typename Service, typename Request, typename Response>
  absl::StatusOr<Response> CallAs(
      const Caller& caller,
      grpc::Status (Service::*method)(grpc::ClientContext*, const Request&,
                                      Response*),
      const Request& request, absl::Duration time = kCallTime) {
    Service stub(channel());
    grpc::ClientContext context;
    if (absl::Status prepared = Prepare(context, caller, time);
        !prepared.ok()) {
      return prepared;
    }
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    return response;
  }

  // Asks for page after page, and gives each to `take`; in JSON each is
  // printed.
  template <typename Service, typename Request, typename Response,
            typename Take>
  absl::Status EachPage(grpc::Status (Service::*method)(grpc::ClientContext*,
                                                        const Request&,
                                                        Response*),
                        Request request, const Take& take) {
    request.set_page_size(kRowsAPage);
    do {
      absl::StatusOr<Response> page = Call(method, request);
      if (!page.ok()) return page.status();
      if (json()) PrintJson(*page);
      request.set_page_token(page->next_page_token());
      take(*page);
    } while (!request.page_token().empty());
    return absl::OkStatus();
  }

  // Gives every answer to `take`, in order, until it returns false or the
  // stream ends. No limit of time when `follow`.
  template <typename Service, typename Request, typename Response>
  absl::Status Read(std::unique_ptr<grpc::ClientReader<Response>> (
                        Service::*method)(grpc::ClientContext*, const Request&),
                    const Request& request, bool follow,
                    const std::function<bool(const Response&)>& take) {
    Service stub(channel());
    grpc::ClientContext context;
    if (absl::Status prepared =
            Prepare(context, globals_.caller,
                    follow ? absl::InfiniteDuration() : kLongTime);
        !prepared.ok()) {
      return prepared;
    }
    std::unique_ptr<grpc::ClientReader<Response>> reader =
        (stub.*method)(&context, request);
    Response response;
    while (reader->Read(&response)) {
      if (!take(response)) {
        context.TryCancel();
        // The end is ours: what the server says of it is no failure.
        static_cast<void>(reader->Finish());
        return absl::OkStatus();
      }
    }
    return FromGrpc(reader->Finish());
  }

  // For calls that send a stream.
  const std::shared_ptr<grpc::Channel>& channel();
  // Puts on the call who asks: the caller, or without one whoever logged in at
  // this server before.
  absl::Status Prepare(grpc::ClientContext& context, const Caller& caller,
                       absl::Duration time);

  // Where to sign in at this server; asked without saying who asks.
  absl::StatusOr<v1::GetProviderResponse> Provider();

  // A token of the caller of the line, who need not prove it: the server is for
  // trying out.
  absl::StatusOr<std::string> SignInToTryOut();

  // On whose behalf the line says it is, with the person's id; unset without.
  absl::StatusOr<v1::OnBehalfOf> OnBehalfOfLine();

  // What takes longer: verifying a log, moving a clock over years.
  static constexpr absl::Duration kLongTime = absl::Hours(1);
  // The most that every list gives at once.
  static constexpr int kRowsAPage = 500;

 private:
  absl::StatusOr<std::string> TokenOf(const std::string& person);
  // A login without a token when nobody is logged in.
  absl::StatusOr<Login> StoredLogin();

  Globals globals_;
  // By person.
  std::map<std::string, std::string> tokens_;
  std::optional<Login> login_;  // Once it was looked up.
  std::ostream& out_;
  std::ostream& err_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_SESSION_H_
