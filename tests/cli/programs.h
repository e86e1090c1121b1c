// The programs themselves: driehoekd in a directory of its own, and driehoek
// against it.
#ifndef DRIEHOEK_TESTS_CLI_PROGRAMS_H_
#define DRIEHOEK_TESTS_CLI_PROGRAMS_H_

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

namespace driehoek {

// All of a file; empty when it is not there.
std::string ReadFile(const std::string& path);

// What a program wrote and how it ended; -1 when by a signal.
struct Ran {
  int code = -1;
  std::string out;
  std::string err;
};

// A directory under the test's temporary one, gone when this is.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::string& path() const { return path_; }
  std::string File(const std::string& name) const { return path_ + "/" + name; }
  // Writes a file and returns its path.
  std::string Write(const std::string& name, const std::string& content) const;
  // As Write, but nobody else may read it.
  std::string WriteSecret(const std::string& name,
                          const std::string& content) const;

 private:
  std::string path_;
};

// A driehoekd on a manual clock and a free port. Seeded, so that the same
// script gives the same ids. Fails the test when it does not start.
class Daemon {
 public:
  // In `directory`/data, with options that say who signs in. The clock begins
  // at `clock`, or where the log ends when that is later.
  explicit Daemon(const std::string& directory,
                  const std::string& clock = "2026-09-01T08:00",
                  const std::vector<std::string>& sign_in = {"--try-out"});
  // Kills it when it still runs.
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  // What it said before it listened, whole lines.
  const std::string& said() const { return said_; }
  // "127.0.0.1:40123"
  const std::string& address() const { return address_; }
  // As a power cut would: SIGKILL.
  void Kill();
  // SIGTERM, and waits; the exit code.
  int Stop();

 private:
  pid_t pid_ = -1;
  // Kept open: it writes when it stops.
  int output_ = -1;
  std::string said_;
  std::string address_;
};

// Runs a program to its end. `on_line` is called for every line it writes to
// its standard output, while it runs.
Ran RunProgram(const std::vector<std::string>& words,
               const std::function<void(const std::string&)>& on_line = {});

// Runs driehoek against `daemon`.
Ran Driehoek(const Daemon& daemon, std::vector<std::string> words,
             const std::function<void(const std::string&)>& on_line = {});

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_CLI_PROGRAMS_H_
