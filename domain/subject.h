// What obligations can be of: a case, the training year of a cohort, a
// procedure itself, or what someone asks about the own data. Here is what they
// have in common; each is folded from its own history (case.h, standings.h).
#ifndef DRIEHOEK_DOMAIN_SUBJECT_H_
#define DRIEHOEK_DOMAIN_SUBJECT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "base/tag.h"
#include "domain/happened.h"
#include "driehoek/v1/procedure.pb.h"
#include "driehoek/v1/types.pb.h"

namespace driehoek {

// Something that obligations can rest on: what the procedure's vocabulary makes
// of an event.
struct Fact {
  v1::FactKind kind;
  std::string report;  // The report's key, for FACT_KIND_REPORT_SUBMITTED.
  std::string about;  // The meeting, evaluation or contact; empty: the subject.
  absl::CivilDay on;
  Position position;
  absl::Time recorded_at;
  std::string trainer_id = "";  // Of which trainer; empty: of none, or of all.
};

// An outcome that was recorded for an obligation.
struct RecordedOutcome {
  v1::ObligationRef obligation;
  v1::OutcomeKind kind;
  absl::CivilDay due_on;
  Position position;
  std::optional<v1::WithdrawalReason> withdrawn;
  absl::Time recorded_at = absl::InfinitePast();
  int offset_days = 0;  // Of a reminder: from due_on to the day it was for.
  v1::Role owner = v1::ROLE_UNSPECIFIED;  // Who owed it then.
};

// A departure from the procedure that was recorded (S-40).
struct Deviation {
  std::string id;
  v1::DeviationKind kind;
  v1::ObligationRef obligation;          // For WAIVE, MOVE and PAUSE.
  std::optional<absl::CivilDay> due_on;  // For MOVE.
  std::string guard;                     // For LIFT_GUARD.
  std::string trainer_id;                // For LIFT_GUARD, for one trainer.
  v1::DeviationReason why;
  absl::CivilDay on;
  std::optional<absl::CivilDay> resumed_on;  // For PAUSE.
  v1::Role decided_by = v1::ROLE_UNSPECIFIED;
};

struct Subject {
  explicit Subject(TagKind of_kind) : tag_kind(of_kind) {}

  TagKind tag_kind;         // As IsOfSubject has it.
  std::string id;           // Of a procedure: its key.
  std::string number;       // Of a case.
  std::string name;         // In Dutch, of what has no number.
  std::string group_id;     // Of a case: the present one.
  int training_year = 0;    // Of a case, the present one; or of a cohort.
  std::vector<Fact> facts;  // In the order of the log.
  std::vector<RecordedOutcome> outcomes;  // Breaches and passed targets.
  // Reminders and escalations: of each row and due date the latest of a kind.
  std::vector<RecordedOutcome> reminders;
  int reminders_given = 0;  // All of them, escalations too.
  // When something was last recorded that can move due dates or open a row
  // again (MovesDueDates).
  absl::Time dates_moved_at = absl::InfinitePast();
  std::vector<Deviation> deviations;  // In the order of the log.
  Position last_position = 0;

  bool exists() const { return !id.empty(); }
  Tag tag() const { return {tag_kind, id}; }
};

// Whether two names within one subject are of the same obligation.
bool IsSameRow(const v1::ObligationRef& a, const v1::ObligationRef& b);

// Takes in what was recorded of its obligations: a breach, a passed target, a
// withdrawal, a reminder, an escalation. Nothing comes of another event.
void TakeOutcome(Subject& state, const Happened& happened);

// Whether a history of this kind is one of which something can be owed.
bool IsOfSubject(TagKind kind);

// Names a subject in keys, beside cases by their ids: "5ybx...",
// "cohort:5ybx...", "procedure:utrecht-ontkoppeling", "request:5ybx...". Ids
// hold no ':'.
std::string SubjectKeyOf(const Tag& subject);
std::string SubjectKeyOf(const v1::ObligationRef& obligation);
// And back.
Tag SubjectIn(absl::string_view key);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_SUBJECT_H_
