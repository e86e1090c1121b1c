// `driehoek login` at a real provider: a browser beside the terminal.
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/programs.h"
#include "tests/sign_in/provider.h"

namespace driehoek {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class LoginAtProvider : public ::testing::Test {
 protected:
  // In a window of its own: what it keeps of who is logged in is not shared.
  Ran Ask(const std::string& window, const std::vector<std::string>& words,
          const std::function<void(const std::string&)>& on_line = {}) {
    std::vector<std::string> all = {
        "/usr/bin/env", "XDG_STATE_HOME=" + scratch_.File(window),
        DRIEHOEK_BINARY, "--server", daemon_.address()};
    all.insert(all.end(), words.begin(), words.end());
    return RunProgram(all, on_line);
  }

  // Logs in, while someone opens in a browser what it says.
  Ran LogIn(const std::string& window, const std::string& account) {
    return Ask(window, {"login"}, [&account](const std::string& line) {
      const absl::string_view address = absl::StripLeadingAsciiWhitespace(line);
      if (!absl::StartsWith(address, "http")) return;
      const Ran browser =
          RunProgram(BrowserCommand(std::string(address), account));
      EXPECT_EQ(browser.code, 0) << browser.out << browser.err;
    });
  }

  // The code of the first administrator: the last word of a line with "koppel",
  // in the file of which the server told.
  std::string Code() const {
    std::ifstream file(scratch_.File("data/uitnodiging"));
    for (std::string line; std::getline(file, line);) {
      if (!absl::StrContains(line, "account koppel ")) continue;
      return std::vector<std::string>(absl::StrSplit(line, ' ')).back();
    }
    return "";
  }

  ScratchDirectory scratch_;
  TestProvider provider_;
  Daemon daemon_{
      scratch_.path(),
      "2026-09-01T08:00",
      {"--oidc-issuer", provider_.issuer(), "--oidc-audience", kTestAudience,
       "--oidc-client", "driehoek-cli", "--invite", "beheer"}};
};

TEST_F(LoginAtProvider, LetsInWhoWasInvitedAndNobodyElse) {
  EXPECT_THAT(daemon_.said(), HasSubstr("inloggen: bij " + provider_.issuer()));
  EXPECT_EQ(Ask("a", {"status"}).code, 3) << "nobody is logged in";
  EXPECT_EQ(Ask("a", {"login", "--als", "beheer"}).code, 2)
      << "nobody is let in as someone else";
  EXPECT_EQ(Ask("a", {"status", "--als", "beheer"}).code, 1);

  const Ran login = LogIn("a", "a.beheer");
  ASSERT_EQ(login.code, 0) << login.out << login.err;
  const Ran nobody = Ask("a", {"status"});
  EXPECT_EQ(nobody.code, 3);
  EXPECT_THAT(nobody.err, HasSubstr("van niemand"));
  EXPECT_EQ(Ask("a", {"account", "koppel", "0000-0000"}).code, 1);
  const std::string code = Code();
  ASSERT_NE(code, "") << daemon_.said();
  EXPECT_THAT(daemon_.said(), Not(HasSubstr(code))) << "that is a log";
  const Ran linked = Ask("a", {"account", "koppel", code});
  ASSERT_EQ(linked.code, 0) << linked.err;
  EXPECT_EQ(Ask("a", {"status"}).code, 0);

  // Now she invites someone.
  ASSERT_EQ(Ask("a", {"leg", "vast", "persoon", "--kenmerk", "amina", "--naam",
                      "Amina Proef"})
                .code,
            0);
  ASSERT_EQ(Ask("a", {"leg", "vast", "rol", "--persoon", "amina", "--rol",
                      "hoofd", "--van", "2026-09-01"})
                .code,
            0);
  const Ran invited = Ask("a", {"account", "uitnodiging", "amina"});
  ASSERT_EQ(invited.code, 0) << invited.err;
  ASSERT_EQ(LogIn("b", "amina@elders").code, 0);
  const std::string given(invited.out.substr(0, invited.out.find('\n')));
  ASSERT_EQ(Ask("b", {"account", "koppel", given}).code, 0);
  EXPECT_EQ(Ask("b", {"zaken"}).code, 0);
  EXPECT_EQ(Ask("b", {"status"}).code, 3) << "for administrators";
  EXPECT_THAT(Ask("a", {"account", "toon", "amina"}).out,
              HasSubstr(provider_.issuer()));

  // And lets her in no more.
  ASSERT_EQ(Ask("a", {"leg", "vast", "blokkade", "--persoon", "amina"}).code,
            0);
  const Ran blocked = Ask("b", {"zaken"});
  EXPECT_EQ(blocked.code, 3);
  EXPECT_THAT(blocked.err, HasSubstr("geblokkeerd"));
  EXPECT_THAT(Ask("a", {"account", "toon", "amina"}).out,
              HasSubstr("geblokkeerd"));
}

TEST_F(LoginAtProvider, GetsAnotherTokenWithoutAskingAgain) {
  ASSERT_EQ(LogIn("a", "a.beheer").code, 0);
  ASSERT_EQ(Ask("a", {"account", "koppel", Code()}).code, 0);
  // As if it were later: what is kept says that the token has ended.
  const std::string kept = scratch_.File("a") + "/driehoek/logins.json";
  ASSERT_EQ(RunProgram({"/bin/sed", "-i",
                        "s/\"expires_at\": [0-9]*/\"expires_at\": 1/; "
                        "s/\"access_token\": \"[^\"]*\"/\"access_token\": "
                        "\"ended\"/",
                        kept})
                .code,
            0);
  const Ran later = Ask("a", {"status"});
  EXPECT_EQ(later.code, 0) << later.err;
  // A provider that does not know the login any more asks to log in again.
  ASSERT_EQ(RunProgram({"/bin/sed", "-i",
                        "s/\"expires_at\": [0-9]*/\"expires_at\": 1/; "
                        "s/\"refresh_token\": \"[^\"]*\"/\"refresh_token\": "
                        "\"revoked\"/",
                        kept})
                .code,
            0);
  const Ran ended = Ask("a", {"status"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("driehoek login"));
}

TEST_F(LoginAtProvider, EndsTheLoginThereToo) {
  ASSERT_EQ(LogIn("a", "a.beheer").code, 0);
  ASSERT_EQ(Ask("a", {"account", "koppel", Code()}).code, 0);
  ASSERT_EQ(
      RunProgram({"/bin/cp", "-r", scratch_.File("a"), scratch_.File("b")})
          .code,
      0);
  const Ran out = Ask("a", {"logout"});
  EXPECT_EQ(out.code, 0);
  EXPECT_EQ(out.err, "");
  // Whoever has a copy of what was kept gets no other token with it.
  ASSERT_EQ(RunProgram({"/bin/sed", "-i",
                        "s/\"expires_at\": [0-9]*/\"expires_at\": 1/",
                        scratch_.File("b") + "/driehoek/logins.json"})
                .code,
            0);
  EXPECT_EQ(Ask("b", {"status"}).code, 2);
}

}  // namespace
}  // namespace driehoek
