#include "domain/histories.h"

#include <type_traits>

namespace driehoek {
namespace {

// What a text or an element costs beside its characters: the object, and about
// as much again for the allocation behind it.
constexpr size_t kPerText = sizeof(std::string) + 32;

size_t BytesOf(const std::string& text) { return kPerText + text.size(); }

size_t BytesOf(const std::vector<std::string>& texts) {
  size_t bytes = 0;
  for (const std::string& text : texts) bytes += BytesOf(text);
  return bytes;
}

size_t BytesOf(std::monostate) { return 0; }

size_t BytesOf(const Institute& institute) {
  size_t bytes = institute.cases_opened.size() * 64;
  for (const auto& [id, held] : institute.holds) {
    bytes += BytesOf(id) + BytesOf(held.case_id) + BytesOf(held.person_id) +
             BytesOf(held.people_ids) + 64;
  }
  for (const auto& [id, person_id] : institute.open_requests) {
    bytes += BytesOf(id) + BytesOf(person_id) + 64;
  }
  for (const auto& [reference, day] : institute.calendar) {
    bytes += BytesOf(reference) + day.SpaceUsedLong() + 64;
  }
  return bytes;
}

size_t BytesOf(const PersonState& person) {
  size_t bytes = BytesOf(person.name) + BytesOf(person.email);
  for (const Grant& grant : person.grants) {
    bytes += sizeof(Grant) + grant.scope.SpaceUsedLong();
  }
  return bytes + BytesOf(person.account_ids) +
         person.open_requests.size() * (2 * kPerText);
}

size_t BytesOf(const AccountState& account) {
  return BytesOf(account.person_id);
}

size_t BytesOf(const TrainerState& trainer) {
  return trainer.marks.size() * (sizeof(TrainerState::Mark) + kPerText) +
         BytesOf(trainer.resident_ids) + BytesOf(trainer.practice_ids);
}

size_t BytesOf(const PlacementState& placement) {
  return BytesOf(placement.trainer_ids);
}

size_t BytesOf(const GroupState& group) {
  size_t bytes =
      BytesOf(group.name) + group.signals.size() * (sizeof(Signal) + 64);
  for (const auto& [id, placement] : group.placements) {
    bytes += BytesOf(id) + BytesOf(placement) + 64;
  }
  return bytes;
}

size_t BytesOf(const PracticeState& practice) { return BytesOf(practice.name); }

size_t BytesOf(const Subject& subject) {
  size_t bytes = subject.facts.size() * (sizeof(Fact) + kPerText);
  for (const auto* const outcomes : {&subject.outcomes, &subject.reminders}) {
    for (const RecordedOutcome& outcome : *outcomes) {
      bytes += sizeof(RecordedOutcome) + outcome.obligation.SpaceUsedLong();
    }
  }
  for (const Deviation& deviation : subject.deviations) {
    bytes +=
        sizeof(Deviation) + deviation.obligation.SpaceUsedLong() + 3 * kPerText;
  }
  return bytes;
}

size_t BytesOf(const CohortState& cohort) {
  return BytesOf(static_cast<const Subject&>(cohort)) +
         cohort.receipts.size() * (sizeof(CohortState::Receipt) + kPerText);
}

size_t BytesOf(const PrivacyRequestState& request) {
  return BytesOf(static_cast<const Subject&>(request)) +
         BytesOf(request.person_id) + BytesOf(request.mask_ids);
}

size_t BytesOf(const Case& of_case) {
  size_t bytes = BytesOf(static_cast<const Subject&>(of_case));
  bytes += BytesOf(of_case.trainer_ids);
  bytes += of_case.meetings.size() * (sizeof(Meeting) + kPerText);
  bytes += of_case.candidates.size() * (sizeof(Candidate) + 3 * kPerText);
  for (const SubmittedReport& report : of_case.reports) {
    bytes += sizeof(SubmittedReport) + 2 * kPerText +
             BytesOf(report.part_keys) +
             report.filed.size() * (sizeof(Filed) + kPerText) +
             BytesOf(report.reacted) + BytesOf(report.stated) +
             BytesOf(report.files);
    for (const Filed& filed : report.filed) {
      bytes += filed.external_location.size();
    }
  }
  for (const v1::LapsedObligation& lapsed : of_case.lapsed) {
    bytes += lapsed.SpaceUsedLong();
  }
  if (of_case.migrated.has_value()) {
    bytes += of_case.migrated->unwatched.size() * 2 * kPerText;
  }
  if (of_case.erased.has_value()) {
    for (const v1::KeptNumbers& kept : of_case.erased->kept) {
      bytes += kept.SpaceUsedLong();
    }
  }
  bytes += of_case.former_scopes.size() * (sizeof(FormerScope) + kPerText);
  bytes += of_case.past_bytes;
  return bytes;
}

}  // namespace

State EmptyState(TagKind kind) {
  switch (kind) {
    case TagKind::kInstitute:
      return Institute();
    case TagKind::kPerson:
      return PersonState();
    case TagKind::kAccount:
      return AccountState();
    case TagKind::kTrainer:
      return TrainerState();
    case TagKind::kGroup:
      return GroupState();
    case TagKind::kPractice:
      return PracticeState();
    case TagKind::kPlacement:
      return PlacementState();
    case TagKind::kCase:
      return Case();
    case TagKind::kCohort:
      return CohortState();
    case TagKind::kProcedure:
      return ProcedureState();
    case TagKind::kPrivacyRequest:
      return PrivacyRequestState();
    case TagKind::kResident:
    case TagKind::kDocument:
      break;
  }
  return std::monostate();
}

void Evolve(State& state, const Happened& happened) {
  std::visit(
      [&](auto& history) {
        if constexpr (!std::is_same_v<decltype(history), std::monostate&>) {
          Evolve(history, happened);
        }
      },
      state);
}

size_t ApproximateBytes(const State& state) {
  return sizeof(State) +
         std::visit([](const auto& history) { return BytesOf(history); },
                    state);
}

}  // namespace driehoek
