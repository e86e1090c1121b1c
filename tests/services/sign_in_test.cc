// Who is let in, over a socket: whoever has a token that counts, and nobody
// else.
#include "tests/services/sign_in.h"

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "driehoek/v1/sign_in_service.grpc.pb.h"
#include "gtest/gtest.h"
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
