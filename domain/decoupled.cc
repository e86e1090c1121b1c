#include "domain/decoupled.h"

#include <algorithm>

#include "base/status_macros.h"
#include "domain/dates.h"
#include "domain/rejections.h"
#include "domain/trainer_of_case.h"

namespace driehoek {

const Fact* LatestFact(const Case& of_case, v1::FactKind kind,
                       absl::string_view trainer_id) {
  const auto found = std::find_if(
      of_case.facts.rbegin(), of_case.facts.rend(), [&](const Fact& fact) {
        return fact.kind == kind &&
               (trainer_id.empty() || fact.trainer_id == trainer_id);
      });
  return found == of_case.facts.rend() ? nullptr : &*found;
}

absl::StatusOr<std::string> TrainerMeant(const Situation& situation,
                                         const std::string& named) {
  const bool by_trainer = situation.acting.role == v1::ROLE_TRAINER;
  ASSIGN_OR_RETURN(
      std::string trainer_id,
      TrainerOf(
          situation.of_case.trainer_ids,
          named.empty() && by_trainer ? situation.acting.person_id : named,
          situation.draft.same_people()));
  if (by_trainer && !situation.IsActing(trainer_id)) {
    return rejection::NotATrainerOfTheCase();
  }
  return trainer_id;
}

absl::Status CheckDecoupled(const Situation& situation) {
  const Case& of_case = situation.of_case;
  if (!of_case.ruling.has_value() || !of_case.decoupled()) {
    return rejection::DecouplingNotRuled();
  }
  return CheckNotBefore(situation.on,
                        std::min(of_case.ruling->on, DecoupledFrom(of_case)),
                        "de ontkoppeling", "the decoupling");
}

absl::CivilDay DecoupledFrom(const Case& of_case) {
  if (!of_case.ruling.has_value()) return of_case.opened_on;
  return of_case.ruling->effective_on.value_or(of_case.ruling->on);
}

v1::Event PlacementAsRegistered(const Case& of_case,
                                const NewPlacement& placement) {
  v1::Event event;
  v1::PlacementRegistered& registered = *event.mutable_placement_registered();
  registered.set_placement_id(placement.placement_id);
  registered.set_resident_id(of_case.resident_id);
  registered.add_trainer_ids(placement.trainer_id);
  registered.set_practice_id(placement.practice_id);
  registered.set_group_id(of_case.group_id);
  registered.set_training_year(of_case.training_year);
  *registered.mutable_starts_on() = ToProto(placement.starts_on);
  *registered.mutable_ends_on() = ToProto(placement.ends_on);
  return event;
}

absl::Status CheckNotDone(const Situation& situation, v1::FactKind kind,
                          absl::string_view what_dutch,
                          absl::string_view what_english,
                          absl::string_view trainer_id) {
  const Fact* const done = LatestFact(situation.of_case, kind, trainer_id);
  return done == nullptr
             ? absl::OkStatus()
             : rejection::AlreadyDone(done->on, what_dutch, what_english);
}

absl::Status CheckNotBefore(absl::CivilDay on, absl::CivilDay earliest,
                            absl::string_view what_dutch,
                            absl::string_view what_english) {
  return on < earliest
             ? rejection::OutOfOrder(on, earliest, what_dutch, what_english)
             : absl::OkStatus();
}

}  // namespace driehoek
