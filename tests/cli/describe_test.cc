// A procedure as people read it.
#include "clients/cli/describe.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"

namespace driehoek::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Of the text under a heading, up to the next.
std::string Under(const std::string& text, const std::string& section) {
  const size_t from = text.find(absl::StrCat("## ", section, " "));
  EXPECT_NE(from, std::string::npos) << section;
  if (from == std::string::npos) return "";
  return text.substr(from, text.find("\n## ", from) - from);
}

TEST(Describe, GivesThePageThatLiesBesideTheCode_A1) {
  EXPECT_EQ(Describe(*Utrecht()), TextOf("docs/procedure-utrecht.md"))
      << "make it again with: driehoek procedure beschrijf "
         "procedures/utrecht-ontkoppeling-2023-03.textproto "
         "> docs/procedure-utrecht.md";
}

TEST(Describe, SaysWhoDoesWhatByWhenUnderItsSection_T01) {
  const std::string before = Under(Describe(*Utrecht()), "§5.1");
  EXPECT_THAT(before, HasSubstr("**T-01** Stuur het verslag van het "
                                "driehoeksgesprek naar de jaarassistent. "
                                "Uiterlijk 1 week na het driehoeksgesprek. De "
                                "docent van de groep doet dit."));
  EXPECT_THAT(before, Not(HasSubstr("T-06")));
}

TEST(Describe, SaysWhenPeopleAreReminded_AS11) {
  EXPECT_THAT(Describe(*Utrecht()),
              HasSubstr("3 dagen voor een uiterste dag, op de dag zelf en de "
                        "ochtend erna, en daarna elke 7 dagen, ten hoogste 26 "
                        "keer."));
  const std::string other = Describe(*OtherInstitute());
  EXPECT_THAT(other, HasSubstr("om 17.00 uur: op de dag zelf en de ochtend "
                               "erna. Waar een functie erboven is aangewezen, "
                               "gaat het na 1 dag daarheen."));
}

TEST(Describe, SaysThatAnAttemptTakesTheDateAway_A37) {
  EXPECT_THAT(Under(Describe(*Utrecht()), "§5.1"),
              HasSubstr("Was er op tijd een poging om de aios te bellen, dan "
                        "blijft dit open zonder uiterste dag."));
}

TEST(Describe, NamesBothBoundsOfTheEvaluationWithTheResident_T06) {
  EXPECT_THAT(Under(Describe(*Utrecht()), "§5.3.1"),
              HasSubstr("Uiterlijk 2 weken na de ontkoppeldatum, en uiterlijk "
                        "1 dag vóór de start op de nieuwe opleidingsplek. De "
                        "vroegste dag geldt."));
}

TEST(Describe, PutsTheSectionsInTheOrderOfTheSource) {
  const std::string text = Describe(*Utrecht());
  EXPECT_LT(text.find("## §4 "), text.find("## §5.1 "));
  EXPECT_LT(text.find("## §5.2 "), text.find("## §5.2.1 "));
  EXPECT_LT(text.find("## §5.2.3 "), text.find("## §5.3"));
}

TEST(Describe, SpeaksTheLanguageOfTheInstitute_A47) {
  const std::string text = Describe(*OtherInstitute());
  EXPECT_THAT(text, HasSubstr("groepsbegeleider"));
  EXPECT_THAT(text, Not(HasSubstr("docent ")));
  EXPECT_THAT(text, Not(HasSubstr("Utrecht")));
}

}  // namespace
}  // namespace driehoek::cli
