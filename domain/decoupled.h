// What the rules after a ruling have in common.
#ifndef DRIEHOEK_DOMAIN_DECOUPLED_H_
#define DRIEHOEK_DOMAIN_DECOUPLED_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "domain/case.h"
#include "domain/situation.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/procedure.pb.h"

namespace driehoek {

// The latest such fact by the log, of this trainer when one is given; null when
// there is none.
const Fact* LatestFact(const Case& of_case, v1::FactKind kind,
                       absl::string_view trainer_id = "");

// Which trainer in scope a command means: the one it names; else the trainer
// who acts, or the only one. Refuses another than the trainer who acts.
absl::StatusOr<std::string> TrainerMeant(const Situation& situation,
                                         const std::string& named);

// Refuses before a ruling to decouple, and on a day before both that ruling and
// the day on which it takes effect.
absl::Status CheckDecoupled(const Situation& situation);

// D, the first day without the old pairing (AS-7); the day of opening when
// nothing was ruled.
absl::CivilDay DecoupledFrom(const Case& of_case);

// The new placement as the directory knows it from now on.
v1::Event PlacementAsRegistered(const Case& of_case,
                                const NewPlacement& placement);

// Refuses what happened once and cannot happen again; with this trainer when
// one is given.
absl::Status CheckNotDone(const Situation& situation, v1::FactKind kind,
                          absl::string_view what_dutch,
                          absl::string_view what_english,
                          absl::string_view trainer_id = "");

// Refuses a day before what must have come first.
absl::Status CheckNotBefore(absl::CivilDay on, absl::CivilDay earliest,
                            absl::string_view what_dutch,
                            absl::string_view what_english);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_DECOUPLED_H_
