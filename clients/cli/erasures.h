// What is erased for good: how people ask for it, and how they are told of it.
#ifndef DRIEHOEK_CLIENTS_CLI_ERASURES_H_
#define DRIEHOEK_CLIENTS_CLI_ERASURES_H_

#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/command.h"
#include "driehoek/v1/command.pb.h"
#include "driehoek/v1/view.pb.h"

namespace driehoek::cli {

// What `driehoek wis` is asked: kenmerken, case numbers and reports not yet
// replaced by ids. UsageError when it does not say what must go.
absl::StatusOr<v1::EraseContent> ErasureFrom(const Arguments& arguments);

// What would go, as it was named: "verslag D-7 van zaak 2026-014".
std::string WhatGoes(const v1::EraseContent& command);

// What went: "zaak 2026-014, met 3 verslagen".
std::string WhatWent(const v1::Erasure& erasure);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_ERASURES_H_
