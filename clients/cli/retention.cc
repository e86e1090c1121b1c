// How long files are kept, and what keeps them longer: driehoek bewaartermijnen
// and driehoek bewaarplicht.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/command_words.h"
#include "clients/cli/dates.h"
#include "clients/cli/failure.h"
#include "clients/cli/record.h"
#include "clients/cli/resolve.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "driehoek/v1/privacy_service.grpc.pb.h"

namespace driehoek::cli {
namespace {

std::string KindWord(v1::RetainedKind kind) {
  switch (kind) {
    case v1::RETAINED_KIND_CASE:
      return "zaak";
    case v1::RETAINED_KIND_PORTFOLIO:
      return "e-portfolio";
    case v1::RETAINED_KIND_DOSSIER:
      return "dossier";
    case v1::RETAINED_KIND_UNSHARED_REPORT:
      return "eigen verslag";
    default:
      return "onbekend";
  }
}

std::string FromWhen(const v1::RetainedFile& file, Names& names) {
  if (DayIn(file.erase_from())) return ShortDay(file.erase_from());
  std::vector<std::string> people;
  for (const std::string& id : file.without_last_day()) {
    people.push_back(names.Of(id));
  }
  return people.empty() ? "nog niet bekend"
                        : absl::StrCat(
                              "nog niet bekend: er is geen einddatum "
                              "van ",
                              absl::StrJoin(people, ", "));
}

// As the server has it: its clock may be one that is moved by hand.
absl::StatusOr<v1::Date> TodayOf(Session& session) {
  v1::ListRetainedRequest request;
  request.set_page_size(1);
  ASSIGN_OR_RETURN(
      const v1::ListRetainedResponse response,
      session.Call(&v1::PrivacyService::Stub::ListRetained, request));
  return response.today();
}

absl::Status ListRetained(Session& session, const Arguments& arguments) {
  v1::ListRetainedRequest request;
  if (arguments.Has("nu")) {
    ASSIGN_OR_RETURN(*request.mutable_due_on(), TodayOf(session));
  }
  Table table({"Zaak", "Wat", "Van wie", "Te wissen vanaf", "Bewaarplicht"});
  Names names(session);
  v1::Date today;
  RETURN_IF_ERROR(session.EachPage(
      &v1::PrivacyService::Stub::ListRetained, request,
      [&](const v1::ListRetainedResponse& page) {
        if (session.json()) return;
        today = page.today();
        std::vector<std::string> people;
        for (const v1::RetainedFile& file : page.files()) {
          people.push_back(file.person_id());
          people.insert(people.end(), file.without_last_day().begin(),
                        file.without_last_day().end());
        }
        names.Fetch(people);
        for (const v1::RetainedFile& file : page.files()) {
          table.Add({file.case_number(), KindWord(file.kind()),
                     names.Of(file.person_id()), FromWhen(file, names),
                     file.held() ? "ja" : "nee"});
        }
      }));
  if (session.json()) return absl::OkStatus();
  session.out() << "Bewaartermijnen op " << LongDay(today) << "\n\n";
  if (!table.empty()) {
    session.out() << table.Render(session.width());
  } else {
    session.out()
        << (arguments.Has("nu")
                ? "Er is nu niets dat gewist mag worden.\n"
                : "Er is geen gesloten zaak met een bewaartermijn.\n");
  }
  return absl::OkStatus();
}

absl::Status ListHolds(Session& session, const Arguments& /*arguments*/) {
  Table table({"Wat", "Sinds", "Opgelegd door", "Id"});
  Names names(session);
  RETURN_IF_ERROR(session.EachPage(
      &v1::PrivacyService::Stub::ListLegalHolds, v1::ListLegalHoldsRequest(),
      [&](const v1::ListLegalHoldsResponse& page) {
        if (session.json()) return;
        std::vector<std::string> people;
        for (const v1::LegalHold& hold : page.holds()) {
          people.push_back(hold.person_id());
          people.push_back(hold.placed_by().person_id());
        }
        names.Fetch(people);
        for (const v1::LegalHold& hold : page.holds()) {
          table.Add({hold.person_id().empty()
                         ? absl::StrCat("zaak ", hold.case_number())
                         : absl::StrCat("persoon ", names.Of(hold.person_id())),
                     ShortDay(hold.on()),
                     names.Of(hold.placed_by().person_id()), hold.hold_id()});
        }
      }));
  if (session.json()) return absl::OkStatus();
  session.out() << (table.empty() ? "Er is geen bewaarplicht opgelegd.\n"
                                  : table.Render(session.width()));
  return absl::OkStatus();
}

absl::Status PlaceHold(Session& session, const Arguments& arguments) {
  if (arguments.Has("zaak") == arguments.Has("persoon")) {
    return UsageError("Noem een zaak of een persoon: --zaak of --persoon.");
  }
  v1::SubmitRequest request;
  v1::PlaceLegalHold& place =
      *request.add_commands()->mutable_place_legal_hold();
  place.set_case_id(arguments.Value("zaak"));
  place.set_person_id(arguments.Value("persoon"));
  place.set_reason(arguments.Value("waarom"));
  if (arguments.Has("op")) {
    ASSIGN_OR_RETURN(*place.mutable_on(), DayOf(arguments, "op"));
  }
  ASSIGN_OR_RETURN(const v1::SubmitResponse response,
                   Submit(request, session, arguments));
  Tell(response, DoneSentence("place_legal_hold"), session);
  if (!session.json() && response.ids_size() > 0 && !response.ids(0).empty()) {
    session.out() << "Op te heffen met: driehoek bewaarplicht hef-op "
                  << Printable(response.ids(0)) << "\n";
  }
  return absl::OkStatus();
}

absl::Status LiftHold(Session& session, const Arguments& arguments) {
  v1::SubmitRequest request;
  v1::LiftLegalHold& lift = *request.add_commands()->mutable_lift_legal_hold();
  lift.set_hold_id(arguments.Value("id"));
  lift.set_reason(arguments.Value("waarom"));
  if (arguments.Has("op")) {
    ASSIGN_OR_RETURN(*lift.mutable_on(), DayOf(arguments, "op"));
  }
  ASSIGN_OR_RETURN(const v1::SubmitResponse response,
                   Submit(request, session, arguments));
  Tell(response, DoneSentence("lift_legal_hold"), session);
  return absl::OkStatus();
}

Option WhyOption() {
  return {.name = "waarom",
          .help = "Waarom",
          .required = true,
          .value_name = "TEKST"};
}

Option DayOption() {
  return {.name = "op",
          .help = "Vanaf wanneer; leeg is vandaag",
          .value_name = "DAG"};
}

}  // namespace

CommandSpecs RetentionCommands() {
  return {
      {{"bewaartermijnen"},
       "Vanaf wanneer wat er van gesloten zaken bewaard wordt, gewist mag "
       "worden",
       {{.name = "nu",
         .help = "Alleen wat nu gewist mag worden, en waarvan dat niet bekend "
                 "is",
         .kind = Option::Kind::kFlag}},
       ListRetained},
      {{"bewaarplicht"},
       "Wat niet gewist mag worden, ook niet als de termijn voorbij is",
       {},
       ListHolds},
      {{"bewaarplicht", "leg-op"},
       "Laat van een zaak of een persoon niets wissen",
       {{.name = "zaak", .help = "De zaak", .value_name = "NUMMER"},
        {.name = "persoon",
         .help = "De persoon, met alle zaken waar die bij hoort",
         .value_name = "KENMERK"},
        WhyOption(),
        DayOption(),
        RequestOption()},
       PlaceHold},
      {{"bewaarplicht", "hef-op"},
       "Hef een bewaarplicht op",
       {{.name = "id",
         .help = "Welke: het id dat in de lijst staat",
         .kind = Option::Kind::kPositional,
         .required = true},
        WhyOption(),
        DayOption(),
        RequestOption()},
       LiftHold},
  };
}

}  // namespace driehoek::cli
