#include "base/status_macros.h"
#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

// G-1: no ruling before the discussion, and none that takes effect before it.
// An earlier separation in fact is another thing (AS-8).
absl::Status CheckDiscussed(const Case& state, absl::CivilDay on,
                            absl::CivilDay effective_on,
                            const Situation& situation) {
  const v1::GuardRule* const guard =
      situation.Guarded(v1::GUARD_DISCUSSION_BEFORE_RULING);
  if (guard == nullptr) return absl::OkStatus();
  if (!state.discussed_on.has_value()) {
    return rejection::NotDiscussedYet(guard->key(), guard->section());
  }
  if (on < *state.discussed_on) {
    return rejection::RuledBeforeDiscussion(on, *state.discussed_on,
                                            guard->key(), guard->section());
  }
  if (effective_on < *state.discussed_on) {
    return rejection::EffectiveBeforeDiscussion(
        effective_on, *state.discussed_on, guard->key(), guard->section());
  }
  return absl::OkStatus();
}

}  // namespace

Answer Decide(const v1::RuleDecoupling& command, const Situation& situation) {
  const Case& state = situation.of_case;
  if (command.ruling() == v1::RULING_UNSPECIFIED ||
      !v1::Ruling_IsValid(command.ruling())) {
    return rejection::FieldMissing("ruling");
  }
  const bool decouples = command.ruling() == v1::RULING_DECOUPLE;
  if (command.has_effective_on()) {
    RETURN_IF_ERROR(CheckDay(command.effective_on(), "effective_on"));
    if (!decouples) return rejection::FieldNotExpected("effective_on");
  }
  if (const auto ruled_on = state.decoupled_on()) {
    return rejection::AlreadyRuled(*ruled_on);
  }
  const absl::CivilDay effective_on =  // AS-7
      command.has_effective_on() ? FromProto(command.effective_on())
                                 : situation.on;
  if (effective_on < state.placement_starts_on) {
    return rejection::BeforePlacement(effective_on, state.placement_starts_on);
  }
  RETURN_IF_ERROR(CheckDiscussed(state, situation.on, effective_on, situation));
  if (decouples && !state.advised()) return rejection::NotAdvised();
  RETURN_IF_ERROR(CheckText(command.motivation(), "motivation", kMaxReason));
  if (command.ruling() == v1::RULING_RETURN) {
    RETURN_IF_ERROR(
        CheckReason(command.motivation(), "motivation", kMaxReason));
  }

  Ruled ruled;
  v1::DecouplingRuled& event =
      *ruled.events.emplace_back().mutable_decoupling_ruled();
  event.set_case_id(state.id);
  event.set_ruling(command.ruling());
  *event.mutable_on() = ToProto(situation.on);
  if (decouples) *event.mutable_effective_on() = ToProto(effective_on);
  event.set_motivation(command.motivation());
  return ruled;
}

}  // namespace driehoek
