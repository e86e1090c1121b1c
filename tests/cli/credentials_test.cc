#include "clients/cli/credentials.h"

#include "gtest/gtest.h"

namespace driehoek::cli {
namespace {

TEST(IsHere, DecidesAloneWhatGoesUnencrypted) {
  for (const char* const here :
       {"127.0.0.1:7480", "[::1]:7480", "localhost:7480", "unix:/run/d.sock"}) {
    EXPECT_TRUE(IsHere(here)) << here;
  }
  for (const char* const elsewhere :
       {"driehoek.voorbeeld.example:443", "192.0.2.1:7480", "0.0.0.0:7480",
        "localhost.voorbeeld.example:7480", "::1:7480", "localhost"}) {
    EXPECT_FALSE(IsHere(elsewhere)) << elsewhere;
  }
}

}  // namespace
}  // namespace driehoek::cli
