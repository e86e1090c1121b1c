#include "domain/rejections.h"
#include "domain/reports.h"
#include "domain/rules.h"

namespace driehoek {

Answer Decide(const v1::ResolveWithoutDecoupling& /*command*/,
              const Situation& situation) {
  const Case& state = situation.of_case;
  if (const auto ruled_on = state.decoupled_on()) {
    return rejection::AlreadyRuled(*ruled_on);
  }
  if (state.resolved) return rejection::AlreadyResolved();
  const Meeting* const meeting = state.latest_held();
  if (meeting == nullptr || !meeting->held_on.has_value()) {
    return rejection::NoMeetingHeld();
  }
  if (meeting->outcome != v1::MEETING_OUTCOME_NO_DECOUPLING) {
    return rejection::MeetingFoundOtherwise();
  }
  if (situation.on < *meeting->held_on) {
    return rejection::OutOfOrder(situation.on, *meeting->held_on,
                                 "het driehoeksgesprek",
                                 "the triangular meeting");
  }
  const v1::GuardRule* const guard =
      situation.Guarded(v1::GUARD_ATTENTION_POINTS_WHEN_RESOLVED);
  if (guard != nullptr && !HasAttentionPoints(state, *situation.procedure)) {
    return rejection::AttentionPointsMissing(guard->key(), guard->section());
  }
  Ruled ruled;
  v1::ResolvedWithoutDecoupling& resolved =
      *ruled.events.emplace_back().mutable_resolved_without_decoupling();
  resolved.set_case_id(state.id);
  *resolved.mutable_on() = ToProto(situation.on);
  return ruled;
}

}  // namespace driehoek
