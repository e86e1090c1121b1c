// The words with which something was recorded, and histories, as their readers
// get them over a socket.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "base/civil.h"
#include "driehoek/v1/audit_service.grpc.pb.h"
#include "driehoek/v1/case_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/case_fixture.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CaseWordsTest : public CaseTest {
 protected:
  void Deviate() {
    Do("docent", "ROLE_TEACHER",
       R"(record_deviation { case_id: "$0" deviation: DEVIATION_KIND_WAIVE
            obligation: "T-06" why: DEVIATION_REASON_AGREED
            argument: "Verzonnen argument." consulted: ROLE_RESIDENT })");
  }

  std::vector<v1::TimelineEntry> Timeline(const std::string& person,
                                          const std::string& role) {
    v1::GetTimelineResponse response;
    const grpc::Status status = GetTimeline(person, role, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return {response.entries().begin(), response.entries().end()};
  }

  // Where the teacher sees that this happened.
  Position PositionOf(const std::string& event) {
    for (const v1::TimelineEntry& entry : Timeline("docent", "ROLE_TEACHER")) {
      if (entry.event() == event) return entry.position();
    }
    ADD_FAILURE() << "no " << event;
    return 0;
  }

  grpc::Status Ask(const std::string& person, const std::string& role,
                   Position position, v1::GetWordsResponse* response) {
    v1::GetWordsRequest request;
    request.set_case_id(case_id_);
    request.set_position(position);
    request.set_min_position(position_);
    return cases_->GetWords(As(person, role).get(), request, response);
  }
  // "motivation: Verzonnen."; what the refusal says when it is one.
  std::string Words(const std::string& person, const std::string& role,
                    Position position) {
    v1::GetWordsResponse response;
    const grpc::Status status = Ask(person, role, position, &response);
    if (!status.ok()) return ReasonOf(status);
    EXPECT_THAT(response.words(), SizeIs(1));
    return absl::StrCat(response.words(0).field(), ": ",
                        response.words(0).text());
  }

  std::vector<v1::GetHistoryResponse> History(const std::string& person,
                                              const std::string& role) {
    CaseNow(case_id_);
    v1::GetHistoryRequest request;
    request.set_case_id(case_id_);
    const auto context = As(person, role);
    const auto reader = audit_->GetHistory(context.get(), request);
    std::vector<v1::GetHistoryResponse> events;
    v1::GetHistoryResponse event;
    while (reader->Read(&event)) events.push_back(event);
    const grpc::Status status = reader->Finish();
    EXPECT_TRUE(status.ok()) << status.error_message();
    return events;
  }
  // The event at that position, as they get it.
  v1::GetHistoryResponse InHistory(const std::string& person,
                                   const std::string& role, Position position) {
    for (v1::GetHistoryResponse& event : History(person, role)) {
      if (event.position() == position) return event;
    }
    ADD_FAILURE() << "no event at " << position;
    return {};
  }
};

TEST_F(CaseWordsTest, GivesAMotivationToWhomTheMatrixSays_D4) {
  Decouple();
  const Position ruled = PositionOf("decoupling_ruled");
  for (const auto& [person, role] :
       {std::pair("aios-1", "ROLE_RESIDENT"),
        std::pair("opleider-1", "ROLE_TRAINER"),
        std::pair("docent", "ROLE_TEACHER"),
        std::pair("jaar", "ROLE_YEAR_ASSISTANT"),
        std::pair("opleiders", "ROLE_TRAINER_MANAGER"),
        std::pair("plv", "ROLE_DEPUTY_HEAD")}) {
    EXPECT_EQ(Words(person, role, ruled), "motivation: Verzonnen motivering.")
        << person;
  }
  EXPECT_EQ(Words("aios-2", "ROLE_RESIDENT", ruled), "NOT_FOUND");
  EXPECT_EQ(Words("beheer", "ROLE_ADMINISTRATOR", ruled), "NOT_FOUND");
}

TEST_F(CaseWordsTest, SaysOnTheTimelineWhichWordsTheReaderMayAskFor) {
  Decouple();
  Deviate();
  const auto with_words = [&](const std::string& person,
                              const std::string& role) {
    std::vector<std::string> events;
    for (const v1::TimelineEntry& entry : Timeline(person, role)) {
      if (entry.has_words()) events.push_back(entry.event());
      EXPECT_EQ(entry.trainer_id(), "");
      EXPECT_EQ(entry.corrected_event(), "");
    }
    return events;
  };
  EXPECT_THAT(with_words("docent", "ROLE_TEACHER"),
              ElementsAre("decoupling_ruled", "deviation_recorded"));
  EXPECT_THAT(with_words("aios-1", "ROLE_RESIDENT"),
              ElementsAre("decoupling_ruled"));
}

TEST_F(CaseWordsTest, AnswersAlikeForWhatIsNotThereAndWhatIsForOthers) {
  Decouple();
  Deviate();
  const Position deviated = PositionOf("deviation_recorded");
  EXPECT_EQ(Words("docent", "ROLE_TEACHER", deviated),
            "argument: Verzonnen argument.");
  OpenCase(2);
  const Position other_case = position_;
  v1::GetWordsResponse response;
  const grpc::Status hidden =
      Ask("aios-1", "ROLE_RESIDENT", deviated, &response);
  EXPECT_EQ(hidden.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(ReasonOf(hidden), "NOT_FOUND");
  for (const Position position :
       {Position{0}, Position{1}, other_case, Position{1'000'000},
        PositionOf("case_opened"), PositionOf("report_submitted")}) {
    const grpc::Status none =
        Ask("aios-1", "ROLE_RESIDENT", position, &response);
    EXPECT_EQ(none.error_code(), hidden.error_code()) << position;
    EXPECT_EQ(none.error_message(), hidden.error_message()) << position;
    EXPECT_EQ(none.error_details(), hidden.error_details()) << position;
    EXPECT_THAT(response.words(), IsEmpty());
  }
}

TEST_F(CaseWordsTest, WaitsForThePositionThatIsAskedFor) {
  Decouple();
  v1::GetWordsRequest request;
  request.set_case_id(case_id_);
  request.set_position(PositionOf("decoupling_ruled"));
  request.set_min_position(position_ + 1000);
  v1::GetWordsResponse response;
  EXPECT_EQ(ReasonOf(cases_->GetWords(As("plv", "ROLE_DEPUTY_HEAD").get(),
                                      request, &response)),
            "VIEW_BEHIND");
  request.set_min_position(position_);
  EXPECT_TRUE(
      cases_->GetWords(As("plv", "ROLE_DEPUTY_HEAD").get(), request, &response)
          .ok());
}

TEST_F(CaseWordsTest, LetsACandidateReadWhatHeOrSheWasToldAndNoMore_P3) {
  Decouple();
  Propose("kandidaat-1");
  Do("opleiders", "ROLE_TRAINER_MANAGER",
     R"(brief_candidate { case_id: "$0" briefing: "Verzonnen: een aios." })");
  const Position briefed = PositionOf("candidate_briefed");
  EXPECT_EQ(Words("kandidaat-1", "ROLE_TRAINER", briefed),
            "briefing: Verzonnen: een aios.");
  EXPECT_EQ(Words("assistent", "ROLE_TRAINER_MANAGER_ASSISTANT", briefed),
            "briefing: Verzonnen: een aios.");
  for (const auto& [person, role] : {std::pair("kandidaat-2", "ROLE_TRAINER"),
                                     std::pair("aios-1", "ROLE_RESIDENT"),
                                     std::pair("opleider-1", "ROLE_TRAINER"),
                                     std::pair("docent", "ROLE_TEACHER"),
                                     std::pair("plv", "ROLE_DEPUTY_HEAD")}) {
    EXPECT_EQ(Words(person, role, briefed), "NOT_FOUND") << person;
  }
  const std::vector<v1::TimelineEntry> seen =
      Timeline("kandidaat-1", "ROLE_TRAINER");
  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].position(), briefed);
  EXPECT_TRUE(seen[0].has_words());
  EXPECT_EQ(
      Words("kandidaat-1", "ROLE_TRAINER", PositionOf("decoupling_ruled")),
      "NOT_FOUND");
}

TEST_F(CaseWordsTest, KeepsAReasonAgainstAPairingWithTheTrainerManagers_P11) {
  Decouple();
  GrantAuditor();
  Propose("kandidaat-1");
  Do("kandidaat-1", "ROLE_TRAINER",
     R"(state_candidate_suitability { case_id: "$0" suitable: true })");
  Do("kandidaat-1", "ROLE_TRAINER",
     R"(hold_introduction_meeting { case_id: "$0" })");
  Do("aios-1", "ROLE_RESIDENT",
     R"(give_pairing_answer { case_id: "$0" accepts: false
                              reason: "Verzonnen: te ver." })");
  const Position answered = PositionOf("pairing_answer_given");
  for (const auto& [person, role] :
       {std::pair("opleiders", "ROLE_TRAINER_MANAGER"),
        std::pair("assistent", "ROLE_TRAINER_MANAGER_ASSISTANT"),
        std::pair("aios-1", "ROLE_RESIDENT")}) {
    EXPECT_EQ(Words(person, role, answered), "reason: Verzonnen: te ver.")
        << person;
  }
  for (const auto& [person, role] :
       {std::pair("kandidaat-1", "ROLE_TRAINER"),
        std::pair("docent", "ROLE_TEACHER"),
        std::pair("manager", "ROLE_PROGRAMME_MANAGER"),
        std::pair("plv", "ROLE_DEPUTY_HEAD"),
        std::pair("fg", "ROLE_AUDITOR")}) {
    EXPECT_EQ(Words(person, role, answered), "NOT_FOUND") << person;
  }
  // Nor is the answer itself in a history before both are in.
  EXPECT_FALSE(InHistory("plv", "ROLE_DEPUTY_HEAD", answered).has_event());
  EXPECT_FALSE(InHistory("fg", "ROLE_AUDITOR", answered).has_event());
  Do("kandidaat-1", "ROLE_TRAINER",
     R"(give_pairing_answer { case_id: "$0" accepts: true })");
  EXPECT_FALSE(InHistory("plv", "ROLE_DEPUTY_HEAD", answered).has_event());
  const v1::GetHistoryResponse given =
      InHistory("fg", "ROLE_AUDITOR", answered);
  EXPECT_TRUE(given.event().has_pairing_answer_given());
  EXPECT_EQ(given.event().pairing_answer_given().reason(), "");
  // Of whom it was, the heads learn by the confirmation.
  const Position proposed = PositionOf("candidate_proposed");
  EXPECT_EQ(InHistory("plv", "ROLE_DEPUTY_HEAD", proposed)
                .event()
                .candidate_proposed()
                .candidate_id(),
            "");
  EXPECT_NE(InHistory("fg", "ROLE_AUDITOR", proposed)
                .event()
                .candidate_proposed()
                .candidate_id(),
            "");
}

TEST_F(CaseWordsTest, GivesInAHistoryTheWordsThatItsReaderMayRead_D4) {
  Decouple();
  Deviate();
  const v1::GetHistoryResponse ruled =
      InHistory("plv", "ROLE_DEPUTY_HEAD", PositionOf("decoupling_ruled"));
  EXPECT_EQ(ruled.event().decoupling_ruled().motivation(),
            "Verzonnen motivering.");
  const v1::GetHistoryResponse deviated =
      InHistory("plv", "ROLE_DEPUTY_HEAD", PositionOf("deviation_recorded"));
  EXPECT_EQ(deviated.event().deviation_recorded().argument(),
            "Verzonnen argument.");
}

TEST_F(CaseWordsTest, GivesInAHistoryNoPartOfAReportToWhoOnlyKnowsOfIt_D7) {
  Decouple();
  GrantAuditor();
  Evaluate();
  const Position submitted = position_;
  const v1::ReportSubmitted known =
      InHistory("plv", "ROLE_DEPUTY_HEAD", submitted)
          .event()
          .report_submitted();
  EXPECT_EQ(known.report(), "D-7");
  EXPECT_TRUE(known.parts().empty());
  EXPECT_THAT(known.part_keys(), IsEmpty());
  const v1::ReportSubmitted read =
      InHistory("fg", "ROLE_AUDITOR", submitted).event().report_submitted();
  EXPECT_THAT(read.part_keys(), SizeIs(4));
  EXPECT_TRUE(read.parts().empty()) << "a document is opened";
}

TEST_F(CaseWordsTest, LeavesOutOfAHistoryAReflectionThatIsNotShared_D6) {
  Decouple();
  GrantAuditor();
  Do("docent", "ROLE_TEACHER",
     R"(plan_evaluation { case_id: "$0" evaluation: EVALUATION_KIND_RESIDENT
                          planned_on { year: 2026 month: 9 day: 21 } })");
  const v1::SubmitResponse submitted =
      Do("aios-1", "ROLE_RESIDENT",
         R"(submit_report { case_id: "$0" report: "D-6"
              parts { key: "how_it_arose" value: "Verzonnen: een." }
              parts { key: "own_role" value: "Verzonnen: twee." }
              parts { key: "learning_points" value: "Verzonnen: drie." }
              parts { key: "attention_points_trainer"
                      value: "Verzonnen: vier." } })");
  for (const auto& [person, role] : {std::pair("plv", "ROLE_DEPUTY_HEAD"),
                                     std::pair("fg", "ROLE_AUDITOR")}) {
    const std::vector<v1::GetHistoryResponse> history = History(person, role);
    uint64_t sequence = 0;
    for (const v1::GetHistoryResponse& event : history) {
      EXPECT_EQ(event.sequence(), ++sequence) << "none is missing";
      EXPECT_THAT(event.leaf_hash(), SizeIs(32));
      EXPECT_EQ(event.has_event(), event.position() != submitted.position());
      if (event.has_event()) continue;
      v1::GetHistoryResponse bare;
      bare.set_position(event.position());
      bare.set_sequence(event.sequence());
      bare.set_leaf_hash(event.leaf_hash());
      EXPECT_EQ(event.ShortDebugString(), bare.ShortDebugString());
    }
  }
  const Position chosen =
      Do("aios-1", "ROLE_RESIDENT",
         R"(choose_reflection_place { case_id: "$0" in_portfolio: true })")
          .position();
  EXPECT_TRUE(
      InHistory("fg", "ROLE_AUDITOR", submitted.position()).has_event());
  EXPECT_FALSE(
      InHistory("plv", "ROLE_DEPUTY_HEAD", submitted.position()).has_event());
  EXPECT_GT(chosen, submitted.position());
}

TEST_F(CaseWordsTest, LeavesAContactAgreementOutOfTheHistoryOfAHead_P7) {
  GrantAuditor();
  case_id_ = Do("docent", "ROLE_TEACHER",
                R"(start_contact_agreement {
                     placement_id: "@placement:stage-1" })")
                 .case_ids(0);
  const Position started = PositionOf("contact_agreement_started");
  AdvanceTo(StartOf(absl::CivilDay(2026, 9, 9)));
  Do("docent", "ROLE_TEACHER",
     absl::StrCat("correct_fact { case_id: '$0' corrects: ", started,
                  " happened_on { year: 2026 month: 9 day: 8 }"
                  " reason: 'Verzonnen: een dag later.' }"));
  const Position corrected = PositionOf("fact_corrected");
  for (const Position position : {started, corrected}) {
    EXPECT_FALSE(InHistory("plv", "ROLE_DEPUTY_HEAD", position).has_event());
    EXPECT_TRUE(InHistory("fg", "ROLE_AUDITOR", position).has_event());
    for (const auto& [person, role] : {std::pair("aios-1", "ROLE_RESIDENT"),
                                       std::pair("plv", "ROLE_DEPUTY_HEAD")}) {
      for (const v1::TimelineEntry& entry : Timeline(person, role)) {
        EXPECT_NE(entry.position(), position) << person;
      }
    }
  }
}

}  // namespace
}  // namespace driehoek
