// What lies where in the RocksDB of the log (FORMAT.md).
#ifndef DRIEHOEK_EVENTSTORE_ROCKSDB_LAYOUT_H_
#define DRIEHOEK_EVENTSTORE_ROCKSDB_LAYOUT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "base/sha256.h"
#include "eventstore/event_store.h"
#include "eventstore/tree.h"
#include "sealing/on_disk.h"

namespace driehoek {

enum class Family { kEnvelopes, kBodies, kIndex, kTree, kMeta };
inline constexpr int kFamilies = 5;
const char* NameOf(Family family);

// envelopes, bodies: position → bytes. tree: last position of a batch → root.
std::string PositionKey(Position position);
absl::StatusOr<Position> PositionOf(absl::string_view key);

// index: tag number · position → which event of the tag, of which type.
using TagNumber = uint64_t;
struct IndexRow {
  uint32_t type = 0;
  uint64_t sequence = 0;
};
std::string IndexKey(TagNumber tag, Position position);
absl::StatusOr<Position> PositionOfIndexKey(absl::string_view key);
std::string EncodeIndexRow(const IndexRow& row);
absl::StatusOr<IndexRow> DecodeIndexRow(absl::string_view bytes);

// meta: a tag → its number and its last event.
struct TagRow {
  TagNumber number = 0;  // From 1; 0 is no tag.
  uint64_t sequence = 0;
  Position position = 0;
  Hash32 envelope_hash{};
};
inline constexpr absl::string_view kTagKeyPrefix = "t";
std::string TagKey(const Tag& tag);
absl::StatusOr<Tag> TagOfKey(absl::string_view key);
std::string EncodeTagRow(const TagRow& row);
absl::StatusOr<TagRow> DecodeTagRow(absl::string_view bytes);

// meta: a request id → what it did.
struct RequestRow {
  Hash32 content{};
  Position first = 0;
  Position last = 0;
  absl::Time recorded_at;
};
inline constexpr absl::string_view kRequestKeyPrefix = "r";
std::string RequestKey(absl::string_view request_id);
std::string EncodeRequestRow(const RequestRow& row);
absl::StatusOr<RequestRow> DecodeRequestRow(absl::string_view bytes);

// meta: the end of the log, rewritten by every batch.
inline constexpr absl::string_view kHeadKey = "head";
struct HeadRow {
  Position position = 0;
  absl::Time recorded_at;  // Of the last event.
  TagNumber tags = 0;      // Numbers given out.
  // The request ids of the events up to here are forgotten.
  Position requests_forgotten_to = 0;
  MerkleFrontier frontier;  // Of size `position`.
};
std::string EncodeHeadRow(const HeadRow& row);
absl::StatusOr<HeadRow> DecodeHeadRow(absl::string_view bytes);

// meta: what makes this log this log.
inline constexpr absl::string_view kIdentityKey = "identity";
std::string EncodeIdentity(const LogIdentity& identity);
absl::StatusOr<LogIdentity> DecodeIdentity(absl::string_view bytes);

// meta: the event types that occur, ascending.
inline constexpr absl::string_view kTypesKey = "kinds";
std::string EncodeTypes(const std::vector<uint32_t>& types);
absl::StatusOr<std::vector<uint32_t>> DecodeTypes(absl::string_view bytes);

// meta: position → what was done to the log itself there (a salvage).
inline constexpr absl::string_view kNoteKeyPrefix = "note:";

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_ROCKSDB_LAYOUT_H_
