#include "eventstore/record.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "eventstore/body.h"
#include "eventstore/envelope.h"
#include "eventstore/event_store.h"
#include "eventstore/tree.h"

namespace driehoek {

namespace {

// With everything but the event itself.
absl::StatusOr<RecordedEvent> OpenEnvelope(absl::string_view log_id,
                                           Position position,
                                           absl::string_view envelope,
                                           absl::string_view body) {
  RecordedEvent recorded;
  ASSIGN_OR_RETURN(recorded.envelope, DecodeEnvelope(envelope));
  if (recorded.envelope.log_id != log_id ||
      recorded.envelope.position != position) {
    return absl::DataLossError(absl::StrCat(
        "at position ", position, " lies the event ",
        recorded.envelope.position, " of the log ", recorded.envelope.log_id));
  }
  if (Sha256({body}) != recorded.envelope.body_hash) {
    return absl::DataLossError(absl::StrCat("the body of event ", position,
                                            " is not what its envelope says"));
  }
  recorded.envelope_hash = LeafHash(envelope);
  return recorded;
}

}  // namespace

Record MakeRecord(Envelope envelope, v1::Event event, const BodyKeys* keys) {
  envelope.event_id = NewUuid7(envelope.recorded_at);
  envelope.type = event.kind_case();
  BodyBytes body =
      EncodeBody(RandomBytes(kBodyPrefixBytes), event, envelope, keys);
  envelope.body_hash = Sha256({body.bytes});
  envelope.key_id = std::move(body.key_id);
  envelope.key_commitment = body.key_commitment;
  Record record;
  record.body = std::move(body.bytes);
  record.envelope = EncodeEnvelope(envelope);
  record.recorded.envelope = std::move(envelope);
  record.recorded.envelope_hash = LeafHash(record.envelope);
  record.recorded.event = std::move(event);
  return record;
}

absl::StatusOr<RecordedEvent> OpenRecord(absl::string_view log_id,
                                         Position position,
                                         absl::string_view envelope,
                                         absl::string_view body,
                                         const Keyring* keyring) {
  ASSIGN_OR_RETURN(RecordedEvent recorded,
                   OpenEnvelope(log_id, position, envelope, body));
  if (recorded.envelope.key_id.empty() != (keyring == nullptr)) {
    return absl::DataLossError(
        absl::StrCat("event ", position,
                     keyring == nullptr ? " is sealed, and its log is not"
                                        : " is not sealed, and its log is"));
  }
  ASSIGN_OR_RETURN(recorded.event, DecodeBody(body, recorded.envelope,
                                              [keyring](const std::string& id) {
                                                return keyring->Find(id);
                                              }));
  return recorded;
}

absl::StatusOr<RecordedEvent> CheckRecord(absl::string_view log_id,
                                          Position position,
                                          absl::string_view envelope,
                                          absl::string_view body) {
  ASSIGN_OR_RETURN(RecordedEvent recorded,
                   OpenEnvelope(log_id, position, envelope, body));
  if (!recorded.envelope.key_id.empty()) {
    RETURN_IF_ERROR(CheckBody(body, recorded.envelope));
    return recorded;
  }
  ASSIGN_OR_RETURN(recorded.event,
                   DecodeBody(body, recorded.envelope, nullptr));
  return recorded;
}

bool Matches(const Query& query, const Envelope& envelope) {
  const auto has_tag = [&envelope](const Tag& tag) {
    return std::any_of(envelope.links.begin(), envelope.links.end(),
                       [&tag](const TagLink& link) { return link.tag == tag; });
  };
  const auto matches_item = [&](const QueryItem& item) {
    const bool right_type =
        item.types.empty() || std::find(item.types.begin(), item.types.end(),
                                        envelope.type) != item.types.end();
    return right_type &&
           std::all_of(item.tags.begin(), item.tags.end(), has_tag);
  };
  return query.matches_all() ||
         std::any_of(query.items().begin(), query.items().end(), matches_item);
}

}  // namespace driehoek
