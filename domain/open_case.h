// A case comes into being when it is needed: with a triangular meeting, a
// contact agreement, a resident who is sent away, or a notice to the programme
// manager.
#ifndef DRIEHOEK_DOMAIN_OPEN_CASE_H_
#define DRIEHOEK_DOMAIN_OPEN_CASE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "domain/rejections.h"
#include "domain/situation.h"

namespace driehoek {

// The case, opened on the placement. The day of the situation decides which
// version of the procedure it follows. In scope are all trainers of the
// placement, or those of `trainer_ids`, in the order of the placement.
// Rejected when a case is open there, or when one of them is no trainer of it.
absl::StatusOr<v1::CaseOpened> OpenCase(
    const std::string& placement_id,
    const std::vector<std::string>& trainer_ids, const Situation& situation);

// The beginning of an answer in the case of the command, opened when it has
// none yet. A case that is there has its trainers: `trainer_ids` is empty then.
template <typename C>
absl::StatusOr<Ruled> InCase(const C& command, const Situation& situation) {
  Ruled ruled;
  if (!command.case_id().empty()) {
    if (!command.trainer_ids().empty()) {
      return rejection::FieldNotExpected("trainer_ids");
    }
    ruled.case_id = command.case_id();
    return ruled;
  }
  ASSIGN_OR_RETURN(
      v1::CaseOpened opened,
      OpenCase(command.placement_id(),
               {command.trainer_ids().begin(), command.trainer_ids().end()},
               situation));
  ruled.case_id = opened.case_id();
  *ruled.events.emplace_back().mutable_case_opened() = std::move(opened);
  return ruled;
}

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_OPEN_CASE_H_
