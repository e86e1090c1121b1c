// What happened, in words.
#ifndef DRIEHOEK_PROJECTIONS_SENTENCES_H_
#define DRIEHOEK_PROJECTIONS_SENTENCES_H_

#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "driehoek/v1/event.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

// The event's name in event.proto: "triangular_meeting_held".
std::string NameOf(const v1::Event& event);

// The civil day on which it happened; nothing for an event that does not say.
std::optional<absl::CivilDay> HappenedOn(const v1::Event& event);

// One sentence in plain Dutch, without names and without what only some may
// know: no reason, no text, no single answer to a pairing.
std::string SentenceOf(const v1::Event& event, const Procedure& procedure);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_SENTENCES_H_
