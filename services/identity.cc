#include "services/identity.h"

#include <grpcpp/server_context.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "domain/dates.h"
#include "services/local_issuer.h"
#include "services/refusals.h"

namespace driehoek {
namespace {

// RFC 6750 §2.1; without regard to case (RFC 9110 §11.1).
constexpr char kScheme[] = "Bearer ";

std::string Header(const grpc::ServerContextBase& context, const char* name) {
  const auto found = context.client_metadata().find(name);
  if (found == context.client_metadata().end()) return "";
  return std::string(found->second.data(), found->second.size());
}

bool CountsOn(const v1::RoleHeld& held, absl::CivilDay day) {
  return FromProto(held.from()) <= day &&
         (!held.has_until() || day <= FromProto(held.until()));
}

}  // namespace

CallHeaders HeadersOf(const grpc::ServerContextBase& context) {
  return {Header(context, kTokenHeader), Header(context, kRoleHeader)};
}

absl::StatusOr<TokenHolder> Identity::HolderOf(
    const CallHeaders& headers) const {
  absl::string_view token = headers.authorization;
  if (tokens_ == nullptr || token.empty()) return NoIdentity();
  if (!absl::StartsWithIgnoreCase(token, kScheme)) return TokenMalformed();
  token.remove_prefix(sizeof(kScheme) - 1);
  return tokens_->Check(token, real_clock_.Now());
}

std::string Identity::AccountOf(const TokenHolder& holder) const {
  // The length of the first keeps the two apart.
  return IdSupply(store_.identity().id_secret, "")
      .ForReference("account", absl::StrCat(holder.issuer.size(), " ",
                                            holder.issuer, holder.subject));
}

absl::StatusOr<Claim> Identity::ClaimOf(const TokenHolder& holder,
                                        const CallHeaders& headers) const {
  Claim claim;
  claim.expires_at = holder.expires_at;
  if (holder.issuer == LocalIssuer::kIssuer) {
    claim.person = holder.subject;
  } else {
    claim.account_id = AccountOf(holder);
  }
  const std::string& role = headers.role;
  if (!role.empty() &&
      (!v1::Role_Parse(role, &claim.role) ||
       claim.role == v1::ROLE_UNSPECIFIED || claim.role == v1::ROLE_SYSTEM)) {
    return NoIdentity();
  }
  return claim;
}

absl::StatusOr<std::vector<v1::RoleHeld>> Identity::RolesOf(
    const v1::Person& person, const SamePeople& same_people) const {
  std::vector<v1::RoleHeld> roles(person.roles().begin(), person.roles().end());
  for (const std::string& record : same_people.AllOf(person.person_id())) {
    if (record == person.person_id()) continue;
    ASSIGN_OR_RETURN(const v1::Person other, views_.GetPerson(record));
    roles.insert(roles.end(), other.roles().begin(), other.roles().end());
  }
  return roles;
}

absl::Status Identity::AddWhatRecordsSay(Caller& caller) const {
  const int64_t now = absl::ToUnixMicros(clock_.Now());
  for (const std::string& record :
       views_.same_people()->AllOf(caller.person_id)) {
    ASSIGN_OR_RETURN(const v1::Person person, views_.GetPerson(record));
    caller.practice_ids.insert(caller.practice_ids.end(),
                               person.practice_ids().begin(),
                               person.practice_ids().end());
    for (const v1::EmergencyAccess& one : person.emergencies()) {
      if (one.role() == caller.role && now < one.ends_at_micros()) {
        caller.emergencies.push_back(one);
      }
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Person> Identity::Find(const std::string& person) const {
  const IdSupply ids(store_.identity().id_secret, "");
  absl::StatusOr<v1::Person> found =
      views_.GetPerson(ids.ForReference("person", person));
  if (absl::IsNotFound(found.status())) found = views_.GetPerson(person);
  if (absl::IsNotFound(found.status())) return NoSuchPerson();
  return found;
}

absl::StatusOr<v1::Person> Identity::PersonOf(const Claim& claim) const {
  if (claim.account_id.empty()) return Find(claim.person);
  const absl::StatusOr<std::string> person_id =
      views_.PersonOfAccount(claim.account_id);
  if (absl::IsNotFound(person_id.status())) return AccountNotLinked();
  RETURN_IF_ERROR(person_id.status());
  return views_.GetPerson(*person_id);
}

absl::StatusOr<std::string> Identity::PersonIdOf(const Claim& claim) const {
  ASSIGN_OR_RETURN(const v1::Person person, PersonOf(claim));
  return views_.same_people()->KeptOf(person.person_id());
}

absl::Status Identity::CheckNotBlocked(const std::string& person_id,
                                       const SamePeople& same_people) const {
  for (const std::string& record : same_people.AllOf(person_id)) {
    ASSIGN_OR_RETURN(const v1::SignInOfPerson sign_in,
                     views_.GetSignIn(record));
    if (sign_in.blocked()) return SignInBlocked();
  }
  return absl::OkStatus();
}

absl::StatusOr<Caller> Identity::Check(const Claim& claim) const {
  ASSIGN_OR_RETURN(const v1::Person person, PersonOf(claim));
  // Whichever record was named: who signs in is the person of all of them.
  const std::shared_ptr<const SamePeople> same_people = views_.same_people();
  RETURN_IF_ERROR(CheckNotBlocked(person.person_id(), *same_people));
  ASSIGN_OR_RETURN(const std::vector<v1::RoleHeld> roles,
                   RolesOf(person, *same_people));
  const absl::CivilDay today = DayOf(clock_.Now());
  Caller caller{.person_id = same_people->KeptOf(person.person_id()),
                .role = claim.role,
                .grants = {},
                .other_ids = same_people->DuplicatesOf(person.person_id())};
  for (const v1::RoleHeld& held : roles) {
    if (claim.role != v1::ROLE_UNSPECIFIED || !CountsOn(held, today)) continue;
    if (caller.role != v1::ROLE_UNSPECIFIED && caller.role != held.role()) {
      return NoIdentity();
    }
    caller.role = held.role();
  }
  for (const v1::RoleHeld& held : roles) {
    if (held.role() == caller.role && CountsOn(held, today)) {
      caller.grants.push_back(held);
    }
  }
  if (caller.grants.empty()) return RoleNotGranted();
  caller.sights = SightsIn(in_force_(today).get());
  RETURN_IF_ERROR(AddWhatRecordsSay(caller));
  // Whoever belongs to a group belongs to its year.
  for (const v1::RoleHeld& held : caller.grants) {
    if (held.scope().group_id().empty()) continue;
    const absl::StatusOr<v1::Group> group =
        views_.GetGroup(held.scope().group_id());
    if (absl::IsNotFound(group.status())) continue;
    RETURN_IF_ERROR(group.status());
    caller.years_of_groups.push_back(group->training_year());
  }
  return caller;
}

}  // namespace driehoek
