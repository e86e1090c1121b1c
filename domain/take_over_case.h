// What whoever takes over a running case may record of the time before, in the
// same submission.
#ifndef DRIEHOEK_DOMAIN_TAKE_OVER_CASE_H_
#define DRIEHOEK_DOMAIN_TAKE_OVER_CASE_H_

#include <string>

#include "driehoek/v1/command.pb.h"

namespace driehoek {

// The command, about the case that was just taken over: that has no id yet
// when the command is given, so that it names no case and no placement.
v1::Command InTakenOverCase(v1::Command command, const std::string& case_id);

// Whether the command says what the competent people did, so that somebody else
// can register it for them: no choice, statement or sight of someone's own
// (G-8), no departure from the procedure, and nothing of the case itself.
bool IsPastFact(v1::Command::KindCase kind);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_TAKE_OVER_CASE_H_
