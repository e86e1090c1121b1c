#include "projections/projector.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <set>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/hash/hash.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/mutex.h"
#include "base/status_macros.h"
#include "projections/all_views.h"
#include "projections/blocked_trainers.h"
#include "projections/case_row.h"
#include "projections/cases.h"
#include "projections/directory.h"
#include "projections/due_index.h"
#include "projections/files.h"
#include "projections/fold.h"
#include "projections/forecast.h"
#include "projections/known_calendar.h"
#include "projections/made_from.h"
#include "projections/merged.h"
#include "projections/numbers.h"
#include "projections/published.h"
#include "projections/rows.h"
#include "projections/standings.h"
#include "projections/timelines.h"
#include "projections/view.h"
#include "projections/waiting_residents.h"
#include "projections/waits.h"
#include "projections/work_list.h"

namespace driehoek {
namespace {

constexpr size_t kMostWaits = 10000;
// Events read from the log at a time: what is read is held in memory.
constexpr size_t kEventsPerRead = 256;
// Subjects are held in memory until the rows of a step are down.
constexpr size_t kSubjectsPerStep = 4096;

// The view called `only`; all of them without that.
template <typename View>
std::vector<View> Chosen(const std::vector<View>& views,
                         const std::optional<std::string>& only) {
  std::vector<View> chosen;
  for (const View& view : views) {
    if (!only.has_value() || view.name == *only) chosen.push_back(view);
  }
  return chosen;
}

class ProjectorOfAllViews : public Projector {
 public:
  ProjectorOfAllViews(ProjectorOptions options, const EventStore& store,
                      std::unique_ptr<Rows> rows)
      : options_(std::move(options)),
        subject_views_(Chosen(SubjectViews(), options_.only_view)),
        standing_views_(Chosen(StandingViews(), options_.only_view)),
        case_views_(Chosen(CaseViews(), options_.only_view)),
        event_views_(Chosen(EventViews(), options_.only_view)),
        store_(store),
        rows_(std::move(rows)),
        subjects_(options_.case_cache_bytes),
        waits_(kMostWaits) {}

  absl::Status Start() {
    ASSIGN_OR_RETURN(made_from_, ReadMadeFrom(*rows_->Snapshot()));
    ASSIGN_OR_RETURN(const bool still_true, IsStillTrue(made_from_, store_));
    if (!still_true) {
      RETURN_IF_ERROR(rows_->Clear());
      made_from_ = MadeFrom();
    }
    made_from_.log_id = store_.identity().log_id;
    made_from_.versions = VersionsOfAllViews();
    ASSIGN_OR_RETURN(published_, ReadPublished(*rows_->Snapshot()));
    ASSIGN_OR_RETURN(calendar_, ReadKnownCalendar(*rows_->Snapshot()));
    ASSIGN_OR_RETURN(same_people_, ReadMerged(*rows_->Snapshot()));
    RETURN_IF_ERROR(front_.Start(*rows_, made_from_.open_due));
    ASSIGN_OR_RETURN(log_, store_.Subscribe(Query::All(), made_from_.position));
    Publish();
    return absl::OkStatus();
  }

  absl::StatusOr<bool> Step() override {
    // After an error the subjects in memory and the rows may differ.
    if (ended_.ok()) {
      absl::StatusOr<bool> more = TakeSome();
      if (more.ok()) return more;
      ended_ = more.status();
    }
    return ended_;
  }

  void OnTouched(std::function<void(const Touched&)> listener) override {
    listener_ = std::move(listener);
  }

  Position position() const override { return position_.load(); }

  void WhenReached(Position position, absl::Duration deadline,
                   std::function<void(absl::Status)> done) override {
    waits_.Add(position, deadline, std::move(done));
    if (options_.wake && position_.load() < position) options_.wake();
  }
  void Expire(absl::Duration now) override { waits_.Expire(now); }
  void CloseWaits(const absl::Status& why) override { waits_.Close(why); }

  std::shared_ptr<const SamePeople> same_people() const override {
    const MutexLock lock(mutex_);
    return published_people_;
  }

  absl::StatusOr<v1::Case> GetCase(const std::string& case_id) const override {
    return ReadCase(*rows_->Snapshot(), case_id);
  }

  absl::StatusOr<Page<v1::Case>> ListCases(
      const Caller& caller, bool open_only, size_t page_size,
      const std::string& page_token) const override {
    return ReadCases(*rows_->Snapshot(), caller, open_only, page_size,
                     page_token);
  }

  absl::StatusOr<Page<v1::TimelineEntry>> GetTimeline(
      const std::string& case_id, size_t page_size,
      const std::string& page_token) const override {
    const std::unique_ptr<RowSnapshot> snapshot = rows_->Snapshot();
    ASSIGN_OR_RETURN(const std::string id, ReadCaseId(*snapshot, case_id));
    return ReadTimeline(*snapshot, id, page_size, page_token);
  }

  absl::StatusOr<Page<v1::Due>> ListObligations(
      const WorkListQuery& query) const override {
    return ReadObligations(*rows_->Snapshot(), query);
  }

  absl::StatusOr<std::vector<FallenDue>> ListFallenDue(
      absl::Time now, size_t limit,
      const std::function<bool(const std::string& subject)>& skip)
      const override {
    const std::optional<absl::Time> first = front_.first_instant();
    if (!first.has_value() || now < *first) return std::vector<FallenDue>();
    return ReadFallenDue(*rows_->Snapshot(), front_.first_key(), now, limit,
                         skip);
  }

  absl::StatusOr<std::optional<absl::Time>> NextDueInstant(
      absl::Time now) const override {
    const std::optional<absl::Time> first = front_.first_instant();
    if (!first.has_value() || now < *first) return first;
    return ReadNextDueInstant(*rows_->Snapshot(), now);
  }
  absl::StatusOr<Page<v1::Foreseen>> Forecast(
      const ForecastQuery& query) const override {
    return ReadForecast(*rows_->Snapshot(), query);
  }
  uint64_t open_due() const override { return front_.size(); }

  absl::StatusOr<v1::Standing> GetStanding(const Tag& subject) const override {
    return ReadStanding(*rows_->Snapshot(), subject);
  }
  absl::StatusOr<Page<v1::Standing>> ListStandings(
      const std::function<bool(const v1::Standing&)>& wanted, size_t page_size,
      const std::string& page_token) const override {
    return ReadStandings(*rows_->Snapshot(), wanted, page_size, page_token);
  }

  absl::StatusOr<Page<v1::FileEntry>> GetPortfolio(
      const std::string& resident_id, size_t page_size,
      const std::string& page_token) const override {
    return ReadFile(
        *rows_->Snapshot(),
        FilesOf(v1::PLACE_OWNER_RESIDENT, same_people()->AllOf(resident_id)),
        page_size, page_token);
  }
  absl::StatusOr<Page<v1::FileEntry>> GetDossier(
      const std::string& trainer_id, size_t page_size,
      const std::string& page_token) const override {
    return ReadFile(
        *rows_->Snapshot(),
        FilesOf(v1::PLACE_OWNER_TRAINER, same_people()->AllOf(trainer_id)),
        page_size, page_token);
  }

  absl::StatusOr<v1::Person> GetPerson(
      const std::string& person_id) const override {
    return ReadPerson(*rows_->Snapshot(), person_id);
  }
  absl::StatusOr<Page<v1::Person>> ListPeople(
      size_t page_size, const std::string& page_token) const override {
    return ReadPeople(*rows_->Snapshot(), page_size, page_token);
  }
  absl::StatusOr<v1::Group> GetGroup(
      const std::string& group_id) const override {
    return ReadGroup(*rows_->Snapshot(), group_id);
  }
  absl::StatusOr<Page<v1::Group>> ListGroups(
      size_t page_size, const std::string& page_token) const override {
    return ReadGroups(*rows_->Snapshot(), page_size, page_token);
  }
  absl::StatusOr<v1::Practice> GetPractice(
      const std::string& practice_id) const override {
    return ReadPractice(*rows_->Snapshot(), practice_id);
  }
  absl::StatusOr<Page<v1::Practice>> ListPractices(
      size_t page_size, const std::string& page_token) const override {
    return ReadPractices(*rows_->Snapshot(), page_size, page_token);
  }
  absl::StatusOr<Page<v1::Placement>> ListPlacements(
      const std::string& resident_id, size_t page_size,
      const std::string& page_token) const override {
    return ReadPlacements(*rows_->Snapshot(),
                          resident_id.empty()
                              ? std::vector<std::string>()
                              : same_people()->AllOf(resident_id),
                          page_size, page_token);
  }
  absl::StatusOr<v1::Placement> GetPlacement(
      const std::string& placement_id) const override {
    return ReadPlacement(*rows_->Snapshot(), placement_id);
  }
  absl::StatusOr<Page<v1::CalendarDay>> ListCalendarDays(
      const DaysAsked& days, size_t page_size,
      const std::string& page_token) const override {
    return ReadCalendarDays(*rows_->Snapshot(), days, page_size, page_token);
  }

  absl::StatusOr<Page<v1::BlockedTrainer>> ListBlockedTrainers(
      size_t page_size, const std::string& page_token) const override {
    return ReadBlockedTrainers(*rows_->Snapshot(), *same_people(), page_size,
                               page_token);
  }

  absl::StatusOr<Page<v1::WaitingResident>> ListWaiting(
      const WaitingQuery& query) const override {
    return ReadWaiting(*rows_->Snapshot(), query);
  }
  absl::StatusOr<std::vector<v1::ObligationNumbers>> CountOutcomes(
      const Caller& caller, int year) const override {
    return ReadOutcomeCounts(*rows_->Snapshot(), caller, year);
  }
  absl::StatusOr<std::vector<v1::DeviationNumbers>> CountDeviations(
      const Caller& caller, int year) const override {
    return ReadDeviationCounts(*rows_->Snapshot(), caller, year);
  }
  absl::StatusOr<std::vector<v1::YearStatistics>> GetStatistics(
      int from_year, int until_year) const override {
    return ReadStatistics(*rows_->Snapshot(), from_year, until_year);
  }

 private:
  // What one step changes.
  struct Round {
    explicit Round(const Rows& rows) : editor(rows, batch) {}

    RowBatch batch;
    RowEditor editor;
    std::set<Tag> subjects;
    std::set<FileOwner> files;
    std::vector<v1::CalendarDaySet> days_set;
    Calendar calendar;    // With these.
    Published published;  // With what is published in it.
  };

  absl::StatusOr<bool> TakeSome() {
    Round round(*rows_);
    round.calendar = calendar_;
    round.published = published_;
    size_t taken = 0;
    bool caught_up = false;
    while (!caught_up && taken < options_.events_per_step &&
           round.subjects.size() < kSubjectsPerStep) {
      ASSIGN_OR_RETURN(const SubscriptionPage page,
                       log_->Poll(std::min(kEventsPerRead,
                                           options_.events_per_step - taken)));
      for (const RecordedEvent& event : page.events) {
        RETURN_IF_ERROR(Take(event, round));
      }
      taken += page.events.size();
      caught_up = page.caught_up;
    }
    if (taken == 0) return false;
    RETURN_IF_ERROR(TakeInThoseOnDaysSet(round));
    RETURN_IF_ERROR(TakeInCohorts(round));
    for (const Tag& subject : round.subjects) {
      RETURN_IF_ERROR(WriteRowsOf(subject, round));
    }
    PutMadeFrom(made_from_, round.batch);
    RETURN_IF_ERROR(rows_->Write(round.batch));
    RETURN_IF_ERROR(front_.Wrote(*rows_, round.batch, made_from_.open_due));
    subjects_.Trim();
    calendar_ = std::move(round.calendar);
    published_ = std::move(round.published);
    Publish();
    Tell(round);
    return made_from_.position < store_.head();
  }

  absl::Status Take(const RecordedEvent& event, Round& round) {
    std::shared_ptr<const Procedure> procedure;
    std::optional<CaseOfEvent> of_case;
    for (const TagLink& link : event.envelope.links) {
      if (!IsOfSubject(link.tag.kind)) continue;
      ASSIGN_OR_RETURN(FoldedSubject* const folded,
                       SubjectBefore(link, event.position()));
      Evolve(folded->history, HappenedOf(event));
      round.subjects.insert(link.tag);
      const Case* const state = std::get_if<Case>(&folded->history);
      if (state == nullptr) continue;
      ASSIGN_OR_RETURN(procedure, ProcedureOf(*state, round.published));
      of_case.emplace(CaseOfEvent{*procedure, *state});
    }
    for (const EventView& view : event_views_) {
      RETURN_IF_ERROR(view.apply(
          event, of_case.has_value() ? &*of_case : nullptr, round.editor));
    }
    RETURN_IF_ERROR(AddPublished(event, round.published));
    if (event.event.has_calendar_day_set()) {
      round.days_set.push_back(event.event.calendar_day_set());
      round.calendar.Set(event.event.calendar_day_set(), event.position());
    }
    TakeMerged(event.event, round);
    made_from_.position = event.position();
    made_from_.last_hash = event.envelope_hash;
    return absl::OkStatus();
  }

  // Cases to which nothing happened, but that count from a day that was set.
  absl::Status TakeInThoseOnDaysSet(Round& round) {
    if (round.days_set.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(
        const std::set<std::string> case_ids,
        CasesOnChangedDays(*rows_->Snapshot(), calendar_, round.days_set));
    for (const std::string& case_id : case_ids) {
      RETURN_IF_ERROR(TakeIn({TagKind::kCase, case_id}, round));
    }
    return absl::OkStatus();
  }

  // Who reads a file of one of the two reads another from now on.
  void TakeMerged(const v1::Event& event, Round& round) {
    same_people_.Take(event);
    for (const std::string& id : RecordsIn(event)) {
      round.files.insert({v1::PLACE_OWNER_RESIDENT, id});
      round.files.insert({v1::PLACE_OWNER_TRAINER, id});
    }
  }

  // Cohorts to which nothing happened: a version that was published may be the
  // one in force on their first day.
  absl::Status TakeInCohorts(Round& round) {
    if (round.published.position == published_.position) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const std::vector<Tag> cohorts,
                     ReadCohorts(*rows_->Snapshot()));
    for (const Tag& cohort : cohorts) RETURN_IF_ERROR(TakeIn(cohort, round));
    return absl::OkStatus();
  }

  // A subject to which nothing happened, unless it is in the round already.
  absl::Status TakeIn(const Tag& subject, Round& round) {
    if (!round.subjects.insert(subject).second ||
        subjects_.Find(subject) != nullptr) {
      return absl::OkStatus();
    }
    return AddAsItLies(subject, made_from_.position).status();
  }

  // The subject as it was before its event at `position`.
  absl::StatusOr<FoldedSubject*> SubjectBefore(const TagLink& link,
                                               Position position) {
    if (FoldedSubject* const warm = subjects_.Find(link.tag)) return warm;
    if (link.sequence == 1) {
      return &subjects_.Add(
          link.tag, {.history = EmptyState(link.tag.kind), .written = {}});
    }
    // It has no event in this step yet, else it were warm: as it was before
    // this event is as it lies in the rows.
    return AddAsItLies(link.tag, position - 1);
  }

  // A subject as it was at `until`, from which the rows were made that lie
  // there.
  absl::StatusOr<FoldedSubject*> AddAsItLies(const Tag& subject,
                                             Position until) {
    FoldedSubject folded;
    ASSIGN_OR_RETURN(folded.history, FoldHistory(store_, subject, until));
    ASSIGN_OR_RETURN(const RowSet rows,
                     RowsOf(folded.history, calendar_, published_));
    Remember(rows, folded);
    return &subjects_.Add(subject, std::move(folded));
  }

  static absl::StatusOr<std::shared_ptr<const Procedure>> ProcedureOf(
      const Case& state, const Published& published) {
    std::shared_ptr<const Procedure> procedure =
        published.catalogue.Find(state.procedure);
    if (procedure == nullptr) {
      return absl::DataLossError(absl::StrCat(
          "a case follows a procedure that was never published: ", state.id,
          " ", state.procedure));
    }
    return procedure;
  }

  absl::StatusOr<RowSet> RowsOf(const State& history, const Calendar& calendar,
                                const Published& published) const {
    RowSet rows;
    if (const Case* const state = std::get_if<Case>(&history)) {
      ASSIGN_OR_RETURN(const std::shared_ptr<const Procedure> procedure,
                       ProcedureOf(*state, published));
      const v1::Case row = CaseRowOf(*procedure, *state, calendar);
      for (const CaseView& view : case_views_) {
        view.add_rows({*procedure, *state, row}, rows);
      }
      AddRowsOfSubject(*state, row.obligations(), rows);
    } else if (const auto* const cohort = std::get_if<CohortState>(&history)) {
      AddRowsOfStanding(*cohort, published, rows);
    } else {
      AddRowsOfStanding(std::get<ProcedureState>(history), published, rows);
    }
    return rows;
  }

  template <typename Standing>
  void AddRowsOfStanding(const Standing& state, const Published& published,
                         RowSet& rows) const {
    const v1::Standing row = StandingRowOf(published, state);
    for (const StandingView& view : standing_views_) view.add_rows(row, rows);
    AddRowsOfSubject(state, row.obligations(), rows);
  }

  void AddRowsOfSubject(
      const Subject& subject,
      const google::protobuf::RepeatedPtrField<v1::Due>& obligations,
      RowSet& rows) const {
    const std::string key = SubjectKeyOf(subject.tag());
    for (const SubjectView& view : subject_views_) {
      view.add_rows({key, obligations}, rows);
    }
  }

  static void Remember(const RowSet& rows, FoldedSubject& folded) {
    folded.written.clear();
    folded.written.reserve(rows.size());
    for (const auto& [key, value] : rows) {
      folded.written.emplace_back(key, absl::HashOf(value));
    }
  }

  // Both are sorted by key: walk them together.
  absl::Status WriteRowsOf(const Tag& subject, Round& round) {
    FoldedSubject& folded = *subjects_.Find(subject);
    ASSIGN_OR_RETURN(const RowSet rows,
                     RowsOf(folded.history, round.calendar, round.published));
    auto before = folded.written.begin();
    const auto delete_until = [&](const std::string* key) {
      for (; before != folded.written.end() &&
             (key == nullptr || before->first < *key);
           ++before) {
        Delete(before->first, round);
      }
    };
    for (const auto& [key, value] : rows) {
      delete_until(&key);
      const bool was_there =
          before != folded.written.end() && before->first == key;
      if (!was_there || before->second != absl::HashOf(value)) {
        Put(key, value, was_there, round);
      }
      if (was_there) ++before;
    }
    delete_until(nullptr);
    Remember(rows, folded);
    subjects_.Weigh(subject);
    return absl::OkStatus();
  }

  void Put(const std::string& key, const std::string& value, bool was_there,
           Round& round) {
    if (!was_there && IsForecastKey(key)) ++made_from_.open_due;
    Touch(key, round);
    round.batch.Put(key, value);
  }

  void Delete(const std::string& key, Round& round) {
    if (IsForecastKey(key)) --made_from_.open_due;
    Touch(key, round);
    round.batch.Delete(key);
  }

  static void Touch(const std::string& key, Round& round) {
    if (const std::optional<FileOwner> owner = FileOwnerOfKey(key)) {
      round.files.insert(*owner);
    }
  }

  void Publish() {
    {
      const MutexLock lock(mutex_);
      published_people_ = std::make_shared<const SamePeople>(same_people_);
    }
    position_.store(made_from_.position);
    waits_.Reached(made_from_.position);
  }

  void Tell(const Round& round) const {
    if (!listener_) return;
    Touched touched;
    touched.position = made_from_.position;
    for (const Tag& subject : round.subjects) {
      if (subject.kind == TagKind::kCase) {
        touched.case_ids.push_back(subject.id);
      }
    }
    for (const FileOwner& file : round.files) {
      (file.kind == v1::PLACE_OWNER_RESIDENT ? touched.resident_ids
                                             : touched.trainer_ids)
          .push_back(file.id);
    }
    listener_(touched);
  }

  const ProjectorOptions options_;
  const std::vector<SubjectView> subject_views_;
  const std::vector<StandingView> standing_views_;
  const std::vector<CaseView> case_views_;
  const std::vector<EventView> event_views_;
  const EventStore& store_;
  const std::unique_ptr<Rows> rows_;

  // Of the stepping thread.
  std::function<void(const Touched&)> listener_;
  MadeFrom made_from_;
  // From which the rows were made that lie there.
  Published published_;
  Calendar calendar_;
  SamePeople same_people_;
  FoldedSubjects subjects_;
  std::unique_ptr<Subscription> log_;
  absl::Status ended_;

  // Of all threads.
  std::atomic<Position> position_{0};
  mutable Mutex mutex_;
  // As far as the rows are down.
  std::shared_ptr<const SamePeople> published_people_ ABSL_GUARDED_BY(mutex_) =
      std::make_shared<const SamePeople>();
  DueFront front_;
  Waits waits_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Projector>> Projector::Open(
    ProjectorOptions options, const EventStore& store) {
  std::unique_ptr<Rows> rows = NewMemoryRows();
  if (!options.directory.empty()) {
    ASSIGN_OR_RETURN(rows, OpenRocksDbRows(options.directory));
  }
  return OpenOn(std::move(rows), std::move(options), store);
}

absl::StatusOr<std::unique_ptr<Projector>> Projector::OpenOn(
    std::unique_ptr<Rows> rows, ProjectorOptions options,
    const EventStore& store) {
  auto projector = std::make_unique<ProjectorOfAllViews>(
      std::move(options), store, std::move(rows));
  RETURN_IF_ERROR(projector->Start());
  return projector;
}

}  // namespace driehoek
