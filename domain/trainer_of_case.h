// Which trainer of a case a command means.
#ifndef DRIEHOEK_DOMAIN_TRAINER_OF_CASE_H_
#define DRIEHOEK_DOMAIN_TRAINER_OF_CASE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "domain/rejections.h"
#include "domain/same_people.h"

namespace driehoek {

// `named`, which must be one of the trainers in scope, as the scope names him
// or her; the only one when it is empty.
inline absl::StatusOr<std::string> TrainerOf(
    const std::vector<std::string>& trainer_ids, const std::string& named,
    const SamePeople& same_people) {
  if (named.empty()) {
    if (trainer_ids.size() != 1) return rejection::FieldMissing("trainer_id");
    return trainer_ids.front();
  }
  std::optional<std::string> meant = same_people.FindIn(trainer_ids, named);
  if (!meant.has_value()) return rejection::NotATrainerOfTheCase();
  return *std::move(meant);
}

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_TRAINER_OF_CASE_H_
