#include "eventstore/memory_event_store.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "base/status_macros.h"
#include "eventstore/checks.h"
#include "eventstore/event_store.h"
#include "eventstore/record.h"
#include "eventstore/subscription.h"
#include "eventstore/tree.h"

namespace driehoek {
namespace {

struct UsedRequestId {
  Hash32 content;
  Appended where;
  absl::Time recorded_at;
};
using UsedRequestIds = absl::flat_hash_map<std::string, UsedRequestId>;

// What is kept. Whoever uses it holds its mutex.
struct MemoryLog {
  explicit MemoryLog(LogIdentity log_identity)
      : identity(std::move(log_identity)) {}

  // References stay valid when events are added.
  const RecordedEvent& At(Position position) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    return events[position - 1];
  }

  // The first match in (after, until].
  std::optional<Position> FirstMatch(const Query& query, Position after,
                                     Position until) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
  // The last match in (after, until].
  std::optional<Position> LastMatch(const Query& query, Position after,
                                    Position until) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
  bool MatchesAt(const Query& query, Position position) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    return Matches(query, At(position).envelope);
  }
  // The shortest history that holds all matches of `item`; null when the item
  // names no tag.
  const std::vector<Position>* ShortestHistory(const QueryItem& item) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);

  const LogIdentity identity;
  std::function<void(Position)> listener;
  mutable Mutex mutex;
  std::deque<RecordedEvent> events ABSL_GUARDED_BY(mutex);
  absl::flat_hash_map<Tag, std::vector<Position>> by_tag ABSL_GUARDED_BY(mutex);
  UsedRequestIds used ABSL_GUARDED_BY(mutex);
  // Oldest first, to forget them in time.
  std::deque<std::pair<absl::Time, std::string>> used_by_age
      ABSL_GUARDED_BY(mutex);
  MerkleFrontier tree ABSL_GUARDED_BY(mutex);
};

const std::vector<Position>* MemoryLog::ShortestHistory(
    const QueryItem& item) const {
  static const auto* const nothing = new std::vector<Position>;
  const std::vector<Position>* shortest = nullptr;
  for (const Tag& tag : item.tags) {
    const auto found = by_tag.find(tag);
    if (found == by_tag.end()) return nothing;
    if (shortest == nullptr || found->second.size() < shortest->size()) {
      shortest = &found->second;
    }
  }
  return shortest;
}

std::optional<Position> MemoryLog::FirstMatch(const Query& query,
                                              Position after,
                                              Position until) const {
  Position at = after;
  while (at < until) {
    Position next = query.matches_all() ? at + 1 : until + 1;
    for (const QueryItem& item : query.items()) {
      const std::vector<Position>* const history = ShortestHistory(item);
      if (history == nullptr) {
        next = at + 1;
        continue;
      }
      const auto later = std::upper_bound(history->begin(), history->end(), at);
      if (later != history->end()) next = std::min(next, *later);
    }
    if (next > until) return std::nullopt;
    if (MatchesAt(query, next)) return next;
    at = next;
  }
  return std::nullopt;
}

std::optional<Position> MemoryLog::LastMatch(const Query& query, Position after,
                                             Position until) const {
  Position at = until;
  while (at > after) {
    Position next = query.matches_all() ? at : 0;
    for (const QueryItem& item : query.items()) {
      const std::vector<Position>* const history = ShortestHistory(item);
      if (history == nullptr) {
        next = at;
        continue;
      }
      const auto later = std::upper_bound(history->begin(), history->end(), at);
      if (later != history->begin()) next = std::max(next, *(later - 1));
    }
    if (next <= after) return std::nullopt;
    if (MatchesAt(query, next)) return next;
    at = next - 1;
  }
  return std::nullopt;
}

class MemoryBatch : public AppendBatch {
 public:
  MemoryBatch(MemoryLog& log, Position begun_at, absl::Time recorded_at)
      : log_(log), begun_at_(begun_at), recorded_at_(recorded_at) {}

  absl::StatusOr<AppendAnswer> Add(AppendRequest request) override;
  absl::StatusOr<std::optional<Appended>> FindRequest(
      const std::string& request_id, const Hash32& content) const override {
    const MutexLock lock(log_.mutex);
    return FirstAnswer(request_id, content);
  }
  const std::vector<RecordedEvent>& events() const override { return events_; }
  absl::Status Commit() override;

 private:
  absl::StatusOr<std::optional<Appended>> FirstAnswer(
      const std::string& request_id, const Hash32& content) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(log_.mutex);
  std::vector<Position> Conflicts(const Condition& condition) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(log_.mutex);
  // The last event with `tag`, this batch included; null when there is none.
  const RecordedEvent* LastOf(const Tag& tag) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(log_.mutex);
  TagLink NextLink(const Tag& tag) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(log_.mutex);
  void Append(const AppendRequest& request, NewEvent event)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(log_.mutex);
  void ForgetOldRequestIds() ABSL_EXCLUSIVE_LOCKS_REQUIRED(log_.mutex);
  Position last() const { return begun_at_ + events_.size(); }

  MemoryLog& log_;
  const Position begun_at_;
  const absl::Time recorded_at_;
  bool committed_ = false;
  std::vector<RecordedEvent> events_;
  absl::flat_hash_map<Tag, size_t> last_by_tag_;  // Index in events_.
  UsedRequestIds used_;
};

absl::StatusOr<AppendAnswer> MemoryBatch::Add(AppendRequest request) {
  RETURN_IF_ERROR(CheckRequest(request));
  const MutexLock lock(log_.mutex);
  ASSIGN_OR_RETURN(const std::optional<Appended> first,
                   FirstAnswer(request.request_id, request.content));
  if (first) return *first;
  if (request.condition) {
    std::vector<Position> conflicts = Conflicts(*request.condition);
    if (!conflicts.empty()) return ConditionFailed{std::move(conflicts)};
  }
  const Appended where{last() + 1, last() + request.events.size()};
  for (NewEvent& event : request.events) Append(request, std::move(event));
  used_[request.request_id] = {request.content, where, recorded_at_};
  return where;
}

void MemoryBatch::Append(const AppendRequest& request, NewEvent event) {
  std::sort(event.tags.begin(), event.tags.end());
  Envelope envelope;
  envelope.log_id = log_.identity.log_id;
  envelope.position = last() + 1;
  for (const Tag& tag : event.tags) envelope.links.push_back(NextLink(tag));
  envelope.recorded_at = recorded_at_;
  envelope.actor = request.actor;
  envelope.request_id = request.request_id;
  envelope.procedure_version = request.procedure_version;
  for (const Tag& tag : event.tags) last_by_tag_[tag] = events_.size();
  events_.push_back(
      MakeRecord(std::move(envelope), std::move(event.event), nullptr)
          .recorded);
}

absl::StatusOr<std::optional<Appended>> MemoryBatch::FirstAnswer(
    const std::string& request_id, const Hash32& content) const {
  const UsedRequestId* used = nullptr;
  if (const auto it = log_.used.find(request_id);
      it != log_.used.end() &&
      recorded_at_ - it->second.recorded_at <= kRequestIdsKept) {
    used = &it->second;
  }
  if (const auto it = used_.find(request_id); it != used_.end()) {
    used = &it->second;
  }
  if (used == nullptr) return std::nullopt;
  if (used->content != content) {
    return absl::AlreadyExistsError(absl::StrCat(
        "request id ", request_id, " was used for something else"));
  }
  Appended where = used->where;
  where.repeated = true;
  return where;
}

std::vector<Position> MemoryBatch::Conflicts(const Condition& condition) const {
  std::vector<Position> conflicts;
  Position at = condition.after;
  while (conflicts.size() < kMaxConflictsNamed) {
    const auto found = log_.FirstMatch(condition.query, at, begun_at_);
    if (!found) break;
    conflicts.push_back(*found);
    at = *found;
  }
  for (const RecordedEvent& event : events_) {
    if (conflicts.size() == kMaxConflictsNamed) break;
    if (event.position() > condition.after &&
        Matches(condition.query, event.envelope)) {
      conflicts.push_back(event.position());
    }
  }
  return conflicts;
}

const RecordedEvent* MemoryBatch::LastOf(const Tag& tag) const {
  if (const auto it = last_by_tag_.find(tag); it != last_by_tag_.end()) {
    return &events_[it->second];
  }
  const auto it = log_.by_tag.find(tag);
  return it == log_.by_tag.end() ? nullptr : &log_.At(it->second.back());
}

TagLink MemoryBatch::NextLink(const Tag& tag) const {
  const RecordedEvent* const previous = LastOf(tag);
  TagLink next{tag, 1, Hash32{}};
  if (previous == nullptr) return next;
  for (const TagLink& link : previous->envelope.links) {
    if (link.tag == tag) next.sequence = link.sequence + 1;
  }
  next.previous = previous->envelope_hash;
  return next;
}

absl::Status MemoryBatch::Commit() {
  {
    const MutexLock lock(log_.mutex);
    if (committed_ || log_.events.size() != begun_at_) {
      return absl::FailedPreconditionError(
          "a batch is committed once, and before the next one begins");
    }
    committed_ = true;
    if (events_.empty()) return absl::OkStatus();
    for (const RecordedEvent& event : events_) {
      for (const TagLink& link : event.envelope.links) {
        log_.by_tag[link.tag].push_back(event.position());
      }
      log_.tree.Append(event.envelope_hash);
      log_.events.push_back(event);
    }
    ForgetOldRequestIds();
    for (const auto& [request_id, used] : used_) {
      log_.used[request_id] = used;
      log_.used_by_age.emplace_back(used.recorded_at, request_id);
    }
  }
  if (log_.listener) log_.listener(last());
  return absl::OkStatus();
}

void MemoryBatch::ForgetOldRequestIds() {
  while (!log_.used_by_age.empty() &&
         recorded_at_ - log_.used_by_age.front().first > kRequestIdsKept) {
    const auto& [recorded_at, request_id] = log_.used_by_age.front();
    const auto it = log_.used.find(request_id);
    // A forgotten id may be in use again.
    if (it != log_.used.end() && it->second.recorded_at == recorded_at) {
      log_.used.erase(it);
    }
    log_.used_by_age.pop_front();
  }
}

// Positions to look at: (after, until].
struct Range {
  Position after;
  Position until;
};

class MemoryReader : public EventReader {
 public:
  MemoryReader(const MemoryLog& log, Query query, ReadOptions options,
               Range range)
      : log_(log),
        query_(std::move(query)),
        backwards_(options.backwards),
        left_(options.limit.value_or(std::numeric_limits<uint64_t>::max())),
        end_(backwards_ ? std::min(range.after, range.until) + 1
                        : std::max(range.after, range.until)),
        scanned_to_(backwards_ ? range.until + 1 : range.after) {}

  absl::StatusOr<std::optional<RecordedEvent>> Next() override {
    if (left_ == 0 || scanned_to_ == end_) return std::nullopt;
    const MutexLock lock(log_.mutex);
    const std::optional<Position> found =
        backwards_ ? log_.LastMatch(query_, end_ - 1, scanned_to_ - 1)
                   : log_.FirstMatch(query_, scanned_to_, end_);
    if (!found) {
      scanned_to_ = end_;
      return std::nullopt;
    }
    --left_;
    scanned_to_ = *found;
    return log_.At(*found);
  }

  Position scanned_to() const override { return scanned_to_; }

 private:
  const MemoryLog& log_;
  const Query query_;
  const bool backwards_;
  uint64_t left_;
  const Position end_;  // Where scanned_to() ends.
  Position scanned_to_;
};

class MemoryEventStore : public EventStore {
 public:
  explicit MemoryEventStore(LogIdentity identity) : log_(std::move(identity)) {}

  const LogIdentity& identity() const override { return log_.identity; }

  Position head() const override {
    const MutexLock lock(log_.mutex);
    return log_.events.size();
  }

  TreeHead tree_head() const override {
    const MutexLock lock(log_.mutex);
    return {log_.tree.size(), log_.tree.Root()};
  }

  absl::StatusOr<Position> TagHead(const Tag& tag) const override {
    RETURN_IF_ERROR(CheckTag(tag));
    const MutexLock lock(log_.mutex);
    const auto found = log_.by_tag.find(tag);
    return found == log_.by_tag.end() ? 0 : found->second.back();
  }

  std::unique_ptr<AppendBatch> Begin(absl::Time now) override {
    const MutexLock lock(log_.mutex);
    absl::Time at = absl::FromUnixMicros(absl::ToUnixMicros(now));
    if (!log_.events.empty()) {
      at = std::max(at, log_.events.back().envelope.recorded_at);
    }
    return std::make_unique<MemoryBatch>(log_, log_.events.size(), at);
  }

  absl::StatusOr<std::unique_ptr<EventReader>> Read(
      const Query& query, const ReadOptions& options) const override {
    RETURN_IF_ERROR(CheckQuery(query));
    const Position start_head = head();
    const Range range{options.after,
                      std::min(options.until.value_or(start_head), start_head)};
    return std::make_unique<MemoryReader>(log_, query, options, range);
  }

  absl::StatusOr<std::unique_ptr<Subscription>> Subscribe(
      const Query& query, Position after) const override {
    return NewSubscription(*this, query, after);
  }

  void OnCommit(std::function<void(Position)> listener) override {
    log_.listener = std::move(listener);
  }

 private:
  MemoryLog log_;
};

}  // namespace

std::unique_ptr<EventStore> NewMemoryEventStore(LogIdentity identity) {
  return std::make_unique<MemoryEventStore>(std::move(identity));
}

}  // namespace driehoek
