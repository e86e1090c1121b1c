#include "clients/cli/play_script.h"

#include <filesystem>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/civil.h"
#include "clients/cli/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace driehoek::cli {
namespace {

using ::testing::HasSubstr;

constexpr char kTwoSteps[] = R"pb(
  title: "Twee stappen"
  steps {
    on { year: 2026 month: 9 day: 7 }
    person: "docent-p"
    role: ROLE_TEACHER
    commands {
      submit_report {
        case_id: "$case"
        report: "D-1"
        parts { key: "a" value: "een" }
        parts { key: "b" value: "twee" }
      }
    }
  }
  steps {
    on { year: 2026 month: 9 day: 7 }
    at: "17:30"
    due { key: "T-01" status: DUE_STATUS_OPEN }
  }
)pb";

std::string MessageOf(const std::string& text) {
  const auto script = ParsePlayScript(text, "map/zaak.textproto");
  return script.ok() ? "good" : std::string(script.status().message());
}

TEST(PlayScript, KnowsTheMomentOfEachStep) {
  const auto script = ParsePlayScript(kTwoSteps, "map/zaak.textproto");
  ASSERT_TRUE(script.ok()) << script.status();
  ASSERT_EQ(script->moments.size(), 2u);
  const absl::Time midnight = StartOf(absl::CivilDay(2026, 9, 7));
  EXPECT_EQ(script->moments[0], midnight + absl::Hours(9));
  EXPECT_EQ(script->moments[1], midnight + absl::Hours(17) + absl::Minutes(30));
  EXPECT_EQ(script->folder, "map");
}

TEST(PlayScript, SaysWhereItIsNotGood) {
  EXPECT_EQ(
      MessageOf("title: \"x\"\nsteps { onn { year: 2026 } }"),
      "map/zaak.textproto:2:13: Message type \"driehoek.v1.PlayStep\" has "
      "no field named \"onn\".");
  const std::string day = "on { year: 2026 month: 9 day: 7 }";
  EXPECT_THAT(MessageOf(absl::StrCat("steps { ", day, " }")),
              HasSubstr("titel"));
  EXPECT_THAT(
      MessageOf("title: \"x\" steps { on { year: 2026 month: 2 day: 30 } }"),
      HasSubstr("stap 1: de dag bestaat niet"));
  EXPECT_THAT(
      MessageOf(absl::StrCat("title: \"x\" steps { ", day, " at: \"9 uur\" }")),
      HasSubstr("schrijf de tijd"));
  EXPECT_THAT(MessageOf(absl::StrCat("title: \"x\" steps { ", day,
                                     " } steps { ", day, " }")),
              HasSubstr("stap 2: moet later zijn"));
  EXPECT_THAT(MessageOf(absl::StrCat(
                  "title: \"x\" steps { ", day,
                  " commands { close_case { case_id: \"$case\" } } }")),
              HasSubstr("noem wie het doet"));
  EXPECT_THAT(MessageOf(absl::StrCat("title: \"x\" steps { ", day,
                                     " publish_with { version: \"2\" } }")),
              HasSubstr("publish_with hoort bij publish"));
  EXPECT_THAT(MessageOf(absl::StrCat("title: \"x\" steps { ", day,
                                     " keep_case_as: \"case\" }")),
              HasSubstr("kies een andere naam"));
}

TEST(PlayRequestId, DependsOnWhatIsAskedAndNotOnWhatIsExpected) {
  v1::Play play = ParsePlayScript(kTwoSteps, "x")->play;
  const std::string id = RequestIdOf(play, 0);
  EXPECT_EQ(id.size(), 64u);
  EXPECT_EQ(RequestIdOf(ParsePlayScript(kTwoSteps, "y")->play, 0), id);
  play.mutable_steps(0)->set_note("Een opmerking.");
  play.mutable_steps(0)->add_due()->set_key("T-01");
  play.mutable_steps(0)->add_sees()->set_report("D-1");
  play.mutable_steps(0)->add_answers()->set_candidate("opleider-04");
  play.mutable_steps(0)->mutable_stands()->set_never_waited(true);
  play.mutable_steps(0)->add_warned("G-5");
  play.mutable_steps(0)->set_keep_case_as("zaak");
  EXPECT_EQ(RequestIdOf(play, 0), id);
  play.mutable_steps(0)->set_person("docent-q");
  EXPECT_NE(RequestIdOf(play, 0), id);
  v1::Play renamed = ParsePlayScript(kTwoSteps, "x")->play;
  renamed.set_title("Anders");
  EXPECT_NE(RequestIdOf(renamed, 0), id);
  EXPECT_NE(RequestIdOf(ParsePlayScript(kTwoSteps, "x")->play, 1), id);
}

TEST(FillIn, PutsIdsForKeysAndKeptNames) {
  v1::Command command;
  v1::HoldTriangularMeeting& meeting =
      *command.mutable_hold_triangular_meeting();
  meeting.set_case_id("$case");
  meeting.add_teacher_ids("@person:docent-p");
  meeting.add_teacher_ids("gewoon");
  const LookUpId look_up = [](const std::string& kind,
                              const std::string& reference) {
    return absl::StatusOr<std::string>(absl::StrCat(kind, "/", reference));
  };
  ASSERT_TRUE(FillIn({{"case", "c1"}}, look_up, command).ok());
  EXPECT_EQ(command.ShortDebugString(),
            "hold_triangular_meeting { case_id: \"c1\" teacher_ids: "
            "\"person/docent-p\" teacher_ids: \"gewoon\" }");
  v1::Command unknown;
  unknown.mutable_close_case()->set_case_id("$gesprek");
  EXPECT_THAT(std::string(FillIn({}, look_up, unknown).message()),
              HasSubstr("$gesprek is niet bekend"));
}

TEST(PlayScript, IsGoodForEveryCaseInTheTree) {
  int scripts = 0;
  for (const char* const folder : {"demo", "tests/cases"}) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() != ".textproto") continue;
      ++scripts;
      const auto text = ReadWholeFile(entry.path().string(), 1 << 20);
      ASSERT_TRUE(text.ok()) << text.status();
      EXPECT_TRUE(ParsePlayScript(*text, entry.path().string()).ok())
          << ParsePlayScript(*text, entry.path().string()).status();
    }
  }
  EXPECT_GE(scripts, 5) << "not started in the root of the tree?";
}

}  // namespace
}  // namespace driehoek::cli
