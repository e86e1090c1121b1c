#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/due_dates.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using v1::RecordOutcome;
using v1::SubmitReport;

constexpr char kBreach[] =
    R"pb(obligation { case_id: "case-1" key: "T-01" created_by: 7 }
         outcome: OUTCOME_KIND_BREACH
         due_on { year: 2026 month: 9 day: 14 }
         fell_due_at_micros: 1789423200000000
         owner {
           role: ROLE_TEACHER
           scope { group_id: "group-1" }
         }
         source_position: 9)pb";

TEST(RecordOutcome, SaysWhatWasBreachedAndWhen_AS4) {
  Scenario()
      .As(v1::ROLE_SYSTEM)
      .When<RecordOutcome>(kBreach)
      .ThenEvents(
          R"pb(breach_recorded {
                 obligation { case_id: "case-1" key: "T-01" created_by: 7 }
                 due_on { year: 2026 month: 9 day: 14 }
                 breached_at_micros: 1789423200000000
                 owner {
                   role: ROLE_TEACHER
                   scope { group_id: "group-1" }
                 }
               })pb")
      .ThenTagged(0, {{TagKind::kCase, kCase}});
}

TEST(RecordOutcome, SaysThatATargetPassed_AS10) {
  Scenario()
      .As(v1::ROLE_SYSTEM)
      .When<RecordOutcome>(
          absl::StrCat(kBreach, " outcome: OUTCOME_KIND_PAST_TARGET"))
      .ThenEvents(
          R"pb(past_target_recorded { past_at_micros: 1789423200000000 })pb");
}

TEST(RecordOutcome, SaysOfWhatPeopleWereReminded_AS10) {
  Scenario()
      .As(v1::ROLE_SYSTEM)
      .When<RecordOutcome>(
          absl::StrCat(kBreach,
                       " outcome: OUTCOME_KIND_REMINDER at_micros: "
                       "1789106400000000 offset_days: -3"))
      .ThenEvents(
          R"pb(reminder_recorded {
                 obligation { case_id: "case-1" key: "T-01" created_by: 7 }
                 due_on { year: 2026 month: 9 day: 14 }
                 at_micros: 1789106400000000
                 offset_days: -3
                 owner {
                   role: ROLE_TEACHER
                   scope { group_id: "group-1" }
                 }
               })pb")
      .ThenTagged(0, {{TagKind::kCase, kCase}});
}

TEST(RecordOutcome, SaysToWhomItWent_AS10) {
  Scenario()
      .As(v1::ROLE_SYSTEM)
      .When<RecordOutcome>(
          absl::StrCat(kBreach,
                       " outcome: OUTCOME_KIND_ESCALATION at_micros: "
                       "1789970400000000 owner { role: ROLE_PROGRAMME_MANAGER "
                       "scope { group_id: '' training_year: 1 } }"))
      .ThenEvents(
          R"pb(escalation_recorded {
                 obligation { case_id: "case-1" key: "T-01" created_by: 7 }
                 due_on { year: 2026 month: 9 day: 14 }
                 at_micros: 1789970400000000
                 to {
                   role: ROLE_PROGRAMME_MANAGER
                   scope { training_year: 1 }
                 }
               })pb")
      .ThenTagged(0, {{TagKind::kCase, kCase}});
}

TEST(RecordOutcome, IsOfTheServerAlone_G11) {
  for (const v1::Role role :
       {v1::ROLE_ADMINISTRATOR, v1::ROLE_HEAD, v1::ROLE_YEAR_ASSISTANT}) {
    SCOPED_TRACE(v1::Role_Name(role));
    Scenario().As(role).When<RecordOutcome>(kBreach).ThenRefused(
        "NOT_COMPETENT", {.rule = "G-11"});
  }
}

TEST(RecordOutcome, IsRefusedWhenMalformed_AS4) {
  const auto refused = [](const std::string& change, const char* reason) {
    SCOPED_TRACE(change);
    Scenario()
        .As(v1::ROLE_SYSTEM)
        .When<RecordOutcome>(absl::StrCat(kBreach, change))
        .ThenRefused(reason);
  };
  refused(" outcome: OUTCOME_KIND_UNSPECIFIED", "OUTCOME_MALFORMED");
  refused(" due_on { day: 31 }", "DATE_MALFORMED");
  refused(" obligation { key: '' }", "OUTCOME_MALFORMED");
  refused(" obligation { case_id: 'Niet goed' }", "ID_MALFORMED");
}

TEST(RecordOutcome, ComesForOneCaseAtATimeAndAlone_AS4) {
  const v1::Command one = Scenario::CommandOf<RecordOutcome>(kBreach);
  v1::Command other = one;
  other.mutable_record_outcome()->mutable_obligation()->set_case_id("case-2");
  const v1::Command another_kind = Scenario::CommandOf<v1::RegisterPractice>(
      R"pb(reference: "linde" name: "Praktijk De Verzonnen Linde")pb");
  Scenario()
      .As(v1::ROLE_SYSTEM)
      .WhenAll({one, one})
      .ThenDone()
      .WhenAll({one, other})
      .ThenRefused("OUTCOMES_MIXED")
      .WhenAll({another_kind, one})
      .ThenRefused("OUTCOMES_MIXED");
}

TEST(RecordOutcome, NeedsNoHistoryAndSaysWhatItRestsOn_AS4) {
  std::vector<v1::Command> commands = {
      Scenario::CommandOf<RecordOutcome>(kBreach),
      Scenario::CommandOf<RecordOutcome>(kBreach)};
  commands[1].mutable_record_outcome()->set_source_position(8);
  v1::Actor server;
  server.set_role(v1::ROLE_SYSTEM);
  EXPECT_TRUE(Needs(commands, server, kInstitute, IdSupply("secret", "request"),
                    SamePeople())
                  .empty());
  EXPECT_EQ(OutcomeDerivedAt(commands).value_or(DerivedAt()).subject, 8u);
  EXPECT_FALSE(OutcomeDerivedAt({Scenario::CommandOf<v1::RegisterPractice>("")})
                   .has_value());
}

constexpr char kOfCohort[] = R"pb(
  obligation { cohort_id: "cohort-1" key: "T-27" created_by: 4 }
  outcome: OUTCOME_KIND_PAST_TARGET
  due_on { year: 2026 month: 9 day: 1 }
  fell_due_at_micros: 1788300000000000
  owner {
    role: ROLE_YEAR_ASSISTANT
    scope { training_year: 1 }
  }
  source_position: 9)pb";

TEST(RecordOutcome, IsInTheHistoryOfACohortOrOfAProcedure_T27) {
  Scenario()
      .As(v1::ROLE_SYSTEM)
      .When<RecordOutcome>(kOfCohort)
      .ThenEvents(
          R"pb(past_target_recorded {
                 obligation { cohort_id: "cohort-1" key: "T-27" created_by: 4 }
               })pb")
      .ThenTagged(0, {{TagKind::kCohort, "cohort-1"}})
      .When<RecordOutcome>(absl::StrCat(
          kOfCohort,
          " obligation { cohort_id: '' procedure_key: 'een-procedure' }"))
      .ThenDone()
      .ThenTagged(0, {{TagKind::kProcedure, "een-procedure"}});
}

TEST(RecordOutcome, IsOfOneSubject_T27) {
  Scenario()
      .As(v1::ROLE_SYSTEM)
      .When<RecordOutcome>(
          absl::StrCat(kOfCohort, " obligation { case_id: 'case-1' }"))
      .ThenRefused("OUTCOME_MALFORMED")
      .When<RecordOutcome>(
          absl::StrCat(kOfCohort, " obligation { cohort_id: 'Niet goed' }"))
      .ThenRefused("ID_MALFORMED")
      .WhenAll({Scenario::CommandOf<RecordOutcome>(kOfCohort),
                Scenario::CommandOf<RecordOutcome>(kBreach)})
      .ThenRefused("OUTCOMES_MIXED");
}

// The watch's own words for the row of this key.
std::string OutcomeOfRow(const Case& state, const char* key) {
  for (const v1::Due& due : DueDatesOf(*Utrecht(), state)) {
    if (due.obligation().key() == key) return OutcomeOf(due).DebugString();
  }
  ADD_FAILURE() << "no row " << key;
  return "";
}

constexpr char kLateRegistered[] =
    R"pb(case_id: "case-1"
         report: "D-1"
         on { year: 2026 month: 9 day: 14 }
         parts { key: "perspective_resident" value: "Verzonnen." }
         parts { key: "perspective_trainer" value: "Verzonnen." })pb";

TEST(BreachWithdrawal, FollowsAFactThatWasInTimeAndRegisteredLater_AS6) {
  Scenario scenario = Scenario().Given(kCaseOpened, kMeetingHeldWithFollowUp);
  const std::string outcome = OutcomeOfRow(scenario.CaseAfter(), "T-01");
  std::move(scenario)
      .As(v1::ROLE_SYSTEM)
      .Today(2026, 9, 15)
      .When<RecordOutcome>(outcome)
      .ThenEvents(
          R"pb(breach_recorded { due_on { year: 2026 month: 9 day: 14 } })pb")
      .As(v1::ROLE_TEACHER)
      .Today(2026, 9, 16)
      .When<SubmitReport>(kLateRegistered)
      .ThenEvents(R"pb(report_submitted {})pb",
                  R"pb(breach_withdrawn {
                         obligation { case_id: "case-1" key: "T-01" }
                         due_on { year: 2026 month: 9 day: 14 }
                         reason: WITHDRAWAL_REASON_REGISTERED_LATER
                       })pb")
      .ThenTagged(1, {{TagKind::kCase, kCase}});
}

TEST(BreachWithdrawal, HappensOnce_AS6) {
  Scenario scenario = Scenario().Given(kCaseOpened, kMeetingHeldWithFollowUp);
  const std::string outcome = OutcomeOfRow(scenario.CaseAfter(), "T-01");
  std::move(scenario)
      .As(v1::ROLE_SYSTEM)
      .Today(2026, 9, 15)
      .When<RecordOutcome>(outcome)
      .ThenDone()
      .As(v1::ROLE_TEACHER)
      .When<SubmitReport>(kLateRegistered)
      .ThenDone()
      .When<v1::NotifyProgrammeManager>(R"pb(case_id: "case-1")pb")
      .ThenEvents(R"pb(programme_manager_notified {})pb");
}

TEST(BreachWithdrawal, DoesNotFollowAFactThatWasLate_AS6) {
  Scenario scenario = Scenario().Given(kCaseOpened, kMeetingHeldWithFollowUp);
  const std::string outcome = OutcomeOfRow(scenario.CaseAfter(), "T-01");
  std::move(scenario)
      .As(v1::ROLE_SYSTEM)
      .Today(2026, 9, 15)
      .When<RecordOutcome>(outcome)
      .ThenDone()
      .As(v1::ROLE_TEACHER)
      .When<SubmitReport>(
          absl::StrCat(kLateRegistered, " on { year: 2026 month: 9 day: 15 }"))
      .ThenEvents(R"pb(report_submitted {})pb");
}

}  // namespace
}  // namespace driehoek
