// Who is what, where and for how long.
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/civil.h"
#include "base/status_macros.h"
#include "domain/access.h"
#include "domain/rejections.h"
#include "domain/rules.h"
#include "google/protobuf/util/message_differencer.h"

namespace driehoek {
namespace {

bool CanBeGranted(v1::Role role) {
  return v1::Role_IsValid(role) && role != v1::ROLE_UNSPECIFIED &&
         role != v1::ROLE_SYSTEM;
}

// The scopes in which a role means something. None is the whole institute; a
// teacher always belongs to a group.
absl::Status CheckFits(v1::Role role, const v1::Scope& scope) {
  const bool group = !scope.group_id().empty();
  const bool year = scope.training_year() != 0;
  const bool placement = !scope.placement_id().empty();
  if (group + year + placement > 1) return rejection::ScopeDoesNotFit();
  bool fits = false;
  switch (role) {
    case v1::ROLE_TEACHER:
      fits = group;
      break;
    case v1::ROLE_YEAR_ASSISTANT:
    case v1::ROLE_PROGRAMME_MANAGER:
      fits = !group && !placement;
      break;
    case v1::ROLE_RESIDENT:
    case v1::ROLE_TRAINER:
      fits = !group && !year;
      break;
    default:
      fits = !group && !year && !placement;
      break;
  }
  if (!fits) return rejection::ScopeDoesNotFit();
  if (year && (scope.training_year() < 1 || scope.training_year() > 3)) {
    return rejection::TrainingYearUnknown();
  }
  return absl::OkStatus();
}

absl::Status CheckScopeExists(const v1::Scope& scope, const Draft& draft) {
  if (!scope.group_id().empty()) {
    RETURN_IF_ERROR(CheckId(scope.group_id(), "scope.group_id"));
    if (!draft.Get<GroupState>(TagKind::kGroup, scope.group_id()).exists()) {
      return rejection::GroupNotFound();
    }
  }
  if (!scope.placement_id().empty()) {
    RETURN_IF_ERROR(CheckId(scope.placement_id(), "scope.placement_id"));
    if (!draft.Get<PlacementState>(TagKind::kPlacement, scope.placement_id())
             .exists()) {
      return rejection::PlacementNotFound();
    }
  }
  return absl::OkStatus();
}

// An audit has a purpose and an end (r* of §3.2), and nothing else has.
absl::Status CheckAudit(const v1::GrantRole& command) {
  constexpr int kMostMonths = 12;
  if (command.role() != v1::ROLE_AUDITOR) {
    return command.purpose().empty() ? absl::OkStatus()
                                     : rejection::FieldNotExpected("purpose");
  }
  RETURN_IF_ERROR(CheckReason(command.purpose(), "purpose", kMaxReason));
  if (!command.has_until()) return rejection::FieldMissing("until");
  return FromProto(command.until()) <=
                 AddMonths(FromProto(command.from()), kMostMonths)
             ? absl::OkStatus()
             : rejection::AuditTooLong(kMostMonths);
}

// Parties are not replaced, and who audits does so for a purpose.
absl::Status CheckReplaced(const v1::GrantRole& command, const Draft& draft) {
  if (command.replaced_id().empty()) return absl::OkStatus();
  RETURN_IF_ERROR(CheckId(command.replaced_id(), "replaced_id"));
  if (IsPartyRole(command.role()) || command.role() == v1::ROLE_AUDITOR ||
      draft.same_people().AreSame(command.replaced_id(), command.person_id())) {
    return rejection::FieldNotExpected("replaced_id");
  }
  return draft.Get<PersonState>(TagKind::kPerson, command.replaced_id())
                 .exists()
             ? absl::OkStatus()
             : rejection::PersonNotFound("replaced_id");
}

const Grant* FindGrant(const PersonState& person, const std::string& grant_id) {
  for (const Grant& grant : person.grants) {
    if (grant.id == grant_id) return &grant;
  }
  return nullptr;
}

std::optional<absl::CivilDay> UntilOf(const v1::GrantRole& command) {
  if (!command.has_until()) return std::nullopt;
  return FromProto(command.until());
}

// As it was granted, or as it is now: a role that ended since may be imported
// again.
bool IsTheSame(const Grant& grant, const v1::GrantRole& command) {
  return grant.role == command.role() &&
         google::protobuf::util::MessageDifferencer::Equals(grant.scope,
                                                            command.scope()) &&
         grant.from == FromProto(command.from()) &&
         grant.replaced_id == command.replaced_id() &&
         (grant.until_as_granted == UntilOf(command) ||
          grant.until == UntilOf(command));
}

}  // namespace

Answer Decide(const v1::GrantRole& command, const Situation& situation) {
  if (!CanBeGranted(command.role())) return rejection::RoleCannotBeGranted();
  RETURN_IF_ERROR(CheckFits(command.role(), command.scope()));
  RETURN_IF_ERROR(CheckDay(command.from(), "from"));
  if (command.has_until()) {
    RETURN_IF_ERROR(CheckDay(command.until(), "until"));
    if (FromProto(command.until()) < FromProto(command.from())) {
      return rejection::PeriodEndsBeforeItStarts();
    }
  }
  RETURN_IF_ERROR(CheckId(command.person_id(), "person_id"));
  const PersonState& person =
      situation.draft.Get<PersonState>(TagKind::kPerson, command.person_id());
  if (!person.exists()) return rejection::PersonNotFound("person_id");
  RETURN_IF_ERROR(CheckScopeExists(command.scope(), situation.draft));

  Ruled ruled;
  if (command.reference().empty()) {
    ruled.id = situation.context.ids.Next();
  } else {
    RETURN_IF_ERROR(CheckReference(command.reference()));
    // Of this person: an institute may number the roles of each anew.
    ruled.id = situation.context.ids.ForReference(
        "grant", absl::StrCat(person.id, "/", command.reference()));
    const Grant* known = FindGrant(person, ruled.id);
    // One without a key of the institute's own goes by its id.
    if (known == nullptr) known = FindGrant(person, command.reference());
    if (known != nullptr) {
      ruled.id = known->id;
      return IsTheSame(*known, command) ? Answer(std::move(ruled))
                                        : rejection::GrantDiffers();
    }
  }
  RETURN_IF_ERROR(CheckAudit(command));
  RETURN_IF_ERROR(CheckReplaced(command, situation.draft));
  v1::RoleGranted& granted =
      *ruled.events.emplace_back().mutable_role_granted();
  granted.set_grant_id(ruled.id);
  granted.set_reference(command.reference());
  granted.set_person_id(command.person_id());
  granted.set_role(command.role());
  *granted.mutable_scope() = command.scope();
  *granted.mutable_from() = command.from();
  if (command.has_until()) *granted.mutable_until() = command.until();
  granted.set_purpose(command.purpose());
  granted.set_replaced_id(command.replaced_id());
  return ruled;
}

Answer Decide(const v1::EndRole& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckId(command.person_id(), "person_id"));
  RETURN_IF_ERROR(CheckId(command.grant_id(), "grant_id"));
  RETURN_IF_ERROR(CheckDay(command.until(), "until"));
  const Grant* const grant = FindGrant(
      situation.draft.Get<PersonState>(TagKind::kPerson, command.person_id()),
      command.grant_id());
  if (grant == nullptr) return rejection::GrantNotFound();
  const absl::CivilDay until = FromProto(command.until());
  if (until < grant->from) return rejection::PeriodEndsBeforeItStarts();
  Ruled ruled;
  ruled.id = grant->id;
  if (grant->until == until) return ruled;
  if (grant->until.has_value() && *grant->until < until) {
    return rejection::RoleEndedEarlier(*grant->until);
  }
  v1::RoleEnded& ended = *ruled.events.emplace_back().mutable_role_ended();
  ended.set_grant_id(grant->id);
  ended.set_person_id(command.person_id());
  *ended.mutable_until() = command.until();
  return ruled;
}

}  // namespace driehoek
