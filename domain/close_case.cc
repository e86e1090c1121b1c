#include "base/status_macros.h"
#include "domain/due_dates.h"
#include "domain/erasure.h"
#include "domain/rejections.h"
#include "domain/reports.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

absl::Status CheckResult(const v1::CloseCase& command,
                         const Situation& situation) {
  const Case& state = situation.of_case;
  switch (command.result()) {
    case v1::CASE_RESULT_RESOLVED: {
      if (const auto ruled_on = state.decoupled_on()) {
        return rejection::AlreadyRuled(*ruled_on);
      }
      if (!state.resolved) return rejection::NotResolvedYet();
      const v1::GuardRule* const guard =
          situation.Guarded(v1::GUARD_ATTENTION_POINTS_WHEN_RESOLVED);
      if (guard != nullptr &&
          !HasAttentionPoints(state, *situation.procedure)) {
        return rejection::AttentionPointsMissing(guard->key(),
                                                 guard->section());
      }
      return absl::OkStatus();
    }
    case v1::CASE_RESULT_RE_PAIRED:
      return state.new_placement.has_value() && state.new_placement->started
                 ? absl::OkStatus()
                 : rejection::NotStartedYet();
    case v1::CASE_RESULT_WITHDRAWN:
      return CheckReason(command.reason(), "reason", kMaxReason);
    default:
      return rejection::FieldMissing("result");
  }
}

// What is HARD must be done first, also when it is late; the rest lapses, and
// so does what was tried in time.
absl::Status CheckNothingHardIsOpen(const Situation& situation) {
  for (const v1::Due& due : DueDatesOf(*situation.procedure, situation.of_case,
                                       situation.context.calendar)) {
    if (due.obligation_class() == v1::OBLIGATION_CLASS_HARD &&
        !due.date_lifted() &&
        (due.status() == v1::DUE_STATUS_OPEN ||
         due.status() == v1::DUE_STATUS_WAITING_FOR_ANCHOR ||
         due.status() == v1::DUE_STATUS_PAUSED)) {
      return rejection::ObligationOpen(due.obligation().key(), due.title(),
                                       due.section());
    }
  }
  return absl::OkStatus();
}

}  // namespace

Answer Decide(const v1::CloseCase& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckResult(command, situation));
  RETURN_IF_ERROR(CheckText(command.reason(), "reason", kMaxReason));
  RETURN_IF_ERROR(CheckNothingHardIsOpen(situation));
  const Case& state = situation.of_case;
  Ruled ruled;
  ruled.id = state.id;
  v1::CaseClosed& closed = *ruled.events.emplace_back().mutable_case_closed();
  closed.set_case_id(state.id);
  closed.set_placement_id(state.placement_id);
  closed.set_result(command.result());
  *closed.mutable_on() = ToProto(situation.on);
  closed.set_reason(command.reason());
  // What a hold keeps, stays with its author (art. 17(3) AVG).
  if (IsHeld(situation.draft.Get<Institute>(TagKind::kInstitute,
                                            situation.context.institute_id),
             state, situation.draft.same_people())) {
    return ruled;
  }
  for (const std::string& document_id :
       UnsharedReports(*situation.procedure, state)) {
    v1::ContentErased& erased =
        *ruled.events.emplace_back().mutable_content_erased();
    erased.set_erasure_id(situation.context.ids.Next());
    erased.set_scope(v1::ERASURE_SCOPE_UNSHARED_REPORT);
    erased.set_ground(v1::ERASURE_GROUND_TERM_OVER);
    *erased.mutable_on() = ToProto(situation.on);
    erased.set_case_id(state.id);
    erased.set_document_id(document_id);
    erased.add_document_ids(document_id);
  }
  return ruled;
}

}  // namespace driehoek
