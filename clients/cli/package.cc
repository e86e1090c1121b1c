// What is kept of someone who asked for access: driehoek pakket.
#include "clients/cli/package.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/command_words.h"
#include "clients/cli/dates.h"
#include "clients/cli/failure.h"
#include "clients/cli/looks.h"
#include "clients/cli/record.h"
#include "clients/cli/resolve.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "clients/cli/words.h"
#include "driehoek/v1/privacy_service.grpc.pb.h"
#include "procedures/utf8.h"
#include "procedures/words.h"

namespace driehoek::cli {
namespace {

namespace fs = std::filesystem;

constexpr absl::string_view kHead = R"(<!doctype html>
<html lang="nl">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Wat er van u bewaard wordt</title>
<style>
body { font: 1rem/1.5 sans-serif; max-width: 50rem; margin: 2rem auto;
       padding: 0 1rem; color: #1a1a1a; background: #fff }
li { margin-bottom: .75rem }
blockquote { margin: .25rem 0 .5rem 1rem; white-space: pre-wrap }
mark { background: #ffe9a8; color: inherit }
small { color: #555 }
</style>
<h1>Wat er van u bewaard wordt</h1>
)";

std::string Escaped(absl::string_view text) {
  return absl::StrReplaceAll(
      text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}});
}

// Under which words a text is asked for when a passage of it is left out.
std::string WhereOf(const v1::PackagedText& text) {
  return text.part().empty()
             ? absl::StrCat("veld ", text.field())
             : absl::StrCat("veld ", text.field(), ", deel ", text.part());
}

// Reads the package; gives each piece to `take`.
absl::Status ReadPackage(
    Session& session, const std::string& request_id, bool as_given,
    const std::function<bool(const v1::GetPackageResponse&)>& take) {
  v1::GetPackageRequest request;
  request.set_privacy_request_id(request_id);
  request.set_as_given(as_given);
  return session.Read(&v1::PrivacyService::Stub::GetPackage, request,
                      /*follow=*/false, take);
}

// Two files that are whole, or none.
absl::Status WritePackage(Session& session, const std::string& request_id,
                          bool as_given, const fs::path& directory) {
  const fs::path json_path = directory / "pakket.json";
  const fs::path page_path = directory / "pakket.html";
  std::error_code error;
  if (fs::create_directories(directory, error)) {
    // For whoever made it alone: it is about someone.
    fs::permissions(directory, fs::perms::owner_all, error);
  }
  if (error) {
    return UsageError(
        absl::StrCat("Kan de map ", directory.string(), " niet maken."));
  }
  for (const fs::path& path : {json_path, page_path}) {
    if (fs::exists(path)) {
      return UsageError(
          absl::StrCat(path.string(), " bestaat al; kies een andere map."));
    }
  }
  std::ofstream json(json_path, std::ios::binary);
  std::ofstream page_file(page_path, std::ios::binary);
  if (!json || !page_file) {
    return UsageError(
        absl::StrCat("Kan niet schrijven in ", directory.string(), "."));
  }
  PackagePage page(page_file);
  json << "[";
  bool first = true;
  absl::Status read = ReadPackage(
      session, request_id, as_given, [&](const v1::GetPackageResponse& piece) {
        json << (first ? "\n" : ",\n") << session.JsonOf(piece);
        first = false;
        page.Add(piece);
        return json.good() && page_file.good();
      });
  json << "\n]\n";
  page.End();
  json.close();
  page_file.close();
  if (read.ok() && (!json || !page_file)) {
    read = absl::UnknownError("Het pakket kon niet worden geschreven.");
  }
  if (read.ok()) return read;
  fs::remove(json_path, error);
  fs::remove(page_path, error);
  return read;
}

absl::Status Fetch(Session& session, const Arguments& arguments) {
  const std::string directory = arguments.Value("map");
  RETURN_IF_ERROR(WritePackage(session, arguments.Value("id"),
                               arguments.Has("zoals-gegeven"), directory));
  session.out() << "Geschreven: " << Printable(directory) << "/pakket.html (om "
                << "te lezen) en " << Printable(directory)
                << "/pakket.json (voor een programma).\n";
  return absl::OkStatus();
}

absl::Status LeaveOut(Session& session, const Arguments& arguments) {
  v1::SubmitRequest request;
  v1::MaskPassage& mask = *request.add_commands()->mutable_mask_passage();
  mask.set_privacy_request_id(arguments.Value("id"));
  uint64_t position = 0;
  if (!absl::SimpleAtoi(arguments.Value("positie"), &position)) {
    return UsageError("--positie: schrijf het getal dat bij de tekst staat.");
  }
  mask.set_position(position);
  mask.set_field(arguments.Value("veld"));
  mask.set_part(arguments.Value("deel"));
  mask.set_reason(arguments.Value("waarom"));
  std::optional<v1::PackagedText> found;
  RETURN_IF_ERROR(ReadPackage(
      session, mask.privacy_request_id(), /*as_given=*/false,
      [&](const v1::GetPackageResponse& piece) {
        if (piece.event().position() != position) return true;
        for (const v1::PackagedText& text : piece.event().texts()) {
          if (text.field() == mask.field() && text.part() == mask.part()) {
            found = text;
          }
        }
        return !found.has_value();
      }));
  if (!found.has_value()) {
    return UsageError("Deze tekst staat niet in het pakket.");
  }
  ASSIGN_OR_RETURN(const Stretch stretch,
                   FindPassage(arguments.Value("passage"), *found));
  mask.set_from(stretch.from);
  mask.set_until(stretch.until);
  ASSIGN_OR_RETURN(const v1::SubmitResponse response,
                   Submit(request, session, arguments));
  Tell(response, DoneSentence("mask_passage"), session);
  if (!session.json() && response.ids_size() > 0) {
    session.out() << "Toch laten staan kan met: driehoek pakket laat-staan "
                  << Printable(mask.privacy_request_id()) << " "
                  << Printable(response.ids(0)) << "\n";
  }
  return absl::OkStatus();
}

absl::Status LeaveIn(Session& session, const Arguments& arguments) {
  v1::SubmitRequest request;
  v1::UnmaskPassage& unmask = *request.add_commands()->mutable_unmask_passage();
  unmask.set_privacy_request_id(arguments.Value("id"));
  unmask.set_mask_id(arguments.Value("weglating"));
  ASSIGN_OR_RETURN(const v1::SubmitResponse response,
                   Submit(request, session, arguments));
  Tell(response, DoneSentence("unmask_passage"), session);
  return absl::OkStatus();
}

Option IdOption() {
  return {.name = "id",
          .help = "Welk verzoek: het id dat `driehoek verzoeken` noemt",
          .kind = Option::Kind::kPositional,
          .required = true};
}

}  // namespace

PackagePage::PackagePage(std::ostream& out) : out_(out) { out_ << kHead; }

void PackagePage::Add(const v1::GetPackageResponse& piece) {
  switch (piece.piece_case()) {
    case v1::GetPackageResponse::kPerson:
      return Person(piece.person());
    case v1::GetPackageResponse::kOfCase:
      return Begin(absl::StrCat("Zaak ", piece.of_case().number(), ", als ",
                                RoleWord(piece.of_case().role())));
    case v1::GetPackageResponse::kEvent:
      return Event(piece.event());
    case v1::GetPackageResponse::kSignal:
      return Signal(piece.signal());
    case v1::GetPackageResponse::kLook:
      return Look(piece.look());
    case v1::GetPackageResponse::PIECE_NOT_SET:
      break;
  }
}

void PackagePage::End() {
  if (in_list_) out_ << "</ul>\n";
  in_list_ = false;
  out_ << "</html>\n";
}

void PackagePage::Begin(absl::string_view heading) {
  if (in_list_) out_ << "</ul>\n";
  out_ << "<h2>" << Escaped(heading) << "</h2>\n<ul>\n";
  in_list_ = true;
}

void PackagePage::Person(const v1::PackagedPerson& person) {
  const v1::Standing& standing = person.standing();
  out_ << "<p>Verzoek " << Escaped(RightWords(standing.right())) << " van "
       << Escaped(LongDay(standing.made_on())) << ": "
       << Escaped(AnswerWords(standing.answer())) << ".</p>\n"
       << "<p>Van wie hier werkt, staat er alleen de functie. Is er iets "
          "weggelaten, dan staat erbij waarom.</p>\n";
  Begin("Wie u bent");
  for (const v1::Person& record : person.records()) {
    out_ << "<li>" << Escaped(NameOf(record));
    if (!record.email().empty()) out_ << "; " << Escaped(record.email());
    if (!record.reference().empty()) {
      out_ << "; kenmerk " << Escaped(record.reference());
    }
    out_ << "</li>\n";
    for (const v1::RoleHeld& role : record.roles()) {
      out_ << "<li>Rol: " << Escaped(RoleWord(role.role())) << ", vanaf "
           << Escaped(LongDay(role.from()));
      if (role.has_until()) {
        out_ << " tot en met " << Escaped(LongDay(role.until()));
      }
      out_ << "</li>\n";
    }
  }
  for (const v1::Placement& placement : person.placements()) {
    out_ << "<li>Stage " << Escaped(placement.reference()) << ", van "
         << Escaped(LongDay(placement.starts_on())) << " tot en met "
         << Escaped(LongDay(placement.ends_on())) << "</li>\n";
  }
}

void PackagePage::Event(const v1::PackagedEvent& event) {
  out_ << "<li>" << Escaped(LongDay(event.on())) << ", "
       << Escaped(RoleWord(event.by())) << ": " << Escaped(event.sentence())
       << "\n";
  // To leave something out by.
  const bool some_may_go =
      std::any_of(event.texts().begin(), event.texts().end(),
                  [](const v1::PackagedText& text) { return !text.own(); });
  if (some_may_go) {
    out_ << "<small>(positie " << event.position() << ")</small>\n";
  }
  for (const v1::PackagedText& text : event.texts()) Text(text);
  out_ << "</li>\n";
}

void PackagePage::Text(const v1::PackagedText& text) {
  if (text.not_for_reader()) {
    out_ << "<p>Wat hier staat, is voor wie het verzoek deed en niet voor "
            "u.</p>\n";
    return;
  }
  out_ << "<div>";
  if (!text.title().empty()) out_ << Escaped(text.title()) << " ";
  if (!text.own()) out_ << "<small>(" << Escaped(WhereOf(text)) << ")</small>";
  out_ << "</div>\n";
  out_ << "<blockquote>";
  for (const v1::PackagedRun& run : text.runs()) {
    if (run.mask_id().empty()) {
      out_ << Escaped(run.text());
      continue;
    }
    out_ << "<mark>[weggelaten: "
         << Escaped(run.reason().empty() ? "reden gewist" : run.reason());
    if (!run.text().empty()) {
      out_ << " (" << Escaped(run.mask_id()) << "): " << Escaped(run.text());
    }
    out_ << "]</mark>";
  }
  out_ << "</blockquote>\n";
}

void PackagePage::Signal(const v1::Signal& signal) {
  if (!in_signals_) Begin("Wat u signaleerde");
  in_signals_ = true;
  out_ << "<li>" << Escaped(LongDay(signal.on())) << "\n<blockquote>"
       << Escaped(signal.note()) << "</blockquote>\n</li>\n";
}

void PackagePage::Look(const v1::Look& look) {
  if (!in_looks_) Begin("Wie er keek");
  in_looks_ = true;
  out_ << "<li>" << Escaped(LongMoment(look.at_micros())) << ", "
       << Escaped(RoleWord(look.by().role())) << ": "
       << Escaped(WhatWord(look.looked()));
  if (!look.case_number().empty()) {
    out_ << " " << Escaped(look.case_number());
  }
  out_ << " (" << Escaped(PurposeWord(look.looked().purpose())) << ")</li>\n";
}

absl::StatusOr<Stretch> FindPassage(absl::string_view passage,
                                    const v1::PackagedText& text) {
  if (text.own()) {
    return UsageError(
        "Wie het verzoek deed, leest deze tekst in het programma zelf: daarvan "
        "valt niets weg te laten.");
  }
  std::string whole;
  for (const v1::PackagedRun& run : text.runs()) {
    absl::StrAppend(&whole, run.text());
  }
  const absl::string_view in = whole;
  const size_t at = passage.empty() ? in.npos : in.find(passage);
  if (at == in.npos) {
    return UsageError("Deze passage staat niet in die tekst.");
  }
  if (in.find(passage, at + 1) != in.npos) {
    return UsageError(
        "Deze passage staat vaker in die tekst; neem er woorden omheen mee.");
  }
  Stretch stretch;
  stretch.from = static_cast<int32_t>(CountCharacters(in.substr(0, at)));
  stretch.until = stretch.from + static_cast<int32_t>(CountCharacters(passage));
  return stretch;
}

CommandSpecs PackageCommands() {
  return {
      {{"pakket", "haal"},
       "Haal alles wat er bewaard wordt van wie om inzage vroeg, om te lezen "
       "en voor een programma",
       {IdOption(),
        {.name = "map",
         .help = "De map waarin het komt: pakket.html en pakket.json",
         .required = true,
         .value_name = "MAP"},
        {.name = "zoals-gegeven",
         .help = "Zoals wie het vroeg het krijgt: zonder wat is weggelaten",
         .kind = Option::Kind::kFlag}},
       Fetch},
      {{"pakket", "laat-weg"},
       "Laat een passage weg uit wat iemand te zien krijgt, omdat die een "
       "ander zou schaden (art. 15 lid 4 AVG)",
       {IdOption(),
        {.name = "positie",
         .help = "Het getal dat bij de tekst staat",
         .required = true,
         .value_name = "GETAL"},
        {.name = "veld",
         .help = "Het veld dat bij de tekst staat",
         .required = true,
         .value_name = "VELD"},
        {.name = "deel",
         .help = "Het deel dat bij de tekst staat, van een verslag",
         .value_name = "DEEL"},
        {.name = "passage",
         .help = "De woorden die weg moeten, zoals ze er staan",
         .required = true,
         .value_name = "TEKST"},
        {.name = "waarom",
         .help = "Waarom; noem er niemand in, want wie het verzoek deed leest "
                 "dit",
         .required = true,
         .value_name = "TEKST"},
        RequestOption()},
       LeaveOut},
      {{"pakket", "laat-staan"},
       "Laat een passage toch niet weg",
       {IdOption(),
        {.name = "weglating",
         .help = "Welke: het id dat erbij staat",
         .kind = Option::Kind::kPositional,
         .required = true},
        RequestOption()},
       LeaveIn},
  };
}

}  // namespace driehoek::cli
