#include "services/eraser.h"

#include <optional>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "base/tag.h"
#include "domain/erasure.h"
#include "eventstore/body_keys.h"

namespace driehoek {
namespace {

std::string WordsOf(const std::string& document_id) {
  return absl::StrCat(kWordsSubject,
                      ToString(Tag{TagKind::kDocument, document_id}));
}

// Whether the log says that nothing may be left of the document.
absl::StatusOr<bool> IsErased(const EventStore& store,
                              const std::string& document_id) {
  ASSIGN_OR_RETURN(
      const std::unique_ptr<EventReader> reader,
      store.Read(Query::AnyOf({{{}, {{TagKind::kDocument, document_id}}}}),
                 {}));
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded,
                     reader->Next());
    if (!recorded) return false;
    if (ErasedDocument(recorded->event) == document_id) return true;
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<Eraser>> Eraser::Create(
    Keyring* keyring, const EventStore& store) {
  auto eraser = absl::WrapUnique(new Eraser(keyring));
  if (keyring != nullptr) RETURN_IF_ERROR(eraser->CatchUp(store));
  return eraser;
}

absl::Status Eraser::CatchUp(const EventStore& store) {
  ASSIGN_OR_RETURN(const std::vector<std::string> doomed, keyring_->Doomed());
  std::vector<std::string> spared;
  const std::string prefix = WordsOf("");
  for (const std::string& subject : doomed) {
    const std::string document_id(absl::StripPrefix(subject, prefix));
    ASSIGN_OR_RETURN(const bool erased, IsErased(store, document_id));
    (erased ? subjects_ : spared).push_back(subject);
  }
  if (!spared.empty()) RETURN_IF_ERROR(keyring_->Spare(spared));
  return Erase().status();
}

void Eraser::Announce(const std::vector<RecordedEvent>& events) {
  subjects_.clear();
  if (keyring_ == nullptr) return;
  for (const RecordedEvent& recorded : events) {
    const std::string document_id = ErasedDocument(recorded.event);
    if (document_id.empty()) continue;
    subjects_.push_back(WordsOf(document_id));
    keyring_->Doom(subjects_.back());
  }
}

absl::StatusOr<bool> Eraser::Erase() {
  if (subjects_.empty()) return false;
  RETURN_IF_ERROR(keyring_->Destroy(subjects_).status());
  subjects_.clear();
  return true;
}

}  // namespace driehoek
