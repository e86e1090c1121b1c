// What an obligation may rest on, by what it is of: a case, the training year
// of a cohort, or the procedure itself.
#ifndef DRIEHOEK_PROCEDURES_SUBJECT_CHECKS_H_
#define DRIEHOEK_PROCEDURES_SUBJECT_CHECKS_H_

#include <string>
#include <vector>

#include "driehoek/v1/procedure.pb.h"
#include "procedures/checks.h"

namespace driehoek {

// The obligations that mix facts of a case with those of something else, that
// ask of a cohort or of the procedure what only a case has, or that nobody may
// fulfil.
std::vector<Objection> CheckSubjects(const v1::Procedure& procedure);

// Whether the fact is one of a case.
bool IsFactOfACase(v1::FactKind fact);

// The commands outside cases that a procedure may say who may give. It must
// where an obligation asks for them.
const std::vector<std::string>& CommandsOutsideCases();

}  // namespace driehoek

#endif  // DRIEHOEK_PROCEDURES_SUBJECT_CHECKS_H_
