// The bytes of an envelope, as stored and hashed (FORMAT.md).
#ifndef DRIEHOEK_EVENTSTORE_ENVELOPE_H_
#define DRIEHOEK_EVENTSTORE_ENVELOPE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"

namespace driehoek {

// Whether `number` is an event that this program can read.
bool IsKnownEventType(uint32_t number);

std::string EncodeEnvelope(const Envelope& envelope);

// DataLoss: not an envelope, or of an event type this program does not know.
// What is decoded encodes to the same bytes again.
absl::StatusOr<Envelope> DecodeEnvelope(absl::string_view bytes);

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_ENVELOPE_H_
