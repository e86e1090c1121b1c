#include "services/writer.h"

#include <memory>
#include <optional>
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
#include "domain/rejections.h"
#include "eventstore/memory_event_store.h"
#include "gtest/gtest.h"
#include "services/founding.h"
#include "tests/kit/procedures.h"
#include "tests/services/forwarding_store.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {
namespace {

// What came of a request; to look before it came is a failure.
class Answer {
 public:
  bool has_come() const { return has_come_; }
  const absl::StatusOr<v1::SubmitResponse>& operator*() const {
    EXPECT_TRUE(has_come_) << "not answered";
    return given_;
  }
  const absl::StatusOr<v1::SubmitResponse>* operator->() const {
    return &**this;
  }

  void Come(const absl::StatusOr<v1::SubmitResponse>& given) {
    ASSERT_FALSE(has_come_) << "answered twice";
    has_come_ = true;
    given_ = given;
  }

 private:
  bool has_come_ = false;
  absl::StatusOr<v1::SubmitResponse> given_ =
      absl::UnknownError("not answered");
};

// Fails or refuses commits when told to; else the log in memory.
class FailingStore final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  void FailCommits(absl::Status status) { failure_ = std::move(status); }

  std::unique_ptr<AppendBatch> Begin(absl::Time now) override {
    return std::make_unique<Batch>(ForwardingStore::Begin(now), failure_);
  }

 private:
  class Batch final : public AppendBatch {
   public:
    Batch(std::unique_ptr<AppendBatch> batch, const absl::Status& failure)
        : batch_(std::move(batch)), failure_(failure) {}

    absl::StatusOr<AppendAnswer> Add(AppendRequest request) override {
      return batch_->Add(std::move(request));
    }
    absl::StatusOr<std::optional<Appended>> FindRequest(
        const std::string& request_id, const Hash32& content) const override {
      return batch_->FindRequest(request_id, content);
    }
    const std::vector<RecordedEvent>& events() const override {
      return batch_->events();
    }
    absl::Status Commit() override {
      return failure_.ok() ? batch_->Commit() : failure_;
    }

   private:
    const std::unique_ptr<AppendBatch> batch_;
    const absl::Status& failure_;
  };

  absl::Status failure_;
};

// A writer on a log in memory, with everyone of Voorbeeldstad in it.
class WriterTest : public testing::Test {
 protected:
  void SetUp() override { Begin({}); }

  // Starts again on an own log.
  void Begin(WriterOptions options) {
    writer_.reset();
    store_ = std::make_unique<FailingStore>(
        NewMemoryEventStore(Voorbeeldstad::Identity()));
    ASSERT_TRUE(
        FoundIfNew(Voorbeeldstad::FoundingIfNew(), *store_, clock_.Now()).ok());
    Restart({});
    const Answer& everyone = Ask(Voorbeeldstad(4).Everything());
    AnswerAll();
    ASSERT_TRUE(everyone->ok()) << everyone->status();
    Restart(std::move(options));
  }

  // Another writer on the same log.
  void Restart(WriterOptions options) {
    absl::StatusOr<std::unique_ptr<Writer>> writer =
        Writer::Create(std::move(options), *store_, clock_);
    ASSERT_TRUE(writer.ok()) << writer.status();
    writer_ = *std::move(writer);
  }

  // The answer is filled in when it comes.
  const Answer& Ask(Submission submission) {
    answers_.push_back(std::make_unique<Answer>());
    Answer* const answer = answers_.back().get();
    writer_->Submit(std::move(submission),
                    [answer](const absl::StatusOr<v1::SubmitResponse>& given) {
                      answer->Come(given);
                    });
    return *answer;
  }

  // A teacher holds the meeting that opens a case on placement N.
  const Answer& AskMeeting(const std::string& request_id, int placement) {
    return Ask(Meeting(request_id, placement));
  }
  static Submission Meeting(const std::string& request_id, int placement) {
    return Voorbeeldstad::Ask(
        request_id, v1::ROLE_TEACHER, "docent",
        {absl::StrCat(R"(hold_triangular_meeting {
                           placement_id: "@placement:stage-)",
                      placement,
                      R"(" outcome: MEETING_OUTCOME_NO_DECOUPLING })")});
  }
  const Answer& AskPerson(const std::string& request_id,
                          const std::string& name) {
    return Ask(Voorbeeldstad::Ask(
        request_id, v1::ROLE_ADMINISTRATOR, "beheer",
        {absl::StrCat(R"(register_person { reference: "nieuw" name: ")", name,
                      R"(" })")}));
  }

  void AnswerAll() {
    bool busy = true;
    while (busy) {
      const absl::StatusOr<bool> wrote = writer_->Step();
      ASSERT_TRUE(wrote.ok()) << wrote.status();
      const bool loaded = writer_->LoadStep();
      const bool answered = writer_->AnswerStep();
      busy = *wrote || loaded || answered;
    }
  }

  // Everything is loaded and waits for one Step that decides it all.
  void LoadAll() {
    ASSERT_TRUE(writer_->Step().ok());
    while (writer_->LoadStep()) {
    }
  }

  ManualClock clock_{StartOf(absl::CivilDay(2026, 9, 7)) + absl::Hours(9)};
  std::unique_ptr<FailingStore> store_;
  std::unique_ptr<Writer> writer_;
  std::vector<std::unique_ptr<Answer>> answers_;
};

TEST_F(WriterTest, AnswersWithThePositionAndTheIdsThatCameOfIt) {
  const Position before = store_->head();
  const Answer& answer = AskMeeting("meeting", 1);
  AnswerAll();
  ASSERT_TRUE(answer->ok()) << answer->status();
  EXPECT_GT((*answer)->position(), before);
  EXPECT_EQ((*answer)->position(), store_->head());
  ASSERT_EQ((*answer)->ids_size(), 1);
  EXPECT_NE((*answer)->ids(0), "");
  EXPECT_NE((*answer)->case_ids(0), "");
  EXPECT_FALSE((*answer)->repeated_request());
}

TEST_F(WriterTest, LetsExactlyOneWinOfTwoThatExcludeEachOther) {
  const Answer& first = AskMeeting("first", 1);
  const Answer& second = AskMeeting("second", 1);
  LoadAll();
  AnswerAll();
  ASSERT_TRUE(first->ok()) << first->status();
  EXPECT_EQ(ReasonOf(second->status()), "CASE_ALREADY_OPEN");
  EXPECT_EQ(store_->head(), (*first)->position());
}

TEST_F(WriterTest, DecidesALaterCommandOfABatchOnWhatAnEarlierOneDid) {
  const Answer& first = AskPerson("first", "Nel Nieuwproef");
  const Answer& same = AskPerson("same", "Nel Nieuwproef");
  const Answer& other = AskPerson("other", "Nel Andersproef");
  LoadAll();
  AnswerAll();
  ASSERT_TRUE(first->ok() && same->ok() && other->ok());
  EXPECT_EQ((*same)->position(), (*first)->position()) << "adds nothing";
  EXPECT_EQ((*other)->position(), (*first)->position() + 1);
}

TEST_F(WriterTest, GivesARetryTheFirstAnswer) {
  const Answer& first = AskMeeting("meeting", 1);
  AnswerAll();
  const Position head = store_->head();
  const Answer& retry = AskMeeting("meeting", 1);
  AnswerAll();
  ASSERT_TRUE(retry->ok()) << retry->status();
  v1::SubmitResponse expected = **first;
  expected.set_repeated_request(true);
  EXPECT_EQ((*retry)->SerializeAsString(), expected.SerializeAsString());
  EXPECT_EQ(store_->head(), head);
}

TEST_F(WriterTest, GivesARetryTheFirstAnswerAfterARestartAndLaterChanges) {
  const Answer& first = AskMeeting("meeting", 1);
  AnswerAll();
  AskMeeting("another", 2);
  AnswerAll();
  clock_.Advance(absl::Hours(48));
  Restart({});
  const Answer& retry = AskMeeting("meeting", 1);
  AnswerAll();
  ASSERT_TRUE(retry->ok()) << retry->status();
  EXPECT_EQ((*retry)->position(), (*first)->position());
  EXPECT_EQ((*retry)->ids(0), (*first)->ids(0));
  EXPECT_EQ((*retry)->case_ids(0), (*first)->case_ids(0));
}

TEST_F(WriterTest, WarnsTheFirstTimeAndAgainOnARetry_G5) {
  std::string of_case;
  std::string candidacy;
  const auto ask = [&](const std::string& request_id, v1::Role role,
                       const std::string& person,
                       const std::string& command) -> const Answer& {
    const Answer& answer = Ask(Voorbeeldstad::Ask(
        request_id, role, person,
        {absl::StrReplaceAll(
            command, {{"$case", of_case}, {"$candidacy", candidacy}})}));
    AnswerAll();
    EXPECT_TRUE(answer->ok()) << request_id << ": " << answer->status();
    return answer;
  };
  of_case = (*ask("1", v1::ROLE_TEACHER, "docent", R"(hold_triangular_meeting {
      placement_id: "@placement:stage-1"
      outcome: MEETING_OUTCOME_ADVICE_TO_DECOUPLE })"))
                ->case_ids(0);
  ask("2", v1::ROLE_TEACHER, "docent",
      R"(notify_programme_manager { case_id: "$case" })");
  ask("2a", v1::ROLE_TEACHER, "docent", R"(record_deviation {
      case_id: "$case"
      deviation: DEVIATION_KIND_MEETING_NOT_FITTING
      why: DEVIATION_REASON_MEETING_NOT_FITTING
      argument: "Verzonnen."
      consulted: ROLE_PROGRAMME_MANAGER })");
  ask("3", v1::ROLE_DEPUTY_HEAD, "plv",
      R"(discuss_with_deputy_head { case_id: "$case" })");
  ask("4", v1::ROLE_DEPUTY_HEAD, "plv",
      R"(rule_decoupling { case_id: "$case" ruling: RULING_DECOUPLE })");
  candidacy = (*ask("5", v1::ROLE_TRAINER_MANAGER, "opleiders",
                    R"(propose_candidate { case_id: "$case"
                         candidate_id: "@person:kandidaat-1"
                         practice_id: "@practice:praktijk" })"))
                  ->ids(0);
  ask("6", v1::ROLE_TRAINER, "kandidaat-1",
      R"(state_candidate_suitability { case_id: "$case" suitable: true })");
  ask("7", v1::ROLE_TRAINER, "kandidaat-1",
      R"(hold_introduction_meeting { case_id: "$case" })");
  ask("8", v1::ROLE_TRAINER, "kandidaat-1",
      R"(give_pairing_answer { case_id: "$case" accepts: true })");
  ask("9", v1::ROLE_RESIDENT, "aios-1",
      R"(give_pairing_answer { case_id: "$case" accepts: true })");
  const std::string confirm = R"(confirm_pairing { case_id: "$case"
      candidacy_id: "$candidacy" trainer_id: "@person:kandidaat-1"
      starts_on { year: 2026 month: 9 day: 14 }
      ends_on { year: 2027 month: 2 day: 28 } })";
  const Answer& first =
      ask("confirm", v1::ROLE_TRAINER_MANAGER, "opleiders", confirm);
  ASSERT_EQ((*first)->warnings_size(), 1);
  EXPECT_EQ((*first)->warnings(0).rule(), "G-5");
  // Also when the evaluation was held in the meantime.
  ask("10", v1::ROLE_TEACHER, "docent",
      R"(hold_resident_evaluation { case_id: "$case" })");
  const Answer& retry =
      ask("confirm", v1::ROLE_TRAINER_MANAGER, "opleiders", confirm);
  EXPECT_TRUE((*retry)->repeated_request());
  ASSERT_EQ((*retry)->warnings_size(), 1);
  EXPECT_EQ((*retry)->warnings(0).ShortDebugString(),
            (*first)->warnings(0).ShortDebugString());
}

// "nieuw" is known without a role; merged, it is the teacher.
constexpr char kMerge[] =
    R"(merge_persons { person_id: "@person:nieuw"
                       duplicate_id: "@person:docent" reason: "Verzonnen." })";
constexpr char kUnmerge[] =
    R"(unmerge_persons { person_id: "@person:nieuw"
                         duplicate_id: "@person:docent" reason: "Toch niet." })";

class MergingTest : public WriterTest {
 protected:
  void SetUp() override {
    WriterTest::SetUp();
    AskPerson("person", "Nina Nieuwproef");
    AnswerAll();
  }

  const Answer& AskKeeper(const std::string& request_id,
                          const std::string& command) {
    return Ask(Voorbeeldstad::Ask(request_id, v1::ROLE_ADMINISTRATOR, "beheer",
                                  {command}));
  }
  // The meeting, held by "nieuw".
  const Answer& AskMerged(const std::string& request_id, int placement) {
    Submission meeting = Meeting(request_id, placement);
    meeting.actor = Voorbeeldstad::Actor(v1::ROLE_TEACHER, "nieuw");
    return Ask(std::move(meeting));
  }
  std::string Reason(const Answer& answer) {
    return answer->ok() ? "" : ReasonOf(answer->status());
  }
};

TEST_F(MergingTest, CountsFromTheCommandThatMergesOnAndAfterARestart) {
  // What was before the start is not looked through: it may have been there.
  const Position at_the_start = writer_->last_change_of_people();
  const Answer& before = AskMerged("before", 1);
  AnswerAll();
  EXPECT_EQ(Reason(before), "ROLE_NOT_HELD");
  const Answer& merged = AskKeeper("merge", kMerge);
  AnswerAll();
  ASSERT_TRUE(merged->ok()) << merged->status();
  EXPECT_LT(at_the_start, (*merged)->position());
  EXPECT_EQ(writer_->last_change_of_people(), (*merged)->position());
  const Answer& after = AskMerged("after", 1);
  AnswerAll();
  EXPECT_TRUE(after->ok()) << after->status();
  EXPECT_EQ(writer_->last_change_of_people(), (*merged)->position())
      << "a meeting changes nobody";
  Restart({});
  EXPECT_GE(writer_->last_change_of_people(), (*merged)->position());
  const Answer& restarted = AskMerged("restarted", 2);
  AnswerAll();
  EXPECT_TRUE(restarted->ok()) << restarted->status();
  AskKeeper("unmerge", kUnmerge);
  AnswerAll();
  const Answer& apart = AskMerged("apart", 3);
  AnswerAll();
  EXPECT_EQ(Reason(apart), "ROLE_NOT_HELD");
}

TEST_F(MergingTest, CountsForWhatCameInBeforeItAndIsDecidedAfterIt) {
  // One batch: the meeting looks at more histories than it did at the door.
  const Answer& merged = AskKeeper("merge", kMerge);
  const Answer& meeting = AskMerged("meeting", 1);
  LoadAll();
  AnswerAll();
  EXPECT_TRUE(merged->ok()) << merged->status();
  EXPECT_TRUE(meeting->ok()) << meeting->status();
}

TEST_F(MergingTest, IsNothingWhenItsBatchWasNotWritten) {
  store_->FailCommits(absl::ResourceExhaustedError("nearly full"));
  const Answer& merged = AskKeeper("merge", kMerge);
  AnswerAll();
  EXPECT_EQ(Reason(merged), "DISK_NEARLY_FULL");
  store_->FailCommits(absl::OkStatus());
  const Answer& meeting = AskMerged("meeting", 1);
  AnswerAll();
  EXPECT_EQ(Reason(meeting), "ROLE_NOT_HELD");
}

TEST_F(MergingTest, LeavesARetryTheAnswerOfTheFirstTime) {
  AskKeeper("merge", kMerge);
  AnswerAll();
  const Answer& first = AskMerged("meeting", 1);
  AnswerAll();
  ASSERT_TRUE(first->ok()) << first->status();
  AskKeeper("unmerge", kUnmerge);
  AnswerAll();
  const Answer& retry = AskMerged("meeting", 1);
  AnswerAll();
  ASSERT_TRUE(retry->ok()) << retry->status();
  EXPECT_TRUE((*retry)->repeated_request());
  EXPECT_EQ((*retry)->ids(0), (*first)->ids(0));
  EXPECT_EQ((*retry)->case_ids(0), (*first)->case_ids(0));
}

TEST_F(WriterTest, MakesOtherThingsOfARequestIdThatWasForgotten) {
  const Answer& first = AskMeeting("meeting", 1);
  AnswerAll();
  clock_.Advance(kRequestIdsKept + absl::Hours(24));
  AskMeeting("in between", 2);  // A commit forgets what is old.
  AnswerAll();
  const Answer& second = AskMeeting("meeting", 3);
  AnswerAll();
  ASSERT_TRUE(second->ok()) << second->status();
  EXPECT_FALSE((*second)->repeated_request());
  EXPECT_NE((*second)->case_ids(0), (*first)->case_ids(0));
  EXPECT_NE((*second)->ids(0), (*first)->ids(0));
}

TEST_F(WriterTest, KeepsTheRequestIdsOfTheServerForTheServer) {
  const Position head = store_->head();
  const Answer& answer = AskMeeting("driehoek/outcome/case/31/1", 1);
  AnswerAll();
  EXPECT_EQ(ReasonOf(answer->status()), "MALFORMED_REQUEST");
  EXPECT_EQ(store_->head(), head);
}

TEST_F(WriterTest, GivesARetryInTheSameBatchTheFirstAnswer) {
  const Answer& first = AskMeeting("meeting", 1);
  const Answer& retry = AskMeeting("meeting", 1);
  LoadAll();
  AnswerAll();
  ASSERT_TRUE(first->ok() && retry->ok());
  EXPECT_EQ((*retry)->ids(0), (*first)->ids(0));
  EXPECT_NE((*retry)->repeated_request(), (*first)->repeated_request());
}

TEST_F(WriterTest, RefusesARequestIdThatWasUsedForOtherContent) {
  AskPerson("one", "Nel Nieuwproef");
  const Answer& other = AskPerson("one", "Nel Andersproef");
  AnswerAll();
  EXPECT_EQ(other->status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(other->status()), "REQUEST_ID_REUSED");
}

TEST_F(WriterTest, RefusesAtTheDoorWhatIsNotWellFormed) {
  Submission nothing = Meeting("x", 1);
  nothing.commands.clear();
  EXPECT_EQ(ReasonOf(Ask(nothing)->status()), "MALFORMED_REQUEST");
  EXPECT_EQ(ReasonOf(AskMeeting("", 1)->status()), "MALFORMED_REQUEST");
  EXPECT_EQ(ReasonOf(AskMeeting(std::string(129, 'x'), 1)->status()),
            "MALFORMED_REQUEST");
  EXPECT_EQ(ReasonOf(AskMeeting("a\nb", 1)->status()), "MALFORMED_REQUEST");
  EXPECT_TRUE(writer_->idle());
}

TEST_F(WriterTest, RefusesAtTheDoorWhenTooManyWait) {
  Begin({.queue_submissions = 2});
  AskMeeting("1", 1);
  AskMeeting("2", 2);
  const Answer& third = AskMeeting("3", 3);
  ASSERT_TRUE(third.has_come());
  EXPECT_EQ(ReasonOf(third->status()), "QUEUE_FULL");
  AnswerAll();
  const Answer& again = AskMeeting("3", 3);
  AnswerAll();
  EXPECT_TRUE(again->ok()) << again->status();
}

TEST_F(WriterTest, RefusesAtTheDoorWhenTooMuchWaits) {
  Begin({.queue_bytes = 10});
  const Answer& alone = AskMeeting("1", 1);
  EXPECT_EQ(ReasonOf(AskMeeting("2", 2)->status()), "QUEUE_FULL");
  AnswerAll();
  EXPECT_TRUE(alone->ok()) << "one is always taken";
}

TEST_F(WriterTest, DecidesAllTheSameWithoutRoomForAnyState) {
  Begin({.state_cache_bytes = 0, .ring_events = 1});
  std::vector<const Answer*> answers;
  for (int i = 1; i <= 4; ++i) {
    answers.push_back(&AskMeeting(absl::StrCat("meeting-", i), i));
  }
  AnswerAll();
  for (const Answer* const answer : answers) {
    ASSERT_TRUE((*answer)->ok()) << (*answer)->status();
  }
  const Answer& again = AskMeeting("again", 1);
  AnswerAll();
  EXPECT_EQ(ReasonOf(again->status()), "CASE_ALREADY_OPEN");
}

TEST_F(WriterTest, LoadsAgainWhatWasOvertakenWhileItWasLoaded) {
  // One event of memory: what is loaded before two events is too old.
  Begin({.state_cache_bytes = 0, .ring_events = 1});
  const Answer& slow = AskMeeting("slow", 1);
  LoadAll();
  const Answer& fast = AskMeeting("fast", 1);
  ASSERT_TRUE(writer_->Step().ok());
  AnswerAll();
  EXPECT_NE(slow->ok(), fast->ok()) << "one of the two opens the case";
}

TEST_F(WriterTest, BoundsABatchInEventsAndDecidesTheRestInTheNext) {
  Begin({.batch_events = 2});
  AskPerson("1", "Een Proef");
  AskPerson("2", "Twee Proef");
  AskPerson("3", "Drie Proef");
  LoadAll();
  const Position before = store_->head();
  ASSERT_TRUE(writer_->Step().ok());
  EXPECT_EQ(store_->head(), before + 2);
  ASSERT_TRUE(writer_->Step().ok());
  EXPECT_EQ(store_->head(), before + 3);
}

TEST_F(WriterTest, AnswersRejectionsOnlyWhenTheirBatchIsDurable) {
  const Answer& good = AskMeeting("good", 1);
  const Answer& refused = AskMeeting("refused", 1);
  LoadAll();
  EXPECT_FALSE(refused.has_come());
  store_->FailCommits(absl::UnavailableError("no disk"));
  EXPECT_FALSE(writer_->Step().ok());
  writer_->AnswerStep();
  EXPECT_EQ(ReasonOf(good->status()), "OUTCOME_UNKNOWN");
  EXPECT_EQ(ReasonOf(refused->status()), "OUTCOME_UNKNOWN");
}

TEST_F(WriterTest, StopsForGoodWhenACommitFails) {
  const Answer& in_batch = AskMeeting("in batch", 1);
  LoadAll();
  store_->FailCommits(absl::UnavailableError("no disk"));
  EXPECT_EQ(writer_->Step().status().code(), absl::StatusCode::kUnavailable);
  const Answer& later = AskMeeting("later", 2);
  EXPECT_EQ(ReasonOf(later->status()), "STORE_FAILED");
  writer_->AnswerStep();
  EXPECT_EQ(ReasonOf(in_batch->status()), "OUTCOME_UNKNOWN");
  EXPECT_EQ(in_batch->status().code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(writer_->idle());
}

TEST_F(WriterTest, GoesOnAsIfNothingWasAskedWhenTheDiskIsNearlyFull) {
  const Position before = store_->head();
  const Answer& full = AskMeeting("full", 1);
  LoadAll();
  store_->FailCommits(absl::ResourceExhaustedError("nearly full"));
  AnswerAll();
  EXPECT_EQ(ReasonOf(full->status()), "DISK_NEARLY_FULL");
  EXPECT_EQ(store_->head(), before);
  store_->FailCommits(absl::OkStatus());
  const Answer& again = AskMeeting("full", 1);
  AnswerAll();
  ASSERT_TRUE(again->ok()) << again->status();
  EXPECT_FALSE((*again)->repeated_request());
}

TEST_F(WriterTest, FinishesWhatWaitsWhenItDrainsAndTakesNoMore) {
  const Answer& waiting = AskMeeting("waiting", 1);
  writer_->Drain();
  EXPECT_EQ(ReasonOf(AskMeeting("late", 2)->status()), "DRAINING");
  EXPECT_FALSE(writer_->idle());
  AnswerAll();
  EXPECT_TRUE(waiting->ok());
  EXPECT_TRUE(writer_->idle());
}

TEST_F(WriterTest, KnowsAProcedureFromTheCommandThatPublishesItOn) {
  EXPECT_EQ(writer_->catalogue()->all().size(), 1U);
  const auto publish = [](const std::string& request_id) {
    Submission submission =
        Voorbeeldstad::Ask(request_id, v1::ROLE_ADMINISTRATOR, "beheer", {});
    submission.commands.emplace_back()
        .mutable_publish_procedure()
        ->set_textproto(TextOf(kOtherFile));
    return submission;
  };
  const Answer& first = Ask(publish("first"));
  const Answer& same = Ask(publish("same"));
  LoadAll();
  AnswerAll();
  ASSERT_TRUE(first->ok()) << first->status();
  ASSERT_TRUE(same->ok()) << "seen in the same batch: " << same->status();
  EXPECT_EQ((*same)->position(), (*first)->position());
  EXPECT_EQ(writer_->catalogue()->all().size(), 2U);
  Restart({});
  EXPECT_EQ(writer_->catalogue()->all().size(), 2U);
}

class OutcomeTest : public WriterTest {
 protected:
  void SetUp() override {
    WriterTest::SetUp();
    const Answer& meeting = AskMeeting("meeting", 1);
    AnswerAll();
    ASSERT_TRUE(meeting->ok()) << meeting->status();
    case_id_ = (*meeting)->case_ids(0);
    held_at_ = (*meeting)->position();
  }

  const Answer& AskOutcome(const std::string& request_id, Position derived_at) {
    Submission submission;
    submission.request_id = request_id;
    submission.actor.set_role(v1::ROLE_SYSTEM);
    v1::RecordOutcome& outcome =
        *submission.commands.emplace_back().mutable_record_outcome();
    outcome.mutable_obligation()->set_case_id(case_id_);
    outcome.mutable_obligation()->set_key("T-01");
    outcome.mutable_obligation()->set_created_by(held_at_);
    outcome.set_outcome(v1::OUTCOME_KIND_BREACH);
    outcome.mutable_due_on()->set_year(2026);
    outcome.mutable_due_on()->set_month(9);
    outcome.mutable_due_on()->set_day(14);
    outcome.mutable_owner()->set_role(v1::ROLE_TEACHER);
    outcome.set_source_position(derived_at);
    return Ask(std::move(submission));
  }
  Submission CheckUp() const {
    return Voorbeeldstad::Ask(
        "check-up", v1::ROLE_TEACHER, "docent",
        {absl::StrCat(R"(hold_trainer_check_up { case_id: ")", case_id_,
                      R"(" })")});
  }

  std::string case_id_;
  Position held_at_ = 0;
};

TEST_F(OutcomeTest, IsTakenOnceForTheSameRow) {
  const Answer& first = AskOutcome("first", held_at_);
  const Answer& second = AskOutcome("second", held_at_);
  AnswerAll();
  EXPECT_TRUE(first->ok()) << first->status();
  EXPECT_EQ(second->status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(second->status()), "MOVED_ON");
}

TEST_F(OutcomeTest, IsRefusedWhenSomethingCameToTheCaseInTheSameBatch) {
  const Answer& check_up = Ask(CheckUp());
  LoadAll();
  const Answer& outcome = AskOutcome("outcome", held_at_);
  ASSERT_TRUE(writer_->Step().ok());
  AnswerAll();
  EXPECT_TRUE(check_up->ok()) << check_up->status();
  EXPECT_EQ(ReasonOf(outcome->status()), "MOVED_ON");
}

TEST_F(OutcomeTest, IsRefusedWhenSomethingCameToTheCaseBefore) {
  Ask(CheckUp());
  AnswerAll();
  const Answer& outcome = AskOutcome("outcome", held_at_);
  AnswerAll();
  EXPECT_EQ(ReasonOf(outcome->status()), "MOVED_ON");
}

}  // namespace
}  // namespace driehoek
