#include "projections/blocked_trainers.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "domain/decoupled.h"
#include "projections/merged_scan.h"

namespace driehoek {
namespace {

constexpr char kPrefix[] = "blocked-trainers/";

bool HasContact(const Case& state, const std::string& trainer_id) {
  return LatestFact(state, v1::FACT_KIND_MANAGER_CONTACT_HELD, trainer_id) !=
         nullptr;
}

bool IsLifted(const Case& state, const std::string& trainer_id) {
  return std::any_of(state.deviations.begin(), state.deviations.end(),
                     [&](const Deviation& deviation) {
                       return deviation.kind == v1::DEVIATION_KIND_LIFT_GUARD &&
                              deviation.trainer_id == trainer_id;
                     });
}

absl::StatusOr<bool> HasRows(const RowSnapshot& snapshot,
                             const std::string& trainer_id) {
  const std::string prefix = absl::StrCat(kPrefix, trainer_id, "/");
  const std::unique_ptr<RowScan> scan = snapshot.Scan(prefix, EndOf(prefix));
  RETURN_IF_ERROR(scan->status());
  return scan->valid();
}

// The records of the same person that no case blocks itself: once, beside the
// first record that one does.
absl::StatusOr<std::vector<v1::BlockedTrainer>> OtherRecords(
    const RowSnapshot& snapshot, const SamePeople& same_people,
    const v1::BlockedTrainer& blocked) {
  std::vector<v1::BlockedTrainer> others;
  for (const std::string& id : same_people.AllOf(blocked.trainer_id())) {
    if (id == blocked.trainer_id()) continue;
    ASSIGN_OR_RETURN(const bool is_blocked, HasRows(snapshot, id));
    if (!is_blocked) {
      others.emplace_back(blocked).set_trainer_id(id);
    } else if (id < blocked.trainer_id()) {
      return std::vector<v1::BlockedTrainer>();
    }
  }
  return others;
}

}  // namespace

void AddBlockedTrainerRows(const CaseSeen& seen, RowSet& rows) {
  if (!seen.state.decoupled()) return;
  for (const std::string& trainer_id : seen.state.trainer_ids) {
    if (HasContact(seen.state, trainer_id) ||
        IsLifted(seen.state, trainer_id)) {
      continue;
    }
    v1::BlockedTrainer row;
    row.set_trainer_id(trainer_id);
    row.add_case_ids(seen.state.id);
    rows[absl::StrCat(kPrefix, trainer_id, "/", seen.state.id)] =
        row.SerializeAsString();
  }
}

absl::StatusOr<Page<v1::BlockedTrainer>> ReadBlockedTrainers(
    const RowSnapshot& snapshot, const SamePeople& same_people,
    size_t page_size, const std::string& page_token) {
  ASSIGN_OR_RETURN(
      Page<v1::BlockedTrainer> page,
      ReadPage<v1::BlockedTrainer>(snapshot, kPrefix, page_size, page_token));
  // Who is blocked by two cases is one trainer.
  std::vector<v1::BlockedTrainer> blocked;
  for (v1::BlockedTrainer& row : page.rows) {
    if (!blocked.empty() && blocked.back().trainer_id() == row.trainer_id()) {
      blocked.back().mutable_case_ids()->MergeFrom(row.case_ids());
    } else {
      blocked.push_back(std::move(row));
    }
  }
  Page<v1::BlockedTrainer> trainers;
  trainers.next_page_token = std::move(page.next_page_token);
  for (v1::BlockedTrainer& row : blocked) {
    ASSIGN_OR_RETURN(const std::vector<v1::BlockedTrainer> others,
                     OtherRecords(snapshot, same_people, row));
    trainers.rows.push_back(std::move(row));
    trainers.rows.insert(trainers.rows.end(), others.begin(), others.end());
  }
  return trainers;
}

}  // namespace driehoek
