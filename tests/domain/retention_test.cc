// How long files are kept.
#include "domain/retention.h"

#include <optional>
#include <string>
#include <vector>

#include "domain/dates.h"
#include "domain/erasure.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/domain/case_kit.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

v1::RoleHeld Held(v1::Role role, std::optional<Day> until) {
  v1::RoleHeld held;
  held.set_role(role);
  if (until.has_value()) *held.mutable_until() = ToProto(*until);
  return held;
}

TEST(LastDayIn, IsTheLatestOfAllGrantsOfTheRole) {
  EXPECT_EQ(
      LastDayIn(v1::ROLE_RESIDENT, {Held(v1::ROLE_RESIDENT, Day(2027, 2, 28)),
                                    Held(v1::ROLE_RESIDENT, Day(2029, 2, 28)),
                                    Held(v1::ROLE_TRAINER, Day(2035, 1, 1))}),
      Day(2029, 2, 28));
}

TEST(LastDayIn, IsUnknownWithoutAnEndOrWithoutTheRole) {
  EXPECT_EQ(
      LastDayIn(v1::ROLE_RESIDENT, {Held(v1::ROLE_RESIDENT, Day(2027, 2, 28)),
                                    Held(v1::ROLE_RESIDENT, std::nullopt)}),
      std::nullopt);
  EXPECT_EQ(LastDayIn(v1::ROLE_RESIDENT, {}), std::nullopt);
}

TEST(ErasableFrom, IsTheDayAfterTheTerm) {
  v1::RetentionTerm term;
  term.set_months(60);
  EXPECT_EQ(ErasableFrom(Day(2029, 2, 28), term), Day(2034, 3, 1));
  // Months clamp, as everywhere.
  term.set_months(1);
  EXPECT_EQ(ErasableFrom(Day(2029, 1, 31), term), Day(2029, 3, 1));
}

// With D-1 in both files, and D-8 in the dossier of the second trainer alone.
v1::Case ClosedCase() {
  v1::Case row;
  row.set_case_id("case-1");
  row.set_number("2026-001");
  row.set_resident_id("resident-1");
  row.add_trainer_ids("trainer-1");
  row.add_trainer_ids("trainer-2");
  *row.mutable_closed_on() = ToProto(Day(2027, 1, 15));
  v1::CaseDocument& both = *row.add_documents();
  both.set_document_id("document-1");
  for (const char* const place : {"EP", "OD"}) {
    v1::FilingState& filing = *both.add_filings();
    filing.set_place(place);
    *filing.mutable_archived_on() = ToProto(Day(2026, 9, 12));
  }
  v1::CaseDocument& one = *row.add_documents();
  one.set_document_id("document-8");
  one.set_trainer_id("trainer-2");
  one.add_filings()->set_place("EP");
  v1::FilingState& dossier = *one.add_filings();
  dossier.set_place("OD");
  *dossier.mutable_archived_on() = ToProto(Day(2026, 10, 12));
  return row;
}

std::vector<v1::RetainedFile> FilesOf(const v1::Case& row,
                                      const FindLastDay& find) {
  auto files = RetainedFilesOf(UtrechtProcedure(), row, false, find);
  EXPECT_TRUE(files.ok()) << files.status();
  return files.ok() ? *files : std::vector<v1::RetainedFile>();
}

TEST(RetainedFiles, AreTheCaseTheEPortfolioAndEachDossier) {
  const std::vector<v1::RetainedFile> files =
      FilesOf(ClosedCase(), [](const std::string& person, v1::Role role) {
        return std::optional(role == v1::ROLE_RESIDENT ? Day(2029, 2, 28)
                             : person == "trainer-1"   ? Day(2031, 12, 31)
                                                       : Day(2040, 6, 30));
      });
  ASSERT_THAT(files, SizeIs(4));
  EXPECT_EQ(files[0].kind(), v1::RETAINED_KIND_CASE);
  EXPECT_EQ(FromProto(files[0].erase_from()), Day(2034, 3, 1));
  EXPECT_EQ(files[1].kind(), v1::RETAINED_KIND_PORTFOLIO);
  EXPECT_EQ(FromProto(files[1].erase_from()), Day(2031, 3, 1));
  EXPECT_THAT(files[1].document_ids(), ElementsAre("document-1"));
  EXPECT_EQ(files[2].kind(), v1::RETAINED_KIND_DOSSIER);
  EXPECT_EQ(files[2].person_id(), "trainer-1");
  EXPECT_EQ(FromProto(files[2].erase_from()), Day(2037, 1, 1));
  EXPECT_THAT(files[2].document_ids(), ElementsAre("document-1"));
  EXPECT_EQ(files[3].person_id(), "trainer-2");
  EXPECT_THAT(files[3].document_ids(), ElementsAre("document-1", "document-8"));
}

TEST(RetainedFiles, SayOfWhomNoLastDayIsKnown) {
  const std::vector<v1::RetainedFile> files =
      FilesOf(ClosedCase(), [](const std::string&, v1::Role) {
        return std::optional<absl::CivilDay>();
      });
  ASSERT_THAT(files, SizeIs(4));
  EXPECT_FALSE(files[0].has_erase_from());
  EXPECT_THAT(files[0].without_last_day(), ElementsAre("resident-1"));
  EXPECT_THAT(files[3].without_last_day(), ElementsAre("trainer-2"));
}

TEST(RetainedFiles, RunFromTheClosingWhereTheProcedureSaysSo) {
  v1::Procedure data = UtrechtProcedure().data();
  data.clear_retention();
  v1::RetentionTerm& term = *data.add_retention();
  term.set_kind(v1::RETAINED_KIND_CASE);
  term.set_anchor(v1::RETENTION_ANCHOR_CASE_CLOSED);
  term.set_months(12);
  const auto files = RetainedFilesOf(Procedure(data), ClosedCase(), true,
                                     [](const std::string&, v1::Role) {
                                       return std::optional<absl::CivilDay>();
                                     });
  ASSERT_TRUE(files.ok());
  ASSERT_THAT(*files, SizeIs(1));
  EXPECT_EQ(FromProto((*files)[0].erase_from()), Day(2028, 1, 16));
  EXPECT_TRUE((*files)[0].held());
  data.clear_retention();
  EXPECT_THAT(*RetainedFilesOf(Procedure(data), ClosedCase(), false,
                               [](const std::string&, v1::Role) {
                                 return std::optional<absl::CivilDay>();
                               }),
              IsEmpty());
}

}  // namespace
}  // namespace driehoek
