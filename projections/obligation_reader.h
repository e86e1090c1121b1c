// Finds obligations in the rows of what they are of: cases, cohorts,
// procedures.
#ifndef DRIEHOEK_PROJECTIONS_OBLIGATION_READER_H_
#define DRIEHOEK_PROJECTIONS_OBLIGATION_READER_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "domain/access.h"
#include "driehoek/v1/view.pb.h"
#include "projections/rows.h"

namespace driehoek {

// Keeps the last subject read, for those that come together. Borrows the
// snapshot.
class ObligationReader {
 public:
  explicit ObligationReader(const RowSnapshot& snapshot)
      : snapshot_(snapshot) {}

  // The obligation that DueKey names, of the subject of this key
  // (SubjectKeyOf). DataLoss when that does not have it: an index and what it
  // points to go down together. Until the next call.
  absl::StatusOr<const v1::Due*> Read(absl::string_view subject,
                                      absl::string_view due_key);
  // Whether the caller may know of the subject that was read last.
  bool MaySee(const Caller& caller) const;
  // All that is owed of it.
  const google::protobuf::RepeatedPtrField<v1::Due>& obligations() const {
    return is_case_ ? case_.obligations() : standing_.obligations();
  }

 private:
  absl::Status Look(absl::string_view subject);

  const RowSnapshot& snapshot_;
  std::string last_;
  bool is_case_ = true;
  v1::Case case_;
  v1::Standing standing_;
};

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_OBLIGATION_READER_H_
