// The RocksDB of the log: opened with the settings it needs, closed in order.
#ifndef DRIEHOEK_EVENTSTORE_LOG_DB_H_
#define DRIEHOEK_EVENTSTORE_LOG_DB_H_

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/beacon.h"
#include "eventstore/failure_latch.h"
#include "eventstore/rocksdb_layout.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"

namespace driehoek {

enum class LogDbMode {
  kCreate,
  kNormal,
  // On a copy only: RocksDB stops at the first damaged record of its
  // write-ahead log and calls what comes before it whole.
  kUpToDamage,
  kReadOnly,
};

class LogDb {
 public:
  // `env` and `failures` outlive it; `failures` (null when read-only) hears of
  // errors of background work. FailedPrecondition: in use by another process.
  static absl::StatusOr<std::unique_ptr<LogDb>> Open(
      rocksdb::Env& env, const std::string& directory, LogDbMode mode,
      FailureLatch* failures);
  ~LogDb();

  rocksdb::DB& db() const { return *db_; }
  rocksdb::ColumnFamilyHandle* Handle(Family family) const {
    return handles_[static_cast<size_t>(family)];
  }

  // Nothing when there is no such key. `snapshot` may be null: the newest.
  absl::StatusOr<std::optional<std::string>> Get(
      Family family, absl::string_view key,
      const rocksdb::Snapshot* snapshot = nullptr) const;

  // DataLoss when it is missing.
  absl::StatusOr<HeadRow> ReadHead() const;
  // As it is stored: DecodeIdentity, and its secret may be sealed.
  absl::StatusOr<std::string> ReadIdentity() const;

  // The MANIFEST as far as it is synced.
  absl::StatusOr<ManifestMark> MarkManifest() const;
  // Whether it grew since this was last asked.
  bool TakeManifestChanged() const {
    return manifest_changed_->exchange(false);
  }

 private:
  LogDb(rocksdb::Env& env, std::string directory)
      : env_(env), directory_(std::move(directory)) {}

  rocksdb::Env& env_;
  const std::string directory_;
  // Shared with the listener, which RocksDB may keep a little longer.
  const std::shared_ptr<std::atomic<bool>> manifest_changed_ =
      std::make_shared<std::atomic<bool>>(true);
  std::unique_ptr<rocksdb::DB> db_;
  std::array<rocksdb::ColumnFamilyHandle*, kFamilies> handles_{};
  rocksdb::ColumnFamilyHandle* default_handle_ = nullptr;
};

// The options of all writes of the log.
rocksdb::WriteOptions DurableWrite();

// DataLoss when the MANIFEST in use in `directory` is not the one `noted`, or
// one that came after it.
absl::Status CheckManifest(rocksdb::Env& env, const std::string& directory,
                           const ManifestMark& noted);

// Cuts the MANIFEST in use in `directory` off before its first record that is
// not whole, but not within what is `noted`. For a copy of a log only.
absl::Status CutTornManifest(rocksdb::Env& env, const std::string& directory,
                             const ManifestMark& noted);

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_LOG_DB_H_
