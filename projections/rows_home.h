// Where the rows of the views lie: the live ones, and beside them room for
// others in the making, which then take their place.
#ifndef DRIEHOEK_PROJECTIONS_ROWS_HOME_H_
#define DRIEHOEK_PROJECTIONS_ROWS_HOME_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "projections/rows.h"
#include "sealing/keyring.h"

namespace driehoek {

class RowsHome {
 public:
  virtual ~RowsHome() = default;

  // The live rows; throws away what an earlier process left half made. Called
  // once, first. FailedPrecondition: in use, or no right.
  virtual absl::StatusOr<std::unique_ptr<Rows>> OpenLive() = 0;
  // Whether there is room for as much again. Any thread. ResourceExhausted.
  virtual absl::Status CheckRoom() const = 0;
  // New rows beside the live ones, without any row.
  virtual absl::StatusOr<std::unique_ptr<Rows>> OpenBeside() = 0;
  // Makes those beside the live ones, and the other way round. Whenever the
  // process ends, the next one opens one of the two whole. On an error nothing
  // has changed for this process.
  virtual absl::Status Swap() = 0;
  // Throws away what lies beside the live rows, which nobody has open.
  virtual void ClearBeside() = 0;
};

// In memory; `rows` are the live ones.
std::unique_ptr<RowsHome> NewMemoryHome(std::unique_ptr<Rows> rows);

// In `directory` and, while others are made, in `directory`.next. From a swap
// until the next start the two have changed places, which the empty file
// `directory`.swapped says. `keep_free_bytes`: of the disk, beside as much room
// again as the live rows take. With a keyring (borrowed) the rows are sealed
// under a key that lives as long as they do. One process at a time.
std::unique_ptr<RowsHome> NewDirectoryHome(const std::string& directory,
                                           uint64_t keep_free_bytes,
                                           Keyring* keyring = nullptr);

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_ROWS_HOME_H_
