#include "gtest/gtest.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

TEST(BriefCandidate, TellsInGeneralTerms_K10) {
  AfterTheRuling(kCandidateProposed)
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::BriefCandidate>(R"pb(case_id: "case-1"
                                     briefing: "Sterk in consultvoering.")pb")
      .ThenEvents(R"pb(candidate_briefed {
                         case_id: "case-1"
                         candidacy_id: "candidacy-1"
                         on { year: 2026 month: 9 day: 20 }
                         briefing: "Sterk in consultvoering."
                       })pb");
}

TEST(BriefCandidate, IsForTheTrainerManagersAlone_P3) {
  AfterTheRuling(kCandidateProposed)
      .As(v1::ROLE_TEACHER)
      .When<v1::BriefCandidate>(R"pb(case_id: "case-1" briefing: "Goed.")pb")
      .ThenRefused("NOT_COMPETENT", {.rule = "G-11", .section = "§5.2.1"});
}

TEST(BriefCandidate, HasWordsAndNoEndOfThem_P4) {
  AfterTheRuling(kCandidateProposed)
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::BriefCandidate>(R"pb(case_id: "case-1" briefing: " ")pb")
      .ThenRefused("REASON_MISSING")
      .When<v1::BriefCandidate>("case_id: 'case-1' briefing: '" +
                                std::string(4001, 'x') + "'")
      .ThenRefused("TEXT_TOO_LONG");
}

TEST(BriefCandidate, TakesNoReportOfTheCaseAlong_G12) {
  AfterTheRuling(kCandidateProposed)
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::BriefCandidate>(R"pb(case_id: "case-1"
                                     briefing: "Goed."
                                     document_ids: "document-1")pb")
      .ThenRefused("BRIEFING_WITH_REPORT",
                   {.rule = "G-12", .section = "§5.2.1"})
      .When<v1::BriefCandidate>(R"pb(case_id: "case-1"
                                     briefing: "Goed."
                                     document_ids: "document-9"
                                     document_ids: "document-1")pb")
      .ThenRefused("BRIEFING_WITH_REPORT", {.rule = "G-12"})
      .When<v1::BriefCandidate>(R"pb(case_id: "case-1"
                                     briefing: "Goed."
                                     document_ids: "document-9")pb")
      .ThenRefused("DOCUMENT_NOT_FOUND");
}

TEST(BriefCandidate, IsRefusedWithoutACandidateAndAfterANo_S19) {
  AfterTheRuling()
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::BriefCandidate>(R"pb(case_id: "case-1" briefing: "Goed.")pb")
      .ThenRefused("CANDIDACY_NOT_FOUND");
  AfterTheRuling(kCandidateProposed, R"pb(candidate_suitability_stated {
                                            case_id: "case-1"
                                            candidacy_id: "candidacy-1"
                                            suitable: false
                                            on { year: 2026 month: 9 day: 16 }
                                          })pb")
      .As(v1::ROLE_TRAINER_MANAGER)
      .When<v1::BriefCandidate>(R"pb(case_id: "case-1" briefing: "Goed.")pb")
      .ThenRefused("CANDIDACY_ENDED", {.rule = "B-6"});
  AfterTheRuling(kCandidateProposed, kPairingConfirmed, kNewPlacementStarted)
      .As(v1::ROLE_TRAINER_MANAGER)
      .Today(2026, 10, 20)
      .When<v1::BriefCandidate>(R"pb(case_id: "case-1" briefing: "Goed.")pb")
      .ThenRefused("ALREADY_STARTED");
}

}  // namespace
}  // namespace driehoek
