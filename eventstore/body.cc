#include "eventstore/body.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/bytes.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/types.pb.h"
#include "eventstore/envelope.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/message.h"
#include "sealing/aead.h"
#include "sealing/keyring.h"

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

bool IsThere(const TextPath& path, const Message& event) {
  const Message* at = &event;
  for (const FieldDescriptor* field : path) {
    if (!IsPresent(*at, *field)) return false;
    if (field == path.back()) break;
    at = &at->GetReflection()->GetMessage(*at, field);
  }
  return true;
}

void MoveText(const TextPath& path, Message& facts, Message& texts) {
  if (!IsThere(path, facts)) return;
  Message* from = &facts;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    from = from->GetReflection()->MutableMessage(from, path[i]);
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

constexpr absl::string_view kFacts = "facts";
constexpr absl::string_view kTexts = "texts";

absl::Status NotWellFormed() {
  return absl::DataLossError("the body of an event is not well-formed");
}

// What a sealed part is bound to: all that its envelope says of when, who and
// whose, and so what came before it in each of its histories. Whoever has no
// key can change none of that.
std::string ContextOf(absl::string_view part, const Envelope& envelope) {
  Envelope bound = envelope;
  bound.body_hash = Hash32{};
  bound.key_id.clear();
  bound.key_commitment = Hash32{};
  ByteWriter writer;
  writer.Short("driehoek body 1");
  writer.Short(part);
  writer.Raw(EncodeEnvelope(bound));
  return writer.Take();
}

// The commitment to its key, and the sealed bytes. Names the key in `body`.
std::string SealPart(absl::string_view part, absl::string_view bytes,
                     absl::string_view prefix, const Envelope& envelope,
                     const NamedKey& key, BodyBytes& body) {
  const DerivedKey derived = Derive(key.key, prefix, part);
  absl::StrAppend(&body.key_id, body.key_id.empty() ? "" : " ", key.id);
  return absl::StrCat(derived.commitment,
                      SealOnce(derived.key, ContextOf(part, envelope), bytes));
}

// Empty when its key was destroyed.
absl::StatusOr<std::string> OpenPart(absl::string_view part,
                                     absl::string_view sealed,
                                     absl::string_view prefix,
                                     const Envelope& envelope,
                                     const std::string& key_id,
                                     const KeyFinder& find_key) {
  ASSIGN_OR_RETURN(const std::optional<SecretKey> key, find_key(key_id));
  if (!key) return std::string();
  const DerivedKey derived = Derive(*key, prefix, part);
  if (sealed.substr(0, sizeof(Hash32)) != derived.commitment) {
    return absl::DataLossError(
        absl::StrCat("the ", part, " of event ", envelope.position,
                     " are sealed with another key than it names"));
  }
  return OpenOnce(derived.key, ContextOf(part, envelope),
                  sealed.substr(sizeof(Hash32)));
}

// To the keys of both parts; of one when there are no texts.
Hash32 CommitmentOf(absl::string_view facts, absl::string_view texts) {
  return Sha256(
      {facts.substr(0, sizeof(Hash32)), texts.substr(0, sizeof(Hash32))});
}

struct StoredBody {
  absl::string_view prefix;
  absl::string_view facts;
  absl::string_view texts;
};

absl::StatusOr<StoredBody> ReadBody(absl::string_view bytes,
                                    const Envelope& envelope) {
  ByteReader reader(bytes);
  StoredBody body;
  body.prefix = reader.Raw(kBodyPrefixBytes);
  body.facts = reader.Long();
  body.texts = reader.Long();
  if (!reader.Finished()) return NotWellFormed();
  if (envelope.key_id.empty()) return body;
  constexpr size_t kLeast = sizeof(Hash32) + kSealTagBytes;
  const bool whole = body.facts.size() >= kLeast &&
                     (body.texts.empty() || body.texts.size() >= kLeast);
  const bool names_both = absl::StrContains(envelope.key_id, ' ');
  if (!whole || names_both == body.texts.empty() ||
      CommitmentOf(body.facts, body.texts) != envelope.key_commitment) {
    return NotWellFormed();
  }
  return body;
}

}  // namespace

EventParts SplitTexts(const v1::Event& event) {
  EventParts parts{event, {}};
  for (const TextPath& path : TextsOf(event.kind_case())) {
    MoveText(path, parts.facts, parts.texts);
  }
  return parts;
}

bool HasTexts(const v1::Event& event) {
  const std::vector<TextPath>& texts = TextsOf(event.kind_case());
  return std::any_of(texts.begin(), texts.end(), [&](const TextPath& path) {
    return IsThere(path, event);
  });
}

BodyBytes EncodeBody(absl::string_view prefix, const v1::Event& event,
                     const Envelope& envelope, const BodyKeys* keys) {
  std::string facts;
  std::string texts;
  if (TextsOf(event.kind_case()).empty()) {
    facts = Serialize(event);
  } else {
    const EventParts parts = SplitTexts(event);
    facts = Serialize(parts.facts);
    texts = Serialize(parts.texts);
  }
  BodyBytes body;
  if (keys != nullptr) {
    facts = SealPart(kFacts, facts, prefix, envelope, keys->facts, body);
    if (!texts.empty()) {
      texts = SealPart(kTexts, texts, prefix, envelope, keys->texts, body);
    }
    body.key_commitment = CommitmentOf(facts, texts);
  }
  ByteWriter writer;
  writer.Raw(prefix);
  writer.Long(facts);
  writer.Long(texts);
  body.bytes = writer.Take();
  return body;
}

absl::StatusOr<v1::Event> DecodeBody(absl::string_view bytes,
                                     const Envelope& envelope,
                                     const KeyFinder& find_key) {
  ASSIGN_OR_RETURN(const StoredBody stored, ReadBody(bytes, envelope));
  std::string opened_facts;
  std::string opened_texts;
  absl::string_view facts = stored.facts;
  absl::string_view texts = stored.texts;
  if (!envelope.key_id.empty()) {
    const std::pair<std::string, std::string> ids =
        absl::StrSplit(envelope.key_id, absl::MaxSplits(' ', 1));
    ASSIGN_OR_RETURN(opened_facts, OpenPart(kFacts, facts, stored.prefix,
                                            envelope, ids.first, find_key));
    if (!texts.empty()) {
      ASSIGN_OR_RETURN(opened_texts, OpenPart(kTexts, texts, stored.prefix,
                                              envelope, ids.second, find_key));
    }
    facts = opened_facts;
    texts = opened_texts;
  }
  v1::Event event;
  v1::Event words;
  if (!Parse(facts, event) || !Parse(texts, words)) return NotWellFormed();
  const auto is_of_kind = [&envelope](const v1::Event& part) {
    return part.kind_case() == envelope.type;
  };
  const auto is_empty = [](const v1::Event& part) {
    return part.kind_case() == v1::Event::KIND_NOT_SET;
  };
  // Facts are empty only when their key was destroyed.
  const bool facts_fit =
      is_of_kind(event) ||
      (is_empty(event) && facts.empty() && !envelope.key_id.empty());
  if (!facts_fit || !(is_of_kind(words) || is_empty(words))) {
    return absl::DataLossError(absl::StrCat(
        "the body of an event of type ", static_cast<int>(envelope.type),
        " holds an event of type ", static_cast<int>(event.kind_case())));
  }
  event.MergeFrom(words);
  return event;
}

absl::Status CheckBody(absl::string_view bytes, const Envelope& envelope) {
  return ReadBody(bytes, envelope).status();
}

}  // namespace driehoek
