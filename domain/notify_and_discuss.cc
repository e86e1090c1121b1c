// From the teachers to the deputy head (S-8, S-9, S-10).
#include <optional>

#include "base/status_macros.h"
#include "domain/open_case.h"
#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

// What follows the notice is not before it (S-9, S-10).
absl::Status CheckNotified(const Situation& situation) {
  const std::optional<absl::CivilDay>& notified_on =
      situation.of_case.notified_on;
  if (!notified_on.has_value()) return rejection::ProgrammeManagerNotNotified();
  if (situation.on < *notified_on) {
    return rejection::OutOfOrder(situation.on, *notified_on,
                                 "de melding bij de manager opleiding",
                                 "the notice to the programme manager");
  }
  return absl::OkStatus();
}

}  // namespace

// Also before an advice: a talk without one of the parties, or a concern, goes
// to the programme manager as well, and is enough for a case.
Answer Decide(const v1::NotifyProgrammeManager& command,
              const Situation& situation) {
  ASSIGN_OR_RETURN(Ruled ruled, InCase(command, situation));
  v1::ProgrammeManagerNotified& notified =
      *ruled.events.emplace_back().mutable_programme_manager_notified();
  notified.set_case_id(ruled.case_id);
  *notified.mutable_on() = ToProto(situation.on);
  return ruled;
}

Answer Decide(const v1::AnnouncePossibleDecoupling& /*command*/,
              const Situation& situation) {
  RETURN_IF_ERROR(CheckNotified(situation));
  Ruled ruled;
  v1::PossibleDecouplingAnnounced& announced =
      *ruled.events.emplace_back().mutable_possible_decoupling_announced();
  announced.set_case_id(situation.of_case.id);
  *announced.mutable_on() = ToProto(situation.on);
  return ruled;
}

Answer Decide(const v1::DiscussWithDeputyHead& /*command*/,
              const Situation& situation) {
  const Case& state = situation.of_case;
  if (const auto ruled_on = state.decoupled_on()) {
    return rejection::AlreadyRuled(*ruled_on);
  }
  RETURN_IF_ERROR(CheckNotified(situation));
  if (!state.advised()) return rejection::NotAdvised();
  Ruled ruled;
  v1::DiscussedWithDeputyHead& discussed =
      *ruled.events.emplace_back().mutable_discussed_with_deputy_head();
  discussed.set_case_id(state.id);
  *discussed.mutable_on() = ToProto(situation.on);
  return ruled;
}

}  // namespace driehoek
