#include "procedures/catalogue.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "procedures/checks.h"
#include "procedures/source_map.h"
#include "procedures/utf8.h"

namespace driehoek {
namespace {

constexpr size_t kMaxBytes = size_t{256} * 1024;
constexpr size_t kMaxProblems = 200;
// A procedure is five messages deep.
constexpr int kMaxDepth = 16;

v1::ProcedureProblem ProblemOf(Spot spot, absl::string_view field,
                               absl::string_view what) {
  v1::ProcedureProblem problem;
  problem.set_line(spot.line);
  problem.set_column(spot.column);
  problem.set_field(std::string(field));
  problem.set_what(std::string(what));
  return problem;
}

// What the parser of protobuf objects to, in lines and columns from 0.
class ParserErrors : public google::protobuf::io::ErrorCollector {
 public:
  struct Error {
    int line;
    int column;
    std::string what;
  };

  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& what) override {
    if (errors_.size() < kMaxProblems) errors_.push_back({line, column, what});
  }

  const std::vector<Error>& errors() const { return errors_; }

 private:
  std::vector<Error> errors_;
};

std::string InDutch(const std::string& parser_message) {
  return absl::StrReplaceAll(
      parser_message,
      {{"Expected identifier, got: ", "hier hoort een naam, maar er staat: "},
       {"Expected integer, got: ", "hier hoort een getal, maar er staat: "},
       {"Expected integer or identifier, got: ",
        "hier hoort een woord, maar er staat: "},
       {"Invalid control characters encountered in text.",
        "een stuurteken kan hier niet"},
       {"Expected string, got: ",
        "hier hoort tekst tussen aanhalingstekens, maar er staat: "},
       {"Expected ", "hier hoort "},
       {", found ", ", maar er staat "},
       {"Integer out of range", "dit getal is te groot"},
       {"String literals cannot cross line boundaries.",
        "een tekst loopt niet door op de volgende regel"},
       {"Unexpected end of string.",
        "de tekst houdt op vóór het "
        "aanhalingsteken"}});
}

// The spot of the character after `good` bytes of `text`.
Spot SpotAfter(absl::string_view text, size_t good) {
  const absl::string_view before = text.substr(0, good);
  const size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0.
  return {.line = 1 + static_cast<int>(
                          std::count(before.begin(), before.end(), '\n')),
          .column =
              1 + static_cast<int>(CountCharacters(before.substr(line_start)))};
}

bool ComesBefore(Spot a, Spot b) {
  return std::tie(a.line, a.column) < std::tie(b.line, b.column);
}

// The parser stops at the first word without meaning, just behind it, while the
// map names all of them; unless something else broke off the text before, of
// which they are then the rubble.
std::vector<v1::ProcedureProblem> ProblemsOfForm(const SourceMap& map,
                                                 const ParserErrors& parser) {
  std::vector<v1::ProcedureProblem> problems;
  const std::vector<SourceMap::BadWord>& words = map.bad_words();
  const std::vector<ParserErrors::Error>& errors = parser.errors();
  const bool broke_off_before =
      !errors.empty() &&
      (words.empty() ||
       ComesBefore(map.SpotAt(errors.front().line, errors.front().column),
                   words.front().spot));
  if (!broke_off_before) {
    for (const SourceMap::BadWord& word : words) {
      problems.push_back(ProblemOf(word.spot, word.field, word.what));
    }
    return problems;
  }
  for (const ParserErrors::Error& error : errors) {
    problems.push_back(ProblemOf(map.SpotAt(error.line, error.column),
                                 map.FieldAt(error.line, error.column),
                                 InDutch(error.what)));
  }
  return problems;
}

// Every problem of `text`; fills `data` when there is none.
std::vector<v1::ProcedureProblem> ProblemsOf(absl::string_view text,
                                             v1::Procedure& data) {
  if (text.size() > kMaxBytes) {
    return {ProblemOf({}, "",
                      absl::StrCat("de tekst is ", text.size(),
                                   " bytes; niet meer dan ", kMaxBytes))};
  }
  if (const size_t good = Utf8Prefix(text); good != text.size()) {
    return {ProblemOf(SpotAfter(text, good), "", "geen UTF-8")};
  }
  const SourceMap map(text, *v1::Procedure::descriptor());
  ParserErrors errors;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  parser.SetRecursionLimit(kMaxDepth);
  const bool parsed = parser.ParseFromString(std::string(text), &data);

  std::vector<v1::ProcedureProblem> problems = ProblemsOfForm(map, errors);
  if (!parsed && problems.empty()) {
    problems.push_back(ProblemOf({}, "", "dit is geen procedure"));
  }
  if (parsed) {
    for (const Objection& objection : Check(data)) {
      problems.push_back(ProblemOf(map.Find(objection.field), objection.field,
                                   objection.what));
    }
  }
  std::sort(problems.begin(), problems.end(), [](const auto& a, const auto& b) {
    return std::forward_as_tuple(a.line(), a.column(), a.field(), a.what()) <
           std::forward_as_tuple(b.line(), b.column(), b.field(), b.what());
  });
  if (problems.size() > kMaxProblems) problems.resize(kMaxProblems);
  return problems;
}

template <typename List>
auto* FindByKey(const List& list, absl::string_view key) {
  const auto found =
      std::find_if(list.begin(), list.end(),
                   [key](const auto& element) { return key == element.key(); });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

Procedure::Procedure(v1::Procedure data)
    : data_(std::move(data)),
      name_(absl::StrCat(data_.key(), "@", data_.version())),
      in_force_from_(data_.in_force_from().year(),
                     data_.in_force_from().month(),
                     data_.in_force_from().day()) {}

const v1::Report* Procedure::FindReport(absl::string_view key) const {
  return FindByKey(data_.reports(), key);
}

const v1::ReportPart* Procedure::FindPart(absl::string_view report,
                                          absl::string_view part) const {
  const v1::Report* const found = FindReport(report);
  return found == nullptr ? nullptr : FindByKey(found->parts(), part);
}

const v1::Place* Procedure::FindPlace(absl::string_view key) const {
  return FindByKey(data_.places(), key);
}

const v1::Obligation* Procedure::FindObligation(absl::string_view key) const {
  return FindByKey(data_.obligations(), key);
}

const v1::GuardRule* Procedure::FindGuard(v1::Guard guard) const {
  for (const v1::GuardRule& rule : data_.guards()) {
    if (rule.guard() == guard) return &rule;
  }
  return nullptr;
}

const v1::Competence* Procedure::FindCompetence(
    absl::string_view command) const {
  for (const v1::Competence& competence : data_.competences()) {
    if (command == competence.command()) return &competence;
  }
  return nullptr;
}

const v1::RecordedWords* Procedure::FindWords(absl::string_view event) const {
  for (const v1::RecordedWords& words : data_.words()) {
    if (event == words.event()) return &words;
  }
  return nullptr;
}

std::string Procedure::RoleName(v1::Role role) const {
  for (const v1::RoleName& named : data_.role_names()) {
    if (named.role() == role) return named.name();
  }
  const std::string name = v1::Role_Name(role);
  return absl::StrReplaceAll(
      absl::AsciiStrToLower(absl::StripPrefix(name, "ROLE_")), {{"_", " "}});
}

std::shared_ptr<const Procedure> ParseProcedure(
    absl::string_view textproto, std::vector<v1::ProcedureProblem>* problems) {
  v1::Procedure data;
  *problems = ProblemsOf(textproto, data);
  if (!problems->empty()) return nullptr;
  return std::make_shared<const Procedure>(std::move(data));
}

absl::Status Catalogue::Add(std::shared_ptr<const Procedure> procedure,
                            absl::Time published_at) {
  if (Find(procedure->name()) != nullptr) {
    return absl::AlreadyExistsError(
        absl::StrCat(procedure->name(), " is already published"));
  }
  all_.push_back(std::move(procedure));
  published_at_.push_back(published_at);
  return absl::OkStatus();
}

absl::Time Catalogue::PublishedAt(const Procedure& procedure) const {
  for (size_t i = 0; i < all_.size(); ++i) {
    if (all_[i].get() == &procedure) return published_at_[i];
  }
  return absl::InfinitePast();
}

std::shared_ptr<const Procedure> Catalogue::Find(
    absl::string_view key, absl::string_view version) const {
  return Find(absl::StrCat(key, "@", version));
}

std::shared_ptr<const Procedure> Catalogue::Find(absl::string_view name) const {
  for (const std::shared_ptr<const Procedure>& procedure : all_) {
    if (name == procedure->name()) return procedure;
  }
  return nullptr;
}

std::shared_ptr<const Procedure> Catalogue::InForceOn(
    absl::CivilDay day) const {
  return LastInForce(day, [](const Procedure&) { return true; });
}

std::shared_ptr<const Procedure> Catalogue::InForceOn(
    absl::string_view key, absl::CivilDay day) const {
  return LastInForce(day, [key](const Procedure& procedure) {
    return procedure.data().key() == key;
  });
}

std::shared_ptr<const Procedure> Catalogue::First(absl::string_view key) const {
  std::shared_ptr<const Procedure> first;
  for (const std::shared_ptr<const Procedure>& procedure : all_) {
    if (procedure->data().key() != key) continue;
    if (first == nullptr ||
        procedure->in_force_from() < first->in_force_from()) {
      first = procedure;
    }
  }
  return first;
}

template <typename Counts>
std::shared_ptr<const Procedure> Catalogue::LastInForce(
    absl::CivilDay day, const Counts& counts) const {
  std::shared_ptr<const Procedure> last;
  for (const std::shared_ptr<const Procedure>& procedure : all_) {
    if (procedure->in_force_from() > day || !counts(*procedure)) continue;
    if (last == nullptr ||
        procedure->in_force_from() >= last->in_force_from()) {
      last = procedure;
    }
  }
  return last;
}

}  // namespace driehoek
