// The procedures: which there are, their text, comparing, checking and
// publishing one.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/dates.h"
#include "clients/cli/describe.h"
#include "clients/cli/files.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "driehoek/v1/procedure_service.grpc.pb.h"
#include "procedures/catalogue.h"
#include "procedures/compare.h"

namespace driehoek::cli {
namespace {

constexpr uint64_t kMaxProcedure = 256 << 10;

Option FileOption() {
  return {.name = "bestand",
          .help = "De procedure, als protobuf-tekst; - is de invoer",
          .kind = Option::Kind::kPositional,
          .required = true};
}

absl::Status List(Session& session, const Arguments&) {
  Table table({"Procedure", "Versie", "Titel", "Geldt vanaf"});
  RETURN_IF_ERROR(session.EachPage(
      &v1::ProcedureService::Stub::ListProcedures, v1::ListProceduresRequest(),
      [&table](const v1::ListProceduresResponse& page) {
        for (const v1::ProcedureVersion& version : page.versions()) {
          table.Add({version.key(), version.version(), version.title(),
                     ShortDay(version.in_force_from())});
        }
      }));
  if (session.json()) return absl::OkStatus();
  session.out() << (table.empty() ? "Er is geen procedure gepubliceerd.\n"
                                  : table.Render(session.width()));
  return absl::OkStatus();
}

absl::Status Show(Session& session, const Arguments& arguments) {
  v1::GetProcedureRequest request;
  request.set_key(arguments.Value("procedure"));
  request.set_version(arguments.Value("versie"));
  ASSIGN_OR_RETURN(
      const v1::GetProcedureResponse response,
      session.Call(&v1::ProcedureService::Stub::GetProcedure, request));
  if (session.json()) {
    session.PrintJson(response);
  } else {
    session.out() << Printable(response.textproto(), /*keep_lines=*/true);
  }
  return absl::OkStatus();
}

// Needs no server: the same check as at publication.
absl::Status Check(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const std::string text,
                   ReadWholeFile(arguments.Value("bestand"), kMaxProcedure));
  std::vector<v1::ProcedureProblem> problems;
  const auto procedure = ParseProcedure(text, &problems);
  if (session.json()) {
    v1::ValidateProcedureResponse response;
    response.mutable_problems()->Add(problems.begin(), problems.end());
    session.PrintJson(response);
  }
  if (procedure != nullptr) {
    if (!session.json()) {
      session.out() << arguments.Value("bestand") << ": "
                    << Printable(procedure->name()) << " is goed ("
                    << procedure->data().obligations_size()
                    << " verplichtingen, " << procedure->data().reports_size()
                    << " verslagen).\n";
    }
    return absl::OkStatus();
  }
  if (!session.json()) {
    for (const v1::ProcedureProblem& problem : problems) {
      session.out() << arguments.Value("bestand") << ":" << problem.line()
                    << ":" << problem.column() << ": "
                    << Printable(problem.field()) << ": "
                    << Printable(problem.what()) << "\n";
    }
  }
  return absl::InvalidArgumentError(
      absl::StrCat(problems.size(), problems.size() == 1 ? " fout" : " fouten",
                   " in ", arguments.Value("bestand"), "."));
}

// Needs no server either.
absl::Status DescribeFile(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const std::string text,
                   ReadWholeFile(arguments.Value("bestand"), kMaxProcedure));
  std::vector<v1::ProcedureProblem> problems;
  const auto procedure = ParseProcedure(text, &problems);
  if (procedure == nullptr) return Check(session, arguments);
  session.out() << Printable(Describe(*procedure), /*keep_lines=*/true);
  return absl::OkStatus();
}

absl::Status Compare(Session& session, const Arguments& arguments) {
  v1::CompareProceduresRequest request;
  request.set_key(arguments.Value("procedure"));
  request.set_version(arguments.Value("versie"));
  request.set_other_version(arguments.Value("andere"));
  if (arguments.Has("andere") == arguments.Has("met")) {
    return UsageError("Noem een andere versie, of een bestand met --met.");
  }
  if (arguments.Has("met")) {
    ASSIGN_OR_RETURN(*request.mutable_textproto(),
                     ReadWholeFile(arguments.Value("met"), kMaxProcedure));
  }
  ASSIGN_OR_RETURN(
      const v1::CompareProceduresResponse response,
      session.Call(&v1::ProcedureService::Stub::CompareProcedures, request));
  if (session.json()) {
    session.PrintJson(response);
    return absl::OkStatus();
  }
  Table table({"Onderdeel", "Veld", "Was", "Wordt"});
  for (const v1::ProcedureDifference& difference : response.differences()) {
    table.Add({difference.part(), difference.field(), difference.before(),
               difference.after()});
  }
  session.out() << (table.empty() ? "Er is geen verschil.\n"
                                  : table.Render(session.width()));
  if (response.differences_size() == static_cast<int>(kMostDifferences)) {
    session.out() << "Dit zijn de eerste " << kMostDifferences
                  << " verschillen; er kunnen er meer zijn.\n";
  }
  return absl::OkStatus();
}

absl::Status Publish(Session& session, const Arguments& arguments) {
  v1::PublishProcedureRequest request;
  request.set_request_id(NewUuid7(absl::Now()));
  ASSIGN_OR_RETURN(*request.mutable_textproto(),
                   ReadWholeFile(arguments.Value("bestand"), kMaxProcedure));
  ASSIGN_OR_RETURN(
      const v1::PublishProcedureResponse response,
      session.Call(&v1::ProcedureService::Stub::PublishProcedure, request));
  if (session.json()) {
    session.PrintJson(response);
  } else {
    session.out() << Printable(response.version().title()) << ", versie "
                  << Printable(response.version().version()) << ", geldt vanaf "
                  << LongDay(response.version().in_force_from()) << ".\n";
  }
  return absl::OkStatus();
}

}  // namespace

CommandSpecs ProcedureCommands() {
  return {
      {{"procedure", "lijst"}, "Alle gepubliceerde versies", {}, List},
      {{"procedure", "toon"},
       "De tekst van een procedure",
       {{.name = "procedure",
         .help = "Welke procedure",
         .kind = Option::Kind::kPositional,
         .required = true},
        {.name = "versie",
         .help = "Welke versie; leeg is de nieuwste die geldt"}},
       Show},
      {{"procedure", "controleer"},
       "Kijk of een procedure klopt; zonder server",
       {FileOption()},
       Check},
      {{"procedure", "beschrijf"},
       "Een procedure als leesbare tekst; zonder server",
       {FileOption()},
       DescribeFile},
      {{"procedure", "vergelijk"},
       "Wat er verschilt tussen twee versies, of met een ontwerp",
       {{.name = "procedure",
         .help = "Welke procedure",
         .kind = Option::Kind::kPositional,
         .required = true},
        {.name = "versie",
         .help = "Welke versie",
         .kind = Option::Kind::kPositional,
         .required = true},
        {.name = "andere",
         .help = "Met welke versie",
         .kind = Option::Kind::kPositional},
        {.name = "met",
         .help = "Met een ontwerp, als protobuf-tekst; - is de invoer",
         .value_name = "BESTAND"}},
       Compare},
      {{"procedure", "publiceer"},
       "Publiceer een versie van een procedure",
       {FileOption()},
       Publish},
  };
}

}  // namespace driehoek::cli
