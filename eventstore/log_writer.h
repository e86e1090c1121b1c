// The one place that writes the log: what a batch needs to know of the end of
// the log, and how it gets on disk.
#ifndef DRIEHOEK_EVENTSTORE_LOG_WRITER_H_
#define DRIEHOEK_EVENTSTORE_LOG_WRITER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "eventstore/beacon.h"
#include "eventstore/event_store.h"
#include "eventstore/failure_latch.h"
#include "eventstore/log_db.h"
#include "eventstore/record.h"
#include "eventstore/rocksdb_layout.h"
#include "eventstore/tag_cache.h"
#include "rocksdb/env.h"
#include "rocksdb/write_batch.h"
#include "sealing/keyring.h"

namespace driehoek {

// What a batch wants to write.
struct BatchToWrite {
  absl::Time recorded_at;
  std::vector<RecordedEvent> events;
  rocksdb::WriteBatch records;            // Envelopes and bodies of the events.
  absl::flat_hash_map<Tag, TagRow> tags;  // As they are after the batch.
  TagNumber tags_after = 0;               // Numbers given out by then.
  absl::flat_hash_map<std::string, RequestRow> requests;
};

// Used by the committing thread alone.
class LogWriter {
 public:
  struct Settings {
    std::string directory;
    uint64_t min_free_bytes = 0;
    // Whose keys must be durable before what they seal; may be null.
    Keyring* keyring = nullptr;
  };
  // Everything borrowed outlives the writer.
  LogWriter(rocksdb::Env& env, const LogDb& log, FailureLatch& failures,
            std::unique_ptr<Beacon> beacon, Settings settings, HeadRow head,
            std::vector<uint32_t> types);
  // Brings the beacon up to the head of the log.
  ~LogWriter();

  const HeadRow& head() const { return head_; }
  bool failed() const { return !failures_.first().ok(); }

  // The last event of a tag; nothing when it has none.
  absl::StatusOr<std::optional<TagRow>> FindTag(const Tag& tag);
  // What a request id did, unless that is too long before `now`.
  absl::StatusOr<std::optional<RequestRow>> FindRequest(
      absl::string_view request_id, absl::Time now) const;

  // Makes the batch durable. Errors as AppendBatch::Commit.
  absl::Status Write(BatchToWrite& batch);

  // Notes in the beacon, durably, how far the log now is.
  absl::Status LightBeacon();

 private:
  absl::Status ForgetOldRequests(absl::Time now, HeadRow& head,
                                 rocksdb::WriteBatch& writes);
  absl::Status PutRows(const BatchToWrite& batch, rocksdb::WriteBatch& writes);
  absl::Status KeepKeys();
  absl::Status RefreshBeacon();

  rocksdb::Env& env_;
  const LogDb& log_;
  FailureLatch& failures_;
  const std::unique_ptr<Beacon> beacon_;
  const Settings settings_;
  HeadRow head_;
  std::set<uint32_t> types_;
  TagCache tag_cache_;
  // When the oldest request id that is not forgotten was used, or earlier.
  absl::Time oldest_request_at_ = absl::InfinitePast();
  int writes_since_beacon_sync_ = 0;
  uint64_t beacon_synced_at_micros_ = 0;
};

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_LOG_WRITER_H_
