#include <set>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/civil.h"
#include "domain/dates.h"
#include "domain/due_dates.h"
#include "driehoek/v1/event.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using v1::MakeContactCall;
using v1::StartContactAgreement;

constexpr char kInCase[] = R"pb(case_id: "case-1")pb";
constexpr char kAgreed[] = R"pb(contact_agreement_started {
                                  case_id: "case-1"
                                  agreement_id: "agreement-1"
                                  on { year: 2026 month: 9 day: 7 }
                                })pb";
constexpr char kAgreedAgain[] = R"pb(contact_agreement_started {
                                       case_id: "case-1"
                                       agreement_id: "agreement-2"
                                       on { year: 2026 month: 9 day: 10 }
                                     })pb";
constexpr char kDuoCase[] = R"pb(
  case_opened {
    case_id: "case-1"
    number: "2026-001"
    placement_id: "placement-3"
    resident_id: "resident-3"
    trainer_ids: [ "trainer-1", "trainer-2" ]
    practice_id: "practice-1"
    group_id: "group-1"
    training_year: 1
    placement_starts_on { year: 2026 month: 3 day: 1 }
    placement_ends_on { year: 2027 month: 2 day: 28 }
    procedure_key: "utrecht-ontkoppeling"
    procedure_version: "2023-03"
    on { year: 2026 month: 9 day: 7 }
  })pb";

TEST(StartContactAgreement, OpensACaseOnTheDayTheTeachersKnew_S37) {
  Scenario scenario = Scenario()
                          .As(v1::ROLE_TEACHER)
                          .When<StartContactAgreement>(
                              R"pb(placement_id: "placement-1"
                                   on { year: 2026 month: 9 day: 10 })pb")
                          .ThenEvents(R"pb(case_opened {
                                             number: "2026-001"
                                             placement_id: "placement-1"
                                             trainer_ids: "trainer-1"
                                             on { year: 2026 month: 9 day: 10 }
                                           })pb",
                                      R"pb(contact_agreement_started {
                                             on { year: 2026 month: 9 day: 10 }
                                           })pb");
  ASSERT_TRUE(scenario.decided().ok());
  const Decision& decision = scenario.decided()->front();
  EXPECT_EQ(
      decision.id,
      decision.events[1].event.contact_agreement_started().agreement_id());
  std::move(scenario).ThenTagged(1, {{TagKind::kCase, decision.case_id}});
}

TEST(StartContactAgreement, CountsFromTheDayTheTeachersKnew_A36) {
  Scenario scenario = Scenario()
                          .Given(kCaseOpened)
                          .As(v1::ROLE_TEACHER)
                          .When<StartContactAgreement>(
                              R"pb(case_id: "case-1"
                                   on { year: 2026 month: 9 day: 9 })pb")
                          .ThenDone();
  const Fact fact = scenario.CaseAfter().facts.back();
  EXPECT_EQ(fact.kind, v1::FACT_KIND_CONTACT_AGREEMENT_STARTED);
  EXPECT_EQ(fact.on, absl::CivilDay(2026, 9, 9));
}

TEST(StartContactAgreement, IsOfTodayUnlessSaid_A36) {
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_TEACHER)
      .When<StartContactAgreement>(kInCase)
      .ThenEvents(R"pb(contact_agreement_started {
                         case_id: "case-1"
                         on { year: 2026 month: 9 day: 14 }
                       })pb")
      .When<StartContactAgreement>(kInCase)
      .ThenRefused("ALREADY_DONE")
      .When<StartContactAgreement>(R"pb(case_id: "case-1"
                                        on { year: 2026 month: 9 day: 15 })pb")
      .ThenRefused("DATE_IN_FUTURE");
}

TEST(StartContactAgreement, IsOfTheTeachersOnly_S37) {
  for (const v1::Role role : {v1::ROLE_RESIDENT, v1::ROLE_TRAINER,
                              v1::ROLE_YEAR_ASSISTANT, v1::ROLE_DEPUTY_HEAD}) {
    SCOPED_TRACE(v1::Role_Name(role));
    Scenario()
        .Given(kCaseOpened)
        .As(role)
        .When<StartContactAgreement>(kInCase)
        .ThenRefused("NOT_COMPETENT", {.rule = "G-11", .section = "§5.1"})
        .Given(kAgreed)
        .When<MakeContactCall>(R"pb(case_id: "case-1" with: ROLE_RESIDENT)pb")
        .ThenRefused("NOT_COMPETENT", {.rule = "G-11", .section = "§5.1"});
  }
}

TEST(MakeContactCall, IsAConversationOrAnAttempt_A37) {
  struct Called {
    const char* command;
    v1::FactKind fact;
  };
  for (const Called& called :
       {Called{"with: ROLE_RESIDENT reached: true",
               v1::FACT_KIND_RESIDENT_CALLED},
        Called{"with: ROLE_RESIDENT", v1::FACT_KIND_RESIDENT_CALL_ATTEMPTED},
        Called{"with: ROLE_TRAINER reached: true",
               v1::FACT_KIND_TRAINER_CALLED},
        Called{"with: ROLE_TRAINER", v1::FACT_KIND_TRAINER_CALL_ATTEMPTED}}) {
    SCOPED_TRACE(called.command);
    Scenario scenario =
        Scenario()
            .Given(kCaseOpened, kAgreed)
            .As(v1::ROLE_TEACHER)
            .When<MakeContactCall>(absl::StrCat(kInCase, " ", called.command))
            .ThenEvents(R"pb(contact_call_made {
                               case_id: "case-1"
                               agreement_id: "agreement-1"
                               on { year: 2026 month: 9 day: 14 }
                             })pb");
    const Fact fact = scenario.CaseAfter().facts.back();
    EXPECT_EQ(fact.kind, called.fact);
    EXPECT_EQ(fact.about, "agreement-1");
  }
}

TEST(MakeContactCall, IsOfTheLatestAgreementUnlessSaid_S37) {
  Scenario()
      .Given(kCaseOpened, kAgreed, kAgreedAgain)
      .As(v1::ROLE_TEACHER)
      .When<MakeContactCall>(R"pb(case_id: "case-1" with: ROLE_RESIDENT)pb")
      .ThenEvents(R"pb(contact_call_made { agreement_id: "agreement-2" })pb")
      .When<MakeContactCall>(R"pb(case_id: "case-1"
                                  agreement_id: "agreement-1"
                                  with: ROLE_RESIDENT)pb")
      .ThenEvents(R"pb(contact_call_made { agreement_id: "agreement-1" })pb")
      .When<MakeContactCall>(R"pb(case_id: "case-1"
                                  agreement_id: "agreement-9"
                                  with: ROLE_RESIDENT)pb")
      .ThenRefused("CONTACT_AGREEMENT_NOT_FOUND");
}

TEST(MakeContactCall, FollowsAnAgreement_S37) {
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_TEACHER)
      .When<MakeContactCall>(R"pb(case_id: "case-1" with: ROLE_RESIDENT)pb")
      .ThenRefused("CONTACT_AGREEMENT_NOT_FOUND")
      .Given(kAgreed)
      .When<MakeContactCall>(R"pb(case_id: "case-1"
                                  with: ROLE_RESIDENT
                                  on { year: 2026 month: 9 day: 6 })pb")
      .ThenRefused("DATE_OUT_OF_ORDER");
}

TEST(MakeContactCall, SaysWithWhom_S37) {
  Scenario()
      .Given(kCaseOpened, kAgreed)
      .As(v1::ROLE_TEACHER)
      .When<MakeContactCall>(kInCase)
      .ThenRefused("FIELD_MISSING")
      .When<MakeContactCall>(R"pb(case_id: "case-1" with: ROLE_TEACHER)pb")
      .ThenRefused("NOT_A_PARTY")
      .When<MakeContactCall>(R"pb(case_id: "case-1"
                                  with: ROLE_RESIDENT
                                  trainer_id: "trainer-1")pb")
      .ThenRefused("FIELD_NOT_EXPECTED")
      .When<MakeContactCall>(R"pb(case_id: "case-1"
                                  with: ROLE_TRAINER
                                  trainer_id: "trainer-3")pb")
      .ThenRefused("NOT_A_TRAINER_OF_THE_CASE", {.rule = "A-23"});
}

TEST(MakeContactCall, NamesTheTrainerOfADuo_A23) {
  Scenario()
      .Given(kDuoCase, kAgreed)
      .As(v1::ROLE_TEACHER)
      .When<MakeContactCall>(R"pb(case_id: "case-1" with: ROLE_TRAINER)pb")
      .ThenRefused("FIELD_MISSING")
      .When<MakeContactCall>(R"pb(case_id: "case-1"
                                  with: ROLE_TRAINER
                                  trainer_id: "trainer-2")pb")
      .ThenEvents(R"pb(contact_call_made { trainer_id: "trainer-2" })pb");
}

// How the one row of that key stands: its day, or that it has none.
std::string Standing(Scenario& scenario, const std::string& key) {
  std::string found;
  for (const v1::Due& due :
       DueDatesOf(UtrechtProcedure(), scenario.CaseAfter())) {
    if (due.obligation().key() != key) continue;
    absl::StrAppend(
        &found, due.has_due_on() ? IsoDay(FromProto(due.due_on())) : "no day",
        " ", v1::DueStatus_Name(due.status()));
  }
  return found;
}

TEST(MakeContactCall, IsDueWithTheResidentWithinAWeek_T02) {
  Scenario scenario = Scenario().Given(kCaseOpened, kAgreed);
  EXPECT_EQ(Standing(scenario, "T-02"), "2026-09-14 DUE_STATUS_OPEN");
  Scenario other = std::move(scenario)
                       .As(v1::ROLE_TEACHER)
                       .When<MakeContactCall>(R"pb(case_id: "case-1"
                                                   with: ROLE_TRAINER
                                                   reached: true)pb")
                       .ThenDone();
  EXPECT_EQ(Standing(other, "T-02"), "2026-09-14 DUE_STATUS_OPEN");
  Scenario called = std::move(other)
                        .When<MakeContactCall>(R"pb(case_id: "case-1"
                                                    with: ROLE_RESIDENT
                                                    reached: true)pb")
                        .ThenDone();
  EXPECT_EQ(Standing(called, "T-02"), "2026-09-14 DUE_STATUS_FULFILLED");
}

TEST(MakeContactCall, IsDueWithTheTrainerWithinAWeek_T03) {
  Scenario scenario = Scenario().Given(kCaseOpened, kAgreed);
  EXPECT_EQ(Standing(scenario, "T-03"), "2026-09-14 DUE_STATUS_OPEN");
  Scenario called = std::move(scenario)
                        .As(v1::ROLE_TEACHER)
                        .When<MakeContactCall>(R"pb(case_id: "case-1"
                                                    with: ROLE_TRAINER
                                                    reached: true)pb")
                        .ThenDone();
  EXPECT_EQ(Standing(called, "T-03"), "2026-09-14 DUE_STATUS_FULFILLED");
  EXPECT_EQ(Standing(called, "T-02"), "2026-09-14 DUE_STATUS_OPEN");
}

TEST(MakeContactCall, LiftsTheDayWhenItWasTriedInTimeAndStaysOpen_A37) {
  Scenario tried = Scenario()
                       .Given(kCaseOpened, kAgreed)
                       .As(v1::ROLE_TEACHER)
                       .When<MakeContactCall>(R"pb(case_id: "case-1"
                                                   with: ROLE_RESIDENT)pb")
                       .ThenDone();
  EXPECT_EQ(Standing(tried, "T-02"), "no day DUE_STATUS_OPEN");
  EXPECT_EQ(Standing(tried, "T-03"), "2026-09-14 DUE_STATUS_OPEN");
}

TEST(MakeContactCall, DoesNotLiftADayThatHasPassed_A37) {
  Scenario tried = Scenario()
                       .Given(kCaseOpened, kAgreed)
                       .As(v1::ROLE_TEACHER)
                       .Today(2026, 9, 15)
                       .When<MakeContactCall>(R"pb(case_id: "case-1"
                                                   with: ROLE_RESIDENT)pb")
                       .ThenDone();
  EXPECT_EQ(Standing(tried, "T-02"), "2026-09-14 DUE_STATUS_OPEN");
}

TEST(StartContactAgreement, LeadsToATriangularMeetingAndNotToATalk_T04) {
  Scenario scenario = Scenario().Given(kCaseOpened, kAgreed);
  EXPECT_EQ(Standing(scenario, "T-04"), "no day DUE_STATUS_OPEN");
  Scenario talk =
      std::move(scenario)
          .As(v1::ROLE_TEACHER)
          .When<v1::HoldTriangularMeeting>(R"pb(case_id: "case-1"
                                                absent: ROLE_RESIDENT)pb")
          .ThenDone();
  EXPECT_EQ(Standing(talk, "T-04"), "no day DUE_STATUS_OPEN");
  Scenario met = std::move(talk)
                     .When<v1::HoldTriangularMeeting>(
                         R"pb(case_id: "case-1"
                              outcome: MEETING_OUTCOME_FOLLOW_UP)pb")
                     .ThenDone();
  EXPECT_EQ(Standing(met, "T-04"), "no day DUE_STATUS_FULFILLED");
}

// E-6: it is a road of its own, which starts nothing of a meeting.
TEST(StartContactAgreement, IsNoMeetingAndNoNotice_E6) {
  Scenario scenario = Scenario().Given(kCaseOpened, kAgreed);
  EXPECT_EQ(scenario.CaseAfter().latest_held(), nullptr);
  std::move(scenario)
      .As(v1::ROLE_TEACHER)
      .When<v1::ResolveWithoutDecoupling>(kInCase)
      .ThenRefused("NO_MEETING_HELD", {.rule = "S-3"});
}

TEST(StartContactAgreement, HasNoFieldForACause_P7) {
  const auto names = [](const google::protobuf::Descriptor& message) {
    std::set<std::string> found;
    for (int i = 0; i < message.field_count(); ++i) {
      found.insert(std::string(message.field(i)->name()));
    }
    return found;
  };
  // A field that is added here is looked at by a person first.
  EXPECT_EQ(
      names(*StartContactAgreement::descriptor()),
      (std::set<std::string>{"case_id", "placement_id", "trainer_ids", "on"}));
  EXPECT_EQ(names(*v1::ContactAgreementStarted::descriptor()),
            (std::set<std::string>{"case_id", "agreement_id", "on"}));
  const std::set<std::string> call = {"case_id",    "agreement_id", "with",
                                      "trainer_id", "reached",      "on"};
  EXPECT_EQ(names(*MakeContactCall::descriptor()), call);
  EXPECT_EQ(names(*v1::ContactCallMade::descriptor()), call);
}

// No event, command or role by which such a contact could be recorded.
TEST(Events, KnowNoConfidentialAdviser_P8) {
  const auto expect_none = [](const auto& name) {
    const std::string lower = absl::AsciiStrToLower(std::string(name));
    EXPECT_THAT(lower, Not(HasSubstr("confidential")));
    EXPECT_THAT(lower, Not(HasSubstr("adviser")));
    EXPECT_THAT(lower, Not(HasSubstr("counsel")));
  };
  for (const auto* const message :
       {v1::Event::descriptor(), v1::Command::descriptor()}) {
    for (int i = 0; i < message->field_count(); ++i) {
      expect_none(message->field(i)->name());
      const auto* const body = message->field(i)->message_type();
      for (int j = 0; j < body->field_count(); ++j) {
        expect_none(body->field(j)->name());
      }
    }
  }
  for (int i = 0; i < v1::Role_descriptor()->value_count(); ++i) {
    expect_none(v1::Role_descriptor()->value(i)->name());
  }
}

}  // namespace
}  // namespace driehoek
