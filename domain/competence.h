// Who may give a command, and where: pure functions over the caller, what the
// command is about and the procedure. Denied unless something here allows it;
// what the rules of the command ask comes after it.
#ifndef DRIEHOEK_DOMAIN_COMPETENCE_H_
#define DRIEHOEK_DOMAIN_COMPETENCE_H_

#include "domain/access.h"
#include "driehoek/v1/command.pb.h"
#include "driehoek/v1/procedure.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

// The roles that may give such a command: for what the server alone does and
// for the directory always the same, for all else those that the procedure
// names (none when it is null, or does not know the command).
v1::Competence CompetenceFor(v1::Command::KindCase kind,
                             const Procedure* procedure);

bool IsCompetent(v1::Role role, const v1::Competence& competence);

// Whether the caller may know of the case or placement that such a command is
// about; else it is not found. Whoever is concerned, and a candidate of what is
// asked of one.
bool IsOpenTo(const Caller& caller, v1::Command::KindCase kind,
              const Surroundings& surroundings);

// Whether such a command can be the caller's there at all: what is asked of a
// candidate is no other trainer's, and the start nobody's but the new one's.
bool IsAskedOf(const Caller& caller, v1::Command::KindCase kind,
               const Surroundings& surroundings);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_COMPETENCE_H_
