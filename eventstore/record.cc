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

Record MakeRecord(Envelope envelope, v1::Event event) {
  Record record;
  record.body = EncodeBody(RandomBytes(kBodyPrefixBytes), event);
  envelope.event_id = NewUuid7(envelope.recorded_at);
  envelope.type = event.kind_case();
  envelope.body_hash = Sha256({record.body});
  record.envelope = EncodeEnvelope(envelope);
  record.recorded.envelope = std::move(envelope);
  record.recorded.envelope_hash = LeafHash(record.envelope);
  record.recorded.event = std::move(event);
  return record;
}

absl::StatusOr<RecordedEvent> OpenRecord(absl::string_view log_id,
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
  ASSIGN_OR_RETURN(recorded.event, DecodeBody(body, recorded.envelope.type));
  recorded.envelope_hash = LeafHash(envelope);
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
