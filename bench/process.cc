#include "bench/process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"

extern char** environ;

namespace driehoek::bench {
namespace {

constexpr char kAnnouncement[] = "luistert op ";

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "bench: %s\n", what.c_str());
  std::_Exit(1);
}

double NumberIn(absl::string_view text) {
  double number = 0;
  if (!absl::SimpleAtod(text, &number)) Fail(absl::StrCat("no number: ", text));
  return number;
}

}  // namespace

ServerProcess::ServerProcess(const std::vector<std::string>& command) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) Fail("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& part : command) {
    arguments.push_back(const_cast<char*>(part.c_str()));
  }
  arguments.push_back(nullptr);
  const absl::Time start = absl::Now();
  if (posix_spawn(&pid_, arguments[0], &actions, nullptr, arguments.data(),
                  environ) != 0) {
    Fail(absl::StrCat("cannot start ", command[0]));
  }
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  FILE* output = fdopen(ends[0], "r");
  char line[4096];
  while (address_.empty()) {
    if (std::fgets(line, sizeof(line), output) == nullptr) {
      Fail(absl::StrCat(command[0], " ended without listening"));
    }
    const std::string text(line);
    const size_t at = text.find(kAnnouncement);
    if (at == std::string::npos) continue;
    const std::string rest = text.substr(at + sizeof(kAnnouncement) - 1);
    address_ = rest.substr(0, rest.find_first_of(" \r\n"));
  }
  started_in_ = absl::Now() - start;
  // The pipe stays open, unread: a server that prints much would block, and
  // ours print a line at the start and at the end.
}

ServerProcess::~ServerProcess() {
  if (pid_ > 0) Kill();
}

void ServerProcess::Kill() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

absl::Duration ServerProcess::ProcessorTime() const {
  std::ifstream file(absl::StrCat("/proc/", pid_, "/stat"));
  std::stringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  // After the name in parentheses: field 14 is utime, 15 stime, in ticks.
  const std::vector<std::string> fields =
      absl::StrSplit(all.substr(all.rfind(')') + 2), ' ');
  const double ticks = NumberIn(fields[11]) + NumberIn(fields[12]);
  return absl::Seconds(ticks / static_cast<double>(sysconf(_SC_CLK_TCK)));
}

double ServerProcess::MemoryMiB() const {
  std::ifstream file(absl::StrCat("/proc/", pid_, "/status"));
  std::string line;
  while (std::getline(file, line)) {
    if (absl::StartsWith(line, "VmRSS:")) {
      return NumberIn(absl::StripSuffix(line.substr(6), "kB")) / 1024;
    }
  }
  return 0;
}

}  // namespace driehoek::bench
