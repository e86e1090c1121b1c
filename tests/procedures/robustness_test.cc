// No text, however broken, does more than be refused.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "procedures/catalogue.h"
#include "procedures/utf8.h"
#include "tests/kit/effort.h"
#include "tests/kit/procedures.h"

namespace driehoek {
namespace {

constexpr size_t kKiB = 1024;

// Parses; fails when an answer is not one that callers can rely on.
bool IsGood(const std::string& text) {
  std::vector<v1::ProcedureProblem> problems;
  const auto procedure = ParseProcedure(text, &problems);
  EXPECT_EQ(procedure == nullptr, !problems.empty());
  EXPECT_LE(problems.size(), 200u);
  const int lines =
      1 + static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  int line_before = 0;
  for (const v1::ProcedureProblem& problem : problems) {
    EXPECT_GE(problem.line(), line_before);
    EXPECT_LE(problem.line(), lines);
    EXPECT_EQ(problem.line() == 0, problem.column() == 0);
    EXPECT_FALSE(problem.what().empty());
    EXPECT_EQ(Utf8Prefix(problem.what()), problem.what().size());
    EXPECT_EQ(Utf8Prefix(problem.field()), problem.field().size());
    line_before = problem.line();
  }
  return procedure != nullptr;
}

TEST(ParseProcedure, RefusesEveryTruncation) {
  for (const auto& [file, step] :
       {std::pair(kOtherFile, 11u), std::pair(kUtrechtFile, 53u)}) {
    const std::string text = TextOf(file);
    // The last line is the calendar, without which nothing is good.
    const size_t last_line = text.rfind("calendar {");
    for (size_t size = 0; size < last_line; size += step) {
      ASSERT_FALSE(IsGood(text.substr(0, size))) << file << " up to " << size;
    }
    EXPECT_TRUE(IsGood(text));
  }
}

TEST(ParseProcedure, AnswersWellWhateverBytesChange) {
  const std::string good = TextOf(kOtherFile);
  const std::string characters = "{}[]<>\"':;,-#\\ \n\t09aZ_\x01\x80\xC3\xFF";
  int refused = 0;
  for (const uint64_t seed : Seeds(300)) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    std::string text = good;
    for (uint64_t changes = 1 + random() % 4; changes > 0; --changes) {
      const size_t at = random() % text.size();
      switch (random() % 3) {
        case 0:
          text[at] = characters[random() % characters.size()];
          break;
        case 1:
          text.erase(at, 1 + random() % 40);
          break;
        default:
          text.insert(at, good.substr(random() % good.size(), random() % 200));
          break;
      }
    }
    if (!IsGood(text)) ++refused;
    if (::testing::Test::HasFailure()) return;
  }
  EXPECT_GT(refused, 0);
}

TEST(ParseProcedure, SurvivesATextOfNothingButBraces) {
  std::string known = "obligations { owner ";
  std::string unknown;
  while (known.size() < 200 * kKiB) known += "{";
  while (unknown.size() < 200 * kKiB) unknown += "a{";
  EXPECT_FALSE(IsGood(known));
  EXPECT_FALSE(IsGood(unknown));
  EXPECT_FALSE(IsGood(std::string(256 * kKiB, '[')));
  EXPECT_FALSE(IsGood("key: " + std::string(200 * kKiB, '-')));
}

TEST(ParseProcedure, AnswersOnTheLongestListsThatFit) {
  std::string obligations;
  while (obligations.size() < 250 * kKiB) {
    obligations += "obligations{created_by{fact:1}fulfilled_by{facts{fact:1}}}";
  }
  EXPECT_FALSE(IsGood(obligations));
  std::string roles = "competences{roles:[";
  while (roles.size() < 250 * kKiB) roles += "99,";
  EXPECT_FALSE(IsGood(roles + "99]}"));
}

TEST(Utf8Prefix, EndsBeforeWhatIsNotUtf8) {
  EXPECT_EQ(Utf8Prefix("één"), 5u);
  EXPECT_EQ(Utf8Prefix("\xF0\x9F\x98\x80"), 4u);
  EXPECT_EQ(Utf8Prefix("a\x80"), 1u);              // No beginning.
  EXPECT_EQ(Utf8Prefix("a\xC3"), 1u);              // No end.
  EXPECT_EQ(Utf8Prefix("a\xC0\xAF"), 1u);          // Overlong.
  EXPECT_EQ(Utf8Prefix("a\xE0\x80\xAF"), 1u);      // Overlong.
  EXPECT_EQ(Utf8Prefix("a\xED\xA0\x80"), 1u);      // Half a surrogate pair.
  EXPECT_EQ(Utf8Prefix("a\xF4\x90\x80\x80"), 1u);  // Beyond the last.
}

}  // namespace
}  // namespace driehoek
