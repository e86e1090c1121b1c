#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "domain/dates.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/case_row.h"
#include "tests/kit/procedures.h"
#include "tests/projections/projector_fixture.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

Caller InScope(const std::string& person, v1::Role role,
               const v1::Scope& scope) {
  Caller caller{.person_id = person, .role = role, .grants = {}};
  v1::RoleHeld& held = caller.grants.emplace_back();
  held.set_role(role);
  *held.mutable_scope() = scope;
  return caller;
}

v1::Scope OfGroup(const std::string& group) {
  v1::Scope scope;
  scope.set_group_id(group);
  return scope;
}

class Cases : public SeenLog {
 protected:
  std::vector<std::string> Listed(const Caller& caller,
                                  bool open_only = false) const {
    std::vector<std::string> ids;
    const Page<v1::Case> page =
        views().ListCases(caller, open_only, 100, "").value();
    ids.reserve(page.rows.size());
    for (const v1::Case& row : page.rows) {
      ids.push_back(row.case_id());
    }
    return ids;
  }
};

TEST_F(Cases, GoThroughTheirPhases_A52) {
  std::vector<v1::CasePhase> phases;
  for (const Told& told : DecouplingStory()) {
    log_.Tell(1, told);
    Look();
    const v1::CasePhase phase = views().GetCase("case-1").value().phase();
    if (phases.empty() || phases.back() != phase) phases.push_back(phase);
  }
  EXPECT_THAT(phases,
              ElementsAre(v1::CASE_PHASE_COOPERATION, v1::CASE_PHASE_ADVISED,
                          v1::CASE_PHASE_DECOUPLED, v1::CASE_PHASE_RE_PAIRED,
                          v1::CASE_PHASE_CLOSED));
}

TEST_F(Cases, AreFoundByIdAndByNumber) {
  Tell(7, 3);
  EXPECT_EQ(views().GetCase("case-7").value().number(), "2026-7");
  EXPECT_EQ(views().GetCase("2026-7").value().case_id(), "case-7");
  EXPECT_EQ(views().GetCase("2026-8").status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(views().GetTimeline("2026-8", 10, "").status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_THAT(views().GetTimeline("2026-7", 10, "").value().rows, SizeIs(3));
}

// "No object read": who may know of a case is asked of a row that says who has
// to do with it, and of nothing else.
TEST_F(Cases, AreNotReadForWhoMayNotKnowOfThem) {
  Tell(1, DecouplingStory().size() - 1);
  Add(300, R"pb(case_handed_over {
                  case_id: "case-1"
                  group_id: "group-3"
                  training_year: 2 on @300
                })pb");
  Surroundings people;
  const auto whoever = [&people](const Surroundings& asked) {
    people = asked;
    return true;
  };
  const auto nobody = [](const Surroundings&) { return false; };
  const v1::Case row = views().GetCaseIf("2026-1", whoever).value();
  EXPECT_EQ(row.SerializeAsString(),
            views().GetCase("case-1").value().SerializeAsString());
  const Surroundings all = SurroundingsOf(row);
  EXPECT_EQ(people.group_id, all.group_id);
  EXPECT_EQ(people.training_year, all.training_year);
  EXPECT_EQ(people.placement_id, all.placement_id);
  EXPECT_EQ(people.resident_id, all.resident_id);
  EXPECT_EQ(people.trainer_ids, all.trainer_ids);
  EXPECT_EQ(people.practice_id, all.practice_id);
  EXPECT_EQ(people.candidate_ids, all.candidate_ids);
  EXPECT_THAT(people.candidate_ids, Not(IsEmpty()));
  EXPECT_EQ(people.open_candidate_ids, all.open_candidate_ids);
  EXPECT_EQ(people.new_trainer_id, all.new_trainer_id);
  EXPECT_NE(people.new_trainer_id, "");
  EXPECT_EQ(people.read_case_id, all.read_case_id);
  ASSERT_EQ(people.former_scopes.size(), all.former_scopes.size());
  for (size_t i = 0; i < all.former_scopes.size(); ++i) {
    EXPECT_EQ(people.former_scopes[i].SerializeAsString(),
              all.former_scopes[i].SerializeAsString());
  }
  EXPECT_TRUE(absl::IsNotFound(views().GetCaseIf("case-9", whoever).status()));

  // With its row gone, whoever reads it finds out.
  RowBatch batch;
  batch.Delete("cases/id/case-1");
  ASSERT_TRUE(rows_->Write(batch).ok());
  for (const char* const asked : {"case-1", "2026-1"}) {
    EXPECT_TRUE(absl::IsDataLoss(views().GetCaseIf(asked, whoever).status()));
    EXPECT_TRUE(absl::IsNotFound(views().GetCaseIf(asked, nobody).status()));
  }
}

TEST_F(Cases, StayInSightOfThoseWhoHadThem_A31) {
  Tell(1, 2);
  const Caller former =
      InScope("teacher-1", v1::ROLE_TEACHER, OfGroup("group-1"));
  const Caller present =
      InScope("teacher-9", v1::ROLE_TEACHER, OfGroup("group-3"));
  const Caller everywhere = InScope("head-1", v1::ROLE_HEAD, v1::Scope());
  v1::Scope second_year;
  second_year.set_training_year(2);
  const Caller assistant =
      InScope("year-assistant-2", v1::ROLE_YEAR_ASSISTANT, second_year);
  EXPECT_THAT(Listed(present), IsEmpty());
  Add(2, R"pb(case_handed_over {
                case_id: "case-1"
                group_id: "group-3"
                training_year: 2 on @2
              })pb");
  EXPECT_THAT(Listed(former), ElementsAre("case-1"));
  EXPECT_THAT(Listed(present), ElementsAre("case-1"));
  EXPECT_THAT(Listed(assistant), ElementsAre("case-1"));
  EXPECT_THAT(Listed(everywhere), ElementsAre("case-1"));  // Once.
  const v1::Case row = views().GetCase("case-1").value();
  EXPECT_EQ(row.group_id(), "group-3");
  EXPECT_EQ(row.training_year(), 2);
  ASSERT_THAT(row.former_scopes(), SizeIs(2));
  EXPECT_EQ(row.former_scopes(0).group_id(), "group-1");
  EXPECT_EQ(row.former_scopes(1).training_year(), 1);
  Add(3, R"pb(case_handed_over {
                case_id: "case-1"
                group_id: "group-3"
                training_year: 2
                with_open: true on @3
              })pb");
  EXPECT_THAT(Listed(former), IsEmpty());
  EXPECT_THAT(Listed(present), ElementsAre("case-1"));
}

TEST_F(Cases, SayAsOfWhenTheyWereTakenOver) {
  Tell(1, 1);
  EXPECT_FALSE(views().GetCase("case-1").value().has_taken_over_on());
  Add(2, R"pb(case_taken_over { case_id: "case-1" on @1 })pb");
  EXPECT_EQ(FromProto(views().GetCase("case-1").value().taken_over_on()),
            kMonday + 1);
}

TEST_F(Cases, HideASingleAnswerUntilBothAreIn_A54) {
  Tell(1, 18);
  Add(15, R"pb(pairing_answer_given {
                 case_id: "case-1"
                 candidacy_id: "candidacy-1"
                 answered_by: ROLE_RESIDENT
                 accepts: false on @15
                 reason: "liever niet"
               })pb");
  v1::Candidacy refused = views().GetCase("case-1").value().candidacies(0);
  EXPECT_TRUE(refused.resident_answered());
  EXPECT_FALSE(refused.trainer_answered());
  Tell(2, 19);
  v1::Candidacy accepted = views().GetCase("case-2").value().candidacies(0);
  // A yes and a no look the same.
  refused.clear_candidacy_id();
  refused.clear_candidate_id();
  accepted.clear_candidacy_id();
  accepted.clear_candidate_id();
  EXPECT_EQ(refused.SerializeAsString(), accepted.SerializeAsString());
  const auto sentence = [this](const std::string& id) {
    return views().GetTimeline(id, 100, "").value().rows.back().sentence();
  };
  EXPECT_EQ(sentence("case-1"), sentence("case-2"));
  log_.Tell(2, DecouplingStory()[19]);
  Look();
  EXPECT_TRUE(views().GetCase("case-2").value().candidacies(0).both_accepted());
}

TEST_F(Cases, SayThatAConsultationIsMissing_G3) {
  Tell(1, 1);
  EXPECT_FALSE(views().GetCase("case-1").value().consultation_missing());
  Add(3,
      R"pb(resident_stays_away { case_id: "case-1" away_id: "away-1" on @3 })pb");
  EXPECT_TRUE(views().GetCase("case-1").value().consultation_missing());
  EXPECT_THAT(
      views().GetTimeline("case-1", 100, "").value().rows.back().sentence(),
      testing::HasSubstr("nog vast te leggen"));
  EXPECT_THAT(views().GetPortfolio("resident-1", 100, "").value().rows,
              IsEmpty());
  EXPECT_THAT(views().GetDossier("trainer-1", 100, "").value().rows, IsEmpty());
  Add(4, R"pb(staying_away_consulted {
                case_id: "case-1"
                away_id: "away-1" on @3
              })pb");
  EXPECT_FALSE(views().GetCase("case-1").value().consultation_missing());
}

TEST(CaseRow, MissesNoConsultationWhereTheProcedureAsksNone_G3) {
  Case state;
  state.absences.push_back({.away_id = "away-1",
                            .trainer_id = "",
                            .from = kMonday,
                            .back_on = {},
                            .consulted_on = {}});
  EXPECT_TRUE(CaseRowOf(*Utrecht(), state).consultation_missing());
  EXPECT_FALSE(CaseRowOf(*OtherInstitute(), state).consultation_missing());
}

TEST_F(Cases, SayWithWhomACallWas_S37) {
  Tell(1, 1);
  Add(3, R"pb(contact_call_made {
                case_id: "case-1"
                agreement_id: "agreement-1"
                with: ROLE_TRAINER
                trainer_id: "trainer-1" on @3
              })pb");
  const v1::TimelineEntry call =
      views().GetTimeline("case-1", 100, "").value().rows.back();
  EXPECT_EQ(call.called(), v1::ROLE_TRAINER);
  EXPECT_EQ(call.called_trainer_id(), "trainer-1");
}

TEST_F(Cases, SayWhereEachDocumentBelongsAndIs_D1) {
  Tell(1, 6);
  const v1::Case row = views().GetCase("case-1").value();
  ASSERT_EQ(row.documents_size(), 1);
  const v1::CaseDocument& report = row.documents(0);
  EXPECT_EQ(report.title(), "Verslag van het driehoeksgesprek");
  ASSERT_EQ(report.filings_size(), 2);
  EXPECT_EQ(report.filings(0).place_name(), "het e-portfolio");
  EXPECT_EQ(FromProto(report.filings(0).archived_on()), kMonday + 6);
  EXPECT_EQ(report.filings(1).place(), "OD");
  EXPECT_FALSE(report.filings(1).has_archived_on());
}

TEST_F(Cases, LeaveAFileWithTheDocumentTakenFromIt) {
  Tell(1, 7);
  ASSERT_THAT(views().GetDossier("trainer-1", 10, "").value().rows, SizeIs(1));
  const v1::FileEntry entry =
      views().GetDossier("trainer-1", 10, "").value().rows[0];
  EXPECT_EQ(entry.document_id(), "d1-1");
  EXPECT_EQ(entry.case_number(), "2026-1");
  EXPECT_EQ(FromProto(entry.submitted_on()), kMonday + 5);
  Add(8, R"pb(document_unarchived {
                case_id: "case-1"
                document_id: "d1-1"
                place: "OD"
                owner_id: "trainer-1" on @8
                reason: "verkeerde map"
              })pb");
  EXPECT_THAT(views().GetDossier("trainer-1", 10, "").value().rows, IsEmpty());
  EXPECT_THAT(views().GetPortfolio("resident-1", 10, "").value().rows,
              SizeIs(1));
}

TEST_F(Cases, AreListedForWhoMaySeeThem) {
  Tell(1, 2);
  Tell(2, DecouplingStory().size());
  const Caller teacher =
      InScope("teacher-1", v1::ROLE_TEACHER, OfGroup("group-1"));
  EXPECT_THAT(Listed(teacher), ElementsAre("case-2", "case-1"));
  EXPECT_THAT(Listed(teacher, true), ElementsAre("case-1"));
  EXPECT_THAT(
      Listed(InScope("teacher-2", v1::ROLE_TEACHER, OfGroup("group-2"))),
      IsEmpty());
  EXPECT_THAT(Listed(InScope("head-1", v1::ROLE_DEPUTY_HEAD, {})),
              ElementsAre("case-2", "case-1"));
  EXPECT_THAT(Listed(InScope("resident-2", v1::ROLE_RESIDENT, {})),
              ElementsAre("case-2"));
  EXPECT_THAT(Listed(InScope("trainer-1", v1::ROLE_TRAINER, {})),
              ElementsAre("case-1"));
  // The new trainer knows nothing of the old case (G-12).
  EXPECT_THAT(Listed(InScope("candidate-2", v1::ROLE_TRAINER, {})), IsEmpty());
  EXPECT_THAT(Listed(Caller{"teacher-1", v1::ROLE_TEACHER, {}}), IsEmpty());
}

TEST_F(Cases, AreListedInPagesThatLeaveNothingOut) {
  for (int number = 1; number <= 25; ++number) Tell(number, 2);
  const Caller teacher =
      InScope("teacher-1", v1::ROLE_TEACHER, OfGroup("group-1"));
  std::vector<std::string> paged;
  std::string token;
  do {
    const Page<v1::Case> page =
        views().ListCases(teacher, false, 10, token).value();
    EXPECT_LE(page.rows.size(), 10u);
    for (const v1::Case& row : page.rows) {
      EXPECT_EQ(row.obligations_size(), 0);
      paged.push_back(row.case_id());
    }
    token = page.next_page_token;
  } while (!token.empty());
  EXPECT_EQ(paged, Listed(teacher));
  EXPECT_THAT(paged, SizeIs(25));
  EXPECT_EQ(paged.front(), "case-25");  // The newest first.
  EXPECT_EQ(views().ListCases(teacher, false, 10, "?").status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(Cases, AreWithTheirPlacementWhileTheyAreOpen) {
  Add(0, R"pb(placement_registered {
                placement_id: "placement-1"
                resident_id: "resident-1"
                trainer_ids: "trainer-1"
                group_id: "group-1"
                training_year: 1 starts_on @0 ends_on @300
              })pb");
  Tell(1, 2);
  EXPECT_EQ(views().GetPlacement("placement-1").value().open_case_id(),
            "case-1");
  const std::vector<Told>& story = DecouplingStory();
  log_.Tell(1, {story.begin() + 2, story.end()});
  Look();
  EXPECT_EQ(views().GetPlacement("placement-1").value().open_case_id(), "");
}

}  // namespace
}  // namespace driehoek
