// `driehoek leg vast ...`: one command line command for every command of the
// contract, its options made from the message's own fields.
#ifndef DRIEHOEK_CLIENTS_CLI_RECORD_H_
#define DRIEHOEK_CLIENTS_CLI_RECORD_H_

#include "absl/status/statusor.h"
#include "clients/cli/command.h"
#include "clients/cli/command_words.h"
#include "driehoek/v1/command.pb.h"

namespace driehoek::cli {

// Twice each: as `leg vast` and as `meld`. And `leg samen vast`, for several in
// one submission.
CommandSpecs RecordCommands();

// The command as the line gives it: kenmerken and case numbers not yet replaced
// by ids. UsageError names the option that cannot be read.
absl::StatusOr<v1::Command> CommandFrom(const CommandWord& word,
                                        const Arguments& arguments);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_RECORD_H_
