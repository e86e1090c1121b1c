// The whole server on one thread, for years, by a seed: cases go their way with
// every delay, the server stops and comes back at any moment, the clock jumps.
// What must hold is checked against the log, not against what the server says.
#include <algorithm>
#include <cstdint>
#include <iostream>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/clock.h"
#include "base/holidays.h"
#include "domain/case.h"
#include "domain/dates.h"
#include "domain/due_dates.h"
#include "domain/rejections.h"
#include "domain/reminders.h"
#include "eventstore/memory_event_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/engine.h"
#include "tests/kit/effort.h"
#include "tests/kit/procedures.h"
#include "tests/services/forwarding_store.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr int kPlacements = 4;
constexpr absl::CivilDay kFirstDay(2026, 3, 2);
constexpr absl::CivilDay kLastDay(2029, 2, 28);

// A bug to plant, to show that the checks would find it.
enum class Planted {
  kNothing,
  kOutcomeTwice,     // A watch that does not see what it did.
  kOutcomeEarly,     // A watch that counts a day less.
  kWatchAsleep,      // A watch that misses what fell due.
  kWrongInstant,     // A breach at the wrong moment.
  kReminderTwice,    // A watch that reminds of the same day again.
  kReminderAtNight,  // A watch that does not look at the hour.
  kLostFact,         // A log that answers, and has nothing.
  kDoubleSubmit,     // A log that has forgotten what was asked before.
  kWrongRow,         // Views that are told something else than the log holds.
};

// The log with such a bug. What it remembers outlives a restart of the server.
class FaultyStore final : public ForwardingStore {
 public:
  struct Memory {
    std::set<std::string> requests;
    bool lost = false;
  };

  FaultyStore(std::shared_ptr<EventStore> store, Planted planted,
              Memory& memory)
      : ForwardingStore(std::move(store)), planted_(planted), memory_(memory) {}

  std::unique_ptr<AppendBatch> Begin(absl::Time now) override {
    return std::make_unique<Batch>(ForwardingStore::Begin(now), head(),
                                   planted_, memory_);
  }

  absl::StatusOr<std::unique_ptr<Subscription>> Subscribe(
      const Query& query, Position after) const override {
    absl::StatusOr<std::unique_ptr<Subscription>> pages =
        ForwardingStore::Subscribe(query, after);
    if (!pages.ok() || planted_ != Planted::kWrongRow) return pages;
    return std::make_unique<Pages>(*std::move(pages));
  }

 private:
  class Batch final : public AppendBatch {
   public:
    Batch(std::unique_ptr<AppendBatch> batch, Position head, Planted planted,
          Memory& memory)
        : batch_(std::move(batch)),
          head_(head),
          planted_(planted),
          memory_(memory) {}

    absl::StatusOr<AppendAnswer> Add(AppendRequest request) override {
      if (!absl::StartsWith(request.request_id, "request-")) {
        return batch_->Add(std::move(request));
      }
      const bool is_new = memory_.requests.insert(request.request_id).second;
      if (planted_ == Planted::kLostFact && memory_.requests.size() > 3 &&
          !std::exchange(memory_.lost, true)) {
        const Position last = head_ + batch_->events().size();
        return Appended{last + 1, last + request.events.size()};
      }
      if (planted_ == Planted::kDoubleSubmit && !is_new) {
        absl::StrAppend(&request.request_id, "/again");
      }
      return batch_->Add(std::move(request));
    }
    absl::StatusOr<std::optional<Appended>> FindRequest(
        const std::string& request_id, const Hash32& content) const override {
      if (planted_ == Planted::kDoubleSubmit) return std::nullopt;
      return batch_->FindRequest(request_id, content);
    }
    const std::vector<RecordedEvent>& events() const override {
      return batch_->events();
    }
    absl::Status Commit() override { return batch_->Commit(); }

   private:
    const std::unique_ptr<AppendBatch> batch_;
    const Position head_;
    const Planted planted_;
    Memory& memory_;
  };

  class Pages final : public Subscription {
   public:
    explicit Pages(std::unique_ptr<Subscription> pages)
        : pages_(std::move(pages)) {}

    absl::StatusOr<SubscriptionPage> Poll(size_t limit) override {
      absl::StatusOr<SubscriptionPage> page = pages_->Poll(limit);
      if (!page.ok()) return page;
      for (RecordedEvent& recorded : page->events) {
        if (!recorded.event.has_report_submitted()) continue;
        v1::Date& on = *recorded.event.mutable_report_submitted()->mutable_on();
        on = ToProto(FromProto(on) - 1);
      }
      return page;
    }

   private:
    const std::unique_ptr<Subscription> pages_;
  };

  const Planted planted_;
  Memory& memory_;
};

bool PlantsOutcomes(Planted planted) {
  return planted == Planted::kOutcomeTwice ||
         planted == Planted::kOutcomeEarly ||
         planted == Planted::kWrongInstant ||
         planted == Planted::kReminderTwice ||
         planted == Planted::kReminderAtNight;
}

class Dice {
 public:
  explicit Dice(uint64_t seed) : engine_(seed) {}
  // From `least` to `most`, both included.
  int Roll(int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(engine_);
  }
  bool Chance(int percent) { return Roll(1, 100) <= percent; }

 private:
  std::mt19937_64 engine_;
};

// A step of a case: who asks what, so many days after the one before. "$case"
// is the case, "$day(N)" the day N days from then.
struct Move {
  int days;
  v1::Role role;
  std::string person;
  std::vector<std::string> commands;
};

std::vector<Move> PathOf(int placement, Dice& dice) {
  const std::string n = absl::StrCat(placement);
  std::vector<Move> path;
  const auto go = [&](int most_days, v1::Role role, const std::string& person,
                      std::vector<std::string> commands) {
    path.push_back(
        {dice.Roll(0, most_days), role, person, std::move(commands)});
  };
  const auto report = [&](int most_days, v1::Role role,
                          const std::string& person, const std::string& key,
                          const std::vector<std::string>& parts) {
    std::string text =
        absl::StrCat("submit_report { case_id: \"$case\" report: \"", key,
                     "\" on { $day(-$late) } ");
    for (const std::string& part : parts) {
      absl::StrAppend(&text, "parts { key: \"", part,
                      "\" value: \"Verzonnen.\" } ");
    }
    go(most_days, role, person, {text + "}"});
  };
  const auto file = [&](v1::Role role, const std::string& person,
                        const std::string& key,
                        const std::vector<std::string>& places) {
    std::vector<std::string> commands;
    commands.reserve(places.size());
    for (const std::string& place : places) {
      commands.push_back(
          absl::StrCat("archive_document { case_id: \"$case\" report: \"", key,
                       "\" place: \"", place, "\" on { $day(-$late) } }"));
    }
    go(20, role, person, commands);
  };
  const bool decoupled = dice.Chance(65);

  go(300, v1::ROLE_RESIDENT, "aios-" + n,
     {"signal_discontent { placement_id: \"@placement:stage-" + n + "\" }"});
  go(40, v1::ROLE_TEACHER, "docent",
     {"hold_triangular_meeting { placement_id: \"@placement:stage-" + n +
      "\" outcome: " +
      (decoupled ? "MEETING_OUTCOME_ADVICE_TO_DECOUPLE"
                 : "MEETING_OUTCOME_NO_DECOUPLING") +
      " }"});
  if (dice.Chance(80)) {
    go(10, v1::ROLE_TEACHER, "docent",
       {"hold_trainer_check_up { case_id: \"$case\" }"});
  }
  report(14, v1::ROLE_TEACHER, "docent", "D-1",
         {"perspective_resident", "perspective_trainer",
          decoupled ? "advice" : "attention_points"});
  file(v1::ROLE_YEAR_ASSISTANT, "jaar", "D-1", {"EP", "OD"});
  if (!decoupled) {
    go(20, v1::ROLE_TEACHER, "docent",
       {"resolve_without_decoupling { case_id: \"$case\" }"});
    go(5, v1::ROLE_TEACHER, "docent",
       {"close_case { case_id: \"$case\" result: CASE_RESULT_RESOLVED }"});
    return path;
  }
  go(5, v1::ROLE_TEACHER, "docent",
     {"notify_programme_manager { case_id: \"$case\" }"});
  go(5, v1::ROLE_PROGRAMME_MANAGER, "manager",
     {"announce_possible_decoupling { case_id: \"$case\" }"});
  // Too early, most of the time: refused (G-1).
  go(0, v1::ROLE_DEPUTY_HEAD, "plv",
     {"rule_decoupling { case_id: \"$case\" ruling: RULING_DECOUPLE }"});
  go(5, v1::ROLE_PROGRAMME_MANAGER, "manager",
     {"discuss_with_deputy_head { case_id: \"$case\" }"});
  go(5, v1::ROLE_DEPUTY_HEAD, "plv",
     {absl::StrCat("rule_decoupling { case_id: \"$case\" ruling: "
                   "RULING_DECOUPLE effective_on { $day(",
                   dice.Roll(0, 20), ") } }")});
  go(4, v1::ROLE_PROGRAMME_MANAGER, "manager",
     {"communicate_decision { case_id: \"$case\" }"});
  go(4, v1::ROLE_YEAR_ASSISTANT, "jaar",
     {"process_administratively { case_id: \"$case\" item: "
      "CHECKLIST_ITEM_DECOUPLING_MAIL_SENT }",
      "process_administratively { case_id: \"$case\" item: "
      "CHECKLIST_ITEM_TRAJECTORY_REGISTERED }"});
  go(4, v1::ROLE_TRAINER_MANAGER_ASSISTANT, "assistent",
     {"plan_manager_contact { case_id: \"$case\" planned_on { $day(30) } }"});
  go(10, v1::ROLE_TRAINER_MANAGER, "opleiders",
     {"propose_candidate { case_id: \"$case\" candidate_id: "
      "\"@person:kandidaat-" +
      n + "\" practice_id: \"@practice:praktijk\" }"});
  go(5, v1::ROLE_TRAINER, "kandidaat-" + n,
     {"state_candidate_suitability { case_id: \"$case\" suitable: true }"});
  go(5, v1::ROLE_TRAINER, "kandidaat-" + n,
     {"hold_introduction_meeting { case_id: \"$case\" }"});
  go(5, v1::ROLE_RESIDENT, "aios-" + n,
     {"give_pairing_answer { case_id: \"$case\" accepts: true }"});
  go(5, v1::ROLE_TRAINER, "kandidaat-" + n,
     {"give_pairing_answer { case_id: \"$case\" accepts: true }"});
  const int notice = dice.Roll(1, 30);
  go(5, v1::ROLE_TRAINER_MANAGER_ASSISTANT, "assistent",
     {absl::StrCat("confirm_pairing { case_id: \"$case\" trainer_id: "
                   "\"@person:kandidaat-",
                   n, "\" starts_on { $day(", notice, ") } ends_on { ",
                   Written(kLastDay), " } }")});
  int until_start = notice;
  for (int i = 0; i < 2; ++i) {
    if (!dice.Chance(35)) continue;
    until_start = dice.Roll(1, 40);
    path.push_back(
        {0,
         v1::ROLE_TRAINER_MANAGER_ASSISTANT,
         "assistent",
         {absl::StrCat("move_new_placement_start { case_id: \"$case\" "
                       "starts_on { $day(",
                       until_start, ") } }")}});
  }
  go(0, v1::ROLE_YEAR_ASSISTANT, "jaar",
     {"process_administratively { case_id: \"$case\" item: "
      "CHECKLIST_ITEM_PAIRING_REGISTERED }",
      "send_remaining_year_info { case_id: \"$case\" }"});
  path.push_back({until_start,
                  v1::ROLE_YEAR_ASSISTANT,
                  "jaar",
                  {"start_new_placement { case_id: \"$case\" trainer_id: "
                   "\"@person:kandidaat-" +
                   n + "\" }"}});
  go(20, v1::ROLE_TEACHER, "docent",
     {"hold_resident_evaluation { case_id: \"$case\" }"});
  report(15, v1::ROLE_TEACHER, "docent", "D-7",
         {"role_of_resident", "learning_points", "agreements",
          "attention_points_trainer"});
  file(v1::ROLE_YEAR_ASSISTANT, "jaar", "D-7", {"EP", "OD"});
  go(20, v1::ROLE_TEACHER, "docent",
     {"hold_trainer_evaluation { case_id: \"$case\" }"});
  report(15, v1::ROLE_TRAINER, "opleider-" + n, "D-8",
         {"own_role", "learning_points"});
  report(10, v1::ROLE_TEACHER, "docent", "D-10", {"about_resident"});
  report(10, v1::ROLE_TEACHER, "docent", "D-11", {"role_of_trainer"});
  file(v1::ROLE_YEAR_ASSISTANT, "jaar", "D-8", {"OD"});
  file(v1::ROLE_YEAR_ASSISTANT, "jaar", "D-10", {"EP"});
  file(v1::ROLE_YEAR_ASSISTANT, "jaar", "D-11", {"OD"});
  go(30, v1::ROLE_TRAINER_MANAGER, "opleiders",
     {"hold_manager_contact { case_id: \"$case\" }"});
  report(20, v1::ROLE_TRAINER_MANAGER, "opleiders", "D-12", {"experience"});
  file(v1::ROLE_TRAINER_MANAGER_ASSISTANT, "assistent", "D-12", {"OD"});
  go(60, v1::ROLE_TEACHER, "docent",
     {"hold_new_placement_evaluation { case_id: \"$case\" }"});
  report(10, v1::ROLE_TEACHER, "docent", "D-13",
         {"regular_evaluation", "learning_points_check"});
  file(v1::ROLE_YEAR_ASSISTANT, "jaar", "D-13", {"EP"});
  go(10, v1::ROLE_TEACHER, "docent",
     {"close_case { case_id: \"$case\" result: CASE_RESULT_RE_PAIRED }"});
  return path;
}

bool IsDstDay(absl::CivilDay day) {
  return StartOf(day + 1) - StartOf(day) != absl::Hours(24);
}

bool IsMonthEnd(absl::CivilDay day) { return (day + 1).day() == 1; }

// What came of a run; for knowing that the seeds reach what they should.
struct Tally {
  int submitted = 0;
  int refused = 0;
  int retried = 0;
  int restarts = 0;
  int jumps = 0;
  int held = 0;            // Times that the clock was in doubt.
  int unsynchronized = 0;  // Starts on a clock that may be wrong.
  int on_dst_days = 0;     // Facts on a day of 23 or 25 hours.
  int due_on_dst_days = 0;
  int on_month_ends = 0;
  int due_on_month_ends = 0;
  int breaches = 0;
  int past_targets = 0;
  int reminders = 0;
  int late_reminders = 0;  // After a downtime.
  int escalations = 0;
  int withdrawals = 0;
  int closed = 0;
  int rebuilt = 0;  // Answers after views were made anew.
};

class Simulation {
 public:
  Simulation(uint64_t seed, Planted planted)
      : dice_(seed),
        planted_(planted),
        clock_(StartOf(kFirstDay) + absl::Hours(9)),
        log_(NewMemoryEventStore(Voorbeeldstad::Identity())),
        procedure_(Utrecht()) {}

  // Runs it all. Returns what did not hold, in words.
  std::vector<std::string> Run();

  const Tally& tally() const { return tally_; }

 private:
  // A case on its way.
  struct Agent {
    std::vector<Move> path;
    size_t next = 0;
    absl::CivilDay on;  // Of the next move.
    std::string case_id;
    absl::CivilDay last_on;  // Of the last move: nothing is dated before.
  };

  void Wrong(const std::string& what) {
    if (wrong_.size() < 20) {
      wrong_.push_back(absl::StrCat(absl::FormatTime(clock_.Now(), Amsterdam()),
                                    ": ", what));
    }
  }
  void Check(const absl::Status& status, absl::string_view what) {
    if (!status.ok()) Wrong(absl::StrCat(what, ": ", status.ToString()));
  }

  void Build();
  void Settle();
  void SettleInDoubt(bool in_doubt);
  void Plant();
  bool PlantReminder(const Case& state, v1::RecordOutcome& outcome) const;
  void PassDays(int days);
  std::optional<absl::StatusOr<v1::SubmitResponse>> Ask(
      const Submission& submission);
  void Take(Agent& agent);
  std::string Filled(std::string text, const Agent& agent);

  // All that must hold of the log.
  void CheckLog();
  void CheckNothingMissed();
  void CheckOutcome(const Case& before, const RecordedEvent& recorded);
  void CheckReminder(const Case& before, const RecordedEvent& recorded);
  void CheckT01(const std::vector<RecordedEvent>& history);
  void CheckViewsEqualRebuild();
  std::vector<RecordedEvent> EventsOf(const Query& query,
                                      Position after = 0) const;
  // The case as the log has it now.
  const Case& CaseNow(const std::string& case_id);

  Dice dice_;
  const Planted planted_;
  ManualClock clock_;
  const std::shared_ptr<EventStore> log_;
  const std::shared_ptr<const Procedure> procedure_;
  std::unique_ptr<Engine> engine_;
  std::vector<Agent> agents_;
  std::set<std::string> refused_requests_;
  // By request id: the last position of what was answered.
  std::map<std::string, Position> acknowledged_;
  FaultyStore::Memory faulty_memory_;
  std::map<std::string, Case> cases_;  // As far as CaseNow has read them.
  // When, and how far in the log, the server had done all there was to do.
  struct Settled {
    absl::Time at;
    Position head;
  };
  std::vector<Settled> settled_;
  int requests_ = 0;
  bool planted_it_ = false;
  Tally tally_;
  std::vector<std::string> wrong_;
};

void Simulation::Build() {
  EngineOptions options;
  options.founding_if_new = Voorbeeldstad::FoundingIfNew();
  // Small, so that loading and the ring are used.
  options.writer.state_cache_bytes = dice_.Chance(50) ? 2000 : 1 << 20;
  options.writer.ring_events = dice_.Chance(50) ? 4 : 1000;
  options.projector.events_per_step = dice_.Chance(50) ? 3 : 1000;
  absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Create(
      std::move(options),
      std::make_unique<FaultyStore>(log_, planted_, faulty_memory_), clock_);
  Check(engine.status(), "building");
  if (engine.ok()) engine_ = *std::move(engine);
}

void Simulation::Settle() {
  if (planted_ == Planted::kWatchAsleep &&
      clock_.Now() > StartOf(kFirstDay + 200)) {
    // Everything but the watch.
    for (bool busy = true; busy;) {
      const absl::StatusOr<bool> wrote = engine_->writer().Step();
      const bool loaded = engine_->writer().LoadStep();
      const bool answered = engine_->writer().AnswerStep();
      const absl::StatusOr<bool> more = engine_->projector().Step();
      busy =
          (wrote.ok() && *wrote) || loaded || answered || (more.ok() && *more);
    }
  } else {
    Check(engine_->RunUntilIdle(), "running");
    if (engine_->watch().doubt() != ClockDoubt::kNone) ++tally_.held;
    // What an operator does when the clock is in doubt.
    engine_->watch().ConfirmClock();
    Check(engine_->RunUntilIdle(), "running");
  }
  settled_.push_back({clock_.Now(), log_->head()});
  CheckNothingMissed();
  if (PlantsOutcomes(planted_) && !planted_it_) Plant();
}

// Does by hand what a wrong watch would do.
void Simulation::Plant() {
  for (const Agent& agent : agents_) {
    if (agent.case_id.empty() || agent.next >= agent.path.size()) continue;
    const Case& state = CaseNow(agent.case_id);
    for (const v1::Due& due : DueDatesOf(*procedure_, state)) {
      if (due.obligation_class() != v1::OBLIGATION_CLASS_HARD) continue;
      const bool open = due.status() == v1::DUE_STATUS_OPEN && due.has_due_on();
      const bool breached = due.breach() == v1::BREACH_STATE_RECORDED;
      v1::RecordOutcome outcome = OutcomeOf(due);
      outcome.set_outcome(v1::OUTCOME_KIND_BREACH);
      outcome.set_source_position(state.last_position);
      if (planted_ == Planted::kOutcomeTwice && !breached) continue;
      if (planted_ == Planted::kOutcomeEarly && (!open || breached)) continue;
      if (planted_ == Planted::kWrongInstant) {
        if (!open || breached) continue;
        outcome.set_fell_due_at_micros(outcome.fell_due_at_micros() -
                                       3'600'000'000);
      }
      if (planted_ == Planted::kReminderTwice ||
          planted_ == Planted::kReminderAtNight) {
        if (!open || !PlantReminder(state, outcome)) continue;
      }
      Submission submission;
      submission.request_id = "planted";
      submission.actor.set_role(v1::ROLE_SYSTEM);
      *submission.commands.emplace_back().mutable_record_outcome() = outcome;
      planted_it_ = true;
      engine_->writer().Submit(
          std::move(submission),
          [](const absl::StatusOr<v1::SubmitResponse>& answer) {
            ASSERT_TRUE(answer.ok()) << "not planted: " << answer.status();
          });
      Check(engine_->RunUntilIdle(), "planting");
      return;
    }
  }
}

// Makes of it the reminder that was given before, or one at midnight.
bool Simulation::PlantReminder(const Case& state,
                               v1::RecordOutcome& outcome) const {
  outcome.set_outcome(v1::OUTCOME_KIND_REMINDER);
  outcome.set_at_micros(absl::ToUnixMicros(StartOf(DayOf(clock_.Now()))));
  if (planted_ == Planted::kReminderAtNight) return true;
  for (const RecordedOutcome& given : state.reminders) {
    if (given.kind != v1::OUTCOME_KIND_REMINDER) continue;
    *outcome.mutable_obligation() = given.obligation;
    *outcome.mutable_due_on() = ToProto(given.due_on);
    outcome.set_at_micros(absl::ToUnixMicros(given.recorded_at));
    outcome.set_offset_days(given.offset_days);
    return true;
  }
  return false;
}

// Lets time pass in one of the ways in which it passes.
void Simulation::PassDays(int days) {
  const absl::Time to =
      StartOf(DayOf(clock_.Now()) + days) + absl::Hours(dice_.Roll(0, 23));
  const int way = dice_.Roll(1, 10);
  if (way <= 6) {
    // As the manual clock does: from one due instant to the next.
    while (clock_.Now() < to) {
      const auto next = engine_->projector().NextDueInstant(clock_.Now());
      Check(next.status(), "next due");
      clock_.AdvanceTo(std::min(to, next.ok() ? next->value_or(to) : to));
      Settle();
    }
    return;
  }
  if (way <= 8) {
    // Nobody there: the server is down.
    ++tally_.restarts;
    engine_.reset();
    clock_.AdvanceTo(to);
    const bool unsynchronized = dice_.Chance(30);
    if (unsynchronized) ++tally_.unsynchronized;
    clock_.SetSynchronized(!unsynchronized);
    Build();
    SettleInDoubt(unsynchronized);
    clock_.SetSynchronized(true);
  } else {
    ++tally_.jumps;
    clock_.Jump(to + absl::Minutes(dice_.Roll(-15, 15)));
    SettleInDoubt(true);
  }
}

// As Settle, when the clock should be in doubt or not.
void Simulation::SettleInDoubt(bool in_doubt) {
  const int held = tally_.held;
  Settle();
  if (planted_ == Planted::kWatchAsleep) return;
  if ((tally_.held > held) != in_doubt) Wrong("in doubt of the clock or not");
}

// Asks until it is answered, whatever happens to the server meanwhile.
std::optional<absl::StatusOr<v1::SubmitResponse>> Simulation::Ask(
    const Submission& submission) {
  ++tally_.submitted;
  std::optional<absl::StatusOr<v1::SubmitResponse>> answer;
  const auto take = [&answer](const absl::StatusOr<v1::SubmitResponse>& given) {
    answer = given;
  };
  if (dice_.Chance(10)) {
    // It dies somewhere on the way; the client asks again.
    engine_->writer().Submit(submission, take);
    for (int i = dice_.Roll(0, 4); i > 0; --i) {
      Check(engine_->Step().status(), "stepping");
    }
    const std::optional<absl::StatusOr<v1::SubmitResponse>> first =
        std::exchange(answer, std::nullopt);
    const Position head = log_->head();
    const bool recorded = first.has_value() && first->ok();
    ++tally_.restarts;
    ++tally_.retried;
    engine_.reset();
    Build();
    engine_->writer().Submit(submission, take);
    while (!answer.has_value()) {
      if (!engine_->writer().Step().ok()) break;
      engine_->writer().LoadStep();
      engine_->writer().AnswerStep();
    }
    if (recorded && (*first)->position() > 0 && answer.has_value()) {
      if (!answer->ok() || (*answer)->position() != (*first)->position() ||
          (*answer)->case_ids(0) != (*first)->case_ids(0)) {
        Wrong("a retry got another answer");
      }
      if (log_->head() != head) Wrong("a retry added something");
    }
  } else {
    engine_->writer().Submit(submission, take);
  }
  Check(engine_->RunUntilIdle(), "running");
  settled_.push_back({clock_.Now(), log_->head()});
  if (!answer.has_value()) Wrong("no answer");
  if (const auto rebuild = engine_->projector().rebuild()) {
    const auto outcome = rebuild->Now().outcome;
    if (!outcome.has_value() || !outcome->ok() || **outcome != 0) {
      Wrong("views that were made anew differ");
    }
    ++tally_.rebuilt;
  }
  return answer;
}

std::string Simulation::Filled(std::string text, const Agent& agent) {
  // Some things are registered days after they happened.
  const absl::CivilDay today = DayOf(clock_.Now());
  const int most =
      static_cast<int>(std::clamp<int64_t>(today - agent.last_on, 0, 8));
  const int late = dice_.Chance(30) ? dice_.Roll(0, most) : 0;
  text = absl::StrReplaceAll(text, {{"$case", agent.case_id},
                                    {"$day(-$late)", Written(today - late)}});
  while (true) {
    const size_t at = text.find("$day(");
    if (at == std::string::npos) return text;
    const size_t end = text.find(')', at);
    int days = 0;
    if (!absl::SimpleAtoi(text.substr(at + 5, end - at - 5), &days)) return "";
    text = text.substr(0, at) + Written(today + days) + text.substr(end + 1);
  }
}

void Simulation::Take(Agent& agent) {
  const Move& move = agent.path[agent.next];
  std::vector<std::string> commands;
  commands.reserve(move.commands.size());
  for (const std::string& command : move.commands) {
    commands.push_back(Filled(command, agent));
  }
  const std::string request_id = absl::StrCat("request-", ++requests_);
  // Goes on while the request is answered, or the server stops.
  if (requests_ % 50 == 0) {
    Check(engine_->projector().StartRebuild().status(), "making views anew");
  }
  const Position before = log_->head();
  const auto answer =
      Ask(Voorbeeldstad::Ask(request_id, move.role, move.person, commands));
  if (answer.has_value() && answer->ok()) {
    // Not for what changed nothing: there the position is that of before.
    if ((*answer)->position() > before) {
      acknowledged_[request_id] = (*answer)->position();
    }
    if (!(*answer)->case_ids(0).empty()) {
      agent.case_id = (*answer)->case_ids(0);
    }
  } else {
    ++tally_.refused;
    refused_requests_.insert(request_id);
  }
  agent.last_on = DayOf(clock_.Now());
  if (++agent.next < agent.path.size()) {
    agent.on = agent.last_on + agent.path[agent.next].days;
  }
}

std::vector<RecordedEvent> Simulation::EventsOf(const Query& query,
                                                Position after) const {
  std::vector<RecordedEvent> events;
  ReadOptions options;
  options.after = after;
  const auto reader = log_->Read(query, options);
  if (!reader.ok()) return events;
  while (true) {
    absl::StatusOr<std::optional<RecordedEvent>> next = (*reader)->Next();
    if (!next.ok()) return events;
    std::optional<RecordedEvent> event = *std::move(next);
    if (!event.has_value()) return events;
    events.push_back(*std::move(event));
  }
}

const Case& Simulation::CaseNow(const std::string& case_id) {
  Case& state = cases_[case_id];
  for (const RecordedEvent& event :
       EventsOf(Query::AnyOf({{{}, {{TagKind::kCase, case_id}}}}),
                state.last_position)) {
    Evolve(state, {event.event, event.envelope.actor, event.position(),
                   event.envelope.recorded_at});
  }
  return state;
}

// After catching up, nothing whose instant has come is unrecorded.
void Simulation::CheckNothingMissed() {
  for (const Agent& agent : agents_) {
    if (agent.case_id.empty()) continue;
    for (const v1::Due& due : DueDatesOf(*procedure_, CaseNow(agent.case_id))) {
      const std::optional<absl::Time> at = NextInstantOf(due);
      if (at && *at <= clock_.Now()) {
        Wrong(absl::StrCat("missed: ", DueKey(due.obligation())));
      }
    }
  }
}

// An outcome is of a row that had fallen due, at its instant.
void Simulation::CheckOutcome(const Case& before,
                              const RecordedEvent& recorded) {
  const v1::Event& event = recorded.event;
  const bool breach = event.has_breach_recorded();
  const v1::ObligationRef& obligation =
      breach ? event.breach_recorded().obligation()
             : event.past_target_recorded().obligation();
  const absl::Time said = absl::FromUnixMicros(
      breach ? event.breach_recorded().breached_at_micros()
             : event.past_target_recorded().past_at_micros());
  if (said > recorded.envelope.recorded_at) {
    Wrong(absl::StrCat("early: ", DueKey(obligation)));
  }
  for (const v1::Due& due : DueDatesOf(*procedure_, before)) {
    if (DueKey(due.obligation()) != DueKey(obligation)) continue;
    const std::optional<absl::Time> at = FallsDueAt(due);
    if (!at.has_value()) {
      Wrong(absl::StrCat("not due: ", DueKey(obligation)));
    } else if (*at != said) {
      Wrong(absl::StrCat("at the wrong instant: ", DueKey(obligation)));
    }
    return;
  }
  Wrong(absl::StrCat("of no obligation: ", DueKey(obligation)));
}

// A reminder or escalation is of an open row that staff owes, at its instant,
// and that instant by day. Reckoned apart from the rules as far as it goes.
void Simulation::CheckReminder(const Case& before,
                               const RecordedEvent& recorded) {
  const v1::Event& event = recorded.event;
  const bool reminder = event.has_reminder_recorded();
  const v1::ObligationRef& obligation =
      reminder ? event.reminder_recorded().obligation()
               : event.escalation_recorded().obligation();
  const std::string key = DueKey(obligation);
  const absl::CivilDay due_on =
      FromProto(reminder ? event.reminder_recorded().due_on()
                         : event.escalation_recorded().due_on());
  const absl::Time at =
      absl::FromUnixMicros(reminder ? event.reminder_recorded().at_micros()
                                    : event.escalation_recorded().at_micros());
  if (at > recorded.envelope.recorded_at) {
    Wrong(absl::StrCat("reminded early: ", key));
  }
  const absl::CivilDay day = DayOf(at);
  if (!IsWorkingDay(day)) Wrong(absl::StrCat("on a day off: ", key));
  if (at - StartOf(day) < absl::Hours(6) ||
      at - StartOf(day) > absl::Hours(20)) {
    Wrong(absl::StrCat("reminded at night: ", key));
  }
  if (reminder &&
      day != WorkingDayFrom(due_on + event.reminder_recorded().offset_days())) {
    Wrong(absl::StrCat("reminded on another day: ", key));
  }
  if (!reminder && at < StartOf(due_on + 1)) {
    Wrong(absl::StrCat("went up before it was late: ", key));
  }
  for (const v1::Due& due : DueDatesOf(*procedure_, before)) {
    if (DueKey(due.obligation()) != key) continue;
    if (due.status() != v1::DUE_STATUS_OPEN || !due.has_due_on() ||
        FromProto(due.due_on()) != due_on) {
      Wrong(absl::StrCat("reminded of what is not open: ", key));
    }
    const v1::Role told =
        reminder ? due.owner().role() : event.escalation_recorded().to().role();
    for (const v1::Role role : {due.owner().role(), told}) {
      if (role == v1::ROLE_RESIDENT || role == v1::ROLE_TRAINER) {
        Wrong(absl::StrCat("chased a party: ", key));
      }
    }
    if (NextInstantOf(due) != at) {
      Wrong(absl::StrCat("reminded at the wrong instant: ", key));
    }
    return;
  }
  Wrong(absl::StrCat("reminded of no obligation: ", key));
}

// The report of the meeting, reckoned apart from the rules: a week after the
// meeting; breached at the first midnight after that at which it was not known,
// if the server ran at all before it was.
void Simulation::CheckT01(const std::vector<RecordedEvent>& history) {
  std::optional<absl::CivilDay> held_on;
  std::optional<absl::CivilDay> report_on;
  Position report_at = std::numeric_limits<Position>::max();
  int breaches = 0;
  int withdrawals = 0;
  for (const RecordedEvent& recorded : history) {
    const v1::Event& event = recorded.event;
    if (event.has_triangular_meeting_held()) {
      held_on = FromProto(event.triangular_meeting_held().on());
    } else if (event.has_report_submitted() &&
               event.report_submitted().report() == "D-1") {
      report_on = FromProto(event.report_submitted().on());
      report_at = recorded.position();
    } else if (event.has_breach_recorded() &&
               event.breach_recorded().obligation().key() == "T-01") {
      ++breaches;
    } else if (event.has_breach_withdrawn() &&
               event.breach_withdrawn().obligation().key() == "T-01") {
      ++withdrawals;
    }
  }
  if (!held_on) return;
  const absl::Time midnight = StartOf(*held_on + 8);
  const bool ran_between = std::any_of(
      settled_.begin(), settled_.end(), [&](const Settled& settled) {
        return midnight <= settled.at && settled.head < report_at;
      });
  const bool in_time_after_all = report_on && *report_on <= *held_on + 7;
  if (breaches != (ran_between ? 1 : 0)) {
    Wrong(absl::StrCat("T-01: ", breaches, " breaches, not ", ran_between));
  }
  if (withdrawals != (ran_between && in_time_after_all ? 1 : 0)) {
    Wrong(absl::StrCat("T-01: ", withdrawals, " withdrawals"));
  }
}

void Simulation::CheckLog() {
  std::map<std::string, Case> cases;
  std::map<std::string, std::vector<RecordedEvent>> histories;
  std::set<std::tuple<std::string, std::string, bool>> outcomes;
  std::set<std::tuple<std::string, std::string, int>> escalations;
  // By row and due date: when the latest was recorded.
  std::map<std::pair<std::string, std::string>, absl::Time> reminded;
  std::map<std::string, Position> recorded_requests;
  absl::Time last = absl::InfinitePast();
  Position position = 0;
  for (const RecordedEvent& recorded : EventsOf(Query::All())) {
    const Envelope& envelope = recorded.envelope;
    if (envelope.position != ++position) Wrong("a gap in the log");
    if (envelope.recorded_at < last) Wrong("recorded_at went back");
    last = envelope.recorded_at;
    if (refused_requests_.contains(envelope.request_id)) {
      Wrong(absl::StrCat("refused, yet there: ", envelope.request_id));
    }
    recorded_requests[envelope.request_id] = position;
    const std::string& case_id = recorded.tag(TagKind::kCase);
    if (case_id.empty()) continue;
    const absl::CivilDay day = DayOf(envelope.recorded_at);
    if (IsDstDay(day)) ++tally_.on_dst_days;
    if (IsMonthEnd(day)) ++tally_.on_month_ends;
    Case& state = cases[case_id];
    const v1::Event& event = recorded.event;
    if (event.has_breach_recorded() || event.has_past_target_recorded()) {
      CheckOutcome(state, recorded);
      const bool breach = event.has_breach_recorded();
      ++(breach ? tally_.breaches : tally_.past_targets);
      const absl::CivilDay due_on =
          FromProto(breach ? event.breach_recorded().due_on()
                           : event.past_target_recorded().due_on());
      if (IsDstDay(due_on)) ++tally_.due_on_dst_days;
      if (IsMonthEnd(due_on)) ++tally_.due_on_month_ends;
      const auto is_new = outcomes.insert(
          {DueKey(breach ? event.breach_recorded().obligation()
                         : event.past_target_recorded().obligation()),
           IsoDay(due_on), breach});
      if (!is_new.second) Wrong("twice: the same outcome");
    }
    if (event.has_reminder_recorded()) {
      CheckReminder(state, recorded);
      ++tally_.reminders;
      const v1::ReminderRecorded& reminder = event.reminder_recorded();
      const absl::Time at = absl::FromUnixMicros(reminder.at_micros());
      if (at < envelope.recorded_at) ++tally_.late_reminders;
      const auto [before, is_new] = reminded.try_emplace(
          {DueKey(reminder.obligation()), IsoDay(FromProto(reminder.due_on()))},
          envelope.recorded_at);
      if (!is_new &&
          at <= std::exchange(before->second, envelope.recorded_at)) {
        Wrong("reminded twice");
      }
    }
    if (event.has_escalation_recorded()) {
      CheckReminder(state, recorded);
      ++tally_.escalations;
      const v1::EscalationRecorded& escalation = event.escalation_recorded();
      if (!escalations
               .insert({DueKey(escalation.obligation()),
                        IsoDay(FromProto(escalation.due_on())),
                        static_cast<int>(escalation.to().role())})
               .second) {
        Wrong("went up twice");
      }
    }
    if (event.has_breach_withdrawn()) ++tally_.withdrawals;
    if (event.has_case_closed()) ++tally_.closed;
    Evolve(state,
           {event, envelope.actor, recorded.position(), envelope.recorded_at});
    histories[case_id].push_back(recorded);
  }
  for (const auto& [request_id, answered] : acknowledged_) {
    const auto found = recorded_requests.find(request_id);
    if (found == recorded_requests.end() || found->second != answered) {
      Wrong(absl::StrCat("answered, yet not there: ", request_id));
    }
  }
  for (const auto& [case_id, history] : histories) CheckT01(history);
}

void Simulation::CheckViewsEqualRebuild() {
  absl::StatusOr<std::unique_ptr<Projector>> rebuilt =
      Projector::Open({}, *log_);
  Check(rebuilt.status(), "rebuilding");
  if (!rebuilt.ok()) return;
  for (bool more = true; more;) {
    const absl::StatusOr<bool> step = (*rebuilt)->Step();
    Check(step.status(), "rebuilding");
    more = step.ok() && *step;
  }
  const Views& now = engine_->projector();
  const Views& again = **rebuilt;
  const auto same = [&](const auto& a, const auto& b, absl::string_view what) {
    if (a.ok() != b.ok()) return Wrong(absl::StrCat("differs: ", what));
    if (!a.ok()) return;
    if (a->rows.size() != b->rows.size()) {
      return Wrong(absl::StrCat("differs: ", what));
    }
    for (size_t i = 0; i < a->rows.size(); ++i) {
      if (a->rows[i].SerializeAsString() != b->rows[i].SerializeAsString()) {
        return Wrong(absl::StrCat("differs: ", what));
      }
    }
  };
  if (now.open_due() != again.open_due()) Wrong("differs: the due index");
  constexpr size_t kAll = 1000;
  same(now.ListBlockedTrainers(kAll, ""), again.ListBlockedTrainers(kAll, ""),
       "blocked trainers");
  for (int i = 1; i <= kPlacements; ++i) {
    const std::string n = absl::StrCat(i);
    const std::string& case_id = agents_[i - 1].case_id;
    const auto a = now.GetCase(case_id);
    const auto b = again.GetCase(case_id);
    if (a.ok() != b.ok() ||
        (a.ok() && a->SerializeAsString() != b->SerializeAsString())) {
      Wrong(absl::StrCat("differs: case ", i));
    }
    same(now.GetTimeline(case_id, kAll, ""),
         again.GetTimeline(case_id, kAll, ""), "timeline");
    const std::string resident = Voorbeeldstad::Id("person", "aios-" + n);
    const std::string trainer = Voorbeeldstad::Id("person", "opleider-" + n);
    same(now.GetPortfolio(resident, kAll, ""),
         again.GetPortfolio(resident, kAll, ""), "portfolio");
    same(now.GetDossier(trainer, kAll, ""), again.GetDossier(trainer, kAll, ""),
         "dossier");
  }
}

std::vector<std::string> Simulation::Run() {
  Build();
  if (engine_ == nullptr) return wrong_;
  const auto everyone =
      Ask(Voorbeeldstad(kPlacements, absl::CivilDay(2026, 3, 1), kLastDay)
              .Everything());
  if (everyone.has_value()) Check(everyone->status(), "everyone");
  for (int i = 1; i <= kPlacements; ++i) {
    Agent agent;
    agent.path = PathOf(i, dice_);
    agent.last_on = kFirstDay;
    agent.on = kFirstDay + agent.path.front().days;
    agents_.push_back(std::move(agent));
  }
  // A bound on the steps: each passes time or takes a move.
  while (DayOf(clock_.Now()) < kLastDay && wrong_.empty()) {
    for (Agent& agent : agents_) {
      while (agent.next < agent.path.size() &&
             agent.on <= DayOf(clock_.Now())) {
        Take(agent);
      }
    }
    absl::CivilDay next = kLastDay;
    for (const Agent& agent : agents_) {
      if (agent.next < agent.path.size()) next = std::min(next, agent.on);
    }
    const int64_t days = next - DayOf(clock_.Now());
    PassDays(static_cast<int>(
        std::clamp<int64_t>(dice_.Chance(50) ? days : dice_.Roll(1, 9), 1,
                            std::max<int64_t>(days, 1))));
  }
  Settle();
  CheckLog();
  CheckViewsEqualRebuild();
  return wrong_;
}

TEST(Simulation, HoldsWhatIsPromisedInYearsOfAnything) {
  Tally all;
  const std::vector<uint64_t> seeds = Seeds(200);
  for (const uint64_t seed : seeds) {
    SCOPED_TRACE(absl::StrCat("DRIEHOEK_TEST_SEED=", seed));
    Simulation simulation(seed, Planted::kNothing);
    const std::vector<std::string> wrong = simulation.Run();
    ASSERT_THAT(wrong, testing::IsEmpty());
    const Tally& tally = simulation.tally();
    all.submitted += tally.submitted;
    all.refused += tally.refused;
    all.retried += tally.retried;
    all.restarts += tally.restarts;
    all.jumps += tally.jumps;
    all.held += tally.held;
    all.unsynchronized += tally.unsynchronized;
    all.on_dst_days += tally.on_dst_days;
    all.due_on_dst_days += tally.due_on_dst_days;
    all.on_month_ends += tally.on_month_ends;
    all.due_on_month_ends += tally.due_on_month_ends;
    all.breaches += tally.breaches;
    all.past_targets += tally.past_targets;
    all.reminders += tally.reminders;
    all.late_reminders += tally.late_reminders;
    all.escalations += tally.escalations;
    all.withdrawals += tally.withdrawals;
    all.closed += tally.closed;
    all.rebuilt += tally.rebuilt;
  }
  std::cout << seeds.size() << " seeds: " << all.submitted << " submits, "
            << all.refused << " refused, " << all.retried << " retried; "
            << all.restarts << " restarts, " << all.jumps << " jumps, "
            << all.unsynchronized << " starts on an unsynchronized clock; "
            << all.on_dst_days << " facts on days of 23 or 25 hours, "
            << all.due_on_dst_days << " dues; " << all.on_month_ends
            << " facts at the end of a month, " << all.due_on_month_ends
            << " dues; " << all.breaches << " breaches, " << all.past_targets
            << " past targets, " << all.withdrawals << " withdrawals, "
            << all.reminders << " reminders, " << all.late_reminders
            << " of them late, " << all.escalations << " escalations; "
            << all.closed << " cases closed\n";
  EXPECT_GT(all.submitted, 0);
  EXPECT_GT(all.restarts, 0);
  if (seeds.size() < 50) return;  // Too few to reach everything.
  EXPECT_GT(all.restarts, 500);
  EXPECT_GT(all.jumps, 500);
  EXPECT_EQ(all.held, all.jumps + all.unsynchronized);
  EXPECT_GT(all.unsynchronized, 50);
  EXPECT_GT(all.on_dst_days, 10);
  EXPECT_GT(all.due_on_dst_days, 0);
  EXPECT_GT(all.on_month_ends, 50);
  EXPECT_GT(all.due_on_month_ends, 10);
  EXPECT_GT(all.breaches, 100);
  EXPECT_GT(all.past_targets, 100);
  EXPECT_GT(all.reminders, 1000);
  EXPECT_GT(all.late_reminders, 100);
  EXPECT_GT(all.escalations, 100);
  EXPECT_GT(all.withdrawals, 10);
  EXPECT_GT(all.closed, 100);
  EXPECT_GT(all.refused, 50);
  EXPECT_GT(all.retried, 50);
  EXPECT_GT(all.rebuilt, 50);
}

// Whether some seed of a few finds the planted bug, by these words.
void ExpectFound(Planted planted, const std::string& words) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const std::vector<std::string> wrong = Simulation(seed, planted).Run();
    if (wrong.empty()) continue;
    EXPECT_THAT(wrong, Contains(HasSubstr(words)));
    return;
  }
  ADD_FAILURE() << "nothing was found wrong";
}

TEST(SimulationChecks, FindAnOutcomeThatIsRecordedTwice) {
  ExpectFound(Planted::kOutcomeTwice, "twice");
}

TEST(SimulationChecks, FindAnOutcomeThatIsRecordedEarly) {
  ExpectFound(Planted::kOutcomeEarly, "early");
}

TEST(SimulationChecks, FindAnOutcomeAtTheWrongInstant) {
  ExpectFound(Planted::kWrongInstant, "wrong instant");
}

TEST(SimulationChecks, FindAReminderThatIsGivenTwice) {
  ExpectFound(Planted::kReminderTwice, "reminded twice");
}

TEST(SimulationChecks, FindAReminderAtNight) {
  ExpectFound(Planted::kReminderAtNight, "reminded at night");
}

TEST(SimulationChecks, FindAFactThatIsLost) {
  ExpectFound(Planted::kLostFact, "answered, yet not there");
}

TEST(SimulationChecks, FindARequestThatIsDoneTwice) {
  ExpectFound(Planted::kDoubleSubmit, "a retry");
}

TEST(SimulationChecks, FindARowThatIsNotOfTheLog) {
  ExpectFound(Planted::kWrongRow, "differs");
}

TEST(SimulationChecks, FindAnOutcomeThatIsMissed) {
  ExpectFound(Planted::kWatchAsleep, "missed");
}

}  // namespace
}  // namespace driehoek
