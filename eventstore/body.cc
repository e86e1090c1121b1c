#include "eventstore/body.h"

#include <limits>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/types.pb.h"
#include "eventstore/bytes.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/message.h"

namespace driehoek {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

// The fields from the event down to a text, the text last.
using TextPath = std::vector<const FieldDescriptor*>;

void CollectTexts(const Descriptor& message, TextPath& path,
                  std::vector<TextPath>& texts) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor* const field = message.field(i);
    path.push_back(field);
    if (field->options().GetExtension(v1::text)) {
      texts.push_back(path);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
               !field->is_repeated()) {
      CollectTexts(*field->message_type(), path, texts);
    }
    path.pop_back();
  }
}

// By event type: walking the descriptors for each event would cost more than
// writing it.
const std::vector<TextPath>& TextsOf(EventType type) {
  static const auto* const by_type = [] {
    auto* const all = new absl::flat_hash_map<int, std::vector<TextPath>>;
    const Descriptor& event = *v1::Event::descriptor();
    for (int i = 0; i < event.field_count(); ++i) {
      TextPath path = {event.field(i)};
      CollectTexts(*event.field(i)->message_type(), path,
                   (*all)[event.field(i)->number()]);
    }
    return all;
  }();
  static const auto* const none = new std::vector<TextPath>;
  const auto found = by_type->find(static_cast<int>(type));
  return found == by_type->end() ? *none : found->second;
}

bool IsPresent(const Message& message, const FieldDescriptor& field) {
  return field.is_repeated()
             ? message.GetReflection()->FieldSize(message, &field) > 0
             : message.GetReflection()->HasField(message, &field);
}

void MoveText(const TextPath& path, Message& facts, Message& texts) {
  Message* from = &facts;
  for (const FieldDescriptor* field : path) {
    if (!IsPresent(*from, *field)) return;
    if (field != path.back()) {
      from = from->GetReflection()->MutableMessage(from, field);
    }
  }
  Message* to = &texts;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    to = to->GetReflection()->MutableMessage(to, path[i]);
  }
  from->GetReflection()->SwapFields(from, to, {path.back()});
}

// Maps in a fixed order, so that the same event gives the same bytes wherever
// bytes are compared. Readers hash what is stored and rely on nothing here.
std::string Serialize(const Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return bytes;
}

bool Parse(absl::string_view bytes, v1::Event& event) {
  if (bytes.size() > static_cast<size_t>(std::numeric_limits<int>::max())) {
    return false;
  }
  return event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace

EventParts SplitTexts(const v1::Event& event) {
  EventParts parts{event, {}};
  for (const TextPath& path : TextsOf(event.kind_case())) {
    MoveText(path, parts.facts, parts.texts);
  }
  return parts;
}

std::string EncodeBody(absl::string_view prefix, const v1::Event& event) {
  ByteWriter writer;
  writer.Raw(prefix);
  if (TextsOf(event.kind_case()).empty()) {
    writer.Long(Serialize(event));
    writer.Long("");
  } else {
    const EventParts parts = SplitTexts(event);
    writer.Long(Serialize(parts.facts));
    writer.Long(Serialize(parts.texts));
  }
  return writer.Take();
}

absl::StatusOr<v1::Event> DecodeBody(absl::string_view bytes, EventType type) {
  ByteReader reader(bytes);
  reader.Raw(kBodyPrefixBytes);
  const absl::string_view facts = reader.Long();
  const absl::string_view texts = reader.Long();
  v1::Event event;
  v1::Event words;
  if (!reader.Finished() || !Parse(facts, event) || !Parse(texts, words)) {
    return absl::DataLossError("the body of an event is not well-formed");
  }
  const bool same_kind = words.kind_case() == v1::Event::KIND_NOT_SET ||
                         words.kind_case() == event.kind_case();
  if (event.kind_case() != type || !same_kind) {
    return absl::DataLossError(absl::StrCat(
        "the body of an event of type ", static_cast<int>(type),
        " holds an event of type ", static_cast<int>(event.kind_case())));
  }
  event.MergeFrom(words);
  return event;
}

}  // namespace driehoek
