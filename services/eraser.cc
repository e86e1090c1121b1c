#include "services/eraser.h"

#include <optional>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "base/tag.h"
#include "domain/erasure.h"
#include "eventstore/body_keys.h"

namespace driehoek {
namespace {

std::vector<std::string> SubjectsOf(const Erased& erased) {
  std::vector<std::string> subjects;
  subjects.reserve(erased.words.size() + erased.facts.size());
  for (const Tag& tag : erased.words) {
    subjects.push_back(absl::StrCat(kWordsSubject, ToString(tag)));
  }
  for (const Tag& tag : erased.facts) subjects.push_back(ToString(tag));
  return subjects;
}

// By which an event is known again.
std::string NameOf(const RecordedEvent& recorded) {
  return absl::StrCat(recorded.position(), " ", recorded.envelope.event_id);
}

// Whether the log has the event that is called so.
absl::StatusOr<bool> HasEvent(const EventStore& store, absl::string_view name) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(name, absl::MaxSplits(' ', 1));
  Position position = 0;
  if (!absl::SimpleAtoi(parts.first, &position) || position == 0) {
    return absl::DataLossError("a key is to go by what is no event");
  }
  if (position > store.head()) return false;
  ReadOptions options;
  options.after = position - 1;
  options.until = position;
  ASSIGN_OR_RETURN(const std::unique_ptr<EventReader> reader,
                   store.Read(Query::All(), options));
  ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded, reader->Next());
  return recorded.has_value() && recorded->envelope.event_id == parts.second;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Eraser>> Eraser::Create(
    Keyring* keyring, SealedFiles* files, const EventStore& store) {
  auto eraser = absl::WrapUnique(new Eraser(keyring, files, store));
  if (keyring != nullptr) RETURN_IF_ERROR(eraser->CatchUp());
  return eraser;
}

absl::Status Eraser::CatchUp() {
  ASSIGN_OR_RETURN(const std::vector<DoomedKey> doomed, keyring_->Doomed());
  std::vector<std::string> spared;
  for (const DoomedKey& key : doomed) {
    ASSIGN_OR_RETURN(const bool erased, HasEvent(store_, key.why));
    (erased ? subjects_ : spared).push_back(key.subject);
  }
  if (!spared.empty()) RETURN_IF_ERROR(keyring_->Spare(spared));
  return Erase().status();
}

void Eraser::Announce(const std::vector<RecordedEvent>& events) {
  subjects_.clear();
  if (keyring_ == nullptr) return;
  for (const RecordedEvent& recorded : events) {
    for (std::string& subject : SubjectsOf(ErasedBy(recorded.event))) {
      keyring_->Doom(subject, NameOf(recorded));
      subjects_.push_back(std::move(subject));
    }
  }
}

absl::Status Eraser::TakeBack() {
  if (subjects_.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(keyring_->Spare(subjects_));
  subjects_.clear();
  return absl::OkStatus();
}

absl::StatusOr<bool> Eraser::Erase() {
  if (subjects_.empty()) return false;
  // First: while the keys are noted, the next start does it again.
  for (const std::string& subject : subjects_) {
    RETURN_IF_ERROR(DeleteFiles(subject));
  }
  RETURN_IF_ERROR(keyring_->Destroy(subjects_).status());
  subjects_.clear();
  return true;
}

absl::Status Eraser::DeleteFiles(const std::string& subject) const {
  if (files_ == nullptr) return absl::OkStatus();
  absl::string_view id = subject;
  if (absl::ConsumePrefix(&id, ToString(Tag{TagKind::kCase, ""}))) {
    return files_->DeleteAllOf(std::string(id));
  }
  if (!absl::ConsumePrefix(
          &id,
          absl::StrCat(kWordsSubject, ToString(Tag{TagKind::kDocument, ""})))) {
    return absl::OkStatus();
  }
  const Tag document{TagKind::kDocument, std::string(id)};
  ASSIGN_OR_RETURN(
      const std::unique_ptr<EventReader> reader,
      store_.Read(Query::AnyOf({{{EventType::kFileAttached}, {document}}}),
                  {}));
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded,
                     reader->Next());
    if (!recorded.has_value()) return absl::OkStatus();
    const v1::FileAttached& attached = recorded->event.file_attached();
    // Of an erased case all went.
    if (attached.file_id().empty()) continue;
    RETURN_IF_ERROR(files_->Delete(
        {.owner = attached.case_id(), .id = attached.file_id()}));
  }
}

}  // namespace driehoek
