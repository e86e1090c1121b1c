// Who someone in a role is to the documents of a case.
#ifndef DRIEHOEK_PROCEDURES_VIEWERS_H_
#define DRIEHOEK_PROCEDURES_VIEWERS_H_

#include "driehoek/v1/procedure.pb.h"
#include "driehoek/v1/types.pb.h"

namespace driehoek {

// The head sees what the deputy head sees, an assistant what the trainer
// managers see; a trainer is one of the case here. Unspecified for a role that
// sees no documents: an auditor reads histories.
v1::Viewer ViewerOf(v1::Role role);

}  // namespace driehoek

#endif  // DRIEHOEK_PROCEDURES_VIEWERS_H_
