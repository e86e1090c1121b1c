// The new pairing: confirmed, moved, started (S-23, S-29).
#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "domain/candidacies.h"
#include "domain/decoupled.h"
#include "domain/people.h"
#include "domain/rejections.h"
#include "domain/rules.h"
#include "procedures/words.h"

namespace driehoek {
namespace {

// G-2, for confirming and for starting.
absl::Status CheckAvailable(const std::string& trainer_id,
                            const Situation& situation) {
  const v1::GuardRule* const guard =
      situation.Guarded(v1::GUARD_NO_NEW_RESIDENT_BEFORE_CONTACT);
  if (guard == nullptr || !IsBlocked(trainer_id, situation.draft)) {
    return absl::OkStatus();
  }
  return rejection::TrainerNotAvailable(guard->key(), guard->section());
}

// G-7. Says no more than that both are needed: one answer alone is nobody's to
// know.
absl::Status CheckBothAccepted(const Candidate& candidate,
                               const Situation& situation) {
  const v1::GuardRule* const guard =
      situation.Guarded(v1::GUARD_BOTH_ANSWERS_YES);
  if (guard == nullptr) return absl::OkStatus();
  if (!candidate.introduction_on.has_value()) {
    return rejection::NotIntroducedYet(guard->key(), guard->section());
  }
  if (candidate.resident_accepts != true || candidate.trainer_accepts != true) {
    return rejection::BothAnswersNeeded(guard->key(), guard->section());
  }
  return absl::OkStatus();
}

// G-5: to wait longer would hurt the resident, so that it is not refused.
void WarnOfEvaluation(bool held, const Situation& situation, Ruled& ruled) {
  const v1::GuardRule* const guard =
      situation.Guarded(v1::GUARD_EVALUATION_BEFORE_START);
  if (held || guard == nullptr) return;
  v1::Warning& warning = ruled.warnings.emplace_back();
  warning.set_rule(guard->key());
  warning.set_section(guard->section());
  warning.set_text(absl::StrCat(
      "Het evaluatiegesprek met ",
      TheRole(*situation.procedure, v1::ROLE_RESIDENT),
      " is nog niet gehouden; dat hoort voor de start op de nieuwe "
      "opleidingsplek."));
}

// Whether it was held before this day.
bool EvaluatedBefore(absl::CivilDay day, const Case& of_case) {
  return std::any_of(
      of_case.facts.begin(), of_case.facts.end(), [day](const Fact& fact) {
        return fact.kind == v1::FACT_KIND_RESIDENT_EVALUATION_HELD &&
               fact.on < day;
      });
}

absl::Status CheckTrainerNamed(const std::string& named,
                               const std::string& trainer_id,
                               const Situation& situation) {
  RETURN_IF_ERROR(CheckId(named, "trainer_id"));
  return situation.draft.same_people().AreSame(named, trainer_id)
             ? absl::OkStatus()
             : rejection::TrainerIsAnother();
}

// The old pairing must have ended, and the new placement must last a day.
absl::Status CheckPeriod(const Case& of_case, absl::CivilDay starts_on,
                         absl::CivilDay ends_on) {
  RETURN_IF_ERROR(
      CheckNotBefore(starts_on, DecoupledFrom(of_case), "de ontkoppeldatum",
                     "the day on which the decoupling takes effect"));
  return ends_on < starts_on ? rejection::PeriodEndsBeforeItStarts()
                             : absl::OkStatus();
}

// The new placement that is still to start.
absl::StatusOr<NewPlacement> StillToStart(const Case& of_case) {
  if (!of_case.new_placement.has_value()) {
    return rejection::PairingNotConfirmed();
  }
  if (of_case.new_placement->started) {
    return rejection::AlreadyStarted(of_case.new_placement->starts_on);
  }
  return *of_case.new_placement;
}

}  // namespace

Answer Decide(const v1::ConfirmPairing& command, const Situation& situation) {
  const Case& of_case = situation.of_case;
  RETURN_IF_ERROR(CheckDecoupled(situation));
  RETURN_IF_ERROR(CheckPairingNotStarted(situation));
  const Candidate* const candidate =
      of_case.FindCandidate(command.candidacy_id());
  if (candidate == nullptr) return rejection::CandidacyNotFound();
  // Another one takes the place of a pairing that falls through.
  if (of_case.new_placement.has_value() &&
      situation.draft.same_people().AreSame(of_case.new_placement->trainer_id,
                                            candidate->trainer_id)) {
    return rejection::PairingAlreadyConfirmed();
  }
  RETURN_IF_ERROR(CheckTrainerNamed(command.trainer_id(), candidate->trainer_id,
                                    situation));
  RETURN_IF_ERROR(CheckIsNoParty(candidate->trainer_id, situation));
  RETURN_IF_ERROR(CheckBothAccepted(*candidate, situation));
  RETURN_IF_ERROR(CheckAvailable(candidate->trainer_id, situation));
  RETURN_IF_ERROR(CheckNotBefore(
      situation.on, candidate->introduction_on.value_or(candidate->proposed_on),
      "het kennismakingsgesprek", "the introduction meeting"));
  RETURN_IF_ERROR(CheckDay(command.starts_on(), "starts_on"));
  RETURN_IF_ERROR(CheckDay(command.ends_on(), "ends_on"));
  // The resident has one next placement: it is registered under the same id.
  const NewPlacement placement{
      .placement_id = of_case.new_placement_id.empty()
                          ? situation.context.ids.Next()
                          : of_case.new_placement_id,
      .trainer_id = candidate->trainer_id,
      .practice_id = candidate->practice_id,
      .starts_on = FromProto(command.starts_on()),
      .ends_on = FromProto(command.ends_on())};
  RETURN_IF_ERROR(CheckPeriod(of_case, placement.starts_on, placement.ends_on));

  Ruled ruled{.events = {}, .id = placement.placement_id, .case_id = ""};
  v1::PairingConfirmed& confirmed =
      *ruled.events.emplace_back().mutable_pairing_confirmed();
  confirmed.set_case_id(command.case_id());
  confirmed.set_candidacy_id(candidate->candidacy_id);
  confirmed.set_trainer_id(candidate->trainer_id);
  confirmed.set_new_placement_id(placement.placement_id);
  *confirmed.mutable_on() = ToProto(situation.on);
  *confirmed.mutable_starts_on() = command.starts_on();
  *confirmed.mutable_ends_on() = command.ends_on();
  ruled.events.push_back(PlacementAsRegistered(of_case, placement));
  WarnOfEvaluation(EvaluatedBefore(placement.starts_on, of_case), situation,
                   ruled);
  return ruled;
}

Answer Decide(const v1::MoveNewPlacementStart& command,
              const Situation& situation) {
  const Case& of_case = situation.of_case;
  ASSIGN_OR_RETURN(NewPlacement placement, StillToStart(of_case));
  RETURN_IF_ERROR(CheckDay(command.starts_on(), "starts_on"));
  Ruled ruled{.events = {}, .id = placement.placement_id, .case_id = ""};
  const absl::CivilDay starts_on = FromProto(command.starts_on());
  if (starts_on == placement.starts_on) return ruled;
  placement.starts_on = starts_on;
  RETURN_IF_ERROR(CheckPeriod(of_case, starts_on, placement.ends_on));

  v1::NewPlacementStartMoved& moved =
      *ruled.events.emplace_back().mutable_new_placement_start_moved();
  moved.set_case_id(command.case_id());
  moved.set_new_placement_id(placement.placement_id);
  *moved.mutable_on() = ToProto(situation.on);
  *moved.mutable_starts_on() = command.starts_on();
  ruled.events.push_back(PlacementAsRegistered(of_case, placement));
  return ruled;
}

Answer Decide(const v1::StartNewPlacement& command,
              const Situation& situation) {
  const Case& of_case = situation.of_case;
  ASSIGN_OR_RETURN(NewPlacement placement, StillToStart(of_case));
  // Of all trainers in the case only the new one begins with the resident.
  if (situation.acting.role == v1::ROLE_TRAINER &&
      !situation.IsActing(placement.trainer_id)) {
    return rejection::TrainerIsAnother();
  }
  RETURN_IF_ERROR(
      CheckTrainerNamed(command.trainer_id(), placement.trainer_id, situation));
  RETURN_IF_ERROR(CheckAvailable(placement.trainer_id, situation));
  RETURN_IF_ERROR(CheckPeriod(of_case, situation.on, placement.ends_on));

  Ruled ruled{.events = {}, .id = placement.placement_id, .case_id = ""};
  v1::NewPlacementStarted& started =
      *ruled.events.emplace_back().mutable_new_placement_started();
  started.set_case_id(command.case_id());
  started.set_new_placement_id(placement.placement_id);
  *started.mutable_on() = ToProto(situation.on);
  if (situation.on != placement.starts_on) {
    placement.starts_on = situation.on;
    ruled.events.push_back(PlacementAsRegistered(of_case, placement));
  }
  WarnOfEvaluation(EvaluatedBefore(situation.on, of_case), situation, ruled);
  return ruled;
}

}  // namespace driehoek
