#include "services/csv_import.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "services/csv.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const IdSupply& Ids() {
  static const auto* const ids = new IdSupply("a secret", "");
  return *ids;
}

absl::StatusOr<Import> Parse(v1::ImportKind kind, absl::string_view file) {
  return ParseImport(kind, file, Ids(),
                     [](absl::string_view, const std::string& id) {
                       return id != Ids().ForReference("person", "niemand");
                     });
}

// Where it is wrong, in the order named.
std::vector<std::string> WrongIn(v1::ImportKind kind, absl::string_view file) {
  const absl::StatusOr<Import> import = Parse(kind, file);
  std::vector<std::string> fields;
  if (import.ok()) return fields;
  google::rpc::BadRequest bad;
  const auto payload =
      import.status().GetPayload("type.googleapis.com/google.rpc.BadRequest");
  if (payload) bad.ParseFromString(std::string(*payload));
  for (const auto& violation : bad.field_violations()) {
    fields.push_back(violation.field());
  }
  return fields;
}

TEST(CsvImport, TakesSemicolonsAndCommasByteOrderMarksAndBothLineEnds) {
  for (const absl::string_view file : {
           "kenmerk;naam;mail\nk-1;Proef;p@voorbeeld.invalid\n",
           "kenmerk,naam,mail\r\nk-1,Proef,p@voorbeeld.invalid\r\n",
           "\xEF\xBB\xBFkenmerk;naam;mail\nk-1;Proef;p@voorbeeld.invalid",
           "Mail; NAAM ;kenmerk\n p@voorbeeld.invalid ;Proef;k-1\n",
       }) {
    const absl::StatusOr<Import> import = Parse(v1::IMPORT_KIND_PEOPLE, file);
    ASSERT_TRUE(import.ok()) << import.status() << "\n" << file;
    ASSERT_EQ(import->commands.size(), 1U);
    const v1::RegisterPerson& person = import->commands[0].register_person();
    EXPECT_EQ(person.reference(), "k-1");
    EXPECT_EQ(person.name(), "Proef");
    EXPECT_EQ(person.email(), "p@voorbeeld.invalid");
    EXPECT_THAT(import->lines, ElementsAre(2));
  }
}

TEST(CsvImport, TakesQuotesDelimitersAndLineEndsInQuotedFields) {
  const absl::StatusOr<Import> import =
      Parse(v1::IMPORT_KIND_PRACTICES,
            "kenmerk;naam\n\n\"p-1\";\"De \"\"Proef\"\"; op\nde hoek\"\n"
            "p-2;Later\n");
  ASSERT_TRUE(import.ok()) << import.status();
  EXPECT_EQ(import->commands[0].register_practice().name(),
            "De \"Proef\"; op\nde hoek");
  EXPECT_THAT(import->lines, ElementsAre(3, 5)) << "counts every line";
}

TEST(CsvImport, ResolvesKeysOfTheInstitute) {
  const absl::StatusOr<Import> import =
      Parse(v1::IMPORT_KIND_PLACEMENTS,
            "kenmerk;aios;opleiders;praktijk;groep;jaar;van;tot\n"
            "s-1;a-1;o-1  o-2;p-1;g-1;2;2026-03-01;2027-02-28\n");
  ASSERT_TRUE(import.ok()) << import.status();
  const v1::RegisterPlacement& placement =
      import->commands[0].register_placement();
  EXPECT_EQ(placement.resident_id(), Ids().ForReference("person", "a-1"));
  EXPECT_THAT(placement.trainer_ids(),
              ElementsAre(Ids().ForReference("person", "o-1"),
                          Ids().ForReference("person", "o-2")));
  EXPECT_EQ(placement.training_year(), 2);
  EXPECT_EQ(placement.ends_on().month(), 2);
}

TEST(CsvImport, NamesLineAndColumnOfAllThatIsWrong) {
  EXPECT_THAT(
      WrongIn(v1::IMPORT_KIND_ROLES,
              "kenmerk;persoon;rol;groep;jaar;van;tot\n"
              "r-1;niemand;koning;;4;2026-02-30;\n"
              "r-1;a;docent;g;1;;\n"
              "te kort\n"
              "geen goed kenmerk;a;hoofd;;;2026-01-01;\n"
              "r-1;a;docent;g;;2026-01-01;\n"),
      ElementsAre("regel 2, kolom persoon", "regel 2, kolom rol",
                  "regel 2, kolom jaar", "regel 2, kolom van",
                  "regel 3, kolom jaar", "regel 3, kolom van", "regel 4",
                  "regel 5, kolom kenmerk", "regel 6, kolom kenmerk"));
}

TEST(CsvImport, NamesColumnsThatAreMissingStrangeOrThereTwice) {
  EXPECT_THAT(WrongIn(v1::IMPORT_KIND_GROUPS, "kenmerk;kleur;kenmerk\n"),
              ElementsAre("regel 1, kolom kleur", "regel 1, kolom kenmerk",
                          "regel 1, kolom naam", "regel 1, kolom jaar"));
}

TEST(CsvImport, RefusesWhatIsNoTextOrNoCsv) {
  EXPECT_THAT(WrongIn(v1::IMPORT_KIND_PEOPLE, ""), ElementsAre("regel 1"));
  EXPECT_THAT(WrongIn(v1::IMPORT_KIND_PEOPLE, "kenmerk;naam\nk;\xFF\n"),
              ElementsAre("regel 2"));
  EXPECT_THAT(WrongIn(v1::IMPORT_KIND_PEOPLE, "kenmerk;naam\nk;\"open\n"),
              testing::SizeIs(1));
  EXPECT_FALSE(Parse(v1::IMPORT_KIND_UNSPECIFIED, "kenmerk\n").ok());
}

TEST(CsvImport, RefusesMoreLinesThanItTakes) {
  std::string file = "kenmerk;naam\n";
  for (size_t i = 0; i < kMaxImportLines; ++i) {
    absl::StrAppend(&file, "p-", i, ";Proef\n");
  }
  EXPECT_TRUE(Parse(v1::IMPORT_KIND_PRACTICES, file).ok());
  file += "een-te-veel;Proef\n";
  EXPECT_THAT(WrongIn(v1::IMPORT_KIND_PRACTICES, file),
              ElementsAre(absl::StrCat("regel ", kMaxImportLines + 2)));
}

TEST(CsvImport, ReadsNoFurtherThanALineWithMoreFieldsThanAnyKindHas) {
  const std::string good = "kenmerk;naam\np-1;Proef\n";
  EXPECT_THAT(WrongIn(v1::IMPORT_KIND_PRACTICES,
                      good + std::string(kMaxImportFields - 1, ';') + "\n"),
              ElementsAre("regel 3"));
  const CsvFile file =
      ParseCsv(good + std::string(size_t{8} << 20, ';') + "\n\"open\n",
               {.rows = 10, .fields_in_row = kMaxImportFields});
  EXPECT_EQ(file.row_too_long, 3);
  EXPECT_EQ(file.bad_line, 0) << "not read that far";
  EXPECT_EQ(file.rows.size(), 2U);
  EXPECT_THAT(WrongIn(v1::IMPORT_KIND_PRACTICES,
                      good + std::string(kMaxImportFields, ';') + "\n"),
              ElementsAre("regel 3"));
}

TEST(CsvImport, NamesAsManyAsAStatusCanCarryAndCountsTheRest) {
  std::string file = "kenmerk;naam\n";
  for (int i = 0; i < 150; ++i) absl::StrAppend(&file, "p-", i, ";\n");
  const absl::StatusOr<Import> import = Parse(v1::IMPORT_KIND_PRACTICES, file);
  EXPECT_THAT(std::string(import.status().message()),
              testing::HasSubstr("of 150 are named"));
  EXPECT_THAT(WrongIn(v1::IMPORT_KIND_PRACTICES, file),
              testing::Not(IsEmpty()));
}

TEST(CsvImport, TakesRolesOfAPlacementAndTheSameKeyForTwoPeople) {
  const absl::StatusOr<Import> import = Parse(v1::IMPORT_KIND_ROLES,
                                              "kenmerk;persoon;rol;stage;van\n"
                                              "1;a;aios;s-1;2026-03-01\n"
                                              "1;b;opleider;s-1;2026-03-01\n");
  ASSERT_TRUE(import.ok()) << import.status();
  EXPECT_EQ(import->commands[0].grant_role().scope().placement_id(),
            Ids().ForReference("placement", "s-1"));
  EXPECT_THAT(WrongIn(v1::IMPORT_KIND_ROLES,
                      "kenmerk;persoon;rol;groep;jaar;stage;van\n"
                      "1;a;aios;;1;s-1;2026-03-01\n"
                      "2;a;docent;g;;s-1;2026-03-01\n"
                      "2;a;docent;g;;;2026-03-01\n"),
              ElementsAre("regel 2, kolom jaar", "regel 3, kolom stage",
                          "regel 4, kolom kenmerk"));
}

TEST(CsvLine, IsReadBackAsItWasAndHoldsNoFormula) {
  const std::vector<std::string> fields = {"gewoon",
                                           "met;teken",
                                           "met \"quotes\"",
                                           "op\ntwee regels",
                                           "",
                                           "=1+1",
                                           "+31",
                                           "-1",
                                           "@x",
                                           "'=1+1",
                                           "''=1+1",
                                           "'s-Graven",
                                           "'",
                                           "''",
                                           "'-"};
  const CsvFile file =
      ParseCsv(CsvLine(fields), {.rows = 10, .fields_in_row = 100});
  ASSERT_EQ(file.bad_line, 0);
  ASSERT_EQ(file.rows.size(), 1u);
  ASSERT_EQ(file.rows[0].fields.size(), fields.size());
  for (size_t i = 0; i < fields.size(); ++i) {
    const std::string& written = file.rows[0].fields[i];
    EXPECT_EQ(MeantBy(written), fields[i]);
    EXPECT_TRUE(written.empty() || !absl::StrContains("=+-@", written[0]))
        << written;
  }
}

TEST(CsvImport, TakesAwayWhatAnExportPutBeforeAFormula) {
  const absl::StatusOr<Import> import = Parse(
      v1::IMPORT_KIND_PRACTICES, "kenmerk;naam\np-1;'=Proef\np-2;'t Huis\n");
  ASSERT_TRUE(import.ok()) << import.status();
  EXPECT_EQ(import->commands[0].register_practice().name(), "=Proef");
  EXPECT_EQ(import->commands[1].register_practice().name(), "'t Huis");
}

}  // namespace
}  // namespace driehoek
