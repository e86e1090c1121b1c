// What the contract has no word for, so that it cannot be recorded.
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "driehoek/v1/command.pb.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/types.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

using ::google::protobuf::Descriptor;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

std::vector<std::string> FieldsOf(const Descriptor& message) {
  std::vector<std::string> names;
  names.reserve(static_cast<size_t>(message.field_count()));
  for (int i = 0; i < message.field_count(); ++i) {
    names.push_back(message.field(i)->name());
  }
  return names;
}

// Every event and command, and their fields.
std::vector<std::string> AllNames() {
  std::vector<std::string> names;
  for (const Descriptor* const message :
       {v1::Event::descriptor(), v1::Command::descriptor()}) {
    for (int i = 0; i < message->field_count(); ++i) {
      names.push_back(absl::AsciiStrToLower(message->field(i)->name()));
      for (const std::string& field :
           FieldsOf(*message->field(i)->message_type())) {
        names.push_back(absl::AsciiStrToLower(field));
      }
    }
  }
  return names;
}

// That it was held is enough: how the trainer is doing is between the two.
TEST(HoldTrainerCheckUp, KeepsNoWordsOfTheCall_K9) {
  EXPECT_THAT(
      FieldsOf(*v1::HoldTrainerCheckUp::descriptor()),
      UnorderedElementsAre("case_id", "meeting_id", "on", "trainer_id"));
  EXPECT_THAT(
      FieldsOf(*v1::TrainerCheckUpHeld::descriptor()),
      UnorderedElementsAre("case_id", "meeting_id", "on", "trainer_id"));
}

// Terms count calendar days and months for everybody alike: nothing says how
// much somebody works.
TEST(RegisterPlacement, KnowsNoPartTime_A24) {
  EXPECT_THAT(FieldsOf(*v1::RegisterPlacement::descriptor()),
              UnorderedElementsAre("reference", "resident_id", "trainer_ids",
                                   "practice_id", "group_id", "training_year",
                                   "starts_on", "ends_on"));
  for (const std::string& name : AllNames()) {
    EXPECT_THAT(name, Not(HasSubstr("part_time")));
    // For how long a case is opened in an emergency.
    if (name == "hours") continue;
    EXPECT_THAT(name, Not(HasSubstr("hours")));
  }
}

// Doubts on how the resident functions go the regular way of assessment.
TEST(Events, KnowNoJudgementOfTheResident_E10) {
  for (const std::string& name : AllNames()) {
    EXPECT_THAT(name, Not(HasSubstr("functioning")));
    EXPECT_THAT(name, Not(HasSubstr("judge")));
    EXPECT_THAT(name, Not(HasSubstr("grade")));
    EXPECT_THAT(name, Not(HasSubstr("performance")));
  }
  const auto* const reasons = v1::DeviationReason_descriptor();
  std::vector<std::string> names;
  names.reserve(static_cast<size_t>(reasons->value_count()));
  for (int i = 0; i < reasons->value_count(); ++i) {
    names.push_back(reasons->value(i)->name().substr(17));
  }
  EXPECT_THAT(names, UnorderedElementsAre(
                         "UNSPECIFIED", "FORCE_MAJEURE", "MEETING_NOT_FITTING",
                         "SHORT_PLACEMENT", "AGREED", "OTHER"));
}

}  // namespace
}  // namespace driehoek
