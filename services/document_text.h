// The words of a document, which no view holds.
#ifndef DRIEHOEK_SERVICES_DOCUMENT_TEXT_H_
#define DRIEHOEK_SERVICES_DOCUMENT_TEXT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/view.pb.h"
#include "sealing/sealed_files.h"
#include "services/served.h"

namespace driehoek {

// The document from the log, with what was put beside it; its title and those
// of its parts, and its day as it reads after a correction, are the caller's to
// add. NOT_FOUND when there is none. Whoever asks must know that the reader
// may.
absl::StatusOr<v1::Document> ReadDocument(const Served& served,
                                          const std::string& document_id);

// How the file lies sealed that an event attached, of which the words are
// there.
SealedFile SealedFileOf(const v1::FileAttached& attached);

// How a file that is attached to the document lies sealed. NOT_FOUND when it is
// not attached to that. Whoever asks must know that the reader may.
absl::StatusOr<SealedFile> FindSealedFile(const Served& served,
                                          const std::string& document_id,
                                          const std::string& file_id);

// Says what its parts are called in the procedure that its case follows.
void SetPartTitles(const Served& served, const v1::Case& of_case,
                   v1::Document& document);

// Leaves these parts and no others. What was put beside the whole goes when a
// part does.
void KeepParts(const std::vector<std::string>& parts, v1::Document& document);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_DOCUMENT_TEXT_H_
