#include "projections/projector.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <set>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/hash/hash.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "base/status_macros.h"
#include "domain/erasure.h"
#include "domain/rejections.h"
#include "projections/all_views.h"
#include "projections/blocked_trainers.h"
#include "projections/case_row.h"
#include "projections/cases.h"
#include "projections/directory.h"
#include "projections/due_index.h"
#include "projections/erasures.h"
#include "projections/files.h"
#include "projections/fold.h"
#include "projections/forecast.h"
#include "projections/known_calendar.h"
#include "projections/made_from.h"
#include "projections/merged.h"
#include "projections/numbers.h"
#include "projections/published.h"
#include "projections/rows.h"
#include "projections/rows_difference.h"
#include "projections/rows_home.h"
#include "projections/sign_in.h"
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
// How long live rows wait for a rebuild, about: as long as a step of theirs.
constexpr absl::Duration kRebuildMoment = absl::Milliseconds(5);
// Between two looks at the clock.
constexpr Position kRebuiltAtATime = 32;
constexpr size_t kComparedAtATime = 1024;
// How often is told how far a rebuild is, about.
constexpr Position kTimesTold = 100;

absl::Status RebuildIsUnderWay() {
  return Refuse({.code = absl::StatusCode::kAlreadyExists,
                 .reason = "REBUILD_UNDER_WAY",
                 .rule = "",
                 .section = "",
                 .dutch = "De overzichten worden al opnieuw gemaakt.",
                 .english = "the views are being made anew already"});
}

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

bool IsErasureOfCase(const v1::Event& event) {
  return event.content_erased().scope() == v1::ERASURE_SCOPE_CASE;
}

// Whether rows hold some of it: names and facts, but nothing that is said in
// documents.
bool LiesInRows(const Erased& erased) {
  return !erased.facts.empty() ||
         std::any_of(
             erased.words.begin(), erased.words.end(),
             [](const Tag& tag) { return tag.kind != TagKind::kDocument; });
}

// One set of rows with all that belongs to it: what they were made from, the
// procedures, the folded subjects, the front of the due index. Used by the
// stepping thread, but for rows() and front(), which are thread-safe.
class RowsOfLog {
 public:
  using Touched = Projector::Touched;

  // Borrows `store`.
  RowsOfLog(const ProjectorOptions& options, const EventStore& store,
            std::unique_ptr<Rows> rows)
      : subject_views_(Chosen(SubjectViews(), options.only_view)),
        standing_views_(Chosen(StandingViews(), options.only_view)),
        case_views_(Chosen(CaseViews(), options.only_view)),
        event_views_(Chosen(EventViews(), options.only_view)),
        store_(store),
        rows_(std::move(rows)),
        subjects_(options.case_cache_bytes) {}

  const Rows& rows() const { return *rows_; }
  const DueFront& front() const { return front_; }
  const SamePeople& same_people() const { return same_people_; }
  // Every event up to here is in the rows.
  Position position() const { return made_from_.position; }
  // Of what was erased up to here they never had a copy: its keys were gone
  // when they were begun.
  Position begun_at() const { return made_from_.begun_at; }
  Position erased_at() const { return made_from_.erased_at; }
  // Whether they had something that was erased since, and so may have it still
  // (a row that was replaced lies in a file for a while).
  bool hold_erased() const { return made_from_.erased_at > begun_at(); }

  // Goes on where the rows are, or from nothing when they are of something
  // else. `begun_at`: of what was erased up to there the keys are gone.
  absl::Status Start(Position begun_at) {
    ASSIGN_OR_RETURN(made_from_, ReadMadeFrom(*rows_->Snapshot()));
    ASSIGN_OR_RETURN(const bool still_true, IsStillTrue(made_from_, store_));
    if (!still_true) {
      // What lay there lies in their files still, under the same key.
      if (!made_from_.log_id.empty()) begun_at = 0;
      RETURN_IF_ERROR(rows_->Clear());
      made_from_ = MadeFrom();
    }
    if (made_from_.position == 0) made_from_.begun_at = begun_at;
    made_from_.log_id = store_.identity().log_id;
    made_from_.versions = VersionsOfAllViews();
    ASSIGN_OR_RETURN(published_, ReadPublished(*rows_->Snapshot()));
    ASSIGN_OR_RETURN(Calendar calendar, ReadKnownCalendar(*rows_->Snapshot()));
    calendar_ = std::make_shared<const Calendar>(std::move(calendar));
    ASSIGN_OR_RETURN(same_people_, ReadMerged(*rows_->Snapshot()));
    RETURN_IF_ERROR(front_.Start(*rows_, made_from_.open_due));
    ASSIGN_OR_RETURN(log_, store_.Subscribe(Query::All(), made_from_.position));
    return absl::OkStatus();
  }

  // Takes new events, none after `end`, and puts their rows down. Returns what
  // they touched; nothing when there were none. After an error the subjects in
  // memory and the rows may differ: it takes no more.
  absl::StatusOr<std::optional<Touched>> TakeUntil(Position end) {
    Round round(*rows_);
    round.calendar = calendar_;
    round.published = published_;
    const Position before = made_from_.position;
    bool caught_up = false;
    while (!caught_up && made_from_.position < end &&
           round.subjects.size() < kSubjectsPerStep) {
      ASSIGN_OR_RETURN(const SubscriptionPage page,
                       log_->Poll(std::min<size_t>(kEventsPerRead,
                                                   end - made_from_.position)));
      for (const RecordedEvent& event : page.events) {
        RETURN_IF_ERROR(Take(event, round));
      }
      caught_up = page.caught_up;
    }
    if (made_from_.position == before) return std::nullopt;
    RETURN_IF_ERROR(TakeInThoseOnDaysSet(round));
    RETURN_IF_ERROR(TakeInThoseByDay(round));
    for (const Tag& subject : round.subjects) {
      RETURN_IF_ERROR(WriteRowsOf(subject, round));
    }
    PutMadeFrom(made_from_, round.batch);
    RETURN_IF_ERROR(rows_->Write(round.batch));
    RETURN_IF_ERROR(front_.Wrote(*rows_, round.batch, made_from_.open_due));
    subjects_.Trim();
    calendar_ = std::move(round.calendar);
    published_ = std::move(round.published);
    return TouchedBy(round);
  }

 private:
  // What one step changes.
  struct Round {
    explicit Round(const Rows& rows) : editor(rows, batch) {}

    RowBatch batch;
    RowEditor editor;
    std::set<Tag> subjects;
    std::set<FileOwner> files;
    std::set<std::string> people;
    std::vector<v1::CalendarDaySet> days_set;
    std::shared_ptr<const Calendar> calendar;  // With these.
    std::shared_ptr<Calendar> grown_calendar;  // The same, once there are any.
    Published published;                       // With what is published in it.
  };

  absl::Status Take(const RecordedEvent& event, Round& round) {
    std::shared_ptr<const Procedure> procedure;
    std::optional<CaseOfEvent> of_case;
    for (const TagLink& link : event.envelope.links) {
      if (!IsOfSubject(link.tag.kind)) continue;
      ASSIGN_OR_RETURN(FoldedSubject* const folded,
                       SubjectBefore(link, event.position()));
      if (IsErasureOfCase(event.event)) {
        ASSIGN_OR_RETURN(folded->written, RowsThatName(link.tag.id, round));
      }
      Evolve(folded->history, HappenedOf(event));
      round.subjects.insert(link.tag);
      const Case* const state = std::get_if<Case>(&folded->history);
      // Of a case that was erased nothing can be said.
      if (state == nullptr || !state->exists()) continue;
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
      // Copied once a round, however many days are set in it.
      if (round.grown_calendar == nullptr) {
        round.grown_calendar = std::make_shared<Calendar>(*calendar_);
        round.calendar = round.grown_calendar;
      }
      round.grown_calendar->Set(event.event.calendar_day_set(),
                                event.position(), event.envelope.recorded_at);
    }
    TakeMerged(event.event, round);
    // A stream is of the record that the caller was when it began.
    for (const std::string& person : PeopleOfSignIn(event.event)) {
      for (std::string& record : same_people_.AllOf(person)) {
        round.people.insert(std::move(record));
      }
    }
    if (LiesInRows(ErasedBy(event.event))) {
      made_from_.erased_at = event.position();
    }
    made_from_.position = event.position();
    made_from_.last_hash = event.envelope_hash;
    return absl::OkStatus();
  }

  // Cases to which nothing happened, but that count from a day that was set.
  absl::Status TakeInThoseOnDaysSet(Round& round) {
    if (round.days_set.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(
        const std::set<std::string> case_ids,
        CasesOnChangedDays(*rows_->Snapshot(), *calendar_, round.days_set));
    for (const std::string& case_id : case_ids) {
      RETURN_IF_ERROR(TakeIn({TagKind::kCase, case_id}, round));
    }
    return absl::OkStatus();
  }

  // Cohorts and requests to which nothing happened: a version that was
  // published may be the one in force on their first day.
  absl::Status TakeInThoseByDay(Round& round) {
    if (round.published.position == published_.position) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const std::vector<Tag> subjects,
                     ReadThoseByDay(*rows_->Snapshot()));
    for (const Tag& subject : subjects) RETURN_IF_ERROR(TakeIn(subject, round));
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

  // Who reads a file of one of the two reads another from now on.
  void TakeMerged(const v1::Event& event, Round& round) {
    same_people_.Take(event);
    for (const std::string& id : RecordsIn(event)) {
      round.files.insert({v1::PLACE_OWNER_RESIDENT, id});
      round.files.insert({v1::PLACE_OWNER_TRAINER, id});
    }
  }

  // Every row of the case, by what lies there: how the case was when they were
  // made cannot be worked out any more. Forgets in the directory that it was
  // open. Reads all rows, as rarely as a case is erased.
  absl::StatusOr<std::vector<std::pair<std::string, uint64_t>>> RowsThatName(
      const std::string& case_id, Round& round) const {
    std::vector<std::pair<std::string, uint64_t>> found;
    const std::unique_ptr<RowSnapshot> snapshot = rows_->Snapshot();
    const std::unique_ptr<RowScan> scan = snapshot->Scan("", "\xff");
    for (; scan->valid(); scan->Next()) {
      const absl::string_view key = scan->key();
      if (!absl::StrContains(key, case_id) &&
          !absl::StrContains(scan->value(), case_id)) {
        continue;
      }
      if (IsOfDirectory(key)) {
        RETURN_IF_ERROR(CloseInDirectory(std::string(key), case_id, round));
      } else if (!IsOfErasures(key)) {
        found.emplace_back(key, 0);
      }
    }
    RETURN_IF_ERROR(scan->status());
    return found;
  }

  static absl::Status CloseInDirectory(const std::string& key,
                                       const std::string& case_id,
                                       Round& round) {
    if (!IsPlacementKey(key)) return absl::OkStatus();
    return round.editor.Change<v1::Placement>(
        key, [&](v1::Placement& placement) {
          if (placement.open_case_id() == case_id) {
            placement.clear_open_case_id();
          }
        });
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
                     RowsOf(folded.history, *calendar_, published_));
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
      if (!state->exists()) {
        AddRowsOfErased(*state, rows);
        return rows;
      }
      ASSIGN_OR_RETURN(const std::shared_ptr<const Procedure> procedure,
                       ProcedureOf(*state, published));
      const v1::Case row = CaseRowOf(*procedure, *state, calendar);
      for (const CaseView& view : case_views_) {
        view.add_rows({*procedure, *state, row}, rows);
      }
      AddRowsOfSubject(*state, row.obligations(), rows);
    } else if (const auto* const cohort = std::get_if<CohortState>(&history)) {
      AddRowsOfStanding(*cohort, published, rows);
    } else if (const auto* const request =
                   std::get_if<PrivacyRequestState>(&history)) {
      AddRowsOfStanding(*request, published, rows);
    } else {
      AddRowsOfStanding(std::get<ProcedureState>(history), published, rows);
    }
    return rows;
  }

  // Without `erased` its events were read after their key was destroyed, and
  // the one that says so comes later.
  void AddRowsOfErased(const Case& state, RowSet& rows) const {
    if (!state.erased.has_value()) return;
    for (const CaseView& view : case_views_) {
      if (view.add_rows_of_erased != nullptr) {
        view.add_rows_of_erased(*state.erased, rows);
      }
    }
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
    ASSIGN_OR_RETURN(RowSet rows,
                     RowsOf(folded.history, *round.calendar, round.published));
    std::vector<std::pair<std::string, uint64_t>> written;
    written.reserve(rows.size());
    auto before = folded.written.begin();
    const auto delete_until = [&](const std::string* key) {
      for (; before != folded.written.end() &&
             (key == nullptr || before->first < *key);
           ++before) {
        Delete(before->first, round);
      }
    };
    for (auto& [key, value] : rows) {
      delete_until(&key);
      const bool was_there =
          before != folded.written.end() && before->first == key;
      const uint64_t hash =
          written.emplace_back(key, absl::HashOf(value)).second;
      if (!was_there || before->second != hash) {
        Put(key, std::move(value), was_there, round);
      }
      if (was_there) ++before;
    }
    delete_until(nullptr);
    folded.written = std::move(written);
    subjects_.Weigh(subject);
    return absl::OkStatus();
  }

  void Put(const std::string& key, std::string value, bool was_there,
           Round& round) {
    if (!was_there && IsForecastKey(key)) ++made_from_.open_due;
    Touch(key, round);
    round.batch.Put(key, std::move(value));
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

  Touched TouchedBy(const Round& round) const {
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
    touched.person_ids.assign(round.people.begin(), round.people.end());
    return touched;
  }

  const std::vector<SubjectView> subject_views_;
  const std::vector<StandingView> standing_views_;
  const std::vector<CaseView> case_views_;
  const std::vector<EventView> event_views_;
  const EventStore& store_;
  const std::unique_ptr<Rows> rows_;
  MadeFrom made_from_;
  // From which the rows that lie there were made.
  Published published_;
  std::shared_ptr<const Calendar> calendar_;
  SamePeople same_people_;
  FoldedSubjects subjects_;
  std::unique_ptr<Subscription> log_;
  DueFront front_;
};

// The rows of this moment, whatever takes their place meanwhile.
class Seen {
 public:
  explicit Seen(std::shared_ptr<const RowsOfLog> set)
      : set_(std::move(set)), snapshot_(set_->rows().Snapshot()) {}

  const RowSnapshot& operator*() const { return *snapshot_; }

 private:
  const std::shared_ptr<const RowsOfLog> set_;  // Outlives its snapshot.
  const std::unique_ptr<RowSnapshot> snapshot_;
};

class ProjectorOfAllViews : public Projector {
 public:
  ProjectorOfAllViews(ProjectorOptions options, const EventStore& store,
                      std::unique_ptr<RowsHome> home)
      : options_(std::move(options)),
        store_(store),
        home_(std::move(home)),
        waits_(kMostWaits) {}

  absl::Status Start() {
    ASSIGN_OR_RETURN(std::unique_ptr<Rows> rows, home_->OpenLive());
    ASSIGN_OR_RETURN(std::shared_ptr<RowsOfLog> live, SetOn(std::move(rows)));
    const RowsOfLog& set = *live;
    no_copies_until_.store(set.begun_at());
    GoLive(std::move(live));
    Publish(set);
    return absl::OkStatus();
  }

  absl::StatusOr<bool> Step() override {
    if (ended_.ok()) {
      absl::StatusOr<bool> more = StepBoth();
      if (more.ok()) return more;
      ended_ = more.status();
    }
    return ended_;
  }

  absl::StatusOr<std::shared_ptr<const RebuildReport>> StartRebuild() override {
    if (IsUnderWay(rebuild().get())) return RebuildIsUnderWay();
    RETURN_IF_ERROR(home_->CheckRoom());
    const auto report = std::make_shared<RebuildReport>();
    {
      const MutexLock lock(mutex_);
      if (IsUnderWay(report_.get())) return RebuildIsUnderWay();
      report_ = report;
    }
    if (options_.wake) options_.wake();
    return report;
  }

  std::shared_ptr<const RebuildReport> rebuild() const override {
    const MutexLock lock(mutex_);
    return report_;
  }

  void OnTouched(std::function<void(const Touched&)> listener) override {
    listener_ = std::move(listener);
  }

  Position position() const override { return position_.load(); }
  Position no_copies_until() const override { return no_copies_until_.load(); }

  std::shared_ptr<const SamePeople> same_people() const override {
    const MutexLock lock(mutex_);
    return published_people_;
  }

  void WhenReached(Position position, absl::Duration deadline,
                   std::function<void(absl::Status)> done) override {
    waits_.Add(position, deadline, std::move(done));
    if (options_.wake && position_.load() < position) options_.wake();
  }
  void Expire(absl::Duration now) override { waits_.Expire(now); }
  void CloseWaits(const absl::Status& why) override { waits_.Close(why); }

  absl::StatusOr<v1::Case> GetCase(const std::string& case_id) const override {
    return ReadCase(*Now(), case_id);
  }

  absl::StatusOr<v1::Case> GetCaseIf(
      const std::string& case_id,
      const std::function<bool(const Surroundings&)>& may) const override {
    return ReadCaseIf(*Now(), case_id, may);
  }

  absl::StatusOr<Page<v1::Case>> ListCases(
      const Caller& caller, bool open_only, size_t page_size,
      const std::string& page_token) const override {
    return ReadCases(*Now(), caller, open_only, page_size, page_token);
  }

  absl::StatusOr<Page<v1::TimelineEntry>> GetTimeline(
      const std::string& case_id, size_t page_size,
      const std::string& page_token) const override {
    const Seen now = Now();
    ASSIGN_OR_RETURN(const std::string id, ReadCaseId(*now, case_id));
    return ReadTimeline(*now, id, page_size, page_token);
  }

  absl::StatusOr<Page<v1::Due>> ListObligations(
      const WorkListQuery& query) const override {
    return ReadObligations(*Now(), query);
  }

  absl::StatusOr<std::vector<FallenDue>> ListFallenDue(
      absl::Time now, size_t limit,
      const std::function<bool(const std::string& subject)>& skip)
      const override {
    const std::shared_ptr<const RowsOfLog> live = Live();
    const std::optional<absl::Time> first = live->front().first_instant();
    if (!first.has_value() || now < *first) return std::vector<FallenDue>();
    return ReadFallenDue(*live->rows().Snapshot(), live->front().first_key(),
                         now, limit, skip);
  }

  absl::StatusOr<std::optional<absl::Time>> NextDueInstant(
      absl::Time now) const override {
    const std::shared_ptr<const RowsOfLog> live = Live();
    const std::optional<absl::Time> first = live->front().first_instant();
    if (!first.has_value() || now < *first) return first;
    return ReadNextDueInstant(*live->rows().Snapshot(), now);
  }
  absl::StatusOr<Page<v1::Foreseen>> Forecast(
      const ForecastQuery& query) const override {
    return ReadForecast(*Now(), query);
  }
  uint64_t open_due() const override { return Live()->front().size(); }

  absl::StatusOr<v1::Standing> GetStanding(const Tag& subject) const override {
    return ReadStanding(*Now(), subject);
  }
  absl::StatusOr<Page<v1::Standing>> ListStandings(
      const std::function<bool(const v1::Standing&)>& wanted, size_t page_size,
      const std::string& page_token) const override {
    return ReadStandings(*Now(), wanted, page_size, page_token);
  }

  absl::StatusOr<Page<v1::FileEntry>> GetPortfolio(
      const std::string& resident_id, size_t page_size,
      const std::string& page_token) const override {
    return ReadFile(
        *Now(),
        FilesOf(v1::PLACE_OWNER_RESIDENT, same_people()->AllOf(resident_id)),
        page_size, page_token);
  }
  absl::StatusOr<Page<v1::FileEntry>> GetDossier(
      const std::string& trainer_id, size_t page_size,
      const std::string& page_token) const override {
    return ReadFile(
        *Now(),
        FilesOf(v1::PLACE_OWNER_TRAINER, same_people()->AllOf(trainer_id)),
        page_size, page_token);
  }

  absl::StatusOr<Page<v1::Case>> ListClosedCases(
      size_t page_size, const std::string& page_token) const override {
    return ReadClosedCases(*Now(), page_size, page_token);
  }
  absl::StatusOr<Page<v1::Erasure>> ListErasures(
      size_t page_size, const std::string& page_token) const override {
    return ReadErasures(*Now(), page_size, page_token);
  }
  absl::StatusOr<Page<v1::LegalHold>> ListLegalHolds(
      size_t page_size, const std::string& page_token) const override {
    return ReadLegalHolds(*Now(), page_size, page_token);
  }

  absl::StatusOr<v1::Person> GetPerson(
      const std::string& person_id) const override {
    return ReadPerson(*Now(), person_id);
  }
  absl::StatusOr<v1::SignInOfPerson> GetSignIn(
      const std::string& person_id) const override {
    return ReadSignIn(*Now(), person_id);
  }
  absl::StatusOr<std::string> PersonOfAccount(
      const std::string& account_id) const override {
    return ReadAccount(*Now(), account_id);
  }
  absl::StatusOr<std::string> PersonInvited(
      absl::string_view code_hash) const override {
    return ReadInvitation(*Now(), code_hash);
  }
  absl::StatusOr<Page<v1::Person>> ListPeople(
      size_t page_size, const std::string& page_token) const override {
    return ReadPeople(*Now(), page_size, page_token);
  }
  absl::StatusOr<v1::Group> GetGroup(
      const std::string& group_id) const override {
    return ReadGroup(*Now(), group_id);
  }
  absl::StatusOr<Page<v1::Group>> ListGroups(
      size_t page_size, const std::string& page_token) const override {
    return ReadGroups(*Now(), page_size, page_token);
  }
  absl::StatusOr<v1::Practice> GetPractice(
      const std::string& practice_id) const override {
    return ReadPractice(*Now(), practice_id);
  }
  absl::StatusOr<Page<v1::Practice>> ListPractices(
      size_t page_size, const std::string& page_token) const override {
    return ReadPractices(*Now(), page_size, page_token);
  }
  absl::StatusOr<Page<v1::Placement>> ListPlacements(
      const std::string& person_id, size_t page_size,
      const std::string& page_token) const override {
    return ReadPlacements(*Now(),
                          person_id.empty() ? std::vector<std::string>()
                                            : same_people()->AllOf(person_id),
                          page_size, page_token);
  }
  absl::StatusOr<v1::Placement> GetPlacement(
      const std::string& placement_id) const override {
    return ReadPlacement(*Now(), placement_id);
  }
  absl::StatusOr<Page<v1::CalendarDay>> ListCalendarDays(
      const DaysAsked& days, size_t page_size,
      const std::string& page_token) const override {
    return ReadCalendarDays(*Now(), days, page_size, page_token);
  }

  absl::StatusOr<Page<v1::BlockedTrainer>> ListBlockedTrainers(
      size_t page_size, const std::string& page_token) const override {
    return ReadBlockedTrainers(*Now(), *same_people(), page_size, page_token);
  }

  absl::StatusOr<Page<v1::WaitingResident>> ListWaiting(
      const WaitingQuery& query) const override {
    return ReadWaiting(*Now(), query);
  }
  absl::StatusOr<std::vector<v1::ObligationNumbers>> CountOutcomes(
      const Caller& caller, int year) const override {
    return ReadOutcomeCounts(*Now(), caller, year);
  }
  absl::StatusOr<std::vector<v1::DeviationNumbers>> CountDeviations(
      const Caller& caller, int year) const override {
    return ReadDeviationCounts(*Now(), caller, year);
  }
  absl::StatusOr<std::vector<v1::YearStatistics>> GetStatistics(
      int from_year, int until_year) const override {
    return ReadStatistics(*Now(), from_year, until_year);
  }

 private:
  // Rows in the making. What is below borrows from what is above.
  struct Rebuild {
    std::shared_ptr<RebuildReport> report;
    std::shared_ptr<RowsOfLog> set;
    std::unique_ptr<RowsDifference> difference;  // Once they can be compared.
    bool compared = false;
    Position told = 0;  // How far they were when it was told last.
  };

  std::shared_ptr<RowsOfLog> Live() const {
    const MutexLock lock(mutex_);
    return live_;
  }
  Seen Now() const { return Seen(Live()); }

  static bool IsUnderWay(const RebuildReport* report) {
    return report != nullptr && !report->Now().outcome.has_value();
  }

  absl::StatusOr<std::shared_ptr<RowsOfLog>> SetOn(std::unique_ptr<Rows> rows) {
    auto set = std::make_shared<RowsOfLog>(options_, store_, std::move(rows));
    ASSIGN_OR_RETURN(const Position without_keys, ErasedUntil());
    RETURN_IF_ERROR(set->Start(without_keys));
    return set;
  }

  // Of what was erased up to here the keys are gone; 0 while some are to go.
  absl::StatusOr<Position> ErasedUntil() const {
    const Position head = store_.head();
    if (options_.keyring == nullptr) return head;
    // After the head: what is to go is noted before the event is there.
    ASSIGN_OR_RETURN(const std::vector<DoomedKey> doomed,
                     options_.keyring->Doomed());
    return doomed.empty() ? head : 0;
  }

  void GoLive(std::shared_ptr<RowsOfLog> set) {
    const MutexLock lock(mutex_);
    live_ = std::move(set);
  }

  // What people wait for first, and of a rebuild no more than a moment.
  absl::StatusOr<bool> StepBoth() {
    const std::shared_ptr<RowsOfLog> live = Live();
    ASSIGN_OR_RETURN(
        const std::optional<Touched> touched,
        live->TakeUntil(live->position() + options_.events_per_step));
    if (touched.has_value()) {
      Publish(*live);
      Tell(*touched);
    }
    // Closing and removing them can take a while.
    if (live->position() == store_.head()) LetGoOfReplaced();
    RETURN_IF_ERROR(RebuildWithoutErased(*live));
    const bool rebuilding = RebuildForAMoment(live);
    return rebuilding || live->position() < store_.head();
  }

  // Returns whether there is more of it to do.
  bool RebuildForAMoment(const std::shared_ptr<RowsOfLog>& live) {
    if (rebuild_ == nullptr && !BeginRebuild()) return false;
    const absl::StatusOr<bool> more = GoOn(*live);
    if (more.ok() && *more) {
      TellHowFar(store_.head() / kTimesTold);
      return true;
    }
    if (more.ok()) {
      End(PutInPlaceOf(live));
    } else {
      End(more.status());
      home_->ClearBeside();
    }
    return true;
  }

  // Has the rows made anew when they may hold a copy of something that was
  // erased. Asked again until it is done: without room on the disk, or while
  // the keys are not destroyed yet, it waits for a next step.
  absl::Status RebuildWithoutErased(const RowsOfLog& live) {
    if (!live.hold_erased() || live.erased_at() == given_up_on_ ||
        replaced_ != nullptr || IsUnderWay(rebuild().get()) ||
        !home_->CheckRoom().ok()) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const Position without_keys, ErasedUntil());
    if (without_keys < live.erased_at()) return absl::OkStatus();
    const MutexLock lock(mutex_);
    if (!IsUnderWay(report_.get())) {
      report_ = std::make_shared<RebuildReport>();
    }
    return absl::OkStatus();
  }

  // Returns whether there is one to do now.
  bool BeginRebuild() {
    // Their place is still taken.
    if (replaced_ != nullptr) return false;
    std::shared_ptr<RebuildReport> asked;
    {
      const MutexLock lock(mutex_);
      if (!IsUnderWay(report_.get())) return false;
      asked = report_;
    }
    rebuild_ = std::make_unique<Rebuild>();
    rebuild_->report = std::move(asked);
    return true;
  }

  // Returns whether there is more to do before the rows can take their place.
  absl::StatusOr<bool> GoOn(const RowsOfLog& live) {
    if (rebuild_->set == nullptr) {
      ASSIGN_OR_RETURN(std::unique_ptr<Rows> rows, home_->OpenBeside());
      ASSIGN_OR_RETURN(rebuild_->set, SetOn(std::move(rows)));
    }
    const absl::Duration end = Monotonic() + kRebuildMoment;
    do {
      ASSIGN_OR_RETURN(const bool more, GoOnALittle(live));
      if (!more) return false;
    } while (Monotonic() < end);
    return true;
  }

  absl::StatusOr<bool> GoOnALittle(const RowsOfLog& live) {
    RowsOfLog& next = *rebuild_->set;
    // Never beyond the live rows: of what they have not, nobody was told.
    if (next.position() < live.position()) {
      RETURN_IF_ERROR(
          next.TakeUntil(
                  std::min(live.position(), next.position() + kRebuiltAtATime))
              .status());
      rebuild_->report->Reach(next.position());
      return true;
    }
    if (rebuild_->compared) return false;
    if (rebuild_->difference == nullptr) {
      rebuild_->difference = std::make_unique<RowsDifference>(
          live.rows().Snapshot(), next.rows().Snapshot());
    }
    ASSIGN_OR_RETURN(const bool more,
                     rebuild_->difference->Compare(kComparedAtATime));
    rebuild_->compared = !more;
    // While they were compared, the live ones may have gone on.
    return true;
  }

  // At the same position. Returns how many rows differed.
  absl::StatusOr<uint64_t> PutInPlaceOf(
      const std::shared_ptr<RowsOfLog>& live) {
    const uint64_t differing = rebuild_->difference->count();
    RETURN_IF_ERROR(home_->Swap());
    GoLive(rebuild_->set);
    replaced_ = live;
    return differing;
  }

  void End(const absl::StatusOr<uint64_t>& outcome) {
    // Not again and again: whoever asks for it, the next erasure or the next
    // start tries once more.
    if (!outcome.ok()) given_up_on_ = Live()->erased_at();
    const std::shared_ptr<RebuildReport> report = rebuild_->report;
    rebuild_.reset();
    report->End(outcome);
    Tell({.position = report->Now().position, .rebuild = true});
  }

  // Who still reads them, reads on.
  void LetGoOfReplaced() {
    if (replaced_ == nullptr || replaced_.use_count() > 1) return;
    replaced_.reset();
    home_->ClearBeside();
    no_copies_until_.store(Live()->begun_at());
  }

  void TellHowFar(Position least) {
    const Position reached = rebuild_->report->Now().position;
    if (reached <= rebuild_->told + least) return;
    rebuild_->told = reached;
    Tell({.position = reached, .rebuild = true});
  }

  void Publish(const RowsOfLog& live) {
    {
      const MutexLock lock(mutex_);
      published_people_ =
          std::make_shared<const SamePeople>(live.same_people());
    }
    position_.store(live.position());
    waits_.Reached(live.position());
  }

  void Tell(const Touched& touched) const {
    if (listener_) listener_(touched);
  }

  // Without a clock no moment lasts.
  absl::Duration Monotonic() const {
    return options_.clock == nullptr ? absl::InfiniteDuration()
                                     : options_.clock->Monotonic();
  }

  const ProjectorOptions options_;
  const EventStore& store_;
  const std::unique_ptr<RowsHome> home_;

  // Of the stepping thread.
  std::function<void(const Touched&)> listener_;
  absl::Status ended_;

  // Of all threads.
  std::atomic<Position> position_{0};
  std::atomic<Position> no_copies_until_{0};
  Waits waits_;
  mutable Mutex mutex_;
  // As far as the rows are down.
  std::shared_ptr<const SamePeople> published_people_ ABSL_GUARDED_BY(mutex_) =
      std::make_shared<const SamePeople>();
  // The latest that was asked for.
  std::shared_ptr<RebuildReport> report_ ABSL_GUARDED_BY(mutex_);
  // Replaced by the stepping thread alone.
  std::shared_ptr<RowsOfLog> live_ ABSL_GUARDED_BY(mutex_);

  // Of the stepping thread.
  std::shared_ptr<RowsOfLog> replaced_;  // Until the last who reads them ends.
  std::unique_ptr<Rebuild> rebuild_;     // The one under way.
  // A rebuild failed of rows in which this was erased last; 0: none.
  Position given_up_on_ = 0;
};

absl::StatusOr<std::unique_ptr<Projector>> OpenIn(
    std::unique_ptr<RowsHome> home, ProjectorOptions options,
    const EventStore& store) {
  auto projector = std::make_unique<ProjectorOfAllViews>(
      std::move(options), store, std::move(home));
  RETURN_IF_ERROR(projector->Start());
  return projector;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Projector>> Projector::Open(
    ProjectorOptions options, const EventStore& store) {
  if (options.directory.empty()) {
    return OpenOn(NewMemoryRows(), std::move(options), store);
  }
  std::unique_ptr<RowsHome> home = NewDirectoryHome(
      options.directory, options.keep_free_bytes, options.keyring);
  return OpenIn(std::move(home), std::move(options), store);
}

absl::StatusOr<std::unique_ptr<Projector>> Projector::OpenOn(
    std::unique_ptr<Rows> rows, ProjectorOptions options,
    const EventStore& store) {
  return OpenIn(NewMemoryHome(std::move(rows)), std::move(options), store);
}

}  // namespace driehoek
