#include "services/signals.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "base/tag.h"
#include "domain/access.h"
#include "eventstore/event_store.h"
#include "services/page_token.h"

namespace driehoek {
namespace {

constexpr uint64_t kMostLookedAt = 10'000;  // For one page.

// What the caller may find signals in, as few queries as it takes.
std::vector<Query> HistoriesOf(const Caller& caller, EventType type) {
  std::vector<std::vector<QueryItem>> parts = {
      {{{type}, {{TagKind::kPerson, caller.person_id}}}}};
  for (const std::string& id : caller.other_ids) {
    parts.back().push_back({{type}, {{TagKind::kPerson, id}}});
  }
  for (const v1::RoleHeld& held : caller.grants) {
    const std::string& group_id = held.scope().group_id();
    if (group_id.empty()) continue;
    if (parts.back().size() == kMaxQueryItems) parts.emplace_back();
    parts.back().push_back({{type}, {{TagKind::kGroup, group_id}}});
  }
  std::vector<Query> queries;
  queries.reserve(parts.size());
  for (std::vector<QueryItem>& items : parts) {
    queries.push_back(Query::AnyOf(std::move(items)));
  }
  return queries;
}

// What matches one of the queries, newest first, each event once.
class NewestOfAll {
 public:
  absl::Status Open(const EventStore& store, const std::vector<Query>& queries,
                    const ReadOptions& backwards) {
    for (const Query& query : queries) {
      Stream& stream = streams_.emplace_back();
      ASSIGN_OR_RETURN(stream.reader, store.Read(query, backwards));
      ASSIGN_OR_RETURN(stream.next, stream.reader->Next());
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<RecordedEvent>> Next() {
    std::optional<RecordedEvent> newest;
    for (const Stream& stream : streams_) {
      if (stream.next &&
          (!newest || stream.next->position() > newest->position())) {
        newest = stream.next;
      }
    }
    if (!newest) return newest;
    for (Stream& stream : streams_) {
      if (stream.next && stream.next->position() == newest->position()) {
        ASSIGN_OR_RETURN(stream.next, stream.reader->Next());
      }
    }
    return newest;
  }

 private:
  struct Stream {
    std::unique_ptr<EventReader> reader;
    std::optional<RecordedEvent> next;
  };
  std::vector<Stream> streams_;
};

v1::Signal SignalOf(const v1::DiscontentSignalled& signalled) {
  v1::Signal signal;
  signal.set_signal_id(signalled.signal_id());
  signal.set_placement_id(signalled.placement_id());
  *signal.mutable_on() = signalled.on();
  signal.set_signalled_by(signalled.signalled_by());
  signal.set_note(signalled.note());
  return signal;
}

// Says of the signals what was clarified since `after`, before which none of
// them was, up to `until`.
absl::Status AddClarified(const Caller& caller, const EventStore& store,
                          Position after, Position until,
                          std::vector<v1::Signal>& signals) {
  absl::flat_hash_map<std::string, v1::Signal*> by_id;
  for (v1::Signal& signal : signals) by_id[signal.signal_id()] = &signal;
  ReadOptions options;
  options.after = after;
  options.until = until;
  for (const Query& query :
       HistoriesOf(caller, EventType::kPerspectivesClarified)) {
    ASSIGN_OR_RETURN(const std::unique_ptr<EventReader> reader,
                     store.Read(query, options));
    while (true) {
      ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded,
                       reader->Next());
      if (!recorded) break;
      const v1::PerspectivesClarified& heard =
          recorded->event.perspectives_clarified();
      const auto signal = by_id.find(heard.signal_id());
      if (signal == by_id.end()) continue;
      *signal->second->mutable_clarified_on() = heard.on();
      signal->second->set_resident_heard(heard.resident_heard());
      signal->second->set_trainer_heard(heard.trainer_heard());
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Page<v1::Signal>> ReadSignals(const Caller& caller,
                                             const EventStore& store,
                                             const PartiesOf& parties_of,
                                             Position until, size_t page_size,
                                             const std::string& page_token) {
  ASSIGN_OR_RETURN(const std::optional<Position> before,
                   EndOfPreviousPage(page_token));
  ReadOptions options;
  options.backwards = true;
  options.until = before ? std::min(*before - 1, until) : until;
  NewestOfAll signalled;
  RETURN_IF_ERROR(signalled.Open(
      store, HistoriesOf(caller, EventType::kDiscontentSignalled), options));
  Page<v1::Signal> page;
  Position last = 0;
  Position last_seen = 0;
  for (uint64_t looked_at = 0;; ++looked_at) {
    ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded,
                     signalled.Next());
    if (!recorded) break;
    if (looked_at == kMostLookedAt) {
      page.next_page_token = absl::StrCat(last);
      break;
    }
    last = recorded->position();
    const v1::DiscontentSignalled& signal =
        recorded->event.discontent_signalled();
    ASSIGN_OR_RETURN(const Surroundings parties,
                     parties_of(signal.placement_id()));
    if (!MaySeeSignal(caller, signal.group_id(), signal.signalled_by(),
                      parties)) {
      continue;
    }
    // Only one that is seen tells that there is another page.
    if (page.rows.size() == page_size) {
      page.next_page_token = absl::StrCat(last_seen);
      break;
    }
    last_seen = last;
    page.rows.push_back(SignalOf(signal));
  }
  if (!page.rows.empty()) {
    RETURN_IF_ERROR(AddClarified(caller, store, last_seen, until, page.rows));
  }
  return page;
}

}  // namespace driehoek
