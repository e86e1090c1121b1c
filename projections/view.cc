#include "projections/view.h"

namespace driehoek {

absl::StatusOr<std::optional<std::string>> RowEditor::Get(
    const std::string& key) {
  const auto changed = batch_.changes().find(key);
  if (changed != batch_.changes().end()) return changed->second;
  if (snapshot_ == nullptr) snapshot_ = rows_.Snapshot();
  return snapshot_->Get(key);
}

}  // namespace driehoek
