// Whether what a caller hands in has the right form. Both stores refuse the
// same, before they look at anything that is stored.
#ifndef DRIEHOEK_EVENTSTORE_CHECKS_H_
#define DRIEHOEK_EVENTSTORE_CHECKS_H_

#include "absl/status/status.h"
#include "eventstore/event_store.h"

namespace driehoek {

// All answer InvalidArgument, saying what is wrong.
absl::Status CheckTag(const Tag& tag);
absl::Status CheckQuery(const Query& query);
absl::Status CheckRequest(const AppendRequest& request);

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_CHECKS_H_
