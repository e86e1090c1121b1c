#include "procedures/compare.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "procedures/catalogue.h"
#include "tests/kit/procedures.h"

namespace driehoek {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

const v1::Procedure& UtrechtData() {
  static const auto* const procedure =
      new std::shared_ptr<const Procedure>(Utrecht());
  return (*procedure)->data();
}

// "part field: before -> after"
std::vector<std::string> Written(const v1::Procedure& before,
                                 const v1::Procedure& after) {
  std::vector<std::string> written;
  for (const v1::ProcedureDifference& difference :
       CompareProcedures(before, after)) {
    written.push_back(absl::StrCat(difference.part(), " ", difference.field(),
                                   ": ", difference.before(), " -> ",
                                   difference.after()));
  }
  return written;
}

std::vector<std::string> AfterA(
    const std::function<void(v1::Procedure&)>& change) {
  v1::Procedure changed = UtrechtData();
  change(changed);
  return Written(UtrechtData(), changed);
}

template <typename Rows>
auto& RowOf(Rows* rows, const std::string& key) {
  const auto found =
      std::find_if(rows->begin(), rows->end(),
                   [&key](const auto& row) { return row.key() == key; });
  if (found == rows->end()) Fatal(absl::StrCat("no row ", key));
  return *found;
}

TEST(CompareProcedures, FindsNothingInTheSame_A32) {
  EXPECT_THAT(Written(UtrechtData(), UtrechtData()), IsEmpty());
}

TEST(CompareProcedures, NamesAFieldOfTheWhole_A32) {
  EXPECT_THAT(AfterA([](v1::Procedure& p) { p.set_version("2027-01"); }),
              ElementsAre("version : \"2023-03\" -> \"2027-01\""));
  EXPECT_THAT(AfterA([](v1::Procedure& p) { p.mutable_rhythm()->set_hour(9); }),
              ElementsAre(absl::StrCat(
                  "rhythm hour: ", UtrechtData().rhythm().hour(), " -> 9")));
  EXPECT_THAT(
      AfterA([](v1::Procedure& p) { p.clear_rhythm(); }),
      ElementsAre(AllOf(StartsWith("rhythm : hour: "), HasSubstr(" -> "))));
}

TEST(CompareProcedures, NamesABoundByItsPlace_T06) {
  EXPECT_THAT(
      AfterA([](v1::Procedure& p) {
        RowOf(p.mutable_obligations(), "T-06").mutable_bounds(0)->set_weeks(3);
      }),
      ElementsAre("obligations[T-06] bounds[0].weeks: 2 -> 3"));
  EXPECT_THAT(
      AfterA([](v1::Procedure& p) {
        RowOf(p.mutable_obligations(), "T-06").add_bounds()->set_days(4);
      }),
      ElementsAre("obligations[T-06] bounds[2]:  -> days: 4"));
  EXPECT_THAT(
      AfterA([](v1::Procedure& p) {
        RowOf(p.mutable_obligations(), "T-06").mutable_bounds()->RemoveLast();
      }),
      ElementsAre(AllOf(StartsWith("obligations[T-06] bounds[1]: anchor: "),
                        HasSubstr("days: -1 -> "))));
}

TEST(CompareProcedures, NamesARowThatCameOrWentWhole_A32) {
  EXPECT_THAT(AfterA([](v1::Procedure& p) {
                p.add_guards()->set_key("G-99");
                p.mutable_guards(p.guards_size() - 1)->set_section("§9");
              }),
              ElementsAre("guards[G-99] :  -> key: \"G-99\" section: \"§9\""));
  EXPECT_THAT(
      AfterA([](v1::Procedure& p) { p.mutable_obligations()->RemoveLast(); }),
      ElementsAre(StartsWith(absl::StrCat(
          "obligations[",
          UtrechtData().obligations(UtrechtData().obligations_size() - 1).key(),
          "] : key: "))));
}

TEST(CompareProcedures, KnowsRowsByWhatTheyAreAbout_A32) {
  EXPECT_THAT(AfterA([](v1::Procedure& p) {
                for (v1::RoleName& named : *p.mutable_role_names()) {
                  if (named.role() == v1::ROLE_TEACHER)
                    named.set_name("begeleider");
                }
              }),
              ElementsAre(AllOf(StartsWith("role_names[ROLE_TEACHER] name: "),
                                HasSubstr(" -> \"begeleider\""))));
  EXPECT_THAT(
      AfterA([](v1::Procedure& p) {
        for (v1::Competence& competence : *p.mutable_competences()) {
          if (competence.command() == "rule_decoupling") {
            competence.add_roles(v1::ROLE_POLICY_OFFICER);
          }
        }
      }),
      ElementsAre(AllOf(StartsWith("competences[rule_decoupling] roles["),
                        HasSubstr("]:  -> ROLE_POLICY_OFFICER"))));
  EXPECT_THAT(
      AfterA([](v1::Procedure& p) {
        v1::Report& report = RowOf(p.mutable_reports(), "D-1");
        RowOf(report.mutable_parts(), "advice").set_title("raad");
      }),
      ElementsAre(AllOf(StartsWith("reports[D-1] parts[advice].title: "),
                        HasSubstr(" -> \"raad\""))));
  EXPECT_THAT(AfterA([](v1::Procedure& p) {
                RowOf(p.mutable_places(), "EP").set_name("map");
              }),
              ElementsAre(AllOf(StartsWith("places[EP] name: "),
                                HasSubstr(" -> \"map\""))));
}

TEST(CompareProcedures, FindsNothingInAnotherOrderOfRows_A32) {
  EXPECT_THAT(AfterA([](v1::Procedure& p) {
                const auto turn = [](auto* rows) {
                  std::reverse(rows->begin(), rows->end());
                };
                turn(p.mutable_role_names());
                turn(p.mutable_places());
                turn(p.mutable_reports());
                turn(p.mutable_obligations());
                turn(p.mutable_guards());
                turn(p.mutable_competences());
                turn(p.mutable_sections());
                for (v1::Report& report : *p.mutable_reports()) {
                  turn(report.mutable_parts());
                  turn(report.mutable_filings());
                  turn(report.mutable_seen_by());
                }
                for (v1::Obligation& row : *p.mutable_obligations()) {
                  turn(row.mutable_watchers());
                }
              }),
              IsEmpty());
}

TEST(CompareProcedures, FindsAFieldOfARowThatMoved_A32) {
  EXPECT_THAT(
      AfterA([](v1::Procedure& p) {
        std::reverse(p.mutable_obligations()->begin(),
                     p.mutable_obligations()->end());
        RowOf(p.mutable_obligations(), "T-01").mutable_bounds(0)->set_weeks(2);
      }),
      ElementsAre("obligations[T-01] bounds[0].weeks: 1 -> 2"));
}

TEST(CompareProcedures, GoesInTheOrderOfTheFormat_A32) {
  EXPECT_THAT(
      AfterA([](v1::Procedure& p) {
        RowOf(p.mutable_sections(), p.sections(0).key()).set_about("anders");
        p.mutable_calendar()->set_shift(v1::SHIFT_NEXT_WORKING_DAY);
        RowOf(p.mutable_reports(), "D-1").set_title("anders");
        p.set_title("anders");
      }),
      ElementsAre(StartsWith("title "), StartsWith("reports[D-1] "),
                  StartsWith("calendar shift: "), StartsWith("sections[")));
}

TEST(CompareProcedures, GivesAThousandDifferencesAtMost_A32) {
  v1::Procedure before;
  v1::Procedure after;
  for (size_t i = 0; i < kMostDifferences + 5; ++i) {
    after.add_guards()->set_key(absl::StrCat("G-", i));
  }
  EXPECT_THAT(CompareProcedures(before, after), SizeIs(kMostDifferences));
}

}  // namespace
}  // namespace driehoek
