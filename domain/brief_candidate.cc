#include <algorithm>
#include <string>

#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "domain/candidacies.h"
#include "domain/decoupled.h"
#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

// G-12: the briefing is in general terms, and no report goes along. What is no
// report of this case is not known here.
absl::Status CheckDocuments(const v1::BriefCandidate& command,
                            const Situation& situation) {
  if (command.document_ids().empty()) return absl::OkStatus();
  const bool is_report =
      std::any_of(command.document_ids().begin(), command.document_ids().end(),
                  [&](const std::string& document_id) {
                    return situation.of_case.FindReport(document_id) != nullptr;
                  });
  if (!is_report) return rejection::DocumentNotFound();
  const v1::GuardRule* const guard =
      situation.Guarded(v1::GUARD_BRIEFING_WITHOUT_REPORTS);
  return rejection::BriefingWithReport(
      guard != nullptr ? guard->key() : "",
      guard != nullptr ? guard->section() : "");
}

}  // namespace

Answer Decide(const v1::BriefCandidate& command, const Situation& situation) {
  ASSIGN_OR_RETURN(const Candidate* const candidate,
                   CandidacyOf(command.candidacy_id(), situation));
  RETURN_IF_ERROR(CheckPairingNotStarted(situation));
  if (IsDeclined(*candidate)) return rejection::CandidacyEnded();
  RETURN_IF_ERROR(CheckNotBefore(situation.on, candidate->proposed_on,
                                 "het voorstel", "the proposal"));
  RETURN_IF_ERROR(CheckReason(command.briefing(), "briefing", kMaxNote));
  RETURN_IF_ERROR(CheckDocuments(command, situation));

  Ruled ruled{.events = {}, .id = candidate->candidacy_id, .case_id = ""};
  v1::CandidateBriefed& briefed =
      *ruled.events.emplace_back().mutable_candidate_briefed();
  briefed.set_case_id(command.case_id());
  briefed.set_candidacy_id(candidate->candidacy_id);
  *briefed.mutable_on() = ToProto(situation.on);
  briefed.set_briefing(command.briefing());
  return ruled;
}

}  // namespace driehoek
