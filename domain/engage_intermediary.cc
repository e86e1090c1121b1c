#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {

// The programme manager goes between when problems arise (S-41, B-14).
Answer Decide(const v1::EngageIntermediary& /*command*/,
              const Situation& situation) {
  const Case& state = situation.of_case;
  if (state.intermediary_on.has_value()) {
    return rejection::AlreadyDone(*state.intermediary_on,
                                  "de inzet als intermediair",
                                  "the engagement as an intermediary");
  }
  Ruled ruled;
  v1::IntermediaryEngaged& engaged =
      *ruled.events.emplace_back().mutable_intermediary_engaged();
  engaged.set_case_id(state.id);
  *engaged.mutable_on() = ToProto(situation.on);
  return ruled;
}

}  // namespace driehoek
