#include "tests/kit/node_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/fatal.h"

namespace driehoek {

std::vector<std::string> NodeCommand(const std::string& script) {
  return {DRIEHOEK_NODE, absl::StrCat(DRIEHOEK_ROOT, "/", script)};
}

NodeProcess::NodeProcess(const std::string& script) {
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  if (pipe2(in.data(), O_CLOEXEC) != 0 || pipe2(out.data(), O_CLOEXEC) != 0) {
    Fatal("no pipes");
  }
  signal(SIGPIPE, SIG_IGN);  // Should it end early, the test says so.
  // Nothing is made between fork and exec: there may be other threads.
  const std::vector<std::string> command = NodeCommand(script);
  pid_ = fork();
  if (pid_ == 0) {
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    execl(command[0].c_str(), "node", command[1].c_str(), nullptr);
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  to_ = fdopen(in[1], "w");
  from_ = fdopen(out[0], "r");
}

NodeProcess::~NodeProcess() {
  fclose(to_);
  int status = 0;
  waitpid(pid_, &status, 0);
  fclose(from_);
}

std::string NodeProcess::ReadLine() {
  char* line = nullptr;
  size_t size = 0;
  const ssize_t length = getline(&line, &size, from_);
  std::string read;
  if (length > 0) read.assign(line, static_cast<size_t>(length));
  free(line);
  return std::string(absl::StripSuffix(read, "\n"));
}

std::string NodeProcess::Ask(const std::string& line) {
  std::fprintf(to_, "%s\n", line.c_str());
  std::fflush(to_);
  return ReadLine();
}

}  // namespace driehoek
