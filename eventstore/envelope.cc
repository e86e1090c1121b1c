#include "eventstore/envelope.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/bytes.h"
#include "driehoek/v1/event.pb.h"
#include "eventstore/event_store.h"
#include "google/protobuf/descriptor.h"

namespace driehoek {
namespace {

constexpr uint8_t kEnvelopeVersion = 1;

void WriteActor(const v1::Actor& actor, ByteWriter& writer) {
  writer.Short(actor.person_id());
  writer.U32(static_cast<uint32_t>(actor.role()));
  writer.Short(actor.on_behalf_of());
  writer.U32(static_cast<uint32_t>(actor.on_behalf_of_role()));
  writer.U32(static_cast<uint32_t>(actor.channel()));
}

v1::Actor ReadActor(ByteReader& reader) {
  v1::Actor actor;
  actor.set_person_id(std::string(reader.Short()));
  actor.set_role(static_cast<v1::Role>(reader.U32()));
  actor.set_on_behalf_of(std::string(reader.Short()));
  actor.set_on_behalf_of_role(static_cast<v1::Role>(reader.U32()));
  actor.set_channel(static_cast<v1::Channel>(reader.U32()));
  return actor;
}

bool IsSortedWithoutRepeats(const std::vector<TagLink>& links) {
  return std::adjacent_find(links.begin(), links.end(),
                            [](const TagLink& left, const TagLink& right) {
                              return left.tag >= right.tag;
                            }) == links.end();
}

}  // namespace

bool IsKnownEventType(uint32_t number) {
  if (number > static_cast<uint32_t>(std::numeric_limits<int>::max())) {
    return false;
  }
  const auto* const field =
      v1::Event::descriptor()->FindFieldByNumber(static_cast<int>(number));
  return field != nullptr && field->containing_oneof() != nullptr;
}

std::string EncodeEnvelope(const Envelope& envelope) {
  ByteWriter writer;
  writer.U8(kEnvelopeVersion);
  writer.Short(envelope.log_id);
  writer.U64(envelope.position);
  writer.Short(envelope.event_id);
  writer.U32(static_cast<uint32_t>(envelope.type));
  writer.U16(static_cast<uint16_t>(envelope.links.size()));
  for (const TagLink& link : envelope.links) {
    writer.U8(static_cast<uint8_t>(link.tag.kind));
    writer.Short(link.tag.id);
    writer.U64(link.sequence);
    writer.Hash(link.previous);
  }
  writer.U64(static_cast<uint64_t>(absl::ToUnixMicros(envelope.recorded_at)));
  WriteActor(envelope.actor, writer);
  writer.Short(envelope.request_id);
  writer.Short(envelope.procedure_version);
  writer.Hash(envelope.body_hash);
  writer.Short(envelope.key_id);
  writer.Hash(envelope.key_commitment);
  return writer.Take();
}

absl::StatusOr<Envelope> DecodeEnvelope(absl::string_view bytes) {
  ByteReader reader(bytes);
  if (const uint8_t version = reader.U8(); version != kEnvelopeVersion) {
    return absl::DataLossError(
        absl::StrCat("an envelope of the unknown version ", version));
  }
  Envelope envelope;
  envelope.log_id = std::string(reader.Short());
  envelope.position = reader.U64();
  envelope.event_id = std::string(reader.Short());
  const uint32_t type = reader.U32();
  const uint16_t links = reader.U16();
  if (links < 1 || links > kMaxTagsPerEvent) {
    return absl::DataLossError("an envelope with an impossible number of tags");
  }
  for (uint16_t i = 0; i < links; ++i) {
    TagLink link;
    link.tag.kind = static_cast<TagKind>(reader.U8());
    link.tag.id = std::string(reader.Short());
    link.sequence = reader.U64();
    link.previous = reader.Hash();
    envelope.links.push_back(std::move(link));
  }
  envelope.recorded_at =
      absl::FromUnixMicros(static_cast<int64_t>(reader.U64()));
  envelope.actor = ReadActor(reader);
  envelope.request_id = std::string(reader.Short());
  envelope.procedure_version = std::string(reader.Short());
  envelope.body_hash = reader.Hash();
  envelope.key_id = std::string(reader.Short());
  envelope.key_commitment = reader.Hash();
  if (!reader.Finished() || !IsSortedWithoutRepeats(envelope.links)) {
    return absl::DataLossError("an envelope that is not well-formed");
  }
  if (!IsKnownEventType(type)) {
    return absl::DataLossError(
        absl::StrCat("event ", envelope.position, " is of type ", type,
                     ", which this program does not know"));
  }
  envelope.type = static_cast<EventType>(type);
  return envelope;
}

}  // namespace driehoek
