// Running the server: status, the clock, verifying the log, and making the
// views anew.
#include <filesystem>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/civil.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/dates.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "clients/cli/verify.h"
#include "driehoek/v1/admin_service.grpc.pb.h"

namespace driehoek::cli {
namespace {

absl::Status ShowStatus(Session& session, const Arguments&) {
  ASSIGN_OR_RETURN(
      const v1::GetStatusResponse status,
      session.Call(&v1::AdminService::Stub::GetStatus, v1::GetStatusRequest()));
  if (session.json()) {
    session.PrintJson(status);
    return absl::OkStatus();
  }
  session.out() << "Instituut           " << Printable(status.institute_name())
                << "\nLogboek             " << Printable(status.log_id())
                << ", " << status.head() << " gebeurtenissen"
                << "\nOverzichten bij tot " << status.views_position()
                << "\nWacht op een dag    " << status.open_due()
                << " verplichtingen\nKlok                "
                << (status.manual_clock() ? "met de hand" : "van het systeem")
                << "\nVersleuteld         "
                << (status.unsealed() ? "nee: alleen om te proberen" : "ja")
                << "\n";
  if (status.outcomes_held()) {
    session.out()
        << "LET OP: de klok is niet zeker: hij versprong, of de machine "
           "weet niet of hij gelijk loopt. Er wordt niets als te "
           "laat vastgelegd tot u de tijd bevestigt: driehoek klok "
           "bevestig\n";
  }
  return absl::OkStatus();
}

absl::Status ConfirmClock(Session& session, const Arguments&) {
  ASSIGN_OR_RETURN(const v1::ConfirmClockResponse response,
                   session.Call(&v1::AdminService::Stub::ConfirmClock,
                                v1::ConfirmClockRequest()));
  if (session.json()) {
    session.PrintJson(response);
  } else {
    session.out() << "De klok staat goed: " << LongMoment(response.now_micros())
                  << "\n";
  }
  return absl::OkStatus();
}

absl::Status ShowClock(Session& session, const Arguments&) {
  ASSIGN_OR_RETURN(
      const v1::GetClockResponse clock,
      session.Call(&v1::AdminService::Stub::GetClock, v1::GetClockRequest()));
  if (session.json()) {
    session.PrintJson(clock);
  } else {
    session.out() << LongMoment(clock.now_micros())
                  << (clock.manual() ? " (klok met de hand)" : "") << "\n";
  }
  return absl::OkStatus();
}

// "2026-09-14" or "2026-09-14T08:00", in Amsterdam.
absl::StatusOr<absl::Time> ParseMoment(const std::string& text) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(text, absl::MaxSplits('T', 1));
  const absl::StatusOr<absl::CivilDay> day = ParseIsoDay(parts.first);
  absl::CivilMinute minute;
  if (!day.ok() ||
      (!parts.second.empty() &&
       !absl::ParseCivilTime(absl::StrCat(parts.first, "T", parts.second),
                             &minute))) {
    return UsageError("Schrijf het moment als 2026-09-14 of 2026-09-14T08:00.");
  }
  return parts.second.empty() ? StartOf(*day)
                              : absl::FromCivil(minute, Amsterdam());
}

absl::Status AdvanceClock(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const absl::Time to, ParseMoment(arguments.Value("tot")));
  v1::AdvanceClockRequest request;
  request.set_to_micros(absl::ToUnixMicros(to));
  ASSIGN_OR_RETURN(const v1::AdvanceClockResponse response,
                   session.CallAs(session.globals().caller,
                                  &v1::AdminService::Stub::AdvanceClock,
                                  request, Session::kLongTime));
  if (session.json()) {
    session.PrintJson(response);
  } else {
    session.out() << LongMoment(response.now_micros())
                  << "; onderweg verstreken " << response.outcomes()
                  << (response.outcomes() == 1 ? " termijn" : " termijnen")
                  << ".\n";
    if (arguments.Has("ook-herinneringen")) {
      session.out() << "Herinneringen en doorgegeven termijnen onderweg: "
                    << response.reminders() << ".\n";
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::VerifyLogResponse> VerifyOnline(Session& session) {
  v1::VerifyLogResponse last;
  RETURN_IF_ERROR(session.Read(
      &v1::AdminService::Stub::VerifyLog, v1::VerifyLogRequest(),
      /*follow=*/false,
      std::function<bool(const v1::VerifyLogResponse&)>(
          [&](const v1::VerifyLogResponse& response) {
            last = response;
            if (!response.done() && !session.json()) {
              session.err() << "\rtot " << response.position() << std::flush;
            }
            return !response.done();
          })));
  if (!last.done()) {
    return absl::UnavailableError("de controle is niet afgemaakt");
  }
  return last;
}

absl::Status Verify(Session& session, const Arguments& arguments) {
  v1::VerifyLogResponse result;
  const std::string directory = arguments.Value("map");
  if (directory.empty()) {
    ASSIGN_OR_RETURN(result, VerifyOnline(session));
  } else {
    if (!std::filesystem::is_directory(directory)) {
      return UsageError(absl::StrCat(directory, " is geen map."));
    }
    ASSIGN_OR_RETURN(result, VerifyDirectory(directory, [](uint64_t) {}));
  }
  if (session.json()) {
    session.PrintJson(result);
  } else {
    for (const std::string& problem : result.problems()) {
      session.out() << Printable(problem) << "\n";
    }
    session.out() << result.position() << " gebeurtenissen nagerekend, wortel "
                  << absl::BytesToHexString(result.root()) << ".\n";
  }
  if (result.problems_size() > 0) {
    return absl::DataLossError(absl::StrCat(
        "Het logboek klopt niet: ", result.problems_size(),
        result.problems_size() == 1 ? " probleem." : " problemen."));
  }
  if (!session.json()) session.out() << "Alles klopt.\n";
  return absl::OkStatus();
}

absl::Status Rebuild(Session& session, const Arguments&) {
  v1::RebuildViewsResponse last;
  RETURN_IF_ERROR(session.Read(
      &v1::AdminService::Stub::RebuildViews, v1::RebuildViewsRequest(),
      /*follow=*/true,
      std::function<bool(const v1::RebuildViewsResponse&)>(
          [&](const v1::RebuildViewsResponse& response) {
            last = response;
            if (!response.done() && !session.json()) {
              session.err() << "\rtot " << response.position() << " van "
                            << response.head() << std::flush;
            }
            return !response.done();
          })));
  if (!last.done()) {
    return absl::UnavailableError("de herbouw is niet afgemaakt");
  }
  if (session.json()) {
    session.PrintJson(last);
  } else {
    session.out() << "De overzichten zijn opnieuw gemaakt, tot en met "
                     "gebeurtenis "
                  << last.position() << ".\n";
  }
  if (last.differing_rows() > 0) {
    return Repaired(
        absl::StrCat("De overzichten klopten niet: ", last.differing_rows(),
                     last.differing_rows() == 1 ? " rij is hersteld."
                                                : " rijen zijn hersteld.",
                     " Meld dit aan wie Driehoek onderhoudt."));
  }
  if (!session.json()) session.out() << "Er was niets mis mee.\n";
  return absl::OkStatus();
}

}  // namespace

CommandSpecs AdminCommands() {
  return {
      {{"status"}, "Hoe het met de server is", {}, ShowStatus},
      {{"klok", "toon"}, "Hoe laat het voor de server is", {}, ShowClock},
      {{"klok", "bevestig"},
       "Zeg dat de tijd klopt, nadat de klok van de server versprong",
       {},
       ConfirmClock},
      {{"klok", "vooruit"},
       "Zet een klok die met de hand loopt vooruit",
       {{.name = "tot",
         .help = "Tot welk moment: 2026-09-14T08:00",
         .kind = Option::Kind::kPositional,
         .required = true},
        {.name = "ook-herinneringen",
         .help = "Zeg ook hoe vaak er onderweg werd herinnerd",
         .kind = Option::Kind::kFlag}},
       AdvanceClock},
      {{"verify"},
       "Reken het logboek na: van de server, of in een map die niet in gebruik "
       "is",
       {{.name = "map",
         .help = "De map van een logboek",
         .kind = Option::Kind::kPositional}},
       Verify},
      {{"herbouw"},
       "Maak alle overzichten opnieuw uit het logboek, terwijl de server "
       "doorwerkt; eindigt met 7 als er rijen niet klopten",
       {},
       Rebuild},
  };
}

}  // namespace driehoek::cli
