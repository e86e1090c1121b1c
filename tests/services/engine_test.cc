#include "services/engine.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/clock.h"
#include "eventstore/memory_event_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Engine, LetsAWaitLastAsLongWhenTheTimeOfDayIsSet) {
  ManualClock clock(StartOf(absl::CivilDay(2026, 9, 7)));
  EngineOptions options;
  options.founding_if_new = Voorbeeldstad::FoundingIfNew();
  const auto engine =
      Engine::Create(std::move(options),
                     NewMemoryEventStore(Voorbeeldstad::Identity()), clock);
  ASSERT_TRUE(engine.ok()) << engine.status();
  std::vector<absl::Status> answers;
  (*engine)->projector().WhenReached(
      99, clock.Monotonic() + absl::Seconds(10),
      [&](const absl::Status& status) { answers.push_back(status); });
  clock.Jump(clock.Now() + absl::Hours(24));
  ASSERT_TRUE((*engine)->Step().ok());
  EXPECT_THAT(answers, IsEmpty());
  clock.Jump(clock.Now() - absl::Hours(48));
  clock.Advance(absl::Seconds(11));
  ASSERT_TRUE((*engine)->Step().ok());
  ASSERT_THAT(answers, SizeIs(1));
  EXPECT_EQ(answers[0].code(), absl::StatusCode::kUnavailable);
}

// An institute of which one case is decoupled, with a trainers' return day on 6
// October: the trainer must be invited on the 5th at the latest (T-17).
class DecoupledCase : public testing::Test {
 protected:
  void SetUp() override {
    EngineOptions options;
    options.founding_if_new = Voorbeeldstad::FoundingIfNew();
    absl::StatusOr<std::unique_ptr<Engine>> engine =
        Engine::Create(std::move(options),
                       NewMemoryEventStore(Voorbeeldstad::Identity()), clock_);
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
    Give(Voorbeeldstad(1).Everything());
    Do(v1::ROLE_ADMINISTRATOR, "beheer", kReturnDay);
    Do(v1::ROLE_TEACHER, "docent",
       R"(notify_programme_manager { placement_id: "@placement:stage-1" })");
    Do(v1::ROLE_TEACHER, "docent",
       R"(record_deviation { $case
                             deviation: DEVIATION_KIND_MEETING_NOT_FITTING
                             why: DEVIATION_REASON_MEETING_NOT_FITTING
                             argument: "Verzonnen."
                             consulted: ROLE_PROGRAMME_MANAGER })");
    Do(v1::ROLE_PROGRAMME_MANAGER, "manager",
       "discuss_with_deputy_head { $case }");
    Do(v1::ROLE_DEPUTY_HEAD, "plv",
       "rule_decoupling { $case ruling: RULING_DECOUPLE }");
    ASSERT_TRUE(engine_->RunUntilIdle().ok());
  }

  void Give(Submission submission) {
    engine_->writer().Submit(
        std::move(submission),
        [this](const absl::StatusOr<v1::SubmitResponse>& answer) {
          ASSERT_TRUE(answer.ok()) << answer.status();
          if (answer->case_ids_size() == 0) return;
          if (!answer->case_ids(0).empty()) case_id_ = answer->case_ids(0);
        });
  }
  void Do(v1::Role role, const std::string& person, const std::string& what) {
    ASSERT_TRUE(engine_->RunUntilIdle().ok());
    Give(Voorbeeldstad::Ask(
        absl::StrCat("request-", ++requests_), role, person,
        {absl::StrReplaceAll(
            what, {{"$case", absl::StrCat("case_id: '", case_id_, "'")}})}));
  }

  bool IsPastTarget(const std::string& key) {
    const v1::Case row = engine_->projector().GetCase(case_id_).value();
    for (const v1::Due& due : row.obligations()) {
      if (due.obligation().key() == key) return due.past_target_recorded();
    }
    ADD_FAILURE() << "no row " << key;
    return false;
  }

  static constexpr char kReturnDay[] =
      R"(set_calendar_day { reference: "otd-1"
                            day_kind: CALENDAR_DAY_KIND_TRAINER_RETURN_DAY
                            on { year: 2026 month: 10 day: 6 } })";
  static constexpr char kLaterReturnDay[] =
      R"(set_calendar_day { reference: "otd-2"
                            day_kind: CALENDAR_DAY_KIND_TRAINER_RETURN_DAY
                            on { year: 2026 month: 12 day: 1 } })";

  ManualClock clock_{StartOf(absl::CivilDay(2026, 9, 7)) + absl::Hours(9)};
  std::unique_ptr<Engine> engine_;
  std::string case_id_;
  int requests_ = 0;
};

TEST_F(DecoupledCase, IsAskedAboutAgainWhenADayWasSetAtThatMoment_T17) {
  clock_.Advance(StartOf(absl::CivilDay(2026, 10, 6)) - clock_.Now());
  ASSERT_FALSE(IsPastTarget("T-17"));
  // A day is set before the outcome that the watch asks for is decided on.
  Give(Voorbeeldstad::Ask("another-day", v1::ROLE_ADMINISTRATOR, "beheer",
                          {kLaterReturnDay}));
  ASSERT_TRUE(engine_->watch().Step().ok());
  ASSERT_TRUE(engine_->RunUntilIdle().ok());
  EXPECT_TRUE(IsPastTarget("T-17"));
}

}  // namespace
}  // namespace driehoek
