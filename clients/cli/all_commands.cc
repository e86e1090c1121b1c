#include "clients/cli/all_commands.h"

#include <iterator>
#include <utility>

#include "clients/cli/record.h"

namespace driehoek::cli {

CommandSpecs AllCommands() {
  CommandSpecs all;
  for (CommandSpecs family :
       {SignInCommands(), WorkCommands(), StandingCommands(),
        OverviewCommands(), CaseCommands(), CaseWordsCommands(), FileCommands(),
        AttachmentCommands(), LookCommands(), EmergencyCommands(),
        ErasureCommands(), RetentionCommands(), PackageCommands(),
        RecordCommands(), DirectoryCommands(), ProcedureCommands(),
        AdminCommands(), PlayCommands()}) {
    all.insert(all.end(), std::make_move_iterator(family.begin()),
               std::make_move_iterator(family.end()));
  }
  return all;
}

std::string GroupHelp(const std::vector<std::string>& path) {
  if (path.back() == "zaak") return "Eén zaak: hoe zij staat, wat er gebeurde";
  if (path.back() == "overzicht") return "Wat alle zaken samen laten zien";
  if (path.back() == "leg" || path.back() == "vast") {
    return "Leg vast wat er is gebeurd";
  }
  if (path.back() == "samen") return "Leg meer dingen tegelijk vast";
  if (path.back() == "meld") return "Hetzelfde als leg vast";
  if (path.back() == "procedure") return "De procedures van het instituut";
  if (path.back() == "account") return "Met welk account iemand inlogt";
  if (path.back() == "pakket") {
    return "Alles wat er bewaard wordt van wie om inzage vroeg";
  }
  if (path.back() == "bijlage") return "De bijlagen bij documenten";
  if (path.back() == "klok") return "De klok van de server";
  return "";
}

}  // namespace driehoek::cli
