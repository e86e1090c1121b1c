// What events mean to a decision. The golden samples are of released events:
// one that no longer reads as it did would change history.
#include "domain/case.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/civil.h"
#include "domain/dates.h"
#include "domain/directory.h"
#include "domain/histories.h"
#include "domain/tags.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Sample {
  std::string name;
  v1::Event event;
  std::string wire;
};

std::string SerializedInOrder(const v1::Event& event) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    EXPECT_TRUE(event.SerializeToCodedStream(&coded));
  }
  return bytes;
}

// In the order of the event's numbers.
std::vector<Sample> Samples() {
  std::vector<Sample> samples;
  for (const auto& file :
       std::filesystem::directory_iterator("tests/domain/golden")) {
    Sample& sample = samples.emplace_back();
    sample.name = file.path().stem().string();
    const std::string text = TextOf(file.path().string());
    EXPECT_TRUE(
        google::protobuf::TextFormat::ParseFromString(text, &sample.event))
        << sample.name;
    std::string hex;
    for (absl::string_view line : absl::StrSplit(text, '\n')) {
      if (absl::ConsumePrefix(&line, "# wire: ")) {
        hex.append(line.data(), line.size());
      }
    }
    sample.wire = absl::HexStringToBytes(hex);
  }
  std::sort(samples.begin(), samples.end(),
            [](const Sample& a, const Sample& b) {
              return std::pair(a.event.kind_case(), a.name) <
                     std::pair(b.event.kind_case(), b.name);
            });
  return samples;
}

std::map<Tag, State> Replayed() {
  std::map<Tag, State> states;
  const v1::Actor actor;
  Position position = 0;
  for (const Sample& sample : Samples()) {
    const auto found = states.find(Tag{TagKind::kCase, "case-1"});
    const Case before =
        found == states.end() ? Case() : std::get<Case>(found->second);
    ++position;
    for (const Tag& tag : TagsOf(sample.event, before, "institute-1")) {
      Evolve(states.try_emplace(tag, EmptyState(tag.kind)).first->second,
             Happened{.event = sample.event,
                      .actor = actor,
                      .position = position,
                      .recorded_at = StartOf(absl::CivilDay(2027, 1, 1))});
    }
  }
  return states;
}

template <typename T>
T ReplayedTo(TagKind kind, const std::string& id) {
  const std::map<Tag, State> states = Replayed();
  const auto found = states.find(Tag{kind, id});
  if (found == states.end()) {
    ADD_FAILURE() << "nothing happened to " << id;
    return T();
  }
  return std::get<T>(found->second);
}

TEST(Golden, HasASampleOfEveryEvent) {
  std::set<int> sampled;
  for (const Sample& sample : Samples()) {
    sampled.insert(sample.event.kind_case());
  }
  const google::protobuf::OneofDescriptor* const kinds =
      v1::Event::descriptor()->FindOneofByName("kind");
  for (int i = 0; i < kinds->field_count(); ++i) {
    EXPECT_TRUE(sampled.count(kinds->field(i)->number()) > 0)
        << "no tests/domain/golden/" << kinds->field(i)->name() << ".textproto";
  }
}

TEST(Golden, SetsEveryFieldInOneOfItsSamplesSoThatItsNumberIsKept) {
  std::map<const google::protobuf::Descriptor*, std::set<int>> set;
  for (const Sample& sample : Samples()) {
    const auto* const kind =
        v1::Event::descriptor()->FindFieldByNumber(sample.event.kind_case());
    ASSERT_NE(kind, nullptr) << sample.name;
    const google::protobuf::Message& body =
        sample.event.GetReflection()->GetMessage(sample.event, kind);
    std::vector<const google::protobuf::FieldDescriptor*> fields;
    body.GetReflection()->ListFields(body, &fields);
    for (const auto* const field : fields) {
      set[body.GetDescriptor()].insert(field->number());
    }
  }
  for (const auto& [kind, numbers] : set) {
    EXPECT_EQ(static_cast<int>(numbers.size()), kind->field_count())
        << kind->name();
  }
}

TEST(Golden, ReadsAndWritesTheSameBytesForEver) {
  for (const Sample& sample : Samples()) {
    v1::Event read;
    ASSERT_TRUE(read.ParseFromString(sample.wire)) << sample.name;
    EXPECT_EQ(read.DebugString(), sample.event.DebugString()) << sample.name;
    EXPECT_EQ(absl::BytesToHexString(SerializedInOrder(sample.event)),
              absl::BytesToHexString(sample.wire))
        << sample.name;
  }
}

TEST(Golden, BelongsToOneToTwelveHistories) {
  for (const Sample& sample : Samples()) {
    const std::vector<Tag> tags = TagsOf(sample.event, Case(), "institute-1");
    EXPECT_THAT(tags, testing::Not(IsEmpty())) << sample.name;
    EXPECT_LE(tags.size(), 12u) << sample.name;
    EXPECT_EQ(std::set<Tag>(tags.begin(), tags.end()).size(), tags.size())
        << sample.name;
  }
}

TEST(Evolve, MakesTheCaseOfTheSamples) {
  const Case state = ReplayedTo<Case>(TagKind::kCase, "case-1");
  EXPECT_TRUE(state.exists());
  EXPECT_EQ(state.number, "2026-014");
  EXPECT_EQ(state.procedure, "utrecht-ontkoppeling@2023-03");
  EXPECT_THAT(state.trainer_ids, ElementsAre("trainer-1", "trainer-2"));
  EXPECT_TRUE(state.HasTrainer("trainer-2"));
  EXPECT_FALSE(state.HasTrainer("trainer-3"));
  EXPECT_EQ(state.placement_starts_on, absl::CivilDay(2026, 3, 1));
  EXPECT_EQ(state.placement_ends_on, absl::CivilDay(2027, 2, 28));
  EXPECT_EQ(state.opened_on, absl::CivilDay(2026, 9, 4));

  ASSERT_THAT(state.meetings, SizeIs(2));
  EXPECT_EQ(state.latest_held(), &state.meetings[0]);
  EXPECT_EQ(state.meetings[0].planned_on, absl::CivilDay(2026, 9, 7));
  EXPECT_EQ(state.meetings[0].held_on, absl::CivilDay(2026, 9, 7));
  EXPECT_EQ(state.meetings[0].outcome, v1::MEETING_OUTCOME_ADVICE_TO_DECOUPLE);
  EXPECT_TRUE(state.meetings[1].talk);

  ASSERT_THAT(state.absences, SizeIs(3));
  EXPECT_EQ(state.absences[0].trainer_id, "trainer-1");
  EXPECT_TRUE(state.absences[0].sent_away());
  EXPECT_EQ(state.absences[1].away_id, "away-1");
  EXPECT_EQ(state.absences[1].consulted_on, absl::CivilDay(2026, 10, 1));
  EXPECT_EQ(state.absences[2].from, absl::CivilDay(2026, 10, 8));
  EXPECT_TRUE(state.absences[2].back_on.has_value());
  EXPECT_THAT(state.linked_signals, ElementsAre("signal-1"));
  EXPECT_TRUE(state.intermediary_on.has_value());

  EXPECT_TRUE(state.resolved);
  EXPECT_EQ(state.advised_on, absl::CivilDay(2026, 9, 10));
  EXPECT_EQ(state.notified_on, absl::CivilDay(2026, 9, 11));
  EXPECT_EQ(state.discussed_on, absl::CivilDay(2026, 9, 14));
  EXPECT_TRUE(state.decoupled());
  EXPECT_EQ(state.ruling.value_or(RulingGiven()).effective_on,
            absl::CivilDay(2026, 9, 21));
  // The third was of a pairing before the one that was confirmed.
  EXPECT_THAT(state.checklist_done, SizeIs(2));

  ASSERT_THAT(state.candidates, SizeIs(1));
  EXPECT_EQ(state.candidates[0].trainer_id, "trainer-3");
  EXPECT_TRUE(state.candidates[0].suitable);
  EXPECT_EQ(state.candidates[0].introduction_on, absl::CivilDay(2026, 9, 25));
  EXPECT_EQ(state.candidates[0].resident_accepts, true);
  EXPECT_EQ(state.candidates[0].trainer_accepts, true);
  ASSERT_TRUE(state.new_placement.has_value());
  const NewPlacement new_placement =
      state.new_placement.value_or(NewPlacement());
  EXPECT_EQ(new_placement.trainer_id, "trainer-3");
  EXPECT_EQ(new_placement.starts_on, absl::CivilDay(2026, 10, 13));
  EXPECT_TRUE(new_placement.started);

  ASSERT_THAT(state.reports, SizeIs(1));
  EXPECT_THAT(state.reports[0].part_keys, ElementsAre("advice"));
  ASSERT_THAT(state.reports[0].filed, SizeIs(1));
  EXPECT_EQ(state.reports[0].filed[0].place, "OD");
  EXPECT_EQ(state.reports[0].filed[0].external_location, "kast 3");

  ASSERT_THAT(state.outcomes, SizeIs(2));
  EXPECT_EQ(state.outcomes[0].withdrawn,
            v1::WITHDRAWAL_REASON_REGISTERED_LATER);
  EXPECT_EQ(state.outcomes[1].kind, v1::OUTCOME_KIND_PAST_TARGET);
  EXPECT_EQ(state.outcomes[1].withdrawn, std::nullopt);
  ASSERT_THAT(state.reminders, SizeIs(2));
  EXPECT_EQ(state.reminders[0].kind, v1::OUTCOME_KIND_REMINDER);
  EXPECT_EQ(state.reminders[0].offset_days, 3);
  EXPECT_EQ(state.reminders[1].kind, v1::OUTCOME_KIND_ESCALATION);
  EXPECT_EQ(state.reminders[1].due_on, absl::CivilDay(2026, 10, 1));
  EXPECT_EQ(state.reminders_given, 2);
  EXPECT_TRUE(state.closed());
  EXPECT_EQ(state.result, v1::CASE_RESULT_RE_PAIRED);
}

TEST(Evolve, MakesEveryFactOfTheVocabulary) {
  const Case state = ReplayedTo<Case>(TagKind::kCase, "case-1");
  std::set<int> kinds;
  const auto add = [&kinds](const Subject& subject) {
    for (const Fact& fact : subject.facts) kinds.insert(fact.kind);
  };
  add(state);
  add(ReplayedTo<CohortState>(TagKind::kCohort, "cohort-1"));
  add(ReplayedTo<ProcedureState>(TagKind::kProcedure, "verzonnen-procedure"));
  add(ReplayedTo<PrivacyRequestState>(TagKind::kPrivacyRequest, "request-1"));
  for (int i = 0; i < v1::FactKind_descriptor()->value_count(); ++i) {
    const auto* const value = v1::FactKind_descriptor()->value(i);
    if (value->number() == v1::FACT_KIND_UNSPECIFIED) continue;
    // Only a procedure says what is long: see DueDatesOf.
    if (value->number() == v1::FACT_KIND_LONG_WAITING_ENDED) continue;
    EXPECT_TRUE(kinds.count(value->number()) > 0) << value->name();
  }
}

TEST(Evolve, SaysWhatAFactIsAbout) {
  const Case state = ReplayedTo<Case>(TagKind::kCase, "case-1");
  std::map<int, std::string> about;
  for (const Fact& fact : state.facts) about[fact.kind] = fact.about;
  EXPECT_EQ(about[v1::FACT_KIND_TRIANGULAR_MEETING_HELD], "meeting-1");
  EXPECT_EQ(about[v1::FACT_KIND_TRAINER_CHECK_UP_HELD], "meeting-1");
  EXPECT_EQ(about[v1::FACT_KIND_REPORT_SUBMITTED], "meeting-1");
  EXPECT_EQ(about[v1::FACT_KIND_RESIDENT_EVALUATION_HELD], "evaluation-1");
  EXPECT_EQ(about[v1::FACT_KIND_MANAGER_CONTACT_HELD], "contact-1");
  EXPECT_EQ(about[v1::FACT_KIND_DECOUPLED], "");
}

TEST(Evolve, TakesTheContactForAFactOfEachTrainer_A23) {
  Case state;
  v1::Event event;
  v1::ManagerContactHeld& held = *event.mutable_manager_contact_held();
  held.set_contact_id("contact-1");
  *held.mutable_on() = ToProto(absl::CivilDay(2026, 10, 21));
  const v1::Actor actor;
  for (const char* const trainer : {"trainer-1", "trainer-2"}) {
    held.set_trainer_id(trainer);
    Evolve(state, Happened{.event = event,
                           .actor = actor,
                           .position = state.last_position + 1,
                           .recorded_at = absl::UnixEpoch()});
  }
  ASSERT_THAT(state.facts, SizeIs(2));
  EXPECT_EQ(state.facts[0].trainer_id, "trainer-1");
  EXPECT_EQ(state.facts[1].trainer_id, "trainer-2");
}

TEST(Evolve, CountsFromTheLatestMeetingByDay) {
  constexpr char kEarlierRecordedLater[] =
      R"pb(triangular_meeting_held {
             case_id: "case-1"
             meeting_id: "meeting-0"
             on { year: 2026 month: 9 day: 5 }
           })pb";
  constexpr char kSameDayRecordedLater[] =
      R"pb(triangular_meeting_held {
             case_id: "case-1"
             meeting_id: "meeting-2"
             on { year: 2026 month: 9 day: 7 }
           })pb";
  EXPECT_EQ(
      Scenario()
          .Given(kCaseOpened, kMeetingHeldWithAdvice, kEarlierRecordedLater)
          .CaseAfter()
          .latest_held()
          ->id,
      "meeting-1");
  EXPECT_EQ(Scenario()
                .Given(kCaseOpened, kMeetingHeldWithAdvice,
                       kEarlierRecordedLater, kSameDayRecordedLater)
                .CaseAfter()
                .latest_held()
                ->id,
            "meeting-2");
}

TEST(Evolve, BlocksTheTrainerFromTheRulingToTheContact_G2) {
  EXPECT_FALSE(
      ReplayedTo<TrainerState>(TagKind::kTrainer, "trainer-1").blocked());
  // The samples hold a contact with the first trainer of the duo only.
  EXPECT_THAT(
      ReplayedTo<TrainerState>(TagKind::kTrainer, "trainer-2").blocking_cases(),
      ElementsAre("case-1"));
}

TEST(Evolve, DoesNotBlockForARulingToGoOn_G2) {
  Scenario scenario =
      Scenario().Given(kCaseOpened, R"pb(decoupling_ruled {
                                           case_id: "case-1"
                                           ruling: RULING_CONTINUE
                                           on { year: 2026 month: 9 day: 14 }
                                         })pb");
  EXPECT_FALSE(
      scenario.After<TrainerState>(TagKind::kTrainer, kTrainer).blocked());
}

TEST(Evolve, KnowsThePeopleOfTheSamples) {
  const PersonState person =
      ReplayedTo<PersonState>(TagKind::kPerson, "resident-1");
  EXPECT_EQ(person.name, "Anna Anders");
  EXPECT_EQ(person.email, "anders@voorbeeld.example");
  EXPECT_EQ(person.reference, "aios-017");
  ASSERT_THAT(person.grants, SizeIs(1));
  EXPECT_EQ(person.grants[0].until, absl::CivilDay(2026, 12, 31));
  EXPECT_EQ(person.grants[0].until_as_granted, absl::CivilDay(2027, 2, 28));
  EXPECT_TRUE(person.Holds(v1::ROLE_RESIDENT, absl::CivilDay(2026, 12, 31)));
  EXPECT_FALSE(person.Holds(v1::ROLE_RESIDENT, absl::CivilDay(2027, 1, 1)));
  EXPECT_FALSE(person.Holds(v1::ROLE_RESIDENT, absl::CivilDay(2026, 2, 28)));
  EXPECT_FALSE(person.Holds(v1::ROLE_TEACHER, absl::CivilDay(2026, 10, 1)));
}

TEST(Evolve, KnowsTheInstituteOfTheSamples) {
  const Institute institute =
      ReplayedTo<Institute>(TagKind::kInstitute, "institute-1");
  EXPECT_EQ(institute.id, "institute-1");
  // One, and one that was erased, whose number no other gets.
  EXPECT_EQ(institute.cases_opened.at(2026), 14);
  EXPECT_EQ(FromProto(institute.calendar.at("tkd-1").on()),
            absl::CivilDay(2026, 11, 5));
  const GroupState group = ReplayedTo<GroupState>(TagKind::kGroup, "group-1");
  EXPECT_EQ(group.training_year, 1);
  ASSERT_NE(group.FindSignal("signal-1"), nullptr);
  EXPECT_EQ(group.FindSignal("signal-1")->signalled_by, "resident-1");
  EXPECT_EQ(group.FindSignal("signal-2"), nullptr);
  EXPECT_EQ(ReplayedTo<PracticeState>(TagKind::kPractice, "practice-1").name,
            "Praktijk De Verzonnen Linde");
  const PlacementState placement =
      ReplayedTo<PlacementState>(TagKind::kPlacement, "placement-1");
  EXPECT_THAT(placement.trainer_ids, ElementsAre("trainer-1", "trainer-2"));
  EXPECT_EQ(placement.open_case_id, "");  // Opened and closed.
}

TEST(Histories, GiveTheEmptyStateForWhatIsNotThere) {
  Histories histories;
  const State state = Case();
  histories.Set({TagKind::kCase, "case-1"}, &state);
  EXPECT_EQ(histories.Find({TagKind::kCase, "case-1"}), &state);
  EXPECT_EQ(histories.Find({TagKind::kCase, "case-2"}), nullptr);
  EXPECT_FALSE(histories.Get<Case>(TagKind::kCase, "case-2").exists());
  // Asked for as what it is not.
  EXPECT_FALSE(histories.Get<Institute>(TagKind::kCase, "case-1").exists());
}

TEST(Histories, WeighMoreTheMoreTheyKnow) {
  for (const auto& [tag, state] : Replayed()) {
    const size_t empty = ApproximateBytes(EmptyState(tag.kind));
    EXPECT_GE(ApproximateBytes(state), empty) << ToString(tag);
    // Of who was only merged there is nothing to know.
    const auto* const person = std::get_if<PersonState>(&state);
    if (tag.kind == TagKind::kCase || (person != nullptr && person->exists())) {
      EXPECT_GT(ApproximateBytes(state), empty + 100) << ToString(tag);
    }
  }
}

TEST(Dates, AreDaysThatExist_AS1) {
  const auto date = [](int year, int month, int day) {
    v1::Date made;
    made.set_year(year);
    made.set_month(month);
    made.set_day(day);
    return made;
  };
  EXPECT_TRUE(IsDay(date(2024, 2, 29)));
  EXPECT_TRUE(IsDay(date(1900, 1, 1)));
  EXPECT_TRUE(IsDay(date(2199, 12, 31)));
  EXPECT_FALSE(IsDay(date(2026, 2, 29)));
  EXPECT_FALSE(IsDay(date(2026, 4, 31)));
  EXPECT_FALSE(IsDay(date(2026, 13, 1)));
  EXPECT_FALSE(IsDay(date(2026, 1, 0)));
  EXPECT_FALSE(IsDay(date(1899, 12, 31)));
  EXPECT_FALSE(IsDay(date(2200, 1, 1)));
  EXPECT_FALSE(IsDay(v1::Date()));
  EXPECT_EQ(FromProto(ToProto(absl::CivilDay(2024, 2, 29))),
            absl::CivilDay(2024, 2, 29));
}

}  // namespace
}  // namespace driehoek
