// `driehoek play`: scripts against a server on a manual clock.
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "clients/cli/all_commands.h"
#include "clients/cli/command_words.h"
#include "clients/cli/dates.h"
#include "clients/cli/files.h"
#include "clients/cli/play_progress.h"
#include "clients/cli/play_script.h"
#include "clients/cli/player.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "clients/cli/words.h"
#include "driehoek/v1/admin_service.grpc.pb.h"

namespace driehoek::cli {
namespace {

constexpr uint64_t kMaxScript = 8 << 20;

std::string WhatWasAsked(const v1::PlayStep& step) {
  if (!step.publish().empty()) return "Procedure gepubliceerd";
  std::vector<std::string> sentences;
  std::string last;
  int times = 0;
  const auto flush = [&] {
    if (times == 0) return;
    sentences.push_back(times == 1 ? last
                                   : absl::StrCat(last, " (", times, " keer)"));
  };
  for (const v1::Command& command : step.commands()) {
    const auto* const field = command.GetReflection()->GetOneofFieldDescriptor(
        command, command.GetDescriptor()->oneof_decl(0));
    const std::string done =
        field == nullptr ? "Niets" : DoneSentence(field->name());
    if (done == last) {
      ++times;
      continue;
    }
    flush();
    last = done;
    times = 1;
  }
  flush();
  return absl::StrJoin(sentences, "; ");
}

void ShowStep(Session& session, const v1::PlayStep& step,
              const v1::PlayedStep& played) {
  if (session.json()) return;
  std::ostream& out = session.out();
  const auto indented = [&](const std::string& text) {
    for (const std::string& line :
         Wrap(Printable(text), std::max<size_t>(session.width(), 24) - 4)) {
      out << "    " << line << "\n";
    }
  };
  out << LongMoment(played.at_micros());
  if (step.commands_size() > 0 || !step.publish().empty()) {
    out << "  " << RoleWord(step.role()) << " " << step.person();
    if (!step.on_behalf_of().empty()) {
      out << " namens " << step.on_behalf_of();
    }
    out << ": " << WhatWasAsked(step);
    if (!played.refused().empty()) {
      out << ": geweigerd (" << Printable(played.refused()) << ")";
    }
  }
  if (played.done_before()) out << "  (al gespeeld)";
  out << "\n";
  if (!step.note().empty() && !played.done_before()) indented(step.note());
  for (const std::string& change : played.changes()) indented("- " + change);
  for (const std::string& failure : played.failures()) {
    indented("NIET UITGEKOMEN: " + failure);
  }
  out.flush();
}

void ShowEnd(Session& session, const v1::PlayReport& report) {
  std::ostream& out = session.out();
  for (const v1::Case& one : report.cases()) {
    out << "\nZaak " << Printable(one.number())
        << " aan het einde: " << PhaseWord(one.phase());
    if (one.result() != v1::CASE_RESULT_UNSPECIFIED) {
      out << ", " << ResultWord(one.result());
    }
    out << "\n\n";
    Table obligations({"Regel", "Wat", "Uiterlijk", "Gedaan", "Stand"});
    for (const v1::Due& due : one.obligations()) {
      obligations.Add(
          {due.obligation().key(), due.title(),
           DayIn(due.due_on()) ? ShortDay(due.due_on()) : "geen datum",
           ShortDay(due.fulfilled_on()), StandingOf(due)});
    }
    if (!obligations.empty()) out << obligations.Render(session.width());
    Table filed({"Verslag", "Plaats", "Sinds"});
    for (const v1::CaseDocument& document : one.documents()) {
      if (DayIn(document.erased_on())) {
        filed.Add({document.report(), "-",
                   absl::StrCat("gewist op ", ShortDay(document.erased_on()))});
        continue;
      }
      for (const v1::FilingState& filing : document.filings()) {
        filed.Add({document.report(), filing.place(),
                   DayIn(filing.archived_on()) ? ShortDay(filing.archived_on())
                                               : "ontbreekt nog"});
      }
    }
    if (!filed.empty()) out << "\n" << filed.Render(session.width());
  }
  for (const std::string& failed : report.failed()) {
    out << "\nNIET UITGEKOMEN: " << Printable(failed) << "\n";
  }
  std::vector<std::string> counts;
  for (const v1::SubmitCount& count : report.submits()) {
    counts.push_back(
        absl::StrCat(RoleWord(count.role()), " ", count.submits()));
  }
  if (!counts.empty()) {
    out << "\nKeer iets vastgelegd: " << absl::StrJoin(counts, ", ") << ".\n";
  }
}

absl::Status PlayAll(Session& session, const Arguments& arguments) {
  // All are read before anything is played.
  std::vector<PlayScript> scripts;
  for (const std::string& path : arguments.Values("bestand")) {
    ASSIGN_OR_RETURN(const std::string text, ReadWholeFile(path, kMaxScript));
    ASSIGN_OR_RETURN(PlayScript script, ParsePlayScript(text, path));
    scripts.push_back(std::move(script));
  }
  const Caller keeper{arguments.Has("beheer") ? arguments.Value("beheer")
                                              : std::string("beheer"),
                      v1::ROLE_ADMINISTRATOR};
  ASSIGN_OR_RETURN(const v1::GetStatusResponse status,
                   session.CallAs(keeper, &v1::AdminService::Stub::GetStatus,
                                  v1::GetStatusRequest()));
  ASSIGN_OR_RETURN(
      PlayProgress progress,
      PlayProgress::Open(arguments.Has("voortgang")
                             ? arguments.Value("voortgang")
                             : UsualProgressFile(status.log_id())));
  Player player(
      session, keeper, std::move(progress),
      [&session](const v1::PlayStep& step, const v1::PlayedStep& played) {
        ShowStep(session, step, played);
      });
  int failures = 0;
  for (const PlayScript& script : scripts) {
    if (!session.json()) {
      session.out() << "== " << Printable(script.play.title()) << "\n\n";
    }
    ASSIGN_OR_RETURN(const v1::PlayReport report, player.Play(script));
    failures += report.failures();
    if (session.json()) {
      session.PrintJson(report);
    } else {
      ShowEnd(session, report);
      if (&script != &scripts.back()) session.out() << "\n";
    }
  }
  if (failures > 0) {
    return ExpectationFailed(absl::StrCat(
        failures, failures == 1 ? " verwachting is" : " verwachtingen zijn",
        " niet uitgekomen."));
  }
  return absl::OkStatus();
}

}  // namespace

CommandSpecs PlayCommands() {
  return {
      {{"play"},
       "Speel een zaak na op een server waarvan de klok met de hand loopt",
       {{.name = "bestand",
         .help = "Scripts, in deze volgorde gespeeld",
         .kind = Option::Kind::kPositional,
         .required = true,
         .many = true},
        {.name = "beheer",
         .help = "Wie de klok zet; anders beheer",
         .value_name = "KENMERK"},
        {.name = "voortgang",
         .help = "Waar wordt bijgehouden wat al is gespeeld",
         .value_name = "BESTAND"}},
       PlayAll},
  };
}

}  // namespace driehoek::cli
