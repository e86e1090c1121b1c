// What is different in a case since it was last looked at, in Dutch.
#ifndef DRIEHOEK_CLIENTS_CLI_CASE_CHANGES_H_
#define DRIEHOEK_CLIENTS_CLI_CASE_CHANGES_H_

#include <string>
#include <vector>

#include "driehoek/v1/view.pb.h"

namespace driehoek::cli {

// What became due, moved, was done, became late, was withdrawn or filed. A case
// not seen before is `before` without anything.
std::vector<std::string> ChangesBetween(const v1::Case& before,
                                        const v1::Case& after);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_CASE_CHANGES_H_
