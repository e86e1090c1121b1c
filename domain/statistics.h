// Statistics without names (§3.2): counts and lead times of the decouplings of
// a year. A count of one to four could be someone, so it is not told; nor is
// what would give it away by subtraction in the same table.
#ifndef DRIEHOEK_DOMAIN_STATISTICS_H_
#define DRIEHOEK_DOMAIN_STATISTICS_H_

#include <array>
#include <cstddef>
#include <vector>

#include "driehoek/v1/overview_service.pb.h"
#include "driehoek/v1/view.pb.h"

namespace driehoek {

// A number of a table, and whether it is told.
struct Count {
  int value = 0;
  bool told = true;

  bool operator==(const Count&) const = default;
};

// Hides what is too few in a table of which `parts` add up to `total`, and then
// as much more as keeps what is hidden from being worked out: never one number
// alone; and where the total is told, parts that come to five or more. The next
// part in the table goes first: to choose by size would tell of the size. Not a
// zero, which would hide next to nothing; without another part, the total. What
// was hidden already stays so, whatever for.
void HideSmallCounts(Count& total, std::vector<Count>& parts);

// Adds up the decouplings of one year, case by case, and tells of them. Memory:
// three numbers a case.
class YearTally {
 public:
  // A case without a ruling to decouple does not count.
  void Add(const v1::CaseNumbers& numbers);

  // All together (training year 0), then each training year. Hidden are: what
  // HideSmallCounts hides; the part of a count of which one to four are left;
  // every number of a training year of which the decouplings are hidden; and a
  // median of fewer than five. A median of no decouplings at all is unset.
  std::vector<v1::YearStatistics> Tell(int year) const;

 private:
  struct Numbers {
    int decouplings = 0;
    int re_paired = 0;
    int long_waiting = 0;
    int extended = 0;
    std::vector<int> meeting_to_decoupling;
    std::vector<int> decoupling_to_start;
    std::vector<int> waiting;
  };
  // The numbers of one kind: all together, and of each training year.
  struct Column {
    Count total;
    std::vector<Count> parts;

    const Count& At(size_t training_year) const {
      return training_year == 0 ? total : parts[training_year - 1];
    }
  };

  static void AddTo(Numbers& numbers, const v1::CaseNumbers& of_case);
  Column Decouplings() const;
  Column PartOf(const Column& decouplings, int Numbers::* part) const;

  std::array<Numbers, 4> by_training_year_;  // The first is all together.
};

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_STATISTICS_H_
