// A server in a process of its own, as the benchmark and its users see it.
#ifndef DRIEHOEK_BENCH_PROCESS_H_
#define DRIEHOEK_BENCH_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace driehoek::bench {

class ServerProcess {
 public:
  // Starts a program and waits until it says "luistert op HOST:PORT". Ends this
  // process with a message when that line does not come.
  explicit ServerProcess(const std::vector<std::string>& command);
  // Kills it when it still runs.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  const std::string& address() const { return address_; }
  // From the start until that line.
  absl::Duration started_in() const { return started_in_; }

  // SIGKILL, and waits for the end.
  void Kill();
  // Processor time used so far.
  absl::Duration ProcessorTime() const;
  // Memory in use now, in MiB.
  double MemoryMiB() const;

 private:
  pid_t pid_ = -1;
  std::string address_;
  absl::Duration started_in_;
};

}  // namespace driehoek::bench

#endif  // DRIEHOEK_BENCH_PROCESS_H_
