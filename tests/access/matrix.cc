#include "tests/access/matrix.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "domain/access.h"
#include "domain/case.h"
#include "domain/competence.h"
#include "domain/dates.h"
#include "domain/recorded_words.h"
#include "driehoek/v1/command.pb.h"
#include "driehoek/v1/event.pb.h"
#include "google/protobuf/descriptor.h"
#include "procedures/event_words.h"
#include "projections/case_row.h"

namespace driehoek {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::OneofDescriptor;

const absl::CivilDay kRuledOn(2026, 9, 14);
const absl::CivilDay kEffectiveOn(2026, 9, 21);
const absl::CivilDay kToday(2026, 10, 20);

// Someone, by role and by who he or she is to the case.
struct Column {
  const char* name;
  const char* who;
  Caller caller;
};

Caller Someone(const std::string& person_id, v1::Role role,
               const v1::Scope& scope = {}) {
  Caller caller{.person_id = person_id, .role = role, .grants = {}};
  v1::RoleHeld& held = caller.grants.emplace_back();
  held.set_role(role);
  *held.mutable_scope() = scope;
  return caller;
}

// Who opened the case in an emergency, and still has it open.
Caller InEmergency(Caller caller) {
  v1::EmergencyAccess& emergency = caller.emergencies.emplace_back();
  emergency.set_emergency_id("noodgeval");
  emergency.set_case_id("zaak");
  emergency.set_role(caller.role);
  return caller;
}

v1::Scope InGroup(const std::string& group_id) {
  v1::Scope scope;
  scope.set_group_id(group_id);
  return scope;
}
v1::Scope InYear(int year) {
  v1::Scope scope;
  scope.set_training_year(year);
  return scope;
}
v1::Scope InPlacement(const std::string& placement_id) {
  v1::Scope scope;
  scope.set_placement_id(placement_id);
  return scope;
}

Caller InPractice(Caller caller) {
  caller.practice_ids = {"de praktijk"};
  return caller;
}

std::vector<Column> Columns() {
  const v1::Scope everywhere;
  return {
      {"A", "de aios", Someone("aios", v1::ROLE_RESIDENT, InPlacement("p"))},
      {"A'", "een andere aios",
       Someone("aios-elders", v1::ROLE_RESIDENT, InPlacement("q"))},
      {"O", "de opleider om wie het gaat",
       Someone("opleider", v1::ROLE_TRAINER, InPlacement("p"))},
      {"O2", "de andere opleider van de stage",
       Someone("duo", v1::ROLE_TRAINER, InPlacement("p"))},
      {"K", "een kandidaat, die het niet wordt",
       Someone("kandidaat", v1::ROLE_TRAINER, InPlacement("q"))},
      {"N", "de kandidaat die de nieuwe opleider wordt",
       Someone("nieuw", v1::ROLE_TRAINER, InPlacement("q"))},
      {"O'", "een opleider van elders",
       Someone("opleider-elders", v1::ROLE_TRAINER, InPlacement("q"))},
      {"D", "een docent van de groep",
       Someone("docent", v1::ROLE_TEACHER, InGroup("groep"))},
      {"D'", "een docent van een andere groep",
       Someone("docent-elders", v1::ROLE_TEACHER, InGroup("andere groep"))},
      {"D!",
       "een docent van een andere groep, die de zaak in een noodgeval opende",
       InEmergency(
           Someone("docent-nood", v1::ROLE_TEACHER, InGroup("andere groep")))},
      {"DO", "een docent van de groep die ook de opleider is (A-55)",
       Someone("opleider", v1::ROLE_TEACHER, InGroup("groep"))},
      {"DP", "een docent van de groep die opleider in die praktijk is (A-55)",
       InPractice(Someone("collega", v1::ROLE_TEACHER, InGroup("groep")))},
      {"J", "de jaarassistent",
       Someone("jaar", v1::ROLE_YEAR_ASSISTANT, InYear(1))},
      {"J'", "de jaarassistent van een ander jaar",
       Someone("jaar-elders", v1::ROLE_YEAR_ASSISTANT, InYear(2))},
      {"JF", "de jaarassistent die de zaak had, en er nog iets in moet (A-31)",
       Someone("jaar-eerder", v1::ROLE_YEAR_ASSISTANT, InYear(3))},
      {"M", "de manager opleiding",
       Someone("manager", v1::ROLE_PROGRAMME_MANAGER, InYear(1))},
      {"MO", "een manager opleiders",
       Someone("mo", v1::ROLE_TRAINER_MANAGER, everywhere)},
      {"AM", "een assistent manager opleiders",
       Someone("amo", v1::ROLE_TRAINER_MANAGER_ASSISTANT, everywhere)},
      {"P", "het plaatsvervangend hoofd",
       Someone("plv", v1::ROLE_DEPUTY_HEAD, everywhere)},
      {"H", "het hoofd", Someone("hoofd", v1::ROLE_HEAD, everywhere)},
      {"B", "de beleidsmedewerker",
       Someone("beleid", v1::ROLE_POLICY_OFFICER, everywhere)},
      {"R", "een auditor", Someone("fg", v1::ROLE_AUDITOR, everywhere)},
      {"RO", "een auditor die ook de opleider is (A-55)",
       Someone("opleider", v1::ROLE_AUDITOR, everywhere)},
      {"T", "de beheerder",
       Someone("beheer", v1::ROLE_ADMINISTRATOR, everywhere)},
  };
}

// How far the case is.
struct Stage {
  const char* name;
  v1::Case row;
};

SubmittedReport Submitted(const v1::Report& report) {
  SubmittedReport submitted;
  submitted.document_id = report.key();
  submitted.report = report.key();
  submitted.on = kRuledOn;
  for (const v1::ReportPart& part : report.parts()) {
    submitted.part_keys.push_back(part.key());
  }
  if (report.per_trainer()) submitted.trainer_id = "opleider";
  return submitted;
}

// Every state that a document of a kind can be in, and what tells them apart.
struct DocumentState {
  std::string name;
  SubmittedReport document;
};

std::vector<DocumentState> StatesOf(const v1::Report& report) {
  std::vector<DocumentState> states;
  const std::string name = absl::StrCat(report.key(), " ", report.title());
  const SubmittedReport submitted = Submitted(report);
  states.push_back({name, submitted});
  if (report.chosen_by() != v1::ROLE_UNSPECIFIED) {
    states.back().name += ", niet gekozen om te bewaren";
    states.push_back({name + ", gekozen om te bewaren", submitted});
    states.back().document.chosen = true;
    states.push_back({name + ", teruggenomen", submitted});
    states.back().document.withdrawn = true;
  }
  const bool has_shared_part = std::any_of(
      report.parts().begin(), report.parts().end(),
      [](const v1::ReportPart& part) { return part.seen_by_size() > 0; });
  if (report.released() || has_shared_part) {
    states.back().name += ", nog niet gezien door de aios";
    states.push_back({name + ", gezien door de aios", submitted});
    states.back().document.seen_on = kToday;
  }
  if (report.released()) {
    states.push_back(
        {name + ", doorgegeven aan de nieuwe opleider", submitted});
    states.back().document.seen_on = kToday;
    states.back().document.released_on = kToday;
    states.back().document.released_to = "nieuw";
  }
  if (report.resident_may_open()) {
    states.push_back({name + ", opengezet voor de nieuwe opleider", submitted});
    if (report.chosen_by() != v1::ROLE_UNSPECIFIED) {
      states.back().document.chosen = true;
    }
    states.back().document.opened_to = "nieuw";
  }
  return states;
}

// Nothing is known yet of one that is not suitable.
Candidate Put(const std::string& trainer_id, bool suitable) {
  Candidate candidate;
  candidate.candidacy_id = trainer_id;
  candidate.trainer_id = trainer_id;
  candidate.proposed_on = kEffectiveOn;
  if (suitable) candidate.suitability_on = kEffectiveOn;
  candidate.suitable = suitable;
  return candidate;
}

std::vector<Stage> Stages(const Procedure& procedure,
                          const std::vector<SubmittedReport>& reports) {
  Case state;
  state.id = "zaak";
  state.number = "2026-001";
  state.procedure = procedure.name();
  state.group_id = "groep";
  state.training_year = 1;
  state.placement_id = "p";
  state.resident_id = "aios";
  state.trainer_ids = {"opleider", "duo"};
  state.practice_id = "de praktijk";
  state.placement_starts_on = absl::CivilDay(2026, 3, 1);
  state.placement_ends_on = absl::CivilDay(2027, 2, 28);
  state.opened_on = absl::CivilDay(2026, 9, 7);
  state.reports = reports;

  std::vector<Stage> stages;
  const auto add = [&](const char* name) {
    stages.push_back({name, CaseRowOf(procedure, state)});
    // What is still owed there is not what this page is about.
    *stages.back().row.add_former_scopes() = InYear(3);
  };
  add("voor het besluit");
  state.ruling = RulingGiven{.ruling = v1::RULING_DECOUPLE,
                             .on = kRuledOn,
                             .effective_on = kEffectiveOn};
  state.candidates = {Put("kandidaat", false), Put("nieuw", true)};
  add("ontkoppeld, kandidaten gevraagd");
  state.new_placement = NewPlacement{.placement_id = "n",
                                     .trainer_id = "nieuw",
                                     .practice_id = "praktijk",
                                     .starts_on = kToday - 5,
                                     .ends_on = absl::CivilDay(2027, 2, 28),
                                     .started = true};
  add("nieuwe koppeling bevestigd");
  state.closed_on = kToday;
  state.result = v1::CASE_RESULT_RE_PAIRED;
  add("afgesloten");
  return stages;
}

// What of a cell is said at each stage: once when it is the same at all.
using Cell = std::function<std::string(const Caller&, const v1::Case&)>;

class Page {
 public:
  explicit Page(const Procedure& procedure)
      : procedure_(procedure),
        columns_(Columns()),
        stages_(Stages(procedure, {})) {}

  std::string All() && {
    Opening();
    Cases();
    Documents();
    Timeline();
    LinesOfDocuments();
    Commands();
    return std::move(text_);
  }

 private:
  void Opening() {
    Line("# Wie mag wat weten en doen");
    Line("");
    Line(
        "Deze tabellen zijn gemaakt door het systeem elke vraag te stellen: zo "
        "beslist het, met de procedure ",
        procedure_.name(),
        ". Een test houdt ze daaraan. Wie het anders wil, verandert de "
        "procedure: wie een verslag of een tekst leest (`seen_by`, `words`), "
        "wie de zaken ziet en hun geschiedenis leest, wie de kandidaten, "
        "de belafspraken, wat te laat was en de tellingen ziet "
        "(`sights`), en wie een stap vastlegt (`competences`). Wat daar niet "
        "in te zeggen is, ligt vast.");
    Line("");
    Line(
        "Een auditor heeft dit recht zolang de rol geldt. Die wordt gegeven "
        "voor een controle met een doel en een einde, ten hoogste een jaar "
        "later.");
    Line("");
    Line(
        "In een noodgeval opent iemand van de staf een zaak die er anders voor "
        "hem of haar niet is: om te lezen wat de eigen rol leest, en voor ten "
        "hoogste een dag. De aios, de opleiders van de zaak en de auditors "
        "horen dat vanzelf.");
    Line("");
    Line("De kolommen:");
    Line("");
    for (const Column& column : columns_) {
      Line("- **", column.name, "** ", column.who);
    }
    Line("");
    Line(
        "Verandert een antwoord in de loop van de zaak, dan staan er vier, "
        "gescheiden door `/`:");
    for (const Stage& stage : stages_) Line("- ", stage.name);
  }

  void Cases() {
    Section("De zaak en de lijsten",
            "`+` wel, `–` niet. Wie een zaak niet mag kennen, voor die bestaat "
            "zij niet.");
    Row("ziet de zaak", YesNo(&MaySeeCase));
    Row("ziet de zaak alleen door een noodgeval", YesNo(&IsInEmergency));
    Row("hoort het vanzelf als iemand de zaak in een noodgeval opent",
        YesNo(&IsToldOfEmergencies));
    Row("leest de geschiedenis",
        YesNo([](const Caller& caller, const v1::Case& row) {
          return MayReadHistory(caller, row);
        }));
    Row("ziet contactafspraken (S-37)",
        YesNo([](const Caller& caller, const v1::Case& row) {
          return MaySeeCase(caller, row) && MaySeeContactAgreements(caller);
        }));
    Row("kandidaten: `alle`, wie `geschikt` is, de `eigen`, of dat zij `er "
        "zijn`",
        [](const Caller& caller, const v1::Case& row) {
          return CandidatesFor(caller, row);
        });
    Row("wie de nieuwe opleider is",
        YesNo([](const Caller& caller, const v1::Case& row) {
          v1::Case seen = row;
          KeepSeenCandidates(caller, seen);
          return Knows(caller, row) && !seen.new_trainer_id().empty();
        }));
    Row("hoe het na de ontkoppeling verdergaat",
        YesNo([](const Caller& caller, const v1::Case& row) {
          return MaySeeCase(caller, row) &&
                 !IsDecoupledBefore(caller, row, kToday);
        }));
    for (const Owner& owner : Owners()) {
      Row(absl::StrCat("wat er te laat is of was, ", owner.of_whom),
          YesNo([&owner](const Caller& caller, const v1::Case& row) {
            return MaySeeCase(caller, row) &&
                   MaySeeLatenessOf(caller, owner.role);
          }));
    }
    Row("ziet de aios bij wie op een opleider wacht",
        YesNo([](const Caller& caller, const v1::Case& row) {
          return MayListWaiting(caller) && MaySeeWaiting(caller, row);
        }));
    Row("vraagt het e-portfolio van de aios op",
        YesNo([](const Caller& caller, const v1::Case& row) {
          return MaySeeResidentFile(caller, row.resident_id());
        }));
    Row("vraagt het dossier van de opleider op",
        YesNo([](const Caller& caller, const v1::Case&) {
          return MaySeeTrainerFile(caller, "opleider");
        }));
    Row("een signaal in de groep, van een ander (S-1)",
        YesNo([](const Caller& caller, const v1::Case&) {
          Surroundings placement;
          placement.resident_id = "aios";
          placement.trainer_ids = {"opleider", "duo"};
          placement.practice_id = "de praktijk";
          return MaySeeSignal(caller, "groep", "iemand", placement);
        }));
    Row("opleiders die niemand krijgen (G-2)",
        YesNo([](const Caller& caller, const v1::Case&) {
          return MaySeeUnavailable(caller);
        }));
    Row("wat voor een opleidingsjaar moet gebeuren",
        YesNo([](const Caller& caller, const v1::Case&) {
          v1::Standing standing;
          standing.set_training_year(1);
          return MaySeeStanding(caller, standing);
        }));
    Row("wat voor de procedure moet gebeuren",
        YesNo([](const Caller& caller, const v1::Case&) {
          v1::Standing standing;
          standing.set_procedure_key("sleutel");
          return MaySeeStanding(caller, standing);
        }));
    Row("wat de aios over de eigen gegevens vraagt (AVG)",
        YesNo([](const Caller& caller, const v1::Case&) {
          v1::Standing standing;
          standing.set_privacy_request_id("verzoek");
          standing.set_person_id("aios");
          return MaySeeStanding(caller, standing);
        }));
    Row("tellingen en statistiek zonder namen",
        YesNo([](const Caller& caller, const v1::Case&) {
          return MayCount(caller) && MaySeeStatistics(caller);
        }));
    Row("wat er van de zaak bewaard wordt, hoe lang, en wat gewist is",
        YesNo([](const Caller& caller, const v1::Case& row) {
          return MaySeeRetention(caller) &&
                 !HasPartIn(caller, SurroundingsOf(row));
        }));
  }

  void Documents() {
    Section("Verslagen",
            "`r` leest het, `m` weet dat het er is en hoe het ervoor staat, "
            "`deel` leest het deel dat voor hem of haar is, `–` voor die is "
            "het er niet. Van een eigen verslag zegt de kolom van de schrijver "
            "wat hij of zij zelf ziet. Is een verslag over één opleider, dan "
            "gaat het hier over **O**.");
    for (const v1::Report& report : procedure_.data().reports()) {
      for (const DocumentState& state : StatesOf(report)) {
        stages_ = Stages(procedure_, {state.document});
        Row(state.name, [](const Caller& caller, const v1::Case& row) {
          return SightFor(caller, row);
        });
      }
    }
    stages_ = Stages(procedure_, {});
  }

  void Timeline() {
    Section("De tijdlijn en wat erbij geschreven is",
            "`+` ziet de regel, `t` ook de tekst die erbij hoort, `–` geen van "
            "beide. Een regel van voor het besluit is van voor de "
            "ontkoppeling, alle andere zijn van erna; zij zijn van iemand "
            "anders en over niemand in het bijzonder. Wat iemand zelf "
            "vastlegde of over die opleider alleen gaat, is ook daarna te "
            "zien. Regels over een verslag staan in de tabel hierna. Wat te "
            "laat was, en waarvan is afgeweken, staat er twee keer: van wie "
            "dat was, maakt voor managers opleiders en hun assistenten uit "
            "(§3.2).");
    const OneofDescriptor& kinds =
        *v1::Event::descriptor()->FindOneofByName("kind");
    for (int i = 0; i < kinds.field_count(); ++i) {
      const FieldDescriptor& kind = *kinds.field(i);
      if (!IsOfCases(kind)) continue;
      const std::string name = absl::StrCat("`", kind.name(), "`");
      if (!IsOfAnObligation(kind)) {
        Row(name, [this, &kind](const Caller& caller, const v1::Case& row) {
          return LineFor(caller, row, kind, v1::ROLE_UNSPECIFIED);
        });
        continue;
      }
      for (const Owner& owner : Owners()) {
        Row(absl::StrCat(name, ", ", owner.of_whom),
            [this, &kind, &owner](const Caller& caller, const v1::Case& row) {
              return LineFor(caller, row, kind, owner.role);
            });
      }
    }
  }

  // Of each report in each state; lines that the same people see stand once.
  void LinesOfDocuments() {
    Section(
        "De tijdlijn van een verslag",
        "Als hierboven, per verslag. Wie van het verslag niet weet, ziet er "
        "geen regel van; wat de schrijver over het eigen verslag koos, is "
        "voor de schrijver. De tekst staat bij het verslag. Niet elke regel "
        "komt bij elk verslag voor.");
    for (const v1::Report& report : procedure_.data().reports()) {
      for (const DocumentState& state : StatesOf(report)) {
        stages_ = Stages(procedure_, {state.document});
        std::map<std::string, std::vector<std::string>> lines;
        for (const std::string& event : OfDocuments()) {
          const FieldDescriptor& kind =
              *v1::Event::descriptor()->FindFieldByName(event);
          const auto line = [&](const Caller& caller, const v1::Case& row) {
            return LineOfDocumentFor(caller, row, kind);
          };
          lines[Cells(line)].push_back(absl::StrCat("`", event, "`"));
        }
        for (const auto& [cells, events] : lines) {
          Line("| ", state.name, ": ", absl::StrJoin(events, ", "), " |",
               cells);
        }
      }
    }
    stages_ = Stages(procedure_, {});
  }

  void Commands() {
    Section("Wat iemand vastlegt",
            "`+` mag het als de stap aan de beurt is, `×` mag het in deze rol "
            "niet, `–` voor die is de zaak, de groep of het jaar er niet, `=` "
            "die ziet de zaak al en opent haar niet in een noodgeval. Wat de "
            "procedure verder eist, komt daarna. In een noodgeval legt iemand "
            "niets vast.");
    const OneofDescriptor& kinds =
        *v1::Command::descriptor()->FindOneofByName("kind");
    for (int i = 0; i < kinds.field_count(); ++i) {
      const FieldDescriptor& kind = *kinds.field(i);
      Row(absl::StrCat("`", kind.name(), "`"),
          [this, &kind](const Caller& caller, const v1::Case& row) {
            return CommandFor(caller, row, kind);
          });
    }
  }

  // Of whom something is that was late, or deviated from.
  struct Owner {
    const char* of_whom;
    v1::Role role;
  };
  static const std::vector<Owner>& Owners() {
    static const auto& owners = *new std::vector<Owner>{
        {"van de docenten", v1::ROLE_TEACHER},
        {"van een manager opleiders", v1::ROLE_TRAINER_MANAGER}};
    return owners;
  }

  static bool Knows(const Caller& caller, const v1::Case& row) {
    return MaySeeCase(caller, row) ||
           IsCandidate(caller, SurroundingsOf(row)) ||
           MayReadHistory(caller, row);
  }

  static std::string CandidatesFor(const Caller& caller, const v1::Case& row) {
    if (row.candidacies().empty()) return "";
    v1::Case seen = row;
    KeepSeenCandidates(caller, seen);
    if (!Knows(caller, row) || seen.candidacies().empty()) return "–";
    if (seen.candidacies(0).candidate_id().empty()) return "er zijn";
    if (seen.candidacies_size() == row.candidacies_size()) return "alle";
    return caller.role == v1::ROLE_TRAINER ? "eigen" : "geschikt";
  }

  static std::string SightFor(const Caller& caller, const v1::Case& row) {
    const Viewing viewing = ReadingOf(caller, row);
    const v1::CaseDocument& document = row.documents(0);
    if (SightOf(viewing, document) == v1::SIGHT_LEVEL_READ) return "r";
    if (!PartsRead(viewing, document).empty()) return "deel";
    return SightOf(viewing, document) == v1::SIGHT_LEVEL_METADATA ? "m" : "–";
  }

  // Of one document.
  static const std::set<std::string>& OfDocuments() {
    static const auto& of_documents =
        *new std::set<std::string>{"report_submitted",
                                   "document_archived",
                                   "document_unarchived",
                                   "reflection_place_chosen",
                                   "document_seen",
                                   "reflection_withdrawn",
                                   "attention_points_released",
                                   "reaction_given",
                                   "statement_added",
                                   "file_attached",
                                   "new_trainer_sight_chosen",
                                   "content_erased"};
    return of_documents;
  }

  static bool IsOfCases(const FieldDescriptor& kind) {
    // Those of the directory come before, those of accounts between, those of
    // looks after.
    const bool is_of_case =
        (kind.number() >= v1::Event::kSignalLinked &&
         kind.number() < v1::Event::kInvitedToSignIn &&
         kind.number() != v1::Event::kFactCorrected) ||
        (kind.number() >= v1::Event::kContentErased &&
         kind.number() <= v1::Event::kEmergencyAccessOpened);
    return is_of_case && !OfDocuments().contains(kind.name());
  }

  // That something was late, or that was deviated from it.
  static bool IsOfAnObligation(const FieldDescriptor& kind) {
    switch (kind.number()) {
      case v1::Event::kBreachRecorded:
      case v1::Event::kPastTargetRecorded:
      case v1::Event::kBreachWithdrawn:
      case v1::Event::kReminderRecorded:
      case v1::Event::kEscalationRecorded:
      case v1::Event::kDeviationRecorded:
      case v1::Event::kObligationResumed:
        return true;
      default:
        return false;
    }
  }

  std::string LineFor(const Caller& caller, const v1::Case& row,
                      const FieldDescriptor& kind, v1::Role owed_by) const {
    v1::TimelineEntry entry;
    entry.set_event(kind.name());
    *entry.mutable_on() = ToProto(
        row.has_decoupling_effective_on() ? kEffectiveOn + 7 : kRuledOn - 3);
    entry.mutable_actor()->set_person_id("iemand");
    if (kind.number() == v1::Event::kPairingConfirmed) {
      entry.set_trainer_id("nieuw");
    }
    entry.set_owed_by(owed_by);
    entry.set_has_words(
        !WordFieldsOf(static_cast<v1::Event::KindCase>(kind.number())).empty());
    return AnswerFor(caller, row, entry);
  }

  std::string LineOfDocumentFor(const Caller& caller, const v1::Case& row,
                                const FieldDescriptor& kind) const {
    v1::TimelineEntry entry;
    entry.set_event(kind.name());
    entry.set_document_id(row.documents(0).document_id());
    *entry.mutable_on() = ToProto(
        row.has_decoupling_effective_on() ? kEffectiveOn + 7 : kRuledOn - 3);
    entry.mutable_actor()->set_person_id("iemand");
    v1::Case seen = row;
    KeepSeenDocuments(ReadingOf(caller, row), *seen.mutable_documents());
    return AnswerFor(caller, seen, entry);
  }

  std::string AnswerFor(const Caller& caller, const v1::Case& row,
                        const v1::TimelineEntry& entry) const {
    if (!Knows(caller, row) || !MaySeeEntry(caller, row, entry)) return "–";
    return MayReadWords(caller, procedure_, row, entry) ? "t" : "+";
  }

  std::string CommandFor(const Caller& caller, const v1::Case& row,
                         const FieldDescriptor& field) const {
    const auto kind = static_cast<v1::Command::KindCase>(field.number());
    const bool about_a_case =
        field.message_type()->FindFieldByName("case_id") != nullptr ||
        field.message_type()->FindFieldByName("placement_id") != nullptr;
    const v1::Competence competence = CompetenceFor(kind, &procedure_);
    const bool of_the_institute =
        IsCompetent(v1::ROLE_ADMINISTRATOR, competence) ||
        IsCompetent(v1::ROLE_SYSTEM, competence);
    if (of_the_institute) {
      return IsCompetent(caller.role, competence) ? "+" : "×";
    }
    // In an emergency someone reads, and does nothing.
    Surroundings to_act_in = SurroundingsOf(row);
    to_act_in.read_case_id.clear();
    // Here the role is asked first, and then whether the case is there.
    if (kind == v1::Command::kOpenEmergencyAccess) {
      if (!IsCompetent(caller.role, competence)) return "×";
      if (HasPartIn(caller, to_act_in)) return "–";
      return IsConcerned(caller, to_act_in) ? "=" : "+";
    }
    if (IsAboutWhatIsKept(kind)) {
      if (!IsCompetent(caller.role, competence)) return "×";
      return about_a_case && !IsOpenTo(caller, kind, to_act_in) ? "–" : "+";
    }
    const auto has = [&field](const char* name) {
      return field.message_type()->FindFieldByName(name) != nullptr;
    };
    if (about_a_case) {
      if (!IsOpenTo(caller, kind, to_act_in)) return "–";
      if (!IsAskedOf(caller, kind, to_act_in)) return "×";
    } else if (has("group_id")) {
      if (!HoldsFor(caller, "groep", 1, "")) return "–";
    } else if (has("cohort_id")) {
      if (!HoldsFor(caller, "", 1, "")) return "–";
    } else if (!HoldsFor(caller, "", 0, "")) {
      return "–";
    }
    return IsCompetent(caller.role, competence) ? "+" : "×";
  }

  static bool IsAboutWhatIsKept(v1::Command::KindCase kind) {
    return kind == v1::Command::kEraseContent ||
           kind == v1::Command::kPlaceLegalHold ||
           kind == v1::Command::kLiftLegalHold ||
           kind == v1::Command::kExtendPrivacyRequest ||
           kind == v1::Command::kAnswerPrivacyRequest ||
           kind == v1::Command::kMaskPassage ||
           kind == v1::Command::kUnmaskPassage;
  }

  template <typename May>
  static Cell YesNo(May may) {
    return [may](const Caller& caller, const v1::Case& row) {
      return std::string(may(caller, row) ? "+" : "–");
    };
  }

  template <typename... Parts>
  void Line(const Parts&... parts) {
    absl::StrAppend(&text_, parts..., "\n");
  }

  void Section(const char* title, const char* about) {
    Line("");
    Line("## ", title);
    Line("");
    Line(about);
    Line("");
    std::string head = "| |";
    std::string rule = "| --- |";
    for (const Column& column : columns_) {
      absl::StrAppend(&head, " ", column.name, " |");
      rule += " --- |";
    }
    Line(head);
    Line(rule);
  }

  void Row(const std::string& name, const Cell& cell) {
    Line("| ", name, " |", Cells(cell));
  }

  // The rest of a row: " + | – |".
  std::string Cells(const Cell& cell) const {
    std::string line;
    for (const Column& column : columns_) {
      std::vector<std::string> answers;
      answers.reserve(stages_.size());
      for (const Stage& stage : stages_) {
        answers.push_back(cell(column.caller, stage.row));
      }
      // What cannot be asked yet is nothing.
      std::replace(answers.begin(), answers.end(), std::string(),
                   std::string("–"));
      const bool same = std::all_of(
          answers.begin(), answers.end(),
          [&](const std::string& one) { return one == answers[0]; });
      absl::StrAppend(&line, " ",
                      same ? answers[0] : absl::StrJoin(answers, "/"), " |");
    }
    return line;
  }

  const Procedure& procedure_;
  const std::vector<Column> columns_;
  std::vector<Stage> stages_;
  std::string text_;
};

}  // namespace

std::string AccessMatrix(const Procedure& procedure) {
  return Page(procedure).All();
}

}  // namespace driehoek
