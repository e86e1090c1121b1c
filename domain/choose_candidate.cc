// From a trainer put forward to two answers (S-19 to S-22).
#include <algorithm>

#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "domain/candidacies.h"
#include "domain/decoupled.h"
#include "domain/people.h"
#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {

absl::StatusOr<const Candidate*> CandidacyOf(const std::string& candidacy_id,
                                             const Situation& situation) {
  const std::vector<Candidate>& candidates = situation.of_case.candidates;
  const bool is_trainer = situation.acting.role == v1::ROLE_TRAINER;
  const auto found = std::find_if(
      candidates.rbegin(), candidates.rend(), [&](const Candidate& candidate) {
        return (candidacy_id.empty() ||
                candidate.candidacy_id == candidacy_id) &&
               (!is_trainer || situation.IsActing(candidate.trainer_id));
      });
  if (found == candidates.rend()) return rejection::CandidacyNotFound();
  return &*found;
}

bool IsDeclined(const Candidate& candidate) {
  return (candidate.suitability_on.has_value() && !candidate.suitable) ||
         candidate.resident_accepts == false ||
         candidate.trainer_accepts == false;
}

absl::Status CheckIsNoParty(const std::string& candidate_id,
                            const Situation& situation) {
  const SamePeople& people = situation.draft.same_people();
  const Case& of_case = situation.of_case;
  return people.AreSame(candidate_id, of_case.resident_id) ||
                 people.FindIn(of_case.trainer_ids, candidate_id).has_value()
             ? rejection::CandidateIsParty()
             : absl::OkStatus();
}

absl::Status CheckPairingNotStarted(const Situation& situation) {
  const std::optional<NewPlacement>& placement =
      situation.of_case.new_placement;
  return placement.has_value() && placement->started
             ? rejection::AlreadyStarted(placement->starts_on)
             : absl::OkStatus();
}

Answer Decide(const v1::ProposeCandidate& command, const Situation& situation) {
  const Case& of_case = situation.of_case;
  RETURN_IF_ERROR(CheckDecoupled(situation));
  RETURN_IF_ERROR(CheckPairingNotStarted(situation));
  RETURN_IF_ERROR(CheckId(command.candidate_id(), "candidate_id"));
  RETURN_IF_ERROR(CheckId(command.practice_id(), "practice_id"));
  // That a trainer is blocked does not keep him or her from being a candidate
  // (G-2).
  if (!PersonOf(command.candidate_id(), situation.draft)
           .Holds(v1::ROLE_TRAINER, situation.context.today)) {
    return rejection::PersonNotFound("candidate_id");
  }
  if (!situation.draft
           .Get<PracticeState>(TagKind::kPractice, command.practice_id())
           .exists()) {
    return rejection::PracticeNotFound();
  }
  RETURN_IF_ERROR(CheckIsNoParty(command.candidate_id(), situation));
  const bool pending =
      std::any_of(of_case.candidates.begin(), of_case.candidates.end(),
                  [&](const Candidate& candidate) {
                    return situation.draft.same_people().AreSame(
                               candidate.trainer_id, command.candidate_id()) &&
                           !IsDeclined(candidate);
                  });
  if (pending) return rejection::AlreadyCandidate();

  Ruled ruled{.events = {}, .id = situation.context.ids.Next(), .case_id = ""};
  v1::CandidateProposed& proposed =
      *ruled.events.emplace_back().mutable_candidate_proposed();
  proposed.set_case_id(command.case_id());
  proposed.set_candidacy_id(ruled.id);
  proposed.set_candidate_id(command.candidate_id());
  proposed.set_practice_id(command.practice_id());
  *proposed.mutable_on() = ToProto(situation.on);
  return ruled;
}

Answer Decide(const v1::StateCandidateSuitability& command,
              const Situation& situation) {
  ASSIGN_OR_RETURN(const Candidate* const candidate,
                   CandidacyOf(command.candidacy_id(), situation));
  RETURN_IF_ERROR(CheckPairingNotStarted(situation));
  if (candidate->suitability_on.has_value()) {
    return rejection::AlreadyDone(*candidate->suitability_on,
                                  "of de praktijk past",
                                  "whether the practice suits");
  }
  RETURN_IF_ERROR(CheckNotBefore(situation.on, candidate->proposed_on,
                                 "het voorstel", "the proposal"));
  Ruled ruled{.events = {}, .id = candidate->candidacy_id, .case_id = ""};
  v1::CandidateSuitabilityStated& stated =
      *ruled.events.emplace_back().mutable_candidate_suitability_stated();
  stated.set_case_id(command.case_id());
  stated.set_candidacy_id(candidate->candidacy_id);
  stated.set_suitable(command.suitable());
  *stated.mutable_on() = ToProto(situation.on);
  return ruled;
}

Answer Decide(const v1::HoldIntroductionMeeting& command,
              const Situation& situation) {
  ASSIGN_OR_RETURN(const Candidate* const candidate,
                   CandidacyOf(command.candidacy_id(), situation));
  RETURN_IF_ERROR(CheckPairingNotStarted(situation));
  if (candidate->introduction_on.has_value()) {
    return rejection::AlreadyDone(*candidate->introduction_on,
                                  "het kennismakingsgesprek",
                                  "the introduction meeting");
  }
  if (!candidate->suitable) return rejection::PracticeNotSuitable();
  RETURN_IF_ERROR(CheckNotBefore(
      situation.on, candidate->suitability_on.value_or(candidate->proposed_on),
      "het bericht dat de praktijk past", "the word that the practice suits"));
  Ruled ruled{.events = {}, .id = candidate->candidacy_id, .case_id = ""};
  v1::IntroductionMeetingHeld& held =
      *ruled.events.emplace_back().mutable_introduction_meeting_held();
  held.set_case_id(command.case_id());
  held.set_candidacy_id(candidate->candidacy_id);
  *held.mutable_on() = ToProto(situation.on);
  return ruled;
}

namespace {

// Whoever takes over a running case was told by neither: there was a pairing,
// so that both said yes (S-22).
Answer BothAnswered(const v1::GivePairingAnswer& command,
                    const Candidate& candidate, const Situation& situation) {
  if (!command.accepts()) {
    const v1::GuardRule* const guard =
        situation.Guarded(v1::GUARD_BOTH_ANSWERS_YES);
    return rejection::OnlyBothYes(guard != nullptr ? guard->key() : "",
                                  guard != nullptr ? guard->section() : "");
  }
  if (!command.reason().empty()) return rejection::FieldNotExpected("reason");
  Ruled ruled{.events = {}, .id = candidate.candidacy_id, .case_id = ""};
  for (const v1::Role party : {v1::ROLE_RESIDENT, v1::ROLE_TRAINER}) {
    v1::PairingAnswerGiven& given =
        *ruled.events.emplace_back().mutable_pairing_answer_given();
    given.set_case_id(command.case_id());
    given.set_candidacy_id(candidate.candidacy_id);
    given.set_answered_by(party);
    given.set_accepts(true);
    *given.mutable_on() = ToProto(situation.on);
  }
  return ruled;
}

}  // namespace

Answer Decide(const v1::GivePairingAnswer& command,
              const Situation& situation) {
  ASSIGN_OR_RETURN(const Candidate* const candidate,
                   CandidacyOf(command.candidacy_id(), situation));
  RETURN_IF_ERROR(CheckPairingNotStarted(situation));
  const bool by_resident = situation.acting.role == v1::ROLE_RESIDENT;
  if (!by_resident && situation.acting.role != v1::ROLE_TRAINER &&
      !situation.taking_over) {
    return rejection::AnswerNotTheirs();
  }
  if (!candidate->introduction_on.has_value()) {
    const v1::GuardRule* const guard =
        situation.Guarded(v1::GUARD_BOTH_ANSWERS_YES);
    return rejection::NotIntroducedYet(
        guard != nullptr ? guard->key() : "",
        guard != nullptr ? guard->section() : "");
  }
  RETURN_IF_ERROR(CheckNotBefore(situation.on, *candidate->introduction_on,
                                 "het kennismakingsgesprek",
                                 "the introduction meeting"));
  if (situation.taking_over) {
    return BothAnswered(command, *candidate, situation);
  }
  // Minds change until the start; the same answer again says nothing new.
  if ((by_resident ? candidate->resident_accepts
                   : candidate->trainer_accepts) == command.accepts()) {
    return rejection::SameAnswer();
  }
  if (command.accepts() && !command.reason().empty()) {
    return rejection::FieldNotExpected("reason");
  }
  RETURN_IF_ERROR(CheckText(command.reason(), "reason", kMaxReason));
  Ruled ruled{.events = {}, .id = candidate->candidacy_id, .case_id = ""};
  v1::PairingAnswerGiven& given =
      *ruled.events.emplace_back().mutable_pairing_answer_given();
  given.set_case_id(command.case_id());
  given.set_candidacy_id(candidate->candidacy_id);
  given.set_answered_by(situation.acting.role);
  given.set_accepts(command.accepts());
  *given.mutable_on() = ToProto(situation.on);
  given.set_reason(command.reason());
  return ruled;
}

}  // namespace driehoek
