#include "eventstore/rocksdb_event_store.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "eventstore/beacon.h"
#include "eventstore/checks.h"
#include "eventstore/event_store.h"
#include "eventstore/failure_latch.h"
#include "eventstore/log_checks.h"
#include "eventstore/log_db.h"
#include "eventstore/log_directory.h"
#include "eventstore/log_salvage.h"
#include "eventstore/log_writer.h"
#include "eventstore/planted_fault.h"
#include "eventstore/position_scan.h"
#include "eventstore/rocksdb_batch.h"
#include "eventstore/rocksdb_layout.h"
#include "eventstore/rocksdb_reader.h"
#include "eventstore/subscription.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"
#include "rocksdb/write_batch.h"
#include "sealing/aead.h"
#include "sealing/keyring.h"

namespace driehoek {
namespace {

constexpr size_t kLogIdBytes = 16;
constexpr size_t kIdSecretBytes = 32;

class RocksDbEventStore : public EventStore {
 public:
  RocksDbEventStore(std::unique_ptr<FailureLatch> failures,
                    std::unique_ptr<LogDb> log, LogIdentity identity,
                    const LogSealing& sealing)
      : failures_(std::move(failures)),
        log_(std::move(log)),
        identity_(std::move(identity)),
        named_{identity_.log_id, sealing.keyring},
        sealing_(sealing) {}

  // Once, before anything else.
  absl::Status Start(std::unique_ptr<LogWriter> writer) {
    writer_ = std::move(writer);
    Publish(writer_->head());
    return writer_->LightBeacon();
  }

  const LogIdentity& identity() const override { return identity_; }
  Position head() const override { return Published()->position; }
  TreeHead tree_head() const override {
    const auto published = Published();
    return {published->position, published->root};
  }

  absl::StatusOr<Position> TagHead(const Tag& tag) const override {
    RETURN_IF_ERROR(CheckTag(tag));
    const auto published = Published();
    ASSIGN_OR_RETURN(const auto row,
                     ReadTagRow(*log_, tag, published->snapshot.get()));
    return row ? row->position : 0;
  }

  std::unique_ptr<AppendBatch> Begin(absl::Time now) override {
    return NewRocksDbBatch(*log_, *writer_, identity_.log_id, sealing_, now,
                           [this](const HeadRow& head) {
                             Publish(head);
                             if (listener_) listener_(head.position);
                           });
  }

  absl::StatusOr<std::unique_ptr<EventReader>> Read(
      const Query& query, const ReadOptions& options) const override {
    RETURN_IF_ERROR(CheckQuery(query));
    return NewRocksDbReader(*log_, named_, query, options, Published());
  }

  absl::StatusOr<std::unique_ptr<Subscription>> Subscribe(
      const Query& query, Position after) const override {
    return NewSubscription(*this, query, after);
  }

  void OnCommit(std::function<void(Position)> listener) override {
    listener_ = std::move(listener);
  }

 private:
  std::shared_ptr<const PublishedHead> Published() const {
    const MutexLock lock(mutex_);
    return published_;
  }

  void Publish(const HeadRow& head) {
    auto next = std::make_shared<PublishedHead>();
    next->position = head.position;
    if (Planted(PlantedFault::kHeadOffByOne) && next->position > 0) {
      --next->position;
    }
    next->root = head.frontier.Root();
    next->snapshot = std::shared_ptr<const rocksdb::Snapshot>(
        log_->db().GetSnapshot(), [log = log_.get()](const auto* snapshot) {
          log->db().ReleaseSnapshot(snapshot);
        });
    std::shared_ptr<const PublishedHead> before = std::move(next);
    {
      const MutexLock lock(mutex_);
      published_.swap(before);
    }
  }

  // In this order: each uses the ones before it to its end.
  const std::unique_ptr<FailureLatch> failures_;
  const std::unique_ptr<LogDb> log_;
  const LogIdentity identity_;
  const LogNamed named_;
  const LogSealing sealing_;
  std::unique_ptr<LogWriter> writer_;
  std::function<void(Position)> listener_;
  mutable Mutex mutex_;
  std::shared_ptr<const PublishedHead> published_ ABSL_GUARDED_BY(mutex_);
};

// RocksDB aborts when it finds the disk full while opening, so it is not even
// started then.
absl::Status CheckRoomToOpen(rocksdb::Env& env, const RocksDbOptions& options) {
  constexpr uint64_t kShareNeeded = 8;
  uint64_t free_bytes = 0;
  const rocksdb::IOStatus asked = env.GetFileSystem()->GetFreeSpace(
      options.directory, rocksdb::IOOptions(), &free_bytes, nullptr);
  if (!asked.ok() || free_bytes >= options.min_free_bytes / kShareNeeded) {
    return absl::OkStatus();
  }
  return absl::ResourceExhaustedError(
      absl::StrCat("the disk of ", options.directory, " is too full to open"));
}

absl::Status WithAdvice(const absl::Status& status,
                        absl::string_view directory) {
  if (!absl::IsDataLoss(status)) return status;
  return absl::DataLossError(absl::StrCat(
      directory, " is not served: ", status.message(),
      ". `driehoek verify` names all that is wrong; leave the directory as it "
      "is and go on from a backup"));
}

LogIdentity NewIdentity(LogIdentity wanted) {
  if (wanted.log_id.empty()) {
    wanted.log_id = absl::BytesToHexString(RandomBytes(kLogIdBytes));
  }
  if (wanted.id_secret.empty()) wanted.id_secret = RandomBytes(kIdSecretBytes);
  return wanted;
}

// The secret of an identity gives ids away: whoever has it can try what the id
// of a person comes from.
constexpr absl::string_view kSecretSubject = "id secret";
constexpr absl::string_view kSecretContext = "driehoek id secret 1";

absl::StatusOr<std::string> SealIdentity(LogIdentity identity,
                                         Keyring* keyring) {
  if (keyring == nullptr) return EncodeIdentity(identity);
  ASSIGN_OR_RETURN(
      const NamedKey key,
      keyring->KeyFor(absl::StrCat(kSecretSubject, " ", identity.log_id)));
  RETURN_IF_ERROR(keyring->Keep());
  identity.id_secret = absl::StrCat(
      key.id, SealWithNonce(key.key, kSecretContext, identity.id_secret));
  return EncodeIdentity(identity);
}

absl::StatusOr<LogIdentity> OpenIdentity(absl::string_view bytes,
                                         Keyring* keyring) {
  ASSIGN_OR_RETURN(LogIdentity identity, DecodeIdentity(bytes));
  if (keyring == nullptr) return identity;
  const absl::string_view sealed = identity.id_secret;
  const size_t id_length = std::min(kKeyIdLength, sealed.size());
  ASSIGN_OR_RETURN(const std::optional<SecretKey> key,
                   keyring->Find(std::string(sealed.substr(0, id_length))));
  if (!key) return absl::DataLossError("the key of the log was destroyed");
  ASSIGN_OR_RETURN(identity.id_secret, OpenWithNonce(*key, kSecretContext,
                                                     sealed.substr(id_length)));
  return identity;
}

// A torn folder, left by a power failure while the log was being made, is
// passed over: as long as no beacon is lit, nothing can have been promised of
// it. `format` is told the folder.
absl::StatusOr<std::unique_ptr<LogDb>> OpenToMake(rocksdb::Env& env,
                                                  const LogDirectory& directory,
                                                  const RocksDbOptions& options,
                                                  LogFormat& format,
                                                  FailureLatch& failures) {
  const auto is_there = [&](const std::string& folder) {
    return env.FileExists(directory.Folder(folder)).ok();
  };
  const bool lit = env.FileExists(directory.beacon()).ok();
  while (is_there(NextFolder(format.folder))) {
    format.folder = NextFolder(format.folder);
  }
  if (lit && !is_there(format.folder)) {
    return absl::DataLossError("a commit beacon without a log");
  }
  const bool was_there = is_there(format.folder);
  auto log = LogDb::Open(env, directory.Folder(format.folder),
                         LogDbMode::kCreate, &failures);
  if (lit || !was_there || !absl::IsDataLoss(log.status())) return log;
  Salvage salvage{.from = format.folder,
                  .to = NextFolder(format.folder),
                  .why = std::string(log.status().message())};
  format.folder = salvage.to;
  if (options.on_salvage) options.on_salvage(salvage);
  return LogDb::Open(env, directory.Folder(format.folder), LogDbMode::kCreate,
                     &failures);
}

// Makes a log, or finishes one that was being made when the power failed. What
// is visible of an unfinished one is never more than an empty log.
absl::Status MakeLog(rocksdb::Env& env, const LogDirectory& directory,
                     const RocksDbOptions& options) {
  LogFormat format;
  FailureLatch failures(nullptr);
  ASSIGN_OR_RETURN(const auto log,
                   OpenToMake(env, directory, options, format, failures));
  ASSIGN_OR_RETURN(const auto made, log->Get(Family::kMeta, kIdentityKey));
  LogIdentity identity;
  if (made) {
    ASSIGN_OR_RETURN(identity, OpenIdentity(*made, options.keyring));
    ASSIGN_OR_RETURN(const HeadRow head, log->ReadHead());
    if (head.position > 0) {
      return absl::DataLossError(
          absl::StrCat("the file FORMAT is missing, and the log holds ",
                       head.position, " events"));
    }
  } else {
    identity = NewIdentity(options.identity_if_new);
    ASSIGN_OR_RETURN(const std::string sealed_identity,
                     SealIdentity(identity, options.keyring));
    rocksdb::WriteBatch first;
    first.Put(log->Handle(Family::kMeta), SliceOf(kIdentityKey),
              sealed_identity);
    first.Put(log->Handle(Family::kMeta), SliceOf(kHeadKey),
              EncodeHeadRow(HeadRow{}));
    RETURN_IF_ERROR(
        ToAbsl(log->db().Write(DurableWrite(), &first), "making the log"));
  }
  RETURN_IF_ERROR(Beacon::Create(env, directory.beacon(), identity.log_id,
                                 {0, MerkleFrontier().Root(), {}}));
  RETURN_IF_ERROR(directory.Sync());
  format.log_id = identity.log_id;
  format.sealed = options.keyring != nullptr;
  format.manual_clock = options.manual_clock;
  return directory.WriteFormat(format);
}

absl::Status CheckKind(const LogFormat& format, const RocksDbOptions& options) {
  if (format.sealed && options.keyring == nullptr) {
    return absl::FailedPreconditionError(absl::StrCat(
        options.directory, " is sealed and is not opened without its keys"));
  }
  if (!format.sealed && options.keyring != nullptr) {
    return absl::FailedPreconditionError(absl::StrCat(
        options.directory, " is an unsealed try-out and is not opened"));
  }
  if (format.manual_clock == options.manual_clock) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      options.directory, " lives on ",
      format.manual_clock ? "a manual clock" : "the clock of the system",
      " and is not opened on another"));
}

absl::StatusOr<std::unique_ptr<LogDb>> OpenOrSalvage(
    rocksdb::Env& env, const LogDirectory& directory, const LogFormat& format,
    const BeaconMark& beacon, const RocksDbOptions& options,
    FailureLatch& failures) {
  const std::string folder = directory.Folder(format.folder);
  RETURN_IF_ERROR(CheckManifest(env, folder, beacon.manifest));
  auto log = LogDb::Open(env, folder, LogDbMode::kNormal, &failures);
  if (log.ok() || !absl::IsDataLoss(log.status())) return log;
  auto salvage = SalvageLog(env, directory, format, beacon);
  if (!salvage.ok()) {
    return absl::DataLossError(
        absl::StrCat(log.status().message(),
                     "; what comes before the damage is not enough: ",
                     salvage.status().message()));
  }
  salvage->why = std::string(log.status().message());
  if (options.on_salvage) options.on_salvage(*salvage);
  return LogDb::Open(env, directory.Folder(salvage->to), LogDbMode::kNormal,
                     &failures);
}

absl::StatusOr<std::unique_ptr<EventStore>> OpenLog(
    rocksdb::Env& env, const LogDirectory& directory,
    const RocksDbOptions& options) {
  ASSIGN_OR_RETURN(const auto format, directory.ReadFormat());
  if (!format) return absl::DataLossError("the file FORMAT is missing");
  RETURN_IF_ERROR(CheckKind(*format, options));
  ASSIGN_OR_RETURN(auto beacon,
                   Beacon::Open(env, directory.beacon(), format->log_id));
  auto failures = std::make_unique<FailureLatch>(options.on_failure);
  ASSIGN_OR_RETURN(auto log, OpenOrSalvage(env, directory, *format,
                                           beacon->mark(), options, *failures));
  ASSIGN_OR_RETURN(const std::string stored_identity, log->ReadIdentity());
  ASSIGN_OR_RETURN(LogIdentity identity,
                   OpenIdentity(stored_identity, options.keyring));
  if (identity.log_id != format->log_id) {
    return absl::DataLossError("the folder of the log is of another log");
  }
  ASSIGN_OR_RETURN(HeadRow head, log->ReadHead());
  RETURN_IF_ERROR(CheckReaches(*log, head, beacon->mark()));
  RETURN_IF_ERROR(CheckNoGaps(*log, head.position));
  RETURN_IF_ERROR(CheckTypesKnown(*log));
  RETURN_IF_ERROR(CheckNewestEvents(
      *log, LogNamed{identity.log_id, options.keyring}, head.position));
  std::vector<uint32_t> types;
  ASSIGN_OR_RETURN(const auto types_row, log->Get(Family::kMeta, kTypesKey));
  if (types_row) {
    ASSIGN_OR_RETURN(types, DecodeTypes(*types_row));
  }

  auto writer = std::make_unique<LogWriter>(
      env, *log, *failures, std::move(beacon),
      LogWriter::Settings{options.directory, options.min_free_bytes,
                          options.keyring},
      std::move(head), std::move(types));
  auto store = std::make_unique<RocksDbEventStore>(
      std::move(failures), std::move(log), std::move(identity),
      LogSealing{options.keyring, options.keys_by_month});
  RETURN_IF_ERROR(store->Start(std::move(writer)));
  return store;
}

}  // namespace

absl::Status CheckRoomToOpen(const std::string& directory,
                             uint64_t min_free_bytes) {
  RocksDbOptions options;
  options.directory = directory;
  options.min_free_bytes = min_free_bytes;
  return CheckRoomToOpen(*rocksdb::Env::Default(), options);
}

absl::StatusOr<std::optional<bool>> LogIsSealed(const std::string& directory) {
  ASSIGN_OR_RETURN(
      const auto format,
      LogDirectory(*rocksdb::Env::Default(), directory).ReadFormat());
  if (!format) return std::nullopt;
  return format->sealed;
}

absl::StatusOr<std::unique_ptr<EventStore>> OpenRocksDbEventStore(
    const RocksDbOptions& options) {
  rocksdb::Env& env =
      options.env == nullptr ? *rocksdb::Env::Default() : *options.env;
  const LogDirectory directory(env, options.directory);
  RETURN_IF_ERROR(directory.Make());
  RETURN_IF_ERROR(CheckRoomToOpen(env, options));
  ASSIGN_OR_RETURN(const auto format, directory.ReadFormat());
  if (!format) {
    RETURN_IF_ERROR(
        WithAdvice(MakeLog(env, directory, options), options.directory));
  }
  auto store = OpenLog(env, directory, options);
  if (!store.ok()) return WithAdvice(store.status(), options.directory);
  return store;
}

}  // namespace driehoek
