#include "clients/cli/timeline.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "clients/cli/dates.h"
#include "clients/cli/table.h"
#include "clients/cli/words.h"

namespace driehoek::cli {
namespace {

constexpr size_t kLabelWidth = 14;
// A picture with fewer columns says nothing any more.
constexpr size_t kLeastColumns = 30;
// One mark is one character: 1-9, then a-z; after that only "*".
constexpr absl::string_view kMarks = "123456789abcdefghijklmnopqrstuvwxyz";

// A row of characters, each of which may be several bytes.
class Canvas {
 public:
  explicit Canvas(size_t columns) : cells_(columns, " ") {}

  void Put(size_t column, absl::string_view character) {
    if (column < cells_.size()) cells_[column] = std::string(character);
  }
  bool Free(size_t column) const {
    return column < cells_.size() && cells_[column] == " ";
  }
  // Text from `column` on, as far as it fits and is free.
  void Write(size_t column, absl::string_view text) {
    for (size_t i = 0; i < text.size(); ++i) {
      if (!Free(column + i)) return;
    }
    for (size_t i = 0; i < text.size(); ++i) Put(column + i, text.substr(i, 1));
  }
  std::string Text() const {
    std::string text = absl::StrJoin(cells_, "");
    absl::StripTrailingAsciiWhitespace(&text);
    return text;
  }
  size_t columns() const { return cells_.size(); }

 private:
  std::vector<std::string> cells_;
};

// From days to columns.
class Axis {
 public:
  Axis(absl::CivilDay first, absl::CivilDay last, size_t columns)
      : first_(first),
        days_(std::max<int64_t>(last - first, 1)),
        columns_(columns) {}

  size_t ColumnOf(absl::CivilDay day) const {
    const int64_t offset = std::clamp<int64_t>(day - first_, 0, days_);
    return static_cast<size_t>(offset * static_cast<int64_t>(columns_ - 1) /
                               days_);
  }
  absl::CivilDay first() const { return first_; }
  absl::CivilDay last() const { return first_ + days_; }

 private:
  absl::CivilDay first_;
  int64_t days_;
  size_t columns_;
};

// Facts of one day in one lane share a mark.
struct Marked {
  std::string mark;
  absl::CivilDay on;
  v1::Role lane;
  std::vector<std::string> sentences;
};

std::vector<Marked> MarkFacts(const std::vector<v1::TimelineEntry>& entries) {
  std::vector<Marked> marked;
  for (const v1::TimelineEntry& entry : entries) {
    const std::optional<absl::CivilDay> on = DayIn(entry.on());
    if (!on) continue;
    if (marked.empty() || marked.back().on != *on ||
        marked.back().lane != entry.lane()) {
      const size_t next = marked.size();
      marked.push_back({next < kMarks.size()
                            ? std::string(kMarks.substr(next, 1))
                            : std::string("*"),
                        *on,
                        entry.lane(),
                        {}});
    }
    marked.back().sentences.push_back(Printable(entry.sentence()));
  }
  return marked;
}

std::pair<absl::CivilDay, absl::CivilDay> RangeOf(
    const v1::Case& case_now, const std::vector<Marked>& marked) {
  std::optional<absl::CivilDay> first;
  std::optional<absl::CivilDay> last;
  const auto include = [&](std::optional<absl::CivilDay> day) {
    if (!day) return;
    first = first ? std::min(*first, *day) : *day;
    last = last ? std::max(*last, *day) : *day;
  };
  include(DayIn(case_now.opened_on()));
  for (const Marked& one : marked) include(one.on);
  for (const v1::Due& due : case_now.obligations()) {
    include(DayIn(due.created_on()));
    include(DayIn(due.due_on()));
    include(DayIn(due.fulfilled_on()));
  }
  const absl::CivilDay fallback(2026, 1, 1);
  return {first.value_or(fallback), last.value_or(fallback)};
}

std::string DrawScale(const Axis& axis, size_t columns) {
  constexpr std::array<const char*, 12> kMonths = {"jan", "feb", "mrt", "apr",
                                                   "mei", "jun", "jul", "aug",
                                                   "sep", "okt", "nov", "dec"};
  Canvas months(columns);
  Canvas days(columns);
  const auto month_name = [&](absl::CivilDay day) {
    return kMonths[static_cast<size_t>(day.month() - 1)];
  };
  months.Write(
      0, absl::StrCat(month_name(axis.first()), " ", axis.first().year()));
  for (absl::CivilMonth month = absl::CivilMonth(axis.first()) + 1;
       absl::CivilDay(month) <= axis.last(); ++month) {
    months.Write(axis.ColumnOf(absl::CivilDay(month)),
                 month_name(absl::CivilDay(month)));
  }
  // Mondays, as far as they fit beside each other.
  size_t free_from = 0;
  for (absl::CivilDay day = axis.first(); day <= axis.last(); ++day) {
    if (absl::GetWeekday(day) != absl::Weekday::monday) continue;
    const size_t column = axis.ColumnOf(day);
    if (column < free_from) continue;
    const std::string number = absl::StrCat(day.day());
    days.Write(column, number);
    free_from = column + number.size() + 2;
  }
  return absl::StrCat(PadTo("", kLabelWidth), months.Text(), "\n",
                      PadTo("", kLabelWidth), days.Text(), "\n");
}

std::string LaneLabel(v1::Role role) {
  switch (role) {
    case v1::ROLE_PROGRAMME_MANAGER:
      return "man. opleid.";
    case v1::ROLE_TRAINER_MANAGER:
      return "man. opleid's";
    case v1::ROLE_TRAINER_MANAGER_ASSISTANT:
      return "ass. man. op.";
    case v1::ROLE_DEPUTY_HEAD:
      return "plv. hoofd";
    case v1::ROLE_YEAR_ASSISTANT:
      return "jaarass.";
    case v1::ROLE_POLICY_OFFICER:
      return "beleid";
    case v1::ROLE_SYSTEM:
      return "(termijnen)";
    default:
      return RoleWord(role);
  }
}

std::string DrawLanes(const Axis& axis, const std::vector<Marked>& marked,
                      size_t columns) {
  std::map<v1::Role, Canvas> lanes;
  for (const Marked& one : marked) {
    Canvas& lane = lanes.try_emplace(one.lane, columns).first->second;
    size_t column = axis.ColumnOf(one.on);
    // Beside the one before when several days share a column.
    while (column + 1 < columns && !lane.Free(column)) ++column;
    lane.Put(column, one.mark);
  }
  std::string text;
  for (const auto& [role, lane] : lanes) {
    absl::StrAppend(&text, PadTo(LaneLabel(role), kLabelWidth), lane.Text(),
                    "\n");
  }
  return text;
}

std::string DrawObligations(const Axis& axis, const v1::Case& case_now,
                            size_t columns) {
  std::string text;
  for (const v1::Due& due : case_now.obligations()) {
    const std::optional<absl::CivilDay> created = DayIn(due.created_on());
    if (!created) continue;
    const std::optional<absl::CivilDay> due_on = DayIn(due.due_on());
    const std::optional<absl::CivilDay> done = DayIn(due.fulfilled_on());
    Canvas bar(columns);
    const size_t from = axis.ColumnOf(*created);
    const size_t until = due_on ? axis.ColumnOf(*due_on)
                                : (done ? axis.ColumnOf(*done) : columns - 1);
    for (size_t column = from; column <= until; ++column) {
      bar.Put(column, due_on ? "─" : "·");
    }
    bar.Put(from, due_on ? "├" : "·");
    if (due_on) bar.Put(until, "┤");
    if (done) {
      const size_t column = axis.ColumnOf(*done);
      for (size_t late = until + 1; late < column; ++late) bar.Put(late, "=");
      bar.Put(column, "o");
    }
    const bool breached = due.breach() == v1::BREACH_STATE_RECORDED;
    if ((breached || due.past_target_recorded()) && due_on) {
      size_t column = axis.ColumnOf(*due_on + 1);
      // Never over the last day or the day it was done.
      while (column == until || (done && column == axis.ColumnOf(*done))) {
        ++column;
      }
      for (size_t late = until + 1; late < column; ++late) bar.Put(late, "=");
      bar.Put(column, breached ? "!" : ">");
    }
    absl::StrAppend(&text, PadTo(due.obligation().key(), kLabelWidth),
                    bar.Text(), "\n");
  }
  return text;
}

std::string DrawPicture(const v1::Case& case_now,
                        const std::vector<Marked>& marked, size_t columns) {
  const auto [first, last] = RangeOf(case_now, marked);
  const Axis axis(first, last, columns);
  std::string text = DrawScale(axis, columns);
  absl::StrAppend(&text, DrawLanes(axis, marked, columns));
  const std::string bars = DrawObligations(axis, case_now, columns);
  if (!bars.empty()) absl::StrAppend(&text, "\n", bars);
  absl::StrAppend(&text, "\n");
  for (const std::string& line :
       Wrap("Tekens: 1-9, a-z wat er gebeurde; ├──┤ tot en met de laatste dag; "
            "··· zonder datum; o gedaan; = daarna; ! te laat; "
            "> voorbij streefdatum.",
            kLabelWidth + columns)) {
    absl::StrAppend(&text, line, "\n");
  }
  return text;
}

std::string ListFacts(const std::vector<Marked>& marked, size_t width) {
  Table table({"", "Dag", "Wie", "Wat er gebeurde"});
  for (const Marked& one : marked) {
    table.Add({one.mark, ShortDay(ToDate(one.on)), RoleWord(one.lane),
               absl::StrJoin(one.sentences, " ")});
  }
  return table.Render(width);
}

std::string ListObligations(const v1::Case& case_now, size_t width) {
  Table table({"Regel", "Wat", "Uiterlijk", "Gedaan", "Stand"});
  for (const v1::Due& due : case_now.obligations()) {
    table.Add({due.obligation().key(), due.title(),
               DayIn(due.due_on()) ? ShortDay(due.due_on()) : "geen datum",
               ShortDay(due.fulfilled_on()), StandingOf(due)});
  }
  return table.empty() ? std::string() : table.Render(width);
}

}  // namespace

std::string DrawTimeline(const v1::Case& case_now,
                         const std::vector<v1::TimelineEntry>& entries,
                         size_t width) {
  const std::vector<Marked> marked = MarkFacts(entries);
  std::string text = absl::StrCat("Zaak ", Printable(case_now.number()), ": ",
                                  PhaseWord(case_now.phase()), "\n\n");
  if (width >= kLabelWidth + kLeastColumns) {
    absl::StrAppend(&text, DrawPicture(case_now, marked, width - kLabelWidth),
                    "\n");
  }
  absl::StrAppend(&text, ListFacts(marked, width));
  const std::string obligations = ListObligations(case_now, width);
  if (!obligations.empty()) absl::StrAppend(&text, "\n", obligations);
  return text;
}

}  // namespace driehoek::cli
