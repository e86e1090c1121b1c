// Postponement and extension (S-34).
#include "domain/extension.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/civil.h"
#include "base/status_macros.h"
#include "domain/decoupled.h"
#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

constexpr int kMaxExtensionMonths = 24;

// The row that asks for the decision; empty when the procedure has none.
std::string RowOfWindow(const Procedure& procedure) {
  const auto& obligations = procedure.data().obligations();
  const auto found =
      std::find_if(obligations.begin(), obligations.end(),
                   [](const v1::Obligation& obligation) {
                     return obligation.within() == v1::WINDOW_EXTENSION;
                   });
  return found == obligations.end() ? "" : found->key();
}

// The text names year 1 and a window; elsewhere nothing is decided here.
absl::Status CheckWithin(const Situation& situation) {
  RETURN_IF_ERROR(CheckDecoupled(situation));
  return LiesWithin(v1::WINDOW_EXTENSION, *situation.procedure,
                    situation.of_case)
             ? absl::OkStatus()
             : rejection::OutsideExtensionWindow(
                   RowOfWindow(*situation.procedure),
                   situation.procedure->data().extension().section());
}

absl::Status CheckNotDecided(const Situation& situation) {
  return CheckNotDone(situation, v1::FACT_KIND_EXTENSION_DECIDED,
                      "het besluit over uitstel en verlenging",
                      "the decision on postponement and extension");
}

absl::Status CheckPostponement(const v1::DecideExtension& command,
                               const Situation& situation) {
  if (!command.postponed()) {
    return command.has_postponed_to()
               ? rejection::FieldNotExpected("postponed_to")
               : absl::OkStatus();
  }
  RETURN_IF_ERROR(CheckDay(command.postponed_to(), "postponed_to"));
  return CheckNotBefore(FromProto(command.postponed_to()), situation.on,
                        "het besluit", "the decision");
}

absl::Status CheckExtension(const v1::DecideExtension& command) {
  const int months = command.extended_by_months();
  if (!command.extended()) {
    return months == 0 ? absl::OkStatus()
                       : rejection::FieldNotExpected("extended_by_months");
  }
  if (months == 0) return rejection::FieldMissing("extended_by_months");
  return months > 0 && months <= kMaxExtensionMonths
             ? absl::OkStatus()
             : rejection::ExtensionTooLong(kMaxExtensionMonths);
}

// G-10, E-9: against the presumption, only with an argument.
absl::Status CheckArgued(const v1::DecideExtension& command,
                         const Situation& situation) {
  RETURN_IF_ERROR(CheckText(command.argument(), "argument", kMaxNote));
  const v1::GuardRule* const guard =
      situation.Guarded(v1::GUARD_EXTENSION_ARGUED);
  if (guard == nullptr || command.extended() ||
      !LiesWithin(v1::WINDOW_PRESUMED_EXTENSION, *situation.procedure,
                  situation.of_case)) {
    return absl::OkStatus();
  }
  return CheckReason(command.argument(), "argument", kMaxNote).ok()
             ? absl::OkStatus()
             : rejection::ExtensionNotArgued(guard->key(), guard->section());
}

}  // namespace

bool LiesWithin(v1::Window window, const Procedure& procedure,
                const Case& of_case) {
  const v1::ExtensionRule& rule = procedure.data().extension();
  const std::optional<absl::CivilDay> decoupled =
      of_case.ruling.has_value() ? of_case.ruling->effective_on : std::nullopt;
  if (!decoupled.has_value() ||
      std::find(rule.training_years().begin(), rule.training_years().end(),
                of_case.year_of_placement()) == rule.training_years().end()) {
    return false;
  }
  const auto month = [&](int months) {
    return AddMonths(of_case.placement_starts_on, months);
  };
  const absl::CivilDay effective_on = *decoupled;
  if (effective_on >= month(rule.until_months())) return false;
  switch (window) {
    case v1::WINDOW_EXTENSION:
      return effective_on >= month(rule.from_months());
    case v1::WINDOW_PRESUMED_EXTENSION:
      return effective_on >= month(rule.presumed_from_months());
    default:
      return false;
  }
}

Answer Decide(const v1::MotivateExtension& command,
              const Situation& situation) {
  RETURN_IF_ERROR(CheckWithin(situation));
  RETURN_IF_ERROR(CheckNotDecided(situation));
  RETURN_IF_ERROR(CheckReason(command.motivation(), "motivation", kMaxNote));

  Ruled ruled;
  v1::ExtensionMotivated& motivated =
      *ruled.events.emplace_back().mutable_extension_motivated();
  motivated.set_case_id(command.case_id());
  *motivated.mutable_on() = ToProto(situation.on);
  motivated.set_motivation(command.motivation());
  return ruled;
}

Answer Decide(const v1::DecideExtension& command, const Situation& situation) {
  const Case& of_case = situation.of_case;
  RETURN_IF_ERROR(CheckWithin(situation));
  RETURN_IF_ERROR(CheckNotDecided(situation));
  if (!of_case.extension_motivated_on.has_value()) {
    return rejection::ExtensionNotMotivated(
        situation.procedure->data().extension().section());
  }
  RETURN_IF_ERROR(CheckNotBefore(situation.on, *of_case.extension_motivated_on,
                                 "de motivering", "the motivation"));
  RETURN_IF_ERROR(CheckPostponement(command, situation));
  RETURN_IF_ERROR(CheckExtension(command));
  RETURN_IF_ERROR(CheckArgued(command, situation));

  Ruled ruled;
  v1::ExtensionDecided& decided =
      *ruled.events.emplace_back().mutable_extension_decided();
  decided.set_case_id(command.case_id());
  *decided.mutable_on() = ToProto(situation.on);
  decided.set_postponed(command.postponed());
  if (command.postponed()) {
    *decided.mutable_postponed_to() = command.postponed_to();
  }
  decided.set_extended(command.extended());
  decided.set_extended_by_months(command.extended_by_months());
  decided.set_argument(command.argument());
  return ruled;
}

}  // namespace driehoek
