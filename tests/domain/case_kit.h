// A case for tests of what follows from it, put together fact by fact.
#ifndef DRIEHOEK_TESTS_DOMAIN_CASE_KIT_H_
#define DRIEHOEK_TESTS_DOMAIN_CASE_KIT_H_

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "base/civil.h"
#include "base/fatal.h"
#include "domain/case.h"
#include "domain/due_dates.h"
#include "domain/reminders.h"
#include "google/protobuf/text_format.h"
#include "procedures/catalogue.h"
#include "tests/kit/procedures.h"

namespace driehoek {

using Day = absl::CivilDay;

// Read once.
inline const Procedure& UtrechtProcedure() {
  static const auto* const procedure =
      new std::shared_ptr<const Procedure>(Utrecht());
  return **procedure;
}

inline Procedure ProcedureOf(const std::string& textproto) {
  v1::Procedure data;
  if (!google::protobuf::TextFormat::ParseFromString(textproto, &data)) {
    Fatal("a procedure of a test cannot be read");
  }
  return Procedure(std::move(data));
}

class CaseKit {
 public:
  CaseKit() {
    case_.id = "case";
    case_.number = "2026-014";
    case_.group_id = "group";
    case_.training_year = 1;
    case_.placement_starts_on = Day(2026, 3, 1);
    case_.placement_ends_on = Day(2027, 2, 28);
    case_.trainer_ids = {"trainer"};
  }

  const Case& state() const { return case_; }

  CaseKit& Happened(v1::FactKind kind, Day on, const std::string& about = "",
                    const std::string& report = "") {
    Next();
    case_.facts.push_back(Fact{.kind = kind,
                               .report = report,
                               .about = about,
                               .on = on,
                               .position = case_.last_position,
                               .recorded_at = StartOf(on)});
    return *this;
  }
  // The latest fact was recorded at that time.
  CaseKit& LearntAt(absl::Time recorded_at) {
    case_.facts.back().recorded_at = recorded_at;
    return *this;
  }
  CaseKit& Met(const std::string& meeting, Day on) {
    return Happened(v1::FACT_KIND_TRIANGULAR_MEETING_HELD, on, meeting);
  }
  CaseKit& Ruled(Day on, Day effective_on) {
    case_.ruling = RulingGiven{
        .ruling = v1::RULING_DECOUPLE, .on = on, .effective_on = effective_on};
    return Happened(v1::FACT_KIND_DECOUPLED, on);
  }
  // N as planned, and as planned anew.
  CaseKit& StartsOn(Day day) {
    Next();
    case_.new_placement = NewPlacement{.placement_id = "new",
                                       .trainer_id = "new-trainer",
                                       .practice_id = "new-practice",
                                       .starts_on = day,
                                       .ends_on = case_.placement_ends_on};
    return *this;
  }
  CaseKit& Started(Day on) {
    StartsOn(on);
    if (case_.new_placement.has_value()) case_.new_placement->started = true;
    return Happened(v1::FACT_KIND_NEW_PLACEMENT_STARTED, on);
  }
  CaseKit& Submitted(const std::string& report, const std::string& about,
                     Day on) {
    Happened(v1::FACT_KIND_REPORT_SUBMITTED, on, about, report);
    case_.reports.push_back(
        SubmittedReport{.document_id = DocumentOf(case_.last_position),
                        .report = report,
                        .about = about,
                        .part_keys = {},
                        .on = on,
                        .position = case_.last_position,
                        .recorded_at = StartOf(on),
                        .filed = {}});
    return *this;
  }
  // Files the latest document of that report.
  CaseKit& Archived(const std::string& report, const std::string& place,
                    Day on) {
    Next();
    LatestOf(report).filed.push_back(Filed{.place = place,
                                           .owner_id = "owner",
                                           .on = on,
                                           .position = case_.last_position,
                                           .recorded_at = StartOf(on),
                                           .external_location = ""});
    return *this;
  }
  CaseKit& Unarchived(const std::string& report, const std::string& place) {
    Next();
    std::erase_if(LatestOf(report).filed,
                  [&](const Filed& filed) { return filed.place == place; });
    return *this;
  }
  // What the watch records of a row that fell due.
  CaseKit& Recorded(const v1::Due& due) {
    const v1::RecordOutcome outcome = OutcomeOf(due);
    Next();
    case_.outcomes.push_back(RecordedOutcome{
        .obligation = outcome.obligation(),
        .kind = outcome.outcome(),
        .due_on = Day(outcome.due_on().year(), outcome.due_on().month(),
                      outcome.due_on().day()),
        .position = case_.last_position,
        .withdrawn = std::nullopt});
    return *this;
  }
  // What the watch records next of a row, at that time.
  CaseKit& RecordedNext(const v1::Due& due, absl::Time recorded_at) {
    if (!IsReminder(due.next().kind())) return Recorded(due);
    const v1::RecordOutcome outcome = CommandOfNext(due);
    Next();
    v1::Event event;
    const auto tell = [&](auto& told) {
      *told.mutable_obligation() = outcome.obligation();
      *told.mutable_due_on() = outcome.due_on();
      told.set_at_micros(outcome.at_micros());
    };
    if (outcome.outcome() == v1::OUTCOME_KIND_REMINDER) {
      tell(*event.mutable_reminder_recorded());
      event.mutable_reminder_recorded()->set_offset_days(outcome.offset_days());
    } else {
      tell(*event.mutable_escalation_recorded());
    }
    RememberReminder({event, {}, case_.last_position, recorded_at}, case_);
    return *this;
  }
  // As when so many reminders were given before.
  CaseKit& RemindedOften(int times) {
    case_.reminders_given = times;
    return *this;
  }
  // As when a due date may have moved at that time.
  CaseKit& DatesMovedAt(absl::Time recorded_at) {
    case_.dates_moved_at = recorded_at;
    return *this;
  }
  // Withdraws what no longer counts, as the decision of a command does.
  CaseKit& Withdrawn(const Procedure& procedure) {
    for (const v1::BreachWithdrawn& withdrawal :
         WithdrawalsOf(case_, DueDatesOf(procedure, case_))) {
      Next();
      for (RecordedOutcome& outcome : case_.outcomes) {
        if (outcome.obligation.created_by() ==
                withdrawal.obligation().created_by() &&
            outcome.obligation.key() == withdrawal.obligation().key() &&
            !outcome.withdrawn.has_value()) {
          outcome.withdrawn = withdrawal.reason();
        }
      }
    }
    return *this;
  }
  CaseKit& Closed(Day on) {
    Next();
    case_.closed_on = on;
    return *this;
  }

 private:
  static std::string DocumentOf(Position position) {
    return "document-" + std::to_string(position);
  }
  void Next() { ++case_.last_position; }
  SubmittedReport& LatestOf(const std::string& report) {
    const auto found =
        std::find_if(case_.reports.rbegin(), case_.reports.rend(),
                     [&](const SubmittedReport& submitted) {
                       return submitted.report == report;
                     });
    if (found == case_.reports.rend()) Fatal("no such report in this test");
    return *found;
  }

  Case case_;
};

// The rows of one obligation, oldest first.
inline std::vector<v1::Due> RowsOf(const Procedure& procedure,
                                   const CaseKit& kit, const std::string& key) {
  std::vector<v1::Due> rows = DueDatesOf(procedure, kit.state());
  std::erase_if(
      rows, [&](const v1::Due& due) { return due.obligation().key() != key; });
  return rows;
}

// The one row of an obligation of Utrecht.
inline v1::Due RowOf(const CaseKit& kit, const std::string& key) {
  std::vector<v1::Due> rows = RowsOf(UtrechtProcedure(), kit, key);
  if (rows.size() != 1) Fatal("not one row of that key in this test");
  return rows.front();
}

}  // namespace driehoek

#endif  // DRIEHOEK_TESTS_DOMAIN_CASE_KIT_H_
