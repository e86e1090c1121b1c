#include "domain/access.h"

#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "domain/dates.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

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

TEST(MaySeeCase, IsNotForStaffWhoAreATrainerInThePractice_A55) {
  v1::Case of_case = ACase();
  of_case.set_practice_id("practice-1");
  Caller head = As("h", v1::ROLE_HEAD);
  Caller auditor = As("a", v1::ROLE_AUDITOR);
  for (Caller* const caller : {&head, &auditor}) {
    caller->practice_ids = {"practice-2"};
    EXPECT_TRUE(MayReadHistory(*caller, of_case));
    caller->practice_ids.push_back("practice-1");
    EXPECT_FALSE(MayReadHistory(*caller, of_case));
  }
  EXPECT_FALSE(MaySeeCase(head, of_case));
  // Of no practice, nobody is a colleague by that.
  head.practice_ids = {""};
  EXPECT_TRUE(MaySeeCase(head, ACase()));
}

std::shared_ptr<const Sights> SightsSaid(const char* text) {
  v1::Procedure data;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &data));
  return SightsIn(std::make_unique<Procedure>(data).get());
}

// An institute changes what the rules propose, without code (§3.2).
TEST(Sights, AreAsTheProcedureSaysAndElseAsTheRulesPropose) {
  EXPECT_EQ(SightsIn(nullptr), nullptr);
  EXPECT_EQ(SightsSaid(""), nullptr);
  Caller assistant = As("y", v1::ROLE_YEAR_ASSISTANT, OfYear(1));
  Caller manager = As("m", v1::ROLE_TRAINER_MANAGER);
  EXPECT_EQ(assistant.Sees(v1::SIGHT_SUBJECT_CANDIDATES), v1::SIGHT_DEGREE_ALL);
  EXPECT_FALSE(MaySeeLatenessOf(manager, v1::ROLE_TEACHER));

  assistant.sights = manager.sights = SightsSaid(R"pb(
    sights {
      subject: SIGHT_SUBJECT_CANDIDATES
      by { role: ROLE_YEAR_ASSISTANT degree: SIGHT_DEGREE_THAT_THERE_ARE }
    }
    sights {
      subject: SIGHT_SUBJECT_LATENESS
      by { role: ROLE_TRAINER_MANAGER degree: SIGHT_DEGREE_OWN }
      by { role: ROLE_TEACHER degree: SIGHT_DEGREE_OWN }
    }
    sights { subject: SIGHT_SUBJECT_STATISTICS })pb");
  EXPECT_EQ(assistant.Sees(v1::SIGHT_SUBJECT_CANDIDATES),
            v1::SIGHT_DEGREE_THAT_THERE_ARE);
  EXPECT_EQ(manager.Sees(v1::SIGHT_SUBJECT_CANDIDATES),
            v1::SIGHT_DEGREE_UNSPECIFIED);
  EXPECT_TRUE(MaySeeLatenessOf(manager, v1::ROLE_TEACHER));
  EXPECT_FALSE(MaySeeLatenessOf(manager, v1::ROLE_YEAR_ASSISTANT));
  EXPECT_FALSE(MaySeeLateness(assistant));
  EXPECT_FALSE(MayCount(assistant));
  EXPECT_TRUE(MaySeeContactAgreements(assistant)) << "as the rules propose";
  assistant.grants.clear();
  EXPECT_FALSE(MaySeeContactAgreements(assistant));
}

TEST(Sights, AreOfCasesAndHistoriesToo) {
  Caller teacher = As("t", v1::ROLE_TEACHER, OfGroup("group-1"));
  Caller assistant = As("y", v1::ROLE_YEAR_ASSISTANT, OfYear(1));
  Caller of_other_year = As("z", v1::ROLE_YEAR_ASSISTANT, OfYear(2));
  Caller auditor = As("a", v1::ROLE_AUDITOR);
  Surroundings placement;
  placement.training_year = 1;
  const auto sees_signal = [&placement](const Caller& caller) {
    return MaySeeSignal(caller, "group-1", "resident-1", placement);
  };
  ASSERT_TRUE(MaySeeCase(teacher, ACase()));
  ASSERT_TRUE(sees_signal(teacher));
  ASSERT_FALSE(sees_signal(assistant));
  ASSERT_TRUE(MayReadHistory(auditor, ACase()));

  const auto sights = SightsSaid(R"pb(
    sights {
      subject: SIGHT_SUBJECT_CASES
      by { role: ROLE_YEAR_ASSISTANT degree: SIGHT_DEGREE_ALL }
    }
    sights {
      subject: SIGHT_SUBJECT_HISTORIES
      by { role: ROLE_YEAR_ASSISTANT degree: SIGHT_DEGREE_ALL }
      by { role: ROLE_TEACHER degree: SIGHT_DEGREE_ALL }
    })pb");
  for (Caller* const caller :
       {&teacher, &assistant, &of_other_year, &auditor}) {
    caller->sights = sights;
  }
  EXPECT_FALSE(MaySeeCase(teacher, ACase()));
  EXPECT_TRUE(sees_signal(teacher)) << "whatever a procedure says (S-1)";
  EXPECT_FALSE(MayReadHistory(teacher, ACase())) << "of no case that is hidden";
  EXPECT_TRUE(MaySeeCase(assistant, ACase()));
  EXPECT_FALSE(sees_signal(assistant));
  EXPECT_TRUE(MayReadHistory(assistant, ACase()));
  EXPECT_FALSE(MayReadHistory(auditor, ACase()));
  // In the own scope.
  EXPECT_FALSE(MaySeeCase(of_other_year, ACase()));
  EXPECT_FALSE(MayReadHistory(of_other_year, ACase()));
  // The parties see the own case.
  Caller resident = As("resident-1", v1::ROLE_RESIDENT);
  resident.sights = sights;
  EXPECT_TRUE(MaySeeCase(resident, ACase()));
  // An emergency opens what the role does not see else.
  v1::EmergencyAccess& emergency = teacher.emergencies.emplace_back();
  emergency.set_case_id(ACase().case_id());
  emergency.set_emergency_id("emergency-1");
  EXPECT_TRUE(MaySeeCase(teacher, ACase()));
  EXPECT_TRUE(IsInEmergency(teacher, ACase()));
}

// Where the resident goes on is told to nobody from whom that is kept.
TEST(Sights, OfCandidatesAreOfTheNextPlacementToo) {
  v1::Procedure data;
  data.add_sights()->set_subject(v1::SIGHT_SUBJECT_CANDIDATES);
  const auto none = SightsIn(std::make_unique<Procedure>(data).get());
  for (const char* const event :
       {"pairing_confirmed", "new_placement_started",
        "new_placement_start_moved", "attention_points_released"}) {
    v1::TimelineEntry entry;
    entry.set_event(event);
    *entry.mutable_on() = ToProto(kToday);
    Caller head = As("h", v1::ROLE_HEAD);
    EXPECT_TRUE(MaySeeEntry(head, ACase(), entry)) << event;
    head.sights = none;
    EXPECT_FALSE(MaySeeEntry(head, ACase(), entry)) << event;
    entry.mutable_actor()->set_person_id("h");
    EXPECT_TRUE(MaySeeEntry(head, ACase(), entry)) << event;
  }
}

TEST(IsCandidate, EndsWithANo_G12) {
  Case of_case;
  of_case.candidates.push_back({.candidacy_id = "candidacy-1",
                                .trainer_id = "trainer-3",
                                .practice_id = "practice-2",
                                .proposed_on = kToday,
                                .suitability_on = {},
                                .introduction_on = {},
                                .resident_accepts = {},
                                .trainer_accepts = {}});
  Candidate& candidate = of_case.candidates.front();
  const auto is_candidate = [&] {
    return IsCandidate(As("trainer-3", v1::ROLE_TRAINER),
                       SurroundingsNowOf(of_case));
  };
  EXPECT_TRUE(is_candidate());
  candidate.suitability_on = kToday;
  EXPECT_FALSE(is_candidate()) << "the practice does not suit";
  candidate.suitable = true;
  EXPECT_TRUE(is_candidate());
  candidate.trainer_accepts = false;
  EXPECT_FALSE(is_candidate()) << "the own no";
  candidate.trainer_accepts.reset();
  candidate.resident_accepts = false;
  EXPECT_TRUE(is_candidate()) << "what the resident said is told later (B-6)";
  candidate.trainer_accepts = true;
  EXPECT_FALSE(is_candidate()) << "both answered";
  candidate.resident_accepts = true;
  EXPECT_TRUE(is_candidate());
  of_case.closed_on = kToday;
  EXPECT_FALSE(is_candidate()) << "nothing came of it";
  of_case.new_placement.emplace().trainer_id = "trainer-3";
  EXPECT_TRUE(is_candidate()) << "who became the new trainer";
  of_case.closed_on.reset();
  of_case.new_placement->trainer_id = "trainer-4";
  EXPECT_FALSE(is_candidate()) << "another did";
  EXPECT_TRUE(
      HasPartIn(As("trainer-3", v1::ROLE_TEACHER), SurroundingsNowOf(of_case)))
      << "who was put forward stays without a staff right (A-55)";
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

// A report of a trainer: who knows of it, and who reads it.
v1::CaseDocument ADocument() {
  v1::CaseDocument document;
  document.set_document_id("document-11");
  document.set_author(v1::ROLE_TEACHER);
  document.set_trainer_id("trainer-2");
  document.add_part_keys("role_of_trainer");
  document.add_filings()->set_place("OD");
  for (const auto& [viewer, level] :
       {std::pair{v1::VIEWER_TRAINER, v1::SIGHT_LEVEL_READ},
        std::pair{v1::VIEWER_TRAINER_MANAGER, v1::SIGHT_LEVEL_READ},
        std::pair{v1::VIEWER_DEPUTY_HEAD, v1::SIGHT_LEVEL_METADATA}}) {
    v1::Sight& sight = *document.add_seen_by();
    sight.set_viewer(viewer);
    sight.set_level(level);
  }
  return document;
}

v1::SightLevel SightFor(const Caller& caller) {
  return SightOf(ViewingOf(caller, SurroundingsOf(ACase())), ADocument());
}

TEST(SightOf, IsWhatTheProcedureSaysAndAllForTheAuthor_P5) {
  EXPECT_EQ(SightFor(As("t", v1::ROLE_TEACHER, OfGroup("group-1"))),
            v1::SIGHT_LEVEL_READ);
  EXPECT_EQ(SightFor(As("m", v1::ROLE_TRAINER_MANAGER)), v1::SIGHT_LEVEL_READ);
  EXPECT_EQ(SightFor(As("a", v1::ROLE_TRAINER_MANAGER_ASSISTANT)),
            v1::SIGHT_LEVEL_READ);
  EXPECT_EQ(SightFor(As("d", v1::ROLE_DEPUTY_HEAD)), v1::SIGHT_LEVEL_METADATA);
  EXPECT_EQ(SightFor(As("h", v1::ROLE_HEAD)), v1::SIGHT_LEVEL_METADATA);
}

TEST(SightOf, IsNothingForWhoIsNotNamedOrNotConcerned_P6) {
  for (const Caller& caller :
       {As("resident-1", v1::ROLE_RESIDENT),
        As("p", v1::ROLE_PROGRAMME_MANAGER, OfYear(1)),
        As("t", v1::ROLE_TEACHER, OfGroup("group-2")),
        As("trainer-3", v1::ROLE_TRAINER), As("trainer-2", v1::ROLE_HEAD),
        As("x", v1::ROLE_AUDITOR), As("x", v1::ROLE_ADMINISTRATOR)}) {
    EXPECT_EQ(SightFor(caller), v1::SIGHT_LEVEL_UNSPECIFIED)
        << caller.person_id << " " << v1::Role_Name(caller.role);
  }
}

TEST(SightOf, IsOfTheTrainerItIsAboutAlone_A23) {
  EXPECT_EQ(SightFor(As("trainer-2", v1::ROLE_TRAINER)), v1::SIGHT_LEVEL_READ);
  EXPECT_EQ(SightFor(As("trainer-1", v1::ROLE_TRAINER)),
            v1::SIGHT_LEVEL_UNSPECIFIED);
}

v1::Case Kept(const Caller& caller) {
  v1::Case of_case = ACase();
  *of_case.add_documents() = ADocument();
  // The resident's own, which is no one else's business.
  v1::CaseDocument& own = *of_case.add_documents();
  own.set_document_id("document-6");
  own.set_author(v1::ROLE_RESIDENT);
  own.set_withdrawn(true);
  own.set_chosen(true);
  own.add_part_keys("own_role");
  // A part of which the new trainer reads.
  v1::CaseDocument& evaluation = *of_case.add_documents();
  evaluation.set_document_id("document-7");
  evaluation.set_author(v1::ROLE_TEACHER);
  evaluation.add_part_keys("role_of_resident");
  evaluation.add_part_keys("learning_points");
  evaluation.add_filings()->set_place("EP");
  v1::SharedPart& shared = *evaluation.add_shared_parts();
  shared.set_part("learning_points");
  v1::Sight& sight = *shared.add_seen_by();
  sight.set_viewer(v1::VIEWER_NEW_TRAINER);
  sight.set_level(v1::SIGHT_LEVEL_READ);
  KeepSeenDocuments(ViewingOf(caller, SurroundingsOf(of_case)),
                    *of_case.mutable_documents());
  return of_case;
}

TEST(KeepSeenDocuments, LeavesOutWhatIsNotKnownOf_A21) {
  const v1::Case teacher = Kept(As("t", v1::ROLE_TEACHER, OfGroup("group-1")));
  ASSERT_EQ(teacher.documents_size(), 2);
  EXPECT_EQ(teacher.documents(0).document_id(), "document-11");
  EXPECT_EQ(teacher.documents(1).document_id(), "document-7");
  const v1::Case resident = Kept(As("resident-1", v1::ROLE_RESIDENT));
  ASSERT_EQ(resident.documents_size(), 1);
  EXPECT_EQ(resident.documents(0).document_id(), "document-6");
  EXPECT_TRUE(resident.documents(0).chosen());
}

TEST(KeepSeenDocuments, SaysNoWordOfWhatIsOnlyKnownOf_P5) {
  const v1::Case head = Kept(As("d", v1::ROLE_DEPUTY_HEAD));
  ASSERT_EQ(head.documents_size(), 1);
  EXPECT_EQ(head.documents(0).sight(), v1::SIGHT_LEVEL_METADATA);
  EXPECT_TRUE(head.documents(0).part_keys().empty());
  EXPECT_EQ(head.documents(0).filings_size(), 1) << "it says how it stands";
}

TEST(KeepSeenDocuments, LeavesTheNewTrainerTheSharedParts_D7a) {
  const v1::Case new_trainer = Kept(As("trainer-3", v1::ROLE_TRAINER));
  ASSERT_EQ(new_trainer.documents_size(), 1);
  const v1::CaseDocument& document = new_trainer.documents(0);
  EXPECT_EQ(document.document_id(), "document-7");
  EXPECT_EQ(document.sight(), v1::SIGHT_LEVEL_READ);
  ASSERT_EQ(document.part_keys_size(), 1);
  EXPECT_EQ(document.part_keys(0), "learning_points");
  EXPECT_TRUE(document.filings().empty()) << "the files are not theirs (A-11)";
}

TEST(MaySeeEntry, IsForWhoKnowsOfTheDocument_A21) {
  const Caller teacher = As("t", v1::ROLE_TEACHER, OfGroup("group-1"));
  const Caller resident = As("resident-1", v1::ROLE_RESIDENT);
  const auto may_see = [](const Caller& caller, const char* event,
                          const char* document_id) {
    v1::TimelineEntry entry;
    entry.set_event(event);
    entry.set_document_id(document_id);
    return MaySeeEntry(caller, Kept(caller), entry);
  };
  EXPECT_TRUE(may_see(teacher, "triangular_meeting_held", ""));
  EXPECT_TRUE(may_see(teacher, "report_submitted", "document-11"));
  EXPECT_FALSE(may_see(teacher, "report_submitted", "document-6"));
  EXPECT_FALSE(may_see(teacher, "reflection_withdrawn", "document-6"));
  EXPECT_TRUE(may_see(resident, "report_submitted", "document-6"));
  EXPECT_TRUE(may_see(resident, "reflection_withdrawn", "document-6"));
}

TEST(MaySeeEntry, OfTheChoiceIsForTheAuthorAlone_A20) {
  v1::Case of_case = ACase();
  v1::CaseDocument& own = *of_case.add_documents();
  own.set_document_id("document-6");
  own.set_author(v1::ROLE_RESIDENT);
  v1::TimelineEntry entry;
  entry.set_event("reflection_place_chosen");
  entry.set_document_id("document-6");
  const auto may_see = [&](const Caller& caller) {
    return MaySeeEntry(caller, of_case, entry);
  };
  EXPECT_TRUE(may_see(As("resident-1", v1::ROLE_RESIDENT)));
  EXPECT_FALSE(may_see(As("t", v1::ROLE_TEACHER, OfGroup("group-1"))));
}

TEST(Owes, IsOfAPartyInAPlacement_T10) {
  v1::RoleInScope owner;
  owner.set_role(v1::ROLE_TRAINER);
  owner.mutable_scope()->set_placement_id("placement-1");
  EXPECT_TRUE(Owes(As("trainer-1", v1::ROLE_TRAINER), owner));
  EXPECT_FALSE(Owes(As("resident-1", v1::ROLE_RESIDENT), owner));
  EXPECT_FALSE(Owes(As("t", v1::ROLE_TEACHER), owner));
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

TEST(MaySeeSignal, IsNotForATeacherWhoHasAPartThere_A55) {
  Surroundings placement;
  placement.resident_id = "resident-1";
  placement.practice_id = "practice-1";
  Caller teacher = As("trainer-1", v1::ROLE_TEACHER, OfGroup("group-1"));
  EXPECT_TRUE(MaySeeSignal(teacher, "group-1", "resident-1", placement));
  placement.trainer_ids = {"trainer-1"};
  EXPECT_FALSE(MaySeeSignal(teacher, "group-1", "resident-1", placement));
  EXPECT_TRUE(MaySeeSignal(teacher, "group-1", "trainer-1", placement))
      << "the own";
  placement.trainer_ids = {"trainer-2"};
  teacher.practice_ids = {"practice-1"};
  EXPECT_FALSE(MaySeeSignal(teacher, "group-1", "resident-1", placement));
}

TEST(MaySeeSignal, IsForTheTeachersOfTheGroupAndTheSignaller_S1) {
  EXPECT_TRUE(MaySeeSignal(As("t", v1::ROLE_TEACHER, OfGroup("group-1")),
                           "group-1", "resident-1", {}));
  EXPECT_FALSE(MaySeeSignal(As("t", v1::ROLE_TEACHER, OfGroup("group-2")),
                            "group-1", "resident-1", {}));
  EXPECT_TRUE(MaySeeSignal(As("resident-1", v1::ROLE_RESIDENT), "group-1",
                           "resident-1", {}));
  EXPECT_FALSE(MaySeeSignal(As("resident-2", v1::ROLE_RESIDENT), "group-1",
                            "resident-1", {}));
  for (const v1::Role role :
       {v1::ROLE_HEAD, v1::ROLE_DEPUTY_HEAD, v1::ROLE_PROGRAMME_MANAGER,
        v1::ROLE_YEAR_ASSISTANT, v1::ROLE_TRAINER_MANAGER}) {
    EXPECT_FALSE(MaySeeSignal(As("x", role), "group-1", "resident-1", {}))
        << v1::Role_Name(role);
  }
}

TEST(MaySeeLateness, IsForStaffAndAuditorsAndNotForTheParties_A56) {
  for (const v1::Role role :
       {v1::ROLE_TEACHER, v1::ROLE_YEAR_ASSISTANT, v1::ROLE_PROGRAMME_MANAGER,
        v1::ROLE_TRAINER_MANAGER, v1::ROLE_TRAINER_MANAGER_ASSISTANT,
        v1::ROLE_DEPUTY_HEAD, v1::ROLE_HEAD, v1::ROLE_AUDITOR,
        v1::ROLE_POLICY_OFFICER}) {
    EXPECT_TRUE(MaySeeLateness(As("x", role))) << v1::Role_Name(role);
  }
  for (const v1::Role role :
       {v1::ROLE_RESIDENT, v1::ROLE_TRAINER, v1::ROLE_ADMINISTRATOR}) {
    EXPECT_FALSE(MaySeeLateness(As("x", role))) << v1::Role_Name(role);
  }
}

TEST(MaySeeStanding, IsForTheStaffOfTheYear_T27) {
  v1::Standing first_year;
  first_year.set_cohort_id("cohort-1");
  first_year.set_training_year(1);
  EXPECT_TRUE(
      MaySeeStanding(As("x", v1::ROLE_YEAR_ASSISTANT, OfYear(1)), first_year));
  EXPECT_FALSE(
      MaySeeStanding(As("x", v1::ROLE_YEAR_ASSISTANT, OfYear(2)), first_year));
  EXPECT_TRUE(MaySeeStanding(As("x", v1::ROLE_PROGRAMME_MANAGER, OfYear(1)),
                             first_year));
  for (const v1::Role role :
       {v1::ROLE_HEAD, v1::ROLE_DEPUTY_HEAD, v1::ROLE_TRAINER_MANAGER}) {
    EXPECT_TRUE(MaySeeStanding(As("x", role), first_year))
        << v1::Role_Name(role);
  }
  // A teacher is of the year of his or her group.
  Caller teacher = As("x", v1::ROLE_TEACHER, OfGroup("group-1"));
  EXPECT_FALSE(MaySeeStanding(teacher, first_year));
  teacher.years_of_groups = {1};
  EXPECT_TRUE(MaySeeStanding(teacher, first_year));
  for (const v1::Role role :
       {v1::ROLE_RESIDENT, v1::ROLE_TRAINER, v1::ROLE_AUDITOR,
        v1::ROLE_POLICY_OFFICER, v1::ROLE_ADMINISTRATOR}) {
    EXPECT_FALSE(MaySeeStanding(As("x", role), first_year))
        << v1::Role_Name(role);
  }
}

TEST(MaySeeStanding, IsForWhoKeepsTheProcedureAndAnswersForIt_T28) {
  v1::Standing procedure;
  procedure.set_procedure_key("een-procedure");
  for (const v1::Role role : {v1::ROLE_POLICY_OFFICER, v1::ROLE_DEPUTY_HEAD,
                              v1::ROLE_HEAD, v1::ROLE_AUDITOR}) {
    EXPECT_TRUE(MaySeeStanding(As("x", role), procedure))
        << v1::Role_Name(role);
  }
  for (const v1::Role role :
       {v1::ROLE_RESIDENT, v1::ROLE_TRAINER, v1::ROLE_TEACHER,
        v1::ROLE_YEAR_ASSISTANT, v1::ROLE_PROGRAMME_MANAGER,
        v1::ROLE_TRAINER_MANAGER, v1::ROLE_ADMINISTRATOR}) {
    EXPECT_FALSE(MaySeeStanding(As("x", role), procedure))
        << v1::Role_Name(role);
  }
  Caller nobody = As("x", v1::ROLE_HEAD);
  nobody.grants.clear();
  EXPECT_FALSE(MaySeeStanding(nobody, procedure));
}

TEST(MaySeeEntry, KeepsFromThePartiesHowTermsWereKept_A56) {
  v1::TimelineEntry entry;
  for (const char* const event :
       {"breach_recorded", "past_target_recorded", "breach_withdrawn",
        "reminder_recorded", "escalation_recorded", "deviation_recorded",
        "obligation_resumed", "an_event_of_a_later_release"}) {
    entry.set_event(event);
    EXPECT_FALSE(
        MaySeeEntry(As("resident-1", v1::ROLE_RESIDENT), ACase(), entry))
        << event;
    EXPECT_FALSE(MaySeeEntry(As("trainer-1", v1::ROLE_TRAINER), ACase(), entry))
        << event;
    EXPECT_TRUE(MaySeeEntry(As("t", v1::ROLE_TEACHER, OfGroup("group-1")),
                            ACase(), entry))
        << event;
  }
  for (const char* const event :
       {"triangular_meeting_held", "decoupling_ruled", "report_submitted"}) {
    entry.set_event(event);
    EXPECT_TRUE(
        MaySeeEntry(As("resident-1", v1::ROLE_RESIDENT), ACase(), entry))
        << event;
  }
}

TEST(MaySeeUnavailable, IsForTheTrainerManagersAndTheirAssistants_G2) {
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

TEST(Owes, IsOfNobodyUntilThereIsANewPlacement_A48) {
  v1::RoleInScope new_trainer;
  new_trainer.set_role(v1::ROLE_TRAINER);
  EXPECT_TRUE(IsYetToBeNamed(new_trainer));
  EXPECT_FALSE(Owes(As("trainer-1", v1::ROLE_TRAINER), new_trainer));
  new_trainer.mutable_scope()->set_placement_id("new");
  EXPECT_FALSE(IsYetToBeNamed(new_trainer));
  EXPECT_TRUE(Owes(As("trainer-1", v1::ROLE_TRAINER), new_trainer));
  v1::RoleInScope heads;  // Of the whole institute, by name.
  heads.set_role(v1::ROLE_HEAD);
  EXPECT_FALSE(IsYetToBeNamed(heads));
}

v1::TimelineEntry Line(const std::string& event) {
  v1::TimelineEntry entry;
  entry.set_event(event);
  entry.mutable_actor()->set_person_id("teacher-1");
  return entry;
}

TEST(MaySeeEntry, KeepsContactAgreementsFromAllButThreeRoles_P7) {
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

TEST(MaySeeEntry, KeepsWhatAContactAgreementAsksWithTheSameRoles_S37) {
  for (const char* const event :
       {"breach_recorded", "breach_withdrawn", "escalation_recorded",
        "deviation_recorded", "obligation_resumed"}) {
    SCOPED_TRACE(event);
    v1::TimelineEntry entry = Line(event);
    const Caller deputy = As("d", v1::ROLE_DEPUTY_HEAD);
    EXPECT_TRUE(MaySeeEntry(deputy, ACase(), entry));
    entry.set_of_contact_agreement(true);
    EXPECT_FALSE(MaySeeEntry(deputy, ACase(), entry));
    EXPECT_FALSE(MaySeeEntry(As("h", v1::ROLE_HEAD), ACase(), entry));
    EXPECT_TRUE(MaySeeEntry(As("t", v1::ROLE_TEACHER), ACase(), entry));
    EXPECT_TRUE(MaySeeEntry(As("a", v1::ROLE_AUDITOR), ACase(), entry));
    entry.set_trainer_id("trainer-1");
    EXPECT_FALSE(
        MaySeeEntry(As("trainer-1", v1::ROLE_TRAINER), ACase(), entry));
  }
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

TEST(MaySeeEntry, KeepsALinkToASignalWithTheTeachersAndWhoMadeIt_S1) {
  v1::TimelineEntry linked = Line("signal_linked");
  const Caller resident = As("resident-1", v1::ROLE_RESIDENT);
  EXPECT_TRUE(MaySeeEntry(As("teacher-2", v1::ROLE_TEACHER), ACase(), linked));
  EXPECT_FALSE(MaySeeEntry(resident, ACase(), linked));
  EXPECT_FALSE(
      MaySeeEntry(As("staff", v1::ROLE_PROGRAMME_MANAGER), ACase(), linked));
  linked.mutable_actor()->set_on_behalf_of("resident-1");
  EXPECT_TRUE(MaySeeEntry(resident, ACase(), linked));
}

TEST(MaySeeEntry, OfACorrectionIsForWhoMaySeeWhatItCorrects_P7) {
  v1::TimelineEntry corrected = Line("fact_corrected");
  const Caller resident = As("resident-1", v1::ROLE_RESIDENT);
  const Caller deputy = As("d", v1::ROLE_DEPUTY_HEAD);
  corrected.set_corrected_event("triangular_meeting_held");
  EXPECT_TRUE(MaySeeEntry(resident, ACase(), corrected));
  corrected.set_corrected_event("contact_agreement_started");
  EXPECT_FALSE(MaySeeEntry(resident, ACase(), corrected));
  EXPECT_FALSE(MaySeeEntry(deputy, ACase(), corrected));
  EXPECT_TRUE(MaySeeEntry(As("t", v1::ROLE_TEACHER), ACase(), corrected));
  corrected.set_corrected_event("contact_call_made");
  corrected.set_called(v1::ROLE_RESIDENT);
  EXPECT_TRUE(MaySeeEntry(resident, ACase(), corrected));
  EXPECT_FALSE(
      MaySeeEntry(As("trainer-1", v1::ROLE_TRAINER), ACase(), corrected));
  corrected.set_corrected_event("deviation_recorded");
  EXPECT_FALSE(MaySeeEntry(resident, ACase(), corrected));
  EXPECT_TRUE(MaySeeEntry(deputy, ACase(), corrected));
}

TEST(MaySeeEntry, OfADeviationIsForTheTrainerItIsAboutAlone_A23) {
  v1::TimelineEntry deviation = Line("deviation_recorded");
  const Caller first = As("trainer-1", v1::ROLE_TRAINER);
  EXPECT_FALSE(MaySeeEntry(first, ACase(), deviation));
  deviation.set_trainer_id("trainer-1");
  EXPECT_TRUE(MaySeeEntry(first, ACase(), deviation));
  EXPECT_FALSE(
      MaySeeEntry(As("trainer-2", v1::ROLE_TRAINER), ACase(), deviation));
  v1::TimelineEntry resumed = Line("obligation_resumed");
  resumed.set_trainer_id("trainer-1");
  EXPECT_FALSE(MaySeeEntry(first, ACase(), resumed));
}

TEST(MaySeeEntry, ShowsACandidateWhatHeOrSheRecordedOrWasTold_G12) {
  const Caller candidate = As("trainer-3", v1::ROLE_TRAINER);
  EXPECT_FALSE(MaySeeEntry(candidate, ACase(), Line("decoupling_ruled")));
  EXPECT_FALSE(MaySeeEntry(candidate, ACase(), Line("candidate_proposed")));
  v1::TimelineEntry briefed = Line("candidate_briefed");
  briefed.set_trainer_id("trainer-4");
  EXPECT_FALSE(MaySeeEntry(candidate, ACase(), briefed));
  briefed.set_trainer_id("trainer-3");
  EXPECT_TRUE(MaySeeEntry(candidate, ACase(), briefed));
  v1::TimelineEntry answer = Line("pairing_answer_given");
  EXPECT_FALSE(MaySeeEntry(candidate, ACase(), answer));
  answer.mutable_actor()->set_person_id("trainer-3");
  EXPECT_TRUE(MaySeeEntry(candidate, ACase(), answer));
}

TEST(MaySeeEntry, ShowsAnAuditorAContactAgreementAndNoSignal_S37) {
  const Caller auditor = As("a", v1::ROLE_AUDITOR);
  EXPECT_TRUE(MaySeeEntry(auditor, ACase(), Line("contact_agreement_started")));
  EXPECT_TRUE(MaySeeEntry(auditor, ACase(), Line("contact_call_made")));
  EXPECT_TRUE(MaySeeEntry(auditor, ACase(), Line("breach_recorded")));
  EXPECT_FALSE(MaySeeEntry(auditor, ACase(), Line("signal_linked")));
}

TEST(ReadingOf, IsOfAnAuditorWithoutAPartInIt_A55) {
  EXPECT_EQ(ReadingOf(As("a", v1::ROLE_AUDITOR), ACase()).viewer,
            v1::VIEWER_AUDITOR);
  EXPECT_EQ(ReadingOf(As("trainer-3", v1::ROLE_AUDITOR), ACase()).viewer,
            v1::VIEWER_UNSPECIFIED);
  EXPECT_EQ(ReadingOf(As("h", v1::ROLE_HEAD), ACase()).viewer,
            v1::VIEWER_DEPUTY_HEAD);
  EXPECT_EQ(
      ViewingOf(As("a", v1::ROLE_AUDITOR), SurroundingsOf(ACase())).viewer,
      v1::VIEWER_UNSPECIFIED);
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

constexpr v1::Role kStaff[] = {v1::ROLE_TEACHER,
                               v1::ROLE_YEAR_ASSISTANT,
                               v1::ROLE_TRAINER_MANAGER,
                               v1::ROLE_TRAINER_MANAGER_ASSISTANT,
                               v1::ROLE_DEPUTY_HEAD,
                               v1::ROLE_PROGRAMME_MANAGER,
                               v1::ROLE_HEAD};

TEST(MaySeeStatistics, IsForStaffPolicyOfficersAndAuditors_N12) {
  for (const v1::Role role : kStaff) {
    EXPECT_TRUE(MaySeeStatistics(As("x", role))) << v1::Role_Name(role);
    EXPECT_TRUE(MayCount(As("x", role))) << v1::Role_Name(role);
  }
  for (const v1::Role role : {v1::ROLE_POLICY_OFFICER, v1::ROLE_AUDITOR}) {
    EXPECT_TRUE(MaySeeStatistics(As("x", role))) << v1::Role_Name(role);
    EXPECT_TRUE(MayCount(As("x", role))) << v1::Role_Name(role);
  }
  for (const v1::Role role :
       {v1::ROLE_RESIDENT, v1::ROLE_TRAINER, v1::ROLE_ADMINISTRATOR}) {
    EXPECT_FALSE(MaySeeStatistics(As("x", role))) << v1::Role_Name(role);
    EXPECT_FALSE(MayCount(As("x", role))) << v1::Role_Name(role);
  }
  Caller without_grant = As("x", v1::ROLE_HEAD);
  without_grant.grants.clear();
  EXPECT_FALSE(MaySeeStatistics(without_grant));
}

TEST(CountsFor, IsInTheScopeOfTheRole_V8) {
  const auto counts = [](const Caller& caller) {
    return CountsFor(caller, v1::ROLE_TEACHER, "group-1", 1);
  };
  EXPECT_TRUE(counts(As("x", v1::ROLE_TEACHER, OfGroup("group-1"))));
  EXPECT_FALSE(counts(As("x", v1::ROLE_TEACHER, OfGroup("group-2"))));
  EXPECT_TRUE(counts(As("x", v1::ROLE_YEAR_ASSISTANT, OfYear(1))));
  EXPECT_FALSE(counts(As("x", v1::ROLE_YEAR_ASSISTANT, OfYear(2))));
  EXPECT_FALSE(counts(As("x", v1::ROLE_PROGRAMME_MANAGER, OfYear(2))));
  for (const v1::Role role : {v1::ROLE_DEPUTY_HEAD, v1::ROLE_HEAD,
                              v1::ROLE_POLICY_OFFICER, v1::ROLE_AUDITOR}) {
    EXPECT_TRUE(counts(As("x", role))) << v1::Role_Name(role);
  }
  EXPECT_FALSE(counts(As("x", v1::ROLE_RESIDENT, OfPlacement("placement-1"))));
}

TEST(CountsFor, IsOfTheirOwnForTrainerManagersAndTheirAssistants_V8) {
  for (const v1::Role role :
       {v1::ROLE_TRAINER_MANAGER, v1::ROLE_TRAINER_MANAGER_ASSISTANT}) {
    SCOPED_TRACE(v1::Role_Name(role));
    EXPECT_TRUE(
        CountsFor(As("x", role), v1::ROLE_TRAINER_MANAGER, "group-1", 1));
    EXPECT_TRUE(CountsFor(As("x", role), v1::ROLE_TRAINER_MANAGER_ASSISTANT,
                          "group-1", 1));
    EXPECT_FALSE(CountsFor(As("x", role), v1::ROLE_TEACHER, "group-1", 1));
    EXPECT_FALSE(
        CountsFor(As("x", role), v1::ROLE_PROGRAMME_MANAGER, "group-1", 1));
  }
}

TEST(MayListWaiting, IsForStaffAndAuditors_T22) {
  for (const v1::Role role : kStaff) {
    EXPECT_TRUE(MayListWaiting(As("x", role))) << v1::Role_Name(role);
  }
  EXPECT_TRUE(MayListWaiting(As("x", v1::ROLE_AUDITOR)));
  for (const v1::Role role :
       {v1::ROLE_RESIDENT, v1::ROLE_TRAINER, v1::ROLE_POLICY_OFFICER,
        v1::ROLE_ADMINISTRATOR}) {
    EXPECT_FALSE(MayListWaiting(As("x", role))) << v1::Role_Name(role);
  }
}

TEST(MaySeeWaiting, IsOfTheCasesThatTheCallerMaySee_A55) {
  EXPECT_TRUE(MaySeeWaiting(As("x", v1::ROLE_TRAINER_MANAGER), ACase()));
  EXPECT_TRUE(MaySeeWaiting(As("x", v1::ROLE_AUDITOR), ACase()));
  EXPECT_FALSE(
      MaySeeWaiting(As("x", v1::ROLE_TEACHER, OfGroup("group-2")), ACase()));
  // A party or a candidate has no right as staff there.
  EXPECT_FALSE(
      MaySeeWaiting(As("trainer-1", v1::ROLE_TRAINER_MANAGER), ACase()));
  EXPECT_FALSE(
      MaySeeWaiting(As("trainer-3", v1::ROLE_TRAINER_MANAGER), ACase()));
  EXPECT_FALSE(MaySeeWaiting(As("trainer-1", v1::ROLE_AUDITOR), ACase()));
}

v1::Case WithTwoCandidates() {
  v1::Case of_case = ACase();
  of_case.clear_candidacies();
  v1::Candidacy& first = *of_case.add_candidacies();
  first.set_candidacy_id("candidacy-1");
  first.set_candidate_id("trainer-3");
  first.mutable_proposed_on()->set_year(2026);
  v1::Candidacy& second = *of_case.add_candidacies();
  second.set_candidacy_id("candidacy-2");
  second.set_candidate_id("trainer-4");
  second.mutable_proposed_on()->set_year(2027);
  second.set_suitable(true);
  second.set_resident_answered(true);
  return of_case;
}

std::vector<std::string> SeenCandidates(const Caller& caller) {
  v1::Case of_case = WithTwoCandidates();
  KeepSeenCandidates(caller, *of_case.mutable_candidacies());
  std::vector<std::string> seen;
  for (const v1::Candidacy& candidacy : of_case.candidacies()) {
    EXPECT_TRUE(candidacy.has_proposed_on());
    seen.push_back(candidacy.candidate_id());
  }
  return seen;
}

TEST(KeepSeenCandidates, LeavesTheHeadsOnlyThatThereAreSome_B5) {
  for (const v1::Role role : {v1::ROLE_HEAD, v1::ROLE_DEPUTY_HEAD}) {
    v1::Case seen = WithTwoCandidates();
    KeepSeenCandidates(As("x", role), *seen.mutable_candidacies());
    ASSERT_EQ(seen.candidacies_size(), 2);
    v1::Candidacy bare;
    bare.mutable_proposed_on()->set_year(2027);
    EXPECT_EQ(seen.candidacies(1).SerializeAsString(),
              bare.SerializeAsString());
  }
  for (const v1::Role role :
       {v1::ROLE_TRAINER_MANAGER, v1::ROLE_TRAINER_MANAGER_ASSISTANT,
        v1::ROLE_TEACHER, v1::ROLE_YEAR_ASSISTANT, v1::ROLE_PROGRAMME_MANAGER,
        v1::ROLE_AUDITOR}) {
    v1::Case seen = WithTwoCandidates();
    KeepSeenCandidates(As("x", role), *seen.mutable_candidacies());
    EXPECT_EQ(seen.SerializeAsString(),
              WithTwoCandidates().SerializeAsString());
  }
}

TEST(KeepSeenCandidates, LeavesAPartyWithWhomItMayComeToAPairing_B6) {
  EXPECT_THAT(SeenCandidates(As("resident-1", v1::ROLE_RESIDENT)),
              ElementsAre("trainer-4"));
  EXPECT_THAT(SeenCandidates(As("trainer-1", v1::ROLE_TRAINER)), IsEmpty());
  EXPECT_THAT(SeenCandidates(As("trainer-3", v1::ROLE_TRAINER)),
              ElementsAre("trainer-3"))
      << "a candidate sees the own";
}

TEST(KeepSeenCandidates, DoesNotTellTheDecoupledTrainerWhoTheNewOneIs_B6) {
  const auto told = [](const Caller& caller) {
    v1::Case seen = ACase();
    KeepSeenCandidates(caller, seen);
    return seen.new_trainer_id() == "trainer-3";
  };
  EXPECT_FALSE(told(As("trainer-1", v1::ROLE_TRAINER)));
  EXPECT_TRUE(told(As("trainer-3", v1::ROLE_TRAINER)));
  EXPECT_TRUE(told(As("resident-1", v1::ROLE_RESIDENT)));
  EXPECT_TRUE(told(As("x", v1::ROLE_DEPUTY_HEAD)));
  EXPECT_TRUE(told(As("t", v1::ROLE_TEACHER, OfGroup("group-1"))));
}

TEST(MaySeeEntry, OfACandidateIsForWhoSeesTheCandidates_B6) {
  const auto sees = [](const Caller& caller) {
    std::vector<std::string> seen;
    for (const char* const event :
         {"candidate_proposed", "candidate_briefed",
          "candidate_suitability_stated", "introduction_meeting_held",
          "pairing_answer_given", "pairing_confirmed"}) {
      v1::TimelineEntry entry;
      entry.set_event(event);
      entry.mutable_actor()->set_person_id("assistant-1");
      if (MaySeeEntry(caller, ACase(), entry)) seen.push_back(event);
    }
    return seen;
  };
  EXPECT_THAT(
      sees(As("t", v1::ROLE_TEACHER, OfGroup("group-1"))),
      ElementsAre("candidate_proposed", "candidate_briefed",
                  "candidate_suitability_stated", "introduction_meeting_held",
                  "pairing_answer_given", "pairing_confirmed"));
  EXPECT_THAT(sees(As("d", v1::ROLE_DEPUTY_HEAD)),
              ElementsAre("candidate_proposed", "candidate_briefed",
                          "pairing_confirmed"));
  EXPECT_THAT(sees(As("resident-1", v1::ROLE_RESIDENT)),
              ElementsAre("introduction_meeting_held", "pairing_confirmed"));
  EXPECT_THAT(sees(As("trainer-1", v1::ROLE_TRAINER)), IsEmpty());
  v1::TimelineEntry answer;
  answer.set_event("pairing_answer_given");
  answer.mutable_actor()->set_on_behalf_of("resident-1");
  EXPECT_TRUE(
      MaySeeEntry(As("resident-1", v1::ROLE_RESIDENT), ACase(), answer));
}

// As someone who goes on under an id that the case does not know.
Caller AlsoKnownAs(const std::string& id, v1::Role role,
                   const v1::Scope& scope = {}) {
  Caller caller = As("kept-1", role, scope);
  caller.other_ids = {"else-1", id};
  return caller;
}

TEST(MergedPeople, AreConcernedUnderEveryRecord) {
  EXPECT_FALSE(MaySeeCase(As("kept-1", v1::ROLE_RESIDENT), ACase()));
  EXPECT_TRUE(
      MaySeeCase(AlsoKnownAs("resident-1", v1::ROLE_RESIDENT), ACase()));
  EXPECT_TRUE(MaySeeCase(AlsoKnownAs("trainer-2", v1::ROLE_TRAINER), ACase()));
  EXPECT_FALSE(MaySeeCase(AlsoKnownAs("trainer-3", v1::ROLE_TRAINER), ACase()));
  const Surroundings surroundings = SurroundingsOf(ACase());
  EXPECT_TRUE(
      IsCandidate(AlsoKnownAs("trainer-3", v1::ROLE_TRAINER), surroundings));
  EXPECT_TRUE(
      IsNewTrainer(AlsoKnownAs("trainer-3", v1::ROLE_TRAINER), surroundings));
}

TEST(MergedPeople, HaveNoStaffRightWhereAnyRecordIsParty_A55) {
  for (const char* const id : {"resident-1", "trainer-1", "trainer-3"}) {
    EXPECT_FALSE(MaySeeCase(AlsoKnownAs(id, v1::ROLE_HEAD), ACase())) << id;
    EXPECT_FALSE(MayReadHistory(AlsoKnownAs(id, v1::ROLE_AUDITOR), ACase()))
        << id;
  }
  EXPECT_TRUE(MaySeeCase(AlsoKnownAs("other-1", v1::ROLE_HEAD), ACase()));
  EXPECT_TRUE(
      MayReadHistory(AlsoKnownAs("other-1", v1::ROLE_AUDITOR), ACase()));
}

TEST(MergedPeople, SeeTheirOwnUnderEveryRecord) {
  const Caller resident = AlsoKnownAs("resident-1", v1::ROLE_RESIDENT);
  const Caller trainer = AlsoKnownAs("trainer-2", v1::ROLE_TRAINER);
  EXPECT_TRUE(MaySeeResidentFile(resident, "resident-1"));
  EXPECT_TRUE(MaySeeResidentFile(resident, "kept-1"));
  EXPECT_FALSE(MaySeeResidentFile(resident, "resident-2"));
  EXPECT_TRUE(MaySeeTrainerFile(trainer, "trainer-2"));
  EXPECT_FALSE(MaySeeTrainerFile(trainer, "trainer-1"));
  EXPECT_TRUE(MaySeeSignal(resident, "group-1", "resident-1", {}));
  EXPECT_FALSE(MaySeeSignal(resident, "group-1", "resident-2", {}));
  v1::Due due;
  due.mutable_obligation()->set_trainer_id("trainer-2");
  EXPECT_FALSE(IsOfAnotherTrainer(trainer, due));
  due.mutable_obligation()->set_trainer_id("trainer-1");
  EXPECT_TRUE(IsOfAnotherTrainer(trainer, due));
}

TEST(MergedPeople, SeeTheirOwnCallsAndLinksUnderEveryRecord_S37) {
  v1::TimelineEntry call;
  call.set_event("contact_call_made");
  call.set_called(v1::ROLE_TRAINER);
  call.set_called_trainer_id("trainer-2");
  EXPECT_TRUE(
      MaySeeEntry(AlsoKnownAs("trainer-2", v1::ROLE_TRAINER), ACase(), call));
  EXPECT_FALSE(
      MaySeeEntry(AlsoKnownAs("trainer-1", v1::ROLE_TRAINER), ACase(), call));
  v1::TimelineEntry link;
  link.set_event("signal_linked");
  link.mutable_actor()->set_person_id("resident-1");
  EXPECT_TRUE(
      MaySeeEntry(AlsoKnownAs("resident-1", v1::ROLE_RESIDENT), ACase(), link));
  EXPECT_FALSE(
      MaySeeEntry(AlsoKnownAs("trainer-1", v1::ROLE_TRAINER), ACase(), link));
}

TEST(MergedPeople, SeeTheReportAboutThemUnderEveryRecord_A23) {
  v1::CaseDocument document;
  document.set_author(v1::ROLE_TRAINER_MANAGER);
  document.set_trainer_id("trainer-2");
  v1::Sight& sight = *document.add_seen_by();
  sight.set_viewer(v1::VIEWER_TRAINER);
  sight.set_level(v1::SIGHT_LEVEL_READ);
  const auto sight_of = [&](const std::string& id) {
    return SightOf(
        ViewingOf(AlsoKnownAs(id, v1::ROLE_TRAINER), SurroundingsOf(ACase())),
        document);
  };
  EXPECT_EQ(sight_of("trainer-2"), v1::SIGHT_LEVEL_READ);
  EXPECT_EQ(sight_of("trainer-1"), v1::SIGHT_LEVEL_UNSPECIFIED);
}

// The matrix of §3.2: case steps and dates.
TEST(MaySeeEntry, EndsForTheDecoupledTrainerAtTheDecouplingButForWhatIsOwn) {
  v1::Case of_case = ACase();
  const auto sees = [&of_case](const Caller& caller, const char* event,
                               absl::CivilDay on,
                               const std::string& trainer_id = "") {
    v1::TimelineEntry entry;
    entry.set_event(event);
    *entry.mutable_on() = ToProto(on);
    entry.set_trainer_id(trainer_id);
    return MaySeeEntry(caller, of_case, entry);
  };
  const Caller decoupled = As("trainer-1", v1::ROLE_TRAINER);
  const absl::CivilDay effective(2026, 10, 1);
  EXPECT_TRUE(sees(decoupled, "waiting_fill_decided", effective + 40))
      << "nothing was decoupled";
  for (const char* const event : {"pairing_confirmed", "new_placement_started",
                                  "attention_points_released"}) {
    EXPECT_FALSE(sees(decoupled, event, effective - 3))
        << event << ": where the resident goes on, whenever it is known";
  }
  *of_case.mutable_decoupling_effective_on() = ToProto(effective);

  EXPECT_TRUE(sees(decoupled, "decoupling_ruled", effective - 3));
  EXPECT_TRUE(sees(decoupled, "resident_sent_away", effective));
  for (const char* const event :
       {"waiting_fill_decided", "new_placement_start_moved",
        "new_placement_started", "pairing_confirmed",
        "resident_evaluation_held", "new_placement_evaluation_held"}) {
    EXPECT_FALSE(sees(decoupled, event, effective + 1)) << event;
    EXPECT_TRUE(sees(As("resident-1", v1::ROLE_RESIDENT), event, effective + 1))
        << event;
    EXPECT_TRUE(sees(As("t", v1::ROLE_TEACHER, OfGroup("group-1")), event,
                     effective + 1))
        << event;
  }
  // What follows for the trainer, and for that trainer alone.
  for (const char* const event :
       {"manager_contact_held", "trainer_evaluation_held",
        "trainer_return_day_invited", "evaluation_planned"}) {
    EXPECT_TRUE(sees(decoupled, event, effective + 20, "trainer-1")) << event;
    EXPECT_FALSE(sees(decoupled, event, effective + 20, "trainer-2")) << event;
  }
  EXPECT_TRUE(sees(decoupled, "decision_communicated", effective + 1));
  EXPECT_TRUE(sees(decoupled, "case_closed", effective + 200));
}

TEST(Purpose, IsToldByTheRoleAndByWhoseItIs) {
  v1::Looked looked;
  looked.set_resident_id("aios");
  looked.add_trainer_ids("opleider");
  looked.set_case_id("zaak");
  for (const auto& [person, role, purpose] :
       {std::tuple("aios", v1::ROLE_RESIDENT, v1::PURPOSE_OWN_FILE),
        std::tuple("opleider", v1::ROLE_TRAINER, v1::PURPOSE_OWN_FILE),
        std::tuple("kandidaat", v1::ROLE_TRAINER, v1::PURPOSE_PAIRING),
        std::tuple("x", v1::ROLE_TEACHER, v1::PURPOSE_GUIDANCE),
        std::tuple("x", v1::ROLE_YEAR_ASSISTANT, v1::PURPOSE_PROCEDURE),
        std::tuple("x", v1::ROLE_TRAINER_MANAGER, v1::PURPOSE_PROCEDURE),
        std::tuple("x", v1::ROLE_DEPUTY_HEAD, v1::PURPOSE_DECISION),
        std::tuple("x", v1::ROLE_AUDITOR, v1::PURPOSE_AUDIT),
        std::tuple("x", v1::ROLE_ADMINISTRATOR, v1::PURPOSE_DIRECTORY)}) {
    EXPECT_EQ(PurposeOf(As(person, role), looked), purpose)
        << v1::Role_Name(role);
  }
  EXPECT_EQ(PurposeOf(As("opleider", v1::ROLE_TRAINER), v1::Looked()),
            v1::PURPOSE_OWN_FILE)
      << "of no case: the own signals";
}

// What the decoupled trainer is told of after the decoupling, beside the steps.
TEST(MaySeeEntry, TellsTheDecoupledTrainerOfOwnCallsAndNotOfTheNextTrainer) {
  v1::Case of_case = ACase();
  const absl::CivilDay effective(2026, 10, 1);
  *of_case.mutable_decoupling_effective_on() = ToProto(effective);
  v1::CaseDocument& document = *of_case.add_documents();
  document.set_document_id("document-1");
  const Caller decoupled = As("trainer-1", v1::ROLE_TRAINER);

  v1::TimelineEntry call;
  call.set_event("contact_call_made");
  *call.mutable_on() = ToProto(effective + 1);
  call.set_called(v1::ROLE_TRAINER);
  call.set_called_trainer_id("trainer-1");
  EXPECT_TRUE(MaySeeEntry(decoupled, of_case, call));
  call.set_called_trainer_id("trainer-2");
  EXPECT_FALSE(MaySeeEntry(decoupled, of_case, call));

  v1::TimelineEntry line;
  *line.mutable_on() = ToProto(effective + 1);
  line.set_document_id("document-1");
  line.set_event("document_archived");
  EXPECT_TRUE(MaySeeEntry(decoupled, of_case, line));
  line.set_event("attention_points_released");
  EXPECT_FALSE(MaySeeEntry(decoupled, of_case, line))
      << "that tells that there is a next trainer";

  v1::TimelineEntry correction;
  correction.set_event("fact_corrected");
  *correction.mutable_on() = ToProto(effective + 1);
  correction.set_corrected_event("decision_communicated");
  EXPECT_TRUE(MaySeeEntry(decoupled, of_case, correction))
      << "who may see what it corrects, may see that it was put right (S-44)";
  correction.set_corrected_event("pairing_confirmed");
  EXPECT_FALSE(MaySeeEntry(decoupled, of_case, correction));
}

TEST(HideAfterDecoupling, LeavesTheTrainerWhatIsOwnAndNotHowItGoesOn) {
  v1::Case of_case = ACase();
  const absl::CivilDay effective(2026, 10, 1);
  const Caller decoupled = As("trainer-1", v1::ROLE_TRAINER);
  EXPECT_FALSE(IsDecoupledBefore(decoupled, of_case, effective + 1));
  *of_case.mutable_decoupling_effective_on() = ToProto(effective);
  EXPECT_FALSE(IsDecoupledBefore(decoupled, of_case, effective));
  EXPECT_TRUE(IsDecoupledBefore(decoupled, of_case, effective + 1));
  EXPECT_FALSE(IsDecoupledBefore(As("resident-1", v1::ROLE_RESIDENT), of_case,
                                 effective + 1));
  EXPECT_FALSE(IsDecoupledBefore(As("trainer-3", v1::ROLE_TRAINER), of_case,
                                 effective + 1));

  of_case.add_waiting_times();
  const auto owe = [&of_case](const char* key, v1::Role role,
                              const std::string& placement_id,
                              const std::string& trainer_id) {
    v1::Due& due = *of_case.add_obligations();
    due.mutable_obligation()->set_key(key);
    due.mutable_obligation()->set_trainer_id(trainer_id);
    due.mutable_owner()->set_role(role);
    due.mutable_owner()->mutable_scope()->set_placement_id(placement_id);
  };
  owe("own", v1::ROLE_TRAINER, "placement-1", "trainer-1");
  owe("about", v1::ROLE_TEACHER, "", "trainer-1");
  owe("of both", v1::ROLE_TRAINER, "placement-1", "");
  owe("of the other", v1::ROLE_TRAINER, "placement-1", "trainer-2");
  owe("of the next", v1::ROLE_TRAINER, "placement-2", "");
  owe("of the resident", v1::ROLE_RESIDENT, "placement-1", "");
  owe("of the teachers", v1::ROLE_TEACHER, "", "");
  HideAfterDecoupling(decoupled, of_case);
  EXPECT_THAT(of_case.waiting_times(), IsEmpty());
  std::vector<std::string> left;
  for (const v1::Due& due : of_case.obligations()) {
    left.push_back(due.obligation().key());
  }
  EXPECT_THAT(left, ElementsAre("own", "about", "of both"));
}

TEST(KeepSeenCandidates, TellsWhoIsNotToKnowNothingOfTheNewPlacement_B6) {
  const auto seen_by = [](const Caller& caller) {
    v1::Case of_case = ACase();
    *of_case.mutable_new_placement_starts_on() =
        ToProto(absl::CivilDay(2026, 10, 15));
    of_case.set_new_placement_started(true);
    of_case.set_phase(v1::CASE_PHASE_RE_PAIRED);
    of_case.add_checklist_done(v1::CHECKLIST_ITEM_TRAJECTORY_REGISTERED);
    of_case.add_checklist_done(v1::CHECKLIST_ITEM_PAIRING_REGISTERED);
    KeepSeenCandidates(caller, of_case);
    return of_case;
  };
  const v1::Case decoupled = seen_by(As("trainer-1", v1::ROLE_TRAINER));
  EXPECT_FALSE(decoupled.has_new_placement_starts_on());
  EXPECT_FALSE(decoupled.new_placement_started());
  EXPECT_EQ(decoupled.phase(), v1::CASE_PHASE_DECOUPLED);
  EXPECT_THAT(decoupled.checklist_done(),
              ElementsAre(v1::CHECKLIST_ITEM_TRAJECTORY_REGISTERED));
  const v1::Case resident = seen_by(As("resident-1", v1::ROLE_RESIDENT));
  EXPECT_TRUE(resident.new_placement_started());
  EXPECT_EQ(resident.phase(), v1::CASE_PHASE_RE_PAIRED);
}

TEST(KeepSeenDocuments, TellsNoTrainerOfTheCaseThatTheNextOneHasIt_A12) {
  google::protobuf::RepeatedPtrField<v1::CaseDocument> documents;
  v1::CaseDocument& document = *documents.Add();
  document.set_document_id("document-1");
  document.set_author(v1::ROLE_TRAINER);
  document.set_trainer_id("trainer-1");
  *document.mutable_released_on() = ToProto(absl::CivilDay(2026, 10, 2));
  for (const v1::Viewer viewer : {v1::VIEWER_NEW_TRAINER, v1::VIEWER_TEACHER}) {
    v1::Sight& sight = *document.add_seen_by();
    sight.set_viewer(viewer);
    sight.set_level(v1::SIGHT_LEVEL_READ);
  }
  const auto seen_by = [&documents](const Caller& caller) {
    auto copy = documents;
    KeepSeenDocuments(ViewingOf(caller, SurroundingsOf(ACase())), copy);
    return copy;
  };
  const auto author = seen_by(As("trainer-1", v1::ROLE_TRAINER));
  ASSERT_EQ(author.size(), 1);
  EXPECT_FALSE(author[0].has_released_on());
  ASSERT_EQ(author[0].seen_by_size(), 1);
  EXPECT_EQ(author[0].seen_by(0).viewer(), v1::VIEWER_TEACHER);
  const auto teacher = seen_by(As("t", v1::ROLE_TEACHER, OfGroup("group-1")));
  ASSERT_EQ(teacher.size(), 1);
  EXPECT_TRUE(teacher[0].has_released_on());
  EXPECT_EQ(teacher[0].seen_by_size(), 2);
}

class MayKnowOfLook : public ::testing::Test {
 protected:
  static bool Knows(const Caller& caller, const v1::Case* of_case,
                    const std::string& by, v1::Role role,
                    const v1::Looked& looked) {
    v1::Actor actor;
    actor.set_person_id(by);
    actor.set_role(role);
    return driehoek::MayKnowOfLook(caller, of_case, actor, looked);
  }

  const Caller resident_ = As("resident-1", v1::ROLE_RESIDENT);
  const Caller trainer_ = As("trainer-1", v1::ROLE_TRAINER);
  v1::Case case_ = ACase();
};

TEST_F(MayKnowOfLook, IsOfADocumentForWhoKnowsOfIt_A21) {
  v1::CaseDocument& reflection = *case_.add_documents();
  reflection.set_document_id("document-1");
  reflection.set_author(v1::ROLE_RESIDENT);
  v1::Looked looked;
  looked.set_kind(v1::LOOK_KIND_DOCUMENT);
  looked.set_document_id("document-1");
  EXPECT_TRUE(Knows(resident_, &case_, "t", v1::ROLE_TEACHER, looked));
  EXPECT_FALSE(
      Knows(trainer_, &case_, "resident-1", v1::ROLE_RESIDENT, looked));
  EXPECT_FALSE(Knows(trainer_, &case_, "t", v1::ROLE_TEACHER, looked));
  v1::Sight& sight = *reflection.add_seen_by();
  sight.set_viewer(v1::VIEWER_TRAINER);
  sight.set_level(v1::SIGHT_LEVEL_METADATA);
  EXPECT_TRUE(Knows(trainer_, &case_, "t", v1::ROLE_TEACHER, looked));
  EXPECT_FALSE(
      Knows(As("a", v1::ROLE_AUDITOR), &case_, "t", v1::ROLE_TEACHER, looked))
      << "nor for an auditor";
  looked.set_document_id("document-2");
  EXPECT_FALSE(Knows(resident_, &case_, "t", v1::ROLE_TEACHER, looked))
      << "of another case, or gone";
}

TEST_F(MayKnowOfLook, IsOfACandidateForWhoSeesTheCandidates_G12) {
  v1::Looked looked;
  looked.set_kind(v1::LOOK_KIND_TIMELINE);
  looked.set_purpose(v1::PURPOSE_PAIRING);
  for (const char* const by : {"trainer-3", "trainer-4"}) {
    EXPECT_FALSE(Knows(trainer_, &case_, by, v1::ROLE_TRAINER, looked)) << by;
    EXPECT_TRUE(
        Knows(As(by, v1::ROLE_TRAINER), &case_, by, v1::ROLE_TRAINER, looked))
        << "the own";
  }
  EXPECT_TRUE(Knows(resident_, &case_, "trainer-3", v1::ROLE_TRAINER, looked))
      << "the next trainer, once confirmed";
  EXPECT_FALSE(Knows(resident_, &case_, "trainer-4", v1::ROLE_TRAINER, looked));
}

TEST_F(MayKnowOfLook, IsForAnAuditorButOfOwnFiles_A55) {
  v1::Looked looked;
  EXPECT_TRUE(
      Knows(As("a", v1::ROLE_AUDITOR), &case_, "t", v1::ROLE_TEACHER, looked));
  for (const char* const party : {"resident-1", "trainer-2", "trainer-3"}) {
    EXPECT_FALSE(Knows(As(party, v1::ROLE_AUDITOR), &case_, "t",
                       v1::ROLE_TEACHER, looked))
        << party;
  }
  looked.set_resident_id("resident-1");
  EXPECT_FALSE(Knows(As("resident-1", v1::ROLE_AUDITOR), nullptr, "t",
                     v1::ROLE_TEACHER, looked));
  EXPECT_TRUE(
      Knows(As("a", v1::ROLE_AUDITOR), nullptr, "t", v1::ROLE_TEACHER, looked));
}

}  // namespace
}  // namespace driehoek
