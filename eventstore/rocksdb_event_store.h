// The log on RocksDB. RocksDB alone does not keep the promises of
// event_store.h; what is added and why is in FORMAT.md and docs/adr/.
#ifndef DRIEHOEK_EVENTSTORE_ROCKSDB_EVENT_STORE_H_
#define DRIEHOEK_EVENTSTORE_ROCKSDB_EVENT_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/event_store.h"
#include "sealing/keyring.h"

namespace rocksdb {
class Env;
}

namespace driehoek {

// A torn end of the log, as a power failure leaves it, that was set aside while
// opening. After a power failure alone nothing acknowledged is lost. If the
// disk was damaged besides, what was acknowledged in the last moments (at most
// 256 batches, after `guarded_to`) may be missing after `head`.
struct Salvage {
  std::string from;         // The damaged folder; it stays for inspection.
  std::string to;           // The folder of the log from now on.
  Position head = 0;        // The end of the log now.
  Position guarded_to = 0;  // What the commit beacon guarded.
  std::string why;          // What RocksDB said of the damage.
};

struct RocksDbOptions {
  std::string directory;  // Holds log/ (RocksDB), beacon and FORMAT.
  // Used when the directory is new; random when empty.
  LogIdentity identity_if_new;
  // The directory lives on a manual clock for ever; refused when it was made
  // otherwise (FailedPrecondition).
  bool manual_clock = false;
  // Appends are refused when the file system has less room than this.
  uint64_t min_free_bytes = uint64_t{512} << 20;
  // Seals the bodies; a directory that was made so is refused without it, and
  // one that was not is with it (FailedPrecondition). Borrowed.
  Keyring* keyring = nullptr;
  // Each month has its keys, instead of each case, person and document.
  bool keys_by_month = false;
  // The file system; the machine's own when null. Borrowed.
  rocksdb::Env* env = nullptr;
  // Called once, from any thread, when the store has failed for good. Must only
  // wake someone.
  std::function<void(const absl::Status&)> on_failure;
  // Told while opening that a torn end was set aside.
  std::function<void(const Salvage&)> on_salvage;
};

// Opens or makes the log. Errors: DataLoss (what does not add up, and what
// to do), FailedPrecondition (the directory is
// of another kind, format or clock, or in use), Unimplemented (an event type of
// a newer release), ResourceExhausted (too little disk even to open).
absl::StatusOr<std::unique_ptr<EventStore>> OpenRocksDbEventStore(
    const RocksDbOptions& options);

// ResourceExhausted: the disk of `directory`, which is there, is so full that
// RocksDB would abort when it opens.
absl::Status CheckRoomToOpen(const std::string& directory,
                             uint64_t min_free_bytes);

// Whether the log in `directory` is sealed; nothing when there is no log.
// Errors as above.
absl::StatusOr<std::optional<bool>> LogIsSealed(const std::string& directory);

// Where something is wrong.
enum class LogPart {
  kFiles,
  kEvents,
  kChains,
  kTree,
  kHead,
  kTags,
  kIndex,
  kRequests,
  kTypes,
  kBeacon,
};

// One thing that `VerifyLog` found wrong.
struct LogProblem {
  Position position;  // 0 when it is about the whole.
  LogPart part;
  std::string what;  // In technical words; the words for people follow `part`.
};

struct LogReport {
  Position head = 0;
  Hash32 root{};
  uint64_t tags = 0;
  std::vector<LogProblem> problems;  // At most 100.
};

// Re-reads and re-hashes everything: every body and envelope, all chains, the
// index against the events, the tree, the beacon. Read-only; the log must not
// be open elsewhere. `progress` is called now and then with the position. Keeps
// some 300 bytes for each tag and nothing for an event.
absl::StatusOr<LogReport> VerifyLog(
    const RocksDbOptions& options,
    const std::function<void(Position)>& progress);

}  // namespace driehoek

#endif  // DRIEHOEK_EVENTSTORE_ROCKSDB_EVENT_STORE_H_
