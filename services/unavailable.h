// Who gets no new resident at present, as everyone but the cases may know it:
// not available, without a reason (G-2).
#ifndef DRIEHOEK_SERVICES_UNAVAILABLE_H_
#define DRIEHOEK_SERVICES_UNAVAILABLE_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "driehoek/v1/view.pb.h"
#include "procedures/catalogue.h"
#include "projections/views.h"

namespace driehoek {

// A page of them, under the procedure in force; nobody when that is null or has
// no such guard. InvalidArgument: a page token that no page gave.
absl::StatusOr<Page<v1::UnavailableTrainer>> ReadUnavailable(
    const Views& views, const Procedure* in_force, size_t page_size,
    const std::string& page_token);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_UNAVAILABLE_H_
