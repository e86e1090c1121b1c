// What counts from the days that the institute sets, in the views.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "domain/dates.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/projections/projector_fixture.h"

namespace driehoek {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

// Day `day` after day 0 becomes a trainers' return day, under this reference.
std::string ReturnDay(const std::string& reference, int day) {
  return absl::StrCat("calendar_day_set { reference: \"", reference,
                      "\" day_kind: CALENDAR_DAY_KIND_TRAINER_RETURN_DAY ",
                      "on @", day, " }");
}

class KnownCalendar : public SeenLog {
 protected:
  // Tells the story up to and with the ruling to decouple.
  void TellUntilTheRuling() {
    const std::vector<Told>& story = DecouplingStory();
    size_t events = 0;
    while (!absl::StrContains(story[events].event, "decoupling_ruled")) {
      ++events;
    }
    Tell(1, events + 1);
  }

  v1::Due Row(const std::string& key) const {
    const v1::Case row = views().GetCase(CaseOf(1)).value();
    for (const v1::Due& due : row.obligations()) {
      if (due.obligation().key() == key) return due;
    }
    ADD_FAILURE() << "no row " << key;
    return v1::Due();
  }
  std::optional<absl::CivilDay> DueOn(const std::string& key) const {
    const v1::Due due = Row(key);
    if (!due.has_due_on()) return std::nullopt;
    return FromProto(due.due_on());
  }

  // The same log, seen from nothing.
  std::map<std::string, std::string> FromNothing() {
    const std::unique_ptr<Rows> rows = NewMemoryRows();
    CatchUp(*OpenOn(*rows, log_.store()));
    return AllRows(*rows);
  }
};

TEST_F(KnownCalendar, GivesACaseItsDateWhenADayIsSetLater_T17) {
  TellUntilTheRuling();
  EXPECT_EQ(Row("T-17").status(), v1::DUE_STATUS_WAITING_FOR_ANCHOR);
  Add(30, ReturnDay("otd-1", 100));
  EXPECT_EQ(DueOn("T-17"), kMonday + 99);
  // In the due index too: that is what the watch reads.
  const absl::Time past_due = TenOn(101);
  EXPECT_THAT(views()
                  .ListFallenDue(past_due, 100,
                                 [](const std::string&) { return false; })
                  .value(),
              Not(IsEmpty()));
}

TEST_F(KnownCalendar, MovesADateWithTheDayAndBackAgain_T17) {
  TellUntilTheRuling();
  Add(30, ReturnDay("otd-1", 100));
  Add(30, ReturnDay("otd-2", 120));
  Add(31, ReturnDay("otd-1", 130));
  EXPECT_EQ(DueOn("T-17"), kMonday + 119);  // The other one is earlier now.
  Add(32, ReturnDay("otd-1", 90));
  EXPECT_EQ(DueOn("T-17"), kMonday + 89);
  // The row knows of the latest day that was set, or its outcome were refused.
  Add(33, ReturnDay("otd-3", 200));
  EXPECT_EQ(Row("T-17").calendar_position(), log_.store().head());
  EXPECT_EQ(AllRows(*rows_), FromNothing());
}

TEST_F(KnownCalendar, SaysHowFarItWasToWhatCountsFromAnotherKindOfDay_T17) {
  TellUntilTheRuling();
  Add(30, ReturnDay("otd-1", 100));
  // The trainer is matched one to one: no round any more, but an invitation.
  Add(31, R"pb(rematching_decided {
                 case_id: "case-1"
                 trainer_id: "trainer-1" on @31
                 route: REMATCHING_ROUTE_ONE_TO_ONE
               })pb");
  ASSERT_EQ(Row("T-33").status(), v1::DUE_STATUS_LAPSED);
  Add(32, R"pb(calendar_day_set {
                 reference: "ronde-1"
                 day_kind: CALENDAR_DAY_KIND_MATCHING_ROUND on @150
               })pb");
  EXPECT_EQ(Row("T-17").calendar_position(), log_.store().head());
  EXPECT_EQ(AllRows(*rows_), FromNothing());
}

TEST_F(KnownCalendar, LeavesAnEndedCaseWithTheRowsThatALaterDayGivesIt_T33) {
  const size_t all = DecouplingStory().size();
  Tell(1, all);
  const Position head = log_.store().head();
  // Before, between and after what the case counts from; each moved once.
  int days = 0;
  for (const int day : {400, 20, 60, 200, 35}) {
    Add(250, ReturnDay(absl::StrCat("otd-", ++days), day));
    EXPECT_EQ(AllRows(*rows_), FromNothing()) << day;
    Add(250, ReturnDay(absl::StrCat("otd-", days), day + 7));
    EXPECT_EQ(AllRows(*rows_), FromNothing()) << day;
  }
  EXPECT_GT(log_.store().head(), head);
}

TEST_F(KnownCalendar, IsTheSameInSmallStepsAndAfterARestart) {
  TellUntilTheRuling();
  Add(30, ReturnDay("otd-1", 100));
  Tell(2, DecouplingStory().size());
  Add(31, ReturnDay("otd-1", 40));
  Add(31, ReturnDay("otd-2", 300));
  for (const size_t step : {size_t{1}, size_t{3}, size_t{1000}}) {
    const std::unique_ptr<Rows> rows = NewMemoryRows();
    // Each step by a projector of its own, with nothing warm.
    while (true) {
      const auto projector = OpenOn(
          *rows, log_.store(),
          {.directory = "", .case_cache_bytes = 0, .events_per_step = step});
      const absl::StatusOr<bool> more = projector->Step();
      ASSERT_TRUE(more.ok()) << more.status();
      if (!*more) break;
    }
    EXPECT_EQ(AllRows(*rows), AllRows(*rows_)) << step;
  }
}

}  // namespace
}  // namespace driehoek
