#include <grpcpp/support/server_callback.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/status_macros.h"
#include "driehoek/v1/sign_in_service.grpc.pb.h"
#include "services/all_services.h"
#include "services/call.h"
#include "services/refusals.h"
#include "services/status.h"

namespace driehoek {
namespace {

// A day of trying things out.
constexpr absl::Duration kTokenLife = absl::Hours(12);

class SignInServiceImpl final : public v1::SignInService::CallbackService {
 public:
  explicit SignInServiceImpl(const Served& served) : served_(served) {}

  grpc::ServerUnaryReactor* SignInToTryOut(
      grpc::CallbackServerContext* context,
      const v1::SignInToTryOutRequest* request,
      v1::SignInToTryOutResponse* response) override {
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    // Whoever was registered a moment ago can sign in too.
    WhenViewsReach(
        served_, *context, served_.store.head(),
        [this, reactor, request, response](const absl::Status& reached) {
          reactor->Finish(ToGrpcStatus(
              reached.ok() ? SignIn(*request, *response) : reached));
        });
    return reactor;
  }

 private:
  absl::Status SignIn(const v1::SignInToTryOutRequest& request,
                      v1::SignInToTryOutResponse& response) const {
    if (served_.try_out_issuer == nullptr) return NotForTryingOut();
    RETURN_IF_ERROR(served_.identity.Find(request.person()).status());
    const absl::Time now = served_.real_clock.Now();
    response.set_access_token(
        served_.try_out_issuer->TokenFor(request.person(), now, kTokenLife));
    response.set_expires_at_micros(absl::ToUnixMicros(now + kTokenLife));
    return absl::OkStatus();
  }

  const Served& served_;
};

}  // namespace

std::unique_ptr<grpc::Service> NewSignInService(const Served& served) {
  return std::make_unique<SignInServiceImpl>(served);
}

}  // namespace driehoek
