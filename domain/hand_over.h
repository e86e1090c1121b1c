// Who has a case, and who had it before.
#ifndef DRIEHOEK_DOMAIN_HAND_OVER_H_
#define DRIEHOEK_DOMAIN_HAND_OVER_H_

#include <string>
#include <vector>

#include "base/ids.h"
#include "domain/case.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/types.pb.h"
#include "driehoek/v1/view.pb.h"

namespace driehoek {

// A group and a training year of a case. Borrows from the case.
struct GroupAndYear {
  const std::string& group_id;
  int training_year;
};

// Whose teachers and staff owe what was created at this position: those who
// have the case, unless it was handed over since without what was open.
GroupAndYear OwingScope(const Case& of_case, Position created_by);

// The groups and training years that keep sight of the case, beside those that
// have it, since something of before the hand-over is still to be done by them
// (`dues`: DueDatesOf); each once. A group for what its teachers owe, a year
// for what is owed in it or in its group. What stands as long as the case does
// is not something to be done.
std::vector<v1::Scope> FormerScopesOf(const Case& of_case,
                                      const std::vector<v1::Due>& dues);

// The case after it was handed over.
void HandOver(const v1::CaseHandedOver& handed_over, Position position,
              Case& state);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_HAND_OVER_H_
