// Procedures are data: nothing that decides or shows knows an institute, or a
// row, report or place of one.
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;

// Whether a line of code, its comment aside, speaks of one institute.
bool KnowsAnInstitute(const std::string& line) {
  static const auto* const words =
      new testing::Matcher<std::string>(testing::ContainsRegex(
          R"re(utrecht|"[^"]*\b[td]-[0-9]+[^"]*"|"(ep|od|zd)")re"));
  return words->Matches(absl::AsciiStrToLower(line.substr(0, line.find("//"))));
}

TEST(Code, KnowsNoInstituteAndNoRowOfOne) {
  std::vector<std::string> found;
  size_t files = 0;
  for (const char* folder : {"base", "procedures", "domain", "eventstore",
                             "projections", "automations", "services"}) {
    if (!fs::exists(folder)) continue;
    for (const fs::directory_entry& entry :
         fs::recursive_directory_iterator(folder)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".cc" && extension != ".h") continue;
      ++files;
      std::ifstream file(entry.path());
      std::string line;
      for (int number = 1; std::getline(file, line); ++number) {
        if (KnowsAnInstitute(line)) {
          found.push_back(absl::StrCat(entry.path().string(), ":", number));
        }
      }
    }
  }
  EXPECT_GT(files, 20u) << "not started in the root of the tree?";
  EXPECT_THAT(found, IsEmpty());
}

TEST(Code, IsCaughtWhenItKnowsAnInstitute) {
  EXPECT_TRUE(KnowsAnInstitute("if (key == \"T-01\") return;"));
  EXPECT_TRUE(KnowsAnInstitute("  FindReport(\"D-7\")"));
  EXPECT_TRUE(KnowsAnInstitute("FindPlace(\"EP\")"));
  EXPECT_TRUE(KnowsAnInstitute("const int kUtrechtWeeks = 1;"));
  EXPECT_FALSE(KnowsAnInstitute("Create();  // T-01 in Utrecht"));
  EXPECT_FALSE(KnowsAnInstitute("return Refused(\"G-1\", kUtf8);"));
}

}  // namespace
}  // namespace driehoek
