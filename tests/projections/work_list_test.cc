#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/civil.h"
#include "domain/dates.h"
#include "domain/reminders.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/case_row.h"
#include "tests/kit/procedures.h"
#include "tests/projections/projector_fixture.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

WorkListQuery For(v1::Role role, int day) {
  WorkListQuery query;
  query.caller.person_id = "someone";
  query.caller.role = role;
  query.today = kMonday + day;
  return query;
}

v1::RoleHeld& Grant(WorkListQuery& query) {
  v1::RoleHeld& held = query.caller.grants.emplace_back();
  held.set_role(query.caller.role);
  return held;
}

WorkListQuery TeacherOf(const std::string& group, int day = 0) {
  WorkListQuery query = For(v1::ROLE_TEACHER, day);
  Grant(query).mutable_scope()->set_group_id(group);
  return query;
}

WorkListQuery AssistantOfYear(int year, int day = 0) {
  WorkListQuery query = For(v1::ROLE_YEAR_ASSISTANT, day);
  Grant(query).mutable_scope()->set_training_year(year);
  return query;
}

class WorkList : public SeenLog {
 protected:
  // "T-01 of case-1"
  std::vector<std::string> Listed(const WorkListQuery& query) const {
    std::vector<std::string> rows;
    const Page<v1::Due> page = views().ListObligations(query).value();
    rows.reserve(page.rows.size());
    for (const v1::Due& due : page.rows) {
      rows.push_back(absl::StrCat(due.obligation().key(), " of ",
                                  due.obligation().case_id()));
    }
    return rows;
  }

  // Of all pages: "T-01 by 12".
  std::vector<std::string> Keys(WorkListQuery query) const {
    std::vector<std::string> keys;
    do {
      const Page<v1::Due> page = views().ListObligations(query).value();
      for (const v1::Due& due : page.rows) {
        keys.push_back(absl::StrCat(due.obligation().key(), " by ",
                                    due.obligation().created_by()));
      }
      query.page_token = page.next_page_token;
    } while (!query.page_token.empty());
    return keys;
  }
};

TEST_F(WorkList, HoldsWhatTheRoleOwesInItsScope_T01) {
  Tell(1, 2);
  EXPECT_THAT(Listed(TeacherOf("group-1")),
              UnorderedElementsAre("T-01 of case-1", "T-05 of case-1"));
  EXPECT_THAT(Listed(TeacherOf("group-2")), IsEmpty());
  EXPECT_THAT(Listed(AssistantOfYear(1)), IsEmpty());
  // Someone who holds the role in the whole institute.
  WorkListQuery everywhere = For(v1::ROLE_TEACHER, 0);
  Grant(everywhere);
  EXPECT_THAT(Listed(everywhere), SizeIs(2));
  EXPECT_THAT(Listed(For(v1::ROLE_TEACHER, 0)), IsEmpty());
}

// Leave, a vacancy: what is owed is owed by a role, so that whoever holds it
// now sees the list, and nothing is handed over.
TEST_F(WorkList, IsOfWhoeverHoldsTheRoleNow_A31) {
  Tell(1, 4);
  WorkListQuery before = AssistantOfYear(1);
  before.caller.person_id = "year-assistant-1";
  WorkListQuery after = AssistantOfYear(1);
  after.caller.person_id = "year-assistant-9";
  EXPECT_THAT(Listed(before), ElementsAre("T-32 of case-1"));
  EXPECT_EQ(Listed(after), Listed(before));
  after.caller.grants.clear();  // Before the first day in the role.
  EXPECT_THAT(Listed(after), IsEmpty());
}

TEST_F(WorkList, StaysWithTheFormerGroupUntilItIsTakenAlong_A31) {
  Tell(1, 2);
  Add(2, R"pb(case_handed_over {
                case_id: "case-1"
                group_id: "group-3"
                training_year: 2 on @2
              })pb");
  Add(3, R"pb(triangular_meeting_held {
                case_id: "case-1"
                meeting_id: "meeting-x"
                outcome: MEETING_OUTCOME_FOLLOW_UP on @3
              })pb");
  EXPECT_THAT(Listed(TeacherOf("group-1")), ElementsAre("T-01 of case-1"));
  EXPECT_THAT(Listed(TeacherOf("group-3")),
              UnorderedElementsAre("T-01 of case-1", "T-05 of case-1"));
  WorkListQuery of_case = TeacherOf("group-1");
  of_case.case_id = "case-1";
  EXPECT_THAT(Listed(of_case), ElementsAre("T-01 of case-1"));
  Add(4, R"pb(case_handed_over {
                case_id: "case-1"
                group_id: "group-3"
                training_year: 2
                with_open: true on @4
              })pb");
  EXPECT_THAT(Listed(TeacherOf("group-1")), IsEmpty());
  EXPECT_THAT(Listed(TeacherOf("group-3")), SizeIs(3));
}

TEST_F(WorkList, HoldsWhatIsWatchedOnlyWhenAsked) {
  Tell(1, 2);
  WorkListQuery query = AssistantOfYear(1);
  query.watched_too = true;
  EXPECT_THAT(Listed(query), ElementsAre("T-01 of case-1"));
  query.caller.grants[0].mutable_scope()->set_training_year(2);
  EXPECT_THAT(Listed(query), IsEmpty());
}

TEST_F(WorkList, LosesWhatIsDoneAndKeepsItForWhoAsks) {
  Tell(1, 4);  // Checked up, and the report is in.
  EXPECT_THAT(Listed(TeacherOf("group-1")), IsEmpty());
  WorkListQuery query = TeacherOf("group-1");
  query.ended_too = true;
  EXPECT_THAT(Listed(query),
              UnorderedElementsAre("T-01 of case-1", "T-05 of case-1"));
  // The task went to whoever files it.
  EXPECT_THAT(Listed(AssistantOfYear(1)), ElementsAre("T-32 of case-1"));
}

TEST_F(WorkList, ComesMostUrgentFirst) {
  Tell(1, DecouplingStory().size() - 30);  // Undated and dated ones.
  for (const int day : {9, 3}) {
    const int number = 100 + day;
    log_.Tell(
        number,
        {{day, DecouplingStory()[0].event},
         {day, absl::StrCat(R"pb(triangular_meeting_held {
                                   case_id: "case-$"
                                   meeting_id: "meeting-$"
                                   outcome: MEETING_OUTCOME_FOLLOW_UP on @)pb",
                            day, " }")}});
  }
  Look();
  WorkListQuery query = TeacherOf("group-1");
  query.ended_too = true;
  std::vector<absl::CivilDay> days;
  const Page<v1::Due> page = views().ListObligations(query).value();
  for (const v1::Due& due : page.rows) {
    if (due.has_due_on()) days.push_back(FromProto(due.due_on()));
  }
  EXPECT_THAT(days, SizeIs(::testing::Ge(6u)));
  EXPECT_TRUE(std::is_sorted(days.begin(), days.end()));
}

TEST_F(WorkList, SaysHowEachStandsOnTheDayOfReading) {
  Tell(1, 2);
  const auto timeliness = [this](int day) {
    return views()
        .ListObligations(TeacherOf("group-1", day))
        .value()
        .rows[0]
        .timeliness();
  };
  EXPECT_EQ(timeliness(7), v1::TIMELINESS_IN_TIME);
  EXPECT_NE(timeliness(8), v1::TIMELINESS_IN_TIME);
}

TEST_F(WorkList, ComesInPagesThatLeaveNothingOutAndRepeatNothing) {
  for (int number = 1; number <= 20; ++number) Tell(number, 2 + number % 4);
  WorkListQuery query = TeacherOf("group-1");
  query.watched_too = true;
  query.ended_too = true;
  // A second grant that sees the same rows.
  Grant(query);
  const std::vector<std::string> whole = Listed(query);
  EXPECT_THAT(whole, SizeIs(40));
  std::vector<std::string> paged;
  query.page_size = 7;
  do {
    const Page<v1::Due> page = views().ListObligations(query).value();
    EXPECT_LE(page.rows.size(), 7u);
    for (const v1::Due& due : page.rows) {
      paged.push_back(absl::StrCat(due.obligation().key(), " of ",
                                   due.obligation().case_id()));
    }
    query.page_token = page.next_page_token;
  } while (!query.page_token.empty());
  EXPECT_EQ(paged, whole);
}

TEST_F(WorkList, IsInTheOrderOfTheCase) {
  Tell(1, DecouplingStory().size());
  const v1::Case row = views().GetCase("case-1").value();
  ASSERT_GT(row.obligations_size(), 15);
  for (int i = 1; i < row.obligations_size(); ++i) {
    EXPECT_LT(UrgencyOf(row.obligations(i - 1)), UrgencyOf(row.obligations(i)));
  }
}

TEST_F(WorkList, OfOneCaseIsReadTheSameWay) {
  for (int number = 1; number <= 3; ++number) Tell(number, 11);
  WorkListQuery query = TeacherOf("group-1");
  query.ended_too = true;
  query.case_id = "2026-2";
  const std::vector<std::string> whole = Listed(query);
  EXPECT_THAT(whole, SizeIs(::testing::Gt(3u)));
  query.page_size = 1;
  std::vector<std::string> paged;
  do {
    const Page<v1::Due> page = views().ListObligations(query).value();
    for (const v1::Due& due : page.rows) {
      EXPECT_EQ(due.obligation().case_id(), "case-2");
      paged.push_back(absl::StrCat(due.obligation().key(), " of ",
                                   due.obligation().case_id()));
    }
    query.page_token = page.next_page_token;
  } while (!query.page_token.empty());
  EXPECT_EQ(paged, whole);
}

TEST_F(WorkList, OfOneCasePassesNoneOfThoseThatAreEquallyUrgent) {
  // Tasks of one day, created by events 99 and before, 100 and after.
  Tell(1, 1);
  while (log_.store().head() < 95) {
    Add(0, R"pb(person_registered { person_id: "person-1" name: "Proef" })pb");
  }
  for (int i = 0; i < 9; ++i) {
    v1::Event held = EventIn(1, R"pb(triangular_meeting_held {
                                       case_id: "case-$" on @5
                                       outcome: MEETING_OUTCOME_NO_DECOUPLING
                                     })pb");
    held.mutable_triangular_meeting_held()->set_meeting_id(
        absl::StrCat("meeting-", i));
    log_.Add(TenOn(5), {held});
    Look();
  }
  WorkListQuery query = TeacherOf("group-1", 5);
  query.ended_too = true;
  const std::vector<std::string> of_all = Keys(query);
  EXPECT_THAT(of_all, SizeIs(::testing::Ge(9u)));
  query.case_id = "case-1";
  EXPECT_EQ(Keys(query), of_all) << "the order is the same";
  query.page_size = 1;
  EXPECT_EQ(Keys(query), of_all);
}

TEST_F(WorkList, HidesCasesInWhichTheStaffMemberHasAPart_A55) {
  for (int number = 1; number <= 3; ++number) Tell(number, 16);
  for (const v1::Role role : {v1::ROLE_TEACHER, v1::ROLE_YEAR_ASSISTANT,
                              v1::ROLE_PROGRAMME_MANAGER}) {
    WorkListQuery query = For(role, 11);
    Grant(query);
    query.watched_too = true;
    query.ended_too = true;
    const auto cases_seen_by = [&](const std::string& person) {
      query.caller.person_id = person;
      std::set<std::string> cases;
      const Page<v1::Due> page = views().ListObligations(query).value();
      for (const v1::Due& due : page.rows) {
        cases.insert(due.obligation().case_id());
      }
      return cases;
    };
    EXPECT_THAT(cases_seen_by("someone"),
                ElementsAre("case-1", "case-2", "case-3"));
    EXPECT_THAT(cases_seen_by("trainer-2"), ElementsAre("case-1", "case-3"));
    EXPECT_THAT(cases_seen_by("candidate-3"), ElementsAre("case-1", "case-2"));
  }
}

class DueIndex : public SeenLog {
 protected:
  explicit DueIndex(
      const std::string& procedure = TextOfUtrechtWithoutReminders())
      : SeenLog(procedure) {}

  // "T-01 of case-1"
  std::vector<std::string> Fallen(absl::Time now, size_t limit = 100) const {
    std::vector<std::string> rows;
    const std::vector<FallenDue> all =
        views()
            .ListFallenDue(now, limit, [](const auto&) { return false; })
            .value();
    rows.reserve(all.size());
    for (const FallenDue& fallen : all) {
      rows.push_back(absl::StrCat(fallen.due.obligation().key(), " of ",
                                  fallen.due.obligation().case_id()));
    }
    return rows;
  }
  std::optional<absl::Time> Next(absl::Time now) const {
    return views().NextDueInstant(now).value();
  }
};

TEST_F(DueIndex, HoldsWhatFallsDueAtTheStartOfTheDayAfter_AS4) {
  Tell(1, 2);
  EXPECT_EQ(views().open_due(), 2u);
  const absl::Time due = StartOf(kMonday + 8);
  EXPECT_THAT(Fallen(due - absl::Microseconds(1)), IsEmpty());
  EXPECT_THAT(Fallen(due),
              UnorderedElementsAre("T-01 of case-1", "T-05 of case-1"));
  EXPECT_EQ(Next(TenOn(0)), due);
  EXPECT_EQ(Next(due), std::nullopt);
}

TEST_F(DueIndex, GivesAllThatFellDueOfACaseTogether) {
  Tell(1, 2);
  Tell(2, 2);
  const absl::Time due = StartOf(kMonday + 8);
  const std::vector<std::string> all = {"T-01 of case-1", "T-05 of case-1",
                                        "T-01 of case-2", "T-05 of case-2"};
  EXPECT_EQ(Fallen(due), all);
  EXPECT_EQ(Fallen(due, 3), all);
  EXPECT_THAT(Fallen(due, 2), ElementsAre(all[0], all[1]));
  EXPECT_THAT(Fallen(due, 1), ElementsAre(all[0], all[1]));
}

TEST_F(DueIndex, LeavesOutTheCasesToBeSkipped) {
  Tell(1, 2);
  Tell(2, 2);
  const std::vector<FallenDue> rest =
      views()
          .ListFallenDue(
              StartOf(kMonday + 8), 2,
              [](const std::string& case_id) { return case_id == "case-1"; })
          .value();
  ASSERT_EQ(rest.size(), 2u);
  EXPECT_EQ(rest[0].due.obligation().case_id(), "case-2");
  EXPECT_EQ(rest[1].due.obligation().case_id(), "case-2");
}

TEST_F(DueIndex, LosesWhatIsDoneAndWhatLapsed) {
  Tell(1, 4);
  EXPECT_EQ(views().open_due(), 0u);
  EXPECT_EQ(Next(TenOn(0)), std::nullopt);
}

TEST_F(DueIndex, LosesWhatIsRecorded) {
  Tell(1, 2);
  const auto fallen = views()
                          .ListFallenDue(StartOf(kMonday + 8), 9,
                                         [](const auto&) { return false; })
                          .value();
  for (const FallenDue& row : fallen) {
    if (row.due.obligation().key() != "T-01") continue;
    v1::Event breach;
    *breach.mutable_breach_recorded()->mutable_obligation() =
        row.due.obligation();
    *breach.mutable_breach_recorded()->mutable_due_on() = row.due.due_on();
    log_.Add(TenOn(9), {breach});
  }
  Look();
  EXPECT_EQ(views().open_due(), 1u);
  EXPECT_THAT(Fallen(TenOn(9)), ElementsAre("T-05 of case-1"));
  const v1::Due row = views().GetCase("case-1").value().obligations(0);
  EXPECT_EQ(row.breach(), v1::BREACH_STATE_RECORDED);
}

TEST_F(DueIndex, FindsARowThatWasPutBeforeItsFront) {
  Tell(1, 2);
  EXPECT_EQ(Next(TenOn(-50)), StartOf(kMonday + 8));
  // Registered later, happened earlier.
  log_.Add(TenOn(5), {EventIn(2, DecouplingStory()[0].event),
                      EventIn(2, R"pb(triangular_meeting_held {
                                        case_id: "case-$"
                                        meeting_id: "meeting-$" on @0
                                        outcome: MEETING_OUTCOME_FOLLOW_UP
                                      })pb")});
  v1::Event early = EventIn(3, DecouplingStory()[0].event);
  v1::Event held = EventIn(3, R"pb(triangular_meeting_held {
                                     case_id: "case-$"
                                     meeting_id: "meeting-$"
                                     outcome: MEETING_OUTCOME_FOLLOW_UP
                                   })pb");
  *held.mutable_triangular_meeting_held()->mutable_on() = ToProto(kMonday - 20);
  log_.Add(TenOn(5), {early, held});
  Look();
  EXPECT_EQ(Next(TenOn(-50)), StartOf(kMonday - 12));
  EXPECT_EQ(Next(TenOn(0)), StartOf(kMonday + 8));
  EXPECT_EQ(views().open_due(), 6u);
}

TEST_F(DueIndex, MovesWithTheStartOfTheNewPlacement_T06) {
  Tell(1, 22);
  const auto due_on = [this] {
    const v1::Case row = views().GetCase("case-1").value();
    for (const v1::Due& due : row.obligations()) {
      if (due.obligation().key() == "T-06") return FromProto(due.due_on());
    }
    return absl::CivilDay();
  };
  EXPECT_EQ(due_on(), kMonday + 26);  // Two weeks after the decoupling.
  const uint64_t open = views().open_due();
  Add(18, R"pb(new_placement_start_moved {
                 case_id: "case-1"
                 new_placement_id: "placement-new-1" on @18 starts_on @24
               })pb");
  EXPECT_EQ(due_on(), kMonday + 23);
  EXPECT_EQ(views().open_due(), open);
  EXPECT_EQ(Next(TenOn(0)), StartOf(kMonday + 24));
  Add(19, R"pb(new_placement_start_moved {
                 case_id: "case-1"
                 new_placement_id: "placement-new-1" on @19 starts_on @40
               })pb");
  EXPECT_EQ(due_on(), kMonday + 26);
  EXPECT_EQ(Next(TenOn(0)), StartOf(kMonday + 27));
}

class DueIndexWithReminders : public DueIndex {
 protected:
  DueIndexWithReminders() : DueIndex(TextOf(kUtrechtFile)) {}
};

TEST_F(DueIndexWithReminders, IsInOrderOfWhatIsRecordedNext_T01) {
  Tell(1, 2);
  // T-01 three days before it is due; T-05 on the day.
  EXPECT_EQ(Next(TenOn(0)), StartOf(kMonday + 4) + absl::Hours(8));
  EXPECT_THAT(Fallen(TenOn(4)), ElementsAre("T-01 of case-1"));
  EXPECT_EQ(Next(TenOn(4)), StartOf(kMonday + 7) + absl::Hours(8));
  EXPECT_EQ(views().open_due(), 2u);
}

TEST_F(DueIndexWithReminders, GivesAllThatCameOfARowTogether_T01) {
  Tell(1, 2);
  const auto kinds_until = [this](absl::Time now) {
    std::vector<std::string> kinds;
    const std::vector<FallenDue> fallen =
        views()
            .ListFallenDue(now, 100, [](const auto&) { return false; })
            .value();
    for (const FallenDue& one : fallen) {
      if (one.due.obligation().key() != "T-01") continue;
      EXPECT_EQ(NextInstantOf(one.due), one.at);
      kinds.push_back(v1::OutcomeKind_Name(one.due.next().kind()));
    }
    return kinds;
  };
  EXPECT_THAT(kinds_until(TenOn(4)), ElementsAre("OUTCOME_KIND_REMINDER"));
  EXPECT_THAT(kinds_until(TenOn(8)),
              ElementsAre("OUTCOME_KIND_REMINDER", "OUTCOME_KIND_BREACH"));
  EXPECT_THAT(kinds_until(TenOn(30)),
              ElementsAre("OUTCOME_KIND_REMINDER", "OUTCOME_KIND_BREACH",
                          "OUTCOME_KIND_ESCALATION"));
}

TEST_F(DueIndexWithReminders, LeavesTheForecastAsItIs_T01) {
  Tell(1, 2);
  const auto foreseen = [this] {
    ForecastQuery query;
    query.caller.person_id = "teacher-1";
    query.caller.role = v1::ROLE_TEACHER;
    query.caller.grants.emplace_back().set_role(v1::ROLE_TEACHER);
    query.until = kMonday + 60;
    std::vector<std::string> rows;
    const Page<v1::Foreseen> page = views().Forecast(query).value();
    for (const v1::Foreseen& one : page.rows) {
      rows.push_back(absl::StrCat(one.due().obligation().key(), " ",
                                  v1::OutcomeKind_Name(one.outcome())));
      EXPECT_EQ(absl::FromUnixMicros(one.falls_due_at_micros()),
                StartOf(kMonday + 8));
    }
    return rows;
  };
  const auto both = UnorderedElementsAre("T-01 OUTCOME_KIND_BREACH",
                                         "T-05 OUTCOME_KIND_PAST_TARGET");
  EXPECT_THAT(foreseen(), both);
  // Reminded, and as due as before.
  const v1::Case row = views().GetCase("case-1").value();
  for (const v1::Due& due : row.obligations()) {
    if (due.obligation().key() != "T-01") continue;
    v1::Event event;
    v1::ReminderRecorded& reminder = *event.mutable_reminder_recorded();
    *reminder.mutable_obligation() = due.obligation();
    *reminder.mutable_due_on() = due.due_on();
    reminder.set_at_micros(due.next().at_micros());
    reminder.set_offset_days(due.next().offset_days());
    log_.Add(StartOf(kMonday + 4) + absl::Hours(8), {event});
  }
  Look();
  EXPECT_EQ(Next(TenOn(0)), StartOf(kMonday + 7) + absl::Hours(8));
  EXPECT_THAT(foreseen(), both);
  EXPECT_THAT(views().GetTimeline("case-1", 100, "").value().rows, SizeIs(2))
      << "a reminder is not on the timeline";
}

TEST_F(DueIndex, IsTheSameAfterReopening) {
  Tell(1, 2);
  Tell(2, 2);
  const uint64_t open = views().open_due();
  const std::optional<absl::Time> next = Next(TenOn(0));
  projector_ = OpenOn(*rows_, log_.store());
  EXPECT_EQ(views().open_due(), open);
  EXPECT_EQ(Next(TenOn(0)), next);
}

}  // namespace
}  // namespace driehoek
