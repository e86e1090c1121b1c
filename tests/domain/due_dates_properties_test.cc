// What holds for due dates whatever the dates and the order of recording.
#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/holidays.h"
#include "domain/dates.h"
#include "domain/due_dates.h"
#include "domain/reminders.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"
#include "tests/kit/properties.h"

namespace driehoek {
namespace {

// Any day of the years for which the royal decrees are known.
Day AnyDay() { return Day(2023, 1, 1) + DrawNumber(0, 6 * 365); }

// The procedure of Utrecht with this way of counting days.
Procedure UtrechtWith(v1::Shift shift) {
  v1::Procedure data = UtrechtProcedure().data();
  data.mutable_calendar()->set_shift(shift);
  return Procedure(std::move(data));
}

const std::array<Procedure, 2>& BothCalendars() {
  static const auto* const both = new std::array<Procedure, 2>{
      UtrechtWith(v1::SHIFT_NONE), UtrechtWith(v1::SHIFT_NEXT_WORKING_DAY)};
  return *both;
}

using Step = std::function<void(CaseKit&)>;

Step Happening(v1::FactKind kind, Day on, const std::string& about = "") {
  return [=](CaseKit& kit) { kit.Happened(kind, on, about); };
}

// The things that happened in a case, each on its own day: of two of one day
// the log decides, which is another order.
std::vector<Step> ThingsThatHappened() {
  Day day = AnyDay();
  const auto later = [&] { return day += DrawNumber(1, 30); };
  std::vector<Step> steps;
  steps.push_back(
      Happening(v1::FACT_KIND_CONTACT_AGREEMENT_STARTED, later(), "agreement"));
  if (DrawWhether()) {
    steps.push_back(
        Happening(v1::FACT_KIND_RESIDENT_CALL_ATTEMPTED, later(), "agreement"));
  }
  if (DrawWhether()) {
    steps.push_back(
        Happening(v1::FACT_KIND_RESIDENT_CALLED, later(), "agreement"));
  }
  const int meetings = DrawNumber(1, 3);
  for (int i = 0; i < meetings; ++i) {
    const std::string meeting = absl::StrCat("meeting-", i);
    steps.push_back([=, on = later()](CaseKit& kit) { kit.Met(meeting, on); });
    if (DrawWhether()) {
      steps.push_back([=, on = later(), filed_on = later()](CaseKit& kit) {
        kit.Submitted("D-1", meeting, on)
            .Archived("D-1", "EP", filed_on)
            .Archived("D-1", "OD", filed_on);
      });
    }
    if (DrawWhether()) {
      steps.push_back(
          Happening(v1::FACT_KIND_TRAINER_CHECK_UP_HELD, later(), meeting));
    }
  }
  const Day ruled_on = later();
  steps.push_back([=, effective_on = ruled_on + DrawNumber(0, 20)](
                      CaseKit& kit) { kit.Ruled(ruled_on, effective_on); });
  if (DrawWhether()) {
    steps.push_back(Happening(v1::FACT_KIND_RESIDENT_EVALUATION_HELD, later(),
                              "resident-evaluation"));
    steps.push_back([=, on = later()](CaseKit& kit) {
      kit.Submitted("D-7", "resident-evaluation", on).Archived("D-7", "EP", on);
    });
  }
  if (DrawWhether()) {
    steps.push_back([on = later()](CaseKit& kit) { kit.Started(on); });
  }
  if (DrawWhether()) {
    steps.push_back(
        Happening(v1::FACT_KIND_MANAGER_CONTACT_HELD, later(), "contact"));
  }
  return steps;
}

std::string Written(bool known, const v1::Date& date) {
  return known ? IsoDay(FromProto(date)) : "-";
}

// Every row without the positions, which are of the order, sorted.
std::vector<std::string> WhatIsOwed(const Procedure& procedure,
                                    const std::vector<Step>& steps) {
  CaseKit kit;
  for (const Step& step : steps) step(kit);
  std::vector<std::string> owed;
  for (const v1::Due& due : DueDatesOf(procedure, kit.state())) {
    owed.push_back(absl::StrCat(
        due.obligation().key(), " since ", Written(true, due.created_on()),
        " due ", Written(due.has_due_on(), due.due_on()), " done ",
        Written(due.has_fulfilled_on(), due.fulfilled_on()), " ",
        v1::DueStatus_Name(due.status()), " ",
        v1::Timeliness_Name(due.timeliness()),
        due.date_lifted() ? " lifted" : ""));
  }
  std::sort(owed.begin(), owed.end());
  return owed;
}

TEST(AnyOrderOfRecording, GivesTheSameDueDates_AS6) {
  int late = 0;
  Holds(400, [&] {
    const std::vector<Step> steps = ThingsThatHappened();
    const Procedure& procedure = BothCalendars()[DrawWhether() ? 1 : 0];
    const std::vector<std::string> owed = WhatIsOwed(procedure, steps);
    RC_ASSERT(owed.size() >= 6u);
    for (int i = 0; i < 4; ++i) {
      RC_ASSERT(WhatIsOwed(procedure, DrawOrder(steps)) == owed);
    }
    if (absl::StrContains(absl::StrJoin(owed, "\n"), "TIMELINESS_LATE")) {
      ++late;
    }
  });
  EXPECT_GT(late, 0) << "nothing was ever late";
}

TEST(TheEvaluation, ComesBeforeTheNewStartUnderEveryCalendar_T06) {
  int shifted = 0;
  int before_the_start = 0;
  Holds(2000, [&] {
    const Day effective_on = AnyDay();
    const Day starts_on = effective_on + DrawNumber(0, 40);
    CaseKit kit = CaseKit()
                      .Ruled(effective_on - DrawNumber(0, 10), effective_on)
                      .StartsOn(starts_on);
    for (const Procedure& procedure : BothCalendars()) {
      const std::vector<v1::Due> rows = RowsOf(procedure, kit, "T-06");
      RC_ASSERT(rows.size() == 1u);
      const Day due_on = FromProto(rows[0].due_on());
      RC_ASSERT(due_on <= starts_on - 1);
      if (due_on > effective_on + 14) ++shifted;
      if (due_on == starts_on - 1) ++before_the_start;
    }
  });
  EXPECT_GT(shifted, 0) << "no two weeks ended on a day off";
  EXPECT_GT(before_the_start, 0) << "no start was near";
}

TEST(Months, NeitherDriftNorBecomeInvalid_AS3) {
  int clamped = 0;
  int drifting = 0;
  Holds(5000, [&] {
    const Day anchor = AnyDay();
    const auto counted = [](Day from, int months) {
      v1::Bound bound;
      bound.set_months(months);
      return CountedFrom(from, bound);
    };
    const int months = DrawNumber(-60, 60);
    const Day day = counted(anchor, months);
    // The month that many on, and in it the same day or the last.
    RC_ASSERT(absl::CivilMonth(day) == absl::CivilMonth(anchor) + months);
    const Day last = Day(absl::CivilMonth(day) + 1) - 1;
    RC_ASSERT(day.day() == std::min(anchor.day(), last.day()));
    // A month more, or a day later, never comes to an earlier day.
    RC_ASSERT(counted(anchor, months + 1) > day);
    RC_ASSERT(counted(anchor + 1, months) >= day);
    // All at once: a short month on the way takes no day off.
    if (day.day() < anchor.day()) ++clamped;
    if (counted(counted(anchor, months - 1), 1) != day) ++drifting;
  });
  EXPECT_GT(clamped, 0) << "no month was too short";
  EXPECT_GT(drifting, 0) << "counted month by month it were always the same";
}

TEST(Breaches, AreAtMidnightInAmsterdamOnEveryDay_AS4) {
  for (Day day(2000, 1, 1); day < Day(2100, 1, 1); ++day) {
    const absl::TimeZone::CivilInfo utc =
        absl::UTCTimeZone().At(StartOf(day + 1));
    ASSERT_TRUE(
        utc.cs == absl::CivilSecond(day.year(), day.month(), day.day(), 22) ||
        utc.cs == absl::CivilSecond(day.year(), day.month(), day.day(), 23))
        << day << ": " << utc.cs;
    ASSERT_EQ(utc.subsecond, absl::ZeroDuration()) << day;
  }
}

TEST(Breaches, OfEveryRowAreAtTwentyTwoOrTwentyThreeHoursZulu_AS4) {
  int in_summer = 0;
  int in_winter = 0;
  Holds(300, [&] {
    CaseKit kit;
    for (const Step& step : ThingsThatHappened()) step(kit);
    for (const v1::Due& due : DueDatesOf(UtrechtProcedure(), kit.state())) {
      const std::optional<absl::Time> at = FallsDueAt(due);
      if (!at.has_value()) continue;
      const absl::CivilSecond utc =
          absl::ToCivilSecond(*at, absl::UTCTimeZone());
      RC_ASSERT(absl::CivilDay(utc) == FromProto(due.due_on()));
      RC_ASSERT(utc.hour() == 22 || utc.hour() == 23);
      RC_ASSERT(utc.minute() * 60 + utc.second() == 0);
      ++(utc.hour() == 22 ? in_summer : in_winter);
    }
  });
  EXPECT_GT(in_summer, 0);
  EXPECT_GT(in_winter, 0);
}

// What the rows say of a breach, by obligation and due date.
std::string BreachOf(const std::vector<v1::Due>& dues,
                     const RecordedOutcome& outcome) {
  for (const v1::Due& due : dues) {
    if (DueKey(due.obligation()) != DueKey(outcome.obligation)) continue;
    return absl::StrCat(v1::BreachState_Name(due.breach()), " ",
                        Written(due.has_breach_due_on(), due.breach_due_on()));
  }
  return "no row";
}

TEST(ABreach, LeavesOnlyByAnExplicitWithdrawal_AS6) {
  int kept = 0;
  int withdrawn = 0;
  Holds(500, [&] {
    const Procedure& procedure = BothCalendars()[DrawWhether() ? 1 : 0];
    CaseKit kit;
    size_t recorded = 0;
    for (const Step& step : DrawOrder(ThingsThatHappened())) {
      step(kit);
      // What is recorded now may have been in time, or move a day.
      const std::vector<v1::Due> dues = DueDatesOf(procedure, kit.state());
      for (const RecordedOutcome& outcome : kit.state().outcomes) {
        if (outcome.kind != v1::OUTCOME_KIND_BREACH) continue;
        RC_ASSERT(BreachOf(dues, outcome) ==
                  absl::StrCat(outcome.withdrawn.has_value()
                                   ? "BREACH_STATE_WITHDRAWN "
                                   : "BREACH_STATE_RECORDED ",
                               IsoDay(outcome.due_on)));
      }
      const std::vector<v1::BreachWithdrawn> withdrawals =
          WithdrawalsOf(kit.state(), dues);
      if (DrawWhether()) {
        kit.Withdrawn(procedure);
        withdrawn += static_cast<int>(withdrawals.size());
        RC_ASSERT(WithdrawalsOf(kit.state(), DueDatesOf(procedure, kit.state()))
                      .empty());
      }
      // Each once, whatever became of it.
      for (const v1::Due& due : DueDatesOf(procedure, kit.state())) {
        if (!FallsDueAt(due).has_value() || due.has_breach_due_on() ||
            due.obligation_class() != v1::OBLIGATION_CLASS_HARD ||
            !DrawWhether()) {
          continue;
        }
        kit.Recorded(due);
        ++recorded;
      }
      RC_ASSERT(kit.state().outcomes.size() == recorded);
    }
    for (const RecordedOutcome& outcome : kit.state().outcomes) {
      if (!outcome.withdrawn.has_value()) ++kept;
    }
  });
  EXPECT_GT(kept, 0) << "no breach stayed";
  EXPECT_GT(withdrawn, 0) << "no breach was withdrawn";
}

// The row of which something is recorded first; null when nothing is to come.
const v1::Due* FirstOf(const std::vector<v1::Due>& rows) {
  const v1::Due* first = nullptr;
  for (const v1::Due& due : rows) {
    if (due.has_next() && (first == nullptr || due.next().at_micros() <
                                                   first->next().at_micros())) {
      first = &due;
    }
  }
  return first;
}

TEST(Reminders, AreByDayAndOnceHoweverLateTheyAreRecorded_AS10) {
  constexpr int kMostOfARow = 3 + 26 + 1;  // And the escalation.
  int reminders = 0;
  Holds(30, [&] {
    CaseKit kit;
    for (const Step& step : ThingsThatHappened()) step(kit);
    absl::Time now = absl::InfinitePast();
    std::map<std::string, int> of_row;
    std::map<std::string, absl::Time> reminded;
    while (true) {
      const std::vector<v1::Due> rows =
          DueDatesOf(UtrechtProcedure(), kit.state());
      const v1::Due* const due = FirstOf(rows);
      if (due == nullptr) break;
      const absl::Time at = absl::FromUnixMicros(due->next().at_micros());
      now = std::max(now, at);
      // Now and then nothing runs for a while.
      if (DrawNumber(1, 20) == 20) now += absl::Hours(DrawNumber(1, 1000));
      const std::string key = DueKey(due->obligation());
      if (IsReminder(due->next().kind())) {
        ++reminders;
        RC_ASSERT(++of_row[key] <= kMostOfARow);
        RC_ASSERT(IsWorkingDay(DayOf(at)));
        RC_ASSERT(absl::ToCivilSecond(at, Amsterdam()) ==
                  absl::CivilSecond(absl::CivilHour(DayOf(at)) + 8));
      }
      if (due->next().kind() == v1::OUTCOME_KIND_REMINDER) {
        const auto before = reminded.find(key);
        // RC_ASSERT takes both sides of an || whatever the first one says.
        const bool later = before == reminded.end() || at > before->second;
        RC_ASSERT(later);
        reminded[key] = now;
      }
      kit.RecordedNext(*due, now);
    }
  });
  EXPECT_GT(reminders, 0);
}

}  // namespace
}  // namespace driehoek
