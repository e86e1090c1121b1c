// Refusals of the server itself, whatever the rules: each is one function.
// Those of the rules are in domain/rejections.h.
#ifndef DRIEHOEK_SERVICES_REFUSALS_H_
#define DRIEHOEK_SERVICES_REFUSALS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace driehoek {

// At the writer's door, and of the writer.
absl::Status QueueFull();
absl::Status Draining();
absl::Status StoreFailed();
absl::Status OutcomeUnknown();
absl::Status DiskNearlyFull();
absl::Status RequestIdReused();
// An outcome whose case has moved on since its row was derived.
absl::Status MovedOn();
// A submission that is not well formed; says what is.
absl::Status Malformed(absl::string_view field, absl::string_view dutch,
                       absl::string_view english);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_REFUSALS_H_
