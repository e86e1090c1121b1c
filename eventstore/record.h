// An event and its stored bytes: made once, opened whenever it is read.
#ifndef DRIEHOEK_EVENTSTORE_RECORD_H_
#define DRIEHOEK_EVENTSTORE_RECORD_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/body.h"
#include "eventstore/event_store.h"
#include "sealing/keyring.h"

namespace driehoek {

struct Record {
  RecordedEvent recorded;
  std::string envelope;  // The bytes whose hash is recorded.envelope_hash.
  std::string body;      // The bytes whose hash is in the envelope.
};

// Fills in what depends on the event (event id, type, body hash, keys).
// `envelope` holds everything else. Without keys the body is not sealed.
Record MakeRecord(Envelope envelope, v1::Event event, const BodyKeys* keys);

// DataLoss when the bytes are not the event at `position` of the log `log_id`,
// with a body that has the hash of its envelope, sealed if the log is.
absl::StatusOr<RecordedEvent> OpenRecord(absl::string_view log_id,
                                         Position position,
                                         absl::string_view envelope,
                                         absl::string_view body,
                                         const Keyring* keyring);

// The same as far as it can be told without keys: a sealed event stays unset.
absl::StatusOr<RecordedEvent> CheckRecord(absl::string_view log_id,
                                          Position position,
                                          absl::string_view envelope,
                                          absl::string_view body);

// Whether the event of `envelope` matches.
bool Matches(const Query& query, const Envelope& envelope);

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_RECORD_H_
