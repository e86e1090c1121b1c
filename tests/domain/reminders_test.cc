// What is recorded of an obligation when its time comes, by the rhythm.
#include "domain/reminders.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "domain/dates.h"
#include "domain/due_dates.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

absl::Time At(int month, int day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(2026, month, day, hour, minute),
                         Amsterdam());
}

// "REMINDER -3 2026-09-11 08:00"
std::string InWords(const v1::NextOutcome& next) {
  std::string kind = v1::OutcomeKind_Name(next.kind());
  kind = absl::StrReplaceAll(kind, {{"OUTCOME_KIND_", ""}});
  if (next.kind() == v1::OUTCOME_KIND_REMINDER) {
    absl::StrAppend(&kind, " ", next.offset_days());
  }
  return absl::StrCat(
      kind, " ",
      absl::FormatTime("%Y-%m-%d %H:%M", absl::FromUnixMicros(next.at_micros()),
                       Amsterdam()));
}

std::string NextOf(const v1::Due& due) {
  return due.has_next() ? InWords(due.next()) : "nothing";
}

// What is recorded of that one row when nobody acts and the server always runs.
std::vector<std::string> SeriesOf(const Procedure& procedure, CaseKit kit,
                                  const std::string& key, size_t most = 8) {
  std::vector<std::string> series;
  while (series.size() < most) {
    const std::vector<v1::Due> rows = RowsOf(procedure, kit, key);
    if (rows.size() != 1 || !rows[0].has_next()) break;
    series.push_back(InWords(rows[0].next()));
    kit.RecordedNext(rows[0], absl::FromUnixMicros(rows[0].next().at_micros()));
  }
  return series;
}

// The procedure of Utrecht with a change to one row and to the rhythm.
Procedure With(
    const std::string& key, const std::function<void(v1::Obligation&)>& change,
    const std::function<void(v1::Rhythm&)>& change_rhythm = [](v1::Rhythm&) {
    }) {
  v1::Procedure data = UtrechtProcedure().data();
  for (v1::Obligation& obligation : *data.mutable_obligations()) {
    if (obligation.key() == key) change(obligation);
  }
  change_rhythm(*data.mutable_rhythm());
  return Procedure(std::move(data));
}

Procedure WithRhythm(const std::function<void(v1::Rhythm&)>& change) {
  return With("", [](v1::Obligation&) {}, change);
}

// T-01 and T-05 are due on Monday 14 September.
CaseKit MetOnMonday() { return CaseKit().Met("meeting", Day(2026, 9, 7)); }

TEST(Reminders, OfAHardRowComeBeforeOnAndAfterItsLastDay_T01) {
  EXPECT_THAT(
      SeriesOf(UtrechtProcedure(), MetOnMonday(), "T-01"),
      ElementsAre("REMINDER -3 2026-09-11 08:00", "REMINDER 0 2026-09-14 08:00",
                  "BREACH 2026-09-15 00:00", "REMINDER 1 2026-09-15 08:00",
                  "ESCALATION 2026-09-21 08:00", "REMINDER 8 2026-09-22 08:00",
                  "REMINDER 15 2026-09-29 08:00",
                  "REMINDER 22 2026-10-06 08:00"));
}

TEST(Reminders, EndAfterHalfAYear_T01) {
  const std::vector<std::string> all =
      SeriesOf(UtrechtProcedure(), MetOnMonday(), "T-01", 1000);
  // Before, on the day, the morning after and 26 weeks; breach and escalation.
  EXPECT_THAT(all, SizeIs(3 + 26 + 2));
  EXPECT_EQ(all.back(), "REMINDER 183 2027-03-16 08:00");
}

TEST(Reminders, OfATargetComeOnTheDayAndItGoesUpAfterTheTolerance_AS11) {
  EXPECT_THAT(
      SeriesOf(UtrechtProcedure(),
               CaseKit().Ruled(Day(2026, 9, 1), Day(2026, 9, 7)), "T-09"),
      ElementsAre("REMINDER 0 2026-09-28 08:00", "PAST_TARGET 2026-09-29 00:00",
                  "ESCALATION 2026-10-05 08:00"));
}

TEST(Reminders, DoNotGoUpWhereThereIsNoRoleAbove_T02_T12) {
  EXPECT_THAT(SeriesOf(UtrechtProcedure(), MetOnMonday(), "T-05"),
              ElementsAre("REMINDER 0 2026-09-14 08:00",
                          "PAST_TARGET 2026-09-15 00:00"));
  const CaseKit agreed = CaseKit().Happened(
      v1::FACT_KIND_CONTACT_AGREEMENT_STARTED, Day(2026, 9, 7), "agreement");
  for (const std::string& one :
       SeriesOf(UtrechtProcedure(), agreed, "T-02", 1000)) {
    EXPECT_NE(one.substr(0, 10), "ESCALATION");
  }
  EXPECT_THAT(
      SeriesOf(UtrechtProcedure(),
               CaseKit().Ruled(Day(2026, 9, 1), Day(2026, 9, 7)), "T-12"),
      ElementsAre("REMINDER 0 2026-10-07 08:00",
                  "PAST_TARGET 2026-10-08 00:00"));
}

TEST(Reminders, AreOfEveryClassWithOutcomes_AS10) {
  for (const v1::ObligationClass one :
       {v1::OBLIGATION_CLASS_TARGET, v1::OBLIGATION_CLASS_EVENT_BOUND,
        v1::OBLIGATION_CLASS_THRESHOLD, v1::OBLIGATION_CLASS_WINDOW,
        v1::OBLIGATION_CLASS_YEARLY}) {
    EXPECT_THAT(SeriesOf(With("T-01",
                              [one](v1::Obligation& obligation) {
                                obligation.set_obligation_class(one);
                              }),
                         MetOnMonday(), "T-01"),
                ElementsAre("REMINDER 0 2026-09-14 08:00",
                            "PAST_TARGET 2026-09-15 00:00",
                            "ESCALATION 2026-09-17 08:00"))
        << v1::ObligationClass_Name(one);
  }
  for (const v1::ObligationClass one :
       {v1::OBLIGATION_CLASS_SEQUENCE, v1::OBLIGATION_CLASS_COUNT,
        v1::OBLIGATION_CLASS_STANDING, v1::OBLIGATION_CLASS_INDICATOR}) {
    EXPECT_THAT(SeriesOf(With("T-01",
                              [one](v1::Obligation& obligation) {
                                obligation.set_obligation_class(one);
                              }),
                         MetOnMonday(), "T-01"),
                IsEmpty())
        << v1::ObligationClass_Name(one);
  }
}

TEST(Reminders, FollowTheDistanceOfATargetFromItsAnchor_AS11) {
  // When a target of such a bound goes up, in days after it.
  const auto goes_up_after = [](const std::string& bound) {
    const Procedure procedure = With("T-01", [&](v1::Obligation& obligation) {
      obligation.set_obligation_class(v1::OBLIGATION_CLASS_TARGET);
      v1::Bound& only = *obligation.mutable_bounds(0);
      only.Clear();
      if (!google::protobuf::TextFormat::ParseFromString(
              absl::StrCat("anchor: ANCHOR_CREATION ", bound), &only)) {
        ADD_FAILURE() << bound;
      }
    });
    CaseKit kit = MetOnMonday();
    v1::Due due = RowsOf(procedure, kit, "T-01").front();
    while (due.next().kind() != v1::OUTCOME_KIND_ESCALATION) {
      kit.RecordedNext(due, absl::FromUnixMicros(due.next().at_micros()));
      due = RowsOf(procedure, kit, "T-01").front();
    }
    return DayOf(absl::FromUnixMicros(due.next().at_micros())) -
           FromProto(due.due_on());
  };
  EXPECT_EQ(goes_up_after("weeks: 1"), 3);
  EXPECT_EQ(goes_up_after("weeks: 3"), 7);
  EXPECT_EQ(goes_up_after("months: 1"), 7);
  EXPECT_EQ(goes_up_after("days: 60"), 14);
  EXPECT_EQ(goes_up_after("days: 0"), 3) << "no distance: the first";
  EXPECT_EQ(goes_up_after("weeks: 20"), 14) << "beyond the last: the last";
}

TEST(Reminders, FallTogetherOnTheMondayAfterAWeekend) {
  // Due on Saturday the 12th: the day itself and the morning after are both
  // told on Monday, once.
  EXPECT_THAT(
      SeriesOf(UtrechtProcedure(), CaseKit().Met("meeting", Day(2026, 9, 5)),
               "T-01", 6),
      ElementsAre("REMINDER -3 2026-09-09 08:00", "BREACH 2026-09-13 00:00",
                  "REMINDER 1 2026-09-14 08:00", "REMINDER 8 2026-09-21 08:00",
                  "ESCALATION 2026-09-21 08:00",
                  "REMINDER 15 2026-09-28 08:00"));
}

TEST(Reminders, StayAwayAtChristmasAndNewYear) {
  EXPECT_THAT(
      SeriesOf(UtrechtProcedure(), CaseKit().Met("meeting", Day(2026, 12, 17)),
               "T-01", 6),
      ElementsAre("REMINDER -3 2026-12-21 08:00", "REMINDER 0 2026-12-24 08:00",
                  "BREACH 2026-12-25 00:00", "REMINDER 1 2026-12-28 08:00",
                  "ESCALATION 2026-12-31 08:00",
                  "REMINDER 8 2027-01-04 08:00"));
}

TEST(Reminders, AreOneAtEasterThoughThreeDaysAreMeant) {
  // Due on Easter Monday 2026; three days before is Good Friday.
  EXPECT_THAT(
      SeriesOf(UtrechtProcedure(), CaseKit().Met("meeting", Day(2026, 3, 30)),
               "T-01", 3),
      ElementsAre("BREACH 2026-04-07 00:00", "REMINDER 1 2026-04-07 08:00",
                  "ESCALATION 2026-04-13 08:00"));
}

TEST(Reminders, AreAtTheSameHourBeforeAndAfterADaylightSavingChange) {
  // Due on Monday 26 October, the day after the clock went back.
  CaseKit kit = CaseKit().Met("meeting", Day(2026, 10, 19));
  v1::Due due = RowOf(kit, "T-01");
  EXPECT_EQ(
      NextInstantOf(due),
      absl::FromCivil(absl::CivilHour(2026, 10, 23, 6), absl::UTCTimeZone()));
  kit.RecordedNext(due, At(10, 23, 8));
  EXPECT_EQ(
      NextInstantOf(RowOf(kit, "T-01")),
      absl::FromCivil(absl::CivilHour(2026, 10, 26, 7), absl::UTCTimeZone()));
  // And forward, on Sunday 28 March 2027: due on the Tuesday after Easter, of
  // which three days before is that Tuesday too.
  EXPECT_EQ(
      NextInstantOf(RowOf(CaseKit().Met("meeting", Day(2027, 3, 23)), "T-01")),
      absl::FromCivil(absl::CivilHour(2027, 3, 30, 6), absl::UTCTimeZone()));
}

TEST(Reminders, FollowTheRhythmOfTheProcedure) {
  EXPECT_THAT(
      SeriesOf(WithRhythm([](v1::Rhythm& rhythm) {
                 rhythm.set_hour(17);
                 rhythm.set_hard_days_before(0);
                 rhythm.set_hard_repeat_days(2);
                 rhythm.set_hard_repeat_times(1);
                 rhythm.set_hard_escalate_after_days(0);
               }),
               MetOnMonday(), "T-01"),
      // Never up before it is late.
      ElementsAre("REMINDER 0 2026-09-14 17:00", "BREACH 2026-09-15 00:00",
                  "REMINDER 1 2026-09-15 17:00", "ESCALATION 2026-09-15 17:00",
                  "REMINDER 3 2026-09-17 17:00"));
  v1::Procedure data = UtrechtProcedure().data();
  data.clear_rhythm();
  EXPECT_THAT(SeriesOf(Procedure(std::move(data)), MetOnMonday(), "T-01"),
              ElementsAre("BREACH 2026-09-15 00:00"));
}

TEST(Reminders, AreNotForWhatAResidentOrATrainerOwes_A56) {
  for (const v1::Role role : {v1::ROLE_RESIDENT, v1::ROLE_TRAINER}) {
    const Procedure owed = With("T-01", [role](v1::Obligation& obligation) {
      obligation.mutable_owner()->set_role(role);
      obligation.mutable_owner()->set_scope(v1::OWNER_SCOPE_PLACEMENT);
    });
    EXPECT_THAT(SeriesOf(owed, MetOnMonday(), "T-01"),
                ElementsAre("BREACH 2026-09-15 00:00"));
    const Procedure above = With("T-01", [role](v1::Obligation& obligation) {
      obligation.mutable_escalation()->set_role(role);
    });
    for (const std::string& one :
         SeriesOf(above, MetOnMonday(), "T-01", 1000)) {
      EXPECT_NE(one.substr(0, 10), "ESCALATION");
    }
  }
}

TEST(Reminders, SkipWhatCameBeforeTheRowWasKnown_T01) {
  // Held on the 7th, and recorded on Wednesday the 16th.
  EXPECT_THAT(
      SeriesOf(UtrechtProcedure(), MetOnMonday().LearntAt(At(9, 16, 10)),
               "T-01", 4),
      ElementsAre("BREACH 2026-09-15 00:00", "ESCALATION 2026-09-21 08:00",
                  "REMINDER 8 2026-09-22 08:00",
                  "REMINDER 15 2026-09-29 08:00"));
  // At that very moment it is not skipped.
  EXPECT_EQ(NextOf(RowOf(MetOnMonday().LearntAt(At(9, 14, 8)), "T-01")),
            "REMINDER 0 2026-09-14 08:00");
  EXPECT_EQ(
      NextOf(RowOf(MetOnMonday().LearntAt(At(9, 14, 8) + absl::Microseconds(1)),
                   "T-01")),
      "BREACH 2026-09-15 00:00");
}

TEST(Reminders, GoUpAtTheNextCivilHourWhenTheRowWasKnownLater_T01) {
  const auto next_after_breach = [](absl::Time learnt_at) {
    CaseKit kit = MetOnMonday().LearntAt(learnt_at);
    const v1::Due due = RowOf(kit, "T-01");
    EXPECT_EQ(NextOf(due), "BREACH 2026-09-15 00:00");
    kit.Recorded(due);
    return NextOf(RowOf(kit, "T-01"));
  };
  EXPECT_EQ(next_after_breach(At(10, 1, 7)), "ESCALATION 2026-10-01 08:00");
  EXPECT_EQ(next_after_breach(At(10, 1, 8)), "ESCALATION 2026-10-01 08:00");
  EXPECT_EQ(next_after_breach(At(10, 1, 8, 1)), "ESCALATION 2026-10-02 08:00");
  EXPECT_EQ(next_after_breach(At(10, 2, 22)), "ESCALATION 2026-10-05 08:00")
      << "after the weekend";
}

TEST(Reminders, AreOneAfterADowntimeOfWeeks_T01) {
  // Nothing ran from the 8th of September to the 10th of October.
  CaseKit kit = MetOnMonday();
  std::vector<std::string> caught_up;
  while (true) {
    const v1::Due due = RowOf(kit, "T-01");
    caught_up.push_back(NextOf(due));
    if (NextInstantOf(due) > At(10, 10, 3)) break;
    kit.RecordedNext(due, At(10, 10, 3));
  }
  EXPECT_THAT(caught_up, ElementsAre("REMINDER -3 2026-09-11 08:00",
                                     "BREACH 2026-09-15 00:00",
                                     "ESCALATION 2026-09-21 08:00",
                                     "REMINDER 29 2026-10-13 08:00"));
}

TEST(Reminders, AreNotGivenTwiceWhenTheClockOfTheLogIsBehind) {
  CaseKit kit = MetOnMonday();
  kit.RecordedNext(RowOf(kit, "T-01"), At(9, 11, 7));
  EXPECT_EQ(NextOf(RowOf(kit, "T-01")), "REMINDER 0 2026-09-14 08:00");
}

TEST(Reminders, BeginAnewWithAnotherDueDate_T06) {
  // Due on 5 October, two weeks after the decoupling.
  CaseKit kit = CaseKit().Ruled(Day(2026, 9, 14), Day(2026, 9, 21));
  EXPECT_EQ(NextOf(RowOf(kit, "T-06")), "REMINDER -3 2026-10-02 08:00");
  kit.RecordedNext(RowOf(kit, "T-06"), At(10, 2, 8));
  EXPECT_EQ(NextOf(RowOf(kit, "T-06")), "REMINDER 0 2026-10-05 08:00");
  // Now the day before the new start.
  kit.StartsOn(Day(2026, 10, 2)).DatesMovedAt(At(9, 25, 12));
  EXPECT_EQ(NextOf(RowOf(kit, "T-06")), "REMINDER -3 2026-09-28 08:00");
  // And back: what was given of that day was given.
  kit.StartsOn(Day(2026, 12, 1));
  EXPECT_EQ(NextOf(RowOf(kit, "T-06")), "REMINDER 0 2026-10-05 08:00");
}

TEST(Reminders, AreNotGivenInArrearsWhenTheDateMoves_T06) {
  CaseKit kit = CaseKit()
                    .Ruled(Day(2026, 9, 14), Day(2026, 9, 21))
                    .StartsOn(Day(2026, 10, 2));
  // On the evening of Wednesday 30 September: due on the 1st.
  kit.DatesMovedAt(At(9, 30, 22));
  EXPECT_EQ(NextOf(RowOf(kit, "T-06")), "REMINDER 0 2026-10-01 08:00");
}

TEST(Reminders, HaveAnEndInEachCase) {
  EXPECT_EQ(NextOf(RowOf(MetOnMonday().RemindedOften(3999), "T-01")),
            "REMINDER -3 2026-09-11 08:00");
  EXPECT_THAT(
      SeriesOf(UtrechtProcedure(), MetOnMonday().RemindedOften(4000), "T-01"),
      ElementsAre("BREACH 2026-09-15 00:00"));
}

TEST(Reminders, EndWhenItIsDoneOrLapses) {
  CaseKit done = MetOnMonday();
  done.Submitted("D-1", "meeting", Day(2026, 9, 10));
  EXPECT_EQ(NextOf(RowOf(done, "T-01")), "nothing");
  CaseKit closed = MetOnMonday();
  closed.Closed(Day(2026, 9, 10));
  EXPECT_EQ(NextOf(RowOf(closed, "T-05")), "nothing");
}

TEST(Reminders, EndWhenTheDateIsLifted_A37) {
  CaseKit kit = CaseKit()
                    .Happened(v1::FACT_KIND_CONTACT_AGREEMENT_STARTED,
                              Day(2026, 9, 7), "agreement")
                    .Happened(v1::FACT_KIND_RESIDENT_CALL_ATTEMPTED,
                              Day(2026, 9, 9), "agreement");
  EXPECT_TRUE(RowOf(kit, "T-02").date_lifted());
  EXPECT_EQ(NextOf(RowOf(kit, "T-02")), "nothing");
}

v1::Due RowAfter(Scenario& scenario, const std::string& key) {
  for (v1::Due& due : DueDatesOf(UtrechtProcedure(), scenario.CaseAfter())) {
    if (due.obligation().key() == key) return due;
  }
  ADD_FAILURE() << "no row " << key;
  return {};
}

Scenario Met() {
  return Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice)
      .As(v1::ROLE_TEACHER)
      .Today(2026, 9, 10);
}

std::string Deviate(const std::string& kind, const std::string& rest = "") {
  return absl::StrCat("case_id: 'case-1' obligation: 'T-01' ",
                      "why: DEVIATION_REASON_AGREED argument: 'Verzonnen.' ",
                      "consulted: ROLE_RESIDENT consulted: ROLE_TRAINER ",
                      "deviation: DEVIATION_KIND_", kind, " ", rest);
}

TEST(Reminders, EndWhenTheRowIsWaived_S40) {
  Scenario scenario =
      Met().When<v1::RecordDeviation>(Deviate("WAIVE")).ThenDone();
  EXPECT_EQ(NextOf(RowAfter(scenario, "T-01")), "nothing");
  // Later it undoes no breach, and nobody is reminded any more.
  Scenario late = Met()
                      .Today(2026, 9, 16)
                      .When<v1::RecordDeviation>(Deviate("WAIVE"))
                      .ThenDone();
  EXPECT_EQ(NextOf(RowAfter(late, "T-01")), "BREACH 2026-09-15 00:00");
}

TEST(Reminders, BeginAnewWhenTheDayIsMoved_S40) {
  Scenario scenario = Met()
                          .When<v1::RecordDeviation>(Deviate(
                              "MOVE", "due_on { year: 2026 month: 9 day: 25 }"))
                          .ThenDone();
  EXPECT_EQ(NextOf(RowAfter(scenario, "T-01")), "REMINDER -3 2026-09-22 08:00");
}

TEST(Reminders, StandStillWhileTheRowIsPaused_S40) {
  Scenario paused =
      Met().When<v1::RecordDeviation>(Deviate("PAUSE")).ThenDone();
  EXPECT_EQ(NextOf(RowAfter(paused, "T-01")), "nothing");
  const std::string id = paused.CaseAfter().deviations.front().id;
  // Four days were left.
  paused.GoOn()
      .Today(2026, 9, 17)
      .When<v1::ResumeObligation>(
          absl::StrCat("case_id: 'case-1' deviation_id: '", id, "'"))
      .ThenDone();
  const v1::Due due = RowAfter(paused, "T-01");
  EXPECT_EQ(FromProto(due.due_on()), Day(2026, 9, 21));
  EXPECT_EQ(NextOf(due), "REMINDER -3 2026-09-18 08:00");
}

TEST(Reminders, AreNotGivenInArrearsAfterACorrection_S44) {
  Scenario scenario = Met();
  Position meeting = 0;
  for (const auto& past : scenario.CaseAfter().past) {
    if (past->event.has_triangular_meeting_held()) meeting = past->position;
  }
  // Held on Friday the 4th, it turns out on Thursday the 10th at noon: due on
  // the 11th, and the reminder of the 8th is too late.
  scenario.GoOn()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::CorrectFact>(absl::StrCat(
          "case_id: 'case-1' reason: 'Verzonnen.' corrects: ", meeting,
          " happened_on { year: 2026 month: 9 day: 4 }"))
      .ThenDone();
  const v1::Due due = RowAfter(scenario, "T-01");
  EXPECT_EQ(FromProto(due.due_on()), Day(2026, 9, 11));
  EXPECT_EQ(NextOf(due), "REMINDER 0 2026-09-11 08:00");
}

TEST(Reminders, WaitForNoOtherKind_T01) {
  CaseKit kit = MetOnMonday();
  v1::Due due = RowOf(kit, "T-01");
  EXPECT_EQ(NextOf(due), "REMINDER -3 2026-09-11 08:00");
  ASSERT_THAT(due.after_next(), SizeIs(2));
  EXPECT_EQ(InWords(due.after_next(0)), "BREACH 2026-09-15 00:00");
  EXPECT_EQ(InWords(due.after_next(1)), "ESCALATION 2026-09-21 08:00");
  PassNext(due);
  EXPECT_EQ(NextOf(due), "BREACH 2026-09-15 00:00");
  EXPECT_THAT(due.after_next(), SizeIs(1));
  PassNext(due);
  PassNext(due);
  EXPECT_EQ(NextOf(due), "nothing");
}

TEST(Reminders, AskForThemselvesInWords_T01) {
  CaseKit kit = MetOnMonday();
  const v1::RecordOutcome reminder = CommandOfNext(RowOf(kit, "T-01"));
  EXPECT_EQ(reminder.outcome(), v1::OUTCOME_KIND_REMINDER);
  EXPECT_EQ(reminder.offset_days(), -3);
  EXPECT_EQ(absl::FromUnixMicros(reminder.at_micros()), At(9, 11, 8));
  EXPECT_EQ(FromProto(reminder.due_on()), Day(2026, 9, 14));
  EXPECT_EQ(reminder.owner().role(), v1::ROLE_TEACHER);
  EXPECT_EQ(reminder.source_position(), kit.state().last_position);
  v1::Due due = RowOf(kit, "T-01");
  while (due.next().kind() != v1::OUTCOME_KIND_BREACH) {
    kit.RecordedNext(due, absl::FromUnixMicros(due.next().at_micros()));
    due = RowOf(kit, "T-01");
  }
  EXPECT_EQ(CommandOfNext(due).SerializeAsString(),
            OutcomeOf(due).SerializeAsString());
  while (due.next().kind() != v1::OUTCOME_KIND_ESCALATION) {
    kit.RecordedNext(due, absl::FromUnixMicros(due.next().at_micros()));
    due = RowOf(kit, "T-01");
  }
  const v1::RecordOutcome escalation = CommandOfNext(due);
  EXPECT_EQ(escalation.outcome(), v1::OUTCOME_KIND_ESCALATION);
  EXPECT_EQ(escalation.owner().role(), v1::ROLE_PROGRAMME_MANAGER);
  EXPECT_EQ(escalation.owner().scope().training_year(), 1);
}

}  // namespace
}  // namespace driehoek
