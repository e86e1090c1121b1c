// The residents who wait for a trainer or soon will, longest waiting first: the
// pairing board (S-16, T-22).
#ifndef DRIEHOEK_PROJECTIONS_WAITING_RESIDENTS_H_
#define DRIEHOEK_PROJECTIONS_WAITING_RESIDENTS_H_

#include "absl/status/statusor.h"
#include "driehoek/v1/view.pb.h"
#include "projections/rows.h"
#include "projections/view.h"
#include "projections/views.h"

namespace driehoek {

// One for a case whose resident is decoupled, or has no trainer at present, and
// has not started with a new one.
void AddWaitingRows(const CaseSeen& seen, RowSet& rows);

// As Views::ListWaiting. Reads the case of each row: few wait at a time.
absl::StatusOr<Page<v1::WaitingResident>> ReadWaiting(
    const RowSnapshot& snapshot, const WaitingQuery& query);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_WAITING_RESIDENTS_H_
