// The body of an event: what happened, apart from the envelope that proves it.
//
//   32 random bytes ‖ length ‖ facts ‖ length ‖ texts
//
// Facts and texts are each a serialized v1::Event. A text is a field marked
// driehoek.v1.text: words about people, kept apart so that they can be erased
// while every view can still be rebuilt from the facts.
#ifndef DRIEHOEK_EVENTSTORE_BODY_H_
#define DRIEHOEK_EVENTSTORE_BODY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "driehoek/v1/event.pb.h"
#include "eventstore/event_store.h"

namespace driehoek {

inline constexpr size_t kBodyPrefixBytes = 32;

struct EventParts {
  v1::Event facts;
  v1::Event texts;  // Kind not set when the event holds no text.
};

// Every field of `event` is in exactly one part; merging `texts` into `facts`
// gives the event again.
EventParts SplitTexts(const v1::Event& event);

// `prefix`: kBodyPrefixBytes that nobody can guess, so that the hash of a body
// gives nothing away.
std::string EncodeBody(absl::string_view prefix, const v1::Event& event);

// DataLoss when `bytes` are not the body of an event of `type`.
absl::StatusOr<v1::Event> DecodeBody(absl::string_view bytes, EventType type);

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_BODY_H_
