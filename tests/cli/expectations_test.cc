#include "clients/cli/expectations.h"

#include <google/protobuf/text_format.h>

#include <map>
#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace driehoek::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Optional;

template <typename T>
T Read(const std::string& text) {
  T message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message))
      << text;
  return message;
}

v1::Case TwoTrainers() {
  return Read<v1::Case>(R"pb(
    phase: CASE_PHASE_DECOUPLED
    waiting_started_on { year: 2026 month: 9 day: 21 }
    obligations {
      obligation { key: "T-09" created_by: 7 trainer_id: "trainer-1" }
      due_on { year: 2026 month: 10 day: 12 }
      status: DUE_STATUS_FULFILLED
      timeliness: TIMELINESS_IN_TIME
      owner { role: ROLE_TEACHER }
    }
    obligations {
      obligation { key: "T-09" created_by: 7 trainer_id: "trainer-2" }
      due_on { year: 2026 month: 10 day: 12 }
      status: DUE_STATUS_OPEN
      timeliness: TIMELINESS_IN_TIME
      owner { role: ROLE_TEACHER }
    }
    obligations {
      obligation { key: "T-01" created_by: 3 }
      status: DUE_STATUS_FULFILLED
      breach: BREACH_STATE_WITHDRAWN
      withdrawal_reason: WITHDRAWAL_REASON_REGISTERED_LATER
    }
    candidacies {
      candidate_id: "trainer-3"
      resident_answered: true
      trainer_answered: true
      resident_accepts: true
    }
  )pb");
}

std::optional<std::string> OfDue(const std::string& expected,
                                 const std::string& trainer_id = "") {
  return Mismatch(Read<v1::ExpectedDue>(expected), trainer_id, TwoTrainers());
}

TEST(ExpectedDue, IsOfTheTrainerThatIsNamed_A23) {
  constexpr char kDone[] = R"pb(key: "T-09"
                                trainer: "een"
                                due_on { year: 2026 month: 10 day: 12 }
                                status: DUE_STATUS_FULFILLED)pb";
  EXPECT_EQ(OfDue(kDone, "trainer-1"), std::nullopt);
  EXPECT_THAT(OfDue(kDone, "trainer-2"),
              Optional(AllOf(HasSubstr("T-09 van een"),
                             HasSubstr("gevonden uiterlijk ma 12 oktober 2026, "
                                       "DUE_STATUS_OPEN"))));
  EXPECT_THAT(OfDue(kDone, "trainer-9"),
              Optional(HasSubstr("gevonden: bestaat niet")));
}

TEST(ExpectedDue, WithoutAStatusMustNotBeAsked) {
  EXPECT_EQ(OfDue(R"pb(key: "T-23")pb"), std::nullopt);
  EXPECT_THAT(OfDue(R"pb(key: "T-01")pb"),
              Optional(HasSubstr("verwacht: bestaat niet")));
}

TEST(ExpectedDue, LooksAtWhatItNamesOnly) {
  EXPECT_EQ(OfDue(R"pb(key: "T-01"
                       status: DUE_STATUS_FULFILLED
                       breach: BREACH_STATE_WITHDRAWN)pb"),
            std::nullopt);
  EXPECT_THAT(OfDue(R"pb(key: "T-01" status: DUE_STATUS_FULFILLED)pb"),
              Optional(HasSubstr("gevonden zonder datum, DUE_STATUS_FULFILLED, "
                                 "BREACH_STATE_WITHDRAWN")));
  EXPECT_THAT(OfDue(R"pb(key: "T-01"
                         status: DUE_STATUS_FULFILLED
                         breach: BREACH_STATE_WITHDRAWN
                         withdrawn_because: WITHDRAWAL_REASON_CORRECTED)pb"),
              Optional(HasSubstr("WITHDRAWAL_REASON_REGISTERED_LATER")));
  EXPECT_THAT(OfDue(R"pb(key: "T-09"
                         due_on { year: 2026 month: 10 day: 12 }
                         status: DUE_STATUS_OPEN
                         owner: ROLE_YEAR_ASSISTANT)pb"),
              Optional(HasSubstr("DUE_STATUS_OPEN, BREACH_STATE_UNSPECIFIED, "
                                 "ROLE_TEACHER")));
  EXPECT_THAT(OfDue(R"pb(key: "T-09"
                         due_on { year: 2026 month: 10 day: 12 }
                         status: DUE_STATUS_OPEN
                         after_placement_end: true)pb"),
              Optional(HasSubstr("binnen de stage")));
}

TEST(ExpectedAnswers, ShowAsTheCaseShowsThem_G7) {
  const auto of = [](const std::string& expected, const char* candidate_id) {
    return Mismatch(Read<v1::ExpectedAnswers>(expected), candidate_id,
                    TwoTrainers());
  };
  EXPECT_EQ(of(R"pb(resident_answered: true
                    trainer_answered: true
                    resident_accepts: true)pb",
               "trainer-3"),
            std::nullopt);
  EXPECT_THAT(of(R"pb(resident_answered: true)pb", "trainer-3"),
              Optional(HasSubstr("gevonden aios ja, kandidaat wel")));
  EXPECT_THAT(of("", "trainer-4"), Optional(HasSubstr("geen kandidaat")));
}

TEST(ExpectedStanding, LooksAtWhatIsSetOnly) {
  const auto of = [](const std::string& expected) {
    return Mismatch(Read<v1::ExpectedStanding>(expected), TwoTrainers());
  };
  EXPECT_EQ(of(""), std::nullopt);
  EXPECT_EQ(of(R"pb(phase: CASE_PHASE_DECOUPLED
                    waiting_started_on { year: 2026 month: 9 day: 21 }
                    consultation_missing: false)pb"),
            std::nullopt);
  EXPECT_THAT(of("never_waited: true"),
              Optional(HasSubstr("verwacht wachttijd vanaf geen dag")));
  EXPECT_THAT(of(R"pb(phase: CASE_PHASE_CLOSED
                      result: CASE_RESULT_RESOLVED
                      waiting_ended_on { year: 2026 month: 10 day: 1 }
                      consultation_missing: true)pb"),
              Optional(AllOf(HasSubstr("fase"), HasSubstr("uitkomst"),
                             HasSubstr("wachttijd tot"),
                             HasSubstr("overleg ontbreekt ja"))));
}

TEST(ExpectedSight, IsOfTheLevelThePartsAndTheReactions_D7a) {
  v1::CaseDocument document;
  document.set_sight(v1::SIGHT_LEVEL_READ);
  const auto text = Read<v1::Document>(R"pb(
    part_keys: "agreements"
    parts { key: "agreements" value: "Verzonnen." }
    reactions { given_by: ROLE_TRAINER }
  )pb");
  const auto expected = Read<v1::ExpectedSight>(R"pb(
    person: "opleider-04"
    report: "D-7"
    level: SIGHT_LEVEL_READ
    parts: "agreements"
    reactions: 1
  )pb");
  EXPECT_EQ(Mismatch(expected, &document, &text), std::nullopt);
  EXPECT_THAT(
      Mismatch(expected, nullptr, nullptr),
      Optional(AllOf(HasSubstr("D-7 voor opleider-04"),
                     HasSubstr("gevonden SIGHT_LEVEL_UNSPECIFIED"),
                     HasSubstr("gevonden niets"), HasSubstr("gevonden 0"))));
  EXPECT_THAT(Mismatch(v1::ExpectedSight(), &document, &text),
              Optional(HasSubstr("gevonden SIGHT_LEVEL_READ")));
}

TEST(ExpectedSubmits, MayBeFewerAndNotMore) {
  v1::ExpectedSubmits expected;
  expected.set_role(v1::ROLE_TEACHER);
  EXPECT_EQ(Mismatch(expected, {}), std::nullopt);
  expected.set_at_most(10);
  EXPECT_EQ(Mismatch(expected, {{v1::ROLE_TEACHER, 10}}), std::nullopt);
  EXPECT_THAT(Mismatch(expected, {{v1::ROLE_TEACHER, 11}}),
              Optional(HasSubstr("hoogstens 10 keer iets vastgelegd; gevonden "
                                 "11")));
}

TEST(ExpectedWarnings, AreTheseAndNoOthers_G5) {
  v1::PlayStep step;
  v1::SubmitResponse answer;
  EXPECT_EQ(MismatchOfWarnings(step.warned(), answer.warnings()), std::nullopt);
  answer.add_warnings()->set_rule("G-5");
  EXPECT_EQ(MismatchOfWarnings(step.warned(), answer.warnings()), std::nullopt);
  step.add_warned("G-5");
  EXPECT_EQ(MismatchOfWarnings(step.warned(), answer.warnings()), std::nullopt);
  answer.mutable_warnings()->Clear();
  EXPECT_THAT(MismatchOfWarnings(step.warned(), answer.warnings()),
              Optional(HasSubstr("waarschuwing van G-5; gevonden geen")));
}

}  // namespace
}  // namespace driehoek::cli
