#include "projections/known_calendar.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "domain/dates.h"
#include "projections/keys.h"

namespace driehoek {
namespace {

constexpr absl::string_view kSets = "calendar/set/";
constexpr absl::string_view kCases = "calendar/case/";
// After every day: no such day is known.
constexpr absl::string_view kNoDay = "99999999";
// Before every day: something is to be done still.
constexpr absl::string_view kOpen = "00000000";
// The kinds of day that an anchor looks for (CalendarDayOf).
constexpr v1::CalendarDayKind kCountedFrom[] = {
    v1::CALENDAR_DAY_KIND_TRAINER_RETURN_DAY,
    v1::CALENDAR_DAY_KIND_MATCHING_ROUND};

std::string CasesOf(v1::CalendarDayKind kind) {
  return absl::StrCat(kCases, static_cast<int>(kind), "/");
}

absl::Status AddCases(const RowSnapshot& snapshot, const std::string& first,
                      const std::string& end, std::set<std::string>& cases) {
  const std::unique_ptr<RowScan> scan = snapshot.Scan(first, end);
  for (; scan->valid(); scan->Next()) {
    cases.insert(std::string(scan->value()));
  }
  return scan->status();
}

}  // namespace

absl::Status ApplyToKnownCalendar(const RecordedEvent& event,
                                  const CaseOfEvent* /*of_case*/,
                                  RowEditor& rows) {
  if (event.event.has_calendar_day_set()) {
    rows.Put(absl::StrCat(kSets, OrderedPlace({event.position(),
                                               event.envelope.recorded_at})),
             event.event.calendar_day_set().SerializeAsString());
  }
  return absl::OkStatus();
}

absl::StatusOr<Calendar> ReadKnownCalendar(const RowSnapshot& snapshot) {
  Calendar calendar;
  const std::string prefix(kSets);
  const std::unique_ptr<RowScan> scan = snapshot.Scan(prefix, EndOf(prefix));
  for (; scan->valid(); scan->Next()) {
    ASSIGN_OR_RETURN(const v1::CalendarDaySet set,
                     ParseRow<v1::CalendarDaySet>(std::string(scan->value())));
    ASSIGN_OR_RETURN(const LogPlace at,
                     LogPlaceOf(scan->key().substr(kSets.size())));
    calendar.Set(set, at.position, at.recorded_at);
  }
  RETURN_IF_ERROR(scan->status());
  return calendar;
}

void AddOnCalendarRows(const CaseSeen& seen, RowSet& rows) {
  for (const v1::Due& due : seen.row.obligations()) {
    for (const v1::BoundWorkedOut& bound : due.bounds()) {
      const v1::CalendarDayKind kind = CalendarDayOf(bound.bound().anchor());
      if (kind == v1::CALENDAR_DAY_KIND_UNSPECIFIED) continue;
      const std::string day = due.has_calendar_position() ? std::string(kOpen)
                              : bound.has_anchor_on()
                                  ? OrderedDay(FromProto(bound.anchor_on()))
                                  : std::string(kNoDay);
      rows[absl::StrCat(CasesOf(kind), day, "/", seen.row.case_id())] =
          seen.row.case_id();
    }
  }
}

absl::StatusOr<std::set<std::string>> CasesOnChangedDays(
    const RowSnapshot& snapshot, const Calendar& before,
    const std::vector<v1::CalendarDaySet>& sets) {
  std::map<v1::CalendarDayKind, absl::CivilDay> earliest;
  const auto changed = [&](v1::CalendarDayKind kind, absl::CivilDay day) {
    const auto [at, is_new] = earliest.try_emplace(kind, day);
    if (!is_new) at->second = std::min(at->second, day);
  };
  for (const v1::CalendarDaySet& set : sets) {
    changed(set.day_kind(), FromProto(set.on()));
    if (const v1::CalendarDaySet* const was = before.Find(set.reference())) {
      changed(was->day_kind(), FromProto(was->on()));
    }
  }
  std::set<std::string> cases;
  // What is to be done says how far the calendar was, whatever its kind of day.
  for (const v1::CalendarDayKind kind : kCountedFrom) {
    const std::string open = absl::StrCat(CasesOf(kind), kOpen, "/");
    RETURN_IF_ERROR(AddCases(snapshot, open, EndOf(open), cases));
  }
  for (const auto& [kind, day] : earliest) {
    const std::string all = CasesOf(kind);
    RETURN_IF_ERROR(AddCases(snapshot, absl::StrCat(all, OrderedDay(day)),
                             EndOf(all), cases));
  }
  return cases;
}

}  // namespace driehoek
