#include "domain/case_number.h"

#include <string>

#include "gtest/gtest.h"

namespace driehoek {
namespace {

TEST(CaseNumber, IsWrittenAndReadAlike) {
  for (const int of_year : {1, 14, 999, 1000, 123456}) {
    const std::string text = TextOf({.year = 2026, .of_year = of_year});
    const CaseNumber read = CaseNumberIn(text).value_or(CaseNumber());
    EXPECT_EQ(read.year, 2026) << text;
    EXPECT_EQ(read.of_year, of_year) << text;
  }
  EXPECT_EQ(TextOf({.year = 2026, .of_year = 14}), "2026-014");
}

// Whatever someone typed is held against it before it is kept in clear.
TEST(CaseNumber, IsNothingElse) {
  for (const char* const text :
       {"", "-", "2026", "2026-", "2026-1234567", "26-014", "02026-014",
        "2026-01a", "2026-+14", "2026- 14", "2026--14", " 2026-014",
        "2026-014 ", "jan -014", "20260014", "2026-014-015"}) {
    EXPECT_FALSE(CaseNumberIn(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace driehoek
