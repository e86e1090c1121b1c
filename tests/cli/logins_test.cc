// What is kept of who is logged in where.
#include "clients/cli/logins.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <utility>

#include "clients/cli/failure.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace driehoek::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Logins : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "/loginsXXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    setenv("XDG_STATE_HOME", directory_.c_str(), 1);
  }
  void TearDown() override { fs::remove_all(directory_); }

  std::string File() const { return directory_ + "/driehoek/logins.json"; }
  // Who is logged in there; nobody has no name.
  static Login At(const std::string& server) {
    absl::StatusOr<std::optional<Login>> login = FindLogin(server);
    EXPECT_TRUE(login.ok()) << login.status();
    return std::move(login).value_or(std::nullopt).value_or(Login());
  }
  static std::string Who(const std::string& server) {
    return At(server).person;
  }

  std::string directory_;
};

TEST_F(Logins, AreOnePerServerUntilForgotten) {
  EXPECT_EQ(Who("a:1"), "");
  ASSERT_TRUE(KeepLogin("a:1", {"docent-p", "ROLE_TEACHER", "token-1"}).ok());
  ASSERT_TRUE(KeepLogin("b:2", {"plv", "", "token-2"}).ok());
  ASSERT_TRUE(KeepLogin("a:1", {"jaar-1", "", "token-3"}).ok());
  EXPECT_EQ(Who("a:1"), "jaar-1");
  EXPECT_EQ(Who("b:2"), "plv");
  EXPECT_EQ(At("a:1").access_token, "token-3");
  EXPECT_EQ(At("a:1").role, "");
  EXPECT_TRUE(ForgetLogin("a:1").value());
  EXPECT_FALSE(ForgetLogin("a:1").value());
  EXPECT_EQ(Who("a:1"), "");
  EXPECT_EQ(Who("b:2"), "plv");
}

TEST_F(Logins, AreForTheirOwnerAlone) {
  ASSERT_TRUE(KeepLogin("a:1", {"docent-p", "", "token"}).ok());
  struct stat found{};
  ASSERT_EQ(stat(File().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  EXPECT_EQ(std::distance(fs::directory_iterator(directory_ + "/driehoek"), {}),
            1)
      << "nothing half-written stays";
  chmod(File().c_str(), 0640);
  const absl::Status readable = FindLogin("a:1").status();
  EXPECT_EQ(ExitCodeOf(readable), ExitCode::kUsage);
  EXPECT_THAT(std::string(readable.message()), HasSubstr("chmod 600"));
  EXPECT_FALSE(KeepLogin("a:1", {"plv", "", "token"}).ok());
}

TEST_F(Logins, ThatCannotBeReadAreRefusedByName) {
  fs::create_directories(directory_ + "/driehoek");
  for (const char* const text : {"", "[]", "{\"a:1\": 7}", "{\"a:1\": ", "x"}) {
    std::ofstream(File()) << text;
    chmod(File().c_str(), 0600);
    const absl::Status status = FindLogin("a:1").status();
    EXPECT_EQ(ExitCodeOf(status), ExitCode::kUsage) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr(File())) << text;
  }
}

TEST_F(Logins, NeedAPlace) {
  unsetenv("XDG_STATE_HOME");
  const char* const home = std::getenv("HOME");
  const std::string before = home == nullptr ? "" : home;
  unsetenv("HOME");
  EXPECT_EQ(ExitCodeOf(FindLogin("a:1").status()), ExitCode::kUsage);
  setenv("HOME", directory_.c_str(), 1);
  EXPECT_TRUE(KeepLogin("a:1", {"docent-p", "", "token"}).ok());
  EXPECT_TRUE(fs::exists(directory_ + "/.local/state/driehoek/logins.json"));
  setenv("HOME", before.c_str(), 1);
}

}  // namespace
}  // namespace driehoek::cli
