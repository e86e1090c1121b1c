#include "eventstore/log_writer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "eventstore/beacon.h"
#include "eventstore/envelope.h"
#include "eventstore/event_store.h"
#include "eventstore/failure_latch.h"
#include "eventstore/log_db.h"
#include "eventstore/planted_fault.h"
#include "eventstore/position_scan.h"
#include "eventstore/rocksdb_layout.h"
#include "rocksdb/env.h"
#include "rocksdb/iterator.h"
#include "rocksdb/options.h"
#include "rocksdb/write_batch.h"
#include "sealing/on_disk.h"

namespace driehoek {
namespace {

constexpr size_t kTagsCached = 65536;
// Forgetting keeps up with what comes in, and no batch pays for a long silence.
constexpr int kEventsForgottenPerBatch = 1024;
// How far the beacon on disk may lag: a sync costs as much as a commit.
constexpr int kWritesPerBeaconSync = 256;
constexpr uint64_t kMicrosPerBeaconSync = 100'000;

}  // namespace

LogWriter::LogWriter(rocksdb::Env& env, const LogDb& log,
                     FailureLatch& failures, std::unique_ptr<Beacon> beacon,
                     Settings settings, HeadRow head,
                     std::vector<uint32_t> types)
    : env_(env),
      log_(log),
      failures_(failures),
      beacon_(std::move(beacon)),
      settings_(std::move(settings)),
      head_(std::move(head)),
      types_(types.begin(), types.end()),
      tag_cache_(kTagsCached) {}

LogWriter::~LogWriter() {
  // After a failure nobody knows how far the log is. Twice, for both slots:
  // then the loss of one at rest changes nothing.
  if (failed()) return;
  LightBeacon().IgnoreError();
  LightBeacon().IgnoreError();
}

absl::StatusOr<std::optional<TagRow>> LogWriter::FindTag(const Tag& tag) {
  if (const std::optional<TagRow> cached = tag_cache_.Find(tag)) return cached;
  ASSIGN_OR_RETURN(const auto row, ReadTagRow(log_, tag, nullptr));
  if (row) tag_cache_.Put(tag, *row);
  return row;
}

absl::StatusOr<std::optional<RequestRow>> LogWriter::FindRequest(
    absl::string_view request_id, absl::Time now) const {
  ASSIGN_OR_RETURN(const auto bytes,
                   log_.Get(Family::kMeta, RequestKey(request_id)));
  if (!bytes) return std::nullopt;
  ASSIGN_OR_RETURN(const RequestRow row, DecodeRequestRow(*bytes));
  if (now - row.recorded_at > kRequestIdsKept) return std::nullopt;
  return row;
}

absl::Status LogWriter::Write(BatchToWrite& batch) {
  if (const absl::Status first = failures_.first(); !first.ok()) {
    return absl::UnavailableError(
        absl::StrCat("the log has stopped: ", first.message()));
  }
  RETURN_IF_ERROR(
      CheckFreeSpace(env_, settings_.directory, settings_.min_free_bytes));
  RETURN_IF_ERROR(KeepKeys());
  RETURN_IF_ERROR(RefreshBeacon());

  HeadRow head = head_;
  head.position += batch.events.size();
  head.recorded_at = batch.recorded_at;
  head.tags = batch.tags_after;
  for (const RecordedEvent& event : batch.events) {
    head.frontier.Append(event.envelope_hash);
  }
  rocksdb::WriteBatch& writes = batch.records;
  RETURN_IF_ERROR(ForgetOldRequests(batch.recorded_at, head, writes));
  RETURN_IF_ERROR(PutRows(batch, writes));
  const Hash32 root = head.frontier.Root();
  writes.Put(log_.Handle(Family::kTree), PositionKey(head.position),
             SliceOf(BytesOf(root)));
  writes.Put(log_.Handle(Family::kMeta), SliceOf(kHeadKey),
             EncodeHeadRow(head));

  if (Planted(PlantedFault::kBeaconAhead)) {
    RETURN_IF_ERROR(
        beacon_->Write({head.position, root, beacon_->mark().manifest}));
    RETURN_IF_ERROR(beacon_->Sync());
  }
  if (const rocksdb::Status written = log_.db().Write(DurableWrite(), &writes);
      !written.ok()) {
    const absl::Status unknown = absl::UnavailableError(
        absl::StrCat("OUTCOME_UNKNOWN: writing the log: ", written.ToString()));
    failures_.Fail(unknown);
    return unknown;
  }

  head_ = std::move(head);
  for (const auto& [tag, row] : batch.tags) tag_cache_.Put(tag, row);
  BeaconMark mark = beacon_->mark();
  mark.position = head_.position;
  mark.root = root;
  if (Planted(PlantedFault::kAnswerBeforeWrite)) return absl::OkStatus();
  ++writes_since_beacon_sync_;
  if (const absl::Status lit = beacon_->Write(mark); !lit.ok()) {
    // This batch is durable; the next one would not be guarded.
    failures_.Fail(lit);
  }
  return absl::OkStatus();
}

absl::Status LogWriter::ForgetOldRequests(absl::Time now, HeadRow& head,
                                          rocksdb::WriteBatch& writes) {
  if (now - oldest_request_at_ <= kRequestIdsKept) return absl::OkStatus();
  const std::unique_ptr<rocksdb::Iterator> envelopes(log_.db().NewIterator(
      rocksdb::ReadOptions(), log_.Handle(Family::kEnvelopes)));
  envelopes->Seek(SliceOf(PositionKey(head.requests_forgotten_to + 1)));
  oldest_request_at_ = now;
  for (int i = 0; envelopes->Valid(); envelopes->Next(), ++i) {
    ASSIGN_OR_RETURN(const Envelope envelope,
                     DecodeEnvelope(ViewOf(envelopes->value())));
    oldest_request_at_ = envelope.recorded_at;
    if (now - envelope.recorded_at <= kRequestIdsKept ||
        i == kEventsForgottenPerBatch) {
      break;
    }
    head.requests_forgotten_to = envelope.position;
    const std::string key = RequestKey(envelope.request_id);
    ASSIGN_OR_RETURN(const auto bytes, log_.Get(Family::kMeta, key));
    if (!bytes) continue;
    ASSIGN_OR_RETURN(const RequestRow row, DecodeRequestRow(*bytes));
    // A forgotten id may be in use again.
    if (row.first == envelope.position) {
      writes.Delete(log_.Handle(Family::kMeta), key);
    }
  }
  return ToAbsl(envelopes->status(), "forgetting old request ids");
}

absl::Status LogWriter::PutRows(const BatchToWrite& batch,
                                rocksdb::WriteBatch& writes) {
  rocksdb::ColumnFamilyHandle* const meta = log_.Handle(Family::kMeta);
  for (const auto& [tag, row] : batch.tags) {
    writes.Put(meta, TagKey(tag), EncodeTagRow(row));
  }
  for (const auto& [request_id, row] : batch.requests) {
    writes.Put(meta, RequestKey(request_id), EncodeRequestRow(row));
  }
  const size_t types_before = types_.size();
  rocksdb::WriteBatch apart;
  rocksdb::WriteBatch& index =
      Planted(PlantedFault::kIndexWithoutEvent) ? apart : writes;
  for (const RecordedEvent& event : batch.events) {
    const uint32_t type = static_cast<uint32_t>(event.envelope.type);
    types_.insert(type);
    for (const TagLink& link : event.envelope.links) {
      index.Put(log_.Handle(Family::kIndex),
                IndexKey(batch.tags.at(link.tag).number, event.position()),
                EncodeIndexRow({type, link.sequence}));
    }
  }
  if (types_.size() != types_before) {
    writes.Put(meta, SliceOf(kTypesKey),
               EncodeTypes({types_.begin(), types_.end()}));
  }
  return Planted(PlantedFault::kIndexWithoutEvent)
             ? ToAbsl(log_.db().Write(DurableWrite(), &apart), "the index")
             : absl::OkStatus();
}

// A key that is lost takes what it seals along: it comes first.
absl::Status LogWriter::KeepKeys() {
  if (settings_.keyring == nullptr) return absl::OkStatus();
  const absl::Status kept = settings_.keyring->Keep();
  if (kept.ok()) return kept;
  failures_.Fail(kept);
  return absl::UnavailableError(
      absl::StrCat("the log has stopped: ", kept.message()));
}

absl::Status LogWriter::RefreshBeacon() {
  const bool stale =
      writes_since_beacon_sync_ >= kWritesPerBeaconSync ||
      env_.NowMicros() - beacon_synced_at_micros_ >= kMicrosPerBeaconSync;
  if (writes_since_beacon_sync_ == 0 || !stale) return absl::OkStatus();
  const absl::Status lit = LightBeacon();
  if (lit.ok()) return lit;
  failures_.Fail(lit);
  return absl::UnavailableError(
      absl::StrCat("the log has stopped: ", lit.message()));
}

absl::Status LogWriter::LightBeacon() {
  BeaconMark mark{head_.position, head_.frontier.Root(),
                  beacon_->mark().manifest};
  if (log_.TakeManifestChanged()) {
    ASSIGN_OR_RETURN(mark.manifest, log_.MarkManifest());
  }
  RETURN_IF_ERROR(beacon_->Write(mark));
  RETURN_IF_ERROR(beacon_->Sync());
  writes_since_beacon_sync_ = 0;
  beacon_synced_at_micros_ = env_.NowMicros();
  return absl::OkStatus();
}

}  // namespace driehoek
