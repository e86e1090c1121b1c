// What is known of a case, folded from its history. Never stored, so it changes
// freely. Evolve is the only place that says what an event means to a decision.
#ifndef DRIEHOEK_DOMAIN_CASE_H_
#define DRIEHOEK_DOMAIN_CASE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "domain/happened.h"
#include "driehoek/v1/procedure.pb.h"
#include "driehoek/v1/types.pb.h"

namespace driehoek {

// Something that obligations can rest on: what the procedure's vocabulary makes
// of an event.
struct Fact {
  v1::FactKind kind;
  std::string report;  // The report's key, for FACT_KIND_REPORT_SUBMITTED.
  std::string about;   // The meeting, evaluation or contact; empty: the case.
  absl::CivilDay on;
  Position position;
  absl::Time recorded_at;
};

struct Meeting {
  std::string id;
  std::optional<absl::CivilDay> planned_on;
  std::optional<absl::CivilDay> held_on;
  v1::MeetingOutcome outcome = v1::MEETING_OUTCOME_UNSPECIFIED;
};

// A document in one of its places.
struct Filed {
  std::string place;
  std::string owner_id;
  absl::CivilDay on;
  Position position;
  absl::Time recorded_at;
  std::string external_location;
};

struct SubmittedReport {
  std::string document_id;
  std::string report;
  std::string about;
  std::vector<std::string> part_keys;
  absl::CivilDay on;
  Position position;
  absl::Time recorded_at;
  std::vector<Filed> filed;  // Where it lies now.
};

struct Candidate {
  std::string candidacy_id;
  std::string trainer_id;
  std::string practice_id;
  absl::CivilDay proposed_on;
  std::optional<absl::CivilDay> suitability_on;
  bool suitable = false;
  std::optional<absl::CivilDay> introduction_on;
  std::optional<bool> resident_accepts;
  std::optional<bool> trainer_accepts;
};

struct RulingGiven {
  v1::Ruling ruling;
  absl::CivilDay on;
  std::optional<absl::CivilDay> effective_on;  // D
};

// N is as planned until the new placement started.
struct NewPlacement {
  std::string placement_id;
  std::string trainer_id;
  std::string practice_id;
  absl::CivilDay starts_on;  // N
  absl::CivilDay ends_on;
  bool started = false;
};

// An outcome that was recorded for an obligation.
struct RecordedOutcome {
  v1::ObligationRef obligation;
  v1::OutcomeKind kind;
  absl::CivilDay due_on;
  Position position;
  std::optional<v1::WithdrawalReason> withdrawn;
};

struct Case {
  std::string id;
  std::string number;
  std::string placement_id;
  std::string resident_id;
  std::vector<std::string> trainer_ids;
  std::string practice_id;
  std::string group_id;
  int training_year = 0;
  absl::CivilDay placement_starts_on;
  absl::CivilDay placement_ends_on;
  std::string procedure;  // "key@version"
  absl::CivilDay opened_on;

  std::vector<Meeting> meetings;
  std::vector<Fact> facts;  // In the order of the log.
  std::vector<SubmittedReport> reports;
  std::vector<Candidate> candidates;
  std::vector<v1::ChecklistItem> checklist_done;
  std::vector<RecordedOutcome> outcomes;
  bool resolved = false;  // S-6 was concluded.
  std::optional<absl::CivilDay> advised_on;
  std::optional<absl::CivilDay> notified_on;
  // The latest discussion on which no ruling was given yet, or on which the
  // ruling to decouple rests: a return asks for a new one.
  std::optional<absl::CivilDay> discussed_on;
  std::optional<RulingGiven> ruling;  // The latest ruling.
  std::optional<NewPlacement> new_placement;
  std::optional<absl::CivilDay> closed_on;
  v1::CaseResult result = v1::CASE_RESULT_UNSPECIFIED;
  Position last_position = 0;
  int events = 0;

  bool exists() const { return !id.empty(); }
  bool closed() const { return closed_on.has_value(); }
  bool decoupled() const {
    return ruling.has_value() && ruling->ruling == v1::RULING_DECOUPLE;
  }
  // The day of the ruling to decouple; nothing when there is none.
  std::optional<absl::CivilDay> decoupled_on() const;
  // The latest held meeting; null when none was held.
  const Meeting* latest_held() const;
  const Meeting* FindMeeting(const std::string& meeting_id) const;
  const SubmittedReport* FindReport(const std::string& document_id) const;
  // The latest when `candidacy_id` is empty; null when there is none.
  const Candidate* FindCandidate(const std::string& candidacy_id) const;
  bool HasTrainer(const std::string& person_id) const;
};

// The case after what happened.
void Evolve(Case& state, const Happened& happened);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_CASE_H_
