// The directory: CSV files in and out of it, people, the calendar, and who is
// not available.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/dates.h"
#include "clients/cli/files.h"
#include "clients/cli/resolve.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "clients/cli/words.h"
#include "driehoek/v1/directory_service.grpc.pb.h"

namespace driehoek::cli {
namespace {

// As the contract: a file at most, and bytes a message.
constexpr uint64_t kMaxFile = 8 << 20;
constexpr size_t kPiece = 256 << 10;

absl::Status Import(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const int kind, ParseChoice(*v1::ImportKind_descriptor(),
                                               arguments.Value("soort")));
  ASSIGN_OR_RETURN(const std::string content,
                   ReadWholeFile(arguments.Value("bestand"), kMaxFile));
  v1::DirectoryService::Stub stub(session.channel());
  grpc::ClientContext context;
  RETURN_IF_ERROR(
      session.Prepare(context, session.globals().caller, Session::kLongTime));
  v1::ImportResponse response;
  const auto writer = stub.Import(&context, &response);
  v1::ImportRequest request;
  request.set_kind(static_cast<v1::ImportKind>(kind));
  request.set_request_id(NewUuid7(absl::Now()));
  request.set_validate_only(arguments.Has("alleen-controleren"));
  size_t sent = 0;
  // An empty file is sent too: the server says what is wrong with it.
  do {
    const size_t size = std::min(kPiece, content.size() - sent);
    request.set_chunk(content.substr(sent, size));
    // The server has answered already; Finish says what.
    if (!writer->Write(request)) break;
    request.Clear();
    sent += size;
    if (content.size() > kPiece && !session.json()) {
      session.err() << "\r" << sent * 100 / content.size() << "% verstuurd"
                    << std::flush;
    }
  } while (sent < content.size());
  if (content.size() > kPiece && !session.json()) session.err() << "\n";
  writer->WritesDone();
  const absl::Status status = FromGrpc(writer->Finish());
  if (!status.ok()) {
    if (!session.json()) {
      session.err() << "Er is niets geïmporteerd uit "
                    << arguments.Value("bestand") << ".\n";
    }
    return status;
  }
  if (session.json()) {
    session.PrintJson(response);
  } else {
    session.out() << response.lines()
                  << (response.lines() == 1 ? " regel" : " regels")
                  << (arguments.Has("alleen-controleren")
                          ? absl::StrCat(" gecontroleerd: alles is goed, ",
                                         response.changed(),
                                         " nieuw of anders.\n")
                          : absl::StrCat(" gelezen, ", response.changed(),
                                         " veranderd.\n"));
  }
  return absl::OkStatus();
}

// Writes what the server gives to `out`, piece by piece.
absl::Status Export(Session& session, v1::ExportKind kind, std::ostream& out) {
  v1::ExportRequest request;
  request.set_kind(kind);
  RETURN_IF_ERROR(session.Read(&v1::DirectoryService::Stub::Export, request,
                               /*follow=*/false,
                               std::function<bool(const v1::ExportResponse&)>(
                                   [&](const v1::ExportResponse& piece) {
                                     out << piece.chunk();
                                     return out.good();
                                   })));
  out.flush();
  return out.good() ? absl::OkStatus()
                    : absl::UnknownError(
                          "Het bestand kon niet worden "
                          "geschreven; het is niet heel.");
}

absl::Status ExportTo(Session& session, v1::ExportKind kind,
                      const std::string& path) {
  if (path.empty() || path == "-") return Export(session, kind, session.out());
  if (std::filesystem::exists(path)) {
    return UsageError(absl::StrCat(path, " bestaat al; kies een andere naam."));
  }
  std::ofstream file(path, std::ios::binary);
  if (!file) return UsageError(absl::StrCat("Kan ", path, " niet schrijven."));
  const absl::Status written = Export(session, kind, file);
  if (!written.ok()) {
    // Half a file would be taken for a whole one.
    file.close();
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
  return written;
}

absl::Status RunExport(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const int kind, ParseChoice(*v1::ExportKind_descriptor(),
                                               arguments.Value("soort")));
  return ExportTo(session, static_cast<v1::ExportKind>(kind),
                  arguments.Value("bestand"));
}

absl::Status ListUnavailable(Session& session, const Arguments& arguments) {
  if (arguments.Has("csv")) {
    return ExportTo(session, v1::EXPORT_KIND_UNAVAILABLE_TRAINERS, "-");
  }
  Table table({"Opleider", "Kenmerk", "Stand"});
  RETURN_IF_ERROR(session.EachPage(
      &v1::DirectoryService::Stub::ListUnavailableTrainers,
      v1::ListUnavailableTrainersRequest(),
      [&table](const v1::ListUnavailableTrainersResponse& page) {
        for (const v1::UnavailableTrainer& trainer : page.trainers()) {
          table.Add({trainer.name(), trainer.reference(), "niet beschikbaar"});
        }
      }));
  if (session.json()) return absl::OkStatus();
  session.out() << (table.empty() ? "Alle opleiders zijn beschikbaar.\n"
                                  : table.Render(session.width()));
  return absl::OkStatus();
}

std::string RolesOf(const v1::Person& person) {
  std::set<std::string> roles;
  for (const v1::RoleHeld& held : person.roles()) {
    roles.insert(absl::StrCat(RoleWord(held.role()), held.replaced_id().empty()
                                                         ? ""
                                                         : " (vervanger)"));
  }
  return absl::StrJoin(roles, ", ");
}

absl::Status ListPeople(Session& session, const Arguments& /*arguments*/) {
  std::vector<v1::Person> people;
  std::map<std::string, std::string> references;
  RETURN_IF_ERROR(session.EachPage(
      &v1::DirectoryService::Stub::ListPeople, v1::ListPeopleRequest(),
      [&](const v1::ListPeopleResponse& page) {
        for (const v1::Person& person : page.people()) {
          references[person.person_id()] = person.reference();
          people.push_back(person);
        }
      }));
  if (session.json()) return absl::OkStatus();
  Table table({"Naam", "Kenmerk", "Rollen", "Gaat verder onder"});
  for (const v1::Person& person : people) {
    table.Add({NameOf(person), person.reference(), RolesOf(person),
               references[person.merged_into()]});
  }
  session.out() << table.Render(session.width());
  return absl::OkStatus();
}

absl::Status ShowCalendar(Session& session, const Arguments& arguments) {
  v1::ListCalendarDaysRequest request;
  if (arguments.Has("van")) {
    ASSIGN_OR_RETURN(*request.mutable_from(), DayOf(arguments, "van"));
  }
  if (arguments.Has("tot")) {
    ASSIGN_OR_RETURN(*request.mutable_until(), DayOf(arguments, "tot"));
  }
  std::map<std::string, std::string> groups;
  if (!session.json()) {
    ASSIGN_OR_RETURN(groups, GroupNames(session));
  }
  Table table({"Dag", "Wat", "Groep", "Kenmerk"});
  RETURN_IF_ERROR(session.EachPage(
      &v1::DirectoryService::Stub::ListCalendarDays, request,
      [&](const v1::ListCalendarDaysResponse& page) {
        for (const v1::CalendarDay& day : page.days()) {
          table.Add(
              {ShortDay(day.on()),
               ChoiceOf(*v1::CalendarDayKind_descriptor()->FindValueByNumber(
                   day.day_kind())),
               groups[day.group_id()], day.reference()});
        }
      }));
  if (session.json()) return absl::OkStatus();
  session.out() << (table.empty() ? "Er staat niets in de agenda.\n"
                                  : table.Render(session.width()));
  return absl::OkStatus();
}

}  // namespace

CommandSpecs DirectoryCommands() {
  return {
      {{"agenda"},
       "De dagen van het instituut: terugkomdagen, matchingsrondes",
       {{.name = "van", .help = "Vanaf die dag", .value_name = "DAG"},
        {.name = "tot", .help = "Tot en met die dag", .value_name = "DAG"}},
       ShowCalendar},
      {{"mensen"},
       "Wie het instituut kent, met de rollen van nu en eerder",
       {},
       ListPeople},
      {{"niet-beschikbaar"},
       "Opleiders die nu geen nieuwe aios krijgen (G-2)",
       {{.name = "csv",
         .help = "Als CSV-bestand, op de uitvoer",
         .kind = Option::Kind::kFlag}},
       ListUnavailable},
      {{"exporteer"},
       "Schrijf personen, rollen, groepen, praktijken, stages, opleidingsjaren "
       "of kalender als "
       "CSV",
       {{.name = "soort",
         .help = "Wat er in het bestand komt",
         .kind = Option::Kind::kPositional,
         .required = true,
         .choices = ChoicesOf(*v1::ExportKind_descriptor())},
        {.name = "bestand",
         .help = "Een nieuw bestand; leeg of - is de uitvoer",
         .kind = Option::Kind::kPositional}},
       RunExport},
      {{"importeer"},
       "Lees personen, rollen, groepen, praktijken, stages, opleidingsjaren of "
       "kalender uit CSV",
       {{.name = "soort",
         .help = "Wat er in het bestand staat",
         .kind = Option::Kind::kPositional,
         .required = true,
         .choices = ChoicesOf(*v1::ImportKind_descriptor())},
        {.name = "bestand",
         .help =
             "CSV in UTF-8, met ; of , en een kolom kenmerk; - is de invoer",
         .kind = Option::Kind::kPositional,
         .required = true},
        {.name = "alleen-controleren",
         .help = "Kijk of het goed is; verander niets",
         .kind = Option::Kind::kFlag}},
       Import},
  };
}

}  // namespace driehoek::cli
