#include "domain/calendar.h"

#include <algorithm>

#include "domain/dates.h"

namespace driehoek {

void Calendar::Set(const v1::CalendarDaySet& set, Position position,
                   absl::Time recorded_at) {
  SetDay& taken = sets_.emplace_back(SetDay{.position = position,
                                            .recorded_at = recorded_at,
                                            .set = set,
                                            .before = {}});
  if (const v1::CalendarDaySet* const before = Find(set.reference())) {
    taken.before = *before;
    days_[before->day_kind()].erase(
        {FromProto(before->on()), before->reference()});
  }
  by_reference_[set.reference()] = set;
  days_[set.day_kind()].insert({FromProto(set.on()), set.reference()});
}

std::optional<absl::CivilDay> Calendar::NextAfter(v1::CalendarDayKind kind,
                                                  absl::CivilDay day) const {
  const auto days = days_.find(kind);
  if (days == days_.end()) return std::nullopt;
  const auto next = days->second.lower_bound({day + 1, ""});
  if (next == days->second.end()) return std::nullopt;
  return next->first;
}

absl::Time Calendar::KnownSince(v1::CalendarDayKind kind,
                                absl::CivilDay day) const {
  const std::optional<absl::CivilDay> next = NextAfter(kind, day);
  if (!next.has_value()) return absl::InfinitePast();
  // It was decided by what came, or went, between that day and it.
  const auto decides = [&](const v1::CalendarDaySet& set) {
    const absl::CivilDay on = FromProto(set.on());
    return set.day_kind() == kind && day < on && on <= *next;
  };
  const auto latest =
      std::find_if(sets_.rbegin(), sets_.rend(), [&](const SetDay& one) {
        return decides(one.set) ||
               (one.before.has_value() && decides(*one.before));
      });
  return latest == sets_.rend() ? absl::InfinitePast() : latest->recorded_at;
}

const v1::CalendarDaySet* Calendar::Find(const std::string& reference) const {
  const auto found = by_reference_.find(reference);
  return found == by_reference_.end() ? nullptr : &found->second;
}

Calendar Calendar::UpTo(Position position) const {
  Calendar then;
  for (const SetDay& one : sets_) {
    if (one.position <= position) {
      then.Set(one.set, one.position, one.recorded_at);
    }
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
