// Everything `driehoek` can do: the table of contents of the command line.
#ifndef DRIEHOEK_CLIENTS_CLI_ALL_COMMANDS_H_
#define DRIEHOEK_CLIENTS_CLI_ALL_COMMANDS_H_

#include <string>
#include <vector>

#include "clients/cli/command.h"

namespace driehoek::cli {

// In the order of the help.
CommandSpecs AllCommands();

// What a word that holds commands is for: {"zaak"}.
std::string GroupHelp(const std::vector<std::string>& path);

// Each family, in the file of its name.
CommandSpecs SignInCommands();
CommandSpecs WorkCommands();
CommandSpecs StandingCommands();
CommandSpecs PackageCommands();
CommandSpecs OverviewCommands();
CommandSpecs CaseCommands();
CommandSpecs CaseWordsCommands();
CommandSpecs FileCommands();
CommandSpecs AttachmentCommands();
CommandSpecs LookCommands();
CommandSpecs EmergencyCommands();
CommandSpecs ErasureCommands();
CommandSpecs RetentionCommands();
CommandSpecs DirectoryCommands();
CommandSpecs ProcedureCommands();
CommandSpecs AdminCommands();
CommandSpecs PlayCommands();

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_ALL_COMMANDS_H_
