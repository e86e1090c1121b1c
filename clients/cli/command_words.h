// How the commands of the contract are called on the command line, in Dutch.
#ifndef DRIEHOEK_CLIENTS_CLI_COMMAND_WORDS_H_
#define DRIEHOEK_CLIENTS_CLI_COMMAND_WORDS_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

namespace driehoek::cli {

// How a field of a command is given.
enum class FieldForm {
  kText,    // A string, an id or a key.
  kProse,   // --tekst or --bestand.
  kParts,   // --tekst DEEL=TEKST or --bestand DEEL=BESTAND, more than once.
  kDay,     // An ISO date.
  kChoice,  // A word for a value of an enum.
  kYesNo,   // "ja" or "nee".
  kNumber,
};

// One option of `leg vast ...`.
struct FieldWord {
  // The way to the field from the command: {scope, group_id}.
  std::vector<const google::protobuf::FieldDescriptor*> path;
  FieldForm form = FieldForm::kText;
  // "zaak"; empty when the table has no word for it.
  std::string name;
  // What it is, in Dutch.
  std::string help;
};

struct CommandWord {
  // The command's line in the oneof of Command.
  const google::protobuf::FieldDescriptor* field = nullptr;
  // "driehoeksgesprek"; empty when the table has no word for it.
  std::string name;
  // What it does, in Dutch.
  std::string help;
  std::vector<FieldWord> fields;
};

// Every command that a person can give, in the order of the contract: all but
// what the server gives itself (RecordOutcome, LinkAccount) and an invitation,
// which has a word of its own.
std::vector<CommandWord> AllCommandWords();

// "Driehoeksgesprek gehouden": what a command with this line in the oneof did;
// the English name when the table has no word for it.
std::string DoneSentence(const std::string& command);

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_COMMAND_WORDS_H_
