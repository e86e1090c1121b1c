#include "domain/due_dates.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "domain/dates.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::optional<Day> DueOn(const v1::Due& due) {
  if (!due.has_due_on()) return std::nullopt;
  return FromProto(due.due_on());
}

std::optional<Day> FulfilledOn(const v1::Due& due) {
  if (!due.has_fulfilled_on()) return std::nullopt;
  return FromProto(due.fulfilled_on());
}

absl::Time Utc(int year, int month, int day, int hour) {
  return absl::FromCivil(absl::CivilHour(year, month, day, hour),
                         absl::UTCTimeZone());
}

// A meeting, the ruling with D = 21 September 2026.
CaseKit Decoupled() {
  return CaseKit()
      .Met("meeting", Day(2026, 9, 14))
      .Ruled(Day(2026, 9, 18), Day(2026, 9, 21));
}

// Z = Monday 14 September 2026.
CaseKit Agreed() {
  return CaseKit().Happened(v1::FACT_KIND_CONTACT_AGREEMENT_STARTED,
                            Day(2026, 9, 14), "agreement");
}

TEST(DueDates, AskACallWithTheResidentWithinAWeek_T02) {
  CaseKit kit = Agreed();
  const v1::Due due = RowOf(kit, "T-02");
  EXPECT_EQ(DueOn(due), Day(2026, 9, 21));
  EXPECT_EQ(FallsDueAt(due), Utc(2026, 9, 21, 22));
  // To reach the trainer says nothing of the resident.
  kit.Happened(v1::FACT_KIND_TRAINER_CALLED, Day(2026, 9, 15), "agreement");
  EXPECT_EQ(RowOf(kit, "T-02").status(), v1::DUE_STATUS_OPEN);
  kit.Happened(v1::FACT_KIND_RESIDENT_CALLED, Day(2026, 9, 21), "agreement");
  EXPECT_EQ(RowOf(kit, "T-02").timeliness(), v1::TIMELINESS_IN_TIME);
}

TEST(DueDates, AskACallWithTheTrainerWithinAWeek_T03) {
  CaseKit kit = Agreed();
  EXPECT_EQ(DueOn(RowOf(kit, "T-03")), Day(2026, 9, 21));
  kit.Happened(v1::FACT_KIND_RESIDENT_CALLED, Day(2026, 9, 15), "agreement");
  EXPECT_EQ(RowOf(kit, "T-03").status(), v1::DUE_STATUS_OPEN);
  kit.Happened(v1::FACT_KIND_TRAINER_CALLED, Day(2026, 9, 22), "agreement");
  EXPECT_EQ(RowOf(kit, "T-03").timeliness(), v1::TIMELINESS_LATE);
}

TEST(DueDates, AskAMeetingAfterAContactAgreementWithoutATerm_T04) {
  CaseKit kit = Agreed();
  EXPECT_EQ(DueOn(RowOf(kit, "T-04")), std::nullopt);
  EXPECT_EQ(RowOf(kit, "T-04").status(), v1::DUE_STATUS_OPEN);
  EXPECT_EQ(FallsDueAt(RowOf(kit, "T-04")), std::nullopt);
  kit.Met("meeting", Day(2026, 10, 5));
  EXPECT_EQ(FulfilledOn(RowOf(kit, "T-04")), Day(2026, 10, 5));
}

TEST(DueDates, LoseTheirDateByAnAttemptOnTheLastDay_A37) {
  CaseKit kit = Agreed();
  kit.Happened(v1::FACT_KIND_RESIDENT_CALL_ATTEMPTED, Day(2026, 9, 21),
               "agreement");
  const v1::Due due = RowOf(kit, "T-02");
  EXPECT_TRUE(due.date_lifted());
  EXPECT_EQ(DueOn(due), std::nullopt);
  EXPECT_EQ(due.status(), v1::DUE_STATUS_OPEN);
  EXPECT_EQ(FallsDueAt(due), std::nullopt);
  EXPECT_EQ(TimelinessOn(due, Day(2027, 1, 1)), v1::TIMELINESS_UNSPECIFIED);
  // An attempt with one takes nothing from the other.
  EXPECT_FALSE(RowOf(kit, "T-03").date_lifted());
  EXPECT_EQ(DueOn(RowOf(kit, "T-03")), Day(2026, 9, 21));
  // Reached at last: done, and neither in time nor late.
  kit.Happened(v1::FACT_KIND_RESIDENT_CALLED, Day(2026, 10, 9), "agreement");
  EXPECT_EQ(RowOf(kit, "T-02").status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(RowOf(kit, "T-02").timeliness(), v1::TIMELINESS_UNSPECIFIED);
}

TEST(DueDates, KeepTheirDateWhenTheAttemptCameTooLateOrWasOfAnother_A37) {
  CaseKit kit = Agreed();
  kit.Happened(v1::FACT_KIND_RESIDENT_CALL_ATTEMPTED, Day(2026, 9, 22),
               "agreement");
  kit.Happened(v1::FACT_KIND_RESIDENT_CALL_ATTEMPTED, Day(2026, 9, 15),
               "earlier-agreement");
  EXPECT_FALSE(RowOf(kit, "T-02").date_lifted());
  EXPECT_EQ(FallsDueAt(RowOf(kit, "T-02")), Utc(2026, 9, 21, 22));
}

TEST(DueDates, KeepTheirDateWhenDoneInTimeAfterAnAttempt_A37) {
  CaseKit kit = Agreed();
  kit.Happened(v1::FACT_KIND_RESIDENT_CALL_ATTEMPTED, Day(2026, 9, 15),
               "agreement")
      .Happened(v1::FACT_KIND_RESIDENT_CALLED, Day(2026, 9, 16), "agreement");
  EXPECT_FALSE(RowOf(kit, "T-02").date_lifted());
  EXPECT_EQ(RowOf(kit, "T-02").timeliness(), v1::TIMELINESS_IN_TIME);
}

TEST(DueDates, WithdrawABreachForAnAttemptThatIsRegisteredLater_A37) {
  CaseKit kit = Agreed();
  kit.Recorded(RowOf(kit, "T-02"));
  EXPECT_EQ(RowOf(kit, "T-02").breach(), v1::BREACH_STATE_RECORDED);
  kit.Happened(v1::FACT_KIND_RESIDENT_CALL_ATTEMPTED, Day(2026, 9, 18),
               "agreement");
  const std::vector<v1::BreachWithdrawn> withdrawals =
      WithdrawalsOf(kit.state(), DueDatesOf(UtrechtProcedure(), kit.state()));
  ASSERT_THAT(withdrawals, SizeIs(1));
  EXPECT_EQ(withdrawals[0].obligation().key(), "T-02");
  EXPECT_EQ(withdrawals[0].reason(), v1::WITHDRAWAL_REASON_REGISTERED_LATER);
  kit.Withdrawn(UtrechtProcedure());
  EXPECT_EQ(RowOf(kit, "T-02").breach(), v1::BREACH_STATE_WITHDRAWN);
}

TEST(DueDates, LetWhatWasTriedInTimeLapseWhenTheCaseIsClosed_A37) {
  CaseKit kit = Agreed();
  kit.Happened(v1::FACT_KIND_RESIDENT_CALL_ATTEMPTED, Day(2026, 9, 18),
               "agreement")
      .Closed(Day(2026, 10, 1));
  EXPECT_EQ(RowOf(kit, "T-02").status(), v1::DUE_STATUS_LAPSED);
  EXPECT_EQ(RowOf(kit, "T-03").status(), v1::DUE_STATUS_OPEN);
}

TEST(DueDates, AskTheReportOneWeekAfterTheMeeting_T01) {
  const v1::Due due = RowOf(CaseKit().Met("meeting", Day(2026, 9, 14)), "T-01");
  EXPECT_EQ(DueOn(due), Day(2026, 9, 21));
  EXPECT_EQ(due.status(), v1::DUE_STATUS_OPEN);
  EXPECT_EQ(due.obligation_class(), v1::OBLIGATION_CLASS_HARD);
  EXPECT_EQ(due.obligation().case_id(), "case");
  EXPECT_EQ(due.obligation().created_by(), 1);
  EXPECT_EQ(FromProto(due.created_on()), Day(2026, 9, 14));
  EXPECT_EQ(due.owner().role(), v1::ROLE_TEACHER);
  EXPECT_EQ(due.owner().scope().group_id(), "group");
  ASSERT_THAT(due.watchers(), SizeIs(1));
  EXPECT_EQ(due.watchers(0).role(), v1::ROLE_YEAR_ASSISTANT);
  EXPECT_EQ(due.watchers(0).scope().training_year(), 1);
  EXPECT_EQ(due.escalation().role(), v1::ROLE_PROGRAMME_MANAGER);
  EXPECT_THAT(due.missing(), ElementsAre("verslag D-1"));
  EXPECT_EQ(due.case_number(), "2026-014");
  EXPECT_EQ(due.section(), "§5.1");
  EXPECT_EQ(due.source_position(), 1);
}

TEST(DueDates, TakeAReportOnTheLastDayAsInTimeAndADayLaterAsLate_T01) {
  CaseKit in_time = CaseKit()
                        .Met("meeting", Day(2026, 9, 14))
                        .Submitted("D-1", "meeting", Day(2026, 9, 21));
  const v1::Due done = RowOf(in_time, "T-01");
  EXPECT_EQ(done.status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(FulfilledOn(done), Day(2026, 9, 21));
  EXPECT_EQ(done.timeliness(), v1::TIMELINESS_IN_TIME);
  EXPECT_THAT(done.missing(), IsEmpty());

  CaseKit late = CaseKit()
                     .Met("meeting", Day(2026, 9, 14))
                     .Submitted("D-1", "meeting", Day(2026, 9, 22));
  EXPECT_EQ(RowOf(late, "T-01").timeliness(), v1::TIMELINESS_LATE);
}

TEST(DueDates, AskAReportOfEachMeetingAndTakeItForNoOther_T01) {
  const CaseKit kit = CaseKit()
                          .Met("first", Day(2026, 9, 14))
                          .Met("second", Day(2026, 9, 28))
                          .Submitted("D-1", "second", Day(2026, 9, 30));
  const std::vector<v1::Due> rows = RowsOf(UtrechtProcedure(), kit, "T-01");
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].status(), v1::DUE_STATUS_OPEN);
  EXPECT_EQ(rows[1].status(), v1::DUE_STATUS_FULFILLED);
}

TEST(DueDates, AskTheCheckUpAWeekAfterTheMeetingAsATarget_T05) {
  CaseKit kit = CaseKit().Met("meeting", Day(2026, 9, 14));
  EXPECT_EQ(DueOn(RowOf(kit, "T-05")), Day(2026, 9, 21));
  kit.Happened(v1::FACT_KIND_TRAINER_CHECK_UP_HELD, Day(2026, 9, 23),
               "meeting");
  EXPECT_EQ(RowOf(kit, "T-05").timeliness(), v1::TIMELINESS_PAST_TARGET);
}

TEST(DueDates, LetTheNextMeetingTakeOverTheCheckUp_A10) {
  const CaseKit kit =
      CaseKit().Met("first", Day(2026, 9, 14)).Met("second", Day(2026, 9, 17));
  const std::vector<v1::Due> rows = RowsOf(UtrechtProcedure(), kit, "T-05");
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].status(), v1::DUE_STATUS_LAPSED);
  EXPECT_EQ(FallsDueAt(rows[0]), std::nullopt);
  EXPECT_EQ(rows[1].status(), v1::DUE_STATUS_OPEN);
  EXPECT_EQ(DueOn(rows[1]), Day(2026, 9, 24));
}

TEST(DueDates,
     LetTheLaterMeetingTakeOverHoweverLateTheEarlierIsRegistered_A10) {
  const CaseKit kit =
      CaseKit().Met("second", Day(2026, 9, 17)).Met("first", Day(2026, 9, 14));
  const std::vector<v1::Due> rows = RowsOf(UtrechtProcedure(), kit, "T-05");
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].status(), v1::DUE_STATUS_OPEN);
  EXPECT_EQ(rows[1].status(), v1::DUE_STATUS_LAPSED);
}

TEST(DueDates, KeepACheckUpThatWasHeldBeforeTheNextMeeting_A10) {
  const CaseKit kit = CaseKit()
                          .Met("first", Day(2026, 9, 14))
                          .Happened(v1::FACT_KIND_TRAINER_CHECK_UP_HELD,
                                    Day(2026, 9, 16), "first")
                          .Met("second", Day(2026, 9, 17));
  EXPECT_EQ(RowsOf(UtrechtProcedure(), kit, "T-05")[0].status(),
            v1::DUE_STATUS_FULFILLED);
}

TEST(DueDates, AskTheEvaluationTwoWeeksAfterDWhileNIsUnknown_T06) {
  const v1::Due due = RowOf(Decoupled(), "T-06");
  EXPECT_EQ(DueOn(due), Day(2026, 10, 5));
  ASSERT_THAT(due.bounds(), SizeIs(2));
  EXPECT_EQ(FromProto(due.bounds(0).anchor_on()), Day(2026, 9, 21));
  EXPECT_TRUE(due.bounds(0).decides());
  EXPECT_FALSE(due.bounds(1).has_anchor_on());
  EXPECT_FALSE(due.bounds(1).has_comes_to());
  EXPECT_FALSE(due.bounds(1).decides());
}

TEST(DueDates, AskTheEvaluationTheDayBeforeAnEarlyStart_T06) {
  CaseKit kit = Decoupled().StartsOn(Day(2026, 10, 1));
  const v1::Due due = RowOf(kit, "T-06");
  EXPECT_EQ(DueOn(due), Day(2026, 9, 30));
  EXPECT_FALSE(due.bounds(0).decides());
  EXPECT_TRUE(due.bounds(1).decides());
  EXPECT_EQ(FromProto(due.bounds(1).comes_to()), Day(2026, 9, 30));
}

TEST(DueDates, FollowTheStartWhenItMovesEarlierAndLater_T06) {
  CaseKit kit = Decoupled().StartsOn(Day(2026, 10, 1));
  EXPECT_EQ(DueOn(RowOf(kit, "T-06")), Day(2026, 9, 30));
  kit.StartsOn(Day(2026, 9, 28));
  EXPECT_EQ(DueOn(RowOf(kit, "T-06")), Day(2026, 9, 27));
  kit.StartsOn(Day(2026, 10, 4));
  EXPECT_EQ(DueOn(RowOf(kit, "T-06")), Day(2026, 10, 3));
  kit.StartsOn(Day(2026, 11, 2));
  EXPECT_EQ(DueOn(RowOf(kit, "T-06")), Day(2026, 10, 5));
}

TEST(DueDates, CanBeBornOverdue_A5) {
  // On 29 September it turns out that the resident starts on the 25th.
  CaseKit kit = Decoupled().StartsOn(Day(2026, 9, 25));
  const v1::Due due = RowOf(kit, "T-06");
  EXPECT_EQ(DueOn(due), Day(2026, 9, 24));
  EXPECT_EQ(TimelinessOn(due, Day(2026, 9, 29)), v1::TIMELINESS_LATE);
  EXPECT_EQ(FallsDueAt(due), StartOf(Day(2026, 9, 25)));
}

TEST(DueDates, CanHaveADueDateBeforeTheRuling_A5) {
  CaseKit kit = CaseKit()
                    .Ruled(Day(2026, 9, 18), Day(2026, 9, 18))
                    .StartsOn(Day(2026, 9, 18));
  EXPECT_EQ(DueOn(RowOf(kit, "T-06")), Day(2026, 9, 17));
}

TEST(DueDates, DoNotTakeAnEvaluationOnTheStartDayAsInTime_A6) {
  CaseKit kit = Decoupled()
                    .Started(Day(2026, 10, 1))
                    .Happened(v1::FACT_KIND_RESIDENT_EVALUATION_HELD,
                              Day(2026, 10, 1), "evaluation");
  EXPECT_EQ(RowOf(kit, "T-06").timeliness(), v1::TIMELINESS_LATE);
}

TEST(DueDates, TakeAnEvaluationBetweenTheEffectiveDayAndALaterRuling_A4) {
  CaseKit kit = CaseKit()
                    .Ruled(Day(2026, 9, 18), Day(2026, 9, 14))
                    .Happened(v1::FACT_KIND_RESIDENT_EVALUATION_HELD,
                              Day(2026, 9, 16), "evaluation");
  EXPECT_EQ(RowOf(kit, "T-06").status(), v1::DUE_STATUS_FULFILLED);
}

TEST(DueDates, CountFromTheEffectiveDateAndNotFromTheRuling_A4) {
  CaseKit kit = CaseKit().Ruled(Day(2026, 9, 18), Day(2026, 10, 1));
  EXPECT_EQ(DueOn(RowOf(kit, "T-06")), Day(2026, 10, 15));
  EXPECT_EQ(DueOn(RowOf(kit, "T-09")), Day(2026, 10, 22));
  EXPECT_EQ(DueOn(RowOf(kit, "T-12")), Day(2026, 11, 1));
}

TEST(DueDates, NeedTheReportInBothPlaces_T08) {
  CaseKit kit = Decoupled().Happened(v1::FACT_KIND_RESIDENT_EVALUATION_HELD,
                                     Day(2026, 9, 28), "evaluation");
  EXPECT_EQ(DueOn(RowOf(kit, "T-08")), Day(2026, 10, 19));

  kit.Submitted("D-7", "evaluation", Day(2026, 10, 5))
      .Archived("D-7", "EP", Day(2026, 10, 7));
  v1::Due due = RowOf(kit, "T-08");
  EXPECT_EQ(due.status(), v1::DUE_STATUS_OPEN);
  EXPECT_THAT(due.missing(),
              ElementsAre("verslag D-7 in het opleidersdossier"));

  kit.Archived("D-7", "OD", Day(2026, 10, 19));
  due = RowOf(kit, "T-08");
  EXPECT_EQ(due.status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(FulfilledOn(due), Day(2026, 10, 19));
  EXPECT_EQ(due.timeliness(), v1::TIMELINESS_IN_TIME);

  kit.Unarchived("D-7", "EP");
  due = RowOf(kit, "T-08");
  EXPECT_EQ(due.status(), v1::DUE_STATUS_OPEN);
  EXPECT_THAT(due.missing(), ElementsAre("verslag D-7 in het e-portfolio"));
}

TEST(DueDates, AreLateByTheLastOfTheTwoPlaces_T08) {
  CaseKit kit = Decoupled()
                    .Happened(v1::FACT_KIND_RESIDENT_EVALUATION_HELD,
                              Day(2026, 9, 28), "evaluation")
                    .Submitted("D-7", "evaluation", Day(2026, 10, 5))
                    .Archived("D-7", "OD", Day(2026, 10, 20))
                    .Archived("D-7", "EP", Day(2026, 10, 7));
  const v1::Due due = RowOf(kit, "T-08");
  EXPECT_EQ(FulfilledOn(due), Day(2026, 10, 20));
  EXPECT_EQ(due.timeliness(), v1::TIMELINESS_LATE);
}

TEST(DueDates, AreTheTeachersUntilTheTextIsInAndThenTheAssistants_A16) {
  CaseKit kit = Decoupled().Happened(v1::FACT_KIND_RESIDENT_EVALUATION_HELD,
                                     Day(2026, 9, 28), "evaluation");
  v1::Due due = RowOf(kit, "T-08");
  EXPECT_TRUE(due.waiting_for_text());
  EXPECT_EQ(due.owner().role(), v1::ROLE_TEACHER);
  EXPECT_THAT(due.missing(), ElementsAre("verslag D-7 van de docent"));

  kit.Submitted("D-7", "evaluation", Day(2026, 10, 5));
  due = RowOf(kit, "T-08");
  EXPECT_FALSE(due.waiting_for_text());
  EXPECT_EQ(due.owner().role(), v1::ROLE_YEAR_ASSISTANT);
  EXPECT_EQ(due.owner().scope().training_year(), 1);
}

TEST(DueDates, AskTheTrainersEvaluationThreeWeeksAfterDAsATarget_T09) {
  CaseKit kit = Decoupled();
  EXPECT_EQ(DueOn(RowOf(kit, "T-09")), Day(2026, 10, 12));
  kit.Happened(v1::FACT_KIND_TRAINER_EVALUATION_HELD, Day(2026, 10, 1),
               "evaluation");
  EXPECT_EQ(RowOf(kit, "T-09").timeliness(), v1::TIMELINESS_IN_TIME)
      << "earlier is allowed (A-3)";
}

TEST(DueDates, NeverBreachATarget_A3) {
  const v1::Due due = RowOf(Decoupled(), "T-09");
  EXPECT_EQ(TimelinessOn(due, Day(2026, 10, 13)), v1::TIMELINESS_PAST_TARGET);
  EXPECT_EQ(OutcomeOf(due).outcome(), v1::OUTCOME_KIND_PAST_TARGET);
}

TEST(DueDates, NeedAllThreeReportsInTheirPlaces_T11) {
  CaseKit kit = Decoupled().Happened(v1::FACT_KIND_TRAINER_EVALUATION_HELD,
                                     Day(2026, 10, 12), "evaluation");
  EXPECT_EQ(DueOn(RowOf(kit, "T-11")), Day(2026, 11, 2));
  kit.Submitted("D-10", "evaluation", Day(2026, 10, 15))
      .Submitted("D-11", "evaluation", Day(2026, 10, 15))
      .Archived("D-10", "EP", Day(2026, 10, 16))
      .Archived("D-11", "OD", Day(2026, 10, 16));
  v1::Due due = RowOf(kit, "T-11");
  EXPECT_EQ(due.status(), v1::DUE_STATUS_OPEN);
  EXPECT_TRUE(due.waiting_for_text());
  EXPECT_EQ(due.owner().role(), v1::ROLE_TEACHER);
  EXPECT_THAT(due.missing(), ElementsAre("verslag D-8 van de opleider"));

  kit.Submitted("D-8", "evaluation", Day(2026, 10, 20));
  due = RowOf(kit, "T-11");
  EXPECT_EQ(due.owner().role(), v1::ROLE_YEAR_ASSISTANT);
  EXPECT_THAT(due.missing(),
              ElementsAre("verslag D-8 in het opleidersdossier"));

  kit.Archived("D-8", "OD", Day(2026, 11, 2));
  due = RowOf(kit, "T-11");
  EXPECT_EQ(due.status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(due.timeliness(), v1::TIMELINESS_IN_TIME);
}

TEST(DueDates, AskTheContactOneMonthAfterD_T12) {
  EXPECT_EQ(DueOn(RowOf(Decoupled(), "T-12")), Day(2026, 10, 21));
}

TEST(DueDates, TakeAContactThatWasEarlierThanTheTarget_A30) {
  CaseKit kit = Decoupled().Happened(v1::FACT_KIND_MANAGER_CONTACT_HELD,
                                     Day(2026, 9, 25), "contact");
  const v1::Due due = RowOf(kit, "T-12");
  EXPECT_EQ(due.status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(due.timeliness(), v1::TIMELINESS_IN_TIME);
}

TEST(DueDates, TakeTheLastDayOfAShorterMonth_AS3) {
  EXPECT_EQ(
      DueOn(RowOf(CaseKit().Ruled(Day(2027, 1, 29), Day(2027, 1, 31)), "T-12")),
      Day(2027, 2, 28));
  EXPECT_EQ(
      DueOn(RowOf(CaseKit().Ruled(Day(2028, 1, 31), Day(2028, 1, 31)), "T-12")),
      Day(2028, 2, 29));
}

TEST(DueDates, AskTheReportOfTheContactThreeWeeksAfterIt_A18) {
  CaseKit kit = Decoupled().Happened(v1::FACT_KIND_MANAGER_CONTACT_HELD,
                                     Day(2026, 10, 21), "contact");
  EXPECT_EQ(DueOn(RowOf(kit, "T-15")), Day(2026, 11, 11));
  kit.Submitted("D-12", "contact", Day(2026, 11, 12));
  EXPECT_EQ(RowOf(kit, "T-15").timeliness(), v1::TIMELINESS_LATE);
}

TEST(DueDates, AskTheFilingOfTheContactReportWithoutADate_T16) {
  CaseKit kit = Decoupled()
                    .Happened(v1::FACT_KIND_MANAGER_CONTACT_HELD,
                              Day(2026, 10, 21), "contact")
                    .Submitted("D-12", "contact", Day(2026, 11, 3));
  v1::Due due = RowOf(kit, "T-16");
  EXPECT_EQ(due.status(), v1::DUE_STATUS_OPEN);
  EXPECT_EQ(DueOn(due), std::nullopt);
  EXPECT_EQ(FallsDueAt(due), std::nullopt);
  EXPECT_EQ(TimelinessOn(due, Day(2030, 1, 1)), v1::TIMELINESS_UNSPECIFIED);
  EXPECT_EQ(due.owner().role(), v1::ROLE_TRAINER_MANAGER_ASSISTANT);
  EXPECT_FALSE(due.owner().has_scope());

  kit.Archived("D-12", "OD", Day(2026, 11, 9));
  due = RowOf(kit, "T-16");
  EXPECT_EQ(due.status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(due.timeliness(), v1::TIMELINESS_UNSPECIFIED);
}

TEST(DueDates, AskTheEvaluationTwoMonthsAfterTheStart_T18) {
  CaseKit kit = Decoupled().Started(Day(2026, 12, 31));
  EXPECT_EQ(DueOn(RowOf(kit, "T-18")), Day(2027, 2, 28));
  kit.Happened(v1::FACT_KIND_NEW_PLACEMENT_EVALUATION_HELD, Day(2027, 2, 22),
               "evaluation");
  EXPECT_EQ(RowOf(kit, "T-18").timeliness(), v1::TIMELINESS_IN_TIME);
}

TEST(DueDates, AskTheFilingOfEachMeetingReportWithoutADate_T32) {
  CaseKit kit = CaseKit()
                    .Met("meeting", Day(2026, 9, 14))
                    .Submitted("D-1", "meeting", Day(2026, 9, 18));
  v1::Due due = RowOf(kit, "T-32");
  EXPECT_EQ(DueOn(due), std::nullopt) << "no term in the text (A-17)";
  EXPECT_THAT(due.missing(),
              ElementsAre("verslag D-1 in het e-portfolio",
                          "verslag D-1 in het opleidersdossier"));
  kit.Archived("D-1", "EP", Day(2026, 9, 21))
      .Archived("D-1", "OD", Day(2026, 9, 22));
  due = RowOf(kit, "T-32");
  EXPECT_EQ(due.status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(FulfilledOn(due), Day(2026, 9, 22));
}

TEST(DueDates, AskTheFilingOfTheLaterVersionOfAReportInsteadOfTheEarlier_T32) {
  CaseKit kit = CaseKit()
                    .Met("meeting", Day(2026, 9, 14))
                    .Submitted("D-1", "meeting", Day(2026, 9, 18))
                    .Submitted("D-1", "meeting", Day(2026, 9, 21));
  std::vector<v1::Due> rows = RowsOf(UtrechtProcedure(), kit, "T-32");
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].status(), v1::DUE_STATUS_LAPSED);
  EXPECT_EQ(rows[1].status(), v1::DUE_STATUS_OPEN);

  kit.Archived("D-1", "EP", Day(2026, 9, 22))
      .Archived("D-1", "OD", Day(2026, 9, 22));
  rows = RowsOf(UtrechtProcedure(), kit, "T-32");
  EXPECT_EQ(rows[0].status(), v1::DUE_STATUS_LAPSED);
  EXPECT_EQ(rows[1].status(), v1::DUE_STATUS_FULFILLED);
}

TEST(DueDates, DoNotTakeTheMessageAboutAnEarlierRuling_T30) {
  CaseKit kit =
      CaseKit()
          .Happened(v1::FACT_KIND_DECISION_COMMUNICATED, Day(2026, 9, 10))
          .Ruled(Day(2026, 9, 18), Day(2026, 9, 21));
  EXPECT_EQ(RowOf(kit, "T-30a").status(), v1::DUE_STATUS_OPEN);
  kit.Happened(v1::FACT_KIND_DECISION_COMMUNICATED, Day(2026, 9, 18));
  EXPECT_EQ(RowOf(kit, "T-30a").status(), v1::DUE_STATUS_FULFILLED);
}

TEST(DueDates, WaitWhenNothingTheyCountFromIsKnown) {
  CaseKit kit = Decoupled();
  Case state = kit.state();
  state.ruling = RulingGiven{.ruling = v1::RULING_CONTINUE,
                             .on = Day(2026, 9, 25),
                             .effective_on = std::nullopt};
  for (const v1::Due& due : DueDatesOf(UtrechtProcedure(), state)) {
    if (due.obligation().key() != "T-09") continue;
    EXPECT_EQ(due.status(), v1::DUE_STATUS_WAITING_FOR_ANCHOR);
    EXPECT_FALSE(due.has_due_on());
    EXPECT_EQ(FallsDueAt(due), std::nullopt);
    EXPECT_EQ(TimelinessOn(due, Day(2030, 1, 1)), v1::TIMELINESS_UNSPECIFIED);
    return;
  }
  FAIL() << "no row T-09";
}

TEST(DueDates, LapseWhenTheCaseIsClosedUnlessTheyAreHard) {
  CaseKit kit =
      CaseKit().Met("meeting", Day(2026, 9, 14)).Closed(Day(2026, 9, 16));
  EXPECT_EQ(RowOf(kit, "T-05").status(), v1::DUE_STATUS_LAPSED);
  EXPECT_EQ(RowOf(kit, "T-01").status(), v1::DUE_STATUS_OPEN);
}

TEST(DueDates, AreInTheOrderOfTheProcedureAndThenOfCreation) {
  const CaseKit kit =
      CaseKit().Met("first", Day(2026, 9, 14)).Met("second", Day(2026, 9, 17));
  std::vector<std::string> keys;
  for (const v1::Due& due : DueDatesOf(UtrechtProcedure(), kit.state())) {
    keys.push_back(DueKey(due.obligation()));
  }
  EXPECT_THAT(keys, ElementsAre("case/T-01/1/", "case/T-01/2/",
                                "case/T-05/1/trainer", "case/T-05/2/trainer"));
}

TEST(DueDates, FallDueAtMidnightAfterTheLastGoodDay_AS4) {
  const v1::Due due = RowOf(CaseKit().Met("meeting", Day(2026, 9, 14)), "T-01");
  EXPECT_EQ(FallsDueAt(due), Utc(2026, 9, 21, 22));
  EXPECT_EQ(TimelinessOn(due, Day(2026, 9, 21)), v1::TIMELINESS_IN_TIME);
  EXPECT_EQ(TimelinessOn(due, Day(2026, 9, 22)), v1::TIMELINESS_LATE);

  const v1::RecordOutcome outcome = OutcomeOf(due);
  EXPECT_EQ(outcome.outcome(), v1::OUTCOME_KIND_BREACH);
  EXPECT_EQ(FromProto(outcome.due_on()), Day(2026, 9, 21));
  EXPECT_EQ(absl::FromUnixMicros(outcome.fell_due_at_micros()),
            Utc(2026, 9, 21, 22));
  EXPECT_EQ(outcome.owner().role(), v1::ROLE_TEACHER);
  EXPECT_EQ(outcome.source_position(), 1);
  EXPECT_EQ(DueKey(outcome.obligation()), "case/T-01/1/");
}

TEST(DueDates, AreNotMovedByTheClockGoingBackOrForward_AS1) {
  // 25 October 2026 lasts 25 hours, 28 March 2027 23.
  const v1::Due autumn =
      RowOf(CaseKit().Met("meeting", Day(2026, 10, 18)), "T-01");
  EXPECT_EQ(DueOn(autumn), Day(2026, 10, 25));
  EXPECT_EQ(FallsDueAt(autumn), Utc(2026, 10, 25, 23));
  const v1::Due before =
      RowOf(CaseKit().Met("meeting", Day(2026, 10, 17)), "T-01");
  EXPECT_EQ(FallsDueAt(before), Utc(2026, 10, 24, 22));
  const v1::Due spring =
      RowOf(CaseKit().Met("meeting", Day(2027, 3, 21)), "T-01");
  EXPECT_EQ(DueOn(spring), Day(2027, 3, 28));
  EXPECT_EQ(FallsDueAt(spring), Utc(2027, 3, 28, 22));
}

TEST(DueDates, StandOnANonWorkingDayAndSaySo_AS5) {
  // King's day 2026.
  const v1::Due due = RowOf(CaseKit().Met("meeting", Day(2026, 4, 20)), "T-01");
  EXPECT_EQ(DueOn(due), Day(2026, 4, 27));
  EXPECT_TRUE(due.due_on_non_working_day());
  EXPECT_FALSE(RowOf(CaseKit().Met("meeting", Day(2026, 4, 21)), "T-01")
                   .due_on_non_working_day());
}

TEST(DueDates, ShowABreachAndDoNotFallDueTwice_AS4) {
  CaseKit kit = CaseKit().Met("meeting", Day(2026, 9, 14));
  kit.Recorded(RowOf(kit, "T-01"));
  const v1::Due due = RowOf(kit, "T-01");
  EXPECT_EQ(due.breach(), v1::BREACH_STATE_RECORDED);
  EXPECT_EQ(FromProto(due.breach_due_on()), Day(2026, 9, 21));
  EXPECT_EQ(FallsDueAt(due), std::nullopt);
  EXPECT_THAT(
      WithdrawalsOf(kit.state(), DueDatesOf(UtrechtProcedure(), kit.state())),
      IsEmpty());
}

TEST(DueDates, ShowAPassedTargetAndDoNotFallDueTwice) {
  CaseKit kit = CaseKit().Met("meeting", Day(2026, 9, 14));
  kit.Recorded(RowOf(kit, "T-05"));
  const v1::Due due = RowOf(kit, "T-05");
  EXPECT_TRUE(due.past_target_recorded());
  EXPECT_EQ(due.breach(), v1::BREACH_STATE_UNSPECIFIED);
  EXPECT_EQ(FallsDueAt(due), std::nullopt);
}

TEST(DueDates, WithdrawABreachByWhatWasDoneInTimeAndRegisteredLater_AS6) {
  CaseKit kit = CaseKit().Met("meeting", Day(2026, 9, 14));
  kit.Recorded(RowOf(kit, "T-01"))
      .Submitted("D-1", "meeting", Day(2026, 9, 21));
  const std::vector<v1::BreachWithdrawn> withdrawals =
      WithdrawalsOf(kit.state(), DueDatesOf(UtrechtProcedure(), kit.state()));
  ASSERT_THAT(withdrawals, SizeIs(1));
  EXPECT_EQ(withdrawals[0].reason(), v1::WITHDRAWAL_REASON_REGISTERED_LATER);
  EXPECT_EQ(FromProto(withdrawals[0].due_on()), Day(2026, 9, 21));
  EXPECT_EQ(withdrawals[0].obligation().key(), "T-01");

  kit.Withdrawn(UtrechtProcedure());
  const v1::Due due = RowOf(kit, "T-01");
  EXPECT_EQ(due.breach(), v1::BREACH_STATE_WITHDRAWN);
  EXPECT_EQ(due.withdrawal_reason(), v1::WITHDRAWAL_REASON_REGISTERED_LATER);
  EXPECT_EQ(due.timeliness(), v1::TIMELINESS_IN_TIME);
  EXPECT_THAT(
      WithdrawalsOf(kit.state(), DueDatesOf(UtrechtProcedure(), kit.state())),
      IsEmpty())
      << "once is enough";
}

TEST(DueDates, KeepABreachByWhatWasDoneTooLate_AS6) {
  CaseKit kit = CaseKit().Met("meeting", Day(2026, 9, 14));
  kit.Recorded(RowOf(kit, "T-01"))
      .Submitted("D-1", "meeting", Day(2026, 9, 22));
  EXPECT_THAT(
      WithdrawalsOf(kit.state(), DueDatesOf(UtrechtProcedure(), kit.state())),
      IsEmpty());
}

TEST(DueDates, WithdrawABreachWhenTheDueDateMovesLaterAndCanFallDueAgain_T06) {
  CaseKit kit = Decoupled().StartsOn(Day(2026, 10, 1));
  kit.Recorded(RowOf(kit, "T-06")).StartsOn(Day(2026, 10, 4));
  const std::vector<v1::BreachWithdrawn> withdrawals =
      WithdrawalsOf(kit.state(), DueDatesOf(UtrechtProcedure(), kit.state()));
  ASSERT_THAT(withdrawals, SizeIs(1));
  EXPECT_EQ(withdrawals[0].reason(), v1::WITHDRAWAL_REASON_DUE_DATE_MOVED);
  EXPECT_EQ(FromProto(withdrawals[0].due_on()), Day(2026, 9, 30));

  kit.Withdrawn(UtrechtProcedure());
  v1::Due due = RowOf(kit, "T-06");
  EXPECT_EQ(due.breach(), v1::BREACH_STATE_WITHDRAWN);
  EXPECT_EQ(FallsDueAt(due), StartOf(Day(2026, 10, 4)));

  // Breached at the new date as well: that breach counts.
  kit.Recorded(due);
  due = RowOf(kit, "T-06");
  EXPECT_EQ(due.breach(), v1::BREACH_STATE_RECORDED);
  EXPECT_EQ(FromProto(due.breach_due_on()), Day(2026, 10, 3));
  EXPECT_EQ(due.withdrawal_reason(), v1::WITHDRAWAL_REASON_UNSPECIFIED);
}

TEST(DueDates, FallDueAgainWhenTheDateMovesBackToAWithdrawnBreach_T06) {
  CaseKit kit = Decoupled().StartsOn(Day(2026, 10, 1));
  kit.Recorded(RowOf(kit, "T-06"))
      .StartsOn(Day(2026, 10, 4))
      .Withdrawn(UtrechtProcedure())
      .StartsOn(Day(2026, 10, 1));
  const v1::Due due = RowOf(kit, "T-06");
  EXPECT_EQ(due.breach(), v1::BREACH_STATE_WITHDRAWN);
  EXPECT_EQ(FallsDueAt(due), StartOf(Day(2026, 10, 1)));
}

TEST(DueDates, KeepABreachWhenTheDueDateMovesEarlier_T06) {
  CaseKit kit = Decoupled();
  kit.Recorded(RowOf(kit, "T-06")).StartsOn(Day(2026, 10, 1));
  EXPECT_THAT(
      WithdrawalsOf(kit.state(), DueDatesOf(UtrechtProcedure(), kit.state())),
      IsEmpty());
}

// An institute that works quite differently.
Procedure Elsewhere() {
  return ProcedureOf(R"pb(
    key: "elders"
    version: "1"
    role_names { role: ROLE_TEACHER name: "begeleider" }
    places { key: "MAP" name: "de map" owner: PLACE_OWNER_RESIDENT }
    reports {
      key: "V"
      author: ROLE_TEACHER
      about: FACT_KIND_RESIDENT_EVALUATION_HELD
      filings { place: "MAP" by: ROLE_YEAR_ASSISTANT }
    }
    obligations {
      key: "vooraf"
      obligation_class: OBLIGATION_CLASS_HARD
      created_by { fact: FACT_KIND_DECOUPLED }
      bounds { anchor: ANCHOR_DECOUPLING_EFFECTIVE days: -2 }
      owner { role: ROLE_HEAD scope: OWNER_SCOPE_INSTITUTE }
      fulfilled_by { facts { fact: FACT_KIND_DECISION_COMMUNICATED } }
    }
    obligations {
      key: "verslag"
      obligation_class: OBLIGATION_CLASS_HARD
      created_by { fact: FACT_KIND_RESIDENT_EVALUATION_HELD }
      bounds { anchor: ANCHOR_CREATION days: 5 }
      owner { role: ROLE_TEACHER scope: OWNER_SCOPE_GROUP }
      fulfilled_by { archived_reports: "V" }
    }
    obligations {
      key: "gesprek"
      obligation_class: OBLIGATION_CLASS_TARGET
      created_by { fact: FACT_KIND_TRIANGULAR_MEETING_HELD }
      bounds { anchor: ANCHOR_CREATION months: 1 weeks: 1 days: -1 }
      owner { role: ROLE_TEACHER scope: OWNER_SCOPE_GROUP }
      fulfilled_by { facts { fact: FACT_KIND_TRIANGULAR_MEETING_HELD } }
    }
    obligations {
      key: "stage"
      obligation_class: OBLIGATION_CLASS_TARGET
      created_by { fact: FACT_KIND_TRIANGULAR_MEETING_HELD }
      bounds { anchor: ANCHOR_PLACEMENT_START months: 9 }
      owner { role: ROLE_TEACHER scope: OWNER_SCOPE_GROUP }
      fulfilled_by { facts { fact: FACT_KIND_RESIDENT_EVALUATION_HELD } }
    }
    obligations {
      key: "nazorg"
      obligation_class: OBLIGATION_CLASS_STANDING
      created_by { fact: FACT_KIND_DECOUPLED }
      owner { role: ROLE_TEACHER scope: OWNER_SCOPE_GROUP }
    }
    calendar { shift: SHIFT_NEXT_WORKING_DAY }
  )pb");
}

TEST(DueDatesElsewhere, ShiftToTheNextWorkingDay_AS5) {
  const Procedure procedure = Elsewhere();
  // 30 April 2027 + 5 days is Liberation day, in a row of five days off.
  CaseKit kit = CaseKit().Happened(v1::FACT_KIND_RESIDENT_EVALUATION_HELD,
                                   Day(2027, 4, 30), "evaluation");
  const std::vector<v1::Due> rows = RowsOf(procedure, kit, "verslag");
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(DueOn(rows[0]), Day(2027, 5, 10));
  EXPECT_FALSE(rows[0].due_on_non_working_day());
}

TEST(DueDatesElsewhere, PassEasterOnTheDayThatLastsTwentyThreeHours_AS5) {
  // 23 March 2027 + 5 days is Easter Sunday, when summer time begins.
  CaseKit kit = CaseKit().Happened(v1::FACT_KIND_RESIDENT_EVALUATION_HELD,
                                   Day(2027, 3, 23), "evaluation");
  const v1::Due due = RowsOf(Elsewhere(), kit, "verslag").at(0);
  EXPECT_EQ(DueOn(due), Day(2027, 3, 30));
  EXPECT_EQ(FallsDueAt(due), Utc(2027, 3, 30, 22));
}

TEST(DueDatesElsewhere, ShiftToTheDayAfterTheDayThatLastsTwentyFiveHours_AS5) {
  // 26 October 2027 + 5 days is the Sunday on which summer time ends.
  CaseKit kit = CaseKit().Happened(v1::FACT_KIND_RESIDENT_EVALUATION_HELD,
                                   Day(2027, 10, 26), "evaluation");
  const v1::Due due = RowsOf(Elsewhere(), kit, "verslag").at(0);
  EXPECT_EQ(DueOn(due), Day(2027, 11, 1));
  EXPECT_EQ(FallsDueAt(due), Utc(2027, 11, 1, 23));
}

TEST(DueDatesElsewhere, DoNotShiftABoundThatIsCountedBackwards_AS5) {
  const Procedure procedure = Elsewhere();
  CaseKit kit = CaseKit().Ruled(Day(2026, 9, 10), Day(2026, 9, 22));
  const std::vector<v1::Due> rows = RowsOf(procedure, kit, "vooraf");
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(DueOn(rows[0]), Day(2026, 9, 20)) << "a Sunday";
  EXPECT_TRUE(rows[0].due_on_non_working_day());
}

TEST(DueDatesElsewhere, FollowTheirOwnReportsAndPlaces) {
  const Procedure procedure = Elsewhere();
  CaseKit kit = CaseKit()
                    .Happened(v1::FACT_KIND_RESIDENT_EVALUATION_HELD,
                              Day(2026, 9, 14), "evaluation")
                    .Submitted("V", "evaluation", Day(2026, 9, 15));
  EXPECT_THAT(RowsOf(procedure, kit, "verslag")[0].missing(),
              ElementsAre("verslag V in de map"));
  kit.Archived("V", "MAP", Day(2026, 9, 16));
  EXPECT_EQ(RowsOf(procedure, kit, "verslag")[0].status(),
            v1::DUE_STATUS_FULFILLED);
  EXPECT_THAT(RowsOf(procedure, kit, "T-01"), IsEmpty());
}

TEST(DueDatesElsewhere, CountMonthsThenWeeksAndDays) {
  CaseKit kit = CaseKit().Met("meeting", Day(2027, 1, 31));
  // 28 February + 7 - 1.
  const std::vector<v1::Due> rows = RowsOf(Elsewhere(), kit, "gesprek");
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(DueOn(rows[0]), Day(2027, 3, 8)) << "the 6th is a Saturday";
}

TEST(DueDatesElsewhere, AreNotFulfilledByWhatCreatedThemButByTheNext) {
  const Procedure procedure = Elsewhere();
  CaseKit kit = CaseKit().Met("first", Day(2026, 9, 14));
  EXPECT_EQ(RowsOf(procedure, kit, "gesprek")[0].status(), v1::DUE_STATUS_OPEN);
  kit.Met("second", Day(2026, 10, 5));
  const std::vector<v1::Due> rows = RowsOf(procedure, kit, "gesprek");
  EXPECT_EQ(FulfilledOn(rows[0]), Day(2026, 10, 5));
  EXPECT_EQ(rows[1].status(), v1::DUE_STATUS_OPEN);
}

TEST(DueDatesElsewhere, CountFromTheStartOfThePlacement_AS9) {
  CaseKit kit = CaseKit().Met("meeting", Day(2026, 9, 14));
  EXPECT_EQ(DueOn(RowsOf(Elsewhere(), kit, "stage")[0]), Day(2026, 12, 1));
}

TEST(DueDatesElsewhere, StandWithoutADateAsLongAsNothingEndsThem) {
  CaseKit kit = CaseKit().Ruled(Day(2026, 9, 10), Day(2026, 9, 22));
  const std::vector<v1::Due> rows = RowsOf(Elsewhere(), kit, "nazorg");
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].status(), v1::DUE_STATUS_OPEN);
  EXPECT_EQ(FallsDueAt(rows[0]), std::nullopt);
  kit.Closed(Day(2026, 12, 1));
  EXPECT_EQ(RowsOf(Elsewhere(), kit, "nazorg")[0].status(),
            v1::DUE_STATUS_LAPSED);
}

// Nothing of Utrecht is in the code.
TEST(DueDatesOfAnotherProcedure, AreOfItsOwnRowsAndTerms) {
  CaseKit kit = CaseKit()
                    .Met("meeting", Day(2026, 9, 14))
                    .Ruled(Day(2026, 9, 18), Day(2026, 9, 21))
                    .Happened(v1::FACT_KIND_RESIDENT_EVALUATION_HELD,
                              Day(2026, 10, 1), "evaluation");
  std::vector<std::string> rows;
  for (const v1::Due& due : DueDatesOf(*OtherInstitute(), kit.state())) {
    rows.push_back(due.obligation().key() + " " +
                   IsoDay(FromProto(due.due_on())) + " " +
                   v1::Role_Name(due.owner().role()));
  }
  // 21 September + 1 month comes before 1 March + 9 months - 1 day.
  EXPECT_THAT(rows, ElementsAre("A-1 2026-09-24 ROLE_TEACHER",
                                "A-2 2026-10-21 ROLE_PROGRAMME_MANAGER",
                                "A-3 2026-12-01 ROLE_TEACHER"));
}

TEST(DueDatesOfAnotherProcedure, EndWithThePlacementAndLiftATarget_A37) {
  // The placement ends on 28 February 2027.
  CaseKit kit =
      CaseKit().Happened(v1::FACT_KIND_RESIDENT_SENT_AWAY, Day(2027, 2, 26));
  const v1::Due asked = RowsOf(*OtherInstitute(), kit, "A-5").at(0);
  EXPECT_EQ(DueOn(asked), Day(2027, 3, 1));
  ASSERT_THAT(asked.bounds(), SizeIs(2));
  EXPECT_EQ(FromProto(asked.bounds(1).anchor_on()), Day(2027, 2, 28));
  kit.Happened(v1::FACT_KIND_TRAINER_CALL_ATTEMPTED, Day(2027, 3, 1), "call");
  const v1::Due tried = RowsOf(*OtherInstitute(), kit, "A-5").at(0);
  EXPECT_TRUE(tried.date_lifted());
  EXPECT_EQ(FallsDueAt(tried), std::nullopt);
}

TEST(DueDatesOfAnotherProcedure, HandOverToItsOwnOwnerAndPlaces) {
  CaseKit kit = CaseKit()
                    .Happened(v1::FACT_KIND_RESIDENT_EVALUATION_HELD,
                              Day(2026, 10, 1), "evaluation")
                    .Submitted("V-2", "evaluation", Day(2026, 10, 5));
  const std::vector<v1::Due> rows = RowsOf(*OtherInstitute(), kit, "A-3");
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].owner().role(), v1::ROLE_YEAR_ASSISTANT);
  EXPECT_FALSE(rows[0].owner().has_scope());
  EXPECT_THAT(
      rows[0].missing(),
      ElementsAre("verslag V-2 in de map van de huisarts in opleiding",
                  "verslag V-2 in het dossier van de praktijkopleider"));
}

// The rows of T-17 and T-33 of a case decoupled from 21 September 2026.
v1::Due OnCalendar(const std::string& key, const Calendar& calendar,
                   const CaseKit& kit) {
  for (v1::Due& due : DueDatesOf(UtrechtProcedure(), kit.state(), calendar)) {
    if (due.obligation().key() == key) return std::move(due);
  }
  ADD_FAILURE() << "no row " << key;
  return v1::Due();
}

absl::Time Early() { return StartOf(Day(2026, 9, 1)); }

v1::CalendarDaySet SetOn(Day on, v1::CalendarDayKind kind) {
  v1::CalendarDaySet set;
  set.set_reference("day-1");
  set.set_day_kind(kind);
  *set.mutable_on() = ToProto(on);
  return set;
}

TEST(DueDates, CountFromTheNextTrainersReturnDayOfTheCalendar_T17) {
  CaseKit kit;
  kit.Ruled(Day(2026, 9, 14), Day(2026, 9, 21));
  Calendar calendar;
  const v1::Due waiting = OnCalendar("T-17", calendar, kit);
  EXPECT_EQ(waiting.status(), v1::DUE_STATUS_WAITING_FOR_ANCHOR);
  EXPECT_TRUE(waiting.has_calendar_position()) << "on an empty calendar";
  calendar.Set(
      SetOn(Day(2026, 10, 6), v1::CALENDAR_DAY_KIND_TRAINER_RETURN_DAY), 7,
      Early());
  const v1::Due due = OnCalendar("T-17", calendar, kit);
  EXPECT_EQ(due.status(), v1::DUE_STATUS_OPEN);
  EXPECT_EQ(FromProto(due.due_on()), Day(2026, 10, 5));  // The day before.
  EXPECT_EQ(due.calendar_position(), 7U);
  EXPECT_EQ(OutcomeOf(due).calendar_position(), 7U);
  // It is a target: never a breach.
  EXPECT_EQ(OutcomeOf(due).outcome(), v1::OUTCOME_KIND_PAST_TARGET);
  // A return day on D itself, or before it, is not the next one.
  calendar.Set(
      SetOn(Day(2026, 9, 21), v1::CALENDAR_DAY_KIND_TRAINER_RETURN_DAY), 8,
      Early());
  EXPECT_FALSE(OnCalendar("T-17", calendar, kit).has_due_on());
  // What rests on the case alone does not rest on the calendar.
  EXPECT_FALSE(OnCalendar("T-09", calendar, kit).has_calendar_position());
}

TEST(DueDates, RemindOfNoReturnDayThatWasEnteredLater_T17) {
  CaseKit kit;
  kit.Ruled(Day(2026, 9, 14), Day(2026, 9, 21));
  const auto next_if_set_on = [&](Day day) {
    Calendar calendar;
    calendar.Set(
        SetOn(Day(2026, 10, 6), v1::CALENDAR_DAY_KIND_TRAINER_RETURN_DAY), 7,
        StartOf(day));
    return OnCalendar("T-17", calendar, kit).next();
  };
  EXPECT_EQ(next_if_set_on(Day(2026, 9, 15)).kind(), v1::OUTCOME_KIND_REMINDER);
  EXPECT_EQ(next_if_set_on(Day(2026, 10, 20)).kind(),
            v1::OUTCOME_KIND_PAST_TARGET);
}

TEST(DueDates, CountFromTheNextMatchingRoundOfTheCalendar_T33) {
  CaseKit kit;
  kit.Ruled(Day(2026, 9, 14), Day(2026, 9, 21));
  Calendar calendar;
  calendar.Set(SetOn(Day(2026, 11, 2), v1::CALENDAR_DAY_KIND_MATCHING_ROUND), 7,
               Early());
  EXPECT_EQ(FromProto(OnCalendar("T-33", calendar, kit).due_on()),
            Day(2026, 11, 2));
  // A trainers' return day is no matching round.
  EXPECT_FALSE(OnCalendar("T-17", calendar, kit).has_due_on());
}

TEST(DueDates, RestOnTheCalendarNoMoreOnceItIsDone_T17) {
  CaseKit kit;
  kit.Ruled(Day(2026, 9, 14), Day(2026, 9, 21))
      .Happened(v1::FACT_KIND_TRAINER_RETURN_DAY_INVITED, Day(2026, 9, 30));
  Calendar calendar;
  calendar.Set(
      SetOn(Day(2026, 10, 6), v1::CALENDAR_DAY_KIND_TRAINER_RETURN_DAY), 7,
      Early());
  const v1::Due due = OnCalendar("T-17", calendar, kit);
  EXPECT_EQ(due.status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(due.timeliness(), v1::TIMELINESS_IN_TIME);
  EXPECT_FALSE(due.has_calendar_position());
}

}  // namespace
}  // namespace driehoek
