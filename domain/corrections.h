// How a case reads after what was recorded of it was corrected (S-44).
#ifndef DRIEHOEK_DOMAIN_CORRECTIONS_H_
#define DRIEHOEK_DOMAIN_CORRECTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/civil_time.h"
#include "base/ids.h"
#include "domain/case.h"
#include "domain/happened.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/view.pb.h"

namespace driehoek {

// Keeps what happened in the case's past, without its texts.
void Keep(Case& state, const Happened& happened);

// The case as its past reads now.
Case ReadAgain(Case state);

// The event at `position`, as it was recorded; null when the case has none.
const PastEvent* FindPast(const Case& state, Position position);

// What was corrected in a past. Of two corrections of one event the later one
// counts.
class Corrections {
 public:
  explicit Corrections(const Past& past);

  void Add(const v1::FactCorrected& correction);

  // The event as it reads: itself, or `corrected` with the other day. Null when
  // it did not happen, and for what is itself a correction.
  const v1::Event* Read(const PastEvent& past, v1::Event& corrected) const;

 private:
  absl::flat_hash_map<Position, v1::FactCorrected> by_position_;
};

// The day that an event names as its own (`on`); nothing when it names none.
std::optional<absl::CivilDay> DayOfEvent(const v1::Event& event);

// The obligations of a case by the present version of its procedure and by each
// under which an outcome was recorded that holds: "key@version".
using DuesByVersion = absl::flat_hash_map<std::string, std::vector<v1::Due>>;

// What a correction brings about in what was recorded of terms: what no longer
// holds is withdrawn (the events' reason says why), and what was done late all
// the same is recorded. What stays undone is left to the deadline watch. What
// was recorded before a migration is judged by the version of then.
std::vector<v1::Event> OutcomesOfCorrection(const Case& after,
                                            const DuesByVersion& dues_before,
                                            const DuesByVersion& dues_after);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_CORRECTIONS_H_
