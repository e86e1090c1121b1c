#include "base/civil.h"

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

using ::testing::HasSubstr;

absl::Time Utc(absl::CivilSecond second) {
  return absl::FromCivil(second, absl::UTCTimeZone());
}

TEST(AddMonths, KeepsTheDayNumber) {
  EXPECT_EQ(AddMonths(absl::CivilDay(2026, 9, 14), 1),
            absl::CivilDay(2026, 10, 14));
  EXPECT_EQ(AddMonths(absl::CivilDay(2026, 12, 1), 1),
            absl::CivilDay(2027, 1, 1));
}

TEST(AddMonths, ClampsToTheLastDayOfAShorterMonth) {
  EXPECT_EQ(AddMonths(absl::CivilDay(2027, 1, 31), 1),
            absl::CivilDay(2027, 2, 28));
  EXPECT_EQ(AddMonths(absl::CivilDay(2028, 1, 31), 1),
            absl::CivilDay(2028, 2, 29));
  EXPECT_EQ(AddMonths(absl::CivilDay(2026, 8, 31), 3),
            absl::CivilDay(2026, 11, 30));
}

TEST(AddMonths, CountsFromTheAnchorSoAClampDoesNotStick) {
  EXPECT_EQ(AddMonths(absl::CivilDay(2027, 1, 31), 2),
            absl::CivilDay(2027, 3, 31));
}

TEST(AddMonths, GoesBackOverAYearEnd) {
  EXPECT_EQ(AddMonths(absl::CivilDay(2027, 3, 31), -1),
            absl::CivilDay(2027, 2, 28));
  EXPECT_EQ(AddMonths(absl::CivilDay(2027, 1, 15), -13),
            absl::CivilDay(2025, 12, 15));
}

TEST(StartOf, Is23ZTheDayBeforeInWinterAnd22ZInSummer) {
  EXPECT_EQ(StartOf(absl::CivilDay(2027, 1, 15)),
            Utc(absl::CivilSecond(2027, 1, 14, 23)));
  EXPECT_EQ(StartOf(absl::CivilDay(2027, 7, 15)),
            Utc(absl::CivilSecond(2027, 7, 14, 22)));
}

TEST(StartOf, MakesADayOf23HoursWhenSummerTimeBegins) {
  EXPECT_EQ(StartOf(absl::CivilDay(2027, 3, 28)),
            Utc(absl::CivilSecond(2027, 3, 27, 23)));
  EXPECT_EQ(StartOf(absl::CivilDay(2027, 3, 29)),
            Utc(absl::CivilSecond(2027, 3, 28, 22)));
}

TEST(StartOf, MakesADayOf25HoursWhenSummerTimeEnds) {
  EXPECT_EQ(StartOf(absl::CivilDay(2027, 11, 1)) -
                StartOf(absl::CivilDay(2027, 10, 31)),
            absl::Hours(25));
}

TEST(DayOf, TurnsAtMidnightInAmsterdamNotInGreenwich) {
  EXPECT_EQ(DayOf(Utc(absl::CivilSecond(2026, 9, 14, 21, 59, 59))),
            absl::CivilDay(2026, 9, 14));
  EXPECT_EQ(DayOf(Utc(absl::CivilSecond(2026, 9, 14, 22))),
            absl::CivilDay(2026, 9, 15));
}

TEST(DayOf, IsTheInverseOfStartOfOnEveryDayOfAYear) {
  for (absl::CivilDay day(2027, 1, 1); day < absl::CivilDay(2028, 1, 2);
       ++day) {
    EXPECT_EQ(DayOf(StartOf(day)), day);
    EXPECT_EQ(DayOf(StartOf(day) - absl::Nanoseconds(1)), day - 1);
  }
}

TEST(ParseIsoDay, ReadsWhatIsoDayWrites) {
  const absl::StatusOr<absl::CivilDay> day = ParseIsoDay("2028-02-29");
  ASSERT_TRUE(day.ok()) << day.status();
  EXPECT_EQ(*day, absl::CivilDay(2028, 2, 29));
  EXPECT_EQ(IsoDay(*day), "2028-02-29");
}

TEST(ParseIsoDay, RefusesAnythingElseAndSaysWhat) {
  for (const std::string text :
       {"", "14-09-2026", "2026-9-14", "2026-09-14 ", " 2026-09-14",
        "2026/09/14", "2026-02-30", "2027-02-29", "2026-13-01", "2026-00-10",
        "2026-09-00", "1899-12-31", "2200-01-01", "+026-09-14", "2026-09-1x"}) {
    const absl::StatusOr<absl::CivilDay> day = ParseIsoDay(text);
    EXPECT_EQ(day.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(day.status().message()), HasSubstr(text));
  }
}

TEST(ParseIsoDay, QuotesOnlyTheBeginningOfALongText) {
  const absl::StatusOr<absl::CivilDay> day =
      ParseIsoDay(std::string(100000, '9'));
  EXPECT_EQ(day.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_LT(day.status().message().size(), 100u);
}

TEST(WrittenDay, IsDutch) {
  EXPECT_EQ(WrittenDay(absl::CivilDay(2026, 9, 14)), "ma 14 september 2026");
  EXPECT_EQ(WrittenDay(absl::CivilDay(2027, 3, 28)), "zo 28 maart 2027");
}

TEST(WrittenMoment, IsAmsterdamTime) {
  EXPECT_EQ(WrittenMoment(Utc(absl::CivilSecond(2026, 9, 14, 7, 30))),
            "ma 14 september 2026, 09:30");
  EXPECT_EQ(WrittenMoment(Utc(absl::CivilSecond(2026, 12, 31, 23, 5))),
            "vr 1 januari 2027, 00:05");
}

}  // namespace
}  // namespace driehoek
