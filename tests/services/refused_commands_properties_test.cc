// A command that is refused leaves nothing, whatever was asked before it.
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/clock.h"
#include "base/sha256.h"
#include "domain/rejections.h"
#include "eventstore/memory_event_store.h"
#include "gtest/gtest.h"
#include "services/engine.h"
#include "tests/kit/properties.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {
namespace {

// Who asks what.
struct Wish {
  v1::Role role;
  std::string person;
  std::string command;  // "$case" is the case, when there is one.
};

// Good in some order, and refused in others.
const std::vector<Wish>& Wishes() {
  static const auto* const wishes = new std::vector<Wish>{
      {v1::ROLE_TEACHER, "docent",
       R"(hold_triangular_meeting {
            placement_id: "@placement:stage-1"
            outcome: MEETING_OUTCOME_ADVICE_TO_DECOUPLE })"},
      {v1::ROLE_TEACHER, "docent",
       R"(submit_report {
            case_id: "$case" report: "D-1"
            parts { key: "perspective_resident" value: "Verzonnen." }
            parts { key: "perspective_trainer" value: "Verzonnen." }
            parts { key: "advice" value: "Verzonnen." } })"},
      {v1::ROLE_YEAR_ASSISTANT, "jaar",
       R"(archive_document { case_id: "$case" report: "D-1" place: "EP" })"},
      {v1::ROLE_TEACHER, "docent",
       R"(notify_programme_manager { case_id: "$case" })"},
      {v1::ROLE_PROGRAMME_MANAGER, "manager",
       R"(discuss_with_deputy_head { case_id: "$case" })"},
      {v1::ROLE_DEPUTY_HEAD, "plv",
       R"(rule_decoupling { case_id: "$case" ruling: RULING_DECOUPLE })"},
      {v1::ROLE_PROGRAMME_MANAGER, "manager",
       R"(communicate_decision { case_id: "$case" })"},
      {v1::ROLE_TRAINER_MANAGER, "opleiders",
       R"(propose_candidate {
            case_id: "$case" candidate_id: "@person:kandidaat-1"
            practice_id: "@practice:praktijk" })"},
      {v1::ROLE_TEACHER, "docent",
       R"(close_case { case_id: "$case" result: CASE_RESULT_RESOLVED })"},
      // Never good: not this role, not this person.
      {v1::ROLE_RESIDENT, "aios-1",
       R"(rule_decoupling { case_id: "$case" ruling: RULING_DECOUPLE })"},
      {v1::ROLE_TEACHER, "opleider-1",
       R"(notify_programme_manager { case_id: "$case" })"},
      {v1::ROLE_DEPUTY_HEAD, "plv", R"(rule_decoupling { case_id: "$case" })"}};
  return *wishes;
}

// The whole server on one thread, with a log in memory.
class OneServer {
 public:
  OneServer() {
    EngineOptions options;
    options.founding_if_new = Voorbeeldstad::FoundingIfNew();
    absl::StatusOr<std::unique_ptr<Engine>> engine =
        Engine::Create(std::move(options),
                       NewMemoryEventStore(Voorbeeldstad::Identity()), clock_);
    RC_ASSERT(engine.ok());
    engine_ = *std::move(engine);
    RC_ASSERT(Ask(Voorbeeldstad(1).Everything()).ok());
  }

  absl::StatusOr<v1::SubmitResponse> Ask(Submission submission) {
    std::vector<absl::StatusOr<v1::SubmitResponse>> answers;
    engine_->writer().Submit(
        std::move(submission),
        [&](const absl::StatusOr<v1::SubmitResponse>& given) {
          answers.push_back(given);
        });
    RC_ASSERT(engine_->RunUntilIdle().ok());
    RC_ASSERT(answers.size() == 1u);
    const absl::StatusOr<v1::SubmitResponse>& answer = answers.front();
    if (answer.ok() && answer->case_ids_size() > 0) {
      case_id_ = answer->case_ids(0);
    }
    return answer;
  }

  Position head() { return engine_->store().head(); }
  std::string root() {
    return std::string(BytesOf(engine_->store().tree_head().root));
  }
  const std::string& case_id() const { return case_id_; }
  // With what the server itself records of it.
  void NextDay() {
    clock_.Advance(absl::Hours(24));
    RC_ASSERT(engine_->RunUntilIdle().ok());
  }

 private:
  ManualClock clock_{StartOf(absl::CivilDay(2026, 9, 7)) + absl::Hours(9)};
  std::unique_ptr<Engine> engine_;
  std::string case_id_ = "no-case-yet";
};

TEST(ARefusedCommand, LeavesTheLogAsItWas) {
  std::set<std::string> reasons;
  int taken = 0;
  int refused_together = 0;
  Holds(30, [&] {
    OneServer server;
    const int requests = DrawNumber(5, 25);
    for (int i = 0; i < requests; ++i) {
      std::vector<std::string> commands;
      const Wish& wish = Wishes()[DrawIndex(Wishes().size())];
      commands.push_back(
          absl::StrReplaceAll(wish.command, {{"$case", server.case_id()}}));
      // Several at once are all taken, or none.
      const bool more = DrawNumber(1, 4) == 1;
      if (more) {
        commands.push_back(
            absl::StrReplaceAll(Wishes()[DrawIndex(Wishes().size())].command,
                                {{"$case", server.case_id()}}));
      }
      const Position before = server.head();
      const std::string root = server.root();
      const absl::StatusOr<v1::SubmitResponse> answer =
          server.Ask(Voorbeeldstad::Ask(absl::StrCat("request-", i), wish.role,
                                        wish.person, commands));
      if (answer.ok()) {
        ++taken;
        RC_ASSERT(server.head() >= answer->position());
      } else {
        RC_ASSERT(server.head() == before);
        RC_ASSERT(server.root() == root);
        RC_ASSERT(!ReasonOf(answer.status()).empty());
        // What was written is not repeated in an error.
        RC_ASSERT(!absl::StrContains(answer.status().ToString(), "Verzonnen"));
        reasons.insert(ReasonOf(answer.status()));
        if (more) ++refused_together;
      }
      if (DrawNumber(1, 4) == 1) server.NextDay();
    }
  });
  EXPECT_GT(taken, 0);
  EXPECT_GT(refused_together, 0);
  EXPECT_GE(reasons.size(), 5u) << "hardly anything was refused";
}

}  // namespace
}  // namespace driehoek
