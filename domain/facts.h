// What the vocabulary of procedures makes of an event.
#ifndef DRIEHOEK_DOMAIN_FACTS_H_
#define DRIEHOEK_DOMAIN_FACTS_H_

#include <vector>

#include "domain/case.h"
#include "domain/happened.h"

namespace driehoek {

// The facts that came of what happened, on which obligations can rest; none
// when procedures have no word for it. `after` is the case with it. A fact is
// about a meeting, an evaluation or a contact; every other is about the case.
// The waiting time is worked out from the whole case instead (waiting.h).
std::vector<Fact> FactsOf(const Happened& happened, const Case& after);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_FACTS_H_
