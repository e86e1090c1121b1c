#include "eventstore/rocksdb_layout.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "base/bytes.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "eventstore/event_store.h"
#include "eventstore/tree.h"

namespace driehoek {
namespace {

absl::Status Damaged(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("the log holds a damaged ", what));
}

uint64_t MicrosOf(absl::Time time) {
  return static_cast<uint64_t>(absl::ToUnixMicros(time));
}

absl::Time TimeOf(uint64_t micros) {
  return absl::FromUnixMicros(static_cast<int64_t>(micros));
}

}  // namespace

const char* NameOf(Family family) {
  switch (family) {
    case Family::kEnvelopes:
      return "envelopes";
    case Family::kBodies:
      return "bodies";
    case Family::kIndex:
      return "index";
    case Family::kTree:
      return "tree";
    case Family::kMeta:
      return "meta";
  }
  return "unknown";
}

std::string PositionKey(Position position) {
  ByteWriter writer;
  writer.U64(position);
  return writer.Take();
}

absl::StatusOr<Position> PositionOf(absl::string_view key) {
  ByteReader reader(key);
  const Position position = reader.U64();
  if (!reader.Finished()) return Damaged("position");
  return position;
}

std::string IndexKey(TagNumber tag, Position position) {
  ByteWriter writer;
  writer.U64(tag);
  writer.U64(position);
  return writer.Take();
}

absl::StatusOr<Position> PositionOfIndexKey(absl::string_view key) {
  ByteReader reader(key);
  reader.U64();
  const Position position = reader.U64();
  if (!reader.Finished()) return Damaged("key of the index");
  return position;
}

std::string EncodeIndexRow(const IndexRow& row) {
  ByteWriter writer;
  writer.U32(row.type);
  writer.U64(row.sequence);
  return writer.Take();
}

absl::StatusOr<IndexRow> DecodeIndexRow(absl::string_view bytes) {
  ByteReader reader(bytes);
  IndexRow row;
  row.type = reader.U32();
  row.sequence = reader.U64();
  if (!reader.Finished()) return Damaged("row of the index");
  return row;
}

std::string TagKey(const Tag& tag) {
  return absl::StrCat(kTagKeyPrefix,
                      std::string(1, static_cast<char>(tag.kind)), tag.id);
}

absl::StatusOr<Tag> TagOfKey(absl::string_view key) {
  if (!absl::ConsumePrefix(&key, kTagKeyPrefix) || key.empty()) {
    return Damaged("key of a tag");
  }
  return Tag{static_cast<TagKind>(key[0]), std::string(key.substr(1))};
}

std::string EncodeTagRow(const TagRow& row) {
  ByteWriter writer;
  writer.U64(row.number);
  writer.U64(row.sequence);
  writer.U64(row.position);
  writer.Hash(row.envelope_hash);
  return writer.Take();
}

absl::StatusOr<TagRow> DecodeTagRow(absl::string_view bytes) {
  ByteReader reader(bytes);
  TagRow row;
  row.number = reader.U64();
  row.sequence = reader.U64();
  row.position = reader.U64();
  row.envelope_hash = reader.Hash();
  if (!reader.Finished() || row.number == 0 || row.sequence == 0 ||
      row.position == 0) {
    return Damaged("head of a tag");
  }
  return row;
}

std::string RequestKey(absl::string_view request_id) {
  return absl::StrCat(kRequestKeyPrefix, request_id);
}

std::string EncodeRequestRow(const RequestRow& row) {
  ByteWriter writer;
  writer.Hash(row.content);
  writer.U64(row.first);
  writer.U64(row.last);
  writer.U64(MicrosOf(row.recorded_at));
  return writer.Take();
}

absl::StatusOr<RequestRow> DecodeRequestRow(absl::string_view bytes) {
  ByteReader reader(bytes);
  RequestRow row;
  row.content = reader.Hash();
  row.first = reader.U64();
  row.last = reader.U64();
  row.recorded_at = TimeOf(reader.U64());
  if (!reader.Finished() || row.first == 0 || row.last < row.first) {
    return Damaged("request id");
  }
  return row;
}

std::string EncodeHeadRow(const HeadRow& row) {
  ByteWriter writer;
  writer.U64(row.position);
  writer.U64(MicrosOf(row.recorded_at));
  writer.U64(row.tags);
  writer.U64(row.requests_forgotten_to);
  writer.Long(row.frontier.Encode());
  return writer.Take();
}

absl::StatusOr<HeadRow> DecodeHeadRow(absl::string_view bytes) {
  ByteReader reader(bytes);
  HeadRow row;
  row.position = reader.U64();
  row.recorded_at = TimeOf(reader.U64());
  row.tags = reader.U64();
  row.requests_forgotten_to = reader.U64();
  const absl::string_view frontier = reader.Long();
  if (!reader.Finished()) return Damaged("head");
  ASSIGN_OR_RETURN(row.frontier, MerkleFrontier::Decode(frontier));
  if (row.frontier.size() != row.position) return Damaged("head");
  return row;
}

std::string EncodeIdentity(const LogIdentity& identity) {
  ByteWriter writer;
  writer.Short(identity.log_id);
  writer.Short(identity.id_secret);
  return writer.Take();
}

absl::StatusOr<LogIdentity> DecodeIdentity(absl::string_view bytes) {
  ByteReader reader(bytes);
  LogIdentity identity;
  identity.log_id = std::string(reader.Short());
  identity.id_secret = std::string(reader.Short());
  if (!reader.Finished() || identity.log_id.empty()) return Damaged("identity");
  return identity;
}

std::string EncodeTypes(const std::vector<uint32_t>& types) {
  ByteWriter writer;
  for (const uint32_t type : types) writer.U32(type);
  return writer.Take();
}

absl::StatusOr<std::vector<uint32_t>> DecodeTypes(absl::string_view bytes) {
  if (bytes.size() % 4 != 0) return Damaged("list of event types");
  ByteReader reader(bytes);
  std::vector<uint32_t> types;
  types.reserve(bytes.size() / 4);
  for (size_t i = 0; i < bytes.size() / 4; ++i) types.push_back(reader.U32());
  return types;
}

}  // namespace driehoek
