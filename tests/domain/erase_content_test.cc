// Erasing for good, and what keeps from it.
#include <string>

#include "absl/strings/str_cat.h"
#include "domain/erasure.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::EraseContent;
using v1::LiftLegalHold;
using v1::PlaceLegalHold;

constexpr char kClosed[] = R"pb(case_closed {
                                  case_id: "case-1"
                                  placement_id: "placement-1"
                                  result: CASE_RESULT_RESOLVED
                                  on { year: 2026 month: 9 day: 20 }
                                })pb";
constexpr char kFiledInPortfolio[] =
    R"pb(document_archived {
           case_id: "case-1"
           document_id: "document-1"
           place: "EP"
           owner_id: "resident-1"
           report: "D-1"
           on { year: 2026 month: 9 day: 12 }
         })pb";
constexpr char kFiledInDossier[] =
    R"pb(document_archived {
           case_id: "case-1"
           document_id: "document-1"
           place: "OD"
           owner_id: "trainer-1"
           report: "D-1"
           on { year: 2026 month: 9 day: 12 }
         })pb";
constexpr char kWhy[] = "argument: 'De termijn is voorbij.'";
constexpr char kTermOver[] = " ground: ERASURE_GROUND_TERM_OVER ";
constexpr char kPlaceHold[] = R"pb(case_id: "case-1"
                                   reason: "Er loopt een geschil.")pb";
constexpr char kHeld[] = R"pb(legal_hold_placed {
                                hold_id: "hold-1"
                                case_id: "case-1"
                                on { year: 2026 month: 9 day: 21 }
                              })pb";

std::string OfCase() {
  return absl::StrCat("scope: ERASURE_SCOPE_CASE case_id: 'case-1' ", kTermOver,
                      kWhy);
}

std::string OfReport(const std::string& more = "") {
  return absl::StrCat(
      "scope: ERASURE_SCOPE_DOCUMENT case_id: 'case-1' "
      "document_id: 'document-1' ",
      kTermOver, kWhy, more);
}

std::string OfPerson(const std::string& person) {
  return absl::StrCat("scope: ERASURE_SCOPE_PERSON person_id: '", person, "' ",
                      kTermOver, kWhy);
}

// A case that was solved, with a report that is in both files.
Scenario Resolved() {
  return Scenario()
      .Given(kCaseOpened, kMeetingHeldWithoutDecoupling,
             kReportWithAttentionPoints, kFiledInPortfolio, kFiledInDossier,
             R"pb(resolved_without_decoupling {
                    case_id: "case-1"
                    on { year: 2026 month: 9 day: 11 }
                  })pb")
      .Today(2026, 9, 21);
}

Scenario Closed() { return Resolved().Given(kClosed); }

TEST(EraseContent, LeavesOfACaseItsNumberAndWhatCounts) {
  Scenario erased = Closed()
                        .As(v1::ROLE_HEAD)
                        .When<EraseContent>(OfCase())
                        .ThenEvents(R"pb(content_erased {
                                           scope: ERASURE_SCOPE_CASE
                                           ground: ERASURE_GROUND_TERM_OVER
                                           on { year: 2026 month: 9 day: 21 }
                                           case_id: "case-1"
                                           case_number: "2026-001"
                                           document_ids: "document-1"
                                           argument: "De termijn is voorbij."
                                         })pb")
                        .ThenTagged(0, {{TagKind::kInstitute, kInstitute},
                                        {TagKind::kCase, kCase}});
  const Case& state = erased.CaseAfter();
  EXPECT_FALSE(state.exists());
  EXPECT_THAT(state.past, IsEmpty());
  EXPECT_EQ(state.erased.value_or(ErasedCase()).id, kCase);
  // It is as if there never was one; but for its number.
  erased.GoOn()
      .When<EraseContent>(OfCase())
      .ThenRefused("CASE_NOT_FOUND")
      .As(v1::ROLE_TEACHER)
      .When<v1::HoldTriangularMeeting>(
          R"pb(placement_id: "placement-1" outcome: MEETING_OUTCOME_FOLLOW_UP)pb")
      .ThenEvents(R"pb(case_opened { number: "2026-002" })pb",
                  R"pb(triangular_meeting_held {})pb");
}

constexpr char kCredited[] = R"pb(waiting_time_credited {
                                    case_id: "case-1"
                                    on { year: 2026 month: 11 day: 2 }
                                  })pb";

// With a new trainer after a long wait, and closed; long ago. The evaluation
// with the resident (T-06) was never held.
template <typename... More>
Scenario RePaired(const More&... more) {
  return AfterTheRuling(kCandidateProposed, kCandidateSuits, kIntroductionHeld,
                        kResidentAccepts, kTrainerAccepts, kPairingConfirmed,
                        R"pb(manager_contact_held {
                               case_id: "case-1"
                               contact_id: "contact-1"
                               trainer_id: "trainer-1"
                               on { year: 2026 month: 10 day: 14 }
                             })pb",
                        kNewPlacementStarted, more...,
                        R"pb(case_closed {
                               case_id: "case-1"
                               placement_id: "placement-1"
                               result: CASE_RESULT_RE_PAIRED
                               on { year: 2027 month: 2 day: 1 }
                             })pb")
      .Today(2032, 3, 1)
      .As(v1::ROLE_HEAD);
}

TEST(EraseContent, WaitsForWhatIsStillToBeDoneAndNotForWhatNeverWas) {
  RePaired().When<EraseContent>(OfCase()).ThenRefused("OBLIGATION_OPEN",
                                                      {.rule = "T-20"});
  RePaired(kCredited).When<EraseContent>(OfCase()).ThenDone();
}

TEST(EraseContent, KeepsTheNumbersOfADecoupling) {
  Scenario erased = RePaired(kCredited).When<EraseContent>(OfCase()).ThenDone();
  const Case& state = erased.CaseAfter();
  const ErasedCase gone = state.erased.value_or(ErasedCase());
  ASSERT_THAT(gone.kept, SizeIs(1));
  const v1::KeptNumbers& kept = gone.kept[0];
  EXPECT_EQ(kept.year(), 2026);
  EXPECT_EQ(kept.group_id(), kGroup);
  EXPECT_EQ(kept.numbers().decoupled_year(), 2026);
  EXPECT_EQ(kept.numbers().decoupling_to_start_days(), 21);
  EXPECT_EQ(kept.numbers().result(), v1::CASE_RESULT_RE_PAIRED);
}

TEST(EraseContent, IsForTheHeadsAlone) {
  for (const v1::Role role :
       {v1::ROLE_RESIDENT, v1::ROLE_TRAINER, v1::ROLE_TEACHER,
        v1::ROLE_YEAR_ASSISTANT, v1::ROLE_PROGRAMME_MANAGER,
        v1::ROLE_TRAINER_MANAGER, v1::ROLE_POLICY_OFFICER, v1::ROLE_AUDITOR,
        v1::ROLE_ADMINISTRATOR}) {
    Closed().As(role).When<EraseContent>(OfCase()).ThenRefused("NOT_COMPETENT");
  }
  for (const v1::Role role : {v1::ROLE_DEPUTY_HEAD, v1::ROLE_HEAD}) {
    Closed().As(role).When<EraseContent>(OfCase()).ThenDone();
  }
}

TEST(EraseContent, IsDecidedForNobodyElse) {
  Closed()
      .As(v1::ROLE_HEAD)
      .OnBehalfOf(kResident, v1::ROLE_RESIDENT)
      .When<EraseContent>(OfCase())
      .ThenRefused("REPRESENTED_NOT_CONCERNED");
}

TEST(EraseContent, IsRefusedToAHeadWhoIsAParty_A55) {
  Closed()
      .Given(R"pb(role_granted {
                    grant_id: "grant-x"
                    person_id: "trainer-1"
                    role: ROLE_HEAD
                    from { year: 2026 month: 1 day: 1 }
                  })pb")
      .As(v1::ROLE_HEAD, kTrainer)
      .When<EraseContent>(OfCase())
      .ThenRefused("CASE_NOT_FOUND")
      .When<PlaceLegalHold>(kPlaceHold)
      .ThenRefused("CASE_NOT_FOUND");
}

TEST(EraseContent, WaitsUntilTheCaseIsClosed) {
  Resolved()
      .As(v1::ROLE_HEAD)
      .When<EraseContent>(OfCase())
      .ThenRefused("CASE_NOT_CLOSED");
}

TEST(EraseContent, WaitsWhileTheCaseKeepsATrainerFromANewResident_G2) {
  AfterTheRuling(kClosed)
      .As(v1::ROLE_HEAD)
      .Today(2027, 9, 21)
      .When<EraseContent>(OfCase())
      .ThenRefused("TRAINER_STILL_BLOCKED", {.rule = "G-2"});
}

// Its words are in the log still, though the case has it no more.
TEST(EraseContent, OfACaseTakesAReportThatWasStruckToo_S44) {
  Closed()
      .Given(R"pb(report_submitted {
                    case_id: "case-1"
                    document_id: "document-2"
                    report: "D-1"
                    about_id: "meeting-1"
                    on { year: 2026 month: 9 day: 10 }
                    part_keys: "attention_points"
                  })pb")
      .As(v1::ROLE_HEAD)
      .When<EraseContent>(OfCase())
      .ThenEvents(R"pb(content_erased {
                         document_ids: [ "document-1", "document-2" ]
                       })pb");
  Scenario struck = Closed().Given(R"pb(report_submitted {
                                          case_id: "case-1"
                                          document_id: "document-2"
                                          report: "D-1"
                                          about_id: "meeting-1"
                                          on { year: 2026 month: 9 day: 10 }
                                          part_keys: "attention_points"
                                        })pb");
  const Position wrong = struck.CaseAfter().reports.back().position;
  struck.GoOn().Given(absl::StrCat(
      "fact_corrected { case_id: 'case-1' struck: true corrects: ", wrong,
      " on { year: 2026 month: 9 day: 20 } }"));
  ASSERT_EQ(struck.CaseAfter().reports.size(), 1U);
  struck.GoOn()
      .As(v1::ROLE_HEAD)
      .When<EraseContent>(OfCase())
      .ThenEvents(R"pb(content_erased {
                         document_ids: [ "document-1", "document-2" ]
                       })pb");
}

TEST(UnsharedReports, AreThoseThatWereStruckToo_G8) {
  constexpr char kReflected[] = R"pb(report_submitted {
                                       case_id: "case-1"
                                       document_id: "document-6"
                                       report: "D-6"
                                       on { year: 2026 month: 9 day: 10 }
                                       part_keys: "own_role"
                                     })pb";
  Scenario scenario = Resolved().Given(kReflected);
  const Position wrong = scenario.CaseAfter().reports.back().position;
  scenario.GoOn().Given(absl::StrCat(
      "fact_corrected { case_id: 'case-1' struck: true corrects: ", wrong,
      " on { year: 2026 month: 9 day: 20 } }"));
  EXPECT_THAT(UnsharedReports(*Utrecht(), scenario.CaseAfter()),
              ElementsAre("document-6"));
}

TEST(EraseContent, AsksWhatAndWhyAndNamesNothingElse) {
  const auto asked = [](const std::string& text) {
    return Closed().As(v1::ROLE_HEAD).When<EraseContent>(text);
  };
  asked(absl::StrCat("case_id: 'case-1'", kTermOver, kWhy))
      .ThenRefused("FIELD_MISSING");
  asked(absl::StrCat("scope: ERASURE_SCOPE_UNSHARED_REPORT case_id: 'case-1'",
                     kTermOver, kWhy))
      .ThenRefused("FIELD_MISSING");
  asked(absl::StrCat("scope: ERASURE_SCOPE_CASE", kTermOver, kWhy))
      .ThenRefused("FIELD_MISSING");
  asked(absl::StrCat("scope: ERASURE_SCOPE_CASE case_id: 'case-1' ", kWhy))
      .ThenRefused("FIELD_MISSING");
  asked(absl::StrCat("scope: ERASURE_SCOPE_CASE case_id: 'case-1'", kTermOver))
      .ThenRefused("REASON_MISSING");
  asked(absl::StrCat(OfCase(), " document_id: 'document-1'"))
      .ThenRefused("FIELD_NOT_EXPECTED");
  asked(absl::StrCat(OfCase(), " place: 'EP'"))
      .ThenRefused("FIELD_NOT_EXPECTED");
  asked(absl::StrCat(OfReport(), " person_id: 'resident-1'"))
      .ThenRefused("FIELD_NOT_EXPECTED");
  asked(absl::StrCat(OfPerson("resident-1"), " case_id: 'case-1'"))
      .ThenRefused("FIELD_NOT_EXPECTED");
  asked(absl::StrCat(OfCase(), " argument: '", std::string(2001, 'x'), "'"))
      .ThenRefused("TEXT_TOO_LONG");
}

TEST(EraseContent, TakesTheWordsOfAReportAndNothingElse) {
  Scenario erased = Resolved()
                        .As(v1::ROLE_DEPUTY_HEAD)
                        .When<EraseContent>(OfReport())
                        .ThenEvents(R"pb(content_erased {
                                           scope: ERASURE_SCOPE_DOCUMENT
                                           case_id: "case-1"
                                           document_id: "document-1"
                                           document_ids: "document-1"
                                         })pb")
                        .ThenTagged(0, {{TagKind::kInstitute, kInstitute},
                                        {TagKind::kCase, kCase},
                                        {TagKind::kDocument, kReport}});
  const Case& state = erased.CaseAfter();
  ASSERT_THAT(state.reports, SizeIs(1));
  EXPECT_EQ(state.reports[0].erased_on, absl::CivilDay(2026, 9, 21));
  // What was owed was done, and stays done.
  EXPECT_THAT(state.reports[0].filed, SizeIs(2));
  EXPECT_TRUE(state.reports[0].filed[0].erased);
  EXPECT_TRUE(state.reports[0].filed[1].erased);
  erased.GoOn().When<EraseContent>(OfReport()).ThenRefused("ALREADY_ERASED");
}

TEST(EraseContent, LetsAReportGoOfOnePlaceForGood) {
  Resolved()
      .As(v1::ROLE_HEAD)
      .When<EraseContent>(OfReport(" place: 'EP'"))
      .ThenEvents(R"pb(content_erased { place: "EP" })pb")
      .When<EraseContent>(OfReport(" place: 'EP'"))
      .ThenRefused("NOT_FILED_THERE")
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::ArchiveDocument>(R"pb(case_id: "case-1"
                                      document_id: "document-1"
                                      place: "EP")pb")
      .ThenRefused("ALREADY_THERE")
      .When<v1::UnarchiveDocument>(
          R"pb(case_id: "case-1"
               document_id: "document-1"
               place: "EP"
               reason: "x")pb")
      .ThenRefused("NOT_THERE")
      // The file of the case holds it still.
      .As(v1::ROLE_HEAD)
      .When<EraseContent>(OfReport())
      .ThenEvents(R"pb(content_erased { document_ids: "document-1" })pb");
  v1::Event one_place;
  one_place.mutable_content_erased()->set_scope(v1::ERASURE_SCOPE_DOCUMENT);
  one_place.mutable_content_erased()->set_place("EP");
  EXPECT_TRUE(ErasedBy(one_place).empty());
}

TEST(EraseContent, LetsNothingBeDoneWithAReportAfterIt) {
  Scenario erased =
      Resolved().As(v1::ROLE_HEAD).When<EraseContent>(OfReport()).ThenDone();
  erased.GoOn()
      .As(v1::ROLE_RESIDENT)
      .When<v1::GiveReaction>(R"pb(case_id: "case-1"
                                   document_id: "document-1"
                                   reaction: "x")pb")
      .ThenRefused("ALREADY_ERASED")
      .When<v1::AddStatement>(R"pb(case_id: "case-1"
                                   document_id: "document-1"
                                   statement: "x")pb")
      .ThenRefused("ALREADY_ERASED")
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<v1::ArchiveDocument>(R"pb(case_id: "case-1"
                                      document_id: "document-1"
                                      place: "EP")pb")
      .ThenRefused("ALREADY_ERASED")
      .When<v1::UnarchiveDocument>(
          R"pb(case_id: "case-1"
               document_id: "document-1"
               place: "EP"
               reason: "x")pb")
      .ThenRefused("ALREADY_ERASED");
}

// What came with it would be sealed with what is destroyed.
TEST(EraseContent, IsGivenAlone) {
  Closed()
      .As(v1::ROLE_HEAD)
      .WhenAll({Scenario::CommandOf<EraseContent>(OfCase()),
                Scenario::CommandOf<PlaceLegalHold>(
                    "person_id: 'stranger-1' reason: 'x'")})
      .ThenRefused("GIVEN_ALONE");
}

TEST(EraseContent, FindsNoReportThatTheHeadDoesNotKnow_A21) {
  AfterTheRuling(R"pb(report_submitted {
                        case_id: "case-1"
                        document_id: "document-6"
                        report: "D-6"
                        about_id: "evaluation-1"
                        on { year: 2026 month: 9 day: 18 }
                        part_keys: [ "how_it_arose" ]
                      })pb")
      .As(v1::ROLE_HEAD)
      .When<EraseContent>(
          absl::StrCat(OfReport(), " document_id: 'document-6'"))
      .ThenRefused("DOCUMENT_NOT_FOUND");
}

TEST(EraseContent, WarnsOfACopyElsewhere_A53) {
  const Scenario erased = Resolved()
                              .Given(R"pb(document_archived {
                                            case_id: "case-1"
                                            document_id: "document-1"
                                            place: "EP"
                                            owner_id: "resident-1"
                                            report: "D-1"
                                            on { year: 2026 month: 9 day: 12 }
                                            external_location: "Map 3"
                                          })pb")
                              .As(v1::ROLE_HEAD)
                              .When<EraseContent>(OfReport())
                              .ThenDone();
  const auto& decided = erased.decided();
  ASSERT_TRUE(decided.ok());
  ASSERT_THAT(decided->front().warnings, SizeIs(1));
  EXPECT_EQ(decided->front().warnings[0].rule(), "A-53");
}

TEST(EraseContent, TakesNameAddressAndAccountsOfAPerson) {
  Scenario erased = Scenario()
                        .Given(R"pb(account_linked {
                                      person_id: "stranger-1"
                                      account_id: "account-1"
                                      issuer: "https://login.voorbeeld.example"
                                    })pb")
                        .As(v1::ROLE_HEAD)
                        .When<EraseContent>(OfPerson(kStranger))
                        .ThenEvents(R"pb(content_erased {
                                           scope: ERASURE_SCOPE_PERSON
                                           person_ids: "stranger-1"
                                         })pb",
                                    R"pb(account_unlinked {
                                           person_id: "stranger-1"
                                           account_id: "account-1"
                                         })pb")
                        .ThenTagged(0, {{TagKind::kInstitute, kInstitute},
                                        {TagKind::kPerson, kStranger}});
  const auto& person = erased.After<PersonState>(TagKind::kPerson, kStranger);
  EXPECT_EQ(person.name, "");
  EXPECT_EQ(person.email, "");
  EXPECT_EQ(person.reference, "");
  EXPECT_THAT(person.account_ids, IsEmpty());
  erased.GoOn()
      .When<EraseContent>(OfPerson(kStranger))
      .ThenRefused("ALREADY_ERASED");
}

TEST(EraseContent, IsRefusedOfAPersonWithARole) {
  Scenario()
      .As(v1::ROLE_HEAD)
      .When<EraseContent>(OfPerson(kResident))
      .ThenRefused("PERSON_HOLDS_ROLE")
      .When<EraseContent>(OfPerson("nobody"))
      .ThenRefused("PERSON_NOT_FOUND");
}

TEST(LegalHold, BeatsEveryErasureOfTheCase) {
  Closed()
      .Given(kHeld)
      .As(v1::ROLE_HEAD)
      .When<EraseContent>(OfCase())
      .ThenRefused("HELD_BACK")
      .When<EraseContent>(OfReport())
      .ThenRefused("HELD_BACK")
      .When<LiftLegalHold>(
          R"pb(hold_id: "hold-1" reason: "Het geschil is over.")pb")
      .ThenEvents(
          R"pb(legal_hold_lifted { hold_id: "hold-1" case_id: "case-1" })pb")
      .When<EraseContent>(OfCase())
      .ThenDone();
}

std::string Asked(const std::string& person, const std::string& right) {
  return absl::StrCat(
      "privacy_request_made { privacy_request_id: 'request-1' right: ", right,
      " on { year: 2026 month: 9 day: 20 } person_id: '", person, "' }");
}

constexpr char kProposed[] = R"pb(candidate_proposed {
                                    case_id: "case-1"
                                    candidacy_id: "candidacy-1"
                                    candidate_id: "stranger-1"
                                    on { year: 2026 month: 9 day: 12 }
                                  })pb";

// Art. 15 and 18 AVG.
TEST(EraseContent, WaitsUntilWhoeverIsInTheCaseHasAnAnswer) {
  for (const char* const right :
       {"PRIVACY_RIGHT_ACCESS", "PRIVACY_RIGHT_RESTRICTION"}) {
    for (const char* const person : {kResident, kTrainer, kStranger}) {
      SCOPED_TRACE(absl::StrCat(right, " of ", person));
      Resolved()
          .Given(kProposed, kClosed, Asked(person, right))
          .As(v1::ROLE_HEAD)
          .When<EraseContent>(OfCase())
          .ThenRefused("CASE_AWAITS_ANSWER")
          .When<EraseContent>(OfReport())
          .ThenRefused("CASE_AWAITS_ANSWER")
          .When<v1::AnswerPrivacyRequest>(
              R"pb(privacy_request_id: "request-1"
                   answer: PRIVACY_ANSWER_GRANTED)pb")
          .ThenDone()
          .When<EraseContent>(OfCase())
          .ThenDone();
    }
  }
}

TEST(EraseContent, DoesNotWaitForARequestOfAnotherNorForOneThatItCarriesOut) {
  Closed()
      .Given(Asked(kStranger, "PRIVACY_RIGHT_ACCESS"))
      .As(v1::ROLE_HEAD)
      .When<EraseContent>(OfCase())
      .ThenDone();
  for (const char* const right :
       {"PRIVACY_RIGHT_RECTIFICATION", "PRIVACY_RIGHT_ERASURE",
        "PRIVACY_RIGHT_OBJECTION"}) {
    Closed()
        .Given(Asked(kResident, right))
        .As(v1::ROLE_HEAD)
        .When<EraseContent>(OfCase())
        .ThenDone();
  }
}

TEST(EraseContent, OfOneFileDoesNotWaitSinceTheCaseKeepsTheReport) {
  Closed()
      .Given(Asked(kResident, "PRIVACY_RIGHT_ACCESS"))
      .As(v1::ROLE_HEAD)
      .When<EraseContent>(OfReport(" place: 'OD'"))
      .ThenDone();
}

// Who may not erase it is not told that someone asked something.
TEST(EraseContent, TellsOfAWaitOnlyWhenNothingElseIsInTheWay) {
  Resolved()
      .Given(Asked(kResident, "PRIVACY_RIGHT_ACCESS"))
      .As(v1::ROLE_HEAD)
      .When<EraseContent>(OfCase())
      .ThenRefused("CASE_NOT_CLOSED");
}

TEST(LegalHold, OfAPersonKeepsTheCasesOfThatPerson) {
  for (const char* const party : {kResident, kTrainer}) {
    Closed()
        .As(v1::ROLE_HEAD)
        .When<PlaceLegalHold>(
            absl::StrCat("person_id: '", party, "' reason: 'Een geschil.'"))
        .ThenDone()
        .When<EraseContent>(OfCase())
        .ThenRefused("HELD_BACK");
  }
  Closed()
      .As(v1::ROLE_HEAD)
      .When<PlaceLegalHold>(
          R"pb(person_id: "stranger-1" reason: "Een geschil.")pb")
      .ThenEvents(R"pb(legal_hold_placed { person_id: "stranger-1" })pb")
      .When<EraseContent>(OfPerson(kStranger))
      .ThenRefused("HELD_BACK")
      .When<EraseContent>(OfCase())
      .ThenDone();
}

TEST(LegalHold, IsOfOneCaseOrOnePersonAndHasAReason) {
  const auto placed = [](const std::string& text) {
    return Closed().As(v1::ROLE_HEAD).When<PlaceLegalHold>(text);
  };
  placed("reason: 'x'").ThenRefused("CASE_OR_PERSON");
  placed("case_id: 'case-1' person_id: 'resident-1' reason: 'x'")
      .ThenRefused("CASE_OR_PERSON");
  placed("case_id: 'case-1'").ThenRefused("REASON_MISSING");
  placed("case_id: 'case-9' reason: 'x'").ThenRefused("CASE_NOT_FOUND");
  placed("person_id: 'nobody' reason: 'x'").ThenRefused("PERSON_NOT_FOUND");
  placed(kPlaceHold).ThenDone();
  Closed()
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<PlaceLegalHold>(kPlaceHold)
      .ThenRefused("NOT_COMPETENT");
}

TEST(LegalHold, OfACaseKeepsItsPartiesToo) {
  Closed()
      .Given(kProposed)
      .As(v1::ROLE_HEAD)
      .When<PlaceLegalHold>(kPlaceHold)
      .ThenEvents(R"pb(legal_hold_placed {
                         case_id: "case-1"
                         people_ids: "resident-1"
                         people_ids: "trainer-1"
                         people_ids: "stranger-1"
                       })pb")
      .When<EraseContent>(OfPerson(kStranger))
      .ThenRefused("HELD_BACK");
}

TEST(LegalHold, IsNotOfTheOwnFile_A55) {
  Closed()
      .As(v1::ROLE_HEAD)
      .When<PlaceLegalHold>(R"pb(person_id: "head-1" reason: "x")pb")
      .ThenRefused("PERSON_NOT_FOUND")
      .Given(R"pb(legal_hold_placed {
                    hold_id: "hold-2"
                    person_id: "head-1"
                    on { year: 2026 month: 9 day: 20 }
                  })pb",
             R"pb(legal_hold_placed {
                    hold_id: "hold-3"
                    case_id: "case-2"
                    people_ids: "head-1"
                    on { year: 2026 month: 9 day: 20 }
                  })pb")
      .When<LiftLegalHold>(R"pb(hold_id: "hold-2" reason: "x")pb")
      .ThenRefused("HOLD_NOT_FOUND")
      .When<LiftLegalHold>(R"pb(hold_id: "hold-3" reason: "x")pb")
      .ThenRefused("HOLD_NOT_FOUND");
}

TEST(LegalHold, IsLiftedOnce) {
  Closed()
      .As(v1::ROLE_HEAD)
      .When<LiftLegalHold>(R"pb(hold_id: "hold-1" reason: "x")pb")
      .ThenRefused("HOLD_NOT_FOUND")
      .Given(kHeld)
      .When<LiftLegalHold>(R"pb(hold_id: "hold-1"
                                reason: "x"
                                on { year: 2026 month: 9 day: 20 })pb")
      .ThenRefused("DATE_OUT_OF_ORDER")
      .When<LiftLegalHold>(R"pb(hold_id: "hold-1" reason: "x")pb")
      .ThenDone()
      .When<LiftLegalHold>(R"pb(hold_id: "hold-1" reason: "x")pb")
      .ThenRefused("HOLD_NOT_FOUND");
}

// What everyone else never knew of goes with the case, unless the procedure
// keeps it (context §9).
constexpr char kReflected[] = R"pb(report_submitted {
                                     case_id: "case-1"
                                     document_id: "document-6"
                                     report: "D-6"
                                     about_id: "evaluation-1"
                                     on { year: 2026 month: 9 day: 18 }
                                     part_keys: [ "how_it_arose" ]
                                   })pb";

TEST(CloseCase, ErasesAnOwnReportThatWasNeverShared_D6) {
  Scenario closed =
      Resolved()
          .Given(kReflected)
          .As(v1::ROLE_TEACHER)
          .When<v1::CloseCase>(R"pb(case_id: "case-1"
                                    result: CASE_RESULT_RESOLVED)pb")
          .ThenEvents(R"pb(case_closed {})pb",
                      R"pb(content_erased {
                             scope: ERASURE_SCOPE_UNSHARED_REPORT
                             ground: ERASURE_GROUND_TERM_OVER
                             case_id: "case-1"
                             document_id: "document-6"
                             document_ids: "document-6"
                           })pb")
          // In no list of what was erased: nobody is to know (A-21).
          .ThenTagged(
              1, {{TagKind::kCase, kCase}, {TagKind::kDocument, "document-6"}});
  EXPECT_EQ(closed.CaseAfter().FindReport("document-6"), nullptr);
}

TEST(CloseCase, KeepsAnUnsharedReportUnderALegalHold_D6) {
  Resolved()
      .Given(kReflected, kHeld)
      .As(v1::ROLE_TEACHER)
      .When<v1::CloseCase>(
          R"pb(case_id: "case-1" result: CASE_RESULT_RESOLVED)pb")
      .ThenEvents(R"pb(case_closed {})pb");
}

TEST(CloseCase, KeepsAnOwnReportThatWasShared_D6) {
  Resolved()
      .Given(kReflected, R"pb(reflection_place_chosen {
                                case_id: "case-1"
                                document_id: "document-6"
                                on { year: 2026 month: 9 day: 19 }
                                in_portfolio: true
                              })pb")
      .As(v1::ROLE_TEACHER)
      .When<v1::CloseCase>(
          R"pb(case_id: "case-1" result: CASE_RESULT_RESOLVED)pb")
      .ThenEvents(R"pb(case_closed {})pb");
}

TEST(CloseCase, KeepsAnUnsharedReportWhereTheProcedureDoes_D6) {
  Resolved()
      .UnderUtrechtWith(
          [](v1::Procedure& procedure) { procedure.clear_retention(); })
      .Given(kReflected)
      .As(v1::ROLE_TEACHER)
      .When<v1::CloseCase>(
          R"pb(case_id: "case-1" result: CASE_RESULT_RESOLVED)pb")
      .ThenEvents(R"pb(case_closed {})pb");
}

TEST(ErasedBy, IsNothingForWhatElseHappens) {
  EXPECT_TRUE(ErasedBy(Scenario::EventOf(kClosed)).empty());
  v1::Event withdrawn;
  withdrawn.mutable_reflection_withdrawn()->set_document_id("document-6");
  const Erased erased = ErasedBy(withdrawn);
  EXPECT_THAT(erased.words, ElementsAre(Tag{TagKind::kDocument, "document-6"}));
  EXPECT_THAT(erased.facts, IsEmpty());
}

TEST(ErasedBy, IsOfACaseItsFactsToo) {
  v1::Event event;
  v1::ContentErased& content = *event.mutable_content_erased();
  content.set_scope(v1::ERASURE_SCOPE_CASE);
  content.set_case_id(kCase);
  content.add_document_ids(kReport);
  const Erased erased = ErasedBy(event);
  EXPECT_THAT(erased.words, ElementsAre(Tag{TagKind::kDocument, kReport},
                                        Tag{TagKind::kCase, kCase}));
  EXPECT_THAT(erased.facts, ElementsAre(Tag{TagKind::kCase, kCase}));
}

}  // namespace
}  // namespace driehoek
