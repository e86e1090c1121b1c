#include "base/this_machine.h"

#include "gtest/gtest.h"

namespace driehoek {
namespace {

TEST(IsOnThisMachine, IsALoopbackAddressOrASocketHere) {
  for (const char* const here :
       {"127.0.0.1:7480", "127.0.0.1:0", "127.8.9.10:80", "[::1]:7480",
        "unix:/run/driehoek.sock", "unix-abstract:driehoek"}) {
    EXPECT_TRUE(IsOnThisMachine(here)) << here;
  }
}

TEST(IsOnThisMachine, IsNothingElse) {
  for (const char* const elsewhere :
       {"0.0.0.0:7480", "[::]:7480", "192.0.2.1:7480", "128.0.0.1:7480",
        "voorbeeld.invalid:7480", "localhost:7480", "127.1:7480",
        "127.0.0.1.voorbeeld.invalid:7480", "[::1].voorbeeld.invalid:7480",
        "[::ffff:192.0.2.1]:7480", "", ":7480",
        // One address, ::1:7480, and no port.
        "::1:7480"}) {
    EXPECT_FALSE(IsOnThisMachine(elsewhere)) << elsewhere;
  }
}

}  // namespace
}  // namespace driehoek
