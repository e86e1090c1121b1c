// docs/data-inventory.md says of each kind of event what it holds of people,
// and under whose keys that is sealed: so it is, and no kind is missing.
#include <filesystem>
#include <memory>
#include <regex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "domain/case.h"
#include "domain/tags.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/types.pb.h"
#include "eventstore/body_keys.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "tests/kit/procedures.h"

namespace driehoek {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

constexpr char kPage[] = "docs/data-inventory.md";
constexpr char kId[] = "id";

// What stands between `backticks`, in order.
std::vector<std::string> CodesIn(const std::string& text) {
  static const std::regex& code = *new std::regex("`([^`]*)`");
  std::vector<std::string> codes;
  for (std::sregex_iterator found(text.begin(), text.end(), code), end;
       found != end; ++found) {
    codes.push_back((*found)[1].str());
  }
  return codes;
}

std::set<std::string> SetOf(const std::vector<std::string>& words) {
  return {words.begin(), words.end()};
}

// A row "| `kinds` | of whom | facts | words | key of facts | key of words |".
struct Row {
  std::vector<std::string> kinds;
  std::set<std::string> facts;
  std::set<std::string> words;
  std::string facts_under;
  std::string words_under;
};

// Those that begin with the code of something; other tables have none there.
std::vector<Row> Rows() {
  constexpr size_t kCells = 6;
  std::vector<Row> rows;
  const std::string page = TextOf(kPage);
  for (const absl::string_view line : absl::StrSplit(page, '\n')) {
    const std::vector<std::string> cells = absl::StrSplit(line, '|');
    if (cells.size() < 2 || !cells[0].empty()) continue;
    Row row;
    row.kinds = CodesIn(cells[1]);
    if (row.kinds.empty()) continue;
    // Before the first and after the last is one more each.
    if (cells.size() != kCells + 2) {
      ADD_FAILURE() << "not a row of " << kCells << " cells: " << line;
      continue;
    }
    row.facts = SetOf(CodesIn(cells[3]));
    row.words = SetOf(CodesIn(cells[4]));
    row.facts_under = std::string(absl::StripAsciiWhitespace(cells[5]));
    row.words_under = std::string(absl::StripAsciiWhitespace(cells[6]));
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<const FieldDescriptor*> Kinds() {
  std::vector<const FieldDescriptor*> kinds;
  kinds.reserve(v1::Event::descriptor()->field_count());
  const auto& of_event = *v1::Event::descriptor()->FindOneofByName("kind");
  for (int i = 0; i < of_event.field_count(); ++i) {
    kinds.push_back(of_event.field(i));
  }
  return kinds;
}

// Of a row; without names of none, which another test finds.
std::vector<const FieldDescriptor*> KindsIn(const Row& row) {
  std::vector<const FieldDescriptor*> kinds;
  for (const FieldDescriptor* const kind : Kinds()) {
    if (SetOf(row.kinds).contains(kind->name())) kinds.push_back(kind);
  }
  return kinds;
}

bool IsWords(const FieldDescriptor& field) {
  return field.options().GetExtension(v1::text);
}

// Says which thing, and of itself nothing of anyone. A field that is not here
// is to be thought about.
bool IsIdOfThing(const FieldDescriptor& field) {
  static const auto* const names = new std::set<std::string>{
      "about_id",     "agreement_id",  "away_id",           "candidacy_id",
      "case_id",      "cohort_id",     "contact_id",        "deviation_id",
      "document_id",  "evaluation_id", "grant_id",          "group_id",
      "institute_id", "meeting_id",    "new_placement_id",  "placement_id",
      "practice_id",  "procedure_key", "procedure_version", "signal_id"};
  return names->contains(field.name());
}

std::set<std::string> WordsOf(const FieldDescriptor& kind) {
  std::set<std::string> words;
  for (int i = 0; i < kind.message_type()->field_count(); ++i) {
    const FieldDescriptor& field = *kind.message_type()->field(i);
    if (IsWords(field)) words.insert(field.name());
  }
  return words;
}

// All but the words, the days and the ids of things.
std::set<std::string> FactsOf(const FieldDescriptor& kind) {
  std::set<std::string> facts;
  for (int i = 0; i < kind.message_type()->field_count(); ++i) {
    const FieldDescriptor& field = *kind.message_type()->field(i);
    const bool is_day = field.message_type() == v1::Date::descriptor();
    if (!IsWords(field) && !is_day && !IsIdOfThing(field)) {
      facts.insert(field.name());
    }
  }
  return facts;
}

// With an id in each field that can hold one; an obligation is owed in what
// `owed_in` names.
void Fill(const std::string& owed_in, Message& message) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* const field = message.GetDescriptor()->field(i);
    if (field->message_type() == v1::ObligationRef::descriptor() &&
        !field->is_repeated()) {
      Message* const owed = reflection.MutableMessage(&message, field);
      owed->GetReflection()->SetString(
          owed, owed->GetDescriptor()->FindFieldByName(owed_in), kId);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      if (field->is_repeated()) {
        reflection.AddString(&message, field, kId);
      } else {
        reflection.SetString(&message, field, kId);
      }
    }
  }
}

v1::Event EventOf(const FieldDescriptor& kind, const std::string& owed_in) {
  v1::Event event;
  Fill(owed_in, *event.GetReflection()->MutableMessage(&event, &kind));
  return event;
}

// A case in which one report was handed in, as event 1.
Case CaseWithReport() {
  PastEvent report{};
  Fill("case_id", *report.event.mutable_report_submitted());
  report.position = 1;
  Case of_case;
  of_case.past.push_back(std::make_shared<const PastEvent>(report));
  return of_case;
}

// "words of case:id" and "case:id" are of a case.
std::string Whose(absl::string_view subject) {
  subject = absl::StripPrefix(subject, kWordsSubject);
  const absl::string_view month =
      absl::StripTrailingAsciiWhitespace(kMonthSubject);
  if (absl::StartsWith(subject, kMonthSubject)) subject = month;
  return std::string(subject.substr(0, subject.find(':')));
}

// Whose keys seal an event of a kind: more than one when it depends.
struct Keys {
  std::set<std::string> facts;
  std::set<std::string> words;
};

Keys KeysOf(const FieldDescriptor& kind) {
  Keys keys;
  // The access log goes by the month (services/driehoekd.cc).
  if (kind.number() == v1::Event::kLookedFieldNumber) {
    const KeySubjects subjects = SubjectsOfMonth(absl::UnixEpoch());
    return {{Whose(subjects.facts)}, {Whose(subjects.texts)}};
  }
  const Case before = CaseWithReport();
  for (const char* const owed_in : {"case_id", "cohort_id", "procedure_key"}) {
    v1::Event event = EventOf(kind, owed_in);
    // Of the report, and of what was recorded without one.
    for (const Position corrected : {Position{1}, Position{2}}) {
      if (event.has_fact_corrected()) {
        event.mutable_fact_corrected()->set_corrects(corrected);
      }
      const KeySubjects subjects =
          SubjectsOf(event.kind_case(), TagsOf(event, before, kId));
      keys.facts.insert(Whose(subjects.facts));
      keys.words.insert(Whose(subjects.texts));
    }
  }
  return keys;
}

TEST(DataInventory, HasEveryKindOfEventOnce) {
  std::vector<std::string> named;
  for (const Row& row : Rows()) {
    named.insert(named.end(), row.kinds.begin(), row.kinds.end());
  }
  std::vector<std::string> kinds;
  for (const FieldDescriptor* const kind : Kinds()) {
    kinds.push_back(kind->name());
  }
  EXPECT_THAT(named, UnorderedElementsAreArray(kinds));
}

TEST(DataInventory, NamesEveryFieldThatIsNoDayAndNoIdOfAThing) {
  for (const Row& row : Rows()) {
    std::set<std::string> facts;
    for (const FieldDescriptor* const kind : KindsIn(row)) {
      facts.merge(FactsOf(*kind));
    }
    EXPECT_EQ(row.facts, facts) << absl::StrJoin(row.kinds, ", ");
  }
}

TEST(DataInventory, SaysWhichFieldsAreSealedAsWords) {
  for (const Row& row : Rows()) {
    for (const FieldDescriptor* const kind : KindsIn(row)) {
      EXPECT_EQ(row.words, WordsOf(*kind)) << kind->name();
    }
  }
}

TEST(DataInventory, SaysUnderWhoseKeysAnEventIsSealed) {
  for (const Row& row : Rows()) {
    for (const FieldDescriptor* const kind : KindsIn(row)) {
      const Keys keys = KeysOf(*kind);
      EXPECT_EQ(row.facts_under, absl::StrJoin(keys.facts, " or "))
          << kind->name();
      EXPECT_EQ(row.words_under, WordsOf(*kind).empty()
                                     ? "–"
                                     : absl::StrJoin(keys.words, " or "))
          << kind->name();
    }
  }
}

// What lies in a folder of the tree; the folders of a data directory are none.
TEST(DataInventory, NamesFilesThatAreThere) {
  std::vector<std::string> missing;
  size_t found = 0;
  for (const std::string& code : CodesIn(TextOf(kPage))) {
    const std::vector<std::string> parts =
        absl::StrSplit(code, absl::MaxSplits('/', 1));
    if (parts.size() < 2 || !std::filesystem::is_directory(parts[0])) continue;
    if (!std::filesystem::exists(code)) missing.push_back(code);
    ++found;
  }
  EXPECT_THAT(missing, IsEmpty());
  EXPECT_GT(found, 0u);
}

}  // namespace
}  // namespace driehoek
