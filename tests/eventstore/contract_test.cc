// What event_store.h promises, asked of both logs.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "eventstore/event_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/eventstore/store_fixture.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Query OfTag(const Tag& tag) { return Query::AnyOf({{{}, {tag}}}); }

Query OfType(EventType type) { return Query::AnyOf({{{type}, {}}}); }

class EventStoreContract : public StoreTest {
 protected:
  // Whether a request with this condition is accepted; appends nothing.
  std::vector<Position> ConflictsOf(Query query, Position after) {
    const auto batch = store().Begin(now_);
    AppendRequest request = Request("asked-only", {{Closed("c-9"), {other_}}});
    request.condition = Condition{std::move(query), after};
    const auto answer = batch->Add(std::move(request));
    EXPECT_TRUE(answer.ok()) << answer.status();
    if (!answer.ok() || std::holds_alternative<Appended>(*answer)) return {};
    return std::get<ConditionFailed>(*answer).conflicts;
  }

  absl::StatusCode RefusalOf(AppendRequest request) {
    const auto batch = store().Begin(now_);
    const auto answer = batch->Add(std::move(request));
    EXPECT_THAT(batch->events(), IsEmpty());
    EXPECT_TRUE(batch->Commit().ok());
    return answer.status().code();
  }

  const Tag case_ = CaseTag("c-1");
  const Tag trainer_ = TrainerTag("t-1");
  const Tag other_ = CaseTag("c-other");
};

INSTANTIATE_TEST_SUITE_P(Each, EventStoreContract,
                         ::testing::Values(StoreKind::kMemory,
                                           StoreKind::kRocksDb,
                                           StoreKind::kSealed),
                         [](const auto& kind) { return NameOf(kind.param); });

// --- Appending ---------------------------------------------------------------

TEST_P(EventStoreContract, StartsEmpty) {
  EXPECT_EQ(store().head(), 0u);
  EXPECT_EQ(store().tree_head().size, 0u);
  EXPECT_EQ(store().tree_head().root, Sha256({}));
  EXPECT_EQ(*store().TagHead(case_), 0u);
  EXPECT_THAT(PositionsOf(Query::All()), IsEmpty());
  EXPECT_THAT(PositionsOf(OfTag(case_)), IsEmpty());
  EXPECT_EQ(store().identity().log_id, FixtureIdentity().log_id);
}

TEST_P(EventStoreContract, GivesBackWhatWasAppended) {
  AppendRequest request =
      Request("r-1", {{Ruled("een zin"), {trainer_, case_}}});
  request.actor.set_on_behalf_of("p-10");
  request.actor.set_on_behalf_of_role(v1::ROLE_TRAINER);
  request.actor.set_channel(v1::CHANNEL_PHONE);
  AppendOne(std::move(request));

  const auto reader = store().Read(Query::All(), {});
  const std::vector<RecordedEvent> events = DrainEvents(**reader);
  ASSERT_THAT(events, SizeIs(1));
  const Envelope& envelope = events[0].envelope;
  EXPECT_EQ(envelope.log_id, FixtureIdentity().log_id);
  EXPECT_EQ(envelope.position, 1u);
  EXPECT_EQ(envelope.event_id.size(), 36u);
  EXPECT_EQ(envelope.type, EventType::kDecouplingRuled);
  EXPECT_EQ(envelope.recorded_at, now_);
  EXPECT_EQ(envelope.actor.person_id(), "p-9");
  EXPECT_EQ(envelope.actor.role(), v1::ROLE_TEACHER);
  EXPECT_EQ(envelope.actor.on_behalf_of(), "p-10");
  EXPECT_EQ(envelope.actor.on_behalf_of_role(), v1::ROLE_TRAINER);
  EXPECT_EQ(envelope.actor.channel(), v1::CHANNEL_PHONE);
  EXPECT_EQ(envelope.request_id, "r-1");
  EXPECT_EQ(envelope.procedure_version, "utrecht-ontkoppeling@2023-03");
  EXPECT_EQ(envelope.key_id.empty(), GetParam() != StoreKind::kSealed);
  ASSERT_THAT(envelope.links, SizeIs(2));
  EXPECT_EQ(envelope.links[0].tag, trainer_) << "sorted by kind";
  EXPECT_EQ(events[0].tag(TagKind::kCase), "c-1");
  EXPECT_EQ(events[0].tag(TagKind::kDocument), "");
  EXPECT_EQ(events[0].event.SerializeAsString(),
            Ruled("een zin").SerializeAsString());
}

TEST_P(EventStoreContract, NumbersEventsWithoutGaps) {
  EXPECT_EQ(Append(Opened("a"), {case_}), 1u);
  const auto batch = store().Begin(now_);
  const auto two = batch->Add(
      Request("two", {{Opened("b"), {case_}}, {Opened("c"), {case_}}}));
  const auto one = batch->Add(Request("one", {{Opened("d"), {other_}}}));
  EXPECT_EQ(std::get<Appended>(*two).first, 2u);
  EXPECT_EQ(std::get<Appended>(*two).last, 3u);
  EXPECT_EQ(std::get<Appended>(*one).first, 4u);
  EXPECT_THAT(batch->events(), SizeIs(3));
  ASSERT_TRUE(batch->Commit().ok());
  EXPECT_EQ(Append(Opened("e"), {case_}), 5u);
  EXPECT_THAT(PositionsOf(Query::All()), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(*store().TagHead(case_), 5u);
  EXPECT_EQ(*store().TagHead(other_), 4u);
}

TEST_P(EventStoreContract, KeepsHistoriesOfEveryKind) {
  for (int kind = 1; kind <= static_cast<int>(TagKind::kLast); ++kind) {
    const Tag tag{static_cast<TagKind>(kind), "x-1"};
    const Position at = Append(Opened(absl::StrCat("r-", kind)), {tag});
    EXPECT_THAT(PositionsOf(OfTag(tag)), ElementsAre(at)) << ToString(tag);
  }
}

TEST_P(EventStoreContract, ShowsNothingBeforeTheCommit) {
  const auto batch = store().Begin(now_);
  ASSERT_TRUE(batch->Add(Request("r", {{Opened("a"), {case_}}})).ok());
  EXPECT_EQ(store().head(), 0u);
  EXPECT_EQ(*store().TagHead(case_), 0u);
  EXPECT_THAT(PositionsOf(Query::All()), IsEmpty());
  ASSERT_TRUE(batch->Commit().ok());
  EXPECT_EQ(store().head(), 1u);
}

TEST_P(EventStoreContract, LeavesNothingOfADroppedBatch) {
  {
    const auto batch = store().Begin(now_);
    ASSERT_TRUE(batch->Add(Request("r", {{Opened("a"), {case_}}})).ok());
  }
  EXPECT_EQ(store().head(), 0u);
  const AppendAnswer again = AppendOne(Request("r", {{Opened("b"), {case_}}}));
  EXPECT_FALSE(std::get<Appended>(again).repeated);
  EXPECT_THAT(PositionsOf(OfTag(case_)), ElementsAre(1));
}

TEST_P(EventStoreContract, CommitsABatchOnceAndInOrder) {
  const auto early = store().Begin(now_);
  ASSERT_TRUE(early->Add(Request("early", {{Opened("a"), {case_}}})).ok());
  Append(Opened("b"), {case_});
  EXPECT_EQ(early->Commit().code(), absl::StatusCode::kFailedPrecondition);
  const auto batch = store().Begin(now_);
  ASSERT_TRUE(batch->Add(Request("r", {{Opened("c"), {case_}}})).ok());
  ASSERT_TRUE(batch->Commit().ok());
  EXPECT_EQ(batch->Commit().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(PositionsOf(Query::All()), ElementsAre(1, 2));
}

TEST_P(EventStoreContract, TellsEachCommitToItsListener) {
  std::vector<Position> heads;
  store().OnCommit([&](Position head) { heads.push_back(head); });
  Append(Opened("a"), {case_});
  AppendMany(3, case_);
  ASSERT_TRUE(store().Begin(now_)->Commit().ok());
  EXPECT_THAT(heads, ElementsAre(1, 4)) << "an empty batch is not a commit";
}

TEST_P(EventStoreContract, NeverLetsRecordedAtDecrease) {
  Append(Opened("a"), {case_});
  now_ -= absl::Hours(2);
  Append(Opened("b"), {case_});
  now_ += absl::Hours(3) + absl::Nanoseconds(1500);
  Append(Opened("c"), {case_});
  const auto reader = store().Read(Query::All(), {});
  const std::vector<RecordedEvent> events = DrainEvents(**reader);
  ASSERT_THAT(events, SizeIs(3));
  EXPECT_EQ(events[0].envelope.recorded_at, FixtureStart());
  EXPECT_EQ(events[1].envelope.recorded_at, FixtureStart());
  EXPECT_EQ(events[2].envelope.recorded_at,
            FixtureStart() + absl::Hours(1) + absl::Microseconds(1));
}

TEST_P(EventStoreContract, ChainsTheEventsOfATag) {
  AppendOne(
      Request("r", {{Opened("a"), {case_, trainer_}}, {Opened("b"), {case_}}}));
  Append(Opened("c"), {other_});
  Append(Opened("d"), {trainer_, case_});
  const auto reader = store().Read(OfTag(case_), {});
  const std::vector<RecordedEvent> events = DrainEvents(**reader);
  ASSERT_THAT(events, SizeIs(3));
  const auto link = [](const RecordedEvent& event, const Tag& tag) {
    for (const TagLink& one : event.envelope.links) {
      if (one.tag == tag) return one;
    }
    return TagLink{tag, 0, {}};
  };
  EXPECT_EQ(link(events[0], case_).sequence, 1u);
  EXPECT_EQ(link(events[0], case_).previous, Hash32{});
  EXPECT_EQ(link(events[1], case_).sequence, 2u);
  EXPECT_EQ(link(events[1], case_).previous, events[0].envelope_hash);
  EXPECT_EQ(link(events[2], case_).sequence, 3u);
  EXPECT_EQ(link(events[2], case_).previous, events[1].envelope_hash);
  EXPECT_EQ(link(events[2], trainer_).sequence, 2u);
  EXPECT_EQ(link(events[2], trainer_).previous, events[0].envelope_hash);
}

TEST_P(EventStoreContract, GivesTheRootOfTheTreeOverAllEnvelopes) {
  Append(Opened("a"), {case_});
  const auto reader = store().Read(Query::All(), {});
  const std::vector<RecordedEvent> first = DrainEvents(**reader);
  EXPECT_EQ(store().tree_head().root, first[0].envelope_hash);
  Append(Opened("b"), {case_});
  const auto both = store().Read(Query::All(), {});
  const std::vector<RecordedEvent> events = DrainEvents(**both);
  EXPECT_EQ(store().tree_head().size, 2u);
  EXPECT_EQ(
      store().tree_head().root,
      Sha256({absl::string_view("\1", 1), BytesOf(events[0].envelope_hash),
              BytesOf(events[1].envelope_hash)}));
}

// --- Conditions --------------------------------------------------------------

TEST_P(EventStoreContract, RefusesWhatCameAfterWhatWasRead) {
  Append(Opened("a"), {case_});
  Append(Opened("b"), {case_});
  EXPECT_THAT(ConflictsOf(OfTag(case_), 0), ElementsAre(1, 2));
  EXPECT_THAT(ConflictsOf(OfTag(case_), 1), ElementsAre(2));
  EXPECT_THAT(ConflictsOf(OfTag(case_), 2), IsEmpty());
  EXPECT_THAT(ConflictsOf(OfTag(other_), 0), IsEmpty());
  EXPECT_EQ(store().head(), 2u);
}

TEST_P(EventStoreContract, TakesItemsAsOr) {
  Append(Opened("a"), {case_});
  Append(Opened("b"), {trainer_});
  Append(Opened("c"), {other_});
  EXPECT_THAT(ConflictsOf(Query::AnyOf({{{}, {case_}}, {{}, {trainer_}}}), 0),
              ElementsAre(1, 2));
}

TEST_P(EventStoreContract, TakesTagsOfAnItemAsAnd) {
  Append(Opened("a"), {case_});
  Append(Opened("b"), {trainer_});
  Append(Opened("c"), {case_, trainer_, other_});
  EXPECT_THAT(ConflictsOf(Query::AnyOf({{{}, {case_, trainer_}}}), 0),
              ElementsAre(3));
  EXPECT_THAT(
      ConflictsOf(Query::AnyOf({{{}, {case_, TrainerTag("t-none")}}}), 0),
      IsEmpty());
}

TEST_P(EventStoreContract, TakesTypesOfAnItemAsOr) {
  Append(Opened("a"), {case_});
  Append(Ruled("b"), {case_});
  Append(Closed("c-1"), {case_});
  EXPECT_THAT(
      ConflictsOf(
          Query::AnyOf(
              {{{EventType::kCaseOpened, EventType::kCaseClosed}, {case_}}}),
          0),
      ElementsAre(1, 3));
  EXPECT_THAT(ConflictsOf(OfType(EventType::kDecouplingRuled), 0),
              ElementsAre(2));
  EXPECT_THAT(ConflictsOf(OfType(EventType::kPersonRegistered), 0), IsEmpty());
}

TEST_P(EventStoreContract, MatchesAllOnlyWhenAsked) {
  Append(Opened("a"), {case_});
  EXPECT_THAT(ConflictsOf(Query::All(), 0), ElementsAre(1));
  EXPECT_THAT(ConflictsOf(Query::All(), 1), IsEmpty());
}

TEST_P(EventStoreContract, NamesAtMostSixteenConflicts) {
  AppendMany(20, case_);
  EXPECT_THAT(
      ConflictsOf(OfTag(case_), 2),
      ElementsAre(3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18));
}

TEST_P(EventStoreContract, SeesEarlierRequestsOfTheSameBatch) {
  Append(Opened("a"), {case_});
  const auto batch = store().Begin(now_);
  ASSERT_TRUE(
      batch->Add(Request("r-1", {{Opened("b"), {case_, trainer_}}})).ok());
  const auto with_condition = [&](const std::string& id, Query query,
                                  Position after) {
    AppendRequest request = Request(id, {{Opened(id), {other_}}});
    request.condition = Condition{std::move(query), after};
    return batch->Add(std::move(request));
  };
  const auto refused = with_condition("r-2", OfTag(case_), 0);
  EXPECT_THAT(std::get<ConditionFailed>(*refused).conflicts, ElementsAre(1, 2));
  const auto by_both = with_condition(
      "r-3", Query::AnyOf({{{EventType::kCaseOpened}, {case_, trainer_}}}), 1);
  EXPECT_THAT(std::get<ConditionFailed>(*by_both).conflicts, ElementsAre(2));
  const auto by_all = with_condition("r-4", Query::All(), 1);
  EXPECT_THAT(std::get<ConditionFailed>(*by_all).conflicts, ElementsAre(2));
  const auto by_type = with_condition("r-5", OfType(EventType::kCaseOpened), 1);
  EXPECT_THAT(std::get<ConditionFailed>(*by_type).conflicts, ElementsAre(2));
  const auto accepted = with_condition("r-6", OfTag(case_), 2);
  EXPECT_EQ(std::get<Appended>(*accepted).first, 3u);
  ASSERT_TRUE(batch->Commit().ok());
  EXPECT_THAT(PositionsOf(Query::All()), ElementsAre(1, 2, 3));
}

TEST_P(EventStoreContract, DoesNotMeasureARequestAgainstItsOwnEvents) {
  AppendRequest request =
      Request("r", {{Opened("a"), {case_}}, {Ruled("b"), {case_}}});
  request.condition = Condition{OfTag(case_), 0};
  const AppendAnswer answer = AppendOne(std::move(request));
  EXPECT_EQ(std::get<Appended>(answer).last, 2u);
}

TEST_P(EventStoreContract, KeepsTheRestOfABatchWhenOneIsRefused) {
  Append(Opened("a"), {case_});
  const auto batch = store().Begin(now_);
  AppendRequest stale = Request("stale", {{Closed("c-1"), {case_}}});
  stale.condition = Condition{OfTag(case_), 0};
  EXPECT_TRUE(
      std::holds_alternative<ConditionFailed>(*batch->Add(std::move(stale))));
  ASSERT_TRUE(batch->Add(Request("r", {{Opened("b"), {other_}}})).ok());
  ASSERT_TRUE(batch->Commit().ok());
  EXPECT_THAT(PositionsOf(OfTag(case_)), ElementsAre(1));
  EXPECT_THAT(PositionsOf(OfTag(other_)), ElementsAre(2));
  // A refusal is not kept: the same request may succeed later.
  AppendRequest again = Request("stale", {{Closed("c-1"), {case_}}});
  again.condition = Condition{OfTag(case_), 1};
  EXPECT_FALSE(std::get<Appended>(AppendOne(std::move(again))).repeated);
}

// --- Request ids -------------------------------------------------------------

TEST_P(EventStoreContract, AnswersARetryAsTheFirstTime) {
  const std::vector<NewEvent> events = {{Opened("a"), {case_}},
                                        {Ruled("b"), {case_}}};
  AppendOne(Request("r", events));
  Append(Opened("c"), {case_});
  AppendRequest retry = Request("r", events);
  retry.condition = Condition{OfTag(case_), 0};  // Does not hold any more.
  const AppendAnswer answer = AppendOne(std::move(retry));
  ASSERT_TRUE(std::holds_alternative<Appended>(answer));
  EXPECT_TRUE(std::get<Appended>(answer).repeated);
  EXPECT_EQ(std::get<Appended>(answer).first, 1u);
  EXPECT_EQ(std::get<Appended>(answer).last, 2u);
  EXPECT_EQ(store().head(), 3u);
}

TEST_P(EventStoreContract, AnswersARetryWithinOneBatch) {
  const auto batch = store().Begin(now_);
  ASSERT_TRUE(batch->Add(Request("r", {{Opened("a"), {case_}}})).ok());
  const auto again = batch->Add(Request("r", {{Opened("a"), {case_}}}));
  EXPECT_TRUE(std::get<Appended>(*again).repeated);
  ASSERT_TRUE(batch->Commit().ok());
  EXPECT_EQ(store().head(), 1u);
}

TEST_P(EventStoreContract, RefusesARequestIdWithOtherContent) {
  AppendOne(Request("r", {{Opened("a"), {case_}}}));
  AppendRequest other = Request("r", {{Opened("b"), {case_}}});
  other.content = Sha256({"other"});
  EXPECT_EQ(RefusalOf(std::move(other)), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(store().head(), 1u);
}

TEST_P(EventStoreContract, FindsARequestBeforeItIsDecided) {
  AppendOne(Request("r", {{Opened("a"), {case_}}}));
  const auto batch = store().Begin(now_);
  ASSERT_TRUE(batch->Add(Request("s", {{Opened("b"), {case_}}})).ok());
  EXPECT_EQ(batch->FindRequest("r", Sha256({"r"}))->value_or(Appended()).last,
            1u);
  EXPECT_EQ(batch->FindRequest("s", Sha256({"s"}))->value_or(Appended()).last,
            2u);
  EXPECT_FALSE(batch->FindRequest("unused", Sha256({"r"}))->has_value());
  EXPECT_EQ(batch->FindRequest("r", Sha256({"s"})).status().code(),
            absl::StatusCode::kAlreadyExists);
}

TEST_P(EventStoreContract, ForgetsRequestIdsAfterThirtyDays) {
  AppendOne(Request("r", {{Opened("a"), {case_}}}));
  now_ += kRequestIdsKept;
  EXPECT_TRUE(
      std::get<Appended>(AppendOne(Request("r", {{Opened("a"), {case_}}})))
          .repeated);
  now_ += absl::Microseconds(1);
  const AppendAnswer anew = AppendOne(Request("r", {{Opened("b"), {case_}}}));
  EXPECT_FALSE(std::get<Appended>(anew).repeated);
  // What is forgotten of the first use does not touch the second.
  Append(Opened("c"), {case_});
  now_ += absl::Hours(24);
  Append(Opened("d"), {case_});
  EXPECT_TRUE(
      std::get<Appended>(AppendOne(Request("r", {{Opened("b"), {case_}}})))
          .repeated);
}

// --- Malformed input ---------------------------------------------------------

TEST_P(EventStoreContract, RefusesMalformedRequestsWithoutResidue) {
  const NewEvent good{Opened("a"), {case_}};
  const auto changed = [&](const std::function<void(AppendRequest&)>& change) {
    AppendRequest request = Request("r", {good});
    change(request);
    return request;
  };
  const std::vector<AppendRequest> malformed = {
      changed([](AppendRequest& r) { r.request_id = ""; }),
      changed([](AppendRequest& r) { r.request_id = std::string(129, 'r'); }),
      changed([](AppendRequest& r) { r.request_id = "r\n"; }),
      changed([](AppendRequest& r) { r.procedure_version = "\xff"; }),
      changed([](AppendRequest& r) { r.actor.set_person_id("p\t1"); }),
      changed([](AppendRequest& r) { r.events.clear(); }),
      changed([](AppendRequest& r) { r.events[0].event = v1::Event(); }),
      changed([](AppendRequest& r) { r.events[0].tags.clear(); }),
      changed([](AppendRequest& r) { r.events[0].tags[0].id = ""; }),
      changed([](AppendRequest& r) { r.events[0].tags[0].id = "Naam"; }),
      changed([](AppendRequest& r) {
        r.events[0].tags[0].id = std::string("c\0x", 3);
      }),
      changed([](AppendRequest& r) {
        r.events[0].tags[0].id = std::string(65, 'c');
      }),
      changed([](AppendRequest& r) {
        r.events[0].tags[0].kind = static_cast<TagKind>(99);
      }),
      changed([](AppendRequest& r) {
        r.events[0].tags.push_back(r.events[0].tags[0]);
      }),
      changed([](AppendRequest& r) {
        r.condition = Condition{Query::AnyOf({}), 0};
      }),
      changed([](AppendRequest& r) {
        r.events[0].event = Ruled(std::string(kMaxEventBytes + 1, 'x'));
      }),
      changed([](AppendRequest& r) {
        const NewEvent large{Ruled(std::string(256 << 10, 'x')),
                             r.events[0].tags};
        r.events.assign(129, large);
      }),
      changed([](AppendRequest& r) {
        r.events.assign(kMaxEventsPerRequest + 1, r.events[0]);
      }),
      // The second event is the bad one: nothing of the first stays.
      changed([](AppendRequest& r) { r.events.push_back({Opened("b"), {}}); }),
  };
  for (size_t i = 0; i < malformed.size(); ++i) {
    EXPECT_EQ(RefusalOf(malformed[i]), absl::StatusCode::kInvalidArgument)
        << "number " << i;
  }
  EXPECT_EQ(store().head(), 0u);
  EXPECT_EQ(*store().TagHead(case_), 0u);
  EXPECT_FALSE(std::get<Appended>(AppendOne(Request("r", {good}))).repeated);
}

TEST_P(EventStoreContract, TakesTwelveTagsAndNotThirteen) {
  std::vector<Tag> tags;
  tags.reserve(kMaxTagsPerEvent);
  for (size_t i = 0; i < kMaxTagsPerEvent; ++i) {
    tags.push_back(PersonTag(absl::StrCat("p-", i)));
  }
  EXPECT_EQ(Append(Opened("a"), tags), 1u);
  EXPECT_THAT(PositionsOf(Query::AnyOf({{{}, tags}})), ElementsAre(1));
  tags.push_back(case_);
  EXPECT_EQ(RefusalOf(Request("r", {{Opened("b"), tags}})),
            absl::StatusCode::kInvalidArgument);
}

TEST_P(EventStoreContract, TakesTheLargestText) {
  const v1::Event largest = Ruled(std::string(256 << 10, 'x'));
  Append(largest, {case_});
  const auto reader = store().Read(OfTag(case_), {});
  const std::vector<RecordedEvent> events = DrainEvents(**reader);
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(events[0].event.SerializeAsString(), largest.SerializeAsString());
}

TEST_P(EventStoreContract, RefusesQueriesThatNameNothing) {
  const std::vector<Query> bad = {
      Query::AnyOf({}),
      Query::AnyOf({QueryItem{}}),
      Query::AnyOf({{{}, {case_}}, QueryItem{}}),
      Query::AnyOf({{{EventType::KIND_NOT_SET}, {}}}),
      Query::AnyOf({{{}, {Tag{TagKind::kCase, "C 1"}}}}),
      Query::AnyOf({{{}, {Tag{static_cast<TagKind>(0), "c-1"}}}}),
      Query::AnyOf(std::vector<QueryItem>(kMaxQueryItems + 1, {{}, {case_}})),
      Query::AnyOf({{{}, std::vector<Tag>(kMaxTagsPerEvent + 1, case_)}}),
  };
  for (size_t i = 0; i < bad.size(); ++i) {
    EXPECT_EQ(store().Read(bad[i], {}).status().code(),
              absl::StatusCode::kInvalidArgument)
        << "number " << i;
    EXPECT_EQ(store().Subscribe(bad[i], 0).status().code(),
              absl::StatusCode::kInvalidArgument)
        << "number " << i;
  }
  EXPECT_EQ(store().TagHead({TagKind::kCase, ""}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

// --- Reading -----------------------------------------------------------------

class EventStoreReads : public EventStoreContract {
 protected:
  // Ten events: 1, 4, 7, 10 of the case, 2, 5, 8 of the trainer, 3, 6, 9 of
  // both; 5 and 6 are rulings, 10 closes.
  EventStoreReads() {
    for (int i = 1; i <= 10; ++i) {
      std::vector<Tag> tags;
      if (i % 3 != 2) tags.push_back(case_);
      if (i % 3 != 1) tags.push_back(trainer_);
      v1::Event event = Opened(absl::StrCat(i));
      if (i == 5 || i == 6) event = Ruled("x");
      if (i == 10) event = Closed("c-1");
      Append(std::move(event), std::move(tags));
    }
  }

  static ReadOptions Backwards() {
    ReadOptions options;
    options.backwards = true;
    return options;
  }
};

INSTANTIATE_TEST_SUITE_P(Each, EventStoreReads,
                         ::testing::Values(StoreKind::kMemory,
                                           StoreKind::kRocksDb,
                                           StoreKind::kSealed),
                         [](const auto& kind) { return NameOf(kind.param); });

TEST_P(EventStoreReads, FollowTheQuery) {
  EXPECT_THAT(PositionsOf(OfTag(case_)), ElementsAre(1, 3, 4, 6, 7, 9, 10));
  EXPECT_THAT(PositionsOf(Query::AnyOf({{{}, {case_, trainer_}}})),
              ElementsAre(3, 6, 9));
  EXPECT_THAT(
      PositionsOf(Query::AnyOf({{{EventType::kDecouplingRuled}, {trainer_}},
                                {{EventType::kCaseClosed}, {}},
                                {{}, {case_, trainer_}}})),
      ElementsAre(3, 5, 6, 9, 10));
  EXPECT_THAT(PositionsOf(OfType(EventType::kDecouplingRuled)),
              ElementsAre(5, 6));
  EXPECT_THAT(PositionsOf(OfTag(other_)), IsEmpty());
}

TEST_P(EventStoreReads, GoBackwardsFromTheNewest) {
  EXPECT_THAT(PositionsOf(Query::All(), Backwards()),
              ElementsAre(10, 9, 8, 7, 6, 5, 4, 3, 2, 1));
  EXPECT_THAT(PositionsOf(OfTag(case_), Backwards()),
              ElementsAre(10, 9, 7, 6, 4, 3, 1));
  EXPECT_THAT(PositionsOf(Query::AnyOf({{{}, {trainer_, case_}},
                                        {{EventType::kCaseClosed}, {}}}),
                          Backwards()),
              ElementsAre(10, 9, 6, 3));
}

TEST_P(EventStoreReads, KeepToTheirRangeAndLimit) {
  ReadOptions options;
  options.after = 3;
  options.until = 9;
  EXPECT_THAT(PositionsOf(OfTag(case_), options), ElementsAre(4, 6, 7, 9));
  EXPECT_THAT(PositionsOf(Query::All(), options),
              ElementsAre(4, 5, 6, 7, 8, 9));
  options.limit = 2;
  EXPECT_THAT(PositionsOf(OfTag(case_), options), ElementsAre(4, 6));
  options.backwards = true;
  EXPECT_THAT(PositionsOf(OfTag(case_), options), ElementsAre(9, 7));
  EXPECT_THAT(PositionsOf(Query::All(), options), ElementsAre(9, 8));
  options.limit = 0;
  EXPECT_THAT(PositionsOf(Query::All(), options), IsEmpty());
}

TEST_P(EventStoreReads, AreEmptyOutsideTheLog) {
  for (const bool backwards : {false, true}) {
    ReadOptions options;
    options.backwards = backwards;
    options.after = 10;
    EXPECT_THAT(PositionsOf(Query::All(), options), IsEmpty());
    options.after = 1000;
    EXPECT_THAT(PositionsOf(OfTag(case_), options), IsEmpty());
    options.after = 6;
    options.until = 5;
    EXPECT_THAT(PositionsOf(OfTag(case_), options), IsEmpty());
    options.until = 5000;
    EXPECT_THAT(PositionsOf(Query::AnyOf({{{}, {case_, trainer_}}}), options),
                ElementsAre(9));
  }
}

TEST_P(EventStoreReads, TellHowFarTheyScanned) {
  ReadOptions options;
  options.limit = 2;
  const auto limited = *store().Read(OfTag(case_), options);
  EXPECT_EQ(limited->scanned_to(), 0u);
  DrainEvents(*limited);
  EXPECT_EQ(limited->scanned_to(), 3u);
  const auto whole = *store().Read(OfTag(trainer_), {});
  DrainEvents(*whole);
  EXPECT_EQ(whole->scanned_to(), 10u) << "past the last match";
  const auto nothing = *store().Read(OfTag(other_), {});
  DrainEvents(*nothing);
  EXPECT_EQ(nothing->scanned_to(), 10u);
  ReadOptions backwards = Backwards();
  backwards.limit = 2;
  const auto page = *store().Read(OfTag(trainer_), backwards);
  EXPECT_EQ(page->scanned_to(), 11u);
  EXPECT_EQ(DrainEvents(*page).back().position(), 8u);
  EXPECT_EQ(page->scanned_to(), 8u);
  const auto rest = *store().Read(OfTag(trainer_), Backwards());
  DrainEvents(*rest);
  EXPECT_EQ(rest->scanned_to(), 1u);
}

TEST_P(EventStoreReads, PageBothWaysWithoutLossOrRepeat) {
  std::vector<Position> seen;
  ReadOptions options;
  options.limit = 3;
  for (int page = 0; page < 4; ++page) {
    const auto reader = *store().Read(OfTag(case_), options);
    for (const auto& event : DrainEvents(*reader)) {
      seen.push_back(event.position());
    }
    options.after = reader->scanned_to();
  }
  EXPECT_THAT(seen, ElementsAre(1, 3, 4, 6, 7, 9, 10));
  seen.clear();
  options = Backwards();
  options.limit = 3;
  for (int page = 0; page < 4; ++page) {
    const auto reader = *store().Read(OfTag(case_), options);
    for (const auto& event : DrainEvents(*reader)) {
      seen.push_back(event.position());
    }
    options.until = reader->scanned_to() - 1;
  }
  EXPECT_THAT(seen, ElementsAre(10, 9, 7, 6, 4, 3, 1));
}

TEST_P(EventStoreReads, StopAtTheHeadTheyStartedAt) {
  const auto all = *store().Read(Query::All(), {});
  const auto tagged = *store().Read(OfTag(case_), {});
  const auto typed = *store().Read(OfType(EventType::kCaseOpened), {});
  ASSERT_EQ(tagged->Next()->value_or(RecordedEvent()).position(), 1u);
  Append(Opened("later"), {case_});
  EXPECT_EQ(DrainEvents(*all).back().position(), 10u);
  EXPECT_EQ(DrainEvents(*tagged).back().position(), 10u);
  EXPECT_EQ(DrainEvents(*typed).back().position(), 9u);
  EXPECT_EQ(PositionsOf(Query::All()).back(), 11u);
}

TEST_P(EventStoreReads, StayAtTheirEnd) {
  const auto reader = *store().Read(OfTag(case_), {});
  DrainEvents(*reader);
  EXPECT_FALSE(reader->Next()->has_value());
  Append(Opened("later"), {case_});
  EXPECT_FALSE(reader->Next()->has_value());
}

// --- Subscriptions -----------------------------------------------------------

std::vector<Position> PositionsIn(const SubscriptionPage& page) {
  std::vector<Position> positions;
  positions.reserve(page.events.size());
  for (const RecordedEvent& event : page.events) {
    positions.push_back(event.position());
  }
  return positions;
}

TEST_P(EventStoreReads, SubscriptionsCatchUpThenFollow) {
  const auto subscription = *store().Subscribe(OfTag(case_), 3);
  SubscriptionPage page = *subscription->Poll(3);
  EXPECT_THAT(PositionsIn(page), ElementsAre(4, 6, 7));
  EXPECT_EQ(page.scanned_to, 7u);
  EXPECT_FALSE(page.caught_up);
  page = *subscription->Poll(3);
  EXPECT_THAT(PositionsIn(page), ElementsAre(9, 10));
  EXPECT_TRUE(page.caught_up);
  page = *subscription->Poll(3);
  EXPECT_THAT(PositionsIn(page), IsEmpty());
  EXPECT_TRUE(page.caught_up);
  Append(Opened("live"), {case_});
  page = *subscription->Poll(3);
  EXPECT_THAT(PositionsIn(page), ElementsAre(11));
  EXPECT_EQ(page.scanned_to, 11u);
  EXPECT_TRUE(page.caught_up);
}

TEST_P(EventStoreReads, SubscriptionsTellHowFarTheyAreWhenNothingMatches) {
  const auto subscription = *store().Subscribe(OfTag(other_), 0);
  SubscriptionPage page = *subscription->Poll(5);
  EXPECT_THAT(page.events, IsEmpty());
  EXPECT_EQ(page.scanned_to, 10u);
  EXPECT_TRUE(page.caught_up);
  Append(Opened("other"), {case_});
  page = *subscription->Poll(5);
  EXPECT_THAT(page.events, IsEmpty());
  EXPECT_EQ(page.scanned_to, 11u);
}

TEST_P(EventStoreReads, SlowSubscriptionsMissNothing) {
  const auto slow = *store().Subscribe(Query::All(), 0);
  std::vector<Position> seen;
  for (int i = 0; i < 20; ++i) {
    Append(Opened("more"), {other_});
    for (const Position position : PositionsIn(*slow->Poll(1))) {
      seen.push_back(position);
    }
  }
  EXPECT_THAT(seen, SizeIs(20));
  while (true) {
    const SubscriptionPage page = *slow->Poll(7);
    for (const Position position : PositionsIn(page)) seen.push_back(position);
    if (page.caught_up) break;
  }
  ASSERT_THAT(seen, SizeIs(30));
  for (size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], i + 1);
}

TEST_P(EventStoreReads, SubscriptionsHoldAFewMegabytesAtMost) {
  for (int i = 0; i < 20; ++i) {
    Append(Ruled(std::string(256 << 10, 'x')), {other_});
  }
  const auto subscription = *store().Subscribe(OfTag(other_), 0);
  const SubscriptionPage page = *subscription->Poll(1000);
  EXPECT_THAT(page.events, SizeIs(8));
  EXPECT_EQ(page.scanned_to, 18u);
  EXPECT_FALSE(page.caught_up);
  EXPECT_EQ(PositionsIn(*subscription->Poll(1)), std::vector<Position>{19});
}

TEST_P(EventStoreReads, SubscriptionsCanBeDroppedAtAnyTime) {
  auto dropped = *store().Subscribe(OfTag(case_), 0);
  const auto kept = *store().Subscribe(OfTag(case_), 0);
  ASSERT_THAT(PositionsIn(*dropped->Poll(1)), ElementsAre(1));
  dropped.reset();
  Append(Opened("later"), {case_});
  EXPECT_THAT(PositionsIn(*kept->Poll(100)),
              ElementsAre(1, 3, 4, 6, 7, 9, 10, 11));
}

TEST_P(EventStoreReads, SubscriptionsFromTheFutureWaitForIt) {
  const auto subscription = *store().Subscribe(Query::All(), 12);
  EXPECT_THAT(PositionsIn(*subscription->Poll(5)), IsEmpty());
  AppendMany(3, other_);
  EXPECT_THAT(PositionsIn(*subscription->Poll(5)), ElementsAre(13));
}

}  // namespace
}  // namespace driehoek
