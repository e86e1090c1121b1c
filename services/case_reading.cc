#include "services/case_reading.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "domain/dates.h"
#include "domain/recorded_words.h"
#include "projections/case_row.h"
#include "projections/fold.h"
#include "projections/timelines.h"
#include "services/call.h"
#include "services/refusals.h"

namespace driehoek {

CaseReading::CaseReading(Caller caller, Case state,
                         std::shared_ptr<const Procedure> procedure,
                         v1::Case seen)
    : caller_(std::move(caller)),
      state_(std::move(state)),
      procedure_(std::move(procedure)),
      seen_(std::move(seen)) {
  KeepSeenDocuments(ReadingOf(caller_, seen_), *seen_.mutable_documents());
}

absl::StatusOr<CaseReading> CaseReading::Of(const Served& served, Caller caller,
                                            const std::string& case_id) {
  return Of(served, std::move(caller), case_id, served.store.head());
}

absl::StatusOr<CaseReading> CaseReading::Of(const Served& served, Caller caller,
                                            const std::string& case_id,
                                            Position until) {
  const auto may_know = [&caller](const Surroundings& people) {
    return IsConcerned(caller, people) || IsCandidate(caller, people) ||
           MayReadHistory(caller, people);
  };
  ASSIGN_OR_RETURN(const v1::Case found, CaseIf(served, case_id, may_know));
  ASSIGN_OR_RETURN(Case state, FoldCase(served.store, found.case_id(), until));
  // It was erased since the views were read.
  if (!state.exists()) return NoSuchCase();
  std::shared_ptr<const Procedure> procedure =
      served.writer.catalogue()->Find(state.procedure);
  if (procedure == nullptr) {
    return absl::DataLossError(absl::StrCat(
        "a case follows a procedure that is not there: ", state.procedure));
  }
  v1::Case row = CaseRowOf(*procedure, state, *served.writer.calendar());
  // As it was then, too.
  if (!may_know(SurroundingsOf(row))) return NoSuchCase();
  return CaseReading(std::move(caller), std::move(state), std::move(procedure),
                     std::move(row));
}

v1::TimelineEntry CaseReading::EntryOf(const RecordedEvent& recorded) const {
  return TimelineEntryOf(recorded, {*procedure_, state_});
}

bool CaseReading::MaySee(const RecordedEvent& recorded) const {
  if (recorded.event.has_pairing_answer_given()) {
    // Neither answer shows before both are in (B-6).
    const Candidate* const candidate = state_.FindCandidate(
        recorded.event.pairing_answer_given().candidacy_id());
    if (candidate == nullptr || !candidate->resident_accepts.has_value() ||
        !candidate->trainer_accepts.has_value()) {
      return false;
    }
  }
  return MaySeeEntry(caller_, seen_, EntryOf(recorded));
}

std::vector<v1::Words> CaseReading::WordsRead(
    const RecordedEvent& recorded) const {
  if (!MayReadWords(caller_, *procedure_, seen_, EntryOf(recorded))) return {};
  return WordsIn(recorded.event);
}

std::vector<ReadText> CaseReading::TextsRead(
    const RecordedEvent& recorded) const {
  std::vector<ReadText> texts;
  const auto add = [&](const std::string& field, const std::string& text) {
    if (!text.empty()) texts.push_back({field, "", "", text});
  };
  const v1::Event& event = recorded.event;
  if (event.has_report_submitted()) {
    const v1::ReportSubmitted& report = event.report_submitted();
    const v1::CaseDocument* const read = FindRead(report.document_id());
    if (read == nullptr) return texts;
    for (const std::string& key : read->part_keys()) {
      const auto part = report.parts().find(key);
      if (part == report.parts().end() || part->second.empty()) continue;
      texts.push_back(
          {"parts", key, TitleOf(report.report(), key), part->second});
    }
  } else if (event.has_reaction_given()) {
    if (ReadsAllOf(event.reaction_given().document_id())) {
      add("reaction", event.reaction_given().reaction());
    }
  } else if (event.has_statement_added()) {
    if (ReadsAllOf(event.statement_added().document_id())) {
      add("statement", event.statement_added().statement());
    }
  } else if (event.has_file_attached()) {
    if (ReadsAllOf(event.file_attached().document_id())) {
      add("name", event.file_attached().name());
    }
  } else {
    for (const v1::Words& words : WordsRead(recorded)) {
      add(words.field(), words.text());
    }
  }
  return texts;
}

bool CaseReading::IsPastTheCaller(const RecordedEvent& recorded) const {
  return IsDecoupledBefore(caller_, seen_, FromProto(EntryOf(recorded).on()));
}

const v1::CaseDocument* CaseReading::FindRead(
    const std::string& document_id) const {
  for (const v1::CaseDocument& document : seen_.documents()) {
    if (document.document_id() == document_id) {
      return document.sight() == v1::SIGHT_LEVEL_READ ? &document : nullptr;
    }
  }
  return nullptr;
}

// What was put beside the whole goes when a part does.
bool CaseReading::ReadsAllOf(const std::string& document_id) const {
  const v1::CaseDocument* const read = FindRead(document_id);
  const SubmittedReport* const whole = state_.FindReport(document_id);
  return read != nullptr && whole != nullptr &&
         static_cast<size_t>(read->part_keys_size()) == whole->part_keys.size();
}

std::string CaseReading::TitleOf(const std::string& report,
                                 const std::string& part) const {
  const v1::ReportPart* const known = procedure_->FindPart(report, part);
  return known == nullptr ? "" : known->title();
}

void CaseReading::LeaveOutUnread(RecordedEvent& recorded) const {
  v1::Event& event = recorded.event;
  if (event.has_candidate_proposed() &&
      !caller_.SeesAll(v1::SIGHT_SUBJECT_CANDIDATES)) {
    event.mutable_candidate_proposed()->clear_candidate_id();
    event.mutable_candidate_proposed()->clear_practice_id();
  }
  if (event.has_legal_hold_placed() &&
      !caller_.SeesAll(v1::SIGHT_SUBJECT_CANDIDATES)) {
    event.mutable_legal_hold_placed()->clear_people_ids();
  }
  if (event.has_report_submitted()) {
    LeaveOutParts(*event.mutable_report_submitted());
  }
  // Those of a document go out with the document alone: who opens it, is in the
  // access log.
  if (event.has_report_submitted() || event.has_reaction_given() ||
      event.has_statement_added() || event.has_file_attached() ||
      !MayReadWords(caller_, *procedure_, seen_, EntryOf(recorded))) {
    ClearTexts(event);
  }
}

void CaseReading::LeaveOutParts(v1::ReportSubmitted& report) const {
  // Which parts there are, tells of what came of the talk.
  report.clear_part_keys();
  for (const v1::CaseDocument& document : seen_.documents()) {
    if (document.document_id() == report.document_id()) {
      *report.mutable_part_keys() = document.part_keys();
    }
  }
}

}  // namespace driehoek
