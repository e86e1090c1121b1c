#include "domain/access.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "domain/corrections.h"
#include "domain/dates.h"
#include "domain/due_dates.h"
#include "domain/hand_over.h"
#include "domain/rejections.h"
#include "driehoek/v1/event.pb.h"
#include "procedures/case_work.h"
#include "procedures/viewers.h"

namespace driehoek {
namespace {

bool Contains(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// The one place where someone is told from another.
bool IsRecordOf(const std::string& person_id,
                const std::vector<std::string>& other_ids,
                const std::string& id) {
  return id == person_id || Contains(other_ids, id);
}

const Sights& SightsFor(const Caller& caller) {
  static const auto* const proposed = new Sights();
  return caller.sights != nullptr ? *caller.sights : *proposed;
}

bool IsInstituteWide(const v1::Scope& scope) {
  return scope.group_id().empty() && scope.training_year() == 0 &&
         scope.placement_id().empty();
}

template <typename T>
std::vector<T> AsVector(const google::protobuf::RepeatedPtrField<T>& repeated) {
  return {repeated.begin(), repeated.end()};
}

// What happened, of an entry; KIND_NOT_SET for an event of a later release.
v1::Event::KindCase KindOf(const v1::TimelineEntry& entry) {
  const google::protobuf::FieldDescriptor* const kind =
      v1::Event::descriptor()->FindFieldByName(entry.event());
  return kind == nullptr ? v1::Event::KIND_NOT_SET
                         : static_cast<v1::Event::KindCase>(kind->number());
}

// What is not known may be about it.
bool IsAboutLateness(v1::Event::KindCase kind) {
  switch (kind) {
    case v1::Event::kBreachRecorded:
    case v1::Event::kPastTargetRecorded:
    case v1::Event::kBreachWithdrawn:
    case v1::Event::kReminderRecorded:
    case v1::Event::kEscalationRecorded:
    case v1::Event::kDeviationRecorded:
    case v1::Event::kObligationResumed:
    case v1::Event::KIND_NOT_SET:
      return true;
    default:
      return false;
  }
}

bool IsOwnDeviation(const Caller& caller, const v1::TimelineEntry& entry,
                    v1::Event::KindCase kind) {
  return kind == v1::Event::kDeviationRecorded &&
         caller.role == v1::ROLE_TRAINER && caller.Is(entry.trainer_id());
}

bool MaySeeAsCandidate(const Caller& caller, const v1::TimelineEntry& entry,
                       v1::Event::KindCase kind) {
  return IsAuthor(caller, entry.actor()) ||
         ((kind == v1::Event::kCandidateBriefed ||
           kind == v1::Event::kPairingConfirmed) &&
          caller.Is(entry.trainer_id()));
}

// A line about a candidate: that one was put forward, or what came of it, which
// tells by who recorded it whom it is about.
bool MaySeeOfCandidates(const Caller& caller, const v1::TimelineEntry& entry,
                        v1::Event::KindCase kind) {
  const bool only_that_there_is = kind == v1::Event::kCandidateProposed ||
                                  kind == v1::Event::kCandidateBriefed;
  if (IsAuthor(caller, entry.actor())) return true;
  switch (caller.Sees(v1::SIGHT_SUBJECT_CANDIDATES)) {
    case v1::SIGHT_DEGREE_ALL:
      return true;
    case v1::SIGHT_DEGREE_THAT_THERE_ARE:
      return only_that_there_is;
    case v1::SIGHT_DEGREE_SUITABLE:
      return kind == v1::Event::kIntroductionMeetingHeld;
    default:
      return false;
  }
}

// What tells where the resident goes on, whenever it happened.
bool IsOfTheNextPlacement(v1::Event::KindCase kind) {
  switch (kind) {
    case v1::Event::kPairingConfirmed:
    case v1::Event::kNewPlacementStartMoved:
    case v1::Event::kRemainingYearInfoSent:
    case v1::Event::kNewPlacementStarted:
    case v1::Event::kNewPlacementEvaluationHeld:
    // To the next trainer.
    case v1::Event::kAttentionPointsReleased:
    case v1::Event::kNewTrainerSightChosen:
      return true;
    default:
      return false;
  }
}

// Whether it happened after the decoupling, to a case of which the caller is
// the decoupled trainer: how that goes on is not his or hers to know, but for
// what is about the trainer alone and the end of it (§3.2).
bool IsPastTheDecoupled(const Caller& caller, const v1::Case& seen,
                        const v1::TimelineEntry& entry,
                        v1::Event::KindCase kind) {
  if (!IsDecoupledBefore(caller, seen, FromProto(entry.on()))) return false;
  if (caller.Is(entry.trainer_id()) || caller.Is(entry.called_trainer_id()) ||
      IsAuthor(caller, entry.actor())) {
    return false;
  }
  return entry.document_id().empty() &&
         kind != v1::Event::kDecisionCommunicated &&
         kind != v1::Event::kEmergencyAccessOpened &&
         kind != v1::Event::kCaseClosed;
}

bool MaySeeCall(const Caller& caller, const v1::Case& seen,
                const v1::TimelineEntry& entry) {
  switch (caller.role) {
    case v1::ROLE_RESIDENT:
      return entry.called() == v1::ROLE_RESIDENT &&
             caller.Is(seen.resident_id());
    case v1::ROLE_TRAINER:
      return entry.called() == v1::ROLE_TRAINER &&
             caller.Is(entry.called_trainer_id());
    default:
      return MaySeeContactAgreements(caller) || caller.role == v1::ROLE_AUDITOR;
  }
}

// Whether the caller is told who became the new trainer: all who see anything
// of the candidates, and that trainer; not the decoupled one.
bool KnowsNewTrainer(const Caller& caller, const v1::Case& of_case) {
  return caller.Sees(v1::SIGHT_SUBJECT_CANDIDATES) !=
             v1::SIGHT_DEGREE_UNSPECIFIED ||
         caller.Is(of_case.new_trainer_id());
}

// As staff of the group, the year or the institute, now or formerly.
bool IsConcernedByScope(const Caller& caller,
                        const Surroundings& surroundings) {
  if (!caller.SeesAll(v1::SIGHT_SUBJECT_CASES)) return false;
  const auto holds_formerly = [&](const v1::Scope& former) {
    return HoldsFor(caller, former.group_id(), former.training_year(), "");
  };
  return HoldsFor(caller, surroundings.group_id, surroundings.training_year,
                  surroundings.placement_id) ||
         std::any_of(surroundings.former_scopes.begin(),
                     surroundings.former_scopes.end(), holds_formerly);
}

// Whether it is about no document, or about one that is seen.
bool MaySeeItsDocument(const Caller& caller, const v1::Case& seen,
                       const v1::TimelineEntry& entry,
                       v1::Event::KindCase kind) {
  if (entry.document_id().empty()) return true;
  const auto document =
      std::find_if(seen.documents().begin(), seen.documents().end(),
                   [&](const v1::CaseDocument& known) {
                     return known.document_id() == entry.document_id();
                   });
  if (document == seen.documents().end()) return false;
  const bool of_the_author = kind == v1::Event::kReflectionPlaceChosen ||
                             kind == v1::Event::kReflectionWithdrawn;
  return !of_the_author || ViewingOf(caller, SurroundingsOf(seen)).viewer ==
                               ViewerOf(document->author());
}

}  // namespace

bool Caller::Is(const std::string& id) const {
  return IsRecordOf(person_id, other_ids, id);
}

bool Caller::IsAmong(const std::vector<std::string>& ids) const {
  return std::any_of(ids.begin(), ids.end(),
                     [this](const std::string& id) { return Is(id); });
}

std::string Caller::EmergencyFor(const std::string& case_id) const {
  for (const v1::EmergencyAccess& emergency : emergencies) {
    if (!case_id.empty() && emergency.case_id() == case_id) {
      return emergency.emergency_id();
    }
  }
  return "";
}

v1::SightDegree Caller::Sees(v1::SightSubject subject) const {
  if (grants.empty()) return v1::SIGHT_DEGREE_UNSPECIFIED;
  return SightsFor(*this).Of(subject, role);
}

bool Caller::SeesAll(v1::SightSubject subject) const {
  return Sees(subject) == v1::SIGHT_DEGREE_ALL;
}

bool Caller::SeesLatenessOf(v1::Role owed_by) const {
  switch (Sees(v1::SIGHT_SUBJECT_LATENESS)) {
    case v1::SIGHT_DEGREE_ALL:
      return true;
    case v1::SIGHT_DEGREE_OWN:
      return SightsFor(*this).Of(v1::SIGHT_SUBJECT_LATENESS, owed_by) ==
             v1::SIGHT_DEGREE_OWN;
    default:
      return false;
  }
}

bool Viewing::Is(const std::string& id) const {
  return IsRecordOf(person_id, other_ids, id);
}

Caller CallerOf(const PersonState& person, v1::Role role, absl::CivilDay day) {
  Caller caller{.person_id = person.id, .role = role, .grants = {}};
  for (const Grant& grant : person.grants) {
    if (grant.role != role || !grant.CountsOn(day)) continue;
    v1::RoleHeld& held = caller.grants.emplace_back();
    held.set_grant_id(grant.id);
    held.set_role(grant.role);
    *held.mutable_scope() = grant.scope;
    *held.mutable_from() = ToProto(grant.from);
    if (grant.until.has_value()) *held.mutable_until() = ToProto(*grant.until);
  }
  return caller;
}

bool IsStaff(v1::Role role) { return MaySeeCasesOfOthers(role); }

bool IsPartyRole(v1::Role role) {
  return role == v1::ROLE_RESIDENT || role == v1::ROLE_TRAINER;
}

bool HoldsFor(const Caller& caller, const std::string& group_id,
              int training_year, const std::string& placement_id) {
  return std::any_of(caller.grants.begin(), caller.grants.end(),
                     [&](const v1::RoleHeld& held) {
                       if (held.role() != caller.role) return false;
                       const v1::Scope& scope = held.scope();
                       if (IsInstituteWide(scope))
                         return !IsPartyRole(caller.role);
                       if (!scope.group_id().empty())
                         return scope.group_id() == group_id;
                       if (scope.training_year() != 0) {
                         return scope.training_year() == training_year;
                       }
                       return scope.placement_id() == placement_id;
                     });
}

Surroundings SurroundingsOf(const Case& of_case, const Procedure& procedure,
                            const Calendar& calendar) {
  Surroundings surroundings = SurroundingsNowOf(of_case);
  if (!of_case.former_scopes.empty()) {
    surroundings.former_scopes =
        FormerScopesOf(of_case, DueDatesOf(procedure, of_case, calendar));
  }
  return surroundings;
}

bool HasEnded(const Candidate& candidate, const Case& of_case) {
  const bool unsuitable =
      candidate.suitability_on.has_value() && !candidate.suitable;
  // What the resident says is told when both have answered (B-6).
  const bool both_answered = candidate.resident_accepts.has_value() &&
                             candidate.trainer_accepts.has_value();
  const bool was_confirmed =
      of_case.new_placement.has_value() &&
      of_case.new_placement->trainer_id == candidate.trainer_id;
  return unsuitable || candidate.trainer_accepts == false ||
         (both_answered && candidate.resident_accepts == false) ||
         (!was_confirmed &&
          (of_case.new_placement.has_value() || of_case.closed()));
}

Surroundings SurroundingsNowOf(const Case& of_case) {
  Surroundings surroundings{
      .group_id = of_case.group_id,
      .training_year = of_case.training_year,
      .placement_id = of_case.placement_id,
      .resident_id = of_case.resident_id,
      .trainer_ids = of_case.trainer_ids,
      .practice_id = of_case.practice_id,
      .candidate_ids = {},
      .open_candidate_ids = {},
      .new_trainer_id = of_case.new_placement.has_value()
                            ? of_case.new_placement->trainer_id
                            : "",
      .former_scopes = {}};
  for (const Candidate& candidate : of_case.candidates) {
    surroundings.candidate_ids.push_back(candidate.trainer_id);
    if (HasEnded(candidate, of_case)) continue;
    surroundings.open_candidate_ids.push_back(candidate.trainer_id);
  }
  return surroundings;
}

Surroundings SurroundingsOf(const v1::Case& of_case) {
  Surroundings surroundings{.group_id = of_case.group_id(),
                            .training_year = of_case.training_year(),
                            .placement_id = of_case.placement_id(),
                            .resident_id = of_case.resident_id(),
                            .trainer_ids = AsVector(of_case.trainer_ids()),
                            .practice_id = of_case.practice_id(),
                            .candidate_ids = {},
                            .open_candidate_ids = {},
                            .new_trainer_id = of_case.new_trainer_id(),
                            .former_scopes = AsVector(of_case.former_scopes()),
                            .read_case_id = of_case.case_id()};
  for (const v1::Candidacy& candidacy : of_case.candidacies()) {
    surroundings.candidate_ids.push_back(candidacy.candidate_id());
    if (candidacy.ended()) continue;
    surroundings.open_candidate_ids.push_back(candidacy.candidate_id());
  }
  return surroundings;
}

Surroundings SurroundingsOf(const PlacementState& placement) {
  return {.group_id = placement.group_id,
          .training_year = placement.training_year,
          .placement_id = placement.id,
          .resident_id = placement.resident_id,
          .trainer_ids = placement.trainer_ids,
          .practice_id = placement.practice_id,
          .candidate_ids = {},
          .open_candidate_ids = {},
          .new_trainer_id = ""};
}

Surroundings SurroundingsOf(const v1::Placement& placement) {
  return {.group_id = placement.group_id(),
          .training_year = placement.training_year(),
          .placement_id = placement.placement_id(),
          .resident_id = placement.resident_id(),
          .trainer_ids = AsVector(placement.trainer_ids()),
          .practice_id = placement.practice_id(),
          .candidate_ids = {},
          .open_candidate_ids = {},
          .new_trainer_id = ""};
}

bool IsConcerned(const Caller& caller, const Surroundings& surroundings) {
  if (caller.grants.empty()) return false;
  if (caller.role == v1::ROLE_RESIDENT) {
    return caller.Is(surroundings.resident_id);
  }
  if (caller.role == v1::ROLE_TRAINER) {
    return caller.IsAmong(surroundings.trainer_ids);
  }
  if (!IsStaff(caller.role) || HasPartIn(caller, surroundings)) {
    return false;
  }
  if (!caller.EmergencyFor(surroundings.read_case_id).empty()) return true;
  return IsConcernedByScope(caller, surroundings);
}

bool HasPartIn(const Caller& caller, const Surroundings& surroundings) {
  return caller.Is(surroundings.resident_id) ||
         caller.IsAmong(surroundings.trainer_ids) ||
         caller.IsAmong(surroundings.candidate_ids) ||
         (!surroundings.practice_id.empty() &&
          std::find(caller.practice_ids.begin(), caller.practice_ids.end(),
                    surroundings.practice_id) != caller.practice_ids.end());
}

bool IsInEmergency(const Caller& caller, const v1::Case& of_case) {
  return IsStaff(caller.role) &&
         !caller.EmergencyFor(of_case.case_id()).empty() &&
         MaySeeCase(caller, of_case) &&
         !IsConcernedByScope(caller, SurroundingsOf(of_case));
}

bool IsToldOfEmergencies(const Caller& caller, const v1::Case& of_case) {
  if (caller.role == v1::ROLE_AUDITOR) return MayReadHistory(caller, of_case);
  return IsPartyRole(caller.role) && MaySeeCase(caller, of_case);
}

bool IsCandidate(const Caller& caller, const Surroundings& surroundings) {
  return caller.role == v1::ROLE_TRAINER && !caller.grants.empty() &&
         caller.IsAmong(surroundings.open_candidate_ids);
}

bool MaySeeCase(const Caller& caller, const v1::Case& of_case) {
  return IsConcerned(caller, SurroundingsOf(of_case));
}

bool MaySeeContactAgreements(const Caller& caller) {
  return caller.SeesAll(v1::SIGHT_SUBJECT_CONTACT_AGREEMENTS);
}

bool IsDecoupledBefore(const Caller& caller, const v1::Case& of_case,
                       absl::CivilDay day) {
  return caller.role == v1::ROLE_TRAINER &&
         of_case.has_decoupling_effective_on() &&
         FromProto(of_case.decoupling_effective_on()) < day &&
         caller.IsAmong(AsVector(of_case.trainer_ids()));
}

void HideAfterDecoupling(const Caller& caller, v1::Case& of_case) {
  const auto is_own = [&](const v1::Due& due) {
    const std::string& about = due.obligation().trainer_id();
    if (!about.empty()) return caller.Is(about);
    return Owes(caller, due.owner()) &&
           due.owner().scope().placement_id() == of_case.placement_id();
  };
  of_case.clear_waiting_started_on();
  of_case.clear_waiting_ended_on();
  of_case.clear_waiting_times();
  of_case.clear_consultation_missing();
  auto& dues = *of_case.mutable_obligations();
  dues.erase(std::remove_if(dues.begin(), dues.end(), std::not_fn(is_own)),
             dues.end());
}

bool IsOfContactAgreement(const v1::Obligation& obligation) {
  switch (obligation.created_by().fact()) {
    case v1::FACT_KIND_CONTACT_AGREEMENT_STARTED:
    case v1::FACT_KIND_RESIDENT_CALL_ATTEMPTED:
    case v1::FACT_KIND_RESIDENT_CALLED:
    case v1::FACT_KIND_TRAINER_CALL_ATTEMPTED:
    case v1::FACT_KIND_TRAINER_CALLED:
      return true;
    default:
      return false;
  }
}

bool IsOfContactAgreement(const Case& of_case, const v1::ObligationRef& row) {
  const PastEvent* const creation = FindPast(of_case, row.created_by());
  return creation != nullptr &&
         (creation->event.has_contact_call_made() ||
          creation->event.has_contact_agreement_started());
}

bool MayReadHistories(const Caller& caller) {
  return caller.SeesAll(v1::SIGHT_SUBJECT_HISTORIES);
}

bool MayReadHistory(const Caller& caller, const Surroundings& surroundings) {
  if (!MayReadHistories(caller)) return false;
  return caller.role == v1::ROLE_AUDITOR ? !HasPartIn(caller, surroundings)
                                         : IsConcerned(caller, surroundings);
}

bool MayReadHistory(const Caller& caller, const v1::Case& of_case) {
  return MayReadHistory(caller, SurroundingsOf(of_case));
}

v1::Purpose PurposeOf(const Caller& caller, const v1::Looked& looked) {
  if (!looked.emergency_id().empty()) return v1::PURPOSE_EMERGENCY;
  // A privacy request, in words or with all that is kept.
  if (!looked.person_id().empty() && (looked.kind() == v1::LOOK_KIND_WORDS ||
                                      looked.kind() == v1::LOOK_KIND_PACKAGE)) {
    if (caller.Is(looked.person_id())) return v1::PURPOSE_OWN_FILE;
    if (caller.role != v1::ROLE_AUDITOR) return v1::PURPOSE_PRIVACY_REQUEST;
  }
  switch (caller.role) {
    case v1::ROLE_RESIDENT:
      return v1::PURPOSE_OWN_FILE;
    case v1::ROLE_TRAINER:
      // Who is put forward, or takes over, looks at the file of others.
      return looked.case_id().empty() ||
                     caller.IsAmong(AsVector(looked.trainer_ids()))
                 ? v1::PURPOSE_OWN_FILE
                 : v1::PURPOSE_PAIRING;
    case v1::ROLE_TEACHER:
      return v1::PURPOSE_GUIDANCE;
    case v1::ROLE_YEAR_ASSISTANT:
    case v1::ROLE_PROGRAMME_MANAGER:
    case v1::ROLE_TRAINER_MANAGER:
    case v1::ROLE_TRAINER_MANAGER_ASSISTANT:
    case v1::ROLE_POLICY_OFFICER:
      return v1::PURPOSE_PROCEDURE;
    case v1::ROLE_DEPUTY_HEAD:
    case v1::ROLE_HEAD:
      return v1::PURPOSE_DECISION;
    case v1::ROLE_AUDITOR:
      return v1::PURPOSE_AUDIT;
    case v1::ROLE_ADMINISTRATOR:
      return v1::PURPOSE_DIRECTORY;
    default:
      return v1::PURPOSE_UNSPECIFIED;
  }
}

bool MayKnowOfLook(const Caller& caller, const v1::Case* of_case,
                   const v1::Actor& by, const v1::Looked& looked) {
  const auto is_of_a_known_document = [&](const Viewing& viewing) {
    return looked.document_id().empty() ||
           KnowsOfDocument(viewing, *of_case, looked.document_id());
  };
  if (caller.role == v1::ROLE_AUDITOR) {
    if (of_case == nullptr) {
      // A document that was not there may be one that its author took back.
      const bool hidden_document =
          looked.refused() == kNotFound && !looked.document_id().empty();
      return !hidden_document && !caller.Is(looked.resident_id()) &&
             !caller.IsAmong(AsVector(looked.trainer_ids()));
    }
    return MayReadHistory(caller, *of_case) &&
           is_of_a_known_document(ReadingOf(caller, *of_case));
  }
  if (IsAuthor(caller, by) || of_case == nullptr) return true;
  if (by.role() == v1::ROLE_TRAINER &&
      looked.purpose() == v1::PURPOSE_PAIRING) {
    return caller.SeesAll(v1::SIGHT_SUBJECT_CANDIDATES) ||
           (by.person_id() == of_case->new_trainer_id() &&
            KnowsNewTrainer(caller, *of_case));
  }
  return is_of_a_known_document(ViewingOf(caller, SurroundingsOf(*of_case)));
}

bool IsAuthor(const Caller& caller, const v1::Actor& actor) {
  return caller.Is(actor.person_id()) || caller.Is(actor.on_behalf_of());
}

bool IsNewTrainer(const Caller& caller, const Surroundings& surroundings) {
  return caller.role == v1::ROLE_TRAINER && !caller.grants.empty() &&
         !surroundings.new_trainer_id.empty() &&
         caller.Is(surroundings.new_trainer_id);
}

Viewing ViewingOf(const Caller& caller, const Surroundings& surroundings) {
  Viewing viewing{.viewer = v1::VIEWER_UNSPECIFIED,
                  .person_id = caller.person_id,
                  .other_ids = caller.other_ids};
  if (IsConcerned(caller, surroundings)) {
    viewing.viewer = ViewerOf(caller.role);
  } else if (IsNewTrainer(caller, surroundings)) {
    viewing.viewer = v1::VIEWER_NEW_TRAINER;
  }
  return viewing;
}

Viewing ReadingOf(const Caller& caller, const Surroundings& surroundings) {
  Viewing reading = ViewingOf(caller, surroundings);
  if (caller.role == v1::ROLE_AUDITOR && MayReadHistory(caller, surroundings)) {
    reading.viewer = v1::VIEWER_AUDITOR;
  }
  return reading;
}

Viewing ReadingOf(const Caller& caller, const v1::Case& of_case) {
  return ReadingOf(caller, SurroundingsOf(of_case));
}

v1::SightLevel SightOf(const Viewing& viewing, v1::Role author,
                       const std::string& trainer_id,
                       const std::vector<v1::Sight>& seen_by) {
  if (viewing.viewer == v1::VIEWER_UNSPECIFIED ||
      (viewing.viewer == v1::VIEWER_TRAINER && !trainer_id.empty() &&
       !viewing.Is(trainer_id))) {
    return v1::SIGHT_LEVEL_UNSPECIFIED;
  }
  if (viewing.viewer == ViewerOf(author)) return v1::SIGHT_LEVEL_READ;
  v1::SightLevel level = v1::SIGHT_LEVEL_UNSPECIFIED;
  for (const v1::Sight& sight : seen_by) {
    if (sight.viewer() == viewing.viewer) {
      level = std::max(level, sight.level());
    }
  }
  return level;
}

v1::SightLevel SightOf(const Viewing& viewing,
                       const v1::CaseDocument& document) {
  return SightOf(viewing, document.author(), document.trainer_id(),
                 AsVector(document.seen_by()));
}

v1::SightLevel SightOf(const Viewing& viewing, const v1::FileEntry& entry) {
  return SightOf(viewing, entry.author(), entry.trainer_id(),
                 AsVector(entry.seen_by()));
}

std::vector<std::string> PartsRead(const Viewing& viewing,
                                   const v1::CaseDocument& document) {
  if (SightOf(viewing, document) == v1::SIGHT_LEVEL_READ) {
    return AsVector(document.part_keys());
  }
  std::vector<std::string> parts;
  for (const v1::SharedPart& shared : document.shared_parts()) {
    const bool seen =
        std::any_of(shared.seen_by().begin(), shared.seen_by().end(),
                    [&](const v1::Sight& sight) {
                      return viewing.viewer != v1::VIEWER_UNSPECIFIED &&
                             sight.viewer() == viewing.viewer &&
                             sight.level() == v1::SIGHT_LEVEL_READ;
                    });
    if (seen) parts.push_back(shared.part());
  }
  return parts;
}

bool KnowsOfDocument(const Viewing& viewing, const v1::Case& of_case,
                     const std::string& document_id) {
  return std::any_of(
      of_case.documents().begin(), of_case.documents().end(),
      [&](const v1::CaseDocument& document) {
        return document.document_id() == document_id &&
               (SightOf(viewing, document) != v1::SIGHT_LEVEL_UNSPECIFIED ||
                !PartsRead(viewing, document).empty());
      });
}

void KeepSeenDocuments(
    const Viewing& viewing,
    google::protobuf::RepeatedPtrField<v1::CaseDocument>& documents) {
  google::protobuf::RepeatedPtrField<v1::CaseDocument> seen;
  for (v1::CaseDocument& document : documents) {
    const std::vector<std::string> parts = PartsRead(viewing, document);
    document.set_sight(parts.empty() ? SightOf(viewing, document)
                                     : v1::SIGHT_LEVEL_READ);
    if (document.sight() == v1::SIGHT_LEVEL_UNSPECIFIED) continue;
    if (parts.size() < static_cast<size_t>(document.part_keys_size())) {
      document.clear_attachments();
    }
    document.clear_part_keys();
    for (const std::string& part : parts) document.add_part_keys(part);
    document.clear_shared_parts();
    if (viewing.viewer != ViewerOf(document.author())) document.clear_chosen();
    if (viewing.viewer == v1::VIEWER_NEW_TRAINER) {
      document.clear_filings();
      document.clear_seen_by();
    }
    // That the next trainer has it tells that there is one.
    if (viewing.viewer == v1::VIEWER_TRAINER) {
      document.clear_released_on();
      auto& seen_by = *document.mutable_seen_by();
      seen_by.erase(std::remove_if(seen_by.begin(), seen_by.end(),
                                   [](const v1::Sight& sight) {
                                     return sight.viewer() ==
                                            v1::VIEWER_NEW_TRAINER;
                                   }),
                    seen_by.end());
    }
    *seen.Add() = std::move(document);
  }
  documents.Swap(&seen);
}

bool MaySeeResidentFile(const Caller& caller, const std::string& resident_id) {
  if (caller.grants.empty()) return false;
  if (caller.role == v1::ROLE_RESIDENT) return caller.Is(resident_id);
  return IsStaff(caller.role);
}

bool MaySeeTrainerFile(const Caller& caller, const std::string& trainer_id) {
  if (caller.grants.empty()) return false;
  if (caller.role == v1::ROLE_TRAINER) return caller.Is(trainer_id);
  return IsStaff(caller.role);
}

bool MaySeeSignal(const Caller& caller, const std::string& group_id,
                  const std::string& signalled_by,
                  const Surroundings& placement) {
  if (caller.grants.empty()) return false;
  if (caller.Is(signalled_by)) return true;
  return caller.role == v1::ROLE_TEACHER && HoldsFor(caller, group_id, 0, "") &&
         !HasPartIn(caller, placement);
}

bool MaySeeLateness(const Caller& caller) {
  return caller.Sees(v1::SIGHT_SUBJECT_LATENESS) !=
         v1::SIGHT_DEGREE_UNSPECIFIED;
}

bool MaySeeStanding(const Caller& caller, const v1::Standing& standing) {
  if (caller.grants.empty()) return false;
  if (!standing.privacy_request_id().empty()) {
    return caller.Is(standing.person_id()) ||
           caller.role == v1::ROLE_DEPUTY_HEAD ||
           caller.role == v1::ROLE_HEAD || caller.role == v1::ROLE_AUDITOR;
  }
  if (!standing.procedure_key().empty()) {
    return caller.role == v1::ROLE_POLICY_OFFICER ||
           caller.role == v1::ROLE_DEPUTY_HEAD ||
           caller.role == v1::ROLE_HEAD || caller.role == v1::ROLE_AUDITOR;
  }
  const std::vector<int>& years = caller.years_of_groups;
  return IsStaff(caller.role) &&
         (HoldsFor(caller, "", standing.training_year(), "") ||
          std::find(years.begin(), years.end(), standing.training_year()) !=
              years.end());
}

bool MaySeeLatenessOf(const Caller& caller, v1::Role owed_by) {
  return caller.SeesLatenessOf(owed_by);
}

bool MaySeeLatenessOf(const Caller& caller, const v1::Due& due) {
  return caller.SeesLatenessOf(due.owner().role()) ||
         std::any_of(due.watchers().begin(), due.watchers().end(),
                     [&](const v1::RoleInScope& watcher) {
                       return caller.SeesLatenessOf(watcher.role());
                     });
}

void HideLateness(v1::Due& due) {
  due.clear_timeliness();
  due.clear_breach();
  due.clear_breach_due_on();
  due.clear_withdrawal_reason();
  due.clear_past_target_recorded();
  due.clear_next();
  due.clear_after_next();
  due.clear_before_take_over();
  due.clear_original_due_on();
  due.clear_deviations();
}

bool MaySeeEntry(const Caller& caller, const v1::Case& seen,
                 const v1::TimelineEntry& entry) {
  const v1::Event::KindCase kind = KindOf(entry);
  if (kind == v1::Event::kFactCorrected) {
    v1::TimelineEntry corrected = entry;
    corrected.set_event(entry.corrected_event());
    corrected.clear_corrected_event();
    return MaySeeEntry(caller, seen, corrected);
  }
  const Surroundings surroundings = SurroundingsOf(seen);
  if (IsCandidate(caller, surroundings) && !IsConcerned(caller, surroundings)) {
    return MaySeeAsCandidate(caller, entry, kind) &&
           MaySeeItsDocument(caller, seen, entry, kind);
  }
  if (IsOfTheNextPlacement(kind) &&
      (caller.role == v1::ROLE_TRAINER || !KnowsNewTrainer(caller, seen))) {
    return IsAuthor(caller, entry.actor());
  }
  if (IsPastTheDecoupled(caller, seen, entry, kind)) return false;
  if (IsAboutLateness(kind) && !MaySeeLatenessOf(caller, entry.owed_by()) &&
      !(MaySeeLateness(caller) && IsAuthor(caller, entry.actor())) &&
      !IsOwnDeviation(caller, entry, kind)) {
    return false;
  }
  if (entry.of_contact_agreement() && !MaySeeContactAgreements(caller) &&
      caller.role != v1::ROLE_AUDITOR) {
    return false;
  }
  switch (kind) {
    case v1::Event::kSignalLinked:
      return caller.role == v1::ROLE_TEACHER || IsAuthor(caller, entry.actor());
    case v1::Event::kContactAgreementStarted:
      return MaySeeContactAgreements(caller) || caller.role == v1::ROLE_AUDITOR;
    case v1::Event::kContactCallMade:
      return MaySeeCall(caller, seen, entry);
    case v1::Event::kCandidateProposed:
    case v1::Event::kCandidateBriefed:
    case v1::Event::kCandidateSuitabilityStated:
    case v1::Event::kIntroductionMeetingHeld:
    case v1::Event::kPairingAnswerGiven:
      return MaySeeOfCandidates(caller, entry, kind);
    default:
      return MaySeeItsDocument(caller, seen, entry, kind);
  }
}

bool MaySeeUnavailable(const Caller& caller) {
  return !caller.grants.empty() &&
         (caller.role == v1::ROLE_TRAINER_MANAGER ||
          caller.role == v1::ROLE_TRAINER_MANAGER_ASSISTANT);
}

bool MayListWaiting(const Caller& caller) {
  return !caller.grants.empty() &&
         (IsStaff(caller.role) || caller.role == v1::ROLE_AUDITOR);
}

bool MaySeeWaiting(const Caller& caller, const v1::Case& of_case) {
  return caller.role == v1::ROLE_AUDITOR ? MayReadHistory(caller, of_case)
                                         : MaySeeCase(caller, of_case);
}

void KeepSeenCandidates(
    const Caller& caller,
    google::protobuf::RepeatedPtrField<v1::Candidacy>& candidacies) {
  // It may tell of an answer before both are in.
  for (v1::Candidacy& candidacy : candidacies) candidacy.clear_ended();
  const v1::SightDegree sight = caller.Sees(v1::SIGHT_SUBJECT_CANDIDATES);
  if (sight == v1::SIGHT_DEGREE_ALL) return;
  google::protobuf::RepeatedPtrField<v1::Candidacy> seen;
  for (v1::Candidacy& candidacy : candidacies) {
    const bool own =
        caller.role == v1::ROLE_TRAINER && caller.Is(candidacy.candidate_id());
    if (own || (sight == v1::SIGHT_DEGREE_SUITABLE && candidacy.suitable())) {
      *seen.Add() = std::move(candidacy);
    } else if (sight == v1::SIGHT_DEGREE_THAT_THERE_ARE) {
      *seen.Add()->mutable_proposed_on() = candidacy.proposed_on();
    }
  }
  candidacies.Swap(&seen);
}

void KeepSeenCandidates(const Caller& caller, v1::Case& of_case) {
  KeepSeenCandidates(caller, *of_case.mutable_candidacies());
  if (KnowsNewTrainer(caller, of_case)) return;
  of_case.clear_new_trainer_id();
  of_case.clear_new_placement_starts_on();
  of_case.clear_new_placement_started();
  if (of_case.phase() == v1::CASE_PHASE_RE_PAIRED) {
    of_case.set_phase(v1::CASE_PHASE_DECOUPLED);
  }
  auto& done = *of_case.mutable_checklist_done();
  done.erase(std::remove(done.begin(), done.end(),
                         v1::CHECKLIST_ITEM_PAIRING_REGISTERED),
             done.end());
}

bool MayCount(const Caller& caller) {
  return caller.SeesAll(v1::SIGHT_SUBJECT_STATISTICS);
}

bool CountsFor(const Caller& caller, v1::Role role, const std::string& group_id,
               int training_year) {
  if (!MayCount(caller) || !HoldsFor(caller, group_id, training_year, "")) {
    return false;
  }
  // Who sees of lateness what is theirs, counts what is theirs.
  return caller.Sees(v1::SIGHT_SUBJECT_LATENESS) != v1::SIGHT_DEGREE_OWN ||
         caller.SeesLatenessOf(role);
}

bool MaySeeStatistics(const Caller& caller) { return MayCount(caller); }

bool MaySeeRetention(const Caller& caller) {
  return !caller.grants.empty() &&
         (caller.role == v1::ROLE_HEAD || caller.role == v1::ROLE_DEPUTY_HEAD ||
          caller.role == v1::ROLE_AUDITOR);
}

bool Owes(const Caller& caller, const v1::RoleInScope& owner) {
  if (IsPartyRole(owner.role())) {
    return caller.role == owner.role() && !caller.grants.empty() &&
           !IsYetToBeNamed(owner);
  }
  return caller.role == owner.role() &&
         HoldsFor(caller, owner.scope().group_id(),
                  owner.scope().training_year(), owner.scope().placement_id());
}

bool IsYetToBeNamed(const v1::RoleInScope& owner) {
  return IsPartyRole(owner.role()) && owner.scope().placement_id().empty();
}

bool IsOfAnotherTrainer(const Caller& caller, const v1::Due& due) {
  const std::string& trainer_id = due.obligation().trainer_id();
  return caller.role == v1::ROLE_TRAINER && !trainer_id.empty() &&
         !caller.Is(trainer_id);
}

}  // namespace driehoek
