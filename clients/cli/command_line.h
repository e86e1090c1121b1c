// Reads the command line and runs what it says. The only file that knows CLI11
// is command_line.cc.
#ifndef DRIEHOEK_CLIENTS_CLI_COMMAND_LINE_H_
#define DRIEHOEK_CLIENTS_CLI_COMMAND_LINE_H_

#include <ostream>
#include <string>
#include <vector>

namespace driehoek::cli {

// The exit code of the process (see ExitCode).
int RunCommandLine(const std::vector<std::string>& words, std::ostream& out,
                   std::ostream& err);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_COMMAND_LINE_H_
