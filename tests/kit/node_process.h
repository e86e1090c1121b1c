// A script on node in a process of its own, that is spoken to a line at a time
// and answers so.
#ifndef DRIEHOEK_TESTS_KIT_NODE_PROCESS_H_
#define DRIEHOEK_TESTS_KIT_NODE_PROCESS_H_

#include <sys/types.h>

#include <cstdio>
#include <string>
#include <vector>

namespace driehoek {

// The command that runs a script, by its path from the root of the tree.
std::vector<std::string> NodeCommand(const std::string& script);

class NodeProcess {
 public:
  explicit NodeProcess(const std::string& script);
  // Closes what it reads, so that it ends by itself, and waits for that.
  ~NodeProcess();
  NodeProcess(const NodeProcess&) = delete;
  NodeProcess& operator=(const NodeProcess&) = delete;

  // The next line it writes; empty when it ended.
  std::string ReadLine();
  // Writes a line, and reads one.
  std::string Ask(const std::string& line);

 private:
  pid_t pid_ = -1;
  FILE* to_ = nullptr;
  FILE* from_ = nullptr;
};

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_KIT_NODE_PROCESS_H_
