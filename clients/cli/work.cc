// The work list, why something is owed, what went past its day and what people
// were reminded of.
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/civil.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/dates.h"
#include "clients/cli/failure.h"
#include "clients/cli/resolve.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "clients/cli/words.h"
#include "driehoek/v1/directory_service.grpc.pb.h"
#include "driehoek/v1/procedure_service.grpc.pb.h"
#include "driehoek/v1/work_service.grpc.pb.h"

namespace driehoek::cli {
namespace {

std::string WhenWord(const v1::Due& due, const v1::Date& today) {
  const std::optional<absl::CivilDay> due_on = DayIn(due.due_on());
  const std::optional<absl::CivilDay> now = DayIn(today);
  if (!due_on || !now) return "";
  if (due.status() == v1::DUE_STATUS_FULFILLED) return "";
  const int64_t days = *due_on - *now;
  if (days == 0) return "vandaag";
  if (days == 1) return "morgen";
  if (days > 1) return absl::StrCat("over ", days, " dagen");
  return absl::StrCat("sinds ", -days, days == -1 ? " dag" : " dagen");
}

absl::Status ShowWorkList(Session& session, const Arguments& arguments) {
  v1::ListObligationsRequest request;
  request.set_watched_too(arguments.Has("ook-bewaakt"));
  request.set_ended_too(arguments.Has("ook-klaar"));
  request.set_case_id(arguments.Value("zaak"));
  Table table({"Zaak", "Wat", "Uiterlijk", "Stand", "Regel"});
  v1::Date today;
  RETURN_IF_ERROR(session.EachPage(
      &v1::WorkService::Stub::ListObligations, request,
      [&](const v1::ListObligationsResponse& page) {
        today = page.today();
        for (const v1::Due& due : page.obligations()) {
          const std::string when = WhenWord(due, page.today());
          std::string what = due.title();
          if (due.waiting_for_text()) {
            absl::StrAppend(&what, " (wacht op tekst)");
          }
          std::string day =
              DayIn(due.due_on()) ? ShortDay(due.due_on()) : "geen datum";
          table.Add({SubjectOf(due), what, day,
                     absl::StrCat(StandingOf(due),
                                  absl::StartsWith(when, "sinds") ? " "
                                  : when.empty()                  ? ""
                                                                  : ", ",
                                  when),
                     absl::StrCat(due.obligation().key(), " ", due.section())});
        }
      }));
  if (session.json()) return absl::OkStatus();
  session.out() << "Werklijst op " << LongDay(today) << "\n\n";
  if (table.empty()) {
    session.out() << "Er is niets te doen.\n";
  } else {
    session.out() << table.Render(session.width());
  }
  return absl::OkStatus();
}

// Empty when there is none, or none that the caller finds: a procedure's key
// may look like an id, so that IdOf would take it for one.
absl::StatusOr<std::string> CohortIdOf(Session& session,
                                       const std::string& reference) {
  v1::LookUpRequest request;
  request.add_references()->set_kind("cohort");
  request.mutable_references(0)->set_reference(reference);
  ASSIGN_OR_RETURN(const v1::LookUpResponse response,
                   session.Call(&v1::DirectoryService::Stub::LookUp, request));
  return response.ids_size() == 1 ? response.ids(0) : "";
}

absl::StatusOr<bool> IsProcedure(Session& session, const std::string& key) {
  v1::GetProcedureRequest request;
  request.set_key(key);
  const absl::Status found =
      session.Call(&v1::ProcedureService::Stub::GetProcedure, request).status();
  if (absl::IsNotFound(found)) return false;
  RETURN_IF_ERROR(found);
  return true;
}

// A training year by the institute's own key, a procedure by its key, a case by
// its number; of an id it is not known whether it is one of a privacy request
// or of a case. In this order, since what is asked for and is not there for the
// caller is recorded as refused.
absl::StatusOr<v1::ExplainResponse> ExplainWhatever(
    Session& session, const Arguments& arguments) {
  const std::string& named = arguments.Value("nummer");
  v1::ExplainRequest request;
  request.set_key(arguments.Value("regel"));
  if (arguments.Has("opleider")) {
    ASSIGN_OR_RETURN(*request.mutable_trainer_id(),
                     IdOf(session, session.globals().caller, "person",
                          arguments.Value("opleider")));
  }
  const auto ask = [&] {
    return session.Call(&v1::WorkService::Stub::Explain, request);
  };
  ASSIGN_OR_RETURN(*request.mutable_cohort_id(), CohortIdOf(session, named));
  if (!request.cohort_id().empty()) return ask();
  ASSIGN_OR_RETURN(const bool is_procedure, IsProcedure(session, named));
  if (is_procedure) {
    request.set_procedure_key(named);
    return ask();
  }
  if (LooksLikeId(named)) {
    request.set_privacy_request_id(named);
    absl::StatusOr<v1::ExplainResponse> of_request = ask();
    if (!absl::IsNotFound(of_request.status()) ||
        ReasonOf(of_request.status()) != "NOT_FOUND") {
      return of_request;
    }
    request.clear_privacy_request_id();
  }
  request.set_case_id(named);
  return ask();
}

absl::Status Explain(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const v1::ExplainResponse response,
                   ExplainWhatever(session, arguments));
  if (session.json()) {
    session.PrintJson(response);
    return absl::OkStatus();
  }
  const v1::Due& due = response.explanation().due();
  session.out() << (due.case_number().empty() ? "" : "Zaak ")
                << Printable(SubjectOf(due)) << ", " << due.obligation().key()
                << "\n";
  for (const std::string& sentence : response.explanation().sentences()) {
    for (const std::string& line :
         Wrap(Printable(sentence), session.width() - 2)) {
      session.out() << "  " << line << "\n";
    }
  }
  return absl::OkStatus();
}

absl::Status ShowForecast(Session& session, const Arguments& arguments) {
  v1::ForecastRequest request;
  request.set_case_id(arguments.Value("zaak"));
  if (arguments.Has("tot")) {
    const absl::StatusOr<absl::CivilDay> day =
        ParseIsoDay(arguments.Value("tot"));
    if (!day.ok()) return UsageError("--tot: schrijf de dag als 2026-09-14.");
    *request.mutable_until() = ToDate(*day);
  }
  Table table({"Zaak", "Wat", "Uiterlijk", "Daarna", "Wie", "Regel"});
  RETURN_IF_ERROR(session.EachPage(
      &v1::WorkService::Stub::Forecast, request,
      [&table](const v1::ForecastResponse& page) {
        for (const v1::Foreseen& foreseen : page.foreseen()) {
          const v1::Due& due = foreseen.due();
          table.Add({SubjectOf(due), due.title(), ShortDay(due.due_on()),
                     foreseen.outcome() == v1::OUTCOME_KIND_BREACH
                         ? "te laat"
                         : "voorbij streefdatum",
                     OwnerWord(due.owner()),
                     absl::StrCat(due.obligation().key(), " ", due.section())});
        }
      }));
  if (session.json()) return absl::OkStatus();
  session.out() << (table.empty() ? "Er verloopt niets in deze tijd.\n"
                                  : table.Render(session.width()));
  return absl::OkStatus();
}

std::string SentenceOf(const v1::Alert& alert) {
  if (alert.has_emergency()) {
    return absl::StrCat("Noodgeval, ", RoleWord(alert.emergency().role()),
                        ": zaak ", Printable(alert.case_number()),
                        " is van buiten geopend om te lezen, tot ",
                        LongMoment(alert.emergency().ends_at_micros()));
  }
  const std::string what = absl::StrCat(
      alert.case_number().empty()
          ? Printable(alert.subject())
          : absl::StrCat("zaak ", Printable(alert.case_number())),
      ", ", alert.obligation().key(), ": ", Printable(alert.title()),
      " (uiterlijk ", LongDay(alert.due_on()), ")");
  if (alert.withdrawn()) {
    return absl::StrCat("Ingetrokken, ",
                        WithdrawalWord(alert.withdrawal_reason()), ": ", what);
  }
  switch (alert.outcome()) {
    case v1::OUTCOME_KIND_BREACH:
      return absl::StrCat("Te laat, ", OwnerWord(alert.owner()), ": ", what);
    case v1::OUTCOME_KIND_REMINDER:
      return absl::StrCat("Herinnering, ", OwnerWord(alert.owner()), ": ",
                          what);
    case v1::OUTCOME_KIND_ESCALATION:
      return absl::StrCat("Doorgegeven, ", RoleWord(alert.to().role()), ": ",
                          what);
    default:
      return absl::StrCat("Voorbij streefdatum, ", OwnerWord(alert.owner()),
                          ": ", what);
  }
}

absl::Status ShowAlerts(Session& session, const Arguments& arguments) {
  v1::WatchAlertsRequest request;
  const bool follow = arguments.Has("volg");
  request.set_until_caught_up(!follow);
  uint64_t after = 0;
  if (arguments.Has("na") && !absl::SimpleAtoi(arguments.Value("na"), &after)) {
    return UsageError("--na: schrijf een positie.");
  }
  request.set_after(after);
  int shown = 0;
  RETURN_IF_ERROR(session.Read(
      &v1::WorkService::Stub::WatchAlerts, request, follow,
      std::function<bool(const v1::WatchAlertsResponse&)>(
          [&](const v1::WatchAlertsResponse& response) {
            if (session.json()) {
              session.PrintJson(response);
            } else if (response.has_alert()) {
              const v1::Alert& alert = response.alert();
              session.out() << LongMoment(alert.has_emergency()
                                              ? alert.detected_at_micros()
                                              : alert.fell_due_at_micros())
                            << "  " << SentenceOf(alert) << "\n";
            }
            session.out().flush();
            if (response.has_alert()) ++shown;
            return true;
          })));
  if (shown == 0 && !session.json()) {
    session.out() << "Er is niets te laat geweest, en er zijn geen "
                     "herinneringen.\n";
  }
  return absl::OkStatus();
}

}  // namespace

CommandSpecs WorkCommands() {
  return {
      {{"werklijst"},
       "Wat er te doen is, het dringendste eerst",
       {{.name = "zaak", .help = "Alleen deze zaak", .value_name = "NUMMER"},
        {.name = "ook-bewaakt",
         .help = "Ook wat anderen moeten doen en u bewaakt",
         .kind = Option::Kind::kFlag},
        {.name = "ook-klaar",
         .help = "Ook wat al gedaan is",
         .kind = Option::Kind::kFlag}},
       ShowWorkList},
      {{"waarom"},
       "Waarom iets moet, en hoe de datum is berekend",
       {{.name = "nummer",
         .help = "Nummer van de zaak, kenmerk van het opleidingsjaar of "
                 "sleutel van de procedure",
         .kind = Option::Kind::kPositional,
         .required = true},
        {.name = "regel",
         .help = "De regel: T-06",
         .kind = Option::Kind::kPositional,
         .required = true},
        {.name = "opleider",
         .help = "Voor welke opleider, als het er meer zijn; anders de eerste",
         .value_name = "KENMERK"}},
       Explain},
      {{"vooruitblik"},
       "Wat er verloopt als niemand iets doet",
       {{.name = "tot",
         .help = "Tot en met deze dag; leeg is een maand vooruit",
         .value_name = "DAG"},
        {.name = "zaak", .help = "Alleen deze zaak", .value_name = "NUMMER"}},
       ShowForecast},
      {{"alarmen"},
       "Wat te laat of voorbij de streefdatum ging, uw herinneringen, en wat "
       "in een noodgeval is geopend",
       {{.name = "volg",
         .help = "Blijf wachten op wat nog komt",
         .kind = Option::Kind::kFlag},
        {.name = "na",
         .help = "Alleen wat na deze positie kwam",
         .value_name = "POSITIE"}},
       ShowAlerts},
  };
}

}  // namespace driehoek::cli
