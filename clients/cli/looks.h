// What is told of a look.
#ifndef DRIEHOEK_CLIENTS_CLI_LOOKS_H_
#define DRIEHOEK_CLIENTS_CLI_LOOKS_H_

#include <string>

#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/types.pb.h"

namespace driehoek::cli {

// "zaak", "document in EP"
std::string WhatWord(const v1::Looked& looked);
// "begeleiding"
std::string PurposeWord(v1::Purpose purpose);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_LOOKS_H_
