// What comes after a no, and after a pairing that falls through.
#include <string>

#include "domain/dates.h"
#include "domain/due_dates.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::Field;
using ::testing::Optional;

constexpr char kResidentDeclines[] = R"pb(
  pairing_answer_given {
    case_id: "case-1"
    candidacy_id: "candidacy-1"
    answered_by: ROLE_RESIDENT
    accepts: false
    on { year: 2026 month: 9 day: 22 }
  })pb";
// The other trainer of the duo, to whom both said yes.
constexpr char kOtherProposed[] = R"pb(
  candidate_proposed {
    case_id: "case-1"
    candidacy_id: "candidacy-2"
    candidate_id: "trainer-2"
    practice_id: "practice-2"
    on { year: 2026 month: 9 day: 23 }
  })pb";
constexpr char kOtherSuits[] = R"pb(
  candidate_suitability_stated {
    case_id: "case-1"
    candidacy_id: "candidacy-2"
    suitable: true
    on { year: 2026 month: 9 day: 23 }
  })pb";
constexpr char kOtherIntroduced[] = R"pb(
  introduction_meeting_held {
    case_id: "case-1"
    candidacy_id: "candidacy-2"
    on { year: 2026 month: 9 day: 24 }
  })pb";
constexpr char kOtherResidentAccepts[] = R"pb(
  pairing_answer_given {
    case_id: "case-1"
    candidacy_id: "candidacy-2"
    answered_by: ROLE_RESIDENT
    accepts: true
    on { year: 2026 month: 9 day: 24 }
  })pb";
constexpr char kOtherTrainerAccepts[] = R"pb(
  pairing_answer_given {
    case_id: "case-1"
    candidacy_id: "candidacy-2"
    answered_by: ROLE_TRAINER
    accepts: true
    on { year: 2026 month: 9 day: 24 }
  })pb";
constexpr char kOtherConfirmation[] = R"pb(
  case_id: "case-1"
  candidacy_id: "candidacy-2"
  trainer_id: "trainer-2"
  starts_on { year: 2026 month: 10 day: 19 }
  ends_on { year: 2027 month: 2 day: 28 })pb";

// Confirmed with the first candidate, for 12 October 2026.
template <typename... More>
Scenario Confirmed(const More&... more) {
  return AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld,
                        kResidentAccepts, kTrainerAccepts, kPairingConfirmed,
                        more...)
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .Today(2026, 9, 28);
}

v1::Due RowAfter(Scenario& scenario, const std::string& key) {
  v1::Due latest;
  for (const v1::Due& due :
       DueDatesOf(UtrechtProcedure(), scenario.CaseAfter())) {
    if (due.obligation().key() == key) latest = due;
  }
  EXPECT_EQ(latest.obligation().key(), key);
  return latest;
}

TEST(ProposeCandidate, PutsANextOneForwardAfterANo_B5) {
  AfterTheRuling(kCandidateProposed, R"pb(candidate_suitability_stated {
                                            case_id: "case-1"
                                            candidacy_id: "candidacy-1"
                                            suitable: false
                                            on { year: 2026 month: 9 day: 16 }
                                          })pb")
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::ProposeCandidate>(R"pb(case_id: "case-1"
                                       candidate_id: "trainer-2"
                                       practice_id: "practice-2")pb")
      .ThenDone();
}

TEST(ProposeCandidate, PutsANextOneForwardWhenTheResidentRefused_B6) {
  AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld,
                 kTrainerAccepts, kResidentDeclines)
      .As(v1::ROLE_TRAINER_MANAGER)
      .Today(2026, 9, 28)
      .When<v1::ProposeCandidate>(R"pb(case_id: "case-1"
                                       candidate_id: "trainer-2"
                                       practice_id: "practice-2")pb")
      .ThenDone()
      // And the first one again, when minds have changed.
      .When<v1::ProposeCandidate>(R"pb(case_id: "case-1"
                                       candidate_id: "trainer-3"
                                       practice_id: "practice-2")pb")
      .ThenDone();
}

TEST(GivePairingAnswer, EndsAPairingThatDidNotStartWhenItBecomesANo_S22) {
  Scenario scenario = Confirmed()
                          .As(v1::ROLE_RESIDENT)
                          .When<v1::GivePairingAnswer>(R"pb(case_id: "case-1"
                                                            accepts: false)pb")
                          .ThenDone();
  EXPECT_FALSE(scenario.CaseAfter().new_placement.has_value());
  // T-06 is counted from D alone again.
  EXPECT_EQ(IsoDay(FromProto(RowAfter(scenario, "T-06").due_on())),
            "2026-10-05");
  std::move(scenario)
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .Today(2026, 10, 12)
      .When<v1::StartNewPlacement>(R"pb(case_id: "case-1"
                                        trainer_id: "trainer-3")pb")
      .ThenRefused("PAIRING_NOT_CONFIRMED");
}

TEST(GivePairingAnswer, IsRefusedOnceTheyStarted_S22) {
  Confirmed(kNewPlacementStarted)
      .As(v1::ROLE_RESIDENT)
      .Today(2026, 10, 20)
      .When<v1::GivePairingAnswer>(R"pb(case_id: "case-1" accepts: false)pb")
      .ThenRefused("ALREADY_STARTED");
}

TEST(ConfirmPairing, TakesThePlaceOfOneThatFellThrough_S23) {
  Scenario scenario =
      Confirmed(kResidentDeclines, kOtherProposed, kOtherSuits,
                kOtherIntroduced, kOtherResidentAccepts, kOtherTrainerAccepts)
          .When<v1::ConfirmPairing>(kOtherConfirmation)
          .ThenEvents(R"pb(pairing_confirmed {
                             case_id: "case-1"
                             candidacy_id: "candidacy-2"
                             trainer_id: "trainer-2"
                             new_placement_id: "placement-9"
                           })pb",
                      R"pb(placement_registered {
                             placement_id: "placement-9"
                             trainer_ids: "trainer-2"
                             starts_on { year: 2026 month: 10 day: 19 }
                           })pb");
  EXPECT_THAT(scenario.CaseAfter().new_placement,
              Optional(Field(&NewPlacement::trainer_id, "trainer-2")));
}

TEST(ConfirmPairing, TakesThePlaceOfAnotherBeforeTheStart_S23) {
  Confirmed(kOtherProposed, kOtherSuits, kOtherIntroduced,
            kOtherResidentAccepts, kOtherTrainerAccepts)
      .When<v1::ConfirmPairing>(kOtherConfirmation)
      .ThenDone()
      .When<v1::ConfirmPairing>(kOtherConfirmation)
      .ThenRefused("PAIRING_ALREADY_CONFIRMED");
}

TEST(ConfirmPairing, TakesNoOthersPlaceAfterTheStart_S23) {
  Confirmed(kOtherProposed, kOtherSuits, kOtherIntroduced,
            kOtherResidentAccepts, kOtherTrainerAccepts, kNewPlacementStarted)
      .Today(2026, 10, 20)
      .When<v1::ConfirmPairing>(kOtherConfirmation)
      .ThenRefused("ALREADY_STARTED");
}

TEST(ConfirmPairing, AsksForTheRegistrationAndTheInformationAgain_T31) {
  Scenario scenario = Confirmed(R"pb(administratively_processed {
                                       case_id: "case-1"
                                       item: CHECKLIST_ITEM_PAIRING_REGISTERED
                                       on { year: 2026 month: 9 day: 21 }
                                     })pb",
                                R"pb(remaining_year_info_sent {
                                       case_id: "case-1"
                                       on { year: 2026 month: 9 day: 21 }
                                     })pb");
  EXPECT_EQ(RowAfter(scenario, "T-31a").status(), v1::DUE_STATUS_FULFILLED);
  EXPECT_EQ(RowAfter(scenario, "T-31b").status(), v1::DUE_STATUS_FULFILLED);
  scenario.GoOn()
      .Given(kOtherProposed, kOtherSuits, kOtherIntroduced,
             kOtherResidentAccepts, kOtherTrainerAccepts)
      .When<v1::ConfirmPairing>(kOtherConfirmation)
      .ThenDone();
  EXPECT_EQ(RowAfter(scenario, "T-31b").status(), v1::DUE_STATUS_OPEN);
  scenario.GoOn()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::SendRemainingYearInfo>(R"pb(case_id: "case-1")pb")
      .ThenDone()
      .When<v1::ProcessAdministratively>(
          R"pb(case_id: "case-1" item: CHECKLIST_ITEM_PAIRING_REGISTERED)pb")
      .ThenDone();
  EXPECT_EQ(RowAfter(scenario, "T-31b").status(), v1::DUE_STATUS_FULFILLED);
}

TEST(SendRemainingYearInfo, WaitsForAPairingThatStands_K11) {
  Confirmed(kResidentDeclines)
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::SendRemainingYearInfo>(R"pb(case_id: "case-1")pb")
      .ThenRefused("PAIRING_NOT_CONFIRMED");
}

TEST(ConfirmPairing, WarnsWhenTheEvaluationWasNotHeld_G5) {
  const auto warnings_of = [](const Scenario& scenario) {
    EXPECT_TRUE(scenario.decided().ok());
    return scenario.decided()->front().warnings;
  };
  const Scenario warned =
      Confirmed(kOtherProposed, kOtherSuits, kOtherIntroduced,
                kOtherResidentAccepts, kOtherTrainerAccepts)
          .When<v1::ConfirmPairing>(kOtherConfirmation)
          .ThenDone();
  ASSERT_EQ(warnings_of(warned).size(), 1U);
  EXPECT_EQ(warnings_of(warned).front().rule(), "G-5");
  EXPECT_EQ(warnings_of(warned).front().section(), "§5.3.1");
  const Scenario evaluated =
      Confirmed(R"pb(resident_evaluation_held {
                       case_id: "case-1"
                       evaluation_id: "evaluation-1"
                       on { year: 2026 month: 9 day: 25 }
                     })pb",
                kOtherProposed, kOtherSuits, kOtherIntroduced,
                kOtherResidentAccepts, kOtherTrainerAccepts)
          .When<v1::ConfirmPairing>(kOtherConfirmation)
          .ThenDone();
  EXPECT_TRUE(warnings_of(evaluated).empty());
}

TEST(StartNewPlacement, WarnsWhenTheEvaluationWasNotHeldBefore_G5) {
  const auto warnings = [](const char* held_on) {
    const Scenario scenario =
        Confirmed(
            "resident_evaluation_held { case_id: 'case-1' "
            "evaluation_id: 'evaluation-1' on { year: 2026 month: 10 "
            "day: " +
            std::string(held_on) + " } }")
            .Today(2026, 10, 12)
            .When<v1::StartNewPlacement>(R"pb(case_id: "case-1"
                                              trainer_id: "trainer-3")pb")
            .ThenDone();
    return scenario.decided().ok() ? scenario.decided()->front().warnings.size()
                                   : 99;
  };
  EXPECT_EQ(warnings("11"), 0U);
  EXPECT_EQ(warnings("12"), 1U);  // On the day itself is not before (A-6).
}

TEST(StartNewPlacement, WarnsOfNothingWhereTheGuardIsOff_G5) {
  const Scenario scenario =
      Confirmed()
          .UnderUtrechtWith([](v1::Procedure& procedure) {
            auto& guards = *procedure.mutable_guards();
            for (int i = guards.size() - 1; i >= 0; --i) {
              if (guards[i].guard() == v1::GUARD_EVALUATION_BEFORE_START) {
                guards.DeleteSubrange(i, 1);
              }
            }
          })
          .Today(2026, 10, 12)
          .When<v1::StartNewPlacement>(R"pb(case_id: "case-1"
                                            trainer_id: "trainer-3")pb")
          .ThenDone();
  ASSERT_TRUE(scenario.decided().ok());
  EXPECT_TRUE(scenario.decided()->front().warnings.empty());
}

// Of the practice where another trainer is blocked.
TEST(ConfirmPairing, IsBlockedForThePersonAndNotForThePractice_A29) {
  AfterTheRuling(kOtherCaseOfNewTrainer, kNewTrainerDecoupled, kOtherProposed,
                 kOtherSuits, kOtherIntroduced, kOtherResidentAccepts,
                 kOtherTrainerAccepts)
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .Today(2026, 9, 28)
      .When<v1::ConfirmPairing>(kOtherConfirmation)
      .ThenDone();
}

TEST(ConfirmPairing, IsFreeAsSoonAsTheContactWasHeldHoweverEarly_A30) {
  constexpr char kConfirmation[] = R"pb(
    case_id: "case-1"
    trainer_id: "trainer-3"
    starts_on { year: 2026 month: 10 day: 12 }
    ends_on { year: 2027 month: 2 day: 28 })pb";
  AfterTheRuling(kOtherCaseOfNewTrainer, kNewTrainerDecoupled,
                 kCandidateProposed, kCandidateSuits, kIntroductionHeld,
                 kResidentAccepts, kTrainerAccepts)
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .Today(2026, 9, 28)
      .When<v1::ConfirmPairing>(kConfirmation)
      .ThenRefused("TRAINER_NOT_AVAILABLE", {.rule = "G-2"})
      .Given(R"pb(manager_contact_held {
                    case_id: "case-2"
                    contact_id: "contact-1"
                    trainer_id: "trainer-3"
                    on { year: 2026 month: 9 day: 21 }
                  })pb")
      .When<v1::ConfirmPairing>(kConfirmation)
      .ThenDone();
}

}  // namespace
}  // namespace driehoek
