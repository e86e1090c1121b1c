#include "tests/access/questions.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "domain/competence.h"
#include "domain/dates.h"
#include "domain/recorded_words.h"
#include "domain/reports.h"
#include "driehoek/v1/command.pb.h"
#include "google/protobuf/descriptor.h"

namespace driehoek {
namespace {

using nlohmann::json;

std::string NameOf(v1::Role role) {
  return std::string(absl::StripPrefix(v1::Role_Name(role), "ROLE_"));
}

std::string NameOf(v1::Purpose purpose) {
  return std::string(absl::StripPrefix(v1::Purpose_Name(purpose), "PURPOSE_"));
}

int64_t NumberOf(const v1::Date& day) {
  return FromProto(day) - absl::CivilDay(1970, 1, 1);
}

std::string NameOf(const v1::Scope& scope) {
  if (!scope.group_id().empty()) return "group:" + scope.group_id();
  if (scope.training_year() != 0) {
    return absl::StrCat("year:", scope.training_year());
  }
  if (!scope.placement_id().empty()) {
    return "placement:" + scope.placement_id();
  }
  return "institute";
}

// Where something lies: in its group, its year, its placement, and everywhere.
json ScopesOf(const std::string& group_id, int year,
              const std::string& placement_id) {
  return json::array({"institute", "group:" + group_id,
                      absl::StrCat("year:", year),
                      "placement:" + placement_id});
}

json ThingIn(const std::string& group_id, int year,
             const std::string& placement_id) {
  return {{"type", "Thing"},
          {"attrs", {{"scopes", ScopesOf(group_id, year, placement_id)}}}};
}

json DocumentOf(const SubmittedReport& document) {
  json of = {{"report", document.report},
             {"chosen", document.chosen.value_or(false)},
             {"withdrawn", document.withdrawn},
             {"seen", document.seen_on.has_value()}};
  if (!document.trainer_id.empty()) of["trainer"] = document.trainer_id;
  if (document.released_on.has_value()) {
    of["released_to"] = document.released_to;
  }
  if (!document.opened_to.empty()) of["opened_to"] = document.opened_to;
  return of;
}

json EntryOf(const v1::TimelineEntry& entry) {
  json by = json::array({entry.actor().person_id()});
  if (!entry.actor().on_behalf_of().empty()) {
    by.push_back(entry.actor().on_behalf_of());
  }
  json of = {
      {"event", entry.corrected_event().empty() ? entry.event()
                                                : entry.corrected_event()},
      {"on", NumberOf(entry.on())},
      {"by", by},
      {"has_document", !entry.document_id().empty()},
      {"of_contact_agreement", entry.of_contact_agreement()},
      {"has_words", entry.has_words()},
      {"words_of", entry.event()}};
  if (!entry.trainer_id().empty()) of["trainer"] = entry.trainer_id();
  if (entry.called() != v1::ROLE_UNSPECIFIED) {
    of["called"] = NameOf(entry.called());
  }
  if (!entry.called_trainer_id().empty()) {
    of["called_trainer"] = entry.called_trainer_id();
  }
  if (entry.owed_by() != v1::ROLE_UNSPECIFIED) {
    of["owed_by"] = NameOf(entry.owed_by());
  }
  return of;
}

json OwedOf(const v1::Due& due, absl::CivilDay today) {
  json of = {{"owner", NameOf(due.owner().role())},
             {"today", NumberOf(ToProto(today))}};
  if (!due.owner().scope().placement_id().empty()) {
    of["placement"] = due.owner().scope().placement_id();
  }
  if (!due.obligation().trainer_id().empty()) {
    of["trainer"] = due.obligation().trainer_id();
  }
  return of;
}

json LookOf(const Look& look) {
  json people = json::array();
  if (!look.looked.resident_id().empty()) {
    people.push_back(look.looked.resident_id());
  }
  for (const std::string& id : look.looked.trainer_ids()) people.push_back(id);
  return {{"by", look.by.person_id()},
          {"by_role", NameOf(look.by.role())},
          {"purpose", NameOf(look.looked.purpose())},
          {"of_refused_document", look.looked.refused() == "NOT_FOUND" &&
                                      !look.looked.document_id().empty()},
          {"of", people}};
}

json TheInstitute() {
  return {{"type", "Institute"}, {"attrs", json::object()}};
}

// The case as who gives a command finds it, with who had it before as the row
// has it.
Surroundings SurroundingsToActIn(const World& world) {
  Surroundings surroundings = SurroundingsNowOf(world.state);
  surroundings.former_scopes = SurroundingsOf(world.row).former_scopes;
  return surroundings;
}

// Whether the look is in a list that someone may ask for: of the own file, in
// the role in which it is that, and for an auditor any.
bool MayAskFor(const Caller& caller, const v1::Looked& looked) {
  switch (caller.role) {
    case v1::ROLE_AUDITOR:
      return true;
    case v1::ROLE_RESIDENT:
      return caller.Is(looked.resident_id());
    case v1::ROLE_TRAINER:
      return caller.IsAmong(
          {looked.trainer_ids().begin(), looked.trainer_ids().end()});
    default:
      return false;
  }
}

class Asking {
 public:
  Asking(const Procedure& procedure, const Caller& caller, const World& world,
         Dice& dice)
      : procedure_(procedure),
        caller_(caller),
        world_(world),
        dice_(dice),
        to_act_in_(SurroundingsToActIn(world)),
        sees_(MaySeeCase(caller, world.row)),
        knows_(sees_ || IsCandidate(caller, SurroundingsOf(world.row)) ||
               MayReadHistory(caller, world.row)) {}

  std::vector<Question> All() && {
    AboutTheCase();
    AboutEmergencies();
    AboutCandidates();
    AboutDocuments();
    AboutEntries();
    AboutWords();
    AboutWhatIsOwed();
    AboutLooks();
    AboutCommands();
    AboutOtherCommands();
    BesideCases();
    AboutLateness();
    return std::move(questions_);
  }

 private:
  void AddAll(std::string about, bool allowed, std::vector<Ask> asks) {
    questions_.push_back({std::move(about), allowed, std::move(asks)});
  }
  void Add(const std::string& action, bool allowed,
           json context = json::object(), json resource = nullptr) {
    AddAll(action, allowed,
           {{action, std::move(context), std::move(resource)}});
  }

  void AboutTheCase() {
    Add("see_case", sees_);
    Add("read_history", MayReadHistory(caller_, world_.row));
    Add("see_contact_agreements", sees_ && MaySeeContactAgreements(caller_));
    Add("see_waiting",
        MayListWaiting(caller_) && MaySeeWaiting(caller_, world_.row));
    Add("see_retention_of",
        MaySeeRetention(caller_) &&
            !HasPartIn(caller_, SurroundingsOf(world_.row)));
  }

  void AboutEmergencies() {
    Add("open_in_emergency",
        !caller_.grants.empty() &&
            IsCompetent(caller_.role,
                        CompetenceFor(v1::Command::kOpenEmergencyAccess,
                                      &procedure_)) &&
            !HasPartIn(caller_, to_act_in_) &&
            !IsConcerned(caller_, to_act_in_));
    Add("see_in_emergency", IsInEmergency(caller_, world_.row));
    Add("be_told_of_emergency", IsToldOfEmergencies(caller_, world_.row));
  }

  void AboutCandidates() {
    v1::Case seen = world_.row;
    KeepSeenCandidates(caller_, seen);
    Add("know_new_trainer", knows_ && !seen.new_trainer_id().empty());
    for (const v1::Candidacy& candidacy : world_.row.candidacies()) {
      google::protobuf::RepeatedPtrField<v1::Candidacy> kept;
      *kept.Add() = candidacy;
      KeepSeenCandidates(caller_, kept);
      const bool there = knows_ && !kept.empty();
      const bool whole = there && !kept[0].candidate_id().empty();
      const json context = {{"candidate", candidacy.candidate_id()},
                            {"suitable", candidacy.suitable()}};
      Add("see_candidacy", whole, context);
      Add("know_candidacy", there && !whole, context);
    }
  }

  void AboutDocuments() {
    const Viewing reading = ReadingOf(caller_, world_.row);
    for (const SubmittedReport& submitted : world_.state.reports) {
      const v1::CaseDocument& row = RowOf(submitted.document_id);
      const json document = DocumentOf(submitted);
      const v1::SightLevel level = SightOf(reading, row);
      Add("read_document", level == v1::SIGHT_LEVEL_READ, document);
      Add("know_document", level >= v1::SIGHT_LEVEL_METADATA, document);
      const std::vector<std::string> parts = PartsRead(reading, row);
      for (const std::string& part : submitted.part_keys) {
        json of_part = document;
        of_part["part"] = part;
        Add("read_part",
            std::find(parts.begin(), parts.end(), part) != parts.end(),
            of_part);
      }
    }
  }

  void AboutEntries() {
    v1::Case seen = world_.row;
    KeepSeenDocuments(ReadingOf(caller_, seen), *seen.mutable_documents());
    for (int i = 0; i < 12; ++i) {
      const v1::TimelineEntry entry = AnyEntry(world_, dice_);
      AddAll("see_entry", knows_ && MaySeeEntry(caller_, seen, entry),
             AsksForLine(entry));
    }
  }

  // Who may not see the line does not read what it was recorded with.
  void AboutWords() {
    v1::Case seen = world_.row;
    KeepSeenDocuments(ReadingOf(caller_, seen), *seen.mutable_documents());
    for (int i = 0; i < 6; ++i) {
      const v1::TimelineEntry entry = AnyEntryWithWords(world_, dice_);
      std::vector<Ask> asks = AsksForLine(entry);
      asks.push_back({"read_words", EntryOf(entry)});
      AddAll("read_words",
             knows_ && MayReadWords(caller_, procedure_, seen, entry),
             std::move(asks));
    }
  }

  // Who does not know of the document, or any part of it, does not see it.
  std::vector<Ask> AsksForLine(const v1::TimelineEntry& entry) const {
    std::vector<Ask> asks = {{"see_entry", EntryOf(entry)}};
    if (!entry.document_id().empty()) {
      asks.push_back(
          {"know_document", DocumentOf(ReportOf(entry.document_id()))});
    }
    return asks;
  }

  void AboutWhatIsOwed() {
    for (int i = 0; i < 4; ++i) {
      const absl::CivilDay today = AnyDay(dice_);
      const v1::Due due = AnyDue(world_, dice_);
      v1::Case seen = world_.row;
      seen.clear_obligations();
      *seen.add_obligations() = due;
      *seen.mutable_waiting_started_on() = ToProto(today);
      *seen.mutable_waiting_ended_on() = ToProto(today);
      seen.add_waiting_times();
      seen.set_consultation_missing(true);
      if (IsDecoupledBefore(caller_, seen, today)) {
        HideAfterDecoupling(caller_, seen);
      }
      Add("see_due", sees_ && !seen.obligations().empty(), OwedOf(due, today));
      const bool any_waiting =
          seen.has_waiting_started_on() || seen.has_waiting_ended_on() ||
          !seen.waiting_times().empty() || seen.consultation_missing();
      Add("see_waiting_time", sees_ && any_waiting,
          {{"today", NumberOf(ToProto(today))}});
    }
  }

  void AboutLooks() {
    for (int i = 0; i < 6; ++i) {
      const Look look = AnyLook(world_, caller_, dice_);
      const bool own =
          caller_.role != v1::ROLE_AUDITOR && caller_.Is(look.by.person_id());
      if (!own && !MayAskFor(caller_, look.looked)) continue;
      const bool of_case = !look.looked.case_id().empty();
      const bool told = !caller_.grants.empty() &&
                        MayKnowOfLook(caller_, of_case ? &world_.row : nullptr,
                                      look.by, look.looked);
      if (own) {
        AddAll("know_own_look", told,
               {{"know_own_look", LookOf(look), TheInstitute()}});
        continue;
      }
      if (!of_case) {
        AddAll("know_of_look", told,
               {{"know_of_look_beside", LookOf(look), TheInstitute()}});
        continue;
      }
      std::vector<Ask> asks = {{"know_of_look", LookOf(look)}};
      if (!look.looked.document_id().empty()) {
        asks.push_back(
            {"know_document", DocumentOf(ReportOf(look.looked.document_id()))});
      }
      AddAll("know_of_look", told, std::move(asks));
    }
  }

  void AboutCommands() {
    const google::protobuf::OneofDescriptor* const kinds =
        v1::Command::descriptor()->FindOneofByName("kind");
    for (int i = 0; i < kinds->field_count(); ++i) {
      const google::protobuf::FieldDescriptor& field = *kinds->field(i);
      if (field.message_type()->FindFieldByName("case_id") == nullptr) continue;
      const auto kind = static_cast<v1::Command::KindCase>(field.number());
      // For whom the case is not there: AboutEmergencies.
      if (kind == v1::Command::kOpenEmergencyAccess) continue;
      Add("give",
          IsOpenTo(caller_, kind, to_act_in_) &&
              IsAskedOf(caller_, kind, to_act_in_) &&
              IsCompetent(caller_.role, CompetenceFor(kind, &procedure_)),
          {{"command", field.name()}});
    }
  }

  // Some of those of the directory and the like, that are the same whatever the
  // procedure; those that need a procedure are nobody's without.
  void AboutOtherCommands() {
    const google::protobuf::OneofDescriptor* const kinds =
        v1::Command::descriptor()->FindOneofByName("kind");
    for (int i = 0; i < kinds->field_count(); ++i) {
      const google::protobuf::FieldDescriptor& field = *kinds->field(i);
      if (field.message_type()->FindFieldByName("case_id") != nullptr ||
          !dice_.OneIn(4)) {
        continue;
      }
      const auto kind = static_cast<v1::Command::KindCase>(field.number());
      Add("give_beside",
          !caller_.grants.empty() &&
              IsCompetent(caller_.role, CompetenceFor(kind, nullptr)),
          {{"command", field.name()}}, TheInstitute());
    }
  }

  void BesideCases() {
    const v1::Scope where = AnyScope(dice_);
    const json thing =
        ThingIn(where.group_id(), where.training_year(), where.placement_id());
    const std::string someone = AnyPerson(dice_);

    const std::vector<std::string> parties = {AnyPerson(dice_),
                                              AnyPerson(dice_)};
    Surroundings placement;
    placement.trainer_ids = parties;
    placement.practice_id = AnyPractice(dice_);
    Add("see_signal",
        MaySeeSignal(caller_, where.group_id(), someone, placement),
        {{"signalled_by", someone},
         {"parties", parties},
         {"practice", placement.practice_id}},
        ThingIn(where.group_id(), 0, ""));

    v1::Standing standing;
    const bool of_request = dice_.OneIn(3);
    const bool of_procedure = !of_request && dice_.OneIn(2);
    if (of_request) {
      standing.set_privacy_request_id("verzoek");
      standing.set_person_id(someone);
    } else if (of_procedure) {
      standing.set_procedure_key("ontkoppeling");
    } else {
      standing.set_training_year(where.training_year());
    }
    Add("see_standing", MaySeeStanding(caller_, standing),
        {{"of_procedure", of_procedure},
         {"of_request", of_request},
         {"requested_by", standing.person_id()}},
        ThingIn("", where.training_year(), ""));

    v1::RoleInScope owner;
    owner.set_role(AnyRole(dice_));
    *owner.mutable_scope() = where;
    const json role = {{"role", NameOf(owner.role())},
                       {"unnamed", where.placement_id().empty()}};
    Add("owe", Owes(caller_, owner), role, thing);
    Add("count_for",
        CountsFor(caller_, owner.role(), where.group_id(),
                  where.training_year()),
        role, ThingIn(where.group_id(), where.training_year(), ""));

    for (const v1::Role of : {v1::ROLE_RESIDENT, v1::ROLE_TRAINER}) {
      Add("ask_file",
          of == v1::ROLE_RESIDENT ? MaySeeResidentFile(caller_, someone)
                                  : MaySeeTrainerFile(caller_, someone),
          json::object(),
          {{"type", "File"},
           {"attrs", {{"of", NameOf(of)}, {"owner", someone}}}});
    }
    Add("see_unavailable", MaySeeUnavailable(caller_), json::object(),
        TheInstitute());
    Add("list_waiting", MayListWaiting(caller_), json::object(),
        TheInstitute());
    Add("count", MayCount(caller_), json::object(), TheInstitute());
    Add("see_statistics", MaySeeStatistics(caller_), json::object(),
        TheInstitute());
    Add("see_retention", MaySeeRetention(caller_), json::object(),
        TheInstitute());
  }

  void AboutLateness() {
    Add("see_lateness", MaySeeLateness(caller_), json::object(),
        TheInstitute());
    for (int i = 0; i < 2; ++i) {
      const v1::Role owner = AnyOwner(dice_);
      Add("see_lateness_of", MaySeeLatenessOf(caller_, owner),
          {{"owner", NameOf(owner)}}, TheInstitute());
      const v1::Due due = AnyDue(world_, dice_);
      json watchers = json::array();
      for (const v1::RoleInScope& watcher : due.watchers()) {
        watchers.push_back(NameOf(watcher.role()));
      }
      Add("see_lateness_of_row", MaySeeLatenessOf(caller_, due),
          {{"owner", NameOf(due.owner().role())}, {"watchers", watchers}},
          TheInstitute());
    }
  }

  const SubmittedReport& ReportOf(const std::string& document_id) const {
    return *std::find_if(world_.state.reports.begin(),
                         world_.state.reports.end(),
                         [&](const SubmittedReport& submitted) {
                           return submitted.document_id == document_id;
                         });
  }

  const v1::CaseDocument& RowOf(const std::string& document_id) const {
    return *std::find_if(world_.row.documents().begin(),
                         world_.row.documents().end(),
                         [&](const v1::CaseDocument& document) {
                           return document.document_id() == document_id;
                         });
  }

  const Procedure& procedure_;
  const Caller& caller_;
  const World& world_;
  Dice& dice_;
  const Surroundings to_act_in_;
  const bool sees_;
  const bool knows_;
  std::vector<Question> questions_;
};

}  // namespace

json PrincipalOf(const Caller& caller) {
  json records = json::array({caller.person_id});
  for (const std::string& id : caller.other_ids) records.push_back(id);
  json grants = json::array();
  for (const v1::RoleHeld& held : caller.grants) {
    grants.push_back(NameOf(held.scope()));
  }
  json years = json::array();
  for (const int year : caller.years_of_groups) {
    years.push_back(absl::StrCat("year:", year));
  }
  json emergencies = json::array();
  for (const v1::EmergencyAccess& emergency : caller.emergencies) {
    emergencies.push_back(emergency.case_id());
  }
  return {{"role", NameOf(caller.role)},
          {"records", records},
          {"grants", grants},
          {"years_of_groups", years},
          {"emergencies", emergencies},
          {"practices", caller.practice_ids}};
}

namespace {

// Who is still in the running, as far as he or she knows.
bool IsInTheRunning(const Candidate& candidate, const Case& state) {
  if (candidate.suitability_on.has_value() && !candidate.suitable) return false;
  if (candidate.trainer_accepts.has_value()) {
    if (!*candidate.trainer_accepts) return false;
    if (candidate.resident_accepts == false) return false;
  }
  if (state.new_placement.has_value()) {
    return state.new_placement->trainer_id == candidate.trainer_id;
  }
  return !state.closed_on.has_value();
}

}  // namespace

json CaseOf(const World& world) {
  const v1::Case& row = world.row;
  json former = json::array();
  for (const v1::Scope& scope : row.former_scopes()) {
    former.push_back("group:" + scope.group_id());
    former.push_back(absl::StrCat("year:", scope.training_year()));
    former.push_back("institute");
  }
  json candidates = json::array();
  for (const v1::Candidacy& candidacy : row.candidacies()) {
    candidates.push_back(candidacy.candidate_id());
  }
  json open_candidates = json::array();
  for (const Candidate& candidate : world.state.candidates) {
    if (IsInTheRunning(candidate, world.state)) {
      open_candidates.push_back(candidate.trainer_id);
    }
  }
  json of = {
      {"name", row.case_id()},
      {"placement", row.placement_id()},
      {"scopes",
       ScopesOf(row.group_id(), row.training_year(), row.placement_id())},
      {"former_scopes", former},
      {"resident", row.resident_id()},
      {"trainers", json(std::vector<std::string>(row.trainer_ids().begin(),
                                                 row.trainer_ids().end()))},
      {"practice", row.practice_id()},
      {"candidates", candidates},
      {"open_candidates", open_candidates}};
  if (!row.new_trainer_id().empty()) of["new_trainer"] = row.new_trainer_id();
  if (row.has_decoupling_effective_on()) {
    of["decoupled_on"] = NumberOf(row.decoupling_effective_on());
  }
  return of;
}

std::vector<Question> QuestionsOf(const Procedure& procedure,
                                  const Caller& caller, const World& world,
                                  Dice& dice) {
  return Asking(procedure, caller, world, dice).All();
}

}  // namespace driehoek
