#include "procedures/event_words.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "driehoek/v1/types.pb.h"

namespace driehoek {
namespace {

using google::protobuf::FieldDescriptor;
using Fields = std::vector<const FieldDescriptor*>;

Fields Find(const FieldDescriptor& event) {
  Fields fields;
  switch (event.number()) {
    // With the document.
    case v1::Event::kReportSubmitted:
    case v1::Event::kReactionGiven:
    case v1::Event::kStatementAdded:
    case v1::Event::kFileAttached:
    // Of the institute, and not in the file of the case.
    case v1::Event::kContentErased:
    case v1::Event::kLegalHoldPlaced:
    case v1::Event::kLegalHoldLifted:
      return fields;
    default:
      break;
  }
  const google::protobuf::Descriptor& body = *event.message_type();
  if (body.FindFieldByName("case_id") == nullptr) return fields;
  for (int i = 0; i < body.field_count(); ++i) {
    const FieldDescriptor* const field = body.field(i);
    if (field->options().GetExtension(v1::text)) fields.push_back(field);
  }
  return fields;
}

const google::protobuf::OneofDescriptor& Kinds() {
  return *v1::Event::descriptor()->FindOneofByName("kind");
}

}  // namespace

const Fields& WordFieldsOf(v1::Event::KindCase kind) {
  // Found once: each event of a case that is folded asks.
  static const auto* const by_kind = [] {
    auto* const all = new absl::flat_hash_map<int, Fields>;
    for (int i = 0; i < Kinds().field_count(); ++i) {
      const FieldDescriptor& event = *Kinds().field(i);
      Fields fields = Find(event);
      if (!fields.empty()) all->emplace(event.number(), std::move(fields));
    }
    return all;
  }();
  static const auto* const none = new Fields;
  const auto found = by_kind->find(static_cast<int>(kind));
  return found == by_kind->end() ? *none : found->second;
}

const std::vector<std::string>& EventsWithWords() {
  static const auto* const events = [] {
    auto* const names = new std::vector<std::string>;
    for (int i = 0; i < Kinds().field_count(); ++i) {
      const FieldDescriptor& event = *Kinds().field(i);
      if (!Find(event).empty()) names->push_back(event.name());
    }
    return names;
  }();
  return *events;
}

}  // namespace driehoek
