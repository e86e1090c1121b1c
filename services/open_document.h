// Opening a document where the caller reads it. Each gives of it what the
// caller reads there, and says in `looked` whose it is; NOT_FOUND for what he
// or she may not know of. For the *_service.cc files only.
#ifndef DRIEHOEK_SERVICES_OPEN_DOCUMENT_H_
#define DRIEHOEK_SERVICES_OPEN_DOCUMENT_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "domain/access.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/view.pb.h"
#include "services/document_text.h"
#include "services/file_kinds.h"
#include "services/looks.h"
#include "services/refusals.h"
#include "services/served.h"

namespace driehoek {

// A case with the documents of which someone may know. The new trainer and an
// auditor are shown documents of a case that is otherwise not there.
absl::StatusOr<v1::Case> CaseWithSeen(const Served& served,
                                      const Caller& caller,
                                      const std::string& case_id);

// Null when it is not among them.
const v1::CaseDocument* FindSeen(const v1::Case& of_case,
                                 const std::string& document_id);

absl::StatusOr<v1::Document> OpenInCase(const Served& served,
                                        const Caller& caller,
                                        const std::string& case_id,
                                        const std::string& document_id,
                                        v1::Looked& looked);

template <typename Kind>
absl::StatusOr<v1::Document> OpenInFile(const Served& served,
                                        const Caller& caller,
                                        const std::string& owner,
                                        const std::string& document_id,
                                        v1::Looked& looked) {
  RETURN_IF_ERROR(Kind::Check(caller, owner));
  std::optional<v1::FileEntry> entry;
  RETURN_IF_ERROR(VisitFile<Kind>(caller, served, owner, v1::SIGHT_LEVEL_READ,
                                  [&](const v1::FileEntry& row) {
                                    if (row.document_id() == document_id)
                                      entry = row;
                                    return !entry.has_value();
                                  }));
  // Only what lies in the file can be read through it.
  if (!entry.has_value()) return NotFound("Dit document", "This document");
  ASSIGN_OR_RETURN(v1::Document document,
                   ReadDocument(served, entry->document_id()));
  document.set_title(entry->title());
  *document.mutable_submitted_on() = entry->submitted_on();
  // A place may get a part of it.
  if (!entry->part_keys().empty()) {
    KeepParts({entry->part_keys().begin(), entry->part_keys().end()}, document);
  }
  // The owner of a file reads it whether or not he or she may see the case.
  ASSIGN_OR_RETURN(const v1::Case of_case,
                   served.views.GetCase(entry->case_id()));
  SetPartTitles(served, of_case, document);
  SetCase(of_case, looked);
  looked.set_place(entry->place());
  return document;
}

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_OPEN_DOCUMENT_H_
