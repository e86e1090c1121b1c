// What makes a procedure one that a case can follow.
#ifndef DRIEHOEK_PROCEDURES_CHECKS_H_
#define DRIEHOEK_PROCEDURES_CHECKS_H_

#include <string>
#include <vector>

#include "driehoek/v1/procedure.pb.h"

namespace driehoek {

// Something wrong with a procedure.
struct Objection {
  std::string field;  // "obligations[3].owner.role"; empty: the whole.
  std::string what;   // In Dutch: what is wrong and what is allowed.
};

// All that is wrong with `procedure`, whose strings may be any bytes. Empty
// when a case can follow it. Looks at no more of a list than it may hold.
std::vector<Objection> Check(const v1::Procedure& procedure);

// The commands that a procedure says who may give (G-11): all that are about a
// signal or a case, but for what the server asks of itself and what the law
// says of files. By their field names in command.proto, in its order.
const std::vector<std::string>& CommandsNeedingCompetence();

}  // namespace driehoek

#endif  // DRIEHOEK_PROCEDURES_CHECKS_H_
