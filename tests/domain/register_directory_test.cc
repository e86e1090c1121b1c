#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/rejections.h"
#include "gtest/gtest.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using v1::RegisterCohort;
using v1::RegisterGroup;
using v1::RegisterPerson;
using v1::RegisterPlacement;
using v1::RegisterPractice;
using v1::SetCalendarDay;

Scenario Keeper() { return Scenario().As(v1::ROLE_ADMINISTRATOR); }

constexpr char kPerson[] =
    R"pb(reference: "aios-017"
         name: "Anna Verzonnen"
         email: "anna@voorbeeld.example")pb";

TEST(RegisterPerson, MakesAPersonKnown) {
  Keeper().When<RegisterPerson>(kPerson).ThenEvents(
      R"pb(person_registered {
             reference: "aios-017"
             name: "Anna Verzonnen"
             email: "anna@voorbeeld.example"
           })pb");
}

TEST(RegisterPerson, AgainChangesNothing) {
  Keeper()
      .When<RegisterPerson>(kPerson)
      .ThenDone()
      .When<RegisterPerson>(kPerson)
      .ThenNothing();
}

TEST(RegisterPerson, OtherwiseChangesThePerson) {
  Scenario scenario = Keeper().When<RegisterPerson>(kPerson);
  ASSERT_TRUE(scenario.decided().ok());
  const std::string id = scenario.decided()->front().id;
  std::move(scenario)
      .ThenTagged(0, {{TagKind::kPerson, id}})
      .When<RegisterPerson>(R"pb(reference: "aios-017" name: "Anna Anders")pb")
      .ThenEvents(absl::StrCat("person_changed { person_id: '", id,
                               "' name: 'Anna Anders' }"))
      .ThenTagged(0, {{TagKind::kPerson, id}});
}

TEST(RegisterPerson, IsRefusedForWhatIsNotWellFormed) {
  const auto refused = [](const std::string& command, const char* reason) {
    SCOPED_TRACE(command);
    Keeper().When<RegisterPerson>(command).ThenRefused(reason);
  };
  refused("name: 'Anna'", "REFERENCE_MALFORMED");
  refused("name: 'Anna' reference: 'met spatie'", "REFERENCE_MALFORMED");
  refused(absl::StrCat("name: 'Anna' reference: '", std::string(65, 'a'), "'"),
          "REFERENCE_MALFORMED");
  refused("reference: 'a'", "NAME_MALFORMED");
  refused("reference: 'a' name: 'Anna\\nBoom'", "NAME_MALFORMED");
  // An import takes blanks away: such a name could not be exported.
  refused("reference: 'a' name: ' Anna'", "NAME_MALFORMED");
  refused("reference: 'a' name: 'Anna '", "NAME_MALFORMED");
  refused(absl::StrCat("reference: 'a' name: '", std::string(201, 'a'), "'"),
          "NAME_MALFORMED");
  refused("reference: 'a' name: 'Anna' email: 'anna'", "EMAIL_MALFORMED");
  refused("reference: 'a' name: 'Anna' email: '@x'", "EMAIL_MALFORMED");
  refused("reference: 'a' name: 'Anna' email: 'a@b c'", "EMAIL_MALFORMED");
}

TEST(RegisterPerson, IsOfTheAdministratorAndTheServer_G11) {
  for (const v1::Role role :
       {v1::ROLE_TEACHER, v1::ROLE_DEPUTY_HEAD, v1::ROLE_HEAD,
        v1::ROLE_POLICY_OFFICER, v1::ROLE_YEAR_ASSISTANT, v1::ROLE_AUDITOR}) {
    SCOPED_TRACE(v1::Role_Name(role));
    Scenario().As(role).When<RegisterPerson>(kPerson).ThenRefused(
        "NOT_COMPETENT", {.rule = "G-11"});
  }
  Scenario().As(v1::ROLE_SYSTEM).When<RegisterPerson>(kPerson).ThenDone();
}

TEST(RegisterGroup, FormsOrChangesAGroup) {
  const char* const group =
      R"pb(reference: "1c" name: "Groep 1C" training_year: 1)pb";
  Keeper()
      .When<RegisterGroup>(group)
      .ThenEvents(R"pb(group_registered {
                         reference: "1c"
                         name: "Groep 1C"
                         training_year: 1
                       })pb")
      .When<RegisterGroup>(group)
      .ThenNothing()
      .When<RegisterGroup>(R"pb(reference: "1c"
                                name: "Groep 2C"
                                training_year: 2)pb")
      .ThenEvents(R"pb(group_registered { training_year: 2 })pb");
  Keeper()
      .When<RegisterGroup>(
          R"pb(reference: "1c" name: "Groep" training_year: 4)pb")
      .ThenRefused("TRAINING_YEAR_UNKNOWN")
      .When<RegisterGroup>(R"pb(reference: "1c" training_year: 1)pb")
      .ThenRefused("NAME_MALFORMED");
}

TEST(RegisterPractice, MakesAPracticeKnownOrChangesIt) {
  const char* const practice = R"pb(reference: "linde"
                                    name: "Praktijk De Verzonnen Linde")pb";
  Keeper()
      .When<RegisterPractice>(practice)
      .ThenEvents(R"pb(practice_registered { reference: "linde" })pb")
      .When<RegisterPractice>(practice)
      .ThenNothing()
      .When<RegisterPractice>(R"pb(reference: "linde"
                                   name: "Praktijk De Verzonnen Es")pb")
      .ThenEvents(
          R"pb(practice_registered { name: "Praktijk De Verzonnen Es" })pb");
}

std::string Placement(const std::string& resident,
                      const std::string& trainers) {
  return absl::StrCat(
      "reference: 'stage-9' resident_id: '", resident, "' trainer_ids: [",
      trainers,
      "] practice_id: 'practice-2' group_id: 'group-1' training_year: 1 "
      "starts_on { year: 2026 month: 10 day: 1 } "
      "ends_on { year: 2027 month: 9 day: 30 }");
}

TEST(RegisterPlacement, ArrangesAPlacement) {
  Scenario scenario = Keeper().When<RegisterPlacement>(
      Placement(kOtherResident, "'trainer-3', 'trainer-2'"));
  ASSERT_TRUE(scenario.decided().ok()) << scenario.decided().status();
  const std::string id = scenario.decided()->front().id;
  std::move(scenario)
      .ThenEvents(R"pb(placement_registered {
                         reference: "stage-9"
                         resident_id: "resident-2"
                         trainer_ids: [ "trainer-3", "trainer-2" ]
                         practice_id: "practice-2"
                         group_id: "group-1"
                         training_year: 1
                         starts_on { year: 2026 month: 10 day: 1 }
                         ends_on { year: 2027 month: 9 day: 30 }
                       })pb")
      .ThenTagged(0, {{TagKind::kPlacement, id},
                      {TagKind::kResident, kOtherResident},
                      {TagKind::kTrainer, kNewTrainer},
                      {TagKind::kTrainer, kSecondTrainer},
                      {TagKind::kPractice, kNewPractice},
                      {TagKind::kGroup, kGroup}})
      .When<RegisterPlacement>(
          Placement(kOtherResident, "'trainer-3', 'trainer-2'"))
      .ThenNothing()
      .When<RegisterPlacement>(Placement(kOtherResident, "'trainer-3'"))
      .ThenEvents(R"pb(placement_registered { trainer_ids: "trainer-3" })pb");
}

TEST(RegisterPlacement, IsRefusedAtABlockedTrainer_G2) {
  Keeper()
      .Given(kCaseOpened, kDiscussedWithDeputyHead, kRuledToDecouple)
      .When<RegisterPlacement>(Placement(kOtherResident, "'trainer-1'"))
      .ThenRefused("TRAINER_NOT_AVAILABLE",
                   {.rule = "G-2", .section = "§5.2.1"})
      .When<RegisterPlacement>(
          Placement(kOtherResident, "'trainer-3', 'trainer-1'"))
      .ThenRefused("TRAINER_NOT_AVAILABLE", {.rule = "G-2"});
}

// Earlier than after about a month, too.
TEST(RegisterPlacement, IsAllowedOnceTheContactWasHeld_A30) {
  Keeper()
      .Given(kCaseOpened, kDiscussedWithDeputyHead, kRuledToDecouple,
             R"pb(manager_contact_held {
                    case_id: "case-1"
                    contact_id: "contact-1"
                    on { year: 2026 month: 9 day: 25 }
                    trainer_id: "trainer-1"
                  })pb")
      .When<RegisterPlacement>(Placement(kOtherResident, "'trainer-1'"))
      .ThenDone();
}

TEST(RegisterPlacement, IsAllowedWhereTheProcedureDoesNotBlock_G2) {
  Scenario()
      .UnderUtrechtWith(
          [](v1::Procedure& procedure) { procedure.clear_guards(); })
      .Given(kCaseOpened, kDiscussedWithDeputyHead, kRuledToDecouple)
      .As(v1::ROLE_ADMINISTRATOR)
      .When<RegisterPlacement>(Placement(kOtherResident, "'trainer-1'"))
      .ThenDone();
}

TEST(RegisterPlacement, LeavesAResidentWhoWasThereAlready_A29) {
  const std::string longer =
      Placement(kOtherResident, "'trainer-1'") + " reference: 'stage-9'";
  Keeper()
      .When<RegisterPlacement>(longer)
      .ThenDone()
      .Given(kCaseOpened, kDiscussedWithDeputyHead, kRuledToDecouple)
      .When<RegisterPlacement>(longer + " training_year: 2")
      .ThenEvents(R"pb(placement_registered { training_year: 2 })pb")
      .When<RegisterPlacement>(Placement(kThirdResident, "'trainer-1'"))
      .ThenRefused("TRAINER_NOT_AVAILABLE", {.rule = "G-2"});
}

TEST(RegisterPlacement, HasOneToFourTrainersBesideTheResident_A23) {
  for (const char* const trainers :
       {"", "'trainer-1', 'trainer-1'", "'resident-2'",
        "'trainer-1', 'trainer-2', 'trainer-3', 'teacher-1', 'teacher-2'"}) {
    SCOPED_TRACE(trainers);
    Keeper()
        .When<RegisterPlacement>(Placement(kOtherResident, trainers))
        .ThenRefused("TRAINERS_MALFORMED");
  }
}

TEST(RegisterPlacement, IsRefusedForWhatIsNotKnown) {
  const auto refused = [](const std::string& command, const char* reason) {
    SCOPED_TRACE(command);
    Keeper().When<RegisterPlacement>(command).ThenRefused(reason);
  };
  const std::string good = Placement(kOtherResident, "'trainer-3'");
  refused(Placement("nobody", "'trainer-3'"), "PERSON_NOT_FOUND");
  refused(Placement(kOtherResident, "'nobody'"), "PERSON_NOT_FOUND");
  refused(Placement("Niet goed", "'trainer-3'"), "ID_MALFORMED");
  refused(good + " practice_id: 'practice-9'", "PRACTICE_NOT_FOUND");
  refused(good + " group_id: 'group-9'", "GROUP_NOT_FOUND");
  refused(good + " training_year: 4", "TRAINING_YEAR_UNKNOWN");
  refused(good + " ends_on { year: 2026 month: 9 day: 30 }",
          "PERIOD_MALFORMED");
  refused(good + " ends_on { year: 2027 month: 2 day: 29 }", "DATE_MALFORMED");
}

TEST(SetCalendarDay, SetsOrMovesADay) {
  const char* const day =
      R"pb(reference: "otd-1"
           day_kind: CALENDAR_DAY_KIND_TRAINER_RETURN_DAY
           on { year: 2026 month: 11 day: 5 })pb";
  Keeper()
      .When<SetCalendarDay>(day)
      .ThenEvents(R"pb(calendar_day_set {
                         reference: "otd-1"
                         day_kind: CALENDAR_DAY_KIND_TRAINER_RETURN_DAY
                         on { year: 2026 month: 11 day: 5 }
                       })pb")
      .ThenTagged(0, {{TagKind::kInstitute, kInstitute}})
      .When<SetCalendarDay>(day)
      .ThenNothing()
      .When<SetCalendarDay>(
          absl::StrCat(day, " on { year: 2026 month: 11 day: 12 }"))
      .ThenEvents(
          R"pb(calendar_day_set { on { year: 2026 month: 11 day: 12 } })pb");
}

TEST(SetCalendarDay, IsOfAGroupOnlyForTheirReturnDay) {
  const char* const on = "reference: 'd' on { year: 2026 month: 11 day: 5 } ";
  const auto set = [&](const char* rest) { return absl::StrCat(on, rest); };
  Keeper()
      .When<SetCalendarDay>(set("group_id: 'group-1' day_kind: "
                                "CALENDAR_DAY_KIND_RESIDENT_RETURN_DAY"))
      .ThenDone()
      .When<SetCalendarDay>(set("group_id: 'group-9' day_kind: "
                                "CALENDAR_DAY_KIND_RESIDENT_RETURN_DAY"))
      .ThenRefused("GROUP_NOT_FOUND")
      .When<SetCalendarDay>(
          set("day_kind: CALENDAR_DAY_KIND_RESIDENT_RETURN_DAY"))
      .ThenRefused("FIELD_MISSING")
      .When<SetCalendarDay>(
          set("group_id: 'group-1' day_kind: CALENDAR_DAY_KIND_MATCHING_ROUND"))
      .ThenRefused("FIELD_NOT_EXPECTED")
      .When<SetCalendarDay>(set(""))
      .ThenRefused("FIELD_MISSING");
}

constexpr char kCohort[] = R"pb(reference: "2026-1"
                                training_year: 1
                                starts_on { year: 2026 month: 9 day: 1 }
                                ends_on { year: 2027 month: 8 day: 31 })pb";

TEST(RegisterCohort, AnnouncesATrainingYear_A33) {
  Scenario scenario = Keeper().When<RegisterCohort>(kCohort);
  ASSERT_TRUE(scenario.decided().ok());
  const std::string id = scenario.decided()->front().id;
  std::move(scenario)
      .ThenEvents(R"pb(cohort_registered {
                         reference: "2026-1"
                         training_year: 1
                         starts_on { year: 2026 month: 9 day: 1 }
                         ends_on { year: 2027 month: 8 day: 31 }
                       })pb")
      .ThenTagged(0,
                  {{TagKind::kInstitute, kInstitute}, {TagKind::kCohort, id}});
}

TEST(RegisterCohort, AgainChangesNothingAndOtherwiseTheYear_A33) {
  Keeper()
      .When<RegisterCohort>(kCohort)
      .ThenDone()
      .When<RegisterCohort>(kCohort)
      .ThenNothing()
      .When<RegisterCohort>(
          absl::StrCat(kCohort, " starts_on { year: 2026 month: 9 day: 15 }"))
      .ThenEvents(R"pb(cohort_registered {
                         reference: "2026-1"
                         starts_on { year: 2026 month: 9 day: 15 }
                       })pb");
}

TEST(RegisterCohort, IsOfTheKeeperOfTheDirectory_G11) {
  Scenario()
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<RegisterCohort>(kCohort)
      .ThenRefused("NOT_COMPETENT");
}

TEST(RegisterCohort, IsRefusedForWhatIsNotWellFormed) {
  const auto refused = [](const std::string& change, const char* reason) {
    SCOPED_TRACE(change);
    Keeper()
        .When<RegisterCohort>(absl::StrCat(kCohort, " ", change))
        .ThenRefused(reason);
  };
  refused("reference: 'met spatie'", "REFERENCE_MALFORMED");
  refused("training_year: 4", "TRAINING_YEAR_UNKNOWN");
  refused("starts_on { month: 2 day: 30 }", "DATE_MALFORMED");
  refused("ends_on { year: 2026 month: 8 day: 31 }", "PERIOD_MALFORMED");
}

TEST(Import, TakesTwentyThousandLinesInOneSubmission) {
  std::vector<v1::Command> commands;
  for (int i = 0; i < 20'000; ++i) {
    v1::RegisterPerson& person =
        *commands.emplace_back().mutable_register_person();
    person.set_reference(absl::StrCat("p", i));
    person.set_name(absl::StrCat("Verzonnen ", i));
  }
  Scenario scenario = Keeper().WhenAll(commands);
  ASSERT_TRUE(scenario.decided().ok());
  EXPECT_EQ(scenario.decided()->size(), 20'000u);
  std::move(scenario).WhenAll(commands).ThenNothing();
}

TEST(Import, RefusesAllForOneBadLineAndSaysWhich) {
  const v1::Command good = Scenario::CommandOf<RegisterPerson>(kPerson);
  const v1::Command bad =
      Scenario::CommandOf<RegisterPerson>(R"pb(reference: "b")pb");
  Scenario scenario =
      Keeper().WhenAll({good, good, bad}).ThenRefused("NAME_MALFORMED");
  EXPECT_EQ(CommandOf(scenario.decided().status()), 2u);
}

}  // namespace
}  // namespace driehoek
