#include "services/writer.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/civil.h"
#include "base/mutex.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "domain/decide.h"
#include "domain/erasure.h"
#include "domain/histories.h"
#include "domain/subject.h"
#include "domain/tags.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "projections/sign_in.h"
#include "services/eraser.h"
#include "services/event_ring.h"
#include "services/refusals.h"
#include "services/state_cache.h"

namespace driehoek {
namespace {

constexpr size_t kMaxRequestIdBytes = 128;
constexpr char kReservedPrefix[] = "driehoek/";

// A history folded by a loader.
struct Loaded {
  State state;
  Position folded_to;
  uint64_t erasures;  // How many there were when it began to be folded.
};

// A submission on its way.
struct Pending {
  Submission submission;
  SubmissionAnswer answer;
  Hash32 content{};  // Of commands and actor.
  size_t bytes = 0;
  std::vector<Tag> needs;
  std::shared_ptr<const SamePeople> same_people;  // By which `needs` is.
  std::optional<DerivedAt> outcome_derived_at;  // Set: decided without folding.

  std::vector<Tag> to_load;
  absl::flat_hash_map<Tag, Loaded> loaded;
  std::optional<Appended> first_time;  // Set: a retry.

  absl::StatusOr<v1::SubmitResponse> result = absl::UnknownError("undecided");
};
using PendingPtr = std::unique_ptr<Pending>;
using Pendings = std::deque<PendingPtr>;

// A version of a procedure, and where it was published.
struct PublishedProcedure {
  Position position;
  std::shared_ptr<const Procedure> procedure;
};

// Two records that were merged or unmerged, and where.
struct Merging {
  Position position;
  v1::Event event;
};

bool IsMerging(const v1::Event& event) {
  return event.has_persons_merged() || event.has_persons_unmerged();
}

// The same bytes for the same message, in every run of this program.
std::string SameBytes(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

// Each part is preceded by its length, so that no two submissions run together.
// Under a secret: it lies in clear, and words that are few could be guessed.
Hash32 ContentOf(const Submission& submission, absl::string_view secret) {
  std::string content;
  const auto add = [&content](const google::protobuf::Message& message) {
    const std::string bytes = SameBytes(message);
    absl::StrAppend(&content, bytes.size(), ":", bytes);
  };
  add(submission.actor);
  for (const v1::Command& command : submission.commands) add(command);
  return HmacSha256(secret, {content});
}

size_t BytesOf(const Submission& submission) {
  size_t bytes = submission.request_id.size() + submission.actor.ByteSizeLong();
  for (const v1::Command& command : submission.commands) {
    bytes += command.ByteSizeLong();
  }
  return bytes;
}

absl::Status CheckForm(const Submission& submission) {
  const std::string& id = submission.request_id;
  // What the server asks of itself can be foretold; nobody else may take it.
  if (submission.actor.role() != v1::ROLE_SYSTEM &&
      absl::StartsWith(id, kReservedPrefix)) {
    return Malformed("request_id", "dit verzoeknummer is van de server zelf",
                     "this request id is the server's own");
  }
  if (id.empty() || id.size() > kMaxRequestIdBytes ||
      !std::all_of(id.begin(), id.end(), [](char c) {
        return absl::ascii_isprint(static_cast<unsigned char>(c));
      })) {
    return Malformed("request_id", "1 tot 128 leesbare ASCII-tekens",
                     "1 to 128 printable ASCII characters");
  }
  if (submission.commands.empty()) {
    return Malformed("commands", "er wordt niets gevraagd",
                     "nothing is asked for");
  }
  return absl::OkStatus();
}

Tag SubjectOfOutcome(const Submission& submission) {
  return SubjectOf(submission.commands.front().record_outcome().obligation());
}

v1::SubmitResponse ResponseOf(const std::vector<Decision>& decisions,
                              Position position) {
  v1::SubmitResponse response;
  response.set_position(position);
  for (const Decision& decision : decisions) {
    response.add_ids(decision.id);
    response.add_case_ids(decision.case_id);
    response.add_case_numbers(decision.case_number);
    for (const v1::Warning& warning : decision.warnings) {
      *response.add_warnings() = warning;
    }
  }
  return response;
}

AppendRequest RequestOf(const Pending& pending,
                        std::vector<Decision> decisions) {
  AppendRequest request;
  request.request_id = pending.submission.request_id;
  request.content = pending.content;
  request.actor = pending.submission.actor;
  for (Decision& decision : decisions) {
    if (request.procedure_version.empty()) {
      request.procedure_version = decision.procedure;
    }
    for (TaggedEvent& event : decision.events) {
      request.events.push_back({std::move(event.event), std::move(event.tags)});
    }
  }
  return request;
}

absl::StatusOr<std::shared_ptr<const Procedure>> ProcedureOf(
    const v1::ProcedurePublished& published) {
  std::vector<v1::ProcedureProblem> problems;
  std::shared_ptr<const Procedure> procedure =
      ParseProcedure(published.textproto(), &problems);
  if (procedure == nullptr) {
    return absl::DataLossError(
        absl::StrCat("procedure ", published.key(), "@", published.version(),
                     " cannot be read by this release: ",
                     problems.empty() ? "" : problems.front().what()));
  }
  return procedure;
}

// `catalogue` with what these events publish. Asked before they are added, for
// after that it is too late to refuse.
absl::StatusOr<std::shared_ptr<const Catalogue>> WithPublished(
    const std::vector<NewEvent>& events,
    std::shared_ptr<const Catalogue> catalogue) {
  for (const NewEvent& event : events) {
    if (!event.event.has_procedure_published()) continue;
    ASSIGN_OR_RETURN(std::shared_ptr<const Procedure> procedure,
                     ProcedureOf(event.event.procedure_published()));
    auto grown = std::make_shared<Catalogue>(*catalogue);
    RETURN_IF_ERROR(grown->Add(std::move(procedure)));
    catalogue = std::move(grown);
  }
  return catalogue;
}

// `same_people` with what these events merge and unmerge.
std::shared_ptr<const SamePeople> WithMerged(
    const std::vector<NewEvent>& events,
    std::shared_ptr<const SamePeople> same_people) {
  for (const NewEvent& event : events) {
    if (!IsMerging(event.event)) continue;
    auto grown = std::make_shared<SamePeople>(*same_people);
    grown->Take(event.event);
    same_people = std::move(grown);
  }
  return same_people;
}

class WriterImpl final : public Writer {
 public:
  WriterImpl(WriterOptions options, EventStore& store, const Clock& clock)
      : options_(std::move(options)),
        store_(store),
        clock_(clock),
        cache_(options_.state_cache_bytes),
        ring_(options_.ring_events, options_.ring_bytes, store.head()),
        catalogue_(std::make_shared<const Catalogue>()),
        calendar_(std::make_shared<const Calendar>()),
        same_people_(std::make_shared<const SamePeople>()) {}

  // Reads what is known of the institute from the log.
  absl::Status Start();

  void Submit(Submission submission, SubmissionAnswer answer) override;
  absl::StatusOr<bool> Step() override;
  bool LoadStep() override;
  bool AnswerStep() override;

  void Drain() override {
    const MutexLock lock(mutex_);
    draining_ = true;
  }
  bool idle() const override {
    const MutexLock lock(mutex_);
    return unanswered_ == 0;
  }
  std::shared_ptr<const Catalogue> catalogue() const override {
    const MutexLock lock(mutex_);
    return catalogue_;
  }
  std::shared_ptr<const Calendar> calendar() const override {
    const MutexLock lock(mutex_);
    return calendar_;
  }

  std::shared_ptr<const SamePeople> same_people() const override {
    const MutexLock lock(mutex_);
    return same_people_;
  }
  Position last_change_of_people() const override {
    const MutexLock lock(mutex_);
    return last_change_of_people_;
  }
  std::string institute_id() const override { return institute_id_; }
  std::string institute_name() const override { return institute_name_; }

 private:
  absl::Status ReadInstitute();
  absl::StatusOr<Calendar> ReadCalendar() const;
  absl::Status ReadMergings();

  // What one Step commits together.
  struct Batch {
    absl::Time at;
    std::unique_ptr<AppendBatch> appends;
    std::shared_ptr<const Catalogue>
        catalogue;  // With what the batch publishes.
    std::vector<PublishedProcedure> published;
    std::shared_ptr<const Calendar> calendar;  // With the days it sets.
    std::shared_ptr<Calendar> grown_calendar;  // The same, once it sets any.
    Position published_at = 0;  // Of the latest version, with those.
    std::shared_ptr<const SamePeople>
        same_people;  // With what the batch merges and unmerges.
    std::vector<Merging> mergings;
    Position changed_people = 0;
    bool erases = false;                       // Something of it destroys keys.
    absl::flat_hash_map<Tag, Position> heads;  // Of subjects it adds to.
    size_t bytes = 0;

    Pendings decided;   // To answer once it is durable.
    Pendings retries;   // To answer as the first time, once it is durable.
    Pendings unloaded;  // To load.
  };

  // Takes `pending` into the queue, or leaves it and says why not.
  absl::Status Admit(PendingPtr& pending);
  Pendings TakeWaiting();
  // Where the latest version of a procedure was published; 0 when none was.
  Position PublishedAt() const;
  bool HasRoomFor(const Batch& batch, const Pending& pending) const;
  // Which histories the decision looks at.
  std::vector<Tag> NeedsOf(const Submission& submission,
                           const SamePeople& same_people) const;
  // Where a retry lies; AlreadyExists for an id that was used for something
  // else. Puts in the submission whom it was recorded of then.
  absl::StatusOr<std::optional<Appended>> FindFirstTime(const Batch& batch,
                                                        const Hash32& content,
                                                        Submission& submission);
  void Decide(PendingPtr pending, Batch& batch);
  // Whether all states are there; else says which to load.
  bool Gather(Pending& pending, Histories& histories);
  IdSupply IdsFor(const Submission& submission, Position first) const;
  absl::StatusOr<v1::SubmitResponse> DecideAndAdd(const Pending& pending,
                                                  const Histories& histories,
                                                  Batch& batch);
  // What was added to the batch last, into all that later commands look at.
  void TakeIn(const RecordedEvent& recorded, Batch& batch);
  absl::StatusOr<bool> HasMovedOn(const Pending& pending,
                                  const Batch& batch) const;
  absl::Status Commit(Batch& batch);
  void HandOn(Batch& batch, Pendings left);
  // Nothing of the batch was written: as if it had never been taken.
  void Undo(Batch& batch, const absl::Status& why);
  absl::Status Stop(Batch& batch, Pendings left, const absl::Status& why);

  absl::StatusOr<State> Fold(const Tag& tag, Position until) const;
  absl::Status Load(Pending& pending) const;
  absl::StatusOr<v1::SubmitResponse> AnswerOfFirstTime(
      const Submission& submission, const Appended& where) const;
  // What was attached there.
  absl::StatusOr<Uploads> UploadsIn(const Appended& where) const;
  Catalogue CatalogueBefore(Position position) const;
  SamePeople SamePeopleBefore(Position position) const;

  static void Wake(const std::function<void()>& wake) {
    if (wake) wake();
  }

  const WriterOptions options_;
  EventStore& store_;
  const Clock& clock_;
  std::string institute_id_;
  std::string institute_name_;

  // Of the stepping thread alone.
  StateCache cache_;
  EventRing ring_;
  std::unique_ptr<Eraser> eraser_;
  absl::Time last_recorded_at_ = absl::InfinitePast();

  std::atomic<uint64_t> erasures_{0};  // Since the start.

  mutable Mutex mutex_;
  Pendings waiting_ ABSL_GUARDED_BY(mutex_);
  Pendings to_load_ ABSL_GUARDED_BY(mutex_);
  Pendings to_answer_ ABSL_GUARDED_BY(mutex_);
  size_t unanswered_ ABSL_GUARDED_BY(mutex_) = 0;  // Wherever they are.
  size_t unanswered_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  bool failed_ ABSL_GUARDED_BY(mutex_) = false;
  std::shared_ptr<const Catalogue> catalogue_ ABSL_GUARDED_BY(mutex_);
  std::vector<PublishedProcedure> published_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const Calendar> calendar_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const SamePeople> same_people_ ABSL_GUARDED_BY(mutex_);
  std::vector<Merging> mergings_ ABSL_GUARDED_BY(mutex_);
  Position last_change_of_people_ ABSL_GUARDED_BY(mutex_) = 0;
};

absl::Status WriterImpl::Start() {
  ASSIGN_OR_RETURN(eraser_,
                   Eraser::Create(options_.keyring, options_.files, store_));
  RETURN_IF_ERROR(ReadInstitute());
  RETURN_IF_ERROR(ReadMergings());
  // By the tag: the start does not grow with the log.
  ASSIGN_OR_RETURN(
      const std::unique_ptr<EventReader> reader,
      store_.Read(Query::AnyOf({{{EventType::kProcedurePublished},
                                 {{TagKind::kInstitute, institute_id_}}}}),
                  {}));
  Catalogue catalogue;
  std::vector<PublishedProcedure> published;
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded,
                     reader->Next());
    if (!recorded) break;
    ASSIGN_OR_RETURN(std::shared_ptr<const Procedure> procedure,
                     ProcedureOf(recorded->event.procedure_published()));
    RETURN_IF_ERROR(catalogue.Add(procedure));
    published.push_back({recorded->position(), std::move(procedure)});
  }
  ASSIGN_OR_RETURN(Calendar calendar, ReadCalendar());
  ReadOptions newest;
  newest.backwards = true;
  newest.limit = 1;
  ASSIGN_OR_RETURN(const std::unique_ptr<EventReader> last,
                   store_.Read(Query::All(), newest));
  ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded, last->Next());
  if (recorded) last_recorded_at_ = recorded->envelope.recorded_at;

  const MutexLock lock(mutex_);
  catalogue_ = std::make_shared<const Catalogue>(std::move(catalogue));
  published_ = std::move(published);
  calendar_ = std::make_shared<const Calendar>(std::move(calendar));
  return absl::OkStatus();
}

absl::StatusOr<Calendar> WriterImpl::ReadCalendar() const {
  ASSIGN_OR_RETURN(
      const std::unique_ptr<EventReader> reader,
      store_.Read(Query::AnyOf({{{EventType::kCalendarDaySet},
                                 {{TagKind::kInstitute, institute_id_}}}}),
                  {}));
  Calendar calendar;
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded,
                     reader->Next());
    if (!recorded) return calendar;
    calendar.Set(recorded->event.calendar_day_set(), recorded->position(),
                 recorded->envelope.recorded_at);
  }
}

absl::Status WriterImpl::ReadInstitute() {
  ReadOptions first;
  first.limit = 1;
  ASSIGN_OR_RETURN(const std::unique_ptr<EventReader> reader,
                   store_.Read(Query::All(), first));
  ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded, reader->Next());
  if (!recorded || !recorded->event.has_institute_founded()) {
    return absl::FailedPreconditionError("the log has no institute yet");
  }
  institute_id_ = recorded->event.institute_founded().institute_id();
  institute_name_ = recorded->event.institute_founded().name();
  return absl::OkStatus();
}

// By the tag too.
absl::Status WriterImpl::ReadMergings() {
  ASSIGN_OR_RETURN(
      const std::unique_ptr<EventReader> reader,
      store_.Read(Query::AnyOf({{{EventType::kPersonsMerged,
                                  EventType::kPersonsUnmerged},
                                 {{TagKind::kInstitute, institute_id_}}}}),
                  {}));
  SamePeople same_people;
  std::vector<Merging> mergings;
  while (true) {
    ASSIGN_OR_RETURN(std::optional<RecordedEvent> recorded, reader->Next());
    if (!recorded) break;
    same_people.Take(recorded->event);
    mergings.push_back({recorded->position(), std::move(recorded->event)});
  }
  const MutexLock lock(mutex_);
  same_people_ = std::make_shared<const SamePeople>(std::move(same_people));
  mergings_ = std::move(mergings);
  // Where it was is not looked up: the views must have all that was there.
  last_change_of_people_ = store_.head();
  return absl::OkStatus();
}

void WriterImpl::Submit(Submission submission, SubmissionAnswer answer) {
  if (const absl::Status form = CheckForm(submission); !form.ok()) {
    answer(form);
    return;
  }
  // What can be worked out here is not worked out on the one thread.
  auto pending = std::make_unique<Pending>();
  pending->content = ContentOf(submission, store_.identity().id_secret);
  pending->bytes = BytesOf(submission);
  pending->outcome_derived_at = OutcomeDerivedAt(submission.commands);
  if (!pending->outcome_derived_at) {
    pending->same_people = same_people();
    pending->needs = NeedsOf(submission, *pending->same_people);
  }
  pending->submission = std::move(submission);
  pending->answer = std::move(answer);

  if (const absl::Status admitted = Admit(pending); !admitted.ok()) {
    pending->answer(admitted);
    return;
  }
  Wake(options_.wake_writer);
}

std::vector<Tag> WriterImpl::NeedsOf(const Submission& submission,
                                     const SamePeople& same_people) const {
  const IdSupply ids(store_.identity().id_secret, submission.request_id);
  std::vector<Tag> needs = Needs(submission.commands, submission.actor,
                                 institute_id_, ids, same_people);
  std::sort(needs.begin(), needs.end());
  needs.erase(std::unique(needs.begin(), needs.end()), needs.end());
  return needs;
}

absl::Status WriterImpl::Admit(PendingPtr& pending) {
  const MutexLock lock(mutex_);
  if (failed_) return StoreFailed();
  if (draining_) return Draining();
  if (unanswered_ >= options_.queue_submissions ||
      (unanswered_ > 0 &&
       unanswered_bytes_ + pending->bytes > options_.queue_bytes)) {
    return QueueFull();
  }
  ++unanswered_;
  unanswered_bytes_ += pending->bytes;
  // Under the same lock: a writer that fails answers all that waits.
  waiting_.push_back(std::move(pending));
  return absl::OkStatus();
}

absl::StatusOr<bool> WriterImpl::Step() {
  Pendings waiting = TakeWaiting();
  if (waiting.empty()) return false;
  Batch batch;
  batch.at = std::max(clock_.Now(), last_recorded_at_);
  batch.appends = store_.Begin(batch.at);
  batch.catalogue = catalogue();
  batch.published_at = PublishedAt();
  batch.calendar = calendar();
  batch.same_people = same_people();
  while (!waiting.empty() && HasRoomFor(batch, *waiting.front())) {
    Decide(std::move(waiting.front()), batch);
    waiting.pop_front();
    cache_.Trim();
  }
  const absl::Status stored = Commit(batch);
  if (absl::IsResourceExhausted(stored)) {
    Undo(batch, DiskNearlyFull());
  } else if (!stored.ok()) {
    return Stop(batch, std::move(waiting), stored);
  }
  HandOn(batch, std::move(waiting));
  return true;
}

Position WriterImpl::PublishedAt() const {
  const MutexLock lock(mutex_);
  return published_.empty() ? 0 : published_.back().position;
}

Pendings WriterImpl::TakeWaiting() {
  const MutexLock lock(mutex_);
  return std::exchange(waiting_, {});
}

bool WriterImpl::HasRoomFor(const Batch& batch, const Pending& pending) const {
  const size_t events = batch.appends->events().size();
  if (events == 0) return true;
  // What comes after an erasure is not sealed with what is destroyed by it.
  if (batch.erases) return false;
  return events + pending.submission.commands.size() <= options_.batch_events &&
         batch.bytes + pending.bytes <= options_.batch_bytes;
}

absl::StatusOr<std::optional<Appended>> WriterImpl::FindFirstTime(
    const Batch& batch, const Hash32& content, Submission& submission) {
  const auto find = [&](const Hash32& of) {
    return batch.appends->FindRequest(submission.request_id, of);
  };
  absl::StatusOr<std::optional<Appended>> found = find(content);
  if (!absl::IsAlreadyExists(found.status())) return found;
  // The first time was before records of the sender, or of the person who is
  // represented, were merged, perhaps.
  const v1::Actor now = submission.actor;
  const SamePeople& people = *batch.same_people;
  for (const std::string& sender : people.AllOf(now.person_id())) {
    for (const std::string& represented : people.AllOf(now.on_behalf_of())) {
      submission.actor.set_person_id(sender);
      submission.actor.set_on_behalf_of(represented);
      absl::StatusOr<std::optional<Appended>> then =
          find(ContentOf(submission, store_.identity().id_secret));
      if (then.ok()) return then;
    }
  }
  submission.actor = now;
  return found;
}

void WriterImpl::Decide(PendingPtr pending, Batch& batch) {
  const absl::StatusOr<std::optional<Appended>> first_time =
      FindFirstTime(batch, pending->content, pending->submission);
  if (first_time.ok() && first_time->has_value()) {
    pending->first_time = *first_time;
    batch.retries.push_back(std::move(pending));
    return;
  }
  // Someone was merged or unmerged since it came in: other histories count.
  if (!pending->outcome_derived_at &&
      pending->same_people != batch.same_people) {
    pending->same_people = batch.same_people;
    pending->needs = NeedsOf(pending->submission, *batch.same_people);
  }
  Histories histories;
  const absl::StatusOr<bool> moved_on = HasMovedOn(*pending, batch);
  if (!first_time.ok()) {
    pending->result = absl::IsAlreadyExists(first_time.status())
                          ? RequestIdReused()
                          : first_time.status();
  } else if (!moved_on.ok()) {
    pending->result = moved_on.status();
  } else if (*moved_on) {
    pending->result = MovedOn();
  } else if (Gather(*pending, histories)) {
    pending->result = DecideAndAdd(*pending, histories, batch);
  } else {
    batch.unloaded.push_back(std::move(pending));
    return;
  }
  batch.decided.push_back(std::move(pending));
}

absl::StatusOr<bool> WriterImpl::HasMovedOn(const Pending& pending,
                                            const Batch& batch) const {
  if (!pending.outcome_derived_at) return false;
  const Tag subject = SubjectOfOutcome(pending.submission);
  const DerivedAt& derived_at = *pending.outcome_derived_at;
  if (derived_at.calendar.has_value() &&
      batch.calendar->position() > *derived_at.calendar) {
    return true;
  }
  // Which version it follows rests on all that was published.
  if ((subject.kind == TagKind::kCohort ||
       subject.kind == TagKind::kPrivacyRequest) &&
      batch.published_at > derived_at.subject) {
    return true;
  }
  if (const auto head = batch.heads.find(subject); head != batch.heads.end()) {
    return head->second > derived_at.subject;
  }
  ASSIGN_OR_RETURN(const Position head, store_.TagHead(subject));
  return head > derived_at.subject;
}

bool WriterImpl::Gather(Pending& pending, Histories& histories) {
  pending.to_load.clear();
  for (const Tag& tag : pending.needs) {
    if (cache_.Find(tag) != nullptr) continue;
    const auto loaded = pending.loaded.find(tag);
    // Folded while keys were destroyed it may know of one half of something.
    if (loaded == pending.loaded.end() ||
        loaded->second.erasures != erasures_.load() ||
        !ring_.Reaches(loaded->second.folded_to)) {
      pending.to_load.push_back(tag);
    }
  }
  // What was loaded before stays with the command, so that it is complete in
  // the end however small the cache.
  if (!pending.to_load.empty()) return false;
  for (const Tag& tag : pending.needs) {
    const State* state = cache_.Find(tag);
    if (state == nullptr) {
      Loaded& loaded = pending.loaded.at(tag);
      ring_.CatchUp(tag, loaded.folded_to, loaded.state);
      cache_.Put(tag, std::move(loaded.state));
      state = cache_.Find(tag);
    }
    histories.Set(tag, state);
  }
  pending.loaded.clear();
  return true;
}

// By the position too: a request id may be used again once it is forgotten, and
// must not name the same things then.
IdSupply WriterImpl::IdsFor(const Submission& submission,
                            Position first) const {
  return IdSupply(store_.identity().id_secret,
                  absl::StrCat(first, "/", submission.request_id));
}

absl::StatusOr<v1::SubmitResponse> WriterImpl::DecideAndAdd(
    const Pending& pending, const Histories& histories, Batch& batch) {
  const Submission& submission = pending.submission;
  IdSupply ids = IdsFor(submission, ring_.last() + 1);
  const Context context{
      batch.at,         DayOf(batch.at),    submission.actor,   institute_id_,
      *batch.catalogue, *batch.calendar,    *batch.same_people, ids,
      ring_.last() + 1, &submission.uploads};
  ASSIGN_OR_RETURN(std::vector<Decision> decisions,
                   driehoek::Decide(submission.commands, histories, context));
  v1::SubmitResponse response = ResponseOf(decisions, ring_.last());
  AppendRequest request = RequestOf(pending, std::move(decisions));
  response.set_events(static_cast<int32_t>(request.events.size()));
  // Nothing had to change. Asked again it is decided again, to the same end.
  if (request.events.empty()) return response;

  ASSIGN_OR_RETURN(std::shared_ptr<const Catalogue> catalogue,
                   WithPublished(request.events, batch.catalogue));
  std::shared_ptr<const SamePeople> same_people =
      WithMerged(request.events, batch.same_people);
  if (submission.validate_only) return response;
  const size_t before = batch.appends->events().size();
  ASSIGN_OR_RETURN(const AppendAnswer added,
                   batch.appends->Add(std::move(request)));
  response.set_position(std::get<Appended>(added).last);
  batch.catalogue = std::move(catalogue);
  batch.same_people = std::move(same_people);
  const std::vector<RecordedEvent>& events = batch.appends->events();
  for (size_t i = before; i < events.size(); ++i) TakeIn(events[i], batch);
  batch.bytes += pending.bytes;
  return response;
}

void WriterImpl::TakeIn(const RecordedEvent& recorded, Batch& batch) {
  cache_.Take(recorded);
  ring_.Take(recorded);
  for (const TagLink& link : recorded.envelope.links) {
    if (IsOfSubject(link.tag.kind)) {
      batch.heads[link.tag] = recorded.position();
    }
  }
  if (recorded.event.has_calendar_day_set()) {
    // Copied once a batch, however many days it sets.
    if (batch.grown_calendar == nullptr) {
      batch.grown_calendar = std::make_shared<Calendar>(*batch.calendar);
      batch.calendar = batch.grown_calendar;
    }
    batch.grown_calendar->Set(recorded.event.calendar_day_set(),
                              recorded.position(),
                              recorded.envelope.recorded_at);
  }
  if (recorded.event.has_procedure_published()) {
    const v1::ProcedurePublished& published =
        recorded.event.procedure_published();
    batch.published_at = recorded.position();
    batch.published.push_back(
        {recorded.position(),
         batch.catalogue->Find(published.key(), published.version())});
  }
  if (IsMerging(recorded.event)) {
    batch.mergings.push_back({recorded.position(), recorded.event});
  }
  if (!PeopleOfSignIn(recorded.event).empty()) {
    batch.changed_people = recorded.position();
  }
  batch.erases = batch.erases || !ErasedBy(recorded.event).empty();
}

absl::Status WriterImpl::Commit(Batch& batch) {
  if (batch.appends->events().empty()) return absl::OkStatus();
  eraser_->Announce(batch.appends->events());
  if (const absl::Status stored = batch.appends->Commit(); !stored.ok()) {
    // Nothing was written: then nothing is to go either.
    if (absl::IsResourceExhausted(stored)) {
      RETURN_IF_ERROR(eraser_->TakeBack());
    }
    return stored;
  }
  ASSIGN_OR_RETURN(const bool erased, eraser_->Erase());
  // It holds the words of what came last.
  if (erased) {
    ring_.Restart(store_.head());
    ++erasures_;
  }
  last_recorded_at_ = batch.appends->events().back().envelope.recorded_at;
  const MutexLock lock(mutex_);
  last_change_of_people_ =
      std::max(last_change_of_people_, batch.changed_people);
  calendar_ = batch.calendar;
  if (!batch.published.empty()) {
    catalogue_ = batch.catalogue;
    for (PublishedProcedure& published : batch.published) {
      published_.push_back(std::move(published));
    }
  }
  if (!batch.mergings.empty()) {
    same_people_ = batch.same_people;
    for (Merging& merging : batch.mergings) {
      mergings_.push_back(std::move(merging));
    }
  }
  return absl::OkStatus();
}

void MoveAll(Pendings& from, Pendings& to) {
  for (PendingPtr& pending : from) to.push_back(std::move(pending));
  from.clear();
}

void WriterImpl::HandOn(Batch& batch, Pendings left) {
  const bool load = !batch.unloaded.empty() || !batch.retries.empty();
  const bool more = !left.empty();
  const bool answer = !batch.decided.empty();
  {
    const MutexLock lock(mutex_);
    MoveAll(waiting_, left);  // Those that were left come first.
    waiting_ = std::move(left);
    MoveAll(batch.unloaded, to_load_);
    MoveAll(batch.retries, to_load_);
    MoveAll(batch.decided, to_answer_);
  }
  if (load) Wake(options_.wake_loader);
  if (answer) Wake(options_.wake_answerer);
  if (more) Wake(options_.wake_writer);
}

void WriterImpl::Undo(Batch& batch, const absl::Status& why) {
  // A rejection may rest on what an earlier command of the batch would have
  // done, so that nothing that was decided counts.
  for (const PendingPtr& pending : batch.decided) pending->result = why;
  for (PendingPtr& pending : batch.retries) {
    pending->first_time.reset();  // It may have been a retry of this batch.
    batch.unloaded.push_back(std::move(pending));
  }
  batch.retries.clear();
  cache_.Clear();
  ring_.Restart(store_.head());
  for (const PendingPtr& pending : batch.unloaded) pending->loaded.clear();
}

absl::Status WriterImpl::Stop(Batch& batch, Pendings left,
                              const absl::Status& why) {
  {
    const MutexLock lock(mutex_);
    failed_ = true;
    for (Pendings* const pendings :
         {&batch.decided, &batch.retries, &batch.unloaded, &left, &waiting_,
          &to_load_}) {
      for (PendingPtr& pending : *pendings) {
        pending->result = OutcomeUnknown();
        to_answer_.push_back(std::move(pending));
      }
      pendings->clear();
    }
  }
  Wake(options_.wake_answerer);
  return why;
}

bool WriterImpl::LoadStep() {
  PendingPtr pending;
  {
    const MutexLock lock(mutex_);
    if (to_load_.empty()) return false;
    pending = std::move(to_load_.front());
    to_load_.pop_front();
  }
  bool decide = false;
  if (const std::optional<Appended>& where = pending->first_time) {
    pending->result = AnswerOfFirstTime(pending->submission, *where);
  } else if (const absl::Status loaded = Load(*pending); loaded.ok()) {
    decide = true;
  } else {
    pending->result = loaded;
  }
  {
    const MutexLock lock(mutex_);
    if (failed_) {
      pending->result = OutcomeUnknown();
      decide = false;
    }
    (decide ? waiting_ : to_answer_).push_back(std::move(pending));
  }
  Wake(decide ? options_.wake_writer : options_.wake_answerer);
  return true;
}

absl::StatusOr<State> WriterImpl::Fold(const Tag& tag, Position until) const {
  ReadOptions options;
  options.until = until;
  ASSIGN_OR_RETURN(const std::unique_ptr<EventReader> reader,
                   store_.Read(Query::AnyOf({{{}, {tag}}}), options));
  State state = EmptyState(tag.kind);
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded,
                     reader->Next());
    if (!recorded) return state;
    Evolve(state,
           Happened{recorded->event, recorded->envelope.actor,
                    recorded->position(), recorded->envelope.recorded_at});
  }
}

absl::Status WriterImpl::Load(Pending& pending) const {
  const uint64_t erasures = erasures_.load();
  const Position head = store_.head();
  for (const Tag& tag : pending.to_load) {
    ASSIGN_OR_RETURN(State state, Fold(tag, head));
    pending.loaded[tag] = {std::move(state), head, erasures};
  }
  return absl::OkStatus();
}

absl::StatusOr<Uploads> WriterImpl::UploadsIn(const Appended& where) const {
  ReadOptions options;
  options.after = where.first - 1;
  options.until = where.last;
  ASSIGN_OR_RETURN(
      const std::unique_ptr<EventReader> reader,
      store_.Read(Query::AnyOf({{{EventType::kFileAttached}, {}}}), options));
  Uploads uploads;
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<RecordedEvent> recorded,
                     reader->Next());
    if (!recorded) return uploads;
    const v1::FileAttached& attached = recorded->event.file_attached();
    Upload& upload = uploads.emplace_back();
    upload.id = attached.file_id();
    upload.case_id = attached.case_id();
  }
}

// Decided again as it was then: the same ids come of it.
absl::StatusOr<v1::SubmitResponse> WriterImpl::AnswerOfFirstTime(
    const Submission& submission, const Appended& where) const {
  ReadOptions options;
  options.after = where.first - 1;
  options.limit = 1;
  ASSIGN_OR_RETURN(const std::unique_ptr<EventReader> reader,
                   store_.Read(Query::All(), options));
  ASSIGN_OR_RETURN(const std::optional<RecordedEvent> first, reader->Next());
  if (!first) {
    return absl::DataLossError(
        absl::StrCat("no event at position ", where.first));
  }
  const SamePeople same_people = SamePeopleBefore(where.first);
  absl::flat_hash_map<Tag, std::unique_ptr<State>> states;
  Histories histories;
  for (const Tag& tag : NeedsOf(submission, same_people)) {
    ASSIGN_OR_RETURN(State state, Fold(tag, where.first - 1));
    std::unique_ptr<State>& kept = states[tag];
    kept = std::make_unique<State>(std::move(state));
    histories.Set(tag, kept.get());
  }
  const absl::Time then = first->envelope.recorded_at;
  const Catalogue catalogue = CatalogueBefore(where.first);
  const Calendar days = calendar()->UpTo(where.first - 1);
  IdSupply ids = IdsFor(submission, where.first);
  ASSIGN_OR_RETURN(const Uploads uploads, UploadsIn(where));
  const Context context{then,          DayOf(then), submission.actor,
                        institute_id_, catalogue,   days,
                        same_people,   ids,         where.first,
                        &uploads};
  const absl::StatusOr<std::vector<Decision>> decisions =
      driehoek::Decide(submission.commands, histories, context);
  // A later release may decide otherwise; that it was recorded stays true.
  v1::SubmitResponse response = ResponseOf(
      decisions.ok() ? *decisions : std::vector<Decision>(), where.last);
  response.set_events(static_cast<int32_t>(where.last + 1 - where.first));
  response.set_repeated_request(true);
  return response;
}

Catalogue WriterImpl::CatalogueBefore(Position position) const {
  const MutexLock lock(mutex_);
  Catalogue catalogue;
  for (const PublishedProcedure& published : published_) {
    // Add refuses only what is there already, and the log holds none twice.
    if (published.position < position) {
      catalogue.Add(published.procedure).IgnoreError();
    }
  }
  return catalogue;
}

SamePeople WriterImpl::SamePeopleBefore(Position position) const {
  const MutexLock lock(mutex_);
  SamePeople same_people;
  for (const Merging& merging : mergings_) {
    if (merging.position < position) same_people.Take(merging.event);
  }
  return same_people;
}

bool WriterImpl::AnswerStep() {
  Pendings answers;
  {
    const MutexLock lock(mutex_);
    answers = std::exchange(to_answer_, {});
  }
  if (answers.empty()) return false;
  size_t bytes = 0;
  for (const PendingPtr& pending : answers) {
    pending->answer(pending->result);
    bytes += pending->bytes;
  }
  const MutexLock lock(mutex_);
  unanswered_ -= answers.size();
  unanswered_bytes_ -= bytes;
  return true;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Writer>> Writer::Create(WriterOptions options,
                                                       EventStore& store,
                                                       const Clock& clock) {
  auto writer = std::make_unique<WriterImpl>(std::move(options), store, clock);
  RETURN_IF_ERROR(writer->Start());
  return std::unique_ptr<Writer>(std::move(writer));
}

}  // namespace driehoek
