#include "projections/directory.h"

#include <algorithm>
#include <optional>
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "domain/dates.h"
#include "projections/keys.h"
#include "projections/merged_scan.h"

namespace driehoek {
namespace {

constexpr absl::string_view kPeople = "directory/person/";
constexpr absl::string_view kGroups = "directory/group/";
constexpr absl::string_view kPractices = "directory/practice/";
constexpr absl::string_view kPlacements = "directory/placement/";
// By day, and by the hash of its reference.
constexpr absl::string_view kCalendar = "directory/calendar/";
constexpr absl::string_view kCalendarDays = "directory/calendar-day/";

std::string PlacementsOf(const std::string& person_id) {
  return absl::StrCat("directory/placement-of/", person_id, "/");
}

absl::Status Register(const v1::PersonRegistered& registered, RowEditor& rows) {
  return rows.Change<v1::Person>(absl::StrCat(kPeople, registered.person_id()),
                                 [&](v1::Person& person) {
                                   person.set_person_id(registered.person_id());
                                   person.set_reference(registered.reference());
                                   person.set_name(registered.name());
                                   person.set_email(registered.email());
                                   person.clear_erased_on();
                                 });
}

absl::Status Change(const v1::PersonChanged& changed, RowEditor& rows) {
  return rows.Change<v1::Person>(absl::StrCat(kPeople, changed.person_id()),
                                 [&](v1::Person& person) {
                                   person.set_name(changed.name());
                                   person.set_email(changed.email());
                                 });
}

absl::Status AddRole(const v1::RoleGranted& granted, RowEditor& rows) {
  return rows.Change<v1::Person>(absl::StrCat(kPeople, granted.person_id()),
                                 [&](v1::Person& person) {
                                   v1::RoleHeld& held = *person.add_roles();
                                   held.set_grant_id(granted.grant_id());
                                   held.set_reference(granted.reference());
                                   held.set_role(granted.role());
                                   *held.mutable_scope() = granted.scope();
                                   *held.mutable_from() = granted.from();
                                   if (granted.has_until())
                                     *held.mutable_until() = granted.until();
                                   held.set_purpose(granted.purpose());
                                   held.set_replaced_id(granted.replaced_id());
                                 });
}

absl::Status EndRole(const v1::RoleEnded& ended, RowEditor& rows) {
  return rows.Change<v1::Person>(
      absl::StrCat(kPeople, ended.person_id()), [&](v1::Person& person) {
        for (v1::RoleHeld& held : *person.mutable_roles()) {
          if (held.grant_id() == ended.grant_id()) {
            *held.mutable_until() = ended.until();
          }
        }
      });
}

absl::Status Erase(const v1::ContentErased& erased, RowEditor& rows) {
  for (const std::string& person_id : erased.person_ids()) {
    RETURN_IF_ERROR(rows.Change<v1::Person>(
        absl::StrCat(kPeople, person_id), [&](v1::Person& person) {
          person.clear_reference();
          person.clear_name();
          person.clear_email();
          for (v1::RoleHeld& held : *person.mutable_roles()) {
            held.clear_purpose();
          }
          *person.mutable_erased_on() = erased.on();
        }));
  }
  return absl::OkStatus();
}

absl::Status Open(const v1::EmergencyAccessOpened& opened,
                  absl::Time recorded_at, RowEditor& rows) {
  return rows.Change<v1::Person>(
      absl::StrCat(kPeople, opened.person_id()), [&](v1::Person& person) {
        auto& all = *person.mutable_emergencies();
        // Those that are over say nothing here any more.
        all.erase(std::remove_if(all.begin(), all.end(),
                                 [&](const v1::EmergencyAccess& one) {
                                   return absl::FromUnixMicros(
                                              one.ends_at_micros()) <=
                                          recorded_at;
                                 }),
                  all.end());
        v1::EmergencyAccess& emergency = *all.Add();
        emergency.set_emergency_id(opened.emergency_id());
        emergency.set_case_id(opened.case_id());
        emergency.set_role(opened.role());
        emergency.set_ends_at_micros(opened.ends_at_micros());
      });
}

// Empty: it is no duplicate any more.
absl::Status SetMergedInto(const std::string& duplicate_id,
                           const std::string& person_id, RowEditor& rows) {
  return rows.Change<v1::Person>(
      absl::StrCat(kPeople, duplicate_id),
      [&](v1::Person& person) { person.set_merged_into(person_id); });
}

absl::Status Register(const v1::GroupRegistered& registered, RowEditor& rows) {
  return rows.Change<v1::Group>(
      absl::StrCat(kGroups, registered.group_id()), [&](v1::Group& group) {
        group.set_group_id(registered.group_id());
        group.set_reference(registered.reference());
        group.set_name(registered.name());
        group.set_training_year(registered.training_year());
      });
}

absl::Status Register(const v1::PracticeRegistered& registered,
                      RowEditor& rows) {
  return rows.Change<v1::Practice>(
      absl::StrCat(kPractices, registered.practice_id()),
      [&](v1::Practice& practice) {
        practice.set_practice_id(registered.practice_id());
        practice.set_reference(registered.reference());
        practice.set_name(registered.name());
      });
}

// Whoever was a trainer there stays one who was.
absl::Status AddPractice(const std::string& practice_id,
                         const std::string& trainer_id, RowEditor& rows) {
  return rows.Change<v1::Person>(
      absl::StrCat(kPeople, trainer_id), [&](v1::Person& person) {
        const auto& known = person.practice_ids();
        if (std::find(known.begin(), known.end(), practice_id) == known.end()) {
          person.add_practice_ids(practice_id);
        }
      });
}

absl::Status Register(const v1::PlacementRegistered& registered,
                      RowEditor& rows) {
  std::vector<std::string> people_before;
  RETURN_IF_ERROR(rows.Change<v1::Placement>(
      absl::StrCat(kPlacements, registered.placement_id()),
      [&](v1::Placement& placement) {
        people_before.assign(placement.trainer_ids().begin(),
                             placement.trainer_ids().end());
        if (!placement.resident_id().empty()) {
          people_before.push_back(placement.resident_id());
        }
        placement.set_placement_id(registered.placement_id());
        placement.set_reference(registered.reference());
        placement.set_resident_id(registered.resident_id());
        *placement.mutable_trainer_ids() = registered.trainer_ids();
        placement.set_practice_id(registered.practice_id());
        placement.set_group_id(registered.group_id());
        placement.set_training_year(registered.training_year());
        *placement.mutable_starts_on() = registered.starts_on();
        *placement.mutable_ends_on() = registered.ends_on();
      }));
  for (const std::string& id : people_before) {
    rows.Delete(PlacementsOf(id) + registered.placement_id());
  }
  rows.Put(PlacementsOf(registered.resident_id()) + registered.placement_id(),
           registered.placement_id());
  for (const std::string& id : registered.trainer_ids()) {
    rows.Put(PlacementsOf(id) + registered.placement_id(),
             registered.placement_id());
    RETURN_IF_ERROR(AddPractice(registered.practice_id(), id, rows));
  }
  return absl::OkStatus();
}

absl::Status SetOpenCase(const std::string& placement_id,
                         const std::string& case_id, RowEditor& rows) {
  return rows.Change<v1::Placement>(
      absl::StrCat(kPlacements, placement_id),
      [&](v1::Placement& placement) { placement.set_open_case_id(case_id); });
}

// Keys of rows lie in clear: none holds what someone wrote.
std::string InKey(const std::string& reference) {
  constexpr size_t kBytes = 12;
  return absl::BytesToHexString(BytesOf(Sha256({reference})).substr(0, kBytes));
}

std::string KeyOfDay(const v1::CalendarDay& day) {
  return absl::StrCat(kCalendar, OrderedDay(FromProto(day.on())), "/",
                      InKey(day.reference()));
}

absl::Status Set(const v1::CalendarDaySet& set, RowEditor& rows) {
  v1::CalendarDay day;
  RETURN_IF_ERROR(rows.Change<v1::CalendarDay>(
      absl::StrCat(kCalendarDays, InKey(set.reference())),
      [&](v1::CalendarDay& known) {
        if (!known.reference().empty()) rows.Delete(KeyOfDay(known));
        known.set_reference(set.reference());
        known.set_day_kind(set.day_kind());
        *known.mutable_on() = set.on();
        known.set_group_id(set.group_id());
        day = known;
      }));
  rows.Put(KeyOfDay(day), day.SerializeAsString());
  return absl::OkStatus();
}

template <typename Message>
absl::StatusOr<Message> ReadOne(const RowSnapshot& snapshot,
                                absl::string_view prefix,
                                const std::string& id) {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   snapshot.Get(absl::StrCat(prefix, id)));
  if (!bytes.has_value()) return absl::NotFoundError("no such thing");
  return ParseRow<Message>(*bytes);
}

}  // namespace

absl::Status ApplyToDirectory(const RecordedEvent& event,
                              const CaseOfEvent* /*of_case*/, RowEditor& rows) {
  switch (event.event.kind_case()) {
    case v1::Event::kPersonRegistered:
      return Register(event.event.person_registered(), rows);
    case v1::Event::kPersonChanged:
      return Change(event.event.person_changed(), rows);
    case v1::Event::kRoleGranted:
      return AddRole(event.event.role_granted(), rows);
    case v1::Event::kRoleEnded:
      return EndRole(event.event.role_ended(), rows);
    case v1::Event::kContentErased:
      return Erase(event.event.content_erased(), rows);
    case v1::Event::kEmergencyAccessOpened:
      return Open(event.event.emergency_access_opened(),
                  event.envelope.recorded_at, rows);
    case v1::Event::kPersonsMerged:
      return SetMergedInto(event.event.persons_merged().duplicate_id(),
                           event.event.persons_merged().person_id(), rows);
    case v1::Event::kPersonsUnmerged:
      return SetMergedInto(event.event.persons_unmerged().duplicate_id(), "",
                           rows);
    case v1::Event::kGroupRegistered:
      return Register(event.event.group_registered(), rows);
    case v1::Event::kPracticeRegistered:
      return Register(event.event.practice_registered(), rows);
    case v1::Event::kPlacementRegistered:
      return Register(event.event.placement_registered(), rows);
    case v1::Event::kCalendarDaySet:
      return Set(event.event.calendar_day_set(), rows);
    case v1::Event::kCaseOpened:
      return SetOpenCase(event.event.case_opened().placement_id(),
                         event.event.case_opened().case_id(), rows);
    case v1::Event::kCaseClosed:
      return SetOpenCase(event.event.case_closed().placement_id(), "", rows);
    default:
      return absl::OkStatus();
  }
}

bool IsOfDirectory(absl::string_view key) {
  return absl::StartsWith(key, "directory/");
}

bool IsPlacementKey(absl::string_view key) {
  return absl::StartsWith(key, kPlacements);
}

absl::StatusOr<v1::Person> ReadPerson(const RowSnapshot& snapshot,
                                      const std::string& person_id) {
  return ReadOne<v1::Person>(snapshot, kPeople, person_id);
}

absl::StatusOr<Page<v1::Person>> ReadPeople(const RowSnapshot& snapshot,
                                            size_t page_size,
                                            const std::string& page_token) {
  return ReadPage<v1::Person>(snapshot, std::string(kPeople), page_size,
                              page_token);
}

absl::StatusOr<v1::Group> ReadGroup(const RowSnapshot& snapshot,
                                    const std::string& group_id) {
  return ReadOne<v1::Group>(snapshot, kGroups, group_id);
}

absl::StatusOr<Page<v1::Group>> ReadGroups(const RowSnapshot& snapshot,
                                           size_t page_size,
                                           const std::string& page_token) {
  return ReadPage<v1::Group>(snapshot, std::string(kGroups), page_size,
                             page_token);
}

absl::StatusOr<v1::Practice> ReadPractice(const RowSnapshot& snapshot,
                                          const std::string& practice_id) {
  return ReadOne<v1::Practice>(snapshot, kPractices, practice_id);
}

absl::StatusOr<Page<v1::Practice>> ReadPractices(
    const RowSnapshot& snapshot, size_t page_size,
    const std::string& page_token) {
  return ReadPage<v1::Practice>(snapshot, std::string(kPractices), page_size,
                                page_token);
}

absl::StatusOr<v1::Placement> ReadPlacement(const RowSnapshot& snapshot,
                                            const std::string& placement_id) {
  return ReadOne<v1::Placement>(snapshot, kPlacements, placement_id);
}

absl::StatusOr<Page<v1::Placement>> ReadPlacements(
    const RowSnapshot& snapshot, const std::vector<std::string>& person_ids,
    size_t page_size, const std::string& page_token) {
  if (person_ids.empty()) {
    return ReadPage<v1::Placement>(snapshot, std::string(kPlacements),
                                   page_size, page_token);
  }
  std::set<std::string> prefixes;
  for (const std::string& id : person_ids) prefixes.insert(PlacementsOf(id));
  return ReadPageOfAll<v1::Placement>(snapshot, prefixes, page_size, page_token,
                                      [&snapshot](const std::string& id) {
                                        return ReadPlacement(snapshot, id);
                                      });
}

absl::StatusOr<Page<v1::CalendarDay>> ReadCalendarDays(
    const RowSnapshot& snapshot, const DaysAsked& days, size_t page_size,
    const std::string& page_token) {
  PartOfKeys part;
  if (days.from.has_value()) part.after = OrderedDay(*days.from);
  if (days.until.has_value()) part.end = OrderedDay(*days.until + 1);
  return ReadPage<v1::CalendarDay>(snapshot, std::string(kCalendar), page_size,
                                   page_token, part);
}

}  // namespace driehoek
