// Before there is a case (S-1, S-2), and the bridge to one that opens later.
#include <algorithm>
#include <string>
#include <vector>

#include "base/status_macros.h"
#include "domain/access.h"
#include "domain/people.h"
#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

// The signal, when whoever acts may know of it.
const Signal* FindSeen(const std::string& signal_id,
                       const std::string& group_id,
                       const Situation& situation) {
  const GroupState& group =
      situation.draft.Get<GroupState>(TagKind::kGroup, group_id);
  const Signal* const signal = group.FindSignal(signal_id);
  if (signal == nullptr) return nullptr;
  const auto placement = group.placements.find(signal->placement_id);
  const Caller caller =
      CallerOf(situation.acting.person_id, situation.acting.role,
               situation.context.today, situation.draft);
  return MaySeeSignal(caller, group_id, signal->signalled_by,
                      placement == group.placements.end()
                          ? Surroundings()
                          : SurroundingsOf(placement->second))
             ? signal
             : nullptr;
}

}  // namespace

Answer Decide(const v1::SignalDiscontent& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckText(command.note(), "note", kMaxNote));
  const PlacementState& placement = situation.draft.Get<PlacementState>(
      TagKind::kPlacement, command.placement_id());
  Ruled ruled;
  ruled.id = situation.context.ids.Next();
  v1::DiscontentSignalled& signalled =
      *ruled.events.emplace_back().mutable_discontent_signalled();
  signalled.set_signal_id(ruled.id);
  signalled.set_placement_id(placement.id);
  signalled.set_group_id(placement.group_id);
  signalled.set_signalled_by(situation.acting.person_id);
  *signalled.mutable_on() = ToProto(situation.on);
  signalled.set_note(command.note());
  return ruled;
}

Answer Decide(const v1::ClarifyPerspectives& command,
              const Situation& situation) {
  RETURN_IF_ERROR(CheckId(command.signal_id(), "signal_id"));
  const Signal* const signal =
      FindSeen(command.signal_id(), command.group_id(), situation);
  if (signal == nullptr) return rejection::SignalNotFound();
  if (situation.on < signal->on) {
    return rejection::OutOfOrder(situation.on, signal->on, "het signaal",
                                 "the signal");
  }
  Ruled ruled;
  ruled.id = signal->id;
  v1::PerspectivesClarified& clarified =
      *ruled.events.emplace_back().mutable_perspectives_clarified();
  clarified.set_signal_id(signal->id);
  clarified.set_group_id(command.group_id());
  *clarified.mutable_on() = ToProto(situation.on);
  clarified.set_resident_heard(command.resident_heard());
  clarified.set_trainer_heard(command.trainer_heard());
  clarified.set_signalled_by(signal->signalled_by);
  return ruled;
}

// The case learns of the signal's number and of nothing that is in it.
Answer Decide(const v1::LinkSignal& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckId(command.group_id(), "group_id"));
  RETURN_IF_ERROR(CheckId(command.signal_id(), "signal_id"));
  const Case& state = situation.of_case;
  const Signal* const signal =
      FindSeen(command.signal_id(), command.group_id(), situation);
  if (signal == nullptr || signal->placement_id != state.placement_id) {
    return rejection::SignalNotFound();
  }
  if (situation.on < signal->on) {
    return rejection::OutOfOrder(situation.on, signal->on, "het signaal",
                                 "the signal");
  }
  if (std::find(state.linked_signals.begin(), state.linked_signals.end(),
                signal->id) != state.linked_signals.end()) {
    return rejection::SignalAlreadyLinked();
  }
  Ruled ruled;
  ruled.id = signal->id;
  v1::SignalLinked& linked =
      *ruled.events.emplace_back().mutable_signal_linked();
  linked.set_case_id(state.id);
  linked.set_signal_id(signal->id);
  *linked.mutable_on() = ToProto(situation.on);
  return ruled;
}

}  // namespace driehoek
