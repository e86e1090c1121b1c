#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "base/civil.h"
#include "domain/dates.h"
#include "domain/due_dates.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::SizeIs;
using v1::HoldTrainerCheckUp;
using v1::HoldTriangularMeeting;
using v1::PlanTriangularMeeting;

constexpr char kHoldOnPlacement[] =
    R"pb(placement_id: "placement-1"
         on { year: 2026 month: 9 day: 7 }
         outcome: MEETING_OUTCOME_ADVICE_TO_DECOUPLE)pb";
constexpr char kHoldInCase[] = R"pb(case_id: "case-1"
                                    outcome: MEETING_OUTCOME_FOLLOW_UP)pb";

TEST(HoldTriangularMeeting, OpensACaseOnThePlacement_A52) {
  Scenario()
      .As(v1::ROLE_TEACHER)
      .When<HoldTriangularMeeting>(kHoldOnPlacement)
      .ThenEvents(R"pb(case_opened {
                         number: "2026-001"
                         placement_id: "placement-1"
                         resident_id: "resident-1"
                         trainer_ids: "trainer-1"
                         practice_id: "practice-1"
                         group_id: "group-1"
                         training_year: 1
                         placement_starts_on { year: 2026 month: 3 day: 1 }
                         placement_ends_on { year: 2027 month: 2 day: 28 }
                         procedure_key: "utrecht-ontkoppeling"
                         procedure_version: "2023-03"
                         on { year: 2026 month: 9 day: 7 }
                       })pb",
                  R"pb(triangular_meeting_held {
                         on { year: 2026 month: 9 day: 7 }
                         outcome: MEETING_OUTCOME_ADVICE_TO_DECOUPLE
                         teacher_ids: "teacher-1"
                       })pb");
}

TEST(HoldTriangularMeeting, BelongsToAllItIsAbout_A52) {
  Scenario scenario = Scenario()
                          .As(v1::ROLE_TEACHER)
                          .When<HoldTriangularMeeting>(kHoldOnPlacement);
  ASSERT_TRUE(scenario.decided().ok());
  const Decision& decision = scenario.decided()->front();
  ASSERT_THAT(decision.events, SizeIs(2));
  std::move(scenario)
      .ThenTagged(0, {{TagKind::kCase, decision.case_id},
                      {TagKind::kPlacement, kPlacement},
                      {TagKind::kResident, kResident},
                      {TagKind::kTrainer, kTrainer},
                      {TagKind::kGroup, kGroup},
                      {TagKind::kInstitute, kInstitute}})
      .ThenTagged(1, {{TagKind::kCase, decision.case_id}});
}

TEST(HoldTriangularMeeting, AnswersWithTheMeetingAndTheCase_S3) {
  const Scenario scenario = Scenario()
                                .As(v1::ROLE_TEACHER)
                                .When<HoldTriangularMeeting>(kHoldOnPlacement);
  ASSERT_TRUE(scenario.decided().ok());
  const Decision& decision = scenario.decided()->front();
  EXPECT_EQ(decision.case_id, decision.events[0].event.case_opened().case_id());
  EXPECT_EQ(decision.id,
            decision.events[1].event.triangular_meeting_held().meeting_id());
  EXPECT_EQ(decision.procedure, "utrecht-ontkoppeling@2023-03");
}

TEST(HoldTriangularMeeting, NumbersTheCasesOfAYear_A52) {
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_TEACHER)
      .When<HoldTriangularMeeting>(R"pb(placement_id: "placement-2"
                                        outcome: MEETING_OUTCOME_FOLLOW_UP)pb")
      .ThenEvents(R"pb(case_opened { number: "2026-002" })pb",
                  R"pb(triangular_meeting_held {})pb")
      .Today(2027, 1, 4)
      .When<HoldTriangularMeeting>(R"pb(placement_id: "placement-3"
                                        outcome: MEETING_OUTCOME_FOLLOW_UP)pb")
      .ThenEvents(R"pb(case_opened { number: "2027-001" })pb",
                  R"pb(triangular_meeting_held {})pb");
}

TEST(HoldTriangularMeeting, PutsBothTrainersOfADuoInTheCase_A23) {
  Scenario()
      .As(v1::ROLE_TEACHER)
      .When<HoldTriangularMeeting>(R"pb(placement_id: "placement-3"
                                        outcome: MEETING_OUTCOME_FOLLOW_UP)pb")
      .ThenEvents(
          R"pb(case_opened { trainer_ids: [ "trainer-1", "trainer-2" ] })pb",
          R"pb(triangular_meeting_held {})pb");
}

TEST(HoldTriangularMeeting, IsRefusedForASecondOpenCase_A52) {
  Scenario scenario = Scenario()
                          .Given(kCaseOpened)
                          .As(v1::ROLE_TEACHER)
                          .When<HoldTriangularMeeting>(kHoldOnPlacement)
                          .ThenRefused("CASE_ALREADY_OPEN", {.rule = "A-52"});
  EXPECT_THAT(std::string(scenario.decided().status().message()),
              ::testing::HasSubstr("2026-001"));
}

TEST(HoldTriangularMeeting, MayOpenACaseAgainOnceTheFirstIsClosed_A52) {
  Scenario()
      .Given(kCaseOpened, R"pb(case_closed {
                                 case_id: "case-1"
                                 placement_id: "placement-1"
                                 result: CASE_RESULT_WITHDRAWN
                                 on { year: 2026 month: 9 day: 8 }
                               })pb")
      .As(v1::ROLE_TEACHER)
      .When<HoldTriangularMeeting>(R"pb(placement_id: "placement-1"
                                        outcome: MEETING_OUTCOME_FOLLOW_UP)pb")
      .ThenEvents(R"pb(case_opened { number: "2026-002" })pb",
                  R"pb(triangular_meeting_held {})pb");
}

TEST(HoldTriangularMeeting, ContinuesACase_S3) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithFollowUp)
      .As(v1::ROLE_TEACHER)
      .When<HoldTriangularMeeting>(kHoldInCase)
      .ThenEvents(R"pb(triangular_meeting_held {
                         case_id: "case-1"
                         outcome: MEETING_OUTCOME_FOLLOW_UP
                       })pb");
}

TEST(HoldTriangularMeeting, MayBeOneThatWasPlanned_S3) {
  const char* const planned = R"pb(triangular_meeting_planned {
                                     case_id: "case-1"
                                     meeting_id: "meeting-2"
                                     planned_on { year: 2026 month: 9 day: 14 }
                                   })pb";
  const char* const hold = R"pb(case_id: "case-1"
                                meeting_id: "meeting-2"
                                outcome: MEETING_OUTCOME_FOLLOW_UP)pb";
  Scenario()
      .Given(kCaseOpened, planned)
      .As(v1::ROLE_TEACHER)
      .When<HoldTriangularMeeting>(hold)
      .ThenEvents(R"pb(triangular_meeting_held { meeting_id: "meeting-2" })pb")
      .When<HoldTriangularMeeting>(hold)
      .ThenRefused("MEETING_ALREADY_HELD");
}

TEST(HoldTriangularMeeting, IsRefusedForAMeetingThatWasNotPlanned_S3) {
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_TEACHER)
      .When<HoldTriangularMeeting>(
          R"pb(case_id: "case-1"
               meeting_id: "meeting-9"
               outcome: MEETING_OUTCOME_FOLLOW_UP)pb")
      .ThenRefused("MEETING_NOT_FOUND");
}

TEST(HoldTriangularMeeting, CountsWithOneTeacherOfTheGroup_A22) {
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_TEACHER)
      .When<HoldTriangularMeeting>(
          R"pb(case_id: "case-1"
               outcome: MEETING_OUTCOME_FOLLOW_UP
               teacher_ids: "teacher-2")pb")
      .ThenEvents(
          R"pb(triangular_meeting_held { teacher_ids: "teacher-2" })pb");
}

TEST(HoldTriangularMeeting, IsRefusedWithATeacherOfAnotherGroup_A22) {
  for (const char* const other : {kOtherTeacher, kYearAssistant, "nobody"}) {
    SCOPED_TRACE(other);
    Scenario()
        .Given(kCaseOpened)
        .As(v1::ROLE_TEACHER)
        .WhenAll({[&] {
          v1::Command command;
          auto& hold = *command.mutable_hold_triangular_meeting();
          hold.set_case_id(kCase);
          hold.set_outcome(v1::MEETING_OUTCOME_FOLLOW_UP);
          hold.add_teacher_ids(kTeacher);
          hold.add_teacher_ids(other);
          return command;
        }()})
        .ThenRefused("NOT_A_TEACHER_OF_THE_GROUP", {.rule = "A-22"});
  }
}

TEST(HoldTriangularMeeting, IsRefusedWithoutAnyTeacher_A22) {
  Scenario()
      .UnderUtrechtWith([](v1::Procedure& procedure) {
        for (v1::Competence& competence : *procedure.mutable_competences()) {
          competence.add_roles(v1::ROLE_YEAR_ASSISTANT);
        }
      })
      .Given(kCaseOpened)
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<HoldTriangularMeeting>(kHoldInCase)
      .ThenRefused("TEACHER_MISSING", {.rule = "A-22"});
}

TEST(HoldTriangularMeeting, SaysWhatCameOfIt_S3) {
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_TEACHER)
      .When<HoldTriangularMeeting>(R"pb(case_id: "case-1")pb")
      .ThenRefused("FIELD_MISSING");
}

TEST(HoldTriangularMeeting, NamesEitherTheCaseOrThePlacement_A52) {
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_TEACHER)
      .When<HoldTriangularMeeting>(R"pb(outcome: MEETING_OUTCOME_FOLLOW_UP)pb")
      .ThenRefused("CASE_OR_PLACEMENT")
      .When<HoldTriangularMeeting>(
          R"pb(case_id: "case-1"
               placement_id: "placement-1"
               outcome: MEETING_OUTCOME_FOLLOW_UP)pb")
      .ThenRefused("CASE_OR_PLACEMENT");
}

TEST(HoldTriangularMeeting, IsRefusedBeforeThePlacementBegan_S3) {
  Scenario()
      .As(v1::ROLE_TEACHER)
      .When<HoldTriangularMeeting>(
          R"pb(placement_id: "placement-1"
               on { year: 2026 month: 2 day: 28 }
               outcome: MEETING_OUTCOME_FOLLOW_UP)pb")
      .ThenRefused("BEFORE_PLACEMENT");
}

TEST(HoldTriangularMeeting, FindsNoPlacementThatIsNotThere_S3) {
  Scenario()
      .As(v1::ROLE_TEACHER)
      .When<HoldTriangularMeeting>(R"pb(placement_id: "placement-9"
                                        outcome: MEETING_OUTCOME_FOLLOW_UP)pb")
      .ThenRefused("PLACEMENT_NOT_FOUND");
}

TEST(HoldTriangularMeeting, FindsNoPlacementOfAnotherGroup_G11) {
  Scenario()
      .As(v1::ROLE_TEACHER, kOtherTeacher)
      .When<HoldTriangularMeeting>(kHoldOnPlacement)
      .ThenRefused("PLACEMENT_NOT_FOUND");
}

TEST(HoldTriangularMeeting, IsRefusedWithoutAProcedureInForce_A32) {
  Scenario()
      .Under(nullptr)
      .As(v1::ROLE_TEACHER)
      .When<HoldTriangularMeeting>(kHoldOnPlacement)
      .ThenRefused("PROCEDURE_NOT_IN_FORCE");
}

TEST(HoldTriangularMeeting, FollowsTheProcedureOfTheDayItWasHeld_A32) {
  v1::Procedure next = Utrecht()->data();
  next.set_version("2026-09");
  *next.mutable_in_force_from() = ToProto(absl::CivilDay(2026, 9, 8));
  Scenario()
      .UnderBoth(Utrecht(), std::make_shared<const Procedure>(next))
      .As(v1::ROLE_TEACHER)
      .When<HoldTriangularMeeting>(kHoldOnPlacement)
      .ThenEvents(R"pb(case_opened { procedure_version: "2023-03" })pb",
                  R"pb(triangular_meeting_held {})pb")
      .When<HoldTriangularMeeting>(
          R"pb(placement_id: "placement-2"
               on { year: 2026 month: 9 day: 8 }
               outcome: MEETING_OUTCOME_FOLLOW_UP)pb")
      .ThenEvents(R"pb(case_opened { procedure_version: "2026-09" })pb",
                  R"pb(triangular_meeting_held {})pb");
}

TEST(HoldTriangularMeeting, IsOfTheTeachersOnly_G11) {
  for (const v1::Role role : {v1::ROLE_RESIDENT, v1::ROLE_TRAINER,
                              v1::ROLE_YEAR_ASSISTANT, v1::ROLE_DEPUTY_HEAD}) {
    SCOPED_TRACE(v1::Role_Name(role));
    Scenario()
        .As(role)
        .When<HoldTriangularMeeting>(kHoldOnPlacement)
        .ThenRefused("NOT_COMPETENT", {.rule = "G-11", .section = "§5.1"});
  }
}

TEST(HoldTriangularMeeting, IsSeenByALaterCommandOfTheSameSubmission_A52) {
  Scenario()
      .As(v1::ROLE_TEACHER)
      .WhenAll({Scenario::CommandOf<HoldTriangularMeeting>(kHoldOnPlacement),
                Scenario::CommandOf<HoldTriangularMeeting>(kHoldOnPlacement)})
      .ThenRefused("CASE_ALREADY_OPEN");
}

TEST(HoldTriangularMeeting, PutsOneTrainerOfADuoInScope_A23) {
  Scenario()
      .As(v1::ROLE_TEACHER)
      .When<HoldTriangularMeeting>(R"pb(placement_id: "placement-3"
                                        trainer_ids: "trainer-2"
                                        outcome: MEETING_OUTCOME_FOLLOW_UP)pb")
      .ThenEvents(R"pb(case_opened { trainer_ids: "trainer-2" })pb",
                  R"pb(triangular_meeting_held {})pb");
}

TEST(HoldTriangularMeeting, KeepsTheOrderOfThePlacementInScope_A23) {
  Scenario()
      .As(v1::ROLE_TEACHER)
      .When<HoldTriangularMeeting>(
          R"pb(placement_id: "placement-3"
               trainer_ids: [ "trainer-2", "trainer-1" ]
               outcome: MEETING_OUTCOME_FOLLOW_UP)pb")
      .ThenEvents(
          R"pb(case_opened { trainer_ids: [ "trainer-1", "trainer-2" ] })pb",
          R"pb(triangular_meeting_held {})pb");
}

TEST(HoldTriangularMeeting, IsRefusedWithAScopeThatIsNoneOfThePlacement_A23) {
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_TEACHER)
      .When<HoldTriangularMeeting>(R"pb(placement_id: "placement-3"
                                        trainer_ids: "trainer-3"
                                        outcome: MEETING_OUTCOME_FOLLOW_UP)pb")
      .ThenRefused("NOT_A_TRAINER_OF_THE_PLACEMENT", {.rule = "A-23"})
      .When<HoldTriangularMeeting>(
          R"pb(placement_id: "placement-3"
               trainer_ids: [ "trainer-1", "trainer-1" ]
               outcome: MEETING_OUTCOME_FOLLOW_UP)pb")
      .ThenRefused("FIELD_NOT_EXPECTED")
      .When<HoldTriangularMeeting>(R"pb(case_id: "case-1"
                                        trainer_ids: "trainer-1"
                                        outcome: MEETING_OUTCOME_FOLLOW_UP)pb")
      .ThenRefused("FIELD_NOT_EXPECTED");
}

constexpr char kTalk[] = R"pb(case_id: "case-1" absent: ROLE_RESIDENT)pb";

TEST(HoldTriangularMeeting, IsATalkWithoutOneOfTheParties_A22) {
  Scenario scenario = Scenario()
                          .Given(kCaseOpened)
                          .As(v1::ROLE_TEACHER)
                          .When<HoldTriangularMeeting>(kTalk)
                          .ThenEvents(R"pb(triangular_meeting_held {
                                             case_id: "case-1"
                                             teacher_ids: "teacher-1"
                                             absent: ROLE_RESIDENT
                                           })pb");
  EXPECT_EQ(scenario.CaseAfter().latest_held(), nullptr);
  EXPECT_THAT(DueDatesOf(*Utrecht(), scenario.CaseAfter()), SizeIs(0))
      << "a talk starts no T-01 and no T-05";
  std::move(scenario)
      .When<v1::SubmitReport>(
          R"pb(case_id: "case-1"
               report: "D-1"
               parts { key: "perspective_trainer" value: "Verzonnen." })pb")
      .ThenRefused("NOTHING_TO_REPORT_ON")
      .When<v1::ResolveWithoutDecoupling>(R"pb(case_id: "case-1")pb")
      .ThenRefused("NO_MEETING_HELD", {.rule = "S-3"})
      .When<HoldTrainerCheckUp>(R"pb(case_id: "case-1")pb")
      .ThenRefused("NO_MEETING_HELD")
      .When<v1::NotifyProgrammeManager>(R"pb(case_id: "case-1")pb")
      .ThenDone();
}

TEST(HoldTriangularMeeting, IsATalkAlsoWhenItWasPlanned_A22) {
  Scenario()
      .Given(kCaseOpened, R"pb(triangular_meeting_planned {
                                 case_id: "case-1"
                                 meeting_id: "meeting-2"
                                 planned_on { year: 2026 month: 9 day: 14 }
                               })pb")
      .As(v1::ROLE_TEACHER)
      .When<HoldTriangularMeeting>(R"pb(case_id: "case-1"
                                        meeting_id: "meeting-2"
                                        absent: ROLE_TRAINER
                                        absent: ROLE_RESIDENT)pb")
      .ThenDone()
      .When<HoldTrainerCheckUp>(
          R"pb(case_id: "case-1" meeting_id: "meeting-2")pb")
      .ThenRefused("NO_MEETING_HELD");
}

TEST(HoldTriangularMeeting, DoesNotReplaceTheLatestMeetingWhenItIsATalk_A22) {
  Scenario scenario =
      Scenario()
          .Given(kCaseOpened, kMeetingHeldWithoutDecoupling,
                 kReportWithAttentionPoints)
          .As(v1::ROLE_TEACHER)
          .When<HoldTriangularMeeting>(kTalk)
          .ThenDone()
          .When<v1::ResolveWithoutDecoupling>(R"pb(case_id: "case-1")pb")
          .ThenDone();
  ASSERT_NE(scenario.CaseAfter().latest_held(), nullptr);
  EXPECT_EQ(scenario.CaseAfter().latest_held()->id, kMeeting);
}

TEST(HoldTriangularMeeting, FindsNothingWhenItIsATalk_B2) {
  for (const char* const outcome : {"MEETING_OUTCOME_NO_DECOUPLING",
                                    "MEETING_OUTCOME_ADVICE_TO_DECOUPLE"}) {
    SCOPED_TRACE(outcome);
    Scenario()
        .Given(kCaseOpened)
        .As(v1::ROLE_TEACHER)
        .When<HoldTriangularMeeting>(absl::StrCat(kTalk, " outcome: ", outcome))
        .ThenRefused("MEETING_INCOMPLETE", {.rule = "A-22"});
  }
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_TEACHER)
      .When<HoldTriangularMeeting>(
          absl::StrCat(kTalk, " outcome: MEETING_OUTCOME_FOLLOW_UP"))
      .ThenDone()
      .When<HoldTriangularMeeting>(
          R"pb(case_id: "case-1" absent: ROLE_TEACHER)pb")
      .ThenRefused("NOT_A_PARTY")
      .When<HoldTriangularMeeting>(absl::StrCat(kTalk, " ", kTalk))
      .ThenRefused("FIELD_NOT_EXPECTED");
}

TEST(HoldTriangularMeeting, MayBeASecondOneAfterAFollowUp_S3) {
  Scenario
      scenario =
          Scenario()
              .Given(kCaseOpened, kMeetingHeldWithFollowUp)
              .As(v1::ROLE_TEACHER)
              .When<v1::ResolveWithoutDecoupling>(R"pb(case_id: "case-1")pb")
              .ThenRefused("MEETING_FOUND_OTHERWISE", {.rule = "S-6"})
              .When<HoldTriangularMeeting>(
                  R"pb(case_id: "case-1"
                       outcome: MEETING_OUTCOME_ADVICE_TO_DECOUPLE)pb")
              .ThenDone()
              .When<v1::SubmitReport>(
                  R"pb(case_id: "case-1"
                       report: "D-1"
                       parts { key: "perspective_resident" value: "Verzonnen." }
                       parts { key: "perspective_trainer" value: "Verzonnen." }
                       parts { key: "advice" value: "Verzonnen." })pb")
              .ThenEvents(R"pb(report_submitted { report: "D-1" })pb",
                          R"pb(decoupling_advised { case_id: "case-1" })pb");
  std::vector<std::string> rows;
  for (const v1::Due& due : DueDatesOf(*Utrecht(), scenario.CaseAfter())) {
    if (due.obligation().key() != "T-01") continue;
    rows.push_back(absl::StrCat(IsoDay(FromProto(due.due_on())), " ",
                                v1::DueStatus_Name(due.status())));
  }
  EXPECT_THAT(rows, ::testing::ElementsAre("2026-09-14 DUE_STATUS_OPEN",
                                           "2026-09-21 DUE_STATUS_FULFILLED"))
      << "each meeting has a report of its own";
}

// E-4: the guide for the meeting is no part of what must be done.
TEST(HoldTriangularMeeting, AsksForNoGuide_E4) {
  for (const auto* const message : {HoldTriangularMeeting::descriptor(),
                                    v1::TriangularMeetingHeld::descriptor()}) {
    for (int i = 0; i < message->field_count(); ++i) {
      EXPECT_THAT(std::string(message->field(i)->name()),
                  ::testing::Not(::testing::HasSubstr("guide")));
    }
  }
}

TEST(PlanTriangularMeeting, OpensACaseOnThePlacement_A52) {
  Scenario()
      .As(v1::ROLE_RESIDENT)
      .When<PlanTriangularMeeting>(
          R"pb(placement_id: "placement-1"
               planned_on { year: 2026 month: 9 day: 21 })pb")
      .ThenEvents(R"pb(case_opened {
                         number: "2026-001"
                         on { year: 2026 month: 9 day: 14 }
                       })pb",
                  R"pb(triangular_meeting_planned {
                         planned_on { year: 2026 month: 9 day: 21 }
                       })pb");
}

TEST(PlanTriangularMeeting, MayBeForToday_S3) {
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_TRAINER)
      .When<PlanTriangularMeeting>(
          R"pb(case_id: "case-1"
               planned_on { year: 2026 month: 9 day: 14 })pb")
      .ThenEvents(R"pb(triangular_meeting_planned { case_id: "case-1" })pb");
}

TEST(PlanTriangularMeeting, IsRefusedForADayGoneBy_S3) {
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_TEACHER)
      .When<PlanTriangularMeeting>(
          R"pb(case_id: "case-1"
               planned_on { year: 2026 month: 9 day: 13 })pb")
      .ThenRefused("DATE_IN_PAST")
      .When<PlanTriangularMeeting>(R"pb(case_id: "case-1")pb")
      .ThenRefused("DATE_MALFORMED");
}

TEST(PlanTriangularMeeting, MayBeTheInitiativeOfEachOfThem_B1) {
  for (const v1::Role role :
       {v1::ROLE_RESIDENT, v1::ROLE_TRAINER, v1::ROLE_TEACHER}) {
    SCOPED_TRACE(v1::Role_Name(role));
    Scenario()
        .As(role)
        .When<PlanTriangularMeeting>(
            R"pb(placement_id: "placement-1"
                 planned_on { year: 2026 month: 9 day: 21 })pb")
        .ThenDone();
  }
  Scenario()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<PlanTriangularMeeting>(
          R"pb(placement_id: "placement-1"
               planned_on { year: 2026 month: 9 day: 21 })pb")
      .ThenRefused("NOT_COMPETENT", {.rule = "G-11"});
}

TEST(PlanTriangularMeeting, IsNoMeetingHeld_S25) {
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_TEACHER)
      .When<PlanTriangularMeeting>(
          R"pb(case_id: "case-1"
               planned_on { year: 2026 month: 9 day: 21 })pb")
      .ThenDone()
      .When<HoldTrainerCheckUp>(R"pb(case_id: "case-1")pb")
      .ThenRefused("NO_MEETING_HELD");
}

TEST(HoldTrainerCheckUp, IsAboutTheLatestMeetingAndTheLeadTrainer_S25) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithFollowUp)
      .As(v1::ROLE_TEACHER)
      .When<HoldTrainerCheckUp>(R"pb(case_id: "case-1")pb")
      .ThenEvents(R"pb(trainer_check_up_held {
                         case_id: "case-1"
                         meeting_id: "meeting-1"
                         trainer_id: "trainer-1"
                         on { year: 2026 month: 9 day: 14 }
                       })pb");
}

TEST(HoldTrainerCheckUp, IsRefusedBeforeItsMeeting_S25) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithFollowUp)
      .As(v1::ROLE_TEACHER)
      .When<HoldTrainerCheckUp>(R"pb(case_id: "case-1"
                                     on { year: 2026 month: 9 day: 6 })pb")
      .ThenRefused("DATE_OUT_OF_ORDER")
      .When<HoldTrainerCheckUp>(
          R"pb(case_id: "case-1" meeting_id: "meeting-9")pb")
      .ThenRefused("MEETING_NOT_FOUND");
}

}  // namespace
}  // namespace driehoek
