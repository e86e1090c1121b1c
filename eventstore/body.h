// The body of an event: what happened, apart from the envelope that proves it.
//
//   32 random bytes ‖ length ‖ facts ‖ length ‖ texts
//
// Facts and texts are each a serialized v1::Event, sealed under a key of its
// own (FORMAT.md). A text is a field marked driehoek.v1.text: words about
// people, kept apart so that they can be erased while every view can still be
// rebuilt from the facts.
#ifndef DRIEHOEK_EVENTSTORE_BODY_H_
#define DRIEHOEK_EVENTSTORE_BODY_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "driehoek/v1/event.pb.h"
#include "eventstore/event_store.h"
#include "sealing/aead.h"
#include "sealing/keyring.h"

namespace driehoek {

inline constexpr size_t kBodyPrefixBytes = 32;

struct EventParts {
  v1::Event facts;
  v1::Event texts;  // Kind not set when the event holds no text.
};

// Every field of `event` is in exactly one part; merging `texts` into `facts`
// gives the event again.
EventParts SplitTexts(const v1::Event& event);

// Whether `event` has a text.
bool HasTexts(const v1::Event& event);

// What the parts of a body are sealed under.
struct BodyKeys {
  NamedKey facts;
  NamedKey texts;
};

// Serialized, and sealed when there are keys.
struct BodyBytes {
  std::string bytes;
  std::string key_id;       // Of facts, and of texts if any: "id id".
  Hash32 key_commitment{};  // Zeros: not sealed.
};

// `prefix`: kBodyPrefixBytes that nobody can guess, so that the hash of a body
// gives nothing away; the keys of its parts are derived with it. `envelope` has
// all that it has before it knows its body. Without keys nothing is sealed.
BodyBytes EncodeBody(absl::string_view prefix, const v1::Event& event,
                     const Envelope& envelope, const BodyKeys* keys);

// Gives the key of that id; nothing when it was destroyed.
using KeyFinder = std::function<absl::StatusOr<std::optional<SecretKey>>(
    const std::string& id)>;

// DataLoss when `bytes` are not the body of the event of `envelope`, or when
// one is sealed and the other is not. A part of which the key was destroyed is
// empty.
absl::StatusOr<v1::Event> DecodeBody(absl::string_view bytes,
                                     const Envelope& envelope,
                                     const KeyFinder& find_key);

// As far as that can be told without a key.
absl::Status CheckBody(absl::string_view bytes, const Envelope& envelope);

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_BODY_H_
