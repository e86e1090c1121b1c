#include "domain/people.h"

#include <algorithm>
#include <vector>

namespace driehoek {

PersonState PersonOf(const std::string& person_id, const Draft& draft) {
  const SamePeople& people = draft.same_people();
  PersonState person =
      draft.Get<PersonState>(TagKind::kPerson, people.KeptOf(person_id));
  for (const std::string& duplicate : people.DuplicatesOf(person_id)) {
    const PersonState& record =
        draft.Get<PersonState>(TagKind::kPerson, duplicate);
    person.grants.insert(person.grants.end(), record.grants.begin(),
                         record.grants.end());
    person.sign_in_blocked = person.sign_in_blocked || record.sign_in_blocked;
    person.open_requests.insert(record.open_requests.begin(),
                                record.open_requests.end());
  }
  return person;
}

Caller CallerOf(const std::string& person_id, v1::Role role, absl::CivilDay day,
                const Draft& draft) {
  Caller caller = CallerOf(PersonOf(person_id, draft), role, day);
  caller.other_ids = draft.same_people().DuplicatesOf(person_id);
  caller.sights = SightsIn(draft.catalogue().InForceOn(day).get());
  for (const std::string& record : draft.same_people().AllOf(person_id)) {
    const std::vector<std::string>& practices =
        draft.Get<TrainerState>(TagKind::kTrainer, record).practice_ids;
    caller.practice_ids.insert(caller.practice_ids.end(), practices.begin(),
                               practices.end());
  }
  return caller;
}

bool IsBlocked(const std::string& trainer_id, const Draft& draft) {
  const std::vector<std::string> records =
      draft.same_people().AllOf(trainer_id);
  return std::any_of(
      records.begin(), records.end(), [&](const std::string& record) {
        return draft.Get<TrainerState>(TagKind::kTrainer, record).blocked();
      });
}

}  // namespace driehoek
