// Who calls: the person of the token that a call has, in the role that it
// names.
#ifndef DRIEHOEK_SERVICES_IDENTITY_H_
#define DRIEHOEK_SERVICES_IDENTITY_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "base/clock.h"
#include "domain/access.h"
#include "domain/same_people.h"
#include "driehoek/v1/types.pb.h"
#include "driehoek/v1/view.pb.h"
#include "eventstore/event_store.h"
#include "procedures/catalogue.h"
#include "projections/views.h"
#include "services/token_checker.h"

namespace grpc {
class ServerContextBase;
}

namespace driehoek {

// "Bearer TOKEN" (RFC 6750 §2.1).
inline constexpr char kTokenHeader[] = "authorization";
// "ROLE_TEACHER". May be left out by whoever has one role only.
inline constexpr char kRoleHeader[] = "x-driehoek-role";

// What a call says of who calls, as it was sent. A call can be gone when it is
// looked at.
struct CallHeaders {
  std::string authorization;  // kTokenHeader
  std::string role;           // kRoleHeader
};
CallHeaders HeadersOf(const grpc::ServerContextBase& context);

// Whose token a call has, and the role that it names; whether there is such a
// person, with that role, is not checked yet.
struct Claim {
  // Of a provider: the account that its issuer and subject are here.
  std::string account_id;
  // Of the issuer for trying out: the institute's own key ("kenmerk") or an id.
  std::string person;
  absl::Time expires_at = absl::InfiniteFuture();
  // Unspecified: the only role that the person has.
  v1::Role role = v1::ROLE_UNSPECIFIED;
};

// Thread-safe.
class Identity {
 public:
  // The procedure of a day; null: none is in force.
  using InForce =
      std::function<std::shared_ptr<const Procedure>(absl::CivilDay day)>;

  // Borrows all but `in_force`. `tokens`: null where nobody can sign in. Roles
  // count on the day of `clock`; tokens are given and end by `real_clock`.
  Identity(TokenChecker* tokens, const EventStore& store, const Views& views,
           InForce in_force, const Clock& clock, const Clock& real_clock)
      : tokens_(tokens),
        store_(store),
        views_(views),
        in_force_(std::move(in_force)),
        clock_(clock),
        real_clock_(real_clock) {}

  // Of the token of the call. UNAUTHENTICATED/NO_IDENTITY: it has none, or none
  // are accepted here; the refusals of TokenChecker::Check.
  absl::StatusOr<TokenHolder> HolderOf(const CallHeaders& headers) const;

  // With the role that the call names. NO_IDENTITY when there is no such role.
  absl::StatusOr<Claim> ClaimOf(const TokenHolder& holder,
                                const CallHeaders& headers) const;

  // The account that a holder is here: the same for the same issuer and
  // subject, and telling neither.
  std::string AccountOf(const TokenHolder& holder) const;

  // By the institute's own key or by id. UNAUTHENTICATED/NO_SUCH_PERSON.
  absl::StatusOr<v1::Person> Find(const std::string& person) const;

  // The id with which the person goes on whom the claim names, whether he or
  // she may sign in or not. UNAUTHENTICATED/NO_SUCH_PERSON, ACCOUNT_NOT_LINKED.
  absl::StatusOr<std::string> PersonIdOf(const Claim& claim) const;

  // The person whom the claim names, with the roles of all records of the same
  // person, under the id with which he or she goes on: so it is recorded.
  // UNAUTHENTICATED/NO_SUCH_PERSON, ACCOUNT_NOT_LINKED, SIGN_IN_BLOCKED, or
  // NO_IDENTITY when the claim names no role
  // and the person has several; PERMISSION_DENIED/ROLE_NOT_GRANTED when the
  // directory, as far as the views show it, does not grant the role today.
  absl::StatusOr<Caller> Check(const Claim& claim) const;

 private:
  // The record that the claim means.
  absl::StatusOr<v1::Person> PersonOf(const Claim& claim) const;
  absl::Status CheckNotBlocked(const std::string& person_id,
                               const SamePeople& same_people) const;
  // Practices, and emergencies in that role that are not over yet.
  absl::Status AddWhatRecordsSay(Caller& caller) const;
  // Of every record of the person.
  absl::StatusOr<std::vector<v1::RoleHeld>> RolesOf(
      const v1::Person& person, const SamePeople& same_people) const;

  TokenChecker* const tokens_;
  const EventStore& store_;
  const Views& views_;
  const InForce in_force_;
  const Clock& clock_;
  const Clock& real_clock_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_IDENTITY_H_
