#include "domain/statistics.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace driehoek {
namespace {

using ::testing::ElementsAre;

// What a reader gets of the parts and the total: "*" for what is hidden.
std::vector<std::string> Shown(const std::vector<int>& values) {
  Count total;
  std::vector<Count> parts;
  for (const int value : values) {
    parts.push_back({.value = value});
    total.value += value;
  }
  HideSmallCounts(total, parts);
  parts.push_back(total);
  std::vector<std::string> shown;
  shown.reserve(parts.size());
  for (const Count& count : parts) {
    shown.push_back(count.told ? absl::StrCat(count.value) : "*");
  }
  return shown;
}

TEST(HideSmallCounts, TellsNoughtAndFiveAndMore_N12) {
  EXPECT_THAT(Shown({0, 5, 12}), ElementsAre("0", "5", "12", "17"));
  EXPECT_THAT(Shown({0, 0, 0}), ElementsAre("0", "0", "0", "0"));
}

TEST(HideSmallCounts, HidesOneToFour_N12) {
  EXPECT_THAT(Shown({4, 3, 12}), ElementsAre("*", "*", "12", "19"));
  EXPECT_THAT(Shown({1, 0, 2}), ElementsAre("*", "0", "*", "*"));
}

TEST(HideSmallCounts, HidesASecondWhenOneAloneWouldBeGivenAway_N12) {
  EXPECT_THAT(Shown({3, 9, 7}), ElementsAre("*", "*", "7", "19"));
  EXPECT_THAT(Shown({9, 7, 3}), ElementsAre("*", "7", "*", "19"));
  EXPECT_THAT(Shown({3, 0, 7}), ElementsAre("*", "0", "*", "10"))
      << "no zero, which hides next to nothing";
}

TEST(HideSmallCounts, HidesAThirdWhenTwoTogetherAreTooFew_N12) {
  EXPECT_THAT(Shown({1, 1, 20}), ElementsAre("*", "*", "*", "22"));
}

TEST(HideSmallCounts, HidesTheTotalWhenThereIsNoOtherPart_N12) {
  Count total{.value = 6};
  std::vector<Count> parts = {{.value = 6, .told = false}, {.value = 0}};
  HideSmallCounts(total, parts);
  EXPECT_FALSE(total.told);
  EXPECT_TRUE(parts[1].told);
}

TEST(HideSmallCounts, HidesAPartOfATotalThatWasHidden_N12) {
  Count total{.value = 14, .told = false};
  std::vector<Count> parts = {{.value = 6}, {.value = 0}, {.value = 8}};
  HideSmallCounts(total, parts);
  EXPECT_THAT(parts,
              ElementsAre(Count{6, false}, Count{0, true}, Count{8, true}));
}

// Whoever knows how it is hidden, tries every table that would look the same.
TEST(HideSmallCounts, LeavesNoHiddenNumberToBeWorkedOut_N12) {
  constexpr int kMost = 24;
  std::map<std::vector<std::string>, std::vector<std::set<int>>> possible;
  for (int a = 0; a <= kMost; ++a) {
    for (int b = 0; a + b <= kMost; ++b) {
      for (int c = 0; a + b + c <= kMost; ++c) {
        std::vector<std::set<int>>& numbers = possible[Shown({a, b, c})];
        numbers.resize(3);
        numbers[0].insert(a);
        numbers[1].insert(b);
        numbers[2].insert(c);
      }
    }
  }
  for (const auto& [shown, numbers] : possible) {
    for (size_t i = 0; i < numbers.size(); ++i) {
      if (shown[i] != "*") continue;
      EXPECT_GT(numbers[i].size(), 1U) << testing::PrintToString(shown);
    }
  }
}

v1::CaseNumbers Decoupled(int training_year) {
  v1::CaseNumbers numbers;
  numbers.set_decoupled_year(2026);
  numbers.set_training_year(training_year);
  return numbers;
}

v1::CaseNumbers RePaired(int training_year, int days) {
  v1::CaseNumbers numbers = Decoupled(training_year);
  numbers.set_meeting_to_decoupling_days(days);
  numbers.set_decoupling_to_start_days(days);
  numbers.set_waiting_days(days);
  return numbers;
}

std::string Told(const v1::Cell& cell) {
  return cell.suppressed() ? "*" : absl::StrCat(cell.value());
}

TEST(YearTally, TellsOfAYearAndOfEachTrainingYear_N12) {
  YearTally tally;
  for (const int days : {30, 10, 50, 20, 41, 40}) {
    v1::CaseNumbers numbers = RePaired(1, days);
    numbers.set_long_waiting(true);
    numbers.set_extended(true);
    tally.Add(numbers);
  }
  const std::vector<v1::YearStatistics> rows = tally.Tell(2026);
  ASSERT_EQ(rows.size(), 4U);
  for (const size_t i : {0U, 1U}) {
    EXPECT_EQ(rows[i].year(), 2026);
    EXPECT_EQ(rows[i].training_year(), static_cast<int>(i));
    EXPECT_EQ(Told(rows[i].decouplings()), "6");
    EXPECT_EQ(Told(rows[i].re_paired()), "6");
    EXPECT_EQ(Told(rows[i].long_waiting()), "6");
    EXPECT_EQ(Told(rows[i].extended()), "6");
    // Between 30 and 40.
    EXPECT_EQ(Told(rows[i].meeting_to_decoupling_days()), "35");
    EXPECT_EQ(Told(rows[i].decoupling_to_start_days()), "35");
    EXPECT_EQ(Told(rows[i].waiting_days()), "35");
  }
  EXPECT_EQ(Told(rows[2].decouplings()), "0");
  EXPECT_FALSE(rows[2].has_waiting_days()) << "no median of nothing";
}

TEST(YearTally, LeavesOutWhatWasSolvedWithoutADecoupling_A52) {
  YearTally tally;
  v1::CaseNumbers solved;
  solved.set_training_year(1);
  solved.set_result(v1::CASE_RESULT_RESOLVED);
  solved.set_meeting_to_decoupling_days(3);
  for (int i = 0; i < 6; ++i) tally.Add(solved);
  EXPECT_EQ(Told(tally.Tell(2026).front().decouplings()), "0");
}

TEST(YearTally, TellsNoMedianOfFewerThanFive_N12) {
  YearTally tally;
  for (int i = 0; i < 4; ++i) tally.Add(RePaired(1, 10));
  for (int i = 0; i < 6; ++i) tally.Add(Decoupled(1));
  const v1::YearStatistics all = tally.Tell(2026).front();
  EXPECT_EQ(Told(all.decouplings()), "10");
  EXPECT_EQ(Told(all.re_paired()), "*");
  EXPECT_EQ(Told(all.waiting_days()), "*");
  EXPECT_EQ(Told(all.meeting_to_decoupling_days()), "*");
  EXPECT_EQ(Told(all.decoupling_to_start_days()), "*");
}

TEST(YearTally, HidesAPartWhenFewAreLeft_N12) {
  YearTally tally;
  for (int i = 0; i < 8; ++i) tally.Add(RePaired(1, 10));
  tally.Add(Decoupled(1));
  const v1::YearStatistics all = tally.Tell(2026).front();
  EXPECT_EQ(Told(all.decouplings()), "9");
  EXPECT_EQ(Told(all.re_paired()), "*") << "the one other could be someone";
  EXPECT_EQ(Told(all.extended()), "0");
  EXPECT_EQ(Told(all.waiting_days()), "10");
}

TEST(YearTally, HidesSoMuchThatTheFewWhoAreLeftCannotBeWorkedOut_N12) {
  YearTally tally;
  const auto add = [&tally](int training_year, int re_paired, int others) {
    for (int i = 0; i < re_paired; ++i) tally.Add(RePaired(training_year, 10));
    for (int i = 0; i < others; ++i) tally.Add(Decoupled(training_year));
  };
  add(1, 10, 1);
  add(2, 10, 1);
  add(3, 6, 6);
  const std::vector<v1::YearStatistics> rows = tally.Tell(2026);
  EXPECT_EQ(Told(rows[0].re_paired()), "26");
  EXPECT_EQ(Told(rows[1].re_paired()), "*");
  EXPECT_EQ(Told(rows[2].re_paired()), "*");
  // With this one, two of the first two years were left.
  EXPECT_EQ(Told(rows[3].re_paired()), "*");
  EXPECT_EQ(Told(rows[3].decouplings()), "12");
}

TEST(YearTally, HidesAllOfATrainingYearOfWhichTheDecouplingsAreHidden_N12) {
  YearTally tally;
  for (int i = 0; i < 7; ++i) tally.Add(RePaired(1, 10));
  for (int i = 0; i < 2; ++i) tally.Add(RePaired(3, 10));
  const std::vector<v1::YearStatistics> rows = tally.Tell(2026);
  EXPECT_EQ(Told(rows[0].decouplings()), "9");
  EXPECT_EQ(Told(rows[0].waiting_days()), "10");
  EXPECT_EQ(Told(rows[2].decouplings()), "0");
  for (const size_t i : {1U, 3U}) {
    for (const v1::Cell& cell :
         {rows[i].decouplings(), rows[i].re_paired(), rows[i].long_waiting(),
          rows[i].extended(), rows[i].meeting_to_decoupling_days(),
          rows[i].decoupling_to_start_days(), rows[i].waiting_days()}) {
      EXPECT_TRUE(cell.suppressed()) << i;
      EXPECT_EQ(cell.value(), 0) << i;
    }
  }
}

}  // namespace
}  // namespace driehoek
