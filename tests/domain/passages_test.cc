// Passages that are left out of a text (context V-1).
#include "domain/passages.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "wel", or "[niet:m1]".
std::vector<std::string> Told(const std::string& text,
                              const std::vector<Mask>& masks) {
  std::vector<std::string> told;
  for (const Run& run : RunsOf(text, masks)) {
    told.push_back(run.mask == nullptr
                       ? run.text
                       : absl::StrCat("[", run.text, ":", run.mask->id, "]"));
  }
  return told;
}

TEST(Passages, AreCutOutOfATextThatKeepsAllItsCharacters) {
  EXPECT_THAT(Told("een ander zegt", {{"m1", 4, 9, "w"}}),
              ElementsAre("een ", "[ander:m1]", " zegt"));
  EXPECT_THAT(Told("een ander zegt", {{"m1", 0, 3, "w"}, {"m2", 10, 14, "w"}}),
              ElementsAre("[een:m1]", " ander ", "[zegt:m2]"));
}

TEST(Passages, AreCountedInCharacters) {
  EXPECT_THAT(Told("é€𝄞x", {{"m1", 1, 3, "w"}}),
              ElementsAre("é", "[€𝄞:m1]", "x"));
}

TEST(Passages, ThatOverlapAreOfTheFirst) {
  EXPECT_THAT(Told("abcdef", {{"m1", 1, 3, "w"}, {"m2", 2, 5, "w"}}),
              ElementsAre("a", "[bc:m1]", "[de:m2]", "f"));
  EXPECT_THAT(Told("abcdef", {{"m1", 2, 3, "w"}, {"m2", 0, 6, "w"}}),
              ElementsAre("[ab:m2]", "[c:m1]", "[def:m2]"));
}

TEST(Passages, PastTheEndAreNothing) {
  EXPECT_THAT(Told("abc", {{"m1", 2, 9, "w"}}), ElementsAre("ab", "[c:m1]"));
  EXPECT_THAT(Told("abc", {{"m1", 3, 9, "w"}}), ElementsAre("abc"));
  EXPECT_THAT(Told("", {{"m1", 0, 9, "w"}}), IsEmpty());
  EXPECT_THAT(Told("abc", {}), ElementsAre("abc"));
}

}  // namespace
}  // namespace driehoek
