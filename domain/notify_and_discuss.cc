// From the teachers to the deputy head (S-8, S-9, S-10).
#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {

// Also without an advice: a triangular meeting that would harm is not forced
// and a notice is enough for a case.
Answer Decide(const v1::NotifyProgrammeManager& /*command*/,
              const Situation& situation) {
  Ruled ruled;
  v1::ProgrammeManagerNotified& notified =
      *ruled.events.emplace_back().mutable_programme_manager_notified();
  notified.set_case_id(situation.of_case.id);
  *notified.mutable_on() = ToProto(situation.on);
  return ruled;
}

Answer Decide(const v1::AnnouncePossibleDecoupling& /*command*/,
              const Situation& situation) {
  if (!situation.of_case.notified_on.has_value()) {
    return rejection::ProgrammeManagerNotNotified();
  }
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
  if (!state.notified_on.has_value()) {
    return rejection::ProgrammeManagerNotNotified();
  }
  if (const auto ruled_on = state.decoupled_on()) {
    return rejection::AlreadyRuled(*ruled_on);
  }
  if (situation.on < *state.notified_on) {
    return rejection::OutOfOrder(situation.on, *state.notified_on,
                                 "de melding bij de manager opleiding",
                                 "the notice to the programme manager");
  }
  Ruled ruled;
  v1::DiscussedWithDeputyHead& discussed =
      *ruled.events.emplace_back().mutable_discussed_with_deputy_head();
  discussed.set_case_id(state.id);
  *discussed.mutable_on() = ToProto(situation.on);
  return ruled;
}

}  // namespace driehoek
