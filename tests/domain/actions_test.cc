// What may be done now, and which rule forbids the rest.
#include "domain/actions.h"

#include <string>
#include <vector>

#include "domain/rejections.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::SizeIs;

std::vector<Action> OfKind(const std::vector<Action>& actions,
                           v1::Command::KindCase kind) {
  std::vector<Action> found;
  for (const Action& action : actions) {
    if (action.command.kind_case() == kind) found.push_back(action);
  }
  return found;
}

// The one action of that kind.
Action Only(const std::vector<Action>& actions, v1::Command::KindCase kind) {
  const std::vector<Action> found = OfKind(actions, kind);
  EXPECT_THAT(found, SizeIs(1));
  return found.empty() ? Action{} : found.front();
}

const Action* Ruling(const std::vector<Action>& actions, v1::Ruling ruling) {
  for (const Action& action : actions) {
    if (action.command.rule_decoupling().ruling() == ruling) return &action;
  }
  return nullptr;
}

TEST(Actions, TellTheDeputyHeadThatTheDiscussionComesFirst_G1) {
  const std::vector<Action> actions =
      Scenario()
          .Given(kCaseOpened, kMeetingHeldWithAdvice, kReportWithAdvice,
                 kDecouplingAdvised, kProgrammeManagerNotified)
          .As(v1::ROLE_DEPUTY_HEAD)
          .Actions();
  for (const Action& action : OfKind(actions, v1::Command::kRuleDecoupling)) {
    EXPECT_EQ(RuleOf(action.verdict), "G-1");
    EXPECT_EQ(SectionOf(action.verdict), "§5.1");
    EXPECT_THAT(action.fields_needed, IsEmpty());
  }
  EXPECT_TRUE(Only(actions, v1::Command::kDiscussWithDeputyHead).verdict.ok());
}

TEST(Actions, OfferACallWithEachOfThemOnceItWasAgreed_S37) {
  const std::vector<Action> before =
      Scenario().Given(kCaseOpened).As(v1::ROLE_TEACHER).Actions();
  for (const Action& call : OfKind(before, v1::Command::kMakeContactCall)) {
    EXPECT_EQ(ReasonOf(call.verdict), "CONTACT_AGREEMENT_NOT_FOUND");
  }
  const std::vector<Action> after =
      Scenario()
          .Given(kCaseOpened, R"pb(contact_agreement_started {
                                     case_id: "case-1"
                                     agreement_id: "agreement-1"
                                     on { year: 2026 month: 9 day: 7 }
                                   })pb")
          .As(v1::ROLE_TEACHER)
          .Actions();
  const std::vector<Action> calls =
      OfKind(after, v1::Command::kMakeContactCall);
  ASSERT_THAT(calls, SizeIs(2));
  EXPECT_EQ(calls[0].command.make_contact_call().with(), v1::ROLE_RESIDENT);
  EXPECT_EQ(calls[1].command.make_contact_call().with(), v1::ROLE_TRAINER);
  for (const Action& call : calls) {
    EXPECT_TRUE(call.verdict.ok()) << call.verdict;
  }
}

TEST(Actions, OfferEachRulingOnceItWasDiscussed_B3) {
  const std::vector<Action> actions =
      Scenario()
          .Given(kCaseOpened, kMeetingHeldWithAdvice, kReportWithAdvice,
                 kDecouplingAdvised, kProgrammeManagerNotified,
                 kDiscussedWithDeputyHead)
          .As(v1::ROLE_DEPUTY_HEAD)
          .Actions();
  const std::vector<Action> rulings =
      OfKind(actions, v1::Command::kRuleDecoupling);
  EXPECT_THAT(rulings, SizeIs(3));
  const Action* const decouple = Ruling(rulings, v1::RULING_DECOUPLE);
  ASSERT_NE(decouple, nullptr);
  EXPECT_TRUE(decouple->verdict.ok()) << decouple->verdict;
  EXPECT_THAT(decouple->fields_needed, IsEmpty());
  // A return says why.
  const Action* const back = Ruling(rulings, v1::RULING_RETURN);
  ASSERT_NE(back, nullptr);
  EXPECT_TRUE(back->verdict.ok()) << back->verdict;
  EXPECT_THAT(back->fields_needed, ElementsAre("motivation"));
}

TEST(Actions, AreRefusedToWhoeverIsNotCompetent_G11) {
  const std::vector<Action> actions =
      Scenario()
          .Given(kCaseOpened, kMeetingHeldWithAdvice, kReportWithAdvice,
                 kDecouplingAdvised, kProgrammeManagerNotified,
                 kDiscussedWithDeputyHead)
          .As(v1::ROLE_TEACHER)
          .Actions();
  for (const Action& action : OfKind(actions, v1::Command::kRuleDecoupling)) {
    EXPECT_EQ(ReasonOf(action.verdict), "NOT_COMPETENT");
  }
}

TEST(Actions, NameTheReportThatIsToBeWritten_T01) {
  const std::vector<Action> actions =
      Scenario()
          .Given(kCaseOpened, kMeetingHeldWithAdvice)
          .As(v1::ROLE_TEACHER)
          .Actions();
  std::vector<std::string> writable;
  for (const Action& action : OfKind(actions, v1::Command::kSubmitReport)) {
    if (!action.verdict.ok()) continue;
    writable.push_back(action.command.submit_report().report());
    EXPECT_THAT(action.fields_needed, Contains("parts"));
  }
  EXPECT_THAT(writable, ElementsAre("D-1"));
}

TEST(Actions, NameThePlacesWhereAReportIsMissing_S5) {
  Scenario scenario =
      Scenario()
          .Given(kCaseOpened, kMeetingHeldWithAdvice, kReportWithAdvice)
          .As(v1::ROLE_YEAR_ASSISTANT)
          .When<v1::ArchiveDocument>(R"pb(case_id: "case-1"
                                          document_id: "document-1"
                                          place: "EP")pb")
          .ThenDone();
  const std::vector<Action> actions = scenario.Actions();
  const Action filing = Only(actions, v1::Command::kArchiveDocument);
  EXPECT_TRUE(filing.verdict.ok()) << filing.verdict;
  EXPECT_EQ(filing.command.archive_document().place(), "OD");
  const Action unfiling = Only(actions, v1::Command::kUnarchiveDocument);
  EXPECT_TRUE(unfiling.verdict.ok()) << unfiling.verdict;
  EXPECT_EQ(unfiling.command.unarchive_document().place(), "EP");
  EXPECT_THAT(unfiling.fields_needed, ElementsAre("reason"));
}

TEST(Actions, LeaveOpenWhatOnlyTheCallerCanKnow_S19) {
  const Action proposal =
      Only(Scenario()
               .Given(kCaseOpened, kMeetingHeldWithAdvice, kReportWithAdvice,
                      kProgrammeManagerNotified, kDiscussedWithDeputyHead,
                      kRuledToDecouple)
               .As(v1::ROLE_TRAINER_MANAGER)
               .Actions(),
           v1::Command::kProposeCandidate);
  EXPECT_TRUE(proposal.verdict.ok()) << proposal.verdict;
  EXPECT_THAT(proposal.fields_needed,
              IsSupersetOf({"candidate_id", "practice_id"}));
}

TEST(Actions, SayThatThereIsNoCandidateBeforeADecoupling_S19) {
  const Action proposal = Only(Scenario()
                                   .Given(kCaseOpened, kMeetingHeldWithAdvice)
                                   .As(v1::ROLE_TRAINER_MANAGER)
                                   .Actions(),
                               v1::Command::kProposeCandidate);
  EXPECT_FALSE(proposal.verdict.ok());
  EXPECT_THAT(proposal.fields_needed, IsEmpty());
}

// The rules would decide the same of the command itself.
TEST(Actions, AgreeWithTheRules_G11) {
  for (const v1::Role role :
       {v1::ROLE_TEACHER, v1::ROLE_RESIDENT, v1::ROLE_TRAINER,
        v1::ROLE_YEAR_ASSISTANT, v1::ROLE_PROGRAMME_MANAGER,
        v1::ROLE_DEPUTY_HEAD, v1::ROLE_TRAINER_MANAGER}) {
    SCOPED_TRACE(v1::Role_Name(role));
    Scenario scenario = Scenario().Given(
        kCaseOpened, kMeetingHeldWithAdvice, kReportWithAdvice,
        kProgrammeManagerNotified, kDiscussedWithDeputyHead, kRuledToDecouple);
    const std::vector<Action> actions = std::move(scenario).As(role).Actions();
    EXPECT_THAT(actions, SizeIs(Gt(30)));
    int without_fields = 0;
    for (const Action& action : actions) {
      // With a field open there is nothing to ask yet.
      if (!action.fields_needed.empty()) continue;
      Scenario again = Scenario()
                           .Given(kCaseOpened, kMeetingHeldWithAdvice,
                                  kReportWithAdvice, kProgrammeManagerNotified,
                                  kDiscussedWithDeputyHead, kRuledToDecouple)
                           .As(role)
                           .WhenAll({action.command});
      EXPECT_EQ(again.decided().ok(), action.verdict.ok())
          << action.command.ShortDebugString() << again.decided().status();
      ++without_fields;
    }
    EXPECT_GT(without_fields, 0);
  }
}

TEST(Actions, AreNoMoreThanCanBeRead) {
  const std::vector<Action> actions = Scenario()
                                          .Given(kCaseOpened)
                                          .GivenTimes(400, kReportWithAdvice)
                                          .As(v1::ROLE_YEAR_ASSISTANT)
                                          .Actions();
  EXPECT_THAT(actions, SizeIs(kMaxActions));
  EXPECT_THAT(OfKind(actions, v1::Command::kRuleDecoupling), Not(IsEmpty()));
}

}  // namespace
}  // namespace driehoek
