#include "base/holidays.h"

#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

using Day = absl::CivilDay;

TEST(EasterSunday, IsTheFirstSundayAfterTheSpringFullMoon) {
  EXPECT_EQ(EasterSunday(2023), Day(2023, 4, 9));
  EXPECT_EQ(EasterSunday(2025), Day(2025, 4, 20));
  EXPECT_EQ(EasterSunday(2026), Day(2026, 4, 5));
  EXPECT_EQ(EasterSunday(2027), Day(2027, 3, 28));
  EXPECT_EQ(EasterSunday(2028), Day(2028, 4, 16));
  EXPECT_EQ(EasterSunday(2029), Day(2029, 4, 1));
  EXPECT_EQ(EasterSunday(2030), Day(2030, 4, 21));
  // The earliest and the latest day that Easter takes in our years.
  EXPECT_EQ(EasterSunday(2160), Day(2160, 3, 23));
  EXPECT_EQ(EasterSunday(2038), Day(2038, 4, 25));
}

TEST(Holidays, AreThoseOfTheLawOnTerms_AS5) {
  EXPECT_TRUE(IsHoliday(Day(2026, 1, 1)));
  EXPECT_TRUE(IsHoliday(Day(2026, 4, 3)));   // Good Friday
  EXPECT_TRUE(IsHoliday(Day(2026, 4, 5)));   // Easter Sunday
  EXPECT_TRUE(IsHoliday(Day(2026, 4, 6)));   // Easter Monday
  EXPECT_TRUE(IsHoliday(Day(2026, 4, 27)));  // King's day
  EXPECT_TRUE(IsHoliday(Day(2026, 5, 5)));   // Liberation day
  EXPECT_TRUE(IsHoliday(Day(2026, 5, 14)));  // Ascension day
  EXPECT_TRUE(IsHoliday(Day(2026, 5, 24)));  // Whit Sunday
  EXPECT_TRUE(IsHoliday(Day(2026, 5, 25)));  // Whit Monday
  EXPECT_TRUE(IsHoliday(Day(2026, 12, 25)));
  EXPECT_TRUE(IsHoliday(Day(2026, 12, 26)));
  EXPECT_FALSE(IsHoliday(Day(2026, 12, 24)));
  EXPECT_FALSE(IsHoliday(Day(2026, 4, 2)));
  EXPECT_FALSE(IsHoliday(Day(2026, 5, 4)));
}

TEST(Holidays, CountLiberationDayEveryYearAndNotOnceInFive) {
  for (int year = 2023; year <= 2040; ++year) {
    EXPECT_TRUE(IsHoliday(Day(year, 5, 5))) << year;
  }
}

TEST(Holidays, HaveKingsDayOnTheSaturdayWhenThe27thIsASunday) {
  EXPECT_TRUE(IsHoliday(Day(2025, 4, 26)));
  EXPECT_FALSE(IsHoliday(Day(2025, 4, 27)));
  EXPECT_TRUE(IsHoliday(Day(2031, 4, 26)));
  EXPECT_TRUE(IsHoliday(Day(2030, 4, 27)));
  EXPECT_FALSE(IsHoliday(Day(2030, 4, 26)));
}

TEST(Holidays, HoldTheDaysOfTheRoyalDecrees) {
  for (const Day day :
       {Day(2023, 4, 28), Day(2023, 5, 19), Day(2024, 5, 10), Day(2024, 12, 27),
        Day(2025, 5, 30), Day(2026, 1, 2), Day(2026, 5, 15), Day(2027, 5, 7),
        Day(2028, 4, 28), Day(2028, 5, 26)}) {
    EXPECT_TRUE(IsHoliday(day)) << day;
  }
}

TEST(Holidays, SayForWhichYearsTheRoyalDecreesAreKnown_AS5) {
  EXPECT_FALSE(HasDecrees(2022));
  EXPECT_TRUE(HasDecrees(2023));
  EXPECT_TRUE(HasDecrees(2028));
  EXPECT_FALSE(HasDecrees(2029));
}

TEST(WorkingDayFrom, IsTheDayItselfWhenItIsOne) {
  EXPECT_EQ(WorkingDayFrom(Day(2026, 9, 21)), Day(2026, 9, 21));
}

TEST(WorkingDayFrom, IsTheMondayAfterAWeekend) {
  EXPECT_EQ(WorkingDayFrom(Day(2026, 9, 19)), Day(2026, 9, 21));
  EXPECT_EQ(WorkingDayFrom(Day(2026, 9, 20)), Day(2026, 9, 21));
}

TEST(WorkingDayFrom, PassesFiveHolidaysAndWeekendDaysInARow) {
  // Liberation day, Ascension day, the decreed Friday, the weekend.
  EXPECT_EQ(WorkingDayFrom(Day(2027, 5, 5)), Day(2027, 5, 10));
}

TEST(WorkingDayFrom, PassesEasterOnTheDayThatLastsTwentyThreeHours) {
  EXPECT_EQ(WorkingDayFrom(Day(2027, 3, 26)), Day(2027, 3, 30));
  EXPECT_EQ(WorkingDayFrom(Day(2027, 3, 28)), Day(2027, 3, 30));
}

}  // namespace
}  // namespace driehoek
