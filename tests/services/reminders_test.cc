// Who hears of reminders and escalations, over the wire.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "domain/dates.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/server_fixture.h"

namespace driehoek {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class RemindersOverTheWire : public ServerTest {
 protected:
  // "T-01 REMINDER -3", of all that this person hears.
  std::vector<std::string> Heard(const std::string& person,
                                 const std::string& role) {
    v1::WatchAlertsRequest request;
    request.set_until_caught_up(true);
    const auto context = As(person, role);
    const auto reader = work_->WatchAlerts(context.get(), request);
    std::vector<std::string> heard;
    v1::WatchAlertsResponse response;
    while (reader->Read(&response)) {
      if (!response.has_alert()) continue;
      const v1::Alert& alert = response.alert();
      EXPECT_EQ(alert.case_number(), "2026-001");
      EXPECT_NE(alert.title(), "");
      EXPECT_EQ(FromProto(alert.due_on()), absl::CivilDay(2026, 9, 14));
      heard.push_back(absl::StrCat(
          alert.obligation().key(), " ",
          absl::StrReplaceAll(v1::OutcomeKind_Name(alert.outcome()),
                              {{"OUTCOME_KIND_", ""}})));
      if (alert.outcome() == v1::OUTCOME_KIND_REMINDER) {
        EXPECT_EQ(alert.owner().role(), v1::ROLE_TEACHER);
        absl::StrAppend(&heard.back(), " ", alert.offset_days());
      }
      if (alert.outcome() == v1::OUTCOME_KIND_ESCALATION) {
        EXPECT_EQ(alert.to().role(), v1::ROLE_PROGRAMME_MANAGER);
        EXPECT_EQ(absl::FromUnixMicros(alert.fell_due_at_micros()),
                  StartOf(absl::CivilDay(2026, 9, 21)) + absl::Hours(8));
      }
    }
    EXPECT_TRUE(reader->Finish().ok());
    return heard;
  }
};

TEST_F(RemindersOverTheWire, AreHeardByWhoOwesWhoWatchesAndToWhomItWent_T01) {
  OpenCase(1);
  AdvanceTo(StartOf(absl::CivilDay(2026, 9, 23)));
  EXPECT_THAT(
      Heard("docent", "ROLE_TEACHER"),
      ElementsAre("T-01 REMINDER -3", "T-01 REMINDER 0", "T-05 REMINDER 0",
                  "T-01 BREACH", "T-05 PAST_TARGET", "T-01 REMINDER 1",
                  "T-01 ESCALATION", "T-01 REMINDER 8"));
  // Watches T-01.
  EXPECT_THAT(Heard("jaar", "ROLE_YEAR_ASSISTANT"),
              ElementsAre("T-01 REMINDER -3", "T-01 REMINDER 0", "T-01 BREACH",
                          "T-05 PAST_TARGET", "T-01 REMINDER 1",
                          "T-01 ESCALATION", "T-01 REMINDER 8"));
  // Watches T-05; T-01 goes there.
  EXPECT_THAT(Heard("manager", "ROLE_PROGRAMME_MANAGER"),
              ElementsAre("T-05 REMINDER 0", "T-01 BREACH", "T-05 PAST_TARGET",
                          "T-01 ESCALATION"));
  // May see the case.
  EXPECT_THAT(Heard("plv", "ROLE_DEPUTY_HEAD"),
              ElementsAre("T-01 BREACH", "T-05 PAST_TARGET"));
  // How terms are kept that are theirs (§3.2): none of these is.
  EXPECT_THAT(Heard("opleiders", "ROLE_TRAINER_MANAGER"), IsEmpty());
}

TEST_F(RemindersOverTheWire, AreNeverHeardByTheParties_A56) {
  OpenCase(1);
  AdvanceTo(StartOf(absl::CivilDay(2026, 12, 1)));
  EXPECT_THAT(Heard("aios-1", "ROLE_RESIDENT"), IsEmpty());
  EXPECT_THAT(Heard("opleider-1", "ROLE_TRAINER"), IsEmpty());
}

TEST_F(RemindersOverTheWire, AreNeverHeardInAnotherGroupOrYear_T01) {
  v1::SubmitResponse done;
  const auto ask = [&](const std::string& request_id,
                       const std::string& command) {
    const grpc::Status status =
        Submit(AsAdministrator(), request_id, command, &done);
    ASSERT_TRUE(status.ok()) << status.error_message();
  };
  ask("group", R"(register_group {
                    reference: "andere" name: "Groep 1B" training_year: 1 })");
  for (const auto& [person, role] :
       {std::pair("docent-b",
                  R"(role: ROLE_TEACHER scope { group_id: "@group:andere" })"),
        std::pair("jaar-2",
                  R"(role: ROLE_YEAR_ASSISTANT scope { training_year: 2 })")}) {
    ask(absl::StrCat("person-", person),
        absl::StrCat(R"(register_person { reference: ")", person,
                     R"(" name: "Verzonnen" })"));
    ask(absl::StrCat("role-", person),
        absl::StrCat(R"(grant_role { person_id: "@person:)", person, R"(" )",
                     role, R"( from { year: 2026 month: 1 day: 1 } })"));
  }
  OpenCase(1);
  AdvanceTo(StartOf(absl::CivilDay(2026, 10, 1)));
  EXPECT_THAT(Heard("docent-b", "ROLE_TEACHER"), IsEmpty());
  EXPECT_THAT(Heard("jaar-2", "ROLE_YEAR_ASSISTANT"), IsEmpty());
}

TEST_F(RemindersOverTheWire, AreCountedApartByTheClock_T01) {
  OpenCase(1);
  const v1::AdvanceClockResponse moved =
      AdvanceTo(StartOf(absl::CivilDay(2026, 9, 23)));
  EXPECT_EQ(moved.outcomes(), 2);
  EXPECT_EQ(moved.reminders(), 6);
  EXPECT_EQ(AdvanceTo(clock_.Now() + absl::Hours(1)).reminders(), 0);
}

TEST_F(RemindersOverTheWire, AreInTheHistoryAndEscalationsOnTheTimeline_T01) {
  const std::string case_id = OpenCase(1);
  AdvanceTo(StartOf(absl::CivilDay(2026, 9, 23)));
  int reminders = 0;
  int escalations = 0;
  v1::GetHistoryRequest history;
  history.set_case_id(case_id);
  const auto context = As("plv", "ROLE_DEPUTY_HEAD");
  const auto reader = audit_->GetHistory(context.get(), history);
  v1::GetHistoryResponse event;
  while (reader->Read(&event)) {
    if (event.event().has_reminder_recorded()) ++reminders;
    if (event.event().has_escalation_recorded()) ++escalations;
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(reminders, 5);
  EXPECT_EQ(escalations, 1);
  for (const bool as_of : {false, true}) {
    v1::GetTimelineRequest request;
    request.set_case_id(case_id);
    request.set_min_position(position_);
    if (as_of) request.mutable_as_of()->set_position(position_);
    v1::GetTimelineResponse timeline;
    ASSERT_TRUE(
        cases_->GetTimeline(AsTeacher().get(), request, &timeline).ok());
    std::vector<std::string> events;
    for (const v1::TimelineEntry& entry : timeline.entries()) {
      events.push_back(entry.event());
      if (entry.event() != "escalation_recorded") continue;
      EXPECT_EQ(FromProto(entry.on()), absl::CivilDay(2026, 9, 21));
      EXPECT_EQ(entry.sentence(),
                "Doorgegeven aan de manager opleiding van jaar 1: T-01 (Stuur "
                "het verslag van het driehoeksgesprek naar de jaarassistent).");
    }
    EXPECT_THAT(events, Contains("escalation_recorded").Times(1));
    EXPECT_THAT(events, Not(Contains("reminder_recorded")));
  }
}

}  // namespace
}  // namespace driehoek
