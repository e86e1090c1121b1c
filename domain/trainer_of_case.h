// Which trainer of a case a command means.
#ifndef DRIEHOEK_DOMAIN_TRAINER_OF_CASE_H_
#define DRIEHOEK_DOMAIN_TRAINER_OF_CASE_H_

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "domain/rejections.h"

namespace driehoek {

// `named`, which must be one of the trainers in scope; the only one when it is
// empty.
inline absl::StatusOr<std::string> TrainerOf(
    const std::vector<std::string>& trainer_ids, const std::string& named) {
  if (named.empty()) {
    if (trainer_ids.size() != 1) return rejection::FieldMissing("trainer_id");
    return trainer_ids.front();
  }
  if (std::find(trainer_ids.begin(), trainer_ids.end(), named) ==
      trainer_ids.end()) {
    return rejection::NotATrainerOfTheCase();
  }
  return named;
}

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_TRAINER_OF_CASE_H_
