// Departing from the procedure (S-40, B-13, E-1), and going on after a pause.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "domain/deviations.h"
#include "domain/due_dates.h"
#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

constexpr int kMaxConsulted = 10;
constexpr size_t kMaxDeviations = 200;
// A last good day further away than this is a slip of the pen.
constexpr absl::civil_diff_t kMaxDaysLater = 366;

bool IsAboutAnObligation(v1::DeviationKind kind) {
  return kind == v1::DEVIATION_KIND_WAIVE || kind == v1::DEVIATION_KIND_MOVE ||
         kind == v1::DEVIATION_KIND_PAUSE;
}

// Each kind has its own fields, and no others.
absl::Status CheckForm(const v1::RecordDeviation& command) {
  const v1::DeviationKind kind = command.deviation();
  if (kind == v1::DEVIATION_KIND_UNSPECIFIED ||
      !v1::DeviationKind_IsValid(kind)) {
    return rejection::FieldMissing("deviation");
  }
  if (command.why() == v1::DEVIATION_REASON_UNSPECIFIED ||
      !v1::DeviationReason_IsValid(command.why())) {
    return rejection::FieldMissing("why");
  }
  if (IsAboutAnObligation(kind) && command.obligation().empty()) {
    return rejection::FieldMissing("obligation");
  }
  if (!IsAboutAnObligation(kind) && !command.obligation().empty()) {
    return rejection::FieldNotExpected("obligation");
  }
  if (!IsAboutAnObligation(kind) && command.created_by() != 0) {
    return rejection::FieldNotExpected("created_by");
  }
  if (kind == v1::DEVIATION_KIND_MOVE) {
    RETURN_IF_ERROR(CheckDay(command.due_on(), "due_on"));
  } else if (command.has_due_on()) {
    return rejection::FieldNotExpected("due_on");
  }
  const bool lifts = kind == v1::DEVIATION_KIND_LIFT_GUARD;
  if (lifts && command.guard().empty()) {
    return rejection::FieldMissing("guard");
  }
  if (!lifts && !command.guard().empty()) {
    return rejection::FieldNotExpected("guard");
  }
  if (kind == v1::DEVIATION_KIND_MEETING_NOT_FITTING) {
    if (command.why() != v1::DEVIATION_REASON_MEETING_NOT_FITTING) {
      return rejection::DeviationReasonDiffers();
    }
    if (!command.trainer_id().empty()) {
      return rejection::FieldNotExpected("trainer_id");
    }
  }
  return absl::OkStatus();
}

// G-9: an argument, and those who were consulted.
absl::Status CheckArgued(const v1::RecordDeviation& command,
                         const Situation& situation) {
  RETURN_IF_ERROR(CheckText(command.argument(), "argument", kMaxNote));
  if (command.consulted_size() > kMaxConsulted) {
    return rejection::ConsultedMalformed();
  }
  for (int i = 0; i < command.consulted_size(); ++i) {
    const v1::Role role = command.consulted(i);
    const bool again =
        std::find(command.consulted().begin(), command.consulted().begin() + i,
                  role) != command.consulted().begin() + i;
    if (role == v1::ROLE_UNSPECIFIED || role == v1::ROLE_SYSTEM ||
        !v1::Role_IsValid(role) || again) {
      return rejection::ConsultedMalformed();
    }
  }
  const v1::GuardRule* const guard =
      situation.Guarded(v1::GUARD_DEVIATION_ARGUED);
  if (guard == nullptr) return absl::OkStatus();
  if (!CheckReason(command.argument(), "argument", kMaxNote).ok()) {
    return rejection::DeviationNotArgued(guard->key(), guard->section());
  }
  if (command.consulted().empty()) {
    return rejection::NobodyConsulted(guard->key(), guard->section());
  }
  return absl::OkStatus();
}

// The trainer as the case names him or her.
std::string TrainerNamed(const v1::RecordDeviation& command,
                         const Situation& situation) {
  return situation.draft.same_people()
      .FindIn(situation.of_case.trainer_ids, command.trainer_id())
      .value_or(command.trainer_id());
}

// The row that is meant: the latest when the command does not say which.
absl::StatusOr<v1::Due> FindRow(const v1::RecordDeviation& command,
                                const Situation& situation) {
  if (situation.procedure->FindObligation(command.obligation()) == nullptr) {
    return rejection::ObligationUnknown(command.obligation());
  }
  std::optional<v1::Due> found;
  for (const v1::Due& due : DueDatesOf(*situation.procedure, situation.of_case,
                                       situation.context.calendar)) {
    const v1::ObligationRef& row = due.obligation();
    if (row.key() != command.obligation() ||
        (command.created_by() != 0 &&
         row.created_by() != command.created_by()) ||
        (!command.trainer_id().empty() &&
         row.trainer_id() != TrainerNamed(command, situation))) {
      continue;
    }
    if (found.has_value() &&
        found->obligation().created_by() == row.created_by()) {
      // One for each trainer: say for whom.
      return rejection::FieldMissing("trainer_id");
    }
    if (!found.has_value() ||
        found->obligation().created_by() < row.created_by()) {
      found = due;
    }
  }
  if (!found.has_value()) {
    return rejection::ObligationNotThere(command.obligation());
  }
  return *std::move(found);
}

// A day that was set must be one that still helps: not before the day of the
// rule, save where the placement is too short for it.
absl::Status CheckNewDay(const v1::RecordDeviation& command, const v1::Due& due,
                         absl::CivilDay on) {
  const absl::CivilDay now = FromProto(due.due_on());
  const absl::CivilDay original =
      due.has_original_due_on() ? FromProto(due.original_due_on()) : now;
  const absl::CivilDay day = FromProto(command.due_on());
  if (day == now) return rejection::SameDueDate(now);
  if (day < on) {
    return rejection::OutOfOrder(day, on, "de dag waarop is afgeweken",
                                 "the day of the deviation");
  }
  if (day < original && command.why() != v1::DEVIATION_REASON_SHORT_PLACEMENT) {
    return rejection::EarlierThanTheRule(day, original, due.section());
  }
  if (day > std::max(original, on) + kMaxDaysLater) {
    return rejection::TooFarAhead(day);
  }
  return absl::OkStatus();
}

absl::Status CheckRow(const v1::RecordDeviation& command, const v1::Due& due,
                      absl::CivilDay on) {
  const std::string& key = due.obligation().key();
  switch (due.status()) {
    case v1::DUE_STATUS_FULFILLED:
      return rejection::ObligationDone(key, FromProto(due.fulfilled_on()));
    case v1::DUE_STATUS_LAPSED:
      return rejection::ObligationLapsed(key);
    case v1::DUE_STATUS_WAIVED:
      return rejection::ObligationWaived(key);
    default:
      break;
  }
  if (on < FromProto(due.created_on())) {
    return rejection::OutOfOrder(on, FromProto(due.created_on()),
                                 "de dag waarop dit begon",
                                 "the day on which this began");
  }
  if (command.deviation() == v1::DEVIATION_KIND_WAIVE) return absl::OkStatus();
  if (due.status() == v1::DUE_STATUS_PAUSED) {
    return rejection::ObligationPaused(key);
  }
  if (!due.has_due_on()) return rejection::ObligationWithoutDay(key);
  if (command.deviation() == v1::DEVIATION_KIND_MOVE) {
    return CheckNewDay(command, due, on);
  }
  return on > FromProto(due.due_on())
             ? rejection::NoDaysLeft(key, FromProto(due.due_on()))
             : absl::OkStatus();
}

// What blocks a trainer is lifted for that trainer, in the case that blocks;
// any other guard for the whole case.
absl::Status CheckGuard(const v1::RecordDeviation& command,
                        const Situation& situation) {
  const auto& guards = situation.procedure->data().guards();
  const auto rule = std::find_if(
      guards.begin(), guards.end(),
      [&](const v1::GuardRule& one) { return one.key() == command.guard(); });
  if (rule == guards.end()) return rejection::GuardUnknown(command.guard());
  if (!rule->deviation_may_lift()) {
    return rejection::GuardCannotBeLifted(rule->key(), rule->section());
  }
  if (rule->guard() != v1::GUARD_NO_NEW_RESIDENT_BEFORE_CONTACT) {
    if (!command.trainer_id().empty()) {
      return rejection::FieldNotExpected("trainer_id");
    }
    return situation.Guarded(rule->guard()) == nullptr
               ? rejection::GuardAlreadyLifted(rule->key(), rule->section())
               : absl::OkStatus();
  }
  RETURN_IF_ERROR(CheckId(command.trainer_id(), "trainer_id"));
  const std::vector<std::string> blocking =
      situation.draft
          .Get<TrainerState>(TagKind::kTrainer,
                             TrainerNamed(command, situation))
          .blocking_cases();
  return std::find(blocking.begin(), blocking.end(), situation.of_case.id) ==
                 blocking.end()
             ? rejection::TrainerNotBlocked(rule->key(), rule->section())
             : absl::OkStatus();
}

absl::Status CheckMeetingIsStillAsked(const Situation& situation) {
  if (const auto ruled_on = situation.of_case.decoupled_on()) {
    return rejection::AlreadyRuled(*ruled_on);
  }
  return HasDeviation(situation.of_case, v1::DEVIATION_KIND_MEETING_NOT_FITTING)
             ? rejection::AlreadyDeviated()
             : absl::OkStatus();
}

}  // namespace

Answer Decide(const v1::RecordDeviation& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckForm(command));
  if (situation.of_case.deviations.size() >= kMaxDeviations) {
    return rejection::TooManyDeviations();
  }
  Ruled ruled;
  v1::DeviationRecorded& recorded =
      *ruled.events.emplace_back().mutable_deviation_recorded();
  if (IsAboutAnObligation(command.deviation())) {
    ASSIGN_OR_RETURN(const v1::Due due, FindRow(command, situation));
    RETURN_IF_ERROR(CheckRow(command, due, situation.on));
    *recorded.mutable_obligation() = due.obligation();
  } else if (command.deviation() == v1::DEVIATION_KIND_LIFT_GUARD) {
    RETURN_IF_ERROR(CheckGuard(command, situation));
    recorded.set_guard(command.guard());
    recorded.set_trainer_id(TrainerNamed(command, situation));
  } else {
    RETURN_IF_ERROR(CheckMeetingIsStillAsked(situation));
  }
  RETURN_IF_ERROR(CheckArgued(command, situation));
  ruled.id = situation.context.ids.Next();
  recorded.set_case_id(situation.of_case.id);
  recorded.set_deviation_id(ruled.id);
  recorded.set_deviation(command.deviation());
  if (command.has_due_on()) *recorded.mutable_due_on() = command.due_on();
  recorded.set_why(command.why());
  recorded.set_argument(command.argument());
  *recorded.mutable_consulted() = command.consulted();
  *recorded.mutable_on() = ToProto(situation.on);
  return ruled;
}

Answer Decide(const v1::ResumeObligation& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckId(command.deviation_id(), "deviation_id"));
  const Deviation* const deviation =
      FindDeviation(situation.of_case, command.deviation_id());
  if (deviation == nullptr) return rejection::DeviationNotFound();
  const std::vector<v1::Due> dues = DueDatesOf(
      *situation.procedure, situation.of_case, situation.context.calendar);
  const bool stands_still =
      std::any_of(dues.begin(), dues.end(), [&](const v1::Due& due) {
        return due.status() == v1::DUE_STATUS_PAUSED &&
               DueKey(due.obligation()) == DueKey(deviation->obligation);
      });
  if (deviation->kind != v1::DEVIATION_KIND_PAUSE ||
      deviation->resumed_on.has_value() || !stands_still) {
    return rejection::NotPaused();
  }
  if (situation.on < deviation->on) {
    return rejection::OutOfOrder(situation.on, deviation->on,
                                 "de dag waarop de termijn stil ging staan",
                                 "the day on which it was paused");
  }
  Ruled ruled;
  ruled.id = deviation->id;
  v1::ObligationResumed& resumed =
      *ruled.events.emplace_back().mutable_obligation_resumed();
  resumed.set_case_id(situation.of_case.id);
  resumed.set_deviation_id(deviation->id);
  *resumed.mutable_on() = ToProto(situation.on);
  return ruled;
}

}  // namespace driehoek
