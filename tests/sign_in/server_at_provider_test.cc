// Who is let in by the tokens of a real provider.
#include <grpcpp/grpcpp.h>

#include <future>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/http.h"
#include "base/sha256.h"
#include "driehoek/v1/sign_in_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "services/strict_json.h"
#include "tests/services/server_fixture.h"
#include "tests/sign_in/provider.h"

namespace driehoek {
namespace {

constexpr char kCode[] = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

// The token of an account (a client) for an audience.
std::string TokenFrom(const TestProvider& provider, const std::string& account,
                      const std::string& audience = kTestAudience) {
  const absl::StatusOr<HttpAnswer> answer = HttpPost(
      provider.issuer() + "/token", {{"grant_type", "client_credentials"},
                                     {"client_id", account},
                                     {"client_secret", "geheim"},
                                     {"resource", audience}});
  EXPECT_TRUE(answer.ok()) << answer.status();
  if (!answer.ok()) return "";
  return StringIn(ParseStrictObject(answer->body, 8).value(), "access_token")
      .value_or("");
}

// A server of Voorbeeldstad whose administrator was invited when it was filled.
class AtProvider : public ServerTest {
 protected:
  void SetUp() override { Restart(); }

  void Restart() {
    ServerOptions options;
    options.manual_clock = &clock_;
    options.provider = ProviderSettings{.issuer = provider_.issuer(),
                                        .audiences = {kTestAudience},
                                        .client_id = "driehoek-cli",
                                        .retry = absl::Milliseconds(1)};
    StartServer(std::move(options));
    sign_in_ = v1::SignInService::NewStub(channel_);
  }

  // The code that invites this person from now on.
  void Invite(const std::string& person, const std::string& code) {
    Submission submission;
    submission.request_id = absl::StrCat("invite-", person, "-", code);
    submission.actor.set_role(v1::ROLE_SYSTEM);
    v1::InviteToSignIn& invite =
        *submission.commands.emplace_back().mutable_invite_to_sign_in();
    invite.set_person_id(Voorbeeldstad::Id("person", person));
    invite.set_code_hash(std::string(BytesOf(Sha256({code}))));
    std::promise<absl::Status> done;
    server_->engine().writer().Submit(
        std::move(submission),
        [&done](const absl::StatusOr<v1::SubmitResponse>& answer) {
          done.set_value(answer.status());
        });
    const absl::Status invited = done.get_future().get();
    ASSERT_TRUE(invited.ok()) << invited;
  }

  static std::unique_ptr<grpc::ClientContext> With(const std::string& token) {
    auto context = std::make_unique<grpc::ClientContext>();
    AddToken(*context, token);
    context->set_deadline(std::chrono::system_clock::now() +
                          std::chrono::seconds(30));
    return context;
  }

  grpc::Status Accept(const std::string& token, const std::string& code) {
    v1::AcceptInvitationRequest request;
    request.set_code(code);
    v1::AcceptInvitationResponse response;
    const grpc::Status status =
        sign_in_->AcceptInvitation(With(token).get(), request, &response);
    if (status.ok()) position_ = response.position();
    return status;
  }

  // The reason for which a call with this token is refused; empty: it is not.
  std::string Refused(const std::string& token) {
    v1::GetClockResponse response;
    return ReasonOf(admin_->GetClock(With(token).get(), {}, &response));
  }

  TestProvider provider_;
  std::unique_ptr<v1::SignInService::Stub> sign_in_;
};

TEST_F(AtProvider, AnAccountIsNobodyUntilAnInvitationIsAccepted) {
  const std::string token = TokenFrom(provider_, "account-1");
  EXPECT_EQ(Refused(token), "ACCOUNT_NOT_LINKED");
  EXPECT_EQ(ReasonOf(Accept(token, "guessed")), "INVITATION_NOT_VALID");
  Invite("beheer", kCode);
  EXPECT_EQ(ReasonOf(Accept(token, std::string(200, '0'))),
            "INVITATION_NOT_VALID");
  // As a person would type it.
  const grpc::Status accepted =
      Accept(token, "0F1E-2D3C-4B5A-6978-8796-A5B4-C3D2-E1F0");
  ASSERT_TRUE(accepted.ok()) << accepted.error_message();
  EXPECT_EQ(Refused(token), "");
  EXPECT_EQ(Refused(TokenFrom(provider_, "account-1")), "")
      << "with every later token of that account";
  EXPECT_EQ(Refused(TokenFrom(provider_, "account-2")), "ACCOUNT_NOT_LINKED");
  EXPECT_EQ(ReasonOf(Accept(TokenFrom(provider_, "account-2"), kCode)),
            "INVITATION_NOT_VALID")
      << "an invitation counts once";
}

TEST_F(AtProvider, AnAccountBelongsToOnePersonAtATime) {
  Invite("beheer", kCode);
  const std::string token = TokenFrom(provider_, "account-1");
  ASSERT_TRUE(Accept(token, kCode).ok());
  Invite("beheer", "0another0");
  EXPECT_EQ(ReasonOf(Accept(token, "0another0")), "ACCOUNT_LINKED_ALREADY");
  EXPECT_TRUE(Accept(TokenFrom(provider_, "account-2"), "0another0").ok())
      << "a person may have two";

  v1::GetSignInRequest request;
  request.set_person_id(Voorbeeldstad::Id("person", "beheer"));
  request.set_min_position(position_);
  v1::GetSignInResponse shown;
  ASSERT_TRUE(sign_in_->GetSignIn(With(token).get(), request, &shown).ok());
  ASSERT_EQ(shown.records_size(), 1);
  ASSERT_EQ(shown.records(0).accounts_size(), 2);
  EXPECT_EQ(shown.records(0).accounts(0).issuer(), provider_.issuer());

  v1::SubmitRequest unlink;
  unlink.set_request_id("unlink");
  v1::UnlinkAccount& command = *unlink.add_commands()->mutable_unlink_account();
  command.set_person_id(request.person_id());
  command.set_account_id(shown.records(0).accounts(1).account_id());
  v1::SubmitResponse response;
  ASSERT_TRUE(cases_->Submit(With(token).get(), unlink, &response).ok());
  EXPECT_EQ(Refused(TokenFrom(provider_, "account-2")), "ACCOUNT_NOT_LINKED");
  EXPECT_EQ(Refused(token), "");
}

TEST_F(AtProvider, TokensForOthersAndOfOthersAreRefused) {
  Invite("beheer", kCode);
  ASSERT_TRUE(Accept(TokenFrom(provider_, "account-1"), kCode).ok());
  EXPECT_EQ(Refused(TokenFrom(provider_, "account-1",
                              "https://iets-anders.voorbeeld.example")),
            "TOKEN_FOR_OTHERS");
  const TestProvider another;
  EXPECT_EQ(Refused(TokenFrom(another, "account-1")), "TOKEN_SIGNATURE_WRONG")
      << "both have a key of that name";
}

TEST_F(AtProvider, OtherKeysAreFetchedWhenATokenNamesOne) {
  Invite("beheer", kCode);
  const std::string first = TokenFrom(provider_, "account-1");
  ASSERT_TRUE(Accept(first, kCode).ok());
  std::string current = first;
  // RS256, then ES256, then EdDSA.
  for (int turn = 0; turn < 2; ++turn) {
    provider_.Rotate();
    EXPECT_EQ(Refused(current), "") << "nobody has said that it changed";
    current = TokenFrom(provider_, "account-1");
    EXPECT_EQ(Refused(current), "");
  }
  EXPECT_EQ(Refused(first), "TOKEN_KEY_UNKNOWN")
      << "its key is published no more";
}

TEST_F(AtProvider, KnownKeysCountOnWhileItIsAway) {
  Invite("beheer", kCode);
  const std::string token = TokenFrom(provider_, "account-1");
  ASSERT_TRUE(Accept(token, kCode).ok());
  // Of a provider that has other keys by then.
  provider_.Rotate();
  const std::string of_new_key = TokenFrom(provider_, "account-1");
  provider_.GoAway();
  EXPECT_EQ(Refused(of_new_key), "TOKEN_KEY_UNKNOWN") << "asked in vain";
  EXPECT_EQ(Refused(token), "");
  provider_.ComeBack();
  EXPECT_EQ(Refused(of_new_key), "");
}

// A call that waits for the provider can go away meanwhile.
TEST_F(AtProvider, AStreamMayEndWhileItsKeyIsAskedFor) {
  provider_.Rotate();
  const std::string token = TokenFrom(provider_, "account-1");
  for (int i = 0; i < 20; ++i) {
    const auto context = With(token);
    context->AddMetadata(kRoleHeader, "ROLE_ADMINISTRATOR");
    const auto reader = work_->WatchAlerts(context.get(), {});
    context->TryCancel();
    EXPECT_FALSE(reader->Finish().ok());
    provider_.Rotate();
  }
}

TEST_F(AtProvider, AnInvitationIsAcceptedOnceByWhomeverItIs) {
  Invite("beheer", kCode);
  const std::string tokens[] = {TokenFrom(provider_, "account-1"),
                                TokenFrom(provider_, "account-2")};
  ASSERT_EQ(Refused(tokens[0]), "ACCOUNT_NOT_LINKED");
  std::vector<std::future<std::string>> answers;
  for (const std::string& token : tokens) {
    answers.push_back(std::async(std::launch::async, [this, token] {
      return ReasonOf(Accept(token, kCode));
    }));
  }
  std::multiset<std::string> reasons;
  for (std::future<std::string>& answer : answers) reasons.insert(answer.get());
  EXPECT_EQ(reasons, (std::multiset<std::string>{"", "INVITATION_NOT_VALID"}));
}

TEST_F(AtProvider, ThatIsAwayAtTheStartIsFoundWhenItIsBack) {
  const std::string token = TokenFrom(provider_, "account-1");
  provider_.GoAway();
  Restart();
  EXPECT_EQ(Refused(token), "TOKEN_KEY_UNKNOWN");
  provider_.ComeBack();
  EXPECT_EQ(Refused(token), "ACCOUNT_NOT_LINKED") << "it is known, and nobody";
}

TEST_F(AtProvider, TellsWhereToSignIn) {
  grpc::ClientContext context;
  v1::GetProviderResponse response;
  ASSERT_TRUE(sign_in_->GetProvider(&context, {}, &response).ok());
  EXPECT_FALSE(response.try_out());
  EXPECT_EQ(response.issuer(), provider_.issuer());
  EXPECT_EQ(response.client_id(), "driehoek-cli");

  v1::SignInToTryOutRequest request;
  request.set_person("beheer");
  grpc::ClientContext trying;
  v1::SignInToTryOutResponse token;
  EXPECT_EQ(ReasonOf(sign_in_->SignInToTryOut(&trying, request, &token)),
            "NOT_FOR_TRYING_OUT");
}

}  // namespace
}  // namespace driehoek
