#include "eventstore/rocksdb_batch.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "eventstore/body.h"
#include "eventstore/body_keys.h"
#include "eventstore/checks.h"
#include "eventstore/event_store.h"
#include "eventstore/log_db.h"
#include "eventstore/log_writer.h"
#include "eventstore/planted_fault.h"
#include "eventstore/position_scan.h"
#include "eventstore/record.h"
#include "eventstore/rocksdb_layout.h"

namespace driehoek {
namespace {

class RocksDbBatch : public AppendBatch {
 public:
  RocksDbBatch(const LogDb& log, LogWriter& writer, const std::string& log_id,
               const LogSealing& sealing, absl::Time now,
               std::function<void(const HeadRow&)> published)
      : log_(log),
        writer_(writer),
        log_id_(log_id),
        sealing_(sealing),
        begun_at_(writer.head().position),
        published_(std::move(published)) {
    batch_.recorded_at = absl::FromUnixMicros(absl::ToUnixMicros(now));
    if (begun_at_ > 0) {
      batch_.recorded_at =
          std::max(batch_.recorded_at, writer.head().recorded_at);
    }
    batch_.tags_after = writer.head().tags;
  }

  absl::StatusOr<AppendAnswer> Add(AppendRequest request) override;
  absl::StatusOr<std::optional<Appended>> FindRequest(
      const std::string& request_id, const Hash32& content) const override;
  const std::vector<RecordedEvent>& events() const override {
    return batch_.events;
  }
  absl::Status Commit() override;

 private:
  Position last() const { return begun_at_ + batch_.events.size(); }
  absl::StatusOr<std::vector<Position>> Conflicts(const Condition& condition);
  absl::Status AddCommittedConflicts(const Condition& condition,
                                     std::vector<Position>& conflicts);
  void AddConflictsInBatch(const Condition& condition,
                           std::vector<Position>& conflicts) const;
  absl::StatusOr<std::vector<BodyKeys>> KeysOf(
      const std::vector<NewEvent>& events) const;
  void Stage(const AppendRequest& request, NewEvent event,
             const BodyKeys* keys);

  const LogDb& log_;
  LogWriter& writer_;
  const std::string& log_id_;
  const LogSealing sealing_;
  const Position begun_at_;
  const std::function<void(const HeadRow&)> published_;
  BatchToWrite batch_;
  // Asked about twice, by who decides and by Add.
  mutable std::string last_unused_;
  bool committed_ = false;
};

absl::StatusOr<std::optional<Appended>> RocksDbBatch::FindRequest(
    const std::string& request_id, const Hash32& content) const {
  std::optional<RequestRow> used;
  const auto in_batch = batch_.requests.find(request_id);
  if (in_batch != batch_.requests.end()) {
    used = in_batch->second;
  } else if (request_id != last_unused_) {
    ASSIGN_OR_RETURN(used, writer_.FindRequest(request_id, batch_.recorded_at));
  }
  if (!used) {
    last_unused_ = request_id;
    return std::nullopt;
  }
  if (used->content != content) {
    return absl::AlreadyExistsError(absl::StrCat(
        "request id ", request_id, " was used for something else"));
  }
  return Appended{used->first, used->last, true};
}

absl::StatusOr<std::vector<Position>> RocksDbBatch::Conflicts(
    const Condition& condition) {
  std::vector<Position> conflicts;
  RETURN_IF_ERROR(AddCommittedConflicts(condition, conflicts));
  AddConflictsInBatch(condition, conflicts);
  return conflicts;
}

absl::Status RocksDbBatch::AddCommittedConflicts(
    const Condition& condition, std::vector<Position>& conflicts) {
  if (condition.after >= begun_at_) return absl::OkStatus();
  // Nearly always the heads of the tags tell that nothing came later, and no
  // index needs to be read.
  std::vector<QueryItem> possible;
  for (const QueryItem& item : condition.query.items()) {
    bool can_match = true;
    for (const Tag& tag : item.tags) {
      ASSIGN_OR_RETURN(const auto row, writer_.FindTag(tag));
      can_match = can_match && row && row->position > condition.after;
    }
    if (can_match) possible.push_back(item);
  }
  if (possible.empty() && !condition.query.matches_all()) {
    return absl::OkStatus();
  }
  const Query query = condition.query.matches_all()
                          ? Query::All()
                          : Query::AnyOf(std::move(possible));
  ScanRange range;
  range.after = condition.after;
  range.until = begun_at_;
  ASSIGN_OR_RETURN(const auto scan, NewPositionScan(log_, query, range));
  while (conflicts.size() < kMaxConflictsNamed) {
    ASSIGN_OR_RETURN(const std::optional<Position> found, scan->Next());
    if (!found) break;
    conflicts.push_back(*found);
  }
  return absl::OkStatus();
}

void RocksDbBatch::AddConflictsInBatch(const Condition& condition,
                                       std::vector<Position>& conflicts) const {
  const auto can_match = [this](const QueryItem& item) {
    return std::all_of(
        item.tags.begin(), item.tags.end(),
        [this](const Tag& tag) { return batch_.tags.contains(tag); });
  };
  const std::vector<QueryItem>& items = condition.query.items();
  if (!condition.query.matches_all() &&
      std::none_of(items.begin(), items.end(), can_match)) {
    return;
  }
  for (const RecordedEvent& event : batch_.events) {
    if (conflicts.size() == kMaxConflictsNamed) return;
    if (event.position() > condition.after &&
        Matches(condition.query, event.envelope)) {
      conflicts.push_back(event.position());
    }
  }
}

absl::StatusOr<AppendAnswer> RocksDbBatch::Add(AppendRequest request) {
  RETURN_IF_ERROR(CheckRequest(request));
  ASSIGN_OR_RETURN(const std::optional<Appended> first,
                   FindRequest(request.request_id, request.content));
  if (first) return *first;
  if (request.condition) {
    ASSIGN_OR_RETURN(std::vector<Position> conflicts,
                     Conflicts(*request.condition));
    if (!conflicts.empty()) return ConditionFailed{std::move(conflicts)};
  }
  // All that can fail comes before anything is added to the batch.
  absl::flat_hash_map<Tag, TagRow> rows;
  for (NewEvent& event : request.events) {
    std::sort(event.tags.begin(), event.tags.end());
    for (const Tag& tag : event.tags) {
      if (batch_.tags.contains(tag) || rows.contains(tag)) continue;
      ASSIGN_OR_RETURN(const auto row, writer_.FindTag(tag));
      rows[tag] = row.value_or(TagRow{});
    }
  }
  ASSIGN_OR_RETURN(const std::vector<BodyKeys> keys, KeysOf(request.events));
  batch_.tags.merge(rows);
  const Appended where{last() + 1, last() + request.events.size()};
  for (size_t i = 0; i < request.events.size(); ++i) {
    Stage(request, std::move(request.events[i]),
          keys.empty() ? nullptr : &keys[i]);
  }
  batch_.requests[request.request_id] = {request.content, where.first,
                                         where.last, batch_.recorded_at};
  return where;
}

// One for each event; none when the log is not sealed.
absl::StatusOr<std::vector<BodyKeys>> RocksDbBatch::KeysOf(
    const std::vector<NewEvent>& events) const {
  std::vector<BodyKeys> keys;
  if (sealing_.keyring == nullptr) return keys;
  keys.reserve(events.size());
  for (const NewEvent& event : events) {
    const KeySubjects subjects =
        sealing_.by_month ? SubjectsOfMonth(batch_.recorded_at)
                          : SubjectsOf(event.event.kind_case(), event.tags);
    ASSIGN_OR_RETURN(NamedKey facts, sealing_.keyring->KeyFor(subjects.facts));
    // Without words nothing is sealed under a key of words.
    NamedKey texts = facts;
    if (HasTexts(event.event)) {
      ASSIGN_OR_RETURN(texts, sealing_.keyring->KeyFor(subjects.texts));
    }
    keys.push_back({std::move(facts), std::move(texts)});
  }
  return keys;
}

void RocksDbBatch::Stage(const AppendRequest& request, NewEvent event,
                         const BodyKeys* keys) {
  Envelope envelope;
  envelope.log_id = log_id_;
  envelope.position = last() + 1;
  for (const Tag& tag : event.tags) {
    const TagRow& row = batch_.tags[tag];
    envelope.links.push_back({tag, row.sequence + 1, row.envelope_hash});
  }
  envelope.recorded_at = batch_.recorded_at;
  envelope.actor = request.actor;
  envelope.request_id = request.request_id;
  envelope.procedure_version = request.procedure_version;
  Record record = MakeRecord(std::move(envelope), std::move(event.event), keys);
  for (const Tag& tag : event.tags) {
    TagRow& row = batch_.tags[tag];
    if (row.number == 0) row.number = ++batch_.tags_after;
    ++row.sequence;
    row.position = record.recorded.position();
    row.envelope_hash = record.recorded.envelope_hash;
  }
  const std::string key = PositionKey(record.recorded.position());
  batch_.records.Put(log_.Handle(Family::kEnvelopes), key, record.envelope);
  batch_.records.Put(log_.Handle(Family::kBodies), key, record.body);
  batch_.events.push_back(std::move(record.recorded));
}

absl::Status RocksDbBatch::Commit() {
  if (committed_ || writer_.head().position != begun_at_) {
    return absl::FailedPreconditionError(
        "a batch is committed once, and before the next one begins");
  }
  committed_ = true;
  if (batch_.events.empty()) return absl::OkStatus();
  if (Planted(PlantedFault::kPublishBeforeSync)) {
    HeadRow early = writer_.head();
    early.position = last();
    published_(early);
  }
  RETURN_IF_ERROR(writer_.Write(batch_));
  published_(writer_.head());
  return absl::OkStatus();
}

}  // namespace

std::unique_ptr<AppendBatch> NewRocksDbBatch(
    const LogDb& log, LogWriter& writer, const std::string& log_id,
    const LogSealing& sealing, absl::Time now,
    std::function<void(const HeadRow&)> published) {
  return std::make_unique<RocksDbBatch>(log, writer, log_id, sealing, now,
                                        std::move(published));
}

}  // namespace driehoek
