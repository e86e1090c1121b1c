// Who looked at what: driehoek inzage.
#include "clients/cli/looks.h"

#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/command_words.h"
#include "clients/cli/dates.h"
#include "clients/cli/failure.h"
#include "clients/cli/resolve.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "clients/cli/words.h"
#include "driehoek/v1/audit_service.grpc.pb.h"

namespace driehoek::cli {

namespace {

// The commands, as they are called on the command line.
std::string NamesOf(
    const google::protobuf::RepeatedPtrField<std::string>& commands) {
  const std::vector<CommandWord> words = AllCommandWords();
  return absl::StrJoin(
      commands, ", ", [&words](std::string* out, const std::string& command) {
        const auto word =
            absl::c_find_if(words, [&command](const CommandWord& one) {
              return one.field->name() == command && !one.name.empty();
            });
        absl::StrAppend(out, word == words.end() ? command : word->name);
      });
}

}  // namespace

std::string WhatWord(const v1::Looked& looked) {
  switch (looked.kind()) {
    case v1::LOOK_KIND_CASE:
      return "zaak";
    case v1::LOOK_KIND_TIMELINE:
      return "tijdlijn";
    case v1::LOOK_KIND_WORDS:
      return "geschreven woorden";
    case v1::LOOK_KIND_HISTORY:
      return "geschiedenis";
    case v1::LOOK_KIND_PORTFOLIO:
      return "e-portfolio";
    case v1::LOOK_KIND_DOSSIER:
      return "dossier";
    case v1::LOOK_KIND_DIRECTORY:
      return "lijst van het instituut";
    case v1::LOOK_KIND_LOOKS:
      return "wie er keek";
    case v1::LOOK_KIND_PACKAGE:
      return "alles, na een verzoek om inzage";
    case v1::LOOK_KIND_OTHER:
      if (!looked.commands().empty()) {
        return absl::StrCat("opdracht: ", NamesOf(looked.commands()));
      }
      // Which, is not told of what is about a document or a signal.
      return looked.call() == "Submit"
                 ? "een opdracht"
                 : absl::StrCat("iets anders: ", looked.call());
    default: {
      const std::string what =
          looked.file_id().empty() ? "document" : "bijlage bij een document";
      return looked.place().empty() || looked.place() == "case"
                 ? what
                 : absl::StrCat(what, " in ", looked.place());
    }
  }
}

std::string PurposeWord(v1::Purpose purpose) {
  switch (purpose) {
    case v1::PURPOSE_OWN_FILE:
      return "eigen dossier";
    case v1::PURPOSE_GUIDANCE:
      return "begeleiding";
    case v1::PURPOSE_PROCEDURE:
      return "uitvoering van de procedure";
    case v1::PURPOSE_DECISION:
      return "besluit";
    case v1::PURPOSE_PAIRING:
      return "nieuwe koppeling";
    case v1::PURPOSE_AUDIT:
      return "controle";
    case v1::PURPOSE_DIRECTORY:
      return "beheer";
    case v1::PURPOSE_EMERGENCY:
      return "noodgeval";
    case v1::PURPOSE_PRIVACY_REQUEST:
      return "antwoord op een verzoek";
    default:
      return "-";
  }
}

namespace {

absl::StatusOr<v1::ListLooksRequest> RequestOf(Session& session,
                                               const Arguments& arguments) {
  v1::ListLooksRequest request;
  const auto person_id =
      [&](const char* option) -> absl::StatusOr<std::string> {
    if (!arguments.Has(option)) return "";
    return IdOf(session, session.globals().caller, "person",
                arguments.Value(option));
  };
  ASSIGN_OR_RETURN(*request.mutable_person_id(), person_id("van"));
  ASSIGN_OR_RETURN(*request.mutable_by_person_id(), person_id("door"));
  request.set_case_id(arguments.Value("zaak"));
  request.set_refused(arguments.Has("geweigerd"));
  return request;
}

absl::Status ShowLooks(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const v1::ListLooksRequest request,
                   RequestOf(session, arguments));
  Table table({"Wanneer", "Wie", "Rol", "Waarvoor", "Wat", "Zaak"});
  Names names(session);
  RETURN_IF_ERROR(session.EachPage(
      &v1::AuditService::Stub::ListLooks, request,
      [&](const v1::ListLooksResponse& page) {
        if (session.json()) return;
        std::vector<std::string> people;
        for (const v1::Look& look : page.looks()) {
          people.push_back(look.by().person_id());
          people.push_back(look.looked().person_id());
        }
        names.Fetch(people);
        for (const v1::Look& look : page.looks()) {
          std::string what = WhatWord(look.looked());
          if (!look.looked().person_id().empty()) {
            absl::StrAppend(&what, ": ", names.Of(look.looked().person_id()));
          }
          table.Add(
              {LongMoment(look.at_micros()), names.Of(look.by().person_id()),
               RoleWord(look.by().role()), PurposeWord(look.looked().purpose()),
               look.looked().refused().empty()
                   ? what
                   : absl::StrCat(what, " (geweigerd)"),
               look.case_number().empty() ? "-" : look.case_number()});
        }
      }));
  if (session.json()) return absl::OkStatus();
  session.out() << (table.empty() ? "Niemand heeft iets ingezien.\n"
                                  : table.Render(session.width()));
  return absl::OkStatus();
}

}  // namespace

CommandSpecs LookCommands() {
  return {
      {{"inzage"},
       "Wie uw gegevens heeft ingezien, wanneer, in welke rol en waarvoor; een "
       "auditor ziet het van een ander",
       {{.name = "van",
         .help = "In de dossiers van deze persoon (auditor)",
         .value_name = "KENMERK"},
        {.name = "door",
         .help = "Wat deze persoon inzag (auditor)",
         .value_name = "KENMERK"},
        {.name = "zaak",
         .help = "In deze zaak (auditor)",
         .value_name = "NUMMER"},
        {.name = "geweigerd",
         .help = "Alles wat geweigerd is om wie het vroeg (auditor)",
         .kind = Option::Kind::kFlag}},
       ShowLooks},
  };
}

}  // namespace driehoek::cli
