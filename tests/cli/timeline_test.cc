#include "clients/cli/timeline.h"

#include <google/protobuf/text_format.h>

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "clients/cli/table.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace driehoek::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::Case LateReport() {
  v1::Case one;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        number: "2026-001"
        phase: CASE_PHASE_ADVISED
        opened_on { year: 2026 month: 9 day: 7 }
        obligations {
          obligation { key: "T-01" created_by: 5 }
          title: "Stuur het verslag"
          status: DUE_STATUS_FULFILLED
          timeliness: TIMELINESS_LATE
          breach: BREACH_STATE_RECORDED
          created_on { year: 2026 month: 9 day: 7 }
          due_on { year: 2026 month: 9 day: 14 }
          fulfilled_on { year: 2026 month: 9 day: 17 }
        }
      )pb",
      &one));
  return one;
}

v1::TimelineEntry Entry(int day, v1::Role lane, const std::string& sentence) {
  v1::TimelineEntry entry;
  entry.mutable_on()->set_year(2026);
  entry.mutable_on()->set_month(9);
  entry.mutable_on()->set_day(day);
  entry.set_lane(lane);
  entry.set_sentence(sentence);
  return entry;
}

std::vector<v1::TimelineEntry> Entries() {
  return {Entry(7, v1::ROLE_TEACHER, "Het gesprek is gehouden."),
          Entry(15, v1::ROLE_SYSTEM, "T-01 is overschreden."),
          Entry(17, v1::ROLE_TEACHER, "Het verslag is ingediend.")};
}

TEST(Timeline, DrawsALaneForEachRoleAndALineForEachObligation) {
  EXPECT_EQ(DrawTimeline(LateReport(), Entries(), 55),
            "Zaak 2026-001: advies tot ontkoppelen\n"
            "\n"
            "              sep 2026\n"
            "              7                           14\n"
            "docent        1                                       3\n"
            "(termijnen)                                   2\n"
            "\n"
            "T-01          ├───────────────────────────┤===!=======o\n"
            "\n"
            "Tekens: 1-9, a-z wat er gebeurde; ├──┤ tot en met de\n"
            "laatste dag; ··· zonder datum; o gedaan; = daarna; ! te\n"
            "laat; > voorbij streefdatum.\n"
            "\n"
            "   Dag             Wie       Wat er gebeurde\n"
            "─  ──────────────  ────────  ─────────────────────────\n"
            "1  ma 7 sep 2026   docent    Het gesprek is gehouden.\n"
            "2  di 15 sep 2026  Driehoek  T-01 is overschreden.\n"
            "3  do 17 sep 2026  docent    Het verslag is ingediend.\n"
            "\n"
            "Regel  Wat         Uiterlijk   Gedaan       Stand\n"
            "─────  ──────────  ──────────  ───────────  ───────────\n"
            "T-01   Stuur het   ma 14 sep   do 17 sep    gedaan, te\n"
            "       verslag     2026        2026         laat\n");
}

TEST(Timeline, FitsInWhateverWidthThereIs) {
  for (const size_t width : {60u, 80u, 100u, 160u}) {
    const std::string text = DrawTimeline(LateReport(), Entries(), width);
    for (const absl::string_view line : absl::StrSplit(text, '\n')) {
      EXPECT_LE(DisplayWidth(line), width) << line;
    }
  }
}

TEST(Timeline, KeepsItsListsWhereThereIsNoRoomForAPicture) {
  const std::string text = DrawTimeline(LateReport(), Entries(), 40);
  EXPECT_THAT(text, Not(HasSubstr("├")));
  EXPECT_THAT(text, HasSubstr("overschreden"));
  EXPECT_THAT(text, HasSubstr("te laat"));
}

}  // namespace
}  // namespace driehoek::cli
