// What docs/writing-a-procedure.md shows is so.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "procedures/catalogue.h"
#include "tests/kit/procedures.h"

namespace driehoek {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

std::vector<std::string> BlocksOf(const std::string& text,
                                  const std::string& language) {
  const std::string opening = absl::StrCat("```", language, "\n");
  std::vector<std::string> blocks;
  size_t at = 0;
  while ((at = text.find(opening, at)) != std::string::npos) {
    at += opening.size();
    blocks.push_back(text.substr(at, text.find("```", at) - at));
  }
  return blocks;
}

// Those that have a place in the text; a fragment always lacks the rest.
std::string ProblemsInTextOf(const std::string& fragment) {
  std::vector<v1::ProcedureProblem> problems;
  ParseProcedure(fragment, &problems);
  std::string shown;
  for (const v1::ProcedureProblem& problem : problems) {
    if (problem.line() == 0) continue;
    absl::StrAppend(&shown, problem.line(), ":", problem.column(), ": ",
                    problem.field(), ": ", problem.what(), "\n");
  }
  return shown;
}

TEST(WritingAProcedure, ShowsWhatTheChecksSay) {
  const std::string text = TextOf("docs/writing-a-procedure.md");
  const std::vector<std::string> fragments = BlocksOf(text, "textproto");
  const std::vector<std::string> answers = BlocksOf(text, "text");
  ASSERT_THAT(fragments, SizeIs(2));
  ASSERT_THAT(answers, SizeIs(1));
  EXPECT_EQ(ProblemsInTextOf(fragments[1]), answers[0]);
}

TEST(WritingAProcedure, ShowsAnObligationOfGoodForm) {
  const std::string text = TextOf("docs/writing-a-procedure.md");
  const std::string problems =
      ProblemsInTextOf(BlocksOf(text, "textproto").at(0));
  // It stands alone: its roles have no names and its report is not there.
  EXPECT_THAT(problems, HasSubstr("\"D-7\" staat niet bij reports"));
  EXPECT_THAT(problems, Not(HasSubstr("kan hier niet")));
  EXPECT_THAT(problems, Not(HasSubstr("geen veld")));
  EXPECT_THAT(problems, Not(HasSubstr("zeg ")));
}

}  // namespace
}  // namespace driehoek
