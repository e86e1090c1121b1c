#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

// Another candidacy, of the second trainer of the duo elsewhere.
constexpr char kOtherProposed[] = R"pb(
  candidate_proposed {
    case_id: "case-1"
    candidacy_id: "candidacy-2"
    candidate_id: "trainer-2"
    practice_id: "practice-2"
    on { year: 2026 month: 9 day: 16 }
  })pb";
constexpr char kProposal[] = R"pb(case_id: "case-1"
                                  candidate_id: "trainer-3"
                                  practice_id: "practice-2")pb";

TEST(ProposeCandidate, PutsATrainerForward_S19) {
  AfterTheRuling()
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::ProposeCandidate>(kProposal)
      .ThenEvents(R"pb(candidate_proposed {
                         case_id: "case-1"
                         candidate_id: "trainer-3"
                         practice_id: "practice-2"
                         on { year: 2026 month: 9 day: 20 }
                       })pb");
}

TEST(ProposeCandidate, IsRefusedBeforeTheRuling_S19) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice)
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::ProposeCandidate>(kProposal)
      .ThenRefused("NOT_DECOUPLED");
}

TEST(ProposeCandidate, IsRefusedForThePartiesOfTheCase_S19) {
  AfterTheRuling()
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::ProposeCandidate>(R"pb(case_id: "case-1"
                                       candidate_id: "trainer-1"
                                       practice_id: "practice-2")pb")
      .ThenRefused("CANDIDATE_IS_PARTY");
}

TEST(ProposeCandidate, IsRefusedForWhoIsNoTrainerAndForAPracticeUnknown_S19) {
  AfterTheRuling()
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::ProposeCandidate>(R"pb(case_id: "case-1"
                                       candidate_id: "teacher-1"
                                       practice_id: "practice-2")pb")
      .ThenRefused("PERSON_NOT_FOUND")
      .When<v1::ProposeCandidate>(R"pb(case_id: "case-1"
                                       candidate_id: "trainer-3"
                                       practice_id: "practice-8")pb")
      .ThenRefused("PRACTICE_NOT_FOUND");
}

TEST(ProposeCandidate, IsRefusedWhileTheSameTrainerIsACandidate_S19) {
  AfterTheRuling(kCandidateProposed)
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::ProposeCandidate>(kProposal)
      .ThenRefused("ALREADY_CANDIDATE");
  AfterTheRuling(kCandidateProposed, R"pb(candidate_suitability_stated {
                                            case_id: "case-1"
                                            candidacy_id: "candidacy-1"
                                            suitable: false
                                            on { year: 2026 month: 9 day: 16 }
                                          })pb")
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::ProposeCandidate>(kProposal)
      .ThenDone();
}

TEST(ProposeCandidate, MayPutForwardATrainerWhoIsBlocked_G2) {
  // Being a candidate is allowed; only the placement itself is not.
  AfterTheRuling(kOtherCaseOfNewTrainer, kNewTrainerDecoupled)
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::ProposeCandidate>(kProposal)
      .ThenDone();
}

TEST(ProposeCandidate, IsRefusedOnceTheyStarted_S19) {
  AfterTheRuling(kCandidateProposed, kPairingConfirmed, kNewPlacementStarted)
      .As(v1::ROLE_TRAINER_MANAGER)
      .Today(2026, 10, 20)
      .When<v1::ProposeCandidate>(R"pb(case_id: "case-1"
                                       candidate_id: "trainer-2"
                                       practice_id: "practice-2")pb")
      .ThenRefused("ALREADY_STARTED");
}

TEST(StateCandidateSuitability, IsTheCandidatesOwnWord_S20) {
  AfterTheRuling(kCandidateProposed)
      .As(v1::ROLE_TRAINER, kNewTrainer)
      .When<v1::StateCandidateSuitability>(
          R"pb(case_id: "case-1" suitable: true)pb")
      .ThenEvents(R"pb(candidate_suitability_stated {
                         case_id: "case-1"
                         candidacy_id: "candidacy-1"
                         suitable: true
                         on { year: 2026 month: 9 day: 20 }
                       })pb")
      .When<v1::StateCandidateSuitability>(R"pb(case_id: "case-1"
                                                suitable: false)pb")
      .ThenRefused("ALREADY_DONE");
}

TEST(StateCandidateSuitability,
     MayBeRecordedByStaffOnBehalfOfTheCandidate_A54) {
  AfterTheRuling(kCandidateProposed)
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .OnBehalfOf(kNewTrainer, v1::ROLE_TRAINER)
      .When<v1::StateCandidateSuitability>(
          R"pb(case_id: "case-1" suitable: true)pb")
      .ThenDone();
}

TEST(StateCandidateSuitability, IsNotTheDecoupledTrainersNorStaffs_G12) {
  AfterTheRuling(kCandidateProposed)
      .As(v1::ROLE_TRAINER, kTrainer)
      .When<v1::StateCandidateSuitability>(
          R"pb(case_id: "case-1" suitable: true)pb")
      .ThenRefused("CANDIDACY_NOT_FOUND");
  AfterTheRuling(kCandidateProposed)
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::StateCandidateSuitability>(
          R"pb(case_id: "case-1" suitable: true)pb")
      .ThenRefused("NOT_COMPETENT");
}

TEST(StateCandidateSuitability, MeansTheCandidatesOwnCandidacyAndNoOther_G12) {
  AfterTheRuling(kCandidateProposed, kOtherProposed)
      .As(v1::ROLE_TRAINER, kNewTrainer)
      .When<v1::StateCandidateSuitability>(R"pb(case_id: "case-1"
                                                candidacy_id: "candidacy-2"
                                                suitable: true)pb")
      .ThenRefused("CANDIDACY_NOT_FOUND")
      .When<v1::StateCandidateSuitability>(
          R"pb(case_id: "case-1" suitable: true)pb")
      .ThenEvents(R"pb(candidate_suitability_stated {
                         candidacy_id: "candidacy-1"
                       })pb");
}

TEST(HoldIntroductionMeeting, NeedsAPracticeThatSuits_S21) {
  AfterTheRuling(kCandidateProposed)
      .As(v1::ROLE_RESIDENT)
      .When<v1::HoldIntroductionMeeting>(R"pb(case_id: "case-1")pb")
      .ThenRefused("PRACTICE_NOT_SUITABLE", {.rule = "S-20"});
  AfterTheRuling(kCandidateProposed, kCandidateSuits)
      .As(v1::ROLE_RESIDENT)
      .When<v1::HoldIntroductionMeeting>(
          R"pb(case_id: "case-1"
               on { year: 2026 month: 9 day: 18 })pb")
      .ThenEvents(R"pb(introduction_meeting_held {
                         case_id: "case-1"
                         candidacy_id: "candidacy-1"
                         on { year: 2026 month: 9 day: 18 }
                       })pb")
      .When<v1::HoldIntroductionMeeting>(R"pb(case_id: "case-1")pb")
      .ThenRefused("ALREADY_DONE");
}

TEST(HoldIntroductionMeeting, IsRefusedBeforeTheCandidateSaidYes_S21) {
  AfterTheRuling(kCandidateProposed, kCandidateSuits)
      .As(v1::ROLE_RESIDENT)
      .When<v1::HoldIntroductionMeeting>(
          R"pb(case_id: "case-1"
               on { year: 2026 month: 9 day: 15 })pb")
      .ThenRefused("DATE_OUT_OF_ORDER");
}

TEST(GivePairingAnswer, IsTheResidentsAndTheCandidatesEach_S22) {
  AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld)
      .As(v1::ROLE_RESIDENT)
      .When<v1::GivePairingAnswer>(R"pb(case_id: "case-1" accepts: true)pb")
      .ThenEvents(R"pb(pairing_answer_given {
                         case_id: "case-1"
                         candidacy_id: "candidacy-1"
                         answered_by: ROLE_RESIDENT
                         accepts: true
                         on { year: 2026 month: 9 day: 20 }
                       })pb")
      .As(v1::ROLE_TRAINER, kNewTrainer)
      .When<v1::GivePairingAnswer>(R"pb(case_id: "case-1"
                                        accepts: false
                                        reason: "Te ver rijden.")pb")
      .ThenEvents(R"pb(pairing_answer_given {
                         answered_by: ROLE_TRAINER
                         reason: "Te ver rijden."
                       })pb");
}

TEST(GivePairingAnswer, MayBeRecordedByStaffOnBehalfOfEither_A54) {
  AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld)
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .OnBehalfOf(kResident, v1::ROLE_RESIDENT)
      .When<v1::GivePairingAnswer>(R"pb(case_id: "case-1" accepts: true)pb")
      .ThenEvents(R"pb(pairing_answer_given { answered_by: ROLE_RESIDENT })pb")
      .OnBehalfOf(kNewTrainer, v1::ROLE_TRAINER, v1::CHANNEL_MAIL)
      .When<v1::GivePairingAnswer>(R"pb(case_id: "case-1" accepts: true)pb")
      .ThenEvents(R"pb(pairing_answer_given { answered_by: ROLE_TRAINER })pb");
}

TEST(GivePairingAnswer, IsNobodyElses_A54) {
  AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld)
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::GivePairingAnswer>(R"pb(case_id: "case-1" accepts: true)pb")
      .ThenRefused("NOT_COMPETENT");
  AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld)
      .As(v1::ROLE_TRAINER, kTrainer)
      .When<v1::GivePairingAnswer>(R"pb(case_id: "case-1" accepts: true)pb")
      .ThenRefused("CANDIDACY_NOT_FOUND");
}

TEST(GivePairingAnswer, IsRefusedBeforeTheIntroduction_G7) {
  AfterTheRuling(kCandidateProposed, kCandidateSuits)
      .As(v1::ROLE_RESIDENT)
      .When<v1::GivePairingAnswer>(R"pb(case_id: "case-1" accepts: true)pb")
      .ThenRefused("NOT_INTRODUCED_YET", {.rule = "G-7"});
}

TEST(GivePairingAnswer, MayChangeUntilTheyStart_S22) {
  AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld)
      .As(v1::ROLE_RESIDENT)
      .When<v1::GivePairingAnswer>(R"pb(case_id: "case-1" accepts: false)pb")
      .ThenDone()
      .When<v1::GivePairingAnswer>(R"pb(case_id: "case-1" accepts: false)pb")
      .ThenRefused("SAME_ANSWER")
      .When<v1::GivePairingAnswer>(R"pb(case_id: "case-1" accepts: true)pb")
      .ThenDone()
      .Given(kPairingConfirmed)
      .When<v1::GivePairingAnswer>(R"pb(case_id: "case-1" accepts: false)pb")
      .ThenDone()
      .When<v1::GivePairingAnswer>(R"pb(case_id: "case-1" accepts: true)pb")
      .ThenDone()
      .Given(kPairingConfirmed, kNewPlacementStarted)
      .Today(2026, 10, 20)
      .When<v1::GivePairingAnswer>(R"pb(case_id: "case-1" accepts: false)pb")
      .ThenRefused("ALREADY_STARTED");
}

// Who said no sees the case no more (G-12).
TEST(GivePairingAnswer, OfACandidateWhoSaidNoIsChangedByStaff_S22) {
  AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld)
      .As(v1::ROLE_TRAINER, kNewTrainer)
      .When<v1::GivePairingAnswer>(R"pb(case_id: "case-1" accepts: false)pb")
      .ThenDone()
      .When<v1::GivePairingAnswer>(R"pb(case_id: "case-1" accepts: true)pb")
      .ThenRefused("CASE_NOT_FOUND")
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .OnBehalfOf(kNewTrainer, v1::ROLE_TRAINER)
      .When<v1::GivePairingAnswer>(R"pb(case_id: "case-1" accepts: true)pb")
      .ThenEvents(R"pb(pairing_answer_given {
                         answered_by: ROLE_TRAINER
                         accepts: true
                       })pb");
}

TEST(GivePairingAnswer, TakesAReasonForANoOnlyAndNoEndlessOne_P11) {
  AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld)
      .As(v1::ROLE_RESIDENT)
      .When<v1::GivePairingAnswer>(R"pb(case_id: "case-1"
                                        accepts: true
                                        reason: "Graag!")pb")
      .ThenRefused("FIELD_NOT_EXPECTED")
      .When<v1::GivePairingAnswer>(
          absl::StrCat("case_id: 'case-1' accepts: false reason: '",
                       std::string(2001, 'x'), "'"))
      .ThenRefused("TEXT_TOO_LONG");
}

}  // namespace
}  // namespace driehoek
