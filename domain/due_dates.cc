#include "domain/due_dates.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/holidays.h"
#include "domain/dates.h"
#include "domain/deviations.h"
#include "domain/extension.h"
#include "domain/hand_over.h"
#include "domain/migration.h"
#include "domain/reminders.h"
#include "domain/waiting.h"
#include "procedures/words.h"

namespace driehoek {
namespace {

constexpr absl::civil_diff_t kDaysInWeek = 7;

// In place: rows have many dates, and a case is derived at every event.
void SetDay(absl::CivilDay day, v1::Date& date) {
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
}

// An obligation, the fact that created it, and the trainer where it is asked
// per trainer.
struct Row {
  const Procedure& procedure;
  const Subject& state;
  const Calendar& calendar;
  const v1::Obligation& obligation;
  const Fact& creation;
  // Since when it is asked by the version that is followed in it.
  absl::Time asked_since;
  std::string trainer_id = "";

  // Null when it is of no case.
  const Case* of_case() const { return CaseIn(state); }
  // Whether something of this trainer counts for it: what is of no trainer is
  // of all.
  bool CountsOf(const std::string& trainer) const {
    return trainer_id.empty() || trainer.empty() || trainer == trainer_id;
  }
};

bool IsA(const Fact& fact, const v1::FactRef& wanted) {
  return fact.kind == wanted.fact() && fact.report == wanted.report();
}

// Whether the fact creates such an obligation. Which waiting time was long is
// the procedure's, so that no fact says it.
bool Creates(const Fact& fact, const v1::Obligation& obligation,
             const Procedure& procedure, const Subject& state) {
  if (obligation.created_by().fact() != v1::FACT_KIND_LONG_WAITING_ENDED) {
    return IsA(fact, obligation.created_by());
  }
  const Case* const of_case = CaseIn(state);
  return of_case != nullptr && fact.kind == v1::FACT_KIND_WAITING_ENDED &&
         std::any_of(of_case->waiting.begin(), of_case->waiting.end(),
                     [&](const WaitingPeriod& period) {
                       return period.ended_by == fact.position &&
                              WasLong(procedure, period);
                     });
}

// Whether it is asked in this training year, and with D on this day.
bool IsAsked(const v1::Obligation& obligation, const Procedure& procedure,
             const Subject& state) {
  const auto& years = obligation.training_years();
  const Case* const of_case = CaseIn(state);
  const int year =
      of_case != nullptr ? of_case->year_of_placement() : state.training_year;
  if (!years.empty() &&
      std::find(years.begin(), years.end(), year) == years.end()) {
    return false;
  }
  if (obligation.within() == v1::WINDOW_UNSPECIFIED) return true;
  return of_case != nullptr &&
         LiesWithin(obligation.within(), procedure, *of_case);
}

// When something happened: by the day, and by the log on the same day.
bool Later(const Fact& a, const Fact& b) {
  return a.on != b.on ? a.on > b.on : a.position > b.position;
}

std::optional<absl::CivilDay> AnchorDay(v1::Anchor anchor, const Row& row) {
  if (anchor == v1::ANCHOR_CREATION) return row.creation.on;
  if (anchor == v1::ANCHOR_PRIVACY_REQUEST_MADE) {
    // Of a request, which begins with it; the catalogue refuses it elsewhere.
    const Fact& first = row.state.facts.front();
    if (first.kind != v1::FACT_KIND_PRIVACY_REQUEST_MADE) return std::nullopt;
    return first.on;
  }
  // The other days are of cases; the catalogue refuses them elsewhere.
  const Case* const of_case = row.of_case();
  if (of_case == nullptr) return std::nullopt;
  switch (anchor) {
    case v1::ANCHOR_DECOUPLING_EFFECTIVE:
      if (!of_case->ruling.has_value()) return std::nullopt;
      return of_case->ruling->effective_on;
    case v1::ANCHOR_NEW_PLACEMENT_START:
      if (!of_case->new_placement.has_value()) return std::nullopt;
      return of_case->new_placement->starts_on;
    case v1::ANCHOR_PLACEMENT_START:
      return of_case->placement_starts_on;
    case v1::ANCHOR_PLACEMENT_END:
      return of_case->placement_ends_on;
    case v1::ANCHOR_WAITING_START:
      return row.creation.kind == v1::FACT_KIND_WAITING_STARTED
                 ? row.creation.on
                 : of_case->waiting_since();
    case v1::ANCHOR_NEXT_TRAINER_RETURN_DAY:
    case v1::ANCHOR_NEXT_MATCHING_ROUND: {
      const std::optional<absl::CivilDay> after =
          AnchorDay(v1::ANCHOR_DECOUPLING_EFFECTIVE, row);
      if (!after.has_value()) return std::nullopt;
      return row.calendar.NextAfter(CalendarDayOf(anchor), *after);
    }
    case v1::ANCHOR_CREATION:
    case v1::ANCHOR_PRIVACY_REQUEST_MADE:
    case v1::ANCHOR_UNSPECIFIED:
    case v1::Anchor_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::Anchor_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return std::nullopt;
}

absl::CivilDay LastGoodDay(const v1::Bound& bound, absl::CivilDay anchor,
                           v1::Shift shift) {
  const absl::CivilDay day = CountedFrom(anchor, bound);
  const bool counted_backwards = day < anchor;
  return shift == v1::SHIFT_NEXT_WORKING_DAY && !counted_backwards
             ? WorkingDayFrom(day)
             : day;
}

// Since when the log knows of the row, and of the days that its date rests on.
absl::Time KnownSince(const Row& row) {
  absl::Time since = std::max(
      {row.creation.recorded_at, row.state.dates_moved_at, row.asked_since});
  for (const v1::Bound& bound : row.obligation.bounds()) {
    const v1::CalendarDayKind kind = CalendarDayOf(bound.anchor());
    if (kind == v1::CALENDAR_DAY_KIND_UNSPECIFIED) continue;
    const std::optional<absl::CivilDay> after =
        AnchorDay(v1::ANCHOR_DECOUPLING_EFFECTIVE, row);
    if (after.has_value()) {
      since = std::max(since, row.calendar.KnownSince(kind, *after));
    }
  }
  return since;
}

// Puts the arithmetic in the row; the earliest bound that is known decides.
std::optional<absl::CivilDay> WorkOutBounds(const Row& row, v1::Due& due) {
  std::optional<absl::CivilDay> earliest;
  v1::BoundWorkedOut* decides = nullptr;
  due.mutable_bounds()->Reserve(row.obligation.bounds_size());
  for (const v1::Bound& bound : row.obligation.bounds()) {
    v1::BoundWorkedOut& worked_out = *due.add_bounds();
    *worked_out.mutable_bound() = bound;
    if (CalendarDayOf(bound.anchor()) != v1::CALENDAR_DAY_KIND_UNSPECIFIED) {
      due.set_calendar_position(row.calendar.position());
    }
    const std::optional<absl::CivilDay> anchor = AnchorDay(bound.anchor(), row);
    if (!anchor.has_value()) continue;
    const absl::CivilDay comes_to =
        LastGoodDay(bound, *anchor, ShiftOf(row.procedure, bound));
    SetDay(*anchor, *worked_out.mutable_anchor_on());
    SetDay(comes_to, *worked_out.mutable_comes_to());
    if (!earliest.has_value() || comes_to < *earliest) {
      earliest = comes_to;
      decides = &worked_out;
    }
  }
  if (decides != nullptr) decides->set_decides(true);
  return earliest;
}

// That of the bound that decides.
v1::Shift ShiftOfRow(const Row& row, const v1::Due& due) {
  for (const v1::BoundWorkedOut& bound : due.bounds()) {
    if (bound.decides()) return ShiftOf(row.procedure, bound.bound());
  }
  return row.procedure.data().calendar().shift();
}

// The first day whose facts can count. What happened before the obligation
// existed is about something else (the message about an earlier ruling), except
// after the day from which the obligation counts: a ruling may be recorded
// later than it took effect.
absl::CivilDay CountsSince(const Row& row) {
  absl::CivilDay since = row.creation.on;
  for (const v1::Bound& bound : row.obligation.bounds()) {
    since = std::min(since, AnchorDay(bound.anchor(), row).value_or(since));
  }
  return since;
}

// Whether a fact of this kind is about itself: it cannot be about the thing
// that created an obligation.
bool IsItsOwnSubject(v1::FactKind kind) {
  return kind == v1::FACT_KIND_TRIANGULAR_MEETING_HELD ||
         kind == v1::FACT_KIND_CANDIDATE_PROPOSED ||
         kind == v1::FACT_KIND_RESIDENT_EVALUATION_PLANNED ||
         kind == v1::FACT_KIND_TRAINER_EVALUATION_PLANNED ||
         kind == v1::FACT_KIND_RESIDENT_EVALUATION_HELD ||
         kind == v1::FACT_KIND_TRAINER_EVALUATION_HELD ||
         kind == v1::FACT_KIND_MANAGER_CONTACT_HELD ||
         kind == v1::FACT_KIND_NEW_PLACEMENT_EVALUATION_HELD;
}

bool Fulfils(const Fact& fact, const v1::FactRef& wanted, const Row& row,
             absl::CivilDay since) {
  if (!IsA(fact, wanted) || &fact == &row.creation ||
      !row.CountsOf(fact.trainer_id)) {
    return false;
  }
  // What is done every year is done by the next one, not by an earlier one.
  if (IsA(fact, row.obligation.created_by()) && !Later(fact, row.creation)) {
    return false;
  }
  if (row.creation.about.empty() || fact.about.empty() ||
      IsItsOwnSubject(fact.kind)) {
    return fact.on >= since;
  }
  return fact.about == row.creation.about;
}

bool IsForRow(const SubmittedReport& submitted, const std::string& report,
              const Row& row) {
  if (submitted.report != report || !row.CountsOf(submitted.trainer_id)) {
    return false;
  }
  // A task that one submitted report created is about that very document.
  if (row.creation.kind == v1::FACT_KIND_REPORT_SUBMITTED &&
      row.creation.report == report) {
    return submitted.position == row.creation.position;
  }
  return row.creation.about.empty() || submitted.about.empty() ||
         submitted.about == row.creation.about;
}

const Filed* FiledIn(const SubmittedReport& submitted,
                     const std::string& place) {
  const auto found =
      std::find_if(submitted.filed.begin(), submitted.filed.end(),
                   [&](const Filed& filed) { return filed.place == place; });
  return found == submitted.filed.end() ? nullptr : &*found;
}

// The day on which the document lay in all its places; nothing while one lacks.
std::optional<absl::CivilDay> FiledEverywhereOn(
    const SubmittedReport& submitted, const v1::Report& report) {
  std::optional<absl::CivilDay> latest;
  for (const v1::Filing& filing : report.filings()) {
    const Filed* filed = FiledIn(submitted, filing.place());
    if (filed == nullptr) return std::nullopt;
    latest = std::max(latest.value_or(filed->on), filed->on);
  }
  return latest;
}

// How far the fulfilment is. `on` is the day of the latest thing it needed.
class Fulfilment {
 public:
  explicit Fulfilment(v1::Due& due) : due_(due) {}

  void Need(std::optional<absl::CivilDay> done_on) {
    ++needed_;
    if (!done_on.has_value()) return;
    ++done_;
    on_ = std::max(on_.value_or(*done_on), *done_on);
  }
  void Miss(std::string what) { *due_.add_missing() = std::move(what); }

  // What needs nothing is never fulfilled: it stands as long as its state.
  std::optional<absl::CivilDay> on() const {
    return done_ == needed_ ? on_ : std::nullopt;
  }

 private:
  v1::Due& due_;
  int needed_ = 0;
  int done_ = 0;
  std::optional<absl::CivilDay> on_;
};

void NeedFact(const Row& row, const v1::FactRef& wanted, absl::CivilDay since,
              Fulfilment& fulfilment) {
  std::optional<absl::CivilDay> first;
  for (const Fact& fact : row.state.facts) {
    if (Fulfils(fact, wanted, row, since)) {
      first = std::min(first.value_or(fact.on), fact.on);
    }
  }
  fulfilment.Need(first);
  if (!first.has_value()) {
    fulfilment.Miss(TheFact(row.procedure, wanted.fact(), wanted.report()));
  }
}

// Returns whether the report was handed in.
bool NeedArchived(const Row& row, const std::string& key,
                  Fulfilment& fulfilment) {
  const v1::Report* report = row.procedure.FindReport(key);
  const Case* const of_case = row.of_case();
  // The catalogue refuses both.
  if (report == nullptr || of_case == nullptr) return false;
  std::optional<absl::CivilDay> first;
  const SubmittedReport* latest = nullptr;
  for (const SubmittedReport& submitted : of_case->reports) {
    if (!IsForRow(submitted, key, row)) continue;
    latest = &submitted;
    const std::optional<absl::CivilDay> on =
        FiledEverywhereOn(submitted, *report);
    if (on.has_value()) first = std::min(first.value_or(*on), *on);
  }
  fulfilment.Need(first);
  if (latest == nullptr) {
    fulfilment.Miss(absl::StrCat("verslag ", key, " van ",
                                 TheRole(row.procedure, report->author())));
  } else if (!first.has_value()) {
    for (const v1::Filing& filing : report->filings()) {
      if (FiledIn(*latest, filing.place()) != nullptr) continue;
      const v1::Place* place = row.procedure.FindPlace(filing.place());
      fulfilment.Miss(
          absl::StrCat("verslag ", key, " in ",
                       place != nullptr ? place->name() : filing.place()));
    }
  }
  return latest != nullptr;
}

void SetRoleInScope(const v1::Owner& owner, const Row& row,
                    v1::RoleInScope& role) {
  const Case* const of_case = row.of_case();
  const GroupAndYear owing =
      of_case != nullptr
          ? OwingScope(*of_case, row.creation.position)
          : GroupAndYear{row.state.group_id, row.state.training_year};
  role.set_role(owner.role());
  switch (owner.scope()) {
    case v1::OWNER_SCOPE_GROUP:
      role.mutable_scope()->set_group_id(owing.group_id);
      break;
    case v1::OWNER_SCOPE_TRAINING_YEAR:
      role.mutable_scope()->set_training_year(owing.training_year);
      break;
    case v1::OWNER_SCOPE_PLACEMENT:
      if (of_case != nullptr) {
        role.mutable_scope()->set_placement_id(of_case->placement_id);
      }
      break;
    case v1::OWNER_SCOPE_NEW_PLACEMENT:
      if (of_case != nullptr && of_case->new_placement.has_value()) {
        role.mutable_scope()->set_placement_id(
            of_case->new_placement->placement_id);
      }
      break;
    case v1::OWNER_SCOPE_INSTITUTE:
    case v1::OWNER_SCOPE_UNSPECIFIED:
    case v1::OwnerScope_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::OwnerScope_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
}

void SetRoles(const Row& row, bool all_submitted, v1::Due& due) {
  const v1::Obligation& obligation = row.obligation;
  const bool second_owner =
      obligation.has_owner_once_submitted() && all_submitted;
  SetRoleInScope(
      second_owner ? obligation.owner_once_submitted() : obligation.owner(),
      row, *due.mutable_owner());
  for (const v1::Owner& watcher : obligation.watchers()) {
    SetRoleInScope(watcher, row, *due.add_watchers());
  }
  if (obligation.has_escalation()) {
    SetRoleInScope(obligation.escalation(), row, *due.mutable_escalation());
  }
}

// Whether something later took the place of what created the row: where the
// procedure says so, and always a later version of the same report.
bool IsSuperseded(const Row& row) {
  const Fact& creation = row.creation;
  return std::any_of(
      row.state.facts.begin(), row.state.facts.end(), [&](const Fact& fact) {
        if (!IsA(fact, row.obligation.created_by()) || !Later(fact, creation) ||
            !row.CountsOf(fact.trainer_id)) {
          return false;
        }
        return row.obligation.superseded_by_next() ||
               (creation.kind == v1::FACT_KIND_REPORT_SUBMITTED &&
                fact.about == creation.about);
      });
}

// Whether something happened after which it is not asked any more.
bool IsOvertaken(const Row& row) {
  const auto overtakes = [&](const v1::FactRef& wanted) {
    return std::any_of(
        row.state.facts.begin(), row.state.facts.end(), [&](const Fact& fact) {
          return IsA(fact, wanted) && Later(fact, row.creation) &&
                 row.CountsOf(fact.trainer_id);
        });
  };
  return std::any_of(row.obligation.lapses_by().begin(),
                     row.obligation.lapses_by().end(), overtakes);
}

// What was tried in time cannot be breached any more, so that it need not stay
// when the case is closed.
bool IsLapsed(const Row& row, bool date_lifted) {
  const bool stays =
      row.obligation.survives_closing() ||
      (row.obligation.obligation_class() == v1::OBLIGATION_CLASS_HARD &&
       !date_lifted);
  const Case* const of_case = row.of_case();
  const bool closed = of_case != nullptr && of_case->closed();
  return (closed && !stays) || IsSuperseded(row) || IsOvertaken(row);
}

// Whether it was tried in time, and not done in time.
bool IsDateLifted(const Row& row, absl::CivilDay since,
                  std::optional<absl::CivilDay> due_on,
                  std::optional<absl::CivilDay> fulfilled_on) {
  if (!due_on.has_value() ||
      (fulfilled_on.has_value() && *fulfilled_on <= *due_on)) {
    return false;
  }
  const auto lifts = [&](const Fact& fact) {
    return fact.on <= *due_on &&
           std::any_of(row.obligation.date_lifted_by().begin(),
                       row.obligation.date_lifted_by().end(),
                       [&](const v1::FactRef& wanted) {
                         return Fulfils(fact, wanted, row, since);
                       });
  };
  return std::any_of(row.state.facts.begin(), row.state.facts.end(), lifts);
}

// The breach to show: of this due date when there is one, else the latest.
void SetOutcomes(const Subject& state, std::optional<absl::CivilDay> due_on,
                 v1::Due& due) {
  const RecordedOutcome* breach = nullptr;
  for (const RecordedOutcome& outcome : state.outcomes) {
    if (!IsSameRow(outcome.obligation, due.obligation())) continue;
    const bool of_this_date = due_on.has_value() && outcome.due_on == *due_on;
    if (outcome.kind == v1::OUTCOME_KIND_PAST_TARGET) {
      if (of_this_date && !outcome.withdrawn.has_value()) {
        due.set_past_target_recorded(true);
      }
    } else if (breach == nullptr || of_this_date || breach->due_on != due_on) {
      breach = &outcome;
    }
  }
  if (breach == nullptr) return;
  SetDay(breach->due_on, *due.mutable_breach_due_on());
  if (breach->withdrawn.has_value()) {
    due.set_breach(v1::BREACH_STATE_WITHDRAWN);
    due.set_withdrawal_reason(*breach->withdrawn);
  } else {
    due.set_breach(v1::BREACH_STATE_RECORDED);
  }
}

v1::Timeliness TimelinessOfDay(v1::ObligationClass obligation_class,
                               absl::CivilDay due_on, absl::CivilDay day) {
  if (day <= due_on) return v1::TIMELINESS_IN_TIME;
  return obligation_class == v1::OBLIGATION_CLASS_HARD
             ? v1::TIMELINESS_LATE
             : v1::TIMELINESS_PAST_TARGET;
}

v1::DueStatus StatusOf(const Row& row, bool fulfilled, bool has_date,
                       const Departure& departure, bool date_lifted) {
  if (fulfilled) return v1::DUE_STATUS_FULFILLED;
  if (departure.waived) return v1::DUE_STATUS_WAIVED;
  if (IsLapsed(row, date_lifted)) return v1::DUE_STATUS_LAPSED;
  if (departure.paused) return v1::DUE_STATUS_PAUSED;
  if (!has_date && !date_lifted && !row.obligation.bounds().empty()) {
    return v1::DUE_STATUS_WAITING_FOR_ANCHOR;
  }
  return v1::DUE_STATUS_OPEN;
}

// Counted from the start of the new placement: whether it comes after that
// one's end, as in the short ones of the second year; else after the old
// one's.
bool IsAfterPlacement(absl::CivilDay due_on, const Row& row) {
  const Case* const of_case = row.of_case();
  if (of_case == nullptr) return false;
  const auto& bounds = row.obligation.bounds();
  const bool of_new =
      std::any_of(bounds.begin(), bounds.end(), [](const v1::Bound& bound) {
        return bound.anchor() == v1::ANCHOR_NEW_PLACEMENT_START;
      });
  const bool known = of_new && of_case->new_placement.has_value();
  return due_on >
         (known ? of_case->new_placement->ends_on : of_case->placement_ends_on);
}

void NameSubject(const Subject& subject, v1::ObligationRef& ref) {
  if (subject.tag_kind == TagKind::kCohort) {
    ref.set_cohort_id(subject.id);
  } else if (subject.tag_kind == TagKind::kProcedure) {
    ref.set_procedure_key(subject.id);
  } else if (subject.tag_kind == TagKind::kPrivacyRequest) {
    ref.set_privacy_request_id(subject.id);
  } else {
    ref.set_case_id(subject.id);
  }
}

// Whether it fell due before anybody here watched it: before the case was taken
// over; or as the version to which it was migrated has it, so that nobody could
// know; or, outside cases, before what it rests on was entered, so that an
// institute that begins with this has no alarms of the years before; but for a
// request, of which the term runs from when it came in, whoever entered it
// when. What was recorded of that day stays.
bool IsUnwatched(const Row& row, absl::CivilDay due_on, absl::Time known_since,
                 const v1::Due& due) {
  const Case* const of_case = row.of_case();
  if (of_case != nullptr && of_case->taken_over.has_value() &&
      due_on < of_case->taken_over->on) {
    return true;
  }
  if (row.state.tag_kind == TagKind::kPrivacyRequest) return false;
  const bool unwatched =
      of_case == nullptr
          ? due_on < DayOf(known_since)
          : IsUnwatchedSinceMigration(*of_case, due.obligation(), due_on);
  return unwatched && !due.past_target_recorded() &&
         !(due.has_breach_due_on() && FromProto(due.breach_due_on()) == due_on);
}

void Derive(const Row& row, v1::Due& due) {
  const v1::Obligation& obligation = row.obligation;
  v1::ObligationRef& ref = *due.mutable_obligation();
  NameSubject(row.state, ref);
  ref.set_key(obligation.key());
  ref.set_created_by(row.creation.position);
  ref.set_trainer_id(row.trainer_id);
  due.set_case_number(row.state.number);
  due.set_subject(row.state.name);
  due.set_title(obligation.title());
  due.set_obligation_class(obligation.obligation_class());
  due.set_section(obligation.section());
  SetDay(row.creation.on, *due.mutable_created_on());
  due.set_source_position(row.state.last_position);

  const std::optional<absl::CivilDay> by_the_rule = WorkOutBounds(row, due);
  Fulfilment fulfilment(due);
  const absl::CivilDay since = CountsSince(row);
  for (const v1::FactRef& wanted : obligation.fulfilled_by().facts()) {
    NeedFact(row, wanted, since, fulfilment);
  }
  bool all_submitted = true;
  for (const std::string& key : obligation.fulfilled_by().archived_reports()) {
    all_submitted &= NeedArchived(row, key, fulfilment);
  }
  const std::optional<absl::CivilDay> fulfilled_on = fulfilment.on();
  const Departure departure = DepartureOf(row.state, ShiftOfRow(row, due),
                                          by_the_rule, fulfilled_on, due);
  std::optional<absl::CivilDay> due_on = departure.due_on;
  if (IsDateLifted(row, since, due_on, fulfilled_on)) {
    due.set_date_lifted(true);
    due_on.reset();
  }
  if (due_on.has_value()) {
    SetDay(*due_on, *due.mutable_due_on());
    due.set_due_on_non_working_day(!IsWorkingDay(*due_on));
    due.set_after_placement_end(IsAfterPlacement(*due_on, row));
  }
  if (fulfilled_on.has_value()) {
    SetDay(*fulfilled_on, *due.mutable_fulfilled_on());
    // What need not be done is never done late.
    if (due_on.has_value() && !WaivedInTime(due)) {
      due.set_timeliness(TimelinessOfDay(obligation.obligation_class(), *due_on,
                                         *fulfilled_on));
    }
  }
  due.set_status(StatusOf(row, fulfilled_on.has_value(), due_on.has_value(),
                          departure, due.date_lifted()));
  // What is over and done changes no more when a later day is set.
  if (due.status() == v1::DUE_STATUS_FULFILLED ||
      due.status() == v1::DUE_STATUS_LAPSED) {
    due.clear_calendar_position();
  }
  due.set_waiting_for_text(obligation.has_owner_once_submitted() &&
                           !all_submitted);
  SetRoles(row, all_submitted, due);
  SetOutcomes(row.state, due_on, due);
  const absl::Time known_since = KnownSince(row);
  due.set_before_take_over(due_on.has_value() &&
                           IsUnwatched(row, *due_on, known_since, due));
  for (v1::NextOutcome& outcome :
       NextOutcomesOf(row.procedure, row.state, due, known_since)) {
    *(due.has_next() ? due.add_after_next() : due.mutable_next()) =
        std::move(outcome);
  }
}

// What migrations let lapse and this version does not ask either, as it was
// named then, with what was recorded of it. Not what turned out never to
// have begun (S-44).
void AddLapsed(const Case& state, std::vector<v1::Due>& dues) {
  for (const v1::LapsedObligation& lapsed : state.lapsed) {
    const v1::ObligationRef& ref = lapsed.obligation();
    const bool began = std::any_of(
        state.facts.begin(), state.facts.end(),
        [&](const Fact& fact) { return fact.position == ref.created_by(); });
    if (!began || FindRow(dues, ref) != nullptr) continue;
    dues.push_back(LapsedRowOf(state, lapsed));
  }
}

// Why a breach at `breach_due_on` no longer counts; nothing while it does.
std::optional<v1::WithdrawalReason> WithdrawnBecause(
    const v1::Due& due, absl::CivilDay breach_due_on) {
  // The attempt in time was registered after the breach.
  if (due.date_lifted()) return v1::WITHDRAWAL_REASON_REGISTERED_LATER;
  // That it takes longer was said in time, or it would have been refused.
  if (!due.obligation().privacy_request_id().empty() &&
      due.status() == v1::DUE_STATUS_LAPSED) {
    return v1::WITHDRAWAL_REASON_REGISTERED_LATER;
  }
  // Waived in time, though registered later, is a moved day too.
  if (!due.has_due_on() || WaivedInTime(due)) {
    return v1::WITHDRAWAL_REASON_DUE_DATE_MOVED;
  }
  if (due.timeliness() == v1::TIMELINESS_IN_TIME &&
      FromProto(due.fulfilled_on()) <= breach_due_on) {
    return v1::WITHDRAWAL_REASON_REGISTERED_LATER;
  }
  if (FromProto(due.due_on()) > breach_due_on) {
    return v1::WITHDRAWAL_REASON_DUE_DATE_MOVED;
  }
  return std::nullopt;
}

}  // namespace

const v1::Due* FindRow(const std::vector<v1::Due>& dues,
                       const v1::ObligationRef& obligation) {
  const auto found =
      std::find_if(dues.begin(), dues.end(), [&](const v1::Due& due) {
        return IsSameRow(due.obligation(), obligation);
      });
  return found == dues.end() ? nullptr : &*found;
}

v1::Due LapsedRowOf(const Subject& state, const v1::LapsedObligation& lapsed) {
  v1::Due due;
  *due.mutable_obligation() = lapsed.obligation();
  due.set_case_number(state.number);
  due.set_subject(state.name);
  due.set_title(lapsed.title());
  due.set_obligation_class(lapsed.obligation_class());
  due.set_section(lapsed.section());
  *due.mutable_created_on() = lapsed.created_on();
  *due.mutable_owner() = lapsed.owner();
  due.set_status(v1::DUE_STATUS_LAPSED);
  due.set_source_position(state.last_position);
  SetOutcomes(state, std::nullopt, due);
  due.set_past_target_recorded(
      std::any_of(state.outcomes.begin(), state.outcomes.end(),
                  [&](const RecordedOutcome& outcome) {
                    return outcome.kind == v1::OUTCOME_KIND_PAST_TARGET &&
                           !outcome.withdrawn.has_value() &&
                           IsSameRow(outcome.obligation, lapsed.obligation());
                  }));
  return due;
}

std::vector<v1::Due> DueDatesOf(const Procedure& procedure,
                                const Subject& state, const Calendar& calendar,
                                absl::Time asked_since) {
  const Case* const of_case = CaseIn(state);
  std::vector<Row> rows;
  for (const v1::Obligation& obligation : procedure.data().obligations()) {
    if (!IsAsked(obligation, procedure, state)) continue;
    for (const Fact& fact : state.facts) {
      if (!Creates(fact, obligation, procedure, state)) continue;
      if (!obligation.per_trainer()) {
        rows.push_back(
            Row{procedure, state, calendar, obligation, fact, asked_since});
      } else if (!fact.trainer_id.empty()) {
        rows.push_back(Row{procedure, state, calendar, obligation, fact,
                           asked_since, fact.trainer_id});
      } else if (of_case != nullptr) {
        for (const std::string& trainer_id : of_case->trainer_ids) {
          rows.push_back(Row{procedure, state, calendar, obligation, fact,
                             asked_since, trainer_id});
        }
      }
    }
  }
  std::vector<v1::Due> dues(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) Derive(rows[i], dues[i]);
  if (of_case != nullptr) AddLapsed(*of_case, dues);
  return dues;
}

v1::Timeliness TimelinessOn(const v1::Due& due, absl::CivilDay today) {
  if (due.status() == v1::DUE_STATUS_FULFILLED) return due.timeliness();
  if (due.status() != v1::DUE_STATUS_OPEN || !due.has_due_on()) {
    return v1::TIMELINESS_UNSPECIFIED;
  }
  return TimelinessOfDay(due.obligation_class(), FromProto(due.due_on()),
                         today);
}

std::optional<absl::Time> FallsDueAt(const v1::Due& due) {
  const bool asked =
      due.status() == v1::DUE_STATUS_OPEN ||
      (due.status() == v1::DUE_STATUS_WAIVED && !WaivedInTime(due));
  if (!asked || !due.has_due_on() || due.before_take_over() ||
      !HasOutcomes(due.obligation_class())) {
    return std::nullopt;
  }
  const absl::CivilDay due_on = FromProto(due.due_on());
  const bool breached = due.breach() == v1::BREACH_STATE_RECORDED &&
                        FromProto(due.breach_due_on()) == due_on;
  if (breached || due.past_target_recorded()) return std::nullopt;
  return StartOf(due_on + 1);
}

bool HasOutcomes(v1::ObligationClass obligation_class) {
  switch (obligation_class) {
    case v1::OBLIGATION_CLASS_HARD:
    case v1::OBLIGATION_CLASS_TARGET:
    case v1::OBLIGATION_CLASS_EVENT_BOUND:
    case v1::OBLIGATION_CLASS_THRESHOLD:
    case v1::OBLIGATION_CLASS_WINDOW:
    case v1::OBLIGATION_CLASS_YEARLY:
      return true;
    case v1::OBLIGATION_CLASS_UNSPECIFIED:
    case v1::OBLIGATION_CLASS_SEQUENCE:
    case v1::OBLIGATION_CLASS_COUNT:
    case v1::OBLIGATION_CLASS_STANDING:
    case v1::OBLIGATION_CLASS_INDICATOR:
    case v1::ObligationClass_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::ObligationClass_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return false;
}

v1::RecordOutcome OutcomeOf(const v1::Due& due) {
  v1::RecordOutcome command;
  *command.mutable_obligation() = due.obligation();
  command.set_outcome(due.obligation_class() == v1::OBLIGATION_CLASS_HARD
                          ? v1::OUTCOME_KIND_BREACH
                          : v1::OUTCOME_KIND_PAST_TARGET);
  *command.mutable_due_on() = due.due_on();
  command.set_fell_due_at_micros(
      absl::ToUnixMicros(StartOf(FromProto(due.due_on()) + 1)));
  *command.mutable_owner() = due.owner();
  command.set_source_position(due.source_position());
  if (due.has_calendar_position()) {
    command.set_calendar_position(due.calendar_position());
  }
  return command;
}

std::vector<v1::BreachWithdrawn> WithdrawalsOf(
    const Subject& state, const std::vector<v1::Due>& dues) {
  std::vector<v1::BreachWithdrawn> withdrawals;
  for (const RecordedOutcome& outcome : state.outcomes) {
    if (outcome.kind != v1::OUTCOME_KIND_BREACH ||
        outcome.withdrawn.has_value()) {
      continue;
    }
    const v1::Due* due = FindRow(dues, outcome.obligation);
    if (due == nullptr) continue;
    const std::optional<v1::WithdrawalReason> reason =
        WithdrawnBecause(*due, outcome.due_on);
    if (!reason.has_value()) continue;
    v1::BreachWithdrawn& withdrawal = withdrawals.emplace_back();
    *withdrawal.mutable_obligation() = outcome.obligation;
    SetDay(outcome.due_on, *withdrawal.mutable_due_on());
    withdrawal.set_reason(*reason);
  }
  return withdrawals;
}

v1::Shift ShiftOf(const Procedure& procedure, const v1::Bound& bound) {
  return bound.shift() != v1::SHIFT_UNSPECIFIED
             ? bound.shift()
             : procedure.data().calendar().shift();
}

absl::CivilDay CountedFrom(absl::CivilDay anchor, const v1::Bound& bound) {
  return AddMonths(anchor, bound.months()) + kDaysInWeek * bound.weeks() +
         bound.days();
}

std::string DueKey(const v1::ObligationRef& obligation) {
  return absl::StrCat(SubjectKeyOf(obligation), "/", obligation.key(), "/",
                      obligation.created_by(), "/", obligation.trainer_id());
}

}  // namespace driehoek
