// The server as its clients see it: over a socket, in this process.
#include "services/server.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <future>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/clock.h"
#include "domain/dates.h"
#include "domain/reminders.h"
#include "driehoek/v1/admin_service.grpc.pb.h"
#include "driehoek/v1/audit_service.grpc.pb.h"
#include "driehoek/v1/case_service.grpc.pb.h"
#include "driehoek/v1/directory_service.grpc.pb.h"
#include "driehoek/v1/file_service.grpc.pb.h"
#include "driehoek/v1/procedure_service.grpc.pb.h"
#include "driehoek/v1/work_service.grpc.pb.h"
#include "eventstore/memory_event_store.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "projections/rows.h"
#include "tests/kit/procedures.h"
#include "tests/services/breaking_store.h"
#include "tests/services/forwarding_store.h"
#include "tests/services/server_fixture.h"
#include "tests/services/voorbeeldstad.h"

namespace driehoek {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(ServerTest, ShowsACaseToWhoeverWaitsForItsPosition) {
  const std::string case_id = OpenCase(1);
  const v1::Case found = CaseNow(case_id);
  EXPECT_EQ(found.case_id(), case_id);
  EXPECT_EQ(found.number(), "2026-001");
  EXPECT_EQ(found.resident_id(), Voorbeeldstad::Id("person", "aios-1"));
  EXPECT_EQ(found.position(), 0u) << "not everyone may know of the latest";
  EXPECT_EQ(CaseNow("2026-001").case_id(), case_id) << "by number too";
}

TEST_F(ServerTest, SaysSoWhenTheViewsDoNotComeThatFar) {
  const std::string case_id = OpenCase(1);
  v1::GetCaseRequest request;
  request.set_case_id(case_id);
  request.set_min_position(position_ + 1000);
  v1::GetCaseResponse response;
  const grpc::Status status =
      cases_->GetCase(AsTeacher().get(), request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(status), "VIEW_BEHIND");
}

TEST_F(ServerTest, RefusesAMomentThatIsNone) {
  v1::GetCaseRequest request;
  request.set_case_id(OpenCase(1));
  request.set_min_position(position_);
  request.mutable_as_of();
  v1::GetCaseResponse response;
  const grpc::Status status =
      cases_->GetCase(AsTeacher().get(), request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(status), "MALFORMED_REQUEST");
}

TEST_F(ServerTest, SaysThatACaseWasNotThereYet) {
  v1::GetCaseRequest request;
  request.set_case_id(OpenCase(1));
  request.set_min_position(position_);
  request.mutable_as_of()->set_position(1);
  v1::GetCaseResponse response;
  EXPECT_EQ(ReasonOf(cases_->GetCase(AsTeacher().get(), request, &response)),
            "NOT_YET_THEN");
}

TEST_F(ServerTest, HoldsOutcomesAfterAJumpOfTheClockUntilItIsConfirmed) {
  CaseNow(OpenCase(1));
  clock_.Jump(clock_.Now() + absl::Hours(24 * 30));
  v1::GetStatusResponse status;
  v1::SubmitResponse response;
  // Something to do wakes the watch, which sees the jump.
  ASSERT_TRUE(Submit(AsAdministrator(), "wake",
                     R"(register_practice { reference: "p" name: "P" })",
                     &response)
                  .ok());
  do {
    ASSERT_TRUE(admin_->GetStatus(AsAdministrator().get(), {}, &status).ok());
  } while (!status.outcomes_held());
  EXPECT_GT(status.open_due(), 0U);
  v1::ConfirmClockResponse confirmed;
  ASSERT_TRUE(
      admin_->ConfirmClock(AsAdministrator().get(), {}, &confirmed).ok());
  v1::WatchAlertsRequest request;
  const auto context = AsTeacher();
  const auto alerts = work_->WatchAlerts(context.get(), request);
  v1::WatchAlertsResponse alert;
  do {
    ASSERT_TRUE(alerts->Read(&alert));
  } while (!alert.has_alert());
  EXPECT_EQ(alert.alert().obligation().key(), "T-01");
  context->TryCancel();
}

TEST_F(ServerTest, TellsARefusalsReasonRuleAndDutchSentence) {
  v1::SubmitResponse response;
  const std::string case_id = OpenCase(1);
  const grpc::Status status =
      Submit(As("plv", "ROLE_DEPUTY_HEAD"), "rule",
             absl::StrCat(R"(rule_decoupling { case_id: ")", case_id,
                          R"(" ruling: RULING_DECOUPLE })"),
             &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  EXPECT_EQ(info.reason(), "NOT_DISCUSSED_YET");
  EXPECT_EQ(info.metadata().at("rule"), "G-1");
  const auto words = DetailOf<google::rpc::LocalizedMessage>(status);
  EXPECT_EQ(words.locale(), "nl");
  EXPECT_NE(words.message(), "");
}

// Sets every id in the message to something that is none.
void PutNoIds(google::protobuf::Message& message) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const google::protobuf::FieldDescriptor* const field =
        message.GetDescriptor()->field(i);
    if (field->cpp_type() ==
            google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE &&
        !field->is_repeated() && field->name() == "scope") {
      PutNoIds(*reflection.MutableMessage(&message, field));
    } else if (absl::EndsWith(field->name(), "_ids")) {
      reflection.AddString(&message, field, "Geen id!");
    } else if (absl::EndsWith(field->name(), "_id") && !field->is_repeated()) {
      reflection.SetString(&message, field, "Geen id!");
    }
  }
}

TEST_F(ServerTest, RefusesWhatIsNoIdWithoutFailingInside) {
  const google::protobuf::OneofDescriptor& kinds =
      *v1::Command::descriptor()->oneof_decl(0);
  for (const auto& [person, role] :
       {std::pair("plv", "ROLE_DEPUTY_HEAD"),
        std::pair("docent", "ROLE_TEACHER"),
        std::pair("beheer", "ROLE_ADMINISTRATOR")}) {
    for (int i = 0; i < kinds.field_count(); ++i) {
      v1::SubmitRequest request;
      request.set_request_id(absl::StrCat(role, "-", i));
      v1::Command& command = *request.add_commands();
      PutNoIds(
          *command.GetReflection()->MutableMessage(&command, kinds.field(i)));
      v1::SubmitResponse response;
      const grpc::Status status =
          cases_->Submit(As(person, role).get(), request, &response);
      EXPECT_FALSE(status.ok()) << kinds.field(i)->name();
      EXPECT_NE(status.error_code(), grpc::StatusCode::INTERNAL)
          << role << " " << kinds.field(i)->name();
    }
  }
  v1::SubmitRequest request;
  request.set_request_id("on-behalf");
  request.add_commands()->mutable_signal_discontent();
  request.mutable_on_behalf_of()->set_person_id("Mevrouw Elders");
  request.mutable_on_behalf_of()->set_role(v1::ROLE_RESIDENT);
  v1::SubmitResponse response;
  EXPECT_NE(cases_->Submit(AsTeacher().get(), request, &response).error_code(),
            grpc::StatusCode::INTERNAL);
}

TEST_F(ServerTest, GivesARetryTheFirstAnswer) {
  const std::string case_id = OpenCase(1);
  EXPECT_EQ(OpenCase(1), case_id);
}

TEST_F(ServerTest, RefusesWhoHasNoIdentityOrNotThatRole) {
  v1::ListCasesResponse response;
  const auto list = [&](std::unique_ptr<grpc::ClientContext> context) {
    return cases_->ListCases(context.get(), {}, &response);
  };
  const grpc::Status nobody = list(std::make_unique<grpc::ClientContext>());
  EXPECT_EQ(nobody.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(ReasonOf(nobody), "NO_IDENTITY");
  const grpc::Status stranger = list(As("wie-dan-ook", "ROLE_TEACHER"));
  EXPECT_EQ(stranger.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(ReasonOf(stranger), "NO_SUCH_PERSON");
  const grpc::Status no_head = list(As("docent", "ROLE_HEAD"));
  EXPECT_EQ(no_head.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(ReasonOf(no_head), "ROLE_NOT_GRANTED");
  EXPECT_EQ(ReasonOf(list(As("docent", "ROLE_SYSTEM"))), "NO_IDENTITY");
  EXPECT_TRUE(list(AsTeacher()).ok());
}

TEST_F(ServerTest, HidesACaseFromWhoMayNotKnowOfIt) {
  const std::string case_id = OpenCase(1);
  v1::GetCaseRequest request;
  request.set_case_id(case_id);
  request.set_min_position(position_);
  v1::GetCaseResponse response;
  const grpc::Status other =
      cases_->GetCase(As("aios-2", "ROLE_RESIDENT").get(), request, &response);
  request.set_case_id("2031-999");
  const grpc::Status none =
      cases_->GetCase(As("aios-2", "ROLE_RESIDENT").get(), request, &response);
  EXPECT_EQ(other.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(other.error_message(), none.error_message());
}

TEST_F(ServerTest, PagesATimelineNowAndAsItWas) {
  const std::string case_id = OpenCase(1);
  Do(AsTeacher(),
     absl::StrCat(R"(hold_trainer_check_up { case_id: ")", case_id, R"(" })"));
  for (const bool as_of : {false, true}) {
    v1::GetTimelineRequest request;
    request.set_case_id(case_id);
    request.set_min_position(position_);
    request.set_page_size(1);
    if (as_of) request.mutable_as_of()->set_position(position_);
    std::vector<std::string> events;
    do {
      v1::GetTimelineResponse page;
      const grpc::Status status =
          cases_->GetTimeline(AsTeacher().get(), request, &page);
      ASSERT_TRUE(status.ok()) << status.error_message();
      ASSERT_LE(page.entries_size(), 1);
      for (const v1::TimelineEntry& entry : page.entries()) {
        events.push_back(entry.event());
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    EXPECT_THAT(events, ElementsAre("case_opened", "triangular_meeting_held",
                                    "trainer_check_up_held"));
    request.set_page_token("no page gave it");
    v1::GetTimelineResponse none;
    const grpc::Status refused =
        cases_->GetTimeline(AsTeacher().get(), request, &none);
    EXPECT_EQ(refused.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(ReasonOf(refused), "PAGE_TOKEN_UNKNOWN");
  }
}

TEST_F(ServerTest, DoesNotTellThePartiesWhatIsLate_A56) {
  const std::string case_id = OpenCase(1);
  AdvanceTo(StartOf(absl::CivilDay(2026, 10, 1)));
  struct Told {
    bool late = false;
    bool breached = false;
    bool on_timeline = false;
    bool explained = false;
    bool alerted = false;
  };
  const auto tell = [&](const std::string& person, const std::string& role) {
    Told told;
    v1::GetCaseRequest get;
    get.set_case_id(case_id);
    get.set_min_position(position_);
    v1::GetCaseResponse got;
    EXPECT_TRUE(cases_->GetCase(As(person, role).get(), get, &got).ok());
    v1::WatchCaseRequest watch;
    watch.set_case_id(case_id);
    const auto watching = As(person, role);
    const auto watched = cases_->WatchCase(watching.get(), watch);
    v1::WatchCaseResponse seen;
    EXPECT_TRUE(watched->Read(&seen));
    watching->TryCancel();
    watched->Finish();
    EXPECT_GT(got.case_().obligations_size(), 0);
    EXPECT_EQ(seen.case_().obligations_size(), got.case_().obligations_size());
    for (const v1::Case& one : {got.case_(), seen.case_()}) {
      for (const v1::Due& due : one.obligations()) {
        told.late |= due.timeliness() != v1::TIMELINESS_UNSPECIFIED;
        told.breached |= due.breach() != v1::BREACH_STATE_UNSPECIFIED ||
                         due.past_target_recorded() || due.has_next();
      }
    }
    v1::GetTimelineRequest timeline;
    timeline.set_case_id(case_id);
    v1::GetTimelineResponse entries;
    EXPECT_TRUE(
        cases_->GetTimeline(As(person, role).get(), timeline, &entries).ok());
    EXPECT_GE(entries.entries_size(), 2);
    for (const v1::TimelineEntry& entry : entries.entries()) {
      told.on_timeline |= entry.event() == "breach_recorded";
    }
    v1::ExplainRequest why;
    why.set_case_id(case_id);
    why.set_key("T-01");
    v1::ExplainResponse explained;
    EXPECT_TRUE(work_->Explain(As(person, role).get(), why, &explained).ok());
    for (const std::string& sentence : explained.explanation().sentences()) {
      told.explained |= absl::StrContains(sentence, "te laat") ||
                        absl::StrContains(sentence, "overschreden");
    }
    v1::WatchAlertsRequest alerts;
    alerts.set_until_caught_up(true);
    const auto context = As(person, role);
    const auto reader = work_->WatchAlerts(context.get(), alerts);
    v1::WatchAlertsResponse alert;
    while (reader->Read(&alert)) told.alerted |= alert.has_alert();
    EXPECT_TRUE(reader->Finish().ok());
    return told;
  };
  const Told teacher = tell("docent", "ROLE_TEACHER");
  EXPECT_TRUE(teacher.late && teacher.breached && teacher.on_timeline &&
              teacher.explained && teacher.alerted);
  for (const auto& [person, role] : {std::pair("aios-1", "ROLE_RESIDENT"),
                                     std::pair("opleider-1", "ROLE_TRAINER")}) {
    const Told party = tell(person, role);
    EXPECT_FALSE(party.late) << person;
    EXPECT_FALSE(party.breached) << person;
    EXPECT_FALSE(party.on_timeline) << person;
    EXPECT_FALSE(party.explained) << person;
    EXPECT_FALSE(party.alerted) << person;
  }
}

TEST_F(ServerTest, FindsNobodyElseByAKeyForWhoIsNoStaff) {
  const auto found = [&](std::unique_ptr<grpc::ClientContext> context,
                         const std::string& kind, const std::string& key) {
    v1::LookUpRequest request;
    request.set_min_position(position_);
    // With one that nobody has: both get the same answer.
    for (const std::string& reference : {key, std::string("niemand")}) {
      v1::Reference& asked = *request.add_references();
      asked.set_kind(kind);
      asked.set_reference(reference);
    }
    v1::LookUpResponse response;
    const grpc::Status status =
        directory_->LookUp(context.get(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response.ids(1), "");
    return response.ids(0) == Voorbeeldstad::Id(kind, key);
  };
  const auto resident = [] { return As("aios-1", "ROLE_RESIDENT"); };
  EXPECT_TRUE(found(resident(), "person", "aios-1"));
  EXPECT_FALSE(found(resident(), "person", "aios-2"));
  EXPECT_FALSE(found(resident(), "person", "opleider-2"));
  EXPECT_TRUE(found(resident(), "placement", "stage-1"));
  EXPECT_FALSE(found(resident(), "placement", "stage-2"));
  EXPECT_TRUE(found(resident(), "group", "groep"));
  const auto trainer = [] { return As("opleider-1", "ROLE_TRAINER"); };
  EXPECT_TRUE(found(trainer(), "placement", "stage-1"));
  EXPECT_FALSE(found(trainer(), "placement", "stage-2"));
  EXPECT_FALSE(found(trainer(), "person", "aios-2"));
  EXPECT_TRUE(found(AsTeacher(), "person", "aios-2"));
  EXPECT_TRUE(found(AsTeacher(), "placement", "stage-2"));
}

TEST_F(ServerTest, TakesThirtyTwoCommandsAtOnceAndNoMore) {
  v1::SubmitRequest request;
  request.set_request_id("many");
  for (int i = 0; i < 32; ++i) {
    *request.add_commands() = Voorbeeldstad::Command(absl::StrCat(
        "register_person { reference: 'nieuw-", i, "' name: 'Verzonnen' }"));
  }
  v1::SubmitRequest more = request;
  more.set_request_id("too-many");
  *more.add_commands() = request.commands(0);
  v1::SubmitResponse response;
  EXPECT_EQ(
      cases_->Submit(As("beheer", "ROLE_ADMINISTRATOR").get(), more, &response)
          .error_code(),
      grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_TRUE(
      cases_
          ->Submit(As("beheer", "ROLE_ADMINISTRATOR").get(), request, &response)
          .ok());
  EXPECT_EQ(response.events(), 32);
}

TEST_F(ServerTest, TakesNoOutcomesFromOutside) {
  v1::SubmitResponse response;
  const grpc::Status status =
      Submit(AsAdministrator(), "outcome",
             R"(record_outcome { obligation { case_id: "x" } })", &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(ServerTest, RecordsABreachAtItsInstantWhenTheClockMovesOn_T01) {
  OpenCase(1);
  // Held on the 7th: the report is due on the 14th.
  const absl::Time breach = StartOf(absl::CivilDay(2026, 9, 15));
  EXPECT_EQ(AdvanceTo(breach - absl::Seconds(1)).outcomes(), 0);
  const v1::AdvanceClockResponse later = AdvanceTo(breach + absl::Hours(300));
  EXPECT_GE(later.outcomes(), 1);
  EXPECT_EQ(absl::FromUnixMicros(later.now_micros()),
            breach + absl::Hours(300));

  v1::WatchAlertsRequest request;
  request.set_until_caught_up(true);
  const auto context = AsTeacher();
  const auto reader = work_->WatchAlerts(context.get(), request);
  v1::WatchAlertsResponse response;
  std::vector<v1::Alert> alerts;
  while (reader->Read(&response)) {
    if (response.alert().obligation().key() == "T-01" &&
        !IsReminder(response.alert().outcome())) {
      alerts.push_back(response.alert());
    }
  }
  EXPECT_TRUE(reader->Finish().ok());
  ASSERT_EQ(alerts.size(), 1u) << "one breach, once";
  const v1::Alert& alert = alerts.front();
  EXPECT_EQ(alert.outcome(), v1::OUTCOME_KIND_BREACH);
  EXPECT_EQ(alert.case_number(), "2026-001");
  EXPECT_NE(alert.title(), "");
  EXPECT_EQ(absl::FromUnixMicros(alert.fell_due_at_micros()), breach);
  EXPECT_EQ(absl::FromUnixMicros(alert.detected_at_micros()), breach)
      << "the clock stood at the instant";
  EXPECT_EQ(FromProto(alert.due_on()), absl::CivilDay(2026, 9, 14));
}

TEST_F(ServerTest, ResumesAlertsAfterAPositionAndFollowsThemLive) {
  OpenCase(1);
  AdvanceTo(StartOf(absl::CivilDay(2026, 9, 20)));
  v1::WatchAlertsRequest request;
  request.set_until_caught_up(true);
  v1::WatchAlertsResponse response;
  Position scanned_to = 0;
  {
    const auto context = AsTeacher();
    const auto reader = work_->WatchAlerts(context.get(), request);
    while (reader->Read(&response)) scanned_to = response.scanned_to();
    ASSERT_TRUE(reader->Finish().ok());
  }
  EXPECT_GE(scanned_to, position_);

  request.set_until_caught_up(false);
  request.set_after(scanned_to);
  const auto context = AsTeacher();
  const auto reader = work_->WatchAlerts(context.get(), request);
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_TRUE(response.caught_up()) << "nothing new yet";
  EXPECT_FALSE(response.has_alert());
  OpenCase(2);
  AdvanceTo(StartOf(absl::CivilDay(2026, 10, 20)));
  // Of the first case there are reminders only.
  do {
    ASSERT_TRUE(reader->Read(&response));
  } while (!response.has_alert() || IsReminder(response.alert().outcome()));
  EXPECT_EQ(response.alert().case_number(), "2026-002");
  context->TryCancel();
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(ServerTest, ShowsACaseAgainAfterEachChange) {
  const std::string case_id = OpenCase(1);
  CaseNow(case_id);
  v1::WatchCaseRequest request;
  request.set_case_id(case_id);
  const auto context = AsTeacher();
  const auto reader = cases_->WatchCase(context.get(), request);
  v1::WatchCaseResponse first;
  ASSERT_TRUE(reader->Read(&first));
  Do(AsTeacher(),
     absl::StrCat(R"(hold_trainer_check_up { case_id: ")", case_id, R"(" })"));
  v1::WatchCaseResponse second;
  ASSERT_TRUE(reader->Read(&second));
  EXPECT_NE(second.case_().SerializeAsString(),
            first.case_().SerializeAsString());
  context->TryCancel();
  reader->Finish();
}

// That something is late, or someone was reminded, is not for the parties.
TEST_F(ServerTest, ShowsACaseToAPartyAgainOnlyForWhatIsSeen_A56) {
  const std::string case_id = OpenCase(1);
  CaseNow(case_id);
  v1::WatchCaseRequest request;
  request.set_case_id(case_id);
  const auto resident = As("aios-1", "ROLE_RESIDENT");
  const auto seen = cases_->WatchCase(resident.get(), request);
  const auto teacher = AsTeacher();
  const auto all = cases_->WatchCase(teacher.get(), request);
  v1::WatchCaseResponse first;
  ASSERT_TRUE(seen->Read(&first));
  v1::WatchCaseResponse other;
  ASSERT_TRUE(all->Read(&other));
  AdvanceTo(StartOf(absl::CivilDay(2026, 9, 15)));
  ASSERT_TRUE(all->Read(&other)) << "what was reminded of, or came too late";
  Do(AsTeacher(),
     absl::StrCat(R"(hold_trainer_check_up { case_id: ")", case_id, R"(" })"));
  v1::WatchCaseResponse second;
  ASSERT_TRUE(seen->Read(&second));
  EXPECT_NE(second.case_().SerializeAsString(),
            first.case_().SerializeAsString());
  const auto& dues = second.case_().obligations();
  EXPECT_TRUE(std::any_of(dues.begin(), dues.end(), [](const v1::Due& due) {
    return due.obligation().key() == "T-05" &&
           due.status() == v1::DUE_STATUS_FULFILLED;
  })) << second.case_().DebugString();
  for (const auto* const context : {&resident, &teacher}) {
    (*context)->TryCancel();
  }
  seen->Finish();
  all->Finish();
}

TEST_F(ServerTest, EndsAStreamWhenTheRoleOfItsReaderHasEnded) {
  const std::string case_id = OpenCase(1);
  CaseNow(case_id);
  v1::WatchCaseRequest request;
  request.set_case_id(case_id);
  const auto context = As("manager", "ROLE_PROGRAMME_MANAGER");
  const auto reader = cases_->WatchCase(context.get(), request);
  v1::WatchCaseResponse response;
  ASSERT_TRUE(reader->Read(&response));
  v1::ListPeopleRequest who;
  who.add_person_ids(Voorbeeldstad::Id("person", "manager"));
  v1::ListPeopleResponse people;
  ASSERT_TRUE(directory_->ListPeople(AsTeacher().get(), who, &people).ok());
  Do(AsAdministrator(),
     absl::StrCat(R"(end_role { grant_id: ")",
                  people.people(0).roles(0).grant_id(),
                  R"(" person_id: "@person:manager" until {)",
                  Written(absl::CivilDay(2026, 9, 7)), "} }"));
  AdvanceTo(StartOf(absl::CivilDay(2026, 9, 8)));
  Do(AsTeacher(),
     absl::StrCat(R"(hold_trainer_check_up { case_id: ")", case_id, R"(" })"));
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_EQ(ReasonOf(reader->Finish()), "ROLE_NOT_GRANTED");
}

TEST_F(ServerTest, LetsAPersonHaveOnlySoManyStreams) {
  v1::WatchAlertsResponse response;
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<grpc::ClientReader<v1::WatchAlertsResponse>>>
      readers;
  for (int i = 0; i < 2; ++i) {
    contexts.push_back(AsTeacher());
    readers.push_back(work_->WatchAlerts(contexts.back().get(), {}));
    ASSERT_TRUE(readers.back()->Read(&response));
  }
  const auto third_context = AsTeacher();
  const auto third = work_->WatchAlerts(third_context.get(), {});
  EXPECT_FALSE(third->Read(&response));
  const grpc::Status refused = third->Finish();
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonOf(refused), "TOO_MANY_STREAMS");
  for (size_t i = 0; i < readers.size(); ++i) {
    contexts[i]->TryCancel();
    readers[i]->Finish();
  }
}

TEST_F(ServerTest, ShowsWhatWasKnownThen) {
  const std::string case_id = OpenCase(1);
  const Position opened = position_;
  AdvanceTo(StartOf(absl::CivilDay(2026, 10, 1)));
  v1::GetCaseRequest request;
  request.set_case_id(case_id);
  request.set_min_position(position_);
  request.mutable_as_of()->set_position(opened);
  v1::GetCaseResponse then;
  const grpc::Status status =
      cases_->GetCase(AsTeacher().get(), request, &then);
  ASSERT_TRUE(status.ok()) << status.error_message();
  const auto breach_of = [](const v1::Case& of_case) {
    for (const v1::Due& due : of_case.obligations()) {
      if (due.obligation().key() == "T-01") return due.breach();
    }
    return v1::BREACH_STATE_WITHDRAWN;
  };
  EXPECT_EQ(breach_of(then.case_()), v1::BREACH_STATE_UNSPECIFIED);
  EXPECT_EQ(breach_of(CaseNow(case_id)), v1::BREACH_STATE_RECORDED);
  request.mutable_as_of()->set_position(position_ + 100);
  EXPECT_EQ(ReasonOf(cases_->GetCase(AsTeacher().get(), request, &then)),
            "AS_OF_AHEAD");
}

TEST_F(ServerTest, ListsWorkAndExplainsIt) {
  const std::string case_id = OpenCase(1);
  v1::ListObligationsRequest request;
  request.set_min_position(position_);
  v1::ListObligationsResponse work;
  ASSERT_TRUE(work_->ListObligations(AsTeacher().get(), request, &work).ok());
  ASSERT_GE(work.obligations_size(), 1);
  EXPECT_EQ(FromProto(work.today()), absl::CivilDay(2026, 9, 7));
  v1::ExplainRequest why;
  why.set_case_id(case_id);
  why.set_key("T-01");
  v1::ExplainResponse explained;
  ASSERT_TRUE(work_->Explain(AsTeacher().get(), why, &explained).ok());
  EXPECT_GE(explained.explanation().sentences_size(), 2);
}

TEST_F(ServerTest, ExplainsARowOfTheTrainerWhoIsAskedAbout_A23) {
  v1::ExplainRequest why;
  why.set_case_id(OpenCase(1));
  why.set_min_position(position_);
  why.set_key("T-05");
  v1::ExplainResponse explained;
  ASSERT_TRUE(work_->Explain(AsTeacher().get(), why, &explained).ok());
  const std::string trainer_id =
      explained.explanation().due().obligation().trainer_id();
  EXPECT_NE(trainer_id, "");
  why.set_trainer_id(trainer_id);
  EXPECT_TRUE(work_->Explain(AsTeacher().get(), why, &explained).ok());
  why.set_trainer_id("someone-else");
  EXPECT_EQ(work_->Explain(AsTeacher().get(), why, &explained).error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST_F(ServerTest, ForeseesWhatFallsDueIfNobodyActs_T01) {
  OpenCase(1);
  OpenCase(2);
  v1::ForecastRequest request;
  request.set_min_position(position_);
  *request.mutable_until() = ToProto(absl::CivilDay(2026, 9, 13));
  v1::ForecastResponse response;
  ASSERT_TRUE(work_->Forecast(AsTeacher().get(), request, &response).ok());
  EXPECT_EQ(response.foreseen_size(), 0) << "the last good day is the 14th";

  *request.mutable_until() = ToProto(absl::CivilDay(2026, 9, 14));
  request.set_case_id("2026-001");
  ASSERT_TRUE(work_->Forecast(AsTeacher().get(), request, &response).ok());
  ASSERT_EQ(response.foreseen_size(), 2);
  for (const v1::Foreseen& foreseen : response.foreseen()) {
    EXPECT_EQ(foreseen.due().case_number(), "2026-001");
    EXPECT_EQ(absl::FromUnixMicros(foreseen.falls_due_at_micros()),
              StartOf(absl::CivilDay(2026, 9, 15)));
    EXPECT_EQ(foreseen.outcome(), foreseen.due().obligation().key() == "T-01"
                                      ? v1::OUTCOME_KIND_BREACH
                                      : v1::OUTCOME_KIND_PAST_TARGET);
  }
  EXPECT_EQ(FromProto(response.today()), absl::CivilDay(2026, 9, 7));
}

TEST_F(ServerTest, ForeseesPageByPage) {
  OpenCase(1);
  OpenCase(2);
  v1::ForecastRequest request;
  request.set_min_position(position_);
  request.set_page_size(1);
  int pages = 0;
  std::set<std::string> seen;
  do {
    v1::ForecastResponse response;
    ASSERT_TRUE(work_->Forecast(AsTeacher().get(), request, &response).ok());
    for (const v1::Foreseen& foreseen : response.foreseen()) {
      seen.insert(foreseen.due().obligation().SerializeAsString());
    }
    request.set_page_token(response.next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(seen.size(), 4U);
  EXPECT_GE(pages, 4);
}

TEST_F(ServerTest, ForeseesNothingOfOthersForAResident_A56) {
  OpenCase(1);
  v1::ForecastRequest request;
  request.set_min_position(position_);
  v1::ForecastResponse response;
  ASSERT_TRUE(
      work_->Forecast(As("aios-1", "ROLE_RESIDENT").get(), request, &response)
          .ok());
  EXPECT_EQ(response.foreseen_size(), 0);
}

TEST_F(ServerTest, ForeseesNoFurtherThanFourHundredDays) {
  v1::ForecastRequest request;
  *request.mutable_until() = ToProto(absl::CivilDay(2026, 9, 7) + 401);
  v1::ForecastResponse response;
  const grpc::Status status =
      work_->Forecast(AsTeacher().get(), request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(status), "MALFORMED_REQUEST");
}

// What the list says is what the rules say when it is asked.
TEST_F(ServerTest, ListsWhatMayBeDoneAsTheRulesDecideIt_G11) {
  const std::string case_id = OpenCase(1);
  v1::ListActionsRequest request;
  request.set_case_id("2026-001");
  request.set_min_position(position_);
  v1::ListActionsResponse response;
  ASSERT_TRUE(cases_->ListActions(AsTeacher().get(), request, &response).ok());
  EXPECT_GT(response.actions_size(), 30);
  int allowed = 0;
  for (int i = 0; i < response.actions_size(); ++i) {
    const v1::Action& action = response.actions(i);
    EXPECT_EQ(action.allowed(), action.reason().empty());
    if (!action.allowed()) {
      EXPECT_FALSE(action.message().empty());
      v1::SubmitRequest submit;
      submit.set_request_id(absl::StrCat("action-", i));
      *submit.add_commands() = action.command();
      v1::SubmitResponse submitted;
      const grpc::Status status =
          cases_->Submit(AsTeacher().get(), submit, &submitted);
      EXPECT_FALSE(status.ok()) << action.ShortDebugString();
    } else {
      ++allowed;
    }
  }
  EXPECT_GE(allowed, 2) << "the report and the check-up call at least";
  EXPECT_EQ(CaseNow(case_id).case_id(), case_id);
}

TEST_F(ServerTest, ListsNoActionsOfACaseThatTheCallerMayNotKnowOf_G12) {
  OpenCase(1);
  v1::ListActionsRequest request;
  request.set_case_id("2026-001");
  request.set_min_position(position_);
  v1::ListActionsResponse response;
  const grpc::Status status = cases_->ListActions(
      As("aios-2", "ROLE_RESIDENT").get(), request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(ServerTest, KeepsASignalBetweenWhoSignalledAndTheTeachers_S1) {
  v1::SubmitResponse submitted;
  const grpc::Status signalled =
      Submit(As("aios-1", "ROLE_RESIDENT"), "signal",
             R"(signal_discontent { placement_id: "@placement:stage-1"
                                    note: "Verzonnen." })",
             &submitted);
  ASSERT_TRUE(signalled.ok()) << signalled.error_message();
  const auto count = [&](std::unique_ptr<grpc::ClientContext> context) {
    v1::ListSignalsResponse response;
    EXPECT_TRUE(cases_->ListSignals(context.get(), {}, &response).ok());
    return response.signals_size();
  };
  EXPECT_EQ(count(As("aios-1", "ROLE_RESIDENT")), 1);
  EXPECT_EQ(count(AsTeacher()), 1);
  EXPECT_EQ(count(As("opleider-1", "ROLE_TRAINER")), 0);
  EXPECT_EQ(count(As("manager", "ROLE_PROGRAMME_MANAGER")), 0);
}

TEST_F(ServerTest, TellsWhoeverSignalledThatBothWereHeard_S2) {
  v1::SubmitResponse submitted;
  ASSERT_TRUE(Submit(As("aios-1", "ROLE_RESIDENT"), "signal",
                     R"(signal_discontent {
                          placement_id: "@placement:stage-1" })",
                     &submitted)
                  .ok());
  ASSERT_EQ(submitted.ids_size(), 1);
  const grpc::Status clarified =
      Submit(AsTeacher(), "clarify",
             absl::StrCat(R"(clarify_perspectives { group_id: "@group:groep"
                               resident_heard: true signal_id: ")",
                          submitted.ids(0), "\" }"),
             &submitted);
  ASSERT_TRUE(clarified.ok()) << clarified.error_message();
  v1::ListSignalsResponse response;
  ASSERT_TRUE(
      cases_->ListSignals(As("aios-1", "ROLE_RESIDENT").get(), {}, &response)
          .ok());
  ASSERT_EQ(response.signals_size(), 1);
  EXPECT_TRUE(response.signals(0).resident_heard());
}

TEST_F(ServerTest, KeepsAContactAgreementToThoseWhoMayKnowOfIt_P7) {
  v1::SubmitResponse submitted;
  ASSERT_TRUE(Submit(AsTeacher(), "agree",
                     R"(start_contact_agreement {
                          placement_id: "@placement:stage-1" })",
                     &submitted)
                  .ok());
  ASSERT_EQ(submitted.case_ids_size(), 1);
  const std::string case_id = submitted.case_ids(0);
  const grpc::Status called =
      Submit(AsTeacher(), "call",
             absl::StrCat("make_contact_call { with: ROLE_RESIDENT case_id: \"",
                          case_id, "\" }"),
             &submitted);
  ASSERT_TRUE(called.ok()) << called.error_message();
  v1::GetTimelineRequest request;
  request.set_case_id(case_id);
  request.set_min_position(submitted.position());
  const auto seen_by = [&](const std::string& person, const std::string& role) {
    v1::GetTimelineResponse response;
    EXPECT_TRUE(
        cases_->GetTimeline(As(person, role).get(), request, &response).ok());
    std::vector<std::string> events;
    for (const v1::TimelineEntry& entry : response.entries()) {
      events.push_back(entry.event());
    }
    return events;
  };
  const std::vector<std::string> all = {
      "case_opened", "contact_agreement_started", "contact_call_made"};
  EXPECT_EQ(seen_by("docent", "ROLE_TEACHER"), all);
  EXPECT_EQ(seen_by("manager", "ROLE_PROGRAMME_MANAGER"), all);
  EXPECT_EQ(seen_by("aios-1", "ROLE_RESIDENT"),
            (std::vector<std::string>{"case_opened", "contact_call_made"}));
  EXPECT_EQ(seen_by("opleider-1", "ROLE_TRAINER"),
            std::vector<std::string>{"case_opened"});
  EXPECT_EQ(seen_by("plv", "ROLE_DEPUTY_HEAD"),
            std::vector<std::string>{"case_opened"});
}

TEST_F(ServerTest, AlarmsOnlyThoseWhoMayKnowOfAContactAgreement_P7) {
  v1::SubmitResponse submitted;
  ASSERT_TRUE(Submit(AsTeacher(), "agree",
                     R"(start_contact_agreement {
                          placement_id: "@placement:stage-1" })",
                     &submitted)
                  .ok());
  AdvanceTo(StartOf(absl::CivilDay(2026, 9, 16)));
  const auto breaches_heard_by = [&](const std::string& person,
                                     const std::string& role) {
    v1::WatchAlertsRequest request;
    request.set_until_caught_up(true);
    const auto context = As(person, role);
    const auto reader = work_->WatchAlerts(context.get(), request);
    std::set<std::string> heard;
    v1::WatchAlertsResponse response;
    while (reader->Read(&response)) {
      if (response.alert().outcome() == v1::OUTCOME_KIND_BREACH) {
        heard.insert(response.alert().obligation().key());
      }
    }
    EXPECT_TRUE(reader->Finish().ok());
    return heard;
  };
  const std::set<std::string> calls = {"T-02", "T-03"};
  EXPECT_EQ(breaches_heard_by("docent", "ROLE_TEACHER"), calls);
  EXPECT_EQ(breaches_heard_by("manager", "ROLE_PROGRAMME_MANAGER"), calls);
  EXPECT_EQ(breaches_heard_by("plv", "ROLE_DEPUTY_HEAD"),
            std::set<std::string>());
}

TEST_F(ServerTest, ForeseesAContactAgreementOnlyToThoseWhoMayKnowOfIt_P7) {
  v1::SubmitResponse submitted;
  ASSERT_TRUE(Submit(AsTeacher(), "agree",
                     R"(start_contact_agreement {
                          placement_id: "@placement:stage-1" })",
                     &submitted)
                  .ok());
  v1::ForecastRequest request;
  request.set_min_position(submitted.position());
  const auto foreseen_by = [&](const std::string& person,
                               const std::string& role) {
    v1::ForecastResponse response;
    EXPECT_TRUE(
        work_->Forecast(As(person, role).get(), request, &response).ok());
    std::set<std::string> keys;
    for (const v1::Foreseen& foreseen : response.foreseen()) {
      keys.insert(foreseen.due().obligation().key());
    }
    return keys;
  };
  const std::set<std::string> calls = {"T-02", "T-03"};
  EXPECT_EQ(foreseen_by("docent", "ROLE_TEACHER"), calls);
  EXPECT_EQ(foreseen_by("plv", "ROLE_DEPUTY_HEAD"), std::set<std::string>());

  // Nor does a page tell that there is more.
  request.set_page_size(1);
  v1::ForecastResponse page;
  ASSERT_TRUE(
      work_->Forecast(As("plv", "ROLE_DEPUTY_HEAD").get(), request, &page)
          .ok());
  EXPECT_EQ(page.foreseen_size(), 0);
  EXPECT_EQ(page.next_page_token(), "");
}

TEST_F(ServerTest, NamesTheOpenCaseOfAPlacementOnlyToWhoMayKnowOfIt) {
  const std::string case_id = OpenCase(1);
  for (const char* const command :
       {R"(register_group { reference: "b" name: "B" training_year: 1 })",
        R"(register_person { reference: "ander" name: "Ans Anders" })",
        R"(grant_role { person_id: "@person:ander" role: ROLE_TEACHER
                        scope { group_id: "@group:b" }
                        from { year: 2026 month: 9 day: 1 } })"}) {
    Do(AsAdministrator(), command);
  }
  const auto shown = [&](std::unique_ptr<grpc::ClientContext> context) {
    v1::ListPlacementsRequest request;
    request.set_person_id(Voorbeeldstad::Id("person", "aios-1"));
    request.set_min_position(position_);
    v1::ListPlacementsResponse response;
    EXPECT_TRUE(
        directory_->ListPlacements(context.get(), request, &response).ok());
    return response.placements_size() == 1
               ? response.placements(0).open_case_id()
               : "no placement";
  };
  EXPECT_EQ(shown(AsTeacher()), case_id);
  EXPECT_EQ(shown(As("aios-1", "ROLE_RESIDENT")), case_id);
  EXPECT_EQ(shown(As("ander", "ROLE_TEACHER")), "");
}

TEST_F(ServerTest, ShowsAFileOnlyToItsOwnerAndTheStaffOfItsCases) {
  const std::string case_id = OpenCase(1);
  Do(AsAdministrator(),
     R"(register_group { reference: "b" name: "B" training_year: 1 })");
  Do(AsAdministrator(),
     R"(register_person { reference: "ander" name: "Ans Anders" })");
  Do(AsAdministrator(),
     R"(grant_role { person_id: "@person:ander" role: ROLE_TEACHER
                     scope { group_id: "@group:b" }
                     from { year: 2026 month: 9 day: 1 } })");
  const std::string document_id =
      Do(AsTeacher(),
         absl::StrCat("submit_report { case_id: '", case_id, R"(' report: "D-1"
          parts { key: "perspective_resident" value: "Verzonnen." }
          parts { key: "perspective_trainer" value: "Verzonnen." }
          parts { key: "attention_points" value: "Verzonnen." } })"))
          .ids(0);
  Do(As("jaar", "ROLE_YEAR_ASSISTANT"),
     absl::StrCat("archive_document { case_id: '", case_id,
                  R"(' report: "D-1" place: "EP" })"));

  const std::string resident_id = Voorbeeldstad::Id("person", "aios-1");
  const auto listed = [&](std::unique_ptr<grpc::ClientContext> context) {
    v1::GetPortfolioRequest request;
    request.set_resident_id(resident_id);
    request.set_min_position(position_);
    v1::GetPortfolioResponse response;
    const grpc::Status status =
        portfolios_->GetPortfolio(context.get(), request, &response);
    return status.ok() ? response.entries_size() : -1;
  };
  const auto reads = [&](std::unique_ptr<grpc::ClientContext> context) {
    v1::GetPortfolioDocumentRequest request;
    request.set_resident_id(resident_id);
    request.set_document_id(document_id);
    request.set_min_position(position_);
    v1::GetPortfolioDocumentResponse response;
    return portfolios_->GetPortfolioDocument(context.get(), request, &response)
        .ok();
  };
  EXPECT_EQ(listed(As("aios-1", "ROLE_RESIDENT")), 1);
  EXPECT_EQ(listed(AsTeacher()), 1);
  EXPECT_EQ(listed(As("ander", "ROLE_TEACHER")), 0);
  EXPECT_EQ(listed(As("aios-2", "ROLE_RESIDENT")), -1);
  EXPECT_TRUE(reads(As("aios-1", "ROLE_RESIDENT")));
  EXPECT_TRUE(reads(AsTeacher()));
  EXPECT_FALSE(reads(As("ander", "ROLE_TEACHER")));
  EXPECT_FALSE(reads(As("aios-2", "ROLE_RESIDENT")));

  // Nor does a page tell that there is more.
  Do(AsTeacher(), absl::StrCat("hold_triangular_meeting { case_id: '", case_id,
                               "' outcome: MEETING_OUTCOME_FOLLOW_UP }"));
  const std::string second =
      Do(AsTeacher(),
         absl::StrCat("submit_report { case_id: '", case_id, R"(' report: "D-1"
          parts { key: "perspective_resident" value: "Verzonnen: weer." }
          parts { key: "perspective_trainer" value: "Verzonnen." }
          parts { key: "attention_points" value: "Verzonnen." } })"))
          .ids(0);
  Do(As("jaar", "ROLE_YEAR_ASSISTANT"),
     absl::StrCat("archive_document { case_id: '", case_id, "' document_id: '",
                  second, "' place: 'EP' }"));
  EXPECT_EQ(listed(AsTeacher()), 2);
  const auto first_page = [&](const std::string& owner) {
    v1::GetPortfolioRequest request;
    request.set_resident_id(Voorbeeldstad::Id("person", owner));
    request.set_page_size(1);
    request.set_min_position(position_);
    v1::GetPortfolioResponse response;
    EXPECT_TRUE(portfolios_
                    ->GetPortfolio(As("ander", "ROLE_TEACHER").get(), request,
                                   &response)
                    .ok());
    return response.SerializeAsString();
  };
  EXPECT_EQ(first_page("aios-1"), first_page("aios-2"));
}

TEST_F(ServerTest, ImportsAFileOnceHoweverOftenItIsSent) {
  const std::string file =
      "kenmerk;naam;mail\r\n"
      "imp-1;\"Proef; Een\";een@voorbeeld.invalid\r\n"
      "imp-2;Proef Twee;\r\n";
  v1::ImportResponse response;
  grpc::Status status =
      Import(v1::IMPORT_KIND_PEOPLE, "import-1", file, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.lines(), 2);
  EXPECT_EQ(response.changed(), 2);
  const Position reached = response.position();
  status = Import(v1::IMPORT_KIND_PEOPLE, "import-2", file, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.changed(), 0);
  EXPECT_EQ(response.position(), reached);

  v1::LookUpRequest request;
  request.set_min_position(reached);
  for (const char* const key : {"imp-1", "geen"}) {
    v1::Reference& reference = *request.add_references();
    reference.set_kind("person");
    reference.set_reference(key);
  }
  v1::LookUpResponse ids;
  ASSERT_TRUE(directory_->LookUp(AsTeacher().get(), request, &ids).ok());
  EXPECT_EQ(ids.ids(0), Voorbeeldstad::Id("person", "imp-1"));
  EXPECT_EQ(ids.ids(1), "");
}

TEST_F(ServerTest, NamesEachBadLineOfAFileAndImportsNothing) {
  const Position before = server_->engine().store().head();
  v1::ImportResponse response;
  const grpc::Status status = Import(v1::IMPORT_KIND_ROLES, "import",
                                     "kenmerk,persoon,rol,van\n"
                                     "r-1,docent,docent,2026-09-01\n"
                                     "r-2,niemand,docent,2026-09-31\n",
                                     &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const auto bad = DetailOf<google::rpc::BadRequest>(status);
  ASSERT_EQ(bad.field_violations_size(), 2);
  EXPECT_EQ(bad.field_violations(0).field(), "regel 3, kolom persoon");
  EXPECT_EQ(bad.field_violations(1).field(), "regel 3, kolom van");
  EXPECT_EQ(server_->engine().store().head(), before);
}

TEST_F(ServerTest, NamesTheLineThatTheRulesRefuse) {
  const Position before = server_->engine().store().head();
  v1::ImportResponse response;
  // A teacher teaches a group, not a year.
  const grpc::Status status = Import(v1::IMPORT_KIND_ROLES, "import",
                                     "kenmerk;persoon;rol;groep;jaar;van\n"
                                     "r-1;docent;docent;groep;;2026-09-01\n"
                                     "\n"
                                     "r-2;docent;docent;;2;2026-09-01\n",
                                     &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const auto bad = DetailOf<google::rpc::BadRequest>(status);
  ASSERT_EQ(bad.field_violations_size(), 1);
  EXPECT_EQ(bad.field_violations(0).field(), "regel 4");
  EXPECT_EQ(server_->engine().store().head(), before);
}

TEST_F(ServerTest, ChecksAFileWithoutImportingIt) {
  const Position before = server_->engine().store().head();
  v1::ImportResponse response;
  ASSERT_TRUE(Import(v1::IMPORT_KIND_PRACTICES, "import",
                     "kenmerk;naam\nprak-9;Proefpraktijk 9\n", &response,
                     /*validate_only=*/true)
                  .ok());
  EXPECT_EQ(response.lines(), 1);
  EXPECT_EQ(server_->engine().store().head(), before);
}

TEST_F(ServerTest, RefusesOnCheckingWhatAnImportWouldRefuse) {
  const Position before = server_->engine().store().head();
  // A teacher teaches a group, not a year: a rule says so, not the form.
  const std::string bad =
      "kenmerk;persoon;rol;groep;jaar;van\n"
      "r-1;docent;docent;groep;;2026-09-01\n"
      "r-2;docent;docent;;2;2026-09-01\n";
  v1::ImportResponse response;
  const grpc::Status checked = Import(v1::IMPORT_KIND_ROLES, "check", bad,
                                      &response, /*validate_only=*/true);
  const grpc::Status imported =
      Import(v1::IMPORT_KIND_ROLES, "import", bad, &response);
  EXPECT_EQ(checked.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(checked.error_message(), imported.error_message());
  EXPECT_EQ(ReasonOf(checked), ReasonOf(imported));
  EXPECT_EQ(DetailOf<google::rpc::BadRequest>(checked).SerializeAsString(),
            DetailOf<google::rpc::BadRequest>(imported).SerializeAsString());
  // Of good lines it says what they would change, and the id is still free.
  const std::string good =
      "kenmerk;persoon;rol;groep;jaar;van\n"
      "rol-docent;docent;docent;groep;;2026-03-01\n"
      "r-1;docent;docent;groep;;2026-09-01\n";
  ASSERT_TRUE(Import(v1::IMPORT_KIND_ROLES, "later", good, &response,
                     /*validate_only=*/true)
                  .ok());
  EXPECT_EQ(response.lines(), 2);
  EXPECT_EQ(response.changed(), 1);
  EXPECT_EQ(server_->engine().store().head(), before);
  ASSERT_TRUE(Import(v1::IMPORT_KIND_ROLES, "later", good, &response).ok());
  EXPECT_EQ(response.changed(), 1);
  EXPECT_EQ(server_->engine().store().head(), before + 1);
}

TEST_F(ServerTest, ImportsWhatItExportedWithoutAChange) {
  // What a spreadsheet or a parser could take for something else.
  for (
      const char* const command :
      {R"(register_person { reference: "-streep" name: "=1+1"
                             email: "+31@voorbeeld.invalid" })",
       R"(register_person { reference: "zoe" name: "Zo\303\253 \"Z\"; 't Hart" })",
       R"(grant_role { person_id: "@person:zoe" role: ROLE_TRAINER
                        scope { placement_id: "@placement:stage-1" }
                        from { year: 2026 month: 9 day: 1 } })",
       R"(set_calendar_day { reference: "otd-1"
                              day_kind: CALENDAR_DAY_KIND_TRAINER_RETURN_DAY
                              on { year: 2026 month: 10 day: 8 } })",
       R"(set_calendar_day { reference: "td-1"
                              day_kind: CALENDAR_DAY_KIND_RESIDENT_RETURN_DAY
                              on { year: 2026 month: 10 day: 6 }
                              group_id: "@group:groep" })"}) {
    v1::SubmitResponse response;
    const grpc::Status status = Submit(
        AsAdministrator(), absl::StrCat("odd-", position_), command, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    position_ = response.position();
  }
  // A role that ended before its time.
  v1::ListPeopleRequest who;
  who.add_person_ids(Voorbeeldstad::Id("person", "manager"));
  who.set_min_position(position_);
  v1::ListPeopleResponse people;
  ASSERT_TRUE(directory_->ListPeople(AsTeacher().get(), who, &people).ok());
  v1::SubmitResponse ended;
  ASSERT_TRUE(Submit(AsAdministrator(), "end",
                     absl::StrCat(R"(end_role { grant_id: ")",
                                  people.people(0).roles(0).grant_id(),
                                  R"(" person_id: "@person:manager" until {)",
                                  Written(absl::CivilDay(2026, 9, 30)), "} }"),
                     &ended)
                  .ok());

  const Position before = server_->engine().store().head();
  struct Kind {
    v1::ExportKind exported;
    v1::ImportKind imported;
    int lines;
  };
  for (const auto& [exported, imported, lines] : std::vector<Kind>{
           {v1::EXPORT_KIND_PEOPLE, v1::IMPORT_KIND_PEOPLE, 18},
           {v1::EXPORT_KIND_ROLES, v1::IMPORT_KIND_ROLES, 17},
           {v1::EXPORT_KIND_GROUPS, v1::IMPORT_KIND_GROUPS, 1},
           {v1::EXPORT_KIND_PRACTICES, v1::IMPORT_KIND_PRACTICES, 1},
           {v1::EXPORT_KIND_PLACEMENTS, v1::IMPORT_KIND_PLACEMENTS, 3},
           {v1::EXPORT_KIND_CALENDAR, v1::IMPORT_KIND_CALENDAR, 2}}) {
    const std::string file = Export(AsAdministrator(), exported);
    v1::ImportResponse response;
    const grpc::Status status =
        Import(imported, absl::StrCat("again-", imported), file, &response);
    EXPECT_TRUE(status.ok())
        << status.error_message() << "\n"
        << DetailOf<google::rpc::BadRequest>(status).ShortDebugString() << "\n"
        << file;
    EXPECT_EQ(response.lines(), lines) << file;
    EXPECT_EQ(response.changed(), 0) << file;
  }
  EXPECT_EQ(server_->engine().store().head(), before);

  const auto context = AsTeacher();
  v1::ExportRequest request;
  request.set_kind(v1::EXPORT_KIND_PEOPLE);
  const auto reader = directory_->Export(context.get(), request);
  v1::ExportResponse piece;
  EXPECT_FALSE(reader->Read(&piece));
  EXPECT_EQ(ReasonOf(reader->Finish()), "NOT_FOR_THIS_ROLE");
}

TEST_F(ServerTest, ReadsTheCalendarBack) {
  v1::ImportResponse imported;
  ASSERT_TRUE(Import(v1::IMPORT_KIND_CALENDAR, "calendar",
                     "kenmerk;soort;datum;groep\n"
                     "ronde;matchingsronde;2026-11-02;\n"
                     "otd;opleidersterugkomdag;2026-10-08;\n"
                     "td;terugkomdag;2026-10-06;groep\n",
                     &imported)
                  .ok());
  const auto days = [&](int page_size, absl::CivilDay from) {
    v1::ListCalendarDaysRequest request;
    request.set_min_position(imported.position());
    request.set_page_size(page_size);
    *request.mutable_from() = ToProto(from);
    std::vector<std::string> references;
    do {
      v1::ListCalendarDaysResponse page;
      EXPECT_TRUE(
          directory_->ListCalendarDays(AsTeacher().get(), request, &page).ok());
      EXPECT_LE(page.days_size(), page_size);
      for (const v1::CalendarDay& day : page.days()) {
        references.push_back(day.reference());
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return references;
  };
  EXPECT_THAT(days(2, absl::CivilDay(2026, 1, 1)),
              ElementsAre("td", "otd", "ronde"));
  EXPECT_THAT(days(1, absl::CivilDay(2026, 10, 8)),
              ElementsAre("otd", "ronde"));
}

TEST_F(ServerTest, ShowsWhoIsNotAvailableWithoutAReason_G2) {
  const auto unavailable = [&] {
    v1::ListUnavailableTrainersRequest request;
    request.set_min_position(position_);
    v1::ListUnavailableTrainersResponse response;
    const grpc::Status status = directory_->ListUnavailableTrainers(
        As("assistent", "ROLE_TRAINER_MANAGER_ASSISTANT").get(), request,
        &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    std::vector<std::string> references;
    for (const v1::UnavailableTrainer& trainer : response.trainers()) {
      EXPECT_EQ(trainer.name(), absl::StrCat("Proef ", trainer.reference()));
      references.push_back(trainer.reference());
    }
    return references;
  };
  const std::string case_id = OpenCase(1);
  const std::string of_case = absl::StrCat(" { case_id: '", case_id, "' ");
  Do(AsTeacher(), absl::StrCat("notify_programme_manager", of_case, "}"));
  Do(AsTeacher(), absl::StrCat("record_deviation", of_case,
                               "deviation: DEVIATION_KIND_MEETING_NOT_FITTING "
                               "why: DEVIATION_REASON_MEETING_NOT_FITTING "
                               "argument: 'Verzonnen.' "
                               "consulted: ROLE_PROGRAMME_MANAGER }"));
  Do(As("manager", "ROLE_PROGRAMME_MANAGER"),
     absl::StrCat("discuss_with_deputy_head", of_case, "}"));
  EXPECT_THAT(unavailable(), ElementsAre());
  Do(As("plv", "ROLE_DEPUTY_HEAD"),
     absl::StrCat("rule_decoupling", of_case, "ruling: RULING_DECOUPLE }"));
  EXPECT_THAT(unavailable(), ElementsAre("opleider-1"));
  EXPECT_EQ(Export(As("opleiders", "ROLE_TRAINER_MANAGER"),
                   v1::EXPORT_KIND_UNAVAILABLE_TRAINERS),
            "\xEF\xBB\xBF\"kenmerk\";\"naam\"\n"
            "\"opleider-1\";\"Proef opleider-1\"\n");
  v1::ListUnavailableTrainersResponse response;
  for (const auto& [person, role] :
       {std::pair("docent", "ROLE_TEACHER"),
        std::pair("manager", "ROLE_PROGRAMME_MANAGER"),
        std::pair("opleider-1", "ROLE_TRAINER")}) {
    EXPECT_EQ(ReasonOf(directory_->ListUnavailableTrainers(
                  As(person, role).get(), {}, &response)),
              "NOT_FOR_THIS_ROLE")
        << person;
  }
  Do(As("opleiders", "ROLE_TRAINER_MANAGER"),
     absl::StrCat("hold_manager_contact", of_case,
                  R"(trainer_id: "@person:opleider-1" })"));
  EXPECT_THAT(unavailable(), ElementsAre());
}

TEST_F(ServerTest, RefusesAFileThatIsTooLarge) {
  const auto context = AsAdministrator();
  v1::ImportResponse response;
  const auto writer = directory_->Import(context.get(), &response);
  v1::ImportRequest piece;
  piece.set_kind(v1::IMPORT_KIND_PEOPLE);
  piece.set_request_id("large");
  piece.set_chunk(std::string(1 << 20, 'x'));
  while (writer->Write(piece)) {
  }
  EXPECT_EQ(ReasonOf(writer->Finish()), "MALFORMED_REQUEST");
}

TEST_F(ServerTest, PublishesAProcedureOrNamesItsProblems) {
  v1::PublishProcedureRequest request;
  request.set_request_id("publish");
  request.set_textproto("key: \"x\"\nnonsense: 1\n");
  v1::PublishProcedureResponse response;
  const grpc::Status bad = procedures_->PublishProcedure(
      AsAdministrator().get(), request, &response);
  EXPECT_EQ(bad.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  ASSERT_GE(DetailOf<google::rpc::BadRequest>(bad).field_violations_size(), 1);
  EXPECT_THAT(
      DetailOf<google::rpc::BadRequest>(bad).field_violations(0).field(),
      HasSubstr("regel"));

  request.set_textproto(TextOf(kOtherFile));
  const grpc::Status good = procedures_->PublishProcedure(
      AsAdministrator().get(), request, &response);
  ASSERT_TRUE(good.ok()) << good.error_message();
  v1::GetProcedureRequest get;
  get.set_key(response.version().key());
  get.set_version(response.version().version());
  v1::GetProcedureResponse got;
  ASSERT_TRUE(procedures_->GetProcedure(AsTeacher().get(), get, &got).ok());
  EXPECT_EQ(got.textproto(), request.textproto());
  v1::ListProceduresResponse list;
  ASSERT_TRUE(procedures_->ListProcedures(AsTeacher().get(), {}, &list).ok());
  EXPECT_EQ(list.versions_size(), 2);
}

TEST_F(ServerTest, ComparesAProcedureWithAnotherVersionOrADraft_A32) {
  v1::CompareProceduresRequest request;
  request.set_key("utrecht-ontkoppeling");
  request.set_version("2023-03");
  const auto compare = [&](v1::CompareProceduresResponse* response) {
    response->Clear();
    return procedures_->CompareProcedures(AsTeacher().get(), request, response);
  };
  v1::CompareProceduresResponse response;
  std::string draft = TextOf(kUtrechtFile);
  const std::string version = "version: \"2023-03\"";
  draft.replace(draft.find(version), version.size(), "version: \"2027-01\"");
  request.set_textproto(draft);
  ASSERT_TRUE(compare(&response).ok());
  ASSERT_EQ(response.differences_size(), 1);
  EXPECT_EQ(response.differences(0).part(), "version");
  EXPECT_EQ(response.differences(0).before(), "\"2023-03\"");
  EXPECT_EQ(response.differences(0).after(), "\"2027-01\"");

  v1::PublishProcedureRequest publish;
  publish.set_request_id("publish-next");
  publish.set_textproto(draft);
  v1::PublishProcedureResponse published;
  ASSERT_TRUE(
      procedures_
          ->PublishProcedure(AsAdministrator().get(), publish, &published)
          .ok());
  request.clear_textproto();
  request.set_other_version("2027-01");
  ASSERT_TRUE(compare(&response).ok());
  EXPECT_EQ(response.differences_size(), 1);
  request.set_other_version("2023-03");
  ASSERT_TRUE(compare(&response).ok());
  EXPECT_EQ(response.differences_size(), 0);

  request.set_other_version("1999");
  EXPECT_EQ(ReasonOf(compare(&response)), "PROCEDURE_UNKNOWN");
  request.set_textproto(draft);
  EXPECT_EQ(ReasonOf(compare(&response)), "MALFORMED_REQUEST") << "both";
  request.clear_other_version();
  request.set_textproto(std::string((256 << 10) + 1, '#'));
  EXPECT_EQ(ReasonOf(compare(&response)), "MALFORMED_REQUEST") << "too long";
  request.clear_textproto();
  EXPECT_EQ(ReasonOf(compare(&response)), "MALFORMED_REQUEST") << "neither";
  request.set_textproto("key: \"x\"\nnonsense: 1\n");
  const grpc::Status bad = compare(&response);
  EXPECT_EQ(ReasonOf(bad), "BAD_PROCEDURE");
  EXPECT_GE(DetailOf<google::rpc::BadRequest>(bad).field_violations_size(), 1);
}

TEST_F(ServerTest, GivesAHistoryWithItsProofToThoseWhoJudgeIt) {
  const std::string case_id = OpenCase(1);
  CaseNow(case_id);
  v1::GetHistoryRequest request;
  request.set_case_id(case_id);
  const auto context = As("plv", "ROLE_DEPUTY_HEAD");
  const auto reader = audit_->GetHistory(context.get(), request);
  v1::GetHistoryResponse event;
  uint64_t sequence = 0;
  while (reader->Read(&event)) {
    EXPECT_EQ(event.sequence(), ++sequence);
    EXPECT_EQ(event.leaf_hash().size(), 32U);
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_GE(sequence, 2U);
  GrantAuditor();
  const auto auditor = As("fg", "ROLE_AUDITOR");
  const auto audited = audit_->GetHistory(auditor.get(), request);
  EXPECT_TRUE(audited->Read(&event));
  auditor->TryCancel();
  const auto teacher = AsTeacher();
  const auto refused = audit_->GetHistory(teacher.get(), request);
  EXPECT_FALSE(refused->Read(&event));
  EXPECT_EQ(ReasonOf(refused->Finish()), "NOT_FOR_THIS_ROLE");
}

TEST_F(ServerTest, VerifiesItsLogAndSaysWhereItIs) {
  const auto context = AsAdministrator();
  const auto reader = admin_->VerifyLog(context.get(), {});
  v1::VerifyLogResponse progress;
  while (reader->Read(&progress)) {
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_TRUE(progress.done());
  EXPECT_EQ(progress.problems_size(), 0);
  EXPECT_EQ(progress.position(), server_->engine().store().head());
  EXPECT_EQ(progress.root().size(), 32U);

  v1::GetStatusResponse status;
  ASSERT_TRUE(admin_->GetStatus(AsAdministrator().get(), {}, &status).ok());
  EXPECT_EQ(status.institute_name(), "Opleiding Voorbeeldstad");
  EXPECT_TRUE(status.manual_clock());
  EXPECT_EQ(admin_->GetStatus(AsTeacher().get(), {}, &status).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(ServerTest, MakesItsViewsAnewAndSaysHowFarItIs) {
  const std::string case_id = OpenCase(1);
  const auto context = AsAdministrator();
  const auto reader = admin_->RebuildViews(context.get(), {});
  v1::RebuildViewsResponse progress;
  uint64_t reached = 0;
  while (reader->Read(&progress)) {
    EXPECT_GE(progress.position(), reached);
    reached = progress.position();
    EXPECT_EQ(progress.head(), server_->engine().store().head());
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_TRUE(progress.done());
  EXPECT_EQ(progress.position(), server_->engine().store().head());
  EXPECT_EQ(progress.differing_rows(), 0u);
  EXPECT_EQ(CaseNow(case_id).case_id(), case_id);
  // They follow the log as the ones before did.
  const std::string other_id = OpenCase(2);
  EXPECT_EQ(CaseNow(other_id).case_id(), other_id);

  const auto teacher = AsTeacher();
  const auto refused = admin_->RebuildViews(teacher.get(), {});
  EXPECT_FALSE(refused->Read(&progress));
  EXPECT_EQ(ReasonOf(refused->Finish()), "NOT_FOR_THIS_ROLE");
}

TEST_F(ServerTest, RefusesToTurnTheClockBack) {
  v1::AdvanceClockRequest request;
  request.set_to_micros(absl::ToUnixMicros(clock_.Now()) - 1);
  v1::AdvanceClockResponse response;
  EXPECT_EQ(ReasonOf(admin_->AdvanceClock(AsAdministrator().get(), request,
                                          &response)),
            "CLOCK_IS_AHEAD");
}

TEST_F(ServerTest, RefusesToTurnTheClockBeyondTheDatesItCanWrite) {
  v1::AdvanceClockRequest request;
  request.set_to_micros(
      absl::ToUnixMicros(StartOf(absl::CivilDay(2200, 1, 1))));
  v1::AdvanceClockResponse response;
  EXPECT_EQ(ReasonOf(admin_->AdvanceClock(AsAdministrator().get(), request,
                                          &response)),
            "CLOCK_TOO_FAR");
}

TEST_F(ServerTest, EndsItsStreamsAndListensNoMoreAfterShutdown) {
  const auto context = AsTeacher();
  const auto reader = work_->WatchAlerts(context.get(), {});
  v1::WatchAlertsResponse response;
  ASSERT_TRUE(reader->Read(&response));
  std::thread stopping([this] { server_->Shutdown(); });
  while (reader->Read(&response)) {
  }
  EXPECT_EQ(ReasonOf(reader->Finish()), "DRAINING");
  stopping.join();
  v1::SubmitResponse submitted;
  EXPECT_EQ(Submit(AsTeacher(), "late", "hold_trainer_check_up {}", &submitted)
                .error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

// A log that, from when it is told, lets nobody begin to follow it.
class HeldStore final : public ForwardingStore {
 public:
  HeldStore(std::shared_ptr<EventStore> store, std::atomic<bool>& hold,
            std::shared_future<void> let_go)
      : ForwardingStore(std::move(store)),
        hold_(hold),
        let_go_(std::move(let_go)) {}

  absl::StatusOr<std::unique_ptr<Subscription>> Subscribe(
      const Query& query, Position after) const override {
    if (hold_) let_go_.wait();
    return ForwardingStore::Subscribe(query, after);
  }

 private:
  std::atomic<bool>& hold_;
  const std::shared_future<void> let_go_;
};

class ServerThatRebuilds : public ServerTest {
 protected:
  void SetUp() override { fs::remove_all(directory_); }
  void TearDown() override {
    server_.reset();
    fs::remove_all(directory_);
  }

  ServerOptions Options() {
    ServerOptions options;
    options.try_out_issuer = IssuerOfTests();
    options.manual_clock = &clock_;
    options.engine.projector.directory = directory_;
    return options;
  }

  const std::string directory_ =
      absl::StrCat(::testing::TempDir(), "/views-of-a-server-", getpid());
};

TEST_F(ServerThatRebuilds, SaysHowManyRowsWereWrong) {
  const std::shared_ptr<EventStore> log =
      NewMemoryEventStore(Voorbeeldstad::Identity());
  StartServer(Options(), std::make_unique<ForwardingStore>(log));
  FillDirectory();
  const std::string case_id = OpenCase(1);
  CaseNow(case_id);
  server_.reset();
  {
    const auto rows = OpenRocksDbRows(directory_);
    ASSERT_TRUE(rows.ok()) << rows.status();
    RowBatch wrong;
    wrong.Delete(absl::StrCat("cases/id/", case_id));
    ASSERT_TRUE((*rows)->Write(wrong).ok());
  }
  StartServer(Options(), std::make_unique<ForwardingStore>(log));
  v1::GetCaseRequest request;
  request.set_case_id(case_id);
  v1::GetCaseResponse of_case;
  ASSERT_EQ(ReasonOf(cases_->GetCase(AsTeacher().get(), request, &of_case)),
            "DATA_LOSS");
  const auto context = AsAdministrator();
  const auto reader = admin_->RebuildViews(context.get(), {});
  v1::RebuildViewsResponse progress;
  while (reader->Read(&progress)) {
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(progress.differing_rows(), 1u);
  EXPECT_EQ(CaseNow(case_id).case_id(), case_id);
}

TEST_F(ServerThatRebuilds, DoesSoOnceAtATime) {
  std::atomic<bool> hold = false;
  std::promise<void> let_go;
  StartServer(Options(), std::make_unique<HeldStore>(
                             NewMemoryEventStore(Voorbeeldstad::Identity()),
                             hold, let_go.get_future().share()));
  FillDirectory();
  v1::GetStatusResponse status;
  ASSERT_TRUE(admin_->GetStatus(AsAdministrator().get(), {}, &status).ok());
  hold = true;
  const auto context = AsAdministrator();
  const auto first = admin_->RebuildViews(context.get(), {});
  v1::RebuildViewsResponse progress;
  ASSERT_TRUE(first->Read(&progress));
  EXPECT_FALSE(progress.done());
  const auto other_context = AsAdministrator();
  const auto second = admin_->RebuildViews(other_context.get(), {});
  v1::RebuildViewsResponse none;
  EXPECT_FALSE(second->Read(&none));
  const grpc::Status refused = second->Finish();
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(ReasonOf(refused), "REBUILD_UNDER_WAY");
  let_go.set_value();
  while (first->Read(&progress)) {
  }
  EXPECT_TRUE(first->Finish().ok());
  EXPECT_TRUE(progress.done());
  server_.reset();  // Its log borrows from this test.
}

TEST_F(ServerThatRebuilds, RefusesWithoutRoomOnTheDisk) {
  ServerOptions options = Options();
  options.engine.projector.keep_free_bytes =
      std::numeric_limits<uint64_t>::max();
  StartServer(std::move(options));
  const auto context = AsAdministrator();
  const auto reader = admin_->RebuildViews(context.get(), {});
  v1::RebuildViewsResponse none;
  EXPECT_FALSE(reader->Read(&none));
  const grpc::Status refused = reader->Finish();
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonOf(refused), "NO_ROOM_FOR_REBUILD");
}

// A log that cannot write any more, from when it is told.
class BrokenStore final : public ForwardingStore {
 public:
  BrokenStore(std::shared_ptr<EventStore> store, std::atomic<bool>& broken)
      : ForwardingStore(std::move(store)), broken_(broken) {}

  std::unique_ptr<AppendBatch> Begin(absl::Time now) override {
    return std::make_unique<Batch>(ForwardingStore::Begin(now), broken_);
  }

 private:
  class Batch final : public AppendBatch {
   public:
    Batch(std::unique_ptr<AppendBatch> batch, std::atomic<bool>& broken)
        : batch_(std::move(batch)), broken_(broken) {}

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
      return broken_ ? absl::UnavailableError("the disk is gone")
                     : batch_->Commit();
    }

   private:
    const std::unique_ptr<AppendBatch> batch_;
    std::atomic<bool>& broken_;
  };

  std::atomic<bool>& broken_;
};

TEST(ServerOnABrokenDisk, AnswersThatTheOutcomeIsUnknownAndAsksToBeEnded) {
  Breaking breaking;
  std::promise<absl::Status> failure;
  ServerOptions options;
  options.try_out_issuer = IssuerOfTests();
  options.engine.founding_if_new = Voorbeeldstad::FoundingIfNew();
  options.on_failure = [&failure](const absl::Status& why) {
    failure.set_value(why);
  };
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(
      std::move(options),
      std::make_unique<BreakingStore>(
          NewMemoryEventStore(Voorbeeldstad::Identity()), breaking));
  ASSERT_TRUE(server.ok()) << server.status();
  const auto stub = v1::CaseService::NewStub(grpc::CreateChannel(
      (*server)->address(), grpc::InsecureChannelCredentials()));
  const auto submit = [&stub](const std::string& request_id) {
    grpc::ClientContext context;
    SignIn(context, "beheer", "ROLE_ADMINISTRATOR");
    v1::SubmitRequest request;
    request.set_request_id(request_id);
    *request.add_commands() = Voorbeeldstad::Command(absl::StrCat(
        R"(register_person { reference: ")", request_id, R"(" name: "N" })"));
    v1::SubmitResponse response;
    return stub->Submit(&context, request, &response);
  };
  ASSERT_TRUE(submit("good").ok());
  breaking.broken = true;
  const grpc::Status unknown = submit("bad");
  EXPECT_EQ(unknown.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(unknown), "OUTCOME_UNKNOWN");
  EXPECT_THAT(std::string(failure.get_future().get().message()),
              HasSubstr("the disk is gone"));
  breaking.broken = false;
  EXPECT_EQ(ReasonOf(submit("later")), "STORE_FAILED") << "never goes on";
  (*server)->Shutdown();
}

// A log of which a subscription sees nothing in its first part.
class LongStore final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  absl::StatusOr<std::unique_ptr<Subscription>> Subscribe(
      const Query& query, Position after) const override {
    absl::StatusOr<std::unique_ptr<Subscription>> rest =
        ForwardingStore::Subscribe(query, after);
    if (!rest.ok()) return rest.status();
    return std::make_unique<Quiet>(*std::move(rest), after);
  }

 private:
  class Quiet final : public Subscription {
   public:
    Quiet(std::unique_ptr<Subscription> rest, Position after)
        : rest_(std::move(rest)), after_(after) {}

    absl::StatusOr<SubscriptionPage> Poll(size_t limit) override {
      if (!std::exchange(first_, false)) return rest_->Poll(limit);
      SubscriptionPage nothing;
      nothing.scanned_to = after_;
      return nothing;
    }

   private:
    const std::unique_ptr<Subscription> rest_;
    const Position after_;
    bool first_ = true;
  };
};

TEST(ServerOnALongLog, SaysHowFarItLookedForAlertsBetweenItsParts) {
  ServerOptions options;
  options.try_out_issuer = IssuerOfTests();
  options.engine.founding_if_new = Voorbeeldstad::FoundingIfNew();
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(
      std::move(options), std::make_unique<LongStore>(
                              NewMemoryEventStore(Voorbeeldstad::Identity())));
  ASSERT_TRUE(server.ok()) << server.status();
  const auto stub = v1::WorkService::NewStub(grpc::CreateChannel(
      (*server)->address(), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  SignIn(context, "beheer", "ROLE_ADMINISTRATOR");
  v1::WatchAlertsRequest request;
  request.set_after(1);
  request.set_until_caught_up(true);
  const auto reader = stub->WatchAlerts(&context, request);
  v1::WatchAlertsResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_FALSE(response.has_alert());
  EXPECT_FALSE(response.caught_up());
  EXPECT_EQ(response.scanned_to(), 1u);
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_TRUE(response.caught_up());
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_TRUE(reader->Finish().ok());
}

// A log that cannot be followed any more, from when it is told.
class UnfollowedStore final : public ForwardingStore {
 public:
  UnfollowedStore(std::shared_ptr<EventStore> store, std::atomic<bool>& broken)
      : ForwardingStore(std::move(store)), broken_(broken) {}

  absl::StatusOr<std::unique_ptr<Subscription>> Subscribe(
      const Query& query, Position after) const override {
    absl::StatusOr<std::unique_ptr<Subscription>> followed =
        ForwardingStore::Subscribe(query, after);
    if (!followed.ok()) return followed;
    return std::make_unique<Followed>(*std::move(followed), broken_);
  }

 private:
  class Followed final : public Subscription {
   public:
    Followed(std::unique_ptr<Subscription> log, std::atomic<bool>& broken)
        : log_(std::move(log)), broken_(broken) {}

    absl::StatusOr<SubscriptionPage> Poll(size_t limit) override {
      if (broken_) return absl::DataLossError("a hash is wrong");
      return log_->Poll(limit);
    }

   private:
    const std::unique_ptr<Subscription> log_;
    std::atomic<bool>& broken_;
  };

  std::atomic<bool>& broken_;
};

TEST(ServerWhoseViewsFail, AnswersWhoWaitsForThemAndEnds) {
  std::atomic<bool> broken = false;
  std::promise<absl::Status> failure;
  ManualClock clock(StartOf(absl::CivilDay(2026, 9, 7)));
  ServerOptions options;
  options.try_out_issuer = IssuerOfTests();
  options.manual_clock = &clock;
  options.engine.founding_if_new = Voorbeeldstad::FoundingIfNew();
  options.on_failure = [&failure](const absl::Status& why) {
    failure.set_value(why);
  };
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(
      std::move(options),
      std::make_unique<UnfollowedStore>(
          NewMemoryEventStore(Voorbeeldstad::Identity()), broken));
  ASSERT_TRUE(server.ok()) << server.status();
  const auto channel = grpc::CreateChannel((*server)->address(),
                                           grpc::InsecureChannelCredentials());
  const auto identify = [](grpc::ClientContext& context) {
    SignIn(context, "beheer", "ROLE_ADMINISTRATOR");
  };
  const auto read_at = [&](Position position) {
    grpc::ClientContext context;
    identify(context);
    v1::GetCaseRequest request;
    request.set_case_id("2026-001");
    request.set_min_position(position);
    v1::GetCaseResponse response;
    return v1::CaseService::NewStub(channel)->GetCase(&context, request,
                                                      &response);
  };
  // So that the views know who asks.
  ASSERT_EQ(ReasonOf(read_at(1)), "NOT_FOUND");

  grpc::Status waited;
  std::thread waiting([&] { waited = read_at(1'000'000); });
  broken = true;
  EXPECT_THAT(std::string(failure.get_future().get().message()),
              HasSubstr("a hash is wrong"));
  waiting.join();
  EXPECT_EQ(ReasonOf(waited), "DRAINING");

  grpc::ClientContext context;
  identify(context);
  v1::AdvanceClockRequest request;
  request.set_to_micros(absl::ToUnixMicros(clock.Now() + absl::Hours(1)));
  v1::AdvanceClockResponse response;
  EXPECT_EQ(ReasonOf(v1::AdminService::NewStub(channel)->AdvanceClock(
                &context, request, &response)),
            "DRAINING")
      << "nobody moves it any more";
  (*server)->Shutdown();
}

TEST(ServerOnAUnixSocket, SaysTheAddressThatClientsReachItAt) {
  ServerOptions options;
  options.listen = absl::StrCat("unix:", testing::TempDir(), "/server_test.",
                                getpid(), ".sock");
  const std::string listen = options.listen;
  options.engine.founding_if_new = Voorbeeldstad::FoundingIfNew();
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(
      std::move(options), NewMemoryEventStore(Voorbeeldstad::Identity()));
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ((*server)->address(), listen);
  grpc::ClientContext context;
  v1::ListCasesResponse response;
  EXPECT_EQ(
      ReasonOf(v1::CaseService::NewStub(
                   grpc::CreateChannel((*server)->address(),
                                       grpc::InsecureChannelCredentials()))
                   ->ListCases(&context, {}, &response)),
      "NO_IDENTITY");
}

TEST(ServerWithoutTls, ListensOnThisMachineOnly) {
  for (const char* const listen :
       {"0.0.0.0:0", "[::]:0", "192.0.2.1:0", "voorbeeld.invalid:0"}) {
    ServerOptions options;
    options.listen = listen;
    EXPECT_EQ(Server::Start(std::move(options),
                            NewMemoryEventStore(Voorbeeldstad::Identity()))
                  .status()
                  .code(),
              absl::StatusCode::kInvalidArgument)
        << listen;
  }
}

}  // namespace
}  // namespace driehoek
