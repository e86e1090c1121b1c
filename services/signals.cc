#include "services/signals.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "base/tag.h"
#include "domain/access.h"
#include "eventstore/event_store.h"

namespace driehoek {
namespace {

constexpr uint64_t kMostEvents = 10'000;

Query HistoriesOf(const Caller& caller) {
  const std::vector<EventType> types = {EventType::kDiscontentSignalled,
                                        EventType::kPerspectivesClarified};
  std::vector<QueryItem> items = {
      {types, {{TagKind::kPerson, caller.person_id}}}};
  for (const v1::RoleHeld& held : caller.grants) {
    if (items.size() == kMaxQueryItems) break;
    if (!held.scope().group_id().empty()) {
      items.push_back({types, {{TagKind::kGroup, held.scope().group_id()}}});
    }
  }
  return Query::AnyOf(std::move(items));
}

v1::Signal SignalOf(const v1::DiscontentSignalled& signalled) {
  v1::Signal signal;
  signal.set_signal_id(signalled.signal_id());
  signal.set_placement_id(signalled.placement_id());
  *signal.mutable_on() = signalled.on();
  signal.set_signalled_by(signalled.signalled_by());
  signal.set_note(signalled.note());
  return signal;
}

}  // namespace

absl::StatusOr<std::vector<v1::Signal>> SignalsFor(const Caller& caller,
                                                   const EventStore& store) {
  ReadOptions options;
  options.backwards = true;
  options.limit = kMostEvents;
  ASSIGN_OR_RETURN(const std::unique_ptr<EventReader> reader,
                   store.Read(HistoriesOf(caller), options));
  std::vector<v1::Signal> signals;
  // Newest first, so that what clarified a signal comes before it.
  absl::flat_hash_map<std::string, v1::PerspectivesClarified> clarified;
  while (true) {
    ASSIGN_OR_RETURN(std::optional<RecordedEvent> recorded, reader->Next());
    if (!recorded) return signals;
    if (recorded->event.has_perspectives_clarified()) {
      v1::PerspectivesClarified& heard =
          *recorded->event.mutable_perspectives_clarified();
      clarified.try_emplace(heard.signal_id(), std::move(heard));
      continue;
    }
    const v1::DiscontentSignalled& signalled =
        recorded->event.discontent_signalled();
    if (!MaySeeSignal(caller, signalled.group_id(), signalled.signalled_by())) {
      continue;
    }
    signals.push_back(SignalOf(signalled));
    const auto heard = clarified.find(signalled.signal_id());
    if (heard == clarified.end()) continue;
    *signals.back().mutable_clarified_on() = heard->second.on();
    signals.back().set_resident_heard(heard->second.resident_heard());
    signals.back().set_trainer_heard(heard->second.trainer_heard());
  }
}

}  // namespace driehoek
