// Opening a case in an emergency: driehoek noodtoegang.
#include <string>

#include "absl/strings/numbers.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/command_words.h"
#include "clients/cli/failure.h"
#include "clients/cli/record.h"
#include "clients/cli/session.h"

namespace driehoek::cli {
namespace {

// As the contract, when it is not said.
constexpr int kHoursUnlessSaid = 4;

absl::Status OpenInEmergency(Session& session, const Arguments& arguments) {
  int hours = kHoursUnlessSaid;
  if (arguments.Has("uren") &&
      (!absl::SimpleAtoi(arguments.Value("uren"), &hours) || hours < 1)) {
    return UsageError("--uren: schrijf een getal van 1 tot en met 24.");
  }
  v1::SubmitRequest request;
  v1::OpenEmergencyAccess& open =
      *request.add_commands()->mutable_open_emergency_access();
  open.set_case_id(arguments.Value("zaak"));
  open.set_hours(hours);
  open.set_reason(arguments.Value("waarom"));
  ASSIGN_OR_RETURN(const v1::SubmitResponse response,
                   Submit(request, session, arguments));
  // Until when, and who hears of it, the server says.
  Tell(response, DoneSentence("open_emergency_access"), session);
  return absl::OkStatus();
}

}  // namespace

CommandSpecs EmergencyCommands() {
  return {
      {{"noodtoegang"},
       "Open in een noodgeval een zaak die u anders niet ziet, om te lezen; "
       "wie "
       "het aangaat, hoort het",
       {{.name = "zaak",
         .help = "Nummer van de zaak: 2026-001",
         .required = true,
         .value_name = "NUMMER"},
        {.name = "uren",
         .help = "Hoeveel uur, 1 tot en met 24; leeg is 4",
         .value_name = "GETAL"},
        {.name = "waarom",
         .help = "Wat er aan de hand is",
         .required = true,
         .value_name = "TEKST"},
        RequestOption()},
       OpenInEmergency},
  };
}

}  // namespace driehoek::cli
