#include <grpcpp/support/server_callback.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "domain/command_sink.h"
#include "domain/rejections.h"
#include "driehoek/v1/sign_in_service.grpc.pb.h"
#include "services/all_services.h"
#include "services/call.h"
#include "services/refusals.h"
#include "services/status.h"

namespace driehoek {
namespace {

// A day of trying things out.
constexpr absl::Duration kTokenLife = absl::Hours(12);
constexpr size_t kMaxCodeBytes = 100;

// A code as it is hashed: how it is divided and whether in capitals counts for
// nothing, since people type it.
std::string BareCode(absl::string_view code) {
  std::string bare;
  for (const char c : code) {
    const auto letter = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(letter)) bare += absl::ascii_tolower(letter);
  }
  return bare;
}

class SignInServiceImpl final : public v1::SignInService::CallbackService {
 public:
  explicit SignInServiceImpl(const Served& served) : served_(served) {}

  grpc::ServerUnaryReactor* SignInToTryOut(
      grpc::CallbackServerContext* context,
      const v1::SignInToTryOutRequest* request,
      v1::SignInToTryOutResponse* response) override {
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    // Nobody signs in to call this: what is not for trying out waits for
    // nothing.
    if (served_.try_out_issuer == nullptr) {
      reactor->Finish(ToGrpcStatus(NotForTryingOut()));
      return reactor;
    }
    // Whoever was registered a moment ago can sign in too.
    WhenViewsReach(
        served_, WaitUntil(served_, *context), served_.store.head(),
        [this, reactor, request, response](const absl::Status& reached) {
          reactor->Finish(ToGrpcStatus(
              reached.ok() ? SignIn(*request, *response) : reached));
        });
    return reactor;
  }

  grpc::ServerUnaryReactor* GetProvider(
      grpc::CallbackServerContext* context,
      const v1::GetProviderRequest* /*request*/,
      v1::GetProviderResponse* response) override {
    response->set_try_out(served_.try_out_issuer != nullptr);
    if (served_.provider_settings != nullptr) {
      response->set_issuer(served_.provider_settings->issuer);
      response->set_client_id(served_.provider_settings->client_id);
      for (const std::string& audience : served_.provider_settings->audiences) {
        response->add_audiences(audience);
      }
    }
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  grpc::ServerUnaryReactor* AcceptInvitation(
      grpc::CallbackServerContext* context,
      const v1::AcceptInvitationRequest* request,
      v1::AcceptInvitationResponse* response) override {
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    WithHolder(served_, HeadersOf(*context),
               [this, reactor, wait_until = WaitUntil(served_, *context),
                request, response](const absl::StatusOr<TokenHolder>& holder) {
                 if (!holder.ok()) {
                   return reactor->Finish(ToGrpcStatus(holder.status()));
                 }
                 // Whoever was invited a moment ago can accept.
                 WhenViewsReach(
                     served_, wait_until, served_.store.head(),
                     [this, reactor, request, response,
                      holder = *holder](const absl::Status& reached) {
                       if (!reached.ok()) {
                         return reactor->Finish(ToGrpcStatus(reached));
                       }
                       Link(holder, request->code(), reactor, response);
                     });
               });
    return reactor;
  }

  grpc::ServerUnaryReactor* GetSignIn(
      grpc::CallbackServerContext* context, const v1::GetSignInRequest* request,
      v1::GetSignInResponse* response) override {
    return AnswerRead(
        served_, context, request->min_position(),
        [this, request, response](const Caller& caller) -> absl::Status {
          if (caller.role != v1::ROLE_ADMINISTRATOR) return NotForThisRole();
          return ShowSignIn(request->person_id(), *response);
        });
  }

 private:
  // Links the account of the holder to whoever was invited with this code.
  void Link(const TokenHolder& holder, const std::string& code,
            grpc::ServerUnaryReactor* reactor,
            v1::AcceptInvitationResponse* response) const {
    const Hash32 hash = Sha256({BareCode(code)});
    const absl::StatusOr<std::string> person_id = Invited(holder, code, hash);
    if (!person_id.ok()) {
      return reactor->Finish(ToGrpcStatus(person_id.status()));
    }
    Submission submission;
    v1::LinkAccount& link =
        *submission.commands.emplace_back().mutable_link_account();
    link.set_person_id(*person_id);
    link.set_account_id(served_.identity.AccountOf(holder));
    link.set_issuer(holder.issuer);
    link.set_code_hash(std::string(BytesOf(hash)));
    submission.request_id =
        absl::StrCat("driehoek/link/", link.account_id(), "/",
                     absl::BytesToHexString(BytesOf(hash).substr(0, 8)));
    submission.actor.set_role(v1::ROLE_SYSTEM);
    served_.writer.Submit(
        std::move(submission),
        [reactor, response](const absl::StatusOr<v1::SubmitResponse>& answer) {
          if (answer.ok()) response->set_position(answer->position());
          reactor->Finish(ToGrpcStatus(answer.status()));
        });
  }

  // Whom this code invites; whether it still counts is decided by the log.
  absl::StatusOr<std::string> Invited(const TokenHolder& holder,
                                      const std::string& code,
                                      const Hash32& hash) const {
    if (holder.issuer == LocalIssuer::kIssuer) return NothingToLink();
    if (code.size() > kMaxCodeBytes) return rejection::InvitationNotValid();
    const absl::StatusOr<std::string> person_id =
        served_.views.PersonInvited(BytesOf(hash));
    if (absl::IsNotFound(person_id.status())) {
      // Whoever accepts once more, since no answer came, is told what is so.
      return served_.views.PersonOfAccount(served_.identity.AccountOf(holder))
                     .ok()
                 ? rejection::AccountLinkedAlready()
                 : rejection::InvitationNotValid();
    }
    return person_id;
  }

  absl::Status ShowSignIn(const std::string& person_id,
                          v1::GetSignInResponse& response) const {
    const absl::Status known = served_.views.GetPerson(person_id).status();
    if (absl::IsNotFound(known)) return rejection::PersonNotFound("person_id");
    RETURN_IF_ERROR(known);
    for (const std::string& record :
         served_.views.same_people()->AllOf(person_id)) {
      ASSIGN_OR_RETURN(v1::SignInOfPerson sign_in,
                       served_.views.GetSignIn(record));
      if (sign_in.person_id().empty()) continue;
      sign_in.clear_invitation_hash();
      *response.add_records() = std::move(sign_in);
    }
    return absl::OkStatus();
  }

  absl::Status SignIn(const v1::SignInToTryOutRequest& request,
                      v1::SignInToTryOutResponse& response) const {
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
