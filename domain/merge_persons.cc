// Someone who was recorded twice: one person from now on, and two again when
// that was a mistake. What happened before stays as it was recorded; who reads
// or decides takes the records together (same_people.h).
#include <algorithm>
#include <string>
#include <vector>

#include "base/status_macros.h"
#include "domain/rejections.h"
#include "domain/rules.h"

namespace driehoek {
namespace {

absl::Status CheckKnown(const std::string& person_id, const char* field,
                        const Draft& draft) {
  RETURN_IF_ERROR(CheckId(person_id, field));
  return draft.Get<PersonState>(TagKind::kPerson, person_id).exists()
             ? absl::OkStatus()
             : rejection::PersonNotFound(field);
}

// The institute's own key of the record under which the person goes on.
std::string KeptKey(const std::string& person_id, const Draft& draft) {
  return draft
      .Get<PersonState>(TagKind::kPerson, draft.same_people().KeptOf(person_id))
      .reference;
}

// A duplicate of a duplicate could not be unmerged without asking in which
// order.
absl::Status CheckNoChain(const v1::MergePersons& command, const Draft& draft) {
  const SamePeople& people = draft.same_people();
  if (people.IsDuplicate(command.person_id())) {
    return rejection::GoesOnElsewhere("person_id",
                                      KeptKey(command.person_id(), draft));
  }
  if (people.IsDuplicate(command.duplicate_id())) {
    return rejection::GoesOnElsewhere("duplicate_id",
                                      KeptKey(command.duplicate_id(), draft));
  }
  if (!people.DuplicatesOf(command.duplicate_id()).empty()) {
    return rejection::HasDuplicates("duplicate_id");
  }
  return absl::OkStatus();
}

bool HadResident(const std::string& trainer_id, const std::string& resident_id,
                 const Draft& draft) {
  const std::vector<std::string>& residents =
      draft.Get<TrainerState>(TagKind::kTrainer, trainer_id).resident_ids;
  return std::find(residents.begin(), residents.end(), resident_id) !=
         residents.end();
}

// Nobody is resident and trainer of one placement.
absl::Status CheckNotTwoSides(const v1::MergePersons& command,
                              const Draft& draft) {
  const std::string& duplicate_id = command.duplicate_id();
  for (const std::string& record :
       draft.same_people().AllOf(command.person_id())) {
    if (HadResident(record, duplicate_id, draft) ||
        HadResident(duplicate_id, record, draft)) {
      return rejection::TwoSidesOfAPlacement();
    }
  }
  return absl::OkStatus();
}

}  // namespace

Answer Decide(const v1::MergePersons& command, const Situation& situation) {
  const Draft& draft = situation.draft;
  RETURN_IF_ERROR(CheckKnown(command.person_id(), "person_id", draft));
  RETURN_IF_ERROR(CheckKnown(command.duplicate_id(), "duplicate_id", draft));
  if (command.person_id() == command.duplicate_id()) {
    return rejection::SameRecord();
  }
  RETURN_IF_ERROR(CheckNoChain(command, draft));
  if (draft.same_people().AllOf(command.person_id()).size() >=
      SamePeople::kMostRecords) {
    return rejection::TooManyRecords(SamePeople::kMostRecords);
  }
  if (draft.same_people().merges() >= SamePeople::kMostMerges) {
    return rejection::TooManyMerges(SamePeople::kMostMerges);
  }
  RETURN_IF_ERROR(CheckNotTwoSides(command, draft));
  RETURN_IF_ERROR(CheckReason(command.reason(), "reason", kMaxReason));
  Ruled ruled;
  ruled.id = command.person_id();
  v1::PersonsMerged& merged =
      *ruled.events.emplace_back().mutable_persons_merged();
  merged.set_person_id(command.person_id());
  merged.set_duplicate_id(command.duplicate_id());
  merged.set_reason(command.reason());
  return ruled;
}

Answer Decide(const v1::UnmergePersons& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckId(command.person_id(), "person_id"));
  RETURN_IF_ERROR(CheckId(command.duplicate_id(), "duplicate_id"));
  const SamePeople& people = situation.draft.same_people();
  if (!people.IsDuplicate(command.duplicate_id()) ||
      people.KeptOf(command.duplicate_id()) != command.person_id()) {
    return rejection::NotMerged();
  }
  RETURN_IF_ERROR(CheckReason(command.reason(), "reason", kMaxReason));
  Ruled ruled;
  ruled.id = command.person_id();
  v1::PersonsUnmerged& unmerged =
      *ruled.events.emplace_back().mutable_persons_unmerged();
  unmerged.set_person_id(command.person_id());
  unmerged.set_duplicate_id(command.duplicate_id());
  unmerged.set_reason(command.reason());
  return ruled;
}

}  // namespace driehoek
