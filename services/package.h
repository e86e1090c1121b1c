// What is kept of someone who asked for access, piece by piece (art. 15 AVG;
// context V-1). For the *_service.cc files only.
#ifndef DRIEHOEK_SERVICES_PACKAGE_H_
#define DRIEHOEK_SERVICES_PACKAGE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "domain/access.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/privacy_service.pb.h"
#include "services/served.h"
#include "services/stream_reactor.h"

namespace driehoek {

// The package of this request for the caller, or why he or she does not get it;
// in `looked` whose it is. Of each case both readings are used that the
// program has: as whoever asked reads it, and as the head does. What nobody of
// these reads (what another chose not to share) is not in it.
absl::StatusOr<std::unique_ptr<StreamSource<v1::GetPackageResponse>>> PackageOf(
    const Served& served, const Caller& caller,
    const v1::GetPackageRequest& request, v1::Looked& looked);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_PACKAGE_H_
