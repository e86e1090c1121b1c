#include "domain/migration.h"

#include <string>

#include "base/civil.h"

namespace driehoek {
namespace {

bool SameRow(const v1::ObligationRef& a, const v1::ObligationRef& b) {
  return a.created_by() == b.created_by() && a.key() == b.key() &&
         a.trainer_id() == b.trainer_id();
}

}  // namespace

void Migrate(const Happened& happened, Case& state) {
  const v1::CaseMigrated& migrated = happened.event.case_migrated();
  state.procedure = migrated.to();
  state.migrated = Migrated{.position = happened.position,
                            .recorded_on = DayOf(happened.recorded_at)};
  for (const v1::LapsedObligation& lapsed : migrated.lapsed()) {
    // It came back with a later version, and lapses again.
    std::erase_if(state.lapsed, [&](const v1::LapsedObligation& earlier) {
      return SameRow(earlier.obligation(), lapsed.obligation());
    });
    state.lapsed.push_back(lapsed);
  }
}

bool IsBeforeMigration(const Case& of_case, Position created_by,
                       absl::CivilDay due_on) {
  return of_case.migrated.has_value() &&
         created_by < of_case.migrated->position &&
         due_on < of_case.migrated->recorded_on;
}

}  // namespace driehoek
