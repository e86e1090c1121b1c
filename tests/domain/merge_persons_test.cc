// Someone who was recorded twice, in what is decided: whichever record is
// named, it is the person of both, until they are unmerged.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using v1::MergePersons;
using v1::UnmergePersons;

// The candidate goes on under the record of someone who has no role.
constexpr char kCandidateMerged[] = R"pb(
  persons_merged {
    person_id: "stranger-1"
    duplicate_id: "trainer-3"
    reason: "Verzonnen."
  })pb";
constexpr char kCandidateUnmerged[] = R"pb(
  persons_unmerged {
    person_id: "stranger-1"
    duplicate_id: "trainer-3"
    reason: "Verzonnen."
  })pb";
// The trainer of the case goes on under it.
constexpr char kTrainerMerged[] = R"pb(
  persons_merged {
    person_id: "stranger-1"
    duplicate_id: "trainer-1"
    reason: "Verzonnen."
  })pb";
// The candidate goes on under the record of a trainer of another placement.
constexpr char kTwoTrainersMerged[] = R"pb(
  persons_merged {
    person_id: "trainer-2"
    duplicate_id: "trainer-3"
    reason: "Verzonnen."
  })pb";
constexpr char kTwoTrainersUnmerged[] = R"pb(
  persons_unmerged {
    person_id: "trainer-2"
    duplicate_id: "trainer-3"
    reason: "Verzonnen."
  })pb";

std::string Merged(const std::string& person, const std::string& duplicate) {
  return absl::StrCat("persons_merged { person_id: '", person,
                      "' duplicate_id: '", duplicate, "' }");
}

std::string Of(const std::string& person, const std::string& duplicate) {
  return absl::StrCat("person_id: '", person, "' duplicate_id: '", duplicate,
                      "' reason: 'Verzonnen.'");
}

Scenario Keeper() { return Scenario().As(v1::ROLE_ADMINISTRATOR); }

TEST(MergePersons, MakesOnePersonOfTwoRecords) {
  Keeper()
      .When<MergePersons>(Of(kStranger, kNewTrainer))
      .ThenEvents(kCandidateMerged)
      .ThenTagged(0, {{TagKind::kInstitute, kInstitute},
                      {TagKind::kPerson, kStranger},
                      {TagKind::kPerson, kNewTrainer}});
}

TEST(MergePersons, IsForTheAdministrator) {
  for (const v1::Role role :
       {v1::ROLE_TEACHER, v1::ROLE_HEAD, v1::ROLE_POLICY_OFFICER}) {
    Scenario()
        .As(role)
        .When<MergePersons>(Of(kStranger, kNewTrainer))
        .ThenRefused("NOT_COMPETENT")
        .When<UnmergePersons>(Of(kStranger, kNewTrainer))
        .ThenRefused("NOT_COMPETENT");
  }
}

TEST(MergePersons, IsRefusedForWhoIsNotKnown) {
  Keeper()
      .When<MergePersons>(Of("nobody-1", kNewTrainer))
      .ThenRefused("PERSON_NOT_FOUND")
      .When<MergePersons>(Of(kStranger, "nobody-1"))
      .ThenRefused("PERSON_NOT_FOUND")
      .When<MergePersons>(Of("", kNewTrainer))
      .ThenRefused("FIELD_MISSING");
}

TEST(MergePersons, IsRefusedForOneRecord) {
  Keeper()
      .When<MergePersons>(Of(kStranger, kStranger))
      .ThenRefused("SAME_RECORD");
}

TEST(MergePersons, IsRefusedWithoutAReason) {
  Keeper()
      .When<MergePersons>(
          R"pb(person_id: "stranger-1" duplicate_id: "trainer-3")pb")
      .ThenRefused("REASON_MISSING")
      .When<MergePersons>(absl::StrCat(
          R"pb(person_id: "stranger-1" duplicate_id: "trainer-3")pb",
          " reason: '", std::string(2001, 'x'), "'"))
      .ThenRefused("TEXT_TOO_LONG");
}

TEST(MergePersons, IsRefusedForWhoGoesOnUnderAnotherRecord) {
  Keeper()
      .Given(kCandidateMerged)
      .When<MergePersons>(Of(kNewTrainer, kSecondTrainer))
      .ThenRefused("ALREADY_MERGED")
      .When<MergePersons>(Of(kSecondTrainer, kNewTrainer))
      .ThenRefused("ALREADY_MERGED")
      .When<MergePersons>(Of(kStranger, kNewTrainer))
      .ThenRefused("ALREADY_MERGED");
}

TEST(MergePersons, SaysUnderWhichKeySomeoneGoesOn) {
  Scenario scenario = Keeper().Given(kCandidateMerged);
  scenario.GoOn().When<MergePersons>(Of(kSecondTrainer, kNewTrainer));
  EXPECT_EQ(scenario.decided().status().message(),
            "The person in duplicate_id is merged already and goes on under "
            "the reference stranger-1.");
}

TEST(MergePersons, IsRefusedForADuplicateThatHasOne) {
  Keeper()
      .Given(kCandidateMerged)
      .When<MergePersons>(Of(kSecondTrainer, kStranger))
      .ThenRefused("HAS_DUPLICATES");
}

TEST(MergePersons, IsRefusedForMoreThanFourRecords) {
  Keeper()
      .Given(Merged(kStranger, kTrainer), Merged(kStranger, kNewTrainer))
      .When<MergePersons>(Of(kStranger, kTeacher))
      .ThenDone()
      .When<MergePersons>(Of(kStranger, kSecondTeacher))
      .ThenRefused("TOO_MANY_RECORDS");
}

TEST(MergePersons, IsRefusedAfterAThousand) {
  Scenario scenario = Keeper();
  for (size_t i = 0; i < SamePeople::kMostMerges; ++i) {
    scenario.GoOn().Given(kCandidateMerged, kCandidateUnmerged);
  }
  std::move(scenario)
      .When<MergePersons>(Of(kStranger, kNewTrainer))
      .ThenRefused("TOO_MANY_MERGES");
}

TEST(MergePersons, IsRefusedForTheTwoSidesOfOnePlacement) {
  Keeper()
      .When<MergePersons>(Of(kResident, kTrainer))
      .ThenRefused("TWO_SIDES_OF_A_PLACEMENT")
      .When<MergePersons>(Of(kTrainer, kResident))
      .ThenRefused("TWO_SIDES_OF_A_PLACEMENT")
      .When<MergePersons>(Of(kResident, kNewTrainer))
      .ThenDone();
  Keeper()
      .Given(kTrainerMerged)
      .When<MergePersons>(Of(kStranger, kResident))
      .ThenRefused("TWO_SIDES_OF_A_PLACEMENT");
}

TEST(MergePersons, CountsForTheNextCommandOfTheSameSubmission) {
  const v1::Command merge =
      Scenario::CommandOf<MergePersons>(Of(kStranger, kNewTrainer));
  Keeper().WhenAll({merge, merge}).ThenRefused("ALREADY_MERGED");
  Keeper()
      .WhenAll({merge,
                Scenario::CommandOf<UnmergePersons>(Of(kStranger, kNewTrainer)),
                merge})
      .ThenEvents(kCandidateMerged, kCandidateUnmerged, kCandidateMerged);
}

TEST(UnmergePersons, MakesTwoOfThemAgain) {
  Keeper()
      .Given(kCandidateMerged)
      .When<UnmergePersons>(Of(kStranger, kNewTrainer))
      .ThenEvents(kCandidateUnmerged)
      .ThenTagged(0, {{TagKind::kInstitute, kInstitute},
                      {TagKind::kPerson, kStranger},
                      {TagKind::kPerson, kNewTrainer}})
      .When<MergePersons>(Of(kNewTrainer, kStranger))
      .ThenDone();
}

TEST(UnmergePersons, IsRefusedForTwoThatAreNotMerged) {
  Keeper()
      .When<UnmergePersons>(Of(kStranger, kNewTrainer))
      .ThenRefused("NOT_MERGED")
      .When<UnmergePersons>(Of(kStranger, kStranger))
      .ThenRefused("NOT_MERGED");
  Keeper()
      .Given(kCandidateMerged)
      .When<UnmergePersons>(Of(kNewTrainer, kStranger))
      .ThenRefused("NOT_MERGED")
      .When<UnmergePersons>(Of(kSecondTrainer, kNewTrainer))
      .ThenRefused("NOT_MERGED")
      .When<UnmergePersons>(R"pb(person_id: "stranger-1"
                                 duplicate_id: "trainer-3")pb")
      .ThenRefused("REASON_MISSING");
}

constexpr char kYes[] = R"pb(case_id: "case-1" accepts: true)pb";

TEST(MergedPeople, HoldTheRolesAndTheRelationsOfEveryRecord) {
  AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld)
      .As(v1::ROLE_TRAINER, kStranger)
      .When<v1::GivePairingAnswer>(kYes)
      .ThenRefused("ROLE_NOT_HELD");
  for (const char* const id : {kStranger, kNewTrainer}) {
    AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld,
                   kCandidateMerged)
        .As(v1::ROLE_TRAINER, id)
        .When<v1::GivePairingAnswer>(kYes)
        .ThenEvents(R"pb(pairing_answer_given {
                           candidacy_id: "candidacy-1"
                           answered_by: ROLE_TRAINER
                         })pb");
  }
  AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld,
                 kCandidateMerged, kCandidateUnmerged)
      .As(v1::ROLE_TRAINER, kStranger)
      .When<v1::GivePairingAnswer>(kYes)
      .ThenRefused("ROLE_NOT_HELD");
}

TEST(MergedPeople, GetTheRolesThatEitherRecordGets) {
  Keeper()
      .Given(Merged(kStranger, kOtherResident))
      .When<v1::GrantRole>(R"pb(person_id: "resident-2"
                                role: ROLE_AUDITOR
                                from { year: 2026 month: 9 day: 1 }
                                until { year: 2026 month: 12 day: 31 }
                                purpose: "Onderzoek.")pb")
      .ThenEvents(R"pb(role_granted { person_id: "resident-2" })pb")
      .As(v1::ROLE_AUDITOR, kStranger)
      .When<v1::RegisterPerson>(R"pb(reference: "x" name: "X")pb")
      .ThenRefused("NOT_COMPETENT");
}

TEST(MergedPeople, AreSpokenForUnderEitherRecord_A54) {
  for (const char* const id : {kStranger, kNewTrainer}) {
    AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld,
                   kCandidateMerged)
        .As(v1::ROLE_TRAINER_MANAGER)
        .OnBehalfOf(id, v1::ROLE_TRAINER)
        .When<v1::GivePairingAnswer>(kYes)
        .ThenEvents(R"pb(pairing_answer_given {
                           candidacy_id: "candidacy-1"
                           answered_by: ROLE_TRAINER
                         })pb");
  }
}

TEST(MergedPeople, DoNotSpeakForThemselvesUnderAnotherRecord_A54) {
  AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld,
                 Merged(kTrainerManager, kNewTrainer))
      .As(v1::ROLE_TRAINER_MANAGER)
      .OnBehalfOf(kNewTrainer, v1::ROLE_TRAINER)
      .When<v1::GivePairingAnswer>(kYes)
      .ThenRefused("REPRESENTED_MALFORMED", {.rule = "A-54"});
}

TEST(MergedPeople, HaveNoStaffRightWhereAnotherRecordIsParty_A55) {
  const auto check_up = R"pb(case_id: "case-1")pb";
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice, Merged(kTeacher, kStranger))
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldTrainerCheckUp>(check_up)
      .ThenDone();
  for (const char* const party : {kTrainer, kResident}) {
    Scenario()
        .Given(kCaseOpened, kMeetingHeldWithAdvice, Merged(kTeacher, party))
        .As(v1::ROLE_TEACHER)
        .When<v1::HoldTrainerCheckUp>(check_up)
        .ThenRefused("CASE_NOT_FOUND");
  }
}

TEST(MergedPeople, AreTeachersOfTheGroupUnderEitherRecord) {
  Scenario()
      .Given(Merged(kStranger, kSecondTeacher))
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldTriangularMeeting>(
          R"pb(placement_id: "placement-1"
               outcome: MEETING_OUTCOME_FOLLOW_UP
               teacher_ids: "stranger-1")pb")
      .ThenDone();
}

TEST(MergedPeople, AreCandidatesOnceAndNeverAParty) {
  const auto propose = [](const std::string& id) {
    return absl::StrCat(
        "case_id: 'case-1' practice_id: 'practice-2' "
        "candidate_id: '",
        id, "'");
  };
  AfterTheRuling(kCandidateMerged)
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::ProposeCandidate>(propose(kStranger))
      .ThenEvents(R"pb(candidate_proposed { candidate_id: "stranger-1" })pb")
      .When<v1::ProposeCandidate>(propose(kNewTrainer))
      .ThenRefused("ALREADY_CANDIDATE");
  AfterTheRuling(kTrainerMerged)
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::ProposeCandidate>(propose(kStranger))
      .ThenRefused("CANDIDATE_IS_PARTY");
}

TEST(MergedPeople, OpenACaseWithTheTrainerAsThePlacementNamesHim_A23) {
  Scenario()
      .Given(Merged(kNewTrainer, kSecondTrainer))
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldTriangularMeeting>(
          R"pb(placement_id: "placement-3"
               outcome: MEETING_OUTCOME_FOLLOW_UP
               trainer_ids: "trainer-3")pb")
      .ThenEvents(R"pb(case_opened { trainer_ids: "trainer-2" })pb",
                  R"pb(triangular_meeting_held {})pb");
}

TEST(MergedPeople, SendTheResidentAwayUnderEitherRecord_S38) {
  for (const char* const id : {kStranger, kTrainer}) {
    Scenario()
        .Given(kCaseOpened, kTrainerMerged)
        .As(v1::ROLE_TRAINER, id)
        .When<v1::SendResidentAway>(R"pb(case_id: "case-1")pb")
        .ThenEvents(R"pb(resident_sent_away { trainer_id: "trainer-1" })pb");
  }
}

TEST(MergedPeople, PutOneReactionBesideAReport) {
  constexpr char kReaction[] =
      R"pb(case_id: "case-1" document_id: "document-1" reaction: "Goed.")pb";
  Scenario scenario =
      Scenario()
          .Given(kCaseOpened, kMeetingHeldWithAdvice, kReportWithAdvice,
                 Merged(kStranger, kResident))
          .As(v1::ROLE_RESIDENT, kResident)
          .Today(2026, 9, 11)
          .When<v1::GiveReaction>(kReaction)
          .ThenDone();
  EXPECT_THAT(scenario.CaseAfter().reports.front().reacted,
              ElementsAre(kResident));
  std::move(scenario)
      .As(v1::ROLE_RESIDENT, kStranger)
      .When<v1::GiveReaction>(kReaction)
      .ThenRefused("ALREADY_REACTED");
}

TEST(MergedPeople, AreNotResidentAndTrainerOfOnePlacement) {
  const auto stage = [](const std::string& trainer) {
    return absl::StrCat(
        "reference: 'stage-9' resident_id: 'stranger-1' trainer_ids: '",
        trainer,
        "' practice_id: 'practice-1' group_id: 'group-1' training_year: 1 "
        "starts_on { year: 2026 month: 9 day: 1 } "
        "ends_on { year: 2027 month: 2 day: 28 }");
  };
  Keeper()
      .Given(kCandidateMerged)
      .When<v1::RegisterPlacement>(stage(kNewTrainer))
      .ThenRefused("TRAINERS_MALFORMED")
      .When<v1::RegisterPlacement>(stage(kSecondTrainer))
      .ThenDone();
}

// The two records of one trainer, of whom the other one is blocked.
constexpr char kSecondTrainerProposed[] = R"pb(
  candidate_proposed {
    case_id: "case-1"
    candidacy_id: "candidacy-1"
    candidate_id: "trainer-2"
    practice_id: "practice-2"
    on { year: 2026 month: 9 day: 15 }
  })pb";
constexpr char kConfirmation[] = R"pb(
  case_id: "case-1"
  trainer_id: "trainer-2"
  starts_on { year: 2026 month: 10 day: 12 }
  ends_on { year: 2027 month: 2 day: 28 }
)pb";
constexpr char kContact[] = R"pb(
  manager_contact_held {
    case_id: "case-2"
    contact_id: "contact-2"
    on { year: 2026 month: 9 day: 15 }
    trainer_id: "trainer-3"
  })pb";

template <typename... More>
Scenario BlockedUnderTheOther(const More&... more) {
  return AfterTheRuling(kSecondTrainerProposed, kCandidateSuits,
                        kIntroductionHeld, kResidentAccepts, kTrainerAccepts,
                        kOtherCaseOfNewTrainer, kNewTrainerDecoupled, more...)
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT);
}

TEST(MergedPeople, AreBlockedForAPairingUnderEveryRecord_G2) {
  BlockedUnderTheOther().When<v1::ConfirmPairing>(kConfirmation).ThenDone();
  BlockedUnderTheOther(kTwoTrainersMerged)
      .When<v1::ConfirmPairing>(kConfirmation)
      .ThenRefused("TRAINER_NOT_AVAILABLE", {.rule = "G-2"});
  BlockedUnderTheOther(kTwoTrainersMerged, kTwoTrainersUnmerged)
      .When<v1::ConfirmPairing>(kConfirmation)
      .ThenDone();
  BlockedUnderTheOther(kTwoTrainersMerged, kContact)
      .When<v1::ConfirmPairing>(kConfirmation)
      .ThenDone();
}

TEST(MergedPeople, AreBlockedForAStartUnderEveryRecord_G2) {
  const std::string start = R"pb(case_id: "case-1" trainer_id: "trainer-3")pb";
  const std::string confirmed = absl::StrCat(
      kPairingConfirmed, " pairing_confirmed { trainer_id: 'trainer-2' }");
  const auto start_with = [&](auto... events) {
    return BlockedUnderTheOther(confirmed, events...)
        .Today(2026, 10, 12)
        .As(v1::ROLE_TRAINER, kSecondTrainer)
        .template When<v1::StartNewPlacement>(start);
  };
  start_with(kTwoTrainersMerged)
      .ThenRefused("TRAINER_NOT_AVAILABLE", {.rule = "G-2"});
  start_with(kTwoTrainersMerged, kContact).ThenDone();
  start_with(kTwoTrainersMerged, kTwoTrainersUnmerged)
      .ThenRefused("TRAINER_IS_ANOTHER");
}

TEST(MergedPeople, AreBlockedForAPlacementUnderEveryRecord_G2) {
  const std::string stage =
      R"pb(reference: "stage-9"
           resident_id: "resident-2"
           trainer_ids: "trainer-2"
           practice_id: "practice-1"
           group_id: "group-1"
           training_year: 1
           starts_on { year: 2026 month: 10 day: 1 }
           ends_on { year: 2027 month: 2 day: 28 })pb";
  BlockedUnderTheOther()
      .As(v1::ROLE_ADMINISTRATOR)
      .When<v1::RegisterPlacement>(stage)
      .ThenDone();
  BlockedUnderTheOther(kTwoTrainersMerged)
      .As(v1::ROLE_ADMINISTRATOR)
      .When<v1::RegisterPlacement>(stage)
      .ThenRefused("TRAINER_NOT_AVAILABLE", {.rule = "G-2"});
}

TEST(MergedPeople, AreAvailableAfterTheContactUnderTheirOtherName_G2) {
  BlockedUnderTheOther(kTwoTrainersMerged)
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::HoldManagerContact>(R"pb(case_id: "case-2"
                                         trainer_id: "trainer-2")pb")
      .ThenEvents(R"pb(manager_contact_held { trainer_id: "trainer-3" })pb")
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::ConfirmPairing>(kConfirmation)
      .ThenDone();
}

TEST(MergedPeople, AreAvailableOnceTheGuardIsLiftedUnderTheirOtherName_G2) {
  BlockedUnderTheOther(kTwoTrainersMerged)
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::RecordDeviation>(
          R"pb(case_id: "case-2"
               deviation: DEVIATION_KIND_LIFT_GUARD
               guard: "G-2"
               trainer_id: "trainer-2"
               why: DEVIATION_REASON_OTHER
               argument: "Verzonnen."
               consulted: ROLE_DEPUTY_HEAD)pb")
      .ThenEvents(R"pb(deviation_recorded { trainer_id: "trainer-3" })pb")
      .As(v1::ROLE_TRAINER_MANAGER_ASSISTANT)
      .When<v1::ConfirmPairing>(kConfirmation)
      .ThenDone();
}

// A candidate turns out to be the trainer with whom it went wrong.
TEST(MergedPeople, AreNotConfirmedAsTheNewTrainerOfTheirOwnCase) {
  BlockedUnderTheOther(Merged(kSecondTrainer, kTrainer))
      .When<v1::ConfirmPairing>(kConfirmation)
      .ThenRefused("CANDIDATE_IS_PARTY");
}

}  // namespace
}  // namespace driehoek
