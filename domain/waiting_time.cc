// What is decided on the time without a trainer (S-15, S-18, S-35, S-36). When
// it began and ended nobody decides: that is worked out (waiting.h).
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "domain/decoupled.h"
#include "domain/people.h"
#include "domain/rejections.h"
#include "domain/rules.h"
#include "domain/waiting.h"

namespace driehoek {
namespace {

constexpr int kMaxNotCounted = 999;

// The trainer who stands in is one on the days that are known already.
absl::Status CheckSupervision(const v1::AssessStayInOldPractice& command,
                              const Situation& situation) {
  if (command.supervisor_id().empty()) {
    if (command.has_supervised_from()) {
      return rejection::FieldNotExpected("supervised_from");
    }
    return command.has_supervised_until()
               ? rejection::FieldNotExpected("supervised_until")
               : absl::OkStatus();
  }
  RETURN_IF_ERROR(CheckId(command.supervisor_id(), "supervisor_id"));
  absl::CivilDay from = situation.on;
  if (command.has_supervised_from()) {
    RETURN_IF_ERROR(CheckDay(command.supervised_from(), "supervised_from"));
    from = FromProto(command.supervised_from());
    if (from < situation.of_case.placement_starts_on) {
      return rejection::BeforePlacement(from,
                                        situation.of_case.placement_starts_on);
    }
  }
  if (command.has_supervised_until()) {
    RETURN_IF_ERROR(CheckDay(command.supervised_until(), "supervised_until"));
    if (FromProto(command.supervised_until()) < from) {
      return rejection::PeriodEndsBeforeItStarts();
    }
  }
  return PersonOf(command.supervisor_id(), situation.draft)
                 .Holds(v1::ROLE_TRAINER, situation.context.today)
             ? absl::OkStatus()
             : rejection::SupervisorNotRecognised();
}

std::string SectionOf(const Situation& situation, const char* command) {
  const v1::Competence* const competence =
      situation.procedure->FindCompetence(command);
  return competence != nullptr ? competence->section() : "";
}

// The working days on which is still to be decided: of every long waiting time
// that ended since the latest decision. While the resident waits nothing can be
// said afterwards (B-9).
absl::StatusOr<int> UndecidedWorkingDays(const Situation& situation) {
  const Case& of_case = situation.of_case;
  const std::string section = SectionOf(situation, "credit_waiting_time");
  if (const WaitingPeriod* const period = WaitingOn(of_case, situation.on)) {
    return rejection::StillWaiting(period->from, section);
  }
  const Fact* const credited =
      LatestFact(of_case, v1::FACT_KIND_WAITING_TIME_CREDITED);
  int working_days = 0;
  bool any_long = false;
  for (const WaitingPeriod& period : of_case.waiting) {
    const std::optional<absl::CivilDay> until = period.until;
    if (!until.has_value() || !WasLong(*situation.procedure, period)) continue;
    any_long = true;
    if (*until > situation.on ||
        (credited != nullptr && credited->on >= *until)) {
      continue;
    }
    working_days += WorkingDaysBetween(period.from, *until);
  }
  if (working_days > 0) return working_days;
  if (any_long && credited != nullptr) {
    return rejection::AlreadyDone(credited->on, "het besluit over de wachttijd",
                                  "the decision on the waiting time");
  }
  return rejection::WaitingWasNotLong(section);
}

absl::Status CheckCredit(const v1::CreditWaitingTime& command,
                         int working_days) {
  const int not_counted = command.not_counted_working_days();
  switch (command.credit()) {
    case v1::WAITING_CREDIT_ALL:
      return not_counted == 0
                 ? absl::OkStatus()
                 : rejection::FieldNotExpected("not_counted_working_days");
    case v1::WAITING_CREDIT_PART:
    case v1::WAITING_CREDIT_NONE:
      if (not_counted == 0) {
        return rejection::FieldMissing("not_counted_working_days");
      }
      return not_counted > 0 && not_counted <= kMaxNotCounted &&
                     not_counted <= working_days
                 ? absl::OkStatus()
                 : rejection::MoreThanWaited(working_days);
    default:
      return rejection::FieldMissing("credit");
  }
}

}  // namespace

Answer Decide(const v1::AssessStayInOldPractice& command,
              const Situation& situation) {
  const Case& of_case = situation.of_case;
  // Without an end to the pairing, or someone away, there is nothing to bridge.
  if (!of_case.decoupled() && of_case.absences.empty()) {
    return rejection::DecouplingNotRuled();
  }
  if (of_case.new_placement.has_value() && of_case.new_placement->started) {
    return rejection::AlreadyStarted(of_case.new_placement->starts_on);
  }
  RETURN_IF_ERROR(CheckSupervision(command, situation));

  Ruled ruled;
  v1::StayInOldPracticeAssessed& assessed =
      *ruled.events.emplace_back().mutable_stay_in_old_practice_assessed();
  assessed.set_case_id(command.case_id());
  *assessed.mutable_on() = ToProto(situation.on);
  assessed.set_stays(command.stays());
  if (command.supervisor_id().empty()) return ruled;
  assessed.set_supervisor_id(command.supervisor_id());
  *assessed.mutable_supervised_from() = command.has_supervised_from()
                                            ? command.supervised_from()
                                            : ToProto(situation.on);
  if (command.has_supervised_until()) {
    *assessed.mutable_supervised_until() = command.supervised_until();
  }
  return ruled;
}

Answer Decide(const v1::DecideWaitingFill& command,
              const Situation& situation) {
  const std::string section = SectionOf(situation, "decide_waiting_fill");
  const WaitingPeriod* const period =
      WaitingOn(situation.of_case, situation.on);
  if (period == nullptr) return rejection::NotWaiting(situation.on, section);
  const std::optional<absl::CivilDay> long_on =
      LongWaitingFrom(*situation.procedure, period->from);
  if (!long_on.has_value()) return rejection::WaitingNeverLong();
  if (situation.on < *long_on) {
    return rejection::WaitingNotLongYet(*long_on, section);
  }
  RETURN_IF_ERROR(CheckReason(command.fill(), "fill", kMaxReason));

  Ruled ruled;
  v1::WaitingFillDecided& decided =
      *ruled.events.emplace_back().mutable_waiting_fill_decided();
  decided.set_case_id(command.case_id());
  *decided.mutable_on() = ToProto(situation.on);
  decided.set_fill(command.fill());
  return ruled;
}

Answer Decide(const v1::CreditWaitingTime& command,
              const Situation& situation) {
  ASSIGN_OR_RETURN(const int working_days, UndecidedWorkingDays(situation));
  RETURN_IF_ERROR(CheckCredit(command, working_days));

  Ruled ruled;
  v1::WaitingTimeCredited& credited =
      *ruled.events.emplace_back().mutable_waiting_time_credited();
  credited.set_case_id(command.case_id());
  *credited.mutable_on() = ToProto(situation.on);
  credited.set_credit(command.credit());
  credited.set_not_counted_working_days(command.not_counted_working_days());
  return ruled;
}

Answer Decide(const v1::SettleWaitingTime& command,
              const Situation& situation) {
  const Case& of_case = situation.of_case;
  const Fact* const owed =
      LatestFact(of_case, v1::FACT_KIND_WAITING_TIME_NOT_COUNTED);
  if (owed == nullptr)
    return rejection::NothingToSettle(
        SectionOf(situation, "settle_waiting_time"));
  if (const Fact* const settled =
          LatestFact(of_case, v1::FACT_KIND_WAITING_TIME_SETTLED);
      settled != nullptr && settled->position > owed->position) {
    return rejection::AlreadyDone(settled->on, "de verrekening",
                                  "the settlement");
  }
  RETURN_IF_ERROR(CheckNotBefore(situation.on, owed->on,
                                 "het besluit over de wachttijd",
                                 "the decision on the waiting time"));
  RETURN_IF_ERROR(CheckDay(command.training_ends_on(), "training_ends_on"));
  RETURN_IF_ERROR(CheckNotBefore(FromProto(command.training_ends_on()),
                                 owed->on, "het besluit over de wachttijd",
                                 "the decision on the waiting time"));

  Ruled ruled;
  v1::WaitingTimeSettled& settled =
      *ruled.events.emplace_back().mutable_waiting_time_settled();
  settled.set_case_id(command.case_id());
  *settled.mutable_on() = ToProto(situation.on);
  *settled.mutable_training_ends_on() = command.training_ends_on();
  return ruled;
}

}  // namespace driehoek
