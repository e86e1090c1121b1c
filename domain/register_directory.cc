// What the institute keeps of itself. Saying the same again changes nothing, so
// that an import can be repeated.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "base/status_macros.h"
#include "domain/people.h"
#include "domain/rejections.h"
#include "domain/rules.h"
#include "google/protobuf/util/message_differencer.h"

namespace driehoek {
namespace {

constexpr size_t kMaxEmail = 254;  // RFC 5321, less its angle brackets.
constexpr int kMaxTrainers = 4;

absl::Status CheckEmail(const std::string& email) {
  if (email.empty()) return absl::OkStatus();
  const size_t at = email.find('@');
  const bool good = email.size() <= kMaxEmail && at != std::string::npos &&
                    at > 0 && at + 1 < email.size() &&
                    email.find_first_of(" \t\r\n<>,;\"") == std::string::npos;
  return good ? absl::OkStatus() : rejection::EmailMalformed();
}

absl::Status CheckTrainingYear(int year) {
  return year >= 1 && year <= 3 ? absl::OkStatus()
                                : rejection::TrainingYearUnknown();
}

absl::Status CheckPeriod(const v1::Date& starts_on, const v1::Date& ends_on) {
  RETURN_IF_ERROR(CheckDay(starts_on, "starts_on"));
  RETURN_IF_ERROR(CheckDay(ends_on, "ends_on"));
  return FromProto(starts_on) <= FromProto(ends_on)
             ? absl::OkStatus()
             : rejection::PeriodEndsBeforeItStarts();
}

absl::Status CheckTrainers(const v1::RegisterPlacement& command,
                           const SamePeople& same_people) {
  const absl::flat_hash_set<std::string> different(
      command.trainer_ids().begin(), command.trainer_ids().end());
  const bool good =
      !different.empty() && command.trainer_ids_size() <= kMaxTrainers &&
      static_cast<int>(different.size()) == command.trainer_ids_size() &&
      std::none_of(different.begin(), different.end(),
                   [&](const std::string& trainer_id) {
                     return same_people.AreSame(trainer_id,
                                                command.resident_id());
                   });
  return good ? absl::OkStatus() : rejection::TrainersMalformed();
}

absl::Status CheckPerson(const std::string& person_id, const char* field,
                         const Draft& draft) {
  RETURN_IF_ERROR(CheckId(person_id, field));
  return draft.Get<PersonState>(TagKind::kPerson, person_id).exists()
             ? absl::OkStatus()
             : rejection::PersonNotFound(field);
}

absl::Status CheckGroup(const std::string& group_id, const Draft& draft) {
  RETURN_IF_ERROR(CheckId(group_id, "group_id"));
  return draft.Get<GroupState>(TagKind::kGroup, group_id).exists()
             ? absl::OkStatus()
             : rejection::GroupNotFound();
}

// G-2: no new resident at a decoupled trainer before the contact. A resident
// who was there already stays.
absl::Status CheckAvailable(const v1::RegisterPlacement& command,
                            const PlacementState& before,
                            const Situation& situation) {
  const v1::GuardRule* const guard =
      situation.Guarded(v1::GUARD_NO_NEW_RESIDENT_BEFORE_CONTACT);
  if (guard == nullptr) return absl::OkStatus();
  const SamePeople& people = situation.draft.same_people();
  for (const std::string& trainer_id : command.trainer_ids()) {
    const bool was_there =
        people.AreSame(before.resident_id, command.resident_id()) &&
        people.FindIn(before.trainer_ids, trainer_id).has_value();
    if (!was_there && IsBlocked(trainer_id, situation.draft)) {
      return rejection::TrainerNotAvailable(guard->key(), guard->section());
    }
  }
  return absl::OkStatus();
}

v1::PlacementRegistered EventOf(const PlacementState& state) {
  v1::PlacementRegistered event;
  event.set_placement_id(state.id);
  event.set_reference(state.reference);
  event.set_resident_id(state.resident_id);
  for (const std::string& trainer_id : state.trainer_ids) {
    event.add_trainer_ids(trainer_id);
  }
  event.set_practice_id(state.practice_id);
  event.set_group_id(state.group_id);
  event.set_training_year(state.training_year);
  *event.mutable_starts_on() = ToProto(state.starts_on);
  *event.mutable_ends_on() = ToProto(state.ends_on);
  return event;
}

}  // namespace

Answer Decide(const v1::RegisterPerson& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckReference(command.reference()));
  RETURN_IF_ERROR(CheckName(command.name()));
  RETURN_IF_ERROR(CheckEmail(command.email()));
  Ruled ruled;
  ruled.id = situation.context.ids.ForReference("person", command.reference());
  const PersonState& known =
      situation.draft.Get<PersonState>(TagKind::kPerson, ruled.id);
  // Anew too when what was known was erased.
  if (!known.exists() || known.erased_on.has_value()) {
    v1::PersonRegistered& registered =
        *ruled.events.emplace_back().mutable_person_registered();
    registered.set_person_id(ruled.id);
    registered.set_reference(command.reference());
    registered.set_name(command.name());
    registered.set_email(command.email());
    if (known.exists()) {
      v1::Warning& again = ruled.warnings.emplace_back();
      again.set_text(
          "De gegevens van deze persoon waren gewist, en staan er nu weer.");
    }
  } else if (known.name != command.name() || known.email != command.email()) {
    v1::PersonChanged& changed =
        *ruled.events.emplace_back().mutable_person_changed();
    changed.set_person_id(ruled.id);
    changed.set_name(command.name());
    changed.set_email(command.email());
  }
  return ruled;
}

Answer Decide(const v1::RegisterGroup& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckReference(command.reference()));
  RETURN_IF_ERROR(CheckName(command.name()));
  RETURN_IF_ERROR(CheckTrainingYear(command.training_year()));
  Ruled ruled;
  ruled.id = situation.context.ids.ForReference("group", command.reference());
  const GroupState& known =
      situation.draft.Get<GroupState>(TagKind::kGroup, ruled.id);
  if (known.exists() && known.name == command.name() &&
      known.training_year == command.training_year()) {
    return ruled;
  }
  v1::GroupRegistered& registered =
      *ruled.events.emplace_back().mutable_group_registered();
  registered.set_group_id(ruled.id);
  registered.set_reference(command.reference());
  registered.set_name(command.name());
  registered.set_training_year(command.training_year());
  return ruled;
}

Answer Decide(const v1::RegisterPractice& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckReference(command.reference()));
  RETURN_IF_ERROR(CheckName(command.name()));
  Ruled ruled;
  ruled.id =
      situation.context.ids.ForReference("practice", command.reference());
  const PracticeState& known =
      situation.draft.Get<PracticeState>(TagKind::kPractice, ruled.id);
  if (known.exists() && known.name == command.name()) return ruled;
  v1::PracticeRegistered& registered =
      *ruled.events.emplace_back().mutable_practice_registered();
  registered.set_practice_id(ruled.id);
  registered.set_reference(command.reference());
  registered.set_name(command.name());
  return ruled;
}

Answer Decide(const v1::RegisterPlacement& command,
              const Situation& situation) {
  RETURN_IF_ERROR(CheckReference(command.reference()));
  RETURN_IF_ERROR(CheckTrainers(command, situation.draft.same_people()));
  RETURN_IF_ERROR(CheckTrainingYear(command.training_year()));
  RETURN_IF_ERROR(CheckPeriod(command.starts_on(), command.ends_on()));
  const Draft& draft = situation.draft;
  RETURN_IF_ERROR(CheckPerson(command.resident_id(), "resident_id", draft));
  for (const std::string& trainer_id : command.trainer_ids()) {
    RETURN_IF_ERROR(CheckPerson(trainer_id, "trainer_ids", draft));
  }
  RETURN_IF_ERROR(CheckId(command.practice_id(), "practice_id"));
  if (!draft.Get<PracticeState>(TagKind::kPractice, command.practice_id())
           .exists()) {
    return rejection::PracticeNotFound();
  }
  RETURN_IF_ERROR(CheckGroup(command.group_id(), draft));

  Ruled ruled;
  ruled.id =
      situation.context.ids.ForReference("placement", command.reference());
  const PlacementState& known =
      draft.Get<PlacementState>(TagKind::kPlacement, ruled.id);
  RETURN_IF_ERROR(CheckAvailable(command, known, situation));

  v1::PlacementRegistered registered;
  registered.set_placement_id(ruled.id);
  registered.set_reference(command.reference());
  registered.set_resident_id(command.resident_id());
  *registered.mutable_trainer_ids() = command.trainer_ids();
  registered.set_practice_id(command.practice_id());
  registered.set_group_id(command.group_id());
  registered.set_training_year(command.training_year());
  *registered.mutable_starts_on() = command.starts_on();
  *registered.mutable_ends_on() = command.ends_on();
  if (known.exists() && google::protobuf::util::MessageDifferencer::Equals(
                            EventOf(known), registered)) {
    return ruled;
  }
  *ruled.events.emplace_back().mutable_placement_registered() =
      std::move(registered);
  return ruled;
}

Answer Decide(const v1::SetCalendarDay& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckReference(command.reference()));
  RETURN_IF_ERROR(CheckDay(command.on(), "on"));
  if (command.day_kind() == v1::CALENDAR_DAY_KIND_UNSPECIFIED ||
      !v1::CalendarDayKind_IsValid(command.day_kind())) {
    return rejection::FieldMissing("day_kind");
  }
  if (command.day_kind() == v1::CALENDAR_DAY_KIND_RESIDENT_RETURN_DAY) {
    RETURN_IF_ERROR(CheckGroup(command.group_id(), situation.draft));
  } else if (!command.group_id().empty()) {
    return rejection::FieldNotExpected("group_id");
  }
  v1::CalendarDaySet set;
  set.set_reference(command.reference());
  set.set_day_kind(command.day_kind());
  *set.mutable_on() = command.on();
  set.set_group_id(command.group_id());

  Ruled ruled;
  ruled.id = command.reference();
  const Institute& institute = situation.draft.Get<Institute>(
      TagKind::kInstitute, situation.context.institute_id);
  const auto known = institute.calendar.find(command.reference());
  if (known != institute.calendar.end() &&
      google::protobuf::util::MessageDifferencer::Equals(known->second, set)) {
    return ruled;
  }
  *ruled.events.emplace_back().mutable_calendar_day_set() = std::move(set);
  return ruled;
}

Answer Decide(const v1::RegisterCohort& command, const Situation& situation) {
  RETURN_IF_ERROR(CheckReference(command.reference()));
  RETURN_IF_ERROR(CheckTrainingYear(command.training_year()));
  RETURN_IF_ERROR(CheckPeriod(command.starts_on(), command.ends_on()));
  Ruled ruled;
  ruled.id = situation.context.ids.ForReference("cohort", command.reference());
  const CohortState& known =
      situation.draft.Get<CohortState>(TagKind::kCohort, ruled.id);
  if (known.exists() && known.training_year == command.training_year() &&
      known.starts_on == FromProto(command.starts_on()) &&
      known.ends_on == FromProto(command.ends_on())) {
    return ruled;
  }
  v1::CohortRegistered& registered =
      *ruled.events.emplace_back().mutable_cohort_registered();
  registered.set_cohort_id(ruled.id);
  registered.set_reference(command.reference());
  registered.set_training_year(command.training_year());
  *registered.mutable_starts_on() = command.starts_on();
  *registered.mutable_ends_on() = command.ends_on();
  return ruled;
}

}  // namespace driehoek
