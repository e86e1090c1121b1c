// What is owed outside cases: of the training years and about the procedures,
// and on what people ask about their own data.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/dates.h"
#include "clients/cli/resolve.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "clients/cli/words.h"
#include "driehoek/v1/privacy_service.grpc.pb.h"
#include "driehoek/v1/work_service.grpc.pb.h"
#include "procedures/words.h"

namespace driehoek::cli {
namespace {

std::string HeaderOf(const v1::Standing& standing, Names& names) {
  if (!standing.privacy_request_id().empty()) {
    std::string header = absl::StrCat("Verzoek ", RightWords(standing.right()),
                                      ", op ", ShortDay(standing.made_on()),
                                      ", van ", names.Of(standing.person_id()),
                                      ": ", AnswerWords(standing.answer()));
    if (DayIn(standing.answered_on())) {
      absl::StrAppend(&header, ", op ", ShortDay(standing.answered_on()));
    }
    return absl::StrCat(header, " (", standing.privacy_request_id(), ")");
  }
  if (standing.cohort_id().empty()) {
    return absl::StrCat("Procedure ", standing.procedure_key(), ": ",
                        standing.name());
  }
  return absl::StrCat("Opleidingsjaar ", standing.reference(), ": ",
                      standing.name(), ", tot en met ",
                      ShortDay(standing.ends_on()));
}

std::string ReceiptOf(const v1::Receipt& receipt, Names& names) {
  return absl::StrCat(ShortDay(receipt.on()), "  procedure gegeven aan ",
                      receipt.teacher_id().empty()
                          ? "alle docenten"
                          : names.Of(receipt.teacher_id()));
}

void Print(Session& session, const v1::Standing& standing, Names& names) {
  session.out() << Printable(HeaderOf(standing, names)) << "\n";
  Table table({"Wat", "Uiterlijk", "Stand", "Wie", "Regel"});
  for (const v1::Due& due : standing.obligations()) {
    table.Add({due.title(),
               DayIn(due.due_on()) ? ShortDay(due.due_on()) : "geen datum",
               StandingOf(due), OwnerWord(due.owner()),
               absl::StrCat(due.obligation().key(), " ", due.section())});
  }
  if (!table.empty()) session.out() << table.Render(session.width());
  for (const v1::Receipt& receipt : standing.receipts()) {
    session.out() << "  " << Printable(ReceiptOf(receipt, names)) << "\n";
  }
  session.out() << "\n";
}

absl::Status Show(Session& session, bool requests) {
  Names names(session);
  bool any = false;
  v1::ListStandingsRequest request;
  request.set_privacy_requests(requests);
  RETURN_IF_ERROR(session.EachPage(
      &v1::WorkService::Stub::ListStandings, request,
      [&](const v1::ListStandingsResponse& page) {
        if (session.json()) return;
        std::vector<std::string> people;
        for (const v1::Standing& standing : page.standings()) {
          people.push_back(standing.person_id());
          for (const v1::Receipt& receipt : standing.receipts()) {
            people.push_back(receipt.teacher_id());
          }
        }
        names.Fetch(people);
        for (const v1::Standing& standing : page.standings()) {
          any = true;
          Print(session, standing, names);
        }
      }));
  if (!any && !session.json()) {
    session.out() << "Er is niets dat u hiervan ziet.\n";
  }
  return absl::OkStatus();
}

absl::Status ShowStandings(Session& session, const Arguments& /*arguments*/) {
  return Show(session, /*requests=*/false);
}

absl::Status ShowRequests(Session& session, const Arguments& /*arguments*/) {
  return Show(session, /*requests=*/true);
}

void PrintText(Session& session, absl::string_view title,
               const std::string& text) {
  if (text.empty()) return;
  session.out() << title << "\n";
  for (const std::string& line : Wrap(Printable(text), session.width() - 2)) {
    session.out() << "  " << line << "\n";
  }
}

absl::Status ShowRequest(Session& session, const Arguments& arguments) {
  v1::GetPrivacyRequestRequest request;
  request.set_privacy_request_id(arguments.Value("id"));
  ASSIGN_OR_RETURN(
      const v1::GetPrivacyRequestResponse response,
      session.Call(&v1::PrivacyService::Stub::GetPrivacyRequest, request));
  if (session.json()) {
    session.PrintJson(response);
    return absl::OkStatus();
  }
  Names names(session);
  names.Fetch({response.standing().person_id()});
  Print(session, response.standing(), names);
  PrintText(session, "Wat er gevraagd is:", response.about());
  PrintText(session, "Waarom het langer duurt:", response.extended_because());
  PrintText(session, "Waarom niet alles:", response.argument());
  return absl::OkStatus();
}

}  // namespace

CommandSpecs StandingCommands() {
  return {
      {{"jaarlijks"},
       "Wat er per opleidingsjaar en per procedure moet gebeuren, en welke "
       "docenten de procedure hebben (T-27, T-28)",
       {},
       ShowStandings},
      {{"verzoeken"},
       "Wat mensen vragen over hun eigen gegevens, en wanneer het antwoord er "
       "moet zijn (AVG)",
       {},
       ShowRequests},
      {{"verzoek"},
       "Wat iemand precies vraagt over de eigen gegevens, en wat ervan kwam",
       {{.name = "id",
         .help = "Welk verzoek: het id dat in de lijst staat",
         .kind = Option::Kind::kPositional,
         .required = true}},
       ShowRequest},
  };
}

}  // namespace driehoek::cli
