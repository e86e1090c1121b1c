#include "tests/sign_in/provider.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/fatal.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

std::string Script(const std::string& name) {
  return absl::StrCat(DRIEHOEK_SIGN_IN_TESTS, "/", name);
}

}  // namespace

TestProvider::TestProvider() {
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  if (pipe2(in.data(), O_CLOEXEC) != 0 || pipe2(out.data(), O_CLOEXEC) != 0) {
    Fatal("no pipes");
  }
  signal(SIGPIPE, SIG_IGN);  // Should it end early, the test says so.
  // Nothing is made between fork and exec: there may be other threads.
  const std::string script = Script("provider.mjs");
  pid_ = fork();
  if (pid_ == 0) {
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    execl(DRIEHOEK_NODE, "node", script.c_str(), nullptr);
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  to_ = fdopen(in[1], "w");
  from_ = fdopen(out[0], "r");
  issuer_ = ReadLine();
  EXPECT_NE(issuer_, "") << "the provider does not start: is there "
                         << DRIEHOEK_NODE << "? (tools/setup)";
}

TestProvider::~TestProvider() {
  fclose(to_);  // So it ends by itself.
  int status = 0;
  waitpid(pid_, &status, 0);
  fclose(from_);
}

void TestProvider::Say(const std::string& word) {
  std::fprintf(to_, "%s\n", word.c_str());
  std::fflush(to_);
  EXPECT_EQ(ReadLine(), word);
}

std::string TestProvider::ReadLine() {
  std::array<char, 4096> line{};
  if (std::fgets(line.data(), line.size(), from_) == nullptr) return "";
  return std::string(absl::StripSuffix(line.data(), "\n"));
}

std::vector<std::string> BrowserCommand(const std::string& address,
                                        const std::string& name) {
  return {DRIEHOEK_NODE, Script("browser.mjs"), address, name};
}

}  // namespace driehoek
