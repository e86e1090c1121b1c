#include "eventstore/log_db.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "eventstore/beacon.h"
#include "eventstore/failure_latch.h"
#include "eventstore/planted_fault.h"
#include "eventstore/rocksdb_layout.h"
#include "rocksdb/cache.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/file_checksum.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/listener.h"
#include "rocksdb/options.h"
#include "rocksdb/table.h"

namespace driehoek {
namespace {

constexpr size_t kBlockCacheBytes = size_t{64} << 20;
constexpr size_t kBlockBytes = size_t{8} << 10;
constexpr size_t kLargeWriteBufferBytes = size_t{32} << 20;
constexpr size_t kSmallWriteBufferBytes = size_t{8} << 20;
// What is in it is inserted again when the log is opened after a kill: about
// 20,000 events, well within a second.
constexpr uint64_t kMaxWalBytes = uint64_t{24} << 20;
constexpr uint64_t kMaxManifestBytes = uint64_t{1} << 20;
constexpr size_t kMaxInfoLogBytes = size_t{4} << 20;
constexpr size_t kInfoLogsKept = 4;
constexpr double kBloomBitsPerKey = 10;
constexpr size_t kProtectionBytesPerKey = 8;

// RocksDB recovers from a full disk by itself and goes on; what was being
// written then has an outcome that nobody knows. So every background error ends
// the store instead.
class StopOnErrors : public rocksdb::EventListener {
 public:
  StopOnErrors(FailureLatch& failures,
               std::shared_ptr<std::atomic<bool>> manifest_changed)
      : failures_(failures), manifest_changed_(std::move(manifest_changed)) {}

  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason /*reason*/,
                            rocksdb::Status /*error*/,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }
  void OnBackgroundError(rocksdb::BackgroundErrorReason /*reason*/,
                         rocksdb::Status* error) override {
    failures_.Fail(ToAbsl(*error, "background work of the log"));
  }
  void OnFlushCompleted(rocksdb::DB* /*db*/,
                        const rocksdb::FlushJobInfo& /*info*/) override {
    manifest_changed_->store(true);
  }
  void OnCompactionCompleted(
      rocksdb::DB* /*db*/,
      const rocksdb::CompactionJobInfo& /*info*/) override {
    manifest_changed_->store(true);
  }

 private:
  FailureLatch& failures_;
  const std::shared_ptr<std::atomic<bool>> manifest_changed_;
};

// A log that is only looked at gets no file of messages.
class SilentLogger : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char* /*format*/, va_list /*arguments*/) override {}
};

rocksdb::DBOptions DatabaseOptions(rocksdb::Env& env, LogDbMode mode) {
  rocksdb::DBOptions options;
  options.env = &env;
  options.create_if_missing = mode == LogDbMode::kCreate;
  options.create_missing_column_families = mode == LogDbMode::kCreate;
  options.paranoid_checks = true;
  options.verify_sst_unique_id_in_manifest = true;
  options.wal_recovery_mode =
      mode == LogDbMode::kUpToDamage
          ? rocksdb::WALRecoveryMode::kPointInTimeRecovery
          : rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  // The write-ahead log then holds the same positions for every family, and
  // what is missing of it shows as a gap in the envelopes.
  options.atomic_flush = true;
  options.max_bgerror_resume_count = 0;
  options.max_total_wal_size = kMaxWalBytes;
  options.max_manifest_file_size = kMaxManifestBytes;
  options.file_checksum_gen_factory =
      rocksdb::GetFileChecksumGenCrc32cFactory();
  options.max_background_jobs = 2;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.max_log_file_size = kMaxInfoLogBytes;
  options.keep_log_file_num = kInfoLogsKept;
  if (mode == LogDbMode::kReadOnly) {
    options.info_log = std::make_shared<SilentLogger>();
  }
  return options;
}

rocksdb::ColumnFamilyOptions FamilyOptions(
    Family family, const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = kBlockBytes;
  table.format_version = 5;
  rocksdb::ColumnFamilyOptions options;
  options.paranoid_file_checks = true;
  options.force_consistency_checks = true;
  options.memtable_protection_bytes_per_key = kProtectionBytesPerKey;
  options.compression = rocksdb::kLZ4Compression;
  options.write_buffer_size =
      family == Family::kTree ? kSmallWriteBufferBytes : kLargeWriteBufferBytes;
  if (family == Family::kMeta) {
    // Most request ids and many tags are looked up only to find that they are
    // new.
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
    options.memtable_whole_key_filtering = true;
    options.memtable_prefix_bloom_size_ratio = 0.1;
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> FamilyDescriptors() {
  const std::shared_ptr<rocksdb::Cache> cache =
      rocksdb::NewLRUCache(kBlockCacheBytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (int i = 0; i < kFamilies; ++i) {
    const Family family = static_cast<Family>(i);
    families.emplace_back(NameOf(family), FamilyOptions(family, cache));
  }
  // RocksDB insists on it; nothing is in it.
  families.emplace_back(rocksdb::kDefaultColumnFamilyName,
                        rocksdb::ColumnFamilyOptions());
  return families;
}

absl::Status OpenError(const rocksdb::Status& status,
                       absl::string_view directory) {
  const std::string text = status.ToString();
  if (status.IsIOError() && (absl::StrContains(text, "lock file") ||
                             absl::StrContains(text, "lock hold"))) {
    return absl::FailedPreconditionError(
        absl::StrCat(directory, " is in use by another process"));
  }
  if (status.IsInvalidArgument()) {
    // What it says when a column family or the whole database is not there.
    return absl::DataLossError(absl::StrCat("opening ", directory, ": ", text));
  }
  return ToAbsl(status, absl::StrCat("opening ", directory));
}

std::string ManifestName(uint64_t number) {
  return absl::StrFormat("MANIFEST-%06d", number);
}

absl::StatusOr<uint64_t> NumberOfManifest(absl::string_view name) {
  absl::ConsumePrefix(&name, "/");
  uint64_t number = 0;
  if (!absl::ConsumePrefix(&name, "MANIFEST-") ||
      !absl::SimpleAtoi(name, &number)) {
    return absl::DataLossError("CURRENT does not name a MANIFEST");
  }
  return number;
}

// The number of the MANIFEST that CURRENT names.
absl::StatusOr<uint64_t> ManifestInUse(rocksdb::Env& env,
                                       const std::string& directory) {
  std::string current;
  if (!rocksdb::ReadFileToString(&env, directory + "/CURRENT", &current).ok()) {
    return absl::DataLossError(absl::StrCat(directory, "/CURRENT is missing"));
  }
  absl::string_view name = current;
  absl::ConsumeSuffix(&name, "\n");
  return NumberOfManifest(name);
}

// Whether RocksDB finds every record whole in the MANIFEST in use.
absl::StatusOr<bool> ManifestReads(rocksdb::Env& env,
                                   const std::string& directory) {
  rocksdb::DBOptions options;
  options.env = &env;
  std::vector<std::string> families;
  const rocksdb::Status read =
      rocksdb::DB::ListColumnFamilies(options, directory, &families);
  if (read.IsCorruption()) return false;
  RETURN_IF_ERROR(
      ToAbsl(read, absl::StrCat("reading the MANIFEST of ", directory)));
  return true;
}

}  // namespace

absl::StatusOr<std::unique_ptr<LogDb>> LogDb::Open(rocksdb::Env& env,
                                                   const std::string& directory,
                                                   LogDbMode mode,
                                                   FailureLatch* failures) {
  auto log = absl::WrapUnique(new LogDb(env, directory));
  rocksdb::DBOptions options = DatabaseOptions(env, mode);
  if (failures != nullptr) {
    options.listeners.push_back(
        std::make_shared<StopOnErrors>(*failures, log->manifest_changed_));
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status opened =
      mode == LogDbMode::kReadOnly
          ? rocksdb::DB::OpenForReadOnly(options, directory,
                                         FamilyDescriptors(), &handles, &db)
          : rocksdb::DB::Open(options, directory, FamilyDescriptors(), &handles,
                              &db);
  if (!opened.ok()) return OpenError(opened, directory);
  log->db_.reset(db);
  std::copy(handles.begin(), handles.begin() + kFamilies,
            log->handles_.begin());
  log->default_handle_ = handles.back();
  return log;
}

LogDb::~LogDb() {
  if (db_ == nullptr) return;
  for (rocksdb::ColumnFamilyHandle* handle : handles_) {
    db_->DestroyColumnFamilyHandle(handle);
  }
  db_->DestroyColumnFamilyHandle(default_handle_);
  // All that was acknowledged is synced, so an error here loses nothing.
  db_->Close().PermitUncheckedError();
}

absl::StatusOr<std::optional<std::string>> LogDb::Get(
    Family family, absl::string_view key,
    const rocksdb::Snapshot* snapshot) const {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  std::string value;
  const rocksdb::Status status =
      db_->Get(options, Handle(family), SliceOf(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  RETURN_IF_ERROR(ToAbsl(status, absl::StrCat("reading ", NameOf(family))));
  return value;
}

absl::StatusOr<HeadRow> LogDb::ReadHead() const {
  ASSIGN_OR_RETURN(const auto row, Get(Family::kMeta, kHeadKey));
  if (!row) return absl::DataLossError("the log has lost its head");
  return DecodeHeadRow(*row);
}

absl::StatusOr<std::string> LogDb::ReadIdentity() const {
  ASSIGN_OR_RETURN(const auto row, Get(Family::kMeta, kIdentityKey));
  if (!row) return absl::DataLossError("the log has lost its identity");
  return *row;
}

absl::StatusOr<ManifestMark> LogDb::MarkManifest() const {
  std::vector<std::string> files;
  ManifestMark mark;
  RETURN_IF_ERROR(ToAbsl(db_->GetLiveFiles(files, &mark.size, false),
                         "listing the files of the log"));
  for (const std::string& file : files) {
    if (!absl::StrContains(file, "MANIFEST-")) continue;
    ASSIGN_OR_RETURN(mark.number, NumberOfManifest(file));
  }
  std::string bytes;
  RETURN_IF_ERROR(ToAbsl(
      rocksdb::ReadFileToString(
          &env_, absl::StrCat(directory_, "/", ManifestName(mark.number)),
          &bytes),
      "reading the MANIFEST of the log"));
  if (bytes.size() < mark.size) {
    return absl::DataLossError("the MANIFEST of the log became shorter");
  }
  mark.hash = Sha256({absl::string_view(bytes).substr(0, mark.size)});
  return mark;
}

rocksdb::WriteOptions DurableWrite() {
  rocksdb::WriteOptions options;
  options.disableWAL = Planted(PlantedFault::kAnswerBeforeWrite);
  options.sync = !options.disableWAL && !Planted(PlantedFault::kNoSync);
  options.protection_bytes_per_key = kProtectionBytesPerKey;
  return options;
}

absl::Status CheckManifest(rocksdb::Env& env, const std::string& directory,
                           const ManifestMark& noted) {
  if (noted.number == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const uint64_t number, ManifestInUse(env, directory));
  // A later one was made from the noted one by RocksDB itself.
  if (number > noted.number) return absl::OkStatus();
  std::string bytes;
  if (number < noted.number ||
      !rocksdb::ReadFileToString(
           &env, absl::StrCat(directory, "/", ManifestName(number)), &bytes)
           .ok() ||
      bytes.size() < noted.size ||
      Sha256({absl::string_view(bytes).substr(0, noted.size)}) != noted.hash) {
    return absl::DataLossError(absl::StrCat(
        directory, "/", ManifestName(noted.number),
        " is not what it was: files of the log may have been forgotten"));
  }
  return absl::OkStatus();
}

absl::Status CutTornManifest(rocksdb::Env& env, const std::string& directory,
                             const ManifestMark& noted) {
  ASSIGN_OR_RETURN(const bool whole, ManifestReads(env, directory));
  if (whole) return absl::OkStatus();
  ASSIGN_OR_RETURN(const uint64_t number, ManifestInUse(env, directory));
  const std::string path = absl::StrCat(directory, "/", ManifestName(number));
  const std::string doing = absl::StrCat("cutting off ", path);
  std::string bytes;
  RETURN_IF_ERROR(ToAbsl(rocksdb::ReadFileToString(&env, path, &bytes), doing));
  const auto cut = [&](uint64_t size, bool sync) {
    return ToAbsl(rocksdb::WriteStringToFile(
                      &env, rocksdb::Slice(bytes.data(), size), path, sync),
                  doing);
  };
  // RocksDB passes over a record that its file ends in, and refuses one that is
  // there and not whole: so there is one size up to which it reads.
  uint64_t reads = number == noted.number ? noted.size : 0;
  uint64_t refused = bytes.size();
  while (refused - reads > 1) {
    const uint64_t size = reads + (refused - reads) / 2;
    RETURN_IF_ERROR(cut(size, false));
    ASSIGN_OR_RETURN(const bool good, ManifestReads(env, directory));
    (good ? reads : refused) = size;
  }
  return cut(reads, true);
}

}  // namespace driehoek
