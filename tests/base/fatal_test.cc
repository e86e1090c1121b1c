#include "base/fatal.h"

#include "gtest/gtest.h"

namespace driehoek {
namespace {

TEST(FatalDeathTest, EndsTheProcessAndSaysWhy) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(Fatal("no time zones"), "driehoek: no time zones");
}

}  // namespace
}  // namespace driehoek
