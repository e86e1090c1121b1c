// `driehoek leg vast ...`: one command line command for every command of the
// contract, its options made from the message's own fields. And what every
// command that records something shares.
#ifndef DRIEHOEK_CLIENTS_CLI_RECORD_H_
#define DRIEHOEK_CLIENTS_CLI_RECORD_H_

#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/command.h"
#include "clients/cli/command_words.h"
#include "driehoek/v1/case_service.pb.h"
#include "driehoek/v1/command.pb.h"

namespace driehoek::cli {

// Twice each: as `leg vast` and as `meld`. And `leg samen vast`, for several in
// one submission.
CommandSpecs RecordCommands();

// The command as the line gives it: kenmerken and case numbers not yet replaced
// by ids. UsageError names the option that cannot be read.
absl::StatusOr<v1::Command> CommandFrom(const CommandWord& word,
                                        const Arguments& arguments);

// What the line can say of any request: to repeat an earlier one.
Option RequestOption();
// What it must say to erase something.
Option SureOption();

// Asks for all of `request` at once, with ids in the place of kenmerken, case
// numbers and reports, for whom the line says. UsageError when it erases
// something and the line is not sure. When it is not certain whether it was
// recorded, says how to ask again.
absl::StatusOr<v1::SubmitResponse> Submit(v1::SubmitRequest& request,
                                          Session& session,
                                          const Arguments& arguments);

// Says of what came of it that it is `done`: "Besluit genomen".
void Tell(const v1::SubmitResponse& response, const std::string& done,
          Session& session);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_RECORD_H_
