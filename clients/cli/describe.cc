#include "clients/cli/describe.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/civil.h"
#include "clients/cli/command_words.h"
#include "clients/cli/dates.h"
#include "clients/cli/words.h"
#include "procedures/words.h"

namespace driehoek::cli {
namespace {

std::string Capital(std::string words) {
  if (!words.empty()) words[0] = absl::ascii_toupper(words[0]);
  return words;
}

// "de docent, de aios en de opleider"
std::string Listed(const std::vector<std::string>& words) {
  if (words.size() < 2) return absl::StrJoin(words, "");
  return absl::StrCat(absl::StrJoin(words.begin(), words.end() - 1, ", "),
                      " en ", words.back());
}

// A sentence of what has no end of its own.
std::string Ended(const std::string& words) {
  const bool ends = absl::EndsWith(words, ".") || absl::EndsWith(words, "?");
  return ends ? words : absl::StrCat(words, ".");
}

// The numbers in "§5.2.1", so that §5.10 comes after §5.9.
std::vector<int> NumbersIn(absl::string_view section) {
  std::vector<int> numbers;
  size_t from = 0;
  while (from < section.size()) {
    size_t to = from;
    while (to < section.size() && absl::ascii_isdigit(section[to])) ++to;
    int number = 0;
    if (to > from &&
        absl::SimpleAtoi(section.substr(from, to - from), &number)) {
      numbers.push_back(number);
    }
    from = to + 1;
  }
  return numbers;
}

struct BySection {
  bool operator()(const std::string& a, const std::string& b) const {
    return std::pair(NumbersIn(a), a) < std::pair(NumbersIn(b), b);
  }
};

// What the procedure says under one section.
struct UnderSection {
  std::vector<const v1::Obligation*> obligations;
  std::vector<const v1::Report*> reports;
  std::vector<const v1::GuardRule*> guards;
  std::vector<const v1::RecordedWords*> words;
  std::vector<const v1::Competence*> competences;
};

class Describer {
 public:
  explicit Describer(const Procedure& procedure)
      : procedure_(procedure), data_(procedure.data()) {}

  std::string Describe() {
    Line("# ", data_.title(), ", versie ", data_.version());
    Line();
    Line(
        "Deze tekst is gemaakt uit de gegevens van de procedure. Hij zegt wat "
        "het systeem bewaakt; de tekst van het instituut gaat voor.");
    Line();
    Line("- Van: ", data_.institute());
    Line("- Geldt voor zaken die beginnen vanaf ",
         LongDay(data_.in_force_from()));
    if (data_.has_reviewed_on()) {
      Line("- Laatst geëvalueerd op ", LongDay(data_.reviewed_on()));
    }
    Line("- Bron: ", data_.source());
    Line("- ", data_.calendar().shift() == v1::SHIFT_NEXT_WORKING_DAY
                   ? "Valt een laatste dag op een weekend of feestdag, dan "
                     "schuift hij naar de volgende werkdag."
                   : "Een laatste dag die op een weekend of feestdag valt, "
                     "schuift niet.");
    Line(
        "- De dag van de gebeurtenis zelf telt niet mee. \"1 week na\" is tot "
        "en met dezelfde dag van de volgende week.");
    if (data_.has_rhythm()) Reminders(data_.rhythm());
    for (const v1::SightRule& rule : data_.sights()) Sight(rule);
    std::map<std::string, UnderSection, BySection> sections = Sorted();
    for (const auto& [key, under] : sections) Section(key, under);
    return std::move(text_);
  }

 private:
  template <typename... Words>
  void Line(const Words&... words) {
    absl::StrAppend(&text_, words..., "\n");
  }

  // "1 dag", "3 dagen"
  static std::string Days(int days) {
    return absl::StrCat(days, days == 1 ? " dag" : " dagen");
  }

  void Reminders(const v1::Rhythm& rhythm) {
    std::string hard = absl::StrCat(
        "Wie iets moet doen en wie het bewaakt, worden herinnerd, op werkdagen "
        "om ",
        rhythm.hour(), ".00 uur: ");
    if (rhythm.hard_days_before() > 0) {
      absl::StrAppend(&hard, Days(rhythm.hard_days_before()),
                      " voor een uiterste dag, ");
    }
    absl::StrAppend(&hard, "op de dag zelf en de ochtend erna");
    if (rhythm.hard_repeat_times() > 0) {
      absl::StrAppend(&hard, ", en daarna elke ",
                      Days(rhythm.hard_repeat_days()), ", ten hoogste ",
                      rhythm.hard_repeat_times(), " keer");
    }
    Line("- ", hard, ". Waar een functie erboven is aangewezen, gaat het na ",
         Days(std::max(rhythm.hard_escalate_after_days(), 1)), " daarheen.");
    std::vector<std::string> tolerances;
    for (const v1::Tolerance& tolerance : rhythm.target_tolerances()) {
      tolerances.push_back(
          absl::StrCat("na ", Days(std::max(tolerance.days(), 1)),
                       " bij een afstand tot ", Days(tolerance.up_to_days())));
    }
    Line("- Van een streefdatum is er een herinnering op de dag zelf. ",
         tolerances.empty() ? "De volgende dag" : Capital(Listed(tolerances)),
         " gaat het naar de functie erboven.");
    Line("- ", Capital(Listed({The(v1::ROLE_RESIDENT), The(v1::ROLE_TRAINER)})),
         " krijgen geen herinneringen.");
  }

  void Sight(const v1::SightRule& rule) {
    std::vector<std::string> by;
    for (const v1::RoleSight& one : rule.by()) {
      by.push_back(absl::StrCat(The(one.role()), DegreeWords(one.degree())));
    }
    Line("- ", SubjectWords(rule.subject()), " (", rule.section(),
         "): ", by.empty() ? "niemand" : Listed(by), ".");
  }

  static const char* SubjectWords(v1::SightSubject subject) {
    switch (subject) {
      case v1::SIGHT_SUBJECT_CANDIDATES:
        return "Wie de kandidaten ziet";
      case v1::SIGHT_SUBJECT_CONTACT_AGREEMENTS:
        return "Wie belafspraken ziet";
      case v1::SIGHT_SUBJECT_LATENESS:
        return "Wie ziet wat er te laat was en waarvan is afgeweken";
      case v1::SIGHT_SUBJECT_CASES:
        return "Wie de zaken ziet";
      case v1::SIGHT_SUBJECT_HISTORIES:
        return "Wie de geschiedenis van een zaak leest";
      default:
        return "Wie tellingen en statistiek ziet";
    }
  }

  static const char* DegreeWords(v1::SightDegree degree) {
    switch (degree) {
      case v1::SIGHT_DEGREE_SUITABLE:
        return " (van wie de praktijk past)";
      case v1::SIGHT_DEGREE_THAT_THERE_ARE:
        return " (dat ze er zijn)";
      case v1::SIGHT_DEGREE_OWN:
        return " (van het eigen werk)";
      default:
        return "";
    }
  }

  std::map<std::string, UnderSection, BySection> Sorted() const {
    std::map<std::string, UnderSection, BySection> sections;
    for (const v1::Section& section : data_.sections()) {
      sections[section.key()];
    }
    for (const v1::Obligation& obligation : data_.obligations()) {
      sections[obligation.section()].obligations.push_back(&obligation);
    }
    for (const v1::Report& report : data_.reports()) {
      sections[report.section()].reports.push_back(&report);
    }
    for (const v1::GuardRule& guard : data_.guards()) {
      sections[guard.section()].guards.push_back(&guard);
    }
    for (const v1::RecordedWords& words : data_.words()) {
      sections[words.section()].words.push_back(&words);
    }
    for (const v1::Competence& competence : data_.competences()) {
      sections[competence.section()].competences.push_back(&competence);
    }
    return sections;
  }

  void Section(const std::string& key, const UnderSection& under) {
    Line();
    const v1::Section* const section = Find(key);
    Line("## ", key, section != nullptr ? " " : "",
         section != nullptr ? section->title() : "");
    if (section != nullptr && !section->about().empty()) {
      Line();
      Line(section->about());
    }
    if (!under.obligations.empty()) {
      Line();
      Line("**Wat er moet gebeuren**");
      Line();
      for (const v1::Obligation* const obligation : under.obligations) {
        Line("- ", OfObligation(*obligation));
      }
    }
    if (!under.reports.empty()) {
      Line();
      Line("**Verslagen**");
      Line();
      for (const v1::Report* const report : under.reports) {
        Line("- ", OfReport(*report));
      }
    }
    if (!under.words.empty()) {
      Line();
      Line("**Wie leest wat erbij geschreven is**");
      Line();
      for (const v1::RecordedWords* const words : under.words) {
        Line("- ", OfWords(*words));
      }
    }
    if (!under.guards.empty()) {
      Line();
      Line("**Wat het systeem bewaakt**");
      Line();
      for (const v1::GuardRule* const guard : under.guards) {
        Line("- **", guard->key(), "** ",
             GuardWords(procedure_, guard->guard()),
             guard->deviation_may_lift()
                 ? " Hiervan mag met een argument en na overleg worden "
                   "afgeweken."
                 : "");
      }
    }
    if (!under.competences.empty()) {
      Line();
      Line("**Wie wat vastlegt**");
      Line();
      for (const v1::Competence* const competence : under.competences) {
        Line("- ", OfCompetence(*competence));
      }
    }
  }

  const v1::Section* Find(const std::string& key) const {
    for (const v1::Section& section : data_.sections()) {
      if (section.key() == key) return &section;
    }
    return nullptr;
  }

  std::string The(v1::Role role) const { return TheRole(procedure_, role); }

  std::string TheOwner(const v1::Owner& owner) const {
    switch (owner.scope()) {
      case v1::OWNER_SCOPE_GROUP:
        return absl::StrCat(The(owner.role()), " van de groep");
      case v1::OWNER_SCOPE_TRAINING_YEAR:
        return absl::StrCat(The(owner.role()), " van het opleidingsjaar");
      case v1::OWNER_SCOPE_NEW_PLACEMENT:
        return absl::StrCat(
            The(owner.role()),
            " van de nieuwe plek (tot die er is: nog te bepalen)");
      default:
        return The(owner.role());
    }
  }

  std::string OfObligation(const v1::Obligation& obligation) const {
    std::string text =
        absl::StrCat("**", obligation.key(), "** ", Ended(obligation.title()));
    const std::string when = When(obligation);
    if (!when.empty()) absl::StrAppend(&text, " ", when);
    std::vector<std::string> attempts;
    for (const v1::FactRef& fact : obligation.date_lifted_by()) {
      attempts.push_back(TheFact(procedure_, fact.fact(), fact.report()));
    }
    if (!attempts.empty()) {
      absl::StrAppend(&text, " Was er op tijd ", Listed(attempts),
                      ", dan blijft dit open zonder uiterste dag.");
    }
    if (!obligation.training_years().empty()) {
      absl::StrAppend(&text, " Alleen in jaar ",
                      absl::StrJoin(obligation.training_years(), ", "), ".");
    }
    absl::StrAppend(&text, " ", Capital(TheOwner(obligation.owner())),
                    " doet dit");
    if (obligation.has_owner_once_submitted()) {
      absl::StrAppend(&text, "; zodra de tekst er is: ",
                      TheOwner(obligation.owner_once_submitted()));
    }
    absl::StrAppend(&text, ".");
    if (obligation.per_trainer()) {
      absl::StrAppend(&text, " Het geldt voor elke opleider apart.");
    }
    const std::string done = DoneBy(obligation.fulfilled_by());
    if (!done.empty()) absl::StrAppend(&text, " Klaar met: ", done, ".");
    std::vector<std::string> watchers;
    for (const v1::Owner& watcher : obligation.watchers()) {
      watchers.push_back(TheOwner(watcher));
    }
    if (!watchers.empty()) {
      absl::StrAppend(&text, " ", Capital(Listed(watchers)),
                      watchers.size() == 1 ? " bewaakt" : " bewaken", " het.");
    }
    if (obligation.has_escalation()) {
      absl::StrAppend(&text, " Blijft het liggen, dan gaat het naar ",
                      TheOwner(obligation.escalation()), ".");
    }
    return text;
  }

  // "Uiterlijk 1 week na het driehoeksgesprek."
  std::string When(const v1::Obligation& obligation) const {
    std::vector<std::string> bounds;
    for (const v1::Bound& bound : obligation.bounds()) {
      bounds.push_back(
          absl::StrCat(OffsetWords(bound), " ",
                       bound.anchor() == v1::ANCHOR_CREATION
                           ? TheFact(procedure_, obligation.created_by().fact(),
                                     obligation.created_by().report())
                           : TheAnchor(bound.anchor()),
                       bound.shift() == v1::SHIFT_NEXT_WORKING_DAY
                           ? " (of de eerste werkdag daarna)"
                           : ""));
    }
    const std::string cause =
        TheFact(procedure_, obligation.created_by().fact(),
                obligation.created_by().report());
    if (bounds.empty()) {
      return absl::StrCat("Dit begint met ", cause,
                          "; er is geen uiterste dag.");
    }
    const char* const word =
        obligation.obligation_class() == v1::OBLIGATION_CLASS_HARD
            ? "Uiterlijk "
            : "Streefdatum: ";
    return absl::StrCat(word, absl::StrJoin(bounds, ", en uiterlijk "), ".",
                        bounds.size() > 1 ? " De vroegste dag geldt." : "");
  }

  std::string DoneBy(const v1::Fulfilment& fulfilment) const {
    std::vector<std::string> needed;
    for (const v1::FactRef& fact : fulfilment.facts()) {
      needed.push_back(TheFact(procedure_, fact.fact(), fact.report()));
    }
    for (const std::string& key : fulfilment.archived_reports()) {
      const v1::Report* const report = procedure_.FindReport(key);
      if (report == nullptr) continue;
      std::vector<std::string> places;
      for (const v1::Filing& filing : report->filings()) {
        const v1::Place* const place = procedure_.FindPlace(filing.place());
        places.push_back(place != nullptr ? place->name() : filing.place());
      }
      needed.push_back(absl::StrCat("verslag ", key, " in ", Listed(places)));
    }
    return Listed(needed);
  }

  std::string OfReport(const v1::Report& report) const {
    std::string text = absl::StrCat("**", report.key(), "** ", report.title(),
                                    ", door ", The(report.author()), ".");
    std::vector<std::string> always;
    std::vector<std::string> sometimes;
    for (const v1::ReportPart& part : report.parts()) {
      const std::string title =
          absl::StrCat("\"", part.title(), "\"",
                       part.needed() == v1::PART_NEEDED_WHEN_NO_DECOUPLING
                           ? " (als ontkoppelen niet nodig is)"
                       : part.needed() == v1::PART_NEEDED_WHEN_ADVICE
                           ? " (als het advies is te ontkoppelen)"
                           : "");
      (part.needed() == v1::PART_NEEDED_UNSPECIFIED ? sometimes : always)
          .push_back(title);
    }
    if (!always.empty()) {
      absl::StrAppend(&text, " Hierin staat: ", absl::StrJoin(always, "; "),
                      ".");
    }
    if (!sometimes.empty()) {
      absl::StrAppend(
          &text, " Het mag bevatten: ", absl::StrJoin(sometimes, "; "), ".");
    }
    for (const v1::Filing& filing : report.filings()) {
      const v1::Place* const place = procedure_.FindPlace(filing.place());
      if (place == nullptr || filing.by().empty()) continue;
      absl::StrAppend(&text, " ",
                      Capital(The(static_cast<v1::Role>(filing.by(0)))),
                      " zet het in ", place->name(), ".");
    }
    if (report.chosen_by() != v1::ROLE_UNSPECIFIED) {
      absl::StrAppend(&text, " ", Capital(The(report.chosen_by())),
                      " kiest zelf of het daar komt.");
    }
    if (report.per_trainer()) {
      absl::StrAppend(&text, " Er is er een voor elke opleider.");
    }
    if (report.resident_may_open()) {
      absl::StrAppend(&text, " ", Capital(The(v1::ROLE_RESIDENT)),
                      " kan het openzetten voor de nieuwe opleider.");
    }
    return text;
  }

  std::string OfWords(const v1::RecordedWords& words) const {
    std::vector<std::string> readers;
    for (const int viewer : words.read_by()) {
      // Whoever is told about a resident may never become the new trainer.
      readers.push_back(viewer == v1::VIEWER_NEW_TRAINER
                            ? "kandidaat"
                            : ViewerWord(static_cast<v1::Viewer>(viewer)));
    }
    return absl::StrCat(
        words.document().empty() ? ""
                                 : absl::StrCat("**", words.document(), "** "),
        Capital(words.title()), ": ", Listed(readers), "; en wie het schreef.");
  }

  std::string OfCompetence(const v1::Competence& competence) const {
    std::vector<std::string> roles;
    for (const int role : competence.roles()) {
      roles.push_back(The(static_cast<v1::Role>(role)));
    }
    for (const CommandWord& word : AllCommandWords()) {
      if (word.field->name() == competence.command()) {
        return absl::StrCat(word.help, ": ", Listed(roles), ".");
      }
    }
    return absl::StrCat(competence.command(), ": ", Listed(roles), ".");
  }

  const Procedure& procedure_;
  const v1::Procedure& data_;
  std::string text_;
};

}  // namespace

std::string Describe(const Procedure& procedure) {
  return Describer(procedure).Describe();
}

}  // namespace driehoek::cli
