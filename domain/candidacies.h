// What the rules on candidates have in common.
#ifndef DRIEHOEK_DOMAIN_CANDIDACIES_H_
#define DRIEHOEK_DOMAIN_CANDIDACIES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "domain/case.h"
#include "domain/situation.h"

namespace driehoek {

// The candidacy that a command means: the latest when it names none. Whoever
// acts as a trainer knows of the own candidacies only; another one, as much as
// one that does not exist, is not found (G-12).
absl::StatusOr<const Candidate*> CandidacyOf(const std::string& candidacy_id,
                                             const Situation& situation);

// Whether the practice does not suit, or one of the two said no.
bool IsDeclined(const Candidate& candidate);

// Refuses the resident and the trainers of the case. A candidate can turn out
// to be one of them later, under another record.
absl::Status CheckIsNoParty(const std::string& candidate_id,
                            const Situation& situation);

// Refuses once the resident started with the new trainer: until then minds may
// change, and another trainer be looked for.
absl::Status CheckPairingNotStarted(const Situation& situation);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_CANDIDACIES_H_
