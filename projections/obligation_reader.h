// Finds obligations in the rows of their cases.
#ifndef DRIEHOEK_PROJECTIONS_OBLIGATION_READER_H_
#define DRIEHOEK_PROJECTIONS_OBLIGATION_READER_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "driehoek/v1/view.pb.h"
#include "projections/rows.h"

namespace driehoek {

// Keeps the last case read, for those that come together. Borrows the snapshot.
class ObligationReader {
 public:
  explicit ObligationReader(const RowSnapshot& snapshot)
      : snapshot_(snapshot) {}

  // The obligation that DueKey names, of this case. DataLoss when the case does
  // not have it: an index and its case go down together. Until the next call.
  absl::StatusOr<const v1::Due*> Read(absl::string_view case_id,
                                      absl::string_view due_key);
  // The case of the obligation that Read gave last.
  const v1::Case& of_case() const { return last_; }

 private:
  const RowSnapshot& snapshot_;
  v1::Case last_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_OBLIGATION_READER_H_
