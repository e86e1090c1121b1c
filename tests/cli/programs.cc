#include "tests/cli/programs.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "sealing/root_key.h"

namespace driehoek {
namespace {

constexpr char kListens[] = "luistert op ";

// Both ends of a pipe; each closes when this goes, or earlier.
class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) ends_ = {-1, -1};
  }
  ~Pipe() {
    CloseRead();
    CloseWrite();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void CloseRead() { Close(ends_[0]); }
  // The caller closes it.
  int TakeRead() { return std::exchange(ends_[0], -1); }
  void CloseWrite() { Close(ends_[1]); }

 private:
  static void Close(int& end) {
    if (end >= 0) close(end);
    end = -1;
  }

  std::array<int, 2> ends_;
};

pid_t Spawn(const std::vector<std::string>& words, const Pipe& out,
            const Pipe* err) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& word : words) {
    arguments.push_back(const_cast<char*>(word.c_str()));
  }
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    dup2(out.write_end(), STDOUT_FILENO);
    dup2(err != nullptr ? err->write_end() : out.write_end(), STDERR_FILENO);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  return child;
}

int ExitCodeOf(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Hands over the whole lines in `text` and keeps the rest.
void HandLines(std::string& text,
               const std::function<void(const std::string&)>& on_line) {
  for (size_t end = text.find('\n'); end != std::string::npos;
       end = text.find('\n')) {
    const std::string line = text.substr(0, end);
    text.erase(0, end + 1);
    if (on_line) on_line(line);
  }
}

// Appends what can be read; false at the end.
bool ReadSome(int from, std::string& to) {
  std::array<char, 4096> piece;
  const ssize_t count = read(from, piece.data(), piece.size());
  if (count > 0) to.append(piece.data(), static_cast<size_t>(count));
  return count > 0;
}

}  // namespace

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

ScratchDirectory::ScratchDirectory() {
  std::string name = ::testing::TempDir() + "driehoek-cli-XXXXXX";
  path_ = mkdtemp(name.data());
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string ScratchDirectory::Write(const std::string& name,
                                    const std::string& content) const {
  std::ofstream(File(name), std::ios::binary) << content;
  return File(name);
}

std::string ScratchDirectory::WriteSecret(const std::string& name,
                                          const std::string& content) const {
  std::string path = Write(name, content);
  std::filesystem::permissions(path, std::filesystem::perms::owner_read |
                                         std::filesystem::perms::owner_write);
  return path;
}

Daemon::Daemon(const std::string& directory, const std::string& clock,
               const std::vector<std::string>& sign_in) {
  Pipe out;
  std::vector<std::string> words = {DRIEHOEKD_BINARY,
                                    "--data-dir",
                                    directory + "/data",
                                    "--listen",
                                    "127.0.0.1:0",
                                    "--manual-clock",
                                    clock,
                                    "--institute",
                                    "Opleiding Voorbeeldstad (verzonnen)",
                                    "--seed",
                                    "test",
                                    "--min-free-mib",
                                    "1"};
  words.insert(words.end(), sign_in.begin(), sign_in.end());
  const std::string root_key = directory + "/hoofdsleutel";
  if (!std::filesystem::exists(root_key)) {
    EXPECT_TRUE(MakeRootKeyFile(root_key).ok());
  }
  words.insert(words.end(), {"--root-key", root_key});
  pid_ = Spawn(words, out, nullptr);
  out.CloseWrite();
  std::string text;
  std::string all;
  do {
    all += text;
    HandLines(text, [this](const std::string& line) {
      said_ += line + "\n";
      if (absl::StartsWith(line, kListens)) {
        address_ = line.substr(sizeof(kListens) - 1);
      }
    });
  } while (address_.empty() && ReadSome(out.read_end(), text));
  output_ = out.TakeRead();
  EXPECT_FALSE(address_.empty()) << "driehoekd did not start: " << all;
}

Daemon::~Daemon() {
  Kill();
  close(output_);
}

void Daemon::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  ExitCodeOf(pid_);
  pid_ = -1;
}

int Daemon::Stop() {
  if (pid_ <= 0) return -1;
  kill(pid_, SIGTERM);
  return ExitCodeOf(std::exchange(pid_, -1));
}

Ran RunProgram(const std::vector<std::string>& words,
               const std::function<void(const std::string&)>& on_line) {
  Pipe out;
  Pipe err;
  const pid_t child = Spawn(words, out, &err);
  out.CloseWrite();
  err.CloseWrite();
  Ran ran;
  std::string line_begun;
  std::array<pollfd, 2> ends = {pollfd{out.read_end(), POLLIN, 0},
                                pollfd{err.read_end(), POLLIN, 0}};
  while (ends[0].fd >= 0 || ends[1].fd >= 0) {
    if (poll(ends.data(), ends.size(), -1) < 0 && errno != EINTR) break;
    if (ends[0].fd >= 0 && ends[0].revents != 0) {
      std::string piece;
      if (!ReadSome(ends[0].fd, piece)) ends[0].fd = -1;
      ran.out += piece;
      line_begun += piece;
      HandLines(line_begun, on_line);
    }
    if (ends[1].fd >= 0 && ends[1].revents != 0 &&
        !ReadSome(ends[1].fd, ran.err)) {
      ends[1].fd = -1;
    }
  }
  ran.code = ExitCodeOf(child);
  return ran;
}

Ran Driehoek(const Daemon& daemon, std::vector<std::string> words,
             const std::function<void(const std::string&)>& on_line) {
  words.insert(words.begin(), {DRIEHOEK_BINARY, "--server", daemon.address()});
  return RunProgram(words, on_line);
}

}  // namespace driehoek
