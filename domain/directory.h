// What is known of people, placements and the institute, folded from their
// histories.
#ifndef DRIEHOEK_DOMAIN_DIRECTORY_H_
#define DRIEHOEK_DOMAIN_DIRECTORY_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "base/ids.h"
#include "domain/happened.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/types.pb.h"

namespace driehoek {

// What a legal hold keeps: a case, or a person.
struct Hold {
  std::string case_id;
  std::string person_id;
  absl::CivilDay on;
  std::vector<std::string> people_ids = {};  // Of the case.
};

struct Institute {
  std::string id;
  // Per calendar year, the highest number of a case: of "2026-014" 14.
  std::map<int, int> cases_opened;
  std::map<std::string, Hold> holds;  // By id.
  // Who asked to see the own data, or to have it left alone, and has no answer
  // yet: by request.
  std::map<std::string, std::string> open_requests;
  std::map<std::string, v1::CalendarDaySet> calendar;  // By reference.

  bool exists() const { return !id.empty(); }
};

// A role held by a person.
struct Grant {
  std::string id;
  std::string reference;
  v1::Role role;
  v1::Scope scope;
  absl::CivilDay from;
  std::optional<absl::CivilDay> until;
  std::optional<absl::CivilDay> until_as_granted;
  std::string replaced_id = "";

  bool CountsOn(absl::CivilDay day) const {
    return from <= day && (!until.has_value() || day <= *until);
  }
};

struct PersonState {
  std::string id;
  std::string reference;
  std::string name;
  std::string email;
  std::vector<Grant> grants;
  // Of the invitation that counts; empty: none does.
  std::string invitation_hash;
  absl::CivilDay invitation_expires_on;
  std::vector<std::string> account_ids;
  bool sign_in_blocked = false;
  std::optional<absl::CivilDay> erased_on;  // Name, mail address and key.
  // What the person asked about the own data and is not answered yet: what, by
  // request. One for each right, so a few at most.
  std::map<std::string, v1::PrivacyRight> open_requests;

  bool exists() const { return !id.empty(); }
  bool Holds(v1::Role role, absl::CivilDay day) const;
};

// An account of an identity provider.
struct AccountState {
  std::string person_id;  // To whom it is linked; empty: nobody.
};

// A trainer over all cases: blocked from the ruling to decouple until the
// manager's contact was held (G-2), or until a deviation lifts it.
struct TrainerState {
  struct Mark {
    std::string case_id;
    Position position;
    bool blocks;          // Or lifts.
    bool struck = false;  // It did not happen (S-44).
  };
  std::vector<Mark> marks;  // In the order of the log.
  // Of every placement that was registered with this trainer, each once.
  std::vector<std::string> resident_ids;
  // Of those placements, each once.
  std::vector<std::string> practice_ids;

  // Each once, in the order in which they began to block.
  std::vector<std::string> blocking_cases() const;
  bool blocked() const { return !blocking_cases().empty(); }
};

// Discontent that was signalled (S-1).
struct Signal {
  std::string id;
  std::string placement_id;
  std::string signalled_by;
  absl::CivilDay on;
};

struct PlacementState {
  std::string id;
  std::string reference;
  std::string resident_id;
  std::vector<std::string> trainer_ids;
  std::string practice_id;
  std::string group_id;
  int training_year = 0;
  absl::CivilDay starts_on;
  absl::CivilDay ends_on;
  std::string open_case_id;  // Empty: none.
  std::string open_case_number;

  bool exists() const { return !id.empty(); }
  bool HasTrainer(const std::string& person_id) const;
};

struct GroupState {
  std::string id;
  std::string reference;
  std::string name;
  int training_year = 0;
  std::vector<Signal> signals;  // Oldest first.
  // That were registered in it, by id; whether a case is open is not known.
  std::map<std::string, PlacementState> placements;

  bool exists() const { return !id.empty(); }
  const Signal* FindSignal(const std::string& signal_id) const;
};

struct PracticeState {
  std::string id;
  std::string reference;
  std::string name;

  bool exists() const { return !id.empty(); }
};

void Evolve(Institute& state, const Happened& happened);
void Evolve(PersonState& state, const Happened& happened);
void Evolve(AccountState& state, const Happened& happened);
void Evolve(TrainerState& state, const Happened& happened);
void Evolve(GroupState& state, const Happened& happened);
void Evolve(PracticeState& state, const Happened& happened);
void Evolve(PlacementState& state, const Happened& happened);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_DIRECTORY_H_
