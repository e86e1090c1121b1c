#include "domain/recorded_words.h"

#include <algorithm>
#include <string>
#include <utility>

#include "driehoek/v1/types.pb.h"
#include "google/protobuf/descriptor.h"
#include "procedures/event_words.h"

namespace driehoek {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* KindOf(const v1::Event& event) {
  return v1::Event::descriptor()->FindFieldByNumber(event.kind_case());
}

// Who the caller is to the words. Whom they are about alone is asked beside it.
v1::Viewer ReaderOf(const Caller& caller, const v1::Case& seen) {
  const v1::Viewer viewer = ReadingOf(caller, seen).viewer;
  return viewer == v1::VIEWER_UNSPECIFIED &&
                 IsCandidate(caller, SurroundingsOf(seen))
             ? v1::VIEWER_NEW_TRAINER
             : viewer;
}

bool IsAboutAnotherTrainer(const Caller& caller,
                           const v1::TimelineEntry& entry) {
  return caller.role == v1::ROLE_TRAINER && !entry.trainer_id().empty() &&
         !caller.Is(entry.trainer_id());
}

}  // namespace

std::vector<v1::Words> WordsIn(const v1::Event& event) {
  std::vector<v1::Words> words;
  const FieldDescriptor* const kind = KindOf(event);
  if (kind == nullptr) return words;
  const Message& body = event.GetReflection()->GetMessage(event, kind);
  for (const FieldDescriptor* const field : WordFieldsOf(event.kind_case())) {
    std::string text = body.GetReflection()->GetString(body, field);
    if (text.empty()) continue;
    v1::Words& one = words.emplace_back();
    one.set_field(field->name());
    one.set_text(std::move(text));
  }
  return words;
}

void ClearTexts(v1::Event& event) {
  const FieldDescriptor* const kind = KindOf(event);
  if (kind == nullptr) return;
  Message* const body = event.GetReflection()->MutableMessage(&event, kind);
  for (int i = 0; i < kind->message_type()->field_count(); ++i) {
    const FieldDescriptor* const field = kind->message_type()->field(i);
    if (field->options().GetExtension(v1::text)) {
      body->GetReflection()->ClearField(body, field);
    }
  }
}

bool MayReadWords(const Caller& caller, const Procedure& procedure,
                  const v1::Case& seen, const v1::TimelineEntry& entry) {
  if (!entry.has_words() || !MaySeeEntry(caller, seen, entry)) return false;
  if (IsAuthor(caller, entry.actor())) return true;
  const v1::RecordedWords* const words = procedure.FindWords(entry.event());
  if (words == nullptr || IsAboutAnotherTrainer(caller, entry)) return false;
  const v1::Viewer reader = ReaderOf(caller, seen);
  return reader != v1::VIEWER_UNSPECIFIED &&
         std::find(words->read_by().begin(), words->read_by().end(), reader) !=
             words->read_by().end();
}

}  // namespace driehoek
