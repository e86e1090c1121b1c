// Departures from the procedure (E-1): what they do to an obligation's day.
#ifndef DRIEHOEK_DOMAIN_DEVIATIONS_H_
#define DRIEHOEK_DOMAIN_DEVIATIONS_H_

#include <optional>

#include "absl/time/civil_time.h"
#include "domain/subject.h"
#include "driehoek/v1/procedure.pb.h"
#include "driehoek/v1/view.pb.h"

namespace driehoek {

// How an obligation stands after all that was recorded of it.
struct Departure {
  // The last good day; nothing while it is paused.
  std::optional<absl::CivilDay> due_on;
  bool waived = false;
  bool paused = false;
};

// `due` knows its obligation and its bounds. Puts the deviations in it that
// touch it, and the day without them where they moved it (G-9).
//
// What was decided after the day on which it was due explains, and moves
// nothing. While an obligation is paused its days stand still; what is
// fulfilled meanwhile ran on that day.
Departure DepartureOf(const Subject& state, v1::Shift shift,
                      std::optional<absl::CivilDay> original_due_on,
                      std::optional<absl::CivilDay> fulfilled_on, v1::Due& due);

// Whether it was waived in time: a later waiver undoes no breach.
bool WaivedInTime(const v1::Due& due);

// Null when there is none.
const Deviation* FindDeviation(const Subject& state,
                               const std::string& deviation_id);
bool HasDeviation(const Subject& state, v1::DeviationKind kind);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_DEVIATIONS_H_
