// The days that an institute sets: trainers' return days, matching rounds.
#ifndef DRIEHOEK_DOMAIN_CALENDAR_H_
#define DRIEHOEK_DOMAIN_CALENDAR_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "driehoek/v1/event.pb.h"
#include "driehoek/v1/procedure.pb.h"
#include "driehoek/v1/types.pb.h"

namespace driehoek {

// What was set so far, in the order of the log. A value; small: an institute
// sets some twenty days a year.
class Calendar {
 public:
  // Takes a day in; one that was set before moves. Positions only go up.
  void Set(const v1::CalendarDaySet& set, Position position,
           absl::Time recorded_at);

  // The first day of that kind after `day`; nothing when none is known.
  std::optional<absl::CivilDay> NextAfter(v1::CalendarDayKind kind,
                                          absl::CivilDay day) const;
  // Since when NextAfter says what it says; long ago when no day is known.
  absl::Time KnownSince(v1::CalendarDayKind kind, absl::CivilDay day) const;
  // The day under this reference, as it was set last; nothing when it was not.
  const v1::CalendarDaySet* Find(const std::string& reference) const;
  // As it was when every event up to `position` was in the log.
  Calendar UpTo(Position position) const;
  // Of the latest day set; 0 when none was.
  Position position() const {
    return sets_.empty() ? 0 : sets_.back().position;
  }

 private:
  struct SetDay {
    Position position;
    absl::Time recorded_at;
    v1::CalendarDaySet set;
    // What it took the place of.
    std::optional<v1::CalendarDaySet> before;
  };

  std::vector<SetDay> sets_;
  std::map<std::string, v1::CalendarDaySet> by_reference_;
  // By kind; the reference tells days apart that fall together.
  std::map<v1::CalendarDayKind,
           std::set<std::pair<absl::CivilDay, std::string>>>
      days_;
};

// The kind of day that an anchor looks for; unspecified for one that rests on
// the case alone.
v1::CalendarDayKind CalendarDayOf(v1::Anchor anchor);

}  // namespace driehoek

#endif  // DRIEHOEK_DOMAIN_CALENDAR_H_
