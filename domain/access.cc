#include "domain/access.h"

#include <algorithm>

#include "domain/dates.h"
#include "driehoek/v1/event.pb.h"

namespace driehoek {
namespace {

bool Contains(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

bool IsPartyRole(v1::Role role) {
  return role == v1::ROLE_RESIDENT || role == v1::ROLE_TRAINER;
}

bool IsInstituteWide(const v1::Scope& scope) {
  return scope.group_id().empty() && scope.training_year() == 0 &&
         scope.placement_id().empty();
}

template <typename Ids>
std::vector<std::string> AsVector(const Ids& ids) {
  return {ids.begin(), ids.end()};
}

// Whether it tells how terms were kept.
bool IsAboutLateness(const v1::TimelineEntry& entry) {
  const google::protobuf::FieldDescriptor* const kind =
      v1::Event::descriptor()->FindFieldByName(entry.event());
  if (kind == nullptr) return true;  // What is not known is not shown.
  switch (kind->number()) {
    case v1::Event::kBreachRecorded:
    case v1::Event::kPastTargetRecorded:
    case v1::Event::kBreachWithdrawn:
    case v1::Event::kReminderRecorded:
    case v1::Event::kEscalationRecorded:
    case v1::Event::kDeviationRecorded:
    case v1::Event::kObligationResumed:
      return true;
    default:
      return false;
  }
}

}  // namespace

Caller CallerOf(const PersonState& person, v1::Role role, absl::CivilDay day) {
  Caller caller{.person_id = person.id, .role = role, .grants = {}};
  for (const Grant& grant : person.grants) {
    if (grant.role != role || !grant.CountsOn(day)) continue;
    v1::RoleHeld& held = caller.grants.emplace_back();
    held.set_grant_id(grant.id);
    held.set_role(grant.role);
    *held.mutable_scope() = grant.scope;
    *held.mutable_from() = ToProto(grant.from);
    if (grant.until.has_value()) *held.mutable_until() = ToProto(*grant.until);
  }
  return caller;
}

bool IsStaff(v1::Role role) {
  switch (role) {
    case v1::ROLE_TEACHER:
    case v1::ROLE_YEAR_ASSISTANT:
    case v1::ROLE_PROGRAMME_MANAGER:
    case v1::ROLE_TRAINER_MANAGER:
    case v1::ROLE_TRAINER_MANAGER_ASSISTANT:
    case v1::ROLE_DEPUTY_HEAD:
    case v1::ROLE_HEAD:
      return true;
    default:
      return false;
  }
}

bool HoldsFor(const Caller& caller, const std::string& group_id,
              int training_year, const std::string& placement_id) {
  return std::any_of(caller.grants.begin(), caller.grants.end(),
                     [&](const v1::RoleHeld& held) {
                       if (held.role() != caller.role) return false;
                       const v1::Scope& scope = held.scope();
                       if (IsInstituteWide(scope))
                         return !IsPartyRole(caller.role);
                       if (!scope.group_id().empty())
                         return scope.group_id() == group_id;
                       if (scope.training_year() != 0) {
                         return scope.training_year() == training_year;
                       }
                       return scope.placement_id() == placement_id;
                     });
}

Surroundings SurroundingsOf(const Case& of_case) {
  Surroundings surroundings{.group_id = of_case.group_id,
                            .training_year = of_case.training_year,
                            .placement_id = of_case.placement_id,
                            .resident_id = of_case.resident_id,
                            .trainer_ids = of_case.trainer_ids,
                            .candidate_ids = {}};
  for (const Candidate& candidate : of_case.candidates) {
    surroundings.candidate_ids.push_back(candidate.trainer_id);
  }
  return surroundings;
}

Surroundings SurroundingsOf(const v1::Case& of_case) {
  Surroundings surroundings{.group_id = of_case.group_id(),
                            .training_year = of_case.training_year(),
                            .placement_id = of_case.placement_id(),
                            .resident_id = of_case.resident_id(),
                            .trainer_ids = AsVector(of_case.trainer_ids()),
                            .candidate_ids = {}};
  for (const v1::Candidacy& candidacy : of_case.candidacies()) {
    surroundings.candidate_ids.push_back(candidacy.candidate_id());
  }
  return surroundings;
}

Surroundings SurroundingsOf(const PlacementState& placement) {
  return {.group_id = placement.group_id,
          .training_year = placement.training_year,
          .placement_id = placement.id,
          .resident_id = placement.resident_id,
          .trainer_ids = placement.trainer_ids,
          .candidate_ids = {}};
}

bool IsConcerned(const Caller& caller, const Surroundings& surroundings) {
  if (caller.grants.empty()) return false;
  const bool is_resident = caller.person_id == surroundings.resident_id;
  const bool is_trainer = Contains(surroundings.trainer_ids, caller.person_id);
  if (caller.role == v1::ROLE_RESIDENT) return is_resident;
  if (caller.role == v1::ROLE_TRAINER) return is_trainer;
  if (!IsStaff(caller.role)) return false;
  if (is_resident || is_trainer ||
      Contains(surroundings.candidate_ids, caller.person_id)) {
    return false;
  }
  return HoldsFor(caller, surroundings.group_id, surroundings.training_year,
                  surroundings.placement_id);
}

bool IsCandidate(const Caller& caller, const Surroundings& surroundings) {
  return caller.role == v1::ROLE_TRAINER && !caller.grants.empty() &&
         Contains(surroundings.candidate_ids, caller.person_id);
}

bool MaySeeCase(const Caller& caller, const v1::Case& of_case) {
  return IsConcerned(caller, SurroundingsOf(of_case));
}

bool MaySeeContactAgreements(const Caller& caller) {
  return caller.role == v1::ROLE_TEACHER ||
         caller.role == v1::ROLE_YEAR_ASSISTANT ||
         caller.role == v1::ROLE_PROGRAMME_MANAGER;
}

bool IsOfContactAgreement(const v1::Obligation& obligation) {
  switch (obligation.created_by().fact()) {
    case v1::FACT_KIND_CONTACT_AGREEMENT_STARTED:
    case v1::FACT_KIND_RESIDENT_CALL_ATTEMPTED:
    case v1::FACT_KIND_RESIDENT_CALLED:
    case v1::FACT_KIND_TRAINER_CALL_ATTEMPTED:
    case v1::FACT_KIND_TRAINER_CALLED:
      return true;
    default:
      return false;
  }
}

bool MaySeeEntry(const Caller& caller, const v1::Case& of_case,
                 const v1::TimelineEntry& entry) {
  if (IsAboutLateness(entry) && !MaySeeLateness(caller)) return false;
  if (entry.event() == "signal_linked") {
    return caller.role == v1::ROLE_TEACHER ||
           caller.person_id == entry.actor().person_id() ||
           caller.person_id == entry.actor().on_behalf_of();
  }
  if (entry.event() == "contact_agreement_started") {
    return MaySeeContactAgreements(caller);
  }
  if (entry.event() == "contact_call_made") {
    if (caller.role == v1::ROLE_RESIDENT) {
      return entry.called() == v1::ROLE_RESIDENT &&
             caller.person_id == of_case.resident_id();
    }
    if (caller.role == v1::ROLE_TRAINER) {
      return entry.called() == v1::ROLE_TRAINER &&
             caller.person_id == entry.called_trainer_id();
    }
    return MaySeeContactAgreements(caller);
  }
  return true;
}

bool MayReadHistory(const Caller& caller, const v1::Case& of_case) {
  const Surroundings surroundings = SurroundingsOf(of_case);
  switch (caller.role) {
    case v1::ROLE_HEAD:
    case v1::ROLE_DEPUTY_HEAD:
      return IsConcerned(caller, surroundings);
    case v1::ROLE_AUDITOR:
      return !caller.grants.empty() &&
             caller.person_id != surroundings.resident_id &&
             !Contains(surroundings.trainer_ids, caller.person_id) &&
             !Contains(surroundings.candidate_ids, caller.person_id);
    default:
      return false;
  }
}

bool MaySeeResidentFile(const Caller& caller, const std::string& resident_id) {
  if (caller.grants.empty()) return false;
  if (caller.role == v1::ROLE_RESIDENT) return caller.person_id == resident_id;
  return IsStaff(caller.role);
}

bool MaySeeTrainerFile(const Caller& caller, const std::string& trainer_id) {
  if (caller.grants.empty()) return false;
  if (caller.role == v1::ROLE_TRAINER) return caller.person_id == trainer_id;
  return IsStaff(caller.role);
}

bool MaySeeSignal(const Caller& caller, const std::string& group_id,
                  const std::string& signalled_by) {
  if (caller.grants.empty()) return false;
  if (caller.person_id == signalled_by) return true;
  return caller.role == v1::ROLE_TEACHER && HoldsFor(caller, group_id, 0, "");
}

bool MaySeeLateness(const Caller& caller) {
  return !caller.grants.empty() &&
         (IsStaff(caller.role) || caller.role == v1::ROLE_AUDITOR);
}

void HideLateness(v1::Due& due) {
  due.clear_timeliness();
  due.clear_breach();
  due.clear_breach_due_on();
  due.clear_withdrawal_reason();
  due.clear_past_target_recorded();
  due.clear_original_due_on();
  due.clear_deviations();
}

bool MaySeeUnavailable(const Caller& caller) {
  return !caller.grants.empty() &&
         (caller.role == v1::ROLE_TRAINER_MANAGER ||
          caller.role == v1::ROLE_TRAINER_MANAGER_ASSISTANT);
}

bool Owes(const Caller& caller, const v1::RoleInScope& owner) {
  return caller.role == owner.role() &&
         HoldsFor(caller, owner.scope().group_id(),
                  owner.scope().training_year(), owner.scope().placement_id());
}

}  // namespace driehoek
