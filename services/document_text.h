// The words of a document, which no view holds.
#ifndef DRIEHOEK_SERVICES_DOCUMENT_TEXT_H_
#define DRIEHOEK_SERVICES_DOCUMENT_TEXT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "driehoek/v1/view.pb.h"
#include "services/served.h"

namespace driehoek {

// The document from the log, with what was put beside it; its title, and its
// day as it reads after a correction, are the caller's to add. NOT_FOUND when
// there is none. Whoever asks must know that the reader may.
absl::StatusOr<v1::Document> ReadDocument(const Served& served,
                                          const std::string& document_id);

// Leaves these parts and no others. What was put beside the whole goes when a
// part does.
void KeepParts(const std::vector<std::string>& parts, v1::Document& document);

}  // namespace driehoek

#endif  // DRIEHOEK_SERVICES_DOCUMENT_TEXT_H_
