// docs/asvs.md says of each requirement which test shows it: such a test is
// there.
#include <algorithm>
#include <array>
#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"

namespace driehoek {
namespace {

using ::testing::AnyOf;

// The tests of the tree, by their names in it ("Suite.Name").
std::set<std::string> TestsInTheTree() {
  static const std::regex& declared =
      *new std::regex(R"(\bTEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\))");
  std::set<std::string> names;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator("tests")) {
    if (entry.path().extension() != ".cc") continue;
    const std::string text = TextOf(entry.path().string());
    for (std::sregex_iterator found(text.begin(), text.end(), declared), end;
         found != end; ++found) {
      names.insert((*found)[1].str() + "." + (*found)[2].str());
    }
  }
  return names;
}

struct Requirement {
  std::array<int, 3> id;  // 8.2.1
  std::string state;
  std::string how;
};

// Rows "| 8.2.1 | 1 | shown | how |".
std::vector<Requirement> Requirements() {
  std::vector<Requirement> requirements;
  for (const absl::string_view line :
       absl::StrSplit(TextOf("docs/asvs.md"), '\n')) {
    const std::vector<std::string> cells =
        absl::StrSplit(line, absl::MaxSplits('|', 4));
    if (cells.size() != 5) continue;
    const std::vector<std::string> numbers = absl::StrSplit(cells[1], '.');
    Requirement& one = requirements.emplace_back();
    if (numbers.size() != 3 || !absl::SimpleAtoi(numbers[0], &one.id[0]) ||
        !absl::SimpleAtoi(numbers[1], &one.id[1]) ||
        !absl::SimpleAtoi(numbers[2], &one.id[2])) {
      requirements.pop_back();
      continue;
    }
    one.state = std::string(absl::StripAsciiWhitespace(cells[3]));
    one.how = cells[4];
  }
  return requirements;
}

TEST(Asvs, SaysOfEachRequirementHowItStands) {
  const std::vector<Requirement> requirements = Requirements();
  // Of version 5.0.0: those of level 1 and 2, and of level 3 in five chapters.
  EXPECT_EQ(requirements.size(), 282u);
  EXPECT_TRUE(std::adjacent_find(requirements.begin(), requirements.end(),
                                 [](const auto& a, const auto& b) {
                                   return a.id >= b.id;
                                 }) == requirements.end())
      << "each once, in order";
  for (const Requirement& one : requirements) {
    EXPECT_THAT(one.state, AnyOf("shown", "met", "n/a", "not yet"))
        << one.id[0] << "." << one.id[1] << "." << one.id[2];
  }
}

TEST(Asvs, NamesTestsThatAreThere) {
  const std::set<std::string> tests = TestsInTheTree();
  static const std::regex& name = *new std::regex(R"(`(\w+\.\w+)`)");
  for (const Requirement& one : Requirements()) {
    if (one.state != "shown") continue;
    SCOPED_TRACE(one.how);
    std::sregex_iterator found(one.how.begin(), one.how.end(), name);
    EXPECT_NE(found, std::sregex_iterator()) << "which test shows it?";
    for (; found != std::sregex_iterator(); ++found) {
      EXPECT_TRUE(tests.contains((*found)[1].str())) << (*found)[1];
    }
  }
}

// Of the page of known weaknesses too, a test that is named is there.
TEST(KnownWeaknesses, NamesTestsThatAreThere) {
  const std::set<std::string> tests = TestsInTheTree();
  const std::string page = TextOf("docs/known-weaknesses.md");
  static const std::regex& name =
      *new std::regex(R"(`([A-Z]\w+\.[A-Z]\w+)`)");
  int named = 0;
  for (std::sregex_iterator found(page.begin(), page.end(), name), end;
       found != end; ++found, ++named) {
    EXPECT_TRUE(tests.contains((*found)[1].str())) << (*found)[1];
  }
  EXPECT_GT(named, 5);
}

}  // namespace
}  // namespace driehoek
