// Signing in to a server that is a program of its own, started with --try-out.
#ifndef DRIEHOEK_TESTS_KIT_SIGN_IN_AT_H_
#define DRIEHOEK_TESTS_KIT_SIGN_IN_AT_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "driehoek/v1/sign_in_service.grpc.pb.h"

namespace driehoek {

// Who asks at one server.
class SignedIn {
 public:
  SignedIn(const std::string& address, const std::string& person,
           const std::string& role)
      : channel_(
            grpc::CreateChannel(address, grpc::InsecureChannelCredentials())),
        role_(role) {
    v1::SignInToTryOutRequest request;
    request.set_person(person);
    v1::SignInToTryOutResponse response;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::seconds(30));
    // A server that is gone says so to the calls themselves too.
    static_cast<void>(v1::SignInService::NewStub(channel_)->SignInToTryOut(
        &context, request, &response));
    authorization_ = absl::StrCat("Bearer ", response.access_token());
  }

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  // Puts both on a call.
  void Identify(grpc::ClientContext& context) const {
    context.AddMetadata("authorization", authorization_);
    context.AddMetadata("x-driehoek-role", role_);
  }

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  const std::string role_;
  std::string authorization_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_KIT_SIGN_IN_AT_H_
