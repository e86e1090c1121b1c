// Erasing for good, and the receipts of what was erased: driehoek wis and
// driehoek gewist.
#include "clients/cli/erasures.h"

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/command_words.h"
#include "clients/cli/dates.h"
#include "clients/cli/failure.h"
#include "clients/cli/record.h"
#include "clients/cli/resolve.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "clients/cli/words.h"
#include "driehoek/v1/privacy_service.grpc.pb.h"
#include "procedures/words.h"

namespace driehoek::cli {
namespace {

// Of an answer to a single command, which erased something.
absl::StatusOr<std::optional<v1::Erasure>> ReceiptOf(
    Session& session, const v1::SubmitResponse& done) {
  const uint64_t before =
      done.position() - static_cast<uint64_t>(done.events());
  v1::ListErasuresRequest request;
  request.set_page_size(Session::kRowsAPage);
  request.set_min_position(done.position());
  do {
    ASSIGN_OR_RETURN(
        const v1::ListErasuresResponse page,
        session.Call(&v1::PrivacyService::Stub::ListErasures, request));
    for (const v1::Erasure& erasure : page.erasures()) {
      if (erasure.position() > before &&
          erasure.position() <= done.position()) {
        return erasure;
      }
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return std::nullopt;
}

void TellReceipt(Session& session, const v1::Erasure& erasure) {
  if (session.json()) return session.PrintJson(erasure);
  session.out() << "Wat: " << Printable(WhatWent(erasure))
                << ".\nIn het logboek staat dit op positie "
                << erasure.position() << ".\n"
                << (erasure.copies_gone()
                        ? "De kopieën in de overzichten zijn weg.\n"
                        : "De kopieën in de overzichten worden nog weggehaald; "
                          "kijk later met: driehoek gewist\n");
}

absl::Status ShowReceipt(Session& session, const v1::SubmitResponse& done) {
  ASSIGN_OR_RETURN(const std::optional<v1::Erasure> receipt,
                   ReceiptOf(session, done));
  if (receipt.has_value()) TellReceipt(session, *receipt);
  return absl::OkStatus();
}

absl::Status Erase(Session& session, const Arguments& arguments) {
  v1::SubmitRequest request;
  ASSIGN_OR_RETURN(*request.add_commands()->mutable_erase_content(),
                   ErasureFrom(arguments));
  ASSIGN_OR_RETURN(const v1::SubmitResponse response,
                   Submit(request, session, arguments));
  Tell(response, DoneSentence("erase_content"), session);
  // That it cannot be told now brings nothing back.
  if (const absl::Status shown = ShowReceipt(session, response); !shown.ok()) {
    session.err() << "Het bewijs daarvan is nu niet te tonen; vraag het met: "
                     "driehoek gewist. ("
                  << Printable(shown.message()) << ")\n";
  }
  return absl::OkStatus();
}

absl::Status ListErasures(Session& session, const Arguments& /*arguments*/) {
  Table table({"Besloten", "Wat", "Waarom", "Door wie", "Positie", "Kopieën"});
  Names names(session);
  RETURN_IF_ERROR(session.EachPage(
      &v1::PrivacyService::Stub::ListErasures, v1::ListErasuresRequest(),
      [&](const v1::ListErasuresResponse& page) {
        if (session.json()) return;
        std::vector<std::string> people;
        for (const v1::Erasure& erasure : page.erasures()) {
          people.push_back(erasure.decided_by().person_id());
        }
        names.Fetch(people);
        for (const v1::Erasure& erasure : page.erasures()) {
          table.Add({ShortDay(erasure.on()), WhatWent(erasure),
                     GroundWords(erasure.ground()),
                     names.Of(erasure.decided_by().person_id()),
                     absl::StrCat(erasure.position()),
                     erasure.copies_gone() ? "weg" : "nog niet weg"});
        }
      }));
  if (session.json()) return absl::OkStatus();
  session.out() << (table.empty() ? "Er is niets gewist.\n"
                                  : table.Render(session.width()));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::EraseContent> ErasureFrom(const Arguments& arguments) {
  for (const char* const option : {"zaak", "verslag", "uit", "persoon"}) {
    // Left out, each of these would make it more that goes, or something else.
    if (arguments.Has(option) && arguments.Value(option).empty()) {
      return UsageError(absl::StrCat("--", option, " is leeg."));
    }
  }
  if (arguments.Has("zaak") == arguments.Has("persoon")) {
    return UsageError(
        "Zeg wat er gewist wordt: --zaak (met --verslag als het om één verslag "
        "gaat) of --persoon.");
  }
  if (arguments.Has("verslag") && !arguments.Has("zaak")) {
    return UsageError("--verslag hoort bij --zaak.");
  }
  if (arguments.Has("uit") && !arguments.Has("verslag")) {
    return UsageError("--uit hoort bij --verslag.");
  }
  v1::EraseContent erase;
  if (arguments.Has("persoon")) {
    erase.set_scope(v1::ERASURE_SCOPE_PERSON);
  } else if (arguments.Has("verslag")) {
    erase.set_scope(v1::ERASURE_SCOPE_DOCUMENT);
  } else {
    erase.set_scope(v1::ERASURE_SCOPE_CASE);
  }
  erase.set_case_id(arguments.Value("zaak"));
  erase.set_document_id(arguments.Value("verslag"));
  erase.set_place(arguments.Value("uit"));
  erase.set_person_id(arguments.Value("persoon"));
  ASSIGN_OR_RETURN(
      const int ground,
      ParseChoice(*v1::ErasureGround_descriptor(), arguments.Value("grond")));
  erase.set_ground(static_cast<v1::ErasureGround>(ground));
  if (arguments.Has("op")) {
    ASSIGN_OR_RETURN(*erase.mutable_on(), DayOf(arguments, "op"));
  }
  erase.set_argument(arguments.Value("waarom"));
  return erase;
}

std::string WhatGoes(const v1::EraseContent& command) {
  switch (command.scope()) {
    case v1::ERASURE_SCOPE_DOCUMENT:
      return absl::StrCat(
          "verslag ", command.document_id(), " van zaak ", command.case_id(),
          command.place().empty() ? ""
                                  : absl::StrCat(", uit ", command.place()));
    case v1::ERASURE_SCOPE_CASE:
      return absl::StrCat("zaak ", command.case_id(), ", met alle verslagen");
    case v1::ERASURE_SCOPE_PERSON:
      return absl::StrCat("naam, mailadres en kenmerk van ",
                          command.person_id(),
                          ", en wat die persoon buiten zaken schreef");
    default:
      return "wat hier staat";
  }
}

std::string WhatWent(const v1::Erasure& erasure) {
  switch (erasure.scope()) {
    case v1::ERASURE_SCOPE_DOCUMENT: {
      const std::string what = absl::StrCat(
          "verslag ", erasure.report(), " van zaak ", erasure.case_number());
      if (erasure.place().empty()) return what;
      return absl::StrCat(what, ", uit ", erasure.place(),
                          " (in de zaak staat het nog)");
    }
    case v1::ERASURE_SCOPE_PERSON:
      return absl::StrCat("persoon ", erasure.person_id());
    default:
      return absl::StrCat(
          "zaak ", erasure.case_number(), ", ",
          erasure.documents() == 0 ? "zonder verslagen"
          : erasure.documents() == 1
              ? "met 1 verslag"
              : absl::StrCat("met ", erasure.documents(), " verslagen"));
  }
}

CommandSpecs ErasureCommands() {
  return {
      {{"wis"},
       "Wis een zaak, een verslag of een persoon, voorgoed (art. 17 AVG)",
       {{.name = "zaak",
         .help = "De zaak, of de zaak van het verslag",
         .value_name = "NUMMER"},
        {.name = "verslag",
         .help = "Alleen dit verslag: D-7, of het id van het document",
         .value_name = "VERSLAG"},
        {.name = "uit",
         .help = "Het verslag alleen uit deze plaats: EP, OD",
         .value_name = "PLAATS"},
        {.name = "persoon",
         .help = "Naam, mailadres en kenmerk van deze persoon",
         .value_name = "KENMERK"},
        {.name = "grond",
         .help = "Op welke grond",
         .required = true,
         .choices = ChoicesOf(*v1::ErasureGround_descriptor())},
        {.name = "waarom",
         .help = "Waarom; noem er niemand in",
         .required = true,
         .value_name = "TEKST"},
        {.name = "op",
         .help = "Wanneer dat is besloten; leeg is vandaag",
         .value_name = "DAG"},
        SureOption(),
        RequestOption()},
       Erase},
      {{"gewist"},
       "Wat er is gewist, het laatste eerst, en of de kopieën weg zijn",
       {},
       ListErasures},
  };
}

}  // namespace driehoek::cli
