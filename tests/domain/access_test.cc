#include "domain/access.h"

#include <string>

#include "gtest/gtest.h"

namespace driehoek {
namespace {

const absl::CivilDay kToday(2026, 9, 14);

Grant Granted(v1::Role role, const v1::Scope& scope = {}) {
  return {.id = "grant-1",
          .reference = "",
          .role = role,
          .scope = scope,
          .from = absl::CivilDay(2026, 3, 1),
          .until = absl::CivilDay(2026, 12, 31),
          .until_as_granted = {}};
}

v1::Scope OfGroup(const std::string& group_id) {
  v1::Scope scope;
  scope.set_group_id(group_id);
  return scope;
}

v1::Scope OfYear(int year) {
  v1::Scope scope;
  scope.set_training_year(year);
  return scope;
}

v1::Scope OfPlacement(const std::string& placement_id) {
  v1::Scope scope;
  scope.set_placement_id(placement_id);
  return scope;
}

Caller As(const std::string& person_id, v1::Role role,
          const v1::Scope& scope = {}) {
  PersonState person;
  person.id = person_id;
  person.grants = {Granted(role, scope)};
  return CallerOf(person, role, kToday);
}

v1::Case ACase() {
  v1::Case of_case;
  of_case.set_case_id("case-1");
  of_case.set_placement_id("placement-1");
  of_case.set_resident_id("resident-1");
  of_case.add_trainer_ids("trainer-1");
  of_case.add_trainer_ids("trainer-2");
  of_case.set_group_id("group-1");
  of_case.set_training_year(1);
  of_case.set_new_trainer_id("trainer-3");
  of_case.add_candidacies()->set_candidate_id("trainer-3");
  return of_case;
}

TEST(CallerOf, KeepsTheGrantsOfTheRoleAndTheDay) {
  PersonState person;
  person.id = "person-1";
  person.grants = {Granted(v1::ROLE_TEACHER, OfGroup("group-1")),
                   Granted(v1::ROLE_HEAD)};
  EXPECT_EQ(CallerOf(person, v1::ROLE_TEACHER, kToday).grants.size(), 1u);
  EXPECT_TRUE(CallerOf(person, v1::ROLE_TEACHER, absl::CivilDay(2027, 1, 1))
                  .grants.empty());
  EXPECT_TRUE(CallerOf(person, v1::ROLE_YEAR_ASSISTANT, kToday).grants.empty());
}

TEST(MaySeeCase, IsForThePartiesToIt) {
  EXPECT_TRUE(MaySeeCase(As("resident-1", v1::ROLE_RESIDENT), ACase()));
  EXPECT_TRUE(MaySeeCase(As("trainer-1", v1::ROLE_TRAINER), ACase()));
  EXPECT_TRUE(MaySeeCase(As("trainer-2", v1::ROLE_TRAINER), ACase()));
  EXPECT_FALSE(MaySeeCase(As("resident-2", v1::ROLE_RESIDENT), ACase()));
  EXPECT_FALSE(MaySeeCase(As("trainer-4", v1::ROLE_TRAINER), ACase()));
  // A party, but in a role that says nothing of that.
  EXPECT_FALSE(MaySeeCase(As("resident-1", v1::ROLE_TRAINER), ACase()));
}

TEST(MaySeeCase, IsNotForTheCandidateOrNewTrainer_G12) {
  EXPECT_FALSE(MaySeeCase(As("trainer-3", v1::ROLE_TRAINER), ACase()));
  EXPECT_TRUE(
      IsCandidate(As("trainer-3", v1::ROLE_TRAINER), SurroundingsOf(ACase())));
  EXPECT_FALSE(
      IsCandidate(As("trainer-4", v1::ROLE_TRAINER), SurroundingsOf(ACase())));
}

TEST(MaySeeCase, IsForTheStaffOfGroupYearAndInstitute) {
  EXPECT_TRUE(
      MaySeeCase(As("t", v1::ROLE_TEACHER, OfGroup("group-1")), ACase()));
  EXPECT_FALSE(
      MaySeeCase(As("t", v1::ROLE_TEACHER, OfGroup("group-2")), ACase()));
  EXPECT_TRUE(MaySeeCase(As("y", v1::ROLE_YEAR_ASSISTANT, OfYear(1)), ACase()));
  EXPECT_FALSE(
      MaySeeCase(As("y", v1::ROLE_YEAR_ASSISTANT, OfYear(2)), ACase()));
  EXPECT_TRUE(
      MaySeeCase(As("m", v1::ROLE_PROGRAMME_MANAGER, OfYear(1)), ACase()));
  EXPECT_TRUE(MaySeeCase(As("m", v1::ROLE_TRAINER_MANAGER), ACase()));
  EXPECT_TRUE(MaySeeCase(As("m", v1::ROLE_TRAINER_MANAGER_ASSISTANT), ACase()));
  EXPECT_TRUE(MaySeeCase(As("d", v1::ROLE_DEPUTY_HEAD), ACase()));
  EXPECT_TRUE(MaySeeCase(As("h", v1::ROLE_HEAD), ACase()));
}

TEST(MaySeeCase, IsForNobodyElse) {
  EXPECT_FALSE(MaySeeCase(As("p", v1::ROLE_POLICY_OFFICER), ACase()));
  EXPECT_FALSE(MaySeeCase(As("a", v1::ROLE_AUDITOR), ACase()));
  EXPECT_FALSE(MaySeeCase(As("b", v1::ROLE_ADMINISTRATOR), ACase()));
  EXPECT_FALSE(MaySeeCase(As("s", v1::ROLE_SYSTEM), ACase()));
  EXPECT_FALSE(MaySeeCase(As("x", v1::ROLE_UNSPECIFIED), ACase()));
  Caller without_grant = As("h", v1::ROLE_HEAD);
  without_grant.grants.clear();
  EXPECT_FALSE(MaySeeCase(without_grant, ACase()));
  Caller party_without_grant = As("resident-1", v1::ROLE_RESIDENT);
  party_without_grant.grants.clear();
  EXPECT_FALSE(MaySeeCase(party_without_grant, ACase()));
}

TEST(MaySeeCase, IsNotForStaffWhoAreAPartyOrACandidate_A55) {
  EXPECT_FALSE(MaySeeCase(
      As("resident-1", v1::ROLE_TEACHER, OfGroup("group-1")), ACase()));
  EXPECT_FALSE(MaySeeCase(As("trainer-2", v1::ROLE_HEAD), ACase()));
  EXPECT_FALSE(MaySeeCase(As("trainer-3", v1::ROLE_TRAINER_MANAGER), ACase()));
}

TEST(HoldsFor, LooksAtTheScopeOfTheGrant) {
  const Caller of_placement =
      As("trainer-1", v1::ROLE_TRAINER, OfPlacement("placement-1"));
  EXPECT_TRUE(HoldsFor(of_placement, "group-1", 1, "placement-1"));
  EXPECT_FALSE(HoldsFor(of_placement, "group-1", 1, "placement-2"));
  // To be a trainer somewhere is not to be one everywhere.
  EXPECT_FALSE(
      HoldsFor(As("trainer-1", v1::ROLE_TRAINER), "group-1", 1, "placement-1"));
  EXPECT_TRUE(HoldsFor(As("h", v1::ROLE_HEAD), "group-1", 1, "placement-1"));
  EXPECT_TRUE(
      HoldsFor(As("y", v1::ROLE_YEAR_ASSISTANT), "group-1", 1, "placement-1"));
}

TEST(MaySeeFiles, IsForTheirOwnersAndStaff) {
  EXPECT_TRUE(
      MaySeeResidentFile(As("resident-1", v1::ROLE_RESIDENT), "resident-1"));
  EXPECT_FALSE(
      MaySeeResidentFile(As("resident-2", v1::ROLE_RESIDENT), "resident-1"));
  EXPECT_FALSE(
      MaySeeResidentFile(As("trainer-3", v1::ROLE_TRAINER), "resident-1"));
  EXPECT_TRUE(MaySeeResidentFile(As("t", v1::ROLE_TEACHER, OfGroup("group-1")),
                                 "resident-1"));
  EXPECT_FALSE(MaySeeResidentFile(As("a", v1::ROLE_AUDITOR), "resident-1"));
  EXPECT_TRUE(
      MaySeeTrainerFile(As("trainer-1", v1::ROLE_TRAINER), "trainer-1"));
  EXPECT_FALSE(
      MaySeeTrainerFile(As("trainer-2", v1::ROLE_TRAINER), "trainer-1"));
  EXPECT_FALSE(
      MaySeeTrainerFile(As("resident-1", v1::ROLE_RESIDENT), "trainer-1"));
  EXPECT_TRUE(
      MaySeeTrainerFile(As("m", v1::ROLE_TRAINER_MANAGER), "trainer-1"));
  Caller without_grant = As("m", v1::ROLE_TRAINER_MANAGER);
  without_grant.grants.clear();
  EXPECT_FALSE(MaySeeTrainerFile(without_grant, "trainer-1"));
  EXPECT_FALSE(MaySeeResidentFile(without_grant, "resident-1"));
}

TEST(MaySeeSignal, IsForTheTeachersOfTheGroupAndTheSignaller_S01) {
  EXPECT_TRUE(MaySeeSignal(As("t", v1::ROLE_TEACHER, OfGroup("group-1")),
                           "group-1", "resident-1"));
  EXPECT_FALSE(MaySeeSignal(As("t", v1::ROLE_TEACHER, OfGroup("group-2")),
                            "group-1", "resident-1"));
  EXPECT_TRUE(MaySeeSignal(As("resident-1", v1::ROLE_RESIDENT), "group-1",
                           "resident-1"));
  EXPECT_FALSE(MaySeeSignal(As("resident-2", v1::ROLE_RESIDENT), "group-1",
                            "resident-1"));
  for (const v1::Role role :
       {v1::ROLE_HEAD, v1::ROLE_DEPUTY_HEAD, v1::ROLE_PROGRAMME_MANAGER,
        v1::ROLE_YEAR_ASSISTANT, v1::ROLE_TRAINER_MANAGER}) {
    EXPECT_FALSE(MaySeeSignal(As("x", role), "group-1", "resident-1"))
        << v1::Role_Name(role);
  }
}

TEST(MaySeeLateness, IsForStaffAndAuditorsAndNotForTheParties_A56) {
  for (const v1::Role role :
       {v1::ROLE_TEACHER, v1::ROLE_YEAR_ASSISTANT, v1::ROLE_PROGRAMME_MANAGER,
        v1::ROLE_TRAINER_MANAGER, v1::ROLE_TRAINER_MANAGER_ASSISTANT,
        v1::ROLE_DEPUTY_HEAD, v1::ROLE_HEAD, v1::ROLE_AUDITOR}) {
    EXPECT_TRUE(MaySeeLateness(As("x", role))) << v1::Role_Name(role);
  }
  for (const v1::Role role :
       {v1::ROLE_RESIDENT, v1::ROLE_TRAINER, v1::ROLE_POLICY_OFFICER,
        v1::ROLE_ADMINISTRATOR}) {
    EXPECT_FALSE(MaySeeLateness(As("x", role))) << v1::Role_Name(role);
  }
}

TEST(MaySeeEntry, KeepsFromThePartiesHowTermsWereKept_A56) {
  v1::TimelineEntry entry;
  for (const char* const event :
       {"breach_recorded", "past_target_recorded", "breach_withdrawn",
        "reminder_recorded", "escalation_recorded", "deviation_recorded",
        "obligation_resumed", "an_event_of_a_later_release"}) {
    entry.set_event(event);
    EXPECT_FALSE(
        MaySeeEntry(As("resident-1", v1::ROLE_RESIDENT), v1::Case(), entry))
        << event;
    EXPECT_FALSE(
        MaySeeEntry(As("trainer-1", v1::ROLE_TRAINER), v1::Case(), entry))
        << event;
    EXPECT_TRUE(MaySeeEntry(As("t", v1::ROLE_TEACHER, OfGroup("group-1")),
                            v1::Case(), entry))
        << event;
  }
  for (const char* const event :
       {"triangular_meeting_held", "decoupling_ruled", "report_submitted"}) {
    entry.set_event(event);
    EXPECT_TRUE(
        MaySeeEntry(As("resident-1", v1::ROLE_RESIDENT), v1::Case(), entry))
        << event;
  }
}

TEST(MaySeeUnavailable, IsForTheTrainerManagersAndTheirAssistants_G02) {
  EXPECT_TRUE(MaySeeUnavailable(As("x", v1::ROLE_TRAINER_MANAGER)));
  EXPECT_TRUE(MaySeeUnavailable(As("x", v1::ROLE_TRAINER_MANAGER_ASSISTANT)));
  for (const v1::Role role :
       {v1::ROLE_RESIDENT, v1::ROLE_TRAINER, v1::ROLE_TEACHER,
        v1::ROLE_PROGRAMME_MANAGER, v1::ROLE_HEAD, v1::ROLE_ADMINISTRATOR}) {
    EXPECT_FALSE(MaySeeUnavailable(As("x", role))) << v1::Role_Name(role);
  }
}

TEST(Owes, JoinsRoleAndScope) {
  v1::RoleInScope teachers;
  teachers.set_role(v1::ROLE_TEACHER);
  *teachers.mutable_scope() = OfGroup("group-1");
  EXPECT_TRUE(Owes(As("t", v1::ROLE_TEACHER, OfGroup("group-1")), teachers));
  EXPECT_FALSE(Owes(As("t", v1::ROLE_TEACHER, OfGroup("group-2")), teachers));
  EXPECT_FALSE(Owes(As("y", v1::ROLE_YEAR_ASSISTANT, OfYear(1)), teachers));
  v1::RoleInScope managers;
  managers.set_role(v1::ROLE_TRAINER_MANAGER);
  EXPECT_TRUE(Owes(As("m", v1::ROLE_TRAINER_MANAGER), managers));
  // Of one year only, asked of the whole institute.
  EXPECT_FALSE(Owes(As("m", v1::ROLE_TRAINER_MANAGER, OfYear(1)), managers));
}

v1::TimelineEntry Line(const std::string& event) {
  v1::TimelineEntry entry;
  entry.set_event(event);
  entry.mutable_actor()->set_person_id("teacher-1");
  return entry;
}

TEST(MaySeeEntry, KeepsContactAgreementsFromAllButThreeRoles_P07) {
  const v1::TimelineEntry started = Line("contact_agreement_started");
  for (const v1::Role role : {v1::ROLE_TEACHER, v1::ROLE_YEAR_ASSISTANT,
                              v1::ROLE_PROGRAMME_MANAGER}) {
    EXPECT_TRUE(MaySeeEntry(As("staff", role), ACase(), started));
    EXPECT_TRUE(MaySeeContactAgreements(As("staff", role)));
  }
  for (const v1::Role role :
       {v1::ROLE_TRAINER_MANAGER, v1::ROLE_TRAINER_MANAGER_ASSISTANT,
        v1::ROLE_DEPUTY_HEAD, v1::ROLE_HEAD, v1::ROLE_POLICY_OFFICER}) {
    SCOPED_TRACE(v1::Role_Name(role));
    EXPECT_FALSE(MaySeeEntry(As("staff", role), ACase(), started));
    EXPECT_FALSE(
        MaySeeEntry(As("staff", role), ACase(), Line("contact_call_made")));
    EXPECT_TRUE(
        MaySeeEntry(As("staff", role), ACase(), Line("resident_sent_away")));
  }
  EXPECT_FALSE(
      MaySeeEntry(As("resident-1", v1::ROLE_RESIDENT), ACase(), started));
}

TEST(MaySeeEntry, ShowsThePartiesTheirOwnCalls_S37) {
  v1::TimelineEntry call = Line("contact_call_made");
  const Caller resident = As("resident-1", v1::ROLE_RESIDENT);
  const Caller first = As("trainer-1", v1::ROLE_TRAINER);
  const Caller second = As("trainer-2", v1::ROLE_TRAINER);
  call.set_called(v1::ROLE_RESIDENT);
  EXPECT_TRUE(MaySeeEntry(resident, ACase(), call));
  EXPECT_FALSE(MaySeeEntry(first, ACase(), call));
  call.set_called(v1::ROLE_TRAINER);
  call.set_called_trainer_id("trainer-2");
  EXPECT_FALSE(MaySeeEntry(resident, ACase(), call));
  EXPECT_FALSE(MaySeeEntry(first, ACase(), call));
  EXPECT_TRUE(MaySeeEntry(second, ACase(), call));
}

TEST(MaySeeEntry, KeepsALinkToASignalWithTheTeachersAndWhoMadeIt_S01) {
  v1::TimelineEntry linked = Line("signal_linked");
  const Caller resident = As("resident-1", v1::ROLE_RESIDENT);
  EXPECT_TRUE(MaySeeEntry(As("teacher-2", v1::ROLE_TEACHER), ACase(), linked));
  EXPECT_FALSE(MaySeeEntry(resident, ACase(), linked));
  EXPECT_FALSE(
      MaySeeEntry(As("staff", v1::ROLE_PROGRAMME_MANAGER), ACase(), linked));
  linked.mutable_actor()->set_on_behalf_of("resident-1");
  EXPECT_TRUE(MaySeeEntry(resident, ACase(), linked));
}

TEST(IsOfContactAgreement, KnowsItByTheFactThatCreatesTheRow_S37) {
  v1::Obligation obligation;
  obligation.mutable_created_by()->set_fact(
      v1::FACT_KIND_CONTACT_AGREEMENT_STARTED);
  EXPECT_TRUE(IsOfContactAgreement(obligation));
  obligation.mutable_created_by()->set_fact(
      v1::FACT_KIND_TRIANGULAR_MEETING_HELD);
  EXPECT_FALSE(IsOfContactAgreement(obligation));
}

}  // namespace
}  // namespace driehoek
