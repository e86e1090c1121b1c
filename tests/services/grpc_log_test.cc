#include "services/grpc_log.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

using ::testing::EndsWith;
using ::testing::Lt;
using ::testing::SizeIs;

TEST(GrpcLog, SaysWhereAndWhat) {
  EXPECT_EQ(GrpcLogLine("src/core/lib/surface/tcp.cc", 42, "Failed accept4"),
            "gRPC (tcp.cc:42): Failed accept4");
}

// A stranger's header is repeated there.
TEST(GrpcLog, LetsNobodyForgeALineOrSteerATerminal) {
  const std::string line =
      GrpcLogLine("hpack_parser.cc", 7, "10\nluistert op \x1b[2Jx\xff\r");
  EXPECT_EQ(line,
            "gRPC (hpack_parser.cc:7): 10\\nluistert op \\x1b[2Jx\\xff\\r");
  for (const char c : line) {
    EXPECT_GE(c, ' ');
    EXPECT_LT(c, '\x7f');
  }
}

TEST(GrpcLog, SaysNoMoreThanALine) {
  const std::string line =
      GrpcLogLine("file.cc", 1, std::string(1 << 20, '\n'));
  EXPECT_THAT(line, SizeIs(Lt(1300U)));
  EXPECT_THAT(line, EndsWith("..."));
}

}  // namespace
}  // namespace driehoek
