#include "projections/merged.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "projections/keys.h"

namespace driehoek {
namespace {

// By the position of the merge: duplicates stay in the order in which they
// were merged.
constexpr char kMerges[] = "merged/merge/";
// Where each duplicate stands in it.
constexpr char kDuplicates[] = "merged/duplicate/";

}  // namespace

absl::Status ApplyToMerged(const RecordedEvent& event,
                           const CaseOfEvent* /*of_case*/, RowEditor& rows) {
  if (event.event.has_persons_merged()) {
    v1::PersonsMerged merged = event.event.persons_merged();
    merged.clear_reason();
    const std::string place = OrderedPosition(event.position());
    rows.Put(absl::StrCat(kMerges, place), merged.SerializeAsString());
    rows.Put(absl::StrCat(kDuplicates, merged.duplicate_id()), place);
  } else if (event.event.has_persons_unmerged()) {
    const std::string key = absl::StrCat(
        kDuplicates, event.event.persons_unmerged().duplicate_id());
    ASSIGN_OR_RETURN(const std::optional<std::string> place, rows.Get(key));
    if (!place.has_value()) {
      return absl::DataLossError("an unmerge of what was never merged");
    }
    rows.Delete(absl::StrCat(kMerges, *place));
    rows.Delete(key);
  }
  return absl::OkStatus();
}

absl::StatusOr<SamePeople> ReadMerged(const RowSnapshot& snapshot) {
  SamePeople same_people;
  const std::unique_ptr<RowScan> scan = snapshot.Scan(kMerges, EndOf(kMerges));
  for (; scan->valid(); scan->Next()) {
    ASSIGN_OR_RETURN(const auto merged,
                     ParseRow<v1::PersonsMerged>(std::string(scan->value())));
    same_people.Merge(merged.person_id(), merged.duplicate_id());
  }
  RETURN_IF_ERROR(scan->status());
  return same_people;
}

std::vector<std::string> RecordsIn(const v1::Event& event) {
  if (event.has_persons_merged()) {
    return {event.persons_merged().person_id(),
            event.persons_merged().duplicate_id()};
  }
  if (event.has_persons_unmerged()) {
    return {event.persons_unmerged().person_id(),
            event.persons_unmerged().duplicate_id()};
  }
  return {};
}

}  // namespace driehoek
