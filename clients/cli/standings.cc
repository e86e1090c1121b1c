// What is owed outside cases: of the training years, and about the procedures.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/dates.h"
#include "clients/cli/resolve.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "clients/cli/words.h"
#include "driehoek/v1/work_service.grpc.pb.h"

namespace driehoek::cli {
namespace {

std::string HeaderOf(const v1::Standing& standing) {
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
  session.out() << Printable(HeaderOf(standing)) << "\n";
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

absl::Status ShowStandings(Session& session, const Arguments& /*arguments*/) {
  Names names(session);
  bool any = false;
  RETURN_IF_ERROR(session.EachPage(
      &v1::WorkService::Stub::ListStandings, v1::ListStandingsRequest(),
      [&](const v1::ListStandingsResponse& page) {
        if (session.json()) return;
        std::vector<std::string> teachers;
        for (const v1::Standing& standing : page.standings()) {
          for (const v1::Receipt& receipt : standing.receipts()) {
            teachers.push_back(receipt.teacher_id());
          }
        }
        names.Fetch(teachers);
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

}  // namespace

CommandSpecs StandingCommands() {
  return {
      {{"jaarlijks"},
       "Wat er per opleidingsjaar en per procedure moet gebeuren, en welke "
       "docenten de procedure hebben (T-27, T-28)",
       {},
       ShowStandings},
  };
}

}  // namespace driehoek::cli
