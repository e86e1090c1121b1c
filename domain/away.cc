// The resident is not with the trainer: sent away at once, or staying away
// after consultation, and back again (S-38, S-39). Neither is a decoupling
// (G-4).
#include <string>
#include <vector>

#include "base/status_macros.h"
#include "domain/open_case.h"
#include "domain/rejections.h"
#include "domain/rules.h"
#include "domain/trainer_of_case.h"

namespace driehoek {
namespace {

bool IsOpen(const Absence& absence) { return !absence.back_on.has_value(); }

// The time away that goes on; the one that began last when there are several.
const Absence* OpenAbsence(const Case& state) {
  const Absence* latest = nullptr;
  for (const Absence& absence : state.absences) {
    if (IsOpen(absence) &&
        (latest == nullptr || absence.from >= latest->from)) {
      latest = &absence;
    }
  }
  return latest;
}

// The latest time of staying away when `away_id` is empty; null when there is
// none.
const Absence* FindStay(const Case& state, const std::string& away_id) {
  const Absence* found = nullptr;
  for (const Absence& absence : state.absences) {
    if (!absence.sent_away() &&
        (away_id.empty() || absence.away_id == away_id)) {
      found = &absence;
    }
  }
  return found;
}

// With a new trainer nobody is away from the old one.
absl::Status CheckNotStarted(const Case& state, absl::CivilDay on) {
  if (state.new_placement.has_value() && state.new_placement->started &&
      on >= state.new_placement->starts_on) {
    return rejection::AlreadyStarted(state.new_placement->starts_on);
  }
  return absl::OkStatus();
}

// The trainer who acts, else the one that is named, else the only one.
absl::StatusOr<std::string> TrainerWhoSends(
    const v1::SendResidentAway& command, const Situation& situation,
    const std::vector<std::string>& in_scope) {
  if (situation.acting.role != v1::ROLE_TRAINER) {
    return TrainerOf(in_scope, command.trainer_id(),
                     situation.draft.same_people());
  }
  if (!command.trainer_id().empty() &&
      !situation.IsActing(command.trainer_id())) {
    return rejection::NotATrainerOfTheCase();
  }
  return TrainerOf(in_scope,
                   command.trainer_id().empty() ? situation.acting.person_id
                                                : command.trainer_id(),
                   situation.draft.same_people());
}

}  // namespace

// Never refused for what it is (G-4); only the same twice.
Answer Decide(const v1::SendResidentAway& command, const Situation& situation) {
  const Case& state = situation.of_case;
  RETURN_IF_ERROR(CheckNotStarted(state, situation.on));
  ASSIGN_OR_RETURN(Ruled ruled, InCase(command, situation));
  std::vector<std::string> in_scope = state.trainer_ids;
  if (!ruled.events.empty()) {
    const v1::CaseOpened& opened = ruled.events.front().case_opened();
    in_scope.assign(opened.trainer_ids().begin(), opened.trainer_ids().end());
  }
  ASSIGN_OR_RETURN(const std::string trainer_id,
                   TrainerWhoSends(command, situation, in_scope));
  for (const Absence& absence : state.absences) {
    if (IsOpen(absence) && absence.trainer_id == trainer_id) {
      return rejection::AlreadyAway(absence.from);
    }
  }
  v1::ResidentSentAway& sent =
      *ruled.events.emplace_back().mutable_resident_sent_away();
  sent.set_case_id(ruled.case_id);
  sent.set_trainer_id(trainer_id);
  *sent.mutable_on() = ToProto(situation.on);
  return ruled;
}

Answer Decide(const v1::StayAway& command, const Situation& situation) {
  const Case& state = situation.of_case;
  RETURN_IF_ERROR(CheckNotStarted(state, situation.on));
  if (const Absence* const open = OpenAbsence(state)) {
    return rejection::AlreadyAway(open->from);
  }
  if (command.has_consulted_on()) {
    RETURN_IF_ERROR(CheckDay(command.consulted_on(), "consulted_on"));
    if (FromProto(command.consulted_on()) > situation.on) {
      return rejection::ConsultedAfterwards();
    }
  }
  Ruled ruled;
  ruled.id = situation.context.ids.Next();
  v1::ResidentStaysAway& away =
      *ruled.events.emplace_back().mutable_resident_stays_away();
  away.set_case_id(state.id);
  away.set_away_id(ruled.id);
  *away.mutable_on() = ToProto(situation.on);
  if (command.has_consulted_on()) {
    *away.mutable_consulted_on() = command.consulted_on();
  }
  return ruled;
}

// A talk after the first day is recorded as well, but does not make up for the
// one that was missing (G-3).
Answer Decide(const v1::ConsultOnStayingAway& command,
              const Situation& situation) {
  const Case& state = situation.of_case;
  if (!command.away_id().empty()) {
    RETURN_IF_ERROR(CheckId(command.away_id(), "away_id"));
  }
  const Absence* const absence = FindStay(state, command.away_id());
  if (absence == nullptr) return rejection::AbsenceNotFound();
  if (absence->consulted_on.has_value() &&
      *absence->consulted_on <= situation.on) {
    return rejection::AlreadyDone(*absence->consulted_on,
                                  "het overleg over het wegblijven",
                                  "the talk on staying away");
  }
  Ruled ruled;
  ruled.id = absence->away_id;
  v1::StayingAwayConsulted& consulted =
      *ruled.events.emplace_back().mutable_staying_away_consulted();
  consulted.set_case_id(state.id);
  consulted.set_away_id(absence->away_id);
  *consulted.mutable_on() = ToProto(situation.on);
  return ruled;
}

Answer Decide(const v1::ReturnResident& /*command*/,
              const Situation& situation) {
  const Case& state = situation.of_case;
  const Absence* const open = OpenAbsence(state);
  if (open == nullptr) return rejection::NotAway();
  if (situation.on < open->from) {
    return rejection::OutOfOrder(situation.on, open->from, "de eerste dag weg",
                                 "the first day away");
  }
  Ruled ruled;
  v1::ResidentReturned& returned =
      *ruled.events.emplace_back().mutable_resident_returned();
  returned.set_case_id(state.id);
  *returned.mutable_on() = ToProto(situation.on);
  return ruled;
}

}  // namespace driehoek
