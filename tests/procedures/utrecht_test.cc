// The rows of the Utrecht procedure, held to the rules it was written from.
#include <cstddef>
#include <memory>
#include <ostream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "procedures/catalogue.h"
#include "tests/kit/procedures.h"

namespace driehoek {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

// "teacher/group", as DESIGN says an owner.
std::string InWords(const v1::Owner& owner) {
  switch (owner.scope()) {
    case v1::OWNER_SCOPE_GROUP:
      return absl::StrCat(v1::Role_Name(owner.role()), "/group");
    case v1::OWNER_SCOPE_TRAINING_YEAR:
      return absl::StrCat(v1::Role_Name(owner.role()), "/year");
    case v1::OWNER_SCOPE_INSTITUTE:
      return absl::StrCat(v1::Role_Name(owner.role()), "/institute");
    case v1::OWNER_SCOPE_PLACEMENT:
      return absl::StrCat(v1::Role_Name(owner.role()), "/placement");
    default:
      return "?";
  }
}

std::string InWords(const v1::FactRef& fact) {
  return absl::StrCat(v1::FactKind_Name(fact.fact()).substr(10),
                      fact.report().empty() ? "" : " ", fact.report());
}

std::string InWords(const v1::Bound& bound) {
  return absl::StrCat(v1::Anchor_Name(bound.anchor()).substr(7), " ",
                      bound.months(), "m ", bound.weeks(), "w ", bound.days(),
                      "d");
}

template <typename List>
std::string AllInWords(const List& list) {
  return absl::StrJoin(list, ", ", [](std::string* out, const auto& element) {
    absl::StrAppend(out, InWords(element));
  });
}

// A row of rules §4.
struct Row {
  v1::ObligationClass obligation_class;
  std::string created_by = {};
  std::string bounds = {};
  std::string owner = {};
  std::string once_submitted = {};
  std::string watchers = {};
  std::string escalation = {};
  std::string fulfilled_by = {};
  std::string archived = {};
  std::string section = {};

  friend bool operator==(const Row&, const Row&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Row& row) {
    return out << absl::StrJoin(
               std::make_tuple(v1::ObligationClass_Name(row.obligation_class),
                               row.created_by, row.bounds, row.owner,
                               row.once_submitted, row.watchers, row.escalation,
                               row.fulfilled_by, row.archived, row.section),
               " | ");
  }
};

class UtrechtProcedure : public ::testing::Test {
 protected:
  Row RowOf(const std::string& key) const {
    const v1::Obligation* row = procedure_->FindObligation(key);
    if (row == nullptr) return {};
    return {
        .obligation_class = row->obligation_class(),
        .created_by = InWords(row->created_by()),
        .bounds = AllInWords(row->bounds()),
        .owner = InWords(row->owner()),
        .once_submitted = row->has_owner_once_submitted()
                              ? InWords(row->owner_once_submitted())
                              : "",
        .watchers = AllInWords(row->watchers()),
        .escalation = row->has_escalation() ? InWords(row->escalation()) : "",
        .fulfilled_by = AllInWords(row->fulfilled_by().facts()),
        .archived = absl::StrJoin(row->fulfilled_by().archived_reports(), ", "),
        .section = row->section()};
  }

  // "EP by ROLE_YEAR_ASSISTANT", each.
  std::vector<std::string> FilingsOf(const std::string& key) const {
    std::vector<std::string> filings;
    for (const v1::Filing& filing : procedure_->FindReport(key)->filings()) {
      std::vector<std::string> by;
      by.reserve(static_cast<size_t>(filing.by_size()));
      for (int i = 0; i < filing.by_size(); ++i) {
        by.push_back(v1::Role_Name(filing.by(i)));
      }
      filings.push_back(
          absl::StrCat(filing.place(), " by ", absl::StrJoin(by, ", ")));
    }
    return filings;
  }

  // The parts of a report that are needed in this way.
  std::vector<std::string> PartsOf(const std::string& key,
                                   v1::PartNeeded needed) const {
    std::vector<std::string> parts;
    for (const v1::ReportPart& part : procedure_->FindReport(key)->parts()) {
      if (part.needed() == needed) parts.push_back(part.key());
    }
    return parts;
  }

  std::vector<v1::Role> WhoMay(const std::string& command) const {
    std::vector<v1::Role> roles;
    const v1::Competence* competence = procedure_->FindCompetence(command);
    for (int i = 0; competence != nullptr && i < competence->roles_size();
         ++i) {
      roles.push_back(competence->roles(i));
    }
    return roles;
  }

  const std::shared_ptr<const Procedure> procedure_ = Utrecht();
};

constexpr char kTeacher[] = "ROLE_TEACHER/group";
constexpr char kYearAssistant[] = "ROLE_YEAR_ASSISTANT/year";
constexpr char kProgrammeManager[] = "ROLE_PROGRAMME_MANAGER/year";
constexpr char kTrainerManager[] = "ROLE_TRAINER_MANAGER/institute";
constexpr char kTrainerManagerAssistant[] =
    "ROLE_TRAINER_MANAGER_ASSISTANT/institute";

TEST_F(UtrechtProcedure, IsOfMarch2023) {
  EXPECT_EQ(procedure_->name(), "utrecht-ontkoppeling@2023-03");
  EXPECT_EQ(procedure_->in_force_from(), absl::CivilDay(2023, 3, 1));
  EXPECT_EQ(procedure_->data().calendar().shift(), v1::SHIFT_NONE);
}

TEST_F(UtrechtProcedure, NamesEveryRoleThatAPersonCanHold_A47) {
  for (int role = v1::Role_MIN + 1; role <= v1::Role_MAX; ++role) {
    if (role == v1::ROLE_SYSTEM) continue;
    bool named = false;
    for (const v1::RoleName& name : procedure_->data().role_names()) {
      named = named || name.role() == role;
    }
    EXPECT_TRUE(named) << role;
  }
  EXPECT_EQ(procedure_->RoleName(v1::ROLE_YEAR_ASSISTANT), "jaarassistent");
}

TEST_F(UtrechtProcedure, WantsTheResidentCalledWithinAWeekOrTried_T02) {
  EXPECT_EQ(RowOf("T-02"), (Row{.obligation_class = v1::OBLIGATION_CLASS_HARD,
                                .created_by = "CONTACT_AGREEMENT_STARTED",
                                .bounds = "CREATION 0m 1w 0d",
                                .owner = kTeacher,
                                .watchers = kProgrammeManager,
                                .fulfilled_by = "RESIDENT_CALLED",
                                .section = "§5.1"}));
  EXPECT_EQ(AllInWords(procedure_->FindObligation("T-02")->date_lifted_by()),
            "RESIDENT_CALL_ATTEMPTED");
}

TEST_F(UtrechtProcedure, WantsTheTrainerCalledWithinAWeekOrTried_T03) {
  EXPECT_EQ(RowOf("T-03"), (Row{.obligation_class = v1::OBLIGATION_CLASS_HARD,
                                .created_by = "CONTACT_AGREEMENT_STARTED",
                                .bounds = "CREATION 0m 1w 0d",
                                .owner = kTeacher,
                                .watchers = kProgrammeManager,
                                .fulfilled_by = "TRAINER_CALLED",
                                .section = "§5.1"}));
  EXPECT_EQ(AllInWords(procedure_->FindObligation("T-03")->date_lifted_by()),
            "TRAINER_CALL_ATTEMPTED");
}

TEST_F(UtrechtProcedure, WantsAMeetingSoonAfterAContactAgreement_T04) {
  EXPECT_EQ(RowOf("T-04"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_SEQUENCE,
                 .created_by = "CONTACT_AGREEMENT_STARTED",
                 .owner = kTeacher,
                 .watchers = kProgrammeManager,
                 .fulfilled_by = "TRIANGULAR_MEETING_HELD",
                 .section = "§5.1"}));
}

TEST_F(UtrechtProcedure, RemindsByTheRhythmOfTheHouse_AS11) {
  const v1::Rhythm& rhythm = procedure_->data().rhythm();
  EXPECT_EQ(rhythm.hour(), 8);
  EXPECT_EQ(rhythm.hard_days_before(), 3);
  EXPECT_EQ(rhythm.hard_repeat_days(), 7);
  EXPECT_EQ(rhythm.hard_repeat_times(), 26);
  EXPECT_EQ(rhythm.hard_escalate_after_days(), 7);
  // One week, three weeks and a month, two months.
  std::vector<std::pair<int, int>> tolerances;
  for (const v1::Tolerance& tolerance : rhythm.target_tolerances()) {
    tolerances.emplace_back(tolerance.up_to_days(), tolerance.days());
  }
  EXPECT_THAT(tolerances, ElementsAre(std::pair(7, 3), std::pair(31, 7),
                                      std::pair(62, 14)));
}

TEST_F(UtrechtProcedure, WantsTheMeetingReportWithinAWeek_T01) {
  EXPECT_EQ(RowOf("T-01"), (Row{.obligation_class = v1::OBLIGATION_CLASS_HARD,
                                .created_by = "TRIANGULAR_MEETING_HELD",
                                .bounds = "CREATION 0m 1w 0d",
                                .owner = kTeacher,
                                .watchers = kYearAssistant,
                                .escalation = kProgrammeManager,
                                .fulfilled_by = "REPORT_SUBMITTED D-1",
                                .section = "§5.1"}));
  EXPECT_FALSE(procedure_->FindObligation("T-01")->superseded_by_next());
}

TEST_F(UtrechtProcedure, WantsACheckUpAboutAWeekAfterTheLatestMeeting_T05) {
  EXPECT_EQ(RowOf("T-05"), (Row{.obligation_class = v1::OBLIGATION_CLASS_TARGET,
                                .created_by = "TRIANGULAR_MEETING_HELD",
                                .bounds = "CREATION 0m 1w 0d",
                                .owner = kTeacher,
                                .watchers = kProgrammeManager,
                                .fulfilled_by = "TRAINER_CHECK_UP_HELD",
                                .section = "§5.3.2"}));
  EXPECT_TRUE(procedure_->FindObligation("T-05")->superseded_by_next());
}

TEST_F(UtrechtProcedure,
       WantsTheResidentEvaluationInTwoWeeksAndBeforeTheNewStart_T06) {
  EXPECT_EQ(
      RowOf("T-06"),
      (Row{.obligation_class = v1::OBLIGATION_CLASS_HARD,
           .created_by = "DECOUPLED",
           .bounds =
               "DECOUPLING_EFFECTIVE 0m 2w 0d, NEW_PLACEMENT_START 0m 0w -1d",
           .owner = kTeacher,
           .watchers = kYearAssistant,
           .escalation = kProgrammeManager,
           .fulfilled_by = "RESIDENT_EVALUATION_HELD",
           .section = "§5.3.1"}));
}

TEST_F(UtrechtProcedure, WantsTheResidentReportFiledInThreeWeeks_T08) {
  EXPECT_EQ(RowOf("T-08"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_HARD,
                 .created_by = "RESIDENT_EVALUATION_HELD",
                 .bounds = "CREATION 0m 3w 0d",
                 .owner = kTeacher,
                 .once_submitted = kYearAssistant,
                 .watchers = absl::StrCat(kYearAssistant, ", ",
                                          kTrainerManagerAssistant),
                 .escalation = kProgrammeManager,
                 .archived = "D-7",
                 .section = "§5.3.1"}));
}

TEST_F(UtrechtProcedure, WantsTheTrainerEvaluationAfterThreeWeeks_T09) {
  EXPECT_EQ(RowOf("T-09"), (Row{.obligation_class = v1::OBLIGATION_CLASS_TARGET,
                                .created_by = "DECOUPLED",
                                .bounds = "DECOUPLING_EFFECTIVE 0m 3w 0d",
                                .owner = kTeacher,
                                .watchers = kYearAssistant,
                                .escalation = kProgrammeManager,
                                .fulfilled_by = "TRAINER_EVALUATION_HELD",
                                .section = "§5.3.2"}));
}

TEST_F(UtrechtProcedure, WantsThreeReportsOnTheTrainerFiledInThreeWeeks_T11) {
  EXPECT_EQ(RowOf("T-11"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_HARD,
                 .created_by = "TRAINER_EVALUATION_HELD",
                 .bounds = "CREATION 0m 3w 0d",
                 .owner = kTeacher,
                 .once_submitted = kYearAssistant,
                 .watchers = absl::StrCat(kYearAssistant, ", ",
                                          kTrainerManagerAssistant),
                 .escalation = kProgrammeManager,
                 .archived = "D-10, D-11, D-8",
                 .section = "§5.3.2"}));
}

TEST_F(UtrechtProcedure, WantsTheManagerContactAboutAMonthAfter_T12) {
  EXPECT_EQ(RowOf("T-12"), (Row{.obligation_class = v1::OBLIGATION_CLASS_TARGET,
                                .created_by = "DECOUPLED",
                                .bounds = "DECOUPLING_EFFECTIVE 1m 0w 0d",
                                .owner = kTrainerManager,
                                .watchers = kTrainerManagerAssistant,
                                .fulfilled_by = "MANAGER_CONTACT_HELD",
                                .section = "§5.3.2"}));
}

TEST_F(UtrechtProcedure, WantsThatContactPlannedAtOnce_T13) {
  EXPECT_EQ(RowOf("T-13"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_SEQUENCE,
                 .created_by = "DECOUPLED",
                 .owner = kTrainerManagerAssistant,
                 .watchers = kTrainerManager,
                 .fulfilled_by = "MANAGER_CONTACT_PLANNED",
                 .section = "§5.2.1"}));
}

TEST_F(UtrechtProcedure, WantsTheContactReportWithinThreeWeeks_T15) {
  EXPECT_EQ(RowOf("T-15"), (Row{.obligation_class = v1::OBLIGATION_CLASS_HARD,
                                .created_by = "MANAGER_CONTACT_HELD",
                                .bounds = "CREATION 0m 3w 0d",
                                .owner = kTrainerManager,
                                .watchers = kTrainerManagerAssistant,
                                .fulfilled_by = "REPORT_SUBMITTED D-12",
                                .section = "§5.3.2"}));
}

TEST_F(UtrechtProcedure, WantsTheContactReportFiled_T16) {
  EXPECT_EQ(RowOf("T-16"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_SEQUENCE,
                 .created_by = "REPORT_SUBMITTED D-12",
                 .owner = kTrainerManagerAssistant,
                 .watchers = kYearAssistant,
                 .archived = "D-12",
                 .section = "§5.3.2"}));
}

TEST_F(UtrechtProcedure, WantsAnEvaluationTwoMonthsAfterTheNewStart_T18) {
  EXPECT_EQ(RowOf("T-18"), (Row{.obligation_class = v1::OBLIGATION_CLASS_TARGET,
                                .created_by = "NEW_PLACEMENT_STARTED",
                                .bounds = "NEW_PLACEMENT_START 2m 0w 0d",
                                .owner = kTeacher,
                                .watchers = kYearAssistant,
                                .escalation = kProgrammeManager,
                                .fulfilled_by = "NEW_PLACEMENT_EVALUATION_HELD",
                                .section = "§5.3.1"}));
}

TEST_F(UtrechtProcedure, WantsTheReportOfThatEvaluationInThreeWeeks_A13) {
  EXPECT_EQ(RowOf("A-13"), (Row{.obligation_class = v1::OBLIGATION_CLASS_TARGET,
                                .created_by = "NEW_PLACEMENT_EVALUATION_HELD",
                                .bounds = "CREATION 0m 3w 0d",
                                .owner = kTeacher,
                                .once_submitted = kYearAssistant,
                                .watchers = kYearAssistant,
                                .escalation = kProgrammeManager,
                                .archived = "D-13",
                                .section = "§4"}));
}

TEST_F(UtrechtProcedure, WantsThePossibleDecouplingAnnounced_T29) {
  EXPECT_EQ(RowOf("T-29"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_SEQUENCE,
                 .created_by = "PROGRAMME_MANAGER_NOTIFIED",
                 .owner = kProgrammeManager,
                 .fulfilled_by = "POSSIBLE_DECOUPLING_ANNOUNCED",
                 .section = "§5.1"}));
}

TEST_F(UtrechtProcedure, WantsTheDecisionCommunicatedAndThenHandled_A35) {
  EXPECT_EQ(RowOf("T-30a"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_SEQUENCE,
                 .created_by = "DECOUPLED",
                 .owner = kProgrammeManager,
                 .fulfilled_by = "DECISION_COMMUNICATED",
                 .section = "§5.2"}));
  EXPECT_EQ(RowOf("T-30b"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_SEQUENCE,
                 .created_by = "DECOUPLED",
                 .owner = kYearAssistant,
                 .watchers = kProgrammeManager,
                 .fulfilled_by = "DECOUPLING_MAIL_SENT, TRAJECTORY_REGISTERED",
                 .section = "§5.2"}));
}

TEST_F(UtrechtProcedure, WantsThePairingConfirmedRegisteredAndExplained_T31) {
  EXPECT_EQ(RowOf("T-31a"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_SEQUENCE,
                 .created_by = "BOTH_ACCEPTED",
                 .owner = kTrainerManagerAssistant,
                 .watchers = kTrainerManager,
                 .fulfilled_by = "PAIRING_CONFIRMED",
                 .section = "§5.2.1"}));
  EXPECT_EQ(RowOf("T-31b"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_SEQUENCE,
                 .created_by = "PAIRING_CONFIRMED",
                 .owner = kYearAssistant,
                 .watchers = kTrainerManager,
                 .fulfilled_by = "PAIRING_REGISTERED, REMAINING_YEAR_INFO_SENT",
                 .section = "§5.2.1"}));
}

TEST_F(UtrechtProcedure, WantsTheMeetingReportFiledWithoutATerm_T32) {
  EXPECT_EQ(RowOf("T-32"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_SEQUENCE,
                 .created_by = "REPORT_SUBMITTED D-1",
                 .owner = kYearAssistant,
                 .watchers = kTrainerManagerAssistant,
                 .archived = "D-1",
                 .section = "§5.1"}));
}

TEST_F(UtrechtProcedure, FilesEachReportWhereItBelongs_D1) {
  EXPECT_THAT(FilingsOf("D-1"), ElementsAre("EP by ROLE_YEAR_ASSISTANT",
                                            "OD by ROLE_YEAR_ASSISTANT"));
  EXPECT_THAT(FilingsOf("D-7"), ElementsAre("EP by ROLE_YEAR_ASSISTANT",
                                            "OD by ROLE_YEAR_ASSISTANT"));
  EXPECT_THAT(FilingsOf("D-8"), ElementsAre("OD by ROLE_YEAR_ASSISTANT"));
  EXPECT_THAT(FilingsOf("D-9"), ElementsAre("EP by ROLE_YEAR_ASSISTANT"));
  EXPECT_THAT(FilingsOf("D-10"), ElementsAre("EP by ROLE_YEAR_ASSISTANT"));
  EXPECT_THAT(FilingsOf("D-11"), ElementsAre("OD by ROLE_YEAR_ASSISTANT"));
  EXPECT_THAT(FilingsOf("D-12"),
              ElementsAre("OD by ROLE_TRAINER_MANAGER_ASSISTANT"));
  EXPECT_THAT(FilingsOf("D-13"), ElementsAre("EP by ROLE_YEAR_ASSISTANT"));
}

TEST_F(UtrechtProcedure, GivesEachPlaceItsOwner) {
  EXPECT_EQ(procedure_->FindPlace("EP")->owner(), v1::PLACE_OWNER_RESIDENT);
  EXPECT_EQ(procedure_->FindPlace("OD")->owner(), v1::PLACE_OWNER_TRAINER);
  EXPECT_EQ(procedure_->FindPlace("ZD")->owner(), v1::PLACE_OWNER_CASE);
}

TEST_F(UtrechtProcedure, LetsEachReportBeWrittenByItsAuthor_D1) {
  const auto author = [this](const std::string& key) {
    return procedure_->FindReport(key)->author();
  };
  for (const char* key : {"D-1", "D-7", "D-10", "D-11", "D-13"}) {
    EXPECT_EQ(author(key), v1::ROLE_TEACHER) << key;
  }
  EXPECT_EQ(author("D-8"), v1::ROLE_TRAINER);
  EXPECT_EQ(author("D-9"), v1::ROLE_TRAINER);
  EXPECT_EQ(author("D-12"), v1::ROLE_TRAINER_MANAGER);
}

TEST_F(UtrechtProcedure, AsksBothPerspectivesAndAdviceOrAttentionPoints_K1) {
  EXPECT_THAT(PartsOf("D-1", v1::PART_NEEDED_ALWAYS),
              ElementsAre("perspective_resident", "perspective_trainer"));
  EXPECT_THAT(PartsOf("D-1", v1::PART_NEEDED_WHEN_NO_DECOUPLING),
              ElementsAre("attention_points"));
  EXPECT_THAT(PartsOf("D-1", v1::PART_NEEDED_WHEN_ADVICE),
              ElementsAre("advice"));
  EXPECT_THAT(PartsOf("D-1", v1::PART_NEEDED_UNSPECIFIED),
              ElementsAre("follow_up"));
}

TEST_F(UtrechtProcedure, LetsTheTeachersTickThatTheyTalkedItOver_T07) {
  EXPECT_EQ(RowOf("T-07"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_SEQUENCE,
                 .created_by = "RESIDENT_EVALUATION_PLANNED",
                 .owner = kTeacher,
                 .fulfilled_by = "REFLECTION_DISCUSSED",
                 .section = "§5.3.1"}));
}

TEST_F(UtrechtProcedure, WantsTheTrainersPreparationBeforeTheTalk_T10) {
  EXPECT_EQ(RowOf("T-10"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_SEQUENCE,
                 .created_by = "TRAINER_EVALUATION_PLANNED",
                 .owner = "ROLE_TRAINER/placement",
                 .watchers = kTeacher,
                 .fulfilled_by = "REPORT_SUBMITTED D-8, REPORT_SUBMITTED D-9",
                 .section = "§5.3.2"}));
}

TEST_F(UtrechtProcedure, WantsTheTextsOfTheTeachersWithoutADay_A16) {
  EXPECT_EQ(RowOf("T-08a"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_SEQUENCE,
                 .created_by = "RESIDENT_EVALUATION_HELD",
                 .owner = kTeacher,
                 .watchers = kYearAssistant,
                 .fulfilled_by = "REPORT_SUBMITTED D-7",
                 .section = "§5.3.1"}));
  EXPECT_EQ(RowOf("T-11a"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_SEQUENCE,
                 .created_by = "TRAINER_EVALUATION_HELD",
                 .owner = kTeacher,
                 .watchers = kYearAssistant,
                 .fulfilled_by = "REPORT_SUBMITTED D-10, REPORT_SUBMITTED D-11",
                 .section = "§5.3.2"}));
}

TEST_F(UtrechtProcedure, WantsTheTrainerInvitedBeforeTheNextReturnDay_T17) {
  EXPECT_EQ(RowOf("T-17"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_EVENT_BOUND,
                 .created_by = "DECOUPLED",
                 .bounds = "NEXT_TRAINER_RETURN_DAY 0m 0w -1d",
                 .owner = kTeacher,
                 .watchers = kProgrammeManager,
                 .fulfilled_by = "TRAINER_RETURN_DAY_INVITED",
                 .section = "§5.3.2"}));
}

TEST_F(UtrechtProcedure, KeepsALineForAftercareAndForReturnDays_T25) {
  EXPECT_EQ(RowOf("T-25"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_STANDING,
                 .created_by = "DECOUPLED",
                 .owner = kTeacher,
                 .watchers = kProgrammeManager,
                 .section = "§5.3.1"}));
  EXPECT_EQ(RowOf("T-26"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_STANDING,
                 .created_by = "WAITING_STARTED",
                 .owner = kTeacher,
                 .section = "§5.2.2"}));
}

TEST_F(UtrechtProcedure, WantsTheTrainerInTheNextRound_T33) {
  EXPECT_EQ(RowOf("T-33"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_EVENT_BOUND,
                 .created_by = "DECOUPLED",
                 .bounds = "NEXT_MATCHING_ROUND 0m 0w 0d",
                 .owner = kTrainerManager,
                 .watchers = kTrainerManagerAssistant,
                 .fulfilled_by = "MATCHING_ROUND_ENTERED",
                 .section = "§5.2.1"}));
}

TEST_F(UtrechtProcedure, AsksOfEachTrainerWhatIsOfATrainer_A23) {
  std::vector<std::string> rows;
  for (const v1::Obligation& row : procedure_->data().obligations()) {
    if (row.per_trainer()) rows.push_back(row.key());
  }
  EXPECT_THAT(rows, UnorderedElementsAre("T-05", "T-09", "T-10", "T-11",
                                         "T-11a", "T-12", "T-13", "T-15",
                                         "T-16", "T-17", "T-33"));
  std::vector<std::string> reports;
  for (const v1::Report& report : procedure_->data().reports()) {
    if (report.per_trainer()) reports.push_back(report.key());
  }
  EXPECT_THAT(reports,
              UnorderedElementsAre("D-8", "D-9", "D-10", "D-11", "D-12"));
}

// The matrix of rules 3.2: r reads, m knows of it; the author beside it.
TEST_F(UtrechtProcedure, ShowsEachReportToWhomTheMatrixSays_D1) {
  const auto seen_by = [](const auto& sights) {
    std::vector<std::string> words;
    for (const v1::Sight& sight : sights) {
      words.push_back(
          absl::StrCat(v1::Viewer_Name(sight.viewer()).substr(7), " ",
                       sight.level() == v1::SIGHT_LEVEL_READ ? "r" : "m"));
    }
    return words;
  };
  const auto of = [&](const std::string& key) {
    return seen_by(procedure_->FindReport(key)->seen_by());
  };
  EXPECT_THAT(of("D-1"), UnorderedElementsAre(
                             "RESIDENT r", "TRAINER r", "YEAR_ASSISTANT r",
                             "PROGRAMME_MANAGER r", "TRAINER_MANAGER r",
                             "DEPUTY_HEAD r", "AUDITOR r"));
  EXPECT_THAT(of("D-6"), ElementsAre("TEACHER r"));
  EXPECT_THAT(
      seen_by(procedure_->FindReport("D-6")->seen_by_once_chosen()),
      ElementsAre("YEAR_ASSISTANT r", "PROGRAMME_MANAGER r", "AUDITOR r"));
  EXPECT_THAT(of("D-7"), UnorderedElementsAre(
                             "RESIDENT r", "TRAINER r", "YEAR_ASSISTANT r",
                             "PROGRAMME_MANAGER r", "TRAINER_MANAGER r",
                             "DEPUTY_HEAD m", "AUDITOR r"));
  EXPECT_THAT(of("D-8"),
              UnorderedElementsAre("TEACHER r", "YEAR_ASSISTANT r",
                                   "PROGRAMME_MANAGER m", "TRAINER_MANAGER r",
                                   "DEPUTY_HEAD m", "AUDITOR r"));
  EXPECT_THAT(of("D-9"),
              UnorderedElementsAre("RESIDENT r", "NEW_TRAINER r", "TEACHER r",
                                   "YEAR_ASSISTANT r", "PROGRAMME_MANAGER r",
                                   "TRAINER_MANAGER r", "AUDITOR r"));
  EXPECT_THAT(of("D-10"),
              UnorderedElementsAre("RESIDENT r", "YEAR_ASSISTANT r",
                                   "PROGRAMME_MANAGER r", "TRAINER_MANAGER m",
                                   "DEPUTY_HEAD m", "AUDITOR r"));
  EXPECT_THAT(of("D-11"),
              UnorderedElementsAre("TRAINER r", "YEAR_ASSISTANT r",
                                   "PROGRAMME_MANAGER m", "TRAINER_MANAGER r",
                                   "DEPUTY_HEAD m", "AUDITOR r"));
  EXPECT_THAT(of("D-12"),
              UnorderedElementsAre("TRAINER r", "TEACHER m", "YEAR_ASSISTANT m",
                                   "PROGRAMME_MANAGER m", "TRAINER_MANAGER r",
                                   "DEPUTY_HEAD m", "AUDITOR r"));
  EXPECT_THAT(of("D-13"), UnorderedElementsAre(
                              "RESIDENT r", "NEW_TRAINER r", "YEAR_ASSISTANT r",
                              "PROGRAMME_MANAGER r", "TRAINER_MANAGER m",
                              "DEPUTY_HEAD m", "AUDITOR r"));
}

// What is of the resident and what of the trainer are two reports, in two
// files.
TEST_F(UtrechtProcedure, SplitsTheEvaluationOfTheTrainer_P2) {
  EXPECT_THAT(FilingsOf("D-10"), ElementsAre("EP by ROLE_YEAR_ASSISTANT"));
  EXPECT_THAT(FilingsOf("D-11"), ElementsAre("OD by ROLE_YEAR_ASSISTANT"));
  EXPECT_THAT(PartsOf("D-10", v1::PART_NEEDED_ALWAYS),
              ElementsAre("about_resident"));
  EXPECT_THAT(PartsOf("D-11", v1::PART_NEEDED_ALWAYS),
              ElementsAre("role_of_trainer"));
}

TEST_F(UtrechtProcedure, FilesTheReflectionByTheResidentsChoiceAlone_D6) {
  const v1::Report* const report = procedure_->FindReport("D-6");
  ASSERT_NE(report, nullptr);
  EXPECT_EQ(report->author(), v1::ROLE_RESIDENT);
  EXPECT_EQ(report->chosen_by(), v1::ROLE_RESIDENT);
  EXPECT_THAT(FilingsOf("D-6"), ElementsAre("EP by ROLE_RESIDENT"));
}

// The dossier gets the whole report, as the text has it.
TEST_F(UtrechtProcedure, CopiesTheWholeReportToTheDossier_A14) {
  for (const v1::Filing& filing : procedure_->FindReport("D-7")->filings()) {
    EXPECT_TRUE(filing.parts().empty()) << filing.place();
  }
}

TEST_F(UtrechtProcedure, KeepsLearningPointsAndAgreementsApart_K3) {
  EXPECT_THAT(PartsOf("D-7", v1::PART_NEEDED_ALWAYS),
              UnorderedElementsAre("role_of_resident", "learning_points",
                                   "agreements", "attention_points_trainer"));
}

TEST_F(UtrechtProcedure, RefusesOnPrincipleAsTheRulesSay_G1) {
  struct Expected {
    v1::Guard guard;
    std::string key;
    bool deviation_may_lift;
  };
  for (const Expected& expected :
       {Expected{v1::GUARD_DISCUSSION_BEFORE_RULING, "G-1", false},
        Expected{v1::GUARD_NO_NEW_RESIDENT_BEFORE_CONTACT, "G-2", true},
        Expected{v1::GUARD_ATTENTION_POINTS_WHEN_RESOLVED, "G-6", false},
        Expected{v1::GUARD_BOTH_ANSWERS_YES, "G-7", false},
        Expected{v1::GUARD_REFLECTION_BY_CHOICE, "G-8", false},
        Expected{v1::GUARD_DEVIATION_ARGUED, "G-9", false},
        Expected{v1::GUARD_EVALUATION_BEFORE_START, "G-5", true},
        Expected{v1::GUARD_EXTENSION_ARGUED, "G-10", false},
        Expected{v1::GUARD_BRIEFING_WITHOUT_REPORTS, "G-12", false}}) {
    const v1::GuardRule* rule = procedure_->FindGuard(expected.guard);
    ASSERT_NE(rule, nullptr) << expected.key;
    EXPECT_EQ(rule->key(), expected.key);
    EXPECT_EQ(rule->deviation_may_lift(), expected.deviation_may_lift)
        << expected.key;
  }
}

// Who reads them is told role by role in tests/domain/recorded_words_test.cc.
TEST_F(UtrechtProcedure, SaysWhoReadsWhatIsWrittenBesideTheReports_P11) {
  std::vector<std::string> events;
  for (const v1::RecordedWords& words : procedure_->data().words()) {
    events.push_back(absl::StrCat(words.event(), " ", words.document()));
  }
  EXPECT_THAT(events, UnorderedElementsAre(
                          "decoupling_ruled D-4", "waiting_fill_decided D-14",
                          "extension_motivated D-17", "extension_decided D-17",
                          "deviation_recorded ", "pairing_answer_given ",
                          "candidate_briefed ", "case_closed ",
                          "document_unarchived ", "fact_corrected ",
                          "case_migrated ", "emergency_access_opened "));
  ASSERT_NE(procedure_->FindWords("pairing_answer_given"), nullptr);
  EXPECT_THAT(procedure_->FindWords("pairing_answer_given")->read_by(),
              ElementsAre(v1::VIEWER_TRAINER_MANAGER));
  EXPECT_EQ(procedure_->FindWords("report_submitted"), nullptr);
}

TEST_F(UtrechtProcedure, LetsOnlyTheCompetentRoleDecide_G11) {
  EXPECT_THAT(WhoMay("rule_decoupling"),
              UnorderedElementsAre(v1::ROLE_DEPUTY_HEAD, v1::ROLE_HEAD));
  EXPECT_THAT(
      WhoMay("discuss_with_deputy_head"),
      UnorderedElementsAre(v1::ROLE_PROGRAMME_MANAGER, v1::ROLE_DEPUTY_HEAD));
  EXPECT_THAT(WhoMay("give_pairing_answer"),
              UnorderedElementsAre(v1::ROLE_RESIDENT, v1::ROLE_TRAINER));
  EXPECT_THAT(WhoMay("state_candidate_suitability"),
              ElementsAre(v1::ROLE_TRAINER));
  EXPECT_THAT(WhoMay("archive_document"),
              UnorderedElementsAre(v1::ROLE_YEAR_ASSISTANT,
                                   v1::ROLE_TRAINER_MANAGER_ASSISTANT));
  EXPECT_THAT(WhoMay("plan_triangular_meeting"),
              UnorderedElementsAre(v1::ROLE_TEACHER, v1::ROLE_RESIDENT,
                                   v1::ROLE_TRAINER));
  EXPECT_THAT(WhoMay("publish_procedure"), IsEmpty());
}

// A formal test: the deputy head decides and returns, and writes none of what
// is decided on.
TEST_F(UtrechtProcedure, KeepsTheDeputyHeadOutOfTheSubstance_A19) {
  for (const char* const command :
       {"hold_triangular_meeting", "hold_resident_evaluation",
        "hold_trainer_evaluation", "submit_report", "give_reaction",
        "motivate_extension", "decide_waiting_fill", "propose_candidate"}) {
    EXPECT_THAT(WhoMay(command), Not(IsEmpty())) << command;
    EXPECT_THAT(WhoMay(command), Not(Contains(v1::ROLE_DEPUTY_HEAD)))
        << command;
  }
  for (const char* const report : {"D-7", "D-8", "D-10", "D-11", "D-12"}) {
    for (const v1::Sight& sight : procedure_->FindReport(report)->seen_by()) {
      if (sight.viewer() != v1::VIEWER_DEPUTY_HEAD) continue;
      EXPECT_EQ(sight.level(), v1::SIGHT_LEVEL_METADATA) << report;
    }
  }
}

TEST_F(UtrechtProcedure, IsGivenToTheTeachersAtTheStartOfTheYear_T27) {
  EXPECT_EQ(RowOf("T-27"),
            (Row{.obligation_class = v1::OBLIGATION_CLASS_EVENT_BOUND,
                 .created_by = "TRAINING_YEAR_STARTED",
                 .bounds = "CREATION 0m 0w 0d",
                 .owner = "ROLE_YEAR_ASSISTANT/year",
                 .escalation = "ROLE_PROGRAMME_MANAGER/year",
                 .fulfilled_by = "PROCEDURE_HANDED_OUT",
                 .section = "§4"}));
  EXPECT_THAT(WhoMay("hand_out_procedure"),
              ElementsAre(v1::ROLE_YEAR_ASSISTANT));
}

TEST_F(UtrechtProcedure, IsEvaluatedEveryYear_T28) {
  EXPECT_EQ(RowOf("T-28"), (Row{.obligation_class = v1::OBLIGATION_CLASS_YEARLY,
                                .created_by = "PROCEDURE_REVIEWED",
                                .bounds = "CREATION 12m 0w 0d",
                                .owner = "ROLE_POLICY_OFFICER/institute",
                                .escalation = "ROLE_DEPUTY_HEAD/institute",
                                .fulfilled_by = "PROCEDURE_REVIEWED",
                                .section = "§4"}));
  EXPECT_THAT(WhoMay("review_procedure"), ElementsAre(v1::ROLE_POLICY_OFFICER));
  EXPECT_EQ(procedure_->data().reviewed_on().ShortDebugString(),
            "year: 2023 month: 3 day: 31");
}

// Context V-2.
TEST_F(UtrechtProcedure, AnswersWhoAsksAboutTheOwnDataWithinTheTermsOfTheLaw) {
  const Row in_a_month = {.obligation_class = v1::OBLIGATION_CLASS_HARD,
                          .created_by = "PRIVACY_REQUEST_MADE",
                          .bounds = "CREATION 1m 0w 0d",
                          .owner = "ROLE_DEPUTY_HEAD/institute",
                          .escalation = "ROLE_HEAD/institute",
                          .fulfilled_by = "PRIVACY_REQUEST_ANSWERED",
                          .section = "AVG, art. 12"};
  EXPECT_EQ(RowOf("AVG-1"), in_a_month);
  Row in_three = in_a_month;
  in_three.created_by = "PRIVACY_REQUEST_EXTENDED";
  in_three.bounds = "PRIVACY_REQUEST_MADE 3m 0w 0d";
  EXPECT_EQ(RowOf("AVG-2"), in_three);
  for (const char* const key : {"AVG-1", "AVG-2"}) {
    EXPECT_EQ(procedure_->FindObligation(key)->bounds(0).shift(),
              v1::SHIFT_NEXT_WORKING_DAY);
  }
}

TEST_F(UtrechtProcedure, HasNoRowBesidesThese) {
  EXPECT_EQ(procedure_->data().obligations_size(), 40);
  EXPECT_EQ(procedure_->data().reports_size(), 11);
  EXPECT_EQ(procedure_->data().guards_size(), 11);
}

}  // namespace
}  // namespace driehoek
