#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using v1::ClarifyPerspectives;
using v1::SignalDiscontent;

constexpr char kOnPlacement[] = R"pb(placement_id: "placement-1")pb";
constexpr char kSignalled[] = R"pb(discontent_signalled {
                                     signal_id: "signal-1"
                                     placement_id: "placement-1"
                                     group_id: "group-1"
                                     signalled_by: "resident-1"
                                     on { year: 2026 month: 9 day: 1 }
                                   })pb";

TEST(SignalDiscontent, IsAsLightAsPossible_S01) {
  Scenario()
      .As(v1::ROLE_RESIDENT)
      .When<SignalDiscontent>(kOnPlacement)
      .ThenEvents(R"pb(discontent_signalled {
                         placement_id: "placement-1"
                         group_id: "group-1"
                         signalled_by: "resident-1"
                         on { year: 2026 month: 9 day: 14 }
                       })pb");
}

TEST(SignalDiscontent, IsInNoHistoryButOfTheGroupAndTheSignaller_S01) {
  Scenario()
      .As(v1::ROLE_TRAINER)
      .When<SignalDiscontent>(kOnPlacement)
      .ThenTagged(0, {{TagKind::kGroup, kGroup}, {TagKind::kPerson, kTrainer}});
}

TEST(SignalDiscontent, OpensNoCase_A52) {
  Scenario scenario = Scenario()
                          .As(v1::ROLE_TEACHER)
                          .When<SignalDiscontent>(kOnPlacement)
                          .ThenEvents(R"pb(discontent_signalled {})pb");
  EXPECT_EQ(scenario.decided()->front().case_id, "");
  EXPECT_EQ(scenario.After<PlacementState>(TagKind::kPlacement, kPlacement)
                .open_case_id,
            "");
}

TEST(SignalDiscontent, MayComeByPhone_A54) {
  Scenario()
      .As(v1::ROLE_TEACHER)
      .OnBehalfOf(kResident, v1::ROLE_RESIDENT)
      .When<SignalDiscontent>(kOnPlacement)
      .ThenEvents(R"pb(discontent_signalled { signalled_by: "resident-1" })pb");
}

TEST(SignalDiscontent, IsRefusedForWhoeverIsNotOfThePlacement_S01) {
  Scenario()
      .As(v1::ROLE_RESIDENT, kOtherResident)
      .When<SignalDiscontent>(kOnPlacement)
      .ThenRefused("PLACEMENT_NOT_FOUND")
      .As(v1::ROLE_TEACHER, kOtherTeacher)
      .When<SignalDiscontent>(kOnPlacement)
      .ThenRefused("PLACEMENT_NOT_FOUND")
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<SignalDiscontent>(kOnPlacement)
      .ThenRefused("NOT_COMPETENT", {.rule = "G-11"});
}

TEST(SignalDiscontent, HasANoteOfAtMost4000Characters_S01) {
  // Characters, not bytes: an "ë" is two bytes.
  std::string note;
  for (int i = 0; i < 4000; ++i) note += "ë";
  Scenario()
      .As(v1::ROLE_RESIDENT)
      .When<SignalDiscontent>(absl::StrCat(kOnPlacement, " note: '", note, "'"))
      .ThenDone()
      .When<SignalDiscontent>(
          absl::StrCat(kOnPlacement, " note: '", note, "e'"))
      .ThenRefused("TEXT_TOO_LONG");
}

TEST(ClarifyPerspectives, SaysWhoWasHeard_S02) {
  Scenario()
      .Given(kSignalled)
      .As(v1::ROLE_TEACHER)
      .When<ClarifyPerspectives>(R"pb(signal_id: "signal-1"
                                      group_id: "group-1"
                                      resident_heard: true)pb")
      .ThenEvents(R"pb(perspectives_clarified {
                         signal_id: "signal-1"
                         group_id: "group-1"
                         resident_heard: true
                         on { year: 2026 month: 9 day: 14 }
                         signalled_by: "resident-1"
                       })pb")
      // Also for whoever signalled, and for nobody else.
      .ThenTagged(0,
                  {{TagKind::kGroup, kGroup}, {TagKind::kPerson, kResident}});
}

TEST(ClarifyPerspectives, IsOfTheTeachersOfTheGroup_S02) {
  const char* const clarify =
      R"pb(signal_id: "signal-1" group_id: "group-1")pb";
  Scenario()
      .Given(kSignalled)
      .As(v1::ROLE_TEACHER, kOtherTeacher)
      .When<ClarifyPerspectives>(clarify)
      .ThenRefused("GROUP_NOT_FOUND")
      .As(v1::ROLE_RESIDENT)
      .When<ClarifyPerspectives>(clarify)
      .ThenRefused("GROUP_NOT_FOUND")
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<ClarifyPerspectives>(clarify)
      .ThenRefused("NOT_COMPETENT", {.rule = "G-11"});
}

TEST(ClarifyPerspectives, FollowsASignal_S02) {
  Scenario()
      .Given(kSignalled)
      .As(v1::ROLE_TEACHER)
      .When<ClarifyPerspectives>(
          R"pb(signal_id: "signal-9" group_id: "group-1")pb")
      .ThenRefused("SIGNAL_NOT_FOUND")
      .When<ClarifyPerspectives>(R"pb(signal_id: "signal-1"
                                      group_id: "group-1"
                                      on { year: 2026 month: 8 day: 31 })pb")
      .ThenRefused("DATE_OUT_OF_ORDER");
}

}  // namespace
}  // namespace driehoek
