// Reading what people write as protobuf text format.
#ifndef DRIEHOEK_CLIENTS_CLI_TEXT_FORM_H_
#define DRIEHOEK_CLIENTS_CLI_TEXT_FORM_H_

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace driehoek::cli {

// Reads `text`, of the file at `path`, into `message`. UsageError names the
// line and column of the first thing that is wrong.
absl::Status ParseTextForm(absl::string_view text, const std::string& path,
                           google::protobuf::Message& message);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_TEXT_FORM_H_
