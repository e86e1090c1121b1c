// Who calls. Until there is a provider of identities, a call names a person and
// a role in two headers; that proves nothing, so it is accepted only where
// whoever starts the server says so, and only on loopback (Server sees to it).
#ifndef DRIEHOEK_SERVICES_IDENTITY_H_
#define DRIEHOEK_SERVICES_IDENTITY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "domain/access.h"
#include "domain/same_people.h"
#include "driehoek/v1/types.pb.h"
#include "driehoek/v1/view.pb.h"
#include "eventstore/event_store.h"
#include "projections/views.h"

namespace grpc {
class ServerContextBase;
}

namespace driehoek {

// The person, by the institute's own key ("kenmerk") or by id.
inline constexpr char kPersonHeader[] = "x-driehoek-person";
// "ROLE_TEACHER". May be left out by whoever has one role only.
inline constexpr char kRoleHeader[] = "x-driehoek-role";

// What a call says of itself; not checked yet.
struct Claim {
  std::string person;
  // Unspecified: the only role that the person has.
  v1::Role role = v1::ROLE_UNSPECIFIED;
};

// Thread-safe.
class Identity {
 public:
  // Borrows all three.
  Identity(bool accept_demo_headers, const EventStore& store,
           const Views& views, const Clock& clock)
      : accept_demo_headers_(accept_demo_headers),
        store_(store),
        views_(views),
        clock_(clock) {}

  // UNAUTHENTICATED/NO_IDENTITY: no headers, or none are accepted here.
  absl::StatusOr<Claim> ClaimOf(const grpc::ServerContextBase& context) const;

  // The person whom the claim names, with the roles of all records of the same
  // person, under the id with which he or she goes on: so it is recorded.
  // UNAUTHENTICATED/NO_SUCH_PERSON, or NO_IDENTITY when the claim names no role
  // and the person has several; PERMISSION_DENIED/ROLE_NOT_GRANTED when the
  // directory, as far as the views show it, does not grant the role today.
  absl::StatusOr<Caller> Check(const Claim& claim) const;

 private:
  // Of every record of the person.
  absl::StatusOr<std::vector<v1::RoleHeld>> RolesOf(
      const v1::Person& person, const SamePeople& same_people) const;

  const bool accept_demo_headers_;
  const EventStore& store_;
  const Views& views_;
  const Clock& clock_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_IDENTITY_H_
