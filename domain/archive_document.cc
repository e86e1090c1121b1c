// Putting a document where it belongs, and taking it back (S-5, S-28b, S-31b,
// S-27).
#include <algorithm>
#include <string>
#include <vector>

#include "base/status_macros.h"
#include "domain/rejections.h"
#include "domain/reports.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

constexpr size_t kMaxLocation = 500;

const v1::Filing* FindFiling(const v1::Report& report,
                             const std::string& place) {
  for (const v1::Filing& filing : report.filings()) {
    if (filing.place() == place) return &filing;
  }
  return nullptr;
}

absl::Status ByChoiceAlone(const v1::Report& report,
                           const Situation& situation) {
  const v1::GuardRule* const guard =
      situation.Guarded(v1::GUARD_REFLECTION_BY_CHOICE);
  return guard != nullptr
             ? rejection::AuthorChoosesAlone(guard->key(), guard->section())
             : rejection::AuthorChoosesAlone(report.key(), report.section());
}

// Whether the resident alone files there: then it is a choice, which no one
// makes for another by phone or mail (B-12, A-54).
bool IsChoiceOfResident(const v1::Filing& filing) {
  return std::all_of(filing.by().begin(), filing.by().end(),
                     [](int role) { return role == v1::ROLE_RESIDENT; });
}

// G-8: a report whose author alone chooses is filed by that choice and taken
// out by it. The refusal is the same whether or not there is such a report
//
absl::Status CheckNotOthersChoice(const v1::Report* report,
                                  const Situation& situation) {
  if (report == nullptr || report->chosen_by() == v1::ROLE_UNSPECIFIED ||
      report->chosen_by() == situation.acting.role) {
    return absl::OkStatus();
  }
  return ByChoiceAlone(*report, situation);
}

// Whether whoever acts files this report in that place.
absl::Status CheckMayFile(const v1::Report& report, const v1::Place& place,
                          const Situation& situation) {
  const v1::Filing* const filing = FindFiling(report, place.key());
  if (filing == nullptr) {
    return rejection::NotFiledThere(report.key(), place.name(),
                                    report.section());
  }
  // Registered for whoever put it there; not for a resident who chooses.
  const bool registers_it =
      situation.taking_over && !IsChoiceOfResident(*filing);
  if (!registers_it && std::find(filing->by().begin(), filing->by().end(),
                                 situation.acting.role) == filing->by().end()) {
    return rejection::MayNotFileThere(situation.RoleName(situation.acting.role),
                                      place.name(), report.key(),
                                      report.section());
  }
  const v1::Actor& actor = situation.context.actor;
  if (IsChoiceOfResident(*filing) && !actor.on_behalf_of().empty() &&
      actor.channel() != v1::CHANNEL_PAPER) {
    return rejection::OwnActNeeded();
  }
  return absl::OkStatus();
}

absl::Status CheckNotErased(const SubmittedReport& document) {
  return document.erased_on.has_value()
             ? rejection::AlreadyErased(*document.erased_on)
             : absl::OkStatus();
}

// The place and the report of a document, both known to the procedure.
struct Shelf {
  const v1::Place* place;
  const v1::Report* report;
};
absl::StatusOr<Shelf> FindShelf(const SubmittedReport& document,
                                const std::string& place_key,
                                const Situation& situation) {
  const v1::Place* const place = situation.procedure->FindPlace(place_key);
  const v1::Report* const report =
      situation.procedure->FindReport(document.report);
  if (place == nullptr || report == nullptr) {
    return rejection::NotFiledThere(document.report, place_key, "");
  }
  RETURN_IF_ERROR(CheckMayFile(*report, *place, situation));
  return Shelf{.place = place, .report = report};
}

}  // namespace

Answer Decide(const v1::ArchiveDocument& command, const Situation& situation) {
  const Case& state = situation.of_case;
  const SubmittedReport* const document =
      FindDocument(state, command.document_id(), command.report());
  RETURN_IF_ERROR(CheckNotOthersChoice(
      situation.procedure->FindReport(document != nullptr ? document->report
                                                          : command.report()),
      situation));
  if (document == nullptr) return rejection::DocumentNotFound();
  RETURN_IF_ERROR(CheckNotErased(*document));
  ASSIGN_OR_RETURN(const Shelf shelf,
                   FindShelf(*document, command.place(), situation));
  const v1::Place& place = *shelf.place;
  if (shelf.report->chosen_by() != v1::ROLE_UNSPECIFIED &&
      (document->chosen != true ||
       !IsOwnChoice(*shelf.report, *document, situation))) {
    return ByChoiceAlone(*shelf.report, situation);
  }
  if (const Filed* const filed = FindFiled(*document, place.key())) {
    return rejection::AlreadyThere(place.name(), filed->on);
  }
  if (situation.on < document->on) {
    return rejection::OutOfOrder(situation.on, document->on,
                                 "de dag waarop het is ingestuurd",
                                 "the day on which it was sent");
  }
  RETURN_IF_ERROR(CheckText(command.external_location(), "external_location",
                            kMaxLocation));
  if (place.has_external() && command.external_location().empty()) {
    return rejection::ExternalLocationMissing(place.name());
  }
  if (!place.has_external() && !command.external_location().empty()) {
    return rejection::ExternalLocationNotAsked(place.name());
  }

  Ruled ruled;
  ruled.id = document->document_id;
  for (const std::string& owner_id : OwnersOf(place, *document, state)) {
    v1::DocumentArchived& archived =
        *ruled.events.emplace_back().mutable_document_archived();
    archived.set_case_id(state.id);
    archived.set_document_id(document->document_id);
    archived.set_place(place.key());
    archived.set_owner_id(owner_id);
    *archived.mutable_on() = ToProto(situation.on);
    archived.set_report(document->report);
    archived.set_external_location(command.external_location());
  }
  return ruled;
}

Answer Decide(const v1::UnarchiveDocument& command,
              const Situation& situation) {
  const Case& state = situation.of_case;
  RETURN_IF_ERROR(CheckId(command.document_id(), "document_id"));
  const SubmittedReport* const document =
      state.FindReport(command.document_id());
  if (document == nullptr) return rejection::DocumentNotFound();
  RETURN_IF_ERROR(CheckNotErased(*document));
  RETURN_IF_ERROR(CheckReason(command.reason(), "reason", kMaxReason));

  Ruled ruled;
  ruled.id = document->document_id;
  for (const Filed& copy : document->filed) {
    // Without a place: everywhere at once.
    if (!command.place().empty() && copy.place != command.place()) continue;
    if (copy.erased) continue;  // For good.
    ASSIGN_OR_RETURN(const Shelf shelf,
                     FindShelf(*document, copy.place, situation));
    if (shelf.report->chosen_by() != v1::ROLE_UNSPECIFIED) {
      return ByChoiceAlone(*shelf.report, situation);
    }
    if (situation.on < copy.on) {
      return rejection::OutOfOrder(situation.on, copy.on,
                                   "de dag waarop het daar kwam",
                                   "the day on which it was put there");
    }
    v1::DocumentUnarchived& unarchived =
        *ruled.events.emplace_back().mutable_document_unarchived();
    unarchived.set_case_id(state.id);
    unarchived.set_document_id(document->document_id);
    unarchived.set_place(copy.place);
    unarchived.set_owner_id(copy.owner_id);
    *unarchived.mutable_on() = ToProto(situation.on);
    unarchived.set_reason(command.reason());
  }
  if (ruled.events.empty()) {
    if (command.place().empty()) return rejection::NotThere("een dossier");
    const v1::Place* const place =
        situation.procedure->FindPlace(command.place());
    return rejection::NotThere(place != nullptr ? place->name()
                                                : command.place());
  }
  return ruled;
}

}  // namespace driehoek
