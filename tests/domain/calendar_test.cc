#include "domain/calendar.h"

#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "domain/dates.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

v1::CalendarDaySet Day(
    const std::string& reference, absl::CivilDay on,
    v1::CalendarDayKind kind = v1::CALENDAR_DAY_KIND_TRAINER_RETURN_DAY) {
  v1::CalendarDaySet set;
  set.set_reference(reference);
  set.set_day_kind(kind);
  *set.mutable_on() = ToProto(on);
  return set;
}

std::optional<absl::CivilDay> NextReturnDay(const Calendar& calendar,
                                            absl::CivilDay after) {
  return calendar.NextAfter(v1::CALENDAR_DAY_KIND_TRAINER_RETURN_DAY, after);
}

absl::Time At(int hour) {
  return absl::FromCivil(absl::CivilHour(2026, 9, 14, hour),
                         absl::UTCTimeZone());
}

constexpr absl::CivilDay kFirst(2026, 10, 6);
constexpr absl::CivilDay kSecond(2026, 11, 3);

TEST(Calendar, GivesTheFirstDayOfThatKindAfterAnother_T17) {
  Calendar calendar;
  EXPECT_EQ(NextReturnDay(calendar, kFirst), std::nullopt);
  calendar.Set(Day("otd-2", kSecond), 4, At(4));
  calendar.Set(Day("otd-1", kFirst), 5, At(5));
  calendar.Set(Day("match-1", kFirst + 1, v1::CALENDAR_DAY_KIND_MATCHING_ROUND),
               6, At(6));
  EXPECT_EQ(NextReturnDay(calendar, kFirst - 1), kFirst);
  // The day itself is not after it.
  EXPECT_EQ(NextReturnDay(calendar, kFirst), kSecond);
  EXPECT_EQ(NextReturnDay(calendar, kSecond), std::nullopt);
  EXPECT_EQ(calendar.NextAfter(v1::CALENDAR_DAY_KIND_MATCHING_ROUND, kFirst),
            kFirst + 1);
  EXPECT_EQ(calendar.position(), 6U);
}

TEST(Calendar, LetsADayMoveUnderItsReferenceAndKeepsOneThatFallsTogether) {
  Calendar calendar;
  calendar.Set(Day("otd-1", kFirst), 1, At(1));
  calendar.Set(Day("otd-2", kFirst), 2, At(2));
  calendar.Set(Day("otd-1", kSecond), 3, At(3));
  EXPECT_EQ(NextReturnDay(calendar, kFirst - 1), kFirst);  // Of the other.
  calendar.Set(Day("otd-2", kSecond), 4, At(4));
  EXPECT_EQ(NextReturnDay(calendar, kFirst - 1), kSecond);
  // It becomes a day of another kind.
  calendar.Set(Day("otd-1", kSecond, v1::CALENDAR_DAY_KIND_MATCHING_ROUND), 5,
               At(5));
  calendar.Set(Day("otd-2", kSecond, v1::CALENDAR_DAY_KIND_MATCHING_ROUND), 6,
               At(6));
  EXPECT_EQ(NextReturnDay(calendar, kFirst - 1), std::nullopt);
}

TEST(Calendar, KnowsSinceWhenItSaysWhatItSays_T17) {
  const auto since = [](const Calendar& calendar) {
    return calendar.KnownSince(v1::CALENDAR_DAY_KIND_TRAINER_RETURN_DAY,
                               kFirst - 1);
  };
  Calendar calendar;
  EXPECT_EQ(since(calendar), absl::InfinitePast());
  calendar.Set(Day("otd-2", kSecond), 1, At(1));
  EXPECT_EQ(since(calendar), At(1));
  // What lies before, behind or is of another kind decides nothing.
  calendar.Set(Day("otd-0", kFirst - 1), 2, At(2));
  calendar.Set(Day("otd-3", kSecond + 1), 3, At(3));
  calendar.Set(Day("match-1", kFirst, v1::CALENDAR_DAY_KIND_MATCHING_ROUND), 4,
               At(4));
  EXPECT_EQ(since(calendar), At(1));
  calendar.Set(Day("otd-1", kFirst), 5, At(5));
  EXPECT_EQ(since(calendar), At(5));
  // The one that was known long ago is the next again, since this one went.
  calendar.Set(Day("otd-1", kSecond + 30), 6, At(6));
  EXPECT_EQ(
      calendar.NextAfter(v1::CALENDAR_DAY_KIND_TRAINER_RETURN_DAY, kFirst - 1),
      kSecond);
  EXPECT_EQ(since(calendar), At(6));
}

TEST(Calendar, ReadsAsItWasAtAnyPosition) {
  Calendar calendar;
  calendar.Set(Day("otd-1", kSecond), 3, At(3));
  calendar.Set(Day("otd-1", kFirst), 8, At(8));
  EXPECT_EQ(NextReturnDay(calendar.UpTo(2), kFirst - 1), std::nullopt);
  EXPECT_EQ(calendar.UpTo(2).position(), 0U);
  EXPECT_EQ(NextReturnDay(calendar.UpTo(7), kFirst - 1), kSecond);
  EXPECT_EQ(NextReturnDay(calendar.UpTo(8), kFirst - 1), kFirst);
  EXPECT_EQ(calendar.UpTo(7).position(), 3U);
}

}  // namespace
}  // namespace driehoek
