// What can be seen: reads on the views (rows made by the projector).
// Thread-safe. Each call reads one snapshot. Rows hold facts only; `today`
// comes on reading.
#ifndef DRIEHOEK_PROJECTIONS_VIEWS_H_
#define DRIEHOEK_PROJECTIONS_VIEWS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "base/tag.h"
#include "domain/access.h"
#include "domain/same_people.h"
#include "driehoek/v1/overview_service.pb.h"
#include "driehoek/v1/view.pb.h"
#include "driehoek/v1/work_service.pb.h"

namespace driehoek {

// A page of rows: at most the asked number, and where to go on (empty: the
// end).
template <typename Row>
struct Page {
  std::vector<Row> rows;
  std::string next_page_token;
};

// Which obligations.
struct WorkListQuery {
  Caller caller;             // Owed by the caller's role in its scopes.
  bool watched_too = false;  // Also watched.
  bool ended_too = false;    // Also fulfilled and lapsed.
  std::string case_id;       // Only of this case, when set.
  absl::CivilDay today;      // For the timeliness and the order.
  size_t page_size = 100;
  std::string page_token;
};

// Which days of the calendar.
struct DaysAsked {
  std::optional<absl::CivilDay> from;   // On or after, when set.
  std::optional<absl::CivilDay> until;  // On or before, when set.
};

// A row of which something is to be recorded (`due.next`): its instant has
// come.
struct FallenDue {
  absl::Time at;
  v1::Due due;
};

// What falls due if nobody acts.
struct ForecastQuery {
  Caller caller;         // Staff: of the cases they may see; others: their own.
  absl::CivilDay until;  // The last good day of the last row.
  std::string case_id;   // Only of this case, when set.
  // Which of these rows; all when null.
  std::function<absl::StatusOr<bool>(const v1::Due&)> sees = nullptr;
  size_t page_size = 100;
  std::string page_token;
};

// Who waits for a trainer.
struct WaitingQuery {
  Caller caller;         // Those of the cases that the caller may see.
  absl::CivilDay today;  // For the days.
  size_t page_size = 100;
  std::string page_token;
};

class Views {
 public:
  virtual ~Views() = default;

  // Every event up to here is in the rows.
  virtual Position position() const = 0;
  // Of nothing that was erased up to here there is a copy in the rows, or in
  // those before them. Any thread.
  virtual Position no_copies_until() const = 0;

  // Calls `done` once: with OK as soon as position() has reached `position`,
  // else with Unavailable/VIEW_BEHIND at Expire(now) after `deadline`. Both are
  // monotonic times of one clock. Never blocks. At most 10,000 wait at a time
  // (ResourceExhausted).
  virtual void WhenReached(Position position, absl::Duration deadline,
                           std::function<void(absl::Status)> done) = 0;
  // Ends the waits whose deadline has passed.
  virtual void Expire(absl::Duration now) = 0;
  // Ends all waits with `why`, and refuses later ones with the first `why`: for
  // when nobody steps any more.
  virtual void CloseWaits(const absl::Status& why) = 0;

  // Who is the same person, as far as position().
  virtual std::shared_ptr<const SamePeople> same_people() const = 0;

  // NotFound when there is none. `case_id` is an id or a number ("2026-014").
  // The timeliness of an open obligation is the reader's to set (TimelinessOn).
  virtual absl::StatusOr<v1::Case> GetCase(
      const std::string& case_id) const = 0;
  // The same for who `may` know of it, by who has to do with it; else NotFound,
  // and nothing else of the case is read.
  virtual absl::StatusOr<v1::Case> GetCaseIf(
      const std::string& case_id,
      const std::function<bool(const Surroundings&)>& may) const = 0;
  // Those the caller may see, newest first, without obligations and documents.
  virtual absl::StatusOr<Page<v1::Case>> ListCases(
      const Caller& caller, bool open_only, size_t page_size,
      const std::string& page_token) const = 0;
  // Every closed case, newest first, whole.
  virtual absl::StatusOr<Page<v1::Case>> ListClosedCases(
      size_t page_size, const std::string& page_token) const = 0;
  // What was erased, newest first.
  virtual absl::StatusOr<Page<v1::Erasure>> ListErasures(
      size_t page_size, const std::string& page_token) const = 0;
  // What a legal hold keeps, in a fixed order.
  virtual absl::StatusOr<Page<v1::LegalHold>> ListLegalHolds(
      size_t page_size, const std::string& page_token) const = 0;
  // Oldest first. InvalidArgument, here and below: a page token that no page
  // gave.
  virtual absl::StatusOr<Page<v1::TimelineEntry>> GetTimeline(
      const std::string& case_id, size_t page_size,
      const std::string& page_token) const = 0;

  // Most urgent first: by due date, then those without one by creation.
  virtual absl::StatusOr<Page<v1::Due>> ListObligations(
      const WorkListQuery& query) const = 0;
  // What is to be recorded at or before `now` (Due.next, Due.after_next: a
  // breach, a passed target, a reminder, an escalation), subject by subject (a
  // case, a cohort, a procedure): first that of which one comes first, with all
  // that has come of its rows, oldest instant first. Without the subjects that
  // `skip` wants left out, by SubjectKeyOf. Ends with the subject that reaches
  // `limit`.
  virtual absl::StatusOr<std::vector<FallenDue>> ListFallenDue(
      absl::Time now, size_t limit,
      const std::function<bool(const std::string& subject)>& skip) const = 0;
  // The first instant after `now` at which something of a row is to be
  // recorded; nothing when there is none. Costs no read when none has come.
  virtual absl::StatusOr<std::optional<absl::Time>> NextDueInstant(
      absl::Time now) const = 0;
  // In order of time. A page may be short, or empty, and yet have a next one.
  // InvalidArgument: a page token that no page gave.
  virtual absl::StatusOr<Page<v1::Foreseen>> Forecast(
      const ForecastQuery& query) const = 0;
  // How many open rows are still to fall due: to be breached, or to pass their
  // target.
  virtual uint64_t open_due() const = 0;

  // What is owed of a cohort or about a procedure. NotFound when there is none.
  virtual absl::StatusOr<v1::Standing> GetStanding(
      const Tag& subject) const = 0;
  // Those that are `wanted`: procedures, then cohorts, newest first.
  virtual absl::StatusOr<Page<v1::Standing>> ListStandings(
      const std::function<bool(const v1::Standing&)>& wanted, size_t page_size,
      const std::string& page_token) const = 0;

  // Oldest filing first; of every record of the person.
  virtual absl::StatusOr<Page<v1::FileEntry>> GetPortfolio(
      const std::string& resident_id, size_t page_size,
      const std::string& page_token) const = 0;
  virtual absl::StatusOr<Page<v1::FileEntry>> GetDossier(
      const std::string& trainer_id, size_t page_size,
      const std::string& page_token) const = 0;

  // The record with that id. NotFound when there is none.
  virtual absl::StatusOr<v1::Person> GetPerson(
      const std::string& person_id) const = 0;
  // How that record may sign in.
  virtual absl::StatusOr<v1::SignInOfPerson> GetSignIn(
      const std::string& person_id) const = 0;
  // The record to which an account is linked; NotFound: to none.
  virtual absl::StatusOr<std::string> PersonOfAccount(
      const std::string& account_id) const = 0;
  // The record that was invited with a code of this hash; NotFound: none.
  virtual absl::StatusOr<std::string> PersonInvited(
      absl::string_view code_hash) const = 0;
  virtual absl::StatusOr<Page<v1::Person>> ListPeople(
      size_t page_size, const std::string& page_token) const = 0;
  virtual absl::StatusOr<v1::Group> GetGroup(
      const std::string& group_id) const = 0;
  virtual absl::StatusOr<Page<v1::Group>> ListGroups(
      size_t page_size, const std::string& page_token) const = 0;
  virtual absl::StatusOr<v1::Practice> GetPractice(
      const std::string& practice_id) const = 0;
  virtual absl::StatusOr<Page<v1::Practice>> ListPractices(
      size_t page_size, const std::string& page_token) const = 0;
  // Those in which the person is the resident or a trainer, under every record;
  // all when empty.
  virtual absl::StatusOr<Page<v1::Placement>> ListPlacements(
      const std::string& person_id, size_t page_size,
      const std::string& page_token) const = 0;
  virtual absl::StatusOr<v1::Placement> GetPlacement(
      const std::string& placement_id) const = 0;
  // By day; within a day in a fixed order.
  virtual absl::StatusOr<Page<v1::CalendarDay>> ListCalendarDays(
      const DaysAsked& days, size_t page_size,
      const std::string& page_token) const = 0;

  // Trainers who get no new resident before the manager's contact, wherever the
  // procedure has that guard (G-2). Who was recorded more than once comes with
  // each record, so that a page can be longer than asked by those.
  virtual absl::StatusOr<Page<v1::BlockedTrainer>> ListBlockedTrainers(
      size_t page_size, const std::string& page_token) const = 0;

  // Longest waiting first, then by D.
  virtual absl::StatusOr<Page<v1::WaitingResident>> ListWaiting(
      const WaitingQuery& query) const = 0;
  // What became of what fell due in the year, and of what was deviated from in
  // it: of the cases that count for the caller (CountsFor), by row and role,
  // and by row and reason. One walk through the numbers of the year
  // (numbers.h).
  virtual absl::StatusOr<std::vector<v1::ObligationNumbers>> CountOutcomes(
      const Caller& caller, int year) const = 0;
  virtual absl::StatusOr<std::vector<v1::DeviationNumbers>> CountDeviations(
      const Caller& caller, int year) const = 0;
  // The decouplings of each of these years, with what is too few hidden
  // (statistics.h). One walk through the decouplings of each year.
  virtual absl::StatusOr<std::vector<v1::YearStatistics>> GetStatistics(
      int from_year, int until_year) const = 0;
};

}  // namespace driehoek

#endif  // DRIEHOEK_PROJECTIONS_VIEWS_H_
