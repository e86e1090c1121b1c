#include "projections/blocked_trainers.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/tag.h"
#include "domain/directory.h"
#include "projections/fold.h"
#include "projections/merged_scan.h"

namespace driehoek {
namespace {

constexpr char kPrefix[] = "blocked-trainers/";

// A row is the trainer's history as a decision sees it, so that what is shown
// and what is refused are the same.
TrainerState StateOf(const v1::BlockedTrainer& row) {
  return {.blocking_cases = {row.case_ids().begin(), row.case_ids().end()}};
}

v1::BlockedTrainer RowOf(const std::string& trainer_id,
                         const TrainerState& state) {
  v1::BlockedTrainer row;
  row.set_trainer_id(trainer_id);
  for (const std::string& case_id : state.blocking_cases) {
    row.add_case_ids(case_id);
  }
  return row;
}

}  // namespace

absl::Status ApplyToBlockedTrainers(const RecordedEvent& event,
                                    const Procedure* /*procedure*/,
                                    RowEditor& rows) {
  for (const TagLink& link : event.envelope.links) {
    if (link.tag.kind != TagKind::kTrainer) continue;
    const std::string key = absl::StrCat(kPrefix, link.tag.id);
    ASSIGN_OR_RETURN(const std::optional<std::string> before, rows.Get(key));
    ASSIGN_OR_RETURN(const v1::BlockedTrainer row,
                     ParseRow<v1::BlockedTrainer>(before.value_or("")));
    TrainerState state = StateOf(row);
    Evolve(state, HappenedOf(event));
    const bool changed =
        !std::equal(state.blocking_cases.begin(), state.blocking_cases.end(),
                    row.case_ids().begin(), row.case_ids().end());
    if (!changed) continue;
    if (state.blocked()) {
      rows.Put(key, RowOf(link.tag.id, state).SerializeAsString());
    } else {
      rows.Delete(key);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Page<v1::BlockedTrainer>> ReadBlockedTrainers(
    const RowSnapshot& snapshot, size_t page_size,
    const std::string& page_token) {
  return ReadPage<v1::BlockedTrainer>(snapshot, kPrefix, page_size, page_token);
}

}  // namespace driehoek
