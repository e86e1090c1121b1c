// The statistics of decouplings, of which so many were closed that they are
// told, after cases were erased: as they were, and whatever the views are made
// from.
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "domain/access.h"
#include "driehoek/v1/overview_service.pb.h"
#include "driehoek/v1/view.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/projector.h"
#include "tests/services/sealed_engine.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {
namespace {

using ::testing::HasSubstr;

// One more than is told.
constexpr int kCases = 6;
const absl::CivilDay kEvaluation(2026, 9, 17);
const absl::CivilDay kStart(2026, 9, 24);

class StatisticsAfterErasing : public SealedEngine {
 protected:
  void SetUp() override {
    Give(Voorbeeldstad(kCases).Everything());
    for (int n = 1; n <= kCases; ++n) {
      Decouple(n);
      case_ids_.push_back(case_id_);
    }
    GoOnTo(kEvaluation);
    for (int n = 1; n <= kCases; ++n) Pair(n);
    GoOnTo(kStart);
    for (int n = 1; n <= kCases; ++n) StartAndClose(n);
  }

  void GoOnTo(absl::CivilDay day) {
    clock_.AdvanceTo(StartOf(day) + absl::Hours(9));
    ASSERT_TRUE(engine_->RunUntilIdle().ok());
  }

  // In a command, "$n" is the number, besides what Do puts in.
  void DoIn(int n, v1::Role role, const std::string& person,
            const std::string& what) {
    const std::string number = absl::StrCat(n);
    Do(role, absl::StrReplaceAll(person, {{"$n", number}}),
       absl::StrReplaceAll(what, {{"$n", number}}));
  }

  // As of n days after the tenth, each another, so that medians can differ.
  void Decouple(int n) {
    DoIn(n, v1::ROLE_TEACHER, "docent",
         R"(hold_triangular_meeting {
              placement_id: "@placement:stage-$n"
              outcome: MEETING_OUTCOME_ADVICE_TO_DECOUPLE
              teacher_ids: "@person:docent" })");
    DoIn(n, v1::ROLE_TEACHER, "docent",
         R"(submit_report { $case report: "D-1"
              parts { key: "perspective_resident" value: "Verzonnen." }
              parts { key: "perspective_trainer" value: "Verzonnen." }
              parts { key: "advice" value: "Verzonnen." } })");
    DoIn(n, v1::ROLE_TEACHER, "docent",
         R"(record_deviation { $case deviation: DEVIATION_KIND_WAIVE
              obligation: "T-05" why: DEVIATION_REASON_AGREED
              argument: "Verzonnen." consulted: ROLE_TRAINER })");
    DoIn(n, v1::ROLE_TEACHER, "docent", "notify_programme_manager { $case }");
    DoIn(n, v1::ROLE_PROGRAMME_MANAGER, "manager",
         "discuss_with_deputy_head { $case }");
    DoIn(n, v1::ROLE_DEPUTY_HEAD, "plv",
         absl::StrCat("rule_decoupling { $case ruling: RULING_DECOUPLE "
                      "effective_on { ",
                      Written(absl::CivilDay(2026, 9, 10) + n), " } }"));
  }

  // What must be done before a case can be closed and erased, and a new
  // trainer.
  void Pair(int n) {
    case_id_ = case_ids_[static_cast<size_t>(n) - 1];
    DoIn(n, v1::ROLE_TEACHER, "docent", "hold_resident_evaluation { $case }");
    DoIn(n, v1::ROLE_TEACHER, "docent",
         R"(submit_report { $case report: "D-7"
              parts { key: "role_of_resident" value: "Verzonnen." }
              parts { key: "learning_points" value: "Verzonnen." }
              parts { key: "agreements" value: "Verzonnen." }
              parts { key: "attention_points_trainer"
                      value: "Verzonnen." } })");
    for (const char* const place : {"EP", "OD"}) {
      DoIn(n, v1::ROLE_YEAR_ASSISTANT, "jaar",
           absl::StrCat("archive_document { $case report: 'D-7' place: '",
                        place, "' }"));
    }
    DoIn(n, v1::ROLE_TRAINER_MANAGER, "opleiders",
         "hold_manager_contact { $case }");
    DoIn(n, v1::ROLE_TRAINER_MANAGER, "opleiders",
         R"(submit_report { $case report: "D-12"
              parts { key: "experience" value: "Verzonnen." } })");
    DoIn(n, v1::ROLE_TRAINER_MANAGER, "opleiders",
         R"(propose_candidate { $case candidate_id: "@person:kandidaat-$n"
                                practice_id: "@practice:praktijk" })");
    DoIn(n, v1::ROLE_TRAINER, "kandidaat-$n",
         "state_candidate_suitability { $case suitable: true }");
    DoIn(n, v1::ROLE_TRAINER, "kandidaat-$n",
         "hold_introduction_meeting { $case }");
    DoIn(n, v1::ROLE_RESIDENT, "aios-$n",
         "give_pairing_answer { $case accepts: true }");
    DoIn(n, v1::ROLE_TRAINER, "kandidaat-$n",
         "give_pairing_answer { $case accepts: true }");
    DoIn(n, v1::ROLE_TRAINER_MANAGER_ASSISTANT, "assistent",
         absl::StrCat(R"(confirm_pairing { $case
                           trainer_id: "@person:kandidaat-$n" starts_on { )",
                      Written(kStart),
                      " } ends_on { year: 2027 month: 2 day: 28 } }"));
  }

  void StartAndClose(int n) {
    case_id_ = case_ids_[static_cast<size_t>(n) - 1];
    DoIn(n, v1::ROLE_YEAR_ASSISTANT, "jaar",
         R"(start_new_placement { $case
              trainer_id: "@person:kandidaat-$n" })");
    DoIn(n, v1::ROLE_TEACHER, "docent",
         "close_case { $case result: CASE_RESULT_RE_PAIRED }");
  }

  void Erase(const std::string& case_id) {
    case_id_ = case_id;
    Do(v1::ROLE_DEPUTY_HEAD, "plv",
       R"(erase_content { $case scope: ERASURE_SCOPE_CASE
            ground: ERASURE_GROUND_TERM_OVER
            argument: "De termijn is voorbij." })");
    EXPECT_TRUE(
        absl::IsNotFound(engine_->projector().GetCase(case_id).status()));
  }

  // Of the year of the rulings and those beside it, byte by byte.
  std::vector<std::string> Statistics() {
    std::vector<std::string> rows;
    const auto statistics = engine_->projector().GetStatistics(2025, 2027);
    EXPECT_TRUE(statistics.ok()) << statistics.status();
    if (!statistics.ok()) return rows;
    for (const v1::YearStatistics& row : *statistics) {
      rows.push_back(row.SerializeAsString());
    }
    return rows;
  }
  // What was recorded and deviated from, as a head has it counted.
  std::string Counts() {
    Caller head{.person_id = "iemand",
                .role = v1::ROLE_HEAD,
                .grants = {v1::RoleHeld()}};
    head.grants[0].set_role(v1::ROLE_HEAD);
    const auto outcomes = engine_->projector().CountOutcomes(head, 2026);
    const auto deviations = engine_->projector().CountDeviations(head, 2026);
    EXPECT_TRUE(outcomes.ok() && deviations.ok());
    if (!outcomes.ok() || !deviations.ok()) return "";
    std::string counts;
    for (const auto& row : *outcomes) {
      absl::StrAppend(&counts, row.ShortDebugString(), "\n");
    }
    for (const auto& row : *deviations) {
      absl::StrAppend(&counts, row.ShortDebugString(), "\n");
    }
    return counts;
  }

  // All of them together, and those of the first training year.
  void ExpectTold() {
    const auto statistics = engine_->projector().GetStatistics(2026, 2026);
    ASSERT_TRUE(statistics.ok()) << statistics.status();
    ASSERT_EQ(statistics->size(), 4U);
    for (const size_t training_year : {0U, 1U}) {
      SCOPED_TRACE(training_year);
      const v1::YearStatistics& row = (*statistics)[training_year];
      EXPECT_EQ(row.decouplings().value(), kCases);
      EXPECT_EQ(row.re_paired().value(), kCases);
      // Of 4 to 9, and of 8 to 13: the lower of the two in the middle.
      EXPECT_EQ(row.meeting_to_decoupling_days().value(), 6);
      EXPECT_EQ(row.decoupling_to_start_days().value(), 10);
      EXPECT_FALSE(row.waiting_days().suppressed());
      EXPECT_FALSE(row.long_waiting().suppressed());
      EXPECT_FALSE(row.extended().suppressed());
    }
  }

  // By the erasing: the rows that had the case are thrown away.
  void ExpectViewsMadeAnew() {
    ASSERT_NE(engine_->projector().rebuild(), nullptr);
    const auto outcome = engine_->projector().rebuild()->Now().outcome.value_or(
        absl::UnavailableError("not done"));
    EXPECT_TRUE(outcome.ok()) << outcome.status();
  }

  // Throws the rows away: they come again of the log alone.
  void MakeViewsFromTheLog() {
    End();
    // Those that were made anew take their place at the next start.
    Start();
    End();
    std::filesystem::remove_all(directory_.path() + "/views");
    Start();
  }

  std::vector<std::string> case_ids_;  // Of placement 1, 2, …
};

TEST_F(StatisticsAfterErasing, AreAsTheyWereWhenADecoupledCaseIsErased_N12) {
  ExpectTold();
  const std::vector<std::string> statistics = Statistics();
  const std::string counts = Counts();
  EXPECT_THAT(counts, HasSubstr("T-05"));
  Erase(case_ids_[0]);
  EXPECT_EQ(Statistics(), statistics);
  EXPECT_EQ(Counts(), counts);
  ExpectViewsMadeAnew();
  MakeViewsFromTheLog();
  EXPECT_EQ(Statistics(), statistics);
  EXPECT_EQ(Counts(), counts);
}

TEST_F(StatisticsAfterErasing, AreAsTheyWereWhenAllOfThemAreErased_N12) {
  const std::vector<std::string> statistics = Statistics();
  const std::string counts = Counts();
  for (const std::string& case_id : case_ids_) {
    Erase(case_id);
    EXPECT_EQ(Statistics(), statistics) << case_id;
    EXPECT_EQ(Counts(), counts) << case_id;
  }
  ExpectTold();
  MakeViewsFromTheLog();
  ExpectTold();
  EXPECT_EQ(Statistics(), statistics);
  EXPECT_EQ(Counts(), counts);
}

}  // namespace
}  // namespace driehoek
