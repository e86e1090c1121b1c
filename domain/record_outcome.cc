#include "base/status_macros.h"
#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

absl::Status CheckSubject(const v1::ObligationRef& obligation) {
  const int named = int{!obligation.case_id().empty()} +
                    int{!obligation.cohort_id().empty()} +
                    int{!obligation.procedure_key().empty()} +
                    int{!obligation.privacy_request_id().empty()};
  if (named > 1) return rejection::OutcomeMalformed();
  if (!obligation.cohort_id().empty()) {
    return CheckId(obligation.cohort_id(), "cohort_id");
  }
  if (!obligation.procedure_key().empty()) {
    return CheckId(obligation.procedure_key(), "procedure_key");
  }
  if (!obligation.privacy_request_id().empty()) {
    return CheckId(obligation.privacy_request_id(), "privacy_request_id");
  }
  return CheckId(obligation.case_id(), "case_id");
}

}  // namespace

// Whether it is so was worked out by the deadline watch from its subject as it
// was at `source_position`; the writer takes it only when nothing came since.
Answer Decide(const v1::RecordOutcome& command,
              const Situation& /*situation*/) {
  RETURN_IF_ERROR(CheckSubject(command.obligation()));
  RETURN_IF_ERROR(CheckDay(command.due_on(), "due_on"));
  if (command.obligation().key().empty() ||
      command.obligation().created_by() == 0) {
    return rejection::OutcomeMalformed();
  }
  const auto tell = [&](auto& event) {
    *event.mutable_obligation() = command.obligation();
    *event.mutable_due_on() = command.due_on();
    *event.mutable_owner() = command.owner();
  };
  Ruled ruled;
  switch (command.outcome()) {
    case v1::OUTCOME_KIND_BREACH: {
      v1::BreachRecorded& breach =
          *ruled.events.emplace_back().mutable_breach_recorded();
      tell(breach);
      breach.set_breached_at_micros(command.fell_due_at_micros());
      return ruled;
    }
    case v1::OUTCOME_KIND_PAST_TARGET: {
      v1::PastTargetRecorded& past =
          *ruled.events.emplace_back().mutable_past_target_recorded();
      tell(past);
      past.set_past_at_micros(command.fell_due_at_micros());
      return ruled;
    }
    case v1::OUTCOME_KIND_REMINDER: {
      v1::ReminderRecorded& reminder =
          *ruled.events.emplace_back().mutable_reminder_recorded();
      tell(reminder);
      reminder.set_at_micros(command.at_micros());
      reminder.set_offset_days(command.offset_days());
      return ruled;
    }
    case v1::OUTCOME_KIND_ESCALATION: {
      v1::EscalationRecorded& escalation =
          *ruled.events.emplace_back().mutable_escalation_recorded();
      *escalation.mutable_obligation() = command.obligation();
      *escalation.mutable_due_on() = command.due_on();
      escalation.set_at_micros(command.at_micros());
      *escalation.mutable_to() = command.owner();
      return ruled;
    }
    default:
      return rejection::OutcomeMalformed();
  }
}

}  // namespace driehoek
