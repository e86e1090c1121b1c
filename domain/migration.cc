#include "domain/migration.h"

#include <algorithm>

#include "base/civil.h"
#include "domain/due_dates.h"

namespace driehoek {

void Migrate(const Happened& happened, Case& state) {
  const v1::CaseMigrated& migrated = happened.event.case_migrated();
  state.procedure = migrated.to();
  state.migrated = Migrated{.recorded_on = DayOf(happened.recorded_at)};
  for (const v1::ObligationRef& row : migrated.unwatched()) {
    state.migrated->unwatched.insert(DueKey(row));
  }
  for (const v1::LapsedObligation& lapsed : migrated.lapsed()) {
    // It came back with a later version, and lapses again.
    std::erase_if(state.lapsed, [&](const v1::LapsedObligation& earlier) {
      return IsSameRow(earlier.obligation(), lapsed.obligation());
    });
    state.lapsed.push_back(lapsed);
  }
}

bool IsUnwatchedSinceMigration(const Case& of_case,
                               const v1::ObligationRef& row,
                               absl::CivilDay due_on) {
  return of_case.migrated.has_value() &&
         due_on < of_case.migrated->recorded_on &&
         of_case.migrated->unwatched.contains(DueKey(row));
}

Followed FollowedAt(const Case& of_case, Position position) {
  const auto migrated = std::find_if(
      of_case.past.begin(), of_case.past.end(), [&](const auto& past) {
        return past->position > position && past->event.has_case_migrated();
      });
  if (migrated == of_case.past.end()) {
    return {.version = of_case.procedure, .until = std::nullopt};
  }
  return {.version = (*migrated)->event.case_migrated().from(),
          .until = DayOf((*migrated)->recorded_at)};
}

}  // namespace driehoek
