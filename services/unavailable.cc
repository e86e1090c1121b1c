#include "services/unavailable.h"

#include "absl/status/status.h"
#include "base/status_macros.h"

namespace driehoek {

absl::StatusOr<Page<v1::UnavailableTrainer>> ReadUnavailable(
    const Views& views, const Procedure* in_force, size_t page_size,
    const std::string& page_token) {
  Page<v1::UnavailableTrainer> page;
  if (in_force == nullptr ||
      in_force->FindGuard(v1::GUARD_NO_NEW_RESIDENT_BEFORE_CONTACT) ==
          nullptr) {
    return page;
  }
  ASSIGN_OR_RETURN(const Page<v1::BlockedTrainer> blocked,
                   views.ListBlockedTrainers(page_size, page_token));
  page.next_page_token = blocked.next_page_token;
  for (const v1::BlockedTrainer& row : blocked.rows) {
    v1::UnavailableTrainer& trainer = page.rows.emplace_back();
    trainer.set_trainer_id(row.trainer_id());
    const absl::StatusOr<v1::Person> person = views.GetPerson(row.trainer_id());
    if (absl::IsNotFound(person.status())) continue;
    RETURN_IF_ERROR(person.status());
    trainer.set_reference(person->reference());
    trainer.set_name(person->name());
  }
  return page;
}

}  // namespace driehoek
