// Whether postponement and extension must be decided on (T-23, T-24).
#ifndef DRIEHOEK_DOMAIN_EXTENSION_H_
#define DRIEHOEK_DOMAIN_EXTENSION_H_

#include "domain/case.h"
#include "driehoek/v1/procedure.pb.h"
#include "procedures/catalogue.h"

namespace driehoek {

// Whether D lies in this part of the placement, counted in months from its
// start up to and excluding the last, in a training year that the
// rule is for: the one of that placement, whoever has the case now. False
// without a ruling to decouple, without such a rule, and for no window.
bool LiesWithin(v1::Window window, const Procedure& procedure,
                const Case& of_case);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_EXTENSION_H_
