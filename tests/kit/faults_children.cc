#include "tests/kit/faults_children.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/fatal.h"

namespace driehoek {
namespace {

constexpr size_t kLongestLine = 1024;

// Reads one line within `patience`. False: the writer is gone, or (`hung`) too
// slow.
bool ReadLine(int from, absl::Duration patience, std::string& buffer,
              std::string& line, bool& hung) {
  while (true) {
    const size_t end = buffer.find('\n');
    if (end != std::string::npos) {
      line = buffer.substr(0, end);
      buffer.erase(0, end + 1);
      return true;
    }
    pollfd waiting{from, POLLIN, 0};
    hung = poll(&waiting, 1,
                static_cast<int>(absl::ToInt64Milliseconds(patience))) == 0;
    if (hung) return false;
    char bytes[4096];
    const ssize_t got = read(from, bytes, sizeof(bytes));
    if (got <= 0) return false;
    buffer.append(bytes, static_cast<size_t>(got));
  }
}

void WriteLine(int to, std::string line) {
  line.resize(std::min(line.size(), kLongestLine));
  std::replace(line.begin(), line.end(), '\n', ' ');
  line += '\n';
  size_t written = 0;
  while (written < line.size()) {
    const ssize_t count =
        write(to, line.data() + written, line.size() - written);
    if (count <= 0) _exit(1);
    written += static_cast<size_t>(count);
  }
}

}  // namespace

void RunInChildren(
    uint64_t count, absl::Duration patience,
    const std::function<std::string(uint64_t)>& one_case,
    const std::function<void(uint64_t, const std::string&)>& outcome) {
  uint64_t next = 0;
  while (next < count) {
    int ends[2];
    if (pipe(ends) != 0) Fatal("pipe");
    const pid_t child = fork();
    if (child < 0) Fatal("fork");
    if (child == 0) {
      close(ends[0]);
      // What it has to say on standard error is about an abort that is meant
      // to happen.
      const int nowhere = open("/dev/null", O_WRONLY);
      if (nowhere >= 0 && std::getenv("DRIEHOEK_TEST_VERBOSE") == nullptr) {
        dup2(nowhere, STDERR_FILENO);
      }
      for (uint64_t i = next; i < count; ++i) WriteLine(ends[1], one_case(i));
      _exit(0);
    }
    close(ends[1]);
    std::string buffer;
    std::string line;
    bool hung = false;
    while (next < count && ReadLine(ends[0], patience, buffer, line, hung)) {
      outcome(next, line);
      ++next;
    }
    if (hung) kill(child, SIGKILL);
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (next < count) {
      outcome(next, hung ? kHung : kAborted);
      ++next;
    }
  }
}

std::string RunInChild(absl::Duration patience,
                       const std::function<std::string()>& one_case) {
  std::string result;
  RunInChildren(
      1, patience, [&](uint64_t) { return one_case(); },
      [&](uint64_t, const std::string& line) { result = line; });
  return result;
}

}  // namespace driehoek
