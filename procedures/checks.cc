#include "procedures/checks.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "driehoek/v1/command.pb.h"
#include "driehoek/v1/event.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "procedures/case_work.h"
#include "procedures/event_words.h"
#include "procedures/subject_checks.h"
#include "procedures/utf8.h"
#include "procedures/viewers.h"

namespace driehoek {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

// How much of each a procedure may hold. Far beyond what one needs; there so
// that none can keep the server busy.
constexpr size_t kMaxObjections = 2000;
constexpr int kMaxRoleNames = 20;
constexpr int kMaxPlaces = 20;
constexpr int kMaxReports = 50;
constexpr int kMaxParts = 30;
constexpr int kMaxFilings = 10;
constexpr int kMaxSights = 20;
constexpr int kMaxObligations = 200;
constexpr int kMaxBounds = 10;
constexpr int kMaxWatchers = 10;
constexpr int kMaxFulfilments = 10;
constexpr int kMaxGuards = 20;
constexpr int kMaxTolerances = 20;
constexpr int kMaxCompetences = 100;
constexpr int kMaxRoles = 20;
constexpr int kTrainingYears = 3;
constexpr int kMaxMonths = 60;
constexpr size_t kMaxTitle = 200;
constexpr size_t kMaxSection = 40;
constexpr size_t kMaxSource = 500;
constexpr int kMaxSections = 100;
constexpr int kMaxRecordedWords = 50;
constexpr size_t kMaxAbout = 2000;
constexpr int kMaxRetention = 20;
constexpr int kMaxRetentionMonths = 1200;

// What a candidate hears of a case (K-10).
constexpr char kToldToACandidate[] = "candidate_briefed";

// A key that people see and write: "D-1", "EP".
constexpr size_t kMaxRowKey = 16;

// The talk that a fact is of; a planned talk is the one later held. Unspecified
// for what is no talk.
v1::FactKind TalkOf(v1::FactKind fact) {
  switch (fact) {
    case v1::FACT_KIND_TRIANGULAR_MEETING_HELD:
    case v1::FACT_KIND_RESIDENT_EVALUATION_HELD:
    case v1::FACT_KIND_TRAINER_EVALUATION_HELD:
    case v1::FACT_KIND_MANAGER_CONTACT_HELD:
    case v1::FACT_KIND_NEW_PLACEMENT_EVALUATION_HELD:
      return fact;
    case v1::FACT_KIND_RESIDENT_EVALUATION_PLANNED:
      return v1::FACT_KIND_RESIDENT_EVALUATION_HELD;
    case v1::FACT_KIND_TRAINER_EVALUATION_PLANNED:
      return v1::FACT_KIND_TRAINER_EVALUATION_HELD;
    default:
      return v1::FACT_KIND_UNSPECIFIED;
  }
}

// The facts that a report can be about: a talk, or what people are written to
// about.
bool CanHaveReports(v1::FactKind fact) {
  return TalkOf(fact) != v1::FACT_KIND_UNSPECIFIED ||
         fact == v1::FACT_KIND_DECOUPLED ||
         fact == v1::FACT_KIND_PAIRING_CONFIRMED;
}

// The talks that are with one trainer.
bool IsWithOneTrainer(v1::FactKind fact) {
  return TalkOf(fact) == v1::FACT_KIND_TRAINER_EVALUATION_HELD ||
         fact == v1::FACT_KIND_MANAGER_CONTACT_HELD;
}

// What lasts as long as a state does, or is only measured, is never done.
bool IsNeverDone(v1::ObligationClass obligation_class) {
  return obligation_class == v1::OBLIGATION_CLASS_STANDING ||
         obligation_class == v1::OBLIGATION_CLASS_INDICATOR;
}

// Whether an obligation of this class falls due.
bool HasDates(v1::ObligationClass obligation_class) {
  switch (obligation_class) {
    case v1::OBLIGATION_CLASS_HARD:
    case v1::OBLIGATION_CLASS_TARGET:
    case v1::OBLIGATION_CLASS_EVENT_BOUND:
    case v1::OBLIGATION_CLASS_THRESHOLD:
    case v1::OBLIGATION_CLASS_WINDOW:
    case v1::OBLIGATION_CLASS_YEARLY:
      return true;
    default:
      return false;
  }
}

bool IsSpokenOf(v1::ObligationClass obligation_class) {
  return obligation_class != v1::OBLIGATION_CLASS_UNSPECIFIED &&
         v1::ObligationClass_IsValid(obligation_class);
}

// A role that counts in a placement and in nothing wider.
bool BelongsToPlacement(v1::Role role) {
  return role == v1::ROLE_RESIDENT || role == v1::ROLE_TRAINER;
}

bool Lists(const std::vector<std::string>& commands,
           const std::string& command) {
  return std::find(commands.begin(), commands.end(), command) != commands.end();
}

struct KeyForm {
  bool (*allows)(char);
  size_t longest;
  absl::string_view in_words;
};

constexpr KeyForm kProcedureKey = {
    [](char c) {
      return absl::ascii_islower(static_cast<unsigned char>(c)) ||
             absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '-';
    },
    64, "kleine letters, cijfers en -"};
constexpr KeyForm kVersion = {
    [](char c) { return kProcedureKey.allows(c) || c == '.'; }, 32,
    "kleine letters, cijfers, - en ."};
constexpr KeyForm kRowKey = {
    [](char c) {
      return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' ||
             c == '.';
    },
    kMaxRowKey, "letters, cijfers, - en ."};
constexpr KeyForm kPartKey = {
    [](char c) {
      return absl::ascii_islower(static_cast<unsigned char>(c)) ||
             absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '_';
    },
    64, "kleine letters, cijfers en _"};

std::string Under(absl::string_view path, absl::string_view field) {
  return absl::StrCat(path, path.empty() ? "" : ".", field);
}

std::string Nth(absl::string_view list, int index) {
  return absl::StrCat(list, "[", index, "]");
}

class Checker {
 public:
  explicit Checker(const v1::Procedure& procedure) : procedure_(procedure) {}

  std::vector<Objection> Run() && {
    CheckWords(procedure_, "");
    CheckHead();
    CheckRoleNames();
    CheckSections();
    CheckPlaces();
    CheckReports();
    CheckObligations();
    for (Objection& objection : CheckSubjects(procedure_)) {
      Object(std::move(objection.field), std::move(objection.what));
    }
    CheckCycles();
    CheckGuards();
    CheckCompetences();
    CheckExtension();
    CheckWhoMayWriteAndFile();
    CheckRecordedWords();
    CheckRhythm();
    CheckRetention();
    CheckSights();
    return std::move(objections_);
  }

 private:
  void Object(std::string field, std::string what) {
    if (objections_.size() >= kMaxObjections) return;
    objections_.push_back({std::move(field), std::move(what)});
  }

  // Holds everywhere: proto3 takes any number for a value of an enum, and an
  // escape can put any byte in a string.
  void CheckWords(const Message& message, const std::string& path) {
    std::vector<const FieldDescriptor*> fields;
    const google::protobuf::Reflection& reflection = *message.GetReflection();
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      const std::string at = Under(path, field->name());
      if (!field->is_repeated()) {
        CheckWord(message, *field, at, -1);
        continue;
      }
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        CheckWord(message, *field, Nth(at, i), i);
      }
    }
  }

  // The `index`th of a repeated field; -1 for the only one.
  void CheckWord(const Message& message, const FieldDescriptor& field,
                 const std::string& path, int index) {
    const google::protobuf::Reflection& reflection = *message.GetReflection();
    const bool only = index < 0;
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        CheckWords(only ? reflection.GetMessage(message, &field)
                        : reflection.GetRepeatedMessage(message, &field, index),
                   path);
        break;
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int number =
            only ? reflection.GetEnumValue(message, &field)
                 : reflection.GetRepeatedEnumValue(message, &field, index);
        if (field.enum_type()->FindValueByNumber(number) == nullptr) {
          Object(path, absl::StrCat(number, " is geen bekende waarde"));
        }
        break;
      }
      case FieldDescriptor::CPPTYPE_STRING:
        CheckCharacters(
            path, only ? reflection.GetString(message, &field)
                       : reflection.GetRepeatedString(message, &field, index));
        break;
      default:
        break;
    }
  }

  void CheckCharacters(const std::string& path, const std::string& text) {
    if (Utf8Prefix(text) != text.size()) {
      Object(path, "geen UTF-8");
    } else if (std::any_of(text.begin(), text.end(), [](char c) {
                 return absl::ascii_iscntrl(static_cast<unsigned char>(c));
               })) {
      Object(path, "een regeleinde, tab of ander stuurteken kan hier niet");
    }
  }

  void CheckHead() {
    CheckKey("key", procedure_.key(), kProcedureKey);
    CheckKey("version", procedure_.version(), kVersion);
    CheckText("title", procedure_.title(), kMaxTitle);
    CheckText("institute", procedure_.institute(), kMaxTitle);
    CheckText("source", procedure_.source(), kMaxSource);
    CheckDate("in_force_from", procedure_.has_in_force_from(),
              procedure_.in_force_from());
    if (procedure_.has_reviewed_on()) {
      CheckDate("reviewed_on", true, procedure_.reviewed_on());
    }
    if (procedure_.calendar().shift() == v1::SHIFT_UNSPECIFIED) {
      Object("calendar.shift",
             "zeg of een laatste dag in het weekend verschuift: SHIFT_NONE of "
             "SHIFT_NEXT_WORKING_DAY");
    }
  }

  void CheckRoleNames() {
    const int size =
        Within("role_names", procedure_.role_names_size(), kMaxRoleNames);
    for (int i = 0; i < size; ++i) {
      const v1::RoleName& name = procedure_.role_names(i);
      const std::string path = Nth("role_names", i);
      CheckText(Under(path, "name"), name.name(), kMaxTitle);
      if (!CanBeHeld(Under(path, "role"), name.role())) continue;
      if (!named_roles_.insert(name.role()).second) {
        Object(Under(path, "role"),
               absl::StrCat(v1::Role_Name(name.role()), " heeft al een naam"));
      }
    }
  }

  void CheckSections() {
    absl::flat_hash_set<std::string> keys;
    const int size =
        Within("sections", procedure_.sections_size(), kMaxSections);
    for (int i = 0; i < size; ++i) {
      const v1::Section& section = procedure_.sections(i);
      const std::string path = Nth("sections", i);
      CheckText(Under(path, "key"), section.key(), kMaxSection);
      CheckText(Under(path, "title"), section.title(), kMaxTitle);
      if (!section.about().empty()) {
        CheckText(Under(path, "about"), section.about(), kMaxAbout);
      }
      if (!keys.insert(section.key()).second) {
        Object(Under(path, "key"),
               absl::StrCat("\"", section.key(), "\" staat er al"));
      }
    }
  }

  void CheckPlaces() {
    absl::flat_hash_set<std::string> keys;
    const int size = Within("places", procedure_.places_size(), kMaxPlaces);
    for (int i = 0; i < size; ++i) {
      const v1::Place& place = procedure_.places(i);
      const std::string path = Nth("places", i);
      CheckNewKey(path, place.key(), kRowKey, keys);
      CheckText(Under(path, "name"), place.name(), kMaxTitle);
      if (place.owner() == v1::PLACE_OWNER_UNSPECIFIED) {
        Object(Under(path, "owner"), "zeg van wie deze plek is");
      }
      if (!place.has_external()) continue;
      const std::string external = Under(path, "external");
      CheckText(Under(external, "system"), place.external().system(),
                kMaxTitle);
      CheckText(Under(external, "folder"), place.external().folder(),
                kMaxTitle);
    }
  }

  void CheckReports() {
    absl::flat_hash_set<std::string> keys;
    const int size = Within("reports", procedure_.reports_size(), kMaxReports);
    for (int i = 0; i < size; ++i) {
      const v1::Report& report = procedure_.reports(i);
      const std::string path = Nth("reports", i);
      CheckNewKey(path, report.key(), kRowKey, keys);
      CheckText(Under(path, "title"), report.title(), kMaxTitle);
      CheckText(Under(path, "section"), report.section(), kMaxSection);
      CheckRole(Under(path, "author"), report.author());
      if (!CanHaveReports(report.about()) &&
          v1::FactKind_IsValid(report.about())) {
        Object(Under(path, "about"),
               "een verslag gaat over een gesprek, een evaluatie of een "
               "contact, of over een ontkoppeling of nieuwe koppeling");
      }
      if (report.per_trainer() && !IsWithOneTrainer(report.about())) {
        Object(Under(path, "per_trainer"),
               "kan alleen over een gesprek met één opleider");
      }
      CheckParts(report, path);
      CheckFilings(report, path);
      CheckChoice(report, path);
      CheckSights(report, path);
    }
  }

  // B-12: who chooses is who wrote it, and files it by choosing.
  void CheckChoice(const v1::Report& report, const std::string& path) {
    if (report.chosen_by() == v1::ROLE_UNSPECIFIED) {
      if (!report.seen_by_once_chosen().empty()) {
        Object(Under(path, "seen_by_once_chosen"),
               "kan alleen met chosen_by: anders kiest niemand");
      }
      return;
    }
    has_choice_ = true;
    if (report.chosen_by() != report.author() ||
        !BelongsToPlacement(report.author())) {
      Object(Under(path, "chosen_by"),
             "alleen de aios of de opleider kiest, over een eigen verslag");
    }
    if (report.chosen_by() == v1::ROLE_TRAINER && !report.per_trainer()) {
      Object(Under(path, "chosen_by"),
             "de opleider kiest alleen over een verslag met per_trainer");
    }
    const int size = std::min(report.filings_size(), kMaxFilings);
    for (int i = 0; i < size; ++i) {
      for (const int role : report.filings(i).by()) {
        if (role == report.chosen_by()) continue;
        Object(Under(Nth(Under(path, "filings"), i), "by"),
               "alleen wie kiest, zet dit verslag ergens neer");
        break;
      }
    }
  }

  void CheckSights(const v1::Report& report, const std::string& path) {
    CheckSightList(Under(path, "seen_by"), report.seen_by());
    CheckSightList(Under(path, "seen_by_once_chosen"),
                   report.seen_by_once_chosen());
    if (report.released() &&
        LevelOf(report, v1::VIEWER_NEW_TRAINER) != v1::SIGHT_LEVEL_READ) {
      Object(Under(path, "released"),
             "kan alleen als VIEWER_NEW_TRAINER het dan leest (seen_by)");
    }
    if (report.released() &&
        LevelOf(report, v1::VIEWER_RESIDENT) != v1::SIGHT_LEVEL_READ) {
      Object(Under(path, "released"),
             "kan alleen als VIEWER_RESIDENT het eerst leest (seen_by)");
    }
    if (report.resident_may_open() && report.author() != v1::ROLE_RESIDENT &&
        LevelOf(report, v1::VIEWER_RESIDENT) != v1::SIGHT_LEVEL_READ) {
      Object(Under(path, "resident_may_open"),
             "kan alleen als VIEWER_RESIDENT het zelf leest (seen_by)");
    }
    if (report.resident_may_open() && LevelOf(report, v1::VIEWER_NEW_TRAINER) !=
                                          v1::SIGHT_LEVEL_UNSPECIFIED) {
      Object(Under(path, "resident_may_open"),
             "kan niet als VIEWER_NEW_TRAINER het al ziet (seen_by)");
    }
    const int parts = std::min(report.parts_size(), kMaxParts);
    for (int i = 0; i < parts; ++i) {
      const std::string at = Under(Nth(Under(path, "parts"), i), "seen_by");
      CheckSightList(at, report.parts(i).seen_by());
      for (const v1::Sight& sight : report.parts(i).seen_by()) {
        if (sight.viewer() == v1::VIEWER_NEW_TRAINER &&
            sight.level() == v1::SIGHT_LEVEL_READ) {
          continue;
        }
        Object(at,
               "alleen VIEWER_NEW_TRAINER leest een onderdeel los van het "
               "verslag");
        break;
      }
    }
    const int filings = std::min(report.filings_size(), kMaxFilings);
    for (int i = 0; i < filings; ++i) {
      for (const int by : report.filings(i).by()) {
        const v1::Viewer viewer = ViewerOf(static_cast<v1::Role>(by));
        if (viewer == ViewerOf(report.author()) ||
            LevelOf(report, viewer) != v1::SIGHT_LEVEL_UNSPECIFIED) {
          continue;
        }
        Object(Under(Nth(Under(path, "filings"), i), "by"),
               absl::StrCat(v1::Role_Name(static_cast<v1::Role>(by)),
                            " weet niet van dit verslag (seen_by)"));
      }
    }
  }

  void CheckSightList(
      const std::string& path,
      const google::protobuf::RepeatedPtrField<v1::Sight>& sights) {
    absl::flat_hash_set<int> viewers;
    const int size = Within(path, sights.size(), kMaxSights);
    for (int i = 0; i < size; ++i) {
      const std::string at = Nth(path, i);
      if (sights[i].viewer() == v1::VIEWER_UNSPECIFIED) {
        Object(Under(at, "viewer"), "zeg wie dit ziet");
      } else if (!viewers.insert(sights[i].viewer()).second) {
        Object(
            Under(at, "viewer"),
            absl::StrCat(v1::Viewer_Name(sights[i].viewer()), " staat er al"));
      }
      if (sights[i].level() == v1::SIGHT_LEVEL_UNSPECIFIED) {
        Object(Under(at, "level"),
               "zeg hoeveel: SIGHT_LEVEL_METADATA of SIGHT_LEVEL_READ");
      }
    }
  }

  static v1::SightLevel LevelOf(const v1::Report& report, v1::Viewer viewer) {
    for (const v1::Sight& sight : report.seen_by()) {
      if (sight.viewer() == viewer) return sight.level();
    }
    return v1::SIGHT_LEVEL_UNSPECIFIED;
  }

  void CheckParts(const v1::Report& report, const std::string& path) {
    const std::string list = Under(path, "parts");
    if (report.parts().empty()) {
      Object(list, "een verslag heeft minstens één onderdeel");
    }
    absl::flat_hash_set<std::string> keys;
    const int size = Within(list, report.parts_size(), kMaxParts);
    for (int i = 0; i < size; ++i) {
      const v1::ReportPart& part = report.parts(i);
      const std::string at = Nth(list, i);
      CheckNewKey(at, part.key(), kPartKey, keys);
      CheckText(Under(at, "title"), part.title(), kMaxTitle);
      const bool of_meeting =
          part.needed() == v1::PART_NEEDED_WHEN_NO_DECOUPLING ||
          part.needed() == v1::PART_NEEDED_WHEN_ADVICE;
      if (of_meeting &&
          report.about() != v1::FACT_KIND_TRIANGULAR_MEETING_HELD) {
        Object(Under(at, "needed"),
               "alleen een verslag van een driehoeksgesprek kan hiervan "
               "afhangen");
      }
    }
  }

  void CheckFilings(const v1::Report& report, const std::string& path) {
    const std::string list = Under(path, "filings");
    if (report.filings().empty()) {
      Object(list, "zeg waar het verslag komt, en wie het daar zet");
    }
    absl::flat_hash_set<std::string> places;
    const int size = Within(list, report.filings_size(), kMaxFilings);
    for (int i = 0; i < size; ++i) {
      const v1::Filing& filing = report.filings(i);
      const std::string at = Nth(list, i);
      CheckPlace(Under(at, "place"), filing.place());
      if (!places.insert(filing.place()).second) {
        Object(Under(at, "place"),
               absl::StrCat("\"", filing.place(), "\" staat er al"));
      }
      if (filing.by().empty()) {
        Object(Under(at, "by"), "zeg wie het daar zet");
      }
      const int by = Within(Under(at, "by"), filing.by_size(), kMaxRoles);
      for (int j = 0; j < by; ++j) {
        CheckRole(Nth(Under(at, "by"), j), filing.by(j));
      }
      const std::string parts = Under(at, "parts");
      const int part_count = Within(parts, filing.parts_size(), kMaxParts);
      for (int j = 0; j < part_count; ++j) {
        if (std::none_of(report.parts().begin(), report.parts().end(),
                         [&](const v1::ReportPart& part) {
                           return part.key() == filing.parts(j);
                         })) {
          Object(Nth(parts, j), absl::StrCat("\"", filing.parts(j),
                                             "\" is geen onderdeel van dit "
                                             "verslag"));
        }
      }
    }
  }

  void CheckObligations() {
    absl::flat_hash_set<std::string> keys;
    const int size =
        Within("obligations", procedure_.obligations_size(), kMaxObligations);
    for (int i = 0; i < size; ++i) {
      const v1::Obligation& obligation = procedure_.obligations(i);
      const std::string path = Nth("obligations", i);
      CheckNewKey(path, obligation.key(), kRowKey, keys);
      CheckText(Under(path, "title"), obligation.title(), kMaxTitle);
      CheckText(Under(path, "section"), obligation.section(), kMaxSection);
      CheckFact(Under(path, "created_by"), obligation.created_by());
      CheckWhenAsked(obligation, path);
      CheckBounds(obligation, path);
      CheckOwners(obligation, path);
      CheckFulfilment(obligation, path);
      CheckDateLifted(obligation, path);
      const std::string lapses = Under(path, "lapses_by");
      const int lapse_count =
          Within(lapses, obligation.lapses_by_size(), kMaxFulfilments);
      for (int j = 0; j < lapse_count; ++j) {
        CheckFact(Nth(lapses, j), obligation.lapses_by(j));
      }
    }
  }

  // In which training years, and with D in which part of the placement; and a
  // long waiting time only where something says when it is long.
  void CheckWhenAsked(const v1::Obligation& obligation,
                      const std::string& path) {
    CheckTrainingYears(Under(path, "training_years"),
                       obligation.training_years());
    if (obligation.within() != v1::WINDOW_UNSPECIFIED &&
        !procedure_.has_extension()) {
      Object(Under(path, "within"),
             "zeg bij extension om welke maanden het gaat");
    }
    if (obligation.created_by().fact() == v1::FACT_KIND_LONG_WAITING_ENDED &&
        !SaysWhenWaitingIsLong()) {
      Object(Under(path, "created_by"),
             "niets zegt vanaf wanneer een wachttijd lang is: dat doet een "
             "verplichting met OBLIGATION_CLASS_THRESHOLD die ontstaat door "
             "FACT_KIND_WAITING_STARTED");
    }
  }

  bool SaysWhenWaitingIsLong() const {
    const auto& obligations = procedure_.obligations();
    return std::any_of(obligations.begin(), obligations.end(),
                       [](const v1::Obligation& obligation) {
                         return obligation.obligation_class() ==
                                    v1::OBLIGATION_CLASS_THRESHOLD &&
                                obligation.created_by().fact() ==
                                    v1::FACT_KIND_WAITING_STARTED;
                       });
  }

  void CheckTrainingYears(
      const std::string& list,
      const google::protobuf::RepeatedField<int32_t>& years) {
    const int size = Within(list, years.size(), kTrainingYears);
    for (int i = 0; i < size; ++i) {
      if (years[i] < 1 || years[i] > kTrainingYears) {
        Object(Nth(list, i), "een opleidingsjaar is 1, 2 of 3");
      }
    }
  }

  void CheckExtension() {
    if (!procedure_.has_extension()) return;
    const v1::ExtensionRule& rule = procedure_.extension();
    CheckText("extension.section", rule.section(), kMaxSection);
    if (rule.training_years().empty()) {
      Object("extension.training_years",
             "zeg voor welke opleidingsjaren dit geldt");
    }
    CheckTrainingYears("extension.training_years", rule.training_years());
    if (rule.from_months() < 0 || rule.until_months() > kMaxMonths ||
        rule.from_months() >= rule.until_months()) {
      Object("extension.until_months",
             absl::StrCat("de maanden lopen van from_months (0 of meer) tot "
                          "until_months (hoogstens ",
                          kMaxMonths, ")"));
    }
    if (rule.presumed_from_months() < rule.from_months() ||
        rule.presumed_from_months() > rule.until_months()) {
      Object("extension.presumed_from_months",
             "deze maand ligt tussen from_months en until_months");
    }
  }

  void CheckBounds(const v1::Obligation& obligation, const std::string& path) {
    const v1::ObligationClass obligation_class = obligation.obligation_class();
    if (obligation_class == v1::OBLIGATION_CLASS_UNSPECIFIED) {
      Object(Under(path, "obligation_class"), "zeg hoe streng dit is");
    }
    const std::string list = Under(path, "bounds");
    if (HasDates(obligation_class) && obligation.bounds().empty()) {
      Object(list, absl::StrCat(v1::ObligationClass_Name(obligation_class),
                                " heeft een termijn nodig"));
    }
    if (IsSpokenOf(obligation_class) && !HasDates(obligation_class) &&
        !obligation.bounds().empty()) {
      Object(Nth(list, 0),
             absl::StrCat(v1::ObligationClass_Name(obligation_class),
                          " heeft geen termijn"));
    }
    const int size = Within(list, obligation.bounds_size(), kMaxBounds);
    for (int i = 0; i < size; ++i) {
      CheckBound(Nth(list, i), obligation.bounds(i));
    }
  }

  void CheckBound(const std::string& path, const v1::Bound& bound) {
    if (bound.anchor() == v1::ANCHOR_UNSPECIFIED) {
      Object(Under(path, "anchor"), "zeg vanaf welke dag de termijn telt");
    }
    CheckOffset(Under(path, "months"), bound.months(), 60);
    CheckOffset(Under(path, "weeks"), bound.weeks(), 520);
    CheckOffset(Under(path, "days"), bound.days(), 3650);
    const bool only_back =
        std::max({bound.months(), bound.weeks(), bound.days()}) <= 0 &&
        std::min({bound.months(), bound.weeks(), bound.days()}) < 0;
    if (bound.anchor() == v1::ANCHOR_CREATION && only_back) {
      Object(path, "de laatste dag valt vóór de dag waarop dit ontstaat");
    }
  }

  void CheckOffset(const std::string& path, int offset, int most) {
    CheckRange(path, offset, -most, most);
  }

  void CheckOwners(const v1::Obligation& obligation, const std::string& path) {
    if (obligation.has_owner()) {
      CheckOwner(Under(path, "owner"), obligation.owner());
    } else {
      Object(Under(path, "owner"), "zeg wie dit moet doen");
    }
    if (obligation.has_owner_once_submitted()) {
      const std::string later = Under(path, "owner_once_submitted");
      CheckOwner(later, obligation.owner_once_submitted());
      if (obligation.fulfilled_by().archived_reports().empty()) {
        Object(later, "kan alleen waar verslagen op hun plek moeten komen");
      }
    }
    const std::string watchers = Under(path, "watchers");
    const int size = Within(watchers, obligation.watchers_size(), kMaxWatchers);
    for (int i = 0; i < size; ++i) {
      CheckOwner(Nth(watchers, i), obligation.watchers(i));
    }
    if (obligation.has_escalation()) {
      CheckOwner(Under(path, "escalation"), obligation.escalation());
    }
    if (obligation.owner().scope() == v1::OWNER_SCOPE_NEW_PLACEMENT &&
        obligation.watchers().empty()) {
      Object(watchers,
             "zeg wie dit ziet zolang er nog geen nieuwe plek is (A-48)");
    }
  }

  void CheckOwner(const std::string& path, const v1::Owner& owner) {
    const bool known = CheckRole(Under(path, "role"), owner.role());
    const bool in_placement = owner.scope() == v1::OWNER_SCOPE_PLACEMENT ||
                              owner.scope() == v1::OWNER_SCOPE_NEW_PLACEMENT;
    if (known && BelongsToPlacement(owner.role()) && !in_placement) {
      Object(Under(path, "role"),
             absl::StrCat(v1::Role_Name(owner.role()),
                          " hoort bij één stage: OWNER_SCOPE_PLACEMENT of "
                          "OWNER_SCOPE_NEW_PLACEMENT"));
    }
    if (known && !BelongsToPlacement(owner.role()) && in_placement) {
      Object(Under(path, "scope"), absl::StrCat(v1::Role_Name(owner.role()),
                                                " hoort niet bij één stage"));
    }
    if (owner.scope() == v1::OWNER_SCOPE_UNSPECIFIED) {
      Object(Under(path, "scope"),
             "zeg waar de rol geldt: OWNER_SCOPE_GROUP, "
             "OWNER_SCOPE_TRAINING_YEAR of OWNER_SCOPE_INSTITUTE");
    }
  }

  void CheckFulfilment(const v1::Obligation& obligation,
                       const std::string& path) {
    const v1::Fulfilment& fulfilment = obligation.fulfilled_by();
    const std::string at = Under(path, "fulfilled_by");
    if (fulfilment.facts().empty() && fulfilment.archived_reports().empty() &&
        !IsNeverDone(obligation.obligation_class())) {
      Object(at, "zeg wanneer dit gedaan is");
    }
    const std::string facts = Under(at, "facts");
    const int fact_count =
        Within(facts, fulfilment.facts_size(), kMaxFulfilments);
    for (int i = 0; i < fact_count; ++i) {
      const std::string fact = Nth(facts, i);
      CheckFact(fact, fulfilment.facts(i));
      if (fulfilment.facts(i).fact() == v1::FACT_KIND_LONG_WAITING_ENDED) {
        Object(Under(fact, "fact"),
               "FACT_KIND_LONG_WAITING_ENDED kan alleen iets laten ontstaan");
      }
      CheckSameTalk(fact, obligation.created_by(),
                    fulfilment.facts(i).report());
    }
    const std::string reports = Under(at, "archived_reports");
    const int report_count =
        Within(reports, fulfilment.archived_reports_size(), kMaxFulfilments);
    for (int i = 0; i < report_count; ++i) {
      const std::string& report = fulfilment.archived_reports(i);
      CheckReport(Nth(reports, i), report);
      CheckSameTalk(Nth(reports, i), obligation.created_by(), report);
    }
  }

  // A date that never was cannot be taken away, and what does the thing itself
  // is no attempt at it.
  void CheckDateLifted(const v1::Obligation& obligation,
                       const std::string& path) {
    const std::string list = Under(path, "date_lifted_by");
    if (IsSpokenOf(obligation.obligation_class()) &&
        !HasDates(obligation.obligation_class()) &&
        !obligation.date_lifted_by().empty()) {
      Object(
          Nth(list, 0),
          absl::StrCat(v1::ObligationClass_Name(obligation.obligation_class()),
                       " heeft geen termijn"));
    }
    const int size =
        Within(list, obligation.date_lifted_by_size(), kMaxFulfilments);
    const auto& facts = obligation.fulfilled_by().facts();
    for (int i = 0; i < size; ++i) {
      const v1::FactRef& lifts = obligation.date_lifted_by(i);
      CheckFact(Nth(list, i), lifts);
      if (lifts.fact() != v1::FACT_KIND_UNSPECIFIED &&
          std::any_of(facts.begin(), facts.end(), [&](const v1::FactRef& fact) {
            return fact.fact() == lifts.fact() &&
                   fact.report() == lifts.report();
          })) {
        Object(Nth(list, i), "hiermee is het al gedaan (fulfilled_by)");
      }
    }
  }

  // What a talk creates is fulfilled by reports of that talk: by one of another
  // talk it never would be.
  void CheckSameTalk(const std::string& path, const v1::FactRef& created_by,
                     const std::string& report_key) {
    const v1::Report* report = FindReport(report_key);
    if (report == nullptr) return;
    if (report->chosen_by() != v1::ROLE_UNSPECIFIED) {
      Object(path, absl::StrCat("\"", report_key,
                                "\" mag niemand vragen: wie het schrijft, mag "
                                "het houden (chosen_by)"));
      return;
    }
    const v1::FactKind created_about = TalkCreating(created_by);
    if (created_about == v1::FACT_KIND_UNSPECIFIED) return;
    if (TalkOf(report->about()) != created_about) {
      Object(path, absl::StrCat("\"", report_key,
                                "\" gaat over iets anders dan waardoor dit "
                                "ontstaat (",
                                v1::FactKind_Name(created_about), ")"));
    }
  }

  v1::FactKind TalkCreating(const v1::FactRef& fact) const {
    const v1::Report* report = FindReport(fact.report());
    return TalkOf(report == nullptr ? fact.fact() : report->about());
  }

  void CheckFact(const std::string& path, const v1::FactRef& fact) {
    if (fact.fact() == v1::FACT_KIND_UNSPECIFIED) {
      Object(Under(path, "fact"), "zeg welk feit");
      return;
    }
    const std::string report = Under(path, "report");
    if (fact.fact() == v1::FACT_KIND_REPORT_SUBMITTED) {
      CheckReport(report, fact.report());
    } else if (!fact.report().empty()) {
      Object(report, "hoort alleen bij FACT_KIND_REPORT_SUBMITTED");
    }
  }

  // A fact that creates an obligation whose fulfilment is, by way of others,
  // that fact again: nobody would ever be done.
  void CheckCycles() {
    const int size = std::min(procedure_.obligations_size(), kMaxObligations);
    std::vector<Visit> visits(static_cast<size_t>(size), Visit::kNew);
    std::vector<int> way;
    for (int i = 0; i < size; ++i) Follow(i, visits, way);
  }

  enum class Visit { kNew, kUnderWay, kDone };

  void Follow(int index, std::vector<Visit>& visits, std::vector<int>& way) {
    Visit& visit = visits[static_cast<size_t>(index)];
    if (visit != Visit::kNew) return;
    visit = Visit::kUnderWay;
    way.push_back(index);
    for (const int next : CreatedByFulfilling(index, visits.size())) {
      if (visits[static_cast<size_t>(next)] == Visit::kUnderWay) {
        ObjectToCycle(std::find(way.begin(), way.end(), next), way.end());
      }
      Follow(next, visits, way);
    }
    way.pop_back();
    visit = Visit::kDone;
  }

  std::vector<int> CreatedByFulfilling(int index, size_t size) const {
    std::vector<int> created;
    // What is done every year is done again the next year.
    if (procedure_.obligations(index).obligation_class() ==
        v1::OBLIGATION_CLASS_YEARLY) {
      return created;
    }
    const v1::Fulfilment& fulfilment =
        procedure_.obligations(index).fulfilled_by();
    for (size_t i = 0; i < size; ++i) {
      const int other = static_cast<int>(i);
      const v1::FactRef& creator = procedure_.obligations(other).created_by();
      const bool follows =
          std::any_of(fulfilment.facts().begin(), fulfilment.facts().end(),
                      [&creator](const v1::FactRef& fact) {
                        return fact.fact() == creator.fact() &&
                               fact.report() == creator.report() &&
                               fact.fact() != v1::FACT_KIND_UNSPECIFIED;
                      });
      if (follows) created.push_back(other);
    }
    return created;
  }

  void ObjectToCycle(std::vector<int>::const_iterator first,
                     std::vector<int>::const_iterator last) {
    std::vector<std::string> keys;
    for (auto at = first; at != last; ++at) {
      keys.push_back(procedure_.obligations(*at).key());
    }
    keys.push_back(procedure_.obligations(*first).key());
    Object(Under(Nth("obligations", *std::prev(last)), "fulfilled_by"),
           absl::StrCat("een kring: ", absl::StrJoin(keys, " → "),
                        "; wie dit doet, moet het weer doen"));
  }

  void CheckRhythm() {
    if (!procedure_.has_rhythm()) return;
    const v1::Rhythm& rhythm = procedure_.rhythm();
    CheckRange("rhythm.hour", rhythm.hour(), 6, 20);
    CheckRange("rhythm.hard_days_before", rhythm.hard_days_before(), 0, 60);
    CheckRange("rhythm.hard_repeat_days", rhythm.hard_repeat_days(), 1, 60);
    CheckRange("rhythm.hard_escalate_after_days",
               rhythm.hard_escalate_after_days(), 0, 60);
    CheckRange("rhythm.hard_repeat_times", rhythm.hard_repeat_times(), 0, 520);
    const std::string list = "rhythm.target_tolerances";
    const int size =
        Within(list, rhythm.target_tolerances_size(), kMaxTolerances);
    int32_t before = 0;
    for (int i = 0; i < size; ++i) {
      const v1::Tolerance& tolerance = rhythm.target_tolerances(i);
      const std::string at = Nth(list, i);
      CheckRange(Under(at, "up_to_days"), tolerance.up_to_days(), 1, 3650);
      CheckRange(Under(at, "days"), tolerance.days(), 0, 60);
      if (i > 0 && tolerance.up_to_days() <= before) {
        Object(Under(at, "up_to_days"),
               "de afstanden lopen op, van dichtbij naar ver");
      }
      before = tolerance.up_to_days();
    }
  }

  void CheckRetention() {
    absl::flat_hash_set<int> kinds;
    const int size =
        Within("retention", procedure_.retention_size(), kMaxRetention);
    for (int i = 0; i < size; ++i) {
      const v1::RetentionTerm& term = procedure_.retention(i);
      const std::string path = Nth("retention", i);
      if (term.kind() == v1::RETAINED_KIND_UNSPECIFIED) {
        Object(Under(path, "kind"), "zeg wat er bewaard wordt");
      } else if (!kinds.insert(term.kind()).second) {
        Object(
            Under(path, "kind"),
            absl::StrCat(v1::RetainedKind_Name(term.kind()), " staat er al"));
      }
      const bool at_closing = term.kind() == v1::RETAINED_KIND_UNSHARED_REPORT;
      CheckRange(Under(path, "months"), term.months(), 0,
                 at_closing ? 0 : kMaxRetentionMonths);
      CheckText(Under(path, "source"), term.source(), kMaxSource);
      if (term.anchor() == v1::RETENTION_ANCHOR_UNSPECIFIED) {
        Object(Under(path, "anchor"), "zeg vanaf wanneer de termijn loopt");
      } else if (!Fits(term.kind(), term.anchor())) {
        Object(Under(path, "anchor"),
               absl::StrCat(v1::RetentionAnchor_Name(term.anchor()),
                            " past niet bij wat er bewaard wordt"));
      }
    }
  }

  void CheckSights() {
    absl::flat_hash_set<int> subjects;
    const int size =
        Within("sights", procedure_.sights_size(), v1::SightSubject_ARRAYSIZE);
    for (int i = 0; i < size; ++i) {
      const v1::SightRule& rule = procedure_.sights(i);
      const std::string path = Nth("sights", i);
      CheckText(Under(path, "section"), rule.section(), kMaxSection);
      if (rule.subject() == v1::SIGHT_SUBJECT_UNSPECIFIED) {
        Object(Under(path, "subject"), "zeg wat er gezien wordt");
        continue;
      }
      if (!subjects.insert(rule.subject()).second) {
        Object(Under(path, "subject"),
               absl::StrCat(v1::SightSubject_Name(rule.subject()),
                            " staat er al"));
      }
      CheckRoleSights(path, rule);
      if (rule.subject() == v1::SIGHT_SUBJECT_HISTORIES) {
        CheckHistories(Under(path, "subject"), rule);
      }
      if (rule.subject() == v1::SIGHT_SUBJECT_CASES) {
        for (std::string& wrong : LeftWithoutCases(procedure_, procedure_)) {
          Object(Under(path, "subject"), std::move(wrong));
        }
      }
    }
  }

  // An auditor who reads no history sees no case, and audits nothing.
  void CheckHistories(const std::string& path, const v1::SightRule& rule) {
    const bool has_auditor = std::any_of(
        rule.by().begin(), rule.by().end(),
        [](const v1::RoleSight& by) { return by.role() == v1::ROLE_AUDITOR; });
    if (has_auditor) return;
    Object(path,
           "ROLE_AUDITOR kent een zaak alleen door de geschiedenis, en "
           "moet die lezen");
  }

  void CheckRoleSights(const std::string& path, const v1::SightRule& rule) {
    absl::flat_hash_set<int> roles;
    const int size = Within(Under(path, "by"), rule.by_size(), kMaxRoles);
    for (int i = 0; i < size; ++i) {
      const v1::RoleSight& by = rule.by(i);
      const std::string one = Nth(Under(path, "by"), i);
      if (!MayBeGiven(rule.subject(), by.role())) {
        Object(Under(one, "role"),
               absl::StrCat(v1::Role_Name(by.role()),
                            " kan dit niet te zien krijgen"));
      } else if (!roles.insert(by.role()).second) {
        Object(Under(one, "role"),
               absl::StrCat(v1::Role_Name(by.role()), " staat er al"));
      }
      if (!Fits(rule.subject(), by.degree())) {
        Object(Under(one, "degree"),
               absl::StrCat(v1::SightDegree_Name(by.degree()),
                            " past niet bij wat er gezien wordt"));
      }
    }
  }

  // Parties see what is theirs by other rules; of candidates the resident may
  // be told.
  static bool MayBeGiven(v1::SightSubject subject, v1::Role role) {
    switch (subject) {
      case v1::SIGHT_SUBJECT_CASES:
        return MaySeeCasesOfOthers(role);
      case v1::SIGHT_SUBJECT_HISTORIES:
        return MaySeeCasesOfOthers(role) || role == v1::ROLE_AUDITOR;
      default:
        break;
    }
    switch (role) {
      case v1::ROLE_UNSPECIFIED:
      case v1::ROLE_SYSTEM:
      case v1::ROLE_TRAINER:
        return false;
      case v1::ROLE_RESIDENT:
        return subject == v1::SIGHT_SUBJECT_CANDIDATES;
      default:
        return true;
    }
  }

  static bool Fits(v1::SightSubject subject, v1::SightDegree degree) {
    switch (degree) {
      case v1::SIGHT_DEGREE_ALL:
        return true;
      case v1::SIGHT_DEGREE_SUITABLE:
      case v1::SIGHT_DEGREE_THAT_THERE_ARE:
        return subject == v1::SIGHT_SUBJECT_CANDIDATES;
      case v1::SIGHT_DEGREE_OWN:
        return subject == v1::SIGHT_SUBJECT_LATENESS;
      default:
        return false;
    }
  }

  // A dossier is a trainer's, and a case and an e-portfolio a resident's.
  static bool Fits(v1::RetainedKind kind, v1::RetentionAnchor anchor) {
    if (anchor == v1::RETENTION_ANCHOR_CASE_CLOSED) return true;
    if (kind == v1::RETAINED_KIND_UNSHARED_REPORT) return false;
    return (anchor == v1::RETENTION_ANCHOR_TRAINERSHIP_ENDED) ==
           (kind == v1::RETAINED_KIND_DOSSIER);
  }

  void CheckRange(const std::string& path, int number, int least, int most) {
    if (number < least || number > most) {
      Object(path, absl::StrCat(number, " kan hier niet; wel: ", least, " tot ",
                                most));
    }
  }

  void CheckGuards() {
    absl::flat_hash_set<std::string> keys;
    absl::flat_hash_set<int> guards;
    const int size = Within("guards", procedure_.guards_size(), kMaxGuards);
    for (int i = 0; i < size; ++i) {
      const v1::GuardRule& rule = procedure_.guards(i);
      const std::string path = Nth("guards", i);
      CheckNewKey(path, rule.key(), kRowKey, keys);
      CheckText(Under(path, "section"), rule.section(), kMaxSection);
      if (rule.guard() == v1::GUARD_UNSPECIFIED) {
        Object(Under(path, "guard"), "zeg wat er bewaakt wordt");
      } else if (!guards.insert(rule.guard()).second) {
        Object(Under(path, "guard"),
               absl::StrCat(v1::Guard_Name(rule.guard()), " staat er al"));
      }
      if (rule.guard() == v1::GUARD_ATTENTION_POINTS_WHEN_RESOLVED &&
          !CanHoldAttentionPoints()) {
        Object(Under(path, "guard"),
               "geen enkel verslag heeft een onderdeel met "
               "PART_NEEDED_WHEN_NO_DECOUPLING: geen zaak zou dicht kunnen");
      }
    }
    CheckChoiceGuarded(guards);
  }

  // A choice is guarded by G-8, and the guard has something to guard.
  void CheckChoiceGuarded(const absl::flat_hash_set<int>& guards) {
    if (guards.contains(v1::GUARD_REFLECTION_BY_CHOICE) == has_choice_) return;
    Object("guards", has_choice_
                         ? "een verslag heeft chosen_by: zet "
                           "GUARD_REFLECTION_BY_CHOICE aan"
                         : "GUARD_REFLECTION_BY_CHOICE bewaakt niets: geen "
                           "verslag heeft chosen_by");
  }

  bool CanHoldAttentionPoints() const {
    for (const v1::Report& report : procedure_.reports()) {
      for (const v1::ReportPart& part : report.parts()) {
        if (part.needed() == v1::PART_NEEDED_WHEN_NO_DECOUPLING) return true;
      }
    }
    return false;
  }

  void CheckCompetences() {
    const std::vector<std::string>& commands = CommandsNeedingCompetence();
    const std::vector<std::string>& outside_cases = CommandsOutsideCases();
    const int size =
        Within("competences", procedure_.competences_size(), kMaxCompetences);
    for (int i = 0; i < size; ++i) {
      const v1::Competence& competence = procedure_.competences(i);
      const std::string path = Nth("competences", i);
      CheckText(Under(path, "section"), competence.section(), kMaxSection);
      if (!Lists(commands, competence.command()) &&
          !Lists(outside_cases, competence.command())) {
        Object(Under(path, "command"),
               absl::StrCat("\"", competence.command(),
                            "\" is geen opdracht waarover een procedure gaat; "
                            "wel: ",
                            absl::StrJoin(commands, ", "), ", ",
                            absl::StrJoin(outside_cases, ", ")));
      } else if (!may_.try_emplace(competence.command()).second) {
        Object(Under(path, "command"),
               absl::StrCat("\"", competence.command(), "\" staat er al"));
      }
      if (competence.roles().empty()) {
        Object(Under(path, "roles"), "zeg wie dit mag");
      }
      const std::string roles = Under(path, "roles");
      const int role_count = Within(roles, competence.roles_size(), kMaxRoles);
      for (int j = 0; j < role_count; ++j) {
        CheckRole(Nth(roles, j), competence.roles(j));
        may_[competence.command()].insert(competence.roles(j));
      }
    }
    for (const std::string& command : commands) {
      if (!may_.contains(command)) {
        Object("competences", absl::StrCat("niemand mag \"", command, "\""));
      }
    }
  }

  // A report whose author may not hand it in is written by nobody; the same for
  // filing.
  void CheckWhoMayWriteAndFile() {
    const int size = std::min(procedure_.reports_size(), kMaxReports);
    for (int i = 0; i < size; ++i) {
      const v1::Report& report = procedure_.reports(i);
      const std::string path = Nth("reports", i);
      CheckMay(Under(path, "author"), report.author(), "submit_report");
      const bool chosen = report.chosen_by() != v1::ROLE_UNSPECIFIED;
      if (chosen) {
        CheckMay(Under(path, "chosen_by"), report.chosen_by(),
                 "choose_reflection_place");
      }
      const int filings = std::min(report.filings_size(), kMaxFilings);
      for (int j = 0; j < filings; ++j) {
        // By the choice itself, unless it lies elsewhere.
        if (chosen && !IsElsewhere(report.filings(j).place())) continue;
        const std::string by = Under(Nth(Under(path, "filings"), j), "by");
        const int roles = std::min(report.filings(j).by_size(), kMaxRoles);
        for (int k = 0; k < roles; ++k) {
          CheckMay(Nth(by, k), report.filings(j).by(k), "archive_document");
        }
      }
    }
  }

  void CheckRecordedWords() {
    absl::flat_hash_set<std::string> events;
    const int size =
        Within("words", procedure_.words_size(), kMaxRecordedWords);
    for (int i = 0; i < size; ++i) {
      const v1::RecordedWords& words = procedure_.words(i);
      const std::string path = Nth("words", i);
      CheckEventWithWords(Under(path, "event"), words.event());
      if (!events.insert(words.event()).second) {
        Object(Under(path, "event"),
               absl::StrCat("\"", words.event(), "\" staat er al"));
      }
      if (!words.document().empty()) {
        CheckKey(Under(path, "document"), words.document(), kRowKey);
      }
      CheckText(Under(path, "title"), words.title(), kMaxTitle);
      CheckText(Under(path, "section"), words.section(), kMaxSection);
      CheckReaders(words, Under(path, "read_by"));
    }
  }

  void CheckEventWithWords(const std::string& path, const std::string& name) {
    if (v1::Event::descriptor()->FindFieldByName(name) == nullptr) {
      Object(path, absl::StrCat("\"", name, "\" is geen gebeurtenis"));
      return;
    }
    const std::vector<std::string>& known = EventsWithWords();
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      Object(path, absl::StrCat("van \"", name,
                                "\" is hier niets te zeggen; wel van: ",
                                absl::StrJoin(known, ", ")));
    }
  }

  void CheckReaders(const v1::RecordedWords& words, const std::string& path) {
    absl::flat_hash_set<int> viewers;
    if (words.read_by().empty()) {
      Object(path, "zeg wie dit leest, of laat deze woorden weg");
    }
    const int size = Within(path, words.read_by_size(), kMaxSights);
    for (int i = 0; i < size; ++i) {
      const v1::Viewer viewer = words.read_by(i);
      if (viewer == v1::VIEWER_UNSPECIFIED) {
        Object(Nth(path, i), "zeg wie dit leest");
      } else if (!viewers.insert(viewer).second) {
        Object(Nth(path, i),
               absl::StrCat(v1::Viewer_Name(viewer), " staat er al"));
      }
      // Of a case the new trainer hears nothing else (G-12).
      if (viewer == v1::VIEWER_NEW_TRAINER &&
          words.event() != kToldToACandidate) {
        Object(Nth(path, i), absl::StrCat("VIEWER_NEW_TRAINER leest alleen ",
                                          kToldToACandidate));
      }
    }
  }

  bool IsElsewhere(const std::string& place) const {
    const auto& places = procedure_.places();
    return std::any_of(places.begin(), places.end(), [&](const auto& known) {
      return known.key() == place && known.has_external();
    });
  }

  void CheckMay(const std::string& path, v1::Role role,
                const std::string& command) {
    const auto may = may_.find(command);
    if (may == may_.end() || role == v1::ROLE_UNSPECIFIED) return;
    if (!may->second.contains(role)) {
      Object(path, absl::StrCat(v1::Role_Name(role), " mag geen \"", command,
                                "\" (zie competences)"));
    }
  }

  // Whether `role` is one that a person can hold. Objects when it is not.
  bool CanBeHeld(const std::string& path, v1::Role role) {
    if (role == v1::ROLE_UNSPECIFIED) {
      Object(path, "zeg welke rol");
    } else if (role == v1::ROLE_SYSTEM) {
      Object(path, "ROLE_SYSTEM is de server zelf; niemand heeft die rol");
    }
    return role != v1::ROLE_UNSPECIFIED && role != v1::ROLE_SYSTEM &&
           v1::Role_IsValid(role);
  }

  bool CheckRole(const std::string& path, v1::Role role) {
    if (!CanBeHeld(path, role)) return false;
    const bool named = named_roles_.contains(role);
    if (!named && roles_missed_.insert(role).second) {
      Object(path, absl::StrCat(v1::Role_Name(role),
                                " heeft geen naam in role_names"));
    }
    return true;
  }

  void CheckPlace(const std::string& path, const std::string& key) {
    const auto& places = procedure_.places();
    if (std::none_of(places.begin(), places.end(), [&key](const auto& place) {
          return place.key() == key;
        })) {
      Object(path, absl::StrCat("\"", key, "\" staat niet bij places"));
    }
  }

  void CheckReport(const std::string& path, const std::string& key) {
    if (FindReport(key) == nullptr) {
      Object(path, absl::StrCat("\"", key, "\" staat niet bij reports"));
    }
  }

  const v1::Report* FindReport(const std::string& key) const {
    const auto& reports = procedure_.reports();
    const auto found = std::find_if(
        reports.begin(), reports.end(),
        [&key](const auto& report) { return report.key() == key; });
    return found == reports.end() ? nullptr : &*found;
  }

  void CheckNewKey(const std::string& path, const std::string& key,
                   const KeyForm& form,
                   absl::flat_hash_set<std::string>& keys) {
    CheckKey(Under(path, "key"), key, form);
    if (!key.empty() && !keys.insert(key).second) {
      Object(Under(path, "key"), absl::StrCat("\"", key, "\" staat er al"));
    }
  }

  void CheckKey(const std::string& path, const std::string& key,
                const KeyForm& form) {
    if (key.empty() || key.size() > form.longest ||
        !std::all_of(key.begin(), key.end(), form.allows)) {
      Object(path,
             absl::StrCat("1 tot ", form.longest, " tekens: ", form.in_words));
    }
  }

  void CheckText(const std::string& path, const std::string& text,
                 size_t longest) {
    if (absl::StripAsciiWhitespace(text).empty() ||
        CountCharacters(text) > longest) {
      Object(path, absl::StrCat("1 tot ", longest, " tekens"));
    }
  }

  void CheckDate(const std::string& path, bool is_set, const v1::Date& date) {
    if (!is_set) {
      Object(path, "zeg vanaf welke dag");
      return;
    }
    const bool in_range = date.year() >= 1900 && date.year() <= 2199;
    const absl::CivilDay day(date.year(), date.month(), date.day());
    if (!in_range || day.month() != date.month() || day.day() != date.day()) {
      Object(path,
             "deze dag bestaat niet, of ligt niet in 1900 tot en met "
             "2199");
    }
  }

  // How many of a list to look at. Objects when it is too long.
  int Within(const std::string& path, int size, int most) {
    if (size <= most) return size;
    Object(Nth(path, most), absl::StrCat("niet meer dan ", most));
    return most;
  }

  const v1::Procedure& procedure_;
  std::vector<Objection> objections_;
  absl::flat_hash_set<int> named_roles_;
  absl::flat_hash_set<int> roles_missed_;
  // A report has an author who chooses whether it is filed.
  bool has_choice_ = false;
  // Which roles may give a command.
  absl::flat_hash_map<std::string, absl::flat_hash_set<int>> may_;
};

}  // namespace

std::vector<Objection> Check(const v1::Procedure& procedure) {
  return Checker(procedure).Run();
}

const std::vector<std::string>& CommandsNeedingCompetence() {
  static const auto* const commands = [] {
    auto* const names = new std::vector<std::string>;
    const auto& kinds = *v1::Command::descriptor()->FindOneofByName("kind");
    for (int i = 0; i < kinds.field_count(); ++i) {
      const FieldDescriptor& command = *kinds.field(i);
      const int number = command.number();
      // What is of the institute is the same everywhere: its directory, who
      // signs in, and what the law says of files. Who attaches something to a
      // report, is who hands it in, and the resident opens it or nobody.
      const bool of_the_institute =
          number < v1::Command::kSignalDiscontentFieldNumber ||
          number == v1::Command::kAddStatementFieldNumber ||
          number == v1::Command::kAttachFileFieldNumber ||
          number == v1::Command::kChooseNewTrainerSightFieldNumber ||
          number >= v1::Command::kInviteToSignInFieldNumber;
      if (!of_the_institute &&
          number != v1::Command::kRecordOutcomeFieldNumber) {
        names->push_back(command.name());
      }
    }
    return names;
  }();
  return *commands;
}

}  // namespace driehoek
