// What was written in a case beside the reports, and who opened a report.
#include <map>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/dates.h"
#include "clients/cli/openings.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "clients/cli/words.h"
#include "driehoek/v1/case_service.grpc.pb.h"

namespace driehoek::cli {
namespace {

// The Dutch for a field of event.proto that holds words.
std::string FieldWord(const std::string& field) {
  static const auto* const words = new std::map<std::string, std::string>{
      {"argument", "Argument"}, {"briefing", "Wat er is verteld"},
      {"fill", "Invulling"},    {"motivation", "Motivering"},
      {"reason", "Reden"},
  };
  const auto found = words->find(field);
  return found == words->end() ? field : found->second;
}

absl::StatusOr<v1::GetWordsResponse> GetWords(Session& session,
                                              const std::string& case_id,
                                              uint64_t position) {
  v1::GetWordsRequest request;
  request.set_case_id(case_id);
  request.set_position(position);
  return session.Call(&v1::CaseService::Stub::GetWords, request);
}

void PrintWords(Session& session, const v1::GetWordsResponse& response) {
  for (const v1::Words& words : response.words()) {
    session.out() << FieldWord(words.field()) << "\n";
    for (const std::string& line :
         Wrap(Printable(words.text(), /*keep_lines=*/true),
              session.width() - 2)) {
      session.out() << "  " << line << "\n";
    }
  }
}

absl::Status ShowWordsAt(Session& session, const Arguments& arguments) {
  uint64_t position = 0;
  if (!absl::SimpleAtoi(arguments.Value("positie"), &position)) {
    return UsageError("Schrijf de positie als een getal.");
  }
  ASSIGN_OR_RETURN(const v1::GetWordsResponse response,
                   GetWords(session, arguments.Value("nummer"), position));
  if (session.json()) {
    session.PrintJson(response);
  } else {
    PrintWords(session, response);
  }
  return absl::OkStatus();
}

absl::Status ShowAllWords(Session& session, const std::string& case_id) {
  v1::GetTimelineRequest request;
  request.set_case_id(case_id);
  std::vector<v1::TimelineEntry> with_words;
  RETURN_IF_ERROR(
      session.EachPage(&v1::CaseService::Stub::GetTimeline, request,
                       [&with_words](const v1::GetTimelineResponse& page) {
                         for (const v1::TimelineEntry& entry : page.entries()) {
                           if (entry.has_words()) with_words.push_back(entry);
                         }
                       }));
  if (with_words.empty()) {
    session.out() << "Er is in deze zaak niets geschreven dat u mag lezen.\n";
  }
  for (const v1::TimelineEntry& entry : with_words) {
    ASSIGN_OR_RETURN(const v1::GetWordsResponse response,
                     GetWords(session, case_id, entry.position()));
    session.out() << (&entry == &with_words.front() ? "" : "\n")
                  << LongDay(entry.on()) << ", "
                  << RoleWord(entry.actor().role()) << " (positie "
                  << entry.position() << ")\n"
                  << Printable(entry.sentence()) << "\n";
    PrintWords(session, response);
  }
  return absl::OkStatus();
}

absl::Status ShowWords(Session& session, const Arguments& arguments) {
  if (arguments.Has("positie")) return ShowWordsAt(session, arguments);
  if (session.json()) {
    return UsageError(
        "Geef met --json een positie; zaak tijdlijn --json noemt ze "
        "(has_words).");
  }
  return ShowAllWords(session, arguments.Value("nummer"));
}

absl::Status ListOpenings(Session& session, const Arguments& arguments) {
  return ShowOpenings(session, arguments.Value("nummer"),
                      arguments.Value("document"));
}

Option CaseNumber() {
  return {.name = "nummer",
          .help = "Nummer van de zaak: 2026-001",
          .kind = Option::Kind::kPositional,
          .required = true};
}

}  // namespace

CommandSpecs CaseWordsCommands() {
  return {
      {{"zaak", "woorden"},
       "Wat er bij een besluit, een afwijking of een andere stap is "
       "geschreven, "
       "voor zover u het mag lezen",
       {CaseNumber(),
        {.name = "positie",
         .help = "Alleen bij wat op deze positie is vastgelegd",
         .kind = Option::Kind::kPositional}},
       ShowWords},
      {{"zaak", "geopend"},
       "Wie een document van een zaak heeft geopend, de laatste keer eerst",
       {CaseNumber(),
        {.name = "document",
         .help = "Id van het document, of het verslag (D-1), als er één van is",
         .kind = Option::Kind::kPositional,
         .required = true}},
       ListOpenings},
  };
}

}  // namespace driehoek::cli
