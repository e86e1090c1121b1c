#include "services/csv_import.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/civil.h"
#include "base/ids.h"
#include "domain/dates.h"
#include "procedures/utf8.h"
#include "services/csv.h"
#include "services/csv_columns.h"
#include "services/refusals.h"

namespace driehoek {
namespace {

constexpr size_t kMaxReferenceBytes = 64;
constexpr size_t kMaxNameCharacters = 200;

template <typename Value>
std::string Choices(const Words<Value>& words) {
  return absl::StrJoin(words, ", ", [](std::string* out, const auto& word) {
    absl::StrAppend(out, word.first);
  });
}

// Turns rows into commands and keeps what is wrong.
class Reader {
 public:
  Reader(v1::ImportKind kind, const IdSupply& ids,
         const KnownInDirectory& known)
      : kind_(kind), ids_(ids), known_(known) {}

  absl::StatusOr<Import> Read(absl::string_view bytes);

 private:
  bool ReadHeader(const CsvRow& header);
  void ReadLine(const CsvRow& row);
  void Fill(v1::Command& command);
  void Fill(v1::RegisterPerson& person);
  void Fill(v1::GrantRole& grant);
  void Fill(v1::RegisterGroup& group);
  void Fill(v1::RegisterPractice& practice);
  void Fill(v1::RegisterPlacement& placement);
  void Fill(v1::SetCalendarDay& day);
  void Fill(v1::RegisterCohort& cohort);

  // The field of a column, without the white space around it.
  const std::string& Field(const std::string& column);
  // Unique among those of the file that are `within` the same.
  std::string Reference(absl::string_view within = "");
  std::string Name();
  // The id behind a key; empty for an empty field.
  std::string IdOf(const std::string& column, absl::string_view kind,
                   absl::string_view key);
  std::string IdIn(const std::string& column, absl::string_view kind) {
    return IdOf(column, kind, Field(column));
  }
  int Year(const std::string& column);
  std::optional<v1::Date> Day(const std::string& column);
  // The columns "van" and "tot".
  template <typename Command>
  void Period(Command& command);
  template <typename Value>
  Value Word(const std::string& column, const Words<Value>& words);

  void Wrong(int line, const std::string& column, std::string what);
  absl::Status Refused() const;

  const v1::ImportKind kind_;
  const IdSupply& ids_;
  const KnownInDirectory& known_;
  Import import_;
  std::vector<Violation> problems_;
  absl::flat_hash_map<std::string, size_t> place_of_column_;
  absl::flat_hash_map<std::string, int> line_of_reference_;
  // Of the line in hand.
  int line_ = 0;
  std::vector<std::string> fields_;
};

void Reader::Wrong(int line, const std::string& column, std::string what) {
  if (problems_.size() >= kMaxImportProblems) return;
  problems_.push_back({column.empty()
                           ? absl::StrCat("regel ", line)
                           : absl::StrCat("regel ", line, ", kolom ", column),
                       std::move(what)});
}

absl::Status Reader::Refused() const {
  return BadInput(
      "BAD_IMPORT", "Er klopt iets niet in dit bestand; er is niets ingelezen.",
      "Something in this file is wrong; nothing was imported.", problems_);
}

absl::StatusOr<Import> Reader::Read(absl::string_view bytes) {
  if (const size_t good = Utf8Prefix(bytes); good < bytes.size()) {
    const auto line = std::count(bytes.begin(), bytes.begin() + good, '\n');
    Wrong(static_cast<int>(line) + 1, "", "dit is geen UTF-8");
    return Refused();
  }
  const CsvFile file = ParseCsv(
      bytes, {.rows = 1 + kMaxImportLines, .fields_in_row = kMaxImportFields});
  if (file.bad_line != 0) {
    Wrong(file.bad_line, "", "een aanhalingsteken staat verkeerd of ontbreekt");
    return Refused();
  }
  if (file.row_too_many != 0) {
    Wrong(file.row_too_many, "",
          absl::StrCat("hoogstens ", kMaxImportLines, " regels"));
    return Refused();
  }
  if (file.row_too_long != 0) {
    Wrong(file.row_too_long, "",
          absl::StrCat("hoogstens ", kMaxImportFields, " velden"));
    return Refused();
  }
  if (file.rows.empty()) {
    Wrong(1, "", "het bestand is leeg");
    return Refused();
  }
  if (!ReadHeader(file.rows.front())) return Refused();
  for (size_t i = 1; i < file.rows.size(); ++i) ReadLine(file.rows[i]);
  if (!problems_.empty()) return Refused();
  return std::move(import_);
}

bool Reader::ReadHeader(const CsvRow& header) {
  const Columns& columns = *ColumnsOf(kind_);
  for (size_t i = 0; i < header.fields.size(); ++i) {
    const std::string column =
        absl::AsciiStrToLower(absl::StripAsciiWhitespace(header.fields[i]));
    const bool expected = std::any_of(columns.begin(), columns.end(),
                                      [&column](const std::string& wanted) {
                                        return NameOf(wanted) == column;
                                      });
    if (!expected) {
      Wrong(header.line, column, "deze kolom hoort hier niet");
    } else if (!place_of_column_.try_emplace(column, i).second) {
      Wrong(header.line, column, "deze kolom staat er twee keer");
    }
  }
  for (const std::string& wanted : columns) {
    if (!IsOptional(wanted) && !place_of_column_.contains(wanted)) {
      Wrong(header.line, wanted, "deze kolom ontbreekt");
    }
  }
  return problems_.empty();
}

void Reader::ReadLine(const CsvRow& row) {
  line_ = row.line;
  fields_.clear();
  for (const std::string& field : row.fields) {
    fields_.emplace_back(MeantBy(absl::StripAsciiWhitespace(field)));
  }
  if (fields_.size() != place_of_column_.size()) {
    Wrong(line_, "",
          absl::StrCat("er staan ", fields_.size(), " velden, geen ",
                       place_of_column_.size()));
    return;
  }
  v1::Command command;
  Fill(command);
  for (const std::string& column : *ColumnsOf(kind_)) {
    if (!IsOptional(column) && Field(column).empty()) {
      Wrong(line_, column, "dit veld is leeg");
    }
  }
  import_.commands.push_back(std::move(command));
  import_.lines.push_back(line_);
}

void Reader::Fill(v1::Command& command) {
  switch (kind_) {
    case v1::IMPORT_KIND_PEOPLE:
      return Fill(*command.mutable_register_person());
    case v1::IMPORT_KIND_ROLES:
      return Fill(*command.mutable_grant_role());
    case v1::IMPORT_KIND_GROUPS:
      return Fill(*command.mutable_register_group());
    case v1::IMPORT_KIND_PRACTICES:
      return Fill(*command.mutable_register_practice());
    case v1::IMPORT_KIND_PLACEMENTS:
      return Fill(*command.mutable_register_placement());
    case v1::IMPORT_KIND_COHORTS:
      return Fill(*command.mutable_register_cohort());
    default:
      return Fill(*command.mutable_set_calendar_day());
  }
}

void Reader::Fill(v1::RegisterPerson& person) {
  person.set_reference(Reference());
  person.set_name(Name());
  person.set_email(Field("mail"));
}

void Reader::Fill(v1::GrantRole& grant) {
  // An institute may number the roles of each person anew.
  grant.set_reference(Reference(Field("persoon")));
  grant.set_person_id(IdIn("persoon", "person"));
  grant.set_role(Word("rol", RoleWords()));
  // At most one of these is a scope; the rules say which role has which.
  if (!Field("groep").empty()) {
    grant.mutable_scope()->set_group_id(IdIn("groep", "group"));
  }
  if (!Field("jaar").empty()) {
    grant.mutable_scope()->set_training_year(Year("jaar"));
  }
  if (!Field("stage").empty()) {
    grant.mutable_scope()->set_placement_id(IdIn("stage", "placement"));
  }
  const bool several = int{!Field("groep").empty()} +
                           int{!Field("jaar").empty()} +
                           int{!Field("stage").empty()} >
                       1;
  if (several) {
    Wrong(line_, Field("jaar").empty() ? "stage" : "jaar",
          "noem een groep, een jaar of een stage");
  }
  if (const auto from = Day("van")) *grant.mutable_from() = *from;
  if (const auto until = Day("tot")) *grant.mutable_until() = *until;
  grant.set_purpose(Field("doel"));
  if (!Field("vervangt").empty()) {
    grant.set_replaced_id(IdIn("vervangt", "person"));
  }
}

void Reader::Fill(v1::RegisterGroup& group) {
  group.set_reference(Reference());
  group.set_name(Name());
  group.set_training_year(Year("jaar"));
}

void Reader::Fill(v1::RegisterPractice& practice) {
  practice.set_reference(Reference());
  practice.set_name(Name());
}

void Reader::Fill(v1::RegisterPlacement& placement) {
  placement.set_reference(Reference());
  placement.set_resident_id(IdIn("aios", "person"));
  for (absl::string_view key :
       absl::StrSplit(Field("opleiders"), ' ', absl::SkipEmpty())) {
    placement.add_trainer_ids(IdOf("opleiders", "person", key));
  }
  placement.set_practice_id(IdIn("praktijk", "practice"));
  placement.set_group_id(IdIn("groep", "group"));
  placement.set_training_year(Year("jaar"));
  Period(placement);
}

void Reader::Fill(v1::RegisterCohort& cohort) {
  cohort.set_reference(Reference());
  cohort.set_training_year(Year("jaar"));
  Period(cohort);
}

template <typename Command>
void Reader::Period(Command& command) {
  const auto from = Day("van");
  const auto until = Day("tot");
  if (from) *command.mutable_starts_on() = *from;
  if (until) *command.mutable_ends_on() = *until;
  if (from && until && FromProto(*until) < FromProto(*from)) {
    Wrong(line_, "tot", "dit is eerder dan het begin");
  }
}

void Reader::Fill(v1::SetCalendarDay& day) {
  day.set_reference(Reference());
  day.set_day_kind(Word("soort", DayWords()));
  if (const auto on = Day("datum")) *day.mutable_on() = *on;
  if (!Field("groep").empty()) day.set_group_id(IdIn("groep", "group"));
}

const std::string& Reader::Field(const std::string& column) {
  static const auto* const nothing = new std::string();
  const auto place = place_of_column_.find(column);
  return place == place_of_column_.end() ? *nothing : fields_[place->second];
}

std::string Reader::Reference(absl::string_view within) {
  const std::string& key = Field("kenmerk");
  if (key.empty()) return "";  // Said with the other empty fields.
  const bool good =
      key.size() <= kMaxReferenceBytes &&
      std::all_of(key.begin(), key.end(), [](char c) {
        return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' ||
               c == '_' || c == '-';
      });
  if (!good) {
    Wrong(line_, "kenmerk",
          "een kenmerk is 1 tot 64 letters, cijfers, punten, streepjes");
  }
  const auto [first, is_new] =
      line_of_reference_.try_emplace(absl::StrCat(within, "/", key), line_);
  if (!is_new) {
    Wrong(line_, "kenmerk",
          absl::StrCat("dit kenmerk staat ook op regel ", first->second));
  }
  return key;
}

std::string Reader::Name() {
  const std::string& name = Field("naam");
  if (CountCharacters(name) > kMaxNameCharacters) {
    Wrong(line_, "naam",
          absl::StrCat("hoogstens ", kMaxNameCharacters, " tekens"));
  }
  return name;
}

std::string Reader::IdOf(const std::string& column, absl::string_view kind,
                         absl::string_view key) {
  if (key.empty()) return "";
  std::string id = ids_.ForReference(kind, key);
  if (!known_(kind, id)) {
    Wrong(line_, column, absl::StrCat("\"", key, "\" is niet bekend"));
  }
  return id;
}

int Reader::Year(const std::string& column) {
  int year = 0;
  if (!absl::SimpleAtoi(Field(column), &year) || year < 1 || year > 3) {
    if (!Field(column).empty()) Wrong(line_, column, "een jaar is 1, 2 of 3");
    return 0;
  }
  return year;
}

std::optional<v1::Date> Reader::Day(const std::string& column) {
  if (Field(column).empty()) return std::nullopt;
  const absl::StatusOr<absl::CivilDay> day = ParseIsoDay(Field(column));
  if (!day.ok()) {
    Wrong(line_, column, "dit is geen dag (schrijf 2026-09-14)");
    return std::nullopt;
  }
  return ToProto(*day);
}

template <typename Value>
Value Reader::Word(const std::string& column, const Words<Value>& words) {
  const std::string word = absl::AsciiStrToLower(Field(column));
  for (const auto& [written, value] : words) {
    if (written == word) return value;
  }
  if (!word.empty()) {
    Wrong(line_, column, absl::StrCat("kies uit: ", Choices(words)));
  }
  return Value();
}

}  // namespace

absl::StatusOr<Import> ParseImport(v1::ImportKind kind, absl::string_view bytes,
                                   const IdSupply& ids,
                                   const KnownInDirectory& known) {
  if (ColumnsOf(kind) == nullptr) {
    return Malformed("kind", "zeg wat het bestand bevat",
                     "says not what the file holds");
  }
  return Reader(kind, ids, known).Read(bytes);
}

}  // namespace driehoek
