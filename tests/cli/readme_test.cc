// The README shows what happens: tools/run, then the lines of the console
// blocks that stand below "<!-- tried by tests/cli/readme_test.cc -->", one
// block after the other, give what it says.
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/programs.h"

namespace driehoek {
namespace {

constexpr char kMark[] = "<!-- tried by tests/cli/readme_test.cc -->";

// A line typed, and what came.
struct Exchange {
  std::string command;
  std::string answer;
};

// Adds those of the block.
void AddExchanges(absl::string_view block, std::vector<Exchange>& exchanges) {
  for (const absl::string_view line : absl::StrSplit(block, '\n')) {
    if (absl::StartsWith(line, "$ ")) {
      exchanges.push_back({std::string(line.substr(2)), ""});
    } else if (!exchanges.empty()) {
      absl::StrAppend(&exchanges.back().answer, line, "\n");
    }
  }
}

std::vector<Exchange> ExchangesIn(const std::string& readme) {
  std::vector<Exchange> exchanges;
  for (size_t mark = readme.find(kMark); mark != std::string::npos;
       mark = readme.find(kMark, mark + 1)) {
    const size_t fence = readme.find("```console\n", mark);
    const size_t end = readme.find("```\n", fence + 1);
    if (fence == std::string::npos || end == std::string::npos) return {};
    const size_t begin = readme.find('\n', fence) + 1;
    AddExchanges(absl::string_view(readme).substr(begin, end - begin),
                 exchanges);
  }
  // The last line end before the fence, and blank lines between exchanges.
  for (Exchange& exchange : exchanges) {
    while (absl::EndsWith(exchange.answer, "\n\n") || exchange.answer == "\n") {
      exchange.answer.pop_back();
    }
  }
  return exchanges;
}

// The number after `before` in `text`; 0 when it is not there.
int NumberAfter(const std::string& text, const std::string& before) {
  const size_t at = text.find(before);
  int number = 0;
  if (at == std::string::npos) return 0;
  const std::string rest = text.substr(at + before.size());
  return absl::SimpleAtoi(rest.substr(0, rest.find('\n')), &number) ? number
                                                                    : 0;
}

TEST(Readme, ShowsWhatHappens) {
  const std::string readme = ReadFile(DRIEHOEK_ROOT "/README.md");
  const std::vector<Exchange> exchanges = ExchangesIn(readme);
  ASSERT_FALSE(exchanges.empty()) << "README.md has no block after " << kMark;
  ScratchDirectory scratch;
  const std::string tool = absl::StrCat(DRIEHOEK_ROOT, "/tools/run");
  const Ran started =
      RunProgram({tool, "--background", "--built", DRIEHOEK_BUILT, "--port",
                  "0", scratch.path()});
  ASSERT_EQ(started.code, 0) << started.out << started.err;
  const int server = NumberAfter(started.out, "Stoppen: kill ");
  ASSERT_GT(server, 0) << started.out;
  const std::string log = ReadFile(scratch.File("driehoekd.log"));
  const std::string address =
      absl::StrCat("127.0.0.1:", NumberAfter(log, "luistert op 127.0.0.1:"));
  for (const Exchange& exchange : exchanges) {
    const std::string typed = absl::StrCat(
        "exec 2>&1; export PATH=", DRIEHOEK_BUILT,
        "/clients/cli:$PATH DRIEHOEK_SERVER=", address, "; ", exchange.command);
    const Ran ran = RunProgram({"/bin/bash", "-c", typed});
    EXPECT_EQ(ran.out, exchange.answer) << "$ " << exchange.command;
  }
  EXPECT_EQ(kill(server, SIGTERM), 0);
}

}  // namespace
}  // namespace driehoek
