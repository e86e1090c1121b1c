#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "projections/rows.h"
#include "rocksdb/cache.h"
#include "rocksdb/db.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/options.h"
#include "rocksdb/slice_transform.h"
#include "rocksdb/table.h"
#include "rocksdb/utilities/table_properties_collectors.h"
#include "rocksdb/write_batch.h"

namespace driehoek {
namespace {

absl::Status FromRocksDb(absl::string_view doing,
                         const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = absl::StrCat(
      "rows of the views, ", doing, ": ", status.ToString(),
      "; they can be thrown away: the next start makes them again");
  return status.IsCorruption() ? absl::DataLossError(message)
                               : absl::UnavailableError(message);
}

absl::string_view ViewOf(const rocksdb::Slice& slice) {
  return absl::string_view(slice.data(), slice.size());
}

rocksdb::Slice SliceOf(const std::string& text) {
  return rocksdb::Slice(text.data(), text.size());
}

// The first bytes of a key that tell most views apart.
constexpr size_t kBytesThatTellViews = 4;

rocksdb::Options DbOptions() {
  rocksdb::Options options;
  options.create_if_missing = true;
  // What changes often changes here first, and goes to the disk once; each time
  // something goes there, what lies there is often written anew for the
  // deletions below.
  options.write_buffer_size = size_t{64} << 20;
  // A batch is in order: within a view each row goes in near the one before.
  options.memtable_insert_with_hint_prefix_extractor.reset(
      rocksdb::NewFixedPrefixTransform(kBytesThatTellViews));
  options.max_total_wal_size = uint64_t{128} << 20;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.max_log_file_size = size_t{4} << 20;
  options.keep_log_file_num = 4;
  options.max_open_files = 512;
  // Work lists and the due index are read from their front, where rows are
  // deleted one after another: compact early what is mostly deletions.
  options.table_properties_collector_factories.push_back(
      rocksdb::NewCompactOnDeletionCollectorFactory(
          /*sliding_window_size=*/4096,
          /*deletion_trigger=*/1024));
  rocksdb::BlockBasedTableOptions table;
  // Few shards, and an index in parts: an index that is larger than a shard is
  // never kept, and is unpacked again at every read.
  table.block_cache = rocksdb::NewLRUCache(size_t{64} << 20, 2);
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10, false));
  table.cache_index_and_filter_blocks = true;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

// A snapshot that is given back when the last who reads it is gone.
using SharedSnapshot = std::shared_ptr<const rocksdb::Snapshot>;

class RocksDbScan : public RowScan {
 public:
  RocksDbScan(rocksdb::DB* db, SharedSnapshot snapshot,
              const std::string& first, const std::string& end)
      : snapshot_(std::move(snapshot)), end_(end), end_slice_(SliceOf(end_)) {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_.get();
    options.iterate_upper_bound = &end_slice_;
    iterator_.reset(db->NewIterator(options));
    iterator_->Seek(SliceOf(first));
  }

  bool valid() const override { return iterator_->Valid(); }
  absl::string_view key() const override { return ViewOf(iterator_->key()); }
  absl::string_view value() const override {
    return ViewOf(iterator_->value());
  }
  void Next() override { iterator_->Next(); }
  absl::Status status() const override {
    return FromRocksDb("reading", iterator_->status());
  }

 private:
  const SharedSnapshot snapshot_;
  const std::string end_;
  const rocksdb::Slice end_slice_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

class RocksDbSnapshot : public RowSnapshot {
 public:
  explicit RocksDbSnapshot(rocksdb::DB* db)
      : db_(db),
        snapshot_(db->GetSnapshot(), [db](const rocksdb::Snapshot* snapshot) {
          db->ReleaseSnapshot(snapshot);
        }) {}

  absl::StatusOr<std::optional<std::string>> Get(
      const std::string& key) const override {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_.get();
    std::string value;
    const rocksdb::Status status = db_->Get(options, SliceOf(key), &value);
    if (status.IsNotFound()) return std::nullopt;
    RETURN_IF_ERROR(FromRocksDb("reading", status));
    return value;
  }

  std::unique_ptr<RowScan> Scan(const std::string& first,
                                const std::string& end) const override {
    return std::make_unique<RocksDbScan>(db_, snapshot_, first, end);
  }

 private:
  rocksdb::DB* const db_;
  const SharedSnapshot snapshot_;
};

// About what RocksDB writes of it: that it asks for room once.
size_t BytesOf(const RowBatch& batch) {
  constexpr size_t kPerBatch = 16;
  constexpr size_t kPerRow = 8;
  size_t bytes = kPerBatch;
  for (const auto& [key, value] : batch.changes()) {
    bytes += kPerRow + key.size();
    if (value.has_value()) bytes += value->size();
  }
  return bytes;
}

class RocksDbRows : public Rows {
 public:
  explicit RocksDbRows(std::string directory)
      : directory_(std::move(directory)) {}

  absl::Status Open() {
    rocksdb::DB* db = nullptr;
    const rocksdb::Status status =
        rocksdb::DB::Open(DbOptions(), directory_, &db);
    RETURN_IF_ERROR(FromRocksDb("opening", status));
    db_.reset(db);
    return absl::OkStatus();
  }

  std::unique_ptr<RowSnapshot> Snapshot() const override {
    return std::make_unique<RocksDbSnapshot>(db_.get());
  }

  absl::Status Write(const RowBatch& batch) override {
    rocksdb::WriteBatch changes(BytesOf(batch));
    for (const auto& [key, value] : batch.changes()) {
      const rocksdb::Status status =
          value.has_value() ? changes.Put(SliceOf(key), SliceOf(*value))
                            : changes.Delete(SliceOf(key));
      RETURN_IF_ERROR(FromRocksDb("writing", status));
    }
    // Not synced: a crash of the process loses nothing, a crash of the machine
    // at most the latest batches, which the log gives again.
    return FromRocksDb("writing",
                       db_->Write(rocksdb::WriteOptions(), &changes));
  }

  absl::Status Clear() override {
    db_.reset();
    RETURN_IF_ERROR(FromRocksDb("throwing away",
                                rocksdb::DestroyDB(directory_, DbOptions())));
    return Open();
  }

 private:
  const std::string directory_;
  std::unique_ptr<rocksdb::DB> db_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Rows>> OpenRocksDbRows(
    const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) {
    return absl::FailedPreconditionError(absl::StrCat(
        "rows of the views: cannot make ", directory, ": ", error.message()));
  }
  auto rows = std::make_unique<RocksDbRows>(directory);
  absl::Status opened = rows->Open();
  if (absl::IsDataLoss(opened)) opened = rows->Clear();
  if (!opened.ok()) return absl::FailedPreconditionError(opened.message());
  return rows;
}

}  // namespace driehoek
