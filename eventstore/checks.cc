#include "eventstore/checks.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "eventstore/envelope.h"
#include "eventstore/event_store.h"

namespace driehoek {
namespace {

constexpr size_t kMaxRequestIdLength = 128;
constexpr size_t kMaxProcedureVersionLength = 128;
constexpr size_t kMaxPersonIdLength = 128;

bool IsPrintable(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char character) {
    return absl::ascii_isprint(static_cast<unsigned char>(character));
  });
}

absl::Status CheckText(absl::string_view name, absl::string_view text,
                       size_t max_length) {
  if (text.size() <= max_length && IsPrintable(text)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      name, " has at most ", max_length, " printable ASCII characters"));
}

absl::Status CheckItem(const QueryItem& item) {
  if (item.types.empty() && item.tags.empty()) {
    return absl::InvalidArgumentError(
        "a query item names a type or a tag; everything is Query::All()");
  }
  if (item.tags.size() > kMaxTagsPerEvent ||
      item.types.size() > kMaxTypesPerItem) {
    return absl::InvalidArgumentError(
        absl::StrCat("a query item has at most ", kMaxTagsPerEvent,
                     " tags and ", kMaxTypesPerItem, " types"));
  }
  for (const EventType type : item.types) {
    if (!IsKnownEventType(static_cast<uint32_t>(type))) {
      return absl::InvalidArgumentError("a query item names no type of event");
    }
  }
  for (const Tag& tag : item.tags) RETURN_IF_ERROR(CheckTag(tag));
  return absl::OkStatus();
}

absl::Status CheckTags(std::vector<Tag> tags) {
  if (tags.empty() || tags.size() > kMaxTagsPerEvent) {
    return absl::InvalidArgumentError(absl::StrCat(
        "an event has 1 to ", kMaxTagsPerEvent, " tags, not ", tags.size()));
  }
  for (const Tag& tag : tags) RETURN_IF_ERROR(CheckTag(tag));
  std::sort(tags.begin(), tags.end());
  if (std::adjacent_find(tags.begin(), tags.end()) != tags.end()) {
    return absl::InvalidArgumentError("an event has the same tag twice");
  }
  return absl::OkStatus();
}

absl::Status CheckEvents(const std::vector<NewEvent>& events) {
  if (events.empty() || events.size() > kMaxEventsPerRequest) {
    return absl::InvalidArgumentError(
        absl::StrCat("a request has 1 to ", kMaxEventsPerRequest,
                     " events, not ", events.size()));
  }
  size_t total = 0;
  for (const NewEvent& event : events) {
    if (event.event.kind_case() == v1::Event::KIND_NOT_SET) {
      return absl::InvalidArgumentError("an event of no kind");
    }
    const size_t bytes = event.event.ByteSizeLong();
    if (bytes > kMaxEventBytes) {
      return absl::InvalidArgumentError(absl::StrCat(
          "an event has at most ", kMaxEventBytes, " bytes, not ", bytes));
    }
    total += bytes;
    RETURN_IF_ERROR(CheckTags(event.tags));
  }
  if (total > kMaxRequestBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("the events of a request have at most ", kMaxRequestBytes,
                     " bytes together, not ", total));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckTag(const Tag& tag) {
  if (tag.kind < TagKind::kInstitute || tag.kind > TagKind::kLast ||
      !IsWellFormedId(tag.id)) {
    return absl::InvalidArgumentError("a tag has a kind and an identifier");
  }
  return absl::OkStatus();
}

absl::Status CheckQuery(const Query& query) {
  if (query.matches_all()) return absl::OkStatus();
  if (query.items().empty() || query.items().size() > kMaxQueryItems) {
    return absl::InvalidArgumentError(
        absl::StrCat("a query has 1 to ", kMaxQueryItems, " items, not ",
                     query.items().size()));
  }
  for (const QueryItem& item : query.items()) {
    RETURN_IF_ERROR(CheckItem(item));
  }
  return absl::OkStatus();
}

absl::Status CheckRequest(const AppendRequest& request) {
  if (request.request_id.empty()) {
    return absl::InvalidArgumentError("a request without an id");
  }
  RETURN_IF_ERROR(
      CheckText("a request id", request.request_id, kMaxRequestIdLength));
  RETURN_IF_ERROR(CheckText("a procedure version", request.procedure_version,
                            kMaxProcedureVersionLength));
  RETURN_IF_ERROR(CheckText("the person who acted", request.actor.person_id(),
                            kMaxPersonIdLength));
  RETURN_IF_ERROR(CheckText("the person acted for",
                            request.actor.on_behalf_of(), kMaxPersonIdLength));
  if (request.condition) RETURN_IF_ERROR(CheckQuery(request.condition->query));
  return CheckEvents(request.events);
}

}  // namespace driehoek
