// Who is let in, over a socket: whoever has a token that counts, and nobody
// else.
#include "tests/services/sign_in.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "driehoek/v1/sign_in_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "services/access_token.h"
#include "services/identity.h"
#include "services/local_issuer.h"
#include "tests/services/server_fixture.h"

namespace driehoek {
namespace {

class SigningIn : public ServerTest {
 protected:
  // Asks for the cases with exactly this in the header.
  grpc::Status ListWith(const std::string& authorization,
                        const std::string& role = "ROLE_TEACHER") {
    grpc::ClientContext context;
    if (!authorization.empty()) {
      context.AddMetadata(kTokenHeader, authorization);
    }
    context.AddMetadata(kRoleHeader, role);
    v1::ListCasesResponse response;
    return cases_->ListCases(&context, {}, &response);
  }

  grpc::Status SignInAs(const std::string& person,
                        v1::SignInToTryOutResponse* response) {
    v1::SignInToTryOutRequest request;
    request.set_person(person);
    grpc::ClientContext context;
    return v1::SignInService::NewStub(channel_)->SignInToTryOut(
        &context, request, response);
  }

  static std::string Token(absl::Duration from_now, absl::Duration life) {
    return IssuerOfTests()->TokenFor("docent", absl::Now() + from_now, life);
  }
};

TEST_F(SigningIn, ToTryOutGivesATokenThatCounts) {
  v1::SignInToTryOutResponse response;
  const grpc::Status status = SignInAs("docent", &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_GT(response.expires_at_micros(), absl::ToUnixMicros(absl::Now()));
  EXPECT_TRUE(ListWith("Bearer " + response.access_token()).ok());
  EXPECT_TRUE(ListWith("bearer " + response.access_token()).ok())
      << "the name of a scheme is the same in small letters";
}

TEST_F(SigningIn, TakesWhoWasRegisteredAMomentAgo) {
  v1::SubmitResponse registered;
  ASSERT_TRUE(Submit(AsAdministrator(), "register",
                     R"(register_person { reference: "nieuw" name: "N" })",
                     &registered)
                  .ok());
  v1::SignInToTryOutResponse response;
  EXPECT_TRUE(SignInAs("nieuw", &response).ok());
  EXPECT_EQ(ReasonOf(ListWith("Bearer " + response.access_token())),
            "ROLE_NOT_GRANTED")
      << "known, and without a role";
}

TEST_F(SigningIn, RefusesWhoIsNotKnown) {
  v1::SignInToTryOutResponse response;
  EXPECT_EQ(ReasonOf(SignInAs("wie-dan-ook", &response)), "NO_SUCH_PERSON");
  EXPECT_EQ(ReasonOf(SignInAs("", &response)), "NO_SUCH_PERSON");
  EXPECT_EQ(response.access_token(), "");
}

TEST_F(SigningIn, IsRefusedInWordsThatSayWhy) {
  const std::string good = Token(absl::ZeroDuration(), absl::Minutes(5));
  ASSERT_TRUE(ListWith("Bearer " + good).ok());
  struct Refused {
    std::string authorization;
    std::string reason;
  };
  for (const auto& [authorization, reason] : std::vector<Refused>{
           {"", "NO_IDENTITY"},
           {good, "TOKEN_MALFORMED"},
           {"Bearer", "TOKEN_MALFORMED"},
           {"Bearer " + good + ".x", "TOKEN_MALFORMED"},
           {"Basic ZG9jZW50OmRvY2VudA==", "TOKEN_MALFORMED"},
           {"Bearer " + Token(-absl::Hours(2), absl::Hours(1)),
            "TOKEN_EXPIRED"},
           {"Bearer " + Token(absl::Hours(2), absl::Hours(1)),
            "TOKEN_NOT_VALID_YET"},
           {"Bearer " + Token(absl::ZeroDuration(), absl::Hours(25)),
            "TOKEN_LIVES_TOO_LONG"},
           {"Bearer " +
                LocalIssuer().TokenFor("docent", absl::Now(), absl::Minutes(5)),
            "TOKEN_KEY_UNKNOWN"},
       }) {
    const grpc::Status status = ListWith(authorization);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
    EXPECT_EQ(ReasonOf(status), reason) << authorization;
  }
}

// What the first release believed.
TEST_F(SigningIn, DoesNotBelieveAHeaderWithAName) {
  grpc::ClientContext context;
  context.AddMetadata("x-driehoek-person", "docent");
  context.AddMetadata(kRoleHeader, "ROLE_TEACHER");
  v1::ListCasesResponse response;
  EXPECT_EQ(ReasonOf(cases_->ListCases(&context, {}, &response)),
            "NO_IDENTITY");
}

TEST_F(SigningIn, IsRefusedWhileItIsBlocked) {
  v1::SubmitResponse response;
  const std::string whom = R"({ person_id: "@person:docent" })";
  ASSERT_TRUE(
      Submit(AsAdministrator(), "block", "block_sign_in " + whom, &response)
          .ok());
  position_ = response.position();
  v1::SignInToTryOutResponse token;
  ASSERT_TRUE(SignInAs("docent", &token).ok());
  const grpc::Status blocked = ListWith("Bearer " + token.access_token());
  EXPECT_EQ(blocked.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(ReasonOf(blocked), "SIGN_IN_BLOCKED");

  ASSERT_TRUE(
      Submit(AsAdministrator(), "unblock", "unblock_sign_in " + whom, &response)
          .ok());
  EXPECT_TRUE(ListWith("Bearer " + token.access_token()).ok());
}

// What is open ends by itself, without anything else to send.
TEST_F(SigningIn, EndsTheOpenStreamsOfWhomItIsDeniedAtOnce) {
  // Of a case to which nothing happens.
  v1::WatchCaseRequest watched;
  watched.set_case_id(OpenCase(1));
  CaseNow(watched.case_id());
  const auto context = AsTeacher();
  const auto reader = cases_->WatchCase(context.get(), watched);
  v1::WatchCaseResponse alert;
  ASSERT_TRUE(reader->Read(&alert));
  const auto others = As("jaar", "ROLE_YEAR_ASSISTANT");
  const auto other_reader = cases_->WatchCase(others.get(), watched);
  ASSERT_TRUE(other_reader->Read(&alert));

  v1::SubmitResponse response;
  ASSERT_TRUE(Submit(AsAdministrator(), "block",
                     R"(block_sign_in { person_id: "@person:docent" })",
                     &response)
                  .ok());
  EXPECT_FALSE(reader->Read(&alert)) << "it would wait for ever";
  EXPECT_EQ(ReasonOf(reader->Finish()), "SIGN_IN_BLOCKED");
  others->TryCancel();
  EXPECT_EQ(other_reader->Finish().error_code(), grpc::StatusCode::CANCELLED)
      << "not ended by the server";
}

TEST_F(SigningIn, EndsTheOpenStreamsOfWhoseTokenEnds) {
  const auto context = std::make_unique<grpc::ClientContext>();
  // It ended that long ago: of the leeway so much is left as it takes to open
  // the stream, and not more than a test may wait.
  const absl::Duration left = absl::Seconds(5);
  AddToken(*context, Token(left - TokenRules().leeway - absl::Minutes(5),
                           absl::Minutes(5)));
  context->set_deadline(std::chrono::system_clock::now() +
                        std::chrono::seconds(60));
  context->AddMetadata(kRoleHeader, "ROLE_TEACHER");
  const auto reader = work_->WatchAlerts(context.get(), {});
  v1::WatchAlertsResponse alert;
  ASSERT_TRUE(reader->Read(&alert));
  EXPECT_FALSE(reader->Read(&alert));
  EXPECT_EQ(ReasonOf(reader->Finish()), "TOKEN_EXPIRED");
}

TEST_F(SigningIn, ShowsAnAdministratorHowSomeoneMay) {
  v1::GetSignInRequest request;
  request.set_person_id(Voorbeeldstad::Id("person", "docent"));
  request.set_min_position(position_);
  const auto stub = v1::SignInService::NewStub(channel_);
  v1::GetSignInResponse response;
  ASSERT_TRUE(
      stub->GetSignIn(AsAdministrator().get(), request, &response).ok());
  EXPECT_EQ(response.records_size(), 0);
  v1::SubmitResponse done;
  ASSERT_TRUE(Submit(AsAdministrator(), "invite",
                     R"(invite_to_sign_in {
                          person_id: "@person:docent"
                          code_hash: "0123456789abcdef0123456789abcdef"
                        })",
                     &done)
                  .ok());
  request.set_min_position(done.position());
  ASSERT_TRUE(
      stub->GetSignIn(AsAdministrator().get(), request, &response).ok());
  ASSERT_EQ(response.records_size(), 1);
  EXPECT_TRUE(response.records(0).has_invited_until());
  EXPECT_EQ(response.records(0).invitation_hash(), "") << "nobody needs it";

  EXPECT_EQ(stub->GetSignIn(AsTeacher().get(), request, &response).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  request.set_person_id("nobody");
  EXPECT_EQ(
      ReasonOf(stub->GetSignIn(AsAdministrator().get(), request, &response)),
      "PERSON_NOT_FOUND");
}

TEST_F(SigningIn, LinksNoAccountByACommandOfSomeoneElse) {
  v1::SubmitResponse response;
  const grpc::Status refused = Submit(AsAdministrator(), "link",
                                      R"(link_account {
                                           person_id: "@person:docent"
                                           account_id: "account-1"
                                           issuer: "x"
                                           code_hash: "x"
                                         })",
                                      &response);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  v1::AcceptInvitationRequest request;
  request.set_code("x");
  v1::AcceptInvitationResponse accepted;
  EXPECT_EQ(ReasonOf(v1::SignInService::NewStub(channel_)->AcceptInvitation(
                AsTeacher().get(), request, &accepted)),
            "NOTHING_TO_LINK");
}

TEST(ServerThatIsNotToTryOut, SignsNobodyIn) {
  ServerOptions options;
  options.engine.founding_if_new = Voorbeeldstad::FoundingIfNew();
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(
      std::move(options), NewMemoryEventStore(Voorbeeldstad::Identity()));
  ASSERT_TRUE(server.ok()) << server.status();
  const auto channel = grpc::CreateChannel((*server)->address(),
                                           grpc::InsecureChannelCredentials());
  v1::SignInToTryOutRequest request;
  request.set_person("beheer");
  grpc::ClientContext signing_in;
  v1::SignInToTryOutResponse response;
  EXPECT_EQ(ReasonOf(v1::SignInService::NewStub(channel)->SignInToTryOut(
                &signing_in, request, &response)),
            "NOT_FOR_TRYING_OUT");
  EXPECT_EQ(response.access_token(), "");

  grpc::ClientContext asking;
  SignIn(asking, "beheer", "ROLE_ADMINISTRATOR");
  v1::ListCasesResponse cases;
  EXPECT_EQ(ReasonOf(v1::CaseService::NewStub(channel)->ListCases(&asking, {},
                                                                  &cases)),
            "NO_IDENTITY");
}

}  // namespace
}  // namespace driehoek
