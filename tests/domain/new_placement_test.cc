#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

constexpr char kNewTrainerContacted[] = R"pb(
  manager_contact_held {
    case_id: "case-2"
    contact_id: "contact-2"
    on { year: 2026 month: 9 day: 15 }
    trainer_id: "trainer-3"
  })pb";
constexpr char kConfirmation[] = R"pb(
  case_id: "case-1"
  trainer_id: "trainer-3"
  starts_on { year: 2026 month: 10 day: 12 }
  ends_on { year: 2027 month: 2 day: 28 }
)pb";

template <typename... More>
Scenario BothAccepted(const More&... more) {
  return AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld,
                        kResidentAccepts, kTrainerAccepts, more...);
}

// Where the first fact of that kind lies in the log.
Position PositionOf(Scenario& scenario, v1::FactKind kind) {
  for (const Fact& fact : scenario.CaseAfter().facts) {
    if (fact.kind == kind) return fact.position;
  }
  ADD_FAILURE() << "no such fact";
  return 0;
}

TEST(ConfirmPairing, ConfirmsAndRegistersTheNewPlacement_D15) {
  Scenario scenario =
      BothAccepted()
          .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
          .When<v1::ConfirmPairing>(kConfirmation)
          .ThenEvents(R"pb(pairing_confirmed {
                             case_id: "case-1"
                             candidacy_id: "candidacy-1"
                             trainer_id: "trainer-3"
                             on { year: 2026 month: 9 day: 20 }
                             starts_on { year: 2026 month: 10 day: 12 }
                             ends_on { year: 2027 month: 2 day: 28 }
                           })pb",
                      R"pb(placement_registered {
                             resident_id: "resident-1"
                             trainer_ids: "trainer-3"
                             practice_id: "practice-2"
                             group_id: "group-1"
                             training_year: 1
                             starts_on { year: 2026 month: 10 day: 12 }
                             ends_on { year: 2027 month: 2 day: 28 }
                           })pb");
  ASSERT_TRUE(scenario.decided().ok());
  const Decision& decision = scenario.decided()->front();
  EXPECT_EQ(decision.id,
            decision.events[1].event.placement_registered().placement_id());
  EXPECT_EQ(decision.id,
            decision.events[0].event.pairing_confirmed().new_placement_id());
  ASSERT_TRUE(scenario.CaseAfter().new_placement.has_value());
  const NewPlacement after =
      scenario.CaseAfter().new_placement.value_or(NewPlacement());
  EXPECT_EQ(after.practice_id, "practice-2");
  EXPECT_EQ(after.starts_on, absl::CivilDay(2026, 10, 12));
  EXPECT_FALSE(after.started);
}

TEST(ConfirmPairing, IsRefusedUntilBothSaidYesAfterAMeeting_G7) {
  AfterTheRuling(kCandidateProposed, kCandidateSuits)
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::ConfirmPairing>(kConfirmation)
      .ThenRefused("NOT_INTRODUCED_YET", {.rule = "G-7", .section = "§5.2.1"});
  AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld)
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::ConfirmPairing>(kConfirmation)
      .ThenRefused("BOTH_ANSWERS_NEEDED", {.rule = "G-7", .section = "§5.2.1"});
  AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld,
                 kResidentAccepts)
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::ConfirmPairing>(kConfirmation)
      .ThenRefused("BOTH_ANSWERS_NEEDED", {.rule = "G-7"});
  AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld,
                 kTrainerAccepts,
                 R"pb(pairing_answer_given {
                        case_id: "case-1"
                        candidacy_id: "candidacy-1"
                        answered_by: ROLE_RESIDENT
                        accepts: false
                        on { year: 2026 month: 9 day: 19 }
                      })pb")
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::ConfirmPairing>(kConfirmation)
      .ThenRefused("BOTH_ANSWERS_NEEDED", {.rule = "G-7"});
}

TEST(ConfirmPairing, IsRefusedAtATrainerWhoIsBlocked_G2) {
  BothAccepted(kOtherCaseOfNewTrainer, kNewTrainerDecoupled)
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::ConfirmPairing>(kConfirmation)
      .ThenRefused("TRAINER_NOT_AVAILABLE",
                   {.rule = "G-2", .section = "§5.2.1"});
}

TEST(ConfirmPairing, IsPossibleOnceTheContactWasHeld_G2) {
  BothAccepted(kOtherCaseOfNewTrainer, kNewTrainerDecoupled,
               kNewTrainerContacted)
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::ConfirmPairing>(kConfirmation)
      .ThenDone();
}

TEST(ConfirmPairing, FollowsTheGuardsThatTheProcedureHas_G2) {
  // Elsewhere a decoupled trainer may have a new resident at once, and the two
  // answers are rule W-2.
  constexpr char kCaseElsewhere[] = R"pb(
    case_opened {
      case_id: "case-1"
      number: "2026-001"
      placement_id: "placement-1"
      resident_id: "resident-1"
      trainer_ids: "trainer-1"
      practice_id: "practice-1"
      group_id: "group-1"
      training_year: 1
      placement_starts_on { year: 2026 month: 3 day: 1 }
      placement_ends_on { year: 2027 month: 2 day: 28 }
      procedure_key: "voorbeeldstad-uit-elkaar"
      procedure_version: "1.0"
      on { year: 2026 month: 9 day: 7 }
    })pb";
  Scenario()
      .Under(OtherInstitute())
      .Given(kCaseElsewhere, kMeetingHeldWithAdvice, kDiscussedWithDeputyHead,
             kRuledToDecouple, kCandidateProposed, kCandidateSuits,
             kIntroductionHeld, kResidentAccepts, kOtherCaseOfNewTrainer,
             kNewTrainerDecoupled)
      .As(v1::ROLE_TRAINER_MANAGER)
      .Today(2026, 9, 20)
      .When<v1::ConfirmPairing>(kConfirmation)
      .ThenRefused("BOTH_ANSWERS_NEEDED", {.rule = "W-2", .section = "art. 5"})
      .Given(kTrainerAccepts)
      .When<v1::ConfirmPairing>(kConfirmation)
      .ThenDone();
}

TEST(ConfirmPairing, NamesTheTrainerOfTheCandidacy_G2) {
  // Naming another trainer must not lead around the block.
  BothAccepted(kOtherCaseOfNewTrainer, kNewTrainerDecoupled)
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::ConfirmPairing>(
          R"pb(case_id: "case-1"
               trainer_id: "trainer-2"
               starts_on { year: 2026 month: 10 day: 12 }
               ends_on { year: 2027 month: 2 day: 28 })pb")
      .ThenRefused("TRAINER_IS_ANOTHER")
      .When<v1::ConfirmPairing>(
          R"pb(case_id: "case-1"
               starts_on { year: 2026 month: 10 day: 12 }
               ends_on { year: 2027 month: 2 day: 28 })pb")
      .ThenRefused("FIELD_MISSING");
}

TEST(ConfirmPairing, IsRefusedWithAStartBeforeTheDecouplingOrAfterTheEnd_S23) {
  BothAccepted()
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::ConfirmPairing>(
          R"pb(case_id: "case-1"
               trainer_id: "trainer-3"
               starts_on { year: 2026 month: 9 day: 20 }
               ends_on { year: 2027 month: 2 day: 28 })pb")
      .ThenRefused("DATE_OUT_OF_ORDER")
      .When<v1::ConfirmPairing>(
          R"pb(case_id: "case-1"
               trainer_id: "trainer-3"
               starts_on { year: 2026 month: 10 day: 12 }
               ends_on { year: 2026 month: 10 day: 11 })pb")
      .ThenRefused("PERIOD_MALFORMED")
      .When<v1::ConfirmPairing>(
          R"pb(case_id: "case-1"
               trainer_id: "trainer-3"
               ends_on { year: 2026 month: 10 day: 11 })pb")
      .ThenRefused("DATE_MALFORMED");
}

TEST(ConfirmPairing, IsRefusedTheSecondTimeAndWithoutACandidate_S23) {
  BothAccepted(kPairingConfirmed)
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::ConfirmPairing>(kConfirmation)
      .ThenRefused("PAIRING_ALREADY_CONFIRMED");
  AfterTheRuling()
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::ConfirmPairing>(kConfirmation)
      .ThenRefused("CANDIDACY_NOT_FOUND");
}

TEST(ConfirmPairing, DoesNotNeedTheResidentsEvaluation_G5) {
  // A warning, never a refusal: waiting longer would hurt the resident.
  BothAccepted()
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::ConfirmPairing>(kConfirmation)
      .ThenDone();
}

TEST(MoveNewPlacementStart, MovesItAndRegistersThePlacementAnew_T06) {
  BothAccepted(kPairingConfirmed)
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .Today(2026, 9, 28)
      .When<v1::MoveNewPlacementStart>(
          R"pb(case_id: "case-1"
               starts_on { year: 2026 month: 10 day: 5 })pb")
      .ThenEvents(R"pb(new_placement_start_moved {
                         case_id: "case-1"
                         new_placement_id: "placement-9"
                         on { year: 2026 month: 9 day: 28 }
                         starts_on { year: 2026 month: 10 day: 5 }
                       })pb",
                  R"pb(placement_registered {
                         placement_id: "placement-9"
                         resident_id: "resident-1"
                         trainer_ids: "trainer-3"
                         practice_id: "practice-2"
                         group_id: "group-1"
                         training_year: 1
                         starts_on { year: 2026 month: 10 day: 5 }
                         ends_on { year: 2027 month: 2 day: 28 }
                       })pb")
      .When<v1::MoveNewPlacementStart>(
          R"pb(case_id: "case-1"
               starts_on { year: 2026 month: 10 day: 5 })pb")
      .ThenNothing();
}

TEST(MoveNewPlacementStart, WithdrawsABreachOfTheEarlierDate_T06) {
  Scenario scenario =
      BothAccepted(kPairingConfirmed,
                   R"pb(new_placement_start_moved {
                          case_id: "case-1"
                          new_placement_id: "placement-9"
                          on { year: 2026 month: 9 day: 21 }
                          starts_on { year: 2026 month: 9 day: 24 }
                        })pb");
  const Position ruled_at = PositionOf(scenario, v1::FACT_KIND_DECOUPLED);
  const std::string obligation = absl::StrCat(
      "obligation { case_id: 'case-1' key: 'T-06' created_by: ", ruled_at,
      " } due_on { year: 2026 month: 9 day: 23 }");
  std::move(scenario)
      .Given(absl::StrCat("breach_recorded { ", obligation, " }"))
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .Today(2026, 9, 25)
      .When<v1::MoveNewPlacementStart>(
          R"pb(case_id: "case-1"
               starts_on { year: 2026 month: 9 day: 28 })pb")
      .ThenEvents(
          R"pb(new_placement_start_moved {
                 starts_on { year: 2026 month: 9 day: 28 }
               })pb",
          R"pb(placement_registered { placement_id: "placement-9" })pb",
          absl::StrCat("breach_withdrawn { ", obligation,
                       " reason: WITHDRAWAL_REASON_DUE_DATE_MOVED }"));
}

TEST(MoveNewPlacementStart, IsRefusedBeforeAPairingAndAfterTheStart_S29) {
  constexpr char kMove[] = R"pb(case_id: "case-1"
                                starts_on { year: 2026 month: 10 day: 5 })pb";
  BothAccepted()
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::MoveNewPlacementStart>(kMove)
      .ThenRefused("PAIRING_NOT_CONFIRMED");
  BothAccepted(kPairingConfirmed, R"pb(new_placement_started {
                                         case_id: "case-1"
                                         new_placement_id: "placement-9"
                                         on { year: 2026 month: 10 day: 12 }
                                       })pb")
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .Today(2026, 10, 13)
      .When<v1::MoveNewPlacementStart>(kMove)
      .ThenRefused("ALREADY_STARTED", {.rule = "S-29"});
}

TEST(MoveNewPlacementStart, IsRefusedOutsideThePeriod_S29) {
  BothAccepted(kPairingConfirmed)
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::MoveNewPlacementStart>(
          R"pb(case_id: "case-1"
               starts_on { year: 2026 month: 9 day: 20 })pb")
      .ThenRefused("DATE_OUT_OF_ORDER")
      .When<v1::MoveNewPlacementStart>(
          R"pb(case_id: "case-1"
               starts_on { year: 2027 month: 3 day: 1 })pb")
      .ThenRefused("PERIOD_MALFORMED")
      .When<v1::MoveNewPlacementStart>(R"pb(case_id: "case-1")pb")
      .ThenRefused("DATE_MALFORMED");
}

constexpr char kStart[] = R"pb(case_id: "case-1" trainer_id: "trainer-3")pb";

TEST(StartNewPlacement, FixesTheDayAsPlanned_S29) {
  BothAccepted(kPairingConfirmed)
      .As(v1::ROLE_RESIDENT)
      .Today(2026, 10, 12)
      .When<v1::StartNewPlacement>(kStart)
      .ThenEvents(R"pb(new_placement_started {
                         case_id: "case-1"
                         new_placement_id: "placement-9"
                         on { year: 2026 month: 10 day: 12 }
                       })pb")
      .When<v1::StartNewPlacement>(kStart)
      .ThenRefused("ALREADY_STARTED");
}

TEST(StartNewPlacement, FixesADayOtherThanPlanned_T06) {
  Scenario scenario =
      BothAccepted(kPairingConfirmed)
          .As(v1::ROLE_TRAINER, kNewTrainer)
          .Today(2026, 10, 14)
          .When<v1::StartNewPlacement>(kStart)
          .ThenEvents(R"pb(new_placement_started {
                             on { year: 2026 month: 10 day: 14 }
                           })pb",
                      R"pb(placement_registered {
                             placement_id: "placement-9"
                             starts_on { year: 2026 month: 10 day: 14 }
                           })pb");
  const NewPlacement after =
      scenario.CaseAfter().new_placement.value_or(NewPlacement());
  EXPECT_TRUE(after.started);
  EXPECT_EQ(after.starts_on, absl::CivilDay(2026, 10, 14));
}

TEST(StartNewPlacement, IsRefusedAtATrainerWhoWasBlockedSince_G2) {
  BothAccepted(kPairingConfirmed, kOtherCaseOfNewTrainer, kNewTrainerDecoupled)
      .As(v1::ROLE_YEAR_ASSISTANT)
      .Today(2026, 10, 12)
      .When<v1::StartNewPlacement>(kStart)
      .ThenRefused("TRAINER_NOT_AVAILABLE", {.rule = "G-2"});
}

TEST(StartNewPlacement, IsNotTheDecoupledTrainers_S29) {
  BothAccepted(kPairingConfirmed)
      .As(v1::ROLE_TRAINER, kTrainer)
      .Today(2026, 10, 12)
      .When<v1::StartNewPlacement>(kStart)
      .ThenRefused("CANDIDACY_NOT_FOUND");
}

TEST(StartNewPlacement, NamesTheNewTrainer_G2) {
  BothAccepted(kPairingConfirmed)
      .As(v1::ROLE_YEAR_ASSISTANT)
      .Today(2026, 10, 12)
      .When<v1::StartNewPlacement>(R"pb(case_id: "case-1"
                                        trainer_id: "trainer-1")pb")
      .ThenRefused("TRAINER_IS_ANOTHER");
}

TEST(StartNewPlacement, IsRefusedBeforeThePairingAndBeforeTheDecoupling_S29) {
  BothAccepted()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::StartNewPlacement>(kStart)
      .ThenRefused("PAIRING_NOT_CONFIRMED");
  BothAccepted(kPairingConfirmed)
      .As(v1::ROLE_YEAR_ASSISTANT)
      .Today(2026, 10, 12)
      .When<v1::StartNewPlacement>(
          R"pb(case_id: "case-1"
               trainer_id: "trainer-3"
               on { year: 2026 month: 9 day: 20 })pb")
      .ThenRefused("DATE_OUT_OF_ORDER");
}

TEST(StartNewPlacement, DoesNotNeedTheResidentsEvaluation_G5) {
  BothAccepted(kPairingConfirmed)
      .As(v1::ROLE_YEAR_ASSISTANT)
      .Today(2026, 10, 12)
      .When<v1::StartNewPlacement>(kStart)
      .ThenDone();
}

}  // namespace
}  // namespace driehoek
