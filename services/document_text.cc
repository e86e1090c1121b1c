#include "services/document_text.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/algorithm/container.h"
#include "base/status_macros.h"
#include "base/tag.h"
#include "procedures/catalogue.h"
#include "services/refusals.h"

namespace driehoek {

absl::StatusOr<v1::Document> ReadDocument(const Served& served,
                                          const std::string& document_id) {
  ASSIGN_OR_RETURN(
      const std::unique_ptr<EventReader> reader,
      served.store.Read(
          Query::AnyOf(
              {{{EventType::kReportSubmitted, EventType::kReactionGiven,
                 EventType::kFileAttached, EventType::kStatementAdded},
                {{TagKind::kDocument, document_id}}}}),
          {}));
  v1::Document document;
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded,
                     reader->Next());
    if (!recorded) break;
    if (recorded->event.has_reaction_given()) {
      const v1::ReactionGiven& given = recorded->event.reaction_given();
      v1::Reaction& reaction = *document.add_reactions();
      reaction.set_given_by(given.given_by());
      *reaction.mutable_on() = given.on();
      reaction.set_reaction(given.reaction());
      continue;
    }
    if (recorded->event.has_statement_added()) {
      const v1::StatementAdded& added = recorded->event.statement_added();
      v1::Reaction& statement = *document.add_reactions();
      statement.set_given_by(added.given_by());
      *statement.mutable_on() = added.on();
      statement.set_reaction(added.statement());
      statement.set_is_statement(true);
      continue;
    }
    if (recorded->event.has_file_attached()) {
      const v1::FileAttached& attached = recorded->event.file_attached();
      v1::Attachment& attachment = *document.add_attachments();
      attachment.set_file_id(attached.file_id());
      attachment.set_name(attached.name());
      attachment.set_media_type(attached.media_type());
      attachment.set_size_bytes(attached.size_bytes());
      *attachment.mutable_attached_on() = attached.on();
      continue;
    }
    const v1::ReportSubmitted& report = recorded->event.report_submitted();
    document.set_document_id(report.document_id());
    document.set_case_id(report.case_id());
    document.set_report(report.report());
    *document.mutable_author() = recorded->envelope.actor;
    *document.mutable_parts() = report.parts();
    *document.mutable_part_keys() = report.part_keys();
  }
  if (document.document_id().empty()) {
    return NotFound("Dit document", "This document");
  }
  // Only a document that was never without them has lost its words.
  if (document.parts().empty() && !document.part_keys().empty()) {
    return DocumentErased();
  }
  return document;
}

SealedFile SealedFileOf(const v1::FileAttached& attached) {
  SealedFile file;
  file.name = {.owner = attached.case_id(), .id = attached.file_id()};
  file.bytes = attached.size_bytes();
  // Of another length they are not what was recorded, and open nothing.
  if (attached.key().size() == SecretKey::kBytes) {
    file.key = SecretKey(attached.key());
  }
  if (attached.sealed_hash().size() == file.sealed_hash.size()) {
    absl::c_copy(attached.sealed_hash(), file.sealed_hash.begin());
  }
  return file;
}

absl::StatusOr<SealedFile> FindSealedFile(const Served& served,
                                          const std::string& document_id,
                                          const std::string& file_id) {
  ASSIGN_OR_RETURN(
      const std::unique_ptr<EventReader> reader,
      served.store.Read(Query::AnyOf({{{EventType::kFileAttached},
                                       {{TagKind::kDocument, document_id}}}}),
                        {}));
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded,
                     reader->Next());
    if (!recorded) return NotFound("Deze bijlage", "This attachment");
    const v1::FileAttached& attached = recorded->event.file_attached();
    if (attached.file_id() != file_id) continue;
    // It was erased since the document was read.
    if (attached.key().empty()) return DocumentErased();
    return SealedFileOf(attached);
  }
}

void SetPartTitles(const Served& served, const v1::Case& of_case,
                   v1::Document& document) {
  const std::shared_ptr<const Procedure> procedure =
      served.writer.catalogue()->Find(of_case.procedure());
  if (procedure == nullptr) return;
  for (const std::string& key : document.part_keys()) {
    if (const v1::ReportPart* const part =
            procedure->FindPart(document.report(), key)) {
      (*document.mutable_part_titles())[key] = part->title();
    }
  }
}

void KeepParts(const std::vector<std::string>& parts, v1::Document& document) {
  google::protobuf::RepeatedPtrField<std::string> kept;
  for (const std::string& part : document.part_keys()) {
    if (absl::c_linear_search(parts, part)) {
      *kept.Add() = part;
    } else {
      document.mutable_parts()->erase(part);
    }
  }
  if (kept.size() < document.part_keys_size()) {
    document.clear_reactions();
    document.clear_attachments();
  }
  document.mutable_part_keys()->Swap(&kept);
}

}  // namespace driehoek
