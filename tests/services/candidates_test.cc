// The candidates of a case, as those who see the case get them over a socket.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "driehoek/v1/audit_service.grpc.pb.h"
#include "driehoek/v1/case_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"
#include "tests/services/case_fixture.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// A decoupling for which one candidate did not suit, and a second one does.
class CandidatesTest : public CaseTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    case_id_ = OpenCase(1);
    DecoupleWithoutReport();
    Propose("kandidaat-1");
    Do("kandidaat-1", "ROLE_TRAINER",
       R"(state_candidate_suitability { case_id: "$0" })");
    Propose("kandidaat-2");
    Do("kandidaat-2", "ROLE_TRAINER",
       R"(state_candidate_suitability { case_id: "$0" suitable: true })");
  }

  // "kandidaat-2"; "someone" for one whose name is kept.
  static std::vector<std::string> CandidatesIn(const v1::Case& of_case) {
    std::vector<std::string> candidates;
    for (const v1::Candidacy& candidacy : of_case.candidacies()) {
      std::string name = candidacy.candidate_id().empty() ? "someone" : "?";
      for (const char* const known : {"kandidaat-1", "kandidaat-2"}) {
        if (candidacy.candidate_id() == Voorbeeldstad::Id("person", known)) {
          name = known;
        }
      }
      candidates.push_back(std::move(name));
    }
    return candidates;
  }
  // Now; or as it was `then`.
  v1::Case CaseFor(const std::string& person, const std::string& role,
                   std::optional<Position> then = std::nullopt) {
    v1::GetCaseRequest request;
    request.set_case_id(case_id_);
    request.set_min_position(position_);
    if (then.has_value()) request.mutable_as_of()->set_position(*then);
    v1::GetCaseResponse response;
    const grpc::Status status =
        cases_->GetCase(As(person, role).get(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.case_();
  }
  std::vector<std::string> Listed(const std::string& person,
                                  const std::string& role) {
    v1::ListCasesRequest request;
    request.set_min_position(position_);
    v1::ListCasesResponse response;
    const grpc::Status status =
        cases_->ListCases(As(person, role).get(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response.cases_size(), 1);
    return response.cases().empty() ? std::vector<std::string>()
                                    : CandidatesIn(response.cases(0));
  }
  std::vector<std::string> Watched(const std::string& person,
                                   const std::string& role) {
    v1::WatchCaseRequest request;
    request.set_case_id(case_id_);
    const auto context = As(person, role);
    const auto reader = cases_->WatchCase(context.get(), request);
    v1::WatchCaseResponse response;
    EXPECT_TRUE(reader->Read(&response));
    context->TryCancel();
    reader->Finish();
    return CandidatesIn(response.case_());
  }
  // All that the list of what may be done says.
  std::string Actions(const std::string& person, const std::string& role) {
    v1::ListActionsRequest request;
    request.set_case_id(case_id_);
    request.set_min_position(position_);
    v1::ListActionsResponse response;
    const grpc::Status status =
        cases_->ListActions(As(person, role).get(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_GT(response.actions_size(), 0);
    return response.ShortDebugString();
  }

  // The case and its timeline, in full.
  std::string Everything(const std::string& person, const std::string& role) {
    v1::GetTimelineResponse lines;
    EXPECT_TRUE(GetTimeline(person, role, &lines).ok());
    return absl::StrCat(CaseFor(person, role).ShortDebugString(),
                        lines.ShortDebugString());
  }

  const std::string first_ = Voorbeeldstad::Id("person", "kandidaat-1");
  const std::string second_ = Voorbeeldstad::Id("person", "kandidaat-2");
};

TEST_F(CandidatesTest, AreThereForWhoIsToKnowOfThem_B6) {
  const auto everywhere = [&](const std::string& person,
                              const std::string& role) {
    const std::vector<std::string> got = CandidatesIn(CaseFor(person, role));
    EXPECT_EQ(CandidatesIn(CaseFor(person, role, position_)), got) << person;
    EXPECT_EQ(Listed(person, role), got) << person;
    EXPECT_EQ(Watched(person, role), got) << person;
    return got;
  };
  for (const auto& [person, role] :
       {std::pair("docent", "ROLE_TEACHER"),
        std::pair("manager", "ROLE_PROGRAMME_MANAGER"),
        std::pair("opleiders", "ROLE_TRAINER_MANAGER"),
        std::pair("assistent", "ROLE_TRAINER_MANAGER_ASSISTANT")}) {
    EXPECT_THAT(everywhere(person, role),
                ElementsAre("kandidaat-1", "kandidaat-2"))
        << person;
  }
  EXPECT_THAT(everywhere("plv", "ROLE_DEPUTY_HEAD"),
              ElementsAre("someone", "someone"));
  EXPECT_THAT(everywhere("aios-1", "ROLE_RESIDENT"),
              ElementsAre("kandidaat-2"));
  EXPECT_THAT(everywhere("opleider-1", "ROLE_TRAINER"), IsEmpty());
}

// A draft of a command names the candidate whom it would be about.
TEST_F(CandidatesTest, AreInNoDraftOfACommandForOthers_B6) {
  EXPECT_THAT(Actions("assistent", "ROLE_TRAINER_MANAGER_ASSISTANT"),
              HasSubstr(second_));
  EXPECT_THAT(Actions("aios-1", "ROLE_RESIDENT"), HasSubstr(second_));
  for (const auto& [person, role] : {std::pair("plv", "ROLE_DEPUTY_HEAD"),
                                     std::pair("opleider-1", "ROLE_TRAINER")}) {
    EXPECT_THAT(Actions(person, role), Not(HasSubstr(second_))) << person;
  }
  for (const auto& [person, role] :
       {std::pair("plv", "ROLE_DEPUTY_HEAD"),
        std::pair("aios-1", "ROLE_RESIDENT"),
        std::pair("opleider-1", "ROLE_TRAINER"),
        std::pair("kandidaat-2", "ROLE_TRAINER")}) {
    EXPECT_THAT(Actions(person, role), Not(HasSubstr(first_))) << person;
  }
}

// Where the resident goes on is not for the trainer who was decoupled.
TEST_F(CandidatesTest, BecomeANewTrainerOfWhomTheDecoupledOneIsNotTold_B6) {
  Do("kandidaat-2", "ROLE_TRAINER",
     "hold_introduction_meeting { case_id: '$0' }");
  Do("kandidaat-2", "ROLE_TRAINER",
     "give_pairing_answer { case_id: '$0' accepts: true }");
  Do("aios-1", "ROLE_RESIDENT",
     "give_pairing_answer { case_id: '$0' accepts: true }");
  Do("opleiders", "ROLE_TRAINER_MANAGER",
     R"(confirm_pairing { case_id: "$0" trainer_id: "@person:kandidaat-2"
          starts_on { year: 2026 month: 9 day: 14 }
          ends_on { year: 2027 month: 2 day: 28 } })");
  EXPECT_THAT(Everything("aios-1", "ROLE_RESIDENT"), HasSubstr(second_));
  const std::string decoupled = Everything("opleider-1", "ROLE_TRAINER");
  EXPECT_THAT(decoupled, Not(HasSubstr(second_)));
  EXPECT_THAT(decoupled, Not(HasSubstr("pairing_confirmed")));
  EXPECT_THAT(decoupled, Not(HasSubstr("new_placement_starts_on")));
  const std::string offered = Actions("opleider-1", "ROLE_TRAINER");
  EXPECT_THAT(offered, Not(HasSubstr(second_)));
  EXPECT_THAT(offered, Not(HasSubstr("start_new_placement")));
  EXPECT_THAT(Actions("kandidaat-2", "ROLE_TRAINER"),
              HasSubstr("start_new_placement"));
}

// How it goes on for the resident is not for the trainer who was decoupled.
TEST_F(CandidatesTest, AndTheTimeWithoutATrainerAreNotForTheDecoupledOne) {
  AdvanceTo(clock_.Now() + absl::Hours(48));
  const v1::Case resident = CaseFor("aios-1", "ROLE_RESIDENT");
  EXPECT_TRUE(resident.has_waiting_started_on());
  const v1::Case trainer = CaseFor("opleider-1", "ROLE_TRAINER");
  EXPECT_FALSE(trainer.has_waiting_started_on());
  EXPECT_LT(trainer.obligations_size(), resident.obligations_size());
  for (const v1::Due& due : trainer.obligations()) {
    EXPECT_TRUE(due.owner().role() == v1::ROLE_TRAINER ||
                !due.obligation().trainer_id().empty())
        << due.obligation().key();
  }
}

// That someone was put forward is told by his or her looks as well.
TEST_F(CandidatesTest, LookAtTheCaseWithoutThePartiesHearingOfIt_G12) {
  v1::GetTimelineResponse lines;
  ASSERT_TRUE(GetTimeline("kandidaat-2", "ROLE_TRAINER", &lines).ok());
  CaseFor("docent", "ROLE_TEACHER");
  for (const auto& [person, role] : {std::pair("aios-1", "ROLE_RESIDENT"),
                                     std::pair("opleider-1", "ROLE_TRAINER")}) {
    v1::ListLooksResponse looks;
    ASSERT_TRUE(audit_->ListLooks(As(person, role).get(), {}, &looks).ok());
    ASSERT_EQ(looks.looks_size(), 1) << person;
    EXPECT_EQ(looks.looks(0).by().role(), v1::ROLE_TEACHER) << person;
  }
}

// Without code (§3.2).
TEST_F(CandidatesTest, AreSeenByWhomTheProcedureSays_B6) {
  EXPECT_THAT(CandidatesIn(CaseFor("jaar", "ROLE_YEAR_ASSISTANT")),
              ElementsAre("kandidaat-1", "kandidaat-2"));
  FollowProcedure(
      absl::StrReplaceAll(TextOf(kUtrechtFile),
                          {{"version: \"2023-03\"", R"(version: "2026-08"
          sights { subject: SIGHT_SUBJECT_CANDIDATES section: "§4"
            by { role: ROLE_TEACHER degree: SIGHT_DEGREE_ALL }
            by { role: ROLE_YEAR_ASSISTANT degree: SIGHT_DEGREE_SUITABLE } })"},
                           {"in_force_from { year: 2023 month: 3 day: 1 }",
                            "in_force_from { year: 2026 month: 8 day: 1 }"}}));
  EXPECT_THAT(CandidatesIn(CaseFor("docent", "ROLE_TEACHER")),
              ElementsAre("kandidaat-1", "kandidaat-2"));
  EXPECT_THAT(CandidatesIn(CaseFor("jaar", "ROLE_YEAR_ASSISTANT")),
              ElementsAre("kandidaat-2"));
  EXPECT_THAT(CandidatesIn(CaseFor("manager", "ROLE_PROGRAMME_MANAGER")),
              IsEmpty());
}

TEST_F(CandidatesTest, SeeNothingOfTheCaseAfterANo_G12) {
  const auto refusal = [&](const std::string& person) {
    v1::GetTimelineResponse lines;
    const grpc::Status lines_status =
        GetTimeline(person, "ROLE_TRAINER", &lines);
    v1::ListActionsRequest actions;
    actions.set_case_id(case_id_);
    v1::ListActionsResponse listed;
    const grpc::Status actions_status =
        cases_->ListActions(As(person, "ROLE_TRAINER").get(), actions, &listed);
    EXPECT_EQ(ReasonOf(lines_status), ReasonOf(actions_status));
    return ReasonOf(lines_status);
  };
  EXPECT_EQ(refusal("kandidaat-1"), "NOT_FOUND") << "it did not suit";
  EXPECT_EQ(refusal("kandidaat-2"), "");
  Do("opleiders", "ROLE_TRAINER_MANAGER",
     R"(hold_introduction_meeting { case_id: "$0" })");
  Do("aios-1", "ROLE_RESIDENT", R"(give_pairing_answer { case_id: "$0" })");
  EXPECT_EQ(refusal("kandidaat-2"), "") << "the other answer is kept (B-6)";
  Do("kandidaat-2", "ROLE_TRAINER",
     R"(give_pairing_answer { case_id: "$0" accepts: true })");
  EXPECT_EQ(refusal("kandidaat-2"), "NOT_FOUND");
  // Nor is it told to others by more than they see of the answers.
  for (const auto& [person, role] :
       {std::pair("docent", "ROLE_TEACHER"),
        std::pair("opleiders", "ROLE_TRAINER_MANAGER")}) {
    const v1::Case seen = CaseFor(person, role);
    for (const v1::Candidacy& candidacy : seen.candidacies()) {
      EXPECT_FALSE(candidacy.ended());
    }
  }
}

// That something happened is not told either (A-21).
TEST_F(CandidatesTest, WatchACaseWithoutHearingOfAReflection_A21) {
  Do("docent", "ROLE_TEACHER",
     R"(plan_evaluation { case_id: "$0" evaluation: EVALUATION_KIND_RESIDENT
                          planned_on { year: 2026 month: 9 day: 21 } })");
  CaseFor("docent", "ROLE_TEACHER");  // The views have come so far.
  v1::WatchCaseRequest request;
  request.set_case_id(case_id_);
  const auto watching = [&](const std::string& person,
                            const std::string& role) {
    auto context = As(person, role);
    auto reader = cases_->WatchCase(context.get(), request);
    v1::WatchCaseResponse now;
    EXPECT_TRUE(reader->Read(&now)) << person;
    EXPECT_EQ(now.case_().position(), 0u) << person;
    return std::pair(std::move(context), std::move(reader));
  };
  const auto assistant = watching("jaar", "ROLE_YEAR_ASSISTANT");
  const auto resident = watching("aios-1", "ROLE_RESIDENT");
  Do("aios-1", "ROLE_RESIDENT",
     R"(submit_report { case_id: "$0" report: "D-6"
          parts { key: "how_it_arose" value: "Verzonnen." }
          parts { key: "own_role" value: "Verzonnen." }
          parts { key: "learning_points" value: "Verzonnen." }
          parts { key: "attention_points_trainer" value: "Verzonnen." } })");
  v1::WatchCaseResponse told;
  ASSERT_TRUE(resident.second->Read(&told)) << "whose it is hears of it";
  Do("docent", "ROLE_TEACHER", R"(hold_resident_evaluation { case_id: "$0" })");
  ASSERT_TRUE(assistant.second->Read(&told));
  for (const v1::Due& due : told.case_().obligations()) {
    EXPECT_EQ(due.source_position(), 0u);
  }
  const auto& dues = told.case_().obligations();
  EXPECT_TRUE(std::any_of(dues.begin(), dues.end(), [](const v1::Due& due) {
    return due.obligation().key() == "T-08";
  })) << "the first that is heard is what came after";
  for (const auto* const stream : {&assistant, &resident}) {
    stream->first->TryCancel();
    stream->second->Finish();
  }
}

// A line that is not seen makes no page of its own.
TEST_F(CandidatesTest, SeeATimelineWithoutGapsBetweenItsPages_G12) {
  v1::GetTimelineResponse page;
  ASSERT_TRUE(
      GetTimeline("kandidaat-2", "ROLE_TRAINER", &page, /*page_size=*/1).ok());
  ASSERT_EQ(page.entries_size(), 1) << "what came before is for others";
  EXPECT_EQ(page.entries(0).event(), "candidate_suitability_stated");
  EXPECT_EQ(page.next_page_token(), "");
}

// Nor does a page of looks tell that there are more.
TEST_F(CandidatesTest, LeaveNoTraceInAPageOfLooks_G12) {
  for (int i = 0; i < 2; ++i) {
    v1::GetTimelineResponse lines;
    ASSERT_TRUE(GetTimeline("kandidaat-2", "ROLE_TRAINER", &lines).ok());
  }
  v1::ListLooksRequest request;
  request.set_page_size(1);
  v1::ListLooksResponse looks;
  ASSERT_TRUE(
      audit_->ListLooks(As("opleider-1", "ROLE_TRAINER").get(), request, &looks)
          .ok());
  EXPECT_THAT(looks.looks(), IsEmpty());
  EXPECT_EQ(looks.next_page_token(), "");
}

}  // namespace
}  // namespace driehoek
