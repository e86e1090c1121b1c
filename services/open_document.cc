#include "services/open_document.h"

#include "absl/algorithm/container.h"

namespace driehoek {

absl::StatusOr<v1::Case> CaseWithSeen(const Served& served,
                                      const Caller& caller,
                                      const std::string& case_id) {
  ASSIGN_OR_RETURN(
      v1::Case found, CaseIf(served, case_id, [&](const Surroundings& people) {
        return ReadingOf(caller, people).viewer != v1::VIEWER_UNSPECIFIED;
      }));
  KeepSeenDocuments(ReadingOf(caller, found), *found.mutable_documents());
  return found;
}

const v1::CaseDocument* FindSeen(const v1::Case& of_case,
                                 const std::string& document_id) {
  const auto& documents = of_case.documents();
  const auto known =
      absl::c_find_if(documents, [&](const v1::CaseDocument& document) {
        return document.document_id() == document_id;
      });
  return known == documents.end() ? nullptr : &*known;
}

absl::StatusOr<v1::Document> OpenInCase(const Served& served,
                                        const Caller& caller,
                                        const std::string& case_id,
                                        const std::string& document_id,
                                        v1::Looked& looked) {
  ASSIGN_OR_RETURN(const v1::Case found, CaseWithSeen(served, caller, case_id));
  const v1::CaseDocument* const known = FindSeen(found, document_id);
  if (known == nullptr || known->sight() != v1::SIGHT_LEVEL_READ) {
    return NotFound("Dit document", "This document");
  }
  ASSIGN_OR_RETURN(v1::Document document,
                   ReadDocument(served, known->document_id()));
  document.set_title(known->title());
  *document.mutable_submitted_on() = known->submitted_on();
  // What is left of the parts is what the caller reads.
  KeepParts({known->part_keys().begin(), known->part_keys().end()}, document);
  SetPartTitles(served, found, document);
  SetCase(found, looked);
  looked.set_document_id(known->document_id());
  looked.set_place("case");
  return document;
}

}  // namespace driehoek
