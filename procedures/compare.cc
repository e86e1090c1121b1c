#include "procedures/compare.h"

#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"

namespace driehoek {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using Path = std::vector<MessageDifferencer::SpecificField>;

// By which field the messages of a list are recognised.
using KeyFields =
    absl::flat_hash_map<const FieldDescriptor*, const FieldDescriptor*>;

KeyFields KeysOfLists() {
  KeyFields keys;
  const auto add = [&keys](const Descriptor* holder, const char* list,
                           const char* key) {
    const FieldDescriptor* const field = holder->FindFieldByName(list);
    keys[field] = field->message_type()->FindFieldByName(key);
  };
  const Descriptor* const procedure = v1::Procedure::descriptor();
  add(procedure, "role_names", "role");
  add(procedure, "places", "key");
  add(procedure, "reports", "key");
  add(procedure, "obligations", "key");
  add(procedure, "guards", "key");
  add(procedure, "competences", "command");
  add(procedure, "sections", "key");
  add(procedure, "words", "event");
  add(v1::Report::descriptor(), "parts", "key");
  add(v1::Report::descriptor(), "filings", "place");
  add(v1::Report::descriptor(), "seen_by", "viewer");
  add(v1::Report::descriptor(), "seen_by_once_chosen", "viewer");
  add(v1::ReportPart::descriptor(), "seen_by", "viewer");
  add(v1::Rhythm::descriptor(), "target_tolerances", "up_to_days");
  return keys;
}

std::string Written(const Message& message, const FieldDescriptor* field,
                    int index) {
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  printer.SetUseUtf8StringEscaping(true);
  std::string text;
  printer.PrintFieldValueToString(message, field, index, &text);
  return std::string(absl::StripAsciiWhitespace(text));
}

const Message* Below(const Message* message, const FieldDescriptor* field,
                     int index) {
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return nullptr;
  return field->is_repeated()
             ? &message->GetReflection()->GetRepeatedMessage(*message, field,
                                                             index)
             : &message->GetReflection()->GetMessage(*message, field);
}

// What the differencer passes are the messages that hold the field at the end
// of the path; how they are reached is read from the procedures themselves.
class Collector : public MessageDifferencer::Reporter {
 public:
  // Borrows all three.
  Collector(const KeyFields& keys, const Message& before, const Message& after)
      : keys_(keys), before_(before), after_(after) {}

  std::vector<v1::ProcedureDifference> Take() { return std::move(found_); }

  void ReportAdded(const Message&, const Message&, const Path& path) override {
    Add(path, /*was=*/false, /*becomes=*/true);
  }
  void ReportDeleted(const Message&, const Message&,
                     const Path& path) override {
    Add(path, /*was=*/true, /*becomes=*/false);
  }
  void ReportModified(const Message&, const Message&,
                      const Path& path) override {
    // Of a message each field that differs is told by itself.
    if (path.back().field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      return;
    }
    Add(path, /*was=*/true, /*becomes=*/true);
  }

 private:
  // "[T-06]", "[ROLE_TEACHER]" or "[0]".
  std::string PlaceInList(const Message& holder, const FieldDescriptor* field,
                          int index) const {
    const auto key = keys_.find(field);
    if (key == keys_.end()) return absl::StrCat("[", index, "]");
    const Message& row = *Below(&holder, field, index);
    std::string text =
        key->second->cpp_type() == FieldDescriptor::CPPTYPE_STRING
            ? row.GetReflection()->GetString(row, key->second)
            : Written(row, key->second, -1);
    return absl::StrCat("[", text, "]");
  }

  void Add(const Path& path, bool was, bool becomes) {
    if (found_.size() == kMostDifferences) return;
    v1::ProcedureDifference& difference = found_.emplace_back();
    // The message that holds the field, before and after; all but what came or
    // went is in both.
    const Message* old_holder = &before_;
    const Message* new_holder = &after_;
    for (size_t depth = 0; depth < path.size(); ++depth) {
      const FieldDescriptor* const field = path[depth].field;
      const int old_index = field->is_repeated() ? path[depth].index : -1;
      const int new_index = field->is_repeated() ? path[depth].new_index : -1;
      std::string& name =
          depth == 0 ? *difference.mutable_part() : *difference.mutable_field();
      absl::StrAppend(&name, depth > 1 ? "." : "", field->name());
      if (depth + 1 == path.size()) {
        if (field->is_repeated()) {
          name += was ? PlaceInList(*old_holder, field, old_index)
                      : PlaceInList(*new_holder, field, new_index);
        }
        if (was) difference.set_before(Written(*old_holder, field, old_index));
        if (becomes) {
          difference.set_after(Written(*new_holder, field, new_index));
        }
        return;
      }
      if (field->is_repeated()) {
        name += PlaceInList(*old_holder, field, old_index);
      }
      old_holder = Below(old_holder, field, old_index);
      new_holder = Below(new_holder, field, new_index);
    }
  }

  const KeyFields& keys_;
  const Message& before_;
  const Message& after_;
  std::vector<v1::ProcedureDifference> found_;
};

}  // namespace

std::vector<v1::ProcedureDifference> CompareProcedures(
    const v1::Procedure& before, const v1::Procedure& after) {
  const KeyFields keys = KeysOfLists();
  MessageDifferencer differencer;
  differencer.set_repeated_field_comparison(MessageDifferencer::AS_SET);
  for (const auto& [list, key] : keys) differencer.TreatAsMap(list, key);
  differencer.TreatAsList(
      v1::Obligation::descriptor()->FindFieldByName("bounds"));
  Collector collector(keys, before, after);
  differencer.ReportDifferencesTo(&collector);
  differencer.Compare(before, after);
  return collector.Take();
}

}  // namespace driehoek
