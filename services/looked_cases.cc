#include "services/looked_cases.h"

#include <utility>

#include "absl/status/status.h"

namespace driehoek {

absl::StatusOr<const v1::Case*> LookedCases::Find(const std::string& case_id) {
  if (case_id.empty()) return nullptr;
  const auto [known, is_new] = known_.try_emplace(case_id);
  if (is_new) {
    absl::StatusOr<v1::Case> found = views_.GetCase(case_id);
    if (found.ok()) {
      known->second = *std::move(found);
      // Whoever looks is recorded under the id with which he or she goes on.
      known->second->set_new_trainer_id(
          views_.same_people()->KeptOf(known->second->new_trainer_id()));
    } else if (!absl::IsNotFound(found.status())) {
      return found.status();
    }
  }
  return known->second.has_value() ? &*known->second : nullptr;
}

void LeaveOutWho(const Caller& caller, v1::Look& look) {
  if (caller.role == v1::ROLE_AUDITOR) return;
  if (!caller.Is(look.by().person_id())) look.mutable_by()->clear_person_id();
  look.mutable_by()->clear_on_behalf_of();
  look.mutable_looked()->clear_from();
  look.mutable_looked()->clear_position();
}

}  // namespace driehoek
