// The report whose author alone chooses whether it is filed: the resident's own
// reflection (D-6, B-12).
#include <algorithm>
#include <string>
#include <vector>

#include "base/status_macros.h"
#include "domain/rejections.h"
#include "domain/reports.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

// A report with its words in the procedure.
struct Own {
  const SubmittedReport* document;
  const v1::Report* report;
};

// The one named, or the latest, of whoever acts. What is another's is not
// found.
absl::StatusOr<Own> FindOwn(const std::string& document_id,
                            const Situation& situation) {
  const std::vector<SubmittedReport>& reports = situation.of_case.reports;
  const auto is_own = [&](const SubmittedReport& document) {
    const v1::Report* const report =
        situation.procedure->FindReport(document.report);
    return !document.withdrawn &&
           (document_id.empty() || document.document_id == document_id) &&
           report != nullptr && IsOwnChoice(*report, document, situation);
  };
  const auto latest = std::find_if(reports.rbegin(), reports.rend(), is_own);
  if (latest == reports.rend()) return rejection::DocumentNotFound();
  if (situation.on < latest->on) {
    return rejection::OutOfOrder(situation.on, latest->on,
                                 "de dag waarop het is ingestuurd",
                                 "the day on which it was sent");
  }
  return Own{.document = &*latest,
             .report = situation.procedure->FindReport(latest->report)};
}

// Where it is held here; in another system someone must put it.
void FileWhereItBelongs(const Own& own, const Situation& situation,
                        Ruled& ruled) {
  for (const v1::Filing& filing : own.report->filings()) {
    const v1::Place* const place =
        situation.procedure->FindPlace(filing.place());
    if (place == nullptr || place->has_external() ||
        FindFiled(*own.document, place->key()) != nullptr) {
      continue;
    }
    for (const std::string& owner_id :
         OwnersOf(*place, *own.document, situation.of_case)) {
      v1::DocumentArchived& archived =
          *ruled.events.emplace_back().mutable_document_archived();
      archived.set_case_id(situation.of_case.id);
      archived.set_document_id(own.document->document_id);
      archived.set_place(place->key());
      archived.set_owner_id(owner_id);
      *archived.mutable_on() = ToProto(situation.on);
      archived.set_report(own.document->report);
    }
  }
}

void TakeOut(const Own& own, const Situation& situation, Ruled& ruled) {
  for (const Filed& filed : own.document->filed) {
    v1::DocumentUnarchived& unarchived =
        *ruled.events.emplace_back().mutable_document_unarchived();
    unarchived.set_case_id(situation.of_case.id);
    unarchived.set_document_id(own.document->document_id);
    unarchived.set_place(filed.place);
    unarchived.set_owner_id(filed.owner_id);
    *unarchived.mutable_on() = ToProto(situation.on);
  }
}

}  // namespace

// Changeable both ways.
Answer Decide(const v1::ChooseReflectionPlace& command,
              const Situation& situation) {
  RETURN_IF_ERROR(CheckOwnAct(situation));
  ASSIGN_OR_RETURN(const Own own, FindOwn(command.document_id(), situation));
  if (own.document->chosen == command.in_portfolio()) {
    return rejection::SameChoice("B-12");
  }
  Ruled ruled;
  ruled.id = own.document->document_id;
  v1::ReflectionPlaceChosen& chosen =
      *ruled.events.emplace_back().mutable_reflection_place_chosen();
  chosen.set_case_id(situation.of_case.id);
  chosen.set_document_id(ruled.id);
  *chosen.mutable_on() = ToProto(situation.on);
  chosen.set_in_portfolio(command.in_portfolio());
  if (command.in_portfolio()) {
    FileWhereItBelongs(own, situation, ruled);
  } else {
    TakeOut(own, situation, ruled);
  }
  return ruled;
}

Answer Decide(const v1::WithdrawReflection& command,
              const Situation& situation) {
  RETURN_IF_ERROR(CheckOwnAct(situation));
  ASSIGN_OR_RETURN(const Own own, FindOwn(command.document_id(), situation));
  Ruled ruled;
  ruled.id = own.document->document_id;
  TakeOut(own, situation, ruled);
  v1::ReflectionWithdrawn& withdrawn =
      *ruled.events.emplace_back().mutable_reflection_withdrawn();
  withdrawn.set_case_id(situation.of_case.id);
  withdrawn.set_document_id(ruled.id);
  *withdrawn.mutable_on() = ToProto(situation.on);
  return ruled;
}

}  // namespace driehoek
