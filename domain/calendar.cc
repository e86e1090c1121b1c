#include "domain/calendar.h"

#include "domain/dates.h"

namespace driehoek {

void Calendar::Set(const v1::CalendarDaySet& set, Position position) {
  if (const v1::CalendarDaySet* const before = Find(set.reference())) {
    days_[before->day_kind()].erase(
        {FromProto(before->on()), before->reference()});
  }
  by_reference_[set.reference()] = set;
  days_[set.day_kind()].insert({FromProto(set.on()), set.reference()});
  sets_.emplace_back(position, set);
}

std::optional<absl::CivilDay> Calendar::NextAfter(v1::CalendarDayKind kind,
                                                  absl::CivilDay day) const {
  const auto days = days_.find(kind);
  if (days == days_.end()) return std::nullopt;
  const auto next = days->second.lower_bound({day + 1, ""});
  if (next == days->second.end()) return std::nullopt;
  return next->first;
}

const v1::CalendarDaySet* Calendar::Find(const std::string& reference) const {
  const auto found = by_reference_.find(reference);
  return found == by_reference_.end() ? nullptr : &found->second;
}

Calendar Calendar::UpTo(Position position) const {
  Calendar then;
  for (const auto& [at, set] : sets_) {
    if (at <= position) then.Set(set, at);
  }
  return then;
}

v1::CalendarDayKind CalendarDayOf(v1::Anchor anchor) {
  switch (anchor) {
    case v1::ANCHOR_NEXT_TRAINER_RETURN_DAY:
      return v1::CALENDAR_DAY_KIND_TRAINER_RETURN_DAY;
    case v1::ANCHOR_NEXT_MATCHING_ROUND:
      return v1::CALENDAR_DAY_KIND_MATCHING_ROUND;
    default:
      return v1::CALENDAR_DAY_KIND_UNSPECIFIED;
  }
}

}  // namespace driehoek
