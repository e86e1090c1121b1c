// A procedure as a text for people, in Dutch: section by section, what must be
// done by when, the reports, what is refused and who may record what.
#ifndef DRIEHOEK_CLIENTS_CLI_DESCRIBE_H_
#define DRIEHOEK_CLIENTS_CLI_DESCRIBE_H_

#include <string>

#include "procedures/catalogue.h"

namespace driehoek::cli {

// Markdown. The same procedure gives the same text.
std::string Describe(const Procedure& procedure);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_DESCRIBE_H_
