// The resident's e-portfolio, the trainer's dossier, and a document in either
// or in a case.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/civil.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/attachments.h"
#include "clients/cli/dates.h"
#include "clients/cli/resolve.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "clients/cli/words.h"
#include "driehoek/v1/file_service.grpc.pb.h"

namespace driehoek::cli {
namespace {

// "aios, docent; alleen dat het er is: hoofd"
std::string WhoSees(const v1::FileEntry& entry) {
  std::vector<std::string> read;
  std::vector<std::string> know;
  if (entry.author() != v1::ROLE_UNSPECIFIED) {
    read.push_back(absl::StrCat(RoleWord(entry.author()), " (schrijver)"));
  }
  for (const v1::Sight& sight : entry.seen_by()) {
    const bool reads = sight.level() == v1::SIGHT_LEVEL_READ;
    (reads ? read : know).push_back(ViewerWord(sight.viewer()));
  }
  std::string who = absl::StrJoin(read, ", ");
  if (!know.empty()) {
    absl::StrAppend(&who, who.empty() ? "" : "; ",
                    "alleen dat het er is: ", absl::StrJoin(know, ", "));
  }
  return who;
}

// Shows the entries of either file.
template <typename Stub, typename Request, typename Response>
absl::Status ShowEntries(Session& session, const std::string& title,
                         grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                      const Request&,
                                                      Response*),
                         const Request& request) {
  Table table({"Zaak", "Verslag", "Titel", "Verstuurd", "Hier sinds",
               "Wie het ziet", "Id"});
  RETURN_IF_ERROR(
      session.EachPage(method, request, [&table](const Response& page) {
        for (const v1::FileEntry& entry : page.entries()) {
          table.Add({entry.case_number(), entry.report(), entry.title(),
                     ShortDay(entry.submitted_on()),
                     ShortDay(entry.archived_on()), WhoSees(entry),
                     entry.document_id()});
        }
      }));
  if (session.json()) return absl::OkStatus();
  session.out() << title << "\n\n"
                << (table.empty() ? "Er staat niets in.\n"
                                  : table.Render(session.width()));
  return absl::OkStatus();
}

absl::StatusOr<std::string> PersonOf(Session& session,
                                     const Arguments& arguments) {
  return IdOf(session, session.globals().caller, "person",
              arguments.Value("kenmerk"));
}

absl::Status SetAsOf(const Arguments& arguments, v1::AsOf* as_of) {
  const absl::StatusOr<absl::CivilDay> day = ParseIsoDay(arguments.Value("op"));
  if (!day.ok()) return UsageError("--op: schrijf een dag als 2026-09-14.");
  as_of->set_instant_micros(absl::ToUnixMicros(StartOf(*day + 1)) - 1);
  return absl::OkStatus();
}

absl::Status ShowPortfolio(Session& session, const Arguments& arguments) {
  v1::GetPortfolioRequest request;
  ASSIGN_OR_RETURN(const std::string id, PersonOf(session, arguments));
  request.set_resident_id(id);
  if (arguments.Has("op")) {
    RETURN_IF_ERROR(SetAsOf(arguments, request.mutable_as_of()));
  }
  return ShowEntries(
      session, absl::StrCat("E-portfolio van ", arguments.Value("kenmerk")),
      &v1::PortfolioService::Stub::GetPortfolio, request);
}

absl::Status ShowDossier(Session& session, const Arguments& arguments) {
  v1::GetDossierRequest request;
  ASSIGN_OR_RETURN(const std::string id, PersonOf(session, arguments));
  request.set_trainer_id(id);
  if (arguments.Has("op")) {
    RETURN_IF_ERROR(SetAsOf(arguments, request.mutable_as_of()));
  }
  return ShowEntries(
      session,
      absl::StrCat("Opleidersdossier van ", arguments.Value("kenmerk")),
      &v1::DossierService::Stub::GetDossier, request);
}

void PrintIndented(Session& session, const std::string& text) {
  for (const std::string& line :
       Wrap(Printable(text, /*keep_lines=*/true), session.width() - 2)) {
    session.out() << "  " << line << "\n";
  }
}

template <typename Response>
absl::Status ShowText(Session& session, const Response& response) {
  if (session.json()) {
    session.PrintJson(response);
    return absl::OkStatus();
  }
  const v1::Document& document = response.document();
  session.out() << Printable(document.report()) << " "
                << Printable(document.title()) << "\nVerstuurd "
                << LongDay(document.submitted_on()) << " door "
                << RoleWord(document.author().role()) << "\n";
  for (const std::string& key : document.part_keys()) {
    const auto title = document.part_titles().find(key);
    session.out() << "\n"
                  << Printable(title == document.part_titles().end()
                                   ? key
                                   : title->second)
                  << "\n";
    const auto text = document.parts().find(key);
    if (text == document.parts().end()) continue;
    PrintIndented(session, text->second);
  }
  for (const v1::Reaction& reaction : document.reactions()) {
    session.out() << "\n"
                  << (reaction.is_statement() ? "Verklaring" : "Reactie")
                  << " van de " << RoleWord(reaction.given_by()) << ", "
                  << LongDay(reaction.on()) << "\n";
    PrintIndented(session, reaction.reaction());
  }
  if (document.attachments().empty()) return absl::OkStatus();
  Table attachments({"Bijlage", "Soort", "Grootte", "Sinds", "Id"});
  for (const v1::Attachment& attachment : document.attachments()) {
    attachments.Add({attachment.name(), MediaTypeWord(attachment.media_type()),
                     SizeWords(attachment.size_bytes()),
                     ShortDay(attachment.attached_on()), attachment.file_id()});
  }
  session.out() << "\n" << attachments.Render(session.width());
  return absl::OkStatus();
}

absl::Status ShowDocument(Session& session, const Arguments& arguments) {
  if (arguments.Value("waar") == "zaak") {
    v1::GetDocumentRequest request;
    request.set_case_id(arguments.Value("kenmerk"));
    request.set_document_id(arguments.Value("document"));
    RETURN_IF_ERROR(ResolveDocument(session, request));
    ASSIGN_OR_RETURN(
        const v1::GetDocumentResponse response,
        session.Call(&v1::DocumentService::Stub::GetDocument, request));
    return ShowText(session, response);
  }
  ASSIGN_OR_RETURN(const std::string id, PersonOf(session, arguments));
  if (arguments.Value("waar") == "portfolio") {
    v1::GetPortfolioDocumentRequest request;
    request.set_resident_id(id);
    request.set_document_id(arguments.Value("document"));
    ASSIGN_OR_RETURN(
        const v1::GetPortfolioDocumentResponse response,
        session.Call(&v1::PortfolioService::Stub::GetPortfolioDocument,
                     request));
    return ShowText(session, response);
  }
  v1::GetDossierDocumentRequest request;
  request.set_trainer_id(id);
  request.set_document_id(arguments.Value("document"));
  ASSIGN_OR_RETURN(
      const v1::GetDossierDocumentResponse response,
      session.Call(&v1::DossierService::Stub::GetDossierDocument, request));
  return ShowText(session, response);
}

Option Reference(const std::string& help) {
  return {.name = "kenmerk",
          .help = help,
          .kind = Option::Kind::kPositional,
          .required = true};
}

Option AsOfDay() {
  return {.name = "op",
          .help = "Zoals het aan het einde van die dag was",
          .value_name = "DAG"};
}

}  // namespace

CommandSpecs FileCommands() {
  return {
      {{"portfolio"},
       "Wat er in het e-portfolio van een aios staat",
       {Reference("Kenmerk van de aios"), AsOfDay()},
       ShowPortfolio},
      {{"dossier"},
       "Wat er in het dossier van een opleider staat",
       {Reference("Kenmerk van de opleider"), AsOfDay()},
       ShowDossier},
      {{"document"},
       "Een document uit een zaak, portfolio of dossier, met de tekst",
       {{.name = "waar",
         .help = "Waar het staat",
         .kind = Option::Kind::kPositional,
         .required = true,
         .choices = {"zaak", "portfolio", "dossier"}},
        Reference("Nummer van de zaak, of kenmerk van wie het is"),
        {.name = "document",
         .help = "Id van het document; in een zaak ook het verslag (D-1), als "
                 "er één van is",
         .kind = Option::Kind::kPositional,
         .required = true}},
       ShowDocument},
  };
}

}  // namespace driehoek::cli
