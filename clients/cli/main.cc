#include <iostream>
#include <string>
#include <vector>

#include "clients/cli/command_line.h"

int main(int argc, char** argv) {
  return driehoek::cli::RunCommandLine(
      std::vector<std::string>(argv + 1, argv + argc), std::cout, std::cerr);
}
