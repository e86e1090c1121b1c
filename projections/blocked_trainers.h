// The trainers who get no new resident before the manager's contact (G-2).
#ifndef DRIEHOEK_PROJECTIONS_BLOCKED_TRAINERS_H_
#define DRIEHOEK_PROJECTIONS_BLOCKED_TRAINERS_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "projections/rows.h"
#include "projections/view.h"
#include "projections/views.h"

namespace driehoek {

// One for each trainer whom the case blocks.
void AddBlockedTrainerRows(const CaseSeen& seen, RowSet& rows);

// As Views::ListBlockedTrainers.
absl::StatusOr<Page<v1::BlockedTrainer>> ReadBlockedTrainers(
    const RowSnapshot& snapshot, const SamePeople& same_people,
    size_t page_size, const std::string& page_token);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_BLOCKED_TRAINERS_H_
