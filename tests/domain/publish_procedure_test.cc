#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using ::testing::HasSubstr;

v1::Command Publishing(const std::string& textproto) {
  v1::Command command;
  command.mutable_publish_procedure()->set_textproto(textproto);
  return command;
}

TEST(PublishProcedure, PublishesAVersion_D18) {
  Scenario scenario =
      Scenario()
          .Under(nullptr)
          .As(v1::ROLE_POLICY_OFFICER)
          .WhenAll({Publishing(TextOf(kUtrechtFile))})
          .ThenEvents(R"pb(procedure_published {
                             key: "utrecht-ontkoppeling"
                             version: "2023-03"
                             in_force_from { year: 2023 month: 3 day: 1 }
                           })pb");
  EXPECT_EQ(scenario.decided()->front().id, "utrecht-ontkoppeling@2023-03");
  EXPECT_EQ(scenario.decided()
                ->front()
                .events.front()
                .event.procedure_published()
                .textproto(),
            TextOf(kUtrechtFile));
  std::move(scenario).ThenTagged(
      0, {{TagKind::kInstitute, kInstitute},
          {TagKind::kProcedure, "utrecht-ontkoppeling"}});
}

TEST(PublishProcedure, AgainChangesNothing_D18) {
  const std::string commented =
      absl::StrCat("# Een opmerking meer.\n", TextOf(kUtrechtFile));
  Scenario()
      .As(v1::ROLE_ADMINISTRATOR)
      .WhenAll({Publishing(TextOf(kUtrechtFile))})
      .ThenNothing()
      .WhenAll({Publishing(commented)})
      .ThenNothing();
}

TEST(PublishProcedure, IsRefusedWithOtherContentUnderTheSameVersion_A32) {
  const std::string other = absl::StrReplaceAll(
      TextOf(kUtrechtFile),
      {{"title: \"Procedure ontkoppeling\"", "title: \"Procedure anders\""}});
  Scenario()
      .As(v1::ROLE_ADMINISTRATOR)
      .WhenAll({Publishing(other)})
      .ThenRefused("PROCEDURE_VERSION_EXISTS", {.rule = "A-32"});
}

// Whichever version a case follows, the one in force says who sees it.
TEST(PublishProcedure, LeavesNobodyWithoutTheCasesOfAnotherVersion) {
  std::string sights = "sights { subject: SIGHT_SUBJECT_CASES section: 'x'";
  for (const char* const role :
       {"HEAD", "DEPUTY_HEAD", "TEACHER", "PROGRAMME_MANAGER",
        "TRAINER_MANAGER", "YEAR_ASSISTANT"}) {
    absl::StrAppend(&sights, " by { role: ROLE_", role,
                    " degree: SIGHT_DEGREE_ALL }");
  }
  const std::string left_out = absl::StrCat(TextOf(kOtherFile), sights, " }");
  const std::string all =
      absl::StrCat(TextOf(kOtherFile), sights,
                   " by { role: ROLE_TRAINER_MANAGER_ASSISTANT"
                   " degree: SIGHT_DEGREE_ALL } }");
  Scenario()
      .As(v1::ROLE_ADMINISTRATOR)
      .WhenAll({Publishing(left_out)})
      .ThenRefused("PROCEDURE_INVALID")
      .WhenAll({Publishing(all)})
      .ThenEvents(R"pb(procedure_published {})pb");
}

TEST(PublishProcedure, IsRefusedTwiceOverInOneSubmission_A32) {
  const std::string text = TextOf(kOtherFile);
  const std::string other =
      absl::StrReplaceAll(text, {{"title: \"", "title: \"Anders: "}});
  Scenario()
      .As(v1::ROLE_ADMINISTRATOR)
      .WhenAll({Publishing(text), Publishing(text)})
      .ThenEvents(R"pb(procedure_published {})pb");
  Scenario()
      .As(v1::ROLE_ADMINISTRATOR)
      .WhenAll({Publishing(text), Publishing(other)})
      .ThenRefused("PROCEDURE_VERSION_EXISTS");
}

TEST(PublishProcedure, IsRefusedWithItsProblems_D18) {
  Scenario scenario = Scenario()
                          .As(v1::ROLE_POLICY_OFFICER)
                          .WhenAll({Publishing("key: \"x\"\nverzonnen: 1\n")})
                          .ThenRefused("PROCEDURE_INVALID");
  EXPECT_THAT(std::string(scenario.decided().status().message()),
              HasSubstr("regel 2"));
}

TEST(PublishProcedure, IsRefusedWithAnEvaluationThatIsStillToCome_A34) {
  const std::string ahead = absl::StrReplaceAll(
      TextOf(kUtrechtFile), {{"version: \"2023-03\"", "version: \"2026-10\""},
                             {"reviewed_on { year: 2023 month: 3 day: 31 }",
                              "reviewed_on { year: 2026 month: 9 day: 15 }"}});
  Scenario()
      .As(v1::ROLE_POLICY_OFFICER)
      .WhenAll({Publishing(ahead)})
      .ThenRefused("DATE_IN_FUTURE")
      .Today(2026, 9, 15)
      .WhenAll({Publishing(ahead)})
      .ThenDone();
}

TEST(PublishProcedure, IsOfPolicyOfficerAndAdministrator_G11) {
  for (const v1::Role role :
       {v1::ROLE_TEACHER, v1::ROLE_HEAD, v1::ROLE_YEAR_ASSISTANT}) {
    SCOPED_TRACE(v1::Role_Name(role));
    Scenario()
        .As(role)
        .WhenAll({Publishing(TextOf(kUtrechtFile))})
        .ThenRefused("NOT_COMPETENT", {.rule = "G-11"});
  }
  Scenario()
      .As(v1::ROLE_SYSTEM)
      .WhenAll({Publishing(TextOf(kUtrechtFile))})
      .ThenNothing();
}

}  // namespace
}  // namespace driehoek
