#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "domain/standings.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"
#include "tests/kit/scenario.h"

namespace driehoek {
namespace {

using v1::HandOutProcedure;
using v1::ReviewProcedure;

// A training year of the year of the world's group.
constexpr char kCohort[] = R"pb(
  cohort_registered {
    cohort_id: "cohort-1"
    reference: "2026-1"
    training_year: 1
    starts_on { year: 2026 month: 9 day: 1 }
    ends_on { year: 2027 month: 8 day: 31 }
  })pb";

constexpr char kToAll[] = R"pb(cohort_id: "cohort-1" all: true)pb";
constexpr char kToOne[] =
    R"pb(cohort_id: "cohort-1" teacher_ids: "teacher-1")pb";

Scenario Assistant() {
  return Scenario().Given(kCohort).As(v1::ROLE_YEAR_ASSISTANT);
}

TEST(HandOutProcedure, TicksAllTeachersOfACohortAtOnce_T27) {
  Assistant()
      .When<HandOutProcedure>(
          absl::StrCat(kToAll, " on { year: 2026 month: 8 day: 28 }"))
      .ThenEvents(R"pb(procedure_handed_out {
                         cohort_id: "cohort-1"
                         procedure_key: "utrecht-ontkoppeling"
                         on { year: 2026 month: 8 day: 28 }
                         all: true
                       })pb")
      .ThenTagged(0, {{TagKind::kCohort, "cohort-1"}});
}

TEST(HandOutProcedure, TakesAReceiptOfEachTeacher_S42) {
  Assistant()
      .When<HandOutProcedure>(absl::StrCat(kToOne, " teacher_ids: 'teacher-3'"))
      .ThenEvents(R"pb(procedure_handed_out {
                         teacher_ids: [ "teacher-1", "teacher-3" ]
                         on { year: 2026 month: 9 day: 14 }
                       })pb")
      // Whoever comes later gets a copy too; the last one with the tick.
      .When<HandOutProcedure>(R"pb(cohort_id: "cohort-1"
                                   teacher_ids: "teacher-2"
                                   all: true)pb")
      .ThenDone();
}

TEST(HandOutProcedure, IsOfTheYearAssistantOfThatYear_G11) {
  const auto refused = [](v1::Role role, const char* person,
                          const char* reason) {
    SCOPED_TRACE(person);
    Scenario()
        .Given(kCohort)
        .As(role, person)
        .When<HandOutProcedure>(kToAll)
        .ThenRefused(reason);
  };
  // What is of another year is not found.
  refused(v1::ROLE_YEAR_ASSISTANT, kOtherYearAssistant, "COHORT_NOT_FOUND");
  refused(v1::ROLE_TEACHER, kTeacher, "COHORT_NOT_FOUND");
  refused(v1::ROLE_RESIDENT, kResident, "COHORT_NOT_FOUND");
  refused(v1::ROLE_PROGRAMME_MANAGER, kProgrammeManager, "NOT_COMPETENT");
  refused(v1::ROLE_POLICY_OFFICER, kPolicyOfficer, "NOT_COMPETENT");
}

TEST(HandOutProcedure, IsNotRecordedForSomeoneElse) {
  Assistant()
      .OnBehalfOf(kResident, v1::ROLE_RESIDENT)
      .When<HandOutProcedure>(kToAll)
      .ThenRefused("REPRESENTED_NOT_CONCERNED");
}

TEST(HandOutProcedure, IsRefusedForACohortThatIsNotThere) {
  Assistant()
      .When<HandOutProcedure>(R"pb(cohort_id: "cohort-9" all: true)pb")
      .ThenRefused("COHORT_NOT_FOUND")
      .When<HandOutProcedure>(R"pb(cohort_id: "Niet goed" all: true)pb")
      .ThenRefused("ID_MALFORMED");
}

TEST(HandOutProcedure, SaysWhoGotIt_T27) {
  Assistant()
      .When<HandOutProcedure>(R"pb(cohort_id: "cohort-1")pb")
      .ThenRefused("NOBODY_GOT_IT")
      .When<HandOutProcedure>(absl::StrCat(kToOne, " ", kToOne))
      .ThenRefused("TOO_MANY_TEACHERS")
      .When<HandOutProcedure>(R"pb(cohort_id: "cohort-1"
                                   teacher_ids: "resident-1")pb")
      .ThenRefused("NOT_A_TEACHER")
      .When<HandOutProcedure>(
          R"pb(cohort_id: "cohort-1" teacher_ids: "nobody-1")pb")
      .ThenRefused("NOT_A_TEACHER");
}

TEST(HandOutProcedure, TakesAHundredTeachersAtOnceAndNoMore) {
  std::string command = "cohort_id: 'cohort-1'";
  for (int i = 0; i < 100; ++i) {
    absl::StrAppend(&command, " teacher_ids: 'somebody-", i, "'");
  }
  Assistant()
      .When<HandOutProcedure>(command)
      .ThenRefused("NOT_A_TEACHER")
      .When<HandOutProcedure>(absl::StrCat(command, " teacher_ids: 'one-more'"))
      .ThenRefused("TOO_MANY_TEACHERS");
}

TEST(HandOutProcedure, HappensOnce_T27) {
  Assistant()
      .When<HandOutProcedure>(kToOne)
      .ThenDone()
      .When<HandOutProcedure>(kToOne)
      .ThenRefused("ALREADY_DONE")
      .When<HandOutProcedure>(kToAll)
      .ThenDone()
      .When<HandOutProcedure>(kToAll)
      .ThenRefused("ALREADY_DONE");
}

TEST(HandOutProcedure, IsOfADayThatHasCome) {
  Assistant()
      .When<HandOutProcedure>(
          absl::StrCat(kToAll, " on { year: 2026 month: 9 day: 15 }"))
      .ThenRefused("DATE_IN_FUTURE");
}

TEST(HandOutProcedure, NeedsAProcedureInForceOnTheFirstDay_A33) {
  Assistant().Under(nullptr).When<HandOutProcedure>(kToAll).ThenRefused(
      "PROCEDURE_NOT_IN_FORCE");
}

// Utrecht's procedure as it was published.
std::string Published() {
  return absl::StrCat(
      "procedure_published { key: 'utrecht-ontkoppeling' version: '2023-03' "
      "in_force_from { year: 2023 month: 3 day: 1 } textproto: \"",
      absl::CEscape(TextOf(kUtrechtFile)), "\" }");
}

constexpr char kUnchanged[] = R"pb(procedure_key: "utrecht-ontkoppeling"
                                   result: REVIEW_RESULT_UNCHANGED)pb";

Scenario PolicyOfficer() {
  return Scenario().Given(Published()).As(v1::ROLE_POLICY_OFFICER);
}

TEST(ReviewProcedure, RecordsTheYearlyEvaluation_S43) {
  PolicyOfficer()
      .When<ReviewProcedure>(kUnchanged)
      .ThenEvents(R"pb(procedure_reviewed {
                         procedure_key: "utrecht-ontkoppeling"
                         on { year: 2026 month: 9 day: 14 }
                         result: REVIEW_RESULT_UNCHANGED
                       })pb")
      .ThenTagged(0, {{TagKind::kProcedure, "utrecht-ontkoppeling"}})
      .When<ReviewProcedure>(R"pb(procedure_key: "utrecht-ontkoppeling"
                                  on { year: 2026 month: 9 day: 7 }
                                  result: REVIEW_RESULT_NEW_VERSION)pb")
      .ThenDone();
}

TEST(ReviewProcedure, IsOfThePolicyOfficer_R91) {
  const auto refused = [](v1::Role role, const char* reason) {
    SCOPED_TRACE(v1::Role_Name(role));
    Scenario()
        .Given(Published())
        .As(role)
        .When<ReviewProcedure>(kUnchanged)
        .ThenRefused(reason);
  };
  refused(v1::ROLE_HEAD, "NOT_COMPETENT");
  refused(v1::ROLE_DEPUTY_HEAD, "NOT_COMPETENT");
  refused(v1::ROLE_YEAR_ASSISTANT, "PROCEDURE_NOT_FOUND");
  refused(v1::ROLE_TRAINER, "PROCEDURE_NOT_FOUND");
}

TEST(ReviewProcedure, IsRefusedForWhatIsNotThereOrNotSaid) {
  PolicyOfficer()
      .When<ReviewProcedure>(R"pb(procedure_key: "een-andere"
                                  result: REVIEW_RESULT_UNCHANGED)pb")
      .ThenRefused("PROCEDURE_NOT_FOUND")
      .When<ReviewProcedure>(R"pb(procedure_key: "utrecht-ontkoppeling")pb")
      .ThenRefused("FIELD_MISSING")
      .When<ReviewProcedure>(
          absl::StrCat(kUnchanged, " on { year: 2026 month: 9 day: 15 }"))
      .ThenRefused("DATE_IN_FUTURE");
}

TEST(ReviewProcedure, IsOneADay_A34) {
  PolicyOfficer()
      .When<ReviewProcedure>(kUnchanged)
      .ThenDone()
      .When<ReviewProcedure>(kUnchanged)
      .ThenRefused("ALREADY_DONE")
      // What led to a version is an evaluation of its day.
      .When<ReviewProcedure>(
          absl::StrCat(kUnchanged, " on { year: 2023 month: 3 day: 31 }"))
      .ThenRefused("ALREADY_DONE");
}

}  // namespace
}  // namespace driehoek
