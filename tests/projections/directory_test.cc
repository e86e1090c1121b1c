#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/dates.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/projections/projector_fixture.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class Directory : public SeenLog {};

TEST_F(Directory, KnowsPeopleAndTheirRoles) {
  Add(0, R"pb(person_registered {
                person_id: "person-1"
                reference: "docent-1"
                name: "An Voorbeeld"
                email: "an@voorbeeld.example"
              })pb");
  Add(0, R"pb(role_granted {
                grant_id: "grant-1"
                person_id: "person-1"
                role: ROLE_TEACHER
                scope { group_id: "group-1" } from @0
              })pb");
  Add(1,
      R"pb(person_changed { person_id: "person-1" name: "An Verzonnen" })pb");
  Add(2,
      R"pb(role_ended { grant_id: "grant-1" person_id: "person-1" until @30 })pb");
  const v1::Person person = views().GetPerson("person-1").value();
  EXPECT_EQ(person.reference(), "docent-1");
  EXPECT_EQ(person.name(), "An Verzonnen");
  EXPECT_EQ(person.email(), "");
  ASSERT_EQ(person.roles_size(), 1);
  EXPECT_EQ(person.roles(0).role(), v1::ROLE_TEACHER);
  EXPECT_EQ(person.roles(0).scope().group_id(), "group-1");
  EXPECT_EQ(FromProto(person.roles(0).until()), kMonday + 30);
  EXPECT_EQ(views().GetPerson("person-2").status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(Directory, ListsPeopleInPages) {
  std::vector<v1::Event> events;
  for (int number = 10; number < 35; ++number) {
    events.push_back(
        EventIn(number, R"pb(person_registered { person_id: "person-$" })pb"));
  }
  log_.Add(TenOn(0), events);
  Look();
  std::vector<std::string> ids;
  std::string token;
  do {
    const Page<v1::Person> page = views().ListPeople(10, token).value();
    for (const v1::Person& person : page.rows) {
      ids.push_back(person.person_id());
    }
    token = page.next_page_token;
  } while (!token.empty());
  EXPECT_THAT(ids, SizeIs(25));
  EXPECT_EQ(ids.front(), "person-10");
  EXPECT_EQ(ids.back(), "person-34");
}

TEST_F(Directory, KnowsGroupsPracticesAndPlacements) {
  Add(0, R"pb(group_registered {
                group_id: "group-1"
                reference: "g1"
                name: "Groep 1"
                training_year: 1
              })pb");
  Add(0, R"pb(practice_registered {
                practice_id: "practice-1"
                reference: "p1"
                name: "De Proef"
              })pb");
  Add(0, R"pb(placement_registered {
                placement_id: "placement-1"
                reference: "pl1"
                resident_id: "resident-1"
                trainer_ids: "trainer-1"
                practice_id: "practice-1"
                group_id: "group-1"
                training_year: 1 starts_on @0 ends_on @300
              })pb");
  Add(0, R"pb(placement_registered {
                placement_id: "placement-2"
                resident_id: "resident-2"
                trainer_ids: "trainer-1"
              })pb");
  EXPECT_EQ(views().ListGroups(10, "").value().rows[0].name(), "Groep 1");
  EXPECT_EQ(views().ListPractices(10, "").value().rows[0].name(), "De Proef");
  EXPECT_THAT(views().ListPlacements("", 10, "").value().rows, SizeIs(2));
  const auto of_one = views().ListPlacements("resident-1", 10, "").value();
  ASSERT_THAT(of_one.rows, SizeIs(1));
  EXPECT_EQ(of_one.rows[0].placement_id(), "placement-1");
  EXPECT_THAT(of_one.rows[0].trainer_ids(), ElementsAre("trainer-1"));
  EXPECT_THAT(views().ListPlacements("trainer-1", 10, "").value().rows,
              SizeIs(2));
  EXPECT_EQ(FromProto(of_one.rows[0].ends_on()), kMonday + 300);
}

TEST_F(Directory, FollowsAPlacementThatWasMeantForAnother) {
  Add(0, R"pb(placement_registered {
                placement_id: "placement-1"
                resident_id: "resident-1"
              })pb");
  Add(1, R"pb(placement_registered {
                placement_id: "placement-1"
                resident_id: "resident-2"
              })pb");
  EXPECT_THAT(views().ListPlacements("resident-1", 10, "").value().rows,
              SizeIs(0));
  EXPECT_THAT(views().ListPlacements("resident-2", 10, "").value().rows,
              SizeIs(1));
}

TEST_F(Directory, ListsTheDaysOfTheCalendarInTheirOrderAndWhereTheyMovedTo) {
  Add(0, R"pb(calendar_day_set {
                reference: "later"
                day_kind: CALENDAR_DAY_KIND_MATCHING_ROUND on @9
              })pb");
  Add(0, R"pb(calendar_day_set {
                reference: "b"
                day_kind: CALENDAR_DAY_KIND_TRAINER_RETURN_DAY on @3
              })pb");
  Add(0, R"pb(calendar_day_set {
                reference: "a"
                day_kind: CALENDAR_DAY_KIND_RESIDENT_RETURN_DAY on @3
                group_id: "group-1"
              })pb");
  const auto references = [this](const DaysAsked& days) {
    std::vector<std::string> found;
    std::string token;
    do {
      const Page<v1::CalendarDay> page =
          views().ListCalendarDays(days, 1, token).value();
      for (const v1::CalendarDay& day : page.rows) {
        found.push_back(day.reference());
      }
      token = page.next_page_token;
    } while (!token.empty());
    return found;
  };
  // On one day, in whatever order, but always the same.
  const std::vector<std::string> all = references({});
  EXPECT_THAT(all, UnorderedElementsAre("a", "b", "later"));
  EXPECT_EQ(all.back(), "later");
  EXPECT_EQ(references({}), all);
  EXPECT_THAT(references({.from = kMonday + 3, .until = kMonday + 3}),
              UnorderedElementsAre("a", "b"));
  EXPECT_THAT(references({.from = kMonday + 4, .until = {}}),
              ElementsAre("later"));
  EXPECT_THAT(references({.from = {}, .until = kMonday + 2}), SizeIs(0));
  Add(1, R"pb(calendar_day_set {
                reference: "later"
                day_kind: CALENDAR_DAY_KIND_MATCHING_ROUND on @1
              })pb");
  EXPECT_EQ(references({}).front(), "later");
  EXPECT_THAT(references({}), SizeIs(3));
}

TEST_F(Directory, BlocksATrainerFromTheRulingUntilTheContact_G2) {
  const auto blocked = [this] {
    std::vector<std::string> ids;
    const Page<v1::BlockedTrainer> page =
        views().ListBlockedTrainers(10, "").value();
    ids.reserve(page.rows.size());
    for (const v1::BlockedTrainer& row : page.rows) {
      ids.push_back(row.trainer_id());
    }
    return ids;
  };
  const std::vector<Told>& story = DecouplingStory();
  bool was_blocked = false;
  bool lifted = false;
  for (const Told& told : story) {
    const v1::Event event = EventIn(1, told.event);
    log_.Tell(1, told);
    Look();
    if (event.has_decoupling_ruled()) {
      was_blocked = true;
    } else if (event.has_manager_contact_held()) {
      lifted = true;
    }
    if (was_blocked && !lifted) {
      EXPECT_THAT(blocked(), ElementsAre("trainer-1"));
    } else {
      EXPECT_THAT(blocked(), SizeIs(0));
    }
  }
  EXPECT_TRUE(lifted);
}

constexpr char kMerged[] =
    R"pb(persons_merged { person_id: "person-1" duplicate_id: "person-2" })pb";
constexpr char kMergedToo[] =
    R"pb(persons_merged { person_id: "person-1" duplicate_id: "person-0" })pb";
constexpr char kUnmerged[] = R"pb(persons_unmerged {
                                    person_id: "person-1"
                                    duplicate_id: "person-2"
                                  })pb";

TEST_F(Directory, KnowsWhoIsTheSamePersonAfterReopeningToo) {
  Add(0, R"pb(person_registered { person_id: "person-1" })pb");
  Add(0, R"pb(person_registered { person_id: "person-2" })pb");
  Add(0, R"pb(person_registered { person_id: "person-0" })pb");
  Add(1, kMerged);
  Add(1, kMergedToo);
  EXPECT_THAT(views().same_people()->AllOf("person-2"),
              ElementsAre("person-1", "person-2", "person-0"));
  EXPECT_EQ(views().GetPerson("person-2")->merged_into(), "person-1");
  EXPECT_EQ(views().GetPerson("person-1")->merged_into(), "");
  projector_ = OpenOn(*rows_, log_.store());
  EXPECT_THAT(views().same_people()->AllOf("person-2"),
              ElementsAre("person-1", "person-2", "person-0"));
  Add(2, kUnmerged);
  EXPECT_THAT(views().same_people()->AllOf("person-2"),
              ElementsAre("person-2"));
  EXPECT_EQ(views().GetPerson("person-2")->merged_into(), "");
  projector_ = OpenOn(*rows_, log_.store());
  EXPECT_THAT(views().same_people()->AllOf("person-1"),
              ElementsAre("person-1", "person-0"));
}

TEST_F(Directory, ListsABlockedTrainerOnceUnderEachRecord_G2) {
  const auto blocked = [this] {
    std::vector<std::string> ids;
    std::string token;
    do {
      const Page<v1::BlockedTrainer> page =
          views().ListBlockedTrainers(1, token).value();
      for (const v1::BlockedTrainer& row : page.rows) {
        ids.push_back(row.trainer_id());
      }
      token = page.next_page_token;
    } while (!token.empty());
    return ids;
  };
  const std::vector<Told>& story = DecouplingStory();
  for (const Told& told : story) {
    log_.Tell(1, told);
    log_.Tell(2, told);
    if (EventIn(1, told.event).has_decoupling_ruled()) break;
  }
  Look();
  EXPECT_THAT(blocked(), ElementsAre("trainer-1", "trainer-2"));
  Add(30, R"pb(persons_merged {
                 person_id: "trainer-9"
                 duplicate_id: "trainer-2"
               })pb");
  EXPECT_THAT(blocked(), ElementsAre("trainer-1", "trainer-2", "trainer-9"));
  Add(30, R"pb(persons_merged {
                 person_id: "trainer-9"
                 duplicate_id: "trainer-1"
               })pb");
  EXPECT_THAT(blocked(), ElementsAre("trainer-1", "trainer-9", "trainer-2"));
}

}  // namespace
}  // namespace driehoek
