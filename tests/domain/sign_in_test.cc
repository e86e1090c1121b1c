// Who may sign in as whom.
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using v1::BlockSignIn;
using v1::InviteToSignIn;
using v1::LinkAccount;
using v1::UnblockSignIn;
using v1::UnlinkAccount;

Scenario Keeper() { return Scenario().As(v1::ROLE_ADMINISTRATOR); }

// 32 bytes.
constexpr char kHash[] = "0123456789abcdef0123456789abcdef";
constexpr char kOtherHash[] = "fedcba9876543210fedcba9876543210";

constexpr char kInvited[] =
    R"pb(invited_to_sign_in {
           person_id: "stranger-1"
           code_hash: "0123456789abcdef0123456789abcdef"
           expires_on { year: 2026 month: 9 day: 28 }
         })pb";
constexpr char kLink[] =
    R"pb(person_id: "stranger-1"
         account_id: "account-1"
         issuer: "https://login.voorbeeld.example"
         code_hash: "0123456789abcdef0123456789abcdef")pb";
constexpr char kLinked[] =
    R"pb(account_linked {
           person_id: "stranger-1"
           account_id: "account-1"
           issuer: "https://login.voorbeeld.example"
         })pb";

std::string Inviting(const std::string& hash) {
  return absl::StrCat("person_id: 'stranger-1' code_hash: '", hash, "'");
}

TEST(InviteToSignIn, CountsForTwoWeeksUnlessSaid) {
  Keeper()
      .Today(2026, 9, 14)
      .When<InviteToSignIn>(Inviting(kHash))
      .ThenEvents(kInvited)
      .ThenTagged(0, {{TagKind::kPerson, kStranger}});
  Keeper()
      .Today(2026, 9, 14)
      .When<InviteToSignIn>(absl::StrCat(
          Inviting(kHash), " expires_on { year: 2026 month: 10 day: 14 }"))
      .ThenEvents(R"pb(invited_to_sign_in {
                         expires_on { year: 2026 month: 10 day: 14 }
                       })pb");
}

TEST(InviteToSignIn, IsRefusedForLongerAndForAPastDay) {
  const auto until = [](const char* day) {
    return Keeper()
        .Today(2026, 9, 14)
        .When<InviteToSignIn>(
            absl::StrCat(Inviting(kHash), " expires_on { ", day, " }"));
  };
  until("year: 2026 month: 10 day: 15").ThenRefused("INVITATION_TOO_LONG");
  until("year: 2026 month: 9 day: 13").ThenRefused("DATE_IN_PAST");
}

TEST(InviteToSignIn, NeedsAHashAndAPerson) {
  Keeper()
      .When<InviteToSignIn>("person_id: 'stranger-1'")
      .ThenRefused("FIELD_MISSING");
  Keeper().When<InviteToSignIn>(Inviting("short")).ThenRefused("ID_MALFORMED");
  Keeper()
      .When<InviteToSignIn>(
          absl::StrCat("person_id: 'nobody' code_hash: '", kHash, "'"))
      .ThenRefused("PERSON_NOT_FOUND");
}

TEST(InviteToSignIn, IsForTheAdministrator) {
  Scenario()
      .As(v1::ROLE_TEACHER)
      .When<InviteToSignIn>(Inviting(kHash))
      .ThenRefused("NOT_COMPETENT");
}

Scenario TheServer() { return Scenario().As(v1::ROLE_SYSTEM); }

TEST(LinkAccount, LinksWhoWasInvitedWithThatCode) {
  TheServer()
      .Given(kInvited)
      .When<LinkAccount>(kLink)
      .ThenEvents(kLinked)
      .ThenTagged(
          0, {{TagKind::kPerson, kStranger}, {TagKind::kAccount, "account-1"}});
}

TEST(LinkAccount, UsesTheInvitationUp) {
  TheServer()
      .Given(kInvited)
      .When<LinkAccount>(kLink)
      .ThenDone()
      .When<LinkAccount>(absl::StrCat(kLink, " account_id: 'account-2'"))
      .ThenRefused("INVITATION_NOT_VALID");
}

TEST(LinkAccount, IsRefusedWithoutThatInvitation) {
  TheServer().When<LinkAccount>(kLink).ThenRefused("INVITATION_NOT_VALID");
  TheServer()
      .Given(kInvited)
      .When<LinkAccount>(absl::StrCat(kLink, " code_hash: '", kOtherHash, "'"))
      .ThenRefused("INVITATION_NOT_VALID");
  TheServer()
      .Given(kInvited)
      .When<LinkAccount>(absl::StrCat(kLink, " person_id: 'teacher-1'"))
      .ThenRefused("INVITATION_NOT_VALID");
}

TEST(LinkAccount, IsPossibleOnTheLastDayAndNotAfterIt) {
  TheServer()
      .Given(kInvited)
      .Today(2026, 9, 28)
      .When<LinkAccount>(kLink)
      .ThenDone();
  TheServer()
      .Given(kInvited)
      .Today(2026, 9, 29)
      .When<LinkAccount>(kLink)
      .ThenRefused("INVITATION_NOT_VALID");
}

TEST(LinkAccount, KnowsNoInvitationButTheLatest) {
  TheServer()
      .Given(kInvited, absl::StrCat(R"(invited_to_sign_in {
                                         person_id: "stranger-1"
                                         code_hash: ")",
                                    kOtherHash, R"("
                                         expires_on {
                                           year: 2026 month: 9 day: 28
                                         }
                                       })"))
      .When<LinkAccount>(kLink)
      .ThenRefused("INVITATION_NOT_VALID");
}

TEST(LinkAccount, IsRefusedForAnAccountThatIsSomeones) {
  TheServer()
      .Given(kInvited, R"pb(account_linked {
                              person_id: "teacher-1"
                              account_id: "account-1"
                              issuer: "https://login.voorbeeld.example"
                            })pb")
      .When<LinkAccount>(kLink)
      .ThenRefused("ACCOUNT_LINKED_ALREADY");
}

TEST(LinkAccount, IsRefusedForAnEleventh) {
  Scenario scenario = TheServer();
  for (int i = 0; i < 10; ++i) {
    scenario.GoOn().Given(
        absl::StrCat("account_linked { person_id: 'stranger-1' account_id: 'a-",
                     i, "' issuer: 'https://login.voorbeeld.example' }"));
  }
  scenario.GoOn().Given(kInvited).When<LinkAccount>(kLink).ThenRefused(
      "TOO_MANY_ACCOUNTS");
}

TEST(LinkAccount, IsForTheServerAlone) {
  Keeper().Given(kInvited).When<LinkAccount>(kLink).ThenRefused(
      "NOT_COMPETENT");
}

constexpr char kUnlink[] =
    R"pb(person_id: "stranger-1" account_id: "account-1")pb";

TEST(UnlinkAccount, MakesAnAccountNobodysSoThatItCanBeLinkedAnew) {
  Keeper()
      .Given(kLinked)
      .When<UnlinkAccount>(kUnlink)
      .ThenEvents(R"pb(account_unlinked {
                         person_id: "stranger-1"
                         account_id: "account-1"
                       })pb")
      .ThenTagged(
          0, {{TagKind::kPerson, kStranger}, {TagKind::kAccount, "account-1"}})
      .When<UnlinkAccount>(kUnlink)
      .ThenRefused("ACCOUNT_NOT_FOUND");
  TheServer()
      .Given(kLinked,
             R"pb(account_unlinked {
                    person_id: "stranger-1"
                    account_id: "account-1"
                  })pb",
             kInvited)
      .When<LinkAccount>(kLink)
      .ThenDone();
}

TEST(UnlinkAccount, IsRefusedForTheAccountOfSomeoneElse) {
  Keeper()
      .Given(kLinked)
      .When<UnlinkAccount>(
          R"pb(person_id: "teacher-1" account_id: "account-1")pb")
      .ThenRefused("ACCOUNT_NOT_FOUND");
}

TEST(UnlinkAccount, FindsItUnderEachRecordOfThePerson) {
  Keeper()
      .Given(kLinked, R"pb(persons_merged {
                             person_id: "teacher-1"
                             duplicate_id: "stranger-1"
                             reason: "dezelfde"
                           })pb")
      .When<UnlinkAccount>(
          R"pb(person_id: "teacher-1" account_id: "account-1")pb")
      .ThenEvents(R"pb(account_unlinked { person_id: "stranger-1" })pb");
}

constexpr char kBlocked[] = R"pb(sign_in_blocked { person_id: "teacher-1" })pb";

TEST(BlockSignIn, LetsNothingBeDoneInThatName) {
  Scenario()
      .Given(kCaseOpened, kBlocked)
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldTriangularMeeting>(
          R"pb(case_id: "case-1" outcome: MEETING_OUTCOME_NO_DECOUPLING)pb")
      .ThenRefused("SIGN_IN_BLOCKED");
  Scenario()
      .Given(kCaseOpened, kBlocked,
             R"pb(sign_in_unblocked { person_id: "teacher-1" })pb")
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldTriangularMeeting>(
          R"pb(case_id: "case-1" outcome: MEETING_OUTCOME_NO_DECOUPLING)pb")
      .ThenDone();
}

TEST(BlockSignIn, HoldsForEveryRecordOfThePerson) {
  Scenario()
      .Given(kCaseOpened, R"pb(sign_in_blocked { person_id: "stranger-1" })pb",
             R"pb(persons_merged {
                    person_id: "teacher-1"
                    duplicate_id: "stranger-1"
                    reason: "dezelfde"
                  })pb")
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldTriangularMeeting>(
          R"pb(case_id: "case-1" outcome: MEETING_OUTCOME_NO_DECOUPLING)pb")
      .ThenRefused("SIGN_IN_BLOCKED");
}

TEST(BlockSignIn, TwiceIsOnceAndIsUndoneOnce) {
  Keeper()
      .When<BlockSignIn>("person_id: 'teacher-1'")
      .ThenEvents(kBlocked)
      .ThenTagged(0, {{TagKind::kPerson, kTeacher}})
      .When<BlockSignIn>("person_id: 'teacher-1'")
      .ThenNothing()
      .When<UnblockSignIn>("person_id: 'teacher-1'")
      .ThenEvents(R"pb(sign_in_unblocked { person_id: "teacher-1" })pb")
      .When<UnblockSignIn>("person_id: 'teacher-1'")
      .ThenNothing();
}

constexpr char kOnePerson[] =
    R"pb(persons_merged {
           person_id: "teacher-1"
           duplicate_id: "stranger-1"
           reason: "dezelfde"
         })pb";

// Two records that were taken for one person by mistake are told apart: neither
// has got what was the other's.
TEST(BlockSignIn, IsOfEachRecordOfThePerson) {
  Keeper()
      .Given(kOnePerson)
      .When<BlockSignIn>("person_id: 'stranger-1'")
      .ThenEvents(kBlocked,
                  R"pb(sign_in_blocked { person_id: "stranger-1" })pb")
      .When<BlockSignIn>("person_id: 'teacher-1'")
      .ThenNothing();
}

TEST(InviteToSignIn, IsOfTheRecordThatIsNamed) {
  Keeper()
      .Today(2026, 9, 14)
      .Given(kOnePerson)
      .When<InviteToSignIn>(Inviting(kHash))
      .ThenEvents(kInvited);
}

TEST(BlockSignIn, IsRefusedForOneself) {
  Keeper()
      .When<BlockSignIn>("person_id: 'administrator-1'")
      .ThenRefused("MAY_NOT_BLOCK_ONESELF");
}

TEST(BlockSignIn, IsForTheAdministrator) {
  Scenario()
      .As(v1::ROLE_HEAD)
      .When<BlockSignIn>("person_id: 'teacher-1'")
      .ThenRefused("NOT_COMPETENT");
}

}  // namespace
}  // namespace driehoek
