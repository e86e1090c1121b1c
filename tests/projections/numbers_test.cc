#include "projections/numbers.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/projections/projector_fixture.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Days of the story; day 116 is 1 January 2027.
constexpr int kIn2027 = 116 + 30;
constexpr int kIn2028 = 116 + 365 + 30;

Caller InScope(v1::Role role, const v1::Scope& scope = {}) {
  Caller caller{.person_id = "someone", .role = role, .grants = {}};
  v1::RoleHeld& held = caller.grants.emplace_back();
  held.set_role(role);
  *held.mutable_scope() = scope;
  return caller;
}

Caller Head() { return InScope(v1::ROLE_HEAD); }

Caller TeacherOf(const std::string& group) {
  v1::Scope scope;
  scope.set_group_id(group);
  return InScope(v1::ROLE_TEACHER, scope);
}

Caller OfYear(v1::Role role, int year) {
  v1::Scope scope;
  scope.set_training_year(year);
  return InScope(role, scope);
}

class Numbers : public SeenLog {
 protected:
  // A story opened, with nothing but that.
  void Open(int number) { Tell(number, 1); }

  void AddTo(int number, int day, const std::string& event) {
    log_.Tell(number, Told{day, event});
    Look();
  }
  void Breach(int number, int due, const std::string& key,
              const std::string& owner, Position created_by = 4) {
    AddTo(
        number, due + 1,
        absl::StrCat("breach_recorded { obligation { case_id: 'case-$' key: '",
                     key, "' created_by: ", created_by, " } due_on @", due,
                     " owner { role: ", owner, " } }"));
  }
  void Withdraw(int number, int due, const std::string& key,
                const std::string& reason) {
    AddTo(number, due + 2,
          absl::StrCat(
              "breach_withdrawn { obligation { case_id: 'case-$' key: '", key,
              "' created_by: 4 } due_on @", due, " reason: ", reason, " }"));
  }
  void Deviate(int number, int day, const std::string& more) {
    AddTo(number, day,
          absl::StrCat("deviation_recorded { case_id: 'case-$' deviation_id: "
                       "'d-",
                       ++deviations_, "' consulted: ROLE_TRAINER on @", day,
                       " ", more, " }"));
  }

  // "T-01 docent 1/0/0/0": breaches, registered later, withdrawn, past targets.
  std::vector<std::string> Outcomes(const Caller& caller, int year) const {
    std::vector<std::string> rows;
    const std::vector<v1::ObligationNumbers> counted =
        views().CountOutcomes(caller, year).value();
    for (const v1::ObligationNumbers& row : counted) {
      EXPECT_EQ(row.year(), year);
      rows.push_back(absl::StrCat(row.key(), " ", v1::Role_Name(row.role()),
                                  " ", row.breaches(), "/",
                                  row.registered_later(), "/", row.withdrawn(),
                                  "/", row.past_targets()));
    }
    return rows;
  }
  // "T-06 MOVE AGREED 1"
  std::vector<std::string> Deviations(const Caller& caller, int year) const {
    std::vector<std::string> rows;
    const std::vector<v1::DeviationNumbers> counted =
        views().CountDeviations(caller, year).value();
    for (const v1::DeviationNumbers& row : counted) {
      EXPECT_EQ(row.year(), year);
      rows.push_back(absl::StrReplaceAll(
          absl::StrCat(row.key(), " ", v1::DeviationKind_Name(row.deviation()),
                       " ", v1::DeviationReason_Name(row.why()), " ",
                       row.count()),
          {{"DEVIATION_KIND_", ""}, {"DEVIATION_REASON_", ""}}));
    }
    return rows;
  }
  v1::YearStatistics Of(int year) const {
    return views().GetStatistics(year, year).value().front();
  }

  int deviations_ = 0;
};

TEST_F(Numbers, AreOfTheYearInWhichItFellDue) {
  Open(1);
  Breach(1, 20, "T-01", "ROLE_TEACHER");
  Breach(1, kIn2027, "T-01", "ROLE_TEACHER");
  Breach(1, kIn2028, "T-06", "ROLE_TEACHER");
  EXPECT_THAT(Outcomes(Head(), 2026), ElementsAre("T-01 ROLE_TEACHER 1/0/0/0"));
  EXPECT_THAT(Outcomes(Head(), 2027), ElementsAre("T-01 ROLE_TEACHER 1/0/0/0"));
  EXPECT_THAT(Outcomes(Head(), 2028), ElementsAre("T-06 ROLE_TEACHER 1/0/0/0"));
  EXPECT_THAT(Outcomes(Head(), 2025), IsEmpty());
}

TEST_F(Numbers, CountApartWhatWasInTimeAndRegisteredLater_AS6) {
  for (const int number : {1, 2, 3}) {
    Open(number);
    Breach(number, 20, "T-01", "ROLE_TEACHER");
  }
  Withdraw(2, 20, "T-01", "WITHDRAWAL_REASON_REGISTERED_LATER");
  Withdraw(3, 20, "T-01", "WITHDRAWAL_REASON_DUE_DATE_MOVED");
  EXPECT_THAT(Outcomes(Head(), 2026), ElementsAre("T-01 ROLE_TEACHER 1/1/1/0"));
}

TEST_F(Numbers, CountPassedTargetsBesideBreaches) {
  Open(1);
  AddTo(1, 40,
        R"pb(past_target_recorded {
               obligation { case_id: "case-$" key: "T-19" created_by: 4 } due_on
               @39
               owner { role: ROLE_PROGRAMME_MANAGER }
             })pb");
  EXPECT_THAT(Outcomes(Head(), 2026),
              ElementsAre("T-19 ROLE_PROGRAMME_MANAGER 0/0/0/1"));
}

TEST_F(Numbers, AreOfTheRoleThatOwedItThenAndOfNoPerson_V8) {
  Open(1);
  Breach(1, 20, "T-01", "ROLE_TEACHER");
  Breach(1, 20, "T-15", "ROLE_TRAINER_MANAGER");
  AddTo(1, 30, R"pb(decoupling_ruled {
                      case_id: "case-$"
                      ruling: RULING_DECOUPLE on @30 effective_on @31
                    })pb");
  EXPECT_THAT(Outcomes(Head(), 2026),
              ElementsAre("T-01 ROLE_TEACHER 1/0/0/0",
                          "T-15 ROLE_TRAINER_MANAGER 1/0/0/0"));
  int rows = 0;
  for (const auto& [key, value] : AllRows(*rows_)) {
    if (!absl::StartsWith(key, "numbers/2")) continue;
    ++rows;
    for (const char* const name :
         {"resident-1", "trainer-1", "teacher-1", "placement-1", "case-1"}) {
      EXPECT_FALSE(absl::StrContains(value, name)) << name;
    }
  }
  EXPECT_EQ(rows, 3);
}

TEST_F(Numbers, AreThoseOfTheScopeOfTheCaller_V8) {
  Open(1);
  Breach(1, 20, "T-01", "ROLE_TEACHER");
  Breach(1, 20, "T-15", "ROLE_TRAINER_MANAGER");
  Deviate(1, 21, R"pb(deviation: DEVIATION_KIND_LIFT_GUARD
                      guard: "G-2"
                      trainer_id: "trainer-1"
                      why: DEVIATION_REASON_AGREED)pb");
  const std::vector<Caller> of_all = {TeacherOf("group-1"),
                                      OfYear(v1::ROLE_YEAR_ASSISTANT, 1),
                                      OfYear(v1::ROLE_PROGRAMME_MANAGER, 1),
                                      InScope(v1::ROLE_DEPUTY_HEAD),
                                      InScope(v1::ROLE_AUDITOR),
                                      InScope(v1::ROLE_POLICY_OFFICER)};
  for (const Caller& caller : of_all) {
    SCOPED_TRACE(v1::Role_Name(caller.role));
    EXPECT_EQ(Outcomes(caller, 2026).size(), 2U);
    EXPECT_EQ(Deviations(caller, 2026).size(), 1U);
  }
  for (const Caller& caller :
       {TeacherOf("group-2"), OfYear(v1::ROLE_YEAR_ASSISTANT, 2)}) {
    EXPECT_THAT(Outcomes(caller, 2026), IsEmpty());
    EXPECT_THAT(Deviations(caller, 2026), IsEmpty());
  }
  // What a teacher decided is not theirs.
  EXPECT_THAT(Outcomes(InScope(v1::ROLE_TRAINER_MANAGER), 2026),
              ElementsAre("T-15 ROLE_TRAINER_MANAGER 1/0/0/0"));
  EXPECT_THAT(Deviations(InScope(v1::ROLE_TRAINER_MANAGER), 2026), IsEmpty());
}

TEST_F(Numbers, LeaveOutTheCaseOfWhoIsAPartyOrACandidateInIt_A55) {
  Open(1);
  Breach(1, 20, "T-01", "ROLE_TEACHER");
  AddTo(1, 22, R"pb(candidate_proposed {
                      case_id: "case-$"
                      candidacy_id: "candidacy-$"
                      candidate_id: "candidate-$"
                      practice_id: "practice-2" on @22
                    })pb");
  Open(2);
  Breach(2, 20, "T-01", "ROLE_TEACHER");
  for (const char* const person : {"resident-1", "trainer-1", "candidate-1"}) {
    Caller caller = Head();
    caller.person_id = person;
    EXPECT_THAT(Outcomes(caller, 2026),
                ElementsAre("T-01 ROLE_TEACHER 1/0/0/0"))
        << person;
  }
  EXPECT_THAT(Outcomes(Head(), 2026), ElementsAre("T-01 ROLE_TEACHER 2/0/0/0"));
}

TEST_F(Numbers, LeaveOutTheCasesOfThePracticeOfATrainer_A55) {
  Open(1);
  Breach(1, 20, "T-01", "ROLE_TEACHER");
  Caller colleague = Head();
  colleague.practice_ids = {"practice-1"};
  EXPECT_THAT(Outcomes(colleague, 2026), IsEmpty());
  colleague.practice_ids = {"practice-2"};
  EXPECT_THAT(Outcomes(colleague, 2026),
              ElementsAre("T-01 ROLE_TEACHER 1/0/0/0"));
}

TEST_F(Numbers, LeaveOutContactAgreements_S37) {
  Open(1);
  AddTo(1, 5, R"pb(contact_agreement_started {
                     case_id: "case-$"
                     agreement_id: "agreement-$" on @5
                   })pb");
  const Position agreed = log_.store().head();
  Breach(1, 20, "T-02", "ROLE_TEACHER", agreed);
  Breach(1, 20, "T-03", "ROLE_TEACHER", agreed);
  Deviate(1, 21,
          absl::StrCat("deviation: DEVIATION_KIND_WAIVE obligation { case_id: "
                       "'case-$' key: 'T-02' created_by: ",
                       agreed, " } why: DEVIATION_REASON_AGREED"));
  EXPECT_THAT(Outcomes(Head(), 2026), IsEmpty());
  EXPECT_THAT(Deviations(Head(), 2026), IsEmpty());
}

TEST_F(Numbers, CountDeviationsByRuleAndReason_E1) {
  for (const int number : {1, 2}) {
    Open(number);
    Deviate(number, 10, R"pb(deviation: DEVIATION_KIND_MEETING_NOT_FITTING
                             why: DEVIATION_REASON_MEETING_NOT_FITTING)pb");
    Deviate(number, 11, R"pb(deviation: DEVIATION_KIND_LIFT_GUARD
                             guard: "G-5"
                             why: DEVIATION_REASON_AGREED)pb");
  }
  EXPECT_THAT(Deviations(Head(), 2026),
              ElementsAre(" MEETING_NOT_FITTING MEETING_NOT_FITTING 2",
                          "G-5 LIFT_GUARD AGREED 2"));
}

TEST_F(Numbers, CountDeviationsInTheYearOfTheDecision_B13) {
  Open(1);
  const auto move = [](const char* why) {
    return absl::StrCat("deviation: DEVIATION_KIND_MOVE due_on @", kIn2027 + 20,
                        " obligation { case_id: 'case-$' key: 'T-06' "
                        "created_by: 4 } why: ",
                        why);
  };
  Deviate(1, 15, move("DEVIATION_REASON_FORCE_MAJEURE"));
  Deviate(1, 16, move("DEVIATION_REASON_FORCE_MAJEURE"));
  Deviate(1, 17, move("DEVIATION_REASON_OTHER"));
  Deviate(1, kIn2027, move("DEVIATION_REASON_AGREED"));
  EXPECT_THAT(Deviations(Head(), 2026),
              ElementsAre("T-06 MOVE FORCE_MAJEURE 2", "T-06 MOVE OTHER 1"));
  EXPECT_THAT(Deviations(Head(), 2027), ElementsAre("T-06 MOVE AGREED 1"));
}

TEST_F(Numbers, TellOfTheDecouplingsOfAYear_N12) {
  for (int number = 1; number <= 5; ++number) {
    Tell(number, DecouplingStory().size());
  }
  const v1::YearStatistics year = Of(2026);
  EXPECT_EQ(year.decouplings().value(), 5);
  EXPECT_EQ(year.re_paired().value(), 5);
  EXPECT_EQ(year.long_waiting().value(), 5);  // 21 days each.
  EXPECT_EQ(year.extended().value(), 0);
  EXPECT_EQ(year.meeting_to_decoupling_days().value(), 12);
  EXPECT_EQ(year.decoupling_to_start_days().value(), 21);
  EXPECT_EQ(year.waiting_days().value(), 21);
  EXPECT_EQ(Of(2025).decouplings().value(), 0);
  EXPECT_EQ(views().GetStatistics(2024, 2026).value().size(), 12U);
}

TEST_F(Numbers, SayWhatWasExtended_S34) {
  for (int number = 1; number <= 5; ++number) {
    Tell(number, DecouplingStory().size() - 1);
    AddTo(number, 90, R"pb(extension_decided {
                             case_id: "case-$" on @90
                             extended: true
                             extended_by_months: 3
                           })pb");
  }
  EXPECT_EQ(Of(2026).extended().value(), 5);
}

TEST_F(Numbers, TellNothingOfFewerThanFive_N12) {
  for (int number = 1; number <= 4; ++number) {
    Tell(number, DecouplingStory().size());
  }
  EXPECT_TRUE(Of(2026).decouplings().suppressed());
  EXPECT_TRUE(Of(2026).waiting_days().suppressed());
}

TEST_F(Numbers, LeaveOutOfTheStatisticsWhatWasSolved_A52) {
  for (int number = 1; number <= 6; ++number) {
    Tell(number, 2);
    AddTo(number, 20, R"pb(case_closed {
                             case_id: "case-$"
                             placement_id: "placement-$"
                             result: CASE_RESULT_RESOLVED on @20
                           })pb");
  }
  EXPECT_EQ(Of(2026).decouplings().value(), 0);
  EXPECT_FALSE(Of(2026).decouplings().suppressed());
}

TEST_F(Numbers, AreOfTheYearOfTheRulingAndFollowWhatComesLater_N12) {
  // Ruled on in 2026, started in 2027.
  for (int number = 1; number <= 5; ++number) {
    Tell(number, 23);
  }
  EXPECT_TRUE(Of(2026).waiting_days().suppressed());
  for (int number = 1; number <= 5; ++number) {
    AddTo(number, kIn2027, R"pb(new_placement_started {
                                  case_id: "case-$"
                                  new_placement_id: "placement-new-$" on @146
                                })pb");
  }
  EXPECT_EQ(Of(2026).waiting_days().value(), 146 - 12);
  EXPECT_EQ(Of(2027).decouplings().value(), 0);
}

}  // namespace
}  // namespace driehoek
