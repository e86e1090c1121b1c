// The overviews over cases: who waits, what was late, what was deviated from,
// and the figures of whole years.
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/dates.h"
#include "clients/cli/resolve.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "clients/cli/words.h"
#include "driehoek/v1/overview_service.grpc.pb.h"

namespace driehoek::cli {
namespace {

void PrintWrapped(Session& session, absl::string_view text) {
  for (const std::string& line : Wrap(text, session.width())) {
    session.out() << line << "\n";
  }
}

// "14, lang"
std::string DaysOf(const v1::WaitingResident& resident, const v1::Date& today) {
  if (!resident.has_waiting()) return "-";
  const v1::WaitingTime& waiting = resident.waiting();
  const auto has_come = [&](const v1::Date& day) {
    return DayIn(day) && DayIn(day) <= DayIn(today);
  };
  std::string words = absl::StrCat(waiting.days());
  if (has_come(waiting.long_on())) {
    absl::StrAppend(&words, resident.fill_decided()
                                ? ", lang, invulling bepaald"
                                : ", lang");
  } else if (has_come(waiting.warn_on())) {
    absl::StrAppend(&words, ", lang op ", ShortDay(waiting.long_on()));
  }
  return words;
}

std::string StepOf(const v1::Candidacy& candidacy) {
  if (candidacy.both_accepted()) return "allebei ja";
  if (candidacy.resident_answered() && candidacy.trainer_answered()) {
    return "geen koppeling";
  }
  if (candidacy.resident_answered() || candidacy.trainer_answered()) {
    return "een van de twee heeft geantwoord";
  }
  if (DayIn(candidacy.introduction_on())) return "kennisgemaakt";
  if (!DayIn(candidacy.suitability_on())) return "voorgesteld";
  return candidacy.suitable() ? "past" : "past niet";
}

// Who may only know that there are candidates, gets how many.
std::string CandidatesOf(const v1::WaitingResident& resident, Names& names) {
  std::vector<std::string> words;
  for (const v1::Candidacy& candidacy : resident.candidacies()) {
    if (candidacy.candidate_id().empty()) {
      return absl::StrCat(resident.candidacies_size());
    }
    words.push_back(absl::StrCat(names.Of(candidacy.candidate_id()), ": ",
                                 StepOf(candidacy)));
  }
  return words.empty() ? "geen" : absl::StrJoin(words, "; ");
}

absl::Status ShowWaiting(Session& session, const Arguments& /*arguments*/) {
  Table table({"Zaak", "Aios", "Zonder opleider sinds", "Dagen", "Werkdagen",
               "Kandidaten", "Start"});
  Names names(session);
  v1::Date today;
  RETURN_IF_ERROR(session.EachPage(
      &v1::OverviewService::Stub::ListWaiting, v1::ListWaitingRequest(),
      [&](const v1::ListWaitingResponse& page) {
        if (session.json()) return;
        today = page.today();
        std::vector<std::string> people;
        for (const v1::WaitingResident& one : page.residents()) {
          people.push_back(one.resident_id());
          for (const v1::Candidacy& candidacy : one.candidacies()) {
            if (!candidacy.candidate_id().empty()) {
              people.push_back(candidacy.candidate_id());
            }
          }
        }
        names.Fetch(people);
        for (const v1::WaitingResident& one : page.residents()) {
          const bool waits = one.has_waiting();
          table.Add(
              {one.case_number(), names.Of(one.resident_id()),
               waits ? ShortDay(one.waiting().started_on())
                     : absl::StrCat("ontkoppeld per ",
                                    ShortDay(one.decoupling_effective_on())),
               DaysOf(one, page.today()),
               waits ? absl::StrCat(one.waiting().working_days()) : "-",
               CandidatesOf(one, names),
               ShortDay(one.new_placement_starts_on())});
        }
      }));
  if (session.json()) return absl::OkStatus();
  session.out() << "Wachttijden op " << LongDay(today) << "\n\n";
  if (table.empty()) {
    session.out() << "Er wacht niemand op een opleider.\n";
    return absl::OkStatus();
  }
  session.out() << table.Render(session.width()) << "\n";
  PrintWrapped(session,
               "Werkdagen: landelijk moet worden ingehaald wat in een "
               "opleidingsjaar boven de 10 werkdagen onderbreking komt. Andere "
               "onderbrekingen tellen daarin mee en staan hier niet.");
  return absl::OkStatus();
}

// Zero when the option is not given.
absl::StatusOr<int32_t> YearIn(const Arguments& arguments,
                               const std::string& option) {
  int32_t year = 0;
  if (arguments.Has(option) &&
      (!absl::SimpleAtoi(arguments.Value(option), &year) || year < 1)) {
    return UsageError(
        absl::StrCat("--", option, ": schrijf een jaar als 2026."));
  }
  return year;
}

absl::Status ShowOutcomes(Session& session, const Arguments& arguments) {
  v1::CountOutcomesRequest request;
  ASSIGN_OR_RETURN(const int32_t year, YearIn(arguments, "jaar"));
  request.set_year(year);
  ASSIGN_OR_RETURN(
      const v1::CountOutcomesResponse response,
      session.Call(&v1::OverviewService::Stub::CountOutcomes, request));
  if (session.json()) {
    session.PrintJson(response);
    return absl::OkStatus();
  }
  Table table({"Regel", "Wie", "Te laat", "Op tijd, later geregistreerd",
               "Anders ingetrokken", "Voorbij streefdatum"});
  for (const v1::ObligationNumbers& row : response.counts()) {
    table.Add({row.key(), RoleWord(row.role()), absl::StrCat(row.breaches()),
               absl::StrCat(row.registered_later()),
               absl::StrCat(row.withdrawn()),
               absl::StrCat(row.past_targets())});
  }
  session.out() << "Termijnen van " << response.year() << "\n\n"
                << (table.empty() ? "Er is niets te laat geweest.\n"
                                  : table.Render(session.width()));
  return absl::OkStatus();
}

// "andere dag"
std::string WordOf(const google::protobuf::EnumDescriptor& type, int number) {
  const google::protobuf::EnumValueDescriptor* const value =
      type.FindValueByNumber(number);
  return value == nullptr ? "onbekend"
                          : absl::StrReplaceAll(ChoiceOf(*value), {{"-", " "}});
}

absl::Status ShowDeviations(Session& session, const Arguments& arguments) {
  v1::CountDeviationsRequest request;
  ASSIGN_OR_RETURN(const int32_t year, YearIn(arguments, "jaar"));
  request.set_year(year);
  ASSIGN_OR_RETURN(
      const v1::CountDeviationsResponse response,
      session.Call(&v1::OverviewService::Stub::CountDeviations, request));
  if (session.json()) {
    session.PrintJson(response);
    return absl::OkStatus();
  }
  Table table({"Regel", "Hoe", "Waarom", "Aantal"});
  for (const v1::DeviationNumbers& row : response.counts()) {
    table.Add({row.key().empty() ? "-" : row.key(),
               WordOf(*v1::DeviationKind_descriptor(), row.deviation()),
               WordOf(*v1::DeviationReason_descriptor(), row.why()),
               absl::StrCat(row.count())});
  }
  session.out() << "Afwijkingen van " << response.year() << "\n\n"
                << (table.empty() ? "Er is niet afgeweken.\n"
                                  : table.Render(session.width()));
  return absl::OkStatus();
}

absl::Status ShowStatistics(Session& session, const Arguments& arguments) {
  v1::GetStatisticsRequest request;
  ASSIGN_OR_RETURN(const int32_t from, YearIn(arguments, "van"));
  ASSIGN_OR_RETURN(const int32_t until, YearIn(arguments, "tot"));
  request.set_from_year(from);
  request.set_until_year(until);
  ASSIGN_OR_RETURN(
      const v1::GetStatisticsResponse response,
      session.Call(&v1::OverviewService::Stub::GetStatistics, request));
  if (session.json()) {
    session.PrintJson(response);
    return absl::OkStatus();
  }
  Table table({"Jaar", "Opleidingsjaar", "Ontkoppeld", "Opnieuw gestart",
               "Lang gewacht", "Jaar verlengd", "Gesprek tot ontkoppeling",
               "Ontkoppeling tot start", "Zonder opleider"});
  bool hidden = false;
  const auto word = [&hidden](bool known, const v1::Cell& cell) {
    if (!known) return std::string("-");
    if (!cell.suppressed()) return absl::StrCat(cell.value());
    hidden = true;
    return std::string("*");
  };
  for (const v1::YearStatistics& row : response.years()) {
    table.Add(
        {absl::StrCat(row.year()),
         row.training_year() == 0 ? "alle" : absl::StrCat(row.training_year()),
         word(true, row.decouplings()), word(true, row.re_paired()),
         word(true, row.long_waiting()), word(true, row.extended()),
         word(row.has_meeting_to_decoupling_days(),
              row.meeting_to_decoupling_days()),
         word(row.has_decoupling_to_start_days(),
              row.decoupling_to_start_days()),
         word(row.has_waiting_days(), row.waiting_days())});
  }
  session.out() << "Ontkoppelingen\n\n"
                << table.Render(session.width()) << "\n";
  PrintWrapped(session,
               "De laatste drie kolommen zijn dagen: de middelste van alle "
               "zaken. Wat zonder ontkoppeling is opgelost, telt niet mee.");
  if (hidden) {
    PrintWrapped(session,
                 "* Niet genoemd: minder dan vijf, of daaruit zou dat zijn af "
                 "te leiden.");
  }
  return absl::OkStatus();
}

Option YearOption() {
  return {.name = "jaar",
          .help = "Het kalenderjaar; leeg is dit jaar",
          .value_name = "JAAR"};
}

}  // namespace

CommandSpecs OverviewCommands() {
  return {
      {{"overzicht", "wachttijden"},
       "Wie op een nieuwe opleider wacht, de langst wachtende eerst",
       {},
       ShowWaiting},
      {{"overzicht", "termijnen"},
       "Hoe vaak iets te laat was, per regel en rol",
       {YearOption()},
       ShowOutcomes},
      {{"overzicht", "afwijkingen"},
       "Hoe vaak is afgeweken, per regel en reden",
       {YearOption()},
       ShowDeviations},
      {{"overzicht", "cijfers"},
       "Cijfers zonder namen over ontkoppelingen, van hele jaren",
       {{.name = "van",
         .help = "Eerste jaar; leeg is twee jaar terug",
         .value_name = "JAAR"},
        {.name = "tot",
         .help = "Tot en met dit jaar; leeg is vorig jaar",
         .value_name = "JAAR"}},
       ShowStatistics},
  };
}

}  // namespace driehoek::cli
