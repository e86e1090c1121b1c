#include "services/signals.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/sha256.h"
#include "base/tag.h"
#include "eventstore/memory_event_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {
namespace {

absl::StatusOr<Surroundings> NoParties(const std::string&) {
  return Surroundings();
}

using ::testing::ElementsAreArray;

class Signals : public testing::Test {
 protected:
  Signals() {
    v1::Event founded;
    founded.mutable_institute_founded()->set_institute_id("institute-1");
    founded.mutable_institute_founded()->set_name("Opleiding van de proef");
    Append({{founded, {{TagKind::kInstitute, "institute-1"}}}});
    teacher_.person_id = "teacher-1";
    teacher_.role = v1::ROLE_TEACHER;
  }

  void Append(std::vector<NewEvent> events) {
    const std::unique_ptr<AppendBatch> batch = store_->Begin(absl::UnixEpoch());
    AppendRequest request;
    request.request_id = absl::StrCat("request-", store_->head());
    request.content = Sha256({request.request_id});
    request.actor.set_person_id("teacher-1");
    request.actor.set_role(v1::ROLE_TEACHER);
    request.events = std::move(events);
    ASSERT_TRUE(batch->Add(std::move(request)).ok());
    ASSERT_TRUE(batch->Commit().ok());
  }

  static NewEvent Signalled(const std::string& signal_id,
                            const std::string& group_id,
                            const std::string& by = "resident-1") {
    v1::Event event;
    v1::DiscontentSignalled& signalled = *event.mutable_discontent_signalled();
    signalled.set_signal_id(signal_id);
    signalled.set_placement_id("placement-1");
    signalled.set_group_id(group_id);
    signalled.set_signalled_by(by);
    return {event, {{TagKind::kPerson, by}, {TagKind::kGroup, group_id}}};
  }

  static NewEvent Clarified(const std::string& signal_id,
                            const std::string& group_id,
                            const std::string& by = "resident-1") {
    v1::Event event;
    v1::PerspectivesClarified& clarified =
        *event.mutable_perspectives_clarified();
    clarified.set_signal_id(signal_id);
    clarified.set_group_id(group_id);
    clarified.mutable_on()->set_year(2026);
    clarified.set_resident_heard(true);
    clarified.set_signalled_by(by);
    return {event, {{TagKind::kGroup, group_id}, {TagKind::kPerson, by}}};
  }

  void Teaches(const std::string& group_id) {
    v1::RoleHeld& held = teacher_.grants.emplace_back();
    held.set_role(v1::ROLE_TEACHER);
    held.mutable_scope()->set_group_id(group_id);
  }

  Page<v1::Signal> Read(size_t page_size, const std::string& token = "") {
    return ReadSignals(teacher_, *store_, &NoParties, store_->head(), page_size,
                       token)
        .value();
  }

  std::vector<std::string> AllPages(size_t page_size) {
    std::vector<std::string> ids;
    std::string token;
    do {
      const Page<v1::Signal> page = Read(page_size, token);
      EXPECT_LE(page.rows.size(), page_size);
      for (const v1::Signal& signal : page.rows) {
        ids.push_back(signal.signal_id());
      }
      token = page.next_page_token;
    } while (!token.empty());
    return ids;
  }

  std::unique_ptr<EventStore> store_ =
      NewMemoryEventStore(Voorbeeldstad::Identity());
  Caller teacher_;
};

TEST_F(Signals, ComeOfEveryGroupThatATeacherHas_S1) {
  std::vector<std::string> newest_first;
  const int groups = 2 * static_cast<int>(kMaxQueryItems) + 5;
  for (int i = 1; i <= groups; ++i) {
    const std::string id = absl::StrCat(i);
    Teaches(id);
    // In two of the queries at once: of the group, and by the teacher.
    Append({Signalled(id, id, i % 3 == 0 ? "teacher-1" : "resident-1")});
    newest_first.insert(newest_first.begin(), id);
  }
  Append({Signalled("another", "another-group")});
  EXPECT_THAT(AllPages(10), ElementsAreArray(newest_first));
  EXPECT_THAT(AllPages(1000), ElementsAreArray(newest_first));
}

TEST_F(Signals, StayWhereTheyAreWhenANewOneComesBetweenTwoPages) {
  Teaches("group-1");
  for (const char* const id : {"1", "2", "3", "4"}) {
    Append({Signalled(id, "group-1")});
  }
  const Page<v1::Signal> first = Read(2);
  Append({Signalled("5", "group-1")});
  const Page<v1::Signal> second = Read(2, first.next_page_token);
  ASSERT_EQ(second.rows.size(), 2u);
  EXPECT_EQ(second.rows[0].signal_id(), "2");
  EXPECT_EQ(second.rows[1].signal_id(), "1");
  EXPECT_EQ(second.next_page_token, "");
}

TEST_F(Signals, AreClarifiedOnEveryPage_S2) {
  Teaches("group-1");
  for (const char* const id : {"1", "2", "3"}) {
    Append({Signalled(id, "group-1")});
  }
  Append({Clarified("1", "group-1")});
  const Page<v1::Signal> first = Read(2);
  EXPECT_FALSE(first.rows[1].has_clarified_on());
  const Page<v1::Signal> second = Read(2, first.next_page_token);
  ASSERT_EQ(second.rows.size(), 1u);
  EXPECT_EQ(second.rows[0].clarified_on().year(), 2026);
  EXPECT_TRUE(second.rows[0].resident_heard());
}

TEST_F(Signals, AreClarifiedForWhoeverSignalledToo_S2) {
  Append({Signalled("1", "group-1")});
  Append({Clarified("1", "group-1")});
  Caller resident;
  resident.person_id = "resident-1";
  resident.role = v1::ROLE_RESIDENT;
  resident.grants.emplace_back().set_role(v1::ROLE_RESIDENT);
  const Page<v1::Signal> own =
      ReadSignals(resident, *store_, &NoParties, store_->head(), 10, "")
          .value();
  ASSERT_EQ(own.rows.size(), 1u);
  EXPECT_TRUE(own.rows[0].has_clarified_on());
  EXPECT_TRUE(own.rows[0].resident_heard());
  resident.person_id = "resident-2";
  EXPECT_EQ(ReadSignals(resident, *store_, &NoParties, store_->head(), 10, "")
                .value()
                .rows.size(),
            0u);
}

TEST_F(Signals, OfMoreThanIsLookedAtForAPageComeOnTheNext) {
  Teaches("group-1");
  constexpr size_t kMany = 10'005;
  std::vector<NewEvent> events;
  events.reserve(kMany);
  for (size_t i = 0; i < kMany; ++i) {
    events.push_back(Signalled(absl::StrCat(i), "group-1"));
  }
  Append(std::move(events));
  const Page<v1::Signal> first = Read(kMany);
  EXPECT_EQ(first.rows.size(), 10'000u);
  const Page<v1::Signal> second = Read(kMany, first.next_page_token);
  ASSERT_EQ(second.rows.size(), 5u);
  EXPECT_EQ(second.rows.back().signal_id(), "0");
}

TEST_F(Signals, AreOfNoPageWithATokenThatNoPageGave) {
  for (const char* const token : {"0", "-1", "x"}) {
    EXPECT_EQ(
        ReadSignals(teacher_, *store_, &NoParties, store_->head(), 10, token)
            .status()
            .code(),
        absl::StatusCode::kInvalidArgument)
        << token;
  }
}

}  // namespace
}  // namespace driehoek
