#include "gtest/gtest.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using v1::AnnouncePossibleDecoupling;
using v1::DiscussWithDeputyHead;
using v1::NotifyProgrammeManager;

constexpr char kInCase[] = R"pb(case_id: "case-1")pb";

TEST(NotifyProgrammeManager, TellsOfTheAdvice_S8) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice, kReportWithAdvice)
      .As(v1::ROLE_TEACHER)
      .When<NotifyProgrammeManager>(kInCase)
      .ThenEvents(R"pb(programme_manager_notified {
                         case_id: "case-1"
                         on { year: 2026 month: 9 day: 14 }
                       })pb")
      .ThenTagged(0, {{TagKind::kCase, kCase}});
}

TEST(NotifyProgrammeManager, NeedsNoMeetingThatWouldHarm_A51) {
  Scenario()
      .Given(kCaseOpened, kMeetingNotFitting)
      .As(v1::ROLE_TEACHER)
      .When<NotifyProgrammeManager>(kInCase)
      .ThenDone()
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<DiscussWithDeputyHead>(kInCase)
      .ThenDone();
}

TEST(NotifyProgrammeManager, OpensACaseOnThePlacement_A52) {
  Scenario()
      .As(v1::ROLE_TEACHER)
      .When<NotifyProgrammeManager>(R"pb(placement_id: "placement-1")pb")
      .ThenEvents(R"pb(case_opened {
                         number: "2026-001"
                         placement_id: "placement-1"
                         trainer_ids: "trainer-1"
                         on { year: 2026 month: 9 day: 14 }
                       })pb",
                  R"pb(programme_manager_notified {
                         on { year: 2026 month: 9 day: 14 }
                       })pb")
      .When<NotifyProgrammeManager>(R"pb(placement_id: "placement-1")pb")
      .ThenRefused("CASE_ALREADY_OPEN", {.rule = "A-52"});
}

TEST(NotifyProgrammeManager, IsOfTheTeachers_G11) {
  Scenario()
      .Given(kCaseOpened)
      .As(v1::ROLE_YEAR_ASSISTANT)
      .When<NotifyProgrammeManager>(kInCase)
      .ThenRefused("NOT_COMPETENT", {.rule = "G-11"});
}

TEST(AnnouncePossibleDecoupling, FollowsTheNotice_S9) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice)
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<AnnouncePossibleDecoupling>(kInCase)
      .ThenRefused("PROGRAMME_MANAGER_NOT_NOTIFIED", {.rule = "S-8"})
      .Given(kProgrammeManagerNotified)
      .When<AnnouncePossibleDecoupling>(kInCase)
      .ThenEvents(R"pb(possible_decoupling_announced {
                         case_id: "case-1"
                         on { year: 2026 month: 9 day: 14 }
                       })pb");
}

TEST(AnnouncePossibleDecoupling, IsRefusedBeforeTheNotice_S9) {
  Scenario()
      .Given(kCaseOpened, kProgrammeManagerNotified)
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<AnnouncePossibleDecoupling>(
          R"pb(case_id: "case-1"
               on { year: 2026 month: 9 day: 10 })pb")
      .ThenRefused("DATE_OUT_OF_ORDER")
      .When<AnnouncePossibleDecoupling>(
          R"pb(case_id: "case-1"
               on { year: 2026 month: 9 day: 11 })pb")
      .ThenDone();
}

TEST(DiscussWithDeputyHead, FollowsAnAdvice_S10) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice, kProgrammeManagerNotified)
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<DiscussWithDeputyHead>(kInCase)
      .ThenRefused("NOT_ADVISED", {.rule = "B-3"})
      .Given(kDecouplingAdvised)
      .When<DiscussWithDeputyHead>(kInCase)
      .ThenDone();
}

TEST(DiscussWithDeputyHead, FollowsTheNotice_S10) {
  Scenario()
      .Given(kCaseOpened, kMeetingHeldWithAdvice, kDecouplingAdvised)
      .As(v1::ROLE_PROGRAMME_MANAGER)
      .When<DiscussWithDeputyHead>(kInCase)
      .ThenRefused("PROGRAMME_MANAGER_NOT_NOTIFIED", {.rule = "S-8"})
      .Given(kProgrammeManagerNotified)
      .When<DiscussWithDeputyHead>(kInCase)
      .ThenEvents(R"pb(discussed_with_deputy_head {
                         case_id: "case-1"
                         on { year: 2026 month: 9 day: 14 }
                       })pb");
}

TEST(DiscussWithDeputyHead, IsRefusedBeforeTheNotice_S10) {
  Scenario()
      .Given(kCaseOpened, kProgrammeManagerNotified)
      .As(v1::ROLE_DEPUTY_HEAD)
      .When<DiscussWithDeputyHead>(R"pb(case_id: "case-1"
                                        on { year: 2026 month: 9 day: 10 })pb")
      .ThenRefused("DATE_OUT_OF_ORDER");
}

TEST(DiscussWithDeputyHead, IsOverOnceItWasRuledToDecouple_S10) {
  Scenario()
      .Given(kCaseOpened, kProgrammeManagerNotified, kDiscussedWithDeputyHead,
             kRuledToDecouple)
      .As(v1::ROLE_DEPUTY_HEAD)
      .When<DiscussWithDeputyHead>(kInCase)
      .ThenRefused("ALREADY_RULED");
}

}  // namespace
}  // namespace driehoek
