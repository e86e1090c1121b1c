#include "sealing/keyring.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/bytes.h"
#include "base/mutex.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"
#include "rocksdb/options.h"
#include "rocksdb/write_batch.h"
#include "sealing/on_disk.h"

namespace driehoek {
namespace {

constexpr absl::string_view kEpochsBegin = "driehoek epochs\x01";
constexpr size_t kKeyIdBytes = 16;
constexpr size_t kMaxSubjectBytes = 128;
// Kept in memory, of each of the two ways to ask; a round begins when full.
constexpr size_t kKeysKept = 65536;

// key id → subject, and the key sealed under that of its epoch.
constexpr absl::string_view kKeyPrefix = "k";
// subject → the id of its key.
constexpr absl::string_view kSubjectPrefix = "s";
// id of a destroyed key → its subject.
constexpr absl::string_view kDestroyedPrefix = "x";
// → how many keys there are, 8 bytes. RocksDB's iterators can end early without
// saying so, and a key that is not taken along to the next epoch is gone.
constexpr absl::string_view kCount = "count";
// subject → nothing: its key is to be destroyed.
constexpr absl::string_view kDoomedPrefix = "d";

absl::Status FromRocksDb(const rocksdb::Status& status,
                         absl::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  const std::string message =
      absl::StrCat("the keys, ", doing, ": ", status.ToString());
  if (status.IsCorruption()) return absl::DataLossError(message);
  if (absl::StrContains(message, "lock file") ||
      absl::StrContains(message, "lock hold")) {
    return absl::FailedPreconditionError(
        "the keys are in use by another process");
  }
  return absl::UnavailableError(message);
}

rocksdb::WriteOptions Durable() {
  rocksdb::WriteOptions options;
  options.sync = true;
  return options;
}

rocksdb::Options DbOptions(rocksdb::Env& env, bool make) {
  rocksdb::Options options;
  options.env = &env;
  options.create_if_missing = make;
  options.paranoid_checks = true;
  options.paranoid_file_checks = true;
  // A power failure tears the end, which was promised to nobody. Were more
  // torn, then the log would name keys that are missing, and not open.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  options.avoid_flush_during_recovery = true;
  options.max_bgerror_resume_count = 0;
  options.write_buffer_size = size_t{4} << 20;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.max_log_file_size = size_t{1} << 20;
  options.keep_log_file_num = 2;
  options.compression = rocksdb::kNoCompression;
  return options;
}

using Epochs = std::map<uint64_t, SecretKey>;

void KeepNewest(Epochs& epochs) {
  epochs.erase(epochs.begin(), std::prev(epochs.end()));
}

std::string ContextOfEpoch(uint64_t number) {
  return absl::StrCat("driehoek epoch ", number);
}

// The file of the epochs: what to shred of the keyring, so small and apart.
class EpochsFile {
 public:
  EpochsFile(rocksdb::Env& env, const std::string& directory,
             std::shared_ptr<const RootKey> root)
      : env_(env),
        directory_(directory),
        path_(directory + "/epochs"),
        next_(directory + "/epochs.next"),
        root_(std::move(root)) {}

  bool exists() const { return env_.FileExists(path_).ok(); }
  // Perhaps only what was to take its place.
  bool exists_somehow() const {
    return exists() || env_.FileExists(next_).ok();
  }

  // The newest of one or two: while keys go from one epoch to the next there
  // are both.
  absl::StatusOr<Epochs> Read() const {
    absl::StatusOr<Epochs> epochs = Parse(path_);
    // The one of before was overwritten, and the power failed.
    if (absl::IsDataLoss(epochs.status()) && env_.FileExists(next_).ok()) {
      epochs = Parse(next_);
      if (epochs.ok()) RETURN_IF_ERROR(TakePlace());
    }
    return epochs;
  }

  // In the place of what was there, of which nothing stays on the file's own
  // blocks.
  absl::Status Write(const Epochs& epochs) const {
    ByteWriter writer;
    writer.Raw(kEpochsBegin);
    writer.U16(static_cast<uint16_t>(epochs.size()));
    for (const auto& [number, key] : epochs) {
      ASSIGN_OR_RETURN(const std::string wrapped,
                       root_->Wrap(key, ContextOfEpoch(number)));
      writer.U64(number);
      writer.Short(wrapped);
    }
    std::string bytes = writer.Take();
    absl::StrAppend(&bytes, BytesOf(Sha256({bytes})));
    RETURN_IF_ERROR(FromRocksDb(
        rocksdb::WriteStringToFile(&env_, bytes, next_, /*should_sync=*/true),
        "writing epochs.next"));
    RETURN_IF_ERROR(SyncDirectory());
    RETURN_IF_ERROR(Overwrite());
    return TakePlace();
  }

 private:
  absl::StatusOr<Epochs> Parse(const std::string& path) const {
    const auto damaged = [] {
      return absl::DataLossError("the file `epochs` of the keys is damaged");
    };
    std::string bytes;
    const rocksdb::Status read = rocksdb::ReadFileToString(&env_, path, &bytes);
    if (read.IsNotFound() || read.IsPathNotFound()) {
      return absl::DataLossError("the file `epochs` of the keys is missing");
    }
    RETURN_IF_ERROR(FromRocksDb(read, "reading epochs"));
    const size_t hash_at =
        bytes.size() - std::min(bytes.size(), sizeof(Hash32));
    const absl::string_view signed_bytes =
        absl::string_view(bytes).substr(0, hash_at);
    if (BytesOf(Sha256({signed_bytes})) !=
        absl::string_view(bytes).substr(hash_at)) {
      return damaged();
    }
    ByteReader reader(signed_bytes);
    if (reader.Raw(kEpochsBegin.size()) != kEpochsBegin) return damaged();
    Epochs epochs;
    for (int left = reader.U16(); left > 0; --left) {
      const uint64_t number = reader.U64();
      ASSIGN_OR_RETURN(const SecretKey key,
                       root_->Unwrap(reader.Short(), ContextOfEpoch(number)));
      epochs.emplace(number, key);
    }
    if (!reader.Finished() || epochs.empty()) return damaged();
    return epochs;
  }

  absl::Status Overwrite() const {
    uint64_t size = 0;
    if (!env_.GetFileSize(path_, &size).ok()) return absl::OkStatus();
    std::unique_ptr<rocksdb::RandomRWFile> file;
    RETURN_IF_ERROR(
        FromRocksDb(env_.NewRandomRWFile(path_, &file, rocksdb::EnvOptions()),
                    "opening epochs"));
    const std::string zeros(size, '\0');
    RETURN_IF_ERROR(
        FromRocksDb(file->Write(0, SliceOf(zeros)), "overwriting epochs"));
    RETURN_IF_ERROR(FromRocksDb(file->Sync(), "overwriting epochs"));
    return FromRocksDb(file->Close(), "overwriting epochs");
  }

  absl::Status TakePlace() const {
    RETURN_IF_ERROR(
        FromRocksDb(env_.RenameFile(next_, path_), "replacing epochs"));
    return SyncDirectory();
  }

  absl::Status SyncDirectory() const {
    return driehoek::SyncDirectory(env_, directory_);
  }

  rocksdb::Env& env_;
  const std::string directory_;
  const std::string path_;
  const std::string next_;
  const std::shared_ptr<const RootKey> root_;
};

// What lies under the id of a key.
struct KeyRow {
  std::string subject;
  uint64_t epoch = 0;
  std::string sealed;
};

std::string ContextOfKey(absl::string_view id, absl::string_view subject,
                         uint64_t epoch) {
  return absl::StrCat("driehoek key\n", id, "\n", subject, "\n", epoch);
}

std::string EncodeKey(const NamedKey& key, const std::string& subject,
                      uint64_t epoch, const SecretKey& epoch_key) {
  ByteWriter writer;
  writer.Short(subject);
  writer.U64(epoch);
  writer.Short(SealWithNonce(epoch_key, ContextOfKey(key.id, subject, epoch),
                             key.key.bytes()));
  return writer.Take();
}

absl::StatusOr<KeyRow> DecodeKeyRow(absl::string_view bytes) {
  ByteReader reader(bytes);
  KeyRow row;
  row.subject = std::string(reader.Short());
  row.epoch = reader.U64();
  row.sealed = std::string(reader.Short());
  if (!reader.Finished()) {
    return absl::DataLossError("a key of the keyring is damaged");
  }
  return row;
}

class KeyringImpl final : public Keyring {
 public:
  KeyringImpl(rocksdb::Env& env, KeyringOptions options)
      : env_(env),
        directory_(options.directory),
        file_(env, options.directory, std::move(options.root)) {}

  absl::Status Start(bool may_make);

  absl::StatusOr<NamedKey> KeyFor(const std::string& subject) override;
  absl::Status Keep() override;
  absl::StatusOr<std::optional<SecretKey>> Find(
      const std::string& id) const override;
  void Doom(const std::string& subject, const std::string& why) override;
  absl::StatusOr<std::vector<DoomedKey>> Doomed() const override;
  absl::Status Spare(const std::vector<std::string>& subjects) override;
  absl::StatusOr<std::vector<std::string>> SubjectsWith(
      const std::string& prefix) const override {
    return NamesUnder(kSubjectPrefix, prefix);
  }
  absl::StatusOr<std::vector<std::string>> Destroy(
      const std::vector<std::string>& subjects) override;

 private:
  // And that as many are there.
  absl::Status ReadCount() ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);
  absl::Status CheckCount(uint64_t found) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);
  static void PutCount(uint64_t count, rocksdb::WriteBatch& batch);
  absl::StatusOr<std::optional<std::string>> Get(absl::string_view prefix,
                                                 absl::string_view id) const;
  // `moved`: the row was of an epoch that is over; it is worth another look.
  absl::StatusOr<std::optional<SecretKey>> LookUp(const std::string& id,
                                                  bool& moved) const;
  // The keys of rows that begin with both, without the first.
  absl::StatusOr<std::vector<std::string>> NamesUnder(
      absl::string_view kind, const std::string& prefix) const;
  absl::StatusOr<SecretKey> Unseal(const std::string& id, const KeyRow& row,
                                   const Epochs& epochs) const;
  // Takes every key but those with an id in `doomed` to the newest of `epochs`.
  absl::Status MoveKeys(const Epochs& epochs,
                        const absl::flat_hash_set<std::string>& doomed)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);
  // That every key opens under the newest of `epochs`.
  absl::Status CheckMoved(const Epochs& epochs) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);
  absl::Status DestroyKeys(const std::vector<std::string>& subjects,
                           const std::vector<std::string>& ids,
                           const absl::flat_hash_set<std::string>& doomed)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);
  absl::Status Write(rocksdb::WriteBatch& batch)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);
  void Remember(const NamedKey& key) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  rocksdb::Env& env_;
  const std::string directory_;
  const EpochsFile file_;
  std::unique_ptr<rocksdb::DB> db_;

  // Held while something is written; the other only while something is looked
  // up. Taken in this order.
  Mutex write_mutex_;
  uint64_t count_ ABSL_GUARDED_BY(write_mutex_) = 0;
  absl::Status failed_ ABSL_GUARDED_BY(write_mutex_);

  mutable Mutex mutex_;
  Epochs epochs_ ABSL_GUARDED_BY(mutex_);
  // Made and not written yet, by subject.
  absl::flat_hash_map<std::string, NamedKey> made_ ABSL_GUARDED_BY(mutex_);
  // To be destroyed, and not written yet.
  // By subject, why.
  absl::flat_hash_map<std::string, std::string> doomed_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, std::string> id_by_subject_
      ABSL_GUARDED_BY(mutex_);
  mutable absl::flat_hash_map<std::string, SecretKey> by_id_
      ABSL_GUARDED_BY(mutex_);
  uint64_t destructions_ ABSL_GUARDED_BY(mutex_) = 0;
};

absl::Status KeyringImpl::Start(bool may_make) {
  if (!file_.exists_somehow() && !may_make) {
    return absl::DataLossError(
        absl::StrCat(directory_,
                     " holds no keys, and there is something "
                     "sealed with them"));
  }
  RETURN_IF_ERROR(FromRocksDb(env_.CreateDirIfMissing(directory_),
                              "making their directory"));
  // Before anything else: with another root key nothing is touched.
  Epochs epochs = {{1, SecretKey::Random()}};
  // With nothing sealed yet, half a beginning is no beginning.
  const bool is_new = may_make && !file_.exists();
  if (is_new) {
    // What is left of one that was being made; nothing was sealed with it.
    rocksdb::DestroyDB(directory_, DbOptions(env_, true))
        .PermitUncheckedError();
  } else {
    ASSIGN_OR_RETURN(epochs, file_.Read());
  }
  rocksdb::DB* db = nullptr;
  RETURN_IF_ERROR(FromRocksDb(
      rocksdb::DB::Open(DbOptions(env_, is_new), directory_, &db), "opening"));
  db_.reset(db);
  const MutexLock write_lock(write_mutex_);
  if (is_new) {
    rocksdb::WriteBatch first;
    PutCount(0, first);
    RETURN_IF_ERROR(Write(first));
    RETURN_IF_ERROR(file_.Write(epochs));
    // Else a power failure could take all of it.
    RETURN_IF_ERROR(MakeDirectory(env_, directory_));
  }
  RETURN_IF_ERROR(ReadCount());
  if (epochs.size() > 1) {
    // A power failure while keys went to the next epoch.
    RETURN_IF_ERROR(MoveKeys(epochs, {}));
    KeepNewest(epochs);
    RETURN_IF_ERROR(file_.Write(epochs));
  }
  const MutexLock lock(mutex_);
  epochs_ = std::move(epochs);
  return absl::OkStatus();
}

absl::Status KeyringImpl::ReadCount() {
  ASSIGN_OR_RETURN(const auto bytes, Get(kCount, ""));
  if (!bytes) return absl::DataLossError("the number of keys is missing");
  ByteReader reader(*bytes);
  count_ = reader.U64();
  if (!reader.Finished()) {
    return absl::DataLossError("the number of keys is damaged");
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                   NamesUnder(kKeyPrefix, ""));
  return CheckCount(ids.size());
}

absl::Status KeyringImpl::CheckCount(uint64_t found) const {
  if (found == count_) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("of ", count_, " keys ", found, " are there"));
}

void KeyringImpl::PutCount(uint64_t count, rocksdb::WriteBatch& batch) {
  ByteWriter writer;
  writer.U64(count);
  batch.Put(SliceOf(kCount), writer.Take());
}

absl::StatusOr<std::optional<std::string>> KeyringImpl::Get(
    absl::string_view prefix, absl::string_view id) const {
  std::string value;
  const rocksdb::Status status =
      db_->Get(rocksdb::ReadOptions(), absl::StrCat(prefix, id), &value);
  if (status.IsNotFound()) return std::nullopt;
  RETURN_IF_ERROR(FromRocksDb(status, "reading"));
  return value;
}

absl::StatusOr<SecretKey> KeyringImpl::Unseal(const std::string& id,
                                              const KeyRow& row,
                                              const Epochs& epochs) const {
  const auto epoch = epochs.find(row.epoch);
  if (epoch == epochs.end()) {
    return absl::DataLossError(absl::StrCat(
        "the key ", id, " is of the epoch ", row.epoch,
        ", of which the key is gone: these files are not of one moment"));
  }
  absl::StatusOr<std::string> bytes = OpenWithNonce(
      epoch->second, ContextOfKey(id, row.subject, row.epoch), row.sealed);
  if (!bytes.ok() || bytes->size() != SecretKey::kBytes) {
    return absl::DataLossError(absl::StrCat("the key ", id, " is damaged"));
  }
  const SecretKey key(*bytes);
  OPENSSL_cleanse(bytes->data(), bytes->size());
  return key;
}

void KeyringImpl::Remember(const NamedKey& key) const {
  if (by_id_.size() >= kKeysKept) by_id_.clear();
  by_id_.insert_or_assign(key.id, key.key);
}

absl::StatusOr<NamedKey> KeyringImpl::KeyFor(const std::string& subject) {
  if (subject.empty() || subject.size() > kMaxSubjectBytes) {
    return absl::InvalidArgumentError("a key is of something with an id");
  }
  const MutexLock lock(mutex_);
  if (const auto made = made_.find(subject); made != made_.end()) {
    return made->second;
  }
  std::optional<std::string> id;
  if (const auto known = id_by_subject_.find(subject);
      known != id_by_subject_.end()) {
    id = known->second;
  } else {
    ASSIGN_OR_RETURN(id, Get(kSubjectPrefix, subject));
  }
  if (!id) {
    // They are written with the next Keep; without room for that, no more come.
    if (made_.size() >= kKeysKept) {
      return absl::ResourceExhaustedError(
          "too many keys were made that could not be written");
    }
    const NamedKey key{absl::BytesToHexString(RandomBytes(kKeyIdBytes)),
                       SecretKey::Random()};
    made_.emplace(subject, key);
    Remember(key);
    return key;
  }
  if (const auto found = by_id_.find(*id); found != by_id_.end()) {
    return NamedKey{*id, found->second};
  }
  ASSIGN_OR_RETURN(const auto bytes, Get(kKeyPrefix, *id));
  if (!bytes) {
    return absl::DataLossError(
        absl::StrCat("the key ", *id, " is missing from the keyring"));
  }
  ASSIGN_OR_RETURN(const KeyRow row, DecodeKeyRow(*bytes));
  if (row.subject != subject) {
    return absl::DataLossError(absl::StrCat("the key ", *id, " is of ",
                                            row.subject, ", not of ", subject));
  }
  ASSIGN_OR_RETURN(const SecretKey key, Unseal(*id, row, epochs_));
  if (id_by_subject_.size() >= kKeysKept) id_by_subject_.clear();
  id_by_subject_[subject] = *id;
  Remember({*id, key});
  return NamedKey{*id, key};
}

absl::Status KeyringImpl::Write(rocksdb::WriteBatch& batch) {
  RETURN_IF_ERROR(failed_);
  failed_ = FromRocksDb(db_->Write(Durable(), &batch), "writing");
  return failed_;
}

absl::Status KeyringImpl::Keep() {
  const MutexLock write_lock(write_mutex_);
  // Also when another thread wrote, and could not, what was made here.
  RETURN_IF_ERROR(failed_);
  rocksdb::WriteBatch batch;
  std::vector<std::string> subjects;
  {
    const MutexLock lock(mutex_);
    const auto& [epoch, epoch_key] = *epochs_.rbegin();
    for (const auto& [subject, key] : made_) {
      batch.Put(absl::StrCat(kKeyPrefix, key.id),
                EncodeKey(key, subject, epoch, epoch_key));
      batch.Put(absl::StrCat(kSubjectPrefix, subject), key.id);
      subjects.push_back(subject);
    }
    for (const auto& [subject, why] : doomed_) {
      batch.Put(absl::StrCat(kDoomedPrefix, subject), why);
    }
    doomed_.clear();
  }
  if (batch.Count() == 0) return absl::OkStatus();
  PutCount(count_ + subjects.size(), batch);
  RETURN_IF_ERROR(Write(batch));
  count_ += subjects.size();
  const MutexLock lock(mutex_);
  if (id_by_subject_.size() >= kKeysKept) id_by_subject_.clear();
  for (const std::string& subject : subjects) {
    const auto made = made_.find(subject);
    if (made == made_.end()) continue;
    id_by_subject_[subject] = made->second.id;
    made_.erase(made);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<SecretKey>> KeyringImpl::Find(
    const std::string& id) const {
  // Keys can go to the next epoch between two looks at them; more often than
  // that they do not.
  constexpr int kMostLooks = 8;
  absl::StatusOr<std::optional<SecretKey>> found = std::nullopt;
  for (int look = 0; look < kMostLooks; ++look) {
    bool moved = false;
    found = LookUp(id, moved);
    if (!moved) break;
  }
  return found;
}

absl::StatusOr<std::optional<SecretKey>> KeyringImpl::LookUp(
    const std::string& id, bool& moved) const {
  uint64_t destructions = 0;
  {
    const MutexLock lock(mutex_);
    if (const auto found = by_id_.find(id); found != by_id_.end()) {
      return found->second;
    }
    destructions = destructions_;
  }
  ASSIGN_OR_RETURN(const auto bytes, Get(kKeyPrefix, id));
  if (!bytes) {
    ASSIGN_OR_RETURN(const auto destroyed, Get(kDestroyedPrefix, id));
    if (destroyed) return std::nullopt;
    return absl::DataLossError(
        absl::StrCat("the key ", id, " is missing from the keyring"));
  }
  ASSIGN_OR_RETURN(const KeyRow row, DecodeKeyRow(*bytes));
  // After the row: an epoch is known before any key is of it.
  Epochs epochs;
  {
    const MutexLock lock(mutex_);
    epochs = epochs_;
  }
  moved = !epochs.contains(row.epoch);
  ASSIGN_OR_RETURN(const SecretKey key, Unseal(id, row, epochs));
  const MutexLock lock(mutex_);
  // It may have been destroyed since it was read.
  if (destructions == destructions_) Remember({id, key});
  return key;
}

void KeyringImpl::Doom(const std::string& subject, const std::string& why) {
  const MutexLock lock(mutex_);
  doomed_[subject] = why;
}

absl::StatusOr<std::vector<DoomedKey>> KeyringImpl::Doomed() const {
  ASSIGN_OR_RETURN(const std::vector<std::string> subjects,
                   NamesUnder(kDoomedPrefix, ""));
  std::vector<DoomedKey> doomed;
  doomed.reserve(subjects.size());
  for (const std::string& subject : subjects) {
    ASSIGN_OR_RETURN(const std::optional<std::string> why,
                     Get(kDoomedPrefix, subject));
    if (why) doomed.push_back({subject, *why});
  }
  return doomed;
}

absl::Status KeyringImpl::Spare(const std::vector<std::string>& subjects) {
  const MutexLock write_lock(write_mutex_);
  rocksdb::WriteBatch batch;
  for (const std::string& subject : subjects) {
    batch.Delete(absl::StrCat(kDoomedPrefix, subject));
  }
  {
    const MutexLock lock(mutex_);
    for (const std::string& subject : subjects) doomed_.erase(subject);
  }
  return Write(batch);
}

absl::StatusOr<std::vector<std::string>> KeyringImpl::NamesUnder(
    absl::string_view kind, const std::string& prefix) const {
  const std::string begin = absl::StrCat(kind, prefix);
  std::vector<std::string> names;
  const std::unique_ptr<rocksdb::Iterator> rows(
      db_->NewIterator(rocksdb::ReadOptions()));
  for (rows->Seek(begin);
       rows->Valid() && absl::StartsWith(ViewOf(rows->key()), begin);
       rows->Next()) {
    names.emplace_back(ViewOf(rows->key()).substr(kind.size()));
  }
  RETURN_IF_ERROR(FromRocksDb(rows->status(), "reading"));
  return names;
}

absl::Status KeyringImpl::MoveKeys(
    const Epochs& epochs, const absl::flat_hash_set<std::string>& doomed) {
  const auto& [epoch, epoch_key] = *epochs.rbegin();
  rocksdb::WriteBatch batch;
  uint64_t found = 0;
  uint64_t left = 0;
  const std::unique_ptr<rocksdb::Iterator> rows(
      db_->NewIterator(rocksdb::ReadOptions()));
  for (rows->Seek(SliceOf(kKeyPrefix));
       rows->Valid() && absl::StartsWith(ViewOf(rows->key()), kKeyPrefix);
       rows->Next()) {
    ++found;
    const std::string id(ViewOf(rows->key()).substr(kKeyPrefix.size()));
    ASSIGN_OR_RETURN(const KeyRow row, DecodeKeyRow(ViewOf(rows->value())));
    if (doomed.contains(id)) {
      batch.Delete(rows->key());
      batch.Delete(absl::StrCat(kSubjectPrefix, row.subject));
      batch.Put(absl::StrCat(kDestroyedPrefix, id), row.subject);
      continue;
    }
    ++left;
    if (row.epoch == epoch) continue;
    ASSIGN_OR_RETURN(const SecretKey key, Unseal(id, row, epochs));
    batch.Put(rows->key(), EncodeKey({id, key}, row.subject, epoch, epoch_key));
  }
  RETURN_IF_ERROR(FromRocksDb(rows->status(), "reading"));
  RETURN_IF_ERROR(CheckCount(found));
  PutCount(left, batch);
  RETURN_IF_ERROR(Write(batch));
  count_ = left;
  return CheckMoved(epochs);
}

// Before the key of the epoch before goes, for good.
absl::Status KeyringImpl::CheckMoved(const Epochs& epochs) const {
  const Epochs newest = {*epochs.rbegin()};
  uint64_t found = 0;
  const std::unique_ptr<rocksdb::Iterator> rows(
      db_->NewIterator(rocksdb::ReadOptions()));
  for (rows->Seek(SliceOf(kKeyPrefix));
       rows->Valid() && absl::StartsWith(ViewOf(rows->key()), kKeyPrefix);
       rows->Next()) {
    ++found;
    ASSIGN_OR_RETURN(const KeyRow row, DecodeKeyRow(ViewOf(rows->value())));
    RETURN_IF_ERROR(
        Unseal(std::string(ViewOf(rows->key()).substr(kKeyPrefix.size())), row,
               newest)
            .status());
  }
  RETURN_IF_ERROR(FromRocksDb(rows->status(), "reading"));
  return CheckCount(found);
}

absl::StatusOr<std::vector<std::string>> KeyringImpl::Destroy(
    const std::vector<std::string>& subjects) {
  // What was made and not written yet has its row first.
  RETURN_IF_ERROR(Keep());
  const MutexLock write_lock(write_mutex_);
  std::vector<std::string> ids;
  absl::flat_hash_set<std::string> doomed;
  for (const std::string& subject : subjects) {
    ASSIGN_OR_RETURN(const auto id, Get(kSubjectPrefix, subject));
    if (id && doomed.insert(*id).second) ids.push_back(*id);
  }
  if (!ids.empty()) {
    const absl::Status destroyed = DestroyKeys(subjects, ids, doomed);
    // Half-way nothing may go on: the next start finishes it.
    if (!destroyed.ok()) {
      failed_ = destroyed;
      return destroyed;
    }
  }
  rocksdb::WriteBatch batch;
  for (const std::string& subject : subjects) {
    batch.Delete(absl::StrCat(kDoomedPrefix, subject));
  }
  RETURN_IF_ERROR(Write(batch));
  return ids;
}

absl::Status KeyringImpl::DestroyKeys(
    const std::vector<std::string>& subjects,
    const std::vector<std::string>& ids,
    const absl::flat_hash_set<std::string>& doomed) {
  Epochs epochs;
  {
    const MutexLock lock(mutex_);
    epochs = epochs_;
  }
  epochs.emplace(epochs.rbegin()->first + 1, SecretKey::Random());
  RETURN_IF_ERROR(file_.Write(epochs));
  {
    // Keys that are read while they move open under either.
    const MutexLock lock(mutex_);
    epochs_ = epochs;
  }
  RETURN_IF_ERROR(MoveKeys(epochs, doomed));
  {
    const MutexLock lock(mutex_);
    for (const std::string& subject : subjects) id_by_subject_.erase(subject);
    for (const std::string& id : ids) by_id_.erase(id);
    ++destructions_;
  }
  KeepNewest(epochs);
  RETURN_IF_ERROR(file_.Write(epochs));
  const MutexLock lock(mutex_);
  epochs_ = std::move(epochs);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Keyring>> Keyring::Open(KeyringOptions options) {
  rocksdb::Env& env =
      options.env == nullptr ? *rocksdb::Env::Default() : *options.env;
  const bool may_make = options.may_make;
  auto keyring = std::make_unique<KeyringImpl>(env, std::move(options));
  RETURN_IF_ERROR(keyring->Start(may_make));
  return keyring;
}

}  // namespace driehoek
