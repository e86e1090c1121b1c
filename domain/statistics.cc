#include "domain/statistics.h"

#include <algorithm>
#include <cstdint>

namespace driehoek {
namespace {

constexpr int kFewestTold = 5;

bool IsTooFew(int count) { return count > 0 && count < kFewestTold; }

// Whether what is hidden can be worked out of what is told.
bool IsGivenAway(const Count& total, const std::vector<Count>& parts) {
  int hidden = 0;
  int together = 0;
  for (const Count& part : parts) {
    if (part.told) continue;
    ++hidden;
    together += part.value;
  }
  if (!total.told) return hidden == 0 && total.value > 0;
  return hidden == 1 || (hidden > 1 && together < kFewestTold);
}

// The first one to hide after the first that is hidden, round the table, or
// from its front when none is; null when there is none to hide.
Count* NextToHide(std::vector<Count>& parts) {
  size_t begin = 0;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].told) continue;
    begin = i + 1;
    break;
  }
  for (size_t step = 0; step < parts.size(); ++step) {
    Count& part = parts[(begin + step) % parts.size()];
    if (part.told && part.value > 0) return &part;
  }
  return nullptr;
}

size_t HiddenIn(const Count& total, const std::vector<Count>& parts) {
  return (total.told ? 0U : 1U) +
         static_cast<size_t>(
             std::count_if(parts.begin(), parts.end(),
                           [](const Count& part) { return !part.told; }));
}

// Whether there is anyone in what is hidden.
bool HidesSomeone(const std::vector<Count>& parts) {
  return std::any_of(parts.begin(), parts.end(), [](const Count& part) {
    return !part.told && part.value > 0;
  });
}

v1::Cell CellOf(const Count& count) {
  v1::Cell cell;
  if (count.told) {
    cell.set_value(count.value);
  } else {
    cell.set_suppressed(true);
  }
  return cell;
}

// Between two in the middle, rounded towards the lower.
int MedianOf(std::vector<int> values) {
  std::sort(values.begin(), values.end());
  const int lower = values[(values.size() - 1) / 2];
  const int upper = values[values.size() / 2];
  return lower + (upper - lower) / 2;
}

v1::Cell MedianCell(const Count& decouplings, const std::vector<int>& values) {
  const bool told = decouplings.told && values.size() >= kFewestTold;
  return CellOf({.value = told ? MedianOf(values) : 0, .told = told});
}

}  // namespace

void HideSmallCounts(Count& total, std::vector<Count>& parts) {
  if (IsTooFew(total.value)) total.told = false;
  for (Count& part : parts) {
    if (IsTooFew(part.value)) part.told = false;
  }
  while (IsGivenAway(total, parts)) {
    Count* const next = NextToHide(parts);
    (next != nullptr ? *next : total).told = false;
  }
}

void YearTally::AddTo(Numbers& numbers, const v1::CaseNumbers& of_case) {
  ++numbers.decouplings;
  if (of_case.long_waiting()) ++numbers.long_waiting;
  if (of_case.extended()) ++numbers.extended;
  if (of_case.has_meeting_to_decoupling_days()) {
    numbers.meeting_to_decoupling.push_back(
        of_case.meeting_to_decoupling_days());
  }
  if (of_case.has_decoupling_to_start_days()) {
    ++numbers.re_paired;
    numbers.decoupling_to_start.push_back(of_case.decoupling_to_start_days());
  }
  if (of_case.has_waiting_days()) {
    numbers.waiting.push_back(of_case.waiting_days());
  }
}

void YearTally::Add(const v1::CaseNumbers& numbers) {
  const auto training_year = static_cast<size_t>(numbers.training_year());
  // A group is of one of three years: another there cannot be.
  if (numbers.decoupled_year() == 0 || training_year == 0 ||
      training_year >= by_training_year_.size()) {
    return;
  }
  AddTo(by_training_year_.front(), numbers);
  AddTo(by_training_year_[training_year], numbers);
}

YearTally::Column YearTally::Decouplings() const {
  Column column;
  column.total.value = by_training_year_.front().decouplings;
  for (size_t i = 1; i < by_training_year_.size(); ++i) {
    column.parts.push_back({.value = by_training_year_[i].decouplings});
  }
  HideSmallCounts(column.total, column.parts);
  return column;
}

YearTally::Column YearTally::PartOf(const Column& decouplings,
                                    int Numbers::* part) const {
  const auto count_of = [&](size_t training_year) {
    const Numbers& numbers = by_training_year_[training_year];
    // Who is not among them, is among the others.
    return Count{.value = numbers.*part,
                 .told = decouplings.At(training_year).told &&
                         !IsTooFew(numbers.decouplings - numbers.*part)};
  };
  Column column;
  column.total = count_of(0);
  for (size_t i = 1; i < by_training_year_.size(); ++i) {
    column.parts.push_back(count_of(i));
  }
  // The others are in the table as well, by subtraction: what is hidden of the
  // one is hidden of the other, until neither gives anything away.
  size_t hidden = 0;
  do {
    hidden = HiddenIn(column.total, column.parts);
    HideSmallCounts(column.total, column.parts);
    Count others{.value = decouplings.total.value - column.total.value,
                 .told = column.total.told};
    std::vector<Count> parts;
    parts.reserve(column.parts.size());
    for (size_t i = 0; i < column.parts.size(); ++i) {
      parts.push_back(
          {.value = decouplings.parts[i].value - column.parts[i].value,
           .told = column.parts[i].told});
    }
    if (HidesSomeone(parts)) HideSmallCounts(others, parts);
    column.total.told = others.told;
    for (size_t i = 0; i < parts.size(); ++i) {
      column.parts[i].told = parts[i].told;
    }
  } while (HiddenIn(column.total, column.parts) != hidden);
  return column;
}

std::vector<v1::YearStatistics> YearTally::Tell(int year) const {
  const Column decouplings = Decouplings();
  const Column re_paired = PartOf(decouplings, &Numbers::re_paired);
  const Column long_waiting = PartOf(decouplings, &Numbers::long_waiting);
  const Column extended = PartOf(decouplings, &Numbers::extended);
  std::vector<v1::YearStatistics> rows;
  for (size_t i = 0; i < by_training_year_.size(); ++i) {
    v1::YearStatistics& row = rows.emplace_back();
    row.set_year(year);
    row.set_training_year(static_cast<int32_t>(i));
    *row.mutable_decouplings() = CellOf(decouplings.At(i));
    *row.mutable_re_paired() = CellOf(re_paired.At(i));
    *row.mutable_long_waiting() = CellOf(long_waiting.At(i));
    *row.mutable_extended() = CellOf(extended.At(i));
    const Numbers& numbers = by_training_year_[i];
    if (numbers.decouplings == 0) continue;
    *row.mutable_meeting_to_decoupling_days() =
        MedianCell(decouplings.At(i), numbers.meeting_to_decoupling);
    *row.mutable_decoupling_to_start_days() =
        MedianCell(decouplings.At(i), numbers.decoupling_to_start);
    *row.mutable_waiting_days() =
        MedianCell(decouplings.At(i), numbers.waiting);
  }
  return rows;
}

}  // namespace driehoek
