#include "automations/deadline_watch.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/civil.h"
#include "base/clock.h"
#include "domain/dates.h"
#include "domain/subject.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"
#include "tests/projections/projector_fixture.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

// The writer as far as outcomes go: refuses one whose case has moved on, and
// answers a retry as the first time.
class OutcomeSink : public CommandSink {
 public:
  OutcomeSink(WrittenLog& log, const Clock& clock) : log_(log), clock_(clock) {}

  void Submit(Submission submission, SubmissionAnswer answer) override {
    if (turns_away) {
      answer(absl::UnavailableError("full"));
      return;
    }
    waiting.push_back({std::move(submission), std::move(answer)});
    most_waiting = std::max(most_waiting, waiting.size());
  }

  // Takes everything that waits, and answers unless answers are lost.
  void TakeAll(bool lose_answers = false) {
    while (!waiting.empty()) {
      Waiting next = std::move(waiting.front());
      waiting.pop_front();
      const absl::StatusOr<v1::SubmitResponse> answer = Take(next.submission);
      if (!lose_answers) next.answer(answer);
    }
  }

  struct Waiting {
    Submission submission;
    SubmissionAnswer answer;
  };
  std::deque<Waiting> waiting;
  size_t most_waiting = 0;
  bool turns_away = false;
  // A writer that refuses whatever is asked.
  bool refuses_all = false;
  int taken = 0;

 private:
  absl::StatusOr<v1::SubmitResponse> Take(const Submission& submission) {
    ++taken;
    EXPECT_EQ(submission.actor.role(), v1::ROLE_SYSTEM);
    if (refuses_all) return absl::FailedPreconditionError("refused");
    std::vector<v1::Event> events;
    events.reserve(submission.commands.size());
    for (const v1::Command& command : submission.commands) {
      events.push_back(OutcomeIn(command.record_outcome()));
    }
    const absl::StatusOr<Appended> appended = log_.AddOutcomes(
        submission.request_id, clock_.Now(), events,
        submission.commands[0].record_outcome().source_position());
    if (!appended.ok()) return appended.status();
    v1::SubmitResponse response;
    response.set_position(appended->last);
    response.set_repeated_request(appended->repeated);
    return response;
  }

  static v1::Event OutcomeIn(const v1::RecordOutcome& command) {
    v1::Event event;
    if (command.outcome() == v1::OUTCOME_KIND_BREACH) {
      v1::BreachRecorded& breach = *event.mutable_breach_recorded();
      *breach.mutable_obligation() = command.obligation();
      *breach.mutable_due_on() = command.due_on();
      breach.set_breached_at_micros(command.fell_due_at_micros());
    } else if (command.outcome() == v1::OUTCOME_KIND_REMINDER) {
      v1::ReminderRecorded& reminder = *event.mutable_reminder_recorded();
      *reminder.mutable_obligation() = command.obligation();
      *reminder.mutable_due_on() = command.due_on();
      reminder.set_at_micros(command.at_micros());
      reminder.set_offset_days(command.offset_days());
    } else if (command.outcome() == v1::OUTCOME_KIND_ESCALATION) {
      v1::EscalationRecorded& escalation = *event.mutable_escalation_recorded();
      *escalation.mutable_obligation() = command.obligation();
      *escalation.mutable_due_on() = command.due_on();
      escalation.set_at_micros(command.at_micros());
      *escalation.mutable_to() = command.owner();
    } else {
      v1::PastTargetRecorded& past = *event.mutable_past_target_recorded();
      *past.mutable_obligation() = command.obligation();
      *past.mutable_due_on() = command.due_on();
      past.set_past_at_micros(command.fell_due_at_micros());
    }
    return event;
  }

  WrittenLog& log_;
  const Clock& clock_;
};

class DeadlineWatchTest : public SeenLog {
 protected:
  explicit DeadlineWatchTest(
      const std::string& procedure = TextOfUtrechtWithoutReminders())
      : SeenLog(procedure) {
    NewWatch();
  }

  void NewWatch(size_t in_flight = 256, bool trust_clock = false) {
    DeadlineWatchOptions options;
    options.in_flight = in_flight;
    options.trust_clock = trust_clock;
    options.wake = [this] { ++woken_; };
    watch_ = NewDeadlineWatch(std::move(options), clock_, *projector_, sink_);
  }

  // What a process loses when it is killed.
  void Restart() {
    watch_.reset();
    sink_.waiting.clear();
    projector_ = OpenOn(*rows_, log_.store());
    NewWatch();
  }

  DeadlineWatch::Progress Step() {
    const absl::StatusOr<DeadlineWatch::Progress> progress = watch_->Step();
    EXPECT_TRUE(progress.ok()) << progress.status();
    return progress.value_or(DeadlineWatch::Progress());
  }

  // Until nothing is left to do at this time.
  DeadlineWatch::Progress RunUntilIdle() {
    for (int round = 0; round < 1000; ++round) {
      Look();
      const DeadlineWatch::Progress progress = Step();
      sink_.TakeAll();
      if (progress.idle || progress.doubt != ClockDoubt::kNone) return progress;
    }
    ADD_FAILURE() << "never idle";
    return {};
  }

  // "T-01 of case-1 2026-09-14", of everything recorded.
  std::vector<std::string> Outcomes() {
    std::vector<std::string> outcomes;
    const auto reader =
        log_.store()
            .Read(Query::AnyOf({{.types = {v1::Event::kBreachRecorded,
                                           v1::Event::kPastTargetRecorded},
                                 .tags = {}}}),
                  {})
            .value();
    while (std::optional<RecordedEvent> event = reader->Next().value()) {
      const v1::Event& what = event->event;
      const auto add = [&](const auto& outcome, int64_t micros) {
        outcomes.push_back(absl::StrCat(outcome.obligation().key(), " of ",
                                        SubjectKeyOf(outcome.obligation()), " ",
                                        IsoDay(FromProto(outcome.due_on()))));
        EXPECT_EQ(absl::FromUnixMicros(micros),
                  StartOf(FromProto(outcome.due_on()) + 1));
        EXPECT_GE(event->envelope.recorded_at, absl::FromUnixMicros(micros));
      };
      if (what.has_breach_recorded()) {
        add(what.breach_recorded(),
            what.breach_recorded().breached_at_micros());
      } else {
        add(what.past_target_recorded(),
            what.past_target_recorded().past_at_micros());
      }
    }
    return outcomes;
  }

  void SubmitReportOf(int number, int day_recorded, const std::string& on) {
    log_.Tell(number, Told{day_recorded,
                           absl::StrCat(R"pb(report_submitted {
                                               case_id: "case-$"
                                               document_id: "d1-$"
                                               report: "D-1"
                                               about_id: "meeting-$" on)pb",
                                        on, " }")});
  }

  ManualClock clock_{TenOn(0)};
  OutcomeSink sink_{log_, clock_};
  std::unique_ptr<DeadlineWatch> watch_;
  int woken_ = 0;
};

TEST_F(DeadlineWatchTest, RecordsWhatFellDueAtTheStartOfTheNextDay_AS4) {
  Tell(1, 2);
  clock_.AdvanceTo(StartOf(kMonday + 8) - absl::Microseconds(1));
  EXPECT_EQ(RunUntilIdle().next, StartOf(kMonday + 8));
  EXPECT_THAT(Outcomes(), IsEmpty());
  clock_.AdvanceTo(StartOf(kMonday + 8));
  EXPECT_EQ(RunUntilIdle().next, absl::InfiniteFuture());
  EXPECT_THAT(Outcomes(), UnorderedElementsAre("T-01 of case-1 2026-09-14",
                                               "T-05 of case-1 2026-09-14"));
  EXPECT_EQ(watch_->recorded(), 2u);
  EXPECT_EQ(views().open_due(), 0u);
}

constexpr char kCohort[] = R"pb(cohort_registered {
                                  cohort_id: "cohort-1"
                                  reference: "2026-1"
                                  training_year: 1 starts_on @10 ends_on @300
                                })pb";

TEST_F(DeadlineWatchTest, RecordsWhatFellDueOfACohort_T27) {
  Tell(1, 2);
  Add(0, kCohort);
  clock_.AdvanceTo(StartOf(kMonday + 11));
  RunUntilIdle();
  EXPECT_THAT(Outcomes(),
              UnorderedElementsAre("T-01 of case-1 2026-09-14",
                                   "T-05 of case-1 2026-09-14",
                                   "T-27 of cohort:cohort-1 2026-09-17"));
  EXPECT_EQ(views().open_due(), 0u);
}

TEST_F(DeadlineWatchTest, RecordsNothingOfACohortThatHadItInTime_T27) {
  Add(0, kCohort);
  clock_.AdvanceTo(TenOn(11));
  Step();
  ASSERT_THAT(sink_.waiting, SizeIs(1));
  log_.Tell(1, Told{11, R"pb(procedure_handed_out {
                               cohort_id: "cohort-1"
                               procedure_key: "utrecht-ontkoppeling" on @9
                               all: true
                             })pb"});
  sink_.TakeAll();  // Refused: the cohort has moved on.
  RunUntilIdle();
  EXPECT_THAT(Outcomes(), IsEmpty());
}

TEST_F(DeadlineWatchTest, RunTwiceAddsNothing) {
  Tell(1, 2);
  clock_.AdvanceTo(TenOn(20));
  RunUntilIdle();
  const Position head = log_.store().head();
  RunUntilIdle();
  Restart();
  RunUntilIdle();
  EXPECT_EQ(log_.store().head(), head);
}

TEST_F(DeadlineWatchTest, CatchesUpAfterDowntimeWithTheTrueInstants_AS4) {
  for (int number = 1; number <= 40; ++number) Tell(number, 2);
  clock_.AdvanceTo(TenOn(200));
  Restart();
  RunUntilIdle();
  const std::vector<std::string> outcomes = Outcomes();
  EXPECT_THAT(outcomes, SizeIs(80));
  EXPECT_THAT(std::set<std::string>(outcomes.begin(), outcomes.end()),
              SizeIs(80));
}

TEST_F(DeadlineWatchTest, RecordsOnceWhateverIsLostInAKill) {
  for (int number = 1; number <= 3; ++number) Tell(number, 2);
  clock_.AdvanceTo(TenOn(20));
  // Killed before the writer took it.
  Step();
  EXPECT_THAT(sink_.waiting, SizeIs(3));
  Restart();
  EXPECT_THAT(Outcomes(), IsEmpty());
  // Killed after it was durable, before the answer and the views.
  Step();
  sink_.TakeAll(/*lose_answers=*/true);
  EXPECT_THAT(Outcomes(), SizeIs(6));
  Restart();
  // The views are behind still: it asks the same again, and gets the same.
  Step();
  EXPECT_THAT(sink_.waiting, SizeIs(3));
  sink_.TakeAll();
  EXPECT_EQ(watch_->recorded(), 0u);
  RunUntilIdle();
  EXPECT_THAT(Outcomes(), SizeIs(6));
}

TEST_F(DeadlineWatchTest, RecordsNothingWhenTheFactCameFirst_AS6) {
  Tell(1, 3);
  clock_.AdvanceTo(TenOn(8));
  Step();  // Asks for the breach of T-01.
  ASSERT_THAT(sink_.waiting, SizeIs(1));
  SubmitReportOf(1, 8, "@5");
  sink_.TakeAll();  // Refused: the case has moved on.
  RunUntilIdle();
  EXPECT_THAT(Outcomes(), IsEmpty());
  EXPECT_EQ(watch_->recorded(), 0u);
}

TEST_F(DeadlineWatchTest, RecordsLaterWhatFallsDueLaterInTheSameCase) {
  Tell(1, 2);
  // A second meeting, three days later.
  log_.Tell(1, Told{3, R"pb(triangular_meeting_held {
                              case_id: "case-1"
                              meeting_id: "again-1" on @3
                              outcome: MEETING_OUTCOME_FOLLOW_UP
                            })pb"});
  clock_.AdvanceTo(StartOf(kMonday + 8));
  EXPECT_EQ(RunUntilIdle().next, StartOf(kMonday + 11));
  clock_.AdvanceTo(StartOf(kMonday + 11));
  RunUntilIdle();
  EXPECT_THAT(Outcomes(), ElementsAre("T-01 of case-1 2026-09-14",
                                      "T-01 of case-1 2026-09-17",
                                      "T-05 of case-1 2026-09-17"));
}

TEST_F(DeadlineWatchTest, AsksAgainWhenTheCaseMovedButTheRowDidNot) {
  Tell(1, 3);
  clock_.AdvanceTo(TenOn(8));
  Step();
  ASSERT_THAT(sink_.waiting, SizeIs(1));
  log_.Tell(1, Told{8, R"pb(programme_manager_notified {
                              case_id: "case-1" on @8
                            })pb"});
  sink_.TakeAll();
  EXPECT_THAT(Outcomes(), IsEmpty());
  RunUntilIdle();
  EXPECT_THAT(Outcomes(), ElementsAre("T-01 of case-1 2026-09-14"));
}

TEST_F(DeadlineWatchTest, FollowsARowThatMoved_T06) {
  Tell(1, 22);
  clock_.AdvanceTo(TenOn(18));
  Look();
  log_.Tell(1, Told{18, R"pb(new_placement_start_moved {
                               case_id: "case-1"
                               new_placement_id: "placement-new-1" on
                               @18 starts_on @20
                             })pb"});
  Look();
  clock_.AdvanceTo(TenOn(20));
  RunUntilIdle();
  // The day before the new start; not two weeks after the decoupling.
  EXPECT_THAT(Outcomes(), ElementsAre("T-06 of case-1 2026-09-26"));
  // Moved to later: the next due date is another one, and falls due itself.
  log_.Tell(1, Told{20, R"pb(new_placement_start_moved {
                               case_id: "case-1"
                               new_placement_id: "placement-new-1" on
                               @20 starts_on @90
                             })pb"});
  clock_.AdvanceTo(TenOn(27));
  RunUntilIdle();
  EXPECT_THAT(Outcomes(), ElementsAre("T-06 of case-1 2026-09-26",
                                      "T-06 of case-1 2026-10-03",
                                      "T-19 of case-1 2026-10-03"));
}

TEST_F(DeadlineWatchTest, HasABoundedNumberUnderWay) {
  for (int number = 1; number <= 20; ++number) Tell(number, 2);
  NewWatch(/*in_flight=*/8);
  clock_.AdvanceTo(TenOn(8));
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(Step().idle);
  EXPECT_THAT(sink_.waiting, SizeIs(4));  // Of two outcomes each.
  RunUntilIdle();
  EXPECT_EQ(sink_.most_waiting, 4u);
  EXPECT_EQ(sink_.taken, 20);  // Each case once.
  EXPECT_THAT(Outcomes(), SizeIs(40));
}

TEST_F(DeadlineWatchTest, WaitsForTheViewsBeforeItLooksAgain) {
  Tell(1, 2);
  clock_.AdvanceTo(TenOn(8));
  Step();
  sink_.TakeAll();
  // Recorded and answered; the views do not show it yet.
  const size_t taken = static_cast<size_t>(sink_.taken);
  EXPECT_FALSE(Step().idle);
  EXPECT_THAT(sink_.waiting, IsEmpty());
  Look();
  EXPECT_TRUE(Step().idle);
  EXPECT_EQ(static_cast<size_t>(sink_.taken), taken);
}

TEST_F(DeadlineWatchTest, DoesNotInsistOnWhatIsRefused) {
  Tell(1, 2);
  clock_.AdvanceTo(TenOn(8));
  sink_.refuses_all = true;
  RunUntilIdle();
  const int taken = sink_.taken;
  EXPECT_EQ(taken, 1);
  // Other cases move; this one does not.
  Tell(2, 1);
  RunUntilIdle();
  EXPECT_EQ(sink_.taken, taken);
  // Once its case moves, it is asked again.
  sink_.refuses_all = false;
  log_.Tell(1, Told{8, R"pb(programme_manager_notified {
                              case_id: "case-1" on @8
                            })pb"});
  RunUntilIdle();
  EXPECT_THAT(Outcomes(), SizeIs(2));
}

TEST_F(DeadlineWatchTest, TriesAgainWhenTheWriterIsFull) {
  Tell(1, 2);
  clock_.AdvanceTo(TenOn(8));
  sink_.turns_away = true;
  const DeadlineWatch::Progress progress = Step();
  EXPECT_FALSE(progress.idle);
  EXPECT_EQ(progress.next, TenOn(8) + absl::Seconds(1));
  EXPECT_EQ(woken_, 0);
  sink_.turns_away = false;
  RunUntilIdle();
  EXPECT_THAT(Outcomes(), SizeIs(2));
  EXPECT_EQ(woken_, 1);
}

TEST_F(DeadlineWatchTest, HoldsOutcomesWhenTheClockJumps_AS2) {
  Tell(1, 2);
  EXPECT_EQ(RunUntilIdle().doubt, ClockDoubt::kNone);
  clock_.Jump(TenOn(30));
  EXPECT_EQ(Step().doubt, ClockDoubt::kJumped);
  EXPECT_THAT(sink_.waiting, IsEmpty());
  // Still, when it has jumped back.
  clock_.Jump(TenOn(0));
  EXPECT_EQ(Step().doubt, ClockDoubt::kJumped);
  clock_.Jump(TenOn(30));
  watch_->ConfirmClock();
  RunUntilIdle();
  EXPECT_THAT(Outcomes(), SizeIs(2));
}

TEST_F(DeadlineWatchTest, HoldsOutcomesUntilTheClockIsSynchronized_AS2) {
  Tell(1, 2);
  clock_.AdvanceTo(TenOn(8));
  clock_.SetSynchronized(false);
  NewWatch();
  EXPECT_EQ(watch_->doubt(), ClockDoubt::kUnsynchronized);
  const DeadlineWatch::Progress held = Step();
  EXPECT_EQ(held.doubt, ClockDoubt::kUnsynchronized);
  EXPECT_LE(held.next, clock_.Now() + absl::Minutes(1)) << "asks again";
  EXPECT_THAT(sink_.waiting, IsEmpty());
  // The jump that sets it right is no reason for doubt.
  clock_.Jump(TenOn(9));
  clock_.SetSynchronized(true);
  EXPECT_EQ(Step().doubt, ClockDoubt::kNone);
  RunUntilIdle();
  EXPECT_THAT(Outcomes(), SizeIs(2));
}

TEST_F(DeadlineWatchTest, RecordsWhenAnOperatorConfirmsAnUnsynchronizedClock) {
  Tell(1, 2);
  clock_.AdvanceTo(TenOn(8));
  clock_.SetSynchronized(false);
  NewWatch();
  Step();
  watch_->ConfirmClock();
  RunUntilIdle();
  EXPECT_EQ(watch_->doubt(), ClockDoubt::kNone);
  EXPECT_THAT(Outcomes(), SizeIs(2));
}

TEST_F(DeadlineWatchTest, TrustsAnUnsynchronizedClockWhenToldTo) {
  Tell(1, 2);
  clock_.AdvanceTo(TenOn(8));
  clock_.SetSynchronized(false);
  NewWatch(/*in_flight=*/256, /*trust_clock=*/true);
  EXPECT_EQ(RunUntilIdle().doubt, ClockDoubt::kNone);
  EXPECT_THAT(Outcomes(), SizeIs(2));
}

TEST_F(DeadlineWatchTest, TrustsARunningClockThatLosesItsSource) {
  Tell(1, 2);
  clock_.SetSynchronized(false);
  clock_.AdvanceTo(TenOn(8));
  EXPECT_EQ(RunUntilIdle().doubt, ClockDoubt::kNone);
  EXPECT_THAT(Outcomes(), SizeIs(2));
}

TEST_F(DeadlineWatchTest, BearsSmallCorrectionsOfTheClock) {
  Tell(1, 2);
  clock_.AdvanceTo(TenOn(8));
  clock_.Jump(TenOn(8) + absl::Minutes(9));
  EXPECT_EQ(Step().doubt, ClockDoubt::kNone);
  EXPECT_THAT(sink_.waiting, SizeIs(1));
}

TEST_F(DeadlineWatchTest, CanGoBeforeItsAnswersCome) {
  Tell(1, 2);
  clock_.AdvanceTo(TenOn(8));
  Step();
  watch_.reset();
  sink_.TakeAll();
  EXPECT_THAT(Outcomes(), SizeIs(2));
}

TEST_F(DeadlineWatchTest, IsNotHeldUpByWhatIsRefusedForGood) {
  Tell(1, 2);
  NewWatch(/*in_flight=*/2);
  clock_.AdvanceTo(TenOn(8));
  sink_.refuses_all = true;
  RunUntilIdle();
  sink_.refuses_all = false;
  // Behind two outcomes that nobody takes.
  log_.Tell(2, {{8, DecouplingStory()[0].event},
                {8, R"pb(triangular_meeting_held {
                           case_id: "case-$"
                           meeting_id: "meeting-$" on @5
                           outcome: MEETING_OUTCOME_FOLLOW_UP
                         })pb"}});
  EXPECT_EQ(RunUntilIdle().next, StartOf(kMonday + 13));
  clock_.AdvanceTo(TenOn(13));
  RunUntilIdle();
  EXPECT_THAT(Outcomes(), SizeIs(2));
}

class RemindingWatch : public DeadlineWatchTest {
 protected:
  RemindingWatch() : DeadlineWatchTest(TextOf(kUtrechtFile)) {}

  // "T-01 -3 2026-09-11 08:00" and "T-01 up 2026-09-21 08:00".
  std::vector<std::string> Reminders() {
    std::vector<std::string> reminders;
    const auto reader =
        log_.store()
            .Read(Query::AnyOf({{.types = {v1::Event::kReminderRecorded,
                                           v1::Event::kEscalationRecorded},
                                 .tags = {}}}),
                  {})
            .value();
    const auto add = [&](const auto& told, const std::string& what) {
      reminders.push_back(
          absl::StrCat(told.obligation().key(), " ", what, " ",
                       absl::FormatTime("%Y-%m-%d %H:%M",
                                        absl::FromUnixMicros(told.at_micros()),
                                        Amsterdam())));
    };
    while (std::optional<RecordedEvent> event = reader->Next().value()) {
      if (event->event.has_reminder_recorded()) {
        add(event->event.reminder_recorded(),
            absl::StrCat(event->event.reminder_recorded().offset_days()));
      } else {
        add(event->event.escalation_recorded(), "up");
      }
    }
    return reminders;
  }

  // As a manual clock does: from one instant to the next.
  void VisitEachInstantUntil(absl::Time end) {
    while (true) {
      const absl::Time next = RunUntilIdle().next;
      if (next > end) break;
      clock_.AdvanceTo(next);
    }
    clock_.AdvanceTo(end);
    RunUntilIdle();
  }
};

TEST_F(RemindingWatch, RecordsEachAtItsInstant_T01) {
  Tell(1, 2);
  VisitEachInstantUntil(TenOn(16));
  EXPECT_THAT(
      Reminders(),
      ElementsAre("T-01 -3 2026-09-11 08:00", "T-01 0 2026-09-14 08:00",
                  "T-05 0 2026-09-14 08:00", "T-01 1 2026-09-15 08:00",
                  "T-01 up 2026-09-21 08:00", "T-01 8 2026-09-22 08:00"));
  EXPECT_THAT(Outcomes(), SizeIs(2));
  EXPECT_EQ(watch_->recorded(), 2u);
  EXPECT_EQ(watch_->reminders(), 6u);
  EXPECT_EQ(views().open_due(), 0u);
}

TEST_F(RemindingWatch, RecordsOnceWhateverIsLostInAKill) {
  Tell(1, 2);
  clock_.AdvanceTo(TenOn(4));
  // Killed before the writer took it; and after, before the answer.
  Step();
  Restart();
  EXPECT_THAT(Reminders(), IsEmpty());
  Step();
  sink_.TakeAll(/*lose_answers=*/true);
  EXPECT_THAT(Reminders(), SizeIs(1));
  Restart();
  RunUntilIdle();
  const Position head = log_.store().head();
  Restart();
  RunUntilIdle();
  EXPECT_EQ(log_.store().head(), head);
  EXPECT_THAT(Reminders(), ElementsAre("T-01 -3 2026-09-11 08:00"));
}

TEST_F(RemindingWatch, RemindsOnceAfterADowntimeOfMonths_T01) {
  Tell(1, 2);
  clock_.AdvanceTo(TenOn(100));
  Restart();
  EXPECT_EQ(RunUntilIdle().next, StartOf(kMonday + 106) + absl::Hours(8));
  EXPECT_THAT(Reminders(),
              ElementsAre("T-01 -3 2026-09-11 08:00", "T-05 0 2026-09-14 08:00",
                          "T-01 up 2026-09-21 08:00"));
  EXPECT_THAT(Outcomes(), UnorderedElementsAre("T-01 of case-1 2026-09-14",
                                               "T-05 of case-1 2026-09-14"));
}

TEST_F(RemindingWatch, DoesNotRemindOfWhatWasDoneMeanwhile_T01) {
  Tell(1, 3);
  clock_.AdvanceTo(TenOn(4));
  Step();  // Asks for the reminder of T-01.
  ASSERT_THAT(sink_.waiting, SizeIs(1));
  SubmitReportOf(1, 4, "@4");
  sink_.TakeAll();  // Refused: the case has moved on.
  RunUntilIdle();
  EXPECT_THAT(Reminders(), IsEmpty());
  EXPECT_EQ(watch_->reminders(), 0u);
}

}  // namespace
}  // namespace driehoek
