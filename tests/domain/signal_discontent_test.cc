#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using v1::ClarifyPerspectives;
using v1::LinkSignal;
using v1::SignalDiscontent;

constexpr char kOnPlacement[] = R"pb(placement_id: "placement-1")pb";
constexpr char kSignalled[] = R"pb(discontent_signalled {
                                     signal_id: "signal-1"
                                     placement_id: "placement-1"
                                     group_id: "group-1"
                                     signalled_by: "resident-1"
                                     on { year: 2026 month: 9 day: 1 }
                                   })pb";

TEST(SignalDiscontent, IsAsLightAsPossible_S1) {
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

TEST(SignalDiscontent, IsInNoHistoryButOfTheGroupAndTheSignaller_S1) {
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

TEST(SignalDiscontent, IsRefusedForWhoeverIsNotOfThePlacement_S1) {
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

TEST(SignalDiscontent, HasANoteOfAtMost4000Characters_S1) {
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

TEST(ClarifyPerspectives, SaysWhoWasHeard_S2) {
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

TEST(ClarifyPerspectives, IsOfTheTeachersOfTheGroup_S2) {
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

TEST(ClarifyPerspectives, IsNotForATeacherWhoIsATrainerThere_A55) {
  for (const char* const trainer : {kTrainer, kSecondTrainer}) {
    Scenario()
        .Given(kSignalled, AlsoTeaches(trainer))
        .As(v1::ROLE_TEACHER, trainer)
        .When<ClarifyPerspectives>(R"pb(signal_id: "signal-1"
                                        group_id: "group-1")pb")
        .ThenRefused("SIGNAL_NOT_FOUND");
  }
}

TEST(ClarifyPerspectives, FollowsASignal_S2) {
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

constexpr char kLink[] =
    R"pb(case_id: "case-1" group_id: "group-1" signal_id: "signal-1")pb";

TEST(LinkSignal, TellsTheCaseOfASignalAndOfNothingThatIsInIt_S1) {
  Scenario scenario =
      Scenario()
          .Given(kSignalled, kCaseOpened)
          .As(v1::ROLE_TEACHER)
          .When<LinkSignal>(kLink)
          .ThenEvents(R"pb(signal_linked {
                             case_id: "case-1"
                             signal_id: "signal-1"
                             on { year: 2026 month: 9 day: 14 }
                           })pb")
          .ThenTagged(0, {{TagKind::kCase, kCase}})
          .When<LinkSignal>(kLink)
          .ThenRefused("SIGNAL_ALREADY_LINKED", {.rule = "S-1"});
  // No other word can come along: the event has none.
  EXPECT_EQ(v1::SignalLinked::descriptor()->field_count(), 3);
}

TEST(LinkSignal, IsOfTheTeachersOfTheGroupAndOfWhoeverSignalled_S1) {
  Scenario()
      .Given(kSignalled, kCaseOpened)
      .As(v1::ROLE_RESIDENT)
      .When<LinkSignal>(kLink)
      .ThenDone();
  Scenario()
      .Given(kSignalled, kCaseOpened)
      .As(v1::ROLE_TRAINER)
      .When<LinkSignal>(kLink)
      .ThenRefused("SIGNAL_NOT_FOUND")
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<LinkSignal>(kLink)
      .ThenRefused("NOT_COMPETENT", {.rule = "G-11"})
      .As(v1::ROLE_TEACHER, kOtherTeacher)
      .When<LinkSignal>(kLink)
      .ThenRefused("CASE_NOT_FOUND");
}

TEST(LinkSignal, IsRefusedForASignalThatIsNotOfTheCase_S1) {
  Scenario()
      .Given(kSignalled, kCaseOpened,
             R"pb(discontent_signalled {
                    signal_id: "signal-2"
                    placement_id: "placement-2"
                    group_id: "group-1"
                    signalled_by: "resident-2"
                    on { year: 2026 month: 9 day: 1 }
                  })pb")
      .As(v1::ROLE_TEACHER)
      .When<LinkSignal>(R"pb(case_id: "case-1"
                             group_id: "group-1"
                             signal_id: "signal-2")pb")
      .ThenRefused("SIGNAL_NOT_FOUND")
      .When<LinkSignal>(R"pb(case_id: "case-1"
                             group_id: "group-2"
                             signal_id: "signal-1")pb")
      .ThenRefused("SIGNAL_NOT_FOUND")
      .When<LinkSignal>(R"pb(case_id: "case-1" signal_id: "signal-1")pb")
      .ThenRefused("FIELD_MISSING")
      .When<LinkSignal>(R"pb(case_id: "case-1"
                             group_id: "group-1"
                             signal_id: "signal-1"
                             on { year: 2026 month: 8 day: 31 })pb")
      .ThenRefused("DATE_OUT_OF_ORDER");
}

}  // namespace
}  // namespace driehoek
