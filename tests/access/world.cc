#include "tests/access/world.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "domain/dates.h"
#include "driehoek/v1/event.pb.h"
#include "google/protobuf/descriptor.h"
#include "procedures/event_words.h"
#include "projections/case_row.h"

namespace driehoek {
namespace {

const absl::CivilDay kToday(2026, 10, 5);

std::string GroupOf(size_t number) { return absl::StrCat("group-", number); }
std::string PlacementOf(size_t number) {
  return absl::StrCat("placement-", number);
}

SubmittedReport AnyReport(const v1::Report& report, const Case& state,
                          Dice& dice) {
  SubmittedReport submitted;
  submitted.document_id = absl::StrCat("document-", state.reports.size());
  submitted.report = report.key();
  submitted.on = kToday - static_cast<int>(dice.Below(30));
  for (const v1::ReportPart& part : report.parts()) {
    submitted.part_keys.push_back(part.key());
  }
  if (report.per_trainer()) submitted.trainer_id = dice.Of(state.trainer_ids);
  if (report.chosen_by() != v1::ROLE_UNSPECIFIED) {
    submitted.withdrawn = dice.OneIn(4);
    if (!dice.OneIn(3)) submitted.chosen = dice.OneIn(2);
  }
  if (dice.OneIn(2)) submitted.seen_on = kToday;
  if (report.released() && dice.OneIn(2)) {
    submitted.released_on = kToday;
    submitted.released_to = state.new_placement.has_value() && !dice.OneIn(4)
                                ? state.new_placement->trainer_id
                                : AnyPerson(dice);
  }
  if (report.resident_may_open() && dice.OneIn(2)) {
    submitted.opened_to = state.new_placement.has_value() && !dice.OneIn(4)
                              ? state.new_placement->trainer_id
                              : AnyPerson(dice);
  }
  return submitted;
}

// Someone else than those of the case.
Candidate AnyCandidate(size_t number, const Case& state, Dice& dice) {
  Candidate candidate;
  candidate.candidacy_id = absl::StrCat("candidacy-", number);
  do {
    candidate.trainer_id = AnyPerson(dice);
  } while (candidate.trainer_id == state.resident_id ||
           state.HasTrainer(candidate.trainer_id));
  candidate.proposed_on = kToday - 10;
  if (dice.OneIn(2)) {
    candidate.suitability_on = kToday - 8;
    candidate.suitable = dice.OneIn(2);
  }
  if (candidate.suitable) {
    if (dice.OneIn(2)) candidate.resident_accepts = dice.OneIn(2);
    if (dice.OneIn(2)) candidate.trainer_accepts = dice.OneIn(2);
  }
  return candidate;
}

Case AnyCase(const Procedure& procedure, Dice& dice) {
  Case state;
  state.id = "case-1";
  state.number = "2026-001";
  state.procedure = procedure.name();
  state.opened_on = kToday - 40;
  state.group_id = GroupOf(1);
  state.training_year = 1;
  state.placement_id = PlacementOf(1);
  state.practice_id = AnyPractice(dice);
  state.placement_starts_on = kToday - 200;
  state.placement_ends_on = kToday + 160;
  state.resident_id = AnyPerson(dice);
  for (size_t count = 1 + dice.Below(2); count > 0; --count) {
    const std::string trainer = AnyPerson(dice);
    if (trainer != state.resident_id && !state.HasTrainer(trainer)) {
      state.trainer_ids.push_back(trainer);
    }
  }
  if (state.trainer_ids.empty()) state.trainer_ids = {"person-none"};
  if (dice.OneIn(2)) {
    state.ruling = RulingGiven{.ruling = v1::RULING_DECOUPLE,
                               .on = kToday - 12,
                               .effective_on = kToday - 5};
    for (size_t count = dice.Below(3); count > 0; --count) {
      state.candidates.push_back(AnyCandidate(count, state, dice));
    }
    if (!state.candidates.empty() && dice.OneIn(2)) {
      // Who was confirmed had said yes, as the resident had.
      Candidate& confirmed =
          state.candidates[dice.Below(state.candidates.size())];
      confirmed.suitability_on = kToday - 8;
      confirmed.suitable = true;
      confirmed.resident_accepts = true;
      confirmed.trainer_accepts = true;
      state.new_placement = NewPlacement{.placement_id = PlacementOf(2),
                                         .trainer_id = confirmed.trainer_id,
                                         .practice_id = "practice-2",
                                         .starts_on = kToday + 10,
                                         .ends_on = kToday + 160};
    }
  }
  if (state.ruling.has_value() && dice.OneIn(4)) state.closed_on = kToday;
  for (const v1::Report& report : procedure.data().reports()) {
    if (!dice.OneIn(3)) {
      state.reports.push_back(AnyReport(report, state, dice));
    }
  }
  return state;
}

// Those of a case, and signals that were linked to one.
bool IsOfACase(int number) {
  return (number >= v1::Event::kSignalLinked &&
          number < v1::Event::kInvitedToSignIn &&
          number != v1::Event::kFactCorrected) ||
         (number >= v1::Event::kContentErased &&
          number <= v1::Event::kEmergencyAccessOpened);
}

std::vector<std::string> NamesOfEvents() {
  std::vector<std::string> names;
  const google::protobuf::OneofDescriptor* const kinds =
      v1::Event::descriptor()->FindOneofByName("kind");
  for (int i = 0; i < kinds->field_count(); ++i) {
    if (IsOfACase(kinds->field(i)->number())) {
      names.push_back(kinds->field(i)->name());
    }
  }
  return names;
}

bool HasWords(const std::string& event) {
  const std::vector<std::string>& events = EventsWithWords();
  return std::find(events.begin(), events.end(), event) != events.end();
}

// What happened to a document, by its name. Of a case that was erased there is
// no line any more.
bool IsAboutADocument(const std::string& event) {
  for (const char* const one :
       {"report_submitted", "document_archived", "document_unarchived",
        "reflection_place_chosen", "reflection_withdrawn", "document_seen",
        "attention_points_released", "reaction_given", "statement_added",
        "file_attached", "new_trainer_sight_chosen", "content_erased"}) {
    if (event == one) return true;
  }
  return false;
}

// That something was late, or that was deviated from it, by its name.
bool IsOfAnObligation(const std::string& event) {
  for (const char* const one :
       {"breach_recorded", "past_target_recorded", "breach_withdrawn",
        "reminder_recorded", "escalation_recorded", "deviation_recorded",
        "obligation_resumed"}) {
    if (event == one) return true;
  }
  return false;
}

bool IsOfTheReflection(const std::string& event) {
  return event == "reflection_place_chosen" || event == "reflection_withdrawn";
}

// One of these, uncorrected.
v1::TimelineEntry AnyOf(const std::vector<std::string>& names,
                        const World& world, Dice& dice) {
  v1::TimelineEntry entry;
  entry.set_event(dice.Of(names));
  *entry.mutable_on() = ToProto(kToday - static_cast<int>(dice.Below(20)));
  entry.mutable_actor()->set_person_id(AnyPerson(dice));
  if (dice.OneIn(4)) entry.mutable_actor()->set_on_behalf_of(AnyPerson(dice));
  if (dice.OneIn(3)) entry.set_trainer_id(AnyPerson(dice));
  if (IsOfAnObligation(entry.event())) {
    entry.set_owed_by(AnyOwner(dice));
    if (dice.OneIn(4)) {
      entry.set_of_contact_agreement(true);
      // No candidate has to do with that.
      entry.mutable_actor()->set_person_id("person-none");
      entry.mutable_actor()->clear_on_behalf_of();
    }
  }
  if (entry.event() == "contact_call_made") {
    entry.set_called(dice.OneIn(2) ? v1::ROLE_RESIDENT : v1::ROLE_TRAINER);
    if (entry.called() == v1::ROLE_TRAINER) {
      entry.set_called_trainer_id(dice.Of(world.state.trainer_ids));
    }
  }
  if (IsAboutADocument(entry.event())) {
    std::vector<v1::CaseDocument> fitting;
    std::copy_if(world.row.documents().begin(), world.row.documents().end(),
                 std::back_inserter(fitting),
                 [&](const v1::CaseDocument& document) {
                   return !IsOfTheReflection(entry.event()) ||
                          document.report() == "D-6";
                 });
    // Without such a document it did not happen; nobody who is put forward
    // does it.
    if (fitting.empty()) return AnyOf(names, world, dice);
    entry.set_document_id(dice.Of(fitting).document_id());
    entry.mutable_actor()->set_person_id(world.state.resident_id);
    entry.mutable_actor()->clear_on_behalf_of();
  }
  entry.set_has_words(HasWords(entry.event()) && !dice.OneIn(6));
  return entry;
}

// As the line that says of this one that it was a mistake: its reason is said.
void Correct(v1::TimelineEntry& entry) {
  entry.set_corrected_event(entry.event());
  entry.set_event("fact_corrected");
  entry.set_has_words(true);
}

v1::EmergencyAccess EmergencyIn(const std::string& case_id, v1::Role role) {
  v1::EmergencyAccess emergency;
  emergency.set_emergency_id(absl::StrCat("emergency-in-", case_id));
  emergency.set_case_id(case_id);
  emergency.set_role(role);
  return emergency;
}

// A file of someone, or what is nobody's.
void SetAnyFile(v1::Looked& looked, Dice& dice) {
  switch (dice.Below(3)) {
    case 0:
      looked.set_kind(v1::LOOK_KIND_PORTFOLIO);
      looked.set_resident_id(AnyPerson(dice));
      break;
    case 1:
      looked.set_kind(v1::LOOK_KIND_DOSSIER);
      looked.add_trainer_ids(AnyPerson(dice));
      break;
    default:
      looked.set_kind(v1::LOOK_KIND_DIRECTORY);
      return;
  }
  if (dice.OneIn(3)) {
    looked.set_kind(v1::LOOK_KIND_DOCUMENT);
    looked.set_document_id("document-1");
  }
}

}  // namespace

std::string AnyPerson(Dice& dice) {
  return absl::StrCat("person-", dice.Below(9));
}

v1::Scope AnyScope(Dice& dice) {
  v1::Scope scope;
  switch (dice.Below(4)) {
    case 0:
      break;
    case 1:
      scope.set_group_id(GroupOf(1 + dice.Below(3)));
      break;
    case 2:
      scope.set_training_year(static_cast<int>(1 + dice.Below(3)));
      break;
    default:
      scope.set_placement_id(PlacementOf(1 + dice.Below(3)));
  }
  return scope;
}

v1::Role AnyRole(Dice& dice) {
  return static_cast<v1::Role>(dice.Below(v1::Role_ARRAYSIZE));
}

std::string AnyPractice(Dice& dice) {
  return absl::StrCat("practice-", 1 + dice.Below(4));
}

v1::Role AnyOwner(Dice& dice) {
  if (dice.OneIn(4)) return v1::ROLE_TRAINER_MANAGER;
  if (dice.OneIn(4)) return v1::ROLE_TRAINER_MANAGER_ASSISTANT;
  return AnyRole(dice);
}

absl::CivilDay AnyDay(Dice& dice) {
  return kToday - static_cast<int>(dice.Below(12));
}

World AnyWorld(const Procedure& procedure, Dice& dice) {
  World world{.state = AnyCase(procedure, dice), .row = {}};
  world.row = CaseRowOf(procedure, world.state);
  if (dice.OneIn(4)) {
    v1::Scope& former = *world.row.add_former_scopes();
    former.set_group_id(GroupOf(2));
    former.set_training_year(2);
  }
  return world;
}

Caller AnyCaller(const World& world, Dice& dice) {
  Caller caller{
      .person_id = AnyPerson(dice), .role = AnyRole(dice), .grants = {}};
  if (dice.OneIn(4)) caller.other_ids.push_back(AnyPerson(dice));
  if (dice.OneIn(3)) caller.practice_ids.push_back(AnyPractice(dice));
  // Half of them have the role that belongs to who they are there.
  if (dice.OneIn(4)) {
    caller.role = v1::ROLE_RESIDENT;
    caller.person_id = world.state.resident_id;
  } else if (dice.OneIn(3)) {
    caller.role = v1::ROLE_TRAINER;
    caller.person_id = dice.OneIn(2) || world.state.candidates.empty()
                           ? dice.Of(world.state.trainer_ids)
                           : dice.Of(world.state.candidates).trainer_id;
  }
  // Nobody stands on two sides of a placement (MergePersons).
  if (caller.role == v1::ROLE_TRAINER) {
    std::erase(caller.other_ids, world.state.resident_id);
  }
  for (size_t count = dice.OneIn(8) ? 0 : 1 + dice.Below(2); count > 0;
       --count) {
    v1::RoleHeld& held = caller.grants.emplace_back();
    held.set_role(caller.role);
    *held.mutable_scope() = AnyScope(dice);
    if (!held.scope().group_id().empty() && dice.OneIn(2)) {
      caller.years_of_groups.push_back(static_cast<int>(1 + dice.Below(3)));
    }
  }
  if (dice.OneIn(6)) {
    caller.emergencies.push_back(EmergencyIn("case-2", caller.role));
  }
  if (dice.OneIn(2)) {
    caller.emergencies.push_back(EmergencyIn(world.state.id, caller.role));
  }
  return caller;
}

v1::TimelineEntry AnyEntry(const World& world, Dice& dice) {
  static const std::vector<std::string>& names =
      *new std::vector<std::string>(NamesOfEvents());
  v1::TimelineEntry entry = AnyOf(names, world, dice);
  if (dice.OneIn(10)) Correct(entry);
  return entry;
}

v1::TimelineEntry AnyEntryWithWords(const World& world, Dice& dice) {
  static const std::vector<std::string>& names = *[] {
    auto* const some = new std::vector<std::string>(NamesOfEvents());
    std::erase_if(*some,
                  [](const std::string& name) { return !HasWords(name); });
    return some;
  }();
  if (!dice.OneIn(8)) return AnyOf(names, world, dice);
  v1::TimelineEntry entry = AnyEntry(world, dice);
  if (entry.corrected_event().empty()) Correct(entry);
  return entry;
}

v1::Due AnyDue(const World& world, Dice& dice) {
  v1::Due due;
  due.mutable_owner()->set_role(dice.OneIn(2) ? v1::ROLE_TRAINER
                                              : AnyOwner(dice));
  if (due.owner().role() != v1::ROLE_TRAINER) {
    *due.mutable_owner()->mutable_scope() = AnyScope(dice);
  } else if (!dice.OneIn(4)) {
    // Where the case is, or where the resident goes on.
    due.mutable_owner()->mutable_scope()->set_placement_id(
        PlacementOf(1 + dice.Below(2)));
  }
  if (dice.OneIn(2)) {
    due.mutable_obligation()->set_trainer_id(
        dice.OneIn(4) ? AnyPerson(dice) : dice.Of(world.state.trainer_ids));
  }
  for (size_t count = dice.Below(3); count > 0; --count) {
    due.add_watchers()->set_role(AnyOwner(dice));
  }
  return due;
}

Look AnyLook(const World& world, const Caller& caller, Dice& dice) {
  Look look;
  Caller by{.person_id = AnyPerson(dice), .role = AnyRole(dice), .grants = {}};
  if (dice.OneIn(4)) {
    by.person_id = caller.person_id;
    by.role = caller.role;
  } else if (dice.OneIn(3) && !world.state.candidates.empty()) {
    by.person_id = dice.Of(world.state.candidates).trainer_id;
    by.role = v1::ROLE_TRAINER;
  }
  look.by.set_person_id(by.person_id);
  look.by.set_role(by.role);
  const bool refused = dice.OneIn(8);
  if (dice.OneIn(4)) {
    SetAnyFile(look.looked, dice);
  } else {
    look.looked.set_case_id(world.row.case_id());
    look.looked.set_kind(v1::LOOK_KIND_CASE);
    if (dice.OneIn(2) && !world.row.documents().empty()) {
      look.looked.set_kind(v1::LOOK_KIND_DOCUMENT);
      look.looked.set_document_id(
          world.row
              .documents(static_cast<int>(
                  dice.Below(static_cast<size_t>(world.row.documents_size()))))
              .document_id());
    }
    // Whose it is, is not looked up for who is refused.
    if (!refused) {
      look.looked.set_resident_id(world.row.resident_id());
      *look.looked.mutable_trainer_ids() = world.row.trainer_ids();
    }
    if (!refused && IsStaff(by.role) && dice.OneIn(4)) {
      look.looked.set_emergency_id(
          EmergencyIn(world.row.case_id(), by.role).emergency_id());
    }
  }
  if (refused) {
    look.looked.set_refused(dice.OneIn(4) ? "ROLE_NOT_GRANTED" : "NOT_FOUND");
    if (dice.OneIn(3)) {
      look.looked.set_kind(v1::LOOK_KIND_OTHER);
      look.looked.clear_document_id();
      look.looked.add_commands("rule_decoupling");
    }
    return look;
  }
  look.looked.set_purpose(PurposeOf(by, look.looked));
  // Who is put forward or takes over reads no document but those that the
  // resident knows of.
  if (look.looked.purpose() == v1::PURPOSE_PAIRING) {
    look.looked.set_kind(v1::LOOK_KIND_TIMELINE);
    look.looked.clear_document_id();
  }
  return look;
}

}  // namespace driehoek
