#include "procedures/source_map.h"

#include <string>
#include <utility>
#include <vector>

#include "driehoek/v1/procedure.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::FieldsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

std::pair<int, int> Where(const std::string& text, const std::string& field) {
  const Spot spot = SourceMap(text, *v1::Procedure::descriptor()).Find(field);
  return {spot.line, spot.column};
}

std::vector<std::string> BadFields(const std::string& text) {
  const SourceMap map(text, *v1::Procedure::descriptor());
  std::vector<std::string> fields;
  for (const SourceMap::BadWord& word : map.bad_words()) {
    fields.push_back(word.field);
  }
  return fields;
}

TEST(SourceMap, FindsFieldsHoweverTheyAreWritten) {
  const std::string text =
      "key: \"a\" ; title: 'b'\n"           // 1
      "  'c',\n"                            // 2: goes on, and a comma
      "obligations: { key: \"x\" }\n"       // 3
      "obligations < owner { role: 3 }>\n"  // 4
      "# obligations { key: \"no\" }\n"     // 5
      "competences { roles: [1,\n"          // 6
      " 2] roles: 3 }\n"                    // 7
      "reports: [{ key: \"r\" },\n"         // 8
      "  { key: \"s\" }]\n";                // 9
  EXPECT_THAT(Where(text, "key"), Pair(1, 1));
  EXPECT_THAT(Where(text, "title"), Pair(1, 12));
  EXPECT_THAT(Where(text, "obligations[0].key"), Pair(3, 16));
  EXPECT_THAT(Where(text, "obligations[1]"), Pair(4, 1));
  EXPECT_THAT(Where(text, "obligations[1].owner.role"), Pair(4, 23));
  EXPECT_THAT(Where(text, "competences[0].roles[0]"), Pair(6, 23));
  EXPECT_THAT(Where(text, "competences[0].roles[1]"), Pair(7, 2));
  EXPECT_THAT(Where(text, "competences[0].roles[2]"), Pair(7, 5));
  EXPECT_THAT(Where(text, "reports[1]"), Pair(9, 3));
  EXPECT_THAT(Where(text, "reports[1].key"), Pair(9, 5));
}

TEST(SourceMap, FindsWhatEnclosesAFieldThatIsNotThere) {
  const std::string text = "\nobligations { owner { scope: 1 } }";
  EXPECT_THAT(Where(text, "obligations[0].owner.role"), Pair(2, 15));
  EXPECT_THAT(Where(text, "obligations[0].bounds[2].anchor"), Pair(2, 1));
  EXPECT_THAT(Where(text, "obligations[1]"), Pair(0, 0));
  EXPECT_THAT(Where(text, "calendar.shift"), Pair(0, 0));
  EXPECT_THAT(Where(text, ""), Pair(0, 0));
}

TEST(SourceMap, SaysToWhichFieldAPlaceBelongs) {
  const std::string text = "key: \"a\"\nguards { key: 1 } title";
  const SourceMap map(text, *v1::Procedure::descriptor());
  EXPECT_EQ(map.FieldAt(0, 5), "key");
  EXPECT_EQ(map.FieldAt(1, 0), "guards[0]");
  EXPECT_EQ(map.FieldAt(1, 14), "guards[0].key");
  EXPECT_EQ(map.FieldAt(1, 16), "guards[0]");
  EXPECT_EQ(map.FieldAt(1, 18), "title");
}

TEST(SourceMap, PassesOverTheValueOfAFieldThatIsUnknown) {
  EXPECT_THAT(BadFields("a { b { c: [1] } d: \"}\" } e: -1.5 key: \"x\" f <>"),
              ElementsAre("a", "e", "f"));
}

TEST(SourceMap, StopsWhereTheBracesDoNotAddUp) {
  EXPECT_THAT(BadFields("a: 1 } b: 1"), ElementsAre("a"));
  EXPECT_THAT(BadFields("key: [\"x\"] b: 1"), IsEmpty());
  EXPECT_THAT(BadFields("guards 1 b: 1"), IsEmpty());
  EXPECT_THAT(BadFields("guards { a { b: 1"), ElementsAre("guards[0].a"));
}

TEST(SourceMap, ShortensAWordThatIsTooLongToShow) {
  const SourceMap map(std::string(5000, 'x') + ": 1",
                      *v1::Procedure::descriptor());
  EXPECT_THAT(map.bad_words(),
              ElementsAre(FieldsAre(FieldsAre(1, 1), std::string(64, 'x'),
                                    ::testing::_)));
}

}  // namespace
}  // namespace driehoek
