// Who opened a document.
#ifndef DRIEHOEK_CLIENTS_CLI_OPENINGS_H_
#define DRIEHOEK_CLIENTS_CLI_OPENINGS_H_

#include <string>

#include "absl/status/status.h"
#include "clients/cli/session.h"

namespace driehoek::cli {

// Shows who opened the document: name, role, moment and place, newest first.
absl::Status ShowOpenings(Session& session, const std::string& case_id,
                          const std::string& document_id);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_OPENINGS_H_
