#include "projections/waiting_residents.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/projections/projector_fixture.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Caller InScope(v1::Role role, const v1::Scope& scope = {}) {
  Caller caller{.person_id = "someone", .role = role, .grants = {}};
  v1::RoleHeld& held = caller.grants.emplace_back();
  held.set_role(role);
  *held.mutable_scope() = scope;
  return caller;
}

// How many events of the story come before the first of this kind.
size_t Before(const std::string& event) {
  size_t count = 0;
  for (const Told& told : DecouplingStory()) {
    if (absl::StrContains(told.event, event)) break;
    ++count;
  }
  return count;
}

class WaitingResidents : public SeenLog {
 protected:
  void AddTo(int number, int day, const std::string& event) {
    log_.Tell(number, Told{day, event});
    Look();
  }
  std::vector<v1::WaitingResident> On(
      int day, const Caller& caller = InScope(v1::ROLE_TRAINER_MANAGER)) const {
    return views()
        .ListWaiting({.caller = caller,
                      .today = kMonday + day,
                      .page_size = 100,
                      .page_token = ""})
        .value()
        .rows;
  }
  std::vector<std::string> CasesOn(
      int day, const Caller& caller = InScope(v1::ROLE_TRAINER_MANAGER)) const {
    std::vector<std::string> cases;
    for (const v1::WaitingResident& row : On(day, caller)) {
      cases.push_back(row.case_id());
    }
    return cases;
  }
};

constexpr char kSentAway[] = R"pb(
  resident_sent_away { case_id: "case-$" trainer_id: "trainer-$" on @4 })pb";

TEST_F(WaitingResidents, AreThereFromTheRulingToTheStart_S16) {
  Tell(1, Before("decoupling_ruled"));
  EXPECT_THAT(CasesOn(9), IsEmpty());
  Tell(2, Before("new_placement_started"));
  EXPECT_THAT(CasesOn(32), ElementsAre("case-2"));
  AddTo(2, 33, R"pb(new_placement_started {
                      case_id: "case-$"
                      new_placement_id: "placement-new-$" on @33
                    })pb");
  EXPECT_THAT(CasesOn(33), IsEmpty());
}

TEST_F(WaitingResidents, AreThereWhileSentAwayWithoutARuling_S16) {
  Tell(1, 2);
  AddTo(1, 4, kSentAway);
  EXPECT_THAT(CasesOn(5), ElementsAre("case-1"));
  AddTo(1, 8, R"pb(resident_returned { case_id: "case-$" on @8 })pb");
  EXPECT_THAT(CasesOn(9), IsEmpty());
}

TEST_F(WaitingResidents, AreGoneWhenTheCaseIsClosed_S16) {
  Tell(1, Before("new_placement_started"));
  AddTo(1, 33, R"pb(case_closed {
                      case_id: "case-$"
                      placement_id: "placement-$"
                      result: CASE_RESULT_WITHDRAWN on @33
                    })pb");
  EXPECT_THAT(CasesOn(33), IsEmpty());
}

TEST_F(WaitingResidents, HaveTheLongestWaitingFirst_T22) {
  // From day 12, from day 4, and not yet.
  Tell(1, Before("candidate_proposed"));
  Tell(2, 2);
  AddTo(2, 4, kSentAway);
  Tell(3, Before("decoupling_ruled"));
  AddTo(3, 9, R"pb(decoupling_ruled {
                     case_id: "case-$"
                     ruling: RULING_DECOUPLE on @9 effective_on @40
                   })pb");
  const std::vector<v1::WaitingResident> rows = On(20);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].case_id(), "case-2");
  EXPECT_EQ(rows[0].waiting().days(), 17);
  EXPECT_FALSE(rows[0].has_decoupling_effective_on());
  EXPECT_EQ(rows[1].case_id(), "case-1");
  EXPECT_EQ(rows[1].waiting().days(), 9);
  EXPECT_EQ(rows[2].case_id(), "case-3");
  EXPECT_FALSE(rows[2].has_waiting()) << "it begins on day 40";
  EXPECT_TRUE(rows[2].has_decoupling_effective_on());
  EXPECT_EQ(On(40)[2].waiting().days(), 1);
}

TEST_F(WaitingResidents, GoByTheDayOfDecouplingWhereNobodyWaits_T22) {
  const auto decouple = [this](int number, int day) {
    Tell(number, Before("decoupling_ruled"));
    AddTo(number, 9,
          absl::StrCat("decoupling_ruled { case_id: 'case-$' ruling: "
                       "RULING_DECOUPLE on @9 effective_on @",
                       day, " }"));
    // Another trainer stands in from then on.
    AddTo(number, 10,
          absl::StrCat("stay_in_old_practice_assessed { case_id: 'case-$' on "
                       "@10 stays: true supervisor_id: 'trainer-9' "
                       "supervised_from @10 }"));
  };
  decouple(1, 14);
  decouple(2, 12);
  EXPECT_THAT(CasesOn(20), ElementsAre("case-2", "case-1"));
  EXPECT_FALSE(On(20).front().has_waiting());
}

TEST_F(WaitingResidents, AreLongOnTheFifteenthDay_A27) {
  Tell(1, Before("candidate_proposed"));
  const v1::WaitingTime waiting = On(20).front().waiting();
  // W0 is 19 September 2026.
  EXPECT_EQ(waiting.started_on().day(), 19);
  EXPECT_EQ(waiting.long_on().month(), 10);
  EXPECT_EQ(waiting.long_on().day(), 3);
  EXPECT_EQ(waiting.warn_on().day(), 28);
  EXPECT_EQ(On(26).front().waiting().days(), 15);
}

TEST_F(WaitingResidents, SayWhetherTheFillOfALongTimeWasDecided_S17) {
  Tell(1, Before("candidate_proposed"));
  EXPECT_FALSE(On(27).front().fill_decided());
  AddTo(1, 27, R"pb(waiting_fill_decided { case_id: "case-$" on @27 })pb");
  EXPECT_TRUE(On(27).front().fill_decided());
}

TEST_F(WaitingResidents, CountTheWorkingDaysOfTheNationalRuleBesideIt_A28) {
  Tell(1, Before("candidate_proposed"));
  // From Saturday 19 September up to and including Sunday 4 October.
  const v1::WaitingTime waiting = On(27).front().waiting();
  EXPECT_EQ(waiting.days(), 16);
  EXPECT_EQ(waiting.working_days(), 10);
}

TEST_F(WaitingResidents, StayOnTheBoardWhateverRoundTheTrainerEnters_E8) {
  Tell(1, Before("candidate_proposed"));
  AddTo(1, 13, R"pb(rematching_decided {
                      case_id: "case-$"
                      trainer_id: "trainer-$" on @13
                      route: REMATCHING_ROUTE_NEXT_ROUND
                    })pb");
  AddTo(1, 14, R"pb(candidate_proposed {
                      case_id: "case-$"
                      candidacy_id: "candidacy-$"
                      candidate_id: "candidate-$"
                      practice_id: "practice-2" on @14
                    })pb");
  const std::vector<v1::WaitingResident> rows = On(20);
  ASSERT_EQ(rows.size(), 1U);
  ASSERT_EQ(rows[0].candidacies_size(), 1);
  EXPECT_EQ(rows[0].candidacies(0).candidate_id(), "candidate-1");
}

TEST_F(WaitingResidents, TellNoAnswerUntilBothAreIn_A54) {
  Tell(1, Before("answered_by: ROLE_TRAINER"));
  v1::Candidacy candidacy = On(16).front().candidacies(0);
  EXPECT_TRUE(candidacy.resident_answered());
  EXPECT_FALSE(candidacy.resident_accepts());
  Tell(2, Before("pairing_confirmed"));
  candidacy = On(16)[1].candidacies(0);
  EXPECT_TRUE(candidacy.resident_accepts());
  EXPECT_TRUE(candidacy.both_accepted());
  EXPECT_FALSE(On(16)[1].has_new_placement_starts_on());
  Tell(3, Before("placement_registered"));
  EXPECT_TRUE(On(17)[2].has_new_placement_starts_on());
}

TEST_F(WaitingResidents, AreThoseOfTheCasesThatTheCallerMaySee_A55) {
  Tell(1, Before("pairing_confirmed"));
  v1::Scope group;
  group.set_group_id("group-1");
  EXPECT_THAT(CasesOn(20, InScope(v1::ROLE_TEACHER, group)),
              ElementsAre("case-1"));
  group.set_group_id("group-2");
  EXPECT_THAT(CasesOn(20, InScope(v1::ROLE_TEACHER, group)), IsEmpty());
  EXPECT_THAT(CasesOn(20, InScope(v1::ROLE_AUDITOR)), ElementsAre("case-1"));
  Caller candidate = InScope(v1::ROLE_TRAINER_MANAGER);
  candidate.person_id = "candidate-1";
  EXPECT_THAT(CasesOn(20, candidate), IsEmpty());
  const v1::WaitingResident of_head =
      On(20, InScope(v1::ROLE_DEPUTY_HEAD)).front();
  ASSERT_EQ(of_head.candidacies_size(), 1);
  EXPECT_EQ(of_head.candidacies(0).candidate_id(), "");
}

TEST_F(WaitingResidents, ComeInPages) {
  for (const int number : {1, 2, 3}) {
    Tell(number, Before("candidate_proposed"));
  }
  WaitingQuery query{.caller = InScope(v1::ROLE_HEAD),
                     .today = kMonday + 20,
                     .page_size = 2,
                     .page_token = ""};
  const Page<v1::WaitingResident> first = views().ListWaiting(query).value();
  ASSERT_EQ(first.rows.size(), 2U);
  query.page_token = first.next_page_token;
  const Page<v1::WaitingResident> second = views().ListWaiting(query).value();
  ASSERT_EQ(second.rows.size(), 1U);
  EXPECT_EQ(second.rows[0].case_id(), "case-3");
  EXPECT_EQ(second.next_page_token, "");
  query.page_token = "bestaat niet";
  EXPECT_EQ(views().ListWaiting(query).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace driehoek
