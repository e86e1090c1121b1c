// The log: append with conditions, read by query, subscribe.
//
// One global log per institute. An event carries tags, so that it belongs to
// several histories and is stored once. This is the model of the DCB
// specification (dcb.events): read by query, and append unless something that
// matches a query came after what had been read.
#ifndef DRIEHOEK_EVENTSTORE_EVENT_STORE_H_
#define DRIEHOEK_EVENTSTORE_EVENT_STORE_H_

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "base/sha256.h"
#include "base/tag.h"
#include "driehoek/v1/event.pb.h"

namespace driehoek {

// The type of an event in the log: its field number in v1::Event.kind.
using EventType = v1::Event::KindCase;

// Limits of one request; beyond them Add answers InvalidArgument.
inline constexpr size_t kMaxTagsPerEvent = 12;
inline constexpr size_t kMaxEventBytes = 320 << 10;  // A 256 KiB text and more.
inline constexpr size_t kMaxEventsPerRequest = 65536;
inline constexpr size_t kMaxRequestBytes = 32 << 20;
inline constexpr size_t kMaxQueryItems = 64;
inline constexpr size_t kMaxTypesPerItem = 256;
// How many conflicts a refused condition names.
inline constexpr size_t kMaxConflictsNamed = 16;
// How long a request id answers a retry with its first answer.
inline constexpr absl::Duration kRequestIdsKept = absl::Hours(30 * 24);

// Matches an event that has one of the types (or any, when empty) and all of
// the tags. Names at least a type or a tag.
struct QueryItem {
  std::vector<EventType> types;
  std::vector<Tag> tags;
};

// Which events. A query of no items is invalid wherever it is used; everything
// is asked for by name.
class Query {
 public:
  static Query All() { return Query(true, {}); }
  // Matches what one of `items` matches.
  static Query AnyOf(std::vector<QueryItem> items) {
    return Query(false, std::move(items));
  }

  bool matches_all() const { return matches_all_; }
  const std::vector<QueryItem>& items() const { return items_; }

 private:
  Query(bool matches_all, std::vector<QueryItem> items)
      : matches_all_(matches_all), items_(std::move(items)) {}

  bool matches_all_;
  std::vector<QueryItem> items_;
};

// Whether an event of `type` with `tags` (sorted) matches.
bool Matches(const Query& query, EventType type, const std::vector<Tag>& tags);

// The link of an event in the chain of one of its tags.
struct TagLink {
  Tag tag;
  uint64_t sequence;  // 1 is the first event of the tag.
  Hash32 previous;  // Hash of the tag's previous envelope; zeros at the first.
};

// What is stored and hashed beside the body of an event (FORMAT.md).
struct Envelope {
  std::string log_id;
  Position position = 0;
  std::string event_id;  // UUIDv7.
  EventType type = EventType::KIND_NOT_SET;
  std::vector<TagLink> links;  // Sorted by tag.
  absl::Time recorded_at;      // Whole microseconds; never decreases.
  v1::Actor actor;
  std::string request_id;
  std::string procedure_version;  // "key@version", or empty.
  Hash32 body_hash{};
  std::string key_id;       // Empty: unsealed.
  Hash32 key_commitment{};  // Zeros: unsealed.
};

// An event as it lies in the log.
struct RecordedEvent {
  Envelope envelope;
  Hash32 envelope_hash{};  // SHA-256(0x00 ‖ envelope bytes): the Merkle leaf.
  v1::Event event;

  Position position() const { return envelope.position; }
  // The id of the event's tag of this kind; empty when it has none, the first
  // when it has several.
  const std::string& tag(TagKind kind) const;
};

// An event to append.
struct NewEvent {
  v1::Event event;
  std::vector<Tag> tags;  // 1 to 12, without repeats.
};

// Refuses the append when something matching `query` lies after `after`.
struct Condition {
  Query query = Query::All();
  Position after = 0;
};

// What one command wants to add: all of it or nothing.
struct AppendRequest {
  std::string request_id;  // 1 to 128 printable ASCII characters.
  Hash32 content{};  // Hash of what was asked; tells a retry from a reuse.
  std::optional<Condition> condition;
  v1::Actor actor;
  std::string procedure_version;
  std::vector<NewEvent> events;  // May not be empty.
};

// Where the events of a request lie.
struct Appended {
  Position first = 0;
  Position last = 0;
  bool repeated = false;  // A retry: these are the positions of the first time.
};

// Something matched the condition: the first kMaxConflictsNamed of it, oldest
// first. Those of the same unfinished batch cannot be read yet.
struct ConditionFailed {
  std::vector<Position> conflicts;
};

using AppendAnswer = std::variant<Appended, ConditionFailed>;

// Requests that become durable together. Used by one thread. Dropping it
// without Commit leaves nothing behind.
class AppendBatch {
 public:
  virtual ~AppendBatch() = default;

  // Adds a request after checking, in this order: its form
  // (InvalidArgument), its request id (repeated, or AlreadyExists when it was
  // used for other content), its condition. Sees the requests added before it.
  // An error leaves the batch as it was.
  virtual absl::StatusOr<AppendAnswer> Add(AppendRequest request) = 0;

  // Where the events of a request lie, those added before it included; nothing
  // when the id was not used in kRequestIdsKept, AlreadyExists when it was for
  // other content. Add checks the same; asked first by who would decide in
  // vain.
  virtual absl::StatusOr<std::optional<Appended>> FindRequest(
      const std::string& request_id, const Hash32& content) const = 0;

  // The events added so far, with positions and hashes, in order.
  virtual const std::vector<RecordedEvent>& events() const = 0;

  // Makes the batch durable (one fsync), then readable. Unavailable: the
  // outcome is unknown, the store has failed for good and the process must end;
  // ResourceExhausted: the disk is nearly full, nothing was written.
  virtual absl::Status Commit() = 0;
};

struct ReadOptions {
  Position after = 0;             // Exclusive.
  std::optional<Position> until;  // Inclusive; the head at the start otherwise.
  bool backwards = false;         // Newest first.
  std::optional<uint64_t> limit;  // At most so many events.
};

// Reads on a snapshot, in bounded memory. Used by one thread at a time.
class EventReader {
 public:
  virtual ~EventReader() = default;

  // The next event, or nothing at the end. DataLoss when the log does not give
  // what it promised (a gap, a broken chain, other bytes than were hashed, a
  // type this program does not know): never a short answer. An error stays.
  virtual absl::StatusOr<std::optional<RecordedEvent>> Next() = 0;

  // Everything between the start and here was looked at: the next read can
  // begin after it (`after`, forwards) or before it (`until` one less,
  // backwards).
  virtual Position scanned_to() const = 0;
};

// A part of a subscription's stream.
struct SubscriptionPage {
  std::vector<RecordedEvent> events;
  Position scanned_to = 0;  // A checkpoint, also when nothing matched.
  bool caught_up = false;   // Nothing more lies before the head of this moment.
};

// Follows the log: catches up, then continues live. Used by one thread at a
// time.
class Subscription {
 public:
  virtual ~Subscription() = default;

  // At most `limit` matching events, without waiting. Looks at a bounded part
  // of the log and holds a few MiB at most: a page may be short or empty though
  // more lies ahead (not caught_up).
  virtual absl::StatusOr<SubscriptionPage> Poll(size_t limit) = 0;
};

// What makes this log this log.
struct LogIdentity {
  std::string log_id;     // 32 hexadecimal digits.
  std::string id_secret;  // 32 bytes; derives the ids of things (IdSupply).
};

// RFC 9162 tree over all envelopes.
struct TreeHead {
  Position size = 0;
  Hash32 root{};  // SHA-256 of nothing when the log is empty.
};

// Thread-safe, but for Begin and its batch, which belong to one thread.
// Outlives its batches, readers and subscriptions.
class EventStore {
 public:
  virtual ~EventStore() = default;

  virtual const LogIdentity& identity() const = 0;

  // The last durable position; 0 when empty.
  virtual Position head() const = 0;
  virtual TreeHead tree_head() const = 0;

  // The position of the last event of a tag; 0 when it has none.
  virtual absl::StatusOr<Position> TagHead(const Tag& tag) const = 0;

  // Starts a batch that is recorded at `now`, or at the last event's time when
  // that is later. One batch at a time.
  virtual std::unique_ptr<AppendBatch> Begin(absl::Time now) = 0;

  // InvalidArgument: a query without items, too many items, an item that names
  // nothing, or a tag of no form.
  virtual absl::StatusOr<std::unique_ptr<EventReader>> Read(
      const Query& query, const ReadOptions& options) const = 0;

  // Everything that matches after `after`, now and later. Errors as Read.
  virtual absl::StatusOr<std::unique_ptr<Subscription>> Subscribe(
      const Query& query, Position after) const = 0;

  // Calls `listener` with the new head after every commit, on the committing
  // thread: it must only wake someone. Set before the first commit.
  virtual void OnCommit(std::function<void(Position)> listener) = 0;
};

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_EVENT_STORE_H_
