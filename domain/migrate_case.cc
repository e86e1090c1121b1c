// Letting a case follow another version of its procedure.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "base/civil.h"
#include "base/status_macros.h"
#include "domain/dates.h"
#include "domain/due_dates.h"
#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

absl::StatusOr<std::shared_ptr<const Procedure>> VersionMeant(
    const v1::MigrateCase& command, const Situation& situation) {
  const v1::Procedure& from = situation.procedure->data();
  const Catalogue& catalogue = situation.draft.catalogue();
  if (command.version().empty()) {
    const bool any =
        std::any_of(catalogue.all().begin(), catalogue.all().end(),
                    [&](const std::shared_ptr<const Procedure>& one) {
                      return one->data().key() == from.key() &&
                             one->data().version() != from.version();
                    });
    return any ? rejection::FieldMissing("version")
               : rejection::NoOtherVersion();
  }
  if (command.version() == from.version()) {
    return rejection::SameVersion(from.version());
  }
  std::shared_ptr<const Procedure> to =
      catalogue.Find(from.key(), command.version());
  if (to == nullptr) return rejection::VersionNotFound(command.version());
  return to;
}

// What was handed in must keep its place. Which report it is goes unsaid: not
// everybody may know of it.
absl::Status CheckReports(const Case& of_case, const Procedure& to) {
  for (const SubmittedReport& submitted : of_case.reports) {
    if (submitted.withdrawn) continue;
    const bool has_places =
        std::all_of(submitted.filed.begin(), submitted.filed.end(),
                    [&](const Filed& filed) {
                      return to.FindPlace(filed.place) != nullptr;
                    });
    if (to.FindReport(submitted.report) == nullptr || !has_places) {
      return rejection::ReportNotInVersion(to.data().version());
    }
  }
  return absl::OkStatus();
}

v1::LapsedObligation LapsedOf(const v1::Due& due) {
  v1::LapsedObligation lapsed;
  *lapsed.mutable_obligation() = due.obligation();
  lapsed.set_title(due.title());
  lapsed.set_obligation_class(due.obligation_class());
  lapsed.set_section(due.section());
  *lapsed.mutable_created_on() = due.created_on();
  *lapsed.mutable_owner() = due.owner();
  return lapsed;
}

// Whether the new version has this fall due on a day of the past on which it
// did not before, or on which it was not watched before either.
bool IsNews(const v1::Due& after, const v1::Due* before, absl::CivilDay today) {
  if (!after.has_due_on() || !HasOutcomes(after.obligation_class())) {
    return false;
  }
  const absl::CivilDay due_on = FromProto(after.due_on());
  return due_on < today &&
         (before == nullptr || !before->has_due_on() ||
          FromProto(before->due_on()) != due_on || before->before_take_over());
}

}  // namespace

Answer Decide(const v1::MigrateCase& command, const Situation& situation) {
  const Case& of_case = situation.of_case;
  RETURN_IF_ERROR(CheckReason(command.reason(), "reason", kMaxReason));
  ASSIGN_OR_RETURN(const std::shared_ptr<const Procedure> to,
                   VersionMeant(command, situation));
  RETURN_IF_ERROR(CheckReports(of_case, *to));

  Ruled ruled;
  ruled.id = of_case.id;
  // What earlier migrations let lapse is there already.
  Case as_asked = of_case;
  as_asked.lapsed.clear();
  const std::vector<v1::Due> before =
      DueDatesOf(*situation.procedure, as_asked, situation.context.calendar);
  const std::vector<v1::Due> after =
      DueDatesOf(*to, as_asked, situation.context.calendar);
  // What fell due under this version has its outcome, even if the watch did not
  // come to it yet: no breach disappears by a migration.
  for (const v1::Due& due : before) {
    const std::optional<absl::Time> at = FallsDueAt(due);
    if (!at.has_value() || *at > situation.context.now) continue;
    ASSIGN_OR_RETURN(Ruled outcome, Decide(OutcomeOf(due), situation));
    std::move(outcome.events.begin(), outcome.events.end(),
              std::back_inserter(ruled.events));
  }
  v1::CaseMigrated& migrated =
      *ruled.events.emplace_back().mutable_case_migrated();
  migrated.set_case_id(of_case.id);
  *migrated.mutable_on() = ToProto(situation.on);
  migrated.set_from(of_case.procedure);
  migrated.set_to(to->name());
  migrated.set_reason(command.reason());
  // A long case has thousands of rows, and everyone waits for this thread.
  absl::flat_hash_map<std::string, const v1::Due*> was;
  for (const v1::Due& due : before) was[DueKey(due.obligation())] = &due;
  const absl::CivilDay today = DayOf(situation.context.now);
  for (const v1::Due& due : after) {
    const auto found = was.extract(DueKey(due.obligation()));
    if (IsNews(due, found ? found.mapped() : nullptr, today)) {
      *migrated.add_unwatched() = due.obligation();
    }
  }
  for (const v1::Due& due : before) {
    if (was.contains(DueKey(due.obligation()))) {
      *migrated.add_lapsed() = LapsedOf(due);
    }
  }
  return ruled;
}

}  // namespace driehoek
