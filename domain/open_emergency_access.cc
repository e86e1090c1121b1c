// Opening a case in an emergency: for a short time, to read, and told to those
// whom it is about.
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/status_macros.h"
#include "domain/access.h"
#include "domain/people.h"
#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

constexpr int kHoursUnlessSaid = 4;
constexpr int kMostHours = 24;

}  // namespace

Answer Decide(const v1::OpenEmergencyAccess& command,
              const Situation& situation) {
  if (command.hours() < 0 || command.hours() > kMostHours) {
    return rejection::TooManyHours(kMostHours);
  }
  RETURN_IF_ERROR(CheckReason(command.reason(), "reason", kMaxReason));
  const Case& of_case = situation.of_case;
  const Surroundings surroundings =
      SurroundingsOf(of_case, *situation.procedure, situation.context.calendar);
  const Caller caller =
      CallerOf(situation.acting.person_id, situation.acting.role,
               situation.context.today, situation.draft);
  // What whoever is a party or a candidate sees of it, that shows already; and
  // nobody gets a staff right in the own case by an emergency.
  if (HasPartIn(caller, surroundings)) {
    return rejection::CaseNotFound();
  }
  if (IsConcerned(caller, surroundings)) return rejection::AccessAlready();
  const int hours = command.hours() == 0 ? kHoursUnlessSaid : command.hours();
  Ruled ruled;
  ruled.id = situation.context.ids.Next();
  v1::EmergencyAccessOpened& opened =
      *ruled.events.emplace_back().mutable_emergency_access_opened();
  opened.set_emergency_id(ruled.id);
  opened.set_case_id(of_case.id);
  opened.set_person_id(caller.person_id);
  opened.set_role(caller.role);
  *opened.mutable_on() = ToProto(situation.on);
  opened.set_ends_at_micros(
      absl::ToUnixMicros(situation.context.now + absl::Hours(hours)));
  opened.set_reason(command.reason());
  v1::Warning& until = ruled.warnings.emplace_back();
  until.set_text(
      absl::StrCat("U kunt deze zaak lezen tot ",
                   WrittenMoment(situation.context.now + absl::Hours(hours)),
                   ". Dat u dit doet, zien de betrokkenen en de auditors."));
  return ruled;
}

}  // namespace driehoek
