// What is known of a case, folded from its history. Never stored, so it changes
// freely. Evolve is the only place that says what an event means to a decision.
#ifndef DRIEHOEK_DOMAIN_CASE_H_
#define DRIEHOEK_DOMAIN_CASE_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "domain/happened.h"
#include "domain/subject.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/procedure.pb.h"
#include "driehoek/v1/types.pb.h"

namespace driehoek {

struct Meeting {
  std::string id;
  std::optional<absl::CivilDay> planned_on;
  std::optional<absl::CivilDay> held_on;
  v1::MeetingOutcome outcome = v1::MEETING_OUTCOME_UNSPECIFIED;
  // The resident or the trainer was not there: a talk, and no triangular
  // meeting.
  bool talk = false;
};

// The resident was not with the trainer. Overlaps are possible; a return, or
// the start with a new trainer, ends them all.
struct Absence {
  std::string away_id;     // Empty when sent away.
  std::string trainer_id;  // Who sent the resident away; empty: stays away.
  absl::CivilDay from;
  Position position = 0;
  std::optional<absl::CivilDay> back_on;  // The first day back.
  Position back_position = 0;
  // The first day on which staying away was talked over.
  std::optional<absl::CivilDay> consulted_on;

  bool sent_away() const { return away_id.empty(); }
};

// A document in one of its places.
struct Filed {
  std::string place;
  std::string owner_id;
  absl::CivilDay on;
  Position position;
  absl::Time recorded_at;
  std::string external_location;
  bool erased = false;  // It was let go of there, for good.
};

struct SubmittedReport {
  std::string document_id;
  std::string report;
  std::string about;
  std::vector<std::string> part_keys;
  absl::CivilDay on;
  Position position;
  absl::Time recorded_at;
  std::vector<Filed> filed;     // Where it lies now.
  std::string trainer_id = "";  // Where one is asked per trainer.
  // What its author chose about filing it; nothing: not chosen yet (B-12).
  std::optional<bool> chosen = std::nullopt;
  bool withdrawn = false;  // By its author: nobody else knows of it.
  std::optional<absl::CivilDay> seen_on = std::nullopt;  // By the resident.
  std::optional<absl::CivilDay> released_on = std::nullopt;
  std::string released_to = "";  // The new trainer.
  // To which new trainer the resident opened it; empty: to none.
  std::string opened_to = "";
  std::vector<std::string> reacted = {};  // Who put a reaction beside it.
  // Who put a statement beside it, once for each.
  std::vector<std::string> stated = {};
  std::vector<std::string> files = {};  // Attached to it, by their ids.
  std::optional<absl::CivilDay> erased_on = std::nullopt;  // Its words.
};

// A talk that was planned; holding it takes its id.
struct PlannedEvaluation {
  v1::EvaluationKind kind;
  std::string trainer_id;
  std::string id;
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
  Position position = 0;
};

// The days on which a recognised trainer stands in (S-15).
struct Supervision {
  absl::CivilDay from;
  std::optional<absl::CivilDay> until;  // The last day.
  Position position;
};

// A time without a trainer (waiting.h). `started_by` and `ended_by` name it.
struct WaitingPeriod {
  absl::CivilDay from;  // W0
  Position started_by = 0;
  std::optional<absl::CivilDay> until;  // The first day with a trainer again.
  Position ended_by = 0;

  bool operator==(const WaitingPeriod&) const = default;
};

// N is as planned until the new placement started.
struct NewPlacement {
  std::string placement_id;
  std::string trainer_id;
  std::string practice_id;
  absl::CivilDay starts_on;  // N
  absl::CivilDay ends_on;
  bool started = false;
  Position started_position = 0;
};

// Who had the case until it was handed over without what was open: they owe
// what was created before.
struct FormerScope {
  std::string group_id;
  int training_year;
  Position until;  // The hand-over.
};

// The case was running already, and was entered as it stood on a day.
struct TakenOver {
  absl::CivilDay on;
  // What was recorded of the time before it was recorded with it.
  absl::Time recorded_at;
};

// The latest change to another version of the procedure.
struct Migrated {
  absl::CivilDay recorded_on;
  // Of what gets no outcome of a day before that, by DueKey.
  absl::flat_hash_set<std::string> unwatched = {};
};

// An event of the case as it was recorded, without its texts: it is read again
// when something is corrected (S-44).
struct PastEvent {
  v1::Event event;
  v1::Actor actor;
  Position position;
  absl::Time recorded_at;
  bool has_words = false;  // It was recorded with words (WordsIn).
};
// What is left of a case that was erased.
struct ErasedCase {
  std::string id;
  std::vector<v1::KeptNumbers> kept;  // What counts in the statistics.
};

// Shared by the copies of a case, since it never changes.
using Past = std::vector<std::shared_ptr<const PastEvent>>;

struct Case : Subject {
  Case() : Subject(TagKind::kCase) {}

  std::string placement_id;
  std::string resident_id;
  std::vector<std::string> trainer_ids;
  std::string practice_id;
  absl::CivilDay placement_starts_on;
  absl::CivilDay placement_ends_on;
  std::string procedure;  // "key@version"
  absl::CivilDay opened_on;

  int first_training_year = 0;  // Of before every hand-over; 0: there is none.
  std::vector<FormerScope> former_scopes;  // Oldest first.
  std::optional<TakenOver> taken_over;
  std::optional<Migrated> migrated;
  // What migrations let lapse, each once.
  std::vector<v1::LapsedObligation> lapsed;

  std::vector<Meeting> meetings;
  std::vector<SubmittedReport> reports;
  std::vector<PlannedEvaluation> planned_evaluations;
  std::vector<Candidate> candidates;
  std::vector<v1::ChecklistItem> checklist_done;
  bool resolved = false;  // S-6 was concluded.
  std::vector<std::string> linked_signals;
  std::vector<Absence> absences;  // In the order of the log.
  std::optional<absl::CivilDay> intermediary_on;
  // What a ruling to decouple rests on. A ruling to continue clears all of it;
  // a return keeps the advice, and asks for a new notice and discussion.
  std::optional<absl::CivilDay> advised_on;
  bool meeting_not_fitting = false;  // Then no advice is needed.
  std::optional<absl::CivilDay> notified_on;
  std::optional<absl::CivilDay> discussed_on;
  std::optional<RulingGiven> ruling;  // The latest ruling.
  // As confirmed; nothing any more when one of the two came back on the yes.
  std::optional<NewPlacement> new_placement;
  // Under which the directory knows it: the next confirmation takes it over.
  std::string new_placement_id;
  std::optional<absl::CivilDay> extension_motivated_on;
  bool extended = false;  // The year (S-34).
  std::vector<Supervision> supervisions;
  std::vector<WaitingPeriod> waiting;  // Oldest first; derived.
  std::optional<absl::CivilDay> closed_on;
  Position closed_position = 0;
  v1::CaseResult result = v1::CASE_RESULT_UNSPECIFIED;
  int events = 0;
  // Then there is nothing else any more: the case does not exist.
  std::optional<ErasedCase> erased;
  Past past;  // In the order of the log.
  size_t past_bytes = 0;

  bool closed() const { return closed_on.has_value(); }
  bool decoupled() const {
    return ruling.has_value() && ruling->ruling == v1::RULING_DECOUPLE;
  }
  // The training year of the placement that the case is about, whoever has the
  // case now: what is asked in one year only is asked by this one (T-23).
  int year_of_placement() const {
    return first_training_year != 0 ? first_training_year : training_year;
  }
  // The day of the ruling to decouple; nothing when there is none.
  std::optional<absl::CivilDay> decoupled_on() const;
  // The teachers advise to decouple, or no meeting for that fits (B-3, A-51).
  bool advised() const { return advised_on.has_value() || meeting_not_fitting; }
  // The resident stays away, and that was not talked over before (G-3).
  bool consultation_missing() const;
  // W0 of the latest waiting time (AS-8); nothing when there was none.
  std::optional<absl::CivilDay> waiting_since() const;
  // The latest triangular meeting that was held; null when there is none.
  const Meeting* latest_held() const;
  const Meeting* FindMeeting(const std::string& meeting_id) const;
  // Null also for one that was withdrawn.
  const SubmittedReport* FindReport(const std::string& document_id) const;
  // The id of the planned evaluation; empty when none was planned.
  std::string PlannedId(v1::EvaluationKind kind,
                        const std::string& trainer_id) const;
  // The latest when `candidacy_id` is empty; null when there is none.
  const Candidate* FindCandidate(const std::string& candidacy_id) const;
  bool HasTrainer(const std::string& person_id) const;
};

// The case that a subject is; null when it is none.
const Case* CaseIn(const Subject& subject);

// The case after what happened. A correction is a reading: the case becomes
// what it would be, had the event that it corrects happened on the other day,
// or not at all.
void Evolve(Case& state, const Happened& happened);

// As Evolve, for an event as it reads: what is no correction, and is not kept.
void EvolveAsRead(Case& state, const Happened& happened);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_CASE_H_
