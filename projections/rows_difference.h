// How many rows of two sets differ, counted some at a time.
#ifndef DRIEHOEK_PROJECTIONS_ROWS_DIFFERENCE_H_
#define DRIEHOEK_PROJECTIONS_ROWS_DIFFERENCE_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "projections/rows.h"

namespace driehoek {

// Walks both sets in the order of their keys, in the memory of one row each.
// Used by one thread.
class RowsDifference {
 public:
  // Of these moments, whatever comes to the rows after. The Rows of both
  // outlive it.
  RowsDifference(std::unique_ptr<RowSnapshot> one,
                 std::unique_ptr<RowSnapshot> other);

  // Compares at most so many rows more. Returns whether there are more.
  absl::StatusOr<bool> Compare(size_t rows);

  // Rows so far that are in one set only, or not the same in both; of when they
  // were begun (made_from.h) each may say its own.
  uint64_t count() const { return count_; }

 private:
  const std::unique_ptr<RowSnapshot> one_;
  const std::unique_ptr<RowSnapshot> other_;
  const std::unique_ptr<RowScan> of_one_;
  const std::unique_ptr<RowScan> of_other_;
  uint64_t count_ = 0;
};

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_ROWS_DIFFERENCE_H_
